/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold of the days of the hall whatever happens on them: the laws of queues, and of people, who are
 * in one place at a time. */
#include "hall-demand.h"
#include "hall-incidents.h"
#include "hall-shifts.h"

#include "sz-time.h"

#include <math.h>
#include <stdlib.h>

static SzHallWorld *world;

static int
area_of (const SzHallTicket *ticket)
{
  return world->items[ticket->item].area;
}

static gint64
some_open_day (void)
{
  gint64 day = sz_day_from_ymd (2024, 1, 8) + g_test_rand_int_range (0, 1000);
  return sz_hall_calendar_open_day (world->calendar, day, 0);
}

/* Terminals that fail put off when a ticket is taken. */
static gboolean
has_failure (gint64 day, int area)
{
  SzHallIncident incidents[SZ_HALL_INCIDENTS_MAX];
  guint n = sz_hall_incidents_of_day (world, day, incidents);
  for (guint i = 0; i < n; i++)
    if (incidents[i].kind == SZ_HALL_INCIDENT_DEVICE && incidents[i].area == area)
      return TRUE;
  return FALSE;
}

/* The tickets of each quarter of an hour are Poisson about what the day's demand says: their squared
 * deviations sum to chi-square by quarter, by weekday and in all. */
static void
test_arrivals (void)
{
  double expected[SZ_HALL_QUARTERS] = { 0 }, by_weekday[8] = { 0 };
  double counted[SZ_HALL_QUARTERS] = { 0 }, weekday_counted[8] = { 0 }, squares = 0, cells = 0;
  for (int d = 0; d < 60; d++) {
    gint64 date = some_open_day ();
    g_autoptr (SzHallDay) day = sz_hall_day_begin (world, date);
    SzHallDemand demand;
    guint counts[SZ_HALL_AREAS][SZ_HALL_QUARTERS] = { 0 };
    sz_hall_day_need (day, SZ_HALL_SET_TICKETS);
    sz_hall_demand_of_day (world, date, &demand);
    for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
      const SzHallTicket *t = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
      counts[area_of (t)][(t->taken - SZ_HALL_KIOSK_FROM_S) / SZ_HALL_QUARTER_S]++;
    }
    for (int a = 0; a < SZ_HALL_AREAS; a++)
      for (int q = 0; q < SZ_HALL_QUARTERS && !has_failure (date, a); q++) {
        double mean = demand.expected[a][q];
        expected[q] += mean;
        counted[q] += counts[a][q];
        by_weekday[sz_day_weekday (date)] += mean;
        weekday_counted[sz_day_weekday (date)] += counts[a][q];
        if (mean < 5)
          continue;
        squares += (counts[a][q] - mean) * (counts[a][q] - mean) / mean;
        cells++;
      }
  }
  for (int q = 0; q < SZ_HALL_QUARTERS; q++)
    g_assert_cmpfloat (fabs (counted[q] - expected[q]) / sqrt (expected[q]), <, 5.5);
  for (int w = 1; w <= 7; w++)
    if (by_weekday[w] > 0)
      g_assert_cmpfloat (fabs (weekday_counted[w] - by_weekday[w]) / sqrt (by_weekday[w]), <, 5.5);
  double z = (squares - cells) / sqrt (2 * cells);
  g_test_message ("chi-square %.0f over %.0f cells: z %.2f", squares, cells, z);
  g_assert_cmpfloat (fabs (z), <, 5.5);
}

/* What the calendar is said to do, seen in the demand: two peaks, Mondays, the days round holidays, growth.
 */
static void
test_shape_of_demand (void)
{
  double by_quarter[SZ_HALL_QUARTERS] = { 0 }, weekday[8] = { 0 }, years[2] = { 0 };
  int n[8] = { 0 }, days[2] = { 0 };
  for (gint64 date = sz_day_from_ymd (2024, 1, 1); date < sz_day_from_ymd (2026, 1, 1); date++) {
    if (!sz_hall_calendar_is_open (world->calendar, date))
      continue;
    SzHallDemand demand;
    double total = 0;
    sz_hall_demand_of_day (world, date, &demand);
    for (int a = 0; a < SZ_HALL_AREAS; a++)
      for (int q = 0; q < SZ_HALL_QUARTERS; q++) {
        by_quarter[q] += demand.expected[a][q];
        total += demand.expected[a][q];
      }
    weekday[sz_day_weekday (date)] += total;
    n[sz_day_weekday (date)]++;
    years[date >= sz_day_from_ymd (2025, 1, 1)] += total;
    days[date >= sz_day_from_ymd (2025, 1, 1)]++;
  }
  int morning = 0, noon = 12, afternoon = 18;
  for (int q = 0; q < SZ_HALL_QUARTERS; q++) {
    int *best = q < 12 ? &morning : q < 18 ? &noon : &afternoon;
    gboolean better =
        q >= 12 && q < 18 ? by_quarter[q] < by_quarter[*best] : by_quarter[q] > by_quarter[*best];
    if (better)
      *best = q;
  }
  g_assert_cmpfloat (by_quarter[morning], >, 4 * by_quarter[noon]);
  g_assert_cmpfloat (by_quarter[afternoon], >, 4 * by_quarter[noon]);
  for (int w = 2; w <= 5; w++)
    g_assert_cmpfloat (weekday[1] / n[1], >, 1.05 * weekday[w] / n[w]);
  g_assert_cmpfloat (weekday[6] / n[6], <, 0.9 * weekday[3] / n[3]);
  double growth = years[1] / days[1] / (years[0] / days[0]);
  g_test_message ("growth of a year %.3f", growth);
  g_assert_cmpfloat (growth, >, 1.0);
  g_assert_cmpfloat (growth, <, 1.06);
}

static int
compare_instants (const void *pa, const void *pb)
{
  gint32 a = *(const gint32 *)pa, b = *(const gint32 *)pb;
  return a < b ? -1 : a > b;
}

/* Little's law, exactly: the time integral of the length of an area's line is the sum of its waits. The
 * length is found by stepping through arrivals and departures, each sorted by itself. */
static void
test_little (void)
{
  for (int d = 0; d < 12; d++) {
    g_autoptr (SzHallDay) day = sz_hall_day_begin (world, some_open_day ());
    sz_hall_day_need (day, SZ_HALL_SET_TICKETS);
    for (int a = 0; a < SZ_HALL_AREAS; a++) {
      g_autoptr (GArray) in = g_array_new (FALSE, FALSE, sizeof (gint32));
      g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (gint32));
      gint64 waits = 0, integral = 0;
      for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
        const SzHallTicket *t = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
        gint32 until = t->called != SZ_HALL_NONE ? t->called : t->abandoned;
        if (area_of (t) != a)
          continue;
        g_array_append_val (in, t->taken);
        g_array_append_val (out, until);
        waits += until - t->taken;
      }
      qsort (in->data, in->len, sizeof (gint32), compare_instants);
      qsort (out->data, out->len, sizeof (gint32), compare_instants);
      guint i = 0, o = 0;
      for (gint32 s = SZ_HALL_KIOSK_FROM_S; s <= SZ_HALL_CLEARED_S; s++) {
        while (i < in->len && g_array_index (in, gint32, i) <= s)
          i++;
        while (o < out->len && g_array_index (out, gint32, o) <= s)
          o++;
        g_assert_cmpuint (i, >=, o);
        integral += i - o;
      }
      g_assert_cmpuint (o, ==, out->len);
      g_assert_cmpint (integral, ==, waits);
    }
  }
}

typedef struct {
  gint32 from, to;
} Stay;

static gint
compare_stays (gconstpointer pa, gconstpointer pb)
{
  const Stay *a = pa, *b = pb;
  return a->from != b->from ? (a->from < b->from ? -1 : 1) : (a->to > b->to) - (a->to < b->to);
}

/* Fails if two stays under one key overlap. Returns how many keys have more than one. */
static guint
check_apart (GHashTable *stays)
{
  GHashTableIter iter;
  gpointer value;
  guint several = 0;
  g_hash_table_iter_init (&iter, stays);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    GArray *list = value;
    g_array_sort (list, compare_stays);
    several += list->len > 1;
    for (guint i = 1; i < list->len; i++)
      g_assert_cmpint (g_array_index (list, Stay, i).from, >=, g_array_index (list, Stay, i - 1).to);
  }
  return several;
}

static void
add_stay (GHashTable *stays, guint32 key, gint32 from, gint32 to)
{
  GArray *list = g_hash_table_lookup (stays, GUINT_TO_POINTER (key + 1));
  Stay stay = { .from = from, .to = to };
  if (list == NULL) {
    list = g_array_new (FALSE, FALSE, sizeof (Stay));
    g_hash_table_insert (stays, GUINT_TO_POINTER (key + 1), list);
  }
  g_array_append_val (list, stay);
}

/* Nobody is at a terminal or at a service point while she holds a ticket in the hall, and none but one at a
 * time. */
static void
test_one_place_for_cases (void)
{
  guint terminals = 0, points = 0, both = 0;
  for (int d = 0; d < 15; d++) {
    g_autoptr (SzHallDay) day = sz_hall_day_begin (world, some_open_day ());
    g_autoptr (GHashTable) people = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    sz_hall_day_need (day, SZ_HALL_SET_CASES);
    for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
      const SzHallTicket *t = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
      add_stay (people, t->person, t->taken, t->ended != SZ_HALL_NONE ? t->ended : t->abandoned);
    }
    for (guint i = 0; i < SZ_HALL_LEN (day, CASES); i++) {
      const SzHallCase *c = SZ_HALL_AT (day, CASES, SzHallCase, i);
      if (c->channel != SZ_HALL_TERMINAL && c->point == SZ_HALL_NOBODY)
        continue;
      terminals += c->channel == SZ_HALL_TERMINAL;
      points += c->point != SZ_HALL_NOBODY;
      both += g_hash_table_contains (people, GUINT_TO_POINTER (c->person + 1));
      /* Four minutes at least are spent on it, and five went before. */
      add_stay (people, c->person, c->received - 300, c->received + 240);
    }
    check_apart (people);
  }
  g_test_message ("%u cases at terminals, %u at points, %u of people seen before", terminals, points, both);
  g_assert_cmpuint (terminals, >, 500);
  g_assert_cmpuint (points, >, 500);
  g_assert_cmpuint (both, >, 5);
}

/* Leave that was granted is taken: nobody is there on it, whoever holds an area's first window among them;
 * and some of their requests are refused. */
static void
check_leave (SzHallWorld *of, guint *refused)
{
  guint granted = 0;
  gint64 first = sz_day_from_ymd (2024, 1, 8);
  for (gint64 date = first; date < first + 730; date++) {
    if (!sz_hall_calendar_is_open (of->calendar, date))
      continue;
    g_autoptr (SzHallDay) day = sz_hall_day_begin (of, date);
    sz_hall_day_need (day, SZ_HALL_SET_ATTENDANCE);
    for (int a = 0; a < of->n_areas; a++) {
      guint16 staff = of->windows[of->area_first[a]].staff;
      SzHallLeaveSpell spell;
      gboolean asks = sz_hall_staff_asks_leave (of, staff, date, &spell);
      gboolean away = sz_hall_staff_leave (of, staff, date, &spell);
      g_assert_cmpint (day->staff[staff].leave, ==, away);
      g_assert_cmpint (day->staff[staff].arrives == SZ_HALL_NONE, ==, away || day->staff[staff].missing);
      g_assert_false (day->shifts[of->area_first[a]].shut);
      granted += away;
      *refused += asks && !away;
    }
  }
  g_test_message ("%d windows: first ones %u days of leave, %u refused", of->n_windows, granted, *refused);
  g_assert_cmpuint (granted, >, 50);
}

static void
test_leave_is_taken (void)
{
  guint refused = 0;
  check_leave (world, &refused);
  /* With one relief to an area it happens that nobody can stand in; not in every hall. */
  for (int tries = 0; tries < 40 && refused == 0; tries++) {
    g_autoptr (SzHallWorld) small = sz_hall_world_new ((guint64)g_test_rand_int (), 14);
    check_leave (small, &refused);
  }
  g_assert_cmpuint (refused, >, 0);
}

/* Nobody holds two tickets at a time, no window and no member of staff serves two people at a time, nobody
 * serves from two windows, nobody serves who is on leave or before she comes; and some people have business
 * at several windows. */
static void
test_one_place_at_a_time (void)
{
  guint again = 0, tickets = 0;
  for (int d = 0; d < 15; d++) {
    g_autoptr (SzHallDay) day = sz_hall_day_begin (world, some_open_day ());
    g_autoptr (GHashTable) people = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    g_autoptr (GHashTable) staff = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    g_autoptr (GHashTable) window_of = g_hash_table_new (NULL, NULL);
    sz_hall_day_need (day, SZ_HALL_SET_TICKETS);
    for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
      const SzHallTicket *t = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
      gint32 done = t->ended != SZ_HALL_NONE ? t->ended : t->abandoned;
      add_stay (people, t->person, t->taken, done);
      tickets++;
      if (t->called == SZ_HALL_NONE)
        continue;
      add_stay (staff, t->staff, t->called, done);
      gpointer known = g_hash_table_lookup (window_of, GUINT_TO_POINTER (t->staff + 1u));
      g_assert_true (known == NULL || known == GUINT_TO_POINTER (t->window + 1u));
      g_hash_table_insert (window_of, GUINT_TO_POINTER (t->staff + 1u), GUINT_TO_POINTER (t->window + 1u));
      SzHallLeaveSpell spell;
      const SzHallStaffDay *person = &day->staff[t->staff];
      g_assert_false (person->leave);
      g_assert_false (sz_hall_staff_leave (world, t->staff, day->day, &spell));
      g_assert_cmpint (t->called, >=, person->arrives);
      g_assert_cmpint (person->window, ==, t->window);
    }
    again += check_apart (people);
    check_apart (staff);
  }
  g_test_message ("%u of %u tickets are a second one", again, tickets);
  g_assert_cmpuint (again, >, tickets / 100);
}

/* Windows are busy as often as the load says: the work brought over the time that windows stand open. */
static void
test_utilisation (void)
{
  double served = 0, open = 0;
  for (int d = 0; d < 40; d++) {
    g_autoptr (SzHallDay) day = sz_hall_day_begin (world, some_open_day ());
    sz_hall_day_need (day, SZ_HALL_SET_TICKETS);
    for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
      const SzHallTicket *t = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
      served += t->ended != SZ_HALL_NONE ? t->ended - t->started : 0;
    }
    for (int w = 0; w < world->n_windows; w++) {
      const SzHallShift *shift = &day->shifts[w];
      open += shift->shut ? 0 : shift->closes - shift->opens;
      for (int g = 0; g < shift->n_gaps && !shift->shut; g++)
        open -= shift->gaps[g].end - shift->gaps[g].start;
    }
  }
  g_test_message ("windows that stand open serve %.0f %% of the time", 100 * served / open);
  g_assert_cmpfloat (served / open, >, 0.5);
  g_assert_cmpfloat (served / open, <, 0.9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  world = sz_hall_world_new ((guint64)g_test_rand_int (), 156);
  g_test_message ("seed of the hall %" G_GUINT64_FORMAT, world->seed);
  g_test_add_func ("/hall/laws/arrivals", test_arrivals);
  g_test_add_func ("/hall/laws/shape-of-demand", test_shape_of_demand);
  g_test_add_func ("/hall/laws/little", test_little);
  g_test_add_func ("/hall/laws/one-place-at-a-time", test_one_place_at_a_time);
  g_test_add_func ("/hall/laws/one-place-for-cases", test_one_place_for_cases);
  g_test_add_func ("/hall/laws/leave-is-taken", test_leave_is_taken);
  g_test_add_func ("/hall/laws/utilisation", test_utilisation);
  int failed = g_test_run ();
  sz_hall_world_free (world);
  return failed;
}
