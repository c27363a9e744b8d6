/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-auth.h"
#include "sz-pipe.h"
#include "sz-pull.h"
#include "sz-reader.h"

G_BEGIN_DECLS

/* Rows read and, of them, refused. */
typedef struct {
  gint64 rows, refused;
} SzTally;

/* One data set of a hall. */
typedef struct {
  const SzDataset *dataset;
  SzRowReader *reader;
  char *cursor;               /* follow from here */
  GArray *todo;               /* (element-type gint64) days of the history to fetch, newest first */
  guint next;                 /* index into todo */
  gint64 newest_done;         /* the latest day known to be complete; G_MININT64 */
  gint64 first_day, last_day; /* of the rows on either side; first > last: none */
  gboolean history_done;
  gint64 watermark_ms; /* 0 not known */
  gint64 stated;       /* rows the source says it has; -1 not stated */
  SzTally history, changes;
  gint64 page_refused;      /* of the page read last */
  gboolean changes_refused; /* rows of days that are not known: no further day is called complete */
  GArray *good_days; /* (element-type gint64) open days that came without a bad row, perhaps not stored yet */
  SzBatch *batch;    /* gathered and not yet submitted */
} SzFeed;

/* What differs between a hall, a source with a mapping, and a folder. */
typedef struct {
  gboolean (*run) (SzPull *pull, GError **error);
  gboolean (*follow) (SzPull *pull, const char *const *names, GError **error);
  gboolean (*refetch) (SzPull *pull, GError **error);
  gboolean (*compare) (SzPull *pull, guint most, GError **error);
  void (*free) (SzPull *pull);
  guint (*every_s) (SzPull *pull); /* how often to ask where nothing is heard */
} SzPullKind;

typedef struct _SzMapped SzMapped;

struct _SzPull {
  const SzPullKind *kind;
  SzStore *store;
  SzSource *source;
  SzSiteKey *key;
  GCancellable *cancellable;
  SzHttp *http;
  SzHttpResponse response;
  SzSourceStatus *status;
  guint idle_s, total_s; /* of a request; 0: as usual */
  guint generation;
  SzPipe pipe;
  gint64 counted_taken, counted_unchanged, counted_refused; /* of the pipe, in the status already */
  SzSyncState state;
  char *sentence, *told_dataset;
  SzPullReport report;
  gpointer data;
  gboolean other_epoch;

  /* A hall. */
  SzOffer *offer;
  gint64 offered_us; /* monotonic */
  gint64 kept_up_us; /* when what is new was last fetched during a history */
  GPtrArray *feeds;  /* (element-type SzFeed) */
  gint64 forgot_ms;  /* the source no longer knew a cursor, and all was fetched again for it; 0 never */
  GHashTable
      *quarantined;   /* (element-type utf8) refusals already handed over: the same row again is no news */
  gint64 ran_us;      /* monotonic: the last whole run */
  guint compare_feed; /* where the round of comparisons goes on: the feed … */
  gint64 compare_day; /* … and its next day, going back; G_MININT64: begin the feed */
  gint64 round_days, round_gaps;
  gboolean no_compare;   /* the hall offers none */
  gboolean must_refetch; /* a gap stayed after its day was fetched again */

  SzAuthSpec auth_spec; /* of a hall that wants to know who we are */
  SzAuth *auth;
  gboolean trusted; /* the certificates are set */

  SzMapped *mapped; /* another system */
};

extern const SzPullKind sz_pull_hall, sz_pull_mapped, sz_pull_folder;

void sz_feed_free (gpointer feed);
/* Trust and sign-in without a run. */
gboolean sz_pull_prepare_trial (SzPull *pull, GError **error);
/* Counts what a request cost; to be called after each. */
void sz_pull_count (SzPull *pull);
SzHttpLimits sz_pull_limits (const SzPull *pull, const char *url);

/* One page of a hall into the feed's batch. `day`: of the history; G_MININT64: changes. */
gboolean sz_pull_fetch_page (SzPull *pull, SzFeed *feed, const char *url, const char *page, gint64 day,
                             SzPageEnd *end, GError **error);
/* A cursor that comes again and still promises more would be followed for ever; so would pages without rows.
 */
gboolean sz_pull_check_progress (GHashTable *seen, const SzFeed *feed, const SzPageEnd *end, guint *empty,
                                 GError **error);
gboolean sz_pull_submit_feed (SzPull *pull, SzFeed *feed, GError **error);
/* All pages of a day; `clean`: no row of it was refused. */
gboolean sz_pull_fetch_day (SzPull *pull, SzFeed *feed, gint64 day, gboolean *clean, gint64 *watermark_ms,
                            GError **error);
gboolean sz_pull_fetch_changes (SzPull *pull, SzFeed *feed, GError **error);
/* All of the hall anew, as for another epoch. */
gboolean sz_pull_hall_refetch (SzPull *pull, GError **error);
gboolean sz_pull_hall_compare (SzPull *pull, guint most, GError **error);

G_END_DECLS
