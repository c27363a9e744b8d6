/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile.h"

#include <math.h>

#define CHART_HEIGHT_MIN 170.0
#define WALL_CHART_MIN 78.0
/* Instants below this are categories 0, 1, 2 …: 1970 is nobody's data. */
#define CATEGORIES_MAX 1e8

typedef struct {
  SzCanvas *canvas;
  const SzTile *tile;
  const SzSeries *subject; /* (nullable) */
  SzPlot plot;
  double now_x, now_y; /* the dot and its drop line; NAN */
  double last_y;       /* the dot's value; NAN */
  double right_room;   /* for the labels of limit and target, right of the plot */
} Chart;

/* --- domain --- */

/* Limit and target are lines to read by as well: with them the axis need not go on to the next round number.
 */
static void
trim_domain (Chart *chart, double max)
{
  SzTicks *y = &chart->plot.y;
  const double top = max + 0.06 * (max - y->low);
  guint lines = (guint)sz_plot_shows (&chart->plot, chart->tile->limit) +
                (guint)sz_plot_shows (&chart->plot, chart->tile->target);
  guint left = y->n;

  while (left > 1 && y->values[left - 1] > top)
    left--;
  lines += left - 1;
  if (top < y->high && left > 1 && lines >= 3) {
    y->n = left;
    y->high = top;
  }
}

/* Where all that is drawn lies beyond the limit, how far beyond is what the chart is for. */
static void
add_passed_limit (const SzTile *tile, double *min, double *max)
{
  const gboolean floor_limit = sz_limit_is_floor (tile->target, tile->limit, tile->lead);

  if (!isfinite (tile->limit) || !isfinite (*min) || !isfinite (*max))
    return;
  if (floor_limit && *max < tile->limit)
    *max = tile->limit;
  else if (!floor_limit && *min > tile->limit)
    *min = tile->limit;
}

static void
set_domain (Chart *chart)
{
  const SzTile *tile = chart->tile;
  double first = INFINITY, last = -INFINITY, min = NAN, max = NAN;
  SzPlot *plot = &chart->plot;

  for (guint i = 0; i < tile->series->len; i++) {
    const SzSeries *series = g_ptr_array_index (tile->series, i);
    if (series->length > 0) {
      first = MIN (first, series->x[0]);
      last = MAX (last, series->x[series->length - 1]);
    }
  }
  const gboolean stated = isfinite (tile->x_start) && isfinite (tile->x_end) && tile->x_end > tile->x_start;
  plot->x0 = stated ? tile->x_start : isfinite (first) ? first : 0;
  plot->x1 = stated ? tile->x_end : isfinite (last) ? last : 1;
  /* Days are points at their starts: the axis ends with the last day, not with the midnight after it. */
  if (tile->daily && last > plot->x0 && last < plot->x1)
    plot->x1 = isfinite (tile->x_now) && tile->x_now < plot->x1 ? MAX (last, tile->x_now) : last;
  /* A closed weekend at the end belongs to the span as well. */
  const double end = tile->x_end - (double)SZ_DAY_MS;
  if (tile->daily && stated && !isfinite (tile->x_now) && plot->x1 < end &&
      end - plot->x1 < 2.5 * (double)SZ_DAY_MS)
    plot->x1 = end;
  plot->daily = tile->daily;
  plot->idle_gaps = tile->idle_gaps;
  plot->closed = tile->closed;
  plot->n_closed = tile->n_closed;
  for (guint i = 0; i < tile->series->len; i++)
    sz_plot_series_range (plot, g_ptr_array_index (tile->series, i), &min, &max);
  const gboolean zero = sz_ticks_want_zero (min, max);
  const double data_max = max;
  sz_plot_add_line (tile->limit, &min, &max);
  sz_plot_add_line (tile->target, &min, &max);
  add_passed_limit (tile, &min, &max);
  sz_ticks_for_range (min, max, zero || min < 0.4 * max, &plot->y);
  /* A share has no room above the whole. */
  if (g_strcmp0 (tile->unit, "%") == 0 && data_max <= 100 && plot->y.high > 100) {
    plot->y.high = MAX (100, MAX (max, plot->y.low + plot->y.step));
    while (plot->y.n > 1 && plot->y.values[plot->y.n - 1] > plot->y.high * (1 + 1e-9))
      plot->y.n--;
  }
  if (isfinite (max))
    trim_domain (chart, max);
}

/* --- limit and target --- */

static char *
limit_text (const SzTile *tile)
{
  return sz_limit_label (tile->limit, tile->unit);
}

static char *
target_text (const SzTile *tile)
{
  return sz_target_label (tile->target, tile->unit);
}

static double
label_room (const Chart *chart, double width)
{
  const double size = chart->canvas->theme->type.caption;
  g_autofree char *limit = limit_text (chart->tile);
  g_autofree char *target = target_text (chart->tile);
  double room = 0;

  if (sz_plot_shows (&chart->plot, chart->tile->limit))
    room = sz_text_width (limit, size, FALSE);
  if (sz_plot_shows (&chart->plot, chart->tile->target))
    room = fmax (room, sz_text_width (target, size, FALSE));
  return room > 0 && width >= 340 && room < width * 0.25 ? ceil (room) + 7 : 0;
}

/* Of the words under the time axis: the lowest a chart has. */
static double
axis_baseline (const Chart *chart)
{
  const SzRect *r = &chart->plot.rect;

  return r->y + r->height + round (chart->canvas->theme->type.caption * 1.35);
}

/* At the right end: beside the line where there is room beside the plot, else on the line. If another label
 * is in the way, a little higher or lower, no lower than the words of the time axis. */
static void
draw_line_label (Chart *chart, const char *text, double value, SzColour colour)
{
  static const double beside[] = { 0, -9, 9, -15, 15, -21 };
  const SzRect *r = &chart->plot.rect;
  const SzPen pen = SZ_PEN (chart->canvas->theme->type.caption, FALSE, colour);
  const double y = sz_plot_y (&chart->plot, value), lowest = axis_baseline (chart);

  for (guint i = 0; chart->right_room > 0 && i < G_N_ELEMENTS (beside); i++) {
    const double baseline = y + pen.size * 0.36 + beside[i];

    if (baseline <= lowest &&
        sz_canvas_label (chart->canvas, text, pen, r->x + r->width + 6, baseline, SZ_ALIGN_LEFT))
      return;
  }
  if (chart->right_room > 0 ||
      sz_canvas_label (chart->canvas, text, pen, r->x + r->width, y - 4, SZ_ALIGN_RIGHT))
    return;
  if (y + pen.size + 2 <= lowest)
    sz_canvas_label (chart->canvas, text, pen, r->x + r->width, y + pen.size + 2, SZ_ALIGN_RIGHT);
}

static void
draw_limits (Chart *chart)
{
  SzCanvas *canvas = chart->canvas;
  const SzTile *tile = chart->tile;
  const SzRect *r = &chart->plot.rect;

  if (sz_plot_shows (&chart->plot, tile->target))
    sz_canvas_hline (canvas, r->x, r->x + r->width, sz_plot_y (&chart->plot, tile->target), 1,
                     canvas->theme->text_secondary);
  if (sz_plot_shows (&chart->plot, tile->limit))
    sz_canvas_dashed_hline (canvas, r->x, r->x + r->width, sz_plot_y (&chart->plot, tile->limit), 1.25,
                            canvas->theme->status_alarm);
}

static void
label_limits (Chart *chart)
{
  const SzTile *tile = chart->tile;
  g_autofree char *limit = limit_text (tile);
  g_autofree char *target = target_text (tile);

  if (sz_plot_shows (&chart->plot, tile->limit))
    draw_line_label (chart, limit, tile->limit, chart->canvas->theme->status_alarm);
  if (sz_plot_shows (&chart->plot, tile->target))
    draw_line_label (chart, target, tile->target, chart->canvas->theme->text_secondary);
}

/* --- series --- */

static SzColour
series_colour (const Chart *chart, const SzSeries *series, guint index)
{
  const SzTheme *theme = chart->canvas->theme;

  if (series->reference)
    return theme->reference;
  /* At most four parts have a hue, the rest is grey. */
  return index < 4 ? theme->cat[index] : theme->reference;
}

/* Between the two edges of a usual range, where both are known. */
static void
draw_band (Chart *chart)
{
  SzCanvas *canvas = chart->canvas;
  const SzSeries *low = g_ptr_array_index (chart->tile->series, 1),
                 *high = g_ptr_array_index (chart->tile->series, 2);
  const gsize length = MIN (low->length, high->length);

  sz_canvas_source (canvas, canvas->theme->status_unknown_tint, 1);
  for (gsize i = 0; i + 1 < length; i++) {
    const double left = sz_plot_x (&chart->plot, low->x[i]), right = sz_plot_x (&chart->plot, low->x[i + 1]);

    if (!isfinite (low->y[i]) || !isfinite (low->y[i + 1]) || !isfinite (high->y[i]) ||
        !isfinite (high->y[i + 1]) || low->x[i] < chart->plot.x0 || low->x[i + 1] > chart->plot.x1)
      continue;
    cairo_move_to (canvas->cr, left, sz_plot_y (&chart->plot, low->y[i]));
    cairo_line_to (canvas->cr, left, sz_plot_y (&chart->plot, high->y[i]));
    cairo_line_to (canvas->cr, right, sz_plot_y (&chart->plot, high->y[i + 1]));
    cairo_line_to (canvas->cr, right, sz_plot_y (&chart->plot, low->y[i + 1]));
    cairo_close_path (canvas->cr);
  }
  cairo_fill (canvas->cr);
}

static gboolean
has_band (const Chart *chart)
{
  return chart->tile->band && chart->tile->series->len == 3;
}

static void
draw_series (Chart *chart)
{
  const SzTile *tile = chart->tile;

  if (has_band (chart)) {
    sz_plot_series (chart->canvas, &chart->plot, chart->subject, chart->canvas->theme->accent_base, 2);
    if (isfinite (tile->limit))
      sz_plot_excess (chart->canvas, &chart->plot, chart->subject, tile->limit,
                      sz_limit_is_floor (tile->target, tile->limit, tile->lead));
    return;
  }
  for (guint i = tile->series->len; i > 0; i--) {
    const SzSeries *series = g_ptr_array_index (tile->series, i - 1);

    sz_plot_series (chart->canvas, &chart->plot, series, series_colour (chart, series, i - 1),
                    series->reference ? 1.25 : 2);
  }
  if (chart->subject != NULL && isfinite (tile->limit))
    sz_plot_excess (chart->canvas, &chart->plot, chart->subject, tile->limit,
                    sz_limit_is_floor (tile->target, tile->limit, tile->lead));
}

static gboolean
crosses_series (const Chart *chart, SzRect box)
{
  double top, bottom;

  for (guint i = 0; i < chart->tile->series->len; i++)
    if (sz_plot_span (&chart->plot, g_ptr_array_index (chart->tile->series, i), box.x - 4,
                      box.x + box.width + 4, &top, &bottom) &&
        top < box.y + box.height && bottom > box.y)
      return TRUE;
  return FALSE;
}

/* Whether a box is crossed by any line of the chart. */
static gboolean
crosses_lines (const Chart *chart, SzRect box)
{
  if (crosses_series (chart, box))
    return TRUE;
  for (int i = 0; i < 2; i++) {
    const double value = i == 0 ? chart->tile->limit : chart->tile->target;
    const double y = sz_plot_shows (&chart->plot, value) ? sz_plot_y (&chart->plot, value) : -1;
    if (y > box.y - 2 && y < box.y + box.height + 2)
      return TRUE;
  }
  return isfinite (chart->now_x) && chart->now_x > box.x - 7 && chart->now_x < box.x + box.width + 7 &&
         box.y + box.height > chart->now_y - 7;
}

/* The number on a grid line: above it, below it where a line of the chart starts there; none where both sides
 * are taken. */
static gboolean
label_value (Chart *chart, const char *text, double y)
{
  const SzPen pen = SZ_PEN (chart->canvas->theme->type.caption, FALSE, chart->canvas->theme->text_tertiary);
  const double x = chart->plot.rect.x, wide = sz_text_width (text, pen.size, pen.bold);
  const double baselines[] = { y - 3.5, y + pen.size + 1.5 };

  for (guint i = 0; i < G_N_ELEMENTS (baselines); i++)
    if (!crosses_series (chart, (SzRect){ x, baselines[i] - pen.size - 1, wide, pen.size + 3 }) &&
        sz_canvas_label_halo (chart->canvas, text, pen, x, baselines[i], SZ_ALIGN_LEFT))
      return TRUE;
  return FALSE;
}

/* Labels sit inside, on their lines; a line that a target or limit covers needs none. */
static void
label_values (Chart *chart)
{
  const SzPlot *plot = &chart->plot;
  const SzTile *tile = chart->tile;
  const char *word = sz_unit_word (tile->unit);
  const double tight = chart->canvas->theme->type.caption * 1.1;
  gboolean top = TRUE;

  for (guint i = plot->y.n; i > 1; i--) {
    const double y = sz_plot_y (plot, plot->y.values[i - 1]);

    if ((sz_plot_shows (plot, tile->target) && fabs (sz_plot_y (plot, tile->target) - y) < tight) ||
        (sz_plot_shows (plot, tile->limit) && fabs (sz_plot_y (plot, tile->limit) - y) < tight))
      continue;
    g_autofree char *number = sz_ticks_label (&plot->y, i - 1);
    g_autofree char *text =
        top && word != NULL && *word != '\0'
            ? g_strdup_printf ("%s%s%s", number, g_strcmp0 (word, "%") == 0 ? "" : " ", word)
            : g_strdup (number);
    if (label_value (chart, text, y))
      top = FALSE;
  }
}

/* Names a line where its name touches it and nothing else: above or below, first near the middle. */
static void
label_series (Chart *chart, const SzSeries *series, SzColour colour)
{
  static const double places[] = { 0.42, 0.3, 0.55, 0.2, 0.66, 0.12, 0.78, 0.88 };
  const SzRect *r = &chart->plot.rect;
  const double size = chart->canvas->theme->type.caption;
  const double wide = sz_text_width (series->name, size, FALSE), high = size * 0.95;

  for (guint i = 0; i < 2 * G_N_ELEMENTS (places); i++) {
    const double centre = r->x + places[i / 2] * r->width;
    const double left = centre - wide / 2;
    double top, bottom;

    if (left < r->x || left + wide > r->x + r->width ||
        !sz_plot_span (&chart->plot, series, left - 4, left + wide + 4, &top, &bottom))
      continue;
    const double box_top = i % 2 == 0 ? top - 5 - high : bottom + 5;
    if (box_top < r->y || box_top + high > r->y + r->height - 2 ||
        crosses_lines (chart, (SzRect){ left, box_top, wide, high }))
      continue;
    if (sz_canvas_label_halo (chart->canvas, series->name, SZ_PEN (size, FALSE, colour), left,
                              box_top + high - 1.5, SZ_ALIGN_LEFT))
      return;
  }
}

static void
label_all_series (Chart *chart)
{
  const SzTheme *theme = chart->canvas->theme;
  guint subjects = 0;

  if (has_band (chart)) {
    SzSeries edge = *(const SzSeries *)g_ptr_array_index (chart->tile->series, 1);

    edge.name = (char *)_ ("usual range");
    label_series (chart, &edge, theme->text_tertiary);
    return;
  }
  for (guint i = 0; i < chart->tile->series->len; i++)
    subjects += !((const SzSeries *)g_ptr_array_index (chart->tile->series, i))->reference;
  for (guint i = 0; i < chart->tile->series->len; i++) {
    const SzSeries *series = g_ptr_array_index (chart->tile->series, i);

    /* A single subject is what the title names. */
    if (series->name == NULL || (!series->reference && subjects < 2))
      continue;
    label_series (chart, series, series->reference ? theme->text_tertiary : theme->text_secondary);
  }
}

/* --- now and the peak --- */

static gboolean
is_beyond (const SzTile *tile, double value)
{
  return isfinite (tile->limit) &&
         (sz_limit_is_floor (tile->target, tile->limit, tile->lead) ? value < tile->limit
                                                                    : value > tile->limit);
}

static void
draw_now (Chart *chart)
{
  SzCanvas *canvas = chart->canvas;
  const SzRect *r = &chart->plot.rect;
  const SzTile *tile = chart->tile;
  double last_x, last_y;

  if (chart->subject == NULL || !sz_plot_last (chart->subject, tile->x_now, &last_x, &last_y) ||
      last_x < chart->plot.x0 || last_x > chart->plot.x1)
    return;
  const double x = sz_plot_x (&chart->plot, last_x), y = sz_plot_y (&chart->plot, last_y);
  chart->now_x = x;
  chart->now_y = y;
  /* The instant of the value, which may be earlier than now. */
  if (isfinite (tile->x_now) && !canvas->stale) {
    const double size = canvas->theme->type.caption, baseline = axis_baseline (chart);
    g_autofree char *text =
        tile->daily ? g_strdup (_ ("Today")) : sz_time_label (last_x, FALSE, FALSE, canvas->zone);
    const double half = sz_text_width (text, size, TRUE) / 2;

    sz_canvas_vline (canvas, x, y, r->y + r->height, 1, canvas->theme->text_primary);
    sz_canvas_label (canvas, text, SZ_PEN (size, TRUE, canvas->theme->text_primary),
                     CLAMP (x, r->x + half, r->x + r->width - half), baseline, SZ_ALIGN_CENTRE);
  }
  sz_canvas_dot (canvas, x, y, 4,
                 canvas->stale              ? canvas->theme->text_tertiary
                 : is_beyond (tile, last_y) ? canvas->theme->status_alarm_fill
                                            : canvas->theme->accent_base);
  chart->last_y = last_y;
  sz_canvas_mark (canvas, SZ_MARK_MARK, (SzRect){ x, y, 0, 0 }, NULL, "dot");
}

/* Where no large number stands above the chart, the last value stands at its dot. */
static void
label_last (Chart *chart)
{
  const SzTile *tile = chart->tile;
  const SzTheme *theme = chart->canvas->theme;
  const double size = theme->type.section;
  static const double shifts[] = { 1, -1 };

  if (tile->lead != NULL || tile->daily || chart->canvas->stale || !isfinite (chart->last_y))
    return;
  SzNumberText number;
  sz_number_format (chart->last_y, tile->unit, &number);
  const SzPen pen =
      SZ_PEN (size, TRUE, is_beyond (tile, chart->last_y) ? theme->status_alarm : theme->text_primary);
  const double wide = sz_text_width (number.number, size, TRUE);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (shifts); i++) {
    const gboolean right = i < 2;
    const double x = right ? chart->now_x + 9 : chart->now_x - 9 - wide;
    const double baseline = chart->now_y + (shifts[i % 2] > 0 ? size + 4 : -6);
    const SzRect box = { x, baseline - size, wide, size + 2 };

    if (x + wide <= chart->plot.rect.x + chart->plot.rect.width && !crosses_lines (chart, box) &&
        sz_canvas_label_halo (chart->canvas, number.number, pen, x, baseline, SZ_ALIGN_LEFT))
      return;
  }
}

/* The day's highest point, if it is not the present one. */
static void
label_peak (Chart *chart)
{
  const SzSeries *series = chart->subject;
  const double size = chart->canvas->theme->type.caption;
  const SzRect *r = &chart->plot.rect;
  gsize peak = 0, count = 0;
  double last_x, last_y;

  for (gsize i = 0; series != NULL && i < series->length; i++)
    if (isfinite (series->y[i]) && series->x[i] >= chart->plot.x0 && series->x[i] <= chart->plot.x1) {
      if (count == 0 || series->y[i] > series->y[peak])
        peak = i;
      count++;
    }
  if (count < 8 || chart->plot.x1 < CATEGORIES_MAX ||
      !sz_plot_last (series, chart->tile->x_now, &last_x, &last_y))
    return;
  const double x = sz_plot_x (&chart->plot, series->x[peak]), y = sz_plot_y (&chart->plot, series->y[peak]);
  if (fabs (sz_plot_x (&chart->plot, last_x) - x) < 60)
    return;
  SzNumberText number;
  sz_number_format (series->y[peak], chart->tile->unit, &number);
  g_autofree char *when = sz_time_label (series->x[peak], chart->tile->daily, FALSE, chart->canvas->zone);
  /* Translators: the highest point of a line: when, and its value. */
  g_autofree char *text = g_strdup_printf (_ ("Peak %s, %s"), when, number.number);
  const double half = sz_text_width (text, size, FALSE) / 2;
  const double centre = CLAMP (x, r->x + half + 2, MAX (r->x + half + 2, r->x + r->width - half - 2));
  double baseline = y - 9;

  /* The target is a solid line through the words: above it then. */
  if (sz_plot_shows (&chart->plot, chart->tile->target)) {
    const double target = sz_plot_y (&chart->plot, chart->tile->target);
    if (target < baseline + 3 && target > baseline - size)
      baseline = target - 6;
  }
  const SzRect box = { centre - half, baseline - size, 2 * half, size };
  if (!crosses_lines (chart, box))
    sz_canvas_label_halo (chart->canvas, text, SZ_PEN (size, FALSE, chart->canvas->theme->text_secondary),
                          centre, baseline, SZ_ALIGN_CENTRE);
}

/* --- the whole --- */

static void
draw_chart (SzCanvas *canvas, const SzTile *tile, SzRect rect)
{
  Chart chart = { .canvas = canvas, .tile = tile, .now_x = NAN, .now_y = NAN, .last_y = NAN };
  const SzColour paper = canvas->paper;

  for (guint i = 0; i < tile->series->len && chart.subject == NULL; i++) {
    const SzSeries *series = g_ptr_array_index (tile->series, i);
    if (!series->reference)
      chart.subject = series;
  }
  set_domain (&chart);
  chart.right_room = label_room (&chart, rect.width);
  const double foot = round (canvas->theme->type.caption * 1.35) + 4;
  /* Room above for a label that sits on the topmost line. */
  const double head = round (canvas->theme->type.caption * 1.3);
  /* The dot of now stands on the plot's end. */
  const double dot = chart.right_room > 0 || !isfinite (tile->x_now) ? 0 : 6;
  chart.plot.rect = (SzRect){ rect.x, rect.y + head, rect.width - MAX (chart.right_room, dot),
                              MAX (rect.height - head - foot, 40) };
  sz_plot_open (canvas, &chart.plot);
  if (chart.subject != NULL)
    sz_plot_gaps (canvas, &chart.plot, chart.subject);
  if (has_band (&chart) && canvas->cr != NULL)
    draw_band (&chart);
  sz_plot_grid (canvas, &chart.plot);
  draw_limits (&chart);
  draw_series (&chart);
  draw_now (&chart);
  label_limits (&chart);
  label_values (&chart);
  if (chart.plot.x1 > CATEGORIES_MAX)
    sz_plot_time_axis (canvas, &chart.plot, FALSE);
  label_last (&chart);
  label_peak (&chart);
  label_all_series (&chart);
  sz_plot_tips (canvas, &chart.plot, tile->series, tile->unit);
  canvas->paper = paper;
}

double
sz_tile_line (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  const gboolean hero = tile->kind == SZ_TILE_HERO;
  double used = 0;

  const gboolean wall = canvas->theme->id == SZ_THEME_WALL;

  if (tile->lead != NULL) {
    const double size = hero ? canvas->theme->type.hero : canvas->theme->type.detail;
    SzFigure lead = *tile->lead;

    /* Where room is short, the line in the chart is reference enough. */
    if (body.width < 520 && (isfinite (tile->target) || isfinite (tile->limit)))
      lead.reference = NULL;
    /* A narrow tile has a smaller number, as the narrow type scale has it. */
    used = sz_figure_block (canvas, &lead, body.width < 520 && !wall ? MIN (size, 48) : size, TRUE, body.x,
                            body.y, body.width);
    sz_figure_hit (canvas, tile->lead, (SzRect){ body.x, body.y, body.width, used });
    if (sz_figure_is_missing (tile->lead))
      used += sz_tile_way_on (canvas, tile, body.x, body.y + used, body.width);
    used += 6;
  }
  if (tile->series == NULL || tile->series->len == 0)
    return used;
  const double height = MAX (body.height - used, wall ? WALL_CHART_MIN : CHART_HEIGHT_MIN);
  if (canvas->cr != NULL)
    draw_chart (canvas, tile, (SzRect){ body.x, body.y + used, body.width, height });
  return used + height;
}
