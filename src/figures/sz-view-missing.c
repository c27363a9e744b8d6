/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tiles without a value: what was last known of it, and where one can go from there. */

#include "sz-view-private.h"

#include <math.h>
#include <string.h>

/* --- what was last known
 * -----------------------------------------------------------------------------------------------------------
 */

/* The last row with a value of the indicator, if the slice has it; the place of it among the indicators. */
static int
find_last (const SzSlice *days, const SzIndicator *indicator, guint *place)
{
  guint i = 0;

  while (days != NULL && i < days->n_indicators && days->indicators[i] != indicator)
    i++;
  if (days == NULL || i == days->n_indicators)
    return -2;
  *place = i;
  for (guint row = days->rows; row > 0; row--)
    if (!isnan (sz_slice_value (days, row - 1, i)))
      return (int)row - 1;
  return -1;
}

static SzSlice *
ask_days (const SzView *view, const SzIndicator *indicator)
{
  SzZone *zone = view->look->zone;
  gint64 end = MIN (view->period.end_ms, view->look->now_ms);
  gint64 first = sz_zone_day (zone, end) - SZ_VIEW_SPARK_DAYS + 1;

  /* Without it the tile says all the same that it has no value. */
  return sz_view_ask (view, indicator, sz_zone_day_start_ms (zone, first), end, SZ_GRAIN_DAY, NULL, NULL);
}

char *
sz_view_last_known (const SzView *view, const SzIndicator *indicator, const SzSlice *days)
{
  g_autoptr (SzSlice) own = NULL;
  guint place = 0;
  int row = find_last (days, indicator, &place);

  if (row == -2) {
    days = own = ask_days (view, indicator);
    row = find_last (days, indicator, &place);
  }
  if (row < 0)
    return g_strdup ("");
  g_autofree char *value = sz_number_text (sz_slice_value (days, (guint)row, place), indicator->unit);
  g_autofree char *date = sz_date_text (sz_zone_day (view->look->zone, sz_slice_bucket (days, (guint)row)),
                                        sz_look_today (view->look));
  /* Translators: the last value there was: the day, and the value. */
  return g_strdup_printf (_ ("last %1$s: %2$s"), date, value);
}

/* --- the way on
 * -----------------------------------------------------------------------------------------------------------
 */

/* A hall in which nothing happens is no fault of its sources; that nothing has come from them for longer than
 * the span is. */
static gboolean
lacks_rows (const SzView *view, const SzIndicator *indicator)
{
  for (guint i = 0; i < indicator->formula->leaves->len; i++) {
    const SzDataset *dataset = g_array_index (indicator->formula->leaves, SzLeaf, i).measure->dataset;
    const SzCoverage *coverage = sz_look_coverage (view->look, dataset, NULL);
    gint64 until = 0;

    if (coverage == NULL || coverage->rows <= 0)
      return TRUE;
    until = coverage->watermark_ms != 0 ? coverage->watermark_ms
                                        : sz_zone_day_start_ms (view->look->zone, coverage->last_day + 1);
    if (dataset->valid_from < 0 && until <= view->period.start_ms)
      return TRUE;
  }
  return FALSE;
}

void
sz_view_say_missing (const SzView *view, SzTile *tile, const SzIndicator *lead, const SzSlice *days)
{
  g_free (tile->last);
  tile->last = sz_view_last_known (view, lead, days);
  tile->ways = lacks_rows (view, lead) ? SZ_WAY_SOURCES : 0;
}

/* --- a tile that could not be had
 * -----------------------------------------------------------------------------------------------------------
 */

static SzTileKind
kind_of (const SzBoardTile *spec)
{
  return strcmp (spec->kind, "hero") == 0        ? SZ_TILE_HERO
         : strcmp (spec->kind, "multiples") == 0 ? SZ_TILE_MULTIPLES
         : strcmp (spec->kind, "trend") == 0     ? SZ_TILE_LINE
         : strcmp (spec->kind, "parts") == 0     ? SZ_TILE_BARS
                                                 : SZ_TILE_LAYER;
}

SzTile *
sz_view_failed_tile (const SzView *view, const SzBoardTile *spec, const SzSlice *days, const GError *error)
{
  const SzIndicator *lead = sz_catalog_indicator (view->look->catalog, spec->lead, NULL);
  SzTile *tile = sz_tile_new (kind_of (spec), spec->id, spec->title);

  tile->state = SZ_STATE_ERROR;
  tile->ways = SZ_WAY_SOURCES | SZ_WAY_RETRY;
  g_free (tile->note);
  tile->note = g_strdup (error->message);
  if (lead != NULL) {
    g_free (tile->last);
    tile->last = sz_view_last_known (view, lead, days);
  }
  return tile;
}
