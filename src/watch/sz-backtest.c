/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-backtest.h"

#include <math.h>
#include <string.h>

#include "sz-cause.h"
#include "sz-episode.h"
#include "sz-i18n.h"
#include "sz-observe.h"

typedef struct {
  SzReader *reader;
  const SzRule *rule;
  SzFrame *frame;
  GHashTable *live; /* object to SzTruthEpisode */
  SzBacktest *summary;
} Run;

/* What deviated most when it was raised, as the watch would have said then; NULL: nothing did, or the rule
 * does not ask. Kept in the episode's facts meanwhile. */
static void
find_cause (Run *run, SzTruthEpisode *e)
{
  const char *code = run->rule->place != NULL ? e->place : e->object;
  g_autoptr (GPtrArray) causes = NULL;
  SzLoad load;

  if (!run->rule->load ||
      !sz_load_compute (run->reader, run->rule, *code != '\0' ? code : NULL, e->raised_ms, &load, NULL))
    return;
  causes = sz_load_causes (&load);
  if (load.main >= 0)
    sz_truth_set_text (&e->facts, ((const SzCause *)g_ptr_array_index (causes, 0))->name);
}

static void
add_firing (Run *run, const SzTruthEpisode *e)
{
  gsize row = sz_frame_add_row (run->frame);

  sz_frame_set_text (run->frame, row, 0, e->object);
  sz_frame_set_text (run->frame, row, 1, *e->place != '\0' ? e->place : NULL);
  sz_frame_set_number (run->frame, row, 2, (double)e->raised_ms);
  sz_frame_set_number (run->frame, row, 3, e->ended_ms != 0 ? (double)e->ended_ms : (double)NAN);
  sz_frame_set_number (run->frame, row, 4,
                       (double)((e->ended_ms != 0 ? e->ended_ms : e->seen_ms) - e->raised_ms) / SZ_MINUTE_MS);
  sz_frame_set_number (run->frame, row, 5, e->peak);
  sz_frame_set_text (run->frame, row, 6, *e->facts != '\0' ? e->facts : NULL);
  run->summary->firings++;
}

static void
step_object (Run *run, SzTruthEpisode *e, const SzObservation *seen)
{
  /* Time brings nothing here: nobody is reminded of the past. */
  if ((sz_episode_step (run->rule, e, seen, G_MININT64 / 2) & SZ_EVENT_RAISED) != 0)
    find_cause (run, e);
  if (e->state == SZ_EPISODE_CLOSED && e->raised_ms != 0)
    add_firing (run, e);
}

static gboolean
is_over (gpointer key, gpointer value, gpointer data)
{
  return !sz_episode_is_live (value);
}

static gboolean
step_all (Run *run, gint64 at_ms, GError **error)
{
  g_autoptr (GPtrArray) sights = sz_observe (run->reader, run->rule, at_ms, at_ms, error);
  g_autoptr (GHashTable) mentioned = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer object = NULL, value = NULL;

  run->summary->steps++;
  if (sights == NULL)
    return FALSE;
  for (guint i = 0; i < sights->len; i++) {
    const SzSight *sight = g_ptr_array_index (sights, i);
    SzObservation seen = { at_ms, sight->value, !isnan (sight->value) };
    SzTruthEpisode *e = g_hash_table_lookup (run->live, sight->object);

    g_hash_table_add (mentioned, sight->object);
    if (e == NULL) {
      e = sz_truth_episode_new ();
      sz_truth_set_text (&e->object, sight->object);
      g_hash_table_insert (run->live, g_strdup (sight->object), e);
    }
    sz_truth_set_text (&e->place, sight->place);
    step_object (run, e, &seen);
  }
  g_hash_table_iter_init (&iter, run->live);
  while (g_hash_table_iter_next (&iter, &object, &value)) {
    SzObservation seen = { at_ms, 0, run->rule->kind == SZ_RULE_STATE };

    if (!g_hash_table_contains (mentioned, object))
      step_object (run, value, &seen);
  }
  g_hash_table_foreach_remove (run->live, is_over, NULL);
  return TRUE;
}

/* Whether a span has any row of what the rule reads: nights and closed days are not stepped through. */
static gboolean
has_rows (Run *run, SzZone *zone, gint64 from_ms, gint64 to_ms, gboolean *any, GError **error)
{
  const SzDataset *dataset = run->rule->dataset;
  GError *failure = NULL;

  if (run->rule->kind == SZ_RULE_INDICATOR)
    dataset = g_array_index (run->rule->indicator->formula->leaves, SzLeaf, 0).measure->dataset;
  *any = sz_reader_count_rows (run->reader, dataset, from_ms, to_ms, zone, NULL, 0, &failure) > 0;
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
run_hour (Run *run, SzZone *zone, gint64 hour, gint64 to_ms, gint64 step_ms, gint64 *last_day, GError **error)
{
  gint64 reach = MAX (run->rule->window_ms, SZ_HOUR_MS);
  gboolean any = FALSE;

  if (!has_rows (run, zone, hour - reach, hour + SZ_HOUR_MS, &any, error))
    return FALSE;
  if (!any && g_hash_table_size (run->live) == 0)
    return TRUE;
  if (any && sz_zone_day (zone, hour) != *last_day) {
    *last_day = sz_zone_day (zone, hour);
    run->summary->days++;
  }
  for (gint64 at = hour; at < MIN (hour + SZ_HOUR_MS, to_ms); at += any ? step_ms : 15 * SZ_MINUTE_MS)
    if (!step_all (run, at, error))
      return FALSE;
  return TRUE;
}

static gboolean
run_span (Run *run, gint64 from_ms, gint64 to_ms, gint64 step_ms, GCancellable *cancellable, GError **error)
{
  g_autoptr (SzZone) zone = sz_reader_zone (run->reader, error);
  gint64 last_day = G_MININT64;

  for (gint64 hour = from_ms - from_ms % SZ_HOUR_MS; zone != NULL && hour < to_ms; hour += SZ_HOUR_MS)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !run_hour (run, zone, hour, to_ms, step_ms, &last_day, error))
      return FALSE;
  return zone != NULL;
}

static void
add_unended (Run *run)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, run->live);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((SzTruthEpisode *)value)->raised_ms != 0)
      add_firing (run, value);
}

static SzFrame *
new_frame (const SzRule *rule)
{
  SzFrame *frame = sz_frame_new ();

  sz_frame_add_column (frame, "object", rule->by != NULL ? rule->by->name : _ ("Object"), NULL,
                       SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "place", rule->place != NULL ? rule->place->name : _ ("Place"), NULL,
                       SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "raised", _ ("Raised"), NULL, SZ_COLUMN_INSTANT);
  sz_frame_add_column (frame, "ended", _ ("Ended"), NULL, SZ_COLUMN_INSTANT);
  sz_frame_add_column (frame, "minutes", _ ("Lasted"), "min", SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "peak", _ ("Worst"), rule->unit, SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "cause", _ ("Likely cause"), NULL, SZ_COLUMN_TEXT);
  return frame;
}

SzFrame *
sz_backtest (SzReader *reader, const SzRule *rule, gint64 from_ms, gint64 to_ms, gint64 step_ms,
             SzBacktest *summary, GCancellable *cancellable, GError **error)
{
  g_autoptr (SzFrame) frame = NULL;
  g_autoptr (GHashTable) live =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)sz_truth_episode_free);
  Run run = { reader, rule, NULL, live, summary };
  gint64 begun = g_get_monotonic_time ();

  memset (summary, 0, sizeof *summary);
  if (!sz_rule_has_history (rule)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_CANNOT,
                 _ ("rule %s looks at how things are now; the store keeps no history of that to test it on"),
                 rule->id);
    return NULL;
  }
  run.frame = frame = new_frame (rule);
  if (!run_span (&run, from_ms, to_ms, step_ms, cancellable, error))
    return NULL;
  add_unended (&run);
  summary->seconds = (double)(g_get_monotonic_time () - begun) / 1e6;
  return g_steal_pointer (&frame);
}

/* --- now
 * ----------------------------------------------------------------------------------------------------------------
 */

static const char *
judge (const SzRule *rule, double value, gboolean fresh)
{
  if (!fresh || isnan (value))
    return _ ("no data");
  if (sz_rule_is_beyond (rule, value))
    return _ ("beyond the limit");
  return sz_rule_is_near (rule, value) ? _ ("near the limit") : _ ("within the limit");
}

SzFrame *
sz_backtest_now (SzReader *reader, const SzRule *rule, GError **error)
{
  GError *failure = NULL;
  gint64 now = sz_reader_now_ms (reader, &failure);
  gboolean fresh = FALSE, can = FALSE;
  gint64 at = failure == NULL ? sz_observe_horizon (reader, rule, now, &fresh, &can, &failure) : 0;
  g_autoptr (GPtrArray) sights = failure == NULL ? sz_observe (reader, rule, at, now, &failure) : NULL;
  SzFrame *frame = NULL;

  if (sights == NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  frame = sz_frame_new ();
  sz_frame_add_column (frame, "rule", _ ("Rule"), NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "object", rule->by != NULL ? rule->by->name : _ ("Object"), NULL,
                       SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "value", _ ("Value"), rule->unit, SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "limit", _ ("Limit"), rule->unit, SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "state", _ ("State"), NULL, SZ_COLUMN_TEXT);
  for (guint i = 0; i < sights->len; i++) {
    const SzSight *sight = g_ptr_array_index (sights, i);
    gsize row = sz_frame_add_row (frame);

    sz_frame_set_text (frame, row, 0, rule->id);
    sz_frame_set_text (frame, row, 1, sight->object);
    sz_frame_set_number (frame, row, 2, sight->value);
    sz_frame_set_number (frame, row, 3, rule->limit);
    sz_frame_set_text (frame, row, 4, judge (rule, sight->value, fresh));
  }
  if (!can)
    frame->provenance.missing_reason = g_strdup_printf (_ ("nothing supplies what rule %s reads"), rule->id);
  return frame;
}
