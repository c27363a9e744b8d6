/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "sz-day-rows-private.h"
#include "sz-i18n.h"
#include "sz-reader-private.h"
#include "sz-schema.h"

#define DEADLINE_MS 30000

/* --- opening --- */

static void
free_dataset (gpointer data)
{
  SzReaderDataset *dataset = data;
  for (guint i = 0; i < dataset->layout->rollups->len; i++)
    g_clear_pointer (&dataset->rollups[i].columns, g_hash_table_unref);
  g_free (dataset->rollups);
  g_clear_pointer (&dataset->names, g_hash_table_unref);
  sz_layout_free (dataset->layout);
  g_free (dataset);
}

SzReader *
sz_reader_open (const char *folder, const SzCatalog *catalog, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "cache.db", NULL);
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND,
                 _ ("Nothing has been fetched or imported yet: there is no %s"), path);
    return NULL;
  }
  g_autoptr (SzDb) db = sz_db_open (path, SZ_DB_READ, NULL, error);
  gboolean empty;
  if (db == NULL || !sz_schema_check (db, &empty, error))
    return NULL;
  if (empty) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND,
                 _ ("Nothing has been fetched or imported yet: %s is empty"), path);
    return NULL;
  }
  SzReader *self = g_new0 (SzReader, 1);
  self->words = sz_words_new (db);
  self->db = g_steal_pointer (&db);
  self->folder = g_strdup (folder);
  self->catalog = catalog;
  self->deadline_ms = DEADLINE_MS;
  self->datasets = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_dataset);
  return self;
}

void
sz_reader_close (SzReader *self)
{
  if (self == NULL)
    return;
  sz_day_shelf_free (self->shelf);
  g_hash_table_unref (self->datasets);
  g_clear_pointer (&self->supplies, g_hash_table_unref);
  g_clear_pointer (&self->coverages, g_hash_table_unref);
  g_clear_pointer (&self->changes, sz_changes_unref);
  sz_words_free (self->words);
  sz_db_close (self->db);
  g_free (self->folder);
  g_free (self);
}

void
sz_reader_set_deadline_ms (SzReader *self, guint deadline_ms)
{
  self->deadline_ms = deadline_ms;
}

void
sz_reader_interrupt (SzReader *self)
{
  sz_db_interrupt (self->db);
}

const SzCatalog *
sz_reader_catalog (SzReader *self)
{
  return self->catalog;
}

/* As sz_db_get_int, with a statement that is kept. */
static gboolean
get_kept_int (SzReader *self, const char *sql, gint64 *value, GError **error)
{
  SzStmt *stmt = sz_db_statement (self->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  SzStep step = sz_stmt_step (stmt, error);
  *value = step == SZ_STEP_ROW ? sz_stmt_int (stmt, 0) : 0;
  sz_stmt_reset (stmt);
  return step != SZ_STEP_ERROR;
}

/* An interrupt may have broken off the beginning before, or the end, behind what it does. */
static gboolean
begin_snapshot (SzReader *self, GError **error)
{
  if (!sqlite3_get_autocommit (self->db->handle))
    sz_db_exec (self->db, "ROLLBACK", NULL);
  SzStmt *begin = sz_db_statement (self->db, "BEGIN", error);
  return begin && sz_stmt_run (begin, error);
}

/* Before the snapshot is begun, and (`begun`) after. */
static void
stamp_snapshot (SzReader *self, gboolean begun)
{
  guint64 stamp = 0;
  gboolean known = self->changes && sz_changes_stamp (self->changes, &stamp);
  if (!begun && !known) {
    g_clear_pointer (&self->changes, sz_changes_unref);
    self->changes = sz_changes_find (self->folder);
    known = self->changes && sz_changes_stamp (self->changes, &stamp);
  }
  self->stamped = known && (!begun || (self->stamped && stamp == self->stamp));
  self->stamp = stamp;
}

gboolean
sz_reader_begin (SzReader *self, GError **error)
{
  sz_db_set_deadline (self->db, self->deadline_ms);
  if (self->depth > 0) {
    self->depth++;
    return TRUE;
  }
  sz_db_trim_statements (self->db);
  stamp_snapshot (self, FALSE);
  if (!begin_snapshot (self, error))
    return FALSE;
  self->depth = 1;
  /* A store that was opened with another catalogue since may have other tables now. */
  gint64 version = 0;
  if (!get_kept_int (self, "PRAGMA schema_version", &version, error) ||
      !get_kept_int (self, "PRAGMA data_version", &self->data_version, error)) {
    sz_reader_end (self);
    return FALSE;
  }
  stamp_snapshot (self, TRUE);
  if (version != self->schema_version) {
    g_hash_table_remove_all (self->datasets);
    self->schema_version = version;
  }
  return TRUE;
}

void
sz_reader_end (SzReader *self)
{
  sz_db_set_deadline (self->db, 0);
  if (--self->depth > 0)
    return;
  SzStmt *end = sz_db_statement (self->db, "ROLLBACK", NULL);
  if (end)
    sz_stmt_run (end, NULL);
}

gboolean
sz_reader_hold (SzReader *self, GError **error)
{
  return sz_reader_begin (self, error);
}

void
sz_reader_release (SzReader *self)
{
  sz_reader_end (self);
}

/* --- what the file holds --- */

static GHashTable *
list_columns (SzDb *db, const char *table, GError **error)
{
  SzStmt *stmt = sz_db_statement (db, "SELECT name FROM pragma_table_info (?1)", error);
  if (stmt == NULL)
    return NULL;
  sz_stmt_bind_text (stmt, 1, table);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW)
    g_hash_table_add (names, g_strdup (sz_stmt_text (stmt, 0)));
  return step == SZ_STEP_DONE ? g_steal_pointer (&names) : NULL;
}

/* What `layouts` says of a rollup: its shape, then a line for each counter in order, then the distributions.
 */
static gboolean
read_rollup (SzDb *db, const SzLayoutRollup *rollup, SzReaderRollup *real, GError **error)
{
  real->cells_per_bucket = -1;
  real->columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  SzStmt *stmt = sz_db_statement (db, "SELECT definition FROM layouts WHERE name = ?1", error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_text (stmt, 1, rollup->table);
  SzStep step = sz_stmt_step (stmt, error);
  if (step == SZ_STEP_ROW) {
    g_auto (GStrv) lines = g_strsplit (sz_stmt_text (stmt, 0), "\n", -1);
    real->usable = g_strcmp0 (lines[0], rollup->shape) == 0;
    for (guint i = 1; lines[0] && lines[i]; i++)
      g_hash_table_insert (real->columns, g_strndup (lines[i], strcspn (lines[i], " ")),
                           GUINT_TO_POINTER (i));
    sz_stmt_reset (stmt);
  }
  return step != SZ_STEP_ERROR;
}

static gboolean
inspect (SzReader *self, SzReaderDataset *dataset, GError **error)
{
  const SzLayout *layout = dataset->layout;
  g_autoptr (GHashTable) columns = list_columns (self->db, layout->facts, error);
  if (columns == NULL)
    return FALSE;
  if (!sz_schema_read_slots (self->db, dataset->layout, error))
    return FALSE;
  dataset->readable = g_hash_table_contains (columns, "data");
  for (guint i = 0; i < layout->n_fields; i++) {
    g_autofree char *name = g_strdup_printf ("%s.%s", layout->facts, layout->columns[i]);
    gint64 known = 0;
    g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM layouts WHERE name = '%s'", name);
    if (!sz_db_get_int (self->db, sql, 0, &known, error))
      return FALSE;
    dataset->readable = dataset->readable && known > 0;
  }
  for (guint i = 0; i < layout->rollups->len; i++)
    if (!read_rollup (self->db, sz_layout_rollup (layout, i), &dataset->rollups[i], error))
      return FALSE;
  return TRUE;
}

SzReaderDataset *
sz_reader_dataset (SzReader *self, const SzDataset *dataset, GError **error)
{
  SzReaderDataset *known = g_hash_table_lookup (self->datasets, dataset->id);
  /* One that was not yet in line with the catalogue may be by now: the writer aligns the file as it opens. */
  if (known != NULL && !known->readable) {
    g_hash_table_remove (self->datasets, dataset->id);
    known = NULL;
  }
  if (known == NULL) {
    known = g_new0 (SzReaderDataset, 1);
    known->layout = sz_layout_new (self->catalog, dataset);
    known->rollups = g_new0 (SzReaderRollup, known->layout->rollups->len + 1);
    if (!inspect (self, known, error)) {
      free_dataset (known);
      return NULL;
    }
    g_hash_table_insert (self->datasets, dataset->id, known);
  }
  if (!known->readable) {
    g_set_error (
        error, SZ_ERROR, SZ_ERROR_CANNOT,
        _ ("The store does not hold the data set %s as it is described now; `shuzhi sync` brings it in line"),
        dataset->id);
    return NULL;
  }
  return known;
}

/* --- sources --- */

void
sz_source_info_free (SzSourceInfo *info)
{
  if (info == NULL)
    return;
  g_free (info->source);
  g_free (info->title);
  g_free (info->epoch);
  g_free (info->zone);
  g_free (info);
}

static GPtrArray *
read_sources (SzReader *self, GError **error)
{
  SzStmt *stmt = sz_db_statement (
      self->db, "SELECT source, title, epoch, zone, now_ms, asked_ms FROM sources ORDER BY id", error);
  if (stmt == NULL)
    return NULL;
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_source_info_free);
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW) {
    SzSourceInfo *info = g_new0 (SzSourceInfo, 1);
    info->source = g_strdup (sz_stmt_text (stmt, 0));
    info->title = g_strdup (sz_stmt_text (stmt, 1));
    info->epoch = g_strdup (sz_stmt_text (stmt, 2));
    info->zone = g_strdup (sz_stmt_text (stmt, 3));
    info->now_ms = sz_stmt_int (stmt, 4);
    info->asked_ms = sz_stmt_int (stmt, 5);
    g_ptr_array_add (sources, info);
  }
  return step == SZ_STEP_DONE ? g_steal_pointer (&sources) : NULL;
}

GPtrArray *
sz_reader_sources (SzReader *self, GError **error)
{
  if (!sz_reader_begin (self, error))
    return NULL;
  GPtrArray *sources = read_sources (self, error);
  sz_reader_end (self);
  return sources;
}

SzZone *
sz_reader_zone (SzReader *self, GError **error)
{
  g_autoptr (GPtrArray) sources = sz_reader_sources (self, error);
  if (sources == NULL)
    return NULL;
  SzZone *zone = NULL;
  if (sources->len > 0)
    zone = sz_zone_new (((const SzSourceInfo *)g_ptr_array_index (sources, 0))->zone, NULL);
  return zone ? zone : sz_zone_new (SZ_DEFAULT_ZONE, error);
}

/* Whose clock is believed: the first kind there is. A hall whose clock is days fast must not move today for
 * all others; alone it may well be a replay that lives in another time. */
typedef enum { CLOCK_LIVE, CLOCK_FAST, CLOCK_FILE } ClockRank;

static ClockRank
rank_clock (const SzSourceInfo *info, gint64 carried, gint64 clock)
{
  if (info->asked_ms == 0)
    return CLOCK_FILE;
  return carried - clock > SZ_DAY_MS ? CLOCK_FAST : CLOCK_LIVE;
}

gint64
sz_reader_now_ms (SzReader *self, GError **error)
{
  if (self->pinned_now_ms != 0)
    return self->pinned_now_ms;
  g_autoptr (GPtrArray) sources = sz_reader_sources (self, error);
  gint64 clock = sz_clock_now_ms (), now[3] = { G_MININT64, G_MININT64, G_MININT64 };
  for (guint i = 0; sources && i < sources->len; i++) {
    const SzSourceInfo *info = g_ptr_array_index (sources, i);
    gint64 carried = info->now_ms + (info->asked_ms > 0 ? MAX (clock - info->asked_ms, 0) : 0);
    ClockRank rank = rank_clock (info, carried, clock);
    if (info->now_ms != 0)
      now[rank] = MAX (now[rank], carried);
  }
  for (guint i = 0; i < G_N_ELEMENTS (now); i++)
    if (now[i] != G_MININT64)
      return now[i];
  return clock;
}

void
sz_reader_set_now_ms (SzReader *self, gint64 now_ms)
{
  self->pinned_now_ms = now_ms;
}

gboolean
sz_reader_one_zone (SzReader *self, const SzZone *zone, gboolean *one, GError **error)
{
  SzStmt *stmt = sz_db_statement (self->db, "SELECT count(*) FROM sources WHERE zone <> ?1", error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_text (stmt, 1, sz_zone_id (zone));
  if (sz_stmt_step (stmt, error) != SZ_STEP_ROW)
    return FALSE;
  *one = sz_stmt_int (stmt, 0) == 0;
  sz_stmt_reset (stmt);
  return TRUE;
}

static const char states_sql[] =
    "WITH pairs AS (SELECT src, dataset FROM feeds UNION SELECT src, dataset FROM day_rows "
    "UNION SELECT src, dataset FROM refusals) "
    "SELECT s.source, p.dataset, f.cursor, f.watermark_ms,"
    " (SELECT coalesce(sum(rows), 0) FROM day_rows d WHERE d.dataset = p.dataset AND d.src = p.src),"
    " (SELECT count(*) FROM refusals r WHERE r.src = p.src AND r.dataset = p.dataset),"
    " (SELECT coalesce(sum(count), 0) FROM omissions o WHERE o.src = p.src AND o.dataset = p.dataset),"
    " (SELECT -max(nday) FROM day_rows d WHERE d.dataset = p.dataset AND d.src = p.src),"
    " (SELECT -min(nday) FROM day_rows d WHERE d.dataset = p.dataset AND d.src = p.src),"
    " (SELECT count(*) FROM days_done d WHERE d.src = p.src AND d.dataset = p.dataset) "
    "FROM pairs p JOIN sources s ON s.id = p.src LEFT JOIN feeds f ON f.src = p.src AND f.dataset = "
    "p.dataset "
    "ORDER BY s.id, p.dataset";

static SzSourceState *
read_state (SzStmt *stmt)
{
  SzSourceState *state = g_new0 (SzSourceState, 1);
  state->source = g_strdup (sz_stmt_text (stmt, 0));
  state->dataset = g_strdup (sz_stmt_text (stmt, 1));
  state->cursor = g_strdup (sz_stmt_text (stmt, 2));
  state->watermark_ms = sz_stmt_int (stmt, 3);
  state->rows = sz_stmt_int (stmt, 4);
  state->refused = sz_stmt_int (stmt, 5);
  state->omitted = sz_stmt_int (stmt, 6);
  state->first_day = sz_stmt_is_null (stmt, 7) ? G_MININT64 : sz_stmt_int (stmt, 7);
  state->last_day = sz_stmt_is_null (stmt, 8) ? G_MININT64 : sz_stmt_int (stmt, 8);
  state->days_done = sz_stmt_int (stmt, 9);
  return state;
}

static GPtrArray *
read_states (SzReader *self, GError **error)
{
  SzStmt *stmt = sz_db_statement (self->db, states_sql, error);
  if (stmt == NULL)
    return NULL;
  g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_source_state_free);
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW)
    g_ptr_array_add (states, read_state (stmt));
  return step == SZ_STEP_DONE ? g_steal_pointer (&states) : NULL;
}

GPtrArray *
sz_reader_source_states (SzReader *self, GError **error)
{
  if (!sz_reader_begin (self, error))
    return NULL;
  GPtrArray *states = read_states (self, error);
  sz_reader_end (self);
  return states;
}

/* --- coverage --- */

static gboolean
read_coverage (SzReader *self, const SzDataset *dataset, SzCoverage *coverage, GError **error)
{
  SzStmt *stmt = sz_db_statement (
      self->db,
      "SELECT -max(nday), -min(nday), coalesce(sum(rows), 0),"
      " (SELECT coalesce(min(CASE WHEN asked_ms <> 0 THEN watermark_ms END), min(watermark_ms))"
      "  FROM feeds LEFT JOIN sources ON id = src WHERE dataset = ?1 AND watermark_ms <> 0)"
      " FROM day_rows WHERE dataset = ?1",
      error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_text (stmt, 1, dataset->id);
  if (sz_stmt_step (stmt, error) != SZ_STEP_ROW)
    return FALSE;
  gboolean any = !sz_stmt_is_null (stmt, 0);
  coverage->first_day = any ? sz_stmt_int (stmt, 0) : 1;
  coverage->last_day = any ? sz_stmt_int (stmt, 1) : 0;
  coverage->rows = sz_stmt_int (stmt, 2);
  coverage->watermark_ms = sz_stmt_int (stmt, 3);
  sz_stmt_reset (stmt);
  return TRUE;
}

/* Many figures and rules ask it of the same few data sets; it adds up all days. */
static gboolean
find_coverage (SzReader *self, const SzDataset *dataset, SzCoverage *coverage, GError **error)
{
  if (self->coverages == NULL)
    self->coverages = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  if (self->coverages_version != self->data_version)
    g_hash_table_remove_all (self->coverages);
  self->coverages_version = self->data_version;
  const SzCoverage *known = g_hash_table_lookup (self->coverages, dataset->id);
  if (known) {
    *coverage = *known;
    return TRUE;
  }
  if (!read_coverage (self, dataset, coverage, error))
    return FALSE;
  g_hash_table_insert (self->coverages, dataset->id, g_memdup2 (coverage, sizeof *coverage));
  return TRUE;
}

gboolean
sz_reader_coverage (SzReader *self, const SzDataset *dataset, SzCoverage *coverage, GError **error)
{
  *coverage = (SzCoverage){ .first_day = 1, .last_day = 0 };
  if (!sz_reader_begin (self, error))
    return FALSE;
  gboolean good = find_coverage (self, dataset, coverage, error);
  sz_reader_end (self);
  return good;
}

/* Days of the history are complete when the source proved them; days after it while their changes are
 * followed. */
static const char complete_sql[] =
    "WITH supply AS (SELECT f.src, f.cursor, f.watermark_ms, s.asked_ms, s.zone,"
    " (SELECT -max(nday) FROM day_rows d WHERE d.dataset = ?1 AND d.src = f.src) AS first,"
    " (SELECT -min(nday) FROM day_rows d WHERE d.dataset = ?1 AND d.src = f.src) AS last,"
    " (SELECT max(day) FROM days_done d WHERE d.dataset = ?1 AND d.src = f.src) AS newest"
    " FROM feeds f JOIN sources s ON s.id = f.src WHERE f.dataset = ?1) "
    "SELECT first, last, asked_ms, cursor IS NOT NULL, watermark_ms, coalesce(newest, -10000000), zone,"
    " (SELECT count(*) FROM days_done d WHERE d.dataset = ?1 AND d.src = supply.src AND"
    " d.day BETWEEN max(?2, first) AND min(?3, last)) FROM supply WHERE first IS NOT NULL";

static gboolean
add_share (SzStmt *stmt, gint64 from, gint64 to, gint64 *pairs, gint64 *complete, GError **error)
{
  from = MAX (from, sz_stmt_int (stmt, 0));
  to = MIN (to, sz_stmt_int (stmt, 1));
  if (from > to)
    return TRUE;
  *pairs += to - from + 1;
  if (sz_stmt_int (stmt, 2) == 0) {
    *complete += to - from + 1; /* a file has all it ever will */
    return TRUE;
  }
  *complete += sz_stmt_int (stmt, 7);
  gboolean follows = sz_stmt_int (stmt, 3) != 0;
  gint64 watermark = sz_stmt_int (stmt, 4), newest = sz_stmt_int (stmt, 5), last = to;
  if (watermark != 0) {
    g_autoptr (SzZone) zone = sz_zone_new (sz_stmt_text (stmt, 6), error);
    if (zone == NULL)
      return FALSE;
    last = MIN (to, sz_zone_day (zone, watermark));
  }
  from = MAX (from, newest + 1);
  if (follows && from <= last)
    *complete += last - from + 1;
  return TRUE;
}

static double
read_share (SzReader *self, const SzDataset *dataset, gint64 from, gint64 to, GError **error)
{
  SzStmt *stmt = sz_db_statement (self->db, complete_sql, error);
  if (stmt == NULL)
    return NAN;
  sz_stmt_bind_text (stmt, 1, dataset->id);
  sz_stmt_bind_int (stmt, 2, from);
  sz_stmt_bind_int (stmt, 3, to);
  gint64 pairs = 0, complete = 0;
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW)
    if (!add_share (stmt, from, to, &pairs, &complete, error))
      break;
  sz_stmt_reset (stmt);
  return step == SZ_STEP_DONE && pairs > 0 ? (double)complete / (double)pairs : NAN;
}

double
sz_reader_complete_share (SzReader *self, const SzDataset *dataset, gint64 from_day, gint64 to_day,
                          GError **error)
{
  if (!sz_reader_begin (self, error))
    return NAN;
  double share = read_share (self, dataset, from_day, to_day, error);
  sz_reader_end (self);
  return share;
}

gint64
sz_reader_open_day_before (SzReader *self, const SzDataset *dataset, gint64 day, GError **error)
{
  gint64 found = G_MININT64;
  if (!sz_reader_begin (self, error))
    return found;
  SzStmt *stmt =
      sz_db_statement (self->db,
                       "SELECT -nday FROM day_rows WHERE dataset = ?1 AND nday > ?2 AND nday <= ?3 "
                       "ORDER BY nday LIMIT 1",
                       error);
  if (stmt) {
    sz_stmt_bind_text (stmt, 1, dataset->id);
    sz_stmt_bind_int (stmt, 2, -day);
    sz_stmt_bind_int (stmt, 3, -day + 400);
    if (sz_stmt_step (stmt, error) == SZ_STEP_ROW)
      found = sz_stmt_int (stmt, 0);
    sz_stmt_reset (stmt);
  }
  sz_reader_end (self);
  return found;
}

/* --- filters --- */

gboolean
sz_reader_find_dimension (const SzDataset *dataset, const SzDimension *dimension, int *field, GError **error)
{
  *field = -1;
  if (dimension->source)
    return TRUE;
  *field = sz_dataset_find_dimension (dataset, dimension->id);
  if (*field >= 0)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_CANNOT, _ ("%s has no %s (%s)"),
               dataset->name ? dataset->name : dataset->id, dimension->name ? dimension->name : dimension->id,
               dimension->id);
  return FALSE;
}

static gboolean
find_source (SzReader *self, const char *source, gint64 *id, GError **error)
{
  *id = 0;
  SzStmt *stmt = sz_db_statement (self->db, "SELECT id FROM sources WHERE source = ?1", error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_text (stmt, 1, source);
  SzStep step = sz_stmt_step (stmt, error);
  if (step == SZ_STEP_ROW)
    *id = sz_stmt_int (stmt, 0);
  sz_stmt_reset (stmt);
  return step != SZ_STEP_ERROR;
}

/* FALSE with `error` unset: the value is none that the dimension can have. */
static gboolean
find_value (SzReader *self, const SzField *field, const char *text, gint64 *value, GError **error)
{
  if (field == NULL)
    return find_source (self, text, value, error) && *value > 0;
  if (field->type != SZ_FIELD_CODE)
    return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, value, NULL);
  *value = sz_words_find (self->words, text, error);
  return *value > 0;
}

static gboolean
add_filter (SzFilterSet *set, SzReader *self, const SzDataset *dataset, const SzFilter *filter,
            GError **error)
{
  SzCompiledFilter *compiled = &set->filters[set->n_filters];
  if (!sz_reader_find_dimension (dataset, filter->dimension, &compiled->field, error))
    return FALSE;
  const SzField *field = compiled->field >= 0 ? sz_dataset_field (dataset, (guint)compiled->field) : NULL;
  for (char **text = filter->values; text && *text; text++) {
    if (**text == '\0') {
      compiled->missing = TRUE;
      continue;
    }
    gint64 value = 0;
    g_autoptr (GError) problem = NULL;
    if (find_value (self, field, *text, &value, &problem)) {
      gint64 stored = field ? sz_dim_encode (field, value) : value;
      g_array_append_val (set->facts, value);
      g_array_append_val (set->rollups, stored);
      compiled->n_values++;
    } else if (problem) {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  }
  if (compiled->n_values == 0 && !compiled->missing)
    set->impossible = TRUE;
  set->n_filters++;
  return TRUE;
}

gboolean
sz_filter_set_init (SzFilterSet *set, SzReader *reader, const SzDataset *dataset, const SzFilter *filters,
                    guint n_filters, GError **error)
{
  memset (set, 0, sizeof *set);
  set->filters = g_new0 (SzCompiledFilter, n_filters + 1);
  set->facts = g_array_new (FALSE, FALSE, sizeof (gint64));
  set->rollups = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < n_filters; i++)
    if (!add_filter (set, reader, dataset, &filters[i], error)) {
      sz_filter_set_clear (set);
      return FALSE;
    }
  return TRUE;
}

void
sz_filter_set_clear (SzFilterSet *set)
{
  g_clear_pointer (&set->filters, g_free);
  g_clear_pointer (&set->facts, g_array_unref);
  g_clear_pointer (&set->rollups, g_array_unref);
}

void
sz_filter_set_bind (const SzFilterSet *set, gboolean rollup, SzStmt *stmt, int first)
{
  const GArray *values = rollup ? set->rollups : set->facts;
  for (guint i = 0; i < values->len; i++)
    sz_stmt_bind_int (stmt, first + (int)i, g_array_index (values, gint64, i));
}
