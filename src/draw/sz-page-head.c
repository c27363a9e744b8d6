/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-page-parts.h"

#include <math.h>

#define TALLY_PAD 14.0

typedef struct {
  const char *label;
  char number[16];
  SzStatus status;
  int booth;      /* -1: `status` says what is counted */
  gboolean total; /* of them nothing is judged: no glyph, and quieter */
  double width;
} TallyItem;

#define TALLY_MAX 8

/* What the page itself counts. */
static guint
list_counts (const SzCanvas *canvas, const SzPage *page, TallyItem items[TALLY_MAX])
{
  guint n = 0;

  for (guint i = 0; i < page->counts->len && n < TALLY_MAX; i++) {
    const SzPart *part = g_ptr_array_index (page->counts, i);
    TallyItem *item = &items[n++];

    *item = (TallyItem){ .label = part->name, .status = part->status, .booth = part->booth };
    g_snprintf (item->number, sizeof item->number, "%.0f", isfinite (part->value) ? part->value : 0);
    item->width = ceil (fmax (sz_text_width (item->number, canvas->theme->type.stat, TRUE),
                              sz_text_width (item->label, canvas->theme->type.caption, FALSE) + 19));
  }
  return n;
}

static void
draw_item_glyph (SzCanvas *canvas, const TallyItem *item, double x, double y, double size)
{
  if (item->booth >= 0)
    sz_booth_swatch (canvas, (SzBoothState)item->booth, (SzRect){ x - 1, y - size / 2, 14, size });
  else
    sz_status_glyph (canvas, item->status, x + 6, y, size,
                     item->status == SZ_STATUS_GOOD ? canvas->theme->status_good
                                                    : sz_status_fill (canvas->theme, item->status));
}

/* Only what there is: a zero is not news. All of them add up to the total. */
static guint
list_tally (const SzCanvas *canvas, const SzPage *page, TallyItem items[TALLY_MAX])
{
  static const SzStatus order[] = { SZ_STATUS_GOOD, SZ_STATUS_ATTENTION, SZ_STATUS_ALARM, SZ_STATUS_UNKNOWN,
                                    SZ_STATUS_NEUTRAL };
  const double caption = canvas->theme->type.caption;
  guint n = 0, total = 0;

  if (page->counts != NULL && page->counts->len > 0)
    return list_counts (canvas, page, items);
  for (guint i = 0; i < G_N_ELEMENTS (page->tally); i++)
    total += page->tally[i];
  if (total == 0)
    return 0;
  items[n++] = (TallyItem){ .label = _ ("indicators"), .total = TRUE, .booth = -1 };
  g_snprintf (items[0].number, sizeof items[0].number, "%u", total);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (page->tally[order[i]] > 0) {
      items[n] = (TallyItem){ .label = order[i] == SZ_STATUS_NEUTRAL ? _ ("without target")
                                                                     : sz_status_word (order[i]),
                              .status = order[i],
                              .total = order[i] == SZ_STATUS_NEUTRAL,
                              .booth = -1 };
      g_snprintf (items[n].number, sizeof items[n].number, "%u", page->tally[order[i]]);
      n++;
    }
  for (guint i = 0; i < n; i++)
    items[i].width = ceil (fmax (sz_text_width (items[i].number, canvas->theme->type.stat, !items[i].total),
                                 sz_text_width (items[i].label, caption, FALSE) + (items[i].total ? 0 : 17)));
  return n;
}

static double
tally_width (const TallyItem *items, guint n)
{
  double width = n > 0 ? (n - 1) * 2 * TALLY_PAD : 0;

  for (guint i = 0; i < n; i++)
    width += items[i].width;
  return width;
}

/* Numbers over words, separated by hairlines, at the right of the headline. */
static void
draw_tally_large (SzCanvas *canvas, const TallyItem *items, guint n, double right, double top)
{
  const SzTheme *theme = canvas->theme;
  const double number_line = top + round (theme->type.stat * 0.97), label_line = number_line + 19;
  double x = right - tally_width (items, n);

  for (guint i = 0; i < n; i++) {
    const double indent = items[i].total ? 0 : 17;

    if (i > 0)
      sz_canvas_vline (canvas, x - TALLY_PAD, top, label_line + 3, 1, theme->line_hair);
    sz_canvas_text (canvas, items[i].number,
                    SZ_PEN (theme->type.stat, !items[i].total,
                            items[i].total ? theme->text_tertiary : theme->text_primary),
                    x, number_line, SZ_ALIGN_LEFT);
    if (!items[i].total)
      draw_item_glyph (canvas, &items[i], x, label_line - theme->type.caption * 0.36, 11);
    sz_canvas_text (canvas, items[i].label, SZ_PEN (theme->type.caption, FALSE, theme->text_secondary),
                    x + indent, label_line, SZ_ALIGN_LEFT);
    x += items[i].width + 2 * TALLY_PAD;
  }
}

/* One line under the headline, wrapping where it must. */
static double
draw_tally_line (SzCanvas *canvas, const TallyItem *items, guint n, double x, double top, double width)
{
  const SzTheme *theme = canvas->theme;
  const double line = 24;
  double at = x, baseline = top + 17;

  for (guint i = 0; i < n; i++) {
    const double size = theme->type.section + 1;
    const double number = sz_text_width (items[i].number, size, TRUE);
    const double wide =
        (items[i].total ? 0 : 17) + number + 6 + sz_text_width (items[i].label, theme->type.table, FALSE);

    if (at > x && at + wide > x + width) {
      at = x;
      baseline += line;
    }
    double inner = at;
    if (!items[i].total) {
      draw_item_glyph (canvas, &items[i], at, baseline - 5, 11.5);
      inner += 17;
    }
    sz_canvas_text (
        canvas, items[i].number,
        SZ_PEN (size, !items[i].total, items[i].total ? theme->text_secondary : theme->text_primary), inner,
        baseline, SZ_ALIGN_LEFT);
    sz_canvas_text (canvas, items[i].label, SZ_PEN (theme->type.table, FALSE, theme->text_secondary),
                    inner + number + 6, baseline, SZ_ALIGN_LEFT);
    at += wide + 18;
  }
  return baseline + 7 - top;
}

/* A sentence that is a little too long for its line stands smaller rather than leave one word to the next. */
static double
fit_headline (const char *text, double size, double width)
{
  for (double tried = size; text != NULL && tried >= 0.82 * size; tried -= 1)
    if (sz_text_width (text, tried, TRUE) <= width)
      return tried;
  return size;
}

/* Where, headline, action. */
static double
draw_words (SzCanvas *canvas, const SzPage *page, double x, double top, double width, gboolean narrow)
{
  const SzTheme *theme = canvas->theme;
  double y = top;

  y += sz_canvas_paragraph (canvas, page->where, SZ_PEN (theme->type.table, FALSE, theme->text_tertiary), x,
                            y, width);
  y += sz_canvas_paragraph (canvas, page->headline,
                            SZ_PEN (fit_headline (page->headline, narrow ? 22 : theme->type.title, width),
                                    TRUE, theme->text_primary),
                            x, y, width);
  if (page->action != NULL && *page->action != '\0')
    y += 1 + sz_canvas_paragraph (canvas, page->action,
                                  SZ_PEN (theme->type.body, FALSE, theme->text_secondary), x, y, width);
  return y - top;
}

double
sz_page_head (SzCanvas *canvas, const SzPage *page, double x, double top, double width)
{
  const gboolean narrow = width < 940;
  TallyItem items[TALLY_MAX];
  const guint n = list_tally (canvas, page, items);
  const double tally = tally_width (items, n);
  const gboolean beside = n > 0 && !narrow && width - tally - 40 >= 520;
  double used = draw_words (canvas, page, x, top, beside ? width - tally - 40 : width, narrow);

  if (beside) {
    /* The words stand on the line of the action, whatever the headline's height. */
    const double tall = round (canvas->theme->type.stat * 0.97) + 22;
    draw_tally_large (canvas, items, n, x + width, top + MAX (0, used - tall));
    return MAX (used, tall);
  }
  if (n > 0)
    used += 6 + draw_tally_line (canvas, items, n, x, top + used + 6, width);
  return used;
}

/* An indicator's page: its own figure, large, at the right. */
double
sz_page_head_figure (SzCanvas *canvas, const SzPage *page, double x, double top, double width)
{
  const double size = canvas->theme->type.hero;
  const gboolean narrow = width < 940;
  SzCanvas probe = sz_canvas_probe (canvas);

  if (page->lead == NULL)
    return draw_words (canvas, page, x, top, width, narrow);
  if (narrow) {
    double used = draw_words (canvas, page, x, top, width, TRUE) + 4;
    const double block = sz_figure_block (canvas, page->lead, 48, TRUE, x, top + used, width);
    sz_figure_hit (canvas, page->lead, (SzRect){ x, top + used, width, block });
    return used + block;
  }
  /* Level with the column of parts below it. */
  const double right = width - round (width * 0.654), left = width - right - 36;
  const double words = draw_words (&probe, page, x, top, left, FALSE);
  const double block = sz_figure_block (&probe, page->lead, size, TRUE, x, top, right);
  const double tall = MAX (words, block);
  /* Beside a figure whose judgement stands under it the words begin level with it. */
  draw_words (canvas, page, x, block > words + 1.5 * canvas->theme->type.section ? top : top + tall - words,
              left, FALSE);
  sz_figure_block (canvas, page->lead, size, TRUE, x + width - right, top + tall - block, right);
  sz_figure_hit (canvas, page->lead, (SzRect){ x + width - right, top + tall - block, right, block });
  return tall;
}

double
sz_page_foot (SzCanvas *canvas, const SzPage *page, double x, double top, double width)
{
  const SzTheme *theme = canvas->theme;

  if (page->footer == NULL || *page->footer == '\0')
    return 0;
  sz_canvas_hline (canvas, x, x + width, top, 1, theme->line_hair);
  return 10 + sz_canvas_paragraph (canvas, page->footer,
                                   SZ_PEN (theme->type.caption, FALSE, theme->text_secondary), x, top + 10,
                                   width);
}

/* --- the frame of a file --- */

/* "data 8 s ago", of files the instant up to which they go; empty if nothing is known. (transfer full) */
char *
sz_page_age (const SzPage *page)
{
  if (page->data_ms <= 0 || page->now_ms <= 0)
    return g_strdup ("");
  if (page->clock_ms != 0 && page->zone != NULL) {
    g_autofree char *until = sz_instant_text (page->data_ms, page->clock_ms, page->zone);
    return g_strdup_printf (_ ("data up to %s"), until);
  }
  g_autofree char *age = sz_age_text (page->now_ms - page->data_ms);
  return g_strdup_printf (page->stale ? _ ("data stopped %s") : _ ("data %s"), age);
}

double
sz_page_frame (SzCanvas *canvas, const SzPage *page, double width)
{
  const SzTheme *theme = canvas->theme;
  const double pad = width < 600 ? 16 : 28, size = theme->type.table, baseline = 29;
  const SzColour paper = canvas->paper;
  g_autofree char *age = sz_page_age (page);
  g_autofree char *clock = page->zone != NULL && page->now_ms > 0
                               ? sz_clock_text (sz_page_clock_ms (page), page->zone)
                               : g_strdup ("");
  double right = width - pad;

  sz_canvas_fill (canvas, (SzRect){ 0, 0, width, 46 }, theme->bg_window);
  sz_canvas_hline (canvas, 0, width, 45, 1, theme->line_hair);
  canvas->paper = theme->bg_window;
  right -= sz_canvas_text (canvas, clock, SZ_PEN (theme->type.section, TRUE, theme->text_primary), right,
                           baseline, SZ_ALIGN_RIGHT);
  const double age_width = sz_text_width (age, size, FALSE);
  if (*age != '\0' && age_width + 120 < right - pad) {
    right -= 16 + sz_canvas_text (canvas, age, SZ_PEN (size, FALSE, theme->text_secondary), right - 16,
                                  baseline, SZ_ALIGN_RIGHT);
    right -= 10;
    if (page->stale)
      sz_status_glyph (canvas, SZ_STATUS_ATTENTION, right - 1, baseline - 5, 11,
                       theme->status_attention_fill);
    else
      sz_canvas_dot (canvas, right, baseline - 5, 3.5, theme->accent_base);
    right -= 12;
  }
  sz_canvas_name (canvas, page->hall, SZ_PEN (theme->type.section, TRUE, theme->text_primary), pad, baseline,
                  right - pad - 12);
  canvas->paper = paper;
  return 46;
}
