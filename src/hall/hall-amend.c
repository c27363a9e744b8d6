/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes wrong in the records of a day and is put right later: rows that come late, fields that were
 * wrong, rows that belong to the day before, rows taken back. On purpose: whoever follows a hall has to cope
 * with all of them. */
#include "hall-day-private.h"

static void
amend (SzHallDay *day, SzHallSet set, guint32 index, guint8 *flags, SzHallAmendmentKind kind, gint32 instant,
       guint16 value)
{
  /* One a row is enough. */
  if (*flags & SZ_HALL_AMENDED)
    return;
  *flags |= SZ_HALL_AMENDED;
  SzHallAmendment amendment = {
    .index = index, .instant = instant, .value = value, .set = (guint8)set, .kind = (guint8)kind
  };
  g_array_append_val (day->amendments, amendment);
}

static void
amend_case (SzHallDay *day, guint32 index, SzHallAmendmentKind kind, gint32 instant, guint16 value)
{
  SzHallCase *c = SZ_HALL_AT (day, CASES, SzHallCase, index);
  guint8 flags = (guint8)(c->flags & SZ_HALL_AMENDED);
  amend (day, SZ_HALL_SET_CASES, index, &flags, kind, instant, value);
  c->flags |= SZ_HALL_AMENDED;
}

gboolean
sz_hall_day_has_moves (const SzHallWorld *world, gint64 day)
{
  if (day <= world->founded_day || !sz_hall_calendar_is_open (world->calendar, day) ||
      !sz_hall_calendar_is_open (world->calendar, day - 1))
    return FALSE;
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day, SZ_HALL_STREAM_MOVES);
  return sz_hall_random_chance (&random, 0.25);
}

static void
amend_one_ticket (SzHallDay *day, const SzHallWorld *world, SzHallRandom *random, gboolean *move)
{
  guint32 i = sz_hall_random_below (random, SZ_HALL_LEN (day, TICKETS));
  SzHallTicket *ticket = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
  double which = sz_hall_random_unit (random);
  if (ticket->ended != SZ_HALL_NONE) {
    gint32 later = sz_hall_random_between (random, 1200, 5400);
    int area = world->items[ticket->item].area;
    if (which < 0.5)
      amend (day, SZ_HALL_SET_TICKETS, i, &ticket->flags, SZ_HALL_FIX, ticket->ended + later,
             sz_hall_world_draw_item (world, area, random));
    else
      amend (day, SZ_HALL_SET_TICKETS, i, &ticket->flags, SZ_HALL_LATE, ticket->taken + later, 0);
  } else if (ticket->called == SZ_HALL_NONE) {
    gint32 instant = ticket->abandoned + sz_hall_random_between (random, 1800, 4 * 3600);
    amend (day, SZ_HALL_SET_TICKETS, i, &ticket->flags, *move ? SZ_HALL_MOVE : SZ_HALL_DROP, instant, 0);
    *move = FALSE;
  }
}

static void
amend_one_case (SzHallDay *day, SzHallRandom *random, gboolean *move)
{
  guint32 i = sz_hall_random_below (random, SZ_HALL_LEN (day, CASES));
  const SzHallCase *c = SZ_HALL_AT (day, CASES, SzHallCase, i);
  gint32 later = sz_hall_random_between (random, 1800, 5 * 3600);
  if (*move && c->channel == SZ_HALL_PC && !(c->flags & SZ_HALL_INSTANT_APPROVAL)) {
    amend_case (day, i, SZ_HALL_MOVE, c->received + later, 0);
    *move = FALSE;
  } else if (c->channel == SZ_HALL_TERMINAL) {
    amend_case (day, i, SZ_HALL_LATE, c->received + later * 4, 0);
  } else {
    amend_case (day, i, SZ_HALL_FIX, c->received + later,
                (guint16)sz_hall_random_below (random, SZ_HALL_TOWNS));
  }
}

/* Some cases that were voided had been entered twice, and go. */
static void
drop_void_cases (SzHallDay *day, SzHallRandom *random)
{
  for (guint i = 0; i < SZ_HALL_LEN (day, CASES); i++) {
    gint32 voided = SZ_HALL_AT (day, CASES, SzHallCase, i)->voided;
    if (voided != SZ_HALL_NONE && sz_hall_random_chance (random, 0.1))
      amend_case (day, i, SZ_HALL_DROP, voided + sz_hall_random_between (random, 600, 90000), 0);
  }
}

static void
amend_evals (SzHallDay *day, SzHallRandom *random)
{
  guint n = SZ_HALL_LEN (day, EVALS) > 0 ? sz_hall_random_poisson (random, 0.5) : 0;
  for (guint k = 0; k < n; k++) {
    guint32 i = sz_hall_random_below (random, SZ_HALL_LEN (day, EVALS));
    SzHallEval *eval = SZ_HALL_AT (day, EVALS, SzHallEval, i);
    amend (day, SZ_HALL_SET_EVALS, i, &eval->flags, SZ_HALL_DROP,
           eval->rated + sz_hall_random_between (random, 3600, 30 * 3600), 0);
  }
}

static void
amend_counts (SzHallDay *day, SzHallRandom *random)
{
  for (int k = 0; k < 3 && SZ_HALL_LEN (day, FLOW) > 0; k++) {
    guint32 i = sz_hall_random_below (random, SZ_HALL_LEN (day, FLOW));
    SzHallFlow *flow = SZ_HALL_AT (day, FLOW, SzHallFlow, i);
    if (sz_hall_random_chance (random, 0.4))
      amend (day, SZ_HALL_SET_FLOW, i, &flow->flags, SZ_HALL_FIX, 20 * 3600,
             (guint16)sz_hall_random_between (random, 1, 4));
    else
      amend (day, SZ_HALL_SET_FLOW, i, &flow->flags, SZ_HALL_LATE,
             flow->counted + sz_hall_random_between (random, 1800, 7200), 0);
  }
}

static void
amend_behaviour (SzHallDay *day, SzHallRandom *random)
{
  for (int k = 0; k < 2 && SZ_HALL_LEN (day, BEHAVIOUR) > 0; k++) {
    guint32 i = sz_hall_random_below (random, SZ_HALL_LEN (day, BEHAVIOUR));
    SzHallBehaviour *row = SZ_HALL_AT (day, BEHAVIOUR, SzHallBehaviour, i);
    amend (day, SZ_HALL_SET_BEHAVIOUR, i, &row->flags, SZ_HALL_LATE,
           row->started + sz_hall_random_between (random, 600, 5400), 0);
  }
}

static void
amend_tickets (SzHallDay *day, const SzHallWorld *world, SzHallRandom *random)
{
  gboolean move = sz_hall_day_has_moves (world, day->day);
  /* Moves need a ticket that was given up; there are enough of them for this many tries to find one. */
  int tries = move ? 60 : 16;
  for (int k = 0; k < tries && SZ_HALL_LEN (day, TICKETS) > 0; k++)
    amend_one_ticket (day, world, random, &move);
}

static void
amend_cases (SzHallDay *day, const SzHallWorld *world, SzHallRandom *random)
{
  gboolean move = sz_hall_day_has_moves (world, day->day);
  for (int k = 0; k < 8 && SZ_HALL_LEN (day, CASES) > 0; k++)
    amend_one_case (day, random, &move);
  drop_void_cases (day, random);
}

static gint
compare_amendments (gconstpointer pa, gconstpointer pb)
{
  const SzHallAmendment *a = pa, *b = pb;
  if (a->set != b->set)
    return a->set < b->set ? -1 : 1;
  return a->index < b->index ? -1 : a->index > b->index;
}

void
sz_hall_amendments_fill (SzHallDay *day, const SzHallWorld *world, SzHallSet set)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_AMENDMENTS + (guint)set);
  guint before = day->amendments->len;
  if (set == SZ_HALL_SET_TICKETS)
    amend_tickets (day, world, &random);
  else if (set == SZ_HALL_SET_CASES)
    amend_cases (day, world, &random);
  else if (set == SZ_HALL_SET_EVALS)
    amend_evals (day, &random);
  else if (set == SZ_HALL_SET_FLOW)
    amend_counts (day, &random);
  else if (set == SZ_HALL_SET_BEHAVIOUR)
    amend_behaviour (day, &random);
  if (day->amendments->len > before)
    g_array_sort (day->amendments, compare_amendments);
}
