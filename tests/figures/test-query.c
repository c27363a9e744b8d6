/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Figures through a real store, against what the test computes for itself from the rows it wrote. */

#include "ticket-fixture.h"
#include "sz-i18n.h"

#include <math.h>
#include <string.h>

#define MINUTE SZ_MINUTE_MS

/* --- by hand
 * ------------------------------------------------------------------------------------------------------------------
 */

typedef double (*Hand) (const GArray *tickets, gint64 start, gint64 end, int area);

#define WITHIN(instant)                                                                                      \
  ((instant) != 0 && (instant) >= start && (instant) < end && (area < 0 || t->area == area))

static double
hand_count (const GArray *tickets, gint64 start, gint64 end, int area)
{
  double n = 0;

  for (guint i = 0; i < tickets->len; i++) {
    const Ticket *t = &g_array_index (tickets, Ticket, i);

    n += WITHIN (t->taken);
  }
  return n;
}

static double
hand_wait (const GArray *tickets, gint64 start, gint64 end, int area)
{
  double sum = 0, n = 0;

  for (guint i = 0; i < tickets->len; i++) {
    const Ticket *t = &g_array_index (tickets, Ticket, i);

    if (!WITHIN (t->called) || t->started == 0)
      continue;
    sum += (double)(t->called - t->taken);
    n++;
  }
  return n > 0 ? sum / n / MINUTE : NAN;
}

static double
hand_abandon (const GArray *tickets, gint64 start, gint64 end, int area)
{
  double gone = 0, n = 0;

  for (guint i = 0; i < tickets->len; i++) {
    const Ticket *t = &g_array_index (tickets, Ticket, i);

    if (!WITHIN (t->taken) || (t->called == 0 && t->abandoned == 0))
      continue;
    gone += t->abandoned != 0;
    n++;
  }
  return n > 0 ? 100 * gone / n : NAN;
}

static double
hand_over (const GArray *tickets, gint64 start, gint64 end, int area)
{
  double over = 0, n = 0;

  for (guint i = 0; i < tickets->len; i++) {
    const Ticket *t = &g_array_index (tickets, Ticket, i);

    if (!WITHIN (t->called))
      continue;
    over += t->called - t->taken > 25 * MINUTE;
    n++;
  }
  return n > 0 ? 100 * over / n : NAN;
}

static double
hand_longest (const GArray *tickets, gint64 start, gint64 end, int area)
{
  double most = NAN;

  for (guint i = 0; i < tickets->len; i++) {
    const Ticket *t = &g_array_index (tickets, Ticket, i);

    if (WITHIN (t->called))
      most = fmax (most, (double)(t->called - t->taken) / MINUTE);
  }
  return most;
}

/* Subjects called to at least two windows. */
static double
hand_multi_window (const GArray *tickets, gint64 start, gint64 end, int area)
{
  guint seen[41] = { 0 };
  double n = 0;

  for (guint i = 0; i < tickets->len; i++) {
    const Ticket *t = &g_array_index (tickets, Ticket, i);

    if (WITHIN (t->taken))
      seen[t->subject] |= 1u << t->window;
  }
  for (guint s = 1; s < 41; s++)
    n += (seen[s] & (seen[s] - 1)) != 0;
  return n;
}

static const struct {
  const char *id;
  Hand hand;
  gboolean zero; /* no rows are zero, not missing */
} figures[] = {
  { "ticket_count", hand_count, TRUE },
  { "wait_avg", hand_wait, FALSE },
  { "ticket_abandon_rate", hand_abandon, FALSE },
  { "wait_over_rate", hand_over, FALSE },
  { "wait_max", hand_longest, FALSE },
  { "people_multi_window_count", hand_multi_window, TRUE },
};

static void
assert_same (double found, double wanted)
{
  if (isnan (wanted))
    g_assert_true (isnan (found));
  else
    g_assert_cmpfloat_with_epsilon (found, wanted, 1e-9 * fmax (1, fabs (wanted)));
}

static void
test_against_hand (void)
{
  static const char *const periods[] = { "today",    "2026-11-19", "2026-11",   "2026-W47",
                                         "2026-Q4",  "2026",       "last-30d",  "2026-10-15..2026-11-06",
                                         "last-24h", "last-30min", "2026-11-15" };
  Fixture fixture = { 0 };
  g_autoptr (GArray) tickets = NULL;

  fixture_open (&fixture, "2026-11-20T14:36:00+08:00");
  tickets = fixture_invent_tickets (&fixture, "2026-09-01", "2026-11-20", 30);
  fixture_store_tickets (&fixture, tickets);
  for (guint p = 0; p < G_N_ELEMENTS (periods); p++) {
    SzPeriod period;

    g_assert_true (sz_period_parse (periods[p], fixture.now_ms, fixture.zone, &period, NULL));
    for (guint f = 0; f < G_N_ELEMENTS (figures); f++) {
      g_autoptr (SzFrame) whole =
          fixture_query (&fixture, figures[f].id, NULL, NULL, periods[p], NULL, FALSE);
      g_autoptr (SzFrame) split =
          fixture_query (&fixture, figures[f].id, "area", NULL, periods[p], NULL, FALSE);
      g_autoptr (SzFrame) only =
          fixture_query (&fixture, figures[f].id, NULL, "area=B", periods[p], NULL, FALSE);

      g_test_message ("%s %s", figures[f].id, periods[p]);
      g_assert_cmpuint (whole->rows, ==, 1);
      assert_same (fixture_value (whole, figures[f].id, NULL, NULL),
                   figures[f].hand (tickets, period.start_ms, period.end_ms, -1));
      assert_same (fixture_value (only, figures[f].id, NULL, NULL),
                   figures[f].hand (tickets, period.start_ms, period.end_ms, 1));
      for (int a = 0; a < 3; a++) {
        double wanted = figures[f].hand (tickets, period.start_ms, period.end_ms, a);
        double found = fixture_value (split, figures[f].id, NULL, ticket_areas[a]);

        /* A value that does not occur has no row. */
        if (isnan (found) && wanted == 0)
          continue;
        assert_same (found, wanted);
      }
    }
  }
  fixture_close (&fixture);
}

static void
test_grains (void)
{
  static const char *const grains[] = { "quarter-hour", "hour", "day", "week", "month" };
  Fixture fixture = { 0 };
  g_autoptr (GArray) tickets = NULL;

  fixture_open (&fixture, "2026-11-20T14:36:00+08:00");
  tickets = fixture_invent_tickets (&fixture, "2026-10-01", "2026-11-20", 30);
  fixture_store_tickets (&fixture, tickets);
  for (guint g = 0; g < G_N_ELEMENTS (grains); g++)
    for (guint f = 0; f < G_N_ELEMENTS (figures); f++) {
      const char *period_text = g < 2 ? "2026-11-19..2026-11-20" : "2026-10-01..2026-11-30";
      g_autoptr (SzFrame) frame =
          fixture_query (&fixture, figures[f].id, NULL, NULL, period_text, grains[g], FALSE);
      SzGrain grain = SZ_GRAIN_NONE;
      SzPeriod period;
      gsize row = 0;

      g_assert_true (sz_grain_parse (grains[g], &grain));
      g_assert_true (sz_period_parse (period_text, fixture.now_ms, fixture.zone, &period, NULL));
      for (gint64 at = sz_grain_floor (grain, fixture.zone, period.start_ms);
           at < period.end_ms && at <= fixture.now_ms; at = sz_grain_next (grain, fixture.zone, at)) {
        gint64 start = MAX (at, period.start_ms);
        gint64 end = MIN (sz_grain_next (grain, fixture.zone, at), period.end_ms);
        g_autofree char *label = sz_grain_label (grain, fixture.zone, at);

        g_assert_cmpuint (row, <, frame->rows);
        g_assert_cmpstr (sz_frame_text (frame, row, 0), ==, label);
        assert_same (sz_frame_number (frame, row, 1), figures[f].hand (tickets, start, end, -1));
        row++;
      }
      /* Every bucket up to now, none behind it. */
      g_assert_cmpuint (row, ==, frame->rows);
    }
  fixture_close (&fixture);
}

/* --- missing and zero
 * ------------------------------------------------------------------------------------------------------- */

static void
test_missing_is_not_zero (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GArray) tickets = NULL;
  g_autoptr (SzFrame) frame = NULL, sunday = NULL, cases = NULL, before = NULL;

  fixture_open (&fixture, "2026-11-20T14:36:00+08:00");
  tickets = fixture_invent_tickets (&fixture, "2026-11-09", "2026-11-20", 20);
  fixture_store_tickets (&fixture, tickets);
  frame = fixture_query (&fixture, "ticket_count", NULL, NULL, "2026-11-01..2026-11-30", "day", FALSE);
  g_assert_cmpuint (frame->rows, ==, 20);
  g_assert_true (isnan (fixture_value (frame, "ticket_count", "2026-11-08", NULL)));
  g_assert_cmpfloat (fixture_value (frame, "ticket_count", "2026-11-09", NULL), ==, 20);
  g_assert_cmpfloat (fixture_value (frame, "ticket_count", "2026-11-15", NULL), ==, 0);
  g_assert_cmpstr (frame->provenance.missing_reason, ==, "tickets are known from 2026-11-09 to 2026-11-20");
  sunday = fixture_query (&fixture, "wait_avg", NULL, NULL, "2026-11-15", NULL, FALSE);
  g_assert_true (isnan (fixture_value (sunday, "wait_avg", "2026-11-15", NULL)));
  g_assert_nonnull (sunday->provenance.missing_reason);
  cases = fixture_query (&fixture, "case_receive_count", NULL, NULL, "2026-11-19", NULL, FALSE);
  g_assert_true (isnan (fixture_value (cases, "case_receive_count", "2026-11-19", NULL)));
  g_assert_cmpstr (cases->provenance.missing_reason, ==, "no source supplies cases");
  before = fixture_query (&fixture, "queue_len_now", NULL, NULL, "2026-10-01", NULL, FALSE);
  g_assert_true (isnan (fixture_value (before, "queue_len_now", "2026-10-01", NULL)));
  fixture_close (&fixture);
}

/* What runs from midnight is today's, whatever span holds now. */
static void
test_queue_now (void)
{
  static const char *const periods[] = { "today", "2026-11", "2026-W47", "2026" };
  Fixture fixture = { 0 };
  g_autoptr (GArray) tickets = NULL;
  double waiting = 0;

  fixture_open (&fixture, "2026-11-20T14:36:00+08:00");
  tickets = fixture_invent_tickets (&fixture, "2026-11-09", "2026-11-20", 200);
  fixture_store_tickets (&fixture, tickets);
  for (guint i = 0; i < tickets->len; i++) {
    const Ticket *t = &g_array_index (tickets, Ticket, i);

    waiting += t->taken >= fixture_instant (&fixture, "2026-11-20T00:00:00+08:00") && t->called == 0 &&
               t->abandoned == 0;
  }
  g_assert_cmpfloat (waiting, >, 0);
  for (guint p = 0; p < G_N_ELEMENTS (periods); p++) {
    g_autoptr (SzFrame) frame =
        fixture_query (&fixture, "queue_len_now", NULL, NULL, periods[p], NULL, FALSE);

    g_assert_cmpfloat (fixture_value (frame, "queue_len_now", NULL, NULL), ==, waiting);
  }
  fixture_close (&fixture);
}

/* --- comparison
 * ---------------------------------------------------------------------------------------------------------------
 */

/* One ticket at each instant; counts are then easy to see. */
static void
store_instants (Fixture *fixture, const char *const *instants, guint n)
{
  g_autoptr (GArray) tickets = g_array_new (FALSE, TRUE, sizeof (Ticket));

  for (guint i = 0; i < n; i++) {
    Ticket ticket = { 0 };

    ticket.taken = fixture_instant (fixture, instants[i]);
    ticket.subject = 1;
    g_array_append_val (tickets, ticket);
  }
  fixture_store_tickets (fixture, tickets);
}

static void
assert_compared (Fixture *fixture, const char *period, double value, double previous, double year)
{
  g_autoptr (SzFrame) frame = fixture_query (fixture, "ticket_count", NULL, NULL, period, NULL, TRUE);

  g_test_message ("%s", period);
  assert_same (fixture_value (frame, "ticket_count", NULL, NULL), value);
  assert_same (fixture_value (frame, "ticket_count.prev", NULL, NULL), previous);
  assert_same (fixture_value (frame, "ticket_count.prev_change", NULL, NULL), value - previous);
  assert_same (fixture_value (frame, "ticket_count.yoy", NULL, NULL), year);
  assert_same (fixture_value (frame, "ticket_count.yoy_change", NULL, NULL), value - year);
}

static void
test_to_date (void)
{
  static const char *const instants[] = {
    "2024-01-02T08:00:00+08:00", /* so that the past is covered */
    "2025-03-19T09:00:00+08:00", "2025-03-19T14:00:00+08:00",
    "2025-03-19T16:00:00+08:00", /* the same Wednesday */
    "2025-03-01T09:00:00+08:00", "2025-03-18T09:00:00+08:00",
    "2025-03-18T15:00:00+08:00", "2026-02-01T10:00:00+08:00",
    "2026-02-18T09:00:00+08:00", "2026-02-18T20:00:00+08:00",
    "2026-02-28T10:00:00+08:00", "2026-03-13T10:00:00+08:00",
    "2026-03-13T15:00:00+08:00", /* Friday: the open day before Monday */
    "2026-03-16T10:00:00+08:00", "2026-03-17T10:00:00+08:00",
    "2026-03-17T14:35:59+08:00", "2026-03-17T14:36:00+08:00",
    "2026-03-18T08:00:00+08:00", "2026-03-18T09:00:00+08:00",
    "2026-03-18T14:00:00+08:00",
  };
  Fixture fixture = { 0 };

  fixture_open (&fixture, "2026-03-18T14:36:00+08:00");
  store_instants (&fixture, instants, G_N_ELEMENTS (instants));
  /* Wednesday up to 14:36, against Tuesday up to 14:36, against Wednesday 52 weeks before. */
  assert_compared (&fixture, "today", 3, 2, 2);
  /* A whole Monday against the Friday before it. */
  assert_compared (&fixture, "2026-03-16", 1, 2, 0);
  /* March up to the 18th 14:36, against February up to the 18th 14:36, against March of last year. */
  assert_compared (&fixture, "2026-03", 9, 2, 2);
  /* The whole of February against the whole of January. */
  assert_compared (&fixture, "2026-02", 4, 0, 0);
  assert_compared (&fixture, "2026", 13, 2, 2);
  fixture_close (&fixture);
}

static void
test_leap_and_iso (void)
{
  static const char *const instants[] = {
    "2018-12-31T10:00:00+08:00", "2019-02-28T10:00:00+08:00", "2019-03-01T10:00:00+08:00",
    "2019-12-30T10:00:00+08:00", "2020-01-31T10:00:00+08:00", "2020-02-29T10:00:00+08:00",
    "2020-12-28T10:00:00+08:00", "2020-12-31T10:00:00+08:00", "2021-01-03T10:00:00+08:00",
    "2021-01-04T10:00:00+08:00", "2021-02-28T10:00:00+08:00", "2021-02-28T11:00:00+08:00",
  };
  Fixture fixture = { 0 };
  g_autoptr (SzFrame) weeks = NULL;

  fixture_open (&fixture, "2021-06-30T12:00:00+08:00");
  store_instants (&fixture, instants, G_N_ELEMENTS (instants));
  assert_compared (&fixture, "2020-02", 1, 1, 1);
  assert_compared (&fixture, "2021-02", 2, 2, 1);
  /* 2020 has 53 weeks; the first of 2021 begins on 4 January. */
  weeks = fixture_query (&fixture, "ticket_count", NULL, NULL, "2020-12-28..2021-01-10", "week", FALSE);
  g_assert_cmpuint (weeks->rows, ==, 2);
  g_assert_cmpfloat (fixture_value (weeks, "ticket_count", "2020-W53", NULL), ==, 3);
  g_assert_cmpfloat (fixture_value (weeks, "ticket_count", "2021-W01", NULL), ==, 1);
  fixture_close (&fixture);
}

/* With a grain each bucket has its own base; the values must be those of asking for each bucket alone. */
static void
test_compared_buckets (void)
{
  static const struct {
    const char *period, *grain;
  } asked[] = { { "2026-11-02..2026-11-20", "day" },
                { "2026", "month" },
                { "2026-W45..2026-W47", NULL },
                { "2026", "quarter" } };
  Fixture fixture = { 0 };
  g_autoptr (GArray) tickets = NULL;

  fixture_open (&fixture, "2026-11-20T14:36:00+08:00");
  tickets = fixture_invent_tickets (&fixture, "2025-01-01", "2026-11-20", 6);
  fixture_store_tickets (&fixture, tickets);
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++) {
    g_autoptr (SzFrame) frame = NULL;

    if (asked[i].grain == NULL)
      continue;
    frame = fixture_query (&fixture, "wait_avg", "area", NULL, asked[i].period, asked[i].grain, TRUE);
    g_assert_cmpuint (frame->rows, >, 3);
    for (gsize row = 0; row < frame->rows; row++) {
      const char *label = sz_frame_text (frame, row, 0), *code = sz_frame_text (frame, row, 1);
      g_autoptr (SzFrame) one = fixture_query (&fixture, "wait_avg", "area", NULL, label, NULL, TRUE);

      for (guint c = 2; c < 7; c++)
        assert_same (sz_frame_number (frame, row, c),
                     fixture_value (one, sz_frame_column (frame, c)->id, label, code));
    }
  }
  fixture_close (&fixture);
}

/* As of an instant: nothing behind it counts, in the period as little as in its base. */
static void
test_as_of (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GArray) tickets = NULL;
  gint64 day = 0, at = 0;

  fixture_open (&fixture, "2026-11-20T14:36:00+08:00");
  tickets = fixture_invent_tickets (&fixture, "2025-11-17", "2026-11-20", 40);
  fixture_store_tickets (&fixture, tickets);
  day = fixture_instant (&fixture, "2026-11-18T00:00:00+08:00");
  at = fixture_instant (&fixture, "2026-11-18T11:20:30+08:00");
  sz_reader_set_now_ms (fixture.reader, at);
  assert_compared (&fixture, "today", hand_count (tickets, day, at + 1, -1),
                   hand_count (tickets, day - SZ_DAY_MS, at - SZ_DAY_MS, -1),
                   hand_count (tickets, day - 364 * SZ_DAY_MS, at - 364 * SZ_DAY_MS, -1));
  {
    g_autoptr (SzFrame) frame = fixture_query (&fixture, "wait_avg", NULL, NULL, "2026-11", NULL, FALSE);
    gint64 month = fixture_instant (&fixture, "2026-11-01T00:00:00+08:00");

    assert_same (fixture_value (frame, "wait_avg", NULL, NULL), hand_wait (tickets, month, at + 1, -1));
    g_assert_cmpint (frame->provenance.data_ms, ==, at);
  }
  fixture_close (&fixture);
}

/* The clock runs on, the data stand: the base stands with them. */
static void
test_cut_by_watermark (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GArray) tickets = NULL;
  gint64 day = 0, until = 0;

  fixture_open (&fixture, "2026-11-20T14:36:00+08:00");
  fixture_go_live (&fixture);
  tickets = fixture_invent_tickets (&fixture, "2025-11-17", "2026-11-20", 40);
  until = fixture.now_ms;
  fixture_store_tickets (&fixture, tickets);
  day = fixture_instant (&fixture, "2026-11-20T00:00:00+08:00");
  for (int late = 0; late < 100; late += 33) {
    g_autoptr (SzFrame) recent = NULL;

    sz_reader_set_now_ms (fixture.reader, until + late * MINUTE);
    assert_compared (&fixture, "today", hand_count (tickets, day, until + 1, -1),
                     hand_count (tickets, day - SZ_DAY_MS, until - SZ_DAY_MS, -1),
                     hand_count (tickets, day - 364 * SZ_DAY_MS, until - 364 * SZ_DAY_MS, -1));
    recent = fixture_query (&fixture, "ticket_count", NULL, NULL, "last-30min", NULL, FALSE);
    assert_same (fixture_value (recent, "ticket_count", NULL, NULL),
                 hand_count (tickets, until - 30 * MINUTE, until, -1));
  }
  fixture_close (&fixture);
}

/* A day of which some rows are still to come is nothing to compare with: the change would be one that never
 * was. */
static void
test_base_still_fetched (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GArray) tickets = NULL;
  gint64 day = 0, until = 0;

  fixture_open (&fixture, "2026-11-20T14:36:00+08:00");
  fixture_go_live (&fixture);
  tickets = fixture_invent_tickets (&fixture, "2026-11-16", "2026-11-20", 40);
  day = fixture_instant (&fixture, "2026-11-20T00:00:00+08:00");
  until = fixture.now_ms;
  fixture.fetching = TRUE;
  fixture_store_tickets (&fixture, tickets);
  assert_compared (&fixture, "today", hand_count (tickets, day, until + 1, -1), NAN, NAN);
  fixture.fetching = FALSE;
  fixture_store_tickets (&fixture, tickets);
  assert_compared (&fixture, "today", hand_count (tickets, day, until + 1, -1),
                   hand_count (tickets, day - SZ_DAY_MS, until - SZ_DAY_MS, -1), NAN);
  fixture_close (&fixture);
}

/* The data begin on a Wednesday: the week before is known in part only, and so not compared with. */
static void
test_base_in_part (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GArray) tickets = NULL;
  gint64 week = 0;

  fixture_open (&fixture, "2026-11-20T14:36:00+08:00");
  tickets = fixture_invent_tickets (&fixture, "2026-11-04", "2026-11-20", 10);
  fixture_store_tickets (&fixture, tickets);
  week = fixture_instant (&fixture, "2026-11-09T00:00:00+08:00");
  assert_compared (&fixture, "2026-W46", hand_count (tickets, week, week + 7 * SZ_DAY_MS, -1), NAN, NAN);
  week += 7 * SZ_DAY_MS;
  assert_compared (&fixture, "2026-W47", hand_count (tickets, week, fixture.now_ms + 1, -1),
                   hand_count (tickets, week - 7 * SZ_DAY_MS, fixture.now_ms - 7 * SZ_DAY_MS, -1), NAN);
  fixture_close (&fixture);
}

/* Commas stand between alternatives; a value that never was is a mistake in the question. */
static void
test_filter_values (void)
{
  const char *ids[] = { "ticket_count", NULL }, *where[] = { "area=A,Z", NULL };
  SzFigureWords words = { ids, NULL, where, NULL, NULL, NULL, NULL, FALSE, FALSE };
  Fixture fixture = { 0 };
  g_autoptr (GArray) tickets = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SzFrame) two = NULL, missing = NULL;
  gint64 day = 0;

  fixture_open (&fixture, "2026-11-20T14:36:00+08:00");
  tickets = fixture_invent_tickets (&fixture, "2026-11-16", "2026-11-20", 60);
  fixture_store_tickets (&fixture, tickets);
  day = fixture_instant (&fixture, "2026-11-19T00:00:00+08:00");
  two = fixture_query (&fixture, "ticket_count", NULL, "area=A,C", "2026-11-19", NULL, FALSE);
  g_assert_cmpfloat (fixture_value (two, "ticket_count", NULL, NULL), ==,
                     hand_count (tickets, day, day + SZ_DAY_MS, 0) +
                         hand_count (tickets, day, day + SZ_DAY_MS, 2));
  missing = fixture_query (&fixture, "ticket_count", NULL, "area=", "2026-11-19", NULL, FALSE);
  g_assert_cmpfloat (fixture_value (missing, "ticket_count", NULL, NULL), ==, 0);
  g_assert_null (sz_figures_query_words (fixture.reader, &words, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "there is no area “Z”; there are: A, B, C");
  fixture_close (&fixture);
}

/* --- shares, order, errors
 * ------------------------------------------------------------------------------------------------------ */

static void
assert_fails (Fixture *fixture, const SzFigureWords *words, int code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sz_figures_query_words (fixture->reader, words, &error));
  g_assert_error (error, SZ_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, message));
}

static void
test_errors (void)
{
  const char *wait[] = { "wait_avg", NULL }, *wrong[] = { "wait_avgg", NULL }, *none[] = { NULL };
  const char *region[] = { "region", NULL }, *area[] = { "area", NULL }, *aera[] = { "aera", NULL };
  const char *four[] = { "area", "window", "staff", "item", NULL }, *twice[] = { "area", "area", NULL };
  const char *filter[] = { "region=x", NULL }, *broken[] = { "area", NULL };
  Fixture fixture = { 0 };
  g_autoptr (GArray) tickets = NULL;
  SzFigureWords words[] = {
    { wrong, NULL, NULL, NULL, NULL, NULL, NULL, FALSE, FALSE },
    { none, NULL, NULL, NULL, NULL, NULL, NULL, FALSE, FALSE },
    { wait, region, NULL, NULL, NULL, NULL, NULL, FALSE, FALSE },
    { wait, aera, NULL, NULL, NULL, NULL, NULL, FALSE, FALSE },
    { wait, four, NULL, NULL, NULL, NULL, NULL, FALSE, FALSE },
    { wait, twice, NULL, NULL, NULL, NULL, NULL, FALSE, FALSE },
    { wait, area, filter, NULL, NULL, NULL, NULL, FALSE, FALSE },
    { wait, area, broken, NULL, NULL, NULL, NULL, FALSE, FALSE },
    { wait, NULL, NULL, "tomorrow-ish", NULL, NULL, NULL, FALSE, FALSE },
    { wait, NULL, NULL, NULL, NULL, NULL, "fortnight", FALSE, FALSE },
    { wait, NULL, NULL, "2020-01-01..2026-11-20", NULL, NULL, "quarter-hour", FALSE, FALSE },
    { wait, NULL, NULL, NULL, "2026-11-01", NULL, NULL, FALSE, FALSE },
  };
  static const struct {
    int code;
    const char *message;
  } wanted[] = {
    { SZ_ERROR_USAGE, "did you mean “wait_avg”?" },
    { SZ_ERROR_USAGE, "no indicator" },
    { SZ_ERROR_CANNOT, "wait_avg cannot be split by region: tickets carry hall, area, window, department" },
    { SZ_ERROR_USAGE, "did you mean “area”?" },
    { SZ_ERROR_USAGE, "at most 3" },
    { SZ_ERROR_USAGE, "twice" },
    { SZ_ERROR_CANNOT, "cannot be filtered by region" },
    { SZ_ERROR_USAGE, "DIMENSION=VALUE" },
    { SZ_ERROR_USAGE, "tomorrow-ish" },
    { SZ_ERROR_USAGE, "fortnight" },
    { SZ_ERROR_USAGE, "coarser grain" },
    { SZ_ERROR_USAGE, "--from" },
  };

  fixture_open (&fixture, "2026-11-20T14:36:00+08:00");
  tickets = fixture_invent_tickets (&fixture, "2026-11-19", "2026-11-20", 5);
  fixture_store_tickets (&fixture, tickets);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    assert_fails (&fixture, &words[i], wanted[i].code, wanted[i].message);
  fixture_close (&fixture);
}

static void
test_provenance (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GArray) tickets = NULL;
  g_autoptr (SzFrame) frame = NULL;
  char *why = NULL;

  fixture_open (&fixture, "2026-11-20T14:36:00+08:00");
  tickets = fixture_invent_tickets (&fixture, "2026-11-16", "2026-11-20", 5);
  fixture_store_tickets (&fixture, tickets);
  frame = fixture_query (&fixture, "wait_avg", NULL, NULL, "2026-11-19", NULL, FALSE);
  g_assert_cmpint (frame->provenance.now_ms, ==, fixture.now_ms);
  g_assert_cmpint (frame->provenance.data_ms, ==, fixture.now_ms);
  g_assert_cmpstr (frame->provenance.definition, ==,
                   "wait_avg v1: mean(tickets: called - taken @called where started is set)");
  g_assert_false (frame->provenance.approximate);
  g_assert_true (
      sz_figures_can (fixture.reader, sz_catalog_indicator (fixture.catalog, "wait_avg", NULL), NULL));
  g_assert_false (
      sz_figures_can (fixture.reader, sz_catalog_indicator (fixture.catalog, "eval_good_rate", NULL), &why));
  g_assert_cmpstr (why, ==, "no source supplies evals");
  g_free (why);
  fixture_close (&fixture);
}

int
main (int argc, char **argv)
{
  sz_i18n_init ("en");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/query/hand", test_against_hand);
  g_test_add_func ("/query/grains", test_grains);
  g_test_add_func ("/query/missing", test_missing_is_not_zero);
  g_test_add_func ("/query/queue", test_queue_now);
  g_test_add_func ("/query/to-date", test_to_date);
  g_test_add_func ("/query/leap-and-iso", test_leap_and_iso);
  g_test_add_func ("/query/buckets", test_compared_buckets);
  g_test_add_func ("/query/as-of", test_as_of);
  g_test_add_func ("/query/watermark", test_cut_by_watermark);
  g_test_add_func ("/query/base-still-fetched", test_base_still_fetched);
  g_test_add_func ("/query/base-in-part", test_base_in_part);
  g_test_add_func ("/query/filter-values", test_filter_values);
  g_test_add_func ("/query/errors", test_errors);
  g_test_add_func ("/query/provenance", test_provenance);
  return g_test_run ();
}
