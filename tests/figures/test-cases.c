/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Figures of cases through a real store: shares, lateness, and fields that no source fills. */

#include "figures-fixture.h"
#include "sz-i18n.h"

#include <math.h>
#include <string.h>

#define MINUTE SZ_MINUTE_MS

/* What no source fills is missing; what it need not fill to be counted is not. */
static void
test_unsupplied (void)
{
  static const char *const fields[] = { "received", "finished", "closed", "promised", NULL };
  Fixture fixture = { 0 };
  SzBatch *batch = NULL;
  g_autoptr (SzFrame) accepted = NULL, received = NULL, staff = NULL;
  g_autofree char *why = NULL;
  const Cell none[] = { { NULL, 0, NULL } };

  fixture_open (&fixture, "2026-11-20T14:36:00+08:00");
  batch = fixture_batch (&fixture, "cases");
  batch->supplies = g_strdupv ((char **)fields);
  fixture_add (&fixture, batch, "C1", fixture.now_ms - SZ_HOUR_MS, none);
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
  accepted = fixture_query (&fixture, "case_accept_count", NULL, NULL, "today", NULL, FALSE);
  g_assert_true (isnan (fixture_value (accepted, "case_accept_count", NULL, NULL)));
  g_assert_cmpstr (accepted->provenance.missing_reason, ==, "no source supplies accepted of cases");
  g_assert_false (sz_figures_can (fixture.reader,
                                  sz_catalog_indicator (fixture.catalog, "case_accept_count", NULL), &why));
  g_assert_cmpstr (why, ==, "no source supplies accepted of cases");
  received = fixture_query (&fixture, "case_receive_count", NULL, NULL, "today", NULL, FALSE);
  g_assert_cmpfloat (fixture_value (received, "case_receive_count", NULL, NULL), ==, 1);
  /* Those of which it is known by whom: none could be, and 0 would say that nobody did anything. */
  staff = fixture_query (&fixture, "staff_accept_count", NULL, NULL, "today", NULL, FALSE);
  g_assert_true (isnan (fixture_value (staff, "staff_accept_count", NULL, NULL)));
  g_assert_cmpstr (staff->provenance.missing_reason, ==, "no source supplies staff of cases");
  fixture_close (&fixture);
}

static void
test_shares_sum (void)
{
  static const char *const channels[] = { "window", "pc", "app", NULL };
  Fixture fixture = { 0 };
  SzBatch *batch = NULL;
  g_autoptr (SzFrame) frame = NULL;
  double sum = 0;

  fixture_open (&fixture, "2026-11-20T14:36:00+08:00");
  batch = fixture_batch (&fixture, "cases");
  for (int i = 0; i < 500; i++) {
    gint64 at = fixture.now_ms - (gint64)g_test_rand_int_range (0, 20 * 24 * 60) * MINUTE;
    g_autofree char *key = g_strdup_printf ("C%d", i);
    const char *channel = channels[g_test_rand_int_range (0, 4)];
    const Cell cells[] = { { "accepted", at, NULL },
                           { channel != NULL ? "channel" : NULL, 0, channel },
                           { NULL, 0, NULL } };

    fixture_add (&fixture, batch, key, at, cells);
  }
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
  frame = fixture_query (&fixture, "channel_share", "channel", NULL, "last-30d", NULL, FALSE);
  for (gsize row = 0; row < frame->rows; row++) {
    double value = sz_frame_number (frame, row, 2);

    if (sz_frame_text (frame, row, 1) != NULL)
      sum += value;
    if (row > 0 && sz_frame_text (frame, row, 1) != NULL)
      g_assert_cmpstr (sz_frame_text (frame, row - 1, 1), <, sz_frame_text (frame, row, 1));
  }
  g_assert_cmpfloat_with_epsilon (sum, 100, 1e-9);
  fixture_close (&fixture);
}

/* Late once: a case finished behind its promise counts when it is finished, an open one while it is open. */
static void
test_overdue (void)
{
  static const struct {
    const char *received, *promised, *finished;
  } rows[] = {
    { "2026-10-01T09:00:00+08:00", "2026-10-10T17:00:00+08:00", "2026-10-08T10:00:00+08:00" }, /* in time */
    { "2026-10-01T09:00:00+08:00", "2026-10-10T17:00:00+08:00",
      "2026-10-12T10:00:00+08:00" }, /* late, within October */
    { "2026-10-01T09:00:00+08:00", "2026-10-20T17:00:00+08:00",
      "2026-11-05T10:00:00+08:00" }, /* open at its end, late in November */
    { "2026-10-15T09:00:00+08:00", "2026-11-02T17:00:00+08:00", NULL }, /* still open, late */
    { "2026-11-15T09:00:00+08:00", "2026-12-02T17:00:00+08:00", NULL }, /* still open, in time */
    { "2026-11-15T09:00:00+08:00", NULL, NULL },
  };
  Fixture fixture = { 0 };
  SzBatch *batch = NULL;
  g_autoptr (SzFrame) months = NULL, all = NULL;

  fixture_open (&fixture, "2026-11-20T14:36:00+08:00");
  batch = fixture_batch (&fixture, "cases");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gint64 received = fixture_instant (&fixture, rows[i].received);
    g_autofree char *key = g_strdup_printf ("C%u", i);
    Cell cells[5] = { { NULL, 0, NULL } };
    guint n = 0;

    if (rows[i].promised != NULL)
      cells[n++] = (Cell){ "promised", fixture_instant (&fixture, rows[i].promised), NULL };
    if (rows[i].finished != NULL) {
      cells[n++] = (Cell){ "finished", fixture_instant (&fixture, rows[i].finished), NULL };
      cells[n++] = (Cell){ "closed", fixture_instant (&fixture, rows[i].finished), NULL };
    }
    cells[n].field = NULL;
    fixture_add (&fixture, batch, key, received, cells);
  }
  fixture_apply (&fixture, batch);
  fixture_read (&fixture);
  months =
      fixture_query (&fixture, "case_overdue_count", NULL, NULL, "2026-10-01..2026-11-30", "month", FALSE);
  g_assert_cmpfloat (fixture_value (months, "case_overdue_count", "2026-10", NULL), ==, 2);
  g_assert_cmpfloat (fixture_value (months, "case_overdue_count", "2026-11", NULL), ==, 2);
  all = fixture_query (&fixture, "case_overdue_count", NULL, NULL, "all", NULL, FALSE);
  g_assert_cmpfloat (fixture_value (all, "case_overdue_count", "all", NULL), ==, 3);
  fixture_close (&fixture);
}

int
main (int argc, char **argv)
{
  sz_i18n_init ("en");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cases/shares", test_shares_sum);
  g_test_add_func ("/cases/overdue", test_overdue);
  g_test_add_func ("/cases/unsupplied", test_unsupplied);
  return g_test_run ();
}
