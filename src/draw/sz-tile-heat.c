/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile.h"

#include <math.h>
#include <stdlib.h>

#define CELL_GAP 2.0
#define ROW_HEIGHT 23.0
/* Below this a value is not printed in its cell. */
#define PRINT_WIDTH 24.0
#define PRINT_HEIGHT 18.0

typedef struct {
  SzCanvas *canvas;
  const SzTile *tile;
  guint rows, columns;
  double min, max;
  double top; /* the value of the strongest colour */
  double left, upper, cell_width, cell_height;
  gboolean print;
} Heat;

static int
compare_values (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *)a, y = *(const double *)b;

  return x < y ? -1 : x > y;
}

static double
cell_value (const Heat *heat, guint row, guint column)
{
  return heat->tile->heat[row * heat->columns + column];
}

/* The colours end at the 95th percentile: one odd hour must not turn all others pale. */
static void
find_range (Heat *heat)
{
  g_autofree double *values = g_new (double, heat->rows * heat->columns + 1);
  gsize n = 0;

  for (guint i = 0; i < heat->rows * heat->columns; i++)
    if (isfinite (heat->tile->heat[i]))
      values[n++] = heat->tile->heat[i];
  if (n == 0)
    return;
  qsort (values, n, sizeof *values, compare_values);
  heat->min = values[0];
  heat->max = values[n - 1];
  heat->top = values[(gsize)(0.95 * (double)(n - 1))];
}

/* In a cell there is room for three digits: whole numbers, one decimal where all are small. */
static char *
cell_text (const Heat *heat, double value)
{
  const double top = MAX (fabs (heat->max), fabs (heat->min));
  SzNumberText text;

  if (top >= 10000) {
    sz_number_format (value, "count", &text);
    return g_strconcat (text.number, text.unit, NULL);
  }
  if (top >= 10)
    return g_strdup_printf ("%s%.0f", value <= -0.5 ? "−" : "", fabs (value));
  return g_strdup_printf ("%s%.1f", value <= -0.05 ? "−" : "", fabs (value));
}

static gboolean
all_fit (const Heat *heat)
{
  if (heat->cell_width < PRINT_WIDTH || heat->cell_height < PRINT_HEIGHT)
    return FALSE;
  for (guint i = 0; i < heat->rows * heat->columns; i++) {
    if (!isfinite (heat->tile->heat[i]))
      continue;
    g_autofree char *text = cell_text (heat, heat->tile->heat[i]);
    if (sz_text_width (text, heat->canvas->theme->type.caption, FALSE) > heat->cell_width - 8)
      return FALSE;
  }
  return TRUE;
}

static SzColour
cell_colour (const Heat *heat, double value)
{
  const double share =
      heat->top > heat->min ? CLAMP ((value - heat->min) / (heat->top - heat->min), 0, 1) : 0.5;

  return heat->canvas->theme->seq[CLAMP ((int)(share * SZ_THEME_N_SEQ), 0, SZ_THEME_N_SEQ - 1)];
}

static void
draw_cell (Heat *heat, guint row, guint column)
{
  SzCanvas *canvas = heat->canvas;
  const SzTheme *theme = canvas->theme;
  const double value = cell_value (heat, row, column);
  const SzRect rect = { heat->left + column * heat->cell_width, heat->upper + row * heat->cell_height,
                        MAX (heat->cell_width - CELL_GAP, 0.5), MAX (heat->cell_height - CELL_GAP, 0.5) };
  const SzColour paper = canvas->paper;

  sz_canvas_mark (canvas, SZ_MARK_MARK, rect, NULL, isfinite (value) ? "cell" : "gap");
  if (canvas->picture != NULL) {
    g_autofree char *number = sz_number_text (value, heat->tile->unit);
    g_autofree char *card =
        g_strdup_printf ("%s %s\n%s", heat->tile->heat_rows[row], heat->tile->heat_columns[column],
                         isfinite (value) ? number : _ ("no data"));

    sz_canvas_tip (canvas, rect, rect.x + rect.width / 2, rect.y + rect.height / 2, card);
  }
  if (!isfinite (value)) {
    sz_canvas_hatch (canvas, rect);
    return;
  }
  const SzColour colour = cell_colour (heat, value);
  sz_canvas_fill (canvas, rect, colour);
  if (!heat->print)
    return;
  g_autofree char *text = cell_text (heat, value);
  const gboolean light =
      sz_colour_contrast (theme->bg_page, colour) > sz_colour_contrast (theme->text_primary, colour);
  canvas->paper = colour;
  sz_canvas_text (
      canvas, text, SZ_PEN (theme->type.caption, FALSE, light ? theme->bg_page : theme->text_primary),
      rect.x + rect.width / 2, rect.y + rect.height / 2 + theme->type.caption * 0.36, SZ_ALIGN_CENTRE);
  canvas->paper = paper;
}

double
sz_tile_heat (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  Heat heat = { .canvas = canvas, .tile = tile };
  const SzTheme *theme = canvas->theme;
  const SzPen pen = SZ_PEN (theme->type.caption, FALSE, theme->text_secondary);
  double names = 0;

  heat.rows = g_strv_length (tile->heat_rows);
  heat.columns = g_strv_length (tile->heat_columns);
  for (guint i = 0; i < heat.rows; i++)
    names = fmax (names, sz_text_width (tile->heat_rows[i], pen.size, TRUE));
  names = MIN (names, body.width * 0.3);
  const double head = round (pen.size * 1.6);
  find_range (&heat);
  heat.left = body.x + names + 8;
  heat.upper = body.y + head;
  heat.cell_width = (body.x + body.width - heat.left + CELL_GAP) / heat.columns;
  heat.cell_height = CLAMP (floor ((body.height - head) / heat.rows), ROW_HEIGHT, 34);
  heat.print = all_fit (&heat);
  sz_canvas_mark (
      canvas, SZ_MARK_PLOT,
      (SzRect){ heat.left, heat.upper, heat.columns * heat.cell_width, heat.rows * heat.cell_height }, NULL,
      NULL);
  for (guint i = 0; i < heat.columns; i++)
    sz_canvas_label (canvas, tile->heat_columns[i], pen,
                     heat.left + i * heat.cell_width + (heat.cell_width - CELL_GAP) / 2,
                     body.y + round (pen.size * 1.1), SZ_ALIGN_CENTRE);
  for (guint row = 0; row < heat.rows; row++) {
    const gboolean today = isfinite (tile->x_now) && fabs (tile->x_now - row) < 0.5;

    sz_canvas_name (
        canvas, tile->heat_rows[row], today ? SZ_PEN (pen.size, TRUE, theme->text_primary) : pen, body.x,
        heat.upper + row * heat.cell_height + (heat.cell_height - CELL_GAP) / 2 + pen.size * 0.36, names + 1);
    for (guint column = 0; column < heat.columns; column++)
      draw_cell (&heat, row, column);
  }
  return head + heat.rows * heat.cell_height;
}
