/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The same values as a chart shows, as a table: for the eye that cannot read the chart, and for a
 * spreadsheet. */

#include "sz-draw.h"

#include <math.h>

#include "sz-i18n.h"

#define CATEGORIES_MAX 1e8

static void
add_figure_row (SzFrame *frame, const SzFigure *figure)
{
  g_autofree char *value =
      figure->text != NULL ? g_strdup (figure->text) : sz_number_text (figure->value, figure->unit);
  const gsize row = sz_frame_add_row (frame);
  g_autofree char *year =
      isfinite (figure->year_change) ? sz_number_change (figure->year_change, figure->unit) : g_strdup ("");
  g_autofree char *previous = isfinite (figure->previous_change)
                                  ? sz_number_change (figure->previous_change, figure->unit)
                                  : g_strdup ("");

  sz_frame_set_text (frame, row, 0, figure->name);
  sz_frame_set_text (frame, row, 1, value);
  sz_frame_set_text (frame, row, 2, figure->verdict);
  sz_frame_set_text (frame, row, 3, figure->reference);
  sz_frame_set_text (frame, row, 4, year);
  sz_frame_set_text (frame, row, 5, previous);
}

static SzFrame *
make_figures (const SzTile *tile)
{
  SzFrame *frame = sz_frame_new ();

  sz_frame_add_column (frame, "name", _ ("Figure"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "value", _ ("Value"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "verdict", _ ("Verdict"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "reference", _ ("Reference"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "yoy", _ ("YoY"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "prev", _ ("Prev"), NULL, SZ_COLUMN_TEXT);
  if (tile->lead != NULL)
    add_figure_row (frame, tile->lead);
  for (guint i = 0; i < tile->figures->len; i++)
    add_figure_row (frame, g_ptr_array_index (tile->figures, i));
  return frame;
}

/* --- lines --- */

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static void
set_series (SzFrame *frame, guint column, const SzSeries *series, const GArray *places)
{
  guint row = 0;

  for (gsize i = 0; i < series->length; i++) {
    while (row < places->len && g_array_index (places, double, row) < series->x[i])
      row++;
    if (row < places->len && !(g_array_index (places, double, row) > series->x[i]))
      sz_frame_set_number (frame, row, column, series->y[i]);
  }
}

/* One row an instant, one column a line. */
static SzFrame *
make_lines (const GPtrArray *series, const char *unit, const SzPage *context, gboolean daily)
{
  SzFrame *frame = sz_frame_new ();
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (double));
  gboolean instants = FALSE;

  for (guint i = 0; i < series->len; i++) {
    const SzSeries *line = g_ptr_array_index (series, i);
    g_array_append_vals (places, line->x, (guint)line->length);
  }
  g_array_sort (places, compare_places);
  for (guint i = 1; i < places->len;) {
    if (g_array_index (places, double, i) > g_array_index (places, double, i - 1))
      i++;
    else
      g_array_remove_index (places, i);
  }
  instants = places->len > 0 && g_array_index (places, double, 0) > CATEGORIES_MAX;
  sz_frame_add_column (frame, "at", daily ? _ ("Day") : _ ("Time"), NULL, SZ_COLUMN_TEXT);
  for (guint i = 0; i < series->len; i++) {
    const SzSeries *line = g_ptr_array_index (series, i);
    g_autofree char *id = g_strdup_printf ("value%u", i);

    sz_frame_add_column (frame, id, line->name != NULL && *line->name != '\0' ? line->name : _ ("Value"),
                         unit, SZ_COLUMN_NUMBER);
  }
  for (guint i = 0; i < places->len; i++) {
    const double at = g_array_index (places, double, i);
    char day[11] = "";
    g_autofree char *text = NULL;

    sz_frame_add_row (frame);
    if (instants && context != NULL && context->zone != NULL && fabs (at) < (double)SZ_INSTANT_MAX) {
      sz_day_format (sz_zone_day (context->zone, (gint64)at), day);
      text = daily ? g_strdup (day) : sz_clock_text ((gint64)at, context->zone);
    } else {
      text = g_strdup_printf ("%.0f", at);
    }
    sz_frame_set_text (frame, i, 0, text);
  }
  for (guint i = 0; i < series->len; i++)
    set_series (frame, 1 + i, g_ptr_array_index (series, i), places);
  return frame;
}

/* --- parts --- */

static SzFrame *
make_parts (const SzTile *tile)
{
  SzFrame *frame = sz_frame_new ();
  gboolean references = FALSE, pulls = FALSE, notes = FALSE;

  for (guint i = 0; i < tile->parts->len; i++) {
    const SzPart *part = g_ptr_array_index (tile->parts, i);

    references = references || isfinite (part->reference);
    pulls = pulls || isfinite (part->pull);
    notes = notes || (part->note != NULL && *part->note != '\0');
  }
  sz_frame_add_column (frame, "name", tile->title, NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "value", _ ("Value"), tile->unit, SZ_COLUMN_NUMBER);
  if (references)
    sz_frame_add_column (frame, "reference", _ ("Compared with"), tile->unit, SZ_COLUMN_NUMBER);
  if (pulls)
    sz_frame_add_column (frame, "pull", _ ("Pull on total"), tile->unit, SZ_COLUMN_NUMBER);
  if (notes)
    sz_frame_add_column (frame, "note", _ ("Note"), NULL, SZ_COLUMN_TEXT);
  for (guint i = 0; i < tile->parts->len; i++) {
    const SzPart *part = g_ptr_array_index (tile->parts, i);
    guint column = 2;

    sz_frame_add_row (frame);
    sz_frame_set_text (frame, i, 0, part->name);
    sz_frame_set_number (frame, i, 1, part->value);
    if (references)
      sz_frame_set_number (frame, i, column++, part->reference);
    if (pulls)
      sz_frame_set_number (frame, i, column++, part->pull);
    if (notes)
      sz_frame_set_text (frame, i, column, part->note);
  }
  return frame;
}

static SzFrame *
make_booths (const SzTile *tile)
{
  SzFrame *frame = sz_frame_new ();

  sz_frame_add_column (frame, "area", _ ("Area"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "window", _ ("Window"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "minutes", _ ("Minutes"), "min", SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "usual", _ ("Nine in ten take at most"), "min", SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "what", _ ("State"), NULL, SZ_COLUMN_TEXT);
  for (guint i = 0; i < tile->parts->len; i++) {
    const SzPart *part = g_ptr_array_index (tile->parts, i);

    for (guint k = 0; part->booths != NULL && k < part->booths->len; k++) {
      const SzBooth *booth = g_ptr_array_index (part->booths, k);
      const gsize row = sz_frame_add_row (frame);

      sz_frame_set_text (frame, row, 0, part->name);
      sz_frame_set_text (frame, row, 1, booth->code);
      sz_frame_set_number (frame, row, 2, booth->minutes);
      sz_frame_set_number (frame, row, 3, booth->usual_minutes);
      sz_frame_set_text (frame, row, 4, booth->sentence);
    }
  }
  return frame;
}

static SzFrame *
make_heat (const SzTile *tile)
{
  SzFrame *frame = sz_frame_new ();
  const guint columns = g_strv_length (tile->heat_columns);

  sz_frame_add_column (frame, "row", tile->title, NULL, SZ_COLUMN_TEXT);
  for (guint i = 0; i < columns; i++) {
    g_autofree char *id = g_strdup_printf ("c%u", i);
    sz_frame_add_column (frame, id, tile->heat_columns[i], tile->unit, SZ_COLUMN_NUMBER);
  }
  for (guint row = 0; tile->heat_rows[row] != NULL; row++) {
    sz_frame_add_row (frame);
    sz_frame_set_text (frame, row, 0, tile->heat_rows[row]);
    for (guint i = 0; i < columns; i++)
      sz_frame_set_number (frame, row, 1 + i, tile->heat[row * columns + i]);
  }
  return frame;
}

static SzFrame *
make_bins (const SzTile *tile)
{
  SzFrame *frame = sz_frame_new ();

  sz_frame_add_column (frame, "from", _ ("From"), tile->unit, SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "to", _ ("Below"), tile->unit, SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "rows", _ ("Rows"), "count", SZ_COLUMN_NUMBER);
  for (gsize i = 0; i < tile->n_bins; i++) {
    sz_frame_add_row (frame);
    sz_frame_set_number (frame, i, 0, tile->bin_edges[i]);
    sz_frame_set_number (frame, i, 1, tile->bin_edges[i + 1]);
    sz_frame_set_number (frame, i, 2, tile->bin_counts[i]);
  }
  return frame;
}

static SzFrame *
make_entries (const SzTile *tile)
{
  SzFrame *frame = sz_frame_new ();

  sz_frame_add_column (frame, "at", _ ("Time"), NULL, SZ_COLUMN_INSTANT);
  sz_frame_add_column (frame, "title", tile->title, NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "detail", _ ("Note"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "when", _ ("When"), NULL, SZ_COLUMN_TEXT);
  for (guint i = 0; i < tile->entries->len; i++) {
    const SzEntry *entry = g_ptr_array_index (tile->entries, i);

    sz_frame_add_row (frame);
    sz_frame_set_number (frame, i, 0, entry->at_ms);
    sz_frame_set_text (frame, i, 1, entry->title);
    sz_frame_set_text (frame, i, 2, entry->detail);
    sz_frame_set_text (frame, i, 3, entry->when);
  }
  return frame;
}

static SzFrame *
make_table (const SzTile *tile, const SzPage *context)
{
  switch (tile->kind) {
  case SZ_TILE_HERO:
  case SZ_TILE_LINE:
  case SZ_TILE_COLUMNS:
    return tile->series->len > 0 ? make_lines (tile->series, tile->unit, context, tile->daily)
                                 : make_figures (tile);
  case SZ_TILE_MULTIPLES:
  case SZ_TILE_BARS:
  case SZ_TILE_RING:
  case SZ_TILE_RADAR:
    return make_parts (tile);
  case SZ_TILE_WINDOWS:
    return make_booths (tile);
  case SZ_TILE_LAYER:
  case SZ_TILE_NUMBER:
  case SZ_TILE_STRIP:
  case SZ_TILE_GAUGE:
    return make_figures (tile);
  case SZ_TILE_HEAT:
    return tile->heat != NULL && tile->heat_rows != NULL && tile->heat_columns != NULL ? make_heat (tile)
                                                                                       : NULL;
  case SZ_TILE_HISTOGRAM:
    return tile->bin_edges != NULL && tile->bin_counts != NULL ? make_bins (tile) : NULL;
  case SZ_TILE_TABLE:
    return tile->frame != NULL ? sz_frame_ref (tile->frame) : NULL;
  case SZ_TILE_ENTRIES:
  case SZ_TILE_TERMS:
  case SZ_TILE_TIMELINE:
    return make_entries (tile);
  }
  return NULL;
}

SzFrame *
sz_draw_tile_table (const SzTile *tile, const SzPage *context)
{
  SzFrame *frame = NULL;

  g_return_val_if_fail (tile != NULL, NULL);
  frame = make_table (tile, context);
  if (frame != NULL && frame->rows == 0)
    g_clear_pointer (&frame, sz_frame_unref);
  return frame;
}
