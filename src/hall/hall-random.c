/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-random.h"

#include <math.h>

static guint64
splitmix (guint64 *state)
{
  guint64 z = (*state += G_GUINT64_CONSTANT (0x9E3779B97F4A7C15));
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return z ^ (z >> 31);
}

guint64
sz_hall_mix (guint64 a, guint64 b)
{
  guint64 state = a ^ (b * G_GUINT64_CONSTANT (0xD6E8FEB86659FD93));
  splitmix (&state);
  return splitmix (&state);
}

void
sz_hall_random_init (SzHallRandom *random, guint64 seed, gint64 day, guint stream)
{
  guint64 state = sz_hall_mix (sz_hall_mix (seed, (guint64)day), stream + 1);
  for (int i = 0; i < 4; i++)
    random->s[i] = splitmix (&state);
  random->spare = 0;
  random->has_spare = FALSE;
}

static inline guint64
rotate (guint64 x, int k)
{
  return (x << k) | (x >> (64 - k));
}

guint64
sz_hall_random_next (SzHallRandom *random)
{
  guint64 *s = random->s;
  guint64 result = rotate (s[0] + s[3], 23) + s[0];
  guint64 t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate (s[3], 45);
  return result;
}

double
sz_hall_random_unit (SzHallRandom *random)
{
  return (double)(sz_hall_random_next (random) >> 11) * 0x1.0p-53;
}

guint32
sz_hall_random_below (SzHallRandom *random, guint32 n)
{
  return (guint32)(((sz_hall_random_next (random) >> 32) * n) >> 32);
}

gint32
sz_hall_random_between (SzHallRandom *random, gint32 low, gint32 high)
{
  return low + (gint32)sz_hall_random_below (random, (guint32)(high - low + 1));
}

gboolean
sz_hall_random_chance (SzHallRandom *random, double probability)
{
  return sz_hall_random_unit (random) < probability;
}

/* Marsaglia's polar method; the second of the pair is kept. */
double
sz_hall_random_normal (SzHallRandom *random)
{
  if (random->has_spare) {
    random->has_spare = FALSE;
    return random->spare;
  }
  double u, v, s;
  do {
    u = 2 * sz_hall_random_unit (random) - 1;
    v = 2 * sz_hall_random_unit (random) - 1;
    s = u * u + v * v;
  } while (s >= 1 || s <= 0);
  double scale = sqrt (-2 * log (s) / s);
  random->spare = v * scale;
  random->has_spare = TRUE;
  return u * scale;
}

double
sz_hall_random_exponential (SzHallRandom *random)
{
  return -log (1 - sz_hall_random_unit (random));
}

double
sz_hall_random_lognormal (SzHallRandom *random, double median, double sigma)
{
  return median * exp (sigma * sz_hall_random_normal (random));
}

guint
sz_hall_random_poisson (SzHallRandom *random, double mean)
{
  if (!(mean > 0))
    return 0;
  if (mean > 60) {
    double value = mean + sqrt (mean) * sz_hall_random_normal (random);
    return value < 0 ? 0 : (guint)(value + 0.5);
  }
  double limit = exp (-mean), product = 1;
  guint n = 0;
  for (;;) {
    product *= sz_hall_random_unit (random);
    if (product <= limit)
      return n;
    n++;
  }
}
