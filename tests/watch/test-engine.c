/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The watch on a real store: constructed days, restarts, silence, causes, and the backtest against a naive
 * reading of the same rows. */

#include "figures-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "sz-backtest.h"
#include "sz-cause.h"
#include "sz-engine.h"
#include "sz-watch.h"

#define NOW "2026-11-20T14:36:00+08:00" /* a Friday */

static int serial;

/* A ticket that was taken, called after `wait` and served for `service` (ms); called < 0: still waiting. */
static void
add_ticket (Fixture *fixture, SzBatch *batch, const char *area, const char *window, gint64 taken, gint64 wait,
            gint64 service)
{
  g_autofree char *key = g_strdup_printf ("T%07d", ++serial);
  Cell cells[] = { { "area", 0, area },
                   { "window", 0, window },
                   { "called", taken + wait, NULL },
                   { "started", taken + wait, NULL },
                   { "ended", taken + wait + service, NULL },
                   { NULL, 0, NULL } };

  fixture_add (fixture, batch, key, taken, cells);
}

/* Everybody called between two instants waited so long. */
static void
add_waits (Fixture *fixture, const char *area, gint64 from, gint64 to, gint64 wait)
{
  SzBatch *batch = fixture_batch (fixture, "tickets");

  for (gint64 called = from; called < to; called += SZ_MINUTE_MS)
    add_ticket (fixture, batch, area, "W1", called - wait, wait, 1000);
  fixture_apply (fixture, batch);
}

/* The watermark comes up to the fixture's now. */
static void
touch_tickets (Fixture *fixture)
{
  fixture_apply (fixture, fixture_batch (fixture, "tickets"));
}

static void
open_live (Fixture *fixture)
{
  fixture_open (fixture, NOW);
  fixture_go_live (fixture);
}

static SzEngine *
open_engine (Fixture *fixture)
{
  SzEngine *engine = sz_engine_new (fixture->folder, fixture->catalog);

  sz_engine_set_now_ms (engine, fixture->now_ms);
  return engine;
}

static void
advance (Fixture *fixture, SzEngine *engine, gint64 ms, gboolean data)
{
  fixture->now_ms += ms;
  if (data)
    touch_tickets (fixture);
  sz_engine_set_now_ms (engine, fixture->now_ms);
  sz_engine_evaluate (engine);
}

/* The open episode of a rule and object; NULL. */
static const SzAlert *
find (const SzAlertList *list, const char *rule, const char *object)
{
  for (guint i = 0; i < list->alerts->len; i++) {
    const SzAlert *alert = g_ptr_array_index (list->alerts, i);

    if (strcmp (alert->rule, rule) == 0 && strcmp (alert->object, object) == 0)
      return alert;
  }
  return NULL;
}

static void
remove_backups (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "truth-backup", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    g_unlink (file);
  }
  g_rmdir (path);
}

/* --- the shipped limit
 * -------------------------------------------------------------------------------------------------- */

static void
test_strictly_over (void)
{
  Fixture fixture;
  SzEngine *engine = NULL;
  g_autoptr (SzAlertList) list = NULL;
  const SzAlert *alert = NULL;

  open_live (&fixture);
  add_waits (&fixture, "exact", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + SZ_HOUR_MS, 25 * SZ_MINUTE_MS);
  add_waits (&fixture, "over", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + SZ_HOUR_MS,
             25 * SZ_MINUTE_MS + 6 * SZ_SECOND_MS);
  add_waits (&fixture, "fine", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + SZ_HOUR_MS, 5 * SZ_MINUTE_MS);
  engine = open_engine (&fixture);
  for (int i = 0; i < 8; i++)
    advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  list = sz_engine_list (engine);
  g_assert_cmpint (find (list, "wait-area", "exact")->state, ==, SZ_ALERT_PENDING);
  g_assert_null (find (list, "wait-area", "fine"));
  alert = find (list, "wait-area", "over");
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

  open_live (&fixture);
  add_waits (&fixture, "A", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + 2 * SZ_MINUTE_MS,
             22 * SZ_MINUTE_MS);
  add_waits (&fixture, "B", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + 10 * SZ_MINUTE_MS,
             30 * SZ_MINUTE_MS);
  engine = open_engine (&fixture);
  advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  list = sz_engine_list (engine);
  alert = find (list, "wait-area", "A");
  g_assert_cmpint (alert->state, ==, SZ_ALERT_PENDING);
  g_assert_cmpfloat (alert->value, <, alert->limit);
  g_assert_true (g_str_has_suffix (alert->title, ": wait near the limit"));
  /* Beyond the limit, and not yet for long enough to be raised. */
  alert = find (list, "wait-area", "B");
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

  open_live (&fixture);
  add_waits (&fixture, "A", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + 10 * SZ_MINUTE_MS,
             30 * SZ_MINUTE_MS);
  engine = open_engine (&fixture);
  for (int i = 0; i < 6; i++)
    advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  list = sz_engine_list (engine);
  alert = find (list, "wait-area", "A");
  g_assert_cmpint (alert->state, ==, SZ_ALERT_FIRING);
  id = g_strdup (alert->id);
  raised = alert->raised_ms;
  sz_alert_list_unref (list);

  /* The source falls silent. Restarts in between change nothing. */
  for (int i = 0; i < 24; i++) {
    advance (&fixture, engine, 5 * SZ_MINUTE_MS, FALSE);
    if (i % 6 == 5) {
      sz_engine_free (engine);
      engine = open_engine (&fixture);
    }
  }
  sz_engine_evaluate (engine);
  list = sz_engine_list (engine);
  alert = find (list, "wait-area", "A");
  g_assert_cmpstr (alert->id, ==, id);
  g_assert_true (alert->open);
  g_assert_true (alert->blind);
  /* People owe all the same. */
  g_assert_cmpint (alert->state, ==, SZ_ALERT_OVERDUE);
  g_assert_cmpuint (alert->reminders, ==, 2);
  /* And the silence itself is an alert. */
  g_assert_cmpint (find (list, "source-silent", "hall")->under, ==, SZ_ALERT_OVERDUE);
  sz_alert_list_unref (list);

  /* The data are back, and good: it is over only when that has lasted. */
  add_waits (&fixture, "A", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + SZ_HOUR_MS, 5 * SZ_MINUTE_MS);
  for (int i = 0; i < 6; i++)
    advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
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

  open_live (&fixture);
  batch = fixture_batch (&fixture, "behaviour");
  fixture_add (
      &fixture, batch, "B1", fixture.now_ms - 12 * SZ_MINUTE_MS,
      (Cell[]){ { "kind", 0, "absent" }, { "window", 0, "W1" }, { "area", 0, "A" }, { NULL, 0, NULL } });
  fixture_apply (&fixture, batch);
  engine = open_engine (&fixture);
  sz_engine_evaluate (engine);
  for (int i = 0; i < 60; i++)
    advance (&fixture, engine, 2 * SZ_MINUTE_MS, FALSE);
  list = sz_engine_list (engine);
  g_assert_true (find (list, "post-absent", "W1")->open);
  g_assert_true (find (list, "post-absent", "W1")->blind);
  g_assert_cmpfloat (find (list, "post-absent", "W1")->value, ==, 12);
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

  open_live (&fixture);
  add_waits (&fixture, "A", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + 4 * SZ_MINUTE_MS,
             30 * SZ_MINUTE_MS);
  engine = open_engine (&fixture);
  for (int i = 0; i < 45; i++)
    advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  list = sz_engine_list (engine);
  g_assert_true (find (list, "wait-area", "A")->open);
  g_assert_true (find (list, "wait-area", "A")->blind);
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

  open_live (&fixture);
  /* Good until now, bad from now on: the mean goes over the limit at some minute. */
  add_waits (&fixture, "A", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms, 22 * SZ_MINUTE_MS);
  add_waits (&fixture, "A", fixture.now_ms, fixture.now_ms + SZ_HOUR_MS, 60 * SZ_MINUTE_MS);
  engine = open_engine (&fixture);
  for (int i = 0; i < 4; i++)
    advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  before = sz_engine_list (engine);
  alert = find (before, "wait-area", "A");
  g_assert_cmpint (alert->state, ==, SZ_ALERT_PENDING);
  since = alert->since_ms;
  sz_engine_free (engine);
  engine = open_engine (&fixture);
  for (int i = 0; i < 6; i++)
    advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  after = sz_engine_list (engine);
  g_assert_cmpstr (find (after, "wait-area", "A")->id, ==, alert->id);
  g_assert_cmpint (find (after, "wait-area", "A")->since_ms, ==, since);
  g_assert_cmpint (find (after, "wait-area", "A")->state, ==, SZ_ALERT_FIRING);
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

  open_live (&fixture);
  add_waits (&fixture, "A", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + SZ_HOUR_MS, 30 * SZ_MINUTE_MS);
  engine = open_engine (&fixture);
  for (int i = 0; i < 6; i++)
    advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  list = sz_engine_list (engine);
  id = g_strdup (find (list, "wait-area", "A")->id);
  g_clear_pointer (&list, sz_alert_list_unref);
  other = open_engine (&fixture);
  g_assert_false (sz_engine_act (other, SZ_ACT_ACKNOWLEDGE, "20260101-001", "x", 0, NULL, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (sz_engine_act (other, SZ_ACT_ACKNOWLEDGE, id, "刘畅", 0, NULL, NULL, &error));
  advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  list = sz_engine_list (engine);
  g_assert_cmpint (sz_alert_list_find (list, id)->state, ==, SZ_ALERT_ACKNOWLEDGED);
  g_clear_pointer (&list, sz_alert_list_unref);
  /* What looks like a number of a person is masked. */
  g_assert_true (sz_engine_act (engine, SZ_ACT_DISPOSE, id, "周立", fixture.now_ms + SZ_HOUR_MS, "增开 2 窗",
                                "请联系 13800001111 或 330102199001011234X", &error));
  advance (&fixture, other, SZ_MINUTE_MS, TRUE);
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

  open_live (&fixture);
  path = g_build_filename (fixture.folder, "truth.db", NULL);
  g_assert_true (g_file_set_contents (path, rubbish, 4096, NULL));
  add_waits (&fixture, "A", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms + SZ_HOUR_MS, 30 * SZ_MINUTE_MS);
  engine = open_engine (&fixture);
  for (int i = 0; i < 6; i++)
    advance (&fixture, engine, SZ_MINUTE_MS, TRUE);
  list = sz_engine_list (engine);
  g_assert_cmpint (find (list, "wait-area", "A")->state, ==, SZ_ALERT_FIRING);
  g_assert_nonnull (strstr (list->problem, "truth.db"));
  g_assert_false (sz_engine_act (engine, SZ_ACT_ACKNOWLEDGE, find (list, "wait-area", "A")->id, "x", 0, NULL,
                                 NULL, &error));
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

    add_ticket (fixture, batch, "A", window, end - SZ_HOUR_MS + i * (50 * SZ_MINUTE_MS / tickets),
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
    const SzRule *rule = NULL;

    open_live (&fixture);
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

/* --- the backtest
 * ----------------------------------------------------------------------------------------------------- */

typedef struct {
  gint64 called, wait;
} Call;

static double
mean_naively (const GArray *calls, gint64 at)
{
  double sum = 0;
  guint n = 0;

  for (guint i = 0; i < calls->len; i++) {
    const Call *call = &g_array_index (calls, Call, i);

    if (call->called >= at - 30 * SZ_MINUTE_MS && call->called < at) {
      sum += (double)call->wait / SZ_MINUTE_MS;
      n++;
    }
  }
  return n > 0 ? sum / n : (double)NAN;
}

/* Raised and ended instants, by reading minute after minute. */
static GArray *
fire_naively (const GArray *calls, gint64 from, gint64 to)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 over = 0, calm = 0, last = 0;
  gboolean firing = FALSE, pending = FALSE;

  for (gint64 at = from; at < to; at += SZ_MINUTE_MS) {
    double value = mean_naively (calls, at);
    gboolean hole = last != 0 && at - last > 10 * SZ_MINUTE_MS;

    if (isnan (value)) {
      calm = 0;
      continue;
    }
    last = at;
    pending = pending || value > 21;
    if (!pending)
      continue;
    over = value > 25 ? (over == 0 || hole ? at : over) : 0;
    calm = value <= (firing ? 20 : 21) ? (calm == 0 || hole ? at : calm) : 0;
    if (!firing && over != 0 && at - over >= 3 * SZ_MINUTE_MS) {
      firing = TRUE;
      calm = 0;
      g_array_append_val (spans, at);
    } else if (calm != 0 && at - calm >= 3 * SZ_MINUTE_MS) {
      if (firing)
        g_array_append_val (spans, at);
      firing = pending = FALSE;
      over = calm = 0;
    }
  }
  return spans;
}

static void
test_backtest (void)
{
  Fixture fixture;
  SzBatch *batch = NULL;
  g_autoptr (GArray) calls = g_array_new (FALSE, FALSE, sizeof (Call));
  g_autoptr (GArray) spans = NULL;
  g_autoptr (SzFrame) frame = NULL;
  g_autoptr (GError) error = NULL;
  const SzRule *rule = NULL;
  SzBacktest summary;
  gint64 day = 0;
  double wait = 15;

  open_live (&fixture);
  rule = sz_catalog_rule (fixture.catalog, "wait-area", NULL);
  batch = fixture_batch (&fixture, "tickets");
  day = fixture_instant (&fixture, "2026-11-19T00:00:00+08:00");
  for (gint64 called = day + 9 * SZ_HOUR_MS; called < day + 17 * SZ_HOUR_MS;
       called += g_test_rand_int_range (5, 120) * SZ_SECOND_MS) {
    Call call;

    wait = CLAMP (wait + g_test_rand_double_range (-3, 3), 2, 55);
    call.called = called;
    call.wait = (gint64)(wait * SZ_MINUTE_MS);
    add_ticket (&fixture, batch, "A", "W1", called - call.wait, call.wait, 1000);
    g_array_append_val (calls, call);
  }
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
  frame =
      sz_backtest (fixture.reader, rule, day, day + 18 * SZ_HOUR_MS, SZ_MINUTE_MS, &summary, NULL, &error);
  g_assert_no_error (error);
  spans = fire_naively (calls, day, day + 18 * SZ_HOUR_MS);
  g_test_message ("%u firings, %u looks", summary.firings, summary.steps);
  g_assert_cmpuint (summary.firings, ==, (spans->len + 1) / 2);
  for (gsize row = 0; row < frame->rows; row++) {
    g_assert_cmpfloat (sz_frame_number (frame, row, 2), ==, (double)g_array_index (spans, gint64, 2 * row));
    if (2 * row + 1 < spans->len)
      g_assert_cmpfloat (sz_frame_number (frame, row, 3), ==,
                         (double)g_array_index (spans, gint64, 2 * row + 1));
  }
  g_assert_null (sz_backtest (fixture.reader, sz_catalog_rule (fixture.catalog, "window-unattended", NULL),
                              day, day + 1, SZ_MINUTE_MS, &summary, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_CANNOT);
  fixture_close (&fixture);
}

/* An absence that ended later was still one then. */
static void
test_as_it_was (void)
{
  Fixture fixture;
  SzBatch *batch = NULL;
  g_autoptr (SzFrame) frame = NULL;
  g_autoptr (GError) error = NULL;
  SzBacktest summary;
  gint64 start = 0;

  open_live (&fixture);
  batch = fixture_batch (&fixture, "behaviour");
  start = fixture_instant (&fixture, "2026-11-19T10:00:00+08:00");
  fixture_add (&fixture, batch, "B1", start,
               (Cell[]){ { "kind", 0, "absent" },
                         { "window", 0, "W1" },
                         { "area", 0, "A" },
                         { "ended", start + 25 * SZ_MINUTE_MS, NULL },
                         { NULL, 0, NULL } });
  fixture_add (&fixture, batch, "B2", start,
               (Cell[]){ { "kind", 0, "absent" },
                         { "window", 0, "W2" },
                         { "area", 0, "A" },
                         { "ended", start + 9 * SZ_MINUTE_MS, NULL },
                         { NULL, 0, NULL } });
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
  frame = sz_backtest (fixture.reader, sz_catalog_rule (fixture.catalog, "post-absent", NULL),
                       start - SZ_HOUR_MS, start + 2 * SZ_HOUR_MS, SZ_MINUTE_MS, &summary, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (summary.firings, ==, 1);
  g_assert_cmpstr (sz_frame_text (frame, 0, 0), ==, "W1");
  g_assert_cmpstr (sz_frame_text (frame, 0, 1), ==, "A");
  g_assert_cmpfloat (sz_frame_number (frame, 0, 2), ==, (double)(start + 11 * SZ_MINUTE_MS));
  g_assert_cmpfloat (sz_frame_number (frame, 0, 3), ==, (double)(start + 25 * SZ_MINUTE_MS));
  fixture_close (&fixture);
}

/* --- unattended
 * ------------------------------------------------------------------------------------------------------- */

static void
add_window (Fixture *fixture, SzBatch *batch, const char *window, const char *area, const char *state,
            gint64 since)
{
  fixture_add (fixture, batch, window, fixture_instant (fixture, "2025-01-01T00:00:00+08:00"),
               (Cell[]){ { "window", 0, window },
                         { "area", 0, area },
                         { "state", 0, state },
                         { "since", since, NULL },
                         { NULL, 0, NULL } });
}

static void
test_unattended (void)
{
  Fixture fixture;
  SzBatch *batch = NULL;
  SzEngine *engine = NULL;
  g_autoptr (SzAlertList) list = NULL;
  gint64 now = 0, noon = 0;

  open_live (&fixture);
  now = fixture.now_ms;
  noon = now - 90 * SZ_MINUTE_MS;
  batch = fixture_batch (&fixture, "windows");
  add_window (&fixture, batch, "idle", "A", "open", noon);     /* open, called nobody: this one */
  add_window (&fixture, batch, "busy", "A", "open", noon);     /* serves somebody since long */
  add_window (&fixture, batch, "quick", "A", "open", noon);    /* called somebody just now */
  add_window (&fixture, batch, "paused", "A", "paused", noon); /* not open */
  add_window (&fixture, batch, "fresh", "A", "open", now - 5 * SZ_MINUTE_MS);
  add_window (&fixture, batch, "quiet", "B", "open", noon); /* nobody waits there */
  fixture_apply (&fixture, batch);
  batch = fixture_batch (&fixture, "tickets");
  fixture_add (&fixture, batch, "W", now - 12 * SZ_MINUTE_MS,
               (Cell[]){ { "area", 0, "A" }, { NULL, 0, NULL } });
  fixture_add (&fixture, batch, "S", now - 50 * SZ_MINUTE_MS,
               (Cell[]){ { "area", 0, "A" },
                         { "window", 0, "busy" },
                         { "called", now - 40 * SZ_MINUTE_MS, NULL },
                         { "started", now - 40 * SZ_MINUTE_MS, NULL },
                         { NULL, 0, NULL } });
  add_ticket (&fixture, batch, "A", "quick", now - 20 * SZ_MINUTE_MS, 15 * SZ_MINUTE_MS, 2 * SZ_MINUTE_MS);
  fixture_apply (&fixture, batch);
  engine = open_engine (&fixture);
  sz_engine_evaluate (engine);
  list = sz_engine_list (engine);
  g_assert_nonnull (find (list, "window-unattended", "idle"));
  g_assert_cmpfloat_with_epsilon (find (list, "window-unattended", "idle")->value, 90, 1e-6);
  g_assert_null (find (list, "window-unattended", "busy"));
  g_assert_null (find (list, "window-unattended", "quick"));
  g_assert_null (find (list, "window-unattended", "paused"));
  g_assert_null (find (list, "window-unattended", "fresh"));
  g_assert_null (find (list, "window-unattended", "quiet"));
  sz_engine_free (engine);
  fixture_close (&fixture);
}

/* --- days on which nobody works
 * ------------------------------------------------------------------------------------------- */

/* Whether a case of an instant is overdue to be accepted at another. */
static gboolean
is_late (const char *received, const char *at)
{
  Fixture fixture;
  SzEngine *engine = NULL;
  g_autoptr (SzAlertList) list = NULL;
  const SzAlert *alert = NULL;
  gboolean late = FALSE;

  fixture_open (&fixture, at);
  fixture_go_live (&fixture);
  {
    SzBatch *batch = fixture_batch (&fixture, "cases");

    fixture_add (&fixture, batch, "C1", fixture_instant (&fixture, received),
                 (Cell[]){ { "window", 0, "W1" },
                           { "area", 0, "A" },
                           { "channel", 0, "window" },
                           { "received", fixture_instant (&fixture, received), NULL },
                           { NULL, 0, NULL } });
    fixture_apply (&fixture, batch);
  }
  engine = open_engine (&fixture);
  sz_engine_evaluate (engine);
  list = sz_engine_list (engine);
  alert = find (list, "case-unaccepted", "W1");
  late = alert != NULL && alert->raised_ms != 0;
  sz_engine_free (engine);
  fixture_close (&fixture);
  return late;
}

static void
test_holidays (void)
{
  /* A week in spring: a day is a day. */
  g_assert_false (is_late ("2026-03-17T16:00:00+08:00", "2026-03-18T15:00:00+08:00"));
  g_assert_true (is_late ("2026-03-17T16:00:00+08:00", "2026-03-18T17:00:00+08:00"));
  /* The National Day holiday, 1 to 7 October, Thursday to Wednesday. */
  g_assert_false (is_late ("2026-09-30T16:00:00+08:00", "2026-10-05T12:00:00+08:00"));
  g_assert_false (is_late ("2026-09-30T16:00:00+08:00", "2026-10-08T15:00:00+08:00"));
  g_assert_true (is_late ("2026-09-30T16:00:00+08:00", "2026-10-08T17:00:00+08:00"));
  /* Saturday 10 October is worked to make up for it; a usual Saturday is not. */
  g_assert_true (is_late ("2026-10-09T16:00:00+08:00", "2026-10-10T17:00:00+08:00"));
  g_assert_false (is_late ("2026-10-16T16:00:00+08:00", "2026-10-17T17:00:00+08:00"));
}

/* --- devices
 * ---------------------------------------------------------------------------------------------------------
 */

static void
set_device (Fixture *fixture, const char *device, const char *state, gint64 since, gint64 version)
{
  SzBatch *batch = fixture_batch (fixture, "devices");
  gint64 from = fixture_instant (fixture, "2025-01-01T00:00:00+08:00");

  fixture_add (fixture, batch, device, from,
               (Cell[]){ { "device", 0, device },
                         { "area", 0, "A" },
                         { "state", 0, state },
                         { "since", since, NULL },
                         { NULL, 0, NULL } });
  g_array_index (batch->rows, SzRow, 0).version = version;
  fixture_apply (fixture, batch);
}

static void
test_devices (void)
{
  Fixture fixture;
  SzEngine *engine = NULL;
  g_autoptr (SzAlertList) list = NULL, after = NULL;

  open_live (&fixture);
  set_device (&fixture, "silent", "offline", fixture.now_ms - 16 * SZ_MINUTE_MS, 1);
  set_device (&fixture, "broken", "fault", fixture.now_ms - 40 * SZ_MINUTE_MS, 1);
  set_device (&fixture, "just", "offline", fixture.now_ms - 15 * SZ_MINUTE_MS, 1);
  set_device (&fixture, "works", "online", fixture.now_ms - 90 * SZ_MINUTE_MS, 1);
  engine = open_engine (&fixture);
  sz_engine_evaluate (engine);
  list = sz_engine_list (engine);
  g_assert_cmpint (find (list, "device-offline", "silent")->state, ==, SZ_ALERT_FIRING);
  g_assert_cmpfloat_with_epsilon (find (list, "device-offline", "broken")->value, 40, 1e-6);
  g_assert_null (find (list, "device-offline", "just"));
  g_assert_null (find (list, "device-offline", "works"));
  set_device (&fixture, "broken", "online", fixture.now_ms + SZ_SECOND_MS, 2);
  fixture.now_ms += SZ_MINUTE_MS;
  set_device (&fixture, "works", "online", fixture.now_ms - 91 * SZ_MINUTE_MS, 2);
  sz_engine_set_now_ms (engine, fixture.now_ms);
  sz_engine_evaluate (engine);
  after = sz_engine_list (engine);
  g_assert_false (find (after, "device-offline", "broken")->open);
  g_assert_true (find (after, "device-offline", "silent")->open);
  g_assert_nonnull (find (after, "device-offline", "just"));
  sz_engine_free (engine);
  fixture_close (&fixture);
}

/* --- when nobody is called anyway
 * ----------------------------------------------------------------------------------------- */

static void
test_usual_times (void)
{
  Fixture fixture;
  SzBatch *batch = NULL;
  g_autoptr (SzFrame) frame = NULL;
  g_autoptr (GError) error = NULL;
  SzBacktest summary;
  gint64 day = 0;

  open_live (&fixture);
  day = fixture_instant (&fixture, "2026-11-19T00:00:00+08:00");
  batch = fixture_batch (&fixture, "tickets");
  /* Three days on which area B calls each minute from 9 to 12 and 13 to 17. */
  for (int back = 0; back <= 3; back++)
    for (gint64 at = 9 * SZ_HOUR_MS; at < 17 * SZ_HOUR_MS; at += SZ_MINUTE_MS)
      if (at / SZ_HOUR_MS != 12)
        add_ticket (&fixture, batch, "B", "W2", day - back * SZ_DAY_MS + at - SZ_MINUTE_MS, SZ_MINUTE_MS,
                    1000);
  /* Somebody waits in A from half past eight on, and is called at 9:25; another from 11:55 to 13:10. */
  add_ticket (&fixture, batch, "A", "W1", day + 510 * SZ_MINUTE_MS, 55 * SZ_MINUTE_MS, 1000);
  add_ticket (&fixture, batch, "A", "W1", day + 715 * SZ_MINUTE_MS, 75 * SZ_MINUTE_MS, 1000);
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
  frame = sz_backtest (fixture.reader, sz_catalog_rule (fixture.catalog, "queue-stuck", NULL), day,
                       day + 18 * SZ_HOUR_MS, SZ_MINUTE_MS, &summary, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (frame->rows, ==, 1);
  g_assert_cmpstr (sz_frame_text (frame, 0, 0), ==, "A");
  g_assert_cmpfloat (sz_frame_number (frame, 0, 2), ==, (double)(day + 556 * SZ_MINUTE_MS));
  fixture_close (&fixture);
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

  fixture_open (&fixture, NOW);
  g_assert_true (sz_store_set_source (fixture.store, "hall", "h", "e1", "Asia/Shanghai", fixture.now_ms,
                                      sz_clock_now_ms (), &generation, &changed, NULL));
  add_waits (&fixture, "A", fixture.now_ms - SZ_HOUR_MS, fixture.now_ms, 30 * SZ_MINUTE_MS);
  watch = sz_watch_new (fixture.folder, fixture.catalog, fixture.store);
  sz_watch_subscribe (watch, &outlet, &heard);
  sz_watch_flush (watch);
  g_assert_cmpuint (heard.lists, >, 0);
  g_assert_cmpuint (heard.notices, ==, 1);
  g_assert_nonnull (heard.alert);
  sz_watch_acknowledge (watch, heard.alert, "x", hear_done, &heard);
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
  remove_backups (&fixture);
  g_free (heard.alert);
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

  open_live (&fixture);
  engine = open_engine (&fixture);
  for (int minute = 0; minute <= 50 * 60; minute += 10) {
    sz_clock_set_for_test (begin + minute * SZ_MINUTE_MS);
    sz_engine_keep (engine);
    g_assert_cmpuint (count_backups (&fixture), ==, (guint)MIN (minute / 60 + 1, 48));
  }
  sz_clock_set_for_test (G_MININT64);
  sz_engine_free (engine);
  remove_backups (&fixture);
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
  g_test_add_func ("/watch/engine/backtest", test_backtest);
  g_test_add_func ("/watch/engine/as-it-was", test_as_it_was);
  g_test_add_func ("/watch/engine/unattended", test_unattended);
  g_test_add_func ("/watch/engine/holidays", test_holidays);
  g_test_add_func ("/watch/engine/devices", test_devices);
  g_test_add_func ("/watch/engine/usual-times", test_usual_times);
  g_test_add_func ("/watch/engine/watch", test_watch);
  return g_test_run ();
}
