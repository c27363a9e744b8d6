/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-store.h"

G_BEGIN_DECLS

/* What sz_store_verify does, on a connection and a snapshot of its own: rollups are rebuilt in memory beside
 * the file. */
gboolean sz_verify (const char *path, const SzCatalog *catalog, GPtrArray *findings,
                    GCancellable *cancellable, GError **error);

G_END_DECLS
