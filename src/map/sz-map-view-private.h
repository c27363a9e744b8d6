/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-map-scene.h"
#include "sz-map-view.h"
#include "sz-marks-layer.h"
#include "sz-tile-source.h"

G_BEGIN_DECLS

/* What the parts of the view share: sz-map-view (content, where the map is, the widget) and
 * sz-map-view-input (pointer and keys). */

struct _SzMapView {
  GtkWidget parent_instance;

  SzAtlas *atlas;          /* (owned) (nullable) */
  SzMapSettings *settings; /* (owned) */
  SzMapScene *scene;       /* (owned) */
  SzThemeId theme;
  guint tile_size;    /* of the built-in map: what makes the fitted scale a whole zoom level */
  double scrolled;    /* part of a step */
  char *hovered;      /* (nullable) the mark or count the pointer is on */
  double inset, foot; /* pixels on the right, at the bottom that something lies over */
  guint retry;
  guint shaping, shaped; /* captions that are shaped in advance: the source, how many are */
  int width;             /* last told */
  gboolean fitted;
  gboolean want_fit;               /* as soon as there is a size */
  const SzShape *want_shape;       /* (nullable) of the atlas */
  double want_x, want_y, want_res; /* show_place before there was a size; NAN none */

  GtkWidget *overlay, *attribution, *problem;
  ShumateMap *map;
  ShumateMapLayer *base; /* (nullable) */
  SzMarksLayer *marks;
  SzTileSource *source; /* (owned) (nullable) */
};

/* How many pixels the world has, and where in it the widget begins; FALSE: it has no size yet. */
gboolean sz_map_view_window (SzMapView *self, double *world, double *left, double *top);
/* Both from 0 to 1, of Mercator's square in the datum of the pictures. */
void sz_map_view_set_centre (SzMapView *self, double x, double y);
/* Zooms by whole levels and keeps what is at x, y of the widget there. FALSE: it goes no further. */
gboolean sz_map_view_zoom_at (SzMapView *self, int steps, double x, double y);
void sz_map_view_move (SzMapView *self, double dx, double dy);

void sz_map_view_add_controllers (SzMapView *self);
/* A mark was chosen; another spot was, in degrees WGS 84. */
void sz_map_view_tell_mark (SzMapView *self, const char *id);
void sz_map_view_tell_place (SzMapView *self, double longitude, double latitude);

G_END_DECLS
