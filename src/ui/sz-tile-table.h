/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-page.h"

G_BEGIN_DECLS

/* Shows the tables of a page in a window of their own, at the tile of that id (nullable: the first). Ctrl+C
 * in it copies the table. */
void sz_tile_table_present (GtkWindow *parent, SzPage *page, const char *tile_id);

G_END_DECLS
