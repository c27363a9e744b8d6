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
    add_filter_value (filters, dimension, sign + 1);
  }
  return g_steal_pointer (&filters);
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
