/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-i18n.h"
#include "sz-time.h"

G_BEGIN_DECLS

/* Scales and ticks: pure functions, any thread. */

#define SZ_TICKS_MAX 6

/* The value axis: [low, high] holds the data; `values` are whole multiples of `step` from `low` upwards (the
 * first is the base line), with three or four above the base. */
typedef struct {
  double low, high, step;
  double values[SZ_TICKS_MAX];
  guint n;
} SzTicks;

/* An axis for data in [min, max]. With `zero` the axis starts at 0 if nothing is negative. NAN, infinities
 * and an empty or reversed range give the axis 0 … 1; a single value gets room around it. */
void sz_ticks_for_range (double min, double max, gboolean zero, SzTicks *ticks);
/* Whether a line between these values should stand on 0: not when it would be flattened to its upper part. */
gboolean sz_ticks_want_zero (double min, double max);
/* The label of one tick: as many decimals as the step needs, in one magnitude for the axis ("1.5 万" is
 * "1.5万" beside "0.5万"). (transfer full) */
char *sz_ticks_label (const SzTicks *ticks, guint index);

/* Time axis. Instants at which a label may stand, whole hours, days or months of the zone inside [start,
 * end], at most `want`, at least the two ends. */
typedef struct {
  double instants[32];
  guint n;
  gboolean months; /* labels are months, not days */
} SzTimeTicks;

void sz_time_ticks (double start_ms, double end_ms, gboolean daily, guint want, SzZone *zone,
                    SzTimeTicks *ticks);
/* "14:36", or with `daily` "3月18日" / "18 Mar", or with `months` "3月" / "Mar" and the year in January.
 * (transfer full) */
char *sz_time_label (double instant_ms, gboolean daily, gboolean months, SzZone *zone);

G_END_DECLS
