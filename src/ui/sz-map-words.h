/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-finder.h"
#include "sz-map-data.h"
#include "sz-whereabouts.h"

G_BEGIN_DECLS

/* The sentences of the map's page. Pure; all are (transfer full) unless said. */

/* "19 of 22 service points are open; the wait at … is long" */
char *sz_map_headline (const SzMapData *data);
/* Above it: the page, its day and time. (transfer full) */
char *sz_map_where (const SzMapData *data);
/* What is not open, how many zones are in force, how much cannot be drawn. */
char *sz_map_subline (const SzMapData *data);
/* Every outline or position that cannot be used, a line each; NULL if there is none. */
char *sz_map_problems (const SzAtlas *atlas);
/* A sentence for each zone a place lies in, and for the nearest others. */
char *sz_map_zones_text (const SzWhereabouts *whereabouts);
guint sz_map_count_inside (const SzWhereabouts *whereabouts);
/* What is to be said of what a search found; NULL: it speaks for itself. `found`: (element-type SzFound).
 * (transfer none) */
const char *sz_map_found_hint (const GPtrArray *found);
/* Whether a place lies in a zone. */
char *sz_map_answer_title (const SzWhereabouts *whereabouts);
/* What it is called, or else its position, and the regions it lies in. `name`: (nullable) */
char *sz_map_place_text (const SzWhereabouts *whereabouts, const char *name);
/* How far it is from the boundary of the first zone; NULL: none is near. */
char *sz_map_pin_text (const SzWhereabouts *whereabouts);
/* Over the list of so many points. (transfer full) */
char *sz_map_list_title (guint n, gboolean nearest);
/* What the texts of a row are read out as, up to NULL; the empty ones are left out. */
char *sz_map_spoken (const char *const *texts);

G_END_DECLS
