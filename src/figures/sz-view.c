/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-view.h"

#include <math.h>

/* Distinct subjects and the like are counted from the facts; over more days than this a board leaves them
 * out. */
#define MAX_FACT_DAYS 3

gboolean
sz_view_open (SzView *view, SzReader *reader, const SzPeriod *period, GError **error)
{
  view->look = sz_look_new (reader, error);
  if (view->look == NULL)
    return FALSE;
  view->indicators = g_ptr_array_new ();
  if (period != NULL) {
    view->period = *period;
  } else {
    view->period.unit = SZ_GRAIN_DAY;
    view->period.count = 1;
    view->period.aligned = TRUE;
    view->period.start_ms = sz_grain_floor (SZ_GRAIN_DAY, view->look->zone, view->look->now_ms);
    view->period.end_ms = sz_grain_next (SZ_GRAIN_DAY, view->look->zone, view->period.start_ms);
  }
  view->now = view->period.unit == SZ_GRAIN_DAY && view->period.count == 1 &&
              view->period.start_ms <= view->look->now_ms && view->look->now_ms < view->period.end_ms;
  return TRUE;
}

void
sz_view_clear (SzView *view)
{
  g_clear_pointer (&view->value, sz_slice_free);
  g_clear_pointer (&view->before, sz_slice_free);
  g_clear_pointer (&view->year_before, sz_slice_free);
  g_clear_pointer (&view->indicators, g_ptr_array_unref);
  g_clear_pointer (&view->look, sz_look_free);
}

static gboolean
is_from_facts (const SzIndicator *indicator)
{
  for (guint i = 0; i < indicator->formula->leaves->len; i++) {
    SzMeasureKind kind = g_array_index (indicator->formula->leaves, SzLeaf, i).measure->kind;

    if (kind == SZ_MEASURE_DISTINCT || kind == SZ_MEASURE_RECURRING || kind == SZ_MEASURE_MIN ||
        kind == SZ_MEASURE_MAX)
      return TRUE;
  }
  return FALSE;
}

void
sz_view_want (SzView *view, const char *id)
{
  const SzIndicator *indicator = sz_catalog_indicator (view->look->catalog, id, NULL);

  if (indicator == NULL || sz_view_has (view, indicator) || sz_look_lacks (view->look, indicator) != NULL)
    return;
  if (is_from_facts (indicator) && view->period.end_ms - view->period.start_ms > MAX_FACT_DAYS * SZ_DAY_MS)
    return;
  g_ptr_array_add (view->indicators, (gpointer)indicator);
}

gboolean
sz_view_has (const SzView *view, const SzIndicator *indicator)
{
  return g_ptr_array_find (view->indicators, indicator, NULL);
}

static SzSlice *
compute_span (const SzView *view, gint64 start_ms, gint64 end_ms, GError **error)
{
  SzSliceAsk ask = { 0 };

  ask.indicators = (const SzIndicator *const *)view->indicators->pdata;
  ask.n = view->indicators->len;
  ask.start_ms = start_ms;
  ask.end_ms = end_ms;
  return sz_slice_compute (view->look, &ask, error);
}

gboolean
sz_view_compute (SzView *view, GError **error)
{
  const SzIndicator *first = view->indicators->len > 0 ? g_ptr_array_index (view->indicators, 0) : NULL;
  const SzDataset *dataset = NULL;

  if (first == NULL)
    return TRUE;
  dataset = g_array_index (first->formula->leaves, SzLeaf, 0).measure->dataset;
  sz_look_base (view->look, &view->period, SZ_COMPARE_PREVIOUS, dataset, &view->previous);
  sz_look_base (view->look, &view->period, SZ_COMPARE_YEAR, dataset, &view->year);
  view->value = compute_span (view, view->period.start_ms, view->period.end_ms, error);
  if (view->value == NULL)
    return FALSE;
  if (view->previous.has) {
    view->before = compute_span (view, view->previous.base.start_ms, view->previous.base.end_ms, error);
    if (view->before == NULL)
      return FALSE;
  }
  if (view->year.has) {
    view->year_before = compute_span (view, view->year.base.start_ms, view->year.base.end_ms, error);
    if (view->year_before == NULL)
      return FALSE;
  }
  return TRUE;
}

double
sz_view_value (const SzView *view, const SzSlice *slice, const SzIndicator *indicator)
{
  guint index = 0;

  if (slice == NULL || slice->rows == 0 || !g_ptr_array_find (view->indicators, indicator, &index))
    return NAN;
  return sz_slice_value (slice, 0, index);
}

SzFigure *
sz_view_figure (const SzView *view, const SzIndicator *indicator)
{
  SzFigure *figure = sz_figure_judged (indicator, sz_view_value (view, view->value, indicator),
                                       sz_view_value (view, view->before, indicator),
                                       sz_view_value (view, view->year_before, indicator));

  if (isnan (figure->value)) {
    g_free (figure->note);
    figure->note =
        g_strdup (view->now ? _ ("nothing to count yet today") : _ ("nothing to count in this span"));
  }
  return figure;
}

SzSlice *
sz_view_ask (const SzView *view, const SzIndicator *indicator, gint64 start_ms, gint64 end_ms, SzGrain grain,
             const SzDimension *by, GError **error)
{
  SzSliceAsk ask = { &indicator, 1, start_ms, end_ms, grain, &by, by != NULL ? 1 : 0, NULL, 0 };

  return sz_slice_compute (view->look, &ask, error);
}

double
sz_slice_only (const SzSlice *slice, guint indicator)
{
  return slice != NULL && slice->rows > 0 ? sz_slice_value (slice, 0, indicator) : NAN;
}

SzGrain
sz_view_grain (const SzView *view)
{
  gint64 length = view->period.end_ms - view->period.start_ms;

  if (length <= 2 * SZ_DAY_MS)
    return SZ_GRAIN_QUARTER_HOUR;
  return length <= 100 * SZ_DAY_MS ? SZ_GRAIN_DAY : SZ_GRAIN_MONTH;
}

gboolean
sz_view_reference_span (const SzView *view, gint64 *start_ms, gint64 *end_ms)
{
  if (!view->previous.has)
    return FALSE;
  *start_ms = view->previous.base.start_ms;
  *end_ms = view->previous.base.end_ms;
  if (view->period.unit == SZ_GRAIN_NONE)
    return TRUE;
  /* The base is cut short where the period is; the line may well show how the day before went on. */
  *end_ms = *start_ms;
  for (int i = 0; i < view->period.count; i++)
    *end_ms = sz_grain_next (view->period.unit, view->look->zone, *end_ms);
  return TRUE;
}
