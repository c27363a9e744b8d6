/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a wall does by the clock alone, as pure functions of it. */

/* The turn of the wall's pages. */
typedef struct {
  guint n;         /* pages; at least 1 */
  guint index;     /* the one that stands */
  gint64 since_us; /* monotonic, when it came up */
  guint board_s, alarm_s;
} SzRota;

void sz_rota_init (SzRota *rota, guint n, guint board_s, guint alarm_s, gint64 now_us);
/* How far the page's time has run, 0..1. `alarm`: something on it alarms, so it stands longer. */
double sz_rota_progress (const SzRota *rota, gboolean alarm, gint64 now_us);
/* TRUE: the next page's turn has come; it stands from now on. */
gboolean sz_rota_turn (SzRota *rota, gboolean alarm, gint64 now_us);
/* Leaves a page out that has nothing to show: on to the next at once. */
void sz_rota_skip (SzRota *rota, gint64 now_us);

/* Against burning in: where the picture lies at a minute, within ±8 pixels, 2 pixels from where it lay a
 * minute ago. */
void sz_wall_shift (gint64 minute, int *x, int *y);
/* Left and right change places every day. */
gboolean sz_wall_mirrored (gint64 day);
/* From 22 to 6 by the hall's wall clock there is only a clock. `minute`: of the day, 0..1439. */
gboolean sz_wall_is_night (int minute);
/* Where that clock stands, each minute elsewhere, as shares of the room there is. */
void sz_wall_night_spot (gint64 minute, double *x, double *y);

G_END_DECLS
