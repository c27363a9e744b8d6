/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile.h"

#include <math.h>
#include <string.h>

#define GAP 12.0
#define UNIT_SLOT 14.0
#define UNIT_GAP 3.0
#define GLYPH_ROOM 17.0
#define NAME_LETTERS 16u

/* Where the columns stand, from right to left: previous, year, unit, number; the name has the rest. A column
 * of changes is given up before a name becomes unreadable; numbers are never shortened. */
typedef struct {
  double left, right;
  double number_right, number_width, unit_width;
  double year_right, year_width, previous_width;
  gboolean year, previous;
  gboolean stacked; /* name above number, where both do not fit side by side */
  double name_width;
} Columns;

/* --- order and texts --- */

static int
severity (SzStatus status)
{
  switch (status) {
  case SZ_STATUS_ALARM:
    return 0;
  case SZ_STATUS_ATTENTION:
    return 1;
  case SZ_STATUS_UNKNOWN:
    return 2;
  case SZ_STATUS_GOOD:
  case SZ_STATUS_NEUTRAL:
    break;
  }
  return 3;
}

static gboolean
is_marked (const SzCanvas *canvas, const SzFigure *figure)
{
  return !canvas->stale && severity (figure->status) < 3;
}

/* Exceptions first, otherwise in the catalogue's order; without the lead, which stands above in large type.
 * (transfer container) */
static GPtrArray *
list_rows (const SzTile *tile)
{
  GPtrArray *rows = g_ptr_array_new ();

  for (int level = 0; level <= 3; level++)
    for (guint i = 0; tile->figures != NULL && i < tile->figures->len; i++) {
      SzFigure *figure = g_ptr_array_index (tile->figures, i);

      if (severity (figure->status) == level &&
          !(tile->lead != NULL && (figure == tile->lead || g_strcmp0 (figure->id, tile->lead->id) == 0)))
        g_ptr_array_add (rows, figure);
    }
  return rows;
}

static void
value_texts (const SzFigure *figure, SzNumberText *text, const char **number, const char **unit)
{
  sz_number_format (figure->value, figure->unit, text);
  *number = figure->text != NULL ? figure->text : text->number;
  *unit = figure->text != NULL || !isfinite (figure->value) ? "" : text->unit;
}

static gboolean
has_change (const SzFigure *figure, gboolean year)
{
  return isfinite (year ? figure->year_change : figure->previous_change) ||
         isfinite (year ? figure->year_relative : figure->previous_relative);
}

/* --- columns --- */

static void
measure_columns (const SzCanvas *canvas, GPtrArray *rows, Columns *columns)
{
  const double size = canvas->theme->type.table, caption = canvas->theme->type.caption;

  guint with[2] = { 0, 0 };

  columns->unit_width = UNIT_SLOT;
  for (guint i = 0; i < rows->len; i++) {
    const SzFigure *figure = g_ptr_array_index (rows, i);
    SzNumberText text;
    const char *number, *unit;

    value_texts (figure, &text, &number, &unit);
    columns->number_width = fmax (columns->number_width, sz_text_width (number, size, TRUE));
    columns->unit_width = fmax (columns->unit_width, sz_text_width (unit, caption, FALSE));
    for (int year = 0; year < 2; year++) {
      g_autofree char *change = sz_figure_change_text (figure, year, TRUE);
      double *width = year ? &columns->year_width : &columns->previous_width;

      *width = fmax (*width, sz_text_width (change, caption, FALSE));
      with[year] += has_change (figure, year);
    }
  }
  /* A column that is mostly dashes is none. */
  columns->previous = with[0] > 0 && 2 * with[0] >= rows->len;
  columns->year = with[1] > 0 && 2 * with[1] >= rows->len;
  columns->year_width = fmax (columns->year_width, sz_text_width (_ ("YoY"), caption, FALSE));
  columns->previous_width = fmax (columns->previous_width, sz_text_width (_ ("Prev"), caption, FALSE));
}

/* The least of a name that tells it from its neighbours: 16 letters, or 8 Chinese characters. */
static double
least_name (const SzCanvas *canvas, GPtrArray *rows)
{
  double least = 0;

  for (guint i = 0; i < rows->len; i++) {
    const SzFigure *figure = g_ptr_array_index (rows, i);
    const char *end = figure->name != NULL ? figure->name : "";
    guint room = NAME_LETTERS;

    while (*end != '\0' && room > 0) {
      const guint wide = g_unichar_iswide (g_utf8_get_char (end)) ? 2 : 1;

      room -= MIN (wide, room);
      end = g_utf8_next_char (end);
    }
    g_autofree char *start = figure->name != NULL ? g_strdup_printf ("%.*s%s", (int)(end - figure->name),
                                                                     figure->name, *end != '\0' ? "…" : "")
                                                  : g_strdup ("");
    least = fmax (least, sz_text_width (start, canvas->theme->type.table, FALSE) +
                             (is_marked (canvas, figure) ? GLYPH_ROOM : 0));
  }
  return ceil (least);
}

/* Sets the positions that follow from the widths and the columns shown, and what is left for the name. */
static void
place_columns (Columns *columns)
{
  double right = columns->right;

  if (columns->previous)
    right -= columns->previous_width + GAP;
  columns->year_right = right;
  if (columns->year)
    right -= columns->year_width + GAP;
  columns->number_right = right - columns->unit_width - UNIT_GAP;
  columns->name_width = columns->number_right - columns->number_width - GAP - columns->left;
}

static void
fit_columns (const SzCanvas *canvas, GPtrArray *rows, Columns *columns, double x, double width)
{
  columns->left = x;
  columns->right = x + width;
  measure_columns (canvas, rows, columns);
  const double wanted = least_name (canvas, rows);
  place_columns (columns);
  if (columns->name_width < wanted && columns->year) {
    columns->year = FALSE;
    place_columns (columns);
  }
  if (columns->name_width < wanted && columns->previous) {
    columns->previous = FALSE;
    place_columns (columns);
  }
  columns->stacked = columns->name_width < MIN (wanted, 60);
  if (columns->stacked)
    columns->name_width = width;
  columns->number_width = MIN (columns->number_width, width - columns->unit_width - UNIT_GAP);
}

/* --- rows --- */

static void
draw_changes (SzCanvas *canvas, const SzFigure *figure, const Columns *columns, double baseline)
{
  const SzTheme *theme = canvas->theme;
  const SzPen pen = SZ_PEN (theme->type.caption, FALSE, theme->text_secondary);
  const SzPen quiet = SZ_PEN (theme->type.caption, FALSE, theme->text_tertiary);
  const gboolean missing = figure->text == NULL && !isfinite (figure->value);
  const double room = columns->right - columns->number_right - columns->unit_width - UNIT_GAP - GAP;

  /* Of a missing figure the reason is worth more than two dashes. */
  if (missing && figure->note != NULL && *figure->note != '\0' &&
      sz_text_width (figure->note, quiet.size, FALSE) <= room) {
    sz_canvas_text (canvas, figure->note, quiet, columns->right, baseline, SZ_ALIGN_RIGHT);
    return;
  }
  for (int year = 0; year < 2; year++) {
    if (!(year ? columns->year : columns->previous))
      continue;
    g_autofree char *change = sz_figure_change_text (figure, year, TRUE);
    sz_canvas_text (canvas, change, has_change (figure, year) ? pen : quiet,
                    year ? columns->year_right : columns->right, baseline, SZ_ALIGN_RIGHT);
  }
}

static void
draw_value (SzCanvas *canvas, const SzFigure *figure, const Columns *columns, double baseline)
{
  const SzTheme *theme = canvas->theme;
  const gboolean missing = figure->text == NULL && !isfinite (figure->value);
  const SzPen pen =
      SZ_PEN (theme->type.table, TRUE, missing || canvas->stale ? theme->text_tertiary : theme->text_primary);
  SzNumberText text;
  const char *number, *unit;

  value_texts (figure, &text, &number, &unit);
  const double wide = fmin (sz_text_width (number, pen.size, TRUE), columns->number_width);
  if (figure->text != NULL) {
    sz_canvas_name (canvas, number, pen, columns->number_right - wide, baseline, wide + 0.5);
    return;
  }
  const double size = sz_text_fit (number, pen.size, TRUE, columns->number_width);
  sz_canvas_text (canvas, number, SZ_PEN (size, TRUE, pen.colour), columns->number_right, baseline,
                  SZ_ALIGN_RIGHT);
  sz_canvas_text (canvas, unit, SZ_PEN (theme->type.caption, FALSE, theme->text_tertiary),
                  columns->number_right + UNIT_GAP, baseline, SZ_ALIGN_LEFT);
}

/* A name that is too long for its line and fits two; NULL: it takes one. */
static const SzText *
wrap_name (const char *name, SzPen pen, double room)
{
  if (name == NULL || *name == '\0' || room < 60 || sz_text_width (name, pen.size, pen.bold) <= room)
    return NULL;
  const double line = sz_text_get (name, pen.size, pen.bold, SZ_TEXT_LINE, 0)->height;
  const SzText *wrapped = sz_text_get (name, pen.size, pen.bold, SZ_TEXT_WRAP, room);

  return wrapped->height < 2.6 * line && wrapped->width <= room + 0.5 ? wrapped : NULL;
}

static double
draw_row (SzCanvas *canvas, const SzFigure *figure, const Columns *columns, double top, gboolean last)
{
  const SzTheme *theme = canvas->theme;
  const double row = round (theme->type.table * 1.85);
  const double height = columns->stacked ? 2 * row - 4 : row;
  const double baseline = top + round (row / 2 + theme->type.table * 0.37);
  double x = columns->left, room = columns->name_width, extra = 0;

  if (is_marked (canvas, figure)) {
    sz_status_glyph (canvas, figure->status, x + 6, baseline - theme->type.table * 0.35, 11.5,
                     sz_status_fill (theme, figure->status));
    x += GLYPH_ROOM;
    room -= GLYPH_ROOM;
  }
  const SzPen pen = SZ_PEN (theme->type.table, FALSE, theme->text_primary);
  const SzText *wrapped = wrap_name (figure->name, pen, room);
  if (wrapped != NULL) {
    sz_canvas_paragraph (canvas, figure->name, pen, x, baseline - wrapped->baseline, room);
    extra = ceil (wrapped->height / 2);
  } else
    sz_canvas_name (canvas, figure->name, pen, x, baseline, room);
  const double second = baseline + (columns->stacked ? row - 4 + extra : 0), bottom = top + height + extra;
  draw_value (canvas, figure, columns, second);
  draw_changes (canvas, figure, columns, second);
  if (!last)
    sz_canvas_hline (canvas, columns->left, columns->right, bottom, 1, theme->line_hair);
  sz_figure_hit (canvas, figure,
                 (SzRect){ columns->left, top, columns->right - columns->left, bottom - top });
  return bottom - top;
}

static double
draw_head (SzCanvas *canvas, const Columns *columns, const char *current, double top)
{
  const SzTheme *theme = canvas->theme;
  const SzPen pen = SZ_PEN (theme->type.caption, FALSE, theme->text_tertiary);
  const double row = round (theme->type.caption * 1.75),
               baseline = top + round (row / 2 + theme->type.caption * 0.37);

  if (columns->previous)
    sz_canvas_text (canvas, _ ("Prev"), pen, columns->right, baseline, SZ_ALIGN_RIGHT);
  if (columns->year)
    sz_canvas_text (canvas, _ ("YoY"), pen, columns->year_right, baseline, SZ_ALIGN_RIGHT);
  sz_canvas_label (canvas, current != NULL ? current : _ ("Current"), pen, columns->number_right, baseline,
                   SZ_ALIGN_RIGHT);
  sz_canvas_hline (canvas, columns->left, columns->right, top + row, 1, theme->line_hair);
  return row;
}

double
sz_figure_table (SzCanvas *canvas, const SzTile *tile, double x, double top, double width)
{
  g_autoptr (GPtrArray) rows = list_rows (tile);
  Columns columns = { 0 };
  double y = top;

  if (rows->len == 0)
    return 0;
  fit_columns (canvas, rows, &columns, x, width);
  if (!columns.stacked)
    y += draw_head (canvas, &columns, tile->current, y);
  for (guint i = 0; i < rows->len; i++)
    y += draw_row (canvas, g_ptr_array_index (rows, i), &columns, y, i + 1 == rows->len);
  return y - top;
}
