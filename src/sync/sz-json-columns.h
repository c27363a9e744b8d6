/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-json.h"

G_BEGIN_DECLS

/* The members of a JSON object as columns: a column is a name, or a path ("applicant.address.town") into
 * objects inside the row. One thread. */
typedef struct _SzJsonColumns SzJsonColumns;

/* `names` (element-type utf8) must outlive it. */
SzJsonColumns *sz_json_columns_new (const GPtrArray *names);
void sz_json_columns_free (SzJsonColumns *columns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzJsonColumns, sz_json_columns_free)

/* Reads one object; `values` has one entry for each name: WORD, ABSENT or NESTED, as cells of a file are.
 * They live until the next call, or as long as the text. FALSE: `why` as of sz_json_line_read. */
gboolean sz_json_columns_read (SzJsonColumns *columns, const char *text, gsize length, SzInput *values,
                               const char **why);

G_END_DECLS
