/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the map is a map: outlines that are simple, tile exactly and share their borders; points and zones
 * where they are said to be. The geometry here is this file's own. */
#include "hall-day.h"
#include "hall-places.h"
#include "hall-set.h"
#include "hall-zones.h"

#include "sz-time.h"

#include <math.h>
#include <string.h>

static guint64
draw_seed (void)
{
  guint64 seed = (guint64)g_test_rand_int () & 0xFFFFFF;
  g_test_message ("seed %" G_GUINT64_FORMAT, seed);
  return seed;
}

static SzHallSpot
spot_at (const GArray *ring, guint i)
{
  return g_array_index (ring, SzHallSpot, i % ring->len);
}

static gint64
turn (SzHallSpot a, SzHallSpot b, SzHallSpot c)
{
  return (gint64)(b.x - a.x) * (c.y - a.y) - (gint64)(b.y - a.y) * (c.x - a.x);
}

static int
sign (gint64 value)
{
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}

/* Whether two stretches without a common end touch. */
static gboolean
touch (SzHallSpot a, SzHallSpot b, SzHallSpot c, SzHallSpot d)
{
  if (MAX (a.x, b.x) < MIN (c.x, d.x) || MAX (c.x, d.x) < MIN (a.x, b.x) || MAX (a.y, b.y) < MIN (c.y, d.y) ||
      MAX (c.y, d.y) < MIN (a.y, b.y))
    return FALSE;
  return sign (turn (a, b, c)) * sign (turn (a, b, d)) <= 0 &&
         sign (turn (c, d, a)) * sign (turn (c, d, b)) <= 0;
}

static void
check_simple (const GArray *ring, const char *what)
{
  g_assert_cmpuint (ring->len, >=, 3);
  for (guint i = 0; i < ring->len; i++) {
    SzHallSpot a = spot_at (ring, i), b = spot_at (ring, i + 1);
    if (a.x == b.x && a.y == b.y)
      g_test_message ("%s: point %u stands twice", what, i);
    g_assert_false (a.x == b.x && a.y == b.y);
    for (guint j = i + 2; j < ring->len; j++) {
      if (i == 0 && j == ring->len - 1)
        continue;
      gboolean crossed = touch (a, b, spot_at (ring, j), spot_at (ring, j + 1));
      if (crossed)
        g_test_message ("%s: stretches %u and %u cross", what, i, j);
      g_assert_false (crossed);
    }
  }
}

static double
area_of (const GArray *ring)
{
  double sum = 0;
  for (guint i = 0; i < ring->len; i++) {
    SzHallSpot a = spot_at (ring, i), b = spot_at (ring, i + 1);
    sum += (double)(a.x - 102000000) * (b.y - 40000000) - (double)(b.x - 102000000) * (a.y - 40000000);
  }
  return sum / 2;
}

/* Crossings of a ray to the east. */
static gboolean
is_inside (const GArray *ring, SzHallSpot p)
{
  int crossings = 0;
  for (guint i = 0; i < ring->len; i++) {
    SzHallSpot a = spot_at (ring, i), b = spot_at (ring, i + 1);
    if ((a.y > p.y) != (b.y > p.y) && p.x < a.x + (double)(p.y - a.y) * (b.x - a.x) / (b.y - a.y))
      crossings++;
  }
  return crossings % 2 == 1;
}

static void
test_outlines (void)
{
  for (int round = 0; round < 12; round++) {
    g_autoptr (SzHallOutlines) map = sz_hall_outlines_new (draw_seed ());
    double villages = 0, towns = 0, district = area_of (map->district);
    check_simple (map->district, "district");
    g_assert_cmpfloat (district, >, 0);
    for (int t = 0; t < SZ_HALL_TOWNS; t++) {
      check_simple (map->towns[t], "town");
      double own = 0;
      for (int v = 0; v < SZ_HALL_VILLAGES; v++) {
        const GArray *village = map->villages[t * SZ_HALL_VILLAGES + v];
        check_simple (village, "village");
        g_assert_cmpfloat (area_of (village), >, 0);
        own += area_of (village);
      }
      /* Coordinates are whole numbers, so areas add up to the last digit. */
      g_assert_cmpfloat (own, ==, area_of (map->towns[t]));
      g_assert_cmpfloat (area_of (map->towns[t]), ==, (double)sz_hall_ring_area2 (map->towns[t]) / 2);
      towns += area_of (map->towns[t]);
      villages += own;
    }
    g_assert_cmpfloat (towns, ==, district);
    g_assert_cmpfloat (villages, ==, district);
  }
}

/* (transfer full) */
static char *
stretch_key (SzHallSpot a, SzHallSpot b)
{
  return g_strdup_printf ("%d %d %d %d", a.x, a.y, b.x, b.y);
}

/* Every stretch of a village's border is, the other way round, a stretch of exactly one other village, or of
 * the district's border; so is every town's. */
static void
check_shared (GArray *const *rings, int n, const GArray *outer)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint stretches = 0, matched = 0;
  for (int r = 0; r <= n; r++) {
    const GArray *ring = r < n ? rings[r] : outer;
    for (guint i = 0; i < ring->len; i++) {
      /* The outer border is walked against the sense of those inside. */
      SzHallSpot a = spot_at (ring, i + (r == n)), b = spot_at (ring, i + (r < n));
      g_autofree char *back = stretch_key (b, a);
      g_assert_true (g_hash_table_add (seen, stretch_key (a, b)));
      stretches++;
      matched += g_hash_table_contains (seen, back);
    }
  }
  g_assert_cmpuint (2 * matched, ==, stretches);
}

static void
test_borders_are_shared (void)
{
  g_autoptr (SzHallOutlines) map = sz_hall_outlines_new (draw_seed ());
  check_shared (map->villages, SZ_HALL_TOWN_VILLAGES, map->district);
  check_shared (map->towns, SZ_HALL_TOWNS, map->district);
}

static void
test_every_place_is_in_one_village (void)
{
  g_autoptr (SzHallOutlines) map = sz_hall_outlines_new (draw_seed ());
  gint32 west = G_MAXINT32, east = 0, south = G_MAXINT32, north = 0;
  guint inside = 0;
  for (guint i = 0; i < map->district->len; i++) {
    SzHallSpot spot = spot_at (map->district, i);
    west = MIN (west, spot.x);
    east = MAX (east, spot.x);
    south = MIN (south, spot.y);
    north = MAX (north, spot.y);
  }
  for (int k = 0; k < 4000; k++) {
    SzHallSpot spot = { g_test_rand_int_range (west, east), g_test_rand_int_range (south, north) };
    int villages = 0, village = -1, towns = 0, town = -1;
    for (int i = 0; i < SZ_HALL_TOWN_VILLAGES; i++)
      if (is_inside (map->villages[i], spot)) {
        villages++;
        village = i;
      }
    for (int t = 0; t < SZ_HALL_TOWNS; t++)
      if (is_inside (map->towns[t], spot)) {
        towns++;
        town = t;
      }
    gboolean in_district = is_inside (map->district, spot);
    g_assert_cmpint (villages, ==, in_district);
    g_assert_cmpint (towns, ==, in_district);
    g_assert_true (!in_district || village / SZ_HALL_VILLAGES == town);
    g_assert_cmpint (sz_hall_ring_contains (map->district, spot), ==, in_district);
    inside += in_district;
  }
  /* Round rather than long, and not the whole box. */
  g_assert_cmpuint (inside, >, 2200);
  g_assert_cmpuint (inside, <, 3600);
}

static SzHallWorld *
draw_world (void)
{
  return sz_hall_world_new (draw_seed (), g_test_rand_int_range (20, 300));
}

static void
test_people (void)
{
  g_autoptr (SzHallWorld) world = draw_world ();
  const SzHallPlaces *places = world->places;
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  guint64 towns = 0, villages = 0, streets = 0;
  for (int r = 0; r < SZ_HALL_REGIONS; r++) {
    const SzHallRegion *region = &places->regions[r];
    g_assert_true (g_hash_table_add (names, region->name));
    g_assert_cmpuint (region->population, >, 0);
    g_assert_true (region->parent < r);
    if (region->level == SZ_HALL_TOWN)
      towns += region->population;
    if (region->level == SZ_HALL_TOWN && g_str_has_suffix (region->name, "街道"))
      streets += region->population;
    if (region->level == SZ_HALL_VILLAGE) {
      villages += region->population;
      g_assert_true (g_str_has_prefix (region->name, places->regions[region->parent].name));
    }
  }
  g_assert_cmpuint (towns, ==, sz_hall_places_residents (places));
  g_assert_cmpuint (villages, ==, sz_hall_places_residents (places));
  g_assert_cmpuint (streets, >, towns / 4);
  /* Homes are drawn as people live. */
  guint at[SZ_HALL_TOWN_VILLAGES] = { 0 };
  for (int k = 0; k < 200000; k++)
    at[sz_hall_places_home (places, sz_hall_mix (77, (guint64)k))]++;
  for (int i = 0; i < SZ_HALL_TOWN_VILLAGES; i++) {
    double expected = 200000.0 * places->regions[1 + SZ_HALL_TOWNS + i].population / (double)villages;
    g_assert_cmpfloat (fabs (at[i] - expected), <, 6 * sqrt (expected) + 6);
  }
}

/* "POLYGON((lon lat,…))" read again. */
static GArray *
read_wkt (const char *wkt)
{
  GArray *ring = g_array_new (FALSE, FALSE, sizeof (SzHallSpot));
  g_assert_true (g_str_has_prefix (wkt, "POLYGON((") && g_str_has_suffix (wkt, "))"));
  char *p = (char *)wkt + strlen ("POLYGON((");
  while (*p != ')') {
    SzHallSpot spot;
    spot.x = (gint32)lrint (g_ascii_strtod (p, &p) * 1e6);
    spot.y = (gint32)lrint (g_ascii_strtod (p, &p) * 1e6);
    g_array_append_val (ring, spot);
    p += *p == ',';
  }
  g_assert_cmpuint (ring->len, >, 3);
  SzHallSpot first = spot_at (ring, 0), last = g_array_index (ring, SzHallSpot, ring->len - 1);
  g_assert_true (first.x == last.x && first.y == last.y);
  g_array_set_size (ring, ring->len - 1);
  return ring;
}

static void
test_geometry_text (void)
{
  g_autoptr (SzHallWorld) world = draw_world ();
  for (int r = 0; r < SZ_HALL_REGIONS; r++) {
    const SzHallRegion *region = &world->places->regions[r];
    g_autoptr (GArray) ring = read_wkt (region->wkt);
    g_assert_cmpuint (ring->len, ==, region->ring->len);
    g_assert_cmpint (memcmp (ring->data, region->ring->data, ring->len * sizeof (SzHallSpot)), ==, 0);
  }
}

static void
test_points (void)
{
  g_autoptr (SzHallWorld) world = draw_world ();
  const SzHallPlaces *places = world->places;
  guint kinds[4] = { 0 };
  for (guint i = 0; i < places->points->len; i++) {
    const SzHallPoint *point = &g_array_index (places->points, SzHallPoint, i);
    kinds[point->kind]++;
    g_assert_true (is_inside (places->regions[SZ_HALL_TOWN_REGION (point->town)].ring, point->spot));
    if (point->village >= 0)
      g_assert_true (is_inside (places->regions[SZ_HALL_VILLAGE_REGION (point->town, point->village)].ring,
                                point->spot));
    g_assert_cmpuint (point->items, >, 0);
    g_assert_cmpuint (point->telephone, <, 100000000);
    if (i > 0)
      g_assert_cmpstr (g_array_index (places->points, SzHallPoint, i - 1).code, <, point->code);
  }
  g_assert_cmpuint (kinds[SZ_HALL_POINT_HALL], ==, 1);
  g_assert_cmpuint (kinds[SZ_HALL_POINT_TOWN], ==, SZ_HALL_TOWNS);
  g_assert_cmpuint (kinds[SZ_HALL_POINT_VILLAGE], >, 70);
  g_assert_cmpuint (kinds[SZ_HALL_POINT_TERMINAL], ==, 14);
}

static void
test_zones (void)
{
  for (int round = 0; round < 6; round++) {
    g_autoptr (SzHallOutlines) map = sz_hall_outlines_new (draw_seed ());
    GArray *zones = sz_hall_zones_new (map, (guint64)round);
    g_assert_cmpuint (zones->len, >=, 6);
    g_assert_cmpuint (zones->len, <=, 10);
    for (guint z = 0; z < zones->len; z++) {
      const SzHallZone *zone = &g_array_index (zones, SzHallZone, z);
      check_simple (zone->ring, zone->name);
      g_assert_cmpfloat (area_of (zone->ring), >, 0);
      for (guint i = 0; i < zone->ring->len; i++)
        g_assert_true (is_inside (map->district, spot_at (zone->ring, i)));
      for (guint i = 0; i < zone->ring->len; i++)
        for (guint k = 0; k < map->district->len; k++)
          g_assert_false (touch (spot_at (zone->ring, i), spot_at (zone->ring, i + 1),
                                 spot_at (map->district, k), spot_at (map->district, k + 1)));
    }
    sz_hall_zones_free (zones);
  }
}

/* Each point states itself on an open day; cases of towns are received while their point is open, and stand
 * in its town. */
static void
test_a_day_in_the_towns (void)
{
  g_autoptr (SzHallWorld) world = draw_world ();
  const SzHallPlaces *places = world->places;
  gint64 date = sz_hall_calendar_open_day (world->calendar, sz_day_from_ymd (2026, 3, 2), 0);
  g_autoptr (SzHallDay) day = sz_hall_day_new (world, date);
  const GArray *states = day->rows[SZ_HALL_SET_POINTS];
  g_autofree gboolean *stated = g_new0 (gboolean, places->points->len);
  for (guint i = 0; i < states->len; i++) {
    const SzHallState *state = &g_array_index (states, SzHallState, i);
    stated[state->thing] = TRUE;
    if (i > 0)
      g_assert_cmpint (g_array_index (states, SzHallState, i - 1).instant, <=, state->instant);
  }
  for (guint i = 0; i < places->points->len; i++)
    g_assert_true (stated[i]);
  guint received = 0;
  for (guint i = 0; i < SZ_HALL_LEN (day, CASES); i++) {
    const SzHallCase *c = SZ_HALL_AT (day, CASES, SzHallCase, i);
    if (c->point == SZ_HALL_NOBODY)
      continue;
    received++;
    const SzHallPoint *point = &g_array_index (places->points, SzHallPoint, c->point);
    g_assert_true (world->items[c->item].sunk);
    g_assert_cmpint (c->town, ==, point->town);
    g_assert_cmpint (c->window, ==, SZ_HALL_NOBODY);
    guint now = SZ_HALL_CLOSED;
    for (guint k = 0; k < states->len; k++) {
      const SzHallState *state = &g_array_index (states, SzHallState, k);
      if (state->thing == c->point && state->instant <= c->received)
        now = state->state;
    }
    g_assert_cmpuint (now, ==, SZ_HALL_OPEN);
  }
  g_assert_cmpuint (received, >, 0);
  g_autoptr (SzHallDay) closed = sz_hall_day_new (world, sz_day_from_ymd (2026, 10, 1));
  g_assert_cmpuint (closed->rows[SZ_HALL_SET_POINTS]->len, ==, 0);
}

static void
test_same_seed_same_map (void)
{
  guint64 seed = draw_seed ();
  g_autoptr (SzHallWorld) a = sz_hall_world_new (seed, 40);
  g_autoptr (SzHallWorld) b = sz_hall_world_new (seed, 40);
  g_autoptr (SzHallWorld) c = sz_hall_world_new (seed + 1, 40);
  for (int r = 0; r < SZ_HALL_REGIONS; r++)
    g_assert_cmpstr (a->places->regions[r].wkt, ==, b->places->regions[r].wkt);
  g_assert_cmpstr (a->places->regions[0].wkt, !=, c->places->regions[0].wkt);
  g_assert_cmpuint (a->places->points->len, ==, b->places->points->len);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hall/places/outlines", test_outlines);
  g_test_add_func ("/hall/places/borders-are-shared", test_borders_are_shared);
  g_test_add_func ("/hall/places/one-village-each", test_every_place_is_in_one_village);
  g_test_add_func ("/hall/places/people", test_people);
  g_test_add_func ("/hall/places/geometry-text", test_geometry_text);
  g_test_add_func ("/hall/places/points", test_points);
  g_test_add_func ("/hall/places/zones", test_zones);
  g_test_add_func ("/hall/places/a-day-in-the-towns", test_a_day_in_the_towns);
  g_test_add_func ("/hall/places/same-seed", test_same_seed_same_map);
  return g_test_run ();
}
