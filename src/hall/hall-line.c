/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-line.h"

#include <math.h>

#define NEVER G_MAXINT32
#define TIDE_OPENINGS 4

typedef struct {
  SzHallShift *shifts;
  int n_shifts;
  const SzHallLinePolicy *policy;
  SzHallLineTicket *tickets;
  guint head, end; /* those in line, and some who have given up behind the head */
  /* When and by which window the head can be called, while nothing changes. */
  gboolean known;
  gint32 call;
  int window;
} Line;

static gint32
go_through_gaps (const SzHallLinePolicy *policy, SzHallShift *shift, gint32 taken)
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
      gap->end = gap->kind >= SZ_HALL_GAP_TIDE ? MAX (fixed_end, gap->start) : gap->start + length;
    shift->free = gap->end;
    shift->next_gap++;
    at = MAX (at, shift->free);
  }
  gint32 last_call = shift->closes < policy->last_call ? shift->closes : policy->cleared;
  return at < last_call ? at : NEVER;
}

/* From when the window can call a ticket taken at `taken`, gaps taken into account as they come; NEVER today.
 * A gap begins when the customer before it is done, and lunch when those who came in the morning are. */
static inline gint32
ready_for (const SzHallLinePolicy *policy, SzHallShift *shift, gint32 taken)
{
  gint32 at = MAX (taken, shift->free);
  if (shift->next_gap < shift->n_gaps && at >= shift->gaps[shift->next_gap].start)
    return go_through_gaps (policy, shift, taken);
  gint32 last_call = shift->closes < policy->last_call ? shift->closes : policy->cleared;
  return at < last_call ? at : NEVER;
}

static guint
count_waiting (const Line *line, gint32 at)
{
  guint waiting = 0;
  for (guint i = line->head; i < line->end; i++)
    waiting += line->tickets[i].leaves > at;
  return waiting;
}

static void
open_tide (const SzHallLinePolicy *policy, SzHallShift *shift, gint32 at)
{
  gint32 from = MAX (at + policy->tide_delay_s, shift->opens);
  shift->tide_open = TRUE;
  if (shift->n_tides++ == 0)
    shift->opens = from;
  else
    shift->gaps[shift->n_gaps - 1].end = from;
  shift->free = from;
}

static void
close_tide (SzHallShift *shift, gint32 at)
{
  shift->tide_open = FALSE;
  gint32 from = MAX (at, shift->free);
  shift->gaps[shift->n_gaps++] = (SzHallGap){ .start = from, .end = NEVER, .kind = SZ_HALL_GAP_TIDE };
  shift->next_gap = shift->n_gaps;
}

/* Tide windows come and go by the length of the line as it is when somebody joins it. One at a time. */
static void
turn_tide (Line *line, gint32 at)
{
  guint waiting = count_waiting (line, at);
  guint serving = 0;
  SzHallShift *ready = NULL, *open = NULL;
  for (int i = 0; i < line->n_shifts; i++) {
    SzHallShift *shift = &line->shifts[i];
    if (shift->shut || shift->opens > at)
      serving += 0;
    else if (!shift->tide || shift->tide_open)
      serving++;
    if (shift->tide && !shift->shut && shift->tide_open)
      open = shift;
    else if (shift->tide && !shift->shut && shift->n_tides < TIDE_OPENINGS && ready == NULL &&
             shift->opens <= at)
      ready = shift;
  }
  double load = (double)waiting / MAX (1, serving);
  gboolean noon = at > SZ_HALL_LUNCH_S - 1800 && at < SZ_HALL_LUNCH_S + 3600;
  if (open != NULL && (load < line->policy->tide_closes || noon) && open->free <= at)
    close_tide (open, at);
  else if (ready != NULL && load > line->policy->tide_opens && !noon && at < SZ_HALL_CLOSES_S - 1800)
    open_tide (line->policy, ready, at);
  else
    return;
  line->known = FALSE;
}

static void
serve (SzHallLineTicket *ticket, SzHallShift *shift, gint32 call, const SzHallLinePolicy *policy)
{
  ticket->called = call;
  double wait_h = (call - ticket->taken) / 3600.0;
  if (ticket->presence < policy->no_show + MIN (policy->no_show_most, wait_h * policy->no_show_per_hour)) {
    ticket->abandoned = call + ticket->lost_s;
    shift->free = ticket->abandoned + 5;
    return;
  }
  ticket->started = call + ticket->walk_s;
  double work = ticket->work_s * (double)shift->pace;
  ticket->ended = ticket->started + (gint32)lrint (CLAMP (work, policy->least_work_s, policy->most_work_s));
  shift->free = ticket->ended + ticket->tidy_s;
}

/* The window that can call a ticket first, and when; NEVER. */
static gint32
find_window (const Line *line, gint32 taken, int *window)
{
  gint32 call = NEVER;
  *window = -1;
  for (int i = 0; i < line->n_shifts; i++) {
    SzHallShift *shift = &line->shifts[i];
    if (shift->shut || shift->free > call || (shift->tide && !shift->tide_open))
      continue;
    gint32 at = ready_for (line->policy, shift, taken);
    if (at < call || (at == call && at != NEVER && shift->free < line->shifts[*window].free)) {
      call = at;
      *window = i;
    }
  }
  return call;
}

/* Calls those in line as windows come free, up to an instant; what comes later may yet be changed by a window
 * that opens. */
static void
advance (Line *line, gint32 until)
{
  while (line->head < line->end) {
    SzHallLineTicket *ticket = &line->tickets[line->head];
    if (!line->known)
      line->call = find_window (line, ticket->taken, &line->window);
    line->known = TRUE;
    if (MIN (line->call, ticket->leaves) > until)
      return;
    line->head++;
    line->known = FALSE;
    if (line->call == NEVER || line->call > ticket->leaves) {
      ticket->abandoned = MIN (ticket->leaves, line->policy->cleared);
      continue;
    }
    ticket->window = line->window;
    serve (ticket, &line->shifts[line->window], line->call, line->policy);
  }
}

/* The gaps no ticket came to touch happen all the same; those after closing time do not. */
static void
end_shift (const SzHallLinePolicy *policy, SzHallShift *shift)
{
  if (shift->shut)
    return;
  if (shift->tide) {
    shift->shut = shift->n_tides == 0;
    if (!shift->tide_open && shift->n_gaps > 0)
      shift->closes = shift->gaps[--shift->n_gaps].start;
    else
      shift->closes = MAX (shift->closes, shift->free);
    return;
  }
  while (shift->next_gap < shift->n_gaps) {
    gint32 due = MAX (shift->gaps[shift->next_gap].start, shift->free);
    if (due >= shift->closes)
      break;
    ready_for (policy, shift, due);
  }
  shift->n_gaps = shift->next_gap;
  shift->closes = MAX (shift->closes, shift->free);
}

void
sz_hall_line_serve (SzHallLineTicket *tickets, guint n, SzHallShift *shifts, int n_shifts,
                    const SzHallLinePolicy *policy)
{
  Line line = { .shifts = shifts, .n_shifts = n_shifts, .policy = policy, .tickets = tickets };
  gboolean tides = FALSE;
  for (int i = 0; i < n_shifts; i++)
    tides |= shifts[i].tide && !shifts[i].shut;
  for (guint i = 0; i < n; i++) {
    SzHallLineTicket *ticket = &tickets[i];
    ticket->called = ticket->started = ticket->ended = ticket->abandoned = SZ_HALL_NONE;
    ticket->window = -1;
    if (tides) {
      advance (&line, ticket->taken);
      turn_tide (&line, ticket->taken);
    }
    line.end = i + 1;
  }
  advance (&line, NEVER);
  for (int i = 0; i < n_shifts; i++)
    end_shift (policy, &shifts[i]);
}
