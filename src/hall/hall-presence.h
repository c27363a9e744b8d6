/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-day.h"

G_BEGIN_DECLS

/* Who is where in body on a day: in the hall with a ticket, at a terminal, at a service point. Nobody is in
 * two places at once. */

/* How long before a case is received at a terminal or a point the person is there, seconds. */
#define SZ_HALL_PRESENCE_BEFORE_S 300
/* How long before taking a number people may already ask at the desk, seconds. */
#define SZ_HALL_PRESENCE_DESK_S 480
/* The way between the hall and a service point, seconds. */
#define SZ_HALL_PRESENCE_WAY_S 1800

typedef struct _SzHallPresence SzHallPresence;

/* With the stays of the day's tickets, which must have been made. */
SzHallPresence *sz_hall_presence_new (const SzHallDay *day);
void sz_hall_presence_free (SzHallPresence *presence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzHallPresence, sz_hall_presence_free)

/* Notes that a person stays somewhere for [from, to), seconds of the day. */
void sz_hall_presence_add (SzHallPresence *presence, guint32 person, gint32 from, gint32 to);
/* Whether a person is nowhere in [from, to). */
gboolean sz_hall_presence_is_free (const SzHallPresence *presence, guint32 person, gint32 from, gint32 to);

G_END_DECLS
