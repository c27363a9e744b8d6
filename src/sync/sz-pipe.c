/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-pipe.h"

/* While the store applies one batch others wait for it, so that neither side stands still; what is in memory
 * stays small: some 20 MB of cells. */
#define BATCHES_ON_WAY 4
#define CELLS_ON_WAY 800000

/* A batch as the store's thread hands it back. */
typedef struct {
  SzPipe *pipe;
  gsize cells;
} Sent;

void
sz_pipe_init (SzPipe *pipe, SzStore *store)
{
  *pipe = (SzPipe){ .store = store };
  g_mutex_init (&pipe->mutex);
  g_cond_init (&pipe->cond);
}

void
sz_pipe_clear (SzPipe *pipe)
{
  sz_pipe_drain (pipe);
  g_mutex_clear (&pipe->mutex);
  g_cond_clear (&pipe->cond);
}

/* On the store's writer thread. */
static void
applied_cb (const SzApplied *applied, const GError *error, gpointer data)
{
  g_autofree Sent *sent = data;
  SzPipe *pipe = sent->pipe;
  g_mutex_lock (&pipe->mutex);
  pipe->on_way--;
  pipe->cells_on_way -= sent->cells;
  if (applied != NULL) {
    pipe->arrived.taken += applied->taken;
    pipe->arrived.unchanged += applied->unchanged;
    pipe->arrived.deleted += applied->deleted;
    pipe->arrived.refused += applied->refused;
  } else if (pipe->error == NULL) {
    pipe->error = g_error_copy (error);
  }
  g_cond_signal (&pipe->cond);
  g_mutex_unlock (&pipe->mutex);
}

/* Whether so many cells more must wait. After a failure all do, until nothing is on its way any more. */
static gboolean
is_full (const SzPipe *pipe, gsize cells)
{
  return pipe->on_way > 0 &&
         (pipe->error != NULL || pipe->on_way >= BATCHES_ON_WAY || pipe->cells_on_way + cells > CELLS_ON_WAY);
}

/* With the lock: what came in is added up, and a failure is told; the next batch begins anew then. */
static gboolean
collect (SzPipe *pipe, GError **error)
{
  pipe->taken += pipe->arrived.taken;
  pipe->unchanged += pipe->arrived.unchanged;
  pipe->deleted += pipe->arrived.deleted;
  pipe->refused += pipe->arrived.refused;
  pipe->arrived = (SzApplied){ 0 };
  if (pipe->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&pipe->error));
  pipe->chain = (SzChain){ 0 };
  return FALSE;
}

gboolean
sz_pipe_wait (SzPipe *pipe, GError **error)
{
  g_mutex_lock (&pipe->mutex);
  while (pipe->on_way > 0)
    g_cond_wait (&pipe->cond, &pipe->mutex);
  const gboolean good = collect (pipe, error);
  g_mutex_unlock (&pipe->mutex);
  return good;
}

void
sz_pipe_drain (SzPipe *pipe)
{
  g_autoptr (GError) ignored = NULL;
  /* Whoever drains has a failure of its own to tell, and the next run begins from what the store holds. */
  sz_pipe_wait (pipe, &ignored);
}

gboolean
sz_pipe_submit (SzPipe *pipe, SzBatch *batch, GError **error)
{
  const gsize cells = (gsize)batch->rows->len * batch->dataset->fields->len;
  g_mutex_lock (&pipe->mutex);
  while (is_full (pipe, cells))
    g_cond_wait (&pipe->cond, &pipe->mutex);
  const gboolean good = collect (pipe, error);
  if (good) {
    pipe->on_way++;
    pipe->cells_on_way += cells;
  }
  g_mutex_unlock (&pipe->mutex);
  if (!good)
    return FALSE;
  Sent *sent = g_new (Sent, 1);
  *sent = (Sent){ pipe, cells };
  sz_store_submit_chained (pipe->store, batch, &pipe->chain, applied_cb, sent);
  return TRUE;
}
