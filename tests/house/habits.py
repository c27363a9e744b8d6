#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tools of the house themselves: `run`, the count of its last line, and `po/update`."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import summary  # noqa: E402
from tap import expect, main  # noqa: E402

SOURCE = os.environ['SHUZHI_SOURCE_DIR']
TAP = '1..5\nok 1 /a\nnot ok 2 /b - broken\nok 3 /c # SKIP no data here\n# ok 4 said\nok 4 /d\nok 5 /e\n'


def bash(text, folder, **variables):
    return subprocess.run(['bash', '-c', text], cwd=folder, env={**os.environ, **variables}, capture_output=True,
                          text=True, check=False, stdin=subprocess.DEVNULL)


def test_count_of_a_tap_program():
    expect(summary.count_tap(TAP) == (3, 1, 1), f'counted {summary.count_tap(TAP)}')


def test_count_of_a_crash():
    dead = {'result': 'ERROR', 'stdout': 'ok 1 /a\nok 2 /b\n'}
    expect(summary.count_test(dead) == (2, 1, 0), 'a program that died counts as one failure')
    expect(summary.count_test({'result': 'TIMEOUT', 'stdout': ''}) == (0, 1, 0), 'so does one that hung')
    expect(summary.count_test({'result': 'OK', 'stdout': ''}) == (1, 0, 0), 'one without TAP counts as one')
    expect(summary.count_test({'result': 'SKIP', 'stdout': '1..0 # SKIP no data\n'}) == (0, 0, 1), 'skipped is skipped')


def test_last_line():
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, 'testlog.json')
        for result, text, line, status in (('OK', 'ok 1 a\nok 2 b\n', '2 passed, 0 failed', 0),
                                           ('FAIL', TAP, '3 passed, 1 failed, 1 skipped', 1)):
            with open(log, 'w', encoding='utf-8') as file:
                file.write(json.dumps({'result': result, 'stdout': text}) + '\n')
            done = subprocess.run([sys.executable, os.path.join(SOURCE, 'tests', 'house', 'summary.py'), log],
                                  capture_output=True, text=True, check=False)
            expect((done.stdout.strip(), done.returncode) == (line, status), f'{done.stdout} {done.returncode}')


def test_no_log_is_a_failure():
    done = subprocess.run([sys.executable, os.path.join(SOURCE, 'tests', 'house', 'summary.py'), 'nowhere.json'],
                          capture_output=True, text=True, check=False)
    expect(done.returncode == 1 and done.stdout == '0 passed, 1 failed\n', done.stdout)


def test_run_knows_its_commands():
    helped = bash('./run help', SOURCE)
    expect(helped.returncode == 0, helped.stderr)
    for command in ('demo', 'build', 'test', 'check', 'bench', 'shots'):
        expect(re.search(rf'^  {command}\b', helped.stdout, re.MULTILINE), f'help does not name {command}')
    unknown = bash('./run nonsense', SOURCE)
    expect(unknown.returncode != 0 and 'nonsense' in unknown.stderr, 'an unknown command must be refused by name')


def run_without_packages(folder, identity, sudo_status):
    """`./run install-deps` where one package is missing, with commands that only say what they were asked."""
    shutil.copy(os.path.join(SOURCE, 'run'), folder)
    tools = os.path.join(folder, 'tools')
    os.mkdir(tools)
    scripts = {
        'id': f'echo {identity}',
        # All there but one, which comes with the apt-get below.
        'dpkg-query': 'shift 3; for p; do [ "$p" = xauth ] && [ ! -e done ] || echo "$p installed"; done',
        'sudo': f'[ "$2" = true ] && exit {sudo_status}; shift; exec "$@"',
        'apt-get': 'echo "$DEBIAN_FRONTEND $*" >>apt-calls; case "$*" in *xauth*) touch done ;; esac',
    }
    for name, text in scripts.items():
        path = os.path.join(tools, name)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(f'#!/bin/sh\n{text}\n')
        os.chmod(path, 0o755)
    return bash('./run install-deps && ./run install-deps', folder, PATH=f'{tools}:{os.environ["PATH"]}')


def test_run_installs_what_is_missing_once():
    for identity, sudo in ((0, 1), (1000, 0)):
        with tempfile.TemporaryDirectory() as folder:
            done = run_without_packages(folder, identity, sudo)
            expect(done.returncode == 0, done.stderr)
            expect(done.stdout == 'installing 1 packages…\n', f'it said {done.stdout!r}')
            with open(os.path.join(folder, 'apt-calls'), encoding='utf-8') as file:
                installs = [line for line in file if ' install ' in line]
            expect(installs == ['noninteractive -q -y install --no-install-recommends xauth\n'], f'asked {installs}')


def test_run_says_what_to_install():
    with tempfile.TemporaryDirectory() as folder:
        done = run_without_packages(folder, 1000, 1)
        expect(done.returncode == 1, f'it ended with {done.returncode}')
        expect(done.stderr.endswith('\n  sudo apt-get install --no-install-recommends xauth\n'), done.stderr)
        expect(not os.path.exists(os.path.join(folder, 'apt-calls')), 'it called apt nevertheless')


PART = '''msgid "Waiting"
msgstr "等候"

msgid "Gone"
msgstr "不再"
'''


def po_checkout(folder):
    """A small checkout with two texts, of which a part translates one."""
    for name in ('po', 'po/parts', 'src', 'src/a'):
        os.mkdir(os.path.join(folder, name))
    for name in ('update', 'LINGUAS'):
        shutil.copy(os.path.join(SOURCE, 'po', name), os.path.join(folder, 'po'))
    for name, text in (('src/a/x.c', 'char *a = _ ("Waiting");\nchar *b = _ ("Cases");\n'), ('po/parts/a.po', PART)):
        with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
            file.write(text)


def test_po_update_merges():
    with tempfile.TemporaryDirectory() as folder:
        po_checkout(folder)
        done = bash('po/update', folder, SHUZHI_SOURCE_DIR=folder)
        expect(done.returncode == 0, done.stderr)
        expect('msgid "Cases"' in done.stdout and 'Waiting' not in done.stdout, f'it said lacking: {done.stdout}')
        with open(os.path.join(folder, 'po', 'zh_CN.po'), encoding='utf-8') as file:
            made = file.read()
        expect('nplurals=1; plural=0;' in made and 'msgid "Waiting"\nmsgstr "等候"' in made, made)
        expect('Gone' not in made, 'a text that no source has stayed')
        shutil.rmtree(os.path.join(folder, 'po', 'parts'))
        bash('po/update', folder, SHUZHI_SOURCE_DIR=folder)
        with open(os.path.join(folder, 'po', 'zh_CN.po'), encoding='utf-8') as file:
            expect(file.read() == made, 'a second run changed it')


main([(name[5:].replace('_', '-'), function) for name, function in list(globals().items()) if name.startswith('test_')])
