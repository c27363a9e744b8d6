/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-store.h"

G_BEGIN_DECLS

/* Who wants to know what changed. Any thread. */
typedef struct _SzWatchList SzWatchList;

SzWatchList *sz_watch_list_new (void);
void sz_watch_list_free (SzWatchList *list);
guint sz_watch_list_add (SzWatchList *list, GMainContext *context, SzChangedFunc func, gpointer data,
                         GDestroyNotify destroy);
void sz_watch_list_remove (SzWatchList *list, guint id);
/* Tells everyone, each in its own context. */
void sz_watch_list_tell (SzWatchList *list, const SzDataset *dataset, gint64 from_ms, gint64 to_ms);

G_END_DECLS
