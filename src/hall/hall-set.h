/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-day.h"

G_BEGIN_DECLS

/* The kinds of records a hall supplies. A kind is one table of functions in the file that makes it; pages, changes,
 * counts and reconciliation know kinds only by these tables, so that a kind is added in one place. */

/* A row being written: room was made sure of before (SZ_HALL_ROW_ROOM). */
typedef struct {
  char *p;
  const SzHallWorld *world;
  const SzHallDay *day;
  gint64 start;   /* local seconds of the day's start */
  gint64 instant; /* seconds from it; what has happened by then is known */
} SzHallRow;

/* Facts: rows that begin on one day and are kept in `SzHallDay.rows[set]`. */
typedef struct {
  const char *name;  /* of the data set */
  char letter;       /* keys are the letter, the day as YYYYMMDD, the number as six digits */
  guint record_size; /* of one element of `rows[set]` */
  int reach_days;    /* no row changes later than so many days after the day it began */
  gboolean spills;   /* the own instant may lie on a later day than the one the row began on */
  /* The row's own instant, seconds from the day's start. */
  gint32 (*own) (const SzHallDay *day, guint32 index);
  /* Adds the instants at which the row comes to be or changes, in any order, SZ_HALL_NONE among them. */
  void (*add_instants) (const SzHallDay *day, guint32 index, SzHallLife *life);
  /* Writes `,"field":value…` as known at `row->instant`. */
  void (*put) (SzHallRow *row, guint32 index);
  /* (nullable) where the record's flags are, if rows of this kind are amended (SZ_HALL_AMENDED). */
  guint (*flags) (const SzHallDay *day, guint32 index);
} SzHallFacts;

/* Things: what is there rather than happens. All stand on the day the hall was founded. */
typedef struct {
  const char *name;
  int (*count) (const SzHallWorld *world);
  const char *(*key) (const SzHallWorld *world, int index); /* ascending, bytewise */
  /* Writes `,"field":value…` behind valid_from; `state` and `since` (local seconds) are those of the thing's last
   * change, 0 and the founding if it never changes. */
  void (*put) (SzHallRow *row, int index, guint state, gint64 since);
  /* (nullable) The changes of state on a day: (element-type SzHallState) by instant. */
  const GArray *(*states) (const SzHallDay *day);
} SzHallThings;

/* A thing's change of state; `number` counts from 1 within the thing's day. */
typedef struct {
  gint32 instant;
  guint16 thing;
  guint8 state, number;
} SzHallState;
#define SZ_HALL_STATES_MAX 32 /* of one thing on one day */

/* The table of a kind; exactly one of the two is not NULL. */
const SzHallFacts *sz_hall_set_facts (SzHallSet set);
const SzHallThings *sz_hall_set_things (SzHallSet set);

G_END_DECLS
