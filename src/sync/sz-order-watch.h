/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-source-status.h"
#include "sz-source.h"

G_BEGIN_DECLS

/* Notices at once what another process wants of a source: an order left for it, or that it is paused or goes
 * on. On a thread of its own, for the thread of a sync may sit in a read of the network for half a minute. */
typedef struct _SzOrderWatch SzOrderWatch;

typedef struct {
  void (*ordered) (SzSourceOrder order, gpointer data); /* it has been taken */
  void (*enabled) (gboolean enabled, gpointer data);    /* what CONFIG/sources/NAME.ini says now */
} SzOrderEars;

/* `folder`: the store's. A source without a configuration folder is only watched for orders. The ears are
 * called on the watch's thread until it is freed. */
SzOrderWatch *sz_order_watch_new (const char *folder, const SzSource *source, const SzOrderEars *ears,
                                  gpointer data);
/* Waits for the thread. */
void sz_order_watch_free (SzOrderWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzOrderWatch, sz_order_watch_free)

G_END_DECLS
