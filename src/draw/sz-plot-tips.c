/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the pointer reads off a chart: for every point of the subject a card with its value and those of the
 * lines it is compared with. They are part of the picture, so that hover needs no arithmetic on the main
 * thread. */

#include "sz-tile.h"

#include <math.h>

/* Points closer than this share a card; in a small panel a finger's breadth apart is near enough. */
#define PITCH_MIN 4.0
#define PITCH_PANEL 10.0
#define PANEL_MAX 300.0
#define CATEGORIES_MAX 1e8

static double
value_near (const SzSeries *series, double x, double reach)
{
  gsize low = 0, high = series->length;

  while (low < high) {
    const gsize middle = (low + high) / 2;
    if (series->x[middle] < x - reach)
      low = middle + 1;
    else
      high = middle;
  }
  double best = NAN, distance = INFINITY;
  for (gsize i = low; i < series->length && series->x[i] <= x + reach; i++)
    if (isfinite (series->y[i]) && fabs (series->x[i] - x) < distance) {
      distance = fabs (series->x[i] - x);
      best = series->y[i];
    }
  return best;
}

static void
append_line (GString *text, const char *name, double value, const char *unit)
{
  g_autofree char *number = sz_number_text (value, unit);

  if (name != NULL && *name != '\0')
    g_string_append_printf (text, "\n%s %s", name, number);
  else
    g_string_append_printf (text, "\n%s", number);
}

static void
add_tip (SzCanvas *canvas, const SzPlot *plot, const GPtrArray *series, const char *unit, double x, double y,
         double left, double right)
{
  const double reach = (right - left) / MAX (plot->rect.width, 1) * (plot->x1 - plot->x0) / 2;
  GString *text = g_string_new (NULL);

  if (plot->x1 > CATEGORIES_MAX) {
    g_autofree char *when = sz_time_label (x, plot->daily, FALSE, canvas->zone);
    g_string_append (text, when);
  }
  for (guint i = 0; i < series->len; i++) {
    const SzSeries *line = g_ptr_array_index (series, i);
    const double value = i == 0 ? y : value_near (line, x, MAX (reach, 1));

    if (isfinite (value))
      append_line (text, line->name, value, unit);
  }
  sz_canvas_tip (canvas, (SzRect){ left, plot->rect.y, right - left, plot->rect.height }, sz_plot_x (plot, x),
                 sz_plot_y (plot, y), text->str);
  g_string_free (text, TRUE);
}

void
sz_plot_tips (SzCanvas *canvas, const SzPlot *plot, const GPtrArray *series, const char *unit)
{
  const SzSeries *subject = series != NULL && series->len > 0 ? g_ptr_array_index (series, 0) : NULL;
  const double end = plot->rect.x + plot->rect.width;
  const double pitch = plot->rect.width > PANEL_MAX ? PITCH_MIN : PITCH_PANEL;
  double left = plot->rect.x, last = NAN;
  gsize pending = G_MAXSIZE;

  if (canvas->picture == NULL || subject == NULL)
    return;
  /* A card reaches half way to its neighbours. */
  for (gsize i = 0; i < subject->length; i++) {
    if (!isfinite (subject->y[i]) || subject->x[i] < plot->x0 || subject->x[i] > plot->x1)
      continue;
    const double at = sz_plot_x (plot, subject->x[i]);
    if (pending != G_MAXSIZE && at - last < pitch)
      continue;
    if (pending != G_MAXSIZE) {
      const double middle = (last + at) / 2;
      add_tip (canvas, plot, series, unit, subject->x[pending], subject->y[pending], left, middle);
      left = middle;
    }
    pending = i;
    last = at;
  }
  if (pending != G_MAXSIZE)
    add_tip (canvas, plot, series, unit, subject->x[pending], subject->y[pending], left, end);
}

void
sz_plot_line_tips (SzCanvas *canvas, const SzPlot *plot, const SzSeries *series, const char *name,
                   const char *unit)
{
  SzSeries line = *series;
  gpointer lines[] = { &line };
  GPtrArray array = { lines, 1 };

  line.name = (char *)name;
  sz_plot_tips (canvas, plot, &array, unit);
}
