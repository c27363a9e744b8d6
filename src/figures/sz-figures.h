/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-page.h"
#include "sz-reader.h"

G_BEGIN_DECLS

/* The one answer to "what is the value of …" and "what is on this board". Everything is computed from one
 * reader, on the calling thread (a worker: it queries); the results are plain values. */

#define SZ_FIGURES_MAX_BY 3

/* What is asked. Pointers are borrowed for the call. */
typedef struct {
  const char *const *ids; /* indicator ids (array zero-terminated=1) */
  SzPeriod period;        /* with `all`: from the earliest to the latest day of the data sets concerned */
  SzGrain grain;          /* NONE: the period is one row; else one row a bucket, up to now */
  const SzDimension *by[SZ_FIGURES_MAX_BY];
  guint n_by;
  const SzFilter *filters;
  guint n_filters;
  gboolean compare_previous; /* 环比: columns ID.prev ID.prev_change */
  gboolean compare_year;     /* 同比: columns ID.yoy ID.yoy_change */
} SzFigureQuery;

/* Columns: "period" (label of the bucket, or of the period), one TEXT column per dimension (codes; NULL
 * missing), then each indicator in its unit (NAN missing), right behind it what it is compared with and the
 * change (value − base, same unit; both over the part of the period up to now). Rows in order of period, then
 * dimensions; of a breakdown only the values that occur. Missing is not zero: a count over covered days
 * without rows is 0; before the first day, after the watermark, of a data set that was never supplied, and
 * 0/0 it is missing, and provenance.missing_reason says why. SZ_ERROR_USAGE: unknown indicator, too many
 * dimensions, a grain finer than a quarter hour allows, too many buckets; SZ_ERROR_CANNOT: a dimension the
 * data set does not carry; SZ_ERROR_NOT_FOUND: as sz_figures_check_filters. */
SzFrame *sz_figures_query (SzReader *reader, const SzFigureQuery *query, GError **error);

/* The same by words, as on the command line: ids and dimensions as lists, filters as "dimension=value"
 * (several of one dimension are alternatives), period and grain as text. NULL lists are empty; `period` NULL
 * is today; from/to win over it. */
typedef struct {
  const char *const *ids;
  const char *const *by;
  const char *const *where;
  const char *period, *from, *to, *grain;
  gboolean compare_previous, compare_year;
} SzFigureWords;
SzFrame *sz_figures_query_words (SzReader *reader, const SzFigureWords *words, GError **error);

/* "dimension=value" and so on (commas stand between several values, none is missing) to filters (element-type
 * SzFilter) that own their values. (transfer full) */
GArray *sz_figures_parse_filters (const SzCatalog *catalog, const char *const *where, GError **error);

/* SZ_ERROR_NOT_FOUND for a value that neither the store nor the catalogue has ever had of its dimension:
 * "there is no area “A”; there are: …" (the first 12). */
gboolean sz_figures_check_filters (SzReader *reader, const SzFilter *filters, guint n, GError **error);

/* Whether the store can compute it now; if not, `why` (transfer full) (nullable) is one sentence: "no source
 * supplies evals", "no source supplies accepted of cases". */
gboolean sz_figures_can (SzReader *reader, const SzIndicator *indicator, char **why);
/* The dimensions every data set of the indicator carries, in catalogue order. (transfer container)
 * (element-type SzDimension) */
GPtrArray *sz_figures_dimensions (SzReader *reader, const SzIndicator *indicator);

/* A board as a page. `view`: the span it shows (today for "now"); NULL is now: the hero is then the last 30
 * minutes where there is traffic, and flows are today so far. */
SzPage *sz_figures_board (SzReader *reader, const SzBoard *board, const SzPeriod *view, GError **error);
/* What one who asks for a board again and again keeps between the pages. One thread at a time. */
typedef struct _SzBoardMemo SzBoardMemo;
SzBoardMemo *sz_board_memo_new (void);
void sz_board_memo_free (SzBoardMemo *memo);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzBoardMemo, sz_board_memo_free)
/* The same page of the present, for one who asks for it every second: what has passed is compared with as it
 * was read at most half a minute ago (by the hall's clock and by ours). `memo` NULL: all is read. */
SzPage *sz_figures_board_again (SzReader *reader, const SzBoard *board, const SzPeriod *view,
                                SzBoardMemo *memo, GError **error);
/* A page that looks like it and holds no figure of anything: whoever paints it has met the fonts, names and
 * digits that the real one needs. Not to be shown. (transfer full) */
SzPage *sz_figures_rehearse_board (const SzCatalog *catalog, const SzBoard *board);

/* The page of one indicator ("indicator:ID"), broken down by `by` (nullable: the first dimension it carries
 * that has between 2 and 40 parts), within filters. `period` NULL: today, or the last day with data where all
 * of them lie before today. */
SzPage *sz_figures_indicator (SzReader *reader, const SzIndicator *indicator, const SzPeriod *period,
                              const char *by, const SzFilter *filters, guint n_filters, GError **error);

/* What an indicator's page is compared with: the period before, the same weekday a week before (of a day;
 * else the period before), a year before, another period of the same length, or another part of the hall. */
typedef enum {
  SZ_AGAINST_PREVIOUS,
  SZ_AGAINST_WEEKDAY,
  SZ_AGAINST_YEAR,
  SZ_AGAINST_PERIOD,
  SZ_AGAINST_PART
} SzAgainst;
typedef struct {
  SzAgainst how;
  gint64 day;                   /* PERIOD: a hall day of it */
  const SzDimension *dimension; /* PART */
  const char *code;             /* PART; borrowed */
} SzComparison;
/* "previous", "weekday", "year", "2026-11-02" (a day of another period), "area=B" (another part; the code is
 * borrowed from `text`). SZ_ERROR_USAGE for anything else. */
gboolean sz_figures_parse_against (const SzCatalog *catalog, const char *text, SzComparison *comparison,
                                   GError **error);
/* The same page against something else; `against` NULL: the period before. SZ_ERROR_CANNOT for a part of a
 * dimension that the indicator does not carry. */
SzPage *sz_figures_indicator_against (SzReader *reader, const SzIndicator *indicator, const SzPeriod *period,
                                      const char *by, const SzFilter *filters, guint n_filters,
                                      const SzComparison *against, GError **error);

/* The rows behind a figure: what the indicator counts (of a share or mean what stands below the line), by its
 * measure's instant and condition, up to where the figure's data go. */
typedef struct {
  const SzDataset *dataset;
  const SzMeasure *measure; /* owned by the catalogue */
  gint64 start_ms, end_ms;
  gboolean exact; /* the rows are as many as the figure counts; else they are what it was computed from */
} SzFigureRows;
/* `period` NULL: as above. FALSE, error set, if nothing supplies the indicator (SZ_ERROR_CANNOT). Then
 * sz_reader_list and sz_reader_count with sz_figures_rows_ask give the rows and their number. */
gboolean sz_figures_rows_of (SzReader *reader, const SzIndicator *indicator, const SzPeriod *period,
                             SzFigureRows *rows, GError **error);
/* The question for the store; borrows all that it is given. */
SzRowsAsk sz_figures_rows_ask (const SzFigureRows *rows, SzZone *zone, const SzFilter *filters,
                               guint n_filters);

/* The hall as it stands ("live"): windows by state and area, queue, wait against target, arrivals and calls
 * by quarter hour. Only today is asked for. HITs: "rows:tickets?window=A07", "part:area=A", "figure:ID". */
SzPage *sz_figures_live (SzReader *reader, GError **error);

/* One ticket or case ("row:DATASET?KEY"): its instants in order with the time between them, its steps,
 * rating, what it is linked with, and its limits. Masks, never identities. SZ_ERROR_NOT_FOUND for an unknown
 * key; works for any data set. */
SzPage *sz_figures_timeline (SzReader *reader, const SzDataset *dataset, const char *key, GError **error);

/* Who sits where and does what ("directory"): without filters the departments; with department=… its windows,
 * items and people; with window=… or item=… that one with what is known of it. `search` (nullable) keeps the
 * rows that contain it. HITs: "directory:DIM=CODE". */
SzPage *sz_figures_directory (SzReader *reader, const SzFilter *filters, guint n_filters, const char *search,
                              GError **error);

/* What an indicator is ("library:ID"): definition, formula and how it reads, data sets, whether it can be
 * computed and if not why, today, trend, breakdowns. HITs: "figure:ID", "by:DIM". */
SzPage *sz_figures_library (SzReader *reader, const SzIndicator *indicator, GError **error);
/* A formula as people read it: "取号（已开始办理）的叫号时间−取号时间之均值，按叫号时间统计". (transfer full)
 */
char *sz_figures_formula_words (const SzCatalog *catalog, const SzIndicator *indicator);

G_END_DECLS
