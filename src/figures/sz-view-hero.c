/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tiles with lines over the day: the whole hall, and its areas on one scale. */

#include "sz-view-private.h"

#include <math.h>
#include <string.h>

#define MAX_PANELS 12

/* --- the axis: as long as there was anything to count
 * ----------------------------------------------------------------- */

static void
widen (const SzSeries *series, double *first, double *last)
{
  for (gsize i = 0; series != NULL && i < series->length; i++) {
    if (isnan (series->y[i]))
      continue;
    *first = MIN (*first, series->x[i]);
    *last = MAX (*last, series->x[i]);
  }
}

static void
set_axis (const SzView *view, SzTile *tile)
{
  double first = INFINITY, last = -INFINITY;

  tile->daily = sz_view_grain (view) != SZ_GRAIN_QUARTER_HOUR;
  tile->idle_gaps = !tile->daily;
  tile->x_start = (double)view->period.start_ms;
  tile->x_end = (double)view->period.end_ms;
  if (view->look->now_ms >= view->period.start_ms && view->look->now_ms < view->period.end_ms &&
      sz_look_is_today (view->look, view->look->now_ms))
    tile->x_now = (double)view->look->now_ms;
  if (tile->daily) {
    sz_look_mark_closed (view->look, tile);
    return;
  }
  for (guint i = 0; i < tile->series->len; i++)
    widen (g_ptr_array_index (tile->series, i), &first, &last);
  if (!(first <= last)) {
    first = tile->x_start + 9 * SZ_HOUR_MS;
    last = tile->x_start + 17 * SZ_HOUR_MS - 1;
  }
  if (!isnan (tile->x_now))
    last = MAX (last, MIN (tile->x_now, first + 14 * SZ_HOUR_MS));
  tile->x_start += floor ((first - tile->x_start) / SZ_HOUR_MS) * SZ_HOUR_MS;
  tile->x_end = (double)view->period.start_ms +
                ceil ((last + 15 * SZ_MINUTE_MS - (double)view->period.start_ms) / SZ_HOUR_MS) * SZ_HOUR_MS;
}

/* Points outside the axis are nights. */
static void
trim_series (SzSeries *series, const SzTile *tile)
{
  gsize kept = 0;

  for (gsize i = 0; i < series->length; i++) {
    if (series->x[i] < tile->x_start || series->x[i] >= tile->x_end)
      continue;
    series->x[kept] = series->x[i];
    series->y[kept++] = series->y[i];
  }
  series->length = kept;
}

const char *
sz_view_period_name (const SzView *view)
{
  if (view->now)
    return _ ("Today");
  switch (view->period.unit) {
  case SZ_GRAIN_DAY:
    return view->period.count == 1 ? _ ("This day") : _ ("These days");
  case SZ_GRAIN_WEEK:
    return _ ("This week");
  case SZ_GRAIN_MONTH:
    return _ ("This month");
  case SZ_GRAIN_QUARTER:
    return _ ("This quarter");
  case SZ_GRAIN_YEAR:
    return _ ("This year");
  case SZ_GRAIN_NONE:
  case SZ_GRAIN_QUARTER_HOUR:
  case SZ_GRAIN_HOUR:
    break;
  }
  return _ ("This span");
}

static char *
name_reference (const SzView *view, gint64 start_ms)
{
  gint64 today = sz_zone_day (view->look->zone, view->period.start_ms);
  gint64 day = sz_zone_day (view->look->zone, start_ms);

  if (view->period.unit != SZ_GRAIN_DAY || view->period.count != 1)
    return g_strdup (_ ("Period before"));
  if (day == today - 1)
    return g_strdup (view->now ? _ ("Yesterday") : _ ("Day before"));
  return sz_date_text (day, sz_look_today (view->look));
}

static gboolean
add_lines (const SzView *view, SzTile *tile, const SzIndicator *indicator, GError **error)
{
  SzGrain grain = sz_view_grain (view);
  g_autoptr (SzSlice) own =
      sz_view_ask (view, indicator, view->period.start_ms, view->period.end_ms, grain, NULL, error);
  gint64 start = 0, end = 0;

  if (own == NULL)
    return FALSE;
  g_ptr_array_add (tile->series, sz_slice_series (own, 0, sz_view_period_name (view), 0));
  if (sz_view_reference_span (view, &start, &end)) {
    g_autoptr (SzSlice) asked = NULL;
    const SzSlice *reference = view->memo != NULL ? view->memo->reference : NULL;
    g_autofree char *name = name_reference (view, start);
    SzSeries *series = NULL;

    if (reference == NULL)
      reference = asked = sz_view_ask (view, indicator, start, end, grain, NULL, error);
    if (reference == NULL)
      return FALSE;
    series = sz_slice_series (reference, 0, name, view->period.start_ms - start);
    series->reference = TRUE;
    g_ptr_array_add (tile->series, series);
    if (asked != NULL && view->memo != NULL)
      view->memo->reference = g_steal_pointer (&asked);
  }
  set_axis (view, tile);
  for (guint i = 0; i < tile->series->len; i++) {
    trim_series (g_ptr_array_index (tile->series, i), tile);
    if (tile->daily)
      sz_series_drop_weekends (g_ptr_array_index (tile->series, i), view->look->zone);
  }
  return TRUE;
}

/* --- the hero
 * ------------------------------------------------------------------------------------------------------------
 */

static void
set_weekday (const SzView *view, SzFigure *figure, gint64 at_ms, double change)
{
  gint64 day = sz_zone_day (view->look->zone, at_ms);

  figure->weekday_change = change;
  g_free (figure->weekday);
  figure->weekday = g_strdup (sz_look_weekday_before (day));
}

static SzSlice *
ask_recent (const SzView *view, const SzIndicator *indicator, gint64 end_ms, gboolean base, GError **error)
{
  SzSliceAsk ask = { 0 };

  ask.indicators = &indicator;
  ask.n = 1;
  ask.start_ms = end_ms - SZ_VIEW_RECENT_MS;
  ask.end_ms = end_ms;
  ask.base = base;
  return sz_slice_compute (view->look, &ask, error);
}

/* The mean of the last half hour, against the same half hour of the hall's day before and of the year before.
 */
static SzFigure *
make_recent_figure (const SzView *view, const SzIndicator *indicator, GError **error)
{
  gint64 now = sz_look_cut (view->look, indicator);
  double values[4] = { NAN, NAN, NAN, NAN };
  gint64 shifts[4] = { 0, 0, 364 * SZ_DAY_MS, 7 * SZ_DAY_MS };
  SzFigure *figure = NULL;

  if (view->previous.has)
    shifts[1] = view->period.start_ms - view->previous.base.start_ms;
  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (SzSlice) slice = NULL;

    if (i == 1 && shifts[1] == 0)
      continue;
    if (i > 0 && view->memo != NULL && view->memo->has_recent) {
      values[i] = view->memo->recent[i];
      continue;
    }
    slice = ask_recent (view, indicator, now - shifts[i], i > 0, error);
    if (slice == NULL)
      return NULL;
    values[i] = sz_slice_only (slice, 0);
    if (i == 0 && isnan (values[0]))
      return NULL;
  }
  if (view->memo != NULL) {
    memcpy (view->memo->recent, values, sizeof values);
    view->memo->has_recent = TRUE;
  }
  figure = sz_figure_judged (indicator, values[0], values[1], values[2]);
  set_weekday (view, figure, now - 1, values[0] - values[3]);
  return figure;
}

/* The line of a day ends now and with the number above it, not with the quarter hour that has only begun. */
static SzSeries *
end_with (SzSeries *series, gint64 now_ms, double value)
{
  const double now = (double)now_ms, begun = now - (double)(now_ms % (15 * SZ_MINUTE_MS));
  SzSeries *ended = NULL;
  gsize kept = series->length;

  if (isnan (value))
    return series;
  while (kept > 0 && series->x[kept - 1] >= begun)
    kept--;
  ended = sz_series_new (series->name, kept + 1);
  for (gsize i = 0; i < kept; i++) {
    ended->x[i] = series->x[i];
    ended->y[i] = series->y[i];
  }
  ended->x[kept] = now;
  ended->y[kept] = value;
  sz_series_free (series);
  return ended;
}

SzTile *
sz_view_hero (SzView *view, const SzBoardTile *spec, GError **error)
{
  const SzIndicator *indicator = sz_catalog_indicator (view->look->catalog, spec->lead, NULL);
  g_autoptr (SzTile) tile = sz_tile_new (SZ_TILE_HERO, spec->id, spec->title);
  GError *failure = NULL;
  gboolean recent = FALSE;

  if (indicator == NULL || !sz_view_has (view, indicator))
    return NULL;
  g_free (tile->unit);
  g_free (tile->scope);
  tile->unit = g_strdup (indicator->unit);
  tile->target = indicator->target;
  tile->limit = indicator->limit;
  if (view->now && !indicator->snapshot)
    tile->lead = make_recent_figure (view, indicator, &failure);
  if (failure != NULL) {
    tile->scope = NULL;
    g_propagate_error (error, failure);
    return NULL;
  }
  recent = tile->lead != NULL;
  tile->scope = g_strdup (recent ? _ ("mean of those called in the last 30 min; the line by quarter hour")
                          : view->now ? _ ("today so far")
                                      : sz_view_period_name (view));
  if (tile->lead == NULL)
    tile->lead = sz_view_figure (view, indicator);
  if (isnan (tile->lead->value))
    sz_view_say_missing (view, tile, indicator, NULL);
  if (!add_lines (view, tile, indicator, error))
    return NULL;
  if (recent)
    g_ptr_array_index (tile->series, 0) = end_with (g_ptr_array_index (tile->series, 0),
                                                    sz_look_cut (view->look, indicator), tile->lead->value);
  return g_steal_pointer (&tile);
}

/* --- the areas
 * ------------------------------------------------------------------------------------------------------------
 */

static gboolean
carries (const SzIndicator *indicator, const SzDimension *by)
{
  for (guint i = 0; i < indicator->formula->leaves->len; i++)
    if (!sz_dataset_carries (g_array_index (indicator->formula->leaves, SzLeaf, i).measure->dataset, by))
      return FALSE;
  return TRUE;
}

static gboolean
append_windows (SzView *view, GString *note, const SzSlice *slice, int row, const char *area, GError **error)
{
  SzOpenWindows windows;

  if (!sz_view_open_windows (view, slice, row, area, &windows, error))
    return FALSE;
  if (isnan (windows.open) || !(windows.installed > 0))
    return TRUE;
  if (note->len > 0)
    g_string_append (note, sz_lang () == SZ_LANG_ZH ? "·" : ", ");
  g_string_append_printf (note, _ ("windows open %.0f/%.0f"), windows.open, windows.installed);
  return TRUE;
}

/* "queue 47" for the queue, else "NAME VALUE". */
static void
append_note (GString *note, const SzSlice *slice, guint row)
{
  const SzIndicator *indicator = slice->indicators[0];
  double value = sz_slice_value (slice, row, 0);

  if (isnan (value))
    return;
  if (note->len > 0)
    g_string_append (note, sz_lang () == SZ_LANG_ZH ? "·" : ", ");
  if (strcmp (indicator->id, "queue_len_now") == 0) {
    g_string_append_printf (note, _ ("%.0f waiting"), MAX (value, 0));
  } else {
    g_autofree char *text = sz_number_text (value, indicator->unit);

    g_string_append_printf (note, "%s %s", indicator->name, text);
  }
}

static gboolean
add_notes (SzView *view, const SzBoardTile *spec, SzTile *tile, const SzDimension *by, GError **error)
{
  gboolean good = TRUE;

  for (guint k = 0; spec->indicators[k] != NULL && good; k++) {
    const SzIndicator *indicator = sz_catalog_indicator (view->look->catalog, spec->indicators[k], NULL);
    g_autofree char *lacks = indicator != NULL ? sz_look_lacks (view->look, indicator, TRUE) : NULL;
    g_autoptr (SzSlice) slice = NULL;

    if (indicator == NULL || !carries (indicator, by) || lacks != NULL)
      continue;
    slice =
        sz_view_ask (view, indicator, view->period.start_ms, view->period.end_ms, SZ_GRAIN_NONE, by, error);
    if (slice == NULL)
      return FALSE;
    for (guint p = 0; p < tile->parts->len && good; p++) {
      SzPart *part = g_ptr_array_index (tile->parts, p);
      const char *code = part->code;
      int row = sz_slice_find (slice, view->period.start_ms, &code);
      GString *note = g_string_new (part->note);

      if (strcmp (indicator->id, "window_open_rate") == 0)
        good = append_windows (view, note, slice, row, code, error);
      else if (row >= 0)
        append_note (note, slice, (guint)row);
      g_free (part->note);
      part->note = g_string_free (note, FALSE);
    }
  }
  return good;
}

static SzSeries *
make_part_series (const SzSlice *slice, const char *code, const SzTile *axis)
{
  SzSeries *series = NULL;
  gsize n = 0;

  for (guint row = 0; row < slice->rows; row++)
    n += g_strcmp0 (sz_slice_code (slice, row, 0), code) == 0;
  series = sz_series_new (code, n);
  n = 0;
  for (guint row = 0; row < slice->rows; row++) {
    if (g_strcmp0 (sz_slice_code (slice, row, 0), code) != 0)
      continue;
    series->x[n] = (double)sz_slice_bucket (slice, row);
    series->y[n++] = sz_slice_value (slice, row, 0);
  }
  trim_series (series, axis);
  return series;
}

/* Quarter hours in which an area called nobody did not come back; the line breaks there. */
static SzSeries *
with_gaps (SzSeries *sparse, const SzTile *axis)
{
  double step = 15 * SZ_MINUTE_MS;
  gsize n = 0, at = 0;
  SzSeries *dense = NULL;

  if (axis->daily || sparse->length == 0)
    return sparse;
  n = (gsize)((sparse->x[sparse->length - 1] - sparse->x[0]) / step) + 1;
  if (n > 400)
    return sparse;
  dense = sz_series_new (sparse->name, n);
  for (gsize i = 0; i < n; i++) {
    dense->x[i] = sparse->x[0] + (double)i * step;
    if (at < sparse->length && sparse->x[at] <= dense->x[i])
      dense->y[i] = sparse->y[at++];
  }
  sz_series_free (sparse);
  return dense;
}

static gboolean
add_parts (const SzView *view, SzTile *tile, const SzIndicator *indicator, const SzDimension *by,
           GError **error)
{
  gint64 now = sz_look_cut (view->look, indicator);
  g_autoptr (SzSlice) whole =
      sz_view_ask (view, indicator, view->period.start_ms, view->period.end_ms, SZ_GRAIN_NONE, by, error);
  g_autoptr (SzSlice) lines = NULL;
  g_autoptr (SzSlice) recent = NULL;

  if (whole == NULL)
    return FALSE;
  lines = sz_view_ask (view, indicator, view->period.start_ms, view->period.end_ms, sz_view_grain (view), by,
                       error);
  if (lines == NULL)
    return FALSE;
  if (view->now && !indicator->snapshot) {
    recent = sz_view_ask (view, indicator, now - SZ_VIEW_RECENT_MS, now, SZ_GRAIN_NONE, by, error);
    if (recent == NULL)
      return FALSE;
  }
  for (guint row = 0; row < whole->rows && tile->parts->len < MAX_PANELS; row++) {
    const char *code = sz_slice_code (whole, row, 0);
    int at = recent != NULL ? sz_slice_find (recent, now - SZ_VIEW_RECENT_MS, &code) : -1;
    SzPart *part = NULL;

    if (code == NULL)
      continue;
    part = sz_part_new (code, sz_look_value_name (view->look, by->id, code));
    part->value = at >= 0 ? sz_slice_value (recent, (guint)at, 0) : NAN;
    if (isnan (part->value))
      part->value = sz_slice_value (whole, row, 0);
    part->status = sz_judge (indicator, part->value);
    part->series = with_gaps (make_part_series (lines, code, tile), tile);
    if (recent != NULL)
      part->series = end_with (part->series, now, at >= 0 ? sz_slice_value (recent, (guint)at, 0) : NAN);
    g_ptr_array_add (tile->parts, part);
  }
  return TRUE;
}

/* --- their order
 * ------------------------------------------------------------------------------------------------------------
 */

/* Area to the code of its first window; empty if no source tells of windows. */
static GHashTable *
find_first_windows (const SzView *view, const SzDimension *area, GError **error)
{
  const SzIndicator *open = sz_catalog_indicator (view->look->catalog, "window_open_rate", NULL);
  const SzDimension *by[] = { area, sz_catalog_dimension (view->look->catalog, "window", NULL) };
  g_autofree char *lacks = open != NULL ? sz_look_lacks (view->look, open, TRUE) : NULL;
  g_autoptr (GHashTable) firsts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (SzSlice) slice = NULL;
  SzSliceAsk ask = { .indicators = &open, .n = 1, .by = by, .n_by = G_N_ELEMENTS (by) };

  if (open == NULL || by[1] == NULL || lacks != NULL || !carries (open, area) || !carries (open, by[1]))
    return g_steal_pointer (&firsts);
  ask.start_ms = view->period.start_ms;
  ask.end_ms = view->period.end_ms;
  slice = sz_slice_compute (view->look, &ask, error);
  if (slice == NULL)
    return NULL;
  for (guint row = 0; row < slice->rows; row++) {
    const char *code = sz_slice_code (slice, row, 0), *window = sz_slice_code (slice, row, 1);
    const char *first = code != NULL ? g_hash_table_lookup (firsts, code) : NULL;

    if (code != NULL && window != NULL && (first == NULL || strcmp (window, first) < 0))
      g_hash_table_insert (firsts, g_strdup (code), g_strdup (window));
  }
  return g_steal_pointer (&firsts);
}

static int
compare_areas (gconstpointer a, gconstpointer b, gpointer data)
{
  const SzPart *left = *(SzPart *const *)a, *right = *(SzPart *const *)b;
  const char *first = g_hash_table_lookup (data, left->code),
             *other = g_hash_table_lookup (data, right->code);

  if ((first == NULL) != (other == NULL))
    return first == NULL ? 1 : -1;
  return first != NULL && strcmp (first, other) != 0 ? strcmp (first, other)
                                                     : strcmp (left->code, right->code);
}

/* Areas stand everywhere as the hall itself has them: in the order of their windows. */
static gboolean
order_areas (const SzView *view, SzTile *tile, const SzDimension *by, GError **error)
{
  g_autoptr (GHashTable) own = NULL;
  GHashTable *firsts = view->memo != NULL ? view->memo->first_windows : NULL;

  if (strcmp (by->id, "area") != 0)
    return TRUE;
  if (firsts == NULL)
    firsts = own = find_first_windows (view, by, error);
  if (firsts == NULL)
    return FALSE;
  g_ptr_array_sort_with_data (tile->parts, compare_areas, firsts);
  if (own != NULL && view->memo != NULL)
    view->memo->first_windows = g_steal_pointer (&own);
  return TRUE;
}

SzTile *
sz_view_multiples (SzView *view, const SzBoardTile *spec, const SzTile *hero, GError **error)
{
  const SzIndicator *indicator = sz_catalog_indicator (view->look->catalog, spec->lead, NULL);
  const SzDimension *by = sz_catalog_dimension (view->look->catalog, spec->by, NULL);
  g_autoptr (SzTile) tile = sz_tile_new (SZ_TILE_MULTIPLES, spec->id, spec->title);

  if (indicator == NULL || by == NULL || !sz_view_has (view, indicator) || !carries (indicator, by))
    return NULL;
  g_free (tile->unit);
  tile->unit = g_strdup (indicator->unit);
  tile->target = indicator->target;
  tile->limit = indicator->limit;
  tile->dimension = g_strdup (by->id);
  if (hero != NULL) {
    tile->x_start = hero->x_start;
    tile->x_end = hero->x_end;
    tile->x_now = hero->x_now;
    tile->daily = hero->daily;
    tile->idle_gaps = hero->idle_gaps;
  } else {
    set_axis (view, tile);
  }
  if (!add_parts (view, tile, indicator, by, error) || !add_notes (view, spec, tile, by, error))
    return NULL;
  /* The live hall, which has no hero, knows the windows themselves. */
  if (hero != NULL && !order_areas (view, tile, by, error))
    return NULL;
  if (tile->parts->len < 2)
    return NULL;
  g_free (tile->scope);
  tile->scope = g_strdup_printf (_ ("%s, one scale"), sz_unit_word (indicator->unit));
  return g_steal_pointer (&tile);
}
