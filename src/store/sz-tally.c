/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Counts by bin, dense over the bins met so far. */
typedef struct {
  gint32 *counts;
  gint32 first;
  guint32 length;
} Bins;

typedef struct {
  gboolean sketch;
  GPtrArray *values; /* exact quantiles: one GArray of gint64 per cell, NULL where none */
  GArray *bins;      /* sketches: (element-type Bins) per cell */
  SzCells seen;      /* DISTINCT, DAYS: (cell, value); RECURRING: (cell, value, second) */
  SzCells often;     /* RECURRING: (cell, value) -> how often */
} LeafState;

struct _SzTally {
  const SzLeaf *leaves;
  guint n_leaves;
  SzCells cells; /* sums: presence, then (figure, contributions) for each leaf */
  LeafState *states;
  GHashTable *texts;
};

/* --- construction --- */

SzTally *
sz_tally_new (const SzLeaf *leaves, guint n_leaves, guint n_dims)
{
  SzTally *self = g_new0 (SzTally, 1);
  self->leaves = leaves;
  self->n_leaves = n_leaves;
  sz_cells_init (&self->cells, 1 + n_dims, 1 + 2 * n_leaves);
  self->states = g_new0 (LeafState, n_leaves + 1);
  for (guint i = 0; i < n_leaves; i++) {
    const SzMeasure *measure = leaves[i].measure;
    sz_cells_init (&self->states[i].seen, measure->kind == SZ_MEASURE_RECURRING ? 3 : 2, 0);
    sz_cells_init (&self->states[i].often, 2, 1);
  }
  return self;
}

static void
free_values (gpointer data)
{
  if (data)
    g_array_unref (data);
}

void
sz_tally_free (SzTally *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_leaves; i++) {
    LeafState *state = &self->states[i];
    for (guint j = 0; state->bins && j < state->bins->len; j++)
      g_free (g_array_index (state->bins, Bins, j).counts);
    g_clear_pointer (&state->bins, g_array_unref);
    g_clear_pointer (&state->values, g_ptr_array_unref);
    sz_cells_clear (&state->seen);
    sz_cells_clear (&state->often);
  }
  g_free (self->states);
  g_clear_pointer (&self->texts, g_hash_table_unref);
  sz_cells_clear (&self->cells);
  g_free (self);
}

guint
sz_tally_cell (SzTally *self, gint64 bucket, const gint64 *dims)
{
  gint64 key[4] = { bucket };
  for (guint i = 1; i < self->cells.n_key; i++)
    key[i] = dims[i - 1];
  return sz_cells_find (&self->cells, key);
}

gint64
sz_tally_text (SzTally *self, const char *text)
{
  if (self->texts == NULL)
    self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gpointer known = g_hash_table_lookup (self->texts, text);
  if (known == NULL) {
    known = GUINT_TO_POINTER (g_hash_table_size (self->texts) + 1);
    g_hash_table_insert (self->texts, g_strdup (text), known);
  }
  return GPOINTER_TO_UINT (known);
}

/* --- adding --- */

static gint64 *
figure_of (const SzTally *self, guint cell, guint leaf)
{
  return sz_cells_sums (&self->cells, cell) + 1 + 2 * leaf;
}

void
sz_tally_add_presence (SzTally *self, guint cell, gint64 rows)
{
  sz_cells_sums (&self->cells, cell)[0] += rows;
}

void
sz_tally_add_sum (SzTally *self, guint cell, guint leaf, gint64 value)
{
  figure_of (self, cell, leaf)[0] += value;
}

/* TRUE if the key was not there yet. */
static gboolean
is_new (SzCells *cells, const gint64 *key)
{
  guint before = cells->n_cells;
  sz_cells_find (cells, key);
  return cells->n_cells > before;
}

static void
add_distinct (SzTally *self, guint cell, guint leaf, gint64 value)
{
  gint64 key[2] = { cell, value };
  if (is_new (&self->states[leaf].seen, key))
    figure_of (self, cell, leaf)[0]++;
}

static void
add_recurring (SzTally *self, guint cell, guint leaf, const SzTallyValue *value)
{
  LeafState *state = &self->states[leaf];
  const SzMeasure *measure = self->leaves[leaf].measure;
  if (measure->field2 >= 0) {
    gint64 pair[3] = { cell, value->value, value->second };
    if (!value->has_second || !is_new (&state->seen, pair))
      return;
  }
  gint64 key[2] = { cell, value->value };
  gint64 *often = sz_cells_sums (&state->often, sz_cells_find (&state->often, key));
  if (++*often == MAX (measure->least, 1))
    figure_of (self, cell, leaf)[0]++;
}

static Bins *
bins_of (LeafState *state, guint cell)
{
  if (state->bins == NULL)
    state->bins = g_array_new (FALSE, TRUE, sizeof (Bins));
  if (state->bins->len <= cell)
    g_array_set_size (state->bins, cell + 1);
  return &g_array_index (state->bins, Bins, cell);
}

static void
add_bin (Bins *bins, gint32 bin, gint64 count)
{
  if (bins->length == 0) {
    bins->first = bin;
    bins->length = 1;
    bins->counts = g_new0 (gint32, 1);
  } else if (bin < bins->first || bin >= bins->first + (gint32)bins->length) {
    gint32 first = MIN (bins->first, bin - (bin < bins->first ? 64 : 0));
    gint32 end = MAX (bins->first + (gint32)bins->length, bin + 64);
    gint32 *counts = g_new0 (gint32, (gsize)(end - first));
    memcpy (counts + (bins->first - first), bins->counts, bins->length * sizeof (gint32));
    g_free (bins->counts);
    bins->counts = counts;
    bins->first = first;
    bins->length = (guint32)(end - first);
  }
  bins->counts[bin - bins->first] += (gint32)count;
}

static void
add_quantile (SzTally *self, guint cell, guint leaf, gint64 value)
{
  LeafState *state = &self->states[leaf];
  if (state->sketch) {
    add_bin (bins_of (state, cell), sz_sketch_bin (value), 1);
    return;
  }
  if (state->values == NULL)
    state->values = g_ptr_array_new_with_free_func (free_values);
  if (state->values->len <= cell)
    g_ptr_array_set_size (state->values, (gint)cell + 1);
  GArray *values = g_ptr_array_index (state->values, cell);
  if (values == NULL)
    values = g_ptr_array_index (state->values, cell) = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (values, value);
}

void
sz_tally_add_value (SzTally *self, guint cell, guint leaf, const SzTallyValue *value)
{
  gint64 *figure = figure_of (self, cell, leaf);
  switch (self->leaves[leaf].measure->kind) {
  case SZ_MEASURE_COUNT:
  case SZ_MEASURE_CURRENT:
    figure[0]++;
    break;
  case SZ_MEASURE_SUM:
  case SZ_MEASURE_CURRENT_SUM:
    figure[0] += value->value;
    break;
  case SZ_MEASURE_DISTINCT:
    add_distinct (self, cell, leaf, value->value);
    break;
  case SZ_MEASURE_RECURRING:
    add_recurring (self, cell, leaf, value);
    break;
  case SZ_MEASURE_QUANTILE:
    add_quantile (self, cell, leaf, value->value);
    break;
  case SZ_MEASURE_MIN:
    figure[0] = figure[1] ? MIN (figure[0], value->value) : value->value;
    break;
  case SZ_MEASURE_MAX:
    figure[0] = figure[1] ? MAX (figure[0], value->value) : value->value;
    break;
  case SZ_MEASURE_DAYS:
    add_distinct (self, cell, leaf, value->day);
    break;
  }
  figure[1]++;
}

gboolean
sz_tally_add_sketch (SzTally *self, guint cell, guint leaf, const guint8 *data, gsize length)
{
  SzSketch sketch;
  sz_sketch_init (&sketch);
  gboolean good = sz_sketch_decode_into (&sketch, data, length);
  Bins *bins = bins_of (&self->states[leaf], cell);
  for (guint i = 0; good && i < sketch.bins->len; i++) {
    const SzSketchBin *entry = &g_array_index (sketch.bins, SzSketchBin, i);
    add_bin (bins, entry->bin, entry->count);
  }
  sz_sketch_clear (&sketch);
  return good;
}

void
sz_tally_add_day (SzTally *self, guint cell, guint leaf, gint64 day)
{
  add_distinct (self, cell, leaf, day);
}

void
sz_tally_use_sketch (SzTally *self, guint leaf)
{
  self->states[leaf].sketch = TRUE;
}

/* --- reading --- */

guint
sz_tally_n_cells (const SzTally *self)
{
  return self->cells.n_cells;
}

const gint64 *
sz_tally_key (const SzTally *self, guint cell)
{
  return sz_cells_key (&self->cells, cell);
}

gint64
sz_tally_presence (const SzTally *self, guint cell)
{
  return sz_cells_sums (&self->cells, cell)[0];
}

gint64
sz_tally_sum (const SzTally *self, guint cell, guint leaf)
{
  return figure_of (self, cell, leaf)[0];
}

static int
compare_values (const void *a, const void *b)
{
  gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
  return (left > right) - (left < right);
}

static double
exact_quantile (GArray *values, double probability)
{
  if (values == NULL || values->len == 0)
    return NAN;
  qsort (values->data, values->len, sizeof (gint64), compare_values);
  double position = (double)(values->len - 1) * probability;
  guint rank = (guint)floor (position);
  double low = (double)g_array_index (values, gint64, rank);
  if (rank + 1 >= values->len)
    return low;
  return low + (position - rank) * ((double)g_array_index (values, gint64, rank + 1) - low);
}

static double
binned_quantile (const Bins *bins, double probability)
{
  SzSketch sketch;
  sz_sketch_init (&sketch);
  for (guint32 i = 0; i < bins->length; i++)
    if (bins->counts[i])
      sz_sketch_add_bin (&sketch, bins->first + (gint32)i, bins->counts[i]);
  double value = sz_sketch_quantile (&sketch, probability);
  sz_sketch_clear (&sketch);
  return value;
}

double
sz_tally_figure (SzTally *self, guint cell, guint leaf)
{
  const SzMeasure *measure = self->leaves[leaf].measure;
  LeafState *state = &self->states[leaf];
  const gint64 *figure = figure_of (self, cell, leaf);
  if (measure->kind == SZ_MEASURE_MIN || measure->kind == SZ_MEASURE_MAX)
    return figure[1] ? (double)figure[0] : NAN;
  if (measure->kind != SZ_MEASURE_QUANTILE)
    return (double)figure[0];
  /* A cell is filled from one span, and that either way. */
  if (state->bins && cell < state->bins->len && g_array_index (state->bins, Bins, cell).length > 0)
    return binned_quantile (&g_array_index (state->bins, Bins, cell), measure->probability);
  return state->values && cell < state->values->len
             ? exact_quantile (g_ptr_array_index (state->values, cell), measure->probability)
             : NAN;
}
