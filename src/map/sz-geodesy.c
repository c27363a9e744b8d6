/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-geodesy.h"

#include <math.h>

#define AXIS_M 6378137.0
#define FLATTENING (1 / 298.257223563)
#define ECCENTRICITY2 (FLATTENING * (2 - FLATTENING))
#define MEAN_RADIUS_M 6371008.8
#define RADIAN (G_PI / 180.0)
/* Where the square ends: atan (sinh (pi)). */
#define MERCATOR_EDGE 85.05112877980659

static double
distance_on_sphere (double longitude1, double latitude1, double longitude2, double latitude2)
{
  double south = sin ((latitude2 - latitude1) * RADIAN / 2),
         east = sin ((longitude2 - longitude1) * RADIAN / 2);
  double h = south * south + cos (latitude1 * RADIAN) * cos (latitude2 * RADIAN) * east * east;

  return 2 * MEAN_RADIUS_M * asin (sqrt (MIN (1.0, h)));
}

/* What one round of Vincenty's iteration knows. */
typedef struct {
  double sin_sigma, cos_sigma, sigma, cos2_alpha, cos_2m, lambda;
} Round;

static gboolean
go_round (double sin1, double cos1, double sin2, double cos2, double span, Round *round)
{
  double sin_lambda = sin (round->lambda), cos_lambda = cos (round->lambda);
  double a = cos2 * sin_lambda, b = cos1 * sin2 - sin1 * cos2 * cos_lambda;

  round->sin_sigma = hypot (a, b);
  if (round->sin_sigma < 1e-16)
    return FALSE;
  round->cos_sigma = sin1 * sin2 + cos1 * cos2 * cos_lambda;
  round->sigma = atan2 (round->sin_sigma, round->cos_sigma);
  double sin_alpha = cos1 * cos2 * sin_lambda / round->sin_sigma;
  round->cos2_alpha = 1 - sin_alpha * sin_alpha;
  /* On the equator there is no such angle, and its term vanishes. */
  round->cos_2m = round->cos2_alpha > 1e-12 ? round->cos_sigma - 2 * sin1 * sin2 / round->cos2_alpha : 0;
  double c = FLATTENING / 16 * round->cos2_alpha * (4 + FLATTENING * (4 - 3 * round->cos2_alpha));
  double turn = round->cos_2m + c * round->cos_sigma * (2 * round->cos_2m * round->cos_2m - 1);
  round->lambda = span + (1 - c) * FLATTENING * sin_alpha * (round->sigma + c * round->sin_sigma * turn);
  return TRUE;
}

static double
length_of (const Round *round)
{
  double u2 = round->cos2_alpha * (1 / ((1 - FLATTENING) * (1 - FLATTENING)) - 1);
  double a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
  double b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
  double m = round->cos_2m, s = round->sin_sigma;
  double inner = round->cos_sigma * (2 * m * m - 1) - b / 6 * m * (4 * s * s - 3) * (4 * m * m - 3);

  return AXIS_M * (1 - FLATTENING) * a * (round->sigma - b * s * (m + b / 4 * inner));
}

double
sz_geodesy_distance_m (double longitude1, double latitude1, double longitude2, double latitude2)
{
  double u1 = atan ((1 - FLATTENING) * tan (latitude1 * RADIAN));
  double u2 = atan ((1 - FLATTENING) * tan (latitude2 * RADIAN));
  double span = remainder (longitude2 - longitude1, 360) * RADIAN;
  Round round = { .lambda = span };

  if (isnan (span) || isnan (u1) || isnan (u2))
    return NAN;
  for (guint i = 0; i < 100; i++) {
    double before = round.lambda;

    if (!go_round (sin (u1), cos (u1), sin (u2), cos (u2), span, &round))
      return 0;
    if (fabs (round.lambda - before) < 1e-13)
      return length_of (&round);
  }
  return distance_on_sphere (longitude1, latitude1, longitude2, latitude2);
}

void
sz_geodesy_offset_m (double origin_longitude, double origin_latitude, double longitude, double latitude,
                     double *east_m, double *north_m)
{
  double middle = (origin_latitude + latitude) / 2 * RADIAN;
  double flat = 1 - ECCENTRICITY2 * sin (middle) * sin (middle);
  double parallel = AXIS_M / sqrt (flat), meridian = parallel * (1 - ECCENTRICITY2) / flat;

  *east_m = (longitude - origin_longitude) * RADIAN * parallel * cos (middle);
  *north_m = (latitude - origin_latitude) * RADIAN * meridian;
}

void
sz_mercator_project (double longitude, double latitude, double *x, double *y)
{
  double sine = sin (CLAMP (latitude, -MERCATOR_EDGE, MERCATOR_EDGE) * RADIAN);

  *x = longitude / 360 + 0.5;
  *y = 0.5 - log ((1 + sine) / (1 - sine)) / (4 * G_PI);
}

void
sz_mercator_unproject (double x, double y, double *longitude, double *latitude)
{
  *longitude = (x - 0.5) * 360;
  *latitude = atan (sinh ((0.5 - y) * 2 * G_PI)) / RADIAN;
}

double
sz_mercator_resolution_m (double latitude, double world)
{
  return cos (latitude * RADIAN) * 2 * G_PI * AXIS_M / world;
}
