/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-canvas.h"

#include <math.h>

/* Room between an optional label and any other text. */
#define LABEL_ROOM 4.0

SzCanvas
sz_canvas_probe (const SzCanvas *canvas)
{
  SzCanvas probe = *canvas;

  probe.picture = NULL;
  probe.cr = NULL;
  return probe;
}

/* --- marks --- */

static SzRect
scale_rect (const SzCanvas *canvas, SzRect r)
{
  return (SzRect){ r.x * canvas->scale, r.y * canvas->scale, r.width * canvas->scale,
                   r.height * canvas->scale };
}

guint
sz_canvas_mark (SzCanvas *canvas, SzMarkKind kind, SzRect rect, const char *text, const char *id)
{
  if (canvas->picture == NULL)
    return 0;
  GStringChunk *strings = canvas->picture->strings;
  const SzMark mark = {
    .kind = kind,
    .rect = scale_rect (canvas, rect),
    .text = text != NULL ? g_string_chunk_insert (strings, text) : NULL,
    .id = id != NULL ? g_string_chunk_insert_const (strings, id) : NULL,
    .tile = canvas->tile,
  };

  g_array_append_val (canvas->picture->marks, mark);
  return canvas->picture->marks->len - 1;
}

void
sz_canvas_resize (SzCanvas *canvas, guint index, double height)
{
  if (canvas->picture != NULL)
    g_array_index (canvas->picture->marks, SzMark, index).rect.height = height * canvas->scale;
}

void
sz_canvas_hit (SzCanvas *canvas, SzRect rect, const char *sentence, const char *prefix, const char *id)
{
  if (canvas->picture == NULL)
    return;
  g_autofree char *whole = g_strconcat (prefix, id, NULL);
  sz_canvas_mark (canvas, SZ_MARK_HIT, rect, sentence, whole);
}

void
sz_canvas_tip (SzCanvas *canvas, SzRect rect, double x, double y, const char *text)
{
  if (canvas->picture == NULL)
    return;
  const guint index = sz_canvas_mark (canvas, SZ_MARK_TIP, rect, text, NULL);
  SzMark *mark = &g_array_index (canvas->picture->marks, SzMark, index);
  mark->x = x * canvas->scale;
  mark->y = y * canvas->scale;
}

/* --- text --- */

static void
show_text (SzCanvas *canvas, const char *text, const SzText *shaped, SzPen pen, double x, double baseline)
{
  if (canvas->cr == NULL)
    return;
  sz_canvas_source (canvas, pen.colour, 1);
  cairo_move_to (canvas->cr, x, baseline - shaped->baseline);
  pango_cairo_show_layout (canvas->cr, shaped->layout);
  /* The current point stays after text and would start the next line. */
  cairo_new_path (canvas->cr);
  const SzRect ink = { x + shaped->ink.x, baseline + shaped->ink.y, shaped->ink.width, shaped->ink.height };
  const guint index = sz_canvas_mark (canvas, SZ_MARK_TEXT, ink, text, NULL);
  SzMark *mark = &g_array_index (canvas->picture->marks, SzMark, index);
  mark->size = MAX (pen.size, 12) * canvas->scale;
  mark->ink = pen.colour;
  mark->paper = canvas->paper;
}

/* Whole pixels: Cairo rounds the place of every glyph by itself, so that from anywhere between two pixels the
 * spaces of a line would come out as different widths. */
static double
align_left (const SzCanvas *canvas, double x, double width, SzAlign align)
{
  const double left = align == SZ_ALIGN_LEFT ? x : align == SZ_ALIGN_RIGHT ? x - width : x - width / 2;

  return round (left * canvas->scale) / canvas->scale;
}

double
sz_canvas_text (SzCanvas *canvas, const char *text, SzPen pen, double x, double baseline, SzAlign align)
{
  if (text == NULL || *text == '\0')
    return 0;
  const SzText *shaped = sz_text_get (text, pen.size, pen.bold, SZ_TEXT_LINE, 0);
  show_text (canvas, text, shaped, pen, align_left (canvas, x, shaped->width, align), baseline);
  return shaped->width;
}

double
sz_canvas_name (SzCanvas *canvas, const char *text, SzPen pen, double x, double baseline, double width)
{
  if (text == NULL || *text == '\0')
    return 0;
  if (sz_text_width (text, pen.size, pen.bold) <= width)
    return sz_canvas_text (canvas, text, pen, x, baseline, SZ_ALIGN_LEFT);
  if (width < 2 * pen.size)
    return 0;
  const SzText *shaped = sz_text_get (text, pen.size, pen.bold, SZ_TEXT_ELLIPSIS, width);
  show_text (canvas, text, shaped, pen, x, baseline);
  return shaped->width;
}

double
sz_canvas_paragraph (SzCanvas *canvas, const char *text, SzPen pen, double x, double top, double width)
{
  if (text == NULL || *text == '\0')
    return 0;
  const SzText *shaped = sz_text_get (text, pen.size, pen.bold, SZ_TEXT_WRAP, width);
  show_text (canvas, text, shaped, pen, x, top + shaped->baseline);
  return shaped->height;
}

static gboolean
is_free (const SzCanvas *canvas, SzRect ink)
{
  const SzRect *b = &canvas->bounds;

  if (ink.x < b->x || ink.y < b->y || ink.x + ink.width > b->x + b->width ||
      ink.y + ink.height > b->y + b->height)
    return FALSE;
  if (canvas->picture == NULL)
    return TRUE;
  ink = (SzRect){ ink.x - LABEL_ROOM, ink.y - 1, ink.width + 2 * LABEL_ROOM, ink.height + 2 };
  ink = scale_rect (canvas, ink);
  for (guint i = canvas->fence; i < canvas->picture->marks->len; i++) {
    const SzMark *mark = &g_array_index (canvas->picture->marks, SzMark, i);
    const SzRect *r = &mark->rect;

    if (mark->kind == SZ_MARK_TEXT && ink.x < r->x + r->width && r->x < ink.x + ink.width &&
        ink.y < r->y + r->height && r->y < ink.y + ink.height)
      return FALSE;
  }
  return TRUE;
}

static gboolean
set_label (SzCanvas *canvas, const char *text, SzPen pen, double x, double baseline, SzAlign align,
           gboolean halo)
{
  if (text == NULL || *text == '\0')
    return FALSE;
  const SzText *shaped = sz_text_get (text, pen.size, pen.bold, SZ_TEXT_LINE, 0);
  const double left = align_left (canvas, x, shaped->width, align);
  const SzRect ink = { left + shaped->ink.x, baseline + shaped->ink.y, shaped->ink.width,
                       shaped->ink.height };

  if (!is_free (canvas, ink))
    return FALSE;
  if (halo && canvas->cr != NULL) {
    sz_canvas_source (canvas, canvas->paper, 0.85);
    cairo_rectangle (canvas->cr, ink.x - 2, ink.y - 2, ink.width + 4, ink.height + 4);
    cairo_fill (canvas->cr);
  }
  show_text (canvas, text, shaped, pen, left, baseline);
  return TRUE;
}

gboolean
sz_canvas_label (SzCanvas *canvas, const char *text, SzPen pen, double x, double baseline, SzAlign align)
{
  return set_label (canvas, text, pen, x, baseline, align, FALSE);
}

gboolean
sz_canvas_label_halo (SzCanvas *canvas, const char *text, SzPen pen, double x, double baseline, SzAlign align)
{
  return set_label (canvas, text, pen, x, baseline, align, TRUE);
}

gboolean
sz_canvas_label_lines (SzCanvas *canvas, const char *text, SzPen pen, double x, double middle, double width,
                       SzAlign align)
{
  if (text == NULL || *text == '\0')
    return FALSE;
  const SzText *shaped = sz_text_get (text, pen.size, pen.bold, SZ_TEXT_WRAP, width);
  const double left = align_left (canvas, x, shaped->width, align),
               baseline = middle - shaped->height / 2 + shaped->baseline;
  const SzRect ink = { left + shaped->ink.x, baseline + shaped->ink.y, shaped->ink.width,
                       shaped->ink.height };

  if (!is_free (canvas, ink))
    return FALSE;
  show_text (canvas, text, shaped, pen, left, baseline);
  return TRUE;
}

/* --- shapes --- */

void
sz_canvas_source (SzCanvas *canvas, SzColour colour, double alpha)
{
  cairo_set_source_rgba (canvas->cr, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0,
                         (colour & 0xff) / 255.0, alpha);
}

void
sz_canvas_fill (SzCanvas *canvas, SzRect rect, SzColour colour)
{
  if (canvas->cr == NULL || rect.width <= 0 || rect.height <= 0)
    return;
  sz_canvas_source (canvas, colour, 1);
  cairo_rectangle (canvas->cr, rect.x, rect.y, rect.width, rect.height);
  cairo_fill (canvas->cr);
}

void
sz_canvas_fill_rounded (SzCanvas *canvas, SzRect r, double radius, SzColour colour)
{
  if (canvas->cr == NULL)
    return;
  sz_canvas_source (canvas, colour, 1);
  cairo_new_path (canvas->cr);
  cairo_arc (canvas->cr, r.x + r.width - radius, r.y + radius, radius, -G_PI_2, 0);
  cairo_arc (canvas->cr, r.x + r.width - radius, r.y + r.height - radius, radius, 0, G_PI_2);
  cairo_arc (canvas->cr, r.x + radius, r.y + r.height - radius, radius, G_PI_2, G_PI);
  cairo_arc (canvas->cr, r.x + radius, r.y + radius, radius, G_PI, 1.5 * G_PI);
  cairo_close_path (canvas->cr);
  cairo_fill (canvas->cr);
}

/* Middle of the pixel row a line of odd width covers. */
static double
snap (const SzCanvas *canvas, double position, double width)
{
  const double device = position * canvas->scale;
  const gboolean odd = (int)rint (width * canvas->scale) % 2 == 1;

  return (odd ? floor (device) + 0.5 : rint (device)) / canvas->scale;
}

void
sz_canvas_hline (SzCanvas *canvas, double x0, double x1, double y, double width, SzColour colour)
{
  if (canvas->cr == NULL)
    return;
  sz_canvas_source (canvas, colour, 1);
  cairo_set_line_width (canvas->cr, width);
  cairo_move_to (canvas->cr, x0, snap (canvas, y, width));
  cairo_line_to (canvas->cr, x1, snap (canvas, y, width));
  cairo_stroke (canvas->cr);
}

void
sz_canvas_vline (SzCanvas *canvas, double x, double y0, double y1, double width, SzColour colour)
{
  if (canvas->cr == NULL)
    return;
  sz_canvas_source (canvas, colour, 1);
  cairo_set_line_width (canvas->cr, width);
  cairo_move_to (canvas->cr, snap (canvas, x, width), y0);
  cairo_line_to (canvas->cr, snap (canvas, x, width), y1);
  cairo_stroke (canvas->cr);
}

static const double threshold_dash[] = { 5, 3 };

void
sz_canvas_dashed_hline (SzCanvas *canvas, double x0, double x1, double y, double width, SzColour colour)
{
  if (canvas->cr == NULL)
    return;
  cairo_set_dash (canvas->cr, threshold_dash, 2, 0);
  sz_canvas_hline (canvas, x0, x1, y, width, colour);
  cairo_set_dash (canvas->cr, NULL, 0, 0);
}

void
sz_canvas_dashed_vline (SzCanvas *canvas, double x, double y0, double y1, double width, SzColour colour)
{
  if (canvas->cr == NULL)
    return;
  cairo_set_dash (canvas->cr, threshold_dash, 2, 0);
  sz_canvas_vline (canvas, x, y0, y1, width, colour);
  cairo_set_dash (canvas->cr, NULL, 0, 0);
}

void
sz_canvas_outline (SzCanvas *canvas, SzRect rect, double width, SzColour colour, gboolean dashed)
{
  if (canvas->cr == NULL || rect.width <= 2 * width || rect.height <= 2 * width)
    return;
  sz_canvas_source (canvas, colour, 1);
  cairo_set_line_width (canvas->cr, width);
  if (dashed)
    cairo_set_dash (canvas->cr, threshold_dash, 2, 0);
  cairo_rectangle (canvas->cr, rect.x + width / 2, rect.y + width / 2, rect.width - width,
                   rect.height - width);
  cairo_stroke (canvas->cr);
  cairo_set_dash (canvas->cr, NULL, 0, 0);
}

void
sz_canvas_hatch (SzCanvas *canvas, SzRect rect)
{
  if (canvas->cr == NULL || rect.width < 1 || rect.height < 1)
    return;
  cairo_save (canvas->cr);
  cairo_rectangle (canvas->cr, rect.x, rect.y, rect.width, rect.height);
  cairo_clip (canvas->cr);
  sz_canvas_source (canvas, canvas->theme->line_hair, 1);
  cairo_set_line_width (canvas->cr, 1.25);
  /* One lattice for the whole page, so that neighbouring hatches meet. */
  const double first = floor ((rect.x + rect.y) / 6) * 6;
  for (double s = first; s < rect.x + rect.width + rect.y + rect.height; s += 6) {
    cairo_move_to (canvas->cr, s - rect.y, rect.y);
    cairo_line_to (canvas->cr, s - rect.y - rect.height, rect.y + rect.height);
  }
  cairo_stroke (canvas->cr);
  cairo_restore (canvas->cr);
}

void
sz_canvas_dot (SzCanvas *canvas, double x, double y, double radius, SzColour colour)
{
  if (canvas->cr == NULL)
    return;
  sz_canvas_source (canvas, canvas->paper, 1);
  cairo_arc (canvas->cr, x, y, radius + 1.5, 0, 2 * G_PI);
  cairo_fill (canvas->cr);
  sz_canvas_source (canvas, colour, 1);
  cairo_arc (canvas->cr, x, y, radius, 0, 2 * G_PI);
  cairo_fill (canvas->cr);
}
