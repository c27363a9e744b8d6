/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-page.h"

#include <math.h>

SzSeries *
sz_series_new (const char *name, gsize length)
{
  SzSeries *series = g_new0 (SzSeries, 1);

  series->name = g_strdup (name);
  series->x = g_new0 (double, length + 1);
  series->y = g_new0 (double, length + 1);
  series->length = length;
  for (gsize i = 0; i < length; i++) {
    series->x[i] = (double)i;
    series->y[i] = NAN;
  }
  return series;
}

void
sz_series_free (SzSeries *series)
{
  if (series == NULL)
    return;
  g_free (series->name);
  g_free (series->x);
  g_free (series->y);
  g_free (series);
}

SzFigure *
sz_figure_new (const char *id, const char *name, const char *unit)
{
  SzFigure *figure = g_new0 (SzFigure, 1);

  figure->id = g_strdup (id);
  figure->name = g_strdup (name);
  figure->unit = g_strdup (unit);
  figure->value = NAN;
  figure->status = SZ_STATUS_UNKNOWN;
  figure->verdict = g_strdup ("");
  figure->reference = g_strdup ("");
  figure->note = g_strdup ("");
  figure->spark_scope = g_strdup ("");
  figure->weekday = g_strdup ("");
  figure->weekday_change = NAN;
  figure->previous_change = figure->year_change = NAN;
  figure->previous_relative = figure->year_relative = NAN;
  figure->target = figure->limit = NAN;
  return figure;
}

void
sz_figure_free (SzFigure *figure)
{
  if (figure == NULL)
    return;
  g_free (figure->id);
  g_free (figure->name);
  g_free (figure->unit);
  g_free (figure->text);
  g_free (figure->verdict);
  g_free (figure->reference);
  g_free (figure->note);
  g_free (figure->spark_scope);
  g_free (figure->weekday);
  sz_series_free (figure->spark);
  g_free (figure);
}

SzPart *
sz_part_new (const char *code, const char *name)
{
  SzPart *part = g_new0 (SzPart, 1);

  part->code = g_strdup (code);
  part->name = g_strdup (name);
  part->note = g_strdup ("");
  part->verdict = g_strdup ("");
  part->booth = -1;
  part->value = part->reference = part->pull = NAN;
  part->status = SZ_STATUS_NEUTRAL;
  return part;
}

void
sz_part_free (SzPart *part)
{
  if (part == NULL)
    return;
  g_free (part->code);
  g_free (part->name);
  g_free (part->note);
  g_free (part->verdict);
  g_clear_pointer (&part->booths, g_ptr_array_unref);
  sz_series_free (part->series);
  g_free (part);
}

SzBooth *
sz_booth_new (const char *code, const char *label, SzBoothState state)
{
  SzBooth *booth = g_new0 (SzBooth, 1);

  booth->code = g_strdup (code);
  booth->label = g_strdup (label);
  booth->state = state;
  booth->minutes = booth->usual_minutes = NAN;
  booth->sentence = g_strdup ("");
  booth->open = g_strdup ("");
  return booth;
}

void
sz_booth_free (SzBooth *booth)
{
  if (booth == NULL)
    return;
  g_free (booth->code);
  g_free (booth->label);
  g_free (booth->sentence);
  g_free (booth->open);
  g_free (booth);
}

static char *
dup_text (const char *text)
{
  return g_strdup (text != NULL ? text : "");
}

SzEntry *
sz_entry_new (const char *open, const char *title, const char *detail)
{
  SzEntry *entry = g_new0 (SzEntry, 1);

  entry->open = dup_text (open);
  entry->title = dup_text (title);
  entry->detail = dup_text (detail);
  entry->when = g_strdup ("");
  entry->tag = g_strdup ("");
  entry->link = g_strdup ("");
  entry->at_ms = entry->end_ms = NAN;
  return entry;
}

void
sz_entry_free (SzEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->open);
  g_free (entry->title);
  g_free (entry->detail);
  g_free (entry->when);
  g_free (entry->tag);
  g_free (entry->link);
  g_free (entry);
}

SzTile *
sz_tile_new (SzTileKind kind, const char *id, const char *title)
{
  SzTile *tile = g_new0 (SzTile, 1);

  tile->kind = kind;
  tile->id = g_strdup (id);
  tile->title = g_strdup (title);
  tile->scope = g_strdup ("");
  tile->note = g_strdup ("");
  tile->last = g_strdup ("");
  tile->unit = g_strdup ("");
  tile->figures = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_figure_free);
  tile->series = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_series_free);
  tile->parts = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_part_free);
  tile->entries = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_entry_free);
  tile->x_start = tile->x_end = tile->x_now = NAN;
  tile->target = tile->limit = NAN;
  tile->median = tile->over_count = tile->row_count = NAN;
  return tile;
}

void
sz_tile_free (SzTile *tile)
{
  if (tile == NULL)
    return;
  g_free (tile->id);
  g_free (tile->title);
  g_free (tile->scope);
  g_free (tile->note);
  g_free (tile->last);
  g_free (tile->unit);
  g_free (tile->dimension);
  g_free (tile->current);
  g_free (tile->closed);
  sz_figure_free (tile->lead);
  g_ptr_array_unref (tile->figures);
  g_ptr_array_unref (tile->series);
  g_ptr_array_unref (tile->parts);
  g_ptr_array_unref (tile->entries);
  g_strfreev (tile->heat_rows);
  g_strfreev (tile->heat_columns);
  g_free (tile->heat);
  g_free (tile->bin_edges);
  g_free (tile->bin_counts);
  g_clear_pointer (&tile->frame, sz_frame_unref);
  g_free (tile);
}

SzPage *
sz_page_new (const char *id)
{
  SzPage *page = g_new0 (SzPage, 1);

  g_atomic_ref_count_init (&page->refs);
  page->id = g_strdup (id);
  page->says = -1;
  page->where = g_strdup ("");
  page->headline = g_strdup ("");
  page->action = g_strdup ("");
  page->hall = g_strdup ("");
  page->footer = g_strdup ("");
  page->tiles = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_tile_free);
  page->counts = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_part_free);
  return page;
}

gint64
sz_page_clock_ms (const SzPage *page)
{
  return page->clock_ms != 0 ? page->clock_ms : page->now_ms;
}

SzPage *
sz_page_ref (SzPage *page)
{
  g_atomic_ref_count_inc (&page->refs);
  return page;
}

void
sz_page_unref (SzPage *page)
{
  if (!g_atomic_ref_count_dec (&page->refs))
    return;
  g_free (page->id);
  g_free (page->where);
  g_free (page->headline);
  g_free (page->action);
  g_free (page->hall);
  g_free (page->footer);
  g_clear_pointer (&page->zone, sz_zone_unref);
  sz_figure_free (page->lead);
  g_ptr_array_unref (page->tiles);
  g_ptr_array_unref (page->counts);
  g_free (page);
}
