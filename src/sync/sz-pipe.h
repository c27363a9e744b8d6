/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-store.h"

G_BEGIN_DECLS

/* One batch on its way into the store. A batch is handed over only after the one before has been applied; its
 * failure is the failure of the next call. Used by one thread; the store answers on its own. */
typedef struct {
  SzStore *store;
  GMutex mutex;
  GCond cond;
  gboolean busy;
  GError *error;                             /* of the last batch (owned) (nullable) */
  gint64 taken, unchanged, deleted, refused; /* sums over all batches that were waited for */
  SzApplied last;
} SzPipe;

void sz_pipe_init (SzPipe *pipe, SzStore *store);
/* Waits for the batch on its way. */
void sz_pipe_clear (SzPipe *pipe);
gboolean sz_pipe_submit (SzPipe *pipe, SzBatch *batch, GError **error);
gboolean sz_pipe_wait (SzPipe *pipe, GError **error);
/* Waits and forgets a failure. */
void sz_pipe_drain (SzPipe *pipe);

G_END_DECLS
