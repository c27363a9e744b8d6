/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "sz-error.h"

G_BEGIN_DECLS

/* A frame is a small columnar table with its provenance: the only thing queries, analyses, charts and exports
 * exchange. It is built by one thread, then frozen and shared: reading is safe from any thread, and so are
 * ref and unref. */
typedef enum {
  SZ_COLUMN_TEXT,    /* NULL is missing */
  SZ_COLUMN_NUMBER,  /* double in the column's unit; NAN is missing */
  SZ_COLUMN_INSTANT, /* double holding milliseconds since 1970 UTC (exact to 2^53); NAN is missing */
} SzColumnType;

typedef struct {
  char *id;   /* "period", a dimension id, an indicator id, "wait_avg.prev", … */
  char *name; /* for people, in the process language */
  char *unit; /* unit id ("min", "%", "count", …), "" if none */
  SzColumnType type;
  double *numbers; /* length rows; NUMBER and INSTANT */
  char **texts;    /* length rows; TEXT */
  gsize capacity;
} SzColumn;

typedef struct {
  gint64 now_ms;        /* the source's clock when the figure was made; 0 if unknown */
  gint64 data_ms;       /* watermark: the data is whole up to here; 0 if unknown */
  double coverage;      /* share of (source, day) pairs asked for that are complete, 0..1; NAN if unknown */
  double rows;          /* rows the figure stands on, where counted; NAN if unknown */
  char *definition;     /* "wait_avg v1: mean(…)"; several joined by newlines */
  char *missing_reason; /* why values are missing, one sentence; NULL if nothing is */
  gboolean approximate; /* a sketch stood in for the exact values */
  double error_bound;   /* its relative error, 0 if exact */
} SzProvenance;

typedef struct _SzFrame SzFrame;
struct _SzFrame {
  gatomicrefcount refs;
  gsize rows;
  GPtrArray *columns; /* (element-type SzColumn) (owned) */
  SzProvenance provenance;
};

SzFrame *sz_frame_new (void);
SzFrame *sz_frame_ref (SzFrame *frame);
void sz_frame_unref (SzFrame *frame);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzFrame, sz_frame_unref)

/* Columns are added before rows. The column is owned by the frame. `name` and `unit` may be NULL. */
SzColumn *sz_frame_add_column (SzFrame *frame, const char *id, const char *name, const char *unit,
                               SzColumnType type);
/* Adds a row of missing values and returns its index. */
gsize sz_frame_add_row (SzFrame *frame);
void sz_frame_set_number (SzFrame *frame, gsize row, guint column, double value);
void sz_frame_set_text (SzFrame *frame, gsize row, guint column, const char *text);

guint sz_frame_n_columns (const SzFrame *frame);
const SzColumn *sz_frame_column (const SzFrame *frame, guint index);
/* -1 if there is none of that id. */
int sz_frame_find (const SzFrame *frame, const char *id);
/* NAN for missing and for a column that is not numeric. */
double sz_frame_number (const SzFrame *frame, gsize row, guint column);
const char *sz_frame_text (const SzFrame *frame, gsize row, guint column); /* (nullable) */

/* CSV by RFC 4180 (lines end with CR LF if `neutralise`, a file for a spreadsheet; else with LF), plain
 * numbers (shortest form that reads back the same, never in scientific notation within 1e-6..1e15), empty for
 * missing, instants as ISO 8601 UTC. A text cell that a spreadsheet would run as a formula
 * (= + - @ TAB CR first) gets a leading apostrophe if `neutralise`. (transfer full) */
char *sz_frame_to_csv (const SzFrame *frame, gboolean neutralise);
/* {"columns": [{"name","type","unit"}], "rows": [[…]], "provenance": {…}}. (transfer full) */
char *sz_frame_to_json (const SzFrame *frame);
/* For a terminal; widths count East Asian wide characters as two. (transfer full) */
char *sz_frame_to_table (const SzFrame *frame);

/* The number text used by CSV, JSON. `out` has room for G_ASCII_DTOSTR_BUF_SIZE. */
const char *sz_number_plain (double value, char *out);

G_END_DECLS
