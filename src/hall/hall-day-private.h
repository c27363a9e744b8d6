/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-incidents.h"
#include "hall-kinds.h"
#include "hall-shifts.h"

G_BEGIN_DECLS

/* The parts of making a day, in this order. Each draws from streams of its own. */
enum {
  SZ_HALL_STREAM_SHIFTS,
  SZ_HALL_STREAM_ARRIVALS,     /* + area, so 1 to 6 */
  SZ_HALL_STREAM_SERVICE = 10, /* + area */
  SZ_HALL_STREAM_BEHAVIOUR = 20,
  SZ_HALL_STREAM_FLOW,
  SZ_HALL_STREAM_HALL_CASES,
  SZ_HALL_STREAM_ONLINE_CASES,
  SZ_HALL_STREAM_STEPS,
  SZ_HALL_STREAM_EVALS,
  SZ_HALL_STREAM_MOVES,
  SZ_HALL_STREAM_DEMAND,
  SZ_HALL_STREAM_PEOPLE,
  SZ_HALL_STREAM_INCIDENTS,
  SZ_HALL_STREAM_AMENDMENTS = 50, /* + set */
  SZ_HALL_STREAM_POINT_CASES = 220,
  /* 100 to 199: hall-<kind>.c of the further kinds; 200 to 299: places, enterprises, chains; 900 on: the
     world. */
};

/* Who is where: `day->shifts` and `day->staff`. */
void sz_hall_shifts_fill (SzHallDay *day, const SzHallWorld *world);
/* Tickets, and what the windows did meanwhile. Nothing on a closed day. */
void sz_hall_queue_fill (SzHallDay *day, const SzHallWorld *world);
/* Window events and behaviour from the shifts as they came about. */
void sz_hall_post_fill (SzHallDay *day, const SzHallWorld *world);
/* People counts that agree with the tickets. */
void sz_hall_flow_fill (SzHallDay *day, const SzHallWorld *world);
/* Cases and their steps. */
void sz_hall_cases_fill (SzHallDay *day, const SzHallWorld *world);
void sz_hall_evals_fill (SzHallDay *day, const SzHallWorld *world);
/* The words for the reason of a bad rating, from 1 on. */
const char *sz_hall_eval_reason (guint8 reason);
/* What is put right later of a set that has just been made. */
void sz_hall_amendments_fill (SzHallDay *day, const SzHallWorld *world, SzHallSet set);
/* A set has been filled: amends it, gives back spare room, sorts what stands on later days. */
void sz_hall_day_finish (SzHallDay *day, SzHallSet set);

/* Sorts records by an instant, keeping the order of equal ones. `offset` is that of a gint32 in the record.
 */
void sz_hall_sort_by_instant (GArray *records, gsize offset);

G_END_DECLS
