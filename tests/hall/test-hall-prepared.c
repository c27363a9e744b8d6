/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages made beforehand are the pages that would be made when asked for, and only as long as they would. */
#include "hall-prepared.h"
#include "hall-test.h"

#include <string.h>

static SzHall *
new_hall (int days, int windows, int halls)
{
  SzHallOptions options;
  sz_hall_options_init (&options);
  options.now_ms = (hall_test_time ("2026-11-20T14:36:00") - SZ_HALL_OFFSET_S) * 1000;
  options.days = days;
  options.windows = windows;
  options.halls = halls;
  options.seed = (guint64)g_test_rand_int_range (1, 1000);
  options.speed = 0;
  return sz_hall_new (&options);
}

/* Follows a day through its pages; returns how many there were. */
static guint
compare_day (SzHall *hall, const SzHallPrepared *prepared, SzHallSet set, gint64 day)
{
  g_autofree char *after = NULL;
  guint pages = 0;
  for (gboolean more = TRUE; more; pages++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GString) made = g_string_new (NULL);
    g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
    g_assert_true (sz_hall_put_day (hall, set, day, after, SZ_HALL_PAGE_MAX, made, &error));
    g_assert_no_error (error);
    g_autoptr (GBytes) ready = sz_hall_prepared_find (prepared, set, day, after);
    g_assert_nonnull (ready);
    gsize length;
    const char *text = g_bytes_get_data (ready, &length);
    g_assert_cmpmem (text, length, made->str, made->len);
    json_t *end = hall_test_read_page (text, length, lines);
    more = json_is_true (json_object_get (end, "more"));
    g_free (after);
    after = g_strdup (json_string_value (json_object_get (end, "cursor")));
    json_decref (end);
  }
  return pages;
}

static void
compare_all (int days, int windows, int halls, gboolean wants_long)
{
  g_autoptr (SzHall) hall = new_hall (days, windows, halls);
  g_autoptr (SzHallPrepared) prepared = sz_hall_prepared_new (hall);
  guint most = 0;
  g_assert_true (sz_hall_is_counted (hall));
  for (gint64 day = sz_hall_first_day (hall); day * SZ_HALL_DAY_S <= sz_hall_now_s (hall); day++)
    for (int set = 0; set < SZ_HALL_SETS; set++)
      most = MAX (most, compare_day (hall, prepared, (SzHallSet)set, day));
  g_assert_cmpint (most > 1, ==, wants_long);
}

static void
test_all (void)
{
  compare_all (6, 14, 1, FALSE);
}

/* So many rows a day that a page does not hold them. */
static void
test_long_days (void)
{
  compare_all (1, 14, 60, TRUE);
}

/* What was prepared does not outlive the moment. */
static void
test_time_moves (void)
{
  g_autoptr (SzHall) hall = new_hall (3, 14, 1);
  g_autoptr (SzHallPrepared) prepared = sz_hall_prepared_new (hall);
  const gint64 now_s = sz_hall_now_s (hall), day = now_s / SZ_HALL_DAY_S;
  g_autoptr (GBytes) ready = sz_hall_prepared_find (prepared, SZ_HALL_SET_TICKETS, day, NULL);
  g_assert_nonnull (ready);
  g_assert_null (sz_hall_prepared_find (prepared, SZ_HALL_SET_TICKETS, day + 1, NULL));
  g_assert_null (sz_hall_prepared_find (prepared, SZ_HALL_SET_TICKETS, day, "T-none"));
  sz_hall_set_now_s (hall, now_s + 60);
  g_assert_null (sz_hall_prepared_find (prepared, SZ_HALL_SET_TICKETS, day, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hall/prepared/all", test_all);
  g_test_add_func ("/hall/prepared/long-days", test_long_days);
  g_test_add_func ("/hall/prepared/time-moves", test_time_moves);
  return g_test_run ();
}
