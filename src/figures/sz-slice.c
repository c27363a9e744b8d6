/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A slice asks the store once for each (data set, window, whole) that its indicators' leaves need, joins the
 * answers by bucket and dimensions, and decides for every cell that did not come back whether it is zero or
 * missing. */

#include "sz-figures-private.h"

#include <math.h>
#include <string.h>

void
sz_slice_free (SzSlice *slice)
{
  if (slice == NULL)
    return;
  for (guint i = 0; slice->maps != NULL && i < slice->n_indicators; i++)
    g_free (slice->maps[i]);
  g_free (slice->maps);
  g_free (slice->indicators);
  g_clear_pointer (&slice->leaves, g_array_unref);
  g_clear_pointer (&slice->ends, g_array_unref);
  g_clear_pointer (&slice->cuts, g_array_unref);
  g_clear_pointer (&slice->buckets, g_array_unref);
  g_clear_pointer (&slice->codes, g_ptr_array_unref);
  g_clear_pointer (&slice->values, g_array_unref);
  g_clear_pointer (&slice->index, g_hash_table_unref);
  g_clear_pointer (&slice->texts, g_string_chunk_free);
  g_free (slice->lost);
  g_free (slice);
}

static SzSlice *
new_slice (const SzSliceAsk *ask)
{
  SzSlice *slice = g_new0 (SzSlice, 1);

  slice->n_indicators = ask->n;
  slice->n_by = ask->n_by;
  slice->indicators = g_new0 (const SzIndicator *, ask->n + 1);
  slice->maps = g_new0 (guint *, ask->n + 1);
  slice->leaves = g_array_new (FALSE, FALSE, sizeof (SzLeaf));
  slice->ends = g_array_new (FALSE, FALSE, sizeof (gint64));
  slice->cuts = g_array_new (FALSE, FALSE, sizeof (gint64));
  slice->buckets = g_array_new (FALSE, FALSE, sizeof (gint64));
  slice->codes = g_ptr_array_new ();
  slice->values = g_array_new (FALSE, FALSE, sizeof (double));
  slice->texts = g_string_chunk_new (1024);
  slice->index = g_hash_table_new (g_str_hash, g_str_equal);
  return slice;
}

/* Without a breakdown the whole is the part, so both are the same question. */
static guint
add_leaf (SzSlice *slice, SzLeaf leaf, gint64 end_ms, gint64 cut_ms)
{
  if (slice->n_by == 0)
    leaf.total = FALSE;
  for (guint i = 0; i < slice->leaves->len; i++) {
    const SzLeaf *known = &g_array_index (slice->leaves, SzLeaf, i);

    if (known->measure == leaf.measure && known->window == leaf.window && known->total == leaf.total &&
        g_array_index (slice->ends, gint64, i) == end_ms && g_array_index (slice->cuts, gint64, i) == cut_ms)
      return i;
  }
  g_array_append_val (slice->leaves, leaf);
  g_array_append_val (slice->ends, end_ms);
  g_array_append_val (slice->cuts, cut_ms);
  return slice->leaves->len - 1;
}

/* Nothing is known behind the cut: every span that runs on ends there, so that a period to date and its base
 * are equally long, and what runs from midnight is the cut's day. */
static void
add_indicators (SzSlice *slice, SzLook *look, const SzSliceAsk *ask)
{
  for (guint i = 0; i < ask->n; i++) {
    const GArray *leaves = ask->indicators[i]->formula->leaves;
    gint64 asked = ask->ends != NULL ? ask->ends[i] : ask->end_ms;
    gint64 until = sz_look_cut (look, ask->indicators[i]);

    slice->indicators[i] = ask->indicators[i];
    slice->maps[i] = g_new0 (guint, leaves->len + 1);
    for (guint j = 0; j < leaves->len; j++) {
      SzLeaf leaf = g_array_index (leaves, SzLeaf, j);
      gint64 cut = leaf.measure->dataset->valid_from >= 0 ? look->now_ms : until;

      slice->maps[i][j] = add_leaf (slice, leaf, ask->start_ms <= cut ? MIN (asked, cut + 1) : asked, cut);
    }
  }
  slice->n_leaves = slice->leaves->len;
}

/* --- rows
 * ------------------------------------------------------------------------------------------------------- */

static char *
make_key (gint64 bucket, const char *const *codes, guint n)
{
  GString *key = g_string_new (NULL);

  g_string_append_printf (key, "%" G_GINT64_FORMAT, bucket);
  for (guint i = 0; i < n; i++) {
    g_string_append_c (key, '\n');
    g_string_append (key, codes[i] != NULL ? codes[i] : "\r");
  }
  return g_string_free (key, FALSE);
}

int
sz_slice_find (const SzSlice *slice, gint64 bucket, const char *const *codes)
{
  g_autofree char *key = make_key (bucket, codes, slice->n_by);

  return GPOINTER_TO_INT (g_hash_table_lookup (slice->index, key)) - 1;
}

static guint
need_row (SzSlice *slice, gint64 bucket, const char *const *codes)
{
  g_autofree char *key = make_key (bucket, codes, slice->n_by);
  int row = GPOINTER_TO_INT (g_hash_table_lookup (slice->index, key)) - 1;
  double missing = NAN;

  if (row >= 0)
    return (guint)row;
  g_array_append_val (slice->buckets, bucket);
  for (guint i = 0; i < slice->n_by; i++)
    g_ptr_array_add (slice->codes,
                     codes[i] != NULL ? g_string_chunk_insert_const (slice->texts, codes[i]) : NULL);
  for (guint i = 0; i < slice->n_leaves; i++)
    g_array_append_val (slice->values, missing);
  slice->rows++;
  g_hash_table_insert (slice->index, g_string_chunk_insert (slice->texts, key),
                       GINT_TO_POINTER ((int)slice->rows));
  return slice->rows - 1;
}

gint64
sz_slice_bucket (const SzSlice *slice, guint row)
{
  return g_array_index (slice->buckets, gint64, row);
}

const char *
sz_slice_code (const SzSlice *slice, guint row, guint dimension)
{
  return g_ptr_array_index (slice->codes, row * slice->n_by + dimension);
}

static double *
get_values (const SzSlice *slice, guint row)
{
  return &g_array_index (slice->values, double, (gsize)row * slice->n_leaves);
}

static void
add_all_buckets (SzSlice *slice, SzLook *look, const SzSliceAsk *ask)
{
  gint64 bucket = ask->start_ms;

  if (ask->grain == SZ_GRAIN_NONE) {
    need_row (slice, ask->start_ms, NULL);
    return;
  }
  for (bucket = sz_grain_floor (ask->grain, look->zone, bucket);
       bucket < ask->end_ms && bucket <= look->now_ms;
       bucket = sz_grain_next (ask->grain, look->zone, bucket))
    need_row (slice, bucket, NULL);
}

/* --- asking
 * ------------------------------------------------------------------------------------------------------- */

typedef struct {
  SzSlice *slice;
  SzLook *look;
  const SzSliceAsk *ask;
  GHashTable *totals; /* bucket (as key text) to the row of `total_values` */
  GArray *total_values;
} Asking;

static double *
need_total (Asking *asking, gint64 bucket)
{
  g_autofree char *key = make_key (bucket, NULL, 0);
  guint row = GPOINTER_TO_UINT (g_hash_table_lookup (asking->totals, key));
  double missing = NAN;

  if (row == 0) {
    for (guint i = 0; i < asking->slice->n_leaves; i++)
      g_array_append_val (asking->total_values, missing);
    row = g_hash_table_size (asking->totals) + 1;
    g_hash_table_insert (asking->totals, g_steal_pointer (&key), GUINT_TO_POINTER (row));
  }
  return &g_array_index (asking->total_values, double, (gsize)(row - 1) * asking->slice->n_leaves);
}

static void
note_provenance (SzLook *look, const SzFrame *frame)
{
  look->approximate = look->approximate || frame->provenance.approximate;
  look->error_bound = MAX (look->error_bound, frame->provenance.error_bound);
  if (!isnan (frame->provenance.rows))
    look->rows = isnan (look->rows) ? frame->provenance.rows : MAX (look->rows, frame->provenance.rows);
}

static void
take_frame (Asking *asking, const SzFrame *frame, const guint *slots, guint n_slots, guint n_by,
            gboolean total)
{
  guint first = asking->ask->grain != SZ_GRAIN_NONE ? 1 : 0;

  for (gsize r = 0; r < frame->rows; r++) {
    gint64 bucket = first != 0 ? (gint64)sz_frame_number (frame, r, 0) : asking->ask->start_ms;
    const char *codes[SZ_FIGURES_MAX_BY] = { NULL };
    double *values = NULL;

    if (bucket > asking->look->now_ms && first != 0)
      continue;
    for (guint d = 0; d < n_by; d++)
      codes[d] = sz_frame_text (frame, r, first + d);
    values = total ? need_total (asking, bucket)
                   : get_values (asking->slice, need_row (asking->slice, bucket, codes));
    for (guint i = 0; i < n_slots; i++)
      values[slots[i]] = sz_frame_number (frame, r, first + n_by + i);
  }
}

/* One question: the leaves `slots` share data set, window and whole. */
static gboolean
ask_group (Asking *asking, const guint *slots, guint n_slots, GError **error)
{
  const SzSliceAsk *ask = asking->ask;
  const SzLeaf *lead = &g_array_index (asking->slice->leaves, SzLeaf, slots[0]);
  gint64 end = g_array_index (asking->slice->ends, gint64, slots[0]);
  g_autofree SzLeaf *leaves = g_new0 (SzLeaf, n_slots);
  g_autoptr (SzFrame) frame = NULL;
  SzAsk question = { 0 };

  if (!sz_look_has (asking->look, lead->measure->dataset) || ask->start_ms >= end ||
      ask->start_ms > g_array_index (asking->slice->cuts, gint64, slots[0]))
    return TRUE;
  for (guint i = 0; i < n_slots; i++)
    leaves[i] = g_array_index (asking->slice->leaves, SzLeaf, slots[i]);
  question.dataset = lead->measure->dataset;
  question.leaves = leaves;
  question.n_leaves = n_slots;
  question.start_ms = ask->start_ms;
  question.end_ms = end;
  question.now_ms = g_array_index (asking->slice->cuts, gint64, slots[0]);
  question.grain = ask->grain;
  question.zone = asking->look->zone;
  question.by = ask->by;
  question.n_by = lead->total ? 0 : ask->n_by;
  question.filters = ask->filters;
  question.n_filters = ask->n_filters;
  frame = sz_reader_ask (asking->look->reader, &question, error);
  if (frame == NULL)
    return FALSE;
  note_provenance (asking->look, frame);
  take_frame (asking, frame, slots, n_slots, question.n_by, lead->total);
  return TRUE;
}

static gboolean
is_current (const SzLeaf *leaf)
{
  return leaf->measure->kind == SZ_MEASURE_CURRENT || leaf->measure->kind == SZ_MEASURE_CURRENT_SUM;
}

static gboolean
ask_groups (Asking *asking, GError **error)
{
  const SzSlice *slice = asking->slice;
  g_autofree gboolean *asked = g_new0 (gboolean, slice->n_leaves + 1);
  g_autofree guint *slots = g_new0 (guint, slice->n_leaves + 1);

  for (guint i = 0; i < slice->n_leaves; i++) {
    const SzLeaf *lead = &g_array_index (slice->leaves, SzLeaf, i);
    guint n = 0;

    asked[i] = asked[i] || sz_look_measure_lacks (asking->look, lead->measure) >= 0;
    for (guint j = i; j < slice->n_leaves && !asked[i]; j++) {
      const SzLeaf *leaf = &g_array_index (slice->leaves, SzLeaf, j);

      if (asked[j] || leaf->measure->dataset != lead->measure->dataset || leaf->window != lead->window ||
          leaf->total != lead->total || is_current (leaf) != is_current (lead) ||
          g_array_index (slice->ends, gint64, j) != g_array_index (slice->ends, gint64, i) ||
          g_array_index (slice->cuts, gint64, j) != g_array_index (slice->cuts, gint64, i) ||
          sz_look_measure_lacks (asking->look, leaf->measure) >= 0)
        continue;
      asked[j] = j != i;
      slots[n++] = j;
    }
    asked[i] = TRUE;
    if (n > 0 && !ask_group (asking, slots, n, error))
      return FALSE;
  }
  return TRUE;
}

/* --- zero or missing
 * ------------------------------------------------------------------------------------------------ */

typedef enum { BEFORE_DATA, WITHIN_DATA, BEHIND_DATA } Place;

/* Whether the first day with rows lies behind the start, by more than the days a hall is closed in a week. */
static gboolean
begins_within (SzLook *look, gint64 first_day, gint64 start_ms)
{
  for (gint64 day = sz_zone_day (look->zone, start_ms); day < first_day; day++)
    if (sz_day_weekday (day) <= 5)
      return TRUE;
  return FALSE;
}

/* Of a base that is still being fetched a change would be one that never was. Of the whole span first: where
 * all of it has come, no bucket need be asked for. */
static gboolean
base_is_loading (const Asking *asking, const SzDataset *dataset, gint64 start_ms, gint64 end_ms)
{
  return sz_look_is_loading (asking->look, dataset, asking->ask->start_ms, asking->ask->end_ms) &&
         sz_look_is_loading (asking->look, dataset, start_ms, end_ms);
}

/* The data set is known from its first day up to its watermark; what is in force also behind its last row. */
static Place
find_place (SzLook *look, const SzLeaf *leaf, gint64 start_ms, gint64 end_ms, gint64 cut_ms, gboolean base)
{
  const SzDataset *dataset = leaf->measure->dataset;
  const SzCoverage *coverage = sz_look_coverage (look, dataset, NULL);
  gint64 until = 0;

  if (coverage == NULL || coverage->rows <= 0 ||
      end_ms <= sz_zone_day_start_ms (look->zone, coverage->first_day))
    return BEFORE_DATA;
  /* Half a base would be a change that never was. */
  if (base && dataset->valid_from < 0 && begins_within (look, coverage->first_day, start_ms))
    return BEFORE_DATA;
  if (start_ms > cut_ms)
    return BEHIND_DATA;
  if (dataset->valid_from >= 0)
    return WITHIN_DATA;
  until = coverage->watermark_ms;
  if (until == 0)
    until = sz_zone_day_start_ms (look->zone, coverage->last_day + 1);
  return start_ms < until ? WITHIN_DATA : BEHIND_DATA;
}

static gboolean
is_zero_when_empty (const SzMeasure *measure)
{
  return measure->kind != SZ_MEASURE_QUANTILE && measure->kind != SZ_MEASURE_MIN &&
         measure->kind != SZ_MEASURE_MAX;
}

static void
fill_row (Asking *asking, guint row, const double *totals)
{
  const SzSliceAsk *ask = asking->ask;
  double *values = get_values (asking->slice, row);
  gint64 start = ask->grain == SZ_GRAIN_NONE ? ask->start_ms : sz_slice_bucket (asking->slice, row);
  gint64 end =
      ask->grain == SZ_GRAIN_NONE ? ask->end_ms : sz_grain_next (ask->grain, asking->look->zone, start);

  for (guint i = 0; i < asking->slice->n_leaves; i++) {
    const SzLeaf *leaf = &g_array_index (asking->slice->leaves, SzLeaf, i);
    Place place = WITHIN_DATA;

    if (leaf->total && totals != NULL)
      values[i] = totals[i];
    place = find_place (asking->look, leaf, start, end, g_array_index (asking->slice->cuts, gint64, i),
                        ask->base);
    /* Neither a span that ends before it began nor a field nobody fills is a zero. */
    if (start >= g_array_index (asking->slice->ends, gint64, i) ||
        sz_look_measure_lacks (asking->look, leaf->measure) >= 0)
      place = BEFORE_DATA;
    if (ask->base && place == WITHIN_DATA && leaf->measure->dataset->valid_from < 0 &&
        base_is_loading (asking, leaf->measure->dataset, start, end))
      place = BEFORE_DATA;
    /* Running sums stand in every bucket, known or not. Rows that came from behind the watermark are rows. */
    if (place == BEFORE_DATA || (place == BEHIND_DATA && leaf->window != SZ_WINDOW_BUCKET))
      values[i] = NAN;
    else if (place == WITHIN_DATA && isnan (values[i]) && is_zero_when_empty (leaf->measure))
      values[i] = 0;
  }
}

static void
fill_rows (Asking *asking)
{
  for (guint row = 0; row < asking->slice->rows; row++) {
    g_autofree char *key = make_key (sz_slice_bucket (asking->slice, row), NULL, 0);
    guint total = GPOINTER_TO_UINT (g_hash_table_lookup (asking->totals, key));

    fill_row (asking, row,
              total != 0 ? &g_array_index (asking->total_values, double,
                                           (gsize)(total - 1) * asking->slice->n_leaves)
                         : NULL);
  }
}

/* --- states that have been overwritten
 * ------------------------------------------------------------------------------------------------ */

/* The last instant of a row that the leaf speaks of. */
static gint64
last_instant (const Asking *asking, guint row, guint leaf)
{
  const SzSliceAsk *ask = asking->ask;
  gint64 end = ask->grain == SZ_GRAIN_NONE
                   ? ask->end_ms
                   : sz_grain_next (ask->grain, asking->look->zone, sz_slice_bucket (asking->slice, row));

  return MIN (end, g_array_index (asking->slice->ends, gint64, leaf)) - 1;
}

/* What a source has told last goes up to now: of a board of today nothing is asked. */
static gboolean
looks_back (const Asking *asking, guint leaf)
{
  for (guint row = 0; row < asking->slice->rows; row++)
    if (last_instant (asking, row, leaf) < asking->look->told_ms)
      return TRUE;
  return FALSE;
}

static gboolean
lose_states_of (Asking *asking, guint leaf, GError **error)
{
  SzSlice *slice = asking->slice;
  const SzLeaf *asked = &g_array_index (slice->leaves, SzLeaf, leaf);
  const guint n_by = asked->total ? 0 : slice->n_by;
  g_autoptr (SzFrame) changes = sz_look_ask_changes (asking->look, asking->ask, asked, error);
  g_autoptr (GHashTable) latest = NULL;

  if (changes == NULL)
    return FALSE;
  latest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (gsize r = 0; r < changes->rows; r++) {
    const char *codes[SZ_FIGURES_MAX_BY] = { NULL };
    double at = sz_frame_number (changes, r, n_by);

    for (guint d = 0; d < n_by; d++)
      codes[d] = sz_frame_text (changes, r, d);
    g_hash_table_insert (latest, make_key (0, codes, n_by), g_memdup2 (&at, sizeof at));
  }
  for (guint row = 0; row < slice->rows; row++) {
    g_autofree char *key =
        make_key (0, (const char *const *)slice->codes->pdata + (gsize)row * slice->n_by, n_by);
    const double *at = g_hash_table_lookup (latest, key);

    if (at == NULL || isnan (*at) || *at <= (double)last_instant (asking, row, leaf))
      continue;
    get_values (slice, row)[leaf] = NAN;
    slice->lost[leaf] = TRUE;
  }
  return TRUE;
}

static gboolean
lose_states (Asking *asking, GError **error)
{
  for (guint i = 0; i < asking->slice->n_leaves; i++) {
    const SzLeaf *leaf = &g_array_index (asking->slice->leaves, SzLeaf, i);
    int since = sz_measure_state_since (leaf->measure);

    if (since < 0 || !sz_look_has (asking->look, leaf->measure->dataset) ||
        !sz_reader_supplies (asking->look->reader, leaf->measure->dataset, (guint)since) ||
        !looks_back (asking, i))
      continue;
    if (!lose_states_of (asking, i, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
sz_slice_lost_state (const SzSlice *slice, guint indicator)
{
  for (guint i = 0; i < slice->indicators[indicator]->formula->leaves->len; i++)
    if (slice->lost[slice->maps[indicator][i]])
      return TRUE;
  return FALSE;
}

/* --- order
 * ----------------------------------------------------------------------------------------------------------
 */

static int
compare_codes (const char *a, const char *b)
{
  if (a == NULL || b == NULL)
    return (a == NULL) - (b == NULL);
  return strcmp (a, b);
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const SzSlice *slice = data;
  guint left = *(const guint *)a, right = *(const guint *)b;
  gint64 x = sz_slice_bucket (slice, left), y = sz_slice_bucket (slice, right);
  int order = (x > y) - (x < y);

  for (guint i = 0; i < slice->n_by && order == 0; i++)
    order = compare_codes (sz_slice_code (slice, left, i), sz_slice_code (slice, right, i));
  return order;
}

static void
sort_rows (SzSlice *slice)
{
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint));
  GArray *buckets = g_array_new (FALSE, FALSE, sizeof (gint64));
  GArray *values = g_array_new (FALSE, FALSE, sizeof (double));
  GPtrArray *codes = g_ptr_array_new ();

  for (guint i = 0; i < slice->rows; i++)
    g_array_append_val (order, i);
  g_array_sort_with_data (order, compare_rows, slice);
  g_hash_table_remove_all (slice->index);
  for (guint i = 0; i < slice->rows; i++) {
    guint row = g_array_index (order, guint, i);
    gint64 bucket = sz_slice_bucket (slice, row);
    const char *own[SZ_FIGURES_MAX_BY] = { NULL };
    g_autofree char *key = NULL;

    g_array_append_val (buckets, bucket);
    g_array_append_vals (values, get_values (slice, row), slice->n_leaves);
    for (guint d = 0; d < slice->n_by; d++) {
      own[d] = sz_slice_code (slice, row, d);
      g_ptr_array_add (codes, (gpointer)own[d]);
    }
    key = make_key (bucket, own, slice->n_by);
    g_hash_table_insert (slice->index, g_string_chunk_insert (slice->texts, key),
                         GINT_TO_POINTER ((int)i + 1));
  }
  g_array_unref (slice->buckets);
  g_array_unref (slice->values);
  g_ptr_array_unref (slice->codes);
  slice->buckets = buckets;
  slice->values = values;
  slice->codes = codes;
}

static gboolean
check_dimensions (const SzSlice *slice, const SzSliceAsk *ask, GError **error)
{
  for (guint i = 0; i < slice->n_leaves; i++) {
    const SzLeaf *leaf = &g_array_index (slice->leaves, SzLeaf, i);

    for (guint d = 0; d < ask->n_by + ask->n_filters; d++) {
      const SzDimension *dimension = d < ask->n_by ? ask->by[d] : ask->filters[d - ask->n_by].dimension;

      if ((leaf->total && d < ask->n_by) || sz_dataset_carries (leaf->measure->dataset, dimension))
        continue;
      g_set_error (error, SZ_ERROR, SZ_ERROR_CANNOT, _ ("%s does not carry %s"), leaf->measure->dataset->id,
                   dimension->id);
      return FALSE;
    }
  }
  return TRUE;
}

SzSlice *
sz_slice_compute (SzLook *look, const SzSliceAsk *ask, GError **error)
{
  g_autoptr (SzSlice) slice = new_slice (ask);
  Asking asking = { slice, look, ask, NULL, NULL };
  gboolean answered = FALSE;

  add_indicators (slice, look, ask);
  if (!check_dimensions (slice, ask, error))
    return NULL;
  if (ask->n_by == 0)
    add_all_buckets (slice, look, ask);
  asking.totals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  asking.total_values = g_array_new (FALSE, FALSE, sizeof (double));
  answered = ask_groups (&asking, error);
  if (answered) {
    fill_rows (&asking);
    slice->lost = g_new0 (gboolean, slice->n_leaves + 1);
    answered = lose_states (&asking, error);
    sort_rows (slice);
  }
  g_hash_table_unref (asking.totals);
  g_array_unref (asking.total_values);
  return answered ? g_steal_pointer (&slice) : NULL;
}

/* --- values
 * ----------------------------------------------------------------------------------------------------------
 */

static void
gather (const SzSlice *slice, const double *values, guint indicator, double *out)
{
  for (guint i = 0; i < slice->indicators[indicator]->formula->leaves->len; i++)
    out[i] = values[slice->maps[indicator][i]];
}

double
sz_slice_value (const SzSlice *slice, guint row, guint indicator)
{
  const SzIndicator *what = slice->indicators[indicator];
  g_autofree double *leaves = g_new (double, what->formula->leaves->len + 1);

  gather (slice, get_values (slice, row), indicator, leaves);
  return sz_formula_evaluate (what->formula, leaves) * what->scale;
}

double
sz_slice_node (const SzSlice *slice, guint row, guint indicator, const SzNode *node)
{
  SzFormula part = *slice->indicators[indicator]->formula;
  g_autofree double *leaves = g_new (double, part.leaves->len + 1);

  gather (slice, get_values (slice, row), indicator, leaves);
  part.root = (SzNode *)node;
  return sz_formula_evaluate (&part, leaves);
}

double
sz_slice_pooled (const SzSlice *slice, const GArray *rows, guint indicator)
{
  const SzIndicator *what = slice->indicators[indicator];
  guint n = what->formula->leaves->len;
  g_autofree double *sums = g_new0 (double, n + 1);
  g_autofree double *leaves = g_new (double, n + 1);
  gboolean any = FALSE;

  for (guint r = 0; r < rows->len; r++) {
    gboolean known = TRUE;

    gather (slice, get_values (slice, g_array_index (rows, guint, r)), indicator, leaves);
    for (guint i = 0; i < n; i++)
      known = known && !isnan (leaves[i]);
    for (guint i = 0; i < n && known; i++)
      sums[i] += leaves[i];
    any = any || known;
  }
  return any ? sz_formula_evaluate (what->formula, sums) * what->scale : NAN;
}

gboolean
sz_node_adds_up (const SzFormula *formula, const SzNode *node)
{
  const SzLeaf *leaf = NULL;

  switch (node->kind) {
  case SZ_NODE_NUMBER:
    return FALSE;
  case SZ_NODE_LEAF:
    leaf = &g_array_index (formula->leaves, SzLeaf, node->leaf);
    return !leaf->total && (sz_measure_is_additive (leaf->measure) || is_current (leaf));
  case SZ_NODE_ADD:
  case SZ_NODE_SUBTRACT:
    return sz_node_adds_up (formula, node->left) && sz_node_adds_up (formula, node->right);
  case SZ_NODE_MULTIPLY:
    return (node->left->kind == SZ_NODE_NUMBER && sz_node_adds_up (formula, node->right)) ||
           (node->right->kind == SZ_NODE_NUMBER && sz_node_adds_up (formula, node->left));
  case SZ_NODE_DIVIDE:
    return node->right->kind == SZ_NODE_NUMBER && sz_node_adds_up (formula, node->left);
  }
  return FALSE;
}

SzSeries *
sz_slice_series (const SzSlice *slice, guint indicator, const char *name, gint64 shift_ms)
{
  SzSeries *series = sz_series_new (name, slice->rows);

  for (guint row = 0; row < slice->rows; row++) {
    series->x[row] = (double)(sz_slice_bucket (slice, row) + shift_ms);
    series->y[row] = sz_slice_value (slice, row, indicator);
  }
  return series;
}

void
sz_series_drop_weekends (SzSeries *series, SzZone *zone)
{
  gsize kept = 0;

  for (gsize i = 0; i < series->length; i++) {
    if ((isnan (series->y[i]) || fabs (series->y[i]) <= 0) &&
        sz_day_weekday (sz_zone_day (zone, (gint64)series->x[i])) > 5)
      continue;
    series->x[kept] = series->x[i];
    series->y[kept++] = series->y[i];
  }
  series->length = kept;
}
