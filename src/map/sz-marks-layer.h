/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <shumate/shumate.h>

#include "sz-map-scene.h"

G_BEGIN_DECLS

/* Puts a scene over the map, and the scale bar under it. The scene is the view's and outlives the layer. */
#define SZ_TYPE_MARKS_LAYER (sz_marks_layer_get_type ())
G_DECLARE_FINAL_TYPE (SzMarksLayer, sz_marks_layer, SZ, MARKS_LAYER, ShumateLayer)

SzMarksLayer *sz_marks_layer_new (ShumateViewport *viewport, SzMapScene *scene);
/* So many pixels of the upper right corner are covered: the texts of what is chosen stay out of them. */
void sz_marks_layer_set_covered (SzMarksLayer *self, double width, double height);
/* The scene changed. */
void sz_marks_layer_refresh (SzMarksLayer *self);
/* Pixels of the whole world, and the one in the layer's upper left corner. FALSE before there is a map. */
gboolean sz_marks_layer_window (SzMarksLayer *self, double *world, double *left, double *top);
/* The same, with everything placed for it: what the next frame would do. */
gboolean sz_marks_layer_place (SzMarksLayer *self, double *world, double *left, double *top);

G_END_DECLS
