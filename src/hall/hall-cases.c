/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases: what a visit or an application online sets going in the offices behind. A case's whole way is
 * decided when it is received. Time in the back office is working time; the limits are counted in working
 * days from acceptance. */
#include "hall-chains.h"
#include "hall-day-private.h"
#include "hall-entities.h"
#include "hall-places.h"
#include "hall-presence.h"
#include "hall-pushes.h"

#include <math.h>

typedef struct {
  SzHallDay *day;
  const SzHallWorld *world;
  const SzHallItem *item;
  SzHallRandom *random;
  SzHallCase *c;
  const SzHallChainStep *chain; /* (nullable) the case is a step of */
  SzHallPresence *presence;     /* who is where */
} Way;

static gint64
work_at (const Way *way, gint32 instant)
{
  return sz_hall_calendar_work_at (way->world->calendar, sz_hall_day_start_s (way->day) + instant);
}

static gint32
from_work (const Way *way, gint64 work)
{
  gint64 instant = sz_hall_calendar_from_work (way->world->calendar, work) - sz_hall_day_start_s (way->day);
  /* The parameters keep everything well inside; this only holds the promise of SZ_HALL_REACH_DAYS whatever
   * the calendar does. */
  return (gint32)MIN (instant, (SZ_HALL_REACH_DAYS - 16) * SZ_HALL_DAY_S);
}

static gint32
later_by (const Way *way, gint32 instant, double work_s)
{
  return MAX (instant, from_work (way, work_at (way, instant) + (gint64)work_s));
}

static guint16
draw_back_office (const Way *way)
{
  int department = way->item->department;
  int n = way->world->n_back[department];
  return way->world->back[department][sz_hall_random_below (way->random, (guint32)n)];
}

static void
add_step (const Way *way, SzHallStep step, gint32 started, gint32 ended, guint16 staff)
{
  SzHallCaseEvent event = {
    .started = started, .ended = MAX (started, ended), .staff = staff, .step = (guint8)step
  };
  GArray *events = way->day->rows[SZ_HALL_SET_CASE_EVENTS];
  for (guint i = way->c->first_event; i < events->len; i++)
    if (g_array_index (events, SzHallCaseEvent, i).step == step)
      event.repeated = TRUE;
  g_array_append_val (events, event);
  way->c->n_events++;
}

static gint32
end_of_open_day (const Way *way, gint32 from, int open_days)
{
  gint64 day = (sz_hall_day_start_s (way->day) + from) / SZ_HALL_DAY_S;
  gint64 due = sz_hall_calendar_open_day (way->world->calendar, day, open_days);
  return (gint32)((due - way->day->day + 1) * SZ_HALL_DAY_S - 1);
}

static void
set_limits (const Way *way)
{
  SzHallCase *c = way->c;
  c->promised = end_of_open_day (way, c->accepted, MAX (0, way->item->promised_days));
  c->legal = end_of_open_day (way, c->accepted, MAX (way->item->promised_days, way->item->legal_days));
}

/* Settled on the spot: everything happens while the person is at the window. */
static void
go_on_the_spot (const Way *way, gint32 until)
{
  SzHallCase *c = way->c;
  gint32 span = MAX (until - c->received, 4);
  c->accepted = c->received + span / 4;
  c->finished = c->received + span;
  set_limits (way);
  c->delivered = c->finished;
  if (c->flags & SZ_HALL_MAILED)
    c->delivered = later_by (way, c->finished, sz_hall_random_between (way->random, 6, 20) * 3600);
  c->closed = c->finished;
  add_step (way, SZ_HALL_STEP_RECEIVE, c->received, c->accepted, c->staff);
  add_step (way, SZ_HALL_STEP_ACCEPT, c->accepted, c->received + span / 2, c->staff);
  add_step (way, SZ_HALL_STEP_REVIEW, c->received + span / 2, c->received + span * 3 / 4, c->staff);
  add_step (way, SZ_HALL_STEP_DECIDE, c->received + span * 3 / 4, c->finished, c->staff);
  add_step (way, SZ_HALL_STEP_DELIVER, c->finished, c->delivered, c->staff);
}

/* Approved by the machine within a minute, at any hour. */
static void
go_by_machine (const Way *way)
{
  SzHallCase *c = way->c;
  c->applied = c->received;
  c->accepted = c->received + sz_hall_random_between (way->random, 1, 5);
  c->finished = c->accepted + sz_hall_random_between (way->random, 4, 60);
  set_limits (way);
  c->delivered = c->finished;
  c->closed = c->finished;
  c->staff = SZ_HALL_NOBODY;
  add_step (way, SZ_HALL_STEP_RECEIVE, c->received, c->accepted, SZ_HALL_NOBODY);
  add_step (way, SZ_HALL_STEP_ACCEPT, c->accepted, c->accepted + 1, SZ_HALL_NOBODY);
  add_step (way, SZ_HALL_STEP_REVIEW, c->accepted + 1, c->finished, SZ_HALL_NOBODY);
  add_step (way, SZ_HALL_STEP_DECIDE, c->finished, c->finished, SZ_HALL_NOBODY);
}

/* Receipt, requests for correction, acceptance. FALSE if the case ends here. */
static gboolean
go_to_acceptance (const Way *way, gint32 at_window_until)
{
  SzHallCase *c = way->c;
  SzHallRandom *random = way->random;
  gint32 at = MAX (at_window_until, c->received + 30);
  add_step (way, SZ_HALL_STEP_RECEIVE, c->received, at, c->staff);
  for (int i = 0; i < 2 && sz_hall_random_chance (random, i == 0 ? 0.07 : 0.15); i++) {
    c->asked[i] = later_by (way, at, sz_hall_random_between (random, 600, 4 * 3600));
    at = later_by (way, c->asked[i], sz_hall_random_between (random, 3600, 60 * 3600 / (i + 1)));
    add_step (way, SZ_HALL_STEP_CORRECT, c->asked[i], at, SZ_HALL_NOBODY);
    gint32 seen = later_by (way, at, sz_hall_random_between (random, 300, 7200));
    add_step (way, SZ_HALL_STEP_RECEIVE, at, seen, c->staff);
    at = seen;
  }
  double fate = sz_hall_random_unit (random);
  gint32 looked_at = later_by (
      way, at, sz_hall_random_chance (random, 0.6) ? 120 : sz_hall_random_between (random, 1800, 25000));
  if (fate < 0.040) {
    gint32 over = MAX (looked_at, at + 60);
    if (fate < 0.009)
      c->rejected = over;
    else if (fate < 0.035)
      c->returned = over;
    else
      c->voided = over;
    c->closed = over;
    return FALSE;
  }
  c->accepted = MAX (looked_at, at + 20);
  set_limits (way);
  add_step (way, SZ_HALL_STEP_ACCEPT, at, c->accepted, c->staff);
  return TRUE;
}

/* The share of its promised time that a case uses: most are well inside, a few late. */
static double
draw_use (SzHallRandom *random, int promised_days)
{
  if (sz_hall_random_chance (random, 0.025))
    return 1.08 + (promised_days > 8 ? 0.25 : 0.6) * sz_hall_random_unit (random);
  if (sz_hall_random_chance (random, 0.07))
    return 0.9 + 0.09 * sz_hall_random_unit (random);
  double unit = sz_hall_random_unit (random);
  return 0.08 + 0.75 * unit * sqrt (unit);
}

/* A survey on the spot or a special procedure stops the clock; the promise moves on with it. */
static gint32
suspend (const Way *way, SzHallStep step, gint32 at)
{
  SzHallCase *c = way->c;
  int days = sz_hall_random_between (way->random, 1, step == SZ_HALL_STEP_SPECIAL ? 5 : 3);
  gint32 resumed = later_by (way, at, days * 25200.0 - sz_hall_random_between (way->random, 0, 9000));
  add_step (way, step, at, resumed, draw_back_office (way));
  c->resumed = resumed;
  c->suspended_s = (guint32)(resumed - at);
  gint64 before = (sz_hall_day_start_s (way->day) + at) / SZ_HALL_DAY_S;
  gint64 after = (sz_hall_day_start_s (way->day) + resumed) / SZ_HALL_DAY_S;
  int moved = 0;
  for (gint64 day = before + 1; day <= after; day++)
    moved += sz_hall_calendar_is_open (way->world->calendar, day);
  c->promised_after = end_of_open_day (way, c->promised, moved);
  return resumed;
}

static void
go_through_offices (const Way *way)
{
  SzHallCase *c = way->c;
  SzHallRandom *random = way->random;
  double total = draw_use (random, way->item->promised_days) * way->item->promised_days * 25200;
  /* What a step takes of it: waiting on the desk first, then work. */
  static const SzHallStep steps[] = { SZ_HALL_STEP_REVIEW, SZ_HALL_STEP_DECIDE, SZ_HALL_STEP_CERTIFICATE };
  double shares[3], sum = 0;
  for (int i = 0; i < 3; i++)
    sum += shares[i] = (i == 0 ? 3 : 1) * (0.3 + sz_hall_random_unit (random));
  gint32 at = c->accepted;
  for (int i = 0; i < 3; i++) {
    double share = total * shares[i] / sum;
    gint32 started = later_by (way, at, share * (0.1 + 0.5 * sz_hall_random_unit (random)));
    gint32 ended = later_by (way, at, share);
    add_step (way, steps[i], started, ended, draw_back_office (way));
    at = MAX (started, ended);
    if (i == 0 && way->item->survey && sz_hall_random_chance (random, 0.6))
      at = suspend (way, SZ_HALL_STEP_SURVEY, at);
    else if (i == 0 && sz_hall_random_chance (random, 0.02))
      at = suspend (way, SZ_HALL_STEP_SPECIAL, at);
  }
  c->finished = MAX (at, c->accepted + 60);
  c->closed = c->finished;
  c->delivered = later_by (way, c->finished,
                           sz_hall_random_between (random, 600, c->flags & SZ_HALL_MAILED ? 70000 : 20000));
  add_step (way, SZ_HALL_STEP_DELIVER, c->finished, c->delivered, SZ_HALL_NOBODY);
}

static void
clear_case (SzHallCase *c)
{
  *c = (SzHallCase){ .applied = SZ_HALL_NONE,
                     .accepted = SZ_HALL_NONE,
                     .finished = SZ_HALL_NONE,
                     .delivered = SZ_HALL_NONE,
                     .returned = SZ_HALL_NONE,
                     .voided = SZ_HALL_NONE,
                     .rejected = SZ_HALL_NONE,
                     .closed = SZ_HALL_NONE,
                     .promised = SZ_HALL_NONE,
                     .legal = SZ_HALL_NONE,
                     .promised_after = SZ_HALL_NONE,
                     .resumed = SZ_HALL_NONE,
                     .asked = { SZ_HALL_NONE, SZ_HALL_NONE },
                     .ticket = G_MAXUINT32,
                     .window = SZ_HALL_NOBODY,
                     .staff = SZ_HALL_NOBODY,
                     .point = SZ_HALL_NOBODY };
}

/* Where somebody lives does not change from case to case; an enterprise is where it is registered. What is
 * received at a point counts for the town of the point. */
static void
set_home (const Way *way)
{
  SzHallCase *c = way->c;
  const SzHallWorld *world = way->world;
  guint64 facts = sz_hall_mix (world->seed ^ 0x706C616365, c->subject);
  int home = sz_hall_places_home (world->places, facts);
  if (c->subject & SZ_HALL_ENTERPRISE)
    home = g_array_index (world->entities->list, SzHallEntity, SZ_HALL_ENTITY_OF (c->subject)).village;
  if (c->point == SZ_HALL_NOBODY) {
    c->town = (guint8)(home / SZ_HALL_VILLAGES);
    c->village = (guint8)(home % SZ_HALL_VILLAGES);
    if ((facts >> 16) % 5 < 2)
      c->flags |= SZ_HALL_WITH_VILLAGE;
    /* Codes of villages that were changed long ago are still about. */
    if ((c->flags & SZ_HALL_WITH_VILLAGE) && (facts >> 24) % 900 == 0)
      c->flags |= SZ_HALL_UNMAPPED;
    if (sz_hall_random_chance (way->random, 0.05))
      c->flags |= SZ_HALL_CROSS_AREA;
  } else if (home / SZ_HALL_VILLAGES != c->town) {
    c->flags |= SZ_HALL_CROSS_AREA;
  }
}

static void
set_facts (const Way *way)
{
  SzHallCase *c = way->c;
  SzHallRandom *random = way->random;
  if (way->chain != NULL)
    c->subject = way->chain->subject;
  else
    c->subject =
        way->item->enterprise ? sz_hall_world_draw_enterprise (way->world, way->day->day, random) : c->person;
  set_home (way);
  if (way->item->commitment && sz_hall_random_chance (random, 0.4))
    c->flags |= SZ_HALL_COMMITMENT;
  if (way->item->tolerance && sz_hall_random_chance (random, 0.12))
    c->flags |= SZ_HALL_TOLERANCE;
  if (way->item->one_thing)
    c->flags |= SZ_HALL_ONE_THING;
  if (way->item->mailed && sz_hall_random_chance (random, 0.35))
    c->flags |= SZ_HALL_MAILED;
  if (way->item->area == 5 && way->item->enterprise && sz_hall_random_chance (random, 0.3))
    c->flags |= SZ_HALL_SEAL;
  gint32 applied = c->applied != SZ_HALL_NONE ? c->applied : c->received;
  gint64 local = sz_hall_day_start_s (way->day) + applied;
  if (sz_hall_calendar_work_at (way->world->calendar, local) ==
      sz_hall_calendar_work_at (way->world->calendar, local + 1))
    c->flags |= SZ_HALL_OFF_HOURS;
}

static void
go (const Way *way, gint32 at_window_until)
{
  set_facts (way);
  gboolean on_the_spot = !way->item->promise && sz_hall_random_chance (way->random, 0.985);
  if (way->c->flags & SZ_HALL_INSTANT_APPROVAL)
    go_by_machine (way);
  else if (on_the_spot)
    go_on_the_spot (way, at_window_until);
  else if (go_to_acceptance (way, at_window_until))
    go_through_offices (way);
}

static void
begin_case (Way *way, SzHallCase *c, guint16 item)
{
  way->c = c;
  way->item = &way->world->items[item];
  way->chain = NULL;
  c->item = item;
  c->first_event = SZ_HALL_LEN (way->day, CASE_EVENTS);
}

static void
add_hall_cases (Way *way)
{
  SzHallRandom pick;
  sz_hall_random_init (&pick, way->world->seed, way->day->day, SZ_HALL_STREAM_HALL_CASES);
  for (guint i = 0; i < SZ_HALL_LEN (way->day, TICKETS); i++) {
    SzHallTicket *ticket = &g_array_index (way->day->rows[SZ_HALL_SET_TICKETS], SzHallTicket, i);
    gboolean chance = sz_hall_random_chance (&pick, way->world->items[ticket->item].case_share);
    if (ticket->ended == SZ_HALL_NONE || (!chance && ticket->chain == 0))
      continue;
    ticket->flags |= SZ_HALL_TICKET_CASE;
    SzHallCase c;
    clear_case (&c);
    begin_case (way, &c, ticket->item);
    if (ticket->chain > 0)
      way->chain = &g_array_index (way->day->chain_steps, SzHallChainStep, ticket->chain - 1);
    gint32 span = ticket->ended - ticket->started;
    c.received = ticket->started + (gint32)(span * (0.15 + 0.4 * sz_hall_random_unit (way->random)));
    c.applied = c.received;
    c.person = ticket->person;
    c.ticket = i;
    c.window = ticket->window;
    c.staff = ticket->staff;
    c.channel = SZ_HALL_WINDOW;
    go (way, ticket->ended);
    g_array_append_val (way->day->rows[SZ_HALL_SET_CASES], c);
  }
}

/* When somebody in the office takes up an application: more in the morning, from what came in overnight. */
static gint32
draw_office_instant (const Way *way)
{
  double unit = sz_hall_random_unit (way->random);
  gint64 first = sz_hall_calendar_work_at (way->world->calendar, sz_hall_day_start_s (way->day));
  gint64 end =
      sz_hall_calendar_work_at (way->world->calendar, sz_hall_day_start_s (way->day) + SZ_HALL_DAY_S - 1);
  return from_work (way, first + (gint64)((double)(end - first) * pow (unit, 1.4)));
}

/* Around the clock, with a day's rhythm. */
static gint32
draw_home_instant (SzHallRandom *random)
{
  for (;;) {
    gint32 instant = (gint32)sz_hall_random_below (random, SZ_HALL_DAY_S);
    double hour = instant / 3600.0;
    double busy = hour < 6.5 ? 0.04 : hour < 9 ? 0.4 : hour < 21 ? 1.0 : hour < 23 ? 0.6 : 0.2;
    if (sz_hall_random_chance (random, busy))
      return instant;
  }
}

/* Who is somewhere else when she should be here is somebody else: nobody is in two places at once. `way_s` is
 * what it takes to come from there. */
static void
settle_person (const Way *way, gint32 until, gint32 way_s)
{
  SzHallCase *c = way->c;
  gint32 from = c->received - SZ_HALL_PRESENCE_BEFORE_S;
  while (!sz_hall_presence_is_free (way->presence, c->person, from - way_s, until + way_s))
    c->person = sz_hall_world_draw_person (way->world, way->random);
  sz_hall_presence_add (way->presence, c->person, from, until);
}

/* An application from home or from a terminal, to somebody in an office or, if it can be, to a machine. */
static void
go_from_afar (Way *way, SzHallCase *c, gboolean machine)
{
  SzHallRandom *random = way->random;
  if (machine) {
    c->flags |= SZ_HALL_INSTANT_APPROVAL;
    c->received = c->channel == SZ_HALL_TERMINAL ? draw_office_instant (way) : draw_home_instant (random);
    c->applied = c->received;
  } else {
    c->received = draw_office_instant (way);
    c->staff = draw_back_office (way);
    c->applied = c->received;
    if (c->channel != SZ_HALL_TERMINAL)
      c->applied -= (gint32)(300 + 5 * 3600 * sz_hall_random_exponential (random));
  }
  gint32 until = c->received + sz_hall_random_between (random, 240, 1500);
  /* The terminals stand in the hall: who waits for her turn there is not at one. */
  if (c->channel == SZ_HALL_TERMINAL)
    settle_person (way, until, 0);
  go (way, until);
  g_array_append_vals (way->day->rows[SZ_HALL_SET_CASES], c, 1);
}

static SzHallCaseChannel
draw_channel (SzHallRandom *random)
{
  double which = sz_hall_random_unit (random);
  return which < 0.46 ? SZ_HALL_PC : which < 0.88 ? SZ_HALL_APP : SZ_HALL_TERMINAL;
}

static void
add_online_case (Way *way, gboolean instant_only)
{
  SzHallRandom *random = way->random;
  guint16 item = sz_hall_world_draw_online_item_on (way->world, way->day->day, random);
  gboolean machine = way->world->items[item].instant_approval && sz_hall_random_chance (random, 0.85);
  if (instant_only && !machine)
    return;
  SzHallCase c;
  clear_case (&c);
  begin_case (way, &c, item);
  c.person = sz_hall_world_draw_person (way->world, random);
  c.channel = draw_channel (random);
  if (c.channel == SZ_HALL_TERMINAL && instant_only)
    c.channel = SZ_HALL_APP;
  go_from_afar (way, &c, machine);
}

static void
add_chain_cases (Way *way)
{
  for (guint i = 0; i < way->day->chain_steps->len; i++) {
    const SzHallChainStep *step = &g_array_index (way->day->chain_steps, SzHallChainStep, i);
    if (!step->online)
      continue;
    SzHallCase c;
    clear_case (&c);
    begin_case (way, &c, step->item);
    way->chain = step;
    c.person = step->person;
    c.channel = sz_hall_random_chance (way->random, 0.5) ? SZ_HALL_PC : SZ_HALL_APP;
    go_from_afar (way, &c, FALSE);
  }
}

/* What pushes of earlier days led to. */
static void
add_pushed_cases (Way *way)
{
  SzHallPushHit hits[SZ_HALL_PUSH_HITS_MAX];
  guint n = sz_hall_push_hits (way->world, way->day->day, hits);
  for (guint i = 0; i < n; i++) {
    SzHallCase c;
    clear_case (&c);
    begin_case (way, &c, hits[i].item);
    c.person = hits[i].person;
    c.channel = sz_hall_random_chance (way->random, 0.3) ? SZ_HALL_PC : SZ_HALL_APP;
    c.received = hits[i].received;
    c.applied = hits[i].applied;
    c.staff = draw_back_office (way);
    go (way, c.received + sz_hall_random_between (way->random, 240, 1500));
    g_array_append_val (way->day->rows[SZ_HALL_SET_CASES], c);
  }
}

/* --- towns and villages --- */

/* Until when a point works with the counter system of before: one after the other changes, the last in
 * 2027. */
static gint64
new_counter_day (const SzHallWorld *world, guint point)
{
  const SzHallPoint *place = &g_array_index (world->places->points, SzHallPoint, point);
  guint64 facts = sz_hall_mix (world->seed ^ 0x636F756E746572, (guint64)place->town);
  return world->founded_day + 540 + (gint64)(facts % 1250) + (place->kind == SZ_HALL_POINT_VILLAGE ? 60 : 0);
}

/* When the point is open on the day, as spans of two in `spans`; how many. */
#define SPANS_MAX 6
static int
open_spans (const SzHallDay *day, guint point, gint32 spans[SPANS_MAX][2])
{
  const GArray *states = day->rows[SZ_HALL_SET_POINTS];
  int n = 0;
  gint32 since = SZ_HALL_NONE;
  for (guint i = 0; i < states->len && n < SPANS_MAX; i++) {
    const SzHallState *state = &g_array_index (states, SzHallState, i);
    if (state->thing != point)
      continue;
    if (since != SZ_HALL_NONE && state->instant > since) {
      spans[n][0] = since;
      spans[n++][1] = state->instant;
    }
    since = state->state == SZ_HALL_OPEN ? state->instant : SZ_HALL_NONE;
  }
  return n;
}

static gint32
draw_in_spans (gint32 spans[SPANS_MAX][2], int n, SzHallRandom *random)
{
  gint32 total = 0;
  for (int i = 0; i < n; i++)
    total += spans[i][1] - spans[i][0];
  gint32 at = (gint32)sz_hall_random_below (random, (guint32)total);
  int i = 0;
  for (; i < n - 1 && at >= spans[i][1] - spans[i][0]; i++)
    at -= spans[i][1] - spans[i][0];
  return spans[i][0] + at;
}

/* An item that is done in towns, of the month's. */
static int
draw_sunk_item (const Way *way)
{
  for (int tried = 0; tried < 200; tried++) {
    guint16 item = sz_hall_world_draw_online_item_on (way->world, way->day->day, way->random);
    if (way->world->items[item].sunk && !way->world->items[item].instant_approval)
      return item;
  }
  return -1;
}

/* Somebody of that town, mostly. */
static guint32
draw_neighbour (const Way *way, int town)
{
  guint32 person = sz_hall_world_draw_person (way->world, way->random);
  for (int tried = 0; tried < 24; tried++) {
    guint64 facts = sz_hall_mix (way->world->seed ^ 0x706C616365, person);
    if (sz_hall_places_home (way->world->places, facts) / SZ_HALL_VILLAGES == town)
      break;
    person = sz_hall_world_draw_person (way->world, way->random);
  }
  return person;
}

static void
add_point_case (Way *way, guint index, gint32 spans[SPANS_MAX][2], int n)
{
  const SzHallPoint *point = &g_array_index (way->world->places->points, SzHallPoint, index);
  int item = draw_sunk_item (way);
  SzHallCase c;
  if (item < 0)
    return;
  clear_case (&c);
  begin_case (way, &c, (guint16)item);
  c.person = draw_neighbour (way, point->town);
  c.received = c.applied = draw_in_spans (spans, n, way->random);
  c.channel = SZ_HALL_WINDOW;
  c.point = (guint16)index;
  c.town = (guint8)point->town;
  if (point->village >= 0) {
    c.village = (guint8)point->village;
    c.flags |= SZ_HALL_WITH_VILLAGE;
  }
  if (way->day->day < new_counter_day (way->world, index))
    c.flags |= SZ_HALL_OLD_COUNTER;
  gint32 until = c.received + sz_hall_random_between (way->random, 300, 1500);
  settle_person (way, until, SZ_HALL_PRESENCE_WAY_S);
  go (way, until);
  g_array_append_val (way->day->rows[SZ_HALL_SET_CASES], c);
}

/* What streets, towns and villages receive: more where more people live, growing as items are sunk. */
static void
add_point_cases (Way *way)
{
  const SzHallWorld *world = way->world;
  const SzHallPlaces *places = world->places;
  if (!way->day->open)
    return;
  double usual = world->n_windows * 1.9 * sz_hall_world_demand (world, way->day->day);
  for (guint i = 0; i < places->points->len; i++) {
    const SzHallPoint *point = &g_array_index (places->points, SzHallPoint, i);
    double residents = places->regions[SZ_HALL_TOWN_REGION (point->town)].population, share = 0.55;
    if (point->kind == SZ_HALL_POINT_VILLAGE) {
      residents = places->regions[SZ_HALL_VILLAGE_REGION (point->town, point->village)].population;
      share = 0.45;
    } else if (point->kind != SZ_HALL_POINT_TOWN) {
      continue;
    }
    gint32 spans[SPANS_MAX][2];
    int n = open_spans (way->day, i, spans);
    guint cases =
        sz_hall_random_poisson (way->random, usual * share * residents / sz_hall_places_residents (places));
    for (guint k = 0; k < cases && n > 0; k++)
      add_point_case (way, i, spans, n);
  }
}

static void
add_online_cases (Way *way)
{
  double usual = way->world->n_windows * 6.1;
  guint n;
  if (way->day->open)
    n = sz_hall_random_poisson (way->random, usual * sz_hall_world_demand (way->world, way->day->day));
  else
    n = sz_hall_random_poisson (way->random, usual * 0.7);
  for (guint i = 0; i < n; i++)
    add_online_case (way, !way->day->open);
}

/* Cases sorted by receipt, their steps regrouped behind them in the same order. */
static void
order_cases (SzHallDay *day)
{
  sz_hall_sort_by_instant (day->rows[SZ_HALL_SET_CASES], G_STRUCT_OFFSET (SzHallCase, received));
  GArray *events = g_array_sized_new (FALSE, FALSE, sizeof (SzHallCaseEvent), SZ_HALL_LEN (day, CASE_EVENTS));
  for (guint i = 0; i < SZ_HALL_LEN (day, CASES); i++) {
    SzHallCase *c = SZ_HALL_AT (day, CASES, SzHallCase, i);
    guint first = events->len;
    g_array_append_vals (events, SZ_HALL_AT (day, CASE_EVENTS, SzHallCaseEvent, c->first_event), c->n_events);
    c->first_event = first;
    for (guint k = first; k < events->len; k++)
      g_array_index (events, SzHallCaseEvent, k).case_index = i;
  }
  g_array_unref (day->rows[SZ_HALL_SET_CASE_EVENTS]);
  day->rows[SZ_HALL_SET_CASE_EVENTS] = events;
}

void
sz_hall_cases_fill (SzHallDay *day, const SzHallWorld *world)
{
  SzHallRandom steps;
  g_autoptr (SzHallPresence) presence = sz_hall_presence_new (day);
  Way way = { .day = day, .world = world, .random = &steps, .presence = presence };
  sz_hall_random_init (&steps, world->seed, day->day, SZ_HALL_STREAM_STEPS);
  add_hall_cases (&way);
  sz_hall_random_init (&steps, world->seed, day->day, SZ_HALL_STREAM_ONLINE_CASES);
  add_online_cases (&way);
  add_chain_cases (&way);
  sz_hall_random_init (&steps, world->seed, day->day, SZ_HALL_STREAM_PUSH_CASES);
  add_pushed_cases (&way);
  sz_hall_random_init (&steps, world->seed, day->day, SZ_HALL_STREAM_POINT_CASES);
  add_point_cases (&way);
  order_cases (day);
}
