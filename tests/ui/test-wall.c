/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wall, on a store that the test filled. */
#include <glib/gstdio.h>
#include <string.h>

#include "ui-test.h"

static SzWallView *
view_of (SzApplication *application)
{
  return sz_wall_window_get_view (sz_application_get_wall (application));
}

typedef struct {
  SzApplication *application;
  const char *id;
} Expect;

static gboolean
shows (gpointer data)
{
  Expect *expect = data;
  SzPage *page = sz_wall_view_get_page (view_of (expect->application));

  return page != NULL && g_str_equal (page->id, expect->id);
}

static gboolean
is_settled (gpointer data)
{
  return sz_wall_window_is_settled (data);
}

/* Overview and live hall in turn, and overview again; alerts, of which there are none, are passed over. */
static void
rotate (SzApplication *application, gpointer data)
{
  Expect overview = { application, "overview" }, live = { application, "live" };

  ui_wait (shows, &overview, 30, "the overview");
  ui_wait (shows, &live, 30, "the live hall");
  ui_wait (shows, &overview, 30, "the overview again");
  ui_wait (is_settled, sz_application_get_wall (application), 10, "the cross-fade to end");
  g_assert_null (sz_application_get_window (application));
  g_assert_false (gtk_widget_get_can_target (GTK_WIDGET (view_of (application))));
  /* No key does anything. */
  g_assert_null (gtk_application_get_accels_for_action (GTK_APPLICATION (application), "app.quit")[0]);
}

static SzWindowOptions
wall_options (const UiHome *home, const char *const *boards, guint every_s)
{
  SzWindowOptions options = { .home = home->home,
                              .catalog = home->catalog,
                              .kiosk = TRUE,
                              .windowed = TRUE,
                              .boards = boards,
                              .every_s = every_s,
                              .width = 1600,
                              .height = 450 };

  return options;
}

static void
test_rotate (void)
{
  static const char *const BOARDS[] = { "overview", "alerts", "live", NULL };
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = wall_options (home, BOARDS, 2);

  ui_home_fill (home);
  ui_run (&options, rotate, NULL);
}

static gboolean
is_failed (gpointer data)
{
  return sz_desk_get_state (data) == SZ_DESK_FAILED;
}

/* A store that cannot be opened is a clock and nothing else; mended, the figures come by themselves. */
static void
mend (SzApplication *application, gpointer data)
{
  const UiHome *home = data;
  SzDesk *desk = sz_application_get_desk (application);
  Expect overview = { application, "overview" };
  g_autofree char *path = g_build_filename (home->home->data, "cache.db", NULL);
  g_autofree char *aside = g_build_filename (home->home->data, "aside.db", NULL);

  ui_wait (is_failed, desk, 20, "the refusal of a file that is not ours");
  ui_turn (300);
  g_assert_null (sz_wall_view_get_page (view_of (application)));
  g_assert_cmpint (g_rmdir (path), ==, 0);
  g_assert_cmpint (g_rename (aside, path), ==, 0);
  ui_wait (shows, &overview, 30, "the figures after all");
}

static void
test_failed (void)
{
  static const char *const BOARDS[] = { "overview", NULL };
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = wall_options (home, BOARDS, 5);
  g_autofree char *path = g_build_filename (home->home->data, "cache.db", NULL);
  g_autofree char *aside = g_build_filename (home->home->data, "aside.db", NULL);

  ui_home_fill (home);
  g_assert_cmpint (g_rename (path, aside), ==, 0);
  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  ui_run (&options, mend, home);
}

static void
test_boards (void)
{
  static const char *const GOOD[] = { "overview", "live", "alerts", "indicator:wait_avg", NULL };
  static const char *const BAD[] = { "library", "rows:wait_avg", "nothing", "", "timeline:tickets:1" };
  g_autoptr (UiHome) home = ui_home_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) boards = sz_wall_parse_boards (GOOD, home->catalog, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (boards->len, ==, 4);
  for (guint i = 0; i < G_N_ELEMENTS (BAD); i++) {
    const char *const one[] = { BAD[i], NULL };
    g_autoptr (GError) problem = NULL;

    g_assert_null (sz_wall_parse_boards (one, home->catalog, &problem));
    g_assert_error (problem, SZ_ERROR, SZ_ERROR_USAGE);
  }
}

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/ui/wall/rotate", test_rotate);
  g_test_add_func ("/ui/wall/failed", test_failed);
  g_test_add_func ("/ui/wall/boards", test_boards);
  return g_test_run ();
}
