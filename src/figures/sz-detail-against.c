/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the page of an indicator is compared with: an earlier span of the same length, or another part of the
 * hall over the same span. */

#include "sz-detail-private.h"

#include <math.h>
#include <string.h>

#define YEAR_DAYS 364

gboolean
sz_figures_parse_against (const SzCatalog *catalog, const char *text, SzComparison *comparison,
                          GError **error)
{
  static const char *const words[] = { "previous", "weekday", "year" };
  const char *equals = strchr (text, '=');

  *comparison = (SzComparison){ SZ_AGAINST_PREVIOUS, 0, NULL, NULL };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (strcmp (words[i], text) == 0) {
      comparison->how = (SzAgainst)i;
      return TRUE;
    }
  }
  if (sz_day_parse (text, &comparison->day)) {
    comparison->how = SZ_AGAINST_PERIOD;
    return TRUE;
  }
  if (equals != NULL && equals != text && equals[1] != '\0') {
    g_autofree char *id = g_strndup (text, (gsize)(equals - text));

    comparison->how = SZ_AGAINST_PART;
    comparison->code = equals + 1;
    comparison->dimension = sz_catalog_dimension (catalog, id, error);
    return comparison->dimension != NULL;
  }
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
               _ ("“%s” is nothing to compare with: expected previous, weekday, year, a day such as "
                  "2026-11-20, or a part such as area=B."),
               text);
  return FALSE;
}

/* --- the span
 * ------------------------------------------------------------------------------------------------------------
 */

static gboolean
is_single_day (const SzDetail *detail)
{
  return detail->period.unit == SZ_GRAIN_DAY && detail->period.count == 1;
}

/* A period of the same length that holds the day; cut at the same point of its own, if the period runs. */
static void
settle_other_period (SzDetail *detail)
{
  const SzPeriod *period = &detail->period;
  SzZone *zone = detail->look->zone;
  SzPeriod *base = &detail->against.base;
  gint64 day_ms = sz_zone_day_start_ms (zone, detail->how.day);
  gint64 elapsed = detail->cut_ms - period->start_ms;

  *base = *period;
  if (period->count == 1 && period->unit != SZ_GRAIN_NONE) {
    base->start_ms = sz_grain_floor (period->unit, zone, day_ms);
    base->end_ms = sz_grain_next (period->unit, zone, base->start_ms);
  } else {
    gint64 days = sz_zone_day (zone, period->end_ms - 1) - sz_zone_day (zone, period->start_ms) + 1;

    base->start_ms = day_ms;
    base->end_ms = sz_zone_day_start_ms (zone, detail->how.day + days);
  }
  detail->against.part = *period;
  if (elapsed >= 0 && detail->cut_ms < period->end_ms)
    base->end_ms = MIN (base->end_ms, base->start_ms + elapsed);
  detail->against.has = base->end_ms > base->start_ms;
}

static void
settle_span (SzDetail *detail)
{
  SzZone *zone = detail->look->zone;

  detail->against = detail->previous;
  switch (detail->how.how) {
  case SZ_AGAINST_PREVIOUS:
    break;
  case SZ_AGAINST_WEEKDAY:
    /* Of a single day the day of the week before is a base like any other open day. */
    if (is_single_day (detail))
      detail->against.has = sz_period_base (&detail->period, SZ_COMPARE_PREVIOUS, detail->cut_ms, zone,
                                            sz_zone_day (zone, detail->period.start_ms) - 7,
                                            &detail->against.part, &detail->against.base);
    break;
  case SZ_AGAINST_YEAR:
    detail->against = detail->year;
    break;
  case SZ_AGAINST_PERIOD:
    settle_other_period (detail);
    break;
  case SZ_AGAINST_PART:
    detail->against.has = TRUE;
    detail->against.part = detail->against.base = detail->period;
    break;
  }
}

/* The filters of the page with the one of the part's dimension exchanged. */
static void
settle_others (SzDetail *detail)
{
  SzFilter other = { detail->how.dimension, NULL };

  if (detail->how.how != SZ_AGAINST_PART || detail->others != NULL)
    return;
  detail->others = g_array_new (FALSE, TRUE, sizeof (SzFilter));
  for (guint i = 0; i < detail->n_filters; i++)
    if (detail->filters[i].dimension != detail->how.dimension)
      g_array_append_val (detail->others, detail->filters[i]);
  /* The last is our own. */
  other.values = g_new0 (char *, 2);
  other.values[0] = g_strdup (detail->how.code);
  g_array_append_val (detail->others, other);
}

void
sz_detail_clear (SzDetail *detail)
{
  if (detail->others == NULL)
    return;
  g_strfreev (g_array_index (detail->others, SzFilter, detail->others->len - 1).values);
  g_clear_pointer (&detail->others, g_array_unref);
}

SzSlice *
sz_detail_ask_other (const SzDetail *detail, gint64 start_ms, gint64 end_ms, SzGrain grain,
                     const SzDimension *by, GError **error)
{
  SzDetail other = *detail;

  if (detail->others == NULL)
    return sz_detail_ask (detail, start_ms, end_ms, grain, by, error);
  other.filters = (const SzFilter *)(void *)detail->others->data;
  other.n_filters = detail->others->len;
  return sz_detail_ask (&other, start_ms, end_ms, grain, by, error);
}

gboolean
sz_detail_settle_against (SzDetail *detail, GError **error)
{
  g_autoptr (SzSlice) slice = NULL;

  settle_span (detail);
  settle_others (detail);
  detail->against_value = detail->how.how == SZ_AGAINST_PREVIOUS ? detail->before
                          : detail->how.how == SZ_AGAINST_YEAR   ? detail->year_before
                                                                 : NAN;
  if (!detail->against.has || detail->how.how == SZ_AGAINST_PREVIOUS || detail->how.how == SZ_AGAINST_YEAR)
    return TRUE;
  slice = sz_detail_ask_other (detail, detail->against.base.start_ms, detail->against.base.end_ms,
                               SZ_GRAIN_NONE, NULL, error);
  if (slice == NULL)
    return FALSE;
  detail->against_value = slice->rows > 0 ? sz_slice_value (slice, 0, 0) : NAN;
  return TRUE;
}

/* --- by parts
 * ------------------------------------------------------------------------------------------------------------
 */

gboolean
sz_detail_ask_against (SzDetail *detail, const SzDimension *by, SzSlice **slice, GError **error)
{
  *slice = NULL;
  if (!detail->against.has || (detail->others != NULL && by == detail->how.dimension))
    return TRUE;
  *slice = sz_detail_ask_other (detail, detail->against.base.start_ms, detail->against.base.end_ms,
                                SZ_GRAIN_NONE, by, error);
  return *slice != NULL;
}

double
sz_detail_against_value (const SzDetail *detail, const SzSlice *slice, const SzDimension *by,
                         const char *code)
{
  int row = 0;

  /* Beside each other the parts are all compared with the one. */
  if (detail->others != NULL && by == detail->how.dimension)
    return detail->against_value;
  row = slice != NULL ? sz_slice_find (slice, detail->against.base.start_ms, &code) : -1;
  return row >= 0 ? sz_slice_value (slice, (guint)row, 0) : NAN;
}

/* --- over the days
 * ------------------------------------------------------------------------------------------------------------
 */

/* So many days lie between a day of the trend and the one it is compared with. */
static gint64
find_shift (const SzDetail *detail)
{
  SzZone *zone = detail->look->zone;

  switch (detail->how.how) {
  case SZ_AGAINST_WEEKDAY:
    return is_single_day (detail) ? 7 : YEAR_DAYS;
  case SZ_AGAINST_PERIOD:
    return sz_zone_day (zone, detail->period.start_ms) - sz_zone_day (zone, detail->against.base.start_ms);
  case SZ_AGAINST_PART:
    return 0;
  case SZ_AGAINST_PREVIOUS:
  case SZ_AGAINST_YEAR:
    break;
  }
  return YEAR_DAYS;
}

static char *
name_line (const SzDetail *detail, gint64 shift)
{
  if (detail->how.how == SZ_AGAINST_PART)
    return sz_detail_against_name (detail);
  if (shift == YEAR_DAYS)
    return g_strdup (_ ("A year before"));
  if (shift == 7)
    return g_strdup (_ ("A week before"));
  return g_strdup_printf (_ ("%d days before"), (int)shift);
}

gboolean
sz_detail_against_series (SzDetail *detail, gint64 start_ms, gint64 end_ms, SzSeries **series, GError **error)
{
  SzZone *zone = detail->look->zone;
  gint64 shift = find_shift (detail);
  gint64 start = sz_zone_day_start_ms (zone, sz_zone_day (zone, start_ms) - shift);
  gint64 end = sz_zone_day_start_ms (zone, sz_zone_day (zone, end_ms) - shift);
  g_autoptr (SzSlice) slice = NULL;
  g_autofree char *name = name_line (detail, shift);
  gboolean known = FALSE;

  *series = NULL;
  if (shift == 0 && detail->others == NULL)
    return TRUE;
  slice = sz_detail_ask_other (detail, start, end, SZ_GRAIN_DAY, NULL, error);
  if (slice == NULL)
    return FALSE;
  *series = sz_slice_series (slice, 0, name, start_ms - start);
  (*series)->reference = TRUE;
  for (gsize i = 0; i < (*series)->length; i++)
    known = known || !isnan ((*series)->y[i]);
  if (!known)
    g_clear_pointer (series, sz_series_free);
  return TRUE;
}

/* --- words
 * ------------------------------------------------------------------------------------------------------------
 */

static char *
name_previous (const SzDetail *detail)
{
  SzZone *zone = detail->look->zone;
  gint64 today = sz_look_today (detail->look), day = 0, base = 0;

  if (!is_single_day (detail))
    return g_strdup (_ ("the period before"));
  day = sz_zone_day (zone, detail->period.start_ms);
  base = detail->previous.has ? sz_zone_day (zone, detail->previous.base.start_ms) : day - 1;
  if (base == day - 1)
    return g_strdup (day == today ? _ ("yesterday") : _ ("the day before"));
  return sz_date_text (base, today);
}

char *
sz_detail_against_name (const SzDetail *detail)
{
  switch (detail->how.how) {
  case SZ_AGAINST_WEEKDAY:
    if (is_single_day (detail))
      return g_strdup (sz_look_weekday_before (sz_zone_day (detail->look->zone, detail->period.start_ms)));
    break;
  case SZ_AGAINST_YEAR:
    return g_strdup (_ ("a year before"));
  case SZ_AGAINST_PERIOD: {
    SzPeriod whole = detail->against.base;

    if (whole.count == 1 && whole.unit != SZ_GRAIN_NONE)
      return sz_grain_label (whole.unit, detail->look->zone, whole.start_ms);
    return sz_period_label (&whole, detail->look->zone);
  }
  case SZ_AGAINST_PART:
    return g_strdup (sz_look_value_name (detail->look, detail->how.dimension->id, detail->how.code));
  case SZ_AGAINST_PREVIOUS:
    break;
  }
  return name_previous (detail);
}

gboolean
sz_detail_is_loading (const SzDetail *detail, const SzBase *base)
{
  const GArray *leaves = detail->indicator->formula->leaves;

  for (guint i = 0; base->has && i < leaves->len; i++)
    if (sz_look_is_loading (detail->look, g_array_index (leaves, SzLeaf, i).measure->dataset,
                            base->base.start_ms, base->base.end_ms))
      return TRUE;
  return FALSE;
}
