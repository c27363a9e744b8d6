/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-desk.h"
#include "sz-pane.h"

G_BEGIN_DECLS

/* The pane of the sources: each with its state and, for each data set it supplies, how many rows are here,
 * how far they reach, what was refused and why. */
#define SZ_TYPE_SOURCES_PAGE (sz_sources_page_get_type ())
G_DECLARE_FINAL_TYPE (SzSourcesPage, sz_sources_page, SZ, SOURCES_PAGE, GtkBox)

void sz_sources_page_set_desk (SzSourcesPage *self, SzDesk *desk);
void sz_sources_page_refresh (SzSourcesPage *self);
/* "Following", "Fetching the history, 40 %", …: what a connection is doing, in words. (transfer full) */
char *sz_link_text (const SzLink *link);

G_END_DECLS
