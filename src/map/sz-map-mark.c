/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-mark.h"

#include <math.h>

#include "sz-tile-painter.h"

SzMapMark *
sz_map_mark_new (const char *id, const char *title, const char *caption, double longitude, double latitude,
                 SzSiteKind kind, SzMapStatus status)
{
  SzMapMark *mark = g_new0 (SzMapMark, 1);

  mark->id = g_strdup (id);
  mark->title = g_strdup (title);
  mark->caption = g_strdup (caption != NULL ? caption : "");
  mark->longitude = longitude;
  mark->latitude = latitude;
  mark->kind = kind;
  mark->status = status;
  return mark;
}

void
sz_map_mark_free (gpointer data)
{
  SzMapMark *mark = data;

  g_free (mark->id);
  g_free (mark->title);
  g_free (mark->caption);
  g_free (mark);
}

SzMapStatus
sz_map_mark_status_of (const SzSite *site)
{
  switch (site->state) {
  case SZ_SITE_OPEN:
    return SZ_SPOT_GOOD;
  case SZ_SITE_OFFLINE:
    return SZ_SPOT_ALARM;
  case SZ_SITE_PAUSED:
  case SZ_SITE_CLOSED:
    return SZ_SPOT_SHUT;
  case SZ_SITE_UNKNOWN:
    break;
  }
  return SZ_SPOT_UNKNOWN;
}

double
sz_map_mark_radius (SzSiteKind kind, SzMapStatus status, gboolean small)
{
  if (kind == SZ_SITE_HALL)
    return 11;
  if (status == SZ_SPOT_ATTENTION || status == SZ_SPOT_ALARM)
    return 8;
  if (kind == SZ_SITE_TOWN)
    return 7;
  return small && status != SZ_SPOT_UNKNOWN ? 4 : 6.5;
}

static void
add_corners (cairo_t *cr, double x, double y, double radius, guint corners, double first)
{
  cairo_new_path (cr);
  for (guint i = 0; i < corners; i++) {
    double angle = first + 2 * G_PI * i / corners;

    cairo_line_to (cr, x + radius * cos (angle), y + radius * sin (angle));
  }
  cairo_close_path (cr);
}

static void
add_outline (cairo_t *cr, SzSiteKind kind, double x, double y, double radius)
{
  switch (kind) {
  case SZ_SITE_TERMINAL:
    add_corners (cr, x, y, radius, 4, 0);
    break;
  case SZ_SITE_VILLAGE:
  case SZ_SITE_OTHER:
    cairo_new_path (cr);
    cairo_rectangle (cr, x - radius * 0.72, y - radius * 0.72, radius * 1.44, radius * 1.44);
    break;
  case SZ_SITE_HALL:
  case SZ_SITE_TOWN:
    cairo_new_path (cr);
    cairo_arc (cr, x, y, radius - 0.5, 0, 2 * G_PI);
    break;
  }
}

/* Stands off from whatever lies below. */
static void
fill_with_edge (cairo_t *cr, const SzTheme *theme, SzColour fill, SzColour line, double width)
{
  sz_tile_set_colour (cr, theme->map_land, 0.9);
  cairo_set_line_width (cr, width + 3);
  cairo_stroke_preserve (cr);
  sz_tile_set_colour (cr, fill, 1);
  cairo_fill_preserve (cr);
  sz_tile_set_colour (cr, line, 1);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
}

static void
paint_hall (cairo_t *cr, const SzTheme *theme, SzMapStatus status, double x, double y)
{
  SzColour ground = status == SZ_SPOT_ALARM       ? theme->status_alarm_fill
                    : status == SZ_SPOT_ATTENTION ? theme->status_attention_fill
                                                  : theme->text_primary;
  double r = 10, corner = 4;

  cairo_new_path (cr);
  cairo_arc (cr, x + r - corner, y - r + corner, corner, -G_PI / 2, 0);
  cairo_arc (cr, x + r - corner, y + r - corner, corner, 0, G_PI / 2);
  cairo_arc (cr, x - r + corner, y + r - corner, corner, G_PI / 2, G_PI);
  cairo_arc (cr, x - r + corner, y - r + corner, corner, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
  fill_with_edge (cr, theme, ground, ground, 1);
  sz_tile_set_colour (cr, theme->bg_page, 1);
  cairo_set_line_width (cr, 1.5);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  /* Roof, walls, door. */
  cairo_move_to (cr, x - 6, y - 0.5);
  cairo_line_to (cr, x, y - 5.5);
  cairo_line_to (cr, x + 6, y - 0.5);
  cairo_move_to (cr, x - 4.5, y - 1);
  cairo_line_to (cr, x - 4.5, y + 5);
  cairo_line_to (cr, x + 4.5, y + 5);
  cairo_line_to (cr, x + 4.5, y - 1);
  cairo_stroke (cr);
  cairo_rectangle (cr, x - 1.5, y + 1, 3, 4);
  cairo_fill (cr);
  if (status != SZ_SPOT_ATTENTION && status != SZ_SPOT_ALARM)
    return;
  /* A house stays a house; the state's own shape sits on its corner. */
  if (status == SZ_SPOT_ATTENTION)
    add_corners (cr, x + 9, y - 8, 6, 3, -G_PI / 2);
  else
    add_corners (cr, x + 9, y - 9, 6, 8, G_PI / 8);
  sz_tile_set_colour (cr, theme->bg_page, 1);
  cairo_set_line_width (cr, 4);
  cairo_stroke_preserve (cr);
  sz_tile_set_colour (cr, ground, 1);
  cairo_fill (cr);
}

void
sz_map_mark_paint (cairo_t *cr, const SzTheme *theme, SzSiteKind kind, SzMapStatus status, gboolean small,
                   double x, double y)
{
  static const double dashes[] = { 2.5, 2 };
  double radius = sz_map_mark_radius (kind, status, small);

  cairo_save (cr);
  if (kind == SZ_SITE_HALL && status != SZ_SPOT_UNKNOWN) {
    paint_hall (cr, theme, status, x, y);
  } else if (status == SZ_SPOT_ATTENTION) {
    add_corners (cr, x, y + 1.5, radius, 3, -G_PI / 2);
    cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
    fill_with_edge (cr, theme, theme->status_attention_fill, theme->status_attention_fill, 1.5);
  } else if (status == SZ_SPOT_ALARM) {
    add_corners (cr, x, y, radius, 8, G_PI / 8);
    fill_with_edge (cr, theme, theme->status_alarm_fill, theme->status_alarm_fill, 1);
  } else if (status == SZ_SPOT_UNKNOWN) {
    add_outline (cr, kind, x, y, radius);
    cairo_set_dash (cr, dashes, 2, 0);
    fill_with_edge (cr, theme, theme->bg_page, theme->status_unknown, 1.5);
  } else {
    gboolean filled = kind == SZ_SITE_TOWN && status == SZ_SPOT_GOOD;
    SzColour line = status == SZ_SPOT_SHUT ? theme->text_tertiary : theme->accent_base;

    add_outline (cr, kind, x, y, radius);
    fill_with_edge (cr, theme, filled ? theme->accent_base : theme->bg_page, line, radius < 5 ? 1.25 : 1.75);
  }
  cairo_restore (cr);
}
