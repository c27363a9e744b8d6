/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is read from truth.db. */

#include "sz-truth-private.h"

#include <math.h>

#include "sz-i18n.h"

#define EPISODE_COLUMNS                                                                                      \
  "id, rule, object, place, rule_version, state, blind, value, peak, threshold, clear, since_ms, "           \
  "raised_ms, "                                                                                              \
  "acknowledged_ms, until_ms, ended_ms, seen_ms, beyond_ms, calm_ms, blind_ms, reminded_ms, reminded, "      \
  "ending, "                                                                                                 \
  "who, what, note, facts"

static double
read_number (SzStmt *stmt, int column)
{
  return sz_stmt_is_null (stmt, column) ? (double)NAN : sqlite3_column_double (stmt->raw, column);
}

static SzTruthEpisode *
read_episode (SzStmt *stmt)
{
  SzTruthEpisode *e = sz_truth_episode_new ();
  char **const heads[] = { &e->rule, &e->object, &e->place };
  char **const tails[] = { &e->ending, &e->who, &e->what, &e->note, &e->facts };
  double *const numbers[] = { &e->value, &e->peak, &e->limit, &e->clear };
  gint64 *const instants[] = {
    &e->since_ms, &e->raised_ms, &e->acknowledged_ms, &e->until_ms, &e->ended_ms,
    &e->seen_ms,  &e->beyond_ms, &e->calm_ms,         &e->blind_ms, &e->reminded_ms
  };
  g_strlcpy (e->id, sz_stmt_text (stmt, 0), sizeof e->id);
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    sz_truth_set_text (heads[i], sz_stmt_text (stmt, 1 + (int)i));
  e->rule_version = (int)sz_stmt_int (stmt, 4);
  e->state = (int)sz_stmt_int (stmt, 5);
  e->blind = sz_stmt_int (stmt, 6) != 0;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    *numbers[i] = read_number (stmt, 7 + (int)i);
  for (guint i = 0; i < G_N_ELEMENTS (instants); i++)
    *instants[i] = sz_stmt_int (stmt, 11 + (int)i);
  e->reminded = (int)sz_stmt_int (stmt, 21);
  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    sz_truth_set_text (tails[i], sz_stmt_text (stmt, 22 + (int)i));
  return e;
}

GPtrArray *
sz_truth_episodes (SzTruth *truth, gint64 from_ms, int keep_state, GError **error)
{
  SzStmt *stmt =
      sz_db_statement (truth->db,
                       "SELECT " EPISODE_COLUMNS " FROM episodes WHERE ended_ms = 0 OR ended_ms >= ?1"
                       " OR state = ?2 ORDER BY id",
                       error);
  if (stmt == NULL)
    return NULL;
  sz_stmt_bind_int (stmt, 1, from_ms);
  sz_stmt_bind_int (stmt, 2, keep_state);
  g_autoptr (GPtrArray) episodes = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_truth_episode_free);
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW)
    g_ptr_array_add (episodes, read_episode (stmt));
  return step == SZ_STEP_DONE ? g_steal_pointer (&episodes) : NULL;
}

SzTruthEpisode *
sz_truth_episode (SzTruth *truth, const char *id, GError **error)
{
  SzStmt *stmt = sz_db_statement (truth->db, "SELECT " EPISODE_COLUMNS " FROM episodes WHERE id = ?1", error);
  if (stmt == NULL)
    return NULL;
  sz_stmt_bind_text (stmt, 1, id);
  SzStep step = sz_stmt_step (stmt, error);
  SzTruthEpisode *episode = step == SZ_STEP_ROW ? read_episode (stmt) : NULL;
  if (step == SZ_STEP_ROW)
    sz_stmt_reset (stmt);
  if (step == SZ_STEP_DONE) {
    g_autofree char *shown = sz_error_quote (id);
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND,
                 _ ("there is no alert “%s”; `shuzhi alerts` lists them"), shown);
  }
  return episode;
}

GPtrArray *
sz_truth_events (SzTruth *truth, const char *episode, GError **error)
{
  SzStmt *stmt =
      sz_db_statement (truth->db,
                       "SELECT seq, episode, at_ms, wall_ms, kind, who, what, note, value, until_ms"
                       " FROM log WHERE ?1 IS NULL OR episode = ?1 ORDER BY seq",
                       error);
  if (stmt == NULL)
    return NULL;
  if (episode)
    sz_stmt_bind_text (stmt, 1, episode);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_truth_event_free);
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW) {
    SzTruthEvent *event = g_new0 (SzTruthEvent, 1);
    event->seq = sz_stmt_int (stmt, 0);
    event->episode = g_strdup (sz_stmt_text (stmt, 1));
    event->at_ms = sz_stmt_int (stmt, 2);
    event->wall_ms = sz_stmt_int (stmt, 3);
    event->kind = g_strdup (sz_stmt_text (stmt, 4));
    event->who = g_strdup (sz_stmt_text (stmt, 5));
    event->what = g_strdup (sz_stmt_text (stmt, 6));
    event->note = g_strdup (sz_stmt_text (stmt, 7));
    event->value = read_number (stmt, 8);
    event->until_ms = sz_stmt_int (stmt, 9);
    g_ptr_array_add (events, event);
  }
  return step == SZ_STEP_DONE ? g_steal_pointer (&events) : NULL;
}

GArray *
sz_truth_evidence (SzTruth *truth, const char *episode, GError **error)
{
  SzStmt *stmt = sz_db_statement (
      truth->db, "SELECT at_ms, value FROM evidence WHERE episode = ?1 ORDER BY at_ms", error);
  if (stmt == NULL)
    return NULL;
  sz_stmt_bind_text (stmt, 1, episode);
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (double));
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW) {
    double pair[2] = { (double)sz_stmt_int (stmt, 0), read_number (stmt, 1) };
    g_array_append_vals (pairs, pair, 2);
  }
  return step == SZ_STEP_DONE ? g_steal_pointer (&pairs) : NULL;
}

char *
sz_truth_get (SzTruth *truth, const char *key)
{
  SzStmt *stmt = sz_db_statement (truth->db, "SELECT value FROM meta WHERE key = ?1", NULL);
  if (stmt == NULL)
    return NULL;
  sz_stmt_bind_text (stmt, 1, key);
  char *value = sz_stmt_step (stmt, NULL) == SZ_STEP_ROW ? g_strdup (sz_stmt_text (stmt, 0)) : NULL;
  sz_stmt_reset (stmt);
  return value;
}
