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
} SzQuestion;

SzQuestion *sz_question_new (const SzPlace *place, const char *text, const char *sort);
void sz_question_free (SzQuestion *question);

/* SzWorkFuncs; the question is an SzQuestion. */
gpointer sz_answer_page (SzWorkerContext *context, gpointer question, GError **error); /* SzPage */
/* The same, of a store that has sources; else NOT_FOUND. */
gpointer sz_answer_ahead (SzWorkerContext *context, gpointer question, GError **error);   /* SzPage */
gpointer sz_answer_rows (SzWorkerContext *context, gpointer question, GError **error);    /* SzRowsPart */
gpointer sz_answer_count (SzWorkerContext *context, gpointer question, GError **error);   /* gint64 * */
gpointer sz_answer_library (SzWorkerContext *context, gpointer question, GError **error); /* GPtrArray */
gpointer sz_answer_names (SzWorkerContext *context, gpointer question, GError **error);   /* GPtrArray */
gpointer sz_answer_sources (SzWorkerContext *context, gpointer question,
                            GError **error); /* SzSourcesReport */
gpointer sz_answer_export (SzWorkerContext *context, gpointer question,
                           GError **error); /* gint64 *: rows written */

G_END_DECLS
