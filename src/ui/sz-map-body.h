/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The two halves of the page of the map: its first child is the side, as wide as the window allows whatever
 * it says; its second one, the map, has the rest. */
#define SZ_TYPE_MAP_BODY (sz_map_body_get_type ())
G_DECLARE_FINAL_TYPE (SzMapBody, sz_map_body, SZ, MAP_BODY, GtkWidget)

G_END_DECLS
