/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-atlas.h"
#include "sz-datum.h"

G_BEGIN_DECLS

/* Search by name, address or coordinates, without a network. Immutable; any thread. */
typedef struct _SzFinder SzFinder;

typedef enum { SZ_FOUND_POSITION, SZ_FOUND_SITE, SZ_FOUND_REGION, SZ_FOUND_BAN } SzFoundKind;

typedef struct {
  SzFoundKind kind;
  const SzSite *site;         /* of the atlas (nullable) */
  const SzRegion *region;     /* (nullable) */
  const SzBan *ban;           /* (nullable) */
  const char *title;          /* of the atlas, or the text below */
  char *detail;               /* address, "Region", … */
  char *text;                 /* (nullable) */
  double longitude, latitude; /* WGS 84; NAN: it is known where it is said to be, but not where that is */
  gboolean partial;           /* only the beginning of what was asked for is known */
  int score;
} SzFound;
void sz_found_free (gpointer found);

/* The atlas owns its finder; this is what makes it. */
SzFinder *sz_finder_new (const SzAtlas *atlas);
void sz_finder_free (SzFinder *finder);

/* Best first, at most `limit`. Any part of a name or address finds it, one Chinese character too; so do the
 * letters its syllables begin with, and its pinyin. Width, case, blanks and punctuation do not matter;
 * several words must all occur. Where nothing has all of the text, what has its beginning comes back as
 * `partial`: the street of a house number nobody knows. Coordinates ("120.38, 36.07", "gcj 120.38 36.07",
 * latitude first where that is clear) come back as one position, converted. (transfer full) (element-type
 * SzFound) */
GPtrArray *sz_atlas_search (const SzAtlas *atlas, const char *query, guint limit);

/* "120.38,36.07", "gcj02 …", "bd09 …", "经度 120.38 纬度 36.07"; FALSE if it is no such thing. Out comes
 * WGS 84. */
gboolean sz_coordinates_parse (const char *text, double *longitude, double *latitude, SzDatum *datum);

G_END_DECLS
