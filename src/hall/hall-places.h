/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-outlines.h"
#include "hall-world.h"

G_BEGIN_DECLS

/* Where the hall stands: the invented district with its streets and towns and their villages, the points
 * where people are served, the zones where something is not allowed. A function of the world's seed and size.
 * Immutable once made; any thread may read. */
#define SZ_HALL_REGIONS (1 + SZ_HALL_TOWNS + SZ_HALL_TOWNS * SZ_HALL_VILLAGES)
#define SZ_HALL_TOWN_VILLAGES (SZ_HALL_TOWNS * SZ_HALL_VILLAGES)

typedef enum { SZ_HALL_DISTRICT, SZ_HALL_TOWN, SZ_HALL_VILLAGE } SzHallRegionLevel;

/* The district is the first, then its towns, then the villages of each town. The name is the code that rows
 * bear. */
typedef struct {
  char *name; /* (owned) */
  SzHallRegionLevel level;
  int parent; /* -1: none */
  guint32 population;
  const GArray *ring;
  char *wkt; /* (owned) */
} SzHallRegion;

typedef enum {
  SZ_HALL_POINT_HALL,
  SZ_HALL_POINT_TOWN,
  SZ_HALL_POINT_VILLAGE,
  SZ_HALL_POINT_TERMINAL
} SzHallPointKind;

typedef struct {
  char code[8];
  char *name, *address; /* (owned) */
  SzHallPointKind kind;
  int town, village; /* village: 0 … 11 within the town, -1 for those of a whole town */
  SzHallSpot spot;
  guint32 telephone; /* behind the area code 0000, which does not exist */
  guint16 windows, items;
  gboolean integrated;
} SzHallPoint;

typedef struct {
  char code[8];
  const char *name, *kind, *reason;
  int town;
  GArray *ring; /* (owned) */
  char *wkt;    /* (owned) */
} SzHallZone;

typedef struct _SzHallPlaces {
  SzHallOutlines *outlines; /* (owned) */
  SzHallRegion regions[SZ_HALL_REGIONS];
  GArray *points;                                /* of SzHallPoint */
  GArray *zones;                                 /* of SzHallZone */
  guint16 village_points[SZ_HALL_TOWN_VILLAGES]; /* into points; that of the town where a village has none */
  guint64 residents_before[SZ_HALL_TOWN_VILLAGES + 1];
  guint64 trade_before[SZ_HALL_TOWN_VILLAGES + 1]; /* weights of where enterprises are */
} SzHallPlaces;

/* Needs the world's seed, n_people and items. */
SzHallPlaces *sz_hall_places_new (const SzHallWorld *world);
void sz_hall_places_free (SzHallPlaces *places);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzHallPlaces, sz_hall_places_free)

#define SZ_HALL_TOWN_REGION(town) (1 + (town))
#define SZ_HALL_VILLAGE_REGION(town, village) (1 + SZ_HALL_TOWNS + (town)*SZ_HALL_VILLAGES + (village))
/* A village (town × 12 + village) by residents or by trade; `number` is any number that looks random. */
int sz_hall_places_home (const SzHallPlaces *places, guint64 number);
int sz_hall_places_trade (const SzHallPlaces *places, guint64 number);
/* Residents of all villages together. */
guint32 sz_hall_places_residents (const SzHallPlaces *places);

G_END_DECLS
