/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-offer.h"
#include "sz-row-reader.h"
#include "sz-sync.h"

G_BEGIN_DECLS

/* One run of the pull, on one thread. Of a hall (the hall interface, version 1):
 *
 *   offer → (epoch changed? generation + 1) → per data set: cursor noted → history, newest day first, all
 * data sets in turn → changes from the cursor until there are no more → level
 *
 * A batch is one transaction: rows, refusals, days complete, cursor. While the store applies one, the next
 * pages are fetched and mapped; once a batch fails none behind it is applied, so that a cursor or a complete
 * day never vouches for rows that were lost. Sources with a mapping (sz-mapped.c) and
 * folders (sz-folder.c) are pulled through the same face. */
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
/* All is fetched again, and what the source no longer has is buried: the next run does it. */
gboolean sz_pull_refetch (SzPull *pull, GError **error);
/* Goes on with comparing both sides day by day, at most so many days (0: one whole round, today too), newest
 * first. A day that differs is fetched again at once; one that still differs has all fetched again by the
 * next run, at most once a day. Level sources only. What was found is in the status. */
gboolean sz_pull_compare (SzPull *pull, guint most, GError **error);

/* What the store holds is not known any more (all is to be fetched again): run. */
gboolean sz_pull_wants_run (const SzPull *pull);
/* The status to its file; a failure of that is no failure of the sync. */
void sz_pull_save (SzPull *pull);

SzHttp *sz_pull_http (SzPull *pull);
SzSyncState *sz_pull_state (SzPull *pull);
SzSourceStatus *sz_pull_status (SzPull *pull);
/* How often to ask where there is no live channel. */
guint sz_pull_every_s (SzPull *pull);
/* Longest silence and longest whole request, for tests; 0: as usual. */
void sz_pull_set_patience (SzPull *pull, guint idle_s, guint total_s);
/* Reports the state as it is now. */
void sz_pull_tell (SzPull *pull, SzSyncPhase phase, const char *dataset, const char *sentence);
/* Something happened: the machine moves, the status is kept and told. Returns the phase it is in now. */
SzSourcePhase sz_pull_happened (SzPull *pull, SzHappened happened, const GError *cause);
/* What a failure of a run means to the machine. */
SzHappened sz_pull_judge (const SzPull *pull, const GError *error);
/* What the last refusal asked us to wait; 0. */
guint sz_pull_retry_after (const SzPull *pull);
/* The source began anew while it was being fetched: run again at once. Cleared by asking. */
gboolean sz_pull_take_other_epoch (SzPull *pull);
/* Whether trying again without a human's help makes sense. */
gboolean sz_pull_may_pass (const SzPull *pull, const GError *error);

G_END_DECLS
