# SPDX-License-Identifier: GPL-3.0-or-later
"""A small hall of the hall interface, version 1, written from its description alone and in another language than the
program: rows are put while it runs, and hinted at over server-sent events, over a WebSocket, or not at all."""
import base64
import datetime
import hashlib
import http.server
import json
import socket
import struct
import threading
import urllib.parse

from house import PATIENCE_S, free_port

ZONE = datetime.timezone(datetime.timedelta(hours=8))


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        """A client that goes away is no error here."""


class SmallHall:
    """`live`: "sse", "websocket", or None (404). `port`: that of one before it. Data set evals; one row is one rating of
    today."""

    def __init__(self, live="sse", port=None, epoch="e1"):
        self.live = live
        self.epoch = epoch
        self.rows = {}  # key → (sequence, row)
        self.sequence = 0
        self.clock = None  # a fixed `now`; else the time it is
        self.changed = threading.Condition()
        self.open_channels = 0
        self.asked = []  # paths, in order
        self.closing = False
        hall = self

        class Handler(_Handler):
            pass

        Handler.hall = hall
        self.server = _Server(("127.0.0.1", port or free_port()), Handler)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        with self.changed:
            self.closing = True
            self.changed.notify_all()
        self.server.shutdown()
        self.server.server_close()

    def now(self):
        return self.clock or datetime.datetime.now(ZONE)

    def put(self, key, level=5, at=None, hint=True, **more):
        """`hint` False: the row is there, and nobody is told."""
        with self.changed:
            self.sequence += 1
            version = self.rows[key][1]["ver"] + 1 if key in self.rows else 1
            at = at or self.now()
            row = {"key": key, "ver": version, "op": "put", "at": at.isoformat(timespec="seconds"), "level": level}
            self.rows[key] = (self.sequence, row | more)
            if hint:
                self.changed.notify_all()

    def wait_for_channel(self, count=1, timeout=PATIENCE_S):
        with self.changed:
            return self.changed.wait_for(lambda: self.open_channels >= count, timeout)

    def count_asked(self, word):
        with self.changed:
            return sum(word in path for path in self.asked)

    def day_of(self, row):
        return datetime.datetime.fromisoformat(row["at"]).astimezone(ZONE).date().isoformat()

    def page(self, rows, cursor):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        end = {"end": True, "count": len(rows), "sha256": hashlib.sha256(lines).hexdigest(), "cursor": str(cursor),
               "epoch": self.epoch, "more": False, "watermark": self.now().isoformat(timespec="milliseconds")}
        return lines + json.dumps(end).encode() + b"\n"

    def answer(self, path):
        """The body for a path, or None."""
        url = urllib.parse.urlsplit(path)
        parts = url.path.strip("/").split("/")
        query = urllib.parse.parse_qs(url.query)
        rows = sorted(self.rows.values(), key=lambda entry: entry[0])
        if parts == ["v1", "datasets"]:
            days = sorted(self.day_of(row) for _, row in rows) or [None]
            return json.dumps({"epoch": self.epoch, "now": self.now().isoformat(timespec="milliseconds"),
                               "zone": "Asia/Shanghai", "title": "小厅", "datasets": [
                                   {"name": "evals", "rows": len(rows), "earliest": days[0], "latest": days[-1],
                                    "cursor": str(self.sequence)}]}).encode()
        if parts[:3] == ["v1", "datasets", "evals"] and parts[3:4] == ["changes"]:
            after = int(query.get("after", ["0"])[0])
            return self.page([row for number, row in rows if number > after], self.sequence)
        if parts[:4] == ["v1", "datasets", "evals", "days"]:
            return self.page([row for _, row in rows if self.day_of(row) == parts[4]], self.sequence)
        if parts[:3] == ["v1", "reconcile", "evals"]:
            pairs = sorted(f"{row['key']} {row['ver']}\n" for _, row in rows if self.day_of(row) == query["day"][0])
            return json.dumps({"count": len(pairs), "sha256": hashlib.sha256("".join(pairs).encode()).hexdigest()}).encode()
        return None


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hall = None

    def log_message(self, *_):
        pass

    def setup(self):
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_GET(self):
        hall = self.hall
        with hall.changed:
            hall.asked.append(self.path)
            body = None if hall.closing else hall.answer(self.path)
            hall.changed.notify_all()
        if self.path == "/v1/live" and hall.live == "sse" and "Upgrade" not in self.headers:
            return self.stream("text/event-stream")
        if self.path == "/v1/live" and hall.live == "websocket" and self.headers.get("Upgrade", "").lower() == "websocket":
            return self.socket()
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Type", "application/x-ndjson" if body is not None else "text/plain")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def hints(self, send):
        """Sends a hint for each change, and a heartbeat now and then, until one side closes."""
        hall = self.hall
        with hall.changed:
            seen = hall.sequence
            hall.open_channels += 1
            hall.changed.notify_all()
        try:
            while True:
                with hall.changed:
                    hall.changed.wait(10)
                    news, seen = hall.sequence != seen, hall.sequence
                    if hall.closing:
                        return
                send(json.dumps({"datasets": ["evals"]}) if news else None)
        except OSError:
            pass
        finally:
            self.close_connection = True
            with hall.changed:
                hall.open_channels -= 1

    def stream(self, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()

        def send(hint):
            self.wfile.write(f"event: hint\ndata: {hint}\n\n".encode() if hint else b": \n\n")
            self.wfile.flush()

        self.hints(send)

    def socket(self):
        """RFC 6455: text frames of less than 126 bytes to the client; what it sends (pings, masked) is read aside."""
        accept = hashlib.sha1((self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode())
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(accept.digest()).decode())
        self.end_headers()
        lock = threading.Lock()

        def frame(code, data):
            with lock:
                self.connection.sendall(struct.pack("!BB", 0x80 | code, len(data)) + data)

        def listen():
            try:
                while True:
                    first, second = self.rfile.read(2)
                    length = second & 0x7F
                    if length == 126:
                        length, = struct.unpack("!H", self.rfile.read(2))
                    mask = self.rfile.read(4)
                    data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(self.rfile.read(length)))
                    if first & 0x0F == 9:
                        frame(10, data)
                    elif first & 0x0F == 8:
                        return self.connection.shutdown(socket.SHUT_RDWR)
            except (OSError, ValueError, struct.error):
                pass

        threading.Thread(target=listen, daemon=True).start()
        self.hints(lambda hint: frame(1 if hint else 9, (hint or "").encode()))
