/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile.h"

#include <math.h>

#define ALARM_INSET 10.0

/* --- header --- */

double
sz_tile_header (SzCanvas *canvas, const char *title, const char *scope, double x, double top, double width)
{
  const SzTheme *theme = canvas->theme;
  const SzPen quiet = SZ_PEN (theme->type.caption, FALSE, theme->text_tertiary);
  const SzPen bold = SZ_PEN (theme->type.section, TRUE, theme->text_primary);
  const double baseline = top + 10 + round (theme->type.section * 1.12);
  const double scope_width = sz_text_width (scope, quiet.size, FALSE);
  const double title_width = sz_text_width (title, bold.size, TRUE);
  double bottom = top + 10 + round (theme->type.section * 1.75);

  sz_canvas_hline (canvas, x, x + width, top, 1, theme->line_rule);
  sz_canvas_fill (canvas, (SzRect){ x, floor (top), 28, 4 }, theme->line_rule);
  if (scope_width <= 0) {
    sz_canvas_name (canvas, title, bold, x, baseline, width);
    return bottom - top;
  }
  /* A long title gives way to the scope, which may hold numbers, down to eight characters. */
  if (scope_width + 12 + MIN (title_width, 8 * bold.size) <= width) {
    sz_canvas_text (canvas, scope, quiet, x + width, baseline, SZ_ALIGN_RIGHT);
    sz_canvas_name (canvas, title, bold, x, baseline, width - scope_width - 12);
    return bottom - top;
  }
  sz_canvas_name (canvas, title, bold, x, baseline, width);
  bottom = baseline + round (theme->type.section * 0.35);
  bottom += sz_canvas_paragraph (canvas, scope, quiet, x, bottom, width) + 6;
  return bottom - top;
}

/* --- contents --- */

static gboolean
is_blank (const SzTile *tile)
{
  const gboolean figures = tile->lead != NULL || (tile->figures != NULL && tile->figures->len > 0);
  const gboolean parts = tile->parts != NULL && tile->parts->len > 0;

  switch (tile->kind) {
  case SZ_TILE_HERO:
  case SZ_TILE_LINE:
    return tile->lead == NULL && (tile->series == NULL || tile->series->len == 0);
  case SZ_TILE_LAYER:
  case SZ_TILE_NUMBER:
  case SZ_TILE_STRIP:
    return !figures;
  case SZ_TILE_GAUGE:
    return tile->lead == NULL;
  case SZ_TILE_COLUMNS:
    return tile->series == NULL || tile->series->len == 0;
  case SZ_TILE_ENTRIES:
  case SZ_TILE_TERMS:
  case SZ_TILE_TIMELINE:
    return tile->entries == NULL || tile->entries->len == 0;
  case SZ_TILE_MULTIPLES:
  case SZ_TILE_BARS:
  case SZ_TILE_WINDOWS:
  case SZ_TILE_RING:
  case SZ_TILE_RADAR:
    return !parts;
  case SZ_TILE_HEAT:
    return tile->heat == NULL || tile->heat_rows == NULL || tile->heat_columns == NULL ||
           *tile->heat_rows == NULL || *tile->heat_columns == NULL;
  case SZ_TILE_HISTOGRAM:
    return tile->n_bins == 0 || tile->bin_edges == NULL || tile->bin_counts == NULL;
  case SZ_TILE_TABLE:
    return tile->frame == NULL || tile->frame->rows == 0 || sz_frame_n_columns (tile->frame) == 0;
  }
  return TRUE;
}

static double
draw_kind (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  switch (tile->kind) {
  case SZ_TILE_HERO:
  case SZ_TILE_LINE:
    return sz_tile_line (canvas, tile, body);
  case SZ_TILE_MULTIPLES:
    return sz_tile_multiples (canvas, tile, body);
  case SZ_TILE_LAYER:
    return sz_tile_layer (canvas, tile, body);
  case SZ_TILE_BARS:
    return sz_tile_bars (canvas, tile, body);
  case SZ_TILE_HEAT:
    return sz_tile_heat (canvas, tile, body);
  case SZ_TILE_HISTOGRAM:
    return sz_tile_histogram (canvas, tile, body);
  case SZ_TILE_TABLE:
    return sz_tile_table (canvas, tile, body);
  case SZ_TILE_NUMBER:
    return sz_tile_number (canvas, tile, body);
  case SZ_TILE_WINDOWS:
    return sz_tile_windows (canvas, tile, body);
  case SZ_TILE_COLUMNS:
    return sz_tile_columns (canvas, tile, body);
  case SZ_TILE_ENTRIES:
    return sz_tile_entries (canvas, tile, body);
  case SZ_TILE_TERMS:
    return sz_tile_terms (canvas, tile, body);
  case SZ_TILE_TIMELINE:
    return sz_tile_timeline (canvas, tile, body);
  case SZ_TILE_STRIP:
    return sz_tile_strip (canvas, tile, body);
  case SZ_TILE_RING:
    return sz_tile_ring (canvas, tile, body);
  case SZ_TILE_GAUGE:
    return sz_tile_gauge (canvas, tile, body);
  case SZ_TILE_RADAR:
    return sz_tile_radar (canvas, tile, body);
  }
  return 0;
}

static double
note_height (const SzCanvas *canvas, const char *note, double width)
{
  if (note == NULL || *note == '\0')
    return 0;
  return 6 + sz_text_get (note, canvas->theme->type.caption, FALSE, SZ_TEXT_WRAP, width)->height;
}

/* Content of a tile with values, and its footnote. */
static double
draw_values (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  const gboolean stale = tile->state == SZ_STATE_STALE;
  const double foot = stale ? 0 : note_height (canvas, tile->note, body.width);
  /* A figure says it where else its verdict stands. */
  double used = stale && canvas->stale_note == NULL
                    ? sz_tile_stale_note (canvas, tile->note, body.x, body.y, body.width)
                    : 0;

  used += draw_kind (canvas, tile, (SzRect){ body.x, body.y + used, body.width, body.height - used - foot });
  if (foot > 0)
    sz_canvas_paragraph (canvas, tile->note,
                         SZ_PEN (canvas->theme->type.caption, FALSE, canvas->theme->text_tertiary), body.x,
                         body.y + used + 6, body.width);
  return used + foot;
}

static double
draw_body (SzCanvas *canvas, const SzTile *tile, SzRect body)
{
  switch (tile->state) {
  case SZ_STATE_LOADING:
    return sz_tile_loading (canvas, body);
  case SZ_STATE_EMPTY:
  case SZ_STATE_ERROR:
    return sz_tile_reason (canvas, tile, body);
  case SZ_STATE_READY:
  case SZ_STATE_STALE:
    break;
  }
  return is_blank (tile) ? sz_tile_reason (canvas, tile, body) : draw_values (canvas, tile, body);
}

/* --- the tile --- */

void
sz_part_hit (SzCanvas *canvas, const SzTile *tile, const SzPart *part, SzRect rect)
{
  if (canvas->picture == NULL)
    return;
  GString *text = g_string_new (part->name);
  g_autofree char *value = sz_number_text (part->value, tile->unit);
  g_autofree char *prefix = g_strdup_printf ("part:%s=", tile->dimension != NULL ? tile->dimension : "");
  const char *comma = sz_lang () == SZ_LANG_ZH ? "，" : ", ";

  g_string_append_printf (text, " %s", isfinite (part->value) ? value : _ ("no data"));
  if (part->status != SZ_STATUS_NEUTRAL && isfinite (part->value))
    g_string_append_printf (text, "%s%s", comma, sz_status_word (part->status));
  if (isfinite (part->reference)) {
    g_autofree char *reference = sz_number_text (part->reference, tile->unit);
    g_autofree char *clause = g_strdup_printf (_ ("compared with %s"), reference);
    g_string_append_printf (text, "%s%s", comma, clause);
  }
  if (part->note != NULL && *part->note != '\0')
    g_string_append_printf (text, "%s%s", comma, part->note);
  sz_canvas_hit (canvas, rect, text->str, prefix, part->code);
  /* A panel's line has cards of its own. */
  if (tile->kind != SZ_TILE_MULTIPLES && tile->kind != SZ_TILE_WINDOWS)
    sz_canvas_tip (canvas, rect, rect.x + rect.width / 2, rect.y + rect.height / 2, text->str);
  g_string_free (text, TRUE);
}

/* Bars and cells of a heat map bear bare numbers: their unit stands at the right of the head. (transfer full)
 */
static char *
write_scope (const SzCanvas *canvas, const SzTile *tile)
{
  const char *scope = tile->scope != NULL ? tile->scope : "", *word = sz_unit_word (tile->unit);
  const gboolean bare =
      tile->kind == SZ_TILE_HEAT || (tile->kind == SZ_TILE_BARS && g_strcmp0 (tile->unit, "%") != 0);

  if (!bare || canvas->theme->id == SZ_THEME_WALL || word == NULL || *word == '\0' ||
      g_str_has_suffix (scope, word))
    return g_strdup (scope);
  if (*scope == '\0')
    return g_strdup (word);
  return g_strdup_printf (sz_lang () == SZ_LANG_ZH ? "%s，%s" : "%s, %s", scope, word);
}

/* One large number, below which its verdict would stand. */
static gboolean
has_figure (const SzTile *tile)
{
  return tile->lead != NULL &&
         (tile->kind == SZ_TILE_HERO || tile->kind == SZ_TILE_NUMBER || tile->kind == SZ_TILE_LAYER) &&
         (tile->state == SZ_STATE_READY || tile->state == SZ_STATE_STALE);
}

/* What stands in the place of verdict and changes. */
static void
set_notes (SzCanvas *canvas, const SzTile *tile)
{
  const gboolean figure = has_figure (tile), missing = figure && sz_figure_is_missing (tile->lead);
  const gboolean noted = tile->note != NULL && *tile->note != '\0';
  const gboolean known = tile->last != NULL && *tile->last != '\0';

  canvas->stale_note = figure && !missing && noted && tile->state == SZ_STATE_STALE ? tile->note : NULL;
  canvas->last_known = missing && known ? tile->last : NULL;
}

double
sz_tile_draw (SzCanvas *canvas, const SzTile *tile, double x, double top, double width, double height)
{
  const SzCanvas outer = *canvas;
  const gboolean tinted = tile->kind == SZ_TILE_NUMBER && tile->lead != NULL &&
                          tile->state == SZ_STATE_READY && !canvas->stale &&
                          tile->lead->status == SZ_STATUS_ALARM;
  g_autofree char *scope = write_scope (canvas, tile);
  double used = 0;

  if (tinted) {
    SzCanvas probe = sz_canvas_probe (canvas);
    const double header = sz_tile_header (&probe, tile->title, scope, x, top, width);
    const double body = draw_body (&probe, tile, (SzRect){ x, top + header, width, height - header });
    const SzRect tint = { x - ALARM_INSET, top - 6, width + 2 * ALARM_INSET,
                          MAX (header + body, height) + 12 };
    sz_canvas_fill_rounded (canvas, tint, 6, canvas->theme->status_alarm_tint);
    canvas->paper = canvas->theme->status_alarm_tint;
  }
  if (canvas->picture != NULL) {
    g_autofree char *sentence = sz_draw_tile_sentence (tile);
    const guint hit = canvas->picture->marks->len;

    canvas->tile =
        (int)sz_canvas_mark (canvas, SZ_MARK_TILE, (SzRect){ x, top, width, height }, NULL, tile->id);
    g_array_index (canvas->picture->marks, SzMark, hit).tile = canvas->tile;
    sz_canvas_hit (canvas, (SzRect){ x, top, width, height }, sentence, "tile:", tile->id);
    canvas->fence = canvas->picture->marks->len;
  }
  canvas->bounds = (SzRect){ x, top, width, 1e6 };
  canvas->stale = outer.stale || tile->state == SZ_STATE_STALE;
  set_notes (canvas, tile);
  used = sz_tile_header (canvas, tile->title, scope, x, top, width);
  used += draw_body (canvas, tile, (SzRect){ x, top + used, width, height - used });
  used = ceil (MAX (used, height));
  if (canvas->picture != NULL) {
    sz_canvas_resize (canvas, (guint)canvas->tile, used);
    sz_canvas_resize (canvas, (guint)canvas->tile + 1, used);
  }
  canvas->tile = outer.tile;
  canvas->bounds = outer.bounds;
  canvas->fence = outer.fence;
  canvas->stale = outer.stale;
  canvas->stale_note = outer.stale_note;
  canvas->last_known = outer.last_known;
  canvas->paper = outer.paper;
  return used;
}
