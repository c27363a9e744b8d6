# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that nobody here wrote serve data to the connectors: nginx (NDJSON and CSV, gzip, ETag), a REST server with
pages from npm (json-server, where it is installed), and Python's own; each test that lacks its server says so."""
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import time
import urllib.request

from house import SEED, Home, done, ok, run, same, skip

random.seed(SEED)


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return True
        except OSError:
            time.sleep(0.05)
    return False


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
            if not wait_for(port):
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
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def json_server():
    program = os.environ.get("SHUZHI_JSON_SERVER") or shutil.which("json-server")
    if program is None:
        return skip("json-server", "json-server (npm) is not installed; SHUZHI_JSON_SERVER may name it")
    with Home() as home, Home() as root:
        port = free_port()
        rows = records(1234)
        random.shuffle(rows)
        with open(root + "/db.json", "w") as file:
            json.dump({"evals": rows}, file, ensure_ascii=False)
        server = subprocess.Popen([program, "--port", str(port), root + "/db.json"], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, cwd=root)
        try:
            if not wait_for(port):
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
            if not wait_for(port):
                return skip("python", "its server does not start here")
            mapping(home, "lines", "Format=ndjson\n[Fetch]\nPath=/evals.ndjson\n")
            run("sources", "add", "lines", "--url", f"http://127.0.0.1:{port}", "--map", "lines", home=home)
            run("sync", "--once", home=home)
            same(held(home, "lines"), 500, "python: all rows")
            shown = run("sources", "show", "lines", home=home).stdout
            ok("500" in shown, "python: the source shows its rows", shown)
            run("sources", "pause", "lines", home=home)
            ok("paused" in run("sources", home=home).stdout, "a source can be paused by hand")
            run("sources", "resume", "lines", home=home)
            run("sources", "refetch", "lines", home=home)
            run("sync", "--once", home=home)
            same(held(home, "lines"), 500, "and fetched again from the beginning")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


nginx()
json_server()
python_server()
done()
