/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the sample pages to PNG files for people to look at: draw-pictures FOLDER. */
#include <glib/gstdio.h>

#include "sample.h"

static void
write_png (SzPicture *picture, const char *folder, const char *name, double scale)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)(picture->width * scale),
                                                         (int)(picture->height * scale));
  cairo_t *cr = cairo_create (surface);
  g_autofree char *path = g_strdup_printf ("%s/draw-%s.png", folder, name);

  sz_picture_paint (picture, cr, scale);
  cairo_destroy (cr);
  cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);
}

static void
draw_all (const char *folder, SzLang lang, const char *word)
{
  static const struct {
    const char *page;
    SzThemeId theme;
    double width, height;
    SzDrawFlags flags;
  } shots[] = {
    { "overview", SZ_THEME_LIGHT, 1744, 1034, SZ_DRAW_FRAME },
    { "overview", SZ_THEME_DARK, 1744, 1034, SZ_DRAW_FRAME },
    { "overview", SZ_THEME_WALL, 3840, 1080, SZ_DRAW_FRAME },
    { "overview", SZ_THEME_WALL, 1920, 1080, SZ_DRAW_FRAME },
    { "overview", SZ_THEME_WALL, 900, 700, SZ_DRAW_FRAME },
    { "overview", SZ_THEME_WALL, 1280, 720, SZ_DRAW_FRAME },
    { "overview", SZ_THEME_LIGHT, 1280, 800, SZ_DRAW_FRAME },
    { "overview", SZ_THEME_LIGHT, 900, 700, SZ_DRAW_FRAME },
    { "overview", SZ_THEME_LIGHT, 3840, 2160, SZ_DRAW_FRAME },
    { "overview", SZ_THEME_LIGHT, 400, 700, SZ_DRAW_FRAME },
    { "indicator", SZ_THEME_LIGHT, 1744, 1034, SZ_DRAW_FRAME },
    { "indicator", SZ_THEME_DARK, 1280, 800, SZ_DRAW_FRAME },
    { "indicator", SZ_THEME_LIGHT, 900, 700, SZ_DRAW_FRAME },
    { "states", SZ_THEME_LIGHT, 1744, 1034, SZ_DRAW_FRAME },
    { "states", SZ_THEME_DARK, 1744, 1034, SZ_DRAW_FRAME },
    { "states", SZ_THEME_LIGHT, 1920, 1000, SZ_DRAW_DEFAULT },
  };

  sz_lang_set (lang);
  for (guint i = 0; i < G_N_ELEMENTS (shots); i++) {
    g_autoptr (SzPage) page = shots[i].page[0] == 'o'   ? sample_overview ()
                              : shots[i].page[0] == 'i' ? sample_indicator ()
                                                        : sample_states ();
    const SzTheme *theme = sz_theme_get (shots[i].theme);
    const gint64 start = g_get_monotonic_time ();
    g_autoptr (SzPicture) picture =
        sz_draw_page (page, theme, shots[i].width, shots[i].height, shots[i].flags);
    const gint64 drawn = g_get_monotonic_time ();
    g_autofree char *name = g_strdup_printf ("%s-%s-%s-%.0fx%.0f", shots[i].page, word, theme->name,
                                             shots[i].width, shots[i].height);

    write_png (picture, folder, name, 1);
    g_print ("%s: %.0f × %.0f, %u marks, %.1f ms\n", name, picture->width, picture->height,
             picture->marks->len, (double)(drawn - start) / 1000);
  }
}

int
main (int argc, char **argv)
{
  if (argc != 2) {
    g_printerr ("usage: draw-pictures FOLDER\n");
    return 2;
  }
  sz_i18n_init (NULL);
  g_mkdir_with_parents (argv[1], 0755);
  draw_all (argv[1], SZ_LANG_ZH, "zh");
  draw_all (argv[1], SZ_LANG_EN, "en");
  return 0;
}
