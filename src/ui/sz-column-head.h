/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-rows-columns.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The head of one column: its name, and an arrow if the rows are sorted by it. It can have the focus if it is
 * made focusable. */
#define SZ_TYPE_COLUMN_HEAD (sz_column_head_get_type ())
G_DECLARE_FINAL_TYPE (SzColumnHead, sz_column_head, SZ, COLUMN_HEAD, GtkWidget)

GtkWidget *sz_column_head_new (void);
void sz_column_head_show (SzColumnHead *self, const SzRowsColumn *column, GtkAccessibleSort sort);

G_END_DECLS
