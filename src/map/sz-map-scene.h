/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "sz-datum.h"
#include "sz-map-mark.h"

G_BEGIN_DECLS

/* What lies over the base map: restricted zones, names of regions, service points with their captions, the
 * place asked for. At each zoom everything is placed once for the whole map, so that nothing moves or
 * vanishes while the map is dragged, no two texts overlap, and none covers a mark. One thread at a time; no
 * GTK. */
typedef struct _SzMapScene SzMapScene;

/* A mark, or several that would lie on each other. */
typedef struct {
  const SzMapMark *mark; /* the worst of them */
  guint count;
  double x, y; /* pixels of the world at the scene's zoom */
} SzMapGroup;

typedef enum { SZ_LABEL_CAPTION, SZ_LABEL_REGION, SZ_LABEL_BAN } SzLabelKind;

typedef struct {
  SzLabelKind kind;
  const char *id; /* of mark, region, zone */
  double x, y, width, height;
  cairo_surface_t *ink; /* with a halo of the ground's colour */
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

/* Places everything for a world of so many pixels; does nothing if it is placed already. */
void sz_map_scene_place (SzMapScene *scene, PangoContext *context, double world);
const GArray *sz_map_scene_groups (const SzMapScene *scene); /* (element-type SzMapGroup) */
const GArray *sz_map_scene_labels (const SzMapScene *scene); /* (element-type SzMapLabel) */
/* The window of the world that begins at left, top. After sz_map_scene_place. */
void sz_map_scene_paint (SzMapScene *scene, cairo_t *cr, double left, double top, double width,
                         double height);
/* (nullable) at a point of the world; within a finger's width if `touch`. */
const SzMapGroup *sz_map_scene_hit (const SzMapScene *scene, double x, double y, gboolean touch);

G_END_DECLS
