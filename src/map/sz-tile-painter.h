/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "sz-atlas.h"
#include "sz-datum.h"
#include "sz-theme.h"

G_BEGIN_DECLS

/* The base map that needs no network: the ground inside and outside of the regions, and their boundaries, in
 * the muted colours of the theme. No names: they are set over the tiles, where none can be cut at a tile's
 * edge. Pure; any thread. */
typedef struct {
  const SzAtlas *atlas; /* (nullable) plain ground */
  const SzTheme *theme;
  SzDatum datum;          /* of the map: outlines are shifted to it */
  double world;           /* pixels of the whole world at this zoom */
  double left, top, size; /* the square to paint, in pixels of that world */
} SzTilePainting;

/* Paints to 0, 0 … size, size. */
void sz_tile_paint (const SzTilePainting *painting, cairo_t *cr);
/* Villages are drawn and named from here on, in metres a pixel. */
#define SZ_TILE_VILLAGE_RESOLUTION_M 12.0
void sz_tile_set_colour (cairo_t *cr, SzColour colour, double alpha);

G_END_DECLS
