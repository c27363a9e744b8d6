/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-page.h"
#include "sz-place.h"

G_BEGIN_DECLS

/* By what the figure of an indicator's page is split, and what it is filtered by: segments that set the
 * action page.by, what it is compared with (page.against), and a chip with a way out for each filter. It
 * scrolls sideways rather than asking for more room than there is. Signal `go` (SzPlace *, borrowed): without
 * one of the filters. */
#define SZ_TYPE_SPLIT_BAR (sz_split_bar_get_type ())
G_DECLARE_FINAL_TYPE (SzSplitBar, sz_split_bar, SZ, SPLIT_BAR, GtkBox)

/* The parts that the page shows beside each other (nullable) and the hall's day: what else it can be compared
 * with. */
void sz_split_bar_offer (SzSplitBar *self, const SzTile *breakdown, gint64 today);
/* `dimensions` (nullable) (element-type SzDimension): what it can be split by. */
void sz_split_bar_show (SzSplitBar *self, const SzCatalog *catalog, const GPtrArray *dimensions,
                        const SzPlace *place);

G_END_DECLS
