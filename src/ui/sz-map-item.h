/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-map-data.h"
#include "sz-whereabouts.h"

G_BEGIN_DECLS

/* A service point in the list beside the map. Signal `changed`: what is to be said of it may be something
 * else. */
#define SZ_TYPE_MAP_ITEM (sz_map_item_get_type ())
G_DECLARE_FINAL_TYPE (SzMapItem, sz_map_item, SZ, MAP_ITEM, GObject)

/* `distance_m`: from the place asked for; NAN none. */
SzMapItem *sz_map_item_new (SzMapData *data, const SzSite *site, double distance_m);
const SzSite *sz_map_item_get_site (SzMapItem *self);
SzMapData *sz_map_item_get_data (SzMapItem *self); /* (transfer none) */
double sz_map_item_get_distance_m (SzMapItem *self);

/* (element-type SzMapItem) all points in the order of the list: the nearest to a place first, those without a
 * position last; without a place as the atlas has them. Those that are in `known` already are the same items,
 * which say that they changed. `whereabouts`: (nullable). (transfer full) */
GPtrArray *sz_map_items_new (GListModel *known, SzMapData *data, const SzWhereabouts *whereabouts);
/* The list holds these, in this order. */
gboolean sz_map_items_are (GListModel *list, const GPtrArray *items);
/* Where the point of an id is among them; GTK_INVALID_LIST_POSITION nowhere. `id`: (nullable) */
guint sz_map_items_find (GListModel *items, const char *id);
/* The distance of the item of a site; NAN none. */
double sz_map_items_distance_m (GListModel *items, const SzSite *site);

/* The shape of a kind and state, as a legend has it. */
GtkWidget *sz_map_shape_new (SzSiteKind kind, SzMapStatus status);
/* `kind`: an SzSiteKind; negative: any. */
gboolean sz_map_item_matches (SzMapItem *self, gboolean open_only, int kind);

G_END_DECLS
