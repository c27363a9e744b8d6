/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile.h"

#include <math.h>

#define COLUMN_GAP 16.0
#define BAR_MIN 60.0
#define ROW_MIN 30.0
#define ROW_MAX 49.0

typedef struct {
  SzCanvas *canvas;
  const SzTile *tile;
  SzRect body;
  gboolean wall; /* large type: number in a column at the right, no further columns */
  double name_size, number_size;
  double name_width, number_width; /* the widest of each */
  double change_width, pull_width; /* 0: column not shown */
  gboolean stacked;                /* name above its bar */
  double low, high;                /* domain */
  double bar_left, bar_width;
  double row;
} Bars;

static const SzPart *
get_part (const Bars *bars, guint i)
{
  return g_ptr_array_index (bars->tile->parts, i);
}

static char *
change_text (const Bars *bars, const SzPart *part, gboolean pull)
{
  g_autofree char *text =
      sz_number_change (pull ? part->pull : part->value - part->reference, bars->tile->unit);
  const char *word = sz_unit_word (bars->tile->unit);

  /* The unit stands in the tile's head. */
  if (word != NULL && *word != '\0' && g_str_has_suffix (text, word))
    text[strlen (text) - strlen (word)] = '\0';
  return g_strdup (g_strchomp (text));
}

static void
number_of (const Bars *bars, const SzPart *part, SzNumberText *text)
{
  sz_number_format (part->value, bars->tile->unit, text);
  /* Other units stand in the tile's head; a share without its sign is no share. */
  if (g_strcmp0 (text->unit, "%") == 0)
    g_strlcat (text->number, text->unit, sizeof text->number);
}

static gboolean
is_heavy (const Bars *bars, const SzPart *part)
{
  return !bars->canvas->stale && (part->status == SZ_STATUS_ALARM || part->status == SZ_STATUS_ATTENTION);
}

/* --- layout --- */

static void
measure_parts (Bars *bars)
{
  const double caption = bars->canvas->theme->type.caption;
  double min = 0, max = 0;

  for (guint i = 0; i < bars->tile->parts->len; i++) {
    const SzPart *part = get_part (bars, i);
    SzNumberText text;

    number_of (bars, part, &text);
    bars->name_width =
        fmax (bars->name_width, sz_text_width (part->name, bars->name_size, is_heavy (bars, part)));
    bars->number_width = fmax (bars->number_width, sz_text_width (text.number, bars->number_size, TRUE));
    if (isfinite (part->value)) {
      min = MIN (min, part->value);
      max = MAX (max, part->value);
    }
    if (isfinite (part->reference)) {
      min = MIN (min, part->reference);
      max = MAX (max, part->reference);
      g_autofree char *change = change_text (bars, part, FALSE);
      bars->change_width = fmax (bars->change_width, sz_text_width (change, caption, FALSE));
    }
    if (isfinite (part->pull)) {
      g_autofree char *pull = change_text (bars, part, TRUE);
      bars->pull_width = fmax (bars->pull_width, sz_text_width (pull, caption, FALSE));
    }
  }
  sz_plot_add_line (bars->tile->limit, &min, &max);
  sz_plot_add_line (bars->tile->target, &min, &max);
  bars->low = min;
  bars->high = max > min ? max : min + 1;
}

static void
widen_for_head (double *width, const char *head, double size)
{
  if (*width > 0)
    *width = fmax (*width, sz_text_width (head, size, FALSE));
}

/* The bars need room; columns go, then long names are shortened, then names move above their bars. */
static void
place_columns (Bars *bars)
{
  const double caption = bars->canvas->theme->type.caption, width = bars->body.width;

  widen_for_head (&bars->change_width, _ ("Difference"), caption);
  widen_for_head (&bars->pull_width, _ ("Pull on total"), caption);
  if (bars->wall)
    bars->change_width = bars->pull_width = 0;
  /* The number follows the bar's end: the longest bar leaves room for it. */
  const double numbers = bars->number_width + 12;
  const double name = MIN (bars->name_width, MAX ((bars->wall ? 0.38 : 0.3) * width, 60));
  const double need = name + 12 + MAX (BAR_MIN, 0.25 * width) + numbers;
  if (bars->pull_width > 0 &&
      need + bars->pull_width + COLUMN_GAP + (bars->change_width > 0 ? bars->change_width + COLUMN_GAP : 0) >
          width)
    bars->pull_width = 0;
  if (bars->change_width > 0 && need + bars->change_width + COLUMN_GAP > width)
    bars->change_width = 0;
  bars->stacked = name + 12 + BAR_MIN + numbers > width;
  bars->name_width = bars->stacked ? width : name;
  bars->bar_left = bars->body.x + (bars->stacked ? 0 : name + 12);
  const double right = (bars->change_width > 0 ? bars->change_width + COLUMN_GAP : 0) +
                       (bars->pull_width > 0 ? bars->pull_width + COLUMN_GAP : 0);
  bars->bar_width = MAX (bars->body.x + width - right - numbers - bars->bar_left, 8);
}

static double
bar_x (const Bars *bars, double value)
{
  return bars->bar_left + (value - bars->low) / (bars->high - bars->low) * bars->bar_width;
}

/* --- drawing --- */

static void
draw_changes (Bars *bars, const SzPart *part, double baseline)
{
  const SzTheme *theme = bars->canvas->theme;
  const SzPen pen = SZ_PEN (theme->type.caption, FALSE, theme->text_secondary);
  double right = bars->body.x + bars->body.width;

  if (bars->pull_width > 0) {
    g_autofree char *pull = change_text (bars, part, TRUE);
    sz_canvas_text (bars->canvas, pull, pen, right, baseline, SZ_ALIGN_RIGHT);
    right -= bars->pull_width + COLUMN_GAP;
  }
  if (bars->change_width > 0) {
    g_autofree char *change = change_text (bars, part, FALSE);
    sz_canvas_text (bars->canvas, change, pen, right, baseline, SZ_ALIGN_RIGHT);
  }
}

static gboolean
is_shown (const Bars *bars, double value)
{
  return isfinite (value) && value >= bars->low && value <= bars->high;
}

/* Where a number of this width starts behind its bar's end: past any tick, limit or target that would run
 * through it. There is always room for it: no such line stands behind the longest bar's place. */
static double
place_number (const Bars *bars, const SzPart *part, double end, double wide)
{
  const double values[] = { part->reference, bars->tile->limit, bars->tile->target };
  double left = end + 8;

  for (guint i = 0; i < G_N_ELEMENTS (values) * G_N_ELEMENTS (values); i++) {
    const double value = values[i % G_N_ELEMENTS (values)];
    const double x = is_shown (bars, value) ? bar_x (bars, value) : -1;

    if (x > left - 4 && x < left + wide + 4)
      left = x + 7;
  }
  return left;
}

static void
draw_bar (Bars *bars, const SzPart *part, double middle, double thickness)
{
  SzCanvas *canvas = bars->canvas;
  const SzTheme *theme = canvas->theme;
  const SzStatus status = canvas->stale ? SZ_STATUS_NEUTRAL : part->status;
  SzNumberText text;

  number_of (bars, part, &text);
  const double zero = bar_x (bars, 0);
  const double end = isfinite (part->value) ? bar_x (bars, part->value) : zero;
  const SzRect rect = { MIN (zero, end), middle - thickness / 2, fabs (end - zero), thickness };
  const double size =
      sz_text_fit (text.number, bars->number_size, TRUE, bars->body.x + bars->body.width - bars->bar_left);
  const double baseline = middle + size * 0.36;
  const SzColour ink = !isfinite (part->value) || canvas->stale ? theme->text_tertiary : theme->text_primary;

  if (isfinite (part->value)) {
    sz_canvas_fill (canvas, rect, canvas->stale ? theme->reference : sz_status_fill (theme, status));
    sz_canvas_mark (canvas, SZ_MARK_MARK, rect, NULL, "bar");
  }
  if (isfinite (part->reference)) {
    const double at = bar_x (bars, part->reference);
    sz_canvas_vline (canvas, at, middle - thickness / 2 - 3, middle + thickness / 2 + 3, 2,
                     theme->text_primary);
  }
  const double left = place_number (bars, part, MAX (end, zero), sz_text_width (text.number, size, TRUE));
  sz_canvas_text (
      canvas, text.number,
      SZ_PEN (size, TRUE, bars->wall && is_heavy (bars, part) ? sz_status_ink (theme, status) : ink),
      bars->wall ? bars->body.x + bars->body.width : left, baseline,
      bars->wall ? SZ_ALIGN_RIGHT : SZ_ALIGN_LEFT);
}

static void
draw_row (Bars *bars, const SzPart *part, double top)
{
  const SzTheme *theme = bars->canvas->theme;
  const double name_line = bars->stacked ? round (bars->name_size * 1.5) : 0;
  const double middle = top + name_line + (bars->row - name_line) / 2;
  const double name_baseline =
      bars->stacked ? top + 4 + round (bars->name_size) : round (middle + bars->name_size * 0.36);

  sz_canvas_name (bars->canvas, part->name,
                  SZ_PEN (bars->name_size, is_heavy (bars, part), theme->text_primary), bars->body.x,
                  name_baseline, bars->name_width);
  draw_bar (bars, part, middle, bars->wall ? bars->row * 0.52 : CLAMP (bars->row * 0.5, 14, 26));
  draw_changes (bars, part, round (middle + theme->type.caption * 0.36));
  sz_part_hit (bars->canvas, bars->tile, part, (SzRect){ bars->body.x, top, bars->body.width, bars->row });
}

/* The words for a line through the bars: about it, else before or after it, and never out of the tile. */
static void
label_guide (Bars *bars, const char *text, double value, double baseline, SzColour colour)
{
  const SzPen pen = SZ_PEN (bars->canvas->theme->type.caption, FALSE, colour);
  const double x = bar_x (bars, value), wide = sz_text_width (text, pen.size, pen.bold);
  const double first = bars->body.x, last = bars->body.x + bars->body.width - wide;
  const double lefts[] = { x - wide / 2, x + 4 - wide, x - 4 };

  for (guint i = 0; i < G_N_ELEMENTS (lefts) && last >= first; i++)
    if (sz_canvas_label (bars->canvas, text, pen, CLAMP (lefts[i], first, last), baseline, SZ_ALIGN_LEFT))
      return;
}

/* Heads of the columns and the words for the lines through the bars. */
static double
draw_head (Bars *bars, double top)
{
  SzCanvas *canvas = bars->canvas;
  const SzTheme *theme = canvas->theme;
  const SzPen pen = SZ_PEN (theme->type.caption, FALSE, theme->text_tertiary);
  const gboolean lines = is_shown (bars, bars->tile->limit) || is_shown (bars, bars->tile->target);
  const double baseline = top + round (theme->type.caption * 1.15);
  double right = bars->body.x + bars->body.width;

  if (bars->pull_width <= 0 && bars->change_width <= 0 && !lines)
    return 0;
  if (bars->pull_width > 0) {
    sz_canvas_text (canvas, _ ("Pull on total"), pen, right, baseline, SZ_ALIGN_RIGHT);
    right -= bars->pull_width + COLUMN_GAP;
  }
  if (bars->change_width > 0)
    sz_canvas_text (canvas, _ ("Difference"), pen, right, baseline, SZ_ALIGN_RIGHT);
  if (is_shown (bars, bars->tile->limit)) {
    g_autofree char *text = sz_limit_label (bars->tile->limit, bars->tile->unit);
    label_guide (bars, text, bars->tile->limit, baseline, theme->status_alarm);
  }
  if (is_shown (bars, bars->tile->target)) {
    g_autofree char *text = sz_target_label (bars->tile->target, bars->tile->unit);
    label_guide (bars, text, bars->tile->target, baseline, theme->text_secondary);
  }
  return round (theme->type.caption * 1.6);
}

static void
draw_guides (Bars *bars, double top, double bottom)
{
  SzCanvas *canvas = bars->canvas;
  const SzTheme *theme = canvas->theme;
  const double limit = bars->tile->limit, target = bars->tile->target;

  if (is_shown (bars, target))
    sz_canvas_vline (canvas, bar_x (bars, target), top, bottom, 1, theme->text_secondary);
  if (is_shown (bars, limit))
    sz_canvas_dashed_vline (canvas, bar_x (bars, limit), top, bottom, 1.25, theme->status_alarm);
}

double
sz_tile_bars (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  const guint n = tile->parts->len;
  Bars bars = { .canvas = canvas, .tile = tile, .body = body, .wall = canvas->theme->id == SZ_THEME_WALL };
  const SzTheme *theme = canvas->theme;

  /* On the wall all parts share the height there is. */
  const double share = (body.height - round (theme->type.caption * 1.6)) / n;
  bars.name_size = bars.wall ? CLAMP (floor (share * 0.72), theme->type.caption, theme->type.section + 2)
                             : theme->type.table;
  bars.number_size = bars.wall ? MIN (theme->type.bar, share * 0.62) : theme->type.section;
  bars.number_size = MAX (bars.number_size, bars.name_size);
  measure_parts (&bars);
  place_columns (&bars);
  const double head = draw_head (&bars, body.y);
  const double least = bars.stacked ? 2 * bars.name_size + 20 : MAX (ROW_MIN * 0.8, bars.number_size * 1.3);
  bars.row = floor (
      CLAMP ((body.height - head) / n, MAX (least, bars.wall ? 0 : ROW_MIN), bars.wall ? 90 : ROW_MAX));
  bars.row = MAX (bars.row, least);
  const double top = body.y + head, bottom = top + n * bars.row;
  if (!bars.stacked && !bars.wall)
    for (guint i = 1; i < n; i++)
      sz_canvas_hline (canvas, body.x, body.x + body.width, top + i * bars.row, 1, theme->line_grid);
  sz_canvas_mark (canvas, SZ_MARK_PLOT, (SzRect){ bars.bar_left, top, bars.bar_width, bottom - top }, NULL,
                  NULL);
  sz_canvas_vline (canvas, bar_x (&bars, 0), top, bottom, 1, theme->line_axis);
  draw_guides (&bars, top - 2, bottom);
  for (guint i = 0; i < n; i++)
    draw_row (&bars, get_part (&bars, i), top + i * bars.row);
  return head + n * bars.row;
}
