/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-detail-private.h"
#include "sz-view-private.h"

#include <math.h>
#include <string.h>

#define TREND_DAYS 90

SzSlice *
sz_detail_ask (const SzDetail *detail, gint64 start_ms, gint64 end_ms, SzGrain grain, const SzDimension *by,
               GError **error)
{
  SzSliceAsk ask = {
    &detail->indicator, 1,    start_ms, end_ms, grain, &by, by != NULL ? 1 : 0, detail->filters,
    detail->n_filters,  NULL, FALSE
  };

  /* What stands beside the period is there to compare with. */
  ask.base = grain == SZ_GRAIN_NONE && start_ms != detail->period.start_ms;
  return sz_slice_compute (detail->look, &ask, error);
}

static gboolean
ask_value (const SzDetail *detail, gint64 start_ms, gint64 end_ms, double *value, GError **error)
{
  g_autoptr (SzSlice) slice = sz_detail_ask (detail, start_ms, end_ms, SZ_GRAIN_NONE, NULL, error);

  if (slice == NULL)
    return FALSE;
  *value = slice->rows > 0 ? sz_slice_value (slice, 0, 0) : NAN;
  return TRUE;
}

static gboolean
ask_values (SzDetail *detail, GError **error)
{
  const SzDataset *dataset = g_array_index (detail->indicator->formula->leaves, SzLeaf, 0).measure->dataset;

  detail->cut_ms = sz_look_cut (detail->look, detail->indicator);
  detail->value = detail->before = detail->year_before = NAN;
  sz_look_base (detail->look, &detail->period, SZ_COMPARE_PREVIOUS, dataset, detail->cut_ms,
                &detail->previous);
  sz_look_base (detail->look, &detail->period, SZ_COMPARE_YEAR, dataset, detail->cut_ms, &detail->year);
  return ask_value (detail, detail->period.start_ms, detail->period.end_ms, &detail->value, error) &&
         (!detail->previous.has || ask_value (detail, detail->previous.base.start_ms,
                                              detail->previous.base.end_ms, &detail->before, error)) &&
         (!detail->year.has || ask_value (detail, detail->year.base.start_ms, detail->year.base.end_ms,
                                          &detail->year_before, error)) &&
         sz_detail_settle_against (detail, error);
}

static gsize
find_first_known (const SzSeries *series)
{
  gsize first = 0;

  while (first < series->length && isnan (series->y[first]))
    first++;
  return first;
}

/* Days before the first that any line knows are not drawn. */
static void
begin_where_known (SzTile *tile)
{
  gsize first = G_MAXSIZE;

  for (guint i = 0; i < tile->series->len; i++)
    first = MIN (first, find_first_known (g_ptr_array_index (tile->series, i)));
  for (guint i = 0; i < tile->series->len; i++) {
    SzSeries *series = g_ptr_array_index (tile->series, i);

    if (first == 0 || first >= series->length)
      return;
    tile->x_start = series->x[first];
    series->length -= first;
    memmove (series->x, series->x + first, series->length * sizeof *series->x);
    memmove (series->y, series->y + first, series->length * sizeof *series->y);
  }
}

SzTile *
sz_detail_trend (SzDetail *detail, GError **error)
{
  SzZone *zone = detail->look->zone;
  gint64 today = sz_zone_day (zone, detail->look->now_ms);
  gint64 last = MIN (sz_zone_day (zone, detail->period.end_ms - 1), today);
  gint64 start = sz_zone_day_start_ms (zone, last - TREND_DAYS + 1),
         end = sz_zone_day_start_ms (zone, last + 1);
  g_autoptr (SzSlice) own = sz_detail_ask (detail, start, end, SZ_GRAIN_DAY, NULL, error);
  g_autofree char *title = NULL;
  SzSeries *reference = NULL;
  SzTile *tile = NULL;

  if (own == NULL || !sz_detail_against_series (detail, start, end, &reference, error))
    return NULL;
  title = g_strdup_printf (_ ("%s, day by day"), detail->indicator->name);
  tile = sz_tile_new (SZ_TILE_LINE, "trend", title);
  g_free (tile->unit);
  g_free (tile->scope);
  tile->unit = g_strdup (detail->indicator->unit);
  tile->scope = g_strdup_printf (_ ("last %d days"), TREND_DAYS);
  tile->daily = TRUE;
  tile->x_start = (double)start;
  tile->x_end = (double)end;
  tile->x_now = last == sz_look_today (detail->look) ? (double)sz_zone_day_start_ms (zone, last) : NAN;
  tile->target = detail->indicator->target;
  tile->limit = detail->indicator->limit;
  g_ptr_array_add (tile->series, sz_slice_series (own, 0, detail->indicator->name, 0));
  if (reference != NULL)
    g_ptr_array_add (tile->series, reference);
  begin_where_known (tile);
  sz_look_mark_closed (detail->look, tile);
  for (guint i = 0; i < tile->series->len; i++)
    sz_series_drop_weekends (g_ptr_array_index (tile->series, i), zone);
  return tile;
}

/* --- words
 * -------------------------------------------------------------------------------------------------------------------
 */

static char *
write_mover (const SzDetail *detail, const SzTile *breakdown)
{
  const SzPart *part = sz_detail_find_mover (detail, breakdown);
  const char *unit = strcmp (detail->indicator->unit, "%") == 0 ? "pp" : detail->indicator->unit;
  g_autofree char *name = NULL;
  g_autofree char *pull = NULL;
  g_autofree char *none = NULL;

  if (part == NULL)
    return NULL;
  pull = sz_number_text (fabs (part->pull), unit);
  none = sz_number_text (0, unit);
  /* Less than can be written moves nothing. */
  if (strcmp (pull, none) == 0)
    return NULL;
  if (sz_lang () == SZ_LANG_ZH && strcmp (breakdown->dimension, "area") == 0 &&
      !g_str_has_suffix (part->name, "区"))
    name = g_strconcat (part->name, "区", NULL);
  else
    name = g_strdup (part->name);
  if (sz_detail_is_ratio (detail))
    return g_strdup_printf (
        part->pull > 0 ? _ ("%s raises the whole by %s") : _ ("%s lowers the whole by %s"), name, pull);
  return g_strdup_printf (part->pull > 0 ? _ ("%s adds most to the change: %s more")
                                         : _ ("%s adds most to the change: %s less"),
                          name, pull);
}

/* On target a part is named only if it moves the whole by a good deal. */
static gboolean
is_worth_saying (const SzDetail *detail, const SzTile *breakdown)
{
  const SzPart *part = sz_detail_find_mover (detail, breakdown);

  return part != NULL && fabs (part->pull) >= 0.15 * fabs (detail->value);
}

static char *
write_headline (const SzDetail *detail, const SzFigure *figure, const SzTile *breakdown)
{
  g_autofree char *mover = write_mover (detail, breakdown);
  g_autofree char *value = NULL;

  if (isnan (figure->value))
    return g_strdup_printf (_ ("%s: nothing to count in this span"), detail->indicator->name);
  if (figure->status == SZ_STATUS_GOOD && mover != NULL && is_worth_saying (detail, breakdown))
    return g_strdup_printf (_ ("On target as a whole, but %s"), mover);
  value = sz_number_text (figure->value, figure->unit);
  if (mover != NULL && *figure->verdict != '\0' && figure->status != SZ_STATUS_GOOD)
    return g_strdup_printf (_ ("%s: %s"), figure->verdict, mover);
  if (mover != NULL && figure->status != SZ_STATUS_GOOD)
    return g_strdup_printf (_ ("%s %s; %s"), detail->indicator->name, value, mover);
  if (*figure->verdict != '\0')
    return g_strdup_printf (_ ("%s %s, %s"), detail->indicator->name, value, figure->verdict);
  return g_strdup_printf ("%s %s", detail->indicator->name, value);
}

static char *
list_sources (const SzDetail *detail)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < detail->indicator->formula->leaves->len; i++) {
    const SzDataset *dataset = g_array_index (detail->indicator->formula->leaves, SzLeaf, i).measure->dataset;

    if (!g_ptr_array_find (names, dataset->name, NULL))
      g_ptr_array_add (names, dataset->name);
  }
  g_ptr_array_add (names, NULL);
  return g_strjoinv (sz_lang () == SZ_LANG_ZH ? "、" : ", ", (char **)names->pdata);
}

/* "2026-11-01–2026-11-20", "2026-11-19 00:00–14:36": the time only where a day is cut. */
static char *
write_base (const SzDetail *detail, const SzBase *base)
{
  SzZone *zone = detail->look->zone;
  gint64 first = 0, last = 0;
  g_autofree char *clock = NULL;
  char from[11], to[11];

  if (!base->has)
    return g_strdup (_ ("nothing"));
  if (sz_detail_is_loading (detail, base))
    return g_strdup (_ ("nothing yet, its days are still being fetched"));
  first = sz_zone_day (zone, base->base.start_ms);
  last = sz_zone_day (zone, base->base.end_ms - 1);
  sz_day_format (first, from);
  sz_day_format (last, to);
  if (base->base.end_ms != sz_zone_day_start_ms (zone, last + 1))
    clock = sz_clock_text (base->base.end_ms, zone);
  if (first == last)
    return clock != NULL ? g_strdup_printf ("%s 00:00–%s", from, clock) : g_strdup (from);
  return g_strdup_printf ("%s–%s%s%s", from, to, clock != NULL ? " " : "", clock != NULL ? clock : "");
}

static char *
write_footer (const SzDetail *detail)
{
  g_autofree char *sources = list_sources (detail);
  g_autofree char *year = write_base (detail, &detail->year);
  g_autofree char *previous = write_base (detail, &detail->previous);
  g_autofree char *against = NULL;
  g_autofree char *compared = NULL;

  if (detail->how.how == SZ_AGAINST_WEEKDAY || detail->how.how == SZ_AGAINST_PERIOD)
    against = write_base (detail, &detail->against);
  else if (detail->how.how == SZ_AGAINST_PART)
    against = sz_detail_against_name (detail);
  compared = against != NULL ? g_strdup_printf (_ ("   Compared: with %s"), against) : g_strdup ("");
  return g_strdup_printf (
      _ ("Definition: %s   Source: %s   YoY: against %s   Change: against %s%s   %s, version %d"),
      detail->indicator->definition, sources, year, previous, compared, detail->indicator->id,
      detail->indicator->version);
}

/* --- the page
 * ----------------------------------------------------------------------------------------------------------------
 */

static gboolean
settle_by (SzDetail *detail, const char *by, GError **error)
{
  GError *failure = NULL;

  if (by == NULL) {
    detail->by = sz_detail_find_by (detail, &failure);
  } else {
    detail->by = sz_catalog_dimension (detail->look->catalog, by, error);
    if (detail->by == NULL)
      return FALSE;
  }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
add_tiles (SzDetail *detail, SzPage *page, GError **error)
{
  static SzTile *(*const makers[]) (SzDetail *, GError **) = { sz_detail_trend, sz_detail_breakdown,
                                                               sz_detail_table, sz_detail_histogram,
                                                               sz_detail_heat };

  for (guint i = 0; i < G_N_ELEMENTS (makers); i++) {
    GError *failure = NULL;
    SzTile *tile = makers[i](detail, &failure);

    if (failure != NULL) {
      g_propagate_error (error, failure);
      return FALSE;
    }
    if (tile != NULL)
      g_ptr_array_add (page->tiles, tile);
  }
  return TRUE;
}

/* Which span the figure is of: the page it was opened from may have shown another. */
static char *
write_span (const SzDetail *detail)
{
  SzZone *zone = detail->look->zone;
  const SzPeriod *period = &detail->period;
  gboolean cut = detail->cut_ms > period->start_ms && detail->cut_ms < period->end_ms;
  g_autofree char *clock = sz_clock_text (detail->cut_ms, zone);
  g_autofree char *label = NULL;

  if (cut && period->unit == SZ_GRAIN_DAY && period->count == 1 &&
      sz_look_is_today (detail->look, period->start_ms))
    return g_strdup_printf (_ ("today to %s"), clock);
  label = sz_period_label (period, zone);
  return cut && sz_look_is_today (detail->look, detail->cut_ms)
             ? g_strdup_printf (_ ("%s to today %s"), label, clock)
             : g_steal_pointer (&label);
}

static void
add_span (const SzDetail *detail, SzFigure *lead)
{
  g_autofree char *span = write_span (detail);
  g_autofree char *reference = g_steal_pointer (&lead->reference);

  lead->reference = *reference == '\0'
                        ? g_steal_pointer (&span)
                        : g_strconcat (span, sz_lang () == SZ_LANG_ZH ? "·" : ", ", reference, NULL);
}

/* Beside the two comparisons of every figure the chosen one, if it is a third; of a day the same weekday of
 * the week before. */
static gboolean
add_third (SzDetail *detail, SzFigure *lead, GError **error)
{
  SzDetail week = *detail;
  gboolean chosen = detail->how.how == SZ_AGAINST_PERIOD || detail->how.how == SZ_AGAINST_PART;

  if (!chosen && (detail->period.unit != SZ_GRAIN_DAY || detail->period.count != 1))
    return TRUE;
  week.others = NULL;
  week.how = (SzComparison){ SZ_AGAINST_WEEKDAY, 0, NULL, NULL };
  if (!chosen && !sz_detail_settle_against (&week, error))
    return FALSE;
  lead->weekday_change = detail->value - (chosen ? detail->against_value : week.against_value);
  g_free (lead->weekday);
  lead->weekday = sz_detail_against_name (chosen ? detail : &week);
  return TRUE;
}

static void
write_page (SzDetail *detail, SzPage *page)
{
  const SzTile *breakdown = NULL;

  for (guint i = 0; i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    if (tile->kind == SZ_TILE_BARS)
      breakdown = tile;
  }
  page->lead = sz_figure_judged (detail->indicator, detail->value, detail->before, detail->year_before);
  add_span (detail, page->lead);
  page->tally[page->lead->status]++;
  g_free (page->headline);
  g_free (page->action);
  g_free (page->footer);
  page->headline = write_headline (detail, page->lead, breakdown);
  page->action = g_strdup (detail->indicator->definition);
  page->footer = write_footer (detail);
}

/* On a day that runs, the board judges the last half hour: where that is worse than the day as a whole, the
 * page must say so first, or the way from an alarm would end at "all is well". Only what does not add up has
 * a half hour's value. */
static gboolean
write_recent (SzDetail *detail, SzPage *page, GError **error)
{
  const gint64 end = detail->cut_ms, start = end - SZ_VIEW_RECENT_MS;
  const SzFormula *formula = detail->indicator->formula;
  g_autoptr (SzSlice) slice = NULL;
  g_autoptr (SzFigure) recent = NULL;
  g_autofree char *now_text = NULL, *day_text = NULL, *span = NULL;

  if (detail->indicator->snapshot || detail->period.unit != SZ_GRAIN_DAY || detail->period.count != 1 ||
      start < detail->period.start_ms || end >= detail->period.end_ms ||
      sz_node_adds_up (formula, formula->root))
    return TRUE;
  slice = sz_detail_ask (detail, start, end, SZ_GRAIN_NONE, NULL, error);
  if (slice == NULL)
    return FALSE;
  recent = sz_figure_judged (detail->indicator, sz_slice_only (slice, 0), NAN, NAN);
  if (recent->status == SZ_STATUS_UNKNOWN || recent->status <= page->lead->status)
    return TRUE;
  now_text = sz_number_text (recent->value, recent->unit);
  day_text = sz_number_text (detail->value, recent->unit);
  span = write_span (detail);
  g_free (page->headline);
  page->headline =
      g_strdup_printf (_ ("Last 30 min %s, %s; %s %s"), now_text, recent->verdict, span, day_text);
  return TRUE;
}

/* The way here, and within what: "总览 / 办事效能 / 平均等候·区域：社保医保". */
static char *
write_where (SzDetail *detail)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s / %s / %s", _ ("Overview"), detail->indicator->layer->name,
                          detail->indicator->name);
  for (guint i = 0; i < detail->n_filters; i++) {
    const SzFilter *filter = &detail->filters[i];

    g_string_append (text, sz_lang () == SZ_LANG_ZH ? "·" : ", ");
    g_string_append_printf (text, _ ("%s: "), filter->dimension->name);
    for (guint k = 0; filter->values[k] != NULL; k++)
      g_string_append_printf (text, "%s%s", k > 0 ? (sz_lang () == SZ_LANG_ZH ? "、" : ", ") : "",
                              sz_look_value_name (detail->look, filter->dimension->id, filter->values[k]));
  }
  return g_string_free (text, FALSE);
}

static void
write_head (SzDetail *detail, SzPage *page)
{
  g_free (page->where);
  g_free (page->hall);
  page->where = write_where (detail);
  page->hall = sz_look_hall (detail->look);
  page->zone = sz_zone_ref (detail->look->zone);
  page->now_ms = detail->look->now_ms;
  page->clock_ms = detail->look->clock_ms;
  page->data_ms = sz_look_data_ms (detail->look, &detail->indicator, 1);
}

static void
settle_period (SzDetail *detail, const SzPeriod *period)
{
  if (period != NULL) {
    detail->period = *period;
    return;
  }
  sz_look_present (detail->look, detail->indicator, &detail->period);
}

gboolean
sz_detail_settle (SzDetail *detail, const SzPeriod *period, GError **error)
{
  settle_period (detail, period);
  return ask_values (detail, error);
}

SzPage *
sz_figures_indicator (SzReader *reader, const SzIndicator *indicator, const SzPeriod *period, const char *by,
                      const SzFilter *filters, guint n_filters, GError **error)
{
  return sz_figures_indicator_against (reader, indicator, period, by, filters, n_filters, NULL, error);
}

SzPage *
sz_figures_indicator_against (SzReader *reader, const SzIndicator *indicator, const SzPeriod *period,
                              const char *by, const SzFilter *filters, guint n_filters,
                              const SzComparison *against, GError **error)
{
  g_autoptr (SzLook) look = sz_look_new (reader, error);
  g_autofree char *id = g_strconcat ("indicator:", indicator->id, NULL);
  g_autoptr (SzPage) page = sz_page_new (id);
  g_auto (SzDetail) detail = { 0 };
  g_autofree char *lacks = NULL;

  if (look == NULL)
    return NULL;
  detail.look = look;
  detail.indicator = indicator;
  detail.filters = filters;
  detail.n_filters = n_filters;
  if (against != NULL)
    detail.how = *against;
  settle_period (&detail, period);
  write_head (&detail, page);
  lacks = sz_look_lacks (look, indicator, FALSE);
  if (lacks != NULL) {
    g_free (page->headline);
    page->headline =
        g_strdup_printf (_ ("%s cannot be computed: no source supplies %s"), indicator->name, lacks);
    page->lead = sz_figure_judged (indicator, NAN, NAN, NAN);
    page->tally[SZ_STATUS_UNKNOWN]++;
    return g_steal_pointer (&page);
  }
  if (!ask_values (&detail, error) || !settle_by (&detail, by, error) || !add_tiles (&detail, page, error))
    return NULL;
  write_page (&detail, page);
  if (!add_third (&detail, page->lead, error) || !write_recent (&detail, page, error))
    return NULL;
  return g_steal_pointer (&page);
}
