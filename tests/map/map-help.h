/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-atlas.h"
#include "sz-store.h"

G_BEGIN_DECLS

/* A store with places of the tests' own: a district of two towns and three villages around 120.4 E 36.1 N,
 * five points, three zones (one of which crosses itself), all of it invented. */
typedef struct {
  char *folder;
  SzCatalog *catalog;
  SzStore *store;
} MapStore;

/* 2026-11-20 14:36 in Shanghai: the hall's clock. */
#define MAP_NOW_MS G_GINT64_CONSTANT (1795156560000)

MapStore *map_store_new (void);
void map_store_free (MapStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MapStore, map_store_free)

/* Fills a store with those places. */
void map_fill (SzStore *store, const SzCatalog *catalog);
/* One row; the fields are name, text pairs up to NULL; numbers are given in the field's stored unit. */
void map_add (SzStore *store, const SzCatalog *catalog, const char *dataset, const char *key,
              ...) G_GNUC_NULL_TERMINATED;
SzAtlas *map_store_load (MapStore *store, SzAtlas *previous);

/* A file of the shared data; NULL, and a skipped test that says why, if it is not there. (transfer full) */
char *map_shared_file (const char *part);

typedef struct {
  char *name, *code, *geometry; /* GeoJSON */
} MapFeature;
/* The features of a GeoJSON file, geometries as they stand there. (element-type MapFeature) */
GPtrArray *map_read_features (const char *path);

G_END_DECLS
