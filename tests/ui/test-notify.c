/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts on the desktop, against a daemon on a real bus of the test's own. */
#include <string.h>

#include "fake-daemon.h"
#include "sz-alerts-page.h"
#include "sz-notifier.h"
#include "sz-preferences.h"
#include "ui-test.h"

static FakeDaemon *desktop;

/* --- the notifier alone
 * ----------------------------------------------------------------------------------------------------- */

static GApplication *
new_application (void)
{
  GApplication *application = g_application_new ("io.github.shuzhi.Cockpit.Test", G_APPLICATION_NON_UNIQUE);

  g_assert_true (g_application_register (application, NULL, NULL));
  return application;
}

static SzNotice
make_notice (const char *title, gboolean withdraw)
{
  SzNotice notice = { (char *)"wait-area", withdraw,    TRUE, FALSE, (char *)title,
                      (char *)"a < b & c", (char *)"1", NULL };

  return notice;
}

static gboolean
has_two (gpointer data)
{
  return fake_daemon_bubbles (desktop)->len >= 2;
}

static gboolean
is_closed (gpointer data)
{
  GPtrArray *bubbles = fake_daemon_bubbles (desktop);

  return ((FakeBubble *)g_ptr_array_index (bubbles, bubbles->len - 1))->closed;
}

/* Sent three times before the daemon has answered once, and withdrawn at once: one bubble, the last words in
 * it, and it goes. */
static void
test_race (void)
{
  g_autoptr (GApplication) application = new_application ();
  g_autoptr (SzNotifier) notifier = sz_notifier_new (application);
  GPtrArray *bubbles = fake_daemon_bubbles (desktop);
  SzNotice first = make_notice ("first", FALSE), second = make_notice ("second", FALSE);
  SzNotice third = make_notice ("third", FALSE), over = make_notice ("", TRUE);
  FakeBubble *one, *two;

  g_ptr_array_set_size (bubbles, 0);
  fake_daemon_set_delay_ms (desktop, 100);
  g_assert_true (sz_notifier_take (notifier, &first));
  g_assert_true (sz_notifier_take (notifier, &second));
  g_assert_true (sz_notifier_take (notifier, &third));
  ui_wait (has_two, NULL, 10, "the bubble to be replaced");
  sz_notifier_take (notifier, &over);
  ui_wait (is_closed, NULL, 10, "the bubble to be withdrawn");
  g_assert_cmpuint (bubbles->len, ==, 2);
  one = g_ptr_array_index (bubbles, 0);
  two = g_ptr_array_index (bubbles, 1);
  g_assert_cmpstr (one->title, ==, "first");
  g_assert_cmpstr (two->title, ==, "third");
  g_assert_cmpuint (two->replaces, ==, one->id);
  g_assert_null (strchr (one->body, '<'));
  g_assert_null (strchr (one->body, '&'));
  fake_daemon_set_delay_ms (desktop, 0);
}

/* Not wanted: nothing is shown, and that is said. */
static void
test_off (void)
{
  g_autoptr (GApplication) application = new_application ();
  g_autoptr (SzNotifier) notifier = sz_notifier_new (application);
  GPtrArray *bubbles = fake_daemon_bubbles (desktop);
  SzNotice notice = make_notice ("quiet", FALSE);

  g_ptr_array_set_size (bubbles, 0);
  sz_notifier_set_enabled (notifier, FALSE);
  g_assert_false (sz_notifier_take (notifier, &notice));
  ui_turn (150);
  g_assert_cmpuint (bubbles->len, ==, 0);
}

/* --- the whole program
 * ----------------------------------------------------------------------------------------------------- */

static gint64 now_ms;
static int serial = 5000;

static gpointer
apply_thread (gpointer data)
{
  gpointer *pair = data;
  GError *error = NULL;

  sz_store_apply (pair[0], pair[1], NULL, &error);
  return error;
}

static void
apply (SzStore *store, SzBatch *batch)
{
  gpointer pair[] = { store, batch };
  g_autoptr (GError) error = NULL;

  error = g_thread_join (g_thread_new ("source", apply_thread, pair));
  g_assert_no_error (error);
}

/* Everybody called in an area in the last half hour has waited so long. */
static void
call (SzApplication *application, const char *area, int wait_min)
{
  SzStore *store = sz_desk_get_store (sz_application_get_desk (application));
  const SzDataset *tickets = sz_catalog_dataset (sz_store_catalog (store), "tickets", NULL);
  g_autoptr (SzBatch) batch = sz_batch_new (tickets, "hall", 1);

  for (int i = 0; i < 30; i++)
    ui_add_ticket (batch, ++serial, area, now_ms - i * SZ_MINUTE_MS, wait_min);
  batch->watermark_ms = now_ms;
  apply (store, batch);
}

/* The hall's clock goes on by a minute, and the watch has looked. */
static void
pass_minute (SzApplication *application)
{
  SzWatch *watch = sz_desk_get_watch (sz_application_get_desk (application));

  now_ms += SZ_MINUTE_MS;
  sz_clock_set_for_test (now_ms);
  sz_watch_flush (watch);
  ui_turn (20);
}

static const SzAlert *
find_alert (SzApplication *application, const char *area)
{
  const SzAlertList *list = sz_desk_get_alerts (sz_application_get_desk (application));

  for (guint i = 0; list != NULL && i < list->alerts->len; i++) {
    const SzAlert *alert = g_ptr_array_index (list->alerts, i);

    if (g_str_equal (alert->rule, "wait-area") && g_str_equal (alert->object, area))
      return alert;
  }
  return NULL;
}

typedef struct {
  SzApplication *application;
  const char *area;
  SzAlertState state;
} Expect;

static gboolean
has_state (gpointer data)
{
  Expect *expect = data;
  const SzAlert *alert = find_alert (expect->application, expect->area);

  return alert != NULL && alert->state == expect->state;
}

static gboolean
has_watch (gpointer data)
{
  return sz_desk_get_watch (sz_application_get_desk (data)) != NULL;
}

static gboolean
is_told (gpointer data)
{
  return fake_daemon_find (desktop, data) != NULL;
}

static void
list_bubbles (void)
{
  GPtrArray *bubbles = fake_daemon_bubbles (desktop);

  for (guint i = 0; i < bubbles->len; i++) {
    FakeBubble *bubble = g_ptr_array_index (bubbles, i);

    g_test_message ("%u (replaces %u)%s %s: %s", bubble->id, bubble->replaces,
                    bubble->closed ? " closed" : "", bubble->title, bubble->body);
  }
}

static gboolean
is_taken_away (gpointer data)
{
  return fake_daemon_find (desktop, data) == NULL;
}

static gboolean
has_no_window (gpointer data)
{
  return sz_application_get_window (data) == NULL;
}

static void
overload (SzApplication *application, const char *area)
{
  Expect firing = { application, area, SZ_ALERT_FIRING };

  call (application, area, 40);
  for (int i = 0; i < 8 && !has_state (&firing); i++) {
    pass_minute (application);
    call (application, area, 40);
  }
  ui_wait (has_state, &firing, 20, "the alert to fire");
}

static gboolean
shows_alerts (gpointer data)
{
  SzMainWindow *window = sz_application_get_window (data);

  return window != NULL && g_str_equal (sz_main_window_get_page_name (window), "alerts") &&
         sz_alerts_page_get_selected (SZ_ALERTS_PAGE (sz_main_window_get_page (window))) != NULL;
}

static void
watch (SzApplication *application, gpointer data)
{
  Expect acknowledged = { application, "A", SZ_ALERT_ACKNOWLEDGED };
  Expect closed = { application, "A", SZ_ALERT_CLOSED }, other = { application, "B", SZ_ALERT_CLOSED };

  ui_wait (ui_is_settled, sz_application_get_window (application), 30, "the overview");
  ui_wait (has_watch, application, 20, "the watch");
  g_ptr_array_set_size (fake_daemon_bubbles (desktop), 0);
  overload (application, "A");
  ui_wait (is_told, (gpointer) "waiting", 20, "the notification");
  fake_daemon_press (desktop, fake_daemon_find (desktop, "waiting"), "app.alert-ack");
  ui_wait (has_state, &acknowledged, 20, "the acknowledgement");
  g_assert_nonnull (strstr (find_alert (application, "A")->state_text, "Liu Chang"));
  /* Without a window it goes on; that is said once. */
  gtk_window_close (GTK_WINDOW (sz_application_get_window (application)));
  ui_wait (has_no_window, application, 10, "the window to close");
  ui_wait (is_told, (gpointer) "keeps watching", 10, "the notice that it keeps watching");
  overload (application, "B");
  ui_wait (is_told, (gpointer) "waiting", 20, "the notification of a later alert");
  fake_daemon_press (desktop, fake_daemon_find (desktop, "waiting"), "app.alert-open");
  ui_wait (shows_alerts, application, 20, "the alert to be opened from its notification");
  for (int i = 0; i < 60 && !(has_state (&closed) && has_state (&other)); i++) {
    call (application, "A", 2);
    call (application, "B", 2);
    pass_minute (application);
  }
  ui_wait (has_state, &closed, 20, "the first alert to end");
  ui_wait (has_state, &other, 20, "the second alert to end");
  ui_turn (1500);
  list_bubbles ();
  ui_wait (is_taken_away, (gpointer) "waiting", 20, "the notifications to be withdrawn");
}

/* From the first sign to the end: told, acknowledged from the bubble, watched on without a window, opened,
 * withdrawn. */
static void
test_whole (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = { .home = home->home, .catalog = home->catalog, .width = 1280, .height = 800 };
  g_autoptr (SzPreferences) preferences = sz_preferences_new ();
  g_autoptr (GError) error = NULL;

  g_free (preferences->person);
  preferences->person = g_strdup ("Liu Chang");
  g_assert_true (sz_preferences_save (preferences, home->home, &error));
  g_assert_no_error (error);
  now_ms = UI_NOW_MS;
  ui_home_fill (home);
  ui_home_go_live (home);
  ui_run (&options, watch, NULL);
  sz_clock_set_for_test (UI_NOW_MS);
}

int
main (int argc, char **argv)
{
  /* The bus must be the test's own before anything of GTK asks for one. It is stopped and not freed: freeing
   * waits in vain for GTK to let go of its connection. */
  GTestDBus *bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_autofree char *display = g_strdup (g_getenv ("DISPLAY"));
  int status;

  /* It takes the display out of the environment. */
  g_test_dbus_up (bus);
  if (display != NULL)
    g_setenv ("DISPLAY", display, TRUE);
  if (!ui_test_init (&argc, &argv)) {
    g_test_dbus_stop (bus);
    return 0;
  }
  desktop = fake_daemon_new ();
  g_test_add_func ("/ui/notify/race", test_race);
  g_test_add_func ("/ui/notify/off", test_off);
  g_test_add_func ("/ui/notify/whole", test_whole);
  status = g_test_run ();
  fake_daemon_free (desktop);
  g_test_dbus_stop (bus);
  return status;
}
