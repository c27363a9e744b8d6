/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-demand.h"

#include "hall-day-private.h"
#include "sz-time.h"

#include <math.h>

/* Relative arrivals in each quarter of an hour from 8:30; those of the afternoon are shifted where it begins
 * later. */
static const double profile[SZ_HALL_QUARTERS] = {
  0.50, 0.90, 1.60, 1.80, 1.90, 1.90, 1.80, 1.60, 1.40, 1.25, 1.00, /* 8:30 … 11:00 */
  0.80, 0.50, 0.25, 0.10, 0.10, 0.20, 0.45,                         /* 11:15 … 12:45 */
  0.80, 1.10, 1.40, 1.60, 1.70, 1.65, 1.55, 1.40, 1.25, 1.10, 0.95, /* 13:00 … 15:30 */
  0.80, 0.65, 0.45, 0.25,                                           /* 15:45 … 16:30 */
};
#define PROFILE_NOON 16 /* from here on it moves with the afternoon */

/* The seasons of the areas: how far from the mean, and the day of the year on which they are highest. */
static const struct {
  double reach;
  int peak;
} area_seasons[SZ_HALL_AREAS] = {
  { 0.03, 75 },  /* 综合受理: after the Spring Festival */
  { 0.08, 345 }, /* 社保医保: the insurance year ends */
  { 0.06, 280 }, /* 不动产登记: autumn */
  { 0.14, 195 }, /* 公安出入境: summer holidays */
  { 0.10, 130 }, /* 税务: settlement until the end of May */
  { 0.09, 80 },  /* 企业开办: spring */
};
#define ITEM_SEASON 0.3

/* From 1 at the peak of a season to -1 half a year from it, 0 on average. Days since 1970 and days of the
 * year differ by the leap days, which are made up for in the length of the year. */
static double
wave (gint64 day, double peak)
{
  double year = ((double)day - peak) / 365.25;
  double y = fabs (2 * (year - floor (year)) - 1);
  return 2 * y * y * (3 - 2 * y) - 1;
}

static double
rate_of_quarter (gint32 afternoon, int quarter)
{
  int shift = (afternoon - 13 * 3600) / SZ_HALL_QUARTER_S;
  if (quarter < PROFILE_NOON)
    return profile[quarter];
  if (quarter < PROFILE_NOON + shift)
    return 0.1;
  return profile[quarter - shift];
}

static void
add_rushes (const SzHallWorld *world, gint64 day, SzHallDemand *demand)
{
  SzHallIncident incidents[SZ_HALL_INCIDENTS_MAX];
  guint n = sz_hall_incidents_of_day (world, day, incidents);
  for (guint i = 0; i < n; i++) {
    const SzHallIncident *incident = &incidents[i];
    int a = incident->area;
    if (incident->kind != SZ_HALL_INCIDENT_RUSH || demand->rush[a] > 0)
      continue;
    double total = world->area_weights[a][world->n_area_items[a] - 1];
    double more = (incident->factor - 1) * world->items[incident->item].weight / total;
    demand->rush[a] = more / (1 + more);
    demand->rush_item[a] = incident->item;
    for (int q = 0; q < SZ_HALL_QUARTERS; q++)
      demand->expected[a][q] *= 1 + more;
  }
}

void
sz_hall_demand_of_day (const SzHallWorld *world, gint64 day, SzHallDemand *demand)
{
  SzHallRandom random;
  sz_hall_random_init (&random, world->seed, day, SZ_HALL_STREAM_DEMAND);
  *demand = (SzHallDemand){ .day = day };
  gint32 afternoon = sz_hall_calendar_afternoon_s (day);
  double total = 0, shared[SZ_HALL_QUARTERS], weather = 0;
  for (int q = 0; q < SZ_HALL_QUARTERS; q++) {
    total += profile[q];
    /* A shower keeps everybody at home for a while, whatever they want. */
    weather = 0.8 * weather + 0.05 * sz_hall_random_normal (&random);
    shared[q] = rate_of_quarter (afternoon, q) * exp (weather - 0.0035);
  }
  double busy = sz_hall_world_demand (world, day);
  for (int a = 0; a < world->n_areas; a++) {
    double season = 1 + area_seasons[a].reach * wave (day, area_seasons[a].peak);
    double usual = sz_hall_world_area_tickets (world, a) * busy * season;
    double scale = usual * sz_hall_random_lognormal (&random, 1, 0.06) / total;
    for (int q = 0; q < SZ_HALL_QUARTERS; q++)
      demand->expected[a][q] = shared[q] * scale;
  }
  add_rushes (world, day, demand);
}

guint16
sz_hall_demand_draw_item (const SzHallWorld *world, const SzHallDemand *demand, int area,
                          SzHallRandom *random)
{
  if (demand->rush[area] > 0 && sz_hall_random_chance (random, demand->rush[area]))
    return demand->rush_item[area];
  for (;;) {
    guint16 item = sz_hall_world_draw_item_on (world, area, demand->day, random);
    /* Every item has its own season. */
    double peak = (double)(sz_hall_mix (world->seed ^ 0x736561736F6E, item) % 365);
    if (sz_hall_random_unit (random) * (1 + ITEM_SEASON) < 1 + ITEM_SEASON * wave (demand->day, peak))
      return item;
  }
}
