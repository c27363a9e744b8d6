/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-engine-private.h"

#include <math.h>
#include <string.h>

#include "sz-alert.h"
#include "sz-cause.h"
#include "sz-i18n.h"
#include "sz-usual.h"

#define GRID_MS (15 * SZ_SECOND_MS)     /* instants at which rules are judged */
#define SLOW_GRID_MS (2 * SZ_MINUTE_MS) /* … that go through the rows of many days */
#define STEP_MS SZ_MINUTE_MS            /* and the steps in which a gap is gone through */
#define CATCH_UP_MS (30 * SZ_MINUTE_MS) /* no further back: what was missed before is not replayed */
#define EVIDENCE_STEP_MS (5 * SZ_MINUTE_MS)
#define BACKUPS 48

/* What the store said of a rule at an instant, waiting to be stepped. */
typedef struct {
  const SzRule *rule;
  gint64 at_ms;
  gboolean known;    /* FALSE: the data are silent */
  GPtrArray *sights; /* (element-type SzSight) */
} Round;

static void
free_live (gpointer data)
{
  SzLive *live = data;

  sz_truth_episode_free (live->e);
  g_free (live);
}

static void
free_round (gpointer data)
{
  Round *round = data;

  g_clear_pointer (&round->sights, g_ptr_array_unref);
  g_free (round);
}

static void
set_problem (SzEngine *engine, const char *text)
{
  g_free (engine->problem);
  engine->problem = g_strdup (text);
}

/* --- what is live
 * ---------------------------------------------------------------------------------------------------- */

static char *
make_key (const char *rule, const char *object)
{
  return g_strconcat (rule, "\n", object, NULL);
}

static void
add_live (SzEngine *engine, SzTruthEpisode *episode)
{
  SzLive *live = g_new0 (SzLive, 1);

  live->e = episode;
  live->kept_ms = episode->seen_ms;
  g_hash_table_replace (engine->live, make_key (episode->rule, episode->object), live);
}

gboolean
sz_engine_load_live (SzEngine *engine, GError **error)
{
  g_autoptr (GPtrArray) episodes = sz_truth_episodes (engine->truth, G_MAXINT64, SZ_EPISODE_MUTED, error);

  if (episodes == NULL)
    return FALSE;
  g_hash_table_remove_all (engine->live);
  for (guint i = 0; i < episodes->len; i++)
    if (sz_episode_is_live (g_ptr_array_index (episodes, i)))
      add_live (engine, sz_truth_episode_copy (g_ptr_array_index (episodes, i)));
  return TRUE;
}

SzEngine *
sz_engine_new (const char *data_folder, const SzCatalog *catalog)
{
  SzEngine *engine = g_new0 (SzEngine, 1);
  g_autoptr (GError) error = NULL;

  engine->folder = g_strdup (data_folder);
  engine->catalog = catalog;
  engine->usual = sz_usual_new ();
  engine->problem = g_strdup ("");
  engine->live = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_live);
  engine->rules = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  engine->ended = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_truth_episode_free);
  engine->backlog = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_truth_event_free);
  engine->zone = sz_zone_new ("Asia/Shanghai", NULL);
  engine->truth = sz_truth_open (data_folder, SZ_TRUTH_WRITE, &error);
  engine->open_slot = -1;
  if (engine->truth == NULL)
    set_problem (engine, error->message);
  else if (!sz_engine_load_live (engine, &error))
    set_problem (engine, error->message);
  return engine;
}

void
sz_engine_free (SzEngine *engine)
{
  if (engine == NULL)
    return;
  g_clear_pointer (&engine->reader, sz_reader_close);
  g_clear_pointer (&engine->truth, sz_truth_close);
  g_clear_pointer (&engine->zone, sz_zone_unref);
  sz_usual_free (engine->usual);
  g_hash_table_unref (engine->live);
  g_hash_table_unref (engine->rules);
  g_ptr_array_unref (engine->backlog);
  g_ptr_array_unref (engine->ended);
  g_free (engine->problem);
  g_free (engine->folder);
  g_free (engine);
}

/* --- clock and store
 * --------------------------------------------------------------------------------------------------- */

gboolean
sz_engine_look_at_clock (SzEngine *engine)
{
  g_autoptr (GError) error = NULL;
  SzZone *zone = NULL;

  if (engine->reader == NULL) {
    engine->reader = sz_reader_open (engine->folder, engine->catalog, &error);
    if (engine->reader == NULL)
      return FALSE;
    sz_reader_set_now_ms (engine->reader, engine->fixed_ms);
  }
  engine->now_ms = sz_reader_now_ms (engine->reader, &error);
  zone = error == NULL ? sz_reader_zone (engine->reader, &error) : NULL;
  if (zone == NULL) {
    /* Perhaps the file was set aside under us: opened anew next time. */
    g_clear_pointer (&engine->reader, sz_reader_close);
    return FALSE;
  }
  g_clear_pointer (&engine->zone, sz_zone_unref);
  engine->zone = zone;
  return TRUE;
}

gint64
sz_engine_now_ms (SzEngine *engine)
{
  return sz_engine_look_at_clock (engine) ? engine->now_ms : 0;
}

void
sz_engine_set_now_ms (SzEngine *engine, gint64 now_ms)
{
  engine->fixed_ms = now_ms;
  if (engine->reader != NULL)
    sz_reader_set_now_ms (engine->reader, now_ms);
}

static gboolean
is_hall_open (SzEngine *engine)
{
  gint64 slot = engine->now_ms / (15 * SZ_MINUTE_MS);

  if (slot != engine->open_slot) {
    engine->hall_open = sz_observe_hall_open (engine->reader, engine->now_ms);
    engine->open_slot = slot;
  }
  return engine->hall_open;
}

/* --- looking
 * -------------------------------------------------------------------------------------------------------- */

static SzRuleState *
find_rule_state (SzEngine *engine, const SzRule *rule)
{
  SzRuleState *state = g_hash_table_lookup (engine->rules, rule->id);

  if (state == NULL) {
    state = g_new0 (SzRuleState, 1);
    state->share = NAN;
    g_hash_table_insert (engine->rules, g_strdup (rule->id), state);
  }
  return state;
}

static void
note_share (SzRuleState *state, const SzRule *rule, const GPtrArray *sights)
{
  state->share = NAN;
  for (guint i = 0; i < sights->len; i++) {
    double value = ((const SzSight *)g_ptr_array_index (sights, i))->value;
    double share = rule->below ? rule->limit / value : value / rule->limit;

    if (isfinite (share) && (isnan (state->share) || share > state->share))
      state->share = share;
  }
  /* Nothing meets the condition: far from the limit, not unknown. */
  if (rule->kind == SZ_RULE_STATE && sights->len == 0)
    state->share = 0;
}

static gboolean
add_round (SzEngine *engine, GPtrArray *rounds, const SzRule *rule, SzRuleState *state, gint64 at_ms,
           gboolean known)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *sights = NULL;
  Round *round = NULL;

  if (known) {
    sights = sz_observe (engine->reader, rule, at_ms, engine->now_ms, &error);
    if (sights == NULL) {
      /* What cannot be asked is not known. It is asked again. */
      g_message ("rule %s: %s", rule->id, error->message);
      known = FALSE;
    } else {
      note_share (state, rule, sights);
    }
  }
  round = g_new0 (Round, 1);
  round->rule = rule;
  round->at_ms = at_ms;
  round->known = known;
  round->sights = sights != NULL ? sights : g_ptr_array_new ();
  g_ptr_array_add (rounds, round);
  return known;
}

/* How far a process before this one has judged the rule, by its live episodes; 0: nobody has. */
static gint64
find_last_look (SzEngine *engine, const SzRule *rule)
{
  GHashTableIter iter;
  gpointer value = NULL;
  gint64 last = 0;

  g_hash_table_iter_init (&iter, engine->live);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const SzTruthEpisode *e = ((const SzLive *)value)->e;

    if (strcmp (e->rule, rule->id) == 0)
      last = MAX (last, e->seen_ms);
  }
  return last;
}

/* The instants to be judged: the newest of the grid, or minute by minute through what was missed. */
static void
look_at_indicator (SzEngine *engine, GPtrArray *rounds, const SzRule *rule, SzRuleState *state,
                   gint64 horizon)
{
  gint64 last = horizon - horizon % GRID_MS, at = last;

  if (state->seen_ms == 0)
    state->seen_ms = MIN (find_last_look (engine, rule), last);
  if (last <= state->seen_ms)
    return;
  if (state->seen_ms == 0)
    at = last - rule->for_ms - STEP_MS;
  else if (last - state->seen_ms > STEP_MS)
    at = MAX (state->seen_ms + STEP_MS, last - CATCH_UP_MS);
  for (; at < last; at += STEP_MS)
    add_round (engine, rounds, rule, state, at, TRUE);
  add_round (engine, rounds, rule, state, last, TRUE);
  state->seen_ms = last;
}

static void
look_at_rule (SzEngine *engine, GPtrArray *rounds, const SzRule *rule)
{
  SzRuleState *state = find_rule_state (engine, rule);
  g_autoptr (GError) error = NULL;
  gint64 horizon =
      sz_observe_horizon (engine->reader, rule, engine->now_ms, &state->fresh, &state->can, &error);

  if (rule->kind == SZ_RULE_SILENCE) {
    if (error == NULL && state->can && engine->now_ms - state->seen_ms >= GRID_MS && is_hall_open (engine)) {
      add_round (engine, rounds, rule, state, engine->now_ms, TRUE);
      state->seen_ms = engine->now_ms;
    }
    return;
  }
  if (error != NULL || !state->can || !state->fresh) {
    state->share = NAN;
    add_round (engine, rounds, rule, state, engine->now_ms, FALSE);
    return;
  }
  if (rule->kind == SZ_RULE_INDICATOR)
    look_at_indicator (engine, rounds, rule, state, horizon);
  else if (horizon - state->seen_ms >= (rule->look_back_ms > SZ_DAY_MS ? SLOW_GRID_MS : GRID_MS) ||
           horizon < state->seen_ms) {
    add_round (engine, rounds, rule, state, horizon, TRUE);
    state->seen_ms = horizon;
  }
}

/* --- stepping and keeping
 * ---------------------------------------------------------------------------------------------- */

static const struct {
  SzEpisodeEvents event;
  const char *kind;
} event_kinds[] = {
  { SZ_EVENT_SEEN, "seen" },         { SZ_EVENT_WATCHED, "watched" },   { SZ_EVENT_RAISED, "raised" },
  { SZ_EVENT_REMINDED, "reminded" }, { SZ_EVENT_OVERDUE, "overdue" },   { SZ_EVENT_BLIND, "blind" },
  { SZ_EVENT_CLEARED, "cleared" },   { SZ_EVENT_SUBSIDED, "subsided" }, { SZ_EVENT_REARMED, "rearmed" },
};

/* An id is taken with its row, so that the next one is another. Where the file cannot be written the episode
 * lives all the same, under a number of its own. */
static void
give_id (SzEngine *engine, SzTruthEpisode *e)
{
  char day[11], *digits = day;

  if (*e->id != '\0')
    return;
  sz_day_format (sz_zone_day (engine->zone, e->since_ms), day);
  for (const char *c = day; *c != '\0'; c++)
    if (*c != '-')
      *digits++ = *c;
  *digits = '\0';
  if (engine->truth != NULL && sz_truth_next_id (engine->truth, day, e->id, NULL) &&
      sz_truth_put_episode (engine->truth, e, NULL))
    return;
  g_snprintf (e->id, sizeof e->id, "%.8s-%u", day, 90000 + ++engine->unkept % 10000);
}

static gint64
time_of (SzEpisodeEvents event, const SzTruthEpisode *e, const Round *round, gint64 now_ms)
{
  if (event == SZ_EVENT_REMINDED || event == SZ_EVENT_OVERDUE)
    return now_ms;
  return round != NULL ? round->at_ms : MAX (e->seen_ms, e->since_ms);
}

static void
note_events (SzEngine *engine, const SzTruthEpisode *e, SzEpisodeEvents events, const Round *round)
{
  for (guint i = 0; i < G_N_ELEMENTS (event_kinds); i++) {
    SzEpisodeEvents event = event_kinds[i].event;
    SzTruthEvent *line = NULL;

    if ((events & event) == 0)
      continue;
    line = g_new0 (SzTruthEvent, 1);
    line->episode = g_strdup (e->id);
    line->kind = g_strdup (event_kinds[i].kind);
    line->at_ms = time_of (event, e, round, engine->now_ms);
    line->wall_ms = sz_clock_now_ms ();
    line->value = event == SZ_EVENT_REMINDED ? e->reminded : e->value;
    g_ptr_array_add (engine->backlog, line);
  }
}

/* The time before it was noticed, so that the chart shows how it came about. */
static gboolean
keep_history (SzEngine *engine, const SzTruthEpisode *e, GError **error)
{
  const SzRule *rule = sz_catalog_rule (engine->catalog, e->rule, NULL);
  SzSeries *series = NULL;
  gboolean good = TRUE;

  /* An age has no history worth a question: it grew. */
  if (rule == NULL || rule->kind != SZ_RULE_INDICATOR || engine->reader == NULL)
    return TRUE;
  series = sz_observe_series (engine->reader, rule, e->object, e->since_ms - SZ_EVIDENCE_MS, e->since_ms,
                              EVIDENCE_STEP_MS, NULL);
  for (gsize i = 0; series != NULL && good && i < series->length; i++)
    if (!isnan (series->y[i]))
      good = sz_truth_add_evidence (engine->truth, e->id, (gint64)series->x[i], series->y[i], error);
  sz_series_free (series);
  return good;
}

void
sz_engine_find_cause (SzEngine *engine, const SzRule *rule, SzTruthEpisode *e)
{
  const char *code = rule->place != NULL ? e->place : e->object;
  g_autoptr (GError) error = NULL;
  g_autofree char *facts = NULL;
  SzLoad load;

  if (!rule->load || engine->reader == NULL)
    return;
  if (!sz_load_compute (engine->reader, rule, *code != '\0' ? code : NULL, e->seen_ms, &load, &error)) {
    g_message ("rule %s: %s", rule->id, error->message);
    return;
  }
  facts = sz_load_write (&load);
  sz_truth_set_text (&e->facts, facts);
}

static gboolean
keep_episode (SzEngine *engine, const SzTruthEpisode *e, gboolean history, GError **error)
{
  if (!sz_truth_put_episode (engine->truth, e, error))
    return FALSE;
  if (history && !keep_history (engine, e, error))
    return FALSE;
  return isnan (e->value) || e->seen_ms == 0 ||
         sz_truth_add_evidence (engine->truth, e->id, e->seen_ms, e->value, error);
}

static gboolean
keep_all (SzEngine *engine, GError **error)
{
  GHashTableIter iter;
  gpointer value = NULL;

  for (guint i = 0; i < engine->ended->len; i++)
    if (!keep_episode (engine, g_ptr_array_index (engine->ended, i), FALSE, error))
      return FALSE;
  g_hash_table_iter_init (&iter, engine->live);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const SzLive *live = value;

    if (live->dirty && !keep_episode (engine, live->e, live->history, error))
      return FALSE;
  }
  for (guint i = 0; i < engine->backlog->len; i++)
    if (!sz_truth_add_event (engine->truth, g_ptr_array_index (engine->backlog, i), error))
      return FALSE;
  return sz_truth_commit (engine->truth, error);
}

static void
forget_dirt (SzEngine *engine)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_ptr_array_set_size (engine->backlog, 0);
  g_ptr_array_set_size (engine->ended, 0);
  g_hash_table_iter_init (&iter, engine->live);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    SzLive *live = value;

    if (live->dirty)
      live->kept_ms = live->e->seen_ms;
    live->dirty = live->history = FALSE;
  }
}

static void
step_live (SzEngine *engine, const SzRule *rule, SzLive *live, const SzObservation *seen, const Round *round)
{
  SzTruthEpisode *e = live->e;
  gint64 beyond = e->beyond_ms, calm = e->calm_ms;
  SzEpisodeEvents events = sz_episode_step (rule, e, seen, engine->now_ms);

  if (e->state == SZ_EPISODE_NONE)
    return;
  give_id (engine, e);
  if ((events & SZ_EVENT_RAISED) != 0)
    sz_engine_find_cause (engine, rule, e);
  live->history = live->history || (events & SZ_EVENT_WATCHED) != 0;
  note_events (engine, e, events, round);
  live->dirty = live->dirty || events != 0 || e->beyond_ms != beyond || e->calm_ms != calm ||
                e->seen_ms - live->kept_ms >= SZ_MINUTE_MS;
}

static void
step_sight (SzEngine *engine, const Round *round, const SzSight *sight)
{
  SzObservation seen = { round->at_ms, sight->value, !isnan (sight->value) };
  g_autofree char *key = make_key (round->rule->id, sight->object);
  SzLive *live = g_hash_table_lookup (engine->live, key);

  if (live == NULL) {
    SzTruthEpisode *e = NULL;

    if (!seen.known ||
        (!sz_rule_is_near (round->rule, sight->value) && !sz_rule_is_beyond (round->rule, sight->value)))
      return;
    e = sz_truth_episode_new ();
    sz_truth_set_text (&e->rule, round->rule->id);
    sz_truth_set_text (&e->object, sight->object);
    add_live (engine, e);
    live = g_hash_table_lookup (engine->live, key);
  }
  if (*sight->place != '\0')
    sz_truth_set_text (&live->e->place, sight->place);
  if (sight->begun_ms != 0 && !round->rule->load) {
    g_autofree char *begun = g_strdup_printf ("@%" G_GINT64_FORMAT, sight->begun_ms);

    sz_truth_set_text (&live->e->facts, begun);
  }
  step_live (engine, round->rule, live, &seen, round);
}

/* SzLive episodes the round does not mention: an age that is no longer there is 0; all else is not known. */
static void
step_absent (SzEngine *engine, const Round *round)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, engine->live);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    SzLive *live = value;
    SzObservation seen = { round->at_ms, 0, round->known && round->rule->kind == SZ_RULE_STATE };
    gboolean mentioned = strcmp (live->e->rule, round->rule->id) != 0;

    for (guint i = 0; i < round->sights->len && !mentioned; i++)
      mentioned =
          strcmp (((const SzSight *)g_ptr_array_index (round->sights, i))->object, live->e->object) == 0;
    if (!mentioned)
      step_live (engine, round->rule, live, &seen, round);
  }
}

/* People owe by time alone, also while the data are silent. An episode whose rule is gone is held. */
static void
pass_time (SzEngine *engine)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, engine->live);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    SzLive *live = value;
    const SzRule *rule = sz_catalog_rule (engine->catalog, live->e->rule, NULL);

    if (rule != NULL) {
      step_live (engine, rule, live, NULL, NULL);
    } else if (!live->e->blind) {
      live->e->blind = live->dirty = TRUE;
      live->e->blind_ms = engine->now_ms;
    }
  }
}

static gboolean
has_dirt (SzEngine *engine)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, engine->live);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((SzLive *)value)->dirty)
      return TRUE;
  return engine->backlog->len > 0 || engine->ended->len > 0;
}

static gboolean
is_ended (gpointer key, gpointer value, gpointer data)
{
  SzLive *live = value;
  SzEngine *engine = data;

  if (sz_episode_is_live (live->e))
    return FALSE;
  g_ptr_array_add (engine->ended, sz_truth_episode_copy (live->e));
  return TRUE;
}

static void
step_all (SzEngine *engine, GPtrArray *rounds)
{
  for (guint i = 0; i < rounds->len; i++) {
    const Round *round = g_ptr_array_index (rounds, i);

    for (guint j = 0; j < round->sights->len; j++)
      step_sight (engine, round, g_ptr_array_index (round->sights, j));
    step_absent (engine, round);
    /* What ended makes room for the next episode of its object. */
    g_hash_table_foreach_remove (engine->live, is_ended, engine);
  }
  pass_time (engine);
}

/* One transaction for everything a look brought. Where it fails the machines go on in memory, so that nobody
 * misses an alert for a full disk, and everything is written as soon as that is possible again. */
static gboolean
keep_rounds (SzEngine *engine, GPtrArray *rounds)
{
  g_autoptr (GError) error = NULL;
  gboolean others = FALSE, good, dirt;

  if (engine->truth == NULL) {
    step_all (engine, rounds);
    dirt = has_dirt (engine);
    forget_dirt (engine);
    return dirt;
  }
  good = sz_truth_begin (engine->truth, &others, &error);
  if (good && others && !has_dirt (engine))
    good = sz_engine_load_live (engine, &error);
  step_all (engine, rounds);
  dirt = has_dirt (engine);
  if (good && dirt)
    good = keep_all (engine, &error);
  sz_truth_rollback (engine->truth);
  if (good)
    forget_dirt (engine);
  set_problem (engine, good ? "" : error->message);
  return dirt || others || !good;
}

gboolean
sz_engine_evaluate (SzEngine *engine)
{
  const GPtrArray *rules = sz_catalog_rules (engine->catalog);
  g_autoptr (GPtrArray) rounds = g_ptr_array_new_with_free_func (free_round);
  gboolean changed = FALSE, held;
  gint64 minute;

  if (!sz_engine_look_at_clock (engine))
    return FALSE;
  held = sz_reader_hold (engine->reader, NULL);
  for (guint i = 0; i < rules->len; i++)
    look_at_rule (engine, rounds, g_ptr_array_index (rules, i));
  if (held)
    sz_reader_release (engine->reader);
  changed = keep_rounds (engine, rounds);
  minute = engine->now_ms / SZ_MINUTE_MS;
  changed = changed || minute != engine->said_minute;
  return changed;
}

void
sz_engine_keep (SzEngine *engine)
{
  gint64 wall = sz_clock_now_ms ();
  g_autoptr (GError) error = NULL;

  if (engine->truth == NULL || ABS (wall - engine->backup_ms) < SZ_HOUR_MS)
    return;
  engine->backup_ms = wall;
  if (!sz_truth_backup (engine->truth, BACKUPS, NULL, &error))
    g_message ("%s", error->message);
}
