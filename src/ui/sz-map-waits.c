/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-waits.h"

#include <math.h>

#include "sz-figures.h"
#include "sz-i18n.h"

#define OPENING_HOUR 9
#define CLOSING_HOUR 17

void
sz_map_waits_ask (SzMapData *data, SzReader *reader, SzZone *zone, gint64 now_ms)
{
  const char *ids[] = { "wait_avg", NULL };
  SzFigureWords words = { .ids = ids, .period = "today", .grain = "hour" };
  g_autoptr (SzFrame) frame = sz_figures_query_words (reader, &words, NULL);
  int column = frame != NULL ? sz_frame_find (frame, ids[0]) : -1;

  data->now_ms = now_ms;
  data->day_ms = sz_zone_day_start_ms (zone, sz_zone_day (zone, now_ms));
  /* One of its own: a zone belongs to one thread. */
  data->zone = sz_zone_new (sz_zone_id (zone), NULL);
  for (guint hour = 0; hour < SZ_MAP_HOURS; hour++)
    data->hours[hour] =
        column >= 0 && hour < frame->rows ? sz_frame_number (frame, hour, (guint)column) : NAN;
}

/* From opening to closing, and further where somebody waited. */
static gboolean
find_hours (const SzMapData *data, guint *first, guint *last)
{
  gboolean any = FALSE;

  *first = OPENING_HOUR;
  *last = CLOSING_HOUR - 1;
  for (guint hour = 0; hour < SZ_MAP_HOURS; hour++)
    if (!isnan (data->hours[hour])) {
      *first = MIN (*first, hour);
      *last = MAX (*last, hour);
      any = TRUE;
    }
  return any;
}

SzTile *
sz_map_waits_tile (const SzMapData *data, const SzSite *site)
{
  g_autoptr (SzTile) tile = NULL;
  SzSeries *series;
  guint first, last;

  if (site->kind != SZ_SITE_HALL || !find_hours (data, &first, &last))
    return NULL;
  tile = sz_tile_new (SZ_TILE_COLUMNS, "waits", _ ("Waits today"));
  g_free (tile->scope);
  tile->scope = g_strdup (_ ("mean by hour"));
  g_free (tile->unit);
  tile->unit = g_strdup ("min");
  tile->target = data->wait_target;
  tile->limit = data->wait_limit;
  tile->x_start = (double)(data->day_ms + first * SZ_HOUR_MS);
  tile->x_end = (double)(data->day_ms + (last + 1) * SZ_HOUR_MS);
  tile->x_now = (double)data->now_ms;
  series = sz_series_new (_ ("Mean wait"), last - first + 1);
  for (guint hour = first; hour <= last; hour++) {
    series->x[hour - first] = (double)(data->day_ms + hour * SZ_HOUR_MS);
    series->y[hour - first] = data->hours[hour];
  }
  g_ptr_array_add (tile->series, series);
  return g_steal_pointer (&tile);
}

SzPage *
sz_map_waits_context (const SzMapData *data)
{
  SzPage *page = sz_page_new ("map");

  page->zone = data->zone != NULL ? sz_zone_new (sz_zone_id (data->zone), NULL) : NULL;
  page->now_ms = page->data_ms = data->now_ms;
  return page;
}
