/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sz-reader.h"

G_BEGIN_DECLS

/* One thread with one reader that answers questions in turn. A question of a kind replaces an older one of
 * the same kind: the older one is taken out of the queue, or interrupted if it runs, and ends with
 * G_IO_ERROR_CANCELLED. */
typedef struct _SzWorker SzWorker;

/* What the thread knows; only it touches this. */
typedef struct {
  const SzCatalog *catalog;
  SzReader *reader;
  GHashTable
      *names; /* "dimension␟code" to what people read; forgotten when the data set with the names changes */
  struct _SzBoardMemo *memo; /* (owned) of the overview that is asked for again and again */
} SzWorkerContext;

/* Runs on the thread. (transfer full) NULL with an error. */
typedef gpointer (*SzWorkFunc) (SzWorkerContext *context, gpointer question, GError **error);

/* `folder` holds the store; it is opened with the first question. The catalogue must outlive the worker. */
SzWorker *sz_worker_new (const char *folder, const SzCatalog *catalog);
/* Cancels what waits, interrupts what runs, waits for the thread. */
void sz_worker_free (SzWorker *worker);

/* Main thread. Takes the task, which returns what `func` makes of its task data. `kind`: equal numbers
 * replace each other; negative: nothing is replaced. */
void sz_worker_ask (SzWorker *worker, int kind, GTask *task, SzWorkFunc func, GDestroyNotify free_answer);
/* The names of codes may be others now. Any thread. */
void sz_worker_forget_names (SzWorker *worker);

G_END_DECLS
