/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Patrols: four rounds a day through every area, and what they find. The findings of a day are drawn without
 * anything else of the day, so that the thirty days before can be looked at for what comes again. */
#include "hall-records-private.h"

#define ROUNDS 4
#define WORK_DAY_S 25200
#define REPEAT_DAYS 30
#define ISSUES_MAX 64

enum { HYGIENE, FACILITIES, PROPERTY };
static const char *const kinds[] = { "hygiene", "facilities", "property" };
static const char *const places[] = { "导服台",   "等候区", "自助服务区", "填单台", "出入口",
                                      "窗口柜台", "卫生间", "母婴室",     "走廊",   "休息区" };
/* Where something is found: in the waiting area and the lavatories twice as often as elsewhere. */
static const guint8 place_draws[] = { 0, 1, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9 };

typedef struct {
  gint32 noted, done, due, closed;
  guint32 round; /* G_MAXUINT32 for a round itself */
  guint16 staff;
  guint8 area, kind, place, repeated;
} Patrol;

typedef struct {
  guint8 area, round, kind, place;
} Finding;

static gint32
planned_at (const SzHallWorld *world, gint64 date, int round, int area)
{
  static const gint32 times[ROUNDS] = { 9 * 3600 + 1800, 11 * 3600, 0, 16 * 3600 };
  gint32 start = round == 2 ? sz_hall_calendar_afternoon_s (date) + 1800 : times[round];
  return start + area * 1200 / MAX (1, world->n_areas);
}

/* A few rounds are left out. */
static gboolean
is_done (const SzHallWorld *world, gint64 date, int round, int area)
{
  return sz_hall_mix (world->seed ^ 0x726F756E64, (guint64)date * 64 + (guint64)(round * 8 + area)) % 100 <
         97;
}

static gboolean
same_finding (const Finding *a, const Finding *b)
{
  return a->area == b->area && a->round == b->round && a->kind == b->kind && a->place == b->place;
}

/* What a day's rounds find, in the order of the rounds; each thing once a round. */
static guint
draw_findings (const SzHallWorld *world, gint64 date, Finding out[ISSUES_MAX])
{
  if (!sz_hall_calendar_is_open (world->calendar, date))
    return 0;
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, date, SZ_HALL_STREAM_PATROL);
  guint tries = MIN (sz_hall_random_poisson (&random, 0.07 * ROUNDS * world->n_areas), ISSUES_MAX), n = 0;
  for (guint i = 0; i < tries; i++) {
    double which = sz_hall_random_unit (&random);
    Finding found = { .kind = which < 0.45 ? HYGIENE : which < 0.8 ? FACILITIES : PROPERTY };
    found.area = (guint8)sz_hall_random_below (&random, (guint32)world->n_areas);
    found.round = (guint8)sz_hall_random_below (&random, ROUNDS);
    found.place = place_draws[sz_hall_random_below (&random, G_N_ELEMENTS (place_draws))];
    gboolean known = !is_done (world, date, found.round, found.area);
    for (guint k = 0; k < n; k++)
      known = known || same_finding (&out[k], &found);
    guint at = known ? 0 : n++;
    for (; !known && at > 0 && out[at - 1].round > found.round; at--)
      out[at] = out[at - 1];
    if (!known)
      out[at] = found;
  }
  return n;
}

/* What was found where in the thirty days before, as bits by area and place. */
static void
find_earlier (const SzHallWorld *world, gint64 date, guint8 seen[SZ_HALL_AREAS][G_N_ELEMENTS (places)])
{
  for (int back = 1; back <= REPEAT_DAYS; back++) {
    Finding before[ISSUES_MAX];
    guint n = draw_findings (world, date - back, before);
    for (guint i = 0; i < n; i++)
      seen[before[i].area][before[i].place] |= (guint8)(1 << before[i].kind);
  }
}

static void
add_rounds (SzHallDay *day, const SzHallWorld *world, SzHallRandom *random)
{
  for (int round = 0; round < ROUNDS; round++)
    for (int area = 0; area < world->n_areas; area++) {
      Patrol row = { .noted = planned_at (world, day->day, round, area),
                     .done = SZ_HALL_NONE,
                     .due = SZ_HALL_NONE,
                     .closed = SZ_HALL_NONE,
                     .round = G_MAXUINT32,
                     .area = (guint8)area };
      row.staff = sz_hall_draw_back_office (day, -1, row.noted, random);
      if (is_done (world, day->day, round, area))
        row.done = row.noted + sz_hall_random_between (random, 240, 1500);
      g_array_append_val (day->rows[SZ_HALL_SET_PATROL], row);
    }
}

static void
add_issue (SzHallDay *day, const SzHallWorld *world, const Finding *finding, gboolean repeated,
           SzHallRandom *random)
{
  guint32 round = (guint32)finding->round * (guint32)world->n_areas + finding->area;
  const Patrol *on = SZ_HALL_AT (day, PATROL, Patrol, round);
  Patrol row = { .done = SZ_HALL_NONE,
                 .round = round,
                 .staff = on->staff,
                 .area = finding->area,
                 .kind = finding->kind,
                 .place = finding->place,
                 .repeated = (guint8)repeated };
  row.noted = sz_hall_random_between (random, on->noted + 30, on->done);
  double limit = finding->kind == HYGIENE ? 7200 : (finding->kind == FACILITIES ? 3.0 : 5.0) * WORK_DAY_S;
  row.due = work_later (day, row.noted, limit);
  double use = sz_hall_random_chance (random, 0.1) ? 1.05 + sz_hall_random_unit (random)
                                                   : 0.05 + 0.9 * sz_hall_random_unit (random);
  row.closed =
      sz_hall_random_chance (random, 0.015) ? SZ_HALL_NONE : work_later (day, row.noted, limit * use);
  g_array_append_val (day->rows[SZ_HALL_SET_PATROL], row);
}

void
sz_hall_patrol_fill (SzHallDay *day, const SzHallWorld *world)
{
  if (!day->open)
    return;
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_PATROL_DONE);
  guint8 seen[SZ_HALL_AREAS][G_N_ELEMENTS (places)] = { { 0 } };
  Finding findings[ISSUES_MAX];
  add_rounds (day, world, &random);
  find_earlier (world, day->day, seen);
  guint n = draw_findings (world, day->day, findings);
  for (guint i = 0; i < n; i++) {
    guint8 *place = &seen[findings[i].area][findings[i].place], kind = (guint8)(1 << findings[i].kind);
    add_issue (day, world, &findings[i], (*place & kind) != 0, &random);
    *place |= kind;
  }
}

static gint32
own_instant (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, PATROL, Patrol, index)->noted;
}

static void
add_instants (const SzHallDay *day, guint32 index, SzHallLife *life)
{
  const Patrol *row = SZ_HALL_AT (day, PATROL, Patrol, index);
  sz_hall_life_add (life, row->noted);
  sz_hall_life_add (life, row->done);
  sz_hall_life_add (life, row->closed);
}

static void
put_patrol (SzHallRow *row, guint32 index)
{
  const Patrol *patrol = SZ_HALL_AT (row->day, PATROL, Patrol, index);
  gboolean issue = patrol->round != G_MAXUINT32;
  put_time (row, ",\"noted\":", patrol->noted);
  put_code (row, ",\"record\":\"", issue ? "issue" : "round");
  put_past (row, ",\"done\":", patrol->done);
  put_code (row, ",\"area\":\"", row->world->area_names[patrol->area]);
  put_staff (row, patrol->staff);
  if (!issue)
    return;
  put_time (row, ",\"due\":", patrol->due);
  put_past (row, ",\"closed\":", patrol->closed);
  put_code (row, ",\"kind\":\"", kinds[patrol->kind]);
  put_code (row, ",\"place\":\"", row->world->area_names[patrol->area]);
  row->p--;
  row->p = put_literal (row->p, "·");
  row->p = put_string (row->p, places[patrol->place]);
  *row->p++ = '"';
  row->p = put_flag (row->p, ",\"repeated\":", patrol->repeated);
  put_link (row, ",\"round\":\"", SZ_HALL_SET_PATROL, patrol->round);
}

const SzHallFacts sz_hall_patrol_facts = { .name = "patrol",
                                           .letter = 'P',
                                           .record_size = sizeof (Patrol),
                                           .reach_days = SZ_HALL_REACH_DAYS - 1,
                                           .own = own_instant,
                                           .add_instants = add_instants,
                                           .put = put_patrol };
