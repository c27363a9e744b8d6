/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file: opening, the lock, and what is written. */

#include "sz-truth-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sz-folder.h"
#include "sz-i18n.h"
#include "sz-time.h"

/* Released steps are never edited. The log takes no change: what happened, happened. */
static const char *const migration_steps[] = {
  "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;"
  "CREATE TABLE episodes (id TEXT PRIMARY KEY, rule TEXT NOT NULL, object TEXT NOT NULL, place TEXT NOT NULL,"
  " rule_version INTEGER NOT NULL, state INTEGER NOT NULL, blind INTEGER NOT NULL, value REAL, peak REAL,"
  " threshold REAL, clear REAL, since_ms INTEGER NOT NULL, raised_ms INTEGER NOT NULL,"
  " acknowledged_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL,"
  " seen_ms INTEGER NOT NULL, beyond_ms INTEGER NOT NULL, calm_ms INTEGER NOT NULL, blind_ms INTEGER NOT "
  "NULL,"
  " reminded_ms INTEGER NOT NULL, reminded INTEGER NOT NULL, ending TEXT NOT NULL, who TEXT NOT NULL,"
  " what TEXT NOT NULL, note TEXT NOT NULL, facts TEXT NOT NULL) WITHOUT ROWID, STRICT;"
  "CREATE INDEX ended_episodes ON episodes (ended_ms);"
  "CREATE TABLE evidence (episode TEXT NOT NULL REFERENCES episodes (id), at_ms INTEGER NOT NULL,"
  " value REAL, PRIMARY KEY (episode, at_ms)) WITHOUT ROWID, STRICT;"
  "CREATE TABLE log (seq INTEGER PRIMARY KEY AUTOINCREMENT, episode TEXT NOT NULL, at_ms INTEGER NOT NULL,"
  " wall_ms INTEGER NOT NULL, kind TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, note TEXT NOT NULL,"
  " value REAL, until_ms INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;"
  "CREATE INDEX episode_log ON log (episode, seq);"
  "CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log BEGIN"
  " SELECT raise (ABORT, 'the log is only added to'); END;"
  "CREATE TRIGGER log_is_not_deleted BEFORE DELETE ON log BEGIN"
  " SELECT raise (ABORT, 'the log is only added to'); END;"
};

/* --- opening --- */

/* sz-db's words about damage are those of the cache, which is fetched anew; this file cannot be. */
static void
explain_damage (const char *path, GError **error)
{
  g_autofree char *mark = g_strconcat (path, ".suspect", NULL);
  g_clear_error (error);
  g_unlink (mark);
  g_set_error (
      error, SZ_ERROR, SZ_ERROR_STORE,
      _ ("%s, the record of alerts, is damaged; `shuzhi alerts restore` puts the newest backup in its "
         "place and keeps the damaged file"),
      path);
}

static gboolean
migrate (SzDb *db, SzTruthMode mode, GError **error)
{
  gint64 version = 0, mark = 0, tables = 0;
  if (!sz_db_get_int (db, "PRAGMA user_version", 0, &version, error) ||
      !sz_db_get_int (db, "PRAGMA application_id", 0, &mark, error) ||
      !sz_db_get_int (db, "SELECT count(*) FROM sqlite_schema", 0, &tables, error))
    return FALSE;
  if (mark != SZ_TRUTH_APPLICATION && (mark != 0 || tables > 0)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_FOREIGN, _ ("%s is no record of alerts of Shuzhi; move it away"),
                 db->path);
    return FALSE;
  }
  if (version > (gint64)G_N_ELEMENTS (migration_steps)) {
    g_set_error (
        error, SZ_ERROR, SZ_ERROR_NEWER,
        _ ("%s was written by a newer version of Shuzhi (format %d, this one knows %d); update Shuzhi"),
        db->path, (int)version, (int)G_N_ELEMENTS (migration_steps));
    return FALSE;
  }
  if (mode == SZ_TRUTH_READ)
    return TRUE;
  for (; version < (gint64)G_N_ELEMENTS (migration_steps); version++)
    if (!sz_db_exec (db, "BEGIN IMMEDIATE", error) || !sz_db_exec (db, migration_steps[version], error) ||
        !sz_db_execf (db, error, "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
                      SZ_TRUTH_APPLICATION, (int)version + 1)) {
      sz_db_exec (db, "ROLLBACK", NULL);
      return FALSE;
    }
  return TRUE;
}

SzDb *
sz_truth_open_file (const char *path, SzTruthMode mode, GError **error)
{
  GError *failure = NULL;
  gboolean damaged = FALSE;
  g_autoptr (SzDb) db =
      sz_db_open (path, mode == SZ_TRUTH_WRITE ? SZ_DB_CREATE : SZ_DB_READ, &damaged, &failure);
  if (db && migrate (db, mode, &failure) &&
      (mode == SZ_TRUTH_READ || sz_db_exec (db, "PRAGMA synchronous = FULL", &failure)))
    return g_steal_pointer (&db);
  if (damaged || (db && db->damaged))
    explain_damage (path, &failure);
  g_propagate_error (error, failure);
  return NULL;
}

static gboolean
make_file (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  struct stat info;
  gboolean good = fd >= 0 && fstat (fd, &info) == 0 && S_ISREG (info.st_mode) &&
                  ((info.st_mode & 0077) == 0 || fchmod (fd, 0600) == 0);
  int code = errno;
  if (fd >= 0)
    close (fd);
  if (!good)
    g_set_error (error, SZ_ERROR, code == ENOSPC ? SZ_ERROR_DISK_FULL : SZ_ERROR_STORE, "%s: %s", path,
                 g_strerror (code != 0 ? code : EINVAL));
  return good;
}

SzTruth *
sz_truth_open (const char *folder, SzTruthMode mode, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "truth.db", NULL);
  if (mode == SZ_TRUTH_READ && !g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND, _ ("no alert has been recorded yet: there is no %s"),
                 path);
    return NULL;
  }
  if (mode == SZ_TRUTH_WRITE && (!sz_folder_prepare (folder, error) || !make_file (path, error)))
    return NULL;
  SzDb *db = sz_truth_open_file (path, mode, error);
  if (db == NULL)
    return NULL;
  SzTruth *truth = g_new0 (SzTruth, 1);
  truth->db = db;
  truth->folder = g_strdup (folder);
  truth->version = -1;
  return truth;
}

void
sz_truth_close (SzTruth *truth)
{
  if (truth == NULL)
    return;
  sz_db_close (truth->db);
  g_free (truth->folder);
  g_free (truth);
}

/* --- episodes and events as values --- */

SzTruthEpisode *
sz_truth_episode_new (void)
{
  SzTruthEpisode *episode = g_new0 (SzTruthEpisode, 1);
  char **const texts[] = { &episode->rule, &episode->object, &episode->place, &episode->ending,
                           &episode->who,  &episode->what,   &episode->note,  &episode->facts };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = g_strdup ("");
  episode->value = episode->peak = episode->limit = episode->clear = NAN;
  return episode;
}

SzTruthEpisode *
sz_truth_episode_copy (const SzTruthEpisode *episode)
{
  SzTruthEpisode *copy = g_memdup2 (episode, sizeof *episode);
  char **const texts[] = { &copy->rule, &copy->object, &copy->place, &copy->ending,
                           &copy->who,  &copy->what,   &copy->note,  &copy->facts };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = g_strdup (*texts[i]);
  return copy;
}

void
sz_truth_episode_free (SzTruthEpisode *episode)
{
  if (episode == NULL)
    return;
  char *const texts[] = { episode->rule, episode->object, episode->place, episode->ending,
                          episode->who,  episode->what,   episode->note,  episode->facts };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_free (episode);
}

void
sz_truth_set_text (char **place, const char *text)
{
  char *copy = g_strdup (text ? text : "");
  g_free (*place);
  *place = copy;
}

void
sz_truth_event_free (SzTruthEvent *event)
{
  if (event == NULL)
    return;
  g_free (event->episode);
  g_free (event->kind);
  g_free (event->who);
  g_free (event->what);
  g_free (event->note);
  g_free (event);
}

/* --- the lock --- */

gboolean
sz_truth_was_changed (SzTruth *truth)
{
  gint64 version = 0;
  if (!sz_db_get_int (truth->db, "PRAGMA data_version", 0, &version, NULL))
    return TRUE;
  gboolean changed = version != truth->version;
  truth->version = version;
  return changed;
}

gboolean
sz_truth_begin (SzTruth *truth, gboolean *changed, GError **error)
{
  if (!sz_db_exec (truth->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  gboolean was = sz_truth_was_changed (truth);
  if (changed)
    *changed = was;
  return TRUE;
}

gboolean
sz_truth_commit (SzTruth *truth, GError **error)
{
  if (sz_db_exec (truth->db, "COMMIT", error))
    return TRUE;
  sz_truth_rollback (truth);
  return FALSE;
}

void
sz_truth_rollback (SzTruth *truth)
{
  if (!sqlite3_get_autocommit (truth->db->handle))
    sz_db_exec (truth->db, "ROLLBACK", NULL);
}

/* --- writing --- */

static void
bind_number (SzStmt *stmt, int index, double value)
{
  if (isnan (value))
    sz_stmt_bind_null (stmt, index);
  else
    sqlite3_bind_double (stmt->raw, index, value);
}

gboolean
sz_truth_next_id (SzTruth *truth, const char *day, char *id, GError **error)
{
  SzStmt *stmt = sz_db_statement (
      truth->db, "SELECT max(CAST(substr(id, 10) AS INTEGER)) FROM episodes WHERE id GLOB ?1 || '-*'", error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_text (stmt, 1, day);
  SzStep step = sz_stmt_step (stmt, error);
  if (step == SZ_STEP_ERROR)
    return FALSE;
  g_snprintf (id, 16, "%.8s-%03d", day, (int)(step == SZ_STEP_ROW ? sz_stmt_int (stmt, 0) : 0) % 999999 + 1);
  sz_stmt_reset (stmt);
  return TRUE;
}

gboolean
sz_truth_put_episode (SzTruth *truth, const SzTruthEpisode *e, GError **error)
{
  SzStmt *stmt = sz_db_statement (
      truth->db,
      "INSERT INTO episodes (id, rule, object, place, rule_version, state, blind, value, peak, threshold, "
      "clear,"
      " since_ms, raised_ms, acknowledged_ms, until_ms, ended_ms, seen_ms, beyond_ms, calm_ms, blind_ms,"
      " reminded_ms, reminded, ending, who, what, note, facts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
      " ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27)"
      " ON CONFLICT (id) DO UPDATE SET rule_version = ?5, state = ?6, blind = ?7, value = ?8, peak = ?9,"
      " threshold = ?10, clear = ?11, since_ms = ?12, raised_ms = ?13, acknowledged_ms = ?14, until_ms = ?15,"
      " ended_ms = ?16, seen_ms = ?17, beyond_ms = ?18, calm_ms = ?19, blind_ms = ?20, reminded_ms = ?21,"
      " reminded = ?22, ending = ?23, who = ?24, what = ?25, note = ?26, facts = ?27, place = ?4",
      error);
  if (stmt == NULL)
    return FALSE;
  const char *const heads[] = { e->id, e->rule, e->object, e->place };
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    sz_stmt_bind_text (stmt, 1 + (int)i, heads[i]);
  sz_stmt_bind_int (stmt, 5, e->rule_version);
  sz_stmt_bind_int (stmt, 6, e->state);
  sz_stmt_bind_int (stmt, 7, e->blind);
  const double numbers[] = { e->value, e->peak, e->limit, e->clear };
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    bind_number (stmt, 8 + (int)i, numbers[i]);
  const gint64 instants[] = { e->since_ms, e->raised_ms,   e->acknowledged_ms, e->until_ms,
                              e->ended_ms, e->seen_ms,     e->beyond_ms,       e->calm_ms,
                              e->blind_ms, e->reminded_ms, e->reminded };
  for (guint i = 0; i < G_N_ELEMENTS (instants); i++)
    sz_stmt_bind_int (stmt, 12 + (int)i, instants[i]);
  const char *const tails[] = { e->ending, e->who, e->what, e->note, e->facts };
  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    sz_stmt_bind_text (stmt, 23 + (int)i, tails[i]);
  return sz_stmt_run (stmt, error);
}

static char *
read_last_hash (SzTruth *truth, GError **error)
{
  SzStmt *stmt = sz_db_statement (truth->db, "SELECT hash FROM log ORDER BY seq DESC LIMIT 1", error);
  if (stmt == NULL)
    return NULL;
  SzStep step = sz_stmt_step (stmt, error);
  if (step == SZ_STEP_ERROR)
    return NULL;
  char *hash = g_strdup (step == SZ_STEP_ROW ? sz_stmt_text (stmt, 0) : "");
  sz_stmt_reset (stmt);
  return hash;
}

gboolean
sz_truth_add_event (SzTruth *truth, const SzTruthEvent *event, GError **error)
{
  g_autofree char *before = read_last_hash (truth, error);
  SzStmt *stmt =
      before == NULL
          ? NULL
          : sz_db_statement (truth->db,
                             "INSERT INTO log (episode, at_ms, wall_ms, kind, who, what, note, value,"
                             " until_ms, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                             error);
  if (stmt == NULL)
    return FALSE;
  SzTruthEvent line = *event;
  line.wall_ms = event->wall_ms != 0 ? event->wall_ms : sz_clock_now_ms ();
  g_autofree char *hash = sz_truth_hash (before, &line);
  sz_stmt_bind_text (stmt, 1, line.episode ? line.episode : "");
  sz_stmt_bind_int (stmt, 2, line.at_ms);
  sz_stmt_bind_int (stmt, 3, line.wall_ms);
  sz_stmt_bind_text (stmt, 4, line.kind);
  sz_stmt_bind_text (stmt, 5, line.who ? line.who : "");
  sz_stmt_bind_text (stmt, 6, line.what ? line.what : "");
  sz_stmt_bind_text (stmt, 7, line.note ? line.note : "");
  bind_number (stmt, 8, line.value);
  sz_stmt_bind_int (stmt, 9, line.until_ms);
  sz_stmt_bind_text (stmt, 10, hash);
  return sz_stmt_run (stmt, error);
}

gboolean
sz_truth_add_evidence (SzTruth *truth, const char *episode, gint64 at_ms, double value, GError **error)
{
  SzStmt *stmt = sz_db_statement (
      truth->db, "INSERT OR REPLACE INTO evidence (episode, at_ms, value) VALUES (?1, ?2, ?3)", error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_text (stmt, 1, episode);
  sz_stmt_bind_int (stmt, 2, at_ms);
  bind_number (stmt, 3, value);
  return sz_stmt_run (stmt, error);
}

gboolean
sz_truth_set (SzTruth *truth, const char *key, const char *value, GError **error)
{
  SzStmt *stmt =
      sz_db_statement (truth->db, "INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_text (stmt, 1, key);
  sz_stmt_bind_text (stmt, 2, value);
  return sz_stmt_run (stmt, error);
}
