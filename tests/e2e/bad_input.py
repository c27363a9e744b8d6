# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad words, files, stores and halls: one sentence, a non-zero status, nothing damaged; and pictures of what is missing."""
import http.server
import os
import shutil
import sqlite3
import subprocess
import threading

from house import SHUZHI, Hall, Home, done, figure, ok, run, same, skip


def refused(name, home, *words, mentions=(), env=None):
    """The command fails with one line on standard error that names each of `mentions`, and prints no figures."""
    result = run(*words, home=home, check=False, env=env)
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    good = result.returncode not in (0, None) and result.returncode > 0 and lines and len(lines[-1]) < 600
    missing = [m for m in mentions if m.lower() not in result.stderr.lower()]
    ok(good and not missing and "critical" not in result.stderr.lower(), name,
       f"status {result.returncode}, missing {missing}\n{result.stdout}\n{result.stderr}")


class Answers(http.server.BaseHTTPRequestHandler):
    """A server that is no hall."""

    mode = "html"

    def do_GET(self):
        body = b"<html><body>Please sign in to the network</body></html>"
        self.send_response(200 if self.mode != "error" else 503)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body) + (500 if self.mode == "cut" else 0)))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *_):
        pass


def words_and_files():
    with Home() as home, Hall("--days", 3, "--speed", 0, "--windows", 12) as hall:
        run("sources", "add", "hall", "--url", hall.url, home=home)
        run("sync", "--once", home=home)
        before = figure(home, "ticket_count")
        ok(before and before > 0, "the small hall has tickets", before)
        refused("unknown command", home, "dance", mentions=["dance"])
        refused("unknown option", home, "query", "ticket_count", "--sideways", mentions=["sideways"])
        refused("unknown indicator", home, "query", "wait_averag", mentions=["wait_averag", "wait_avg"])
        refused("unknown dimension", home, "query", "ticket_count", "--by", "planet", mentions=["planet"])
        refused("a dimension the data set does not carry", home, "query", "ticket_count", "--by", "region",
                mentions=["region"])
        refused("four dimensions", home, "query", "ticket_count", "--by", "area,window,staff,item", mentions=["3"])
        refused("unknown period", home, "query", "ticket_count", "--period", "someday", mentions=["someday"])
        refused("impossible date", home, "query", "ticket_count", "--period", "2026-02-30", mentions=["2026-02-30"])
        refused("span turned round", home, "query", "ticket_count", "--from", "2026-02-03", "--to", "2026-02-01")
        refused("unknown grain", home, "query", "ticket_count", "--grain", "fortnight", mentions=["fortnight"])
        refused("unknown data set", home, "rows", "dreams", mentions=["dreams"])
        refused("unknown board", home, "draw", "nowhere", "--out", os.path.join(home, "x.png"), mentions=["nowhere"])
        refused("unknown picture kind", home, "draw", "overview", "--out", os.path.join(home, "x.bmp"), mentions=["bmp"])
        refused("a picture into no folder", home, "draw", "overview", "--out", os.path.join(home, "no", "x.png"))
        refused("file that is not there", home, "import", os.path.join(home, "gone.csv"), "--map", "receipt",
                mentions=["gone.csv"])
        refused("unknown mapping", home, "import", __file__, "--map", "nobody", mentions=["nobody"])
        refused("a file of another shape", home, "import", __file__, "--map", "receipt", mentions=["bad_input.py"])
        binary = os.path.join(home, "binary.csv")
        with open(binary, "wb") as file:
            file.write(os.urandom(4096))
        refused("a binary file", home, "import", binary, "--map", "receipt", mentions=["binary.csv"])
        broken = os.path.join(home, "broken.ini")
        with open(broken, "w") as file:
            file.write("[Mapping]\nFormat=csv\nthis is no key\n")
        refused("a broken mapping", home, "import", __file__, "--map", broken, mentions=["broken.ini:3"])
        folder = os.path.join(home, "config", "catalog", "indicators")
        os.makedirs(folder)
        with open(os.path.join(folder, "mine.ini"), "w") as file:
            file.write("[Indicator good_one]\nName=Good\nName[zh_CN]=好\nLayer=efficiency\nUnit=ticket\n"
                       "Formula=count(tickets)\n\n[Indicator bad_one]\nName=Bad\nName[zh_CN]=坏\nLayer=efficiency\n"
                       "Unit=ticket\nFormula=count(tickest)\n")
        result = run("query", "good_one,ticket_count", "--format", "csv", home=home)
        ok("mine.ini:13" in result.stderr and "tickest" in result.stderr, "a broken indicator is named with file and line",
           result.stderr)
        values = result.stdout.splitlines()[1].split(",")
        same(values[-1], values[-2], "the good indicator beside it works, and equals its shipped twin")
        same(figure(home, "ticket_count"), before, "after all that the figures are the same")


EVALS = """[Mapping]
Id=evals
Name=Evals
Format=csv

[Value rated]
Column=t
Format=yyyy-mm-dd HH:MM:SS

[Rows evals]
Key={id}
rated=rated
level=level
"""


def pictures():
    """What has no value says why in a file too, and offers nothing to click on there: neither the tile nor its board."""
    if shutil.which("pdftotext") is None:
        return skip("a tile without a value", "pdftotext is not installed")
    with Home() as home:
        paths = {kind: os.path.join(home, "evals." + kind) for kind in ("ini", "csv", "pdf")}
        for kind, text in (("ini", EVALS), ("csv", "id,t,level\nE1,2026-11-19 10:00:00,5\n")):
            with open(paths[kind], "w") as file:
                file.write(text)
        run("import", paths["csv"], "--map", paths["ini"], home=home)
        for name in ("overview/layer-staff", "overview"):
            run("draw", name, "--out", paths["pdf"], home=home)
            text = subprocess.run(["pdftotext", paths["pdf"], "-"], capture_output=True, text=True, check=False).stdout
            ok("No source supplies" in text, f"{name} says why it has no value", text)
            ok("See the data sources" not in text and "Try again" not in text, f"{name} has no links in a file", text)


def halls():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    for mode, mentions in (("html", ["html"]), ("cut", []), ("error", ["503"])):
        Answers.mode = mode
        with Home() as home:
            refused(f"adding a server that answers with {mode}", home, "sources", "add", "odd", "--url", url,
                    mentions=mentions + ["--offline"])
            same(run("sources", "--format", "csv", home=home).stdout.count("odd"), 0, "and it was not added")
            run("sources", "add", "odd", "--url", url, "--offline", home=home)
            refused(f"a server that answers with {mode}", home, "sync", "--once", mentions=mentions)
    server.shutdown()
    with Home() as home:
        refused("adding where nobody listens", home, "sources", "add", "nobody", "--url", "http://127.0.0.1:9",
                mentions=["127.0.0.1", "--offline"])
        run("sources", "add", "nobody", "--url", "http://127.0.0.1:9", "--offline", home=home)
        refused("nobody listens", home, "sync", "--once", mentions=["127.0.0.1"])
        refused("an address that is no URL", home, "sources", "add", "x", "--url", "hall", mentions=["hall"])
        refused("a name with a slash", home, "sources", "add", "../x", "--url", url)
        refused("sync of an unknown source", home, "sync", "elsewhere", "--once", mentions=["elsewhere"])
        refused("a source of an unknown name to remove", home, "sources", "remove", "elsewhere", mentions=["elsewhere"])


def stores():
    with Home() as home, Hall("--days", 2, "--speed", 0, "--windows", 12) as hall:
        run("sources", "add", "hall", "--url", hall.url, home=home)
        run("sync", "--once", home=home)
        cache = os.path.join(home, "data", "cache.db")
        with sqlite3.connect(cache) as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            db.execute(f"PRAGMA user_version = {version + 1000}")
        db.close()
        refused("a store of a newer version", home, "sync", "--once", mentions=["newer"])
        refused("a store of a newer version, read", home, "query", "ticket_count", mentions=["newer"])
        with sqlite3.connect(cache) as db:
            db.execute(f"PRAGMA user_version = {version}")
        db.close()
        run("query", "ticket_count", home=home)
        for name in os.listdir(os.path.join(home, "data")):
            if name.startswith("cache.db"):
                os.unlink(os.path.join(home, "data", name))
        with sqlite3.connect(cache) as db:
            db.execute("CREATE TABLE somebody_elses (x)")
        db.close()
        refused("a file of another program", home, "sync", "--once", mentions=["cache.db"])
        with sqlite3.connect(cache) as db:
            same(db.execute("SELECT name FROM sqlite_master").fetchall(), [("somebody_elses",)], "and it was not touched")
        db.close()
    with Home() as home:
        refused("nothing fetched yet", home, "query", "ticket_count")
        os.makedirs(os.path.join(home, "data"), exist_ok=True)
        result = subprocess.run([SHUZHI, "--home", "/proc/nowhere", "import", __file__, "--map", "receipt"],
                                capture_output=True, text=True)
        ok(result.returncode > 0 and "/proc/nowhere" in result.stderr, "a home that cannot be made", result.stderr)


words_and_files()
pictures()
halls()
stores()
done()
