/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-http.h"
#include "sz-time.h"

G_BEGIN_DECLS

/* What a hall says it has: the answer of /v1/datasets. */
typedef struct {
  char *name;
  gint64 rows;             /* live keys; -1 not stated */
  gint64 earliest, latest; /* hall days; earliest > latest: no rows */
  char *cursor;            /* follow from here after the history */
} SzOffered;

typedef struct {
  char *epoch, *title, *zone_id;
  SzZone *zone;
  gint64 now_ms;       /* the hall's clock */
  gint64 asked_ms;     /* ours when it was asked */
  GPtrArray *datasets; /* (element-type SzOffered) */
} SzOffer;

void sz_offer_free (SzOffer *offer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzOffer, sz_offer_free)

/* Parses and checks the document. SZ_ERROR_BAD_DATA names the member that is wrong. */
SzOffer *sz_offer_parse (const char *text, gsize length, GError **error);
/* Asks; `response` (status, Retry-After) is filled on errors too. `patience` (nullable): its times are used.
 */
SzOffer *sz_offer_ask (SzHttp *http, const char *base, const SzHttpLimits *patience,
                       GCancellable *cancellable, SzHttpResponse *response, GError **error);
/* NULL if the hall does not offer it. */
const SzOffered *sz_offer_find (const SzOffer *offer, const char *name);

/* --- the end record: a page without a matching one never happened
 * ---------------------------------------------------- */

typedef struct {
  gint64 count; /* rows of the page */
  char *cursor; /* "" if not given */
  gboolean more;
  gint64 watermark_ms;  /* 0 not given */
  gsize rows_bytes;     /* bytes of the rows, each with its line end; the end record stands behind them */
  gboolean other_epoch; /* set with the error: the source began anew */
} SzPageEnd;

void sz_page_end_clear (SzPageEnd *end);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SzPageEnd, sz_page_end_clear)

/* Proves a page whole: the last line is the end record and nothing stands behind it, its count and hash are
 * those of the lines before it, its epoch is the one expected. SZ_ERROR_INCOMPLETE says which of these
 * failed. */
gboolean sz_page_prove (const char *page, gsize length, const char *epoch, SzPageEnd *end, GError **error);

G_END_DECLS
