/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-pane.h"
#include "sz-rows-model.h"

G_BEGIN_DECLS

/* The pane of the rows behind a figure: masked, newest first or sorted by a column; a row leads to what
 * happened to it. */
#define SZ_TYPE_ROWS_PAGE (sz_rows_page_get_type ())
G_DECLARE_FINAL_TYPE (SzRowsPage, sz_rows_page, SZ, ROWS_PAGE, GtkBox)

void sz_rows_page_set_desk (SzRowsPage *self, SzDesk *desk);
/* Reads the rows anew; they do not renew themselves, so that what is being read does not move away. */
void sz_rows_page_refresh (SzRowsPage *self);
SzRowsModel *sz_rows_page_get_model (SzRowsPage *self); /* (nullable) */

G_END_DECLS
