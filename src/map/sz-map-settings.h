/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-datum.h"
#include "sz-error.h"

G_BEGIN_DECLS

/* Where the base map comes from: CONFIG/map.ini.
 *
 *   [Map]
 *   Tiles=builtin                               drawn from the regions' outlines (also without a file)
 *   Tiles=mbtiles:/srv/maps/district.mbtiles    a file of tiles
 *   Tiles=https://tiles.example/{z}/{x}/{y}.png a server; {-y} counts from the south
 *   Datum=gcj02                                 the pictures are shifted; what lies over them is too
 *   MinZoom=1, MaxZoom=18                       what the server has
 *   Attribution=© …                             whose map it is; shown on it */
typedef enum { SZ_TILES_BUILTIN, SZ_TILES_FILE, SZ_TILES_SERVER } SzTilesKind;

typedef struct {
  SzTilesKind kind;
  char *location; /* path or template; NULL for BUILTIN */
  char *attribution;
  SzDatum datum;
  guint min_zoom, max_zoom;
} SzMapSettings;

/* The built-in map. */
SzMapSettings *sz_map_settings_new (void);
/* A missing file is the built-in map. SZ_ERROR_BAD_FILE: file, line and what was expected. */
SzMapSettings *sz_map_settings_load (const char *config, GError **error);
/* The same from what a person typed: "", an absolute path, or a URL. SZ_ERROR_USAGE. */
SzMapSettings *sz_map_settings_parse (const char *tiles, const char *attribution, GError **error);
void sz_map_settings_free (SzMapSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzMapSettings, sz_map_settings_free)

G_END_DECLS
