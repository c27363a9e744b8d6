/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-atlas.h"

G_BEGIN_DECLS

/* What is to be said of a place. Its pointers go into the atlas, which must outlive it. Pure; any thread. */
typedef struct {
  const SzBan *ban;
  gboolean inside;
  double boundary_m; /* to the nearest point of its boundary, inside as outside */
} SzBanAnswer;

typedef struct {
  const SzSite *site;
  double distance_m;
} SzNearSite;

typedef struct {
  double longitude, latitude;
  GPtrArray *regions; /* (element-type SzRegion) those it lies in, broad before narrow */
  GArray *bans; /* (element-type SzBanAnswer) those it lies in, then the others by distance, up to reach_m */
  GArray *near; /* (element-type SzNearSite) nearest first */
} SzWhereabouts;

/* Zones further away than this are not worth a sentence. */
#define SZ_WHEREABOUTS_REACH_M 3000.0

/* `sites`: how many near ones at most. */
SzWhereabouts *sz_whereabouts_new (const SzAtlas *atlas, double longitude, double latitude, guint sites);
void sz_whereabouts_free (SzWhereabouts *whereabouts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzWhereabouts, sz_whereabouts_free)

/* "李沧区 浮山路街道": the regions' names; "" outside of all. (transfer full) */
char *sz_whereabouts_regions_text (const SzWhereabouts *whereabouts);
/* "Inside “…”, 132 m from its boundary." / "Outside “…”, 58 m from its boundary." (transfer full) */
char *sz_ban_answer_text (const SzBanAnswer *answer);
/* "132 m", "1.6 km" in the process language. (transfer full) */
char *sz_distance_text (double distance_m);

G_END_DECLS
