/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-answers-private.h"

#include <math.h>

#include "sz-figures.h"
#include "sz-i18n.h"

/* The list's length becomes known in pieces, so that other questions need not wait for the end of millions.
 */
#define OUTLINE_MS 100
#define EXPORT_PART 2000
/* Rows that are sorted in memory: some ten megabytes. */
#define SORT_MAX 20000

/* --- what is asked
 * -------------------------------------------------------------------------------------------------------------
 */

typedef struct {
  const SzDataset *dataset;
  SzZone *zone;    /* (owned) */
  GArray *filters; /* (owned) (element-type SzFilter) */
  SzRowsAsk ask;   /* borrows zone and filters */
} Rows;

static void
clear_rows (Rows *rows)
{
  g_clear_pointer (&rows->zone, sz_zone_unref);
  g_clear_pointer (&rows->filters, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rows, clear_rows)

/* The rows behind a figure are those that it counts; the rows of a data set those of the span. */
static gboolean
read_rows_ask (SzWorkerContext *context, const SzPlace *place, Rows *rows, GError **error)
{
  const SzIndicator *indicator = NULL;
  SzFigureRows behind = { 0 };
  SzPeriod period;

  if (place->indicator != NULL &&
      (indicator = sz_catalog_indicator (context->catalog, place->indicator, error)) == NULL)
    return FALSE;
  rows->zone = sz_reader_zone (context->reader, error);
  if (rows->zone == NULL || !sz_answer_span (context->reader, place, rows->zone, &period, error))
    return FALSE;
  rows->filters = sz_answer_filters (context->catalog, place, NULL, error);
  if (rows->filters == NULL)
    return FALSE;
  if (indicator == NULL) {
    behind.dataset =
        place->dataset != NULL ? sz_catalog_dataset (context->catalog, place->dataset, error) : NULL;
    if (behind.dataset == NULL)
      return FALSE;
    behind.start_ms = period.start_ms;
    behind.end_ms = period.end_ms;
  } else if (!sz_figures_rows_of (context->reader, indicator, place->span != SZ_SPAN_NOW ? &period : NULL,
                                  &behind, error)) {
    return FALSE;
  }
  rows->dataset = behind.dataset;
  rows->ask =
      sz_figures_rows_ask (&behind, rows->zone, (const SzFilter *)rows->filters->data, rows->filters->len);
  if (indicator == NULL)
    rows->ask.instant = -1;
  return TRUE;
}

/* --- how rows read
 * -------------------------------------------------------------------------------------------------------------
 */

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

/* On the screen durations are rounded to what people read; in a file they are minutes, exact. */
static char *
number_text (double value, const SzField *field, gboolean exact)
{
  char plain[G_ASCII_DTOSTR_BUF_SIZE];

  if (field != NULL && field->type == SZ_FIELD_FLAG)
    return g_strdup (value != 0 ? _ ("yes") : _ ("no"));
  if (field != NULL && field->duration && exact)
    return g_strdup (sz_number_plain (value / (double)SZ_MINUTE_MS, plain));
  if (field != NULL && field->duration)
    return sz_number_text (value / (double)SZ_MINUTE_MS, "min");
  return g_strdup (sz_number_plain (value, plain));
}

/* One cell for people. (nullable) (transfer full) */
static char *
cell_text (SzWorkerContext *context, const SzFrame *raw, gsize row, guint index, const SzField *field,
           SzZone *zone, gboolean exact)
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
  return column->type == SZ_COLUMN_INSTANT ? instant_text (value, zone) : number_text (value, field, exact);
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

/* Text columns in the order of the raw frame, without the hidden ones; its rows in `order` (nullable: as they
 * are). */
static SzFrame *
make_display_frame (SzWorkerContext *context, const Rows *rows, const SzFrame *raw, const GArray *order,
                    gboolean exact)
{
  SzFrame *frame = sz_frame_new ();
  guint n = sz_frame_n_columns (raw);
  g_autofree const SzField **fields = g_new0 (const SzField *, n + 1);

  for (guint i = 0; i < n; i++) {
    const SzColumn *column = sz_frame_column (raw, i);
    int field = sz_dataset_find_field (rows->dataset, column->id);
    g_autofree char *title = NULL;

    if (column->id[0] == '_')
      continue;
    fields[i] = field >= 0 ? sz_dataset_field (rows->dataset, (guint)field) : NULL;
    title = fields[i] != NULL && fields[i]->duration && exact
                ? g_strdup_printf (_ ("%s (min)"), column_title (column, fields[i]))
                : g_strdup (column_title (column, fields[i]));
    sz_frame_add_column (frame, column->id, title, NULL, SZ_COLUMN_TEXT);
  }
  for (gsize k = 0; k < raw->rows; k++) {
    gsize row = order != NULL ? g_array_index (order, guint, k) : k;
    gsize target = sz_frame_add_row (frame);
    guint to = 0;

    for (guint i = 0; i < n; i++) {
      g_autofree char *text = NULL;

      if (sz_frame_column (raw, i)->id[0] == '_')
        continue;
      text = cell_text (context, raw, row, i, fields[i], rows->zone, exact);
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

/* --- the list
 * -------------------------------------------------------------------------------------------------------------
 */

typedef struct {
  const SzFrame *raw;
  guint column;
  gboolean descending;
} Sorting;

/* Missing values come last, whichever way. */
static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const Sorting *sorting = data;
  gsize left = *(const guint *)a, right = *(const guint *)b;
  int sign = sorting->descending ? -1 : 1;

  if (sz_frame_column (sorting->raw, sorting->column)->type == SZ_COLUMN_TEXT) {
    const char *x = sz_frame_text (sorting->raw, left, sorting->column);
    const char *y = sz_frame_text (sorting->raw, right, sorting->column);
    gboolean no_x = x == NULL || *x == '\0', no_y = y == NULL || *y == '\0';

    if (no_x || no_y)
      return (int)no_x - (int)no_y;
    return sign * strcmp (x, y);
  } else {
    double x = sz_frame_number (sorting->raw, left, sorting->column);
    double y = sz_frame_number (sorting->raw, right, sorting->column);

    if (isnan (x) || isnan (y))
      return (isnan (x) ? 1 : 0) - (isnan (y) ? 1 : 0);
    return x < y ? -sign : x > y ? sign : 0;
  }
}

/* `sort`: a column id, with a minus in front for descending. */
static GArray *
sort_rows (const SzFrame *raw, const char *sort, GError **error)
{
  gboolean descending = *sort == '-';
  int column = sz_frame_find (raw, descending ? sort + 1 : sort);
  Sorting sorting = { raw, (guint)column, descending };
  GArray *order;

  if (column < 0) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("The rows have no column “%s” to be sorted by."), sort);
    return NULL;
  }
  order = g_array_sized_new (FALSE, FALSE, sizeof (guint), (guint)raw->rows);
  for (guint i = 0; i < raw->rows; i++)
    g_array_append_val (order, i);
  g_array_sort_with_data (order, compare_rows, &sorting);
  return order;
}

static gpointer
answer_sorted (SzWorkerContext *context, const Rows *rows, const char *sort, SzRowsPart *part, GError **error)
{
  g_autoptr (SzFrame) raw = NULL;
  g_autoptr (GArray) order = NULL;
  g_autofree char *most = NULL;

  if (part->total > SORT_MAX) {
    most = sz_number_exact (SORT_MAX, "row");
    /* Translators: %s is a number of records with its unit. */
    g_set_error (error, SZ_ERROR, SZ_ERROR_CANNOT,
                 _ ("At most %s can be sorted; choose a shorter period or filter first."), most);
    return NULL;
  }
  raw = sz_reader_list (context->reader, &rows->ask, NULL, SORT_MAX, error);
  if (raw == NULL || (order = sort_rows (raw, sort, error)) == NULL)
    return NULL;
  part->frame = make_display_frame (context, rows, raw, order, FALSE);
  return part;
}

gpointer
sz_answer_rows (SzWorkerContext *context, gpointer data, GError **error)
{
  const SzQuestion *question = data;
  g_auto (Rows) rows = { NULL };
  g_autoptr (SzRowsPart) part = g_new0 (SzRowsPart, 1);
  g_autoptr (SzFrame) raw = NULL;

  if (!read_rows_ask (context, question->place, &rows, error))
    return NULL;
  part->dataset = rows.dataset;
  part->total = -1;
  if (question->sort != NULL) {
    part->total = sz_reader_count (context->reader, &rows.ask, error);
    return part->total >= 0 && answer_sorted (context, &rows, question->sort, part, error) != NULL
               ? g_steal_pointer (&part)
               : NULL;
  }
  if (question->from)
    raw =
        sz_reader_list_from (context->reader, &rows.ask, question->day, question->skip, SZ_ROWS_PART, error);
  else
    raw = sz_reader_list (context->reader, &rows.ask, question->text, SZ_ROWS_PART, error);
  if (raw == NULL)
    return NULL;
  part->next = next_token (raw, SZ_ROWS_PART);
  part->frame = make_display_frame (context, &rows, raw, NULL, FALSE);
  return g_steal_pointer (&part);
}

void
sz_rows_outline_free (SzRowsOutline *outline)
{
  if (outline == NULL)
    return;
  g_clear_pointer (&outline->days, g_array_unref);
  g_free (outline);
}

gpointer
sz_answer_outline (SzWorkerContext *context, gpointer data, GError **error)
{
  const SzQuestion *question = data;
  g_auto (Rows) rows = { NULL };
  g_autoptr (SzRowsOutline) outline = g_new0 (SzRowsOutline, 1);

  if (!read_rows_ask (context, question->place, &rows, error))
    return NULL;
  outline->days =
      sz_reader_outline (context->reader, &rows.ask, question->day, OUTLINE_MS, &outline->next_day, error);
  return outline->days != NULL ? g_steal_pointer (&outline) : NULL;
}

/* --- counting and exporting
 * -------------------------------------------------------------------------------------------------------------
 */

static gpointer
box_count (gint64 count)
{
  gint64 *box = g_new (gint64, 1);

  *box = count;
  return box;
}

gpointer
sz_answer_count (SzWorkerContext *context, gpointer data, GError **error)
{
  const SzQuestion *question = data;
  g_auto (Rows) rows = { NULL };
  gint64 count;

  if (!read_rows_ask (context, question->place, &rows, error))
    return NULL;
  count = sz_reader_count (context->reader, &rows.ask, error);
  return count < 0 ? NULL : box_count (count);
}

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
write_rows (SzWorkerContext *context, const Rows *rows, GOutputStream *stream, GError **error)
{
  g_autofree char *after = NULL;
  gint64 written = 0;

  do {
    g_autoptr (SzFrame) raw = sz_reader_list (context->reader, &rows->ask, after, EXPORT_PART, error);
    g_autoptr (SzFrame) frame = NULL;

    if (raw == NULL)
      return -1;
    frame = make_display_frame (context, rows, raw, NULL, TRUE);
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
  g_auto (Rows) rows = { NULL };
  g_autoptr (GFile) file = g_file_new_for_path (question->text);
  g_autoptr (GFileOutputStream) stream = NULL;
  gint64 written;

  if (!read_rows_ask (context, question->place, &rows, error))
    return NULL;
  stream = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error);
  if (stream == NULL)
    return NULL;
  written = write_rows (context, &rows, G_OUTPUT_STREAM (stream), error);
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
