/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Column heads that can be clicked although the rows are sorted elsewhere (in the store): a sorter that only
 * says which column it stands for. GTK 4.8 does not tell by which column a view is sorted; asking the view's
 * sorter to compare two things does, because it asks the column's first. */

/* For gtk_column_view_column_set_sorter. Shared by all columns of that number, kept for the life of the
 * process. */
GtkSorter *sz_column_sorter_get (guint column);
/* The column by which a view is sorted, from gtk_column_view_get_sorter; -1: by none. */
int sz_column_sorter_find (GtkSorter *view_sorter, gboolean *descending);

G_END_DECLS
