/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-reader.h"
#include "sz-store.h"

G_BEGIN_DECLS

/* A catalogue of two small data sets (tests/store/catalog), a folder that goes away, and short ways to fill
 * batches. */
typedef struct {
  SzCatalog *catalog;
  char *folder;
  SzStore *store;
} Fixture;

/* Loads the test catalogue; any complaint about it is fatal. `name` a folder beside this file, NULL:
 * "catalog". */
SzCatalog *fixture_load_catalog (const char *name);
void fixture_init (Fixture *fixture);
void fixture_open (Fixture *fixture);
void fixture_close (Fixture *fixture);
void fixture_clear (Fixture *fixture);
/* Removes a folder with all that is in it. */
void fixture_remove_folder (const char *folder);

/* Finds a cell by field id. */
SzCell *fixture_cell (SzBatch *batch, SzRow *row, const char *field);
void fixture_set_number (SzBatch *batch, SzRow *row, const char *field, gint64 value);
void fixture_set_text (SzBatch *batch, SzRow *row, const char *field, const char *text);
#define VISITS_FROM G_GINT64_CONSTANT (1773795600000) /* 2026-03-18 09:00 in Shanghai */
/* Visits number `first` and on, one a minute from VISITS_FROM, of two areas. (transfer full) */
SzBatch *fixture_make_visits (const Fixture *fixture, int first, int n, gint64 version);
/* (transfer full) */
char *fixture_cache_path (const Fixture *fixture);
/* A visit with nothing but key, version and instant. */
SzRow *fixture_add_visit (SzBatch *batch, const char *key, gint64 version, gint64 came_ms);
/* Applies and drops the batch. */
SzApplied fixture_apply (Fixture *fixture, SzBatch *batch);
/* Verifies; each finding is fatal. */
void fixture_verify (Fixture *fixture);
/* The one number of count(visits) over everything. */
gint64 fixture_count (Fixture *fixture, const char *dataset);

/* "2026-03-18T09:30:00" in Asia/Shanghai. */
gint64 fixture_instant (const char *text);

G_END_DECLS
