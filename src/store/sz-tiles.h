/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-error.h"

G_BEGIN_DECLS

/* A file of map tiles (MBTiles), read only. It is a SQLite file, and SQLite stays in this folder; what a tile
 * shows is map's business. Any thread; one at a time is served. */
typedef struct _SzTiles SzTiles;

/* SZ_ERROR_NOT_FOUND; SZ_ERROR_BAD_FILE: no MBTiles file, damaged, vector tiles, or no tile in it. */
SzTiles *sz_tiles_open (const char *path, GError **error);
void sz_tiles_free (SzTiles *tiles);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzTiles, sz_tiles_free)

/* "name", "attribution", "format", … of the file's table of metadata; NULL if it says nothing. */
const char *sz_tiles_metadata (const SzTiles *tiles, const char *name);
guint sz_tiles_min_zoom (const SzTiles *tiles); /* of the tiles that are there */
guint sz_tiles_max_zoom (const SzTiles *tiles);

/* The bytes of an image; x grows east, y grows south from the north edge, as on the web (the file counts from
 * the south). NULL without an error: there is none. (transfer full) */
GBytes *sz_tiles_read (SzTiles *tiles, guint zoom, guint x, guint y, GError **error);

G_END_DECLS
