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


with Home() as home, Hall("--days", 40, "--speed", 0, "--windows", 40, "--seed", SEED % 1000) as hall:
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
        reference = query(other, "ticket_count,wait_avg,case_receive_count,case_done_count,eval_count", "--by", "hall")
    for _ in range(ROUNDS):
        process = subprocess.Popen([SHUZHI, "--home", home, "sync", "--once"], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            # Each round gets through about a share of the work, so that all of them find something to do.
            process.wait(idle * random.uniform(0.3, 1.0) + random.uniform(0.0, 1.4 * (full - idle) / ROUNDS))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
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
