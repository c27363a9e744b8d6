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
  SzAgainst how;
  SzBase against; /* what parts are compared with */
  const SzFilter *filters;
  guint n_filters;
  const SzDimension *by; /* NULL: nothing to split by */
  double value, before, year_before;
} SzDetail;

/* Period (NULL: today) and values of a detail that has look, indicator and filters. */
gboolean sz_detail_settle (SzDetail *detail, const SzPeriod *period, GError **error);
SzSlice *sz_detail_ask (const SzDetail *detail, gint64 start_ms, gint64 end_ms, SzGrain grain,
                        const SzDimension *by, GError **error);
/* Adds the tile unless it is NULL; FALSE if `error` is set. */
SzTile *sz_detail_breakdown (SzDetail *detail, GError **error);
SzTile *sz_detail_table (SzDetail *detail, GError **error);
SzTile *sz_detail_trend (SzDetail *detail, GError **error);
SzTile *sz_detail_histogram (SzDetail *detail, GError **error);
SzTile *sz_detail_heat (SzDetail *detail, GError **error);

/* The first dimension that splits the indicator into at least two parts; NULL. */
const SzDimension *sz_detail_find_by (SzDetail *detail, GError **error);
/* The part that moves the whole most in the direction that is bad (either, for neutral ones); NULL. */
const SzPart *sz_detail_find_mover (const SzDetail *detail, const SzTile *breakdown);
/* Whether the pull of a part is a shift of a ratio (else: its share in the change of a sum). */
gboolean sz_detail_is_ratio (const SzDetail *detail);

G_END_DECLS
