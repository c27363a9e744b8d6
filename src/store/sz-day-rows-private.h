/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-day-table.h"
#include "sz-reader-private.h"

G_BEGIN_DECLS

/* The rows that one day of a data set holds, read out: a page asks a dozen questions of today's tickets, and
 * each would walk through the same rows of the file. */

/* What a reader keeps of days, for the snapshot it holds; at most some ten megabytes, and nothing that was
 * not asked for in minutes. It goes before the reader's layouts do. */
SzDayShelf *sz_day_shelf_new (void);
void sz_day_shelf_free (SzDayShelf *shelf);

/* All rows of a data set, whatever their day. */
#define SZ_EVERY_DAY G_MAXINT64

/* The rows of a day as of the reader's snapshot. *rows is NULL where they are better read from the file: the
 * first time that a snapshot is asked about them, and where they are many; of every day, as long as it is not
 * known that they stay as they are. FALSE: an error. */
gboolean sz_day_shelf_find (SzDayShelf *shelf, SzReader *reader, const SzReaderDataset *dataset, gint64 day,
                            const SzDayTable **rows, GError **error);

G_END_DECLS
