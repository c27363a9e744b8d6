/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pushes: an item suggested to somebody who seems to need it. Whether and when he applies is decided with the
 * push; the day on which he does makes his case from it (sz_hall_push_hits), so that a push that is said to
 * have hit has hit. */
#include "hall-pushes.h"

#include "hall-records-private.h"

#define WITHIN_DAYS 60
#define HIT_SHARE 0.16

typedef struct {
  gint32 pushed, opened, applied, received;
  guint32 person;
  guint16 item;
  guint8 channel, reason;
} Push;

static const char *const channels[] = { "app", "sms", "wechat" };
static const char *const reasons[] = { "expiry", "policy" };

/* An online item for people, not for enterprises. */
static guint16
draw_item (const SzHallWorld *world, SzHallRandom *random)
{
  for (int tries = 0; tries < 200; tries++) {
    guint16 item = sz_hall_world_draw_online_item (world, random);
    if (!world->items[item].enterprise)
      return item;
  }
  return SZ_HALL_NOBODY;
}

/* The application lies on an open day, in working time, a few minutes before somebody takes it up. */
static void
draw_hit (const SzHallWorld *world, gint64 date, Push *push, SzHallRandom *random)
{
  double open_days = 1 + 9 * sz_hall_random_exponential (random);
  gint64 on = sz_hall_calendar_open_day (world->calendar, date, (int)MIN (open_days, 36));
  gint64 start = on * SZ_HALL_DAY_S, first = sz_hall_calendar_work_at (world->calendar, start);
  gint64 end = sz_hall_calendar_work_at (world->calendar, start + SZ_HALL_DAY_S - 1);
  gint64 work = first + 600 + (gint64)((double)(end - first - 1200) * sz_hall_random_unit (random));
  gint32 received = (gint32)(sz_hall_calendar_from_work (world->calendar, work) - date * SZ_HALL_DAY_S);
  gint32 before = sz_hall_random_between (random, 60, 900);
  if (on - date >= WITHIN_DAYS)
    return;
  push->received = received;
  push->applied = received - before;
}

/* The pushes of a day, from their stream alone. */
static guint
draw_pushes (const SzHallWorld *world, gint64 date, GArray *out)
{
  if (!sz_hall_calendar_is_open (world->calendar, date))
    return 0;
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, date, SZ_HALL_STREAM_PUSHES);
  guint n = sz_hall_random_poisson (&random, 0.35 * world->n_windows);
  for (guint i = 0; i < n; i++) {
    Push push = { .opened = SZ_HALL_NONE, .applied = SZ_HALL_NONE, .received = SZ_HALL_NONE };
    push.pushed = 10 * 3600 + (gint32)(i * 5400 / n);
    push.person = sz_hall_random_below (&random, world->n_people);
    push.item = draw_item (world, &random);
    push.channel = (guint8)sz_hall_random_below (&random, G_N_ELEMENTS (channels));
    push.reason = (guint8)sz_hall_random_below (&random, G_N_ELEMENTS (reasons));
    gboolean hit = sz_hall_random_chance (&random, HIT_SHARE);
    if (hit || sz_hall_random_chance (&random, 0.35))
      push.opened = push.pushed + (gint32)MIN (60 + 4 * 3600 * sz_hall_random_exponential (&random), 45000);
    if (hit && push.item != SZ_HALL_NOBODY)
      draw_hit (world, date, &push, &random);
    if (push.item != SZ_HALL_NOBODY)
      g_array_append_val (out, push);
  }
  return out->len;
}

guint
sz_hall_push_hits (const SzHallWorld *world, gint64 day, SzHallPushHit out[SZ_HALL_PUSH_HITS_MAX])
{
  guint n = 0;
  if (!sz_hall_calendar_is_open (world->calendar, day))
    return 0;
  g_autoptr (GArray) pushes = g_array_new (FALSE, FALSE, sizeof (Push));
  for (int back = WITHIN_DAYS; back >= 1; back--) {
    g_array_set_size (pushes, 0);
    draw_pushes (world, day - back, pushes);
    gint32 start = back * SZ_HALL_DAY_S;
    for (guint i = 0; i < pushes->len && n < SZ_HALL_PUSH_HITS_MAX; i++) {
      const Push *push = &g_array_index (pushes, Push, i);
      if (push->received >= start && push->received < start + SZ_HALL_DAY_S)
        out[n++] = (SzHallPushHit){ .person = push->person,
                                    .item = push->item,
                                    .applied = push->applied - start,
                                    .received = push->received - start };
    }
  }
  return n;
}

void
sz_hall_pushes_fill (SzHallDay *day, const SzHallWorld *world)
{
  draw_pushes (world, day->day, day->rows[SZ_HALL_SET_PUSHES]);
}

static gint32
own_instant (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, PUSHES, Push, index)->pushed;
}

/* That he applied is known when the office has the application. */
static void
add_instants (const SzHallDay *day, guint32 index, SzHallLife *life)
{
  const Push *push = SZ_HALL_AT (day, PUSHES, Push, index);
  sz_hall_life_add (life, push->pushed);
  sz_hall_life_add (life, push->opened);
  sz_hall_life_add (life, push->received);
}

static void
put_push (SzHallRow *row, guint32 index)
{
  const Push *push = SZ_HALL_AT (row->day, PUSHES, Push, index);
  put_time (row, ",\"pushed\":", push->pushed);
  put_past (row, ",\"opened\":", push->opened);
  if (push->received != SZ_HALL_NONE && push->received <= row->instant)
    put_time (row, ",\"applied\":", push->applied);
  put_code (row, ",\"channel\":\"", channels[push->channel]);
  row->p = put_string (row->p, row->world->items[push->item].short_codes);
  put_code (row, ",\"reason\":\"", reasons[push->reason]);
  put_person (row, push->person);
  put_phone (row, push->person);
}

const SzHallFacts sz_hall_pushes_facts = { .name = "pushes",
                                           .letter = 'U',
                                           .record_size = sizeof (Push),
                                           .reach_days = WITHIN_DAYS + 1,
                                           .own = own_instant,
                                           .add_instants = add_instants,
                                           .put = put_push };
