/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-day-private.h"

#include <string.h>

typedef struct {
  gint32 instant;
  guint32 index;
} Place;

static int
compare_places (const void *pa, const void *pb)
{
  const Place *a = pa, *b = pb;
  if (a->instant != b->instant)
    return a->instant < b->instant ? -1 : 1;
  return a->index < b->index ? -1 : a->index > b->index;
}

void
sz_hall_sort_by_instant (GArray *records, gsize offset)
{
  guint n = records->len;
  if (n == 0)
    return;
  gsize size = g_array_get_element_size (records);
  g_autofree Place *places = g_new (Place, n + 1);
  for (guint i = 0; i < n; i++) {
    memcpy (&places[i].instant, records->data + i * size + offset, sizeof (gint32));
    places[i].index = i;
  }
  qsort (places, n, sizeof (Place), compare_places);
  g_autofree char *sorted = g_malloc (n * size + 1);
  for (guint i = 0; i < n; i++)
    memcpy (sorted + i * size, records->data + places[i].index * size, size);
  memcpy (records->data, sorted, n * size);
}

static int
days_later (gint32 instant)
{
  return CLAMP (instant / SZ_HALL_DAY_S, 0, SZ_HALL_REACH_DAYS - 1);
}

static void
fill_spill (SzHallSpill *spill, const GArray *records, gsize size, gsize offset)
{
  g_autofree guint8 *later = g_malloc (records->len + 1);
  for (guint i = 0; i < records->len; i++) {
    gint32 instant;
    memcpy (&instant, records->data + i * size + offset, sizeof instant);
    later[i] = (guint8)days_later (instant);
    spill->start[later[i] + 1]++;
  }
  for (int k = 0; k <= SZ_HALL_REACH_DAYS; k++)
    spill->start[k + 1] += spill->start[k];
  guint32 next[SZ_HALL_REACH_DAYS + 2];
  memcpy (next, spill->start, sizeof next);
  spill->order = g_new (guint32, records->len + 1);
  for (guint i = 0; i < records->len; i++)
    spill->order[next[later[i]]++] = i;
}

SzHallDay *
sz_hall_day_new (const SzHallWorld *world, gint64 date)
{
  SzHallDay *day = g_new0 (SzHallDay, 1);
  day->day = date;
  day->open = sz_hall_calendar_is_open (world->calendar, date);
  guint usual = day->open ? (guint)world->n_windows * 30 : 0;
  day->tickets = g_array_sized_new (FALSE, FALSE, sizeof (SzHallTicket), usual);
  day->cases = g_array_sized_new (FALSE, FALSE, sizeof (SzHallCase), usual * 2 / 3);
  day->case_events = g_array_sized_new (FALSE, FALSE, sizeof (SzHallCaseEvent), usual * 3);
  day->evals = g_array_sized_new (FALSE, FALSE, sizeof (SzHallEval), usual);
  day->behaviour = g_array_new (FALSE, FALSE, sizeof (SzHallBehaviour));
  day->flow = g_array_new (FALSE, FALSE, sizeof (SzHallFlow));
  day->window_events = g_array_new (FALSE, FALSE, sizeof (SzHallWindowEvent));
  day->amendments = g_array_new (FALSE, FALSE, sizeof (SzHallAmendment));
  g_autofree SzHallShift *shifts = g_new0 (SzHallShift, world->n_windows);
  sz_hall_queue_fill (day, world, shifts);
  sz_hall_post_fill (day, world, shifts);
  sz_hall_flow_fill (day, world);
  sz_hall_cases_fill (day, world);
  sz_hall_evals_fill (day, world);
  sz_hall_amendments_fill (day, world);
  fill_spill (&day->event_spill, day->case_events, sizeof (SzHallCaseEvent),
              G_STRUCT_OFFSET (SzHallCaseEvent, started));
  fill_spill (&day->eval_spill, day->evals, sizeof (SzHallEval), G_STRUCT_OFFSET (SzHallEval, rated));
  return day;
}

void
sz_hall_day_free (SzHallDay *day)
{
  if (day == NULL)
    return;
  g_array_unref (day->tickets);
  g_array_unref (day->cases);
  g_array_unref (day->case_events);
  g_array_unref (day->evals);
  g_array_unref (day->behaviour);
  g_array_unref (day->flow);
  g_array_unref (day->window_events);
  g_array_unref (day->amendments);
  g_free (day->event_spill.order);
  g_free (day->eval_spill.order);
  g_free (day);
}

guint
sz_hall_day_count (const SzHallDay *day, SzHallSet set)
{
  switch (set) {
  case SZ_HALL_SET_TICKETS:
    return day->tickets->len;
  case SZ_HALL_SET_CASES:
    return day->cases->len;
  case SZ_HALL_SET_CASE_EVENTS:
    return day->case_events->len;
  case SZ_HALL_SET_EVALS:
    return day->evals->len;
  case SZ_HALL_SET_BEHAVIOUR:
    return day->behaviour->len;
  case SZ_HALL_SET_FLOW:
    return day->flow->len;
  case SZ_HALL_SET_DEPARTMENTS:
  case SZ_HALL_SET_WINDOWS:
  case SZ_HALL_SET_STAFF:
  case SZ_HALL_SET_ITEMS:
  case SZ_HALL_SETS:
    break;
  }
  return 0;
}

const SzHallAmendment *
sz_hall_day_amendment (const SzHallDay *day, SzHallSet set, guint32 index)
{
  SzHallAmendment wanted = { .set = (guint8)set, .index = index };
  guint low = 0, high = day->amendments->len;
  while (low < high) {
    guint middle = (low + high) / 2;
    const SzHallAmendment *at = &g_array_index (day->amendments, SzHallAmendment, middle);
    if (at->set == wanted.set && at->index == wanted.index)
      return at;
    if (at->set < wanted.set || (at->set == wanted.set && at->index < wanted.index))
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

static inline void
add_instant (SzHallLife *life, gint32 instant)
{
  if (instant != SZ_HALL_NONE)
    life->at[life->n++] = instant;
}

/* Puts the instants in order, each once. */
static inline void
tidy (SzHallLife *life)
{
  for (int i = 1; i < life->n; i++) {
    gint32 instant = life->at[i];
    int at = i;
    for (; at > 0 && life->at[at - 1] > instant; at--)
      life->at[at] = life->at[at - 1];
    life->at[at] = instant;
  }
  int kept = 0;
  for (int i = 0; i < life->n; i++)
    if (kept == 0 || life->at[kept - 1] != life->at[i])
      life->at[kept++] = life->at[i];
  life->n = kept;
}

static void
add_amendment (SzHallLife *life, const SzHallAmendment *amendment)
{
  switch ((SzHallAmendmentKind)amendment->kind) {
  case SZ_HALL_LATE:
    for (int i = 0; i < life->n; i++)
      life->at[i] = MAX (life->at[i], amendment->instant);
    break;
  case SZ_HALL_DROP:
    life->dropped = TRUE;
    add_instant (life, amendment->instant);
    break;
  case SZ_HALL_FIX:
  case SZ_HALL_MOVE:
    add_instant (life, amendment->instant);
    break;
  }
}

static guint
add_case_instants (SzHallLife *life, const SzHallCase *c)
{
  add_instant (life, c->received);
  add_instant (life, c->asked[0]);
  add_instant (life, c->asked[1]);
  add_instant (life, c->accepted);
  add_instant (life, c->resumed);
  add_instant (life, c->closed);
  add_instant (life, c->delivered);
  return c->flags;
}

static void
find_event_life (const SzHallDay *day, guint32 index, SzHallLife *life)
{
  const SzHallCaseEvent *event = &g_array_index (day->case_events, SzHallCaseEvent, index);
  add_instant (life, event->started);
  add_instant (life, event->ended);
  /* A case that is taken back takes its steps with it. */
  if (g_array_index (day->cases, SzHallCase, event->case_index).flags & SZ_HALL_AMENDED) {
    const SzHallAmendment *amendment = sz_hall_day_amendment (day, SZ_HALL_SET_CASES, event->case_index);
    if (amendment != NULL && amendment->kind == SZ_HALL_DROP)
      add_amendment (life, amendment);
  }
  tidy (life);
}

static guint
add_fact_instants (const SzHallDay *day, SzHallSet set, guint32 index, SzHallLife *life)
{
  if (set == SZ_HALL_SET_TICKETS) {
    const SzHallTicket *ticket = &g_array_index (day->tickets, SzHallTicket, index);
    add_instant (life, ticket->taken);
    add_instant (life, ticket->called);
    add_instant (life, ticket->started);
    add_instant (life, ticket->ended);
    add_instant (life, ticket->abandoned);
    return ticket->flags;
  }
  if (set == SZ_HALL_SET_CASES)
    return add_case_instants (life, &g_array_index (day->cases, SzHallCase, index));
  if (set == SZ_HALL_SET_EVALS) {
    const SzHallEval *eval = &g_array_index (day->evals, SzHallEval, index);
    add_instant (life, eval->rated);
    return eval->flags;
  }
  if (set == SZ_HALL_SET_BEHAVIOUR) {
    const SzHallBehaviour *row = &g_array_index (day->behaviour, SzHallBehaviour, index);
    add_instant (life, row->started);
    add_instant (life, row->ended);
    add_instant (life, row->reviewed);
    return row->flags;
  }
  const SzHallFlow *flow = &g_array_index (day->flow, SzHallFlow, index);
  /* A count is known when its quarter is over. */
  add_instant (life, flow->counted + 900);
  return flow->flags;
}

void
sz_hall_day_life (const SzHallDay *day, SzHallSet set, guint32 index, SzHallLife *life)
{
  life->n = 0;
  life->dropped = FALSE;
  if (set == SZ_HALL_SET_CASE_EVENTS) {
    find_event_life (day, index, life);
    return;
  }
  guint flags = add_fact_instants (day, set, index, life);
  if (flags & SZ_HALL_AMENDED) {
    const SzHallAmendment *amendment = sz_hall_day_amendment (day, set, index);
    if (amendment != NULL)
      add_amendment (life, amendment);
  }
  tidy (life);
}

guint
sz_hall_day_alive (const SzHallDay *day, SzHallSet set, gint64 instant)
{
  guint n = sz_hall_day_count (day, set), alive = 0;
  for (guint i = 0; i < n; i++) {
    SzHallLife life;
    sz_hall_day_life (day, set, i, &life);
    alive += life.at[0] <= instant && !(life.dropped && life.at[life.n - 1] <= instant);
  }
  return alive;
}
