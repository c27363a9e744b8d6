/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-scene.h"

#include <math.h>

#include "sz-geodesy.h"
#include "sz-map-scene-private.h"
#include "sz-tile-painter.h"

#define HATCH_PX 6.0
#define TOUCH_PX 22.0
#define POINTER_PX 4.0

static void
clear_label (gpointer data)
{
  g_clear_pointer (&((SzMapLabel *)data)->ink, cairo_surface_destroy);
}

SzMapScene *
sz_map_scene_new (void)
{
  SzMapScene *scene = g_new0 (SzMapScene, 1);

  scene->theme = sz_theme_get (SZ_THEME_LIGHT);
  scene->scale = 1;
  scene->pin_longitude = scene->pin_latitude = NAN;
  scene->groups = g_array_new (FALSE, FALSE, sizeof (SzMapGroup));
  scene->labels = g_array_new (FALSE, FALSE, sizeof (SzMapLabel));
  g_array_set_clear_func (scene->labels, clear_label);
  return scene;
}

void
sz_map_scene_free (SzMapScene *scene)
{
  if (scene == NULL)
    return;
  g_array_unref (scene->groups);
  g_array_unref (scene->labels);
  g_clear_pointer (&scene->atlas, sz_atlas_unref);
  g_clear_pointer (&scene->marks, g_ptr_array_unref);
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
  scene->theme = sz_theme_get (theme);
  scene->datum = datum;
  scene->scale = scale;
}

void
sz_map_scene_set_selected (SzMapScene *scene, const char *mark)
{
  forget_places (scene);
  g_free (scene->selected);
  scene->selected = g_strdup (mark);
}

void
sz_map_scene_set_pin (SzMapScene *scene, double longitude, double latitude, const char *text, gboolean bad)
{
  scene->pin_longitude = longitude;
  scene->pin_latitude = latitude;
  scene->pin_bad = bad;
  g_free (scene->pin_text);
  scene->pin_text = g_strdup (text);
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

const GArray *
sz_map_scene_labels (const SzMapScene *scene)
{
  return scene->labels;
}

/* --- painting --- */

typedef struct {
  const SzMapScene *scene;
  cairo_t *cr;
  double left, top, width, height;
} Window;

static gboolean
meets (const Window *window, double x, double y, double width, double height)
{
  return x < window->left + window->width && x + width > window->left && y < window->top + window->height &&
         y + height > window->top;
}

static void
add_outline (const Window *window, const SzShape *shape)
{
  /* Holes stay holes whichever way round they are drawn. */
  cairo_set_fill_rule (window->cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_new_path (window->cr);
  for (guint ring = 0; ring < shape->n_rings; ring++) {
    for (guint i = shape->rings[ring]; i < shape->rings[ring + 1]; i++) {
      double x, y;

      sz_map_scene_project (window->scene, shape->points[2 * i], shape->points[2 * i + 1], &x, &y);
      cairo_line_to (window->cr, x - window->left, y - window->top);
    }
    cairo_close_path (window->cr);
    cairo_new_sub_path (window->cr);
  }
}

/* Lines of 45°, tied to the ground so that they do not crawl while the map is dragged. */
static void
hatch (const Window *window)
{
  double x1, y1, x2, y2;
  cairo_t *cr = window->cr;

  cairo_clip_extents (cr, &x1, &y1, &x2, &y2);
  double phase = fmod (window->left + window->top, HATCH_PX);
  double first = floor ((x1 + y1) / HATCH_PX) * HATCH_PX - phase;
  cairo_new_path (cr);
  for (double sum = first; sum <= x2 + y2 + HATCH_PX; sum += HATCH_PX) {
    cairo_move_to (cr, sum - y1, y1);
    cairo_line_to (cr, sum - y2, y2);
  }
  cairo_stroke (cr);
}

static void
paint_ban (const Window *window, const SzBan *ban)
{
  const SzTheme *theme = window->scene->theme;
  double left, top, right, bottom;
  cairo_t *cr = window->cr;

  sz_map_scene_project (window->scene, ban->shape->west, ban->shape->north, &left, &top);
  sz_map_scene_project (window->scene, ban->shape->east, ban->shape->south, &right, &bottom);
  if (!meets (window, left - 2, top - 2, right - left + 4, bottom - top + 4))
    return;
  cairo_save (cr);
  add_outline (window, ban->shape);
  sz_tile_set_colour (cr, theme->bg_page, 0.35);
  cairo_fill_preserve (cr);
  cairo_save (cr);
  cairo_clip_preserve (cr);
  cairo_path_t *outline = cairo_copy_path (cr);
  cairo_set_line_width (cr, 1);
  sz_tile_set_colour (cr, theme->text_primary, theme->id == SZ_THEME_LIGHT ? 0.34 : 0.24);
  hatch (window);
  cairo_restore (cr);
  cairo_new_path (cr);
  cairo_append_path (cr, outline);
  cairo_path_destroy (outline);
  cairo_set_line_width (cr, 1.25);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  sz_tile_set_colour (cr, theme->text_primary, 0.8);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
paint_count (const Window *window, const SzMapGroup *group, double x, double y)
{
  const SzTheme *theme = window->scene->theme;
  PangoLayout *layout = pango_cairo_create_layout (window->cr);
  PangoFontDescription *font = sz_map_font (12, TRUE);
  char text[16];
  int width, height;
  gboolean alarm = group->mark->status == SZ_SPOT_ALARM;

  g_snprintf (text, sizeof text, "%u", group->count);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_new_path (window->cr);
  cairo_arc (window->cr, x, y, sz_map_scene_reach (window->scene, group), 0, 2 * G_PI);
  sz_tile_set_colour (window->cr, theme->bg_page, 1);
  cairo_fill_preserve (window->cr);
  sz_tile_set_colour (window->cr, alarm ? theme->status_alarm_fill : theme->accent_base, 1);
  cairo_set_line_width (window->cr, alarm ? 2.5 : 1.5);
  cairo_stroke (window->cr);
  sz_tile_set_colour (window->cr, theme->text_primary, 1);
  cairo_move_to (window->cr, x - width / 2.0, y - height / 2.0);
  pango_cairo_show_layout (window->cr, layout);
  cairo_new_path (window->cr);
  pango_font_description_free (font);
  g_object_unref (layout);
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
    cairo_arc (window->cr, x, y, sz_map_scene_reach (window->scene, group), 0, 2 * G_PI);
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

static void
paint_groups (const Window *window, gboolean alone)
{
  const GArray *groups = window->scene->groups;

  for (guint i = groups->len; i-- > 0;) {
    const SzMapGroup *group = &g_array_index (groups, SzMapGroup, i);

    if (sz_map_scene_stands_alone (window->scene, group->mark) == alone)
      paint_group (window, group);
  }
}

static void
paint_labels (const Window *window)
{
  const GArray *labels = window->scene->labels;

  for (guint i = 0; i < labels->len; i++) {
    const SzMapLabel *label = &g_array_index (labels, SzMapLabel, i);

    if (!meets (window, label->x, label->y, label->width, label->height))
      continue;
    cairo_set_source_surface (window->cr, label->ink, round (label->x - window->left),
                              round (label->y - window->top));
    cairo_paint (window->cr);
  }
}

void
sz_map_scene_paint (SzMapScene *scene, cairo_t *cr, double left, double top, double width, double height)
{
  Window window = { scene, cr, left, top, width, height };

  for (guint i = 0; scene->atlas != NULL && !scene->zones_hidden && i < scene->atlas->bans->len; i++)
    paint_ban (&window, g_ptr_array_index (scene->atlas->bans, i));
  /* Of each kind of mark the first is the most important one and lies on top. The hall's name may lie over
   * small ones. */
  paint_groups (&window, FALSE);
  paint_labels (&window);
  paint_groups (&window, TRUE);
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
    double reach = sz_map_scene_reach (scene, group) + POINTER_PX;

    if (distance <= (touch ? TOUCH_PX : reach) && distance < nearest) {
      nearest = distance;
      best = group;
    }
  }
  return best;
}
