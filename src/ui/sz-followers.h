/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-opening.h"

G_BEGIN_DECLS

/* The connections to the sources of a home that this process owns: one sync each, started, exchanged and
 * ended as the configuration says. Main thread; a sync that ends is waited for on a thread of its own, for
 * its last batch may take longer than a frame. */
typedef struct _SzFollowers SzFollowers;

/* A link is another now, or there are others. */
typedef void (*SzFollowersFunc) (gpointer data);

SzFollowers *sz_followers_new (SzFollowersFunc func, gpointer data);
/* Ends all syncs and waits for them: before the store is closed. */
void sz_followers_stop (SzFollowers *followers);
void sz_followers_free (SzFollowers *followers);

/* Follows exactly what is configured and not paused. FALSE: a source that is to be followed anew is still
 * ending; ask again in a moment. */
gboolean sz_followers_take (SzFollowers *followers, SzStore *store, const SzOpening *opened);
/* (element-type SzLink) (transfer none) in the order in which they were followed. */
const GPtrArray *sz_followers_links (const SzFollowers *followers);
/* FALSE: it is not followed here. */
gboolean sz_followers_order (SzFollowers *followers, const char *source, SzSourceOrder order);
/* Ends the sync of a source, if it is followed; sz_followers_is_ending until its thread is gone. */
void sz_followers_retire (SzFollowers *followers, const char *source);
gboolean sz_followers_is_ending (SzFollowers *followers, const char *source);

G_END_DECLS
