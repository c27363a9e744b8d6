/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-clock.h"

#include <math.h>

/* What counts as open when the rest is passed quickly: from before the first ticket to after the last
 * customer. */
#define AWAKE_FROM_S (8 * 3600)
#define AWAKE_TO_S (18 * 3600)

void
sz_hall_clock_init (SzHallClock *clock, const SzHallCalendar *calendar, gint64 now_ms, double speed,
                    gboolean skip_closed)
{
  clock->calendar = calendar;
  clock->speed = speed;
  clock->closed_speed = skip_closed ? speed * SZ_HALL_SKIP_FACTOR : speed;
  clock->local_s = (double)now_ms / 1000 + SZ_HALL_OFFSET_S;
  clock->real_us = g_get_monotonic_time ();
}

/* Whether the hall is awake at an instant, and when that changes next. */
static gboolean
is_awake (const SzHallCalendar *calendar, double local_s, double *until_s)
{
  gint64 day = (gint64)floor (local_s / SZ_HALL_DAY_S);
  double start = (double)(day * SZ_HALL_DAY_S), s = local_s - start;
  gboolean open = sz_hall_calendar_is_open (calendar, day);
  gboolean awake = open && s >= AWAKE_FROM_S && s < AWAKE_TO_S;
  *until_s = start + (awake ? AWAKE_TO_S : open && s < AWAKE_FROM_S ? AWAKE_FROM_S : SZ_HALL_DAY_S);
  return awake;
}

void
sz_hall_clock_pass (SzHallClock *clock, double real_s)
{
  if (clock->speed <= 0)
    return;
  if (clock->closed_speed == clock->speed) {
    clock->local_s += real_s * clock->speed;
    return;
  }
  while (real_s > 0) {
    double until;
    double speed = is_awake (clock->calendar, clock->local_s, &until) ? clock->speed : clock->closed_speed;
    double needed = (until - clock->local_s) / speed;
    if (needed > real_s) {
      clock->local_s += real_s * speed;
      return;
    }
    clock->local_s = until;
    real_s -= needed;
  }
}

gint64
sz_hall_clock_now_s (SzHallClock *clock)
{
  gint64 now_us = g_get_monotonic_time ();
  sz_hall_clock_pass (clock, (double)(now_us - clock->real_us) / G_USEC_PER_SEC);
  clock->real_us = now_us;
  return (gint64)floor (clock->local_s);
}

void
sz_hall_clock_set_s (SzHallClock *clock, gint64 local_s)
{
  clock->local_s = (double)local_s;
  clock->real_us = g_get_monotonic_time ();
}
