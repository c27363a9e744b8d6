/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-accumulate.h"

#include <string.h>

#include "sz-cells.h"
#include "sz-feed-table.h"
#include "sz-sketch.h"

/* The measures that count at one instant: their bucket is found once. */
typedef struct {
  guint instant;
  GArray *counters, *distributions; /* (element-type guint) indexes into the layout */
} Group;

/* One value's entry in a distribution of one cell: lists through `next`. */
typedef struct {
  gint32 bin;
  gint32 sign;
  guint32 next; /* event + 1; 0 ends */
} Event;

typedef struct {
  const SzLayoutRollup *rollup; /* NULL: table day_rows */
  SzCells cells;                /* sums: counters…, then the head of each distribution's list */
  SzStmt *upsert, *prune;
  gint64 last_bucket; /* the bucket and cell found last for the row in hand */
  guint last_cell;
  gboolean has_last;
} Target;

typedef struct {
  guint instant;
  gint64 bit;
} Stray;

struct _SzAccumulator {
  SzDb *db;
  const SzLayout *layout;
  GArray *groups; /* (element-type Group) */
  SzProgram **counters, **distributions;
  Target *targets;
  guint n_targets;
  guint n_counters;
  GArray *events; /* (element-type Event) */
  gint64 *values; /* scratch: what the row in hand adds to each counter */
  SzBytes blob;
  gint64 last_day, last_month; /* the month found last */
  GArray *strays;              /* (element-type Stray) instants that may lie on another day than their row */
  gint64 own_day, own_start_ms, own_end_ms; /* the row's day found last */
};

/* --- statements --- */

static char *
write_upsert (const SzLayout *layout, const SzLayoutRollup *rollup, const char *schema)
{
  g_autoptr (GString) key = g_string_new ("nbucket, src");
  for (guint i = 0; i < rollup->n_dims; i++)
    g_string_append_printf (key, ", %s", layout->columns[rollup->dims[i]]);
  guint n_distributions = rollup->sketches ? layout->distributions->len : 0;
  g_autoptr (GString) sql = g_string_new (NULL);
  g_string_append_printf (sql, "INSERT OR FAIL INTO %s.%s (%s, cells", schema, rollup->table, key->str);
  for (guint i = 0; i < n_distributions; i++)
    g_string_append_printf (sql, ", %s", sz_layout_distribution (layout, i)->column);
  g_autofree char *select = sz_feed_table_select (3 + rollup->n_dims + n_distributions);
  g_string_append_printf (sql,
                          ") %s ON CONFLICT (%s) DO UPDATE SET cells = sz_cells_add (cells, excluded.cells)",
                          select, key->str);
  for (guint i = 0; i < n_distributions; i++) {
    const char *column = sz_layout_distribution (layout, i)->column;
    g_string_append_printf (
        sql, ", %s = CASE WHEN excluded.%s IS NULL THEN %s ELSE sz_sketch_add (%s, excluded.%s) END", column,
        column, column, column, column);
  }
  return g_strdup (sql->str);
}

/* A cell that holds no rows any more has zeros in all counters: that is NULL. */
static char *
write_prune (const SzLayout *layout, const SzLayoutRollup *rollup, const char *schema)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_string_append_printf (sql, "DELETE FROM %s.%s WHERE nbucket = ? AND src = ?", schema, rollup->table);
  for (guint i = 0; i < rollup->n_dims; i++)
    g_string_append_printf (sql, " AND %s = ?", layout->columns[rollup->dims[i]]);
  g_string_append (sql, " AND cells IS NULL");
  return g_strdup (sql->str);
}

static gboolean
prepare_target (SzAccumulator *self, Target *target, const SzLayoutRollup *rollup, const char *schema,
                GError **error)
{
  target->rollup = rollup;
  g_autofree char *upsert = NULL, *prune = NULL;
  if (rollup) {
    sz_cells_init (&target->cells, 2 + rollup->n_dims,
                   self->n_counters + (rollup->sketches ? self->layout->distributions->len : 0));
    upsert = write_upsert (self->layout, rollup, schema);
    prune = write_prune (self->layout, rollup, schema);
  } else {
    sz_cells_init (&target->cells, 2, 2);
    const char *dataset = self->layout->dataset->id;
    upsert = g_strdup_printf (
        "INSERT OR FAIL INTO %s.day_rows (dataset, nday, src, rows, strays) SELECT '%s', c0, c1, c2, c3 "
        "FROM sz_feed (?1) WHERE 1 ON CONFLICT (dataset, nday, src) DO UPDATE SET "
        "rows = rows + excluded.rows, strays = strays | excluded.strays",
        schema, dataset);
    prune =
        g_strdup_printf ("DELETE FROM %s.day_rows WHERE dataset = '%s' AND nday = ? AND src = ? AND rows = 0",
                         schema, dataset);
  }
  target->upsert = sz_stmt_new (self->db, upsert, error);
  target->prune = target->upsert ? sz_stmt_new (self->db, prune, error) : NULL;
  return target->prune != NULL;
}

/* --- building --- */

static Group *
find_group (SzAccumulator *self, guint instant)
{
  for (guint i = 0; i < self->groups->len; i++) {
    Group *group = &g_array_index (self->groups, Group, i);
    if (group->instant == instant)
      return group;
  }
  Group group = { instant, g_array_new (FALSE, FALSE, sizeof (guint)),
                  g_array_new (FALSE, FALSE, sizeof (guint)) };
  g_array_append_val (self->groups, group);
  return &g_array_index (self->groups, Group, self->groups->len - 1);
}

static gboolean
prepare_measures (SzAccumulator *self, SzWords *words, GError **error)
{
  const SzLayout *layout = self->layout;
  for (guint i = 0; i < layout->counters->len; i++) {
    const SzCounter *counter = sz_layout_counter (layout, i);
    g_array_append_val (find_group (self, counter->instant)->counters, i);
    if (counter->measure == NULL)
      continue;
    self->counters[i] = sz_program_new (counter->measure, words, TRUE, error);
    if (self->counters[i] == NULL)
      return FALSE;
  }
  for (guint i = 0; i < layout->distributions->len; i++) {
    const SzMeasure *measure = sz_layout_distribution (layout, i)->measure;
    g_array_append_val (find_group (self, measure->instant)->distributions, i);
    self->distributions[i] = sz_program_new (measure, words, TRUE, error);
    if (self->distributions[i] == NULL)
      return FALSE;
  }
  return TRUE;
}

static void
list_strays (SzAccumulator *self)
{
  const SzDataset *dataset = self->layout->dataset;
  for (guint i = 0; i < dataset->fields->len; i++) {
    const SzField *field = sz_dataset_field (dataset, i);
    Stray stray = { i, sz_layout_stray_bit (field) };
    if (field->type == SZ_FIELD_INSTANT && field->within_days > 0 && i != dataset->at)
      g_array_append_val (self->strays, stray);
  }
}

static gboolean
prepare_targets (SzAccumulator *self, const char *schema, const SzLayoutRollup *only, GError **error)
{
  self->targets = g_new0 (Target, self->layout->rollups->len + 1);
  if (only == NULL && !prepare_target (self, &self->targets[self->n_targets++], NULL, schema, error))
    return FALSE;
  for (guint i = 0; i < self->layout->rollups->len; i++) {
    const SzLayoutRollup *rollup = sz_layout_rollup (self->layout, i);
    if (only && only != rollup)
      continue;
    if (!prepare_target (self, &self->targets[self->n_targets++], rollup, schema, error))
      return FALSE;
  }
  return TRUE;
}

SzAccumulator *
sz_accumulator_new (SzDb *db, const SzLayout *layout, SzWords *words, const char *schema,
                    const SzLayoutRollup *only, GError **error)
{
  g_autoptr (SzAccumulator) self = g_new0 (SzAccumulator, 1);
  self->db = db;
  self->layout = layout;
  self->n_counters = layout->counters->len;
  self->last_day = self->own_day = G_MAXINT64;
  self->strays = g_array_new (FALSE, FALSE, sizeof (Stray));
  list_strays (self);
  self->groups = g_array_new (FALSE, FALSE, sizeof (Group));
  self->counters = g_new0 (SzProgram *, self->n_counters + 1);
  self->distributions = g_new0 (SzProgram *, layout->distributions->len + 1);
  self->events = g_array_new (FALSE, FALSE, sizeof (Event));
  self->values = g_new0 (gint64, self->n_counters + 1);
  if (!prepare_measures (self, words, error) || !prepare_targets (self, schema, only, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
sz_accumulator_free (SzAccumulator *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->groups->len; i++) {
    g_array_unref (g_array_index (self->groups, Group, i).counters);
    g_array_unref (g_array_index (self->groups, Group, i).distributions);
  }
  g_array_unref (self->groups);
  g_array_unref (self->strays);
  for (guint i = 0; i < self->n_counters; i++)
    sz_program_free (self->counters[i]);
  for (guint i = 0; i < self->layout->distributions->len; i++)
    sz_program_free (self->distributions[i]);
  for (guint i = 0; i < self->n_targets; i++) {
    sz_cells_clear (&self->targets[i].cells);
    sz_stmt_free (self->targets[i].upsert);
    sz_stmt_free (self->targets[i].prune);
  }
  g_free (self->counters);
  g_free (self->distributions);
  g_free (self->targets);
  g_free (self->values);
  g_array_unref (self->events);
  sz_bytes_clear (&self->blob);
  g_free (self);
}

/* --- adding --- */

static gint64
bucket_of (SzAccumulator *self, SzGrain grain, gint64 instant_ms, gint64 day)
{
  if (grain == SZ_GRAIN_HOUR)
    return sz_floor_div (instant_ms, SZ_HOUR_MS);
  if (grain != SZ_GRAIN_MONTH)
    return day;
  if (day != self->last_day) {
    self->last_day = day;
    self->last_month = sz_month_of_day (day);
  }
  return self->last_month;
}

/* Most instants of a row fall into one bucket: then the cell is found once. */
static guint
find_cell (SzAccumulator *self, Target *target, gint64 source, gint64 bucket, const SzRowView *row)
{
  if (target->has_last && target->last_bucket == bucket)
    return target->last_cell;
  const SzLayoutRollup *rollup = target->rollup;
  gint64 key[2 + SZ_MAX_DIMS] = { -bucket, source };
  for (guint i = 0; i < rollup->n_dims; i++) {
    guint field = rollup->dims[i];
    key[2 + i] = row->set[field]
                     ? sz_dim_encode (sz_dataset_field (self->layout->dataset, field), row->numbers[field])
                     : 0;
  }
  target->last_bucket = bucket;
  target->last_cell = sz_cells_find (&target->cells, key);
  target->has_last = TRUE;
  return target->last_cell;
}

static void
add_event (SzAccumulator *self, gint64 *head, gint32 bin, int sign)
{
  Event event = { bin, sign, (guint32)*head };
  g_array_append_val (self->events, event);
  *head = self->events->len;
}

static void
run_counters (SzAccumulator *self, const Group *group, const SzRowView *row)
{
  for (guint i = 0; i < group->counters->len; i++) {
    guint counter = g_array_index (group->counters, guint, i);
    const SzProgram *program = self->counters[counter];
    gint64 value = 1;
    gboolean counts = program == NULL || sz_program_run (program, row, &value);
    const SzMeasure *measure = sz_layout_counter (self->layout, counter)->measure;
    if (counts && measure && measure->kind == SZ_MEASURE_COUNT)
      value = 1;
    self->values[counter] = counts ? value : 0;
  }
}

static void
add_group (SzAccumulator *self, const Group *group, gint64 source, gint64 day, const SzRowView *row, int sign)
{
  gint64 instant = row->numbers[group->instant];
  run_counters (self, group, row);
  for (guint t = 0; t < self->n_targets; t++) {
    Target *target = &self->targets[t];
    if (target->rollup == NULL)
      continue;
    guint cell = find_cell (self, target, source, bucket_of (self, target->rollup->grain, instant, day), row);
    gint64 *sums = sz_cells_sums (&target->cells, cell);
    for (guint i = 0; i < group->counters->len; i++) {
      guint counter = g_array_index (group->counters, guint, i);
      sums[counter] += sign * self->values[counter];
    }
  }
  for (guint i = 0; i < group->distributions->len; i++) {
    guint distribution = g_array_index (group->distributions, guint, i);
    gint64 value;
    if (!sz_program_run (self->distributions[distribution], row, &value))
      continue;
    gint32 bin = sz_sketch_bin (value);
    for (guint t = 0; t < self->n_targets; t++) {
      Target *target = &self->targets[t];
      if (target->rollup && target->rollup->sketches) {
        gint64 *sums = sz_cells_sums (&target->cells, target->last_cell);
        add_event (self, &sums[self->n_counters + distribution], bin, sign);
      }
    }
  }
}

/* The bits of the row's instants that lie on another day. */
static gint64
find_strays (SzAccumulator *self, SzZone *zone, gint64 day, const SzRowView *row)
{
  if (day != self->own_day) {
    self->own_day = day;
    self->own_start_ms = sz_zone_day_start_ms (zone, day);
    self->own_end_ms = sz_zone_day_start_ms (zone, day + 1);
  }
  gint64 bits = 0;
  for (guint i = 0; i < self->strays->len; i++) {
    const Stray *stray = &g_array_index (self->strays, Stray, i);
    gint64 instant = row->numbers[stray->instant];
    if (row->set[stray->instant] && (instant < self->own_start_ms || instant >= self->own_end_ms))
      bits |= stray->bit;
  }
  return bits;
}

static void
add_to_day (SzAccumulator *self, Target *target, gint64 source, SzZone *zone, gint64 nday,
            const SzRowView *row, int sign)
{
  gint64 key[2] = { nday, source };
  gint64 *sums = sz_cells_sums (&target->cells, sz_cells_find (&target->cells, key));
  sums[0] += sign;
  sums[1] |= find_strays (self, zone, -nday, row);
}

void
sz_accumulator_add (SzAccumulator *self, gint64 source, SzZone *zone, gint64 nday, const SzRowView *row,
                    int sign)
{
  for (guint t = 0; t < self->n_targets; t++) {
    Target *target = &self->targets[t];
    target->has_last = FALSE;
    if (target->rollup == NULL)
      add_to_day (self, target, source, zone, nday, row, sign);
  }
  for (guint i = 0; i < self->groups->len; i++) {
    const Group *group = &g_array_index (self->groups, Group, i);
    if (!row->set[group->instant])
      continue;
    gint64 day = group->instant == self->layout->dataset->at
                     ? -nday
                     : sz_zone_day (zone, row->numbers[group->instant]);
    add_group (self, group, source, day, row, sign);
  }
}

gsize
sz_accumulator_size (const SzAccumulator *self)
{
  gsize size = self->events->len / 4;
  for (guint t = 0; t < self->n_targets; t++)
    size += self->targets[t].cells.n_cells;
  return size;
}

void
sz_accumulator_reset (SzAccumulator *self)
{
  for (guint t = 0; t < self->n_targets; t++)
    sz_cells_reset (&self->targets[t].cells);
  g_array_set_size (self->events, 0);
}

/* --- writing --- */

/* The differences of one distribution in one cell, as a blob in self->blob; FALSE if they cancel out. */
static gboolean
gather_distribution (SzAccumulator *self, guint32 head, SzSketch *sketch)
{
  if (head == 0)
    return FALSE;
  g_array_set_size (sketch->bins, 0);
  for (guint32 at = head; at; at = g_array_index (self->events, Event, at - 1).next) {
    const Event *event = &g_array_index (self->events, Event, at - 1);
    sz_sketch_add_bin (sketch, event->bin, event->sign);
  }
  sz_sketch_tidy (sketch);
  self->blob.len = 0;
  sz_sketch_encode (sketch, &self->blob);
  return self->blob.len > 0;
}

/* Whether anything differs, and whether the cell may be empty afterwards: something was taken out, or what
 * was put in was taken out again in the same batch. */
static gboolean
differs (const Target *target, guint n_counters, const gint64 *sums, gboolean *may_be_empty)
{
  gboolean any = FALSE, negative = FALSE, positive = FALSE;
  for (guint i = 0; i < target->cells.n_sums; i++)
    any |= sums[i] != 0;
  for (guint i = 0; i < n_counters; i++) {
    positive |= sums[i] > 0;
    negative |= sums[i] < 0;
  }
  *may_be_empty = negative || !positive;
  return any;
}

/* The cells of one target that differ, as rows for its upsert. */
typedef struct {
  SzFeedRows base;
  SzAccumulator *self;
  Target *target;
  guint32 *cells;
  SzSketch sketch;
} CellRows;

static void
give_distribution (CellRows *rows, const gint64 *sums, guint distribution, sqlite3_context *context)
{
  SzAccumulator *self = rows->self;
  if (gather_distribution (self, (guint32)sums[self->n_counters + distribution], &rows->sketch))
    sqlite3_result_blob64 (context, self->blob.data, self->blob.len, SQLITE_TRANSIENT);
}

static void
give_cell_value (SzFeedRows *base, guint row, guint column, sqlite3_context *context)
{
  CellRows *rows = (CellRows *)base;
  SzAccumulator *self = rows->self;
  const SzCells *cells = &rows->target->cells;
  const gint64 *sums = sz_cells_sums (cells, rows->cells[row]);
  if (column < cells->n_key) {
    sqlite3_result_int64 (context, sz_cells_key (cells, rows->cells[row])[column]);
  } else if (rows->target->rollup == NULL) {
    sqlite3_result_int64 (context, sums[column - cells->n_key]);
  } else if (column > cells->n_key) {
    give_distribution (rows, sums, column - cells->n_key - 1, context);
  } else {
    self->blob.len = 0;
    sz_pack_cell (&self->blob, sums, self->n_counters);
    if (self->blob.len > 0)
      sqlite3_result_blob64 (context, self->blob.data, self->blob.len, SQLITE_TRANSIENT);
  }
}

static gboolean
prune_cell (const Target *target, guint cell, GError **error)
{
  const gint64 *key = sz_cells_key (&target->cells, cell);
  for (guint i = 0; i < target->cells.n_key; i++)
    sz_stmt_bind_int (target->prune, (int)i + 1, key[i]);
  return sz_stmt_run (target->prune, error);
}

static gboolean
flush_target (SzAccumulator *self, Target *target, GError **error)
{
  const SzCells *cells = &target->cells;
  g_autofree guint32 *order = sz_cells_sorted (cells);
  g_autoptr (GArray) empty = g_array_new (FALSE, FALSE, sizeof (guint32));
  CellRows rows = { .base = { .value = give_cell_value }, .self = self, .target = target, .cells = order };
  for (guint i = 0; i < cells->n_cells; i++) {
    gboolean may_be_empty;
    if (!differs (target, target->rollup ? self->n_counters : 1, sz_cells_sums (cells, order[i]),
                  &may_be_empty))
      continue;
    if (may_be_empty)
      g_array_append_val (empty, order[i]);
    order[rows.base.n_rows++] = order[i];
  }
  if (rows.base.n_rows == 0)
    return TRUE;
  sz_sketch_init (&rows.sketch);
  gboolean good = sz_feed_table_run (target->upsert, &rows.base, error);
  sz_sketch_clear (&rows.sketch);
  for (guint i = 0; good && i < empty->len; i++)
    good = prune_cell (target, g_array_index (empty, guint32, i), error);
  return good;
}

gboolean
sz_accumulator_flush (SzAccumulator *self, GError **error)
{
  gboolean good = TRUE;
  for (guint t = 0; good && t < self->n_targets; t++)
    good = flush_target (self, &self->targets[t], error);
  sz_accumulator_reset (self);
  return good;
}
