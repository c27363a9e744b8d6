/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A line a finger wide that stands in a row of a list: how a watched value came to where it is. */

#include "sz-tile.h"

#include <math.h>

#define DOT 3.0
/* Smaller than this there is no line to be seen. */
#define SIDE_MIN 8.0
#define SIDE_MAX 2000.0

/* The limit always shows: on which side of it the value is, is what the line is for. */
static gboolean
open_plot (SzPlot *plot, const SzSpark *spark)
{
  const SzSeries *series = spark->series;
  double min = NAN, max = NAN;

  if (series == NULL || series->length == 0)
    return FALSE;
  plot->x0 = series->x[0];
  plot->x1 = series->x[series->length - 1];
  if (isfinite (spark->x_end))
    plot->x1 = MAX (plot->x1, spark->x_end);
  if (!sz_plot_series_range (plot, series, &min, &max))
    return FALSE;
  if (isfinite (spark->limit)) {
    min = MIN (min, spark->limit);
    max = MAX (max, spark->limit);
  }
  const double room = max > min ? 0.06 * (max - min) : MAX (fabs (max) * 0.1, 1e-12);
  plot->y.low = min - room;
  plot->y.high = max + room;
  return TRUE;
}

static void
draw_end (SzCanvas *canvas, const SzPlot *plot, const SzSpark *spark)
{
  const SzTheme *theme = canvas->theme;
  double x = NAN, y = NAN;

  if (!sz_plot_last (spark->series, NAN, &x, &y))
    return;
  const gboolean beyond = isfinite (spark->limit) && (spark->below ? y < spark->limit : y > spark->limit);
  const SzColour colour = spark->stale ? theme->text_tertiary
                          : beyond     ? theme->status_alarm
                                       : theme->accent_base;
  const double at_x = sz_plot_x (plot, x), at_y = sz_plot_y (plot, y);

  sz_canvas_dot (canvas, at_x, at_y, DOT, colour);
  sz_canvas_mark (canvas, SZ_MARK_MARK, (SzRect){ at_x - DOT, at_y - DOT, 2 * DOT, 2 * DOT }, NULL,
                  spark->stale ? "dot-old"
                  : beyond     ? "dot-beyond"
                               : "dot");
}

static void
draw_spark (SzCanvas *canvas, const SzSpark *spark, double width, double height)
{
  const SzTheme *theme = canvas->theme;
  /* Room for the dot wherever it is. */
  SzPlot plot = { .rect = { DOT + 0.5, DOT + 0.5, width - 2 * DOT - 1, height - 2 * DOT - 1 } };

  if (!open_plot (&plot, spark))
    return;
  plot.daily = plot.x1 - plot.x0 > 3 * (double)SZ_DAY_MS;
  sz_plot_open (canvas, &plot);
  sz_plot_gaps (canvas, &plot, spark->series);
  if (sz_plot_shows (&plot, spark->limit)) {
    const double y = sz_plot_y (&plot, spark->limit);

    sz_canvas_dashed_hline (canvas, plot.rect.x, plot.rect.x + plot.rect.width, y, 1, theme->status_alarm);
    sz_canvas_mark (canvas, SZ_MARK_MARK, (SzRect){ plot.rect.x, y, plot.rect.width, 0 }, NULL, "limit");
  }
  sz_plot_series (canvas, &plot, spark->series, theme->accent_base, 1.5);
  sz_plot_excess (canvas, &plot, spark->series, spark->limit, spark->below);
  draw_end (canvas, &plot, spark);
}

SzPicture *
sz_draw_spark (const SzSpark *spark, const SzTheme *theme, double width, double height)
{
  g_return_val_if_fail (spark != NULL && theme != NULL, NULL);
  width = isfinite (width) ? CLAMP (width, SIDE_MIN, SIDE_MAX) : SIDE_MIN;
  height = isfinite (height) ? CLAMP (height, SIDE_MIN, SIDE_MAX) : SIDE_MIN;
  SzPicture *picture = sz_picture_new (width, height);
  SzCanvas canvas = { .theme = theme,
                      .picture = picture,
                      .cr = cairo_create (picture->recording),
                      .scale = 1,
                      .paper = theme->bg_page,
                      .bounds = { 0, 0, width, height },
                      .tile = -1,
                      .stale = spark->stale };

  draw_spark (&canvas, spark, width, height);
  cairo_destroy (canvas.cr);
  return picture;
}
