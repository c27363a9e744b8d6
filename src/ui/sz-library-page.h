/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-desk.h"
#include "sz-pane.h"

G_BEGIN_DECLS

/* The pane of all indicators of the catalogue: what each is, whether it can be computed, and if not, why. */
#define SZ_TYPE_LIBRARY_PAGE (sz_library_page_get_type ())
G_DECLARE_FINAL_TYPE (SzLibraryPage, sz_library_page, SZ, LIBRARY_PAGE, GtkBox)

void sz_library_page_set_desk (SzLibraryPage *self, SzDesk *desk);
void sz_library_page_refresh (SzLibraryPage *self);

G_END_DECLS
