/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of places: regions, service points, zones. */
#include "hall-kinds.h"
#include "hall-places.h"
#include "hall-rows-private.h"

static guint32
count_regions (const SzHallWorld *world)
{
  return SZ_HALL_REGIONS;
}

static void
key_region (const SzHallWorld *world, guint32 index, char out[SZ_HALL_KEY_MAX])
{
  g_snprintf (out, SZ_HALL_KEY_MAX, "R%03u", index);
}

static void
put_region (SzHallRow *row, guint32 index, guint state, gint64 since)
{
  static const char *const levels[] = { "district", "town", "village" };
  const SzHallPlaces *places = row->world->places;
  const SzHallRegion *region = &places->regions[index];
  const SzHallRegion *parent = region->parent >= 0 ? &places->regions[region->parent] : NULL;
  put_code (row, ",\"region\":\"", region->name);
  /* A village is called by its own name where its town is known. */
  gsize own = region->level == SZ_HALL_VILLAGE && parent != NULL ? strlen (parent->name) : 0;
  put_code (row, ",\"name\":\"", region->name + own);
  put_code (row, ",\"level\":\"", levels[region->level]);
  if (parent != NULL)
    put_code (row, ",\"parent\":\"", parent->name);
  put_value (row, ",\"population\":", region->population);
  put_code (row, ",\"geometry\":\"", region->wkt);
}

const SzHallThings sz_hall_regions_things = { .name = "regions",
                                              .count = count_regions,
                                              .key = key_region,
                                              .put = put_region,
                                              .of_district = TRUE };

static const SzHallPoint *
point_at (const SzHallWorld *world, guint32 index)
{
  return &g_array_index (world->places->points, SzHallPoint, index);
}

static guint32
count_points (const SzHallWorld *world)
{
  return world->places->points->len;
}

static void
key_point (const SzHallWorld *world, guint32 index, char out[SZ_HALL_KEY_MAX])
{
  g_strlcpy (out, point_at (world, index)->code, SZ_HALL_KEY_MAX);
}

static void
put_degrees (SzHallRow *row, const char *head, gint32 millionths)
{
  row->p = put_string (row->p, head);
  row->p = put_number (row->p, millionths / 1000000);
  *row->p++ = '.';
  row->p = put_padded (row->p, (guint32)(millionths % 1000000), 6);
}

static void
put_point (SzHallRow *row, guint32 index, guint state, gint64 since)
{
  static const char *const kinds[] = { "hall", "town", "village", "terminal" };
  static const char *const states[] = { "closed", "open", "paused" };
  static const char *const hours[] = {
    "工作日9:00—17:00，中午不休息",
    "工作日9:00—12:00、13:00—17:00（5月至9月下午13:30开始）",
    "工作日9:00—11:30、13:30—16:30（5月至9月下午14:00开始）",
    "全天24小时",
  };
  const SzHallPoint *point = point_at (row->world, index);
  put_code (row, ",\"point\":\"", point->code);
  put_code (row, ",\"name\":\"", point->name);
  put_code (row, ",\"kind\":\"", kinds[point->kind]);
  put_code (row, ",\"region\":\"", row->world->towns[point->town]);
  if (point->village >= 0)
    put_code (row, ",\"village\":\"", row->world->villages[point->town][point->village]);
  put_code (row, ",\"address\":\"", point->address);
  row->p = put_literal (row->p, ",\"telephone\":\"0000-");
  row->p = put_padded (row->p, point->telephone, 8);
  *row->p++ = '"';
  put_code (row, ",\"hours\":\"", hours[point->kind]);
  put_degrees (row, ",\"longitude\":", point->spot.x);
  put_degrees (row, ",\"latitude\":", point->spot.y);
  put_value (row, ",\"windows\":", point->windows);
  put_value (row, ",\"items\":", point->items);
  row->p = put_flag (row->p, ",\"integrated\":", point->integrated);
  put_code (row, ",\"state\":\"", states[state]);
  row->p = put_literal (row->p, ",\"since\":\"");
  row->p = sz_hall_rows_put_instant (row->p, since);
  *row->p++ = '"';
}

const SzHallThings sz_hall_points_things = { .name = "points",
                                             .count = count_points,
                                             .key = key_point,
                                             .put = put_point,
                                             .changes = TRUE,
                                             .of_district = TRUE };

static const SzHallZone *
zone_at (const SzHallWorld *world, guint32 index)
{
  return &g_array_index (world->places->zones, SzHallZone, index);
}

static guint32
count_zones (const SzHallWorld *world)
{
  return world->places->zones->len;
}

static void
key_zone (const SzHallWorld *world, guint32 index, char out[SZ_HALL_KEY_MAX])
{
  g_strlcpy (out, zone_at (world, index)->code, SZ_HALL_KEY_MAX);
}

static void
put_zone (SzHallRow *row, guint32 index, guint state, gint64 since)
{
  const SzHallZone *zone = zone_at (row->world, index);
  put_code (row, ",\"name\":\"", zone->name);
  put_code (row, ",\"kind\":\"", zone->kind);
  put_code (row, ",\"reason\":\"", zone->reason);
  put_code (row, ",\"zone\":\"", zone->code);
  put_code (row, ",\"region\":\"", row->world->towns[zone->town]);
  put_code (row, ",\"geometry\":\"", zone->wkt);
}

const SzHallThings sz_hall_zones_things = { .name = "zones",
                                            .count = count_zones,
                                            .key = key_zone,
                                            .put = put_zone,
                                            .of_district = TRUE };
