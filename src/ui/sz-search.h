/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-desk.h"

G_BEGIN_DECLS

/* Something that can be found: a page, an indicator, a value of a dimension (a window, an item, a department,
 * a point).
 */
typedef struct {
  char *name, *kind, *detail; /* "Average wait", "Indicator", "Efficiency" */
  char *needle;               /* all of it that is searched, case folded */
  SzPlace *place;             /* (owned) what it opens */
  guint rank;                 /* among equals: pages, indicators, values */
} SzFind;

void sz_find_free (SzFind *find);
/* Pages and indicators of the catalogue. (transfer full) (element-type SzFind) */
GPtrArray *sz_find_list (const SzCatalog *catalog, SzSpan span);
/* Adds the named values (element-type SzName) to it. */
void sz_find_add_names (GPtrArray *finds, const SzCatalog *catalog, const GPtrArray *names, SzSpan span);
/* Those that hold every word, best first, at most `limit`: a name that is the text, then one that begins with
 * it, then one that has it at the start of a word, then anywhere. An empty text finds the pages. (transfer
 * container) (element-type SzFind) */
GPtrArray *sz_find_rank (const GPtrArray *finds, const char *text, guint limit);

typedef void (*SzSearchFunc) (gpointer data, SzPlace *place);
/* The search in a window over `parent`; `func` is called with what was chosen. */
void sz_search_present (GtkWindow *parent, SzDesk *desk, SzSpan span, SzSearchFunc func, gpointer data);

G_END_DECLS
