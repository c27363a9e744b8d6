/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state machine of a source: as a function, by its properties; then on a thread, against a hall that
 * fails. */
#include <glib/gstdio.h>
#include <string.h>

#include "pull-help.h"
#include "sz-pull.h"
#include "sz-source-machine.h"
#include "sz-source-status.h"

/* --- the function --- */

static SzSourceMachine
random_machine (void)
{
  return (SzSourceMachine){ (SzSourcePhase)g_test_rand_int_range (0, SZ_SOURCE_PHASES),
                            (guint)g_test_rand_int_range (0, 40), (guint)g_test_rand_int_range (0, 1000) };
}

static void
check_step (SzSourceMachine before, SzHappened happened, guint asked_s, double chance)
{
  const SzSourceMachine after = sz_source_machine_next (before, happened, asked_s, chance);
  const gboolean changed =
      after.phase != before.phase || after.failures != before.failures || after.wait_s != before.wait_s;
  g_assert_cmpint (after.phase, >=, 0);
  g_assert_cmpint (after.phase, <, SZ_SOURCE_PHASES);
  /* A pause ends by hand only. */
  if (before.phase == SZ_SOURCE_PAUSED && happened != SZ_HAPPENED_RESUME)
    g_assert_cmpint (after.phase, ==, SZ_SOURCE_PAUSED);
  if (happened == SZ_HAPPENED_PAUSE)
    g_assert_cmpint (after.phase, ==, SZ_SOURCE_PAUSED);
  /* By itself, no sign-in is tried again: accounts get locked. */
  if (changed && after.phase == SZ_SOURCE_SIGN_IN)
    g_assert_cmpuint (after.wait_s, ==, 0);
  /* Whoever waits has an end in sight, not later than a quarter of an hour, not sooner than asked. */
  if (changed && (after.phase == SZ_SOURCE_WAITING || after.phase == SZ_SOURCE_BROKEN)) {
    g_assert_cmpuint (after.wait_s, >=, 1);
    g_assert_cmpuint (after.wait_s, <=, SZ_WAIT_LONGEST_S);
    g_assert_cmpuint (after.wait_s, >=, MIN (asked_s, SZ_WAIT_LONGEST_S));
  }
  if (after.phase == SZ_SOURCE_IDLE && changed)
    g_assert_cmpuint (after.failures, ==, 0);
  if (after.phase == SZ_SOURCE_FETCHING && changed)
    g_assert_cmpuint (after.wait_s, ==, 0);
  /* Only a run can become level. */
  if (after.phase == SZ_SOURCE_IDLE && before.phase != SZ_SOURCE_IDLE)
    g_assert_true (happened == SZ_HAPPENED_LEVEL && before.phase == SZ_SOURCE_FETCHING);
}

static void
test_properties (void)
{
  for (guint round = 0; round < 200000; round++)
    check_step (random_machine (), (SzHappened)g_test_rand_int_range (0, SZ_HAPPENINGS),
                (guint)g_test_rand_int_range (0, 1000), g_test_rand_double ());
}

/* From every phase, hours without anything but time passing lead to a new try; except where a person is
 * needed. */
static void
test_unattended (void)
{
  for (guint phase = 0; phase < SZ_SOURCE_PHASES; phase++) {
    SzSourceMachine machine = { SZ_SOURCE_FETCHING, 0, 0 };
    static const SzHappened ways[] = { SZ_HAPPENED_LEVEL,   SZ_HAPPENED_BEGIN, SZ_HAPPENED_FAILED,
                                       SZ_HAPPENED_UNKNOWN, SZ_HAPPENED_ODD,   SZ_HAPPENED_PAUSE };
    machine = sz_source_machine_next (machine, ways[phase], 0, 0.5);
    g_assert_cmpint (machine.phase, ==, (int)phase);
    const SzSourceMachine later = sz_source_machine_next (machine, SZ_HAPPENED_DUE, 0, 0.5);
    const gboolean by_itself = phase == SZ_SOURCE_WAITING || phase == SZ_SOURCE_BROKEN;
    g_assert_cmpint (later.phase, ==, by_itself ? SZ_SOURCE_FETCHING : (int)phase);
  }
}

/* Waits of the same failures differ, whoever asked for them, or all clients would come back in the same
 * second; and by no more than they may. */
static void
test_jitter (void)
{
  for (guint failures = 1; failures < 40; failures++)
    for (guint asked_s = 0; asked_s <= 600; asked_s += 200) {
      const SzSourceMachine before = { SZ_SOURCE_FETCHING, failures, 0 };
      const guint least_s = sz_source_machine_next (before, SZ_HAPPENED_FAILED, asked_s, 0).wait_s;
      const guint most_s = sz_source_machine_next (before, SZ_HAPPENED_FAILED, asked_s, 1).wait_s;
      g_assert_cmpuint (least_s, <, most_s);
      g_assert_cmpuint (most_s, <=, MAX (2 * least_s, asked_s + 300));
    }
}

/* Six hours of failures: waits grow to a ceiling, and are few. */
static void
test_long_failure (void)
{
  SzSourceMachine machine = { SZ_SOURCE_FETCHING, 0, 0 };
  guint waited_s = 0, tries = 0, longest_s = 0;
  while (waited_s < 6 * 3600) {
    machine = sz_source_machine_next (machine, SZ_HAPPENED_FAILED, 0, g_test_rand_double ());
    waited_s += machine.wait_s;
    longest_s = MAX (longest_s, machine.wait_s);
    tries++;
    machine = sz_source_machine_next (machine, SZ_HAPPENED_DUE, 0, 0);
  }
  g_assert_cmpuint (longest_s, >, 150);
  g_assert_cmpuint (longest_s, <=, 300);
  g_assert_cmpuint (tries, >, 60);
  g_assert_cmpuint (tries, <, 200);
  machine = sz_source_machine_next (machine, SZ_HAPPENED_LEVEL, 0, 0);
  machine = sz_source_machine_next (machine, SZ_HAPPENED_FAILED, 0, 1);
  g_assert_cmpuint (machine.wait_s, ==, 1); /* a success forgets them */
}

/* --- what is kept --- */

static void
test_status_file (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (SzSourceStatus) status = sz_source_status_new ("hall");
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < 200; i++)
    sz_source_status_step (status, (SzSourceMachine){ (SzSourcePhase)(i % SZ_SOURCE_PHASES), i, i },
                           i % 2 ? "a\n“b” = [c]" : "", (gint64)i + 1);
  status->rows = 7;
  status->watermark_ms = 1000;
  status->now_ms = 5000;
  status->asked_ms = 100;
  sz_source_status_note_gap (status, "tickets", 20000, 3, 4, FALSE);
  sz_source_status_note_gap (status, "tickets", 20000, 0, 0, TRUE);
  sz_source_status_note_gap (status, "evals", -5, 3, 4, FALSE);
  g_assert_true (sz_source_status_open_day (status, "tickets", 20001));
  g_assert_false (sz_source_status_open_day (status, "tickets", 20001));
  g_assert_true (sz_source_status_save (status, scene.folder, &error));
  g_assert_no_error (error);
  g_autoptr (SzSourceStatus) read = sz_source_status_load (scene.folder, "hall");
  g_assert_cmpint (read->machine.phase, ==, status->machine.phase);
  g_assert_cmpstr (read->sentence, ==, status->sentence);
  g_assert_cmpuint (read->history->len, ==, status->history->len);
  g_assert_cmpuint (read->history->len, <=, 50);
  for (guint i = 0; i < read->history->len; i++) {
    const SzSourceStep *a = g_ptr_array_index (read->history, i), *b = g_ptr_array_index (status->history, i);
    g_assert_cmpstr (a->sentence, ==, b->sentence);
    g_assert_cmpint (a->at_ms, ==, b->at_ms);
    g_assert_cmpint (a->phase, ==, b->phase);
  }
  g_assert_cmpint (read->rows, ==, 7);
  g_assert_cmpuint (read->gaps->len, ==, 2);
  const SzSourceGap *gap = g_ptr_array_index (read->gaps, 1);
  g_assert_true (gap->mended);
  g_assert_cmpint (gap->here, ==, 3);
  g_assert_true (sz_source_status_is_open (read, "tickets", 20001));
  g_assert_cmpint (sz_source_status_lag_ms (read, 1100), ==, 5000);
  /* Whatever lies there is never an error. */
  g_autofree char *path = g_build_filename (scene.folder, "sources", "hall.status", NULL);
  g_assert_true (g_file_set_contents (path, "[Status\nPhase=\xff", -1, NULL));
  g_autoptr (SzSourceStatus) broken = sz_source_status_load (scene.folder, "hall");
  g_assert_cmpint (broken->machine.phase, ==, SZ_SOURCE_IDLE);
  g_assert_true (sz_source_order_give (scene.folder, "hall", SZ_ORDER_RETRY, &error));
  g_assert_true (sz_source_order_give (scene.folder, "hall", SZ_ORDER_COMPARE, &error));
  g_assert_cmpint (sz_source_order_take (scene.folder, "hall"), ==, SZ_ORDER_RETRY | SZ_ORDER_COMPARE);
  g_assert_cmpint (sz_source_order_take (scene.folder, "hall"), ==, SZ_ORDER_NONE);
}

/* --- on a thread --- */

typedef struct {
  SzSourcePhase phase;
  guint seen; /* bits */
  char *sentence;
  guint retry_s;
} Watched;

static void
watch_cb (const SzSyncState *state, gpointer data)
{
  Watched *watched = data;
  watched->phase = state->status->machine.phase;
  watched->seen |= 1u << watched->phase;
  watched->retry_s = state->retry_s;
  g_free (watched->sentence);
  watched->sentence = g_strdup (state->status->sentence);
}

static void
wait_for (Watched *watched, SzSourcePhase phase)
{
  const gint64 end_us = g_get_monotonic_time () + 300 * G_USEC_PER_SEC;
  while (watched->phase != phase && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE), g_usleep (5 * 1000);
  if (watched->phase != phase)
    g_test_message ("waited for %s, it is %s: %s", sz_source_phase_id (phase),
                    sz_source_phase_id (watched->phase), watched->sentence);
  g_assert_cmpint (watched->phase, ==, phase);
}

typedef struct {
  guint status;
  const char *headers, *text;
} Refusal;

static void
refuse_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  const Refusal *refusal = data;
  reply->status = refusal->status;
  g_free (reply->headers);
  reply->headers = g_strdup (refusal->headers);
  raw_reply_text (reply, refusal->text != NULL ? refusal->text : "");
}

/* There comes a time in which nobody asks. An order may have come behind a run that was under way, or beside
 * a hint, so it need not be at once; but whoever knocks by himself each few seconds is not quiet for so long.
 */
static void
wait_for_quiet (FakeHall *hall)
{
  const gint64 end_us = g_get_monotonic_time () + 300 * G_USEC_PER_SEC;
  guint requests = fake_hall_requests (hall);
  gint64 since_us = g_get_monotonic_time ();
  while (g_get_monotonic_time () - since_us < 3 * G_USEC_PER_SEC) {
    g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    g_main_context_iteration (NULL, FALSE), g_usleep (20 * 1000);
    if (fake_hall_requests (hall) == requests)
      continue;
    requests = fake_hall_requests (hall);
    since_us = g_get_monotonic_time ();
  }
}

static void
test_phases (void)
{
  static const struct {
    Refusal refusal;
    SzSourcePhase phase;
  } cases[] = {
    { { 503, "Retry-After: 600\r\n" }, SZ_SOURCE_WAITING },
    { { 429, "Retry-After: -1\r\n" }, SZ_SOURCE_WAITING },
    { { 401 }, SZ_SOURCE_SIGN_IN },
    { { 403 }, SZ_SOURCE_SIGN_IN },
    { { 407 }, SZ_SOURCE_SIGN_IN },
    { { 404 }, SZ_SOURCE_BROKEN },
    { { 200, NULL, "<html>login</html>" }, SZ_SOURCE_BROKEN },
    { { 200, NULL, "{}" }, SZ_SOURCE_BROKEN },
    { { 502 }, SZ_SOURCE_WAITING },
  };
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (20);
  g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
  Watched watched = { .phase = SZ_SOURCE_PAUSED };
  SzSync *sync = sz_sync_start (scene.store, source, scene.key, NULL, watch_cb, &watched, NULL);
  wait_for (&watched, SZ_SOURCE_IDLE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("case %u: HTTP %u", i, cases[i].refusal.status);
    fake_hall_set_fault (hall, refuse_cb, (gpointer)(guintptr)&cases[i].refusal);
    sz_sync_order (sync, SZ_ORDER_REFETCH); /* asks at once */
    wait_for (&watched, cases[i].phase);
    g_assert_cmpuint (watched.retry_s, <=, SZ_WAIT_LONGEST_S);
    if (i == 0)
      g_assert_cmpuint (watched.retry_s, >=, 600);
    g_assert_cmpuint (strlen (watched.sentence), >, 10);
    if (cases[i].phase == SZ_SOURCE_SIGN_IN || i == 0) {
      wait_for_quiet (hall);
      g_assert_cmpint (watched.phase, ==, cases[i].phase);
    }
    fake_hall_set_fault (hall, NULL, NULL);
    sz_sync_wake (sync); /* retry now */
    wait_for (&watched, SZ_SOURCE_IDLE);
  }
  sz_sync_pause (sync, TRUE);
  wait_for (&watched, SZ_SOURCE_PAUSED);
  put_ticket (hall, 900, 1, 20, 1);
  wait_for_quiet (hall);
  g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, 20);
  sz_sync_pause (sync, FALSE);
  wait_for (&watched, SZ_SOURCE_IDLE);
  sz_sync_stop (sync);
  g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, 21);
  scene_assert_equal (&scene, hall);
  g_autoptr (SzSourceStatus) kept = sz_source_status_load (scene.folder, "hall");
  g_assert_cmpint (kept->machine.phase, ==, SZ_SOURCE_IDLE);
  g_assert_cmpuint (kept->history->len, >, 10);
  g_assert_cmpint (kept->success_ms, >, 0);
  g_assert_cmpint (kept->requests, >, 20);
  g_assert_cmpint (kept->bytes, >, 1000);
  g_free (watched.sentence);
}

static gint64
refetched_ms (const Scene *scene)
{
  g_autoptr (SzSourceStatus) kept = sz_source_status_load (scene->folder, "hall");
  return kept->refetched_ms;
}

/* What is ordered while the hall refuses is done when it no longer does: by the same thread, and, where that
 * has been ended first, by the next run; once. */
static void
test_order_survives (void)
{
  static const Refusal refusal = { 503 };
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (20);
  g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
  g_autoptr (GError) error = NULL;
  for (guint stopped = 0; stopped < 2; stopped++) {
    Watched watched = { .phase = SZ_SOURCE_PAUSED };
    SzSync *sync = sz_sync_start (scene.store, source, scene.key, NULL, watch_cb, &watched, NULL);
    wait_for (&watched, SZ_SOURCE_IDLE);
    fake_hall_set_fault (hall, refuse_cb, (gpointer)(guintptr)&refusal);
    const gint64 before_ms = refetched_ms (&scene);
    sz_sync_order (sync, SZ_ORDER_REFETCH);
    wait_for (&watched, SZ_SOURCE_WAITING);
    g_assert_cmpint (refetched_ms (&scene), ==, before_ms);
    if (stopped)
      sz_sync_stop (sync);
    fake_hall_set_fault (hall, NULL, NULL);
    if (stopped) {
      g_assert_true (sz_sync_once (scene.store, source, scene.key, NULL, NULL, NULL, &error));
      g_assert_no_error (error);
    } else {
      wait_for (&watched, SZ_SOURCE_IDLE);
      sz_sync_stop (sync);
    }
    g_assert_cmpint (refetched_ms (&scene), >, before_ms);
    g_assert_cmpint (sz_source_order_take (scene.folder, "hall"), ==, SZ_ORDER_NONE);
    scene_assert_equal (&scene, hall);
    g_free (watched.sentence);
  }
}

/* What is ordered in the moment in which a wait is ended for another reason is done later, not forgotten. */
static void
test_order_beside_pause (void)
{
  static const Refusal refusal = { 503 };
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (2);
  g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
  fake_hall_set_fault (hall, refuse_cb, (gpointer)(guintptr)&refusal);
  for (guint i = 0; i < 20; i++) {
    Watched watched = { .phase = SZ_SOURCE_PAUSED };
    SzSync *sync = sz_sync_start (scene.store, source, scene.key, NULL, watch_cb, &watched, NULL);
    wait_for (&watched, SZ_SOURCE_WAITING);
    sz_sync_order (sync, SZ_ORDER_COMPARE);
    sz_sync_pause (sync, TRUE);
    wait_for (&watched, SZ_SOURCE_PAUSED);
    sz_sync_stop (sync);
    g_assert_cmpint (sz_source_order_take (scene.folder, "hall"), ==, SZ_ORDER_COMPARE);
    g_free (watched.sentence);
  }
}

/* One source fails for good, the other does not notice. */
static void
test_only_the_affected (void)
{
  static const Refusal refusal = { 401 };
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) good = new_hall (20), bad = new_hall (20);
  g_autoptr (SzSource) first = sz_source_new ("hall", fake_hall_url (good));
  g_autoptr (SzSource) second = sz_source_new ("other", fake_hall_url (bad));
  Watched one = { .phase = SZ_SOURCE_PAUSED }, two = { .phase = SZ_SOURCE_PAUSED };
  fake_hall_set_fault (bad, refuse_cb, (gpointer)(guintptr)&refusal);
  SzSync *a = sz_sync_start (scene.store, first, scene.key, NULL, watch_cb, &one, NULL);
  SzSync *b = sz_sync_start (scene.store, second, scene.key, NULL, watch_cb, &two, NULL);
  wait_for (&one, SZ_SOURCE_IDLE);
  wait_for (&two, SZ_SOURCE_SIGN_IN);
  sz_sync_stop (a);
  sz_sync_stop (b);
  g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, 20);
  g_assert_cmpint (scene_count (&scene, "other", "tickets"), ==, 0);
  g_free (one.sentence);
  g_free (two.sentence);
}

/* --- days that a bad row came for --- */

/* A bad row comes through the changes on a day that was complete: the day is remembered, read again, and when
 * the row is good it is taken and its refusal gone. */
static void
test_bad_change_on_complete_day (void)
{
  for (guint heals_by_change = 0; heals_by_change < 2; heals_by_change++) {
    g_auto (Scene) scene = { 0 };
    scene_init (&scene);
    g_autoptr (FakeHall) hall = new_hall (100);
    pull_well (&scene, hall);
    put_ticket (hall, 7, 2, 8, 5);
    fake_hall_spoil_row (hall, "tickets", "T00007",
                         "{\"key\":\"T00007\",\"ver\":2,\"op\":\"put\",\"at\":\"2026-11-08T09:05:00+08:00\","
                         "\"recalls\":\"x\"}");
    pull_well (&scene, hall);
    g_assert_cmpint (scene_refused (&scene, "hall", "tickets"), ==, 1);
    g_autoptr (SzSourceStatus) status = sz_source_status_load (scene.folder, "hall");
    g_assert_cmpuint (status->open_days->len, ==, 1);
    /* Still bad: still open. It is told once for each place it was met at, and no more than that. */
    for (guint i = 0; i < 3; i++)
      pull_well (&scene, hall);
    g_assert_cmpint (scene_refused (&scene, "hall", "tickets"), ==, 2);
    /* It is made good in the hall's data without a change being told, or by a newer version. */
    if (heals_by_change)
      put_ticket (hall, 7, 3, 8, 5);
    else
      fake_hall_mend_row (
          hall, "tickets", "T00007",
          "{\"key\":\"T00007\",\"ver\":2,\"op\":\"put\",\"at\":\"2026-11-08T09:05:00+08:00\"}");
    pull_well (&scene, hall);
    g_assert_cmpint (scene_refused (&scene, "hall", "tickets"), ==, 0);
    scene_assert_equal (&scene, hall);
    g_autoptr (SzSourceStatus) after = sz_source_status_load (scene.folder, "hall");
    g_assert_cmpuint (after->open_days->len, ==, 0);
  }
}

typedef struct {
  char *lock, *aside;
} Lock;

/* From the day that is fetched again on the store takes nothing. */
static void
take_lock_cb (const char *target, guint number, RawReply *reply, gpointer data)
{
  const Lock *lock = data;
  if (strstr (target, "/days/") != NULL)
    g_rename (lock->lock, lock->aside);
}

/* The day that became good is fetched, and the store does not take it: it stays open, for it is known to be
 * complete and would never be read again. */
static void
test_healed_day_is_lost (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (100);
  g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (scene.folder, "lock", NULL);
  g_autofree char *aside = g_build_filename (scene.folder, "lock.aside", NULL);
  Lock lock = { path, aside };
  pull_well (&scene, hall);
  put_ticket (hall, 7, 2, 8, 5);
  fake_hall_spoil_row (hall, "tickets", "T00007",
                       "{\"key\":\"T00007\",\"ver\":2,\"op\":\"put\",\"at\":\"2026-11-08T09:05:00+08:00\","
                       "\"recalls\":\"x\"}");
  pull_well (&scene, hall);
  fake_hall_mend_row (hall, "tickets", "T00007",
                      "{\"key\":\"T00007\",\"ver\":2,\"op\":\"put\",\"at\":\"2026-11-08T09:05:00+08:00\"}");
  fake_hall_set_fault (hall, take_lock_cb, &lock);
  g_autoptr (SzPull) pull = sz_pull_new (scene.store, source, scene.key, NULL, NULL, NULL);
  g_assert_false (sz_pull_run (pull, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BUSY);
  sz_pull_happened (pull, SZ_HAPPENED_FAILED, error);
  fake_hall_set_fault (hall, NULL, NULL);
  g_assert_cmpint (g_rename (aside, path), ==, 0);
  pull_well (&scene, hall);
  g_assert_cmpint (scene_refused (&scene, "hall", "tickets"), ==, 0);
  scene_assert_equal (&scene, hall);
  g_autoptr (SzSourceStatus) after = sz_source_status_load (scene.folder, "hall");
  g_assert_cmpuint (after->open_days->len, ==, 0);
}

/* --- differences --- */

/* Rows that the hall changed, added and dropped without telling: found by day, fetched again, shown. */
static void
test_mend (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (200);
  g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) gaps = NULL;
  pull_well (&scene, hall);
  g_assert_true (sz_sync_mend (scene.store, source, scene.key, NULL, NULL, NULL, &gaps, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (gaps->len, ==, 0);
  /* Silently: the sequence of changes does not show it. */
  fake_hall_set_silent (hall, TRUE);
  put_ticket (hall, 700, 1, 3, 5);
  put_ticket (hall, 701, 1, 4, 5);
  put_ticket (hall, 20, 2, 2, 6); /* on its own day, a newer version */
  g_clear_pointer (&gaps, g_ptr_array_unref);
  g_assert_true (sz_sync_mend (scene.store, source, scene.key, NULL, NULL, NULL, &gaps, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (gaps->len, ==, 3);
  for (guint i = 0; i < gaps->len; i++)
    g_assert_true (((SzSourceGap *)g_ptr_array_index (gaps, i))->mended);
  scene_assert_equal (&scene, hall);
  /* What the hall no longer has cannot be fetched again: then everything is, once. */
  fake_hall_drop (hall, "tickets", "T00033");
  g_clear_pointer (&gaps, g_ptr_array_unref);
  g_assert_true (sz_sync_mend (scene.store, source, scene.key, NULL, NULL, NULL, &gaps, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (gaps->len, ==, 1);
  g_assert_true (((SzSourceGap *)g_ptr_array_index (gaps, 0))->mended);
  scene_assert_equal (&scene, hall);
}

/* A day that differs cannot be stored, and its bad row with it: neither counts as handed over the next time.
 */
static void
test_mend_fails (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (50);
  g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (scene.folder, "lock", NULL);
  g_autofree char *aside = g_build_filename (scene.folder, "lock.aside", NULL);
  Lock lock = { path, aside };
  g_autoptr (SzPull) pull = sz_pull_new (scene.store, source, scene.key, NULL, NULL, NULL);
  g_assert_true (sz_pull_run (pull, &error));
  fake_hall_set_silent (hall, TRUE);
  put_ticket (hall, 700, 1, 3, 5);
  put_ticket (hall, 701, 1, 3, 6);
  fake_hall_mend_row (hall, "tickets", "T00701",
                      "{\"key\":\"T00701\",\"ver\":1,\"op\":\"put\",\"at\":\"2026-11-03T09:06:00+08:00\","
                      "\"recalls\":\"x\"}");
  fake_hall_set_fault (hall, take_lock_cb, &lock);
  g_assert_false (sz_pull_compare (pull, 0, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BUSY);
  g_clear_error (&error);
  fake_hall_set_fault (hall, NULL, NULL);
  g_assert_cmpint (g_rename (aside, path), ==, 0);
  g_assert_cmpint (scene_refused (&scene, "hall", "tickets"), ==, 0);
  g_assert_true (sz_pull_run (pull, &error));
  g_assert_no_error (error);
  g_assert_true (sz_pull_compare (pull, 0, &error));
  g_assert_no_error (error);
  g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, 51);
  g_assert_cmpint (scene_refused (&scene, "hall", "tickets"), ==, 1);
}

/* --- the clock of this machine --- */

static void
wait_for_count (Scene *scene, gint64 rows)
{
  const gint64 end_us = g_get_monotonic_time () + 300 * G_USEC_PER_SEC;
  while (scene_count (scene, "hall", "tickets") != rows && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE), g_usleep (20 * 1000);
  g_assert_cmpint (scene_count (scene, "hall", "tickets"), ==, rows);
}

/* It jumps a year ahead and two years back while a hall is followed and while one that fails is waited for:
 * waits are not of the wall clock, nothing is lost, ages are never negative, and what was noted under the
 * wrong clock does not keep a difference from being mended under the right one. */
static void
test_clock_jumps (void)
{
  const gint64 now_ms = G_GINT64_CONSTANT (1795158000000); /* 2026-11-20T15:00:00+08:00 */
  static const gint64 jumps_ms[] = { 0, 400 * SZ_DAY_MS, -400 * SZ_DAY_MS, SZ_HOUR_MS, -SZ_HOUR_MS, 0 };
  static const Refusal refusal = { 503 };
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autoptr (FakeHall) hall = new_hall (20);
  g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
  Watched watched = { .phase = SZ_SOURCE_PAUSED };
  SzSync *sync = sz_sync_start (scene.store, source, scene.key, NULL, watch_cb, &watched, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (jumps_ms); i++) {
    sz_clock_set_for_test (now_ms + jumps_ms[i]);
    put_ticket (hall, 900 + 2 * i, 1, 20, i);
    wait_for_count (&scene, 21 + 2 * i);
    wait_for (&watched, SZ_SOURCE_IDLE);
    fake_hall_set_fault (hall, refuse_cb, (gpointer)(guintptr)&refusal);
    sz_sync_order (sync, SZ_ORDER_REFETCH);
    wait_for (&watched, SZ_SOURCE_WAITING);
    sz_clock_set_for_test (now_ms - jumps_ms[i]);
    put_ticket (hall, 901 + 2 * i, 1, 20, i);
    fake_hall_set_fault (hall, NULL, NULL);
    wait_for_count (&scene, 22 + 2 * i); /* by itself, after a second or two */
    wait_for (&watched, SZ_SOURCE_IDLE);
    g_autoptr (SzSourceStatus) kept = sz_source_status_load (scene.folder, "hall");
    g_assert_cmpint (sz_source_status_lag_ms (kept, sz_clock_now_ms ()), >=, 0);
    g_assert_cmpint (sz_source_status_lag_ms (kept, now_ms - 1000 * SZ_DAY_MS), <, SZ_DAY_MS);
  }
  sz_sync_stop (sync);
  scene_assert_equal (&scene, hall);
  /* Everything was fetched again under a clock a year ahead; under the right one it may be once more. */
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < 2; i++) {
    g_autofree char *gone = g_strdup_printf ("T%05u", 3 + i);
    g_autoptr (GPtrArray) gaps = NULL;
    /* Later than any order from above can have been obeyed, for one a day is enough. */
    sz_clock_set_for_test (now_ms + (i == 0 ? 800 * SZ_DAY_MS : 0));
    fake_hall_drop (hall, "tickets", gone);
    g_assert_true (sz_sync_mend (scene.store, source, scene.key, NULL, NULL, NULL, &gaps, &error));
    g_assert_no_error (error);
    scene_assert_equal (&scene, hall);
  }
  sz_clock_set_for_test (G_MININT64);
  g_free (watched.sentence);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/source-state/properties", test_properties);
  g_test_add_func ("/source-state/unattended", test_unattended);
  g_test_add_func ("/source-state/jitter", test_jitter);
  g_test_add_func ("/source-state/long-failure", test_long_failure);
  g_test_add_func ("/source-state/status-file", test_status_file);
  g_test_add_func ("/source-state/phases", test_phases);
  g_test_add_func ("/source-state/order-survives", test_order_survives);
  g_test_add_func ("/source-state/order-beside-pause", test_order_beside_pause);
  g_test_add_func ("/source-state/only-the-affected", test_only_the_affected);
  g_test_add_func ("/source-state/bad-change-on-complete-day", test_bad_change_on_complete_day);
  g_test_add_func ("/source-state/healed-day-is-lost", test_healed_day_is_lost);
  g_test_add_func ("/source-state/mend", test_mend);
  g_test_add_func ("/source-state/mend-fails", test_mend_fails);
  g_test_add_func ("/source-state/clock-jumps", test_clock_jumps);
  return g_test_run ();
}
