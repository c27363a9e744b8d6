/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of alerts: hundreds of rows, each with the line of its value. */
#include <math.h>
#include <string.h>

#include "sz-alert-detail.h"
#include "sz-alert-row.h"
#include "sz-alert-spark.h"
#include "sz-alerts-page.h"
#include "sz-episode.h"
#include "sz-form.h"
#include "sz-preferences.h"
#include "sz-tile-view.h"
#include "sz-truth.h"
#include "ui-test.h"

#define MANY 240

/* --- episodes as a home keeps them
 * ------------------------------------------------------------------------------------------------------- */

/* How many values are kept of an episode: of some none, of some one. */
static int
kept_of (int number)
{
  return number % 7 == 3 ? number % 2 : 3 + number * 5 % 60;
}

static void
put_episode (SzTruth *truth, int number, SzEpisodeState state)
{
  SzTruthEpisode *e = sz_truth_episode_new ();
  const gint64 since = UI_NOW_MS - (10 + number) * SZ_MINUTE_MS;
  g_autoptr (GError) error = NULL;

  g_assert_true (sz_truth_next_id (truth, "20261120", e->id, &error));
  sz_truth_set_text (&e->rule, "wait-area");
  e->object = (g_free (e->object), g_strdup_printf ("X%03d", number));
  e->state = state;
  e->since_ms = since;
  e->raised_ms = state == SZ_EPISODE_FIRING ? UI_NOW_MS - SZ_MINUTE_MS : 0;
  e->seen_ms = UI_NOW_MS;
  e->value = e->peak = 26 + number % 9;
  e->limit = 25;
  e->clear = 20;
  g_assert_true (sz_truth_put_episode (truth, e, &error));
  for (int i = 0; i < kept_of (number); i++)
    g_assert_true (sz_truth_add_evidence (truth, e->id, since - 30 * SZ_MINUTE_MS + i * SZ_MINUTE_MS,
                                          20 + (number * 7 + i * 3) % 13, &error));
  g_assert_no_error (error);
  sz_truth_episode_free (e);
}

/* Of what is only watched nobody is told. */
static void
put_episodes (const UiHome *home, int first, int count, SzEpisodeState state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SzTruth) truth = sz_truth_open (home->home->data, SZ_TRUTH_WRITE, &error);

  g_assert_no_error (error);
  g_assert_true (sz_truth_begin (truth, NULL, &error));
  for (int i = first; i < first + count; i++)
    put_episode (truth, i, state);
  g_assert_true (sz_truth_commit (truth, &error));
}

/* --- the list on the screen
 * ------------------------------------------------------------------------------------------------------- */

typedef struct {
  SzApplication *application;
  guint rows; /* that are waited for */
} Screen;

static GtkWidget *
page_of (const Screen *screen)
{
  SzMainWindow *window = sz_application_get_window (screen->application);

  g_assert_cmpstr (sz_main_window_get_page_name (window), ==, "alerts");
  return sz_main_window_get_page (window);
}

static GtkListBox *
list_of (const Screen *screen)
{
  return GTK_LIST_BOX (ui_find_widget (page_of (screen), GTK_TYPE_LIST_BOX));
}

static const SzAlertList *
alerts_of (const Screen *screen)
{
  return sz_desk_get_alerts (sz_application_get_desk (screen->application));
}

static guint
count_rows (const Screen *screen)
{
  guint n = 0;

  while (gtk_list_box_get_row_at_index (list_of (screen), (int)n) != NULL)
    n++;
  return n;
}

/* As many rows as alerts, in their order, each of its own. */
static gboolean
is_filled (gpointer data)
{
  const Screen *screen = data;
  const SzAlertList *alerts = alerts_of (screen);

  if (alerts == NULL || alerts->alerts->len != screen->rows || count_rows (screen) != screen->rows)
    return FALSE;
  for (guint i = 0; i < screen->rows; i++)
    if (g_strcmp0 (
            sz_alert_row_get_id (SZ_ALERT_ROW (gtk_list_box_get_row_at_index (list_of (screen), (int)i))),
            ((const SzAlert *)g_ptr_array_index (alerts->alerts, i))->id) != 0)
      return FALSE;
  return TRUE;
}

static SzAlertSpark *
spark_of (const Screen *screen, guint i)
{
  GtkWidget *row = GTK_WIDGET (gtk_list_box_get_row_at_index (list_of (screen), (int)i));

  return SZ_ALERT_SPARK (ui_find_widget (row, SZ_TYPE_ALERT_SPARK));
}

static gboolean
is_in_sight (const Screen *screen, guint i)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (list_of (screen)), GTK_TYPE_SCROLLED_WINDOW);
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (GTK_WIDGET (spark_of (screen, i)), scroller, &bounds) &&
         bounds.origin.y >= 0 &&
         bounds.origin.y + bounds.size.height <= (float)gtk_widget_get_height (scroller);
}

static const SzAlert *
alert_of (const Screen *screen, guint i)
{
  return g_ptr_array_index (alerts_of (screen)->alerts, i);
}

/* Every line in sight stands, and there are some. */
static gboolean
is_drawn (gpointer data)
{
  const Screen *screen = data;
  guint n = 0;

  if (!is_filled (data))
    return FALSE;
  for (guint i = 0; i < screen->rows; i++) {
    if (alert_of (screen, i)->trend == NULL || !is_in_sight (screen, i))
      continue;
    if (!sz_alert_spark_is_drawn (spark_of (screen, i)))
      return FALSE;
    n++;
  }
  return n > 0;
}

static guint
count_drawn (const Screen *screen)
{
  guint n = 0;

  for (guint i = 0; i < screen->rows; i++)
    n += sz_alert_spark_is_drawn (spark_of (screen, i));
  return n;
}

static GtkAdjustment *
adjustment_of (const Screen *screen)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (list_of (screen)), GTK_TYPE_SCROLLED_WINDOW);

  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
}

static void
open_home (UiBody body, gpointer data, UiHome *home)
{
  SzWindowOptions options = { .home = home->home,
                              .catalog = home->catalog,
                              .width = 1366,
                              .height = 768,
                              .page = "alerts",
                              .theme = "light" };

  ui_run (&options, body, data);
}

/* --- tests
 * ------------------------------------------------------------------------------------------------------- */

static void
assert_described (SzAlertRow *row, const char *where, const char *limit)
{
  g_autofree char *expected = *limit != '\0' ? g_strdup_printf ("%s, %s", where, limit) : g_strdup (where);

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, expected);
}

/* Place, time and limit are read out where somebody asks for more than the row's name, also when nothing but
 * they is another. */
static void
read_out (const Screen *screen, guint i)
{
  SzAlertRow *row = SZ_ALERT_ROW (gtk_list_box_get_row_at_index (list_of (screen), (int)i));
  SzAlertList *list = sz_desk_get_alerts (sz_application_get_desk (screen->application));
  const SzAlert *alert = alert_of (screen, i);
  SzAlert other = *alert;

  g_assert_cmpstr (alert->subtitle, !=, "");
  g_assert_cmpstr (alert->limit_text, !=, "");
  g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL));
  assert_described (row, alert->subtitle, alert->limit_text);
  other.subtitle = (char *)"Area B, since 14:27";
  sz_alert_row_show (row, list, &other);
  assert_described (row, other.subtitle, alert->limit_text);
  other.limit_text = (char *)"";
  sz_alert_row_show (row, list, &other);
  assert_described (row, other.subtitle, "");
  sz_alert_row_show (row, list, alert);
  assert_described (row, alert->subtitle, alert->limit_text);
}

/* Only what is looked at is drawn; a value of which nothing was kept has no line; each line is read out. */
static void
look_through (SzApplication *application, gpointer data)
{
  Screen screen = { application, MANY };
  guint lines = 0, without = 0;

  ui_wait (is_drawn, &screen, 30, "the lines in sight");
  g_assert_cmpuint (count_drawn (&screen), <, MANY / 2);
  for (guint i = 0; i < MANY; i++) {
    const SzAlert *alert = alert_of (&screen, i);
    SzAlertSpark *spark = spark_of (&screen, i);

    g_assert_true (gtk_widget_get_visible (GTK_WIDGET (spark)) == (alert->trend != NULL));
    lines += alert->trend != NULL;
    without += alert->trend == NULL;
    if (alert->trend == NULL)
      continue;
    g_assert_cmpstr (alert->trend_text, !=, "");
    g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (spark)), ==,
                     GTK_ACCESSIBLE_ROLE_IMG);
    g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (spark), GTK_ACCESSIBLE_PROPERTY_LABEL));
  }
  g_assert_cmpuint (without, ==, (MANY + 3) / 7);
  g_assert_cmpuint (lines, ==, MANY - without);
  read_out (&screen, (guint)g_test_rand_int_range (0, MANY));
  for (int i = 0; i < 6; i++) {
    GtkAdjustment *adjustment = adjustment_of (&screen);

    gtk_adjustment_set_value (adjustment, g_test_rand_double () * gtk_adjustment_get_upper (adjustment));
    ui_wait (is_drawn, &screen, 30, "the lines at another place");
  }
}

static void
test_lines (void)
{
  g_autoptr (UiHome) home = ui_home_new ();

  ui_home_fill (home);
  put_episodes (home, 0, MANY, SZ_EPISODE_PENDING);
  open_home (look_through, NULL, home);
}

static gboolean
has_chosen (gpointer data)
{
  const Screen *screen = data;

  return sz_alerts_page_get_selected (SZ_ALERTS_PAGE (page_of (screen))) != NULL;
}

/* Whatever comes, the alert that was chosen stays chosen, and the list is that of the watch. */
static void
stay_chosen (SzApplication *application, gpointer data)
{
  const UiHome *home = data;
  Screen screen = { application, 30 };
  g_autofree char *chosen = NULL;
  int place = g_test_rand_int_range (0, 30);

  ui_wait (is_filled, &screen, 30, "the first alerts");
  ui_wait (has_chosen, &screen, 30, "one to be chosen");
  gtk_list_box_select_row (list_of (&screen), gtk_list_box_get_row_at_index (list_of (&screen), place));
  chosen = g_strdup (sz_alerts_page_get_selected (SZ_ALERTS_PAGE (page_of (&screen))));
  g_assert_cmpstr (chosen, ==, alert_of (&screen, (guint)place)->id);
  put_episodes (home, 30, 50, SZ_EPISODE_PENDING);
  screen.rows = 80;
  ui_wait (is_filled, &screen, 60, "more alerts");
  g_assert_cmpstr (sz_alerts_page_get_selected (SZ_ALERTS_PAGE (page_of (&screen))), ==, chosen);
  ui_wait (is_drawn, &screen, 30, "their lines");
}

static void
test_more (void)
{
  g_autoptr (UiHome) home = ui_home_new ();

  ui_home_fill (home);
  put_episodes (home, 0, 30, SZ_EPISODE_PENDING);
  open_home (stay_chosen, home, home);
}

/* --- what people do
 * ------------------------------------------------------------------------------------------------------- */

typedef enum { SIGNS, LEAVES_FORM, QUITS_ASKING, N_ENDS } Ends;

typedef struct {
  Screen screen;
  Ends ends;
  gpointer detail; /* (weak) */
  SzForm *form;    /* (weak) */
} Scene;

static SzAlertDetail *
detail_of (const Scene *scene)
{
  return SZ_ALERT_DETAIL (ui_find_widget (page_of (&scene->screen), SZ_TYPE_ALERT_DETAIL));
}

/* The one that fires is chosen, with all that can be done about it. */
static gboolean
is_open (gpointer data)
{
  const Scene *scene = data;

  return is_filled (data) && sz_alert_detail_is_drawn (detail_of (scene)) &&
         gtk_widget_get_mapped (sz_alert_detail_get_button (detail_of (scene), "acknowledge"));
}

static gboolean
is_acknowledged (gpointer data)
{
  return alert_of (data, 0)->acknowledged_ms != 0;
}

static gboolean
has_form (gpointer data)
{
  GListModel *windows = gtk_window_get_toplevels ();
  Scene *scene = data;

  for (guint i = 0; i < g_list_model_get_n_items (windows) && scene->form == NULL; i++) {
    g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

    if (SZ_IS_FORM (window))
      g_set_weak_pointer (&scene->form, SZ_FORM (window));
  }
  return scene->form != NULL;
}

static gboolean
has_no_form (gpointer data)
{
  return ((Scene *)data)->form == NULL;
}

static void
sign (Scene *scene)
{
  ui_wait (has_form, scene, 20, "the form");
  if (scene->ends == LEAVES_FORM) {
    sz_form_close (scene->form);
  } else {
    gtk_editable_set_text (GTK_EDITABLE (ui_find_widget (GTK_WIDGET (scene->form), GTK_TYPE_ENTRY)), "Wang");
    g_signal_emit_by_name (scene->form, "accept");
    if (scene->ends == QUITS_ASKING)
      return;
  }
  ui_wait (has_no_form, scene, 20, "the form to go");
}

/* Whoever has no name yet is asked for it. */
static void
acknowledge (SzApplication *application, gpointer data)
{
  Scene *scene = data;
  gboolean named = *sz_settings_get (sz_application_get_settings (application))->person != '\0';

  scene->screen.application = application;
  ui_wait (is_open, scene, 60, "the alert");
  scene->detail = detail_of (scene);
  g_object_add_weak_pointer (scene->detail, &scene->detail);
  g_assert_false (is_acknowledged (scene));
  if (scene->ends == QUITS_ASKING)
    sz_alert_detail_show (scene->detail, alert_of (&scene->screen, 0),
                          sz_desk_get_alerts (sz_application_get_desk (application)));
  g_signal_emit_by_name (sz_alert_detail_get_button (scene->detail, "acknowledge"), "clicked");
  if (!named)
    sign (scene);
  if (scene->ends == SIGNS)
    ui_wait (is_acknowledged, scene, 30, "the acknowledgement");
}

/* Nothing that was asked or done keeps the detail, nor the desk (of which ui_run makes sure). */
static void
test_acknowledge (void)
{
  for (guint i = 0; i < 2 * N_ENDS; i++) {
    g_autoptr (UiHome) home = ui_home_new ();
    g_autoptr (SzPreferences) preferences = sz_preferences_new ();
    Scene scene = { .screen = { .rows = 3 }, .ends = i % N_ENDS };

    ui_home_fill (home);
    put_episodes (home, 0, 2, SZ_EPISODE_PENDING);
    put_episodes (home, 2, 1, SZ_EPISODE_FIRING);
    g_free (preferences->person);
    preferences->person = g_strdup (i < N_ENDS ? "" : "Wang");
    /* There is no daemon that could show it. */
    preferences->notify = FALSE;
    g_assert_true (sz_preferences_save (preferences, home->home, NULL));
    open_home (acknowledge, &scene, home);
    g_assert_null (scene.detail);
    g_assert_null (scene.form);
  }
}

/* --- a chart
 * ------------------------------------------------------------------------------------------------------- */

static gboolean
has_room (gpointer view)
{
  return gtk_widget_get_height (view) > 1 && sz_tile_view_is_drawn (SZ_TILE_VIEW (view));
}

static gboolean
has_none (gpointer view)
{
  return gtk_widget_get_height (view) == 0;
}

static gboolean
is_mapped (gpointer view)
{
  return gtk_widget_get_mapped (view);
}

/* What is as high as it needs is seen also if it is given its first chart when it already stands there. */
static void
fill_late (SzApplication *application, gpointer data)
{
  GtkWidget *window = gtk_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *view = sz_tile_view_new (0);

  gtk_window_set_default_size (GTK_WINDOW (window), 400, 300);
  gtk_box_append (GTK_BOX (box), view);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  ui_wait (is_mapped, view, 20, "the window");
  for (guint i = 0; i < 2; i++) {
    SzTile *tile = sz_tile_new (SZ_TILE_BARS, "areas", "By area");

    ui_turn (100);
    g_assert_cmpint (gtk_widget_get_height (view), ==, 0);
    g_ptr_array_add (tile->parts, sz_part_new ("A", "General"));
    g_ptr_array_add (tile->parts, sz_part_new ("B", "Social"));
    sz_tile_view_set (SZ_TILE_VIEW (view), tile, NULL);
    ui_wait (has_room, view, 20, "the chart");
    sz_tile_view_set (SZ_TILE_VIEW (view), NULL, NULL);
    ui_wait (has_none, view, 20, "its room to go");
  }
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_late_chart (void)
{
  g_autoptr (UiHome) home = ui_home_new ();

  open_home (fill_late, NULL, home);
}

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/alerts/lines", test_lines);
  g_test_add_func ("/alerts/more", test_more);
  g_test_add_func ("/alerts/acknowledge", test_acknowledge);
  g_test_add_func ("/alerts/late-chart", test_late_chart);
  return g_test_run ();
}
