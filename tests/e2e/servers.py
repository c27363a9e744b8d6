# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that nobody here wrote serve data to the connectors: nginx (NDJSON and CSV, gzip, ETag; in front of a hall and
its live channel), a REST server with pages from npm (json-server), Debian's WebSocket server for Python, and Python's
own; each test that lacks its server says so."""
import asyncio
import datetime
import http
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.request

import npm
from house import PATIENCE_S, SEED, SHUZHI, Home, done, free_port, ok, run, same, skip, wait_until
from small_hall import ZONE, SmallHall

random.seed(SEED)


def answers(server, port):
    """Whether the server that was started takes connections there; FALSE if it ends."""
    def takes():
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
            return True
        except OSError:
            return False

    return wait_until(lambda: server.poll() is not None or takes()) and server.poll() is None


def records(number):
    return [{"id": f"E{i}", "t": f"2026-11-{1 + i % 19:02d} 10:{i % 60:02d}:00", "level": 1 + i % 5,
             "who": {"dept": f"部门{i % 7}"}} for i in range(number)]


ROWS = """
[Value rated]
Column=t
Format=yyyy-mm-dd HH:MM:SS

[Rows evals]
Key={id}
rated=rated
level=level
"""


def mapping(home, name, head, rows=ROWS):
    folder = os.path.join(home, "config", "mappings")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name + ".ini"), "w") as file:
        file.write(f"[Mapping]\nId={name}\n{head}\n{rows}")


def held(home, source):
    for line in run("sources", "--format", "csv", home=home).stdout.splitlines()[1:]:
        cells = line.split(",")
        if cells[0] == source and cells[1] == "evals":
            return int(cells[2] or 0)
    return 0


NGINX = """
{user} daemon off; pid {root}/nginx.pid; error_log {root}/error.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log {root}/access.log; client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;
  uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  gzip on; gzip_types *; gzip_min_length 1;
  server {{ listen 127.0.0.1:{port}; root {root}/www; etag on;
    location /plain/ {{ alias {root}/www/; gzip off; }} }}
}}
"""


def followed(home, root, publish, rows):
    """While nothing changes nothing is sent: the server knows by its tag what we have. What changes comes."""
    def unchanged():
        with open(root + "/access.log") as file:
            return sum('" 304 ' in line for line in file)

    with open(os.path.join(home, "config", "mappings", "lines.ini"), "r+") as file:
        text = file.read().replace("[Fetch]\n", "[Fetch]\nEvery=1s\n")
        file.seek(0)
        file.write(text)
    before = unchanged()
    process = subprocess.Popen([SHUZHI, "--home", home, "sync", "lines"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        ok(wait_until(lambda: unchanged() >= before + 2), "nginx: a list that is the same is not sent again", unchanged())
        same(held(home, "lines"), 2500, "nginx: and stays")
        publish(rows[:2000])
        ok(wait_until(lambda: held(home, "lines") == 2000), "nginx: another one is", held(home, "lines"))
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def nginx():
    program = shutil.which("nginx") or ("/usr/sbin/nginx" if os.path.exists("/usr/sbin/nginx") else None)
    if program is None:
        return skip("nginx", "nginx is not installed")
    with Home() as home, Home() as root:
        os.makedirs(root + "/www")
        port = free_port()
        with open(root + "/nginx.conf", "w") as file:
            file.write(NGINX.format(root=root, port=port, user="user root;" if os.geteuid() == 0 else ""))
        rows = records(3000)

        def publish(some):
            with open(root + "/www/evals.ndjson", "w") as file:
                file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in some)
            with open(root + "/www/evals.csv", "w") as file:
                file.write("id,t,level\n")
                file.writelines(f"{r['id']},{r['t']},{r['level']}\n" for r in some)

        publish(rows)
        server = subprocess.Popen([program, "-c", root + "/nginx.conf", "-p", root], stderr=subprocess.DEVNULL)
        try:
            if not answers(server, port):
                return skip("nginx", "it does not start here")
            url = f"http://127.0.0.1:{port}"
            mapping(home, "lines", "Format=ndjson\n[Fetch]\nPath=/evals.ndjson\n")
            mapping(home, "plain", "Format=csv\n[Fetch]\nPath=/plain/evals.csv\n")
            for name in ("lines", "plain"):
                run("sources", "add", name, "--url", url, "--map", name, home=home)
                run("sync", name, "--once", home=home)
                same(held(home, name), 3000, f"nginx, {name}: all rows")
            publish(rows[:2500])
            run("sync", "--once", home=home)
            same([held(home, n) for n in ("lines", "plain")], [2500, 2500], "nginx: what is gone from the list is gone here")
            with open(root + "/access.log") as file:
                ok("GET /evals.ndjson" in file.read(), "nginx: it was nginx that was asked")
            listed = run("rows", "evals", "--limit", 5, "--format", "csv", home=home).stdout.splitlines()
            same(len(listed), 6, "nginx: and they can be queried")
            followed(home, root, publish, rows)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def json_server():
    program = os.environ.get("SHUZHI_JSON_SERVER") or shutil.which("json-server")
    if program is None:
        folder, why = npm.install("json-server", "json-server@0.17.4")
        if folder is None:
            return skip("json-server", why + "; SHUZHI_JSON_SERVER may name one")
        program = folder + "/node_modules/.bin/json-server"
    with Home() as home, Home() as root:
        port = free_port()
        rows = records(1234)
        random.shuffle(rows)
        with open(root + "/db.json", "w") as file:
            json.dump({"evals": rows}, file, ensure_ascii=False)
        server = subprocess.Popen([program, "--port", str(port), root + "/db.json"], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, cwd=root)
        try:
            if not answers(server, port):
                return skip("json-server", "it does not start here")
            url = f"http://127.0.0.1:{port}"
            with urllib.request.urlopen(f"{url}/evals?_page=1&_per_page=2") as answer:
                pages = isinstance(json.load(answer), dict)
            head = "Format=json\n[Fetch]\nPath=/evals\nPaging=page\nSize=100\n"
            head += ("Parameters=_page={page};_per_page={size}\nRows=data\nTotal=items\n" if pages else
                     "Parameters=_page={page};_limit={size}\n")
            mapping(home, "rest", head, ROWS + "department=who.dept\n")
            tried = run("sources", "test", "rest", "--url", url, home=home).stdout
            ok("level" in tried and "部门" in tried, "json-server: a trial shows what the fields become", tried)
            run("sources", "add", "rest", "--url", url, "--map", "rest", home=home)
            run("sync", "rest", "--once", home=home)
            same(held(home, "rest"), 1234, "json-server: all pages")
            urllib.request.urlopen(urllib.request.Request(f"{url}/evals/E7", method="DELETE")).close()
            run("sync", "rest", "--once", home=home)
            ok(held(home, "rest") in (1233, 1234), "json-server: a row deleted there", held(home, "rest"))
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def python_server():
    """HTTP/1.0, no ETag, a stated length: the plainest of servers."""
    with Home() as home, Home() as root:
        port = free_port()
        with open(root + "/evals.ndjson", "w") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in records(500))
        server = subprocess.Popen(["python3", "-m", "http.server", str(port), "--bind", "127.0.0.1", "-d", root],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            if not answers(server, port):
                return skip("python", "its server does not start here")
            mapping(home, "lines", "Format=ndjson\n[Fetch]\nPath=/evals.ndjson\n")
            run("sources", "add", "lines", "--url", f"http://127.0.0.1:{port}", "--map", "lines", home=home)
            run("sync", "--once", home=home)
            same(held(home, "lines"), 500, "python: all rows")
            shown = run("sources", "show", "lines", home=home).stdout
            ok("500" in shown, "python: the source shows its rows", shown)
            run("sources", "pause", "lines", home=home)
            ok("paused" in run("sources", home=home).stdout.lower(), "a source can be paused by hand")
            run("sources", "resume", "lines", home=home)
            run("sources", "refetch", "lines", home=home)
            run("sync", "--once", home=home)
            same(held(home, "lines"), 500, "and fetched again from the beginning")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


# --- live channels through servers of others ---


def a_hall(live):
    hall = SmallHall(live)
    hall.clock = datetime.datetime(2026, 11, 20, 14, 36, tzinfo=ZONE)
    hall.put("E0")
    return hall


def follow(name, url, hall, lines, push):
    """A hall at `url` is followed; `push` tells of what was put, once there is somebody to hear it."""
    with Home() as home:
        run("sources", "add", "hall", "--url", url, home=home)
        with open(os.path.join(home, "config", "sources", "hall.ini"), "a", encoding="ascii") as file:
            file.writelines(line + "\n" for line in lines)
        process = subprocess.Popen([SHUZHI, "--home", home, "sync"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            ok(wait_until(lambda: os.path.exists(home + "/data/cache.db") and held(home, "hall") == 1), f"{name}: level")
            ok(push(None), f"{name}: the channel is open")
            quiet = -1
            while quiet != hall.count_asked("/v1/"):
                quiet = hall.count_asked("/v1/")
                time.sleep(1.5)
            looks = hall.count_asked("/v1/datasets/")
            for i in range(1, 4):
                hall.put(f"E{i}", hint=False)
                push(json.dumps({"datasets": ["evals"]}))
                ok(wait_until(lambda: held(home, "hall") == 1 + i), f"{name}: a hint brings the event", held(home, "hall"))
            ok(hall.count_asked("/v1/datasets/") - looks < 12, f"{name}: and nothing else asked for it",
               hall.count_asked("/v1/datasets/") - looks)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE_S)


PROXY = """
{user} daemon off; pid {root}/nginx.pid; error_log {root}/error.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log {root}/access.log; client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;
  uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  gzip on; gzip_types *; gzip_min_length 1; gzip_proxied any;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  server {{ listen 127.0.0.1:{port};
    location / {{ proxy_pass http://127.0.0.1:{behind}; proxy_http_version 1.1; }}
    location /v1/live {{ proxy_pass http://127.0.0.1:{behind}; proxy_http_version 1.1; proxy_buffering off; gzip off;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade; }}
  }} }}
"""


def nginx_in_front():
    program = shutil.which("nginx") or ("/usr/sbin/nginx" if os.path.exists("/usr/sbin/nginx") else None)
    if program is None:
        return skip("nginx in front of a hall", "nginx is not installed")
    for live, lines in (("sse", ()), ("websocket", ("Live=websocket",))):
        with Home() as root, a_hall(live) as hall:
            port = free_port()
            with open(root + "/nginx.conf", "w", encoding="ascii") as file:
                file.write(PROXY.format(root=root, port=port, behind=hall.port, user="user root;" if os.geteuid() == 0 else ""))
            server = subprocess.Popen([program, "-c", root + "/nginx.conf", "-p", root], stderr=subprocess.DEVNULL)

            def push(hint):
                if hint is None:
                    return hall.wait_for_channel()
                with hall.changed:
                    hall.changed.notify_all()
                return True

            try:
                if not answers(server, port):
                    skip("nginx in front of a hall", "it does not start here")
                    continue
                follow(f"nginx before {live}", f"http://127.0.0.1:{port}", hall, lines, push)
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait()
    return None


class WebSockets:
    """Debian's python3-websockets: its own handshake, frames, pings; what is no WebSocket it answers from the hall."""

    def __init__(self, hall):
        self.hall = hall
        self.clients = set()
        self.loop = asyncio.new_event_loop()
        self.port = None
        started = threading.Event()
        threading.Thread(target=self.work, args=(started,), daemon=True).start()
        started.wait(PATIENCE_S)
        self.url = f"http://127.0.0.1:{self.port}"

    def work(self, started):
        import websockets

        async def plain(path, _headers):
            if path == "/v1/live":
                return None
            with self.hall.changed:
                self.hall.asked.append(path)
                body = self.hall.answer(path)
            return http.HTTPStatus.OK if body else http.HTTPStatus.NOT_FOUND, [], body or b""

        async def client(socket, _path=None):
            self.clients.add(socket)
            try:
                await socket.wait_closed()
            finally:
                self.clients.discard(socket)

        async def serve():
            server = await websockets.serve(client, "127.0.0.1", 0, process_request=plain, ping_interval=1)
            self.port = server.sockets[0].getsockname()[1]
            started.set()

        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(serve())
        self.loop.run_forever()

    def push(self, hint):
        if hint is None:
            return wait_until(lambda: self.clients)

        async def send():
            for socket in list(self.clients):
                await socket.send(hint)

        asyncio.run_coroutine_threadsafe(send(), self.loop).result(PATIENCE_S)
        return True


def websockets_server():
    try:
        import websockets  # noqa: F401
    except ImportError:
        return skip("python3-websockets", "python3-websockets is not installed")
    with a_hall(None) as hall:
        server = WebSockets(hall)
        follow("python3-websockets", server.url, hall, ("Live=websocket",), server.push)
    return None


nginx()
nginx_in_front()
json_server()
python_server()
websockets_server()
done()
