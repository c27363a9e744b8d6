#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/shots.sh [DIR]: draws every page of the window and every board, in each theme and language, as PNG files in DIR.
# A demo hall that stands still delivers the data, so that two runs show the same figures. `./run shots` builds first.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=${1:-shots}
mkdir -p "$out"
out=$(cd "$out" && pwd)
program=$root/build/shuzhi
shot=$root/build/tests/ui/ui-shot

if [ "${2:-}" != inside ]; then
  session=$(mktemp -d "${TMPDIR:-/tmp}/shuzhi-shots-XXXXXX")
  trap 'rm -rf "$session"' EXIT
  mkdir -m 700 "$session/run" "$session/home"
  # The screen is as large as the largest picture: a window is never larger than its screen.
  env -u XDG_CONFIG_HOME -u XDG_DATA_HOME -u WAYLAND_DISPLAY -u DBUS_SESSION_BUS_ADDRESS -u SHUZHI_HOME -u LANGUAGE \
    HOME="$session/home" XDG_RUNTIME_DIR="$session/run" GSK_RENDERER=cairo GDK_BACKEND=x11 LC_ALL=C.UTF-8 \
    GSETTINGS_BACKEND=memory GIO_USE_VFS=local SHUZHI_CATALOG_DIR="$root/data/catalog" \
    SHUZHI_LOCALEDIR="$root/build/po" \
    xvfb-run -a -s '-screen 0 3840x2160x24 -noreset' \
    dbus-run-session --config-file="$root/tests/session.conf" -- "$root/tests/shots.sh" "$out" inside </dev/null
  exit
fi

home=$HOME/shuzhi
"$root/build/shuzhi-hall" --port 0 --days 60 --speed 0 --seed 1 --quiet --die-with-parent >"$HOME/url" &
hall=$!
trap 'kill "$hall" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
  [ -s "$HOME/url" ] && break
  sleep 0.1
done
"$program" --home "$home" sources add hall --url "$(head -n 1 "$HOME/url")" >/dev/null
"$program" --home "$home" sync --once >/dev/null

# The window shows what is stored; without its hall it says so, so the hall stays until the last picture.
window_page() { # name, page, width, height
  local theme lang
  for theme in light dark; do
    for lang in zh en; do
      "$shot" "$home" "$lang" "$2" "$theme" "$3" "$4" "$out/$1-$theme-$lang-$3x$4.png"
    done
  done
}

wall_page() { # name, board, width, height
  local lang
  for lang in zh en; do
    "$shot" "$home" "$lang" "wall:$2" wall "$3" "$4" "$out/$1-wall-$lang-$3x$4.png"
  done
}

# One ticket of the last day, whose time line is shown.
record=$("$program" --home "$home" --format csv rows tickets --limit 1 | sed -n '2s/,.*//p')

for size in 900x700 1366x768 1920x1080 3840x1080; do
  width=${size%x*} height=${size#*x}
  for page in overview live alerts map library directory sources help; do
    window_page "$page" "$page" "$width" "$height"
  done
  window_page indicator indicator:wait_avg "$width" "$height"
  window_page rows rows:wait_avg "$width" "$height"
  window_page timeline "timeline:tickets:$record" "$width" "$height"
done
for size in 1920x1080 3840x1080; do
  for board in overview live; do
    wall_page "$board" "$board" "${size%x*}" "${size#*x}"
  done
done

for theme in light dark wall; do
  size=1744x1034
  [ "$theme" = wall ] && size=3840x1080
  for lang in zh en; do
    "$program" --home "$home" --lang "$lang" draw overview --out "$out/board-overview-$theme-$lang-$size.png" \
      --size "$size" --theme "$theme" >/dev/null
  done
done

# A home of its own that never had a source.
home=$HOME/empty
mkdir -m 700 "$home"
window_page welcome overview 900 700
echo "$(find "$out" -maxdepth 1 -name '*.png' | wc -l) pictures in $out"
