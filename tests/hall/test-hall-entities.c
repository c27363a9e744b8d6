/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether enterprises live as the table says: counts that balance, and hazards estimated from what was made.
 */
#include "hall-day.h"
#include "hall-entities.h"
#include "hall-names.h"
#include "hall-places.h"
#include "hall-set.h"

#include "sz-time.h"

#include <math.h>
#include <string.h>

static SzHallWorld *
draw_world (int windows)
{
  guint64 seed = (guint64)g_test_rand_int () & 0xFFFFFF;
  g_test_message ("seed %" G_GUINT64_FORMAT ", %d windows", seed, windows);
  return sz_hall_world_new (seed, windows);
}

static const SzHallEntity *
entity_at (const SzHallWorld *world, guint32 number)
{
  return &g_array_index (world->entities->list, SzHallEntity, number);
}

static void
test_order_of_a_life (void)
{
  g_autoptr (SzHallWorld) world = draw_world (60);
  for (guint32 i = 0; i < world->entities->list->len; i++) {
    const SzHallEntity *entity = entity_at (world, i);
    g_assert_cmpint (entity->established, <=, entity->entered / SZ_HALL_DAY_S);
    g_assert_cmpuint (entity->industry, <, SZ_HALL_INDUSTRIES);
    g_assert_cmpuint (entity->village, <, SZ_HALL_TOWN_VILLAGES);
    g_assert_cmpfloat (sz_hall_industries[entity->industry].kinds[entity->kind], >, 0);
    if (i > 0)
      g_assert_cmpuint (entity_at (world, i - 1)->entered, <=, entity->entered);
    g_assert_cmpint (entity->fate == SZ_HALL_ACTIVE, ==, entity->ended == SZ_HALL_NEVER);
    if (entity->ended == SZ_HALL_NEVER)
      continue;
    g_assert_cmpuint (entity->ended / SZ_HALL_DAY_S, >, entity->entered / SZ_HALL_DAY_S);
    gint64 day = entity->ended / SZ_HALL_DAY_S, second = entity->ended % SZ_HALL_DAY_S;
    if (day >= sz_hall_calendar_first_day (world->calendar))
      g_assert_true (sz_hall_calendar_is_open (world->calendar, day));
    g_assert_true (second >= 9 * 3600 && second < 17 * 3600);
  }
}

/* In force = founded + moved in - cancelled - revoked - moved out, on any day; the days' changes are the
 * ends. */
static void
test_balance (void)
{
  g_autoptr (SzHallWorld) world = draw_world (60);
  for (int round = 0; round < 25; round++) {
    gint64 day = g_test_rand_int_range (9000, 25000);
    guint founded = 0, moved_in = 0, gone[4] = { 0 };
    for (guint32 i = 0; i < world->entities->list->len; i++) {
      const SzHallEntity *entity = entity_at (world, i);
      if (entity->entered < day * SZ_HALL_DAY_S) {
        gboolean here = entity->established == (gint32)(entity->entered / SZ_HALL_DAY_S);
        founded += here;
        moved_in += !here;
        gone[entity->ended < day * SZ_HALL_DAY_S ? entity->fate : SZ_HALL_ACTIVE]++;
      }
    }
    guint in_force =
        founded + moved_in - gone[SZ_HALL_CANCELLED] - gone[SZ_HALL_REVOKED] - gone[SZ_HALL_MOVED_OUT];
    g_assert_cmpuint (in_force, ==, sz_hall_entities_in_force (world->entities, day));
    g_assert_cmpuint (in_force, ==, gone[SZ_HALL_ACTIVE]);
  }
  gint64 first = sz_day_from_ymd (2025, 3, 3);
  for (gint64 date = first; date < first + 12; date++) {
    g_autoptr (SzHallDay) day = sz_hall_day_new (world, date);
    const GArray *changes = day->rows[SZ_HALL_SET_ENTITIES];
    guint32 entered, end;
    sz_hall_entities_of_day (world->entities, date, &entered, &end);
    g_assert_cmpuint (sz_hall_entities_in_force (world->entities, date) + (end - entered) - changes->len, ==,
                      sz_hall_entities_in_force (world->entities, date + 1));
    for (guint i = 0; i < changes->len; i++) {
      const SzHallState *change = &g_array_index (changes, SzHallState, i);
      const SzHallEntity *entity = entity_at (world, change->thing);
      g_assert_cmpint (entity->ended, ==, date * SZ_HALL_DAY_S + change->instant);
      g_assert_cmpuint (entity->fate, ==, change->state);
      if (i > 0)
        g_assert_cmpint (g_array_index (changes, SzHallState, i - 1).instant, <=, change->instant);
    }
  }
}

static void
test_size (void)
{
  g_autoptr (SzHallWorld) world = draw_world (156);
  guint32 now = sz_hall_entities_in_force (world->entities, sz_day_from_ymd (2026, 7, 1));
  g_test_message ("%u in force in July 2026", now);
  g_assert_cmpuint (now, >, 44000);
  g_assert_cmpuint (now, <, 51000);
  /* It goes on long after now. */
  g_assert_cmpuint (sz_hall_entities_in_force (world->entities, sz_day_from_ymd (2036, 7, 1)), >, now);
}

typedef struct {
  double years;    /* seen at risk */
  double expected; /* deaths, by the table */
  guint deaths, left;
} Risk;

/* Years that an entity is seen at risk in each band of age, and what became of it. Moving in late it is seen
 * from that age on; one that is in force or has moved out is seen until then. */
static void
add_life (const SzHallEntity *entity, gint64 until_s, Risk bands[SZ_HALL_AGE_BANDS], Risk *risk)
{
  gint64 end_s = MIN ((gint64)entity->ended, until_s);
  /* A move is stated in seconds, a founding elsewhere in days. */
  gboolean here = entity->established == (gint32)(entity->entered / SZ_HALL_DAY_S);
  double born_s = here ? entity->entered : (double)entity->established * SZ_HALL_DAY_S;
  double from = (entity->entered - born_s) / SZ_HALL_YEAR_S, to = ((double)end_s - born_s) / SZ_HALL_YEAR_S;
  gboolean ended = entity->ended < until_s;
  gboolean died = ended && entity->fate != SZ_HALL_MOVED_OUT;
  for (int band = 0; band < SZ_HALL_AGE_BANDS; band++) {
    double low = MAX (from, sz_hall_age_band_from[band]);
    double high = band + 1 < SZ_HALL_AGE_BANDS ? MIN (to, sz_hall_age_band_from[band + 1]) : to;
    if (high <= low)
      continue;
    double hazard = sz_hall_entities_hazard (entity->industry, entity->village / SZ_HALL_VILLAGES,
                                             entity->kind, (low + high) / 2);
    bands[band].years += high - low;
    bands[band].expected += hazard * (high - low);
    risk->years += high - low;
    risk->expected += hazard * (high - low);
    if (high == to)
      bands[band].deaths += died;
  }
  risk->deaths += died;
  risk->left += ended && !died;
}

static void
check (const char *what, int index, const Risk *risk)
{
  /* A count of deaths is Poisson about what the hazards add up to; ends are put off by a day or two on
   * average, which lengthens lives by less than half a per cent. */
  double bound = 5 * sqrt (risk->expected) + 0.015 * risk->expected + 4;
  g_test_message ("%s %d: %.0f years, %.1f deaths expected, %u seen", what, index, risk->years,
                  risk->expected, risk->deaths);
  g_assert_cmpfloat (fabs (risk->deaths - risk->expected), <, bound);
}

static void
test_hazards (void)
{
  g_autoptr (SzHallWorld) world = draw_world (156);
  Risk industries[SZ_HALL_INDUSTRIES] = { { 0 } }, towns[SZ_HALL_TOWNS] = { { 0 } };
  Risk kinds[SZ_HALL_ENTITY_KINDS] = { { 0 } }, bands[SZ_HALL_AGE_BANDS] = { { 0 } };
  gint64 until_s = sz_day_from_ymd (2026, 11, 20) * SZ_HALL_DAY_S;
  double firm_years[SZ_HALL_INDUSTRIES] = { 0 };
  guint left[SZ_HALL_INDUSTRIES] = { 0 };
  for (guint32 i = 0; i < world->entities->list->len; i++) {
    const SzHallEntity *entity = entity_at (world, i);
    Risk own = { 0 };
    if (entity->entered >= until_s)
      break;
    add_life (entity, until_s, bands, &own);
    Risk *sums[] = { &industries[entity->industry], &towns[entity->village / SZ_HALL_VILLAGES],
                     &kinds[entity->kind] };
    for (guint k = 0; k < G_N_ELEMENTS (sums); k++) {
      sums[k]->years += own.years;
      sums[k]->expected += own.expected;
      sums[k]->deaths += own.deaths;
    }
    if (entity->kind == SZ_HALL_FIRM)
      firm_years[entity->industry] += own.years;
    else
      g_assert_cmpuint (own.left, ==, 0);
    left[entity->industry] += own.left;
  }
  for (int i = 0; i < SZ_HALL_INDUSTRIES; i++) {
    check ("industry", i, &industries[i]);
    double expected = firm_years[i] * sz_hall_industries[i].leaving;
    g_assert_cmpfloat (fabs (left[i] - expected), <, 5 * sqrt (expected) + 0.015 * expected + 4);
  }
  for (int t = 0; t < SZ_HALL_TOWNS; t++)
    check ("town", t, &towns[t]);
  for (int k = 0; k < SZ_HALL_ENTITY_KINDS; k++)
    check ("kind", k, &kinds[k]);
  for (int b = 0; b < SZ_HALL_AGE_BANDS; b++)
    check ("age", b, &bands[b]);
}

/* Who is served exists: every enterprise in a case has been founded, and has not ended before the case was
 * received. */
static void
test_cases_are_of_the_living (void)
{
  g_autoptr (SzHallWorld) world = draw_world (60);
  guint seen = 0;
  for (int round = 0; round < 20; round++) {
    gint64 date = sz_day_from_ymd (2023, 1, 10) + g_test_rand_int_range (0, 1800);
    g_autoptr (SzHallDay) day = sz_hall_day_new (world, date);
    for (guint i = 0; i < SZ_HALL_LEN (day, CASES); i++) {
      const SzHallCase *c = SZ_HALL_AT (day, CASES, SzHallCase, i);
      if (!(c->subject & SZ_HALL_ENTERPRISE))
        continue;
      seen++;
      const SzHallEntity *entity = entity_at (world, SZ_HALL_ENTITY_OF (c->subject));
      gint64 received = sz_hall_day_start_s (day) + c->received;
      g_assert_cmpint (entity->entered, <, received);
      g_assert_cmpint (entity->ended, >, received);
      g_assert_cmpuint (SZ_HALL_NAMES_KIND (c->subject), ==, entity->kind);
      if (c->point == SZ_HALL_NOBODY)
        g_assert_cmpint (c->town * SZ_HALL_VILLAGES + c->village, ==, entity->village);
    }
  }
  g_test_message ("%u cases of enterprises", seen);
  g_assert_cmpuint (seen, >, 1000);
}

static void
test_same_seed_same_lives (void)
{
  g_autoptr (SzHallWorld) a = draw_world (30);
  g_autoptr (SzHallWorld) b = sz_hall_world_new (a->seed, 30);
  g_assert_cmpuint (a->entities->list->len, ==, b->entities->list->len);
  g_assert_cmpint (memcmp (a->entities->list->data, b->entities->list->data,
                           a->entities->list->len * sizeof (SzHallEntity)),
                   ==, 0);
}

/* Codes state the kind, and no two enterprises have the same. */
static void
test_codes (void)
{
  static const char *const heads[] = { "91", "92", "93" };
  g_autoptr (SzHallWorld) world = draw_world (30);
  g_autoptr (GHashTable) codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint32 i = 0; i < world->entities->list->len; i++) {
    char code[SZ_HALL_NAME_MAX] = { 0 };
    sz_hall_names_put_credit_code (code, world->seed, sz_hall_entities_subject (world->entities, i));
    g_assert_true (g_str_has_prefix (code, heads[entity_at (world, i)->kind]));
    g_assert_true (g_hash_table_add (codes, g_strdup (code)));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hall/entities/order-of-a-life", test_order_of_a_life);
  g_test_add_func ("/hall/entities/balance", test_balance);
  g_test_add_func ("/hall/entities/size", test_size);
  g_test_add_func ("/hall/entities/hazards", test_hazards);
  g_test_add_func ("/hall/entities/cases-of-the-living", test_cases_are_of_the_living);
  g_test_add_func ("/hall/entities/same-seed", test_same_seed_same_lives);
  g_test_add_func ("/hall/entities/codes", test_codes);
  return g_test_run ();
}
