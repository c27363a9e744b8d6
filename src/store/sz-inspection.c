/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-inspection.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sz-db.h"
#include "sz-folder.h"
#include "sz-i18n.h"
#include "sz-time.h"

#define DELAY_US (60 * G_USEC_PER_SEC)
#define WHOLE_EVERY_MS (7 * SZ_DAY_MS)
#define NUDGE_US (20 * 1000)

static gint64 delay_us = DELAY_US;

struct _SzInspection {
  char *path;
  char *open;    /* a file that is there while a writer works, and stays behind one that was killed */
  char *checked; /* a file as old as the last look at everything */
  gboolean unclean, whole;
  GThread *thread; /* (nullable) where nothing is due */
  GMutex mutex;
  GCond changed;
  SzDb *db; /* while it reads */
  gboolean stop, over, done;
};

void
sz_inspection_set_delay_for_test (gint64 delay)
{
  delay_us = delay < 0 ? DELAY_US : delay;
}

/* A disk too full for it must not keep the store shut. */
static void
touch (const char *path)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0 || futimens (fd, NULL) != 0)
    g_debug ("%s: %s", path, g_strerror (errno));
  if (fd >= 0)
    close (fd);
}

static gboolean
is_stopped (SzInspection *self)
{
  g_mutex_lock (&self->mutex);
  const gboolean stop = self->stop;
  g_mutex_unlock (&self->mutex);
  return stop;
}

/* TRUE unless it is to stop before. */
static gboolean
wait_a_while (SzInspection *self)
{
  const gint64 end = g_get_monotonic_time () + delay_us;
  g_mutex_lock (&self->mutex);
  while (!self->stop && g_cond_wait_until (&self->changed, &self->mutex, end))
    ;
  const gboolean stop = self->stop;
  g_mutex_unlock (&self->mutex);
  return !stop;
}

static GPtrArray *
list_tables (SzDb *db)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (SzStmt) stmt = sz_stmt_new (
      db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'", NULL);
  while (stmt && sz_stmt_step (stmt, NULL) == SZ_STEP_ROW)
    g_ptr_array_add (names, g_strdup (sz_stmt_text (stmt, 0)));
  return names;
}

/* FALSE if there is damage, of which the next writer is told then. Each table is a snapshot of its own: the
 * write-ahead log must not grow for as long as the whole file takes. */
static gboolean
read_table (SzInspection *self, SzDb *db, const char *name)
{
  g_autofree char *sql =
      g_strdup_printf ("PRAGMA %s('%s')", self->whole ? "integrity_check" : "quick_check", name);
  g_autoptr (SzStmt) stmt = sz_stmt_new (db, sql, NULL);
  if (stmt == NULL || sz_stmt_step (stmt, NULL) != SZ_STEP_ROW)
    return !db->damaged;
  if (strcmp (sz_stmt_text (stmt, 0), "ok") == 0 || is_stopped (self))
    return TRUE;
  sz_folder_suspect (self->path);
  return FALSE;
}

static void
read_tables (SzInspection *self, SzDb *db)
{
  g_autoptr (GPtrArray) names = list_tables (db);
  gboolean good = !db->damaged;
  for (guint i = 0; good && i < names->len && !is_stopped (self); i++)
    good = read_table (self, db, g_ptr_array_index (names, i));
  if (!good)
    g_message (_ ("%s is damaged; the next `shuzhi sync` sets it aside and fetches everything anew"),
               self->path);
  g_mutex_lock (&self->mutex);
  self->done = !good || !self->stop;
  if (good && self->done && self->whole)
    touch (self->checked);
  g_mutex_unlock (&self->mutex);
}

static gpointer
inspect (gpointer data)
{
  SzInspection *self = data;
  /* Of this thread alone: whatever else there is to do comes first. */
  if (setpriority (PRIO_PROCESS, 0, 19) != 0)
    g_debug ("%s", g_strerror (errno));
  if (wait_a_while (self)) {
    SzDb *db = sz_db_open (self->path, SZ_DB_READ, NULL, NULL);
    g_mutex_lock (&self->mutex);
    self->db = db;
    g_mutex_unlock (&self->mutex);
    if (db)
      read_tables (self, db);
    g_mutex_lock (&self->mutex);
    self->db = NULL;
    g_mutex_unlock (&self->mutex);
    sz_db_close (db);
  }
  g_mutex_lock (&self->mutex);
  self->over = TRUE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->mutex);
  return NULL;
}

/* Also where the clock has been put back since. */
static gboolean
is_long_ago (const char *path)
{
  GStatBuf info;
  if (g_stat (path, &info) != 0)
    return TRUE;
  const gint64 ago = sz_clock_now_ms () - (gint64)info.st_mtime * SZ_SECOND_MS;
  return ago > WHOLE_EVERY_MS || ago < -SZ_DAY_MS;
}

SzInspection *
sz_inspection_new (const char *path)
{
  SzInspection *self = g_new0 (SzInspection, 1);
  self->path = g_strdup (path);
  self->open = g_strconcat (path, ".open", NULL);
  self->checked = g_strconcat (path, ".checked", NULL);
  self->unclean = g_file_test (self->open, G_FILE_TEST_EXISTS);
  self->whole = is_long_ago (self->checked);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  touch (self->open);
  if (self->unclean || self->whole)
    self->thread = g_thread_new ("inspection", inspect, self);
  return self;
}

void
sz_inspection_free (SzInspection *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->mutex);
  self->stop = TRUE;
  g_cond_broadcast (&self->changed);
  /* A question that is about to begin takes no notice, so more than once. */
  while (self->thread && !self->over) {
    if (self->db)
      sqlite3_interrupt (self->db->handle);
    g_cond_wait_until (&self->changed, &self->mutex, g_get_monotonic_time () + NUDGE_US);
  }
  g_mutex_unlock (&self->mutex);
  if (self->thread)
    g_thread_join (self->thread);
  if (self->done || !self->unclean)
    g_unlink (self->open);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self->path);
  g_free (self->open);
  g_free (self->checked);
  g_free (self);
}
