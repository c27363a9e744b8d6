/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sz-batch.h"
#include "sz-frame.h"

G_BEGIN_DECLS

/* The local store: facts and rollups in cache.db. One process, one SzStore a home; it owns the writer thread
 * and the only connection that writes. Readers (sz-reader.h) have their own connections. */
typedef struct _SzStore SzStore;

typedef enum {
  SZ_STORE_DEFAULT = 0,
  SZ_STORE_READ_ONLY = 1 << 0, /* no writer, no lock, no migration; applying fails */
} SzStoreFlags;

/* Opens (and creates, 0700/0600) FOLDER/cache.db; takes the home's lock (SZ_ERROR_BUSY names the process that
 * holds it); migrates; brings tables and rollups in line with the catalogue (a rollup whose definition
 * changed is rebuilt from the facts). Errors: SZ_ERROR_NEWER, SZ_ERROR_FOREIGN (not our file),
 * SZ_ERROR_DISK_FULL, SZ_ERROR_STORE. A damaged file is set aside as cache.db.damaged-TIME and a new one
 * begun; `set_aside` (nullable) then receives its name (transfer full). May take long after a catalogue
 * change: call from a worker thread. The catalogue must outlive the store. */
SzStore *sz_store_open (const char *folder, const SzCatalog *catalog, SzStoreFlags flags, char **set_aside,
                        GError **error);
/* Waits for queued batches, stops the writer, closes. */
void sz_store_close (SzStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzStore, sz_store_close)

const SzCatalog *sz_store_catalog (const SzStore *store);
const char *sz_store_folder (const SzStore *store);

/* What applying a batch did. */
typedef struct {
  gint64 taken;     /* rows new or replaced */
  gint64 unchanged; /* same or older version than the one held */
  gint64 deleted;
  gint64 refused;
  gint64 buried;
} SzApplied;

typedef void (*SzAppliedFunc) (const SzApplied *applied, const GError *error, gpointer data);

/* Queues a batch; `done` (nullable) is called on the writer thread when its transaction has ended. Blocks
 * while the queue is full (back-pressure). Not from the main thread. */
void sz_store_submit (SzStore *store, SzBatch *batch, SzAppliedFunc done, gpointer data);

/* Batches that build on one another. Once one of them fails, none of those queued behind it is applied: a
 * cursor or a complete day must never vouch for rows that were lost before it. The caller's, beginning as
 * { 0 }; set back to that only while none of its batches is on its way. */
typedef struct {
  int broken;
} SzChain;
/* Like sz_store_submit. What was not applied because of one before it ends with SZ_ERROR_INCOMPLETE. */
void sz_store_submit_chained (SzStore *store, SzBatch *batch, SzChain *chain, SzAppliedFunc done,
                              gpointer data);
/* The same, waiting for the end. */
gboolean sz_store_apply (SzStore *store, SzBatch *batch, SzApplied *applied, GError **error);

/* --- sources: what the store remembers of each (kept in the same file as the rows they vouch for) --- */

typedef struct {
  char *source;
  char *dataset;
  char *cursor;               /* NULL: history not begun */
  gint64 rows;                /* live rows held */
  gint64 refused;             /* in quarantine */
  gint64 omitted;             /* left out by the mapping */
  gint64 watermark_ms;        /* 0 unknown */
  gint64 first_day, last_day; /* of the rows held; G_MININT64 if none */
  gint64 days_done;
} SzSourceState;

void sz_source_state_free (SzSourceState *state);

/* The source's own words about itself; stored at once, waits. `now_ms`: its clock when asked; `asked_ms`:
 * ours then. `changed` (nullable): the epoch differs from the one stored; the stored generation has then been
 * raised by one and the cursors and complete days of this source forgotten, in the same transaction. */
gboolean sz_store_set_source (SzStore *store, const char *source, const char *title, const char *epoch,
                              const char *zone, gint64 now_ms, gint64 asked_ms, guint *generation,
                              gboolean *changed, GError **error);
/* All of a source: rows, rollups, quarantine, cursors. */
gboolean sz_store_forget_source (SzStore *store, const char *source, GError **error);

/* --- changed(dataset, span) --- */

/* Rows of the data set with instants in [from_ms, to_ms) came, changed or went. */
typedef void (*SzChangedFunc) (const SzDataset *dataset, gint64 from_ms, gint64 to_ms, gpointer data);
/* Called in `context` (default context if NULL) after the commit. Returns an id for sz_store_unwatch. */
guint sz_store_watch (SzStore *store, GMainContext *context, SzChangedFunc func, gpointer data,
                      GDestroyNotify destroy);
void sz_store_unwatch (SzStore *store, guint id);

/* --- doctor --- */

/* Rebuilds every rollup from the facts and compares; each difference is one sentence in `findings`
 * (element-type utf8, owned strings), also what integrity_check says. FALSE only if the check itself failed.
 */
gboolean sz_store_verify (SzStore *store, GPtrArray *findings, GCancellable *cancellable, GError **error);

G_END_DECLS
