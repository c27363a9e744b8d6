/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-desk-private.h"

#include <glib/gstdio.h>

/* Changes come in bursts, a batch each; this long after the first of a burst the page is made anew. Together
 * with the making it stays well under the two seconds that new data may take to the screen. */
#define BURST_MS 200
/* The hall's clock goes on without data: ages grow, a period ends. */
#define CLOCK_S 60
/* A source's file is written in several steps; they are read as one change. */
#define RELOAD_MS 300

G_DEFINE_FINAL_TYPE (SzDesk, sz_desk, G_TYPE_OBJECT)

enum { STATE_CHANGED, DATA_CHANGED, SOURCES_CHANGED, ALERTS_CHANGED, NOTICE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
set_state (SzDesk *self, SzDeskState state, const char *message)
{
  self->state = state;
  g_free (self->message);
  self->message = g_strdup (message != NULL ? message : "");
  g_signal_emit (self, signals[STATE_CHANGED], 0);
}

/* --- changes
 * ------------------------------------------------------------------------------------------------------- */

static gboolean
burst_cb (gpointer data)
{
  SzDesk *self = data;

  self->burst = 0;
  if (self->state == SZ_DESK_EMPTY)
    set_state (self, SZ_DESK_READY, NULL);
  g_signal_emit (self, signals[DATA_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
note_change (SzDesk *self)
{
  if (self->burst == 0 && !self->stopped)
    self->burst = g_timeout_add (BURST_MS, burst_cb, self);
}

static void
store_changed_cb (const SzDataset *dataset, gint64 from_ms, gint64 to_ms, gpointer data)
{
  SzDesk *self = data;

  if (dataset->names_code >= 0 && self->worker != NULL)
    sz_worker_forget_names (self->worker);
  note_change (self);
}

static void
file_changed_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  note_change (data);
}

static void
links_changed_cb (gpointer data)
{
  g_signal_emit (data, signals[SOURCES_CHANGED], 0);
}

/* --- opening
 * -------------------------------------------------------------------------------------------------------- */

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  SzDesk *self = source;

  g_task_return_pointer (task, sz_opening_new (self->home, self->catalog, self->key_file),
                         (GDestroyNotify)sz_opening_free);
}

static void begin_reload (SzDesk *self);

/* Follows exactly what is configured now. */
static void
follow_sources (SzDesk *self, const SzOpening *opened)
{
  self->keyless = opened->key_trouble != NULL;
  if (!sz_followers_take (self->followers, self->store, opened))
    begin_reload (self);
}

static void
reload_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  SzDesk *self = source;

  g_task_return_pointer (task, sz_opening_new_sources (self->home, self->catalog, self->key_file),
                         (GDestroyNotify)sz_opening_free);
}

static void
reloaded_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SzDesk *self = SZ_DESK (object);
  SzOpening *opened = g_task_propagate_pointer (G_TASK (result), NULL);

  if (!self->stopped) {
    follow_sources (self, opened);
    if (opened->state == SZ_DESK_EMPTY && self->state == SZ_DESK_READY)
      g_hash_table_remove_all (self->known);
    set_state (self, opened->state, opened->message);
  }
  sz_opening_free (opened);
}

static gboolean
reload_cb (gpointer data)
{
  SzDesk *self = data;
  g_autoptr (GTask) task = g_task_new (self, NULL, reloaded_cb, NULL);

  self->reload = 0;
  g_task_set_source_tag (task, reload_cb);
  g_task_run_in_thread (task, reload_thread);
  return G_SOURCE_REMOVE;
}

static void
begin_reload (SzDesk *self)
{
  g_clear_handle_id (&self->reload, g_source_remove);
  self->reload = g_timeout_add (RELOAD_MS, reload_cb, self);
}

static void
config_changed_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  begin_reload (data);
}

/* `shuzhi sources add` and `remove` write files; what they say holds at once, also for a window that is open.
 */
static void
watch_config (SzDesk *self)
{
  g_autofree char *path = g_build_filename (self->home->config, "sources", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  self->config = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->config != NULL)
    g_signal_connect (self->config, "changed", G_CALLBACK (config_changed_cb), self);
}

/* The process that owns the home writes into the store's log: that is when there is something new to read. */
static void
watch_file (SzDesk *self)
{
  g_autofree char *path = g_build_filename (self->home->data, "cache.db-wal", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect (self->monitor, "changed", G_CALLBACK (file_changed_cb), self);
}

static gboolean
clock_cb (gpointer data)
{
  SzDesk *self = data;

  /* The process that owned the home may have ended: then this one goes on fetching. */
  if (self->state == SZ_DESK_READING)
    sz_desk_begin_opening (self);
  g_signal_emit (self, signals[DATA_CHANGED], 0);
  return G_SOURCE_CONTINUE;
}

/* --- the watch
 * ------------------------------------------------------------------------------------------------------------
 */

static void
alerts_changed_cb (SzWatch *watch, SzAlertList *list, gpointer data)
{
  SzDesk *self = data;

  g_clear_pointer (&self->alerts, sz_alert_list_unref);
  self->alerts = sz_alert_list_ref (list);
  g_signal_emit (self, signals[ALERTS_CHANGED], 0);
}

static void
notice_cb (SzWatch *watch, const SzNotice *notice, gpointer data)
{
  g_signal_emit (data, signals[NOTICE], 0, notice);
}

static void
begin_watch (SzDesk *self)
{
  static const SzWatchOutlet OUTLET = { alerts_changed_cb, notice_cb };

  self->alarm = sz_watch_new (self->home->data, self->catalog, self->store);
  sz_watch_subscribe (self->alarm, &OUTLET, self);
  self->webhooks = sz_webhooks_new (self->alarm, self->home);
}

static void
lookout_cb (SzAlertList *list, gpointer data)
{
  alerts_changed_cb (NULL, list, data);
}

static void
take_store (SzDesk *self, SzOpening *opened)
{
  self->store = g_steal_pointer (&opened->store);
  self->watch = sz_store_watch (self->store, NULL, store_changed_cb, self, NULL);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->lookout, sz_lookout_free);
  watch_config (self);
  follow_sources (self, opened);
  begin_watch (self);
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SzDesk *self = SZ_DESK (object);
  SzOpening *opened = g_task_propagate_pointer (G_TASK (result), NULL);

  self->opening = FALSE;
  if (self->stopped) {
    sz_opening_free (opened);
    return;
  }
  /* What was looked at ahead stands below the sentence that says what is wrong. */
  if (opened->state == SZ_DESK_FAILED && self->state == SZ_DESK_OPENING)
    g_clear_pointer (&self->worker, sz_worker_free);
  if (opened->state != SZ_DESK_FAILED && self->worker == NULL)
    self->worker = sz_worker_new (self->home->data, self->catalog);
  if (opened->store != NULL)
    take_store (self, opened);
  else if (opened->state == SZ_DESK_READING && self->monitor == NULL)
    watch_file (self);
  if (opened->state == SZ_DESK_READING && self->lookout == NULL)
    self->lookout = sz_lookout_new (self->home->data, self->catalog, lookout_cb, self);
  if (self->clock == 0)
    self->clock = g_timeout_add_seconds (CLOCK_S, clock_cb, self);
  if (opened->state != self->state || g_strcmp0 (opened->message, self->message) != 0)
    set_state (self, opened->state, opened->message);
  sz_opening_free (opened);
}

void
sz_desk_begin_opening (SzDesk *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->opening || self->stopped)
    return;
  self->opening = TRUE;
  task = g_task_new (self, NULL, opened_cb, NULL);
  g_task_set_source_tag (task, sz_desk_begin_opening);
  g_task_run_in_thread (task, open_thread);
}

/* --- object
 * ------------------------------------------------------------------------------------------------------------
 */

static void
sz_desk_finalize (GObject *object)
{
  SzDesk *self = SZ_DESK (object);

  sz_desk_stop (self);
  sz_followers_free (self->followers);
  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->waiting);
  g_clear_pointer (&self->ahead, sz_place_unref);
  g_clear_pointer (&self->alerts, sz_alert_list_unref);
  g_free (self->key_file);
  g_free (self->message);
  G_OBJECT_CLASS (sz_desk_parent_class)->finalize (object);
}

static void
sz_desk_class_init (SzDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sz_desk_finalize;
  signals[STATE_CHANGED] =
      g_signal_new ("state-changed", SZ_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DATA_CHANGED] =
      g_signal_new ("data-changed", SZ_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SOURCES_CHANGED] =
      g_signal_new ("sources-changed", SZ_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ALERTS_CHANGED] =
      g_signal_new ("alerts-changed", SZ_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NOTICE] = g_signal_new ("notice", SZ_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  1, G_TYPE_POINTER);
}

static void
sz_desk_init (SzDesk *self)
{
  self->message = g_strdup ("");
  self->followers = sz_followers_new (links_changed_cb, self);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sz_desk_free_page);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

SzDesk *
sz_desk_new (const SzHome *home, const SzCatalog *catalog, const char *key_file)
{
  SzDesk *self = g_object_new (SZ_TYPE_DESK, NULL);

  self->home = home;
  self->catalog = catalog;
  self->key_file = g_strdup (key_file);
  return self;
}

void
sz_desk_start (SzDesk *self)
{
  g_return_if_fail (!self->started);
  self->started = TRUE;
  if (self->ahead == NULL)
    sz_desk_begin_opening (self);
}

void
sz_desk_retry (SzDesk *self)
{
  if (self->state != SZ_DESK_FAILED)
    return;
  set_state (self, SZ_DESK_OPENING, NULL);
  sz_desk_begin_opening (self);
}

void
sz_desk_stop (SzDesk *self)
{
  if (self->stopped)
    return;
  self->stopped = TRUE;
  sz_desk_answer_waiting (self, NULL);
  g_clear_handle_id (&self->begin, g_source_remove);
  g_clear_handle_id (&self->burst, g_source_remove);
  g_clear_handle_id (&self->clock, g_source_remove);
  g_clear_handle_id (&self->reload, g_source_remove);
  g_clear_object (&self->monitor);
  g_clear_object (&self->config);
  g_clear_pointer (&self->lookout, sz_lookout_free);
  sz_followers_stop (self->followers);
  g_clear_pointer (&self->webhooks, sz_webhooks_free);
  g_clear_pointer (&self->alarm, sz_watch_free);
  g_clear_pointer (&self->worker, sz_worker_free);
  if (self->watch != 0)
    sz_store_unwatch (self->store, self->watch);
  self->watch = 0;
  g_clear_pointer (&self->store, sz_store_close);
}

SzDeskState
sz_desk_get_state (SzDesk *self)
{
  return self->state;
}

const char *
sz_desk_get_message (SzDesk *self)
{
  return self->message;
}

const SzCatalog *
sz_desk_get_catalog (SzDesk *self)
{
  return self->catalog;
}

const GPtrArray *
sz_desk_get_links (SzDesk *self)
{
  return sz_followers_links (self->followers);
}

SzFollowers *
sz_desk_get_followers (SzDesk *self)
{
  return self->followers;
}

gboolean
sz_desk_is_keyless (SzDesk *self)
{
  return self->keyless;
}

static void
remove_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_unlink (path);
}

void
sz_desk_forget_alerts (SzDesk *self)
{
  static const char *const FILES[] = { "truth.db", "truth.db-wal", "truth.db-shm" };
  g_autofree char *copies = g_build_filename (self->home->data, "truth-backup", NULL);
  g_autoptr (GDir) dir = g_dir_open (copies, 0, NULL);
  const char *name;

  if (self->alarm == NULL)
    return;
  g_clear_pointer (&self->webhooks, sz_webhooks_free);
  g_clear_pointer (&self->alarm, sz_watch_free);
  for (guint i = 0; i < G_N_ELEMENTS (FILES); i++)
    remove_file (self->home->data, FILES[i]);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    remove_file (copies, name);
  g_clear_pointer (&self->alerts, sz_alert_list_unref);
  g_hash_table_remove_all (self->known);
  begin_watch (self);
  g_signal_emit (self, signals[ALERTS_CHANGED], 0);
}

void
sz_desk_reload_sources (SzDesk *self)
{
  if (self->store != NULL && !self->stopped)
    begin_reload (self);
}

SzStore *
sz_desk_get_store (SzDesk *self)
{
  return self->store;
}

const SzHome *
sz_desk_get_home (SzDesk *self)
{
  return self->home;
}

const char *
sz_desk_get_key_file (SzDesk *self)
{
  return self->key_file;
}

SzAlertList *
sz_desk_get_alerts (SzDesk *self)
{
  return self->alerts;
}

SzWatch *
sz_desk_get_watch (SzDesk *self)
{
  return self->alarm;
}

SzWorker *
sz_desk_get_worker (SzDesk *self)
{
  return self->worker;
}
