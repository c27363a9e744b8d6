/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-scene.h"

#include <math.h>

#include "sz-geodesy.h"
#include "sz-map-scene-private.h"
#include "sz-tile-painter.h"

/* How far a line reaches under the text it leads to: to its letters. */
#define LINE_INSET_PX 4.0
#define TOUCH_PX 22.0
#define POINTER_PX 4.0

SzMapScene *
sz_map_scene_new (void)
{
  SzMapScene *scene = g_new0 (SzMapScene, 1);

  scene->theme = sz_theme_get (SZ_THEME_LIGHT);
  scene->scale = 1;
  scene->pin_longitude = scene->pin_latitude = NAN;
  scene->groups = g_array_new (FALSE, FALSE, sizeof (SzMapGroup));
  scene->labels = g_array_new (FALSE, FALSE, sizeof (SzMapLabel));
  scene->inks = sz_map_inks_new ();
  return scene;
}

/* They are of the atlas, the datum, theme and scale. */
static void
forget_zones (SzMapScene *scene)
{
  g_clear_pointer (&scene->outlines, g_ptr_array_unref);
  g_clear_pointer (&scene->hatch, cairo_pattern_destroy);
}

void
sz_map_scene_free (SzMapScene *scene)
{
  if (scene == NULL)
    return;
  g_array_unref (scene->groups);
  g_array_unref (scene->labels);
  sz_map_inks_free (scene->inks);
  forget_zones (scene);
  g_clear_pointer (&scene->atlas, sz_atlas_unref);
  g_clear_pointer (&scene->marks, g_ptr_array_unref);
  g_clear_object (&scene->context);
  g_free (scene->selected);
  g_free (scene->pin_text);
  g_free (scene);
}

/* What was placed points into atlas and marks, so it goes with them. */
static void
forget_places (SzMapScene *scene)
{
  scene->world = 0;
  g_array_set_size (scene->groups, 0);
  g_array_set_size (scene->labels, 0);
}

void
sz_map_scene_set_atlas (SzMapScene *scene, SzAtlas *atlas)
{
  forget_places (scene);
  forget_zones (scene);
  g_clear_pointer (&scene->atlas, sz_atlas_unref);
  scene->atlas = atlas != NULL ? sz_atlas_ref (atlas) : NULL;
}

void
sz_map_scene_set_marks (SzMapScene *scene, GPtrArray *marks)
{
  forget_places (scene);
  g_clear_pointer (&scene->marks, g_ptr_array_unref);
  scene->marks = g_ptr_array_ref (marks);
}

void
sz_map_scene_set_look (SzMapScene *scene, SzThemeId theme, SzDatum datum, double scale)
{
  forget_places (scene);
  forget_zones (scene);
  scene->scale = scale;
  scene->theme = sz_theme_get (theme);
  scene->datum = datum;
  sz_map_inks_set_look (scene->inks, scene->theme, scale);
}

void
sz_map_scene_set_selected (SzMapScene *scene, const char *mark)
{
  if (g_strcmp0 (scene->selected, mark) == 0)
    return;
  forget_places (scene);
  g_free (scene->selected);
  scene->selected = g_strdup (mark);
}

void
sz_map_scene_set_pin (SzMapScene *scene, double longitude, double latitude, const char *text, gboolean bad)
{
  if ((isnan (longitude) && isnan (scene->pin_longitude)) ||
      (longitude == scene->pin_longitude && latitude == scene->pin_latitude && bad == scene->pin_bad &&
       g_strcmp0 (text, scene->pin_text) == 0))
    return;
  forget_places (scene);
  scene->pin_longitude = longitude;
  scene->pin_latitude = latitude;
  scene->pin_bad = bad;
  g_free (scene->pin_text);
  scene->pin_text = g_strdup (text);
}

void
sz_map_scene_set_view (SzMapScene *scene, double left, double top, double width, double height)
{
  scene->view_left = left;
  scene->view_top = top;
  scene->view_width = width;
  scene->view_height = height;
}

void
sz_map_scene_set_covered (SzMapScene *scene, double left_width, double left_height, double right_width,
                          double right_height)
{
  scene->left_width = left_width;
  scene->left_height = left_height;
  scene->right_width = right_width;
  scene->right_height = right_height;
}

void
sz_map_scene_set_zones_shown (SzMapScene *scene, gboolean shown)
{
  if (scene->zones_hidden == !shown)
    return;
  scene->zones_hidden = !shown;
  forget_places (scene);
}

const GArray *
sz_map_scene_groups (const SzMapScene *scene)
{
  return scene->groups;
}

cairo_surface_t *
sz_map_scene_draw_label (SzMapScene *scene, const SzMapLabel *label)
{
  return sz_map_inks_draw (scene->inks, label->ink);
}

const GArray *
sz_map_scene_labels (const SzMapScene *scene)
{
  return scene->labels;
}

/* --- painting --- */

typedef struct {
  SzMapScene *scene;
  cairo_t *cr;
  double left, top, width, height;
} Window;

static gboolean
meets (const Window *window, double x, double y, double width, double height)
{
  return x < window->left + window->width && x + width > window->left && y < window->top + window->height &&
         y + height > window->top;
}

void
sz_map_scene_paint_text (SzMapScene *scene, cairo_t *cr, const SzMapText *text, double x, double y,
                         double align)
{
  SzMapInk *ink = sz_map_inks_get (scene->inks, scene->context, text);
  cairo_surface_t *surface = sz_map_inks_draw (scene->inks, ink);

  cairo_set_source_surface (cr, surface, round (x - ink->width * align), round (y - ink->height / 2));
  cairo_paint (cr);
}

static void
paint_count (const Window *window, const SzMapGroup *group, double x, double y)
{
  const SzTheme *theme = window->scene->theme;
  char number[16];
  SzMapText text = {
    .text = number, .more = "", .size_px = 12, .bold = TRUE, .colour = theme->text_primary, .bare = TRUE
  };
  gboolean alarm = group->mark->status == SZ_SPOT_ALARM;

  g_snprintf (number, sizeof number, "%u", group->count);
  cairo_new_path (window->cr);
  cairo_arc (window->cr, x, y, group->reach, 0, 2 * G_PI);
  sz_tile_set_colour (window->cr, theme->bg_page, 1);
  cairo_fill_preserve (window->cr);
  sz_tile_set_colour (window->cr, alarm ? theme->status_alarm_fill : theme->accent_base, 1);
  cairo_set_line_width (window->cr, alarm ? 2.5 : 1.5);
  cairo_stroke (window->cr);
  sz_map_scene_paint_text (window->scene, window->cr, &text, x, y, 0.5);
}

static void
paint_group (const Window *window, const SzMapGroup *group)
{
  double x = group->x - window->left, y = group->y - window->top;
  const SzTheme *theme = window->scene->theme;

  if (!meets (window, group->x - 20, group->y - 20, 40, 40))
    return;
  if (g_strcmp0 (group->mark->id, window->scene->selected) == 0) {
    cairo_new_path (window->cr);
    cairo_arc (window->cr, x, y, group->reach, 0, 2 * G_PI);
    sz_tile_set_colour (window->cr, theme->accent_tint, 0.9);
    cairo_fill_preserve (window->cr);
    sz_tile_set_colour (window->cr, theme->accent_base, 1);
    cairo_set_line_width (window->cr, 2);
    cairo_stroke (window->cr);
  }
  if (group->count > 1)
    paint_count (window, group, x, y);
  else
    sz_map_mark_paint (window->cr, theme, group->mark->kind, group->mark->status, window->scene->small, x, y);
}

/* From a text that stands off its mark to the mark's edge. */
static void
paint_line (const Window *window, const SzMapLabel *label)
{
  double x = CLAMP (label->from_x, label->x + LINE_INSET_PX, label->x + label->width - LINE_INSET_PX);
  double y = CLAMP (label->from_y, label->y + LINE_INSET_PX, label->y + label->height - LINE_INSET_PX);
  cairo_t *cr = window->cr;

  cairo_new_path (cr);
  cairo_move_to (cr, label->from_x - window->left, label->from_y - window->top);
  cairo_line_to (cr, x - window->left, y - window->top);
  sz_tile_set_colour (cr, window->scene->theme->map_land, 0.85);
  cairo_set_line_width (cr, 3);
  cairo_stroke_preserve (cr);
  sz_tile_set_colour (cr, window->scene->theme->text_secondary, 1);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
paint_labels (const Window *window)
{
  const GArray *labels = window->scene->labels;

  for (guint i = 0; i < labels->len; i++) {
    const SzMapLabel *label = &g_array_index (labels, SzMapLabel, i);

    if (!meets (window, label->x, label->y, label->width, label->height))
      continue;
    cairo_set_source_surface (window->cr, sz_map_scene_draw_label (window->scene, label),
                              round (label->x - window->left), round (label->y - window->top));
    cairo_paint (window->cr);
  }
}

void
sz_map_scene_paint (SzMapScene *scene, cairo_t *cr, double left, double top, double width, double height)
{
  Window window = { scene, cr, left, top, width, height };

  if (scene->atlas != NULL && !scene->zones_hidden)
    sz_map_scene_paint_zones (scene, cr, left, top, width, height);
  /* Marks lie over the lines that lead to other marks' texts. */
  for (guint i = 0; i < scene->labels->len; i++)
    if (!isnan (g_array_index (scene->labels, SzMapLabel, i).from_x))
      paint_line (&window, &g_array_index (scene->labels, SzMapLabel, i));
  for (guint i = scene->groups->len; i-- > 0;)
    paint_group (&window, &g_array_index (scene->groups, SzMapGroup, i));
  paint_labels (&window);
  if (!isnan (scene->pin_longitude))
    sz_map_scene_paint_pin (scene, cr, left, top);
}

const SzMapGroup *
sz_map_scene_hit (const SzMapScene *scene, double x, double y, gboolean touch)
{
  const SzMapGroup *best = NULL;
  double nearest = INFINITY;

  for (guint i = 0; i < scene->groups->len; i++) {
    const SzMapGroup *group = &g_array_index (scene->groups, SzMapGroup, i);
    double distance = hypot (group->x - x, group->y - y);
    double reach = group->reach + POINTER_PX;

    if (distance <= (touch ? TOUCH_PX : reach) && distance < nearest) {
      nearest = distance;
      best = group;
    }
  }
  return best;
}
