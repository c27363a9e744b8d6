/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "sz-i18n.h"
#include "sz-report.h"

/* A picture with one number on it, drawn by the layer below. */
static SzPicture *
draw_sample (double width, double height)
{
  g_autoptr (SzTile) tile = sz_tile_new (SZ_TILE_NUMBER, "sample", "Waiting");

  tile->lead = sz_figure_new ("wait_avg", "Mean wait", "min");
  tile->lead->value = 13.7;
  tile->lead->status = SZ_STATUS_GOOD;
  return sz_draw_tile (tile, NULL, sz_theme_get (SZ_THEME_LIGHT), width, height);
}

static char *
save_sample (const char *folder, const char *name, double width, double height)
{
  g_autoptr (SzPicture) picture = draw_sample (width, height);
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (sz_report_save_picture (picture, sz_theme_get (SZ_THEME_LIGHT), path, "Board", &error));
  g_assert_no_error (error);
  return path;
}

static void
test_png (void)
{
  g_autofree char *folder = g_dir_make_tmp ("shuzhi-report-XXXXXX", NULL);
  g_autofree char *path = save_sample (folder, "a.png", 400, 200);
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
  guint32 paper = sz_theme_get (SZ_THEME_LIGHT)->bg_page, corner;

  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 400);
  g_assert_cmpint (cairo_image_surface_get_height (surface), >=, 200);
  memcpy (&corner, cairo_image_surface_get_data (surface), sizeof corner);
  g_assert_cmphex (corner & 0xffffff, ==, paper);
  cairo_surface_destroy (surface);
  g_unlink (path);
  g_rmdir (folder);
}

/* SVG and PDF are what they say, and the PDF keeps its title. */
static void
test_vector (void)
{
  g_autofree char *folder = g_dir_make_tmp ("shuzhi-report-XXXXXX", NULL);
  g_autofree char *svg = save_sample (folder, "a.svg", 400, 200);
  g_autofree char *pdf = save_sample (folder, "a.PDF", 400, 200);
  g_autofree char *text = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (svg, &text, &length, NULL));
  g_assert_nonnull (strstr (text, "<svg"));
  g_assert_nonnull (strstr (text, "</svg>"));
  g_clear_pointer (&text, g_free);
  g_assert_true (g_file_get_contents (pdf, &text, &length, NULL));
  g_assert_true (g_str_has_prefix (text, "%PDF-"));
  g_assert_cmpmem (text + length - 6, 5, "%%EOF", 5);
  g_unlink (svg);
  g_unlink (pdf);
  g_rmdir (folder);
}

static void
test_refusals (void)
{
  g_autoptr (SzPicture) picture = draw_sample (400, 200);
  const SzTheme *theme = sz_theme_get (SZ_THEME_LIGHT);
  g_autoptr (GError) error = NULL;

  g_assert_false (sz_report_save_picture (picture, theme, "board.bmp", NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, "board.bmp"));
  g_clear_error (&error);
  g_assert_false (sz_report_save_picture (picture, theme, "/no/such/folder/board.png", NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "/no/such/folder/board.png"));
}

/* A file that cannot be replaced stays as it was, and nothing is left beside it. */
static void
test_whole_or_not (void)
{
  g_autofree char *folder = g_dir_make_tmp ("shuzhi-report-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.png", NULL);
  g_autoptr (SzPicture) picture = draw_sample (400, 200);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_false (sz_report_save_picture (picture, sz_theme_get (SZ_THEME_LIGHT), path, NULL, &error));
  g_assert_nonnull (error);
  dir = g_dir_open (folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "a.png");
  g_assert_null (g_dir_read_name (dir));
  g_rmdir (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  sz_i18n_init ("en");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/png", test_png);
  g_test_add_func ("/report/vector", test_vector);
  g_test_add_func ("/report/refusals", test_refusals);
  g_test_add_func ("/report/whole-or-not", test_whole_or_not);
  return g_test_run ();
}
