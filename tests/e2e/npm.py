# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of npm that tests try the program against: into the build directory, never into the tree, once, and only
where npm is there and its registry answers within a minute."""
import os
import shutil
import signal
import subprocess

SECONDS = 60


def install(name, *packages):
    """The folder that holds them, or None and the reason. `packages`: NAME@VERSION."""
    folder = os.path.join(os.environ.get("SHUZHI_BUILD_DIR") or "", "tests", "npm", name)
    stamp = os.path.join(folder, "-".join(packages).replace("/", "_") + ".whole")
    if os.path.exists(stamp):
        return folder, None
    if not os.environ.get("SHUZHI_BUILD_DIR"):
        return None, "SHUZHI_BUILD_DIR does not say where to"
    if shutil.which("npm") is None or shutil.which("node") is None:
        return None, "npm is not installed"
    os.makedirs(folder, exist_ok=True)
    # Nothing of a package is run while it is installed.
    process = subprocess.Popen(["npm", "install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund",
                                "--no-save", "--fetch-retries=1", "--fetch-timeout=20000", *packages],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True)
    try:
        told = process.communicate(timeout=SECONDS)[0]
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None, f"the registry of npm did not deliver within {SECONDS} s"
    if process.returncode != 0:
        lines = [line for line in told.splitlines() if "error" in line] or [f"status {process.returncode}"]
        return None, "npm: " + lines[0][:100]
    with open(stamp, "w", encoding="ascii"):
        return folder, None
