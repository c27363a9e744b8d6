/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-dataset.h"

G_BEGIN_DECLS

/* The language of indicators (README.md has the grammar with examples):
 *
 *   mean(tickets: called - taken @called where started is set)
 *   count(tickets where abandoned is set) / count(tickets where called is set or abandoned is set)
 *   quantile(0.9, tickets: called - taken @called)
 *   running(count(cases @accepted) - count(cases @closed where accepted is set))
 *   current(items where online) / current(items)
 *   count(cases @accepted) / total(count(cases @accepted))
 *
 * A missing operand makes a comparison neither true nor false, as in SQL, and a row counts only where its
 * condition is true. A measure's row counts at its instant: without `@`, the data set's own; a row whose
 * instant is missing does not count. */

/* --- values and conditions over one row ------------------------------------------------------------------
 */

typedef enum {
  SZ_VALUE_FIELD,  /* field index */
  SZ_VALUE_NUMBER, /* literal; durations are in milliseconds */
  SZ_VALUE_TEXT,   /* literal code or text */
  SZ_VALUE_SUBTRACT,
  SZ_VALUE_ADD,
} SzValueKind;

typedef struct _SzValue SzValue;
struct _SzValue {
  SzValueKind kind;
  guint field;
  gint64 number;
  char *text;
  SzValue *left, *right;
};

typedef enum {
  SZ_CONDITION_AND,
  SZ_CONDITION_OR,
  SZ_CONDITION_NOT, /* left only */
  SZ_CONDITION_EQ,
  SZ_CONDITION_NE,
  SZ_CONDITION_LT,
  SZ_CONDITION_LE,
  SZ_CONDITION_GT,
  SZ_CONDITION_GE,
  SZ_CONDITION_SET, /* a is set */
  SZ_CONDITION_MISSING,
  SZ_CONDITION_TRUE, /* a flag by itself: a = 1 */
} SzConditionKind;

typedef struct _SzCondition SzCondition;
struct _SzCondition {
  SzConditionKind kind;
  SzCondition *left, *right;
  SzValue *a, *b;
};

/* --- measures ----------------------------------------------------------------------------------------------
 */

typedef enum {
  SZ_MEASURE_COUNT,     /* rows; additive */
  SZ_MEASURE_SUM,       /* of value, in ms or stored units; additive; rows without the value do not count */
  SZ_MEASURE_DISTINCT,  /* distinct known values of `field` */
  SZ_MEASURE_RECURRING, /* distinct values of `field` that have at least `least` distinct values of `field2`
                           (or, with field2 < 0, at least `least` rows) */
  SZ_MEASURE_QUANTILE,  /* type 7 of value at `probability`; exact over few rows, else from sketches */
  SZ_MEASURE_MIN,
  SZ_MEASURE_MAX,
  SZ_MEASURE_DAYS,        /* hall days with at least one such row */
  SZ_MEASURE_CURRENT,     /* rows in force at the end of the bucket (Valid=) */
  SZ_MEASURE_CURRENT_SUM, /* sum of value over those */
} SzMeasureKind;

typedef struct {
  SzMeasureKind kind;
  const SzDataset *dataset;
  guint instant;      /* field index */
  SzValue *value;     /* (nullable) */
  SzCondition *where; /* (nullable) */
  int field, field2;  /* DISTINCT, RECURRING */
  gint64 least;
  double probability;
  char *text;      /* canonical spelling; equal text is equal measure */
  char column[12]; /* "m" + 8 hex digits of the text's hash: the name of its rollup column */
} SzMeasure;

/* COUNT and SUM: what the rollups keep as signed sums. */
gboolean sz_measure_is_additive (const SzMeasure *measure);

typedef enum {
  SZ_WINDOW_BUCKET,      /* the bucket itself */
  SZ_WINDOW_RUNNING,     /* everything before the bucket's end */
  SZ_WINDOW_DAY_RUNNING, /* from the hall's midnight to the bucket's end */
} SzWindow;

/* A measure as a formula uses it. */
typedef struct {
  const SzMeasure *measure; /* interned in the catalogue */
  SzWindow window;
  gboolean total; /* without the breakdown: the whole that a share is taken of */
} SzLeaf;

typedef enum {
  SZ_NODE_NUMBER,
  SZ_NODE_LEAF,
  SZ_NODE_ADD,
  SZ_NODE_SUBTRACT,
  SZ_NODE_MULTIPLY,
  SZ_NODE_DIVIDE
} SzNodeKind;

typedef struct _SzNode SzNode;
struct _SzNode {
  SzNodeKind kind;
  double number;
  guint leaf;
  SzNode *left, *right;
};

typedef enum { SZ_QUANTITY_NUMBER, SZ_QUANTITY_DURATION /* ms */ } SzQuantity;

typedef struct {
  GArray *leaves; /* (element-type SzLeaf) */
  SzNode *root;
  SzQuantity quantity;
} SzFormula;

void sz_formula_free (SzFormula *formula);
/* The formula's value from the leaves' values; NAN where a needed leaf is NAN, and for division by zero. */
double sz_formula_evaluate (const SzFormula *formula, const double *leaves);

G_END_DECLS
