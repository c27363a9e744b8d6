/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile.h"

#include <math.h>

#define GLYPH_ROOM 24.0
#define PAD 9.0

static const SzEntry *
get_entry (const SzTile *tile, guint i)
{
  return g_ptr_array_index (tile->entries, i);
}

static gboolean
has_text (const char *text)
{
  return text != NULL && *text != '\0';
}

static void
hit_entry (SzCanvas *canvas, const SzEntry *entry, SzRect rect)
{
  if (canvas->picture == NULL || !has_text (entry->open))
    return;
  const char *comma = sz_lang () == SZ_LANG_ZH ? "，" : ", ";
  GString *text = g_string_new (entry->title);
  const char *const more[] = { entry->status == SZ_STATUS_ALARM || entry->status == SZ_STATUS_ATTENTION
                                   ? sz_status_word (entry->status)
                                   : "",
                               entry->detail, entry->when, entry->tag };

  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    if (has_text (more[i]))
      g_string_append_printf (text, "%s%s", comma, more[i]);
  sz_canvas_hit (canvas, rect, text->str, "", entry->open);
  g_string_free (text, TRUE);
}

/* A boxed word; returns its width. */
static double
draw_tag (SzCanvas *canvas, const char *tag, double x, double baseline, double width)
{
  const SzTheme *theme = canvas->theme;
  const double size = theme->type.caption, wide = fmin (ceil (sz_text_width (tag, size, FALSE)) + 12, width);

  if (wide < 3 * size)
    return 0;
  sz_canvas_outline (canvas, (SzRect){ x, baseline - round (size * 1.1), wide, round (size * 1.45) }, 1,
                     theme->line_control, FALSE);
  sz_canvas_name (canvas, tag, SZ_PEN (size, FALSE, theme->text_secondary), x + 6, baseline, wide - 11);
  return wide;
}

/* --- what needs attention --- */

/* Title and when on one line if both fit, else one above the other. */
static double
draw_title (SzCanvas *canvas, const SzEntry *entry, double x, double top, double width)
{
  const SzTheme *theme = canvas->theme;
  const SzPen pen = SZ_PEN (theme->type.body, TRUE, theme->text_primary);
  const SzPen quiet = SZ_PEN (theme->type.caption, FALSE, theme->text_tertiary);
  const double line = round (pen.size * 1.5), baseline = top + round (line * 0.74);
  const double when = sz_text_width (entry->when, quiet.size, FALSE);

  if (when > 0 && when + 12 + sz_text_width (entry->title, pen.size, TRUE) <= width) {
    sz_canvas_text (canvas, entry->title, pen, x, baseline, SZ_ALIGN_LEFT);
    sz_canvas_text (canvas, entry->when, quiet, x + width, baseline, SZ_ALIGN_RIGHT);
    return line;
  }
  double y = top + sz_canvas_paragraph (canvas, entry->title, pen, x, top, width);
  if (when > 0)
    y += sz_canvas_paragraph (canvas, entry->when, quiet, x, y, width);
  return y - top;
}

static double
draw_foot (SzCanvas *canvas, const SzEntry *entry, double x, double top, double width)
{
  const SzTheme *theme = canvas->theme;
  const SzPen pen = SZ_PEN (theme->type.caption, FALSE, theme->accent_base);
  const double line = round (pen.size * 1.65), baseline = top + round (line * 0.74);
  double tag = 0;

  if (!has_text (entry->tag) && !has_text (entry->link))
    return 0;
  if (has_text (entry->tag))
    tag = draw_tag (canvas, entry->tag, x, baseline, has_text (entry->link) ? width * 0.6 : width);
  const double link = sz_text_width (entry->link, pen.size, FALSE);
  if (link > 0 && link + tag + 12 <= width)
    sz_canvas_text (canvas, entry->link, pen, x + width, baseline, SZ_ALIGN_RIGHT);
  return line;
}

static double
draw_entry (SzCanvas *canvas, const SzEntry *entry, double x, double top, double width)
{
  const SzTheme *theme = canvas->theme;
  const SzStatus status = canvas->stale ? SZ_STATUS_UNKNOWN : entry->status;
  const double left = x + GLYPH_ROOM, room = width - GLYPH_ROOM;
  double y = top;

  sz_status_glyph (canvas, status, x + 8, top + round (theme->type.body * 0.76), 16,
                   status == SZ_STATUS_GOOD ? theme->status_good : sz_status_fill (theme, status));
  y += draw_title (canvas, entry, left, y, room);
  y += sz_canvas_paragraph (canvas, entry->detail, SZ_PEN (theme->type.table, FALSE, theme->text_secondary),
                            left, y, room);
  y += draw_foot (canvas, entry, left, y + 1, room);
  hit_entry (canvas, entry, (SzRect){ x, top - PAD / 2, width, y - top + PAD });
  return y - top;
}

/* As many as have room, but three at least: below each other, separated by hairlines. */
double
sz_tile_entries (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  const double bottom = body.y + body.height;
  double y = body.y + 4;

  for (guint i = 0; i < tile->entries->len; i++) {
    SzCanvas probe = sz_canvas_probe (canvas);
    const double height = draw_entry (&probe, get_entry (tile, i), body.x, 0, body.width);

    if (i >= 3 && body.height > 0 && y + PAD + height > bottom + 2)
      break;
    if (i > 0) {
      sz_canvas_hline (canvas, body.x, body.x + body.width, y + PAD / 2, 1, canvas->theme->line_hair);
      y += PAD;
    }
    y += draw_entry (canvas, get_entry (tile, i), body.x, y, body.width);
  }
  return y + 2 - body.y;
}

/* --- words and what they mean --- */

/* The entries from `first` to `end`, one below the other; returns the height. */
static double
draw_terms (SzCanvas *canvas, const SzTile *tile, guint first, guint end, SzRect body)
{
  const SzTheme *theme = canvas->theme;
  const double size = theme->type.table;
  double widest = 0, y = body.y + 2;

  for (guint i = 0; i < tile->entries->len; i++)
    widest = fmax (widest, sz_text_width (get_entry (tile, i)->title, size, FALSE));
  const double most = MIN (body.width * 0.32, 200);
  const gboolean beside = body.width >= 300;
  const double left = beside ? MIN (ceil (widest), most) + 24 : 0;
  for (guint i = first; i < end; i++) {
    const SzEntry *entry = get_entry (tile, i);
    const double top = y;
    const char *text = has_text (entry->detail) ? entry->detail : "—";
    const SzPen pen = SZ_PEN (size, entry->status == SZ_STATUS_ALARM,
                              has_text (entry->open) ? theme->accent_base : theme->text_primary);

    double term = sz_canvas_paragraph (canvas, entry->title, SZ_PEN (size, FALSE, theme->text_tertiary),
                                       body.x, y, beside ? left - 24 : body.width);
    if (!beside) {
      y += term;
      term = 0;
    }
    const double words = sz_canvas_paragraph (canvas, text, pen, body.x + left, y, body.width - left);
    y += MAX (term, words) + 7;
    hit_entry (canvas, entry, (SzRect){ body.x, top - 3, body.width, y - top - 1 });
    if (i + 1 < end)
      sz_canvas_hline (canvas, body.x, body.x + body.width, y - 3, 1, theme->line_grid);
  }
  return y - body.y;
}

/* Many short ones stand in two columns where there is room. */
double
sz_tile_terms (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  const guint n = tile->entries->len, half = (n + 1) / 2;
  const double gap = 40, column = (body.width - gap) / 2;

  if (n < 10 || body.width < 900)
    return draw_terms (canvas, tile, 0, n, body);
  const double left = draw_terms (canvas, tile, 0, half, (SzRect){ body.x, body.y, column, body.height });
  return fmax (left, draw_terms (canvas, tile, half, n,
                                 (SzRect){ body.x + column + gap, body.y, column, body.height }));
}

/* --- steps in time --- */

static double
draw_step (SzCanvas *canvas, const SzEntry *entry, double x, double top, double width)
{
  const SzTheme *theme = canvas->theme;
  const double clock = 104, line = round (theme->type.body * 1.5), baseline = top + round (line * 0.74);
  const double left = x + clock + 26, room = width - clock - 26;
  double y = top;

  if (isfinite (entry->at_ms)) {
    g_autofree char *day = sz_time_label (entry->at_ms, TRUE, FALSE, canvas->zone);
    g_autofree char *time = sz_time_label (entry->at_ms, FALSE, FALSE, canvas->zone);
    g_autofree char *both = g_strdup_printf ("%s %s", day, time);

    sz_canvas_name (canvas, both, SZ_PEN (theme->type.table, FALSE, theme->text_secondary), x, baseline,
                    clock);
  }
  if (entry->status == SZ_STATUS_NEUTRAL)
    sz_canvas_dot (canvas, x + clock + 8, baseline - 5, 4, theme->accent_base);
  else
    sz_status_glyph (canvas, entry->status, x + clock + 8, baseline - 5, 13,
                     entry->status == SZ_STATUS_GOOD ? theme->status_good
                                                     : sz_status_fill (theme, entry->status));
  y += draw_title (canvas, entry, left, y, room);
  y += sz_canvas_paragraph (canvas, entry->detail, SZ_PEN (theme->type.table, FALSE, theme->text_secondary),
                            left, y, room);
  y += draw_foot (canvas, entry, left, y + 1, room);
  hit_entry (canvas, entry, (SzRect){ x, top - 2, width, y - top + 4 });
  return y - top;
}

/* A step of one day: its time in bold before the words. */
static double
draw_moment (SzCanvas *canvas, const SzEntry *entry, double x, double top, double width)
{
  const SzTheme *theme = canvas->theme;
  const double size = theme->type.table, line = round (size * 1.5), baseline = top + round (line * 0.74);
  const double left = x + 22 + ceil (sz_text_width ("00:00", size, TRUE)) + 8, room = x + width - left;
  double y = top;

  if (isfinite (entry->at_ms)) {
    g_autofree char *time = sz_time_label (entry->at_ms, FALSE, FALSE, canvas->zone);

    sz_canvas_text (canvas, time, SZ_PEN (size, TRUE, theme->text_primary), x + 22, baseline, SZ_ALIGN_LEFT);
  }
  if (entry->status == SZ_STATUS_NEUTRAL)
    sz_canvas_dot (canvas, x + 8, baseline - 5, 4, theme->reference);
  else
    sz_status_glyph (canvas, entry->status, x + 8, baseline - 5, 13,
                     entry->status == SZ_STATUS_GOOD ? theme->status_good
                                                     : sz_status_fill (theme, entry->status));
  y += sz_canvas_paragraph (canvas, entry->title, SZ_PEN (size, FALSE, theme->text_primary), left, y, room);
  y +=
      sz_canvas_paragraph (canvas, entry->detail, SZ_PEN (size, FALSE, theme->text_secondary), left, y, room);
  y += draw_foot (canvas, entry, left, y + 1, room);
  hit_entry (canvas, entry, (SzRect){ x, top - 2, width, y - top + 4 });
  return y - top;
}

/* One below the other on a line whose gaps tell where the time went, a little: as the root of the time
 * between. */
double
sz_tile_timeline (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  const SzTheme *theme = canvas->theme;
  const double axis = body.x + (tile->one_day ? 8 : 112);
  double (*const draw) (SzCanvas *, const SzEntry *, double, double, double) =
      tile->one_day ? draw_moment : draw_step;
  double y = body.y + 4, longest = 0, previous = NAN;

  for (guint i = 1; i < tile->entries->len; i++) {
    const double gap = get_entry (tile, i)->at_ms - get_entry (tile, i - 1)->at_ms;
    if (isfinite (gap))
      longest = fmax (longest, gap);
  }
  for (guint i = 0; i < tile->entries->len; i++) {
    const SzEntry *entry = get_entry (tile, i);
    const double between = isfinite (entry->at_ms) && isfinite (previous) ? entry->at_ms - previous : 0;
    const double room = i == 0 ? 0 : 10 + (longest > 0 && between > 0 ? 22 * sqrt (between / longest) : 0);
    SzCanvas probe = sz_canvas_probe (canvas);

    const double height = draw (&probe, entry, body.x, 0, body.width);
    if (i > 0)
      sz_canvas_vline (canvas, axis, y - 4, y + room, 1, theme->line_axis);
    y += room;
    if (i + 1 < tile->entries->len)
      sz_canvas_vline (canvas, axis, y + round (theme->type.body * 1.2), y + height, 1, theme->line_axis);
    y += draw (canvas, entry, body.x, y, body.width);
    previous = isfinite (entry->at_ms) ? entry->at_ms : previous;
  }
  return y + 4 - body.y;
}
