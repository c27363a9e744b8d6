/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "sz-frame.h"

G_BEGIN_DECLS

/* One row as a list shows it: a place in a part's frame, which may come later than the row is looked at. Main
 * thread. */
#define SZ_TYPE_ROW_ITEM (sz_row_item_get_type ())
G_DECLARE_FINAL_TYPE (SzRowItem, sz_row_item, SZ, ROW_ITEM, GObject)

/* Called when the item goes, with what the maker gave it. */
typedef void (*SzRowItemGone) (gpointer owner, guint position);
SzRowItem *sz_row_item_new (guint position, SzRowItemGone gone, gpointer owner);
/* The owner goes first: nobody is told any more. */
void sz_row_item_orphan (SzRowItem *self);
guint sz_row_item_get_position (SzRowItem *self);

/* The row has come: it is `row` of the frame; behind its end the row is empty. All who watch are told. */
void sz_row_item_fill (SzRowItem *self, SzFrame *frame, gsize row);
/* It is to be another row, which has not come. All who watch are told. */
void sz_row_item_empty (SzRowItem *self);
gboolean sz_row_item_is_filled (SzRowItem *self);
/* "" for missing, and as long as it has not come. */
const char *sz_row_item_get_text (SzRowItem *self, guint column);

/* `told` is called with `cell` whenever the row has come or gone, until sz_row_item_leave; it may not watch
 * or leave itself. */
typedef void (*SzRowItemTold) (SzRowItem *self, gpointer cell);
void sz_row_item_watch (SzRowItem *self, gpointer cell, SzRowItemTold told);
void sz_row_item_leave (SzRowItem *self, gpointer cell);

G_END_DECLS
