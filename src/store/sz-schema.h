/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-layout.h"
#include "sz-words.h"

G_BEGIN_DECLS

/* The tables of cache.db. What does not depend on the catalogue changes by migrations, each one atomic step
 * with its version; what does is brought in line with the catalogue at every opening. */

#define SZ_APPLICATION_ID 0x535a4341 /* "SZCA" */

/* The version this program writes. */
int sz_schema_version (void);
/* Before anything else touches the file: SZ_ERROR_FOREIGN, SZ_ERROR_NEWER, SZ_ERROR_STORE. `empty`: a new
 * file. */
gboolean sz_schema_check (SzDb *db, gboolean *empty, GError **error);
/* Whether the tables are ours, whatever the mark in the header says. */
gboolean sz_schema_has_tables (SzDb *db);
/* SZ_ERROR_FOREIGN and what can be done about it. */
void sz_schema_fail_foreign (const char *path, GError **error);
gboolean sz_schema_migrate (SzDb *db, GError **error);
/* For tests: the same with steps of their own. */
gboolean sz_schema_run_steps (SzDb *db, const char *const *steps, guint n_steps, GError **error);

/* Creates and changes the tables of one data set, in one transaction; rebuilds the rollups that changed. */
gboolean sz_schema_align (SzDb *db, SzLayout *layout, SzWords *words, GError **error);
/* Gives the layout the slots that the file has for its fields. */
gboolean sz_schema_read_slots (SzDb *db, SzLayout *layout, GError **error);
/* Creates one rollup's table. `schema`: "main" or "temp". */
gboolean sz_schema_create_rollup (SzDb *db, const SzLayout *layout, const SzLayoutRollup *rollup,
                                  const char *schema, GError **error);
/* Feeds every fact into the rollup (or, with NULL, into all and the day counts), which must be empty. Inside
 * a transaction of the caller. */
gboolean sz_schema_fill (SzDb *db, const SzLayout *layout, SzWords *words, const SzLayoutRollup *only,
                         const char *schema, GError **error);
/* Empties and fills all rollups and day counts of the data set. Inside a transaction of the caller. */
gboolean sz_schema_refill (SzDb *db, const SzLayout *layout, SzWords *words, GError **error);

/* Zones of the sources, by number; (transfer full) (element-type gint64 SzZone). */
GHashTable *sz_schema_zones (SzDb *db, GError **error);
#define SZ_DEFAULT_ZONE "Asia/Shanghai"

G_END_DECLS
