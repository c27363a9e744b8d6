/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-loading.h"

#include "sz-i18n.h"

static void
add_loading_tile (SzPage *page, SzTileKind kind, const char *id, const char *title)
{
  SzTile *tile = sz_tile_new (kind, id, title != NULL ? title : "");

  tile->state = SZ_STATE_LOADING;
  g_ptr_array_add (page->tiles, tile);
}

static void
add_board_tiles (SzPage *page, const SzBoard *board)
{
  for (guint i = 0; i < board->tiles->len; i++) {
    const SzBoardTile *tile = g_ptr_array_index (board->tiles, i);
    const char *title = tile->title != NULL || tile->layer == NULL ? tile->title : tile->layer->name;

    if (g_strcmp0 (tile->kind, "hero") == 0)
      add_loading_tile (page, SZ_TILE_HERO, "hero", title);
    else if (g_strcmp0 (tile->kind, "multiples") == 0)
      add_loading_tile (page, SZ_TILE_MULTIPLES, "multiples", title);
    else if (g_strcmp0 (tile->kind, "attention") == 0)
      add_loading_tile (page, SZ_TILE_ENTRIES, tile->id != NULL ? tile->id : "attention", title);
    /* What stands in their place where there is no queue is not promised. */
    else if (g_strcmp0 (tile->kind, "layer") == 0)
      add_loading_tile (page, SZ_TILE_LAYER, tile->id != NULL ? tile->id : "layer", title);
  }
}

static void
set_headline (SzPage *page, const char *text)
{
  g_free (page->headline);
  page->headline = g_strdup (text);
}

static void
add_indicator_tiles (SzPage *page, const SzIndicator *indicator)
{
  g_autofree char *trend = g_strdup_printf (_ ("%s, day by day"), indicator->name);

  set_headline (page, indicator->name);
  add_loading_tile (page, SZ_TILE_LINE, "trend", trend);
  add_loading_tile (page, SZ_TILE_BARS, "breakdown", _ ("Breakdown"));
}

static char *
page_id (const SzPlace *place)
{
  if (place->kind == SZ_PLACE_TIMELINE)
    return g_strdup_printf ("row:%s?%s", place->dataset, place->record);
  if (place->kind == SZ_PLACE_LIBRARY)
    return g_strdup_printf ("library:%s", place->indicator);
  if (place->indicator != NULL)
    return g_strdup_printf ("indicator:%s", place->indicator);
  return g_strdup (place->kind < SZ_PLACE_N_SECTIONS ? sz_place_kind_id (place->kind) : "overview");
}

SzPage *
sz_loading_page (const SzCatalog *catalog, const SzPlace *place)
{
  g_autofree char *id = page_id (place);
  SzPage *page = sz_page_new (id);
  const SzIndicator *indicator =
      place->indicator != NULL ? sz_catalog_indicator (catalog, place->indicator, NULL) : NULL;
  const SzBoard *board = sz_catalog_board (catalog, "overview", NULL);

  if (place->kind == SZ_PLACE_OVERVIEW && board != NULL)
    add_board_tiles (page, board);
  else if (place->kind == SZ_PLACE_LIVE)
    set_headline (page, _ ("Live hall"));
  else if (place->kind == SZ_PLACE_DIRECTORY)
    set_headline (page, _ ("Directory"));
  else if (place->kind == SZ_PLACE_TIMELINE)
    set_headline (page, place->record);
  else if (indicator != NULL && place->kind == SZ_PLACE_INDICATOR)
    add_indicator_tiles (page, indicator);
  else if (indicator != NULL)
    set_headline (page, indicator->name);
  return page;
}
