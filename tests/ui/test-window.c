/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>

#include "sz-library-page.h"
#include "sz-rows-page.h"
#include "ui-test.h"

static SzMainWindow *
window_of (SzApplication *application)
{
  return sz_application_get_window (application);
}

static const SzPage *
shown_page (SzApplication *application)
{
  return sz_page_view_get_page (
      sz_board_page_get_view (sz_main_window_get_board_page (window_of (application))));
}

static void
settle (SzApplication *application)
{
  ui_wait (ui_is_settled, window_of (application), 30, "the page to stand");
}

static void
click (SzApplication *application, const char *id)
{
  SzPageView *view = sz_board_page_get_view (sz_main_window_get_board_page (window_of (application)));
  GtkWidget *button = sz_page_view_find_hit (view, id);

  if (button == NULL)
    g_test_message ("the page has no mark %s", id);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
act (SzApplication *application, const char *action, const char *target)
{
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (window_of (application)), action, target ? "s" : NULL, target));
}

/* The lead figure of the tile that has one of that id; NAN if the page has none. */
static double
figure_value (const SzPage *page, const char *id)
{
  for (guint i = 0; page != NULL && i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    if (tile->lead != NULL && g_strcmp0 (tile->lead->id, id) == 0)
      return tile->lead->value;
  }
  return page != NULL && page->lead != NULL && g_str_equal (page->lead->id, id) ? page->lead->value : NAN;
}

static void
drill (SzApplication *application, gpointer data)
{
  SzRowsModel *rows;

  settle (application);
  g_assert_cmpstr (sz_main_window_get_page_name (window_of (application)), ==, "board");
  g_assert_cmpstr (shown_page (application)->id, ==, "overview");
  click (application, "figure:wait_avg");
  settle (application);
  g_assert_cmpstr (shown_page (application)->id, ==, "indicator:wait_avg");
  g_assert_cmpfloat_with_epsilon (figure_value (shown_page (application), "wait_avg"), 5, 1e-9);
  click (application, "part:area=B");
  settle (application);
  g_assert_cmpuint (sz_main_window_get_place (window_of (application))->filters->len, ==, 1);
  gtk_widget_activate_action (sz_main_window_get_page (window_of (application)), "page.rows", NULL);
  settle (application);
  g_assert_cmpstr (sz_main_window_get_page_name (window_of (application)), ==, "rows");
  rows = sz_rows_page_get_model (SZ_ROWS_PAGE (sz_main_window_get_page (window_of (application))));
  g_assert_no_error (sz_rows_model_get_error (rows));
  /* 200 tickets in turn over three areas: 67, 67, 66. */
  g_assert_cmpint (sz_rows_model_get_total (rows), ==, 67);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 67);
  for (int step = 0; step < 3; step++) {
    act (application, "win.back", NULL);
    settle (application);
  }
  g_assert_cmpstr (shown_page (application)->id, ==, "overview");
}

/* Whatever the overview lets one click leads to a page with figures, and back. */
static void
click_all (SzApplication *application, gpointer data)
{
  SzPageView *view = sz_board_page_get_view (sz_main_window_get_board_page (window_of (application)));
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  const SzPage *page;

  settle (application);
  page = shown_page (application);
  for (guint i = 0; i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    g_ptr_array_add (ids, g_strdup_printf ("tile:%s", tile->id));
    for (guint j = 0; j < tile->parts->len; j++)
      g_ptr_array_add (ids, g_strdup_printf ("part:%s=%s", tile->dimension,
                                             ((SzPart *)g_ptr_array_index (tile->parts, j))->code));
  }
  g_assert_cmpuint (ids->len, >, 4);
  for (guint i = 0; i < ids->len; i++) {
    const char *id = g_ptr_array_index (ids, i);

    if (sz_page_view_find_hit (view, id) == NULL)
      continue;
    g_test_message ("%s", id);
    click (application, id);
    settle (application);
    g_assert_true (g_str_has_prefix (shown_page (application)->id, "indicator:"));
    act (application, "win.back", NULL);
    settle (application);
    g_assert_cmpstr (shown_page (application)->id, ==, "overview");
  }
}

static void
test_every_mark (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = { .home = home->home, .catalog = home->catalog, .width = 1280, .height = 800 };

  ui_home_fill (home);
  ui_run (&options, click_all, NULL);
}

/* From the overview to a figure, to its parts, to its rows, and all the way back. */
static void
test_drill (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = { .home = home->home, .catalog = home->catalog, .width = 1280, .height = 800 };

  ui_home_fill (home);
  ui_run (&options, drill, NULL);
}

typedef struct {
  gint64 rows;
  gboolean done;
} Exported;

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Exported *exported = data;
  g_autoptr (GError) error = NULL;

  exported->rows = sz_desk_export_rows_finish (SZ_DESK (source), result, &error);
  g_assert_no_error (error);
  exported->done = TRUE;
}

static gboolean
is_exported (gpointer data)
{
  return ((Exported *)data)->done;
}

static void export(SzApplication *application, gpointer data)
{
  const UiHome *home = data;
  g_autofree char *path = g_build_filename (home->root, "rows.csv", NULL);
  g_autoptr (SzPlace) place = sz_place_new_indicator ("wait_avg", SZ_SPAN_DAY);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  Exported exported = { 0, FALSE };

  settle (application);
  sz_desk_export_rows_async (sz_application_get_desk (application), place, path, exported_cb, &exported);
  ui_wait (is_exported, &exported, 20, "the file");
  g_assert_cmpint (exported.rows, ==, 200);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  /* A spreadsheet takes the file for UTF-8 by its first three bytes. */
  g_assert_true (g_str_has_prefix (text, "\xEF\xBB\xBF"));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 201);
  g_assert_null (strstr (lines[0], "_token"));
}

static void
test_export (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = { .home = home->home, .catalog = home->catalog, .width = 1100, .height = 720 };

  ui_home_fill (home);
  ui_run (&options, export, home);
}

typedef struct {
  SzApplication *application;
  double before;
} Change;

static gboolean
has_changed (gpointer data)
{
  Change *change = data;
  SzBoardPage *board = sz_main_window_get_board_page (window_of (change->application));
  double value = figure_value (shown_page (change->application), "wait_avg");

  return !isnan (value) && fabs (value - change->before) > 1e-9 &&
         sz_page_view_is_settled (sz_board_page_get_view (board));
}

static gpointer
apply_batch (gpointer data)
{
  SzApplication *application = data;
  SzStore *store = sz_desk_get_store (sz_application_get_desk (application));
  g_autoptr (SzZone) zone = sz_zone_new ("Asia/Shanghai", NULL);
  gint64 today = sz_zone_day_start_ms (zone, sz_zone_day (zone, UI_NOW_MS));
  g_autoptr (SzBatch) batch = ui_make_batch (sz_store_catalog (store), 1000, 200, 25, today);
  GError *error = NULL;

  sz_store_apply (store, batch, NULL, &error);
  return error;
}

static void
receive (SzApplication *application, gpointer data)
{
  Change change = { application, 0 };
  g_autoptr (GError) error = NULL;
  gint64 start;

  settle (application);
  change.before = figure_value (shown_page (application), "wait_avg");
  g_assert_cmpfloat_with_epsilon (change.before, 5, 1e-9);
  start = g_get_monotonic_time ();
  error = g_thread_join (g_thread_new ("source", apply_batch, application));
  g_assert_no_error (error);
  ui_wait (has_changed, &change, 30, "the new figure");
  g_test_message ("on the screen %.0f ms after the batch was handed over",
                  (double)(g_get_monotonic_time () - start) / 1000);
  g_assert_cmpfloat_with_epsilon (figure_value (shown_page (application), "wait_avg"), 15, 1e-9);
}

/* 200 tickets that waited 5 minutes, then 200 that waited 25: the figure on the screen becomes 15 by itself.
 */
static void
test_live (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = {
    .home = home->home, .catalog = home->catalog, .page = "indicator:wait_avg", .width = 1280, .height = 800
  };

  ui_home_fill (home);
  ui_run (&options, receive, NULL);
}

static void
visit (SzApplication *application, gpointer data)
{
  static const char *const SECTIONS[] = { "library", "sources", "overview" };
  static const char *const SPANS[] = { "day", "week", "month", "year", "now" };

  settle (application);
  for (guint i = 0; i < G_N_ELEMENTS (SECTIONS); i++) {
    act (application, "win.section", SECTIONS[i]);
    settle (application);
    g_assert_cmpstr (sz_main_window_get_page_name (window_of (application)), ==,
                     g_str_equal (SECTIONS[i], "overview") ? "board" : SECTIONS[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (SPANS); i++) {
    act (application, "win.span", SPANS[i]);
    settle (application);
    g_assert_cmpstr (sz_span_id (sz_main_window_get_place (window_of (application))->span), ==, SPANS[i]);
    g_assert_cmpstr (shown_page (application)->headline, !=, "");
  }
}

/* Every page and period can be opened, and each says something. */
static void
test_pages (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = { .home = home->home, .catalog = home->catalog, .width = 1100, .height = 720 };

  ui_home_fill (home);
  ui_run (&options, visit, NULL);
}

static gboolean
is_followed (gpointer data)
{
  return sz_desk_get_links (sz_application_get_desk (data))->len == 1;
}

static void
begin (SzApplication *application, gpointer data)
{
  const UiHome *home = data;
  g_autoptr (GError) error = NULL;

  settle (application);
  g_assert_cmpint (sz_desk_get_state (sz_application_get_desk (application)), ==, SZ_DESK_EMPTY);
  g_assert_cmpstr (sz_main_window_get_page_name (window_of (application)), ==, "welcome");
  /* Port 9 answers nobody: it is the configuration that is to be noticed. */
  g_assert_true (sz_source_add (home->home, "hall", "http://127.0.0.1:9", NULL, &error));
  g_assert_no_error (error);
  ui_wait (is_followed, application, 20, "the source that was added");
  g_assert_cmpint (sz_desk_get_state (sz_application_get_desk (application)), ==, SZ_DESK_READY);
}

/* A home without any record says what to do; done beside it, it goes on by itself. */
static void
test_welcome (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = { .home = home->home, .catalog = home->catalog, .width = 900, .height = 700 };

  ui_run (&options, begin, home);
}

static void
read_only (SzApplication *application, gpointer data)
{
  settle (application);
  g_assert_cmpint (sz_desk_get_state (sz_application_get_desk (application)), ==, SZ_DESK_READING);
  g_assert_cmpstr (sz_desk_get_message (sz_application_get_desk (application)), !=, "");
  g_assert_cmpstr (shown_page (application)->id, ==, "overview");
  g_assert_cmpuint (shown_page (application)->tiles->len, >, 0);
}

/* While another process owns the home its figures are shown all the same. */
static void
test_busy (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = { .home = home->home, .catalog = home->catalog, .width = 1100, .height = 720 };
  g_autoptr (GError) error = NULL;
  SzStore *owner;

  ui_home_fill (home);
  owner = sz_store_open (home->home->data, home->catalog, SZ_STORE_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  ui_run (&options, read_only, NULL);
  sz_store_close (owner);
}

static void
mend (SzApplication *application, gpointer data)
{
  const UiHome *home = data;
  SzDesk *desk = sz_application_get_desk (application);
  g_autofree char *path = g_build_filename (home->home->data, "cache.db", NULL);

  ui_wait (ui_desk_is_failed, desk, 20, "the refusal of a file that is not ours");
  settle (application);
  g_assert_cmpstr (sz_desk_get_message (desk), !=, "");
  g_assert_cmpstr (shown_page (application)->headline, !=, "");
  g_assert_cmpint (g_rmdir (path), ==, 0);
  sz_desk_retry (desk);
  ui_wait (ui_desk_is_empty, desk, 20, "the home to be opened after all");
  settle (application);
  g_assert_cmpstr (sz_main_window_get_page_name (window_of (application)), ==, "welcome");
}

/* A store that cannot be opened is a sentence and another try, not the end. */
static void
test_failed (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = { .home = home->home, .catalog = home->catalog, .width = 1100, .height = 720 };
  g_autofree char *path = g_build_filename (home->home->data, "cache.db", NULL);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  ui_run (&options, mend, home);
}

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/ui/window/drill", test_drill);
  g_test_add_func ("/ui/window/every-mark", test_every_mark);
  g_test_add_func ("/ui/window/export", test_export);
  g_test_add_func ("/ui/window/live", test_live);
  g_test_add_func ("/ui/window/pages", test_pages);
  g_test_add_func ("/ui/window/welcome", test_welcome);
  g_test_add_func ("/ui/window/busy", test_busy);
  g_test_add_func ("/ui/window/failed", test_failed);
  return g_test_run ();
}
