/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-source-book.h"

G_BEGIN_DECLS

/* A source in the list: its name, and in a line what it is doing. */
#define SZ_TYPE_SOURCE_ROW (sz_source_row_get_type ())
G_DECLARE_FINAL_TYPE (SzSourceRow, sz_source_row, SZ, SOURCE_ROW, GtkListBoxRow)

GtkWidget *sz_source_row_new (void);
void sz_source_row_show (SzSourceRow *self, const SzSourceEntry *entry);
const char *sz_source_row_get_name (SzSourceRow *self);

G_END_DECLS
