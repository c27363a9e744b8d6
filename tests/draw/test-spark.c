/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The line of a row: where it must be, by the numbers alone, and what colours stand there. */
#include <math.h>
#include <string.h>

#include "sz-draw.h"
#include "sz-i18n.h"

static SzSeries *
make_series (const double *values, gsize n)
{
  SzSeries *series = sz_series_new ("", n);

  for (gsize i = 0; i < n; i++) {
    series->x[i] = 1.7e12 + (double)i * SZ_MINUTE_MS;
    series->y[i] = values[i];
  }
  return series;
}

static const SzMark *
find_mark (const SzPicture *picture, const char *id)
{
  for (guint i = 0; i < picture->marks->len; i++)
    if (g_strcmp0 (sz_picture_mark (picture, i)->id, id) == 0)
      return sz_picture_mark (picture, i);
  return NULL;
}

/* Pixels whose colour is nearer to this than to any that is no mark's. */
static guint
count_pixels (SzPicture *picture, SzColour colour, double top, double bottom)
{
  cairo_surface_t *image =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)picture->width, (int)picture->height);
  cairo_t *cr = cairo_create (image);
  guint n = 0;

  sz_picture_paint (picture, cr, 1);
  cairo_destroy (cr);
  cairo_surface_flush (image);
  for (int y = (int)MAX (floor (top), 0); y < (int)MIN (ceil (bottom), picture->height); y++)
    for (int x = 0; x < (int)picture->width; x++) {
      guint32 pixel;
      int apart = 0;

      memcpy (&pixel,
              cairo_image_surface_get_data (image) + y * cairo_image_surface_get_stride (image) + 4 * x,
              sizeof pixel);
      for (int shift = 0; shift < 24; shift += 8)
        apart = MAX (apart, ABS ((int)(pixel >> shift & 0xFF) - (int)(colour >> shift & 0xFF)));
      n += pixel >> 24 > 0xE0 && apart < 24;
    }
  cairo_surface_destroy (image);
  return n;
}

/* The values a row may have: above and below the limit, gaps, all alike, a single one. */
static SzSeries *
invent (gboolean *any)
{
  const gsize n = (gsize)g_test_rand_int_range (1, 200);
  const double level = g_test_rand_double_range (-1e6, 1e6),
               swing = g_test_rand_bit () ? 0 : fabs (level) / 3 + 1;
  g_autofree double *values = g_new (double, n);

  *any = FALSE;
  for (gsize i = 0; i < n; i++) {
    values[i] =
        g_test_rand_int_range (0, 9) == 0 ? (double)NAN : level + g_test_rand_double_range (-1, 1) * swing;
    *any = *any || !isnan (values[i]);
  }
  return make_series (values, n);
}

static double
last_value (const SzSeries *series)
{
  for (gsize i = series->length; i > 0; i--)
    if (!isnan (series->y[i - 1]))
      return series->y[i - 1];
  return NAN;
}

static void
check_inside (const SzPicture *picture, const SzMark *mark)
{
  g_assert_nonnull (mark);
  g_assert_cmpfloat (mark->rect.x, >=, 0);
  g_assert_cmpfloat (mark->rect.y, >=, 0);
  g_assert_cmpfloat (mark->rect.x + mark->rect.width, <=, picture->width + 1e-9);
  g_assert_cmpfloat (mark->rect.y + mark->rect.height, <=, picture->height + 1e-9);
}

static void
test_random_lines (void)
{
  for (guint round = 0; round < 400; round++) {
    gboolean any = FALSE;
    SzSeries *series = invent (&any);
    const double end = last_value (series);
    SzSpark spark = { .series = series, .limit = NAN, .x_end = NAN };
    const char *expected = "dot";

    if (g_test_rand_bit ())
      spark.limit = any ? end + g_test_rand_double_range (-1, 1) * 1e5 : 5;
    spark.below = g_test_rand_bit ();
    spark.stale = g_test_rand_int_range (0, 4) == 0;
    if (spark.stale)
      spark.x_end = series->x[series->length - 1] + g_test_rand_double () * SZ_HOUR_MS;
    const double width = g_test_rand_int_range (8, 200), height = g_test_rand_int_range (16, 60);
    g_autoptr (SzPicture) picture =
        sz_draw_spark (&spark, sz_theme_get ((SzThemeId)(round % 3)), width, height);

    g_assert_cmpfloat (picture->width, ==, width);
    g_assert_cmpfloat (picture->height, ==, height);
    if (spark.stale)
      expected = "dot-old";
    else if (!isnan (spark.limit) && (spark.below ? end < spark.limit : end > spark.limit))
      expected = "dot-beyond";
    g_assert_true (any == (find_mark (picture, expected) != NULL));
    g_assert_true ((any && !isnan (spark.limit)) == (find_mark (picture, "limit") != NULL));
    if (any) {
      check_inside (picture, find_mark (picture, expected));
      check_inside (picture, find_mark (picture, "line"));
      if (!isnan (spark.limit))
        check_inside (picture, find_mark (picture, "limit"));
    }
    sz_series_free (series);
  }
}

/* Up over the limit and back: the line is the subject's colour below it and cinnabar above, in every theme.
 */
static void
test_colours (void)
{
  double values[61];

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = 10 + 20 * sin ((double)i / 60 * G_PI);
  for (SzThemeId id = SZ_THEME_LIGHT; id <= SZ_THEME_WALL; id++) {
    const SzTheme *theme = sz_theme_get (id);
    SzSeries *series = make_series (values, G_N_ELEMENTS (values));
    SzSpark spark = { .series = series, .limit = 25, .x_end = NAN };
    g_autoptr (SzPicture) picture = sz_draw_spark (&spark, theme, 160, 60);
    const double limit = find_mark (picture, "limit")->rect.y;

    g_assert_cmpuint (count_pixels (picture, theme->status_alarm, 0, limit - 2), >, 20);
    g_assert_cmpuint (count_pixels (picture, theme->accent_base, 0, limit - 2), ==, 0);
    g_assert_cmpuint (count_pixels (picture, theme->accent_base, limit + 2, 60), >, 20);
    g_assert_cmpuint (count_pixels (picture, theme->status_alarm, limit + 3, 60), ==, 0);
    sz_series_free (series);
  }
}

static void
test_nothing (void)
{
  double none[] = { NAN, NAN };
  SzSeries *series = make_series (none, 2);
  const SzSpark sparks[] = { { .series = NULL, .limit = 5, .x_end = NAN },
                             { .series = series, .limit = 5, .x_end = NAN } };

  for (guint i = 0; i < G_N_ELEMENTS (sparks); i++) {
    g_autoptr (SzPicture) picture = sz_draw_spark (&sparks[i], sz_theme_get (SZ_THEME_LIGHT), 86, 34);

    g_assert_cmpuint (picture->marks->len, ==, 0);
    g_assert_cmpuint (count_pixels (picture, sz_theme_get (SZ_THEME_LIGHT)->status_alarm, 0, 34), ==, 0);
  }
  sz_series_free (series);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  sz_i18n_init ("en");
  g_test_add_func ("/draw/spark/random", test_random_lines);
  g_test_add_func ("/draw/spark/colours", test_colours);
  g_test_add_func ("/draw/spark/nothing", test_nothing);
  return g_test_run ();
}
