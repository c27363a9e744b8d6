/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-incidents.h"
#include "hall-options.h"
#include "hall-world.h"

#include "sz-time.h"

#include <jansson.h>

/* Every day that the published calendars name must be open or closed here as they say. */
static void
test_published_calendar (void)
{
  const char *shared = g_getenv ("SHUZHI_SHARED_DATA");
  g_autofree char *folder = shared != NULL ? g_build_filename (shared, "calendar", NULL) : NULL;
  if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    g_test_skip ("the published calendars are not here");
    return;
  }
  g_autoptr (SzHallCalendar) calendar = sz_hall_calendar_new ();
  int checked = 0;
  for (int year = 2019; year <= 2026; year++) {
    g_autofree char *path = g_strdup_printf ("%s/%d.json", folder, year);
    json_t *root = json_load_file (path, 0, NULL);
    g_assert_nonnull (root);
    size_t i;
    json_t *entry;
    json_array_foreach (json_object_get (root, "days"), i, entry)
    {
      gint64 day;
      g_assert_true (sz_day_parse (json_string_value (json_object_get (entry, "date")), &day));
      gboolean off = json_is_true (json_object_get (entry, "isOffDay"));
      g_assert_cmpint (sz_hall_calendar_is_open (calendar, day), ==, !off);
      checked++;
    }
    json_decref (root);
  }
  g_test_message ("%d named days", checked);
  g_assert_cmpint (checked, >, 200);
}

static void
test_weekly_pattern (void)
{
  g_autoptr (SzHallCalendar) calendar = sz_hall_calendar_new ();
  gint64 monday = sz_day_from_ymd (2026, 11, 16);
  for (int i = 0; i < 7; i++)
    g_assert_cmpint (sz_hall_calendar_is_open (calendar, monday + i), ==, i < 5);
  g_assert_cmpint (sz_hall_calendar_open_day (calendar, monday, -1), ==, monday - 3);
  g_assert_cmpint (sz_hall_calendar_open_day (calendar, monday + 5, -1), ==, monday + 4);
  g_assert_cmpint (sz_hall_calendar_open_day (calendar, monday + 5, 1), ==, monday + 7);
  g_assert_cmpint (sz_hall_calendar_open_day (calendar, monday + 4, 2), ==, monday + 8);
  g_assert_cmpint (sz_hall_calendar_left_in_month (calendar, monday), ==, 10);
}

/* Working time by hand: whole minutes of open days between nine and twelve, one (or half past) and five. */
static gint64
work_minutes_by_hand (const SzHallCalendar *calendar, gint64 from, gint64 to)
{
  gint64 minutes = 0;
  for (gint64 at = from; at < to; at += 60) {
    gint64 day = at / 86400, minute = at % 86400 / 60;
    int year, month, mday;
    sz_day_to_ymd (day, &year, &month, &mday);
    gint64 afternoon = month >= 5 && month <= 9 ? 810 : 780;
    gboolean hours = (minute >= 540 && minute < 720) || (minute >= afternoon && minute < 1020);
    minutes += hours && sz_hall_calendar_is_open (calendar, day);
  }
  return minutes;
}

static void
test_working_time (void)
{
  g_autoptr (SzHallCalendar) calendar = sz_hall_calendar_new ();
  gint64 base = sz_day_from_ymd (2026, 1, 1) * 86400;
  for (int i = 0; i < 60; i++) {
    gint64 from = base + 60 * (gint64)g_test_rand_int_range (0, 300 * 1440);
    gint64 to = from + 60 * (gint64)g_test_rand_int_range (0, 20 * 1440);
    gint64 passed = sz_hall_calendar_work_at (calendar, to) - sz_hall_calendar_work_at (calendar, from);
    g_assert_cmpint (passed, ==, 60 * work_minutes_by_hand (calendar, from, to));
  }
  for (int i = 0; i < 2000; i++) {
    gint64 work = sz_hall_calendar_work_at (calendar, base) + g_test_rand_int_range (0, 200 * 25200);
    gint64 at = sz_hall_calendar_from_work (calendar, work);
    g_assert_cmpint (sz_hall_calendar_work_at (calendar, at), ==, work);
    g_assert_cmpint (sz_hall_calendar_work_at (calendar, at + 1), ==, work + 1);
  }
}

static void
test_what_is_in_the_hall (void)
{
  g_autoptr (SzHallWorld) world = sz_hall_world_new (1, 156);
  g_assert_cmpint (world->n_areas, ==, 6);
  g_assert_cmpint (world->area_first[6], ==, 156);
  g_assert_cmpint (world->n_staff, >=, 330);
  g_assert_cmpint (world->n_staff, <=, 370);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  for (int i = 0; i < SZ_HALL_ITEMS; i++) {
    g_assert_true (g_hash_table_add (names, world->items[i].name));
    g_assert_cmpint (world->items[i].legal_days, >=, world->items[i].promised_days);
    g_assert_cmpint (world->items[i].promise, ==, world->items[i].promised_days > 0);
  }
  for (int w = 1; w < world->n_windows; w++)
    g_assert_cmpstr (world->windows[w - 1].code, <, world->windows[w].code);
  int units = 0;
  for (int d = 0; d < SZ_HALL_DEPARTMENTS; d++) {
    units += sz_hall_department_plans[d].units;
    g_assert_cmpint (world->n_back[d], >, 0);
  }
  g_assert_cmpint (units, ==, 21);
}

static void
test_any_size (void)
{
  static const int sizes[] = { 1, 2, 5, 6, 7, 13, 40, 700, 5000 };
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (SzHallWorld) world = sz_hall_world_new (3, sizes[i]);
    g_assert_cmpint (world->area_first[SZ_HALL_AREAS], ==, sizes[i]);
    for (int a = 0; a < world->n_areas; a++) {
      g_assert_cmpint (world->area_first[a + 1], >, world->area_first[a]);
      g_assert_cmpint (world->n_area_items[a], >, 0);
    }
    for (int w = 1; w < world->n_windows; w++)
      g_assert_cmpstr (world->windows[w - 1].code, <, world->windows[w].code);
  }
}

static gboolean
parse (const char *line, SzHallOptions *options, GError **error)
{
  g_auto (GStrv) argv = g_strsplit (line, " ", -1);
  g_autofree char *help = NULL;
  return sz_hall_options_parse (options, (int)g_strv_length (argv), argv, &help, error);
}

static void
test_options (void)
{
  SzHallOptions options;
  g_autoptr (GError) error = NULL;
  g_assert_true (
      parse ("hall --port 0 --days 7 --windows 12 --seed 5 --speed 2.5 --now 2026-11-20T10:00:00 --quiet",
             &options, &error));
  g_assert_no_error (error);
  g_assert_cmpint (options.days, ==, 7);
  g_assert_cmpint (options.windows, ==, 12);
  g_assert_cmpint (options.now_ms, ==, G_GINT64_CONSTANT (1795140000000));
  g_assert_true (options.quiet);
  static const char *const bad[] = {
    "hall --days 0",           "hall --windows 0",     "hall --port 70000",
    "hall --speed -1",         "hall --speed nan",     "hall --now yesterday",
    "hall --seed -4",          "hall --colour blue",   "hall extra",
    "hall --days 100000",      "hall --halls 0",       "hall --halls 1001",
    "hall --rows -5",          "hall --truth 2026",    "hall --truth 2026-11-20..2026-11-19",
    "hall --truth 2019-01-01", "hall --windows 10000", "hall --now 1999-01-01T00:00:00Z"
  };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_test_message ("%s", bad[i]);
    g_assert_false (parse (bad[i], &options, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
    g_clear_error (&error);
  }
}

/* Whatever today is, the hall begins at 10:36 on an open day, not later, on which something has been wrong
 * for a while. */
static void
test_usual_now (void)
{
  g_autoptr (SzHallWorld) world = sz_hall_world_new ((guint64)g_test_rand_int (), 156);
  int same = 0, farthest = 0;
  for (int i = 0; i < 200; i++) {
    gint64 today = sz_day_from_ymd (2024, 3, 1) + g_test_rand_int_range (0, 1200);
    gint64 local = sz_hall_options_usual_now (world, today) / 1000 + SZ_HALL_OFFSET_S;
    gint64 day = local / 86400;
    g_assert_true (sz_hall_calendar_is_open (world->calendar, day));
    g_assert_cmpint (local % 86400, ==, (10 * 60 + 36) * 60);
    g_assert_cmpint (day, <=, today);
    SzHallIncident incidents[SZ_HALL_INCIDENTS_MAX];
    guint n = sz_hall_incidents_of_day (world, day, incidents), visible = 0;
    for (guint k = 0; k < n; k++)
      visible += incidents[k].from <= 10 * 3600 + 6 * 60 && incidents[k].to > 10 * 3600 + 36 * 60;
    g_assert_cmpuint (visible, >, 0);
    same += day == today;
    farthest = MAX (farthest, (int)(today - day));
  }
  g_test_message ("%d of 200 begin today, the farthest %d days ago", same, farthest);
  SzHallOptions options;
  sz_hall_options_init (&options);
  sz_hall_options_settle (&options, world);
  g_assert_cmpint (options.now_ms, >, 0);
  g_assert_cmpint (options.now_ms, <=, g_get_real_time () / 1000 + 86400000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hall/world/published-calendar", test_published_calendar);
  g_test_add_func ("/hall/world/weekly-pattern", test_weekly_pattern);
  g_test_add_func ("/hall/world/working-time", test_working_time);
  g_test_add_func ("/hall/world/contents", test_what_is_in_the_hall);
  g_test_add_func ("/hall/world/any-size", test_any_size);
  g_test_add_func ("/hall/world/options", test_options);
  g_test_add_func ("/hall/world/usual-now", test_usual_now);
  return g_test_run ();
}
