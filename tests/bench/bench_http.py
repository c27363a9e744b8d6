# SPDX-License-Identifier: GPL-3.0-or-later
"""From a hall's HTTP to queryable figures, with the hall running beside it on the same machine. The hall's pages are
made before the clock starts (BENCH_PREPARE=0: when they are asked for). BENCH_DAYS: of history (default 90)."""
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

SHUZHI = os.environ["SHUZHI_PROGRAM"]
HALL = os.environ["SHUZHI_HALL_PROGRAM"]
DAYS = os.environ.get("BENCH_DAYS", "90")
PREPARE = os.environ.get("BENCH_PREPARE", "1") != "0"


def hall_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def own_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


hall = subprocess.Popen([HALL, "--quiet", "--port", "0", "--days", DAYS, "--speed", "0"] + ["--prepare"] * PREPARE,
                        stdout=subprocess.PIPE, text=True)
url = hall.stdout.readline().strip()
home = tempfile.mkdtemp(prefix="shuzhi-bench-")
try:
    subprocess.run([SHUZHI, "--home", home, "sources", "add", "hall", "--url", url], check=True, capture_output=True)
    for name in ("first sync", "nothing new"):
        before, hall_before, began = own_seconds(), hall_seconds(hall.pid), time.monotonic()
        answer = subprocess.run([SHUZHI, "--home", home, "sync", "--once"], check=True, capture_output=True, text=True)
        seconds = time.monotonic() - began
        rows = int(answer.stdout.split("level; ")[1].split()[0])
        client, sender = own_seconds() - before, hall_seconds(hall.pid) - hall_before
        print(f"{name}: {rows} rows in {seconds:.1f} s, {rows / seconds:,.0f} rows/s", flush=True)
        if rows > 0:
            print(f"processor: {1e6 * client / rows:.1f} us a row, the hall {1e6 * sender / rows:.1f}; "
                  f"both busy {50 * (client + sender) / seconds:.0f} % of two cores; load {os.getloadavg()[0]:.1f}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    size = sum(os.path.getsize(os.path.join(home, "data", f)) for f in os.listdir(os.path.join(home, "data")))
    began = time.monotonic()
    subprocess.run([SHUZHI, "--home", home, "draw", "overview", "--out", os.path.join(home, "o.png")], check=True)
    print(f"overview drawn to a file by a new process: {1000 * (time.monotonic() - began):.0f} ms")
    print(f"store {size / 1e6:.0f} MB, peak memory of a sync {peak:.0f} MB")
finally:
    hall.terminate()
    hall.wait()
    shutil.rmtree(home, ignore_errors=True)
sys.exit(0)
