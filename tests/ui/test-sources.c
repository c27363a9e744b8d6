/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of sources in each state, what people do there, and the end of a demo. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "raw-server.h"
#include "sz-form.h"
#include "sz-sources-page.h"
#include "sz-truth.h"
#include "ui-test.h"

#define OFFER                                                                                                \
  "{\"epoch\":\"e1\",\"now\":\"2026-11-20T14:36:00+08:00\",\"zone\":\"Asia/Shanghai\",\"name\":\"%s\","      \
  "\"datasets\":[{\"name\":\"tickets\",\"rows\":3,\"earliest\":\"2026-11-18\",\"latest\":\"2026-11-20\","    \
  "\"cursor\":\"c1\"}]}"

typedef struct {
  RawServer *server;
  gint denied; /* requests */
} Halls;

/* Rows whose key is no text, behind an end record that is right. */
static void
answer_schema (RawReply *reply)
{
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autofree char *sha256 = NULL;

  for (int i = 0; i < 12; i++)
    g_string_append_printf (lines,
                            "{\"key\":{\"id\":%d},\"ver\":1,\"taken\":\"2026-11-20T09:00:00+08:00\"}\n", i);
  sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, lines->str, -1);
  g_string_append_printf (
      lines,
      "{\"end\":true,\"count\":12,\"sha256\":\"%s\",\"cursor\":\"c1\",\"epoch\":\"e1\",\"more\":false}\n",
      sha256);
  raw_reply_text (reply, lines->str);
}

static void
answer (const char *target, RawReply *reply, gpointer data)
{
  Halls *halls = data;
  const gboolean offer = g_str_has_suffix (target, "/v1/datasets");
  g_autofree char *text =
      g_strdup_printf (OFFER, g_str_has_prefix (target, "/slow") ? "Slow hall" : "New hall");

  if (g_str_has_prefix (target, "/denied")) {
    g_atomic_int_inc (&halls->denied);
    reply->status = 401;
    raw_reply_text (reply, "{}");
  } else if (g_str_has_prefix (target, "/busy")) {
    reply->status = 503;
    reply->headers = g_strdup ("Retry-After: 200\r\n");
    raw_reply_text (reply, "later");
  } else if (g_str_has_prefix (target, "/portal")) {
    reply->headers = g_strdup ("Content-Type: text/html\r\n");
    raw_reply_text (reply, "<!DOCTYPE html><html><body>Sign in to the network</body></html>");
  } else if (offer) {
    raw_reply_text (reply, text);
  } else if (g_str_has_prefix (target, "/schema")) {
    answer_schema (reply);
  } else {
    while (!raw_server_is_stopped (halls->server))
      g_usleep (5000);
  }
}

static void
add_source (const UiHome *home, const Halls *halls, const char *name)
{
  g_autofree char *url =
      g_strdup_printf ("%s/%s", halls != NULL ? raw_server_url (halls->server) : "http://127.0.0.1:9", name);
  g_autoptr (GError) error = NULL;

  sz_source_add (home->home, name, url, NULL, &error);
  g_assert_no_error (error);
}

static SzSourcesPage *
page_of (SzApplication *application)
{
  GtkWidget *page = sz_main_window_get_page (sz_application_get_window (application));

  g_assert_true (SZ_IS_SOURCES_PAGE (page));
  return SZ_SOURCES_PAGE (page);
}

static SzSourceDetail *
detail_of (SzApplication *application)
{
  return sz_sources_page_get_detail (page_of (application));
}

typedef struct {
  SzApplication *application;
  const char *state;
} Expect;

static gboolean
has_state (gpointer data)
{
  const Expect *expect = data;

  return g_str_equal (sz_source_detail_get_text (detail_of (expect->application), "state"), expect->state);
}

static void
expect_state (SzApplication *application, const char *source, const char *state)
{
  Expect expect = { application, state };
  g_autofree char *what = g_strdup_printf ("%s to be: %s", source, state);

  sz_sources_page_select (page_of (application), source);
  ui_wait (has_state, &expect, 30, what);
}

static void
expect_buttons (SzApplication *application, const char *const *there, const char *const *absent)
{
  for (; *there != NULL; there++) {
    g_test_message ("expected: %s", *there);
    g_assert_nonnull (sz_source_detail_get_button (detail_of (application), *there));
  }
  for (; *absent != NULL; absent++) {
    g_test_message ("not expected: %s", *absent);
    g_assert_null (sz_source_detail_get_button (detail_of (application), *absent));
  }
}

static void
press (SzApplication *application, const char *name)
{
  GtkWidget *button = sz_source_detail_get_button (detail_of (application), name);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

/* The form that has opened over the window. */
static gboolean
find_form (gpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (SZ_IS_FORM (window)) {
      *(GtkWindow **)data = window;
      return TRUE;
    }
  }
  return FALSE;
}

static const char *
find_complaint (GtkWidget *widget)
{
  const char *text = NULL;

  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "bad") && gtk_widget_get_visible (widget))
    return gtk_label_get_label (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && text == NULL;
       child = gtk_widget_get_next_sibling (child))
    text = find_complaint (child);
  return text;
}

/* Closed; or it says why it could not. */
static gboolean
has_no_form (gpointer data)
{
  GtkWindow *form = NULL;

  if (!find_form (&form))
    return TRUE;
  g_assert_cmpstr (find_complaint (GTK_WIDGET (form)), ==, NULL);
  return FALSE;
}

static void
accept_form (void)
{
  GtkWindow *form = NULL;

  ui_wait (find_form, &form, 10, "the form");
  g_signal_emit_by_name (form, "accept");
  ui_wait (has_no_form, NULL, 20, "the form to have done it");
}

static void
settle (SzApplication *application)
{
  ui_wait (ui_is_settled, sz_application_get_window (application), 30, "the page to stand");
}

/* --- states
 * -------------------------------------------------------------------------------------------------------- */

static gboolean
was_asked_again (gpointer data)
{
  return g_atomic_int_get (&((Halls *)data)->denied) >= 2;
}

static void
look_at_states (SzApplication *application, gpointer data)
{
  static const char *const DENIED[] = { "sign-in", "retry", "pause", "edit", "remove", NULL };
  static const char *const NOT_DENIED[] = { "cancel", "resume", "refetch", "compare", "key", NULL };
  static const char *const SLOW[] = { "cancel", "refetch", NULL };
  static const char *const NOT_SLOW[] = { "retry", "pause", "resume", "sign-in", NULL };
  static const char *const PAUSED[] = { "resume", "edit", "remove", NULL };
  static const char *const NOT_PAUSED[] = { "retry", "pause", "refetch", "cancel", "compare", NULL };
  static const char *const FILE[] = { "remove", NULL };
  static const char *const NOT_FILE[] = { "retry", "pause", "refetch", "edit", "compare", "resume", NULL };
  Halls *halls = data;
  SzSourceDetail *detail;

  settle (application);
  detail = detail_of (application);
  expect_state (application, "busy", "Waiting to try again");
  g_assert_nonnull (strstr (sz_source_detail_get_text (detail, "sentence"), "503"));
  /* What was asked for, spread a little: 200 to 230 s. */
  g_assert_nonnull (strstr (sz_source_detail_get_text (detail, "next"), "Next try in "));
  g_assert_nonnull (strstr (sz_source_detail_get_text (detail, "next"), "min, at 14:"));
  expect_state (application, "portal", "Does not fit its mapping");
  g_assert_nonnull (strstr (sz_source_detail_get_text (detail, "sentence"), "HTML"));
  expect_state (application, "schema", "Does not fit its mapping");
  g_assert_nonnull (strstr (sz_source_detail_get_text (detail, "sentence"), "key"));
  expect_state (application, "slow", "Fetching");
  expect_buttons (application, SLOW, NOT_SLOW);
  expect_state (application, "paused", "Paused by hand");
  expect_buttons (application, PAUSED, NOT_PAUSED);
  g_assert_cmpstr (sz_source_detail_get_text (detail, "sentence"), ==, "");
  expect_state (application, "hall", "Imported from a file");
  expect_buttons (application, FILE, NOT_FILE);
  expect_state (application, "denied", "Needs sign-in");
  expect_buttons (application, DENIED, NOT_DENIED);
  g_assert_nonnull (strstr (sz_source_detail_get_text (detail, "sentence"), "401"));
  /* Nobody asks again by itself; somebody may. */
  g_assert_cmpint (g_atomic_int_get (&halls->denied), ==, 1);
  press (application, "retry");
  ui_wait (was_asked_again, halls, 20, "the hall to be asked again");
}

static void
test_states (void)
{
  static const char *const NAMES[] = { "busy", "portal", "schema", "slow", "paused", "denied" };
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = {
    .home = home->home, .catalog = home->catalog, .page = "sources", .width = 1280, .height = 800
  };
  Halls halls = { 0 };
  g_autoptr (GError) error = NULL;

  halls.server = raw_server_new (answer, &halls);
  ui_home_fill (home);
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    add_source (home, &halls, NAMES[i]);
  g_assert_true (sz_source_set_enabled (home->home, "paused", FALSE, &error));
  ui_run (&options, look_at_states, &halls);
  raw_server_free (halls.server);
}

/* --- by hand
 * ------------------------------------------------------------------------------------------------------- */

static gboolean
is_single (gpointer data)
{
  return sz_desk_get_links (sz_application_get_desk (data))->len == 1;
}

static void
act_by_hand (SzApplication *application, gpointer data)
{
  const UiHome *home = data;
  g_autoptr (SzSource) paused = NULL;
  g_autoptr (SzSource) removed = NULL;
  g_autoptr (SzSource) edited = NULL;
  g_autofree char *order = g_build_filename (home->home->data, "sources", "busy.order", NULL);

  settle (application);
  expect_state (application, "slow", "Fetching");
  press (application, "cancel");
  expect_state (application, "slow", "Paused by hand");
  paused = sz_source_load (home->home, "slow", NULL);
  g_assert_false (paused->enabled);
  press (application, "resume");
  expect_state (application, "slow", "Fetching");
  expect_state (application, "busy", "Waiting to try again");
  press (application, "edit");
  accept_form ();
  edited = sz_source_load (home->home, "busy", NULL);
  g_assert_true (g_str_has_suffix (edited->url, "/busy"));
  press (application, "refetch");
  accept_form ();
  press (application, "remove");
  accept_form ();
  ui_wait (is_single, application, 20, "the source to be gone");
  removed = sz_source_load (home->home, "busy", NULL);
  g_assert_null (removed);
  g_assert_cmpint (sz_desk_get_state (sz_application_get_desk (application)), ==, SZ_DESK_READY);
}

static void
test_by_hand (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = {
    .home = home->home, .catalog = home->catalog, .page = "sources", .width = 1000, .height = 720
  };
  Halls halls = { 0 };

  halls.server = raw_server_new (answer, &halls);
  add_source (home, &halls, "busy");
  add_source (home, &halls, "slow");
  ui_run (&options, act_by_hand, home);
  raw_server_free (halls.server);
}

/* --- the end of a demo
 * --------------------------------------------------------------------------------------------- */

static void
fill_demo (const UiHome *home)
{
  g_autoptr (GError) error = NULL;
  SzStore *store = sz_store_open (home->home->data, home->catalog, SZ_STORE_DEFAULT, NULL, &error);
  g_autoptr (SzBatch) batch = NULL;
  guint generation;
  gboolean changed;

  g_assert_no_error (error);
  sz_store_set_source (store, "demo", "Ningchuan Service Hall", "e1", "Asia/Shanghai", UI_NOW_MS, 0,
                       &generation, &changed, &error);
  g_assert_no_error (error);
  batch = sz_batch_new (sz_catalog_dataset (home->catalog, "tickets", NULL), "demo", generation);
  for (int i = 0; i < 50; i++)
    ui_add_ticket (batch, i, "A", UI_NOW_MS - (i + 1) * SZ_MINUTE_MS, 5);
  batch->watermark_ms = UI_NOW_MS;
  g_assert_true (sz_store_apply (store, batch, NULL, &error));
  sz_store_close (store);
}

/* No desktop is here to be told of it. */
static void
raise_alert (const UiHome *home)
{
  g_autoptr (SzPreferences) preferences = sz_preferences_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SzTruth) truth = sz_truth_open (home->home->data, SZ_TRUTH_WRITE, &error);
  g_autoptr (SzTruthEpisode) episode = sz_truth_episode_new ();

  g_assert_no_error (error);
  preferences->notify = FALSE;
  g_assert_true (sz_preferences_save (preferences, home->home, &error));
  sz_truth_set_text (&episode->rule, "wait-area");
  sz_truth_set_text (&episode->object, "A");
  episode->state = 2;
  episode->value = 31;
  episode->peak = 31;
  episode->limit = 25;
  episode->clear = 20;
  episode->since_ms = UI_NOW_MS - 9 * SZ_MINUTE_MS;
  episode->raised_ms = UI_NOW_MS - 6 * SZ_MINUTE_MS;
  episode->seen_ms = UI_NOW_MS;
  g_assert_true (sz_truth_begin (truth, NULL, &error));
  g_assert_true (sz_truth_next_id (truth, "20261120", episode->id, &error));
  g_assert_true (sz_truth_put_episode (truth, episode, &error));
  g_assert_true (sz_truth_commit (truth, &error));
}

static void
end_demo (SzApplication *application, gpointer data)
{
  const UiHome *home = data;
  SzDesk *desk = sz_application_get_desk (application);
  g_autoptr (GPtrArray) sources = NULL;
  g_autoptr (SzReader) reader = NULL;
  g_autoptr (SzSource) source = NULL;
  g_autoptr (SzTruth) truth = NULL;
  g_autoptr (GPtrArray) episodes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *status = g_build_filename (home->home->data, "sources", "demo.status", NULL);

  settle (application);
  sz_settings_edit (sz_application_get_settings (application))->demo = TRUE;
  sz_sources_page_select (page_of (application), "demo");
  press (application, "remove");
  accept_form ();
  ui_wait (ui_desk_is_empty, desk, 30, "the home to be empty again");
  g_assert_false (sz_settings_get (sz_application_get_settings (application))->demo);
  g_assert_cmpstr (sz_main_window_get_page_name (sz_application_get_window (application)), ==, "sources");
  source = sz_source_load (home->home, "demo", NULL);
  g_assert_null (source);
  g_assert_false (g_file_test (status, G_FILE_TEST_EXISTS));
  reader = sz_reader_open (home->home->data, home->catalog, &error);
  g_assert_no_error (error);
  sources = sz_reader_sources (reader, &error);
  g_assert_cmpuint (sources->len, ==, 0);
  truth = sz_truth_open (home->home->data, SZ_TRUTH_WRITE, &error);
  g_assert_no_error (error);
  episodes = sz_truth_episodes (truth, 0, 0, &error);
  g_assert_cmpuint (episodes->len, ==, 0);
}

static void
test_demo_ends (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = {
    .home = home->home, .catalog = home->catalog, .page = "sources", .width = 1280, .height = 800
  };

  fill_demo (home);
  raise_alert (home);
  add_source (home, NULL, "demo");
  ui_run (&options, end_demo, home);
}

/* --- a home without a keyring
 * ------------------------------------------------------------------------------------------------------- */

static gboolean
has_key (gpointer data)
{
  return !sz_desk_is_keyless (data);
}

static void
choose_key (SzApplication *application, gpointer data)
{
  const char *path = data;
  struct stat info;

  settle (application);
  /* It is offered by itself, and done with one click. */
  accept_form ();
  ui_wait (has_key, sz_application_get_desk (application), 20, "the key");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  expect_state (application, "busy", "Waiting to try again");
}

static void
test_key (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzHome xdg = { .config = home->home->config, .data = home->home->data };
  SzWindowOptions options = {
    .home = &xdg, .catalog = home->catalog, .page = "sources", .width = 1280, .height = 800
  };
  g_autofree char *path = g_build_filename (xdg.config, "keys", "site.key", NULL);
  Halls halls = { 0 };

  halls.server = raw_server_new (answer, &halls);
  add_source (home, &halls, "busy");
  ui_run (&options, choose_key, path);
  raw_server_free (halls.server);
}

/* --- beside the process that owns the home
 * ------------------------------------------------------------------------------------------ */

static gboolean
has_alert (gpointer data)
{
  const SzAlertList *list = sz_desk_get_alerts (data);

  return list != NULL && list->alerts->len == 1;
}

static gboolean
shows_alerts (gpointer data)
{
  SzPage *page = sz_wall_view_get_page (sz_wall_window_get_view (sz_application_get_wall (data)));

  return page != NULL && g_str_equal (page->id, "alerts");
}

static void
see_alerts (SzApplication *application, gpointer data)
{
  SzDesk *desk = sz_application_get_desk (application);

  ui_wait (has_alert, desk, 30, "what the owner has raised");
  g_assert_cmpint (sz_desk_get_state (desk), ==, SZ_DESK_READING);
  g_assert_null (sz_desk_get_watch (desk));
  ui_wait (shows_alerts, application, 30, "the wall's page of alerts");
}

static void
test_beside (void)
{
  static const char *const BOARDS[] = { "overview", "alerts", NULL };
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = { .home = home->home,
                              .catalog = home->catalog,
                              .kiosk = TRUE,
                              .windowed = TRUE,
                              .boards = BOARDS,
                              .every_s = 2,
                              .width = 1600,
                              .height = 450 };
  g_autoptr (GError) error = NULL;
  SzStore *owner;

  ui_home_fill (home);
  raise_alert (home);
  owner = sz_store_open (home->home->data, home->catalog, SZ_STORE_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  ui_run (&options, see_alerts, NULL);
  sz_store_close (owner);
}

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/ui/sources/states", test_states);
  g_test_add_func ("/ui/sources/by-hand", test_by_hand);
  g_test_add_func ("/ui/sources/demo-ends", test_demo_ends);
  g_test_add_func ("/ui/sources/key", test_key);
  g_test_add_func ("/ui/sources/beside", test_beside);
  return g_test_run ();
}
