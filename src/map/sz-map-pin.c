/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "sz-map-scene-private.h"
#include "sz-tile-painter.h"

#define HEAD_PX 11.0
#define STEM_PX 26.0

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

void
sz_map_scene_paint_pin (const SzMapScene *scene, cairo_t *cr, double left, double top)
{
  PangoLayout *layout;
  PangoFontDescription *font;
  double x, y;
  int width, height;

  sz_map_scene_project (scene, scene->pin_longitude, scene->pin_latitude, &x, &y);
  x = round (x - left);
  y = round (y - top);
  cairo_save (cr);
  if (scene->pin_text != NULL && *scene->pin_text != '\0') {
    layout = pango_cairo_create_layout (cr);
    font = sz_map_font (12, TRUE);
    pango_layout_set_font_description (layout, font);
    pango_layout_set_text (layout, scene->pin_text, -1);
    pango_layout_get_pixel_size (layout, &width, &height);
    cairo_new_path (cr);
    cairo_rectangle (cr, x + 18.5, y - STEM_PX - height / 2.0 - 4.5, width + 16, height + 9);
    sz_tile_set_colour (cr, scene->theme->bg_raised, 1);
    cairo_fill_preserve (cr);
    sz_tile_set_colour (cr, scene->theme->line_control, 1);
    cairo_set_line_width (cr, 1);
    cairo_stroke (cr);
    sz_tile_set_colour (cr, scene->pin_bad ? scene->theme->status_alarm : scene->theme->text_primary, 1);
    cairo_move_to (cr, x + 26, y - STEM_PX - height / 2.0);
    pango_cairo_show_layout (cr, layout);
    pango_font_description_free (font);
    g_object_unref (layout);
  }
  paint_needle (scene, cr, x, y);
  cairo_restore (cr);
}
