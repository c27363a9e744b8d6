/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-desk.h"

G_BEGIN_DECLS

/* One row as the list shows it: a place in a part's frame. */
#define SZ_TYPE_ROW_ITEM (sz_row_item_get_type ())
G_DECLARE_FINAL_TYPE (SzRowItem, sz_row_item, SZ, ROW_ITEM, GObject)
/* "" for missing. */
const char *sz_row_item_get_text (SzRowItem *self, guint column);

/* The rows behind a figure, as a list that grows while it is scrolled: the parts come from the desk, and the
 * next is fetched when the last one that is here is looked at. Rows are made as objects only while something
 * holds them. Signals: `arrived`: a part came, or the first failed (see the error). */
#define SZ_TYPE_ROWS_MODEL (sz_rows_model_get_type ())
G_DECLARE_FINAL_TYPE (SzRowsModel, sz_rows_model, SZ, ROWS_MODEL, GObject)

/* `sort` (nullable): a column id, with a minus in front for descending; NULL: newest first. */
SzRowsModel *sz_rows_model_new (SzDesk *desk, const SzPlace *place, const char *sort);
/* Rows in all; -1 as long as it is not known. */
gint64 sz_rows_model_get_total (SzRowsModel *self);
/* (nullable) the columns, known with the first part. */
const SzFrame *sz_rows_model_get_frame (SzRowsModel *self);
const SzDataset *sz_rows_model_get_dataset (SzRowsModel *self); /* (nullable) */
const GError *sz_rows_model_get_error (SzRowsModel *self);      /* (nullable) of the last question */

G_END_DECLS
