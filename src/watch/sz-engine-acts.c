/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people read of the engine's episodes, and what they do to them. */

#include "sz-engine-private.h"

#include <math.h>
#include <string.h>

#include "sz-alert.h"
#include "sz-i18n.h"

#define RECENT_MS (14 * SZ_DAY_MS) /* closed episodes that are listed */
#define CLOSED_MOST 400            /* listed, newest first */

/* --- what people read
 * -------------------------------------------------------------------------------------------------- */

static SzWords
make_words (SzEngine *engine)
{
  return (SzWords){ engine->catalog, engine->reader, engine->zone, engine->now_ms };
}

static SzAlert *
read_alert (SzEngine *engine, const SzTruthEpisode *e)
{
  SzWords words = make_words (engine);
  g_autoptr (GPtrArray) events = engine->truth != NULL ? sz_truth_events (engine->truth, e->id, NULL) : NULL;
  g_autoptr (GArray) evidence = engine->truth != NULL ? sz_truth_evidence (engine->truth, e->id, NULL) : NULL;

  return sz_alert_make (&words, e, events, evidence);
}

/* Those that only came near and went are no alerts; of the rest the newest. */
static void
add_closed (SzEngine *engine, GPtrArray *alerts)
{
  g_autoptr (GPtrArray) episodes =
      sz_truth_episodes (engine->truth, engine->now_ms - RECENT_MS, SZ_EPISODE_MUTED, NULL);
  guint n = 0;

  for (guint i = episodes != NULL ? episodes->len : 0; i > 0 && n < CLOSED_MOST; i--) {
    const SzTruthEpisode *e = g_ptr_array_index (episodes, i - 1);

    if (sz_episode_is_open (e) || strcmp (e->ending, "subsided") == 0)
      continue;
    g_ptr_array_add (alerts, read_alert (engine, e));
    n++;
  }
}

SzAlertList *
sz_engine_list (SzEngine *engine)
{
  g_autoptr (GHashTable) shares = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  GPtrArray *alerts = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_alert_free);
  gboolean clock = sz_engine_look_at_clock (engine);
  SzWords words;
  GHashTableIter iter;
  gpointer key = NULL, value = NULL;

  if (!clock && engine->now_ms == 0)
    engine->now_ms = sz_clock_now_ms ();
  if (engine->truth != NULL && sz_truth_was_changed (engine->truth))
    sz_engine_load_live (engine, NULL);
  words = make_words (engine);
  g_hash_table_iter_init (&iter, engine->live);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (sz_episode_is_open (((SzLive *)value)->e))
      g_ptr_array_add (alerts, read_alert (engine, ((SzLive *)value)->e));
  if (engine->truth != NULL)
    add_closed (engine, alerts);
  g_hash_table_iter_init (&iter, engine->rules);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (shares, key, g_memdup2 (&((SzRuleState *)value)->share, sizeof (double)));
  engine->said_minute = engine->now_ms / SZ_MINUTE_MS;
  return sz_alert_list_make (&words, alerts, shares, clock, engine->problem);
}

static gboolean
add_usual (SzEngine *engine, const SzRule *rule, SzAlert *alert, GError **error)
{
  gint64 to = alert->open ? engine->now_ms : MAX (alert->ended_ms, alert->raised_ms);
  gint64 from = MIN ((alert->raised_ms != 0 ? alert->raised_ms : alert->since_ms), to) - SZ_EVIDENCE_MS;

  return sz_usual_fill (engine->usual, engine->reader, rule, alert->object, from, to, &alert->usual_low,
                        &alert->usual_high, error);
}

SzAlert *
sz_engine_detail (SzEngine *engine, const char *id, GError **error)
{
  g_autoptr (SzTruthEpisode) e = NULL;
  g_autoptr (SzAlert) alert = NULL;
  const SzRule *rule = NULL;

  if (engine->truth == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, "%s", engine->problem);
    return NULL;
  }
  sz_engine_look_at_clock (engine);
  e = sz_truth_episode (engine->truth, id, error);
  if (e == NULL)
    return NULL;
  rule = sz_catalog_rule (engine->catalog, e->rule, NULL);
  if (rule != NULL && sz_episode_is_open (e) && !e->blind)
    sz_engine_find_cause (engine, rule, e);
  alert = read_alert (engine, e);
  if (rule != NULL && rule->kind == SZ_RULE_INDICATOR && engine->reader != NULL &&
      !add_usual (engine, rule, alert, error))
    return NULL;
  return g_steal_pointer (&alert);
}

/* --- what people do
 * ----------------------------------------------------------------------------------------------------- */

static gboolean
act_on (SzAct act, SzTruthEpisode *e, SzTruthEvent *line, gint64 now_ms, GError **error)
{
  switch (act) {
  case SZ_ACT_ACKNOWLEDGE:
    line->kind = (char *)"acknowledged";
    return sz_episode_acknowledge (e, now_ms, error);
  case SZ_ACT_DISPOSE:
    line->kind = (char *)"disposed";
    return sz_episode_dispose (e, line->who, line->until_ms, line->what, line->note, now_ms, error);
  case SZ_ACT_DISMISS:
    break;
  }
  line->kind = (char *)"false-alarm";
  return sz_episode_dismiss (e, now_ms, error);
}

static gboolean
act_kept (SzEngine *engine, SzAct act, const char *id, SzTruthEvent *line, GError **error)
{
  g_autoptr (SzTruthEpisode) e = NULL;
  gboolean good;

  if (!sz_truth_begin (engine->truth, NULL, error))
    return FALSE;
  e = sz_truth_episode (engine->truth, id, error);
  good = e != NULL && act_on (act, e, line, line->at_ms, error) &&
         sz_truth_put_episode (engine->truth, e, error) && sz_truth_add_event (engine->truth, line, error) &&
         sz_truth_commit (engine->truth, error);
  if (!good)
    sz_truth_rollback (engine->truth);
  return good && sz_engine_load_live (engine, error);
}

gboolean
sz_engine_act (SzEngine *engine, SzAct act, const char *id, const char *who, gint64 until_ms,
               const char *what, const char *note, GError **error)
{
  g_autofree char *clean_who = sz_words_mask (who), *clean_what = sz_words_mask (what);
  g_autofree char *clean_note = sz_words_mask (note);
  SzTruthEvent line = { .episode = (char *)id,
                        .who = clean_who,
                        .what = clean_what,
                        .note = clean_note,
                        .until_ms = until_ms,
                        .value = NAN };

  if (engine->truth == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, "%s", engine->problem);
    return FALSE;
  }
  line.at_ms = sz_engine_look_at_clock (engine) ? engine->now_ms : sz_clock_now_ms ();
  return act_kept (engine, act, id, &line, error);
}

void
sz_engine_note (SzEngine *engine, const char *const *ids, const char *kind)
{
  gboolean good = engine->truth != NULL && sz_truth_begin (engine->truth, NULL, NULL);
  gboolean reload = good && sz_engine_load_live (engine, NULL);

  for (guint i = 0; good && ids[i] != NULL; i++) {
    SzTruthEvent line = {
      .episode = (char *)ids[i], .kind = (char *)kind, .at_ms = engine->now_ms, .value = NAN
    };

    good = sz_truth_add_event (engine->truth, &line, NULL);
  }
  if (good && reload)
    sz_truth_commit (engine->truth, NULL);
  else if (engine->truth != NULL)
    sz_truth_rollback (engine->truth);
}
