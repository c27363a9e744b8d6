/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-answers.h"

#include "sz-figures.h"
#include "sz-i18n.h"

#include <math.h>

/* One part of a long list of rows: about four screens. */
#define ROWS_PART 200
/* Rows of the quarantine that the page of sources shows. */
#define REFUSALS_SHOWN 200
#define EXPORT_PART 2000

SzQuestion *
sz_question_new (const SzPlace *place, const char *text)
{
  SzQuestion *question = g_new0 (SzQuestion, 1);

  question->place = place != NULL ? sz_place_ref ((SzPlace *)place) : NULL;
  question->text = g_strdup (text);
  return question;
}

void
sz_question_free (SzQuestion *question)
{
  sz_place_unref (question->place);
  g_free (question->text);
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
static gboolean
read_span (SzReader *reader, SzSpan span, SzZone *zone, SzPeriod *period, GError **error)
{
  static const SzGrain UNITS[] = { SZ_GRAIN_DAY, SZ_GRAIN_DAY, SZ_GRAIN_WEEK, SZ_GRAIN_MONTH, SZ_GRAIN_YEAR };
  GError *failure = NULL;
  gint64 now = sz_reader_now_ms (reader, &failure);

  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  memset (period, 0, sizeof *period);
  period->unit = UNITS[span];
  period->count = 1;
  period->aligned = TRUE;
  period->start_ms = sz_grain_floor (period->unit, zone, now);
  period->end_ms = sz_grain_next (period->unit, zone, period->start_ms);
  return TRUE;
}

static void
clear_filter (gpointer data)
{
  g_free (((SzFilter *)data)->values);
}

/* Codes and dimensions are borrowed from place and catalogue. (element-type SzFilter) */
static GArray *
read_filters (const SzCatalog *catalog, const SzPlace *place, GError **error)
{
  g_autoptr (GArray) filters = g_array_new (FALSE, TRUE, sizeof (SzFilter));

  g_array_set_clear_func (filters, clear_filter);
  for (guint i = 0; i < place->filters->len; i++) {
    const SzPlaceFilter *asked = sz_place_filter (place, i);
    SzFilter filter = { sz_catalog_dimension (catalog, asked->dimension, error), NULL };

    if (filter.dimension == NULL)
      return NULL;
    filter.values = g_new0 (char *, 2);
    filter.values[0] = asked->code;
    g_array_append_val (filters, filter);
  }
  return g_steal_pointer (&filters);
}

gpointer
sz_answer_page (SzWorkerContext *context, gpointer data, GError **error)
{
  const SzPlace *place = ((SzQuestion *)data)->place;
  g_autoptr (SzZone) zone = sz_reader_zone (context->reader, error);
  g_autoptr (GArray) filters = NULL;
  const SzIndicator *indicator;
  const SzBoard *board;
  SzPeriod period;
  SzPage *page;

  if (zone == NULL || !read_span (context->reader, place->span, zone, &period, error))
    return NULL;
  if (place->kind == SZ_PLACE_OVERVIEW) {
    board = sz_catalog_board (context->catalog, "overview", error);
    if (board == NULL)
      return NULL;
    return sz_figures_board (context->reader, board, place->span == SZ_SPAN_NOW ? NULL : &period, error);
  }
  indicator = sz_catalog_indicator (context->catalog, place->indicator, error);
  if (indicator == NULL || (filters = read_filters (context->catalog, place, error)) == NULL)
    return NULL;
  page = sz_figures_indicator (context->reader, indicator, &period, place->by,
                               (const SzFilter *)filters->data, filters->len, error);
  if (page != NULL)
    *page->where = '\0'; /* the way above the page says it, and leads back */
  return page;
}

/* --- rows
 * ------------------------------------------------------------------------------------------------------------
 */

typedef struct {
  const SzDataset *dataset;
  SzZone *zone;
  GArray *filters;
  gint64 start_ms, end_ms;
} RowsAsk;

static void
clear_rows_ask (RowsAsk *ask)
{
  g_clear_pointer (&ask->zone, sz_zone_unref);
  g_clear_pointer (&ask->filters, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RowsAsk, clear_rows_ask)

/* The rows behind a figure are those of its first data set that lie in the span by their own instant; of a
 * state (how many windows there are) they are all rows, whenever they began. */
static gboolean
read_rows_ask (SzWorkerContext *context, const SzPlace *place, RowsAsk *ask, GError **error)
{
  const SzIndicator *indicator = sz_catalog_indicator (context->catalog, place->indicator, error);
  SzPeriod period;

  if (indicator == NULL)
    return FALSE;
  if (indicator->formula->leaves->len == 0) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_CANNOT, _ ("No rows are behind “%s”: its formula is a constant."),
                 indicator->name);
    return FALSE;
  }
  ask->dataset = g_array_index (indicator->formula->leaves, SzLeaf, 0).measure->dataset;
  ask->zone = sz_reader_zone (context->reader, error);
  if (ask->zone == NULL || !read_span (context->reader, place->span, ask->zone, &period, error))
    return FALSE;
  ask->filters = read_filters (context->catalog, place, error);
  if (ask->filters == NULL)
    return FALSE;
  if (!indicator->snapshot) {
    ask->start_ms = period.start_ms;
    ask->end_ms = period.end_ms;
  }
  return TRUE;
}

static char *
instant_text (double value, SzZone *zone)
{
  gint64 instant = (gint64)value;
  gint64 wall = instant + sz_zone_offset_s (zone, instant) * SZ_SECOND_MS;
  gint64 day = sz_zone_day (zone, instant);
  gint64 second = (wall - day * SZ_DAY_MS) / SZ_SECOND_MS;
  char date[11];

  sz_day_format (day, date);
  return g_strdup_printf ("%s %02d:%02d:%02d", date, (int)(second / 3600), (int)(second / 60 % 60),
                          (int)(second % 60));
}

/* (transfer none) the word for a code, remembered. */
static const char *
code_name (SzWorkerContext *context, const char *dimension, const char *code)
{
  g_autofree char *key = g_strdup_printf ("%s\x1f%s", dimension, code);
  const char *known = g_hash_table_lookup (context->names, key);
  char *name;

  if (known != NULL)
    return known;
  name = sz_reader_value_name (context->reader, dimension, code);
  if (name == NULL)
    name = g_strdup (code);
  g_hash_table_insert (context->names, g_steal_pointer (&key), name);
  return name;
}

static char *
number_text (double value, const SzField *field)
{
  char plain[G_ASCII_DTOSTR_BUF_SIZE];

  if (field != NULL && field->type == SZ_FIELD_FLAG)
    return g_strdup (value != 0 ? _ ("yes") : _ ("no"));
  if (field != NULL && field->duration)
    return sz_number_text (value / (double)SZ_MINUTE_MS, "min");
  return g_strdup (sz_number_plain (value, plain));
}

/* One cell for people. (nullable) (transfer full) */
static char *
cell_text (SzWorkerContext *context, const SzFrame *raw, gsize row, guint index, const SzField *field,
           SzZone *zone)
{
  const SzColumn *column = sz_frame_column (raw, index);
  const char *text;
  double value;

  if (column->type == SZ_COLUMN_TEXT) {
    text = sz_frame_text (raw, row, index);
    if (text != NULL && *text != '\0' && field != NULL && field->dimension != NULL)
      text = code_name (context, field->dimension, text);
    return g_strdup (text);
  }
  value = sz_frame_number (raw, row, index);
  if (isnan (value))
    return NULL;
  return column->type == SZ_COLUMN_INSTANT ? instant_text (value, zone) : number_text (value, field);
}

static const char *
column_title (const SzColumn *column, const SzField *field)
{
  if (field != NULL)
    return field->name;
  if (g_str_equal (column->id, "key"))
    return _ ("Record");
  if (g_str_equal (column->id, "source"))
    return _ ("Source");
  return column->name != NULL ? column->name : column->id;
}

/* Text columns in the order of the raw frame, without the hidden ones. */
static SzFrame *
make_display_frame (SzWorkerContext *context, const RowsAsk *ask, const SzFrame *raw)
{
  SzFrame *frame = sz_frame_new ();
  guint n = sz_frame_n_columns (raw);
  g_autofree const SzField **fields = g_new0 (const SzField *, n + 1);

  for (guint i = 0; i < n; i++) {
    const SzColumn *column = sz_frame_column (raw, i);
    int field = sz_dataset_find_field (ask->dataset, column->id);

    if (column->id[0] == '_')
      continue;
    fields[i] = field >= 0 ? sz_dataset_field (ask->dataset, (guint)field) : NULL;
    sz_frame_add_column (frame, column->id, column_title (column, fields[i]), NULL, SZ_COLUMN_TEXT);
  }
  for (gsize row = 0; row < raw->rows; row++) {
    gsize target = sz_frame_add_row (frame);
    guint to = 0;

    for (guint i = 0; i < n; i++) {
      g_autofree char *text = NULL;

      if (sz_frame_column (raw, i)->id[0] == '_')
        continue;
      text = cell_text (context, raw, row, i, fields[i], ask->zone);
      sz_frame_set_text (frame, target, to++, text);
    }
  }
  return frame;
}

/* The token behind the last row; NULL if these were all. (transfer full) */
static char *
next_token (const SzFrame *raw, guint limit)
{
  int token = sz_frame_find (raw, "_token");

  if (token < 0 || raw->rows < limit)
    return NULL;
  return g_strdup (sz_frame_text (raw, raw->rows - 1, (guint)token));
}

static SzFrame *
read_rows (SzWorkerContext *context, const RowsAsk *ask, const char *after, guint limit, GError **error)
{
  return sz_reader_rows (context->reader, ask->dataset, ask->start_ms, ask->end_ms, ask->zone,
                         (const SzFilter *)ask->filters->data, ask->filters->len, after, limit, error);
}

static gint64
count_rows (SzWorkerContext *context, const RowsAsk *ask, GError **error)
{
  return sz_reader_count_rows (context->reader, ask->dataset, ask->start_ms, ask->end_ms, ask->zone,
                               (const SzFilter *)ask->filters->data, ask->filters->len, error);
}

gpointer
sz_answer_rows (SzWorkerContext *context, gpointer data, GError **error)
{
  const SzQuestion *question = data;
  g_auto (RowsAsk) ask = { NULL };
  g_autoptr (SzRowsPart) part = g_new0 (SzRowsPart, 1);
  g_autoptr (SzFrame) raw = NULL;

  if (!read_rows_ask (context, question->place, &ask, error))
    return NULL;
  part->total = -1;
  if (question->text == NULL) {
    GError *failure = NULL;

    part->total = count_rows (context, &ask, &failure);
    if (failure != NULL) {
      g_propagate_error (error, failure);
      return NULL;
    }
  }
  raw = read_rows (context, &ask, question->text, ROWS_PART, error);
  if (raw == NULL)
    return NULL;
  part->dataset = ask.dataset;
  part->next = next_token (raw, ROWS_PART);
  part->frame = make_display_frame (context, &ask, raw);
  return g_steal_pointer (&part);
}

static gpointer
box_count (gint64 count)
{
  gint64 *box = g_new (gint64, 1);

  *box = count;
  return box;
}

/* What is counted in a count, and below the line of a mean or a share; NULL where the formula is not so
 * simple. */
static const SzMeasure *
find_counted (const SzIndicator *indicator)
{
  const SzNode *node = indicator->formula->root;
  const SzLeaf *leaf;

  if (node->kind == SZ_NODE_DIVIDE)
    node = node->right;
  if (indicator->snapshot || node->kind != SZ_NODE_LEAF)
    return NULL;
  leaf = &g_array_index (indicator->formula->leaves, SzLeaf, node->leaf);
  return leaf->measure->kind == SZ_MEASURE_COUNT && leaf->window == SZ_WINDOW_BUCKET && !leaf->total
             ? leaf->measure
             : NULL;
}

/* Rows by the instant and the condition of the figure itself. -1 on error. */
static gint64
count_measured (SzWorkerContext *context, const RowsAsk *rows, const SzMeasure *measure, GError **error)
{
  SzLeaf leaf = { measure, SZ_WINDOW_BUCKET, FALSE };
  g_autoptr (SzFrame) frame = NULL;
  GError *failure = NULL;
  SzAsk ask = { 0 };

  ask.now_ms = sz_reader_now_ms (context->reader, &failure);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return -1;
  }
  ask.dataset = measure->dataset;
  ask.leaves = &leaf;
  ask.n_leaves = 1;
  ask.start_ms = rows->start_ms;
  ask.end_ms = MIN (rows->end_ms, MAX (ask.now_ms, rows->start_ms) + 1);
  ask.zone = rows->zone;
  ask.filters = (const SzFilter *)rows->filters->data;
  ask.n_filters = rows->filters->len;
  frame = sz_reader_ask (context->reader, &ask, error);
  if (frame == NULL)
    return -1;
  return frame->rows > 0 && !isnan (sz_frame_number (frame, 0, 0)) ? (gint64)sz_frame_number (frame, 0, 0)
                                                                   : 0;
}

gpointer
sz_answer_count (SzWorkerContext *context, gpointer data, GError **error)
{
  const SzQuestion *question = data;
  g_auto (RowsAsk) ask = { NULL };
  const SzMeasure *counted;
  GError *failure = NULL;
  gint64 count;

  if (!read_rows_ask (context, question->place, &ask, error))
    return NULL;
  counted = find_counted (sz_catalog_indicator (context->catalog, question->place->indicator, NULL));
  count = counted != NULL ? count_measured (context, &ask, counted, &failure)
                          : count_rows (context, &ask, &failure);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  return box_count (count);
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

/* --- export
 * -----------------------------------------------------------------------------------------------------------
 */

static gboolean
write_text (GOutputStream *stream, const char *text, GError **error)
{
  return g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, error);
}

/* The header line comes with the first part only; spreadsheets take UTF-8 for what it is by the mark at its
 * head. */
static gboolean
write_part (GOutputStream *stream, const SzFrame *frame, gboolean first, GError **error)
{
  g_autofree char *csv = sz_frame_to_csv (frame, TRUE);
  const char *rows = strchr (csv, '\n');

  if (first)
    return write_text (stream, "\xEF\xBB\xBF", error) && write_text (stream, csv, error);
  return rows == NULL || write_text (stream, rows + 1, error);
}

/* Parts go on until the last one; the text columns are what the screen shows: masks and names, nothing else.
 */
static gint64
write_rows (SzWorkerContext *context, const RowsAsk *ask, GOutputStream *stream, GError **error)
{
  g_autofree char *after = NULL;
  gint64 written = 0;

  do {
    g_autoptr (SzFrame) raw = read_rows (context, ask, after, EXPORT_PART, error);
    g_autoptr (SzFrame) frame = NULL;

    if (raw == NULL)
      return -1;
    frame = make_display_frame (context, ask, raw);
    if (!write_part (stream, frame, written == 0 && after == NULL, error))
      return -1;
    written += (gint64)raw->rows;
    g_free (after);
    after = next_token (raw, EXPORT_PART);
  } while (after != NULL);
  return written;
}

gpointer
sz_answer_export (SzWorkerContext *context, gpointer data, GError **error)
{
  const SzQuestion *question = data;
  g_auto (RowsAsk) ask = { NULL };
  g_autoptr (GFile) file = g_file_new_for_path (question->text);
  g_autoptr (GFileOutputStream) stream = NULL;
  gint64 written;

  if (!read_rows_ask (context, question->place, &ask, error))
    return NULL;
  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);
  if (stream == NULL)
    return NULL;
  written = write_rows (context, &ask, G_OUTPUT_STREAM (stream), error);
  if (written < 0) {
    g_autoptr (GCancellable) abandon = g_cancellable_new ();

    /* Closing a cancelled replacement leaves the old file as it was. */
    g_cancellable_cancel (abandon);
    g_output_stream_close (G_OUTPUT_STREAM (stream), abandon, NULL);
    return NULL;
  }
  if (!g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, error))
    return NULL;
  return box_count (written);
}
