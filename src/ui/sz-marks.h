/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-page.h"
#include "sz-place.h"

G_BEGIN_DECLS

/* Where a mark of a drawn page leads: a pure function of the mark's id, the page and the place one is at. Ids
 * are those of draw: "figure:ID" opens an indicator (filters it can carry come along), "tile:ID" the tile's
 * lead figure, "part:DIMENSION=CODE" filters by that part on an indicator's page (once more: no longer), and
 * elsewhere leads to the tile's lead figure within it, "row:DATASET?KEY" to what happened to a record,
 * "rows:DATASET?DIMENSION=CODE" to records, "directory:DIMENSION=CODE" to whom or what it is, "by:DIMENSION"
 * splits the figure, "alert:ID" opens an alert, "page:WORD" a section. NULL: the mark leads nowhere.
 * (transfer full) */
SzPlace *sz_mark_place (const SzCatalog *catalog, const SzPlace *here, const SzPage *page, const char *mark);

/* The tile of a page; NULL if it has none of that id. */
const SzTile *sz_page_find_tile (const SzPage *page, const char *id);

/* What Escape undoes before it goes back: the filter by the very dimension that is shown. NULL: nothing.
 * (transfer full) */
SzPlace *sz_place_without_cross_filter (const SzPlace *place);

G_END_DECLS
