/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-source-book.h"

G_BEGIN_DECLS

/* The small tables of a source. Each is made anew only if what it says has changed, and hides itself if that
 * is nothing. */
GtkWidget *sz_source_table_new (void);
/* Shows no more than the first lines, besides the heads; TRUE: it has no others. */
gboolean sz_source_table_unfold (GtkWidget *table, guint lines);
/* One line a data set: how far it is, rows, refused, left out, complete up to. */
void sz_source_table_datasets (GtkWidget *table, const SzSourceEntry *entry, const SzSourcesReport *report,
                               const SzCatalog *catalog, SzZone *zone);
/* The days that differed when both sides were compared. */
void sz_source_table_gaps (GtkWidget *table, const SzSourceStatus *status, const SzCatalog *catalog);
/* What the source went through, newest first. */
void sz_source_table_history (GtkWidget *table, const SzSourceStatus *status, SzZone *zone);
/* A box with a line for each refused row and each reason to leave rows out. FALSE: there is none. */
gboolean sz_source_table_reasons (GtkWidget *box, const char *source, const SzSourcesReport *report);

G_END_DECLS
