/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-layout.h"
#include "sz-words.h"

G_BEGIN_DECLS

/* Conditions and values over one row in memory, with SQL's three-valued logic. What sz-compile.c writes as
 * SQL gives the same on the same row; a test holds the two together. */

/* A row as the evaluator sees it: numbers are whole (instants absolute), CODE and MASK as word numbers, TEXT
 * as text. */
typedef struct {
  gint64 *numbers;
  const char **texts;
  guint8 *set; /* 0: missing */
} SzRowView;

typedef enum { SZ_FALSE = 0, SZ_TRUE = 1, SZ_UNKNOWN = 2 } SzTruth;

/* A measure made ready: literals turned into word numbers. */
typedef struct _SzProgram SzProgram;

/* `words` must outlive the program; with `intern`, literals that have no number get one (writer), else such a
 * literal equals nothing. NULL on an error of the dictionary. */
SzProgram *sz_program_new (const SzMeasure *measure, SzWords *words, gboolean intern, GError **error);
void sz_program_free (SzProgram *program);

/* Sets the flags of the fields that its value and condition look at. */
void sz_program_mark_fields (const SzProgram *program, gboolean *used);

/* Whether the row counts (its instant apart), and with which value (1 for counts without one). */
gboolean sz_program_run (const SzProgram *program, const SzRowView *row, gint64 *value);
/* FALSE: missing. */
gboolean sz_program_value (const SzProgram *program, const SzRowView *row, gint64 *value);
SzTruth sz_program_where (const SzProgram *program, const SzRowView *row);

G_END_DECLS
