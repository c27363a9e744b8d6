/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-catalog.h"

G_BEGIN_DECLS

/* Where in the window one is: a page, what it is filtered by, and the span it covers. Immutable and shared:
 * reading, ref and unref are safe from any thread. */
typedef enum {
  SZ_PLACE_OVERVIEW,
  SZ_PLACE_LIVE,
  SZ_PLACE_ALERTS,
  SZ_PLACE_MAP,
  SZ_PLACE_LIBRARY,
  SZ_PLACE_DIRECTORY,
  SZ_PLACE_SOURCES,
  SZ_PLACE_HELP,
  SZ_PLACE_INDICATOR,
  SZ_PLACE_ROWS,
  SZ_PLACE_TIMELINE, /* what happened to one ticket or case */
} SzPlaceKind;

/* The places one sets out from; each has a word, and most an entry in the sidebar. */
#define SZ_PLACE_N_SECTIONS (SZ_PLACE_HELP + 1)

typedef enum { SZ_SPAN_NOW, SZ_SPAN_DAY, SZ_SPAN_WEEK, SZ_SPAN_MONTH, SZ_SPAN_YEAR } SzSpan;

typedef struct {
  char *dimension;
  char *code;
  char *name; /* what people read for the code */
} SzPlaceFilter;

typedef struct {
  gatomicrefcount refs;
  SzPlaceKind kind;
  char *indicator; /* INDICATOR, ROWS, and the TIMELINE they led to; LIBRARY: the one that is explained; else
                      NULL */
  char *by;        /* dimension id; NULL: the first the indicator can be split by */
  GPtrArray *filters; /* (element-type SzPlaceFilter) one a dimension, in the order they were chosen */
  SzSpan span;
  gint64 day; /* a hall day of the span that is shown; SZ_PLACE_PRESENT: the one that holds the hall's now */
  char *against; /* what an indicator's page is compared with, as sz_figures_parse_against reads it; NULL: the
                    period before. Kept on the way down and back. */
  char *against_name; /* what people read for a part compared with; else NULL */
  char *dataset;      /* TIMELINE: what kind of record; else NULL */
  char *record;       /* TIMELINE: its key; ALERTS: the alert that is open; else NULL */
} SzPlace;

#define SZ_PLACE_PRESENT G_MININT64

SzPlace *sz_place_new (SzPlaceKind kind, SzSpan span);
SzPlace *sz_place_new_indicator (const char *indicator, SzSpan span);
/* A section's word ("overview", "live", "alerts", …), "indicator:wait_avg", "rows:wait_avg", "alerts:ID",
 * "timeline:DATASET:KEY". NULL and SZ_ERROR_USAGE for anything else. */
SzPlace *sz_place_parse (const char *text, const SzCatalog *catalog, GError **error);
SzPlace *sz_place_ref (SzPlace *place);
void sz_place_unref (SzPlace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzPlace, sz_place_unref)

/* Copies with one thing changed. (transfer full) */
SzPlace *sz_place_with_kind (const SzPlace *place, SzPlaceKind kind);
SzPlace *sz_place_with_span (const SzPlace *place, SzSpan span);
SzPlace *sz_place_with_day (const SzPlace *place, gint64 day);
SzPlace *sz_place_with_record (const SzPlace *place, const char *dataset, const char *record);
SzPlace *sz_place_with_by (const SzPlace *place, const char *by);
/* `against` NULL: the period before; `name`: of a part, else NULL. */
SzPlace *sz_place_with_against (const SzPlace *place, const char *against, const char *name);
/* The dimension of the part that is compared with; NULL if it is none. (transfer full) */
char *sz_place_against_dimension (const SzPlace *place);
/* What people read for what is compared with, "a year before", "2026-11-02"; NULL if it is the period before.
 * (transfer full) */
char *sz_place_against_text (const SzPlace *place);
/* Replaces a filter by the same dimension. */
SzPlace *sz_place_with_filter (const SzPlace *place, const char *dimension, const char *code,
                               const char *name);
SzPlace *sz_place_without_filter (const SzPlace *place, const char *dimension);
/* Keeps the first `n` filters. */
SzPlace *sz_place_with_n_filters (const SzPlace *place, guint n);

const SzPlaceFilter *sz_place_filter (const SzPlace *place, guint index);
gboolean sz_place_filters_by (const SzPlace *place, const char *dimension);
/* The code a dimension is filtered by; NULL if it is not. */
const char *sz_place_filter_code (const SzPlace *place, const char *dimension);
/* TRUE if the page is a drawn one (an SzPage). */
gboolean sz_place_is_drawn (const SzPlace *place);
/* TRUE if the page covers a period that can be chosen. */
gboolean sz_place_has_span (const SzPlace *place);
/* "overview", "live", …; NULL for a place that is no section. */
const char *sz_place_kind_id (SzPlaceKind kind);
gboolean sz_place_kind_parse (const char *id, SzPlaceKind *kind);
/* Two places with the same key show the same. (transfer full) */
char *sz_place_key (const SzPlace *place);

const char *sz_span_id (SzSpan span); /* "now", "day", … */
gboolean sz_span_parse (const char *id, SzSpan *span);
const char *sz_span_name (SzSpan span); /* for people */

/* What an indicator can be split by: the dimensions that all data sets of its formula carry. (transfer
 * container) (element-type SzDimension) */
GPtrArray *sz_indicator_dimensions (const SzCatalog *catalog, const SzIndicator *indicator);

G_END_DECLS
