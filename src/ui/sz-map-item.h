/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-map-data.h"

G_BEGIN_DECLS

/* A service point in the list beside the map. */
#define SZ_TYPE_MAP_ITEM (sz_map_item_get_type ())
G_DECLARE_FINAL_TYPE (SzMapItem, sz_map_item, SZ, MAP_ITEM, GObject)

/* `distance_m`: from the place asked for; NAN none. */
SzMapItem *sz_map_item_new (SzMapData *data, const SzSite *site, double distance_m);
const SzSite *sz_map_item_get_site (SzMapItem *self);
double sz_map_item_get_distance_m (SzMapItem *self);

/* Rows of the list: the point's shape as on the map, name and kind, what is to be said, distance. (transfer
 * full) */
GtkListItemFactory *sz_map_item_factory_new (void);
/* The shape of a kind and state, as a legend has it. */
GtkWidget *sz_map_shape_new (SzSiteKind kind, SzMapStatus status);

G_END_DECLS
