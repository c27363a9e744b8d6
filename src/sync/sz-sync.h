/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-identity.h"
#include "sz-import.h"
#include "sz-source-status.h"
#include "sz-source.h"
#include "sz-store.h"

G_BEGIN_DECLS

/* Brings a source into the store and keeps it level: history newest day first, then changes, then hints. */

/* The plain view of the machine (sz-source-machine.h), for progress bars; the status has all of it. */
typedef enum {
  SZ_SYNC_IDLE,     /* not begun, stopped, or paused by hand */
  SZ_SYNC_FETCHING, /* history or changes are coming in */
  SZ_SYNC_WAITING,  /* level with the hall */
  SZ_SYNC_RETRYING, /* something failed that may pass; tried again after `retry_s` */
  SZ_SYNC_BROKEN,   /* something failed that people must look at; tried again every five minutes */
} SzSyncPhase;

/* All texts are borrowed for the call. */
typedef struct {
  const char *source;
  SzSyncPhase phase;
  const char *dataset;  /* being fetched; "" */
  const char *sentence; /* what is wrong, or what is going on; for people; "" */
  double progress;      /* share of the history's days that are here, 0..1 */
  gint64 days_done, days_total;
  gint64 rows;      /* taken since the start: new, replaced or deleted */
  gint64 unchanged; /* came again as they are */
  gint64 refused;   /* quarantined since the start */
  guint retry_s;
  const SzSourceStatus *status; /* phase, history, comparison … */
} SzSyncState;

/* Called on the sync's own thread by sz_sync_once, and in the given context by sz_sync_start. */
typedef void (*SzSyncStateFunc) (const SzSyncState *state, gpointer data);

/* Fetches until level with the hall, or fails; what may pass is tried three times. The store must be
 * writable. Blocks; not for the main thread. `func` and `cancellable` nullable. On failure everything fetched
 * until then stays. */
gboolean sz_sync_once (SzStore *store, const SzSource *source, SzSiteKey *key, SzSyncStateFunc func,
                       gpointer data, GCancellable *cancellable, GError **error);

typedef struct _SzSync SzSync;

/* Follows a source on a thread of its own until stopped. `context` NULL: the default context. `func` is
 * called at most ten times a second, and always for the last state. The store must outlive it. */
SzSync *sz_sync_start (SzStore *store, const SzSource *source, SzSiteKey *key, GMainContext *context,
                       SzSyncStateFunc func, gpointer data, GDestroyNotify destroy);
/* Cancels, waits for the thread (at most the batch it is applying) and frees. `func` is not called any more.
 */
void sz_sync_stop (SzSync *sync);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzSync, sz_sync_stop)
/* Asks for news at once instead of waiting for a hint or the end of a back-off. Any thread. */
void sz_sync_wake (SzSync *sync);

/* Stops fetching until it is resumed; what runs is ended first. Any thread. */
void sz_sync_pause (SzSync *sync, gboolean paused);
/* As sz_source_order_give, and noticed at once. Any thread. */
void sz_sync_order (SzSync *sync, SzSourceOrder order);

/* Brings the source level, compares all days of both sides, fetches again what differs, and compares that
 * once more. `gaps` (transfer full) (element-type SzSourceGap): the days that differed, mended or not.
 * Otherwise as sz_sync_once. */
gboolean sz_sync_mend (SzStore *store, const SzSource *source, SzSiteKey *key, SzSyncStateFunc func,
                       gpointer data, GCancellable *cancellable, GPtrArray **gaps, GError **error);

/* One hall day on which both sides do not hold the same. */
typedef struct {
  char *dataset;
  gint64 day;
  gint64 here, there; /* rows */
} SzDifference;
void sz_difference_free (SzDifference *difference);

/* Compares days [from_day, to_day] of a data set (NULL: of all that the hall offers and the catalogue knows)
 * by count and hash of `key version` pairs; from_day > to_day: all days the hall has. (transfer full)
 * (element-type SzDifference) */
GPtrArray *sz_sync_reconcile (SzStore *store, const SzSource *source, const SzDataset *dataset,
                              gint64 from_day, gint64 to_day, GCancellable *cancellable, GError **error);

G_END_DECLS
