# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demo hall must reach: two years made and served, the first page, rows a second, memory. A plain reader on a
socket of its own asks for one page after the other, newest day first; what it costs the hall is read from /proc."""
import atexit
import gzip
import json
import os
import socket
import subprocess
import sys
import time

HALL = os.environ["SHUZHI_HALL_PROGRAM"]
DAYS = int(os.environ.get("BENCH_HALL_DAYS", "730"))
SETS = ("tickets", "cases", "case_events", "evals", "flow", "behaviour", "attendance", "device_events", "patrol",
        "appts", "notices", "consults", "pushes")
TICK = os.sysconf("SC_CLK_TCK")


class Reader:
    def __init__(self, url, coding):
        host, port = url.removeprefix("http://").strip("/").split(":")
        self.socket = socket.create_connection((host, int(port)))
        self.file = self.socket.makefile("rb", buffering=1 << 20)
        self.head = f"Host: {host}\r\nAccept-Encoding: {coding}\r\n\r\n"

    def get(self, path):
        self.socket.sendall(f"GET {path} HTTP/1.1\r\n{self.head}".encode())
        status = self.file.readline()
        assert b" 200 " in status, (path, status)
        headers = {}
        while (line := self.file.readline().strip()):
            name, value = line.decode().lower().split(":", 1)
            headers[name] = value.strip()
        if headers.get("transfer-encoding") == "chunked":
            parts = []
            while (size := int(self.file.readline(), 16)):
                parts.append(self.file.read(size))
                self.file.readline()
            self.file.readline()
            body = b"".join(parts)
        else:
            body = self.file.read(int(headers["content-length"]))
        return body, headers.get("content-encoding") == "gzip"


def start(*options):
    began = time.monotonic()
    hall = subprocess.Popen([HALL, "--quiet", "--port", "0", "--days", str(DAYS), "--speed", "0",
                             "--now", "2026-11-20T14:36:00+08:00", *options], stdout=subprocess.PIPE, text=True)
    atexit.register(hall.kill)
    return hall, hall.stdout.readline().strip(), began


def cpu_s(hall):
    with open(f"/proc/{hall.pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def peak_mb(hall):
    with open(f"/proc/{hall.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))


def end_of(body):
    return json.loads(body[body.rfind(b"\n", 0, len(body) - 1) + 1:])


def read_days(reader, days, sets):
    """All pages of some days; the rows by their end records, and the seconds in which the reader itself waited."""
    rows = size = 0
    waited = 0.0
    for day in days:
        for name in sets:
            after = ""
            while True:
                began = time.monotonic()
                body, packed = reader.get(f"/v1/datasets/{name}/days/{day}?limit=20000{after}")
                waited += time.monotonic() - began
                size += len(body)
                end = end_of(gzip.decompress(body) if packed else body)
                rows += end["count"]
                if not end["more"]:
                    break
                after = "&after=" + end["cursor"]
    return rows, size, waited


def day_names(n):
    last = time.mktime((2026, 11, 20, 12, 0, 0, 0, 0, 0))
    return [time.strftime("%Y-%m-%d", time.localtime(last - 86400 * k)) for k in range(n)]


def measure_first_page():
    best = []
    for _ in range(5):
        hall, url, began = start()
        reader = Reader(url, "identity")
        body, _ = reader.get("/v1/datasets/tickets/days/2026-11-20?limit=20000")
        best.append(time.monotonic() - began)
        assert end_of(body)["count"] > 0
        hall.terminate()
        hall.wait()
    print(f"first page whole {min(best):.2f} s after the start (of five starts; the slowest {max(best):.2f} s)")


def measure_pages(coding, days, label):
    hall, url, _ = start()
    reader = Reader(url, coding)
    while b'"rows":null' in reader.get("/v1/datasets")[0]:
        time.sleep(0.2)
    before = cpu_s(hall)
    rows, size, waited = read_days(reader, days, SETS)
    used = cpu_s(hall) - before
    print(f"{label}: {rows:,} rows, {size / 1e6:,.0f} MB in {waited:.1f} s: {rows / waited:,.0f} rows/s; "
          f"{used:.1f} s of one core: {rows / used:,.0f} rows for each", flush=True)
    peak = peak_mb(hall)
    hall.terminate()
    hall.wait()
    return rows, peak


def measure_making():
    """Two years are made by the count of the rows that a start begins with."""
    hall, url, began = start()
    reader = Reader(url, "identity")
    while b'"rows":null' in (body := reader.get("/v1/datasets")[0]):
        time.sleep(0.1)
    rows = sum(entry["rows"] for entry in json.loads(body)["datasets"])
    print(f"{DAYS} days made and counted: {rows:,} rows, {cpu_s(hall):.1f} s of one core, "
          f"{time.monotonic() - began:.1f} s by the clock, peak memory {peak_mb(hall):.0f} MB", flush=True)
    hall.terminate()
    hall.wait()


def main():
    measure_first_page()
    measure_making()
    _, peak = measure_pages("identity", day_names(DAYS), f"every page of {DAYS} days, plain")
    print(f"peak memory {peak:.0f} MB")
    days = day_names(min(DAYS, 120))
    measure_pages("gzip", days, f"{len(days)} days, gzip")


main()
sys.exit(0)
