/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ratings (好差评): given at the window right after the service, online after the result, by default after
 * five days of silence, and a second time by some who were not content. Long waits make bad ratings. */
#include "hall-day-private.h"

enum { REASON_WAIT = 1, REASON_ATTITUDE, REASON_MATERIALS, REASON_SYSTEM, REASON_GUIDE };

static int
draw_level (SzHallRandom *random, double wait_minutes)
{
  double bad = 0.004 + (wait_minutes > 25 ? 0.012 : 0) + (wait_minutes > 45 ? 0.03 : 0);
  double which = sz_hall_random_unit (random);
  if (which < bad)
    return which < bad * 0.4 ? 1 : 2;
  which = sz_hall_random_unit (random);
  return which < 0.87 ? 5 : which < 0.975 ? 4 : 3;
}

static guint8
draw_reason (SzHallRandom *random, double wait_minutes)
{
  if (wait_minutes > 25 && sz_hall_random_chance (random, 0.7))
    return REASON_WAIT;
  return (guint8)sz_hall_random_between (random, REASON_ATTITUDE, REASON_GUIDE);
}

/* Some are called back, and rate again. */
static void
add_second (SzHallDay *day, SzHallRandom *random, SzHallEval eval)
{
  if (eval.level > 2 || !sz_hall_random_chance (random, 0.45))
    return;
  eval.number = 2;
  eval.rated += sz_hall_random_between (random, 20 * 3600, 100 * 3600);
  eval.level = (guint8)sz_hall_random_between (random, 2, 5);
  if (eval.level > 2)
    eval.reason = 0;
  g_array_append_val (day->evals, eval);
}

static void
rate_ticket (SzHallDay *day, const SzHallTicket *ticket, guint32 index, guint32 case_index,
             SzHallRandom *random)
{
  double wait_minutes = (ticket->called - ticket->taken) / 60.0;
  SzHallEval eval = { .served = ticket->ended,
                      .ticket = index,
                      .case_index = case_index,
                      .subject = ticket->person,
                      .item = ticket->item,
                      .window = ticket->window,
                      .staff = ticket->staff,
                      .number = 1,
                      .channel = SZ_HALL_WINDOW };
  double which = sz_hall_random_unit (random);
  if (which >= 0.68)
    return;
  if (which >= 0.60) {
    eval.automatic = TRUE;
    eval.level = 5;
    eval.rated = 5 * SZ_HALL_DAY_S + 2 * 3600 + sz_hall_random_between (random, 0, 1799);
    g_array_append_val (day->evals, eval);
    return;
  }
  eval.rated = ticket->ended + sz_hall_random_between (random, 3, 90);
  eval.level = (guint8)draw_level (random, wait_minutes);
  if (eval.level <= 2)
    eval.reason = draw_reason (random, wait_minutes);
  g_array_append_val (day->evals, eval);
  add_second (day, random, eval);
}

static void
rate_online_case (SzHallDay *day, const SzHallCase *c, guint32 index, SzHallRandom *random)
{
  if (!sz_hall_random_chance (random, 0.35))
    return;
  SzHallEval eval = { .served = c->finished,
                      .ticket = G_MAXUINT32,
                      .case_index = index,
                      .subject = c->person,
                      .item = c->item,
                      .window = SZ_HALL_NOBODY,
                      .staff = c->staff,
                      .number = 1,
                      .channel = c->channel };
  double delay = 120 + 6 * 3600 * sz_hall_random_exponential (random);
  eval.rated = c->finished + (gint32)MIN (delay, 2.0 * SZ_HALL_DAY_S);
  gboolean late = c->finished > MAX (c->promised, c->promised_after);
  eval.level = (guint8)draw_level (random, late ? 60 : 0);
  if (eval.level <= 2)
    eval.reason = draw_reason (random, late ? 60 : 0);
  g_array_append_val (day->evals, eval);
  add_second (day, random, eval);
}

void
sz_hall_evals_fill (SzHallDay *day, const SzHallWorld *world)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_EVALS);
  g_autofree guint32 *case_of = g_new (guint32, day->tickets->len + 1);
  for (guint i = 0; i < day->tickets->len; i++)
    case_of[i] = G_MAXUINT32;
  for (guint i = 0; i < day->cases->len; i++) {
    const SzHallCase *c = &g_array_index (day->cases, SzHallCase, i);
    if (c->ticket != G_MAXUINT32)
      case_of[c->ticket] = i;
  }
  for (guint i = 0; i < day->tickets->len; i++) {
    const SzHallTicket *ticket = &g_array_index (day->tickets, SzHallTicket, i);
    if (ticket->ended != SZ_HALL_NONE)
      rate_ticket (day, ticket, i, case_of[i], &random);
  }
  for (guint i = 0; i < day->cases->len; i++) {
    const SzHallCase *c = &g_array_index (day->cases, SzHallCase, i);
    if (c->ticket == G_MAXUINT32 && c->finished != SZ_HALL_NONE)
      rate_online_case (day, c, i, &random);
  }
  sz_hall_sort_by_instant (day->evals, G_STRUCT_OFFSET (SzHallEval, rated));
}
