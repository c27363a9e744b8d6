/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The hall's own random numbers (xoshiro256++, seeded by splitmix64), so that a seed means the same hall on
 * every GLib. Each purpose of each day has its own stream: more draws in one never shift another. Not
 * thread-safe; one per thread and purpose. */
typedef struct {
  guint64 s[4];
  double spare;
  gboolean has_spare;
} SzHallRandom;

/* Mixes two numbers into one that looks random; the same on every machine. */
guint64 sz_hall_mix (guint64 a, guint64 b);

void sz_hall_random_init (SzHallRandom *random, guint64 seed, gint64 day, guint stream);
guint64 sz_hall_random_next (SzHallRandom *random);
/* [0, 1). */
double sz_hall_random_unit (SzHallRandom *random);
/* 0 … n - 1; n > 0. */
guint32 sz_hall_random_below (SzHallRandom *random, guint32 n);
/* low … high, both included. */
gint32 sz_hall_random_between (SzHallRandom *random, gint32 low, gint32 high);
gboolean sz_hall_random_chance (SzHallRandom *random, double probability);
/* Mean 0, deviation 1. */
double sz_hall_random_normal (SzHallRandom *random);
/* Mean 1. */
double sz_hall_random_exponential (SzHallRandom *random);
double sz_hall_random_lognormal (SzHallRandom *random, double median, double sigma);
guint sz_hall_random_poisson (SzHallRandom *random, double mean);

G_END_DECLS
