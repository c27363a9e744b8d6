/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tickets of one day: people come by the day's demand, wait in their area's line and are served by it;
 * then it is settled who they were, so that nobody is in two places at once. */
#include "hall-chains.h"
#include "hall-day-private.h"
#include "hall-demand.h"
#include "hall-line.h"
#include "hall-rows-private.h"

#include <math.h>

static const SzHallLinePolicy policy = { .no_show = 0.014,
                                         .no_show_per_hour = 0.06,
                                         .no_show_most = 0.06,
                                         .last_call = SZ_HALL_CLOSES_S,
                                         .cleared = SZ_HALL_CLEARED_S,
                                         .least_work_s = 40,
                                         .most_work_s = 5400,
                                         .tide_opens = 1.6,
                                         .tide_closes = 0.5,
                                         .tide_delay_s = 240 };

/* What a visit brings with it, before anybody knows how long the line is. */
static SzHallTicket
draw_visit (const SzHallWorld *world, const SzHallDemand *demand, int area, SzHallRandom *random)
{
  SzHallTicket ticket = { .called = SZ_HALL_NONE,
                          .started = SZ_HALL_NONE,
                          .ended = SZ_HALL_NONE,
                          .abandoned = SZ_HALL_NONE,
                          .window = SZ_HALL_NOBODY,
                          .staff = SZ_HALL_NOBODY };
  ticket.item = sz_hall_demand_draw_item (world, demand, area, random);
  ticket.channel = sz_hall_random_chance (random, 0.28) ? SZ_HALL_WECHAT : SZ_HALL_KIOSK;
  if (sz_hall_random_chance (random, 0.12))
    ticket.flags |= SZ_HALL_APPOINTMENT;
  if (ticket.channel == SZ_HALL_KIOSK && sz_hall_random_chance (random, 0.25))
    ticket.flags |= SZ_HALL_FACE;
  if (sz_hall_random_chance (random, 0.04))
    ticket.flags |= SZ_HALL_SPECIAL;
  return ticket;
}

/* The arrivals of one area, ascending: a rate of one in its own time, stretched to the demand. */
static void
draw_arrivals (SzHallDay *day, const SzHallWorld *world, const SzHallDemand *demand, int area)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_ARRIVALS + (guint)area);
  double next = sz_hall_random_exponential (&random), passed = 0;
  for (int q = 0; q < SZ_HALL_QUARTERS; q++) {
    double rate = demand->expected[area][q];
    for (; next < passed + rate; next += sz_hall_random_exponential (&random)) {
      SzHallTicket ticket = draw_visit (world, demand, area, &random);
      ticket.taken = SZ_HALL_KIOSK_FROM_S + (gint32)((q + (next - passed) / rate) * SZ_HALL_QUARTER_S);
      g_array_append_val (day->rows[SZ_HALL_SET_TICKETS], ticket);
    }
    passed += rate;
  }
}

/* Where terminals are down, some take a number on the phone, the rest wait for a slip from the desk. */
static void
suffer_failures (SzHallDay *day, const SzHallWorld *world)
{
  SzHallIncident incidents[SZ_HALL_INCIDENTS_MAX];
  guint n = sz_hall_incidents_of_day (world, day->day, incidents);
  for (guint k = 0; k < n; k++) {
    const SzHallIncident *incident = &incidents[k];
    if (incident->kind != SZ_HALL_INCIDENT_DEVICE)
      continue;
    for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
      SzHallTicket *ticket = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
      if (world->items[ticket->item].area != incident->area || ticket->channel != SZ_HALL_KIOSK ||
          ticket->taken < incident->from || ticket->taken >= incident->to)
        continue;
      guint64 facts = sz_hall_mix (world->seed ^ (guint64)day->day, (guint64)ticket->taken << 20 | i);
      ticket->flags &= (guint8)~SZ_HALL_FACE;
      if (facts % 100 < 55)
        ticket->channel = SZ_HALL_WECHAT;
      else
        ticket->taken = MIN (ticket->taken + 300 + (gint32)((facts >> 8) % 600), SZ_HALL_KIOSK_TO_S - 1);
    }
  }
}

static void
serve_area (SzHallDay *day, const SzHallWorld *world, int area)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_SERVICE + (guint)area);
  guint total = SZ_HALL_LEN (day, TICKETS), n = 0;
  g_autofree SzHallLineTicket *line = g_new (SzHallLineTicket, total + 1);
  g_autofree guint *index = g_new (guint, total + 1);
  for (guint i = 0; i < total; i++) {
    SzHallTicket *ticket = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
    const SzHallItem *item = &world->items[ticket->item];
    if (item->area != area)
      continue;
    /* Waiting for the hall to open is borne more easily than a line that does not move. */
    double patience = MAX (300, sz_hall_random_lognormal (&random, 60 * 60, 0.65));
    SzHallLineTicket *turn = &line[n];
    index[n++] = i;
    ticket->recalls = sz_hall_random_chance (&random, 0.06);
    *turn = (SzHallLineTicket){ .taken = ticket->taken,
                                .leaves = MAX (ticket->taken, SZ_HALL_OPENS_S) + (gint32)patience,
                                .walk_s = sz_hall_random_between (&random, 8, 45) + 20 * ticket->recalls,
                                .tidy_s = sz_hall_random_between (&random, 8, 30),
                                .lost_s = sz_hall_random_between (&random, 50, 130),
                                .presence = sz_hall_random_unit (&random),
                                .work_s = sz_hall_random_lognormal (&random, item->service_s, 0.5) };
  }
  int first = world->area_first[area];
  sz_hall_line_serve (line, n, day->shifts + first, world->area_first[area + 1] - first, &policy);
  for (guint k = 0; k < n; k++) {
    SzHallTicket *ticket = SZ_HALL_AT (day, TICKETS, SzHallTicket, index[k]);
    ticket->called = line[k].called;
    ticket->started = line[k].started;
    ticket->ended = line[k].ended;
    ticket->abandoned = line[k].abandoned;
    if (line[k].window >= 0) {
      ticket->window = (guint16)(first + line[k].window);
      ticket->staff = day->shifts[ticket->window].staff;
    }
    /* Who does not come is called once or twice more. */
    if (ticket->called != SZ_HALL_NONE && ticket->abandoned != SZ_HALL_NONE)
      ticket->recalls = (guint8)(1 + line[k].lost_s % 2);
  }
}

/* Who has just been served somewhere and may go on to another counter, the latest last. */
#define RECENT_MAX 64
typedef struct {
  guint32 person[RECENT_MAX];
  gint32 done[RECENT_MAX];
  guint n;
} Recent;

/* Somebody who was done two to twenty minutes ago and holds no ticket; G_MAXUINT32 if there is nobody. */
static guint32
take_recent (Recent *recent, gint32 at)
{
  for (guint i = 0; i < MIN (recent->n, RECENT_MAX); i++) {
    if (recent->person[i] == G_MAXUINT32 || recent->done[i] > at - 120 || recent->done[i] < at - 1200)
      continue;
    guint32 person = recent->person[i];
    recent->person[i] = G_MAXUINT32;
    return person;
  }
  return G_MAXUINT32;
}

/* Who holds a ticket until when, in an open hash table; a place of nobody has person 0 and an instant long
 * past. */
typedef struct {
  guint32 person; /* + 1 */
  gint32 until;
} Holder;

static Holder *
find_holder (Holder *holders, guint mask, guint32 person)
{
  guint at = (person * 2654435761u) >> 12 & mask;
  while (holders[at].person != 0 && holders[at].person != person + 1)
    at = (at + 1) & mask;
  return &holders[at];
}

/* Gives the tickets to people: nobody holds two at a time, and some have business at several windows, one
 * after the other. */
static void
name_people (SzHallDay *day, const SzHallWorld *world)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_PEOPLE);
  guint mask = 1;
  while (mask < 3 * (SZ_HALL_LEN (day, TICKETS) + 1))
    mask = mask * 2;
  mask--;
  g_autofree Holder *holders = g_new0 (Holder, mask + 1);
  Recent recent = { .n = 0 };
  for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
    SzHallTicket *ticket = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
    gint32 done = ticket->ended != SZ_HALL_NONE ? ticket->ended : ticket->abandoned;
    guint32 person =
        sz_hall_random_chance (&random, 0.07) ? take_recent (&recent, ticket->taken) : G_MAXUINT32;
    if (person != G_MAXUINT32 && find_holder (holders, mask, person)->until > ticket->taken)
      person = G_MAXUINT32;
    if (ticket->chain > 0) {
      person = sz_hall_chains_person (day, ticket->chain);
      if (find_holder (holders, mask, person)->until > ticket->taken) {
        /* Still at another counter: this step is not taken today. */
        ticket->chain = 0;
        person = G_MAXUINT32;
      }
    }
    while (person == G_MAXUINT32) {
      guint32 other = sz_hall_world_draw_person (world, &random);
      if (find_holder (holders, mask, other)->until <= ticket->taken)
        person = other;
    }
    ticket->person = person;
    *find_holder (holders, mask, person) = (Holder){ .person = person + 1, .until = done + 60 };
    if (ticket->ended != SZ_HALL_NONE && sz_hall_random_chance (&random, 0.3)) {
      guint slot = recent.n++ % RECENT_MAX;
      recent.person[slot] = person;
      recent.done[slot] = done;
    }
  }
}

void
sz_hall_queue_fill (SzHallDay *day, const SzHallWorld *world)
{
  if (!day->open)
    return;
  SzHallDemand demand;
  sz_hall_demand_of_day (world, day->day, &demand);
  for (int a = 0; a < world->n_areas; a++)
    draw_arrivals (day, world, &demand, a);
  sz_hall_chains_take (day, world);
  suffer_failures (day, world);
  sz_hall_sort_by_instant (day->rows[SZ_HALL_SET_TICKETS], G_STRUCT_OFFSET (SzHallTicket, taken));
  for (int a = 0; a < world->n_areas; a++)
    serve_area (day, world, a);
  name_people (day, world);
}

/* What a service of the item should take at most, seconds: about twice the usual, in steps of five minutes.
 */
static gint32
service_limit (const SzHallItem *item)
{
  return (gint32)(item->service_s * 2.3F / 300 + 1) * 300;
}

static void
put_ticket (SzHallRow *row, guint32 index)
{
  const SzHallTicket *ticket = SZ_HALL_AT (row->day, TICKETS, SzHallTicket, index);
  const SzHallAmendment *amendment = find_amendment (row, SZ_HALL_SET_TICKETS, index, ticket->flags);
  guint16 item_index = ticket->item;
  if (amendment != NULL && amendment->kind == SZ_HALL_FIX)
    item_index = amendment->value;
  const SzHallItem *item = &row->world->items[item_index];
  /* A ticket that is moved to the day before is moved with all its instants. */
  gint32 moved = shift_of (amendment);
  row->start += moved;
  put_time (row, ",\"taken\":", ticket->taken);
  put_past (row, ",\"called\":", ticket->called);
  put_past (row, ",\"started\":", ticket->started);
  put_past (row, ",\"ended\":", ticket->ended);
  put_past (row, ",\"abandoned\":", ticket->abandoned);
  row->start -= moved;
  if (ticket->called != SZ_HALL_NONE && ticket->called <= row->instant) {
    row->p = put_string (row->p, row->world->window_codes[ticket->window]);
    put_staff (row, ticket->staff);
    row->p = put_literal (row->p, ",\"recalls\":");
    row->p = put_number (row->p, ticket->recalls);
  } else {
    put_code (row, ",\"area\":\"", row->world->area_names[item->area]);
  }
  row->p = put_string (row->p, item->codes);
  row->p = ticket->channel == SZ_HALL_KIOSK ? put_literal (row->p, ",\"channel\":\"kiosk\"")
                                            : put_literal (row->p, ",\"channel\":\"wechat\"");
  row->p = put_flag (row->p, ",\"appointment\":", ticket->flags & SZ_HALL_APPOINTMENT);
  row->p = put_flag (row->p, ",\"face\":", ticket->flags & SZ_HALL_FACE);
  row->p = put_flag (row->p, ",\"special\":", ticket->flags & SZ_HALL_SPECIAL);
  put_person (row, ticket->person);
  put_phone (row, ticket->person);
  put_value (row, ",\"limit\":", service_limit (item) * (gint64)1000);
}

static gint32
own_instant (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, TICKETS, SzHallTicket, index)->taken;
}

static void
add_instants (const SzHallDay *day, guint32 index, SzHallLife *life)
{
  const SzHallTicket *record = SZ_HALL_AT (day, TICKETS, SzHallTicket, index);
  sz_hall_life_add (life, record->taken);
  sz_hall_life_add (life, record->called);
  sz_hall_life_add (life, record->started);
  sz_hall_life_add (life, record->ended);
  sz_hall_life_add (life, record->abandoned);
}

static guint
flags_of (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, TICKETS, SzHallTicket, index)->flags;
}

const SzHallFacts sz_hall_tickets_facts = { .name = "tickets",
                                            .letter = 'T',
                                            .record_size = sizeof (SzHallTicket),
                                            .reach_days = 3,
                                            .own = own_instant,
                                            .add_instants = add_instants,
                                            .put = put_ticket,
                                            .flags = flags_of };
