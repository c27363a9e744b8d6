/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-rows.h"
#include "hall.h"

G_BEGIN_DECLS

/* One change of one row. In order of instant, origin, index they are a hall's log, which is never written
 * down. Several halls have the same log. */
typedef struct {
  gint64 instant; /* local seconds */
  gint64 origin;  /* the day the row began, or a thing's change of state happened */
  guint32 index;  /* of a fact's record; of a thing's change, or SZ_HALL_BIRTH | the thing */
  guint32 hall;   /* of several: which, from 0; last in the order */
} SzHallChange;
#define SZ_HALL_BIRTH 0x80000000u

/* A place in the log: everything up to (instant, origin, index), that one included. A plain one has
 * everything up to its instant. */
typedef struct {
  SzHallChange at;
  gboolean plain;
} SzHallCursor;

/* A day with a set of it made. (transfer none), valid until another day is asked for SZ_HALL_REACH_DAYS
 * times. */
const SzHallDay *sz_hall_day (SzHall *hall, gint64 day, SzHallSet set);
/* The changes of a set with instants in (from, to], in the log's order, of one hall. (transfer full)
 * (element-type SzHallChange) */
GArray *sz_hall_changes_between (SzHall *hall, SzHallSet set, gint64 from_s, gint64 to_s);

gboolean sz_hall_cursor_parse (const char *text, guint n_halls, SzHallCursor *cursor, GError **error);
void sz_hall_cursor_put (GString *out, guint n_halls, const SzHallCursor *cursor);
int sz_hall_change_compare (const SzHallChange *a, const SzHallChange *b);

/* How many halls stand behind the source, and the world as number `hall` of them (from 0) has it. */
guint sz_hall_n_halls (const SzHall *hall);
/* How many of them have rows of a set of their own: what belongs to the district is there once. */
guint sz_hall_n_halls_of (const SzHall *hall, SzHallSet set);
const SzHallWorld *sz_hall_view (SzHall *hall, guint number);

/* Things of a set that are there at an instant: the first so many. */
guint32 sz_hall_things_at (SzHall *hall, SzHallSet set, gint64 now_s);
/* Those that stand on a day and are there at an instant: [first, end). */
void sz_hall_things_of_day (SzHall *hall, SzHallSet set, gint64 day, gint64 now_s, guint32 *first,
                            guint32 *end);
/* What is known of the things [first, end) at an instant. (transfer full) (array) */
SzHallNow *sz_hall_things_now (SzHall *hall, SzHallSet set, guint32 first, guint32 end, gint64 now_s);
void sz_hall_add_thing_changes (SzHall *hall, SzHallSet set, gint64 date, gint64 from_s, gint64 to_s,
                                GArray *changes);

/* Whether a row of facts stands, at an instant (seconds from its day's start), on a day that is served. A row
 * of the first served day that turns out to belong to the day before leaves: pages, counts and reconciliation
 * have it no more, and the changes say that it is gone. */
gboolean sz_hall_is_served (SzHall *hall, const SzHallDay *day, SzHallSet set, guint32 index, gint64 instant);
/* Whether it is alive, too. */
gboolean sz_hall_counts (SzHall *hall, const SzHallDay *day, SzHallSet set, guint32 index,
                         const SzHallLife *life, gint64 instant);

/* Ends a page: the record that proves it whole. `watermark`: local seconds. */
void sz_hall_put_end (SzHall *hall, GString *out, guint count, const char *cursor, gboolean more,
                      gint64 watermark);
const char *sz_hall_epoch (const SzHall *hall);

G_END_DECLS
