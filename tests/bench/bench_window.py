# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window must reach on a store of six million rows: the second start against that of an empty GTK window of the
same size, taken in turns; memory, processor time and the main loop while a hall beside it goes on; the first figures of
a home that holds nothing. The store is fetched once from a demo hall and kept in the build folder."""
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

PROGRAM = os.environ["SHUZHI_PROGRAM"]
HALL = os.environ["SHUZHI_HALL_PROGRAM"]
EMPTY = os.environ["SHUZHI_EMPTY_WINDOW"]
ROWS = os.environ["SHUZHI_BENCH_ROWS"]
PAGES = os.environ["SHUZHI_BENCH_PAGES"]
KEPT = pathlib.Path(os.environ.get("BENCH_WINDOW_HOME") or os.environ["SHUZHI_BUILD_DIR"] + "/bench-home")
DAYS = int(os.environ.get("BENCH_WINDOW_DAYS", "330"))
ROUNDS = int(os.environ.get("BENCH_WINDOW_ROUNDS", "9"))
SECONDS = int(os.environ.get("BENCH_WINDOW_SECONDS", "60"))
# The store is looked through once a week, beginning a minute after it was opened; that is over by then.
SETTLE = int(os.environ.get("BENCH_WINDOW_SETTLE", "90"))
SPEED = os.environ.get("BENCH_WINDOW_SPEED", "1")
NOW = "2026-11-17T10:36:00+08:00"
SIZE = ("1440", "900")
TICK = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Hall:
    """A demo hall with the past that the kept home was fetched from."""

    def __init__(self, speed):
        self.process = subprocess.Popen(
            [HALL, "--quiet", "--port", str(free_port()), "--days", str(DAYS), "--speed", speed, "--now", NOW],
            stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class Watched:
    """A program with SHUZHI_PACE: its marks and the stalls of its main loop, in seconds of the monotonic clock."""

    def __init__(self, command):
        self.marks, self.stalls, self.other = [], [], []
        self.changed = threading.Condition()
        self.began = time.monotonic()
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
                                        env={**os.environ, "SHUZHI_PACE": "1"})
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stderr:
            words = line.split()
            with self.changed:
                if words[:1] != ["pace"]:
                    self.other.append(line)
                elif words[1] == "stall":
                    self.stalls.append((float(words[2]), float(words[3]), float(words[4])))
                else:
                    self.marks.append((words[1], float(words[2])))
                self.changed.notify_all()

    def until(self, name, seconds=120):
        """Milliseconds from the start of the process to its first mark of a name."""
        deadline = time.monotonic() + seconds
        with self.changed:
            while not (found := [at for mark, at in self.marks if mark == name]):
                left = deadline - time.monotonic()
                if left <= 0 or self.process.poll() is not None:
                    sys.exit(f"no {name} from {self.process.args[0]} (status {self.process.poll()}):\n" + "".join(self.other))
                self.changed.wait(min(left, 0.5))
        return (found[0] - self.began) * 1000

    def cpu_s(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def threads_s(self):
        """Processor seconds of each thread so far, by its number and name."""
        used = {}
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            try:
                name = (task / "comm").read_text(encoding="utf-8").strip()
                used[task.name, name] = int((task / "schedstat").read_text(encoding="ascii").split()[0]) / 1e9
            except OSError:  # it has just ended
                continue
        return used

    def pss_mb(self):
        rollup = pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii")
        return int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1]) / 1024

    def count(self, name, since):
        with self.changed:
            return sum(1 for mark, at in self.marks if mark == name and at >= since)

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.reader.join()


def shuzhi(home, *words):
    return subprocess.run([PROGRAM, "--home", str(home), *words], check=True, capture_output=True, text=True).stdout


def make_home():
    """The kept home, fetched if it is not there or was fetched otherwise."""
    said = KEPT / "fetched-from"
    told = f"{DAYS} days to {NOW}"
    if said.exists() and said.read_text(encoding="utf-8") == told:
        return
    shutil.rmtree(KEPT, ignore_errors=True)
    KEPT.mkdir(mode=0o700, parents=True)
    began = time.monotonic()
    with Hall("0") as hall:
        shuzhi(KEPT, "sources", "add", "demo", "--url", hall.url)
        shuzhi(KEPT, "sync", "--once")
    said.write_text(told, encoding="utf-8")
    print(f"store of {DAYS} days fetched in {time.monotonic() - began:.0f} s", flush=True)


def count_rows(home):
    lines = shuzhi(home, "sources", "--format", "csv").splitlines()
    column = lines[0].split(",").index("rows")
    return sum(int(line.split(",")[column] or 0) for line in lines[1:])


def copy_home(folder, hall):
    home = pathlib.Path(folder) / "home"
    subprocess.run(["cp", "-a", "--reflink=auto", str(KEPT), str(home)], check=True)
    source = home / "config/sources/demo.ini"
    source.write_text(re.sub(r"^Url=.*$", "Url=" + hall.url, source.read_text(encoding="utf-8"), flags=re.M), encoding="utf-8")
    return home


def describe(times):
    return f"median {statistics.median(times):.0f} ms ({min(times):.0f} to {max(times):.0f})"


def measure_start(home):
    empty, window = [], []
    for number in range(ROUNDS + 1):
        bare = Watched([EMPTY, *SIZE])
        first = bare.until("shown")
        bare.end()
        full = Watched([PROGRAM, "--home", str(home)])
        figures = full.until("figures")
        full.end()
        if number > 0:  # what the disk had to be asked for came with the first
            empty.append(first)
            window.append(figures)
    ratio = statistics.median(window) / statistics.median(empty)
    each = statistics.median(a / b for a, b in zip(window, empty))
    print(f"empty GTK window {SIZE[0]} × {SIZE[1]}, exec to first frame: {describe(empty)}")
    print(f"second start, exec to the overview with its figures:  {describe(window)}")
    print(f"ratio {ratio:.2f} of the medians, {each:.2f} the median of the turns (at most 2.5)", flush=True)


def measure_steady(home):
    window = Watched([PROGRAM, "--home", str(home)])
    window.until("figures")
    time.sleep(SETTLE)
    pss, began, before, threads = window.pss_mb(), time.monotonic(), window.cpu_s(), window.threads_s()
    time.sleep(SECONDS)
    used, after = (window.cpu_s() - before) * 60 / SECONDS, window.pss_mb()
    parts = sorted(((at - threads.get(key, 0)) * 60 / SECONDS, key[1]) for key, at in window.threads_s().items())
    shown = window.count("figures", began)
    stalls = [(ms, frame) for at, ms, frame in window.stalls if at >= began]
    window.end()
    print(f"beside a hall at speed {SPEED}: the overview renewed {shown} times in {SECONDS} s")
    print(f"PSS {pss:.0f} MB, {SECONDS} s later {after:.0f} MB (at most 110); {used:.1f} CPU s a minute (at most 2.5)")
    print("of these " + ", ".join(f"{name} {s:.2f}" for s, name in reversed(parts) if s >= 0.01))
    print(f"longest turn of the main loop {max((ms for ms, _ in stalls), default=0):.0f} ms (at most 50), without frames "
          f"{max((ms - frame for ms, frame in stalls), default=0):.0f} ms (at most 8)", flush=True)


def measure_first(folder):
    times = []
    for number in range(3):
        window = Watched([PROGRAM, "demo", "--home", f"{folder}/new-{number}"])
        times.append(window.until("figures"))
        window.end()
    print(f"first figures of a demo on an empty home: {describe(times)} (at most 5000)", flush=True)


def measure_rows(home):
    """The rows behind a year's case steps, some three million, and behind its waits."""
    for indicator in ("case_step_count", "wait_avg"):
        told = subprocess.run([ROWS, str(home), indicator], capture_output=True, text=True, check=False).stdout
        print(f"rows behind {indicator}:")
        print("\n".join(line[2:] for line in told.splitlines() if re.match(r"# (opened|another|sorted|a year|from|page|anywhere|through|parts)", line)),
              flush=True)


def measure_pages(home):
    """All pages, opened, scrolled, in other periods and themes, in two sizes of the window."""
    for width, height in (SIZE, ("1920", "1080")):
        told = subprocess.run([PAGES, str(home), width, height, NOW], capture_output=True, text=True, check=False).stdout
        print(f"every page twice at {width} × {height}:")
        print(told[told.find("# " + width) + 2:].replace("\n#", "\n").rstrip(), flush=True)


def main():
    if "DISPLAY" not in os.environ:
        print("window: there is no display; ./run bench brings one")
        return
    make_home()
    with tempfile.TemporaryDirectory(dir=KEPT.parent, prefix="bench-window-") as folder:
        with Hall("0") as hall:
            home = copy_home(folder, hall)
            print(f"store of {count_rows(home):,} rows", flush=True)
            measure_start(home)
        with Hall(SPEED) as hall:
            source = home / "config/sources/demo.ini"
            source.write_text(re.sub(r"^Url=.*$", "Url=" + hall.url, source.read_text(encoding="utf-8"), flags=re.M),
                              encoding="utf-8")
            measure_steady(home)
        measure_rows(home)
        measure_pages(home)
        measure_first(folder)


main()
