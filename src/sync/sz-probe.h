/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-catalog.h"
#include "sz-frame.h"
#include "sz-source.h"

G_BEGIN_DECLS

/* A mapping tried out: one page of its system, or a file, mapped into a store of its own that is thrown away.
 */
typedef struct {
  gint64 rows, taken, refused, left_out;
  char *sentence;      /* what was asked for */
  SzFrame *fields;     /* dataset, field, required, filled (rows), share, example (masked) */
  GPtrArray *refusals; /* (element-type utf8) the first few */
} SzProbe;
void sz_probe_clear (SzProbe *probe);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SzProbe, sz_probe_clear)

/* `source`: with a mapping that has a group [Fetch]; newest window first, up to 31 until one has rows. `path`
 * (nullable): a file instead. Blocks; not for the main thread. */
gboolean sz_source_probe (const SzSource *source, const char *path, const SzCatalog *catalog,
                          GCancellable *cancellable, SzProbe *probe, GError **error);

G_END_DECLS
