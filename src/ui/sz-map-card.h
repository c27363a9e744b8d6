/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-map-data.h"

G_BEGIN_DECLS

/* What there is to know of one service point: state, hours, telephone, items, what the day has brought.
 * Floats over the map. Signal `close`. */
#define SZ_TYPE_MAP_CARD (sz_map_card_get_type ())
G_DECLARE_FINAL_TYPE (SzMapCard, sz_map_card, SZ, MAP_CARD, GtkBox)

GtkWidget *sz_map_card_new (void);
/* `distance_m`: from the place asked for; NAN none. */
void sz_map_card_show (SzMapCard *self, const SzMapData *data, const SzSite *site, double distance_m);

G_END_DECLS
