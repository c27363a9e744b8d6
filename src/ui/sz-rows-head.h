/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-rows-columns.h"

G_BEGIN_DECLS

/* The heads of a list of rows. A click sorts; the edge between two heads is drawn to make a column wider, and
 * clicked twice to make it as wide as its texts; a head is drawn to where its column is to stand. Tab comes
 * to one head, the arrows lead to those beside it; Enter and Space sort; Ctrl with an arrow makes the column
 * narrower or wider, Ctrl and Shift with an arrow moves it. */
#define SZ_TYPE_ROWS_HEAD (sz_rows_head_get_type ())
G_DECLARE_FINAL_TYPE (SzRowsHead, sz_rows_head, SZ, ROWS_HEAD, GtkWidget)

GtkWidget *sz_rows_head_new (SzRowsColumns *columns); /* which outlive it */
/* (nullable) how far the columns are scrolled; the head that gets the focus is brought into sight by it. */
void sz_rows_head_set_side (SzRowsHead *self, GtkAdjustment *side);

G_END_DECLS
