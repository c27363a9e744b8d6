/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-time.h"

G_BEGIN_DECLS

typedef enum {
  SZ_GRAIN_NONE, /* one bucket: the whole span */
  SZ_GRAIN_QUARTER_HOUR,
  SZ_GRAIN_HOUR,
  SZ_GRAIN_DAY,
  SZ_GRAIN_WEEK, /* ISO weeks, Monday first */
  SZ_GRAIN_MONTH,
  SZ_GRAIN_QUARTER,
  SZ_GRAIN_YEAR,
} SzGrain;

const char *sz_grain_id (SzGrain grain); /* "hour", "day", …; "" for NONE */
gboolean sz_grain_parse (const char *text, SzGrain *grain);

/* A span in the hall's zone with the unit it was asked in, which decides what it is compared with. */
typedef struct {
  gint64 start_ms, end_ms; /* [start, end) */
  SzGrain unit;            /* what the span is: a DAY, a MONTH …; NONE for a free span */
  int count;               /* so many units: last-30d is 30 DAY */
  gboolean aligned;        /* starts and ends at the hall's midnights */
  gboolean all;            /* everything the store holds; start and end are set when the data is known */
} SzPeriod;

/* today, yesterday, all, 2026-11-20, 2026-11, 2026-Q4, 2026, 2026-W47, last-30d, last-12m (months), last-8w,
 * last-24h, last-30min, 2026-11-01..2026-11-20 (ends included). `last-` spans end now (minutes, hours) or
 * with the day of now (days, weeks, months; today counts as the last). SZ_ERROR_USAGE names what was
 * expected. */
gboolean sz_period_parse (const char *text, gint64 now_ms, SzZone *zone, SzPeriod *period, GError **error);
/* --from A --to B: days or instants (ISO 8601; without offset: hall time), half-open. */
gboolean sz_period_from_to (const char *from, const char *to, SzZone *zone, SzPeriod *period, GError **error);

/* First instant of the bucket of `grain` that holds the instant, and of the one after it. */
gint64 sz_grain_floor (SzGrain grain, SzZone *zone, gint64 instant_ms);
gint64 sz_grain_next (SzGrain grain, SzZone *zone, gint64 bucket_start_ms);
/* The name a bucket bears in tables: "2026-11-20", "2026-11-20T09:00", "2026-W47", "2026-11", "2026-Q4",
 * "2026". (transfer full) */
char *sz_grain_label (SzGrain grain, SzZone *zone, gint64 bucket_start_ms);
/* The name of the whole period, in the same form; free spans as "A..B", `all` as "all". (transfer full) */
char *sz_period_label (const SzPeriod *period, SzZone *zone);

typedef enum { SZ_COMPARE_PREVIOUS, SZ_COMPARE_YEAR } SzCompare;

/* What the period is compared with, to date against to date: where `now` lies inside the period, only the
 * part up to now counts, and the base ends at the same point of its own period. PREVIOUS (环比): the period
 * before. A single day's is `previous_open_day` (the hall's previous day with records; pass G_MININT64 if
 * unknown: then the day before). YEAR (同比): a day, or a span of days, against the same weekday 52 weeks
 * earlier (53 where the ISO week of 52 back is off by one is not corrected: 364 days); months, quarters and
 * years against the same calendar span a year earlier. FALSE if there is none (`all`). `part` receives the
 * part of the period itself that is compared. */
gboolean sz_period_base (const SzPeriod *period, SzCompare how, gint64 now_ms, SzZone *zone,
                         gint64 previous_open_day, SzPeriod *part, SzPeriod *base);

G_END_DECLS
