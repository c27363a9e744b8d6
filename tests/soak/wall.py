# SPDX-License-Identifier: GPL-3.0-or-later
"""Eight hours of the hall on a wall that turns its boards: a hall at sixty times the pace, eight minutes by the clock.
Memory, descriptors and threads of the wall are written down as they go; what they were after the first quarter (every
board has been shown by then) is what they may be at the end."""
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

PROGRAM = os.environ["SHUZHI_PROGRAM"]
HALL = os.environ["SHUZHI_HALL_PROGRAM"]
SECONDS = int(os.environ.get("SOAK_WALL_SECONDS", "480"))
STEP = 15
MORE_MB = 12  # pages of different sizes, pieces of memory that are kept: more than this is growth


def look(pid):
    folder = pathlib.Path(f"/proc/{pid}")
    rollup = (folder / "smaps_rollup").read_text(encoding="ascii")
    return (int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1]) / 1024, len(list((folder / "fd").iterdir())),
            len(list((folder / "task").iterdir())))


def main():
    if "DISPLAY" not in os.environ:
        print("wall: there is no display; ./run bench brings one")
        return 0
    with tempfile.TemporaryDirectory(prefix="soak-wall-") as home:
        hall = subprocess.Popen([HALL, "--quiet", "--port", "0", "--days", "8", "--speed", "60", "--now",
                                 "2026-11-17T09:00:00+08:00"], stdout=subprocess.PIPE, text=True)
        wall = None
        try:
            url = hall.stdout.readline().strip()
            subprocess.run([PROGRAM, "--home", home, "sources", "add", "demo", "--url", url], check=True, stdout=subprocess.DEVNULL)
            wall = subprocess.Popen([PROGRAM, "--home", home, "kiosk", "--every", "5s", "--windowed", "1920x1080"])
            return watch(wall)
        finally:
            for process in (wall, hall):
                if process is not None:
                    process.terminate()
                    process.wait()


def watch(wall):
    began, seen = time.monotonic(), []
    while (passed := time.monotonic() - began) < SECONDS:
        time.sleep(STEP)
        if wall.poll() is not None:
            print(f"the wall ended after {passed:.0f} s with status {wall.returncode}")
            return 1
        seen.append(look(wall.pid))
        print(f"{time.monotonic() - began:4.0f} s: PSS {seen[-1][0]:6.1f} MB, {seen[-1][1]:3d} descriptors, {seen[-1][2]:3d} threads",
              flush=True)
    quarter = max(1, len(seen) // 4)
    first, last = seen[quarter:2 * quarter], seen[-quarter:]
    grown = [statistics.median(values) - statistics.median(before)
             for values, before in zip(zip(*last), zip(*(first or last)))]
    print(f"from the second quarter to the last: {grown[0]:+.1f} MB, {grown[1]:+.0f} descriptors, {grown[2]:+.0f} threads")
    return 0 if grown[0] <= MORE_MB and grown[1] <= 2 and grown[2] <= 1 else 1


sys.exit(main())
