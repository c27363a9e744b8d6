/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sz-desk.h"

G_BEGIN_DECLS

/* The demo hall beside the window: a child that ends with the program, and the source `demo` that points at
 * it. Main thread. */
typedef struct _SzDemo SzDemo;

SzDemo *sz_demo_new (const SzHome *home);
/* Ends the hall. Before the store is closed. */
void sz_demo_free (SzDemo *demo);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzDemo, sz_demo_free)

/* `sentence` NULL: it runs and is followed; else why not. */
typedef void (*SzDemoFunc) (const char *sentence, gpointer data);
/* Starts it, unless it runs already. The demo must outlive the call: `func` is not called after sz_demo_free.
 */
void sz_demo_start (SzDemo *demo, SzDemoFunc func, gpointer data);
/* Ends the hall, and takes its source and all of its rows out of the home; where nothing else is left, the
 * alerts too. `func` (nullable): when it is done. */
void sz_demo_remove (SzDemo *demo, SzDesk *desk, SzDemoFunc func, gpointer data);

G_END_DECLS
