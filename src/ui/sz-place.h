/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-catalog.h"

G_BEGIN_DECLS

/* Where in the window one is: a page, what it is filtered by, and the span it covers. Immutable and shared:
 * reading, ref and unref are safe from any thread. */
typedef enum {
  SZ_PLACE_OVERVIEW,
  SZ_PLACE_INDICATOR,
  SZ_PLACE_ROWS,
  SZ_PLACE_LIBRARY,
  SZ_PLACE_SOURCES,
} SzPlaceKind;

typedef enum { SZ_SPAN_NOW, SZ_SPAN_DAY, SZ_SPAN_WEEK, SZ_SPAN_MONTH, SZ_SPAN_YEAR } SzSpan;

typedef struct {
  char *dimension;
  char *code;
  char *name; /* what people read for the code */
} SzPlaceFilter;

typedef struct {
  gatomicrefcount refs;
  SzPlaceKind kind;
  char *indicator;    /* INDICATOR, ROWS; else NULL */
  char *by;           /* dimension id; NULL: the first the indicator can be split by */
  GPtrArray *filters; /* (element-type SzPlaceFilter) one a dimension, in the order they were chosen */
  SzSpan span;
} SzPlace;

SzPlace *sz_place_new (SzPlaceKind kind, SzSpan span);
SzPlace *sz_place_new_indicator (const char *indicator, SzSpan span);
/* "overview", "library", "sources", "indicator:wait_avg", "rows:wait_avg". NULL and SZ_ERROR_USAGE for
 * anything else. */
SzPlace *sz_place_parse (const char *text, const SzCatalog *catalog, GError **error);
SzPlace *sz_place_ref (SzPlace *place);
void sz_place_unref (SzPlace *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzPlace, sz_place_unref)

/* Copies with one thing changed. (transfer full) */
SzPlace *sz_place_with_kind (const SzPlace *place, SzPlaceKind kind);
SzPlace *sz_place_with_span (const SzPlace *place, SzSpan span);
SzPlace *sz_place_with_by (const SzPlace *place, const char *by);
/* Replaces a filter by the same dimension. */
SzPlace *sz_place_with_filter (const SzPlace *place, const char *dimension, const char *code,
                               const char *name);
/* Keeps the first `n` filters. */
SzPlace *sz_place_with_n_filters (const SzPlace *place, guint n);

const SzPlaceFilter *sz_place_filter (const SzPlace *place, guint index);
gboolean sz_place_filters_by (const SzPlace *place, const char *dimension);
/* Two places with the same key show the same. (transfer full) */
char *sz_place_key (const SzPlace *place);

const char *sz_span_id (SzSpan span); /* "now", "day", … */
gboolean sz_span_parse (const char *id, SzSpan *span);
const char *sz_span_name (SzSpan span); /* for people */

/* What an indicator can be split by: the dimensions that all data sets of its formula carry. (transfer
 * container) (element-type SzDimension) */
GPtrArray *sz_indicator_dimensions (const SzCatalog *catalog, const SzIndicator *indicator);

G_END_DECLS
