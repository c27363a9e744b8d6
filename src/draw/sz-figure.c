/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile.h"

#include <math.h>
#include <string.h>

/* --- texts --- */

/* A count is compared by its relative change, everything else in its own unit. With `compact` the unit of the
 * value beside it is not repeated. */
char *
sz_figure_change_text (const SzFigure *figure, gboolean year, gboolean compact)
{
  const double relative = year ? figure->year_relative : figure->previous_relative;
  const double absolute = year ? figure->year_change : figure->previous_change;
  g_autofree char *text =
      isfinite (relative) ? sz_number_change (relative, "rel") : sz_number_change (absolute, figure->unit);
  const char *word = sz_unit_word (figure->unit);

  if (!compact || isfinite (relative))
    return g_steal_pointer (&text);
  if (word != NULL && *word != '\0' && strcmp (word, "%") != 0 && g_str_has_suffix (text, word)) {
    text[strlen (text) - strlen (word)] = '\0';
    return g_strdup (g_strchomp (text));
  }
  /* "+3.1 点" becomes "+3.1点". */
  char *space = strrchr (text, ' ');
  if (space != NULL)
    memmove (space, space + 1, strlen (space));
  return g_steal_pointer (&text);
}

static void
append_clause (GString *text, const char *clause)
{
  if (clause == NULL || *clause == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, sz_lang () == SZ_LANG_ZH ? "，" : ", ");
  g_string_append (text, clause);
}

static void
append_change (GString *text, const SzFigure *figure, gboolean year)
{
  if (!isfinite (year ? figure->year_change : figure->previous_change))
    return;
  g_autofree char *change = sz_figure_change_text (figure, year, FALSE);
  g_autofree char *clause =
      g_strdup_printf (year ? _ ("%s on the year") : _ ("%s on the previous period"), change);
  append_clause (text, clause);
}

static void
append_spark_range (GString *text, const SzFigure *figure)
{
  double min = INFINITY, max = -INFINITY;

  for (gsize i = 0; figure->spark != NULL && i < figure->spark->length; i++)
    if (isfinite (figure->spark->y[i])) {
      min = MIN (min, figure->spark->y[i]);
      max = MAX (max, figure->spark->y[i]);
    }
  if (min > max)
    return;
  g_autofree char *low = sz_number_text (min, figure->unit);
  g_autofree char *high = sz_number_text (max, figure->unit);
  g_autofree char *range = g_strdup_printf (_ ("range %s to %s"), low, high);
  g_autofree char *clause = figure->spark_scope != NULL && *figure->spark_scope != '\0'
                                ? g_strdup_printf ("%s %s", figure->spark_scope, range)
                                : g_strdup (range);
  append_clause (text, clause);
}

char *
sz_draw_figure_sentence (const SzFigure *figure)
{
  GString *text = g_string_new (figure->name);
  g_autofree char *value =
      figure->text != NULL ? g_strdup (figure->text) : sz_number_text (figure->value, figure->unit);
  const gboolean missing = figure->text == NULL && !isfinite (figure->value);

  g_string_append_printf (text, " %s", missing ? _ ("no data") : value);
  if (figure->verdict != NULL && *figure->verdict != '\0')
    append_clause (text, figure->verdict);
  else if (!missing && figure->status != SZ_STATUS_NEUTRAL)
    append_clause (text, sz_status_word (figure->status));
  append_clause (text, figure->reference);
  append_change (text, figure, TRUE);
  append_change (text, figure, FALSE);
  if (isfinite (figure->weekday_change)) {
    g_autofree char *change = sz_number_change (figure->weekday_change, figure->unit);
    g_autofree char *clause = g_strdup_printf ("%s %s", figure->weekday, change);
    append_clause (text, clause);
  }
  append_spark_range (text, figure);
  append_clause (text, figure->note);
  return g_string_free (text, FALSE);
}

gboolean
sz_figure_is_missing (const SzFigure *figure)
{
  return figure->text == NULL && !isfinite (figure->value);
}

void
sz_figure_hit (SzCanvas *canvas, const SzFigure *figure, SzRect rect)
{
  if (canvas->picture == NULL)
    return;
  g_autofree char *sentence = sz_draw_figure_sentence (figure);
  sz_canvas_hit (canvas, rect, sentence, "figure:", figure->id);
}

/* --- number --- */

static void
number_text (const SzFigure *figure, SzNumberText *text)
{
  sz_number_format (figure->value, figure->unit, text);
  if (!isfinite (figure->value))
    text->unit[0] = '\0';
}

static double
unit_size (double size)
{
  return MAX (12, size * (size > 40 ? 0.33 : 0.42));
}

static double
unit_gap (double size)
{
  return size > 40 ? 8 : size > 20 ? 5 : 3;
}

double
sz_figure_number_width (const SzFigure *figure, double size)
{
  SzNumberText text;

  if (figure->text != NULL)
    return sz_text_width (figure->text, size, TRUE);
  number_text (figure, &text);
  const double unit = sz_text_width (text.unit, unit_size (size), FALSE);
  return sz_text_width (text.number, size, TRUE) + (unit > 0 ? unit_gap (size) + unit : 0);
}

double
sz_figure_number (SzCanvas *canvas, const SzFigure *figure, double size, double x, double baseline,
                  double width)
{
  const SzTheme *theme = canvas->theme;
  const gboolean missing = figure->text == NULL && !isfinite (figure->value);
  const SzColour ink = canvas->stale || missing ? theme->text_tertiary : theme->text_primary;
  SzNumberText text;

  while (size > 12 && sz_figure_number_width (figure, size) > width)
    size = MAX (12, size - MAX (1, size * 0.06));
  /* A text that is too long even at the least size is cut like a name; numbers never are. */
  if (figure->text != NULL && sz_figure_number_width (figure, size) > width)
    return sz_canvas_name (canvas, figure->text, SZ_PEN (size, TRUE, ink), x, baseline, width);
  if (figure->text != NULL)
    return sz_canvas_text (canvas, figure->text, SZ_PEN (size, TRUE, ink), x, baseline, SZ_ALIGN_LEFT);
  number_text (figure, &text);
  double used = sz_canvas_text (canvas, text.number, SZ_PEN (size, TRUE, ink), x, baseline, SZ_ALIGN_LEFT);
  if (text.unit[0] != '\0') {
    used += unit_gap (size);
    used += sz_canvas_text (canvas, text.unit, SZ_PEN (unit_size (size), FALSE, theme->text_secondary),
                            x + used, baseline, SZ_ALIGN_LEFT);
  }
  return used;
}

/* --- verdict --- */

static const char *
verdict_text (const SzFigure *figure)
{
  if (figure->verdict != NULL && *figure->verdict != '\0')
    return figure->verdict;
  if (figure->status == SZ_STATUS_UNKNOWN && figure->note != NULL && *figure->note != '\0')
    return figure->note;
  return figure->status == SZ_STATUS_NEUTRAL ? "" : sz_status_word (figure->status);
}

typedef struct {
  SzPen pen;
  SzColour chip, glyph;
  gboolean boxed;
} VerdictStyle;

static VerdictStyle
verdict_style (const SzCanvas *canvas, SzStatus status)
{
  const SzTheme *theme = canvas->theme;
  const double size = theme->type.table;
  VerdictStyle style = { .pen = { size, FALSE, sz_status_ink (theme, status) } };

  style.glyph = status == SZ_STATUS_NEUTRAL ? theme->text_secondary : style.pen.colour;
  switch (status) {
  case SZ_STATUS_GOOD:
    style.pen.bold = TRUE;
    break;
  case SZ_STATUS_ATTENTION:
    style.pen.bold = TRUE;
    style.boxed = TRUE;
    style.chip = theme->status_attention_tint;
    style.glyph = theme->id == SZ_THEME_LIGHT ? theme->status_attention : theme->status_attention_fill;
    break;
  case SZ_STATUS_ALARM:
    style.pen.bold = TRUE;
    style.boxed = TRUE;
    style.chip = theme->status_alarm_fill;
    style.pen.colour = style.glyph = theme->text_on_alarm;
    break;
  case SZ_STATUS_UNKNOWN:
  case SZ_STATUS_NEUTRAL:
    break;
  }
  return style;
}

/* Width the verdict would like to have on one line; 0 if there is none. */
static double
verdict_width (const SzCanvas *canvas, const SzFigure *figure)
{
  const VerdictStyle style = verdict_style (canvas, figure->status);
  const char *text = canvas->stale ? "" : verdict_text (figure);

  return *text == '\0' ? 0
                       : ceil (sz_text_width (text, style.pen.size, style.pen.bold)) + style.pen.size * 1.45 +
                             (style.boxed ? 14 : 0);
}

double
sz_figure_verdict (SzCanvas *canvas, const SzFigure *figure, double x, double top, double width)
{
  const VerdictStyle style = verdict_style (canvas, figure->status);
  const char *text = canvas->stale ? "" : verdict_text (figure);
  const double natural = verdict_width (canvas, figure);

  if (natural <= 0)
    return 0;
  const double size = style.pen.size, inset = style.boxed ? 7 : 0, indent = size * 1.45;
  const gboolean wraps = natural > width;
  const double room = width - 2 * inset - indent;
  const SzText *shaped = sz_text_get (text, size, style.pen.bold, wraps ? SZ_TEXT_WRAP : SZ_TEXT_LINE, room);
  const double line = round (size * 1.54), height = wraps ? shaped->height + 4 : line;
  const double baseline = top + (wraps ? 2 + shaped->baseline : round (line / 2 + size * 0.37));
  const SzColour paper = canvas->paper;

  if (style.boxed) {
    const SzRect chip = { x, top, MIN (natural, width), height };

    sz_canvas_fill_rounded (canvas, chip, 4, style.chip);
    sz_canvas_mark (canvas, SZ_MARK_MARK, chip, NULL, "chip");
    canvas->paper = style.chip;
  }
  sz_status_glyph (canvas, figure->status, x + inset + size * 0.42, baseline - size * 0.36, size * 0.82,
                   style.glyph);
  if (wraps)
    sz_canvas_paragraph (canvas, text, style.pen, x + inset + indent, top + 2, room);
  else
    sz_canvas_text (canvas, text, style.pen, x + inset + indent, baseline, SZ_ALIGN_LEFT);
  canvas->paper = paper;
  return height;
}

static double
draw_verdict_and_reference (SzCanvas *canvas, const SzFigure *figure, double x, double top, double width)
{
  const SzTheme *theme = canvas->theme;
  const SzPen pen = SZ_PEN (theme->type.caption, FALSE, theme->text_tertiary);
  const char *reference = figure->reference != NULL ? figure->reference : "";
  const double wide = sz_text_width (reference, pen.size, pen.bold);
  const double line = round (theme->type.table * 1.54);
  double used = sz_figure_verdict (canvas, figure, x, top, width);

  if (*reference == '\0')
    return used;
  if (verdict_width (canvas, figure) + 12 + wide <= width) {
    const double baseline = top + round (line / 2 + theme->type.table * 0.37);

    sz_canvas_text (canvas, reference, pen, used > 0 ? x + width : x, baseline,
                    used > 0 ? SZ_ALIGN_RIGHT : SZ_ALIGN_LEFT);
    return MAX (used, line);
  }
  used += used > 0 ? 2 : 0;
  return used + sz_canvas_paragraph (canvas, reference, pen, x, top + used, width);
}

double
sz_figure_changes (SzCanvas *canvas, const SzFigure *figure, const char *scope, double x, double top,
                   double width)
{
  const SzTheme *theme = canvas->theme;
  const SzPen pen = SZ_PEN (theme->type.caption, FALSE, theme->text_secondary);
  const SzPen quiet = SZ_PEN (theme->type.caption, FALSE, theme->text_tertiary);
  const double line = round (theme->type.caption * 1.6), drop = round (line / 2 + theme->type.caption * 0.37);
  const gboolean weekday = isfinite (figure->weekday_change);
  const gboolean any = isfinite (figure->year_change) || isfinite (figure->previous_change) || weekday;
  const char *last = canvas->last_known != NULL && sz_figure_is_missing (figure) ? canvas->last_known : "";
  double pen_x = x, y = top;

  if (*last != '\0' && sz_text_width (last, pen.size, FALSE) > width) {
    y += sz_canvas_paragraph (canvas, last, pen, x, y, width);
  } else if (*last != '\0') {
    sz_canvas_text (canvas, last, pen, x, y + drop, SZ_ALIGN_LEFT);
    pen_x += sz_text_width (last, pen.size, FALSE) + 14;
  }
  for (int which = 1; any && which >= (weekday ? -1 : 0); which--) {
    /* Of a comparison there is no base for nothing is said. */
    if (which >= 0 && !isfinite (which > 0 ? figure->year_change : figure->previous_change))
      continue;
    g_autofree char *change = which >= 0 ? sz_figure_change_text (figure, which, FALSE)
                                         : sz_number_change (figure->weekday_change, figure->unit);
    g_autofree char *text = g_strdup_printf ("%s %s",
                                             which > 0    ? _ ("YoY")
                                             : which == 0 ? _ ("Prev")
                                                          : figure->weekday,
                                             change);
    const double wide = sz_text_width (text, pen.size, FALSE);

    /* A number is never cut: of what is too long for a line nothing is said. */
    if (wide > width)
      continue;
    if (pen_x > x && pen_x + wide > x + width) {
      pen_x = x;
      y += line;
    }
    sz_canvas_text (canvas, text, pen, pen_x, y + drop, SZ_ALIGN_LEFT);
    pen_x += wide + 14;
  }
  if (scope != NULL && *scope != '\0') {
    if (pen_x > x && pen_x + sz_text_width (scope, quiet.size, FALSE) > x + width) {
      pen_x = x;
      y += line;
    }
    if (pen_x > x)
      sz_canvas_text (canvas, scope, quiet, x + width, y + drop, SZ_ALIGN_RIGHT);
    else
      return y - top + sz_canvas_paragraph (canvas, scope, quiet, x, y, width);
    pen_x = x + width;
  }
  return pen_x > x ? y + line - top : y - top;
}

static gboolean
is_without_target (const SzCanvas *canvas, const SzFigure *figure)
{
  return !canvas->stale && figure->text == NULL && isfinite (figure->value) && !isfinite (figure->target) &&
         !isfinite (figure->limit);
}

double
sz_figure_judgement (SzCanvas *canvas, const SzFigure *figure, double x, double top, double width)
{
  const char *scope = figure->spark != NULL ? figure->spark_scope : NULL;
  const double least =
      round (canvas->theme->type.table * 1.54) + 1 + round (canvas->theme->type.caption * 1.6);

  /* Nothing is judged by what is old, and nothing compared. */
  if (canvas->stale_note != NULL) {
    const double noted = 2 + sz_tile_stale_note (canvas, canvas->stale_note, x, top + 2, width);

    return MAX (least, noted);
  }
  double used = draw_verdict_and_reference (canvas, figure, x, top, width);

  if (used <= 0 && is_without_target (canvas, figure)) {
    const SzPen quiet = SZ_PEN (canvas->theme->type.caption, FALSE, canvas->theme->text_tertiary);
    const double line = round (canvas->theme->type.table * 1.54);
    const char *text = _ ("No target set");

    /* Said, so that what stands below is level with the judged neighbours. */
    if (sz_text_width (text, quiet.size, FALSE) <= width)
      sz_canvas_text (canvas, text, quiet, x, top + round (line / 2 + canvas->theme->type.table * 0.37),
                      SZ_ALIGN_LEFT);
    used = line;
  }
  used += used > 0 ? 1 : 0;
  used += sz_figure_changes (canvas, figure, scope, x, top + used, width);
  /* Two lines at least, so that what follows stands level in neighbouring tiles whether judged or not. */
  return MAX (used, least);
}

/* --- block --- */

/* Verdict over changes beside the number, both on one line each; else -1 and nothing is drawn. */
static double
draw_beside (SzCanvas *canvas, const SzFigure *whole, double x, double baseline, double width)
{
  SzCanvas probe = sz_canvas_probe (canvas);
  SzFigure shown = *whole;
  const SzFigure *figure = &shown;

  if (canvas->stale_note != NULL && width >= 100) {
    const double under = baseline - round (canvas->theme->type.table * 1.54);

    return under + sz_tile_stale_note (canvas, canvas->stale_note, x, under, width);
  }
  /* The third comparison gives way first. */
  if (sz_figure_changes (&probe, figure, NULL, x, 0, width) > round (canvas->theme->type.caption * 1.6) + 0.5)
    shown.weekday_change = NAN;
  const double line = round (canvas->theme->type.table * 1.54);
  const double first = draw_verdict_and_reference (&probe, figure, x, 0, width);
  const double second = sz_figure_changes (&probe, figure, NULL, x, 0, width);

  if (width < 100 || first > line + 0.5 || second > round (canvas->theme->type.caption * 1.6) + 0.5)
    return -1;
  const double top = baseline - 8 - round (line / 2 + canvas->theme->type.table * 0.37);
  draw_verdict_and_reference (canvas, figure, x, top, width);
  sz_figure_changes (canvas, figure, NULL, x, top + line + 1, width);
  return top + line + 1 + second;
}

double
sz_figure_block (SzCanvas *canvas, const SzFigure *figure, double size, gboolean beside, double x, double top,
                 double width)
{
  const double baseline = top + round (size * 0.92);
  const double advance = sz_figure_number (canvas, figure, size, x, baseline, width);

  if (beside) {
    const double indent = advance + 24;
    const double bottom = draw_beside (canvas, figure, x + indent, baseline, width - indent);

    /* The comma between thousands reaches below the line. */
    if (bottom > 0)
      return MAX (bottom - top, baseline - top + MAX (8, round (size * 0.2)));
  }
  const double under = baseline + round (size * 0.25) + 6;
  return under - top + sz_figure_judgement (canvas, figure, x, under, width);
}
