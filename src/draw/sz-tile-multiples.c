/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile.h"

#include <math.h>

#define GAP 24.0
#define PANEL_MIN 128.0
#define PLOT_MIN 64.0
#define NOTE_GAP 8.0
#define LABEL_CLEAR 6.0

typedef struct {
  SzCanvas *canvas;
  const SzTile *tile;
  SzTicks y; /* shared by all panels: heights compare across them */
  double x0, x1;
  guint columns;
  double width;       /* of a panel */
  double note_height; /* the tallest note, so that the plots line up */
  gboolean labelled;  /* the limit is named, once for all panels */
} Panels;

static gboolean
has_lines (const SzTile *tile)
{
  for (guint i = 0; i < tile->parts->len; i++)
    if (((const SzPart *)g_ptr_array_index (tile->parts, i))->series != NULL)
      return TRUE;
  return FALSE;
}

static void
share_scale (Panels *panels)
{
  const SzTile *tile = panels->tile;
  double min = NAN, max = NAN, first = INFINITY, last = -INFINITY;
  SzPlot plot = { 0 };

  for (guint i = 0; i < tile->parts->len; i++) {
    const SzSeries *series = ((const SzPart *)g_ptr_array_index (tile->parts, i))->series;
    if (series != NULL && series->length > 0) {
      first = MIN (first, series->x[0]);
      last = MAX (last, series->x[series->length - 1]);
    }
  }
  const gboolean stated = isfinite (tile->x_start) && isfinite (tile->x_end) && tile->x_end > tile->x_start;
  panels->x0 = plot.x0 = stated ? tile->x_start : isfinite (first) ? first : 0;
  panels->x1 = plot.x1 = stated ? tile->x_end : isfinite (last) ? last : 1;
  /* Days are points at their starts: the axis ends with the last day, not with the midnight after it. */
  if (stated && tile->daily && tile->x_end - tile->x_start > 2 * (double)SZ_DAY_MS)
    panels->x1 = plot.x1 = tile->x_end - (double)SZ_DAY_MS;
  for (guint i = 0; i < tile->parts->len; i++) {
    const SzSeries *series = ((const SzPart *)g_ptr_array_index (tile->parts, i))->series;
    if (series != NULL)
      sz_plot_series_range (&plot, series, &min, &max);
  }
  const gboolean zero = sz_ticks_want_zero (min, max);
  sz_plot_add_line (tile->limit, &min, &max);
  sz_ticks_for_range (min, max, zero, &panels->y);
  /* No grid here: the scale ends just above the highest line. */
  if (isfinite (max))
    panels->y.high = MAX (max + 0.05 * (max - panels->y.low), panels->y.low + panels->y.step * 1e-3);
}

/* No panel is narrower than the longest number in the smallest type with its status. */
static double
least_width (const SzTile *tile)
{
  double least = PANEL_MIN;

  for (guint i = 0; i < tile->parts->len; i++) {
    SzNumberText text;
    sz_number_format (((const SzPart *)g_ptr_array_index (tile->parts, i))->value, tile->unit, &text);
    least = fmax (least, sz_text_width (text.number, 12, TRUE) + 22);
  }
  return least;
}

static guint
count_columns (double width, double least, guint parts)
{
  guint columns = 4;

  /* A page's whole width is one row of all. */
  if (parts == 6 && (width - 5 * GAP) / 6 >= least + 24)
    return 6;
  while (columns > 1 && (width - (columns - 1) * GAP) / columns < least + (columns > 3 ? 60 : 0))
    columns--;
  /* Six are 3 + 3 rather than 4 + 2. */
  if (columns == 4 && parts % 4 != 0)
    columns = 3;
  return MAX (1, MIN (columns, parts));
}

static double
number_size (const Panels *panels)
{
  return panels->canvas->theme->type.section + 1;
}

/* --- one panel --- */

/* Name left, status and number right; a name that would have no room stands above its number. */
static double
draw_head (Panels *panels, const SzPart *part, double x, double top)
{
  SzCanvas *canvas = panels->canvas;
  const SzTheme *theme = canvas->theme;
  const gboolean marked =
      !canvas->stale && (part->status == SZ_STATUS_ALARM || part->status == SZ_STATUS_ATTENTION);
  const gboolean missing = !isfinite (part->value);
  SzNumberText text;

  sz_number_format (part->value, panels->tile->unit, &text);
  const double size =
      sz_text_fit (text.number, number_size (panels), TRUE, panels->width - (marked ? 18 : 0));
  const double wide = sz_text_width (text.number, size, TRUE) + (marked ? 18 : 0);
  const double line = round (theme->type.section * 1.5);
  const gboolean stacked = panels->width - wide - 8 < 48;
  const double baseline = top + round (line * 0.74), number_baseline = baseline + (stacked ? line : 0);
  const double right = x + panels->width;

  sz_canvas_name (
      canvas, part->name,
      SZ_PEN (theme->type.table, part->status == SZ_STATUS_ALARM && !canvas->stale, theme->text_primary), x,
      baseline, stacked ? panels->width : panels->width - wide - 8);
  sz_canvas_text (canvas, text.number,
                  SZ_PEN (size, TRUE, missing || canvas->stale ? theme->text_tertiary : theme->text_primary),
                  right, number_baseline, SZ_ALIGN_RIGHT);
  if (marked)
    sz_status_glyph (canvas, part->status, right - wide + 6, number_baseline - size * 0.36, 11.5,
                     sz_status_fill (theme, part->status));
  return stacked ? 2 * line : line;
}

static double
measure_note (const Panels *panels, const SzPart *part)
{
  if (part->note == NULL || *part->note == '\0')
    return 0;
  return sz_text_get (part->note, panels->canvas->theme->type.caption, FALSE, SZ_TEXT_WRAP, panels->width)
      ->height;
}

/* Whether the panel's own line or its end dot runs through a box. */
static gboolean
crosses_series (const SzPlot *plot, const SzSeries *series, SzRect box)
{
  double top, bottom;

  return series != NULL && sz_plot_span (plot, series, box.x - 6, box.x + box.width + 6, &top, &bottom) &&
         top < box.y + box.height + 3 && bottom > box.y - 3;
}

/* Names the limit on its line where nothing is in the way: above it, left or where the day is to come, below
 * it; another panel may have room for it. */
static gboolean
label_limit (const Panels *panels, const SzPlot *plot, const SzPart *part)
{
  SzCanvas *canvas = panels->canvas;
  const double size = canvas->theme->type.caption, at = sz_plot_y (plot, panels->tile->limit);
  const SzPen pen = SZ_PEN (size, FALSE, canvas->theme->status_alarm);
  const SzRect *r = &plot->rect;
  g_autofree char *text = sz_limit_label (panels->tile->limit, panels->tile->unit);
  const double wide = sz_text_width (text, size, FALSE);

  for (guint i = 0; i < 4; i++) {
    const gboolean above = i < 2, left = i % 2 == 0;
    const double baseline = above ? at - 4 : at + size + 3, x = left ? r->x : r->x + r->width;
    const SzRect box = { left ? x : x - wide, baseline - size, wide, size + 2 };

    if (box.x < r->x - 0.5 || (above && box.y < r->y - NOTE_GAP + LABEL_CLEAR) ||
        box.y + size > r->y + r->height || crosses_series (plot, part->series, box))
      continue;
    if (sz_canvas_label_halo (canvas, text, pen, x, baseline, left ? SZ_ALIGN_LEFT : SZ_ALIGN_RIGHT))
      return TRUE;
  }
  return FALSE;
}

static void
draw_plot (Panels *panels, const SzPart *part, SzRect rect)
{
  SzCanvas *canvas = panels->canvas;
  const SzTheme *theme = canvas->theme;
  const SzTile *tile = panels->tile;
  SzPlot plot = { .rect = rect,
                  .x0 = panels->x0,
                  .x1 = panels->x1,
                  .y = panels->y,
                  .daily = tile->daily,
                  .idle_gaps = tile->idle_gaps,
                  .closed = tile->closed,
                  .n_closed = tile->n_closed };
  double x, y;

  sz_plot_open (canvas, &plot);
  if (part->series != NULL)
    sz_plot_gaps (canvas, &plot, part->series);
  if (sz_plot_shows (&plot, tile->limit)) {
    const double at = sz_plot_y (&plot, tile->limit);

    sz_canvas_dashed_hline (canvas, rect.x, rect.x + rect.width, at, 1.25, theme->status_alarm);
    panels->labelled = panels->labelled || label_limit (panels, &plot, part);
  }
  if (plot.x1 > 1e8)
    sz_plot_time_axis (canvas, &plot, TRUE);
  if (part->series == NULL)
    return;
  sz_plot_series (canvas, &plot, part->series, theme->accent_base, 1.75);
  if (isfinite (tile->limit))
    sz_plot_excess (canvas, &plot, part->series, tile->limit,
                    sz_limit_is_floor (tile->target, tile->limit, NULL));
  if (sz_plot_last (part->series, tile->x_now, &x, &y) && x >= plot.x0 && x <= plot.x1) {
    sz_canvas_dot (canvas, sz_plot_x (&plot, x), sz_plot_y (&plot, y), 3,
                   canvas->stale ? theme->text_tertiary : sz_status_fill (theme, part->status));
    sz_canvas_mark (canvas, SZ_MARK_MARK, (SzRect){ sz_plot_x (&plot, x), sz_plot_y (&plot, y), 0, 0 }, NULL,
                    "dot");
  }
  sz_plot_line_tips (canvas, &plot, part->series, part->name, tile->unit);
}

static void
draw_panel (Panels *panels, const SzPart *part, SzRect rect, double head, double plot_height)
{
  SzCanvas *canvas = panels->canvas;
  const SzTheme *theme = canvas->theme;
  const SzColour paper = canvas->paper;

  if (part->status == SZ_STATUS_ALARM && !canvas->stale) {
    const SzRect tint = { rect.x - 8, rect.y - 4, rect.width + 16, rect.height + 8 };

    sz_canvas_fill_rounded (canvas, tint, 6, theme->status_alarm_tint);
    canvas->paper = theme->status_alarm_tint;
  }
  draw_head (panels, part, rect.x, rect.y);
  sz_canvas_paragraph (canvas, part->note, SZ_PEN (theme->type.caption, FALSE, theme->text_secondary), rect.x,
                       rect.y + head, rect.width);
  if (plot_height > 0) {
    const double top = rect.y + head + panels->note_height + NOTE_GAP;
    draw_plot (panels, part, (SzRect){ rect.x, top, rect.width, plot_height });
  }
  canvas->paper = paper;
  sz_part_hit (canvas, panels->tile, part, rect);
}

double
sz_tile_multiples (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  const guint n = tile->parts->len;
  const gboolean lines = has_lines (tile);
  Panels panels = { .canvas = canvas, .tile = tile };
  double head = 0;

  if (n == 0)
    return 0;
  panels.columns = count_columns (body.width, least_width (tile), n);
  panels.width = (body.width - (panels.columns - 1) * GAP) / panels.columns;
  share_scale (&panels);
  SzCanvas probe = sz_canvas_probe (canvas);
  panels.canvas = &probe;
  for (guint i = 0; i < n; i++) {
    const SzPart *part = g_ptr_array_index (tile->parts, i);

    panels.note_height = fmax (panels.note_height, measure_note (&panels, part));
    head = fmax (head, draw_head (&panels, part, 0, 0));
  }
  panels.canvas = canvas;
  const guint rows = (n + panels.columns - 1) / panels.columns;
  const double foot = lines ? round (canvas->theme->type.caption * 1.35) + 5 : 0;
  const double fixed = head + panels.note_height + (lines ? NOTE_GAP + foot : 0), row_gap = 14;
  const double room = (body.height - (rows - 1) * row_gap) / rows - fixed;
  const double plot = lines ? CLAMP (room, PLOT_MIN, 260) : 0;
  for (guint i = 0; i < n; i++) {
    const SzRect rect = { body.x + (i % panels.columns) * (panels.width + GAP),
                          body.y + (i / panels.columns) * (fixed + plot + row_gap), panels.width,
                          fixed + plot };
    draw_panel (&panels, g_ptr_array_index (tile->parts, i), rect, head, plot);
  }
  return rows * (fixed + plot) + (rows - 1) * row_gap;
}
