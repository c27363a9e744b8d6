#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of the house: what a reviewer should not have to look for.

  check.py [--source DIR] [--build DIR] [--tap]   judges a checkout by every rule
  check.py --self-test [--tap]                    proves that each rule refuses its sample in tests/style
"""

import argparse
import os
import sys

sys.dont_write_bytecode = True

import rules_layers  # noqa: E402
import rules_source  # noqa: E402
import rules_text  # noqa: E402
from tree import Skip, Tree  # noqa: E402

RULES = {**rules_source.RULES, **rules_layers.RULES, **rules_text.RULES}
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
STYLE = os.path.join(ROOT, 'tests', 'style')


def complaint(finding):
    place = f'{finding.path}:{finding.line}' if finding.line else finding.path
    return f'{place}: {finding.message}'


def judge(tree, rule):
    """(complaints, reason for judging nothing or None)."""
    try:
        return sorted(set(complaint(f) for f in RULES[rule](tree))), None
    except Skip as skip:
        return [], str(skip)


def sample_tree(folder):
    deps = os.path.join(folder, 'ninja-deps')
    recorded = ''
    if os.path.exists(deps):
        with open(deps, encoding='utf-8') as file:
            recorded = file.read()
    return Tree(folder, ninja_deps=recorded)


def judge_sample(rule):
    """What is wrong with how a rule judges its sample, which lists in `expected` the places that must be refused."""
    folder = os.path.join(STYLE, rule)
    if not os.path.isdir(folder):
        return [f'tests/style/{rule} is missing: a rule without a failing sample proves nothing'], None
    with open(os.path.join(folder, 'expected'), encoding='utf-8') as file:
        expected = {line.strip() for line in file if line.strip()}
    found, skip = judge(sample_tree(folder), rule)
    if skip:
        return [], skip
    places = {text.split(': ')[0] for text in found}
    wrong = [f'{place} was not refused' for place in sorted(expected - places)]
    wrong += [f'refused without reason: {text}' for text in found if text.split(': ')[0] not in expected]
    if not expected:
        wrong.append('its sample expects nothing')
    return wrong, None


def judge_clean(rule):
    """No rule complains about the clean sample."""
    return judge(sample_tree(os.path.join(STYLE, 'clean')), rule)


def report(name, number, complaints, skip, tap):
    if tap:
        # On standard error, which meson shows when a TAP program fails.
        for text in complaints:
            print(f'[{name}] {text}', file=sys.stderr)
        suffix = f' # SKIP {skip}' if skip else ''
        print(f'{"not ok" if complaints else "ok"} {number} {name}{suffix}')
        return
    for text in complaints:
        path, _, rest = text.partition(': ')
        print(f'{path}: [{name}] {rest}' if rest else f'[{name}] {text}')
    if skip:
        print(f'[{name}] not judged: {skip}')


def main():
    parser = argparse.ArgumentParser(description='The check of the house.')
    parser.add_argument('--source', default=ROOT)
    parser.add_argument('--build')
    parser.add_argument('--tap', action='store_true')
    parser.add_argument('--self-test', action='store_true')
    options = parser.parse_args()

    if options.self_test:
        jobs = [(rule, lambda rule=rule: judge_sample(rule)) for rule in RULES]
        jobs += [(f'clean/{rule}', lambda rule=rule: judge_clean(rule)) for rule in RULES]
    else:
        tree = Tree(options.source, options.build)
        jobs = [(rule, lambda rule=rule: judge(tree, rule)) for rule in RULES]

    refused = 0
    if options.tap:
        print(f'1..{len(jobs)}')
    for number, (name, job) in enumerate(jobs, 1):
        complaints, skip = job()
        refused += len(complaints)
        report(name, number, complaints, skip, options.tap)
    if refused and not options.tap:
        print(f'{refused} to mend')
    return 1 if refused else 0


if __name__ == '__main__':
    sys.exit(main())
