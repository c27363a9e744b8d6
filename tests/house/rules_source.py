# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules about the text of the sources: format, calls, SQL, sizes, licence, paths."""

import os
import re
import shutil
import subprocess

from tree import Finding, Skip, code_only, line_of, literals

MAX_FUNCTION_LINES = 120
MAX_FILE_LINES = 1000
LICENCE = 'SPDX-License-Identifier: GPL-3.0-or-later'
LICENSED = ('.c', '.h', '.py', '.sh', '.css', '.ui', 'meson.build', 'meson_options.txt')

BANNED = {
    'strcpy': 'g_strlcpy or g_strdup',
    'strncpy': 'g_strlcpy',
    'strcat': 'GString',
    'strncat': 'GString',
    'sprintf': 'g_strdup_printf or g_snprintf',
    'vsprintf': 'g_strdup_vprintf',
    'gets': 'GDataInputStream',
    'strtok': 'g_strsplit',
    'atoi': 'g_ascii_string_to_signed',
    'atol': 'g_ascii_string_to_signed',
    'atof': 'g_ascii_strtod',
    'strtod': 'g_ascii_strtod: the locale never reaches data',
    'system': 'GSubprocess',
    'popen': 'GSubprocess',
    'g_error': 'a GError; bad data never ends the process',
    'rand': 'g_rand_int with a printed seed',
    'srand': 'g_rand_new_with_seed',
    'localtime': 'GDateTime with an explicit zone',
    'gmtime': 'GDateTime with an explicit zone',
    'sqlite3_mprintf': 'bound parameters, or %Q and %w for what cannot be bound',
    'sqlite3_vmprintf': 'bound parameters, or %Q and %w for what cannot be bound',
    'sqlite3_snprintf': 'bound parameters, or %Q and %w for what cannot be bound',
    'alloca': 'g_new',
    'g_alloca': 'g_new',
    'goto': 'g_autoptr and early return',
}
BANNED_CALL = re.compile(r'(?<![\w.>])(' + '|'.join(w for w in BANNED if w != 'goto') + r')\s*\(|\b(goto)\s+\w+\s*;')

SQL = re.compile(
    r'\b(SELECT\b.*\bFROM\b|SELECT\s+(COUNT|SUM|MAX|MIN)\b|INSERT\s+(OR\s+\w+\s+)?INTO\b|REPLACE\s+INTO\b'
    r'|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b|(CREATE|DROP|ALTER)\s+(UNIQUE\s+|TEMP\s+|VIRTUAL\s+)?(TABLE|INDEX|VIEW)\b'
    r'|PRAGMA\s+\w+|BEGIN\s+IMMEDIATE|GROUP\s+BY\b)'
    r'|\b(select\s+(\*|distinct|count|sum|max|min)\b.*\bfrom\b|insert\s+into\b|update\s+\w+\s+set\b'
    r'|delete\s+from\s+\w+\s+where\b)', re.DOTALL)

# Written so that this file does not refuse itself.
MACHINE_PATH = re.compile(r'/wor[k]/|/tmp/b[-]|(?<![\w.])/roo[t]/')
REGISTRY = re.compile(
    r'\b(pypi[.]org|files[.]pythonhosted[.]org|registry[.]npmjs[.]org|(static[.])?crates[.]io|proxy[.]golang[.]org'
    r'|(deb|security|snapshot)[.]debian[.]org|[\w-]+[.](internal|corp)\b|artifac[t]ory)', re.IGNORECASE)
UNFINISHED = re.compile(r'\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b')
UNFINISHED_WORDS = re.compile(r'\b(st[u]b|f[o]r now|n[o]t implemented)\b', re.IGNORECASE)


def clang_format():
    """clang-format 14, whose output is the style; a newer one differs in details."""
    for name in ('clang-format-14', 'clang-format'):
        program = shutil.which(name)
        if program:
            version = subprocess.run([program, '--version'], capture_output=True, text=True, check=False).stdout
            if re.search(r'version 14\.', version):
                return program
    raise Skip('the style is what clang-format 14 makes of it, and that is not installed')


def layout(tree):
    """The style is what clang-format makes of .clang-format."""
    program = clang_format()
    paths = tree.sources('src/', 'tests/')
    half = (len(paths) + 1) // 2
    batches = [b for b in (paths[:half], paths[half:]) if b]
    jobs = [
        subprocess.Popen([program, '--dry-run', '--Werror', '--style=file', *batch], cwd=tree.root,
                         stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) for batch in batches
    ]
    for job in jobs:
        seen = set()
        for match in re.finditer(r'^(\S.*?):(\d+):\d+: error: code should be clang-formatted', job.communicate()[1],
                                 re.MULTILINE):
            if match.group(1) not in seen:
                seen.add(match.group(1))
                yield Finding(match.group(1), int(match.group(2)),
                              f'from here on it differs from its format: clang-format -i {match.group(1)}')


def quotes(text, match):
    """Whether a call that makes SQL has a literal format that puts nothing into it unquoted."""
    if not match.group(0).startswith('sqlite3_'):
        return False
    made = re.match(r'[^;"]*("[^;]*?")\s*[,)]', text[match.end():])
    return bool(made) and not re.search(r'%[-\d.*]*s', made.group(1))


def banned_call(tree):
    """Calls that have a better replacement."""
    for path in tree.sources('src/', 'tests/'):
        text = tree.text(path)
        code = code_only(text)
        for match in BANNED_CALL.finditer(code):
            name = match.group(1) or match.group(2)
            if quotes(text, match):
                continue
            yield Finding(path, line_of(code, match.start()), f'{name}: use {BANNED[name]}')


def sql(tree):
    """SQL is written in one place: src/store."""
    for path in tree.sources('src/'):
        if path.startswith('src/store/'):
            continue
        for line, text in literals(tree.text(path)):
            match = SQL.search(text)
            if match:
                yield Finding(path, line, f'SQL outside store: "{match.group(0)[:40]}"; ask the compiler in src/store')


def function_length(tree):
    """A function fits on two screens."""
    for path in tree.sources('src/', 'tests/'):
        start = None
        for number, line in enumerate(code_only(tree.text(path)).split('\n'), 1):
            if line.startswith('{'):
                start = number
            elif line.startswith('}') and start is not None:
                length = number - start - 1
                if length > MAX_FUNCTION_LINES:
                    yield Finding(path, start, f'a function of {length} lines; at most {MAX_FUNCTION_LINES}: split it')
                start = None


def file_length(tree):
    """A file has one topic."""
    for path in tree.files(suffixes=('.c', '.h', '.py', '.sh', '.css', '.ui')):
        length = tree.text(path).count('\n')
        if length > MAX_FILE_LINES:
            yield Finding(path, 0, f'{length} lines; at most {MAX_FILE_LINES}: split it by topic')


def licence(tree):
    """Every source names its licence at its head."""
    for path in tree.texts():
        script = not os.path.splitext(path)[1]
        if (script or path.endswith(LICENSED)) and LICENCE not in tree.text(path)[:400]:
            yield Finding(path, 1, f'lacks the line {LICENCE}')


def machine_path(tree):
    """Nothing in the repository knows the machine it was written on, or where its packages came from."""
    for path in tree.texts():
        for number, line in enumerate(tree.text(path).split('\n'), 1):
            match = MACHINE_PATH.search(line) or REGISTRY.search(line)
            if match:
                yield Finding(path, number, f'names "{match.group(0)}": a path or host of one machine')


def unfinished(tree):
    """Nothing is left half done."""
    sources = set(tree.sources('src/'))
    for path in tree.texts():
        for number, line in enumerate(tree.text(path).split('\n'), 1):
            match = UNFINISHED.search(line) or (path in sources and UNFINISHED_WORDS.search(line))
            if match:
                yield Finding(path, number, f'"{match.group(0)}": finish it or leave it out')


def header(tree):
    """A header is read once, and a public one keeps private ones to itself."""
    for path in tree.files('src/', suffixes=('.h',)):
        text = tree.text(path)
        if '#pragma once' not in text:
            yield Finding(path, 1, 'lacks #pragma once')
        private = re.search(r'^#include "[^"\n]*-private\.h"', text, re.MULTILINE)
        if private and not path.endswith('-private.h'):
            yield Finding(path, line_of(text, private.start()), 'a public header includes a private one')


RULES = {
    'format': layout,
    'banned-call': banned_call,
    'sql': sql,
    'function-length': function_length,
    'file-length': file_length,
    'licence': licence,
    'machine-path': machine_path,
    'unfinished': unfinished,
    'header': header,
}
