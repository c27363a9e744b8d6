/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The restricted zones over the base map: hatched, with their outlines. */
#include <math.h>

#include "sz-map-scene-private.h"
#include "sz-tile-painter.h"

#define HATCH_PX 6
/* The hatching is a picture that is repeated: some lines of it, so that it is not repeated too often. */
#define PATTERN_PX (8 * HATCH_PX)
/* Points nearer to the last one than this change nothing anybody sees. */
#define FINE_PX 0.6
#define LINE_PX 1.25

/* A zone's outline in a world of so many pixels. */
typedef struct {
  double left, top, width, height;
  cairo_path_t *path; /* from left, top */
} Outline;

static void
free_outline (gpointer data)
{
  Outline *outline = data;

  cairo_path_destroy (outline->path);
  g_free (outline);
}

static void
add_ring (const SzMapScene *scene, const SzShape *shape, guint ring, const Outline *outline, cairo_t *cr)
{
  double last_x = INFINITY, last_y = INFINITY;
  guint end = shape->rings[ring + 1];

  for (guint i = shape->rings[ring]; i < end; i++) {
    double x, y;

    sz_map_scene_project (scene, shape->points[2 * i], shape->points[2 * i + 1], &x, &y);
    x -= outline->left;
    y -= outline->top;
    if (i + 1 < end && hypot (x - last_x, y - last_y) < FINE_PX)
      continue;
    cairo_line_to (cr, x, y);
    last_x = x;
    last_y = y;
  }
  cairo_close_path (cr);
  cairo_new_sub_path (cr);
}

static Outline *
make_outline (const SzMapScene *scene, const SzShape *shape)
{
  Outline *outline = g_new0 (Outline, 1);
  cairo_surface_t *none = cairo_recording_surface_create (CAIRO_CONTENT_ALPHA, NULL);
  cairo_t *cr = cairo_create (none);
  double right, bottom;

  sz_map_scene_project (scene, shape->west, shape->north, &outline->left, &outline->top);
  sz_map_scene_project (scene, shape->east, shape->south, &right, &bottom);
  outline->width = right - outline->left;
  outline->height = bottom - outline->top;
  for (guint ring = 0; ring < shape->n_rings; ring++)
    add_ring (scene, shape, ring, outline, cr);
  outline->path = cairo_copy_path (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (none);
  return outline;
}

/* While the map is dragged the outlines stay as they are. */
static void
make_outlines (SzMapScene *scene)
{
  const GPtrArray *bans = scene->atlas->bans;

  if (scene->outlines != NULL && scene->outlines_world == scene->world)
    return;
  g_clear_pointer (&scene->outlines, g_ptr_array_unref);
  scene->outlines = g_ptr_array_new_with_free_func (free_outline);
  scene->outlines_world = scene->world;
  for (guint i = 0; i < bans->len; i++)
    g_ptr_array_add (scene->outlines,
                     make_outline (scene, ((const SzBan *)g_ptr_array_index (bans, i))->shape));
}

/* Lines of 45° on ground that is a little paler. */
static cairo_pattern_t *
make_hatch (const SzMapScene *scene)
{
  double scale = scene->scale;
  cairo_surface_t *tile = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)ceil (PATTERN_PX * scale),
                                                      (int)ceil (PATTERN_PX * scale));
  cairo_t *cr;
  cairo_pattern_t *hatch;

  cairo_surface_set_device_scale (tile, scale, scale);
  cr = cairo_create (tile);
  sz_tile_set_colour (cr, scene->theme->bg_page, 0.35);
  cairo_paint (cr);
  for (int sum = 0; sum <= 2 * PATTERN_PX; sum += HATCH_PX) {
    cairo_move_to (cr, sum + 1, -1);
    cairo_line_to (cr, sum - PATTERN_PX - 1, PATTERN_PX + 1);
  }
  sz_tile_set_colour (cr, scene->theme->text_primary, scene->theme->id == SZ_THEME_LIGHT ? 0.34 : 0.24);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_destroy (cr);
  hatch = cairo_pattern_create_for_surface (tile);
  cairo_pattern_set_extend (hatch, CAIRO_EXTEND_REPEAT);
  cairo_surface_destroy (tile);
  return hatch;
}

/* Tied to the ground, so that the lines do not crawl while the map is dragged. */
static void
set_hatch (SzMapScene *scene, cairo_t *cr, double left, double top)
{
  cairo_matrix_t matrix;

  if (scene->hatch == NULL)
    scene->hatch = make_hatch (scene);
  cairo_matrix_init_translate (&matrix, fmod (round (left), PATTERN_PX), fmod (round (top), PATTERN_PX));
  cairo_pattern_set_matrix (scene->hatch, &matrix);
  cairo_set_source (cr, scene->hatch);
}

static void
paint_zone (SzMapScene *scene, cairo_t *cr, const Outline *outline, double left, double top)
{
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_translate (cr, outline->left - left, outline->top - top);
  cairo_append_path (cr, outline->path);
  cairo_restore (cr);
  cairo_save (cr);
  /* Holes stay holes whichever way round they are drawn. */
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  set_hatch (scene, cr, left, top);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, LINE_PX);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  sz_tile_set_colour (cr, scene->theme->text_primary, 0.8);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
sz_map_scene_paint_zones (SzMapScene *scene, cairo_t *cr, double left, double top, double width,
                          double height)
{
  make_outlines (scene);
  for (guint i = 0; i < scene->outlines->len; i++) {
    const Outline *outline = g_ptr_array_index (scene->outlines, i);

    if (outline->left - LINE_PX < left + width && outline->left + outline->width + LINE_PX > left &&
        outline->top - LINE_PX < top + height && outline->top + outline->height + LINE_PX > top)
      paint_zone (scene, cr, outline, left, top);
  }
}
