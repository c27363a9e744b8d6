/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands beside the subject of a table: the other figures of the same rows, and each row's last days. */

#include "sz-detail-private.h"

#include <math.h>

#include "sz-i18n.h"

#define DAYS 7
/* So far back for them: a week with two holidays and its weekends. */
#define DAYS_BACK 16

/* What people ask next when they see the first. The words over a column are short: three of them stand beside
 * a name. */
typedef struct {
  const char *indicator, *heading;
} Related;
static const Related WAIT = { "wait_avg", N_ ("Wait") }, WAIT_P90 = { "wait_p90", N_ ("Wait 90 %") },
                     SERVICE = { "service_time_avg", N_ ("Service") },
                     SERVICE_P90 = { "service_time_p90", N_ ("Service 90 %") },
                     QUEUE = { "queue_len_now", N_ ("Queue") };
static const struct {
  const char *indicator;
  const Related *beside[SZ_BESIDE_MAX];
} RELATED[] = {
  { "wait_avg", { &WAIT_P90, &SERVICE, &QUEUE } },
  { "wait_p90", { &WAIT, &SERVICE, &QUEUE } },
  { "service_time_avg", { &SERVICE_P90, &WAIT, &QUEUE } },
  { "service_time_p90", { &SERVICE, &WAIT, &QUEUE } },
};

static gboolean
can_stand_beside (const SzDetail *detail, const SzIndicator *indicator, const SzDimension *dimension)
{
  const GArray *leaves = indicator->formula->leaves;
  g_autofree char *lacks = sz_look_lacks (detail->look, indicator, FALSE);

  if (lacks != NULL)
    return FALSE;
  for (guint i = 0; i < leaves->len; i++) {
    const SzDataset *dataset = g_array_index (leaves, SzLeaf, i).measure->dataset;

    if (!sz_dataset_carries (dataset, dimension))
      return FALSE;
    for (guint k = 0; k < detail->n_filters; k++)
      if (!sz_dataset_carries (dataset, detail->filters[k].dimension))
        return FALSE;
  }
  return TRUE;
}

gboolean
sz_detail_ask_beside (const SzDetail *detail, const SzDimension *dimension, SzBeside *beside, GError **error)
{
  SzSliceAsk ask = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (RELATED); i++)
    for (guint k = 0; k < SZ_BESIDE_MAX && g_str_equal (RELATED[i].indicator, detail->indicator->id); k++) {
      const Related *related = RELATED[i].beside[k];
      const SzIndicator *other = sz_catalog_indicator (detail->look->catalog, related->indicator, NULL);

      if (other == NULL || !can_stand_beside (detail, other, dimension))
        continue;
      beside->headings[beside->n] = _ (related->heading);
      beside->indicators[beside->n++] = other;
    }
  if (beside->n == 0)
    return TRUE;
  ask.indicators = beside->indicators;
  ask.n = beside->n;
  ask.start_ms = detail->period.start_ms;
  ask.end_ms = detail->period.end_ms;
  ask.grain = SZ_GRAIN_NONE;
  ask.by = &dimension;
  ask.n_by = 1;
  ask.filters = detail->filters;
  ask.n_filters = detail->n_filters;
  beside->slice = sz_slice_compute (detail->look, &ask, error);
  return beside->slice != NULL;
}

void
sz_beside_clear (SzBeside *beside)
{
  g_clear_pointer (&beside->slice, sz_slice_free);
  g_clear_pointer (&beside->days, sz_slice_free);
}

gboolean
sz_detail_ask_days (const SzDetail *detail, const SzDimension *dimension, SzBeside *beside, GError **error)
{
  SzZone *zone = detail->look->zone;
  gint64 last = MIN (sz_zone_day (zone, detail->period.end_ms - 1), sz_zone_day (zone, detail->look->now_ms));

  beside->days = sz_detail_ask (detail, sz_zone_day_start_ms (zone, last - DAYS_BACK),
                                sz_zone_day_start_ms (zone, last + 1), SZ_GRAIN_DAY, dimension, error);
  return beside->days != NULL;
}

/* The last days on which there was anything, oldest first. (transfer full) */
static GArray *
find_days (const SzSlice *slice)
{
  GArray *days = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint row = 0; row < slice->rows; row++) {
    const gint64 bucket = sz_slice_bucket (slice, row);
    gboolean known = isnan (sz_slice_value (slice, row, 0));

    for (guint i = 0; i < days->len && !known; i++)
      known = g_array_index (days, gint64, i) == bucket;
    if (!known)
      g_array_append_val (days, bucket);
  }
  if (days->len > DAYS)
    g_array_remove_range (days, 0, days->len - DAYS);
  return days;
}

void
sz_beside_add_line (const SzBeside *beside, SzTile *tile, const char *code)
{
  SzPart *part = sz_part_new ("", "");

  g_ptr_array_add (tile->parts, part);
  if (beside->days == NULL)
    return;
  g_autoptr (GArray) days = find_days (beside->days);
  part->series = sz_series_new (_ ("Last days"), days->len);
  for (guint i = 0; i < days->len; i++) {
    const gint64 bucket = g_array_index (days, gint64, i);
    const int row = sz_slice_find (beside->days, bucket, &code);

    part->series->x[i] = (double)bucket;
    part->series->y[i] = row >= 0 ? sz_slice_value (beside->days, (guint)row, 0) : NAN;
  }
}
