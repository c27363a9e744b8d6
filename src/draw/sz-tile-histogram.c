/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile.h"

#include <math.h>

#define HEIGHT_MIN 120.0
#define GUTTER_GAP 8.0

static double
bin_count (const SzTile *tile, gsize i)
{
  return isfinite (tile->bin_counts[i]) && tile->bin_counts[i] > 0 ? tile->bin_counts[i] : 0;
}

static void
draw_bins (SzCanvas *canvas, const SzPlot *plot, const SzTile *tile)
{
  const SzTheme *theme = canvas->theme;
  const double base = plot->rect.y + plot->rect.height;

  for (gsize i = 0; i < tile->n_bins; i++) {
    const double left = sz_plot_x (plot, tile->bin_edges[i]),
                 right = sz_plot_x (plot, tile->bin_edges[i + 1]);
    const double top = sz_plot_y (plot, bin_count (tile, i));
    const double gap = right - left > 6 ? 1 : 0;
    const SzRect rect = { left + gap / 2, top, MAX (right - left - gap, 0.5), base - top };
    const gboolean beyond = isfinite (tile->limit) && tile->bin_edges[i] >= tile->limit;

    sz_canvas_fill (canvas, rect,
                    beyond ? theme->status_alarm_fill : theme->seq[theme->id == SZ_THEME_LIGHT ? 4 : 3]);
    sz_canvas_mark (canvas, SZ_MARK_MARK, rect, NULL, "bin");
  }
}

/* Whether a bar reaches up to `y` somewhere between two x. */
static gboolean
meets_bar (const SzPlot *plot, const SzTile *tile, double left, double right, double y)
{
  for (gsize i = 0; i < tile->n_bins; i++)
    if (sz_plot_x (plot, tile->bin_edges[i]) < right && sz_plot_x (plot, tile->bin_edges[i + 1]) > left &&
        sz_plot_y (plot, bin_count (tile, i)) < y)
      return TRUE;
  return FALSE;
}

/* Right or left of its line, below the top where no bar is in the way, else above the bars. */
static void
label_limit (SzCanvas *canvas, const SzPlot *plot, const SzTile *tile, const char *text, SzPen pen, double x)
{
  const double wide = sz_text_width (text, pen.size, pen.bold), top = plot->rect.y;

  for (guint i = 0; i < 4; i++) {
    const gboolean left = i % 2 == 1, above = i > 1;
    const double near = left ? x - 6 : x + 6, from = left ? near - wide : near;

    if (!above && meets_bar (plot, tile, from - 2, from + wide + 2, top + pen.size + 4))
      continue;
    if (sz_canvas_label (canvas, text, pen, near, above ? top - 2 : top + pen.size,
                         left ? SZ_ALIGN_RIGHT : SZ_ALIGN_LEFT))
      return;
  }
}

/* Median and number beyond the limit come with the tile: bins know neither exactly. */
static void
draw_words (SzCanvas *canvas, const SzPlot *plot, const SzTile *tile)
{
  const SzTheme *theme = canvas->theme;
  const double size = theme->type.caption, median = tile->median, above = tile->over_count,
               total = tile->row_count;
  const double top = plot->rect.y, bottom = top + plot->rect.height;

  if (isfinite (tile->limit) && tile->limit >= plot->x0 && tile->limit <= plot->x1) {
    const double x = sz_plot_x (plot, tile->limit);
    g_autofree char *limit = sz_line_text (tile->limit, tile->unit);
    g_autofree char *count = sz_number_text (above, "count");
    g_autofree char *share = sz_number_text (total > 0 ? 100 * above / total : NAN, "%");
    g_autofree char *long_text = above >= 0 && above <= total && total > 0
                                     ? g_strdup_printf (_ ("above %s: %s, %s"), limit, count, share)
                                     : sz_limit_label (tile->limit, tile->unit);
    const SzPen pen = SZ_PEN (size, TRUE, theme->status_alarm);

    sz_canvas_dashed_vline (canvas, x, top, bottom, 1.25, theme->status_alarm);
    label_limit (canvas, plot, tile, long_text, pen, x);
  }
  if (isfinite (median) && median >= plot->x0 && median <= plot->x1) {
    const double x = sz_plot_x (plot, median), dash[] = { 2, 2 };
    SzNumberText number;
    sz_number_format (median, tile->unit, &number);
    g_autofree char *text = g_strdup_printf (_ ("Median %s"), number.number);
    const SzPen pen = SZ_PEN (size, FALSE, theme->text_primary);

    if (canvas->cr != NULL)
      cairo_set_dash (canvas->cr, dash, 2, 0);
    sz_canvas_vline (canvas, x, top - 2, bottom, 1, theme->text_primary);
    if (canvas->cr != NULL)
      cairo_set_dash (canvas->cr, NULL, 0, 0);
    if (!sz_canvas_label (canvas, text, pen, x + 5, top - 2, SZ_ALIGN_LEFT))
      sz_canvas_label (canvas, text, pen, x - 5, top - 2, SZ_ALIGN_RIGHT);
  }
}

static void
draw_edges (SzCanvas *canvas, const SzPlot *plot, const SzTile *tile)
{
  const SzTheme *theme = canvas->theme;
  const SzPen pen = SZ_PEN (theme->type.caption, FALSE, theme->text_tertiary);
  const double bottom = plot->rect.y + plot->rect.height, baseline = bottom + round (pen.size * 1.35);
  const char *word = sz_unit_word (tile->unit);
  SzTicks ticks;

  sz_ticks_for_range (plot->x0, plot->x1, FALSE, &ticks);
  for (guint i = ticks.n; i > 0; i--) {
    const double value = ticks.values[i - 1];
    if (value < plot->x0 - 1e-9 || value > plot->x1 + 1e-9)
      continue;
    g_autofree char *number = sz_ticks_label (&ticks, i - 1);
    g_autofree char *text = g_strdup (number);
    const double x = sz_plot_x (plot, value);
    const gboolean first = x<plot->rect.x + 8, last = x> plot->rect.x + plot->rect.width - 8;

    sz_canvas_label (canvas, text, pen, x, baseline,
                     first  ? SZ_ALIGN_LEFT
                     : last ? SZ_ALIGN_RIGHT
                            : SZ_ALIGN_CENTRE);
  }
  if (word != NULL)
    sz_canvas_label (canvas, word, pen, plot->rect.x + plot->rect.width, baseline, SZ_ALIGN_RIGHT);
}

/* Counts stand in a gutter here: the bars begin under the first label. */
static void
draw_counts (SzCanvas *canvas, const SzPlot *plot)
{
  const SzPen pen = SZ_PEN (canvas->theme->type.caption, FALSE, canvas->theme->text_tertiary);

  for (guint i = plot->y.n; i > 1; i--) {
    g_autofree char *text = sz_ticks_label (&plot->y, i - 1);
    sz_canvas_label (canvas, text, pen, plot->rect.x - GUTTER_GAP,
                     sz_plot_y (plot, plot->y.values[i - 1]) + pen.size * 0.36, SZ_ALIGN_RIGHT);
  }
}

static void
add_tips (SzCanvas *canvas, const SzPlot *plot, const SzTile *tile)
{
  for (gsize i = 0; canvas->picture != NULL && i < tile->n_bins; i++) {
    const double left = sz_plot_x (plot, tile->bin_edges[i]),
                 right = sz_plot_x (plot, tile->bin_edges[i + 1]);
    g_autofree char *from = sz_line_number (tile->bin_edges[i], tile->unit);
    g_autofree char *to = sz_number_text (tile->bin_edges[i + 1], tile->unit);
    g_autofree char *count = sz_number_text (bin_count (tile, i), "row");
    g_autofree char *card = g_strdup_printf ("%s–%s\n%s", from, to, count);

    if (right > left)
      sz_canvas_tip (canvas, (SzRect){ left, plot->rect.y, right - left, plot->rect.height },
                     (left + right) / 2, sz_plot_y (plot, bin_count (tile, i)), card);
  }
}

double
sz_tile_histogram (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  const double size = canvas->theme->type.caption;
  const double height = MAX (body.height, HEIGHT_MIN);
  SzPlot plot = { .x0 = tile->bin_edges[0], .x1 = tile->bin_edges[tile->n_bins] };
  double highest = 0, gutter = 0;

  for (gsize i = 0; i <= tile->n_bins; i++)
    if (!isfinite (tile->bin_edges[i]))
      return 0;
  for (gsize i = 0; i < tile->n_bins; i++)
    highest = MAX (highest, bin_count (tile, i));
  sz_ticks_for_range (0, highest, TRUE, &plot.y);
  for (guint i = 1; i < plot.y.n; i++) {
    g_autofree char *text = sz_ticks_label (&plot.y, i);
    gutter = fmax (gutter, sz_text_width (text, size, FALSE));
  }
  gutter += GUTTER_GAP;
  const double head = round (size * 1.4), foot = round (size * 1.35) + 4;
  plot.rect = (SzRect){ body.x + gutter, body.y + head, body.width - gutter, height - head - foot };
  sz_plot_open (canvas, &plot);
  sz_plot_grid (canvas, &plot);
  draw_bins (canvas, &plot, tile);
  sz_canvas_hline (canvas, plot.rect.x, plot.rect.x + plot.rect.width, plot.rect.y + plot.rect.height, 1,
                   canvas->theme->line_axis);
  draw_words (canvas, &plot, tile);
  draw_counts (canvas, &plot);
  draw_edges (canvas, &plot, tile);
  add_tips (canvas, &plot, tile);
  return height;
}
