/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-page.h"
#include "sz-picture.h"
#include "sz-theme.h"

G_BEGIN_DECLS

typedef enum {
  SZ_DRAW_DEFAULT = 0,
  /* For files and prints: a strip above the page with hall, time and data age; from 2880 pixels on the page
   * is one of 1920 in finer resolution. */
  SZ_DRAW_FRAME = 1 << 0,
  /* A wall's page with its columns from right to left, so that no part of the wall ages faster than another.
   */
  SZ_DRAW_MIRROR = 1 << 1,
} SzDrawFlags;

/* Lays out and draws a page (without the window's header and sidebar) for a canvas of width × height pixels.
 * If the content needs more height the picture is taller and scrolls; it is never narrower or wider than
 * asked (sizes below 200 × 120 count as that). A pure function of its arguments and the process language; any
 * thread, one page at a time per zone object. Missing, infinite or odd values draw as missing, never fail.
 * (transfer full) */
SzPicture *sz_draw_page (const SzPage *page, const SzTheme *theme, double width, double height,
                         SzDrawFlags flags);

/* One tile on its own. `context` gives zone, clock and staleness and may be NULL. (transfer full) */
SzPicture *sz_draw_tile (const SzTile *tile, const SzPage *context, const SzTheme *theme, double width,
                         double height);

/* How a watched value came to where it is, in a row of a list: the line, its limit, and a dot at its end. */
typedef struct {
  const SzSeries *series; /* (nullable) by instants; NAN is a gap */
  double limit;           /* NAN none; always on the axis, and what is beyond it in cinnabar */
  gboolean below;         /* beyond is below */
  double x_end;           /* where the axis ends if it goes on behind the series; NAN */
  gboolean stale;         /* nothing is known behind the last value: hatched, and nothing is judged by it */
} SzSpark;

/* On no ground: it stands on whatever the row has. Nothing of a series without a value. Sides from 8 to 2000
 * pixels, of which the picture is exactly as asked. MARKs: "line", "limit", and at the end "dot",
 * "dot-beyond" or "dot-old". Any thread. (transfer full) */
SzPicture *sz_draw_spark (const SzSpark *spark, const SzTheme *theme, double width, double height);

/* The tile's values as a table: what a key shows beside a chart, and a report exports. NULL if it has none.
 * (transfer full) (nullable) */
SzFrame *sz_draw_tile_table (const SzTile *tile, const SzPage *context);
/* The sentence a tile is read out as: title, scope, what it shows, and its note. (transfer full) */
char *sz_draw_tile_sentence (const SzTile *tile);

/* The sentence a figure is read out as: name, value with unit, verdict, reference, changes, range of its
 * recent values. (transfer full) */
char *sz_draw_figure_sentence (const SzFigure *figure);

G_END_DECLS
