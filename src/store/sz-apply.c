/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-writer.h"

/* One batch, one transaction. Of each key the highest edition (generation, version) wins, in whatever order
 * editions come; a deletion is an edition too and stays as a tombstone. */
typedef struct {
  SzWriter *writer;
  SzDatasetWriter *dataset;
  SzFacts *facts;
  const SzBatch *batch;
  SzApplied *applied;
  SzTouched *touched;
  gint64 source, known_generation;
  SzZone *zone;
  gint64 lowest_gen, bury_gen; /* of the feed */
  gboolean any_refused;        /* rows of the feed with keys lie in quarantine */
  gboolean stale;              /* the source has begun a newer epoch */
  gint64 checked_nday;         /* stale batches: the day looked at last … */
  gboolean checked_done;       /* … and whether a newer generation has completed it */
} Apply;

/* --- order --- */

typedef struct {
  gint64 nday;
  guint64 prefix; /* of the key, big-endian: decides most comparisons */
  const SzRow *row;
} Ordered;

static int
compare_ordered (const void *a, const void *b)
{
  const Ordered *left = a, *right = b;
  if (left->nday != right->nday)
    return left->nday < right->nday ? -1 : 1;
  if (left->prefix != right->prefix)
    return left->prefix < right->prefix ? -1 : 1;
  return strcmp (left->row->key, right->row->key);
}

static guint64
key_prefix (const char *key)
{
  guint64 prefix = 0;
  for (int i = 0; i < 8; i++)
    prefix = (prefix << 8) | (*key ? (guint8)*key++ : 0);
  return prefix;
}

static gint64
own_instant (const Apply *apply, const SzRow *row)
{
  guint at = apply->batch->dataset->at;
  return row->cells && !row->deleted && row->cells[at].kind == SZ_CELL_NUMBER ? row->cells[at].number
                                                                              : row->at_ms;
}

/* In key order, so that inserts append and look-ups walk along the tree. */
static Ordered *
order_rows (Apply *apply)
{
  const GArray *rows = apply->batch->rows;
  Ordered *order = g_new (Ordered, MAX (rows->len, 1));
  gboolean sorted = TRUE;
  for (guint i = 0; i < rows->len; i++) {
    const SzRow *row = &g_array_index (rows, SzRow, i);
    gint64 at = CLAMP (own_instant (apply, row), SZ_INSTANT_MIN, SZ_INSTANT_MAX);
    order[i] = (Ordered){ -sz_zone_day (apply->zone, at), key_prefix (row->key), row };
    sorted = sorted && (i == 0 || compare_ordered (&order[i - 1], &order[i]) <= 0);
  }
  if (!sorted)
    qsort (order, rows->len, sizeof (Ordered), compare_ordered);
  return order;
}

/* --- what was refused of a row and is no longer --- */

static gboolean
find_refused (Apply *apply, GError **error)
{
  SzStmt *stmt =
      sz_db_statement (apply->writer->db,
                       "SELECT 1 FROM refusals WHERE src = ?1 AND dataset = ?2 AND key <> '' LIMIT 1", error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_int (stmt, 1, apply->source);
  sz_stmt_bind_text (stmt, 2, apply->batch->dataset->id);
  SzStep step = sz_stmt_step (stmt, error);
  apply->any_refused = step == SZ_STEP_ROW;
  sz_stmt_reset (stmt);
  return step != SZ_STEP_ERROR;
}

static gboolean
end_refusals (Apply *apply, const char *key, GError **error)
{
  if (!apply->any_refused)
    return TRUE;
  SzStmt *stmt = sz_db_statement (
      apply->writer->db, "DELETE FROM refusals WHERE src = ?1 AND dataset = ?2 AND key = ?3 AND key <> ''",
      error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_int (stmt, 1, apply->source);
  sz_stmt_bind_text (stmt, 2, apply->batch->dataset->id);
  sz_stmt_bind_text (stmt, 3, key);
  return sz_stmt_run (stmt, error);
}

/* --- rows --- */

static void
touch (Apply *apply, const SzRowView *view)
{
  const SzLayout *layout = apply->dataset->layout;
  for (guint i = 0; i < layout->n_fields; i++) {
    if (!view->set[i] || sz_dataset_field (layout->dataset, i)->type != SZ_FIELD_INSTANT)
      continue;
    apply->touched->from_ms = MIN (apply->touched->from_ms, view->numbers[i]);
    apply->touched->to_ms = MAX (apply->touched->to_ms, view->numbers[i] + 1);
  }
}

static void
count_in (Apply *apply, gint64 nday, const SzRowView *view, int sign)
{
  sz_accumulator_add (apply->dataset->accumulator, apply->source, apply->zone, nday, view, sign);
  touch (apply, view);
}

/* What is known of a key. */
typedef enum { KEY_UNKNOWN, KEY_LIVE, KEY_GONE, KEY_FAILED } KeyState;

static KeyState
locate (Apply *apply, const Ordered *at, guint64 *hash, gint64 *nday, SzEdition *edition, GError **error)
{
  const char *key = at->row->key;
  gboolean may = FALSE;
  if (!sz_facts_may_know (apply->facts, apply->source, key, hash, &may, error))
    return KEY_FAILED;
  if (!may)
    return KEY_UNKNOWN;
  *nday = at->nday;
  SzStep step = sz_facts_find (apply->facts, at->nday, apply->source, key, edition, error);
  if (step != SZ_STEP_DONE)
    return step == SZ_STEP_ROW ? KEY_LIVE : KEY_FAILED;
  step = sz_facts_find_gone (apply->facts, apply->source, key, edition, error);
  if (step != SZ_STEP_DONE)
    return step == SZ_STEP_ROW ? KEY_GONE : KEY_FAILED;
  step = sz_facts_find_elsewhere (apply->facts, at->nday, apply->source, key, nday, edition, error);
  if (step != SZ_STEP_DONE)
    return step == SZ_STEP_ROW ? KEY_LIVE : KEY_FAILED;
  return KEY_UNKNOWN;
}

static gboolean
take_out (Apply *apply, gint64 nday, const char *key, gboolean remove, GError **error)
{
  if (!sz_facts_read (apply->facts, nday, apply->source, key, &apply->dataset->old, error))
    return FALSE;
  count_in (apply, nday, &apply->dataset->old.view, -1);
  return !remove || sz_facts_remove (apply->facts, nday, apply->source, key, error);
}

static gboolean
put_row (Apply *apply, const Ordered *at, GError **error)
{
  const SzRow *row = at->row;
  SzEdition edition = { apply->batch->generation, row->version }, held;
  guint64 hash;
  gint64 nday;
  KeyState state = locate (apply, at, &hash, &nday, &held, error);
  if (state == KEY_FAILED)
    return FALSE;
  if (state != KEY_UNKNOWN && sz_edition_compare (edition, held) <= 0) {
    apply->applied->unchanged++;
    return TRUE;
  }
  if (state == KEY_LIVE && !take_out (apply, nday, row->key, nday != at->nday, error))
    return FALSE;
  if (state == KEY_GONE && !sz_facts_unbury (apply->facts, apply->source, row->key, error))
    return FALSE;
  const SzRowView *view = &apply->dataset->fresh.view;
  gboolean (*write) (SzFacts *, gint64, gint64, const char *, SzEdition, const SzRowView *, GError **) =
      state == KEY_UNKNOWN ? sz_facts_append : sz_facts_write;
  if (!write (apply->facts, at->nday, apply->source, row->key, edition, view, error))
    return FALSE;
  if (state == KEY_UNKNOWN)
    sz_facts_learn (apply->facts, hash);
  count_in (apply, at->nday, view, 1);
  apply->applied->taken++;
  return end_refusals (apply, row->key, error);
}

/* A deletion wins over a put of the same edition, so that the order of the two does not matter. */
static gboolean
delete_row (Apply *apply, const Ordered *at, GError **error)
{
  const SzRow *row = at->row;
  SzEdition edition = { apply->batch->generation, row->version }, held;
  guint64 hash;
  gint64 nday;
  KeyState state = locate (apply, at, &hash, &nday, &held, error);
  if (state == KEY_FAILED)
    return FALSE;
  int order = state == KEY_UNKNOWN ? 1 : sz_edition_compare (edition, held);
  if (order < 0 || (order == 0 && state == KEY_GONE)) {
    apply->applied->unchanged++;
    return TRUE;
  }
  if (state == KEY_LIVE && !take_out (apply, nday, row->key, TRUE, error))
    return FALSE;
  if (!sz_facts_bury (apply->facts, apply->source, row->key, edition, error))
    return FALSE;
  if (state == KEY_UNKNOWN)
    sz_facts_learn (apply->facts, hash);
  if (state == KEY_LIVE)
    apply->applied->deleted++;
  else
    apply->applied->unchanged++;
  return end_refusals (apply, row->key, error);
}

/* --- quarantine --- */

/* A statement over the refusal, its parameters 1 to 6 bound. */
static SzStmt *
prepare_refusal (Apply *apply, const char *sql, const SzRefusal *refusal, GError **error)
{
  SzStmt *stmt = sz_db_statement (apply->writer->db, sql, error);
  if (stmt == NULL)
    return NULL;
  sz_stmt_bind_int (stmt, 1, apply->source);
  sz_stmt_bind_text (stmt, 2, apply->batch->dataset->id);
  sz_stmt_bind_text (stmt, 3, refusal->where);
  sz_stmt_bind_text (stmt, 4, refusal->field);
  sz_stmt_bind_text (stmt, 5, refusal->reason);
  sz_stmt_bind_text (stmt, 6, refusal->key);
  return stmt;
}

/* The same line refused for the same reason is one refusal, even where its bytes differ. */
static gboolean
write_refusal (Apply *apply, const SzRefusal *refusal, GError **error)
{
  SzStmt *forget = prepare_refusal (apply,
                                    "DELETE FROM refusals WHERE src = ?1 AND dataset = ?2 AND place = ?3 AND "
                                    "field = ?4 AND reason = ?5 AND key = ?6",
                                    refusal, error);
  if (forget == NULL || !sz_stmt_run (forget, error))
    return FALSE;
  SzStmt *write =
      prepare_refusal (apply,
                       "INSERT INTO refusals (src, dataset, place, field, reason, key, bytes, hash, at_ms) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
                       "ON CONFLICT (src, dataset, place, field, key, hash) DO UPDATE SET reason = "
                       "excluded.reason, at_ms = excluded.at_ms",
                       refusal, error);
  if (write == NULL)
    return FALSE;
  sz_stmt_bind_int (write, 7, refusal->bytes);
  sz_stmt_bind_text (write, 8, refusal->hash);
  sz_stmt_bind_int (write, 9, sz_clock_now_ms ());
  apply->applied->refused++;
  return sz_stmt_run (write, error);
}

static gboolean
write_quarantine (Apply *apply, GError **error)
{
  const GArray *refusals = apply->batch->refusals, *omissions = apply->batch->omissions;
  for (guint i = 0; i < refusals->len; i++)
    if (!write_refusal (apply, &g_array_index (refusals, SzRefusal, i), error))
      return FALSE;
  for (guint i = 0; i < omissions->len; i++) {
    const SzOmission *omission = &g_array_index (omissions, SzOmission, i);
    SzStmt *stmt =
        sz_db_statement (apply->writer->db,
                         "INSERT INTO omissions (src, dataset, reason, count) VALUES (?1, ?2, ?3, ?4) ON "
                         "CONFLICT (src, dataset, reason) DO UPDATE SET count = count + excluded.count",
                         error);
    if (stmt == NULL)
      return FALSE;
    sz_stmt_bind_int (stmt, 1, apply->source);
    sz_stmt_bind_text (stmt, 2, apply->batch->dataset->id);
    sz_stmt_bind_text (stmt, 3, omission->reason);
    sz_stmt_bind_int (stmt, 4, omission->count);
    if (!sz_stmt_run (stmt, error))
      return FALSE;
  }
  return TRUE;
}

/* --- generations --- */

/* A late batch of an epoch that is over: on days the new epoch has completed, its rows are already buried. */
static gboolean
is_buried (Apply *apply, gint64 nday, gboolean *buried, GError **error)
{
  *buried = apply->batch->generation < apply->bury_gen;
  if (*buried || !apply->stale)
    return TRUE;
  if (apply->checked_nday != nday) {
    SzStmt *stmt = sz_db_statement (
        apply->writer->db,
        "SELECT 1 FROM days_done WHERE src = ?1 AND dataset = ?2 AND day = ?3 AND gen > ?4", error);
    if (stmt == NULL)
      return FALSE;
    sz_stmt_bind_int (stmt, 1, apply->source);
    sz_stmt_bind_text (stmt, 2, apply->batch->dataset->id);
    sz_stmt_bind_int (stmt, 3, -nday);
    sz_stmt_bind_int (stmt, 4, apply->batch->generation);
    SzStep step = sz_stmt_step (stmt, error);
    if (step == SZ_STEP_ERROR)
      return FALSE;
    apply->checked_done = step == SZ_STEP_ROW;
    apply->checked_nday = nday;
    sz_stmt_reset (stmt);
  }
  *buried = apply->checked_done;
  return TRUE;
}

/* Takes out all rows of lower generations: of one day, or (G_MAXINT64) of all. */
static gboolean
bury_lower (Apply *apply, gint64 nday, GError **error)
{
  const SzLayout *layout = apply->dataset->layout;
  const char *condition =
      nday == G_MAXINT64 ? "?1 = ?1 AND src = ?2 AND gen < ?3" : "nday = ?1 AND src = ?2 AND gen < ?3";
  g_autofree char *select = sz_facts_select (layout, condition);
  g_autofree char *remove = g_strdup_printf ("DELETE FROM %s WHERE %s", layout->facts, condition);
  SzStmt *rows = sz_db_statement (apply->writer->db, select, error);
  if (rows == NULL)
    return FALSE;
  sz_stmt_bind_int (rows, 1, nday);
  sz_stmt_bind_int (rows, 2, apply->source);
  sz_stmt_bind_int (rows, 3, apply->batch->generation);
  SzStep step;
  gint64 found = 0;
  for (; (step = sz_stmt_step (rows, error)) == SZ_STEP_ROW; found++) {
    gint64 row_nday = sz_stmt_int (rows, 0);
    sz_facts_decode (layout, rows, 5, row_nday, &apply->dataset->old);
    count_in (apply, row_nday, &apply->dataset->old.view, -1);
  }
  apply->applied->buried += found;
  if (step == SZ_STEP_ERROR || found == 0)
    return step != SZ_STEP_ERROR;
  apply->writer->all_changed = TRUE;
  SzStmt *delete = sz_db_statement (apply->writer->db, remove, error);
  if (delete == NULL)
    return FALSE;
  sz_stmt_bind_int (delete, 1, nday);
  sz_stmt_bind_int (delete, 2, apply->source);
  sz_stmt_bind_int (delete, 3, apply->batch->generation);
  return sz_stmt_run (delete, error);
}

static gboolean
bury_rest (Apply *apply, GError **error)
{
  const SzBatch *batch = apply->batch;
  if (apply->lowest_gen < batch->generation) {
    if (!bury_lower (apply, G_MAXINT64, error))
      return FALSE;
    apply->lowest_gen = batch->generation;
  }
  apply->bury_gen = MAX (apply->bury_gen, batch->generation);
  return sz_db_execf (apply->writer->db, error, "DELETE FROM %s WHERE src = %d AND gen < %u",
                      apply->dataset->layout->gone, (int)apply->source, batch->generation);
}

static gboolean
finish_days (Apply *apply, GError **error)
{
  const SzBatch *batch = apply->batch;
  for (guint i = 0; i < batch->days_done->len; i++) {
    gint64 day = g_array_index (batch->days_done, gint64, i);
    SzStmt *stmt = sz_db_statement (
        apply->writer->db,
        "INSERT OR REPLACE INTO days_done (src, dataset, day, gen) VALUES (?1, ?2, ?3, ?4)", error);
    if (stmt == NULL)
      return FALSE;
    sz_stmt_bind_int (stmt, 1, apply->source);
    sz_stmt_bind_text (stmt, 2, batch->dataset->id);
    sz_stmt_bind_int (stmt, 3, day);
    sz_stmt_bind_int (stmt, 4, batch->generation);
    if (!sz_stmt_run (stmt, error))
      return FALSE;
    if (apply->lowest_gen < batch->generation && !bury_lower (apply, -day, error))
      return FALSE;
  }
  return !batch->bury_rest || bury_rest (apply, error);
}

/* --- the feed --- */

static gboolean
read_feed (Apply *apply, GError **error)
{
  const SzBatch *batch = apply->batch;
  apply->lowest_gen = batch->generation;
  SzStmt *stmt = sz_db_statement (
      apply->writer->db, "SELECT lowest_gen, bury_gen FROM feeds WHERE src = ?1 AND dataset = ?2", error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_int (stmt, 1, apply->source);
  sz_stmt_bind_text (stmt, 2, batch->dataset->id);
  SzStep step = sz_stmt_step (stmt, error);
  if (step == SZ_STEP_ROW) {
    apply->lowest_gen = MIN (sz_stmt_int (stmt, 0), (gint64)batch->generation);
    apply->bury_gen = sz_stmt_int (stmt, 1);
    sz_stmt_reset (stmt);
  }
  return step != SZ_STEP_ERROR;
}

static gboolean
write_feed (Apply *apply, GError **error)
{
  const SzBatch *batch = apply->batch;
  SzStmt *stmt = sz_db_statement (
      apply->writer->db,
      "INSERT INTO feeds (src, dataset, cursor, watermark_ms, lowest_gen, bury_gen, supplies) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (src, dataset) DO UPDATE SET "
      "cursor = coalesce(excluded.cursor, cursor), watermark_ms = CASE WHEN "
      "excluded.watermark_ms <> 0 THEN excluded.watermark_ms ELSE watermark_ms END, "
      "lowest_gen = excluded.lowest_gen, bury_gen = excluded.bury_gen, "
      "supplies = CASE WHEN ?8 THEN supplies ELSE excluded.supplies END",
      error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_int (stmt, 1, apply->source);
  sz_stmt_bind_text (stmt, 2, batch->dataset->id);
  sz_stmt_bind_text (stmt, 3, apply->stale ? NULL : batch->cursor);
  sz_stmt_bind_int (stmt, 4, apply->stale ? 0 : batch->watermark_ms);
  sz_stmt_bind_int (stmt, 5, apply->lowest_gen);
  sz_stmt_bind_int (stmt, 6, apply->bury_gen);
  g_autofree char *supplies = batch->supplies ? g_strjoinv (" ", batch->supplies) : NULL;
  sz_stmt_bind_text (stmt, 7, supplies);
  sz_stmt_bind_int (stmt, 8, apply->stale);
  if (!sz_stmt_run (stmt, error))
    return FALSE;
  if (batch->generation <= apply->known_generation)
    return TRUE;
  return sz_db_execf (apply->writer->db, error, "UPDATE sources SET generation = %u WHERE id = %d",
                      batch->generation, (int)apply->source);
}

/* --- what identities were hashed with --- */

static gboolean
fail_key (const Apply *apply, const char *held, GError **error)
{
  g_set_error (
      error, SZ_ERROR, SZ_ERROR_KEY,
      _ ("Rows in the store were hashed with the key %s, those of %s now with %s: one person would count "
         "as two. Bring the first key back, or forget all sources and fetch them again"),
      held, apply->batch->source, apply->batch->row_key);
  return FALSE;
}

/* Hashes of two keys cannot be compared, so the store holds those of one. */
static gboolean
check_row_key (Apply *apply, GError **error)
{
  const SzBatch *batch = apply->batch;
  if (batch->row_key == NULL)
    return TRUE;
  SzStmt *other =
      sz_db_statement (apply->writer->db, "SELECT key FROM row_keys WHERE key <> ?1 LIMIT 1", error);
  if (other == NULL)
    return FALSE;
  sz_stmt_bind_text (other, 1, batch->row_key);
  SzStep step = sz_stmt_step (other, error);
  if (step == SZ_STEP_ROW)
    fail_key (apply, sz_stmt_text (other, 0), error);
  sz_stmt_reset (other);
  if (step != SZ_STEP_DONE)
    return FALSE;
  SzStmt *note = sz_db_statement (
      apply->writer->db, "INSERT OR IGNORE INTO row_keys (src, gen, key) VALUES (?1, ?2, ?3)", error);
  if (note == NULL)
    return FALSE;
  sz_stmt_bind_int (note, 1, apply->source);
  sz_stmt_bind_int (note, 2, batch->generation);
  sz_stmt_bind_text (note, 3, batch->row_key);
  return sz_stmt_run (note, error);
}

/* --- the batch --- */

static gboolean
apply_row (Apply *apply, const Ordered *at, GError **error)
{
  gboolean buried;
  if (!is_buried (apply, at->nday, &buried, error))
    return FALSE;
  if (buried) {
    apply->applied->unchanged++;
    return TRUE;
  }
  if (at->row->deleted)
    return delete_row (apply, at, error);
  g_autoptr (GError) problem = NULL;
  SzFactsRefusal refusal = { "", "" };
  if (sz_facts_encode (apply->facts, at->row, &apply->dataset->fresh.view, &refusal, &problem))
    return put_row (apply, at, error);
  if (problem) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  SzRefusal full = {
    .where = _ ("before storing"), .field = refusal.field, .reason = refusal.reason, .key = at->row->key
  };
  return write_refusal (apply, &full, error);
}

static gboolean
apply_rows (Apply *apply, GError **error)
{
  g_autofree Ordered *order = order_rows (apply);
  for (guint i = 0; i < apply->batch->rows->len; i++)
    if (!apply_row (apply, &order[i], error))
      return FALSE;
  return sz_facts_settle (apply->facts, error);
}

static gboolean
apply_batch (Apply *apply, GError **error)
{
  SzWriter *writer = apply->writer;
  const SzBatch *batch = apply->batch;
  if (!sz_writer_source (writer, batch->source, batch->generation, &apply->source, &apply->known_generation,
                         error))
    return FALSE;
  apply->zone = sz_writer_zone (writer, apply->source, error);
  apply->dataset = apply->zone ? sz_writer_dataset (writer, batch->dataset, error) : NULL;
  if (apply->dataset == NULL || !read_feed (apply, error) || !find_refused (apply, error) ||
      !check_row_key (apply, error))
    return FALSE;
  apply->facts = apply->dataset->facts;
  apply->stale = batch->generation < apply->known_generation;
  return apply_rows (apply, error) && (apply->stale || finish_days (apply, error)) &&
         sz_accumulator_flush (apply->dataset->accumulator, error) && write_quarantine (apply, error) &&
         write_feed (apply, error);
}

gboolean
sz_writer_apply (SzWriter *writer, const SzBatch *batch, SzApplied *applied, SzTouched *touched,
                 GError **error)
{
  memset (applied, 0, sizeof *applied);
  *touched = (SzTouched){ G_MAXINT64, G_MININT64 };
  Apply apply = {
    .writer = writer,
    .batch = batch,
    .applied = applied,
    .touched = touched,
    .checked_nday = G_MAXINT64,
  };
  if (!sz_writer_make_room (writer, batch->rows->len, g_get_monotonic_time (), error) ||
      !sz_writer_begin (writer, error))
    return FALSE;
  return sz_writer_end (writer, apply_batch (&apply, error), error);
}
