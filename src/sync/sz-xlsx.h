/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-error.h"

G_BEGIN_DECLS

/* Reads one sheet of a workbook (Office Open XML) as rows of texts, as a stream: nothing is unpacked to disk.
 * Numbers stand as they were written, without digits that only binary fractions have; dates become
 * "2026-11-20", clocks "09:30:00", both "2026-11-20 09:30:00". Formulas count with the value that was saved.
 * Bounded in bytes, entries, packing ratio, depth, rows and cells; no entity is ever expanded. One thread. */
typedef struct _SzXlsx SzXlsx;

typedef struct {
  gsize at, length; /* in the row's text */
} SzXlsxCell;

typedef struct {
  gint64 number;   /* of the row, from 1 */
  const char *why; /* NULL, or why the row cannot be taken (static, for _()) */
  const char *text;
  gsize length;
  const SzXlsxCell *cells; /* up to the last that is there */
  guint n_cells;
} SzXlsxRow;

/* `sheet` NULL: the first. SZ_ERROR_BAD_FILE says what is wrong, without the file's name. */
SzXlsx *sz_xlsx_open (const char *path, const char *sheet, GError **error);
void sz_xlsx_close (SzXlsx *xlsx);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzXlsx, sz_xlsx_close)

/* The next row that has cells, valid until the next call; NULL at the end, or with an error. */
const SzXlsxRow *sz_xlsx_next (SzXlsx *xlsx, GError **error);
/* How many rows the sheet says it has, for progress only; at least 1. */
gint64 sz_xlsx_rows (const SzXlsx *xlsx);

G_END_DECLS
