/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-place.h"

G_BEGIN_DECLS

/* The way to the sections: words beside icons, or a rail of icons where there is little room; below it what
 * the sources are doing. Its buttons set the action win.section. */
#define SZ_TYPE_SIDEBAR (sz_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (SzSidebar, sz_sidebar, SZ, SIDEBAR, GtkBox)

void sz_sidebar_set_rail (SzSidebar *self, gboolean rail);
/* A number beside an entry; 0 none. `urgent`: it asks for action. */
void sz_sidebar_set_count (SzSidebar *self, SzPlaceKind section, guint count, gboolean urgent);
/* "Sources 2/3 up", and below it what is wrong; NULL: nothing to say. */
void sz_sidebar_set_status (SzSidebar *self, const char *text, const char *detail);
/* The button of a section, for tests; NULL if it has none. */
GtkWidget *sz_sidebar_get_button (SzSidebar *self, SzPlaceKind section);

G_END_DECLS
