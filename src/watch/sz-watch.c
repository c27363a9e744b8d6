/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine on a thread of its own. Jobs go there through its context, results come back through the
 * owner's; neither waits for the other but in sz_watch_flush and sz_watch_free. */

#include "sz-watch.h"

#include <string.h>

#include "sz-alert.h"
#include "sz-engine.h"
#include "sz-notice.h"

#define TICK_MS 5000   /* time passes also when no data come */
#define SETTLE_MS 1000 /* changes that come together are looked at together */

typedef struct {
  guint id;
  SzWatchOutlet outlet;
  gpointer data;
} Subscriber;

struct _SzWatch {
  gatomicrefcount refs;
  GMainContext *owner;
  GMainContext *context; /* the thread's */
  GMainLoop *loop;
  GThread *thread;
  SzStore *store;
  guint store_watch;
  gboolean closed; /* owner's thread only: no more callbacks */
  GArray *subscribers;
  guint next_id;
  SzAlertList *list;    /* owner's thread */
  GHashTable *standing; /* owner's thread: key to the SzNotice that stands */
  GHashTable *jobs;     /* owner's thread: (element-type Job) those that are under way */
  /* The thread's own. */
  SzEngine *engine;
  GHashTable *shown;
  GSource *settling;
};

static SzWatch *
ref_watch (SzWatch *watch)
{
  g_atomic_ref_count_inc (&watch->refs);
  return watch;
}

static void
unref_watch (SzWatch *watch)
{
  if (!g_atomic_ref_count_dec (&watch->refs))
    return;
  g_clear_pointer (&watch->list, sz_alert_list_unref);
  g_hash_table_unref (watch->standing);
  g_hash_table_unref (watch->jobs);
  g_array_unref (watch->subscribers);
  g_main_context_unref (watch->owner);
  g_main_context_unref (watch->context);
  g_main_loop_unref (watch->loop);
  g_free (watch);
}

/* --- to the owner
 * ----------------------------------------------------------------------------------------------------- */

typedef struct {
  SzWatch *watch;
  SzAlertList *list;
  GPtrArray *notices;
} Delivery;

static void
free_delivery (gpointer data)
{
  Delivery *delivery = data;

  sz_alert_list_unref (delivery->list);
  g_ptr_array_unref (delivery->notices);
  unref_watch (delivery->watch);
  g_free (delivery);
}

static void
tell_list (SzWatch *watch)
{
  g_autoptr (GArray) subscribers = g_array_copy (watch->subscribers);

  for (guint i = 0; i < subscribers->len; i++) {
    Subscriber *one = &g_array_index (subscribers, Subscriber, i);

    if (one->outlet.changed != NULL && !watch->closed)
      one->outlet.changed (watch, watch->list, one->data);
  }
}

static void
tell_notice (SzWatch *watch, const SzNotice *notice)
{
  g_autoptr (GArray) subscribers = g_array_copy (watch->subscribers);

  for (guint i = 0; i < subscribers->len; i++) {
    Subscriber *one = &g_array_index (subscribers, Subscriber, i);

    if (one->outlet.notice != NULL && !watch->closed)
      one->outlet.notice (watch, notice, one->data);
  }
}

static gboolean
deliver (gpointer data)
{
  Delivery *delivery = data;
  SzWatch *watch = delivery->watch;

  if (watch->closed)
    return G_SOURCE_REMOVE;
  g_clear_pointer (&watch->list, sz_alert_list_unref);
  watch->list = sz_alert_list_ref (delivery->list);
  tell_list (watch);
  for (guint i = 0; i < delivery->notices->len; i++) {
    const SzNotice *notice = g_ptr_array_index (delivery->notices, i);

    if (notice->withdraw)
      g_hash_table_remove (watch->standing, notice->key);
    else
      g_hash_table_replace (watch->standing, g_strdup (notice->key), sz_notice_copy (notice));
    tell_notice (watch, notice);
  }
  return G_SOURCE_REMOVE;
}

static void
send_to (GMainContext *context, GSourceFunc func, gpointer data, GDestroyNotify destroy)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, destroy);
  g_source_attach (source, context);
  g_source_unref (source);
}

/* --- on the thread
 * ----------------------------------------------------------------------------------------------------- */

static void
publish (SzWatch *watch)
{
  Delivery *delivery = g_new0 (Delivery, 1);

  delivery->watch = ref_watch (watch);
  delivery->list = sz_engine_list (watch->engine);
  delivery->notices = sz_notices_update (watch->shown, delivery->list);
  send_to (watch->owner, deliver, delivery, free_delivery);
}

static void
look (SzWatch *watch)
{
  if (sz_engine_evaluate (watch->engine))
    publish (watch);
  sz_engine_keep (watch->engine);
}

static gboolean
tick (gpointer data)
{
  look (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
settle (gpointer data)
{
  SzWatch *watch = data;

  g_clear_pointer (&watch->settling, g_source_unref);
  look (watch);
  return G_SOURCE_REMOVE;
}

static void
store_changed (const SzDataset *dataset, gint64 from_ms, gint64 to_ms, gpointer data)
{
  SzWatch *watch = data;

  if (watch->settling != NULL)
    return;
  watch->settling = g_timeout_source_new (SETTLE_MS);
  g_source_set_callback (watch->settling, settle, watch, NULL);
  g_source_attach (watch->settling, watch->context);
}

static gboolean
first_look (gpointer data)
{
  look (data);
  publish (data);
  return G_SOURCE_REMOVE;
}

static gpointer
run_thread (gpointer data)
{
  SzWatch *watch = data;
  GSource *timer = g_timeout_source_new (TICK_MS);

  g_main_context_push_thread_default (watch->context);
  g_source_set_callback (timer, tick, watch, NULL);
  g_source_attach (timer, watch->context);
  send_to (watch->context, first_look, watch, NULL);
  g_main_loop_run (watch->loop);
  g_source_destroy (timer);
  g_source_unref (timer);
  if (watch->settling != NULL) {
    g_source_destroy (watch->settling);
    g_clear_pointer (&watch->settling, g_source_unref);
  }
  g_main_context_pop_thread_default (watch->context);
  return NULL;
}

/* --- its life
 * ----------------------------------------------------------------------------------------------------------
 */

SzWatch *
sz_watch_new (const char *data_folder, const SzCatalog *catalog, SzStore *store)
{
  SzWatch *watch = g_new0 (SzWatch, 1);

  g_atomic_ref_count_init (&watch->refs);
  watch->owner = g_main_context_ref_thread_default ();
  watch->context = g_main_context_new ();
  watch->loop = g_main_loop_new (watch->context, FALSE);
  watch->subscribers = g_array_new (FALSE, TRUE, sizeof (Subscriber));
  watch->standing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)sz_notice_free);
  watch->jobs = g_hash_table_new (NULL, NULL);
  watch->shown = sz_notices_new ();
  watch->engine = sz_engine_new (data_folder, catalog);
  watch->store = store;
  if (store != NULL)
    watch->store_watch = sz_store_watch (store, watch->context, store_changed, watch, NULL);
  watch->thread = g_thread_new ("watch", run_thread, watch);
  return watch;
}

static void drop_jobs (SzWatch *watch);

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

void
sz_watch_free (SzWatch *watch)
{
  if (watch == NULL)
    return;
  watch->closed = TRUE;
  if (watch->store != NULL)
    sz_store_unwatch (watch->store, watch->store_watch);
  send_to (watch->context, quit, watch->loop, NULL);
  g_thread_join (watch->thread);
  g_clear_pointer (&watch->engine, sz_engine_free);
  g_clear_pointer (&watch->shown, g_hash_table_unref);
  drop_jobs (watch);
  unref_watch (watch);
}

guint
sz_watch_subscribe (SzWatch *watch, const SzWatchOutlet *outlet, gpointer data)
{
  Subscriber one = { ++watch->next_id, *outlet, data };
  GHashTableIter iter;
  gpointer notice = NULL;

  g_array_append_val (watch->subscribers, one);
  if (watch->list != NULL && outlet->changed != NULL)
    outlet->changed (watch, watch->list, data);
  g_hash_table_iter_init (&iter, watch->standing);
  while (outlet->notice != NULL && g_hash_table_iter_next (&iter, NULL, &notice))
    outlet->notice (watch, notice, data);
  return one.id;
}

void
sz_watch_unsubscribe (SzWatch *watch, guint id)
{
  for (guint i = 0; i < watch->subscribers->len; i++)
    if (g_array_index (watch->subscribers, Subscriber, i).id == id) {
      g_array_remove_index (watch->subscribers, i);
      return;
    }
}

SzAlertList *
sz_watch_list (SzWatch *watch)
{
  return watch->list;
}

/* --- jobs
 * --------------------------------------------------------------------------------------------------------------
 */

typedef enum { JOB_ACT, JOB_NOTE, JOB_DETAIL } JobKind;

typedef struct {
  SzWatch *watch;
  JobKind kind;
  SzAct act;
  char *id, *who, *what, *note;
  char **ids;
  gint64 until_ms;
  SzWatchDone done;
  SzWatchDetail detail;
  gpointer data;
  GDestroyNotify drop; /* (nullable) of `data`, on the owner's thread */
  SzAlert *alert;
  GError *error;
} Job;

static void
drop_data (Job *job)
{
  gpointer data = g_steal_pointer (&job->data);

  if (job->drop != NULL && data != NULL)
    job->drop (data);
}

static void
free_job (gpointer data)
{
  Job *job = data;

  drop_data (job);
  g_hash_table_remove (job->watch->jobs, job);
  g_free (job->id);
  g_free (job->who);
  g_free (job->what);
  g_free (job->note);
  g_strfreev (job->ids);
  sz_alert_free (job->alert);
  g_clear_error (&job->error);
  unref_watch (job->watch);
  g_free (job);
}

static gboolean
answer (gpointer data)
{
  Job *job = data;
  gpointer told = NULL;

  if (job->watch->closed)
    return G_SOURCE_REMOVE;
  /* Who is told may end the watch, which drops what nobody will be told. */
  told = g_steal_pointer (&job->data);
  if (job->done != NULL)
    job->done (job->watch, job->error, told);
  if (job->detail != NULL)
    job->detail (job->watch, job->alert, job->error, told);
  job->data = told;
  return G_SOURCE_REMOVE;
}

/* The answers may wait for a main loop that does not turn any more. */
static void
drop_jobs (SzWatch *watch)
{
  g_autoptr (GList) jobs = g_hash_table_get_keys (watch->jobs);

  for (GList *one = jobs; one != NULL; one = one->next)
    drop_data (one->data);
}

static gboolean
do_job (gpointer data)
{
  Job *job = data;
  SzEngine *engine = job->watch->engine;

  switch (job->kind) {
  case JOB_ACT:
    sz_engine_act (engine, job->act, job->id, job->who, job->until_ms, job->what, job->note, &job->error);
    publish (job->watch);
    break;
  case JOB_NOTE:
    sz_engine_note (engine, (const char *const *)job->ids, job->what);
    break;
  case JOB_DETAIL:
    job->alert = sz_engine_detail (engine, job->id, &job->error);
    break;
  }
  send_to (job->watch->owner, answer, job, free_job);
  return G_SOURCE_REMOVE;
}

static Job *
new_job (SzWatch *watch, JobKind kind, const char *id)
{
  Job *job = g_new0 (Job, 1);

  job->watch = ref_watch (watch);
  job->kind = kind;
  job->id = g_strdup (id);
  g_hash_table_add (watch->jobs, job);
  return job;
}

static void
send_act (SzWatch *watch, SzAct act, const char *id, const char *who, gint64 until_ms, const char *what,
          const char *note, SzWatchDone done, gpointer data, GDestroyNotify drop)
{
  Job *job = new_job (watch, JOB_ACT, id);

  job->act = act;
  job->who = g_strdup (who);
  job->what = g_strdup (what);
  job->note = g_strdup (note);
  job->until_ms = until_ms;
  job->done = done;
  job->data = data;
  job->drop = drop;
  send_to (watch->context, do_job, job, NULL);
}

void
sz_watch_acknowledge (SzWatch *watch, const char *id, const char *who, SzWatchDone done, gpointer data,
                      GDestroyNotify drop)
{
  send_act (watch, SZ_ACT_ACKNOWLEDGE, id, who, 0, NULL, NULL, done, data, drop);
}

void
sz_watch_dispose (SzWatch *watch, const char *id, const char *who, gint64 until_ms, const char *what,
                  const char *note, SzWatchDone done, gpointer data, GDestroyNotify drop)
{
  send_act (watch, SZ_ACT_DISPOSE, id, who, until_ms, what, note, done, data, drop);
}

void
sz_watch_dismiss (SzWatch *watch, const char *id, const char *who, const char *note, SzWatchDone done,
                  gpointer data, GDestroyNotify drop)
{
  send_act (watch, SZ_ACT_DISMISS, id, who, 0, NULL, note, done, data, drop);
}

void
sz_watch_report_notice (SzWatch *watch, const SzNotice *notice, gboolean shown)
{
  Job *job = NULL;

  if (notice->withdraw)
    return;
  job = new_job (watch, JOB_NOTE, NULL);
  job->ids = g_strdupv (notice->alerts);
  job->what = g_strdup (shown ? "shown" : "failed");
  send_to (watch->context, do_job, job, NULL);
}

void
sz_watch_ask_detail (SzWatch *watch, const char *id, SzWatchDetail func, gpointer data, GDestroyNotify drop)
{
  Job *job = new_job (watch, JOB_DETAIL, id);

  job->detail = func;
  job->data = data;
  job->drop = drop;
  send_to (watch->context, do_job, job, NULL);
}

/* --- waiting
 * ------------------------------------------------------------------------------------------------------------
 */

typedef struct {
  SzWatch *watch;
  GMutex mutex;
  GCond cond;
  gboolean done;
} Flush;

static gboolean
flush_here (gpointer data)
{
  Flush *flush = data;

  look (flush->watch);
  publish (flush->watch);
  g_mutex_lock (&flush->mutex);
  flush->done = TRUE;
  g_cond_signal (&flush->cond);
  g_mutex_unlock (&flush->mutex);
  return G_SOURCE_REMOVE;
}

void
sz_watch_flush (SzWatch *watch)
{
  Flush flush = { .watch = watch };

  g_mutex_init (&flush.mutex);
  g_cond_init (&flush.cond);
  send_to (watch->context, flush_here, &flush, NULL);
  g_mutex_lock (&flush.mutex);
  while (!flush.done)
    g_cond_wait (&flush.cond, &flush.mutex);
  g_mutex_unlock (&flush.mutex);
  g_mutex_clear (&flush.mutex);
  g_cond_clear (&flush.cond);
  while (g_main_context_iteration (watch->owner, FALSE))
    ;
}
