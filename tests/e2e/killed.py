# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGKILL at random instants of a first sync: nothing lost, nothing twice, equal to the hall by its own reconcile."""
import csv
import io
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time

from house import ALL, SEED, SHUZHI, Hall, Home, done, get, get_json, ok, query, run, same

# Fewer or more by hand.
ROUNDS = int(os.environ.get("SHUZHI_KILLS", 1000 if ALL else 100))
random.seed(SEED)
FIGURES = "ticket_count,wait_avg,case_receive_count,case_done_count,eval_count"


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
        reference = query(other, FIGURES, "--by", "hall")
    if ALL:
        ok(total >= 1000000, "the hall holds a million rows", total)
    # Each round gets through about a share of the work, so that all of them find something to do. How much that takes is
    # measured anew all the time, for a killed batch is work done twice, and the machine may be busy with something else
    # by then, or no longer. A sync that ends by itself ends one life of the home; the next begins with nothing.
    share, wake, rounds, lives, here, slow = (full - idle) / ROUNDS, idle, 0, 0, 0, 0
    began = time.monotonic()
    while kills < ROUNDS and rounds < 5 * ROUNDS:
        rounds += 1
        process = subprocess.Popen([SHUZHI, "--home", home, "sync", "--once"], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            process.wait(wake * random.uniform(0.3, 1.0) + random.uniform(0.0, 2.0 * share))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills, here, slow = kills + 1, here + 1, slow + 1
            if slow >= max(ROUNDS // 10, 5) and rows_held(home) < total * 0.9 * here / ROUNDS:
                share, slow = share * 1.35, 0
        else:
            lives += 1
            same((process.returncode, rows_held(home)), (0, total), f"life {lives}: whole after {here} kills")
            same(query(home, FIGURES, "--by", "hall"), reference, f"life {lives}: figures equal an undisturbed sync")
            agreed = run("sources", "reconcile", "hall", home=home, check=False)
            ok(agreed.returncode == 0, f"life {lives}: the hall's own reconcile agrees", agreed.stdout + agreed.stderr)
            share, wake = share * 0.6, wake * (0.6 if here < 5 else 1)
            here = slow = 0
            shutil.rmtree(home)
            os.mkdir(home, 0o700)
            run("sources", "add", "hall", "--url", hall.url, home=home)
        if rounds % max(ROUNDS // 25, 1) == 0:
            print(f"# {rounds} rounds, {kills} killed, life {lives + 1}: {100 * rows_held(home) / total:.0f} % of {total} rows, "
                  f"{time.monotonic() - began:.0f} s", flush=True)
    print(f"# an undisturbed sync took {full:.1f} s; {kills} were killed in {rounds} rounds and {lives + 1} lives", flush=True)
    ok(kills >= ROUNDS, "the kills fell inside a sync", kills)
    run("sync", "--once", home=home)
    same(query(home, FIGURES, "--by", "hall"), reference, "figures equal an undisturbed sync")
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
