#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# raster-icons.sh ENCODER FOLDER ICON.svg...
# Puts each symbolic icon into FOLDER as GTK's recolourable bitmaps of 16 pixels (ICON.symbolic.png) and, for screens
# of twice the density, of 32 (ICON@2.symbolic.png).
set -eu
encoder=$1 folder=$2
shift 2
double=$(mktemp -d)
trap 'rm -rf "$double"' EXIT
for icon; do
  name=$(basename "$icon" .svg)
  "$encoder" "$icon" 16x16 -o "$folder"
  "$encoder" "$icon" 32x32 -o "$double"
  mv "$double/$name.symbolic.png" "$folder/$name@2.symbolic.png"
done
