/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-accumulate.h"
#include "sz-changes.h"
#include "sz-facts.h"
#include "sz-schema.h"
#include "sz-store.h"

G_BEGIN_DECLS

/* What writes: one connection and, for each data set, its rows and rollups. Lives on the writer thread. */
typedef struct {
  SzLayout *layout;
  SzFacts *facts;             /* made on first use */
  SzAccumulator *accumulator; /* made on first use */
  SzRowBuffer fresh, old;     /* scratch */
} SzDatasetWriter;

typedef struct {
  SzDb *db;
  const SzCatalog *catalog;
  SzWords *words;
  GHashTable *datasets; /* id -> SzDatasetWriter */
  GHashTable *zones;    /* source number -> SzZone; NULL: read again */
  char *folder;
  gboolean wide;        /* the page cache, for many rows */
  gint64 wide_us;       /* when it was last wanted wide */
  SzChanges *changes;   /* (owned) (nullable) who reads is told by it what stays as it was */
  gboolean all_changed; /* by the transaction under way: more than the days of rows */
  int lock_fd;          /* of the folder, kept by the store; -1: nobody asks for it */
} SzWriter;

/* Migrates and brings the file in line with the catalogue. Takes the connection. */
SzWriter *sz_writer_new (SzDb *db, const SzCatalog *catalog, const char *folder, GError **error);
void sz_writer_free (SzWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzWriter, sz_writer_free)

/* The instants that a batch touched, [from, to); from > to: none. */
typedef struct {
  gint64 from_ms, to_ms;
} SzTouched;

gboolean sz_writer_apply (SzWriter *writer, const SzBatch *batch, SzApplied *applied, SzTouched *touched,
                          GError **error);

typedef struct {
  const char *source, *title, *epoch, *zone;
  gint64 now_ms, asked_ms;
  guint generation; /* out */
  gboolean changed; /* out */
} SzSourceWords;
gboolean sz_writer_set_source (SzWriter *writer, SzSourceWords *words, GError **error);
gboolean sz_writer_forget_source (SzWriter *writer, const char *source, GError **error);

/* Shared by the two: the number of a source, made if `generation` is not negative; 0 if there is none. */
gboolean sz_writer_source (SzWriter *writer, const char *source, gint64 generation, gint64 *id,
                           gint64 *known_generation, GError **error);
SzZone *sz_writer_zone (SzWriter *writer, gint64 source, GError **error);
gboolean sz_writer_begin (SzWriter *writer, GError **error);
/* Ends the transaction: commits if `good`, else (or if that fails) rolls back and forgets what memory knew of
 * it. */
gboolean sz_writer_end (SzWriter *writer, gboolean good, GError **error);
/* Before a batch of so many rows: gives the page cache the room it needs, and takes it back. */
gboolean sz_writer_make_room (SzWriter *writer, guint n_rows, gint64 now_us, GError **error);
SzDatasetWriter *sz_writer_dataset (SzWriter *writer, const SzDataset *dataset, GError **error);

G_END_DECLS
