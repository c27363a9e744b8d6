/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile.h"

#include <math.h>
#include <string.h>

#define GAP 4.0
#define CELL_MIN 42.0
#define CELL_MAX 54.0
#define CELL_HEIGHT 44.0
#define HEAD_WIDTH 288.0
#define SPARK_WIDTH 116.0
#define ROW_PAD 12.0
#define SPREAD_MAX 22.0
/* Below an area's words a line of its day has room. */
#define UNDER_MIN 52.0
#define UNDER_MAX 76.0
/* Below this the area's head stands above its windows. */
#define SIDE_MIN 700.0
/* A mosaic: windows as bare cells, for the wall. */
#define TESSERA_GAP 2.5
#define BARE_MIN 6.0
#define BARE_MAX 34.0

typedef struct {
  SzCanvas *canvas;
  const SzTile *tile;
  SzRect body;
  gboolean bare;   /* cells without texts */
  gboolean beside; /* the area's head stands left of its windows */
  double head_width, grid_left, grid_width, spark_width;
  double cell_width, cell_height, gap;
  guint columns;
  double scale;  /* of the bar below the wait, in unit */
  double spread; /* between areas, beyond the least */
  SzTicks ticks;
  double x0, x1;
} Grid;

/* --- one window --- */

static const char *
state_word (SzBoothState state)
{
  switch (state) {
  case SZ_BOOTH_CLOSED:
    return C_ ("window cell", "closed");
  case SZ_BOOTH_IDLE:
    return _ ("idle");
  case SZ_BOOTH_PAUSED:
    return C_ ("window cell", "pause");
  case SZ_BOOTH_UNATTENDED:
    return _ ("away");
  case SZ_BOOTH_SUGGESTED:
    return _ ("to open");
  case SZ_BOOTH_BUSY:
    break;
  }
  return "";
}

static gboolean
is_slow (const SzBooth *booth)
{
  return booth->state == SZ_BOOTH_BUSY && isfinite (booth->minutes) && isfinite (booth->usual_minutes) &&
         booth->minutes > booth->usual_minutes;
}

/* What the window stands on; returns the ink for its texts. */
static SzColour
fill_cell (SzCanvas *canvas, SzBoothState state, SzRect rect)
{
  const SzTheme *theme = canvas->theme;

  switch (state) {
  case SZ_BOOTH_BUSY: {
    /* From afar a tint on black is black. */
    const SzColour tint = theme->id == SZ_THEME_WALL ? theme->accent_band50 : theme->accent_tint;

    sz_canvas_fill (canvas, rect, tint);
    canvas->paper = tint;
    return theme->text_primary;
  }
  case SZ_BOOTH_IDLE:
    sz_canvas_outline (canvas, rect, 1, theme->line_control, FALSE);
    return theme->text_secondary;
  case SZ_BOOTH_PAUSED:
    sz_canvas_hatch (canvas, rect);
    sz_canvas_outline (canvas, rect, 1, theme->line_control, FALSE);
    return theme->text_secondary;
  case SZ_BOOTH_UNATTENDED:
    sz_canvas_fill (canvas, rect, theme->status_alarm_fill);
    canvas->paper = theme->status_alarm_fill;
    return theme->text_on_alarm;
  case SZ_BOOTH_SUGGESTED:
    sz_canvas_outline (canvas, rect, 2, theme->accent_base, TRUE);
    return theme->accent_base;
  case SZ_BOOTH_CLOSED:
    break;
  }
  sz_canvas_fill (canvas, rect, theme->bg_sunken);
  canvas->paper = theme->bg_sunken;
  return theme->text_tertiary;
}

void
sz_booth_swatch (SzCanvas *canvas, SzBoothState state, SzRect rect)
{
  const SzColour paper = canvas->paper;

  fill_cell (canvas, state, rect);
  if (state == SZ_BOOTH_CLOSED)
    sz_canvas_outline (canvas, rect, 1, canvas->theme->line_hair, FALSE);
  if (state == SZ_BOOTH_BUSY && canvas->theme->id != SZ_THEME_WALL)
    sz_canvas_fill (canvas, (SzRect){ rect.x, rect.y + rect.height - 3, rect.width, 3 },
                    canvas->theme->accent_base);
  canvas->paper = paper;
}

/* How long this case takes, against nine in ten of its item. */
static void
draw_bar (SzCanvas *canvas, const SzBooth *booth, SzRect rect)
{
  if (canvas->stale || canvas->theme->id == SZ_THEME_WALL || booth->state != SZ_BOOTH_BUSY ||
      !isfinite (booth->minutes) || !isfinite (booth->usual_minutes) || booth->usual_minutes <= 0)
    return;
  const double share = CLAMP (booth->minutes / booth->usual_minutes, 0, 1);
  sz_canvas_fill (canvas, (SzRect){ rect.x, rect.y + rect.height - 3, rect.width * share, 3 },
                  is_slow (booth) ? canvas->theme->status_attention_fill : canvas->theme->accent_base);
}

static char *
cell_text (const SzBooth *booth)
{
  if (booth->state == SZ_BOOTH_BUSY)
    return isfinite (booth->minutes) ? g_strdup_printf ("%.0f", CLAMP (floor (booth->minutes), 0, 999))
                                     : g_strdup (_ ("calls"));
  if (booth->state == SZ_BOOTH_UNATTENDED && isfinite (booth->minutes))
    return g_strdup_printf ("%s %.0f", state_word (booth->state), CLAMP (floor (booth->minutes), 0, 999));
  return g_strdup (state_word (booth->state));
}

static void
draw_cell (Grid *grid, const SzBooth *booth, SzRect rect)
{
  SzCanvas *canvas = grid->canvas;
  const SzTheme *theme = canvas->theme;
  const SzColour paper = canvas->paper;
  /* Old states keep their words and lose their colours. */
  SzColour ink = fill_cell (canvas, canvas->stale ? SZ_BOOTH_CLOSED : booth->state, rect);
  const gboolean slow = is_slow (booth) && !canvas->stale;

  /* From afar a closed window is an empty frame: black on black would be nothing. */
  if (grid->bare && (canvas->stale || booth->state == SZ_BOOTH_CLOSED))
    sz_canvas_outline (canvas, rect, 1, theme->line_hair, FALSE);
  sz_canvas_mark (canvas, SZ_MARK_MARK, rect, booth->code, "booth");
  draw_bar (canvas, booth, rect);
  if (!grid->bare) {
    g_autofree char *text = cell_text (booth);
    const gboolean serves = booth->state == SZ_BOOTH_BUSY && isfinite (booth->minutes);
    const gboolean heavy = serves || booth->state == SZ_BOOTH_UNATTENDED;
    const double small = theme->type.caption, most = rect.width - 8;
    const double wish = serves ? theme->type.section : theme->type.caption;
    /* Where the word has no room the minutes alone say enough: nothing else is red. */
    if (booth->state == SZ_BOOTH_UNATTENDED && strchr (text, ' ') != NULL &&
        sz_text_width (text, 12, TRUE) > most)
      memmove (text, strchr (text, ' ') + 1, strlen (strchr (text, ' ')));
    const double size = sz_text_fit (text, wish, heavy, most);
    const SzColour quiet = booth->state == SZ_BOOTH_UNATTENDED ? ink : theme->text_secondary;

    sz_canvas_name (canvas, booth->label, SZ_PEN (small, FALSE, quiet), rect.x + 5,
                    rect.y + round (small * 1.15), slow ? rect.width - 22 : most);
    if (slow)
      sz_status_glyph (canvas, SZ_STATUS_ATTENTION, rect.x + rect.width - 9, rect.y + 9, 10,
                       theme->status_attention_fill);
    if (canvas->stale)
      ink = theme->text_tertiary;
    if (sz_text_width (text, size, heavy) <= most)
      sz_canvas_text (canvas, text, SZ_PEN (size, heavy, slow ? theme->status_attention : ink),
                      rect.x + rect.width - 4, rect.y + rect.height - 8, SZ_ALIGN_RIGHT);
  } else if (slow) {
    sz_canvas_fill (canvas, rect, theme->status_attention_fill);
  }
  canvas->paper = paper;
  if (booth->open != NULL && *booth->open != '\0')
    sz_canvas_hit (canvas, rect, booth->sentence, "", booth->open);
  sz_canvas_tip (canvas, rect, rect.x + rect.width / 2, rect.y + rect.height / 2, booth->sentence);
}

/* --- one area --- */

static guint
count_booths (const SzPart *part)
{
  return part->booths != NULL ? part->booths->len : 0;
}

/* Name, chip, number with its words, and the bar against target and limit. Returns the height. */
static double
draw_head (Grid *grid, const SzPart *part, double x, double top, double width)
{
  SzCanvas *canvas = grid->canvas;
  const SzTheme *theme = canvas->theme;
  const double line = round (theme->type.section * 1.5), baseline = top + round (line * 0.74);
  /* On the wall the numbers stand beside it, in the bars. */
  if (grid->bare) {
    sz_canvas_name (
        canvas, part->name,
        SZ_PEN (theme->type.section, part->status == SZ_STATUS_ALARM && !canvas->stale, theme->text_primary),
        x, top + round (theme->type.section * 0.95), width);
    return round (theme->type.section * 1.2);
  }
  SzFigure figure = { .name = part->name,
                      .unit = grid->tile->unit,
                      .value = part->value,
                      .status = part->status,
                      .verdict = part->verdict };
  const gboolean marked = !canvas->stale && part->verdict != NULL && *part->verdict != '\0' &&
                          (part->status == SZ_STATUS_ALARM || part->status == SZ_STATUS_ATTENTION);
  const double name = fmin (ceil (sz_text_width (part->name, theme->type.section, TRUE)), width);
  double y = top + line;

  sz_canvas_name (canvas, part->name, SZ_PEN (theme->type.section, TRUE, theme->text_primary), x, baseline,
                  width);
  if (marked) {
    SzCanvas probe = sz_canvas_probe (canvas);
    const double room = width - name - 10, one = round (theme->type.table * 1.54) + 0.5;

    if (room > 60 && sz_figure_verdict (&probe, &figure, x, 0, room) <= one)
      sz_figure_verdict (canvas, &figure, x + name + 10, top, room);
    else
      y += sz_figure_verdict (canvas, &figure, x, y, width) + 2;
  }
  const double size = 22, number_line = y + round (size * 1.08);
  const double advance = sz_figure_number (canvas, &figure, size, x, number_line, width * 0.5);
  const double note = sz_text_width (part->note, theme->type.caption, FALSE);
  y = number_line + round (size * 0.3);
  if (advance + 12 + note <= width) {
    sz_canvas_text (canvas, part->note, SZ_PEN (theme->type.caption, FALSE, theme->text_secondary),
                    x + advance + 12, number_line, SZ_ALIGN_LEFT);
  } else {
    y += sz_canvas_paragraph (canvas, part->note, SZ_PEN (theme->type.caption, FALSE, theme->text_secondary),
                              x, y, width);
  }
  return y - top;
}

static void
draw_scale (Grid *grid, const SzPart *part, double x, double top, double width)
{
  SzCanvas *canvas = grid->canvas;
  const SzTheme *theme = canvas->theme;
  const SzTile *tile = grid->tile;

  if (grid->scale <= 0 || grid->bare)
    return;
  sz_canvas_fill (canvas, (SzRect){ x, top, width, 5 }, theme->status_unknown_tint);
  if (isfinite (part->value)) {
    const SzRect bar = { x, top, width * CLAMP (part->value / grid->scale, 0, 1), 5 };

    sz_canvas_fill (canvas, bar, canvas->stale ? theme->reference : sz_status_fill (theme, part->status));
    sz_canvas_mark (canvas, SZ_MARK_MARK, bar, NULL, "scale");
  }
  if (isfinite (tile->target) && tile->target <= grid->scale)
    sz_canvas_vline (canvas, x + width * tile->target / grid->scale, top - 3, top + 8, 1.5,
                     theme->text_secondary);
  if (isfinite (tile->limit) && tile->limit <= grid->scale)
    sz_canvas_vline (canvas, x + width * tile->limit / grid->scale, top - 3, top + 8, 2, theme->status_alarm);
}

static void
draw_spark (Grid *grid, const SzPart *part, SzRect rect)
{
  SzCanvas *canvas = grid->canvas;
  const SzTheme *theme = canvas->theme;
  SzPlot plot = { .rect = rect, .x0 = grid->x0, .x1 = grid->x1, .y = grid->ticks };
  double x, y;

  if (part->series == NULL || part->series->length == 0 || rect.width < 40)
    return;
  plot.rect.width -= 6;
  sz_plot_open (canvas, &plot);
  sz_canvas_hline (canvas, plot.rect.x, plot.rect.x + plot.rect.width, rect.y + rect.height, 1,
                   theme->line_axis);
  if (sz_plot_shows (&plot, grid->tile->limit))
    sz_canvas_dashed_hline (canvas, plot.rect.x, plot.rect.x + plot.rect.width,
                            sz_plot_y (&plot, grid->tile->limit), 1.25, theme->status_alarm);
  sz_plot_series (canvas, &plot, part->series, theme->accent_base, 1.5);
  if (sz_plot_last (part->series, grid->tile->x_now, &x, &y) && x >= plot.x0 && x <= plot.x1)
    sz_canvas_dot (canvas, sz_plot_x (&plot, x), sz_plot_y (&plot, y), 3,
                   canvas->stale ? theme->text_tertiary : sz_status_fill (theme, part->status));
  sz_plot_line_tips (canvas, &plot, part->series, part->name, grid->tile->unit);
}

static double
grid_height (const Grid *grid, const SzPart *part)
{
  const guint n = count_booths (part), rows = (n + grid->columns - 1) / MAX (grid->columns, 1);

  return rows > 0 ? rows * (grid->cell_height + grid->gap) - grid->gap : 0;
}

/* The area's windows, and the day's line at the right. */
static void
draw_booths (Grid *grid, const SzPart *part, double top, double height)
{
  for (guint i = 0; i < count_booths (part); i++) {
    const SzRect cell = { grid->grid_left + (i % grid->columns) * (grid->cell_width + grid->gap),
                          top + (i / grid->columns) * (grid->cell_height + grid->gap), grid->cell_width,
                          grid->cell_height };

    draw_cell (grid, g_ptr_array_index (part->booths, i), cell);
  }
  if (grid->spark_width > 0)
    draw_spark (grid, part,
                (SzRect){ grid->body.x + grid->body.width - grid->spark_width, top + 2, grid->spark_width,
                          MIN (height, 92) - 4 });
}

static double
area_height (Grid *grid, const SzPart *part, double *head)
{
  SzCanvas *canvas = grid->canvas;
  SzCanvas probe = sz_canvas_probe (canvas);

  grid->canvas = &probe;
  *head = draw_head (grid, part, 0, 0, grid->head_width) + (grid->scale > 0 && !grid->bare ? 14 : 0);
  grid->canvas = canvas;
  const double cells = grid_height (grid, part);
  return grid->beside ? MAX (*head, cells) : *head + (cells > 0 ? 10 + cells : 0);
}

static double
row_pad (const Grid *grid)
{
  return grid->bare ? 7 : ROW_PAD + 2 + grid->spread;
}

static double
draw_area (Grid *grid, const SzPart *part, double top, gboolean last)
{
  SzCanvas *canvas = grid->canvas;
  const SzColour paper = canvas->paper;
  const gboolean alarm = part->status == SZ_STATUS_ALARM && !canvas->stale;
  double head = 0;
  const double height = area_height (grid, part, &head), x = grid->body.x;

  if (alarm) {
    const SzRect tint = { x - 8, top - 7, grid->body.width + 16, height + 14 };

    sz_canvas_fill_rounded (canvas, tint, 6, canvas->theme->status_alarm_tint);
    canvas->paper = canvas->theme->status_alarm_tint;
  }
  const double words = draw_head (grid, part, x, top, grid->head_width);
  draw_scale (grid, part, x, top + words + 7, grid->head_width);
  sz_part_hit (canvas, grid->tile, part, (SzRect){ x, top, grid->head_width, head });
  draw_booths (grid, part, grid->beside ? top : top + head + 10, height);
  if (grid->beside && !grid->bare && grid->spark_width <= 0 && height - head - 18 >= UNDER_MIN)
    draw_spark (grid, part,
                (SzRect){ x, top + head + 12, grid->head_width, MIN (height - head - 18, UNDER_MAX) });
  canvas->paper = paper;
  if (!last && !alarm)
    sz_canvas_hline (canvas, x, x + grid->body.width, top + height + row_pad (grid) / 2, 1,
                     canvas->theme->line_grid);
  return height + row_pad (grid);
}

/* --- the whole --- */

static void
find_scales (Grid *grid)
{
  const SzTile *tile = grid->tile;
  SzPlot plot = { .x0 = tile->x_start, .x1 = tile->x_end };
  double min = 0, max = 0, most = 0;

  for (guint i = 0; i < tile->parts->len; i++) {
    const SzPart *part = g_ptr_array_index (tile->parts, i);

    if (isfinite (part->value))
      most = MAX (most, part->value);
    if (part->series != NULL)
      sz_plot_series_range (&plot, part->series, &min, &max);
  }
  sz_plot_add_line (tile->limit, &min, &max);
  if (isfinite (tile->limit) && tile->limit > 0)
    most = MAX (most, tile->limit * 1.4);
  else if (isfinite (tile->target) && tile->target > 0)
    most = MAX (most, tile->target * 1.6);
  grid->scale = most;
  grid->x0 = tile->x_start;
  grid->x1 = tile->x_end;
  grid->ticks = (SzTicks){ .low = MIN (min, 0), .high = max > min ? max * 1.04 : 1 };
}

/* Rows as even as they can be, so that no last row holds one alone. */
static void
fit_columns (Grid *grid, double width)
{
  guint most = 1;

  for (guint i = 0; i < grid->tile->parts->len; i++)
    most = MAX (most, count_booths (g_ptr_array_index (grid->tile->parts, i)));
  grid->columns = (guint)CLAMP (floor ((grid->grid_width + grid->gap) / (width + grid->gap)), 1, 80);
  const guint rows = (most + grid->columns - 1) / grid->columns;
  grid->columns = MAX ((most + rows - 1) / rows, 1);
}

/* On the wall all areas share the height there is; the windows are as large as that allows. */
static void
fit_bare_cells (Grid *grid)
{
  for (grid->cell_height = BARE_MAX;; grid->cell_height -= 0.5) {
    double total = 4, head;

    fit_columns (grid, MAX (grid->cell_height - 1, BARE_MIN));
    for (guint i = 0; i < grid->tile->parts->len; i++)
      total += area_height (grid, g_ptr_array_index (grid->tile->parts, i), &head) + row_pad (grid);
    if (total <= grid->body.height || grid->cell_height <= BARE_MIN)
      return;
  }
}

/* Before anybody was called no area has a line. */
static gboolean
has_lines (const SzTile *tile)
{
  for (guint i = 0; i < tile->parts->len; i++) {
    const SzSeries *series = ((const SzPart *)g_ptr_array_index (tile->parts, i))->series;

    if (series != NULL && series->length > 0)
      return TRUE;
  }
  return FALSE;
}

static double
widest_name (const Grid *grid)
{
  double widest = 0;

  for (guint i = 0; i < grid->tile->parts->len; i++)
    widest = fmax (widest, sz_text_width (((const SzPart *)g_ptr_array_index (grid->tile->parts, i))->name,
                                          grid->canvas->theme->type.section, TRUE));
  return ceil (widest);
}

static void
place_cells (Grid *grid)
{
  const SzTheme *theme = grid->canvas->theme;

  grid->gap = grid->bare ? TESSERA_GAP : GAP;
  grid->cell_height =
      grid->bare ? 13 : MAX (CELL_HEIGHT, round (theme->type.caption * 1.4 + theme->type.section * 1.6));
  fit_columns (grid, grid->bare ? 12 : CELL_MIN);
  if (grid->bare)
    fit_bare_cells (grid);
  grid->cell_width = floor ((grid->grid_width + grid->gap) / grid->columns - grid->gap);
  /* Never wider than its column, or the last would stand outside. */
  grid->cell_width = CLAMP (grid->cell_width, 1, grid->bare ? BARE_MAX : CELL_MAX);
}

/* What height is left stands between the areas. */
static void
spread_rows (Grid *grid)
{
  const guint n = grid->tile->parts->len;
  double total = 4 + 6, head;

  if (grid->bare || n < 2)
    return;
  for (guint i = 0; i < n; i++)
    total += area_height (grid, g_ptr_array_index (grid->tile->parts, i), &head) + row_pad (grid);
  total -= row_pad (grid);
  grid->spread = CLAMP ((grid->body.height - total) / (n - 1), 0, SPREAD_MAX);
}

double
sz_tile_windows (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  Grid grid = { .canvas = canvas, .tile = tile, .body = body };
  double y = body.y + 4;

  grid.bare = canvas->theme->id == SZ_THEME_WALL || body.width < 2 * CELL_MIN;
  grid.beside = body.width >= (grid.bare ? 300 : SIDE_MIN);
  grid.spark_width = grid.beside && !grid.bare && body.width >= 940 && has_lines (tile) ? SPARK_WIDTH : 0;
  grid.head_width = !grid.beside ? body.width
                    : grid.bare  ? MIN (widest_name (&grid), body.width * 0.36)
                                 : MIN (HEAD_WIDTH, body.width * 0.36);
  grid.grid_left = body.x + (grid.beside ? grid.head_width + 22 : 0);
  grid.grid_width = body.x + body.width - grid.grid_left - (grid.spark_width > 0 ? grid.spark_width + 18 : 0);
  find_scales (&grid);
  place_cells (&grid);
  spread_rows (&grid);
  for (guint i = 0; i < tile->parts->len; i++)
    y += draw_area (&grid, g_ptr_array_index (tile->parts, i), y, i + 1 == tile->parts->len);
  return y - body.y - row_pad (&grid) + 6;
}
