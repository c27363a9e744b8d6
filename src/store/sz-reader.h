/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-store.h"

G_BEGIN_DECLS

/* A read-only connection with a deadline on everything it does. One thread at a time; open one per worker. */
typedef struct _SzReader SzReader;

/* The folder's cache.db must exist (SZ_ERROR_NOT_FOUND "nothing has been fetched or imported yet …"). */
SzReader *sz_reader_open (const char *folder, const SzCatalog *catalog, GError **error);
void sz_reader_close (SzReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzReader, sz_reader_close)

/* Longest time one call may take; SZ_ERROR_TIMEOUT then. Default 30 s. */
void sz_reader_set_deadline_ms (SzReader *reader, guint deadline_ms);
/* Any thread: the running call ends with G_IO_ERROR_CANCELLED. */
void sz_reader_interrupt (SzReader *reader);
const SzCatalog *sz_reader_catalog (SzReader *reader);

typedef struct {
  char *source, *title, *epoch, *zone;
  gint64 now_ms, asked_ms; /* as in sz_store_set_source */
} SzSourceInfo;
void sz_source_info_free (SzSourceInfo *info);
/* (transfer full) (element-type SzSourceInfo) */
GPtrArray *sz_reader_sources (SzReader *reader, GError **error);
/* (transfer full) (element-type SzSourceState), one for each source and data set that has rows, refusals or a
 * cursor. */
GPtrArray *sz_reader_source_states (SzReader *reader, GError **error);

/* The hall's zone (of the first source; Asia/Shanghai if there is none). (transfer full) */
SzZone *sz_reader_zone (SzReader *reader, GError **error);
/* The hall's clock: the greatest of the sources' now, each carried on by the time passed since it was asked
 * (a source whose asked_ms is 0 stands still, as files do). A live source more than a day ahead of the
 * process clock does not count while another live one is not; files count only while no source is live. The
 * process clock if there is no source. */
gint64 sz_reader_now_ms (SzReader *reader, GError **error);
/* All calls until sz_reader_release see one and the same state of the store, and cost less. For what asks
 * many questions within a second or two: meanwhile the writer's log cannot be shortened. FALSE with an error:
 * nothing is held. */
gboolean sz_reader_hold (SzReader *reader, GError **error);
void sz_reader_release (SzReader *reader);
/* Answers as of that instant from here on: sz_reader_now_ms returns it, 0: the hall's clock again. */
void sz_reader_set_now_ms (SzReader *reader, gint64 now_ms);

typedef struct {
  gint64 first_day, last_day; /* hall days with rows, by the data set's own instant; first > last: none */
  gint64 watermark_ms; /* least of its live sources' watermarks, of its files' if no source is live: a file
                          that was read once must not stop the clock of the others; 0 unknown */
  gint64 rows;
} SzCoverage;
gboolean sz_reader_coverage (SzReader *reader, const SzDataset *dataset, SzCoverage *coverage,
                             GError **error);
/* Of the (source, day) pairs between two hall days (both included), by sources that supply the data set and
 * within their own first and last day: the share that is complete. NAN if there are none. Files are complete.
 */
double sz_reader_complete_share (SzReader *reader, const SzDataset *dataset, gint64 from_day, gint64 to_day,
                                 GError **error);
/* The last day before `day` that has rows of the data set; G_MININT64 if none within 400 days. */
gint64 sz_reader_open_day_before (SzReader *reader, const SzDataset *dataset, gint64 day, GError **error);

/* Whether any source of the data set can fill a field at all: what no source supplies is missing, not zero.
 * FALSE too if nothing supplies the data set. */
gboolean sz_reader_supplies (SzReader *reader, const SzDataset *dataset, guint field);

typedef struct {
  const SzDimension *dimension;
  char **values; /* (array zero-terminated=1) codes; "" stands for missing */
} SzFilter;

/* The question. All leaves must be of one data set and one window kind and `total`; figures groups them so.
 */
typedef struct {
  const SzDataset *dataset;
  const SzLeaf *leaves;
  guint n_leaves;
  gint64 start_ms, end_ms; /* [start, end) by each measure's own instant */
  gint64 now_ms;           /* instants ahead of now do not count; snapshots are taken at min(end, now) */
  SzGrain grain;           /* buckets in the hall's zone */
  SzZone *zone;
  const SzDimension *const *by;
  guint n_by; /* at most 3 */
  const SzFilter *filters;
  guint n_filters;
} SzAsk;

/* The answer: columns "bucket" (INSTANT, its start; only with a grain), one TEXT column per dimension (id =
 * dimension id, codes; NULL is missing), then one NUMBER column per leaf (id = measure column) in raw units
 * (counts, ms, stored units). Rows in ascending order of bucket, then dimensions. Only cells that hold rows
 * come back, except that CURRENT and the running windows give every bucket of the span.
 * provenance.approximate, error_bound are set. Chooses the cheapest rollup that can answer, ragged ends from
 * the facts; the result does not depend on the choice. SZ_ERROR_CANNOT: a dimension or filter the data set
 * does not carry. */
SzFrame *sz_reader_ask (SzReader *reader, const SzAsk *ask, GError **error);

/* Rows for people, newest first: "key", then every field (masks, never hashes; codes as they are; INSTANT
 * columns), then "source". `after` (nullable) continues behind that row ("DAY SOURCE KEY" token from the last
 * row's hidden column "_token"). limit 0: 1000. span 0,0: all. */
SzFrame *sz_reader_rows (SzReader *reader, const SzDataset *dataset, gint64 start_ms, gint64 end_ms,
                         SzZone *zone, const SzFilter *filters, guint n_filters, const char *after,
                         guint limit, GError **error);
gint64 sz_reader_count_rows (SzReader *reader, const SzDataset *dataset, gint64 start_ms, gint64 end_ms,
                             SzZone *zone, const SzFilter *filters, guint n_filters, GError **error);

/* Rows by a figure's own instant and condition. Fields left 0 or NULL ask for nothing. */
typedef struct {
  const SzDataset *dataset;
  int instant; /* field whose instant lies in the span; -1: the data set's own */
  const SzMeasure
      *measure; /* (nullable) only rows that it counts; CURRENT: those in force at the end of the span */
  gint64 start_ms, end_ms; /* 0, 0: all */
  SzZone *zone;
  const SzFilter *filters;
  guint n_filters;
  const guint *fields; /* (nullable) only these fields, in this order, and neither source nor "_token" */
  guint n_fields;
  const char *text; /* (nullable) only rows whose `text_field`, a TEXT, is this */
  guint text_field;
} SzRowsAsk;
/* Columns, order, `after` and `limit` as sz_reader_rows. With `fields` the rows stand in no particular order
 * and all come. */
SzFrame *sz_reader_list (SzReader *reader, const SzRowsAsk *ask, const char *after, guint limit,
                         GError **error);
/* For reading any part of such a list without those before it: the days of the hall on which its rows lie,
 * newest first, only those that have some. (transfer full) (element-type SzRowsDay) Begins with `from_day`
 * (G_MAXINT64: with the newest) and stops after a day when `budget_ms` (0: none) is over; `next_day` is where
 * to go on, G_MININT64 if these were all. */
typedef struct {
  gint64 day, rows;
} SzRowsDay;
GArray *sz_reader_outline (SzReader *reader, const SzRowsAsk *ask, gint64 from_day, guint budget_ms,
                           gint64 *next_day, GError **error);
/* As sz_reader_list, from a day on, without the first `skip` rows: those of one day are read to find them, so
 * `skip` should lie within the day. Not with `fields`. */
SzFrame *sz_reader_list_from (SzReader *reader, const SzRowsAsk *ask, gint64 day, guint skip, guint limit,
                              GError **error);
/* -1 on error. */
gint64 sz_reader_count (SzReader *reader, const SzRowsAsk *ask, GError **error);
/* The rows of a key, one for each source that has it, columns as sz_reader_rows; no rows if there is none. */
SzFrame *sz_reader_find (SzReader *reader, const SzDataset *dataset, const char *key, GError **error);

/* Quarantine: columns source, dataset, where, field, reason, key, bytes, at (instant refused). Newest first.
 */
SzFrame *sz_reader_refusals (SzReader *reader, const char *source, const char *dataset, guint limit,
                             GError **error);
/* Omissions: source, dataset, reason, count. */
SzFrame *sz_reader_omissions (SzReader *reader, GError **error);

/* Names of a dimension's codes from the data set that has Names=, else from the catalogue, else NULL: show
 * the code. (transfer full) */
char *sz_reader_value_name (SzReader *reader, const char *dimension, const char *code);

/* Count and sha256 (65 bytes with NUL) over "KEY VERSION\n" of the rows of one source, data set and hall day,
 * sorted by the bytes of the key: the same as the hall's /reconcile. */
gboolean sz_reader_reconcile (SzReader *reader, const char *source, const SzDataset *dataset, gint64 day,
                              gint64 *count, char sha256[65], GError **error);
/* State to resume from. `cursor` (transfer full) (nullable), `generation`; `done` receives the complete days
 * (transfer full) (element-type gint64), sorted. */
gboolean sz_reader_resume_state (SzReader *reader, const char *source, const SzDataset *dataset,
                                 char **cursor, guint *generation, GArray **done, GError **error);

G_END_DECLS
