/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-datum.h"

#include <math.h>
#include <string.h>

/* Krassovsky's ellipsoid, on which the offset is computed. */
#define AXIS_M 6378245.0
#define ECCENTRICITY2 0.00669342162296594323
#define BAIDU_TURN (G_PI * 3000.0 / 180.0)
/* The offset changes by less than a thousandth of the way, so every step gains three digits. */
#define MAX_STEPS 12
#define CLOSE_ENOUGH 1e-11

static const char *const IDS[] = { "wgs84", "gcj02", "bd09" };

const char *
sz_datum_id (SzDatum datum)
{
  return IDS[datum];
}

gboolean
sz_datum_parse (const char *text, SzDatum *datum)
{
  static const char *const names[][5] = {
    { "wgs84", "wgs", "cgcs2000", "4326", NULL },
    { "gcj02", "gcj", "mars", "amap", NULL },
    { "bd09", "bd", "baidu", "bd09ll", NULL },
  };
  g_autofree char *plain = g_ascii_strdown (text, -1);
  char *out = plain;

  for (const char *p = plain; *p != '\0'; p++)
    if (*p != '-' && *p != '_' && *p != ' ')
      *out++ = *p;
  *out = '\0';
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strv_contains (names[i], plain)) {
      *datum = (SzDatum)i;
      return TRUE;
    }
  return FALSE;
}

static gboolean
is_in_china (double longitude, double latitude)
{
  return longitude >= 72.004 && longitude <= 137.8347 && latitude >= 0.8293 && latitude <= 55.8271;
}

static double
short_waves (double x)
{
  return (20.0 * sin (6.0 * x * G_PI) + 20.0 * sin (2.0 * x * G_PI)) * 2.0 / 3.0;
}

static double
long_waves (double x, double high)
{
  return (20.0 * sin (x * G_PI) + 40.0 * sin (x / 3.0 * G_PI)) * 2.0 / 3.0 +
         high * (sin (x / 12.0 * G_PI) + 2.0 * sin (x / 30.0 * G_PI)) * 2.0 / 3.0;
}

/* Metres north and east that GCJ-02 adds, as a function of the distance in degrees from 105 E 35 N. */
static double
north_m (double x, double y)
{
  return -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt (fabs (x)) + short_waves (x) +
         long_waves (y, 160.0);
}

static double
east_m (double x, double y)
{
  return 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt (fabs (x)) + short_waves (x) +
         long_waves (x, 150.0);
}

static void
add_gcj (double *longitude, double *latitude)
{
  double x = *longitude - 105.0, y = *latitude - 35.0;
  double radians = *latitude * G_PI / 180.0;
  double flat = 1 - ECCENTRICITY2 * sin (radians) * sin (radians);
  double root = sqrt (flat);
  double meridian = AXIS_M * (1 - ECCENTRICITY2) / (flat * root);
  double parallel = AXIS_M / root * cos (radians);

  *latitude += north_m (x, y) * 180.0 / (meridian * G_PI);
  *longitude += east_m (x, y) * 180.0 / (parallel * G_PI);
}

static void
add_baidu (double *longitude, double *latitude)
{
  double x = *longitude, y = *latitude;
  double radius = hypot (x, y) + 0.00002 * sin (y * BAIDU_TURN);
  double angle = atan2 (y, x) + 0.000003 * cos (x * BAIDU_TURN);

  *longitude = radius * cos (angle) + 0.0065;
  *latitude = radius * sin (angle) + 0.006;
}

/* The position that `add` carries here: guess, see where it lands, and go back by the difference. */
static void
undo (void (*add) (double *, double *), double *longitude, double *latitude)
{
  double x = *longitude, y = *latitude;

  for (guint i = 0; i < MAX_STEPS; i++) {
    double there_x = x, there_y = y;

    add (&there_x, &there_y);
    x += *longitude - there_x;
    y += *latitude - there_y;
    if (fabs (*longitude - there_x) < CLOSE_ENOUGH && fabs (*latitude - there_y) < CLOSE_ENOUGH)
      break;
  }
  *longitude = x;
  *latitude = y;
}

void
sz_datum_convert (SzDatum from, SzDatum to, double *longitude, double *latitude)
{
  /* Written so that NAN is outside too. */
  if (from == to || !is_in_china (*longitude, *latitude))
    return;
  if (from == SZ_DATUM_BD09)
    undo (add_baidu, longitude, latitude);
  if (from == SZ_DATUM_WGS84)
    add_gcj (longitude, latitude);
  else if (to == SZ_DATUM_WGS84)
    undo (add_gcj, longitude, latitude);
  if (to == SZ_DATUM_BD09)
    add_baidu (longitude, latitude);
}
