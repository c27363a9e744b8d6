/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of all kinds: a table and, if anything of it happens on a day, a part of making a day. */
#include "hall-chains.h"
#include "hall-day-private.h"

#include <string.h>

/* clang-format off */
static const SzHallThings *const things[SZ_HALL_SETS] = {
  [SZ_HALL_SET_DEPARTMENTS] = &sz_hall_departments_things,
  [SZ_HALL_SET_WINDOWS] = &sz_hall_windows_things,
  [SZ_HALL_SET_STAFF] = &sz_hall_staff_things,
  [SZ_HALL_SET_ITEMS] = &sz_hall_items_things,
  [SZ_HALL_SET_POINTS] = &sz_hall_points_things,
  [SZ_HALL_SET_REGIONS] = &sz_hall_regions_things,
  [SZ_HALL_SET_ZONES] = &sz_hall_zones_things,
  [SZ_HALL_SET_ENTITIES] = &sz_hall_entities_things,
  [SZ_HALL_SET_MATERIALS] = &sz_hall_materials_things,
  [SZ_HALL_SET_DEVICES] = &sz_hall_devices_things,
};

static const SzHallFacts *const facts[SZ_HALL_SETS] = {
  [SZ_HALL_SET_TICKETS] = &sz_hall_tickets_facts,
  [SZ_HALL_SET_CASES] = &sz_hall_cases_facts,
  [SZ_HALL_SET_CASE_EVENTS] = &sz_hall_case_events_facts,
  [SZ_HALL_SET_EVALS] = &sz_hall_evals_facts,
  [SZ_HALL_SET_BEHAVIOUR] = &sz_hall_behaviour_facts,
  [SZ_HALL_SET_FLOW] = &sz_hall_flow_facts,
  [SZ_HALL_SET_APPTS] = &sz_hall_appts_facts,
  [SZ_HALL_SET_NOTICES] = &sz_hall_notices_facts,
  [SZ_HALL_SET_RECTIFY] = &sz_hall_rectify_facts,
  [SZ_HALL_SET_ATTENDANCE] = &sz_hall_attendance_facts,
  [SZ_HALL_SET_LEAVE] = &sz_hall_leave_facts,
  [SZ_HALL_SET_PATROL] = &sz_hall_patrol_facts,
  [SZ_HALL_SET_DEVICE_EVENTS] = &sz_hall_device_events_facts,
  [SZ_HALL_SET_CONSULTS] = &sz_hall_consults_facts,
  [SZ_HALL_SET_PUSHES] = &sz_hall_pushes_facts,
  [SZ_HALL_SET_PLATFORM_STATS] = &sz_hall_platform_stats_facts,
};

/* The parts of making a day, in an order in which they can be made: what each makes, and which of those before it it
 * reads, in its fill function, its instants or its rows. A set is then made with what it needs and no more, which is the
 * same as what it is in a day made whole. */
typedef enum {
  PART_SHIFTS, PART_CHAINS, PART_QUEUE, PART_POST, PART_FLOW, PART_POINTS, PART_CASES, PART_EVALS, PART_ENTITIES,
  PART_APPTS, PART_NOTICES, PART_RECTIFY, PART_ATTENDANCE, PART_LEAVE, PART_PATROL, PART_DEVICES, PART_DEVICE_EVENTS,
  PART_CONSULTS, PART_PUSHES, PART_PLATFORM_STATS,
  PARTS
} PartId;

#define SET(name) (1u << SZ_HALL_SET_##name)
#define PART(name) (1u << PART_##name)

static const struct {
  void (*fill) (SzHallDay *day, const SzHallWorld *world);
  guint32 makes, needs;
} parts[PARTS] = {
  [PART_SHIFTS] = { sz_hall_shifts_fill, 0, 0 },
  [PART_CHAINS] = { sz_hall_chains_fill, 0, 0 },
  [PART_QUEUE] = { sz_hall_queue_fill, SET (TICKETS), PART (SHIFTS) | PART (CHAINS) },
  [PART_POST] = { sz_hall_post_fill, SET (WINDOWS) | SET (BEHAVIOUR), PART (QUEUE) },
  [PART_FLOW] = { sz_hall_flow_fill, SET (FLOW), PART (QUEUE) },
  [PART_POINTS] = { sz_hall_points_fill, SET (POINTS), 0 },
  [PART_CASES] = { sz_hall_cases_fill, SET (CASES) | SET (CASE_EVENTS), PART (QUEUE) | PART (POINTS) },
  [PART_EVALS] = { sz_hall_evals_fill, SET (EVALS), PART (CASES) },
  [PART_ENTITIES] = { sz_hall_entities_fill, SET (ENTITIES), 0 },
  [PART_APPTS] = { sz_hall_appts_fill, SET (APPTS), PART (QUEUE) },
  [PART_NOTICES] = { sz_hall_notices_fill, SET (NOTICES), PART (CASES) },
  [PART_RECTIFY] = { sz_hall_rectify_fill, SET (RECTIFY), PART (EVALS) },
  [PART_ATTENDANCE] = { sz_hall_attendance_fill, SET (ATTENDANCE), PART (SHIFTS) },
  [PART_LEAVE] = { sz_hall_leave_fill, SET (LEAVE), 0 },
  [PART_PATROL] = { sz_hall_patrol_fill, SET (PATROL), PART (SHIFTS) },
  [PART_DEVICES] = { sz_hall_devices_fill, SET (DEVICES), 0 },
  [PART_DEVICE_EVENTS] = { sz_hall_device_events_fill, SET (DEVICE_EVENTS), PART (EVALS) },
  [PART_CONSULTS] = { sz_hall_consults_fill, SET (CONSULTS), PART (QUEUE) },
  [PART_PUSHES] = { sz_hall_pushes_fill, SET (PUSHES), 0 },
  [PART_PLATFORM_STATS] = { sz_hall_platform_stats_fill, SET (PLATFORM_STATS), 0 },
};
/* clang-format on */

const SzHallFacts *
sz_hall_set_facts (SzHallSet set)
{
  return facts[set];
}

const SzHallThings *
sz_hall_set_things (SzHallSet set)
{
  return things[set];
}

gboolean
sz_hall_set_is_offered (SzHallSet set)
{
  return facts[set] != NULL || things[set] != NULL;
}

const char *
sz_hall_set_name (SzHallSet set)
{
  if (facts[set] != NULL)
    return facts[set]->name;
  return things[set] != NULL ? things[set]->name : NULL;
}

gboolean
sz_hall_find_set (const char *name, SzHallSet *set)
{
  for (int i = 0; i < SZ_HALL_SETS; i++)
    if (g_strcmp0 (name, sz_hall_set_name ((SzHallSet)i)) == 0) {
      *set = (SzHallSet)i;
      return TRUE;
    }
  return FALSE;
}

guint
sz_hall_set_record_size (SzHallSet set)
{
  if (facts[set] != NULL)
    return facts[set]->record_size;
  return things[set] != NULL && things[set]->changes ? sizeof (SzHallState) : 0;
}

/* Makes a part after those it needs, and amends its rows. */
static void
make_part (SzHallDay *day, const SzHallWorld *world, guint part)
{
  if (day->made & (1u << part))
    return;
  for (guint k = 0; k < part; k++)
    if (parts[part].needs & (1u << k))
      make_part (day, world, k);
  parts[part].fill (day, world);
  day->made |= 1u << part;
  for (int set = 0; set < SZ_HALL_SETS; set++)
    if (parts[part].makes & (1u << set))
      sz_hall_day_finish (day, (SzHallSet)set);
}

void
sz_hall_set_fill (SzHallDay *day, const SzHallWorld *world, SzHallSet set)
{
  for (guint part = 0; part < PARTS; part++)
    if (parts[part].makes & (1u << set))
      make_part (day, world, part);
}
