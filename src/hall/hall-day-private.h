/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-day.h"

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
  SZ_HALL_STREAM_AMENDMENTS,
  SZ_HALL_STREAM_MOVES,
};

/* A gap in a window's service, as planned and then as it came about. */
typedef enum { SZ_HALL_GAP_PAUSE, SZ_HALL_GAP_ABSENCE, SZ_HALL_GAP_LUNCH, SZ_HALL_GAP_TIDE } SzHallGapKind;

typedef struct {
  gint32 start, end;
  guint8 kind;
} SzHallGap;

#define SZ_HALL_GAPS_MAX 8

/* One window's day. */
typedef struct {
  gint32 opens, closes; /* closes: moved on by the last customer */
  gint32 free;          /* from when it can call the next ticket */
  SzHallGap gaps[SZ_HALL_GAPS_MAX];
  guint8 n_gaps, next_gap;
  guint8 shut; /* does not open today */
  guint16 staff;
  float pace;
} SzHallShift;

/* Tickets, and what the windows did meanwhile (one shift per window). Nothing on a closed day. */
void sz_hall_queue_fill (SzHallDay *day, const SzHallWorld *world, SzHallShift *shifts);
/* Window events and behaviour from the shifts as they came about. */
void sz_hall_post_fill (SzHallDay *day, const SzHallWorld *world, const SzHallShift *shifts);
/* People counts that agree with the tickets. */
void sz_hall_flow_fill (SzHallDay *day, const SzHallWorld *world);
/* Cases and their steps. */
void sz_hall_cases_fill (SzHallDay *day, const SzHallWorld *world);
void sz_hall_evals_fill (SzHallDay *day, const SzHallWorld *world);
void sz_hall_amendments_fill (SzHallDay *day, const SzHallWorld *world);

/* Sorts records by an instant, keeping the order of equal ones. `offset` is that of a gint32 in the record.
 */
void sz_hall_sort_by_instant (GArray *records, gsize offset);

G_END_DECLS
