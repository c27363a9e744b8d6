/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "pull-help.h"
#include "sz-pull.h"

/* What a hall may not do to us, and what it may change while we follow it. */

/* Pages so small that none of them alone holds enough refused rows to be called another schema. */
static void
test_broken_schema_small_pages (void)
{
  for (guint page_rows = 1; page_rows <= 16; page_rows *= 4) {
    g_auto (Scene) scene = { 0 };
    scene_init (&scene);
    g_autoptr (FakeHall) hall = fake_hall_new ();
    g_autoptr (GError) error = NULL;
    fake_hall_set_page_rows (hall, page_rows);
    for (guint i = 0; i < 60; i++) {
      g_autofree char *key = g_strdup_printf ("T%u", i);
      g_autofree char *at = g_strdup_printf ("2026-11-%02uT09:00:00+08:00", 1 + i % 19);
      fake_hall_put (hall, "tickets", key, 1, at, ",\"recalls\":\"many\"");
    }
    g_assert_false (pull_hall (&scene, hall, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
    /* The hall is repaired: nothing was vouched for, all rows come. */
    for (guint i = 0; i < 60; i++) {
      g_autofree char *key = g_strdup_printf ("T%u", i);
      g_autofree char *line =
          g_strdup_printf ("{\"key\":\"%s\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-%02uT09:00:00+08:00\"}",
                           key, 1 + i % 19);
      fake_hall_spoil_row (hall, "tickets", key, line);
    }
    pull_well (&scene, hall);
    scene_assert_equal (&scene, hall);
  }
}

/* The same through the changes, one or two rows a page, after a history that was well. */
static void
test_broken_schema_in_changes (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (200);
  g_autoptr (GError) error = NULL;
  fake_hall_set_page_rows (hall, 2);
  pull_well (&scene, hall);
  for (guint i = 0; i < 40; i++) {
    g_autofree char *key = g_strdup_printf ("N%u", i);
    fake_hall_put (hall, "tickets", key, 1, "2026-11-20T09:00:00+08:00", ",\"recalls\":\"many\"");
  }
  g_assert_false (pull_hall (&scene, hall, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
}

/* Six of ten rows are more than half; five of ten are bad rows. */
static void
test_broken_page (void)
{
  for (guint bad = 5; bad <= 6; bad++) {
    g_auto (Scene) scene = { 0 };
    scene_init (&scene);
    g_autoptr (FakeHall) hall = fake_hall_new ();
    g_autoptr (GError) error = NULL;
    for (guint i = 0; i < 10; i++) {
      g_autofree char *key = g_strdup_printf ("T%u", i);
      fake_hall_put (hall, "tickets", key, 1, "2026-11-19T09:00:00+08:00",
                     i < bad ? ",\"recalls\":\"x\"" : "");
    }
    g_assert_cmpint (pull_hall (&scene, hall, &error), ==, bad == 5);
    if (bad == 6)
      g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
    g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, bad == 5 ? 5 : 0);
  }
}

/* A day with a refused row is read again by the next run; the quarantine does not grow by that. */
static void
test_refused_day_stays_open (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = fake_hall_new ();
  for (guint i = 0; i < 40; i++)
    put_ticket (hall, i, 1, 1 + i % 20, i);
  static const char *const keys[] = { "T00003", "T00019" }; /* the newest day is the 20th */
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autofree char *line = g_strdup_printf (
        "{\"key\":\"%s\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-28T09:00:00+08:00\"}", keys[i]);
    fake_hall_spoil_row (hall, "tickets", keys[i], line);
  }
  for (guint round = 0; round < 3; round++) {
    pull_well (&scene, hall);
    g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, 38);
    g_assert_cmpint (scene_refused (&scene, "hall", "tickets"), ==, 2);
  }
  fake_hall_set_now (hall, "2026-11-28T14:00:00+08:00"); /* what was the future is not any more */
  pull_well (&scene, hall);
  g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, 40);
}

static void
test_clock_behind_rows (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (40);
  g_autoptr (GError) error = NULL;
  fake_hall_set_now (hall, "2026-11-10T14:36:00+08:00");
  g_assert_false (pull_hall (&scene, hall, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
  g_assert_nonnull (strstr (error->message, "2026-11-10"));
  g_assert_nonnull (strstr (error->message, "2026-11-19"));
  fake_hall_set_now (hall, "2026-11-20T14:36:00+08:00");
  pull_well (&scene, hall);
  scene_assert_equal (&scene, hall);
}

/* --- what is offered changes --- */

static void
hide_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  const gboolean *hidden = data;
  if (*hidden && strcmp (target, "/v1/datasets") == 0)
    replace_text (reply, "\"name\":\"evals\"", "\"name\":\"hidden\"");
}

static void
test_dropped_dataset (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (100);
  gboolean hidden = FALSE;
  pull_well (&scene, hall);
  const gint64 evals = scene_count (&scene, "hall", "evals");
  g_assert_cmpint (evals, >, 0);
  /* Not offered, but the same epoch: perhaps it comes again. */
  hidden = TRUE;
  fake_hall_set_fault (hall, hide_cb, &hidden);
  pull_well (&scene, hall);
  g_assert_cmpint (scene_count (&scene, "hall", "evals"), ==, evals);
  fake_hall_new_epoch (hall);
  put_ticket (hall, 1, 1, 20, 1);
  pull_well (&scene, hall);
  g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, 1);
  g_assert_cmpint (scene_count (&scene, "hall", "evals"), ==, 0);
  scene_assert_equal (&scene, hall);
}

static void
test_later_dataset (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (40);
  g_autoptr (GError) error = NULL;
  gboolean hidden = TRUE;
  fake_hall_set_fault (hall, hide_cb, &hidden);
  g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
  g_autoptr (SzPull) run = sz_pull_new (scene.store, source, scene.key, NULL, NULL, NULL);
  g_assert_true (sz_pull_run (run, &error));
  g_assert_no_error (error);
  g_assert_cmpint (scene_count (&scene, "hall", "evals"), ==, 0);
  hidden = FALSE;
  g_usleep (5200 * 1000); /* the offer is asked for again after five seconds */
  g_assert_true (sz_pull_follow (run, NULL, &error));
  g_assert_no_error (error);
  scene_assert_equal (&scene, hall);
}

/* Another hall on this machine with the same epoch, under the same name. */
static void
retitle_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  if (strcmp (target, "/v1/datasets") == 0)
    replace_text (reply, "测试大厅", "另一大厅");
}

static void
test_other_hall (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) first = new_hall (100);
  g_autoptr (FakeHall) second = fake_hall_new ();
  fake_hall_set_fault (second, retitle_cb, NULL);
  put_ticket (second, 7, 1, 19, 1);
  pull_well (&scene, first);
  pull_well (&scene, second);
  scene_assert_equal (&scene, second);
}

static void
assert_add (const SzHome *home, const char *url, gboolean allowed)
{
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (sz_source_add (home, "hall", url, NULL, &error), ==, allowed);
  if (!allowed)
    g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
}

static void
test_source_address (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  SzHome home = { .config = scene.folder };
  g_autoptr (GError) error = NULL;
  assert_add (&home, "http://127.0.0.1:8001", TRUE);
  assert_add (&home, "http://127.0.0.1:8002/", TRUE);
  assert_add (&home, "https://hall.example", FALSE);
  g_assert_true (sz_source_remove (&home, "hall", &error));
  assert_add (&home, "https://hall.example", TRUE);
  assert_add (&home, "https://hall.example/", TRUE);
  assert_add (&home, "https://other.example", FALSE);
  assert_add (&home, "http://127.0.0.1:8001", FALSE);
  g_autoptr (SzSource) source = sz_source_load (&home, "hall", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (source->url, ==, "https://hall.example");
}

/* --- answers that cost too much --- */

static void
empty_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  if (strstr (target, data) == NULL)
    return;
  g_autofree char *cursor = g_strdup_printf ("c%u", number);
  g_autofree char *page = fake_hall_page ("", "e1", cursor, TRUE);
  raw_reply_text (reply, page);
}

static void
test_empty_pages (void)
{
  static const char *const pages[] = { "/changes", "/days/" };
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_auto (Scene) scene = { 0 };
    scene_init (&scene);
    g_autoptr (FakeHall) hall = new_hall (10);
    g_autoptr (GError) error = NULL;
    fake_hall_set_fault (hall, empty_cb, (gpointer)(guintptr)pages[i]);
    g_assert_false (pull_hall (&scene, hall, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
    g_assert_cmpuint (fake_hall_requests (hall), <, 160);
  }
}

static void
test_long_documents (void)
{
  g_autofree char *blanks = g_strnfill (600 * 1024, ' ');
  g_autofree char *deep = g_strnfill (40, '[');
  g_autofree char *end = g_strnfill (5, ']');
  const char *start =
      "{\"epoch\":\"e\",\"now\":\"2026-11-20T14:00:00+08:00\",\"zone\":\"UTC\",\"datasets\":[]";
  g_autofree char *whole = g_strdup_printf ("%s,\"x\":[[[[[\"\\\"%s\"%s}", start, deep, end);
  g_autofree char *long_offer = g_strconcat (start, "}", blanks, NULL);
  g_autofree char *deep_offer = g_strdup_printf ("%s,\"x\":%s", start, deep);
  g_autofree char *long_end = g_strdup_printf (
      "{\"end\":true,\"count\":0,\"epoch\":\"e\",\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e"
      "4649b934ca495991b7852b855\"%.65536s}\n",
      blanks);
  g_autoptr (GError) error = NULL;
  g_auto (SzPageEnd) page_end = { 0 };
  SzOffer *offer = sz_offer_parse (whole, strlen (whole), &error);
  g_assert_no_error (error);
  sz_offer_free (offer);
  g_assert_null (sz_offer_parse (long_offer, strlen (long_offer), &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
  g_clear_error (&error);
  g_assert_null (sz_offer_parse (deep_offer, strlen (deep_offer), &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
  g_assert_nonnull (strstr (error->message, "deeper"));
  g_clear_error (&error);
  g_assert_false (sz_page_prove (long_end, strlen (long_end), "e", &page_end, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_INCOMPLETE);
  g_assert_nonnull (strstr (error->message, "64 KiB"));
  g_clear_error (&error);
  memmove (strchr (long_end, ' '), "}\n", 3);
  g_assert_true (sz_page_prove (long_end, strlen (long_end), "e", &page_end, &error));
  g_assert_no_error (error);
}

static void
heavy_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  if (strstr (target, "/days/") == NULL)
    return;
  g_autofree char *lines = g_strnfill (25 << 20, ' ');
  for (gsize i = 1 << 10; i < 25 << 20; i += 1 << 10)
    lines[i] = '\n';
  lines[(25 << 20) - 1] = '\n';
  g_autofree char *page = fake_hall_page (lines, "e1", "1", FALSE);
  raw_reply_text (reply, page);
}

static void
test_heavy_page (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (10);
  g_autoptr (GError) error = NULL;
  fake_hall_set_fault (hall, heavy_cb, NULL);
  g_assert_false (pull_hall (&scene, hall, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_DATA);
  g_assert_nonnull (strstr (error->message, "24 MiB"));
}

/* --- a cursor that the hall has forgotten --- */

typedef struct {
  guint status, times;
} Forgotten;

static void
forgotten_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  Forgotten *forgotten = data;
  if (forgotten->times == 0 || strstr (target, "/tickets/changes") == NULL)
    return;
  forgotten->times--;
  reply->status = forgotten->status;
}

static void
test_forgotten_cursor (void)
{
  static const guint statuses[] = { 400, 404, 410 };
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_auto (Scene) scene = { 0 };
    scene_init (&scene);
    g_autoptr (FakeHall) hall = new_hall (60);
    g_autoptr (GError) error = NULL;
    Forgotten forgotten = { .status = statuses[i] };
    fake_hall_set_fault (hall, forgotten_cb, &forgotten);
    pull_well (&scene, hall);
    put_ticket (hall, 700, 1, 3, 5); /* on a day that is complete */
    fake_hall_delete (hall, "tickets", "T00007", 2);
    forgotten.times = 1;
    g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
    g_assert_true (sz_sync_once (scene.store, source, scene.key, NULL, NULL, NULL, &error));
    g_assert_no_error (error);
    scene_assert_equal (&scene, hall);
    forgotten.times = 1000; /* it never knows a cursor: said, and not tried for ever */
    g_assert_false (sz_sync_once (scene.store, source, scene.key, NULL, NULL, NULL, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_REFUSED);
    g_assert_cmpuint (1000 - forgotten.times, ==, 2);
  }
}

static gboolean
run_forgotten (SzPull *pull, Forgotten *forgotten, gint64 now_ms)
{
  g_autoptr (GError) error = NULL;
  sz_clock_set_for_test (now_ms);
  forgotten->times = 1;
  g_assert_false (sz_pull_run (pull, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_REFUSED);
  return sz_pull_take_other_epoch (pull);
}

/* A hall that begins anew each night forgets its cursors as often, and whoever follows it goes on for months.
 */
static void
test_forgotten_again (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (60);
  g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
  g_autoptr (GError) error = NULL;
  Forgotten forgotten = { .status = 410 };
  gint64 now_ms = sz_clock_now_ms ();
  fake_hall_set_fault (hall, forgotten_cb, &forgotten);
  g_autoptr (SzPull) pull = sz_pull_new (scene.store, source, scene.key, NULL, NULL, NULL);
  g_assert_true (sz_pull_run (pull, &error));
  for (guint night = 0; night < 3; night++, now_ms += SZ_DAY_MS) {
    g_assert_true (run_forgotten (pull, &forgotten, now_ms));
    g_assert_true (sz_pull_run (pull, &error));
    g_assert_no_error (error);
    /* Not each time it is asked. */
    g_assert_false (run_forgotten (pull, &forgotten, now_ms + SZ_MINUTE_MS));
    g_assert_true (sz_pull_run (pull, &error));
  }
  sz_clock_set_for_test (0);
  scene_assert_equal (&scene, hall);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pull-bounds/broken-schema-small-pages", test_broken_schema_small_pages);
  g_test_add_func ("/pull-bounds/broken-schema-in-changes", test_broken_schema_in_changes);
  g_test_add_func ("/pull-bounds/broken-page", test_broken_page);
  g_test_add_func ("/pull-bounds/refused-day-stays-open", test_refused_day_stays_open);
  g_test_add_func ("/pull-bounds/clock-behind-rows", test_clock_behind_rows);
  g_test_add_func ("/pull-bounds/dropped-dataset", test_dropped_dataset);
  g_test_add_func ("/pull-bounds/later-dataset", test_later_dataset);
  g_test_add_func ("/pull-bounds/other-hall", test_other_hall);
  g_test_add_func ("/pull-bounds/source-address", test_source_address);
  g_test_add_func ("/pull-bounds/empty-pages", test_empty_pages);
  g_test_add_func ("/pull-bounds/long-documents", test_long_documents);
  g_test_add_func ("/pull-bounds/heavy-page", test_heavy_page);
  g_test_add_func ("/pull-bounds/forgotten-cursor", test_forgotten_cursor);
  g_test_add_func ("/pull-bounds/forgotten-again", test_forgotten_again);
  return g_test_run ();
}
