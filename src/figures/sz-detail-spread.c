/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How one indicator spreads: over single rows (histogram) and over the week (heat). */

#include "sz-detail-private.h"

#include <math.h>

#define MAX_BINS 24
#define LEAST_BINS 8
#define MAX_FACT_DAYS 31
#define HEAT_DAYS 56

/* --- histogram
 * --------------------------------------------------------------------------------------------------------------
 */

/* The measure whose value is spread: the formula must be the mean or a quantile of one duration. */
static const SzMeasure *
find_spread_measure (const SzIndicator *indicator)
{
  const GArray *leaves = indicator->formula->leaves;
  const SzMeasure *found = NULL;

  if (indicator->formula->quantity != SZ_QUANTITY_DURATION || leaves->len > 2)
    return NULL;
  for (guint i = 0; i < leaves->len; i++) {
    const SzLeaf *leaf = &g_array_index (leaves, SzLeaf, i);

    if (leaf->window != SZ_WINDOW_BUCKET || leaf->total)
      return NULL;
    if (leaf->measure->kind == SZ_MEASURE_SUM || leaf->measure->kind == SZ_MEASURE_QUANTILE)
      found = found == NULL ? leaf->measure : NULL;
    else if (leaf->measure->kind != SZ_MEASURE_COUNT)
      return NULL;
  }
  if (found != NULL && found->kind == SZ_MEASURE_SUM && indicator->formula->root->kind != SZ_NODE_DIVIDE)
    return NULL;
  return found;
}

/* Counting measures for the bins: made here and only for one question, borrowing value and condition of the
 * indicator's own measure. */
typedef struct {
  SzMeasure measures[MAX_BINS + 2];
  SzCondition both[MAX_BINS + 2]
                  [4]; /* value >= from, value < to, their conjunction, and that with the own condition */
  SzValue edges[MAX_BINS + 2][2];
  SzLeaf leaves[MAX_BINS + 2];
  guint n;
} Bins;

static void
add_bin (Bins *bins, const SzMeasure *own, gint64 from_ms, gint64 to_ms)
{
  guint i = bins->n++;
  SzCondition *parts = bins->both[i];
  SzMeasure *measure = &bins->measures[i];

  bins->edges[i][0] = (SzValue){ SZ_VALUE_NUMBER, 0, from_ms, NULL, NULL, NULL };
  bins->edges[i][1] = (SzValue){ SZ_VALUE_NUMBER, 0, to_ms, NULL, NULL, NULL };
  parts[0] = (SzCondition){ SZ_CONDITION_GE, NULL, NULL, own->value, &bins->edges[i][0] };
  parts[1] = (SzCondition){ SZ_CONDITION_LT, NULL, NULL, own->value, &bins->edges[i][1] };
  parts[2] = (SzCondition){ SZ_CONDITION_AND, &parts[0], &parts[1], NULL, NULL };
  parts[3] = (SzCondition){ SZ_CONDITION_AND, own->where, &parts[2], NULL, NULL };
  *measure = *own;
  measure->kind = SZ_MEASURE_COUNT;
  measure->value = NULL;
  measure->where = own->where != NULL ? &parts[3] : &parts[2];
  g_snprintf (measure->column, sizeof measure->column, "bin%u", i);
  measure->text = measure->column;
  bins->leaves[i] = (SzLeaf){ measure, SZ_WINDOW_BUCKET, FALSE };
}

static SzFrame *
ask_leaves_within (const SzDetail *detail, const SzLeaf *leaves, guint n, gint64 start_ms, gint64 end_ms,
                   const SzFilter *filters, guint n_filters, GError **error)
{
  SzAsk ask = { 0 };

  ask.dataset = leaves[0].measure->dataset;
  ask.leaves = leaves;
  ask.n_leaves = n;
  ask.start_ms = start_ms;
  ask.end_ms = start_ms <= detail->cut_ms ? MIN (end_ms, detail->cut_ms + 1) : end_ms;
  ask.now_ms = detail->cut_ms;
  ask.zone = detail->look->zone;
  ask.filters = filters;
  ask.n_filters = n_filters;
  return sz_reader_ask (detail->look->reader, &ask, error);
}

static SzFrame *
ask_leaves (const SzDetail *detail, const SzLeaf *leaves, guint n, gint64 start_ms, gint64 end_ms,
            GError **error)
{
  return ask_leaves_within (detail, leaves, n, start_ms, end_ms, detail->filters, detail->n_filters, error);
}

/* The value a share of the rows exceeds, in ms; NAN without rows. */
static gboolean
ask_quantile (const SzDetail *detail, const SzMeasure *own, double probability, gint64 start_ms,
              gint64 end_ms, double *value, GError **error)
{
  SzMeasure measure = *own;
  SzLeaf leaf = { &measure, SZ_WINDOW_BUCKET, FALSE };
  g_autoptr (SzFrame) frame = NULL;

  measure.kind = SZ_MEASURE_QUANTILE;
  measure.probability = probability;
  g_snprintf (measure.column, sizeof measure.column, "q%.0f", 100 * probability);
  measure.text = measure.column;
  frame = ask_leaves (detail, &leaf, 1, start_ms, end_ms, error);
  if (frame == NULL)
    return FALSE;
  *value = frame->rows > 0 ? sz_frame_number (frame, 0, 0) : NAN;
  return TRUE;
}

/* The greatest width of 1, 2 or 5 times a power of ten that gives at least so many bins (and at most 2.5
 * times as many). */
static double
choose_width (double most)
{
  double raw = most / LEAST_BINS, power = pow (10, floor (log10 (raw)));

  if (raw >= 5 * power)
    return 5 * power;
  return raw >= 2 * power ? 2 * power : power;
}

static void
choose_span (const SzDetail *detail, gint64 days, gint64 *start_ms, gint64 *end_ms)
{
  gint64 end = MIN (detail->period.end_ms,
                    sz_grain_next (SZ_GRAIN_DAY, detail->look->zone,
                                   sz_grain_floor (SZ_GRAIN_DAY, detail->look->zone, detail->look->now_ms)));
  gint64 first =
      sz_zone_day_start_ms (detail->look->zone, sz_zone_day (detail->look->zone, end - 1) - days + 1);

  *end_ms = end;
  *start_ms = first;
}

static SzTile *
make_histogram (const SzDetail *detail, const SzFrame *frame, guint bins, double width, gboolean recent)
{
  SzTile *tile = sz_tile_new (SZ_TILE_HISTOGRAM, "histogram", _ ("Distribution of single rows"));
  double within = 0, above = sz_frame_number (frame, 0, bins);
  double over = sz_frame_n_columns (frame) > bins + 1 ? sz_frame_number (frame, 0, bins + 1) : NAN;
  g_autofree char *count = NULL;
  g_autofree char *beyond = NULL;

  tile->n_bins = bins;
  tile->bin_edges = g_new0 (double, bins + 1);
  tile->bin_counts = g_new0 (double, bins + 1);
  for (guint i = 0; i <= bins; i++)
    tile->bin_edges[i] = i * width;
  for (guint i = 0; i < bins; i++) {
    double value = sz_frame_number (frame, 0, i);

    tile->bin_counts[i] = isnan (value) ? 0 : value;
    within += tile->bin_counts[i];
  }
  above = isnan (above) ? 0 : above;
  tile->target = detail->indicator->target;
  tile->limit = detail->indicator->limit;
  g_free (tile->unit);
  g_free (tile->scope);
  g_free (tile->note);
  tile->unit = g_strdup (detail->indicator->unit);
  count = sz_number_text (within + above, "count");
  tile->scope =
      recent ? g_strdup_printf (_ ("%s rows, last %d days"), count, MAX_FACT_DAYS)
             : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s row", "%s rows", (gulong)(within + above)),
                                count);
  tile->over_count = over;
  tile->row_count = within + above;
  beyond = above > 0 ? g_strdup_printf (_ ("%.0f more lie beyond"), above) : g_strdup ("");
  if (!isnan (over) && within + above > 0) {
    g_autofree char *share = sz_number_text (100 * over / (within + above), "%");
    g_autofree char *counted = g_strdup_printf (_ ("over the limit: %.0f, %s"), over, share);

    tile->note = g_strconcat (counted, *beyond != '\0' ? _ ("; ") : "", beyond, NULL);
  } else {
    tile->note = g_steal_pointer (&beyond);
  }
  return tile;
}

/* "; yesterday 5.1%": how many of a hundred were over the limit in what is compared with. */
static gboolean
add_share_before (const SzDetail *detail, const SzMeasure *own, SzTile *tile, GError **error)
{
  const SzBase *base = &detail->against;
  gboolean other = detail->others != NULL;
  g_autofree Bins *bins = g_new0 (Bins, 1);
  g_autoptr (SzFrame) frame = NULL;
  g_autofree char *name = NULL, *share = NULL, *note = NULL;
  double all = NAN, over = NAN;

  if (isnan (tile->over_count) || !base->has || (!other && sz_detail_is_loading (detail, base)))
    return TRUE;
  add_bin (bins, own, G_MININT64 / 4, G_MAXINT64 / 4);
  add_bin (bins, own, (gint64)floor (detail->indicator->limit / detail->indicator->scale) + 1,
           G_MAXINT64 / 4);
  frame = ask_leaves_within (detail, bins->leaves, bins->n, base->base.start_ms, base->base.end_ms,
                             other ? (const SzFilter *)(void *)detail->others->data : detail->filters,
                             other ? detail->others->len : detail->n_filters, error);
  if (frame == NULL)
    return FALSE;
  all = frame->rows > 0 ? sz_frame_number (frame, 0, 0) : NAN;
  over = frame->rows > 0 ? sz_frame_number (frame, 0, 1) : NAN;
  if (isnan (all) || all <= 0 || isnan (over))
    return TRUE;
  name = sz_detail_against_name (detail);
  share = sz_number_text (100 * over / all, "%");
  note = g_strdup_printf ("%s%s%s %s", tile->note, _ ("; "), name, share);
  g_free (tile->note);
  tile->note = g_steal_pointer (&note);
  return TRUE;
}

SzTile *
sz_detail_histogram (SzDetail *detail, GError **error)
{
  const SzMeasure *own = find_spread_measure (detail->indicator);
  gint64 start = detail->period.start_ms, end = detail->period.end_ms;
  gboolean recent = end - start > MAX_FACT_DAYS * SZ_DAY_MS;
  g_autoptr (SzFrame) frame = NULL;
  g_autofree Bins *bins = NULL;
  SzTile *tile = NULL;
  double p99 = NAN, median = NAN, width = 0, scale = detail->indicator->scale;
  guint n = 0;

  if (own == NULL)
    return NULL;
  if (recent)
    choose_span (detail, MAX_FACT_DAYS, &start, &end);
  if (!ask_quantile (detail, own, 0.99, start, end, &p99, error) ||
      !ask_quantile (detail, own, 0.5, start, end, &median, error))
    return NULL;
  if (isnan (p99) || p99 <= 0)
    return NULL;
  width = choose_width (p99 * scale);
  n = (guint)CLAMP (floor (p99 * scale / width) + 1, 1, MAX_BINS);
  bins = g_new0 (Bins, 1);
  for (guint i = 0; i < n; i++)
    add_bin (bins, own, (gint64)llround (i * width / scale), (gint64)llround ((i + 1) * width / scale));
  add_bin (bins, own, (gint64)llround (n * width / scale), G_MAXINT64 / 4);
  if (!isnan (detail->indicator->limit) && n + 1 < MAX_BINS + 2)
    add_bin (bins, own, (gint64)floor (detail->indicator->limit / scale) + 1, G_MAXINT64 / 4);
  frame = ask_leaves (detail, bins->leaves, bins->n, start, end, error);
  if (frame == NULL || frame->rows == 0)
    return NULL;
  tile = make_histogram (detail, frame, n, width, recent);
  tile->median = median * scale;
  if (!recent && !add_share_before (detail, own, tile, error))
    g_clear_pointer (&tile, sz_tile_free);
  return tile;
}

/* --- heat
 * ---------------------------------------------------------------------------------------------------------------------
 */

static gboolean
is_poolable (const SzIndicator *indicator)
{
  for (guint i = 0; i < indicator->formula->leaves->len; i++) {
    const SzLeaf *leaf = &g_array_index (indicator->formula->leaves, SzLeaf, i);

    if (!sz_measure_is_additive (leaf->measure) || leaf->window != SZ_WINDOW_BUCKET || leaf->total)
      return FALSE;
  }
  return TRUE;
}

typedef struct {
  GArray *rows[7][24]; /* of the hourly slice, by weekday and hour */
  guint days[7];       /* with anything in them */
  int first_hour, last_hour;
} Week;

static gboolean
has_anything (const SzSlice *slice, guint row)
{
  for (guint i = 0; i < slice->n_leaves; i++) {
    double value = g_array_index (slice->values, double, (gsize)row * slice->n_leaves + i);

    if (!isnan (value) && value != 0)
      return TRUE;
  }
  return FALSE;
}

static void
fill_week (Week *week, const SzSlice *slice, SzZone *zone)
{
  gint64 counted = G_MININT64;

  week->first_hour = 24;
  week->last_hour = -1;
  for (guint row = 0; row < slice->rows; row++) {
    gint64 bucket = sz_slice_bucket (slice, row), day = sz_zone_day (zone, bucket);
    int hour =
        (int)((bucket + sz_zone_offset_s (zone, bucket) * SZ_SECOND_MS - day * SZ_DAY_MS) / SZ_HOUR_MS);
    int weekday = sz_day_weekday (day) - 1;

    hour = CLAMP (hour, 0, 23);
    if (week->rows[weekday][hour] == NULL)
      week->rows[weekday][hour] = g_array_new (FALSE, FALSE, sizeof (guint));
    g_array_append_val (week->rows[weekday][hour], row);
    if (!has_anything (slice, row))
      continue;
    week->first_hour = MIN (week->first_hour, hour);
    week->last_hour = MAX (week->last_hour, hour);
    if (day != counted)
      week->days[weekday]++;
    counted = day;
  }
}

static void
clear_week (Week *week)
{
  for (guint d = 0; d < 7; d++)
    for (guint h = 0; h < 24; h++)
      g_clear_pointer (&week->rows[d][h], g_array_unref);
}

static void
fill_heat (const SzDetail *detail, SzTile *tile, const Week *week, const SzSlice *slice)
{
  static const char *const names[] = { N_ ("Mon"), N_ ("Tue"), N_ ("Wed"), N_ ("Thu"),
                                       N_ ("Fri"), N_ ("Sat"), N_ ("Sun") };
  guint hours = (guint)(week->last_hour - week->first_hour + 1), rows = 0;
  guint today = (guint)sz_day_weekday (sz_look_today (detail->look));
  gboolean sum = sz_node_adds_up (detail->indicator->formula, detail->indicator->formula->root);

  tile->heat_rows = g_new0 (char *, 8);
  tile->heat_columns = g_new0 (char *, hours + 1);
  tile->heat = g_new (double, 7 * hours);
  for (guint h = 0; h < hours; h++)
    tile->heat_columns[h] = g_strdup_printf (_ ("%u:00"), (guint)week->first_hour + h);
  for (guint d = 0; d < 7; d++) {
    if (week->days[d] == 0)
      continue;
    tile->heat_rows[rows] = g_strdup (_ (names[d]));
    for (guint h = 0; h < hours; h++) {
      const GArray *cell = week->rows[d][(guint)week->first_hour + h];
      double value = cell != NULL ? sz_slice_pooled (slice, cell, 0) : NAN;

      tile->heat[rows * hours + h] = sum ? value / week->days[d] : value;
    }
    if (d + 1 == today)
      tile->x_now = rows;
    rows++;
  }
}

SzTile *
sz_detail_heat (SzDetail *detail, GError **error)
{
  gint64 start = 0, end = 0;
  g_autoptr (SzSlice) slice = NULL;
  SzTile *tile = NULL;
  Week week = { 0 };

  if (!is_poolable (detail->indicator))
    return NULL;
  choose_span (detail, HEAT_DAYS, &start, &end);
  slice = sz_detail_ask (detail, start, end, SZ_GRAIN_HOUR, NULL, error);
  if (slice == NULL)
    return NULL;
  fill_week (&week, slice, detail->look->zone);
  if (week.last_hour >= week.first_hour) {
    tile = sz_tile_new (SZ_TILE_HEAT, "heat", _ ("The week"));
    g_free (tile->unit);
    g_free (tile->scope);
    tile->unit = g_strdup (detail->indicator->unit);
    tile->scope = g_strdup (_ ("mean of the last 8 weeks"));
    tile->target = detail->indicator->target;
    tile->limit = detail->indicator->limit;
    fill_heat (detail, tile, &week, slice);
  }
  clear_week (&week);
  return tile;
}
