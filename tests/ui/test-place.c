/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-place.h"

static SzCatalog *
load_catalog (void)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GError) error = NULL;
  SzCatalog *catalog = sz_catalog_load (NULL, problems, &error);

  g_assert_no_error (error);
  return catalog;
}

static void
test_parse (void)
{
  static const struct {
    const char *text;
    SzPlaceKind kind;
    const char *indicator;
  } GOOD[] = {
    { "overview", SZ_PLACE_OVERVIEW, NULL },
    { "live", SZ_PLACE_LIVE, NULL },
    { "alerts", SZ_PLACE_ALERTS, NULL },
    { "alerts:20261120-001", SZ_PLACE_ALERTS, NULL },
    { "map", SZ_PLACE_MAP, NULL },
    { "library", SZ_PLACE_LIBRARY, NULL },
    { "directory", SZ_PLACE_DIRECTORY, NULL },
    { "sources", SZ_PLACE_SOURCES, NULL },
    { "help", SZ_PLACE_HELP, NULL },
    { "indicator:wait_avg", SZ_PLACE_INDICATOR, "wait_avg" },
    { "rows:wait_avg", SZ_PLACE_ROWS, "wait_avg" },
    { "timeline:tickets:T:1", SZ_PLACE_TIMELINE, NULL },
  };
  static const char *const BAD[] = { "",           "overviews",         "indicator",
                                     "indicator:", "indicator:no_such", "tile:hero",
                                     "timeline:",  "timeline:none:1",   "timeline:tickets:" };
  g_autoptr (SzCatalog) catalog = load_catalog ();

  for (guint i = 0; i < G_N_ELEMENTS (GOOD); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SzPlace) place = sz_place_parse (GOOD[i].text, catalog, &error);

    g_assert_no_error (error);
    g_assert_cmpint (place->kind, ==, GOOD[i].kind);
    g_assert_cmpstr (place->indicator, ==, GOOD[i].indicator);
  }
  for (guint i = 0; i < G_N_ELEMENTS (BAD); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (sz_place_parse (BAD[i], catalog, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
  }
}

static void
assert_keys (const SzPlace *a, const SzPlace *b, gboolean equal)
{
  g_autofree char *key_a = sz_place_key (a);
  g_autofree char *key_b = sz_place_key (b);

  if (equal)
    g_assert_cmpstr (key_a, ==, key_b);
  else
    g_assert_cmpstr (key_a, !=, key_b);
}

/* Two places have one key exactly if they show the same. */
static void
test_key (void)
{
  g_autoptr (SzPlace) place = sz_place_new_indicator ("wait_avg", SZ_SPAN_NOW);
  g_autoptr (SzPlace) same = sz_place_new_indicator ("wait_avg", SZ_SPAN_NOW);
  g_autoptr (SzPlace) month = sz_place_with_span (place, SZ_SPAN_MONTH);
  g_autoptr (SzPlace) by = sz_place_with_by (place, "window");
  g_autoptr (SzPlace) in_a = sz_place_with_filter (place, "area", "A", "General");
  g_autoptr (SzPlace) in_b = sz_place_with_filter (place, "area", "B", "Social");
  g_autoptr (SzPlace) renamed = sz_place_with_filter (place, "area", "A", "综合受理");
  g_autoptr (SzPlace) rows = sz_place_with_kind (place, SZ_PLACE_ROWS);

  assert_keys (place, same, TRUE);
  assert_keys (in_a, renamed, TRUE);
  assert_keys (place, month, FALSE);
  assert_keys (place, by, FALSE);
  assert_keys (place, in_a, FALSE);
  assert_keys (in_a, in_b, FALSE);
  assert_keys (place, rows, FALSE);
}

static void
test_filters (void)
{
  g_autoptr (SzPlace) place = sz_place_new_indicator ("wait_avg", SZ_SPAN_DAY);
  g_autoptr (SzPlace) area = sz_place_with_filter (place, "area", "A", "General");
  g_autoptr (SzPlace) window = sz_place_with_filter (area, "window", "A01", "A01");
  g_autoptr (SzPlace) other = sz_place_with_filter (window, "area", "B", "Social");
  g_autoptr (SzPlace) first = sz_place_with_n_filters (window, 1);

  g_assert_cmpuint (place->filters->len, ==, 0);
  g_assert_cmpuint (window->filters->len, ==, 2);
  g_assert_cmpstr (sz_place_filter (window, 1)->code, ==, "A01");
  g_assert_true (sz_place_filters_by (window, "area"));
  g_assert_false (sz_place_filters_by (area, "window"));
  /* One value a dimension: the newer takes the place of the older. */
  g_assert_cmpuint (other->filters->len, ==, 2);
  g_assert_cmpstr (sz_place_filter (other, 1)->code, ==, "B");
  g_assert_cmpuint (first->filters->len, ==, 1);
  g_assert_cmpint (first->span, ==, SZ_SPAN_DAY);
}

static void
test_spans (void)
{
  for (guint i = SZ_SPAN_NOW; i <= SZ_SPAN_YEAR; i++) {
    SzSpan span = SZ_SPAN_NOW;

    g_assert_true (sz_span_parse (sz_span_id ((SzSpan)i), &span));
    g_assert_cmpint (span, ==, i);
    g_assert_cmpstr (sz_span_name ((SzSpan)i), !=, "");
  }
  g_assert_false (sz_span_parse ("fortnight", &(SzSpan){ 0 }));
}

/* Each dimension offered is carried by every data set of the formula, and none that all carry is left out. */
static void
test_dimensions (void)
{
  g_autoptr (SzCatalog) catalog = load_catalog ();
  const GPtrArray *indicators = sz_catalog_indicators (catalog);
  const GPtrArray *all = sz_catalog_dimensions (catalog);

  for (guint i = 0; i < indicators->len; i++) {
    const SzIndicator *indicator = g_ptr_array_index (indicators, i);
    g_autoptr (GPtrArray) offered = sz_indicator_dimensions (catalog, indicator);

    for (guint d = 0; d < all->len; d++) {
      const SzDimension *dimension = g_ptr_array_index (all, d);
      gboolean carried = !dimension->source;

      for (guint l = 0; l < indicator->formula->leaves->len; l++) {
        const SzMeasure *measure = g_array_index (indicator->formula->leaves, SzLeaf, l).measure;

        carried = carried && sz_dataset_find_dimension (measure->dataset, dimension->id) >= 0;
      }
      g_assert_cmpint (g_ptr_array_find (offered, dimension, NULL), ==, carried);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/place/parse", test_parse);
  g_test_add_func ("/ui/place/key", test_key);
  g_test_add_func ("/ui/place/filters", test_filters);
  g_test_add_func ("/ui/place/spans", test_spans);
  g_test_add_func ("/ui/place/dimensions", test_dimensions);
  return g_test_run ();
}
