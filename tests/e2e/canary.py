# SPDX-License-Identifier: GPL-3.0-or-later
"""Invented identities are planted wherever a source can carry them (a hall, a signed gateway, files in three formats; in
good rows, in broken ones, in free text, in keys), the program is killed again and again while it takes them, alerts are
raised about what stands in those rows, and then every file it left, every word it said, everything its window tells to
whoever reads the screen aloud, every notification, and every message to another program is searched for them in every
form they could have."""
import base64
import datetime
import http.server
import io
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import threading
import time
import urllib.parse
import zipfile

from desktop import Desktop, Missing, need, wait
from gateway import Gateway, rating
from house import ALL, SEED, SHUZHI, Home, done, ok, run, skip, wait_until
from small_hall import ZONE, SmallHall

random.seed(SEED)
TODAY = str(datetime.datetime.now(ZONE).date())

# Of no region and no operator that there is; the first with a right check digit, the second with a wrong one.
ID, ID_BAD, OLD_ID = "990106198507154316", "990106198507154310", "990106850715431"
CREDIT, PHONE, NAME = "91990100MA2TE5TX0Y", "10047110815", "独孤求败鸟"
SPACED, WIDE = "990106 19850715 4316", "９９０１０６１９８５０７１５４３１６"
PLANTED = [ID, ID_BAD, OLD_ID, CREDIT, PHONE, NAME, SPACED, WIDE]


def forms(text):
    """What a text may look like in a file: plain, in the encodings of wide characters, in base64 at each offset, hex,
    as a URL's and as JSON's escapes, turned round."""
    plain = text.encode()
    out = {plain, text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode("utf-32-le"), text.encode("gb18030"),
           plain.hex().encode(), plain.hex().upper().encode(), urllib.parse.quote(text).encode(),
           json.dumps(text)[1:-1].encode(), plain[::-1]}
    for offset in range(3):
        # Only what does not depend on what stands beside it.
        coded = base64.b64encode(b"\0" * offset + plain)
        start = -(-8 * offset // 6)
        out.add(coded[start:start + 8 * len(plain) // 6 - 1])
    return out


NEEDLES = {form: text for text in PLANTED for form in forms(text) if len(form) >= 8}


def search(data, where, found, depth=0):
    for form, text in NEEDLES.items():
        if form in data:
            found.add(f"{PLANTED.index(text)} as {form[:24]!r} in {where}")
    if data[:5] == b"%PDF-" and shutil.which("pdftotext"):
        read = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=False).stdout
        # Where a line is too long for its place it is broken.
        search(read.replace(b"\n", b""), f"{where}, as read", found, depth)
    if depth < 3 and data[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for name in archive.namelist():
                    search(archive.read(name), f"{where}!{name}", found, depth + 1)
        except (zipfile.BadZipFile, OSError, EOFError):
            pass


def search_tree(root, found, leave_out=()):
    files = 0
    for folder, _, names in os.walk(root):
        if any(folder.startswith(other) for other in leave_out):
            continue
        for name in names:
            path = os.path.join(folder, name)
            search(name.encode(), "the name of " + path, found)
            if os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as file:
                    search(file.read(), path, found)
                files += 1
    return files


TEXTS = [f"我是{NAME}，身份证{ID}，电话{PHONE}", f"{SPACED} {PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}", f"{WIDE}；{CREDIT}", f"({OLD_ID})"]


def fill(hall):
    for i in range(400):
        hall.put(f"E{i}", level=1 + i % 5, subject=random.choice([ID, ID_BAD, CREDIT, OLD_ID]), phone=PHONE, name=NAME,
                 comment=random.choice(TEXTS))
    hall.put(ID, level=5)
    # What an alert is about, and where; a while ago, so that it is old enough for one.
    before = hall.now() - datetime.timedelta(minutes=3)
    hall.put("W" + ID + "-1", level=5, item=ID, area=CREDIT + ID, window="窗" + ID, case=ID, name=NAME,
             comment=TEXTS[0], at=before)
    for i, more in enumerate(({"number": ID}, {"level": PHONE}, {"rated": NAME}, {"case": "C" + ID}, {"served": ID + NAME})):
        hall.put(f"B{i}", **({"level": 5} | more))


def records():
    rows = [rating(i, TODAY, 1 + i % 5, certkeyGOV=random.choice([ID, ID_BAD, CREDIT]), writingEvaluation=random.choice(TEXTS),
                   userName=NAME, mobile=PHONE) for i in range(900)]
    for i, broken in enumerate(({"satisfaction": ID}, {"assessTime": NAME}, {"pf": PHONE}, {"projectNo": ID})):
        rows.append(rating(900 + i, TODAY) | broken)
    return rows


SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"""
BOOK = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://'
                       'schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="数据" '
                       'sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                                  '<Relationship Id="rId1" Type="x" Target="worksheets/sheet1.xml"/></Relationships>',
}
COLUMNS = ("no", "at", "stars", "who", "tel", "name", "words")


def lines():
    for i in range(300):
        yield [str(i), f"{TODAY}T09:{i % 60:02d}:00+08:00", str(1 + i % 5), random.choice([ID, ID_BAD, CREDIT]), PHONE, NAME,
               random.choice(TEXTS)]
    yield [ID, f"{TODAY}T09:00:00+08:00", "5", ID, PHONE, NAME, ""]
    yield ["x1", NAME, "5", ID, PHONE, NAME, ""]
    yield ["x2", f"{TODAY}T09:00:00+08:00", PHONE, ID, PHONE, NAME, ""]
    yield ["x3", ID, ID, ID, ID, ID, ID]


def drop(folder, kind):
    staged = os.path.join(folder, ".writing")
    if kind == "csv":
        with open(staged, "w", encoding="utf-8") as file:
            file.write(",".join(COLUMNS) + "\n" + "".join(",".join(line) + "\n" for line in lines()))
            file.write(f'"{ID}\n{NAME},{PHONE}\n')
    elif kind == "ndjson":
        with open(staged, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(dict(zip(COLUMNS, line)), ensure_ascii=random.random() < 0.5) + "\n" for line in lines())
            file.write(f'{{"no":"{ID}","{NAME}"\n')
    else:
        cells = [list(COLUMNS), *lines()]
        rows = "".join("<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in line) + "</row>"
                       for line in cells)
        with zipfile.ZipFile(staged, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in BOOK.items():
                archive.writestr(name, text)
            archive.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows=rows))
    os.utime(staged, (time.time() - 60, time.time() - 60))
    os.rename(staged, os.path.join(folder, f"{ID}-{random.randrange(1 << 30)}.{kind}"))


MAPPING = """[Mapping]
Id={kind}
Name=Files
Format={kind}

[Rows evals]
Key={{no}}
rated=at
level=stars
subject=who
name=name
comment=words
"""


# About one row above: what is counted by what stands in it, and how old it is; every text says all it can. Nothing else
# fires, whatever the time of day, for more than three at once would be one notification.
RULES = """[Rule canary-count]
Name=Ratings at one window
Title=Rated: {object}
Definition=A window was rated.
Severity=alarm
Indicator=eval_count
Window=60min
By=window
Above=0
Remind=1min;2min
Overdue=3min
Suggest=Look at {object}.

[Rule canary-age]
Name=Old rating
Title=Old: {object}
Definition=A rating is old.
Severity=alarm
Dataset=evals
Since=rated
Where=window is set
LookBack=12h
By=window
Place=area
Above=1
Cause=It lies in {place} since {since}
Suggest=Look at {object} in {place}.

[Rule source-silent]
Name=Source silent
Title={object}: no new data
Definition=A source is silent.
Severity=alarm
Silence=yes
Above=100000
Suggest=Ask {object}.
"""


class Duty:
    """Another program that is told of alerts."""

    def __enter__(self):
        told = self.told = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                told.append(str(self.headers).encode() + self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def configure(self, home):
        with open(os.path.join(home, "config", "webhook.ini"), "w", encoding="ascii") as file:
            file.write(f"[Webhook duty]\nUrl=http://127.0.0.1:{self.server.server_port}/\n")


def allow_cores():
    """As a desktop that keeps cores would."""
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def follow_and_kill(home, work, env, log, seconds, blow):
    """TRUE if it left a core, as the kernel says."""
    asked = hall.count_asked("/v1/")
    process = subprocess.Popen([SHUZHI, "--home", home, "sync"], stdout=log, stderr=log, env=env, cwd=work,
                               preexec_fn=allow_cores)
    # Before it asks anybody there is nothing in it that could be found.
    wait_until(lambda: hall.count_asked("/v1/") != asked or process.poll() is not None)
    time.sleep(seconds)
    process.send_signal(blow)
    status = os.waitpid(process.pid, 0)[1]
    process.returncode = 0
    return os.WIFSIGNALED(status) and os.WCOREDUMP(status)


def connect(home, hall, exchange, drops):
    run("sources", "add", "hall", "--url", hall.url, home=home)
    run("sources", "add", "ratings", "--url", exchange.url, "--map", "evals-exchange", "--offline", home=home)
    for name, text in (("app_key", exchange.app), ("app_secret", exchange.secret)):
        subprocess.run([SHUZHI, "--home", home, "sources", "secret", "ratings", name], input=text + "\n", text=True,
                       check=True, capture_output=True)
    with open(os.path.join(home, "config", "sources", "ratings.ini"), "a", encoding="utf-8") as file:
        file.write(f"\n[Parameters]\nareaCode={exchange.area}\n")
    os.makedirs(os.path.join(home, "config", "catalog", "rules"))
    with open(os.path.join(home, "config", "catalog", "rules", "canary.ini"), "w", encoding="utf-8") as file:
        file.write(RULES)
    os.makedirs(os.path.join(home, "config", "mappings"))
    for kind in ("csv", "ndjson", "xlsx"):
        with open(os.path.join(home, "config", "mappings", kind + ".ini"), "w", encoding="utf-8") as file:
            file.write(MAPPING.format(kind=kind))
        os.makedirs(os.path.join(drops, kind))
        run("sources", "add", kind, "--folder", os.path.join(drops, kind), "--map", kind, home=home)


def say_all(home, work, env, log):
    """What people ask for, on the screen and into files: all of it goes where it is searched."""
    out = lambda name: os.path.join(work, name)  # noqa: E731
    for words in (["sync", "--once"], ["sources"], ["rows", "evals", "--limit", "100000"], ["rows", "refused", "--limit", "100000"],
                  ["rows", "evals", "--format", "csv"], ["rows", "evals", "--format", "json"], ["alerts"], ["doctor"],
                  *(["sources", "show", name] for name in ("hall", "ratings", "csv", "ndjson", "xlsx")),
                  ["sources", "test", "ratings"], ["sources", "reconcile", "hall"],
                  ["query", "eval_count", "--by", "item"], ["query", "eval_count", "--by", "area"],
                  ["draw", "overview", "--out", out("o.svg")], ["draw", "indicator:eval_count", "--out", out("i.svg")],
                  ["draw", "overview", "--out", out("o.pdf")], ["alerts", "--format", "csv"], ["alerts", "--format", "json"], ["rules"],
                  ["report", TODAY, "--out", out("r.xlsx")], ["report", TODAY, "--out", out("r.pdf")]):
        subprocess.run([SHUZHI, "--home", home, *words], stdout=log, stderr=log, env=env, cwd=work, timeout=600, check=False)


PAGES = ("Live hall", "Alerts", "Indicators", "Directory", "Data sources", "Overview")


def button(desktop, name):
    return desktop.await_node("button", lambda n: n == name or n.startswith(name + ","), name)


def notices(heard, text=""):
    """The notifications among what was heard on the bus, those that say `text`."""
    with open(heard, encoding="utf-8", errors="replace") as file:
        calls = re.split(r"^(?=method call|method return|signal|error)", file.read(), flags=re.M)
    return [call for call in calls if "member=Notify" in call and text in call]


def read_aloud(home, env, log, found):
    """The window on a desktop of its own, page by page, as a screen reader would have it, alert by alert, and all that goes
    over the bus and into the bubbles: what is said there. How many things were read, and the notifications."""
    def take(where, application="shuzhi"):
        for window in desktop.windows(application, whole=True):
            for node in window.walk():
                said.add((node.name, node.description))
                search(f"{node.name}\n{node.description}".encode(), f"the window, {where}: {node.role}", found)

    said = set()
    need("dbus-monitor")
    with Desktop(os.environ["SHUZHI_SOURCE_DIR"]) as desktop:
        desktop.env.update(LANGUAGE="", LC_ALL="C.UTF-8", TMPDIR=env["TMPDIR"], XDG_CACHE_HOME=env["XDG_CACHE_HOME"],
                           G_MESSAGES_DEBUG="all")
        heard = os.path.join(desktop.folder, "bus.log")
        with open(heard, "wb") as file:
            desktop.spawn("dbus-monitor", "--address", desktop.env["DBUS_SESSION_BUS_ADDRESS"], stdout=file, stderr=file)
        wait(lambda: os.path.getsize(heard) > 0, "the monitor of the bus")
        desktop.spawn(SHUZHI, "--home", home, stdout=log, stderr=log)
        for title in ("Rated: ", "Old: "):
            wait(lambda text=title: notices(heard, text), f"the notification “{title}…”")
        wait(lambda: desktop.bubble("Rated: ") or desktop.bubble("Old: "), "a bubble")
        take("a bubble", "notification-daemon")
        for page in PAGES:
            desktop.click(button(desktop, page))
            wait(lambda: any("pressed" in n.states for w in desktop.windows() for n in w.all("button", lambda n: n.startswith(page))),
                 page)
            time.sleep(1)  # what a page says comes in pieces; whichever is here is searched
            take(page)
            rows = [n for w in desktop.windows() for n in w.all() if n.role in ("list item", "row", "table row") and n.box]
            for row in rows[:3] if page in ("Alerts", "Data sources") else []:
                try:
                    desktop.click(row)
                    time.sleep(0.5)
                    take(page + ", a row")
                except Exception as error:  # pylint: disable=broad-except
                    print(f"# {page}: {error}", flush=True)  # it went away under the pointer
        search_tree(desktop.folder, found)
        notes = notices(heard)
    for note in notes:
        search(note.encode(), "a notification", found)
    print(f"# {len(said)} things read in the window, {len(notes)} notifications", flush=True)
    return len(said), notes


with Home() as root, Home() as drops, SmallHall() as hall, Gateway({TODAY: records()}) as exchange, Duty() as duty:
    home, work = os.path.join(root, "home"), os.path.join(root, "work")
    os.makedirs(work)
    fill(hall)
    env = os.environ | {"TMPDIR": work, "G_MESSAGES_DEBUG": "all", "SQLITE_TMPDIR": work, "XDG_CACHE_HOME": work}
    env.pop("MALLOC_CHECK_", None)
    connect(home, hall, exchange, drops)
    duty.configure(home)
    found, cores, files, rounds = set(), 0, 0, 40 if ALL else 8
    with open(os.path.join(root, "log"), "wb") as log:
        for number in range(rounds):
            for kind in ("csv", "ndjson", "xlsx"):
                drop(os.path.join(drops, kind), kind)
            fill(hall)
            blow = random.choice([signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
            cores += follow_and_kill(home, work, env, log, random.uniform(0.0, 2.5), blow)
            files = search_tree(root, found)
        say_all(home, work, env, log)
        try:
            said, notes = read_aloud(home, env, log, found)
            ok(said > 100, "the window has said what there is", said)
            ok(len(notes) >= 2, "alerts about those rows were notified", "\n".join(notes))
            ok(wait_until(lambda: len(duty.told) >= 2), "and another program was told of them", duty.told)
            for message in duty.told:
                search(message, "a message to another program", found)
        except Missing as missing:
            skip("the window and its notifications", missing)
        files = search_tree(root, found)
    held = run("sources", "--format", "csv", home=home).stdout
    taken = {line.split(",")[0]: int(line.split(",")[2] or 0) for line in held.splitlines()[1:]}
    for name, rows in (("hall", 400), ("ratings", 900), ("csv", 300), ("ndjson", 300), ("xlsx", 300)):
        ok(taken.get(name, 0) >= rows, f"{name}: its rows were taken", held)
    refused = run("rows", "refused", "--limit", "100000", "--format", "csv", home=home).stdout
    ok(len(refused.splitlines()) > 10, "the broken rows are in quarantine", refused)
    # The reasons that lie beside the refused files are ours; the files are theirs.
    for folder, _, names in os.walk(drops):
        for name in names:
            if name.endswith(".txt") or name.endswith(".reason"):
                with open(os.path.join(folder, name), "rb") as file:
                    search(file.read(), "the reason beside a file", found)
    print(f"# {files} files searched for {len(NEEDLES)} forms after {rounds} crashes", flush=True)
    ok(files > 10, "there was something to search", files)
    ok(cores == 0, "no crash left a core", cores)
    ok(not found, "nobody's identity is anywhere", "\n".join(sorted(found)))
    # The search itself finds what is there.
    proof = set()
    search(json.dumps({"x": NAME}).encode() + base64.b64encode(b"ab" + ID.encode()) + PHONE.encode("utf-16-le"), "itself", proof)
    ok(len(proof) >= 3, "the search finds each of the forms", proof)
done()
