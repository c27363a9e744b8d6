/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-error.h"

G_BEGIN_DECLS

/* An instant is a count of milliseconds since 1970-01-01T00:00Z (`…_ms`). A day is a count of days since
 * 1970-01-01 of the *hall's* calendar. Spans are half-open, [start, end). There is no value for "none": a
 * missing instant is a missing cell. */
#define SZ_SECOND_MS G_GINT64_CONSTANT (1000)
#define SZ_MINUTE_MS (60 * SZ_SECOND_MS)
#define SZ_HOUR_MS (60 * SZ_MINUTE_MS)
#define SZ_DAY_MS (24 * SZ_HOUR_MS)
/* Instants outside 1900..2200 are refused as impossible. */
#define SZ_INSTANT_MIN (-2208988800 * SZ_SECOND_MS)
#define SZ_INSTANT_MAX (G_GINT64_CONSTANT (7258118400) * SZ_SECOND_MS)

/* A time zone that remembers the interval it last answered from, so that a million rows of one year cost one
 * look-up. Not thread-safe: each thread makes its own. */
typedef struct _SzZone SzZone;

/* (transfer full) (nullable): NULL and SZ_ERROR_USAGE for an unknown zone. "Asia/Shanghai", "+08:00", "UTC".
 */
SzZone *sz_zone_new (const char *id, GError **error);
SzZone *sz_zone_ref (SzZone *zone);
void sz_zone_unref (SzZone *zone);
const char *sz_zone_id (const SzZone *zone);
/* Offset from UTC in seconds that holds at the instant. */
gint64 sz_zone_offset_s (SzZone *zone, gint64 instant_ms);
/* The hall's day that holds the instant. */
gint64 sz_zone_day (SzZone *zone, gint64 instant_ms);
/* First instant of a day. */
gint64 sz_zone_day_start_ms (SzZone *zone, gint64 day);
/* Wall-clock time to instant; of two readings (autumn) the first, of none (spring) the instant at which the
 * gap ends. */
gint64 sz_zone_from_wall_ms (SzZone *zone, gint64 wall_ms);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzZone, sz_zone_unref)

/* The civil calendar, proleptic Gregorian. weekday: 1 Monday … 7 Sunday. */
gint64 sz_day_from_ymd (int year, int month, int day);
void sz_day_to_ymd (gint64 day, int *year, int *month, int *mday);
int sz_day_weekday (gint64 day);
int sz_month_length (int year, int month);
/* "2026-11-20" strictly; FALSE for anything else, also for 2026-02-30. */
gboolean sz_day_parse (const char *text, gint64 *day);
/* Writes "2026-11-20", 11 bytes with the NUL. */
void sz_day_format (gint64 day, char out[11]);

/* ISO 8601 with an offset ("2026-11-20T09:30:00.250+08:00", "…Z"; a space for the T, and no offset if `zone`
 * is given: then it is that zone's wall clock). Digits beyond milliseconds are cut. Strict: FALSE for
 * anything else, including hour 24, second 61, day 30 of February and text after the time. */
gboolean sz_instant_parse (const char *text, gssize length, SzZone *zone, gint64 *instant_ms);
/* "2026-11-20T09:30:00.250+08:00" in the zone, "…Z" if it is NULL; milliseconds only if not zero. (transfer
 * full) */
char *sz_instant_format (gint64 instant_ms, SzZone *zone);

/* The clock of this process, injectable for tests (G_MININT64: the real one again); production uses the real
 * one. */
gint64 sz_clock_now_ms (void);
void sz_clock_set_for_test (gint64 now_ms);

G_END_DECLS
