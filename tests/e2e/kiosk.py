# SPDX-License-Identifier: GPL-3.0-or-later
"""The wall as it is delivered: the shipped service's command and the shipped session script, in the cage compositor on an X
server with two outputs, as an unprivileged user. What is on each output is read from the pixels, what the wall asks of the
compositor from the protocol.

  kiosk.py [PART…]    only those of the parts that main() names
"""
import contextlib
import ctypes
import os
import re
import shlex
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

from desktop import Late, Missing, need, wait
from house import PATIENCE_S, SHUZHI, Hall, done, free_port, ok, same, skip

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
        shutil.copy(os.path.join(BUILD, "tests", "e2e", "libhotplug.so"), self.file("hotplug.so"))
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
                       timeout=PATIENCE_S, **self.user)

    # --- the screen ---

    def tell(self, *words):
        return subprocess.run(["xdotool", *map(str, words)], env=dict(os.environ, DISPLAY=self.display), check=False,
                              capture_output=True, text=True, timeout=PATIENCE_S).stdout.split()

    def outputs(self):
        """The X windows of cage's outputs, in the order in which cage makes and names them."""
        tree = subprocess.run(["xwininfo", "-root", "-tree"], env=dict(os.environ, DISPLAY=self.display), check=False,
                              capture_output=True, text=True, timeout=PATIENCE_S).stdout
        return sorted(int(found, 16) for found in re.findall(rf"^ {{5}}(0x[0-9a-f]+) .* {WIDTH}x{HEIGHT}\+", tree, re.M))

    def arrange(self):
        """Side by side, the first one left, whatever cage thinks."""
        for index, window in enumerate(wait(lambda: len(found := self.outputs()) == 2 and found, "the outputs")):
            self.tell("windowmove", window, index * WIDTH, 0)
        self.tell("mousemove", WIDTH // 2, HEIGHT // 2)

    def brightness(self):
        """Mean of each output's pixels, the one named 1 first; 0 is black."""
        env = dict(os.environ, DISPLAY=self.display)
        shot = subprocess.run(["import", "-window", "root", "png:-"], env=env, check=True, capture_output=True, timeout=PATIENCE_S).stdout
        means = []
        for x in (0, WIDTH):
            told = subprocess.run(["convert", "png:-", "-crop", f"{WIDTH}x{HEIGHT}+{x}+0", "+repage", "-colorspace", "gray",
                                   "-format", "%[fx:mean]", "info:"], input=shot, check=True, capture_output=True, timeout=PATIENCE_S)
            means.append(float(told.stdout))
        return means

    def colour(self):
        """How colourful the pixels of all outputs are; greys, black and white are 0."""
        shot = subprocess.run(["import", "-window", "root", "png:-"], env=dict(os.environ, DISPLAY=self.display), check=True,
                              capture_output=True, timeout=PATIENCE_S).stdout
        told = subprocess.run(["convert", "png:-", "-colorspace", "HCL", "-channel", "G", "-separate", "-format", "%[fx:mean]",
                               "info:"], input=shot, check=True, capture_output=True, timeout=PATIENCE_S)
        return float(told.stdout)

    def picture(self, name):
        target = os.path.join(BUILD, "meson-logs", f"kiosk-{name}.png")
        subprocess.run(["import", "-window", "root", target], env=dict(os.environ, DISPLAY=self.display), check=False, timeout=PATIENCE_S)


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


def state_of(task):
    """Its letter, as proc(5) has it; "X" of one that has ended."""
    try:
        with open(f"/proc/{task}/stat", encoding="utf-8", errors="replace") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


def is_gone(pid):
    return not os.path.exists(f"/proc/{pid}")


def service_command(stage, options, *before):
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
            words += [*before, shutil.which("cage")]
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

    def wait_for(self, text, patience=PATIENCE_S):
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
    process.wait(PATIENCE_S)
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
    stuck(stage, manager, process)
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
    wait(lambda: state_of(wall) == "T", "it stands still")
    manager.drain()
    ok(not manager.wait_for("WATCHDOG=1", 3 * WATCHDOG_S), "service: a wall that hangs says nothing")
    os.kill(wall, signal.SIGCONT)
    ok(manager.wait_for("WATCHDOG=1"), "service: one that goes on says so")


PTRACE_INTERRUPT, PTRACE_DETACH, PTRACE_SEIZE = 0x4207, 17, 0x4206


@contextlib.contextmanager
def main_thread_stuck(pid):
    """Its first thread stands still and all others go on; None where nobody may do that to a process."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    if libc.ptrace(PTRACE_SEIZE, pid, None, None) != 0:
        yield None
        return
    libc.ptrace(PTRACE_INTERRUPT, pid, None, None)
    os.waitpid(pid, 0x40000000)
    try:
        yield [name for name in os.listdir(f"/proc/{pid}/task") if name != str(pid) and state_of(f"{pid}/task/{name}") not in "tX"]
    finally:
        libc.ptrace(PTRACE_DETACH, pid, None, None)


def stuck(stage, manager, process):
    wall = below(process.pid, "shuzhi")
    with main_thread_stuck(wall) as others:
        if others is None:
            skip("service: a main thread that is stuck", "processes cannot be traced here")
            return
        ok(others, "service: the main thread stands still and others go on")
        manager.drain()
        ok(not manager.wait_for("WATCHDOG=1", 3 * WATCHDOG_S), "service: then it says nothing, whoever else lives")
    ok(manager.wait_for("WATCHDOG=1"), "service: and again when the main thread goes on")


def unplugged(stage, process):
    """One of two monitors goes: the wall stays whole on the other."""
    wall = below(process.pid, "shuzhi")
    with X11(stage.display) as x11:
        x11.close_window(stage.outputs()[1])
    wait(lambda: len(stage.outputs()) == 1, "the end of an output")

    ok(wait(lambda: stage.brightness()[0] > 0.01, "the figures"), "unplugged: the wall stands on the other")
    stage.picture("one")
    same(below(process.pid, "shuzhi"), wall, "unplugged: it is the same wall")


def age_store(folder, minutes):
    """As if the halls had been asked so long ago."""
    path = os.path.join(folder, "data", "cache.db")
    owner = os.stat(path)
    with contextlib.closing(sqlite3.connect(path)) as store:
        store.execute("UPDATE sources SET asked_ms = asked_ms - ?", [minutes * 60000])
        store.commit()
    for name in os.listdir(os.path.dirname(path)):
        os.chown(os.path.join(os.path.dirname(path), name), owner.st_uid, owner.st_gid)


def silent(stage):
    """A hall that is not there shows its last figures in grey; it comes, and they are new; it dies, and they stand."""
    manager, port, home = Manager(stage, "notify-silent"), free_port(), stage.file("home", "silent")
    with Hall("--port", port, *HALL_OPTIONS) as hall:
        for words in (["sources", "add", "hall", "--url", hall.url], ["sync", "--once"]):
            stage.shuzhi("--home", home, *words)
    age_store(home, 20)
    process = stage.spawn("silent", *within_session(stage, service_command(stage, ["--boards", "overview"])), SHUZHI_HOME=home,
                          NOTIFY_SOCKET=manager.path, WATCHDOG_USEC=str(WATCHDOG_S * 1000000))
    stage.arrange()
    # Grey has the colour of the limit's line; a clock that waits for figures has none.
    wait(lambda: min(stage.brightness()) > 0.01 and stage.colour() > 0.001, "the last figures")
    wall, grey = below(process.pid, "shuzhi"), stage.colour()
    stage.picture("silent")
    with Hall("--port", port, *HALL_OPTIONS[:-1], "2026-11-19T11:15:00+08:00"):
        ok(wait(lambda: stage.colour() > 3 * grey, "figures that are new"), "silent: figures are grey until their hall comes back")
        stage.picture("back")
    manager.drain()
    ok(all(manager.wait_for("WATCHDOG=1") for _ in range(3)), "silent: it goes, and the wall turns on")
    ok(min(stage.brightness()) > 0.01 and stage.colour() > 3 * grey, "silent: what is known stands")
    log = stage.said("silent")
    ok(not requests(log, r"get_popup"), "silent: nothing opens")
    same(len(set(re.findall(r"get_toplevel\(new id (xdg_toplevel@\d+)", log))), 1, "silent: there is one window")
    same(below(process.pid, "shuzhi"), wall, "silent: the same wall stands")
    end(stage, process)


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


def with_hotplug(stage):
    return ["env", "LD_PRELOAD=" + stage.file("hotplug.so")]


def plugged_in_again(stage):
    """The monitor that was chosen goes, and one comes in its place: the wall moves, and moves back."""
    process = stage.spawn("again", *within_session(stage, service_command(stage, ["--monitor", "2"], *with_hotplug(stage))))
    stage.arrange()
    order = wait(lambda: left_to_right(stage.said("again")), "the outputs' places")
    second = int(order[1][-1]) - 1
    wait(lambda: stage.brightness()[second] > 0.01, "the figures on the second")
    wall, cage = below(process.pid, "shuzhi"), below(process.pid, "cage")
    with X11(stage.display) as x11:
        x11.close_window(stage.outputs()[second])
    wait(lambda: len(stage.outputs()) == 1, "the end of an output")
    stage.tell("windowmove", stage.outputs()[0], 0, 0)
    ok(wait(lambda: stage.brightness()[0] > 0.01, "the figures on the other"), "again: without its monitor the wall takes the other")
    os.kill(cage, signal.SIGUSR1)
    stage.arrange()
    ok(wait(lambda: (means := stage.brightness()) and means[1] > 0.01 and means[0] < 0.002, "the figures on the new one"),
       "again: it goes back alone to the one that comes in its place")
    stage.picture("again")
    same(below(process.pid, "shuzhi"), wall, "again: it is the same wall")
    same(len(set(re.findall(r"get_toplevel\(new id (xdg_toplevel@\d+)", stage.said("again")))), 1, "again: and the same window")
    end(stage, process)


def is_drawing(log):
    return bool(requests(log, r"wl_surface@\d+\.attach\(wl_buffer"))


def sizes(log):
    return [int(width) for width in re.findall(r"xdg_toplevel@\d+\.configure\((\d+), \d+, array", log)]


def has_wall(log):
    """A window as large as the monitor, and something on it."""
    return WIDTH in sizes(log) and is_drawing(log)


def has_window(log):
    return bool(requests(log, r"\.get_toplevel\("))


def plug_in(stage, process, old, since):
    """A monitor for the compositor that is there, and for the one that comes in its place; the wall is then on it."""
    told = set()

    def tell_and_look():
        cage, log = below(process.pid, "cage"), stage.said("alone")[since:]
        if cage and cage not in told and (cage == old or has_window(log)):
            os.kill(cage, signal.SIGUSR1)
            told.add(cage)
        return has_wall(log)

    return wait(tell_and_look, "a picture")


def alone(stage):
    """A machine whose only monitor is switched off at night, in the session: there is none, then one, none, and one. Cage may
    end with its last monitor, and is then started again."""
    cage_of_house = stage.file("bin", "cage")
    with open(cage_of_house, "w", encoding="utf-8") as script:
        script.write("#!/bin/sh\nexec " + shlex.join([*with_hotplug(stage), shutil.which("cage")]) + ' "$@"\n')
    os.chmod(cage_of_house, 0o755)
    process = stage.spawn("alone", *within_session(stage, ["sh", stage.file("bin", "shuzhi-kiosk")]), WLR_BACKENDS="headless",
                          WLR_HEADLESS_OUTPUTS="0", WLR_LIBINPUT_NO_DEVICES="1",
                          PATH=stage.file("bin") + ":" + os.environ["PATH"])
    wait(lambda: has_window(stage.said("alone")), "the wall's window")
    first = below(process.pid, "cage")
    ok(plug_in(stage, process, first, 0), "alone: the monitor that comes has the wall")
    seen = len(stage.said("alone"))
    os.kill(first, signal.SIGUSR2)
    wait(lambda: is_gone(first) or requests(stage.said("alone")[seen:], r"\.global_remove\("), "the end of the output")
    ok(plug_in(stage, process, first, seen), "alone: it goes, and has the wall when it comes again")
    os.unlink(cage_of_house)
    leave(process)


def leave(process):
    """As a display manager ends a session."""
    script = [pid for pid in children(process.pid) if program_of(pid) != "dbus-daemon"][0]
    left = [below(process.pid, "cage"), below(process.pid, "shuzhi")]
    os.kill(script, signal.SIGTERM)
    process.wait(PATIENCE_S)
    return wait(lambda: all(pid is None or is_gone(pid) for pid in left), "the end")


def session(stage):
    """The script of the display manager's session: what dies is started again, and the end of the session leaves nothing."""
    folder = stage.file("home", ".config", "shuzhi")
    os.makedirs(folder, exist_ok=True)
    if stage.user:
        os.chown(os.path.dirname(folder), NOBODY, NOBODY)
    with open(os.path.join(folder, "kiosk.env"), "w", encoding="utf-8") as settings:
        settings.write('SHUZHI_KIOSK_OPTIONS="--boards overview,live --every 5s"\n')
    process = stage.spawn("session", *within_session(stage, ["sh", stage.file("bin", "shuzhi-kiosk")]))
    first = wait(lambda: below(process.pid, "shuzhi"), "the wall")
    with open(f"/proc/{first}/cmdline", encoding="utf-8") as line:
        same(line.read().split("\0")[1:-1], ["kiosk", "--boards", "overview,live", "--every", "5s"], "session: as kiosk.env says")
    wait(stage.outputs, "the outputs")
    os.kill(first, signal.SIGKILL)
    second = wait(lambda: (pid := below(process.pid, "shuzhi")) and pid != first and pid, "the wall again")
    ok(second, "session: a wall that was killed is started again")
    os.kill(below(process.pid, "cage"), signal.SIGKILL)
    wait(lambda: (pid := below(process.pid, "shuzhi")) and pid not in (first, second) and pid, "the compositor again")
    stage.arrange()
    ok(wait(lambda: min(stage.brightness()) > 0.01, "the figures"), "session: a compositor that was killed, too")
    ok(leave(process), "session: its end leaves nothing behind")


def main():
    with Stage() as stage, Hall(*HALL_OPTIONS) as hall:
        try:
            stage.shuzhi("sources", "add", "hall", "--url", hall.url)
        except (PermissionError, subprocess.CalledProcessError) as error:
            skip("kiosk", f"another user cannot run the program here: {error}")
            return
        parts = {
            "service": lambda: service(stage),
            "first": lambda: chosen(stage, "1", lambda order: order[0]),
            "second": lambda: chosen(stage, "2", lambda order: order[1]),
            "named": lambda: chosen(stage, "X11-1", lambda order: "X11-1"),
            "missing": lambda: chosen(stage, "HDMI-9", lambda order: order[0]),
            "silent": lambda: silent(stage),
            "again": lambda: plugged_in_again(stage),
            "alone": lambda: alone(stage),
            "session": lambda: session(stage),
        }
        for name in sys.argv[1:] or parts:
            parts[name]()


try:
    main()
except Missing as missing:
    skip("kiosk", str(missing))
done()
