/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The shipped rules on a real store: the backtest against a naive reading of the same rows, windows, devices,
 * and days and hours at which nobody works. */

#include "engine-fixture.h"

#include <math.h>
#include <string.h>

#include "sz-backtest.h"

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

  engine_open_live (&fixture);
  rule = sz_catalog_rule (fixture.catalog, "wait-area", NULL);
  batch = fixture_batch (&fixture, "tickets");
  day = fixture_instant (&fixture, "2026-11-19T00:00:00+08:00");
  for (gint64 called = day + 9 * SZ_HOUR_MS; called < day + 17 * SZ_HOUR_MS;
       called += g_test_rand_int_range (5, 120) * SZ_SECOND_MS) {
    Call call;

    wait = CLAMP (wait + g_test_rand_double_range (-3, 3), 2, 55);
    call.called = called;
    call.wait = (gint64)(wait * SZ_MINUTE_MS);
    engine_add_ticket (&fixture, batch, "A", "W1", called - call.wait, call.wait, 1000);
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

  engine_open_live (&fixture);
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

  engine_open_live (&fixture);
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
  engine_add_ticket (&fixture, batch, "A", "quick", now - 20 * SZ_MINUTE_MS, 15 * SZ_MINUTE_MS,
                     2 * SZ_MINUTE_MS);
  fixture_apply (&fixture, batch);
  engine = engine_open_engine (&fixture);
  sz_engine_evaluate (engine);
  list = sz_engine_list (engine);
  g_assert_nonnull (engine_find (list, "window-unattended", "idle"));
  g_assert_cmpfloat_with_epsilon (engine_find (list, "window-unattended", "idle")->value, 90, 1e-6);
  g_assert_null (engine_find (list, "window-unattended", "busy"));
  g_assert_null (engine_find (list, "window-unattended", "quick"));
  g_assert_null (engine_find (list, "window-unattended", "paused"));
  g_assert_null (engine_find (list, "window-unattended", "fresh"));
  g_assert_null (engine_find (list, "window-unattended", "quiet"));
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
  engine = engine_open_engine (&fixture);
  sz_engine_evaluate (engine);
  list = sz_engine_list (engine);
  alert = engine_find (list, "case-unaccepted", "W1");
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

  engine_open_live (&fixture);
  set_device (&fixture, "silent", "offline", fixture.now_ms - 16 * SZ_MINUTE_MS, 1);
  set_device (&fixture, "broken", "fault", fixture.now_ms - 40 * SZ_MINUTE_MS, 1);
  set_device (&fixture, "just", "offline", fixture.now_ms - 15 * SZ_MINUTE_MS, 1);
  set_device (&fixture, "works", "online", fixture.now_ms - 90 * SZ_MINUTE_MS, 1);
  engine = engine_open_engine (&fixture);
  sz_engine_evaluate (engine);
  list = sz_engine_list (engine);
  g_assert_cmpint (engine_find (list, "device-offline", "silent")->state, ==, SZ_ALERT_FIRING);
  g_assert_cmpfloat_with_epsilon (engine_find (list, "device-offline", "broken")->value, 40, 1e-6);
  g_assert_null (engine_find (list, "device-offline", "just"));
  g_assert_null (engine_find (list, "device-offline", "works"));
  set_device (&fixture, "broken", "online", fixture.now_ms + SZ_SECOND_MS, 2);
  fixture.now_ms += SZ_MINUTE_MS;
  set_device (&fixture, "works", "online", fixture.now_ms - 91 * SZ_MINUTE_MS, 2);
  sz_engine_set_now_ms (engine, fixture.now_ms);
  sz_engine_evaluate (engine);
  after = sz_engine_list (engine);
  g_assert_false (engine_find (after, "device-offline", "broken")->open);
  g_assert_true (engine_find (after, "device-offline", "silent")->open);
  g_assert_nonnull (engine_find (after, "device-offline", "just"));
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

  engine_open_live (&fixture);
  day = fixture_instant (&fixture, "2026-11-19T00:00:00+08:00");
  batch = fixture_batch (&fixture, "tickets");
  /* Three days on which area B calls each minute from 9 to 12 and 13 to 17. */
  for (int back = 0; back <= 3; back++)
    for (gint64 at = 9 * SZ_HOUR_MS; at < 17 * SZ_HOUR_MS; at += SZ_MINUTE_MS)
      if (at / SZ_HOUR_MS != 12)
        engine_add_ticket (&fixture, batch, "B", "W2", day - back * SZ_DAY_MS + at - SZ_MINUTE_MS,
                           SZ_MINUTE_MS, 1000);
  /* Somebody waits in A from half past eight on, and is called at 9:25; another from 11:55 to 13:10. */
  engine_add_ticket (&fixture, batch, "A", "W1", day + 510 * SZ_MINUTE_MS, 55 * SZ_MINUTE_MS, 1000);
  engine_add_ticket (&fixture, batch, "A", "W1", day + 715 * SZ_MINUTE_MS, 75 * SZ_MINUTE_MS, 1000);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watch/engine/backtest", test_backtest);
  g_test_add_func ("/watch/engine/as-it-was", test_as_it_was);
  g_test_add_func ("/watch/engine/unattended", test_unattended);
  g_test_add_func ("/watch/engine/holidays", test_holidays);
  g_test_add_func ("/watch/engine/devices", test_devices);
  g_test_add_func ("/watch/engine/usual-times", test_usual_times);
  return g_test_run ();
}
