/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-episode.h"
#include "sz-reader.h"
#include "sz-watch.h"

G_BEGIN_DECLS

/* From an episode as it is kept to what people read. On the watch's thread. */

typedef struct {
  const SzCatalog *catalog;
  SzReader *reader; /* (nullable) for names */
  SzZone *zone;
  gint64 now_ms;
} SzWords;

/* `events` (element-type SzTruthEvent), `evidence` (element-type double, pairs): of the episode, nullable. */
SzAlert *sz_alert_make (const SzWords *words, const SzTruthEpisode *episode, const GPtrArray *events,
                        const GArray *evidence);
/* Shown state. */
SzAlertState sz_alert_shown_state (const SzTruthEpisode *episode);
/* Takes the alerts (element-type SzAlert) in any order; `rules_seen`: rule id to double, each rule's greatest
 * share of its limit now (NAN: no data). */
SzAlertList *sz_alert_list_make (const SzWords *words, GPtrArray *alerts, GHashTable *shares,
                                 gboolean watching, const char *problem);
/* The kept values (pairs as above) as a row draws them: at most some 160 points, all of them kept ones, with
 * NAN where nothing was seen for longer than a quarter of an hour. NULL: fewer than two. (transfer full) */
SzSeries *sz_alert_trend (const GArray *evidence);
/* The same in a sentence; "" of nothing. (transfer full) */
char *sz_alert_trend_text (const SzWords *words, const SzSeries *trend, const char *unit);
/* Today's times by the clock, others with their day. (transfer full) */
char *sz_words_time (const SzWords *words, gint64 at_ms);
void sz_moment_free (SzMoment *moment);
/* Runs of digits as long as a phone or an identity number are masked. (transfer full) */
char *sz_words_mask (const char *text);
/* "firing": for tables and files. */
const char *sz_alert_state_id (SzAlertState state);
const char *sz_alert_state_name (SzAlertState state);

G_END_DECLS
