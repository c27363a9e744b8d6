/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ring, gauge, alert radar and the strip on its own. */

#include "sz-tile.h"

#include <math.h>

#define RING_MAX 4u
#define RADAR_MAX 12u
#define RING_MIN 40.0

/* --- strip --- */

/* The cells of the strip, then the names of those that are not on target. */
double
sz_tile_strip (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  const double strip = sz_status_strip (canvas, tile, body.x, body.y, body.width);

  return strip + 10 + sz_figure_table (canvas, tile, body.x, body.y + strip + 10, body.width);
}

/* --- ring --- */

typedef struct {
  SzCanvas *canvas;
  const SzTile *tile;
  double total;
  guint n;
} Ring;

static double
share_of (const Ring *ring, guint i)
{
  const double value = ((const SzPart *)g_ptr_array_index (ring->tile->parts, i))->value;

  return isfinite (value) && value > 0 ? value / ring->total : 0;
}

/* Beyond the fourth all parts are one, in grey. */
static double
draw_slice (Ring *ring, double cx, double cy, double radius, double thickness, double from, double share,
            SzColour colour)
{
  SzCanvas *canvas = ring->canvas;

  if (canvas->cr == NULL || share <= 0)
    return from + share;
  sz_canvas_source (canvas, colour, 1);
  cairo_set_line_width (canvas->cr, thickness);
  cairo_new_path (canvas->cr);
  cairo_arc (canvas->cr, cx, cy, radius, 2 * G_PI * from - G_PI_2, 2 * G_PI * (from + share) - G_PI_2);
  cairo_stroke (canvas->cr);
  /* A thin cut of paper between the parts. */
  sz_canvas_source (canvas, canvas->paper, 1);
  cairo_set_line_width (canvas->cr, 1.5);
  const double angle = 2 * G_PI * (from + share) - G_PI_2;
  cairo_move_to (canvas->cr, cx + (radius - thickness / 2) * cos (angle),
                 cy + (radius - thickness / 2) * sin (angle));
  cairo_line_to (canvas->cr, cx + (radius + thickness / 2) * cos (angle),
                 cy + (radius + thickness / 2) * sin (angle));
  cairo_stroke (canvas->cr);
  return from + share;
}

static double
draw_legend (Ring *ring, double rest, double x, double top, double width)
{
  SzCanvas *canvas = ring->canvas;
  const SzTheme *theme = canvas->theme;
  const double row = round (theme->type.table * 1.9);
  const guint rows = ring->n + (rest > 1e-9 ? 1 : 0);

  for (guint i = 0; i < rows; i++) {
    const SzPart *part = i < ring->n ? g_ptr_array_index (ring->tile->parts, i) : NULL;
    const double baseline = top + i * row + round (row * 0.68);
    g_autofree char *share = sz_number_text (100 * (part != NULL ? share_of (ring, i) : rest), "%");
    const double wide = sz_text_width (share, theme->type.table, TRUE);

    sz_canvas_fill (canvas, (SzRect){ x, baseline - 9, 9, 9 },
                    part != NULL ? theme->cat[i] : theme->reference);
    sz_canvas_name (canvas, part != NULL ? part->name : _ ("Others"),
                    SZ_PEN (theme->type.table, FALSE, theme->text_primary), x + 16, baseline,
                    width - 16 - wide - 10);
    sz_canvas_text (canvas, share, SZ_PEN (theme->type.table, TRUE, theme->text_primary), x + width, baseline,
                    SZ_ALIGN_RIGHT);
    if (part != NULL)
      sz_part_hit (canvas, ring->tile, part, (SzRect){ x, top + i * row, width, row });
  }
  return rows * row;
}

double
sz_tile_ring (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  const SzTheme *theme = canvas->theme;
  Ring ring = { .canvas = canvas, .tile = tile };
  double from = 0;

  for (guint i = 0; i < tile->parts->len; i++) {
    const double value = ((const SzPart *)g_ptr_array_index (tile->parts, i))->value;
    ring.total += isfinite (value) && value > 0 ? value : 0;
  }
  ring.n = MIN (tile->parts->len, RING_MAX);
  if (!(ring.total > 0) || !isfinite (ring.total))
    return sz_canvas_paragraph (canvas, _ ("no data"),
                                SZ_PEN (theme->type.table, FALSE, theme->text_secondary), body.x, body.y,
                                body.width);
  const gboolean beside = body.width >= 260;
  const double size = CLAMP (beside ? MIN (body.width * 0.42, MAX (body.height, 130)) : body.width, 90, 170);
  const double thickness = size * 0.15, radius = (size - thickness) / 2;
  const double cx = body.x + (beside ? size : body.width) / 2, cy = body.y + 6 + size / 2;

  for (guint i = 0; i < ring.n; i++)
    from = draw_slice (&ring, cx, cy, radius, thickness, from, share_of (&ring, i), theme->cat[i]);
  const double rest = MAX (0, 1 - from);
  draw_slice (&ring, cx, cy, radius, thickness, from, rest, theme->reference);
  sz_canvas_mark (canvas, SZ_MARK_MARK, (SzRect){ cx - size / 2, cy - size / 2, size, size }, NULL, "ring");
  SzNumberText number;
  sz_number_format (ring.total, tile->unit, &number);
  const double inner = 2 * (radius - thickness / 2) * 0.82;
  const double text = sz_text_fit (number.number, 22, TRUE, inner);
  if (sz_text_width (number.number, text, TRUE) <= inner)
    sz_canvas_text (canvas, number.number, SZ_PEN (text, TRUE, theme->text_primary), cx, cy + text * 0.2,
                    SZ_ALIGN_CENTRE);
  if (sz_text_width (number.unit, theme->type.caption, FALSE) <= inner * 0.8)
    sz_canvas_text (canvas, number.unit, SZ_PEN (theme->type.caption, FALSE, theme->text_secondary), cx,
                    cy + text * 0.2 + theme->type.caption * 1.4, SZ_ALIGN_CENTRE);
  if (!beside)
    return size + 14 + draw_legend (&ring, rest, body.x, body.y + size + 14, body.width);
  return fmax (size + 12,
               8 + draw_legend (&ring, rest, body.x + size + 22, body.y + 8, body.width - size - 22));
}

/* --- gauge --- */

static void
draw_arc (SzCanvas *canvas, double cx, double cy, double radius, double thickness, double from, double to,
          SzColour colour)
{
  if (canvas->cr == NULL || to <= from)
    return;
  sz_canvas_source (canvas, colour, 1);
  cairo_set_line_width (canvas->cr, thickness);
  cairo_new_path (canvas->cr);
  cairo_arc (canvas->cr, cx, cy, radius, G_PI * (1 + from), G_PI * (1 + to));
  cairo_stroke (canvas->cr);
}

static void
draw_arc_tick (SzCanvas *canvas, double cx, double cy, double radius, double thickness, double at,
               double width, SzColour colour)
{
  if (canvas->cr == NULL || !isfinite (at) || at < 0 || at > 1)
    return;
  const double angle = G_PI * (1 + at), inner = radius - thickness / 2 - 3,
               outer = radius + thickness / 2 + 3;

  sz_canvas_source (canvas, colour, 1);
  cairo_set_line_width (canvas->cr, width);
  cairo_move_to (canvas->cr, cx + inner * cos (angle), cy + inner * sin (angle));
  cairo_line_to (canvas->cr, cx + outer * cos (angle), cy + outer * sin (angle));
  cairo_stroke (canvas->cr);
}

/* Half a circle from x_start to x_end; the target and a year ago as ticks on it. */
double
sz_tile_gauge (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  const SzTheme *theme = canvas->theme;
  const SzFigure *lead = tile->lead;
  const double low = isfinite (tile->x_start) ? tile->x_start : 0;
  const double high = isfinite (tile->x_end) && tile->x_end > low ? tile->x_end : low + 100;
  const double width = CLAMP (MIN (body.width, 240), 120, 240), thickness = width * 0.085;
  const double radius = (width - thickness) / 2 - 4, cx = body.x + MIN (body.width, 300) / 2;
  const double cy = body.y + radius + thickness / 2 + 8;
  const double share = isfinite (lead->value) ? CLAMP ((lead->value - low) / (high - low), 0, 1) : 0;
  SzNumberText number;

  draw_arc (canvas, cx, cy, radius, thickness, 0, 1, theme->status_unknown_tint);
  draw_arc (canvas, cx, cy, radius, thickness, 0, share,
            canvas->stale ? theme->reference : sz_status_fill (theme, lead->status));
  draw_arc_tick (canvas, cx, cy, radius, thickness, (tile->target - low) / (high - low), 2.5,
                 theme->text_primary);
  if (isfinite (lead->year_change))
    draw_arc_tick (canvas, cx, cy, radius, thickness, (lead->value - lead->year_change - low) / (high - low),
                   1.5, theme->reference);
  sz_canvas_mark (canvas, SZ_MARK_MARK, (SzRect){ cx - width / 2, body.y + 4, width, radius + thickness },
                  NULL, "gauge");
  sz_number_format (lead->value, lead->unit, &number);
  const double inner = 2 * (radius - thickness) * 0.8,
               size = sz_text_fit (number.number, theme->type.tile, TRUE, inner);
  if (sz_text_width (number.number, size, TRUE) <= inner)
    sz_canvas_text (canvas, number.number,
                    SZ_PEN (size, TRUE, canvas->stale ? theme->text_tertiary : theme->text_primary), cx, cy,
                    SZ_ALIGN_CENTRE);
  g_autofree char *from = sz_line_number (low, lead->unit);
  g_autofree char *to = sz_line_number (high, lead->unit);
  const SzPen pen = SZ_PEN (theme->type.caption, FALSE, theme->text_tertiary);
  const double line = cy + round (pen.size * 1.5);
  sz_canvas_label (canvas, from, pen, cx - radius, line, SZ_ALIGN_CENTRE);
  sz_canvas_label (canvas, to, pen, cx + radius, line, SZ_ALIGN_CENTRE);
  double used = line + 8 - body.y;
  used += sz_figure_judgement (canvas, lead, body.x, body.y + used, body.width);
  sz_figure_hit (canvas, lead, (SzRect){ body.x, body.y, body.width, used });
  if (canvas->picture != NULL && isfinite (lead->value)) {
    g_autofree char *card = sz_draw_figure_sentence (lead);
    const SzRect arc = { MAX (cx - width / 2, body.x), body.y + 4, MIN (width, body.width),
                         radius + thickness };

    /* The point is the end of the arc. */
    sz_canvas_tip (canvas, arc, cx + radius * cos (G_PI * (1 + share)),
                   cy + radius * sin (G_PI * (1 + share)), card);
  }
  return used;
}

/* --- alert radar --- */

/* A spoke's length is the value as a share of its threshold; the dashed ring is 100 %. */
static void
draw_spoke (SzCanvas *canvas, const SzPart *part, double cx, double cy, double ring, double angle)
{
  const SzTheme *theme = canvas->theme;
  const double share = isfinite (part->value) ? CLAMP (part->value / 100, 0, 1.35) : 0;
  const double x = cx + share * ring * cos (angle), y = cy + share * ring * sin (angle);

  if (canvas->cr == NULL)
    return;
  sz_canvas_source (canvas, theme->line_grid, 1);
  cairo_set_line_width (canvas->cr, 1);
  cairo_move_to (canvas->cr, cx, cy);
  cairo_line_to (canvas->cr, cx + ring * cos (angle), cy + ring * sin (angle));
  cairo_stroke (canvas->cr);
  sz_canvas_source (canvas, canvas->stale ? theme->reference : sz_status_fill (theme, part->status), 1);
  cairo_set_line_width (canvas->cr, 4);
  cairo_move_to (canvas->cr, cx, cy);
  cairo_line_to (canvas->cr, x, y);
  cairo_stroke (canvas->cr);
  if (share > 0) {
    cairo_arc (canvas->cr, x, y, 4, 0, 2 * G_PI);
    cairo_fill (canvas->cr);
  }
}

/* "等候 114%": how far along its spoke a rule is; where there is no room for that, its name. (transfer full)
 */
static char *
spoke_text (const SzPart *part, gboolean shares)
{
  if (!shares)
    return g_strdup (part->name);
  return isfinite (part->value) ? g_strdup_printf ("%s %.0f%%", part->name, part->value)
                                : g_strdup_printf ("%s %s", part->name, _ ("no data"));
}

typedef struct {
  SzPen pen;
  SzAlign align;
  double x, y, room; /* where the name begins, ends or has its middle; how wide it may be */
} SpokeName;

static SpokeName
place_spoke_name (const SzCanvas *canvas, const SzPart *part, SzRect body, double cx, double cy, double ring,
                  double angle)
{
  const SzTheme *theme = canvas->theme;
  const gboolean heavy = part->status == SZ_STATUS_ALARM && !canvas->stale;
  const double far = ring * 1.35 + 8, x = cx + far * cos (angle);
  const double left = x - body.x, right = body.x + body.width - x;
  SpokeName place = { .pen = SZ_PEN (theme->type.caption, heavy,
                                     heavy ? theme->status_alarm : theme->text_secondary),
                      .x = x,
                      .y = cy + far * sin (angle) };

  place.align = fabs (cos (angle)) < 0.3 ? SZ_ALIGN_CENTRE : cos (angle) > 0 ? SZ_ALIGN_LEFT : SZ_ALIGN_RIGHT;
  place.room = place.align == SZ_ALIGN_CENTRE ? 2 * MIN (left, right)
               : place.align == SZ_ALIGN_LEFT ? right
                                              : left;
  return place;
}

/* On one line, or wrapped on two. */
static gboolean
fits (const SzPart *part, const SpokeName *place, gboolean shares)
{
  g_autofree char *name = spoke_text (part, shares);
  const SzText *text;

  if (sz_text_width (name, place->pen.size, place->pen.bold) <= place->room)
    return TRUE;
  text = sz_text_get (name, place->pen.size, place->pen.bold, SZ_TEXT_WRAP, MAX (place->room, 1));
  return text->width <= place->room + 0.5 && text->height < 3.4 * place->pen.size;
}

/* A name of many lines must not reach into what stands below the chart. */
static gboolean
stays_within (const char *name, const SpokeName *place, SzRect body, double cy)
{
  const SzText *text = sz_text_get (name, place->pen.size, place->pen.bold, SZ_TEXT_WRAP, place->room);

  return place->y - text->height / 2 >= body.y - 4 && place->y + text->height / 2 <= 2 * cy - body.y + 4;
}

static void
draw_spoke_name (SzCanvas *canvas, const SzTile *tile, const SzPart *part, SzRect body, double cx, double cy,
                 double ring, double angle, gboolean shares)
{
  const SpokeName place = place_spoke_name (canvas, part, body, cx, cy, ring, angle);
  g_autofree char *name = spoke_text (part, shares);
  const double wide = sz_text_width (name, place.pen.size, place.pen.bold);

  if (wide <= place.room || place.room < 24)
    sz_canvas_label (canvas, name, place.pen, place.x, place.y + place.pen.size * 0.36, place.align);
  else if (stays_within (name, &place, body, cy))
    sz_canvas_label_lines (canvas, name, place.pen, place.x, place.y, place.room, place.align);
  sz_part_hit (canvas, tile, part,
               (SzRect){ cx + ring * 0.7 * cos (angle) - 22, cy + ring * 0.7 * sin (angle) - 22, 44, 44 });
}

/* As large as leaves room for every name; FALSE: the smallest leaves none. */
static gboolean
fit_ring (const SzCanvas *canvas, const SzTile *tile, SzRect body, double cx, double cy, gboolean shares,
          double *ring)
{
  const guint n = MIN (tile->parts->len, RADAR_MAX);
  gboolean all = FALSE;

  for (; !all && *ring > RING_MIN; *ring -= all ? 0 : 4) {
    all = TRUE;
    for (guint i = 0; i < n && all; i++) {
      const SzPart *part = g_ptr_array_index (tile->parts, i);
      const SpokeName place = place_spoke_name (canvas, part, body, cx, cy, *ring, 2 * G_PI * i / n - G_PI_2);

      all = fits (part, &place, shares);
    }
  }
  return all;
}

double
sz_tile_radar (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  const SzTheme *theme = canvas->theme;
  const guint n = MIN (tile->parts->len, RADAR_MAX);
  const double size = CLAMP (MIN (body.width, MAX (body.height, 190)), 150, 280);
  const double cx = body.x + MAX (body.width, size) / 2, cy = body.y + size / 2 + 4;
  const double most = size / 2 / 1.35 - 22;
  double ring = most;
  const gboolean shares = fit_ring (canvas, tile, body, cx, cy, TRUE, &ring);

  if (!shares) {
    ring = most;
    fit_ring (canvas, tile, body, cx, cy, FALSE, &ring);
  }

  if (canvas->cr != NULL) {
    const double dash[] = { 4, 3 };

    sz_canvas_source (canvas, theme->status_alarm, 1);
    cairo_set_line_width (canvas->cr, 1.25);
    cairo_set_dash (canvas->cr, dash, 2, 0);
    cairo_new_path (canvas->cr);
    for (guint i = 0; i < n && n > 2; i++)
      cairo_line_to (canvas->cr, cx + ring * cos (2 * G_PI * i / n - G_PI_2),
                     cy + ring * sin (2 * G_PI * i / n - G_PI_2));
    if (n <= 2)
      cairo_arc (canvas->cr, cx, cy, ring, 0, 2 * G_PI);
    cairo_close_path (canvas->cr);
    cairo_stroke (canvas->cr);
    cairo_set_dash (canvas->cr, NULL, 0, 0);
  }
  sz_canvas_mark (canvas, SZ_MARK_MARK, (SzRect){ cx - ring, cy - ring, 2 * ring, 2 * ring }, NULL, "radar");
  for (guint i = 0; i < n; i++)
    draw_spoke (canvas, g_ptr_array_index (tile->parts, i), cx, cy, ring, 2 * G_PI * i / n - G_PI_2);
  for (guint i = 0; i < n; i++)
    draw_spoke_name (canvas, tile, g_ptr_array_index (tile->parts, i), body, cx, cy, ring,
                     2 * G_PI * i / n - G_PI_2, shares);
  return size + 12;
}
