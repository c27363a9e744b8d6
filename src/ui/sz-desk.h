/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-home.h"
#include "sz-page.h"
#include "sz-place.h"
#include "sz-reader.h"
#include "sz-sync.h"
#include "sz-watch.h"
#include "sz-worker.h"

G_BEGIN_DECLS

/* The window's one way to data: owns the store, the threads that fetch from the sources, and one worker
 * thread with the reader. All calls on the main thread; none of them touches a file, a database or the
 * network there. Answers come in the main context as immutable values. Of each kind of question only the
 * newest is answered: an older one that waits or runs ends with G_IO_ERROR_CANCELLED. Signals:
 * `state-changed` (see SzDeskState); `data-changed`: what was answered may be old now, at most a few times a
 * second and at least every minute; `sources-changed`: what sz_desk_get_links says; `alerts-changed`: what
 * sz_desk_get_alerts says; `notice` (const SzNotice *): to be shown on the desktop, or taken away. */
#define SZ_TYPE_DESK (sz_desk_get_type ())
G_DECLARE_FINAL_TYPE (SzDesk, sz_desk, SZ, DESK, GObject)

typedef enum {
  SZ_DESK_OPENING,
  SZ_DESK_EMPTY, /* open; there is no source and no record */
  SZ_DESK_READY,
  SZ_DESK_READING, /* another process owns the home and fetches; this one shows */
  SZ_DESK_FAILED,  /* nothing can be read; the message says why */
} SzDeskState;

/* The connection to one hall system. */
typedef struct {
  char *source;
  char *sentence;  /* what is going on or wrong; "" */
  double progress; /* of the history, 0..1 */
  SzSyncPhase phase;
  char *dataset;                /* being fetched; "" */
  gint64 days_done, days_total; /* of the history */
  gboolean keyless;             /* there is no site key to take its rows with */
  SzSourceStatus *status;       /* (owned) (nullable) before its first word */
} SzLink;

/* What the page of sources shows. */
typedef struct {
  GPtrArray *sources; /* (element-type SzSourceInfo) */
  GPtrArray *states;  /* (element-type SzSourceState) */
  SzFrame *refusals;  /* newest first */
  SzFrame *omissions;
  SzZone *zone;
} SzSourcesReport;
void sz_sources_report_free (SzSourcesReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzSourcesReport, sz_sources_report_free)

typedef struct {
  const SzIndicator *indicator;
  gboolean can;
  char *why; /* (nullable) why it cannot be computed */
} SzLibraryEntry;

/* What people call a value of a dimension: a window, an item, a department, a point. */
typedef struct {
  const SzDimension *dimension;
  char *code, *name;
} SzName;

/* A part of the rows behind a figure, ready to show: text columns only. */
typedef struct {
  const SzDataset *dataset;
  SzFrame *frame;
  char *next;   /* (nullable) token of the next part; NULL: this was the last */
  gint64 total; /* rows in all where they were sorted; else -1 */
} SzRowsPart;
void sz_rows_part_free (SzRowsPart *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzRowsPart, sz_rows_part_free)

/* Home and catalogue must outlive the desk. `key_file` (nullable) as on the command line. Does nothing before
 * sz_desk_start. */
SzDesk *sz_desk_new (const SzHome *home, const SzCatalog *catalog, const char *key_file);
void sz_desk_start (SzDesk *self);
/* Before sz_desk_start, needs no display: begins to make a drawn page from what is stored while the toolkit
 * comes up, for a store that has sources. Who asks for it gets it as soon as it is there, also while the desk
 * is still OPENING, which it begins to do afterwards. */
void sz_desk_look_ahead (SzDesk *self, const SzPlace *place);
/* The page of this place is being made ahead. */
gboolean sz_desk_is_ahead (SzDesk *self, const SzPlace *place);
/* Opens the home again after it FAILED; else nothing. */
void sz_desk_retry (SzDesk *self);
/* Ends all threads and closes the store; waits for the transaction under way. */
void sz_desk_stop (SzDesk *self);

SzDeskState sz_desk_get_state (SzDesk *self);
const char *sz_desk_get_message (SzDesk *self); /* "" if there is nothing to say */
const SzCatalog *sz_desk_get_catalog (SzDesk *self);
const SzHome *sz_desk_get_home (SzDesk *self);
const char *sz_desk_get_key_file (SzDesk *self); /* (nullable) */
/* What is firing and what was; NULL before the first evaluation. While another process owns the home it is
 * read from what that process keeps. (transfer none) */
SzAlertList *sz_desk_get_alerts (SzDesk *self);
/* For what people do with an alert; NULL while another process owns the home. (transfer none) */
SzWatch *sz_desk_get_watch (SzDesk *self);
/* (element-type SzLink) (transfer none) in the order of their names. */
const GPtrArray *sz_desk_get_links (SzDesk *self);
/* The syncs behind the links, for what people do with a source. (transfer none) */
struct _SzFollowers *sz_desk_get_followers (SzDesk *self);
/* There are sources, and no site key to take their rows with. */
gboolean sz_desk_is_keyless (SzDesk *self);
/* Takes away all that was ever raised, with its copies: what a hall that never was has raised is no record of
 * anything. Waits for the watch to end. */
void sz_desk_forget_alerts (SzDesk *self);
/* Looks at the configuration and the key again; a key that has come is used from then on. */
void sz_desk_reload_sources (SzDesk *self);
/* The page last answered for a place: shown while a newer one is made. (transfer full) (nullable) */
SzPage *sz_desk_dup_known_page (SzDesk *self, const SzPlace *place);

void sz_desk_page_async (SzDesk *self, const SzPlace *place, GAsyncReadyCallback callback, gpointer data);
SzPage *sz_desk_page_finish (SzDesk *self, GAsyncResult *result, GError **error);

/* The same for a wall: without names of people, and beside the window's questions. */
void sz_desk_wall_page_async (SzDesk *self, const SzPlace *place, GAsyncReadyCallback callback,
                              gpointer data);
SzPage *sz_desk_wall_page_finish (SzDesk *self, GAsyncResult *result, GError **error);

/* `after`: `next` of the part before, NULL for the first. `sort` (nullable): a column id, with a minus in
 * front for descending; all rows then come in one part, or SZ_ERROR_CANNOT if they are too many. */
void sz_desk_rows_async (SzDesk *self, const SzPlace *place, const char *after, const char *sort,
                         GAsyncReadyCallback callback, gpointer data);
SzRowsPart *sz_desk_rows_finish (SzDesk *self, GAsyncResult *result, GError **error);

/* How many rows are behind the figure of a place; -1 with an error. */
void sz_desk_count_async (SzDesk *self, const SzPlace *place, GAsyncReadyCallback callback, gpointer data);
gint64 sz_desk_count_finish (SzDesk *self, GAsyncResult *result, GError **error);

/* (element-type SzLibraryEntry) one for each indicator, layer by layer. */
void sz_desk_library_async (SzDesk *self, GAsyncReadyCallback callback, gpointer data);
GPtrArray *sz_desk_library_finish (SzDesk *self, GAsyncResult *result, GError **error);

/* (element-type SzName) every named value that the store has. */
void sz_desk_names_async (SzDesk *self, GAsyncReadyCallback callback, gpointer data);
GPtrArray *sz_desk_names_finish (SzDesk *self, GAsyncResult *result, GError **error);

void sz_desk_sources_async (SzDesk *self, GAsyncReadyCallback callback, gpointer data);
SzSourcesReport *sz_desk_sources_finish (SzDesk *self, GAsyncResult *result, GError **error);

/* All rows behind the figure of a place into a CSV file, through a temporary file beside it. */
void sz_desk_export_rows_async (SzDesk *self, const SzPlace *place, const char *path,
                                GAsyncReadyCallback callback, gpointer data);
gint64 sz_desk_export_rows_finish (SzDesk *self, GAsyncResult *result, GError **error);

/* The store, where this process owns it; for tests, which apply batches as a source would. (transfer none)
 * (nullable) */
SzStore *sz_desk_get_store (SzDesk *self);

/* For pages with questions of their own, such as the map: its thread and reader. NULL while nothing is open.
 * (transfer none) (nullable) */
SzWorker *sz_desk_get_worker (SzDesk *self);

G_END_DECLS
