/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-atlas.h"
#include "sz-map-mark.h"
#include "sz-worker.h"

G_BEGIN_DECLS

#define SZ_MAP_HOURS 24

/* What the page of the map shows, from one moment: where everything is, and what the day has brought.
 * Immutable; shared between threads by its count of references. */
typedef struct {
  gatomicrefcount refs;
  SzAtlas *atlas;
  double wait_min;                /* mean wait of the hall, last 30 minutes or else today; NAN unknown */
  gboolean wait_now;              /* it is that of the last 30 minutes */
  double wait_target, wait_limit; /* NAN none */
  double hours[SZ_MAP_HOURS]; /* mean wait of the hall in each hour of today; NAN nobody waited, unknown */
  gint64 now_ms, day_ms;      /* the hall's clock, the beginning of its day */
  SzZone *zone;               /* (owned) (nullable) of this data alone: for the main thread */
  GHashTable *received;       /* point to cases received today (double *) (nullable): nobody says */
  char *clock;                /* "14:36" of the hall */
  char *date;
} SzMapData;

SzMapData *sz_map_data_ref (SzMapData *data);
void sz_map_data_unref (SzMapData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzMapData, sz_map_data_unref)

/* A SzWorkFunc. The question is the data there is already, or NULL: what has not changed is not parsed again.
 */
gpointer sz_answer_map (SzWorkerContext *context, gpointer previous, GError **error);

/* NAN: nobody counts there. */
double sz_map_data_received (const SzMapData *data, const SzSite *site);
/* The site's own state, made worse by long waits where they are known. */
SzMapStatus sz_map_data_status (const SzMapData *data, const SzSite *site);
/* Map and list show the same of both, which are of one atlas. */
gboolean sz_map_data_says_the_same (const SzMapData *one, const SzMapData *two);
/* "Waits 22 min", "Cases today: 86", "Offline", …: what a list and a map say beside the name; "" where all is
 * well and there is no number. (transfer full) */
char *sz_map_data_line (const SzMapData *data, const SzSite *site);
/* (element-type SzMapMark) the points as the map shows them; none unless `shown`. (transfer full) */
GPtrArray *sz_map_data_marks (const SzMapData *data, gboolean shown);

G_END_DECLS
