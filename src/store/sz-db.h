/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "sz-error.h"

G_BEGIN_DECLS

/* A connection and its statements, with the settings every connection to cache.db must have. One thread at a
 * time, but for sz_db_interrupt. All errors are of SZ_ERROR: DISK_FULL, TIMEOUT, STORE; G_IO_ERROR_CANCELLED
 * after an interrupt. */
typedef struct _SzDb SzDb;
struct _SzDb {
  sqlite3 *handle;
  char *path;
  GHashTable *statements; /* SQL text -> SzStmt, for sz_db_statement */
  gint64 deadline_us;     /* monotonic; 0: none */
  int interrupted;        /* atomic */
  gboolean damaged;       /* SQLITE_CORRUPT or NOTADB was seen */
};

typedef enum {
  SZ_DB_CREATE,  /* read, write, create */
  SZ_DB_READ,    /* read only, query_only */
  SZ_DB_RESTORE, /* writes nothing but what a journal left by a loss of power puts back; query_only */
} SzDbMode;

/* `damaged` (nullable): the failure is damage, or the file is no database at all. */
SzDb *sz_db_open (const char *path, SzDbMode mode, gboolean *damaged, GError **error);
void sz_db_close (SzDb *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzDb, sz_db_close)

/* From now until the next call: statements end with SZ_ERROR_TIMEOUT after so many milliseconds; 0: no limit.
 */
void sz_db_set_deadline (SzDb *db, guint deadline_ms);
void sz_db_interrupt (SzDb *db);

/* Several statements without results. */
gboolean sz_db_exec (SzDb *db, const char *sql, GError **error);
gboolean sz_db_execf (SzDb *db, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* One integer; `otherwise` if there is no row or it is NULL. */
gboolean sz_db_get_int (SzDb *db, const char *sql, gint64 otherwise, gint64 *value, GError **error);
/* Turns the connection's last error into a GError. Always FALSE. */
gboolean sz_db_fail (SzDb *db, int code, GError **error);

typedef struct _SzStmt SzStmt;
struct _SzStmt {
  sqlite3_stmt *raw;
  SzDb *db;
  int bound; /* why a parameter could not be bound: the next step says so. SQLITE_OK */
};

typedef enum { SZ_STEP_ROW, SZ_STEP_DONE, SZ_STEP_ERROR } SzStep;

/* (transfer full) (nullable) */
SzStmt *sz_stmt_new (SzDb *db, const char *sql, GError **error);
void sz_stmt_free (SzStmt *stmt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzStmt, sz_stmt_free)
/* A statement that the connection keeps and hands out reset; not for nested use of one text. (transfer none)
 * (nullable) */
SzStmt *sz_db_statement (SzDb *db, const char *sql, GError **error);
/* While none is in use: drops the kept statements if they are very many. */
void sz_db_trim_statements (SzDb *db);
/* Drops the kept statements, as a change of the schema needs. */
void sz_db_forget_statements (SzDb *db);

SzStep sz_stmt_step (SzStmt *stmt, GError **error);
/* Steps to the end and resets: for statements without results. */
gboolean sz_stmt_run (SzStmt *stmt, GError **error);

/* Parameters count from 1. Texts must live until the next reset. */
static inline void
sz_stmt_bind_int (SzStmt *stmt, int index, gint64 value)
{
  stmt->bound |= sqlite3_bind_int64 (stmt->raw, index, value);
}

static inline void
sz_stmt_bind_null (SzStmt *stmt, int index)
{
  stmt->bound |= sqlite3_bind_null (stmt->raw, index);
}

static inline void
sz_stmt_bind_text (SzStmt *stmt, int index, const char *text)
{
  stmt->bound |= sqlite3_bind_text (stmt->raw, index, text, -1, SQLITE_STATIC);
}

/* Bytes: `copied`, or living until the next reset; none are NULL. */
static inline void
sz_stmt_bind_blob (SzStmt *stmt, int index, const guint8 *data, gsize length, gboolean copied)
{
  stmt->bound |= length > 0 ? sqlite3_bind_blob (stmt->raw, index, data, (int)length,
                                                 copied ? SQLITE_TRANSIENT : SQLITE_STATIC)
                            : sqlite3_bind_null (stmt->raw, index);
}

static inline void
sz_stmt_reset (SzStmt *stmt)
{
  sqlite3_reset (stmt->raw);
}

/* Columns count from 0. */
static inline gint64
sz_stmt_int (SzStmt *stmt, int column)
{
  return sqlite3_column_int64 (stmt->raw, column);
}

static inline gboolean
sz_stmt_is_null (SzStmt *stmt, int column)
{
  return sqlite3_column_type (stmt->raw, column) == SQLITE_NULL;
}

static inline const char *
sz_stmt_text (SzStmt *stmt, int column)
{
  return (const char *)sqlite3_column_text (stmt->raw, column);
}

G_END_DECLS
