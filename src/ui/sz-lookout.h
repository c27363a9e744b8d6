/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-watch.h"

G_BEGIN_DECLS

/* Alerts of a home that another process watches, as truth.db has them: read every few seconds on a thread.
 * Evaluates nothing and writes nothing. Main thread. */
typedef struct _SzLookout SzLookout;

typedef void (*SzLookoutFunc) (SzAlertList *list, gpointer data);

/* `func` gets each list that was read (borrowed), the first as soon as it is there. */
SzLookout *sz_lookout_new (const char *data_folder, const SzCatalog *catalog, SzLookoutFunc func,
                           gpointer data);
/* Waits for a reading that is under way; `func` is not called any more. */
void sz_lookout_free (SzLookout *lookout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzLookout, sz_lookout_free)

G_END_DECLS
