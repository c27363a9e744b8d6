/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-reader.h"

G_BEGIN_DECLS

/* Prints how long each figure of the overview that the store can compute takes, with both its comparisons,
 * asked alone: at 14:36 of `day` for today, and for the week, month and year so far. */
gboolean bench_figures (SzReader *reader, const SzCatalog *catalog, SzZone *zone, gint64 day, GError **error);

G_END_DECLS
