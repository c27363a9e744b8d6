/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of enterprises. Foundings are a Poisson process on working days, whose rate grows or shrinks by
 * industry. A life ends by the hazard
 *
 *     death (industry) × factor (age) × factor (town) × factor (kind)      a year, cancelled or revoked,
 *     leaving (industry)                                                   a year, moved out (firms),
 *
 * which is constant within a band of age; the end is then put off to the next working hour. Who moves in was
 * founded elsewhere one to nine years before, and goes on by the same rates from that age on (so its life
 * before is not seen: an analysis has to count it from its moving in). */
#include "hall-entities.h"

#include "hall-day-private.h"
#include "hall-places.h"
#include "hall-rows-private.h"
#include "sz-time.h"

#include <math.h>

enum { STREAM_ENTITIES = 920 };

/* clang-format off */
const SzHallIndustry sz_hall_industries[SZ_HALL_INDUSTRIES] = {
  /*code  share  growth death  leaving capital  firm trader cooperative */
  { "A", 0.055,  0.01,  0.055, 0.002,   80, { 0.25, 0.25, 0.50 } },
  { "B", 0.002, -0.06,  0.060, 0.005,  500, { 1.00, 0.00, 0.00 } },
  { "C", 0.060, -0.02,  0.070, 0.012,  200, { 0.60, 0.40, 0.00 } },
  { "D", 0.003,  0.02,  0.030, 0.004, 1000, { 1.00, 0.00, 0.00 } },
  { "E", 0.055,  0.03,  0.100, 0.020,  300, { 0.85, 0.15, 0.00 } },
  { "F", 0.360,  0.02,  0.125, 0.010,   60, { 0.28, 0.72, 0.00 } },
  { "G", 0.055,  0.03,  0.090, 0.010,  100, { 0.35, 0.65, 0.00 } },
  { "H", 0.130,  0.04,  0.210, 0.003,   30, { 0.10, 0.90, 0.00 } },
  { "I", 0.040,  0.12,  0.120, 0.030,  100, { 0.85, 0.15, 0.00 } },
  { "J", 0.003, -0.04,  0.060, 0.015, 2000, { 1.00, 0.00, 0.00 } },
  { "K", 0.020, -0.05,  0.095, 0.010,  500, { 0.90, 0.10, 0.00 } },
  { "L", 0.065,  0.06,  0.120, 0.025,  100, { 0.75, 0.25, 0.00 } },
  { "M", 0.035,  0.09,  0.085, 0.025,  150, { 0.92, 0.08, 0.00 } },
  { "N", 0.005,  0.02,  0.050, 0.005,  300, { 0.95, 0.05, 0.00 } },
  { "O", 0.075,  0.03,  0.115, 0.002,   20, { 0.12, 0.88, 0.00 } },
  { "P", 0.015, -0.08,  0.170, 0.005,   50, { 0.65, 0.35, 0.00 } },
  { "Q", 0.007,  0.05,  0.050, 0.002,  200, { 0.60, 0.40, 0.00 } },
  { "R", 0.015,  0.05,  0.150, 0.008,   60, { 0.55, 0.45, 0.00 } },
};
/* clang-format on */

const double sz_hall_age_band_from[SZ_HALL_AGE_BANDS] = { 0, 1, 3, 5, 10 };
const double sz_hall_age_factors[SZ_HALL_AGE_BANDS] = { 0.70, 1.35, 1.10, 0.80, 0.55 };
const double sz_hall_town_factors[SZ_HALL_TOWNS] = { 1.00, 0.90, 1.10, 1.00, 0.95, 1.05, 1.15, 1.25 };
const double sz_hall_kind_factors[SZ_HALL_ENTITY_KINDS] = { 0.90, 1.10, 0.60 };

/* Foundings in 2026 for each entity in force then. */
#define FOUNDED_SHARE 0.132
/* Moving in, for each founding; firms only. */
#define MOVING_IN 0.025
#define DAYS (SZ_HALL_ENTITIES_TO - SZ_HALL_ENTITIES_FROM)

double
sz_hall_entities_hazard (int industry, int town, int kind, double age)
{
  int band = SZ_HALL_AGE_BANDS - 1;
  while (band > 0 && age < sz_hall_age_band_from[band])
    band--;
  return sz_hall_industries[industry].death * sz_hall_age_factors[band] * sz_hall_town_factors[town] *
         sz_hall_kind_factors[kind];
}

/* Years from an age to death, if nothing else comes first. */
static double
draw_rest_of_life (const SzHallEntity *entity, double age, SzHallRandom *random)
{
  double left = sz_hall_random_exponential (random), at = age;
  for (int band = 0; band < SZ_HALL_AGE_BANDS; band++) {
    double to = band + 1 < SZ_HALL_AGE_BANDS ? sz_hall_age_band_from[band + 1] : INFINITY;
    if (to <= at)
      continue;
    double hazard =
        sz_hall_entities_hazard (entity->industry, entity->village / SZ_HALL_VILLAGES, entity->kind, at);
    if (left <= hazard * (to - at))
      return at + left / hazard - age;
    left -= hazard * (to - at);
    at = to;
  }
  return INFINITY;
}

/* Offices end lives in working hours only. */
static guint32
office_second (const SzHallWorld *world, gint64 local_s, SzHallRandom *random)
{
  gint64 day = sz_hall_calendar_open_day (world->calendar, local_s / SZ_HALL_DAY_S, 0);
  /* Before the calendar begins weeks are as they always are. */
  if (local_s / SZ_HALL_DAY_S < sz_hall_calendar_first_day (world->calendar)) {
    day = local_s / SZ_HALL_DAY_S;
    int weekday = sz_day_weekday (day);
    day += weekday > 5 ? 8 - weekday : 0;
  }
  return (guint32)(day * SZ_HALL_DAY_S + sz_hall_random_between (random, 9 * 3600, 17 * 3600 - 1));
}

static void
draw_end (const SzHallWorld *world, SzHallEntity *entity, double age, SzHallRandom *random)
{
  double death = draw_rest_of_life (entity, age, random);
  double leaving = entity->kind == SZ_HALL_FIRM
                       ? sz_hall_random_exponential (random) / sz_hall_industries[entity->industry].leaving
                       : INFINITY;
  double years = MIN (death, leaving);
  entity->ended = SZ_HALL_NEVER;
  entity->fate = SZ_HALL_ACTIVE;
  if (entity->entered + years * SZ_HALL_YEAR_S >=
      (double)SZ_HALL_ENTITIES_TO * SZ_HALL_DAY_S - 30 * SZ_HALL_DAY_S)
    return;
  /* On a later day than it entered. */
  gint64 end = MAX (entity->entered + (gint64)(years * SZ_HALL_YEAR_S), entity->entered + SZ_HALL_DAY_S);
  entity->ended = office_second (world, end, random);
  entity->fate = SZ_HALL_MOVED_OUT;
  if (death <= leaving) {
    /* The licence is taken from those who have not reported for two years. */
    double revoked = entity->kind == SZ_HALL_FIRM ? 0.16 : 0.03;
    entity->fate =
        age + death > 2 && sz_hall_random_chance (random, revoked) ? SZ_HALL_REVOKED : SZ_HALL_CANCELLED;
  }
}

static int
draw_kind (const SzHallIndustry *industry, SzHallRandom *random)
{
  double at = sz_hall_random_unit (random);
  for (int kind = 0; kind < SZ_HALL_ENTITY_KINDS - 1; kind++) {
    if (at < industry->kinds[kind])
      return kind;
    at -= industry->kinds[kind];
  }
  return industry->kinds[SZ_HALL_COOPERATIVE] > 0 ? SZ_HALL_COOPERATIVE : SZ_HALL_TRADER;
}

static gboolean
is_working_day (const SzHallWorld *world, gint64 day)
{
  if (day < sz_hall_calendar_first_day (world->calendar))
    return sz_day_weekday (day) <= 5;
  return sz_hall_calendar_is_open (world->calendar, day);
}

/* Foundings a working day, by industry, cumulated. */
static double
cumulate_rates (const SzHallWorld *world, gint64 day, double rates[SZ_HALL_INDUSTRIES])
{
  int year, month, mday;
  /* More in spring, fewer in the new year's weeks and at the end. */
  static const double season[12] = { 0.85, 0.70, 1.25, 1.15, 1.10, 1.05, 1.00, 1.00, 1.05, 0.95, 1.00, 0.90 };
  sz_day_to_ymd (day, &year, &month, &mday);
  double years = (double)(day - sz_day_from_ymd (2026, 7, 1)) / 365.25;
  double usual = world->n_enterprises * FOUNDED_SHARE / 249 * season[month - 1], sum = 0;
  for (int i = 0; i < SZ_HALL_INDUSTRIES; i++) {
    double growth = exp (sz_hall_industries[i].growth * CLAMP (years, -12, 12));
    /* Before that there were ever fewer of every kind. */
    if (years < -12)
      growth *= exp (0.07 * (years + 12));
    rates[i] = sum += usual * sz_hall_industries[i].share * growth;
  }
  return sum;
}

static SzHallEntity
draw_entity (const SzHallWorld *world, gint64 day, gint32 second, gboolean moves_in,
             const double rates[SZ_HALL_INDUSTRIES], SzHallRandom *random)
{
  double at = sz_hall_random_unit (random) * rates[SZ_HALL_INDUSTRIES - 1], age = 0;
  SzHallEntity entity = { .entered = (guint32)(day * SZ_HALL_DAY_S + second), .established = (gint32)day };
  while (entity.industry < SZ_HALL_INDUSTRIES - 1 && rates[entity.industry] <= at)
    entity.industry++;
  entity.kind = (guint8)(moves_in ? SZ_HALL_FIRM : draw_kind (&sz_hall_industries[entity.industry], random));
  entity.village = (guint8)sz_hall_places_trade (world->places, sz_hall_random_next (random));
  if (moves_in) {
    gint32 days = sz_hall_random_between (random, 366, 9 * 365);
    entity.established -= days;
    age = days / 365.25;
  }
  draw_end (world, &entity, age, random);
  return entity;
}

static int
compare_seconds (const void *a, const void *b)
{
  return *(const gint32 *)a - *(const gint32 *)b;
}

#define ENTRIES_MAX 4096

static void
found_day (SzHallEntities *entities, const SzHallWorld *world, gint64 day)
{
  SzHallRandom random;
  double rates[SZ_HALL_INDUSTRIES];
  gint32 seconds[ENTRIES_MAX];
  sz_hall_random_init (&random, world->seed, day, STREAM_ENTITIES);
  double rate = cumulate_rates (world, day, rates) * (1 + MOVING_IN);
  guint n = MIN (sz_hall_random_poisson (&random, rate), ENTRIES_MAX);
  for (guint i = 0; i < n; i++)
    seconds[i] = sz_hall_random_between (&random, 9 * 3600, 17 * 3600 - 1);
  qsort (seconds, n, sizeof seconds[0], compare_seconds);
  for (guint i = 0; i < n; i++) {
    gboolean moves_in = sz_hall_random_chance (&random, MOVING_IN / (1 + MOVING_IN));
    SzHallEntity entity = draw_entity (world, day, seconds[i], moves_in, rates, &random);
    g_array_append_val (entities->list, entity);
  }
}

static gint64
end_day (const SzHallEntity *entity)
{
  return entity->ended / SZ_HALL_DAY_S - SZ_HALL_ENTITIES_FROM;
}

/* Sorts the ends by their days, by counting them. */
static void
order_ends (SzHallEntities *entities)
{
  const SzHallEntity *list = (const SzHallEntity *)(gconstpointer)entities->list->data;
  guint32 *before = entities->ends_before = g_new0 (guint32, DAYS + 2);
  for (guint i = 0; i < entities->list->len; i++)
    if (list[i].ended != SZ_HALL_NEVER)
      before[end_day (&list[i]) + 1]++;
  for (int d = 0; d <= DAYS; d++)
    before[d + 1] += before[d];
  g_autofree guint32 *next = g_memdup2 (before, sizeof (guint32) * (DAYS + 2));
  entities->ends = g_new (guint32, entities->list->len + 1);
  for (guint i = 0; i < entities->list->len; i++)
    if (list[i].ended != SZ_HALL_NEVER)
      entities->ends[next[end_day (&list[i])]++] = i;
}

SzHallEntities *
sz_hall_entities_new (const SzHallWorld *world)
{
  SzHallEntities *entities = g_new0 (SzHallEntities, 1);
  entities->list = g_array_sized_new (FALSE, FALSE, sizeof (SzHallEntity), world->n_enterprises * 5);
  entities->entered_before = g_new0 (guint32, DAYS + 2);
  for (gint64 day = SZ_HALL_ENTITIES_FROM; day < SZ_HALL_ENTITIES_TO; day++) {
    if (is_working_day (world, day))
      found_day (entities, world, day);
    entities->entered_before[day - SZ_HALL_ENTITIES_FROM + 1] = entities->list->len;
  }
  entities->entered_before[DAYS + 1] = entities->list->len;
  order_ends (entities);
  return entities;
}

void
sz_hall_entities_free (SzHallEntities *entities)
{
  if (entities == NULL)
    return;
  g_array_unref (entities->list);
  g_free (entities->entered_before);
  g_free (entities->ends);
  g_free (entities->ends_before);
  g_free (entities);
}

static int
index_of (gint64 day)
{
  return (int)CLAMP (day - SZ_HALL_ENTITIES_FROM, 0, DAYS);
}

void
sz_hall_entities_of_day (const SzHallEntities *entities, gint64 day, guint32 *first, guint32 *end)
{
  *first = entities->entered_before[index_of (day)];
  *end = entities->entered_before[index_of (day) + 1];
}

guint32
sz_hall_entities_in_force (const SzHallEntities *entities, gint64 day)
{
  return entities->entered_before[index_of (day)] - entities->ends_before[index_of (day)];
}

guint32
sz_hall_entities_subject (const SzHallEntities *entities, guint32 number)
{
  guint32 kind = g_array_index (entities->list, SzHallEntity, number).kind;
  return SZ_HALL_ENTERPRISE | kind << 28 | number;
}

/* --- their rows
 * --------------------------------------------------------------------------------------------------- */

static guint32
count_entities (const SzHallWorld *world)
{
  return world->entities->list->len;
}

static void
key_entity (const SzHallWorld *world, guint32 index, char out[SZ_HALL_KEY_MAX])
{
  g_snprintf (out, SZ_HALL_KEY_MAX, "M%07u", index + 1);
}

static gint64
founding_s (const SzHallWorld *world)
{
  return world->founded_day * SZ_HALL_DAY_S;
}

static gint64
born_entity (const SzHallWorld *world, guint32 index)
{
  return MAX (g_array_index (world->entities->list, SzHallEntity, index).entered, founding_s (world));
}

static void
now_entity (const SzHallWorld *world, guint32 index, gint64 local_s, SzHallNow *now)
{
  const SzHallEntity *entity = &g_array_index (world->entities->list, SzHallEntity, index);
  *now = (SzHallNow){ .state = SZ_HALL_ACTIVE, .since = born_entity (world, index) };
  if (entity->ended == SZ_HALL_NEVER || entity->ended > local_s)
    return;
  now->state = entity->fate;
  /* What had ended before the founding is no change. */
  if (entity->ended > founding_s (world)) {
    now->since = entity->ended;
    now->number = 1;
  }
}

#define put_instant(row, literal, value)                                                                     \
  ((row)->p = put_literal ((row)->p, literal "\""), (row)->p = sz_hall_rows_put_instant ((row)->p, (value)), \
   *(row)->p++ = '"')

/* Ten thousand yuan with two decimals; traders state little, and many firms a round sum. */
static void
put_capital (SzHallRow *row, guint32 index, const SzHallEntity *entity)
{
  guint64 facts = sz_hall_mix (row->world->district_seed ^ 0x6361706974616C, index);
  double spread =
      exp (1.1 * ((double)(facts % 2001) / 1000 - 1) + 0.9 * ((double)((facts >> 16) % 2001) / 1000 - 1));
  double median = sz_hall_industries[entity->industry].capital;
  double amount = (entity->kind == SZ_HALL_TRADER ? MIN (median * 0.15, 12) : median) * spread;
  gint64 hundredths = (gint64)(amount * 100);
  if (entity->kind == SZ_HALL_FIRM && (facts >> 40) % 4 != 0)
    hundredths = MAX (1, (gint64)(amount / 10 + 0.5)) * 1000;
  row->p = put_literal (row->p, ",\"capital\":");
  row->p = put_number (row->p, hundredths / 100);
  *row->p++ = '.';
  row->p = put_padded (row->p, (guint32)(hundredths % 100), 2);
}

static void
put_end (SzHallRow *row, const SzHallEntity *entity, guint state)
{
  put_instant (row, ",\"ended\":", entity->ended);
  if (state == SZ_HALL_CANCELLED)
    put_instant (row, ",\"cancelled\":", entity->ended);
  else if (state == SZ_HALL_REVOKED)
    put_instant (row, ",\"revoked\":", entity->ended);
  else
    put_instant (row, ",\"moved_out\":", entity->ended);
}

static void
put_entity (SzHallRow *row, guint32 index, guint state, gint64 since)
{
  static const char *const kinds[] = { "enterprise", "self_employed", "cooperative" };
  static const char *const states[] = { "active", "cancelled", "revoked", "moved_out" };
  const SzHallEntity *entity = &g_array_index (row->world->entities->list, SzHallEntity, index);
  int town = entity->village / SZ_HALL_VILLAGES, village = entity->village % SZ_HALL_VILLAGES;
  gboolean moved_in = entity->established != (gint32)(entity->entered / SZ_HALL_DAY_S);
  put_instant (row, ",\"entered\":", entity->entered);
  put_instant (row, ",\"established\":",
               moved_in ? (gint64)entity->established * SZ_HALL_DAY_S + 10 * 3600 : (gint64)entity->entered);
  if (moved_in)
    put_instant (row, ",\"moved_in\":", entity->entered);
  if (state != SZ_HALL_ACTIVE)
    put_end (row, entity, state);
  put_code (row, ",\"kind\":\"", kinds[entity->kind]);
  put_code (row, ",\"industry\":\"", sz_hall_industries[entity->industry].code);
  put_code (row, ",\"region\":\"", row->world->towns[town]);
  put_code (row, ",\"village\":\"", row->world->villages[town][village]);
  put_code (row, ",\"state\":\"", states[state]);
  put_capital (row, index, entity);
  row->p = put_literal (row->p, ",\"credit\":\"");
  row->p = sz_hall_names_put_credit_code (row->p, row->world->district_seed,
                                          sz_hall_entities_subject (row->world->entities, index));
  *row->p++ = '"';
}

void
sz_hall_entities_fill (SzHallDay *day, const SzHallWorld *world)
{
  const SzHallEntities *entities = world->entities;
  int at = index_of (day->day);
  for (guint32 i = entities->ends_before[at]; i < entities->ends_before[at + 1]; i++) {
    guint32 number = entities->ends[i];
    const SzHallEntity *entity = &g_array_index (entities->list, SzHallEntity, number);
    SzHallState change = { .instant = (gint32)(entity->ended - day->day * SZ_HALL_DAY_S),
                           .thing = number,
                           .state = entity->fate,
                           .number = 1 };
    g_array_append_val (day->rows[SZ_HALL_SET_ENTITIES], change);
  }
  sz_hall_sort_by_instant (day->rows[SZ_HALL_SET_ENTITIES], G_STRUCT_OFFSET (SzHallState, instant));
}

const SzHallThings sz_hall_entities_things = {
  .name = "entities",
  .count = count_entities,
  .key = key_entity,
  .born = born_entity,
  .put = put_entity,
  .changes = TRUE,
  .of_district = TRUE,
  .now = now_entity,
};
