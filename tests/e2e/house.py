# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end-to-end tests share: TAP output, the built programs, a hall and homes of their own."""
import configparser
import csv
import io
import json
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

SHUZHI = os.environ["SHUZHI_PROGRAM"]
HALL = os.environ["SHUZHI_HALL_PROGRAM"]
SHARED = os.environ.get("SHUZHI_SHARED_DATA", "")
ALL = os.environ.get("SHUZHI_TEST_ALL") == "1"
# Of `./run test`, or of this test alone where somebody runs it by hand.
_DIGITS = os.environ.get("SHUZHI_TEST_SEED") or secrets.token_hex(16)
SEED = int(_DIGITS, 16) % (1 << 20)
# How long anything may take on a machine that has other things to do; nothing takes a hundredth of it, and only what
# never comes takes all of it.
PATIENCE_S = 300

_count = 0
_failed = 0
print(f"# SHUZHI_TEST_SEED={_DIGITS}", flush=True)


def ok(condition, name, detail=""):
    """One TAP line; `detail` is shown where the test failed."""
    global _count, _failed
    _count += 1
    if condition:
        print(f"ok {_count} - {name}", flush=True)
    else:
        _failed += 1
        print(f"not ok {_count} - {name}", flush=True)
        for line in str(detail).splitlines()[:40]:
            print("# " + line, flush=True)
    return bool(condition)


def same(got, expected, name):
    return ok(got == expected, name, f"expected {expected!r}\n     got {got!r}")


def near(got, expected, name, tolerance):
    good = got is not None and abs(got - expected) <= tolerance
    return ok(good, name, f"expected {expected!r} ± {tolerance}\n     got {got!r}")


def skip(name, reason):
    global _count
    _count += 1
    print(f"ok {_count} - {name} # SKIP {reason}", flush=True)


def done():
    print(f"1..{_count}", flush=True)
    sys.exit(1 if _failed else 0)


def wait_until(condition, patience_s=PATIENCE_S):
    """Whether it came true."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def free_port():
    """One that nobody listens on, and that the system gives nobody who does not ask for it by its number: so it stays free
    until it is taken, and while a server is away."""
    with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
        first = int(file.read().split()[0])
    choose = random.SystemRandom()
    while True:
        with socket.socket() as sock:
            try:
                sock.bind(("127.0.0.1", choose.randrange(10000, first) if first > 12000 else 0))
                return sock.getsockname()[1]
            except OSError:
                continue


def run(*words, home=None, check=True, env=None, timeout=600):
    """Runs shuzhi; returns the finished process, with text output."""
    command = [SHUZHI] + (["--home", home] if home else []) + [str(w) for w in words]
    merged = dict(os.environ, **(env or {}))
    result = subprocess.run(command, capture_output=True, text=True, timeout=timeout, env=merged, errors="replace")
    if check and result.returncode != 0:
        ok(False, "shuzhi " + " ".join(map(str, words)), f"status {result.returncode}\n{result.stdout}\n{result.stderr}")
    return result


def query(home, *words):
    """The rows of `shuzhi query … --format csv` as dicts; empty cells are None, figures floats."""
    text = run("query", *words, "--format", "csv", home=home).stdout
    rows = []
    for row in csv.DictReader(io.StringIO(text)):
        out = {}
        for key, value in row.items():
            try:
                out[key] = None if value == "" else float(value)
            except ValueError:
                out[key] = value
        rows.append(out)
    return rows


def figure(home, indicator, *words):
    rows = query(home, indicator, *words)
    return rows[0][indicator] if rows else None


def failures(home):
    """How often the source has been tried in vain since it last was level."""
    status = configparser.ConfigParser(interpolation=None)
    status.read(os.path.join(home, "data", "sources", "hall.status"), encoding="utf-8")
    return status.getint("Status", "Failures", fallback=0)


class Home:
    """A folder of its own, removed at the end."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="shuzhi-home-")
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


class Hall:
    """A running shuzhi-hall; `url` is its base URL."""

    def __init__(self, *options):
        self.options = options

    def __enter__(self):
        self.process = subprocess.Popen([HALL, "--quiet", "--port", "0", *map(str, self.options)], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def get(url):
    """A plain GET by another client than ours."""
    import urllib.request

    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read()


def get_json(url):
    return json.loads(get(url))
