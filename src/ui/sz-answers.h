/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-desk.h"
#include "sz-worker.h"

G_BEGIN_DECLS

/* What the worker thread does for each kind of question: the only place of the window that asks figures and
 * the reader. */
typedef struct {
  SzPlace *place;      /* (nullable) */
  char *text;          /* (nullable) rows: the token to go on after; export: the path */
  SzAlertList *alerts; /* (owned) (nullable) pages: what needs action is put on them */
  gboolean wall;       /* pages: no names of people */
  char *sort;          /* (nullable) rows: a column id, with a minus in front for descending */
  gboolean from;       /* rows: not behind `text` but from a day on, without its first `skip` rows */
  gint64 day;          /* outline: from this day on */
  guint skip;
  guint part; /* of the asker: which part this is */
} SzQuestion;

/* A piece of sz_reader_outline. */
typedef struct {
  GArray *days; /* (element-type SzRowsDay) */
  gint64 next_day;
} SzRowsOutline;
void sz_rows_outline_free (SzRowsOutline *outline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzRowsOutline, sz_rows_outline_free)

/* Rows of a part that is asked for by its place. */
#define SZ_ROWS_PART 200

SzQuestion *sz_question_new (const SzPlace *place, const char *text, const char *sort);
void sz_question_free (SzQuestion *question);

/* SzWorkFuncs; the question is an SzQuestion. */
gpointer sz_answer_page (SzWorkerContext *context, gpointer question, GError **error); /* SzPage */
/* The same, of a store that has sources; else NOT_FOUND. */
gpointer sz_answer_ahead (SzWorkerContext *context, gpointer question, GError **error);   /* SzPage */
gpointer sz_answer_rows (SzWorkerContext *context, gpointer question, GError **error);    /* SzRowsPart */
gpointer sz_answer_outline (SzWorkerContext *context, gpointer question, GError **error); /* SzRowsOutline */
gpointer sz_answer_count (SzWorkerContext *context, gpointer question, GError **error);   /* gint64 * */
gpointer sz_answer_library (SzWorkerContext *context, gpointer question, GError **error); /* GPtrArray */
gpointer sz_answer_names (SzWorkerContext *context, gpointer question, GError **error);   /* GPtrArray */
gpointer sz_answer_sources (SzWorkerContext *context, gpointer question,
                            GError **error); /* SzSourcesReport */
gpointer sz_answer_export (SzWorkerContext *context, gpointer question,
                           GError **error); /* gint64 *: rows written */

G_END_DECLS
