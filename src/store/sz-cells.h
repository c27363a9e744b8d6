/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A hash table from a short array of integers to a longer one: open addressing, everything in three flat
 * arrays, nothing allocated per cell. */
typedef struct {
  guint n_key, n_sums;
  guint n_cells, capacity;
  gint64 *keys; /* n_cells × n_key */
  gint64 *sums; /* n_cells × n_sums */
  guint64 *hashes;
  guint32 *index; /* cell + 1; 0 is free */
  guint index_size;
} SzCells;

void sz_cells_init (SzCells *cells, guint n_key, guint n_sums);
void sz_cells_clear (SzCells *cells);
void sz_cells_reset (SzCells *cells);
/* The cell's number; a new one has sums of 0. Pointers into the arrays move when it grows. */
guint sz_cells_find (SzCells *cells, const gint64 *key);
/* All cell numbers, ascending by key. (transfer full: g_free) */
guint32 *sz_cells_sorted (const SzCells *cells);

static inline gint64 *
sz_cells_key (const SzCells *cells, guint cell)
{
  return cells->keys + (gsize)cell * cells->n_key;
}

static inline gint64 *
sz_cells_sums (const SzCells *cells, guint cell)
{
  return cells->sums + (gsize)cell * cells->n_sums;
}

G_END_DECLS
