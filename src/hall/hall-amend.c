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
  SzHallCase *c = &g_array_index (day->cases, SzHallCase, index);
  guint8 flags = (guint8)(c->flags & SZ_HALL_AMENDED);
  amend (day, SZ_HALL_SET_CASES, index, &flags, kind, instant, value);
  c->flags |= SZ_HALL_AMENDED;
}

gboolean
sz_hall_day_has_moves (const SzHallWorld *world, gint64 day)
{
  if (day <= world->first_day || !sz_hall_calendar_is_open (world->calendar, day) ||
      !sz_hall_calendar_is_open (world->calendar, day - 1))
    return FALSE;
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day, SZ_HALL_STREAM_MOVES);
  return sz_hall_random_chance (&random, 0.25);
}

/* The machines of one area lose the line for fourteen minutes; what they noted arrives afterwards. */
static void
amend_silence (SzHallDay *day, const SzHallWorld *world, SzHallRandom *random)
{
  int area = (int)sz_hall_random_below (random, (guint32)world->n_areas);
  gint32 from = sz_hall_random_between (random, SZ_HALL_OPENS_S, SZ_HALL_KIOSK_TO_S);
  if (!sz_hall_random_chance (random, 0.1))
    return;
  for (guint i = 0; i < day->tickets->len; i++) {
    SzHallTicket *ticket = &g_array_index (day->tickets, SzHallTicket, i);
    if (world->items[ticket->item].area == area && ticket->taken >= from && ticket->taken < from + 840)
      amend (day, SZ_HALL_SET_TICKETS, i, &ticket->flags, SZ_HALL_LATE, from + 840, 0);
  }
}

static void
amend_one_ticket (SzHallDay *day, const SzHallWorld *world, SzHallRandom *random, gboolean *move)
{
  guint32 i = sz_hall_random_below (random, day->tickets->len);
  SzHallTicket *ticket = &g_array_index (day->tickets, SzHallTicket, i);
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
  guint32 i = sz_hall_random_below (random, day->cases->len);
  const SzHallCase *c = &g_array_index (day->cases, SzHallCase, i);
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
  for (guint i = 0; i < day->cases->len; i++) {
    gint32 voided = g_array_index (day->cases, SzHallCase, i).voided;
    if (voided != SZ_HALL_NONE && sz_hall_random_chance (random, 0.1))
      amend_case (day, i, SZ_HALL_DROP, voided + sz_hall_random_between (random, 600, 90000), 0);
  }
}

static void
amend_evals (SzHallDay *day, SzHallRandom *random)
{
  guint n = day->evals->len > 0 ? sz_hall_random_poisson (random, 0.5) : 0;
  for (guint k = 0; k < n; k++) {
    guint32 i = sz_hall_random_below (random, day->evals->len);
    SzHallEval *eval = &g_array_index (day->evals, SzHallEval, i);
    amend (day, SZ_HALL_SET_EVALS, i, &eval->flags, SZ_HALL_DROP,
           eval->rated + sz_hall_random_between (random, 3600, 30 * 3600), 0);
  }
}

static void
amend_counts (SzHallDay *day, SzHallRandom *random)
{
  for (int k = 0; k < 3 && day->flow->len > 0; k++) {
    guint32 i = sz_hall_random_below (random, day->flow->len);
    SzHallFlow *flow = &g_array_index (day->flow, SzHallFlow, i);
    if (sz_hall_random_chance (random, 0.4))
      amend (day, SZ_HALL_SET_FLOW, i, &flow->flags, SZ_HALL_FIX, 20 * 3600,
             (guint16)sz_hall_random_between (random, 1, 4));
    else
      amend (day, SZ_HALL_SET_FLOW, i, &flow->flags, SZ_HALL_LATE,
             flow->counted + sz_hall_random_between (random, 1800, 7200), 0);
  }
  for (int k = 0; k < 2 && day->behaviour->len > 0; k++) {
    guint32 i = sz_hall_random_below (random, day->behaviour->len);
    SzHallBehaviour *row = &g_array_index (day->behaviour, SzHallBehaviour, i);
    amend (day, SZ_HALL_SET_BEHAVIOUR, i, &row->flags, SZ_HALL_LATE,
           row->started + sz_hall_random_between (random, 600, 5400), 0);
  }
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
sz_hall_amendments_fill (SzHallDay *day, const SzHallWorld *world)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_AMENDMENTS);
  gboolean move_ticket = sz_hall_day_has_moves (world, day->day), move_case = move_ticket;
  if (day->tickets->len > 0) {
    amend_silence (day, world, &random);
    /* Moves need a ticket that was given up; there are enough of them for this many tries to find one. */
    for (int k = 0; k < (move_ticket ? 60 : 16); k++)
      amend_one_ticket (day, world, &random, &move_ticket);
  }
  for (int k = 0; k < 8 && day->cases->len > 0; k++)
    amend_one_case (day, &random, &move_case);
  drop_void_cases (day, &random);
  amend_evals (day, &random);
  amend_counts (day, &random);
  g_array_sort (day->amendments, compare_amendments);
}
