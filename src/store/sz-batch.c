/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-batch.h"

#include <string.h>

#define CELLS_PER_BLOCK 4096

SzBatch *
sz_batch_new (const SzDataset *dataset, const char *source, guint generation)
{
  SzBatch *batch = g_new0 (SzBatch, 1);
  g_atomic_ref_count_init (&batch->refs);
  batch->dataset = dataset;
  batch->source = g_strdup (source);
  batch->generation = generation;
  batch->arena = g_string_chunk_new (16 * 1024);
  batch->rows = g_array_new (FALSE, TRUE, sizeof (SzRow));
  batch->cells = g_ptr_array_new_with_free_func (g_free);
  batch->refusals = g_array_new (FALSE, TRUE, sizeof (SzRefusal));
  batch->omissions = g_array_new (FALSE, TRUE, sizeof (SzOmission));
  batch->days_done = g_array_new (FALSE, TRUE, sizeof (gint64));
  return batch;
}

SzBatch *
sz_batch_ref (SzBatch *batch)
{
  g_atomic_ref_count_inc (&batch->refs);
  return batch;
}

void
sz_batch_unref (SzBatch *batch)
{
  if (!g_atomic_ref_count_dec (&batch->refs))
    return;
  g_free (batch->source);
  g_free (batch->cursor);
  g_free (batch->row_key);
  g_strfreev (batch->supplies);
  g_string_chunk_free (batch->arena);
  g_array_unref (batch->rows);
  g_ptr_array_unref (batch->cells);
  g_array_unref (batch->refusals);
  g_array_unref (batch->omissions);
  g_array_unref (batch->days_done);
  g_free (batch);
}

const char *
sz_batch_text (SzBatch *batch, const char *text, gssize length)
{
  return g_string_chunk_insert_len (batch->arena, text, length);
}

/* Cells come in blocks that never move, so that rows may point into them while the array of rows grows. */
static SzCell *
take_cells (SzBatch *batch)
{
  guint width = MAX (batch->dataset->fields->len, 1);
  guint per_block = MAX (CELLS_PER_BLOCK / width, 1);
  guint used = batch->rows->len % per_block;
  if (used == 0)
    g_ptr_array_add (batch->cells, g_new0 (SzCell, (gsize)per_block * width));
  SzCell *block = g_ptr_array_index (batch->cells, batch->cells->len - 1);
  return block + (gsize)used * width;
}

SzRow *
sz_batch_add_row (SzBatch *batch)
{
  SzRow row = { 0 };
  row.cells = take_cells (batch);
  g_array_append_val (batch->rows, row);
  return &g_array_index (batch->rows, SzRow, batch->rows->len - 1);
}

void
sz_batch_note_key (SzBatch *batch, const char *algorithm, const char *key)
{
  if (batch->row_key == NULL)
    batch->row_key = g_strconcat (algorithm, ":", key, NULL);
}

void
sz_batch_refuse (SzBatch *batch, const char *where, const char *field, const char *reason, const char *key,
                 gint64 bytes, const char *hash)
{
  SzRefusal refusal = {
    .where = sz_batch_text (batch, where ? where : "", -1),
    .field = sz_batch_text (batch, field ? field : "", -1),
    .reason = sz_batch_text (batch, reason ? reason : "", -1),
    .key = sz_batch_text (batch, key ? key : "", -1),
    .bytes = bytes,
  };
  g_strlcpy (refusal.hash, hash ? hash : "", sizeof refusal.hash);
  g_array_append_val (batch->refusals, refusal);
}

void
sz_batch_omit (SzBatch *batch, const char *reason, gint64 count)
{
  for (guint i = 0; i < batch->omissions->len; i++) {
    SzOmission *known = &g_array_index (batch->omissions, SzOmission, i);
    if (strcmp (known->reason, reason) == 0) {
      known->count += count;
      return;
    }
  }
  SzOmission omission = { sz_batch_text (batch, reason, -1), count };
  g_array_append_val (batch->omissions, omission);
}

void
sz_batch_day_done (SzBatch *batch, gint64 day)
{
  g_array_append_val (batch->days_done, day);
}
