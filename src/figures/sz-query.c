/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-figures-private.h"

#include <math.h>
#include <string.h>

/* A frame is a small table: more buckets than this is a mistake in the question. */
#define MAX_BUCKETS 20000

typedef struct {
  SzLook *look;
  const SzFigureQuery *query;
  const SzIndicator **indicators; /* (owned container) */
  guint n;
  SzPeriod period;
  SzSlice *slice;
} Work;

static void
clear_work (Work *work)
{
  g_clear_pointer (&work->slice, sz_slice_free);
  g_clear_pointer (&work->look, sz_look_free);
  g_clear_pointer (&work->indicators, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, clear_work)

/* --- what is asked
 * -------------------------------------------------------------------------------------------------- */

static gboolean
find_indicators (Work *work, GError **error)
{
  const char *const *ids = work->query->ids;

  while (ids != NULL && ids[work->n] != NULL)
    work->n++;
  if (work->n == 0) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("no indicator was asked for"));
    return FALSE;
  }
  work->indicators = g_new0 (const SzIndicator *, work->n + 1);
  for (guint i = 0; i < work->n; i++) {
    work->indicators[i] = sz_catalog_indicator (work->look->catalog, ids[i], error);
    if (work->indicators[i] == NULL)
      return FALSE;
  }
  return TRUE;
}

/* "tickets carry area, department, …" */
static char *
list_dimensions (SzLook *look, const SzDataset *dataset)
{
  const GPtrArray *all = sz_catalog_dimensions (look->catalog);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++) {
    const SzDimension *dimension = g_ptr_array_index (all, i);

    if (sz_dataset_carries (dataset, dimension))
      g_ptr_array_add (ids, dimension->id);
  }
  g_ptr_array_add (ids, NULL);
  return g_strjoinv (", ", (char **)ids->pdata);
}

static gboolean
check_dimension (Work *work, const SzIndicator *indicator, const SzDimension *dimension, gboolean split,
                 GError **error)
{
  for (guint i = 0; i < indicator->formula->leaves->len; i++) {
    const SzLeaf *leaf = &g_array_index (indicator->formula->leaves, SzLeaf, i);
    const SzDataset *dataset = leaf->measure->dataset;
    g_autofree char *carried = NULL;

    if ((leaf->total && split) || sz_dataset_carries (dataset, dimension))
      continue;
    carried = list_dimensions (work->look, dataset);
    if (split)
      g_set_error (error, SZ_ERROR, SZ_ERROR_CANNOT, _ ("%s cannot be split by %s: %s carry %s"),
                   indicator->id, dimension->id, dataset->id, carried);
    else
      g_set_error (error, SZ_ERROR, SZ_ERROR_CANNOT, _ ("%s cannot be filtered by %s: %s carry %s"),
                   indicator->id, dimension->id, dataset->id, carried);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_dimensions (Work *work, GError **error)
{
  const SzFigureQuery *query = work->query;

  if (query->n_by > SZ_FIGURES_MAX_BY) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("figures are split by at most %d dimensions"),
                 SZ_FIGURES_MAX_BY);
    return FALSE;
  }
  for (guint i = 0; i < query->n_by; i++)
    for (guint j = 0; j < i; j++)
      if (query->by[i] == query->by[j]) {
        g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("the dimension %s stands twice"), query->by[i]->id);
        return FALSE;
      }
  for (guint i = 0; i < work->n; i++) {
    for (guint d = 0; d < query->n_by; d++)
      if (!check_dimension (work, work->indicators[i], query->by[d], TRUE, error))
        return FALSE;
    for (guint d = 0; d < query->n_filters; d++)
      if (!check_dimension (work, work->indicators[i], query->filters[d].dimension, FALSE, error))
        return FALSE;
  }
  return TRUE;
}

/* "The last half hour" is the last that is known, as far as that is of today. */
static void
end_at_cut (Work *work)
{
  SzLook *look = work->look;
  gint64 cut = look->now_ms;

  if (work->period.unit != SZ_GRAIN_NONE || work->period.aligned || work->period.end_ms != look->now_ms)
    return;
  for (guint i = 0; i < work->n; i++) {
    gint64 own = sz_look_cut (look, work->indicators[i]);

    if (look->now_ms - own < SZ_DAY_MS)
      cut = MIN (cut, own);
  }
  work->period.start_ms -= look->now_ms - cut;
  work->period.end_ms = cut;
}

/* `all` becomes the days from the first row of any data set concerned to the last, or now. */
static gboolean
settle_period (Work *work, GError **error)
{
  SzLook *look = work->look;
  gint64 first = G_MAXINT64, last = sz_zone_day (look->zone, look->now_ms);

  work->period = work->query->period;
  if (!work->period.all) {
    end_at_cut (work);
    return TRUE;
  }
  for (guint i = 0; i < work->n; i++)
    for (guint j = 0; j < work->indicators[i]->formula->leaves->len; j++) {
      const SzDataset *dataset =
          g_array_index (work->indicators[i]->formula->leaves, SzLeaf, j).measure->dataset;
      const SzCoverage *coverage = sz_look_coverage (look, dataset, error);

      if (coverage == NULL)
        return FALSE;
      if (coverage->rows <= 0)
        continue;
      first = MIN (first, coverage->first_day);
      last = MAX (last, coverage->last_day);
      if (coverage->watermark_ms != 0)
        last = MAX (last, sz_zone_day (look->zone, coverage->watermark_ms));
    }
  work->period.start_ms = sz_zone_day_start_ms (look->zone, MIN (first, last));
  work->period.end_ms = sz_zone_day_start_ms (look->zone, last + 1);
  return TRUE;
}

static gboolean
check_grain (Work *work, GError **error)
{
  static const gint64 lengths[] = { 0,
                                    15 * SZ_MINUTE_MS,
                                    SZ_HOUR_MS,
                                    SZ_DAY_MS,
                                    7 * SZ_DAY_MS,
                                    28 * SZ_DAY_MS,
                                    90 * SZ_DAY_MS,
                                    365 * SZ_DAY_MS };
  gint64 span = MIN (work->period.end_ms, work->look->now_ms) - work->period.start_ms;

  if (work->query->grain == SZ_GRAIN_NONE || span / lengths[work->query->grain] <= MAX_BUCKETS)
    return TRUE;
  g_set_error (
      error, SZ_ERROR, SZ_ERROR_USAGE,
      _ ("the period holds more than %d steps of one %s; ask for a shorter period or a coarser grain"),
      MAX_BUCKETS, sz_grain_id (work->query->grain));
  return FALSE;
}

static SzSlice *
compute (Work *work, gint64 start_ms, gint64 end_ms, SzGrain grain, const gint64 *ends, gboolean base,
         GError **error)
{
  SzSliceAsk ask = { work->indicators,
                     work->n,
                     start_ms,
                     end_ms,
                     grain,
                     work->query->by,
                     work->query->n_by,
                     work->query->filters,
                     work->query->n_filters,
                     ends,
                     base };

  return sz_slice_compute (work->look, &ask, error);
}

/* --- comparison
 * ------------------------------------------------------------------------------------------------------ */

/* The bases of all rows: buckets that are whole are asked for together, one that is cut short by now for
 * itself. */
typedef struct {
  SzSlice *whole;      /* by the query's grain; NULL if no base is a whole bucket */
  GHashTable *partial; /* bucket start (gint64) to SzSlice */
  GHashTable *starts;  /* bucket start to base start, for whole ones (owned gint64 both) */
} Bases;

static void
clear_bases (Bases *bases)
{
  g_clear_pointer (&bases->whole, sz_slice_free);
  g_clear_pointer (&bases->partial, g_hash_table_unref);
  g_clear_pointer (&bases->starts, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bases, clear_bases)

static gint64 *
box (gint64 value)
{
  gint64 *boxed = g_new (gint64, 1);

  *boxed = value;
  return boxed;
}

static SzPeriod
get_bucket_period (Work *work, gint64 start)
{
  SzPeriod period = work->period;

  if (work->query->grain == SZ_GRAIN_NONE)
    return period;
  period.unit = work->query->grain;
  period.count = 1;
  period.start_ms = start;
  period.end_ms = sz_grain_next (work->query->grain, work->look->zone, start);
  period.aligned = work->query->grain >= SZ_GRAIN_DAY;
  period.all = FALSE;
  return period;
}

static gboolean
is_whole_bucket (Work *work, const SzPeriod *base)
{
  SzGrain grain = work->query->grain;

  return grain != SZ_GRAIN_NONE &&
         sz_grain_floor (grain, work->look->zone, base->start_ms) == base->start_ms &&
         sz_grain_next (grain, work->look->zone, base->start_ms) == base->end_ms;
}

static gboolean
add_base (Work *work, Bases *bases, SzCompare how, gint64 bucket, gint64 *first, gint64 *last, GError **error)
{
  SzPeriod period = get_bucket_period (work, bucket);
  const SzDataset *dataset = g_array_index (work->slice->leaves, SzLeaf, 0).measure->dataset;
  g_autofree gint64 *ends = g_new0 (gint64, work->n + 1);
  gint64 start = G_MININT64, end = G_MININT64;
  gboolean whole = TRUE;

  for (guint i = 0; i < work->n; i++) {
    SzBase base;

    sz_look_base (work->look, &period, how, dataset, sz_look_cut (work->look, work->indicators[i]), &base);
    ends[i] = base.has ? base.base.end_ms : G_MININT64;
    start = base.has ? base.base.start_ms : start;
    end = MAX (end, ends[i]);
    whole = whole && base.has && is_whole_bucket (work, &base.base);
  }
  if (start >= end)
    return TRUE;
  if (whole) {
    *first = MIN (*first, start);
    *last = MAX (*last, end);
    g_hash_table_insert (bases->starts, box (bucket), box (start));
  } else {
    SzSlice *slice = compute (work, start, end, SZ_GRAIN_NONE, ends, TRUE, error);

    if (slice == NULL)
      return FALSE;
    g_hash_table_insert (bases->partial, box (bucket), slice);
  }
  return TRUE;
}

static gboolean
compute_bases (Work *work, SzCompare how, Bases *bases, GError **error)
{
  gint64 first = G_MAXINT64, last = G_MININT64, done = G_MININT64;

  bases->partial = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)sz_slice_free);
  bases->starts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint row = 0; row < work->slice->rows; row++) {
    gint64 bucket = sz_slice_bucket (work->slice, row);

    if (bucket == done)
      continue;
    done = bucket;
    if (!add_base (work, bases, how, bucket, &first, &last, error))
      return FALSE;
  }
  if (first >= last)
    return TRUE;
  bases->whole = compute (work, first, last, work->query->grain, NULL, TRUE, error);
  return bases->whole != NULL;
}

static double
find_base_value (Work *work, const Bases *bases, guint row, guint indicator)
{
  gint64 bucket = sz_slice_bucket (work->slice, row);
  const SzSlice *partial = g_hash_table_lookup (bases->partial, &bucket);
  const gint64 *start = g_hash_table_lookup (bases->starts, &bucket);
  const char *codes[SZ_FIGURES_MAX_BY] = { NULL };
  int at = -1;

  for (guint d = 0; d < work->slice->n_by; d++)
    codes[d] = sz_slice_code (work->slice, row, d);
  if (partial != NULL) {
    /* The only bucket of an ungrained slice begins where its span does. */
    at = partial->rows > 0 ? sz_slice_find (partial, sz_slice_bucket (partial, 0), codes) : -1;
    return at >= 0 ? sz_slice_value (partial, (guint)at, indicator) : NAN;
  }
  if (start == NULL || bases->whole == NULL)
    return NAN;
  at = sz_slice_find (bases->whole, *start, codes);
  return at >= 0 ? sz_slice_value (bases->whole, (guint)at, indicator) : NAN;
}

/* --- the frame
 * ---------------------------------------------------------------------------------------------------------
 */

static void
add_compared_columns (SzFrame *frame, const SzIndicator *indicator, const char *suffix, const char *name)
{
  g_autofree char *id = g_strconcat (indicator->id, ".", suffix, NULL);
  g_autofree char *change_id = g_strconcat (id, "_change", NULL);
  g_autofree char *base_name = g_strdup_printf ("%s %s", indicator->name, name);
  g_autofree char *change_name = g_strdup_printf (_ ("%s change"), base_name);

  sz_frame_add_column (frame, id, base_name, indicator->unit, SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, change_id, change_name,
                       strcmp (indicator->unit, "%") == 0 ? "pp" : indicator->unit, SZ_COLUMN_NUMBER);
}

static SzFrame *
make_frame (Work *work)
{
  SzFrame *frame = sz_frame_new ();

  sz_frame_add_column (frame, "period", _ ("Period"), NULL, SZ_COLUMN_TEXT);
  for (guint d = 0; d < work->query->n_by; d++)
    sz_frame_add_column (frame, work->query->by[d]->id, work->query->by[d]->name, NULL, SZ_COLUMN_TEXT);
  for (guint i = 0; i < work->n; i++) {
    const SzIndicator *indicator = work->indicators[i];

    sz_frame_add_column (frame, indicator->id, indicator->name, indicator->unit, SZ_COLUMN_NUMBER);
    if (work->query->compare_previous)
      add_compared_columns (frame, indicator, "prev", _ ("period before"));
    if (work->query->compare_year)
      add_compared_columns (frame, indicator, "yoy", _ ("year before"));
  }
  return frame;
}

static void
fill_frame (Work *work, SzFrame *frame, const Bases *previous, const Bases *year)
{
  for (guint row = 0; row < work->slice->rows; row++) {
    gsize at = sz_frame_add_row (frame);
    g_autofree char *label =
        work->query->grain == SZ_GRAIN_NONE
            ? sz_period_label (&work->period, work->look->zone)
            : sz_grain_label (work->query->grain, work->look->zone, sz_slice_bucket (work->slice, row));
    guint column = 0;

    sz_frame_set_text (frame, at, column++, label);
    for (guint d = 0; d < work->query->n_by; d++)
      sz_frame_set_text (frame, at, column++, sz_slice_code (work->slice, row, d));
    for (guint i = 0; i < work->n; i++) {
      double value = sz_slice_value (work->slice, row, i);

      sz_frame_set_number (frame, at, column++, value);
      for (guint b = 0; b < 2; b++) {
        const Bases *bases = b == 0 ? previous : year;
        double base = 0;

        if (b == 0 ? !work->query->compare_previous : !work->query->compare_year)
          continue;
        base = find_base_value (work, bases, row, i);
        sz_frame_set_number (frame, at, column++, base);
        sz_frame_set_number (frame, at, column++, value - base);
      }
    }
  }
}

/* --- provenance
 * -----------------------------------------------------------------------------------------------------------
 */

/* Every data set of the indicators once. (transfer container) */
static GPtrArray *
list_datasets (Work *work)
{
  GPtrArray *datasets = g_ptr_array_new ();

  for (guint i = 0; i < work->slice->leaves->len; i++) {
    const SzDataset *dataset = g_array_index (work->slice->leaves, SzLeaf, i).measure->dataset;

    if (!g_ptr_array_find (datasets, dataset, NULL))
      g_ptr_array_add (datasets, (gpointer)dataset);
  }
  return datasets;
}

static char *
explain_missing (Work *work, const GPtrArray *datasets)
{
  for (guint i = 0; i < work->n; i++) {
    g_autofree char *lacks = sz_look_lacks (work->look, work->indicators[i], TRUE);

    if (lacks != NULL)
      return g_strdup_printf (_ ("no source supplies %s"), lacks);
  }
  for (guint i = 0; i < datasets->len; i++) {
    const SzDataset *dataset = g_ptr_array_index (datasets, i);
    const SzCoverage *coverage = sz_look_coverage (work->look, dataset, NULL);
    gint64 start = 0, end = 0;
    char first[11], last[11];

    if (coverage == NULL)
      continue;
    start = sz_zone_day_start_ms (work->look->zone, coverage->first_day);
    end = MAX (coverage->watermark_ms, sz_zone_day_start_ms (work->look->zone, coverage->last_day + 1));
    if (work->period.start_ms >= start && (work->period.end_ms <= end || dataset->valid_from >= 0))
      continue;
    sz_day_format (coverage->first_day, first);
    sz_day_format (coverage->last_day, last);
    if (dataset->valid_from >= 0)
      return g_strdup_printf (_ ("%s are known from %s on"), dataset->id, first);
    return g_strdup_printf (_ ("%s are known from %s to %s"), dataset->id, first, last);
  }
  return g_strdup (_ ("nothing to compute it from in this span"));
}

static gboolean
has_missing (const SzFrame *frame, guint first)
{
  if (frame->rows == 0)
    return TRUE;
  for (guint c = first; c < sz_frame_n_columns (frame); c++)
    for (gsize r = 0; r < frame->rows; r++)
      if (isnan (sz_frame_number (frame, r, c)))
        return TRUE;
  return FALSE;
}

static gboolean
fill_coverage (Work *work, SzFrame *frame, const GPtrArray *datasets, GError **error)
{
  gint64 from = sz_zone_day (work->look->zone, work->period.start_ms);
  gint64 to = sz_zone_day (work->look->zone, MIN (work->period.end_ms - 1, work->look->now_ms));

  frame->provenance.coverage = NAN;
  for (guint i = 0; i < datasets->len; i++) {
    const SzDataset *dataset = g_ptr_array_index (datasets, i);
    GError *failure = NULL;
    double share = NAN;

    if (dataset->valid_from >= 0 && datasets->len > 1)
      continue;
    share = sz_reader_complete_share (work->look->reader, dataset, from, to, &failure);
    if (failure != NULL) {
      g_propagate_error (error, failure);
      return FALSE;
    }
    if (!isnan (share))
      frame->provenance.coverage =
          isnan (frame->provenance.coverage) ? share : MIN (frame->provenance.coverage, share);
  }
  return TRUE;
}

/* "2026-W43 holds no data before 2026-10-21": the first bucket may look like a slack one. NULL if it is
 * whole. */
static char *
explain_partial (Work *work, const GPtrArray *datasets)
{
  SzZone *zone = work->look->zone;
  gint64 first = work->slice->rows > 0 ? sz_slice_bucket (work->slice, 0) : 0, from = G_MAXINT64;
  g_autofree char *label = NULL;
  char day[11];

  if (work->query->grain < SZ_GRAIN_WEEK || work->slice->rows == 0)
    return NULL;
  for (guint i = 0; i < datasets->len; i++) {
    const SzDataset *dataset = g_ptr_array_index (datasets, i);
    const SzCoverage *coverage = sz_look_coverage (work->look, dataset, NULL);

    if (dataset->valid_from < 0 && coverage != NULL && coverage->rows > 0)
      from = MIN (from, coverage->first_day);
  }
  if (from == G_MAXINT64 || from <= sz_zone_day (zone, first) ||
      sz_zone_day_start_ms (zone, from) >= sz_grain_next (work->query->grain, zone, first))
    return NULL;
  /* A week that begins with the days a hall is closed on is whole. */
  if (from - sz_zone_day (zone, first) <= 2 && sz_day_weekday (sz_zone_day (zone, first)) > 5)
    return NULL;
  label = sz_grain_label (work->query->grain, zone, first);
  sz_day_format (from, day);
  return g_strdup_printf (_ ("%s is in part only: the data begin on %s"), label, day);
}

static void
add_reason (SzFrame *frame, char *reason)
{
  g_autofree char *known = frame->provenance.missing_reason;

  frame->provenance.missing_reason =
      known != NULL ? g_strconcat (known, _ ("; "), reason, NULL) : g_strdup (reason);
  g_free (reason);
}

static gboolean
fill_provenance (Work *work, SzFrame *frame, GError **error)
{
  g_autoptr (GPtrArray) datasets = list_datasets (work);
  g_autoptr (GString) definition = g_string_new (NULL);
  char *partial = NULL;

  for (guint i = 0; i < work->n; i++)
    g_string_append_printf (definition, "%s%s v%d: %s", i > 0 ? "\n" : "", work->indicators[i]->id,
                            work->indicators[i]->version, work->indicators[i]->formula_text);
  frame->provenance.now_ms = work->look->now_ms;
  frame->provenance.data_ms = sz_look_data_ms (work->look, work->indicators, work->n);
  frame->provenance.rows = work->look->rows;
  frame->provenance.definition = g_strdup (definition->str);
  frame->provenance.approximate = work->look->approximate;
  frame->provenance.error_bound = work->look->error_bound;
  if (has_missing (frame, 1 + work->query->n_by))
    frame->provenance.missing_reason = explain_missing (work, datasets);
  partial = explain_partial (work, datasets);
  if (partial != NULL)
    add_reason (frame, partial);
  return fill_coverage (work, frame, datasets, error);
}

SzFrame *
sz_figures_query (SzReader *reader, const SzFigureQuery *query, GError **error)
{
  g_auto (Work) work = { sz_look_new (reader, error), query, NULL, 0, query->period, NULL };
  g_auto (Bases) previous = { NULL, NULL, NULL };
  g_auto (Bases) year = { NULL, NULL, NULL };
  g_autoptr (SzFrame) frame = NULL;

  if (work.look == NULL || !find_indicators (&work, error) || !check_dimensions (&work, error) ||
      !sz_figures_check_filters (reader, query->filters, query->n_filters, error) ||
      !settle_period (&work, error) || !check_grain (&work, error))
    return NULL;
  work.slice = compute (&work, work.period.start_ms, work.period.end_ms, query->grain, NULL, FALSE, error);
  if (work.slice == NULL ||
      (query->compare_previous && !compute_bases (&work, SZ_COMPARE_PREVIOUS, &previous, error)) ||
      (query->compare_year && !compute_bases (&work, SZ_COMPARE_YEAR, &year, error)))
    return NULL;
  frame = make_frame (&work);
  fill_frame (&work, frame, &previous, &year);
  if (!fill_provenance (&work, frame, error))
    return NULL;
  return g_steal_pointer (&frame);
}
