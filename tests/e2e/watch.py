# SPDX-License-Identifier: GPL-3.0-or-later
"""The watch on a running hall: what it raises live is what the backtest finds in the same day's history; silence resolves nothing."""
import csv
import datetime
import io
import os
import random

from house import Hall, Home, done, ok, run, same, skip

SEED = int(os.environ.get("SHUZHI_TEST_SEED", str(random.SystemRandom().randrange(1, 1 << 20))))
print(f"# seed {SEED}", flush=True)


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def alerts(home, *words):
    return rows(run("alerts", *words, "--format", "csv", home=home).stdout)


def backtest(home, day):
    return rows(run("rules", "backtest", "wait-area", "--from", day, "--to", f"{day}T17:30:00", "--format", "csv", home=home).stdout)


def follow(home, url, until):
    """Looks again and again until the hall's clock has passed an instant. Every look is real: fetched, evaluated, kept."""
    seen = {}
    while True:
        run("sync", "--once", home=home)
        for row in alerts(home, "--now"):
            seen[row["id"]] = row
        now = max((instant(r["watermark"]) for r in rows(run("sources", "--format", "csv", home=home).stdout) if r["dataset"] == "tickets"))
        if now >= until:
            return seen


with Home() as home:
    # What happened on the last day, by its history.
    with Hall("--days", 30, "--windows", 60, "--seed", SEED, "--speed", 0, "--now", "2026-11-20T17:30:00+08:00") as hall:
        run("sources", "add", "hall", "--url", hall.url, home=home)
        run("sync", "--once", home=home)
        day, found = "2026-11-20", []
        for back in range(8):
            day = (datetime.date(2026, 11, 20) - datetime.timedelta(days=back)).isoformat()
            found = [r for r in backtest(home, day) if r["ended"]]
            if found:
                break

if not found:
    skip("live against history", "no area of this hall was over the limit in eight days")
    done()

first = min(found, key=lambda r: r["raised"])
begin = instant(first["raised"]) - datetime.timedelta(minutes=9)
print(f"# {first['object']} {first['raised']}..{first['ended']}", flush=True)

with Home() as home:
    with Hall("--days", 30, "--windows", 60, "--seed", SEED, "--speed", 20, "--now", begin.isoformat()) as hall:
        run("sources", "add", "hall", "--url", hall.url, home=home)
        seen = follow(home, hall.url, instant(first["raised"]) + datetime.timedelta(minutes=3))
        mine = [r for r in seen.values() if r["rule"] == "wait-area" and r["object"] == first["object"] and r["raised"]]
        if ok(len(mine) == 1, "the area's alert was raised", [r for r in seen.values() if r["rule"] == "wait-area"]):
            apart = abs((instant(mine[0]["raised"]) - instant(first["raised"])).total_seconds())
            ok(apart <= 120, "when the history says", f"{mine[0]['raised']} against {first['raised']}")
            ok(float(mine[0]["value"]) > 20, "with its value", mine[0])
            ok(mine[0]["cause"] != "" and mine[0]["suggestion"] != "", "with a cause and a suggestion", mine[0])
            same(run("alerts", "ack", mine[0]["id"], "--who", "tester", home=home).returncode, 0, "acknowledged")
            row = [r for r in alerts(home) if r["id"] == mine[0]["id"]][0]
            ok(row["state"] in ("acknowledged", "no-data"), "and so it stands", row)
            again = run("alerts", "ack", mine[0]["id"], home=home, check=False)
            ok(again.returncode != 0 and mine[0]["id"] in again.stderr, "a second time is refused", again.stderr)
    # The hall is gone. Whatever was open stays open.
    before = {r["id"] for r in alerts(home, "--open")}
    run("sync", "--once", home=home, check=False)
    after = {r["id"] for r in alerts(home, "--open", "--now")}
    ok(before <= after, "silence resolves nothing", f"{before} {after}")
    same(run("alerts", "verify", home=home).returncode, 0, "the log is whole")

done()
