/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-evaluate.h"

G_BEGIN_DECLS

/* Rows of a data set in memory, by columns: a number takes four bytes where those of its column lie near each
 * other (codes, durations, the instants of one day), a field that no row has takes none. One thread. */
typedef struct _SzDayTable SzDayTable;

SzDayTable *sz_day_table_new (const SzLayout *layout);
void sz_day_table_free (SzDayTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzDayTable, sz_day_table_free)

/* A row is told by its source and key. Puts it in place of the one that is there, or behind the last. */
void sz_day_table_put (SzDayTable *table, gint64 source, const char *key, const SzRowView *view);
/* The last row takes its place. */
void sz_day_table_drop (SzDayTable *table, gint64 source, const char *key);
guint sz_day_table_n_rows (const SzDayTable *table);
/* Memory, about. What was put in place of something leaves the old texts behind. */
gsize sz_day_table_bytes (const SzDayTable *table);

/* Walks through rows; `used` (a flag for each field): the fields that are looked at, the others stay missing.
 */
typedef struct {
  const SzDayTable *table;
  guint *fields;
  guint n_fields;
  SzRowView view; /* of the row found last; (owned) */
  gint64 source;  /* its source */
} SzDayCursor;

void sz_day_cursor_init (SzDayCursor *cursor, const SzDayTable *table, const gboolean *used);
void sz_day_cursor_clear (SzDayCursor *cursor);
void sz_day_cursor_read (SzDayCursor *cursor, guint row);

G_END_DECLS
