/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-desk.h"
#include "sz-supply.h"

G_BEGIN_DECLS

/* What is configured, and what was kept of each source when this or another process followed it last. Read on
 * a thread, then read-only. */
typedef struct {
  GPtrArray *sources;  /* (element-type SzSource) by name */
  GPtrArray *statuses; /* (element-type SzSourceStatus) one for each of `sources` */
  char *problem;       /* (nullable) a file of the configuration that cannot be read */
  char *key_file;      /* (nullable) where the site key lies, if it is a file */
} SzSourceBook;

SzSourceBook *sz_source_book_read (const SzHome *home, const char *key_file);
void sz_source_book_free (SzSourceBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzSourceBook, sz_source_book_free)

/* One source as the page shows it: all borrowed. */
typedef struct {
  const char *name, *title;     /* title: of the hall, or the name again */
  const SzSource *source;       /* (nullable) NULL: imported from a file */
  const SzLink *link;           /* (nullable) NULL: this process does not follow it */
  const SzSourceStatus *status; /* (nullable) */
  SzStand stand;
} SzSourceEntry;

/* All that is configured, then what was imported. (transfer full) (element-type SzSourceEntry). `report`
 * (nullable) and `book` must outlive it. */
GPtrArray *sz_source_entries (const SzSourceBook *book, const SzSourcesReport *report,
                              const GPtrArray *links);

/* --- what is said of it (transfer full) --- */

/* The name of the icon whose shape says the stand, and "good", "attention", "alarm", "unknown" or "neutral".
 */
const char *sz_source_stand_icon (SzStand stand);
const char *sz_source_stand_class (SzStand stand);
/* "14 s", "3 min", "2 h 5 min", "3 d". */
char *sz_source_span_text (gint64 ms);
/* "Fetching tickets, day 12 of 60", "Tried again in 14 s, at 14:36", …: what goes on and what comes next; ""
 * if there is nothing to say beside the stand. `now_ms`: this machine's clock. */
char *sz_source_next_text (const SzSourceEntry *entry, const SzCatalog *catalog, SzZone *zone, gint64 now_ms);
/* "14:36" of today, else with the date; a dash for 0. `now_ms` says which day today is. */
char *sz_source_time_text (gint64 at_ms, SzZone *zone, gint64 now_ms);
/* "Level, 3 s behind": what the list says below the name. */
char *sz_source_line_text (const SzSourceEntry *entry, gint64 now_ms);
/* Whether somebody must do something. */
gboolean sz_source_needs_people (SzStand stand);

G_END_DECLS
