/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Webhooks against a server on the loopback that writes down what came: what is told and when, the signature,
 * failures and returns, configuration, and that no person is in it. */

#include "figures-fixture.h"

#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>

#include "raw-server.h"
#include "sz-watch.h"
#include "sz-webhook.h"

#define NOW "2026-11-20T14:36:00+08:00"

/* --- the receiver
 * ---------------------------------------------------------------------------------------------------------
 */

typedef struct {
  GMutex mutex;
  GCond cond;
  GPtrArray *bodies, *heads; /* (element-type utf8) */
  guint refuse;              /* so many more requests get `status` */
  guint status;
} Receiver;

static void
receive (const char *target, RawReply *reply, gpointer data)
{
  Receiver *receiver = data;

  g_mutex_lock (&receiver->mutex);
  g_ptr_array_add (receiver->bodies, g_strdup (reply->request_body));
  g_ptr_array_add (receiver->heads, g_strdup (reply->request_headers));
  reply->status = 204;
  if (receiver->refuse > 0) {
    receiver->refuse--;
    reply->status = receiver->status;
  }
  g_cond_broadcast (&receiver->cond);
  g_mutex_unlock (&receiver->mutex);
  raw_reply_text (reply, "");
}

static void
receiver_init (Receiver *receiver)
{
  memset (receiver, 0, sizeof *receiver);
  g_mutex_init (&receiver->mutex);
  g_cond_init (&receiver->cond);
  receiver->bodies = g_ptr_array_new_with_free_func (g_free);
  receiver->heads = g_ptr_array_new_with_free_func (g_free);
}

static void
receiver_clear (Receiver *receiver)
{
  g_ptr_array_unref (receiver->bodies);
  g_ptr_array_unref (receiver->heads);
  g_mutex_clear (&receiver->mutex);
  g_cond_clear (&receiver->cond);
}

static void
wait_for (Receiver *receiver, guint n)
{
  g_mutex_lock (&receiver->mutex);
  while (receiver->bodies->len < n)
    g_cond_wait (&receiver->cond, &receiver->mutex);
  g_mutex_unlock (&receiver->mutex);
}

/* The header's value in what came; NULL. (transfer full) */
static char *
find_header (const char *head, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (head, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    char *colon = strchr (lines[i], ':');

    if (colon != NULL && g_ascii_strncasecmp (lines[i], name, (gsize)(colon - lines[i])) == 0 &&
        strlen (name) == (gsize)(colon - lines[i]))
      return g_strdup (g_strstrip (colon + 1));
  }
  return NULL;
}

static char *
event_of (Receiver *receiver, guint i)
{
  json_t *root = json_loads (g_ptr_array_index (receiver->bodies, i), 0, NULL);
  char *event = NULL;

  g_assert_nonnull (root);
  event = g_strdup (json_string_value (json_object_get (root, "event")));
  json_decref (root);
  return event;
}

/* --- a home whose area A waits too long
 * ----------------------------------------------------------------------------------- */

typedef struct {
  Fixture fixture;
  SzHome *home;
  SzWatch *watch;
  SzWebhooks *hooks;
  Receiver receiver;
  RawServer *server;
} Scene;

static void
write_file (const char *folder, const char *name, const char *text, int mode)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, (mode_t)mode), ==, 0);
}

static void
configure (Scene *scene, const char *url, const char *rest)
{
  g_autofree char *text = g_strdup_printf ("[Webhook duty]\nUrl=%s\n%s", url, rest);

  write_file (scene->home->config, "webhook.ini", text, 0600);
}

static void
add_waits (Fixture *fixture, const char *area, gint64 wait)
{
  SzBatch *batch = fixture_batch (fixture, "tickets");

  for (int i = 0; i < 60; i++) {
    g_autofree char *key = g_strdup_printf ("%s-%d", area, i);
    gint64 called = fixture->now_ms - (60 - i) * SZ_MINUTE_MS;
    Cell cells[] = { { "area", 0, area },
                     { "window", 0, "W1" },
                     { "called", called, NULL },
                     { "started", called, NULL },
                     { "ended", called + 1000, NULL },
                     { NULL, 0, NULL } };

    fixture_add (fixture, batch, key, called - wait, cells);
  }
  fixture_apply (fixture, batch);
}

static void
scene_open (Scene *scene)
{
  guint generation = 0;
  gboolean changed = FALSE;

  memset (scene, 0, sizeof *scene);
  fixture_open (&scene->fixture, NOW);
  g_assert_true (sz_store_set_source (scene->fixture.store, "hall", "h", "e1", "Asia/Shanghai",
                                      scene->fixture.now_ms, sz_clock_now_ms (), &generation, &changed,
                                      NULL));
  receiver_init (&scene->receiver);
  scene->server = raw_server_new (receive, &scene->receiver);
  scene->home = g_new0 (SzHome, 1);
  scene->home->root = g_dir_make_tmp ("shuzhi-webhook-XXXXXX", NULL);
  scene->home->config = g_build_filename (scene->home->root, "config", NULL);
  scene->home->data = g_build_filename (scene->home->root, "data", NULL);
  g_mkdir_with_parents (scene->home->config, 0700);
  g_mkdir_with_parents (scene->home->data, 0700);
}

static void
scene_watch (Scene *scene)
{
  scene->watch = sz_watch_new (scene->fixture.folder, scene->fixture.catalog, scene->fixture.store);
  scene->hooks = sz_webhooks_new (scene->watch, scene->home);
  sz_webhooks_set_pace (scene->hooks, 1);
  sz_watch_flush (scene->watch);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR))
      remove_folder (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

static void
scene_close (Scene *scene)
{
  g_autofree char *backups = g_build_filename (scene->fixture.folder, "truth-backup", NULL);

  g_clear_pointer (&scene->hooks, sz_webhooks_free);
  g_clear_pointer (&scene->watch, sz_watch_free);
  g_clear_pointer (&scene->server, raw_server_free);
  receiver_clear (&scene->receiver);
  remove_folder (backups);
  remove_folder (scene->home->root);
  g_clear_pointer (&scene->home, sz_home_free);
  fixture_close (&scene->fixture);
}

static const SzAlert *
find_alert (Scene *scene, const char *object)
{
  SzAlertList *list = sz_watch_list (scene->watch);

  for (guint i = 0; i < list->alerts->len; i++) {
    const SzAlert *alert = g_ptr_array_index (list->alerts, i);

    if (strcmp (alert->rule, "wait-area") == 0 && strcmp (alert->object, object) == 0)
      return alert;
  }
  return NULL;
}

/* --- what is told
 * ---------------------------------------------------------------------------------------------------------
 */

static void
test_told (void)
{
  Scene scene;
  json_t *root = NULL, *alert = NULL;
  g_autofree char *id = NULL, *time = NULL, *signature = NULL, *text = NULL, *digest = NULL, *expected = NULL;
  g_autofree char *second = NULL;
  const char *body = NULL;

  scene_open (&scene);
  {
    g_autofree char *keys = g_build_filename (scene.home->root, "keys", NULL);

    write_file (keys, "webhook.secret", "other=no\nduty=open sesame\n", 0600);
  }
  configure (&scene, raw_server_url (scene.server), "Secret=duty\n");
  add_waits (&scene.fixture, "A", 30 * SZ_MINUTE_MS);
  scene_watch (&scene);
  wait_for (&scene.receiver, 1);
  body = g_ptr_array_index (scene.receiver.bodies, 0);
  root = json_loads (body, 0, NULL);
  alert = json_object_get (root, "alert");
  g_assert_cmpstr (json_string_value (json_object_get (root, "event")), ==, "raised");
  g_assert_cmpstr (json_string_value (json_object_get (alert, "rule")), ==, "wait-area");
  g_assert_cmpstr (json_string_value (json_object_get (alert, "object")), ==, "A");
  g_assert_cmpstr (json_string_value (json_object_get (alert, "severity")), ==, "alarm");
  g_assert_cmpfloat_with_epsilon (json_real_value (json_object_get (alert, "value")), 30, 1e-9);
  g_assert_cmpfloat_with_epsilon (json_real_value (json_object_get (alert, "limit")), 25, 1e-9);
  id = g_strdup (json_string_value (json_object_get (alert, "id")));
  json_decref (root);
  /* Signed over time and body. */
  time = find_header (g_ptr_array_index (scene.receiver.heads, 0), "X-Shuzhi-Time");
  signature = find_header (g_ptr_array_index (scene.receiver.heads, 0), "X-Shuzhi-Signature");
  text = g_strconcat (time, ".", body, NULL);
  digest = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *)"open sesame", 11, text, -1);
  expected = g_strconcat ("sha256=", digest, NULL);
  g_assert_cmpstr (signature, ==, expected);
  /* Who did it, and what they wrote, is nobody else's business. */
  sz_watch_dispose (scene.watch, id, "Wang Xiaoming", scene.fixture.now_ms + SZ_HOUR_MS, "asked Li Lei",
                    "13800138000", NULL, NULL, NULL);
  sz_watch_flush (scene.watch);
  wait_for (&scene.receiver, 2);
  second = event_of (&scene.receiver, 1);
  g_assert_cmpstr (second, ==, "handled");
  for (guint i = 0; i < 2; i++) {
    g_assert_null (strstr (g_ptr_array_index (scene.receiver.bodies, i), "Wang"));
    g_assert_null (strstr (g_ptr_array_index (scene.receiver.bodies, i), "Li Lei"));
    g_assert_null (strstr (g_ptr_array_index (scene.receiver.bodies, i), "1380013"));
    g_assert_null (strstr (g_ptr_array_index (scene.receiver.bodies, i), "sesame"));
    g_assert_null (strstr (g_ptr_array_index (scene.receiver.heads, i), "sesame"));
  }
  g_assert_nonnull (find_alert (&scene, "A"));
  scene_close (&scene);
}

/* The same message comes again until it is taken, in order, and nobody waits for it. */
static void
test_refused_for_a_while (void)
{
  Scene scene;
  g_autofree char *first = NULL, *last = NULL, *key = NULL, *again = NULL;
  g_autoptr (GPtrArray) problems = NULL;

  scene_open (&scene);
  scene.receiver.refuse = 4;
  scene.receiver.status = 503;
  configure (&scene, raw_server_url (scene.server), "");
  add_waits (&scene.fixture, "A", 30 * SZ_MINUTE_MS);
  scene_watch (&scene);
  sz_watch_acknowledge (scene.watch, find_alert (&scene, "A")->id, "x", NULL, NULL, NULL);
  sz_watch_flush (scene.watch);
  wait_for (&scene.receiver, 6);
  while (sz_webhooks_waiting (scene.hooks) > 0)
    g_thread_yield ();
  first = event_of (&scene.receiver, 4);
  last = event_of (&scene.receiver, 5);
  g_assert_cmpstr (first, ==, "raised");
  g_assert_cmpstr (last, ==, "acknowledged");
  key = find_header (g_ptr_array_index (scene.receiver.heads, 0), "Idempotency-Key");
  again = find_header (g_ptr_array_index (scene.receiver.heads, 4), "Idempotency-Key");
  g_assert_cmpstr (key, ==, again);
  g_assert_null (find_header (g_ptr_array_index (scene.receiver.heads, 0), "X-Shuzhi-Signature"));
  problems = sz_webhooks_check (scene.home, NULL);
  g_assert_cmpuint (problems->len, ==, 0);
  scene_close (&scene);
}

/* Nobody is there at all: the watch goes on, and the check says so. */
static void
test_away (void)
{
  Scene scene;
  g_autofree char *url = NULL;

  scene_open (&scene);
  {
    g_autoptr (GSocketListener) listener = g_socket_listener_new ();
    guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

    g_socket_listener_close (listener);
    url = g_strdup_printf ("http://127.0.0.1:%u", port);
  }
  configure (&scene, url, "");
  add_waits (&scene.fixture, "A", 30 * SZ_MINUTE_MS);
  scene_watch (&scene);
  for (gboolean told = FALSE; !told;) {
    g_autoptr (GPtrArray) problems = sz_webhooks_check (scene.home, NULL);

    told = problems->len == 1;
    if (told)
      g_assert_nonnull (strstr (g_ptr_array_index (problems, 0), "duty"));
    g_thread_yield ();
  }
  g_assert_cmpuint (sz_webhooks_waiting (scene.hooks), ==, 1);
  /* The watch is not held up by it. */
  sz_watch_acknowledge (scene.watch, find_alert (&scene, "A")->id, "x", NULL, NULL, NULL);
  sz_watch_flush (scene.watch);
  g_assert_cmpint (find_alert (&scene, "A")->state, ==, SZ_ALERT_ACKNOWLEDGED);
  scene_close (&scene);
}

/* A refusal that no patience mends is not tried again: the next one is. */
static void
test_refused_for_good (void)
{
  Scene scene;
  g_autofree char *last = NULL;

  scene_open (&scene);
  scene.receiver.refuse = 1;
  scene.receiver.status = 410;
  configure (&scene, raw_server_url (scene.server), "");
  add_waits (&scene.fixture, "A", 30 * SZ_MINUTE_MS);
  scene_watch (&scene);
  wait_for (&scene.receiver, 1);
  sz_watch_acknowledge (scene.watch, find_alert (&scene, "A")->id, "x", NULL, NULL, NULL);
  sz_watch_flush (scene.watch);
  wait_for (&scene.receiver, 2);
  last = event_of (&scene.receiver, 1);
  g_assert_cmpstr (last, ==, "acknowledged");
  scene_close (&scene);
}

/* --- which, and what may be written
 * --------------------------------------------------------------------------------------- */

static void
test_severities (void)
{
  Scene scene;
  g_autoptr (GPtrArray) problems = NULL;
  guint n = 0;

  scene_open (&scene);
  configure (&scene, raw_server_url (scene.server), "Severities=attention\n");
  add_waits (&scene.fixture, "A", 30 * SZ_MINUTE_MS);
  scene_watch (&scene);
  /* The alarm is not for it; a message to all is. */
  problems = sz_webhooks_test (scene.home, &n);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_cmpuint (n, ==, 1);
  wait_for (&scene.receiver, 1);
  while (sz_webhooks_waiting (scene.hooks) > 0)
    g_thread_yield ();
  g_assert_cmpuint (scene.receiver.bodies->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (scene.receiver.bodies, 0), "\"test\""));
  scene_close (&scene);
}

static void
test_bad_config (void)
{
  static const struct {
    const char *text, *what;
  } bad[] = {
    { "[Webhook a]\nSeverities=alarm\n", "Url= is missing" },
    { "[Webhook a]\nUrl=ftp://x/\n", "webhook.ini:2" },
    { "[Webhook a]\nUrl=http://example.org/x\n", "encrypted" },
    { "[Webhook a]\nUrl=https://u:p@example.org/x\n", "webhook.ini:2" },
    { "[Webhook a]\nUrl=https://example.org/\nSeverities=alarms\n", "webhook.ini:3" },
    { "[Webhook a]\nUrl=https://example.org/\nSecret=gone\n", "alerts secret gone" },
    { "[Webhook a]\nUrl=https://example.org/\nSecert=x\n", "webhook.ini:3" },
    { "[Webhok a]\nUrl=https://example.org/\n", "expected [Webhook name]" },
    { "Url=https://example.org/\n", "webhook.ini:1" },
  };
  Scene scene;

  scene_open (&scene);
  {
    g_autoptr (GPtrArray) none = sz_webhooks_check (scene.home, NULL);

    g_assert_cmpuint (none->len, ==, 0);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GPtrArray) problems = NULL;
    guint n = 9;

    write_file (scene.home->config, "webhook.ini", bad[i].text, 0600);
    problems = sz_webhooks_check (scene.home, &n);
    g_test_message ("%s", bad[i].text);
    g_assert_cmpuint (problems->len, ==, 1);
    g_test_message ("%s", (const char *)g_ptr_array_index (problems, 0));
    g_assert_nonnull (strstr (g_ptr_array_index (problems, 0), bad[i].what));
    g_assert_cmpuint (n, ==, 0);
  }
  scene_close (&scene);
}

/* A secret that others can read is none. */
static void
test_open_secret (void)
{
  Scene scene;
  g_autofree char *keys = NULL;
  g_autoptr (GPtrArray) problems = NULL, mended = NULL;

  scene_open (&scene);
  keys = g_build_filename (scene.home->root, "keys", NULL);
  write_file (keys, "webhook.secret", "duty=x\n", 0644);
  configure (&scene, raw_server_url (scene.server), "Secret=duty\n");
  problems = sz_webhooks_check (scene.home, NULL);
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (problems, 0), "chmod 600"));
  write_file (keys, "webhook.secret", "duty=x\n", 0600);
  mended = sz_webhooks_check (scene.home, NULL);
  g_assert_cmpuint (mended->len, ==, 0);
  scene_close (&scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watch/webhook/told", test_told);
  g_test_add_func ("/watch/webhook/refused-for-a-while", test_refused_for_a_while);
  g_test_add_func ("/watch/webhook/away", test_away);
  g_test_add_func ("/watch/webhook/refused-for-good", test_refused_for_good);
  g_test_add_func ("/watch/webhook/severities", test_severities);
  g_test_add_func ("/watch/webhook/bad-config", test_bad_config);
  g_test_add_func ("/watch/webhook/open-secret", test_open_secret);
  return g_test_run ();
}
