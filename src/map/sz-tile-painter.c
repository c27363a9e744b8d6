/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile-painter.h"

#include <math.h>

#include "sz-geodesy.h"

/* Points nearer to the last one than this change nothing anybody sees. */
#define FINE_PX 0.6
/* Lines reach over the edge of their tile by half their width. */
#define MARGIN_PX 4.0

void
sz_tile_set_colour (cairo_t *cr, SzColour colour, double alpha)
{
  cairo_set_source_rgba (cr, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0,
                         (colour & 0xff) / 255.0, alpha);
}

/* The map's datum moves everything in a tile by practically the same way: it changes by less than a metre
 * over a kilometre. In pixels. */
static void
find_shift (const SzTilePainting *p, double *dx, double *dy)
{
  double longitude, latitude, x, y;
  double middle_x = (p->left + p->size / 2) / p->world, middle_y = (p->top + p->size / 2) / p->world;

  sz_mercator_unproject (middle_x, middle_y, &longitude, &latitude);
  sz_datum_convert (SZ_DATUM_WGS84, p->datum, &longitude, &latitude);
  sz_mercator_project (longitude, latitude, &x, &y);
  *dx = (x - middle_x) * p->world;
  *dy = (y - middle_y) * p->world;
}

static void
add_ring (const SzTilePainting *p, const SzShape *shape, guint ring, cairo_t *cr)
{
  double last_x = INFINITY, last_y = INFINITY;
  guint end = shape->rings[ring + 1];

  for (guint i = shape->rings[ring]; i < end; i++) {
    double x, y;

    sz_mercator_project (shape->points[2 * i], shape->points[2 * i + 1], &x, &y);
    x = x * p->world - p->left;
    y = y * p->world - p->top;
    if (isinf (last_x))
      cairo_move_to (cr, x, y);
    else if (i + 1 == end || hypot (x - last_x, y - last_y) >= FINE_PX)
      cairo_line_to (cr, x, y);
    else
      continue;
    last_x = x;
    last_y = y;
  }
  cairo_close_path (cr);
}

static gboolean
meets (const SzTilePainting *p, double dx, double dy, double left, double top, double right, double bottom)
{
  return right * p->world + dx >= p->left - MARGIN_PX &&
         left * p->world + dx <= p->left + p->size + MARGIN_PX &&
         bottom * p->world + dy >= p->top - MARGIN_PX && top * p->world + dy <= p->top + p->size + MARGIN_PX;
}

/* The broadest regions there are make the ground. */
static void
fill_ground (const SzTilePainting *p, double dx, double dy, cairo_t *cr)
{
  SzRegionRank broadest = SZ_REGION_VILLAGE;
  const GPtrArray *regions = p->atlas->regions;

  for (guint i = 0; i < regions->len; i++) {
    const SzRegion *region = g_ptr_array_index (regions, i);

    if (region->shape != NULL)
      broadest = MIN (broadest, region->rank);
  }
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  for (guint i = 0; i < regions->len; i++) {
    const SzRegion *region = g_ptr_array_index (regions, i);
    double left, top, right, bottom;

    if (region->shape == NULL || region->rank != broadest)
      continue;
    sz_mercator_project (region->shape->west, region->shape->north, &left, &top);
    sz_mercator_project (region->shape->east, region->shape->south, &right, &bottom);
    if (!meets (p, dx, dy, left, top, right, bottom))
      continue;
    /* Each by itself: together, neighbours that overlap by a hair would cancel out there. */
    cairo_new_path (cr);
    for (guint ring = 0; ring < region->shape->n_rings; ring++)
      add_ring (p, region->shape, ring, cr);
    sz_tile_set_colour (cr, p->theme->map_land, 1);
    cairo_fill (cr);
  }
}

static void
stroke_piece (const SzTilePainting *p, const SzBoundary *piece, const double *dashes, guint n_dashes,
              cairo_t *cr)
{
  double last_x = 0, last_y = 0;

  cairo_new_path (cr);
  for (guint i = 0; i < piece->n_points; i++) {
    double x = piece->points[2 * i] * p->world - p->left, y = piece->points[2 * i + 1] * p->world - p->top;

    if (i == 0)
      cairo_move_to (cr, x, y);
    else if (i + 1 == piece->n_points || hypot (x - last_x, y - last_y) >= FINE_PX)
      cairo_line_to (cr, x, y);
    else
      continue;
    last_x = x;
    last_y = y;
  }
  cairo_set_dash (cr, dashes, (int)n_dashes, piece->start * p->world);
  cairo_stroke (cr);
}

static void
stroke_boundaries (const SzTilePainting *p, SzRegionRank rank, double dx, double dy, cairo_t *cr)
{
  static const double town[] = { 5, 3.5 }, village[] = { 1.5, 3 };
  const double *dashes = rank == SZ_REGION_TOWN ? town : rank == SZ_REGION_VILLAGE ? village : NULL;

  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, rank == SZ_REGION_DISTRICT ? 1.8 : rank == SZ_REGION_TOWN ? 1 : 0.8);
  sz_tile_set_colour (cr, p->theme->map_boundary, rank == SZ_REGION_VILLAGE ? 0.7 : 1);
  for (guint i = 0; i < p->atlas->boundaries->len; i++) {
    const SzBoundary *piece = g_ptr_array_index (p->atlas->boundaries, i);

    if (piece->rank == rank && meets (p, dx, dy, piece->left, piece->top, piece->right, piece->bottom))
      stroke_piece (p, piece, dashes, dashes != NULL ? 2 : 0, cr);
  }
}

/* What lies outside of all regions: the same paper, a little in the shade. */
static void
fill_outside (const SzTilePainting *p, cairo_t *cr)
{
  sz_tile_set_colour (cr, p->theme->map_land, 1);
  cairo_paint (cr);
  if (p->atlas == NULL || p->atlas->boundaries->len == 0)
    return;
  sz_tile_set_colour (cr, p->theme->map_boundary, 0.16);
  cairo_paint (cr);
}

void
sz_tile_paint (const SzTilePainting *p, cairo_t *cr)
{
  double dx, dy, longitude, latitude;

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, p->size, p->size);
  cairo_clip (cr);
  fill_outside (p, cr);
  if (p->atlas != NULL) {
    find_shift (p, &dx, &dy);
    sz_mercator_unproject ((p->left + p->size / 2) / p->world, (p->top + p->size / 2) / p->world, &longitude,
                           &latitude);
    cairo_translate (cr, dx, dy);
    fill_ground (p, dx, dy, cr);
    if (sz_mercator_resolution_m (latitude, p->world) < SZ_TILE_VILLAGE_RESOLUTION_M)
      stroke_boundaries (p, SZ_REGION_VILLAGE, dx, dy, cr);
    stroke_boundaries (p, SZ_REGION_TOWN, dx, dy, cr);
    stroke_boundaries (p, SZ_REGION_DISTRICT, dx, dy, cr);
  }
  cairo_restore (cr);
}
