/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  char *source, *key;
  gint64 generation, version;
  gboolean gone;
  SzCell *cells; /* own texts */
  const SzDataset *dataset;
} Held;

typedef struct {
  SzZone *zone;
  gint64 generation;
  GHashTable *done; /* "dataset day" -> generation */
  GHashTable *bury; /* dataset -> generation */
} Source;

struct _Model {
  GHashTable *rows; /* "dataset source key" -> Held */
  GHashTable *sources;
};

/* --- rows --- */

static void
free_held (gpointer data)
{
  Held *held = data;
  for (guint i = 0; held->cells && i < held->dataset->fields->len; i++)
    g_free ((char *)held->cells[i].text);
  g_free (held->cells);
  g_free (held->source);
  g_free (held->key);
  g_free (held);
}

static void
free_source (gpointer data)
{
  Source *source = data;
  sz_zone_unref (source->zone);
  g_hash_table_unref (source->done);
  g_hash_table_unref (source->bury);
  g_free (source);
}

Model *
model_new (void)
{
  Model *model = g_new0 (Model, 1);
  model->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_held);
  model->sources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_source);
  return model;
}

void
model_free (Model *model)
{
  g_hash_table_unref (model->rows);
  g_hash_table_unref (model->sources);
  g_free (model);
}

static Source *
get_source (Model *model, const char *id, gint64 generation)
{
  Source *source = g_hash_table_lookup (model->sources, id);
  if (source == NULL) {
    source = g_new0 (Source, 1);
    source->zone = sz_zone_new ("Asia/Shanghai", NULL);
    source->generation = generation;
    source->done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    source->bury = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_insert (model->sources, g_strdup (id), source);
  }
  return source;
}

void
model_set_zone (Model *model, const char *id, const char *zone)
{
  Source *source = get_source (model, id, 1);
  sz_zone_unref (source->zone);
  source->zone = sz_zone_new (zone, NULL);
}

static gint64
day_of (const Source *source, const SzDataset *dataset, const SzCell *cells)
{
  return sz_zone_day (source->zone, cells[dataset->at].number);
}

static void
put (Model *model, const SzBatch *batch, const SzRow *row)
{
  g_autofree char *id = g_strdup_printf ("%s %s %s", batch->dataset->id, batch->source, row->key);
  const Held *old = g_hash_table_lookup (model->rows, id);
  if (old) {
    gint64 by_generation = (gint64)batch->generation - old->generation;
    gint64 order = by_generation ? by_generation : row->version - old->version;
    if (order < 0 || (order == 0 && (!row->deleted || old->gone)))
      return;
  }
  Held *held = g_new0 (Held, 1);
  held->source = g_strdup (batch->source);
  held->key = g_strdup (row->key);
  held->generation = batch->generation;
  held->version = row->version;
  held->gone = row->deleted;
  held->dataset = batch->dataset;
  if (!row->deleted) {
    held->cells = g_memdup2 (row->cells, sizeof (SzCell) * batch->dataset->fields->len);
    for (guint i = 0; i < batch->dataset->fields->len; i++)
      held->cells[i].text = held->cells[i].kind == SZ_CELL_TEXT ? g_strdup (held->cells[i].text) : NULL;
  }
  g_hash_table_insert (model->rows, g_steal_pointer (&id), held);
}

static gboolean
is_buried (const SzBatch *batch, const Source *source, gint64 day)
{
  if (batch->generation < GPOINTER_TO_SIZE (g_hash_table_lookup (source->bury, batch->dataset->id)))
    return TRUE;
  g_autofree char *key = g_strdup_printf ("%s %d", batch->dataset->id, (int)day);
  return batch->generation < source->generation &&
         batch->generation < GPOINTER_TO_SIZE (g_hash_table_lookup (source->done, key));
}

static void
bury (Model *model, const SzBatch *batch, const Source *source, gint64 day)
{
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init (&iter, model->rows);
  while (g_hash_table_iter_next (&iter, NULL, &data)) {
    const Held *held = data;
    if (held->dataset != batch->dataset || strcmp (held->source, batch->source) != 0 ||
        held->generation >= batch->generation)
      continue;
    if (day == G_MAXINT64 || (!held->gone && day_of (source, held->dataset, held->cells) == day))
      g_hash_table_iter_remove (&iter);
  }
}

void
model_apply (Model *model, const SzBatch *batch)
{
  Source *source = get_source (model, batch->source, batch->generation);
  for (guint i = 0; i < batch->rows->len; i++) {
    const SzRow *row = &g_array_index (batch->rows, SzRow, i);
    gint64 at = row->deleted ? row->at_ms : row->cells[batch->dataset->at].number;
    if (!is_buried (batch, source, sz_zone_day (source->zone, at)))
      put (model, batch, row);
  }
  if (batch->generation < source->generation)
    return;
  source->generation = batch->generation;
  for (guint i = 0; i < batch->days_done->len; i++) {
    gint64 day = g_array_index (batch->days_done, gint64, i);
    bury (model, batch, source, day);
    g_hash_table_insert (source->done, g_strdup_printf ("%s %d", batch->dataset->id, (int)day),
                         GSIZE_TO_POINTER (batch->generation));
  }
  if (batch->bury_rest) {
    bury (model, batch, source, G_MAXINT64);
    g_hash_table_insert (source->bury, g_strdup (batch->dataset->id), GSIZE_TO_POINTER (batch->generation));
  }
}

void
model_forget (Model *model, const char *id)
{
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init (&iter, model->rows);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    if (strcmp (((const Held *)data)->source, id) == 0)
      g_hash_table_iter_remove (&iter);
  g_hash_table_remove (model->sources, id);
}

guint
model_size (const Model *model)
{
  guint size = 0;
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init (&iter, model->rows);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    size += !((const Held *)data)->gone;
  return size;
}

/* --- conditions --- */

static SzCell
value_of (const SzValue *value, const SzCell *cells)
{
  if (value->kind == SZ_VALUE_FIELD)
    return cells[value->field];
  if (value->kind == SZ_VALUE_TEXT)
    return (SzCell){ .text = value->text, .kind = SZ_CELL_TEXT };
  if (value->kind == SZ_VALUE_NUMBER)
    return (SzCell){ .number = value->number, .kind = SZ_CELL_NUMBER };
  SzCell a = value_of (value->left, cells), b = value_of (value->right, cells);
  if (a.kind != SZ_CELL_NUMBER || b.kind != SZ_CELL_NUMBER)
    return (SzCell){ .kind = SZ_CELL_MISSING };
  gint64 number = value->kind == SZ_VALUE_ADD ? a.number + b.number : a.number - b.number;
  return (SzCell){ .number = number, .kind = SZ_CELL_NUMBER };
}

/* NAN is neither true nor false. */
static double
truth (const SzCondition *condition, const SzCell *cells)
{
  if (condition->kind == SZ_CONDITION_AND || condition->kind == SZ_CONDITION_OR) {
    double decides = condition->kind == SZ_CONDITION_OR;
    double a = truth (condition->left, cells), b = truth (condition->right, cells);
    return a == decides || b == decides ? decides : isnan (a) || isnan (b) ? NAN : !decides;
  }
  if (condition->kind == SZ_CONDITION_NOT) {
    double a = truth (condition->left, cells);
    return isnan (a) ? NAN : !(a != 0);
  }
  SzCell a = value_of (condition->a, cells);
  if (condition->kind == SZ_CONDITION_SET || condition->kind == SZ_CONDITION_MISSING)
    return (a.kind == SZ_CELL_MISSING) == (condition->kind == SZ_CONDITION_MISSING);
  if (condition->kind == SZ_CONDITION_TRUE)
    return a.kind == SZ_CELL_MISSING ? NAN : a.number == 1;
  SzCell b = value_of (condition->b, cells);
  if (a.kind == SZ_CELL_MISSING || a.kind != b.kind)
    return NAN;
  gint64 order =
      a.kind == SZ_CELL_TEXT ? strcmp (a.text, b.text) : (a.number > b.number) - (a.number < b.number);
  switch ((int)condition->kind) {
  case SZ_CONDITION_EQ:
    return order == 0;
  case SZ_CONDITION_NE:
    return order != 0;
  case SZ_CONDITION_LT:
    return order < 0;
  case SZ_CONDITION_LE:
    return order <= 0;
  case SZ_CONDITION_GT:
    return order > 0;
  default:
    return order >= 0;
  }
}

/* --- answers --- */

typedef struct {
  GArray *values;  /* (element-type SzCell) first field or value of every row that counts */
  GArray *seconds; /* (element-type SzCell) */
  GArray *days;    /* (element-type gint64) */
} Bag;

typedef struct {
  Bag *bags; /* one per leaf */
  gboolean present;
} Spot;

static char *
cell_text (const SzCell *cell)
{
  if (cell->kind == SZ_CELL_MISSING)
    return g_strdup ("~");
  return cell->kind == SZ_CELL_TEXT ? g_strdup (cell->text)
                                    : g_strdup_printf ("%" G_GINT64_FORMAT, cell->number);
}

static char *
dimension_text (const Held *held, const SzDimension *dimension)
{
  if (dimension->source)
    return g_strdup (held->source);
  return cell_text (&held->cells[sz_dataset_find_dimension (held->dataset, dimension->id)]);
}

static gboolean
passes (const Held *held, const SzAsk *ask)
{
  for (guint i = 0; i < ask->n_filters; i++) {
    g_autofree char *text = dimension_text (held, ask->filters[i].dimension);
    const char *wanted = strcmp (text, "~") == 0 ? "" : text;
    if (!g_strv_contains ((const char *const *)ask->filters[i].values, wanted))
      return FALSE;
  }
  return TRUE;
}

static char *
dims_text (const Held *held, const SzAsk *ask)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < ask->n_by && !ask->leaves[0].total; i++) {
    g_autofree char *part = dimension_text (held, ask->by[i]);
    g_string_append_printf (text, "|%s", part);
  }
  return g_string_free (text, FALSE);
}

static Spot *
find_spot (GHashTable *spots, gint64 bucket, const char *dims, guint n_leaves)
{
  g_autofree char *key = g_strdup_printf ("%" G_GINT64_FORMAT "%s", bucket, dims);
  Spot *spot = g_hash_table_lookup (spots, key);
  if (spot == NULL) {
    spot = g_new0 (Spot, 1);
    spot->bags = g_new0 (Bag, n_leaves);
    for (guint i = 0; i < n_leaves; i++) {
      spot->bags[i].values = g_array_new (FALSE, FALSE, sizeof (SzCell));
      spot->bags[i].seconds = g_array_new (FALSE, FALSE, sizeof (SzCell));
      spot->bags[i].days = g_array_new (FALSE, FALSE, sizeof (gint64));
    }
    g_hash_table_insert (spots, g_steal_pointer (&key), spot);
  }
  return spot;
}

static void
add_to_bag (Bag *bag, const SzMeasure *measure, const Held *held, gint64 day)
{
  SzCell one = { .number = 1, .kind = SZ_CELL_NUMBER }, value = one, second = { .kind = SZ_CELL_MISSING };
  if (measure->where && truth (measure->where, held->cells) != 1)
    return;
  if (measure->kind == SZ_MEASURE_DISTINCT || measure->kind == SZ_MEASURE_RECURRING)
    value = held->cells[measure->field];
  else if (measure->value)
    value = value_of (measure->value, held->cells);
  if (value.kind == SZ_CELL_MISSING)
    return;
  if (measure->field2 >= 0 && measure->kind == SZ_MEASURE_RECURRING)
    second = held->cells[measure->field2];
  g_array_append_val (bag->values, value);
  g_array_append_val (bag->seconds, second);
  g_array_append_val (bag->days, day);
}

static int
compare_doubles (const void *a, const void *b)
{
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static double
quantile (const GArray *values, double p)
{
  guint n = values->len;
  if (n == 0)
    return NAN;
  g_autofree double *sorted = g_new (double, n);
  for (guint i = 0; i < n; i++)
    sorted[i] = (double)g_array_index (values, SzCell, i).number;
  qsort (sorted, n, sizeof (double), compare_doubles);
  double position = (n - 1) * p;
  guint low = (guint)floor (position);
  return low + 1 < n ? sorted[low] + (position - low) * (sorted[low + 1] - sorted[low]) : sorted[low];
}

static double
count_recurring (const Bag *bag, const SzMeasure *measure)
{
  g_autoptr (GHashTable) per_value =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
  for (guint i = 0; i < bag->values->len; i++) {
    const SzCell *second = &g_array_index (bag->seconds, SzCell, i);
    if (measure->field2 >= 0 && second->kind == SZ_CELL_MISSING)
      continue;
    char *value = cell_text (&g_array_index (bag->values, SzCell, i));
    GHashTable *set = g_hash_table_lookup (per_value, value);
    if (set == NULL) {
      set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_insert (per_value, g_strdup (value), set);
    }
    g_hash_table_add (set, measure->field2 >= 0 ? cell_text (second) : g_strdup_printf ("row %u", i));
    g_free (value);
  }
  double count = 0;
  GHashTableIter iter;
  gpointer set;
  g_hash_table_iter_init (&iter, per_value);
  while (g_hash_table_iter_next (&iter, NULL, &set))
    count += g_hash_table_size (set) >= (guint)MAX (measure->least, 1);
  return count;
}

static double
count_distinct (const Bag *bag, gboolean days)
{
  g_autoptr (GHashTable) set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < bag->values->len; i++)
    g_hash_table_add (set, days ? g_strdup_printf ("%d", (int)g_array_index (bag->days, gint64, i))
                                : cell_text (&g_array_index (bag->values, SzCell, i)));
  return g_hash_table_size (set);
}

static double
figure (const Bag *bag, const SzMeasure *measure)
{
  double sum = 0, least = NAN, most = NAN;
  for (guint i = 0; i < bag->values->len; i++) {
    double value = (double)g_array_index (bag->values, SzCell, i).number;
    sum += value;
    least = isnan (least) ? value : MIN (least, value);
    most = isnan (most) ? value : MAX (most, value);
  }
  switch (measure->kind) {
  case SZ_MEASURE_COUNT:
  case SZ_MEASURE_CURRENT:
    return bag->values->len;
  case SZ_MEASURE_SUM:
  case SZ_MEASURE_CURRENT_SUM:
    return sum;
  case SZ_MEASURE_DISTINCT:
    return count_distinct (bag, FALSE);
  case SZ_MEASURE_RECURRING:
    return count_recurring (bag, measure);
  case SZ_MEASURE_QUANTILE:
    return quantile (bag->values, measure->probability);
  case SZ_MEASURE_MIN:
    return least;
  case SZ_MEASURE_MAX:
    return most;
  case SZ_MEASURE_DAYS:
    return count_distinct (bag, TRUE);
  }
  return NAN;
}

/* Whether the row counts for the leaf in the bucket [start, end) of the question (both cut to the span). */
static gboolean
counts_in (const SzAsk *ask, const SzLeaf *leaf, const SzCell *cells, gint64 bucket, gint64 start, gint64 end)
{
  const SzDataset *dataset = ask->dataset;
  if (leaf->measure->kind == SZ_MEASURE_CURRENT || leaf->measure->kind == SZ_MEASURE_CURRENT_SUM) {
    gint64 when = MIN (end - 1, ask->now_ms);
    const SzCell *from = &cells[dataset->valid_from], *to = &cells[dataset->valid_to];
    return from->kind == SZ_CELL_NUMBER && from->number <= when &&
           (to->kind != SZ_CELL_NUMBER || to->number > when);
  }
  const SzCell *instant = &cells[leaf->measure->instant];
  if (instant->kind != SZ_CELL_NUMBER)
    return FALSE;
  if (sz_dataset_field (dataset, leaf->measure->instant)->future && instant->number > ask->now_ms)
    return FALSE;
  gint64 from = start;
  if (leaf->window == SZ_WINDOW_RUNNING)
    from = G_MININT64;
  else if (leaf->window == SZ_WINDOW_DAY_RUNNING)
    from = sz_zone_day_start_ms (ask->zone, sz_zone_day (ask->zone, end - 1));
  return instant->number >= from && instant->number < end;
}

static void
free_spot (gpointer data)
{
  g_free (data);
}

/* Every bucket of the span against every row. */
static void
fill_spots (const Model *model, const SzAsk *ask, GHashTable *spots, GHashTable *combinations)
{
  GHashTableIter iter;
  gpointer data;
  gint64 bucket = ask->grain == SZ_GRAIN_NONE ? 0 : sz_grain_floor (ask->grain, ask->zone, ask->start_ms);
  for (gboolean more = ask->start_ms < ask->end_ms; more;) {
    gint64 next = ask->grain == SZ_GRAIN_NONE ? ask->end_ms : sz_grain_next (ask->grain, ask->zone, bucket);
    gint64 start = ask->grain == SZ_GRAIN_NONE ? ask->start_ms : MAX (bucket, ask->start_ms);
    gint64 end = MIN (next, ask->end_ms);
    if (ask->n_by == 0 || ask->leaves[0].total)
      find_spot (spots, bucket, "", ask->n_leaves);
    g_hash_table_iter_init (&iter, model->rows);
    while (g_hash_table_iter_next (&iter, NULL, &data)) {
      const Held *held = data;
      if (held->gone || held->dataset != ask->dataset || !passes (held, ask))
        continue;
      for (guint i = 0; i < ask->n_leaves; i++) {
        const SzLeaf *leaf = &ask->leaves[i];
        if (!counts_in (ask, leaf, held->cells, bucket, start, end))
          continue;
        g_autofree char *dims = dims_text (held, ask);
        Spot *spot = find_spot (spots, bucket, dims, ask->n_leaves);
        spot->present = TRUE;
        g_hash_table_add (combinations, g_strdup (dims));
        gint64 day = sz_zone_day (ask->zone, held->cells[leaf->measure->instant].number);
        add_to_bag (&spot->bags[i], leaf->measure, held, day);
      }
    }
    more = ask->grain != SZ_GRAIN_NONE && next < ask->end_ms;
    bucket = next;
  }
}

GHashTable *
model_ask (const Model *model, const SzAsk *ask)
{
  GHashTable *answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) spots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_spot);
  g_autoptr (GHashTable) combinations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fill_spots (model, ask, spots, combinations);
  gboolean every = ask->leaves[0].window != SZ_WINDOW_BUCKET;
  for (guint i = 0; i < ask->n_leaves; i++)
    every |= ask->leaves[i].measure->kind == SZ_MEASURE_CURRENT ||
             ask->leaves[i].measure->kind == SZ_MEASURE_CURRENT_SUM;
  gint64 bucket = ask->grain == SZ_GRAIN_NONE ? 0 : sz_grain_floor (ask->grain, ask->zone, ask->start_ms);
  while (every && ask->start_ms < ask->end_ms) {
    GHashTableIter iter;
    gpointer dims;
    g_hash_table_iter_init (&iter, combinations);
    while (g_hash_table_iter_next (&iter, &dims, NULL))
      find_spot (spots, bucket, dims, ask->n_leaves);
    if (ask->grain == SZ_GRAIN_NONE ||
        (bucket = sz_grain_next (ask->grain, ask->zone, bucket)) >= ask->end_ms)
      break;
  }
  GHashTableIter iter;
  gpointer key, data;
  g_hash_table_iter_init (&iter, spots);
  while (g_hash_table_iter_next (&iter, &key, &data)) {
    Spot *spot = data;
    double *values = g_new (double, ask->n_leaves);
    for (guint i = 0; i < ask->n_leaves; i++) {
      values[i] = figure (&spot->bags[i], ask->leaves[i].measure);
      g_array_unref (spot->bags[i].values);
      g_array_unref (spot->bags[i].seconds);
      g_array_unref (spot->bags[i].days);
    }
    g_free (spot->bags);
    if (spot->present || every)
      g_hash_table_insert (answers, g_strdup (key), values);
    else
      g_free (values);
  }
  return answers;
}

/* --- comparison --- */

GHashTable *
model_read_frame (const SzFrame *frame, const SzAsk *ask)
{
  GHashTable *answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  guint n_by = ask->leaves[0].total ? 0 : ask->n_by, first = ask->grain == SZ_GRAIN_NONE ? 0 : 1;
  g_assert_cmpuint (sz_frame_n_columns (frame), ==, first + n_by + ask->n_leaves);
  for (gsize row = 0; row < frame->rows; row++) {
    g_autoptr (GString) key = g_string_new (NULL);
    g_string_append_printf (key, "%" G_GINT64_FORMAT, first ? (gint64)sz_frame_number (frame, row, 0) : 0);
    for (guint i = 0; i < n_by; i++) {
      const char *text = sz_frame_text (frame, row, first + i);
      g_string_append_printf (key, "|%s", text ? text : "~");
    }
    double *values = g_new (double, ask->n_leaves);
    for (guint i = 0; i < ask->n_leaves; i++)
      values[i] = sz_frame_number (frame, row, first + n_by + i);
    g_assert_false (g_hash_table_contains (answers, key->str));
    g_hash_table_insert (answers, g_strdup (key->str), values);
  }
  return answers;
}

static gboolean
same (double a, double b)
{
  return (isnan (a) && isnan (b)) || fabs (a - b) <= 1e-9 * MAX (1, fabs (a));
}

guint
model_compare (GHashTable *expected, GHashTable *got, const SzAsk *ask)
{
  guint differences = 0;
  GHashTableIter iter;
  gpointer key, data;
  g_hash_table_iter_init (&iter, expected);
  while (g_hash_table_iter_next (&iter, &key, &data)) {
    const double *wanted = data, *value = g_hash_table_lookup (got, key);
    for (guint i = 0; i < ask->n_leaves; i++) {
      if (value && same (wanted[i], value[i]))
        continue;
      g_test_message ("%s: %s is %g, not %g", (char *)key, ask->leaves[i].measure->text,
                      value ? value[i] : -0.125, wanted[i]);
      differences++;
    }
  }
  g_hash_table_iter_init (&iter, got);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    if (g_hash_table_contains (expected, key))
      continue;
    g_test_message ("%s should not be there", (char *)key);
    differences++;
  }
  return differences;
}
