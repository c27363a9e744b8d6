/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Things as they are at an instant: which there are, and their last change of state. */
#include "hall-private.h"

/* Every thing states itself on each open day, and no holiday is longer than this. */
#define LOOK_BACK_DAYS 24

/* The first thing that is born after an instant. */
static guint32
first_born_after (const SzHallWorld *world, SzHallSet set, gint64 instant)
{
  const SzHallThings *things = sz_hall_set_things (set);
  guint32 low = 0, high = things->count (world);
  while (low < high) {
    guint32 middle = low + (high - low) / 2;
    if (sz_hall_thing_born (world, set, middle) > instant)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

guint32
sz_hall_things_at (SzHall *hall, SzHallSet set, gint64 now_s)
{
  return sz_hall_set_things (set) != NULL ? first_born_after (sz_hall_world (hall), set, now_s) : 0;
}

void
sz_hall_things_of_day (SzHall *hall, SzHallSet set, gint64 day, gint64 now_s, guint32 *first, guint32 *end)
{
  const SzHallWorld *world = sz_hall_world (hall);
  gint64 start = day * SZ_HALL_DAY_S;
  *first = first_born_after (world, set, MIN (start - 1, now_s));
  *end = first_born_after (world, set, MIN (start + SZ_HALL_DAY_S - 1, now_s));
}

/* The last change of each thing, looked for from the instant backwards. */
static void
look_back (SzHall *hall, SzHallSet set, guint32 first, guint32 end, gint64 now_s, SzHallNow *now)
{
  const SzHallWorld *world = sz_hall_world (hall);
  gint64 today = now_s / SZ_HALL_DAY_S, oldest = MAX (world->founded_day, today - LOOK_BACK_DAYS);
  guint32 missing = end - first;
  for (gint64 date = today; date >= oldest && missing > 0; date--) {
    const SzHallDay *day = sz_hall_day (hall, date, set);
    const GArray *changes = day->rows[set];
    for (guint i = changes->len; i-- > 0;) {
      const SzHallState *change = &g_array_index (changes, SzHallState, i);
      gint64 instant = sz_hall_day_start_s (day) + change->instant;
      if (change->thing < first || change->thing >= end || instant > now_s ||
          now[change->thing - first].number > 0)
        continue;
      now[change->thing - first] =
          (SzHallNow){ .state = change->state, .since = instant, .number = change->number };
      missing--;
    }
  }
}

SzHallNow *
sz_hall_things_now (SzHall *hall, SzHallSet set, guint32 first, guint32 end, gint64 now_s)
{
  const SzHallThings *things = sz_hall_set_things (set);
  const SzHallWorld *world = sz_hall_world (hall);
  SzHallNow *now = g_new0 (SzHallNow, end - first + 1);
  for (guint32 i = first; i < end; i++) {
    now[i - first].since = sz_hall_thing_born (world, set, i);
    if (things->now != NULL)
      things->now (world, i, now_s, &now[i - first]);
  }
  if (things->changes && things->now == NULL)
    look_back (hall, set, first, end, now_s, now);
  return now;
}

void
sz_hall_add_thing_changes (SzHall *hall, SzHallSet set, gint64 date, gint64 from_s, gint64 to_s,
                           GArray *changes)
{
  const SzHallThings *things = sz_hall_set_things (set);
  gint64 start = date * SZ_HALL_DAY_S;
  const GArray *states = things->changes ? sz_hall_day (hall, date, set)->rows[set] : NULL;
  for (guint i = 0; states != NULL && i < states->len; i++) {
    gint64 instant = start + g_array_index (states, SzHallState, i).instant;
    SzHallChange change = { .instant = instant, .origin = date, .index = i };
    if (instant > from_s && instant <= to_s)
      g_array_append_val (changes, change);
  }
  if (things->born == NULL)
    return;
  guint32 first, end;
  sz_hall_things_of_day (hall, set, date, to_s, &first, &end);
  for (guint32 i = first; i < end; i++) {
    gint64 born = things->born (sz_hall_world (hall), i);
    SzHallChange change = { .instant = born, .origin = date, .index = SZ_HALL_BIRTH | i };
    if (born > from_s)
      g_array_append_val (changes, change);
  }
}
