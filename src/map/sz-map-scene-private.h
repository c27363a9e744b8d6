/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-map-scene.h"

G_BEGIN_DECLS

struct _SzMapScene {
  SzAtlas *atlas;   /* (owned) (nullable) */
  GPtrArray *marks; /* (owned) (element-type SzMapMark) */
  const SzTheme *theme;
  SzDatum datum;
  double scale; /* device pixels a pixel */
  char *selected;
  char *pin_text;
  double pin_longitude, pin_latitude;
  gboolean pin_bad, zones_hidden;
  /* What placing found. */
  double world;   /* 0: not placed */
  gboolean small; /* the whole district is seen */
  GArray *groups, *labels;
};

/* Degrees WGS 84 to pixels of the placed world, in the map's datum. */
void sz_map_scene_project (const SzMapScene *scene, double longitude, double latitude, double *x, double *y);
/* Halls, streets and towns, and what is selected: never counted together with others. */
gboolean sz_map_scene_stands_alone (const SzMapScene *scene, const SzMapMark *mark);
/* How far a group reaches from its middle. */
double sz_map_scene_reach (const SzMapScene *scene, const SzMapGroup *group);
/* The place asked for, with its text. */
void sz_map_scene_paint_pin (const SzMapScene *scene, cairo_t *cr, double left, double top);
/* SC glyphs whatever the process language is. (transfer full) */
PangoFontDescription *sz_map_font (double size_px, gboolean bold);

G_END_DECLS
