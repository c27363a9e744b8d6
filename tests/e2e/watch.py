# SPDX-License-Identifier: GPL-3.0-or-later
"""The watch on a running hall: what it raises live is what the backtest finds in the same day's history; silence resolves nothing."""
import csv
import datetime
import io
import json
import os
import subprocess

from house import ALL, HALL, SEED, Hall, Home, done, ok, run, same, skip

# Shares of what goes wrong in a hall are asked for below, and in few halls that is much: one in which windows close, people
# rush in, terminals fail and sources fall silent. The long run of all tests takes another hall each time.
HALL_SEED = SEED if ALL else 314187


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
    with Hall("--days", 30, "--windows", 60, "--seed", HALL_SEED, "--speed", 0, "--now", "2026-11-20T17:30:00+08:00") as hall:
        run("sources", "add", "hall", "--url", hall.url, home=home)
        run("sync", "--once", home=home)
        day, found = "2026-11-20", []
        for back in range(8):
            day = (datetime.date(2026, 11, 20) - datetime.timedelta(days=back)).isoformat()
            # Rows that are late or put right move a mean a little: what was barely over the limit may not have been so at the time.
            # And what ends at once may have done so before anybody looks, on a slow machine.
            found = [r for r in backtest(home, day) if r["ended"] and float(r["peak"]) > 30 and
                     instant(r["ended"]) - instant(r["raised"]) >= datetime.timedelta(minutes=20)]
            if found:
                break

if not found:
    skip("live against history", "no area of this hall was over the limit in eight days")
    done()

first = min(found, key=lambda r: r["raised"])
begin = instant(first["raised"]) - datetime.timedelta(minutes=9)
print(f"# {first['object']} {first['raised']}..{first['ended']}", flush=True)

with Home() as home:
    with Hall("--days", 30, "--windows", 60, "--seed", HALL_SEED, "--speed", 20, "--now", begin.isoformat()) as hall:
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

# --- the truth of what went wrong -------------------------------------------------------------------------------------

SPAN = ("2026-10-26", "2026-11-20")
MINUTE = datetime.timedelta(minutes=1)


def truth(first, last):
    text = subprocess.run([HALL, "--windows", "60", "--seed", str(HALL_SEED), "--truth", f"{first}..{last}"],
                          capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in text.splitlines()]


def backtest_all(home, rule, first, to, step):
    return rows(run("rules", "backtest", rule, "--from", first, "--to", to, "--step", step, "--format", "csv", home=home).stdout)


def local_day(firing):
    return (instant(firing["raised"]) + datetime.timedelta(hours=8)).date().isoformat()


def share(n, of):
    return f"{n} of {of}" + (f" ({100 * n / of:.0f} %)" if of else "")


incidents = truth(*SPAN)
closures = [i for i in incidents if i["kind"] == "windows_closed"]
rushes = {(i["day"], i["area"]) for i in incidents if i["kind"] == "policy_rush"}
with Home() as home, Hall("--days", 60, "--windows", 60, "--seed", HALL_SEED, "--speed", 0, "--now", "2026-11-20T17:40:00+08:00") as hall:
    run("sources", "add", "hall", "--url", hall.url, home=home)
    run("sync", "--once", home=home)
    waits = backtest_all(home, "wait-area", SPAN[0], "2026-11-21", 2)
    stuck = backtest_all(home, "queue-stuck", "2026-11-16", "2026-11-21", 5)

seen, caused = 0, 0
for closure in closures:
    begin, end = instant(closure["from"]), instant(closure["to"]) + 30 * MINUTE
    mine = [w for w in waits + stuck if w["object"] == closure["area"] and begin < instant(w["ended"] or w["raised"]) and instant(w["raised"]) <= end]
    seen += bool(mine)
    caused += any(w["cause"] == "Fewer windows" for w in mine)
    if not mine or not any(w["cause"] == "Fewer windows" for w in mine):
        print(f"# {closure['day']} {closure['area']}: {[(w['raised'], w['cause']) for w in mine]}", flush=True)
print(f"# windows closed: raised {share(seen, len(closures))}, named as the cause {share(caused, len(closures))}", flush=True)
if len(closures) >= 4:
    # Some closures are too mild to make anybody wait 25 minutes.
    ok(seen >= 0.6 * len(closures), "closed windows raise an alert in their area and time", share(seen, len(closures)))
    ok(caused >= 0.5 * len(closures), "and fewer windows are named as the cause", share(caused, len(closures)))
else:
    skip("closed windows raise an alert", f"only {len(closures)} in the span")

areas, days = {w["object"] for w in waits}, {local_day(w) for w in waits} | {i["day"] for i in incidents}
fired = {(local_day(w), w["object"]) for w in waits}
closed = {(c["day"], c["area"]) for c in closures}
quiet = {(day, area) for day in days for area in areas} - closed - rushes
print(f"# area-days: quiet {share(len(quiet & fired), len(quiet))}, closures {share(len(closed & fired), len(closed))}, rush {share(len(rushes & fired), len(rushes))}", flush=True)
ok(len(quiet & fired) <= 0.5 * len(quiet), "areas in which nothing went wrong raise few", share(len(quiet & fired), len(quiet)))
if len(closed) >= 4 and quiet:
    ok(len(closed & fired) / len(closed) > 1.5 * len(quiet & fired) / len(quiet), "far fewer than those in which windows closed")
rushed = [w for w in waits if (local_day(w), w["object"]) in rushes - closed]
if len(rushed) >= 4:
    more = sum(w["cause"] == "More arrivals" for w in rushed)
    print(f"# rush: more arrivals is the cause of {share(more, len(rushed))}", flush=True)
    ok(more >= 0.35 * len(rushed), "in a rush it is mostly arrivals", [(w["raised"], w["cause"]) for w in rushed])
else:
    skip("in a rush it is mostly arrivals", f"{len(rushed)} alerts in rushes")
noon = [w for w in stuck if instant(w["raised"]).hour < 1 or (instant(w["raised"]).hour == 4 and instant(w["raised"]).minute < 59)]
print(f"# queue does not move: {len(stuck)} in five days, {len(noon)} of them before the hall opens or at noon", flush=True)
ok(len(noon) <= 2, "nobody is alarmed because the hall is not open yet or at lunch", noon)


def look_at(home, instant_text):
    with Hall("--days", 2, "--windows", 60, "--seed", HALL_SEED, "--speed", 0, "--now", instant_text) as hall:
        run("sources", "add", "hall", "--url", hall.url, home=home)
        run("sync", "--once", home=home)
        return alerts(home, "--now"), rows(run("rows", "devices", "--limit", 2000, "--format", "csv", home=home).stdout)


wide = truth("2026-06-01", "2026-11-20")
failures = [i for i in wide if i["kind"] == "terminal_failure"]
with Home() as home:
    failure = failures[-1]
    found, devices = look_at(home, (instant(failure["from"]) + 20 * MINUTE).isoformat())
    down = {d["device"] for d in devices if d["area"] == failure["area"] and d["kind"] == "queue_machine" and d["state"] != "online"}
    told = {a["object"]: a for a in found if a["rule"] == "device-offline" and a["raised"]}
    fine = {d["device"] for d in devices if d["state"] == "online"}
    ok(len(down) == failure["terminals"] and down <= set(told), "terminals that fail are told", f"{failure} {down} {sorted(told)}")
    ok(all(19 <= float(told[d]["value"]) <= 21 for d in down & set(told)), "for as long as they have failed", [told[d] for d in down & set(told)])
    ok(not fine & set(told), "and none that works", fine & set(told))

silences = [i for i in wide if i["kind"] == "silent_source" and i["dataset"] == "tickets"]
RULE = """[Rule source-silent]
Name=Source silent
Title={object}: no new data
Definition=Ten minutes without data.
Severity=alarm
Silence=yes
Above=10
Clear=5
Suggest=Look.
"""
for above, text in ((15, None), (10, RULE)):
    if not silences:
        skip("a silent source", "tickets are never silent in this hall")
        break
    with Home() as home:
        if text:
            folder = os.path.join(home, "config", "catalog", "rules")
            os.makedirs(folder)
            with open(os.path.join(folder, "own.ini"), "w", encoding="utf-8") as file:
                file.write(text)
        found, _ = look_at(home, (instant(silences[-1]["from"]) + 13 * MINUTE).isoformat())
        silent = [a for a in found if a["rule"] == "source-silent" and a["raised"]]
        same(len(silent), int(above == 10), f"13 minutes of silence against a limit of {above}")

done()
