/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-map-data.h"
#include "sz-page.h"

G_BEGIN_DECLS

/* Today's waits hour by hour, where a point reports them. Of a hall's points only the hall itself gives out
 * tickets, so only it has waits; of the others the card says that they report none. */

/* Worker: fills in what the day has brought so far. Without waits nothing is filled in. */
void sz_map_waits_ask (SzMapData *data, SzReader *reader, SzZone *zone, gint64 now_ms);
/* A column for each hour, with the limit as a line. NULL: the point reports no waits. (transfer full)
 * (nullable) */
SzTile *sz_map_waits_tile (const SzMapData *data, const SzSite *site);
/* The page such a tile is drawn for: zone and clock. (transfer full) */
SzPage *sz_map_waits_context (const SzMapData *data);

G_END_DECLS
