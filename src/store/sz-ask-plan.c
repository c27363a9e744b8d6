/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-ask-private.h"

/* Above so many rows a quantile comes from distributions, if a rollup keeps them. */
#define EXACT_ROWS 20000
#define SAMPLE_CELLS 4000

/* --- which rollup --- */

/* Cells per bucket, measured on the newest few thousand: tells a rollup of 30 cells a day from one of a
 * thousand. */
static gboolean
measure_rollup (SzAnswer *answer, guint index, GError **error)
{
  SzReaderRollup *rollup = &answer->dataset->rollups[index];
  if (rollup->cells_per_bucket >= 0)
    return TRUE;
  const char *table = sz_layout_rollup (answer->dataset->layout, index)->table;
  g_autofree char *sql = g_strdup_printf (
      "SELECT count(*), count(DISTINCT nbucket) FROM (SELECT nbucket FROM %s LIMIT %d)", table, SAMPLE_CELLS);
  SzStmt *stmt = sz_db_statement (answer->reader->db, sql, error);
  if (stmt == NULL || sz_stmt_step (stmt, error) != SZ_STEP_ROW)
    return FALSE;
  gint64 buckets = sz_stmt_int (stmt, 1);
  rollup->cells_per_bucket = buckets > 0 ? (double)sz_stmt_int (stmt, 0) / (double)buckets : 0;
  sz_stmt_reset (stmt);
  return TRUE;
}

static gboolean
carries (const SzLayoutRollup *rollup, int field)
{
  gboolean found = field < 0; /* every rollup knows the source */
  for (guint i = 0; i < rollup->n_dims && !found; i++)
    found = rollup->dims[i] == (guint)field;
  return found;
}

static gboolean
can_answer (const SzAnswer *answer, guint index, const guint *leaves, guint n_leaves)
{
  const SzLayoutRollup *rollup = sz_layout_rollup (answer->dataset->layout, index);
  const SzReaderRollup *real = &answer->dataset->rollups[index];
  if (!real->usable || (rollup->grain != SZ_GRAIN_HOUR && !answer->one_zone))
    return FALSE;
  for (guint i = 0; i < answer->n_by; i++)
    if (!carries (rollup, answer->by[i]))
      return FALSE;
  for (guint i = 0; i < answer->filters.n_filters; i++)
    if (!carries (rollup, answer->filters.filters[i].field))
      return FALSE;
  for (guint i = 0; i < n_leaves; i++) {
    const SzLeaf *leaf = &answer->ask->leaves[leaves[i]];
    char column[24], presence[16];
    sz_counter_column (answer->ask->dataset, leaf->measure->instant, presence);
    if (!sz_leaf_column (leaf, answer->dataset, column) || !g_hash_table_contains (real->columns, column) ||
        !g_hash_table_contains (real->columns, presence))
      return FALSE;
    if (leaf->measure->kind == SZ_MEASURE_DAYS && rollup->grain != SZ_GRAIN_DAY)
      return FALSE;
  }
  return TRUE;
}

/* Whether a bucket of the rollup lies wholly in one of the question's (by calendar; hours are looked at by
 * span). */
static gboolean
divides (SzGrain fine, SzGrain asked, gboolean fixed)
{
  if (asked == SZ_GRAIN_NONE || fixed)
    return TRUE;
  switch (asked) {
  case SZ_GRAIN_MONTH:
  case SZ_GRAIN_QUARTER:
  case SZ_GRAIN_YEAR:
    return TRUE;
  case SZ_GRAIN_DAY:
  case SZ_GRAIN_WEEK:
    return fine != SZ_GRAIN_MONTH;
  case SZ_GRAIN_HOUR:
    return fine == SZ_GRAIN_HOUR;
  case SZ_GRAIN_NONE:
  case SZ_GRAIN_QUARTER_HOUR:
    break;
  }
  return FALSE;
}

/* The rollup of this grain with the fewest cells; -1. */
static gboolean
choose_rollup (SzAnswer *answer, SzGrain grain, const guint *leaves, guint n_leaves, gboolean fixed,
               int *chosen, GError **error)
{
  *chosen = -1;
  const SzLayout *layout = answer->dataset->layout;
  for (guint i = 0; i < layout->rollups->len; i++) {
    if (sz_layout_rollup (layout, i)->grain != grain || !divides (grain, answer->ask->grain, fixed) ||
        !can_answer (answer, i, leaves, n_leaves))
      continue;
    if (!measure_rollup (answer, i, error))
      return FALSE;
    const SzReaderRollup *rollups = answer->dataset->rollups;
    if (*chosen < 0 || rollups[i].cells_per_bucket < rollups[*chosen].cells_per_bucket)
      *chosen = (int)i;
  }
  return TRUE;
}

/* --- the aligned middle --- */

static gint64
floor_to (SzGrain grain, SzZone *zone, gint64 instant_ms)
{
  if (grain == SZ_GRAIN_HOUR)
    return sz_floor_div (instant_ms, SZ_HOUR_MS) * SZ_HOUR_MS;
  return sz_grain_floor (grain, zone, instant_ms);
}

static gint64
ceil_to (SzGrain grain, SzZone *zone, gint64 instant_ms)
{
  if (instant_ms == G_MININT64)
    return instant_ms;
  gint64 start = floor_to (grain, zone, instant_ms);
  if (start == instant_ms)
    return start;
  return grain == SZ_GRAIN_HOUR ? start + SZ_HOUR_MS : sz_grain_next (grain, zone, start);
}

/* Hours of the rollups are UTC's: they lie in the question's buckets only while its zone is whole hours away.
 */
static gboolean
whole_hours (const SzAsk *ask, gint64 start_ms, gint64 end_ms, gboolean fixed)
{
  if (fixed || ask->grain == SZ_GRAIN_NONE)
    return TRUE;
  for (gint64 at = start_ms; at < end_ms; at += 7 * SZ_DAY_MS)
    if (sz_zone_offset_s (ask->zone, at) % 3600 != 0)
      return FALSE;
  return sz_zone_offset_s (ask->zone, end_ms - 1) % 3600 == 0;
}

/* Rows are read for one instant at a time: each has its own days. */
static gboolean
add_rows (const SzPart *part, GError **error)
{
  const SzLeaf *all = part->answer->ask->leaves;
  g_autofree guint *same = g_new0 (guint, part->n_leaves + 1);
  for (guint i = 0; i < part->n_leaves; i++) {
    guint instant = all[part->leaves[i]].measure->instant, n = 0;
    gboolean seen = FALSE;
    for (guint j = 0; j < part->n_leaves; j++) {
      if (all[part->leaves[j]].measure->instant != instant)
        continue;
      seen = seen || j < i;
      same[n++] = part->leaves[j];
    }
    SzPart one = *part;
    one.leaves = same;
    one.n_leaves = n;
    if (!seen && !sz_part_add_rows (&one, error))
      return FALSE;
  }
  return TRUE;
}

static const SzGrain levels[] = { SZ_GRAIN_MONTH, SZ_GRAIN_DAY, SZ_GRAIN_HOUR };

/* Months in the middle, days beside them, hours beside those, rows at the ragged ends. */
static gboolean
cover (SzPart *part, guint level, GError **error)
{
  if (part->start_ms >= part->end_ms)
    return TRUE;
  SzAnswer *answer = part->answer;
  for (; level < G_N_ELEMENTS (levels); level++) {
    int rollup;
    if (!choose_rollup (answer, levels[level], part->leaves, part->n_leaves, part->fixed != NULL, &rollup,
                        error))
      return FALSE;
    if (rollup < 0)
      continue;
    gint64 from = ceil_to (levels[level], answer->ask->zone, part->start_ms);
    gint64 to = floor_to (levels[level], answer->ask->zone, part->end_ms);
    gboolean hours = levels[level] == SZ_GRAIN_HOUR;
    if (from >= to ||
        (hours && from != G_MININT64 && !whole_hours (answer->ask, from, to, part->fixed != NULL)))
      continue;
    SzPart before = *part, middle = *part, after = *part;
    before.end_ms = middle.start_ms = from;
    middle.end_ms = after.start_ms = to;
    return (from == G_MININT64 || cover (&before, level + 1, error)) &&
           sz_part_add_cells (&middle, (guint)rollup, error) && cover (&after, level + 1, error);
  }
  return add_rows (part, error);
}

/* --- by instant and kind --- */

typedef enum { WAY_ROLLUP, WAY_SKETCH, WAY_DAYS, WAY_ROWS } Way;

static gboolean
any_rollup (const SzAnswer *answer, guint leaf)
{
  for (guint i = 0; i < answer->dataset->layout->rollups->len; i++)
    if (can_answer (answer, i, &leaf, 1))
      return TRUE;
  return FALSE;
}

static gboolean
few_rows (SzAnswer *answer, guint instant, gint64 start_ms, gint64 end_ms, gboolean *few, GError **error)
{
  gint64 from, to;
  sz_answer_own_days (answer, instant, start_ms, end_ms, &from, &to);
  SzStmt *stmt =
      sz_db_statement (answer->reader->db,
                       "SELECT coalesce(sum(rows), 0) FROM day_rows WHERE dataset = ?1 AND nday BETWEEN "
                       "-?3 AND -?2",
                       error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_text (stmt, 1, answer->ask->dataset->id);
  sz_stmt_bind_int (stmt, 2, from);
  sz_stmt_bind_int (stmt, 3, to);
  if (sz_stmt_step (stmt, error) != SZ_STEP_ROW)
    return FALSE;
  *few = sz_stmt_int (stmt, 0) <= EXACT_ROWS;
  sz_stmt_reset (stmt);
  return TRUE;
}

static gboolean
choose_way (SzAnswer *answer, guint leaf, gint64 start_ms, gint64 end_ms, Way *way, GError **error)
{
  const SzMeasure *measure = answer->ask->leaves[leaf].measure;
  *way = WAY_ROWS;
  if (measure->kind == SZ_MEASURE_QUANTILE) {
    gboolean few = TRUE;
    if (any_rollup (answer, leaf) && !few_rows (answer, measure->instant, start_ms, end_ms, &few, error))
      return FALSE;
    if (!few) {
      *way = WAY_SKETCH;
      sz_tally_use_sketch (answer->tally, leaf);
      answer->approximate = TRUE;
    }
  } else if (sz_measure_is_additive (measure)) {
    *way = any_rollup (answer, leaf) ? WAY_ROLLUP : WAY_ROWS;
  } else if (measure->kind == SZ_MEASURE_DAYS) {
    *way = any_rollup (answer, leaf) ? WAY_DAYS : WAY_ROWS;
  }
  return TRUE;
}

/* Instants that may lie ahead count only up to now. */
static gint64
clip_end (const SzAsk *ask, guint instant, gint64 end_ms)
{
  gboolean future = sz_dataset_field (ask->dataset, instant)->future;
  return future && ask->now_ms < end_ms ? MAX (ask->now_ms + 1, G_MININT64 + 1) : end_ms;
}

/* Cells are read for all instants at once, if their spans end alike. */
static gboolean
add_group (SzAnswer *answer, Way way, const guint *leaves, guint n_leaves, gint64 start_ms, gint64 end_ms,
           const gint64 *fixed, GError **error)
{
  SzPart part = { answer, leaves, n_leaves, start_ms, end_ms, fixed };
  if (way == WAY_ROWS)
    return add_rows (&part, error);
  return cover (&part, way == WAY_DAYS ? 1 : 0, error);
}

gboolean
sz_answer_add_span (SzAnswer *answer, const guint *leaves, guint n_leaves, gint64 start_ms, gint64 end_ms,
                    const gint64 *fixed, GError **error)
{
  const SzAsk *ask = answer->ask;
  g_autofree Way *ways = g_new0 (Way, n_leaves + 1);
  g_autofree guint *group = g_new0 (guint, n_leaves + 1);
  g_autofree gboolean *done = g_new0 (gboolean, n_leaves + 1);
  for (guint i = 0; i < n_leaves; i++)
    if (!choose_way (answer, leaves[i], start_ms, end_ms, &ways[i], error))
      return FALSE;
  for (guint i = 0; i < n_leaves; i++) {
    if (done[i])
      continue;
    gint64 clipped = clip_end (ask, ask->leaves[leaves[i]].measure->instant, end_ms);
    guint n = 0;
    for (guint j = i; j < n_leaves; j++) {
      if (done[j] || ways[j] != ways[i] ||
          clip_end (ask, ask->leaves[leaves[j]].measure->instant, end_ms) != clipped)
        continue;
      group[n++] = leaves[j];
      done[j] = TRUE;
    }
    if (!add_group (answer, ways[i], group, n, start_ms, clipped, fixed, error))
      return FALSE;
  }
  return TRUE;
}
