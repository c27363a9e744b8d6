# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop of the test's own: an X server, a session bus with accessibility, a notification daemon, a pointer and a
keyboard. What is on the screen is found through the accessibility tree and touched with X events, as a person would."""
import os
import re
import shutil
import subprocess
import tempfile
import time

from house import PATIENCE_S

WIDTH, HEIGHT = 1920, 1080
DAEMONS = ("/usr/lib/notification-daemon/notification-daemon", "/usr/libexec/notification-daemon")


class Missing(Exception):
    """What this desktop needs is not installed; the text names it."""


class Late(Exception):
    """What was waited for did not come."""


def need(*programs):
    for program in programs:
        if shutil.which(program) is None and not os.path.exists(program):
            raise Missing(f"{program} is not installed")


def wait(condition, what, patience=PATIENCE_S):
    """The first true value of condition(); it may fail on what goes away while it looks."""
    end, error = time.monotonic() + patience, None
    while True:
        try:
            value = condition()
            if value:
                return value
        except Exception as failure:  # pylint: disable=broad-except
            error = failure
        if time.monotonic() > end:
            raise Late(f"{what} did not come within {patience} s" + (f" ({error})" if error else ""))
        time.sleep(0.03)


REGISTRY, ROOT = "org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root"
ACCESSIBLE, COMPONENT, PROPERTIES = "org.a11y.atspi.Accessible.", "org.a11y.atspi.Component.", "org.freedesktop.DBus.Properties."
STATES = {1: "active", 4: "checked", 7: "editable", 8: "enabled", 11: "focusable", 12: "focused", 16: "modal", 20: "pressed",
          23: "selected", 24: "sensitive", 25: "showing", 30: "visible"}
# Of the numbers of AT-SPI, which toolkits agree on; their words for them differ.
ROLES = {2: "alert", 7: "check box", 8: "check item", 11: "combo box", 16: "dialog", 20: "filler", 23: "frame", 26: "icon",
         27: "image", 29: "label", 31: "list", 32: "list item", 33: "menu", 35: "menu item", 37: "page tab", 39: "panel",
         43: "button", 44: "radio button", 45: "radio item", 48: "scroll bar", 49: "scroll pane", 50: "separator", 51: "slider",
         52: "spin button", 55: "table", 56: "cell", 57: "column header", 61: "text", 62: "toggle button", 66: "tree table",
         69: "window", 75: "application", 79: "entry", 88: "link", 90: "row"}


def variant(signature, words):
    from gi.repository import GLib

    return GLib.Variant(signature, words) if signature else None


def ask(bus, name, path, method, signature=None, *words):
    interface, member = method.rsplit(".", 1)
    return bus.call_sync(name, path, interface, member, variant(signature, words), None, 0, PATIENCE_S * 1000, None).unpack()


class Node:
    """One thing on the screen. `box` is x, y, width, height in its window; None where it has no place."""

    def __init__(self, where, parent):
        self.where, self.parent = where, parent
        self.role = self.name = self.description = ""
        self.states, self.box, self.children, self.seen = set(), None, [], False

    def __repr__(self):
        return f"{self.role} “{self.name}” {self.box or ''}"

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def window(self):
        return self if self.parent is None else self.parent.window()

    def all(self, role=None, name=None):
        """`name` is a text it has, or a condition on it."""
        return [n for n in self.walk() if role in (None, n.role) and
                (name is None or (name(n.name) if callable(name) else n.name == name))]

    def find(self, role=None, name=None):
        found = self.all(role, name)
        return found[0] if found else None

    def text(self):
        return "\n".join(n.name for n in self.walk() if n.name)


def overlap(box, clip):
    return clip is None or (box[0] < clip[0] + clip[2] and clip[0] < box[0] + box[2] and
                            box[1] < clip[1] + clip[3] and clip[1] < box[1] + box[3])


class Tree:
    """Reads an application's tree level by level; all questions of a level are under way at once. What has been scrolled
    out of sight, and what a button consists of, is left out unless `whole`."""

    def __init__(self, bus, application, whole=False):
        self.bus, self.whole, self.open = bus, whole, 0
        top = Node(application, None)
        self.question(top, self.set_children, ACCESSIBLE + "GetChildren")
        self.settle()
        for window in top.children:
            window.parent = None
        level, clips = top.children, {}
        while level:
            for node in level:
                self.question(node, lambda n, v: setattr(n, "box", v[0]), COMPONENT + "GetExtents", "(u)", 1)
            self.settle()
            # What has no size is not there for a person.
            level = [n for n in level if n.box is None or (n.box[2] > 0 and n.box[3] > 0 and
                                                           (whole or overlap(n.box, clips.get(n.parent))))]
            for node in level:
                self.describe(node)
            self.settle()
            level = [n for n in level if "visible" in n.states]
            for node in level:
                node.seen = True
                clips[node] = node.box if node.role == "scroll pane" else clips.get(node.parent)
            level = [c for n in level if whole or n.role not in ("button", "scroll bar") for c in n.children]
        for window in top.children:
            for node in window.walk():
                node.children = [c for c in node.children if c.seen]
        self.windows = [w for w in top.children if w.seen]

    def describe(self, node):
        for name in ("Name", "Description") if self.whole else ("Name",):
            self.question(node, lambda n, v, key=name.lower(): setattr(n, key, v[0]), PROPERTIES + "Get", "(ss)",
                          ACCESSIBLE[:-1], name)
        self.question(node, lambda n, v: setattr(n, "role", ROLES.get(v[0], str(v[0]))), ACCESSIBLE + "GetRole")
        self.question(node, self.set_states, ACCESSIBLE + "GetState")
        self.question(node, self.set_children, ACCESSIBLE + "GetChildren")

    @staticmethod
    def set_states(node, value):
        bits = value[0][0] | value[0][1] << 32
        node.states = {name for bit, name in STATES.items() if bits >> bit & 1}

    @staticmethod
    def set_children(node, value):
        node.children = [Node(where, node) for where in value[0]]

    def question(self, node, take, method, signature=None, *words):
        from gi.repository import GLib

        interface, member = method.rsplit(".", 1)

        def answered(bus, result):
            self.open -= 1
            try:
                take(node, bus.call_finish(result).unpack())
            except GLib.Error:
                pass  # it went away meanwhile, or has no place

        self.open += 1
        self.bus.call(*node.where, interface, member, variant(signature, words), None, 0, PATIENCE_S * 1000, None, answered)

    def settle(self):
        from gi.repository import GLib

        while self.open > 0:
            GLib.MainContext.default().iteration(True)


class Desktop:
    """Everything ends with it, and nothing of it is the user's."""

    def __init__(self, source_dir, characters=""):
        """`characters`: what is typed besides those of a plain keyboard."""
        self.characters = sorted(set(characters))
        need("Xvfb", "dbus-daemon", "xdotool", "xwininfo", "xkbcomp", "/usr/libexec/at-spi-bus-launcher")
        self.daemon = next((path for path in DAEMONS if os.path.exists(path)), None)
        if self.daemon is None:
            raise Missing("notification-daemon is not installed")
        try:
            import gi.repository.Gio  # noqa: F401
        except ImportError as error:
            raise Missing(f"python3-gi is not installed: {error}") from error
        self.session = os.path.join(source_dir, "tests", "session.conf")
        self.children = []

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="shuzhi-desktop-")
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for child in reversed(self.children):
            if child.poll() is None:
                child.terminate()
        for child in self.children:
            try:
                child.wait(60)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def spawn(self, *command, **options):
        child = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, env=self.env, **options)
        self.children.append(child)
        return child

    def log(self, name):
        return open(os.path.join(self.folder, name + ".log"), "ab")

    def read_log(self, name):
        try:
            with open(os.path.join(self.folder, name + ".log"), encoding="utf-8", errors="replace") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def _start(self):
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "DBUS_", "AT_SPI_", "WAYLAND_"))}
        for name in ("GTK_A11Y", "NO_AT_BRIDGE", "DISPLAY", "SHUZHI_HOME", "G_DEBUG", "MALLOC_CHECK_", "MALLOC_PERTURB_"):
            keep.pop(name, None)
        for name in ("home", "run"):
            os.mkdir(os.path.join(self.folder, name), 0o700)
        self.env = dict(keep, HOME=os.path.join(self.folder, "home"), XDG_RUNTIME_DIR=os.path.join(self.folder, "run"),
                        GTK_A11Y="atspi", GDK_BACKEND="x11", GSK_RENDERER="cairo", GSETTINGS_BACKEND="memory",
                        GTK_THEME="Adwaita", GIO_USE_VFS="local", NO_AT_BRIDGE="0")
        reading, writing = os.pipe()
        with self.log("x") as log:
            self.spawn("Xvfb", "-displayfd", writing, "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-noreset", "-nolisten", "tcp",
                       pass_fds=(writing,), stdout=log, stderr=log)
        os.close(writing)
        with os.fdopen(reading) as file:
            number = file.readline().strip()
        if not number:
            raise Late("the X server does not start: " + self.read_log("x"))
        self.env["DISPLAY"] = ":" + number
        self._add_characters()
        with self.log("bus") as log:
            bus = self.spawn("dbus-daemon", f"--config-file={self.session}", "--nofork", "--print-address=1",
                             stdout=subprocess.PIPE, stderr=log)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()
        self.env.pop("GTK_THEME")
        with self.log("daemon") as log:
            self.spawn(self.daemon, stdout=log, stderr=log)
        self._connect()

    def _add_characters(self):
        """Gives each its own key, for good: xdotool would lend them one for an instant, and a busy program looks too late."""
        if not self.characters:
            return
        path = os.path.join(self.folder, "keys.xkb")
        with self.log("x") as log:
            subprocess.run(["xkbcomp", "-w0", self.env["DISPLAY"], path], env=self.env, check=True, stdout=log, stderr=log)
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read()
            codes, symbols = text.split("xkb_symbols", 1)
            free = [name for name in re.findall(r"^\s*(<I\d+>) = \d+;", codes, re.M) if f"key {name}" not in symbols]
            if len(free) < len(self.characters):
                raise Missing("the X server has too few free keys")
            lines = "".join(f"    key {key} {{ [ U{ord(c):04X} ] }};\n" for key, c in zip(free, self.characters))
            begin = symbols.index("{") + 1
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"{codes}xkb_symbols{symbols[:begin]}\n{lines}{symbols[begin:]}")
            subprocess.run(["xkbcomp", "-w0", path, self.env["DISPLAY"]], env=self.env, check=True, stdout=log, stderr=log)

    def _connect(self):
        from gi.repository import Gio

        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.bus = Gio.DBusConnection.new_for_address_sync(self.env["DBUS_SESSION_BUS_ADDRESS"], flags, None, None)
        wait(lambda: ask(self.bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner", "(s)",
                         "org.freedesktop.Notifications")[0], "the notification daemon")
        address = ask(self.bus, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus.GetAddress")[0]
        self.tree = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)

    def picture(self, path):
        """What is on the screen, for who reads why a test failed."""
        if shutil.which("import"):
            subprocess.run(["import", "-window", "root", path], env=self.env, check=False)

    # --- the accessibility tree ---------------------------------------------------------------------------------------

    def application(self, name):
        """The application of that name as the registry knows it: (bus name, path); None if it is not there (yet)."""
        for found in ask(self.tree, REGISTRY, ROOT, ACCESSIBLE + "GetChildren")[0]:
            if ask(self.tree, *found, PROPERTIES + "Get", "(ss)", ACCESSIBLE[:-1], "Name")[0] == name:
                return found
        return None

    def look(self, application, whole=False):
        """All windows of an application, as a tree of what can be seen."""
        return Tree(self.tree, application, whole).windows

    def windows(self, application="shuzhi", whole=False):
        found = self.application(application)
        return self.look(found, whole) if found else []

    def await_node(self, role, name, what, within=None):
        """Waits until a window shows such a thing and that it stays where it is for two looks."""
        last = []

        def settled():
            for window in self.windows():
                if within is not None and not within(window):
                    continue
                node = window.find(role, name)
                if node is not None:
                    same = last and last[-1] == (node.where, node.box)
                    last.append((node.where, node.box))
                    return node if same else None
            return None

        return wait(settled, what)

    # --- pointer and keyboard -----------------------------------------------------------------------------------------

    def xdotool(self, *words):
        subprocess.run(["xdotool", *map(str, words)], env=self.env, check=True, stdout=subprocess.DEVNULL, timeout=PATIENCE_S)

    def x_window(self, window):
        """The X window of an accessible one, the topmost of its size: (id, x, y of its origin on the screen)."""
        text = subprocess.run(["xwininfo", "-root", "-tree"], env=self.env, check=True, capture_output=True, text=True,
                              errors="replace", timeout=PATIENCE_S).stdout
        for line in text.splitlines():
            found = re.match(r"^     (0x[0-9a-f]+) .*  (\d+)x(\d+)\+-?\d+\+-?\d+  \+(-?\d+)\+(-?\d+)$", line)
            if not found:
                continue
            wide, high, left, top = map(int, found.groups()[1:])
            # What GTK draws around a window that nobody manages is not part of the accessible one.
            margin = wide - window.box[2]
            if 0 <= margin <= 80 and 0 <= high - window.box[3] <= 80:
                return found.group(1), left + margin // 2, top + (high - window.box[3]) // 2
        raise Late(f"no X window for {window}")

    def screen(self, node, at=(0.5, 0.5)):
        """Where on the screen a part of a node is."""
        _, left, top = self.x_window(node.window())
        x, y, width, height = node.box
        return left + x + int(width * at[0]), top + y + int(height * at[1])

    def move(self, x, y):
        """The pointer goes there in two steps, so that it moves in any case."""
        self.xdotool("mousemove", x - 1, y, "mousemove", x, y)

    def click(self, node, at=(0.5, 0.5), times=1):
        self.move(*self.screen(node, at))
        self.xdotool("click", "--repeat", times, "--delay", 40, 1)

    def drag(self, node, at, by):
        """Takes hold of a part of a node and draws it `by` pixels to the side."""
        x, y = self.screen(node, at)
        self.move(x, y)
        self.xdotool("mousedown", 1)
        for step in range(1, 5):
            self.xdotool("mousemove", x + by * step // 4, y)
        self.xdotool("mouseup", 1)

    def wheel(self, node, steps):
        """Turns the wheel over a node: down if positive."""
        self.move(*self.screen(node))
        self.xdotool("click", "--repeat", abs(steps), "--delay", 20, 5 if steps > 0 else 4)

    def focus(self, window):
        self.xdotool("windowfocus", "--sync", self.x_window(window)[0])

    def keys(self, window, *keys):
        self.focus(window)
        if keys:
            self.xdotool("key", "--delay", 30, *keys)

    def type(self, window, text):
        self.focus(window)
        self.xdotool("type", "--delay", 40, text)

    # --- notifications ------------------------------------------------------------------------------------------------

    def bubble(self, text):
        """The bubble on the desktop that says `text`. The daemon keeps them back while nobody is at the desk."""
        self.xdotool("mousemove", WIDTH - 20, HEIGHT - 20, "mousemove", WIDTH - 24, HEIGHT - 24)
        for window in self.windows("notification-daemon"):
            if any(text in node.name for node in window.all("label")):
                return window
        return None

    def press_in_bubble(self, text, button):
        """Presses a button of a bubble once it stays where it is."""
        places = []

        def settled():
            window = self.bubble(text)
            if window is None:
                return None
            places.append(self.screen(window.find("button", button)))
            return places[-1] if places[-2:-1] == places[-1:] else None

        self.move(*wait(settled, f"“{button}” in the notification"))
        self.xdotool("click", 1)

    def click_scrolled(self, cockpit, name):
        """Clicks a button that may lie below what is seen: the wheel is turned over it until it comes."""

        def reached():
            window = cockpit.main()
            node = window.find("button", name)
            if node is not None and node.box[1] + node.box[3] <= window.box[3] - 4:
                return node
            panes = window.all("scroll pane")
            self.wheel(max(panes, key=lambda p: p.box[2]), 3)
            return None

        wait(reached, f"“{name}”")
        self.click(cockpit.see("button", name, name))
