/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-shape.h"

#include <math.h>

#include "sz-geodesy.h"

/* In the local plane an edge of this length strays from its straight line by no more than 5 mm. */
#define PIECE_M 500.0
#define MAX_PIECES 4000

void
sz_shape_free (SzShape *shape)
{
  if (shape == NULL)
    return;
  g_free (shape->points);
  g_free (shape->rings);
  g_free (shape);
}

/* By the number of edges of all rings that a ray to the east meets: holes come out by themselves. */
gboolean
sz_shape_contains (const SzShape *shape, double longitude, double latitude)
{
  gboolean inside = FALSE;

  if (!(longitude >= shape->west && longitude <= shape->east && latitude >= shape->south &&
        latitude <= shape->north))
    return FALSE;
  for (guint ring = 0; ring < shape->n_rings; ring++)
    for (guint i = shape->rings[ring]; i + 1 < shape->rings[ring + 1]; i++) {
      const double *a = shape->points + 2 * i, *b = a + 2;

      if ((a[1] > latitude) != (b[1] > latitude) &&
          longitude < a[0] + (latitude - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
        inside = !inside;
    }
  return inside;
}

/* The search for the nearest point: all in metres east and north of the point in question. */
typedef struct {
  double longitude, latitude;
  double best_m, foot_longitude, foot_latitude;
} Search;

static void
try_piece (Search *search, const double *a, const double *b)
{
  double ax, ay, bx, by;

  sz_geodesy_offset_m (search->longitude, search->latitude, a[0], a[1], &ax, &ay);
  sz_geodesy_offset_m (search->longitude, search->latitude, b[0], b[1], &bx, &by);
  double dx = bx - ax, dy = by - ay, length2 = dx * dx + dy * dy;
  double share = length2 > 0 ? CLAMP (-(ax * dx + ay * dy) / length2, 0, 1) : 0;
  double distance = hypot (ax + share * dx, ay + share * dy);
  if (distance < search->best_m) {
    search->best_m = distance;
    search->foot_longitude = a[0] + share * (b[0] - a[0]);
    search->foot_latitude = a[1] + share * (b[1] - a[1]);
  }
}

static void
try_edge (Search *search, const double *a, const double *b)
{
  double ax, ay, bx, by;

  sz_geodesy_offset_m (search->longitude, search->latitude, a[0], a[1], &ax, &ay);
  sz_geodesy_offset_m (search->longitude, search->latitude, b[0], b[1], &bx, &by);
  double length = hypot (bx - ax, by - ay);
  /* No point of it can be nearer than this; a tenth for what the plane bends over long ways. */
  if ((MIN (hypot (ax, ay), hypot (bx, by)) - length) * 0.9 > search->best_m)
    return;
  guint pieces = (guint)CLAMP (ceil (length / PIECE_M), 1, MAX_PIECES);
  for (guint i = 0; i < pieces; i++) {
    double from[2], to[2];

    for (guint k = 0; k < 2; k++) {
      from[k] = a[k] + (b[k] - a[k]) * i / pieces;
      to[k] = a[k] + (b[k] - a[k]) * (i + 1) / pieces;
    }
    try_piece (search, from, to);
  }
}

double
sz_shape_boundary_m (const SzShape *shape, double longitude, double latitude, double *foot_longitude,
                     double *foot_latitude)
{
  Search search = { longitude, latitude, INFINITY, NAN, NAN };

  for (guint ring = 0; ring < shape->n_rings; ring++)
    for (guint i = shape->rings[ring]; i + 1 < shape->rings[ring + 1]; i++)
      try_edge (&search, shape->points + 2 * i, shape->points + 2 * i + 2);
  if (foot_longitude != NULL)
    *foot_longitude = search.foot_longitude;
  if (foot_latitude != NULL)
    *foot_latitude = search.foot_latitude;
  return sz_geodesy_distance_m (longitude, latitude, search.foot_longitude, search.foot_latitude);
}
