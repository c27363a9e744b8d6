/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a chart is read out as: its title, what it shows in one sentence (the last value and the range of a
 * line, the extremes of parts, where a distribution lies), and its note. */

#include "sz-tile.h"

#include <math.h>

static void
append_clause (GString *text, const char *clause)
{
  if (clause == NULL || *clause == '\0')
    return;
  g_string_append_printf (text, "%s%s", sz_lang () == SZ_LANG_ZH ? "，" : ", ", clause);
}

/* "last 13.7 min, from 4.1 min to 16.2 min" */
static void
append_line (GString *text, const SzSeries *line, const char *unit)
{
  double last = NAN, least = INFINITY, most = -INFINITY;
  g_autofree char *at_last = NULL, *low = NULL, *high = NULL, *clause = NULL;

  for (gsize i = 0; i < line->length; i++) {
    if (!isfinite (line->y[i]))
      continue;
    last = line->y[i];
    least = fmin (least, line->y[i]);
    most = fmax (most, line->y[i]);
  }
  if (!isfinite (last))
    return;
  at_last = sz_number_text (last, unit);
  low = sz_number_text (least, unit);
  high = sz_number_text (most, unit);
  /* Translators: of a line: its last value, its least and its greatest. */
  clause = g_strdup_printf (_ ("last %s, from %s to %s"), at_last, low, high);
  append_clause (text, clause);
}

static void
append_subject (GString *text, const SzTile *tile)
{
  for (guint i = 0; i < tile->series->len; i++) {
    const SzSeries *line = g_ptr_array_index (tile->series, i);

    if (line->reference)
      continue;
    append_line (text, line, tile->unit);
    return;
  }
}

/* "highest B 28.4 min, lowest E 5.1 min"; of one part only itself. */
static void
append_parts (GString *text, const SzTile *tile)
{
  const SzPart *most = NULL, *least = NULL;
  g_autofree char *high = NULL, *low = NULL, *clause = NULL;

  for (guint i = 0; i < tile->parts->len; i++) {
    const SzPart *part = g_ptr_array_index (tile->parts, i);

    if (!isfinite (part->value))
      continue;
    most = most == NULL || part->value > most->value ? part : most;
    least = least == NULL || part->value < least->value ? part : least;
  }
  if (most == NULL)
    return;
  high = sz_number_text (most->value, tile->unit);
  low = sz_number_text (least->value, tile->unit);
  clause = most == least
               ? g_strdup_printf ("%s %s", most->name, high)
               /* Translators: the name and value of the greatest part, then of the least. */
               : g_strdup_printf (_ ("highest %s %s, lowest %s %s"), most->name, high, least->name, low);
  append_clause (text, clause);
}

static void
append_heat (GString *text, const SzTile *tile)
{
  const guint rows = tile->heat_rows != NULL ? g_strv_length (tile->heat_rows) : 0;
  const guint columns = tile->heat_columns != NULL ? g_strv_length (tile->heat_columns) : 0;
  guint most = G_MAXUINT;
  g_autofree char *value = NULL, *clause = NULL;

  for (guint i = 0; tile->heat != NULL && i < rows * columns; i++)
    if (isfinite (tile->heat[i]) && (most == G_MAXUINT || tile->heat[i] > tile->heat[most]))
      most = i;
  if (most == G_MAXUINT)
    return;
  value = sz_number_text (tile->heat[most], tile->unit);
  /* Translators: row and column of the greatest cell, "Wed 10:00", and its value. */
  clause = g_strdup_printf (_ ("highest %s %s: %s"), tile->heat_rows[most / columns],
                            tile->heat_columns[most % columns], value);
  append_clause (text, clause);
}

static void
append_bins (GString *text, const SzTile *tile)
{
  gsize most = 0;
  g_autofree char *from = NULL, *to = NULL, *clause = NULL;

  if (tile->n_bins == 0 || tile->bin_edges == NULL || tile->bin_counts == NULL)
    return;
  for (gsize i = 1; i < tile->n_bins; i++)
    most = tile->bin_counts[i] > tile->bin_counts[most] ? i : most;
  from = sz_number_text (tile->bin_edges[most], tile->unit);
  to = sz_number_text (tile->bin_edges[most + 1], tile->unit);
  /* Translators: where most rows of a distribution lie. */
  clause = g_strdup_printf (_ ("most from %s to %s"), from, to);
  append_clause (text, clause);
  if (isfinite (tile->median)) {
    g_autofree char *median = sz_number_text (tile->median, tile->unit);
    g_autofree char *half = g_strdup_printf (_ ("median %s"), median);

    append_clause (text, half);
  }
}

static void
append_rows (GString *text, const SzTile *tile)
{
  const SzFrame *frame = tile->frame;
  g_autofree char *clause = NULL;

  if (frame == NULL || frame->rows == 0 || sz_frame_n_columns (frame) == 0 ||
      sz_frame_column (frame, 0)->type != SZ_COLUMN_TEXT || sz_frame_text (frame, 0, 0) == NULL)
    return;
  clause = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u row, the first %s", "%u rows, the first %s", (gulong)frame->rows),
      (guint)frame->rows, sz_frame_text (frame, 0, 0));
  append_clause (text, clause);
}

static void
append_entries (GString *text, const SzTile *tile)
{
  const SzEntry *first = tile->entries->len > 0 ? g_ptr_array_index (tile->entries, 0) : NULL;
  g_autofree char *clause =
      first != NULL ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u entry, the first %s",
                                                    "%u entries, the first %s", tile->entries->len),
                                       tile->entries->len, first->title)
                    : NULL;

  append_clause (text, clause);
}

/* The windows themselves are read one by one. */
static void
append_windows (GString *text, const SzTile *tile)
{
  guint windows = 0;
  g_autofree char *clause = NULL;

  for (guint i = 0; i < tile->parts->len; i++) {
    const SzPart *part = g_ptr_array_index (tile->parts, i);

    windows += part->booths != NULL ? part->booths->len : 0;
  }
  clause = g_strdup_printf (_ ("%u windows in %u areas"), windows, tile->parts->len);
  append_clause (text, clause);
}

static void
append_content (GString *text, const SzTile *tile)
{
  switch (tile->kind) {
  case SZ_TILE_HERO:
  case SZ_TILE_LINE:
  case SZ_TILE_COLUMNS:
    append_subject (text, tile);
    break;
  case SZ_TILE_MULTIPLES:
  case SZ_TILE_BARS:
  case SZ_TILE_RING:
  case SZ_TILE_RADAR:
    append_parts (text, tile);
    break;
  case SZ_TILE_HEAT:
    append_heat (text, tile);
    break;
  case SZ_TILE_HISTOGRAM:
    append_bins (text, tile);
    break;
  case SZ_TILE_TABLE:
    append_rows (text, tile);
    break;
  case SZ_TILE_ENTRIES:
  case SZ_TILE_TERMS:
  case SZ_TILE_TIMELINE:
    append_entries (text, tile);
    break;
  case SZ_TILE_WINDOWS:
    append_windows (text, tile);
    break;
  case SZ_TILE_LAYER:
  case SZ_TILE_NUMBER:
  case SZ_TILE_STRIP:
  case SZ_TILE_GAUGE:
    /* The figures say it. */
    break;
  }
}

char *
sz_draw_tile_sentence (const SzTile *tile)
{
  GString *text = g_string_new (tile->title);
  const gboolean values = tile->state == SZ_STATE_READY || tile->state == SZ_STATE_STALE;

  append_clause (text, tile->scope);
  if (tile->lead != NULL && values) {
    g_autofree char *lead = sz_draw_figure_sentence (tile->lead);
    g_string_append_printf (text, "%s%s", sz_lang () == SZ_LANG_ZH ? "：" : ": ", lead);
  }
  if (values)
    append_content (text, tile);
  if (tile->note != NULL && *tile->note != '\0')
    g_string_append_printf (text, "%s%s", sz_lang () == SZ_LANG_ZH ? "。" : ". ", tile->note);
  if (tile->last != NULL && *tile->last != '\0')
    g_string_append_printf (text, "%s%s", sz_lang () == SZ_LANG_ZH ? "。" : ". ", tile->last);
  return g_string_free (text, FALSE);
}
