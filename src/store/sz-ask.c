/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-ask-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sz-i18n.h"

#define MOST_BUCKETS 200000

/* The buckets of the span, in order, where every one of them is wanted. */
typedef struct {
  GArray *starts, *ends; /* (element-type gint64); ends are clipped to the span */
} Buckets;

/* --- checking --- */

static gboolean
check_leaf (const SzAsk *ask, const SzLeaf *leaf, GError **error)
{
  const SzMeasure *measure = leaf->measure;
  if (measure->dataset != ask->dataset || leaf->window != ask->leaves[0].window) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                 "%s: leaves of different data sets or windows in one question", measure->text);
    return FALSE;
  }
  gboolean snapshot = measure->kind == SZ_MEASURE_CURRENT || measure->kind == SZ_MEASURE_CURRENT_SUM;
  if (snapshot && ask->dataset->valid_from < 0) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_CANNOT, _ ("%s: rows of %s have no time in which they hold"),
                 measure->text, ask->dataset->id);
    return FALSE;
  }
  if (!snapshot && leaf->window == SZ_WINDOW_RUNNING && !sz_measure_is_additive (measure)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_CANNOT,
                 _ ("%s does not add up over time, so it has no running total"), measure->text);
    return FALSE;
  }
  return TRUE;
}

static gboolean
prepare (SzAnswer *answer, SzReader *reader, const SzAsk *ask, GError **error)
{
  answer->reader = reader;
  answer->ask = ask;
  if (ask->n_leaves == 0 || ask->n_by > 3) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, "a question needs a measure and at most three dimensions");
    return FALSE;
  }
  for (guint i = 0; i < ask->n_leaves; i++)
    if (!check_leaf (ask, &ask->leaves[i], error))
      return FALSE;
  answer->dataset = sz_reader_dataset (reader, ask->dataset, error);
  if (answer->dataset == NULL || !sz_reader_one_zone (reader, ask->zone, &answer->one_zone, error) ||
      !sz_filter_set_init (&answer->filters, reader, ask->dataset, ask->filters, ask->n_filters, error))
    return FALSE;
  answer->n_by = ask->leaves[0].total ? 0 : ask->n_by; /* the whole that a share is taken of */
  for (guint i = 0; i < answer->n_by; i++)
    if (!sz_reader_find_dimension (ask->dataset, ask->by[i], &answer->by[i], error))
      return FALSE;
  answer->scan = (SzScan){
    .layout = answer->dataset->layout,
    .filters = answer->filters.filters,
    .n_filters = answer->filters.n_filters,
    .by = answer->by,
    .n_by = answer->n_by,
  };
  answer->tally = sz_tally_new (ask->leaves, ask->n_leaves, answer->n_by);
  return TRUE;
}

static gboolean
list_buckets (const SzAsk *ask, Buckets *buckets, GError **error)
{
  buckets->starts = g_array_new (FALSE, FALSE, sizeof (gint64));
  buckets->ends = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (ask->grain == SZ_GRAIN_NONE) {
    gint64 none = 0;
    g_array_append_val (buckets->starts, none);
    g_array_append_val (buckets->ends, ask->end_ms);
    return TRUE;
  }
  for (gint64 at = sz_grain_floor (ask->grain, ask->zone, ask->start_ms); at < ask->end_ms;) {
    gint64 next = sz_grain_next (ask->grain, ask->zone, at), end = MIN (next, ask->end_ms);
    g_array_append_val (buckets->starts, at);
    g_array_append_val (buckets->ends, end);
    at = next;
    if (buckets->starts->len > MOST_BUCKETS) {
      g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("The period has more than %d parts of this length"),
                   MOST_BUCKETS);
      return FALSE;
    }
  }
  return TRUE;
}

static void
clear_buckets (Buckets *buckets)
{
  g_clear_pointer (&buckets->starts, g_array_unref);
  g_clear_pointer (&buckets->ends, g_array_unref);
}

/* --- windows --- */

static const gint64 before_all = G_MININT64; /* the bucket of what came before the span */

static gint64
midnight_before (const SzAsk *ask, gint64 instant_ms)
{
  return sz_zone_day_start_ms (ask->zone, sz_zone_day (ask->zone, instant_ms));
}

static gboolean
finer_than_week (SzGrain grain)
{
  return grain == SZ_GRAIN_QUARTER_HOUR || grain == SZ_GRAIN_HOUR || grain == SZ_GRAIN_DAY;
}

/* Whether the leaf's figure is carried on from bucket to bucket. */
static gboolean
runs_on (const SzAnswer *answer, guint leaf)
{
  const SzAsk *ask = answer->ask;
  if (!sz_measure_is_additive (ask->leaves[leaf].measure))
    return FALSE;
  switch (ask->leaves[leaf].window) {
  case SZ_WINDOW_RUNNING:
    return TRUE;
  case SZ_WINDOW_DAY_RUNNING:
    return finer_than_week (ask->grain);
  case SZ_WINDOW_BUCKET:
    break;
  }
  return FALSE;
}

/* Long buckets: of each only its last day. */
static gboolean
add_last_days (SzAnswer *answer, const guint *leaves, guint n, const Buckets *buckets, GError **error)
{
  for (guint i = 0; i < buckets->starts->len; i++) {
    gint64 end = g_array_index (buckets->ends, gint64, i);
    if (!sz_answer_add_span (answer, leaves, n, midnight_before (answer->ask, end - 1), end,
                             &g_array_index (buckets->starts, gint64, i), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_day_running (SzAnswer *answer, const guint *leaves, guint n, const Buckets *buckets, GError **error)
{
  const SzAsk *ask = answer->ask;
  g_autofree guint *summed = g_new (guint, n), *others = g_new (guint, n);
  guint n_summed = 0, n_others = 0;
  for (guint i = 0; i < n; i++) {
    if (runs_on (answer, leaves[i]))
      summed[n_summed++] = leaves[i];
    else
      others[n_others++] = leaves[i];
  }
  if (n_others > 0 && !add_last_days (answer, others, n_others, buckets, error))
    return FALSE;
  gint64 midnight = midnight_before (ask, ask->start_ms);
  return n_summed == 0 ||
         (sz_answer_add_span (answer, summed, n_summed, midnight, ask->start_ms, &before_all, error) &&
          sz_answer_add_span (answer, summed, n_summed, ask->start_ms, ask->end_ms, NULL, error));
}

static gboolean
add_flows (SzAnswer *answer, const guint *leaves, guint n, const Buckets *buckets, GError **error)
{
  const SzAsk *ask = answer->ask;
  if (n == 0 || ask->start_ms >= ask->end_ms)
    return TRUE;
  switch (ask->leaves[0].window) {
  case SZ_WINDOW_BUCKET:
    break;
  case SZ_WINDOW_RUNNING:
    if (!sz_answer_add_span (answer, leaves, n, G_MININT64, ask->start_ms, &before_all, error))
      return FALSE;
    break;
  case SZ_WINDOW_DAY_RUNNING:
    return add_day_running (answer, leaves, n, buckets, error);
  }
  return sz_answer_add_span (answer, leaves, n, ask->start_ms, ask->end_ms, NULL, error);
}

static gboolean
add_snapshots (SzAnswer *answer, const guint *leaves, guint n, const Buckets *buckets, GError **error)
{
  if (n == 0)
    return TRUE;
  g_autofree gint64 *ends = g_new (gint64, buckets->ends->len + 1);
  for (guint i = 0; i < buckets->ends->len; i++)
    ends[i] = MIN (g_array_index (buckets->ends, gint64, i) - 1, answer->ask->now_ms);
  return sz_answer_add_snapshots (answer, leaves, n, (const gint64 *)(void *)buckets->starts->data, ends,
                                  buckets->ends->len, error);
}

/* --- rows of the answer --- */

typedef struct {
  gint64 bucket;
  gint64 dims[3];
  const char *texts[3]; /* NULL: missing */
  int cell;             /* in the tally; -1: no rows */
} Line;

typedef struct {
  SzAnswer *answer;
  GArray *lines; /* (element-type Line) */
  GStringChunk *texts;
} Lines;

static const char *
dim_text (Lines *lines, guint index, gint64 stored, GError **error)
{
  SzAnswer *answer = lines->answer;
  if (answer->by[index] < 0) {
    SzStmt *stmt = sz_db_statement (answer->reader->db, "SELECT source FROM sources WHERE id = ?1", error);
    if (stmt == NULL)
      return NULL;
    sz_stmt_bind_int (stmt, 1, stored);
    const char *text = sz_stmt_step (stmt, error) == SZ_STEP_ROW
                           ? g_string_chunk_insert (lines->texts, sz_stmt_text (stmt, 0))
                           : NULL;
    sz_stmt_reset (stmt);
    return text;
  }
  if (stored == 0)
    return NULL;
  const SzField *field = sz_dataset_field (answer->ask->dataset, (guint)answer->by[index]);
  if (field->type == SZ_FIELD_CODE)
    return sz_words_text (answer->reader->words, stored);
  char number[32];
  g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, sz_dim_decode (field, stored));
  return g_string_chunk_insert (lines->texts, number);
}

static void
add_line (Lines *lines, gint64 bucket, const gint64 *dims, int cell)
{
  Line line = { .bucket = bucket, .cell = cell };
  for (guint i = 0; i < lines->answer->n_by; i++) {
    line.dims[i] = dims[i];
    line.texts[i] = dim_text (lines, i, dims[i], NULL);
  }
  g_array_append_val (lines->lines, line);
}

static int
compare_dim (const Line *a, const Line *b, guint index, const SzAnswer *answer)
{
  if (a->texts[index] == NULL || b->texts[index] == NULL)
    return (a->texts[index] != NULL) - (b->texts[index] != NULL);
  int field = answer->by[index];
  if (field >= 0 && sz_dataset_field (answer->ask->dataset, (guint)field)->type != SZ_FIELD_CODE)
    return (a->dims[index] > b->dims[index]) - (a->dims[index] < b->dims[index]);
  return strcmp (a->texts[index], b->texts[index]);
}

static int
compare_lines (const void *a, const void *b, void *data)
{
  const Line *left = a, *right = b;
  const SzAnswer *answer = data;
  if (left->bucket != right->bucket)
    return left->bucket < right->bucket ? -1 : 1;
  for (guint i = 0; i < answer->n_by; i++) {
    int order = compare_dim (left, right, i, answer);
    if (order != 0)
      return order;
  }
  return 0;
}

/* One line for each bucket of the span and each combination of dimensions that has rows anywhere. */
static void
add_every_line (Lines *lines, const Buckets *buckets)
{
  SzAnswer *answer = lines->answer;
  SzCells combinations;
  sz_cells_init (&combinations, MAX (answer->n_by, 1), 0);
  gint64 nothing[3] = { 0 };
  if (answer->n_by == 0)
    sz_cells_find (&combinations, nothing);
  guint n = sz_tally_n_cells (answer->tally);
  for (guint cell = 0; answer->n_by > 0 && cell < n; cell++)
    if (sz_tally_presence (answer->tally, cell) > 0)
      sz_cells_find (&combinations, sz_tally_key (answer->tally, cell) + 1);
  for (guint i = 0; i < buckets->starts->len; i++) {
    gint64 bucket = g_array_index (buckets->starts, gint64, i);
    for (guint j = 0; j < combinations.n_cells; j++) {
      gint64 dims[3] = { 0 };
      memcpy (dims, sz_cells_key (&combinations, j), answer->n_by * sizeof (gint64));
      add_line (lines, bucket, dims, (int)sz_tally_cell (answer->tally, bucket, dims));
    }
  }
  sz_cells_clear (&combinations);
}

static void
add_lines_with_rows (Lines *lines)
{
  SzTally *tally = lines->answer->tally;
  for (guint cell = 0; cell < sz_tally_n_cells (tally); cell++)
    if (sz_tally_presence (tally, cell) > 0)
      add_line (lines, sz_tally_key (tally, cell)[0], sz_tally_key (tally, cell) + 1, (int)cell);
}

/* --- running totals --- */

/* Per combination of dimensions: what has been counted up to the bucket in hand. */
typedef struct {
  SzCells sums;
  gint64 day;
} Running;

static double
run_on (Running *running, SzAnswer *answer, const Line *line, guint leaf, gboolean new_bucket)
{
  const SzAsk *ask = answer->ask;
  gint64 key[3] = { line->dims[0], line->dims[1], line->dims[2] };
  guint known = running->sums.n_cells, at = sz_cells_find (&running->sums, key);
  gint64 *sums = sz_cells_sums (&running->sums, at); /* day, then leaves */
  gboolean by_day = ask->leaves[0].window == SZ_WINDOW_DAY_RUNNING;
  gint64 day = by_day ? sz_zone_day (ask->zone, line->bucket) : 0;
  gboolean first = at == known;
  gint64 start_day = by_day ? sz_zone_day (ask->zone, ask->start_ms) : 0;
  if (new_bucket && (first || sums[0] != day)) {
    sums[0] = day;
    for (guint i = 0; i < ask->n_leaves; i++)
      sums[1 + i] = day == start_day ? sz_tally_sum (answer->tally,
                                                     sz_tally_cell (answer->tally, before_all, line->dims), i)
                                     : 0;
  }
  sums[1 + leaf] += sz_tally_sum (answer->tally, (guint)line->cell, leaf);
  return (double)sums[1 + leaf];
}

/* --- the frame --- */

static SzFrame *
make_frame (const SzAnswer *answer)
{
  const SzAsk *ask = answer->ask;
  SzFrame *frame = sz_frame_new ();
  if (ask->grain != SZ_GRAIN_NONE)
    sz_frame_add_column (frame, "bucket", NULL, NULL, SZ_COLUMN_INSTANT);
  for (guint i = 0; i < answer->n_by; i++)
    sz_frame_add_column (frame, ask->by[i]->id, ask->by[i]->name, NULL, SZ_COLUMN_TEXT);
  for (guint i = 0; i < ask->n_leaves; i++)
    sz_frame_add_column (frame, ask->leaves[i].measure->column, ask->leaves[i].measure->text, NULL,
                         SZ_COLUMN_NUMBER);
  frame->provenance.now_ms = ask->now_ms;
  frame->provenance.approximate = answer->approximate;
  frame->provenance.error_bound = answer->approximate ? SZ_SKETCH_ERROR : 0;
  return frame;
}

static void
fill_frame (SzFrame *frame, const Lines *lines, Running *running)
{
  SzAnswer *answer = lines->answer;
  const SzAsk *ask = answer->ask;
  for (guint i = 0; i < lines->lines->len; i++) {
    const Line *line = &g_array_index (lines->lines, Line, i);
    gsize row = sz_frame_add_row (frame);
    guint column = 0;
    if (ask->grain != SZ_GRAIN_NONE)
      sz_frame_set_number (frame, row, column++, (double)line->bucket);
    for (guint j = 0; j < answer->n_by; j++)
      sz_frame_set_text (frame, row, column++, line->texts[j]);
    gboolean first = TRUE;
    for (guint j = 0; j < ask->n_leaves; j++) {
      gboolean runs = runs_on (answer, j);
      double value = runs ? run_on (running, answer, line, j, first)
                          : sz_tally_figure (answer->tally, (guint)line->cell, j);
      first = first && !runs;
      sz_frame_set_number (frame, row, column++, value);
    }
  }
}

static SzFrame *
compose (SzAnswer *answer, const Buckets *buckets, gboolean every)
{
  Lines lines = { answer, g_array_new (FALSE, TRUE, sizeof (Line)), g_string_chunk_new (1024) };
  if (every)
    add_every_line (&lines, buckets);
  else
    add_lines_with_rows (&lines);
  g_array_sort_with_data (lines.lines, (GCompareDataFunc)compare_lines, answer);
  Running running;
  sz_cells_init (&running.sums, 3, 1 + answer->ask->n_leaves);
  SzFrame *frame = make_frame (answer);
  fill_frame (frame, &lines, &running);
  sz_cells_clear (&running.sums);
  g_array_unref (lines.lines);
  g_string_chunk_free (lines.texts);
  return frame;
}

/* --- the question --- */

static SzFrame *
answer_question (SzAnswer *answer, GError **error)
{
  const SzAsk *ask = answer->ask;
  g_autofree guint *flows = g_new (guint, ask->n_leaves), *snapshots = g_new (guint, ask->n_leaves);
  guint n_flows = 0, n_snapshots = 0;
  for (guint i = 0; i < ask->n_leaves; i++) {
    SzMeasureKind kind = ask->leaves[i].measure->kind;
    if (kind == SZ_MEASURE_CURRENT || kind == SZ_MEASURE_CURRENT_SUM)
      snapshots[n_snapshots++] = i;
    else
      flows[n_flows++] = i;
  }
  gboolean every = n_snapshots > 0 || ask->leaves[0].window != SZ_WINDOW_BUCKET;
  Buckets buckets = { 0 };
  gboolean good = !every || list_buckets (ask, &buckets, error);
  if (good && !answer->filters.impossible)
    good = add_flows (answer, flows, n_flows, &buckets, error) &&
           add_snapshots (answer, snapshots, n_snapshots, &buckets, error);
  SzFrame *frame = good ? compose (answer, &buckets, every) : NULL;
  clear_buckets (&buckets);
  return frame;
}

static gboolean
add_watermark (SzReader *reader, const SzDataset *dataset, SzFrame *frame, GError **error)
{
  SzStmt *stmt = sz_db_statement (
      reader->db, "SELECT min(watermark_ms) FROM feeds WHERE dataset = ?1 AND watermark_ms <> 0", error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_text (stmt, 1, dataset->id);
  SzStep step = sz_stmt_step (stmt, error);
  if (step == SZ_STEP_ROW)
    frame->provenance.data_ms = sz_stmt_int (stmt, 0);
  sz_stmt_reset (stmt);
  return step != SZ_STEP_ERROR;
}

SzFrame *
sz_reader_ask (SzReader *reader, const SzAsk *ask, GError **error)
{
  SzAnswer answer = { 0 };
  g_autoptr (SzFrame) frame = NULL;
  if (!sz_reader_begin (reader, error))
    return NULL;
  if (prepare (&answer, reader, ask, error))
    frame = answer_question (&answer, error);
  if (frame && !add_watermark (reader, ask->dataset, frame, error))
    g_clear_pointer (&frame, sz_frame_unref);
  sz_reader_end (reader);
  sz_tally_free (answer.tally);
  sz_filter_set_clear (&answer.filters);
  return g_steal_pointer (&frame);
}
