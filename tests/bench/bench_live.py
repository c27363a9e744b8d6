# SPDX-License-Identifier: GPL-3.0-or-later
"""From an event in a hall to the figure on the window's next page, over each live channel and by asking: hall, hint,
fetch, proof, store, rollups, question, answer. The instant of the event is when the hall knows it."""
import os
import queue
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "e2e"))
from small_hall import SmallHall  # noqa: E402

SHUZHI = os.environ["SHUZHI_PROGRAM"]
LIVE = os.environ["BENCH_LIVE_PROGRAM"]
EVENTS = int(os.environ.get("BENCH_LIVE_EVENTS", "61"))


def measure(kind, lines, events):
    home = tempfile.mkdtemp(prefix="shuzhi-bench-")
    hall = SmallHall(kind)
    for i in range(2000):
        hall.put(f"E{i}")
    follower = None
    try:
        subprocess.run([SHUZHI, "--home", home, "sources", "add", "hall", "--url", hall.url], check=True, capture_output=True)
        with open(os.path.join(home, "config", "sources", "hall.ini"), "a", encoding="ascii") as file:
            file.writelines(line + "\n" for line in lines)
        subprocess.run([SHUZHI, "--home", home, "sync", "--once"], check=True, capture_output=True)
        follower = subprocess.Popen([LIVE, home, "eval_count"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        seen = queue.Queue()

        def listen():
            for line in follower.stdout:
                seen.put((time.monotonic(), int(line)))

        threading.Thread(target=listen, daemon=True).start()
        if kind:
            hall.wait_for_channel()
        while seen.get(timeout=60)[1] < 2000:
            pass
        time.sleep(2)
        took = []
        for i in range(events):
            time.sleep(random.uniform(0.3, 0.9))
            began = time.monotonic()
            hall.put(f"N{i}")
            while True:
                at, value = seen.get(timeout=60)
                if value == 2001 + i:
                    break
            took.append(at - began)
        took.sort()
        print(f"{kind or 'asking every few seconds'}: {events} events, median {1000 * statistics.median(took):.0f} ms, "
              f"nine in ten under {1000 * took[int(0.9 * events)]:.0f} ms, slowest {1000 * took[-1]:.0f} ms", flush=True)
    finally:
        if follower:
            follower.stdin.close()
            follower.wait(30)
        hall.close()
        shutil.rmtree(home, ignore_errors=True)


measure("sse", (), EVENTS)
measure("websocket", ("Live=websocket",), EVENTS)
measure(None, ("Live=no",), max(EVENTS // 6, 3))
