/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile.h"

#include <math.h>
#include <string.h>

/* From here on a gap is named. */
#define NAMED_GAP_HEIGHT 90.0

void
sz_plot_open (SzCanvas *canvas, SzPlot *plot)
{
  sz_canvas_mark (canvas, SZ_MARK_PLOT, plot->rect, NULL, NULL);
}

double
sz_plot_x (const SzPlot *plot, double value)
{
  const double span = plot->x1 - plot->x0;

  return plot->rect.x + (span > 0 ? (value - plot->x0) / span : 0.5) * plot->rect.width;
}

double
sz_plot_y (const SzPlot *plot, double value)
{
  const double span = plot->y.high - plot->y.low;

  return plot->rect.y + plot->rect.height * (1 - (span > 0 ? (value - plot->y.low) / span : 0.5));
}

static gboolean
is_inside (const SzPlot *plot, const SzSeries *series, gsize i)
{
  return isfinite (series->y[i]) && series->x[i] >= plot->x0 && series->x[i] <= plot->x1;
}

gboolean
sz_plot_series_range (const SzPlot *plot, const SzSeries *series, double *min, double *max)
{
  gboolean any = FALSE;

  for (gsize i = 0; i < series->length; i++)
    if (is_inside (plot, series, i)) {
      *min = any || isfinite (*min) ? MIN (*min, series->y[i]) : series->y[i];
      *max = any || isfinite (*max) ? MAX (*max, series->y[i]) : series->y[i];
      any = TRUE;
    }
  return any;
}

void
sz_plot_add_line (double value, double *min, double *max)
{
  if (!isfinite (value) || !isfinite (*min) || !isfinite (*max))
    return;
  const double span = MAX (*max - *min, 0.25 * MAX (fabs (*max), fabs (*min)));
  if (value <= *max + 1.8 * span && value >= *min - 1.8 * span) {
    *min = MIN (*min, value);
    *max = MAX (*max, value);
  }
}

gboolean
sz_plot_shows (const SzPlot *plot, double value)
{
  return isfinite (value) && value >= plot->y.low && value <= plot->y.high;
}

gboolean
sz_plot_last (const SzSeries *series, double now, double *x, double *y)
{
  for (gsize i = series->length; i > 0; i--)
    if (isfinite (series->y[i - 1]) && !(series->x[i - 1] > now)) {
      *x = series->x[i - 1];
      *y = series->y[i - 1];
      return TRUE;
    }
  return FALSE;
}

gboolean
sz_limit_is_floor (double target, double limit, const SzFigure *lead)
{
  if (lead != NULL && lead->limit_side != 0)
    return lead->limit_side < 0;
  if (isfinite (target) && target != limit)
    return limit < target;
  return lead != NULL && isfinite (lead->value) &&
         (lead->status == SZ_STATUS_ALARM ? lead->value < limit
                                          : lead->status == SZ_STATUS_GOOD && lead->value > limit);
}

char *
sz_line_number (double value, const char *unit)
{
  SzNumberText text;

  sz_number_format (value, unit, &text);
  /* A threshold is a round number: 25, not 25.0. */
  if (g_str_has_suffix (text.number, ".0"))
    text.number[strlen (text.number) - 2] = '\0';
  else if (g_str_has_suffix (text.number, ".00"))
    text.number[strlen (text.number) - 3] = '\0';
  const gboolean large = text.unit[0] != '\0' && g_strcmp0 (text.unit, sz_unit_word (unit)) != 0;
  return g_strconcat (text.number, large || g_strcmp0 (text.unit, "%") == 0 ? text.unit : "", NULL);
}

char *
sz_line_text (double value, const char *unit)
{
  const char *word = sz_unit_word (unit);
  char *number = sz_line_number (value, unit);
  char *text = NULL;

  /* Large numbers and shares have theirs already. */
  if (word == NULL || *word == '\0' || g_str_has_suffix (number, word))
    return number;
  text = g_strdup_printf ("%s %s", number, word);
  g_free (number);
  return text;
}

char *
sz_limit_label (double value, const char *unit)
{
  g_autofree char *number = sz_line_number (value, unit);
  return g_strdup_printf (_ ("Limit %s"), number);
}

char *
sz_target_label (double value, const char *unit)
{
  g_autofree char *number = sz_line_number (value, unit);
  return g_strdup_printf (_ ("Target %s"), number);
}

/* --- value axis --- */

void
sz_plot_grid (SzCanvas *canvas, const SzPlot *plot)
{
  const SzRect *r = &plot->rect;

  for (guint i = 0; i < plot->y.n; i++) {
    const double y = sz_plot_y (plot, plot->y.values[i]);
    const gboolean axis = plot->y.values[i] == 0 || (i == 0 && plot->y.low > 0);

    sz_canvas_hline (canvas, r->x, r->x + r->width, y, 1,
                     axis ? canvas->theme->line_axis : canvas->theme->line_grid);
  }
}

/* --- series --- */

/* The smallest and largest value of one pixel column, with the first and last, drawn as one vertical stroke:
 * a year of minutes costs no more than the pixels it covers. */
typedef struct {
  cairo_t *cr;
  const SzPlot *plot;
  double column_width;
  double column;
  double first, last, min, max; /* device y of the open column */
  double x;
  guint points;     /* in the open column */
  gboolean drawing; /* a subpath is open */
  guint run;        /* points since the last gap */
  double run_x, run_y;
} Tracer;

static void
trace_point (Tracer *t, double x, double y)
{
  if (t->drawing)
    cairo_line_to (t->cr, x, y);
  else
    cairo_move_to (t->cr, x, y);
  t->drawing = TRUE;
}

static void
flush_column (Tracer *t)
{
  if (t->points == 0)
    return;
  trace_point (t, t->x, t->first);
  if (t->points > 1) {
    /* Towards the last value: the far extreme first. */
    const gboolean up = fabs (t->last - t->min) < fabs (t->last - t->max);

    if (t->points > 2) {
      trace_point (t, t->x, up ? t->max : t->min);
      trace_point (t, t->x, up ? t->min : t->max);
    }
    trace_point (t, t->x, t->last);
  }
  t->points = 0;
}

static void
end_run (Tracer *t)
{
  flush_column (t);
  /* A value between two gaps is a point, not nothing. */
  if (t->run == 1) {
    cairo_move_to (t->cr, t->run_x - 0.01, t->run_y);
    cairo_line_to (t->cr, t->run_x + 0.01, t->run_y);
  }
  t->run = 0;
  t->drawing = FALSE;
}

static void
add_point (Tracer *t, double x, double y)
{
  const double column = floor (x / t->column_width);

  if (t->points > 0 && column != t->column)
    flush_column (t);
  if (t->points == 0) {
    t->column = column;
    t->first = t->min = t->max = y;
    t->x = x;
  }
  t->last = y;
  t->min = MIN (t->min, y);
  t->max = MAX (t->max, y);
  t->points++;
  t->run++;
  t->run_x = x;
  t->run_y = y;
}

static gboolean
trace_series (cairo_t *cr, const SzPlot *plot, const SzSeries *series, double scale)
{
  Tracer tracer = { .cr = cr, .plot = plot, .column_width = 1 / scale };
  gboolean any = FALSE;

  cairo_new_path (cr);
  for (gsize i = 0; i < series->length; i++) {
    if (is_inside (plot, series, i)) {
      add_point (&tracer, sz_plot_x (plot, series->x[i]), sz_plot_y (plot, series->y[i]));
      any = TRUE;
    } else
      end_run (&tracer);
  }
  end_run (&tracer);
  return any;
}

static void
stroke_series (SzCanvas *canvas, const SzPlot *plot, const SzSeries *series, SzColour colour, double width)
{
  trace_series (canvas->cr, plot, series, canvas->scale);
  sz_canvas_source (canvas, colour, 1);
  cairo_set_line_width (canvas->cr, width);
  cairo_set_line_join (canvas->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (canvas->cr, CAIRO_LINE_CAP_ROUND);
  cairo_stroke (canvas->cr);
  cairo_set_line_join (canvas->cr, CAIRO_LINE_JOIN_MITER);
  cairo_set_line_cap (canvas->cr, CAIRO_LINE_CAP_BUTT);
}

void
sz_plot_series (SzCanvas *canvas, const SzPlot *plot, const SzSeries *series, SzColour colour, double width)
{
  double min = NAN, max = NAN, first = NAN, last = NAN;

  if (canvas->cr == NULL || !sz_plot_series_range (plot, series, &min, &max))
    return;
  for (gsize i = 0; i < series->length; i++)
    if (is_inside (plot, series, i)) {
      first = isfinite (first) ? first : series->x[i];
      last = series->x[i];
    }
  const double left = sz_plot_x (plot, first), top = sz_plot_y (plot, max);
  sz_canvas_mark (canvas, SZ_MARK_MARK,
                  (SzRect){ left, top, sz_plot_x (plot, last) - left, sz_plot_y (plot, min) - top },
                  series->name, "line");
  stroke_series (canvas, plot, series, colour, width);
}

gboolean
sz_plot_span (const SzPlot *plot, const SzSeries *series, double left, double right, double *top,
              double *bottom)
{
  gboolean any = FALSE, open = FALSE;
  double x0 = 0, y0 = 0;

  for (gsize i = 0; i < series->length; i++) {
    const double x1 = sz_plot_x (plot, series->x[i]), y1 = sz_plot_y (plot, series->y[i]);
    const gboolean there = isfinite (series->y[i]);

    if (there && x1 >= left && (open ? x0 : x1) <= right) {
      const double a = open && x0 < left ? y0 + (y1 - y0) * (left - x0) / (x1 - x0) : open ? y0 : y1;
      const double b = open && x1 > right ? y0 + (y1 - y0) * (right - x0) / (x1 - x0) : y1;

      *top = MIN (any ? *top : a, MIN (a, b));
      *bottom = MAX (any ? *bottom : a, MAX (a, b));
      any = TRUE;
    }
    open = there;
    x0 = x1;
    y0 = y1;
  }
  return any;
}

void
sz_plot_excess (SzCanvas *canvas, const SzPlot *plot, const SzSeries *series, double limit, gboolean below)
{
  const SzRect *r = &plot->rect;
  double min = NAN, max = NAN;

  if (canvas->cr == NULL || !sz_plot_shows (plot, limit) ||
      !sz_plot_series_range (plot, series, &min, &max) || (below ? min >= limit : max <= limit))
    return;
  const double y = sz_plot_y (plot, limit);
  cairo_save (canvas->cr);
  if (below)
    cairo_rectangle (canvas->cr, r->x - 2, y, r->width + 4, r->y + r->height - y + 2);
  else
    cairo_rectangle (canvas->cr, r->x - 2, r->y - 2, r->width + 4, y - r->y + 2);
  cairo_clip (canvas->cr);
  stroke_series (canvas, plot, series, canvas->theme->status_alarm, 2.5);
  cairo_restore (canvas->cr);
}

/* --- gaps --- */

/* Saturdays and Sundays without a value are closed days, not missing data. */
static gboolean
is_weekend_run (const SzCanvas *canvas, const SzPlot *plot, const SzSeries *series, gsize first, gsize last)
{
  if (!plot->daily || canvas->zone == NULL)
    return FALSE;
  for (gsize i = first; i <= last; i++)
    if (fabs (series->x[i]) > (double)SZ_INSTANT_MAX ||
        sz_day_weekday (sz_zone_day (canvas->zone, (gint64)series->x[i])) < 6)
      return FALSE;
  return TRUE;
}

static gboolean
is_closed (const SzPlot *plot, gint64 day)
{
  gsize low = 0, high = plot->n_closed;

  while (low < high) {
    const gsize middle = (low + high) / 2;
    if (plot->closed[middle] < day)
      low = middle + 1;
    else
      high = middle;
  }
  return low < plot->n_closed && plot->closed[low] == day;
}

/* Whether halls are closed on all days between two instants: a holiday, of which nothing is missing. */
static gboolean
is_closed_run (const SzCanvas *canvas, const SzPlot *plot, double from, double to)
{
  if (!plot->daily || plot->n_closed == 0 || canvas->zone == NULL || !(from >= (double)SZ_INSTANT_MIN) ||
      !(to <= (double)SZ_INSTANT_MAX))
    return FALSE;
  const gint64 last = sz_zone_day (canvas->zone, (gint64)to);
  for (gint64 day = sz_zone_day (canvas->zone, (gint64)from) + 1; day < last; day++)
    if (!is_closed (plot, day))
      return FALSE;
  return TRUE;
}

static void
hatch_between (SzCanvas *canvas, const SzPlot *plot, double from, double to)
{
  const double left = MAX (sz_plot_x (plot, from), plot->rect.x);
  const double right = MIN (sz_plot_x (plot, to), plot->rect.x + plot->rect.width);
  const SzRect rect = { left, plot->rect.y, right - left, plot->rect.height };

  if (rect.width < 3)
    return;
  sz_canvas_hatch (canvas, rect);
  sz_canvas_mark (canvas, SZ_MARK_MARK, rect, NULL, "gap");
}

/* In a chart with room for words the hatch says what it stands for. */
static void
name_gap (SzCanvas *canvas, const SzPlot *plot, double from, double to)
{
  const SzPen pen = SZ_PEN (canvas->theme->type.caption, FALSE, canvas->theme->text_tertiary);
  const double left = sz_plot_x (plot, from), right = sz_plot_x (plot, to);
  /* Translators: on these days the hall is closed, so that there are no figures. */
  const char *text = is_closed_run (canvas, plot, from, to) ? _ ("hall closed") : _ ("no data");

  if (plot->rect.height >= NAMED_GAP_HEIGHT && sz_text_width (text, pen.size, FALSE) + 12 <= right - left)
    /* At the foot, where no limit or target passes. */
    sz_canvas_label_halo (canvas, text, pen, (left + right) / 2, plot->rect.y + plot->rect.height - 6,
                          SZ_ALIGN_CENTRE);
}

void
sz_plot_gaps (SzCanvas *canvas, const SzPlot *plot, const SzSeries *series)
{
  gboolean seen = FALSE;
  gsize previous = 0;
  double x, y;

  for (gsize i = 0; i < series->length; i++) {
    if (!is_inside (plot, series, i))
      continue;
    if (seen && i > previous + 1 && !plot->idle_gaps &&
        !is_weekend_run (canvas, plot, series, previous + 1, i - 1)) {
      hatch_between (canvas, plot, series->x[previous], series->x[i]);
      name_gap (canvas, plot, series->x[previous], series->x[i]);
    }
    seen = TRUE;
    previous = i;
  }
  /* A day on which nothing has happened yet has no gap. */
  if (!seen && plot->idle_gaps && !canvas->stale)
    return;
  if (!seen)
    hatch_between (canvas, plot, plot->x0, plot->x1);
  else if (canvas->stale && sz_plot_last (series, NAN, &x, &y))
    hatch_between (canvas, plot, x, plot->x1);
}

/* --- time axis --- */

static char *
hour_label (const SzCanvas *canvas, double instant, gboolean last)
{
  g_autofree char *clock = sz_time_label (instant, FALSE, FALSE, canvas->zone);

  if (!g_str_has_suffix (clock, ":00"))
    return g_steal_pointer (&clock);
  clock[2] = '\0';
  const char *hour = clock[0] == '0' ? clock + 1 : clock;
  return last ? g_strdup_printf (_ ("%s h"), hour) : g_strdup (hour);
}

void
sz_plot_time_axis (SzCanvas *canvas, const SzPlot *plot, gboolean hours_only)
{
  const SzTheme *theme = canvas->theme;
  const SzPen pen = SZ_PEN (theme->type.caption, FALSE, theme->text_tertiary);
  const SzRect *r = &plot->rect;
  const double bottom = r->y + r->height, baseline = bottom + round (pen.size * 1.35);
  const double pitch = hours_only ? r->width / 2.2 : pen.size * (plot->daily ? 7 : 5);
  SzTimeTicks ticks;

  sz_canvas_hline (canvas, r->x, r->x + r->width, bottom, 1, theme->line_axis);
  const gboolean days = plot->daily || plot->x1 - plot->x0 > 1.5 * (double)SZ_DAY_MS;
  sz_time_ticks (plot->x0, plot->x1, days, (guint)CLAMP (r->width / pitch, 2, 9), canvas->zone, &ticks);
  if (hours_only && !days && ticks.n > 2) {
    /* A small panel: its ends and the hour in the middle. */
    const double hour = (double)SZ_HOUR_MS;

    ticks.instants[1] = plot->x0 + rint ((plot->x1 - plot->x0) / 2 / hour) * hour;
    ticks.instants[2] = ticks.instants[ticks.n - 1];
    ticks.n = 3;
  }
  /* What the labels at both ends leave; those between them keep clear of each other too. */
  double left = r->x, right = r->x + r->width;
  for (guint i = 0; i < ticks.n; i++) {
    /* Both ends first, so that they win against their neighbours. */
    const guint at = i == 0 ? 0 : i == 1 ? ticks.n - 1 : i - 1;
    const gboolean last = at == ticks.n - 1;
    const gboolean months = ticks.months && at != 0 && !last;
    const double x = sz_plot_x (plot, ticks.instants[at]);
    g_autofree char *text = hours_only && !days
                                ? hour_label (canvas, ticks.instants[at], last)
                                : sz_time_label (ticks.instants[at], days, months, canvas->zone);
    const double wide = sz_text_width (text, pen.size, FALSE), room = pen.size * 1.6;

    sz_canvas_vline (canvas, MIN (x, r->x + r->width - 0.5), bottom, bottom + 4, 1, theme->line_axis);
    if (at == 0) {
      if (sz_canvas_label (canvas, text, pen, r->x, baseline, SZ_ALIGN_LEFT))
        left = r->x + wide + room;
    } else if (last) {
      if (sz_canvas_label (canvas, text, pen, r->x + r->width, baseline, SZ_ALIGN_RIGHT))
        right = r->x + r->width - wide - room;
    } else if (x - wide / 2 >= left && x + wide / 2 <= right &&
               sz_canvas_label (canvas, text, pen, x, baseline, SZ_ALIGN_CENTRE))
      left = x + wide / 2 + room;
  }
}
