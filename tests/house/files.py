#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files a desktop reads about the program: desktop entry, metainfo, icons, D-Bus service, Flatpak manifest."""

import configparser
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

sys.dont_write_bytecode = True

from tap import Skip, expect, main  # noqa: E402

APP = 'io.github.shuzhi.Cockpit'
SOURCE, BUILD = os.environ['SHUZHI_SOURCE_DIR'], os.environ['SHUZHI_BUILD_DIR']
ICONS = {
    f'data/icons/hicolor/scalable/apps/{APP}.svg': (128, 16),
    f'data/icons/hicolor/symbolic/apps/{APP}-symbolic.svg': (16, 16),
}
HAN = re.compile(r'[\u4e00-\u9fff]')


def source(*parts):
    return os.path.join(SOURCE, *parts)


def run(*command):
    if not shutil.which(command[0]):
        raise Skip(f'{command[0]} is not installed')
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    expect(result.returncode == 0, f'{" ".join(command)}:\n{result.stdout}{result.stderr}')
    return result.stdout


def read_keys(path):
    keys = configparser.RawConfigParser(strict=True, interpolation=None, delimiters=('=',), comment_prefixes=('#',))
    keys.optionxform = str
    with open(path, encoding='utf-8') as file:
        keys.read_file(file)
    return keys


def test_desktop_is_valid():
    run('desktop-file-validate', source('data', f'{APP}.desktop'))


def test_desktop_names_the_program():
    entry = read_keys(source('data', f'{APP}.desktop'))['Desktop Entry']
    expect(entry['Exec'].split()[0] == 'shuzhi', 'Exec does not start shuzhi')
    expect(entry['Icon'] == APP, 'Icon is not the application id')
    expect(entry['DBusActivatable'] == 'true', 'a click on a notification could not start it')
    expect(entry['X-GNOME-UsesNotifications'] == 'true', 'GNOME would not list its notifications')
    for key in ('Name', 'GenericName', 'Comment', 'Keywords'):
        expect(HAN.search(entry.get(f'{key}[zh_CN]', '')), f'{key} has no Chinese')


def test_metainfo_is_valid():
    run('appstreamcli', 'validate', '--no-net', '--explain', source('data', f'{APP}.metainfo.xml'))


def test_metainfo_agrees():
    root = xml.parse(source('data', f'{APP}.metainfo.xml')).getroot()
    with open(source('meson.build'), encoding='utf-8') as file:
        version = re.search(r"version: '([\d.]+)'", file.read()).group(1)
    expect(root.findtext('id') == APP, 'the id is not the application id')
    expect(root.findtext('launchable') == f'{APP}.desktop', 'launchable is not the desktop entry')
    expect(root.findtext('project_license') == 'GPL-3.0-or-later', 'the licence is not ours')
    newest = root.find('releases/release')
    expect(newest is not None and newest.get('version') == version, f'the newest release is not {version}')
    language = '{http://www.w3.org/XML/1998/namespace}lang'
    for path in ('name', 'summary', 'description/p', 'releases/release/description/p'):
        texts = root.findall(path)
        english = [t for t in texts if t.get(language) is None]
        chinese = [t for t in texts if t.get(language) == 'zh_CN']
        expect(english and len(english) == len(chinese), f'{path} is not in both languages')


def ink(path, size):
    """(width, height, share of pixels that are not transparent) of an icon as librsvg renders it."""
    with tempfile.TemporaryDirectory() as folder:
        picture = os.path.join(folder, 'icon.png')
        run('rsvg-convert', '-w', str(size), path, '-o', picture)
        shown = run('convert', picture, '-format', '%w %h %[fx:mean.a]', 'info:')
    width, height, share = shown.split()
    return int(width), int(height), float(share)


def test_icons_render():
    for path, (natural, small) in ICONS.items():
        root = xml.parse(source(path)).getroot()
        expect(root.get('viewBox') == f'0 0 {natural} {natural}', f'{path} is not drawn on {natural} x {natural}')
        for size in (small, 512):
            width, height, share = ink(source(path), size)
            expect((width, height) == (size, size), f'{path} renders as {width} x {height}')
            expect(0.05 < share < 0.95, f'{path} at {size} covers {share:.0%} of its square')


def test_symbolic_icon_has_one_colour():
    path = [p for p in ICONS if 'symbolic' in p][0]
    with open(source(path), encoding='utf-8') as file:
        text = file.read()
    expect(set(re.findall(r'(?:fill|stroke)="(#?\w+)"', text)) == {'#2e3436'}, 'GTK could not recolour it')


def test_dbus_service():
    service = read_keys(os.path.join(BUILD, 'data', f'{APP}.service'))['D-BUS Service']
    command = service['Exec'].split()
    expect(service['Name'] == APP, 'it is not named like the application')
    expect(os.path.isabs(command[0]) and command[0].endswith('/bin/shuzhi'), f'{command[0]} is not the program')
    expect(command[1:] == ['--gapplication-service'], 'it would open a window instead of waiting')


def manifest():
    with open(source('flatpak', f'{APP}.json'), encoding='utf-8') as file:
        return json.load(file)


def test_flatpak_manifest():
    made = manifest()
    expect(made['id'] == APP, 'the id is not the application id')
    expect(made['command'] == 'shuzhi', 'it would start something else')
    expect(made['runtime'] == 'org.gnome.Platform' and int(made['runtime-version']) >= 43, 'GTK 4.8 is in GNOME 43')
    wanted = {'--share=network', '--socket=wayland', '--socket=fallback-x11', '--share=ipc',
              '--talk-name=org.freedesktop.secrets'}
    expect(wanted <= set(made['finish-args']), f'finish-args lack {sorted(wanted - set(made["finish-args"]))}')
    broad = [a for a in made['finish-args'] if a.startswith('--filesystem') or a in ('--socket=session-bus', '--device=all')]
    expect(not broad, f'finish-args open more than it needs: {broad}')


def test_flatpak_sources():
    """The program is built from this checkout; what the runtime lacks is pinned to one commit or checksum."""
    modules = manifest()['modules']
    expect(modules[-1]['name'] == 'shuzhi', 'the program is not the last module')
    local = modules[-1]['sources']
    expect([s['type'] for s in local] == ['dir'], 'the program does not come from this checkout')
    root = os.path.normpath(os.path.join(SOURCE, 'flatpak', local[0]['path']))
    expect(os.path.samefile(root, SOURCE), f'{local[0]["path"]} is not this checkout')
    for module in modules[:-1]:
        for entry in module['sources']:
            pin = entry.get('commit' if entry['type'] == 'git' else 'sha256', '')
            expect(re.fullmatch(r'[0-9a-f]{40}|[0-9a-f]{64}', pin), f'{module["name"]} is not pinned')


# What the GNOME runtime carries of what meson.build asks for; the rest the manifest brings along.
IN_RUNTIME = {'glib-2.0', 'gio-2.0', 'gio-unix-2.0', 'gtk4', 'gtk4-x11', 'gtk4-wayland', 'cairo', 'cairo-pdf', 'cairo-svg', 'pangocairo',
              'pangoft2', 'fontconfig', 'sqlite3', 'libsoup-3.0', 'libsecret-1', 'libxml-2.0', 'zlib', 'icu-uc', 'icu-i18n'}
BROUGHT = {'jansson': 'jansson', 'geos': 'geos', 'libzip': 'libzip', 'shumate-1.0': 'libshumate'}


def test_flatpak_is_complete():
    with open(source('meson.build'), encoding='utf-8') as file:
        wanted = set(re.findall(r"dependency\('([^']+)'", file.read()))
    modules = {m['name'] for m in manifest()['modules']}
    lost = {d for d in wanted - IN_RUNTIME if BROUGHT.get(d) not in modules}
    expect(not lost, f'neither the runtime nor a module has {sorted(lost)}')


def test_flatpak_options_exist():
    with open(source('meson_options.txt'), encoding='utf-8') as file:
        known = set(re.findall(r"^option\('(\w+)'", file.read(), re.MULTILINE))
    given = {re.match(r'-D(\w+)=', o).group(1) for o in manifest()['modules'][-1]['config-opts']}
    expect(given <= known, f'meson knows no option {sorted(given - known)}')


main([(name[5:].replace('_', '-'), function) for name, function in list(globals().items()) if name.startswith('test_')])
