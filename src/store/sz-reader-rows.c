/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-reader-private.h"

#define DEFAULT_LIMIT 1000

/* --- rows for people --- */

static void
add_field_column (SzFrame *frame, const SzField *field)
{
  SzColumnType type = SZ_COLUMN_NUMBER;
  if (field->type == SZ_FIELD_INSTANT)
    type = SZ_COLUMN_INSTANT;
  else if (sz_field_is_word (field) || field->type == SZ_FIELD_TEXT)
    type = SZ_COLUMN_TEXT;
  sz_frame_add_column (frame, field->id, field->name, field->duration ? "ms" : NULL, type);
}

static SzFrame *
make_rows_frame (const SzDataset *dataset, const SzRowsAsk *ask)
{
  SzFrame *frame = sz_frame_new ();
  sz_frame_add_column (frame, "key", NULL, NULL, SZ_COLUMN_TEXT);
  for (guint i = 0; ask && ask->fields && i < ask->n_fields; i++)
    add_field_column (frame, sz_dataset_field (dataset, ask->fields[i]));
  if (ask && ask->fields)
    return frame;
  for (guint i = 0; i < dataset->fields->len; i++)
    if (sz_dataset_field (dataset, i)->type != SZ_FIELD_HASH)
      add_field_column (frame, sz_dataset_field (dataset, i));
  sz_frame_add_column (frame, "source", NULL, NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "_token", NULL, NULL, SZ_COLUMN_TEXT);
  return frame;
}

static void
set_cell (SzReader *self, SzFrame *frame, gsize row, guint column, const SzField *field, SzStmt *stmt,
          int from)
{
  if (sz_stmt_is_null (stmt, from))
    return;
  switch (field->type) {
  case SZ_FIELD_CODE:
  case SZ_FIELD_MASK:
    sz_frame_set_text (frame, row, column, sz_words_text (self->words, sz_stmt_int (stmt, from)));
    break;
  case SZ_FIELD_TEXT:
    sz_frame_set_text (frame, row, column, sz_stmt_text (stmt, from));
    break;
  case SZ_FIELD_DECIMAL:
    sz_frame_set_number (frame, row, column, (double)sz_stmt_int (stmt, from) / pow (10, field->scale));
    break;
  case SZ_FIELD_INSTANT:
  case SZ_FIELD_INTEGER:
  case SZ_FIELD_FLAG:
    sz_frame_set_number (frame, row, column, (double)sz_stmt_int (stmt, from));
    break;
  case SZ_FIELD_HASH:
  case SZ_FIELD_IDENTITY:
    break;
  }
}

static void
add_row (SzReader *self, SzFrame *frame, const SzDataset *dataset, SzStmt *stmt)
{
  gsize row = sz_frame_add_row (frame);
  guint column = 0;
  gint64 nday = sz_stmt_int (stmt, 0), source = sz_stmt_int (stmt, 1);
  g_autoptr (GString) unpacked = g_string_new (NULL);
  sz_unpack_key (sz_stmt_text (stmt, 2), nday, unpacked);
  const char *key = unpacked->str;
  sz_frame_set_text (frame, row, column++, key);
  for (guint i = 0; i < dataset->fields->len; i++) {
    const SzField *field = sz_dataset_field (dataset, i);
    if (field->type != SZ_FIELD_HASH)
      set_cell (self, frame, row, column++, field, stmt, 3 + (int)i);
  }
  SzStmt *name = sz_db_statement (self->db, "SELECT source FROM sources WHERE id = ?1", NULL);
  if (name) {
    sz_stmt_bind_int (name, 1, source);
    if (sz_stmt_step (name, NULL) == SZ_STEP_ROW)
      sz_frame_set_text (frame, row, column, sz_stmt_text (name, 0));
    sz_stmt_reset (name);
  }
  column++;
  gint64 at = sz_stmt_int (stmt, 3 + (int)dataset->at);
  g_autofree char *token = g_strdup_printf (
      "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", -nday, at, source, key);
  sz_frame_set_text (frame, row, column, token);
}

/* Where a listing goes on: behind this row. */
typedef struct {
  gint64 nday, at_ms, source;
  const char *key;
} Place;

static gboolean
parse_token (const char *token, Place *place, GError **error)
{
  *place = (Place){ G_MININT64, G_MAXINT64, 0, "" };
  if (token == NULL)
    return TRUE;
  char *end;
  place->nday = -g_ascii_strtoll (token, &end, 10);
  place->at_ms = g_ascii_strtoll (end, &end, 10);
  place->source = g_ascii_strtoll (end, &end, 10);
  if (*end != ' ') {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("“%s” is no place in a list of rows"), token);
    return FALSE;
  }
  place->key = end + 1;
  return TRUE;
}

/* A span so long that its rows are most of those from it on: their own order then serves better than the
 * instant's index, which would have to be sorted for every part of the list. */
#define LONG_SPAN_MS (45 * SZ_DAY_MS)

static void
plan_listing (const SzRowsAsk *ask, SzListing *listing)
{
  const SzDataset *dataset = ask->dataset;
  gboolean all = ask->start_ms == 0 && ask->end_ms == 0;
  listing->instant = ask->instant >= 0 ? (guint)ask->instant : dataset->at;
  listing->measure = ask->measure;
  listing->fields = ask->fields;
  listing->n_fields = ask->n_fields;
  listing->text_field = ask->text ? (int)ask->text_field : -1;
  if (ask->measure &&
      (ask->measure->kind == SZ_MEASURE_CURRENT || ask->measure->kind == SZ_MEASURE_CURRENT_SUM))
    listing->span = SZ_SPAN_IN_FORCE;
  else if (all)
    listing->span = SZ_SPAN_NONE;
  else if (listing->instant == dataset->at || sz_dataset_field (dataset, listing->instant)->within_days > 0)
    listing->span = SZ_SPAN_INSTANT;
  else
    listing->span = SZ_SPAN_ANY_DAY;
  /* A row counts at its instant, so all rows are still only those that have it. */
  if (all && listing->instant != dataset->at)
    listing->span = SZ_SPAN_ANY_DAY;
  listing->in_order = all || ask->end_ms - ask->start_ms > LONG_SPAN_MS;
}

/* Binds the span, and the own days of the rows in it; sources in another zone are a day off at most. No day
 * after `last_day` is asked for: of two lower bounds SQLite seeks only one, and steps over all between them.
 */
static void
bind_span (SzStmt *stmt, const SzRowsAsk *ask, const SzListing *listing, gint64 last_day)
{
  gboolean all = ask->start_ms == 0 && ask->end_ms == 0;
  const SzField *field = sz_dataset_field (ask->dataset, listing->instant);
  gint64 before = listing->instant == ask->dataset->at ? 0 : field->within_days;
  sz_stmt_bind_int (stmt, 1, all ? SZ_INSTANT_MIN : ask->start_ms);
  sz_stmt_bind_int (stmt, 2, all ? SZ_INSTANT_MAX : ask->end_ms);
  sz_stmt_bind_int (stmt, 3, all ? -100000000 : sz_zone_day (ask->zone, ask->start_ms) - 1 - before);
  sz_stmt_bind_int (stmt, 4, MIN (last_day, all ? 100000000 : sz_zone_day (ask->zone, ask->end_ms) + 2));
}

/* What the statement is for. */
typedef char *(*Compile) (const SzScan *scan, const SzListing *listing);

/* Opens the statement of a listing, count or outline with all but the place bound. */
static SzStmt *
open_listing (SzReader *self, const SzRowsAsk *ask, const SzFilterSet *filters, gint64 last_day,
              Compile compile, GError **error)
{
  SzReaderDataset *known = sz_reader_dataset (self, ask->dataset, error);
  if (known == NULL)
    return NULL;
  SzScan scan = { .layout = known->layout, .filters = filters->filters, .n_filters = filters->n_filters };
  SzListing listing = { .span = SZ_SPAN_NONE };
  plan_listing (ask, &listing);
  g_autofree char *sql = compile (&scan, &listing);
  SzStmt *stmt = sz_db_statement (self->db, sql, error);
  if (stmt == NULL)
    return NULL;
  bind_span (stmt, ask, &listing, last_day);
  if (ask->text)
    sz_stmt_bind_text (stmt, 10, ask->text);
  sz_filter_set_bind (filters, FALSE, stmt, 11);
  return stmt;
}

static void
add_fields (SzReader *self, SzFrame *frame, const SzRowsAsk *ask, SzStmt *stmt)
{
  gsize row = sz_frame_add_row (frame);
  g_autoptr (GString) key = g_string_new (NULL);
  sz_unpack_key (sz_stmt_text (stmt, 2), sz_stmt_int (stmt, 0), key);
  sz_frame_set_text (frame, row, 0, key->str);
  for (guint i = 0; i < ask->n_fields; i++)
    set_cell (self, frame, row, 1 + i, sz_dataset_field (ask->dataset, ask->fields[i]), stmt, 3 + (int)i);
}

static gint64
last_day_of (const Place *place)
{
  return place->nday == G_MININT64 ? G_MAXINT64 : -place->nday;
}

/* `skip` rows behind the place are left out. */
static SzFrame *
list_rows (SzReader *self, const SzRowsAsk *ask, const SzFilterSet *filters, const Place *place, guint skip,
           guint limit, GError **error)
{
  g_autoptr (SzFrame) frame = make_rows_frame (ask->dataset, ask);
  if (filters->impossible)
    return g_steal_pointer (&frame);
  SzStmt *stmt = open_listing (self, ask, filters, last_day_of (place), sz_compile_listing, error);
  if (stmt == NULL)
    return NULL;
  g_autoptr (GString) key = g_string_new (NULL);
  if (ask->fields == NULL) {
    sz_stmt_bind_int (stmt, 5, place->nday);
    sz_stmt_bind_int (stmt, 6, place->at_ms);
    sz_stmt_bind_int (stmt, 7, place->source);
    sz_pack_key (place->key, CLAMP (place->nday, -100000, 100000), key);
    sz_stmt_bind_text (stmt, 8, key->str);
    sz_stmt_bind_int (stmt, 9, (gint64)skip + (limit > 0 ? limit : DEFAULT_LIMIT));
  }
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW) {
    if (skip > 0)
      skip--;
    else if (ask->fields)
      add_fields (self, frame, ask, stmt);
    else
      add_row (self, frame, ask->dataset, stmt);
  }
  sqlite3_clear_bindings (stmt->raw);
  return step == SZ_STEP_DONE ? g_steal_pointer (&frame) : NULL;
}

static SzFrame *
list_behind (SzReader *self, const SzRowsAsk *ask, const Place *place, guint skip, guint limit,
             GError **error)
{
  if (!sz_reader_begin (self, error))
    return NULL;
  SzFilterSet set = { 0 };
  SzFrame *frame = NULL;
  if (sz_filter_set_init (&set, self, ask->dataset, ask->filters, ask->n_filters, error))
    frame = list_rows (self, ask, &set, place, skip, limit, error);
  sz_filter_set_clear (&set);
  sz_reader_end (self);
  return frame;
}

SzFrame *
sz_reader_list (SzReader *self, const SzRowsAsk *ask, const char *after, guint limit, GError **error)
{
  Place place;
  return parse_token (after, &place, error) ? list_behind (self, ask, &place, 0, limit, error) : NULL;
}

SzFrame *
sz_reader_list_from (SzReader *self, const SzRowsAsk *ask, gint64 day, guint skip, guint limit,
                     GError **error)
{
  g_return_val_if_fail (ask->fields == NULL, NULL);
  /* Before all rows of the day. */
  Place place = { -day, G_MAXINT64, 0, "" };
  return list_behind (self, ask, &place, skip, limit, error);
}

/* Days come one by one where they are walked in order; an instant's index gives them all at the end. */
static gboolean
read_outline (SzStmt *stmt, gboolean in_order, guint budget_ms, GArray *days, gint64 *next_day,
              GError **error)
{
  gint64 end_us = g_get_monotonic_time () + (gint64)budget_ms * 1000;
  SzStep step;
  *next_day = G_MININT64;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW) {
    SzRowsDay day = { -sz_stmt_int (stmt, 0), sz_stmt_int (stmt, 1) };
    g_array_append_val (days, day);
    if (budget_ms > 0 && in_order && g_get_monotonic_time () >= end_us) {
      *next_day = day.day - 1;
      break;
    }
  }
  sz_stmt_reset (stmt);
  sqlite3_clear_bindings (stmt->raw);
  return step != SZ_STEP_ERROR;
}

GArray *
sz_reader_outline (SzReader *self, const SzRowsAsk *ask, gint64 from_day, guint budget_ms, gint64 *next_day,
                   GError **error)
{
  g_return_val_if_fail (ask->fields == NULL, NULL);
  if (!sz_reader_begin (self, error))
    return NULL;
  SzFilterSet set = { 0 };
  SzListing listing = { .span = SZ_SPAN_NONE };
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (SzRowsDay));
  SzStmt *stmt = NULL;
  *next_day = G_MININT64;
  plan_listing (ask, &listing);
  gboolean good = sz_filter_set_init (&set, self, ask->dataset, ask->filters, ask->n_filters, error);
  if (good && !set.impossible) {
    stmt = open_listing (self, ask, &set, from_day, sz_compile_outline, error);
    good = stmt != NULL;
  }
  if (stmt != NULL) {
    sz_stmt_bind_int (stmt, 5, from_day == G_MAXINT64 ? G_MININT64 : -from_day);
    good = read_outline (stmt, listing.in_order || listing.span == SZ_SPAN_INSTANT, budget_ms, days, next_day,
                         error);
  }
  sz_filter_set_clear (&set);
  sz_reader_end (self);
  return good ? g_steal_pointer (&days) : NULL;
}

SzFrame *
sz_reader_rows (SzReader *self, const SzDataset *dataset, gint64 start_ms, gint64 end_ms, SzZone *zone,
                const SzFilter *filters, guint n_filters, const char *after, guint limit, GError **error)
{
  SzRowsAsk ask = { .dataset = dataset,
                    .instant = -1,
                    .start_ms = start_ms,
                    .end_ms = end_ms,
                    .zone = zone,
                    .filters = filters,
                    .n_filters = n_filters };
  return sz_reader_list (self, &ask, after, limit, error);
}

static gint64
count_rows (SzReader *self, const SzRowsAsk *ask, const SzFilterSet *filters, GError **error)
{
  if (filters->impossible)
    return 0;
  SzStmt *stmt = open_listing (self, ask, filters, G_MAXINT64, sz_compile_row_count, error);
  if (stmt == NULL || sz_stmt_step (stmt, error) != SZ_STEP_ROW)
    return -1;
  gint64 count = sz_stmt_int (stmt, 0);
  sz_stmt_reset (stmt);
  return count;
}

gint64
sz_reader_count (SzReader *self, const SzRowsAsk *ask, GError **error)
{
  if (!sz_reader_begin (self, error))
    return -1;
  SzFilterSet set = { 0 };
  gint64 count = -1;
  if (sz_filter_set_init (&set, self, ask->dataset, ask->filters, ask->n_filters, error))
    count = count_rows (self, ask, &set, error);
  sz_filter_set_clear (&set);
  sz_reader_end (self);
  return count;
}

gint64
sz_reader_count_rows (SzReader *self, const SzDataset *dataset, gint64 start_ms, gint64 end_ms, SzZone *zone,
                      const SzFilter *filters, guint n_filters, GError **error)
{
  SzRowsAsk ask = { .dataset = dataset,
                    .instant = -1,
                    .start_ms = start_ms,
                    .end_ms = end_ms,
                    .zone = zone,
                    .filters = filters,
                    .n_filters = n_filters };
  return sz_reader_count (self, &ask, error);
}

/* --- one row by its key --- */

static gboolean
find_on_day (SzReader *self, const SzDataset *dataset, SzStmt *find, gint64 nday, gint64 source,
             const char *key, SzFrame *frame, GError **error)
{
  g_autoptr (GString) packed = g_string_new (NULL);
  sz_pack_key (key, nday, packed);
  sz_stmt_bind_int (find, 1, nday);
  sz_stmt_bind_int (find, 2, source);
  sz_stmt_bind_text (find, 3, packed->str);
  SzStep step = sz_stmt_step (find, error);
  if (step == SZ_STEP_ROW)
    add_row (self, frame, dataset, find);
  sz_stmt_reset (find);
  return step != SZ_STEP_ERROR;
}

/* Keys are looked up day by day: the days that hold rows are few thousand at most, the rows millions. */
static SzFrame *
find_rows (SzReader *self, const SzDataset *dataset, const char *key, GError **error)
{
  SzReaderDataset *known = sz_reader_dataset (self, dataset, error);
  if (known == NULL)
    return NULL;
  g_autoptr (GString) sql = g_string_new ("SELECT nday, src, key");
  for (guint i = 0; i < known->layout->n_fields; i++) {
    g_string_append (sql, ", ");
    sz_compile_field (sql, known->layout, dataset, i);
  }
  g_string_append_printf (sql, " FROM %s WHERE nday = ?1 AND src = ?2 AND key = ?3", known->layout->facts);
  SzStmt *find = sz_db_statement (self->db, sql->str, error);
  SzStmt *days =
      sz_db_statement (self->db, "SELECT nday, src FROM day_rows WHERE dataset = ?1 ORDER BY nday", error);
  g_autoptr (SzFrame) frame = make_rows_frame (dataset, NULL);
  if (find == NULL || days == NULL)
    return NULL;
  sz_stmt_bind_text (days, 1, dataset->id);
  SzStep step;
  gboolean good = TRUE;
  while (good && (step = sz_stmt_step (days, error)) == SZ_STEP_ROW)
    good = find_on_day (self, dataset, find, sz_stmt_int (days, 0), sz_stmt_int (days, 1), key, frame, error);
  sz_stmt_reset (days);
  sqlite3_clear_bindings (days->raw);
  sqlite3_clear_bindings (find->raw);
  return good && step == SZ_STEP_DONE ? g_steal_pointer (&frame) : NULL;
}

SzFrame *
sz_reader_find (SzReader *self, const SzDataset *dataset, const char *key, GError **error)
{
  g_return_val_if_fail (key != NULL, NULL);
  if (!sz_reader_begin (self, error))
    return NULL;
  SzFrame *frame = find_rows (self, dataset, key, error);
  sz_reader_end (self);
  return frame;
}

/* --- quarantine --- */

/* A frame of a statement's rows; numeric columns are those that `types` names 'n' (or 't' for instants). */
static SzFrame *
read_table (SzReader *self, SzStmt *stmt, const char *const *ids, const char *types, GError **error)
{
  g_autoptr (SzFrame) frame = sz_frame_new ();
  for (guint i = 0; types[i]; i++)
    sz_frame_add_column (frame, ids[i], NULL, NULL,
                         types[i] == 'n'   ? SZ_COLUMN_NUMBER
                         : types[i] == 't' ? SZ_COLUMN_INSTANT
                                           : SZ_COLUMN_TEXT);
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW) {
    gsize row = sz_frame_add_row (frame);
    for (guint i = 0; types[i]; i++) {
      if (types[i] == 's')
        sz_frame_set_text (frame, row, i, sz_stmt_text (stmt, (int)i));
      else
        sz_frame_set_number (frame, row, i, (double)sz_stmt_int (stmt, (int)i));
    }
  }
  return step == SZ_STEP_DONE ? g_steal_pointer (&frame) : NULL;
}

SzFrame *
sz_reader_refusals (SzReader *self, const char *source, const char *dataset, guint limit, GError **error)
{
  static const char *const ids[] = { "source", "dataset", "where", "field", "reason", "key", "bytes", "at" };
  if (!sz_reader_begin (self, error))
    return NULL;
  SzFrame *frame = NULL;
  SzStmt *stmt =
      sz_db_statement (self->db,
                       "SELECT s.source, r.dataset, r.place, r.field, r.reason, r.key, r.bytes, r.at_ms "
                       "FROM refusals r JOIN sources s ON s.id = r.src WHERE (?1 IS NULL OR s.source = ?1) "
                       "AND (?2 IS NULL OR r.dataset = ?2) ORDER BY r.at_ms DESC, r.id DESC LIMIT ?3",
                       error);
  if (stmt) {
    sz_stmt_bind_text (stmt, 1, source);
    sz_stmt_bind_text (stmt, 2, dataset);
    sz_stmt_bind_int (stmt, 3, limit > 0 ? limit : DEFAULT_LIMIT);
    frame = read_table (self, stmt, ids, "ssssssnt", error);
    sqlite3_clear_bindings (stmt->raw);
  }
  sz_reader_end (self);
  return frame;
}

SzFrame *
sz_reader_omissions (SzReader *self, GError **error)
{
  static const char *const ids[] = { "source", "dataset", "reason", "count" };
  if (!sz_reader_begin (self, error))
    return NULL;
  SzStmt *stmt =
      sz_db_statement (self->db,
                       "SELECT s.source, o.dataset, o.reason, o.count FROM omissions o JOIN sources s ON "
                       "s.id = o.src ORDER BY s.id, o.dataset, o.reason",
                       error);
  SzFrame *frame = stmt ? read_table (self, stmt, ids, "sssn", error) : NULL;
  sz_reader_end (self);
  return frame;
}

/* --- names --- */

static const SzDataset *
find_naming (const SzReader *self, const char *dimension)
{
  const GPtrArray *datasets = sz_catalog_datasets (self->catalog);
  for (guint i = 0; i < datasets->len; i++) {
    const SzDataset *dataset = g_ptr_array_index (datasets, i);
    if (dataset->names_code < 0 || dataset->names_text < 0)
      continue;
    if (g_strcmp0 (sz_dataset_field (dataset, (guint)dataset->names_code)->dimension, dimension) == 0)
      return dataset;
  }
  return NULL;
}

static char *
name_of_row (SzReader *self, const SzField *field, SzStmt *stmt, int column)
{
  if (sz_stmt_is_null (stmt, column))
    return NULL;
  if (sz_field_is_word (field))
    return g_strdup (sz_words_text (self->words, sz_stmt_int (stmt, column)));
  return g_strdup (sz_stmt_text (stmt, column));
}

/* Oldest first, so that the newest name of a code stays. */
static gboolean
load_names (SzReader *self, SzReaderDataset *known, GError **error)
{
  const SzDataset *dataset = known->layout->dataset;
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *sql = sz_compile_names (known->layout);
  SzStmt *stmt = sz_db_statement (self->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW) {
    char *name = name_of_row (self, sz_dataset_field (dataset, (guint)dataset->names_text), stmt, 1);
    char *code = name_of_row (self, sz_dataset_field (dataset, (guint)dataset->names_code), stmt, 0);
    if (name && code)
      g_hash_table_insert (names, g_steal_pointer (&code), g_steal_pointer (&name));
    g_free (name);
    g_free (code);
  }
  if (step == SZ_STEP_ERROR)
    return FALSE;
  g_clear_pointer (&known->names, g_hash_table_unref);
  known->names = g_steal_pointer (&names);
  return TRUE;
}

static char *
stored_name (SzReader *self, const SzDataset *dataset, const char *code)
{
  gint64 version = 0;
  SzReaderDataset *known = sz_reader_dataset (self, dataset, NULL);
  if (known == NULL || !sz_db_get_int (self->db, "PRAGMA data_version", 0, &version, NULL))
    return NULL;
  if (known->names == NULL || known->names_version != version) {
    if (!load_names (self, known, NULL))
      return NULL;
    known->names_version = version;
  }
  return g_strdup (g_hash_table_lookup (known->names, code));
}

char *
sz_reader_value_name (SzReader *self, const char *dimension, const char *code)
{
  const SzDataset *dataset = find_naming (self, dimension);
  char *name = NULL;
  if (code == NULL)
    return NULL;
  if (dataset && sz_reader_begin (self, NULL)) {
    name = stored_name (self, dataset, code);
    sz_reader_end (self);
  }
  return name ? name : g_strdup (sz_catalog_value_name (self->catalog, dimension, code));
}

/* --- for sync --- */

static gboolean
reconcile (SzReader *self, const char *source, const SzDataset *dataset, gint64 day, gint64 *count,
           char sha256[65], GError **error)
{
  SzReaderDataset *known = sz_reader_dataset (self, dataset, error);
  if (known == NULL)
    return FALSE;
  g_autofree char *sql =
      g_strdup_printf ("SELECT sz_key (key, nday) AS whole, ver FROM %s WHERE nday = ?1 AND src = "
                       "(SELECT id FROM sources WHERE source = ?2) ORDER BY whole",
                       known->layout->facts);
  SzStmt *stmt = sz_db_statement (self->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_int (stmt, 1, -day);
  sz_stmt_bind_text (stmt, 2, source);
  GChecksum *checksum = g_checksum_new (G_CHECKSUM_SHA256);
  SzStep step;
  *count = 0;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW) {
    char version[32];
    int length = g_snprintf (version, sizeof version, " %" G_GINT64_FORMAT "\n", sz_stmt_int (stmt, 1));
    g_checksum_update (checksum, (const guchar *)sz_stmt_text (stmt, 0), -1);
    g_checksum_update (checksum, (const guchar *)version, length);
    ++*count;
  }
  g_strlcpy (sha256, g_checksum_get_string (checksum), 65);
  g_checksum_free (checksum);
  sqlite3_clear_bindings (stmt->raw);
  return step == SZ_STEP_DONE;
}

gboolean
sz_reader_reconcile (SzReader *self, const char *source, const SzDataset *dataset, gint64 day, gint64 *count,
                     char sha256[65], GError **error)
{
  if (!sz_reader_begin (self, error))
    return FALSE;
  gboolean good = reconcile (self, source, dataset, day, count, sha256, error);
  sz_reader_end (self);
  return good;
}

static gboolean
read_feed (SzReader *self, const char *source, const SzDataset *dataset, char **cursor, guint *generation,
           GError **error)
{
  SzStmt *stmt =
      sz_db_statement (self->db,
                       "SELECT s.generation, f.cursor FROM sources s LEFT JOIN feeds f ON f.src = s.id AND "
                       "f.dataset = ?2 WHERE s.source = ?1",
                       error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_text (stmt, 1, source);
  sz_stmt_bind_text (stmt, 2, dataset->id);
  SzStep step = sz_stmt_step (stmt, error);
  if (step == SZ_STEP_ROW) {
    *generation = (guint)sz_stmt_int (stmt, 0);
    *cursor = g_strdup (sz_stmt_text (stmt, 1));
  }
  sz_stmt_reset (stmt);
  sqlite3_clear_bindings (stmt->raw);
  return step != SZ_STEP_ERROR;
}

static gboolean
read_days (SzReader *self, const char *source, const SzDataset *dataset, GArray *days, GError **error)
{
  SzStmt *stmt =
      sz_db_statement (self->db,
                       "SELECT day FROM days_done WHERE src = (SELECT id FROM sources WHERE source = ?1) AND "
                       "dataset = ?2 ORDER BY day",
                       error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_text (stmt, 1, source);
  sz_stmt_bind_text (stmt, 2, dataset->id);
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW) {
    gint64 day = sz_stmt_int (stmt, 0);
    g_array_append_val (days, day);
  }
  sqlite3_clear_bindings (stmt->raw);
  return step == SZ_STEP_DONE;
}

gboolean
sz_reader_resume_state (SzReader *self, const char *source, const SzDataset *dataset, char **cursor,
                        guint *generation, GArray **done, GError **error)
{
  *cursor = NULL;
  *generation = 0;
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!sz_reader_begin (self, error))
    return FALSE;
  gboolean good = read_feed (self, source, dataset, cursor, generation, error) &&
                  read_days (self, source, dataset, days, error);
  sz_reader_end (self);
  if (good)
    *done = g_steal_pointer (&days);
  else
    g_clear_pointer (cursor, g_free);
  return good;
}
