/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions people ask: at the information desk just before they take their number, by telephone or online
 * before they set out, and without coming at all. Also what the kinds of records share about people. */
#include "hall-records-private.h"

typedef struct {
  gint32 asked, answered;
  guint32 person, ticket; /* ticket: G_MAXUINT32 if it led to none */
  guint16 item, staff;
  guint8 topic, channel;
} Consult;

static const char *const topics[] = { "materials", "procedure", "conditions", "progress",
                                      "fees",      "online",    "location",   "policy" };
enum { CHANNEL_DESK, CHANNEL_PHONE, CHANNEL_APP, CHANNEL_WECHAT, CHANNEL_PC };
static const char *const channels[] = { "desk", "phone", "app", "wechat", "pc" };

/* --- shared --- */

GHashTable *
sz_hall_ticket_persons (const SzHallDay *day)
{
  GHashTable *persons = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
    gpointer key = GUINT_TO_POINTER (SZ_HALL_AT (day, TICKETS, SzHallTicket, i)->person);
    guint n = GPOINTER_TO_UINT (g_hash_table_lookup (persons, key));
    g_hash_table_insert (persons, key, GUINT_TO_POINTER (n + 1));
  }
  return persons;
}

guint32
sz_hall_draw_absent_person (const SzHallWorld *world, GHashTable *persons, SzHallRandom *random)
{
  guint32 person = sz_hall_random_below (random, world->n_people);
  while (g_hash_table_contains (persons, GUINT_TO_POINTER (person)))
    person = (person + 1) % world->n_people;
  return person;
}

guint16
sz_hall_draw_back_office (const SzHallDay *day, int department, gint32 instant, SzHallRandom *random)
{
  const SzHallWorld *world = day->world;
  if (day->staff == NULL)
    return SZ_HALL_NOBODY;
  int of = department >= 0 ? department : (int)sz_hall_random_below (random, SZ_HALL_DEPARTMENTS);
  guint n = (guint)world->n_back[of], start = sz_hall_random_below (random, MAX (n, 1));
  for (guint i = 0; i < n; i++) {
    guint16 staff = world->back[of][(start + i) % n];
    const SzHallStaffDay *person = &day->staff[staff];
    if (person->arrives != SZ_HALL_NONE && person->arrives <= instant && instant < person->leaves)
      return staff;
  }
  return SZ_HALL_NOBODY;
}

/* --- consultations --- */

static guint8
draw_topic (SzHallRandom *random)
{
  static const guint8 draws[] = { 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 5, 5, 6, 7 };
  return draws[sz_hall_random_below (random, G_N_ELEMENTS (draws))];
}

static void
add_before_ticket (SzHallDay *day, guint32 index, SzHallRandom *random)
{
  const SzHallTicket *ticket = SZ_HALL_AT (day, TICKETS, SzHallTicket, index);
  Consult row = { .person = ticket->person,
                  .ticket = index,
                  .item = ticket->item,
                  .staff = SZ_HALL_NOBODY,
                  .topic = draw_topic (random) };
  if (ticket->channel == SZ_HALL_KIOSK && sz_hall_random_chance (random, 0.7)) {
    row.channel = CHANNEL_DESK;
    row.asked = ticket->taken - sz_hall_random_between (random, 60, 420);
    row.answered = row.asked + sz_hall_random_between (random, 20, 55);
  } else {
    row.channel = sz_hall_random_chance (random, 0.6) ? CHANNEL_PHONE : CHANNEL_WECHAT;
    row.asked = MAX (8 * 3600, ticket->taken - sz_hall_random_between (random, 2400, 4 * 3600));
    row.answered = row.asked + sz_hall_random_between (random, 30, 600);
  }
  g_array_append_val (day->rows[SZ_HALL_SET_CONSULTS], row);
}

static void
add_remote (SzHallDay *day, const SzHallWorld *world, GHashTable *persons, SzHallRandom *random)
{
  Consult row = { .ticket = G_MAXUINT32, .staff = SZ_HALL_NOBODY, .topic = draw_topic (random) };
  double which = sz_hall_random_unit (random);
  row.person = sz_hall_draw_absent_person (world, persons, random);
  row.item = sz_hall_world_draw_online_item (world, random);
  row.channel = which < 0.55   ? CHANNEL_PHONE
                : which < 0.75 ? CHANNEL_APP
                : which < 0.92 ? CHANNEL_WECHAT
                               : CHANNEL_PC;
  if (row.channel == CHANNEL_PHONE && day->open) {
    gint64 work = work_of (day, 0);
    double unit = sz_hall_random_unit (random);
    gint32 span = (gint32)(work_of (day, SZ_HALL_DAY_S - 1) - work);
    row.asked = work_later (day, 0, unit * span);
    row.answered = row.asked + sz_hall_random_between (random, 30, 540);
    row.staff = sz_hall_draw_back_office (day, world->items[row.item].department, row.asked, random);
  } else {
    row.channel = row.channel == CHANNEL_PHONE ? CHANNEL_APP : row.channel;
    row.asked = sz_hall_random_between (random, 7 * 3600, 23 * 3600);
    row.answered = work_later (day, row.asked, 300 + 5400 * sz_hall_random_exponential (random));
    if (sz_hall_random_chance (random, 0.03))
      row.answered = SZ_HALL_NONE;
  }
  g_array_append_val (day->rows[SZ_HALL_SET_CONSULTS], row);
}

void
sz_hall_consults_fill (SzHallDay *day, const SzHallWorld *world)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_CONSULTS);
  g_autoptr (GHashTable) persons = sz_hall_ticket_persons (day);
  for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
    guint32 person = SZ_HALL_AT (day, TICKETS, SzHallTicket, i)->person;
    /* Whoever has several tickets is left alone: he might be somewhere else just then. */
    if (GPOINTER_TO_UINT (g_hash_table_lookup (persons, GUINT_TO_POINTER (person))) == 1 &&
        sz_hall_random_chance (&random, 0.05))
      add_before_ticket (day, i, &random);
  }
  double usual = world->n_windows * (day->open ? 1.3 * sz_hall_world_demand (world, day->day) : 0.25);
  guint n = sz_hall_random_poisson (&random, usual);
  for (guint i = 0; i < n; i++)
    add_remote (day, world, persons, &random);
  sz_hall_sort_by_instant (day->rows[SZ_HALL_SET_CONSULTS], G_STRUCT_OFFSET (Consult, asked));
}

static gint32
own_instant (const SzHallDay *day, guint32 index)
{
  return SZ_HALL_AT (day, CONSULTS, Consult, index)->asked;
}

static void
add_instants (const SzHallDay *day, guint32 index, SzHallLife *life)
{
  const Consult *consult = SZ_HALL_AT (day, CONSULTS, Consult, index);
  sz_hall_life_add (life, consult->asked);
  sz_hall_life_add (life, consult->answered);
  if (consult->ticket != G_MAXUINT32)
    sz_hall_life_add (life, SZ_HALL_AT (day, TICKETS, SzHallTicket, consult->ticket)->taken);
}

static void
put_consult (SzHallRow *row, guint32 index)
{
  const Consult *consult = SZ_HALL_AT (row->day, CONSULTS, Consult, index);
  const SzHallItem *item = &row->world->items[consult->item];
  put_time (row, ",\"asked\":", consult->asked);
  put_past (row, ",\"answered\":", consult->answered);
  put_code (row, ",\"topic\":\"", topics[consult->topic]);
  put_code (row, ",\"channel\":\"", channels[consult->channel]);
  if (consult->channel == CHANNEL_DESK)
    put_code (row, ",\"area\":\"", row->world->area_names[item->area]);
  row->p = put_string (row->p, item->short_codes);
  put_staff (row, consult->staff);
  if (consult->ticket != G_MAXUINT32 &&
      SZ_HALL_AT (row->day, TICKETS, SzHallTicket, consult->ticket)->taken <= row->instant)
    put_link (row, ",\"ticket\":\"", SZ_HALL_SET_TICKETS, consult->ticket);
  put_person (row, consult->person);
  put_phone (row, consult->person);
}

const SzHallFacts sz_hall_consults_facts = { .name = "consults",
                                             .letter = 'Q',
                                             .record_size = sizeof (Consult),
                                             .reach_days = 30,
                                             .own = own_instant,
                                             .add_instants = add_instants,
                                             .put = put_consult };
