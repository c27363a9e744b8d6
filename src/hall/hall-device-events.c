/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What devices report of an open day: faults and what was ordered to mend them, silences, and how much they
 * were used. The uses of queue machines are the tickets they gave, those of rating pads the ratings given at
 * the window, those of terminals the cases that came through them and some looking about. */
#include "hall-devices.h"
#include "hall-records-private.h"

enum { EVENT_FAULT, EVENT_OFFLINE, EVENT_USE };
static const char *const events[] = { "fault", "offline", "use" };

/* A row of use is brought up to date at these times. */
static const gint32 reports[] = { 10 * 3600, 12 * 3600, 14 * 3600, 16 * 3600, 17 * 3600 + 1800 };
#define REPORTS G_N_ELEMENTS (reports)

typedef struct {
  gint32 started, ended, ordered, closed;
  guint32 device;
  guint8 event, reason, counted;
  guint16 uses[REPORTS]; /* in the time up to each report */
  gint32 down[SZ_HALL_DEVICE_SPELLS_MAX + 1][2];
} DeviceEvent;

static guint
report_after (gint32 instant)
{
  guint k = 0;
  while (k + 1 < REPORTS && reports[k] < instant)
    k++;
  return k;
}

/* --- faults and silences --- */

static void
add_spell (SzHallDay *day, const SzHallWorld *world, guint32 index, const SzHallDeviceSpell *spell)
{
  DeviceEvent row = { .started = spell->from,
                      .ended = spell->to,
                      .ordered = SZ_HALL_NONE,
                      .closed = SZ_HALL_NONE,
                      .device = index,
                      .reason = spell->reason };
  row.event = spell->state == SZ_HALL_FAULT ? EVENT_FAULT : EVENT_OFFLINE;
  if (row.event == EVENT_FAULT) {
    /* Ordered once somebody has noticed; closed when it has been seen to work again. */
    guint64 mix = sz_hall_mix (sz_hall_mix (world->seed ^ 0x7265706169, (guint64)day->day), index);
    row.ordered = spell->from + MIN ((spell->to - spell->from) / 2, 60 + (gint32)(mix % 900));
    row.closed = work_later (day, spell->to, 300 + (double)((mix >> 16) % 14000));
    if ((mix >> 40) % 50 == 0)
      row.closed = SZ_HALL_NONE;
  }
  g_array_append_val (day->rows[SZ_HALL_SET_DEVICE_EVENTS], row);
}

/* --- use --- */

typedef struct {
  SzHallDay *day;
  const SzHallWorld *world;
  guint32 first_use; /* index of the first device's row of use */
} Using;

static DeviceEvent *
use_of (const Using *using, guint32 device)
{
  return SZ_HALL_AT (using->day, DEVICE_EVENTS, DeviceEvent, using->first_use + device);
}

static gboolean
works_at (const DeviceEvent *use, gint32 instant)
{
  for (guint i = 0; i < G_N_ELEMENTS (use->down); i++)
    if (use->down[i][0] <= instant && instant < use->down[i][1])
      return FALSE;
  return TRUE;
}

static void
add_use_rows (const Using *using)
{
  guint32 n = sz_hall_devices (using->world);
  for (guint32 i = 0; i < n; i++) {
    SzHallDevice device = sz_hall_device (using->world, i);
    DeviceEvent row = { .started = SZ_HALL_OPENS_S,
                        .ended = SZ_HALL_CLOSES_S,
                        .ordered = SZ_HALL_NONE,
                        .closed = SZ_HALL_NONE,
                        .device = i,
                        .event = EVENT_USE };
    row.counted = device.kind != SZ_HALL_PEOPLE_COUNTER && device.kind != SZ_HALL_CAMERA;
    SzHallDeviceSpell spells[SZ_HALL_DEVICE_SPELLS_MAX + 1];
    guint found = sz_hall_device_spells (using->world, i, using->day->day, spells);
    if (sz_hall_device_lasting (using->world, i, using->day->day, &spells[found]))
      found++;
    for (guint k = 0; k < found; k++) {
      row.down[k][0] = spells[k].from;
      row.down[k][1] = spells[k].to;
    }
    g_array_append_val (using->day->rows[SZ_HALL_SET_DEVICE_EVENTS], row);
  }
}

static void
use_queue_machines (const Using *using)
{
  guint8 turn[SZ_HALL_AREAS] = { 0 };
  for (guint i = 0; i < SZ_HALL_LEN (using->day, TICKETS); i++) {
    const SzHallTicket *ticket = SZ_HALL_AT (using->day, TICKETS, SzHallTicket, i);
    if (ticket->channel != SZ_HALL_KIOSK)
      continue;
    int area = using->world->items[ticket->item].area;
    guint32 first = (guint32)area * SZ_HALL_QUEUE_MACHINES;
    guint chosen = turn[area]++ % SZ_HALL_QUEUE_MACHINES;
    for (guint k = 0; k < SZ_HALL_QUEUE_MACHINES && !works_at (use_of (using, first + chosen), ticket->taken);
         k++)
      chosen = (chosen + 1) % SZ_HALL_QUEUE_MACHINES;
    use_of (using, first + chosen)->uses[report_after (ticket->taken)]++;
  }
}

static void
use_evaluators (const Using *using)
{
  guint32 first = sz_hall_first_device (using->world, SZ_HALL_EVALUATOR);
  for (guint i = 0; i < SZ_HALL_LEN (using->day, EVALS); i++) {
    const SzHallEval *eval = SZ_HALL_AT (using->day, EVALS, SzHallEval, i);
    if (eval->window != SZ_HALL_NOBODY && !eval->automatic && eval->number == 1 &&
        eval->rated < SZ_HALL_DAY_S)
      use_of (using, first + eval->window)->uses[report_after (eval->rated)]++;
  }
}

static void
use_terminals (const Using *using, SzHallRandom *random)
{
  guint32 first = sz_hall_first_device (using->world, SZ_HALL_SELF_SERVICE);
  guint32 n = sz_hall_first_device (using->world, SZ_HALL_SAMPLE_FORM) - first;
  for (guint i = 0; i < SZ_HALL_LEN (using->day, CASES); i++) {
    const SzHallCase *c = SZ_HALL_AT (using->day, CASES, SzHallCase, i);
    /* Those of the towns' points are not in the hall. */
    if (c->channel != SZ_HALL_TERMINAL || c->point != SZ_HALL_NOBODY)
      continue;
    guint32 chosen = sz_hall_random_below (random, n);
    for (guint32 k = 0; k < n && !works_at (use_of (using, first + chosen), c->received); k++)
      chosen = (chosen + 1) % n;
    use_of (using, first + chosen)->uses[report_after (c->received)]++;
  }
}

/* People walk up to a device, find what they look for and go; nobody does while it is down. */
static void
use_at_will (const Using *using, SzHallDeviceKind kind, double a_day, SzHallRandom *random)
{
  static const double share[REPORTS] = { 0.2, 0.31, 0.12, 0.25, 0.12 };
  guint32 first = sz_hall_first_device (using->world, kind);
  guint32 end = sz_hall_first_device (using->world, (SzHallDeviceKind)(kind + 1));
  double demand = sz_hall_world_demand (using->world, using->day->day);
  for (guint32 i = first; i < end; i++) {
    DeviceEvent *use = use_of (using, i);
    for (guint k = 0; k < REPORTS; k++) {
      gint32 from = k == 0 ? SZ_HALL_KIOSK_FROM_S : reports[k - 1];
      guint tries = sz_hall_random_poisson (random, a_day * demand * share[k]);
      for (guint n = 0; n < tries; n++)
        use->uses[k] += works_at (use, sz_hall_random_between (random, from, reports[k] - 1));
    }
  }
}

void
sz_hall_device_events_fill (SzHallDay *day, const SzHallWorld *world)
{
  if (!day->open)
    return;
  Using using = { .day = day, .world = world };
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_DEVICE_USE);
  add_use_rows (&using);
  use_queue_machines (&using);
  use_evaluators (&using);
  use_terminals (&using, &random);
  use_at_will (&using, SZ_HALL_SELF_SERVICE, 14, &random);
  use_at_will (&using, SZ_HALL_SAMPLE_FORM, 34, &random);
  use_at_will (&using, SZ_HALL_QUERY_STATION, 46, &random);
  guint32 n = sz_hall_devices (world);
  for (guint32 i = 0; i < n; i++) {
    SzHallDeviceSpell spells[SZ_HALL_DEVICE_SPELLS_MAX];
    guint found = sz_hall_device_spells (world, i, day->day, spells);
    for (guint k = 0; k < found; k++)
      add_spell (day, world, i, &spells[k]);
  }
}

/* --- rows --- */

static gint32
own_instant (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, DEVICE_EVENTS, DeviceEvent, index)->started;
}

static void
add_instants (const SzHallDay *day, guint32 index, SzHallLife *life)
{
  const DeviceEvent *event = SZ_HALL_AT (day, DEVICE_EVENTS, DeviceEvent, index);
  if (event->event == EVENT_USE) {
    for (guint k = 0; k < REPORTS; k++)
      sz_hall_life_add (life, reports[k]);
    return;
  }
  sz_hall_life_add (life, event->started);
  sz_hall_life_add (life, event->ended);
  sz_hall_life_add (life, event->ordered);
  sz_hall_life_add (life, event->closed);
}

static gint32
overlap (gint32 from, gint32 to, gint32 start, gint32 end)
{
  return MAX (0, MIN (to, end) - MAX (from, start));
}

static void
put_use (SzHallRow *row, const DeviceEvent *use)
{
  gint64 uses = 0;
  gint32 known = SZ_HALL_OPENS_S;
  for (guint k = 0; k < REPORTS && reports[k] <= row->instant; k++) {
    uses += use->uses[k];
    known = MIN (reports[k], SZ_HALL_CLOSES_S);
  }
  gint32 scheduled = known - SZ_HALL_OPENS_S, down = 0;
  for (guint i = 0; i < G_N_ELEMENTS (use->down); i++)
    down += overlap (use->down[i][0], use->down[i][1], SZ_HALL_OPENS_S, known);
  if (use->counted)
    put_value (row, ",\"uses\":", uses);
  put_value (row, ",\"scheduled\":", (gint64)scheduled * 1000);
  put_value (row, ",\"up\":", (gint64)(scheduled - down) * 1000);
}

static void
put_device_event (SzHallRow *row, guint32 index)
{
  const DeviceEvent *event = SZ_HALL_AT (row->day, DEVICE_EVENTS, DeviceEvent, index);
  SzHallDevice device = sz_hall_device (row->world, event->device);
  char code[SZ_HALL_KEY_MAX];
  put_time (row, ",\"started\":", event->started);
  put_past (row, ",\"ended\":", event->ended);
  put_code (row, ",\"event\":\"", events[event->event]);
  sz_hall_device_code (row->world, event->device, code);
  put_code (row, ",\"device\":\"", code);
  put_code (row, ",\"kind\":\"", sz_hall_device_kinds[device.kind]);
  if (device.area < SZ_HALL_AREAS)
    put_code (row, ",\"area\":\"", row->world->area_names[device.area]);
  if (event->event == EVENT_USE) {
    put_use (row, event);
    return;
  }
  put_code (row, ",\"reason\":\"", sz_hall_device_reasons[event->reason]);
  put_past (row, ",\"ordered\":", event->ordered);
  put_past (row, ",\"closed\":", event->closed);
}

const SzHallFacts sz_hall_device_events_facts = { .name = "device_events",
                                                  .letter = 'D',
                                                  .record_size = sizeof (DeviceEvent),
                                                  .reach_days = 30,
                                                  .own = own_instant,
                                                  .add_instants = add_instants,
                                                  .put = put_device_event };
