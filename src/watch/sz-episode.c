/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-episode.h"

#include <math.h>

#include "sz-i18n.h"

gboolean
sz_rule_is_beyond (const SzRule *rule, double value)
{
  return rule->below ? value < rule->limit : value > rule->limit;
}

gboolean
sz_rule_is_near (const SzRule *rule, double value)
{
  return rule->below ? value < rule->near : value > rule->near;
}

gboolean
sz_rule_is_clear (const SzRule *rule, double value)
{
  return rule->below ? value >= rule->clear : value <= rule->clear;
}

gboolean
sz_episode_is_open (const SzTruthEpisode *episode)
{
  return episode->state >= SZ_EPISODE_PENDING && episode->state <= SZ_EPISODE_OVERDUE;
}

gboolean
sz_episode_is_live (const SzTruthEpisode *episode)
{
  return sz_episode_is_open (episode) || episode->state == SZ_EPISODE_MUTED;
}

static void
end_episode (SzTruthEpisode *e, const char *ending, gint64 at_ms)
{
  e->state = SZ_EPISODE_CLOSED;
  e->ended_ms = at_ms;
  e->blind = FALSE;
  e->blind_ms = 0;
  sz_truth_set_text (&e->ending, ending);
}

/* --- what is seen
 * --------------------------------------------------------------------------------------------------- */

static SzEpisodeEvents
go_blind (SzTruthEpisode *e, gint64 at_ms)
{
  /* Getting better must be seen all the way; getting worse may have a small hole. */
  e->calm_ms = 0;
  if (e->state == SZ_EPISODE_NONE || e->blind)
    return 0;
  e->blind = TRUE;
  e->blind_ms = at_ms;
  return sz_episode_is_open (e) ? SZ_EVENT_BLIND : 0;
}

static SzEpisodeEvents
take_value (const SzRule *rule, SzTruthEpisode *e, const SzObservation *seen)
{
  SzEpisodeEvents events = 0;
  gboolean hole = e->seen_ms != 0 && seen->at_ms - e->seen_ms > rule->no_data_ms;
  gboolean calm = e->state == SZ_EPISODE_PENDING ? !sz_rule_is_near (rule, seen->value)
                                                 : sz_rule_is_clear (rule, seen->value);

  if (e->blind && sz_episode_is_open (e))
    events |= SZ_EVENT_SEEN;
  e->blind = FALSE;
  e->blind_ms = 0;
  e->seen_ms = seen->at_ms;
  e->value = seen->value;
  if (isnan (e->peak) || (rule->below ? seen->value < e->peak : seen->value > e->peak))
    e->peak = seen->value;
  if (!sz_rule_is_beyond (rule, seen->value))
    e->beyond_ms = 0;
  else if (e->beyond_ms == 0 || hole)
    e->beyond_ms = seen->at_ms;
  if (!calm)
    e->calm_ms = 0;
  else if (e->calm_ms == 0 || hole)
    e->calm_ms = seen->at_ms;
  return events;
}

static SzEpisodeEvents
begin_pending (const SzRule *rule, SzTruthEpisode *e, const SzObservation *seen)
{
  if (!sz_rule_is_near (rule, seen->value) && !sz_rule_is_beyond (rule, seen->value))
    return 0;
  e->state = SZ_EPISODE_PENDING;
  e->since_ms = seen->at_ms;
  e->limit = rule->limit;
  e->clear = rule->clear;
  e->rule_version = rule->version;
  return SZ_EVENT_WATCHED;
}

static SzEpisodeEvents
see (const SzRule *rule, SzTruthEpisode *e, const SzObservation *seen)
{
  SzEpisodeEvents events = 0;
  gboolean lasting;

  if (!seen->known || isnan (seen->value))
    return go_blind (e, seen->at_ms);
  if (e->seen_ms != 0 && seen->at_ms <= e->seen_ms)
    return 0;
  if (e->state == SZ_EPISODE_NONE)
    events |= begin_pending (rule, e, seen);
  if (e->state == SZ_EPISODE_NONE)
    return 0;
  events |= take_value (rule, e, seen);
  lasting = e->calm_ms != 0 && seen->at_ms - e->calm_ms >= rule->clear_for_ms;
  if (e->state == SZ_EPISODE_PENDING && e->beyond_ms != 0 && seen->at_ms - e->beyond_ms >= rule->for_ms) {
    e->state = SZ_EPISODE_FIRING;
    e->raised_ms = seen->at_ms;
    return events | SZ_EVENT_RAISED;
  }
  if (!lasting)
    return events;
  if (e->state == SZ_EPISODE_MUTED) {
    e->state = SZ_EPISODE_CLOSED;
    return events | SZ_EVENT_REARMED;
  }
  if (e->state == SZ_EPISODE_PENDING) {
    end_episode (e, "subsided", seen->at_ms);
    return events | SZ_EVENT_SUBSIDED;
  }
  end_episode (e, "cleared", seen->at_ms);
  return events | SZ_EVENT_CLEARED;
}

/* --- what time brings
 * --------------------------------------------------------------------------------------------------- */

/* When the next reminder is due. A clock that jumped must neither bring them all at once nor hold them back.
 */
static gint64
next_reminder (const SzRule *rule, const SzTruthEpisode *e)
{
  int k = e->reminded;
  gint64 due = e->raised_ms + rule->remind_ms[k];

  return k == 0 ? due : MAX (due, e->reminded_ms + rule->remind_ms[k] - rule->remind_ms[k - 1]);
}

gint64
sz_episode_deadline (const SzRule *rule, const SzTruthEpisode *e)
{
  gint64 due = e->raised_ms + rule->overdue_ms;

  if (e->state == SZ_EPISODE_HANDLED)
    return e->until_ms;
  if (rule->overdue_ms == 0)
    return 0;
  if (e->state == SZ_EPISODE_ACKNOWLEDGED)
    return e->acknowledged_ms + rule->overdue_ms;
  if (e->state != SZ_EPISODE_FIRING)
    return 0;
  if (rule->n_remind > 0 && e->reminded_ms != 0)
    due = MAX (due, e->reminded_ms + rule->overdue_ms - rule->remind_ms[e->reminded - 1]);
  return due;
}

static SzEpisodeEvents
pass_time (const SzRule *rule, SzTruthEpisode *e, gint64 now_ms)
{
  gint64 deadline = 0;

  /* A reminder dated ahead of now is taken as one of now. */
  e->reminded_ms = MIN (e->reminded_ms, now_ms);
  if (e->state == SZ_EPISODE_FIRING && e->reminded < (int)rule->n_remind) {
    if (now_ms < next_reminder (rule, e))
      return 0;
    e->reminded++;
    e->reminded_ms = now_ms;
    return SZ_EVENT_REMINDED;
  }
  deadline = sz_episode_deadline (rule, e);
  if (deadline == 0 || now_ms < deadline)
    return 0;
  e->state = SZ_EPISODE_OVERDUE;
  return SZ_EVENT_OVERDUE;
}

SzEpisodeEvents
sz_episode_step (const SzRule *rule, SzTruthEpisode *episode, const SzObservation *seen, gint64 now_ms)
{
  SzEpisodeEvents events = seen != NULL ? see (rule, episode, seen) : 0;

  if (sz_episode_is_open (episode))
    events |= pass_time (rule, episode, now_ms);
  return events;
}

/* --- what people do
 * -------------------------------------------------------------------------------------------------- */

static gboolean
refuse (const SzTruthEpisode *e, const char *why, GError **error)
{
  g_set_error (error, SZ_ERROR, SZ_ERROR_CANNOT, _ ("alert %s: %s"), e->id, why);
  return FALSE;
}

gboolean
sz_episode_acknowledge (SzTruthEpisode *e, gint64 now_ms, GError **error)
{
  if (!sz_episode_is_open (e))
    return refuse (e, _ ("it is over"), error);
  if (e->state == SZ_EPISODE_PENDING)
    return refuse (e, _ ("it is only observed; there is nothing to acknowledge yet"), error);
  if (e->state == SZ_EPISODE_ACKNOWLEDGED || e->state == SZ_EPISODE_HANDLED)
    return refuse (e, _ ("it has been acknowledged already"), error);
  e->state = SZ_EPISODE_ACKNOWLEDGED;
  e->acknowledged_ms = now_ms;
  return TRUE;
}

gboolean
sz_episode_dispose (SzTruthEpisode *e, const char *who, gint64 until_ms, const char *what, const char *note,
                    gint64 now_ms, GError **error)
{
  if (!sz_episode_is_open (e))
    return refuse (e, _ ("it is over"), error);
  if (e->state == SZ_EPISODE_PENDING)
    return refuse (e, _ ("it is only observed; there is nothing to dispose yet"), error);
  if (until_ms <= now_ms)
    return refuse (e, _ ("the time until which it is handled has passed already"), error);
  if (e->acknowledged_ms == 0)
    e->acknowledged_ms = now_ms;
  e->state = SZ_EPISODE_HANDLED;
  e->until_ms = until_ms;
  sz_truth_set_text (&e->who, who);
  sz_truth_set_text (&e->what, what);
  sz_truth_set_text (&e->note, note);
  return TRUE;
}

gboolean
sz_episode_dismiss (SzTruthEpisode *e, gint64 now_ms, GError **error)
{
  if (!sz_episode_is_open (e))
    return refuse (e, _ ("it is over"), error);
  end_episode (e, "false-alarm", now_ms);
  e->state = SZ_EPISODE_MUTED;
  e->calm_ms = 0;
  return TRUE;
}
