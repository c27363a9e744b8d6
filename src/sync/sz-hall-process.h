/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sz-error.h"

G_BEGIN_DECLS

/* A demo hall running beside us, as a child that ends with us. */
typedef struct _SzHallProcess SzHallProcess;

/* Starts shuzhi-hall (found beside the program, in its build tree, or in PATH) with the arguments (nullable,
 * zero-terminated) and waits for the first line of its output, its base URL. The hall ends with the thread
 * that calls this. */
SzHallProcess *sz_hall_process_start (const char *const *arguments, GError **error);
/* The same without waiting; for the main thread. (transfer full) */
void sz_hall_process_start_async (const char *const *arguments, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer data);
SzHallProcess *sz_hall_process_start_finish (GAsyncResult *result, GError **error);
const char *sz_hall_process_url (const SzHallProcess *process);
/* Ends the hall and waits for it. */
void sz_hall_process_stop (SzHallProcess *process);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzHallProcess, sz_hall_process_stop)

G_END_DECLS
