/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keeping truth.db: the chain of hashes, backups, and the way back from one. */

#include "sz-truth-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "sz-folder.h"
#include "sz-frame.h"
#include "sz-i18n.h"
#include "sz-time.h"

/* --- the chain --- */

static void
add_word (GChecksum *sum, const char *text)
{
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT ":", text ? strlen (text) : 0);
  g_checksum_update (sum, (const guchar *)length, -1);
  g_checksum_update (sum, (const guchar *)(text ? text : ""), -1);
}

static void
add_count (GChecksum *sum, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  add_word (sum, text);
}

char *
sz_truth_hash (const char *before, const SzTruthEvent *event)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE] = "";
  GChecksum *sum = g_checksum_new (G_CHECKSUM_SHA256);
  if (!isnan (event->value))
    g_ascii_dtostr (number, sizeof number, event->value);
  add_word (sum, before);
  add_word (sum, event->episode);
  add_count (sum, event->at_ms);
  add_count (sum, event->wall_ms);
  add_word (sum, event->kind);
  add_word (sum, event->who);
  add_word (sum, event->what);
  add_word (sum, event->note);
  add_word (sum, number);
  add_count (sum, event->until_ms);
  char *hash = g_strdup (g_checksum_get_string (sum));
  g_checksum_free (sum);
  return hash;
}

gboolean
sz_truth_check_chain (SzDb *db, GPtrArray *findings, GError **error)
{
  g_autoptr (SzStmt) stmt = sz_stmt_new (db,
                                         "SELECT seq, episode, at_ms, wall_ms, kind, who, what, note, value,"
                                         " until_ms, hash FROM log ORDER BY seq",
                                         error);
  g_autofree char *before = g_strdup ("");
  gint64 expected = 1;
  SzStep step = SZ_STEP_ERROR;
  while (stmt && (step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW) {
    gint64 seq = sz_stmt_int (stmt, 0);
    SzTruthEvent event = { .episode = (char *)sz_stmt_text (stmt, 1),
                           .at_ms = sz_stmt_int (stmt, 2),
                           .wall_ms = sz_stmt_int (stmt, 3),
                           .kind = (char *)sz_stmt_text (stmt, 4),
                           .who = (char *)sz_stmt_text (stmt, 5),
                           .what = (char *)sz_stmt_text (stmt, 6),
                           .note = (char *)sz_stmt_text (stmt, 7),
                           .value =
                               sz_stmt_is_null (stmt, 8) ? (double)NAN : sqlite3_column_double (stmt->raw, 8),
                           .until_ms = sz_stmt_int (stmt, 9) };
    g_autofree char *hash = sz_truth_hash (before, &event);
    if (seq != expected || strcmp (hash, sz_stmt_text (stmt, 10)) != 0)
      g_ptr_array_add (
          findings,
          g_strdup_printf (_ ("line %d of the alert log was changed, or lines before it are missing"),
                           (int)seq));
    g_free (before);
    before = g_strdup (sz_stmt_text (stmt, 10));
    expected = seq + 1;
  }
  if (step == SZ_STEP_ERROR)
    return FALSE;
  /* AUTOINCREMENT remembers how many there ever were. */
  gint64 last = 0;
  if (!sz_db_get_int (db, "SELECT seq FROM sqlite_sequence WHERE name = 'log'", 0, &last, error))
    return FALSE;
  if (last >= expected)
    g_ptr_array_add (findings, g_strdup_printf (_ ("the last %d lines of the alert log are missing"),
                                                (int)(last - expected + 1)));
  return TRUE;
}

static gboolean
check_file (SzDb *db, GPtrArray *findings, GError **error)
{
  g_autoptr (SzStmt) stmt = sz_stmt_new (db, "PRAGMA integrity_check(5)", error);
  SzStep step = SZ_STEP_ERROR;
  while (stmt && (step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW)
    if (strcmp (sz_stmt_text (stmt, 0), "ok") != 0)
      g_ptr_array_add (findings, g_strdup_printf ("truth.db: %s", sz_stmt_text (stmt, 0)));
  return step == SZ_STEP_DONE;
}

gboolean
sz_truth_verify (SzTruth *truth, GPtrArray *findings, GError **error)
{
  return check_file (truth->db, findings, error) && sz_truth_check_chain (truth->db, findings, error);
}

/* --- backups --- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Paths of the backups, oldest first. */
static GPtrArray *
list_backups (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "truth-backup", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "truth-") && g_str_has_suffix (name, ".db"))
      g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static gboolean
fail_errno (GError **error, const char *path)
{
  int code = errno;
  g_set_error (error, SZ_ERROR, code == ENOSPC ? SZ_ERROR_DISK_FULL : SZ_ERROR_STORE, "%s: %s", path,
               g_strerror (code));
  return FALSE;
}

static void
sync_path (const char *path, int flags)
{
  int fd = open (path, flags | O_CLOEXEC);
  if (fd >= 0) {
    if (fsync (fd) != 0)
      g_debug ("%s: %s", path, g_strerror (errno));
    close (fd);
  }
}

gboolean
sz_truth_backup (SzTruth *truth, guint keep, char **path, GError **error)
{
  g_autofree char *folder = g_build_filename (truth->folder, "truth-backup", NULL);
  g_autofree char *name = g_strdup_printf ("truth-%013" G_GINT64_FORMAT ".db", sz_clock_now_ms ());
  g_autofree char *final = g_build_filename (folder, name, NULL);
  g_autofree char *partial = g_strconcat (final, ".partial", NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail_errno (error, folder);
  g_unlink (partial);
  SzStmt *stmt = sz_db_statement (truth->db, "VACUUM INTO ?1", error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_text (stmt, 1, partial);
  if (!sz_stmt_run (stmt, error)) {
    g_unlink (partial);
    return FALSE;
  }
  sync_path (partial, O_RDWR);
  if (g_chmod (partial, 0600) != 0 || g_rename (partial, final) != 0)
    return fail_errno (error, final);
  sync_path (folder, O_RDONLY | O_DIRECTORY);
  g_autoptr (GPtrArray) backups = list_backups (truth->folder);
  for (guint i = 0; i + MAX (keep, 1) < backups->len; i++)
    g_unlink (g_ptr_array_index (backups, i));
  if (path)
    *path = g_steal_pointer (&final);
  return TRUE;
}

static gboolean
is_whole (const char *path)
{
  g_autoptr (SzDb) db = sz_truth_open_file (path, SZ_TRUTH_READ, NULL);
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  return db && check_file (db, findings, NULL) && sz_truth_check_chain (db, findings, NULL) &&
         findings->len == 0;
}

static gboolean
copy_file (const char *from, const char *to, GError **error)
{
  g_autofree char *content = NULL;
  gsize length = 0;
  g_autoptr (GError) problem = NULL;
  if (g_file_get_contents (from, &content, &length, &problem) &&
      g_file_set_contents_full (to, content, (gssize)length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &problem))
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, "%s", problem->message);
  return FALSE;
}

gboolean
sz_truth_restore (const char *folder, char **from, char **aside, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "truth.db", NULL);
  g_autoptr (GPtrArray) backups = list_backups (folder);
  const char *chosen = NULL;
  for (guint i = backups->len; i > 0 && chosen == NULL; i--)
    if (is_whole (g_ptr_array_index (backups, i - 1)))
      chosen = g_ptr_array_index (backups, i - 1);
  if (chosen == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND,
                 _ ("there is no whole backup of the alert record in %s"), folder);
    return FALSE;
  }
  /* The home's lock: a running program would go on writing into the file that was moved away. */
  int lock = sz_folder_lock (folder, error);
  if (lock < 0)
    return FALSE;
  g_autofree char *moved = NULL;
  gboolean good = TRUE;
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    good = (moved = sz_folder_set_aside (path, error)) != NULL;
  good = good && copy_file (chosen, path, error);
  close (lock);
  if (!good)
    return FALSE;
  if (from)
    *from = g_strdup (chosen);
  if (aside)
    *aside = g_steal_pointer (&moved);
  return TRUE;
}
