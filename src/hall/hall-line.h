/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-shifts.h"

G_BEGIN_DECLS

/* One line before some windows, first come, first served, as a function of who comes, how long they wait at
 * most and how much work they bring. The ticket at the head goes to the window that can take it first, which
 * is known as soon as no window can open before; so one pass over the tickets is the whole simulation.
 * Nothing in it is random, so that the same code can be held against queueing theory. */
typedef struct {
  gint32 taken;    /* seconds of the day, ascending */
  gint32 leaves;   /* gives up if not called by then */
  gint32 walk_s;   /* from the call to the start of the service */
  gint32 tidy_s;   /* from the end until the window can call the next */
  gint32 lost_s;   /* if nobody comes to the window: after so long it gives up */
  double work_s;   /* service at a pace of 1 */
  double presence; /* 0 … 1: whoever is below the chance of a no-show does not come when called */
  /* What becomes of it; SZ_HALL_NONE and -1 if it never happens. */
  gint32 called, started, ended, abandoned;
  int window; /* index of the shift */
} SzHallLineTicket;

typedef struct {
  double no_show, no_show_per_hour,
      no_show_most;          /* chance, more of it for each hour waited, and the most of that */
  gint32 last_call, cleared; /* no call from then on; who still waits is sent home at the latter */
  gint32 least_work_s, most_work_s;
  /* A tide window opens when so many wait for each window that serves, and closes below the second. */
  double tide_opens, tide_closes;
  gint32 tide_delay_s;
} SzHallLinePolicy;

/* `shifts` are the area's windows; their gaps are moved as they come about. */
void sz_hall_line_serve (SzHallLineTicket *tickets, guint n, SzHallShift *shifts, int n_shifts,
                         const SzHallLinePolicy *policy);

G_END_DECLS
