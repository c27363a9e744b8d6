/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-layout.h"

G_BEGIN_DECLS

/* The only place where the SQL of questions is written. Texts hold no data of a question but the catalogue's
 * own literals; spans and filters are parameters, so a question asked again finds its statement ready. All
 * functions append. */

/* The whole value of a field as seen in one row of the facts. Without a layout, here and below, fields are
 * named instead of read: a canonical spelling. */
void sz_compile_field (GString *sql, const SzLayout *layout, const SzDataset *dataset, guint field);
void sz_compile_value (GString *sql, const SzLayout *layout, const SzDataset *dataset, const SzValue *value);
void sz_compile_condition (GString *sql, const SzLayout *layout, const SzDataset *dataset,
                           const SzCondition *condition);
/* NULL where the row does not count, else its value: 1 for counts, the summed value, the distinct field … */
void sz_compile_contribution (GString *sql, const SzLayout *layout, const SzMeasure *measure);

/* One condition on a dimension: how many values may match (as parameters), and whether missing matches. */
typedef struct {
  int field; /* -1: the source */
  guint n_values;
  gboolean missing;
} SzCompiledFilter;

typedef struct {
  const SzLayout *layout;
  const SzCompiledFilter *filters;
  guint n_filters;
  const int *by; /* field indexes; -1: the source */
  guint n_by;
} SzScan;

/* Cells of a rollup: bucket, dimensions, the counters' blob, then `columns` (distributions). Parameters:
 * first and last bucket, then the filters' values. */
char *sz_compile_cells (const SzScan *scan, const SzLayoutRollup *rollup, const char *const *columns,
                        guint n_columns);

/* Rows of the facts whose instant lies in a span: the instant, dimensions, then one contribution for each
 * measure. Parameters: ?1 and ?2 span [start, end) in ms, ?3 and ?4 first and last own day (inclusive), then
 * the filters' values. With `any_day`, the own day is not limited. With `instant` < 0 every row, whatever its
 * instants. */
char *sz_compile_rows (const SzScan *scan, int instant, gboolean any_day, const SzMeasure *const *measures,
                       guint n_measures);

/* Which rows a listing or count is of. */
typedef enum {
  SZ_SPAN_NONE,     /* every row */
  SZ_SPAN_INSTANT,  /* the instant lies in [?1, ?2), the own day in [?3, ?4] */
  SZ_SPAN_ANY_DAY,  /* the same, whatever its own day; the instant's index may serve */
  SZ_SPAN_IN_FORCE, /* valid at ?2 − 1 */
} SzSpanKind;

typedef struct {
  SzSpanKind span;
  guint instant;
  gboolean in_order;        /* walk the days rather than the instant's index */
  const SzMeasure *measure; /* (nullable) only rows it counts */
  const guint *fields;      /* (nullable) else all */
  guint n_fields;
  int text_field; /* must equal ?10; -1 */
} SzListing;

/* nday, src, key and the fields of rows, newest first, behind a given place. Parameters: ?1 to ?4 as
 * SzSpanKind says, ?5 to ?8 the place (negated day, own instant, source, key), ?9 the limit, ?10 the text,
 * then the filters' values. With `fields` in no order, without place and limit. */
char *sz_compile_listing (const SzScan *scan, const SzListing *listing);
/* Each own day (negated) that has some, and how many, newest first, from day ?5 on; ?1 to ?4 and the rest as
 * above. */
char *sz_compile_outline (const SzScan *scan, const SzListing *listing);
/* How many there are; the same parameters. */
char *sz_compile_row_count (const SzScan *scan, const SzListing *listing);
/* Code and name of each row of a data set with Names=, oldest first. */
char *sz_compile_names (const SzLayout *layout);

G_END_DECLS
