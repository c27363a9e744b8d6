/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ratings (好差评): given at the window right after the service, online after the result, by default after
 * five days of silence, and a second time by some who were not content. Long waits make bad ratings. */
#include "hall-day-private.h"
#include "hall-rows-private.h"

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
  eval.first_level = eval.level;
  eval.rated += sz_hall_random_between (random, 20 * 3600, 100 * 3600);
  eval.level = (guint8)sz_hall_random_between (random, 2, 5);
  if (eval.level > 2)
    eval.reason = 0;
  g_array_append_val (day->rows[SZ_HALL_SET_EVALS], eval);
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
    g_array_append_val (day->rows[SZ_HALL_SET_EVALS], eval);
    return;
  }
  eval.rated = ticket->ended + sz_hall_random_between (random, 3, 90);
  eval.level = (guint8)draw_level (random, wait_minutes);
  if (eval.level <= 2)
    eval.reason = draw_reason (random, wait_minutes);
  g_array_append_val (day->rows[SZ_HALL_SET_EVALS], eval);
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
  g_array_append_val (day->rows[SZ_HALL_SET_EVALS], eval);
  add_second (day, random, eval);
}

void
sz_hall_evals_fill (SzHallDay *day, const SzHallWorld *world)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_EVALS);
  g_autofree guint32 *case_of = g_new (guint32, SZ_HALL_LEN (day, TICKETS) + 1);
  for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++)
    case_of[i] = G_MAXUINT32;
  for (guint i = 0; i < SZ_HALL_LEN (day, CASES); i++) {
    const SzHallCase *c = SZ_HALL_AT (day, CASES, SzHallCase, i);
    if (c->ticket != G_MAXUINT32)
      case_of[c->ticket] = i;
  }
  for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
    const SzHallTicket *ticket = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
    if (ticket->ended != SZ_HALL_NONE)
      rate_ticket (day, ticket, i, case_of[i], &random);
  }
  for (guint i = 0; i < SZ_HALL_LEN (day, CASES); i++) {
    const SzHallCase *c = SZ_HALL_AT (day, CASES, SzHallCase, i);
    if (c->ticket == G_MAXUINT32 && c->finished != SZ_HALL_NONE)
      rate_online_case (day, c, i, &random);
  }
  sz_hall_sort_by_instant (day->rows[SZ_HALL_SET_EVALS], G_STRUCT_OFFSET (SzHallEval, rated));
}

static const char *const case_channels[] = { "window", "pc", "app", "terminal" };
static const char *const reasons[] = { "",         "等候时间长", "服务态度差", "重复提交材料",
                                       "系统故障", "指引不清晰" };

const char *
sz_hall_eval_reason (guint8 reason)
{
  return reasons[reason];
}

static const char *const comments[] = { "",
                                        "排队太久了，希望多开几个窗口。",
                                        "工作人员不耐烦，问题没有说清楚。",
                                        "同样的材料交了两遍。",
                                        "系统一直卡，等了很长时间。",
                                        "不知道去哪个窗口，来回跑了几趟。" };

static void
put_eval (SzHallRow *row, guint32 index)
{
  const SzHallEval *eval = SZ_HALL_AT (row->day, EVALS, SzHallEval, index);
  const SzHallItem *item = &row->world->items[eval->item];
  put_time (row, ",\"rated\":", eval->rated);
  put_time (row, ",\"served\":", eval->served);
  row->p = put_literal (row->p, ",\"level\":");
  *row->p++ = (char)('0' + eval->level);
  row->p = put_flag (row->p, ",\"automatic\":", eval->automatic);
  row->p = put_literal (row->p, ",\"number\":");
  *row->p++ = (char)('0' + eval->number);
  if (eval->number > 1)
    put_value (row, ",\"first_level\":", eval->first_level);
  put_link (row, ",\"ticket\":\"", SZ_HALL_SET_TICKETS, eval->ticket);
  put_link (row, ",\"case\":\"", SZ_HALL_SET_CASES, eval->case_index);
  if (eval->window != SZ_HALL_NOBODY)
    row->p = put_string (row->p, row->world->window_codes[eval->window]);
  put_staff (row, eval->staff);
  row->p = put_string (row->p, item->short_codes);
  put_code (row, ",\"channel\":\"", case_channels[eval->channel]);
  if (eval->reason > 0) {
    put_code (row, ",\"reason\":\"", reasons[eval->reason]);
    put_code (row, ",\"comment\":\"", comments[eval->reason]);
  }
  put_person (row, eval->subject);
}

static gint32
own_instant (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, EVALS, SzHallEval, index)->rated;
}

static void
add_instants (const SzHallDay *day, guint32 index, SzHallLife *life)
{
  const SzHallEval *record = SZ_HALL_AT (day, EVALS, SzHallEval, index);
  sz_hall_life_add (life, record->rated);
}

static guint
flags_of (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, EVALS, SzHallEval, index)->flags;
}

const SzHallFacts sz_hall_evals_facts = { .name = "evals",
                                          .letter = 'E',
                                          .record_size = sizeof (SzHallEval),
                                          .reach_days = SZ_HALL_REACH_DAYS - 1,
                                          .spills = TRUE,
                                          .own = own_instant,
                                          .add_instants = add_instants,
                                          .put = put_eval,
                                          .flags = flags_of };
