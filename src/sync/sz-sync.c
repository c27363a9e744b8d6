/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-sync.h"

#include <jansson.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-pull.h"

#define ONCE_TRIES 3
#define ONCE_LONGEST_S 30
#define BACKOFF_FIRST_S 1
#define BACKOFF_MOST_S 300
#define HEARTBEAT_S 30
#define POLL_S 5
/* Hints can be lost; a look at everything this often finds what they did not say. */
#define LOOK_US (60 * G_USEC_PER_SEC)
#define LIVE_AGAIN_US (60 * G_USEC_PER_SEC)
#define LIVE_PAUSE_S 1
#define HINT_BYTES (64 * 1024)
#define TELL_US (100 * 1000)

/* --- once --- */

/* A wait that ends early when cancelled. */
static void
nap (guint seconds, GCancellable *cancellable)
{
  GPollFD fd;
  if (cancellable == NULL) {
    g_usleep (seconds * G_USEC_PER_SEC);
  } else if (g_cancellable_make_pollfd (cancellable, &fd)) {
    g_poll (&fd, 1, (gint)seconds * 1000);
    g_cancellable_release_fd (cancellable);
  }
}

/* Half fixed, half chance, so that many programs do not come back together. */
static guint
jitter (guint seconds)
{
  return seconds <= 1 ? 1 : seconds / 2 + (guint)g_random_int_range (0, (gint32)(seconds / 2) + 1);
}

gboolean
sz_sync_once (SzStore *store, const SzSource *source, SzSiteKey *key, SzSyncStateFunc func, gpointer data,
              GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (store != NULL && source != NULL && key != NULL, FALSE);
  g_autoptr (SzPull) pull = sz_pull_new (store, source, key, cancellable, func, data);
  for (guint attempt = 1;; attempt++) {
    g_autoptr (GError) cause = NULL;
    if (sz_pull_run (pull, &cause))
      return TRUE;
    const gboolean anew = sz_pull_take_other_epoch (pull);
    const guint asked_s = sz_pull_retry_after (pull);
    const gboolean passes = (sz_pull_may_pass (pull, cause) || anew) && asked_s <= ONCE_LONGEST_S;
    if (!passes || attempt >= ONCE_TRIES || g_cancellable_is_cancelled (cancellable)) {
      sz_pull_tell (pull, SZ_SYNC_BROKEN, "", cause->message);
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
    sz_pull_state (pull)->retry_s = anew ? 0 : MAX (asked_s, attempt);
    sz_pull_tell (pull, SZ_SYNC_RETRYING, "", cause->message);
    if (!anew)
      nap (sz_pull_state (pull)->retry_s, cancellable);
    sz_pull_state (pull)->retry_s = 0;
  }
}

/* --- following --- */

/* Where the states go; outlives the sync while a report is still on its way. */
typedef struct {
  gatomicrefcount refs;
  gint stopped;
  GMainContext *context;
  SzSyncStateFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Listener;

struct _SzSync {
  GThread *thread;
  SzStore *store;
  SzSource *source;
  SzSiteKey *key;
  Listener *listener;
  GCancellable *stop;
  GMutex mutex;
  GCancellable *nap; /* of the wait going on; cancelled by stop and wake */
  gboolean woken;
  gint64 told_us;
  SzSyncPhase told;
};

typedef struct {
  Listener *listener;
  SzSyncState state;
  char *source, *dataset, *sentence;
} Report;

static void
listener_unref (Listener *listener)
{
  if (!g_atomic_ref_count_dec (&listener->refs))
    return;
  g_clear_pointer (&listener->context, g_main_context_unref);
  g_free (listener);
}

static void
report_free (gpointer data)
{
  Report *report = data;
  listener_unref (report->listener);
  g_free (report->source);
  g_free (report->dataset);
  g_free (report->sentence);
  g_free (report);
}

static gboolean
deliver_cb (gpointer data)
{
  Report *report = data;
  if (!g_atomic_int_get (&report->listener->stopped))
    report->listener->func (&report->state, report->listener->data);
  return G_SOURCE_REMOVE;
}

/* On the sync's thread. An attached source, not g_main_context_invoke: that would run the function here if
 * nobody owns the context at the moment. */
static void
report_cb (const SzSyncState *state, gpointer data)
{
  SzSync *sync = data;
  const gint64 now_us = g_get_monotonic_time ();
  if (sync->listener->func == NULL || (state->phase == sync->told && now_us - sync->told_us < TELL_US))
    return;
  sync->told = state->phase;
  sync->told_us = now_us;
  Report *report = g_new0 (Report, 1);
  g_atomic_ref_count_inc (&sync->listener->refs);
  report->listener = sync->listener;
  report->state = *state;
  report->state.source = report->source = g_strdup (state->source);
  report->state.dataset = report->dataset = g_strdup (state->dataset);
  report->state.sentence = report->sentence = g_strdup (state->sentence);
  g_autoptr (GSource) idle = g_idle_source_new ();
  g_source_set_priority (idle, G_PRIORITY_DEFAULT);
  g_source_set_callback (idle, deliver_cb, report, report_free);
  g_source_attach (idle, sync->listener->context);
}

/* A cancellable for one wait: stop and wake end it. (transfer full) */
static GCancellable *
begin_wait (SzSync *sync)
{
  GCancellable *cancellable = g_cancellable_new ();
  g_mutex_lock (&sync->mutex);
  g_set_object (&sync->nap, cancellable);
  if (sync->woken || g_cancellable_is_cancelled (sync->stop))
    g_cancellable_cancel (cancellable);
  sync->woken = FALSE;
  g_mutex_unlock (&sync->mutex);
  return cancellable;
}

static void
end_wait (SzSync *sync)
{
  g_mutex_lock (&sync->mutex);
  g_clear_object (&sync->nap);
  g_mutex_unlock (&sync->mutex);
}

static void
wait_s (SzSync *sync, guint seconds)
{
  g_autoptr (GCancellable) cancellable = begin_wait (sync);
  nap (seconds, cancellable);
  end_wait (sync);
}

static gboolean
is_stopped (SzSync *sync)
{
  return g_cancellable_is_cancelled (sync->stop);
}

/* {"datasets": ["tickets", …]}; NULL if the hint does not say, or says more than a hint can. (transfer full)
 */
static char **
read_hint (const char *data)
{
  json_t *root = strlen (data) <= HINT_BYTES ? json_loads (data, JSON_REJECT_DUPLICATES, NULL) : NULL;
  const json_t *names = json_object_get (root, "datasets");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  char **result = NULL;
  for (gsize i = 0; i < json_array_size (names); i++)
    if (json_is_string (json_array_get (names, i)))
      g_strv_builder_add (builder, json_string_value (json_array_get (names, i)));
  if (json_array_size (names) > 0)
    result = g_strv_builder_end (builder);
  json_decref (root);
  return result;
}

/* Waits on the live channel and pulls what it hints at; returns when the channel ends, on a wake, or on a
 * failure of the pull, which it reports. */
static gboolean
follow_live (SzSync *sync, SzPull *pull, SzHttpEvents *events, GError **error)
{
  gint64 looked_us = 0;
  while (!is_stopped (sync)) {
    g_autofree char *name = NULL, *data = NULL;
    g_auto (GStrv) names = NULL;
    g_autoptr (GError) ended = NULL;
    const gint64 now_us = g_get_monotonic_time ();
    if (looked_us == 0 || now_us - looked_us > LOOK_US) {
      if (!sz_pull_follow (pull, NULL, error))
        return FALSE;
      looked_us = now_us;
    }
    g_autoptr (GCancellable) cancellable = begin_wait (sync);
    const gboolean heard = sz_http_events_next (events, &name, &data, cancellable, &ended);
    end_wait (sync);
    if (!heard)
      return TRUE;
    if (data == NULL)
      continue;
    names = read_hint (data);
    if (!sz_pull_follow (pull, (const char *const *)names, error))
      return FALSE;
  }
  return TRUE;
}

/* Level with the hall: listens, or asks every few seconds where there is nothing to listen to. */
static gboolean
follow (SzSync *sync, SzPull *pull, gint64 *live_again_us, GError **error)
{
  g_autofree char *url = g_strconcat (sync->source->url, "/v1/live", NULL);
  while (!is_stopped (sync)) {
    g_autoptr (SzHttpEvents) events = NULL;
    if (g_get_monotonic_time () >= *live_again_us) {
      g_autoptr (GError) cause = NULL;
      events = sz_http_events_open (sz_pull_http (pull), url, HEARTBEAT_S, sync->stop, &cause);
      if (events == NULL)
        *live_again_us = g_get_monotonic_time () + LIVE_AGAIN_US;
    }
    if (events != NULL && !follow_live (sync, pull, events, error))
      return FALSE;
    /* A channel that ends at once must not be opened again without a pause; after every wait there is a pull,
     * so that a wake is answered whatever it interrupts. */
    wait_s (sync, events != NULL ? LIVE_PAUSE_S : POLL_S);
    if (!is_stopped (sync) && !sz_pull_follow (pull, NULL, error))
      return FALSE;
  }
  return TRUE;
}

static void
back_off (SzSync *sync, SzPull *pull, const GError *cause, guint *failures)
{
  const gboolean passes = sz_pull_may_pass (pull, cause);
  const guint step = MIN (*failures, 9);
  const guint grown = passes ? MIN (BACKOFF_FIRST_S << step, BACKOFF_MOST_S) : BACKOFF_MOST_S;
  SzSyncState *state = sz_pull_state (pull);
  (*failures)++;
  state->retry_s = MAX (jitter (grown), sz_pull_retry_after (pull));
  sz_pull_tell (pull, passes ? SZ_SYNC_RETRYING : SZ_SYNC_BROKEN, "", cause->message);
  wait_s (sync, state->retry_s);
  state->retry_s = 0;
}

static gpointer
run_sync (gpointer data)
{
  SzSync *sync = data;
  SzPull *pull = sz_pull_new (sync->store, sync->source, sync->key, sync->stop, report_cb, sync);
  guint failures = 0;
  gint64 live_again_us = 0;
  while (!is_stopped (sync)) {
    g_autoptr (GError) cause = NULL;
    if (sz_pull_run (pull, &cause)) {
      failures = 0;
      if (follow (sync, pull, &live_again_us, &cause))
        break;
    }
    if (!is_stopped (sync) && !sz_pull_take_other_epoch (pull))
      back_off (sync, pull, cause, &failures);
  }
  sz_pull_free (pull);
  return NULL;
}

SzSync *
sz_sync_start (SzStore *store, const SzSource *source, SzSiteKey *key, GMainContext *context,
               SzSyncStateFunc func, gpointer data, GDestroyNotify destroy)
{
  g_return_val_if_fail (store != NULL && source != NULL && key != NULL, NULL);
  SzSync *sync = g_new0 (SzSync, 1);
  sync->store = store;
  sync->source = sz_source_copy (source);
  sync->key = sz_site_key_ref (key);
  sync->stop = g_cancellable_new ();
  sync->listener = g_new0 (Listener, 1);
  g_atomic_ref_count_init (&sync->listener->refs);
  sync->listener->context = context != NULL ? g_main_context_ref (context) : NULL;
  sync->listener->func = func;
  sync->listener->data = data;
  sync->listener->destroy = destroy;
  g_mutex_init (&sync->mutex);
  sync->thread = g_thread_new ("sz-sync", run_sync, sync);
  return sync;
}

void
sz_sync_wake (SzSync *sync)
{
  g_mutex_lock (&sync->mutex);
  if (sync->nap != NULL)
    g_cancellable_cancel (sync->nap);
  else
    sync->woken = TRUE;
  g_mutex_unlock (&sync->mutex);
}

void
sz_sync_stop (SzSync *sync)
{
  if (sync == NULL)
    return;
  Listener *listener = sync->listener;
  g_atomic_int_set (&listener->stopped, TRUE);
  g_cancellable_cancel (sync->stop);
  sz_sync_wake (sync);
  g_thread_join (sync->thread);
  if (listener->destroy != NULL)
    listener->destroy (listener->data);
  listener_unref (listener);
  g_clear_object (&sync->nap);
  g_object_unref (sync->stop);
  sz_site_key_unref (sync->key);
  sz_source_free (sync->source);
  g_mutex_clear (&sync->mutex);
  g_free (sync);
}
