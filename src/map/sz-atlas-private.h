/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-atlas.h"

G_BEGIN_DECLS

/* Bounding boxes in a tree (GEOS STRtree), asked from any thread. */
typedef struct _SzSpatialIndex SzSpatialIndex;

SzSpatialIndex *sz_spatial_index_new (guint expected);
/* Before the first question. */
void sz_spatial_index_add (SzSpatialIndex *index, const SzShape *shape, gconstpointer item);
/* What has a box that meets this one, in the order in which it was added. (transfer container) */
GPtrArray *sz_spatial_index_find (SzSpatialIndex *index, double west, double south, double east,
                                  double north);
void sz_spatial_index_free (SzSpatialIndex *index);

/* The atlas's parts, from frames as sz_reader_rows gives them. */
void sz_atlas_read_sites (SzAtlas *atlas, SzReader *reader, const SzFrame *frame);
void sz_atlas_read_regions (SzAtlas *atlas, const SzFrame *frame);
void sz_atlas_read_bans (SzAtlas *atlas, SzReader *reader, const SzFrame *frame);

void sz_ban_free (gpointer ban);

/* The lines of all outlines; each edge goes to the broadest region that has it. */
GPtrArray *sz_boundaries_make (const GPtrArray *regions);
void sz_boundary_free (gpointer boundary);

G_END_DECLS
