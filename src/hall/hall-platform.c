/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of the platform that no record stands behind, reported every night; each is in force until the
 * next. */
#include "hall-records-private.h"

#define REPORTED_S (2 * 3600)

typedef struct {
  const char *name;
  double start, a_year; /* on the day the hall was founded, and what it grows by */
  double wobble;        /* of figures that go up and down: share of the value */
} Metric;

static const Metric metrics[] = {
  { "users", 412000, 71000, 0 },  { "active_users", 96000, 23000, 0.04 },
  { "applications", 118, 21, 0 }, { "business", 2310000, 890000, 0 },
  { "services", 811, 17, 0 },     { "zero_run_services", 496, 48, 0 },
  { "ecert_kinds", 21, 5, 0 },    { "ecert_bindings", 603000, 214000, 0 },
  { "eseals", 4180, 920, 0 },     { "apis", 96, 19, 0 },
  { "data_sets", 431, 71, 0 },    { "open_rows", 14200000, 3100000, 0 },
};

typedef struct {
  gint64 value;
} Stat;

static gint64
value_on (const SzHallWorld *world, const Metric *metric, guint index, gint64 day)
{
  double years = (double)(day - world->founded_day) / 365.25;
  double value = metric->start + metric->a_year * years;
  guint64 mix = sz_hall_mix (sz_hall_mix (world->seed ^ 0x73746174, (guint64)day), index);
  double unit = (double)(mix >> 11) / 9007199254740992.0;
  if (metric->wobble > 0)
    return (gint64)(value * (1 + metric->wobble * (2 * unit - 1)));
  /* What only grows: ahead of the line by less than half a day's growth. */
  return (gint64)(value + metric->a_year / 365.25 * 0.5 * unit);
}

void
sz_hall_platform_stats_fill (SzHallDay *day, const SzHallWorld *world)
{
  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++) {
    Stat row = { .value = value_on (world, &metrics[i], i, day->day) };
    g_array_append_val (day->rows[SZ_HALL_SET_PLATFORM_STATS], row);
  }
}

static gint32
own_instant (G_GNUC_UNUSED const SzHallDay *day, G_GNUC_UNUSED guint32 index)
{
  return REPORTED_S;
}

static void
add_instants (G_GNUC_UNUSED const SzHallDay *day, G_GNUC_UNUSED guint32 index, SzHallLife *life)
{
  sz_hall_life_add (life, REPORTED_S);
  sz_hall_life_add (life, SZ_HALL_DAY_S + REPORTED_S);
}

static void
put_stat (SzHallRow *row, guint32 index)
{
  put_time (row, ",\"valid_from\":", REPORTED_S);
  put_past (row, ",\"valid_to\":", SZ_HALL_DAY_S + REPORTED_S);
  put_code (row, ",\"metric\":\"", metrics[index].name);
  put_value (row, ",\"value\":", SZ_HALL_AT (row->day, PLATFORM_STATS, Stat, index)->value);
}

const SzHallFacts sz_hall_platform_stats_facts = { .name = "platform_stats",
                                                   .letter = 'S',
                                                   .record_size = sizeof (Stat),
                                                   .reach_days = 1,
                                                   .own = own_instant,
                                                   .add_instants = add_instants,
                                                   .put = put_stat };
