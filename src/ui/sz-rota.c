/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-rota.h"

#define SHIFT_MAX 8
#define SHIFT_STEP 2
#define NIGHT_FROM (22 * 60)
#define NIGHT_TO (6 * 60)

void
sz_rota_init (SzRota *rota, guint n, guint board_s, guint alarm_s, gint64 now_us)
{
  rota->n = MAX (n, 1);
  rota->index = 0;
  rota->since_us = now_us;
  rota->board_s = MAX (board_s, 1);
  rota->alarm_s = MAX (alarm_s, rota->board_s);
}

double
sz_rota_progress (const SzRota *rota, gboolean alarm, gint64 now_us)
{
  double hold_us = (double)(alarm ? rota->alarm_s : rota->board_s) * G_USEC_PER_SEC;

  return CLAMP ((double)(now_us - rota->since_us) / hold_us, 0, 1);
}

void
sz_rota_skip (SzRota *rota, gint64 now_us)
{
  rota->index = (rota->index + 1) % rota->n;
  rota->since_us = now_us;
}

gboolean
sz_rota_turn (SzRota *rota, gboolean alarm, gint64 now_us)
{
  if (sz_rota_progress (rota, alarm, now_us) < 1)
    return FALSE;
  sz_rota_skip (rota, now_us);
  return rota->n > 1;
}

/* To and fro between -8 and 8. */
static int
triangle (gint64 step)
{
  int steps = 2 * SHIFT_MAX / SHIFT_STEP;
  int phase = (int)(step % (2 * steps));

  if (phase < 0)
    phase += 2 * steps;
  return -SHIFT_MAX + SHIFT_STEP * (phase <= steps ? phase : 2 * steps - phase);
}

/* Sideways in one minute, up or down in the next: never more than one step a minute. The two start a quarter
 * apart, so that the way is a loop and not a diagonal. */
void
sz_wall_shift (gint64 minute, int *x, int *y)
{
  gint64 half = minute >= 0 ? minute / 2 : -((1 - minute) / 2);

  *x = triangle (half + (minute - 2 * half));
  *y = triangle (half + SHIFT_MAX / SHIFT_STEP);
}

gboolean
sz_wall_mirrored (gint64 day)
{
  return (day & 1) != 0;
}

gboolean
sz_wall_is_night (int minute)
{
  return minute >= NIGHT_FROM || minute < NIGHT_TO;
}

/* Steps of the golden ratio and of the silver one: neighbours in time are far apart, and all places come to
 * pass. */
void
sz_wall_night_spot (gint64 minute, double *x, double *y)
{
  double m = (double)(minute % 1000000);

  *x = m * 0.61803398875 - (double)(gint64)(m * 0.61803398875);
  *y = m * 0.41421356237 - (double)(gint64)(m * 0.41421356237);
}
