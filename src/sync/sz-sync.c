/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-sync.h"

#include <jansson.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-order-watch.h"
#include "sz-pull.h"

#define ONCE_TRIES 3
#define ONCE_LONGEST_S 30
#define HEARTBEAT_S 30
/* Without a secret of ours that could change, a refusal may have been the proxy's: a look now and then. */
#define SIGN_IN_LOOK_S 900
/* A hall that begins anew again and again is waited for like one that fails. */
#define MOST_EPOCHS 3
/* Days compared with the other side at each look at everything. */
#define COMPARED_DAYS 16
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

/* What was ordered is taken off `order` once it has been done. */
static gboolean
refetch_ordered (SzPull *pull, SzSourceOrder *order, GError **error)
{
  if ((*order & SZ_ORDER_REFETCH) && !sz_pull_refetch (pull, error))
    return FALSE;
  *order &= ~(SzSourceOrder)SZ_ORDER_REFETCH;
  return TRUE;
}

static gboolean
compare_ordered (SzPull *pull, SzSourceOrder *order, GError **error)
{
  if ((*order & SZ_ORDER_COMPARE) && !sz_pull_compare (pull, 0, error))
    return FALSE;
  *order &= ~(SzSourceOrder)SZ_ORDER_COMPARE;
  return TRUE;
}

static gboolean
run_ordered (SzPull *pull, SzSourceOrder *order, GError **error)
{
  *order &= ~(SzSourceOrder)SZ_ORDER_RETRY;
  return refetch_ordered (pull, order, error) && sz_pull_run (pull, error) &&
         compare_ordered (pull, order, error);
}

static gboolean
run_once (SzPull *pull, SzSourceOrder *order, GCancellable *cancellable, GError **error)
{
  if (sz_pull_status (pull)->machine.phase == SZ_SOURCE_PAUSED)
    sz_pull_happened (pull, SZ_HAPPENED_RESUME, NULL);
  for (guint attempt = 1;; attempt++) {
    g_autoptr (GError) cause = NULL;
    sz_pull_happened (pull, SZ_HAPPENED_WAKE, NULL);
    if (run_ordered (pull, order, &cause)) {
      sz_pull_happened (pull, SZ_HAPPENED_LEVEL, NULL);
      return TRUE;
    }
    const gboolean anew = sz_pull_take_other_epoch (pull);
    const guint asked_s = sz_pull_retry_after (pull);
    const gboolean passes = (sz_pull_may_pass (pull, cause) || anew) && asked_s <= ONCE_LONGEST_S;
    const gboolean cancelled = g_cancellable_is_cancelled (cancellable);
    if (!cancelled)
      sz_pull_happened (pull, anew ? SZ_HAPPENED_FAILED : sz_pull_judge (pull, cause), cause);
    if (!passes || attempt >= ONCE_TRIES || cancelled) {
      sz_pull_tell (pull, SZ_SYNC_BROKEN, "", cause->message);
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
    if (!anew)
      nap (MAX (asked_s, attempt), cancellable);
  }
}

/* What could not be done stays ordered, for whoever runs next; where not even that can be written, the run
 * has failed anyway and says so. */
static void
keep_order (const char *folder, const char *source, SzSourceOrder order)
{
  if (order != SZ_ORDER_NONE)
    sz_source_order_give (folder, source, order, NULL);
}

gboolean
sz_sync_once (SzStore *store, const SzSource *source, SzSiteKey *key, SzSyncStateFunc func, gpointer data,
              GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (store != NULL && source != NULL && key != NULL, FALSE);
  g_autoptr (SzPull) pull = sz_pull_new (store, source, key, cancellable, func, data);
  const char *folder = sz_store_folder (store);
  SzSourceOrder order = sz_source_order_take (folder, source->name);
  const gboolean level = run_once (pull, &order, cancellable, error);
  keep_order (folder, source->name, order);
  return level;
}

gboolean
sz_sync_mend (SzStore *store, const SzSource *source, SzSiteKey *key, SzSyncStateFunc func, gpointer data,
              GCancellable *cancellable, GPtrArray **gaps, GError **error)
{
  g_return_val_if_fail (store != NULL && source != NULL && key != NULL && gaps != NULL, FALSE);
  g_autoptr (SzPull) pull = sz_pull_new (store, source, key, cancellable, func, data);
  g_ptr_array_set_size (sz_pull_status (pull)->gaps, 0);
  SzSourceOrder order = SZ_ORDER_COMPARE;
  if (!run_once (pull, &order, cancellable, error))
    return FALSE;
  /* A gap that a whole refetch mends is seen only behind it. */
  order = SZ_ORDER_COMPARE;
  if (sz_pull_wants_run (pull) && !run_once (pull, &order, cancellable, error))
    return FALSE;
  g_autoptr (SzSourceStatus) copy = sz_source_status_copy (sz_pull_status (pull));
  *gaps = g_ptr_array_ref (copy->gaps);
  return TRUE;
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
  GCancellable *run; /* of what is being fetched; cancelled by stop and pause */
  SzOrderWatch *orders;
  GMutex mutex;
  GCancellable *nap; /* of the wait going on; cancelled by stop and wake */
  gboolean woken, paused;
  SzSourceOrder order;
  SzSourceOrder undone; /* of the orders taken; only the thread's own */
  gint64 told_us;
  SzSyncPhase told;
};

typedef struct {
  Listener *listener;
  SzSyncState state;
  SzSourceStatus *status;
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
  sz_source_status_free (report->status);
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
  report->state.status = report->status = sz_source_status_copy (state->status);
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

/* TRUE if it was ended early. */
static gboolean
wait_s (SzSync *sync, guint seconds)
{
  g_autoptr (GCancellable) cancellable = begin_wait (sync);
  nap (seconds, cancellable);
  end_wait (sync);
  return g_cancellable_is_cancelled (cancellable);
}

/* Orders given here and those another process left. */
static SzSourceOrder
take_order (SzSync *sync)
{
  g_mutex_lock (&sync->mutex);
  const SzSourceOrder order = sync->order;
  sync->order = SZ_ORDER_NONE;
  g_mutex_unlock (&sync->mutex);
  return order | sz_source_order_take (sz_store_folder (sync->store), sync->source->name);
}

/* A pause has ended what ran; from here on it may run again, unless it is to stop. */
static void
rearm_run (SzSync *sync)
{
  g_mutex_lock (&sync->mutex);
  if (!sync->paused && !g_cancellable_is_cancelled (sync->stop))
    g_cancellable_reset (sync->run);
  g_mutex_unlock (&sync->mutex);
}

/* What is about to be asked answers every wake until now. */
static void
answer_wake (SzSync *sync)
{
  g_mutex_lock (&sync->mutex);
  sync->woken = FALSE;
  g_mutex_unlock (&sync->mutex);
}

static gboolean
has_order (SzSync *sync)
{
  g_mutex_lock (&sync->mutex);
  const gboolean has = sync->order != SZ_ORDER_NONE;
  g_mutex_unlock (&sync->mutex);
  return has;
}

static gboolean
is_paused (SzSync *sync)
{
  g_mutex_lock (&sync->mutex);
  const gboolean paused = sync->paused;
  g_mutex_unlock (&sync->mutex);
  return paused;
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

/* A look at everything, for hints can be lost: the changes, orders, and a few days compared. */
static gboolean
look (SzSync *sync, SzPull *pull, GError **error)
{
  answer_wake (sync);
  sync->undone |= take_order (sync) & ~(SzSourceOrder)SZ_ORDER_RETRY;
  const gboolean all = (sync->undone & SZ_ORDER_COMPARE) != 0;
  return refetch_ordered (pull, &sync->undone, error) && sz_pull_follow (pull, NULL, error) &&
         compare_ordered (pull, &sync->undone, error) &&
         (all || sz_pull_compare (pull, COMPARED_DAYS, error)) && sz_pull_follow (pull, NULL, error);
}

/* Waits on the live channel and pulls what it hints at; returns when the channel ends (then `ended`), on a
 * wake, or on a failure of the pull, which it reports. */
static gboolean
follow_live (SzSync *sync, SzPull *pull, SzHttpEvents *events, gint64 *looked_us, gboolean *ended,
             GError **error)
{
  /* What came before the channel was open had no hint. */
  if (g_get_monotonic_time () - *looked_us <= LOOK_US && !sz_pull_follow (pull, NULL, error))
    return FALSE;
  while (!is_stopped (sync) && !is_paused (sync)) {
    g_autofree char *name = NULL, *data = NULL;
    g_auto (GStrv) names = NULL;
    g_autoptr (GError) why = NULL;
    const gint64 now_us = g_get_monotonic_time ();
    if (now_us - *looked_us > LOOK_US) {
      if (!look (sync, pull, error))
        return FALSE;
      *looked_us = now_us;
    }
    g_autoptr (GCancellable) cancellable = begin_wait (sync);
    const gboolean heard = sz_http_events_next (events, &name, &data, cancellable, &why);
    end_wait (sync);
    if (!heard) {
      *ended = !g_cancellable_is_cancelled (cancellable);
      return TRUE;
    }
    names = data != NULL ? read_hint (data) : NULL;
    if (data != NULL && !sz_pull_follow (pull, (const char *const *)names, error))
      return FALSE;
    /* A hint, or a sign of life, may come in the same moment as an order, whose wake has then ended nothing.
     */
    if (g_cancellable_is_cancelled (cancellable))
      return TRUE;
  }
  return TRUE;
}

/* NULL where there is no live channel: then the source is asked every few seconds. */
static SzHttpEvents *
open_live (SzSync *sync, SzPull *pull)
{
  const SzSource *source = sync->source;
  g_autoptr (GError) ignored = NULL; /* what cannot be heard is asked for */
  if (g_strcmp0 (source->live, "no") == 0 || *source->url == '\0')
    return NULL;
  g_autofree char *url =
      g_strconcat (source->url, source->live_path != NULL ? source->live_path : "/v1/live", NULL);
  return g_strcmp0 (source->live, "websocket") == 0
             ? sz_http_socket_open (sz_pull_http (pull), url, HEARTBEAT_S, sync->run, &ignored)
             : sz_http_events_open (sz_pull_http (pull), url, HEARTBEAT_S, sync->run, &ignored);
}

/* Level with the source: listens, or asks every few seconds where there is nothing to listen to. TRUE when
 * stopped or paused. */
static gboolean
follow (SzSync *sync, SzPull *pull, gint64 *live_again_us, GError **error)
{
  gint64 looked_us = G_MININT64 / 2; /* long ago, on a machine that has just started too */
  while (!is_stopped (sync) && !is_paused (sync)) {
    g_autoptr (SzHttpEvents) events = NULL;
    gboolean ended = FALSE;
    if (g_get_monotonic_time () >= *live_again_us) {
      events = open_live (sync, pull);
      if (events == NULL)
        *live_again_us = g_get_monotonic_time () + LIVE_AGAIN_US;
    }
    if (events != NULL && !follow_live (sync, pull, events, &looked_us, &ended, error))
      return FALSE;
    /* A channel that ends at once must not be opened again without a pause; after every wait there is a pull,
     * so that a wake is answered whatever it interrupts. */
    if (events == NULL || ended)
      wait_s (sync, events != NULL ? LIVE_PAUSE_S : sz_pull_every_s (pull));
    if (is_stopped (sync) || is_paused (sync))
      break;
    const gboolean due = has_order (sync) || g_get_monotonic_time () - looked_us > LOOK_US;
    if (due)
      looked_us = g_get_monotonic_time ();
    if (due ? !look (sync, pull, error) : !sz_pull_follow (pull, NULL, error))
      return FALSE;
  }
  return TRUE;
}

/* A wait that can be ended by hand, by an order, and where `secret` is set by a secret that has changed. */
static SzHappened
wait_or_wake (SzSync *sync, guint seconds, gboolean secret)
{
  const gint64 before = secret ? sz_source_secret_stamp (sync->source) : 0;
  for (guint waited = 0; seconds == 0 || waited < seconds; waited++) {
    const gboolean woken = wait_s (sync, 1);
    const SzSourceOrder order = take_order (sync);
    sync->undone |= order & ~(SzSourceOrder)SZ_ORDER_RETRY; /* for the run that follows, whenever that is */
    if (is_stopped (sync) || is_paused (sync))
      return SZ_HAPPENED_PAUSE;
    if (woken || order != SZ_ORDER_NONE || (secret && sz_source_secret_stamp (sync->source) != before))
      return SZ_HAPPENED_WAKE;
  }
  return secret ? SZ_HAPPENED_WAKE : SZ_HAPPENED_DUE;
}

/* A run from the beginning, or listening; what came of it. */
static SzSourcePhase
act (SzSync *sync, SzPull *pull, SzSourcePhase phase, guint *epochs, gint64 *live_again_us)
{
  g_autoptr (GError) cause = NULL;
  gboolean ok;
  if (phase == SZ_SOURCE_FETCHING) {
    answer_wake (sync);
    sync->undone |= take_order (sync);
    ok = run_ordered (pull, &sync->undone, &cause);
  } else {
    ok = follow (sync, pull, live_again_us, &cause);
  }
  if (is_stopped (sync))
    return phase;
  /* Also of a pause that is over already: what it ended is begun again. */
  if (is_paused (sync) || g_cancellable_is_cancelled (sync->run))
    return sz_pull_happened (pull, SZ_HAPPENED_PAUSE, NULL);
  if (ok) {
    *epochs = 0;
    return sz_pull_happened (pull, SZ_HAPPENED_LEVEL, NULL);
  }
  if (!sz_pull_take_other_epoch (pull))
    return sz_pull_happened (pull, sz_pull_judge (pull, cause), cause);
  return sz_pull_happened (pull, (*epochs)++ < MOST_EPOCHS ? SZ_HAPPENED_WAKE : SZ_HAPPENED_FAILED, cause);
}

static gpointer
run_sync (gpointer data)
{
  SzSync *sync = data;
  SzPull *pull = sz_pull_new (sync->store, sync->source, sync->key, sync->run, report_cb, sync);
  guint epochs = 0;
  gint64 live_again_us = 0;
  SzSourcePhase phase = sz_pull_status (pull)->machine.phase;
  if (phase == SZ_SOURCE_PAUSED)
    sz_pull_happened (pull, SZ_HAPPENED_RESUME, NULL);
  phase = sz_pull_happened (pull, is_paused (sync) ? SZ_HAPPENED_PAUSE : SZ_HAPPENED_BEGIN, NULL);
  while (!is_stopped (sync)) {
    const guint wait = sz_pull_status (pull)->machine.wait_s;
    const gboolean has_secret = sz_source_secret_stamp (sync->source) != 0;
    SzHappened happened = SZ_HAPPENED_WAKE;
    switch (phase) {
    case SZ_SOURCE_FETCHING:
    case SZ_SOURCE_IDLE:
      phase = act (sync, pull, phase, &epochs, &live_again_us);
      continue;
    case SZ_SOURCE_WAITING:
    case SZ_SOURCE_BROKEN:
      happened = wait_or_wake (sync, wait, FALSE);
      break;
    case SZ_SOURCE_SIGN_IN:
      happened = wait_or_wake (sync, has_secret ? 0 : SIGN_IN_LOOK_S, TRUE);
      break;
    case SZ_SOURCE_PAUSED:
      if (is_paused (sync))
        wait_s (sync, 60);
      rearm_run (sync);
      happened = is_paused (sync) ? SZ_HAPPENED_PAUSE : SZ_HAPPENED_RESUME;
      break;
    }
    if (!is_stopped (sync) && (happened != SZ_HAPPENED_PAUSE || phase != SZ_SOURCE_PAUSED))
      phase = sz_pull_happened (pull, happened, NULL);
  }
  sz_pull_save (pull);
  sz_pull_free (pull);
  keep_order (sz_store_folder (sync->store), sync->source->name, sync->undone | sync->order);
  return NULL;
}

static void
ordered_cb (SzSourceOrder order, gpointer data)
{
  sz_sync_order (data, order);
}

static void
enabled_cb (gboolean enabled, gpointer data)
{
  sz_sync_pause (data, !enabled);
}

static const SzOrderEars EARS = { ordered_cb, enabled_cb };

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
  sync->run = g_cancellable_new ();
  sync->listener = g_new0 (Listener, 1);
  g_atomic_ref_count_init (&sync->listener->refs);
  sync->listener->context = context != NULL ? g_main_context_ref (context) : NULL;
  sync->listener->func = func;
  sync->listener->data = data;
  sync->listener->destroy = destroy;
  g_mutex_init (&sync->mutex);
  sync->orders = sz_order_watch_new (sz_store_folder (store), sync->source, &EARS, sync);
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
sz_sync_pause (SzSync *sync, gboolean paused)
{
  g_mutex_lock (&sync->mutex);
  sync->paused = paused;
  g_mutex_unlock (&sync->mutex);
  if (paused)
    g_cancellable_cancel (sync->run);
  sz_sync_wake (sync);
}

void
sz_sync_order (SzSync *sync, SzSourceOrder order)
{
  g_mutex_lock (&sync->mutex);
  sync->order |= order;
  g_mutex_unlock (&sync->mutex);
  sz_sync_wake (sync);
}

void
sz_sync_stop (SzSync *sync)
{
  if (sync == NULL)
    return;
  Listener *listener = sync->listener;
  g_atomic_int_set (&listener->stopped, TRUE);
  sz_order_watch_free (sync->orders);
  g_cancellable_cancel (sync->stop);
  g_cancellable_cancel (sync->run);
  sz_sync_wake (sync);
  g_thread_join (sync->thread);
  if (listener->destroy != NULL)
    listener->destroy (listener->data);
  listener_unref (listener);
  g_clear_object (&sync->nap);
  g_object_unref (sync->stop);
  g_object_unref (sync->run);
  sz_site_key_unref (sync->key);
  sz_source_free (sync->source);
  g_mutex_clear (&sync->mutex);
  g_free (sync);
}
