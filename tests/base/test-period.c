/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-period.h"

#include <string.h>

static SzZone *shanghai, *amsterdam;

static gint64
at (const char *text)
{
  gint64 instant = 0;
  const gboolean ok = sz_instant_parse (text, -1, shanghai, &instant);
  if (!ok)
    g_test_message ("no instant: %s", text);
  g_assert_true (ok);
  return instant;
}

static SzPeriod
parse (const char *text, const char *now)
{
  SzPeriod period;
  g_autoptr (GError) error = NULL;
  const gboolean ok = sz_period_parse (text, at (now), shanghai, &period, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  return period;
}

static void
assert_span (const SzPeriod *period, const char *start, const char *end)
{
  g_autofree char *found_start = sz_instant_format (period->start_ms, shanghai);
  g_autofree char *found_end = sz_instant_format (period->end_ms, shanghai);
  g_autofree char *wanted_start = sz_instant_format (at (start), shanghai);
  g_autofree char *wanted_end = sz_instant_format (at (end), shanghai);
  g_assert_cmpstr (found_start, ==, wanted_start);
  g_assert_cmpstr (found_end, ==, wanted_end);
}

/* All with now = Friday 2026-11-20 14:36 in Shanghai. */
static void
test_parse (void)
{
  static const struct {
    const char *text, *start, *end;
    SzGrain unit;
    int count;
    gboolean aligned;
    const char *label;
  } cases[] = {
    { "today", "2026-11-20 00:00:00", "2026-11-21 00:00:00", SZ_GRAIN_DAY, 1, TRUE, "2026-11-20" },
    { "yesterday", "2026-11-19 00:00:00", "2026-11-20 00:00:00", SZ_GRAIN_DAY, 1, TRUE, "2026-11-19" },
    { "2024-02-29", "2024-02-29 00:00:00", "2024-03-01 00:00:00", SZ_GRAIN_DAY, 1, TRUE, "2024-02-29" },
    { "2026-11", "2026-11-01 00:00:00", "2026-12-01 00:00:00", SZ_GRAIN_MONTH, 1, TRUE, "2026-11" },
    { "2026-12", "2026-12-01 00:00:00", "2027-01-01 00:00:00", SZ_GRAIN_MONTH, 1, TRUE, "2026-12" },
    { "2026-Q4", "2026-10-01 00:00:00", "2027-01-01 00:00:00", SZ_GRAIN_QUARTER, 1, TRUE, "2026-Q4" },
    { "2026-Q1", "2026-01-01 00:00:00", "2026-04-01 00:00:00", SZ_GRAIN_QUARTER, 1, TRUE, "2026-Q1" },
    { "2026", "2026-01-01 00:00:00", "2027-01-01 00:00:00", SZ_GRAIN_YEAR, 1, TRUE, "2026" },
    { "2026-W47", "2026-11-16 00:00:00", "2026-11-23 00:00:00", SZ_GRAIN_WEEK, 1, TRUE, "2026-W47" },
    { "2020-W53", "2020-12-28 00:00:00", "2021-01-04 00:00:00", SZ_GRAIN_WEEK, 1, TRUE, "2020-W53" },
    { "2026-W01", "2025-12-29 00:00:00", "2026-01-05 00:00:00", SZ_GRAIN_WEEK, 1, TRUE, "2026-W01" },
    { "last-30d", "2026-10-22 00:00:00", "2026-11-21 00:00:00", SZ_GRAIN_DAY, 30, TRUE,
      "2026-10-22..2026-11-20" },
    { "last-1d", "2026-11-20 00:00:00", "2026-11-21 00:00:00", SZ_GRAIN_DAY, 1, TRUE, "2026-11-20" },
    { "last-8w", "2026-09-26 00:00:00", "2026-11-21 00:00:00", SZ_GRAIN_WEEK, 8, TRUE,
      "2026-09-26..2026-11-20" },
    { "last-12m", "2025-11-21 00:00:00", "2026-11-21 00:00:00", SZ_GRAIN_MONTH, 12, TRUE,
      "2025-11-21..2026-11-20" },
    { "last-24h", "2026-11-19 14:36:00", "2026-11-20 14:36:00", SZ_GRAIN_HOUR, 24, FALSE,
      "2026-11-19T14:36:00+08:00..2026-11-20T14:36:00+08:00" },
    { "last-30min", "2026-11-20 14:06:00", "2026-11-20 14:36:00", SZ_GRAIN_NONE, 1, FALSE,
      "2026-11-20T14:06:00+08:00..2026-11-20T14:36:00+08:00" },
    { "2026-11-01..2026-11-20", "2026-11-01 00:00:00", "2026-11-21 00:00:00", SZ_GRAIN_DAY, 20, TRUE,
      "2026-11-01..2026-11-20" },
    { "2025-12-31..2026-01-01", "2025-12-31 00:00:00", "2026-01-02 00:00:00", SZ_GRAIN_DAY, 2, TRUE,
      "2025-12-31..2026-01-01" },
    { "2026-11-20..2026-11-20", "2026-11-20 00:00:00", "2026-11-21 00:00:00", SZ_GRAIN_DAY, 1, TRUE,
      "2026-11-20" },
    { "2026-01..2026-03", "2026-01-01 00:00:00", "2026-04-01 00:00:00", SZ_GRAIN_MONTH, 3, TRUE,
      "2026-01..2026-03" },
    { "2025-Q4..2026-Q1", "2025-10-01 00:00:00", "2026-04-01 00:00:00", SZ_GRAIN_QUARTER, 2, TRUE,
      "2025-Q4..2026-Q1" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].text);
    const SzPeriod period = parse (cases[i].text, "2026-11-20 14:36:00");
    g_autofree char *label = sz_period_label (&period, shanghai);
    assert_span (&period, cases[i].start, cases[i].end);
    g_assert_cmpint (period.unit, ==, cases[i].unit);
    g_assert_cmpint (period.count, ==, cases[i].count);
    g_assert_cmpint (period.aligned, ==, cases[i].aligned);
    g_assert_false (period.all);
    g_assert_cmpstr (label, ==, cases[i].label);
  }
  const SzPeriod all = parse ("all", "2026-11-20 14:36:00");
  g_autofree char *label = sz_period_label (&all, shanghai);
  g_assert_true (all.all);
  g_assert_cmpstr (label, ==, "all");
}

/* Around midnight in the hall, which is not midnight in UTC. */
static void
test_today (void)
{
  const SzPeriod before = parse ("today", "2026-11-20 23:59:59.999");
  const SzPeriod after = parse ("today", "2026-11-21 00:00:00");
  assert_span (&before, "2026-11-20 00:00:00", "2026-11-21 00:00:00");
  assert_span (&after, "2026-11-21 00:00:00", "2026-11-22 00:00:00");
}

static void
test_parse_refused (void)
{
  static const char *const bad[] = { "",
                                     "tomorrow",
                                     "Today",
                                     "2026-02-30",
                                     "2026-13",
                                     "2026-00",
                                     "2026-Q0",
                                     "2026-Q5",
                                     "2026-W00",
                                     "2026-W53x",
                                     "2025-W53",
                                     "2026-W54",
                                     "26",
                                     "20261",
                                     "1899",
                                     "2200",
                                     "9999-01-01",
                                     "last-",
                                     "last-0d",
                                     "last--3d",
                                     "last-+3d",
                                     "last-3",
                                     "last-3y",
                                     "last-3 d",
                                     "last-999999d",
                                     "last-99999999999999999999d",
                                     "last-99999d",
                                     "2026-11-20..",
                                     "..2026-11-20",
                                     "..",
                                     "2026-11-20..2026-11",
                                     "2026-11-20..2026-11-19",
                                     "2026-11-01..2026-11-02..2026-11-03",
                                     " 2026",
                                     "2026-11-20 " };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    SzPeriod period = { .count = 77 };
    g_autoptr (GError) error = NULL;
    g_test_message ("%s", bad[i]);
    g_assert_false (sz_period_parse (bad[i], at ("2026-11-20 14:36:00"), shanghai, &period, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
    g_assert_nonnull (strstr (error->message, bad[i]));
    g_assert_cmpint (period.count, ==, 77);
  }
}

static void
test_from_to (void)
{
  static const struct {
    const char *from, *to, *start, *end;
    SzGrain unit;
    int count;
  } cases[] = {
    { "2026-11-01", "2026-11-21", "2026-11-01 00:00:00", "2026-11-21 00:00:00", SZ_GRAIN_DAY, 20 },
    { "2026-11-01T00:00:00", "2026-11-02", "2026-11-01 00:00:00", "2026-11-02 00:00:00", SZ_GRAIN_DAY, 1 },
    { "2026-11-01T09:00", "2026-11-01T10:00", "2026-11-01 09:00:00", "2026-11-01 10:00:00", SZ_GRAIN_NONE,
      1 },
    { "2026-11-01T09:00+08:00", "2026-11-01T02:00:00Z", "2026-11-01 09:00:00", "2026-11-01 10:00:00",
      SZ_GRAIN_NONE, 1 },
    { "2026-11-01T09:00:00.5+09:00", "2026-11-02", "2026-11-01 08:00:00.500", "2026-11-02 00:00:00",
      SZ_GRAIN_NONE, 1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    SzPeriod period;
    g_autoptr (GError) error = NULL;
    g_test_message ("%s %s", cases[i].from, cases[i].to);
    const gboolean ok = sz_period_from_to (cases[i].from, cases[i].to, shanghai, &period, &error);
    g_assert_no_error (error);
    g_assert_true (ok);
    assert_span (&period, cases[i].start, cases[i].end);
    g_assert_cmpint (period.unit, ==, cases[i].unit);
    g_assert_cmpint (period.count, ==, cases[i].count);
    g_assert_cmpint (period.aligned, ==, cases[i].unit == SZ_GRAIN_DAY);
  }
}

static void
test_from_to_refused (void)
{
  static const char *const bad[][2] = { { "2026-11-01", "2026-11-01" }, { "2026-11-02", "2026-11-01" },
                                        { "2026-11-31", "2026-12-01" }, { "2026-11-01", "soon" },
                                        { NULL, "2026-11-01" },         { "2026-11-01", NULL },
                                        { "2026-11", "2026-12" },       { "9999-01-01", "9999-01-02" } };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    SzPeriod period;
    g_autoptr (GError) error = NULL;
    g_assert_false (sz_period_from_to (bad[i][0], bad[i][1], shanghai, &period, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
  }
}

static void
test_grain_ids (void)
{
  for (int i = SZ_GRAIN_QUARTER_HOUR; i <= SZ_GRAIN_YEAR; i++) {
    SzGrain grain = SZ_GRAIN_NONE;
    g_assert_true (sz_grain_parse (sz_grain_id ((SzGrain)i), &grain));
    g_assert_cmpint (grain, ==, i);
  }
  SzGrain grain = SZ_GRAIN_DAY;
  g_assert_cmpstr (sz_grain_id (SZ_GRAIN_HOUR), ==, "hour");
  g_assert_cmpstr (sz_grain_id (SZ_GRAIN_NONE), ==, "");
  g_assert_false (sz_grain_parse ("", &grain));
  g_assert_false (sz_grain_parse ("Day", &grain));
  g_assert_false (sz_grain_parse ("minute", &grain));
  g_assert_cmpint (grain, ==, SZ_GRAIN_DAY);
}

static void
test_buckets (void)
{
  static const struct {
    SzGrain grain;
    const char *instant, *start, *next, *label;
  } cases[] = {
    { SZ_GRAIN_QUARTER_HOUR, "2026-11-20 09:44:59.999", "2026-11-20 09:30:00", "2026-11-20 09:45:00",
      "2026-11-20T09:30" },
    { SZ_GRAIN_HOUR, "2026-11-20 09:00:00", "2026-11-20 09:00:00", "2026-11-20 10:00:00",
      "2026-11-20T09:00" },
    { SZ_GRAIN_HOUR, "2026-12-31 23:59:59.999", "2026-12-31 23:00:00", "2027-01-01 00:00:00",
      "2026-12-31T23:00" },
    { SZ_GRAIN_DAY, "2026-02-28 23:00:00", "2026-02-28 00:00:00", "2026-03-01 00:00:00", "2026-02-28" },
    { SZ_GRAIN_DAY, "2024-02-28 07:59:00", "2024-02-28 00:00:00", "2024-02-29 00:00:00", "2024-02-28" },
    { SZ_GRAIN_WEEK, "2026-11-22 23:59:59", "2026-11-16 00:00:00", "2026-11-23 00:00:00", "2026-W47" },
    { SZ_GRAIN_WEEK, "2027-01-03 12:00:00", "2026-12-28 00:00:00", "2027-01-04 00:00:00", "2026-W53" },
    { SZ_GRAIN_WEEK, "2024-12-30 00:00:00", "2024-12-30 00:00:00", "2025-01-06 00:00:00", "2025-W01" },
    { SZ_GRAIN_MONTH, "2026-11-30 23:59:59", "2026-11-01 00:00:00", "2026-12-01 00:00:00", "2026-11" },
    { SZ_GRAIN_QUARTER, "2026-12-31 23:59:59", "2026-10-01 00:00:00", "2027-01-01 00:00:00", "2026-Q4" },
    { SZ_GRAIN_QUARTER, "2026-04-01 00:00:00", "2026-04-01 00:00:00", "2026-07-01 00:00:00", "2026-Q2" },
    { SZ_GRAIN_YEAR, "2026-06-01 00:00:00", "2026-01-01 00:00:00", "2027-01-01 00:00:00", "2026" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const gint64 start = sz_grain_floor (cases[i].grain, shanghai, at (cases[i].instant));
    const SzPeriod bucket = { .start_ms = start, .end_ms = sz_grain_next (cases[i].grain, shanghai, start) };
    g_autofree char *label = sz_grain_label (cases[i].grain, shanghai, start);
    g_test_message ("%s %s", cases[i].instant, label);
    assert_span (&bucket, cases[i].start, cases[i].next);
    g_assert_cmpstr (label, ==, cases[i].label);
  }
}

/* The day of 25 hours and the day of 23. */
static void
test_buckets_dst (void)
{
  static const char *const autumn[] = { "2026-10-25T01:00", "2026-10-25T02:00", "2026-10-25T02:00+01:00",
                                        "2026-10-25T03:00" };
  static const char *const spring[] = { "2026-03-29T00:00", "2026-03-29T01:00", "2026-03-29T03:00" };
  gint64 hour = at ("2026-10-24T23:00:00Z");
  for (guint i = 0; i < G_N_ELEMENTS (autumn); i++) {
    g_autofree char *label = sz_grain_label (SZ_GRAIN_HOUR, amsterdam, hour);
    g_assert_cmpstr (label, ==, autumn[i]);
    g_assert_cmpint (sz_grain_next (SZ_GRAIN_HOUR, amsterdam, hour), ==, hour + SZ_HOUR_MS);
    g_assert_cmpint (sz_grain_floor (SZ_GRAIN_HOUR, amsterdam, hour + SZ_HOUR_MS - 1), ==, hour);
    hour = sz_grain_next (SZ_GRAIN_HOUR, amsterdam, hour);
  }
  hour = at ("2026-03-28T23:00:00Z");
  for (guint i = 0; i < G_N_ELEMENTS (spring); i++) {
    g_autofree char *label = sz_grain_label (SZ_GRAIN_HOUR, amsterdam, hour);
    g_assert_cmpstr (label, ==, spring[i]);
    hour = sz_grain_next (SZ_GRAIN_HOUR, amsterdam, hour);
  }
  const gint64 day = at ("2026-10-24T22:00:00Z");
  g_assert_cmpint (sz_grain_next (SZ_GRAIN_DAY, amsterdam, day) - day, ==, 25 * SZ_HOUR_MS);
  const gint64 short_day = at ("2026-03-28T23:00:00Z");
  g_assert_cmpint (sz_grain_next (SZ_GRAIN_DAY, amsterdam, short_day) - short_day, ==, 23 * SZ_HOUR_MS);
}

/* Buckets cover time without gap or overlap, in zones that change by an hour, by half an hour, at midnight,
 * over a day; neighbours have different names. */
static void
test_bucket_property (void)
{
  static const char *const ids[] = { "Asia/Shanghai",       "Europe/Amsterdam",
                                     "Australia/Lord_Howe", "America/Havana",
                                     "Pacific/Apia",        "Asia/Kolkata",
                                     "America/St_Johns",    "UTC" };
  const gint64 from = at ("1985-01-01T00:00:00Z"), to = at ("2035-01-01T00:00:00Z");
  for (guint z = 0; z < G_N_ELEMENTS (ids); z++) {
    g_autoptr (SzZone) zone = sz_zone_new (ids[z], NULL);
    for (int n = 0; n < 4000; n++) {
      const SzGrain grain = (SzGrain)g_test_rand_int_range (SZ_GRAIN_QUARTER_HOUR, SZ_GRAIN_YEAR + 1);
      const gint64 x = from + (gint64)(g_test_rand_double () * (double)(to - from));
      const gint64 start = sz_grain_floor (grain, zone, x), next = sz_grain_next (grain, zone, start);
      g_autofree char *label = sz_grain_label (grain, zone, start);
      g_autofree char *next_label = sz_grain_label (grain, zone, next);
      g_assert_cmpint (start, <=, x);
      g_assert_cmpint (x, <, next);
      g_assert_cmpint (sz_grain_floor (grain, zone, start), ==, start);
      g_assert_cmpint (sz_grain_floor (grain, zone, next - 1), ==, start);
      g_assert_cmpint (sz_grain_floor (grain, zone, next), ==, next);
      g_assert_cmpstr (label, !=, next_label);
    }
  }
}

/* Every change of the clock in 50 years is looked at from close by. */
static void
test_bucket_changes (void)
{
  static const char *const ids[] = { "Europe/Amsterdam", "Australia/Lord_Howe", "America/Havana",
                                     "America/St_Johns" };
  for (guint z = 0; z < G_N_ELEMENTS (ids); z++) {
    g_autoptr (SzZone) zone = sz_zone_new (ids[z], NULL);
    for (gint64 hour = at ("1990-01-01T00:00:00Z"); hour < at ("2030-01-01T00:00:00Z"); hour += SZ_HOUR_MS) {
      if (sz_zone_offset_s (zone, hour) == sz_zone_offset_s (zone, hour + SZ_HOUR_MS))
        continue;
      gint64 end = sz_grain_floor (SZ_GRAIN_HOUR, zone, hour - 30 * SZ_HOUR_MS);
      while (end < hour + 30 * SZ_HOUR_MS) {
        const gint64 start = end;
        end = sz_grain_next (SZ_GRAIN_HOUR, zone, start);
        g_assert_cmpint (end, >, start);
        g_assert_cmpint (end - start, <=, SZ_HOUR_MS);
        g_assert_cmpint (sz_grain_floor (SZ_GRAIN_HOUR, zone, end - 1), ==, start);
        g_assert_cmpint (sz_grain_floor (SZ_GRAIN_HOUR, zone, end), ==, end);
      }
      for (gint64 x = hour - 3 * SZ_HOUR_MS; x < hour + 3 * SZ_HOUR_MS; x += SZ_MINUTE_MS) {
        const gint64 start = sz_grain_floor (SZ_GRAIN_DAY, zone, x);
        g_assert_cmpint (start, <=, x);
        g_assert_cmpint (x, <, sz_grain_next (SZ_GRAIN_DAY, zone, start));
      }
    }
  }
}

typedef struct {
  const char *text, *now;
  SzCompare how;
  const char *part_end; /* NULL: the whole period */
  const char *base_start, *base_end;
} BaseCase;

static void
check_base (const BaseCase *c, gint64 open_day)
{
  g_test_message ("%s at %s, %s", c->text, c->now, c->how == SZ_COMPARE_YEAR ? "year" : "previous");
  const SzPeriod period = parse (c->text, c->now);
  SzPeriod part, base;
  g_assert_true (sz_period_base (&period, c->how, at (c->now), shanghai, open_day, &part, &base));
  g_assert_cmpint (part.start_ms, ==, period.start_ms);
  g_assert_cmpint (part.end_ms, ==, c->part_end != NULL ? at (c->part_end) : period.end_ms);
  g_assert_cmpint (part.unit, ==, period.unit);
  assert_span (&base, c->base_start, c->base_end);
}

static void
test_base (void)
{
  static const BaseCase cases[] = {
    /* One day: the day before; the same weekday 52 weeks back. */
    { "2026-11-19", "2026-11-20 14:36:00", SZ_COMPARE_PREVIOUS, NULL, "2026-11-18 00:00:00",
      "2026-11-19 00:00:00" },
    { "2026-11-19", "2026-11-20 14:36:00", SZ_COMPARE_YEAR, NULL, "2025-11-20 00:00:00",
      "2025-11-21 00:00:00" },
    { "today", "2026-11-20 14:36:00", SZ_COMPARE_PREVIOUS, "2026-11-20 14:36:00", "2026-11-19 00:00:00",
      "2026-11-19 14:36:00" },
    { "today", "2026-11-20 14:36:00", SZ_COMPARE_YEAR, "2026-11-20 14:36:00", "2025-11-21 00:00:00",
      "2025-11-21 14:36:00" },
    /* The last instant before midnight is still inside. */
    { "2026-11-20", "2026-11-20 23:59:59.999", SZ_COMPARE_PREVIOUS, "2026-11-20 23:59:59.999",
      "2026-11-19 00:00:00", "2026-11-19 23:59:59.999" },
    { "2026-11-20", "2026-11-21 00:00:00", SZ_COMPARE_PREVIOUS, NULL, "2026-11-19 00:00:00",
      "2026-11-20 00:00:00" },
    /* Spans of days. */
    { "2026-11-01..2026-11-10", "2026-11-20 14:36:00", SZ_COMPARE_PREVIOUS, NULL, "2026-10-22 00:00:00",
      "2026-11-01 00:00:00" },
    { "2026-11-01..2026-11-10", "2026-11-20 14:36:00", SZ_COMPARE_YEAR, NULL, "2025-11-02 00:00:00",
      "2025-11-12 00:00:00" },
    { "last-30d", "2026-11-20 14:36:00", SZ_COMPARE_PREVIOUS, "2026-11-20 14:36:00", "2026-09-22 00:00:00",
      "2026-10-21 14:36:00" },
    { "2026-W47", "2026-11-18 10:00:00", SZ_COMPARE_PREVIOUS, "2026-11-18 10:00:00", "2026-11-09 00:00:00",
      "2026-11-11 10:00:00" },
    { "2026-W47", "2026-12-18 10:00:00", SZ_COMPARE_YEAR, NULL, "2025-11-17 00:00:00",
      "2025-11-24 00:00:00" },
    /* Months: full against full, to date against to date, and a base month that is shorter. */
    { "2026-10", "2026-11-20 14:36:00", SZ_COMPARE_PREVIOUS, NULL, "2026-09-01 00:00:00",
      "2026-10-01 00:00:00" },
    { "2026-11", "2026-11-20 14:36:00", SZ_COMPARE_PREVIOUS, "2026-11-20 14:36:00", "2026-10-01 00:00:00",
      "2026-10-20 14:36:00" },
    { "2026-11", "2026-11-20 14:36:00", SZ_COMPARE_YEAR, "2026-11-20 14:36:00", "2025-11-01 00:00:00",
      "2025-11-20 14:36:00" },
    { "2026-03", "2026-03-30 12:00:00", SZ_COMPARE_PREVIOUS, "2026-03-30 12:00:00", "2026-02-01 00:00:00",
      "2026-03-01 00:00:00" },
    { "2026-03", "2026-04-30 12:00:00", SZ_COMPARE_PREVIOUS, NULL, "2026-02-01 00:00:00",
      "2026-03-01 00:00:00" },
    { "2026-01", "2026-02-02 12:00:00", SZ_COMPARE_PREVIOUS, NULL, "2025-12-01 00:00:00",
      "2026-01-01 00:00:00" },
    { "2024-02", "2024-02-29 12:00:00", SZ_COMPARE_YEAR, "2024-02-29 12:00:00", "2023-02-01 00:00:00",
      "2023-03-01 00:00:00" },
    { "2024-02", "2024-03-09 12:00:00", SZ_COMPARE_YEAR, NULL, "2023-02-01 00:00:00", "2023-03-01 00:00:00" },
    { "2025-02", "2025-03-09 12:00:00", SZ_COMPARE_YEAR, NULL, "2024-02-01 00:00:00", "2024-03-01 00:00:00" },
    /* Quarters and years. */
    { "2026-Q4", "2026-11-20 14:36:00", SZ_COMPARE_PREVIOUS, "2026-11-20 14:36:00", "2026-07-01 00:00:00",
      "2026-08-20 14:36:00" },
    { "2026-Q2", "2026-05-31 12:00:00", SZ_COMPARE_PREVIOUS, "2026-05-31 12:00:00", "2026-01-01 00:00:00",
      "2026-03-01 00:00:00" },
    { "2026-Q1", "2026-11-20 14:36:00", SZ_COMPARE_PREVIOUS, NULL, "2025-10-01 00:00:00",
      "2026-01-01 00:00:00" },
    { "2026-Q3", "2026-11-20 14:36:00", SZ_COMPARE_YEAR, NULL, "2025-07-01 00:00:00", "2025-10-01 00:00:00" },
    { "2026", "2026-11-20 14:36:00", SZ_COMPARE_PREVIOUS, "2026-11-20 14:36:00", "2025-01-01 00:00:00",
      "2025-11-20 14:36:00" },
    { "2024", "2024-02-29 10:00:00", SZ_COMPARE_YEAR, "2024-02-29 10:00:00", "2023-01-01 00:00:00",
      "2023-03-01 00:00:00" },
    { "2026-01..2026-03", "2026-11-20 14:36:00", SZ_COMPARE_PREVIOUS, NULL, "2025-10-01 00:00:00",
      "2026-01-01 00:00:00" },
    { "last-12m", "2026-11-20 14:36:00", SZ_COMPARE_PREVIOUS, "2026-11-20 14:36:00", "2024-11-21 00:00:00",
      "2025-11-20 14:36:00" },
    /* Spans of the clock. */
    { "last-24h", "2026-11-20 14:36:00", SZ_COMPARE_PREVIOUS, NULL, "2026-11-18 14:36:00",
      "2026-11-19 14:36:00" },
    { "last-30min", "2026-11-20 14:36:00", SZ_COMPARE_PREVIOUS, NULL, "2026-11-20 13:36:00",
      "2026-11-20 14:06:00" },
    { "last-30min", "2026-11-20 14:36:00", SZ_COMPARE_YEAR, NULL, "2025-11-21 14:06:00",
      "2025-11-21 14:36:00" },
    /* A period that has not begun is compared whole. */
    { "2027-01", "2026-11-20 14:36:00", SZ_COMPARE_PREVIOUS, NULL, "2026-12-01 00:00:00",
      "2027-01-01 00:00:00" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_base (&cases[i], G_MININT64);
}

static void
test_base_open_day (void)
{
  gint64 friday = 0, later = 0;
  g_assert_true (sz_day_parse ("2026-11-20", &friday));
  g_assert_true (sz_day_parse ("2026-11-25", &later));
  /* Monday against the Friday before it. */
  const BaseCase monday = { "today",
                            "2026-11-23 10:00:00",
                            SZ_COMPARE_PREVIOUS,
                            "2026-11-23 10:00:00",
                            "2026-11-20 00:00:00",
                            "2026-11-20 10:00:00" };
  check_base (&monday, friday);
  /* Only single days have an open day; a day after the period is none. */
  const BaseCase span = { "last-2d",
                          "2026-11-23 10:00:00",
                          SZ_COMPARE_PREVIOUS,
                          "2026-11-23 10:00:00",
                          "2026-11-20 00:00:00",
                          "2026-11-21 10:00:00" };
  check_base (&span, friday);
  const BaseCase wrong = { "today",
                           "2026-11-23 10:00:00",
                           SZ_COMPARE_PREVIOUS,
                           "2026-11-23 10:00:00",
                           "2026-11-22 00:00:00",
                           "2026-11-22 10:00:00" };
  check_base (&wrong, later);
}

static void
test_base_none (void)
{
  SzPeriod part, base;
  const SzPeriod all = parse ("all", "2026-11-20 14:36:00");
  const SzPeriod today = parse ("today", "2026-11-20 00:00:00");
  g_assert_false (sz_period_base (&all, SZ_COMPARE_PREVIOUS, 0, shanghai, G_MININT64, &part, &base));
  g_assert_false (sz_period_base (&all, SZ_COMPARE_YEAR, 0, shanghai, G_MININT64, &part, &base));
  g_assert_false (
      sz_period_base (&today, SZ_COMPARE_PREVIOUS, today.start_ms, shanghai, G_MININT64, &part, &base));
}

/* Whatever the period and the moment: the base lies before, never reaches into the period (环比), and a day's
 * or week's base has the same weekday (同比). */
static void
test_base_property (void)
{
  static const char *const texts[] = { "today",   "yesterday", "last-1d",    "last-7d",  "last-30d",
                                       "last-3w", "last-1m",   "last-2m",    "last-12m", "2026-02",
                                       "2026-Q1", "2026",      "last-90min", "last-5h" };
  const gint64 from = at ("2026-01-01T00:00:00Z"), to = at ("2026-06-01T00:00:00Z");
  for (int n = 0; n < 5000; n++) {
    const char *text = texts[g_test_rand_int_range (0, G_N_ELEMENTS (texts))];
    const gint64 now = from + (gint64)(g_test_rand_double () * (double)(to - from));
    SzZone *zone = n % 2 ? amsterdam : shanghai;
    SzPeriod period, part, base;
    g_assert_true (sz_period_parse (text, now, zone, &period, NULL));
    g_assert_true (sz_period_base (&period, SZ_COMPARE_PREVIOUS, now, zone, G_MININT64, &part, &base));
    g_assert_cmpint (base.start_ms, <, base.end_ms);
    g_assert_cmpint (base.end_ms, <=, period.start_ms);
    g_assert_cmpint (part.end_ms, <=, period.end_ms);
    g_assert_true (now < period.start_ms || part.end_ms <= now || period.end_ms <= now);
    g_assert_true (sz_period_base (&period, SZ_COMPARE_YEAR, now, zone, G_MININT64, &part, &base));
    g_assert_cmpint (base.start_ms, <, base.end_ms);
    g_assert_cmpint (base.start_ms, <, period.start_ms);
    if (period.unit == SZ_GRAIN_DAY || period.unit == SZ_GRAIN_WEEK)
      g_assert_cmpint (sz_day_weekday (sz_zone_day (zone, base.start_ms)), ==,
                       sz_day_weekday (sz_zone_day (zone, period.start_ms)));
  }
}

/* What a period is called reads as the same period. */
static void
test_label_round_trip (void)
{
  for (int n = 0; n < 2000; n++) {
    const SzGrain grain = (SzGrain)g_test_rand_int_range (SZ_GRAIN_DAY, SZ_GRAIN_YEAR + 1);
    const gint64 first = sz_grain_floor (
        grain, shanghai, at ("2000-01-01T00:00:00Z") + (gint64)(g_test_rand_double () * 9e11));
    gint64 end = first;
    for (int units = g_test_rand_int_range (1, 5); units > 0; units--)
      end = sz_grain_next (grain, shanghai, end);
    const SzPeriod period = { .start_ms = first, .end_ms = end, .unit = grain, .count = 1, .aligned = TRUE };
    g_autofree char *label = sz_period_label (&period, shanghai);
    const SzPeriod again = parse (label, "2026-11-20 14:36:00");
    g_assert_cmpint (again.start_ms, ==, first);
    g_assert_cmpint (again.end_ms, ==, end);
    g_assert_cmpint (again.unit, ==, grain);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  shanghai = sz_zone_new ("Asia/Shanghai", NULL);
  amsterdam = sz_zone_new ("Europe/Amsterdam", NULL);
  g_test_add_func ("/base/period/parse", test_parse);
  g_test_add_func ("/base/period/today", test_today);
  g_test_add_func ("/base/period/parse-refused", test_parse_refused);
  g_test_add_func ("/base/period/from-to", test_from_to);
  g_test_add_func ("/base/period/from-to-refused", test_from_to_refused);
  g_test_add_func ("/base/period/grain-ids", test_grain_ids);
  g_test_add_func ("/base/period/buckets", test_buckets);
  g_test_add_func ("/base/period/buckets-dst", test_buckets_dst);
  g_test_add_func ("/base/period/bucket-property", test_bucket_property);
  g_test_add_func ("/base/period/bucket-changes", test_bucket_changes);
  g_test_add_func ("/base/period/base", test_base);
  g_test_add_func ("/base/period/base-open-day", test_base_open_day);
  g_test_add_func ("/base/period/base-none", test_base_none);
  g_test_add_func ("/base/period/base-property", test_base_property);
  g_test_add_func ("/base/period/label-round-trip", test_label_round_trip);
  const int status = g_test_run ();
  sz_zone_unref (shanghai);
  sz_zone_unref (amsterdam);
  return status;
}
