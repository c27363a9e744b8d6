/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-marks.h"

/* What a part leads to where its tile has no figure of its own: the wait, which everything in a hall is
 * about. */
#define DEFAULT_INDICATOR "wait_avg"

const SzTile *
sz_page_find_tile (const SzPage *page, const char *id)
{
  for (guint i = 0; page != NULL && i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    if (g_strcmp0 (tile->id, id) == 0)
      return tile;
  }
  return NULL;
}

SzPlace *
sz_place_without_cross_filter (const SzPlace *place)
{
  if (place->kind != SZ_PLACE_INDICATOR || place->by == NULL || !sz_place_filters_by (place, place->by))
    return NULL;
  return sz_place_without_filter (place, place->by);
}

/* The indicator a tile is about: its lead figure's, or, where it shows parts alone, the one the board names.
 */
static const char *
tile_indicator (const SzCatalog *catalog, const SzPlace *here, const SzTile *tile)
{
  const SzBoard *board = sz_catalog_board (catalog, "overview", NULL);

  if (tile->lead != NULL && sz_catalog_indicator (catalog, tile->lead->id, NULL) != NULL)
    return tile->lead->id;
  for (guint i = 0; board != NULL && here->kind == SZ_PLACE_OVERVIEW && i < board->tiles->len; i++) {
    const SzBoardTile *spec = g_ptr_array_index (board->tiles, i);

    if (g_strcmp0 (spec->id, tile->id) == 0)
      return spec->lead;
  }
  return NULL;
}

static const SzPart *
find_part (const SzPage *page, const char *dimension, const char *code, const SzTile **holder)
{
  for (guint i = 0; page != NULL && i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    for (guint j = 0; j < tile->parts->len && g_strcmp0 (tile->dimension, dimension) == 0; j++) {
      const SzPart *part = g_ptr_array_index (tile->parts, j);

      if (g_strcmp0 (part->code, code) == 0) {
        *holder = tile;
        return part;
      }
    }
  }
  return NULL;
}

static gboolean
carries (const SzCatalog *catalog, const char *indicator_id, const char *dimension)
{
  const SzIndicator *indicator = sz_catalog_indicator (catalog, indicator_id, NULL);
  g_autoptr (GPtrArray) dimensions = indicator != NULL ? sz_indicator_dimensions (catalog, indicator) : NULL;

  for (guint i = 0; dimensions != NULL && i < dimensions->len; i++)
    if (g_str_equal (((const SzDimension *)g_ptr_array_index (dimensions, i))->id, dimension))
      return TRUE;
  return FALSE;
}

static SzPlace *
replace (SzPlace *place, SzPlace *next)
{
  sz_place_unref (place);
  return next;
}

/* The comparison comes along; another part only where the figure can be split so. */
static gboolean
keeps_against (const SzCatalog *catalog, const SzPlace *here, const char *id)
{
  g_autofree char *dimension = sz_place_against_dimension (here);

  return here->against != NULL && (dimension == NULL || carries (catalog, id, dimension));
}

/* Period and filters come along, as far as the figure can be filtered so. */
static SzPlace *
open_indicator (const SzCatalog *catalog, const SzPlace *here, const char *id)
{
  SzPlace *target;

  if (sz_catalog_indicator (catalog, id, NULL) == NULL ||
      (here->kind == SZ_PLACE_INDICATOR && g_str_equal (here->indicator, id)))
    return NULL;
  target = sz_place_new_indicator (id, here->span);
  target = replace (target, sz_place_with_day (target, here->day));
  if (keeps_against (catalog, here, id))
    target = replace (target, sz_place_with_against (target, here->against, here->against_name));
  for (guint i = 0; i < here->filters->len; i++) {
    const SzPlaceFilter *filter = sz_place_filter (here, i);

    if (carries (catalog, id, filter->dimension))
      target = replace (target, sz_place_with_filter (target, filter->dimension, filter->code, filter->name));
  }
  return target;
}

/* On an indicator's page the parts stay beside each other, and everything else is filtered by the one. */
static SzPlace *
cross_filter (const SzPlace *here, const char *dimension, const char *code, const char *name)
{
  g_autoptr (SzPlace) by = sz_place_with_by (here, dimension);

  if (g_strcmp0 (sz_place_filter_code (here, dimension), code) == 0)
    return sz_place_without_filter (by, dimension);
  return sz_place_with_filter (by, dimension, code, name);
}

static SzPlace *
open_part (const SzCatalog *catalog, const SzPlace *here, const SzPage *page, const char *part_id)
{
  g_auto (GStrv) halves = g_strsplit (part_id, "=", 2);
  const SzTile *tile = NULL;
  const SzPart *part;
  const char *name, *indicator;
  g_autoptr (SzPlace) base = NULL;

  if (g_strv_length (halves) != 2 || *halves[0] == '\0')
    return NULL;
  part = find_part (page, halves[0], halves[1], &tile);
  name = part != NULL && part->name != NULL ? part->name : halves[1];
  if (here->kind == SZ_PLACE_INDICATOR)
    return cross_filter (here, halves[0], halves[1], name);
  if (here->kind == SZ_PLACE_DIRECTORY)
    return sz_place_with_filter (here, halves[0], halves[1], name);
  indicator = tile != NULL ? tile_indicator (catalog, here, tile) : NULL;
  if (indicator == NULL || !carries (catalog, indicator, halves[0]))
    indicator = DEFAULT_INDICATOR;
  if (!carries (catalog, indicator, halves[0]))
    return NULL;
  base = open_indicator (catalog, here, indicator);
  return base != NULL ? sz_place_with_filter (base, halves[0], halves[1], name) : NULL;
}

static SzPlace *
open_record (const SzCatalog *catalog, const SzPlace *here, const char *text)
{
  g_auto (GStrv) halves = g_strsplit (text, "?", 2);
  g_autoptr (SzPlace) timeline = NULL;

  if (g_strv_length (halves) != 2 || sz_catalog_dataset (catalog, halves[0], NULL) == NULL)
    return NULL;
  timeline = sz_place_with_kind (here, SZ_PLACE_TIMELINE);
  return sz_place_with_record (timeline, halves[0], halves[1]);
}

/* The figure one is looking at, or reading about, by a dimension. */
static SzPlace *
open_by (const SzCatalog *catalog, const SzPlace *here, const char *dimension)
{
  g_autoptr (SzPlace) figure = NULL;

  if (here->indicator == NULL || !carries (catalog, here->indicator, dimension))
    return NULL;
  figure = sz_place_with_kind (here, SZ_PLACE_INDICATOR);
  return sz_place_with_by (figure, dimension);
}

/* "DATASET?DIMENSION=CODE": rows of the data set within that value; "?" alone: all of them. */
static SzPlace *
open_rows (const SzCatalog *catalog, const SzPlace *here, const char *text)
{
  g_auto (GStrv) halves = g_strsplit (text, "?", 2);
  g_auto (GStrv) pair = g_strv_length (halves) == 2 ? g_strsplit (halves[1], "=", 2) : NULL;
  SzPlace *rows;

  if (halves[0] == NULL || sz_catalog_dataset (catalog, halves[0], NULL) == NULL)
    return NULL;
  rows = sz_place_new (SZ_PLACE_ROWS, here->span);
  rows = replace (rows, sz_place_with_record (rows, halves[0], NULL));
  if (pair != NULL && g_strv_length (pair) == 2 && *pair[0] != '\0')
    rows = replace (rows, sz_place_with_filter (rows, pair[0], pair[1], pair[1]));
  return rows;
}

/* Of a department's page the department stays. */
static SzPlace *
open_directory (const SzPlace *here, const SzPage *page, const char *text)
{
  g_auto (GStrv) pair = g_strsplit (text, "=", 2);
  g_autoptr (SzPlace) base = NULL;
  const SzTile *tile = NULL;
  const SzPart *part;

  if (g_strv_length (pair) != 2 || *pair[0] == '\0')
    return NULL;
  base = here->kind == SZ_PLACE_DIRECTORY ? sz_place_with_record (here, NULL, NULL)
                                          : sz_place_new (SZ_PLACE_DIRECTORY, here->span);
  part = find_part (page, pair[0], pair[1], &tile);
  return sz_place_with_filter (base, pair[0], pair[1], part != NULL ? part->name : pair[1]);
}

static const char *
after (const char *text, const char *prefix)
{
  return g_str_has_prefix (text, prefix) ? text + strlen (prefix) : NULL;
}

SzPlace *
sz_mark_place (const SzCatalog *catalog, const SzPlace *here, const SzPage *page, const char *mark)
{
  const char *rest;
  SzPlaceKind kind;

  if ((rest = after (mark, "figure:")) != NULL)
    return open_indicator (catalog, here, rest);
  if ((rest = after (mark, "part:")) != NULL)
    return open_part (catalog, here, page, rest);
  if ((rest = after (mark, "row:")) != NULL)
    return open_record (catalog, here, rest);
  if ((rest = after (mark, "rows:")) != NULL)
    return open_rows (catalog, here, rest);
  if ((rest = after (mark, "directory:")) != NULL)
    return open_directory (here, page, rest);
  if ((rest = after (mark, "by:")) != NULL)
    return open_by (catalog, here, rest);
  if ((rest = after (mark, "alert:")) != NULL) {
    g_autoptr (SzPlace) alerts = sz_place_new (SZ_PLACE_ALERTS, here->span);

    return sz_place_with_record (alerts, NULL, rest);
  }
  if ((rest = after (mark, "page:")) != NULL)
    return sz_place_kind_parse (rest, &kind) ? sz_place_new (kind, here->span) : NULL;
  if ((rest = after (mark, "tile:")) != NULL) {
    const SzTile *tile = sz_page_find_tile (page, rest);
    const char *indicator = tile != NULL ? tile_indicator (catalog, here, tile) : NULL;

    return indicator != NULL ? open_indicator (catalog, here, indicator) : NULL;
  }
  return NULL;
}
