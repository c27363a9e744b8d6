/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A tile without values: that they are on their way, or why there are none, what was last known, and what can
 * be done about it. */

#include "sz-tile.h"

#include <math.h>

#define ERROR_SPARK_HEIGHT 44.0
/* A link is no smaller than what a pointer can be trusted to meet. */
#define LINK_HEIGHT 28.0
#define LINK_GAP 16.0

double
sz_tile_loading (SzCanvas *canvas, SzRect body)
{
  static const struct {
    double y, width, height;
  } blocks[] = { { 6, 0.58, 36 }, { 56, 0.74, 14 }, { 78, 0.63, 12 }, { 100, 0.97, 40 } };

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++) {
    const SzRect block = { body.x, body.y + blocks[i].y, body.width * blocks[i].width, blocks[i].height };
    sz_canvas_fill_rounded (canvas, block, 3, canvas->theme->status_unknown_tint);
    sz_canvas_mark (canvas, SZ_MARK_MARK, block, NULL, "loading");
  }
  return 144;
}

double
sz_tile_stale_note (SzCanvas *canvas, const char *note, double x, double top, double width)
{
  const SzTheme *theme = canvas->theme;
  const double size = theme->type.caption, indent = size * 1.45;

  if (note == NULL || *note == '\0')
    return 0;
  sz_status_glyph (canvas, SZ_STATUS_UNKNOWN, x + size * 0.45, top + size * 0.75, size * 0.85,
                   theme->text_tertiary);
  return 4 + sz_canvas_paragraph (canvas, note, SZ_PEN (size, FALSE, theme->text_secondary), x + indent, top,
                                  width - indent);
}

/* --- the way on --- */

/* A word to click on. On a line that is full it goes to the next. */
static void
draw_link (SzCanvas *canvas, const char *word, const char *sentence, const char *prefix, const char *id,
           double left, double right, double *x, double *y)
{
  const SzPen pen = SZ_PEN (canvas->theme->type.table, FALSE, canvas->theme->accent_base);
  const double wide = MIN (sz_text_width (word, pen.size, FALSE), right - left);

  if (*x > left && *x + wide > right) {
    *x = left;
    *y += LINK_HEIGHT;
  }
  sz_canvas_name (canvas, word, pen, *x, *y + round (LINK_HEIGHT / 2 + pen.size * 0.37), right - *x);
  sz_canvas_hit (canvas, (SzRect){ *x, *y, wide, LINK_HEIGHT }, sentence, prefix, id);
  *x += wide + LINK_GAP;
}

double
sz_tile_way_on (SzCanvas *canvas, const SzTile *tile, double x, double top, double width)
{
  const SzPen pen = SZ_PEN (canvas->theme->type.caption, FALSE, canvas->theme->text_secondary);
  const gboolean last = tile->last != NULL && *tile->last != '\0' && canvas->last_known == NULL;
  double y = top, at = x;

  if (last)
    y += sz_canvas_paragraph (canvas, tile->last, pen, x, y, width);
  /* A wall, a file and a print have nobody who clicks. */
  if (tile->ways == 0 || canvas->still)
    return y - top;
  /* Translators: links in a tile without values; %s is the tile's name, and read out. */
  g_autofree char *sources = g_strdup_printf (_ ("%s: see the data sources"), tile->title);
  g_autofree char *retry = g_strdup_printf (_ ("%s: try again"), tile->title);
  if ((tile->ways & SZ_WAY_SOURCES) != 0)
    draw_link (canvas, _ ("See the data sources"), sources, "page:", "sources", x, x + width, &at, &y);
  if ((tile->ways & SZ_WAY_RETRY) != 0)
    draw_link (canvas, _ ("Try again"), retry, "retry:", tile->id, x, x + width, &at, &y);
  return y + LINK_HEIGHT - top;
}

/* A dash, the reason in words, what was last known, the way on; after an error how it was until then. */
double
sz_tile_reason (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  const SzTheme *theme = canvas->theme;
  const gboolean error = tile->state == SZ_STATE_ERROR, stale = canvas->stale;
  const double size = theme->type.tile, body_size = theme->type.table;
  const double indent = error ? body_size * 1.45 : 0;
  const char *text = tile->note != NULL && *tile->note != '\0' ? tile->note : _ ("no data");
  const SzSeries *spark = tile->lead != NULL ? tile->lead->spark : NULL;
  double y = body.y + round (size * 0.92);

  sz_canvas_text (canvas, "—", SZ_PEN (size, TRUE, theme->text_primary), body.x, y, SZ_ALIGN_LEFT);
  y += round (size * 0.35);
  if (error)
    sz_status_glyph (canvas, SZ_STATUS_UNKNOWN, body.x + body_size * 0.45, y + body_size * 0.78,
                     body_size * 0.85, theme->text_tertiary);
  y += sz_canvas_paragraph (canvas, text, SZ_PEN (body_size, FALSE, theme->text_secondary), body.x + indent,
                            y, body.width - indent);
  y += sz_tile_way_on (canvas, tile, body.x, y, body.width);
  if (error && spark != NULL && spark->length > 1) {
    y += 4;
    /* Behind its last value nothing is known. */
    canvas->stale = TRUE;
    sz_figure_spark (canvas, tile->lead, (SzRect){ body.x, y, body.width, ERROR_SPARK_HEIGHT });
    canvas->stale = stale;
    y += ERROR_SPARK_HEIGHT;
  }
  return y - body.y;
}
