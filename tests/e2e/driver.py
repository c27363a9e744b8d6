# SPDX-License-Identifier: GPL-3.0-or-later
"""One person's morning with real events: an alert is acknowledged from its notification, a figure is followed to a single
ticket, an address is found, the window is closed, a later alert still comes, and the window is opened again."""
import csv
import io
import re
import subprocess

from desktop import Late, Missing, wait
from driver_help import AFTERNOON, FIRST_AREA, SECOND_AREA, Cockpit
from house import PATIENCE_S, SHUZHI, done, ok, run, same, skip

PERSON = "李敏"
PLACES = ("龙泉", "人民路185号")


def alerts(cockpit):
    return list(csv.DictReader(io.StringIO(run("alerts", "--format", "csv", home=cockpit.home).stdout)))


def of_area(cockpit, area):
    """The newest alert on an area's wait."""
    found = [row for row in alerts(cockpit) if row["rule"] == "wait-area" and row["object"] == area]
    return max(found, key=lambda row: row["id"]) if found else None


def starts(text):
    return lambda name: name.startswith(text)


def acknowledge_from_notification(cockpit):
    desktop = cockpit.desktop
    bubble = wait(lambda: desktop.bubble(FIRST_AREA), "the notification of the first alert")
    ok("min" in bubble.text(), "the alert says its value on the desktop", bubble.text())
    desktop.press_in_bubble(FIRST_AREA, "Acknowledge")
    # Nobody has said yet who sits here.
    form = wait(lambda: cockpit.dialog(), "the question who acknowledges")
    same(form.name, "Acknowledge", "who has no name yet is asked for it")
    desktop.type(form, PERSON)
    desktop.keys(form, "Return")
    cockpit.gone("the form to close", cockpit.dialog)
    row = wait(lambda: (lambda r: r if r and r["state"] == "acknowledged" else None)(of_area(cockpit, FIRST_AREA)), "the acknowledgement")
    same(row["responsible"], PERSON, "the alert is acknowledged, by that name")
    cockpit.gone("the notification to go", lambda: desktop.bubble(FIRST_AREA))
    ok(True, "and its notification is withdrawn")


def rows_behind(name):
    """How many rows the button leads to; 0 if it is another one."""
    found = re.fullmatch(r"View ([\d,]+) rows", name)
    return int(found.group(1).replace(",", "")) if found else 0


def drill_down(cockpit):
    desktop = cockpit.desktop
    cockpit.go("Overview")
    figure = cockpit.see("button", starts("Mean wait, whole hall"), "the overview's figure")
    ok(re.search(r"Mean wait \d+\.\d min", figure.name), "the overview has real figures", figure.name)
    desktop.click(figure, (0.1, 0.05))
    cockpit.see("button", lambda n: "day by day" in n.lower(), "the trend of the figure")
    whole = rows_behind(cockpit.see("button", rows_behind, "the way to its rows").name)
    part = cockpit.see("button", lambda n: n.startswith(FIRST_AREA) and "waiting" not in n, "the figure's part")
    ok(re.search(r"\d+\.\d min", part.name), "a figure's page has its parts, each with its value", part.name)
    desktop.click(part)
    way = cockpit.see("button", lambda n: 0 < rows_behind(n) < whole, "the fewer rows of the part")
    ok(True, "a part has fewer rows than the whole")
    desktop.click(way)
    row = cockpit.see("row", lambda n: re.match(r"T\d{12,}, ", n), "a row")
    said = cockpit.see("label", lambda n: "newest first" in n, "how many rows there are")
    ok(0 < int(re.search(r"([\d,]+), newest", said.name).group(1).replace(",", "")) < whole, "the list says how many they are", said.name)
    desktop.click(row, (0.1, 0.5), times=2)
    cockpit.see("button", lambda n: n == "Record list", "the way back from the record")
    cockpit.see("label", row.name.split(",")[0], "the name of the record")
    ok(True, "a row leads to the time line of its ticket")
    cockpit.keys("alt+Left")
    cockpit.see("label", lambda n: "newest first" in n, "the rows again")
    cockpit.keys("alt+Left")
    cockpit.see("button", lambda n: 0 < rows_behind(n) < whole, "the part again")
    cockpit.keys("Escape")
    cockpit.see("button", lambda n: rows_behind(n) >= whole, "the whole again")
    ok(True, "Alt+Left and Escape lead back")


def find_address(cockpit):
    desktop = cockpit.desktop
    cockpit.go("Service map")
    cockpit.see("entry", starts("Find a place"), "the map's search")
    for words in PLACES:
        cockpit.keys("ctrl+f", "ctrl+a", "BackSpace")
        cockpit.type(words)
        found = cockpit.see("list item", lambda n: words in n, f"{words} among what was found")
        ok(words in found.name, f"{words} is found", found.name)
    cockpit.keys("Down", "Return")
    answer = cockpit.see("label", lambda n: re.search(r"(inside|outside|Inside|Outside)", n), "the answer")
    ok(re.search(r"\d[\d,.]*\sk?m\b", answer.name), "whether it is inside, and how far from the boundary", answer.name)


def close_and_go_on(cockpit):
    desktop = cockpit.desktop
    cockpit.keys("ctrl+w")
    cockpit.gone("the window to close", desktop.windows)
    cockpit.window = None
    ok(cockpit.process.poll() is None, "the program goes on without its window")
    wait(lambda: desktop.bubble("keeps watching"), "the notice that it goes on")
    cockpit.close_hall()
    cockpit.open_hall(AFTERNOON)
    wait(lambda: desktop.bubble(SECOND_AREA), "the notification of the later alert")
    ok(True, "a later alert comes while the window is closed")
    desktop.press_in_bubble(SECOND_AREA, "Acknowledge")
    row = wait(lambda: (lambda r: r if r and r["state"] == "acknowledged" else None)(of_area(cockpit, SECOND_AREA)),
               "the second acknowledgement")
    same(row["responsible"], PERSON, "it is acknowledged from there, by the name that is known by now")
    ok(not desktop.windows(), "without a window", desktop.windows())


def open_again(cockpit):
    desktop = cockpit.desktop
    second = subprocess.run([SHUZHI, "--home", cockpit.home], env=desktop.env, capture_output=True, text=True, timeout=PATIENCE_S)
    same((second.returncode, second.stderr), (0, ""), "started again, it hands over to the one that runs")
    cockpit.see("button", starts("Mean wait, whole hall"), "the overview again")
    ok(cockpit.main().find("button", starts("Alerts")), "the window is back")
    cockpit.keys("ctrl+q")
    same(cockpit.process.wait(PATIENCE_S), 0, "Ctrl+Q ends it")
    same(cockpit.said(), "", "it had nothing to complain about")


try:
    with Cockpit(characters="".join(c for c in PERSON + "".join(PLACES) if ord(c) > 127)) as opened:
        acknowledge_from_notification(opened)
        drill_down(opened)
        find_address(opened)
        close_and_go_on(opened)
        open_again(opened)
except Missing as missing:
    skip("a person at the desktop", str(missing))
except Late as late:
    ok(False, "everything comes", late)
done()
