/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile.h"

#include <math.h>
#include <string.h>

#define GAP 16.0
#define TEXT_MIN 64.0
/* A picture is for reading; the whole of a long frame is a list or a file. */
#define ROWS_MAX 200
#define COLUMNS_MAX 32
#define STATUS_ROOM 18.0
#define SPARK_WIDTH 104.0

typedef struct {
  const SzColumn *column;
  double natural; /* head and cells whole */
  double least;   /* numbers whole, names readable */
  double width, left, right;
} Column;

typedef struct {
  SzCanvas *canvas;
  const SzFrame *frame;
  Column columns[COLUMNS_MAX];
  guint n;
  gsize rows;
  double row_height;
  int open, status;       /* hidden columns; -1 */
  const GPtrArray *lines; /* (element-type SzPart) (nullable) a row's line each, at the right */
  SzPlot plot;            /* their domain and scale */
} Table;

/* (transfer full) */
static char *
cell_text (const Table *table, const SzColumn *column, gsize row)
{
  switch (column->type) {
  case SZ_COLUMN_TEXT:
    return g_strdup (column->texts[row] != NULL ? column->texts[row] : "—");
  case SZ_COLUMN_INSTANT: {
    const double instant = column->numbers[row];
    if (!isfinite (instant))
      return g_strdup ("—");
    g_autofree char *day = sz_time_label (instant, TRUE, FALSE, table->canvas->zone);
    g_autofree char *clock = sz_time_label (instant, FALSE, FALSE, table->canvas->zone);
    return g_strdup_printf ("%s %s", day, clock);
  }
  case SZ_COLUMN_NUMBER:
    break;
  }
  if (strstr (column->id, ".prev_change") != NULL || strstr (column->id, ".yoy_change") != NULL)
    return sz_number_change (column->numbers[row], column->unit);
  return sz_number_text (column->numbers[row], column->unit);
}

static gboolean
is_number (const Column *column)
{
  return column->column->type == SZ_COLUMN_NUMBER;
}

/* The first number is what the table is about. */
static gboolean
is_subject (const Table *table, guint index)
{
  for (guint i = 0; i < index; i++)
    if (is_number (&table->columns[i]))
      return FALSE;
  return is_number (&table->columns[index]);
}

static const char *
head_text (const SzColumn *column)
{
  return column->name != NULL && *column->name != '\0' ? column->name : column->id;
}

static void
measure (Table *table)
{
  const SzTheme *theme = table->canvas->theme;

  table->n = 0;
  table->open = sz_frame_find (table->frame, "_open");
  table->status = sz_frame_find (table->frame, "_status");
  table->rows = MIN (table->frame->rows, ROWS_MAX);
  for (guint shown = 0; shown < sz_frame_n_columns (table->frame) && table->n < COLUMNS_MAX; shown++) {
    const guint i = table->n;
    Column *column = &table->columns[i];

    column->column = sz_frame_column (table->frame, shown);
    if (column->column->id != NULL && column->column->id[0] == '_')
      continue;
    table->n++;
    const double head = sz_text_width (head_text (column->column), theme->type.caption, FALSE);
    double cells = 0;
    for (gsize row = 0; row < table->rows; row++) {
      g_autofree char *text = cell_text (table, column->column, row);
      cells = fmax (cells, sz_text_width (text, theme->type.table, is_subject (table, i)));
    }
    column->natural = ceil (MAX (head, cells)) + 1;
    column->least = column->column->type == SZ_COLUMN_TEXT ? MIN (column->natural, TEXT_MIN)
                                                           : ceil (MAX (cells, MIN (head, TEXT_MIN))) + 1;
  }
}

static double
total_width (const Table *table, guint shown)
{
  double total = 0;

  for (guint i = 0; i < shown; i++)
    total += table->columns[i].least + (i > 0 ? GAP : 0);
  return total;
}

static double
column_weight (const Column *column)
{
  return column->width;
}

/* Columns that do not fit are left out from the right, the first number last of all. */
static void
place (Table *table, double x, double width)
{
  guint shown = table->n;
  double spare, wish = 0;

  while (shown > 1 && total_width (table, shown) > width)
    shown--;
  table->n = shown;
  spare = MAX (0, width - total_width (table, shown));
  for (guint i = 0; i < shown; i++) {
    Column *column = &table->columns[i];
    column->width = MIN (column->least, width);
    wish += column->natural - column->width;
  }
  /* Texts first get what they miss; what is left spreads between the columns. */
  const double given = wish > 0 ? MIN (1, spare / wish) : 0;
  for (guint i = 0; i < shown; i++) {
    Column *column = &table->columns[i];
    const double more = MAX (0, column->natural - column->width) * given;
    column->width += more;
    spare -= more;
  }
  /* A wide column is followed by more of it: a code does not stand far from the name that goes with it. */
  double weights = 0;
  for (guint i = 0; i + 1 < shown; i++)
    weights += column_weight (&table->columns[i]);
  for (guint i = 0; i < shown; i++) {
    Column *column = &table->columns[i];
    /* Text stands at the left of its column, numbers move to the right with the spare room. */
    column->left = x;
    column->right = x + column->width;
    x += column->width + GAP + (weights > 0 ? MAX (0, spare) * column_weight (column) / weights : 0);
  }
}

static void
draw_cell (Table *table, guint index, const char *text, SzPen pen, double baseline)
{
  const Column *column = &table->columns[index];

  if (!is_number (column)) {
    sz_canvas_name (table->canvas, text, pen, column->left, baseline, column->width);
    return;
  }
  pen.size = sz_text_fit (text, pen.size, pen.bold, column->width);
  sz_canvas_text (table->canvas, text, pen, column->right, baseline, SZ_ALIGN_RIGHT);
}

/* The name of a number stands over its digits. */
static void
draw_column_head (Table *table, guint index, SzPen pen, double baseline)
{
  const Column *column = &table->columns[index];
  const char *text = head_text (column->column);
  const double wide = sz_text_width (text, pen.size, FALSE);

  sz_canvas_name (table->canvas, text, pen,
                  is_number (column) && wide < column->width ? column->right - wide : column->left, baseline,
                  column->width);
}

/* The row as a whole opens what it is about; read out as its cells. */
static void
hit_row (Table *table, gsize row, SzRect rect)
{
  const char *open = table->open >= 0 ? sz_frame_text (table->frame, row, (guint)table->open) : NULL;

  if (open == NULL || *open == '\0' || table->canvas->picture == NULL)
    return;
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < table->n; i++) {
    g_autofree char *cell = cell_text (table, table->columns[i].column, row);

    if (i > 0)
      g_string_append_printf (text, "%s%s ", sz_lang () == SZ_LANG_ZH ? "，" : ", ",
                              head_text (table->columns[i].column));
    g_string_append (text, cell);
  }
  sz_canvas_hit (table->canvas, rect, text->str, "", open);
  g_string_free (text, TRUE);
}

/* All lines on one scale; without two values in any of them there is nothing to draw. */
static void
measure_lines (Table *table, const SzTile *tile, double width)
{
  double min = NAN, max = NAN, first = INFINITY, last = -INFINITY;
  SzPlot plot = { .x0 = -INFINITY, .x1 = INFINITY };

  if (tile->parts == NULL || tile->parts->len < table->rows ||
      total_width (table, table->n) + GAP + SPARK_WIDTH > width)
    return;
  for (gsize row = 0; row < table->rows; row++) {
    const SzSeries *series = ((const SzPart *)g_ptr_array_index (tile->parts, row))->series;

    if (series == NULL || series->length < 2)
      return;
    first = fmin (first, series->x[0]);
    last = fmax (last, series->x[series->length - 1]);
    sz_plot_series_range (&plot, series, &min, &max);
  }
  if (!isfinite (min) || !(last > first))
    return;
  table->lines = tile->parts;
  table->plot = (SzPlot){ .x0 = first, .x1 = last, .idle_gaps = TRUE };
  table->plot.y = (SzTicks){ .low = MIN (min, 0), .high = max > MIN (min, 0) ? max : 1 };
}

static void
draw_line (Table *table, gsize row, SzRect rect)
{
  SzCanvas *canvas = table->canvas;
  const SzTheme *theme = canvas->theme;
  const SzSeries *series = ((const SzPart *)g_ptr_array_index (table->lines, row))->series;
  SzPlot plot = table->plot;
  double x, y;

  plot.rect = rect;
  sz_plot_open (canvas, &plot);
  sz_plot_series (canvas, &plot, series, canvas->stale ? theme->reference : theme->accent_base, 1.25);
  if (sz_plot_last (series, INFINITY, &x, &y))
    sz_canvas_dot (canvas, sz_plot_x (&plot, x), sz_plot_y (&plot, y), 2.5,
                   canvas->stale ? theme->text_tertiary : theme->accent_base);
}

static SzStatus
row_status (const Table *table, gsize row)
{
  const double status = table->status >= 0 ? sz_frame_number (table->frame, row, (guint)table->status) : NAN;

  return isfinite (status) && status >= 0 && status <= SZ_STATUS_UNKNOWN ? (SzStatus)status
                                                                         : SZ_STATUS_NEUTRAL;
}

static void
draw_row (Table *table, gsize row, double top)
{
  const SzTheme *theme = table->canvas->theme;
  const double baseline = round (top + table->row_height / 2 + theme->type.table * 0.37);
  const SzStatus status = row_status (table, row);

  if (table->status >= 0 && !table->canvas->stale &&
      (status == SZ_STATUS_ALARM || status == SZ_STATUS_ATTENTION))
    sz_status_glyph (table->canvas, status, table->columns[0].left - STATUS_ROOM + 6,
                     baseline - theme->type.table * 0.35, 11.5, sz_status_fill (theme, status));

  for (guint i = 0; i < table->n; i++) {
    g_autofree char *text = cell_text (table, table->columns[i].column, row);
    const gboolean subject = is_subject (table, i);

    draw_cell (
        table, i, text,
        SZ_PEN (theme->type.table, subject, i == 0 || subject ? theme->text_primary : theme->text_secondary),
        baseline);
  }
}

double
sz_tile_table (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  const SzTheme *theme = canvas->theme;
  Table table = { .canvas = canvas, .frame = tile->frame };
  const SzPen quiet = SZ_PEN (theme->type.caption, FALSE, theme->text_tertiary);
  const double head = round (theme->type.caption * 1.9);
  double y = body.y + head;

  measure (&table);
  const double inset = table.status >= 0 ? STATUS_ROOM : 0;
  if (table.n == 0)
    return 0;
  measure_lines (&table, tile, body.width - inset);
  place (&table, body.x + inset, body.width - inset - (table.lines != NULL ? GAP + SPARK_WIDTH : 0));
  table.row_height = CLAMP (floor ((body.height - head) / MAX (1, table.rows)), 26, 33);
  for (guint i = 0; i < table.n; i++)
    draw_column_head (&table, i, quiet, body.y + round (quiet.size * 1.1));
  if (table.lines != NULL) {
    const SzPart *any = g_ptr_array_index (table.lines, 0);

    sz_canvas_label (canvas, any->series->name, quiet, body.x + body.width, body.y + round (quiet.size * 1.1),
                     SZ_ALIGN_RIGHT);
  }
  sz_canvas_hline (canvas, body.x, body.x + body.width, y, 1, theme->line_hair);
  for (gsize row = 0; row < table.rows; row++, y += table.row_height) {
    draw_row (&table, row, y);
    if (table.lines != NULL)
      draw_line (
          &table, row,
          (SzRect){ body.x + body.width - SPARK_WIDTH + 4, y + 6, SPARK_WIDTH - 8, table.row_height - 12 });
    hit_row (&table, row, (SzRect){ body.x, y, body.width, table.row_height });
    if (row + 1 < table.rows)
      sz_canvas_hline (canvas, body.x, body.x + body.width, y + table.row_height, 1, theme->line_hair);
  }
  if (tile->frame->rows > table.rows) {
    g_autofree char *text =
        g_strdup_printf (_ ("first %u of %u rows"), (guint)table.rows, (guint)tile->frame->rows);
    y += 4 + sz_canvas_paragraph (canvas, text, quiet, body.x, y + 4, body.width);
  }
  return y - body.y;
}
