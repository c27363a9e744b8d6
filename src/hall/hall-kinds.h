/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-set.h"

G_BEGIN_DECLS

/* The tables and fill functions of all kinds, each defined in the file that makes the kind; hall-set.c lists
 * them. */
extern const SzHallThings sz_hall_departments_things, sz_hall_windows_things, sz_hall_staff_things,
    sz_hall_items_things, sz_hall_materials_things, sz_hall_devices_things, sz_hall_points_things,
    sz_hall_regions_things, sz_hall_zones_things, sz_hall_entities_things;
extern const SzHallFacts sz_hall_tickets_facts, sz_hall_cases_facts, sz_hall_case_events_facts,
    sz_hall_evals_facts, sz_hall_behaviour_facts, sz_hall_flow_facts, sz_hall_appts_facts,
    sz_hall_notices_facts, sz_hall_rectify_facts, sz_hall_attendance_facts, sz_hall_leave_facts,
    sz_hall_patrol_facts, sz_hall_device_events_facts, sz_hall_consults_facts, sz_hall_pushes_facts,
    sz_hall_platform_stats_facts;

/* Each fills `rows` of its own kind on open and closed days alike (it asks `day->open`), sorted by key. What
 * is filled before it may be read: hall-set.c lists the order. */
void sz_hall_appts_fill (SzHallDay *day, const SzHallWorld *world);
void sz_hall_notices_fill (SzHallDay *day, const SzHallWorld *world);
void sz_hall_rectify_fill (SzHallDay *day, const SzHallWorld *world);
void sz_hall_attendance_fill (SzHallDay *day, const SzHallWorld *world);
void sz_hall_leave_fill (SzHallDay *day, const SzHallWorld *world);
void sz_hall_patrol_fill (SzHallDay *day, const SzHallWorld *world);
void sz_hall_devices_fill (SzHallDay *day, const SzHallWorld *world);
void sz_hall_device_events_fill (SzHallDay *day, const SzHallWorld *world);
void sz_hall_consults_fill (SzHallDay *day, const SzHallWorld *world);
void sz_hall_pushes_fill (SzHallDay *day, const SzHallWorld *world);
void sz_hall_platform_stats_fill (SzHallDay *day, const SzHallWorld *world);
void sz_hall_points_fill (SzHallDay *day, const SzHallWorld *world);
void sz_hall_entities_fill (SzHallDay *day, const SzHallWorld *world);

G_END_DECLS
