/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of alerts: hundreds of rows, each with the line of its value. */
#include <math.h>
#include <string.h>

#include "sz-alert-row.h"
#include "sz-alert-spark.h"
#include "sz-alerts-page.h"
#include "sz-episode.h"
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
put_episode (SzTruth *truth, int number)
{
  SzTruthEpisode *e = sz_truth_episode_new ();
  const gint64 since = UI_NOW_MS - (10 + number) * SZ_MINUTE_MS;
  g_autoptr (GError) error = NULL;

  g_assert_true (sz_truth_next_id (truth, "20261120", e->id, &error));
  sz_truth_set_text (&e->rule, "wait-area");
  e->object = (g_free (e->object), g_strdup_printf ("X%03d", number));
  /* Of what is only watched nobody is told, so that the test needs no daemon of notifications. */
  e->state = SZ_EPISODE_PENDING;
  e->since_ms = since;
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

static void
put_episodes (const UiHome *home, int first, int count)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SzTruth) truth = sz_truth_open (home->home->data, SZ_TRUTH_WRITE, &error);

  g_assert_no_error (error);
  g_assert_true (sz_truth_begin (truth, NULL, &error));
  for (int i = first; i < first + count; i++)
    put_episode (truth, i);
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
  put_episodes (home, 0, MANY);
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
  put_episodes (home, 30, 50);
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
  put_episodes (home, 0, 30);
  open_home (stay_chosen, home, home);
}

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/alerts/lines", test_lines);
  g_test_add_func ("/alerts/more", test_more);
  return g_test_run ();
}
