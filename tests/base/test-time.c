/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-time.h"

#include <string.h>

/* GLib's own calendar is the independent witness of the property tests. */
static const char *const zone_ids[] = { "Asia/Shanghai",
                                        "Europe/Amsterdam",
                                        "Asia/Kolkata",
                                        "America/Havana",
                                        "America/Sao_Paulo",
                                        "Pacific/Apia",
                                        "Australia/Lord_Howe",
                                        "America/St_Johns",
                                        "+08:00",
                                        "-03:30",
                                        "UTC" };

static SzZone *
open_zone (const char *id)
{
  g_autoptr (GError) error = NULL;
  SzZone *zone = sz_zone_new (id, &error);
  g_assert_no_error (error);
  g_assert_nonnull (zone);
  return zone;
}

static gint64
at (const char *text)
{
  gint64 instant = 0;
  const gboolean ok = sz_instant_parse (text, -1, NULL, &instant);
  if (!ok)
    g_test_message ("no instant: %s", text);
  g_assert_true (ok);
  return instant;
}

static gint64
random_instant (void)
{
  return SZ_INSTANT_MIN + (gint64)(g_test_rand_double () * (double)(SZ_INSTANT_MAX - SZ_INSTANT_MIN - 1));
}

/* Half of them within the decades in which halls keep records, many near a change of the clock. */
static gint64
random_recent_instant (void)
{
  const gint64 start = at ("1980-01-01T00:00:00Z"), end = at ("2030-01-01T00:00:00Z");
  return start + (gint64)(g_test_rand_double () * (double)(end - start));
}

static void
test_calendar (void)
{
  static const struct {
    const char *text;
    gint64 day;
    int weekday;
  } cases[] = {
    { "1900-01-01", -25567, 1 }, { "1969-12-31", -1, 3 },    { "1970-01-01", 0, 4 },
    { "1999-12-31", 10956, 5 },  { "2000-02-29", 11016, 2 }, { "2024-02-29", 19782, 4 },
    { "2026-01-01", 20454, 4 },  { "2026-11-20", 20777, 5 }, { "2027-01-01", 20819, 5 },
    { "2100-02-28", 47540, 7 },  { "2199-12-31", 84005, 2 }, { "2021-01-03", 18630, 7 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 day = 0;
    char text[11];
    g_assert_true (sz_day_parse (cases[i].text, &day));
    g_assert_cmpint (day, ==, cases[i].day);
    g_assert_cmpint (sz_day_weekday (day), ==, cases[i].weekday);
    sz_day_format (day, text);
    g_assert_cmpstr (text, ==, cases[i].text);
  }
  g_assert_cmpint (sz_month_length (2024, 2), ==, 29);
  g_assert_cmpint (sz_month_length (2100, 2), ==, 28);
  g_assert_cmpint (sz_month_length (2000, 2), ==, 29);
  g_assert_cmpint (sz_month_length (2026, 11), ==, 30);
}

/* Every day of three centuries against GDate. */
static void
test_calendar_all (void)
{
  g_autoptr (GDate) date = g_date_new_dmy (1, G_DATE_JANUARY, 1900);
  for (gint64 day = -25567; day <= 84005; day++, g_date_add_days (date, 1)) {
    int year, month, mday;
    sz_day_to_ymd (day, &year, &month, &mday);
    g_assert_cmpint (year, ==, g_date_get_year (date));
    g_assert_cmpint (month, ==, (int)g_date_get_month (date));
    g_assert_cmpint (mday, ==, g_date_get_day (date));
    g_assert_cmpint (sz_day_weekday (day), ==, (int)g_date_get_weekday (date));
    g_assert_cmpint (sz_day_from_ymd (year, month, mday), ==, day);
  }
}

static void
test_day_refused (void)
{
  static const char *const bad[] = { "",           "2026-02-30", "2026-02-29", "2100-02-29",  "2026-13-01",
                                     "2026-00-01", "2026-01-00", "2026-1-1",   "2026-11-20 ", " 2026-11-2",
                                     "2026/11/20", "20261120",   "2026-11-2x", "+026-11-20",  "0000-01-01",
                                     "2026-04-31", "2026-11-200" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    gint64 day = 77;
    g_test_message ("%s", bad[i]);
    g_assert_false (sz_day_parse (bad[i], &day));
    g_assert_cmpint (day, ==, 77);
  }
}

static void
test_instant (void)
{
  static const struct {
    const char *text;
    gint64 ms;
  } cases[] = {
    { "2026-11-20T09:30:00.250+08:00", 1795138200250 },
    { "2026-11-20 09:30:00.25+08:00", 1795138200250 },
    { "2026-11-20T09:30:00.250999999999999999999+08:00", 1795138200250 },
    { "2026-11-20T01:30:00.250Z", 1795138200250 },
    { "2026-11-20T00:00:00-05:30", 1795152600000 },
    { "1970-01-01T00:00:00Z", 0 },
    { "1969-12-31T23:59:59.999Z", -1 },
    { "1900-01-01T00:00:00Z", SZ_INSTANT_MIN },
    { "2199-12-31T23:59:59.999Z", SZ_INSTANT_MAX - 1 },
    { "2024-02-29T12:00:00+00:00", 1709208000000 },
    { "2024-02-29T12:00:00-00:00", 1709208000000 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (at (cases[i].text), ==, cases[i].ms);

  /* The length rules, not the NUL; the zone holds only where the text has no offset. */
  g_autoptr (SzZone) shanghai = open_zone ("Asia/Shanghai");
  gint64 ms = 0;
  g_assert_true (sz_instant_parse ("2026-11-20T09:30:00Zjunk", 20, NULL, &ms));
  g_assert_cmpint (ms, ==, at ("2026-11-20T09:30:00Z"));
  g_assert_true (sz_instant_parse ("2026-11-20T09:30:00", -1, shanghai, &ms));
  g_assert_cmpint (ms, ==, at ("2026-11-20T09:30:00+08:00"));
  g_assert_true (sz_instant_parse ("2026-11-20 09:30:00.5", -1, shanghai, &ms));
  g_assert_cmpint (ms, ==, at ("2026-11-20T09:30:00.500+08:00"));
  g_assert_true (sz_instant_parse ("2026-11-20T09:30:00+01:00", -1, shanghai, &ms));
  g_assert_cmpint (ms, ==, at ("2026-11-20T08:30:00Z"));
}

static void
test_instant_refused (void)
{
  static const char *const bad[] = {
    "",
    "2026-11-20",
    "2026-11-20T24:00:00Z",
    "2026-11-20T23:60:00Z",
    "2026-11-20T23:59:60Z",
    "2026-11-20T23:59:61Z",
    "2026-02-30T00:00:00Z",
    "2026-11-20T09:30:00",
    "2026-11-20T09:30Z",
    "2026-11-20t09:30:00Z",
    "2026-11-20T09:30:00z",
    "2026-11-20T09:30:00Z ",
    " 2026-11-20T09:30:00Z",
    "2026-11-20T09:30:00.Z",
    "2026-11-20T09:30:00,5Z",
    "2026-11-20T09:30:00+8:00",
    "2026-11-20T09:30:00+08",
    "2026-11-20T09:30:00+0800",
    "2026-11-20T09:30:00+24:00",
    "2026-11-20T09:30:00+08:60",
    "2026-11-20T09:30:00+08:00x",
    "2026-11-20_09:30:00Z",
    "1899-12-31T23:59:59Z",
    "2200-01-01T00:00:00Z",
    "2026-11-20T9:30:00Z",
    "2026-11-20T-9:30:00Z",
    "0000-00-00 00:00:00Z",
    "９026-11-20T09:30:00Z",
  };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    gint64 ms = 77;
    g_test_message ("%s", bad[i]);
    g_assert_false (sz_instant_parse (bad[i], -1, NULL, &ms));
    g_assert_cmpint (ms, ==, 77);
  }
}

static void
test_instant_round_trip (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (zone_ids); i++) {
    g_autoptr (SzZone) zone = open_zone (zone_ids[i]);
    for (int n = 0; n < 2000; n++) {
      const gint64 instant = n % 2 ? random_instant () : random_recent_instant ();
      g_autofree char *text = sz_instant_format (instant, zone);
      g_assert_cmpint (at (text), ==, instant);
    }
  }
  g_autoptr (SzZone) shanghai = open_zone ("Asia/Shanghai");
  g_autofree char *with_ms = sz_instant_format (1795138200250, shanghai);
  g_autofree char *whole = sz_instant_format (1795138200000, shanghai);
  g_autofree char *utc = sz_instant_format (-1, NULL);
  g_assert_cmpstr (with_ms, ==, "2026-11-20T09:30:00.250+08:00");
  g_assert_cmpstr (whole, ==, "2026-11-20T09:30:00+08:00");
  g_assert_cmpstr (utc, ==, "1969-12-31T23:59:59.999Z");
}

/* A text with one byte changed is refused or means an instant that is written and read back the same. */
static void
test_instant_mangled (void)
{
  static const char good[] = "2026-11-20T09:30:00.250+08:00";
  for (int n = 0; n < 20000; n++) {
    char text[sizeof good];
    gint64 ms = 0, again = 0;
    memcpy (text, good, sizeof good);
    text[g_test_rand_int_range (0, sizeof good - 1)] = (char)g_test_rand_int_range (1, 256);
    if (!sz_instant_parse (text, -1, NULL, &ms))
      continue;
    g_autofree char *written = sz_instant_format (ms, NULL);
    g_assert_true (sz_instant_parse (written, -1, NULL, &again));
    g_assert_cmpint (again, ==, ms);
  }
}

static void
test_zone_offset (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (zone_ids); i++) {
    g_autoptr (SzZone) zone = open_zone (zone_ids[i]);
    g_autoptr (GTimeZone) tz = g_time_zone_new_identifier (zone_ids[i]);
    for (int n = 0; n < 3000; n++) {
      const gint64 instant = n % 2 ? random_instant () : random_recent_instant ();
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (instant / 1000 - (instant % 1000 < 0));
      g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, tz);
      g_assert_cmpint (sz_zone_offset_s (zone, instant), ==,
                       g_date_time_get_utc_offset (local) / G_USEC_PER_SEC);
    }
    g_assert_cmpstr (sz_zone_id (zone), ==, zone_ids[i]);
  }
}

/* The remembered span ends exactly at the change, from whichever side one comes. */
static void
test_zone_edge (void)
{
  const gint64 spring = at ("2026-03-29T01:00:00Z"), autumn = at ("2026-10-25T01:00:00Z");
  for (int order = 0; order < 2; order++) {
    g_autoptr (SzZone) zone = open_zone ("Europe/Amsterdam");
    sz_zone_offset_s (zone, order ? spring - SZ_DAY_MS : autumn + SZ_DAY_MS);
    g_assert_cmpint (sz_zone_offset_s (zone, spring - 1), ==, 3600);
    g_assert_cmpint (sz_zone_offset_s (zone, spring), ==, 7200);
    g_assert_cmpint (sz_zone_offset_s (zone, autumn - 1), ==, 7200);
    g_assert_cmpint (sz_zone_offset_s (zone, autumn), ==, 3600);
  }
}

static void
test_zone_day_start (void)
{
  /* Havana's and São Paulo's clocks change at midnight; Samoa left out 2011-12-30. */
  static const struct {
    const char *zone, *day, *start;
  } cases[] = {
    { "Europe/Amsterdam", "2026-03-28", "2026-03-27T23:00:00Z" },
    { "Europe/Amsterdam", "2026-03-29", "2026-03-28T23:00:00Z" },
    { "Europe/Amsterdam", "2026-10-25", "2026-10-24T22:00:00Z" },
    { "Europe/Amsterdam", "2026-10-26", "2026-10-25T23:00:00Z" },
    { "Asia/Shanghai", "2026-11-20", "2026-11-19T16:00:00Z" },
    { "Asia/Shanghai", "1988-07-01", "1988-06-30T15:00:00Z" },
    { "America/Havana", "2026-03-08", "2026-03-08T05:00:00Z" },
    { "America/Havana", "2026-11-01", "2026-11-01T04:00:00Z" },
    { "America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z" },
    { "Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z" },
    { "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z" },
    { "Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z" },
    { "Asia/Kolkata", "2026-02-28", "2026-02-27T18:30:00Z" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SzZone) zone = open_zone (cases[i].zone);
    gint64 day = 0;
    g_test_message ("%s %s", cases[i].zone, cases[i].day);
    g_assert_true (sz_day_parse (cases[i].day, &day));
    g_assert_cmpint (sz_zone_day_start_ms (zone, day), ==, at (cases[i].start));
  }
}

/* Days are spans without holes: the day of an instant starts not after it, and the next one does. */
static void
test_zone_day_property (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (zone_ids); i++) {
    g_autoptr (SzZone) zone = open_zone (zone_ids[i]);
    for (int n = 0; n < 3000; n++) {
      const gint64 instant = n % 3 ? random_recent_instant () : random_instant ();
      const gint64 day = sz_zone_day (zone, instant);
      g_assert_cmpint (sz_zone_day_start_ms (zone, day), <=, instant);
      g_assert_cmpint (sz_zone_day_start_ms (zone, day + 1), >, instant);
      g_assert_cmpint (sz_zone_day (zone, sz_zone_day_start_ms (zone, day)), ==, day);
    }
  }
}

static void
test_zone_wall (void)
{
  static const struct {
    const char *wall, *instant;
  } cases[] = {
    { "2026-03-29T01:59:59", "2026-03-29T00:59:59Z" }, { "2026-03-29T02:00:00", "2026-03-29T01:00:00Z" },
    { "2026-03-29T02:30:00", "2026-03-29T01:00:00Z" }, { "2026-03-29T03:00:00", "2026-03-29T01:00:00Z" },
    { "2026-10-25T01:59:59", "2026-10-24T23:59:59Z" }, { "2026-10-25T02:30:00", "2026-10-25T00:30:00Z" },
    { "2026-10-25T03:00:00", "2026-10-25T02:00:00Z" }, { "2026-07-01T12:00:00", "2026-07-01T10:00:00Z" },
  };
  g_autoptr (SzZone) zone = open_zone ("Europe/Amsterdam");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 instant = 0;
    g_test_message ("%s", cases[i].wall);
    g_assert_true (sz_instant_parse (cases[i].wall, -1, zone, &instant));
    g_assert_cmpint (instant, ==, at (cases[i].instant));
  }
  /* What was asked before makes no difference. */
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    static const char *const others[] = { "2026-02-01T00:00:00Z", "2026-07-01T00:00:00Z",
                                          "2026-12-01T00:00:00Z" };
    for (guint k = 0; k < G_N_ELEMENTS (others); k++) {
      gint64 instant = 0;
      sz_zone_offset_s (zone, at (others[k]));
      g_assert_true (sz_instant_parse (cases[i].wall, -1, zone, &instant));
      g_assert_cmpint (instant, ==, at (cases[i].instant));
    }
  }
  /* Of every instant's wall clock the first reading is the instant itself or one that reads the same before
   * it. */
  for (int n = 0; n < 5000; n++) {
    const gint64 instant = random_recent_instant ();
    const gint64 wall = instant + sz_zone_offset_s (zone, instant) * SZ_SECOND_MS;
    const gint64 first = sz_zone_from_wall_ms (zone, wall);
    g_assert_cmpint (first, <=, instant);
    g_assert_cmpint (first + sz_zone_offset_s (zone, first) * SZ_SECOND_MS, ==, wall);
  }
}

static void
test_zone_refused (void)
{
  static const char *const bad[] = { "",     "Nope/Zone", "../etc/passwd", "/etc/localtime",
                                     ":UTC", "Asia",      "a b",           "+8 Uhr" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_test_message ("%s", bad[i]);
    g_assert_null (sz_zone_new (bad[i], &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
    g_assert_nonnull (strstr (error->message, bad[i]));
  }
  g_autoptr (GError) error = NULL;
  g_assert_null (sz_zone_new (NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
}

static void
test_clock (void)
{
  sz_clock_set_for_test (1795138200250);
  g_assert_cmpint (sz_clock_now_ms (), ==, 1795138200250);
  sz_clock_set_for_test (G_MININT64);
  const gint64 before = g_get_real_time () / 1000;
  const gint64 now = sz_clock_now_ms ();
  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, g_get_real_time () / 1000);
}

/* What people mean by UTC+8 is eight hours ahead, and not what POSIX makes of it. */
static void
test_zone_signs (void)
{
  static const struct {
    const char *id;
    gint64 hours;
  } cases[] = { { "UTC+8", 8 },  { "GMT+8", 8 },         { "UTC+08:00", 8 }, { "UTC+0800", 8 },
                { "+08:00", 8 }, { "UTC-3", -3 },        { "UTC", 0 },       { "GMT", 0 },
                { "utc+8", 8 },  { "Asia/Shanghai", 8 }, { "Etc/GMT-8", 8 }, { "GMT+14", 14 } };
  static const char *const bad[] = { "CST-8", "UTC+", "UTC+x", "UTC+99", "UTC+8:99", "XYZ+8", "UTC+8:00:00" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SzZone) zone = sz_zone_new (cases[i].id, &error);

    g_assert_no_error (error);
    g_assert_cmpint (sz_zone_offset_s (zone, 0), ==, cases[i].hours * 3600);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (sz_zone_new (bad[i], &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/time/calendar", test_calendar);
  g_test_add_func ("/base/time/calendar-all", test_calendar_all);
  g_test_add_func ("/base/time/day-refused", test_day_refused);
  g_test_add_func ("/base/time/instant", test_instant);
  g_test_add_func ("/base/time/instant-refused", test_instant_refused);
  g_test_add_func ("/base/time/instant-round-trip", test_instant_round_trip);
  g_test_add_func ("/base/time/instant-mangled", test_instant_mangled);
  g_test_add_func ("/base/time/zone-offset", test_zone_offset);
  g_test_add_func ("/base/time/zone-edge", test_zone_edge);
  g_test_add_func ("/base/time/zone-day-start", test_zone_day_start);
  g_test_add_func ("/base/time/zone-day-property", test_zone_day_property);
  g_test_add_func ("/base/time/zone-wall", test_zone_wall);
  g_test_add_func ("/base/time/zone-refused", test_zone_refused);
  g_test_add_func ("/base/time/clock", test_clock);
  g_test_add_func ("/time/zone-signs", test_zone_signs);
  return g_test_run ();
}
