/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-figures-private.h"

#include <string.h>

static void
clear_filter (gpointer data)
{
  g_strfreev (((SzFilter *)data)->values);
}

static void
add_filter_value (GArray *filters, const SzDimension *dimension, const char *value)
{
  SzFilter fresh = { dimension, NULL };
  guint n = 0;

  for (guint i = 0; i < filters->len; i++) {
    SzFilter *filter = &g_array_index (filters, SzFilter, i);

    if (filter->dimension != dimension)
      continue;
    n = g_strv_length (filter->values);
    filter->values = g_renew (char *, filter->values, n + 2);
    filter->values[n] = g_strdup (value);
    filter->values[n + 1] = NULL;
    return;
  }
  fresh.values = g_new0 (char *, 2);
  fresh.values[0] = g_strdup (value);
  g_array_append_val (filters, fresh);
}

/* "window,app" are two values; nothing behind the sign stands for missing. */
static void
add_filter_values (GArray *filters, const SzDimension *dimension, const char *text)
{
  g_auto (GStrv) values = g_strsplit (text, ",", -1);
  guint n = 0;

  for (guint i = 0; values[i] != NULL; i++) {
    g_strstrip (values[i]);
    if (*values[i] == '\0')
      continue;
    add_filter_value (filters, dimension, values[i]);
    n++;
  }
  if (n == 0)
    add_filter_value (filters, dimension, "");
}

GArray *
sz_figures_parse_filters (const SzCatalog *catalog, const char *const *where, GError **error)
{
  g_autoptr (GArray) filters = g_array_new (FALSE, TRUE, sizeof (SzFilter));

  g_array_set_clear_func (filters, clear_filter);
  for (guint i = 0; where != NULL && where[i] != NULL; i++) {
    const char *sign = strchr (where[i], '=');
    g_autofree char *id = sign != NULL ? g_strndup (where[i], (gsize)(sign - where[i])) : NULL;
    const SzDimension *dimension = NULL;

    if (id == NULL || *id == '\0') {
      g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("expected DIMENSION=VALUE, found “%s”"), where[i]);
      return NULL;
    }
    dimension = sz_catalog_dimension (catalog, g_strstrip (id), error);
    if (dimension == NULL)
      return NULL;
    add_filter_values (filters, dimension, sign + 1);
  }
  return g_steal_pointer (&filters);
}

/* --- values that exist
 * ------------------------------------------------------------------------------------------------ */

#define MOST_LISTED 12

/* Plain counts of the data set's rows are what its rollups keep; a measure made here would be counted row by
 * row. */
static const SzMeasure *
find_count (const SzCatalog *catalog, const SzDataset *dataset)
{
  const GPtrArray *indicators = sz_catalog_indicators (catalog);

  for (guint i = 0; i < indicators->len; i++) {
    const GArray *leaves = ((const SzIndicator *)g_ptr_array_index (indicators, i))->formula->leaves;

    for (guint j = 0; j < leaves->len; j++) {
      const SzMeasure *measure = g_array_index (leaves, SzLeaf, j).measure;

      if (measure->dataset == dataset && measure->kind == SZ_MEASURE_COUNT && measure->where == NULL &&
          measure->instant == dataset->at)
        return measure;
    }
  }
  return NULL;
}

/* Adds what the dimension is in the rows of one data set. */
static gboolean
add_occurring (SzReader *reader, const SzDataset *dataset, const SzDimension *dimension, GHashTable *values,
               gboolean *rows, GError **error)
{
  g_autoptr (SzZone) zone = sz_reader_zone (reader, error);
  g_autoptr (SzFrame) frame = NULL;
  SzMeasure own = { .kind = SZ_MEASURE_COUNT,
                    .dataset = dataset,
                    .instant = dataset->at,
                    .field = -1,
                    .field2 = -1,
                    .text = own.column,
                    .column = "rows" };
  const SzMeasure *count = find_count (sz_reader_catalog (reader), dataset);
  SzLeaf leaf = { count != NULL ? count : &own, SZ_WINDOW_BUCKET, FALSE };
  SzCoverage coverage = { 0 };
  SzAsk ask = { 0 };

  if (zone == NULL || !sz_reader_coverage (reader, dataset, &coverage, error))
    return FALSE;
  if (coverage.rows <= 0)
    return TRUE;
  *rows = TRUE;
  ask.dataset = dataset;
  ask.leaves = &leaf;
  ask.n_leaves = 1;
  ask.start_ms = sz_zone_day_start_ms (zone, coverage.first_day);
  ask.end_ms = ask.now_ms = sz_zone_day_start_ms (zone, coverage.last_day + 1);
  ask.zone = zone;
  ask.by = &dimension;
  ask.n_by = 1;
  frame = sz_reader_ask (reader, &ask, error);
  for (gsize row = 0; frame != NULL && row < frame->rows; row++)
    if (sz_frame_text (frame, row, 0) != NULL)
      g_hash_table_add (values, g_strdup (sz_frame_text (frame, row, 0)));
  return frame != NULL;
}

static gboolean
is_named (SzReader *reader, const SzDimension *dimension, const char *value)
{
  g_autofree char *name = sz_reader_value_name (reader, dimension->id, value);

  return *value == '\0' || name != NULL;
}

static const char *
find_unknown (SzReader *reader, const SzFilter *filter, GHashTable *values)
{
  for (guint i = 0; filter->values[i] != NULL; i++)
    if (!is_named (reader, filter->dimension, filter->values[i]) &&
        !g_hash_table_contains (values, filter->values[i]))
      return filter->values[i];
  return NULL;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
refuse_value (const SzDimension *dimension, const char *value, GHashTable *values, GError **error)
{
  guint n = 0;
  g_autofree gpointer *keys = g_hash_table_get_keys_as_array (values, &n);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autofree char *list = NULL;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (sorted, keys[i]);
  g_ptr_array_sort (sorted, compare_texts);
  g_ptr_array_set_size (sorted, (int)MIN (n, MOST_LISTED));
  if (n > MOST_LISTED)
    g_ptr_array_add (sorted, (gpointer) "…");
  g_ptr_array_add (sorted, NULL);
  list = g_strjoinv (sz_lang () == SZ_LANG_ZH ? "、" : ", ", (char **)sorted->pdata);
  if (n == 0)
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND, _ ("there is no %s “%s”; no row has any"),
                 dimension->id, value);
  else
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND, _ ("there is no %s “%s”; there are: %s"), dimension->id,
                 value, list);
}

gboolean
sz_figures_check_filters (SzReader *reader, const SzFilter *filters, guint n, GError **error)
{
  const GPtrArray *datasets = sz_catalog_datasets (sz_reader_catalog (reader));

  for (guint i = 0; i < n; i++) {
    g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    const char *unknown = find_unknown (reader, &filters[i], values);
    gboolean rows = FALSE;

    for (guint d = 0; unknown != NULL && d < datasets->len; d++) {
      const SzDataset *dataset = g_ptr_array_index (datasets, d);

      if (!sz_dataset_carries (dataset, filters[i].dimension))
        continue;
      if (!add_occurring (reader, dataset, filters[i].dimension, values, &rows, error))
        return FALSE;
      unknown = find_unknown (reader, &filters[i], values);
    }
    /* Of what nobody supplies no value is wrong: the figure is missing, and says so. */
    if (unknown != NULL && rows) {
      refuse_value (filters[i].dimension, unknown, values, error);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_period (SzReader *reader, const SzFigureWords *words, SzPeriod *period, GError **error)
{
  g_autoptr (SzZone) zone = sz_reader_zone (reader, error);
  GError *failure = NULL;
  gint64 now = 0;

  if (zone == NULL)
    return FALSE;
  now = sz_reader_now_ms (reader, &failure);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (words->from == NULL && words->to == NULL)
    return sz_period_parse (words->period != NULL ? words->period : "today", now, zone, period, error);
  if (words->from != NULL && words->to != NULL)
    return sz_period_from_to (words->from, words->to, zone, period, error);
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("--from and --to go together"));
  return FALSE;
}

static gboolean
read_by (const SzCatalog *catalog, const char *const *by, SzFigureQuery *query, GError **error)
{
  for (guint i = 0; by != NULL && by[i] != NULL; i++) {
    SzGrain grain = SZ_GRAIN_NONE;

    if (sz_grain_parse (by[i], &grain)) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                   _ ("“%s” is no dimension but a length of time: ask for a row each %s with --grain %s"),
                   by[i], by[i], by[i]);
      return FALSE;
    }
    if (query->n_by == SZ_FIGURES_MAX_BY) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("figures are split by at most %d dimensions"),
                   SZ_FIGURES_MAX_BY);
      return FALSE;
    }
    query->by[query->n_by] = sz_catalog_dimension (catalog, by[i], error);
    if (query->by[query->n_by++] == NULL)
      return FALSE;
  }
  return TRUE;
}

SzFrame *
sz_figures_query_words (SzReader *reader, const SzFigureWords *words, GError **error)
{
  const SzCatalog *catalog = sz_reader_catalog (reader);
  g_autoptr (GArray) filters = NULL;
  SzFigureQuery query = { 0 };

  query.ids = words->ids;
  query.compare_previous = words->compare_previous;
  query.compare_year = words->compare_year;
  if (!read_by (catalog, words->by, &query, error))
    return NULL;
  filters = sz_figures_parse_filters (catalog, words->where, error);
  if (filters == NULL || !read_period (reader, words, &query.period, error))
    return NULL;
  if (words->grain != NULL && !sz_grain_parse (words->grain, &query.grain)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                 _ ("there is no grain “%s”; expected quarter-hour, hour, day, week, month, quarter or year"),
                 words->grain);
    return NULL;
  }
  query.filters = (const SzFilter *)filters->data;
  query.n_filters = filters->len;
  return sz_figures_query (reader, &query, error);
}
