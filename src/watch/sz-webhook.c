/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The outlets' thread: one queue, one message at a time to each outlet, waiting longer after each failure. */

#include "sz-webhook-private.h"

#include <string.h>

#include "sz-i18n.h"
#include "sz-time.h"

#define QUEUE_MOST 500 /* messages of an outlet that is away; then the oldest go */
#define FIRST_MS 5000
#define PAUSE_MOST_MS (10 * SZ_MINUTE_MS)
#define ATTEMPTS_MOST 30 /* some four hours */

/* An outlet as the thread sees it. */
typedef struct {
  SzWebhook *hook; /* (owned) */
  GQueue queue;    /* (element-type SzWebhookMessage) (owned) */
  guint attempts;  /* of the first */
  gint64 due_us;   /* monotonic; not before */
  gboolean failing;
} Line;

struct _SzWebhooks {
  SzWatch *watch;
  guint subscription;
  SzHome home;
  gint64 stamp;
  GHashTable *told;
  GThread *thread;
  GCancellable *stop;
  /* Under the mutex: what the owner hands to the thread. */
  GMutex mutex;
  GCond cond;
  GPtrArray *fresh; /* (element-type SzWebhookMessage) */
  gboolean reload;  /* the configuration is another; read on the thread, for a keyring may take its time */
  guint first_ms, waiting;
  gboolean closing;
};

/* --- one attempt
 * ---------------------------------------------------------------------------------------------------------
 */

/* Over "TIME.BODY", so that an old message cannot be sent again as a new one. */
static char *
sign (const SzWebhook *hook, const char *time, const char *body)
{
  g_autofree char *text = g_strconcat (time, ".", body, NULL);
  g_autofree char *digest =
      g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *)hook->key, strlen (hook->key), text, -1);

  return g_strconcat ("sha256=", digest, NULL);
}

gboolean
sz_webhook_send (SzHttp *http, const SzWebhook *hook, const SzWebhookMessage *message,
                 GCancellable *cancellable, gboolean *lasting, guint *wait_s, GError **error)
{
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, sz_clock_now_ms () / 1000);
  g_autofree char *signature = hook->key != NULL ? sign (hook, time, message->body) : NULL;
  const char *const headers[] = { "X-Shuzhi-Event",
                                  message->event,
                                  "Idempotency-Key",
                                  message->key,
                                  "X-Shuzhi-Time",
                                  time,
                                  signature != NULL ? "X-Shuzhi-Signature" : NULL,
                                  signature,
                                  NULL };
  const SzHttpRequest request = { .method = "POST",
                                  .url = hook->url,
                                  .accept = "*/*",
                                  .headers = headers,
                                  .body = message->body,
                                  .body_type = "application/json" };
  const SzHttpLimits limits = { .idle_s = 10, .total_s = 20, .max_wire = 65536, .max_body = 65536 };
  g_auto (SzHttpResponse) response = { 0 };
  g_autoptr (GError) cause = NULL;
  gboolean good = sz_http_ask (http, &request, &limits, cancellable, &response, &cause);

  if (wait_s != NULL)
    *wait_s = response.retry_after_s;
  /* What it says beside its status is nothing to us. */
  if (good || response.status / 100 == 2)
    return TRUE;
  if (lasting != NULL)
    *lasting = response.status / 100 == 3 || (response.status / 100 == 4 && response.status != 408 &&
                                              response.status != 425 && response.status != 429);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/* --- the thread
 * ----------------------------------------------------------------------------------------------------------
 */

static void
free_line (gpointer data)
{
  Line *line = data;

  g_queue_clear_full (&line->queue, (GDestroyNotify)sz_webhook_message_free);
  sz_webhook_free (line->hook);
  g_free (line);
}

static void
add_message (Line *line, const SzWebhookMessage *message)
{
  SzWebhookMessage *copy = g_memdup2 (message, sizeof *message);

  copy->key = g_strdup (message->key);
  copy->event = g_strdup (message->event);
  copy->body = g_strdup (message->body);
  if (g_queue_get_length (&line->queue) >= QUEUE_MOST)
    sz_webhook_message_free (g_queue_pop_head (&line->queue));
  g_queue_push_tail (&line->queue, copy);
}

/* What waits for an outlet that is still there goes on waiting. */
static void
take_hooks (GPtrArray *lines, GPtrArray *hooks)
{
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func (free_line);

  while (lines->len > 0)
    g_ptr_array_add (old, g_ptr_array_steal_index (lines, 0));
  for (guint i = 0; i < hooks->len; i++) {
    Line *line = g_new0 (Line, 1);

    line->hook = g_ptr_array_index (hooks, i);
    /* Whatever an earlier run has noted, the first success is news. */
    line->failing = TRUE;
    for (guint j = 0; j < old->len; j++) {
      Line *before = g_ptr_array_index (old, j);

      if (strcmp (before->hook->id, line->hook->id) == 0) {
        line->queue = before->queue;
        g_queue_init (&before->queue);
      }
    }
    g_ptr_array_add (lines, line);
  }
  g_ptr_array_set_free_func (hooks, NULL);
  g_ptr_array_unref (hooks);
}

/* With the mutex held, which is let go meanwhile. */
static void
reload_hooks (SzWebhooks *hooks, GPtrArray *lines)
{
  GPtrArray *read = NULL;

  hooks->reload = FALSE;
  g_mutex_unlock (&hooks->mutex);
  read = sz_webhooks_read (&hooks->home, NULL);
  g_mutex_lock (&hooks->mutex);
  take_hooks (lines, read);
}

/* FALSE: it is time to end. Waits until there is something to do. */
static gboolean
take_work (SzWebhooks *hooks, GPtrArray *lines)
{
  gboolean going;

  g_mutex_lock (&hooks->mutex);
  for (;;) {
    gint64 now = g_get_monotonic_time (), due = G_MAXINT64;
    guint waiting = 0;

    if (hooks->reload && !hooks->closing)
      reload_hooks (hooks, lines);
    for (guint i = 0; i < lines->len; i++) {
      Line *line = g_ptr_array_index (lines, i);

      for (guint j = 0; j < hooks->fresh->len; j++)
        if (line->hook->severities[((SzWebhookMessage *)g_ptr_array_index (hooks->fresh, j))->severity])
          add_message (line, g_ptr_array_index (hooks->fresh, j));
      waiting += g_queue_get_length (&line->queue);
      if (!g_queue_is_empty (&line->queue))
        due = MIN (due, line->due_us);
    }
    g_ptr_array_set_size (hooks->fresh, 0);
    hooks->waiting = waiting;
    if (hooks->closing || due <= now)
      break;
    if (due == G_MAXINT64)
      g_cond_wait (&hooks->cond, &hooks->mutex);
    else
      g_cond_wait_until (&hooks->cond, &hooks->mutex, due);
  }
  going = !hooks->closing;
  g_mutex_unlock (&hooks->mutex);
  return going;
}

static guint
get_first_ms (SzWebhooks *hooks)
{
  guint first_ms = 0;

  g_mutex_lock (&hooks->mutex);
  first_ms = hooks->first_ms;
  g_mutex_unlock (&hooks->mutex);
  return first_ms;
}

static void
deliver (SzWebhooks *hooks, SzHttp *http, Line *line)
{
  SzWebhookMessage *message = g_queue_peek_head (&line->queue);
  gboolean lasting = FALSE;
  guint wait_s = 0, shift = MIN (line->attempts, 12);
  g_autoptr (GError) error = NULL;

  if (sz_webhook_send (http, line->hook, message, hooks->stop, &lasting, &wait_s, &error)) {
    sz_webhook_message_free (g_queue_pop_head (&line->queue));
    line->attempts = 0;
    line->due_us = 0;
    if (line->failing)
      sz_webhook_note (&hooks->home, line->hook, TRUE, "", g_queue_get_length (&line->queue));
    line->failing = FALSE;
    return;
  }
  if (g_cancellable_is_cancelled (hooks->stop))
    return;
  line->failing = TRUE;
  sz_webhook_note (&hooks->home, line->hook, FALSE, error->message, g_queue_get_length (&line->queue));
  if (lasting || ++line->attempts >= ATTEMPTS_MOST) {
    g_message ("webhook %s: %s", line->hook->id, error->message);
    sz_webhook_message_free (g_queue_pop_head (&line->queue));
    line->attempts = 0;
    return;
  }
  /* A little apart, so that many halls do not come back to one receiver in the same second. */
  line->due_us = g_get_monotonic_time () +
                 MAX (MIN ((gint64)get_first_ms (hooks) << shift, PAUSE_MOST_MS), (gint64)wait_s * 1000) *
                     g_random_int_range (1000, 1200);
}

static gpointer
run_thread (gpointer data)
{
  SzWebhooks *hooks = data;
  g_autoptr (SzHttp) http = sz_http_new (NULL);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (free_line);

  while (take_work (hooks, lines))
    for (guint i = 0; i < lines->len; i++) {
      Line *line = g_ptr_array_index (lines, i);

      if (!g_queue_is_empty (&line->queue) && line->due_us <= g_get_monotonic_time ())
        deliver (hooks, http, line);
    }
  return NULL;
}

/* --- the owner
 * -----------------------------------------------------------------------------------------------------------
 */

/* Whoever listens from now on is told all that stands. */
static void
look_at_config (SzWebhooks *hooks)
{
  gint64 stamp = sz_webhooks_stamp (&hooks->home);

  if (stamp == hooks->stamp)
    return;
  hooks->stamp = stamp;
  g_hash_table_remove_all (hooks->told);
  g_mutex_lock (&hooks->mutex);
  hooks->reload = TRUE;
  g_cond_signal (&hooks->cond);
  g_mutex_unlock (&hooks->mutex);
}

static void
changed_cb (SzWatch *watch, SzAlertList *list, gpointer data)
{
  SzWebhooks *hooks = data;
  g_autoptr (GPtrArray) messages = NULL;

  look_at_config (hooks);
  if (hooks->stamp == 0)
    return;
  messages = sz_webhook_messages (hooks->told, list);
  if (messages->len == 0)
    return;
  g_mutex_lock (&hooks->mutex);
  hooks->waiting += messages->len;
  while (messages->len > 0)
    g_ptr_array_add (hooks->fresh, g_ptr_array_steal_index (messages, 0));
  g_cond_signal (&hooks->cond);
  g_mutex_unlock (&hooks->mutex);
}

SzWebhooks *
sz_webhooks_new (SzWatch *watch, const SzHome *home)
{
  static const SzWatchOutlet outlet = { changed_cb, NULL };
  SzWebhooks *hooks = g_new0 (SzWebhooks, 1);

  g_mutex_init (&hooks->mutex);
  g_cond_init (&hooks->cond);
  hooks->watch = watch;
  hooks->home.root = g_strdup (home->root);
  hooks->home.config = g_strdup (home->config);
  hooks->home.data = g_strdup (home->data);
  hooks->first_ms = FIRST_MS;
  hooks->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  hooks->fresh = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_webhook_message_free);
  hooks->stop = g_cancellable_new ();
  look_at_config (hooks);
  hooks->thread = g_thread_new ("webhooks", run_thread, hooks);
  hooks->subscription = sz_watch_subscribe (watch, &outlet, hooks);
  return hooks;
}

void
sz_webhooks_free (SzWebhooks *hooks)
{
  if (hooks == NULL)
    return;
  sz_watch_unsubscribe (hooks->watch, hooks->subscription);
  g_mutex_lock (&hooks->mutex);
  hooks->closing = TRUE;
  g_cond_signal (&hooks->cond);
  g_mutex_unlock (&hooks->mutex);
  g_cancellable_cancel (hooks->stop);
  g_thread_join (hooks->thread);
  g_ptr_array_unref (hooks->fresh);
  g_hash_table_unref (hooks->told);
  g_object_unref (hooks->stop);
  g_mutex_clear (&hooks->mutex);
  g_cond_clear (&hooks->cond);
  g_free (hooks->home.root);
  g_free (hooks->home.config);
  g_free (hooks->home.data);
  g_free (hooks);
}

void
sz_webhooks_set_pace (SzWebhooks *hooks, guint first_ms)
{
  g_mutex_lock (&hooks->mutex);
  hooks->first_ms = first_ms;
  g_mutex_unlock (&hooks->mutex);
}

guint
sz_webhooks_waiting (SzWebhooks *hooks)
{
  guint waiting = 0;

  g_mutex_lock (&hooks->mutex);
  waiting = hooks->waiting;
  g_mutex_unlock (&hooks->mutex);
  return waiting;
}

GPtrArray *
sz_webhooks_test (const SzHome *home, guint *n)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) hooks = sz_webhooks_read (home, problems);
  g_autoptr (SzHttp) http = sz_http_new (NULL);
  SzWebhookMessage *message = sz_webhook_message_new (NULL, "test", NULL);

  *n = hooks->len;
  for (guint i = 0; i < hooks->len; i++) {
    const SzWebhook *hook = g_ptr_array_index (hooks, i);
    g_autoptr (GError) error = NULL;
    gboolean good = sz_webhook_send (http, hook, message, NULL, NULL, NULL, &error);

    sz_webhook_note (home, hook, good, good ? "" : error->message, 0);
    if (!good)
      g_ptr_array_add (problems, g_strdup_printf (_ ("Webhook “%s”: %s"), hook->id, error->message));
  }
  sz_webhook_message_free (message);
  return problems;
}
