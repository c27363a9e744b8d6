# SPDX-License-Identifier: GPL-3.0-or-later
"""A government gateway that hands out ratings (好差评) as data/catalog/mappings/evals-exchange.ini describes it, written
from that description: signed requests, a page of JSON a day. It checks every request and refuses what is not right."""
import hashlib
import hmac
import http.server
import json
import threading
import urllib.parse


class Gateway:
    """`days`: {"2026-11-20": [record, …]}."""

    def __init__(self, days, app="app-1", secret="s3cr3t", area="330200"):
        self.days, self.app, self.secret, self.area = days, app, secret, area
        self.refused = []
        self.served = 0
        self.nonces = set()
        gateway = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                body = json.dumps(gateway.answer(self.path), ensure_ascii=False).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json;charset=UTF-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                """A client that goes away is no error here."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def why_not(self, path, given):
        signed = "&".join(f"{name}={given[name]}" for name in sorted(given) if name != "sign" and given[name])
        expected = hmac.new(self.secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
        if path != "/evaluate/page":
            return "path"
        if given.get("sign") != expected:
            return "sign"
        if given.get("appKey") != self.app or given.get("areaCode") != self.area:
            return "who"
        if not given.get("nonce") or given["nonce"] in self.nonces:
            return "nonce"
        return None

    def answer(self, target):
        url = urllib.parse.urlsplit(target)
        given = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        why = self.why_not(url.path, given)
        if why:
            self.refused.append(why)
            return {"code": 10001, "msg": "refused: " + why}
        self.nonces.add(given["nonce"])
        self.served += 1
        page, size = int(given["pageNum"]), int(given["pageSize"])
        rows = [row for day, rows in self.days.items() if given["beginTime"][:10] <= day <= given["endTime"][:10]
                for row in rows]
        return {"code": 0, "data": {"total": len(rows), "list": rows[(page - 1) * size:page * size]}}


def rating(number, day, level=5, how=2, **more):
    return {"projectNo": f"3302{day.replace('-', '')}{number:05d}", "assessNumber": "1", "satisfaction": str(level),
            "pf": str(how), "assessTime": f"{day} 10:{number // 60 % 60:02d}:{number % 60:02d}", "proDepart": "市人力社保局",
            "taskCode": "110-00412", "evalDetail": "510" if level <= 2 else ""} | more
