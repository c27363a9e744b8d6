/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a row draws of the values that were kept: all of it true, none of it left out that could be seen. */
#include <math.h>

#include "sz-alert.h"
#include "sz-i18n.h"

static void
add (GArray *evidence, double at, double value)
{
  g_array_append_val (evidence, at);
  g_array_append_val (evidence, value);
}

static gboolean
is_kept (const GArray *evidence, double at, double value)
{
  for (guint i = 0; i < evidence->len; i += 2)
    if (g_array_index (evidence, double, i) == at && g_array_index (evidence, double, i + 1) == value)
      return TRUE;
  return FALSE;
}

/* Values at odd distances, with holes of hours among them. */
static GArray *
invent (guint n)
{
  GArray *evidence = g_array_new (FALSE, FALSE, sizeof (double));
  double at = 1.7e12;

  for (guint i = 0; i < n; i++) {
    add (evidence, at, g_test_rand_int_range (0, 20) == 0 ? (double)NAN : g_test_rand_double_range (0, 100));
    at += g_test_rand_int_range (0, 25) == 0 ? 3.0 * SZ_HOUR_MS
                                             : (double)(SZ_MINUTE_MS * g_test_rand_int_range (1, 4));
  }
  return evidence;
}

/* Every point was kept, in order; first, last, least and greatest are among them; not too many. */
static void
check_points (const SzSeries *trend, const GArray *evidence)
{
  double least = INFINITY, most = -INFINITY, first = NAN, last = NAN;
  gboolean has_least = FALSE, has_most = FALSE;

  for (guint i = 0; i < evidence->len; i += 2) {
    const double value = g_array_index (evidence, double, i + 1);

    if (isnan (value))
      continue;
    first = isnan (first) ? g_array_index (evidence, double, i) : first;
    last = g_array_index (evidence, double, i);
    least = MIN (least, value);
    most = MAX (most, value);
  }
  g_assert_cmpuint (trend->length, <=, 330);
  g_assert_cmpfloat (trend->x[0], ==, first);
  g_assert_cmpfloat (trend->x[trend->length - 1], ==, last);
  for (gsize i = 0; i < trend->length; i++) {
    g_assert_true (i == 0 || trend->x[i] > trend->x[i - 1]);
    g_assert_true (isnan (trend->y[i]) || is_kept (evidence, trend->x[i], trend->y[i]));
    has_least = has_least || trend->y[i] == least;
    has_most = has_most || trend->y[i] == most;
  }
  g_assert_true (has_least && has_most);
}

/* Over a hole as wide as a column of the line, and longer than a quarter of an hour, no line goes. */
static void
check_holes (const SzSeries *trend, const GArray *evidence)
{
  const double column = (trend->x[trend->length - 1] - trend->x[0]) / 40;
  double before = NAN;

  for (guint i = 0; i < evidence->len; i += 2) {
    const double at = g_array_index (evidence, double, i);
    gboolean broken = FALSE;

    if (isnan (g_array_index (evidence, double, i + 1)))
      continue;
    for (gsize k = 0; k < trend->length; k++)
      broken = broken || (isnan (trend->y[k]) && trend->x[k] > before && trend->x[k] < at);
    g_assert_true (isnan (before) || broken == (at - before > MAX (15.0 * SZ_MINUTE_MS, column)));
    before = at;
  }
}

static void
test_random (void)
{
  for (guint round = 0; round < 200; round++) {
    g_autoptr (GArray) evidence = invent ((guint)g_test_rand_int_range (0, 900));
    SzSeries *trend = sz_alert_trend (evidence);
    guint known = 0;

    for (guint i = 0; i < evidence->len; i += 2)
      known += !isnan (g_array_index (evidence, double, i + 1));
    g_assert_true ((known >= 2) == (trend != NULL));
    if (trend == NULL)
      continue;
    check_points (trend, evidence);
    check_holes (trend, evidence);
    sz_series_free (trend);
  }
}

static void
test_few (void)
{
  g_autoptr (GArray) evidence = g_array_new (FALSE, FALSE, sizeof (double));

  g_assert_null (sz_alert_trend (NULL));
  g_assert_null (sz_alert_trend (evidence));
  add (evidence, 1.7e12, 5);
  g_assert_null (sz_alert_trend (evidence));
}

static void
test_sentence (void)
{
  g_autoptr (SzZone) zone = sz_zone_new ("Asia/Shanghai", NULL);
  g_autoptr (GArray) evidence = g_array_new (FALSE, FALSE, sizeof (double));
  const double start = 1795147800000; /* 2026-11-20 12:10 in Shanghai */
  SzWords words = { .zone = zone, .now_ms = (gint64)start + 30 * SZ_MINUTE_MS };
  g_autofree char *text = NULL;
  g_autofree char *none = NULL;
  SzSeries *trend = NULL;

  add (evidence, start, 20);
  add (evidence, start + 5.0 * SZ_MINUTE_MS, 18.5);
  add (evidence, start + 10.0 * SZ_MINUTE_MS, 31);
  add (evidence, start + 12.0 * SZ_MINUTE_MS, 28.4);
  trend = sz_alert_trend (evidence);
  text = sz_alert_trend_text (&words, trend, "min");
  g_assert_cmpstr (text, ==, "12:10 to 12:22: from 20.0 min to 28.4 min, between 18.5 min and 31.0 min");
  none = sz_alert_trend_text (&words, NULL, "min");
  g_assert_cmpstr (none, ==, "");
  sz_series_free (trend);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sz_i18n_init ("en");
  g_test_add_func ("/watch/trend/random", test_random);
  g_test_add_func ("/watch/trend/few", test_few);
  g_test_add_func ("/watch/trend/sentence", test_sentence);
  return g_test_run ();
}
