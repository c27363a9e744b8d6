# SPDX-License-Identifier: GPL-3.0-or-later
"""The wall as it is delivered: the shipped service's command and the shipped session script, in the cage compositor on an X
server with two outputs, as an unprivileged user. What is on each output is read from the pixels, what the wall asks of the
compositor from the protocol."""
import contextlib
import ctypes
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from desktop import Late, Missing, need, wait
from house import SHUZHI, Hall, done, ok, same, skip

BUILD, SOURCE = os.environ["SHUZHI_BUILD_DIR"], os.environ["SHUZHI_SOURCE_DIR"]
# An evening would show a clock only. Cage's outputs on X have this size.
HALL_OPTIONS = ("--days", 2, "--windows", 60, "--seed", 1, "--speed", 1, "--now", "2026-11-19T10:53:30+08:00")
WIDTH, HEIGHT = 1024, 768
NOBODY = 65534
WATCHDOG_S = 1


class ClientMessage(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int), ("display", ctypes.c_void_p),
                ("window", ctypes.c_ulong), ("message_type", ctypes.c_ulong), ("format", ctypes.c_int),
                ("data", ctypes.c_long * 5), ("rest", ctypes.c_long * 24)]


class X11:
    """The little of Xlib that no tool of Debian does."""

    def __init__(self, display):
        self.lib = ctypes.CDLL("libX11.so.6")
        self.lib.XOpenDisplay.restype = ctypes.c_void_p
        self.lib.XInternAtom.restype = ctypes.c_ulong
        self.handle = ctypes.c_void_p(self.lib.XOpenDisplay(display.encode()))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.lib.XCloseDisplay(self.handle)

    def atom(self, name):
        return self.lib.XInternAtom(self.handle, name.encode(), 0)

    def close_window(self, window):
        """What a window manager sends; cage on X takes it for a monitor that is pulled out."""
        event = ClientMessage(type=33, window=window, message_type=self.atom("WM_PROTOCOLS"), format=32)
        event.data[0] = self.atom("WM_DELETE_WINDOW")
        self.lib.XSendEvent(self.handle, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(event))


class Stage:
    """An X server, a folder for the user of the wall with the program in it, and a hall that its home knows."""

    def __enter__(self):
        need("cage", "Xwayland", "Xvfb", "xdotool", "xwininfo", "import", "convert", "dbus-run-session")
        self.user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
        self.path = tempfile.mkdtemp(prefix="shuzhi-kiosk-")
        self.processes = []
        try:
            self.fill()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, kind=None, error=None, _=None):
        if isinstance(error, Exception):
            for name in os.listdir(self.file("logs")):
                shutil.copy(self.file("logs", name), os.path.join(BUILD, "meson-logs", f"kiosk-{name}.log"))
                lines = [line for line in self.said(name).splitlines() if not line.startswith("[")]
                print("# ".join([f"# {name}:\n"] + [line + "\n" for line in lines[-30:]]), flush=True)
        for process in reversed(self.processes):
            if process.poll() is None:
                # A bus or a wall that stands still would outlive a test that failed.
                for pid in family(process.pid):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                process.terminate()
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        shutil.rmtree(self.path, ignore_errors=True)

    def fill(self):
        for name in ("bin", "run", "home", "logs"):
            os.mkdir(self.file(name), 0o700)
        # The build may lie where only its owner can look.
        shutil.copy(SHUZHI, self.file("bin", "shuzhi"))
        shutil.copytree(os.path.join(SOURCE, "data", "catalog"), self.file("catalog"))
        shutil.copy(os.path.join(SOURCE, "tests", "session.conf"), self.file("session.conf"))
        with open(os.path.join(BUILD, "data", "shuzhi-kiosk"), encoding="utf-8") as script:
            text = re.sub(r"\S*/shuzhi kiosk", self.file("bin", "shuzhi") + " kiosk", script.read())
        with open(self.file("bin", "shuzhi-kiosk"), "w", encoding="utf-8") as script:
            script.write(text)
        os.chmod(self.file("bin", "shuzhi-kiosk"), 0o755)
        if self.user:
            for folder, folders, files in os.walk(self.path):
                for name in ["."] + folders + files:
                    os.chown(os.path.join(folder, name), NOBODY, NOBODY)
        self.open_display()
        self.env = dict(os.environ, HOME=self.file("home"), XDG_RUNTIME_DIR=self.file("run"),
                        SHUZHI_HOME=self.file("home", "wall"), SHUZHI_CATALOG_DIR=self.file("catalog"), SHUZHI_LOCALEDIR="",
                        DISPLAY=self.display, WLR_BACKENDS="x11", WLR_X11_OUTPUTS="2", WLR_RENDERER="pixman",
                        WAYLAND_DEBUG="1")
        for name in ("GDK_BACKEND", "WAYLAND_DISPLAY", "G_DEBUG", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XAUTHORITY",
                     "DBUS_SESSION_BUS_ADDRESS"):
            self.env.pop(name, None)

    def file(self, *names):
        return os.path.join(self.path, *names)

    def open_display(self):
        receive, send = os.pipe()
        self.processes.append(subprocess.Popen(
            ["Xvfb", "-displayfd", str(send), "-screen", "0", f"{2 * WIDTH}x{HEIGHT}x24", "-nolisten", "tcp", "-ac", "-noreset"],
            pass_fds=[send], stderr=subprocess.DEVNULL))
        os.close(send)
        with os.fdopen(receive) as told:
            self.display = ":" + told.readline().strip()
        if self.display == ":":
            raise Late("no X server")
        # Cage knows only those that somebody has named before it; on a desktop the window manager has.
        with X11(self.display) as x11:
            for name in ("WM_PROTOCOLS", "WM_DELETE_WINDOW", "_NET_WM_NAME", "UTF8_STRING"):
                x11.atom(name)

    def spawn(self, name, *words, **more):
        """As the user of the wall; what it says goes into the log of that name."""
        env = dict(self.env, **more)
        with open(self.file("logs", name), "wb") as log:
            process = subprocess.Popen(words, env=env, stdout=log, stderr=log, cwd=self.path, **self.user)
        self.processes.append(process)
        return process

    def said(self, name):
        with open(self.file("logs", name), encoding="utf-8", errors="replace") as log:
            return log.read()

    def shuzhi(self, *words):
        subprocess.run([self.file("bin", "shuzhi"), *words], env=self.env, check=True, capture_output=True, cwd=self.path,
                       timeout=120, **self.user)

    # --- the screen ---

    def tell(self, *words):
        return subprocess.run(["xdotool", *map(str, words)], env=dict(os.environ, DISPLAY=self.display), check=False,
                              capture_output=True, text=True, timeout=60).stdout.split()

    def outputs(self):
        """The X windows of cage's outputs, in the order in which cage makes and names them."""
        tree = subprocess.run(["xwininfo", "-root", "-tree"], env=dict(os.environ, DISPLAY=self.display), check=False,
                              capture_output=True, text=True, timeout=60).stdout
        return sorted(int(found, 16) for found in re.findall(rf"^ {{5}}(0x[0-9a-f]+) .* {WIDTH}x{HEIGHT}\+", tree, re.M))

    def arrange(self):
        """Side by side, the first one left, whatever cage thinks."""
        for index, window in enumerate(wait(lambda: len(found := self.outputs()) == 2 and found, "the outputs")):
            self.tell("windowmove", window, index * WIDTH, 0)
        self.tell("mousemove", WIDTH // 2, HEIGHT // 2)

    def brightness(self):
        """Mean of each output's pixels, the one named 1 first; 0 is black."""
        env = dict(os.environ, DISPLAY=self.display)
        shot = subprocess.run(["import", "-window", "root", "png:-"], env=env, check=True, capture_output=True, timeout=60).stdout
        means = []
        for x in (0, WIDTH):
            told = subprocess.run(["convert", "png:-", "-crop", f"{WIDTH}x{HEIGHT}+{x}+0", "+repage", "-colorspace", "gray",
                                   "-format", "%[fx:mean]", "info:"], input=shot, check=True, capture_output=True, timeout=60)
            means.append(float(told.stdout))
        return means

    def picture(self, name):
        target = os.path.join(BUILD, "meson-logs", f"kiosk-{name}.png")
        subprocess.run(["import", "-window", "root", target], env=dict(os.environ, DISPLAY=self.display), check=False, timeout=60)


def children(pid):
    found = []
    for name in os.listdir("/proc"):
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as stat:
                words = stat.read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(words[1]) == pid and words[0] != "Z":
            found.append(int(name))
    return found


def family(pid):
    found = children(pid)
    return found + [below_it for child in found for below_it in family(child)]


def program_of(pid):
    try:
        return os.path.basename(os.readlink(f"/proc/{pid}/exe"))
    except OSError:
        return ""


def below(pid, program):
    """The process of that program among the descendants; None if there is none."""
    for child in children(pid):
        found = child if program_of(child) == program else below(child, program)
        if found:
            return found
    return None


def is_gone(pid):
    return not os.path.exists(f"/proc/{pid}")


def service_command(stage, options):
    """What systemd makes of the shipped unit: ExecStart with the words of the options, and its environment. The compositor
    is the service's main process, which WATCHDOG_PID names."""
    with open(os.path.join(BUILD, "data", "shuzhi-kiosk.service"), encoding="utf-8") as unit:
        text = unit.read()
    line = re.search(r"^ExecStart=(.*)$", text, re.M)[1]
    words = []
    for word in shlex.split(line):
        if word == "$SHUZHI_KIOSK_OPTIONS":
            words += options
        elif word.endswith("/cage"):
            words.append(shutil.which("cage"))
        elif word.endswith("/shuzhi"):
            words.append(stage.file("bin", "shuzhi"))
        else:
            words.append(word)
    return ["sh", "-c", 'WATCHDOG_PID=$$ exec "$@"', "sh", *words]


def within_session(stage, command):
    return ["dbus-run-session", "--config-file", stage.file("session.conf"), "--", *command]


class Manager:
    """Listens where a service says how it is."""

    def __init__(self, stage, name):
        self.path = stage.file("run", name)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        os.chmod(self.path, 0o777)

    def wait_for(self, text, patience=60):
        end = time.monotonic() + patience
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                if self.socket.recv(4096).decode() == text:
                    return True
            except TimeoutError:
                break
        return False

    def drain(self):
        self.socket.setblocking(False)
        try:
            while self.socket.recv(4096):
                pass
        except BlockingIOError:
            pass


def requests(log, wanted):
    """Lines of the protocol of that kind; cage and the program write into the same log."""
    return [line for line in log.splitlines() if re.search(wanted, line)]


def end(stage, process):
    """As a service manager ends a service: the compositor is told, and it takes what it started along."""
    cage = below(process.pid, "cage")
    if cage:
        os.kill(cage, signal.SIGTERM)
    process.wait(60)
    wait(lambda: not stage.outputs(), "the end of the outputs")


def service(stage):
    """Everything that the unit promises, on both outputs and then without one of them."""
    manager = Manager(stage, "notify")
    process = stage.spawn("service", *within_session(stage, service_command(stage, ["--every", "5s"])),
                          NOTIFY_SOCKET=manager.path, WATCHDOG_USEC=str(WATCHDOG_S * 1000000))
    stage.arrange()
    ok(manager.wait_for("READY=1"), "service: says that it is ready")
    ok(wait(lambda: min(stage.brightness()) > 0.01, "the figures on both outputs"), "service: figures over the whole screen")
    stage.picture("both")
    log = stage.said("service")
    ok(requests(log, r"set_fullscreen\(wl_output"), "service: asks for a full screen on a monitor")
    ok(requests(log, r"zwp_idle_inhibit_manager_v1@\d+\.create_inhibitor"), "service: keeps the screen from going dark")
    ok(not requests(log, r"zwp_idle_inhibitor_v1@\d+\.destroy"), "service: and goes on doing so")
    nothing_to_touch(stage, process)
    pings(stage, manager, process)
    unplugged(stage, process)
    end(stage, process)


def is_bare(log):
    """The pointer's surface is there, with nothing on it: so GTK says "none"."""
    surfaces = re.findall(r"wl_pointer@\d+\.set_cursor\(\d+, (wl_surface@\d+)", log)
    contents = re.findall(rf"{surfaces[-1]}\.attach\((\w+)", log) if surfaces else []
    return contents[-1:] == ["nil"]


def nothing_to_touch(stage, process):
    wall = below(process.pid, "shuzhi")
    ok(wait(lambda: is_bare(stage.said("service")), "a pointer without a picture"), "service: the pointer has no picture")
    for x, y in ((100, 100), (WIDTH // 2, HEIGHT - 30), (WIDTH + 300, 200)):
        stage.tell("mousemove", x, y, "click", 1, "click", 3, "click", "--repeat", 2, 1)
    for keys in ("Escape", "space", "Return", "F1", "F10", "F11", "Menu", "ctrl+q", "ctrl+k", "ctrl+w", "alt+Left", "question"):
        stage.tell("key", keys)
    log = stage.said("service")
    ok(not requests(log, r"get_popup|unset_fullscreen"), "service: neither click nor key opens anything")
    same(len(set(re.findall(r"get_toplevel\(new id (xdg_toplevel@\d+)", log))), 1, "service: there is one window")
    ok(is_bare(log), "service: nor does it get one by being used")
    same(below(process.pid, "shuzhi"), wall, "service: the same wall stands")


def pings(stage, manager, process):
    wall = below(process.pid, "shuzhi")
    ok(manager.wait_for("WATCHDOG=1") and manager.wait_for("WATCHDOG=1"), "service: says again and again that it turns")
    os.kill(wall, signal.SIGSTOP)
    wait(lambda: open(f"/proc/{wall}/stat", encoding="utf-8").read().rsplit(")", 1)[1].split()[0] == "T", "it stands still")
    manager.drain()
    ok(not manager.wait_for("WATCHDOG=1", 3 * WATCHDOG_S), "service: a wall that hangs says nothing")
    os.kill(wall, signal.SIGCONT)
    ok(manager.wait_for("WATCHDOG=1"), "service: one that goes on says so")


def unplugged(stage, process):
    """One of two monitors goes: the wall stays whole on the other."""
    wall = below(process.pid, "shuzhi")
    with X11(stage.display) as x11:
        x11.close_window(stage.outputs()[1])
    wait(lambda: len(stage.outputs()) == 1, "the end of an output")

    ok(wait(lambda: stage.brightness()[0] > 0.01, "the figures"), "unplugged: the wall stands on the other")
    stage.picture("one")
    same(below(process.pid, "shuzhi"), wall, "unplugged: it is the same wall")


def left_to_right(log):
    """The outputs' names, as the compositor lays them out."""
    names = dict(re.findall(r"zxdg_output_v1@(\d+)\.name\(\"([^\"]+)\"\)", log))
    places = dict(re.findall(r"zxdg_output_v1@(\d+)\.logical_position\((\d+), \d+\)", log))
    return [names[i] for i in sorted(names, key=lambda i: int(places[i]))] if len(names) == 2 == len(places) else None


def chosen(stage, wanted, choose):
    """One output shows the wall, the other stays dark. `choose` picks the one from those from left to right."""
    name = "monitor-" + wanted
    process = stage.spawn(name, *within_session(stage, service_command(stage, ["--monitor", wanted])))
    stage.arrange()
    order = wait(lambda: left_to_right(stage.said(name)), "the outputs' places")
    lit = choose(order)
    shown = wait(lambda: (means := stage.brightness()) and max(means) > 0.01 and means, "the figures")
    stage.picture(name)
    index = int(lit[-1]) - 1
    ok(shown[index] > 0.01 and shown[1 - index] < 0.002, f"monitor {wanted}: the wall is on {lit} alone",
       f"brightness {shown}, outputs from the left {order}")
    end(stage, process)
    said = [line for line in stage.said(name).splitlines() if "There is no monitor" in line]
    if lit == wanted or wanted.isdigit() and int(wanted) <= 2:
        same(said, [], f"monitor {wanted}: nothing to complain of")
    else:
        same(said, [f"There is no monitor “{wanted}” here, only 1 {order[0]}, 2 {order[1]}. The wall takes the first until it "
                    "is there."], f"monitor {wanted}: one sentence says so")


def session(stage):
    """The script of the display manager's session: what dies is started again, and the end of the session leaves nothing."""
    process = stage.spawn("session", *within_session(stage, ["sh", stage.file("bin", "shuzhi-kiosk")]),
                          SHUZHI_KIOSK_OPTIONS="--boards overview,live --every 5s")
    first = wait(lambda: below(process.pid, "shuzhi"), "the wall")
    wait(stage.outputs, "the outputs")
    os.kill(first, signal.SIGKILL)
    second = wait(lambda: (pid := below(process.pid, "shuzhi")) and pid != first and pid, "the wall again")
    ok(second, "session: a wall that was killed is started again")
    os.kill(below(process.pid, "cage"), signal.SIGKILL)
    wait(lambda: (pid := below(process.pid, "shuzhi")) and pid not in (first, second) and pid, "the compositor again")
    stage.arrange()
    ok(wait(lambda: min(stage.brightness()) > 0.01, "the figures"), "session: a compositor that was killed, too")
    script = [pid for pid in children(process.pid) if program_of(pid) != "dbus-daemon"][0]
    left = [below(process.pid, "cage"), below(process.pid, "shuzhi")]
    os.kill(script, signal.SIGTERM)
    process.wait(60)
    ok(wait(lambda: all(map(is_gone, left)), "the end"), "session: its end leaves nothing behind")


def main():
    with Stage() as stage, Hall(*HALL_OPTIONS) as hall:
        try:
            stage.shuzhi("sources", "add", "hall", "--url", hall.url)
        except (PermissionError, subprocess.CalledProcessError) as error:
            skip("kiosk", f"another user cannot run the program here: {error}")
            return
        service(stage)
        chosen(stage, "1", lambda order: order[0])
        chosen(stage, "2", lambda order: order[1])
        chosen(stage, "X11-1", lambda order: "X11-1")
        chosen(stage, "HDMI-9", lambda order: order[0])
        session(stage)


try:
    main()
except Missing as missing:
    skip("kiosk", str(missing))
done()
