/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-figures-private.h"

G_BEGIN_DECLS

/* What the tiles of one indicator's page share. */
typedef struct {
  SzLook *look;
  const SzIndicator *indicator;
  SzPeriod period;
  gint64 cut_ms; /* how far its data go */
  SzBase previous, year;
  SzComparison how;
  SzBase against;       /* the span that all is compared with; of another part the period itself */
  double against_value; /* of the whole; NAN */
  const SzFilter *filters;
  guint n_filters;
  GArray *
      others; /* (owned) (nullable) (element-type SzFilter) the filters that lead to the part compared with */
  const SzDimension *by; /* NULL: nothing to split by */
  double value, before, year_before;
} SzDetail;

/* Period (NULL: today) and values of a detail that has look, indicator and filters. */
gboolean sz_detail_settle (SzDetail *detail, const SzPeriod *period, GError **error);
SzSlice *sz_detail_ask (const SzDetail *detail, gint64 start_ms, gint64 end_ms, SzGrain grain,
                        const SzDimension *by, GError **error);
/* The same within the part that is compared with, if it is one. */
SzSlice *sz_detail_ask_other (const SzDetail *detail, gint64 start_ms, gint64 end_ms, SzGrain grain,
                              const SzDimension *by, GError **error);
gboolean sz_detail_settle_against (SzDetail *detail, GError **error);
void sz_detail_clear (SzDetail *detail);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SzDetail, sz_detail_clear)
/* The base by a dimension, NULL in `slice` if there is none; FALSE on error. */
gboolean sz_detail_ask_against (SzDetail *detail, const SzDimension *by, SzSlice **slice, GError **error);
/* The value to compare a part of `by` with; NAN. */
double sz_detail_against_value (const SzDetail *detail, const SzSlice *slice, const SzDimension *by,
                                const char *code);
/* "the day before", "last Wed", "a year before", "2026-11-02", "社保医保". (transfer full) */
char *sz_detail_against_name (const SzDetail *detail);
/* TRUE if some of what a span is compared with is still being fetched. */
gboolean sz_detail_is_loading (const SzDetail *detail, const SzBase *base);
/* The line that the trend of [start, end) is compared with; NULL in `series` if nothing is known of it. */
gboolean sz_detail_against_series (SzDetail *detail, gint64 start_ms, gint64 end_ms, SzSeries **series,
                                   GError **error);

/* Adds the tile unless it is NULL; FALSE if `error` is set. */
SzTile *sz_detail_breakdown (SzDetail *detail, GError **error);
SzTile *sz_detail_table (SzDetail *detail, GError **error);
SzTile *sz_detail_trend (SzDetail *detail, GError **error);
SzTile *sz_detail_histogram (SzDetail *detail, GError **error);
SzTile *sz_detail_heat (SzDetail *detail, GError **error);

#define SZ_BESIDE_MAX 3
/* Further columns of a table, and each row's last days. */
typedef struct {
  const SzIndicator *indicators[SZ_BESIDE_MAX];
  const char *headings[SZ_BESIDE_MAX];
  guint n;
  SzSlice *slice; /* (owned) (nullable) of the indicators */
  SzSlice *days;  /* (owned) (nullable) of the subject, by day */
} SzBeside;
void sz_beside_clear (SzBeside *beside);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SzBeside, sz_beside_clear)
gboolean sz_detail_ask_beside (const SzDetail *detail, const SzDimension *dimension, SzBeside *beside,
                               GError **error);
gboolean sz_detail_ask_days (const SzDetail *detail, const SzDimension *dimension, SzBeside *beside,
                             GError **error);
/* The line of one row of the tile's table, to be called row by row. */
void sz_beside_add_line (const SzBeside *beside, SzTile *tile, const char *code);

/* The first dimension that splits the indicator into at least two parts; NULL. */
const SzDimension *sz_detail_find_by (SzDetail *detail, GError **error);
/* The part that moves the whole most in the direction that is bad (either, for neutral ones); NULL. */
const SzPart *sz_detail_find_mover (const SzDetail *detail, const SzTile *breakdown);
/* Whether the pull of a part is a shift of a ratio (else: its share in the change of a sum). */
gboolean sz_detail_is_ratio (const SzDetail *detail);

G_END_DECLS
