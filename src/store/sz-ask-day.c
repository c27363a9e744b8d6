/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A part of an answer from rows in memory: what sz-compile.c says in SQL, in C. */

#include "sz-ask-private.h"
#include "sz-evaluate.h"

typedef struct {
  const SzMeasure *measure;
  SzProgram *program;
} Leaf;

static gboolean
is_number (const SzDataset *dataset, const SzValue *value)
{
  switch (value->kind) {
  case SZ_VALUE_NUMBER:
    return TRUE;
  case SZ_VALUE_TEXT:
    return FALSE;
  case SZ_VALUE_FIELD:
    return sz_dataset_field (dataset, value->field)->type != SZ_FIELD_TEXT;
  case SZ_VALUE_ADD:
  case SZ_VALUE_SUBTRACT:
    return is_number (dataset, value->left) && is_number (dataset, value->right);
  }
  return FALSE;
}

gboolean
sz_part_can_use_day (const SzPart *part)
{
  for (guint i = 0; i < part->n_leaves; i++) {
    const SzMeasure *measure = part->answer->ask->leaves[part->leaves[i]].measure;
    if (measure->value && !is_number (measure->dataset, measure->value))
      return FALSE;
  }
  return TRUE;
}

static gboolean
holds_value (const SzFilterSet *set, guint first, guint n, gint64 value)
{
  for (guint i = first; i < first + n; i++)
    if (g_array_index (set->facts, gint64, i) == value)
      return TRUE;
  return FALSE;
}

static gboolean
passes (const SzFilterSet *set, const SzRowView *view, gint64 source)
{
  guint first = 0;
  for (guint i = 0; i < set->n_filters; i++) {
    const SzCompiledFilter *filter = &set->filters[i];
    gboolean known = filter->field < 0 || view->set[filter->field];
    gint64 value = filter->field < 0 ? source : view->numbers[filter->field];
    if (known ? !holds_value (set, first, filter->n_values, value) : !filter->missing)
      return FALSE;
    first += filter->n_values;
  }
  return TRUE;
}

/* A field that is told apart, as a number. */
static gboolean
read_field (SzTally *tally, const SzDataset *dataset, const SzRowView *view, int field, gint64 *value)
{
  if (!view->set[field])
    return FALSE;
  *value = sz_dataset_field (dataset, (guint)field)->type == SZ_FIELD_TEXT
               ? sz_tally_text (tally, view->texts[field])
               : view->numbers[field];
  return TRUE;
}

static gboolean
read_leaf (SzTally *tally, const Leaf *leaf, const SzRowView *view, SzTallyValue *value)
{
  const SzMeasure *measure = leaf->measure;
  gboolean tells = measure->kind == SZ_MEASURE_DISTINCT || measure->kind == SZ_MEASURE_RECURRING;
  if (sz_program_where (leaf->program, view) != SZ_TRUE)
    return FALSE;
  if (tells && measure->field >= 0) {
    if (!read_field (tally, measure->dataset, view, measure->field, &value->value))
      return FALSE;
  } else if (!sz_program_value (leaf->program, view, &value->value)) {
    return FALSE;
  } else if (measure->kind == SZ_MEASURE_COUNT) {
    value->value = 1;
  }
  value->has_second = measure->kind == SZ_MEASURE_RECURRING && measure->field2 >= 0 &&
                      read_field (tally, measure->dataset, view, measure->field2, &value->second);
  if (!value->has_second)
    value->second = 0;
  return TRUE;
}

static void
read_dims (const SzAnswer *answer, const SzRowView *view, gint64 source, gint64 dims[3])
{
  for (guint i = 0; i < answer->n_by; i++) {
    int field = answer->by[i];
    if (field < 0)
      dims[i] = source;
    else if (view->set[field])
      dims[i] = sz_dim_encode (sz_dataset_field (answer->ask->dataset, (guint)field), view->numbers[field]);
  }
}

static void
add_row (const SzPart *part, const Leaf *leaves, const SzRowView *view, gint64 source, gint64 instant,
         SzBucketing *bucketing)
{
  const SzAnswer *answer = part->answer;
  gint64 dims[3] = { 0 };
  SzTallyValue value = { 0 };
  read_dims (answer, view, source, dims);
  guint cell = sz_tally_cell (answer->tally, sz_bucketing_find (bucketing, instant), dims);
  sz_tally_add_presence (answer->tally, cell, 1);
  for (guint i = 0; i < part->n_leaves; i++)
    if (read_leaf (answer->tally, &leaves[i], view, &value)) {
      if (leaves[i].measure->kind == SZ_MEASURE_DAYS)
        value.day = sz_zone_day (answer->ask->zone, instant);
      sz_tally_add_value (answer->tally, cell, part->leaves[i], &value);
    }
}

static void
free_leaves (Leaf *leaves, guint n)
{
  for (guint i = 0; i < n; i++)
    sz_program_free (leaves[i].program);
  g_free (leaves);
}

static Leaf *
make_leaves (const SzPart *part, GError **error)
{
  Leaf *leaves = g_new0 (Leaf, part->n_leaves + 1);
  for (guint i = 0; i < part->n_leaves; i++) {
    leaves[i].measure = part->answer->ask->leaves[part->leaves[i]].measure;
    leaves[i].program = sz_program_new (leaves[i].measure, part->answer->reader->words, FALSE, error);
    if (leaves[i].program == NULL) {
      free_leaves (leaves, part->n_leaves);
      return NULL;
    }
  }
  return leaves;
}

/* The fields that the answer looks at; `used` has a flag for each. */
static void
mark_fields (const SzAnswer *answer, const Leaf *leaves, guint n_leaves, gboolean *used)
{
  for (guint i = 0; i < n_leaves; i++) {
    const SzMeasure *measure = leaves[i].measure;
    sz_program_mark_fields (leaves[i].program, used);
    if (measure->field >= 0)
      used[measure->field] = TRUE;
    if (measure->field2 >= 0)
      used[measure->field2] = TRUE;
  }
  for (guint i = 0; i < answer->n_by; i++)
    if (answer->by[i] >= 0)
      used[answer->by[i]] = TRUE;
  for (guint i = 0; i < answer->filters.n_filters; i++)
    if (answer->filters.filters[i].field >= 0)
      used[answer->filters.filters[i].field] = TRUE;
}

gboolean
sz_part_add_day (const SzPart *part, const SzDayTable *rows, SzBucketing *bucketing, GError **error)
{
  const SzAnswer *answer = part->answer;
  guint field = answer->ask->leaves[part->leaves[0]].measure->instant;
  Leaf *leaves = make_leaves (part, error);
  if (leaves == NULL)
    return FALSE;
  g_autofree gboolean *used = g_new0 (gboolean, answer->ask->dataset->fields->len);
  mark_fields (answer, leaves, part->n_leaves, used);
  used[field] = TRUE;
  SzDayCursor at;
  sz_day_cursor_init (&at, rows, used);
  for (guint row = 0; row < sz_day_table_n_rows (rows); row++) {
    sz_day_cursor_read (&at, row);
    gint64 instant = at.view.numbers[field];
    if (at.view.set[field] && instant >= part->start_ms && instant < part->end_ms &&
        passes (&answer->filters, &at.view, at.source))
      add_row (part, leaves, &at.view, at.source, instant, bucketing);
  }
  sz_day_cursor_clear (&at);
  free_leaves (leaves, part->n_leaves);
  return TRUE;
}

/* --- snapshots --- */

static void
add_in_force (SzAnswer *answer, const guint *numbers, const Leaf *leaves, guint n_leaves,
              const SzRowView *view, gint64 source, const gint64 *buckets, guint first, guint end)
{
  gint64 dims[3] = { 0 };
  read_dims (answer, view, source, dims);
  for (guint bucket = first; bucket < end; bucket++) {
    guint cell = sz_tally_cell (answer->tally, buckets[bucket], dims);
    SzTallyValue value = { 0 };
    sz_tally_add_presence (answer->tally, cell, 1);
    for (guint i = 0; i < n_leaves; i++)
      if (read_leaf (answer->tally, &leaves[i], view, &value))
        sz_tally_add_value (answer->tally, cell, numbers[i], &value);
  }
}

gboolean
sz_answer_add_snapshots_of (SzAnswer *answer, const SzDayTable *rows, const guint *numbers, guint n_leaves,
                            const gint64 *buckets, const gint64 *ends, guint n_buckets, GError **error)
{
  const SzDataset *dataset = answer->ask->dataset;
  const SzPart all = { answer, numbers, n_leaves, 0, 0, NULL };
  Leaf *leaves = make_leaves (&all, error);
  if (leaves == NULL)
    return FALSE;
  g_autofree gboolean *used = g_new0 (gboolean, dataset->fields->len);
  mark_fields (answer, leaves, n_leaves, used);
  used[dataset->valid_from] = TRUE;
  if (dataset->valid_to >= 0)
    used[dataset->valid_to] = TRUE;
  SzDayCursor at;
  sz_day_cursor_init (&at, rows, used);
  for (guint row = 0; row < sz_day_table_n_rows (rows); row++) {
    sz_day_cursor_read (&at, row);
    const SzRowView *view = &at.view;
    if (!view->set[dataset->valid_from] || !passes (&answer->filters, view, at.source))
      continue;
    guint first = sz_first_at (ends, n_buckets, view->numbers[dataset->valid_from]), end = n_buckets;
    if (dataset->valid_to >= 0 && view->set[dataset->valid_to])
      end = sz_first_at (ends, n_buckets, view->numbers[dataset->valid_to]);
    add_in_force (answer, numbers, leaves, n_leaves, view, at.source, buckets, first, end);
  }
  sz_day_cursor_clear (&at);
  free_leaves (leaves, n_leaves);
  return TRUE;
}
