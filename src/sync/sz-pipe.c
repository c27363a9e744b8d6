/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-pipe.h"

void
sz_pipe_init (SzPipe *pipe, SzStore *store)
{
  pipe->store = store;
  pipe->busy = FALSE;
  pipe->error = NULL;
  pipe->taken = pipe->unchanged = pipe->deleted = pipe->refused = 0;
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
  SzPipe *pipe = data;
  g_mutex_lock (&pipe->mutex);
  pipe->busy = FALSE;
  if (error != NULL) {
    g_clear_error (&pipe->error);
    pipe->error = g_error_copy (error);
  } else {
    pipe->last = *applied;
    pipe->taken += applied->taken;
    pipe->unchanged += applied->unchanged;
    pipe->deleted += applied->deleted;
    pipe->refused += applied->refused;
  }
  g_cond_signal (&pipe->cond);
  g_mutex_unlock (&pipe->mutex);
}

gboolean
sz_pipe_wait (SzPipe *pipe, GError **error)
{
  g_mutex_lock (&pipe->mutex);
  while (pipe->busy)
    g_cond_wait (&pipe->cond, &pipe->mutex);
  GError *cause = g_steal_pointer (&pipe->error);
  g_mutex_unlock (&pipe->mutex);
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, cause);
  return FALSE;
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
  if (!sz_pipe_wait (pipe, error))
    return FALSE;
  g_mutex_lock (&pipe->mutex);
  pipe->busy = TRUE;
  g_mutex_unlock (&pipe->mutex);
  sz_store_submit (pipe->store, batch, applied_cb, pipe);
  return TRUE;
}
