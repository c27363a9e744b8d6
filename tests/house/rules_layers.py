# SPDX-License-Identifier: GPL-3.0-or-later
"""Which folder may use which: the table of the design, and the libraries that belong to one layer."""

import os
import re
import subprocess

from tree import Finding, Skip, code_only, line_of

# layer: the layers whose headers it may read, itself aside.
ALLOWED = {
    'ui': {'figures', 'watch', 'report', 'map', 'draw', 'sync', 'store', 'catalog', 'base'},
    'cli': {'figures', 'watch', 'report', 'draw', 'sync', 'store', 'catalog', 'base'},
    'report': {'figures', 'draw', 'catalog', 'base'},
    'watch': {'figures', 'net', 'store', 'catalog', 'base'},
    'figures': {'insight', 'store', 'catalog', 'base'},
    'map': {'draw', 'store', 'catalog', 'base'},
    'draw': {'base'},
    'insight': {'base'},
    'sync': {'net', 'store', 'catalog', 'base'},
    'net': {'base'},
    'store': {'catalog', 'base'},
    'catalog': {'base'},
    'base': set(),
    'hall': {'catalog', 'base'},
    'main': {'ui', 'cli'},
}
# What a header's path looks like when the compiler found it, and as an #include; who may read it; what to do instead.
LIBRARIES = [
    ('GTK', re.compile(r'/gtk-4\.0/'), re.compile(r'^(gtk|gdk)/'), {'ui', 'map'},
     'only ui and map know GTK; hand over a frame or a picture'),
    ('SQLite', re.compile(r'/sqlite3(ext)?\.h$'), re.compile(r'^sqlite3(ext)?\.h$'), {'store'},
     'only store knows SQLite; ask a reader or the writer'),
    ('libsoup', re.compile(r'/libsoup-3\.0/'), re.compile(r'^libsoup/'), {'net', 'hall'},
     'only net and hall know libsoup; go through net'),
    ('libshumate', re.compile(r'/shumate-1\.0/'), re.compile(r'^shumate/'), {'map'},
     'only map knows libshumate'),
]
DRAWING = re.compile(r'^(cairo|pango)[/.\-]|^(cairo|pango)$')
MAY_DRAW = {'draw', 'report', 'ui', 'map'}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)


def layer_of(path):
    """The layer of a path below the root, `main` for a source directly in src, None outside."""
    parts = path.split('/')
    if parts[0] != 'src' or len(parts) < 2:
        return None
    return parts[1] if len(parts) > 2 else 'main'


def includes(text):
    code = code_only(text, keep_strings=True)
    for match in INCLUDE.finditer(code):
        yield line_of(code, match.start()), match.group(1), match.group(2)


def describe_layers(layer):
    return ', '.join(sorted(ALLOWED[layer])) or 'GLib alone'


def check_unknown(tree):
    for folder in sorted({f.split('/')[1] for f in tree.sources('src/') if f.count('/') > 1}):
        if folder not in ALLOWED:
            yield Finding(f'src/{folder}', 0, 'is not a layer of the design; add its row there and here')


def check_includes(tree):
    """What the sources ask for by name, also of files that nothing compiles yet."""
    owner = {os.path.basename(f): layer_of(f) for f in tree.files('src/', suffixes=('.h',))}
    for path in tree.sources('src/'):
        layer = layer_of(path)
        if layer not in ALLOWED:
            continue
        for line, kind, name in includes(tree.text(path)):
            other = owner.get(os.path.basename(name)) if kind == '"' else None
            if other and other != layer and other not in ALLOWED[layer]:
                # main reaches base through the headers it may use.
                if layer == 'main' and other == 'base':
                    continue
                yield Finding(path, line, f'{layer} may not use {other} ({name}); it may use {describe_layers(layer)}')
            for library, _, pattern, users, advice in LIBRARIES:
                if kind == '<' and pattern.match(name) and layer not in users:
                    yield Finding(path, line, f'{layer} includes {library}: {advice}')


def read_ninja_deps(tree):
    if tree.ninja_deps is not None:
        return tree.ninja_deps
    if not tree.build:
        return ''
    try:
        return subprocess.run(['ninja', '-C', tree.build, '-t', 'deps'], check=True, capture_output=True,
                              text=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Skip(f'ninja cannot say what was compiled from what: {error}') from error


def compiled_objects(tree):
    """(source below the root, dependencies) of each object the compiler made from a source in src."""
    base = tree.build or tree.path('build')
    dependencies = []
    for line in read_ninja_deps(tree).splitlines() + ['']:
        if line.startswith('    '):
            dependencies.append(os.path.normpath(os.path.join(base, line.strip())))
        elif dependencies:
            source = os.path.relpath(dependencies[0], tree.root)
            if source.startswith('src/'):
                yield source, dependencies[1:]
            dependencies = []


def check_compiled(tree):
    """What the compiler really read, through however many headers."""
    for source, dependencies in compiled_objects(tree):
        layer = layer_of(source)
        # main reads what the headers of ui and cli bring along; what it asks for itself is judged by name.
        if layer not in ALLOWED or layer == 'main' or not tree.exists(source):
            continue
        for dependency in dependencies:
            path = os.path.relpath(dependency, tree.root)
            other = layer_of(path)
            if other and other != layer and other not in ALLOWED[layer]:
                yield Finding(source, 0, f'{layer} reads {path} and may use only {describe_layers(layer)}')
        for library, pattern, _, users, advice in LIBRARIES:
            if layer not in users and any(pattern.search(d) for d in dependencies):
                yield Finding(source, 0, f'{layer} reads headers of {library}: {advice}')


def layers(tree):
    """A layer uses exactly what its row of the design allows."""
    named = list(check_unknown(tree)) + list(check_includes(tree))
    yield from named
    known = {f.path for f in named}
    yield from (f for f in check_compiled(tree) if f.path not in known)


def drawing(tree):
    """Pixels are decided in draw; report, ui and map only put its pictures somewhere."""
    for path in tree.sources('src/'):
        layer = layer_of(path)
        if layer in MAY_DRAW:
            continue
        for line, _, name in includes(tree.text(path)):
            if DRAWING.match(name):
                yield Finding(path, line, f'{layer} includes {name}: draw with src/draw')


RULES = {'layers': layers, 'drawing': drawing}
