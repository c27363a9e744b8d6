# SPDX-License-Identifier: GPL-3.0-or-later
"""The same overview in what would be used instead: Chromium, headless, with ECharts; twelve charts and eight numbers,
renewed once a second. The page says when all charts have been painted. Where Chromium or the npm package is not there,
says so. ECHARTS: the file echarts.min.js, if it is not found through `npm root -g` or in node_modules."""
import http.server
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time

ROUNDS = int(os.environ.get("BENCH_BROWSER_ROUNDS", "5"))
SECONDS = int(os.environ.get("BENCH_BROWSER_SECONDS", "30"))
TICK = os.sysconf("SC_CLK_TCK")
PAGE = """<!doctype html><meta charset="utf-8"><style>body{margin:0;font:14px sans-serif;display:grid;
grid-template-columns:repeat(4,1fr);grid-auto-rows:200px}b{font-size:40px}</style><body><script src="/echarts.js"></script><script>
const hours=[...Array(420).keys()], value=(i,k)=>15+10*Math.sin(i/40+k)+Math.random();
const charts=[], numbers=[];
for(let k=0;k<8;k++){const b=document.createElement('b');document.body.append(b);numbers.push(b)}
for(let k=0;k<12;k++){const d=document.createElement('div');document.body.append(d);
 charts.push(echarts.init(d,null,{renderer:'canvas'}))}
const data=k=>k%4==3?hours.slice(0,24).map(i=>value(i,k)):hours.map(i=>value(i,k));
const show=()=>{charts.forEach((c,k)=>c.setOption({animation:false,xAxis:{type:'category',data:data(k).map((_,i)=>i)},
 yAxis:{},series:[{type:k%4==3?'bar':'line',symbol:'none',data:data(k),markLine:{silent:true,data:[{yAxis:25}]}}]}));
 numbers.forEach((b,k)=>b.textContent=value(k,k).toFixed(1))};
show();requestAnimationFrame(()=>requestAnimationFrame(()=>fetch('/complete')));setInterval(show,1000);
</script>"""


def find_echarts():
    root = shutil.which("npm") and subprocess.run(["npm", "root", "-g"], capture_output=True, text=True).stdout.strip()
    places = [os.environ.get("ECHARTS", ""), "node_modules/echarts/dist/echarts.min.js",
              f"{root}/echarts/dist/echarts.min.js"]
    return next((pathlib.Path(place) for place in places if place and pathlib.Path(place).is_file()), None)


class Server(http.server.ThreadingHTTPServer):
    def __init__(self, script):
        self.script, self.complete = script, threading.Event()
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/complete":
            self.server.complete.set()
        body = self.server.script if self.path == "/echarts.js" else PAGE.encode() if self.path == "/" else b""
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if self.path == "/echarts.js" else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def tree(pid):
    """The process and all below it, by the parents that /proc names."""
    parents = {}
    for folder in pathlib.Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def cost(pid):
    pss = cpu = 0.0
    for each in tree(pid):
        try:
            pss += int(re.search(r"^Pss:\s+(\d+)", pathlib.Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii"), re.M)[1]) / 1024
            fields = pathlib.Path(f"/proc/{each}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
            cpu += (int(fields[11]) + int(fields[12])) / TICK
        except (OSError, TypeError):
            continue
    return pss, cpu


def start(chromium, server, folder):
    server.complete.clear()
    began = time.monotonic()
    browser = subprocess.Popen([chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--window-size=1440,900",
                                f"--user-data-dir={folder}", "--remote-debugging-port=0", f"http://127.0.0.1:{server.server_port}/"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if not server.complete.wait(120):
        raise SystemExit("the browser never painted the page")
    return browser, (time.monotonic() - began) * 1000


def end(browser):
    browser.terminate()
    browser.wait()


def main():
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    script = find_echarts()
    if chromium is None or script is None:
        print("browser: not compared, for there is no " + ("chromium" if chromium is None else "npm package echarts (npm i -g echarts)"))
        return
    version = json.loads((script.parent.parent / "package.json").read_text(encoding="utf-8"))["version"]
    server = Server(script.read_bytes())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="bench-browser-", ignore_cleanup_errors=True) as folder:
        times = []
        for number in range(ROUNDS + 1):
            browser, took = start(chromium, server, folder)
            if number < ROUNDS:
                end(browser)
            if number > 0:
                times.append(took)
        time.sleep(10)
        _, before = cost(browser.pid)
        time.sleep(SECONDS)
        pss, after = cost(browser.pid)
        end(browser)
    print(f"Chromium with ECharts {version}, twelve charts and eight numbers once a second: complete after a median of "
          f"{statistics.median(times):.0f} ms ({min(times):.0f} to {max(times):.0f}); PSS {pss:.0f} MB; "
          f"{(after - before) * 60 / SECONDS:.1f} CPU s a minute")


main()
