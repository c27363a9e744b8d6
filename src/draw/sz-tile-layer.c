/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile.h"

#include <math.h>

#define SPARK_HEIGHT 44.0
/* From here on the lead stands beside the table. */
#define SPLIT_WIDTH 520.0
#define SPLIT_GAP 40.0

/* Small movements look small: a share spans five points at least, anything else 5 % of its level. */
static void
widen_range (const char *unit, double *min, double *max)
{
  const double middle = *min + (*max - *min) / 2;
  const double least = g_strcmp0 (unit, "%") == 0 ? 5 : 0.05 * fabs (middle);

  if (*max - *min < least) {
    *min = middle - least / 2;
    *max = middle + least / 2;
  }
}

/* A spark shows movement: a line that would flatten it is left out, the words beside it name the target
 * anyway. */
static void
add_near_line (double value, double *min, double *max)
{
  const double reach = 1.5 * (*max - *min);

  if (isfinite (value) && value <= *max + reach && value >= *min - reach) {
    *min = MIN (*min, value);
    *max = MAX (*max, value);
  }
}

void
sz_figure_spark (SzCanvas *canvas, const SzFigure *figure, SzRect rect)
{
  const SzTheme *theme = canvas->theme;
  const SzSeries *series = figure->spark;
  SzPlot plot = { .rect = rect };
  double min = NAN, max = NAN, x, y;

  if (series == NULL || series->length == 0)
    return;
  plot.x0 = series->x[0];
  plot.x1 = series->x[series->length - 1];
  /* Room for the end dot. */
  plot.rect.width -= 6;
  plot.daily = plot.x1 - plot.x0 > 3 * (double)SZ_DAY_MS;
  sz_plot_open (canvas, &plot);
  if (!sz_plot_series_range (&plot, series, &min, &max)) {
    sz_canvas_hatch (canvas, plot.rect);
    return;
  }
  widen_range (figure->unit, &min, &max);
  add_near_line (figure->target, &min, &max);
  add_near_line (figure->limit, &min, &max);
  const double room = max > min ? 0.12 * (max - min) : MAX (fabs (max) * 0.1, 1e-12);
  plot.y.low = min - room;
  plot.y.high = max + room;
  sz_plot_gaps (canvas, &plot, series);
  const double right = plot.rect.x + plot.rect.width;
  if (sz_plot_shows (&plot, figure->target))
    sz_canvas_hline (canvas, rect.x, right, sz_plot_y (&plot, figure->target), 1, theme->text_secondary);
  if (sz_plot_shows (&plot, figure->limit) && figure->limit != figure->target)
    sz_canvas_dashed_hline (canvas, rect.x, right, sz_plot_y (&plot, figure->limit), 1.25,
                            theme->status_alarm);
  sz_plot_series (canvas, &plot, series, theme->accent_base, 1.5);
  if (sz_plot_last (series, NAN, &x, &y)) {
    const SzStatus status = canvas->stale ? SZ_STATUS_UNKNOWN : figure->status;

    sz_canvas_dot (canvas, sz_plot_x (&plot, x), sz_plot_y (&plot, y), 3,
                   status == SZ_STATUS_UNKNOWN ? theme->text_tertiary : sz_status_fill (theme, status));
    sz_canvas_mark (canvas, SZ_MARK_MARK, (SzRect){ sz_plot_x (&plot, x), sz_plot_y (&plot, y), 0, 0 }, NULL,
                    "dot");
  }
  sz_plot_line_tips (canvas, &plot, series, figure->name, figure->unit);
}

/* Name, number, judgement, spark. */
static double
draw_lead (SzCanvas *canvas, const SzTile *tile, double x, double top, double width)
{
  const SzFigure *figure = tile->lead;
  const SzTheme *theme = canvas->theme;
  const double name = round (theme->type.table * 1.54);
  double y = top;

  sz_canvas_name (canvas, figure->name, SZ_PEN (theme->type.table, FALSE, theme->text_secondary), x,
                  y + round (theme->type.table * 1.15), width);
  y += name + 2;
  y += sz_figure_block (canvas, figure, theme->type.tile, FALSE, x, y, width);
  const gboolean missing = sz_figure_is_missing (figure);
  /* The links lie on top of what opens the figure. */
  if (missing) {
    sz_figure_hit (canvas, figure, (SzRect){ x, top, width, y - top });
    y += sz_tile_way_on (canvas, tile, x, y, width);
  }
  if (figure->spark != NULL && figure->spark->length > 1) {
    y += 10;
    sz_figure_spark (canvas, figure, (SzRect){ x, y, width, SPARK_HEIGHT });
    y += SPARK_HEIGHT;
  }
  if (!missing)
    sz_figure_hit (canvas, figure, (SzRect){ x, top, width, y - top });
  return y - top;
}

double
sz_tile_layer (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  const double strip = sz_status_strip (canvas, tile, body.x, body.y, body.width);
  const double top = body.y + (strip > 0 ? strip + 6 : 0);
  const gboolean split =
      body.width >= SPLIT_WIDTH && tile->lead != NULL && tile->figures != NULL && tile->figures->len > 1;
  const double width = split ? (body.width - SPLIT_GAP) * 0.42 : body.width;
  double lead = tile->lead != NULL ? draw_lead (canvas, tile, body.x, top, width) : 0;

  if (split) {
    const double left = body.x + width + SPLIT_GAP;
    const double table = sz_figure_table (canvas, tile, left, top, body.x + body.width - left);
    return top - body.y + MAX (lead, table);
  }
  lead += lead > 0 ? 10 : 0;
  return top - body.y + lead + sz_figure_table (canvas, tile, body.x, top + lead, body.width);
}

double
sz_tile_number (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  double used = 0;

  if (tile->lead != NULL)
    used = sz_figure_block (canvas, tile->lead, canvas->theme->type.tile, FALSE, body.x, body.y, body.width);
  if (tile->lead != NULL && tile->lead->spark != NULL && tile->lead->spark->length > 1) {
    used += 10;
    sz_figure_spark (canvas, tile->lead, (SzRect){ body.x, body.y + used, body.width, SPARK_HEIGHT });
    used += SPARK_HEIGHT;
  }
  if (tile->lead != NULL)
    sz_figure_hit (canvas, tile->lead, (SzRect){ body.x, body.y, body.width, used });
  if (tile->lead != NULL && sz_figure_is_missing (tile->lead))
    used += sz_tile_way_on (canvas, tile, body.x, body.y + used, body.width);
  if (tile->figures != NULL && tile->figures->len > 0) {
    used += used > 0 ? 10 : 0;
    used += sz_figure_table (canvas, tile, body.x, body.y + used, body.width);
  }
  return used;
}
