/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-calendar.h"

G_BEGIN_DECLS

/* The hall's time: stands still, runs, or runs and passes the hours in which nobody works. One thread. */
typedef struct {
  const SzHallCalendar *calendar; /* (unowned) */
  double speed;                   /* simulated seconds a second; 0 = stands still */
  double closed_speed;            /* the same while the hall is closed */
  double local_s;                 /* at `real_us` */
  gint64 real_us;                 /* of the monotonic clock */
} SzHallClock;

/* How many times faster closed hours pass if they are skipped: a night takes a minute and a half. */
#define SZ_HALL_SKIP_FACTOR 600

void sz_hall_clock_init (SzHallClock *clock, const SzHallCalendar *calendar, gint64 now_ms, double speed,
                         gboolean skip_closed);
/* Local seconds, whole. */
gint64 sz_hall_clock_now_s (SzHallClock *clock);
void sz_hall_clock_set_s (SzHallClock *clock, gint64 local_s);
/* Lets so many real seconds pass (for tests; production time passes by itself). */
void sz_hall_clock_pass (SzHallClock *clock, double real_s);

G_END_DECLS
