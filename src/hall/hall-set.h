/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-day.h"

G_BEGIN_DECLS

/* The kinds of records a hall supplies. A kind is one table of functions in the file that makes it; pages,
 * changes, counts and reconciliation know kinds only by these tables, so that a kind is added in one place:
 *  1. its value stands in SzHallSet (hall-day.h), and `day->rows[set]` is made for every day;
 *  2. its file defines `const SzHallFacts sz_hall_<kind>_facts` or `const SzHallThings
 * sz_hall_<kind>_things`, and, if anything of it happens on a day, `void sz_hall_<kind>_fill (SzHallDay *,
 * const SzHallWorld *)`; hall-kinds.h declares all of them;
 *  3. hall-set.c lists the table and the fill function with what it makes and reads, one line each. A set
 * without a table is not offered. Rows are written with the helpers of hall-rows-private.h, fills use
 * hall-day-private.h (sorting, streams).
 *
 * Several halls may stand behind one source (--halls). Hall k lives the first hall's days with other people
 * and other codes: `row->world` is then a view of the world whose windows, staff, departments, items, area
 * names and `prefix` are that hall's. So a `put` takes every code from row->world, and a code made by a kind
 * itself (a device, a point) begins with `world->prefix`, which is "" in a single hall. A link to another row
 * is put_link (…). */

/* A row being written: room was made sure of before (SZ_HALL_ROW_ROOM). */
typedef struct {
  char *p;
  const SzHallWorld *world;
  const SzHallDay *day; /* NULL for things */
  gint64 start;         /* local seconds of the day's start; 0 for things */
  gint64 instant;       /* seconds from it; what has happened by then is known */
} SzHallRow;

/* Facts: rows that begin on one day and are kept in `SzHallDay.rows[set]`, in the order of their keys. */
typedef struct {
  const char *name;  /* of the data set */
  char letter;       /* keys are the letter, the day as YYYYMMDD, the number as six digits */
  guint record_size; /* of one element of `rows[set]` */
  int reach_days;    /* no row changes later than so many days after the day it began; < SZ_HALL_REACH_DAYS */
  gboolean spills;   /* the own instant may lie on a later day than the one the row began on */
  /* The row's own instant, seconds from the day's start, as made (a move is applied by the caller). */
  gint32 (*own) (const SzHallDay *day, guint32 index);
  /* Adds the instants at which the row comes to be or changes with sz_hall_life_add, in any order,
   * SZ_HALL_NONE among them. None is before the day's start. */
  void (*add_instants) (const SzHallDay *day, guint32 index, SzHallLife *life);
  /* Writes `,"field":value…` as known at `row->instant`. */
  void (*put) (SzHallRow *row, guint32 index);
  /* (nullable) the record's flags, if rows of this kind are amended (SZ_HALL_AMENDED). */
  guint (*flags) (const SzHallDay *day, guint32 index);
  /* (nullable, both or none) Another end of the key than the six digits: writes it; finds the index, possibly
   * one that is not there, or -1 if it is malformed. */
  char *(*put_key_end) (char *p, const SzHallDay *day, guint32 index);
  gint64 (*find_key_end) (const SzHallDay *day, const char *text);
} SzHallFacts;

/* What is known of a thing at an instant. */
typedef struct {
  guint state;  /* 0 before any change */
  gint64 since; /* local seconds of the last change; the thing's birth before any */
  guint number; /* of the last change within its day, from 1; 0 before any */
} SzHallNow;

/* Things: what is there rather than happens. A row of a thing is put anew when its state changes; its version
 * is 1 before any change, then ascending (sz_hall_thing_version). */
typedef struct {
  const char *name;
  guint32 (*count) (const SzHallWorld *world); /* all that ever are */
  /* Writes the key with its NUL; ascending bytewise with the index. */
  void (*key) (const SzHallWorld *world, guint32 index, char out[SZ_HALL_KEY_MAX]);
  /* (nullable) When the thing comes to be, local seconds, ascending with the index; this is `valid_from` and
   * decides the day on which its row stands. NULL: all stand on the day the hall was founded, at its start. A
   * thing that was there before the founding is born at the founding (its real age is a field of its own). A
   * thing is not known before its birth; a birth is not a change of state. */
  gint64 (*born) (const SzHallWorld *world, guint32 index);
  /* Writes `,"field":value…` behind `key`, `ver`, `op`, `at` and `valid_from`; `state` and `since` (local
   * seconds) are those of the thing's last change. */
  void (*put) (SzHallRow *row, guint32 index, guint state, gint64 since);
  /* Whether things change: the changes of a day are `rows[set]`, of SzHallState, by instant, made by the fill
   * function. Changes at one instant of one thing are one. */
  gboolean changes;
  /* Whether the things belong to the district and not to a hall: of several halls they are served once. Their
   * codes have no prefix, and enterprises are known by `world->district_seed`. */
  gboolean of_district;
  /* (nullable) The thing as it is at an instant, from the world alone, for things that change seldom
   * (enterprises); it must agree with the changes of the days. NULL: the last change is looked for in the
   * days before, so that every thing must state itself (again, if need be) on every open day. */
  void (*now) (const SzHallWorld *world, guint32 index, gint64 local_s, SzHallNow *now);
} SzHallThings;

/* A thing's change of state; `number` counts from 1 within the thing's day, SZ_HALL_STATES_MAX - 1 at most.
 */
typedef struct {
  gint32 instant; /* seconds from the start of the day */
  guint32 thing;
  guint8 state, number;
} SzHallState;
#define SZ_HALL_STATES_MAX 32 /* of one thing on one day */

/* The table of a kind; one of the two is not NULL if the set is offered. */
const SzHallFacts *sz_hall_set_facts (SzHallSet set);
const SzHallThings *sz_hall_set_things (SzHallSet set);
gboolean sz_hall_set_is_offered (SzHallSet set);
/* (nullable) */
const char *sz_hall_set_name (SzHallSet set);
gboolean sz_hall_find_set (const char *name, SzHallSet *set);
/* Size of an element of `rows[set]`; 0 if there are none. */
guint sz_hall_set_record_size (SzHallSet set);
/* Makes the parts of a day that a set consists of and depends on, if they are not there yet. */
void sz_hall_set_fill (SzHallDay *day, const SzHallWorld *world, SzHallSet set);

G_END_DECLS
