/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tiles.h"

#include "sz-db.h"
#include "sz-i18n.h"

/* An image larger than this is no tile. */
#define MAX_TILE_BYTES (4 * 1024 * 1024)
#define DEADLINE_MS 5000
#define MAX_ZOOM 22

struct _SzTiles {
  GMutex mutex;
  SzDb *db;
  GHashTable *metadata;
  gint64 min_zoom, max_zoom;
};

static gboolean
fail (const char *path, GError **error, const char *reason)
{
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("%s cannot be used as a file of map tiles: %s."), path,
               reason);
  return FALSE;
}

static gboolean
read_metadata (SzTiles *tiles, GError **error)
{
  g_autoptr (SzStmt) stmt = sz_stmt_new (tiles->db, "SELECT name, value FROM metadata", error);
  SzStep step = SZ_STEP_ERROR;

  while (stmt != NULL && (step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW) {
    const char *name = sz_stmt_text (stmt, 0), *value = sz_stmt_text (stmt, 1);

    if (name != NULL && value != NULL && g_utf8_validate (value, -1, NULL))
      g_hash_table_insert (tiles->metadata, g_strdup (name), g_strdup (value));
  }
  return step == SZ_STEP_DONE;
}

static gboolean
read_all (SzTiles *tiles, const char *path, GError **error)
{
  g_autoptr (GError) why = NULL;
  const char *format;

  if (!read_metadata (tiles, &why) ||
      !sz_db_get_int (tiles->db, "SELECT min(zoom_level) FROM tiles", -1, &tiles->min_zoom, &why) ||
      !sz_db_get_int (tiles->db, "SELECT max(zoom_level) FROM tiles", -1, &tiles->max_zoom, &why))
    return fail (path, error, why->message);
  format = sz_tiles_metadata (tiles, "format");
  if (g_strcmp0 (format, "pbf") == 0)
    return fail (path, error, _ ("it holds vector tiles; images (png, jpg, webp) were expected"));
  if (tiles->min_zoom < 0 || tiles->max_zoom < tiles->min_zoom || tiles->max_zoom > MAX_ZOOM)
    return fail (path, error, _ ("it holds no tile"));
  return TRUE;
}

SzTiles *
sz_tiles_open (const char *path, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (SzTiles) tiles = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND, _ ("There is no file of map tiles %s."), path);
    return NULL;
  }
  tiles = g_new0 (SzTiles, 1);
  g_mutex_init (&tiles->mutex);
  tiles->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  tiles->db = sz_db_open (path, SZ_DB_READ, NULL, &why);
  if (tiles->db == NULL) {
    fail (path, error, why->message);
    return NULL;
  }
  sz_db_set_deadline (tiles->db, DEADLINE_MS);
  return read_all (tiles, path, error) ? g_steal_pointer (&tiles) : NULL;
}

void
sz_tiles_free (SzTiles *tiles)
{
  if (tiles == NULL)
    return;
  g_clear_pointer (&tiles->db, sz_db_close);
  g_hash_table_unref (tiles->metadata);
  g_mutex_clear (&tiles->mutex);
  g_free (tiles);
}

const char *
sz_tiles_metadata (const SzTiles *tiles, const char *name)
{
  return g_hash_table_lookup (tiles->metadata, name);
}

guint
sz_tiles_min_zoom (const SzTiles *tiles)
{
  return (guint)tiles->min_zoom;
}

guint
sz_tiles_max_zoom (const SzTiles *tiles)
{
  return (guint)tiles->max_zoom;
}

static GBytes *
read_tile (SzTiles *tiles, guint zoom, guint x, guint row, GError **error)
{
  static const char sql[] =
      "SELECT tile_data FROM tiles WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3";
  SzStmt *stmt = sz_db_statement (tiles->db, sql, error);
  GBytes *bytes = NULL;

  if (stmt == NULL)
    return NULL;
  sz_stmt_bind_int (stmt, 1, zoom);
  sz_stmt_bind_int (stmt, 2, x);
  sz_stmt_bind_int (stmt, 3, row);
  if (sz_stmt_step (stmt, error) == SZ_STEP_ROW) {
    const void *data = sqlite3_column_blob (stmt->raw, 0);
    int length = sqlite3_column_bytes (stmt->raw, 0);

    if (data != NULL && length > 0 && length <= MAX_TILE_BYTES)
      bytes = g_bytes_new (data, (gsize)length);
  }
  sz_stmt_reset (stmt);
  return bytes;
}

GBytes *
sz_tiles_read (SzTiles *tiles, guint zoom, guint x, guint y, GError **error)
{
  GBytes *bytes;

  if (zoom > MAX_ZOOM || x >> zoom != 0 || y >> zoom != 0)
    return NULL;
  g_mutex_lock (&tiles->mutex);
  sz_db_set_deadline (tiles->db, DEADLINE_MS);
  bytes = read_tile (tiles, zoom, x, (1u << zoom) - 1 - y, error);
  g_mutex_unlock (&tiles->mutex);
  return bytes;
}
