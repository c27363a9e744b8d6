/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-draw.h"

G_BEGIN_DECLS

/* One chart of `draw` as a widget among others: as wide as it is given, as tall as it was asked to be (0:
 * as what it shows needs). Read out as the tile's sentence; nothing in it can be opened. It is drawn on the
 * painter's thread; until then it shows what it showed before. */
#define SZ_TYPE_TILE_VIEW (sz_tile_view_get_type ())
G_DECLARE_FINAL_TYPE (SzTileView, sz_tile_view, SZ, TILE_VIEW, GtkWidget)

GtkWidget *sz_tile_view_new (int height);
/* Takes the tile (nullable: empty). `context` (nullable) gives zone, clock and staleness; several views may
 * share it, and from here on its zone is the painter's. */
void sz_tile_view_set (SzTileView *self, SzTile *tile, SzPage *context);
SzTile *sz_tile_view_get (SzTileView *self); /* (transfer none) (nullable) */
/* Whether the picture of what it shows stands there, or nobody sees it. */
gboolean sz_tile_view_is_drawn (SzTileView *self);

G_END_DECLS
