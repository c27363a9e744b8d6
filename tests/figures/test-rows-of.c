/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows behind a figure are those it counts: for every indicator of the catalogue, over random rows,
 * periods and filters. */

#include "figures-fixture.h"
#include "sz-i18n.h"

#include <math.h>
#include <string.h>

#define ROWS 260
#define ROUNDS 3

static Fixture fixture;

/* --- random rows of any data set --- */

/* Codes that conditions of the catalogue ask for, so that they are met. */
static void
collect_literals (const SzCondition *condition, guint field, GPtrArray *literals)
{
  if (condition == NULL)
    return;
  collect_literals (condition->left, field, literals);
  collect_literals (condition->right, field, literals);
  if (condition->a != NULL && condition->b != NULL && condition->a->kind == SZ_VALUE_FIELD &&
      condition->a->field == field && condition->b->kind == SZ_VALUE_TEXT)
    g_ptr_array_add (literals, condition->b->text);
}

static GPtrArray *
literals_of (const SzDataset *dataset, guint field)
{
  const GPtrArray *measures = sz_catalog_measures (fixture.catalog, dataset);
  GPtrArray *literals = g_ptr_array_new ();

  for (guint i = 0; i < measures->len; i++)
    collect_literals (((const SzMeasure *)g_ptr_array_index (measures, i))->where, field, literals);
  g_ptr_array_add (literals, (gpointer) "one");
  g_ptr_array_add (literals, (gpointer) "two");
  return literals;
}

static gint64
random_instant (const SzDataset *dataset, const SzField *field, gint64 at)
{
  gint64 days = field->within_days > 0 ? field->within_days : 12;
  gint64 after = (gint64)(g_test_rand_double () * g_test_rand_double () * (double)(days * SZ_DAY_MS));

  return dataset->valid_from >= 0 ? at + after * 20 : at + after;
}

/* (transfer full): the cells of a row; texts live in `texts`. */
static void
add_random_row (SzBatch *batch, const SzDataset *dataset, guint number, GPtrArray *const *literals)
{
  g_autoptr (GArray) cells = g_array_new (TRUE, TRUE, sizeof (Cell));
  g_autofree char *key = g_strdup_printf ("%s-%05u", dataset->id, number);
  gint64 back = dataset->valid_from >= 0 ? 200 * SZ_DAY_MS : 40 * SZ_DAY_MS;
  gint64 at = fixture.now_ms - (gint64)(g_test_rand_double () * (double)back);

  at -= at % SZ_SECOND_MS;
  for (guint i = 0; i < dataset->fields->len; i++) {
    const SzField *field = sz_dataset_field (dataset, i);
    Cell cell = { field->id, 0, NULL };

    if (i == dataset->at || (!field->required && g_test_rand_int_range (0, 4) == 0))
      continue;
    switch (field->type) {
    case SZ_FIELD_INSTANT:
      cell.number = random_instant (dataset, field, at);
      break;
    case SZ_FIELD_CODE:
    case SZ_FIELD_MASK:
    case SZ_FIELD_TEXT:
      cell.text = g_ptr_array_index (literals[i], g_test_rand_int_range (0, (gint32)literals[i]->len));
      break;
    case SZ_FIELD_FLAG:
      cell.number = g_test_rand_int_range (0, 2);
      break;
    case SZ_FIELD_INTEGER:
    case SZ_FIELD_DECIMAL:
    case SZ_FIELD_HASH:
      cell.number = g_test_rand_int_range (1, 6);
      break;
    case SZ_FIELD_IDENTITY:
      continue;
    }
    g_array_append_val (cells, cell);
  }
  fixture_add (&fixture, batch, key, at, (const Cell *)(void *)cells->data);
}

static void
fill_dataset (const SzDataset *dataset)
{
  SzBatch *batch = fixture_batch (&fixture, dataset->id);
  g_autofree GPtrArray **literals = g_new0 (GPtrArray *, dataset->fields->len + 1);

  for (guint i = 0; i < dataset->fields->len; i++)
    literals[i] = literals_of (dataset, i);
  for (guint i = 0; i < ROWS; i++)
    add_random_row (batch, dataset, i, literals);
  fixture_apply (&fixture, batch);
  for (guint i = 0; i < dataset->fields->len; i++)
    g_ptr_array_unref (literals[i]);
}

static void
fill (void)
{
  const GPtrArray *datasets = NULL;

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  datasets = sz_catalog_datasets (fixture.catalog);
  for (guint i = 0; i < datasets->len; i++)
    fill_dataset (g_ptr_array_index (datasets, i));
  fixture_go_live (&fixture);
  fixture_read (&fixture);
}

/* --- what is asked --- */

static void
random_period (SzPeriod *period, char **text)
{
  static const char *const known[] = { "today",    "yesterday", "2026-03",
                                       "2026-W11", "last-30d",  "2026-03-02..2026-03-17",
                                       "2026-02",  "last-24h" };

  *text = g_strdup (known[g_test_rand_int_range (0, G_N_ELEMENTS (known))]);
  g_assert_true (sz_period_parse (*text, fixture.now_ms, fixture.zone, period, NULL));
}

/* A dimension all data sets of the indicator carry, and one of its codes; FALSE: none this time. */
static gboolean
random_filter (const SzIndicator *indicator, SzFilter *filter, char *values[2])
{
  g_autoptr (GPtrArray) dimensions = sz_figures_dimensions (fixture.reader, indicator);

  if (dimensions->len == 0 || g_test_rand_int_range (0, 3) == 0)
    return FALSE;
  filter->dimension = g_ptr_array_index (dimensions, g_test_rand_int_range (0, (gint32)dimensions->len));
  if (filter->dimension->source)
    return FALSE;
  values[0] = (char *)(g_test_rand_int_range (0, 2) == 0 ? "one" : "two");
  if (strcmp (filter->dimension->id, "level") == 0)
    values[0] = (char *)"3";
  values[1] = NULL;
  filter->values = values;
  return TRUE;
}

/* How many rows the measure counts, by the store's own evaluation of it. */
static double
count_measured (const SzFigureRows *rows, const SzFilter *filter, guint n)
{
  SzMeasure measure = *rows->measure;
  SzLeaf leaf = { &measure, SZ_WINDOW_BUCKET, FALSE };
  SzAsk ask = { .dataset = rows->dataset,
                .leaves = &leaf,
                .n_leaves = 1,
                .start_ms = rows->start_ms,
                .end_ms = rows->end_ms,
                .now_ms = fixture.now_ms,
                .zone = fixture.zone,
                .filters = filter,
                .n_filters = n };
  g_autoptr (GError) error = NULL;
  g_autoptr (SzFrame) frame = NULL;

  if (measure.kind == SZ_MEASURE_CURRENT_SUM) {
    measure.kind = SZ_MEASURE_CURRENT;
  } else if (measure.kind != SZ_MEASURE_CURRENT) {
    SzValue *value = measure.value;
    static SzValue field;

    /* What is distinct is counted where the field is known. */
    field = (SzValue){ .kind = SZ_VALUE_FIELD, .field = (guint)MAX (measure.field, 0) };
    if (measure.kind == SZ_MEASURE_DISTINCT || measure.kind == SZ_MEASURE_RECURRING)
      value = &field;
    measure.kind = SZ_MEASURE_COUNT;
    measure.value = value;
  }
  g_strlcpy (measure.column, "counted", sizeof measure.column);
  measure.text = measure.column;
  frame = sz_reader_ask (fixture.reader, &ask, &error);
  g_assert_no_error (error);
  return frame->rows > 0 && !isnan (sz_frame_number (frame, 0, 0)) ? sz_frame_number (frame, 0, 0) : 0;
}

static double
query_value (const SzIndicator *indicator, const char *period, const SzFilter *filter, guint n)
{
  g_autofree char *where = n > 0 ? g_strdup_printf ("%s=%s", filter->dimension->id, filter->values[0]) : NULL;
  g_autoptr (SzFrame) frame = fixture_query (&fixture, indicator->id, NULL, where, period, NULL, FALSE);

  return frame->rows > 0 ? fixture_value (frame, indicator->id, NULL, NULL) : NAN;
}

static void
check_indicator (const SzIndicator *indicator, guint *checked, guint *exact)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  SzFigureRows rows;
  SzPeriod period;
  SzFilter filter = { NULL, NULL };
  char *values[2] = { NULL, NULL };
  guint n = random_filter (indicator, &filter, values) ? 1 : 0;
  gint64 count = 0;
  SzRowsAsk ask;

  random_period (&period, &text);
  g_assert_true (sz_figures_rows_of (fixture.reader, indicator, &period, &rows, &error));
  g_assert_no_error (error);
  ask = sz_figures_rows_ask (&rows, fixture.zone, &filter, n);
  count = sz_reader_count (fixture.reader, &ask, &error);
  g_assert_no_error (error);
  {
    g_autoptr (SzFrame) list = sz_reader_list (fixture.reader, &ask, NULL, 100000, &error);
    double measured = count_measured (&rows, &filter, n);

    g_assert_no_error (error);
    if ((double)count != measured || (gint64)list->rows != count)
      g_test_message ("%s over %s by %s: %" G_GINT64_FORMAT " rows, %" G_GSIZE_FORMAT " listed, %g counted",
                      indicator->id, text, n > 0 ? filter.dimension->id : "nothing", count, list->rows,
                      measured);
    g_assert_cmpfloat ((double)count, ==, measured);
    g_assert_cmpint ((gint64)list->rows, ==, count);
  }
  if (rows.exact && indicator->formula->root->kind == SZ_NODE_LEAF) {
    double value = query_value (indicator, text, &filter, n);

    if (!isnan (value)) {
      g_assert_cmpfloat_with_epsilon (value, (double)count * indicator->scale, 1e-9);
      (*exact)++;
    }
  }
  *checked += count > 0;
}

static void
test_all (void)
{
  const GPtrArray *indicators = NULL;
  guint checked = 0, exact = 0, computable = 0;

  fill ();
  indicators = sz_catalog_indicators (fixture.catalog);
  for (guint i = 0; i < indicators->len; i++) {
    const SzIndicator *indicator = g_ptr_array_index (indicators, i);

    if (!sz_figures_can (fixture.reader, indicator, NULL))
      continue;
    computable++;
    for (guint round = 0; round < ROUNDS; round++)
      check_indicator (indicator, &checked, &exact);
  }
  g_test_message ("%u indicators, %u lists with rows, %u compared with the figure", computable, checked,
                  exact);
  g_assert_cmpuint (computable, >, 100);
  g_assert_cmpuint (checked, >, computable);
  g_assert_cmpuint (exact, >, 20);
  fixture_close (&fixture);
}

/* Parts of a list follow each other without a gap or a repetition, also by an instant that is not the row's
 * own. */
static void
test_pages (void)
{
  const SzDataset *cases = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *after = NULL;
  SzFigureRows rows;
  SzPeriod period;
  SzRowsAsk ask;
  gint64 count;

  fill ();
  cases = sz_catalog_dataset (fixture.catalog, "cases", NULL);
  g_assert_true (sz_period_parse ("last-30d", fixture.now_ms, fixture.zone, &period, NULL));
  g_assert_true (sz_figures_rows_of (fixture.reader,
                                     sz_catalog_indicator (fixture.catalog, "case_done_count", NULL), &period,
                                     &rows, &error));
  g_assert_true (rows.dataset == cases);
  g_assert_true (rows.exact);
  ask = sz_figures_rows_ask (&rows, fixture.zone, NULL, 0);
  count = sz_reader_count (fixture.reader, &ask, &error);
  g_assert_cmpint (count, >, 20);
  for (;;) {
    g_autoptr (SzFrame) part = sz_reader_list (fixture.reader, &ask, after, 7, &error);
    int key, token;

    g_assert_no_error (error);
    if (part->rows == 0)
      break;
    key = sz_frame_find (part, "key");
    token = sz_frame_find (part, "_token");
    for (gsize i = 0; i < part->rows; i++)
      g_assert_true (g_hash_table_add (seen, g_strdup (sz_frame_text (part, i, (guint)key))));
    g_free (after);
    after = g_strdup (sz_frame_text (part, part->rows - 1, (guint)token));
  }
  g_assert_cmpint ((gint64)g_hash_table_size (seen), ==, count);
  fixture_close (&fixture);
}

static void
test_lacking (void)
{
  g_autoptr (GError) error = NULL;
  SzFigureRows rows;

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  fixture_read (&fixture);
  g_assert_false (sz_figures_rows_of (
      fixture.reader, sz_catalog_indicator (fixture.catalog, "wait_avg", NULL), NULL, &rows, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_CANNOT);
  fixture_close (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sz_i18n_init ("en");
  g_test_add_func ("/figures/rows-of/all", test_all);
  g_test_add_func ("/figures/rows-of/pages", test_pages);
  g_test_add_func ("/figures/rows-of/lacking", test_lacking);
  return g_test_run ();
}
