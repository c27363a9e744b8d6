/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-desk.h"

G_BEGIN_DECLS

/* All indicators of the catalogue: what each is, whether it can be computed, and if not, why. Signal `go`
 * (SzPlace *, borrowed): an indicator was chosen. */
#define SZ_TYPE_LIBRARY_PAGE (sz_library_page_get_type ())
G_DECLARE_FINAL_TYPE (SzLibraryPage, sz_library_page, SZ, LIBRARY_PAGE, GtkBox)

void sz_library_page_set_desk (SzLibraryPage *self, SzDesk *desk);
void sz_library_page_show (SzLibraryPage *self, SzSpan span);
void sz_library_page_refresh (SzLibraryPage *self);
void sz_library_page_focus_search (SzLibraryPage *self);
gboolean sz_library_page_is_settled (SzLibraryPage *self);

G_END_DECLS
