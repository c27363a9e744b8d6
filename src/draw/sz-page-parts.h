/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-tile.h"

G_BEGIN_DECLS

/* Private to draw: what page layouts share. */
#define SZ_PAGE_GUTTER 28.0
#define SZ_PAGE_SECTION 24.0
#define SZ_PAGE_TOP 18.0

typedef struct {
  double x, width;
} SzPageColumn;
/* Where the content stands on a page of this width. */
SzPageColumn sz_page_content (double width);

double sz_page_head (SzCanvas *canvas, const SzPage *page, double x, double top, double width);
double sz_page_head_figure (SzCanvas *canvas, const SzPage *page, double x, double top, double width);
double sz_page_foot (SzCanvas *canvas, const SzPage *page, double x, double top, double width);
char *sz_page_age (const SzPage *page);

/* Height a tile asks for at this width; for charts, which could be any, a pleasant one. */
double sz_page_tile_height (const SzCanvas *canvas, const SzTile *tile, double width);
/* Tiles in rows of `columns`, each row as high as its highest tile. Returns the height. */
double sz_page_rows (SzCanvas *canvas, GPtrArray *tiles, guint columns, double gap, double x, double top,
                     double width);

G_END_DECLS
