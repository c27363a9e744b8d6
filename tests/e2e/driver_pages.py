# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page through the accessibility tree: whatever one can act on has a name, in both languages; the keyboard reaches
the figures; a value is read under the pointer; an alert is disposed of with its form; the search finds."""
import csv
import io
import re

from desktop import Late, Missing, wait
from driver_help import FIRST_AREA, Cockpit
from house import done, ok, run, same, skip, wait_until

ACTING = ("button", "toggle button", "check box", "radio button", "combo box", "entry", "text", "spin button", "slider", "link",
          "image", "icon", "menu item", "check item", "radio item", "list item", "column header")
# What a toolkit says where nobody gave a name.
NAMELESS = re.compile(r"(Gtk|Gdk|Sz|Shumate)[A-Z]\w*|\s*")
SECTIONS = {"en": ("Overview", "Live hall", "Alerts", "Service map", "Indicators", "Directory", "Data sources"),
            "zh": ("总览", "现场", "告警", "服务地图", "指标库", "办事名录", "数据源")}


def is_named(node):
    return not NAMELESS.fullmatch(node.name)


def path(node):
    return (path(node.parent) + " / " if node.parent else "") + f"{node.role} “{node.name}”"


def nameless(window):
    """What one can act on, or look at, without a name of its own, of what it lies in, or of the one thing in it."""
    found = []
    for node in window.walk():
        if node.role not in ACTING or is_named(node):
            continue
        above, around = node.parent, False
        while above is not None and not around:
            around = above.role in ACTING and is_named(above)
            above = above.parent
        if not around and not any(n.role in ACTING and is_named(n) for n in node.walk()):
            found.append(path(node))
    return found


def foreign(window):
    """In the Chinese window, what is still English: words of four letters, without a Chinese sign beside them."""
    said = {n.name for n in window.walk() if n.role in ACTING + ("label",)}
    return sorted(n for n in said if is_named_text(n) and re.search(r"[A-Za-z]{4,}", n) and not re.search(r"[\u4e00-\u9fff]", n))


def is_named_text(name):
    return not NAMELESS.fullmatch(name) and not re.search(r"://|^shuzhi |/|=|_|^[\w.-]+$", name)


def check_window(cockpit, what):
    windows = cockpit.desktop.windows(whole=True)
    bad = [line for window in windows for line in nameless(window)]
    ok(windows and not bad, f"{cockpit.language}: {what}: everything has a name", "\n".join(sorted(set(bad))))
    if cockpit.language == "zh":
        bad = [line for window in windows for line in foreign(window)]
        ok(not bad, f"zh: {what}: in Chinese", "\n".join(sorted(set(bad))))


def overlay(cockpit, keys, what, ours=True):
    """A small window that keys open and Escape closes; what is the toolkit's own is not checked."""
    before = {w.where for w in cockpit.desktop.windows()}
    cockpit.keys(keys)
    wait(lambda: {w.where for w in cockpit.desktop.windows()} - before, what)
    if ours:
        check_window(cockpit, what)
    else:
        ok(True, f"{cockpit.language}: {what} are shown")
    window = wait(lambda: next((w for w in cockpit.desktop.windows() if w.where not in before), None), what)
    cockpit.desktop.keys(window, "Escape")
    cockpit.gone(what + " to close", lambda: {w.where for w in cockpit.desktop.windows()} - before)


def walk_pages(cockpit):
    sections = SECTIONS[cockpit.language]
    for name in sections[1:] + sections[:1]:
        cockpit.go(name)
        wait(lambda: any("pressed" in n.states for n in cockpit.main().all("button", lambda n: n == name or n.startswith(name + ","))), name)
        cockpit.settle()
        check_window(cockpit, name)
    cockpit.keys("F1")
    cockpit.settle()
    check_window(cockpit, "help")
    overlay(cockpit, "ctrl+k", "search")
    overlay(cockpit, "ctrl+comma", "preferences")
    overlay(cockpit, "ctrl+question", "shortcuts", ours=False)
    cockpit.go(sections[0])


def focused(cockpit):
    return next((n for w in cockpit.desktop.windows() for n in w.walk() if "focused" in n.states), None)


def press(cockpit, keys):
    """Keys that move the focus; what has it then. On a busy machine that comes a while after the keys."""
    before = focused(cockpit)

    def moved():
        node = focused(cockpit)
        return node is not None and (before is None or node.where != before.where)

    cockpit.keys(keys)
    wait_until(moved, 10)
    return focused(cockpit)


def chart_description(cockpit):
    return "\n".join(n.description for w in cockpit.desktop.windows(whole=True) for n in w.all("panel") if n.description)


def read_values(cockpit):
    """Under the pointer, and with the keyboard alone."""
    clock = re.compile(r"\b\d\d:\d\d\b.*\n?.*\d+\.\d min")

    def points():
        # The picture may have been painted anew under the pointer, with the hall's latest minute.
        figure = cockpit.see("button", lambda n: n.startswith("Mean wait, whole hall"), "the overview's figure")
        cockpit.desktop.move(*cockpit.desktop.screen(figure, (0.1, 0.8)))
        return wait_until(lambda: clock.search(chart_description(cockpit)), 10)

    ok(wait(points, "a value under the pointer"), "a value is read under the pointer")
    cockpit.desktop.move(*cockpit.desktop.screen(cockpit.main().find("button", "Overview")))
    wait(lambda: not clock.search(chart_description(cockpit)), "the card to go")
    ok(True, "and goes with it")
    seen = []
    for _ in range(40):
        node = press(cockpit, "Tab")
        if node is not None and node.name not in seen:
            seen.append(node.name)
        if node is not None and node.name.startswith("Mean wait, whole hall"):
            break
    ok(seen and seen[-1].startswith("Mean wait, whole hall"), "Tab leads to the figures", seen)
    cockpit.keys("Right")
    ok(wait(lambda: clock.search(chart_description(cockpit)), "a value read with the keys"), "the arrows read its values")
    cockpit.keys("t")
    ok(wait(lambda: len(cockpit.desktop.windows()) > 1, "the table"), "T shows its numbers as a table")
    cockpit.keys_to_top("Escape")
    wait(lambda: len(cockpit.desktop.windows()) == 1, "the table to close")
    cockpit.keys("Return")
    cockpit.see("button", lambda n: "day by day" in n.lower(), "the page of the figure")
    ok(True, "Enter opens it")
    check_window(cockpit, "an indicator")
    cockpit.keys("alt+Left")
    cockpit.see("button", lambda n: n.startswith("Mean wait, whole hall"), "the overview again")


def wait_focus(cockpit, role, name, what):
    """The thing of that role (None: any) and name, once it has the focus."""
    return wait(lambda: (lambda n: n if n is not None and role in (None, n.role) and name(n.name) else None)(focused(cockpit)), what)


def tab_to(cockpit, name, what, keys="Tab"):
    for _ in range(20):
        cockpit.keys(keys)
        node = focused(cockpit)
        if node is not None and name(node.name):
            return node
    raise Late(f"{keys} does not lead to {what}")


# px beside the name of a column
PADDING = 10


def shape_columns(cockpit, name):
    """The column whose head has the focus: wider, narrower and elsewhere, with keys and pointer."""
    desktop = cockpit.desktop

    def head():
        return wait(lambda: focused(cockpit), "the focus").box

    def widths(change):
        before = head()
        change()
        return before, wait(lambda: (lambda box: box if box != before else None)(head()), "the column's new shape")

    was, _ = widths(lambda: cockpit.keys("ctrl+Right", "ctrl+Right"))
    wait(lambda: head()[2] == was[2] + 32, "both steps")
    same(head()[0], was[0], "Ctrl+Right makes a column wider where it stands")
    # GTK tells of a thing without what is free around it.
    desktop.drag(wait(lambda: focused(cockpit), "the focus"), (1 + PADDING / head()[2], 0.5), -32)
    wait(lambda: head()[2] == was[2], "the width before")
    ok(True, "the edge of a head drawn by the pointer makes it narrower again")
    left, moved = widths(lambda: cockpit.keys("ctrl+shift+Left"))
    ok(moved[0] < left[0] and name == wait(lambda: focused(cockpit), "the focus").name,
       "Ctrl+Shift+Left moves a column, which keeps the focus")
    first = cockpit.see("row", lambda n: re.search(r", T\d{12,}, |^T\d{12,}, ", n), "a row")
    ok(not re.match(r"T\d{12,}, ", first.name), "and rows are read out in the order that is seen", first.name)
    cockpit.keys("ctrl+shift+Right")
    cockpit.see("row", lambda n: re.match(r"T\d{12,}, ", n), "a row in the order of before")


def rows_by_keys(cockpit):
    """The rows behind a figure: about them, to one and back, sorted, with the keyboard alone."""
    ticket = re.compile(r"T\d{12,}, ")
    cockpit.go("Overview")
    cockpit.desktop.click(cockpit.see("button", lambda n: n.startswith("Mean wait, whole hall"), "the figure"), (0.1, 0.05))
    cockpit.desktop.click(cockpit.see("button", lambda n: re.fullmatch(r"View [\d,]+ rows", n), "the way to its rows"))
    first = wait_focus(cockpit, "row", ticket.match, "the focus on the first row")
    cockpit.see("label", lambda n: "newest first" in n, "how many rows there are")
    check_window(cockpit, "rows")
    top = min((n for n in cockpit.main().all("row", ticket.match)), key=lambda n: n.box[1])
    same((first.name, first.where), (top.name, top.where), "on opening the rows, the first has the focus")
    cockpit.keys("Page_Down")
    page = wait_focus(cockpit, "row", lambda n: ticket.match(n) and n != first.name, "a row further down")
    cockpit.keys("End")
    last = wait_focus(cockpit, "row", lambda n: ticket.match(n) and n not in (first.name, page.name), "the last row")
    cockpit.keys("Up")
    wait_focus(cockpit, "row", lambda n: ticket.match(n) and n != last.name, "the row above")
    cockpit.keys("Home")
    wait_focus(cockpit, "row", lambda n: n == first.name, "the first row again")
    ok(True, "Page Down, End, Up and Home lead about the rows")
    cockpit.keys("End", "Up", "Up")
    chosen = wait_focus(cockpit, "row", lambda n: ticket.match(n) and n != last.name, "the third row from the end")
    cockpit.settle()
    chosen = wait(lambda: focused(cockpit), "the focus")
    cockpit.keys("Return")
    cockpit.see("button", lambda n: n == "Record list", "the time line")
    cockpit.keys("alt+Left")
    back = wait_focus(cockpit, "row", lambda n: n == chosen.name, "the row that was left")
    cockpit.settle()
    same(wait(lambda: focused(cockpit), "the focus").box, chosen.box, "Enter opens a row's time line, and back it is where it was")
    ok(back.name == chosen.name, "with the focus on it")
    cockpit.keys("shift+Tab")
    # GTK 4.8 does not tell AT-SPI that it is the head of a column.
    head = wait_focus(cockpit, None, lambda n: n == "Record", "the focus on a column's head")
    cockpit.keys("Right")
    other = wait_focus(cockpit, None, lambda n: n and not ticket.match(n) and n != head.name, "the next head")
    cockpit.keys("Return")
    cockpit.see("label", lambda n: "sorted" in n, "the sorted rows")
    ok(other.name == wait(lambda: focused(cockpit), "the focus").name, "Shift+Tab leads to the heads, Enter sorts by one, which keeps the focus")
    shape_columns(cockpit, other.name)
    cockpit.keys("Tab")
    wait_focus(cockpit, "row", ticket.match, "a row, behind the heads")
    export = tab_to(cockpit, lambda n: n.startswith("Export CSV"), "the export", "shift+Tab")
    ok("sensitive" in export.states, "and Tab past them to the export")
    cockpit.keys("Escape")
    cockpit.see("button", lambda n: re.fullmatch(r"View [\d,]+ rows", n), "the figure's page again")


def search(cockpit):
    cockpit.keys("ctrl+k")
    window = wait(lambda: cockpit.dialog(), "the search")
    cockpit.desktop.type(window, "mean service")
    wait(lambda: cockpit.dialog().find("list item", lambda n: n.startswith("Mean service time")), "what was found")
    cockpit.desktop.keys(window, "Return")
    cockpit.gone("the search to close", cockpit.dialog)
    cockpit.see("button", lambda n: n.startswith("Mean service time"), "what was chosen")
    ok(True, "the search leads to an indicator")


def dispose(cockpit):
    cockpit.go("Alerts")
    cockpit.desktop.click(cockpit.see("list item", lambda n: FIRST_AREA in n and n.startswith("Firing"), "the alert"))
    cockpit.desktop.click_scrolled(cockpit, "Dispose…")
    form = wait(lambda: cockpit.dialog(), "the form")
    check_window(cockpit, "the form")
    names = [n.name for n in form.walk() if n.role in ("text", "spin button", "entry")]
    ok({"Who", "What", "Note", "Hour", "Minute"} <= set(names), "who, until when, what, and a note", names)
    cockpit.desktop.click(form.find("text", "Who"))
    cockpit.desktop.type(form, "Zhou Li")
    cockpit.desktop.click(form.find("text", "What"))
    cockpit.desktop.keys(form, "ctrl+a")
    cockpit.desktop.type(form, "two more windows")
    cockpit.desktop.keys(form, "Return")
    cockpit.gone("the form to close", cockpit.dialog)

    def row():
        rows = csv.DictReader(io.StringIO(run("alerts", "--format", "csv", home=cockpit.home).stdout))
        return next((r for r in rows if r["object"] == FIRST_AREA and r["state"] == "handled"), None)

    handled = wait(row, "the disposition")
    same((handled["responsible"], handled["what"]), ("Zhou Li", "two more windows"), "it is kept, with who and what")


def in_language(language):
    with Cockpit(language) as cockpit:
        cockpit.see("button", lambda n: n.startswith(("Mean wait, whole hall", "全厅平均等候")), "the overview")
        walk_pages(cockpit)
        if language == "en":
            read_values(cockpit)
            rows_by_keys(cockpit)
            search(cockpit)
            dispose(cockpit)
        same(cockpit.said(), "", f"{language}: it had nothing to complain about")


try:
    in_language("en")
    in_language("zh")
except Missing as missing:
    skip("every page", str(missing))
except Late as late:
    ok(False, "everything comes", late)
done()
