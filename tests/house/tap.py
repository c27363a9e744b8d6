# SPDX-License-Identifier: GPL-3.0-or-later
"""Test functions as a TAP stream: a test returns, skips by Skip, or fails by any other exception."""

import sys
import traceback


class Skip(Exception):
    """This test cannot be run here, and why."""


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def main(tests):
    """Runs [(name, function), …] and ends the program."""
    print(f'1..{len(tests)}')
    failed = 0
    for number, (name, function) in enumerate(tests, 1):
        try:
            function()
        except Skip as skip:
            print(f'ok {number} {name} # SKIP {skip}')
        except Exception as error:  # pylint: disable=broad-except
            failed += 1
            text = str(error) if isinstance(error, AssertionError) else traceback.format_exc()
            # On standard error, which meson shows when a TAP program fails.
            print(f'{name}: {text or "failed"}', file=sys.stderr)
            print(f'not ok {number} {name}')
        else:
            print(f'ok {number} {name}')
        sys.stdout.flush()
    sys.exit(1 if failed else 0)
