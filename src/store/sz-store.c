/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-store.h"

#include <glib/gstdio.h>

#include "sz-folder.h"
#include "sz-i18n.h"
#include "sz-inspection.h"
#include "sz-verify.h"
#include "sz-watch-list.h"
#include "sz-writer.h"

#define QUEUE_BATCHES 8
#define HEADER_BYTES 100 /* of a database; less is what a cut file leaves */
#define QUEUE_BYTES (64 * 1024 * 1024)

struct _SzStore {
  char *folder, *path;
  const SzCatalog *catalog;
  int lock_fd;
  SzWriter *writer; /* NULL: read-only. Only the thread touches it after opening */
  SzWatchList *watchers;
  SzInspection *inspection; /* of a writer */
  GThread *thread;
  GMutex lock;
  GCond changed;
  GQueue jobs; /* (element-type Job) */
  gsize queued_bytes;
  gboolean closing;
};

/* A batch, or a call that its caller waits for. */
typedef struct {
  SzBatch *batch;
  SzChain *chain; /* (unowned) (nullable) */
  SzAppliedFunc done;
  gpointer data;
  gsize bytes;
  void (*call) (SzStore *store, gpointer data);
} Job;

/* --- the writer thread --- */

static gboolean
is_unbroken (const Job *job, GError **error)
{
  if (job->chain == NULL || !g_atomic_int_get (&job->chain->broken))
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE,
               _ ("Rows of %s that come before these could not be stored"), job->batch->dataset->id);
  return FALSE;
}

static void
run_batch (SzStore *self, const Job *job)
{
  SzApplied applied;
  SzTouched touched;
  g_autoptr (GError) error = NULL;
  gboolean good =
      is_unbroken (job, &error) && sz_writer_apply (self->writer, job->batch, &applied, &touched, &error);
  if (!good && job->chain)
    g_atomic_int_set (&job->chain->broken, 1);
  if (good && touched.from_ms < touched.to_ms)
    sz_watch_list_tell (self->watchers, job->batch->dataset, touched.from_ms, touched.to_ms);
  if (job->done)
    job->done (good ? &applied : NULL, error, job->data);
}

static Job *
next_job (SzStore *self)
{
  g_mutex_lock (&self->lock);
  while (g_queue_is_empty (&self->jobs) && !self->closing)
    g_cond_wait (&self->changed, &self->lock);
  Job *job = g_queue_pop_head (&self->jobs);
  if (job) {
    self->queued_bytes -= job->bytes;
    g_cond_broadcast (&self->changed);
  }
  g_mutex_unlock (&self->lock);
  return job;
}

static gpointer
work (gpointer data)
{
  SzStore *self = data;
  Job *job;
  while ((job = next_job (self))) {
    if (job->call)
      job->call (self, job->data);
    else
      run_batch (self, job);
    g_clear_pointer (&job->batch, sz_batch_unref);
    g_free (job);
  }
  return NULL;
}

static gboolean
has_room (const SzStore *self)
{
  return self->jobs.length == 0 || (self->jobs.length < QUEUE_BATCHES && self->queued_bytes < QUEUE_BYTES);
}

static void
enqueue (SzStore *self, Job *job)
{
  g_mutex_lock (&self->lock);
  while (!has_room (self))
    g_cond_wait (&self->changed, &self->lock);
  g_queue_push_tail (&self->jobs, job);
  self->queued_bytes += job->bytes;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static gsize
estimate_bytes (const SzBatch *batch)
{
  return batch->rows->len * (sizeof (SzRow) + 64 + batch->dataset->fields->len * sizeof (SzCell));
}

static gboolean
check_writable (const SzStore *self, GError **error)
{
  if (self->writer)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("%s was opened for reading only"), self->path);
  return FALSE;
}

void
sz_store_submit_chained (SzStore *self, SzBatch *batch, SzChain *chain, SzAppliedFunc done, gpointer data)
{
  g_autoptr (GError) error = NULL;
  if (!check_writable (self, &error)) {
    if (chain)
      g_atomic_int_set (&chain->broken, 1);
    if (done)
      done (NULL, error, data);
    return;
  }
  Job *job = g_new0 (Job, 1);
  job->batch = sz_batch_ref (batch);
  job->chain = chain;
  job->done = done;
  job->data = data;
  job->bytes = estimate_bytes (batch);
  enqueue (self, job);
}

void
sz_store_submit (SzStore *self, SzBatch *batch, SzAppliedFunc done, gpointer data)
{
  sz_store_submit_chained (self, batch, NULL, done, data);
}

/* --- calls that wait --- */

typedef struct {
  GMutex lock;
  GCond ended;
  gboolean over, good;
  GError *error;
  SzApplied *applied;
  void (*call) (SzStore *self, gpointer data);
  gpointer data;
} Wait;

static void
end_wait (Wait *wait)
{
  g_mutex_lock (&wait->lock);
  wait->over = TRUE;
  g_cond_signal (&wait->ended);
  g_mutex_unlock (&wait->lock);
}

static void
wait_for (Wait *wait)
{
  g_mutex_lock (&wait->lock);
  while (!wait->over)
    g_cond_wait (&wait->ended, &wait->lock);
  g_mutex_unlock (&wait->lock);
  g_mutex_clear (&wait->lock);
  g_cond_clear (&wait->ended);
}

static void
applied_cb (const SzApplied *applied, const GError *error, gpointer data)
{
  Wait *wait = data;
  if (applied && wait->applied)
    *wait->applied = *applied;
  wait->good = error == NULL;
  wait->error = error ? g_error_copy (error) : NULL;
  end_wait (wait);
}

static gboolean
finish_wait (Wait *wait, GError **error)
{
  wait_for (wait);
  if (wait->error)
    g_propagate_error (error, wait->error);
  return wait->good;
}

gboolean
sz_store_apply (SzStore *self, SzBatch *batch, SzApplied *applied, GError **error)
{
  Wait wait = { .applied = applied };
  g_mutex_init (&wait.lock);
  g_cond_init (&wait.ended);
  sz_store_submit (self, batch, applied_cb, &wait);
  return finish_wait (&wait, error);
}

static void
call_cb (SzStore *self, gpointer data)
{
  Wait *wait = data;
  wait->call (self, wait);
  end_wait (wait);
}

static gboolean
call_writer (SzStore *self, void (*call) (SzStore *, gpointer), gpointer data, GError **error)
{
  if (!check_writable (self, error))
    return FALSE;
  Wait wait = { .call = call, .data = data };
  g_mutex_init (&wait.lock);
  g_cond_init (&wait.ended);
  Job *job = g_new0 (Job, 1);
  job->call = call_cb;
  job->data = &wait;
  enqueue (self, job);
  return finish_wait (&wait, error);
}

static void
set_source_cb (SzStore *self, gpointer data)
{
  Wait *wait = data;
  wait->good = sz_writer_set_source (self->writer, wait->data, &wait->error);
}

gboolean
sz_store_set_source (SzStore *self, const char *source, const char *title, const char *epoch,
                     const char *zone, gint64 now_ms, gint64 asked_ms, guint *generation, gboolean *changed,
                     GError **error)
{
  SzSourceWords words = {
    .source = source, .title = title, .epoch = epoch, .zone = zone, .now_ms = now_ms, .asked_ms = asked_ms
  };
  if (!call_writer (self, set_source_cb, &words, error))
    return FALSE;
  if (generation)
    *generation = words.generation;
  if (changed)
    *changed = words.changed;
  return TRUE;
}

static void
tell_all (SzStore *self)
{
  const GPtrArray *datasets = sz_catalog_datasets (self->catalog);
  for (guint i = 0; i < datasets->len; i++)
    sz_watch_list_tell (self->watchers, g_ptr_array_index (datasets, i), SZ_INSTANT_MIN, SZ_INSTANT_MAX);
}

static void
forget_cb (SzStore *self, gpointer data)
{
  Wait *wait = data;
  wait->good = sz_writer_forget_source (self->writer, wait->data, &wait->error);
  if (wait->good)
    tell_all (self);
}

gboolean
sz_store_forget_source (SzStore *self, const char *source, GError **error)
{
  return call_writer (self, forget_cb, (gpointer)source, error);
}

/* --- opening --- */

/* After damage was met while working, the whole file is read before it is trusted again. */
static gboolean
check_suspect (SzDb *db, GError **error)
{
  if (!sz_folder_is_suspect (db->path))
    return TRUE;
  g_autoptr (SzStmt) stmt = sz_stmt_new (db, "PRAGMA integrity_check(1)", error);
  if (stmt == NULL)
    return FALSE;
  if (sz_stmt_step (stmt, error) != SZ_STEP_ROW)
    return FALSE;
  if (g_strcmp0 (sz_stmt_text (stmt, 0), "ok") == 0) {
    sz_folder_trust (db->path);
    return TRUE;
  }
  db->damaged = TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, "%s: %s", db->path, sz_stmt_text (stmt, 0));
  return FALSE;
}

/* The power went while the file was being made: SQLite must put back what the journal holds before it can be
 * read. */
static gboolean
is_half_made (const SzStore *self)
{
  g_autofree char *journal = g_strconcat (self->path, "-journal", NULL);
  return g_file_test (journal, G_FILE_TEST_EXISTS);
}

/* Another's file is recognised before anything, even a journal mode, is written to it. */
static gboolean
check_before_writing (const SzStore *self, gboolean *damaged, GError **error)
{
  GStatBuf info;
  if (g_stat (self->path, &info) == 0 && info.st_size == 0)
    return TRUE;
  *damaged = g_stat (self->path, &info) == 0 && info.st_size < HEADER_BYTES;
  if (*damaged)
    return FALSE;
  gboolean empty;
  SzDbMode mode = is_half_made (self) ? SZ_DB_RESTORE : SZ_DB_READ;
  g_autoptr (SzDb) probe = sz_db_open (self->path, mode, damaged, error);
  if (probe && sz_schema_check (probe, &empty, error))
    return TRUE;
  *damaged = *damaged || (probe && probe->damaged);
  return FALSE;
}

/* `damaged` tells damage apart from all that is none: no rights, no room, another's file, a newer format. */
static SzWriter *
open_writer (SzStore *self, gboolean *damaged, GError **error)
{
  *damaged = FALSE;
  if (!check_before_writing (self, damaged, error))
    return NULL;
  g_autoptr (SzDb) db = sz_db_open (self->path, SZ_DB_CREATE, damaged, error);
  SzWriter *writer = NULL;
  if (db && check_suspect (db, error))
    writer = sz_writer_new (db, self->catalog, self->folder, error);
  *damaged = *damaged || (db && db->damaged);
  if (writer) {
    writer->lock_fd = self->lock_fd;
    g_steal_pointer (&db);
  }
  return writer;
}

static gboolean
is_ours (const char *path)
{
  if (sz_folder_is_ours (path, SZ_APPLICATION_ID))
    return TRUE;
  g_autoptr (SzDb) db = sz_db_open (path, SZ_DB_READ, NULL, NULL);
  return db && sz_schema_has_tables (db);
}

static gboolean
open_for_writing (SzStore *self, char **set_aside, GError **error)
{
  if (!sz_folder_prepare (self->folder, error))
    return FALSE;
  self->lock_fd = sz_folder_lock (self->folder, error);
  if (self->lock_fd < 0)
    return FALSE;
  g_autofree char *path = sz_folder_cache (self->folder, error);
  if (path == NULL)
    return FALSE;
  g_autoptr (GError) problem = NULL;
  gboolean damaged;
  self->writer = open_writer (self, &damaged, &problem);
  if (self->writer == NULL && damaged && !is_ours (self->path)) {
    sz_schema_fail_foreign (self->path, error);
    return FALSE;
  }
  if (self->writer == NULL && damaged) {
    g_autofree char *aside = sz_folder_set_aside (self->path, error);
    g_autofree char *fresh = aside ? sz_folder_cache (self->folder, error) : NULL;
    if (fresh == NULL)
      return FALSE;
    if (set_aside)
      *set_aside = g_steal_pointer (&aside);
    self->writer = open_writer (self, &damaged, error);
    return self->writer != NULL;
  }
  if (problem)
    g_propagate_error (error, g_steal_pointer (&problem));
  return self->writer != NULL;
}

static gboolean
open_for_reading (SzStore *self, GError **error)
{
  if (!g_file_test (self->path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND,
                 _ ("Nothing has been fetched or imported yet: there is no %s"), self->path);
    return FALSE;
  }
  gboolean empty;
  g_autoptr (SzDb) db = sz_db_open (self->path, SZ_DB_READ, NULL, error);
  return db && sz_schema_check (db, &empty, error);
}

SzStore *
sz_store_open (const char *folder, const SzCatalog *catalog, SzStoreFlags flags, char **set_aside,
               GError **error)
{
  g_autoptr (SzStore) self = g_new0 (SzStore, 1);
  self->folder = g_strdup (folder);
  self->path = g_build_filename (folder, "cache.db", NULL);
  self->catalog = catalog;
  self->lock_fd = -1;
  self->watchers = sz_watch_list_new ();
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->jobs);
  if (set_aside)
    *set_aside = NULL;
  if (flags & SZ_STORE_READ_ONLY)
    return open_for_reading (self, error) ? g_steal_pointer (&self) : NULL;
  if (!open_for_writing (self, set_aside, error))
    return NULL;
  self->writer->changes = sz_changes_open (self->folder);
  self->inspection = sz_inspection_new (self->path);
  self->thread = g_thread_new ("store", work, self);
  return g_steal_pointer (&self);
}

static void
close_writer (SzStore *self)
{
  SzDb *db = self->writer->db;
  sz_db_exec (db, "PRAGMA optimize", NULL);
  sqlite3_wal_checkpoint_v2 (db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  sz_writer_free (self->writer);
}

void
sz_store_close (SzStore *self)
{
  if (self == NULL)
    return;
  if (self->thread) {
    g_mutex_lock (&self->lock);
    self->closing = TRUE;
    g_cond_broadcast (&self->changed);
    g_mutex_unlock (&self->lock);
    g_thread_join (self->thread);
  }
  sz_inspection_free (self->inspection);
  if (self->writer)
    close_writer (self);
  if (self->lock_fd >= 0)
    g_close (self->lock_fd, NULL);
  sz_watch_list_free (self->watchers);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->folder);
  g_free (self->path);
  g_free (self);
}

/* --- what is asked of it --- */

const SzCatalog *
sz_store_catalog (const SzStore *self)
{
  return self->catalog;
}

const char *
sz_store_folder (const SzStore *self)
{
  return self->folder;
}

guint
sz_store_watch (SzStore *self, GMainContext *context, SzChangedFunc func, gpointer data,
                GDestroyNotify destroy)
{
  return sz_watch_list_add (self->watchers, context, func, data, destroy);
}

void
sz_store_unwatch (SzStore *self, guint id)
{
  sz_watch_list_remove (self->watchers, id);
}

gboolean
sz_store_verify (SzStore *self, GPtrArray *findings, GCancellable *cancellable, GError **error)
{
  return sz_verify (self->path, self->catalog, findings, cancellable, error);
}

void
sz_source_state_free (SzSourceState *state)
{
  if (state == NULL)
    return;
  g_free (state->source);
  g_free (state->dataset);
  g_free (state->cursor);
  g_free (state);
}
