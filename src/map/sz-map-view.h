/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-map-settings.h"
#include "sz-map-mark.h"

G_BEGIN_DECLS

/* The map: base map, zones, marks, zoom buttons, scale, attribution, and a sentence when the base map has a
 * problem. Drag, wheel, buttons; with the keyboard arrows move it, + and − zoom, Home shows everything.
 * Everything on it is also in the list that stands beside it, which is the keyboard's way to single marks.
 * All positions are WGS 84, whatever the pictures are in. Main thread. Signals: `mark` (id): a mark was
 * chosen; `place` (longitude, latitude): some other spot was; `sized` (width), within an allocation: what
 * lies over the map may have room or none now. */
#define SZ_TYPE_MAP_VIEW (sz_map_view_get_type ())
G_DECLARE_FINAL_TYPE (SzMapView, sz_map_view, SZ, MAP_VIEW, GtkWidget)

GtkWidget *sz_map_view_new (void);
/* What the base map is made of; takes a reference. The first one is shown as a whole. */
void sz_map_view_set_atlas (SzMapView *self, SzAtlas *atlas);
void sz_map_view_set_settings (SzMapView *self, const SzMapSettings *settings);
void sz_map_view_set_theme (SzMapView *self, SzThemeId theme);
void sz_map_view_set_marks (SzMapView *self, GPtrArray *marks);    /* (element-type SzMapMark) */
void sz_map_view_set_selected (SzMapView *self, const char *mark); /* (nullable) */
void sz_map_view_set_pin (SzMapView *self, double longitude, double latitude, const char *text, gboolean bad);
void sz_map_view_clear_pin (SzMapView *self);
void sz_map_view_set_zones_shown (SzMapView *self, gboolean shown);

/* Brings a spot to the middle; at least so near that a pixel is so many metres. */
void sz_map_view_show_place (SzMapView *self, double longitude, double latitude, double resolution_m);
/* So many pixels on the right are covered, as far down as `height`: what is shown from now on is put into the
 * middle of the rest. */
void sz_map_view_set_inset (SzMapView *self, double right, double height);
/* So many pixels at the bottom are covered: what is fitted from now on keeps out of them. */
void sz_map_view_set_foot (SzMapView *self, double bottom);
/* Fits an outline, or (NULL) everything. */
void sz_map_view_fit (SzMapView *self, const SzShape *shape);
void sz_map_view_zoom (SzMapView *self, int steps);
/* No tile is under way. */
gboolean sz_map_view_is_settled (SzMapView *self);
/* Where the middle is, and metres a pixel there; for tests. FALSE before the map has a size. */
gboolean sz_map_view_get_place (SzMapView *self, double *longitude, double *latitude, double *resolution_m);
/* The spot of the widget where a position is; for tests, which click there. */
gboolean sz_map_view_locate (SzMapView *self, double longitude, double latitude, double *x, double *y);

G_END_DECLS
