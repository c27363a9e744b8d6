#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# tests/shots.sh [DIR [PART]]: draws every page of the window and every board, in each theme and language, as PNG files
# in DIR; with PART only those whose file name holds it ("map-dark", "900x700"). `./run shots` builds first;
# SHUZHI_BUILD_DIR names another build. A demo hall that stands still delivers the data, so that two runs show the same
# figures. Several windows are drawn at once, each on a home of its own. What fails is named at the end, with its reason.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$(cd "${SHUZHI_BUILD_DIR:-$root/build}" && pwd)
out=${1:-shots}
part=${2:-}
mkdir -p "$out"
out=$(cd "$out" && pwd)
program=$build/src/shuzhi
shot=$build/tests/ui/ui-shot

if [ -z "${SHUZHI_SHOTS_SESSION:-}" ]; then
  session=$(mktemp -d "${TMPDIR:-/tmp}/shuzhi-shots-XXXXXX")
  trap 'rm -rf "$session"' EXIT
  mkdir -m 700 "$session/run" "$session/home"
  # The screen is as large as the largest picture: a window is never larger than its screen.
  env -u XDG_CONFIG_HOME -u XDG_DATA_HOME -u WAYLAND_DISPLAY -u DBUS_SESSION_BUS_ADDRESS -u SHUZHI_HOME -u LANGUAGE \
    HOME="$session/home" XDG_RUNTIME_DIR="$session/run" GSK_RENDERER=cairo GDK_BACKEND=x11 GTK_A11Y=none \
    LC_ALL=C.UTF-8 GSETTINGS_BACKEND=memory GIO_USE_VFS=local SHUZHI_CATALOG_DIR="$root/data/catalog" \
    SHUZHI_LOCALEDIR="$build/po" SHUZHI_BUILD_DIR="$build" SHUZHI_SHOTS_SESSION="$session" \
    xvfb-run -a -s '-screen 0 3840x2160x24 -noreset' \
    dbus-run-session --dbus-daemon="$root/tests/house/quiet-bus" --config-file="$root/tests/session.conf" -- \
    "$root/tests/shots.sh" "$out" "$part" </dev/null
  exit
fi

home=$HOME/shuzhi
"$build/src/hall/shuzhi-hall" --port 0 --days 60 --speed 0 --seed 1 --quiet --die-with-parent >"$HOME/url" &
hall=$!
trap 'kill "$hall" 2>/dev/null || true' EXIT
for _ in $(seq 100); do
  [ -s "$HOME/url" ] && break
  sleep 0.1
done
"$program" --home "$home" sources add hall --url "$(head -n 1 "$HOME/url")" >/dev/null 2>&1
"$program" --home "$home" sync --once >/dev/null 2>"$HOME/sync.log" || {
  cat "$HOME/sync.log" >&2
  exit 1
}

# One picture a line: its file, then what draws it. HOME stands for the worker's copy of the home, EMPTY for one that
# never had a source.
pictures=$HOME/pictures
add() { # file, command…
  case "$1" in
    *"$part"*) printf '%s\t' "$1" "${@:2}" | sed 's/\t$/\n/' >>"$pictures" ;;
  esac
}

window_page() { # name, page, width, height
  local theme lang
  for theme in light dark; do
    for lang in zh en; do
      add "$1-$theme-$lang-$3x$4.png" "$shot" HOME "$lang" "$2" "$theme" "$3" "$4"
    done
  done
}

wall_page() { # name, board, width, height
  local lang
  for lang in zh en; do
    add "$1-wall-$lang-$3x$4.png" "$shot" HOME "$lang" "wall:$2" wall "$3" "$4"
  done
}

: >"$pictures"
# One ticket of the last day, whose time line is shown.
record=$("$program" --home "$home" --format csv rows tickets --limit 1 2>/dev/null | sed -n '2s/,.*//p')
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
    add "board-overview-$theme-$lang-$size.png" "$program" --home HOME --lang "$lang" draw overview --size "$size" \
      --theme "$theme" --out
  done
done
for theme in light dark; do
  for lang in zh en; do
    add "welcome-$theme-$lang-900x700.png" "$shot" EMPTY "$lang" welcome "$theme" 900 700
    for dialog in preferences search search=B0 connect import shortcuts table about acknowledge dispose dismiss refetch remove \
      end-demo edit sign-in key; do
      add "dialog-${dialog/=/-}-$theme-$lang-1280x800.png" "$shot" HOME "$lang" "dialog:$dialog" "$theme" 1280 800
    done
  done
done

# Every worker takes each n-th picture, so that large and small ones mix.
work() { # number of this worker, of all workers
  local mine=$HOME/work$1 line file fields log
  cp -r "$home" "$mine"
  mkdir -m 700 "$mine-empty"
  awk -v n="$2" -v k="$1" 'NR % n == k' "$pictures" | while IFS= read -r line; do
    IFS=$'\t' read -r -a fields <<<"$line"
    file=${fields[0]}
    fields=("${fields[@]:1}" "$out/$file")
    fields=("${fields[@]/#HOME/$mine}")
    fields=("${fields[@]/#EMPTY/$mine-empty}")
    rm -f "$out/$file"
    log=$("${fields[@]}" 2>&1 >/dev/null) && [ -s "$out/$file" ] || printf '%s: %s\n' "$file" "$log" >>"$HOME/failed"
  done
}

workers=$(nproc)
[ "$workers" -le 8 ] || workers=8
for k in $(seq 0 $((workers - 1))); do
  work "$k" "$workers" &
  ids[k]=$!
done
wait "${ids[@]}"

if [ -s "$HOME/failed" ]; then
  cat "$HOME/failed" >&2
  echo "shots: $(wc -l <"$HOME/failed") of $(wc -l <"$pictures") pictures are missing" >&2
  exit 1
fi
echo "$(wc -l <"$pictures") pictures in $out"
