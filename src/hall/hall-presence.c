/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-presence.h"

/* Stays in lists that hang on a table by the person's number. */
typedef struct {
  guint32 person;
  gint32 from, to;
  guint32 next; /* 1 + index; 0 at the end */
} Stay;

#define BITS 13
#define HEADS (1u << BITS)

struct _SzHallPresence {
  GArray *stays; /* (owned) (element-type Stay) */
  guint32 heads[HEADS];
};

static inline guint
head_of (guint32 person)
{
  return (person * 2654435761u) >> (32 - BITS);
}

SzHallPresence *
sz_hall_presence_new (const SzHallDay *day)
{
  SzHallPresence *presence = g_new0 (SzHallPresence, 1);
  guint n = SZ_HALL_LEN (day, TICKETS);
  presence->stays = g_array_sized_new (FALSE, FALSE, sizeof (Stay), n + n / 4 + 1);
  for (guint i = 0; i < n; i++) {
    const SzHallTicket *ticket = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
    gint32 done = ticket->ended != SZ_HALL_NONE ? ticket->ended : ticket->abandoned;
    sz_hall_presence_add (presence, ticket->person, ticket->taken - SZ_HALL_PRESENCE_DESK_S, done);
  }
  return presence;
}

void
sz_hall_presence_free (SzHallPresence *presence)
{
  if (presence == NULL)
    return;
  g_array_unref (presence->stays);
  g_free (presence);
}

void
sz_hall_presence_add (SzHallPresence *presence, guint32 person, gint32 from, gint32 to)
{
  guint32 *head = &presence->heads[head_of (person)];
  Stay stay = { .person = person, .from = from, .to = to, .next = *head };
  g_array_append_val (presence->stays, stay);
  *head = presence->stays->len;
}

gboolean
sz_hall_presence_is_free (const SzHallPresence *presence, guint32 person, gint32 from, gint32 to)
{
  for (guint32 at = presence->heads[head_of (person)]; at != 0;) {
    const Stay *stay = &g_array_index (presence->stays, Stay, at - 1);
    if (stay->person == person && stay->from < to && from < stay->to)
      return FALSE;
    at = stay->next;
  }
  return TRUE;
}
