/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-error.h"

G_BEGIN_DECLS

/* An outline on the ground: polygons with holes, in WGS 84 degrees. An edge is straight in longitude and
 * latitude, as the formats have it. It does not cross the 180th meridian. Immutable; any thread. */
typedef struct {
  double *points; /* longitude, latitude, …; of all rings one after the other, each closed */
  guint *rings;   /* n_rings + 1 indices of points: where each ring begins, and the end */
  guint n_points, n_rings;
  double west, south, east, north;
  double label_longitude, label_latitude; /* inside, well away from the boundary */
  double area_km2;                        /* on the ellipsoid, without the holes */
} SzShape;

#define SZ_SHAPE_MAX_POINTS 200000

/* Reads WKT or a GeoJSON geometry, polygon or multipolygon. SZ_ERROR_BAD_DATA names `what` ("the outline of
 * …"), the place and the reason: text that is neither format, another kind of geometry, no position, an
 * outline that crosses itself, too many points. */
SzShape *sz_shape_parse (const char *text, const char *what, GError **error);
void sz_shape_free (SzShape *shape);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzShape, sz_shape_free)

/* A point of the boundary itself may count as either. */
gboolean sz_shape_contains (const SzShape *shape, double longitude, double latitude);
/* Metres along the ellipsoid to the nearest point of the boundary (holes have one too), inside as outside;
 * `foot_…` (nullable) is that point. Within 100 km true to a centimetre. */
double sz_shape_boundary_m (const SzShape *shape, double longitude, double latitude, double *foot_longitude,
                            double *foot_latitude);

G_END_DECLS
