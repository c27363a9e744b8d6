/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-map-item.h"

G_BEGIN_DECLS

/* A service point in the list beside the map: its shape as on the map, name and kind, what is to be said,
 * distance. It shapes its texts when it is in sight, for the list keeps all rows there are. */
#define SZ_TYPE_MAP_ROW (sz_map_row_get_type ())
G_DECLARE_FINAL_TYPE (SzMapRow, sz_map_row, SZ, MAP_ROW, GtkWidget)

/* The factory of the list's rows. (transfer full) */
GtkListItemFactory *sz_map_row_factory_new (void);

G_END_DECLS
