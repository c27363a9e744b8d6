/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-dataset.h"
#include "sz-frame.h"

G_BEGIN_DECLS

/* The columns of a list of rows: one for each column of a frame, with a head that is clicked, or pressed, to
 * sort. The view's columns are made once and serve every data set that comes, since what makes and ends
 * columns are the cells of two hundred rows. Tab comes to one head, the arrows lead to those beside it. Main
 * thread. */
typedef struct _SzRowsColumns SzRowsColumns;

/* `view` has no columns of its own and outlives this; so do `scroller`, in which it lies, and `chooser`,
 * which offers what can be hidden. */
SzRowsColumns *sz_rows_columns_new (GtkColumnView *view, GtkWidget *scroller, GtkMenuButton *chooser);
void sz_rows_columns_free (SzRowsColumns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzRowsColumns, sz_rows_columns_free)

/* Shows the frame's columns, numbers at the end of their width; those of the data set that was shown before
 * stay as they were made by hand. */
void sz_rows_columns_show (SzRowsColumns *self, const SzDataset *dataset, const SzFrame *frame);
/* The heads say that the rows are sorted by `sort`: a column id of the frame shown, with a minus in front for
 * descending; NULL: by none. */
void sz_rows_columns_set_sort (SzRowsColumns *self, const char *sort);

G_END_DECLS
