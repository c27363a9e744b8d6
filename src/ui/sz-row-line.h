/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-cell-texts.h"
#include "sz-row-item.h"
#include "sz-rows-columns.h"

G_BEGIN_DECLS

/* One row of a list of rows as it is seen: a widget without children, which draws those of its cells that lie
 * in sight. It is read out by its first columns, and by all of them with their names where somebody asks for
 * more. */
#define SZ_TYPE_ROW_LINE (sz_row_line_get_type ())
G_DECLARE_FINAL_TYPE (SzRowLine, sz_row_line, SZ, ROW_LINE, GtkWidget)

/* All three outlive the line; `side` says how far the columns are scrolled. */
GtkWidget *sz_row_line_new (SzRowsColumns *columns, SzCellTexts *texts, GtkAdjustment *side);
void sz_row_line_set_side (SzRowLine *self, GtkAdjustment *side);
/* NULL: nothing. Shows the row now, or once it has come. */
void sz_row_line_show (SzRowLine *self, SzRowItem *item);
SzRowItem *sz_row_line_get_item (SzRowLine *self); /* (nullable) */
/* GTK_INVALID_LIST_POSITION: it shows none. */
guint sz_row_line_get_position (SzRowLine *self);
/* The words of its cells, of those columns that are shown, with `between` between them. */
char *sz_row_line_get_text (SzRowLine *self, const char *between);

G_END_DECLS
