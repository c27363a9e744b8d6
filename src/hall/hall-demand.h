/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-world.h"

G_BEGIN_DECLS

/* How many people can be expected to take a ticket, area by area, in each quarter of an hour from 8:30: the
 * rate of the arrivals, everything taken together: calendar, growth, seasons, the weather that all areas
 * share, rushes. What then comes is a Poisson process of this rate. */
#define SZ_HALL_QUARTERS 33
#define SZ_HALL_QUARTER_S 900

typedef struct {
  double expected[SZ_HALL_AREAS][SZ_HALL_QUARTERS];
  double rush[SZ_HALL_AREAS]; /* share of an area's tickets that come because of a rush */
  guint16 rush_item[SZ_HALL_AREAS];
  gint64 day;
} SzHallDemand;

void sz_hall_demand_of_day (const SzHallWorld *world, gint64 day, SzHallDemand *demand);
/* What somebody comes for: by weight, season and rush. */
guint16 sz_hall_demand_draw_item (const SzHallWorld *world, const SzHallDemand *demand, int area,
                                  SzHallRandom *random);

G_END_DECLS
