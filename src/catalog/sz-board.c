/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-catalog-private.h"

#include <string.h>

static void
free_tile (gpointer data)
{
  SzBoardTile *tile = data;

  if (tile == NULL)
    return;
  g_free (tile->kind);
  g_free (tile->id);
  g_free (tile->title);
  g_free (tile->lead);
  g_free (tile->by);
  g_strfreev (tile->indicators);
  g_free (tile);
}
typedef SzBoardTile Tile;
static void
free_tile_pointer (Tile *tile)
{
  free_tile (tile);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Tile, free_tile_pointer)

void
sz_board_free (SzBoard *board)
{
  if (board == NULL)
    return;
  g_free (board->id);
  g_free (board->name);
  g_ptr_array_unref (board->tiles);
  g_free (board);
}

static gboolean
check_indicator (SzCatalog *catalog, SzKeyFile *file, const char *group, const char *key, const char *id,
                 GError **error)
{
  g_autoptr (GError) inner = NULL;

  if (sz_catalog_indicator (catalog, id, &inner) != NULL)
    return TRUE;
  return sz_key_file_fail (file, group, key, error, "%s", inner->message);
}

static gboolean
read_tile_layer (Tile *tile, SzCatalog *catalog, SzKeyFile *file, const char *group, GError **error)
{
  const char *id = sz_key_file_get (file, group, "Layer");

  if (id == NULL)
    return strcmp (tile->kind, "layer") != 0 || sz_catalog_need (file, group, "Layer", error) != NULL;
  for (guint i = 0; i < catalog->layers->len; i++) {
    const SzLayer *layer = g_ptr_array_index (catalog->layers, i);

    if (strcmp (layer->id, id) == 0) {
      tile->layer = layer;
      return TRUE;
    }
  }
  return sz_key_file_fail (file, group, "Layer", error, _ ("there is no layer “%s”"), id);
}

static gboolean
read_tile_dimension (Tile *tile, SzCatalog *catalog, SzKeyFile *file, const char *group, GError **error)
{
  const char *id = sz_key_file_get (file, group, "By");
  g_autoptr (GError) inner = NULL;

  if (id == NULL)
    return strcmp (tile->kind, "multiples") != 0 || sz_catalog_need (file, group, "By", error) != NULL;
  if (sz_catalog_dimension (catalog, id, &inner) == NULL)
    return sz_key_file_fail (file, group, "By", error, "%s", inner->message);
  tile->by = g_strdup (id);
  return TRUE;
}

static SzBoardTile *
read_tile (SzCatalog *catalog, SzKeyFile *file, const char *group, const char *id, GError **error)
{
  static const char *const known[] = { "Kind", "Title", "Layer", "Lead", "By", "Indicators", NULL };
  static const char *const kinds[] = { "hero", "multiples", "trend", "parts", "attention", "layer", NULL };
  g_autoptr (Tile) tile = g_new0 (SzBoardTile, 1);
  const char *kind = NULL, *lead = NULL, *title = NULL;

  if (!sz_catalog_check_keys (file, group, known, error))
    return NULL;
  kind = sz_catalog_need (file, group, "Kind", error);
  lead = kind != NULL ? sz_catalog_need (file, group, "Lead", error) : NULL;
  if (lead == NULL || !check_indicator (catalog, file, group, "Lead", lead, error))
    return NULL;
  if (!g_strv_contains (kinds, kind)) {
    sz_key_file_fail (file, group, "Kind", error,
                      _ ("expected hero, multiples, trend, parts, attention or layer, found “%s”"), kind);
    return NULL;
  }
  tile->kind = g_strdup (kind);
  tile->id = g_strdup (id);
  tile->lead = g_strdup (lead);
  tile->indicators = sz_key_file_get_list (file, group, "Indicators");
  if (tile->indicators == NULL)
    tile->indicators = g_new0 (char *, 1);
  for (guint i = 0; tile->indicators[i] != NULL; i++)
    if (!check_indicator (catalog, file, group, "Indicators", tile->indicators[i], error))
      return NULL;
  if (!read_tile_layer (tile, catalog, file, group, error) ||
      !read_tile_dimension (tile, catalog, file, group, error))
    return NULL;
  title = sz_key_file_get_local (file, group, "Title");
  if (title == NULL)
    title = tile->layer != NULL ? tile->layer->name : sz_catalog_indicator (catalog, lead, NULL)->name;
  tile->title = g_strdup (title);
  return g_steal_pointer (&tile);
}

static void
add_problem (GPtrArray *problems, GError *error)
{
  if (problems != NULL)
    g_ptr_array_add (problems, error);
  else
    g_error_free (error);
}

SzBoard *
sz_board_read (SzCatalog *catalog, SzKeyFile *file, GPtrArray *problems)
{
  static const char *const known[] = { "Id", "Name", NULL };
  const char *const *groups = sz_key_file_groups (file);
  GError *error = NULL;
  const char *id = NULL, *name = NULL;
  SzBoard *board = NULL;

  if (!sz_key_file_has_group (file, "Board"))
    g_set_error (&error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("%s:1: expected a group [Board]"),
                 sz_key_file_name (file));
  else if (sz_catalog_check_keys (file, "Board", known, &error))
    id = sz_catalog_need (file, "Board", "Id", &error);
  if (id != NULL && !sz_catalog_id_ok (id) &&
      !sz_key_file_fail (file, "Board", "Id", &error, _ ("expected an id of a-z, 0-9 and _, found “%s”"), id))
    id = NULL;
  if (id == NULL) {
    add_problem (problems, error);
    return NULL;
  }
  name = sz_key_file_get_local (file, "Board", "Name");
  board = g_new0 (SzBoard, 1);
  board->id = g_strdup (id);
  board->name = g_strdup (name != NULL ? name : id);
  board->tiles = g_ptr_array_new_with_free_func (free_tile);
  for (guint i = 0; groups[i] != NULL; i++) {
    const char *tile_id = sz_catalog_group_id (groups[i], "Tile");
    SzBoardTile *tile = NULL;

    if (strcmp (groups[i], "Board") == 0)
      continue;
    error = NULL;
    if (tile_id == NULL)
      sz_key_file_fail (file, groups[i], NULL, &error, _ ("expected [Board] or [Tile id]"));
    else
      tile = read_tile (catalog, file, groups[i], tile_id, &error);
    if (tile != NULL)
      g_ptr_array_add (board->tiles, tile);
    else
      add_problem (problems, error);
  }
  return board;
}
