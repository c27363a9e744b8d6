/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-desk.h"

G_BEGIN_DECLS

/* Ask for a file and write to it, off the main thread; what came of it is said in a small dialog. `format`:
 * "png", "svg" or "pdf". Nothing is written without the user's choice of a place. */
void sz_export_page (GtkWindow *parent, SzPage *page, const char *format);
/* The rows behind the figure of a place, all of them, as CSV. */
void sz_export_rows (GtkWindow *parent, SzDesk *desk, const SzPlace *place);

G_END_DECLS
