/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is there, where they sit and when they are away. Leave is covered by the area's reliefs while there are
 * any. */
#include "hall-shifts.h"

#include "hall-day-private.h"

#define LEAVE_BLOCK_DAYS 14
/* The front is expected ten minutes before the hall opens. */
#define EXPECTED_S (SZ_HALL_OPENS_S - 600)

/* At most one spell in each fortnight of a member of staff, wholly inside it, so that spells need no look at
 * others. */
gboolean
sz_hall_staff_asks_leave (const SzHallWorld *world, guint16 staff, gint64 day, SzHallLeaveSpell *spell)
{
  gint64 shifted = day + staff % LEAVE_BLOCK_DAYS, block = shifted / LEAVE_BLOCK_DAYS;
  guint64 facts = sz_hall_mix (sz_hall_mix (world->seed, 0x6C65617665), (guint64)block << 16 | staff);
  if (facts % 1000 >= 290)
    return FALSE;
  int length = 1 + (int)((facts >> 10) % 10 < 5 ? 0 : (facts >> 14) % 4);
  gint64 first = block * LEAVE_BLOCK_DAYS - staff % LEAVE_BLOCK_DAYS +
                 (gint64)((facts >> 20) % (guint64)(LEAVE_BLOCK_DAYS - length));
  gint64 last = first + length - 1;
  while (first <= last && !sz_hall_calendar_is_open (world->calendar, first))
    first++;
  while (last >= first && !sz_hall_calendar_is_open (world->calendar, last))
    last--;
  if (day < first || day > last)
    return FALSE;
  guint64 kind = (facts >> 30) % 10;
  *spell = (SzHallLeaveSpell){ .first = first,
                               .last = last,
                               .kind = kind < 4   ? SZ_HALL_LEAVE_ANNUAL
                                       : kind < 6 ? SZ_HALL_LEAVE_SICK
                                       : kind < 8 ? SZ_HALL_LEAVE_PERSONAL
                                                  : SZ_HALL_LEAVE_BUSINESS };
  return TRUE;
}

static gboolean
has_relief (const SzHallWorld *world, int area, gint64 day)
{
  SzHallLeaveSpell spell;
  for (int s = world->relief_first[area]; s < world->relief_first[area + 1]; s++)
    if (!sz_hall_staff_asks_leave (world, (guint16)s, day, &spell))
      return TRUE;
  return FALSE;
}

gboolean
sz_hall_staff_is_granted (const SzHallWorld *world, guint16 staff, const SzHallLeaveSpell *spell)
{
  int area = world->staff[staff].area;
  if (world->windows[world->area_first[area]].staff != staff)
    return TRUE;
  for (gint64 day = spell->first; day <= spell->last; day++)
    if (sz_hall_calendar_is_open (world->calendar, day) && !has_relief (world, area, day))
      return FALSE;
  return TRUE;
}

gboolean
sz_hall_staff_leave (const SzHallWorld *world, guint16 staff, gint64 day, SzHallLeaveSpell *spell)
{
  return sz_hall_staff_asks_leave (world, staff, day, spell) &&
         sz_hall_staff_is_granted (world, staff, spell);
}

static gboolean
is_relief (const SzHallWorld *world, int staff)
{
  return staff >= world->relief_first[0] && staff < world->relief_first[world->n_areas];
}

static void
add_gap (SzHallShift *shift, SzHallGapKind kind, gint32 start, gint32 end)
{
  if (shift->n_gaps == SZ_HALL_GAPS_MAX)
    return;
  int at = shift->n_gaps++;
  for (; at > 0 && shift->gaps[at - 1].start > start; at--)
    shift->gaps[at] = shift->gaps[at - 1];
  shift->gaps[at] = (SzHallGap){ .start = start, .end = end, .kind = (guint8)kind };
}

/* Nobody plans to be away just when the afternoon begins. */
static gboolean
in_lunch (gint32 start, gint32 afternoon)
{
  return start > SZ_HALL_LUNCH_S - 600 && start < afternoon + 600;
}

static void
plan_gaps (SzHallShift *shift, SzHallRandom *random, gint32 afternoon)
{
  add_gap (shift, SZ_HALL_GAP_LUNCH, SZ_HALL_LUNCH_S, afternoon);
  guint pauses = sz_hall_random_poisson (random, 1.2);
  for (guint i = 0; i < MIN (pauses, 4); i++) {
    gint32 start = sz_hall_random_between (random, SZ_HALL_OPENS_S + 1800, SZ_HALL_CLOSES_S - 1800);
    gint32 end = start + sz_hall_random_between (random, 240, 900);
    if (!in_lunch (start, afternoon))
      add_gap (shift, SZ_HALL_GAP_PAUSE, start, end);
  }
  if (sz_hall_random_chance (random, 0.22)) {
    gint32 start = sz_hall_random_between (random, SZ_HALL_OPENS_S + 900, SZ_HALL_CLOSES_S - 1800);
    gint32 length = (gint32)CLAMP (sz_hall_random_lognormal (random, 420, 0.6), 180, 2400);
    if (!in_lunch (start, afternoon))
      add_gap (shift, SZ_HALL_GAP_ABSENCE, start, start + length);
  }
}

static void
plan_staff (SzHallDay *day, const SzHallWorld *world, SzHallRandom *random)
{
  for (int s = 0; s < world->n_staff; s++) {
    SzHallStaffDay *person = &day->staff[s];
    SzHallLeaveSpell spell;
    *person = (SzHallStaffDay){ .arrives = SZ_HALL_NONE, .leaves = SZ_HALL_NONE, .window = SZ_HALL_NOBODY };
    double late = sz_hall_random_unit (random), missing = sz_hall_random_unit (random);
    gint32 minutes = sz_hall_random_between (random, 1, 25),
           early = sz_hall_random_between (random, 60, 1500);
    gint32 stays = sz_hall_random_between (random, 60, 2400);
    double leaves_early = sz_hall_random_unit (random);
    person->leave = sz_hall_staff_leave (world, (guint16)s, day->day, &spell);
    /* Who is there to stand in for others does not stay away. */
    person->missing = !person->leave && missing < 0.003 && !is_relief (world, s);
    if (person->leave || person->missing)
      continue;
    person->arrives = late < 0.035 ? EXPECTED_S + minutes * 60 : EXPECTED_S - early;
    person->leaves = leaves_early < 0.008 ? SZ_HALL_CLOSES_S - minutes * 60 : SZ_HALL_CLOSES_S + stays;
  }
}

/* The relief of an area who is there and has no window yet. */
static guint16
find_relief (SzHallDay *day, const SzHallWorld *world, int area)
{
  for (int s = world->relief_first[area]; s < world->relief_first[area + 1]; s++)
    if (day->staff[s].arrives != SZ_HALL_NONE && day->staff[s].window == SZ_HALL_NOBODY)
      return (guint16)s;
  return SZ_HALL_NOBODY;
}

static void
man_window (SzHallDay *day, const SzHallWorld *world, int w, SzHallRandom *random)
{
  const SzHallWindow *window = &world->windows[w];
  SzHallShift *shift = &day->shifts[w];
  *shift = (SzHallShift){
    .opens = SZ_HALL_OPENS_S, .closes = SZ_HALL_CLOSES_S, .staff = window->staff, .pace = 1
  };
  gboolean first = w == world->area_first[window->area];
  gboolean unused = sz_hall_random_chance (random, 0.04);
  double mood = sz_hall_random_lognormal (random, 1, 0.06);
  if (day->staff[shift->staff].arrives == SZ_HALL_NONE) {
    guint16 relief = find_relief (day, world, window->area);
    if (relief != SZ_HALL_NOBODY)
      shift->staff = relief;
    else if (first)
      /* An area's first window is always there, so that no line waits for nobody: who was missing is fetched.
       * Leave is only granted where there is a relief. */
      day->staff[shift->staff] = (SzHallStaffDay){ .arrives = EXPECTED_S, .leaves = SZ_HALL_CLOSES_S + 900 };
    else
      shift->shut = TRUE;
  }
  plan_gaps (shift, random, sz_hall_calendar_afternoon_s (day->day));
  if (window->tide && !first) {
    /* It opens when it is needed, and that is never at noon. */
    shift->tide = TRUE;
    shift->n_gaps = 0;
  }
  if (shift->shut || (unused && !first && !window->tide)) {
    shift->shut = TRUE;
    return;
  }
  SzHallStaffDay *person = &day->staff[shift->staff];
  person->window = (guint16)w;
  person->leaves = MAX (person->leaves, SZ_HALL_CLOSES_S);
  shift->opens = MAX (SZ_HALL_OPENS_S, person->arrives + 120);
  shift->free = shift->opens;
  shift->pace = (float)(world->staff[shift->staff].pace * mood);
}

/* Windows close, newcomers are slow. */
static void
apply_incidents (SzHallDay *day, const SzHallWorld *world)
{
  SzHallIncident incidents[SZ_HALL_INCIDENTS_MAX];
  guint n = sz_hall_incidents_of_day (world, day->day, incidents);
  for (guint i = 0; i < n; i++) {
    const SzHallIncident *incident = &incidents[i];
    if (incident->kind == SZ_HALL_INCIDENT_NEWCOMER && day->shifts[incident->window].staff == incident->staff)
      day->shifts[incident->window].pace *= incident->factor;
    if (incident->kind != SZ_HALL_INCIDENT_WINDOWS)
      continue;
    /* Who could open a tide window is busy with what has failed. */
    for (int w = world->area_first[incident->area]; w < world->area_first[incident->area + 1]; w++)
      day->shifts[w].shut |= day->shifts[w].tide;
    for (int k = 0; k < incident->n_windows; k++) {
      SzHallShift *shift = &day->shifts[incident->window + k];
      if (shift->tide) {
        shift->shut = TRUE;
        continue;
      }
      /* What was planned in between does not happen beside it. */
      int kept = 0;
      for (int g = 0; g < shift->n_gaps; g++)
        if (shift->gaps[g].start >= incident->to || shift->gaps[g].end <= incident->from)
          shift->gaps[kept++] = shift->gaps[g];
      shift->n_gaps = (guint8)kept;
      add_gap (shift, SZ_HALL_GAP_CLOSED, incident->from, incident->to);
    }
  }
}

void
sz_hall_shifts_fill (SzHallDay *day, const SzHallWorld *world)
{
  if (!day->open)
    return;
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day->day, SZ_HALL_STREAM_SHIFTS);
  day->shifts = g_new0 (SzHallShift, world->n_windows);
  day->staff = g_new0 (SzHallStaffDay, world->n_staff);
  plan_staff (day, world, &random);
  for (int w = 0; w < world->n_windows; w++)
    man_window (day, world, w, &random);
  apply_incidents (day, world);
}
