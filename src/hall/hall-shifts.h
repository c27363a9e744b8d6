/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-day.h"

G_BEGIN_DECLS

/* Who is where on a day: leave, lateness, windows and gaps. The queue serves by it; attendance, leave and
 * cameras report it. */

typedef enum {
  SZ_HALL_LEAVE_ANNUAL,
  SZ_HALL_LEAVE_SICK,
  SZ_HALL_LEAVE_PERSONAL,
  SZ_HALL_LEAVE_BUSINESS
} SzHallLeaveKind;

/* A spell of leave, whole days, both ends included and open. */
typedef struct {
  gint64 first, last;
  SzHallLeaveKind kind;
} SzHallLeaveSpell;

/* Whether a member of staff has asked for leave for a spell that holds a day, granted or not; from the world
 * alone (any day may be asked). */
gboolean sz_hall_staff_asks_leave (const SzHallWorld *world, guint16 staff, gint64 day,
                                   SzHallLeaveSpell *spell);
/* Whether a spell is granted: always, but for who holds an area's first window, which is never shut, only if
 * one of the area's reliefs is there on each of its days. */
gboolean sz_hall_staff_is_granted (const SzHallWorld *world, guint16 staff, const SzHallLeaveSpell *spell);
/* Whether she is on leave on a day: asked for and granted. */
gboolean sz_hall_staff_leave (const SzHallWorld *world, guint16 staff, gint64 day, SzHallLeaveSpell *spell);

/* A member of staff on one day; `day->staff`, one for each of the world's, on open days only. */
struct _SzHallStaffDay {
  gint32 arrives, leaves; /* seconds of the day; SZ_HALL_NONE if not here. Work begins at SZ_HALL_OPENS_S; the
                             front is expected ten minutes before */
  guint16 window;         /* where she sits today, SZ_HALL_NOBODY */
  guint8 leave;           /* on leave today (sz_hall_staff_leave says which) */
  guint8 missing;         /* neither here nor on leave: absent without leave */
};

/* A gap in a window's service, as planned and then as it came about. */
typedef enum {
  SZ_HALL_GAP_PAUSE,
  SZ_HALL_GAP_ABSENCE,
  SZ_HALL_GAP_LUNCH,
  SZ_HALL_GAP_TIDE,   /* a tide window that is not needed */
  SZ_HALL_GAP_CLOSED, /* closed by an incident */
} SzHallGapKind;

typedef struct {
  gint32 start, end;
  guint8 kind;
} SzHallGap;

#define SZ_HALL_GAPS_MAX 8

/* One window's day; `day->shifts`, one for each window, on open days only. */
struct _SzHallShift {
  gint32 opens, closes; /* closes: moved on by the last customer */
  gint32 free;          /* from when it can call the next ticket */
  SzHallGap gaps[SZ_HALL_GAPS_MAX];
  guint8 n_gaps, next_gap;
  guint8 shut; /* does not open today */
  guint8 tide, tide_open,
      n_tides; /* opens by need (hall-line.h): whether it may, does, and how often it has */
  guint16 staff;
  float pace; /* factor on service times of who sits there, today */
};

G_END_DECLS
