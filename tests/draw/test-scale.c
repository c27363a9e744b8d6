/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "sz-scale.h"

#define ROUNDS 20000

static gboolean
is_nice (double step)
{
  static const double mantissas[] = { 1, 2, 2.5, 5, 10 };
  const double mantissa = step / pow (10, floor (log10 (step) + 1e-9));

  for (guint i = 0; i < G_N_ELEMENTS (mantissas); i++)
    if (fabs (mantissa - mantissas[i]) < 1e-6)
      return TRUE;
  return FALSE;
}

/* What holds for every axis, whatever the data. */
static void
check_ticks (const SzTicks *t, double min, double max)
{
  const double slack = 1e-9 * MAX (fabs (t->low), fabs (t->high));

  g_assert_true (isfinite (t->low) && isfinite (t->high));
  g_assert_cmpfloat (t->low, <, t->high);
  g_assert_cmpuint (t->n, >=, 4);
  g_assert_cmpuint (t->n, <=, 5);
  g_assert_true (is_nice (t->step));
  g_assert_cmpfloat (t->low, <=, min + slack);
  g_assert_cmpfloat (t->high, >=, max - slack);
  g_assert_cmpfloat_with_epsilon (t->values[0], t->low, slack);
  g_assert_cmpfloat (t->values[t->n - 1], <=, t->high + slack);
  g_assert_cmpfloat (t->high - t->values[t->n - 1], <, t->step * (1 + 1e-9));
  for (guint i = 1; i < t->n; i++)
    g_assert_cmpfloat_with_epsilon (t->values[i] - t->values[i - 1], t->step, 1e-6 * t->step + slack);
}

static void
test_random_ranges (void)
{
  for (guint i = 0; i < ROUNDS; i++) {
    const double size = pow (10, g_test_rand_double_range (-9, 12));
    const double a = size * g_test_rand_double_range (-1, 1), b = size * g_test_rand_double_range (-1, 1);
    const double min = MIN (a, b), max = MAX (a, b);
    const gboolean zero = g_test_rand_bit () != 0;
    SzTicks ticks;

    sz_ticks_for_range (min, max, zero, &ticks);
    check_ticks (&ticks, min, max);
    if (zero && min >= 0)
      g_assert_cmpfloat (ticks.low, ==, 0);
    if (zero && max <= 0)
      g_assert_cmpfloat (ticks.high, >=, 0);
    /* The data fills at least half of the axis. */
    if (!zero && max - min > 1e-6 * fabs (max))
      g_assert_cmpfloat (max - min, >, 0.35 * (ticks.high - ticks.low));
  }
}

static void
test_degenerate_ranges (void)
{
  static const double values[] = { 0, 1e-9, -1e-9, 1e-300, 5, -5, 1e12, -1e12, 1e300, -1e300 };
  static const double odd[][2] = {
    { NAN, NAN }, { NAN, 1 }, { 1, NAN }, { INFINITY, -INFINITY }, { -INFINITY, INFINITY }, { 2, 1 }
  };
  SzTicks ticks;

  for (guint i = 0; i < 2 * G_N_ELEMENTS (values); i++) {
    sz_ticks_for_range (values[i / 2], values[i / 2], i % 2, &ticks);
    check_ticks (&ticks, values[i / 2], values[i / 2]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (odd); i++) {
    sz_ticks_for_range (odd[i][0], odd[i][1], FALSE, &ticks);
    check_ticks (&ticks, 0, 1);
  }
  sz_ticks_for_range (1e12, 1e12 + 1e-9, FALSE, &ticks);
  check_ticks (&ticks, 1e12, 1e12);
}

static void
check_labels (double min, double max, const char *const *labels)
{
  SzTicks ticks;

  sz_ticks_for_range (min, max, TRUE, &ticks);
  for (guint i = 0; labels[i] != NULL; i++) {
    g_autofree char *label = sz_ticks_label (&ticks, i);
    g_assert_cmpstr (label, ==, labels[i]);
  }
}

static void
test_labels (void)
{
  static const char *const tens[] = { "0", "5", "10", "15", NULL };
  static const char *const halves[] = { "0", "0.5", "1.0", "1.5", NULL };
  static const char *const wan[] = { "0", "0.5万", "1.0万", "1.5万", NULL };
  static const char *const kilo[] = { "0", "5k", "10k", "15k", NULL };
  static const char *const below[] = { "−10", "−5", "0", "5", NULL };

  sz_lang_set (SZ_LANG_ZH);
  check_labels (0, 16, tens);
  check_labels (0, 1.6, halves);
  check_labels (0, 16000, wan);
  check_labels (-6, 6, below);
  sz_lang_set (SZ_LANG_EN);
  check_labels (0, 16000, kilo);
  check_labels (0, 16, tens);
}

static void
test_want_zero (void)
{
  g_assert_true (sz_ticks_want_zero (0.3, 16));
  g_assert_true (sz_ticks_want_zero (-2, 16));
  g_assert_false (sz_ticks_want_zero (96, 99));
}

static void
test_random_time (void)
{
  g_autoptr (SzZone) zone = sz_zone_new ("Asia/Shanghai", NULL);

  for (guint i = 0; i < ROUNDS / 10; i++) {
    const double start = 1.5e12 + g_test_rand_double_range (0, 4e11);
    const double span = pow (10, g_test_rand_double_range (5, 12));
    const gboolean daily = span > 3e8 || g_test_rand_bit ();
    const guint want = (guint)g_test_rand_int_range (2, 12);
    SzTimeTicks ticks;

    sz_time_ticks (start, start + span, daily, want, zone, &ticks);
    g_assert_cmpuint (ticks.n, >=, 2);
    g_assert_cmpuint (ticks.n, <=, 32);
    g_assert_cmpfloat (ticks.instants[0], ==, start);
    g_assert_cmpfloat (ticks.instants[ticks.n - 1], ==, start + span);
    for (guint k = 1; k < ticks.n; k++)
      g_assert_cmpfloat (ticks.instants[k - 1], <, ticks.instants[k]);
  }
}

static void
test_hours (void)
{
  g_autoptr (SzZone) zone = sz_zone_new ("Asia/Shanghai", NULL);
  const double start = 1773795600000; /* 2026-03-18 09:00 +08:00 */
  SzTimeTicks ticks;

  sz_time_ticks (start, start + 8 * 3600e3, FALSE, 9, zone, &ticks);
  g_assert_cmpuint (ticks.n, ==, 9);
  for (guint i = 0; i < ticks.n; i++) {
    g_autofree char *label = sz_time_label (ticks.instants[i], FALSE, FALSE, zone);
    g_autofree char *expected = g_strdup_printf ("%02u:00", 9 + i);
    g_assert_cmpstr (label, ==, expected);
  }
}

static void
test_odd_time (void)
{
  SzTimeTicks ticks;

  sz_time_ticks (NAN, 1, FALSE, 5, NULL, &ticks);
  g_assert_cmpuint (ticks.n, ==, 0);
  sz_time_ticks (5, 5, FALSE, 5, NULL, &ticks);
  g_assert_cmpuint (ticks.n, ==, 0);
  sz_time_ticks (0, 1e300, TRUE, 5, NULL, &ticks);
  g_assert_cmpuint (ticks.n, ==, 0);
  g_autofree char *label = sz_time_label (NAN, TRUE, FALSE, NULL);
  g_assert_cmpstr (label, ==, "");
}

static void
test_time_labels (void)
{
  g_autoptr (SzZone) zone = sz_zone_new ("Asia/Shanghai", NULL);
  const double instant = 1773795600000;

  sz_lang_set (SZ_LANG_ZH);
  g_autofree char *day = sz_time_label (instant, TRUE, FALSE, zone);
  g_autofree char *month = sz_time_label (instant, TRUE, TRUE, zone);
  sz_lang_set (SZ_LANG_EN);
  g_autofree char *english = sz_time_label (instant, TRUE, FALSE, zone);
  g_assert_cmpstr (day, ==, "3月18日");
  g_assert_cmpstr (month, ==, "3月");
  g_assert_cmpstr (english, ==, "18 Mar");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/scale/random", test_random_ranges);
  g_test_add_func ("/draw/scale/degenerate", test_degenerate_ranges);
  g_test_add_func ("/draw/scale/labels", test_labels);
  g_test_add_func ("/draw/scale/want-zero", test_want_zero);
  g_test_add_func ("/draw/scale/time/random", test_random_time);
  g_test_add_func ("/draw/scale/time/hours", test_hours);
  g_test_add_func ("/draw/scale/time/odd", test_odd_time);
  g_test_add_func ("/draw/scale/time/labels", test_time_labels);
  return g_test_run ();
}
