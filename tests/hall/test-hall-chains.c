/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether chains are there to be found: the steps of one subject in their order, and pairs of items that meet
 * far more often than by chance. */
#include "hall-chains.h"
#include "hall-entities.h"

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

static void
test_plan (void)
{
  g_autoptr (SzHallWorld) world = draw_world (20);
  for (int c = 0; c < SZ_HALL_CHAINS; c++) {
    int longest = 0;
    for (int s = 0; s < SZ_HALL_CHAIN_STEPS && sz_hall_chains[c].steps[s].item != NULL; s++) {
      const SzHallChainStepPlan *step = &sz_hall_chains[c].steps[s];
      int index = sz_hall_chains_item (c, s);
      g_assert_cmpint (index, >=, 0);
      g_assert_cmpstr (world->items[index].name, ==, step->item);
      g_assert_false (world->items[index].asleep);
      g_assert_true (step->taken > 0 && step->taken <= 1);
      g_assert_cmpint (step->least, <=, step->most);
      longest += step->most;
    }
    g_assert_cmpint (longest, >, 0);
    g_assert_cmpint (longest, <=, SZ_HALL_CHAIN_DAYS + 20);
  }
}

typedef struct {
  gint64 day;
  int step;
} Last;

/* Collects half a year of steps: within a chain a subject's later steps fall on later days (or the same), the
 * gaps are not shorter than planned. */
static void
test_steps_in_order (void)
{
  g_autoptr (SzHallWorld) world = draw_world (156);
  g_autoptr (GHashTable) last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gint64 from = sz_day_from_ymd (2025, 2, 1);
  guint seen = 0, second = 0, twice = 0, of_chain[SZ_HALL_CHAINS] = { 0 };
  for (gint64 day = from; day < from + 240; day++) {
    g_autoptr (GArray) steps = sz_hall_chains_of_day (world, day);
    if (!sz_hall_calendar_is_open (world->calendar, day))
      g_assert_cmpuint (steps->len, ==, 0);
    for (guint i = 0; i < steps->len; i++) {
      const SzHallChainStep *step = &g_array_index (steps, SzHallChainStep, i);
      const SzHallChain *plan = &sz_hall_chains[step->chain];
      g_assert_cmpint (step->item, ==, sz_hall_chains_item (step->chain, step->step));
      g_assert_cmpint (plan->by == SZ_HALL_BY_PERSONS, ==, !(step->subject & SZ_HALL_ENTERPRISE));
      g_assert_cmpuint (step->person, <, world->n_people);
      char *key = g_strdup_printf ("%d %u", step->chain, step->subject);
      Last *before = g_hash_table_lookup (last, key);
      seen++;
      of_chain[step->chain]++;
      if (before != NULL) {
        second++;
        gint64 least = 0;
        for (int s = before->step + 1; s <= step->step; s++)
          least += plan->steps[s].least;
        /* Somebody may go through the same chain again, by chance. */
        if (step->step <= before->step || day - before->day < least)
          twice++;
      }
      Last *now = g_new (Last, 1);
      *now = (Last){ day, step->step };
      g_hash_table_insert (last, key, now);
    }
  }
  g_test_message ("%u steps, %u behind another, %u out of order", seen, second, twice);
  g_assert_cmpuint (seen, >, 20000);
  g_assert_cmpuint (second, >, seen / 2);
  g_assert_cmpuint (twice, <, seen / 100);
  for (int c = 0; c < SZ_HALL_CHAINS; c++)
    g_assert_cmpuint (of_chain[c], >, 100);
}

/* A day made alone has the steps of the day made after others. */
static void
test_a_day_alone (void)
{
  g_autoptr (SzHallWorld) a = draw_world (80);
  g_autoptr (SzHallWorld) b = sz_hall_world_new (a->seed, 80);
  for (int round = 0; round < 20; round++) {
    gint64 day = sz_day_from_ymd (2023, 3, 1) + g_test_rand_int_range (0, 1500);
    g_autoptr (GArray) first = sz_hall_chains_of_day (a, day);
    g_autoptr (GArray) again = sz_hall_chains_of_day (b, day);
    g_assert_cmpuint (first->len, ==, again->len);
    for (guint i = 0; i < first->len; i++) {
      const SzHallChainStep *x = &g_array_index (first, SzHallChainStep, i);
      const SzHallChainStep *y = &g_array_index (again, SzHallChainStep, i);
      g_assert_true (x->subject == y->subject && x->person == y->person && x->item == y->item &&
                     x->chain == y->chain && x->step == y->step && x->online == y->online);
    }
  }
}

/* Enterprises go through chains while they are in force. */
static void
test_enterprises_are_there (void)
{
  g_autoptr (SzHallWorld) world = draw_world (156);
  guint closing = 0;
  for (gint64 day = sz_day_from_ymd (2026, 3, 1); day < sz_day_from_ymd (2026, 5, 1); day++) {
    g_autoptr (GArray) steps = sz_hall_chains_of_day (world, day);
    for (guint i = 0; i < steps->len; i++) {
      const SzHallChainStep *step = &g_array_index (steps, SzHallChainStep, i);
      if (!(step->subject & SZ_HALL_ENTERPRISE))
        continue;
      const SzHallEntity *entity =
          &g_array_index (world->entities->list, SzHallEntity, SZ_HALL_ENTITY_OF (step->subject));
      g_assert_cmpint (entity->entered, <, day * SZ_HALL_DAY_S);
      g_assert_cmpint (entity->ended, >=, (day + 1) * SZ_HALL_DAY_S);
      if (sz_hall_chains[step->chain].by == SZ_HALL_BY_RESTAURANTS)
        g_assert_cmpstr (sz_hall_industries[entity->industry].code, ==, "H");
      if (sz_hall_chains[step->chain].by == SZ_HALL_BY_CLOSING) {
        closing++;
        g_assert_cmpint (entity->fate, ==, SZ_HALL_CANCELLED);
        g_assert_cmpint (entity->ended, <=, (day + 62) * SZ_HALL_DAY_S);
      }
    }
  }
  g_assert_cmpuint (closing, >, 100);
}

static gpointer
subject_and_item (guint32 subject, guint item)
{
  return GSIZE_TO_POINTER ((gsize)subject << 12 | item);
}

typedef struct {
  GHashTable *pairs; /* subject and item */
  GHashTable *subjects;
  guint of_item[SZ_HALL_ITEMS];
} Baskets;

static void
fill_baskets (Baskets *baskets, const SzHallWorld *world, gint64 from, int days)
{
  for (gint64 date = from; date < from + days; date++) {
    g_autoptr (SzHallDay) day = sz_hall_day_new (world, date);
    for (guint i = 0; i < SZ_HALL_LEN (day, CASES); i++) {
      const SzHallCase *c = SZ_HALL_AT (day, CASES, SzHallCase, i);
      g_hash_table_add (baskets->subjects, GSIZE_TO_POINTER ((gsize)c->subject + 1));
      if (g_hash_table_add (baskets->pairs, subject_and_item (c->subject, c->item)))
        baskets->of_item[c->item]++;
    }
  }
}

/* P (a and b) / (P (a) P (b)) over the subjects that came at all. */
static double
lift_of (const Baskets *baskets, int a, int b, guint *both)
{
  GHashTableIter iter;
  gpointer pair;
  *both = 0;
  g_hash_table_iter_init (&iter, baskets->pairs);
  while (g_hash_table_iter_next (&iter, &pair, NULL))
    if ((GPOINTER_TO_SIZE (pair) & 0xFFF) == (gsize)a &&
        g_hash_table_contains (baskets->pairs,
                               subject_and_item ((guint32)(GPOINTER_TO_SIZE (pair) >> 12), (guint)b)))
      (*both)++;
  return (double)*both * g_hash_table_size (baskets->subjects) /
         ((double)baskets->of_item[a] * baskets->of_item[b]);
}

/* In the cases as they are served: the first two sure steps of every chain belong together; two items that no
 * chain joins do not. */
static void
test_lift (void)
{
  g_autoptr (SzHallWorld) world = draw_world (156);
  Baskets baskets = { .pairs = g_hash_table_new (NULL, NULL), .subjects = g_hash_table_new (NULL, NULL) };
  fill_baskets (&baskets, world, sz_day_from_ymd (2026, 6, 1), 100);
  for (int c = 0; c < SZ_HALL_CHAINS; c++) {
    guint both;
    int a = sz_hall_chains_item (c, 1), b = sz_hall_chains_item (c, 2);
    double lift = lift_of (&baskets, a, b, &both);
    g_test_message ("%s: %s, %s: %u subjects, lift %.1f", sz_hall_chains[c].name, world->items[a].name,
                    world->items[b].name, both, lift);
    g_assert_cmpuint (both, >, 20);
    g_assert_cmpfloat (lift, >, 4);
  }
  guint both;
  double lift = lift_of (&baskets, sz_hall_chains_item (4, 2), sz_hall_chains_item (6, 1), &both);
  g_test_message ("a house and a pension: %u subjects, lift %.1f", both, lift);
  g_assert_cmpfloat (lift, <, 3);
  g_hash_table_unref (baskets.pairs);
  g_hash_table_unref (baskets.subjects);
}

/* A ticket that is taken for a step is the right person's, for the right item, and makes a case of the right
 * subject. */
static void
test_tickets_and_cases (void)
{
  g_autoptr (SzHallWorld) world = draw_world (156);
  guint tickets = 0, cases = 0, missed = 0, in_hall = 0;
  for (int round = 0; round < 6; round++) {
    gint64 date = sz_hall_calendar_open_day (
        world->calendar, sz_day_from_ymd (2025, 1, 6) + g_test_rand_int_range (0, 600), 0);
    g_autoptr (SzHallDay) day = sz_hall_day_new (world, date);
    for (guint i = 0; i < day->chain_steps->len; i++)
      in_hall += !g_array_index (day->chain_steps, SzHallChainStep, i).online;
    for (guint i = 0; i < SZ_HALL_LEN (day, TICKETS); i++) {
      const SzHallTicket *ticket = SZ_HALL_AT (day, TICKETS, SzHallTicket, i);
      if (ticket->chain == 0)
        continue;
      const SzHallChainStep *step = &g_array_index (day->chain_steps, SzHallChainStep, ticket->chain - 1);
      tickets++;
      g_assert_cmpuint (ticket->person, ==, step->person);
      g_assert_cmpuint (ticket->item, ==, step->item);
      guint found = 0;
      for (guint k = 0; k < SZ_HALL_LEN (day, CASES); k++) {
        const SzHallCase *c = SZ_HALL_AT (day, CASES, SzHallCase, k);
        if (c->ticket != i)
          continue;
        found++;
        g_assert_cmpuint (c->subject, ==, step->subject);
        g_assert_cmpuint (c->item, ==, step->item);
      }
      g_assert_cmpuint (found, ==, ticket->ended != SZ_HALL_NONE);
      cases += found;
      missed += !found;
    }
  }
  g_test_message ("%u steps in the hall, %u tickets, %u cases, %u left before", in_hall, tickets, cases,
                  missed);
  g_assert_cmpuint (tickets, >, in_hall * 9 / 10);
  g_assert_cmpuint (cases, >, tickets * 8 / 10);
}

/* An item's share of the tickets of its area in a month, from the items themselves. */
static double
season_share (const SzHallWorld *world, int item, int month)
{
  double all = 0;
  for (int i = 0; i < SZ_HALL_ITEMS; i++) {
    const SzHallItem *other = &world->items[i];
    if (other->area == world->items[item].area && other->in_hall && !other->asleep)
      all += (double)other->weight * sz_hall_item_season (other->name, month);
  }
  return (double)world->items[item].weight * sz_hall_item_season (world->items[item].name, month) / all;
}

#define DRAWS 100000

/* School in summer, insurance in January and July: the shares of the month's tickets. An item that this hall
 * does not have at its windows is passed over. */
static void
test_seasons (void)
{
  static const struct {
    const char *item;
    int high, low; /* months */
  } expected[] = { { "义务教育入学办理", 8, 3 },
                   { "企业职工养老保险参保申请", 7, 4 },
                   { "发票代开办理", 12, 4 },
                   { "城乡居民医疗保险参保申请", 12, 5 } };
  g_autoptr (SzHallWorld) world = draw_world (156);
  for (guint e = 0; e < G_N_ELEMENTS (expected); e++) {
    int item = 0;
    while (strcmp (world->items[item].name, expected[e].item) != 0)
      item++;
    g_assert_cmpfloat (sz_hall_item_season (expected[e].item, expected[e].high), >,
                       1.6 * sz_hall_item_season (expected[e].item, expected[e].low));
    if (world->items[item].asleep || !world->items[item].in_hall)
      continue;
    for (int k = 0; k < 2; k++) {
      int month = k == 0 ? expected[e].high : expected[e].low;
      gint64 day = sz_day_from_ymd (2025, month, 10);
      double mean = DRAWS * season_share (world, item, month);
      SzHallRandom random;
      sz_hall_random_init (&random, world->seed, day, 999);
      guint found = 0;
      for (int n = 0; n < DRAWS; n++)
        found += sz_hall_world_draw_item_on (world, world->items[item].area, day, &random) == item;
      g_test_message ("%s: %u in month %d, %.0f by its share", expected[e].item, found, month, mean);
      /* Seven standard deviations, and room for what is hardly ever asked for. */
      g_assert_cmpfloat (fabs (found - mean), <, 7 * sqrt (mean) + 7);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hall/chains/plan", test_plan);
  g_test_add_func ("/hall/chains/steps-in-order", test_steps_in_order);
  g_test_add_func ("/hall/chains/a-day-alone", test_a_day_alone);
  g_test_add_func ("/hall/chains/enterprises-are-there", test_enterprises_are_there);
  g_test_add_func ("/hall/chains/lift", test_lift);
  g_test_add_func ("/hall/chains/tickets-and-cases", test_tickets_and_cases);
  g_test_add_func ("/hall/chains/seasons", test_seasons);
  return g_test_run ();
}
