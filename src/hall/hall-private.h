/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-rows.h"
#include "hall.h"

G_BEGIN_DECLS

/* One change of one row. In order of instant, origin, index they are the hall's log, which is never written
 * down. */
typedef struct {
  gint64 instant; /* local seconds */
  gint64 origin;  /* the day the row began, or a window's event happened */
  guint32 index;
} SzHallChange;

/* A place in the log: everything up to (instant, origin, index), that one included. A plain one has
 * everything up to its instant. */
typedef struct {
  SzHallChange at;
  gboolean plain;
} SzHallCursor;

/* (transfer none), valid until another day is asked for SZ_HALL_REACH_DAYS times. */
const SzHallDay *sz_hall_day (SzHall *hall, gint64 day);
/* The changes of a set with instants in (from, to], in the log's order. (transfer full) (element-type
 * SzHallChange) */
GArray *sz_hall_changes_between (SzHall *hall, SzHallSet set, gint64 from_s, gint64 to_s);

gboolean sz_hall_cursor_parse (const char *text, SzHallCursor *cursor, GError **error);
void sz_hall_cursor_put (GString *out, const SzHallCursor *cursor);
int sz_hall_change_compare (const SzHallChange *a, const SzHallChange *b);

/* Rows of a set that is not of facts. */
int sz_hall_things (const SzHall *hall, SzHallSet set);

typedef struct {
  SzHallWindowState state;
  gint64 since;
  gint64 version;
} SzHallWindowNow;
/* The state of every window at an instant. (transfer full) (array) */
SzHallWindowNow *sz_hall_windows_at (SzHall *hall, gint64 now_s);
gint64 sz_hall_window_version (const SzHall *hall, gint64 day, const SzHallWindowEvent *event);

/* Ends a page: the record that proves it whole. `watermark`: local seconds. */
void sz_hall_put_end (SzHall *hall, GString *out, guint count, const char *cursor, gboolean more,
                      gint64 watermark);
const char *sz_hall_epoch (const SzHall *hall);

G_END_DECLS
