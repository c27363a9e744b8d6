/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-store.h"

G_BEGIN_DECLS

/* Batches on their way into the store, a few at once, applied in the order in which they were handed over.
 * Once one fails none of those behind it is applied, and its failure is the failure of the next call. Used by
 * one thread; the store answers on its own. */
typedef struct {
  SzStore *store;
  GMutex mutex;
  GCond cond;
  SzChain chain;
  guint on_way;                              /* batches … */
  gsize cells_on_way;                        /* … and what they hold */
  SzApplied arrived;                         /* under the lock, not added up below yet */
  GError *error;                             /* of the first batch that failed (owned) (nullable) */
  gint64 taken, unchanged, deleted, refused; /* sums up to the last call, for the thread that uses the pipe */
} SzPipe;

void sz_pipe_init (SzPipe *pipe, SzStore *store);
/* Waits for the batches on their way. */
void sz_pipe_clear (SzPipe *pipe);
/* Waits while much is on its way. */
gboolean sz_pipe_submit (SzPipe *pipe, SzBatch *batch, GError **error);
/* Waits until all that was handed over is in the store, or is known not to be. */
gboolean sz_pipe_wait (SzPipe *pipe, GError **error);
/* Waits and forgets a failure. */
void sz_pipe_drain (SzPipe *pipe);

G_END_DECLS
