/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-changes.h"
#include "sz-compile.h"
#include "sz-layout.h"
#include "sz-reader.h"
#include "sz-words.h"

G_BEGIN_DECLS

/* A rollup as this file really has it. */
typedef struct {
  gboolean usable; /* of the shape the catalogue says */
  GHashTable
      *columns; /* name of each figure it holds -> its place among the counters + 1; distributions: 0 + 1 */
  double cells_per_bucket; /* measured on its newest cells; < 0: not yet */
} SzReaderRollup;

typedef struct _SzDayShelf SzDayShelf;

typedef struct {
  SzLayout *layout;
  SzReaderRollup *rollups;
  gboolean readable;    /* the facts have all columns */
  GHashTable *names;    /* code -> name, of data sets with Names=; NULL: not read */
  gint64 names_version; /* data_version they were read at */
} SzReaderDataset;

struct _SzReader {
  SzDb *db;
  char *folder;
  const SzCatalog *catalog;
  SzWords *words;
  guint deadline_ms;
  GHashTable *datasets;                /* id -> SzReaderDataset */
  gint64 schema_version, data_version; /* of the snapshot */
  guint depth;                         /* of sz_reader_begin */
  GHashTable *coverages;               /* data set id -> SzCoverage; of coverages_version */
  gint64 coverages_version;
  GHashTable *supplies; /* data set id -> what its sources can fill (sz-reader-supplies.c); NULL: not read */
  gint64 supplies_version; /* data_version it was read at */
  SzChanges *changes;      /* (owned) (nullable) while this process writes what is read here */
  guint64 stamp;           /* of the snapshot */
  gboolean stamped;        /* whether it is known */
  SzDayShelf *shelf;       /* (owned) (nullable) days in memory (sz-day-rows-private.h) */
  gint64 pinned_now_ms;    /* sz_reader_set_now_ms; 0: the hall's clock */
};

/* Every public call begins and ends with these: one deadline, one snapshot. Within another pair the snapshot
 * is the outer one's. */
gboolean sz_reader_begin (SzReader *reader, GError **error);
void sz_reader_end (SzReader *reader);

/* NULL and SZ_ERROR_CANNOT if the file does not hold the data set as the catalogue describes it. */
SzReaderDataset *sz_reader_dataset (SzReader *reader, const SzDataset *dataset, GError **error);
/* Whether all sources live in this zone: only then are days and months of the rollups those of the question.
 */
gboolean sz_reader_one_zone (SzReader *reader, const SzZone *zone, gboolean *one, GError **error);

/* Filters turned into numbers of the store. `impossible`: a code nobody ever used. */
typedef struct {
  SzCompiledFilter *filters;
  guint n_filters;
  GArray *facts;   /* (element-type gint64) values to bind, in order, as the facts hold them */
  GArray *rollups; /* … as the rollups hold them */
  gboolean impossible;
} SzFilterSet;

gboolean sz_filter_set_init (SzFilterSet *set, SzReader *reader, const SzDataset *dataset,
                             const SzFilter *filters, guint n_filters, GError **error);
void sz_filter_set_clear (SzFilterSet *set);
void sz_filter_set_bind (const SzFilterSet *set, gboolean rollup, SzStmt *stmt, int first);
/* Field index of a dimension, -1 for the source. SZ_ERROR_CANNOT. */
gboolean sz_reader_find_dimension (const SzDataset *dataset, const SzDimension *dimension, int *field,
                                   GError **error);

G_END_DECLS
