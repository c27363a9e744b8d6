/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-observe.h"

#include <math.h>
#include <string.h>

#include "sz-figures.h"
#include "sz-page.h"

void
sz_sight_free (SzSight *sight)
{
  if (sight == NULL)
    return;
  g_free (sight->object);
  g_free (sight->place);
  g_free (sight);
}

static SzSight *
add_sight (GPtrArray *sights, const char *object, const char *place, double value, gint64 begun_ms)
{
  SzSight *sight = g_new0 (SzSight, 1);

  sight->object = g_strdup (object != NULL ? object : "");
  sight->place = g_strdup (place != NULL ? place : "");
  sight->value = value;
  sight->begun_ms = begun_ms;
  g_ptr_array_add (sights, sight);
  return sight;
}

/* --- how far the data go
 * ------------------------------------------------------------------------------------------------ */

static gboolean
is_live (SzReader *reader, GError **error)
{
  g_autoptr (GPtrArray) sources = sz_reader_sources (reader, error);

  for (guint i = 0; sources != NULL && i < sources->len; i++)
    if (((const SzSourceInfo *)g_ptr_array_index (sources, i))->asked_ms != 0)
      return TRUE;
  return FALSE;
}

gint64
sz_observe_horizon (SzReader *reader, const SzRule *rule, gint64 now_ms, gboolean *fresh, gboolean *can,
                    GError **error)
{
  g_autoptr (GPtrArray) datasets = sz_rule_datasets (rule);
  gboolean live = is_live (reader, error);
  gint64 horizon = now_ms;

  *fresh = TRUE;
  if (can != NULL)
    *can = rule->kind != SZ_RULE_SILENCE || live;
  for (guint i = 0; i < datasets->len; i++) {
    const SzDataset *dataset = g_ptr_array_index (datasets, i);
    SzCoverage coverage;

    if (!sz_reader_coverage (reader, dataset, &coverage, error))
      return 0;
    if (coverage.rows == 0 && can != NULL)
      *can = FALSE;
    if (live && coverage.watermark_ms == 0)
      *fresh = FALSE;
    if (live && coverage.watermark_ms != 0)
      horizon = MIN (horizon, coverage.watermark_ms);
  }
  if (now_ms - horizon > rule->no_data_ms)
    *fresh = FALSE;
  return horizon;
}

/* --- a formula in one place
 * ---------------------------------------------------------------------------------------- */

static double
ask_leaf (SzReader *reader, const SzLeaf *leaf, gint64 start_ms, gint64 end_ms, gint64 now_ms, SzZone *zone,
          const SzDimension *place, const char *code, GError **error)
{
  const char *values[] = { code, NULL };
  SzFilter filter = { place, (char **)values };
  SzAsk ask = { .dataset = leaf->measure->dataset,
                .leaves = leaf,
                .n_leaves = 1,
                .start_ms = start_ms,
                .end_ms = end_ms,
                .now_ms = now_ms,
                .zone = zone,
                .filters = &filter,
                .n_filters = place != NULL && code != NULL ? 1 : 0 };
  g_autoptr (SzFrame) frame = sz_reader_ask (reader, &ask, error);
  double value = NAN;
  SzMeasureKind kind = leaf->measure->kind;

  if (frame == NULL)
    return NAN;
  if (frame->rows > 0)
    value = sz_frame_number (frame, 0, sz_frame_n_columns (frame) - 1);
  if (isnan (value) && (kind == SZ_MEASURE_COUNT || kind == SZ_MEASURE_SUM || kind == SZ_MEASURE_DISTINCT ||
                        kind == SZ_MEASURE_CURRENT || kind == SZ_MEASURE_CURRENT_SUM))
    value = 0;
  return value;
}

double
sz_observe_formula (SzReader *reader, const SzFormula *formula, gint64 start_ms, gint64 end_ms, gint64 now_ms,
                    const SzDimension *place, const char *code, GError **error)
{
  g_autoptr (SzZone) zone = sz_reader_zone (reader, error);
  g_autofree double *leaves = g_new0 (double, formula->leaves->len + 1);
  GError *failure = NULL;

  if (zone == NULL)
    return NAN;
  for (guint i = 0; i < formula->leaves->len; i++) {
    leaves[i] = ask_leaf (reader, &g_array_index (formula->leaves, SzLeaf, i), start_ms, end_ms, now_ms, zone,
                          place, code, &failure);
    if (failure != NULL) {
      g_propagate_error (error, failure);
      return NAN;
    }
  }
  return sz_formula_evaluate (formula, leaves);
}

/* --- indicators
 * ----------------------------------------------------------------------------------------------------- */

static gboolean
observe_indicator (GPtrArray *sights, SzReader *reader, const SzRule *rule, gint64 at_ms, GError **error)
{
  const char *ids[] = { rule->indicator->id, NULL };
  SzFigureQuery query = { .ids = ids };
  g_autoptr (SzFrame) frame = NULL;

  query.period.start_ms = at_ms - rule->window_ms;
  query.period.end_ms = at_ms;
  query.by[0] = rule->by;
  query.n_by = rule->by != NULL ? 1 : 0;
  frame = sz_figures_query (reader, &query, error);
  if (frame == NULL)
    return FALSE;
  for (gsize row = 0; row < frame->rows; row++) {
    const char *code = rule->by != NULL ? sz_frame_text (frame, row, 1) : NULL;

    if (rule->by != NULL && code == NULL)
      continue;
    add_sight (sights, code, NULL, sz_frame_number (frame, row, rule->by != NULL ? 2 : 1), 0);
  }
  return TRUE;
}

/* --- ages
 * ------------------------------------------------------------------------------------------------------------
 */

/* One measure by a dimension: code to double. */
static GHashTable *
ask_by (SzReader *reader, const SzMeasure *measure, const SzDimension *by, gint64 start_ms, gint64 end_ms,
        gint64 now_ms, SzZone *zone, GError **error)
{
  SzLeaf leaf = { measure, SZ_WINDOW_BUCKET, FALSE };
  SzAsk ask = { .dataset = measure->dataset,
                .leaves = &leaf,
                .n_leaves = 1,
                .start_ms = start_ms,
                .end_ms = end_ms,
                .now_ms = now_ms,
                .zone = zone,
                .by = &by,
                .n_by = by != NULL ? 1 : 0 };
  g_autoptr (SzFrame) frame = sz_reader_ask (reader, &ask, error);
  GHashTable *values = NULL;

  if (frame == NULL)
    return NULL;
  values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (gsize row = 0; row < frame->rows; row++) {
    const char *code = by != NULL ? sz_frame_text (frame, row, 0) : "";
    double *value = g_new (double, 1);

    *value = sz_frame_number (frame, row, by != NULL ? 1 : 0);
    g_hash_table_insert (values, g_strdup (code != NULL ? code : ""), value);
  }
  return values;
}

/* What began an age anew: the latest of the rule's activities at the object. */
static gboolean
note_activity (GHashTable *latest, SzReader *reader, const SzRule *rule, gint64 at_ms, gint64 now_ms,
               SzZone *zone, GError **error)
{
  gint64 start = sz_zone_day_start_ms (zone, sz_zone_day (zone, at_ms));

  for (guint i = 0; rule->activity != NULL && i < rule->activity->len; i++) {
    g_autoptr (GHashTable) values =
        ask_by (reader, g_ptr_array_index (rule->activity, i), rule->by, start, at_ms, now_ms, zone, error);
    GHashTableIter iter;
    gpointer code = NULL, value = NULL;

    if (values == NULL)
      return FALSE;
    g_hash_table_iter_init (&iter, values);
    while (g_hash_table_iter_next (&iter, &code, &value)) {
      double *known = g_hash_table_lookup (latest, code);

      if (isnan (*(double *)value) || (known != NULL && *known >= *(double *)value))
        continue;
      g_hash_table_replace (latest, g_strdup (code), g_memdup2 (value, sizeof (double)));
    }
  }
  return TRUE;
}

/* Whether a guard's formula is over 0 at a code; asked once for each code. */
static gboolean
guard_holds (GHashTable *known, SzReader *reader, const SzFormula *guard, const SzDimension *by,
             const char *code, gint64 at_ms, gint64 now_ms, SzZone *zone, GError **error)
{
  gint64 start = sz_zone_day_start_ms (zone, sz_zone_day (zone, at_ms));
  gpointer held = NULL;
  gboolean holds = FALSE;

  if (g_hash_table_lookup_extended (known, code, NULL, &held))
    return GPOINTER_TO_INT (held);
  holds = sz_observe_formula (reader, guard, start, at_ms, now_ms, by, by != NULL ? code : NULL, error) > 0;
  g_hash_table_insert (known, g_strdup (code), GINT_TO_POINTER (holds));
  return holds;
}

static SzFrame *
ask_oldest (SzReader *reader, const SzRule *rule, const SzMeasure *measure, gint64 at_ms, gint64 now_ms,
            SzZone *zone, GError **error)
{
  const SzDimension *by[2] = { NULL, NULL };
  SzLeaf leaf = { measure, SZ_WINDOW_BUCKET, FALSE };
  SzAsk ask = { .dataset = rule->dataset, .leaves = &leaf, .n_leaves = 1, .zone = zone, .by = by };

  ask.start_ms = rule->look_back_ms > 0 ? at_ms - rule->look_back_ms : SZ_INSTANT_MIN;
  ask.end_ms = at_ms;
  ask.now_ms = now_ms;
  if (rule->by != NULL)
    by[ask.n_by++] = rule->by;
  if (rule->place != NULL)
    by[ask.n_by++] = rule->place;
  return sz_reader_ask (reader, &ask, error);
}

/* --- the usual times
 * ---------------------------------------------------------------------------------------------------------
 */

#define SLOT_MS (15 * SZ_MINUTE_MS)
#define SLOTS 96
#define USUAL_DAYS 4
/* A quarter hour with less than a fifth of the busiest is not a usual one: a few always work on at noon. */
#define QUIET 5

/* How often in each quarter hour of the last open days; returns the number of days, -1 on error. */
static int
count_slots (SzReader *reader, const SzLeaf *leaf, gint64 day, SzZone *zone, double busy[SLOTS],
             GError **error)
{
  int n = 0;
  GError *failure = NULL;

  for (; n < USUAL_DAYS; n++) {
    SzAsk ask = { .dataset = leaf->measure->dataset, .leaves = leaf, .n_leaves = 1, .zone = zone };
    g_autoptr (SzFrame) frame = NULL;

    day = sz_reader_open_day_before (reader, leaf->measure->dataset, day, &failure);
    if (failure != NULL || day == G_MININT64)
      break;
    ask.start_ms = sz_zone_day_start_ms (zone, day);
    ask.end_ms = ask.now_ms = sz_zone_day_start_ms (zone, day + 1);
    ask.grain = SZ_GRAIN_QUARTER_HOUR;
    frame = sz_reader_ask (reader, &ask, &failure);
    if (frame == NULL)
      break;
    for (gsize row = 0; row < frame->rows; row++) {
      gint64 slot = ((gint64)sz_frame_number (frame, row, 0) - ask.start_ms) / SLOT_MS;

      if (slot >= 0 && slot < SLOTS)
        busy[slot] += sz_frame_number (frame, row, 1);
    }
  }
  if (failure == NULL)
    return n;
  g_propagate_error (error, failure);
  return -1;
}

/* When the present stretch of the day began in which something usually happens: the quarter hours that
 * are not quiet on the last open days, lone gaps aside. Without such days: 9 to 17 h of a working day.
 * G_MAXINT64: now is no such time. */
static gboolean
find_stretch (SzReader *reader, const SzFormula *during, gint64 at_ms, SzZone *zone, gint64 *stretch_ms,
              GError **error)
{
  gint64 day = sz_zone_day (zone, at_ms), start = sz_zone_day_start_ms (zone, day);
  gint64 slot = MIN ((at_ms - start) / SLOT_MS, SLOTS - 1);
  double busy[SLOTS] = { 0 }, peak = 0;
  gboolean usual[SLOTS] = { FALSE };
  int n = count_slots (reader, &g_array_index (during->leaves, SzLeaf, 0), day, zone, busy, error);

  if (n < 0)
    return FALSE;
  for (int i = 0; i < SLOTS; i++)
    peak = MAX (peak, busy[i]);
  for (int i = 0; i < SLOTS; i++)
    usual[i] = n > 0 ? busy[i] > 0 && busy[i] * QUIET >= peak
                     : i >= 9 * 4 && i < 17 * 4 &&
                           sz_calendar_is_open (sz_catalog_calendar (sz_reader_catalog (reader)), day);
  for (int i = 1; i + 1 < SLOTS; i++)
    usual[i] = usual[i] || (usual[i - 1] && usual[i + 1]);
  *stretch_ms = G_MAXINT64;
  if (!usual[slot])
    return TRUE;
  while (slot > 0 && usual[slot - 1])
    slot--;
  *stretch_ms = start + slot * SLOT_MS;
  return TRUE;
}

typedef struct {
  GHashTable *latest, *with, *unless;
  gint64 stretch_ms; /* 0: not asked yet */
} Guards;

/* In minutes. */
static double
count_age (const SzCalendar *calendar, const SzRule *rule, gint64 begun_ms, gint64 at_ms, SzZone *zone)
{
  gint64 age = at_ms - begun_ms;
  gint64 last = sz_zone_day (zone, at_ms);

  for (gint64 day = sz_zone_day (zone, begun_ms); rule->weekdays && day <= last; day++)
    if (!sz_calendar_is_open (calendar, day))
      age -= MIN (sz_zone_day_start_ms (zone, day + 1), at_ms) -
             MAX (sz_zone_day_start_ms (zone, day), begun_ms);
  return (double)age / SZ_MINUTE_MS;
}

static gboolean
judge_row (GPtrArray *sights, Guards *guards, SzReader *reader, const SzRule *rule, const char *object,
           const char *place, double since, gint64 at_ms, gint64 now_ms, SzZone *zone, GError **error)
{
  const double *activity = g_hash_table_lookup (guards->latest, object);
  GError *failure = NULL;
  gboolean holds = TRUE;
  double begun = activity != NULL ? MAX (since, *activity) : since, age;

  if (isnan (since) || (double)at_ms - begun < 0)
    return TRUE;
  if (rule->during != NULL &&
      at_ms - (gint64)begun > (gint64)(MIN (rule->near, rule->clear) * SZ_MINUTE_MS)) {
    if (guards->stretch_ms == 0 &&
        !find_stretch (reader, rule->during, at_ms, zone, &guards->stretch_ms, error))
      return FALSE;
    begun = MIN (MAX (begun, (double)guards->stretch_ms), (double)at_ms);
  }
  age = count_age (sz_catalog_calendar (sz_reader_catalog (reader)), rule, (gint64)begun, at_ms, zone);
  /* The guards cost a question each: only what is near its limit is worth it. */
  if (age > MIN (rule->near, rule->clear)) {
    if (rule->with != NULL)
      holds =
          guard_holds (guards->with, reader, rule->with, rule->place, place, at_ms, now_ms, zone, &failure);
    if (failure == NULL && holds && rule->unless != NULL)
      holds = !guard_holds (guards->unless, reader, rule->unless, rule->by, object, at_ms, now_ms, zone,
                            &failure);
  }
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  add_sight (sights, object, place, holds ? age : 0, (gint64)begun);
  return TRUE;
}

static gboolean
observe_state (GPtrArray *sights, SzReader *reader, const SzRule *rule, gint64 at_ms, gint64 now_ms,
               GError **error)
{
  SzMeasure *measure = sz_rule_measure (rule, at_ms);
  g_autoptr (SzZone) zone = sz_reader_zone (reader, error);
  g_autoptr (SzFrame) frame =
      zone != NULL ? ask_oldest (reader, rule, measure, at_ms, now_ms, zone, error) : NULL;
  g_autoptr (GHashTable) latest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) with = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) unless = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Guards guards = { latest, with, unless, 0 };
  gboolean good = frame != NULL;

  sz_rule_measure_free (measure);
  good = good && (frame->rows == 0 || note_activity (latest, reader, rule, at_ms, now_ms, zone, error));
  for (gsize row = 0; good && row < frame->rows; row++) {
    guint column = 0;
    const char *object = rule->by != NULL ? sz_frame_text (frame, row, column++) : "";
    const char *place = rule->place != NULL ? sz_frame_text (frame, row, column++) : "";

    if (object != NULL)
      good = judge_row (sights, &guards, reader, rule, object, place != NULL ? place : "",
                        sz_frame_number (frame, row, column), at_ms, now_ms, zone, error);
  }
  return good;
}

/* --- silence
 * ---------------------------------------------------------------------------------------------------------
 */

gboolean
sz_observe_hall_open (SzReader *reader, gint64 at_ms)
{
  const SzDataset *tickets = sz_catalog_dataset (sz_reader_catalog (reader), "tickets", NULL);
  g_autoptr (SzZone) zone = sz_reader_zone (reader, NULL);
  SzCoverage coverage = { 0 };
  guint weeks = 0, busy = 0;

  if (zone == NULL)
    return FALSE;
  if (tickets != NULL && sz_reader_coverage (reader, tickets, &coverage, NULL) && coverage.rows > 0)
    for (gint64 week = 1; week <= 4; week++) {
      gint64 then = at_ms - week * 7 * SZ_DAY_MS;

      if (sz_zone_day (zone, then) < coverage.first_day)
        continue;
      weeks++;
      busy += sz_reader_count_rows (reader, tickets, then - 30 * SZ_MINUTE_MS, then + 30 * SZ_MINUTE_MS, zone,
                                    NULL, 0, NULL) > 0;
    }
  if (weeks == 0) {
    gint64 wall = at_ms + sz_zone_offset_s (zone, at_ms) * 1000;
    gint64 hour = (wall % SZ_DAY_MS + SZ_DAY_MS) % SZ_DAY_MS / SZ_HOUR_MS;

    return sz_calendar_is_open (sz_catalog_calendar (sz_reader_catalog (reader)),
                                sz_zone_day (zone, at_ms)) &&
           hour >= 9 && hour < 17;
  }
  return 2 * busy >= weeks;
}

static gboolean
observe_silence (GPtrArray *sights, SzReader *reader, gint64 at_ms, GError **error)
{
  g_autoptr (GPtrArray) sources = sz_reader_sources (reader, error);
  g_autoptr (GPtrArray) states = sources != NULL ? sz_reader_source_states (reader, error) : NULL;

  if (states == NULL)
    return FALSE;
  for (guint i = 0; i < sources->len; i++) {
    const SzSourceInfo *source = g_ptr_array_index (sources, i);
    gint64 oldest = 0;

    for (guint j = 0; j < states->len; j++) {
      const SzSourceState *state = g_ptr_array_index (states, j);

      if (strcmp (state->source, source->source) == 0 && state->watermark_ms != 0)
        oldest = oldest == 0 ? state->watermark_ms : MIN (oldest, state->watermark_ms);
    }
    if (source->asked_ms != 0 && oldest != 0)
      add_sight (sights, source->source, NULL, (double)MAX (at_ms - oldest, 0) / SZ_MINUTE_MS, oldest);
  }
  return TRUE;
}

/* --- all of it
 * ----------------------------------------------------------------------------------------------------------
 */

static int
compare_sights (gconstpointer a, gconstpointer b)
{
  const SzSight *one = *(const SzSight *const *)a, *two = *(const SzSight *const *)b;
  int order = strcmp (one->object, two->object);

  return order != 0 ? order : (two->value > one->value) - (two->value < one->value);
}

/* An object in two places is told once, by its greater value. */
static void
keep_greatest (GPtrArray *sights)
{
  g_ptr_array_sort (sights, compare_sights);
  for (guint i = 1; i < sights->len;) {
    const SzSight *before = g_ptr_array_index (sights, i - 1), *sight = g_ptr_array_index (sights, i);

    if (strcmp (before->object, sight->object) == 0)
      g_ptr_array_remove_index (sights, i);
    else
      i++;
  }
}

GPtrArray *
sz_observe (SzReader *reader, const SzRule *rule, gint64 at_ms, gint64 now_ms, GError **error)
{
  g_autoptr (GPtrArray) sights = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_sight_free);
  gboolean good = FALSE;

  switch (rule->kind) {
  case SZ_RULE_INDICATOR:
    good = observe_indicator (sights, reader, rule, at_ms, error);
    break;
  case SZ_RULE_STATE:
    good = observe_state (sights, reader, rule, at_ms, now_ms, error);
    break;
  case SZ_RULE_SILENCE:
    good = observe_silence (sights, reader, at_ms, error);
    break;
  }
  if (!good)
    return NULL;
  keep_greatest (sights);
  return g_steal_pointer (&sights);
}

SzSeries *
sz_observe_series (SzReader *reader, const SzRule *rule, const char *object, gint64 from_ms, gint64 to_ms,
                   gint64 step_ms, GError **error)
{
  gsize length = (gsize)((to_ms - from_ms) / step_ms + 1);
  SzSeries *series = sz_series_new (rule->name, length);

  for (gsize i = 0; i < length; i++) {
    gint64 at = to_ms - (gint64)(length - 1 - i) * step_ms;
    g_autoptr (GPtrArray) sights = sz_observe (reader, rule, at, at, error);

    if (sights == NULL) {
      sz_series_free (series);
      return NULL;
    }
    series->x[i] = (double)at;
    for (guint j = 0; j < sights->len; j++) {
      const SzSight *sight = g_ptr_array_index (sights, j);

      if (strcmp (sight->object, object) == 0)
        series->y[i] = sight->value;
    }
  }
  return series;
}
