/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-answers.h"

G_BEGIN_DECLS

/* What the answers share; on the worker's thread. */

/* The span in the hall's zone that holds the place's day, or the hall's present. */
gboolean sz_answer_span (SzReader *reader, const SzPlace *place, SzZone *zone, SzPeriod *period,
                         GError **error);
/* Without the filter by `without` (nullable). Codes and dimensions are borrowed from place and catalogue.
 * (transfer full) (element-type SzFilter) */
GArray *sz_answer_filters (const SzCatalog *catalog, const SzPlace *place, const char *without,
                           GError **error);

G_END_DECLS
