/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-reader.h"
#include "sz-shape.h"

G_BEGIN_DECLS

/* What the store knows about places, ready for the map: service points, regions with their outlines,
 * restricted zones, an index of where they are and one of what they are called. Built by one thread (a
 * worker), then immutable: any thread. All positions are WGS 84. */
typedef struct _SzAtlas SzAtlas;

typedef enum { SZ_SITE_HALL, SZ_SITE_TOWN, SZ_SITE_VILLAGE, SZ_SITE_TERMINAL, SZ_SITE_OTHER } SzSiteKind;
typedef enum { SZ_SITE_OPEN, SZ_SITE_PAUSED, SZ_SITE_CLOSED, SZ_SITE_OFFLINE, SZ_SITE_UNKNOWN } SzSiteState;

/* A service point. Texts are "" where nothing is known. */
typedef struct {
  char *id, *name, *address, *telephone, *hours;
  char *region, *village; /* codes */
  char *region_name;      /* of the village, else of the region */
  char *kind_name, *state_name;
  SzSiteKind kind;
  SzSiteState state;
  double longitude, latitude; /* NAN unknown: in the list, but not on the map */
  double windows, items;      /* NAN unknown */
  gint64 since_ms;            /* of the state; 0 unknown */
  gboolean integrated;        /* has an integrated window */
} SzSite;

typedef enum { SZ_REGION_DISTRICT, SZ_REGION_TOWN, SZ_REGION_VILLAGE } SzRegionRank;

typedef struct {
  char *id, *name, *parent; /* parent "": none */
  SzRegionRank rank;
  double population; /* NAN unknown */
  SzShape *shape;    /* (nullable) no outline, or one that cannot be used */
} SzRegion;

/* A zone in which something is not allowed. */
typedef struct {
  char *id, *name, *kind, *kind_name, *reason;
  SzShape *shape; /* never NULL */
} SzBan;

/* A line of the base map: boundary edges that belong together, each edge in one line only, so that neighbours
 * do not draw it twice. Points are on Mercator's unit square. */
typedef struct {
  double *points;
  guint n_points;
  double start; /* length of the line before the first point, in the same unit: dashes go on through the
                   pieces */
  double left, top, right, bottom;
  SzRegionRank rank;
} SzBoundary;

struct _SzAtlas {
  gatomicrefcount refs;
  GPtrArray *sites;      /* (element-type SzSite) halls first, then by name */
  GPtrArray *regions;    /* (element-type SzRegion) broad before narrow */
  GPtrArray *bans;       /* (element-type SzBan) by name */
  GPtrArray *boundaries; /* (element-type SzBoundary) */
  GPtrArray *problems; /* (element-type utf8) one sentence for each outline or position that cannot be used */
  double west, south, east, north;  /* of everything; NAN if there is nothing */
  char *digest;                     /* equal for equal content */
  gint64 now_ms;                    /* the hall's clock: what is in force then is in it */
  gpointer region_index, ban_index; /* SzSpatialIndex of regions, of bans; the layer's own */
  gpointer finder;                  /* SzFinder; the layer's own */
};

/* Reads points, regions and zones that are in force at the hall's now. A data set that nobody supplies is
 * empty. If the content is that of `previous` (nullable), a reference to it comes back and nothing is parsed.
 */
SzAtlas *sz_atlas_load (SzReader *reader, SzAtlas *previous, GError **error);
SzAtlas *sz_atlas_ref (SzAtlas *atlas);
void sz_atlas_unref (SzAtlas *atlas);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzAtlas, sz_atlas_unref)

const SzSite *sz_atlas_site (const SzAtlas *atlas, const char *id);     /* (nullable) */
const SzRegion *sz_atlas_region (const SzAtlas *atlas, const char *id); /* (nullable) */

G_END_DECLS
