/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pull-help.h"
#include "sz-pull.h"
#include "sz-secret.h"

static void
test_first_and_changes (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (300);
  fake_hall_set_page_rows (hall, 7); /* days of several pages, changes of several pages */
  pull_well (&scene, hall);
  scene_assert_equal (&scene, hall);

  for (guint i = 0; i < 60; i++)
    put_ticket (hall, 1000 + i, 1, 20, i); /* new */
  for (guint i = 0; i < 30; i++)
    put_ticket (hall, i, 2, 1 + (i * 7) % 19, 30); /* moved to another day */
  for (guint i = 30; i < 50; i++) {
    g_autofree char *key = g_strdup_printf ("T%05u", i);
    fake_hall_delete (hall, "tickets", key, 2);
  }
  pull_well (&scene, hall);
  scene_assert_equal (&scene, hall);

  /* Nothing new: nothing is taken, and the history is not fetched again. */
  const guint before = fake_hall_requests (hall);
  pull_well (&scene, hall);
  g_assert_cmpuint (fake_hall_requests (hall) - before, ==, 3);
  scene_assert_equal (&scene, hall);
}

/* --- while it is fetched --- */

typedef struct {
  FakeHall *hall;
  guint calls, next;
} Meddler;

/* On the thread of the sync, between its pages: rows of days that are here already change, and new ones come.
 */
static void
meddle_cb (const SzSyncState *state, gpointer data)
{
  Meddler *meddler = data;
  if (++meddler->calls % 3 != 0 || meddler->next >= 20)
    return;
  const guint n = meddler->next++;
  g_autofree char *gone = g_strdup_printf ("T%05u", 60 + n);
  put_ticket (meddler->hall, n * 2, 2, 19, 50 + n); /* moved to the day that was fetched first */
  put_ticket (meddler->hall, 900 + n, 1, 18, n);    /* late, on another that is complete */
  put_ticket (meddler->hall, n * 2, 3, 20, 55 + n); /* and again, to a day beyond */
  fake_hall_delete (meddler->hall, "tickets", gone, 2);
}

static void
test_changed_while_fetched (void)
{
  for (guint page_rows = 2; page_rows <= 50; page_rows *= 5) {
    g_auto (Scene) scene = { 0 };
    scene_init (&scene);
    g_autoptr (FakeHall) hall = new_hall (200);
    g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
    g_autoptr (GError) error = NULL;
    Meddler meddler = { .hall = hall };
    fake_hall_set_page_rows (hall, page_rows);
    sz_sync_once (scene.store, source, scene.key, meddle_cb, &meddler, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (meddler.next, >, 5);
    /* What changed behind the last page of the changes comes with the next run, nothing else. */
    pull_well (&scene, hall);
    scene_assert_equal (&scene, hall);
  }
}

/* An answer of before, given once more: the same rows again, older versions of them, in any order. */
static void
replay_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  guint *replays = data;
  if (strstr (target, "/tickets/changes") == NULL || *replays == 0)
    return;
  (*replays)--;
  g_autoptr (GString) lines = g_string_new (NULL);
  for (guint i = 40; i > 0; i--)
    g_string_append_printf (
        lines,
        "{\"key\":\"T%05u\",\"ver\":%u,\"op\":\"%s\",\"at\":\"2026-11-%02uT08:00:00+08:00\","
        "\"area\":\"OLD\"}\n",
        i - 1, i % 3 == 0 ? 2 : 1, i % 5 == 0 ? "del" : "put", 1 + i % 19);
  g_autofree char *after = g_strdup (strstr (target, "after=") + strlen ("after="));
  after[strcspn (after, "&")] = '\0';
  g_autofree char *page = fake_hall_page (lines->str, "e1", after, FALSE);
  raw_reply_text (reply, page);
}

static void
test_replayed (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (40);
  pull_well (&scene, hall);
  for (guint i = 0; i < 40; i++)
    put_ticket (hall, i, 3, 1 + (i * 3) % 19, i); /* to another day */
  fake_hall_delete (hall, "tickets", "T00007", 4);
  pull_well (&scene, hall);
  guint replays = 1;
  fake_hall_set_fault (hall, replay_cb, &replays);
  pull_well (&scene, hall);
  g_assert_cmpuint (replays, ==, 0);
  fake_hall_set_fault (hall, NULL, NULL);
  scene_assert_equal (&scene, hall);
}

/* --- every answer spoilt once --- */

typedef struct {
  guint at; /* the request to spoil; 0: none */
  guint kind;
  gint hits;
} Spoil;

enum {
  SPOIL_500,
  SPOIL_CUT,
  SPOIL_CUT_CHUNKED,
  SPOIL_CUT_GZIP,
  SPOIL_CLOSE,
  SPOIL_HTML,
  SPOIL_HASH,
  SPOIL_COUNT,
  SPOIL_BEHIND,
  SPOIL_NO_END,
  SPOIL_EPOCH,
  SPOIL_EMPTY,
  SPOIL_ROW_BYTE,
  N_SPOILS
};

static void
drop_last_line (RawReply *reply)
{
  while (reply->body->len > 0 && reply->body->data[reply->body->len - 1] == '\n')
    g_byte_array_set_size (reply->body, reply->body->len - 1);
  while (reply->body->len > 0 && reply->body->data[reply->body->len - 1] != '\n')
    g_byte_array_set_size (reply->body, reply->body->len - 1);
}

static void
spoil_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  Spoil *spoil = data;
  if (number != spoil->at || reply->body->len == 0 || strstr (target, "/live") != NULL)
    return;
  spoil->hits++;
  switch (spoil->kind) {
  case SPOIL_500:
    reply->status = 500;
    break;
  case SPOIL_CUT:
    reply->cut = g_random_int_range (0, (gint32)reply->body->len);
    break;
  case SPOIL_CUT_CHUNKED:
    reply->framing = RAW_CHUNKED;
    reply->cut = g_random_int_range (0, (gint32)reply->body->len);
    break;
  case SPOIL_CUT_GZIP:
    reply->framing = RAW_CLOSE;
    reply->gzip = TRUE;
    reply->cut = g_random_int_range (0, 40);
    break;
  case SPOIL_CLOSE:
    reply->framing = RAW_CLOSE;
    reply->cut = g_random_int_range (0, (gint32)reply->body->len - 2);
    break;
  case SPOIL_HTML:
    raw_reply_text (reply, "<html><body>Please log in</body></html>");
    break;
  case SPOIL_HASH:
    replace_text (reply, "\"sha256\":\"", "\"sha256\":\"0");
    break;
  case SPOIL_COUNT:
    replace_text (reply, "\"count\":", "\"count\":1");
    break;
  case SPOIL_BEHIND:
    g_byte_array_append (reply->body, (const guint8 *)"{}\n", 3);
    break;
  case SPOIL_NO_END:
    drop_last_line (reply);
    break;
  case SPOIL_EPOCH:
    replace_text (reply, "\"epoch\":\"e", "\"epoch\":\"f");
    break;
  case SPOIL_EMPTY:
    g_byte_array_set_size (reply->body, 0);
    break;
  default:
    replace_text (reply, "\"op\":\"put\"", "\"op\":\"PUT\"");
    break;
  }
}

/* For each kind of fault and each request in turn: the run fails or goes on, never takes a wrong row, and the
 * next run, from what the store then holds, ends equal to the hall. */
static void
test_every_answer_spoilt (void)
{
  for (guint kind = 0; kind < N_SPOILS; kind++) {
    g_auto (Scene) scene = { 0 };
    scene_init (&scene);
    g_autoptr (FakeHall) hall = new_hall (120);
    fake_hall_set_page_rows (hall, 5);
    Spoil spoil = { .kind = kind };
    guint failures = 0;
    fake_hall_set_fault (hall, spoil_cb, &spoil);
    for (guint step = 0; step < 60; step++) {
      g_autoptr (GError) error = NULL;
      spoil.at = fake_hall_requests (hall) + 1 + step % 30;
      put_ticket (hall, 500 + step, 1, 19, step);
      if (!pull_hall (&scene, hall, &error)) {
        failures++;
        g_assert_true (error->domain == SZ_ERROR);
      }
    }
    g_test_message ("kind %u: %u of 60 runs failed, %d answers spoilt", kind, failures, spoil.hits);
    g_assert_cmpint (spoil.hits, >, 5);
    spoil.at = 0;
    pull_well (&scene, hall);
    scene_assert_equal (&scene, hall);
    g_assert_cmpint (scene_refused (&scene, "hall", "tickets"), ==, 0);
  }
}

static void
test_random (void)
{
  const gboolean all = g_test_slow () || g_strcmp0 (g_getenv ("SHUZHI_TEST_ALL"), "1") == 0;
  const guint rounds = all ? 200 : 20;
  for (guint round = 0; round < rounds; round++) {
    g_auto (Scene) scene = { 0 };
    scene_init (&scene);
    g_autoptr (FakeHall) hall = new_hall ((guint)g_test_rand_int_range (0, 80));
    gint64 version = 2;
    Spoil spoil = { 0 };
    fake_hall_set_fault (hall, spoil_cb, &spoil);
    fake_hall_set_page_rows (hall, (guint)g_test_rand_int_range (1, 30));
    for (guint step = 0; step < 12; step++) {
      for (gint32 n = g_test_rand_int_range (0, 20); n > 0; n--) {
        const guint number = (guint)g_test_rand_int_range (0, 100);
        g_autofree char *key = g_strdup_printf ("T%05u", number);
        if (g_test_rand_int_range (0, 4) == 0)
          fake_hall_delete (hall, "tickets", key, version++);
        else
          put_ticket (hall, number, version++, (guint)g_test_rand_int_range (1, 20),
                      (guint)g_test_rand_int_range (0, 300));
      }
      if (g_test_rand_int_range (0, 20) == 0) {
        fake_hall_new_epoch (hall);
        version = 1;
      }
      spoil.kind = (guint)g_test_rand_int_range (0, N_SPOILS);
      spoil.at = fake_hall_requests (hall) + (guint)g_test_rand_int_range (1, 40);
      g_autoptr (GError) ignored = NULL;
      pull_hall (&scene, hall, &ignored);
    }
    spoil.at = 0;
    pull_well (&scene, hall);
    scene_assert_equal (&scene, hall);
  }
}

/* --- tokens --- */

typedef struct {
  guint tokens, asked;
  gboolean refuse; /* every token */
} Gate;

static void
gate_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  Gate *gate = data;
  if (strcmp (target, "/token") == 0) {
    g_autofree char *text =
        g_strdup_printf ("{\"access_token\":\"t%u\",\"expires_in\":7200}", ++gate->tokens);
    reply->status = 200;
    raw_reply_text (reply, text);
    return;
  }
  g_autofree char *wanted = g_strdup_printf ("Authorization: Bearer t%u\n", gate->tokens);
  gate->asked++;
  if (gate->refuse || gate->tokens == 0 || strstr (reply->request_headers, wanted) == NULL)
    reply->status = 401;
}

/* A hall's token that is refused is had anew once in a run, and no more. */
static void
test_token_renewed_once (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (20);
  g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
  g_autoptr (GError) error = NULL;
  Gate gate = { 0 };
  source->auth = g_strdup ("oauth2");
  source->token_path = g_strdup ("/token");
  source->root = g_build_filename (scene.folder, "home", NULL);
  g_assert_true (sz_secrets_set (source, "client_id", "c", NULL, &error));
  g_assert_true (sz_secrets_set (source, "client_secret", "s", NULL, &error));
  fake_hall_set_fault (hall, gate_cb, &gate);
  g_autoptr (SzPull) run = sz_pull_new (scene.store, source, scene.key, NULL, NULL, NULL);
  g_assert_true (sz_pull_run (run, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (gate.tokens, ==, 1);
  g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, 20);
  gate.tokens = 7; /* ours has run out */
  g_assert_true (sz_pull_run (run, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (gate.tokens, ==, 8);
  gate.refuse = TRUE;
  gate.asked = 0;
  g_assert_false (sz_pull_run (run, &error));
  g_assert_cmpint (sz_pull_judge (run, error), ==, SZ_HAPPENED_UNKNOWN);
  g_assert_cmpuint (gate.tokens, ==, 9);
  g_assert_cmpuint (gate.asked, ==, 2);
}

static void
test_new_epoch (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (100);
  pull_well (&scene, hall);
  fake_hall_new_epoch (hall);
  for (guint i = 50; i < 80; i++)
    put_ticket (hall, i, 1, 2 + i % 7, 10); /* same keys, versions and partly days as before */
  pull_well (&scene, hall);
  scene_assert_equal (&scene, hall);
  g_assert_cmpint (scene_count (&scene, "hall", "evals"), ==, 0);
}

/* --- a hall that lies about its cursor --- */

static void
circle_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  if (strstr (target, "/changes") == NULL)
    return;
  const guint *of = data;
  g_autofree char *cursor = g_strdup_printf ("c%u", number % *of);
  g_autofree char *page = fake_hall_page ("", "e1", cursor, TRUE);
  raw_reply_text (reply, page);
}

static void
test_cursor_circles (void)
{
  for (guint of = 1; of < 5; of++) {
    g_auto (Scene) scene = { 0 };
    scene_init (&scene);
    g_autoptr (FakeHall) hall = new_hall (10);
    g_autoptr (GError) error = NULL;
    fake_hall_set_fault (hall, circle_cb, &of);
    g_assert_false (pull_hall (&scene, hall, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
    g_assert_nonnull (strstr (error->message, "circles"));
    g_assert_cmpuint (fake_hall_requests (hall), <, 60);
  }
}

/* --- rows that cannot be taken --- */

static void
test_poison (void)
{
  static const char *const poison[] = {
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"yesterday\"}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00\"}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\"}",
    "{\"key\":\"T00001\",\"ver\":\"1\",\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\"}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"upsert\",\"at\":\"2026-11-02T09:00:00+08:00\"}",
    "{\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\"}",
    "{\"key\":\"\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\"}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\",\"recalls\":\"3\"}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\",\"recalls\":1.5}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\",\"recalls\":-1}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\",\"recalls\":1e400}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\",\"face\":\"yes\"}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\",\"area\":7}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\",\"area\":[\"A\"]}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\",\"area\":\"\\u0007\"}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\",\"called\":\"2026-11-"
    "02T08:00:00+08:00\"}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\",\"called\":\"2026-11-"
    "09T08:00:00+08:00\"}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2027-11-02T09:00:00+08:00\"}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\",\"taken\":\"2026-11-"
    "02T09:00:01+08:00\"}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\",\"area\":\"A\","
    "\"area\":\"B\"}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\",\"area\":\"\xff\"}",
    "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\",\"subject\":"
    "990106199003071239}",
    "not json",
    "",
  };
  for (guint i = 0; i < G_N_ELEMENTS (poison); i++) {
    g_auto (Scene) scene = { 0 };
    scene_init (&scene);
    g_autoptr (FakeHall) hall = new_hall (20);
    fake_hall_spoil_row (hall, "tickets", "T00001", poison[i]);
    pull_well (&scene, hall);
    g_test_message ("poison %u", i);
    g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, 19);
    g_assert_cmpint (scene_refused (&scene, "hall", "tickets"), >=, 1);
  }
}

static void
test_huge_row (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (20);
  g_autofree char *long_text = g_strnfill (2 << 20, 'x');
  g_autofree char *line = g_strdup_printf (
      "{\"key\":\"T00001\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-02T09:00:00+08:00\",\"area\":"
      "\"%s\"}",
      long_text);
  fake_hall_spoil_row (hall, "tickets", "T00001", line);
  /* In a member that is not known, where no field's own limit helps. */
  g_autofree char *unknown = g_strdup_printf (
      "{\"key\":\"T00002\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-03T09:00:00+08:00\",\"novel\":\"%s\"}",
      long_text);
  fake_hall_spoil_row (hall, "tickets", "T00002", unknown);
  pull_well (&scene, hall);
  g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, 18);
}

static void
test_additive_drift (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = fake_hall_new ();
  for (guint i = 0; i < 50; i++) {
    g_autofree char *key = g_strdup_printf ("T%u", i);
    fake_hall_put (hall, "tickets", key, 1, "2026-11-19T09:00:00+08:00",
                   ",\"novel\":{\"a\":[1,2]},\"area\":null,\"more\":\"x\"");
  }
  pull_well (&scene, hall);
  scene_assert_equal (&scene, hall);
}

static void
test_broken_schema (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = fake_hall_new ();
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < 50; i++) {
    g_autofree char *key = g_strdup_printf ("T%u", i);
    fake_hall_put (hall, "tickets", key, 1, "2026-11-19T09:00:00+08:00", ",\"recalls\":\"many\"");
  }
  g_assert_false (pull_hall (&scene, hall, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "recalls"));
  g_assert_null (strstr (error->message, "many"));
  g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, 0);
}

/* --- other ends --- */

static void
no_hall_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  raw_reply_text (reply, data);
}

static void
test_not_a_hall (void)
{
  static const char *const offers[] = {
    "<html>hello</html>",
    "",
    "[]",
    "{}",
    "{\"epoch\":\"e\"}",
    "nonsense",
    "{\"epoch\":\"e\",\"now\":\"soon\",\"zone\":\"Asia/Shanghai\",\"datasets\":[]}",
    "{\"epoch\":\"e\",\"now\":\"2026-11-20T14:00:00+08:00\",\"zone\":\"../../etc\",\"datasets\":[]}",
    "{\"epoch\":\"e\",\"now\":\"2026-11-20T14:00:00+08:00\",\"zone\":\"UTC\",\"datasets\":[]}",
    "{\"epoch\":\"e\",\"now\":\"2026-11-20T14:00:00+08:00\",\"zone\":\"UTC\",\"datasets\":[{\"name\":"
    "\"tickets\"}]}",
    "{\"epoch\":\"e\",\"now\":\"2026-11-20T14:00:00+08:00\",\"zone\":\"UTC\",\"datasets\":[{\"name\":"
    "\"tickets\",\"cursor\":\"1\","
    "\"earliest\":\"0001-01-01\",\"latest\":\"2026-11-20\"}]}",
  };
  for (guint i = 0; i < G_N_ELEMENTS (offers); i++) {
    g_auto (Scene) scene = { 0 };
    scene_init (&scene);
    g_autoptr (FakeHall) hall = fake_hall_new ();
    g_autoptr (GError) error = NULL;
    fake_hall_set_fault (hall, no_hall_cb, (gpointer)(guintptr)offers[i]);
    g_assert_false (pull_hall (&scene, hall, &error));
    g_test_message ("%s", error->message);
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
  }
}

/* --- following --- */

typedef struct {
  gint calls;
  gboolean waited, failed;
  char *sentence;
} Watched;

static void
watch_cb (const SzSyncState *state, gpointer data)
{
  Watched *watched = data;
  watched->calls++;
  g_assert_cmpstr (state->source, ==, "hall");
  watched->waited |= state->phase == SZ_SYNC_WAITING;
  watched->failed |= state->phase == SZ_SYNC_RETRYING || state->phase == SZ_SYNC_BROKEN;
}

static void
wait_for_rows (Scene *scene, gint64 rows)
{
  const gint64 end_us = g_get_monotonic_time () + 300 * G_USEC_PER_SEC;
  while (scene_count (scene, "hall", "tickets") != rows && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE), g_usleep (20 * 1000);
  g_assert_cmpint (scene_count (scene, "hall", "tickets"), ==, rows);
}

static void
fail_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  reply->status = 503;
}

static void
test_follow (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (40);
  g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
  Watched watched = { 0 };
  SzSync *sync = sz_sync_start (scene.store, source, scene.key, NULL, watch_cb, &watched, NULL);
  wait_for_rows (&scene, 40);
  for (guint i = 0; i < 3; i++) {
    put_ticket (hall, 900 + i, 1, 20, i);
    wait_for_rows (&scene, 41 + i);
  }
  /* A hall that fails and comes back, and one that begins anew, need no hand. */
  fake_hall_set_fault (hall, fail_cb, NULL);
  sz_sync_wake (sync);
  const gint64 end_us = g_get_monotonic_time () + 300 * G_USEC_PER_SEC;
  while (!watched.failed && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE), g_usleep (20 * 1000);
  g_assert_true (watched.failed);
  fake_hall_set_fault (hall, NULL, NULL);
  fake_hall_new_epoch (hall);
  put_ticket (hall, 1, 1, 20, 1);
  wait_for_rows (&scene, 1);
  g_assert_true (watched.waited);
  sz_sync_stop (sync);
  const gint calls = watched.calls;
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpint (watched.calls, ==, calls);
  scene_assert_equal (&scene, hall);
}

static void
test_once_cancelled (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (40);
  g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_cancellable_cancel (cancellable);
  g_assert_false (sz_sync_once (scene.store, source, scene.key, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_true (sz_sync_once (scene.store, source, scene.key, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  scene_assert_equal (&scene, hall);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pull/first-and-changes", test_first_and_changes);
  g_test_add_func ("/pull/changed-while-fetched", test_changed_while_fetched);
  g_test_add_func ("/pull/replayed", test_replayed);
  g_test_add_func ("/pull/every-answer-spoilt", test_every_answer_spoilt);
  g_test_add_func ("/pull/random", test_random);
  g_test_add_func ("/pull/token-renewed-once", test_token_renewed_once);
  g_test_add_func ("/pull/new-epoch", test_new_epoch);
  g_test_add_func ("/pull/cursor-circles", test_cursor_circles);
  g_test_add_func ("/pull/poison", test_poison);
  g_test_add_func ("/pull/huge-row", test_huge_row);
  g_test_add_func ("/pull/additive-drift", test_additive_drift);
  g_test_add_func ("/pull/broken-schema", test_broken_schema);
  g_test_add_func ("/pull/not-a-hall", test_not_a_hall);
  g_test_add_func ("/pull/follow", test_follow);
  g_test_add_func ("/pull/once-cancelled", test_once_cancelled);
  return g_test_run ();
}
