/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-bytes.h"

G_BEGIN_DECLS

/* A distribution of integers as counts in bins whose width grows with the value: exact below 256, then 128
 * bins an octave, so that the middle of a bin is at most 1/256 away from any value in it. The bins come from
 * the bits of the number alone (no logarithm), hence the same on every machine: what was added can be
 * subtracted exactly years later. */
#define SZ_SKETCH_ERROR (1.0 / 256)

typedef struct {
  gint32 bin;
  gint64 count; /* may be negative in a difference */
} SzSketchBin;

/* Sorted by bin, no bin twice, no zero counts (after sz_sketch_tidy). */
typedef struct {
  GArray *bins; /* (element-type SzSketchBin) */
} SzSketch;

gint32 sz_sketch_bin (gint64 value);
double sz_sketch_middle (gint32 bin);

void sz_sketch_init (SzSketch *sketch);
void sz_sketch_clear (SzSketch *sketch);
/* Adds without sorting; sz_sketch_tidy before anything else. */
void sz_sketch_add_bin (SzSketch *sketch, gint32 bin, gint64 count);
void sz_sketch_tidy (SzSketch *sketch);
gint64 sz_sketch_count (const SzSketch *sketch);
/* Like the quantile of type 7 over the middles; NAN if empty. */
double sz_sketch_quantile (const SzSketch *sketch, double probability);

/* The form kept in rollups: per bin the distance to the bin before and the count, as variable-length
 * integers. Appends to `out`. */
void sz_sketch_encode (const SzSketch *sketch, SzBytes *out);
/* Adds what a blob holds, unsorted; FALSE if it is not well-formed. */
gboolean sz_sketch_decode_into (SzSketch *sketch, const guint8 *data, gsize length);
/* Appends the sum of two blobs, nothing if it is empty; FALSE if one is not well-formed. */
gboolean sz_sketch_add_blobs (const guint8 *a, gsize a_length, const guint8 *b, gsize b_length, SzBytes *out);

G_END_DECLS
