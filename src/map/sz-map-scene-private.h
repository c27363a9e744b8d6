/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-map-room.h"
#include "sz-map-scene.h"

G_BEGIN_DECLS

struct _SzMapScene {
  SzAtlas *atlas;   /* (owned) (nullable) */
  GPtrArray *marks; /* (owned) (element-type SzMapMark) */
  const SzTheme *theme;
  SzDatum datum;
  SzMapInks *inks; /* (owned) */
  char *selected;
  char *pin_text;
  double pin_longitude, pin_latitude;
  gboolean pin_bad, zones_hidden;
  double view_left, view_top, view_width, view_height;       /* width 0: not known */
  double left_width, left_height, right_width, right_height; /* of it, corners something lies over */
  /* What placing found. */
  double world;        /* 0: not placed */
  double resolution_m; /* metres a pixel */
  gboolean small;      /* the whole district is seen */
  GArray *groups, *labels;
  double pin_width, pin_height; /* of what the pin says; 0: nothing */
  double pin_left, pin_top;     /* where it stands */
  PangoContext *context;        /* (owned) (nullable) of the last placing */
  /* What painting keeps. */
  double scale;           /* device pixels a pixel */
  GPtrArray *outlines;    /* (nullable) of the atlas's zones */
  double outlines_world;  /* for which world */
  cairo_pattern_t *hatch; /* (nullable) of theme and scale */
};

/* Degrees WGS 84 to pixels of the placed world, in the map's datum. */
void sz_map_scene_project (const SzMapScene *scene, double longitude, double latitude, double *x, double *y);
/* A rectangle of the placed world lies whole in what is looked at, and under nothing that covers it. */
gboolean sz_map_scene_is_looked_at (const SzMapScene *scene, double x, double y, double width, double height);
/* Fills the groups and takes the room they need. */
void sz_map_scene_place_groups (SzMapScene *scene, SzMapRoom *room);
/* The place asked for, with its text: where that stands beside the marks, and what it needs. */
void sz_map_scene_place_pin (SzMapScene *scene, PangoContext *context, SzMapRoom *room);
void sz_map_scene_paint_pin (const SzMapScene *scene, cairo_t *cr, double left, double top);
/* A text with its middle at y; `align`: which part of it is left of x. */
void sz_map_scene_paint_text (SzMapScene *scene, cairo_t *cr, const SzMapText *text, double x, double y,
                              double align);
/* The restricted zones. */
void sz_map_scene_paint_zones (SzMapScene *scene, cairo_t *cr, double left, double top, double width,
                               double height);

G_END_DECLS
