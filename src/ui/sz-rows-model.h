/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-desk.h"
#include "sz-row-item.h"

G_BEGIN_DECLS

/* The rows behind a figure, as a list of all of them, of which only some parts are in memory. How many lie on
 * each day is asked once, in pieces, while the list grows to its length; from then on any part is read by its
 * day and its place within that day, so the middle of a million rows is as near as their beginning. Rows are
 * objects only while something holds them. The list is that of the moment it was asked for.
 *
 * Other rows are read into the same list: the rows that something holds stay the objects that they are and
 * get other contents. Until the first of the others are known there are empty ones in their place, no more
 * than a part.
 *
 * Signals: `arrived`: a part or a piece of the count came, or failed (see the error).
 */
#define SZ_TYPE_ROWS_MODEL (sz_rows_model_get_type ())
G_DECLARE_FINAL_TYPE (SzRowsModel, sz_rows_model, SZ, ROWS_MODEL, GObject)

SzRowsModel *sz_rows_model_new (SzDesk *desk); /* empty */
/* All that was read before is forgotten at once. `sort` (nullable): a column id, with a minus in front for
 * descending; NULL: newest first. */
void sz_rows_model_read (SzRowsModel *self, const SzPlace *place, const char *sort);
/* Rows in all; -1 as long as it is not known. */
gint64 sz_rows_model_get_total (SzRowsModel *self);
/* Rows counted so far. */
gint64 sz_rows_model_get_counted (SzRowsModel *self);
/* Whether all rows are counted; the list is as long as they are many. */
gboolean sz_rows_model_is_whole (SzRowsModel *self);
/* (nullable) the columns, known with the first part. */
const SzFrame *sz_rows_model_get_frame (SzRowsModel *self);
const SzDataset *sz_rows_model_get_dataset (SzRowsModel *self); /* (nullable) */
const GError *sz_rows_model_get_error (SzRowsModel *self);      /* (nullable) of the last question */
/* Parts in memory; never more than a few. */
guint sz_rows_model_count_parts (SzRowsModel *self);

G_END_DECLS
