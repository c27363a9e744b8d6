/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-catalog.h"
#include "sz-pack.h"

G_BEGIN_DECLS

/* How a data set lies in cache.db: names of tables and columns, and what its rollups hold. Built from the
 * catalogue, read-only afterwards. The writer and each reader make their own. */

#define SZ_MAX_DIMS 8

/* Which value is kept of a field. */
typedef enum {
  SZ_STORED_PLAIN,    /* its own; CODE and MASK as the number of their word */
  SZ_STORED_IN_DAY,   /* the row's own instant: ms after day × 86,400,000 */
  SZ_STORED_AFTER_AT, /* an instant that keeps near it (Within=): ms after the own instant */
} SzStoredAs;

/* An additive figure of the rollups; all of a cell lie in its column `cells` (sz_pack_cell), in this order.
 * `measure` NULL: rows whose `instant` is set, whatever their fields; this is what tells that a cell holds
 * rows. */
typedef struct {
  char column[16]; /* its name */
  guint instant;
  const SzMeasure *measure; /* (nullable) */
} SzCounter;

/* A BLOB column of the rollups with Sketches=yes; all quantiles of one value, instant and condition share it.
 */
typedef struct {
  char column[24];
  const SzMeasure *measure;
} SzDistribution;

typedef struct {
  const SzRollup *rollup;
  char *table;
  SzGrain grain;
  guint n_dims;
  guint dims[SZ_MAX_DIMS]; /* field indexes */
  gboolean sketches;
  char *shape; /* grain and dimensions: what must be equal for the table to be the same rollup */
  char *holds; /* shape and all figures in order: what must be equal for it to be up to date */
} SzLayoutRollup;

typedef struct {
  const SzDataset *dataset;
  char *facts; /* table names */
  char *gone;
  guint n_fields;
  SzStoredAs *stored;
  char **columns; /* "c_" and the field's id: names dimensions in rollups, and fields that have a column */
  int *slots;     /* place in the rows' column `data` (sz-pack.h); -1: it has a column */
  SzPackManner *manners;
  guint n_slots;
  GArray *counters;      /* (element-type SzCounter) */
  GArray *distributions; /* (element-type SzDistribution) */
  GPtrArray *rollups;    /* (element-type SzLayoutRollup) */
} SzLayout;

SzLayout *sz_layout_new (const SzCatalog *catalog, const SzDataset *dataset);
void sz_layout_free (SzLayout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzLayout, sz_layout_free)

/* Texts that the dictionary keeps: codes repeat, and masks, made to hide who it is, are few as well. */
static inline gboolean
sz_field_is_word (const SzField *field)
{
  return field->type == SZ_FIELD_CODE || field->type == SZ_FIELD_MASK;
}

static inline const SzCounter *
sz_layout_counter (const SzLayout *layout, guint index)
{
  return &g_array_index (layout->counters, SzCounter, index);
}

static inline const SzDistribution *
sz_layout_distribution (const SzLayout *layout, guint index)
{
  return &g_array_index (layout->distributions, SzDistribution, index);
}

static inline const SzLayoutRollup *
sz_layout_rollup (const SzLayout *layout, guint index)
{
  return (const SzLayoutRollup *)g_ptr_array_index (layout->rollups, index);
}

/* Whether the measure counts just the rows whose instant is set: then the presence counter holds it. */
gboolean sz_measure_is_presence (const SzMeasure *measure);
/* The columns that hold rows-with-instant, a measure, a quantile's distribution. "p_FIELD"; the measure's;
 * "q" and 16 hex digits. */
void sz_counter_column (const SzDataset *dataset, guint instant, char out[16]);
void sz_distribution_column (const SzMeasure *measure, char out[24]);

/* An instant's bit in `day_rows.strays`: from its id, so that it never changes. Two may share one: then a day
 * is looked at in vain. */
gint64 sz_layout_stray_bit (const SzField *field);
/* How a field is kept, for comparison with an older file; its slot is not part of it. (transfer full) */
char *sz_layout_field_definition (const SzLayout *layout, guint field);
const char *sz_layout_field_sql_type (const SzLayout *layout, guint field);
/* Slots never change while a file lives: fields the file knows keep theirs (`slots`, -1 for others), new ones
 * come behind `n_slots`. */
void sz_layout_adopt_slots (SzLayout *layout, const int *slots, guint n_slots);

/* A dimension's value in a rollup key: 0 is missing. Words are numbered from 1; integers that are not
 * negative move up by one. */
static inline gint64
sz_dim_encode (const SzField *field, gint64 value)
{
  return field->type == SZ_FIELD_CODE || value < 0 ? value : value + 1;
}

static inline gint64
sz_dim_decode (const SzField *field, gint64 stored)
{
  return field->type == SZ_FIELD_CODE || stored < 0 ? stored : stored - 1;
}

/* Bucket numbers of instants. Hours are counted in UTC, days and months on the hall's calendar. */
static inline gint64
sz_floor_div (gint64 value, gint64 by)
{
  return value / by - (value % by < 0);
}

static inline gint64
sz_month_of_day (gint64 day)
{
  int year, month, mday;
  sz_day_to_ymd (day, &year, &month, &mday);
  return (gint64)year * 12 + month - 1;
}

static inline gint64
sz_day_of_month (gint64 month)
{
  return sz_day_from_ymd ((int)sz_floor_div (month, 12), (int)(month - sz_floor_div (month, 12) * 12) + 1, 1);
}

G_END_DECLS
