/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The overview through a real store: what it says must follow from the rows. */

#include "pages-fixture.h"
#include "sz-i18n.h"
#include "sz-view-private.h"

#include <math.h>
#include <string.h>

static Fixture fixture;

static void
test_overview_alarm (void)
{
  g_autoptr (SzPage) page = NULL;
  const SzTile *hero = NULL, *areas = NULL;
  const SzSeries *line = NULL;
  const SzPart *part = NULL;
  guint cards = 0, figures = 0;

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  pages_fill (&fixture, 29);
  page = pages_overview (&fixture);
  hero = pages_need_tile (page, SZ_TILE_HERO);
  areas = pages_need_tile (page, SZ_TILE_MULTIPLES);
  /* Called within the last half hour: those taken up to 14:27. Two areas at 5, one at 29. */
  g_assert_cmpfloat (hero->lead->value, >, 10);
  g_assert_cmpfloat (hero->lead->value, <, 15);
  g_assert_cmpint (hero->lead->status, ==, SZ_STATUS_GOOD);
  g_assert_cmpuint (hero->series->len, ==, 2);
  g_assert_true (((const SzSeries *)g_ptr_array_index (hero->series, 1))->reference);
  g_assert_cmpfloat (hero->x_now, ==, (double)fixture.now_ms);
  /* The line ends now, with the number that stands above it. */
  line = g_ptr_array_index (hero->series, 0);
  g_assert_cmpfloat (line->x[line->length - 1], ==, (double)fixture.now_ms);
  g_assert_cmpfloat (line->y[line->length - 1], ==, hero->lead->value);
  /* The axis begins with the first hour that knows anything. */
  g_assert_cmpfloat (hero->x_start, ==, (double)fixture_instant (&fixture, "2026-03-18T09:00:00+08:00"));
  g_assert_cmpuint (areas->parts->len, ==, 3);
  part = pages_find_part (areas, "社保医保");
  g_assert_cmpfloat_with_epsilon (part->value, 29, 1e-9);
  g_assert_cmpint (part->status, ==, SZ_STATUS_ALARM);
  g_assert_cmpstr (page->headline, ==,
                   "The hall is on target as a whole; 社保医保 waits 29.0 min, over the limit of 25 min");
  /* Those taken within the last 29 minutes wait: 14:09 … 14:27. */
  g_assert_cmpstr (page->action, ==, "社保医保: 7 waiting");
  /* The hall is well and an area is not: the sign is that of the sentence. */
  g_assert_cmpint (page->says, ==, SZ_STATUS_ALARM);
  for (guint i = 0; i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    cards += tile->kind == SZ_TILE_LAYER;
    if (tile->kind == SZ_TILE_LAYER && tile->lead == NULL) {
      g_assert_cmpint (tile->state, ==, SZ_STATE_EMPTY);
      g_assert_cmpstr (tile->note, !=, "");
    } else if (tile->kind == SZ_TILE_LAYER) {
      g_assert_cmpstr (tile->current, ==, "Today");
    }
    g_assert_cmpuint (tile->figures->len, <=, 7);
  }
  g_assert_cmpuint (cards, ==, 6);
  for (guint s = 0; s < 5; s++)
    figures += page->tally[s];
  g_assert_cmpuint (figures, >, 5);
  fixture_close (&fixture);
}

static void
test_overview_fine (void)
{
  g_autoptr (SzPage) page = NULL;

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  pages_fill (&fixture, 6);
  page = pages_overview (&fixture);
  g_assert_true (g_str_has_prefix (page->headline, "The hall runs well: Mean wait 5."));
  g_assert_cmpuint (page->tally[SZ_STATUS_ALARM], ==, 0);
  fixture_close (&fixture);
}

/* Before opening nobody has been called in the last half hour: the hero shows today, which has nothing, and
 * says so. */
static void
test_overview_before_opening (void)
{
  g_autoptr (SzPage) page = NULL;
  const SzTile *hero = NULL;

  fixture_open (&fixture, "2026-03-18T08:30:00+08:00");
  fixture_go_live (&fixture);
  {
    SzBatch *batch = fixture_batch (&fixture, "tickets");
    guint n = 0;

    pages_add_ticket (&fixture, batch, &n, fixture_instant (&fixture, "2026-03-17T10:00:00+08:00"), 12,
                      "综合");
    fixture_apply (&fixture, batch);
    fixture_read (&fixture);
  }
  page = pages_overview (&fixture);
  hero = pages_need_tile (page, SZ_TILE_HERO);
  g_assert_true (isnan (hero->lead->value));
  g_assert_cmpint (hero->lead->status, ==, SZ_STATUS_UNKNOWN);
  g_assert_cmpstr (hero->lead->note, ==, "nothing to count yet today");
  /* What it was when it last was anything; the sources have told all there is. */
  g_assert_cmpstr (hero->last, ==, "last Tue 17 Mar: 12.0 min");
  g_assert_cmpint (hero->ways, ==, 0);
  g_assert_cmpstr (hero->lead->verdict, ==, "");
  g_assert_cmpstr (page->headline, ==, "The hall has no records yet today");
  fixture_close (&fixture);
}

/* A file of yesterday and before shows its last day. */
static void
test_overview_of_files (void)
{
  g_autoptr (SzPage) page = NULL;
  SzBatch *batch = NULL;
  guint n = 0;

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  batch = fixture_batch (&fixture, "tickets");
  pages_add_ticket (&fixture, batch, &n, fixture_instant (&fixture, "2026-03-12T10:00:00+08:00"), 12, "综合");
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
  page = pages_overview (&fixture);
  g_assert_cmpfloat (pages_need_tile (page, SZ_TILE_HERO)->lead->value, ==, 12);
  g_assert_nonnull (strstr (page->where, "2026-03-12"));
  fixture_close (&fixture);
}

/* Where there is no queue, what came takes the first row: by day, and by its parts; each counted here by
 * hand. */
static void
test_overview_of_cases (void)
{
  static const char *const areas[] = { "综合", "税务", "社保医保" };
  g_autoptr (SzPage) page = NULL;
  guint came[3] = { 0 }, by_day[20] = { 0 }, days_seen = 0;
  gint64 first = 0;
  SzBatch *batch = NULL;

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  first = fixture_instant (&fixture, "2026-02-27T00:00:00+08:00");
  batch = fixture_batch (&fixture, "cases");
  for (guint i = 0; i < 400; i++) {
    const guint day = (guint)g_test_rand_int_range (0, 20), area = (guint)g_test_rand_int_range (0, 3);
    g_autofree char *key = g_strdup_printf ("C%u", i);
    const Cell cells[] = { { "area", 0, areas[area] }, { NULL, 0, NULL } };

    by_day[day]++;
    came[area] += day == 19;
    fixture_add (&fixture, batch, key, first + day * SZ_DAY_MS + 10 * SZ_HOUR_MS + i * 1000, cells);
  }
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
  page = pages_overview (&fixture);
  const SzTile *hero = pages_need_tile (page, SZ_TILE_HERO), *bars = pages_find_tile (page, SZ_TILE_BARS);
  const SzSeries *days = g_ptr_array_index (hero->series, 0);
  g_assert_cmpstr (hero->lead->id, ==, "case_receive_count");
  g_assert_cmpfloat (hero->lead->value, ==, by_day[19]);
  for (gsize i = 0; i < days->length; i++) {
    const gint64 day = ((gint64)days->x[i] - first) / SZ_DAY_MS;

    if (isnan (days->y[i]) || day < 0 || day > 19)
      continue;
    g_assert_cmpfloat (days->y[i], ==, by_day[day]);
    days_seen++;
  }
  g_assert_cmpuint (days_seen, >=, 14); /* weekends may be left out */
  for (guint i = 0; bars != NULL && i < G_N_ELEMENTS (areas); i++)
    if (came[i] > 0)
      g_assert_cmpfloat (pages_find_part (bars, areas[i])->value, ==, came[i]);
  g_assert_true (bars != NULL || (came[0] > 0) + (came[1] > 0) + (came[2] > 0) < 2);
  fixture_close (&fixture);
}

/* Nobody waits too long, but one area longer than it should. */
static void
test_overview_attention (void)
{
  g_autoptr (SzPage) page = NULL;
  guint slow = 0;

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  pages_fill (&fixture, 20);
  page = pages_overview (&fixture);
  for (guint i = 0; i < pages_need_tile (page, SZ_TILE_MULTIPLES)->parts->len; i++)
    slow +=
        ((const SzPart *)g_ptr_array_index (pages_need_tile (page, SZ_TILE_MULTIPLES)->parts, i))->status ==
        SZ_STATUS_ATTENTION;
  g_assert_cmpuint (slow, ==, 1);
  g_assert_null (strstr (page->headline, "runs well"));
  g_assert_cmpstr (page->headline, ==, "One area needs attention: 社保医保 waits 20.0 min");
  g_assert_cmpint (page->says, ==, SZ_STATUS_ATTENTION);
  fixture_close (&fixture);
}

/* The action is arithmetic: 8 came within half an hour (14:06 to 14:27), each takes 5 minutes, so 1.3 windows
 * are busy at once and it takes 2. */
static void
test_overview_action (void)
{
  static const struct {
    guint open, installed;
    const char *ends;
  } cases[] = {
    { 1, 3, "it takes 2: open 1 more" },
    { 2, 3, "it takes 2: enough for whoever comes; clear those who wait first" },
    { 1, 1, "it takes 2: all 1 are open and too few; direct people elsewhere" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SzPage) page = NULL;
    SzBatch *batch = NULL;
    g_autofree char *begins =
        g_strdup_printf ("社保医保 has %u of %u windows open; in 30 min 8 came, 10 were called; "
                         "at 5.0 min each ",
                         cases[i].open, cases[i].installed);

    fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
    batch = fixture_batch (&fixture, "windows");
    for (guint k = 0; k < cases[i].installed; k++) {
      g_autofree char *key = g_strdup_printf ("W%u", k);
      Cell cells[] = { { "window", 0, key },
                       { "area", 0, "社保医保" },
                       { "state", 0, k < cases[i].open ? "open" : "closed" },
                       { NULL, 0, NULL } };

      fixture_add (&fixture, batch, key, fixture_instant (&fixture, "2026-01-01T00:00:00+08:00"), cells);
    }
    fixture_apply (&fixture, batch);
    pages_fill (&fixture, 29);
    page = pages_overview (&fixture);
    g_test_message ("%s", page->action);
    g_assert_true (g_str_has_prefix (page->action, begins));
    g_assert_true (g_str_has_suffix (page->action, cases[i].ends));
    fixture_close (&fixture);
  }
}

static void
test_overview_empty (void)
{
  g_autoptr (SzPage) page = NULL;

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  fixture_read (&fixture);
  page = pages_overview (&fixture);
  g_assert_cmpstr (page->headline, ==, "There is no data yet");
  g_assert_nonnull (strstr (page->action, "shuzhi demo"));
  g_assert_null (pages_find_tile (page, SZ_TILE_HERO));
  fixture_close (&fixture);
}

/* A tile that could not be had says why, what it was when it last was anything, and what can be done. */
static void
test_failed_tile (void)
{
  static const struct {
    const char *kind, *lead, *last;
    SzTileKind drawn;
  } cases[] = {
    { "hero", "wait_avg", "last Tue 17 Mar: 10.0 min", SZ_TILE_HERO },
    { "multiples", "wait_avg", "last Tue 17 Mar: 10.0 min", SZ_TILE_MULTIPLES },
    { "layer", "case_receive_count", "", SZ_TILE_LAYER },
  };
  g_autoptr (GError) error = g_error_new (SZ_ERROR, SZ_ERROR_TIMEOUT, "it took too long");

  fixture_open (&fixture, "2026-03-18T08:30:00+08:00");
  pages_fill (&fixture, 29);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    char *none[] = { NULL };
    const SzBoardTile spec = {
      (char *)cases[i].kind, (char *)"some", (char *)"Some tile", NULL, (char *)cases[i].lead, NULL, none
    };
    g_auto (SzView) view = { 0 };
    g_autoptr (SzTile) tile = NULL;

    g_assert_true (sz_view_open (&view, fixture.reader, NULL, NULL));
    tile = sz_view_failed_tile (&view, &spec, NULL, error);
    g_assert_cmpint (tile->kind, ==, cases[i].drawn);
    g_assert_cmpint (tile->state, ==, SZ_STATE_ERROR);
    g_assert_cmpstr (tile->title, ==, "Some tile");
    g_assert_cmpstr (tile->note, ==, "it took too long");
    g_assert_cmpstr (tile->last, ==, cases[i].last);
    g_assert_cmpint (tile->ways, ==, SZ_WAY_SOURCES | SZ_WAY_RETRY);
  }
  fixture_close (&fixture);
}

static void
test_views (void)
{
  static const char *const views[] = { "2026-03-17", "2026-W12", "2026-03", "2026", "2025", "last-30d" };

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  pages_fill (&fixture, 29);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SzPage) page = NULL;
    SzPeriod period;

    g_assert_true (sz_period_parse (views[i], fixture.now_ms, fixture.zone, &period, NULL));
    page = sz_figures_board (fixture.reader, sz_catalog_board (fixture.catalog, "overview", NULL), &period,
                             &error);
    g_assert_no_error (error);
    g_assert_nonnull (strstr (page->where, views[i][0] == 'l' ? ".." : views[i]));
    g_assert_cmpstr (page->headline, !=, "");
    if (i == 0)
      g_assert_cmpfloat (pages_need_tile (page, SZ_TILE_HERO)->lead->value, ==, 10);
  }
  fixture_close (&fixture);
}

/* Files whose last day is over: it is named, is not called today, and their last instant is no time of day.
 */
static void
test_files_at_rest (void)
{
  static const char *const CASES[][3] = {
    { "2026-03-18T14:36:00+08:00", "2026-03-20T09:15:00+08:00", "Wed 18 Mar 14:36" },
    { "2026-03-18T00:00:00+08:00", "2027-01-04T23:30:00+08:00", "Wed 18 Mar 2026" },
    { "2026-03-18T00:00:00+08:00", "2026-03-18T23:30:00+08:00", "Wed 18 Mar" },
    { "2026-03-18T14:36:00+08:00", "2026-03-18T23:30:00+08:00", "14:36" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++) {
    gboolean today = i >= 2;
    g_autofree char *until = g_strdup_printf ("data up to %s", CASES[i][2]);
    g_autoptr (SzPage) page = NULL;
    g_autoptr (SzPage) indicator = NULL;
    g_autoptr (SzPage) then = NULL;
    SzBatch *batch = NULL;
    gint64 clock_ms = 0;

    fixture_open (&fixture, CASES[i][0]);
    clock_ms = fixture_instant (&fixture, CASES[i][1]);
    batch = fixture_batch (&fixture, "cases");
    for (guint k = 0; k < 9; k++) {
      g_autofree char *key = g_strdup_printf ("C%u", k);
      const Cell cells[] = { { "area", 0, "综合" }, { NULL, 0, NULL } };

      fixture_add (&fixture, batch, key, fixture_instant (&fixture, "2026-03-18T00:00:00+08:00"), cells);
    }
    fixture_apply (&fixture, batch);
    fixture_read (&fixture);
    sz_clock_set_for_test (clock_ms);
    page = pages_overview (&fixture);
    g_assert_cmpint (page->clock_ms, ==, clock_ms);
    g_assert_cmpint (page->now_ms, ==, fixture.now_ms);
    g_assert_true (g_str_has_suffix (page->action, until));
    g_assert_true (today == (strstr (page->headline, "today") != NULL));
    g_assert_true (today || strstr (page->where, "2026-03-18") != NULL);
    g_assert_true (today == isfinite (pages_need_tile (page, SZ_TILE_HERO)->x_now));
    g_assert_false (page->stale);
    indicator = pages_indicator (&fixture, "case_receive_count", "area");
    g_assert_cmpint (indicator->clock_ms, ==, clock_ms);
    g_assert_true (today || strstr (indicator->lead->reference, "today") == NULL);
    /* Nothing is compared with: no ticks, and no words for them. */
    g_assert_cmpstr (pages_find_tile (indicator, SZ_TILE_BARS)->note, ==, "");
    /* Whoever looks as of another instant has that one for a clock. */
    sz_reader_set_now_ms (fixture.reader, fixture.now_ms + SZ_HOUR_MS);
    then = pages_overview (&fixture);
    g_assert_cmpint (then->clock_ms, ==, 0);
    fixture_close (&fixture);
  }
}

int
main (int argc, char **argv)
{
  sz_i18n_init ("en");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/overview/alarm", test_overview_alarm);
  g_test_add_func ("/overview/fine", test_overview_fine);
  g_test_add_func ("/overview/before-opening", test_overview_before_opening);
  g_test_add_func ("/overview/files", test_overview_of_files);
  g_test_add_func ("/overview/cases", test_overview_of_cases);
  g_test_add_func ("/overview/attention", test_overview_attention);
  g_test_add_func ("/overview/action", test_overview_action);
  g_test_add_func ("/overview/empty", test_overview_empty);
  g_test_add_func ("/overview/failed-tile", test_failed_tile);
  g_test_add_func ("/overview/views", test_views);
  g_test_add_func ("/overview/at-rest", test_files_at_rest);
  return g_test_run ();
}
