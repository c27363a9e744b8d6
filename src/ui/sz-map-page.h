/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-desk.h"
#include "sz-pane.h"

G_BEGIN_DECLS

/* The pane of the map: where one can be served, what is restricted where, and the answer for an address. On
 * the left the search, its answer and the list of all points, which is the keyboard's way to everything on
 * the map. */
#define SZ_TYPE_MAP_PAGE (sz_map_page_get_type ())
G_DECLARE_FINAL_TYPE (SzMapPage, sz_map_page, SZ, MAP_PAGE, GtkBox)

void sz_map_page_set_desk (SzMapPage *self, SzDesk *desk);
void sz_map_page_refresh (SzMapPage *self);
/* Where the map's pictures come from, as a person typed it ("" the built-in map), unless CONFIG/map.ini says
 * it. FALSE: the setting cannot be used; a sentence over the map says why. */
gboolean sz_map_page_set_tiles (SzMapPage *self, const char *tiles, const char *credit);

G_END_DECLS
