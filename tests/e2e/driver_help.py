# SPDX-License-Identifier: GPL-3.0-or-later
"""The application on a desktop of its own, on a hall whose day is known."""
import os
import subprocess

from desktop import Desktop, Late, wait
from house import HALL, PATIENCE_S, SHUZHI, Home, free_port, run

DAY = "2026-11-19"
# On that day of that hall one area's wait goes over its limit at 10:51, and another's at 13:04.
HALL_OPTIONS = ("--days", 2, "--windows", 60, "--seed", 1, "--speed", 1)
MORNING, FIRST_AREA = f"{DAY}T10:53:30+08:00", "公安出入境"
AFTERNOON, SECOND_AREA = f"{DAY}T13:06:00+08:00", "不动产登记"


class Cockpit:
    """Desktop, hall, home and application; what is left of them goes at the end."""

    def __init__(self, language="en", characters=""):
        self.language = language
        self.window = None  # the main one, while it is open
        self.desktop = Desktop(os.environ["SHUZHI_SOURCE_DIR"], characters)

    def __enter__(self):
        self.desktop.__enter__()
        try:
            self.home_holder = Home()
            self.home = self.home_holder.__enter__()
            self.port = free_port()
            self.open_hall(MORNING)
            run("sources", "add", "hall", "--url", f"http://127.0.0.1:{self.port}", home=self.home)
            self.desktop.env.update(LANGUAGE="zh_CN" if self.language == "zh" else "", LC_ALL="C.UTF-8")
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, kind=None, error=None, _=None):
        if isinstance(error, Exception):
            logs = os.path.join(os.environ["SHUZHI_BUILD_DIR"], "meson-logs", "driver-" + self.language)
            self.desktop.picture(logs + ".png")
            print("# the application said: " + self.said().replace("\n", "\n# "), flush=True)
        self.desktop.__exit__()
        self.home_holder.__exit__()

    def open_hall(self, now):
        """A hall at that time, at the same address as the one before it."""
        self.hall = self.desktop.spawn(HALL, "--quiet", "--port", self.port, *HALL_OPTIONS, "--now", now, stdout=subprocess.PIPE)
        if not self.hall.stdout.readline():
            raise Late("the hall does not open")

    def close_hall(self):
        self.hall.terminate()
        self.hall.wait(PATIENCE_S)

    def start(self):
        with self.desktop.log("application") as log:
            self.process = self.desktop.spawn(SHUZHI, "--home", self.home, stdout=log, stderr=log)

    def said(self):
        """What the application has written; nothing, if all is well."""
        return self.desktop.read_log("application")

    def main(self):
        """The main window as it is now; None while there is none."""
        for window in self.desktop.windows():
            if window.find(None, lambda name: name in ("Pages", "页面")):
                return window
        return None

    def dialog(self):
        """The form or small window over the main one."""
        for window in self.desktop.windows():
            if "modal" in window.states:
                return window
        return None

    def keys(self, *keys):
        """Keys for the main window."""
        if self.window is None:
            self.window = wait(self.main, "the main window")
        self.desktop.keys(self.window, *keys)

    def type(self, text):
        self.keys()
        self.desktop.xdotool("type", "--delay", 40, text)

    def settle(self):
        """Until two looks find the same."""
        before = []

        def same_again():
            before.append([(n.where, n.name, n.box) for w in self.desktop.windows() for n in w.walk() if n.role == "button"])
            return len(before) > 1 and len(before[-1]) == len(before[-2])

        wait(same_again, "the page to come to rest")

    def keys_to_top(self, *keys):
        """Keys for whatever is over the main window."""
        window = next((w for w in self.desktop.windows() if not w.find(None, lambda n: n in ("Pages", "页面"))), None)
        if window is not None:
            self.desktop.keys(window, *keys)
        else:
            self.keys(*keys)

    def see(self, role, name, what):
        """Waits for a thing in the main window that has come to rest."""
        return self.desktop.await_node(role, name, what)

    def go(self, section):
        self.desktop.click(self.see("button", lambda n: n == section or n.startswith(section + ","), section))

    def gone(self, what, condition):
        wait(lambda: not condition(), what)
