/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways through the window: filters on click, the period, back and forward, the search, sorted rows, the time
 * line of a record, tables, and the windows over it. */
#include <string.h>

#include "sz-form.h"
#include "sz-rows-page.h"
#include "sz-rows-view.h"
#include "ui-test.h"

static SzMainWindow *
window_of (SzApplication *application)
{
  return sz_application_get_window (application);
}

static SzPlace *
place_of (SzApplication *application)
{
  return sz_main_window_get_place (window_of (application));
}

static void
settle (SzApplication *application)
{
  ui_wait (ui_is_settled, window_of (application), 30, "the page to stand");
}

static void
act (SzApplication *application, const char *action, const char *format, const char *target)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window_of (application)), action, format, target));
  settle (application);
}

static SzPageView *
view_of (SzApplication *application)
{
  return sz_board_page_get_view (sz_main_window_get_board_page (window_of (application)));
}

static void
click (SzApplication *application, const char *id)
{
  GtkWidget *button = sz_page_view_find_hit (view_of (application), id);

  if (button == NULL)
    g_test_message ("the page has no mark %s", id);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  settle (application);
}

static const SzTile *
find_breakdown (SzApplication *application)
{
  const SzPage *page = sz_page_view_get_page (view_of (application));

  for (guint i = 0; i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    if (tile->kind == SZ_TILE_BARS && g_strcmp0 (tile->dimension, "area") == 0)
      return tile;
  }
  return NULL;
}

/* --- filters on click
 * ------------------------------------------------------------------------------------------------------- */

static void
filter (SzApplication *application, gpointer data)
{
  settle (application);
  g_assert_cmpuint (find_breakdown (application)->parts->len, ==, 3);
  click (application, "part:area=B");
  g_assert_cmpstr (sz_place_filter_code (place_of (application), "area"), ==, "B");
  /* The parts stay beside each other. */
  g_assert_nonnull (find_breakdown (application));
  g_assert_cmpuint (find_breakdown (application)->parts->len, ==, 3);
  click (application, "part:area=A");
  g_assert_cmpstr (sz_place_filter_code (place_of (application), "area"), ==, "A");
  act (application, "win.escape", NULL, NULL);
  g_assert_cmpuint (place_of (application)->filters->len, ==, 0);
  g_assert_cmpint (place_of (application)->kind, ==, SZ_PLACE_INDICATOR);
  /* Split by another dimension, the part stays as a filter. */
  click (application, "part:area=C");
  gtk_widget_activate_action (sz_main_window_get_page (window_of (application)), "page.by", "s", "window");
  settle (application);
  g_assert_cmpstr (place_of (application)->by, ==, "window");
  g_assert_cmpstr (sz_place_filter_code (place_of (application), "area"), ==, "C");
}

static void
test_filter (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = {
    .home = home->home, .catalog = home->catalog, .page = "indicator:wait_avg", .width = 1280, .height = 800
  };

  ui_home_fill (home);
  ui_run (&options, filter, NULL);
}

/* --- what it is compared with
 * ----------------------------------------------------------------------------------------------- */

static const char *
ticks_of (SzApplication *application)
{
  return find_breakdown (application)->note;
}

static void
compare (SzApplication *application, gpointer data)
{
  settle (application);
  g_assert_null (place_of (application)->against);
  g_assert_cmpstr (ticks_of (application), ==, "Ticks: yesterday");
  gtk_widget_activate_action (sz_main_window_get_page (window_of (application)), "page.against", "s",
                              "weekday");
  settle (application);
  g_assert_cmpstr (place_of (application)->against, ==, "weekday");
  g_assert_cmpstr (ticks_of (application), ==, "Ticks: last Fri");
  /* It is kept on the way down to the rows and back up. */
  click (application, "part:area=B");
  g_assert_cmpstr (place_of (application)->against, ==, "weekday");
  gtk_widget_activate_action (sz_main_window_get_page (window_of (application)), "page.rows", NULL);
  settle (application);
  g_assert_cmpint (place_of (application)->kind, ==, SZ_PLACE_ROWS);
  g_assert_cmpstr (place_of (application)->against, ==, "weekday");
  act (application, "win.back", NULL, NULL);
  g_assert_cmpint (place_of (application)->kind, ==, SZ_PLACE_INDICATOR);
  g_assert_cmpstr (place_of (application)->against, ==, "weekday");
  /* Another part, chosen while one part is a filter, is a step that can be undone. */
  gtk_widget_activate_action (sz_main_window_get_page (window_of (application)), "page.against", "s",
                              "area=A");
  settle (application);
  g_assert_cmpstr (place_of (application)->against, ==, "area=A");
  act (application, "win.back", NULL, NULL);
  g_assert_cmpstr (place_of (application)->against, ==, "weekday");
  act (application, "win.forward", NULL, NULL);
  g_assert_cmpstr (place_of (application)->against, ==, "area=A");
  /* And another period: the trail, the filter and the period are those of before. */
  gtk_widget_activate_action (sz_main_window_get_page (window_of (application)), "page.against", "s",
                              "2026-11-19");
  settle (application);
  g_assert_cmpstr (ticks_of (application), ==, "Ticks: 2026-11-19");
  g_assert_cmpstr (sz_place_filter_code (place_of (application), "area"), ==, "B");
  gtk_widget_activate_action (sz_main_window_get_page (window_of (application)), "page.against", "s", "");
  settle (application);
  g_assert_null (place_of (application)->against);
}

/* The day that "last Fri" is; ticks without figures behind them would not be named. */
static void
fill_week_ago (UiHome *home)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SzZone) zone = sz_zone_new ("Asia/Shanghai", NULL);
  gint64 day = sz_zone_day (zone, UI_NOW_MS) - 7;
  g_autoptr (SzBatch) batch = ui_make_batch (home->catalog, 0, 200, 9, sz_zone_day_start_ms (zone, day));
  SzStore *store = sz_store_open (home->home->data, home->catalog, SZ_STORE_DEFAULT, NULL, &error);
  gboolean changed;

  g_assert_no_error (error);
  g_assert_true (sz_store_set_source (store, "hall", "Ningchuan Service Hall", "e1", "Asia/Shanghai",
                                      UI_NOW_MS, 0, &batch->generation, &changed, &error));
  sz_batch_day_done (batch, day);
  g_assert_true (sz_store_apply (store, batch, NULL, &error));
  g_assert_no_error (error);
  sz_store_close (store);
}

static void
test_compare (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = {
    .home = home->home, .catalog = home->catalog, .page = "indicator:wait_avg", .width = 1280, .height = 800
  };

  ui_home_fill (home);
  fill_week_ago (home);
  ui_run (&options, compare, NULL);
}

/* --- the period
 * ------------------------------------------------------------------------------------------------------------
 */

static double
shown_value (SzApplication *application)
{
  const SzPage *page = sz_page_view_get_page (view_of (application));

  return page->lead != NULL ? page->lead->value : 0;
}

static void
step (SzApplication *application, gpointer data)
{
  gint64 today = sz_day_from_ymd (2026, 11, 20);

  settle (application);
  act (application, "win.span", "s", "day");
  g_assert_cmpint (place_of (application)->day, ==, SZ_PLACE_PRESENT);
  g_assert_cmpfloat_with_epsilon (shown_value (application), 5, 1e-9);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window_of (application)), "win.step", "i", -1));
  settle (application);
  g_assert_cmpint (place_of (application)->day, ==, today - 1);
  /* Yesterday everybody waited six minutes. */
  g_assert_cmpfloat_with_epsilon (shown_value (application), 6, 1e-9);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window_of (application)), "win.step", "i", 1));
  settle (application);
  g_assert_cmpint (place_of (application)->day, ==, SZ_PLACE_PRESENT);
  /* There is no tomorrow yet. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window_of (application)), "win.step", "i", 1));
  settle (application);
  g_assert_cmpint (place_of (application)->day, ==, SZ_PLACE_PRESENT);
  act (application, "win.span", "s", "now");
  g_assert_cmpint (place_of (application)->span, ==, SZ_SPAN_NOW);
}

static void
test_period (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = {
    .home = home->home, .catalog = home->catalog, .page = "indicator:wait_avg", .width = 1280, .height = 800
  };

  ui_home_fill (home);
  ui_run (&options, step, NULL);
}

/* --- rows
 * ------------------------------------------------------------------------------------------------------------------
 */

static SzRowsModel *
rows_of (SzApplication *application)
{
  return sz_rows_page_get_model (SZ_ROWS_PAGE (sz_main_window_get_page (window_of (application))));
}

static char *
cell (SzApplication *application, guint row, const char *column)
{
  SzRowsModel *model = rows_of (application);
  int index = sz_frame_find (sz_rows_model_get_frame (model), column);
  g_autoptr (SzRowItem) item = g_list_model_get_item (G_LIST_MODEL (model), row);

  g_assert_cmpint (index, >=, 0);
  return g_strdup (sz_row_item_get_text (item, (guint)index));
}

static SzRowsView *
rows_view_of (SzApplication *application)
{
  return SZ_ROWS_VIEW (ui_find_widget (sz_main_window_get_page (window_of (application)), SZ_TYPE_ROWS_VIEW));
}

/* As a press of its head does it. */
static void
press_head (SzApplication *application, const char *id)
{
  SzRowsColumns *columns = sz_rows_view_get_columns (rows_view_of (application));
  guint place = 0;

  while (!g_str_equal (sz_rows_columns_get (columns, place)->id, id))
    place++;
  sz_rows_columns_press (columns, place);
  settle (application);
}

static void
read_rows (SzApplication *application, gpointer data)
{
  g_autofree char *newest = NULL, *oldest = NULL, *key = NULL;

  settle (application);
  g_assert_cmpstr (sz_main_window_get_page_name (window_of (application)), ==, "rows");
  g_assert_cmpint (sz_rows_model_get_total (rows_of (application)), ==, 200);
  newest = cell (application, 0, "taken");
  press_head (application, "taken");
  g_assert_no_error (sz_rows_model_get_error (rows_of (application)));
  g_assert_cmpint (sz_rows_model_get_total (rows_of (application)), ==, 200);
  oldest = cell (application, 0, "taken");
  g_assert_cmpstr (oldest, <, newest);
  for (guint i = 1; i < 200; i++) {
    g_autofree char *before = cell (application, i - 1, "taken");
    g_autofree char *after = cell (application, i, "taken");

    g_assert_cmpstr (before, <=, after);
  }
  press_head (application, "taken");
  g_free (oldest);
  oldest = cell (application, 199, "taken");
  g_assert_cmpstr (oldest, <, newest);
  /* A third time they are as they were. */
  press_head (application, "taken");
  g_free (oldest);
  oldest = cell (application, 0, "taken");
  g_assert_cmpstr (oldest, ==, newest);
  /* A row leads to what happened to it, and back. */
  key = cell (application, 3, "key");
  g_signal_emit_by_name (rows_view_of (application), "activate", 3u);
  settle (application);
  g_assert_cmpint (place_of (application)->kind, ==, SZ_PLACE_TIMELINE);
  g_assert_cmpstr (place_of (application)->record, ==, key);
  g_assert_true (g_str_has_prefix (sz_page_view_get_page (view_of (application))->id, "row:"));
  g_assert_cmpuint (sz_page_view_get_page (view_of (application))->tiles->len, >, 0);
  act (application, "win.back", NULL, NULL);
  g_assert_cmpint (place_of (application)->kind, ==, SZ_PLACE_ROWS);
  act (application, "win.forward", NULL, NULL);
  g_assert_cmpint (place_of (application)->kind, ==, SZ_PLACE_TIMELINE);
}

static void
test_rows (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = {
    .home = home->home, .catalog = home->catalog, .page = "rows:wait_avg", .width = 1280, .height = 800
  };

  ui_home_fill (home);
  ui_run (&options, read_rows, NULL);
}

/* --- windows over the window
 * ------------------------------------------------------------------------------------------------- */

static GtkWindow *
find_top (SzApplication *application)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (window != GTK_WINDOW (window_of (application)) && gtk_widget_get_visible (GTK_WIDGET (window)))
      return window;
  }
  return NULL;
}

static gboolean
has_top (gpointer data)
{
  return find_top (data) != NULL;
}

static gboolean
has_no_top (gpointer data)
{
  return find_top (data) == NULL;
}

static void
search (SzApplication *application, gpointer data)
{
  GtkWidget *entry;

  settle (application);
  gtk_widget_activate_action (GTK_WIDGET (window_of (application)), "win.search", NULL);
  ui_wait (has_top, application, 10, "the search");
  entry = ui_find_widget (GTK_WIDGET (find_top (application)), GTK_TYPE_ENTRY);
  g_assert_nonnull (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), "ticket_count");
  g_signal_emit_by_name (entry, "activate");
  ui_wait (has_no_top, application, 10, "the search to close");
  settle (application);
  g_assert_cmpint (place_of (application)->kind, ==, SZ_PLACE_INDICATOR);
  g_assert_cmpstr (place_of (application)->indicator, ==, "ticket_count");
  g_test_message ("table");
  gtk_widget_activate_action (GTK_WIDGET (window_of (application)), "win.table", NULL);
  ui_wait (has_top, application, 10, "the table");
  g_assert_nonnull (ui_find_widget (GTK_WIDGET (find_top (application)), GTK_TYPE_GRID));
  gtk_window_destroy (find_top (application));
  g_test_message ("preferences");
  gtk_widget_activate_action (GTK_WIDGET (window_of (application)), "win.preferences", NULL);
  ui_wait (has_top, application, 10, "the preferences");
  ui_turn (100);
  g_assert_nonnull (ui_find_widget (GTK_WIDGET (find_top (application)), GTK_TYPE_SWITCH));
  gtk_window_destroy (find_top (application));
  g_test_message ("shortcuts");
  gtk_widget_activate_action (GTK_WIDGET (window_of (application)), "win.show-help-overlay", NULL);
  ui_turn (200);
}

static void
test_over (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = { .home = home->home, .catalog = home->catalog, .width = 1280, .height = 800 };

  ui_home_fill (home);
  ui_run (&options, search, NULL);
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_button (child, label);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static gboolean
is_followed (gpointer data)
{
  return sz_desk_get_links (sz_application_get_desk (data))->len == 1;
}

static void
connect_hall (SzApplication *application, gpointer data)
{
  GtkWidget *button;
  GtkWidget *form, *url;

  settle (application);
  g_assert_cmpstr (sz_main_window_get_page_name (window_of (application)), ==, "welcome");
  button = find_button (sz_main_window_get_page (window_of (application)), "Connect a hall…");
  g_signal_emit_by_name (button, "clicked");
  ui_wait (has_top, application, 10, "the form");
  form = GTK_WIDGET (find_top (application));
  g_assert_true (SZ_IS_FORM (form));
  /* The focus is in the address; what stands there is no address yet. */
  url = GTK_WIDGET (gtk_window_get_focus (GTK_WINDOW (form)));
  url = gtk_widget_get_ancestor (url, GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (url), "hall.example");
  g_signal_emit_by_name (form, "accept");
  g_assert_true (find_top (application) == GTK_WINDOW (form));
  /* Port 9 answers nobody: the configuration is what is to be noticed. */
  gtk_editable_set_text (GTK_EDITABLE (url), "http://127.0.0.1:9");
  g_signal_emit_by_name (form, "accept");
  ui_wait (has_no_top, application, 20, "the form to close");
  ui_wait (is_followed, application, 20, "the source that was added");
}

/* A hall is connected from the page of an empty home; what is wrong is said in the form. */
static void
test_connect (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = { .home = home->home, .catalog = home->catalog, .width = 900, .height = 700 };

  ui_run (&options, connect_hall, NULL);
}

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/ui/ways/filter", test_filter);
  g_test_add_func ("/ui/ways/compare", test_compare);
  g_test_add_func ("/ui/ways/period", test_period);
  g_test_add_func ("/ui/ways/rows", test_rows);
  g_test_add_func ("/ui/ways/over", test_over);
  g_test_add_func ("/ui/ways/connect", test_connect);
  return g_test_run ();
}
