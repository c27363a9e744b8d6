#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An installed tree runs from wherever it lies: it finds its catalogue and its translations relative to itself."""

import glob
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from tap import expect, main  # noqa: E402

APP = 'io.github.shuzhi.Cockpit'
BUILD = os.environ['SHUZHI_BUILD_DIR']
WORK = tempfile.TemporaryDirectory(prefix='shuzhi-install-')
STAGE = os.path.join(WORK.name, 'stage')
HOME = os.path.join(WORK.name, 'home')


def prefix():
    """Where the tree lies: the folder that holds bin/shuzhi."""
    found = glob.glob(os.path.join(STAGE, '**', 'bin', 'shuzhi'), recursive=True)
    expect(len(found) == 1, f'bin/shuzhi is installed {len(found)} times')
    return os.path.dirname(os.path.dirname(found[0]))


def run(*arguments, program='shuzhi', **variables):
    """Runs the installed program with nothing that points at the checkout."""
    env = {k: v for k, v in os.environ.items() if not k.startswith('SHUZHI_') and k not in ('DISPLAY', 'WAYLAND_DISPLAY')}
    env.update({'HOME': WORK.name, 'LC_ALL': 'C.UTF-8', 'LANGUAGE': '', **variables})
    command = [os.path.join(prefix(), 'bin', program), *arguments]
    return subprocess.run(command, cwd=WORK.name, env=env, capture_output=True, text=True, check=False, timeout=60)


def succeed(*arguments, **options):
    result = run(*arguments, **options)
    expect(result.returncode == 0, f'{" ".join(arguments)} ended with {result.returncode}:\n{result.stdout}{result.stderr}')
    return result.stdout


def test_installs():
    result = subprocess.run(['meson', 'install', '-C', BUILD, '--no-rebuild', '--quiet', '--destdir', STAGE],
                            capture_output=True, text=True, check=False)
    expect(result.returncode == 0, result.stdout + result.stderr)


def test_everything_is_there():
    for path in (
            'bin/shuzhi', 'bin/shuzhi-hall', f'share/applications/{APP}.desktop', f'share/metainfo/{APP}.metainfo.xml',
            f'share/dbus-1/services/{APP}.service', f'share/icons/hicolor/scalable/apps/{APP}.svg',
            f'share/icons/hicolor/symbolic/apps/{APP}-symbolic.svg', 'share/locale/zh_CN/LC_MESSAGES/shuzhi.mo',
            'share/shuzhi/catalog/indicators'):
        expect(os.path.exists(os.path.join(prefix(), path)), f'{path} is not installed')


def test_helps():
    expect('query' in succeed('--help'), '--help does not name the commands')


def test_hall_helps():
    expect('--port' in succeed('--help', program='shuzhi-hall'), 'shuzhi-hall --help does not name --port')


def test_reads_the_catalogue_beside_it():
    listed = succeed('indicators', '--home', HOME)
    expect('wait_avg' in listed, f'wait_avg is not among the indicators:\n{listed[:500]}')


def test_reads_no_other_catalogue():
    """What is renamed in the installed catalogue is listed by its new name: that one was read, not the checkout's."""
    catalogue = os.path.join(prefix(), 'share', 'shuzhi', 'catalog')
    for path in filter(os.path.isfile, glob.glob(os.path.join(catalogue, '**'), recursive=True)):
        with open(path, encoding='utf-8') as file:
            text = file.read()
        if 'wait_avg' in text:
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text.replace('wait_avg', 'moved_avg'))
    expect('moved_avg' in run('indicators', '--home', HOME).stdout, 'the installed catalogue was not read')


def test_runs_after_moving():
    moved = os.path.join(WORK.name, 'elsewhere')
    shutil.copytree(prefix(), os.path.join(moved, 'tree'))
    shutil.rmtree(STAGE)
    os.rename(moved, STAGE)
    expect('moved_avg' in run('indicators', '--home', HOME).stdout, 'it lost its catalogue when it was moved')


def test_speaks_chinese():
    chinese = succeed('--help', LANGUAGE='zh_CN')
    expect(any('\u4e00' <= letter <= '\u9fff' for letter in chinese), 'there is no Chinese in its help')


try:
    main([(name[5:].replace('_', '-'), f) for name, f in list(globals().items()) if name.startswith('test_')])
finally:
    WORK.cleanup()
