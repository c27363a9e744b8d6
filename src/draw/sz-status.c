/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile.h"

#include <math.h>

SzColour
sz_status_ink (const SzTheme *theme, SzStatus status)
{
  switch (status) {
  case SZ_STATUS_GOOD:
    return theme->status_good;
  case SZ_STATUS_ATTENTION:
    return theme->status_attention;
  case SZ_STATUS_ALARM:
    return theme->status_alarm;
  case SZ_STATUS_UNKNOWN:
    return theme->status_unknown;
  case SZ_STATUS_NEUTRAL:
    break;
  }
  return theme->text_secondary;
}

SzColour
sz_status_fill (const SzTheme *theme, SzStatus status)
{
  switch (status) {
  case SZ_STATUS_ATTENTION:
    return theme->status_attention_fill;
  case SZ_STATUS_ALARM:
    return theme->status_alarm_fill;
  case SZ_STATUS_UNKNOWN:
    return theme->status_unknown;
  case SZ_STATUS_GOOD:
  case SZ_STATUS_NEUTRAL:
    break;
  }
  return theme->accent_base;
}

const char *
sz_status_word (SzStatus status)
{
  switch (status) {
  case SZ_STATUS_GOOD:
    return _ ("on target");
  case SZ_STATUS_ATTENTION:
    return _ ("watch");
  case SZ_STATUS_ALARM:
    return _ ("alarm");
  case SZ_STATUS_UNKNOWN:
    return _ ("no data");
  case SZ_STATUS_NEUTRAL:
    break;
  }
  return _ ("not judged");
}

static void
trace_octagon (cairo_t *cr, double cx, double cy, double r)
{
  for (int i = 0; i < 8; i++) {
    const double angle = G_PI / 8 + i * G_PI / 4;
    cairo_line_to (cr, cx + r * cos (angle), cy + r * sin (angle));
  }
  cairo_close_path (cr);
}

/* The exclamation mark, cut out of a filled shape. */
static void
draw_exclamation (SzCanvas *canvas, double cx, double cy, double size)
{
  cairo_t *cr = canvas->cr;

  sz_canvas_source (canvas, canvas->paper, 1);
  cairo_set_line_width (cr, size * 0.13);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (cr, cx, cy - size * 0.22);
  cairo_line_to (cr, cx, cy + size * 0.05);
  cairo_stroke (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_arc (cr, cx, cy + size * 0.23, size * 0.075, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
draw_check (cairo_t *cr, double cx, double cy, double r)
{
  cairo_set_line_width (cr, MAX (1.5, r * 0.34));
  cairo_move_to (cr, cx - 0.85 * r, cy + 0.05 * r);
  cairo_line_to (cr, cx - 0.25 * r, cy + 0.65 * r);
  cairo_line_to (cr, cx + 0.9 * r, cy - 0.6 * r);
  cairo_stroke (cr);
}

static void
draw_dashed_circle (cairo_t *cr, double cx, double cy, double r)
{
  const double dash = 2 * G_PI * r / 16;

  cairo_set_line_width (cr, MAX (1.25, r * 0.24));
  cairo_set_dash (cr, &dash, 1, 0);
  cairo_arc (cr, cx, cy, r * 0.88, 0, 2 * G_PI);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

void
sz_status_glyph (SzCanvas *canvas, SzStatus status, double cx, double cy, double size, SzColour colour)
{
  cairo_t *cr = canvas->cr;
  const double r = size / 2;

  if (cr == NULL)
    return;
  sz_canvas_source (canvas, colour, 1);
  cairo_new_path (cr);
  switch (status) {
  case SZ_STATUS_GOOD:
    draw_check (cr, cx, cy, r);
    break;
  case SZ_STATUS_ATTENTION:
    cairo_move_to (cr, cx, cy - 0.92 * r);
    cairo_line_to (cr, cx + 1.02 * r, cy + 0.84 * r);
    cairo_line_to (cr, cx - 1.02 * r, cy + 0.84 * r);
    cairo_close_path (cr);
    cairo_fill (cr);
    if (size >= 14)
      draw_exclamation (canvas, cx, cy + 0.2 * r, size * 0.85);
    break;
  case SZ_STATUS_ALARM:
    trace_octagon (cr, cx, cy, r);
    cairo_fill (cr);
    if (size >= 14)
      draw_exclamation (canvas, cx, cy, size);
    break;
  case SZ_STATUS_UNKNOWN:
    draw_dashed_circle (cr, cx, cy, r);
    break;
  case SZ_STATUS_NEUTRAL:
    cairo_arc (cr, cx, cy, r * 0.4, 0, 2 * G_PI);
    cairo_fill (cr);
    break;
  }
}

/* --- strip --- */

static double
cell_height (SzStatus status)
{
  switch (status) {
  case SZ_STATUS_ALARM:
    return 16;
  case SZ_STATUS_ATTENTION:
    return 11;
  case SZ_STATUS_UNKNOWN:
    return 11;
  case SZ_STATUS_GOOD:
  case SZ_STATUS_NEUTRAL:
    break;
  }
  return 6;
}

static SzColour
cell_colour (const SzTheme *theme, SzStatus status)
{
  switch (status) {
  case SZ_STATUS_ALARM:
    return theme->status_alarm_fill;
  case SZ_STATUS_ATTENTION:
    return theme->status_attention_fill;
  case SZ_STATUS_GOOD:
    return theme->status_good_cell;
  case SZ_STATUS_UNKNOWN:
  case SZ_STATUS_NEUTRAL:
    break;
  }
  return theme->line_hair;
}

static void
draw_cell (SzCanvas *canvas, SzStatus status, SzRect cell)
{
  const double dash[] = { 3, 2 };

  sz_canvas_mark (canvas, SZ_MARK_MARK, cell, NULL, "status-cell");
  if (status != SZ_STATUS_UNKNOWN) {
    sz_canvas_fill (canvas, cell, cell_colour (canvas->theme, status));
    return;
  }
  if (canvas->cr == NULL)
    return;
  sz_canvas_source (canvas, canvas->theme->status_unknown, 1);
  cairo_set_line_width (canvas->cr, 1);
  cairo_set_dash (canvas->cr, dash, 2, 0);
  cairo_rectangle (canvas->cr, cell.x + 0.5, cell.y + 0.5, MAX (cell.width - 1, 0.5), cell.height - 1);
  cairo_stroke (canvas->cr);
  cairo_set_dash (canvas->cr, NULL, 0, 0);
}

double
sz_status_strip (SzCanvas *canvas, const SzTile *tile, double x, double top, double width)
{
  g_autoptr (GPtrArray) figures = g_ptr_array_new ();

  if (tile->lead != NULL)
    g_ptr_array_add (figures, tile->lead);
  for (guint i = 0; tile->figures != NULL && i < tile->figures->len; i++) {
    SzFigure *figure = g_ptr_array_index (tile->figures, i);
    if (tile->lead == NULL || (figure != tile->lead && g_strcmp0 (figure->id, tile->lead->id) != 0))
      g_ptr_array_add (figures, figure);
  }
  const guint n = figures->len;
  if (n == 0)
    return 0;
  /* A hall with very many figures gets thinner gaps, never fewer cells. */
  const double gap = MIN (3, width / (4.0 * n));
  const double pitch = (width + gap) / n;

  for (guint i = 0; i < n; i++) {
    const SzFigure *figure = g_ptr_array_index (figures, i);
    const SzStatus status = canvas->stale ? SZ_STATUS_NEUTRAL : figure->status;
    const double height = cell_height (status);

    draw_cell (canvas, status, (SzRect){ x + i * pitch, top + 16 - height, pitch - gap, height });
  }
  return 16;
}
