/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-db.h"

G_BEGIN_DECLS

/* Rows in memory as a table of SQL: `INSERT … SELECT c0, c1 FROM sz_feed (?1)` writes them all with one
 * statement, which keeps its place in the tree from row to row; a statement for each row costs twice as much.
 * Only what bound the parameter can be read. */
#define SZ_FEED_COLUMNS 512

typedef struct _SzFeedRows SzFeedRows;
struct _SzFeedRows {
  guint n_rows;
  /* Gives one value, as sqlite3_result_… does; what it points to must live until the statement ends. */
  void (*value) (SzFeedRows *rows, guint row, guint column, sqlite3_context *context);
};

gboolean sz_feed_table_register (sqlite3 *handle);
/* "SELECT c0, … FROM sz_feed (?1) WHERE 1"; the condition lets an ON CONFLICT follow. (transfer full) */
char *sz_feed_table_select (guint n_columns);
/* Runs a statement over the rows. */
gboolean sz_feed_table_run (SzStmt *stmt, SzFeedRows *rows, GError **error);

G_END_DECLS
