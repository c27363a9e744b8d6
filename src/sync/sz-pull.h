/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-offer.h"
#include "sz-row-reader.h"
#include "sz-sync.h"

G_BEGIN_DECLS

/* One run of the pull: the state machine of the hall interface, version 1, on one thread.
 *
 *   offer → (epoch changed? generation + 1) → per data set: cursor noted → history, newest day first, all
 * data sets in turn → changes from the cursor until there are no more → level
 *
 * A batch is one transaction: rows, refusals, days complete, cursor. While the store applies one, the next
 * page is fetched and mapped; a batch is submitted only after the one before has been applied, so that a
 * cursor or a complete day never vouches for rows that were lost. */
typedef struct _SzPull SzPull;

typedef void (*SzPullReport) (const SzSyncState *state, gpointer data);

/* Made and used by one thread. `report` (nullable) is called there. */
SzPull *sz_pull_new (SzStore *store, const SzSource *source, SzSiteKey *key, GCancellable *cancellable,
                     SzPullReport report, gpointer data);
void sz_pull_free (SzPull *pull);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzPull, sz_pull_free)

/* From the offer until level. Can be called again and again; what is here already is not fetched again. */
gboolean sz_pull_run (SzPull *pull, GError **error);
/* Changes only; `names` (nullable, array zero-terminated=1) are the data sets with news. Asks for the offer
 * again when the last answer is older than a few seconds, so that the source's clock stays right. */
gboolean sz_pull_follow (SzPull *pull, const char *const *names, GError **error);

SzHttp *sz_pull_http (SzPull *pull);
SzSyncState *sz_pull_state (SzPull *pull);
/* Reports the state as it is now. */
void sz_pull_tell (SzPull *pull, SzSyncPhase phase, const char *dataset, const char *sentence);
/* What the last refusal asked us to wait; 0. */
guint sz_pull_retry_after (const SzPull *pull);
/* The source began anew while it was being fetched: run again at once. Cleared by asking. */
gboolean sz_pull_take_other_epoch (SzPull *pull);
/* Whether trying again without a human's help makes sense. */
gboolean sz_pull_may_pass (const SzPull *pull, const GError *error);

G_END_DECLS
