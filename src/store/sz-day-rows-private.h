/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-evaluate.h"
#include "sz-reader-private.h"

G_BEGIN_DECLS

/* The rows that one day of a data set holds, read out: a page asks a dozen questions of today's tickets, and
 * each would walk through the same rows of the file. */
typedef struct {
  guint n_fields, n_rows;
  guint n_patches;  /* rows that were read again */
  GArray *numbers;  /* (element-type gint64) n_fields a row; of texts nothing */
  GArray *set;      /* (element-type guint8) n_fields a row */
  GArray *sources;  /* (element-type gint64) */
  GPtrArray *texts; /* (nullable) n_fields a row, where the data set has any */
  GStringChunk *kept;
  GHashTable *places; /* source and key to the row's number + 1 */
  GPtrArray *keys;    /* of each row, as in `places` */
} SzDayRows;

static inline SzRowView
sz_day_rows_view (const SzDayRows *rows, guint row)
{
  gsize at = (gsize)row * rows->n_fields;
  SzRowView view = { &g_array_index (rows->numbers, gint64, at),
                     rows->texts ? (const char **)&g_ptr_array_index (rows->texts, at) : NULL,
                     &g_array_index (rows->set, guint8, at) };
  return view;
}

/* What a reader keeps of days, for the snapshot it holds. */
SzDayShelf *sz_day_shelf_new (void);
void sz_day_shelf_free (SzDayShelf *shelf);

/* All rows of a data set, whatever their day. */
#define SZ_EVERY_DAY G_MAXINT64

/* The rows of a day as of the reader's snapshot. *rows is NULL where they are better read from the file: the
 * first time that a snapshot is asked about them, and where they are many; of every day, as long as it is not
 * known that they stay as they are. FALSE: an error. */
gboolean sz_day_shelf_find (SzDayShelf *shelf, SzReader *reader, const SzReaderDataset *dataset, gint64 day,
                            const SzDayRows **rows, GError **error);

G_END_DECLS
