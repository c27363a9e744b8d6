# SPDX-License-Identifier: GPL-3.0-or-later
"""A process that is stopped and goes on later, as under a debugger, in a paused machine or behind a closed lid: one
writer at any time, and what the hall did meanwhile is here afterwards. Its clock has jumped then, too."""
import datetime
import os
import random
import signal
import sqlite3
import subprocess
import time

from house import ALL, PATIENCE_S, SEED, SHUZHI, Hall, Home, done, failures, ok, query, run, same, wait_until
from small_hall import ZONE, SmallHall

random.seed(SEED)
# Longer than what a channel may be silent (30 s) in the long run of all tests; else long enough that all that was
# under way is over.
FROZEN_S = 40 if ALL else 3


def start(home, *words):
    return subprocess.Popen([SHUZHI, "--home", home, "sync", *words], stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, text=True)


def end(process):
    process.send_signal(signal.SIGCONT)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=PATIENCE_S)


def stop(process):
    """Until it stands still; a signal takes its time. FALSE if it has ended instead."""
    def state():
        try:
            with open(f"/proc/{process.pid}/stat", encoding="utf-8", errors="replace") as stat:
                return stat.read().rsplit(")", 1)[1].split()[0]
        except OSError:
            return "X"

    process.send_signal(signal.SIGSTOP)
    wait_until(lambda: state() in "TZX")
    return state() == "T"


def holds(process, home):
    """Whether a process that stands still has the home's lock: only who took it writes its number there, and with the file
    it closes it lets go."""
    path = os.path.join(home, "data", "lock")
    try:
        with open(path, encoding="ascii") as lock:
            mine = lock.read().strip() == str(process.pid)
        files = [os.readlink(f"/proc/{process.pid}/fd/{number}") for number in os.listdir(f"/proc/{process.pid}/fd")]
        return mine and os.path.realpath(path) in files
    except OSError:
        return False


def is_writing(home):
    db = sqlite3.connect(f"{home}/data/cache.db", timeout=0, isolation_level=None)
    try:
        db.execute("BEGIN IMMEDIATE")
        db.execute("ROLLBACK")
        return False
    except sqlite3.OperationalError:
        return True
    finally:
        db.close()


def stop_at_rest(process, home):
    """Not in the middle of a transaction, which would keep everybody out whatever became of the lock."""
    def stands():
        if stop(process) and not is_writing(home):
            return True
        process.send_signal(signal.SIGCONT)
        return False

    ok(wait_until(stands), "it stands still")


def count(home):
    told = run("query", "eval_count", "--period", "2026-11-20", "--format", "csv", home=home, check=False)
    return float(told.stdout.splitlines()[1].split(",")[-1] or 0) if told.returncode == 0 else None


def a_hall(*words, **more):
    hall = SmallHall(*words, **more)
    hall.clock = datetime.datetime(2026, 11, 20, 14, 36, tzinfo=ZONE)
    return hall


def hold_together(home, name):
    db = sqlite3.connect(f"file:{home}/data/cache.db?mode=ro", uri=True)
    same(db.execute("PRAGMA integrity_check").fetchone()[0], "ok", f"{name}: integrity check")
    db.close()
    doctor = run("doctor", home=home, check=False)
    ok(doctor.returncode == 0, f"{name}: doctor finds nothing, the rollups equal the facts", doctor.stdout + doctor.stderr)


def together():
    """Started in the same moment: one of them works."""
    with Home() as home, a_hall() as hall:
        hall.put("E0")
        run("sources", "add", "hall", "--url", hall.url, home=home)
        both = [start(home), start(home)]
        ok(wait_until(lambda: any(p.poll() is not None for p in both)), "together: one gives up")
        ok(wait_until(lambda: count(home) == 1), "together: the other works")
        refused = [p for p in both if p.poll() is not None]
        same(len(refused), 1, "together: only one of them")
        for process in refused:
            told = process.stderr.read()
            ok(process.returncode > 0 and "in use" in told, "together: it says why", f"status {process.returncode}\n{told}")
            process.stderr.close()
        end(next(p for p in both if p not in refused))


def frozen_while_following():
    """The hall is restored from a backup and starts again while nobody reads from it."""
    with Home() as home:
        before = a_hall()
        for i in range(50):
            before.put(f"E{i}")
        run("sources", "add", "hall", "--url", before.url, home=home)
        process = start(home)
        ok(before.wait_for_channel(), "following: the channel is open")
        ok(wait_until(lambda: count(home) == 50), "following: level")
        stop(process)
        other = run("sync", "--once", home=home, check=False)
        ok(other.returncode > 0 and "in use" in other.stderr, "following: a frozen process keeps its home",
           other.stderr)
        before.put("E50")
        before.close()
        time.sleep(FROZEN_S)
        with a_hall("sse", before.port, epoch="e2") as after:
            for i in range(10, 70):
                after.put(f"E{i}", level=4)
            process.send_signal(signal.SIGCONT)
            ok(wait_until(lambda: count(home) == 60), "following: it holds what the hall has now", count(home))
            ok(after.wait_for_channel(), "following: and listens again")
            after.put("E70")
            ok(wait_until(lambda: count(home) == 61), "following: and hears of news")
            end(process)
            same(run("sources", "reconcile", "hall", home=home, check=False).returncode, 0,
                 "following: both sides hold the same")
        hold_together(home, "following")


def frozen_while_fetching():
    """Stopped again and again in the middle of a history."""
    with Home() as home, Home() as other, Hall("--days", 12, "--speed", 0, "--windows", 30, "--seed", SEED % 1000) as hall:
        figures = "ticket_count,wait_avg,case_done_count,eval_count"
        for place in (home, other):
            run("sources", "add", "hall", "--url", hall.url, home=place)
        began = time.monotonic()
        run("sync", "--once", home=other)
        whole = time.monotonic() - began
        # How fast the machine is may be another matter by now: at first it runs for moments only.
        most, longest = 0.01, max(whole / 6, 0.02)
        process = start(home, "--once")
        stops = 0
        while process.poll() is None:
            time.sleep(random.uniform(most / 4, most))
            if not stop(process):
                continue
            if holds(process, home):
                stops += 1
                most = min(most * 1.5, longest)
                if stops == 2:
                    busy = run("sync", "--once", home=home, check=False)
                    ok(busy.returncode > 0 and "in use" in busy.stderr, "fetching: nobody else gets in while it is stopped",
                       f"status {busy.returncode}\n{busy.stderr}")
                    time.sleep(FROZEN_S)
            process.send_signal(signal.SIGCONT)
        errors = process.communicate()[1]
        same(process.returncode, 0, "fetching: it ends well")
        ok(stops >= 2, f"fetching: it was stopped {stops} times", errors)
        same(query(home, figures, "--by", "hall"), query(other, figures, "--by", "hall"),
             "fetching: the figures equal an undisturbed run's")
        hold_together(home, "fetching")


def lock_taken_away():
    """Somebody removes the lock of a process that does not answer, and starts another: when the first goes on, it
    must not write."""
    with Home() as home, a_hall() as hall:
        hall.put("E0")
        run("sources", "add", "hall", "--url", hall.url, home=home)
        process = start(home)
        ok(hall.wait_for_channel(), "lock: following")
        ok(wait_until(lambda: count(home) == 1), "lock: level")
        stop_at_rest(process, home)
        os.unlink(os.path.join(home, "data", "lock"))
        hall.put("E1")
        run("sync", "--once", home=home)
        same(count(home), 2, "lock: the second process fetched what is new")
        process.send_signal(signal.SIGCONT)
        hall.put("E2")
        # What it remembers of the file is no longer true, and may stop it once; it would know better the second time.
        ok(wait_until(lambda: failures(home) >= 3 or count(home) > 2), "lock: the first one tries again and again")
        same(count(home), 2, "lock: and writes no more")
        ok(wait_until(lambda: all(word in run("sources", "show", "hall", home=home).stdout for word in ("[waiting]", "lock"))),
           "lock: it says why", run("sources", "show", "hall", home=home).stdout)
        end(process)
        run("sync", "--once", home=home)
        same(count(home), 3, "lock: the next process goes on")
        hold_together(home, "lock")


together()
frozen_while_following()
frozen_while_fetching()
lock_taken_away()
done()
