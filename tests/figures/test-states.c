/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How windows stood at an instant that has passed: a row says only how they stand now, and since when. */

#include "pages-fixture.h"
#include "sz-i18n.h"

#include <math.h>
#include <string.h>

static Fixture fixture;

#define WINDOWS 12

typedef struct {
  const char *area;
  gboolean open;
  gint64 since_ms;
} Window;

static void
store_windows (const Window *windows, guint n)
{
  SzBatch *batch = fixture_batch (&fixture, "windows");

  for (guint i = 0; i < n; i++) {
    g_autofree char *key = g_strdup_printf ("W%02u", i);
    const Cell cells[] = { { "window", 0, key },
                           { "area", 0, windows[i].area },
                           { "state", 0, windows[i].open ? "open" : "closed" },
                           { "since", windows[i].since_ms, NULL },
                           { NULL, 0, NULL } };

    fixture_add (&fixture, batch, key, fixture_instant (&fixture, "2026-01-01T00:00:00+08:00"), cells);
  }
  fixture_apply (&fixture, batch);
}

static void
serve (SzBatch *batch, guint n, const char *window, const char *area, const char *from, int minutes)
{
  g_autofree char *key = g_strdup_printf ("S%u", n);
  g_autofree char *text = g_strdup_printf ("2026-03-18T%s:00+08:00", from);
  gint64 started = fixture_instant (&fixture, text);
  const Cell cells[] = { { "area", 0, area },
                         { "window", 0, window },
                         { "called", started, NULL },
                         { "started", started, NULL },
                         { "ended", started + minutes * SZ_MINUTE_MS, NULL },
                         { NULL, 0, NULL } };

  fixture_add (&fixture, batch, key, started - 5 * SZ_MINUTE_MS, cells);
}

/* In the evening all windows of two areas are closed; at 14:36 some served. Of the third the rows still tell:
 * nothing has changed there since the morning. */
static void
fill_day (void)
{
  Window windows[WINDOWS];
  SzBatch *batch = NULL;
  gint64 morning = 0, evening = 0;

  fixture_open (&fixture, "2026-03-18T20:00:00+08:00");
  morning = fixture_instant (&fixture, "2026-03-18T08:30:00+08:00");
  evening = fixture_instant (&fixture, "2026-03-18T17:00:00+08:00");
  for (guint i = 0; i < WINDOWS; i++) {
    windows[i].area = i < 5 ? "A" : i < 9 ? "B" : "C";
    windows[i].open = i >= 9 && i < 11;
    windows[i].since_ms = i < 9 ? evening : morning;
  }
  store_windows (windows, WINDOWS);
  batch = fixture_batch (&fixture, "tickets");
  serve (batch, 1, "W00", "A", "14:30", 20); /* serves at 14:36 */
  serve (batch, 2, "W01", "A", "14:10", 5);  /* has just served */
  serve (batch, 3, "W02", "A", "10:00", 5);  /* served in the morning */
  serve (batch, 4, "W02", "A", "15:00", 5);  /* and will again */
  serve (batch, 5, "W05", "B", "14:20", 5);
  serve (batch, 6, "W09", "C", "14:00", 5);
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
}

static const char *
note_of (const SzPage *page, const char *area)
{
  return pages_find_part (pages_need_tile (page, SZ_TILE_MULTIPLES), area)->note;
}

static const SzFigure *
find_figure (const SzPage *page, const char *id)
{
  for (guint i = 0; i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    for (guint k = 0; k < tile->figures->len; k++)
      if (strcmp (((const SzFigure *)g_ptr_array_index (tile->figures, k))->id, id) == 0)
        return g_ptr_array_index (tile->figures, k);
  }
  return NULL;
}

static void
test_overview_earlier (void)
{
  g_autoptr (SzPage) then = NULL;
  g_autoptr (SzPage) now = NULL;
  g_autoptr (SzPage) live = NULL;
  const SzFigure *rate = NULL;

  fill_day ();
  now = pages_overview (&fixture);
  g_assert_nonnull (strstr (note_of (now, "A"), "windows open 0/5"));
  g_assert_nonnull (strstr (note_of (now, "B"), "windows open 0/4"));
  g_assert_nonnull (strstr (note_of (now, "C"), "windows open 2/3"));
  rate = find_figure (now, "window_open_rate");
  g_assert_nonnull (rate);
  g_assert_cmpfloat_with_epsilon (rate->value, 100.0 * 2 / 12, 1e-9);
  /* How they stood yesterday nobody knows: no change is told. */
  g_assert_true (isnan (rate->previous_change));

  sz_reader_set_now_ms (fixture.reader, fixture_instant (&fixture, "2026-03-18T14:36:00+08:00"));
  then = pages_overview (&fixture);
  g_assert_nonnull (strstr (note_of (then, "A"), "windows open 2/5"));
  g_assert_nonnull (strstr (note_of (then, "B"), "windows open 1/4"));
  g_assert_nonnull (strstr (note_of (then, "C"), "windows open 2/3"));
  rate = find_figure (then, "window_open_rate");
  g_assert_nonnull (rate);
  g_assert_true (isnan (rate->value));
  g_assert_cmpstr (rate->note, ==, "how it stood then is no longer known");
  /* The live hall of the same instant says the same. */
  live = sz_figures_live (fixture.reader, NULL);
  g_assert_nonnull (live);
  for (guint i = 0; i < live->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (live->tiles, i);

    if (tile->kind != SZ_TILE_WINDOWS)
      continue;
    g_assert_nonnull (strstr (pages_find_part (tile, "A")->note, "open 2/5"));
    g_assert_nonnull (strstr (pages_find_part (tile, "B")->note, "open 1/4"));
    g_assert_nonnull (strstr (pages_find_part (tile, "C")->note, "open 2/3"));
  }
  fixture_close (&fixture);
}

/* What is installed is known of any day, and what is open only of today. */
static void
test_days_before (void)
{
  g_autoptr (SzFrame) rate = NULL;
  g_autoptr (SzFrame) installed = NULL;

  fill_day ();
  rate = fixture_query (&fixture, "window_open_rate", NULL, NULL, "last-3d", "day", FALSE);
  installed = fixture_query (&fixture, "platform_window_count", NULL, NULL, "last-3d", "day", FALSE);
  g_assert_true (isnan (fixture_value (rate, "window_open_rate", "2026-03-16", NULL)));
  g_assert_true (isnan (fixture_value (rate, "window_open_rate", "2026-03-17", NULL)));
  g_assert_cmpfloat_with_epsilon (fixture_value (rate, "window_open_rate", "2026-03-18", NULL),
                                  100.0 * 2 / 12, 1e-9);
  g_assert_cmpfloat (fixture_value (installed, "platform_window_count", "2026-03-16", NULL), ==, WINDOWS);
  fixture_close (&fixture);
}

/* Whatever changed when: a share of an area is known exactly if nothing in it has changed since. */
static void
test_random_instants (void)
{
  static const char *const areas[] = { "A", "B", "C" };
  Window windows[WINDOWS];
  gint64 morning = 0;

  fixture_open (&fixture, "2026-03-18T20:00:00+08:00");
  morning = fixture_instant (&fixture, "2026-03-18T08:00:00+08:00");
  for (guint i = 0; i < WINDOWS; i++) {
    windows[i].area = areas[g_test_rand_int_range (0, 3)];
    windows[i].open = g_test_rand_bit ();
    windows[i].since_ms = morning + g_test_rand_int_range (0, 12 * 60) * SZ_MINUTE_MS;
  }
  store_windows (windows, WINDOWS);
  fixture_read (&fixture);
  for (guint round = 0; round < 12; round++) {
    gint64 at = morning + g_test_rand_int_range (1, 12 * 60) * SZ_MINUTE_MS;
    g_autoptr (SzFrame) frame = NULL;

    sz_reader_set_now_ms (fixture.reader, at);
    frame = fixture_query (&fixture, "window_open_rate", "area", NULL, "today", NULL, FALSE);
    for (guint a = 0; a < G_N_ELEMENTS (areas); a++) {
      double value = fixture_value (frame, "window_open_rate", "today", areas[a]);
      guint all = 0, open = 0, changed = 0;

      if (isnan (value))
        value = fixture_value (frame, "window_open_rate", "2026-03-18", areas[a]);
      for (guint i = 0; i < WINDOWS; i++) {
        gboolean here = strcmp (windows[i].area, areas[a]) == 0;

        all += here;
        open += here && windows[i].open;
        changed += here && windows[i].since_ms > at;
      }
      if (all == 0 || changed > 0)
        g_assert_true (isnan (value));
      else
        g_assert_cmpfloat_with_epsilon (value, 100.0 * open / all, 1e-9);
    }
  }
  fixture_close (&fixture);
}

int
main (int argc, char **argv)
{
  sz_i18n_init ("en");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/states/overview-earlier", test_overview_earlier);
  g_test_add_func ("/states/days-before", test_days_before);
  g_test_add_func ("/states/random-instants", test_random_instants);
  return g_test_run ();
}
