/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-pane.h"
#include "sz-settings.h"
#include "sz-source-detail.h"

G_BEGIN_DECLS

/* The sources: each with what it is doing, how far it is whole, what was compared, refused and left out and
 * why, and what can be done with it. */
#define SZ_TYPE_SOURCES_PAGE (sz_sources_page_get_type ())
G_DECLARE_FINAL_TYPE (SzSourcesPage, sz_sources_page, SZ, SOURCES_PAGE, GtkBox)

void sz_sources_page_set_desk (SzSourcesPage *self, SzDesk *desk, SzSettings *settings);
void sz_sources_page_refresh (SzSourcesPage *self);
/* Shows the source of a name, if it is listed. */
void sz_sources_page_select (SzSourcesPage *self, const char *name);
/* For tests. */
SzSourceDetail *sz_sources_page_get_detail (SzSourcesPage *self);

/* The state of a connection in words, for the sidebar. (transfer full) */
char *sz_link_text (const SzLink *link);

G_END_DECLS
