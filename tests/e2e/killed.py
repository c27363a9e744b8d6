# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGKILL at random instants of a first sync: nothing lost, nothing twice, equal to the hall by its own reconcile."""
import csv
import io
import json
import random
import signal
import sqlite3
import subprocess
import time

from house import ALL, SEED, SHUZHI, Hall, Home, done, get, get_json, ok, query, run, same

ROUNDS = 1000 if ALL else 100
random.seed(SEED)


def hall_rows(url, name, first, last):
    """Every live row of a data set, by asking each day, with Python's own client and parser."""
    rows = {}
    day = first
    while day <= last:
        after = ""
        while True:
            body = get(f"{url}/v1/datasets/{name}/days/{day}{after}").decode().splitlines()
            end = json.loads(body[-1])
            for line in body[:-1]:
                row = json.loads(line)
                rows[row["key"]] = row["ver"]
            if not end["more"]:
                break
            after = f"?after={end['cursor']}"
        day = (time.strftime("%Y-%m-%d", time.gmtime(time.mktime(time.strptime(day + " 12", "%Y-%m-%d %H")) + 86400)))
    return rows


def rows_held(home):
    lines = run("sources", "--format", "csv", home=home, check=False).stdout.splitlines()[1:]
    return sum(int(line.split(",")[2] or 0) for line in lines)


# All: a million rows; else about a quarter of it, which the normal run can afford.
SIZE = ("--days", 130, "--windows", 60) if ALL else ("--days", 40, "--windows", 40)

with Home() as home, Hall(*SIZE, "--speed", 0, "--seed", SEED % 1000) as hall:
    run("sources", "add", "hall", "--url", hall.url, home=home)
    kills = 0
    # How long a first sync takes, and one that finds nothing new: between the two lies the work to be killed in.
    with Home() as other:
        run("sources", "add", "hall", "--url", hall.url, home=other)
        began = time.monotonic()
        run("sync", "--once", home=other)
        full = time.monotonic() - began
        began = time.monotonic()
        run("sync", "--once", home=other)
        idle = time.monotonic() - began
        total = rows_held(other)
        reference = query(other, "ticket_count,wait_avg,case_receive_count,case_done_count,eval_count", "--by", "hall")
    if ALL:
        ok(total >= 1000000, "the hall holds a million rows", total)
    # Each round gets through about a share of the work, so that all of them find something to do: looked at again and
    # again, for a killed batch is work done twice, and the machine may be busy with something else by then.
    share = (full - idle) / ROUNDS
    whole_at = None
    began = time.monotonic()
    for number in range(ROUNDS):
        process = subprocess.Popen([SHUZHI, "--home", home, "sync", "--once"], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            process.wait(idle * random.uniform(0.3, 1.0) + random.uniform(0.0, 2.0 * share))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
        if number % (ROUNDS // 25) == ROUNDS // 25 - 1:
            done_share = rows_held(home) / total
            if whole_at is None and done_share >= 1:
                whole_at = number + 1
            share *= 0.75 if done_share > 0.95 * (number + 1) / ROUNDS else 1.35
            print(f"# {number + 1} rounds, {kills} killed: {100 * done_share:.0f} % of {total} rows, "
                  f"{time.monotonic() - began:.0f} s", flush=True)
    ok(whole_at is None or whole_at > ROUNDS // 2, "the history was still coming in half of the rounds", whole_at)
    print(f"# an undisturbed sync took {full:.1f} s; {kills} of {ROUNDS} were killed", flush=True)
    ok(kills > ROUNDS * 3 // 4, "the kills fell inside the sync", kills)
    run("sync", "--once", home=home)
    same(query(home, "ticket_count,wait_avg,case_receive_count,case_done_count,eval_count", "--by", "hall"), reference,
         "figures equal an undisturbed sync")
    for dataset in get_json(hall.url + "/v1/datasets")["datasets"]:
        name = dataset["name"]
        listed = run("rows", name, "--limit", 10000000, "--format", "csv", home=home).stdout
        held = [row["key"] for row in csv.DictReader(io.StringIO(listed))]
        there = hall_rows(hall.url, name, dataset["earliest"], dataset["latest"])
        same(len(held), len(set(held)), f"{name}: no key twice")
        ok(set(held) == there.keys(), f"{name}: the keys are the hall's {len(there)}",
           f"{len(there.keys() - set(held))} lost, {len(set(held) - there.keys())} too many")
    agreed = run("sources", "reconcile", "hall", home=home, check=False)
    ok(agreed.returncode == 0, "the hall's own reconcile agrees on every day, versions too", agreed.stdout + agreed.stderr)
    db = sqlite3.connect(f"file:{home}/data/cache.db?mode=ro", uri=True)
    same(db.execute("PRAGMA integrity_check").fetchone()[0], "ok", "integrity check")
    db.close()
    doctor = run("doctor", home=home, check=False)
    ok(doctor.returncode == 0, "doctor finds nothing", doctor.stdout + doctor.stderr)
done()
