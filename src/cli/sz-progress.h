/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-sync.h"

G_BEGIN_DECLS

/* One calm line on standard error that says how far a long work is; where that is no terminal, a line every
 * ten seconds. */
typedef struct _SzProgress SzProgress;

SzProgress *sz_progress_new (void);
void sz_progress_free (SzProgress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzProgress, sz_progress_free)

void sz_progress_sync_cb (const SzSyncState *state, gpointer progress);
/* For following: states that people must see stay as lines. */
void sz_progress_follow_cb (const SzSyncState *state, gpointer progress);
void sz_progress_import_cb (double fraction, gint64 lines, gpointer progress);
/* Takes the line away. */
void sz_progress_clear (SzProgress *progress);
/* Says what a sync that ended well did. */
void sz_progress_end_sync (SzProgress *progress, const char *source);

G_END_DECLS
