# SPDX-License-Identifier: GPL-3.0-or-later
"""Eight hours of the hall on a wall that turns its boards: a hall at sixty times the pace, eight minutes by the clock.
Memory, descriptors and threads of the wall are written down as they go; what they were after the first quarter (every
board has been shown by then) is what they may be at the end.
With SOAK_WALL_NIGHTS=N: N nights at six hundred times the pace, and the nights are compared: what a day needs is given
back in its evening."""
import datetime
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
NIGHTS = int(os.environ.get("SOAK_WALL_NIGHTS", "0"))
SPEED = 600 if NIGHTS else 60
BEGIN = datetime.datetime(2026, 11, 17, 9)
# Until midnight of the last night.
SECONDS = int(os.environ.get("SOAK_WALL_SECONDS", (NIGHTS * 24 - 8) * 3600 / SPEED if NIGHTS else 480))
STEP = 6 if NIGHTS else 15
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
        hall = subprocess.Popen([HALL, "--quiet", "--port", "0", "--days", "8", "--speed", str(SPEED), "--now",
                                 BEGIN.isoformat() + "+08:00"], stdout=subprocess.PIPE, text=True)
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


def compare(name, first, last):
    grown = [statistics.median(values) - statistics.median(before)
             for values, before in zip(zip(*last), zip(*(first or last)))]
    print(f"from {name} to the last: {grown[0]:+.1f} MB, {grown[1]:+.0f} descriptors, {grown[2]:+.0f} threads")
    return 0 if grown[0] <= MORE_MB and grown[1] <= 2 and grown[2] <= 1 else 1


def watch(wall):
    began, seen, nights = time.monotonic(), [], {}
    while (passed := time.monotonic() - began) < SECONDS:
        time.sleep(STEP)
        if wall.poll() is not None:
            print(f"the wall ended after {passed:.0f} s with status {wall.returncode}")
            return 1
        seen.append(look(wall.pid))
        passed = time.monotonic() - began
        hour = BEGIN + datetime.timedelta(seconds=passed * SPEED)
        if hour.hour >= 20:
            nights.setdefault(hour.date(), []).append(seen[-1])
        print(f"{passed:4.0f} s, {hour:%d %H:%M}: PSS {seen[-1][0]:6.1f} MB, {seen[-1][1]:3d} descriptors, {seen[-1][2]:3d} threads",
              flush=True)
    if NIGHTS:
        evenings = list(nights.values())
        return compare("the first night", evenings[0], evenings[-1])
    quarter = max(1, len(seen) // 4)
    return compare("the second quarter", seen[quarter:2 * quarter], seen[-quarter:])


sys.exit(main())
