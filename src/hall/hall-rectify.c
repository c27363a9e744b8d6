/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows a bad rating: it is opened within an hour or two of work, appealed against perhaps, put right
 * within five working days as a rule, and who gave it under a name is called back. */
#include "hall-records-private.h"

#define WORK_DAY_S 25200
#define LIMIT_DAYS 5
/* A rating later than this is not followed any more, so that nothing reaches beyond SZ_HALL_REACH_DAYS. */
#define LAST_RATING_S (50 * SZ_HALL_DAY_S)

typedef struct {
  gint32 opened, appealed, decided, due, rectified, called_back;
  guint32 eval;
  guint8 upheld, real_name;
} Rectify;

static void
follow (SzHallDay *day, guint32 index, SzHallRandom *random)
{
  const SzHallEval *eval = SZ_HALL_AT (day, EVALS, SzHallEval, index);
  Rectify row = { .appealed = SZ_HALL_NONE,
                  .decided = SZ_HALL_NONE,
                  .rectified = SZ_HALL_NONE,
                  .called_back = SZ_HALL_NONE,
                  .eval = index };
  row.opened = work_later (day, eval->rated, sz_hall_random_between (random, 300, 7200));
  row.due = end_of_open_day_after (day, eval->rated, LIMIT_DAYS);
  row.real_name = eval->channel != SZ_HALL_WINDOW || sz_hall_random_chance (random, 0.8);
  if (sz_hall_random_chance (random, 0.18)) {
    row.appealed = work_later (day, row.opened, WORK_DAY_S * 1.5 * sz_hall_random_unit (random));
    row.decided = work_later (day, row.appealed, WORK_DAY_S * (0.5 + 2 * sz_hall_random_unit (random)));
    row.upheld = sz_hall_random_chance (random, 0.35);
  }
  double days = sz_hall_random_chance (random, 0.09) ? 5.5 + 4 * sz_hall_random_unit (random)
                                                     : 0.3 + 4 * sz_hall_random_unit (random);
  gint32 done = work_later (day, MAX (row.opened, row.decided), WORK_DAY_S * days);
  if (!row.upheld && !sz_hall_random_chance (random, 0.02))
    row.rectified = done;
  if (row.real_name && sz_hall_random_chance (random, 0.95))
    row.called_back =
        work_later (day, row.upheld ? row.decided : done, WORK_DAY_S * sz_hall_random_unit (random));
  g_array_append_val (day->rows[SZ_HALL_SET_RECTIFY], row);
}

void
sz_hall_rectify_fill (SzHallDay *day, const SzHallWorld *world)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_RECTIFY);
  for (guint i = 0; i < SZ_HALL_LEN (day, EVALS); i++) {
    const SzHallEval *eval = SZ_HALL_AT (day, EVALS, SzHallEval, i);
    if (eval->level <= 2 && !eval->automatic && eval->rated < LAST_RATING_S)
      follow (day, i, &random);
  }
}

static gint32
own_instant (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, RECTIFY, Rectify, index)->opened;
}

static void
add_instants (const SzHallDay *day, guint32 index, SzHallLife *life)
{
  const Rectify *r = SZ_HALL_AT (day, RECTIFY, Rectify, index);
  sz_hall_life_add (life, r->opened);
  sz_hall_life_add (life, r->appealed);
  sz_hall_life_add (life, r->decided);
  sz_hall_life_add (life, r->rectified);
  sz_hall_life_add (life, r->called_back);
}

static void
put_rectify (SzHallRow *row, guint32 index)
{
  static const char *const channels[] = { "window", "pc", "app", "terminal" };
  const Rectify *r = SZ_HALL_AT (row->day, RECTIFY, Rectify, index);
  const SzHallEval *eval = SZ_HALL_AT (row->day, EVALS, SzHallEval, r->eval);
  put_time (row, ",\"opened\":", r->opened);
  put_time (row, ",\"rated\":", eval->rated);
  put_past (row, ",\"appealed\":", r->appealed);
  put_past (row, ",\"decided\":", r->decided);
  if (r->decided != SZ_HALL_NONE && r->decided <= row->instant)
    row->p = put_flag (row->p, ",\"upheld\":", r->upheld);
  put_time (row, ",\"due\":", r->due);
  put_past (row, ",\"rectified\":", r->rectified);
  if (r->rectified != SZ_HALL_NONE && r->rectified <= row->instant)
    put_value (row, ",\"working_days\":", open_days_between (row->day, eval->rated, r->rectified));
  put_past (row, ",\"called_back\":", r->called_back);
  row->p = put_flag (row->p, ",\"real_name\":", r->real_name);
  put_link (row, ",\"eval\":\"", SZ_HALL_SET_EVALS, r->eval);
  if (eval->reason > 0)
    put_code (row, ",\"reason\":\"", sz_hall_eval_reason (eval->reason));
  if (eval->window != SZ_HALL_NOBODY)
    row->p = put_string (row->p, row->world->window_codes[eval->window]);
  put_staff (row, eval->staff);
  row->p = put_string (row->p, row->world->items[eval->item].short_codes);
  put_code (row, ",\"channel\":\"", channels[eval->channel]);
}

const SzHallFacts sz_hall_rectify_facts = { .name = "rectify",
                                            .letter = 'R',
                                            .record_size = sizeof (Rectify),
                                            .reach_days = SZ_HALL_REACH_DAYS - 1,
                                            .spills = TRUE,
                                            .own = own_instant,
                                            .add_instants = add_instants,
                                            .put = put_rectify };
