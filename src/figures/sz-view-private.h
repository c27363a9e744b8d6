/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-figures-private.h"

G_BEGIN_DECLS

/* What was read of the past for a board. */
struct _SzBoardMemo {
  const SzBoard *board;  /* NULL: nothing is kept */
  gint64 start_ms;       /* of the period */
  gint64 now_ms, at_us;  /* when it was read, by the hall's clock and by the monotonic one */
  GPtrArray *indicators; /* what was compared, in order */
  SzBase previous, year;
  SzSlice *before, *year_before, *sparks, *reference; /* (owned) (nullable) */
  double recent[4];                                   /* the last half hour of the days compared with */
  gboolean has_recent;
  GHashTable *first_windows; /* area to the first of its windows; NULL unknown */
};

typedef struct {
  double open, installed; /* NAN unknown */
} SzOpenWindows;

/* What all tiles of a board share: its span, what it is compared with, and the values of all its indicators,
 * asked for together. */
typedef struct {
  SzLook *look;
  SzPeriod period;
  gboolean now;       /* the period is the hall's today */
  gboolean untouched; /* and nobody has taken a ticket up to the instant looked at */
  SzBase previous, year;
  GPtrArray *indicators; /* (element-type SzIndicator) those that can be computed, once each */
  SzSlice *value, *before, *year_before; /* rows of one bucket each; NULL if there is no base */
  GHashTable *windows;                   /* area to SzOpenWindows, from what they did; NULL: not asked */
  SzBoardMemo *memo; /* (not owned) (nullable) owns `before` and `year_before` if it is there */
} SzView;

/* Takes up what the memo keeps, or empties it if that is another board's or too old; before sz_view_compute,
 * when all that is wanted is known. */
void sz_view_remember (SzView *view, const SzBoard *board, SzBoardMemo *memo);

gboolean sz_view_open (SzView *view, SzReader *reader, const SzPeriod *period, GError **error);
void sz_view_clear (SzView *view);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SzView, sz_view_clear)

/* Puts the indicator on the list if the store can compute it, and within reasonable time for so long a span.
 */
void sz_view_want (SzView *view, const char *id);
gboolean sz_view_compute (SzView *view, const SzBoard *board, GError **error);
gboolean sz_view_has (const SzView *view, const SzIndicator *indicator);
double sz_view_value (const SzView *view, const SzSlice *slice, const SzIndicator *indicator);
/* With value, changes and judgement. (transfer full) */
SzFigure *sz_view_figure (const SzView *view, const SzIndicator *indicator);

/* "last 12 Mar: 2.1 h": what the indicator was on the last day of the month before now on which it had a
 * value, from `days` if it is among them. "" if there is none. (transfer full) */
char *sz_view_last_known (const SzView *view, const SzIndicator *indicator, const SzSlice *days);
/* How many days back that is, and the lines of the cards go. */
#define SZ_VIEW_SPARK_DAYS 30
/* Of a tile whose lead has no value: what was last known, and whether its sources have anything to do with
 * it.
 */
void sz_view_say_missing (const SzView *view, SzTile *tile, const SzIndicator *lead, const SzSlice *days);
/* A tile that could not be had. (transfer full) */
SzTile *sz_view_failed_tile (const SzView *view, const SzBoardTile *spec, const SzSlice *days,
                             const GError *error);

/* A slice of one indicator. */
SzSlice *sz_view_ask (const SzView *view, const SzIndicator *indicator, gint64 start_ms, gint64 end_ms,
                      SzGrain grain, const SzDimension *by, GError **error);
/* The value of a slice that has one row; NAN. */
double sz_slice_only (const SzSlice *slice, guint indicator);

/* The windows of an area by a row (-1: none) of a slice of window_open_rate; where their states are no longer
 * known, from what they did up to the instant looked at, as the live hall shows it. */
gboolean sz_view_open_windows (SzView *view, const SzSlice *slice, int row, const char *area,
                               SzOpenWindows *windows, GError **error);

/* The last minutes that "now" means where people are being called. */
#define SZ_VIEW_RECENT_MS (30 * SZ_MINUTE_MS)
/* The grain of the lines of a view. */
SzGrain sz_view_grain (const SzView *view);
/* The whole span the lines are drawn against: all of the period before. FALSE if there is none. */
gboolean sz_view_reference_span (const SzView *view, gint64 *start_ms, gint64 *end_ms);

/* What the span is called in a heading: "今日", "本周". */
const char *sz_view_period_name (const SzView *view);
SzTile *sz_view_hero (SzView *view, const SzBoardTile *tile, GError **error);
SzTile *sz_view_multiples (SzView *view, const SzBoardTile *tile, const SzTile *hero, GError **error);
/* Where there is no hero: the lead day by day, and, beside the hero of that lead, its parts. NULL without an
 * error: it cannot be computed or split. */
SzTile *sz_view_trend (SzView *view, const SzBoardTile *tile, GError **error);
SzTile *sz_view_parts (SzView *view, const SzBoardTile *tile, const SzTile *hero, GError **error);
/* `sparks`: days by lead indicators. */
SzTile *sz_view_layer (SzView *view, const SzBoardTile *tile, const SzSlice *sparks);
/* What needs attention, over all finished tiles: the worst first; empty if there is nothing. */
SzTile *sz_view_attention (const SzView *view, const SzBoardTile *tile, const GPtrArray *tiles);
/* The parts of a tile, the worst first: the one rule for headline and lists. (element-type SzPart) (transfer
 * container) */
GPtrArray *sz_view_worst_parts (const SzTile *tile);
/* "社保医保" is called 社保医保区 in a sentence. (transfer full) */
char *sz_view_part_name (const SzTile *tile, const SzPart *part);
/* What to do about an area in which people wait too long, in one sentence; NULL if the data do not say.
 * (transfer full) */
char *sz_view_suggest (SzView *view, const SzTile *tile, const SzPart *part);
/* Today, and nothing that happens (tickets, else any rows) has happened yet: there is nothing to judge. */
gboolean sz_view_is_unopened (const SzView *view);
/* Marks what is too old to be judged, and says so, once `data_ms` is set. */
void sz_view_settle_age (SzView *view, SzPage *page);
/* Headline and action from the finished tiles. */
void sz_view_write_headline (SzView *view, SzPage *page);

G_END_DECLS
