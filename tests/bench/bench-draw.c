/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a page takes from its figures to pixels, and one changed tile of it: the overview and the
 * indicator page of the samples at 1920 × 1080, on this thread, with shaped text kept as in the running
 * program. Prints medians of warm runs. */

#include <stdlib.h>
#include <time.h>

#include "../draw/sample.h"

#define RUNS 41

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Time of this thread on the processor: what else the machine does is not measured. */
static gint64
cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static double
since_ms (gint64 start_us)
{
  return (double)(cpu_us () - start_us) / 1000;
}

static double
median (double *times)
{
  qsort (times, RUNS, sizeof *times, compare_times);
  return times[RUNS / 2];
}

static cairo_t *
make_image (double width, double height)
{
  cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)width, (int)height);
  cairo_t *cr = cairo_create (image);

  cairo_surface_destroy (image);
  return cr;
}

/* What changes every second is a value, so its text is a new one each time. */
static void
touch (SzPage *page, guint run)
{
  for (guint i = 0; i < page->tiles->len; i++) {
    SzTile *tile = g_ptr_array_index (page->tiles, i);

    if (tile->lead != NULL)
      tile->lead->value += 0.1 * (run % 3);
  }
}

static void
measure_page (SzPage *page, const SzTheme *theme, double width, double height)
{
  double layout[RUNS], pixels[RUNS], whole[RUNS];
  cairo_t *cr = make_image (width, height * 2);

  for (int run = -3; run < RUNS; run++) {
    gint64 start = cpu_us ();
    g_autoptr (SzPicture) picture = NULL;
    double drawn;

    touch (page, (guint)(run + 3));
    picture = sz_draw_page (page, theme, width, height, SZ_DRAW_DEFAULT);
    drawn = since_ms (start);
    sz_picture_paint (picture, cr, 1);
    if (run < 0)
      continue;
    layout[run] = drawn;
    whole[run] = since_ms (start);
    pixels[run] = whole[run] - drawn;
  }
  g_print ("page %-22s %4.0f × %-4.0f %-5s  layout %6.2f ms, pixels %6.2f ms, both %6.2f ms\n", page->id,
           width, height, theme->name, median (layout), median (pixels), median (whole));
  cairo_destroy (cr);
}

static void
measure_tile (SzPage *page, const SzTile *tile, const SzTheme *theme, double width, double height)
{
  double whole[RUNS];
  cairo_t *cr = make_image (width, height * 2);

  for (int run = -3; run < RUNS; run++) {
    gint64 start = cpu_us ();
    g_autoptr (SzPicture) picture = NULL;

    touch (page, (guint)(run + 3));
    picture = sz_draw_tile (tile, page, theme, width, height);
    sz_picture_paint (picture, cr, 1);
    if (run >= 0)
      whole[run] = since_ms (start);
  }
  g_print ("tile %-22s %4.0f × %-4.0f %-5s  both %6.2f ms\n", tile->id, width, height, theme->name,
           median (whole));
  cairo_destroy (cr);
}

static void
measure_hover (SzPage *page, const SzTheme *theme)
{
  g_autoptr (SzPicture) picture = sz_draw_page (page, theme, 1920, 1080, SZ_DRAW_DEFAULT);
  gint64 start = cpu_us ();
  guint found = 0;

  for (int i = 0; i < 1000; i++)
    found += sz_picture_tip (picture, (i * 37) % 1920, (i * 53) % 1080) != NULL;
  g_print ("hover over %-16s %u of 1000 points tell a value, %.4f ms each\n", page->id, found,
           since_ms (start) / 1000);
}

int
main (void)
{
  sz_i18n_init (NULL);
  for (int lang = 0; lang < 2; lang++) {
    sz_lang_set ((SzLang)lang);
    g_print ("%s\n", lang == SZ_LANG_ZH ? "Chinese" : "English");
    for (int id = SZ_THEME_LIGHT; id <= SZ_THEME_WALL; id++) {
      const SzTheme *theme = sz_theme_get ((SzThemeId)id);
      g_autoptr (SzPage) overview = sample_overview ();
      g_autoptr (SzPage) detail = sample_indicator ();

      measure_page (overview, theme, id == SZ_THEME_WALL ? 3840 : 1920, 1080);
      if (id != SZ_THEME_LIGHT)
        continue;
      measure_page (detail, theme, 1920, 1080);
      measure_page (overview, theme, 3840, 2160);
      for (guint i = 0; i < 3; i++)
        measure_tile (overview, g_ptr_array_index (overview->tiles, i), theme, i < 2 ? 640 : 280,
                      i < 2 ? 420 : 400);
      measure_hover (overview, theme);
    }
  }
  return 0;
}
