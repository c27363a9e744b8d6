/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The watch on a real store: constructed days, restarts, silence, causes, its thread and its backups. */

#include "engine-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "sz-cause.h"
#include "sz-watch.h"

/* --- the shipped limit
 * -------------------------------------------------------------------------------------------------- */

static void
test_strictly_over (void)
{
  Fixture fixture;
  SzEngine *engine = NULL;
  g_autoptr (SzAlertList) list = NULL;
  const SzAlert *alert = NULL;

  engine_open_live (&fixture);
  engine_add_waits (&fixture, "exact", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + SZ_HOUR_MS,
                    25 * SZ_MINUTE_MS);
  engine_add_waits (&fixture, "over", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + SZ_HOUR_MS,
                    25 * SZ_MINUTE_MS + 6 * SZ_SECOND_MS);
  engine_add_waits (&fixture, "fine", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + SZ_HOUR_MS,
                    5 * SZ_MINUTE_MS);
  engine = engine_open_engine (&fixture);
  for (int i = 0; i < 8; i++)
    engine_advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  list = sz_engine_list (engine);
  g_assert_cmpint (engine_find (list, "wait-area", "exact")->state, ==, SZ_ALERT_PENDING);
  g_assert_null (engine_find (list, "wait-area", "fine"));
  alert = engine_find (list, "wait-area", "over");
  g_assert_cmpint (alert->state, ==, SZ_ALERT_FIRING);
  g_assert_cmpfloat_with_epsilon (alert->value, 25.1, 1e-6);
  g_assert_cmpfloat (alert->limit, ==, 25);
  g_assert_cmpint (alert->raised_ms - alert->since_ms, >=, 3 * SZ_MINUTE_MS);
  g_assert_cmpstr (alert->suggestion, !=, "");
  g_assert_nonnull (alert->evidence);
  g_assert_cmpuint (alert->evidence->length, >, 5);
  g_assert_cmpuint (list->attention, ==, 1);
  sz_engine_free (engine);
  fixture_close (&fixture);
}

/* --- words ---
 */

/* What is only observed is not said to be over the limit; once it is, it is. */
static void
test_near_title (void)
{
  Fixture fixture;
  SzEngine *engine = NULL;
  SzAlertList *list = NULL;
  const SzAlert *alert = NULL;

  engine_open_live (&fixture);
  engine_add_waits (&fixture, "A", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + 2 * SZ_MINUTE_MS,
                    22 * SZ_MINUTE_MS);
  engine_add_waits (&fixture, "B", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + 10 * SZ_MINUTE_MS,
                    30 * SZ_MINUTE_MS);
  engine = engine_open_engine (&fixture);
  engine_advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  list = sz_engine_list (engine);
  alert = engine_find (list, "wait-area", "A");
  g_assert_cmpint (alert->state, ==, SZ_ALERT_PENDING);
  g_assert_cmpfloat (alert->value, <, alert->limit);
  g_assert_true (g_str_has_suffix (alert->title, ": wait near the limit"));
  /* Beyond the limit, and not yet for long enough to be raised. */
  alert = engine_find (list, "wait-area", "B");
  g_assert_cmpfloat (alert->value, >, alert->limit);
  g_assert_true (g_str_has_suffix (alert->title, ": waiting over the limit"));
  sz_alert_list_unref (list);
  sz_engine_free (engine);
  fixture_close (&fixture);
}

/* --- silence and restarts
 * ----------------------------------------------------------------------------------------------- */

static void
test_silence (void)
{
  Fixture fixture;
  SzEngine *engine = NULL;
  SzAlertList *list = NULL;
  const SzAlert *alert = NULL;
  g_autofree char *id = NULL;
  gint64 raised = 0;

  engine_open_live (&fixture);
  engine_add_waits (&fixture, "A", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + 10 * SZ_MINUTE_MS,
                    30 * SZ_MINUTE_MS);
  engine = engine_open_engine (&fixture);
  for (int i = 0; i < 6; i++)
    engine_advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  list = sz_engine_list (engine);
  alert = engine_find (list, "wait-area", "A");
  g_assert_cmpint (alert->state, ==, SZ_ALERT_FIRING);
  id = g_strdup (alert->id);
  raised = alert->raised_ms;
  sz_alert_list_unref (list);

  /* The source falls silent. Restarts in between change nothing. */
  for (int i = 0; i < 24; i++) {
    engine_advance (&fixture, engine, 5 * SZ_MINUTE_MS, FALSE);
    if (i % 6 == 5) {
      sz_engine_free (engine);
      engine = engine_open_engine (&fixture);
    }
  }
  sz_engine_evaluate (engine);
  list = sz_engine_list (engine);
  alert = engine_find (list, "wait-area", "A");
  g_assert_cmpstr (alert->id, ==, id);
  g_assert_true (alert->open);
  g_assert_true (alert->blind);
  /* People owe all the same. */
  g_assert_cmpint (alert->state, ==, SZ_ALERT_OVERDUE);
  g_assert_cmpuint (alert->reminders, ==, 2);
  /* And the silence itself is an alert. */
  g_assert_cmpint (engine_find (list, "source-silent", "hall")->under, ==, SZ_ALERT_OVERDUE);
  sz_alert_list_unref (list);

  /* The data are back, and good: it is over only when that has lasted. */
  engine_add_waits (&fixture, "A", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + SZ_HOUR_MS,
                    5 * SZ_MINUTE_MS);
  for (int i = 0; i < 6; i++)
    engine_advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  list = sz_engine_list (engine);
  alert = sz_alert_list_find (list, id);
  g_assert_cmpint (alert->state, ==, SZ_ALERT_CLOSED);
  g_assert_cmpstr (alert->ending, ==, "cleared");
  g_assert_cmpint (alert->raised_ms, ==, raised);
  /* In the time that the data now prove, which begins where they had stopped. */
  g_assert_cmpint (alert->ended_ms, >=, fixture.now_ms - 40 * SZ_MINUTE_MS);
  sz_alert_list_unref (list);
  sz_engine_free (engine);
  fixture_close (&fixture);
}

/* An absence that nobody reports on any more does not grow older, nor end. */
static void
test_silent_age (void)
{
  Fixture fixture;
  SzBatch *batch = NULL;
  SzEngine *engine = NULL;
  g_autoptr (SzAlertList) list = NULL;

  engine_open_live (&fixture);
  batch = fixture_batch (&fixture, "behaviour");
  fixture_add (
      &fixture, batch, "B1", fixture.now_ms - 12 * SZ_MINUTE_MS,
      (Cell[]){ { "kind", 0, "absent" }, { "window", 0, "W1" }, { "area", 0, "A" }, { NULL, 0, NULL } });
  fixture_apply (&fixture, batch);
  engine = engine_open_engine (&fixture);
  sz_engine_evaluate (engine);
  for (int i = 0; i < 60; i++)
    engine_advance (&fixture, engine, 2 * SZ_MINUTE_MS, FALSE);
  list = sz_engine_list (engine);
  g_assert_true (engine_find (list, "post-absent", "W1")->open);
  g_assert_true (engine_find (list, "post-absent", "W1")->blind);
  g_assert_cmpfloat (engine_find (list, "post-absent", "W1")->value, ==, 12);
  sz_engine_free (engine);
  fixture_close (&fixture);
}

/* Nobody is called any more: no value, so no end. */
static void
test_missing_value (void)
{
  Fixture fixture;
  SzEngine *engine = NULL;
  g_autoptr (SzAlertList) list = NULL;

  engine_open_live (&fixture);
  engine_add_waits (&fixture, "A", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + 4 * SZ_MINUTE_MS,
                    30 * SZ_MINUTE_MS);
  engine = engine_open_engine (&fixture);
  for (int i = 0; i < 45; i++)
    engine_advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  list = sz_engine_list (engine);
  g_assert_true (engine_find (list, "wait-area", "A")->open);
  g_assert_true (engine_find (list, "wait-area", "A")->blind);
  sz_engine_free (engine);
  fixture_close (&fixture);
}

static void
test_restart_pending (void)
{
  Fixture fixture;
  SzEngine *engine = NULL;
  g_autoptr (SzAlertList) before = NULL, after = NULL;
  const SzAlert *alert = NULL;
  gint64 since = 0;

  engine_open_live (&fixture);
  /* Good until now, bad from now on: the mean goes over the limit at some minute. */
  engine_add_waits (&fixture, "A", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms, 22 * SZ_MINUTE_MS);
  engine_add_waits (&fixture, "A", fixture.now_ms, fixture.now_ms + SZ_HOUR_MS, 60 * SZ_MINUTE_MS);
  engine = engine_open_engine (&fixture);
  for (int i = 0; i < 4; i++)
    engine_advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  before = sz_engine_list (engine);
  alert = engine_find (before, "wait-area", "A");
  g_assert_cmpint (alert->state, ==, SZ_ALERT_PENDING);
  since = alert->since_ms;
  sz_engine_free (engine);
  engine = engine_open_engine (&fixture);
  for (int i = 0; i < 6; i++)
    engine_advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  after = sz_engine_list (engine);
  g_assert_cmpstr (engine_find (after, "wait-area", "A")->id, ==, alert->id);
  g_assert_cmpint (engine_find (after, "wait-area", "A")->since_ms, ==, since);
  g_assert_cmpint (engine_find (after, "wait-area", "A")->state, ==, SZ_ALERT_FIRING);
  sz_engine_free (engine);
  fixture_close (&fixture);
}

/* --- people, from this process and another
 * ---------------------------------------------------------------------------------- */

static void
test_acts (void)
{
  Fixture fixture;
  SzEngine *engine = NULL, *other = NULL;
  g_autoptr (SzAlertList) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  const SzAlert *alert = NULL;

  engine_open_live (&fixture);
  engine_add_waits (&fixture, "A", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + SZ_HOUR_MS,
                    30 * SZ_MINUTE_MS);
  engine = engine_open_engine (&fixture);
  for (int i = 0; i < 6; i++)
    engine_advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  list = sz_engine_list (engine);
  id = g_strdup (engine_find (list, "wait-area", "A")->id);
  g_clear_pointer (&list, sz_alert_list_unref);
  other = engine_open_engine (&fixture);
  g_assert_false (sz_engine_act (other, SZ_ACT_ACKNOWLEDGE, "20260101-001", "x", 0, NULL, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (sz_engine_act (other, SZ_ACT_ACKNOWLEDGE, id, "刘畅", 0, NULL, NULL, &error));
  engine_advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  list = sz_engine_list (engine);
  g_assert_cmpint (sz_alert_list_find (list, id)->state, ==, SZ_ALERT_ACKNOWLEDGED);
  g_clear_pointer (&list, sz_alert_list_unref);
  /* What looks like a number of a person is masked. */
  g_assert_true (sz_engine_act (engine, SZ_ACT_DISPOSE, id, "周立", fixture.now_ms + SZ_HOUR_MS, "增开 2 窗",
                                "请联系 13800001111 或 330102199001011234X", &error));
  engine_advance (&fixture, other, SZ_MINUTE_MS, TRUE);
  list = sz_engine_list (other);
  alert = sz_alert_list_find (list, id);
  g_assert_cmpint (alert->state, ==, SZ_ALERT_HANDLED);
  g_assert_cmpstr (alert->responsible, ==, "周立");
  g_assert_null (strstr (alert->note, "1380000"));
  g_assert_null (strstr (alert->note, "33010219"));
  sz_engine_free (other);
  sz_engine_free (engine);
  fixture_close (&fixture);
}

/* Without a record nobody may act, but everybody is still told. */
static void
test_damaged_truth (void)
{
  Fixture fixture;
  SzEngine *engine = NULL;
  g_autoptr (SzAlertList) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *rubbish = g_strnfill (4096, 'x');

  engine_open_live (&fixture);
  path = g_build_filename (fixture.folder, "truth.db", NULL);
  g_assert_true (g_file_set_contents (path, rubbish, 4096, NULL));
  engine_add_waits (&fixture, "A", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + SZ_HOUR_MS,
                    30 * SZ_MINUTE_MS);
  engine = engine_open_engine (&fixture);
  for (int i = 0; i < 6; i++)
    engine_advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  list = sz_engine_list (engine);
  g_assert_cmpint (engine_find (list, "wait-area", "A")->state, ==, SZ_ALERT_FIRING);
  g_assert_nonnull (strstr (list->problem, "truth.db"));
  g_assert_false (sz_engine_act (engine, SZ_ACT_ACKNOWLEDGE, engine_find (list, "wait-area", "A")->id, "x", 0,
                                 NULL, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_STORE);
  sz_engine_free (engine);
  fixture_close (&fixture);
}

/* --- causes
 * ----------------------------------------------------------------------------------------------------------
 */

/* One hour before an instant: so many tickets, over so many windows, each served so long. */
static void
add_hour (Fixture *fixture, gint64 end, int tickets, int windows, gint64 service)
{
  SzBatch *batch = fixture_batch (fixture, "tickets");

  for (int i = 0; i < tickets; i++) {
    g_autofree char *window = g_strdup_printf ("W%d", i % windows);

    engine_add_ticket (fixture, batch, "A", window, end - SZ_HOUR_MS + i * (50 * SZ_MINUTE_MS / tickets),
                       SZ_MINUTE_MS, service);
  }
  fixture_apply (fixture, batch);
}

static void
test_causes (void)
{
  static const struct {
    int tickets, windows;
    gint64 service;
    int main;
  } cases[] = { { 120, 8, 4 * SZ_MINUTE_MS, 0 }, { 60, 3, 4 * SZ_MINUTE_MS, 1 },
                { 60, 8, 7 * SZ_MINUTE_MS, 2 },  { 60, 8, 4 * SZ_MINUTE_MS, -1 },
                { 66, 8, 4 * SZ_MINUTE_MS, -1 }, { 90, 3, 4 * SZ_MINUTE_MS, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Fixture fixture;
    SzLoad load, back;
    g_autoptr (GError) error = NULL;
    g_autofree char *kept = NULL;
    g_autoptr (GPtrArray) causes = NULL;
    const SzRule *rule = NULL;

    engine_open_live (&fixture);
    for (gint64 week = 1; week <= 4; week++)
      add_hour (&fixture, fixture.now_ms - week * 7 * SZ_DAY_MS, 60, 8, 4 * SZ_MINUTE_MS);
    add_hour (&fixture, fixture.now_ms, cases[i].tickets, cases[i].windows, cases[i].service);
    fixture_read (&fixture);
    rule = sz_catalog_rule (fixture.catalog, "wait-area", NULL);
    g_assert_true (sz_load_compute (fixture.reader, rule, "A", fixture.now_ms, &load, &error));
    g_assert_no_error (error);
    g_assert_cmpint (load.main, ==, cases[i].main);
    g_assert_cmpfloat_with_epsilon (load.usual[0], 1, 0.01);
    g_assert_cmpfloat_with_epsilon (load.now[0], cases[i].tickets / 60.0, 0.01);
    g_assert_cmpfloat_with_epsilon (load.usual[1], 8, 0.01);
    g_assert_cmpfloat_with_epsilon (load.now[1], cases[i].windows, 0.01);
    g_assert_cmpfloat_with_epsilon (load.usual[2], 4, 0.1);
    if (load.main >= 0)
      g_assert_cmpfloat_with_epsilon (load.share[0] + load.share[1] + load.share[2], 1, 1e-9);
    causes = sz_load_causes (&load);
    /* Where all is as usual nothing has a share in it. */
    g_assert_true (isnan (((SzCause *)g_ptr_array_index (causes, 0))->share) == (load.main < 0));
    kept = sz_load_write (&load);
    g_assert_true (sz_load_read (kept, &back));
    g_assert_cmpint (back.main, ==, load.main);
    g_assert_cmpfloat_with_epsilon (back.more, load.more, 1e-6);
    fixture_close (&fixture);
  }
}

/* Two people a minute at four minutes each keep eight windows busy: at 90 % that is nine, and five are there.
 */
static void
test_windows_to_open (void)
{
  SzLoad load = { .now = { 2, 5, 4 }, .usual = { 1, 8, 4 }, .waiting = 0, .closed = 20 };

  sz_load_judge (&load);
  g_assert_cmpfloat (load.more, ==, 4);
  load.waiting = 30; /* another four, to serve them within half an hour */
  sz_load_judge (&load);
  g_assert_cmpfloat (load.more, ==, 9);
  load.closed = 2;
  sz_load_judge (&load);
  g_assert_cmpfloat (load.more, ==, 2);
}

/* --- on its thread
 * ------------------------------------------------------------------------------------------------------ */

typedef struct {
  guint lists, notices, done;
  char *alert;
} Heard;

static void
hear_list (SzWatch *watch, SzAlertList *list, gpointer data)
{
  ((Heard *)data)->lists++;
}

static void
hear_notice (SzWatch *watch, const SzNotice *notice, gpointer data)
{
  Heard *heard = data;

  heard->notices++;
  if (notice->alert != NULL && heard->alert == NULL)
    heard->alert = g_strdup (notice->alert);
  sz_watch_report_notice (watch, notice, TRUE);
}

static void
hear_done (SzWatch *watch, const GError *error, gpointer data)
{
  g_assert_no_error (error);
  ((Heard *)data)->done++;
}

static void
test_watch (void)
{
  Fixture fixture;
  Heard heard = { 0 };
  SzWatchOutlet outlet = { hear_list, hear_notice };
  SzWatch *watch = NULL;
  const SzAlert *alert = NULL;
  guint generation = 0;
  gboolean changed = FALSE, shown = FALSE;

  fixture_open (&fixture, ENGINE_NOW);
  g_assert_true (sz_store_set_source (fixture.store, "hall", "h", "e1", "Asia/Shanghai", fixture.now_ms,
                                      sz_clock_now_ms (), &generation, &changed, NULL));
  engine_add_waits (&fixture, "A", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms, 30 * SZ_MINUTE_MS);
  watch = sz_watch_new (fixture.folder, fixture.catalog, fixture.store);
  sz_watch_subscribe (watch, &outlet, &heard);
  sz_watch_flush (watch);
  g_assert_cmpuint (heard.lists, >, 0);
  g_assert_cmpuint (heard.notices, ==, 1);
  g_assert_nonnull (heard.alert);
  sz_watch_acknowledge (watch, heard.alert, "x", hear_done, &heard, NULL);
  sz_watch_flush (watch);
  g_assert_cmpuint (heard.done, ==, 1);
  /* Acknowledged is withdrawn. */
  g_assert_cmpuint (heard.notices, ==, 2);
  alert = sz_alert_list_find (sz_watch_list (watch), heard.alert);
  g_assert_cmpint (alert->state, ==, SZ_ALERT_ACKNOWLEDGED);
  for (guint i = 0; i < alert->timeline->len; i++)
    shown = shown || strcmp (((SzMoment *)g_ptr_array_index (alert->timeline, i))->kind, "shown") == 0;
  g_assert_true (shown);
  sz_watch_free (watch);
  engine_remove_backups (&fixture);
  g_free (heard.alert);
  fixture_close (&fixture);
}

/* --- who asks and is not told --- */

typedef struct {
  SzWatch **ends; /* (nullable) the watch that the answer ends */
  guint told, dropped;
} Asked;

static void
hear_detail (SzWatch *watch, const SzAlert *alert, const GError *error, gpointer data)
{
  Asked *asked = data;

  g_assert_null (alert);
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND);
  asked->told++;
  if (asked->ends != NULL)
    g_clear_pointer (asked->ends, sz_watch_free);
  /* It is still needed here. */
  g_assert_cmpuint (asked->dropped, ==, 0);
}

static void
hear_refusal (SzWatch *watch, const GError *error, gpointer data)
{
  hear_detail (watch, NULL, error, data);
}

static void
drop_asked (gpointer data)
{
  ((Asked *)data)->dropped++;
}

static void
ask_all (SzWatch *watch, Asked *asked, guint n)
{
  for (guint i = 0; i < n; i++)
    switch (i % 4) {
    case 0:
      sz_watch_ask_detail (watch, "20260318-011", hear_detail, &asked[i], drop_asked);
      break;
    case 1:
      sz_watch_acknowledge (watch, "20260318-011", "x", hear_refusal, &asked[i], drop_asked);
      break;
    case 2:
      sz_watch_dispose (watch, "20260318-011", "x", 0, "y", "z", hear_refusal, &asked[i], drop_asked);
      break;
    default:
      sz_watch_dismiss (watch, "20260318-011", "x", "z", hear_refusal, &asked[i], drop_asked);
      break;
    }
}

/* The watch may end before anybody is told, or by what somebody is told: what the others gave is dropped with
 * it, once. */
static void
test_ends_first (void)
{
  Fixture fixture;
  SzWatch *watch = NULL;

  fixture_open (&fixture, ENGINE_NOW);
  for (guint round = 0; round < 3; round++) {
    Asked asked[8] = { 0 };
    guint told = 0;

    watch = sz_watch_new (fixture.folder, fixture.catalog, NULL);
    asked[0].ends = round == 1 ? &watch : NULL;
    ask_all (watch, asked, G_N_ELEMENTS (asked));
    while (round > 0 && asked[round == 1 ? 0 : G_N_ELEMENTS (asked) - 1].told == 0)
      g_main_context_iteration (NULL, TRUE);
    if (round != 1)
      sz_watch_free (watch);
    /* Nobody turns the main loop any more, and then it is turned all the same. */
    for (guint turn = 0; turn < 2; turn++) {
      for (guint i = 0; i < G_N_ELEMENTS (asked); i++) {
        g_assert_cmpuint (asked[i].dropped, ==, 1);
        g_assert_cmpuint (asked[i].told, <=, 1);
        told += asked[i].told;
      }
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
    g_assert_cmpuint (told, ==, round == 0 ? 0 : round == 1 ? 2 : 2 * G_N_ELEMENTS (asked));
  }
  engine_remove_backups (&fixture);
  fixture_close (&fixture);
}

/* --- backups --- */

static guint
count_backups (const Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "truth-backup", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* The record is backed up once an hour of this machine, and two days of backups are kept. */
static void
test_backup_every_hour (void)
{
  const gint64 begin = G_GINT64_CONSTANT (1773795600000);
  Fixture fixture;
  SzEngine *engine = NULL;

  engine_open_live (&fixture);
  engine = engine_open_engine (&fixture);
  for (int minute = 0; minute <= 50 * 60; minute += 10) {
    sz_clock_set_for_test (begin + minute * SZ_MINUTE_MS);
    sz_engine_keep (engine);
    g_assert_cmpuint (count_backups (&fixture), ==, (guint)MIN (minute / 60 + 1, 48));
  }
  sz_clock_set_for_test (G_MININT64);
  sz_engine_free (engine);
  engine_remove_backups (&fixture);
  fixture_close (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watch/engine/strictly-over", test_strictly_over);
  g_test_add_func ("/watch/engine/backup-every-hour", test_backup_every_hour);
  g_test_add_func ("/watch/engine/near-title", test_near_title);
  g_test_add_func ("/watch/engine/silence", test_silence);
  g_test_add_func ("/watch/engine/silent-age", test_silent_age);
  g_test_add_func ("/watch/engine/missing-value", test_missing_value);
  g_test_add_func ("/watch/engine/restart-pending", test_restart_pending);
  g_test_add_func ("/watch/engine/acts", test_acts);
  g_test_add_func ("/watch/engine/damaged-truth", test_damaged_truth);
  g_test_add_func ("/watch/engine/causes", test_causes);
  g_test_add_func ("/watch/engine/windows-to-open", test_windows_to_open);
  g_test_add_func ("/watch/engine/watch", test_watch);
  g_test_add_func ("/watch/engine/ends-first", test_ends_first);
  return g_test_run ();
}
