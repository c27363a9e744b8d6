/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-auth.h"
#include "sz-import-private.h"
#include "sz-json-columns.h"
#include "sz-pull-private.h"
#include "sz-request.h"
#include "sz-sha256.h"

G_BEGIN_DECLS

/* A source that is asked over HTTP the way a mapping says: windows of time, newest first, each in pages. A
 * window counts only if all its pages are proven and, where the source states a total, all of it came. */
struct _SzMapped {
  SzMapping *mapping;
  SzAuth *auth;
  SzSecrets *secrets;
  SzEvaluator *evaluator;
  SzJsonColumns *json;
  SzJsonLine check;
  SzInput *columns; /* of the record at hand */
  int *positions;   /* of each column in a line of a separated page; -1 */
  guint page_columns;
  GPtrArray *targets;  /* (element-type SzImportTarget) */
  GHashTable *windows; /* start_ms → hash of what the window was when it was read last */
  gint64 now_ms;       /* when the run began */
  gint64 version;      /* of rows without one of their own */
  SzTally tally;
  gboolean looked;       /* a whole run is behind us */
  char *etag;            /* (nullable) of the whole list, where it is one page */
  gboolean not_modified; /* the source says that the list is as it was */
  /* For a trial: what was refused, in words, and nothing goes to the store. */
  gboolean trial;
};

/* One window, or the whole list. */
typedef struct {
  gint64 start_ms, end_ms;                /* 0, 0: the whole list */
  const char *name;                       /* for people: "2026-11-20" */
  SzSha256 sum;                           /* of all pages */
  GHashTable *keys;                       /* of its records, to find pages that overlap */
  gint64 rows, refused, left_out, unique; /* of records that were mapped */
  gint64 seen, total;                     /* of all; total -1: not stated */
  gboolean dry;                           /* only the sum is wanted */
  char *etag;                             /* of the page read last (owned) (nullable) */
  char page_sha256[65];                   /* of the page read last */
  gboolean repeated;                      /* it was the same as the one before, and had rows */
} SzMappedWindow;

/* One page more. `more`: there is another; `cursor` (transfer full) where it is, for cursors. */
gboolean sz_mapped_read_page (SzPull *pull, SzMappedWindow *window, guint page, const char *cursor,
                              char **next, gboolean *more, GError **error);
/* Loads mapping and secrets, makes what a run needs. */
gboolean sz_mapped_prepare (SzPull *pull, GError **error);
void sz_mapped_free (SzPull *pull);
gboolean sz_mapped_submit (SzPull *pull, SzImportTarget *target, GError **error);

G_END_DECLS
