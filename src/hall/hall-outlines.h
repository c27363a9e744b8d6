/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The outlines of a district, its towns and their villages. Villages tile towns and towns tile the district
 * exactly: neighbours share every point of the border between them, as whole millionths of a degree. */
#define SZ_HALL_OUTLINE_TOWNS 8
#define SZ_HALL_OUTLINE_VILLAGES 12 /* in each town */
#define SZ_HALL_OUTLINE_CELLS (SZ_HALL_OUTLINE_TOWNS * SZ_HALL_OUTLINE_VILLAGES)

/* Millionths of a degree, WGS 84: longitude and latitude. */
typedef struct {
  gint32 x, y;
} SzHallSpot;

/* Rings are arrays of SzHallSpot, anticlockwise, the first point not repeated at the end. */
typedef struct {
  GArray *district;
  GArray *towns[SZ_HALL_OUTLINE_TOWNS];
  GArray *villages[SZ_HALL_OUTLINE_CELLS]; /* those of town t from t × 12 on */
  double sites[SZ_HALL_OUTLINE_CELLS][2];  /* kilometres east and north of the middle; inside the village */
  double clearance[SZ_HALL_OUTLINE_CELLS]; /* kilometres from the site to the nearest straight border */
  int middles[SZ_HALL_OUTLINE_TOWNS];      /* the village in the middle of each town */
} SzHallOutlines;

/* A function of the seed alone. */
SzHallOutlines *sz_hall_outlines_new (guint64 seed);
void sz_hall_outlines_free (SzHallOutlines *outlines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzHallOutlines, sz_hall_outlines_free)

SzHallSpot sz_hall_outlines_spot (double east_km, double north_km);
gboolean sz_hall_ring_contains (const GArray *ring, SzHallSpot spot);
/* Twice the area, in square millionths of a degree; positive if anticlockwise. */
gint64 sz_hall_ring_area2 (const GArray *ring);
/* (transfer full) "POLYGON((lon lat, …))", closed. */
char *sz_hall_ring_wkt (const GArray *ring);

G_END_DECLS
