/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-cells.h"

#include <stdlib.h>
#include <string.h>

#define KEPT_BYTES (512 * 1024)

void
sz_cells_init (SzCells *cells, guint n_key, guint n_sums)
{
  memset (cells, 0, sizeof *cells);
  cells->n_key = n_key;
  cells->n_sums = n_sums;
}

void
sz_cells_clear (SzCells *cells)
{
  g_clear_pointer (&cells->keys, g_free);
  g_clear_pointer (&cells->sums, g_free);
  g_clear_pointer (&cells->hashes, g_free);
  g_clear_pointer (&cells->index, g_free);
  cells->n_cells = cells->capacity = cells->index_size = 0;
}

/* What one large batch needed is given back: there are as many tables as rollups. */
void
sz_cells_reset (SzCells *cells)
{
  gsize cell_bytes = (cells->n_key + cells->n_sums + 1) * sizeof (gint64);
  if (cells->capacity * cell_bytes > KEPT_BYTES)
    sz_cells_clear (cells);
  cells->n_cells = 0;
  if (cells->index)
    memset (cells->index, 0, cells->index_size * sizeof (guint32));
}

static guint64
hash_key (const gint64 *key, guint n)
{
  guint64 hash = n;
  for (guint i = 0; i < n; i++) {
    hash = (hash ^ (guint64)key[i]) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
    hash ^= hash >> 32;
  }
  return hash;
}

static void
grow (SzCells *cells)
{
  cells->capacity = MAX (cells->capacity * 2, 256);
  cells->keys = g_renew (gint64, cells->keys, (gsize)cells->capacity * cells->n_key);
  cells->sums = g_renew (gint64, cells->sums, (gsize)cells->capacity * MAX (cells->n_sums, 1));
  cells->hashes = g_renew (guint64, cells->hashes, cells->capacity);
  cells->index_size = cells->capacity * 2;
  g_free (cells->index);
  cells->index = g_new0 (guint32, cells->index_size);
  for (guint cell = 0; cell < cells->n_cells; cell++) {
    guint slot = (guint)cells->hashes[cell] & (cells->index_size - 1);
    while (cells->index[slot])
      slot = (slot + 1) & (cells->index_size - 1);
    cells->index[slot] = cell + 1;
  }
}

guint
sz_cells_find (SzCells *cells, const gint64 *key)
{
  if (cells->n_cells == cells->capacity)
    grow (cells);
  guint64 hash = hash_key (key, cells->n_key);
  gsize key_bytes = cells->n_key * sizeof (gint64);
  guint slot = (guint)hash & (cells->index_size - 1);
  while (cells->index[slot]) {
    guint cell = cells->index[slot] - 1;
    if (cells->hashes[cell] == hash && memcmp (sz_cells_key (cells, cell), key, key_bytes) == 0)
      return cell;
    slot = (slot + 1) & (cells->index_size - 1);
  }
  guint cell = cells->n_cells++;
  cells->index[slot] = cell + 1;
  cells->hashes[cell] = hash;
  memcpy (sz_cells_key (cells, cell), key, key_bytes);
  memset (sz_cells_sums (cells, cell), 0, cells->n_sums * sizeof (gint64));
  return cell;
}

static int
compare_cells (gconstpointer a, gconstpointer b, gpointer data)
{
  const SzCells *cells = data;
  const gint64 *left = sz_cells_key (cells, *(const guint32 *)a),
               *right = sz_cells_key (cells, *(const guint32 *)b);
  for (guint i = 0; i < cells->n_key; i++)
    if (left[i] != right[i])
      return left[i] < right[i] ? -1 : 1;
  return 0;
}

guint32 *
sz_cells_sorted (const SzCells *cells)
{
  guint32 *order = g_new (guint32, MAX (cells->n_cells, 1));
  for (guint i = 0; i < cells->n_cells; i++)
    order[i] = i;
  qsort_r (order, cells->n_cells, sizeof (guint32), compare_cells, (gpointer)cells);
  return order;
}
