/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "sz-atlas-private.h"
#include "sz-geodesy.h"

/* Points a piece: short pieces are left out of tiles they do not meet. */
#define PIECE_POINTS 64

/* An edge by its ends, to a ten-millionth of a degree (a centimetre), whichever way it runs. */
typedef struct {
  gint64 ends[2];
} Edge;

static guint
hash_edge (gconstpointer key)
{
  const Edge *edge = key;

  return g_int64_hash (&edge->ends[0]) * 31u + g_int64_hash (&edge->ends[1]);
}

static gboolean
equal_edges (gconstpointer a, gconstpointer b)
{
  const Edge *first = a, *second = b;

  return first->ends[0] == second->ends[0] && first->ends[1] == second->ends[1];
}

static gint64
end_code (const double *point)
{
  return ((gint64)llround (point[0] * 1e7) << 32) ^ (gint64)(guint32)llround (point[1] * 1e7);
}

void
sz_boundary_free (gpointer data)
{
  SzBoundary *boundary = data;

  g_free (boundary->points);
  g_free (boundary);
}

/* A line while it grows. */
typedef struct {
  GPtrArray *pieces;
  GHashTable *known;
  SzRegionRank rank;
  GArray *points; /* (element-type double) of the piece under way */
  double length, start;
} Tracer;

static void
end_piece (Tracer *tracer)
{
  guint n = tracer->points->len / 2;
  SzBoundary *piece;

  if (n >= 2) {
    piece = g_new0 (SzBoundary, 1);
    piece->n_points = n;
    piece->points = g_memdup2 (tracer->points->data, tracer->points->len * sizeof (double));
    piece->rank = tracer->rank;
    piece->start = tracer->start;
    piece->left = piece->top = INFINITY;
    piece->right = piece->bottom = -INFINITY;
    for (guint i = 0; i < n; i++) {
      piece->left = MIN (piece->left, piece->points[2 * i]);
      piece->right = MAX (piece->right, piece->points[2 * i]);
      piece->top = MIN (piece->top, piece->points[2 * i + 1]);
      piece->bottom = MAX (piece->bottom, piece->points[2 * i + 1]);
    }
    g_ptr_array_add (tracer->pieces, piece);
  }
  g_array_set_size (tracer->points, 0);
}

static void
end_line (Tracer *tracer)
{
  end_piece (tracer);
  tracer->length = tracer->start = 0;
}

static void
add_point (Tracer *tracer, const double *degrees)
{
  double point[2];
  guint n = tracer->points->len / 2;

  sz_mercator_project (degrees[0], degrees[1], &point[0], &point[1]);
  if (n > 0) {
    const double *last = &g_array_index (tracer->points, double, 2 * n - 2);
    tracer->length += hypot (point[0] - last[0], point[1] - last[1]);
  }
  g_array_append_vals (tracer->points, point, 2);
  if (n + 1 >= PIECE_POINTS) {
    end_piece (tracer);
    tracer->start = tracer->length;
    g_array_append_vals (tracer->points, point, 2);
  }
}

static void
trace_ring (Tracer *tracer, const SzShape *shape, guint ring)
{
  for (guint i = shape->rings[ring]; i + 1 < shape->rings[ring + 1]; i++) {
    const double *a = shape->points + 2 * i;
    gint64 from = end_code (a), to = end_code (a + 2);
    Edge edge = { { MIN (from, to), MAX (from, to) } };

    if (g_hash_table_contains (tracer->known, &edge)) {
      end_line (tracer);
      continue;
    }
    g_hash_table_add (tracer->known, g_memdup2 (&edge, sizeof edge));
    if (tracer->points->len == 0)
      add_point (tracer, a);
    add_point (tracer, a + 2);
  }
  end_line (tracer);
}

GPtrArray *
sz_boundaries_make (const GPtrArray *regions)
{
  Tracer tracer = { .pieces = g_ptr_array_new_with_free_func (sz_boundary_free) };

  tracer.known = g_hash_table_new_full (hash_edge, equal_edges, g_free, NULL);
  tracer.points = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = 0; i < regions->len; i++) {
    const SzRegion *region = g_ptr_array_index (regions, i);

    tracer.rank = region->rank;
    for (guint ring = 0; region->shape != NULL && ring < region->shape->n_rings; ring++)
      trace_ring (&tracer, region->shape, ring);
  }
  g_hash_table_unref (tracer.known);
  g_array_unref (tracer.points);
  return tracer.pieces;
}
