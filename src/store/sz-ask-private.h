/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-day-rows-private.h"
#include "sz-reader-private.h"
#include "sz-tally.h"

G_BEGIN_DECLS

/* A question being answered. */
typedef struct {
  SzReader *reader;
  const SzAsk *ask;
  SzReaderDataset *dataset;
  SzFilterSet filters;
  int by[3]; /* field indexes; -1: the source */
  guint n_by;
  SzScan scan;
  gboolean one_zone; /* days of the rollups are days of the question */
  SzTally *tally;
  gboolean approximate;
} SzAnswer;

/* Adds [start, end) of some leaves to the tally. `fixed` (nullable): everything goes into this bucket instead
 * of the question's. start G_MININT64: everything before end. */
gboolean sz_answer_add_span (SzAnswer *answer, const guint *leaves, guint n_leaves, gint64 start_ms,
                             gint64 end_ms, const gint64 *fixed, GError **error);

/* The two ways in which parts are read: cells of a rollup (whole buckets of it), and rows. */
typedef struct {
  SzAnswer *answer;
  const guint *leaves; /* indexes into the question's; all of one instant where rows are read */
  guint n_leaves;
  gint64 start_ms, end_ms;
  const gint64 *fixed;
} SzPart;
gboolean sz_part_add_cells (const SzPart *part, guint rollup, GError **error);
gboolean sz_part_add_rows (const SzPart *part, GError **error);

/* The question's bucket of an instant; neighbours mostly share it. */
typedef struct {
  const SzPart *part;
  gint64 start, end;
  gboolean known;
} SzBucketing;
gint64 sz_bucketing_find (SzBucketing *bucketing, gint64 instant_ms);

/* The part's rows of a day that was read out; where sz_part_can_use_day says that memory tells the same as
 * the file. */
gboolean sz_part_can_use_day (const SzPart *part);
gboolean sz_part_add_day (const SzPart *part, const SzDayTable *rows, SzBucketing *bucketing, GError **error);

/* The days of their own on which rows with this instant in the span may lie; FALSE: any. */
gboolean sz_answer_own_days (const SzAnswer *answer, guint instant, gint64 start_ms, gint64 end_ms,
                             gint64 *from, gint64 *to);
/* The same as runs of days (element-type SzDays), ascending, without the days on which no row has this
 * instant on another day. */
typedef struct {
  gint64 from, to; /* both included */
} SzDays;
gboolean sz_answer_list_days (const SzAnswer *answer, guint instant, gint64 start_ms, gint64 end_ms,
                              GArray *ranges, GError **error);
/* What rollups call the leaf's column; FALSE if it can only come from rows. */
gboolean sz_leaf_column (const SzLeaf *leaf, const SzReaderDataset *dataset, char out[24]);

/* First of the instants, ascending, that is at or after another; `n`: none. */
guint sz_first_at (const gint64 *instants, guint n, gint64 instant);

/* Snapshots: rows in force. `ends`: for each bucket the instant looked at; buckets as in the tally's keys. */
gboolean sz_answer_add_snapshots (SzAnswer *answer, const guint *leaves, guint n_leaves,
                                  const gint64 *buckets, const gint64 *ends, guint n_buckets, GError **error);
/* The same from all rows of the data set in memory. */
gboolean sz_answer_add_snapshots_of (SzAnswer *answer, const SzDayTable *rows, const guint *leaves,
                                     guint n_leaves, const gint64 *buckets, const gint64 *ends,
                                     guint n_buckets, GError **error);

G_END_DECLS
