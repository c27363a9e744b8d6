/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-catalog.h"
#include "sz-datum.h"
#include "sz-connector.h"
#include "sz-mapper.h"
#include "sz-record-reader.h"
#include "sz-wall-format.h"

G_BEGIN_DECLS

/* What a mapping file says (README.md has the grammar). Read-only after loading. Columns and values are
 * numbers: a reference below `columns->len` is a column, the others are values, in the order of the file; a
 * value refers only to values above it. */
typedef struct {
  gboolean set;
  guint index;
} SzReference;

typedef enum {
  SZ_RULE_COPY,
  SZ_RULE_CLOCK,
  SZ_RULE_FIRST,
  SZ_RULE_TEMPLATE,
  SZ_RULE_CONSTANT,
  SZ_RULE_SEEN,
  SZ_RULE_LONGITUDE,
  SZ_RULE_LATITUDE
} SzRuleKind;
typedef enum { SZ_TAKE_FIRST, SZ_TAKE_LAST, SZ_TAKE_LEAST, SZ_TAKE_GREATEST, SZ_TAKE_COUNT } SzTake;

typedef struct {
  char *name;
  SzRuleKind kind;
  GArray *from;  /* (element-type guint) references: COPY one, FIRST and SEEN several, CLOCK date and clock,
                    LONGITUDE and  LATITUDE both */
  SzDatum datum; /* LONGITUDE and LATITUDE: of their two columns */
  SzWallFormat *format; /* COPY: of the text; CLOCK: of the date (nullable) */
  SzWallFormat *clock_format;
  char *text;      /* CONSTANT, TEMPLATE */
  SzReference add; /* a number of `add_ms` each to add to the instant */
  gint64 add_ms;
  char **missing_if;  /* (nullable) */
  SzReference only;   /* known only where this … */
  char **only_values; /* … is one of these … */
  gboolean only_not;  /* … or none of these */
  GHashTable *table;  /* code → text (nullable) */
  gboolean table_keeps,
      table_misses; /* what becomes of codes not in the table; neither: the row is refused */
  SzTake take;      /* in a grouped target */
  guint part;       /* of a text divided by `part_by`, this one, from 1; 0: all */
  char *part_by;
  gint64 times, over; /* a number is multiplied and divided: 60000, 1; 0: left alone */
  char *join_dataset, *join_key,
      *join_field; /* the code table is what the store holds: see sz_mapping_join */
} SzRule;

/* Rows left out on purpose, or refused, by the value of one column. */
typedef struct {
  char *id, *reason;
  SzReference column;
  char **values;
} SzFilterRule;

typedef struct {
  const SzDataset *dataset;
  char *key;           /* template: "{vru+line}-{call_id}" */
  SzReference group;   /* rows with equal text here become one */
  SzReference version; /* a whole number or an instant: the greater one is the newer row */
  SzReference *fields; /* one for each of dataset->inputs */
} SzTarget;

typedef struct {
  char *id, *name, *file;
  char *fingerprint; /* of the mapping file's bytes */
  SzRecordFormat format;
  char *encoding;
  char *sheet; /* of a workbook; NULL: the first */
  gboolean header;
  char **fixed_columns; /* Header=no: the names (nullable) */
  GPtrArray *columns;   /* (element-type utf8) columns the mapping refers to, in order of first mention */
  GHashTable *optional; /* set of columns that may be absent from the file */
  SzZone *zone;
  char *zone_id;
  char **missing;                /* texts that mean missing in every column (nullable) */
  GPtrArray *rules;              /* (element-type SzRule) */
  GPtrArray *leave_out, *checks; /* (element-type SzFilterRule) */
  GPtrArray *targets;            /* (element-type SzTarget) */
  SzConnector *connector;        /* (nullable) how to ask for records over HTTP */
  GPtrArray *expects;            /* (element-type SzExpect) the file's own tests */
} SzMapping;

/* A record and what it must become: [Expect NAME]. */
typedef struct {
  char *name, *record; /* a JSON object of columns */
  char **wanted;       /* "dataset.field=text", "Refused=field", "LeftOut=yes" */
  guint line;
} SzExpect;

/* `name`: an id or a path, as in SzImportOptions. SZ_ERROR_NOT_FOUND names the mappings there are;
 * SZ_ERROR_BAD_FILE names file, line and what was expected. */
SzMapping *sz_mapping_load (const char *name, const char *config, const SzCatalog *catalog, GError **error);
SzMapping *sz_mapping_read (SzKeyFile *file, const char *text, const SzCatalog *catalog, GError **error);
void sz_mapping_free (SzMapping *mapping);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzMapping, sz_mapping_free)

gboolean sz_mapping_needs_key (const SzMapping *mapping);

/* Runs the file's own tests; SZ_ERROR_BAD_FILE names file and line of the first that fails. Loading does it.
 */
gboolean sz_mapping_check_expects (const SzMapping *mapping, GError **error);
/* Fills the code tables that are joins from what the store in `folder` holds now; nothing there yet: empty.
 */
gboolean sz_mapping_join (SzMapping *mapping, const char *folder, const SzCatalog *catalog, GError **error);

/* --- evaluation
 * ------------------------------------------------------------------------------------------------------- */

/* Works out the values of one record. One thread. */
typedef struct _SzEvaluator SzEvaluator;

SzEvaluator *sz_evaluator_new (const SzMapping *mapping);
void sz_evaluator_free (SzEvaluator *evaluator);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzEvaluator, sz_evaluator_free)

/* The record's cells, one for each of mapping->columns. Valid until the next call. */
void sz_evaluator_begin (SzEvaluator *evaluator, const SzInput *columns);
/* FALSE with a problem whose field is the column or value at fault. */
gboolean sz_evaluator_get (SzEvaluator *evaluator, SzReference reference, SzInput *value, SzProblem *problem);
/* Fills a template; NULL if a part is missing. Borrowed until the next call. */
const char *sz_evaluator_fill (SzEvaluator *evaluator, const char *template_text, SzProblem *problem);
gboolean sz_evaluator_matches (SzEvaluator *evaluator, const SzFilterRule *rule);

G_END_DECLS
