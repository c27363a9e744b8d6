/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "figures-fixture.h"

/* Tickets that a test knows one by one, and the store holds. */
typedef struct {
  gint64 taken, called, started, ended, abandoned; /* 0: missing */
  int area, window, subject;
} Ticket;

extern const char *const ticket_areas[3];
extern const char *const ticket_windows[4];

/* (element-type Ticket) (transfer full): `per_day` on weekdays from 9 to 17, from one day to another; nothing
 * on weekends. */
GArray *fixture_invent_tickets (Fixture *fixture, const char *from, const char *to, int per_day);
/* And opens the reader. */
void fixture_store_tickets (Fixture *fixture, const GArray *tickets);
