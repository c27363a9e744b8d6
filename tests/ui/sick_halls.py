# SPDX-License-Identifier: GPL-3.0-or-later
"""Halls in every state the page of sources knows, before one that is well.

  sick_halls.py HALL-URL    prints its own address; /NAME below it is a hall: ok denied busy portal schema slow down

Each hands on what the hall that is well says, and spoils it in its own way. Ends with its parent.
"""

import hashlib
import http.client
import http.server
import json
import socketserver
import sys
import threading
import time
import urllib.parse

PORTAL = b'<!DOCTYPE html><html><head><title>Sign in to the network</title></head><body>Welcome</body></html>'


def spoil_rows(body):
    """The key of each row is an object, as after an update of the hall's software; the end record is right."""
    lines = []
    for line in body.split(b'\n'):
        row = json.loads(line) if line else None
        if row is None:
            continue
        if row.get('end'):
            row['sha256'] = hashlib.sha256(b''.join(one + b'\n' for one in lines)).hexdigest()
        else:
            row['key'] = {'id': row.get('key')}
        lines.append(json.dumps(row, ensure_ascii=False).encode())
    return b''.join(one + b'\n' for one in lines)


class Hall(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    upstream = ''

    def log_message(self, *_):
        pass

    def answer(self, status, body, kind='text/plain', **headers):
        self.send_response(status)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace('_', '-'), value)
        self.end_headers()
        self.wfile.write(body)

    def hand_on(self, path, change=None):
        upstream = urllib.parse.urlsplit(self.upstream)
        connection = http.client.HTTPConnection(upstream.hostname, upstream.port, timeout=60)
        connection.request('GET', path)
        response = connection.getresponse()
        body = response.read()
        self.answer(response.status, change(body) if change else body, response.headers.get('Content-Type', 'text/plain'))
        connection.close()

    def do_GET(self):
        _, kind, rest = self.path.split('/', 2)
        path = '/' + rest
        if path.startswith('/v1/live'):
            self.answer(404, b'')
        elif kind == 'denied':
            self.answer(401, b'{"error":"unauthorized"}', 'application/json', WWW_Authenticate='Basic realm="hall"')
        elif kind == 'busy':
            self.answer(503, b'later', Retry_After='300')
        elif kind == 'portal':
            self.answer(200, PORTAL, 'text/html')
        elif kind == 'down':
            self.close_connection = True
            self.connection.close()
        elif kind == 'slow':
            if not path.startswith('/v1/datasets') or '?' in path:
                time.sleep(1.5)
            self.hand_on(path)
        elif kind == 'schema':
            self.hand_on(path, None if path == '/v1/datasets' else spoil_rows)
        else:
            self.hand_on(path)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True


def main():
    Hall.upstream = sys.argv[1]
    server = Server(('127.0.0.1', 0), Hall)
    print(f'http://127.0.0.1:{server.server_address[1]}', flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == '__main__':
    main()
