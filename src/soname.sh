#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# soname.sh NAME COMPILER...: the name by which a program linked with -lNAME finds the library when it starts.
set -eu
name=$1
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo 'int main (void) { return 0; }' >"$folder/none.c"
"$@" -o "$folder/none" "$folder/none.c" -Wl,--no-as-needed "-l$name"
objdump -p "$folder/none" | awk -v name="lib$name.so" '$1 == "NEEDED" && index ($2, name) == 1 { print $2; exit }' | grep .
