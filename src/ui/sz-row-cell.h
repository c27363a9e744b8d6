/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-row-item.h"

G_BEGIN_DECLS

/* One cell of a long list: a line of text. A list keeps two hundred rows of some twenty cells ready around
 * what is seen, and all of them change when it is scrolled far; a cell shapes its text only when it is in
 * sight. */
#define SZ_TYPE_ROW_CELL (sz_row_cell_get_type ())
G_DECLARE_FINAL_TYPE (SzRowCell, sz_row_cell, SZ, ROW_CELL, GtkWidget)

/* In sight is what lies within `viewport`; `at_end` says whether its column stands at the end of its width,
 * as numbers do. Both outlive the cell. */
GtkWidget *sz_row_cell_new (GtkWidget *viewport, guint column, const gboolean *at_end);
/* NULL: nothing. Shows the row now, or once it has come. */
void sz_row_cell_show (SzRowCell *self, SzRowItem *row);
/* The position of the row whose widget this is in a view of such cells; GTK_INVALID_LIST_POSITION: none. */
guint sz_row_cell_position_of (GtkWidget *row);
/* The cells below `list` that have come into sight without a change of their own are drawn. */
void sz_row_cell_reveal (GtkWidget *list, GtkWidget *viewport);

G_END_DECLS
