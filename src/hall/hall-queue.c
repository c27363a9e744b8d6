/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue of one day. People arrive by a rate that changes every quarter of an hour; each area has one
 * line, served first come, first served by the windows of that area that are there; who waits longer than he
 * can bear leaves. As the line is in order of arrival and a window's time only moves on, the ticket at the
 * head goes to the window that can take it first, and one pass over the tickets is the whole simulation. */
#include "hall-day-private.h"

#include <math.h>

#define NEVER G_MAXINT32
#define QUARTER_S 900

/* Relative arrivals in each quarter of an hour from 8:30; those of the afternoon are shifted where it begins
 * later. */
static const double profile[] = {
  0.50, 0.90, 1.60, 1.80, 1.90, 1.90, 1.80, 1.60, 1.40, 1.25, 1.00, /* 8:30 … 11:00 */
  0.80, 0.50, 0.25, 0.10, 0.10, 0.20, 0.45,                         /* 11:15 … 12:45 */
  0.80, 1.10, 1.40, 1.60, 1.70, 1.65, 1.55, 1.40, 1.25, 1.10, 0.95, /* 13:00 … 15:30 */
  0.80, 0.65, 0.45, 0.25,                                           /* 15:45 … 16:30 */
};
#define PROFILE_NOON 16 /* from here on it moves with the afternoon */

static void
add_gap (SzHallShift *shift, SzHallGapKind kind, gint32 start, gint32 end)
{
  if (shift->n_gaps == SZ_HALL_GAPS_MAX)
    return;
  int at = shift->n_gaps++;
  for (; at > 0 && shift->gaps[at - 1].start > start; at--)
    shift->gaps[at] = shift->gaps[at - 1];
  shift->gaps[at] = (SzHallGap){ .start = start, .end = end, .kind = (guint8)kind };
}

/* Nobody plans to be away just when the afternoon begins. */
static gboolean
in_lunch (gint32 start, gint32 afternoon)
{
  return start > SZ_HALL_LUNCH_S - 600 && start < afternoon + 600;
}

static void
plan_gaps (SzHallShift *shift, SzHallRandom *random, gint32 afternoon, gboolean tide)
{
  if (tide) {
    shift->opens = SZ_HALL_OPENS_S + 1800;
    shift->closes = afternoon + 3 * 3600;
    add_gap (shift, SZ_HALL_GAP_TIDE, 11 * 3600 + 1800, afternoon + 3600);
    return;
  }
  add_gap (shift, SZ_HALL_GAP_LUNCH, SZ_HALL_LUNCH_S, afternoon);
  guint pauses = sz_hall_random_poisson (random, 1.2);
  for (guint i = 0; i < MIN (pauses, 4); i++) {
    gint32 start = sz_hall_random_between (random, SZ_HALL_OPENS_S + 1800, SZ_HALL_CLOSES_S - 1800);
    gint32 end = start + sz_hall_random_between (random, 240, 900);
    if (!in_lunch (start, afternoon))
      add_gap (shift, SZ_HALL_GAP_PAUSE, start, end);
  }
  if (sz_hall_random_chance (random, 0.22)) {
    gint32 start = sz_hall_random_between (random, SZ_HALL_OPENS_S + 900, SZ_HALL_CLOSES_S - 1800);
    gint32 length = (gint32)CLAMP (sz_hall_random_lognormal (random, 420, 0.6), 180, 2400);
    if (!in_lunch (start, afternoon))
      add_gap (shift, SZ_HALL_GAP_ABSENCE, start, start + length);
  }
}

/* Who sits where, when they come and when they are away. Leave is covered by the area's reliefs while there
 * are any. */
static void
plan_shifts (const SzHallDay *day, const SzHallWorld *world, SzHallShift *shifts)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_SHIFTS);
  gint32 afternoon = sz_hall_calendar_afternoon_s (day->day);
  int relief[SZ_HALL_AREAS];
  for (int a = 0; a < SZ_HALL_AREAS; a++)
    relief[a] = world->relief_first[a];
  for (int w = 0; w < world->n_windows; w++) {
    const SzHallWindow *window = &world->windows[w];
    SzHallShift *shift = &shifts[w];
    *shift = (SzHallShift){ .opens = SZ_HALL_OPENS_S, .closes = SZ_HALL_CLOSES_S, .staff = window->staff };
    if (sz_hall_random_chance (&random, 0.05)) {
      if (relief[window->area] < world->relief_first[window->area + 1])
        shift->staff = (guint16)relief[window->area]++;
      else
        shift->shut = TRUE;
    }
    /* An area's first window is always there, so that no line waits for nobody. */
    if (w != world->area_first[window->area] && sz_hall_random_chance (&random, 0.06))
      shift->shut = TRUE;
    else if (w == world->area_first[window->area])
      shift->shut = FALSE;
    plan_gaps (shift, &random, afternoon, window->tide);
    if (sz_hall_random_chance (&random, 0.12))
      shift->opens += sz_hall_random_between (&random, 60, 900);
    shift->free = shift->opens;
    shift->pace = world->staff[shift->staff].pace;
  }
}

static double
rate_of_quarter (gint32 afternoon, int quarter)
{
  int shift = (afternoon - 13 * 3600) / QUARTER_S;
  if (quarter < PROFILE_NOON)
    return profile[quarter];
  if (quarter < PROFILE_NOON + shift)
    return 0.1;
  return profile[quarter - shift];
}

/* The arrivals of one area, ascending: a rate of one in its own time, stretched to the profile. */
static void
draw_arrivals (SzHallDay *day, const SzHallWorld *world, int area)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_ARRIVALS + (guint)area);
  gint32 afternoon = sz_hall_calendar_afternoon_s (day->day);
  double total = 0;
  for (guint q = 0; q < G_N_ELEMENTS (profile); q++)
    total += profile[q];
  double usual = sz_hall_world_area_tickets (world, area) * sz_hall_random_lognormal (&random, 1, 0.06);
  double scale = usual * sz_hall_world_demand (world, day->day) / total;
  double next = sz_hall_random_exponential (&random), passed = 0;
  for (int q = 0; q < (int)G_N_ELEMENTS (profile); q++) {
    double rate = rate_of_quarter (afternoon, q) * scale;
    for (; next < passed + rate; next += sz_hall_random_exponential (&random)) {
      SzHallTicket ticket = { .called = SZ_HALL_NONE,
                              .started = SZ_HALL_NONE,
                              .ended = SZ_HALL_NONE,
                              .abandoned = SZ_HALL_NONE,
                              .window = SZ_HALL_NOBODY,
                              .staff = SZ_HALL_NOBODY };
      ticket.taken = SZ_HALL_KIOSK_FROM_S + (gint32)((q + (next - passed) / rate) * QUARTER_S);
      ticket.item = sz_hall_world_draw_item (world, area, &random);
      ticket.person = sz_hall_world_draw_person (world, &random);
      ticket.channel = sz_hall_random_chance (&random, 0.28) ? SZ_HALL_WECHAT : SZ_HALL_KIOSK;
      if (sz_hall_random_chance (&random, 0.12))
        ticket.flags |= SZ_HALL_APPOINTMENT;
      if (ticket.channel == SZ_HALL_KIOSK && sz_hall_random_chance (&random, 0.25))
        ticket.flags |= SZ_HALL_FACE;
      if (sz_hall_random_chance (&random, 0.04))
        ticket.flags |= SZ_HALL_SPECIAL;
      g_array_append_val (day->tickets, ticket);
    }
    passed += rate;
  }
}

/* From when the window can call a ticket taken at `taken`, gaps taken into account as they come; NEVER today.
 * A gap begins when the customer before it is done, and lunch when those who came in the morning are. */
static gint32
ready_for (SzHallShift *shift, gint32 taken)
{
  gint32 at = MAX (taken, shift->free);
  while (shift->next_gap < shift->n_gaps) {
    SzHallGap *gap = &shift->gaps[shift->next_gap];
    gint32 due = gap->start;
    if (gap->kind == SZ_HALL_GAP_LUNCH && taken < gap->start)
      due += 15 * 60;
    if (at < due)
      break;
    gint32 length = gap->end - gap->start, fixed_end = gap->end;
    gap->start = MAX (shift->free, gap->start);
    if (gap->kind == SZ_HALL_GAP_LUNCH)
      gap->end = MAX (fixed_end, gap->start + 20 * 60);
    else
      gap->end = gap->kind == SZ_HALL_GAP_TIDE ? MAX (fixed_end, gap->start) : gap->start + length;
    shift->free = gap->end;
    shift->next_gap++;
    at = MAX (at, shift->free);
  }
  gint32 last_call = shift->closes < SZ_HALL_CLOSES_S ? shift->closes : SZ_HALL_CLEARED_S;
  return at < last_call ? at : NEVER;
}

static void
serve (SzHallTicket *ticket, SzHallShift *shift, const SzHallWorld *world, int window, gint32 call,
       SzHallRandom *random)
{
  ticket->window = (guint16)window;
  ticket->staff = shift->staff;
  ticket->called = call;
  double wait_h = (call - ticket->taken) / 3600.0;
  if (sz_hall_random_chance (random, 0.014 + MIN (0.06, wait_h * 0.06))) {
    ticket->recalls = (guint8)sz_hall_random_between (random, 1, 2);
    ticket->abandoned = call + sz_hall_random_between (random, 50, 130);
    shift->free = ticket->abandoned + 5;
    return;
  }
  ticket->recalls = sz_hall_random_chance (random, 0.06);
  ticket->started = call + sz_hall_random_between (random, 8, 45) + 20 * ticket->recalls;
  double service = sz_hall_random_lognormal (random, world->items[ticket->item].service_s, 0.5) * shift->pace;
  ticket->ended = ticket->started + (gint32)CLAMP (service, 40, 5400);
  shift->free = ticket->ended + sz_hall_random_between (random, 8, 30);
}

static void
serve_area (SzHallDay *day, const SzHallWorld *world, SzHallShift *shifts, int area)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_SERVICE + (guint)area);
  int first = world->area_first[area], end = world->area_first[area + 1];
  SzHallTicket *tickets = (SzHallTicket *)(gpointer)day->tickets->data;
  for (guint i = 0; i < day->tickets->len; i++) {
    SzHallTicket *ticket = &tickets[i];
    if (world->items[ticket->item].area != area)
      continue;
    gint32 call = NEVER;
    int chosen = first;
    for (int w = first; w < end; w++) {
      gint32 at = shifts[w].shut ? NEVER : ready_for (&shifts[w], ticket->taken);
      if (at < call || (at == call && at != NEVER && shifts[w].free < shifts[chosen].free)) {
        call = at;
        chosen = w;
      }
    }
    /* Waiting for the hall to open, or through lunch, is borne more easily than a line that does not move. */
    double patience = sz_hall_random_lognormal (&random, 60 * 60, 0.65);
    gint32 leaves = ticket->taken + (gint32)MAX (patience, 300);
    if (ticket->taken < SZ_HALL_OPENS_S)
      leaves += SZ_HALL_OPENS_S - ticket->taken;
    if (call == NEVER || call > leaves)
      ticket->abandoned = MIN (leaves, SZ_HALL_CLEARED_S);
    else
      serve (ticket, &shifts[chosen], world, chosen, call, &random);
  }
}

/* The gaps no ticket came to touch happen all the same; those after closing time do not. */
static void
end_shift (SzHallShift *shift)
{
  while (!shift->shut && shift->next_gap < shift->n_gaps) {
    guint8 before = shift->next_gap;
    gint32 due = MAX (shift->gaps[before].start, shift->free);
    if (due >= shift->closes)
      break;
    ready_for (shift, MAX (due, shift->gaps[before].start));
  }
  shift->n_gaps = shift->next_gap;
  shift->closes = MAX (shift->closes, shift->free);
}

void
sz_hall_queue_fill (SzHallDay *day, const SzHallWorld *world, SzHallShift *shifts)
{
  if (!day->open)
    return;
  plan_shifts (day, world, shifts);
  for (int a = 0; a < world->n_areas; a++)
    draw_arrivals (day, world, a);
  sz_hall_sort_by_instant (day->tickets, G_STRUCT_OFFSET (SzHallTicket, taken));
  for (int a = 0; a < world->n_areas; a++)
    serve_area (day, world, shifts, a);
  for (int w = 0; w < world->n_windows; w++)
    end_shift (&shifts[w]);
}
