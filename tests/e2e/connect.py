# SPDX-License-Identifier: GPL-3.0-or-later
"""Connecting a hall, a gateway and a folder the way the README tells a data officer to, against servers that check what
they are asked."""
import datetime
import json
import os
import time

from gateway import Gateway, rating
from house import Home, done, figure, ok, query, run, same
from small_hall import SmallHall

# The last day that is over: figures end at the present, whatever a system says of the hours to come.
LAST = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date() - datetime.timedelta(1)


def state(home, source):
    for line in run("sources", "--format", "csv", home=home).stdout.splitlines()[1:]:
        cells = line.split(",")
        if cells[0] == source:
            return cells[2], cells[4]
    return None


def hall():
    with Home() as home, SmallHall() as north:
        for i in range(30):
            north.put(f"E{i}", level=1 + i % 5)
        run("sources", "add", "north", "--url", north.url, home=home)
        told = run("sources", "test", "north", home=home).stdout
        ok("30" in told, "hall: the test says what it has", told)
        run("sync", "--once", home=home)
        same(state(home, "north"), ("30", "ok"), "hall: its rows are here")
        agreed = run("sources", "reconcile", "north", home=home, check=False)
        same(agreed.returncode, 0, "hall: both sides hold the same")


def secret(home, source, name, text):
    import subprocess

    from house import SHUZHI
    told = subprocess.run([SHUZHI, "--home", home, "sources", "secret", source, name], input=text + "\n", text=True,
                          capture_output=True)
    ok(told.returncode == 0 and text not in told.stdout + told.stderr, f"gateway: {name} is taken", told.stderr)


def gateway():
    days = {str(LAST - datetime.timedelta(back)): [] for back in range(3)}
    for day, rows in days.items():
        rows += [rating(i, day, 1 + i % 5, how=7 if i % 10 == 9 else 2) for i in range(700)]
        rows.append(rating(700, day, level=9))
    with Home() as home, Gateway(days) as exchange:
        added = run("sources", "add", "ratings", "--url", exchange.url, "--map", "evals-exchange", home=home)
        ok("app_key" in added.stdout + added.stderr, "gateway: it is said that a secret is missing, and which",
           added.stdout + added.stderr)
        secret(home, "ratings", "app_key", exchange.app)
        secret(home, "ratings", "app_secret", "wrong")
        with open(os.path.join(home, "config", "sources", "ratings.ini"), "a", encoding="utf-8") as file:
            file.write(f"\n[Parameters]\nareaCode={exchange.area}\n")
        told = run("sync", "ratings", "--once", home=home, check=False)
        ok(told.returncode > 0, "gateway: a wrong secret is refused", told.stderr)
        same(set(exchange.refused), {"sign"}, "gateway: by the signature alone")
        ok("sign-in" in run("sources", "show", "ratings", home=home).stdout.lower() or
           "sign" in run("sources", home=home).stdout, "gateway: the source waits for somebody to sign in")
        secret(home, "ratings", "app_secret", exchange.secret)
        told = run("sources", "test", "ratings", home=home).stdout
        ok("level" in told and "rated" in told and "refused" in told, "gateway: a trial shows each field", told)
        run("sync", "ratings", "--once", home=home)
        same(exchange.refused.count("nonce") + exchange.refused.count("who"), 0, "gateway: every request was right")
        same(state(home, "ratings"), ("2100", "refusals"), "gateway: its rows are here, the bad ones in quarantine")
        span = f"{min(days)}..{max(days)}"
        same(figure(home, "eval_count", "--period", span), 1890.0, "gateway: what the system gave by itself counts not as people's")
        by_level = {row["level"]: row["eval_count"] for row in query(home, "eval_count", "--by", "level", "--period", span)}
        same(sum(value or 0 for value in by_level.values()), 1890.0, "gateway: the levels sum up")
        with open(os.path.join(home, "m.ini"), "w", encoding="utf-8") as file:
            file.write("[Mapping]\nId=m\nFormat=json\n")
        broken = run("sources", "test", os.path.join(home, "m.ini"), "--url", exchange.url, home=home, check=False)
        ok(broken.returncode > 0 and "m.ini" in broken.stderr, "gateway: a mapping that is none is named", broken.stderr)


MAPPING = """[Mapping]
Id=machines
Name=Rating machines
Name[zh_CN]=评价器
Format={format}

[Rows evals]
Key={{no}}
rated=at
level=stars

[Expect a rating]
Record={{"no":"1","at":"2026-11-20T09:30:00+08:00","stars":"5"}}
evals.level=5
"""


def folder():
    with Home() as home, Home() as drop:
        path = os.path.join(home, "config", "mappings")
        os.makedirs(path)
        for kind in ("csv", "ndjson"):
            with open(os.path.join(path, kind + ".ini"), "w", encoding="utf-8") as file:
                file.write(MAPPING.format(format=kind).replace("Id=machines", "Id=" + kind))
        csv_file = os.path.join(drop, "a.csv")
        with open(csv_file, "w", encoding="utf-8") as file:
            file.write("no,at,stars\n" + "".join(f"{i},{LAST}T09:{i:02d}:00+08:00,{1 + i % 5}\n" for i in range(50)))
        told = run("sources", "test", os.path.join(path, "csv.ini"), "--file", csv_file, home=home).stdout
        ok("50" in told and "level" in told, "folder: a trial with a file", told)
        for kind in ("csv", "ndjson"):
            os.makedirs(os.path.join(drop, kind))
            run("sources", "add", kind, "--folder", os.path.join(drop, kind), "--map", kind, home=home)
        os.rename(csv_file, os.path.join(drop, "csv", "a.csv"))
        with open(os.path.join(drop, "ndjson", "b.ndjson"), "w", encoding="utf-8") as file:
            file.writelines(json.dumps({"no": str(i), "at": f"{LAST}T10:{i:02d}:00+08:00", "stars": 4}) + "\n" for i in range(20))
        for name in ("csv/a.csv", "ndjson/b.ndjson"):
            os.utime(os.path.join(drop, name), (time.time() - 60, time.time() - 60))
        run("sync", "--once", home=home)
        same([state(home, kind) for kind in ("csv", "ndjson")], [("50", "ok"), ("20", "ok")], "folder: both files are taken")
        ok(os.path.exists(os.path.join(drop, "csv", "done", "a.csv")), "folder: and lie in done", os.listdir(drop + "/csv"))


ITEMS = """[Mapping]
Id=items
Name=Items
Format=csv
Encoding=UTF-8
Zone=Asia/Shanghai

[Value since]
Column=since
Format=iso

[Rows items]
Key={no}
valid_from=since
item=code
department=dep
"""

TICKETS = """[Mapping]
Id=tickets
Name=Tickets
Format=csv
Encoding=UTF-8
Zone=Asia/Shanghai

[Value at]
Column=at
Format=iso

[Value whose]
Column=item
Join=items.BY.department
JoinOthers=OTHERS

[Rows tickets]
Key={no}
taken=at
item=item
department=whose
"""


def import_tickets(home, path, by, others, codes):
    mapping, rows = os.path.join(path, "tickets.ini"), os.path.join(path, "tickets.csv")
    with open(mapping, "w", encoding="utf-8") as file:
        file.write(TICKETS.replace("BY", by).replace("OTHERS", others))
    with open(rows, "w", encoding="utf-8") as file:
        file.write("no,at,item\n" + "".join(f"{i},{LAST}T09:{i:02d}:00+08:00,{code}\n" for i, code in enumerate(codes)))
    run("import", rows, "--map", mapping, home=home, check=False)


def joins():
    """The department of an item comes from the list of items: by its code, of which the newest terms count, and by
    the key of its row; an item that is not on the list misses it, keeps its own name, or is refused."""
    items = [("R1", "A", "tax", "2026-01-01"), ("R2", "B", "police", "2026-01-01"), ("R3", "A", "land", "2026-03-01")]
    ways = [("item", "missing", ["A", "A", "B", "C"], {"land": 2.0, "police": 1.0, None: 1.0}, 4),
            ("item", "keep", ["A", "C"], {"land": 1.0, "C": 1.0}, 2),
            ("item", "refuse", ["B", "C"], {"police": 1.0}, 1),
            ("key", "missing", ["R1", "R2", "R1"], {"tax": 2.0, "police": 1.0}, 3)]
    for by, others, codes, wanted, taken in ways:
        with Home() as home, Home() as path:
            with open(os.path.join(path, "items.ini"), "w", encoding="utf-8") as file:
                file.write(ITEMS)
            with open(os.path.join(path, "items.csv"), "w", encoding="utf-8") as file:
                file.write("no,code,dep,since\n" + "".join(",".join(item) + "T00:00:00+08:00\n" for item in items))
            run("import", os.path.join(path, "items.csv"), "--map", os.path.join(path, "items.ini"), home=home)
            import_tickets(home, path, by, others, codes)
            found = {row["department"]: row["ticket_count"] for row in query(home, "ticket_count", "--by", "department")}
            same(found, wanted, f"joins: by {by}, others {others}")
            same(sum(found.values()), float(taken), f"joins: by {by}, others {others}: rows taken")


hall()
gateway()
folder()
joins()
done()
