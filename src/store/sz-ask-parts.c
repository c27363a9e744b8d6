/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sz-ask-private.h"
#include "sz-evaluate.h"

/* --- buckets --- */

gint64
sz_bucketing_find (SzBucketing *self, gint64 instant_ms)
{
  const SzAsk *ask = self->part->answer->ask;
  if (self->part->fixed)
    return *self->part->fixed;
  if (ask->grain == SZ_GRAIN_NONE)
    return 0;
  if (!self->known || instant_ms < self->start || instant_ms >= self->end) {
    self->start = sz_grain_floor (ask->grain, ask->zone, instant_ms);
    self->end = sz_grain_next (ask->grain, ask->zone, self->start);
    self->known = TRUE;
  }
  return self->start;
}

/* --- cells of a rollup --- */

gboolean
sz_leaf_column (const SzLeaf *leaf, const SzReaderDataset *dataset, char out[24])
{
  const SzMeasure *measure = leaf->measure;
  if (measure->kind == SZ_MEASURE_QUANTILE) {
    sz_distribution_column (measure, out);
    return TRUE;
  }
  if (sz_measure_is_presence (measure)) {
    sz_counter_column (measure->dataset, measure->instant, out);
    return TRUE;
  }
  g_strlcpy (out, measure->column, 24);
  if (sz_measure_is_additive (measure))
    return TRUE;
  if (measure->kind != SZ_MEASURE_DAYS)
    return FALSE;
  /* Days are known from a day rollup that counts the same rows. */
  const SzLayout *layout = dataset->layout;
  for (guint i = 0; i < layout->counters->len; i++) {
    const SzCounter *counter = sz_layout_counter (layout, i);
    if (counter->instant != measure->instant)
      continue;
    if (counter->measure == NULL && measure->where == NULL && measure->value == NULL) {
      g_strlcpy (out, counter->column, 24);
      return TRUE;
    }
    if (counter->measure == NULL || counter->measure->kind != SZ_MEASURE_COUNT)
      continue;
    g_autoptr (GString) mine = g_string_new (NULL);
    g_autoptr (GString) other = g_string_new (NULL);
    sz_compile_contribution (mine, NULL, measure);
    sz_compile_contribution (other, NULL, counter->measure);
    if (measure->value == NULL && strcmp (mine->str, other->str) == 0) {
      g_strlcpy (out, counter->column, 24);
      return TRUE;
    }
  }
  return FALSE;
}

static gint64
bucket_number (SzGrain grain, SzZone *zone, gint64 instant_ms)
{
  if (instant_ms == G_MININT64)
    return grain == SZ_GRAIN_MONTH ? -1000000 : -100000000;
  if (grain == SZ_GRAIN_HOUR)
    return sz_floor_div (instant_ms, SZ_HOUR_MS);
  gint64 day = sz_zone_day (zone, instant_ms);
  return grain == SZ_GRAIN_MONTH ? sz_month_of_day (day) : day;
}

static gint64
bucket_start (SzGrain grain, SzZone *zone, gint64 number)
{
  if (grain == SZ_GRAIN_HOUR)
    return number * SZ_HOUR_MS;
  return sz_zone_day_start_ms (zone, grain == SZ_GRAIN_MONTH ? sz_day_of_month (number) : number);
}

/* Where the figures of a part stand in a rollup: counters in the blob, distributions in columns of their own.
 */
typedef struct {
  guint *presence; /* counters that tell rows of each different instant */
  guint n_presence;
  guint *counters;    /* of each leaf */
  GPtrArray *columns; /* distributions, in the order of the leaves that have one */
} Places;

static void
clear_places (Places *places)
{
  g_free (places->presence);
  g_free (places->counters);
  g_ptr_array_unref (places->columns);
}

static guint
counter_at (const SzReaderRollup *rollup, const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (rollup->columns, name)) - 1;
}

static void
find_places (const SzPart *part, const SzReaderRollup *rollup, Places *places)
{
  const SzAsk *ask = part->answer->ask;
  places->presence = g_new (guint, part->n_leaves + 1);
  places->n_presence = 0;
  places->counters = g_new (guint, part->n_leaves + 1);
  places->columns = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < part->n_leaves; i++) {
    const SzLeaf *leaf = &ask->leaves[part->leaves[i]];
    char name[24], presence[16];
    sz_counter_column (ask->dataset, leaf->measure->instant, presence);
    guint at = counter_at (rollup, presence);
    gboolean known = FALSE;
    for (guint j = 0; j < places->n_presence; j++)
      known |= places->presence[j] == at;
    if (!known)
      places->presence[places->n_presence++] = at;
    sz_leaf_column (leaf, part->answer->dataset, name);
    places->counters[i] = counter_at (rollup, name);
    if (leaf->measure->kind == SZ_MEASURE_QUANTILE)
      g_ptr_array_add (places->columns, g_strdup (name));
  }
}

/* One rollup being read. */
typedef struct {
  const SzPart *part;
  const Places *places;
  SzStmt *stmt;
  SzGrain grain;
  SzBucketing bucketing;
  gint64 last_number, last_start;
} CellReader;

static gboolean
add_leaf (const CellReader *self, guint cell, guint index, const gint64 *counters, int *column)
{
  SzTally *tally = self->part->answer->tally;
  guint leaf = self->part->leaves[index];
  SzMeasureKind kind = self->part->answer->ask->leaves[leaf].measure->kind;
  if (kind == SZ_MEASURE_QUANTILE) {
    const guint8 *blob = sqlite3_column_blob (self->stmt->raw, *column);
    gsize length = (gsize)sqlite3_column_bytes (self->stmt->raw, (*column)++);
    return blob == NULL || sz_tally_add_sketch (tally, cell, leaf, blob, length);
  }
  gint64 value = counters[self->places->counters[index]];
  if (kind == SZ_MEASURE_DAYS) {
    if (value > 0)
      sz_tally_add_day (tally, cell, leaf, self->last_number);
  } else if (value != 0) {
    sz_tally_add_sum (tally, cell, leaf, value);
  }
  return TRUE;
}

static gboolean
add_cell (CellReader *self)
{
  const SzAnswer *answer = self->part->answer;
  gint64 number = sz_stmt_int (self->stmt, 0), dims[3] = { 0 }, counters[SZ_MAX_COUNTERS];
  if (number != self->last_number) {
    self->last_number = number;
    self->last_start = bucket_start (self->grain, answer->ask->zone, number);
  }
  int column = 1;
  for (guint i = 0; i < answer->n_by; i++)
    dims[i] = sz_stmt_int (self->stmt, column++);
  const guint8 *blob = sqlite3_column_blob (self->stmt->raw, column);
  gsize length = (gsize)sqlite3_column_bytes (self->stmt->raw, column++);
  guint held;
  if (!sz_unpack_cell (blob, blob ? length : 0, counters, SZ_MAX_COUNTERS, &held))
    return FALSE;
  guint cell = sz_tally_cell (answer->tally, sz_bucketing_find (&self->bucketing, self->last_start), dims);
  for (guint i = 0; i < self->places->n_presence; i++)
    sz_tally_add_presence (answer->tally, cell, counters[self->places->presence[i]]);
  for (guint i = 0; i < self->part->n_leaves; i++)
    if (!add_leaf (self, cell, i, counters, &column))
      return FALSE;
  return TRUE;
}

static gboolean
read_cells (CellReader *self, const char *table, GError **error)
{
  SzStep step;
  while ((step = sz_stmt_step (self->stmt, error)) == SZ_STEP_ROW) {
    if (add_cell (self))
      continue;
    g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, "%s: a malformed cell", table);
    sz_stmt_reset (self->stmt);
    return FALSE;
  }
  return step == SZ_STEP_DONE;
}

gboolean
sz_part_add_cells (const SzPart *part, guint index, GError **error)
{
  SzAnswer *answer = part->answer;
  const SzLayoutRollup *rollup = sz_layout_rollup (answer->dataset->layout, index);
  Places places;
  find_places (part, &answer->dataset->rollups[index], &places);
  g_autofree char *sql = sz_compile_cells (&answer->scan, rollup, (const char *const *)places.columns->pdata,
                                           places.columns->len);
  SzStmt *stmt = sz_db_statement (answer->reader->db, sql, error);
  gboolean good = FALSE;
  if (stmt) {
    sz_stmt_bind_int (stmt, 1, bucket_number (rollup->grain, answer->ask->zone, part->start_ms));
    sz_stmt_bind_int (stmt, 2, bucket_number (rollup->grain, answer->ask->zone, part->end_ms - 1));
    sz_filter_set_bind (&answer->filters, TRUE, stmt, 3);
    CellReader reader = { part, &places, stmt, rollup->grain, { .part = part }, G_MININT64, 0 };
    good = read_cells (&reader, rollup->table, error);
  }
  clear_places (&places);
  return good;
}

/* --- rows --- */

gboolean
sz_answer_own_days (const SzAnswer *answer, guint instant, gint64 start_ms, gint64 end_ms, gint64 *from,
                    gint64 *to)
{
  const SzAsk *ask = answer->ask;
  const SzField *field = sz_dataset_field (ask->dataset, instant);
  gboolean own = instant == ask->dataset->at;
  if (start_ms >= end_ms || (!own && field->within_days == 0)) {
    *from = -100000000;
    *to = 100000000;
    return start_ms >= end_ms;
  }
  /* What Within= allows is checked when rows are stored: from a day before the own instant on. */
  gint64 before = own ? 0 : (gint64)field->within_days * SZ_DAY_MS, after = own ? 0 : SZ_DAY_MS;
  *from = start_ms == G_MININT64 ? -100000000 : sz_zone_day (ask->zone, start_ms - before);
  *to = sz_zone_day (ask->zone, end_ms - 1 + after);
  if (!answer->one_zone) { /* another zone's day of an instant is at most one off */
    *from -= 1;
    *to += 1;
  }
  return TRUE;
}

static void
add_days (GArray *ranges, gint64 from, gint64 to)
{
  SzDays *last = ranges->len > 0 ? &g_array_index (ranges, SzDays, ranges->len - 1) : NULL;
  SzDays days = { from, to };
  if (last && from <= last->to + 1)
    last->to = MAX (last->to, to);
  else
    g_array_append_val (ranges, days);
}

static gboolean
add_stray_days (const SzAnswer *answer, const SzField *field, const SzDays *may, const SzDays *own,
                GArray *ranges, GError **error)
{
  SzStmt *stmt = sz_db_statement (answer->reader->db,
                                  "SELECT -nday FROM day_rows WHERE dataset = ?1 AND nday BETWEEN -?3 AND "
                                  "-?2 AND strays & ?4 ORDER BY nday DESC",
                                  error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_text (stmt, 1, answer->ask->dataset->id);
  sz_stmt_bind_int (stmt, 2, may->from);
  sz_stmt_bind_int (stmt, 3, may->to);
  sz_stmt_bind_int (stmt, 4, sz_layout_stray_bit (field));
  gboolean placed = FALSE;
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW) {
    gint64 day = sz_stmt_int (stmt, 0);
    if (!placed && day >= own->from) {
      add_days (ranges, own->from, own->to);
      placed = TRUE;
    }
    if (day < own->from || day > own->to)
      add_days (ranges, day, day);
  }
  if (!placed)
    add_days (ranges, own->from, own->to);
  return step == SZ_STEP_DONE;
}

gboolean
sz_answer_list_days (const SzAnswer *answer, guint instant, gint64 start_ms, gint64 end_ms, GArray *ranges,
                     GError **error)
{
  const SzField *field = sz_dataset_field (answer->ask->dataset, instant);
  SzDays may;
  gboolean bounded = sz_answer_own_days (answer, instant, start_ms, end_ms, &may.from, &may.to);
  if (!bounded || !answer->one_zone || instant == answer->ask->dataset->at || start_ms == G_MININT64 ||
      start_ms >= end_ms) {
    add_days (ranges, may.from, may.to);
    return TRUE;
  }
  SzDays own = { sz_zone_day (answer->ask->zone, start_ms), sz_zone_day (answer->ask->zone, end_ms - 1) };
  return add_stray_days (answer, field, &may, &own, ranges, error);
}

static gint64
read_dim (const SzAnswer *answer, SzStmt *stmt, guint index)
{
  int column = 1 + (int)index;
  if (answer->by[index] < 0)
    return sz_stmt_int (stmt, column);
  if (sz_stmt_is_null (stmt, column))
    return 0;
  return sz_dim_encode (sz_dataset_field (answer->ask->dataset, (guint)answer->by[index]),
                        sz_stmt_int (stmt, column));
}

static gint64
read_value (SzTally *tally, SzStmt *stmt, int column)
{
  if (sqlite3_column_type (stmt->raw, column) == SQLITE_TEXT)
    return sz_tally_text (tally, sz_stmt_text (stmt, column));
  return sz_stmt_int (stmt, column);
}

static void
add_row (const SzPart *part, SzStmt *stmt, SzBucketing *bucketing, SzTallyValue *value)
{
  const SzAnswer *answer = part->answer;
  const SzAsk *ask = answer->ask;
  gint64 instant = sz_stmt_int (stmt, 0), dims[3] = { 0 };
  for (guint i = 0; i < answer->n_by; i++)
    dims[i] = read_dim (answer, stmt, i);
  guint cell = sz_tally_cell (answer->tally, sz_bucketing_find (bucketing, instant), dims);
  sz_tally_add_presence (answer->tally, cell, 1);
  int column = 1 + (int)answer->n_by;
  for (guint i = 0; i < part->n_leaves; i++, column++) {
    const SzMeasure *measure = ask->leaves[part->leaves[i]].measure;
    gboolean pair = measure->kind == SZ_MEASURE_RECURRING && measure->field2 >= 0;
    if (!sz_stmt_is_null (stmt, column)) {
      value->value = read_value (answer->tally, stmt, column);
      value->has_second = pair && !sz_stmt_is_null (stmt, column + 1);
      value->second = value->has_second ? read_value (answer->tally, stmt, column + 1) : 0;
      if (measure->kind == SZ_MEASURE_DAYS)
        value->day = sz_zone_day (ask->zone, instant);
      sz_tally_add_value (answer->tally, cell, part->leaves[i], value);
    }
    column += pair;
  }
}

/* A page that holds its snapshot asks much of one day; a single question reads what it needs. */
static gboolean
find_day_rows (const SzPart *part, const SzDays *days, const SzDayTable **rows, GError **error)
{
  SzReader *reader = part->answer->reader;
  *rows = NULL;
  if (reader->depth < 2 || days->from != days->to || !sz_part_can_use_day (part))
    return TRUE;
  if (reader->shelf == NULL)
    reader->shelf = sz_day_shelf_new ();
  return sz_day_shelf_find (reader->shelf, reader, part->answer->dataset, days->from, rows, error);
}

static char *
compile_rows (const SzPart *part, guint instant)
{
  const SzAsk *ask = part->answer->ask;
  gint64 from, to;
  gboolean any_day = !sz_answer_own_days (part->answer, instant, part->start_ms, part->end_ms, &from, &to);
  g_autofree const SzMeasure **measures = g_new (const SzMeasure *, part->n_leaves);
  for (guint i = 0; i < part->n_leaves; i++)
    measures[i] = ask->leaves[part->leaves[i]].measure;
  return sz_compile_rows (&part->answer->scan, (int)instant, any_day, measures, part->n_leaves);
}

static gboolean
read_rows_of_days (const SzPart *part, const char *sql, const SzDays *days, SzBucketing *bucketing,
                   GError **error)
{
  const SzAnswer *answer = part->answer;
  SzStmt *stmt = sz_db_statement (answer->reader->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_int (stmt, 1, part->start_ms);
  sz_stmt_bind_int (stmt, 2, part->end_ms);
  sz_stmt_bind_int (stmt, 3, days->from);
  sz_stmt_bind_int (stmt, 4, days->to);
  sz_filter_set_bind (&answer->filters, FALSE, stmt, 5);
  SzTallyValue value = { 0 };
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW)
    add_row (part, stmt, bucketing, &value);
  return step == SZ_STEP_DONE;
}

gboolean
sz_part_add_rows (const SzPart *part, GError **error)
{
  SzAnswer *answer = part->answer;
  if (part->start_ms >= part->end_ms || part->n_leaves == 0)
    return TRUE;
  guint instant = answer->ask->leaves[part->leaves[0]].measure->instant;
  g_autofree char *sql = NULL;
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (SzDays));
  gboolean good = sz_answer_list_days (answer, instant, part->start_ms, part->end_ms, ranges, error);
  SzBucketing bucketing = { .part = part };
  for (guint i = 0; good && i < ranges->len; i++) {
    const SzDays *days = &g_array_index (ranges, SzDays, i);
    const SzDayTable *rows = NULL;
    good = find_day_rows (part, days, &rows, error);
    if (good && rows == NULL && sql == NULL)
      sql = compile_rows (part, instant);
    if (good)
      good = rows ? sz_part_add_day (part, rows, &bucketing, error)
                  : read_rows_of_days (part, sql, days, &bucketing, error);
  }
  return good;
}

/* --- snapshots --- */

guint
sz_first_at (const gint64 *ends, guint n, gint64 instant)
{
  guint low = 0, high = n;
  while (low < high) {
    guint middle = (low + high) / 2;
    if (ends[middle] >= instant)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

static void
add_in_force (SzAnswer *answer, const guint *leaves, guint n_leaves, SzStmt *stmt, const gint64 *buckets,
              guint first, guint end)
{
  gint64 dims[3] = { 0 };
  for (guint i = 0; i < answer->n_by; i++)
    dims[i] = read_dim (answer, stmt, i);
  for (guint bucket = first; bucket < end; bucket++) {
    guint cell = sz_tally_cell (answer->tally, buckets[bucket], dims);
    sz_tally_add_presence (answer->tally, cell, 1);
    for (guint i = 0; i < n_leaves; i++) {
      int column = 1 + (int)answer->n_by + (int)i;
      if (sz_stmt_is_null (stmt, column))
        continue;
      SzTallyValue value = { .value = sz_stmt_int (stmt, column) };
      sz_tally_add_value (answer->tally, cell, leaves[i], &value);
    }
  }
}

gboolean
sz_answer_add_snapshots (SzAnswer *answer, const guint *leaves, guint n_leaves, const gint64 *buckets,
                         const gint64 *ends, guint n_buckets, GError **error)
{
  const SzDataset *dataset = answer->ask->dataset;
  const SzDayTable *rows;
  const SzPart all = { answer, leaves, n_leaves, 0, 0, NULL };
  if (!find_day_rows (&all, &(SzDays){ SZ_EVERY_DAY, SZ_EVERY_DAY }, &rows, error))
    return FALSE;
  if (rows)
    return sz_answer_add_snapshots_of (answer, rows, leaves, n_leaves, buckets, ends, n_buckets, error);
  SzValue from = { .kind = SZ_VALUE_FIELD, .field = (guint)dataset->valid_from };
  SzValue to = { .kind = SZ_VALUE_FIELD, .field = (guint)MAX (dataset->valid_to, 0) };
  SzMeasure valid_from = {
    .kind = SZ_MEASURE_MAX, .dataset = dataset, .value = &from, .field = -1, .field2 = -1
  };
  SzMeasure valid_to = {
    .kind = SZ_MEASURE_MAX, .dataset = dataset, .value = &to, .field = -1, .field2 = -1
  };
  g_autofree const SzMeasure **measures = g_new (const SzMeasure *, n_leaves + 2);
  for (guint i = 0; i < n_leaves; i++)
    measures[i] = answer->ask->leaves[leaves[i]].measure;
  measures[n_leaves] = &valid_from;
  measures[n_leaves + 1] = &valid_to;
  g_autofree char *sql = sz_compile_rows (&answer->scan, -1, TRUE, measures, n_leaves + 2);
  SzStmt *stmt = sz_db_statement (answer->reader->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  for (int i = 1; i <= 4; i++)
    sz_stmt_bind_int (stmt, i, 0);
  sz_filter_set_bind (&answer->filters, FALSE, stmt, 5);
  int column = 1 + (int)answer->n_by + (int)n_leaves;
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW) {
    if (sz_stmt_is_null (stmt, column))
      continue;
    guint first = sz_first_at (ends, n_buckets, sz_stmt_int (stmt, column)), end = n_buckets;
    if (dataset->valid_to >= 0 && !sz_stmt_is_null (stmt, column + 1))
      end = sz_first_at (ends, n_buckets, sz_stmt_int (stmt, column + 1));
    add_in_force (answer, leaves, n_leaves, stmt, buckets, first, end);
  }
  return step == SZ_STEP_DONE;
}
