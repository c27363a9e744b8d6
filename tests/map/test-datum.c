/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "sz-datum.h"
#include "sz-geodesy.h"

/* Published pairs: Beijing station (documentation of geoChina), Tiananmen in all three systems. */
static void
test_published (void)
{
  double x = 116.42079, y = 39.90105;

  sz_datum_convert (SZ_DATUM_WGS84, SZ_DATUM_GCJ02, &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 116.42703, 1.1e-5);
  g_assert_cmpfloat_with_epsilon (y, 39.90245, 1.1e-5);
}

/* BD-09 by its definition, written down a second time. */
static void
test_baidu (void)
{
  double x = 116.404, y = 39.915, turn = G_PI * 3000 / 180;
  double z = sqrt (x * x + y * y) + 0.00002 * sin (y * turn),
         angle = atan2 (y, x) + 0.000003 * cos (x * turn);
  double bx = x, by = y;

  sz_datum_convert (SZ_DATUM_GCJ02, SZ_DATUM_BD09, &bx, &by);
  g_assert_cmpfloat_with_epsilon (bx, z * cos (angle) + 0.0065, 1e-12);
  g_assert_cmpfloat_with_epsilon (by, z * sin (angle) + 0.006, 1e-12);
  g_assert_cmpfloat (bx - x, >, 0.006);
  g_assert_cmpfloat (by - y, >, 0.005);
}

/* There and back ends within a tenth of a millimetre, whatever the two systems; the offset is what is known
 * of it. */
static void
test_round_trip (void)
{
  for (guint i = 0; i < 20000; i++) {
    double x = g_test_rand_double_range (75, 134), y = g_test_rand_double_range (18, 53), back_x, back_y;
    SzDatum from = (SzDatum)g_test_rand_int_range (0, 3), to = (SzDatum)g_test_rand_int_range (0, 3);

    back_x = x;
    back_y = y;
    sz_datum_convert (from, to, &back_x, &back_y);
    if (from != to) {
      double moved = sz_geodesy_distance_m (x, y, back_x, back_y);

      g_assert_cmpfloat (moved, >, 1);
      g_assert_cmpfloat (moved, <, 2500);
    }
    sz_datum_convert (to, from, &back_x, &back_y);
    g_assert_cmpfloat (sz_geodesy_distance_m (x, y, back_x, back_y), <, 1e-4);
  }
}

/* Two steps are the same as one. */
static void
test_transitive (void)
{
  for (guint i = 0; i < 2000; i++) {
    double x = g_test_rand_double_range (80, 130), y = g_test_rand_double_range (20, 50), x2 = x, y2 = y;

    sz_datum_convert (SZ_DATUM_WGS84, SZ_DATUM_BD09, &x, &y);
    sz_datum_convert (SZ_DATUM_WGS84, SZ_DATUM_GCJ02, &x2, &y2);
    sz_datum_convert (SZ_DATUM_GCJ02, SZ_DATUM_BD09, &x2, &y2);
    g_assert_cmpfloat_with_epsilon (x, x2, 1e-12);
    g_assert_cmpfloat_with_epsilon (y, y2, 1e-12);
  }
}

static void
test_outside (void)
{
  const double places[][2] = { { 2.35, 48.86 }, { -74, 40.7 }, { 140.0, 36 },
                               { 120, -1 },     { NAN, 36 },   { 200, 36 } };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    for (int to = SZ_DATUM_GCJ02; to <= SZ_DATUM_BD09; to++) {
      double x = places[i][0], y = places[i][1];

      sz_datum_convert (SZ_DATUM_WGS84, (SzDatum)to, &x, &y);
      sz_datum_convert ((SzDatum)to, SZ_DATUM_WGS84, &x, &y);
      g_assert_true (isnan (x) || !(x < places[i][0] || x > places[i][0]));
      g_assert_true (!(y < places[i][1] || y > places[i][1]));
    }
}

static void
test_names (void)
{
  static const struct {
    const char *text;
    int datum;
  } names[] = { { "wgs84", SZ_DATUM_WGS84 },
                { "WGS-84", SZ_DATUM_WGS84 },
                { "gcj02", SZ_DATUM_GCJ02 },
                { "GCJ-02", SZ_DATUM_GCJ02 },
                { "gcj", SZ_DATUM_GCJ02 },
                { "BD-09", SZ_DATUM_BD09 },
                { "bd", SZ_DATUM_BD09 },
                { "utm", -1 },
                { "", -1 } };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    SzDatum datum = SZ_DATUM_WGS84;
    gboolean known = sz_datum_parse (names[i].text, &datum);

    g_assert_cmpint (known, ==, names[i].datum >= 0);
    if (known)
      g_assert_cmpint (datum, ==, names[i].datum);
  }
}

/* --- distances --- */

/* The ellipsoid's point in space; its chord is an independent measure of short ways. */
static void
to_space (double longitude, double latitude, double point[3])
{
  double a = 6378137, e2 = 0.0066943799901413, l = longitude * G_PI / 180, p = latitude * G_PI / 180;
  double n = a / sqrt (1 - e2 * sin (p) * sin (p));

  point[0] = n * cos (p) * cos (l);
  point[1] = n * cos (p) * sin (l);
  point[2] = n * (1 - e2) * sin (p);
}

static void
test_distance (void)
{
  /* Vincenty's own example of 1975: Flinders Peak to Buninyong (GRS 80: 54972.271 m). */
  g_assert_cmpfloat_with_epsilon (
      sz_geodesy_distance_m (144.42486788888888, -37.95103341666667, 143.92649552777777, -37.65282113888889),
      54972.271, 0.001);
  for (guint i = 0; i < 5000; i++) {
    double x = g_test_rand_double_range (73, 135), y = g_test_rand_double_range (3, 54);
    double x2 = x + g_test_rand_double_range (-0.1, 0.1), y2 = y + g_test_rand_double_range (-0.1, 0.1);
    double a[3], b[3], distance = sz_geodesy_distance_m (x, y, x2, y2), east, north;

    to_space (x, y, a);
    to_space (x2, y2, b);
    double chord =
        sqrt ((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
    /* An arc is longer than its chord by s³ / 24 R². */
    g_assert_cmpfloat_with_epsilon (distance, chord + chord * chord * chord / 24 / 6.371e6 / 6.371e6, 0.001);
    sz_geodesy_offset_m (x, y, x2, y2, &east, &north);
    g_assert_cmpfloat_with_epsilon (hypot (east, north), distance, distance * 2e-6 + 1e-4);
  }
  g_assert_cmpfloat (sz_geodesy_distance_m (120, 36, 120, 36), <, 1e-9);
  g_assert_true (isnan (sz_geodesy_distance_m (NAN, 36, 120, 36)));
  /* Opposite points: half the meridian, on the sphere. */
  g_assert_cmpfloat_with_epsilon (sz_geodesy_distance_m (0, 0, 180, 0), 20.0e6, 0.1e6);
}

static void
test_mercator (void)
{
  for (guint i = 0; i < 2000; i++) {
    double longitude = g_test_rand_double_range (-180, 180), latitude = g_test_rand_double_range (-85, 85), x,
           y, l, p;

    sz_mercator_project (longitude, latitude, &x, &y);
    g_assert_true (x >= 0 && x <= 1 && y >= 0 && y <= 1);
    sz_mercator_unproject (x, y, &l, &p);
    g_assert_cmpfloat_with_epsilon (l, longitude, 1e-9);
    g_assert_cmpfloat_with_epsilon (p, latitude, 1e-9);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/datum/published", test_published);
  g_test_add_func ("/map/datum/baidu", test_baidu);
  g_test_add_func ("/map/datum/round-trip", test_round_trip);
  g_test_add_func ("/map/datum/transitive", test_transitive);
  g_test_add_func ("/map/datum/outside", test_outside);
  g_test_add_func ("/map/datum/names", test_names);
  g_test_add_func ("/map/geodesy/distance", test_distance);
  g_test_add_func ("/map/geodesy/mercator", test_mercator);
  return g_test_run ();
}
