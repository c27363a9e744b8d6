# SPDX-License-Identifier: GPL-3.0-or-later
"""The wall's session, script and service: they start the program that is installed, and the service is watched.

  kiosk_files.py SESSION SCRIPT SERVICE
"""

import configparser
import os
import shutil
import subprocess
import sys
import tempfile


def read_keys(path, group):
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read(path, encoding='utf-8')
    return dict(parser[group])


def verify(service):
    """What systemd itself says about the unit; cage need not be installed for that."""
    tool = shutil.which('systemd-analyze')
    if not tool:
        return 'skipped: systemd-analyze is not here'
    with tempfile.TemporaryDirectory() as folder, open(service, encoding='utf-8') as unit:
        path = os.path.join(folder, 'shuzhi-kiosk.service')
        lines = [('ExecStart=/bin/true' if line.startswith('ExecStart=') else line.rstrip('\n')) for line in unit]
        with open(path, 'w', encoding='utf-8') as file:
            file.write('\n'.join(lines) + '\n')
        done = subprocess.run([tool, 'verify', '--user', '--man=no', path], capture_output=True, text=True, check=False,
                              env={**os.environ, 'XDG_RUNTIME_DIR': folder})
    complaints = [line for line in done.stderr.splitlines() if 'shuzhi-kiosk' in line]
    if complaints:
        raise AssertionError('\n'.join(complaints))
    return 'taken by systemd'


def main():
    session, script, service = sys.argv[1:]
    entry = read_keys(session, 'Desktop Entry')
    assert entry['Exec'].endswith('/shuzhi-kiosk'), entry['Exec']
    assert entry['Name[zh_CN]'], 'no Chinese name'
    with open(script, encoding='utf-8') as file:
        text = file.read()
    assert text.startswith('#!/bin/sh\n') and '/shuzhi kiosk' in text and '@' not in text.split('cage', 1)[1]
    unit = read_keys(service, 'Service')
    assert unit['Type'] == 'notify' and unit['NotifyAccess'] == 'all'
    assert int(unit['WatchdogSec']) >= 30 and unit['Restart'] == 'always'
    assert '/shuzhi kiosk' in unit['ExecStart'] and '@' not in unit['ExecStart']
    print(verify(service))


if __name__ == '__main__':
    main()
