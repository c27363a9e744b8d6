/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-evaluate.h"

G_BEGIN_DECLS

/* What a batch owes the rollups, summed in memory: each old version of a row goes in with sign -1, each new
 * one with +1, and only the cells that were touched are written, once each, in key order. One thread, one
 * data set. */
typedef struct _SzAccumulator SzAccumulator;

/* `schema` is "main", or "temp" for a rebuild beside what stands. `only` (nullable) limits it to one rollup;
 * day counts (table day_rows) then stay out. */
SzAccumulator *sz_accumulator_new (SzDb *db, const SzLayout *layout, SzWords *words, const char *schema,
                                   const SzLayoutRollup *only, GError **error);
void sz_accumulator_free (SzAccumulator *accumulator);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzAccumulator, sz_accumulator_free)

void sz_accumulator_add (SzAccumulator *accumulator, gint64 source, SzZone *zone, gint64 nday,
                         const SzRowView *row, int sign);
/* Touched cells so far. */
gsize sz_accumulator_size (const SzAccumulator *accumulator);
/* Writes all cells and forgets them. */
gboolean sz_accumulator_flush (SzAccumulator *accumulator, GError **error);
/* Forgets without writing. */
void sz_accumulator_reset (SzAccumulator *accumulator);

G_END_DECLS
