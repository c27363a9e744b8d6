/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-source-book.h"

G_BEGIN_DECLS

/* All that is known of one source, and what can be done with it. Signal `act` (const char *): a button was
 * pressed, by its name: "retry", "pause", "resume", "cancel", "compare", "refetch", "edit", "sign-in", "key",
 * "remove". */
#define SZ_TYPE_SOURCE_DETAIL (sz_source_detail_get_type ())
G_DECLARE_FINAL_TYPE (SzSourceDetail, sz_source_detail, SZ, SOURCE_DETAIL, GtkBox)

GtkWidget *sz_source_detail_new (void);
/* Fills in what has changed; buttons and focus stay. `report` (nullable): what the store holds. All borrowed
 * for the call. */
void sz_source_detail_show (SzSourceDetail *self, const SzSourceEntry *entry, const SzSourcesReport *report,
                            const SzCatalog *catalog);
/* The clock has gone on: ages, and the countdown to the next try. */
void sz_source_detail_tick (SzSourceDetail *self, const SzSourceEntry *entry, const SzCatalog *catalog);
/* What came of what people did; NULL: nothing to say. */
void sz_source_detail_say (SzSourceDetail *self, const char *sentence, gboolean bad);
/* Room for history beside the comparison, and for all facts on one line. */
void sz_source_detail_set_wide (SzSourceDetail *self, gboolean wide, gboolean widest);
/* For tests: the visible button of a name, or NULL; and the label "state", "sentence", "next". */
GtkWidget *sz_source_detail_get_button (SzSourceDetail *self, const char *name);
const char *sz_source_detail_get_text (SzSourceDetail *self, const char *name);

/* Nothing of what was shown is left for the next frames. */
gboolean sz_source_detail_is_whole (SzSourceDetail *self);

G_END_DECLS
