/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One day of the simulation, looked at from inside: does it hold together? */
#include "hall-incidents.h"
#include "hall-rows.h"

#include "sz-time.h"

#include <string.h>

typedef struct {
  SzHallWorld *world;
  SzHallDay *day;
} Fixture;

/* A day in the middle of a week and one seldom seen (a make-up Saturday), for a seed that differs from run to
 * run. */
static void
set_up (Fixture *f, gconstpointer data)
{
  gint64 date;
  g_assert_true (sz_day_parse (data, &date));
  f->world = sz_hall_world_new ((guint64)g_test_rand_int (), 156);
  f->day = sz_hall_day_new (f->world, date);
  g_test_message ("seed of the hall %" G_GUINT64_FORMAT ", %u tickets", f->world->seed,
                  SZ_HALL_LEN (f->day, TICKETS));
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  sz_hall_day_free (f->day);
  sz_hall_world_free (f->world);
}

static const SzHallTicket *
ticket_at (const Fixture *f, guint i)
{
  return SZ_HALL_AT (f->day, TICKETS, SzHallTicket, i);
}

static void
test_tickets_in_order (Fixture *f, gconstpointer data)
{
  guint served = 0;
  g_assert_cmpuint (SZ_HALL_LEN (f->day, TICKETS), >, 1500);
  g_assert_cmpuint (SZ_HALL_LEN (f->day, TICKETS), <, 6500);
  for (guint i = 0; i < SZ_HALL_LEN (f->day, TICKETS); i++) {
    const SzHallTicket *t = ticket_at (f, i);
    if (i > 0)
      g_assert_cmpint (t->taken, >=, ticket_at (f, i - 1)->taken);
    g_assert_true ((t->ended != SZ_HALL_NONE) != (t->abandoned != SZ_HALL_NONE));
    g_assert_true ((t->started == SZ_HALL_NONE) == (t->ended == SZ_HALL_NONE));
    if (t->called != SZ_HALL_NONE)
      g_assert_cmpint (t->called, >=, t->taken);
    if (t->abandoned != SZ_HALL_NONE) {
      g_assert_cmpint (t->abandoned, >=, MAX (t->taken, t->called));
      continue;
    }
    served++;
    g_assert_cmpint (t->started, >=, t->called);
    g_assert_cmpint (t->ended, >, t->started);
  }
  double abandoned = 1 - (double)served / SZ_HALL_LEN (f->day, TICKETS);
  g_assert_cmpfloat (abandoned, >, 0.005);
  g_assert_cmpfloat (abandoned, <, 0.15);
}

/* First come, first called, in each area. */
static void
test_first_come_first_served (Fixture *f, gconstpointer data)
{
  gint32 last_call[SZ_HALL_AREAS] = { 0 };
  for (guint i = 0; i < SZ_HALL_LEN (f->day, TICKETS); i++) {
    const SzHallTicket *t = ticket_at (f, i);
    int area = f->world->items[t->item].area;
    if (t->called == SZ_HALL_NONE)
      continue;
    g_assert_cmpint (f->world->windows[t->window].area, ==, area);
    g_assert_cmpint (t->called, >=, last_call[area]);
    last_call[area] = t->called;
  }
}

/* A window has one customer at a time, and none while it is paused, closed, or empty. */
static void
test_one_customer_at_a_time (Fixture *f, gconstpointer data)
{
  g_autofree gint32 *busy_until = g_new0 (gint32, f->world->n_windows);
  for (guint i = 0; i < SZ_HALL_LEN (f->day, TICKETS); i++) {
    const SzHallTicket *t = ticket_at (f, i);
    if (t->called == SZ_HALL_NONE)
      continue;
    g_assert_cmpint (t->called, >=, busy_until[t->window]);
    busy_until[t->window] = t->ended != SZ_HALL_NONE ? t->ended : t->abandoned;
    SzHallWindowState state = SZ_HALL_CLOSED;
    for (guint k = 0; k < SZ_HALL_LEN (f->day, WINDOWS); k++) {
      const SzHallState *e = SZ_HALL_AT (f->day, WINDOWS, SzHallState, k);
      if (e->thing == t->window && e->instant <= t->called)
        state = (SzHallWindowState)e->state;
    }
    g_assert_cmpint (state, ==, SZ_HALL_OPEN);
  }
  for (guint k = 0; k < SZ_HALL_LEN (f->day, BEHAVIOUR); k++) {
    const SzHallBehaviour *b = SZ_HALL_AT (f->day, BEHAVIOUR, SzHallBehaviour, k);
    for (guint i = 0; b->kind == SZ_HALL_ABSENT && i < SZ_HALL_LEN (f->day, TICKETS); i++) {
      const SzHallTicket *t = ticket_at (f, i);
      if (t->window == b->window)
        g_assert_true (t->called >= b->ended || t->called < b->started);
    }
  }
}

/* Nobody waits while a window of his area stands open and idle for longer than the walk between two
 * customers. */
static void
test_nobody_waits_for_nothing (Fixture *f, gconstpointer data)
{
  guint waited = 0, idle = 0;
  for (guint i = 0; i < SZ_HALL_LEN (f->day, TICKETS); i++) {
    const SzHallTicket *t = ticket_at (f, i);
    if (t->called == SZ_HALL_NONE || t->called - t->taken < 60)
      continue;
    waited++;
    /* The window that took him was busy, away or closed until just before. */
    gint32 free_since = G_MAXINT32;
    for (guint k = 0; k < i; k++) {
      const SzHallTicket *other = ticket_at (f, k);
      gint32 done = other->ended != SZ_HALL_NONE ? other->ended : other->abandoned;
      if (other->window == t->window && other->called != SZ_HALL_NONE && done <= t->called)
        free_since = done;
    }
    for (guint k = 0; k < SZ_HALL_LEN (f->day, BEHAVIOUR); k++) {
      const SzHallBehaviour *b = SZ_HALL_AT (f->day, BEHAVIOUR, SzHallBehaviour, k);
      if (b->window == t->window && b->started <= t->called && b->kind == SZ_HALL_DUTY)
        free_since = free_since == G_MAXINT32 ? b->started : MAX (free_since, b->started);
    }
    idle += t->called - free_since > 35;
  }
  g_test_message ("%u waited a minute or more", waited);
  g_assert_cmpuint (idle, ==, 0);
}

/* The gate counts nobody while it is broken, and somebody before or after. */
static void
check_broken_counter (Fixture *f, const SzHallIncident *incident)
{
  guint within = 0, without = 0;
  for (guint i = 0; i < SZ_HALL_LEN (f->day, FLOW); i++) {
    const SzHallFlow *flow = SZ_HALL_AT (f->day, FLOW, SzHallFlow, i);
    gboolean broken = flow->counted >= incident->from && flow->counted < incident->to;
    if (flow->gate == incident->gate && broken)
      within += flow->entered + flow->left;
    else if (flow->gate == incident->gate)
      without += flow->entered + flow->left;
  }
  g_assert_cmpuint (within, ==, 0);
  g_assert_cmpuint (without, >, 0);
}

static void
test_people_and_tickets (Fixture *f, gconstpointer data)
{
  SzHallIncident incidents[SZ_HALL_INCIDENTS_MAX];
  guint n_incidents = sz_hall_incidents_of_day (f->world, f->day->day, incidents);
  for (guint i = 0; i < n_incidents; i++)
    if (incidents[i].kind == SZ_HALL_INCIDENT_COUNTER) {
      check_broken_counter (f, &incidents[i]);
      return;
    }
  guint tickets[SZ_HALL_AREAS] = { 0 }, entered[SZ_HALL_AREAS] = { 0 }, left[SZ_HALL_AREAS] = { 0 };
  gint64 inside = 0;
  gint32 quarter = 0;
  for (guint i = 0; i < SZ_HALL_LEN (f->day, TICKETS); i++)
    tickets[f->world->items[ticket_at (f, i)->item].area]++;
  for (guint i = 0; i < SZ_HALL_LEN (f->day, FLOW); i++) {
    const SzHallFlow *flow = SZ_HALL_AT (f->day, FLOW, SzHallFlow, i);
    if (flow->counted != quarter)
      g_assert_cmpint (inside, >=, 0);
    quarter = flow->counted;
    entered[flow->area] += flow->entered;
    left[flow->area] += flow->left;
    inside += flow->entered - flow->left;
  }
  g_assert_cmpint (inside, ==, 0);
  for (int a = 0; a < SZ_HALL_AREAS; a++) {
    g_assert_cmpuint (entered[a], >=, tickets[a]);
    g_assert_cmpuint (entered[a], ==, left[a]);
  }
}

static void
check_case_order (const SzHallCase *c)
{
  g_assert_cmpint (c->applied, <=, c->received);
  g_assert_cmpint (c->received, >=, 0);
  g_assert_cmpint (c->received, <, SZ_HALL_DAY_S);
  int outcomes = (c->finished != SZ_HALL_NONE) + (c->returned != SZ_HALL_NONE) + (c->voided != SZ_HALL_NONE) +
                 (c->rejected != SZ_HALL_NONE);
  g_assert_cmpint (outcomes, ==, 1);
  g_assert_cmpint (c->closed, >=, c->received);
  if (c->finished != SZ_HALL_NONE) {
    g_assert_cmpint (c->accepted, >=, c->received);
    g_assert_cmpint (c->finished, >=, c->accepted);
    g_assert_cmpint (c->closed, ==, c->finished);
    g_assert_cmpint (c->delivered, >=, c->finished);
    g_assert_cmpint (c->promised, >=, c->accepted);
    g_assert_cmpint (c->legal, >=, c->promised);
  }
  if (c->resumed != SZ_HALL_NONE)
    g_assert_cmpint (c->promised_after, >=, c->promised);
}

static void
test_cases_and_steps (Fixture *f, gconstpointer data)
{
  guint next = 0, of_tickets = 0, late = 0, promised = 0;
  for (guint i = 0; i < SZ_HALL_LEN (f->day, CASES); i++) {
    const SzHallCase *c = SZ_HALL_AT (f->day, CASES, SzHallCase, i);
    check_case_order (c);
    g_assert_cmpuint (c->first_event, ==, next);
    next += c->n_events;
    for (guint k = c->first_event; k < next; k++) {
      const SzHallCaseEvent *e = SZ_HALL_AT (f->day, CASE_EVENTS, SzHallCaseEvent, k);
      g_assert_cmpuint (e->case_index, ==, i);
      g_assert_cmpint (e->ended, >=, e->started);
      g_assert_cmpint (e->started, >=, c->received);
      if (k > c->first_event)
        g_assert_cmpint (e->started, >=, (e - 1)->started);
    }
    if (c->ticket != G_MAXUINT32) {
      const SzHallTicket *t = ticket_at (f, c->ticket);
      of_tickets++;
      g_assert_cmpint (c->received, >=, t->started);
      g_assert_cmpint (c->received, <=, t->ended);
      g_assert_cmpint (c->window, ==, t->window);
    }
    promised += c->finished != SZ_HALL_NONE;
    late += c->finished != SZ_HALL_NONE && c->finished > MAX (c->promised, c->promised_after);
  }
  g_assert_cmpuint (next, ==, SZ_HALL_LEN (f->day, CASE_EVENTS));
  g_assert_cmpuint (of_tickets, >, SZ_HALL_LEN (f->day, CASES) / 3);
  g_assert_cmpuint (late, >, 0);
  g_assert_cmpuint (late, <, promised / 15);
}

static void
test_ratings (Fixture *f, gconstpointer data)
{
  guint bad = 0, automatic = 0;
  for (guint i = 0; i < SZ_HALL_LEN (f->day, EVALS); i++) {
    const SzHallEval *e = SZ_HALL_AT (f->day, EVALS, SzHallEval, i);
    g_assert_cmpint (e->rated, >=, e->served);
    g_assert_true (e->ticket != G_MAXUINT32 || e->case_index != G_MAXUINT32);
    if (e->ticket != G_MAXUINT32)
      g_assert_cmpint (ticket_at (f, e->ticket)->ended, ==, e->served);
    g_assert_cmpint (e->level, >=, 1);
    g_assert_cmpint (e->level, <=, 5);
    g_assert_true ((e->reason > 0) == (e->level <= 2));
    bad += e->level <= 2;
    automatic += e->automatic;
  }
  g_assert_cmpuint (bad, <, SZ_HALL_LEN (f->day, EVALS) / 20);
  g_assert_cmpuint (automatic, >, SZ_HALL_LEN (f->day, EVALS) / 50);
}

/* Lives are ascending, begin not before the row's own day, and are over within the promised reach. */
static void
test_lives (Fixture *f, gconstpointer data)
{
  guint dropped = 0, amended = 0;
  for (int set = SZ_HALL_FIRST_FACT; set < SZ_HALL_SETS; set++) {
    if (sz_hall_set_facts ((SzHallSet)set) == NULL)
      continue;
    guint n = sz_hall_day_count (f->day, (SzHallSet)set);
    int reach = sz_hall_set_facts ((SzHallSet)set)->reach_days;
    g_assert_cmpint (reach, <, SZ_HALL_REACH_DAYS);
    for (guint i = 0; i < n; i++) {
      SzHallLife life;
      sz_hall_day_life (f->day, (SzHallSet)set, i, &life);
      g_assert_cmpint (life.n, >, 0);
      g_assert_cmpint (life.n, <=, SZ_HALL_LIFE_MAX);
      g_assert_cmpint (life.at[0], >=, 0);
      for (int k = 1; k < life.n; k++)
        g_assert_cmpint (life.at[k], >, life.at[k - 1]);
      if (life.at[life.n - 1] >= (reach + 1) * SZ_HALL_DAY_S)
        g_test_message ("%s %u changes too late", sz_hall_set_name ((SzHallSet)set), i);
      g_assert_cmpint (life.at[life.n - 1], <, (reach + 1) * SZ_HALL_DAY_S);
      dropped += life.dropped;
    }
    g_assert_cmpuint (sz_hall_day_alive (f->day, (SzHallSet)set, -1), ==, 0);
  }
  amended = f->day->amendments->len;
  g_test_message ("%u amended, %u taken back", amended, dropped);
  g_assert_cmpuint (amended, >, 5);
}

static void
test_keys (Fixture *f, gconstpointer data)
{
  char before[SZ_HALL_KEY_MAX] = "", key[SZ_HALL_KEY_MAX];
  for (int set = SZ_HALL_FIRST_FACT; set < SZ_HALL_SETS; set++) {
    before[0] = '\0';
    for (guint i = 0; i < sz_hall_day_count (f->day, (SzHallSet)set); i++) {
      SzHallKey parsed;
      sz_hall_rows_key (key, f->world, f->day, (SzHallSet)set, i);
      g_assert_cmpint (strcmp (before, key), <, 0);
      g_assert_true (sz_hall_rows_parse_key (key, (SzHallSet)set, &parsed));
      g_assert_cmpint (parsed.day, ==, f->day->day);
      g_assert_cmpuint (parsed.hall, ==, 0);
      g_assert_cmpint (sz_hall_rows_find (f->day, (SzHallSet)set, &parsed), ==, i);
      memcpy (before, key, sizeof before);
    }
  }
  static const char *const bad[] = { "",
                                     "T",
                                     "T2026",
                                     "T20261320000001",
                                     "T2026112000000a",
                                     "C20261120000001",
                                     "T20261120000001x",
                                     "T2026112000001",
                                     "X20261120000001" };
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    SzHallKey key_read;
    g_assert_true (!sz_hall_rows_parse_key (bad[i], SZ_HALL_SET_TICKETS, &key_read) ||
                   sz_hall_rows_find (f->day, SZ_HALL_SET_TICKETS, &key_read) < 0);
  }
}

/* A day is the same however often and after whatever others it is made. */
static void
test_a_day_is_a_function (Fixture *f, gconstpointer data)
{
  sz_hall_day_free (sz_hall_day_new (f->world, f->day->day - 3));
  g_autoptr (SzHallDay) again = sz_hall_day_new (f->world, f->day->day);
  g_assert_cmpuint (SZ_HALL_LEN (again, TICKETS), ==, SZ_HALL_LEN (f->day, TICKETS));
  for (int set = SZ_HALL_FIRST_FACT; set < SZ_HALL_SETS; set++) {
    g_autoptr (GString) a = g_string_new (NULL), b = g_string_new (NULL);
    guint n = sz_hall_day_count (f->day, (SzHallSet)set);
    g_assert_cmpuint (sz_hall_day_count (again, (SzHallSet)set), ==, n);
    for (guint i = 0; i < n; i++) {
      SzHallLife life, same;
      sz_hall_day_life (f->day, (SzHallSet)set, i, &life);
      sz_hall_day_life (again, (SzHallSet)set, i, &same);
      sz_hall_rows_put (a, f->world, f->day, (SzHallSet)set, i, &life, 100 * SZ_HALL_DAY_S);
      sz_hall_rows_put (b, f->world, again, (SzHallSet)set, i, &same, 100 * SZ_HALL_DAY_S);
    }
    g_assert_cmpmem (a->str, a->len, b->str, b->len);
  }
}

/* A set made alone is what it is in a day made whole: rows, lives and changes of state. */
static void
test_a_set_alone (Fixture *f, gconstpointer data)
{
  for (int set = 0; set < SZ_HALL_SETS; set++) {
    if (f->day->rows[set] == NULL)
      continue;
    SzHallSet id = (SzHallSet)set;
    g_test_message ("%s", sz_hall_set_name (id));
    g_autoptr (SzHallDay) alone = sz_hall_day_begin (f->world, f->day->day);
    sz_hall_day_need (alone, id);
    g_assert_cmpuint (alone->rows[set]->len, ==, f->day->rows[set]->len);
    if (sz_hall_set_things (id) != NULL) {
      for (guint i = 0; i < alone->rows[set]->len; i++) {
        const SzHallState *a = &g_array_index (alone->rows[set], SzHallState, i);
        const SzHallState *b = &g_array_index (f->day->rows[set], SzHallState, i);
        g_assert_true (a->instant == b->instant && a->thing == b->thing && a->state == b->state &&
                       a->number == b->number);
      }
      continue;
    }
    for (guint i = 0; i < alone->rows[set]->len; i++) {
      g_autoptr (GString) a = g_string_new (NULL), b = g_string_new (NULL);
      SzHallLife life, same;
      sz_hall_day_life (f->day, id, i, &life);
      sz_hall_day_life (alone, id, i, &same);
      g_assert_cmpint (life.n, ==, same.n);
      for (int k = 0; k < life.n; k++)
        g_assert_cmpint (life.at[k], ==, same.at[k]);
      sz_hall_rows_put (a, f->world, f->day, id, i, &life, 100 * SZ_HALL_DAY_S);
      sz_hall_rows_put (b, f->world, alone, id, i, &same, 100 * SZ_HALL_DAY_S);
      g_assert_cmpstr (a->str, ==, b->str);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  static const char *const dates[] = { "2026-11-18", "2026-10-10", "2026-07-06", "2026-09-30" };
  static const struct {
    const char *name;
    void (*test) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "tickets-in-order", test_tickets_in_order },
    { "first-come-first-served", test_first_come_first_served },
    { "one-customer-at-a-time", test_one_customer_at_a_time },
    { "nobody-waits-for-nothing", test_nobody_waits_for_nothing },
    { "people-and-tickets", test_people_and_tickets },
    { "cases-and-steps", test_cases_and_steps },
    { "ratings", test_ratings },
    { "lives", test_lives },
    { "keys", test_keys },
    { "a-day-is-a-function", test_a_day_is_a_function },
    { "a-set-alone", test_a_set_alone },
  };
  for (guint d = 0; d < G_N_ELEMENTS (dates); d++)
    for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
      g_autofree char *path = g_strdup_printf ("/hall/day/%s/%s", dates[d], tests[i].name);
      g_test_add (path, Fixture, dates[d], set_up, tests[i].test, tear_down);
    }
  return g_test_run ();
}
