/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of an indicator through a real store: what it says must follow from the rows. */

#include "pages-fixture.h"
#include "sz-i18n.h"

#include <math.h>
#include <string.h>

static Fixture fixture;

static void
test_indicator (void)
{
  g_autoptr (SzPage) page = NULL;
  const SzTile *bars = NULL, *bins = NULL, *heat = NULL;
  double pulls = 0, counted = 0;

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  pages_fill (&fixture, 29);
  page = pages_indicator (&fixture, "wait_avg", NULL);
  g_assert_cmpstr (page->id, ==, "indicator:wait_avg");
  g_assert_true (
      g_str_has_prefix (page->headline, "On target as a whole, but 社保医保 raises the whole by "));
  bars = pages_need_tile (page, SZ_TILE_BARS);
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
  bins = pages_need_tile (page, SZ_TILE_HISTOGRAM);
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
  heat = pages_need_tile (page, SZ_TILE_HEAT);
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
        pages_add_ticket (&fixture, batch, &n, fixture_instant (&fixture, open) + minute * SZ_MINUTE_MS,
                          days[d].wait[a], areas[a]);
  }
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
}

static void
assert_references (const char *against, double general, double tax, double third)
{
  g_autoptr (SzPage) page = make_compared ("wait_avg", "area", against, "today");
  const SzTile *bars = pages_need_tile (page, SZ_TILE_BARS);

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
  trend = pages_need_tile (part, SZ_TILE_LINE);
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
  page = pages_indicator (&fixture, "wait_avg", "area");
  g_assert_cmpfloat_with_epsilon (page->lead->value, 9, 1e-9);
  g_assert_nonnull (strstr (page->lead->reference, "2026-03-18"));
  g_assert_nonnull (pages_find_tile (page, SZ_TILE_HISTOGRAM));
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
    pages_add_ticket (&fixture, batch, &n,
                      fixture_instant (&fixture, "2026-03-18T09:00:00+08:00") + minute * SZ_MINUTE_MS,
                      minute == 7 ? 17 : 16, areas[minute % 2]);
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
  page = pages_indicator (&fixture, "wait_avg", "area");
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
    pages_add_ticket (&fixture, batch, &n,
                      fixture_instant (&fixture, "2026-03-18T09:00:00+08:00") + i * SZ_MINUTE_MS,
                      i == 3 ? 180 : 4 + i % 3, "综合");
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
  page = pages_indicator (&fixture, "wait_avg", NULL);
  bins = pages_need_tile (page, SZ_TILE_HISTOGRAM);
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
  pages_fill (&fixture, 29);
  page = pages_indicator (&fixture, "ticket_count", "item");
  bars = pages_need_tile (page, SZ_TILE_BARS);
  for (guint i = 0; i < bars->parts->len; i++)
    sum += ((const SzPart *)g_ptr_array_index (bars->parts, i))->value;
  g_assert_cmpfloat (sum, ==, page->lead->value);
  g_assert_null (pages_find_tile (page, SZ_TILE_HISTOGRAM));
  g_assert_cmpint (page->lead->status, ==, SZ_STATUS_NEUTRAL);
  fixture_close (&fixture);
}

/* Every indicator of the catalogue has a page, whether its data set is there or not. */
static void
test_every_indicator (void)
{
  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  pages_fill (&fixture, 29);
  for (guint i = 0; i < sz_catalog_indicators (fixture.catalog)->len; i++) {
    const SzIndicator *indicator = g_ptr_array_index (sz_catalog_indicators (fixture.catalog), i);
    g_autoptr (SzPage) page = pages_indicator (&fixture, indicator->id, NULL);

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
  pages_fill (&fixture, 29);
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

int
main (int argc, char **argv)
{
  sz_i18n_init ("en");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/indicator/indicator", test_indicator);
  g_test_add_func ("/indicator/against", test_against);
  g_test_add_func ("/indicator/against-words", test_against_words);
  g_test_add_func ("/indicator/last-day", test_last_day);
  g_test_add_func ("/indicator/small-pull", test_small_pull);
  g_test_add_func ("/indicator/beyond", test_rows_beyond);
  g_test_add_func ("/indicator/counts", test_indicator_of_counts);
  g_test_add_func ("/indicator/every-indicator", test_every_indicator);
  g_test_add_func ("/indicator/wrong-dimension", test_wrong_dimension);
  return g_test_run ();
}
