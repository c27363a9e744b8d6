/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-calendar.h"
#include "hall-items.h"
#include "hall-random.h"

G_BEGIN_DECLS

#define SZ_HALL_ITEMS 1200
#define SZ_HALL_GATES 3
#define SZ_HALL_TOWNS 8
#define SZ_HALL_VILLAGES 12 /* in each town */
#define SZ_HALL_REASONS 5
#define SZ_HALL_CODE_MAX 16
/* The first day of everything, 2023-01-01: fixed, so that a day is the same however much history is asked
 * for. */
#define SZ_HALL_FOUNDED 19358
/* "No window", "no member of staff". */
#define SZ_HALL_NOBODY 0xFFFF
/* Set in a subject's number if it is an enterprise. */
#define SZ_HALL_ENTERPRISE 0x80000000u

typedef struct {
  char code[SZ_HALL_CODE_MAX];
  guint8 area;
  guint16 department; /* whose items it mostly serves */
  guint8 tide;        /* opens only at the two peaks */
  guint8 integrated;
  guint16 staff; /* who sits there */
} SzHallWindow;

typedef struct {
  char code[SZ_HALL_CODE_MAX];
  guint8 front;
  guint8 area;
  guint8 bound;
  guint16 department;
  guint16 window; /* SZ_HALL_NOBODY for reliefs and the back office */
  guint16 items;
  float pace; /* factor on service times; 1 = usual */
} SzHallStaff;

typedef struct {
  char code[SZ_HALL_CODE_MAX];
  char *name;  /* (owned) */
  char *codes; /* (owned) `,"department":…,"item":…,"item_type":…,"kind":…` as it stands in rows */
  char *short_codes; /* (owned) `,"department":…,"item":…` */
  guint8 department, area, item_class;
  guint8 promise;    /* not settled on the spot */
  guint8 enterprise; /* asked for by enterprises */
  guint8 in_hall, online, asleep, commitment, tolerance, one_thing, instant_approval, mailed, survey;
  guint8 sunk;                      /* can be had at the points of towns and villages */
  guint8 self_service;              /* … at terminals */
  guint8 promised_days, legal_days; /* working days; 0 for what is settled on the spot */
  float weight;
  float service_s;  /* median */
  float case_share; /* tickets that become a case */
  gint32 retired;   /* day of valid_to, 0 = none */
} SzHallItem;

/* What does not change from day to day: who and what is in the hall. A function of seed and windows.
 * Immutable once made; any thread may read. */
typedef struct {
  guint64 seed;
  guint64 district_seed; /* of several halls all have the first one's, for what they share */
  gint64 founded_day;    /* SZ_HALL_FOUNDED: nothing happens before; valid_from of everything */
  /* What codes begin with: "" in a single hall, "H0012-" in the twelfth of several (hall-set.h). */
  char prefix[SZ_HALL_CODE_MAX];
  const char *area_names[SZ_HALL_AREAS]; /* as they stand in rows */
  SzHallCalendar *calendar;

  int n_areas;
  int n_windows;
  SzHallWindow *windows; /* by area, in order of code */
  int area_first[SZ_HALL_AREAS + 1];
  char **window_codes; /* `,"area":…,"window":…` */

  int n_staff, n_front;
  SzHallStaff *staff;
  int relief_first[SZ_HALL_AREAS + 1]; /* into staff */
  guint16 *back[SZ_HALL_DEPARTMENTS];  /* back office of each department */
  int n_back[SZ_HALL_DEPARTMENTS];

  SzHallItem *items; /* SZ_HALL_ITEMS */
  /* Cumulated weights, for draws: in the hall by area, and online over all. */
  int n_area_items[SZ_HALL_AREAS];
  guint16 (*area_items)[SZ_HALL_ITEMS];
  double (*area_weights)[SZ_HALL_ITEMS];
  int n_online_items;
  guint16 *online_items;
  double *online_weights;
  /* The same with the seasons of a month: months × (areas, then online) × items. */
  double (*season_weights)[SZ_HALL_ITEMS];

  char department_codes[SZ_HALL_DEPARTMENTS][SZ_HALL_CODE_MAX];
  const char *gates[SZ_HALL_GATES];
  const char *towns[SZ_HALL_TOWNS];
  char *villages[SZ_HALL_TOWNS][SZ_HALL_VILLAGES];
  guint32 n_people, n_enterprises;       /* enterprises: about so many are in force in 2026 */
  struct _SzHallPlaces *places;          /* (owned) hall-places.h */
  struct _SzHallEntities *entities;      /* (owned) hall-entities.h */
  struct _SzHallIncidentPlan *incidents; /* (owned) of every day, hall-incidents.c */
  gboolean is_view;
} SzHallWorld;

SzHallWorld *sz_hall_world_new (guint64 seed, int windows);
/* The world of hall `number` (from 1) of several, over the same days: other codes, other people, all else
 * shared with `world`, which must outlive it. */
SzHallWorld *sz_hall_world_new_view (const SzHallWorld *world, guint number);
void sz_hall_world_free (SzHallWorld *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzHallWorld, sz_hall_world_free)

/* As over the year. */
guint16 sz_hall_world_draw_item (const SzHallWorld *world, int area, SzHallRandom *random);
guint16 sz_hall_world_draw_online_item (const SzHallWorld *world, SzHallRandom *random);
/* With the seasons of a day's month. */
guint16 sz_hall_world_draw_item_on (const SzHallWorld *world, int area, gint64 day, SzHallRandom *random);
guint16 sz_hall_world_draw_online_item_on (const SzHallWorld *world, gint64 day, SzHallRandom *random);
/* A person; some come often. */
guint32 sz_hall_world_draw_person (const SzHallWorld *world, SzHallRandom *random);
/* A subject that has been in force since before the day and still is at its end; some come seldom. */
guint32 sz_hall_world_draw_enterprise (const SzHallWorld *world, gint64 day, SzHallRandom *random);
/* How many tickets an area gives out on a usual day. */
double sz_hall_world_area_tickets (const SzHallWorld *world, int area);
/* How much busier than usual a day is, calendar, growth and weather taken together. */
double sz_hall_world_demand (const SzHallWorld *world, gint64 day);

G_END_DECLS
