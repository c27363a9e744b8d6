/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-cells.h"
#include "sz-formula.h"
#include "sz-sketch.h"

G_BEGIN_DECLS

/* Where the parts of an answer come together: cells of (bucket, dimensions) with one figure for each measure,
 * fed by cells of rollups and by rows, in any order. One thread. */
typedef struct _SzTally SzTally;

/* `kinds` decides how each leaf adds up. `n_dims` up to 3. */
SzTally *sz_tally_new (const SzLeaf *leaves, guint n_leaves, guint n_dims);
void sz_tally_free (SzTally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzTally, sz_tally_free)

/* The cell of a bucket and its dimensions (as rollups encode them). */
guint sz_tally_cell (SzTally *tally, gint64 bucket, const gint64 *dims);
/* Rows that make the cell exist. */
void sz_tally_add_presence (SzTally *tally, guint cell, gint64 rows);
/* COUNT, SUM, CURRENT, CURRENT_SUM: a part of the sum. */
void sz_tally_add_sum (SzTally *tally, guint cell, guint leaf, gint64 value);
/* One row's value for any leaf. `text` stands for the value of text fields; `second`: RECURRING's other field
 * (if `has_second`); `day`: the hall day, for DAYS. */
typedef struct {
  gint64 value, second, day;
  gboolean has_second;
} SzTallyValue;
void sz_tally_add_value (SzTally *tally, guint cell, guint leaf, const SzTallyValue *value);
/* QUANTILE from a distribution; after that the leaf is approximate. FALSE: malformed. */
gboolean sz_tally_add_sketch (SzTally *tally, guint cell, guint leaf, const guint8 *data, gsize length);
/* DAYS from a cell of a day rollup. */
void sz_tally_add_day (SzTally *tally, guint cell, guint leaf, gint64 day);
/* From now on quantile values of this leaf go into bins too. */
void sz_tally_use_sketch (SzTally *tally, guint leaf);
/* A number for a text that is compared for equality only. */
gint64 sz_tally_text (SzTally *tally, const char *text);

guint sz_tally_n_cells (const SzTally *tally);
const gint64 *sz_tally_key (const SzTally *tally, guint cell); /* bucket, dimensions */
gint64 sz_tally_presence (const SzTally *tally, guint cell);
gint64 sz_tally_sum (const SzTally *tally, guint cell, guint leaf);
/* The figure; NAN for a minimum, maximum or quantile of nothing. */
double sz_tally_figure (SzTally *tally, guint cell, guint leaf);

G_END_DECLS
