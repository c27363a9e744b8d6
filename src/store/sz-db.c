/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-db.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "sz-folder.h"
#include "sz-functions.h"
#include "sz-i18n.h"

#define BUSY_TIMEOUT_MS 5000
#define PROGRESS_STEPS 2000

/* --- opening --- */

/* Called by SQLite every few thousand of its instructions: this is where a deadline or an interrupt takes
 * hold. */
static int
check_progress (void *data)
{
  SzDb *db = data;
  if (g_atomic_int_get (&db->interrupted))
    return 1;
  return db->deadline_us > 0 && g_get_monotonic_time () > db->deadline_us;
}

/* A cache that came from outside must not run code hidden in its schema, and a damaged page must be noticed,
 * not trusted. */
static const char profile[] = "PRAGMA trusted_schema = OFF;"
                              "PRAGMA cell_size_check = ON;"
                              "PRAGMA mmap_size = 0;"
                              "PRAGMA temp_store = MEMORY;"
                              "PRAGMA foreign_keys = ON;"
                              "PRAGMA cache_size = -6144;";

static const char writer_profile[] = "PRAGMA cache_size = -4096;"
                                     "PRAGMA page_size = 8192;"
                                     "PRAGMA journal_mode = WAL;"
                                     "PRAGMA synchronous = NORMAL;"
                                     "PRAGMA secure_delete = FAST;"
                                     "PRAGMA journal_size_limit = 67108864;"
                                     "PRAGMA wal_autocheckpoint = 2000;";

static gboolean
set_profile (SzDb *db, SzDbMode mode, GError **error)
{
  sqlite3_extended_result_codes (db->handle, 1);
  sqlite3_busy_timeout (db->handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_progress_handler (db->handle, PROGRESS_STEPS, check_progress, db);
  if (!sz_functions_register (db->handle))
    return sz_db_fail (db, sqlite3_errcode (db->handle), error);
  if (!sz_db_exec (db, profile, error))
    return FALSE;
  return sz_db_exec (db, mode == SZ_DB_CREATE ? writer_profile : "PRAGMA query_only = ON;", error);
}

/* `name`: the path, or a URI of it with `more_flags` SQLITE_OPEN_URI. `code`: why it failed. */
static SzDb *
open_named (const char *path, const char *name, int more_flags, SzDbMode mode, gboolean *damaged, int *code,
            GError **error)
{
  g_autoptr (SzDb) db = g_new0 (SzDb, 1);
  db->path = g_strdup (path);
  db->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)sz_stmt_free);
  static const int modes[] = { [SZ_DB_READ] = SQLITE_OPEN_READONLY,
                               [SZ_DB_RESTORE] = SQLITE_OPEN_READWRITE,
                               [SZ_DB_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE };
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | more_flags | modes[mode];
  *code = sqlite3_open_v2 (name, &db->handle, flags, NULL);
  if (*code != SQLITE_OK) {
    sz_db_fail (db, *code, error);
    return NULL;
  }
  if (!set_profile (db, mode, error)) {
    *code = sqlite3_errcode (db->handle);
    if (damaged)
      *damaged = db->damaged;
    return NULL;
  }
  return g_steal_pointer (&db);
}

/* A folder that cannot be written (another's home, a read-only disk) cannot take the files by which readers
 * and writers agree. With nothing in the write-ahead log none are needed. */
static SzDb *
open_closed_folder (const char *path, gboolean *damaged, GError **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  GStatBuf info;
  if (g_stat (log, &info) == 0 && info.st_size > 0) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_STORE,
                 _ ("%s cannot be read from a folder without the right to write while its owner has changes "
                    "in %s; let the owner close Shuzhi first, or copy the folder"),
                 path, log);
    return NULL;
  }
  g_autofree char *full = g_canonicalize_filename (path, NULL);
  g_autofree char *uri = g_filename_to_uri (full, NULL, error);
  if (uri == NULL)
    return NULL;
  g_autofree char *name = g_strconcat (uri, "?immutable=1", NULL);
  int code;
  return open_named (path, name, SQLITE_OPEN_URI, SZ_DB_READ, damaged, &code, error);
}

SzDb *
sz_db_open (const char *path, SzDbMode mode, gboolean *damaged, GError **error)
{
  g_autoptr (GError) problem = NULL;
  int code = SQLITE_OK;
  SzDb *db = open_named (path, path, 0, mode, damaged, &code, &problem);
  if (db)
    return db;
  g_autofree char *folder = g_path_get_dirname (path);
  gboolean shut = (code & 0xff) == SQLITE_READONLY || (code & 0xff) == SQLITE_CANTOPEN;
  if (mode == SZ_DB_READ && shut && g_access (path, R_OK) == 0 && g_access (folder, W_OK) != 0)
    return open_closed_folder (path, damaged, error);
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}

void
sz_db_close (SzDb *db)
{
  if (db == NULL)
    return;
  g_hash_table_unref (db->statements);
  sqlite3_close_v2 (db->handle);
  g_free (db->path);
  g_free (db);
}

void
sz_db_set_deadline (SzDb *db, guint deadline_ms)
{
  g_atomic_int_set (&db->interrupted, 0);
  db->deadline_us = deadline_ms > 0 ? g_get_monotonic_time () + (gint64)deadline_ms * 1000 : 0;
}

/* The progress handler sees the flag within a millisecond; sqlite3_interrupt would also end what begins
 * later. */
void
sz_db_interrupt (SzDb *db)
{
  g_atomic_int_set (&db->interrupted, 1);
}

/* --- errors --- */

/* What the system said when a write failed: the connection does not always know, but its two files do. */
static gboolean
met_limit (SzDb *db)
{
  static const int pointers[] = { SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER };
  int codes[3] = { sqlite3_system_errno (db->handle), 0, 0 };
  for (guint i = 0; i < G_N_ELEMENTS (pointers); i++) {
    sqlite3_file *file = NULL;
    sqlite3_file_control (db->handle, "main", pointers[i], &file);
    if (file && file->pMethods)
      file->pMethods->xFileControl (file, SQLITE_FCNTL_LAST_ERRNO, &codes[1 + i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i] == ENOSPC || codes[i] == EDQUOT || codes[i] == EFBIG)
      return TRUE;
  return FALSE;
}

static gboolean
is_full (SzDb *db, int code)
{
  return (code & 0xff) == SQLITE_FULL || ((code & 0xff) == SQLITE_IOERR && db->handle && met_limit (db));
}

static gboolean
fail_interrupted (SzDb *db, GError **error)
{
  if (g_atomic_int_get (&db->interrupted))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The query was cancelled"));
  else
    g_set_error_literal (error, SZ_ERROR, SZ_ERROR_TIMEOUT, _ ("The query took longer than it may"));
  return FALSE;
}

/* Whoever meets a bad page, reader or writer, leaves word for the next writer, which looks closely. A file
 * that is no database at all may be somebody else's: there the writer looks anyway. */
static gboolean
fail_damaged (SzDb *db, int code, GError **error)
{
  const char *detail = db->handle ? sqlite3_errmsg (db->handle) : sqlite3_errstr (code);
  db->damaged = TRUE;
  if ((code & 0xff) == SQLITE_NOTADB) {
    g_set_error (
        error, SZ_ERROR, SZ_ERROR_STORE,
        _ ("%s is damaged, or no file of Shuzhi (%s); the next `shuzhi sync` sets a damaged one aside "
           "and fetches everything anew"),
        db->path, detail);
    return FALSE;
  }
  sz_folder_suspect (db->path);
  g_set_error (error, SZ_ERROR, SZ_ERROR_STORE,
               _ ("%s is damaged (%s); the next `shuzhi sync` sets it aside and fetches everything anew"),
               db->path, detail);
  return FALSE;
}

gboolean
sz_db_fail (SzDb *db, int code, GError **error)
{
  int primary = code & 0xff;
  if (primary == SQLITE_INTERRUPT)
    return fail_interrupted (db, error);
  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB)
    return fail_damaged (db, code, error);
  if (is_full (db, code)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_DISK_FULL, _ ("No room is left on the disk for %s"), db->path);
    return FALSE;
  }
  const char *detail = db->handle ? sqlite3_errmsg (db->handle) : sqlite3_errstr (code);
  g_set_error (error, SZ_ERROR, primary == SQLITE_BUSY ? SZ_ERROR_BUSY : SZ_ERROR_STORE, "%s: %s", db->path,
               detail);
  return FALSE;
}

/* --- statements --- */

gboolean
sz_db_exec (SzDb *db, const char *sql, GError **error)
{
  int code = sqlite3_exec (db->handle, sql, NULL, NULL, NULL);
  return code == SQLITE_OK || sz_db_fail (db, code, error);
}

gboolean
sz_db_execf (SzDb *db, GError **error, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *sql = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return sz_db_exec (db, sql, error);
}

gboolean
sz_db_get_int (SzDb *db, const char *sql, gint64 otherwise, gint64 *value, GError **error)
{
  g_autoptr (SzStmt) stmt = sz_stmt_new (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  SzStep step = sz_stmt_step (stmt, error);
  if (step == SZ_STEP_ERROR)
    return FALSE;
  *value = step == SZ_STEP_ROW && !sz_stmt_is_null (stmt, 0) ? sz_stmt_int (stmt, 0) : otherwise;
  return TRUE;
}

SzStmt *
sz_stmt_new (SzDb *db, const char *sql, GError **error)
{
  sqlite3_stmt *raw = NULL;
  int code = sqlite3_prepare_v3 (db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, NULL);
  if (code != SQLITE_OK) {
    sz_db_fail (db, code, error);
    return NULL;
  }
  SzStmt *stmt = g_new0 (SzStmt, 1);
  stmt->raw = raw;
  stmt->db = db;
  return stmt;
}

void
sz_stmt_free (SzStmt *stmt)
{
  if (stmt == NULL)
    return;
  sqlite3_finalize (stmt->raw);
  g_free (stmt);
}

SzStmt *
sz_db_statement (SzDb *db, const char *sql, GError **error)
{
  SzStmt *stmt = g_hash_table_lookup (db->statements, sql);
  if (stmt) {
    sqlite3_reset (stmt->raw);
    sqlite3_clear_bindings (stmt->raw);
    stmt->bound = SQLITE_OK;
    return stmt;
  }
  stmt = sz_stmt_new (db, sql, error);
  if (stmt)
    g_hash_table_insert (db->statements, g_strdup (sql), stmt);
  return stmt;
}

/* Questions differ in their constants only by bound values, so a few hundred texts are all there are; a flood
 * of others (free formulas) must not grow without end. */
void
sz_db_trim_statements (SzDb *db)
{
  if (g_hash_table_size (db->statements) > 512)
    g_hash_table_remove_all (db->statements);
}

void
sz_db_forget_statements (SzDb *db)
{
  g_hash_table_remove_all (db->statements);
}

SzStep
sz_stmt_step (SzStmt *stmt, GError **error)
{
  int code = stmt->bound == SQLITE_OK ? sqlite3_step (stmt->raw) : stmt->bound;
  stmt->bound = SQLITE_OK;
  if (code == SQLITE_ROW)
    return SZ_STEP_ROW;
  if (code == SQLITE_DONE) {
    sqlite3_reset (stmt->raw);
    return SZ_STEP_DONE;
  }
  sz_db_fail (stmt->db, code, error);
  sqlite3_reset (stmt->raw);
  return SZ_STEP_ERROR;
}

gboolean
sz_stmt_run (SzStmt *stmt, GError **error)
{
  for (;;) {
    SzStep step = sz_stmt_step (stmt, error);
    if (step != SZ_STEP_ROW)
      return step == SZ_STEP_DONE;
  }
}
