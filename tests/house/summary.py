#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints `N passed, N failed` over meson's test logs, counting the subtests of TAP programs.

Exits non-zero if a test failed, a log is missing, or no test ran at all.
"""

import json
import re
import sys

TAP_LINE = re.compile(r'^(not )?ok\b(?:[^#]*)(?:#\s*(skip|todo)\b)?', re.IGNORECASE)
PASSED = {'OK', 'EXPECTEDFAIL'}


def count_tap(text):
    """Passed, failed, skipped among the top level lines of a TAP stream."""
    passed = failed = skipped = 0
    for line in text.splitlines():
        match = TAP_LINE.match(line)
        if not match:
            continue
        directive = (match.group(2) or '').lower()
        if directive == 'skip':
            skipped += 1
        elif match.group(1) and directive != 'todo':
            failed += 1
        else:
            passed += 1
    return passed, failed, skipped


def count_test(test):
    """The same for one program of the log. One that died after its last `ok` counts as one failure more."""
    passed, failed, skipped = count_tap(test.get('stdout') or '')
    result = test['result']
    if result == 'SKIP':
        return (0, 0, max(skipped, 1))
    if result not in PASSED:
        return passed, max(failed, 1), skipped
    if passed + failed + skipped == 0:
        passed = 1
    return passed, failed, skipped


def count_log(path):
    with open(path, encoding='utf-8') as log:
        counts = [count_test(json.loads(line)) for line in log if line.strip()]
    return [sum(column) for column in zip(*counts)] if counts else [0, 0, 0]


def main(paths):
    total = [0, 0, 0]
    for path in paths:
        try:
            total = [a + b for a, b in zip(total, count_log(path))]
        except (OSError, ValueError, KeyError) as error:
            print(f'{path}: no result of the tests: {error}', file=sys.stderr)
            total[1] += 1
    passed, failed, skipped = total
    if passed + failed == 0:
        print('no test ran', file=sys.stderr)
        failed = 1
    print(f'{passed} passed, {failed} failed' + (f', {skipped} skipped' if skipped else ''))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
