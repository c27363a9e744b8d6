/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "sz-datum.h"
#include "sz-map-ink.h"
#include "sz-map-mark.h"

G_BEGIN_DECLS

/* What lies over the base map: restricted zones, names of regions, service points with their captions, the
 * place asked for. At each zoom everything is placed once for the whole map, so that nothing moves or
 * vanishes while the map is dragged. No mark lies on another, no text on a text, a mark or the pin; a text
 * that has no room is left out, but that of the selected mark. One thread at a time; no GTK. */
typedef struct _SzMapScene SzMapScene;

/* A mark, or several that would lie on each other. */
typedef struct {
  const SzMapMark *mark; /* the worst of them */
  guint count;
  double x, y;           /* where it is drawn, in pixels of the world at the scene's zoom */
  double home_x, home_y; /* where it is: elsewhere if it would lie on another one there */
  double reach;          /* how far it reaches from its middle to each side */
} SzMapGroup;

typedef enum { SZ_LABEL_CAPTION, SZ_LABEL_REGION, SZ_LABEL_BAN } SzLabelKind;

typedef struct {
  SzLabelKind kind;
  const char *id; /* of mark, region, zone */
  double x, y, width, height;
  double from_x, from_y; /* a line leads here from the text: it stands off its mark; NAN none */
  SzMapInk *ink;         /* of the scene */
} SzMapLabel;

SzMapScene *sz_map_scene_new (void);
void sz_map_scene_free (SzMapScene *scene);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzMapScene, sz_map_scene_free)

void sz_map_scene_set_atlas (SzMapScene *scene, SzAtlas *atlas);   /* (nullable) */
void sz_map_scene_set_marks (SzMapScene *scene, GPtrArray *marks); /* (element-type SzMapMark) */
void sz_map_scene_set_look (SzMapScene *scene, SzThemeId theme, SzDatum datum, double scale);
void sz_map_scene_set_selected (SzMapScene *scene, const char *mark); /* (nullable) */
/* The place asked for. `bad`: it lies in a restricted zone. NAN: none. */
void sz_map_scene_set_pin (SzMapScene *scene, double longitude, double latitude, const char *text,
                           gboolean bad);
void sz_map_scene_set_zones_shown (SzMapScene *scene, gboolean shown);

/* Near by, every mark is named, and shaping all those texts takes long. This shapes some of them in advance;
 * `next`: where it goes on. FALSE: that was all. */
gboolean sz_map_scene_shape_some (SzMapScene *scene, PangoContext *context, guint *next, guint count);
/* What of the world is looked at. It changes nothing that is placed; where something is placed next, the
 * texts of halls and of the selected mark are set within it, if the mark is and there is room. */
void sz_map_scene_set_view (SzMapScene *scene, double left, double top, double width, double height);
/* So much of its upper corners something lies over, the left one and the right one. */
void sz_map_scene_set_covered (SzMapScene *scene, double left_width, double left_height, double right_width,
                               double right_height);
/* Places everything for a world of so many pixels; does nothing if it is placed already. */
void sz_map_scene_place (SzMapScene *scene, PangoContext *context, double world);
const GArray *sz_map_scene_groups (const SzMapScene *scene); /* (element-type SzMapGroup) */
const GArray *sz_map_scene_labels (const SzMapScene *scene); /* (element-type SzMapLabel) */
/* The picture of a label, drawn the first time it is asked for. */
cairo_surface_t *sz_map_scene_draw_label (SzMapScene *scene, const SzMapLabel *label);
/* The window of the world that begins at left, top. After sz_map_scene_place. */
void sz_map_scene_paint (SzMapScene *scene, cairo_t *cr, double left, double top, double width,
                         double height);
/* The rectangle of what the pin says; FALSE: there is none. After sz_map_scene_place. */
gboolean sz_map_scene_pin_box (const SzMapScene *scene, double *x, double *y, double *width, double *height);
/* (nullable) at a point of the world; within a finger's width if `touch`. */
const SzMapGroup *sz_map_scene_hit (const SzMapScene *scene, double x, double y, gboolean touch);

G_END_DECLS
