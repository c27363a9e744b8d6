/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sz-error.h"
#include "sz-source-machine.h"

G_BEGIN_DECLS

/* What is known of a source, for the sources page and `shuzhi sources`: phase, figures, history, comparison.
 * The thread of the sync keeps it in DATA/sources/NAME.status, so that any process can read it, and hands
 * copies to observers. It holds no personal data. Instants are ms since 1970, UTC, of this machine's clock
 * unless said otherwise; 0 is "never" or "not known". */
typedef struct {
  gint64 at_ms;
  SzSourcePhase phase;
  char *sentence; /* "" */
} SzSourceStep;

/* A hall day on which both sides did not hold the same when they were compared last. */
typedef struct {
  char *dataset;
  gint64 day;         /* since 1970 */
  gint64 here, there; /* rows */
  gboolean mended;    /* fetched again since, and the same now */
} SzSourceGap;

/* A complete day that a bad row came for later: read again by each run until the row is good. */
typedef struct {
  char *dataset;
  gint64 day;
} SzOpenDay;

typedef struct {
  char *source;
  SzSourceMachine machine;
  char *sentence;      /* what is wrong, in plain words; "" */
  gint64 since_ms;     /* in this phase */
  gint64 success_ms;   /* level last */
  gint64 retry_ms;     /* the next try; 0: none is planned */
  gint64 watermark_ms; /* the source's clock: whole up to here, the least of its data sets */
  gint64 now_ms;       /* the source's clock when it was last asked, */
  gint64 asked_ms;     /* which was then by ours */
  gint64 rows, unchanged, refused, bytes, requests; /* since the source was added */
  GPtrArray *history;                               /* (element-type SzSourceStep) newest first, at most 50 */
  gint64 compared_ms;                               /* both sides compared last, whole rounds */
  gint64 compared_days, different_days;             /* in the last whole round, or the one under way */
  gint64 refetched_ms;  /* all was fetched again because of a difference that did not go away */
  gint64 version;       /* greatest given to rows that have none of their own */
  GPtrArray *gaps;      /* (element-type SzSourceGap) newest first, at most 100 */
  GPtrArray *open_days; /* (element-type SzOpenDay) */
} SzSourceStatus;

SzSourceStatus *sz_source_status_new (const char *source);
SzSourceStatus *sz_source_status_copy (const SzSourceStatus *status);
void sz_source_status_free (SzSourceStatus *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzSourceStatus, sz_source_status_free)

/* `folder`: the store's. A source never run, or a file that cannot be read: an empty status, never an error,
 * for nothing depends on it that cannot be found out again. */
SzSourceStatus *sz_source_status_load (const char *folder, const char *source);
/* Atomic, 0600. */
gboolean sz_source_status_save (const SzSourceStatus *status, const char *folder, GError **error);
/* With the source itself: its file goes. */
void sz_source_status_forget (const char *folder, const char *source);

/* How far the store lies behind the source's clock, carried on to `now_ms` (ours): ms, 0 if not known. */
gint64 sz_source_status_lag_ms (const SzSourceStatus *status, gint64 now_ms);

/* For the thread that keeps it. A step is noted when the phase changes or the sentence does. */
void sz_source_status_step (SzSourceStatus *status, SzSourceMachine machine, const char *sentence,
                            gint64 now_ms);
void sz_source_status_note_gap (SzSourceStatus *status, const char *dataset, gint64 day, gint64 here,
                                gint64 there, gboolean mended);
/* The day was compared again and is the same by now. */
void sz_source_status_heal_gap (SzSourceStatus *status, const char *dataset, gint64 day);
/* TRUE if it was not known. */
gboolean sz_source_status_open_day (SzSourceStatus *status, const char *dataset, gint64 day);
gboolean sz_source_status_close_day (SzSourceStatus *status, const char *dataset, gint64 day);
gboolean sz_source_status_is_open (const SzSourceStatus *status, const char *dataset, gint64 day);

/* --- orders, from any process --- */

typedef enum {
  SZ_ORDER_NONE = 0,
  SZ_ORDER_RETRY = 1 << 0,   /* try now */
  SZ_ORDER_REFETCH = 1 << 1, /* fetch all again */
  SZ_ORDER_COMPARE = 1 << 2, /* compare both sides, all days, and mend */
} SzSourceOrder;

/* Left for the thread that follows the source, which notices it at once (sz-order-watch.h); without one, for
 * the next run. */
gboolean sz_source_order_give (const char *folder, const char *source, SzSourceOrder order, GError **error);
/* Takes what is there. Any thread or process: only one of them gets it. */
SzSourceOrder sz_source_order_take (const char *folder, const char *source);
/* Where it lies. (transfer full) */
char *sz_source_order_path (const char *folder, const char *source);

G_END_DECLS
