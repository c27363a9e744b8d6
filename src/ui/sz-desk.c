/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-desk.h"

#include <glib/gstdio.h>
#include <math.h>

#include "sz-answers.h"
#include "sz-followers.h"
#include "sz-i18n.h"
#include "sz-lookout.h"
#include "sz-webhook.h"

/* Changes come in bursts, a batch each; this long after the first of a burst the page is made anew. Together
 * with the making it stays well under the two seconds that new data may take to the screen. */
#define BURST_MS 200
/* The hall's clock goes on without data: ages grow, a period ends. */
#define CLOCK_S 60
/* A source's file is written in several steps; they are read as one change. */
#define RELOAD_MS 300
/* What was looked at ahead is on the screen by then, and the threads that fetch and watch take nothing from
 * it. */
#define AFTER_AHEAD_MS 250
/* Pages kept for going back; each is some hundred kilobytes at most. */
#define KNOWN_PAGES 16

enum { KIND_PAGE, KIND_WALL, KIND_COUNT, KIND_LIBRARY, KIND_SOURCES, KIND_NAMES, KIND_AHEAD };
#define KIND_EVERY (-1)

struct _SzDesk {
  GObject parent_instance;

  const SzHome *home;
  const SzCatalog *catalog;
  char *key_file;
  SzDeskState state;
  char *message;
  gboolean started, opening, stopped, keyless;
  SzStore *store; /* (owned) (nullable) */
  guint watch;
  SzWorker *worker;     /* (owned) (nullable) */
  SzWatch *alarm;       /* (owned) (nullable) the watch of the home, while this process owns it */
  SzWebhooks *webhooks; /* (owned) (nullable) who else is told */
  SzAlertList *alerts;  /* (owned) (nullable) */
  SzLookout *lookout;   /* (owned) (nullable) while another process owns the home */
  SzFollowers *followers;
  GHashTable *known;     /* place key to SzPage */
  GFileMonitor *monitor; /* (owned) (nullable) of the store's log, while another process writes it */
  GFileMonitor *config;  /* (owned) (nullable) of the folder of sources, while this process follows them */
  guint burst, clock, reload;
  SzPlace *ahead;     /* (owned) (nullable) its page is being made before anybody asked */
  GPtrArray *waiting; /* (element-type GTask) who asked for it meanwhile */
  guint begin;        /* opens the home after that */
};

G_DEFINE_FINAL_TYPE (SzDesk, sz_desk, G_TYPE_OBJECT)

/* Opening leads to the clock, which opens again. */
static void begin_opening (SzDesk *self);

enum { STATE_CHANGED, DATA_CHANGED, SOURCES_CHANGED, ALERTS_CHANGED, NOTICE, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
free_page (gpointer page)
{
  sz_page_unref (page);
}

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
    begin_opening (self);
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

static void
begin_opening (SzDesk *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->opening || self->stopped)
    return;
  self->opening = TRUE;
  task = g_task_new (self, NULL, opened_cb, NULL);
  g_task_set_source_tag (task, begin_opening);
  g_task_run_in_thread (task, open_thread);
}

/* --- questions
 * ------------------------------------------------------------------------------------------------------- */

/* Takes the question. */
static void
ask_question (SzDesk *self, int kind, SzQuestion *question, SzWorkFunc func, GDestroyNotify free_answer,
              gpointer tag, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, question, (GDestroyNotify)sz_question_free);
  if (self->worker != NULL) {
    sz_worker_ask (self->worker, kind, task, func, free_answer);
    return;
  }
  g_task_return_new_error (task, SZ_ERROR, SZ_ERROR_STORE, "%s",
                           *self->message != '\0' ? self->message : _ ("The data is not open yet."));
  g_object_unref (task);
}

/* --- ahead
 * -------------------------------------------------------------------------------------------------------------
 */

static gboolean
begin_cb (gpointer data)
{
  SzDesk *self = data;

  self->begin = 0;
  begin_opening (self);
  return G_SOURCE_REMOVE;
}

static void
answer_waiting (SzDesk *self, SzPage *page)
{
  for (guint i = 0; i < self->waiting->len; i++) {
    GTask *task = g_ptr_array_index (self->waiting, i);

    if (page != NULL)
      g_task_return_pointer (task, sz_page_ref (page), free_page);
    else
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                               "it is asked for again when all is open");
  }
  g_ptr_array_set_size (self->waiting, 0);
}

static void
ahead_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  SzDesk *self = SZ_DESK (object);
  g_autoptr (SzPage) page = g_task_propagate_pointer (G_TASK (result), NULL);

  g_clear_pointer (&self->ahead, sz_place_unref);
  answer_waiting (self, page);
  /* Nothing to be seen yet: then what it takes is opened at once. */
  if (self->started && !self->stopped && self->begin == 0)
    self->begin = g_timeout_add (page != NULL ? AFTER_AHEAD_MS : 0, begin_cb, self);
}

void
sz_desk_look_ahead (SzDesk *self, const SzPlace *place)
{
  GTask *task;

  g_return_if_fail (!self->started && self->worker == NULL);
  self->worker = sz_worker_new (self->home->data, self->catalog);
  self->ahead = sz_place_ref ((SzPlace *)place);
  task = g_task_new (self, NULL, ahead_cb, NULL);
  g_task_set_source_tag (task, sz_desk_look_ahead);
  g_task_set_task_data (task, sz_question_new (place, NULL, NULL), (GDestroyNotify)sz_question_free);
  sz_worker_ask (self->worker, KIND_AHEAD, task, sz_answer_ahead, free_page);
}

gboolean
sz_desk_is_ahead (SzDesk *self, const SzPlace *place)
{
  g_autofree char *ahead = self->ahead != NULL ? sz_place_key (self->ahead) : NULL;
  g_autofree char *key = sz_place_key (place);

  return g_strcmp0 (ahead, key) == 0;
}

static void
ask (SzDesk *self, int kind, const SzPlace *place, const char *text, SzWorkFunc func,
     GDestroyNotify free_answer, gpointer tag, GAsyncReadyCallback callback, gpointer data)
{
  ask_question (self, kind, sz_question_new (place, text, NULL), func, free_answer, tag, callback, data);
}

static void
ask_page (SzDesk *self, const SzPlace *place, gboolean wall, gpointer tag, GAsyncReadyCallback callback,
          gpointer data)
{
  SzQuestion *question = sz_question_new (place, NULL, NULL);

  if (!wall && sz_desk_is_ahead (self, place)) {
    GTask *task = g_task_new (self, NULL, callback, data);

    g_task_set_source_tag (task, tag);
    g_task_set_task_data (task, question, (GDestroyNotify)sz_question_free);
    g_ptr_array_add (self->waiting, task);
    return;
  }
  question->wall = wall;
  question->alerts = self->alerts != NULL ? sz_alert_list_ref (self->alerts) : NULL;
  ask_question (self, wall ? KIND_WALL : KIND_PAGE, question, sz_answer_page, free_page, tag, callback, data);
}

void
sz_desk_page_async (SzDesk *self, const SzPlace *place, GAsyncReadyCallback callback, gpointer data)
{
  ask_page (self, place, FALSE, sz_desk_page_async, callback, data);
}

void
sz_desk_wall_page_async (SzDesk *self, const SzPlace *place, GAsyncReadyCallback callback, gpointer data)
{
  ask_page (self, place, TRUE, sz_desk_wall_page_async, callback, data);
}

SzPage *
sz_desk_wall_page_finish (SzDesk *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

SzPage *
sz_desk_page_finish (SzDesk *self, GAsyncResult *result, GError **error)
{
  const SzQuestion *question = g_task_get_task_data (G_TASK (result));
  SzPage *page = g_task_propagate_pointer (G_TASK (result), error);

  if (page == NULL)
    return NULL;
  if (g_hash_table_size (self->known) >= KNOWN_PAGES)
    g_hash_table_remove_all (self->known);
  g_hash_table_replace (self->known, sz_place_key (question->place), sz_page_ref (page));
  return page;
}

SzPage *
sz_desk_dup_known_page (SzDesk *self, const SzPlace *place)
{
  g_autofree char *key = sz_place_key (place);
  SzPage *page = g_hash_table_lookup (self->known, key);

  return page != NULL ? sz_page_ref (page) : NULL;
}

void
sz_desk_rows_async (SzDesk *self, const SzPlace *place, const char *after, const char *sort,
                    GAsyncReadyCallback callback, gpointer data)
{
  ask_question (self, KIND_EVERY, sz_question_new (place, after, sort), sz_answer_rows,
                (GDestroyNotify)sz_rows_part_free, sz_desk_rows_async, callback, data);
}

SzRowsPart *
sz_desk_rows_finish (SzDesk *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gint64
finish_count (GAsyncResult *result, GError **error)
{
  g_autofree gint64 *count = g_task_propagate_pointer (G_TASK (result), error);

  return count != NULL ? *count : -1;
}

void
sz_desk_count_async (SzDesk *self, const SzPlace *place, GAsyncReadyCallback callback, gpointer data)
{
  ask (self, KIND_COUNT, place, NULL, sz_answer_count, g_free, sz_desk_count_async, callback, data);
}

gint64
sz_desk_count_finish (SzDesk *self, GAsyncResult *result, GError **error)
{
  return finish_count (result, error);
}

void
sz_desk_library_async (SzDesk *self, GAsyncReadyCallback callback, gpointer data)
{
  ask (self, KIND_LIBRARY, NULL, NULL, sz_answer_library, (GDestroyNotify)g_ptr_array_unref,
       sz_desk_library_async, callback, data);
}

GPtrArray *
sz_desk_library_finish (SzDesk *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
sz_desk_names_async (SzDesk *self, GAsyncReadyCallback callback, gpointer data)
{
  ask (self, KIND_NAMES, NULL, NULL, sz_answer_names, (GDestroyNotify)g_ptr_array_unref, sz_desk_names_async,
       callback, data);
}

GPtrArray *
sz_desk_names_finish (SzDesk *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
sz_desk_sources_async (SzDesk *self, GAsyncReadyCallback callback, gpointer data)
{
  ask (self, KIND_SOURCES, NULL, NULL, sz_answer_sources, (GDestroyNotify)sz_sources_report_free,
       sz_desk_sources_async, callback, data);
}

SzSourcesReport *
sz_desk_sources_finish (SzDesk *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
sz_desk_export_rows_async (SzDesk *self, const SzPlace *place, const char *path, GAsyncReadyCallback callback,
                           gpointer data)
{
  ask (self, KIND_EVERY, place, path, sz_answer_export, g_free, sz_desk_export_rows_async, callback, data);
}

gint64
sz_desk_export_rows_finish (SzDesk *self, GAsyncResult *result, GError **error)
{
  return finish_count (result, error);
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
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_page);
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
    begin_opening (self);
}

void
sz_desk_retry (SzDesk *self)
{
  if (self->state != SZ_DESK_FAILED)
    return;
  set_state (self, SZ_DESK_OPENING, NULL);
  begin_opening (self);
}

void
sz_desk_stop (SzDesk *self)
{
  if (self->stopped)
    return;
  self->stopped = TRUE;
  answer_waiting (self, NULL);
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
