# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about what people read: translations, the catalogue's names, READMEs, templates of widgets."""

import os
import re
import subprocess
import tempfile

from tree import Finding, Skip, code_only, line_of

PO = 'po/zh_CN.po'
UPDATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'po', 'update')
RESOURCE_UI = re.compile(r'"[^"\n]*/([\w-]+\.ui)"')


def run(tree, command):
    """Standard output; the po tools are asked in one language, in the tree that is checked."""
    env = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='', SHUZHI_SOURCE_DIR=tree.root)
    try:
        return subprocess.run(command, cwd=tree.root, env=env, capture_output=True, text=True, check=False)
    except OSError as error:
        raise Skip(f'{command[0]} cannot be run: {error.strerror}') from error


def potfiles(tree):
    """POTFILES lists exactly the sources that mark texts for translation."""
    wanted = set(run(tree, [UPDATE, '--potfiles']).stdout.split())
    listed = set(tree.text('po/POTFILES').split()) if tree.exists('po/POTFILES') else set()
    for path in sorted(wanted - listed):
        yield Finding(path, 0, 'marks texts for translation but is not in po/POTFILES: run po/update')
    for path in sorted(listed - wanted):
        yield Finding('po/POTFILES', 0, f'lists {path}, which has no texts: run po/update')


def messages(po_text):
    """(first source, text) of each message of a po file."""
    for block in po_text.split('\n\n'):
        reference = re.search(r'^#: (\S+)', block, re.MULTILINE)
        text = re.search(r'^msgid (".*"(?:\n".*")*)', block, re.MULTILINE)
        content = ''.join(re.findall(r'"(.*)"', text.group(1))) if text else ''
        if content:
            yield (reference.group(1).split(':')[0] if reference else PO), content


def chinese(tree):
    """Every text of the program has a Chinese one, and the file is sound."""
    if not tree.exists(PO):
        yield Finding(PO, 0, 'is missing')
        return
    sound = run(tree, ['msgfmt', '--check', '-o', os.devnull, PO])
    if sound.returncode:
        for match in re.finditer(r'zh_CN\.po:(\d+): (.*)', sound.stderr):
            yield Finding(PO, int(match.group(1)), match.group(2))
        return
    if not re.search(r'^"Plural-Forms: nplurals=1; plural=0;\\n"$', tree.text(PO), re.MULTILINE):
        yield Finding(PO, 1, 'its header must say Plural-Forms: nplurals=1; plural=0;')
    for _, text in messages(run(tree, ['msgattrib', '--only-fuzzy', '--no-wrap', PO]).stdout):
        yield Finding(PO, 0, f'is not sure of "{text}": check it and remove the fuzzy mark')
    with tempfile.TemporaryDirectory() as folder:
        template, merged = os.path.join(folder, 'shuzhi.pot'), os.path.join(folder, 'merged.po')
        made = run(tree, [UPDATE, '--template', template])
        if made.returncode:
            yield Finding('po/update', 0, made.stderr.strip().split('\n')[-1])
            return
        run(tree, ['msgmerge', '--quiet', '--no-fuzzy-matching', '--no-wrap', '-o', merged, PO, template])
        for path, text in messages(run(tree, ['msgattrib', '--untranslated', '--no-wrap', merged]).stdout):
            yield Finding(path, 0, f'no Chinese for "{text}": add it in {PO}')


def key_lines(text):
    """(line, group, key, locale or None, value) of a key file."""
    group = ''
    for number, line in enumerate(text.split('\n'), 1):
        head = re.match(r'\[(.*)\]\s*$', line)
        if head:
            group = head.group(1)
            continue
        entry = re.match(r'([A-Za-z][\w.-]*)(?:\[([\w@.]+)\])?\s*=\s*(.*)', line)
        if entry:
            yield number, group, entry.group(1), entry.group(2), entry.group(3)


# Next to a Chinese character, or a placeholder, these are typed full-width: the half-width ones look thin and stand too near.
HALF_WIDTH = re.compile(r'[\u3400-\u9fff}] ?[(),;:!?]|[(),;:!?] ?[\u3400-\u9fff{]')


def catalogue_punctuation(tree):
    """The catalogue's Chinese has full-width punctuation."""
    for path in (f for f in tree.files('data/catalog/') if not f.endswith('.md')):
        for number, group, key, locale, value in key_lines(tree.text(path)):
            found = HALF_WIDTH.search(value) if locale == 'zh_CN' else None
            if found:
                yield Finding(path, number, f'{key}[zh_CN]= of [{group}] has half-width punctuation: "{found.group(0)}"')


def catalogue_chinese(tree):
    """What the catalogue shows to people it shows in Chinese: Name, and every key that is translated anywhere."""
    paths = [f for f in tree.files('data/catalog/') if not f.endswith('.md')]
    entries = {path: list(key_lines(tree.text(path))) for path in paths}
    translated = {'Name'} | {key for lines in entries.values() for _, _, key, locale, _ in lines if locale}
    for path, lines in entries.items():
        have = {(group, key) for _, group, key, locale, value in lines if locale == 'zh_CN' and value}
        for number, group, key, locale, value in lines:
            if locale is None and key in translated and re.search(r'[A-Za-z]', value) and (group, key) not in have:
                yield Finding(path, number, f'{key}= of [{group}] has no {key}[zh_CN]=')


def readme(tree):
    """Every folder of src says on one page what it is for."""
    for folder in sorted({f.split('/')[1] for f in tree.sources('src/') if f.count('/') > 1}):
        if not tree.exists('src', folder, 'README.md'):
            yield Finding(f'src/{folder}', 0, 'has no README.md')


def file_names(class_name):
    kebab = re.sub(r'(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])', '-', class_name).lower()
    return {kebab + '.ui', class_name + '.ui'}


def template(tree):
    """A template of a widget lies in resources/ui, is named like its class, and some class takes it."""
    used = {}
    for path in tree.files('src/', suffixes=('.c',)):
        code = code_only(tree.text(path), keep_strings=True)
        for match in RESOURCE_UI.finditer(code):
            used.setdefault(match.group(1), (path, line_of(code, match.start())))
    present = {os.path.basename(f): f for f in tree.files('resources/', suffixes=('.ui',))}
    for name, (path, line) in sorted(used.items()):
        if name not in present:
            yield Finding(path, line, f'takes {name}, which is not in resources/ui')
    for name, path in sorted(present.items()):
        class_name = re.search(r'<template class="(\w+)"', tree.text(path))
        if class_name and name not in file_names(class_name.group(1)):
            yield Finding(path, 0, f'is the template of {class_name.group(1)} and must be named like it')
        elif name not in used:
            yield Finding(path, 0, 'is taken by no class')


RULES = {
    'potfiles': potfiles,
    'chinese': chinese,
    'catalogue-chinese': catalogue_chinese,
    'catalogue-punctuation': catalogue_punctuation,
    'readme': readme,
    'template': template,
}
