/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-rows-columns.h"

G_BEGIN_DECLS

/* A list of any number of rows of one height, as a table: heads above, and as many widgets as rows are in
 * sight. One row is the one that the keys are at: arrows, Page, Home and End go on from it, Enter and Space
 * open it, Ctrl+C copies its words; arrows to the side scroll the columns; Tab comes to it and leaves the
 * list. To be put into a GtkScrolledWindow.
 *
 * Signal: `activate` (guint position): somebody opens the row. */
#define SZ_TYPE_ROWS_VIEW (sz_rows_view_get_type ())
G_DECLARE_FINAL_TYPE (SzRowsView, sz_rows_view, SZ, ROWS_VIEW, GtkWidget)

SzRowsColumns *sz_rows_view_get_columns (SzRowsView *self);
/* The columns become those of the frame. */
void sz_rows_view_show_columns (SzRowsView *self, const SzDataset *dataset, const SzFrame *frame);
/* (nullable) a list of SzRowItem. */
void sz_rows_view_set_model (SzRowsView *self, GListModel *model);
GListModel *sz_rows_view_get_model (SzRowsView *self); /* (nullable) */

/* The row that the keys are at; it may not have come yet. */
guint sz_rows_view_get_position (SzRowsView *self);
/* Brings the row into sight; `focus`: it gets the focus, or the list does as long as it has no rows. */
void sz_rows_view_go_to (SzRowsView *self, guint position, gboolean focus);
/* Whether a row has the focus, or the list for them. */
gboolean sz_rows_view_has_focus (SzRowsView *self);
/* The row under a height of the list; GTK_INVALID_LIST_POSITION: none. */
guint sz_rows_view_row_at (SzRowsView *self, double y);
/* How many rows are in sight as a whole. */
guint sz_rows_view_count_in_sight (SzRowsView *self);
/* As if somebody opened it. */
void sz_rows_view_activate (SzRowsView *self, guint position);
/* The words of a row, of the columns that are shown, with tabs between; NULL: it is not in sight. */
char *sz_rows_view_get_text (SzRowsView *self, guint position);
/* (element-type SzRowLine) (transfer container): those that show a row, in no order. */
GPtrArray *sz_rows_view_list_lines (SzRowsView *self);

G_END_DECLS
