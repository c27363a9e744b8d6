/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-atlas.h"

#include <math.h>
#include <string.h>

#include "sz-atlas-private.h"
#include "sz-finder.h"

/* Rows a data set may have on a map; a city has some ten thousand points. */
#define MAX_ROWS 200000

static void
free_site (gpointer data)
{
  SzSite *site = data;

  g_free (site->id);
  g_free (site->name);
  g_free (site->address);
  g_free (site->telephone);
  g_free (site->hours);
  g_free (site->region);
  g_free (site->village);
  g_free (site->region_name);
  g_free (site->kind_name);
  g_free (site->state_name);
  g_free (site);
}

static void
free_region (gpointer data)
{
  SzRegion *region = data;

  g_free (region->id);
  g_free (region->name);
  g_free (region->parent);
  sz_shape_free (region->shape);
  g_free (region);
}

void
sz_ban_free (gpointer data)
{
  SzBan *ban = data;

  g_free (ban->id);
  g_free (ban->name);
  g_free (ban->kind);
  g_free (ban->kind_name);
  g_free (ban->reason);
  sz_shape_free (ban->shape);
  g_free (ban);
}

SzAtlas *
sz_atlas_ref (SzAtlas *atlas)
{
  g_atomic_ref_count_inc (&atlas->refs);
  return atlas;
}

void
sz_atlas_unref (SzAtlas *atlas)
{
  if (atlas == NULL || !g_atomic_ref_count_dec (&atlas->refs))
    return;
  sz_finder_free (atlas->finder);
  sz_spatial_index_free (atlas->region_index);
  sz_spatial_index_free (atlas->ban_index);
  g_ptr_array_unref (atlas->sites);
  g_ptr_array_unref (atlas->regions);
  g_ptr_array_unref (atlas->bans);
  g_clear_pointer (&atlas->boundaries, g_ptr_array_unref);
  g_ptr_array_unref (atlas->problems);
  g_free (atlas->digest);
  g_free (atlas);
}

/* --- reading --- */

/* All rows of a data set; an empty frame if the catalogue has none of that name. */
static SzFrame *
read_rows (SzReader *reader, const char *id, SzZone *zone, GError **error)
{
  const SzDataset *dataset = sz_catalog_dataset (sz_reader_catalog (reader), id, NULL);

  if (dataset == NULL)
    return sz_frame_new ();
  return sz_reader_rows (reader, dataset, 0, 0, zone, NULL, 0, NULL, MAX_ROWS, error);
}

/* What is in force changes with the clock too: the instants of validity that have passed are part of the
 * content. */
static void
digest_frame (GChecksum *sum, const SzFrame *frame, gint64 now_ms)
{
  for (guint c = 0; c < sz_frame_n_columns (frame); c++) {
    const SzColumn *column = sz_frame_column (frame, c);
    gboolean validity = g_str_equal (column->id, "valid_from") || g_str_equal (column->id, "valid_to");

    g_checksum_update (sum, (const guchar *)column->id, -1);
    for (gsize row = 0; row < frame->rows; row++) {
      if (column->type == SZ_COLUMN_TEXT) {
        const char *text = sz_frame_text (frame, row, c);

        g_checksum_update (sum, (const guchar *)(text != NULL ? text : "\x01"), -1);
        g_checksum_update (sum, (const guchar *)"\x02", 1);
        continue;
      }
      double number = sz_frame_number (frame, row, c);

      if (validity)
        number = isnan (number) ? -1 : number <= (double)now_ms;
      g_checksum_update (sum, (const guchar *)&number, sizeof number);
    }
  }
  g_checksum_update (sum, (const guchar *)"\x03", 1);
}

static SzAtlas *
new_atlas (gint64 now_ms)
{
  SzAtlas *atlas = g_new0 (SzAtlas, 1);

  g_atomic_ref_count_init (&atlas->refs);
  atlas->sites = g_ptr_array_new_with_free_func (free_site);
  atlas->regions = g_ptr_array_new_with_free_func (free_region);
  atlas->bans = g_ptr_array_new_with_free_func (sz_ban_free);
  atlas->problems = g_ptr_array_new_with_free_func (g_free);
  atlas->now_ms = now_ms;
  atlas->west = atlas->south = atlas->east = atlas->north = NAN;
  return atlas;
}

static void
grow (SzAtlas *atlas, double west, double south, double east, double north)
{
  atlas->west = fmin (atlas->west, west);
  atlas->south = fmin (atlas->south, south);
  atlas->east = fmax (atlas->east, east);
  atlas->north = fmax (atlas->north, north);
}

/* The extent is that of the regions; where there are none, of everything else. */
static void
make_indices (SzAtlas *atlas)
{
  atlas->region_index = sz_spatial_index_new (atlas->regions->len);
  atlas->ban_index = sz_spatial_index_new (atlas->bans->len);
  for (guint i = 0; i < atlas->regions->len; i++) {
    const SzRegion *region = g_ptr_array_index (atlas->regions, i);

    if (region->shape == NULL)
      continue;
    sz_spatial_index_add (atlas->region_index, region->shape, region);
    grow (atlas, region->shape->west, region->shape->south, region->shape->east, region->shape->north);
  }
  gboolean without_regions = isnan (atlas->west);
  for (guint i = 0; i < atlas->bans->len; i++) {
    const SzBan *ban = g_ptr_array_index (atlas->bans, i);

    sz_spatial_index_add (atlas->ban_index, ban->shape, ban);
    if (without_regions)
      grow (atlas, ban->shape->west, ban->shape->south, ban->shape->east, ban->shape->north);
  }
  for (guint i = 0; without_regions && i < atlas->sites->len; i++) {
    const SzSite *site = g_ptr_array_index (atlas->sites, i);

    grow (atlas, site->longitude, site->latitude, site->longitude, site->latitude);
  }
  atlas->boundaries = sz_boundaries_make (atlas->regions);
  atlas->finder = sz_finder_new (atlas);
}

SzAtlas *
sz_atlas_load (SzReader *reader, SzAtlas *previous, GError **error)
{
  g_autoptr (SzZone) zone = sz_reader_zone (reader, error);
  g_autoptr (SzFrame) points = NULL;
  g_autoptr (SzFrame) regions = NULL;
  g_autoptr (SzFrame) zones = NULL;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (SzAtlas) atlas = NULL;
  GError *failure = NULL;
  gint64 now_ms = zone != NULL ? sz_reader_now_ms (reader, &failure) : 0;

  if (failure != NULL)
    g_propagate_error (error, failure);
  if (zone == NULL || failure != NULL || (points = read_rows (reader, "points", zone, error)) == NULL ||
      (regions = read_rows (reader, "regions", zone, error)) == NULL ||
      (zones = read_rows (reader, "zones", zone, error)) == NULL)
    return NULL;
  digest_frame (sum, points, now_ms);
  digest_frame (sum, regions, now_ms);
  digest_frame (sum, zones, now_ms);
  if (previous != NULL && g_str_equal (previous->digest, g_checksum_get_string (sum)))
    return sz_atlas_ref (previous);
  atlas = new_atlas (now_ms);
  atlas->digest = g_strdup (g_checksum_get_string (sum));
  sz_atlas_read_regions (atlas, regions);
  sz_atlas_read_sites (atlas, reader, points);
  sz_atlas_read_bans (atlas, reader, zones);
  make_indices (atlas);
  return g_steal_pointer (&atlas);
}

const SzSite *
sz_atlas_site (const SzAtlas *atlas, const char *id)
{
  for (guint i = 0; i < atlas->sites->len; i++) {
    const SzSite *site = g_ptr_array_index (atlas->sites, i);

    if (g_strcmp0 (site->id, id) == 0)
      return site;
  }
  return NULL;
}

const SzRegion *
sz_atlas_region (const SzAtlas *atlas, const char *id)
{
  for (guint i = 0; i < atlas->regions->len; i++) {
    const SzRegion *region = g_ptr_array_index (atlas->regions, i);

    if (g_strcmp0 (region->id, id) == 0)
      return region;
  }
  return NULL;
}
