/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-answers-private.h"

#include "sz-alert-tiles.h"
#include "sz-figures.h"
#include "sz-foresight.h"
#include "sz-i18n.h"

/* Rows of the quarantine that the page of sources shows. */
#define REFUSALS_SHOWN 200
/* Values of one dimension that the search knows. */
#define NAMES_READ 20000

SzQuestion *
sz_question_new (const SzPlace *place, const char *text, const char *sort)
{
  SzQuestion *question = g_new0 (SzQuestion, 1);

  question->place = place != NULL ? sz_place_ref ((SzPlace *)place) : NULL;
  question->text = g_strdup (text);
  question->sort = g_strdup (sort);
  return question;
}

void
sz_question_free (SzQuestion *question)
{
  sz_place_unref (question->place);
  g_free (question->text);
  g_free (question->sort);
  g_clear_pointer (&question->alerts, sz_alert_list_unref);
  g_free (question);
}

void
sz_rows_part_free (SzRowsPart *part)
{
  if (part == NULL)
    return;
  g_clear_pointer (&part->frame, sz_frame_unref);
  g_free (part->next);
  g_free (part);
}

void
sz_sources_report_free (SzSourcesReport *report)
{
  if (report == NULL)
    return;
  g_clear_pointer (&report->sources, g_ptr_array_unref);
  g_clear_pointer (&report->states, g_ptr_array_unref);
  g_clear_pointer (&report->refusals, sz_frame_unref);
  g_clear_pointer (&report->omissions, sz_frame_unref);
  g_clear_pointer (&report->zone, sz_zone_unref);
  g_free (report);
}

/* --- what a place means
 * -------------------------------------------------------------------------------------------- */

/* The span in the hall's zone that holds the hall's present. */
gboolean
sz_answer_span (SzReader *reader, const SzPlace *place, SzZone *zone, SzPeriod *period, GError **error)
{
  static const SzGrain UNITS[] = { SZ_GRAIN_DAY, SZ_GRAIN_DAY, SZ_GRAIN_WEEK, SZ_GRAIN_MONTH, SZ_GRAIN_YEAR };
  GError *failure = NULL;
  gint64 instant = sz_reader_now_ms (reader, &failure);

  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (place->day != SZ_PLACE_PRESENT && place->span != SZ_SPAN_NOW)
    instant = sz_zone_day_start_ms (zone, place->day);
  memset (period, 0, sizeof *period);
  period->unit = UNITS[place->span];
  period->count = 1;
  period->aligned = TRUE;
  period->start_ms = sz_grain_floor (period->unit, zone, instant);
  period->end_ms = sz_grain_next (period->unit, zone, period->start_ms);
  return TRUE;
}

static void
clear_filter (gpointer data)
{
  g_free (((SzFilter *)data)->values);
}

GArray *
sz_answer_filters (const SzCatalog *catalog, const SzPlace *place, const char *without, GError **error)
{
  g_autoptr (GArray) filters = g_array_new (FALSE, TRUE, sizeof (SzFilter));

  g_array_set_clear_func (filters, clear_filter);
  for (guint i = 0; i < place->filters->len; i++) {
    const SzPlaceFilter *asked = sz_place_filter (place, i);
    SzFilter filter = { sz_catalog_dimension (catalog, asked->dimension, error), NULL };

    if (filter.dimension == NULL)
      return NULL;
    if (g_strcmp0 (asked->dimension, without) == 0)
      continue;
    filter.values = g_new0 (char *, 2);
    filter.values[0] = asked->code;
    g_array_append_val (filters, filter);
  }
  return g_steal_pointer (&filters);
}

/* --- drawn pages
 * ------------------------------------------------------------------------------------------------------------
 */

static SzPage *
indicator_page (SzWorkerContext *context, const SzPlace *place, const char *without, GError **error)
{
  const SzIndicator *indicator = sz_catalog_indicator (context->catalog, place->indicator, error);
  g_autoptr (SzZone) zone = sz_reader_zone (context->reader, error);
  g_autoptr (GArray) filters = NULL;
  SzComparison against = { 0 };
  SzPeriod period;

  if (indicator == NULL || zone == NULL || !sz_answer_span (context->reader, place, zone, &period, error) ||
      (filters = sz_answer_filters (context->catalog, place, without, error)) == NULL ||
      (place->against != NULL &&
       !sz_figures_parse_against (context->catalog, place->against, &against, error)))
    return NULL;
  return sz_figures_indicator_against (context->reader, indicator,
                                       place->span != SZ_SPAN_NOW ? &period : NULL, place->by,
                                       (const SzFilter *)filters->data, filters->len, &against, error);
}

static int
find_breakdown (const SzPage *page, const char *dimension)
{
  for (guint i = 0; i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    if (tile->parts->len > 0 && g_strcmp0 (tile->dimension, dimension) == 0)
      return (int)i;
  }
  return -1;
}

/* A part was clicked: it filters everything but the parts it stands among. The breakdown therefore comes from
 * the same page without that filter. */
static SzPage *
cross_filtered_page (SzWorkerContext *context, const SzPlace *place, GError **error)
{
  g_autoptr (SzPage) page = indicator_page (context, place, NULL, error);
  g_autoptr (SzPage) whole = page != NULL ? indicator_page (context, place, place->by, error) : NULL;
  int from, to;

  if (whole == NULL)
    return NULL;
  from = find_breakdown (whole, place->by);
  to = find_breakdown (page, place->by);
  if (from >= 0) {
    gpointer breakdown = g_ptr_array_steal_index (whole->tiles, (guint)from);

    if (to >= 0)
      g_ptr_array_remove_index (page->tiles, (guint)to);
    g_ptr_array_insert (page->tiles, to >= 0 ? to : MIN (1, (int)page->tiles->len), breakdown);
  }
  return g_steal_pointer (&page);
}

static SzPage *
place_page (SzWorkerContext *context, const SzPlace *place, GError **error)
{
  g_autoptr (GArray) filters = NULL;
  const SzDataset *dataset;

  switch (place->kind) {
  case SZ_PLACE_LIVE:
    return sz_figures_live (context->reader, error);
  case SZ_PLACE_DIRECTORY:
    filters = sz_answer_filters (context->catalog, place, NULL, error);
    return filters == NULL ? NULL
                           : sz_figures_directory (context->reader, (const SzFilter *)filters->data,
                                                   filters->len, place->record, error);
  case SZ_PLACE_TIMELINE:
    dataset = sz_catalog_dataset (context->catalog, place->dataset, error);
    return dataset == NULL ? NULL : sz_figures_timeline (context->reader, dataset, place->record, error);
  case SZ_PLACE_LIBRARY: {
    const SzIndicator *indicator = sz_catalog_indicator (context->catalog, place->indicator, error);

    return indicator == NULL ? NULL : sz_figures_library (context->reader, indicator, error);
  }
  case SZ_PLACE_INDICATOR:
    return place->by != NULL && sz_place_filters_by (place, place->by)
               ? cross_filtered_page (context, place, error)
               : indicator_page (context, place, NULL, error);
  case SZ_PLACE_OVERVIEW:
  case SZ_PLACE_ALERTS:
  case SZ_PLACE_MAP:
  case SZ_PLACE_SOURCES:
  case SZ_PLACE_HELP:
  case SZ_PLACE_ROWS:
    break;
  }
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, "no page is drawn for place %d", (int)place->kind);
  return NULL;
}

static SzPage *
overview_page (SzWorkerContext *context, const SzPlace *place, GError **error)
{
  g_autoptr (SzZone) zone = sz_reader_zone (context->reader, error);
  const SzBoard *board = sz_catalog_board (context->catalog, "overview", error);
  SzPeriod period;

  if (zone == NULL || board == NULL || !sz_answer_span (context->reader, place, zone, &period, error))
    return NULL;
  return sz_figures_board_again (context->reader, board, place->span == SZ_SPAN_NOW ? NULL : &period,
                                 context->memo, error);
}

gpointer
sz_answer_page (SzWorkerContext *context, gpointer data, GError **error)
{
  const SzQuestion *question = data;
  const SzPlace *place = question->place;
  SzPage *page = place->kind == SZ_PLACE_OVERVIEW ? overview_page (context, place, error)
                                                  : place_page (context, place, error);

  if (page != NULL && (place->kind == SZ_PLACE_OVERVIEW || place->kind == SZ_PLACE_LIVE) &&
      place->day == SZ_PLACE_PRESENT && question->alerts != NULL)
    sz_alert_put_on_page (page, question->alerts, !question->wall);
  if (page != NULL && place->kind == SZ_PLACE_INDICATOR)
    *page->where = '\0'; /* the way above the page says it, and leads back */
  return page;
}

gpointer
sz_answer_ahead (SzWorkerContext *context, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) sources = sz_reader_sources (context->reader, error);

  if (sources == NULL)
    return NULL;
  if (sources->len > 0) {
    SzPage *page = sz_answer_page (context, data, error);

    /* The window is not there yet. */
    if (page != NULL)
      sz_foresight_begin (page);
    return page;
  }
  g_set_error_literal (error, SZ_ERROR, SZ_ERROR_NOT_FOUND, "nothing is stored yet");
  return NULL;
}

/* --- library and sources
 * -------------------------------------------------------------------------------------------- */

static void
free_library_entry (gpointer data)
{
  SzLibraryEntry *entry = data;

  g_free (entry->why);
  g_free (entry);
}

/* Those of one layer, NULL: of none. */
static void
add_entries (SzWorkerContext *context, const SzLayer *layer, GPtrArray *entries)
{
  const GPtrArray *indicators = sz_catalog_indicators (context->catalog);

  for (guint i = 0; i < indicators->len; i++) {
    const SzIndicator *indicator = g_ptr_array_index (indicators, i);
    SzLibraryEntry *entry;

    if (indicator->layer != layer)
      continue;
    entry = g_new0 (SzLibraryEntry, 1);
    entry->indicator = indicator;
    entry->can = sz_figures_can (context->reader, indicator, &entry->why);
    g_ptr_array_add (entries, entry);
  }
}

gpointer
sz_answer_library (SzWorkerContext *context, gpointer data, GError **error)
{
  const GPtrArray *layers = sz_catalog_layers (context->catalog);
  GPtrArray *entries = g_ptr_array_new_with_free_func (free_library_entry);

  for (guint i = 0; i < layers->len; i++)
    add_entries (context, g_ptr_array_index (layers, i), entries);
  add_entries (context, NULL, entries);
  return entries;
}

gpointer
sz_answer_sources (SzWorkerContext *context, gpointer data, GError **error)
{
  g_autoptr (SzSourcesReport) report = g_new0 (SzSourcesReport, 1);

  g_autoptr (SzZone) zone = sz_reader_zone (context->reader, error);

  if (zone == NULL)
    return NULL;
  /* The reader may keep its own, and a zone belongs to one thread. */
  report->zone = sz_zone_new (sz_zone_id (zone), error);
  if (report->zone == NULL || (report->sources = sz_reader_sources (context->reader, error)) == NULL ||
      (report->states = sz_reader_source_states (context->reader, error)) == NULL ||
      (report->refusals = sz_reader_refusals (context->reader, NULL, NULL, REFUSALS_SHOWN, error)) == NULL ||
      (report->omissions = sz_reader_omissions (context->reader, error)) == NULL)
    return NULL;
  return g_steal_pointer (&report);
}

/* --- names
 * ----------------------------------------------------------------------------------------------------------------
 */

static void
free_name (gpointer data)
{
  SzName *name = data;

  g_free (name->code);
  g_free (name->name);
  g_free (name);
}

/* Every value that a data set gives a name to, each once: the newest row wins, and rows come newest first. */
static gboolean
add_names (SzWorkerContext *context, const SzDataset *dataset, GPtrArray *names, GError **error)
{
  const SzField *code = sz_dataset_field (dataset, (guint)dataset->names_code);
  const SzDimension *dimension = sz_catalog_dimension (context->catalog, code->dimension, NULL);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (SzZone) zone = sz_reader_zone (context->reader, error);
  g_autoptr (SzFrame) frame = NULL;
  int from, to;

  if (dimension == NULL || zone == NULL)
    return zone != NULL;
  frame = sz_reader_rows (context->reader, dataset, 0, 0, zone, NULL, 0, NULL, NAMES_READ, error);
  if (frame == NULL)
    return FALSE;
  from = sz_frame_find (frame, code->id);
  to = sz_frame_find (frame, sz_dataset_field (dataset, (guint)dataset->names_text)->id);
  for (gsize row = 0; from >= 0 && to >= 0 && row < frame->rows; row++) {
    const char *key = sz_frame_text (frame, row, (guint)from);
    const char *text = sz_frame_text (frame, row, (guint)to);
    SzName *name;

    if (key == NULL || *key == '\0' || !g_hash_table_add (seen, g_strdup (key)))
      continue;
    name = g_new0 (SzName, 1);
    name->dimension = dimension;
    name->code = g_strdup (key);
    name->name = g_strdup (text != NULL && *text != '\0' ? text : key);
    g_ptr_array_add (names, name);
  }
  return TRUE;
}

gpointer
sz_answer_names (SzWorkerContext *context, gpointer data, GError **error)
{
  const GPtrArray *datasets = sz_catalog_datasets (context->catalog);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (free_name);

  for (guint i = 0; i < datasets->len; i++) {
    const SzDataset *dataset = g_ptr_array_index (datasets, i);

    if (dataset->names_code >= 0 && dataset->names_text >= 0 && !add_names (context, dataset, names, error))
      return NULL;
  }
  return g_steal_pointer (&names);
}
