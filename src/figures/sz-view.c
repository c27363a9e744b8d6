/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-view-private.h"

#include <math.h>
#include <string.h>

/* Distinct subjects and the like are counted from the facts; over more days than this a board leaves them
 * out. */
#define MAX_FACT_DAYS 3
/* So long what has passed is compared with as it was read. */
#define MEMO_MS 30000
/* … and by the hall's own clock, which a replay runs faster. */
#define MEMO_HALL_MS 60000

/* The last day on which anything happened; G_MININT64. What is valid for a time has no such day. */
static gint64
find_last_day (SzLook *look, gboolean tickets_first)
{
  const SzDataset *tickets = sz_catalog_dataset (look->catalog, "tickets", NULL);
  const GPtrArray *datasets = sz_catalog_datasets (look->catalog);
  gint64 last = G_MININT64;

  /* The web portal takes cases at night: a hall with tickets opens with the first of them. */
  if (tickets_first && tickets != NULL && sz_look_has (look, tickets))
    return sz_look_coverage (look, tickets, NULL)->last_day;
  for (guint i = 0; i < datasets->len; i++) {
    const SzDataset *dataset = g_ptr_array_index (datasets, i);

    if (dataset->valid_from < 0 && sz_look_has (look, dataset))
      last = MAX (last, sz_look_coverage (look, dataset, NULL)->last_day);
  }
  return last;
}

gboolean
sz_view_is_unopened (const SzView *view)
{
  gint64 last = view->now ? find_last_day (view->look, TRUE) : G_MININT64;

  return view->untouched || (last != G_MININT64 && last < sz_zone_day (view->look->zone, view->look->now_ms));
}

/* Looked at as it stood before anybody came on a day that has tickets since, or on a day without any. */
static gboolean
is_untouched (const SzView *view)
{
  const SzIndicator *tickets = sz_catalog_indicator (view->look->catalog, "ticket_count", NULL);
  const SzDataset *dataset = sz_catalog_dataset (view->look->catalog, "tickets", NULL);
  g_autoptr (SzSlice) slice = NULL;

  if (!view->now || tickets == NULL || dataset == NULL || !sz_look_has (view->look, dataset))
    return FALSE;
  slice = sz_view_ask (view, tickets, view->period.start_ms, view->period.end_ms, SZ_GRAIN_NONE, NULL, NULL);
  return slice != NULL && sz_slice_only (slice, 0) == 0;
}

/* Files end with their last day, which is what there is to see of them. */
static gint64
find_shown_day (SzLook *look)
{
  gint64 today = sz_zone_day (look->zone, look->now_ms);
  gint64 last = look->live ? G_MININT64 : find_last_day (look, FALSE);

  return last != G_MININT64 ? MIN (last, today) : today;
}

gboolean
sz_view_open (SzView *view, SzReader *reader, const SzPeriod *period, GError **error)
{
  view->look = sz_look_new (reader, error);
  if (view->look == NULL)
    return FALSE;
  view->indicators = g_ptr_array_new ();
  if (period != NULL) {
    view->period = *period;
  } else {
    view->period.unit = SZ_GRAIN_DAY;
    view->period.count = 1;
    view->period.aligned = TRUE;
    view->period.start_ms = sz_zone_day_start_ms (view->look->zone, find_shown_day (view->look));
    view->period.end_ms = sz_grain_next (SZ_GRAIN_DAY, view->look->zone, view->period.start_ms);
  }
  view->now = view->period.unit == SZ_GRAIN_DAY && view->period.count == 1 &&
              view->period.start_ms <= view->look->now_ms && view->look->now_ms < view->period.end_ms &&
              sz_look_is_today (view->look, view->look->now_ms);
  view->untouched = is_untouched (view);
  return TRUE;
}

/* --- what is kept
 * ---------------------------------------------------------------------------------------------------------
 */

SzBoardMemo *
sz_board_memo_new (void)
{
  return g_new0 (SzBoardMemo, 1);
}

static void
empty_memo (SzBoardMemo *memo)
{
  g_clear_pointer (&memo->before, sz_slice_free);
  g_clear_pointer (&memo->year_before, sz_slice_free);
  g_clear_pointer (&memo->sparks, sz_slice_free);
  g_clear_pointer (&memo->reference, sz_slice_free);
  g_clear_pointer (&memo->first_windows, g_hash_table_unref);
  g_clear_pointer (&memo->indicators, g_ptr_array_unref);
  memo->has_recent = FALSE;
  memo->board = NULL;
}

void
sz_board_memo_free (SzBoardMemo *memo)
{
  if (memo == NULL)
    return;
  empty_memo (memo);
  g_free (memo);
}

static gboolean
is_same_list (const GPtrArray *a, const GPtrArray *b)
{
  return a->len == b->len && (a->len == 0 || memcmp (a->pdata, b->pdata, a->len * sizeof *a->pdata) == 0);
}

void
sz_view_remember (SzView *view, const SzBoard *board, SzBoardMemo *memo)
{
  gint64 now_us = g_get_monotonic_time ();

  if (memo == NULL || !view->now)
    return;
  view->memo = memo;
  if (memo->board == board && memo->start_ms == view->period.start_ms && memo->now_ms <= view->look->now_ms &&
      view->look->now_ms - memo->now_ms < MEMO_HALL_MS && now_us - memo->at_us < MEMO_MS * 1000 &&
      is_same_list (memo->indicators, view->indicators)) {
    view->previous = memo->previous;
    view->year = memo->year;
    view->before = memo->before;
    view->year_before = memo->year_before;
    return;
  }
  empty_memo (memo);
  memo->start_ms = view->period.start_ms;
  memo->now_ms = view->look->now_ms;
  memo->at_us = now_us;
  memo->indicators = g_ptr_array_new ();
  g_ptr_array_extend (memo->indicators, view->indicators, NULL, NULL);
}

static gboolean
knows_bases (const SzView *view)
{
  return view->memo != NULL && view->memo->board != NULL;
}

static void
keep_bases (SzView *view, const SzBoard *board)
{
  if (view->memo == NULL)
    return;
  view->memo->board = board;
  view->memo->previous = view->previous;
  view->memo->year = view->year;
  view->memo->before = view->before;
  view->memo->year_before = view->year_before;
}

void
sz_view_clear (SzView *view)
{
  g_clear_pointer (&view->value, sz_slice_free);
  /* What failed half way is nobody's yet. */
  if (knows_bases (view))
    view->before = view->year_before = NULL;
  g_clear_pointer (&view->before, sz_slice_free);
  g_clear_pointer (&view->year_before, sz_slice_free);
  g_clear_pointer (&view->indicators, g_ptr_array_unref);
  g_clear_pointer (&view->windows, g_hash_table_unref);
  g_clear_pointer (&view->look, sz_look_free);
}

static gboolean
is_from_facts (const SzIndicator *indicator)
{
  for (guint i = 0; i < indicator->formula->leaves->len; i++) {
    SzMeasureKind kind = g_array_index (indicator->formula->leaves, SzLeaf, i).measure->kind;

    if (kind == SZ_MEASURE_DISTINCT || kind == SZ_MEASURE_RECURRING || kind == SZ_MEASURE_MIN ||
        kind == SZ_MEASURE_MAX)
      return TRUE;
  }
  return FALSE;
}

void
sz_view_want (SzView *view, const char *id)
{
  const SzIndicator *indicator = sz_catalog_indicator (view->look->catalog, id, NULL);
  g_autofree char *lacks = indicator != NULL ? sz_look_lacks (view->look, indicator, TRUE) : NULL;

  if (indicator == NULL || sz_view_has (view, indicator) || lacks != NULL)
    return;
  if (is_from_facts (indicator) && view->period.end_ms - view->period.start_ms > MAX_FACT_DAYS * SZ_DAY_MS)
    return;
  g_ptr_array_add (view->indicators, (gpointer)indicator);
}

gboolean
sz_view_has (const SzView *view, const SzIndicator *indicator)
{
  return g_ptr_array_find (view->indicators, indicator, NULL);
}

static SzSlice *
compute_span (const SzView *view, gint64 start_ms, gint64 end_ms, const gint64 *ends, GError **error)
{
  SzSliceAsk ask = { 0 };

  ask.indicators = (const SzIndicator *const *)view->indicators->pdata;
  ask.n = view->indicators->len;
  ask.start_ms = start_ms;
  ask.end_ms = end_ms;
  ask.ends = ends;
  ask.base = ends != NULL;
  return sz_slice_compute (view->look, &ask, error);
}

/* Each indicator is compared over as much of the base as its own data reach into the period. NULL without a
 * base. */
static gboolean
compute_base (SzView *view, SzCompare how, SzBase *base, SzSlice **slice, GError **error)
{
  const SzIndicator *const *indicators = (const SzIndicator *const *)view->indicators->pdata;
  const SzDataset *dataset = g_array_index (indicators[0]->formula->leaves, SzLeaf, 0).measure->dataset;
  g_autofree gint64 *ends = g_new (gint64, view->indicators->len + 1);
  gint64 end = G_MININT64;

  sz_look_base (view->look, &view->period, how, dataset, view->look->now_ms, base);
  if (!base->has)
    return TRUE;
  for (guint i = 0; i < view->indicators->len; i++) {
    SzBase own;

    sz_look_base (view->look, &view->period, how, dataset, sz_look_cut (view->look, indicators[i]), &own);
    ends[i] = own.has ? own.base.end_ms : G_MININT64;
    end = MAX (end, ends[i]);
  }
  if (end <= base->base.start_ms)
    return TRUE;
  *slice = compute_span (view, base->base.start_ms, end, ends, error);
  return *slice != NULL;
}

gboolean
sz_view_compute (SzView *view, const SzBoard *board, GError **error)
{
  if (view->indicators->len == 0)
    return TRUE;
  view->value = compute_span (view, view->period.start_ms, view->period.end_ms, NULL, error);
  if (view->value == NULL || knows_bases (view))
    return view->value != NULL;
  if (!compute_base (view, SZ_COMPARE_PREVIOUS, &view->previous, &view->before, error) ||
      !compute_base (view, SZ_COMPARE_YEAR, &view->year, &view->year_before, error))
    return FALSE;
  keep_bases (view, board);
  return TRUE;
}

double
sz_view_value (const SzView *view, const SzSlice *slice, const SzIndicator *indicator)
{
  guint index = 0;

  if (slice == NULL || slice->rows == 0 || !g_ptr_array_find (view->indicators, indicator, &index))
    return NAN;
  return sz_slice_value (slice, 0, index);
}

SzFigure *
sz_view_figure (const SzView *view, const SzIndicator *indicator)
{
  SzFigure *figure = sz_figure_judged (indicator, sz_view_value (view, view->value, indicator),
                                       sz_view_value (view, view->before, indicator),
                                       sz_view_value (view, view->year_before, indicator));

  /* Nobody has come yet: "−100%" of a day that has not begun is no change. */
  if (!indicator->snapshot && sz_view_is_unopened (view))
    figure->previous_change = figure->previous_relative = figure->year_change = figure->year_relative = NAN;
  if (isnan (figure->value)) {
    guint index = 0;
    gboolean lost = view->value != NULL && g_ptr_array_find (view->indicators, indicator, &index) &&
                    sz_slice_lost_state (view->value, index);

    g_free (figure->note);
    figure->note = g_strdup (lost        ? _ ("how it stood then is no longer known")
                             : view->now ? _ ("nothing to count yet today")
                                         : _ ("nothing to count in this span"));
  }
  return figure;
}

SzSlice *
sz_view_ask (const SzView *view, const SzIndicator *indicator, gint64 start_ms, gint64 end_ms, SzGrain grain,
             const SzDimension *by, GError **error)
{
  SzSliceAsk ask = { &indicator, 1, start_ms, end_ms, grain, &by, by != NULL ? 1 : 0, NULL, 0, NULL, FALSE };

  return sz_slice_compute (view->look, &ask, error);
}

double
sz_slice_only (const SzSlice *slice, guint indicator)
{
  return slice != NULL && slice->rows > 0 ? sz_slice_value (slice, 0, indicator) : NAN;
}

SzGrain
sz_view_grain (const SzView *view)
{
  gint64 length = view->period.end_ms - view->period.start_ms;

  if (length <= 2 * SZ_DAY_MS)
    return SZ_GRAIN_QUARTER_HOUR;
  return length <= 100 * SZ_DAY_MS ? SZ_GRAIN_DAY : SZ_GRAIN_MONTH;
}

gboolean
sz_view_reference_span (const SzView *view, gint64 *start_ms, gint64 *end_ms)
{
  if (!view->previous.has)
    return FALSE;
  *start_ms = view->previous.base.start_ms;
  *end_ms = view->previous.base.end_ms;
  if (view->period.unit == SZ_GRAIN_NONE)
    return TRUE;
  /* The base is cut short where the period is; the line may well show how the day before went on. */
  *end_ms = *start_ms;
  for (int i = 0; i < view->period.count; i++)
    *end_ms = sz_grain_next (view->period.unit, view->look->zone, *end_ms);
  return TRUE;
}
