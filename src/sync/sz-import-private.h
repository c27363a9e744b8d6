/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-import.h"
#include "sz-mapping.h"

G_BEGIN_DECLS

/* One data set that a file fills. */
typedef struct {
  const SzTarget *target;
  SzMapper *mapper;
  SzInput *inputs; /* of the record at hand */
  SzBatch *batch;
  GHashTable *seen;       /* hash of key → hash of content, of the rows of this file */
  GHashTable *groups;     /* text → SzGroup; NULL unless grouped */
  GPtrArray *group_order; /* (element-type SzGroup) */
  GStringChunk *arena;
  gint64 version;
  gint64 taken, unchanged, refused;
  gint64 first_day, last_day;
} SzImportTarget;

/* Rows of a file that become one row: one compact record each. */
typedef struct {
  const char *key;
  gint64 line;     /* of its first record */
  SzInput *fields; /* one for each input; texts in the arena */
} SzGroup;

SzImportTarget *sz_import_target_new (const SzTarget *target, const SzMapping *mapping, SzSiteKey *key,
                                      gint64 now_ms);
void sz_import_target_free (SzImportTarget *self);

/* Works out the inputs of the record at hand; nothing is kept yet. */
gboolean sz_import_target_read (SzImportTarget *self, const SzMapping *mapping, SzEvaluator *evaluator,
                                SzProblem *problem);
/* Keeps them: a row of the batch, or a part of its group. */
gboolean sz_import_target_put (SzImportTarget *self, const SzMapping *mapping, SzEvaluator *evaluator,
                               gint64 line, SzProblem *problem);

/* The row alone, whatever came before in the file; not for grouped targets. */
gboolean sz_import_target_put_row (SzImportTarget *self, SzEvaluator *evaluator, SzProblem *problem);

/* Versions up to here are exact in any JSON reader. */
#define SZ_VERSION_MOST G_GINT64_CONSTANT (9007199254740992)

/* --- the last line of the import's own memory: the cursor of a file source
 * -------------------------------------------- */

/* "file:ORDINAL:HASH,HASH,…": how many imports there were and the files they were of, the latest first. */
typedef struct {
  gint64 ordinal;
  gboolean same;  /* the latest import was of this file */
  gboolean known; /* an earlier one was */
  char *cursor;   /* with this import */
} SzImportMemory;

void sz_import_memory_read (SzImportMemory *memory, const char *cursor, const char *hash);

G_END_DECLS
