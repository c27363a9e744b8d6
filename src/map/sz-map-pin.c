/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "sz-map-scene-private.h"
#include "sz-tile-painter.h"

#define HEAD_PX 11.0
#define STEM_PX 26.0
/* From the needle's middle to the box that says something, and from the box's edge to its text. */
#define BESIDE_PX 18.0
#define INSET_PX 8.0
#define LIFT_PX 4.0

static void
paint_needle (const SzMapScene *scene, cairo_t *cr, double x, double y)
{
  const SzTheme *theme = scene->theme;
  double head = y - STEM_PX;

  cairo_new_path (cr);
  cairo_arc (cr, x, head, HEAD_PX, G_PI * 0.85, G_PI * 0.15);
  cairo_line_to (cr, x, y);
  cairo_close_path (cr);
  sz_tile_set_colour (cr, theme->bg_page, 1);
  cairo_set_line_width (cr, 3);
  cairo_stroke_preserve (cr);
  sz_tile_set_colour (cr, scene->pin_bad ? theme->status_alarm_fill : theme->accent_base, 1);
  cairo_fill (cr);
  sz_tile_set_colour (cr, theme->bg_page, 1);
  cairo_set_line_width (cr, 2);
  /* The sign says the same as the colour. */
  if (scene->pin_bad) {
    cairo_move_to (cr, x - 4, head - 4);
    cairo_line_to (cr, x + 4, head + 4);
    cairo_move_to (cr, x + 4, head - 4);
    cairo_line_to (cr, x - 4, head + 4);
    cairo_stroke (cr);
  } else {
    cairo_arc (cr, x, head, 3.5, 0, 2 * G_PI);
    cairo_fill (cr);
  }
}

static PangoLayout *
make_layout (PangoContext *context, const char *text)
{
  PangoLayout *layout = pango_layout_new (context);
  PangoFontDescription *font = sz_map_font (12, TRUE);

  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  pango_font_description_free (font);
  return layout;
}

/* Right of the needle, else left, above, below, where the box covers no mark and can be read; else where it
 * covers none; on the right if it does everywhere. */
static void
place_box (SzMapScene *scene, const SzMapRoom *room, double x, double y)
{
  double width = scene->pin_width, height = scene->pin_height, head = y - STEM_PX - height / 2;
  const double places[][2] = {
    { x + BESIDE_PX, head },
    { x - BESIDE_PX - width, head },
    { x - width / 2, y - STEM_PX - HEAD_PX - LIFT_PX - height },
    { x - width / 2, y + LIFT_PX },
  };

  scene->pin_left = places[0][0];
  scene->pin_top = places[0][1];
  for (int seen = 1; seen >= 0; seen--)
    for (guint i = 0; i < G_N_ELEMENTS (places); i++)
      if ((!seen || sz_map_scene_is_looked_at (scene, places[i][0], places[i][1], width, height)) &&
          sz_map_room_is_free (room, places[i][0], places[i][1], width, height, 1)) {
        scene->pin_left = places[i][0];
        scene->pin_top = places[i][1];
        return;
      }
}

void
sz_map_scene_place_pin (SzMapScene *scene, PangoContext *context, SzMapRoom *room)
{
  double x, y;
  int width, height;

  scene->pin_width = scene->pin_height = 0;
  if (isnan (scene->pin_longitude))
    return;
  sz_map_scene_project (scene, scene->pin_longitude, scene->pin_latitude, &x, &y);
  if (scene->pin_text != NULL && *scene->pin_text != '\0') {
    g_autoptr (PangoLayout) layout = make_layout (context, scene->pin_text);

    pango_layout_get_pixel_size (layout, &width, &height);
    scene->pin_width = width + 2 * INSET_PX;
    scene->pin_height = height + 2 * LIFT_PX;
    place_box (scene, room, x, y);
    sz_map_room_take (room, scene->pin_left, scene->pin_top, scene->pin_width, scene->pin_height);
  }
  sz_map_room_take (room, x - HEAD_PX - 1, y - STEM_PX - HEAD_PX - 1, 2 * HEAD_PX + 2, STEM_PX + HEAD_PX + 1);
}

gboolean
sz_map_scene_pin_box (const SzMapScene *scene, double *x, double *y, double *width, double *height)
{
  *x = scene->pin_left;
  *y = scene->pin_top;
  *width = scene->pin_width;
  *height = scene->pin_height;
  return scene->pin_width > 0;
}

static void
paint_box (const SzMapScene *scene, cairo_t *cr, double x, double y)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = sz_map_font (12, TRUE);

  cairo_new_path (cr);
  cairo_rectangle (cr, x + 0.5, y + 0.5, scene->pin_width - 1, scene->pin_height - 1);
  sz_tile_set_colour (cr, scene->theme->bg_raised, 1);
  cairo_fill_preserve (cr);
  sz_tile_set_colour (cr, scene->theme->line_control, 1);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  sz_tile_set_colour (cr, scene->pin_bad ? scene->theme->status_alarm : scene->theme->text_primary, 1);
  cairo_move_to (cr, x + INSET_PX, y + LIFT_PX);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, scene->pin_text, -1);
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
  pango_font_description_free (font);
  g_object_unref (layout);
}

void
sz_map_scene_paint_pin (const SzMapScene *scene, cairo_t *cr, double left, double top)
{
  double x, y;

  sz_map_scene_project (scene, scene->pin_longitude, scene->pin_latitude, &x, &y);
  cairo_save (cr);
  if (scene->pin_width > 0)
    paint_box (scene, cr, round (scene->pin_left - left), round (scene->pin_top - top));
  paint_needle (scene, cr, round (x - left), round (y - top));
  cairo_restore (cr);
}
