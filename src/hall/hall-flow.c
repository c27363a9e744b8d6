/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The counters at the three gates, one row for each area, gate and quarter hour. Everybody who holds a ticket
 * has come in and goes out again; so do those who come with them and those who only ask. */
#include "hall-day-private.h"
#include "hall-rows-private.h"

#define QUARTER_S 900
#define FIRST_S (8 * 3600)
#define QUARTERS 40 /* until 18:00 */

static SzHallFlow *
cell_at (SzHallDay *day, const SzHallWorld *world, gint32 instant, int area, int gate)
{
  gint32 quarter = CLAMP ((instant - FIRST_S) / QUARTER_S, 0, QUARTERS - 1);
  guint index = (guint)((quarter * world->n_areas + area) * SZ_HALL_GATES + gate);
  return SZ_HALL_AT (day, FLOW, SzHallFlow, index);
}

static void
make_cells (SzHallDay *day, const SzHallWorld *world)
{
  for (int quarter = 0; quarter < QUARTERS; quarter++)
    for (int area = 0; area < world->n_areas; area++)
      for (int gate = 0; gate < SZ_HALL_GATES; gate++) {
        SzHallFlow row = { .counted = FIRST_S + quarter * QUARTER_S,
                           .area = (guint8)area,
                           .gate = (guint8)gate };
        g_array_append_val (day->rows[SZ_HALL_SET_FLOW], row);
      }
}

static int
draw_gate (SzHallRandom *random)
{
  double which = sz_hall_random_unit (random);
  return which < 0.2 ? 0 : which < 0.8 ? 1 : 2;
}

static void
pass_through (SzHallDay *day, const SzHallWorld *world, int area, gint32 entered, gint32 left,
              SzHallRandom *random)
{
  entered = MAX (entered, FIRST_S);
  left = MAX (left, entered);
  cell_at (day, world, entered, area, draw_gate (random))->entered++;
  cell_at (day, world, left, area, draw_gate (random))->left++;
}

/* A broken counter counts nobody. */
static void
break_counters (SzHallDay *day, const SzHallWorld *world)
{
  SzHallIncident incidents[SZ_HALL_INCIDENTS_MAX];
  guint n = sz_hall_incidents_of_day (world, day->day, incidents);
  for (guint k = 0; k < n; k++)
    for (guint i = 0; incidents[k].kind == SZ_HALL_INCIDENT_COUNTER && i < SZ_HALL_LEN (day, FLOW); i++) {
      SzHallFlow *row = SZ_HALL_AT (day, FLOW, SzHallFlow, i);
      if (row->gate == incidents[k].gate && row->counted >= incidents[k].from &&
          row->counted < incidents[k].to)
        row->entered = row->left = 0;
    }
}

void
sz_hall_flow_fill (SzHallDay *day, const SzHallWorld *world)
{
  if (!day->open)
    return;
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_FLOW);
  make_cells (day, world);
  for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
    const SzHallTicket *ticket = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
    int area = world->items[ticket->item].area;
    gint32 done = ticket->ended != SZ_HALL_NONE ? ticket->ended : ticket->abandoned;
    gint32 entered = ticket->taken - sz_hall_random_between (&random, 30, 300);
    /* A number taken on the phone is taken on the way. */
    if (ticket->channel == SZ_HALL_WECHAT)
      entered = ticket->taken + (gint32)((done - ticket->taken) * 0.5 * sz_hall_random_unit (&random));
    gint32 left = done + sz_hall_random_between (&random, 30, 600);
    pass_through (day, world, area, entered, left, &random);
    if (sz_hall_random_chance (&random, 0.24))
      pass_through (day, world, area, entered, left, &random);
    if (sz_hall_random_chance (&random, 0.16))
      pass_through (day, world, area, entered + 200, entered + sz_hall_random_between (&random, 500, 2400),
                    &random);
  }
  break_counters (day, world);
}

static void
put_flow (SzHallRow *row, guint32 index)
{
  const SzHallFlow *flow = SZ_HALL_AT (row->day, FLOW, SzHallFlow, index);
  const SzHallAmendment *amendment = find_amendment (row, SZ_HALL_SET_FLOW, index, flow->flags);
  /* A recount finds as many more going out as coming in. */
  int more = amendment != NULL && amendment->kind == SZ_HALL_FIX ? amendment->value : 0;
  put_time (row, ",\"counted\":", flow->counted);
  put_code (row, ",\"area\":\"", row->world->area_names[flow->area]);
  put_code (row, ",\"gate\":\"", row->world->gates[flow->gate]);
  row->p = put_literal (row->p, ",\"entered\":");
  row->p = put_number (row->p, flow->entered + more);
  row->p = put_literal (row->p, ",\"left\":");
  row->p = put_number (row->p, flow->left + more);
}

static gint32
own_instant (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, FLOW, SzHallFlow, index)->counted;
}

static void
add_instants (const SzHallDay *day, guint32 index, SzHallLife *life)
{
  const SzHallFlow *record = SZ_HALL_AT (day, FLOW, SzHallFlow, index);
  sz_hall_life_add (life, record->counted + QUARTER_S);
}

static guint
flags_of (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, FLOW, SzHallFlow, index)->flags;
}

const SzHallFacts sz_hall_flow_facts = { .name = "flow",
                                         .letter = 'F',
                                         .record_size = sizeof (SzHallFlow),
                                         .reach_days = 3,
                                         .own = own_instant,
                                         .add_instants = add_instants,
                                         .put = put_flow,
                                         .flags = flags_of };
