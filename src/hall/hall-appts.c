/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appointments for the day: whoever comes by appointment is one of the day's tickets; some do not come, some
 * cancel. Those booked on the days before are handed over by the booking system at night. */
#include "hall-records-private.h"

#define HANDED_OVER_S 300
#define SLOT_S 1800

typedef struct {
  gint32 slot, booked, cancelled, missed;
  guint32 ticket; /* G_MAXUINT32 if nobody came */
  guint32 person;
  guint16 item;
  guint8 channel;
  gint8 days_before; /* of booking */
} Appt;

static const char *const channels[] = { "app", "wechat", "pc" };

static gint32
slot_of (gint32 taken)
{
  /* People come up to a quarter of an hour early. */
  return CLAMP ((taken + 900) / SLOT_S * SLOT_S, SZ_HALL_KIOSK_FROM_S, SZ_HALL_KIOSK_TO_S / SLOT_S * SLOT_S);
}

static Appt
draw_appt (const SzHallTicket *ticket, SzHallRandom *random)
{
  Appt appt = { .slot = slot_of (ticket->taken),
                .cancelled = SZ_HALL_NONE,
                .missed = SZ_HALL_NONE,
                .ticket = G_MAXUINT32,
                .person = ticket->person,
                .item = ticket->item };
  double which = sz_hall_random_unit (random);
  appt.channel = which < 0.5 ? 0 : which < 0.85 ? 1 : 2;
  double unit = sz_hall_random_unit (random);
  appt.days_before = sz_hall_random_chance (random, 0.2) ? 0 : (gint8)(1 + (int)(unit * unit * 7));
  if (appt.days_before > 0)
    appt.booked = sz_hall_random_between (random, 7 * 3600, 23 * 3600) - appt.days_before * SZ_HALL_DAY_S;
  else
    appt.booked = sz_hall_random_between (random, HANDED_OVER_S, MIN (appt.slot, ticket->taken) - 1800);
  return appt;
}

/* Appointments nobody came for: of people who are not in the hall today. */
static void
add_missed (SzHallDay *day, const SzHallWorld *world, guint shown, SzHallRandom *random)
{
  g_autoptr (GHashTable) persons = sz_hall_ticket_persons (day);
  guint n = sz_hall_random_poisson (random, shown * 0.23);
  for (guint i = 0; i < n; i++) {
    const SzHallTicket *like =
        SZ_HALL_AT (day, TICKETS, SzHallTicket, sz_hall_random_below (random, SZ_HALL_LEN (day, TICKETS)));
    Appt appt = draw_appt (like, random);
    appt.person = sz_hall_draw_absent_person (world, persons, random);
    if (sz_hall_random_chance (random, 0.4))
      appt.cancelled =
          sz_hall_random_between (random, MAX (HANDED_OVER_S, appt.booked), MAX (appt.slot, appt.booked));
    else
      appt.missed = appt.slot + SLOT_S + 900;
    g_array_append_val (day->rows[SZ_HALL_SET_APPTS], appt);
  }
}

void
sz_hall_appts_fill (SzHallDay *day, const SzHallWorld *world)
{
  if (!day->open || SZ_HALL_LEN (day, TICKETS) == 0)
    return;
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_APPTS);
  guint shown = 0;
  for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
    const SzHallTicket *ticket = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
    if (!(ticket->flags & SZ_HALL_APPOINTMENT))
      continue;
    Appt appt = draw_appt (ticket, &random);
    appt.ticket = i;
    shown++;
    g_array_append_val (day->rows[SZ_HALL_SET_APPTS], appt);
  }
  add_missed (day, world, shown, &random);
  sz_hall_sort_by_instant (day->rows[SZ_HALL_SET_APPTS], G_STRUCT_OFFSET (Appt, slot));
}

static const Appt *
appt_at (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, APPTS, Appt, index);
}

static gint32
own_instant (const SzHallDay *day, guint32 index)
{
  return appt_at (day, index)->slot;
}

static gint32
shown_at (const SzHallDay *day, const Appt *appt)
{
  return appt->ticket != G_MAXUINT32 ? SZ_HALL_AT (day, TICKETS, SzHallTicket, appt->ticket)->taken
                                     : SZ_HALL_NONE;
}

static void
add_instants (const SzHallDay *day, guint32 index, SzHallLife *life)
{
  const Appt *appt = appt_at (day, index);
  sz_hall_life_add (life, MAX (HANDED_OVER_S, appt->booked));
  sz_hall_life_add (life, shown_at (day, appt));
  sz_hall_life_add (life, appt->cancelled);
  sz_hall_life_add (life, appt->missed);
}

static void
put_appt (SzHallRow *row, guint32 index)
{
  const Appt *appt = appt_at (row->day, index);
  const SzHallItem *item = &row->world->items[appt->item];
  gint32 shown = shown_at (row->day, appt), afternoon = sz_hall_calendar_afternoon_s (row->day->day);
  put_time (row, ",\"slot\":", appt->slot);
  put_time (row, ",\"slot_ends\":", appt->slot + SLOT_S);
  put_time (row, ",\"booked\":", appt->booked);
  put_past (row, ",\"shown\":", shown);
  put_past (row, ",\"cancelled\":", appt->cancelled);
  put_past (row, ",\"missed\":", appt->missed);
  put_code (row, ",\"area\":\"", row->world->area_names[item->area]);
  row->p = put_string (row->p, item->short_codes);
  put_code (row, ",\"channel\":\"", channels[appt->channel]);
  row->p = put_flag (row->p, ",\"extended\":",
                     appt->slot < SZ_HALL_OPENS_S || appt->slot >= SZ_HALL_CLOSES_S ||
                         (appt->slot >= SZ_HALL_LUNCH_S && appt->slot < afternoon));
  if (shown != SZ_HALL_NONE && shown <= row->instant)
    put_link (row, ",\"ticket\":\"", SZ_HALL_SET_TICKETS, appt->ticket);
  put_person (row, appt->person);
  put_phone (row, appt->person);
}

const SzHallFacts sz_hall_appts_facts = { .name = "appts",
                                          .letter = 'A',
                                          .record_size = sizeof (Appt),
                                          .reach_days = 1,
                                          .own = own_instant,
                                          .add_instants = add_instants,
                                          .put = put_appt };
