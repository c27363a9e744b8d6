/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-http.h"
#include "sz-reader.h"
#include "sz-source.h"

G_BEGIN_DECLS

/* One hall day on both sides: rows, and whether count and hash of the sorted "KEY VERSION" lines agree. */
typedef struct {
  gint64 here, there;
  gboolean same;
} SzComparedDay;

/* Asks the hall's /v1/reconcile. `patience` (nullable) gives the times. */
gboolean sz_compare_day (SzHttp *http, SzReader *reader, const SzSource *source, const SzDataset *dataset,
                         gint64 day, const SzHttpLimits *patience, GCancellable *cancellable,
                         SzHttpResponse *response, SzComparedDay *compared, GError **error);

G_END_DECLS
