/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile.h"

#include <math.h>

#define HEIGHT_MIN 120.0
/* Instants below this are categories 0, 1, 2 …. */
#define CATEGORIES_MAX 1e8

/* The smallest distance between two points: what one column stands for. */
static double
find_step (const SzSeries *series, double span)
{
  double step = INFINITY;

  for (gsize i = 1; i < series->length; i++)
    if (series->x[i] > series->x[i - 1])
      step = MIN (step, series->x[i] - series->x[i - 1]);
  return isfinite (step) ? step : span > 0 ? span : 1;
}

static void
set_domain (const SzTile *tile, SzPlot *plot, double step)
{
  double min = 0, max = NAN, first = INFINITY, last = -INFINITY;
  const gboolean stated = isfinite (tile->x_start) && isfinite (tile->x_end) && tile->x_end > tile->x_start;

  for (guint i = 0; i < tile->series->len; i++) {
    const SzSeries *series = g_ptr_array_index (tile->series, i);

    if (series->length > 0) {
      first = MIN (first, series->x[0]);
      last = MAX (last, series->x[series->length - 1]);
    }
  }
  plot->x0 = stated ? tile->x_start : isfinite (first) ? first : 0;
  plot->x1 = stated ? tile->x_end : isfinite (last) ? last + step : 1;
  plot->daily = tile->daily;
  for (guint i = 0; i < tile->series->len; i++)
    sz_plot_series_range (plot, g_ptr_array_index (tile->series, i), &min, &max);
  sz_plot_add_line (tile->limit, &min, &max);
  sz_plot_add_line (tile->target, &min, &max);
  /* Of nothing but zeros no halves are counted. */
  if (!(max > 0) && !(min < 0))
    max = 4;
  sz_ticks_for_range (min, max, TRUE, &plot->y);
}

/* The column that runs is not finished: its edge is dashed. */
static void
draw_columns (SzCanvas *canvas, const SzTile *tile, const SzPlot *plot, const SzSeries *series, double step)
{
  const SzTheme *theme = canvas->theme;
  const double zero = sz_plot_y (plot, CLAMP (0, plot->y.low, plot->y.high)),
               right = plot->rect.x + plot->rect.width;

  for (gsize i = 0; i < series->length; i++) {
    const double left = sz_plot_x (plot, series->x[i]);
    const double wide = MIN (sz_plot_x (plot, series->x[i] + step), right) - left;
    const double gap = MIN (2, wide * 0.2);

    if (!isfinite (series->y[i]) || series->x[i] < plot->x0 || series->x[i] >= plot->x1)
      continue;
    const double y = sz_plot_y (plot, series->y[i]);
    const SzRect rect = { left + gap / 2, MIN (y, zero), MAX (wide - gap, 0.5), fabs (zero - y) };
    const gboolean running =
        isfinite (tile->x_now) && series->x[i] <= tile->x_now && tile->x_now < series->x[i] + step;

    if (running) {
      sz_canvas_outline (canvas, rect, 1.5, theme->accent_base, TRUE);
    } else {
      const gboolean over = isfinite (tile->limit) && series->y[i] > tile->limit;
      sz_canvas_fill (canvas, rect, over && !canvas->stale ? theme->status_alarm_fill : theme->accent_band50);
    }
    sz_canvas_mark (canvas, SZ_MARK_MARK, rect, NULL, "bar");
  }
}

/* The lines run through the middles of the columns. */
static SzSeries *
centre_series (const SzSeries *series, double step, double now)
{
  SzSeries *centred = sz_series_new (series->name, series->length);

  for (gsize i = 0; i < series->length; i++) {
    const gboolean running = isfinite (now) && series->x[i] <= now && now < series->x[i] + step;

    centred->x[i] = series->x[i] + step / 2;
    centred->y[i] = running ? NAN : series->y[i];
  }
  return centred;
}

static void
label_grid (SzCanvas *canvas, const SzTile *tile, const SzPlot *plot)
{
  const SzPen pen = SZ_PEN (canvas->theme->type.caption, FALSE, canvas->theme->text_tertiary);
  const char *word = sz_unit_word (tile->unit);
  gboolean top = TRUE;

  for (guint i = plot->y.n; i > 1; i--) {
    g_autofree char *number = sz_ticks_label (&plot->y, i - 1);
    g_autofree char *text =
        top && word != NULL && *word != '\0' ? g_strdup_printf ("%s %s", number, word) : g_strdup (number);
    if (sz_canvas_label_halo (canvas, text, pen, plot->rect.x, sz_plot_y (plot, plot->y.values[i - 1]) - 3.5,
                              SZ_ALIGN_LEFT))
      top = FALSE;
  }
}

/* "Arrived 224" level with the last whole column, "Called 216" with the line's end. */
static void
label_ends (SzCanvas *canvas, const SzTile *tile, const SzPlot *plot, double step)
{
  const SzTheme *theme = canvas->theme;
  const double size = theme->type.caption;
  double before = NAN;

  for (guint i = 0; i < tile->series->len; i++) {
    const SzSeries *series = g_ptr_array_index (tile->series, i);
    double x, y;

    if (series->name == NULL || *series->name == '\0' ||
        !sz_plot_last (series, isfinite (tile->x_now) ? tile->x_now - step : NAN, &x, &y) || x < plot->x0 ||
        x >= plot->x1 || !sz_plot_shows (plot, y))
      continue;
    SzNumberText number;
    sz_number_format (y, tile->unit, &number);
    g_autofree char *text =
        g_strdup_printf ("%s %s%s", series->name, number.number,
                         g_strcmp0 (number.unit, sz_unit_word (tile->unit)) == 0 ? "" : number.unit);
    const double end = sz_plot_x (plot, x + step / 2),
                 now = isfinite (tile->x_now) ? sz_plot_x (plot, tile->x_now) : INFINITY;
    /* Behind now nothing is drawn yet: there the words cover no column. */
    const gboolean behind =
        now + 10 + sz_text_width (text, size, TRUE) <= plot->rect.x + plot->rect.width && now >= end;
    double baseline = sz_plot_y (plot, y) + (behind ? size * 0.36 : -7);

    if (isfinite (before) && fabs (before - baseline) < size * 1.3)
      baseline = MIN (before, baseline) - size * 1.35;
    if (i > 0)
      sz_canvas_dot (canvas, end, sz_plot_y (plot, y), 3.5, theme->accent_base);
    if (sz_canvas_label_halo (canvas, text,
                              SZ_PEN (size, TRUE, i == 0 ? theme->text_secondary : theme->accent_base),
                              behind ? now + 8 : end, baseline, behind ? SZ_ALIGN_LEFT : SZ_ALIGN_RIGHT))
      before = baseline;
  }
}

double
sz_tile_columns (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  const SzTheme *theme = canvas->theme;
  const double foot = round (theme->type.caption * 1.35) + 4, head = round (theme->type.caption * 1.5);
  const double height = MAX (body.height, HEIGHT_MIN);
  SzPlot plot = { .rect = { body.x, body.y + head, body.width, MAX (height - head - foot, 40) } };

  if (canvas->cr == NULL)
    return height;
  const SzSeries *first = g_ptr_array_index (tile->series, 0);
  const double step = find_step (first, tile->x_end - tile->x_start);
  set_domain (tile, &plot, step);
  sz_plot_open (canvas, &plot);
  sz_plot_grid (canvas, &plot);
  draw_columns (canvas, tile, &plot, first, step);
  if (sz_plot_shows (&plot, tile->limit))
    sz_canvas_dashed_hline (canvas, body.x, body.x + body.width, sz_plot_y (&plot, tile->limit), 1.25,
                            theme->status_alarm);
  for (guint i = 1; i < tile->series->len; i++) {
    SzSeries *centred = centre_series (g_ptr_array_index (tile->series, i), step, tile->x_now);

    sz_plot_series (canvas, &plot, centred, i == 1 ? theme->accent_base : theme->reference, 2);
    sz_series_free (centred);
  }
  if (isfinite (tile->x_now) && tile->x_now > plot.x0 && tile->x_now < plot.x1 && plot.x1 > CATEGORIES_MAX) {
    const double x = sz_plot_x (&plot, tile->x_now), size = theme->type.caption;
    g_autofree char *clock =
        tile->daily ? g_strdup (_ ("Today")) : sz_time_label (tile->x_now, FALSE, FALSE, canvas->zone);
    const double half = sz_text_width (clock, size, TRUE) / 2, bottom = plot.rect.y + plot.rect.height;

    sz_canvas_vline (canvas, x, plot.rect.y, bottom, 1, theme->text_primary);
    sz_canvas_label (canvas, clock, SZ_PEN (size, TRUE, theme->text_primary),
                     CLAMP (x, body.x + half, body.x + body.width - half), bottom + round (size * 1.35),
                     SZ_ALIGN_CENTRE);
  }
  label_ends (canvas, tile, &plot, step);
  label_grid (canvas, tile, &plot);
  if (plot.x1 > CATEGORIES_MAX)
    sz_plot_time_axis (canvas, &plot, FALSE);
  sz_plot_tips (canvas, &plot, tile->series, tile->unit);
  return height;
}
