/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pages through a real store: what they say must follow from the rows. */

#include "figures-fixture.h"
#include "sz-i18n.h"

#include <math.h>
#include <string.h>

static Fixture fixture;

/* A morning in which area B waits 30 minutes and the others 5, and the day before, in which all wait 10.
 * Wednesday. */
static void
add_ticket (SzBatch *batch, guint *n, gint64 taken, int wait_min, const char *area)
{
  g_autofree char *key = g_strdup_printf ("T%05u", (*n)++);
  gint64 called = taken + wait_min * SZ_MINUTE_MS;
  Cell cells[] = {
    { "area", 0, area },         { "item", 0, (*n % 3) != 0 ? "i1" : "i2" },   { "called", called, NULL },
    { "started", called, NULL }, { "ended", called + 5 * SZ_MINUTE_MS, NULL }, { NULL, 0, NULL }
  };

  if (called > fixture.now_ms)
    cells[2].field = NULL;
  else if (called + 5 * SZ_MINUTE_MS > fixture.now_ms)
    cells[4].field = NULL;
  fixture_add (&fixture, batch, key, taken, cells);
}

static void
fill (int wait_b)
{
  static const char *const areas[] = { "综合", "社保医保", "税务" };
  gint64 today = fixture_instant (&fixture, "2026-03-18T09:00:00+08:00");
  SzBatch *batch = fixture_batch (&fixture, "tickets");
  guint n = 0;

  for (int minute = 0; minute < 330; minute += 3)
    for (guint a = 0; a < 3; a++) {
      add_ticket (batch, &n, today + minute * SZ_MINUTE_MS, a == 1 ? wait_b : 5, areas[a]);
      add_ticket (batch, &n, today - SZ_DAY_MS + minute * SZ_MINUTE_MS, 10, areas[a]);
    }
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
}

static const SzTile *
find_tile (const SzPage *page, SzTileKind kind)
{
  for (guint i = 0; i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    if (tile->kind == kind)
      return tile;
  }
  return NULL;
}

/* The same where it must be there. */
static const SzTile *
need_tile (const SzPage *page, SzTileKind kind)
{
  const SzTile *tile = find_tile (page, kind);

  g_assert (tile != NULL);
  return tile;
}

static const SzPart *
find_part (const SzTile *tile, const char *code)
{
  for (guint i = 0; i < tile->parts->len; i++) {
    const SzPart *part = g_ptr_array_index (tile->parts, i);

    if (strcmp (part->code, code) == 0)
      return part;
  }
  g_assert (FALSE);
  return NULL;
}

static SzPage *
make_overview (void)
{
  g_autoptr (GError) error = NULL;
  SzPage *page =
      sz_figures_board (fixture.reader, sz_catalog_board (fixture.catalog, "overview", NULL), NULL, &error);

  g_assert_no_error (error);
  return page;
}

static void
test_overview_alarm (void)
{
  g_autoptr (SzPage) page = NULL;
  const SzTile *hero = NULL, *areas = NULL;
  const SzSeries *line = NULL;
  const SzPart *part = NULL;
  guint cards = 0, figures = 0;

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  fill (29);
  page = make_overview ();
  hero = need_tile (page, SZ_TILE_HERO);
  areas = need_tile (page, SZ_TILE_MULTIPLES);
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
  part = find_part (areas, "社保医保");
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
  fill (6);
  page = make_overview ();
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

    add_ticket (batch, &n, fixture_instant (&fixture, "2026-03-17T10:00:00+08:00"), 12, "综合");
    fixture_apply (&fixture, batch);
    fixture_read (&fixture);
  }
  page = make_overview ();
  hero = need_tile (page, SZ_TILE_HERO);
  g_assert_true (isnan (hero->lead->value));
  g_assert_cmpint (hero->lead->status, ==, SZ_STATUS_UNKNOWN);
  g_assert_cmpstr (hero->lead->note, ==, "nothing to count yet today");
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
  add_ticket (batch, &n, fixture_instant (&fixture, "2026-03-12T10:00:00+08:00"), 12, "综合");
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
  page = make_overview ();
  g_assert_cmpfloat (need_tile (page, SZ_TILE_HERO)->lead->value, ==, 12);
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
  page = make_overview ();
  const SzTile *hero = need_tile (page, SZ_TILE_HERO), *bars = find_tile (page, SZ_TILE_BARS);
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
      g_assert_cmpfloat (find_part (bars, areas[i])->value, ==, came[i]);
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
  fill (20);
  page = make_overview ();
  for (guint i = 0; i < need_tile (page, SZ_TILE_MULTIPLES)->parts->len; i++)
    slow += ((const SzPart *)g_ptr_array_index (need_tile (page, SZ_TILE_MULTIPLES)->parts, i))->status ==
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
    fill (29);
    page = make_overview ();
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
  page = make_overview ();
  g_assert_cmpstr (page->headline, ==, "There is no data yet");
  g_assert_nonnull (strstr (page->action, "shuzhi demo"));
  g_assert_null (find_tile (page, SZ_TILE_HERO));
  fixture_close (&fixture);
}

static void
test_views (void)
{
  static const char *const views[] = { "2026-03-17", "2026-W12", "2026-03", "2026", "2025", "last-30d" };

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  fill (29);
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
      g_assert_cmpfloat (need_tile (page, SZ_TILE_HERO)->lead->value, ==, 10);
  }
  fixture_close (&fixture);
}

static SzPage *
make_indicator (const char *id, const char *by)
{
  g_autoptr (GError) error = NULL;
  SzPage *page = sz_figures_indicator (fixture.reader, sz_catalog_indicator (fixture.catalog, id, NULL), NULL,
                                       by, NULL, 0, &error);

  g_assert_no_error (error);
  return page;
}

static void
test_indicator (void)
{
  g_autoptr (SzPage) page = NULL;
  const SzTile *bars = NULL, *bins = NULL, *heat = NULL;
  double pulls = 0, counted = 0;

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  fill (29);
  page = make_indicator ("wait_avg", NULL);
  g_assert_cmpstr (page->id, ==, "indicator:wait_avg");
  g_assert_true (
      g_str_has_prefix (page->headline, "On target as a whole, but 社保医保 raises the whole by "));
  bars = need_tile (page, SZ_TILE_BARS);
  g_assert_cmpstr (bars->dimension, ==, "area");
  g_assert_cmpuint (bars->parts->len, ==, 3);
  /* Greatest first; the shifts of the parts cancel out. */
  g_assert_cmpstr (((const SzPart *)g_ptr_array_index (bars->parts, 0))->code, ==, "社保医保");
  for (guint i = 0; i < 3; i++) {
    const SzPart *part = g_ptr_array_index (bars->parts, i);

    g_assert_cmpfloat_with_epsilon (part->reference, 10, 1e-9);
    pulls += part->pull;
  }
  g_assert_cmpfloat_with_epsilon (pulls, 0, 1e-9);
  bins = need_tile (page, SZ_TILE_HISTOGRAM);
  for (gsize i = 0; i < bins->n_bins; i++) {
    /* Only waits of 5 and of 29 minutes. */
    gboolean holds = (bins->bin_edges[i] <= 5 && 5 < bins->bin_edges[i + 1]) ||
                     (bins->bin_edges[i] <= 29 && 29 < bins->bin_edges[i + 1]);

    g_assert_true (holds == (bins->bin_counts[i] > 0));
    counted += bins->bin_counts[i];
  }
  /* 110 rounds; of those called up to 14:36 two areas have all that were taken by 14:27, B those by 14:06. */
  g_assert_cmpfloat (counted, ==, 110 + 110 + 103);
  g_assert_cmpfloat (bins->row_count, ==, counted);
  g_assert_cmpfloat (bins->over_count, ==, 103);
  g_assert_cmpfloat (bins->median, ==, 5);
  g_assert_nonnull (strstr (page->lead->reference, "today to 14:36"));
  heat = need_tile (page, SZ_TILE_HEAT);
  g_assert_cmpuint (g_strv_length (heat->heat_rows), ==, 2);
  g_assert_cmpstr (heat->heat_rows[0], ==, "Tue");
  g_assert_cmpfloat_with_epsilon (heat->heat[0], 10, 1e-9);
  g_assert_nonnull (strstr (page->footer, "wait_avg, version 1"));
  fixture_close (&fixture);
}

static SzPage *
make_compared (const char *id, const char *by, const char *against, const char *period)
{
  g_autoptr (GError) error = NULL;
  SzComparison comparison;
  SzPeriod span;
  SzPage *page = NULL;

  g_assert_true (sz_figures_parse_against (fixture.catalog, against, &comparison, &error));
  g_assert_no_error (error);
  g_assert_true (sz_period_parse (period, fixture.now_ms, fixture.zone, &span, NULL));
  page = sz_figures_indicator_against (fixture.reader, sz_catalog_indicator (fixture.catalog, id, NULL),
                                       &span, by, NULL, 0, &comparison, &error);
  g_assert_no_error (error);
  return page;
}

/* Waits that tell the days and the areas apart: each is the reference of the comparison that asks for it. */
static void
fill_weeks (void)
{
  static const struct {
    const char *day;
    int wait[2];
  } days[] = { { "2026-03-18", { 4, 14 } },
               { "2026-03-17", { 6, 16 } },
               { "2026-03-11", { 8, 18 } },
               { "2026-03-02", { 10, 20 } },
               { "2025-03-19", { 12, 30 } } };
  static const char *const areas[] = { "综合", "税务" };
  SzBatch *batch = fixture_batch (&fixture, "tickets");
  guint n = 0;

  for (guint d = 0; d < G_N_ELEMENTS (days); d++) {
    g_autofree char *open = g_strconcat (days[d].day, "T09:00:00+08:00", NULL);

    for (int minute = 0; minute < 120; minute += 3)
      for (guint a = 0; a < 2; a++)
        add_ticket (batch, &n, fixture_instant (&fixture, open) + minute * SZ_MINUTE_MS, days[d].wait[a],
                    areas[a]);
  }
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
}

static void
assert_references (const char *against, double general, double tax, double third)
{
  g_autoptr (SzPage) page = make_compared ("wait_avg", "area", against, "today");
  const SzTile *bars = need_tile (page, SZ_TILE_BARS);

  g_test_message ("%s: %s, %s", against, bars->note, page->lead->weekday);
  for (guint i = 0; i < 2; i++) {
    const SzPart *part = g_ptr_array_index (bars->parts, i);

    g_assert_cmpfloat_with_epsilon (part->reference, strcmp (part->code, "综合") == 0 ? general : tax, 1e-9);
  }
  g_assert_cmpfloat_with_epsilon (page->lead->weekday_change, third, 1e-9);
  /* The two that every figure has stay whatever is chosen. */
  g_assert_cmpfloat_with_epsilon (page->lead->previous_change, 9 - 11, 1e-9);
  g_assert_cmpfloat_with_epsilon (page->lead->year_change, 9 - 21, 1e-9);
}

static void
test_against (void)
{
  g_autoptr (SzPage) part = NULL;
  const SzTile *trend = NULL;
  const SzSeries *line = NULL;
  gsize known = 0;

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  fill_weeks ();
  assert_references ("previous", 6, 16, 9 - 13);
  assert_references ("weekday", 8, 18, 9 - 13);
  assert_references ("year", 12, 30, 9 - 13);
  assert_references ("2026-03-02", 10, 20, 9 - 15);
  /* Beside another part each is compared with that one, over the same span. */
  assert_references ("area=税务", 14, 14, 9 - 14);
  part = make_compared ("wait_avg", "item", "area=税务", "today");
  trend = need_tile (part, SZ_TILE_LINE);
  g_assert_cmpuint (trend->series->len, ==, 2);
  line = g_ptr_array_index (trend->series, 1);
  g_assert_cmpstr (line->name, ==, "税务");
  for (gsize i = 0; i < line->length; i++)
    if (!isnan (line->y[i])) {
      known++;
      g_assert_true (line->y[i] >= 14);
    }
  g_assert_cmpuint (known, >=, 3);
  g_assert_nonnull (strstr (part->footer, "Compared: with 税务"));
  fixture_close (&fixture);
}

static void
test_against_words (void)
{
  static const char *const wrong[] = { "", "=", "area=", "=B", "yesterdai", "2026-13-01", "nowhere=B" };

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    SzComparison comparison;

    g_assert_false (sz_figures_parse_against (fixture.catalog, wrong[i], &comparison, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
  }
  fixture_close (&fixture);
}

/* A log of last year: without a period its last day is shown, and said. */
static void
test_last_day (void)
{
  g_autoptr (SzPage) page = NULL;
  SzFigureRows rows;

  fixture_open (&fixture, "2026-03-21T14:36:00+08:00");
  fill_weeks ();
  page = make_indicator ("wait_avg", "area");
  g_assert_cmpfloat_with_epsilon (page->lead->value, 9, 1e-9);
  g_assert_nonnull (strstr (page->lead->reference, "2026-03-18"));
  g_assert_nonnull (find_tile (page, SZ_TILE_HISTOGRAM));
  g_assert_true (sz_figures_rows_of (fixture.reader, sz_catalog_indicator (fixture.catalog, "wait_avg", NULL),
                                     NULL, &rows, NULL));
  g_assert_cmpint (rows.start_ms, ==, fixture_instant (&fixture, "2026-03-18T00:00:00+08:00"));
  fixture_close (&fixture);
}

/* What the headline would round to nothing is not said. */
static void
test_small_pull (void)
{
  static const char *const areas[] = { "综合", "税务" };
  g_autoptr (SzPage) page = NULL;
  SzBatch *batch = NULL;
  guint n = 0;

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  batch = fixture_batch (&fixture, "tickets");
  for (int minute = 0; minute < 300; minute++)
    add_ticket (batch, &n, fixture_instant (&fixture, "2026-03-18T09:00:00+08:00") + minute * SZ_MINUTE_MS,
                minute == 7 ? 17 : 16, areas[minute % 2]);
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
  page = make_indicator ("wait_avg", "area");
  g_assert_null (strstr (page->headline, "0.0"));
  fixture_close (&fixture);
}

/* One that waits far longer than all others lies behind the last bin, and is said to. */
static void
test_rows_beyond (void)
{
  g_autoptr (SzPage) page = NULL;
  const SzTile *bins = NULL;
  SzBatch *batch = NULL;
  double counted = 0;
  guint n = 0;

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  batch = fixture_batch (&fixture, "tickets");
  for (int i = 0; i < 200; i++)
    add_ticket (batch, &n, fixture_instant (&fixture, "2026-03-18T09:00:00+08:00") + i * SZ_MINUTE_MS,
                i == 3 ? 180 : 4 + i % 3, "综合");
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
  page = make_indicator ("wait_avg", NULL);
  bins = need_tile (page, SZ_TILE_HISTOGRAM);
  for (gsize i = 0; i < bins->n_bins; i++)
    counted += bins->bin_counts[i];
  g_assert_cmpfloat (counted, ==, 199);
  g_assert_cmpfloat (bins->row_count, ==, 200);
  g_assert_cmpfloat (bins->over_count, ==, 1);
  g_assert_nonnull (strstr (bins->note, "1 more lie beyond"));
  fixture_close (&fixture);
}

static void
test_indicator_of_counts (void)
{
  g_autoptr (SzPage) page = NULL;
  const SzTile *bars = NULL;
  double sum = 0;

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  fill (29);
  page = make_indicator ("ticket_count", "item");
  bars = need_tile (page, SZ_TILE_BARS);
  for (guint i = 0; i < bars->parts->len; i++)
    sum += ((const SzPart *)g_ptr_array_index (bars->parts, i))->value;
  g_assert_cmpfloat (sum, ==, page->lead->value);
  g_assert_null (find_tile (page, SZ_TILE_HISTOGRAM));
  g_assert_cmpint (page->lead->status, ==, SZ_STATUS_NEUTRAL);
  fixture_close (&fixture);
}

/* Every indicator of the catalogue has a page, whether its data set is there or not. */
static void
test_every_indicator (void)
{
  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  fill (29);
  for (guint i = 0; i < sz_catalog_indicators (fixture.catalog)->len; i++) {
    const SzIndicator *indicator = g_ptr_array_index (sz_catalog_indicators (fixture.catalog), i);
    g_autoptr (SzPage) page = make_indicator (indicator->id, NULL);

    g_assert_cmpstr (page->headline, !=, "");
    g_assert_nonnull (page->lead);
    if (!sz_figures_can (fixture.reader, indicator, NULL)) {
      g_assert_nonnull (strstr (page->headline, "no source supplies"));
      g_assert_cmpuint (page->tiles->len, ==, 0);
    }
  }
  fixture_close (&fixture);
}

static void
test_wrong_dimension (void)
{
  g_autoptr (GError) error = NULL;

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  fill (29);
  g_assert_null (sz_figures_indicator (fixture.reader,
                                       sz_catalog_indicator (fixture.catalog, "wait_avg", NULL), NULL,
                                       "region", NULL, 0, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_CANNOT);
  g_clear_error (&error);
  g_assert_null (sz_figures_indicator (fixture.reader,
                                       sz_catalog_indicator (fixture.catalog, "wait_avg", NULL), NULL, "aera",
                                       NULL, 0, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
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
    page = make_overview ();
    g_assert_cmpint (page->clock_ms, ==, clock_ms);
    g_assert_cmpint (page->now_ms, ==, fixture.now_ms);
    g_assert_true (g_str_has_suffix (page->action, until));
    g_assert_true (today == (strstr (page->headline, "today") != NULL));
    g_assert_true (today || strstr (page->where, "2026-03-18") != NULL);
    g_assert_true (today == isfinite (need_tile (page, SZ_TILE_HERO)->x_now));
    g_assert_false (page->stale);
    indicator = make_indicator ("case_receive_count", "area");
    g_assert_cmpint (indicator->clock_ms, ==, clock_ms);
    g_assert_true (today || strstr (indicator->lead->reference, "today") == NULL);
    /* Nothing is compared with: no ticks, and no words for them. */
    g_assert_cmpstr (find_tile (indicator, SZ_TILE_BARS)->note, ==, "");
    /* Whoever looks as of another instant has that one for a clock. */
    sz_reader_set_now_ms (fixture.reader, fixture.now_ms + SZ_HOUR_MS);
    then = make_overview ();
    g_assert_cmpint (then->clock_ms, ==, 0);
    fixture_close (&fixture);
  }
}

int
main (int argc, char **argv)
{
  sz_i18n_init ("en");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pages/alarm", test_overview_alarm);
  g_test_add_func ("/pages/action", test_overview_action);
  g_test_add_func ("/pages/fine", test_overview_fine);
  g_test_add_func ("/pages/before-opening", test_overview_before_opening);
  g_test_add_func ("/pages/files", test_overview_of_files);
  g_test_add_func ("/pages/at-rest", test_files_at_rest);
  g_test_add_func ("/pages/cases", test_overview_of_cases);
  g_test_add_func ("/pages/attention", test_overview_attention);
  g_test_add_func ("/pages/small-pull", test_small_pull);
  g_test_add_func ("/pages/beyond", test_rows_beyond);
  g_test_add_func ("/pages/empty", test_overview_empty);
  g_test_add_func ("/pages/views", test_views);
  g_test_add_func ("/pages/indicator", test_indicator);
  g_test_add_func ("/pages/counts", test_indicator_of_counts);
  g_test_add_func ("/pages/every-indicator", test_every_indicator);
  g_test_add_func ("/pages/against", test_against);
  g_test_add_func ("/pages/against-words", test_against_words);
  g_test_add_func ("/pages/last-day", test_last_day);
  g_test_add_func ("/pages/wrong-dimension", test_wrong_dimension);
  return g_test_run ();
}
