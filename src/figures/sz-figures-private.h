/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-figures.h"
#include "sz-i18n.h"

G_BEGIN_DECLS

/* --- one look at the store: what many questions of a page share
 * -------------------------------------------------- */

typedef struct {
  SzReader *reader;
  const SzCatalog *catalog;
  SzZone *zone;
  gint64 now_ms;
  gint64 clock_ms;       /* the process clock where there are files alone, whose now stands still; else 0 */
  GHashTable *coverages; /* data set to SzCoverage */
  GHashTable *names;     /* "dimension\ncode" to its name */
  GHashTable *lacks;     /* measure to the field nobody supplies (as `sz_measure_lacks`) */
  gint64 told_ms;        /* how late it was when a source last said; earlier instants have passed */
  gboolean live;         /* some source was asked over the network: data go only so far as their watermark */
  gint64 previous_open;  /* hall day, G_MININT64 unknown; valid once `open_known` */
  gboolean open_known;
  GHashTable *loading; /* "DATASET FROM TO" in days to whether some of it is still to come */
  gboolean approximate;
  double error_bound;
  double rows; /* greatest number of rows any answer stands on; NAN */
} SzLook;

SzLook *sz_look_new (SzReader *reader, GError **error);
void sz_look_free (SzLook *look);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzLook, sz_look_free)

/* NULL on error. */
const SzCoverage *sz_look_coverage (SzLook *look, const SzDataset *dataset, GError **error);
/* Whether any source ever supplied the data set. */
gboolean sz_look_has (SzLook *look, const SzDataset *dataset);
/* The day a figure without a period is of: today; where all its data end before today (a file, a source that
 * was given up), their last day. */
void sz_look_present (SzLook *look, const SzIndicator *indicator, SzPeriod *period);
/* "last Wed": what the same weekday of the week before is called. */
const char *sz_look_weekday_before (gint64 day);
/* Whether some day of the span, within what its sources have sent so far, is not complete yet. Asked once of
 * each span. */
gboolean sz_look_is_loading (SzLook *look, const SzDataset *dataset, gint64 start_ms, gint64 end_ms);
/* The hall's last day with tickets (or, without tickets, with rows of `dataset`) before the day of an
 * instant. */
gint64 sz_look_open_day_before (SzLook *look, const SzDataset *dataset, gint64 instant_ms);
/* The name people read for a code; "" for missing becomes a word. Borrowed. */
const char *sz_look_value_name (SzLook *look, const char *dimension, const char *code);
/* How far an indicator's figures go: now, or the least watermark of its data sets, if live sources lag. What
 * is valid for a time (windows, staff) holds until it is changed and cuts nothing. */
gint64 sz_look_cut (SzLook *look, const SzIndicator *indicator);
/* The field a measure needs (instant, value, what is counted, what its condition compares) that no source of
 * its data set supplies; -1: none. `is set` alone needs nothing. */
int sz_measure_lacks (SzReader *reader, const SzMeasure *measure);
int sz_look_measure_lacks (SzLook *look, const SzMeasure *measure);
/* NULL if it can be computed, else what is lacking, "evals" or "accepted of cases": by ids, or by the names
 * people read. (transfer full) */
char *sz_look_lacks (SzLook *look, const SzIndicator *indicator, gboolean ids);
gboolean sz_dataset_carries (const SzDataset *dataset, const SzDimension *dimension);

/* --- a slice: indicators over one span, by buckets and dimensions
 * -------------------------------------------------- */

typedef struct {
  const SzIndicator *const *indicators;
  guint n;
  gint64 start_ms, end_ms;
  SzGrain grain;
  const SzDimension *const *by;
  guint n_by;
  const SzFilter *filters;
  guint n_filters;
  const gint64 *ends; /* (nullable) end of the span by indicator, `end_ms` is then the greatest */
  gboolean base;      /* what is compared with: missing where the data begin only within it */
} SzSliceAsk;

typedef struct {
  guint n_indicators, n_leaves, n_by;
  const SzIndicator **indicators; /* (owned container) */
  GArray *leaves;                 /* (element-type SzLeaf) every leaf once for each end */
  GArray *ends, *cuts; /* (element-type gint64) of each leaf: where its span ends, how far its data go */
  guint **maps;        /* for each indicator: its leaves' places in `leaves` */
  guint rows;
  GArray *buckets;  /* (element-type gint64) start of each row's bucket */
  GPtrArray *codes; /* n_by per row; NULL missing; in `texts` */
  GArray *values;   /* (element-type double) n_leaves per row */
  GStringChunk *texts;
  GHashTable *index;
  gboolean *lost; /* of each leaf: some row of it counts states that have been overwritten since */
} SzSlice;

/* Without dimensions every bucket of the span up to now is a row; with them only what occurs, in order. One
 * question per data set, window and whole. SZ_ERROR_CANNOT for a dimension that is not carried. */
SzSlice *sz_slice_compute (SzLook *look, const SzSliceAsk *ask, GError **error);
void sz_slice_free (SzSlice *slice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzSlice, sz_slice_free)

/* In the indicator's unit; NAN missing. */
double sz_slice_value (const SzSlice *slice, guint row, guint indicator);
/* The row of a bucket and codes (NULL without dimensions); -1. */
int sz_slice_find (const SzSlice *slice, gint64 bucket, const char *const *codes);
gint64 sz_slice_bucket (const SzSlice *slice, guint row);
const char *sz_slice_code (const SzSlice *slice, guint row, guint dimension);
/* The value of a formula's node in a row, in raw units. */
double sz_slice_node (const SzSlice *slice, guint row, guint indicator, const SzNode *node);
/* The value of the indicator with the leaves of several rows added up; for formulas of counts and sums. */
double sz_slice_pooled (const SzSlice *slice, const GArray *rows, guint indicator);

/* Some of the indicator's values are missing because how things stood then is no longer known. */
gboolean sz_slice_lost_state (const SzSlice *slice, guint indicator);
/* The field that says since when a row has been in the state that the measure counts; -1: it counts none. */
int sz_measure_state_since (const SzMeasure *measure);
/* When any of the rows behind the leaf last changed its state, by the dimensions of `of`. (transfer full) */
SzFrame *sz_look_ask_changes (SzLook *look, const SzSliceAsk *of, const SzLeaf *leaf, GError **error);

/* Counts and sums of the bucket only: what adds up over rows. */
gboolean sz_node_adds_up (const SzFormula *formula, const SzNode *node);

/* --- judging
 * ------------------------------------------------------------------------------------------------------ */

SzStatus sz_judge (const SzIndicator *indicator, double value);
/* Fills status, verdict, reference, target and limit of a figure that has its value. */
void sz_judge_figure (SzFigure *figure, const SzIndicator *indicator);
/* A figure with value and both changes; a base that is NAN gives none. */
SzFigure *sz_figure_judged (const SzIndicator *indicator, double value, double previous, double year);
/* "15 min", "65%": a threshold as short as it was set. (transfer full) */
char *sz_threshold_text (double value, const char *unit);
gboolean sz_unit_is_count (const char *unit);
/* Values of several bases at once: the period before and the year before, to date. */
typedef struct {
  SzPeriod part, base;
  gboolean has;
} SzBase;
void sz_look_base (SzLook *look, const SzPeriod *period, SzCompare how, const SzDataset *dataset,
                   gint64 cut_ms, SzBase *base);

/* A series over the buckets of a slice's first `indicator`, shifted by `shift_ms` on the axis. (transfer
 * full) */
SzSeries *sz_slice_series (const SzSlice *slice, guint indicator, const char *name, gint64 shift_ms);

/* Takes out the Saturdays and Sundays on which there was nothing, or none of what is counted: a hall that is
 * closed is no gap in its data. */
void sz_series_drop_weekends (SzSeries *series, SzZone *zone);

/* Says on which days of a daily axis halls are closed by the calendar: nothing is missing there. */
void sz_look_mark_closed (const SzLook *look, SzTile *tile);
/* Whether the instant lies in what people call today: not the last day of files, unless that is today. */
gboolean sz_look_is_today (const SzLook *look, gint64 instant_ms);
/* The day as of which dates lose their year. */
gint64 sz_look_today (const SzLook *look);
/* As sz_instant_text, seen from today. */
char *sz_look_instant_text (const SzLook *look, gint64 instant_ms);
char *sz_look_where (SzLook *look, const char *board);
char *sz_look_hall (SzLook *look);
gint64 sz_look_data_ms (SzLook *look, const SzIndicator *const *indicators, guint n);

G_END_DECLS
