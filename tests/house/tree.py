# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rules of the check look at: a tree of files, and C sources taken apart."""

import os
import re
import subprocess
from collections import namedtuple
from functools import lru_cache

# One complaint. `line` is 0 where the whole file is meant.
Finding = namedtuple('Finding', 'path line message')

TEXT_SUFFIXES = {
    '.c', '.h', '.py', '.sh', '.css', '.ui', '.xml', '.md', '.build', '.txt', '.json', '.po', '.svg', '.conf',
    '.desktop', '.in', '.service', '.supp', '.ini', '.keyfile', '.yml',
}
C_TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


class Skip(Exception):
    """A rule that cannot judge here says why."""


class Tree:
    """A checkout (or one of the samples): its files, their text, and the build directory if there is one."""

    def __init__(self, root, build=None, ninja_deps=None):
        self.root = os.path.abspath(root)
        self.build = os.path.abspath(build) if build else None
        self.ninja_deps = ninja_deps
        self._files = None

    def files(self, *prefixes, suffixes=None):
        """Paths relative to the root, sorted; the failing samples are not part of a checkout."""
        if self._files is None:
            self._files = sorted(f for f in self._list() if not f.startswith('tests/style/'))
        return [
            f for f in self._files
            if (not prefixes or f.startswith(prefixes)) and (not suffixes or f.endswith(tuple(suffixes)))
        ]

    def _list(self):
        if os.path.exists(os.path.join(self.root, '.git')):
            command = ['git', '-c', 'safe.directory=*', '-C', self.root, 'ls-files', '-z', '--cached', '--others',
                       '--exclude-standard']
            try:
                out = subprocess.run(command, check=True, capture_output=True).stdout
                paths = {p for p in out.decode('utf-8', 'surrogateescape').split('\0') if p}
                return [p for p in paths if os.path.isfile(os.path.join(self.root, p))]
            except (OSError, subprocess.CalledProcessError):
                pass
        return self._walk()

    def _walk(self):
        found = []
        for folder, folders, files in os.walk(self.root):
            here = os.path.relpath(folder, self.root)
            if here == '.':
                folders[:] = [d for d in folders if d not in ('.git', 'shots') and not d.startswith('build')]
            folders[:] = [d for d in folders if d != '__pycache__']
            found += [os.path.normpath(os.path.join(here, f)) for f in files]
        return found

    def path(self, *parts):
        return os.path.join(self.root, *parts)

    def exists(self, *parts):
        return os.path.exists(self.path(*parts))

    @lru_cache(maxsize=None)
    def text(self, path):
        with open(self.path(path), encoding='utf-8', errors='replace') as file:
            return file.read()

    def sources(self, *prefixes):
        return self.files(*prefixes, suffixes=('.c', '.h'))

    def texts(self):
        """Every file that is text by its name, for rules about all of them."""
        for path in self.files():
            suffix = os.path.splitext(path)[1]
            if suffix in TEXT_SUFFIXES or (not suffix and self._is_script(path)):
                yield path

    def _is_script(self, path):
        with open(self.path(path), 'rb') as file:
            return file.read(2) == b'#!'


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1


@lru_cache(maxsize=None)
def code_only(text, keep_strings=False):
    """The C text with comments (and what stands in string literals) blanked; offsets and lines stay."""

    def blank(match):
        token = match.group(0)
        if token[0] in '"\'':
            return token if keep_strings else token[0] + ' ' * (len(token) - 2) + token[-1]
        return re.sub(r'[^\n]', ' ', token)

    return C_TOKEN.sub(blank, text)


def literals(text):
    """(line, content) of each string literal of a C text; literals the compiler joins are one."""
    code = code_only(text, keep_strings=True)
    run, start, end = [], 0, None
    for match in re.finditer(r'"((?:\\.|[^"\\\n])*)"|\'(?:\\.|[^\'\\\n])*\'', code):
        if match.group(1) is None:
            continue
        if end is not None and code[end:match.start()].strip() == '':
            run.append(match.group(1))
        else:
            if run:
                yield line_of(code, start), ''.join(run)
            run, start = [match.group(1)], match.start()
        end = match.end()
    if run:
        yield line_of(code, start), ''.join(run)
