/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sz-sketch.h"

static int
compare_values (const void *a, const void *b)
{
  gint64 left = *(const gint64 *)a, right = *(const gint64 *)b;
  return (left > right) - (left < right);
}

static gint64
random_value (void)
{
  gint64 value = (gint64)pow (10, g_test_rand_double_range (0, 12.9));
  return g_test_rand_int_range (0, 20) == 0 ? 0 : g_test_rand_int_range (0, 4) == 0 ? -value : value;
}

static void
test_bins (void)
{
  gint32 previous = G_MININT32;
  for (gint64 value = -3000; value <= 3000; value++) {
    gint32 bin = sz_sketch_bin (value);
    g_assert_cmpint (bin, >=, previous); /* keeps the order */
    previous = bin;
    if (ABS (value) < 256)
      g_assert_cmpfloat (sz_sketch_middle (bin), ==, (double)value);
  }
  for (int i = 0; i < 100000; i++) {
    gint64 value = random_value ();
    double middle = sz_sketch_middle (sz_sketch_bin (value));
    g_assert_cmpfloat (fabs (middle - (double)value), <=, SZ_SKETCH_ERROR * fabs ((double)value));
  }
}

static void
test_quantiles (void)
{
  for (int round = 0; round < 200; round++) {
    int n = g_test_rand_int_range (1, 3000);
    g_autofree gint64 *values = g_new (gint64, n);
    SzSketch sketch;
    sz_sketch_init (&sketch);
    for (int i = 0; i < n; i++) {
      gint64 value = random_value ();
      values[i] = ABS (value);
      sz_sketch_add_bin (&sketch, sz_sketch_bin (values[i]), 1);
    }
    sz_sketch_tidy (&sketch);
    g_assert_cmpint (sz_sketch_count (&sketch), ==, n);
    qsort (values, (gsize)n, sizeof (gint64), compare_values);
    for (int i = 0; i <= 20; i++) {
      double p = i / 20.0, position = (n - 1) * p;
      int low = (int)floor (position);
      double exact = (double)values[low];
      if (low + 1 < n)
        exact += (position - low) * (double)(values[low + 1] - values[low]);
      g_assert_cmpfloat (fabs (sz_sketch_quantile (&sketch, p) - exact), <=, SZ_SKETCH_ERROR * exact + 1e-9);
    }
    sz_sketch_clear (&sketch);
  }
}

/* What is put in and taken out again in any order leaves nothing, and the blob says the same as the sketch.
 */
static void
test_blobs (void)
{
  for (int round = 0; round < 500; round++) {
    SzSketch sketch, copy;
    sz_sketch_init (&sketch);
    sz_sketch_init (&copy);
    int n = g_test_rand_int_range (0, 200);
    for (int i = 0; i < n; i++)
      sz_sketch_add_bin (&sketch, sz_sketch_bin (random_value ()), g_test_rand_int_range (-5, 6));
    sz_sketch_tidy (&sketch);
    g_auto (SzBytes) blob = { 0 };
    sz_sketch_encode (&sketch, &blob);
    g_assert_true (sz_sketch_decode_into (&copy, blob.data, blob.len));
    g_assert_cmpuint (copy.bins->len, ==, sketch.bins->len);
    for (guint i = 0; i < sketch.bins->len; i++) {
      const SzSketchBin *entry = &g_array_index (sketch.bins, SzSketchBin, i);
      g_assert_cmpint (g_array_index (copy.bins, SzSketchBin, i).bin, ==, entry->bin);
      g_assert_cmpint (g_array_index (copy.bins, SzSketchBin, i).count, ==, entry->count);
      sz_sketch_add_bin (&copy, entry->bin, -entry->count);
    }
    sz_sketch_tidy (&copy);
    g_assert_cmpuint (copy.bins->len, ==, 0);
    for (guint i = 0; i < sketch.bins->len; i++)
      g_array_index (sketch.bins, SzSketchBin, i).count *= -1;
    g_auto (SzBytes) inverse = { 0 };
    g_auto (SzBytes) nothing = { 0 };
    sz_sketch_encode (&sketch, &inverse);
    g_assert_true (sz_sketch_add_blobs (blob.data, blob.len, inverse.data, inverse.len, &nothing));
    g_assert_cmpuint (nothing.len, ==, 0);
    sz_sketch_clear (&sketch);
    sz_sketch_clear (&copy);
  }
}

static void
test_bad_blobs (void)
{
  SzSketch sketch;
  sz_sketch_init (&sketch);
  g_assert_false (sz_sketch_decode_into (&sketch, (const guint8 *)"\x80", 1));
  g_assert_false (sz_sketch_decode_into (&sketch, (const guint8 *)"\x03", 1)); /* a count is announced */
  g_assert_false (
      sz_sketch_decode_into (&sketch, (const guint8 *)"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 11));
  for (int i = 0; i < 20000; i++) {
    guint8 noise[24];
    for (guint j = 0; j < sizeof noise; j++)
      noise[j] = (guint8)g_test_rand_int_range (0, 256);
    g_array_set_size (sketch.bins, 0);
    sz_sketch_decode_into (&sketch, noise, (gsize)g_test_rand_int_range (0, sizeof noise));
  }
  sz_sketch_clear (&sketch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sketch/bins", test_bins);
  g_test_add_func ("/sketch/quantiles", test_quantiles);
  g_test_add_func ("/sketch/blobs", test_blobs);
  g_test_add_func ("/sketch/bad-blobs", test_bad_blobs);
  return g_test_run ();
}
