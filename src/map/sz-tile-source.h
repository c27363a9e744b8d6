/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <shumate/shumate.h>

#include "sz-atlas.h"
#include "sz-map-settings.h"
#include "sz-theme.h"

G_BEGIN_DECLS

/* Where the map's pictures come from: painted from the atlas, out of a file, or from a server. What a file or
 * server cannot give is painted, so that there is always a map. Images are painted and decoded on threads.
 * Main thread. Signal `problem` (text, nullable): why the file or server does not give pictures; NULL when it
 * does again. */
#define SZ_TYPE_TILE_SOURCE (sz_tile_source_get_type ())
G_DECLARE_FINAL_TYPE (SzTileSource, sz_tile_source, SZ, TILE_SOURCE, ShumateMapSource)

/* `atlas` nullable. `tile_size`: of the built-in map only, 256 to 511, so that any scale can be a whole zoom
 * level and its lines are not blown up; files and servers have 256. `scale`: device pixels a pixel. */
SzTileSource *sz_tile_source_new (SzAtlas *atlas, SzThemeId theme, const SzMapSettings *settings,
                                  guint tile_size, int scale);
/* Whether a problem is being told already, of one that this takes the place of: the first picture ends it. */
void sz_tile_source_set_troubled (SzTileSource *self, gboolean troubled);
/* What the tiles themselves say about whose they are; "" if nothing. */
const char *sz_tile_source_attribution (SzTileSource *self);

G_END_DECLS
