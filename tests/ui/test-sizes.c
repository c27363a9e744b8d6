/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-i18n.h"
#include "sz-style.h"
#include "ui-test.h"

static void
check_size (SzMainWindow *window, int width, int height)
{
  GtkWidget *page = sz_main_window_get_page (window);
  graphene_rect_t bounds;
  int minimum;

  /* A bare screen draws a frame of a few pixels round the window. */
  g_test_message ("%d × %d: %d × %d", width, height, gtk_widget_get_width (GTK_WIDGET (window)),
                  gtk_widget_get_height (GTK_WIDGET (window)));
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 900);
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 700);
  g_assert_true (gtk_widget_compute_bounds (page, GTK_WIDGET (window), &bounds));
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, gtk_widget_get_width (GTK_WIDGET (window)) + 1);
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=,
                     gtk_widget_get_height (GTK_WIDGET (window)) + 1);
}

static void
try_sizes (SzApplication *application, gpointer data)
{
  static const int SIZES[][2] = { { 900, 700 }, { 1366, 768 }, { 1920, 1080 }, { 3840, 2160 } };
  SzMainWindow *window = sz_application_get_window (application);

  ui_wait (ui_is_settled, window, 30, data);
  for (guint i = 0; i < G_N_ELEMENTS (SIZES); i++) {
    gtk_window_set_default_size (GTK_WINDOW (window), SIZES[i][0], SIZES[i][1]);
    ui_turn (150);
    ui_wait (ui_is_settled, window, 30, data);
    check_size (window, SIZES[i][0], SIZES[i][1]);
  }
}

/* No page wants more room than the smallest window has, in no language and size; warnings of GTK fail the
 * test. */
static void
test_sizes (gconstpointer data)
{
  static const char *const PAGES[] = {
    "overview",      "live",    "alerts",    "map",     "indicator:wait_avg",
    "rows:wait_avg", "library", "directory", "sources", "help"
  };
  g_autoptr (UiHome) home = NULL;

  sz_lang_set (GPOINTER_TO_INT (data));
  home = ui_home_new ();
  ui_home_fill (home);
  for (guint i = 0; i < G_N_ELEMENTS (PAGES); i++) {
    SzWindowOptions options = { .home = home->home,
                                .catalog = home->catalog,
                                .page = PAGES[i],
                                .width = 1280,
                                .height = 800,
                                .theme = i % 2 == 0 ? "light" : "dark" };

    g_test_message ("%s", PAGES[i]);
    ui_run (&options, try_sizes, (gpointer)PAGES[i]);
  }
}

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv))
    return 0;
  g_test_add_data_func ("/ui/sizes/en", GINT_TO_POINTER (SZ_LANG_EN), test_sizes);
  g_test_add_data_func ("/ui/sizes/zh", GINT_TO_POINTER (SZ_LANG_ZH), test_sizes);
  return g_test_run ();
}
