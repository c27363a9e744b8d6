/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-feed-table.h"

#define POINTER_NAME "sz-feed-rows"

typedef struct {
  sqlite3_vtab_cursor base;
  SzFeedRows *rows;
  guint at;
} Cursor;

static int
connect_table (sqlite3 *handle, void *data, int n, const char *const *arguments, sqlite3_vtab **table,
               char **error)
{
  g_autoptr (GString) sql = g_string_new ("CREATE TABLE x (");
  for (guint i = 0; i < SZ_FEED_COLUMNS; i++)
    g_string_append_printf (sql, "c%u, ", i);
  g_string_append (sql, "rows HIDDEN)");
  int code = sqlite3_declare_vtab (handle, sql->str);
  if (code != SQLITE_OK)
    return code;
  *table = sqlite3_malloc (sizeof (sqlite3_vtab));
  if (*table == NULL)
    return SQLITE_NOMEM;
  **table = (sqlite3_vtab){ 0 };
  /* No schema of a file may read it. */
  return sqlite3_vtab_config (handle, SQLITE_VTAB_DIRECTONLY);
}

static int
disconnect_table (sqlite3_vtab *table)
{
  sqlite3_free (table);
  return SQLITE_OK;
}

static int
choose_index (sqlite3_vtab *table, sqlite3_index_info *info)
{
  for (int i = 0; i < info->nConstraint; i++) {
    if (info->aConstraint[i].iColumn != SZ_FEED_COLUMNS || !info->aConstraint[i].usable ||
        info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
      continue;
    info->aConstraintUsage[i].argvIndex = 1;
    info->aConstraintUsage[i].omit = 1;
    info->estimatedCost = 1;
    return SQLITE_OK;
  }
  return SQLITE_CONSTRAINT;
}

static int
open_cursor (sqlite3_vtab *table, sqlite3_vtab_cursor **cursor)
{
  Cursor *self = sqlite3_malloc (sizeof (Cursor));
  if (self == NULL)
    return SQLITE_NOMEM;
  *self = (Cursor){ 0 };
  *cursor = &self->base;
  return SQLITE_OK;
}

static int
close_cursor (sqlite3_vtab_cursor *cursor)
{
  sqlite3_free (cursor);
  return SQLITE_OK;
}

static int
filter_cursor (sqlite3_vtab_cursor *cursor, int index, const char *name, int n, sqlite3_value **values)
{
  Cursor *self = (Cursor *)cursor;
  self->rows = n == 1 ? sqlite3_value_pointer (values[0], POINTER_NAME) : NULL;
  self->at = 0;
  return self->rows ? SQLITE_OK : SQLITE_MISUSE;
}

static int
next_row (sqlite3_vtab_cursor *cursor)
{
  ((Cursor *)cursor)->at++;
  return SQLITE_OK;
}

static int
is_over (sqlite3_vtab_cursor *cursor)
{
  const Cursor *self = (const Cursor *)cursor;
  return self->at >= self->rows->n_rows;
}

static int
give_value (sqlite3_vtab_cursor *cursor, sqlite3_context *context, int column)
{
  Cursor *self = (Cursor *)cursor;
  if (column < SZ_FEED_COLUMNS)
    self->rows->value (self->rows, self->at, (guint)column, context);
  return SQLITE_OK;
}

static int
give_row_id (sqlite3_vtab_cursor *cursor, sqlite3_int64 *id)
{
  *id = ((const Cursor *)cursor)->at;
  return SQLITE_OK;
}

/* Without xCreate it exists by its name alone, and only so. */
static const sqlite3_module module = {
  .iVersion = 1,
  .xConnect = connect_table,
  .xBestIndex = choose_index,
  .xDisconnect = disconnect_table,
  .xOpen = open_cursor,
  .xClose = close_cursor,
  .xFilter = filter_cursor,
  .xNext = next_row,
  .xEof = is_over,
  .xColumn = give_value,
  .xRowid = give_row_id,
};

gboolean
sz_feed_table_register (sqlite3 *handle)
{
  return sqlite3_create_module_v2 (handle, "sz_feed", &module, NULL, NULL) == SQLITE_OK;
}

char *
sz_feed_table_select (guint n_columns)
{
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  for (guint i = 0; i < n_columns; i++)
    g_string_append_printf (sql, "%sc%u", i ? ", " : "", i);
  g_string_append (sql, " FROM sz_feed (?1) WHERE 1");
  return g_strdup (sql->str);
}

gboolean
sz_feed_table_run (SzStmt *stmt, SzFeedRows *rows, GError **error)
{
  stmt->bound |= sqlite3_bind_pointer (stmt->raw, 1, rows, POINTER_NAME, NULL);
  gboolean good = sz_stmt_run (stmt, error);
  sqlite3_bind_null (stmt->raw, 1);
  return good;
}
