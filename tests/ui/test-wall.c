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

/* A store that cannot be opened is a clock and nothing else; mended, the figures come by themselves. */
static void
mend (SzApplication *application, gpointer data)
{
  const UiHome *home = data;
  SzDesk *desk = sz_application_get_desk (application);
  Expect overview = { application, "overview" };
  g_autofree char *path = g_build_filename (home->home->data, "cache.db", NULL);
  g_autofree char *aside = g_build_filename (home->home->data, "aside.db", NULL);

  ui_wait (ui_desk_is_failed, desk, 20, "the refusal of a file that is not ours");
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

/* --- an alarm, a hall that dies, and one that comes back --- */

#define DUTY "Wang Xiaoming"

static gint64 now_ms;

static gpointer
apply_thread (gpointer data)
{
  gpointer *pair = data;
  GError *error = NULL;

  sz_store_apply (pair[0], pair[1], NULL, &error);
  return error;
}

/* Everybody called in an area in the last half hour has waited so long. */
static void
call (SzApplication *application, int wait_min)
{
  static int serial = 5000;
  SzStore *store = sz_desk_get_store (sz_application_get_desk (application));
  const SzDataset *tickets = sz_catalog_dataset (sz_store_catalog (store), "tickets", NULL);
  g_autoptr (SzBatch) batch = sz_batch_new (tickets, "hall", 1);
  gpointer pair[] = { store, batch };
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 30; i++)
    ui_add_ticket (batch, ++serial, "A", now_ms - i * SZ_MINUTE_MS, wait_min);
  batch->watermark_ms = now_ms;
  error = g_thread_join (g_thread_new ("source", apply_thread, pair));
  g_assert_no_error (error);
}

static void
pass_minutes (SzApplication *application, int minutes)
{
  now_ms += minutes * SZ_MINUTE_MS;
  sz_clock_set_for_test (now_ms);
  sz_watch_flush (sz_desk_get_watch (sz_application_get_desk (application)));
  ui_turn (20);
}

static const SzAlert *
find_wait (SzApplication *application)
{
  const SzAlertList *list = sz_desk_get_alerts (sz_application_get_desk (application));

  for (guint i = 0; list != NULL && i < list->alerts->len; i++) {
    const SzAlert *alert = g_ptr_array_index (list->alerts, i);

    if (g_str_equal (alert->rule, "wait-area") && g_str_equal (alert->object, "A"))
      return alert;
  }
  return NULL;
}

static gboolean
is_firing (gpointer data)
{
  const SzAlert *alert = find_wait (data);

  return alert != NULL && alert->state == SZ_ALERT_FIRING;
}

static gboolean
is_acknowledged (gpointer data)
{
  const SzAlert *alert = find_wait (data);

  return alert != NULL && alert->state == SZ_ALERT_ACKNOWLEDGED && g_str_equal (alert->responsible, DUTY);
}

static gboolean
has_watch (gpointer data)
{
  return sz_desk_get_watch (sz_application_get_desk (data)) != NULL;
}

/* Nobody's name is among what a page says. */
static void
check_no_names (const SzPage *page)
{
  g_assert_null (strstr (page->headline, DUTY));
  g_assert_true (page->action == NULL || strstr (page->action, DUTY) == NULL);
  for (guint i = 0; i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    for (guint k = 0; tile->entries != NULL && k < tile->entries->len; k++) {
      const SzEntry *entry = g_ptr_array_index (tile->entries, k);

      g_assert_null (strstr (entry->title, DUTY));
      g_assert_null (strstr (entry->detail, DUTY));
      g_assert_true (entry->tag == NULL || strstr (entry->tag, DUTY) == NULL);
    }
  }
}

static gboolean
shows_stale (gpointer data)
{
  SzPage *page = sz_wall_view_get_page (view_of (data));

  return page != NULL && g_str_equal (page->id, "overview") && page->stale;
}

static gboolean
shows_fresh (gpointer data)
{
  SzPage *page = sz_wall_view_get_page (view_of (data));

  return page != NULL && g_str_equal (page->id, "overview") && !page->stale;
}

static void
survive (SzApplication *application, gpointer data)
{
  Expect overview = { application, "overview" }, alerts = { application, "alerts" };

  ui_wait (has_watch, application, 20, "the watch");
  ui_wait (shows, &overview, 30, "the overview");
  for (int i = 0; i < 8 && !is_firing (application); i++) {
    call (application, 40);
    pass_minutes (application, 1);
  }
  ui_wait (is_firing, application, 20, "the alert to fire");
  ui_wait (shows, &alerts, 75, "the page of alerts in its turn");
  g_assert_cmpuint (sz_wall_view_get_page (view_of (application))->tally[SZ_STATUS_ALARM], >, 0);
  /* A long wait stays on the wrong side of its limit, wherever the value is by now. */
  g_assert_cmpint (((SzTile *)g_ptr_array_index (sz_wall_view_get_page (view_of (application))->tiles, 0))
                       ->lead->limit_side,
                   ==, 1);
  sz_watch_acknowledge (sz_desk_get_watch (sz_application_get_desk (application)),
                        find_wait (application)->id, DUTY, NULL, NULL, NULL);
  ui_wait (is_acknowledged, application, 20, "the acknowledgement");
  ui_wait (shows, &overview, 75, "the overview");
  check_no_names (sz_wall_view_get_page (view_of (application)));
  /* The hall is dead for half an hour: what is known stands, and is said to be old. No dialog, no error page.
   */
  pass_minutes (application, 30);
  ui_wait (shows_stale, application, 75, "the overview, stale");
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 1);
  /* And it comes back. */
  call (application, 5);
  ui_wait (shows_fresh, application, 75, "the overview, as new");
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 1);
}

static void
test_survive (void)
{
  static const char *const BOARDS[] = { "overview", "alerts", NULL };
  g_autoptr (UiHome) home = ui_home_new ();
  g_autoptr (SzPreferences) preferences = sz_preferences_new ();
  g_autoptr (GError) error = NULL;
  SzWindowOptions options = wall_options (home, BOARDS, 2);

  /* As short as the wall lets an alarm stand. */
  preferences->alarm_s = SZ_WALL_MIN_S;
  g_assert_true (sz_preferences_save (preferences, home->home, &error));
  g_assert_no_error (error);
  ui_home_fill (home);
  ui_home_go_live (home);
  now_ms = UI_NOW_MS;
  sz_clock_set_for_test (now_ms);
  ui_run (&options, survive, NULL);
  sz_clock_set_for_test (UI_NOW_MS);
}

/* --- files alone --- */

static gboolean
tells_now (gpointer data)
{
  SzPage *page = sz_wall_view_get_page (view_of (data));

  return page != NULL && page->clock_ms == now_ms && page->now_ms < now_ms;
}

/* Files that end at midnight: the clock is that of the day, by which it is day and night. */
static void
stand (SzApplication *application, gpointer data)
{
  ui_wait (tells_now, application, 30, "the time of day");
  g_assert_false (sz_wall_view_is_night (view_of (application)));
  g_assert_false (sz_wall_view_get_page (view_of (application))->stale);
  now_ms += 12 * SZ_HOUR_MS;
  sz_clock_set_for_test (now_ms);
  ui_wait (tells_now, application, 75, "the time of night");
  g_assert_true (sz_wall_view_is_night (view_of (application)));
  now_ms += 12 * SZ_HOUR_MS;
  sz_clock_set_for_test (now_ms);
  ui_wait (tells_now, application, 75, "the time of the next day");
  g_assert_false (sz_wall_view_is_night (view_of (application)));
}

static void
test_at_rest (void)
{
  static const char *const BOARDS[] = { "overview", "live", NULL };
  g_autoptr (UiHome) home = ui_home_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SzZone) zone = sz_zone_new ("Asia/Shanghai", NULL);
  gint64 tomorrow = sz_zone_day_start_ms (zone, sz_zone_day (zone, UI_NOW_MS) + 1);
  SzWindowOptions options = wall_options (home, BOARDS, 2);
  SzStore *store = NULL;

  ui_home_fill (home);
  store = sz_store_open (home->home->data, home->catalog, SZ_STORE_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  sz_store_set_source (store, "hall", "Ningchuan Service Hall", "e1", "Asia/Shanghai", tomorrow, 0, NULL,
                       NULL, &error);
  g_assert_no_error (error);
  sz_store_close (store);
  now_ms = tomorrow + 3 * SZ_DAY_MS + 11 * SZ_HOUR_MS;
  sz_clock_set_for_test (now_ms);
  ui_run (&options, stand, NULL);
  sz_clock_set_for_test (UI_NOW_MS);
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
  g_test_add_func ("/ui/wall/survive", test_survive);
  g_test_add_func ("/ui/wall/at-rest", test_at_rest);
  g_test_add_func ("/ui/wall/boards", test_boards);
  return g_test_run ();
}
