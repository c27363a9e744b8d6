/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-rule.h"
#include "sz-truth.h"

G_BEGIN_DECLS

/* The machine of one episode (rule and object): a pure function of what it was, what is seen, and what time
 * it is. It knows no store and no clock. The machine's fields are those of SzTruthEpisode. */

typedef enum {
  SZ_EPISODE_NONE,
  SZ_EPISODE_PENDING,
  SZ_EPISODE_FIRING,
  SZ_EPISODE_ACKNOWLEDGED,
  SZ_EPISODE_HANDLED,
  SZ_EPISODE_OVERDUE,
  SZ_EPISODE_CLOSED,
  SZ_EPISODE_MUTED, /* closed as a false alarm; waits to be clear before it may begin again */
} SzEpisodeState;

/* What is seen of the object. `known` FALSE: the data are silent, or there is no value. */
typedef struct {
  gint64 at_ms; /* the data are whole up to here */
  double value;
  gboolean known;
} SzObservation;

typedef enum {
  SZ_EVENT_WATCHED = 1 << 0,  /* NONE to PENDING */
  SZ_EVENT_RAISED = 1 << 1,   /* PENDING to FIRING */
  SZ_EVENT_REMINDED = 1 << 2, /* at most one a step */
  SZ_EVENT_OVERDUE = 1 << 3,
  SZ_EVENT_BLIND = 1 << 4,    /* the data fell silent */
  SZ_EVENT_SEEN = 1 << 5,     /* and are back */
  SZ_EVENT_CLEARED = 1 << 6,  /* FIRING … OVERDUE to CLOSED */
  SZ_EVENT_SUBSIDED = 1 << 7, /* PENDING to CLOSED: never was an alert */
  SZ_EVENT_REARMED = 1 << 8,  /* MUTED to CLOSED */
} SzEpisodeEvents;

/* One step. `seen` NULL: only time passes. `now_ms`: the hall's clock, for what people owe; what is seen goes
 * by its own `at_ms`. Rules, tested in tests/watch against a naive reading of all that was seen:
 * - PENDING from `near` on, FIRING when strictly beyond the limit without a break for `for_ms`.
 * - over when clear without a break for `clear_for_ms`; no other way but people's.
 * - an unknown value changes no state; it breaks what must last without a break for getting better, and a
 * hole longer than `no_data_ms` also for getting worse.
 * - reminders keep their distance whatever the clock does; OVERDUE comes after the last of them. */
SzEpisodeEvents sz_episode_step (const SzRule *rule, SzTruthEpisode *episode, const SzObservation *seen,
                                 gint64 now_ms);

/* What people do; FALSE and SZ_ERROR_CANNOT where it makes no sense. */
gboolean sz_episode_acknowledge (SzTruthEpisode *episode, gint64 now_ms, GError **error);
gboolean sz_episode_dispose (SzTruthEpisode *episode, const char *who, gint64 until_ms, const char *what,
                             const char *note, gint64 now_ms, GError **error);
gboolean sz_episode_dismiss (SzTruthEpisode *episode, gint64 now_ms, GError **error);

/* Not closed, for people: PENDING … OVERDUE. */
gboolean sz_episode_is_open (const SzTruthEpisode *episode);
/* PENDING … OVERDUE and MUTED: what the machine must go on with. */
gboolean sz_episode_is_live (const SzTruthEpisode *episode);
/* When it becomes overdue if nobody acts; 0: never. */
gint64 sz_episode_deadline (const SzRule *rule, const SzTruthEpisode *episode);

/* Strictly beyond the limit. */
gboolean sz_rule_is_beyond (const SzRule *rule, double value);
gboolean sz_rule_is_near (const SzRule *rule, double value);
gboolean sz_rule_is_clear (const SzRule *rule, double value);

G_END_DECLS
