/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-test.h"

#include <glib/gstdio.h>

#include "sz-i18n.h"
#include "sz-style.h"

gboolean
ui_test_init (int *argc, char ***argv)
{
  g_setenv ("NO_AT_BRIDGE", "1", TRUE);
  sz_i18n_init ("en");
  if (!gtk_init_check ()) {
    g_print ("1..0 # SKIP no display answers\n");
    return FALSE;
  }
  g_test_init (argc, argv, NULL);
  sz_clock_set_for_test (UI_NOW_MS);
  return TRUE;
}

UiHome *
ui_home_new (void)
{
  UiHome *home = g_new0 (UiHome, 1);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GError) error = NULL;

  home->root = g_dir_make_tmp ("shuzhi-ui-XXXXXX", &error);
  g_assert_no_error (error);
  home->home = sz_home_new (home->root);
  g_assert_true (sz_home_create (home->home, &error));
  home->catalog = sz_catalog_load (NULL, problems, &error);
  g_assert_no_error (error);
  return home;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR))
      remove_folder (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

void
ui_home_free (UiHome *home)
{
  remove_folder (home->root);
  sz_catalog_free (home->catalog);
  sz_home_free (home->home);
  g_free (home->root);
  g_free (home);
}

static void
set_text (SzBatch *batch, SzRow *row, const char *field, const char *text)
{
  int index = sz_dataset_find_field (batch->dataset, field);

  g_assert_cmpint (index, >=, 0);
  row->cells[index].kind = SZ_CELL_TEXT;
  row->cells[index].text = sz_batch_text (batch, text, -1);
}

static void
set_number (SzBatch *batch, SzRow *row, const char *field, gint64 number)
{
  int index = sz_dataset_find_field (batch->dataset, field);

  g_assert_cmpint (index, >=, 0);
  row->cells[index].kind = SZ_CELL_NUMBER;
  row->cells[index].number = number;
}

/* From nine o'clock on, one a minute, over three areas and nine windows. */
static void
add_ticket (SzBatch *batch, int number, int wait_min, gint64 day_start_ms)
{
  gint64 taken = day_start_ms + 9 * SZ_HOUR_MS + (number % 330) * SZ_MINUTE_MS;
  g_autofree char *key = g_strdup_printf ("T%" G_GINT64_FORMAT "%05d", day_start_ms / SZ_DAY_MS, number);
  g_autofree char *window = g_strdup_printf ("%c0%d", 'A' + number % 3, 1 + number % 9 / 3);
  char area[] = { (char)('A' + number % 3), '\0' };
  SzRow *row = sz_batch_add_row (batch);

  row->key = sz_batch_text (batch, key, -1);
  row->version = 1;
  row->at_ms = taken;
  set_number (batch, row, "taken", taken);
  set_number (batch, row, "called", taken + wait_min * SZ_MINUTE_MS);
  set_number (batch, row, "started", taken + wait_min * SZ_MINUTE_MS);
  set_number (batch, row, "ended", taken + (wait_min + 4) * SZ_MINUTE_MS);
  set_text (batch, row, "area", area);
  set_text (batch, row, "window", window);
  set_text (batch, row, "channel", number % 2 == 0 ? "kiosk" : "wechat");
}

SzBatch *
ui_make_batch (const SzCatalog *catalog, int first, int count, int wait_min, gint64 day_start_ms)
{
  SzBatch *batch = sz_batch_new (sz_catalog_dataset (catalog, "tickets", NULL), "hall", 1);

  for (int i = first; i < first + count; i++)
    add_ticket (batch, i, wait_min, day_start_ms);
  batch->watermark_ms = UI_NOW_MS;
  return batch;
}

void
ui_add_ticket (SzBatch *batch, int number, const char *area, gint64 called_ms, int wait_min)
{
  g_autofree char *key = g_strdup_printf ("U%07d", number);
  g_autofree char *window = g_strdup_printf ("%s01", area);
  SzRow *row = sz_batch_add_row (batch);

  row->key = sz_batch_text (batch, key, -1);
  row->version = 1;
  row->at_ms = called_ms - wait_min * SZ_MINUTE_MS;
  set_number (batch, row, "taken", row->at_ms);
  set_number (batch, row, "called", called_ms);
  set_number (batch, row, "started", called_ms);
  set_number (batch, row, "ended", called_ms + SZ_MINUTE_MS);
  set_text (batch, row, "area", area);
  set_text (batch, row, "window", window);
}

void
ui_home_go_live (UiHome *home)
{
  g_autoptr (GError) error = NULL;
  SzStore *store = sz_store_open (home->home->data, home->catalog, SZ_STORE_DEFAULT, NULL, &error);
  guint generation;
  gboolean changed;

  g_assert_no_error (error);
  sz_store_set_source (store, "hall", "Ningchuan Service Hall", "e1", "Asia/Shanghai", UI_NOW_MS, UI_NOW_MS,
                       &generation, &changed, &error);
  g_assert_no_error (error);
  sz_store_close (store);
}

void
ui_home_fill (UiHome *home)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SzZone) zone = sz_zone_new ("Asia/Shanghai", NULL);
  gint64 today = sz_zone_day_start_ms (zone, sz_zone_day (zone, UI_NOW_MS));
  SzStore *store = sz_store_open (home->home->data, home->catalog, SZ_STORE_DEFAULT, NULL, &error);
  guint generation;
  gboolean changed;

  g_assert_no_error (error);
  sz_store_set_source (store, "hall", "Ningchuan Service Hall", "e1", "Asia/Shanghai", UI_NOW_MS, 0,
                       &generation, &changed, &error);
  g_assert_no_error (error);
  for (int back = 0; back < 2; back++) {
    g_autoptr (SzBatch) batch = ui_make_batch (home->catalog, 0, 200, 5 + back, today - back * SZ_DAY_MS);

    batch->generation = generation;
    sz_batch_day_done (batch, sz_zone_day (zone, today - back * SZ_DAY_MS));
    g_assert_true (sz_store_apply (store, batch, NULL, &error));
    g_assert_no_error (error);
  }
  sz_store_close (store);
}

void
ui_wait (UiCondition condition, gpointer data, guint seconds, const char *what)
{
  /* On a machine with other things to do everything takes as many times as long; what never comes still ends.
   */
  gint64 end = g_get_monotonic_time () + 15 * (gint64)seconds * G_USEC_PER_SEC;

  while (!condition (data)) {
    if (g_get_monotonic_time () > end) {
      g_test_message ("waited %u s in vain for: %s", 15 * seconds, what);
      g_test_fail ();
      g_assert_not_reached ();
    }
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
  }
}

static GtkWidget *
find_widget (GtkWidget *widget, GType type, gboolean mapped)
{
  if (mapped && !gtk_widget_get_mapped (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_widget (child, type, mapped);

    if (found != NULL)
      return found;
  }
  return NULL;
}

GtkWidget *
ui_find_widget (GtkWidget *widget, GType type)
{
  return find_widget (widget, type, FALSE);
}

GtkWidget *
ui_find_mapped (GtkWidget *widget, GType type)
{
  return find_widget (widget, type, TRUE);
}

gboolean
ui_is_settled (gpointer window)
{
  return sz_main_window_is_settled (window);
}

gboolean
ui_desk_is_failed (gpointer desk)
{
  return sz_desk_get_state (desk) == SZ_DESK_FAILED;
}

gboolean
ui_desk_is_empty (gpointer desk)
{
  return sz_desk_get_state (desk) == SZ_DESK_EMPTY;
}

void
ui_turn (guint ms)
{
  gint64 end = g_get_monotonic_time () + (gint64)ms * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
}

static gboolean
is_null (gpointer data)
{
  return *(gpointer *)data == NULL;
}

typedef struct {
  SzApplication *application;
  gpointer window; /* (weak) the window, or the wall */
  SzDesk *desk;    /* (weak) */
  UiBody body;
  gpointer data;
} Run;

static gboolean
run_body (gpointer data)
{
  Run *run = data;

  run->window = sz_application_get_window (run->application) != NULL
                    ? (gpointer)sz_application_get_window (run->application)
                    : (gpointer)sz_application_get_wall (run->application);
  run->desk = sz_application_get_desk (run->application);
  g_assert_nonnull (run->window);
  g_object_add_weak_pointer (G_OBJECT (run->window), (gpointer *)&run->window);
  g_object_add_weak_pointer (G_OBJECT (run->desk), (gpointer *)&run->desk);
  run->body (run->application, run->data);
  g_application_quit (G_APPLICATION (run->application));
  return G_SOURCE_REMOVE;
}

void
ui_run (const SzWindowOptions *options, UiBody body, gpointer data)
{
  Run run = { sz_application_new (options), NULL, NULL, body, data };

  g_idle_add (run_body, &run);
  g_assert_cmpint (g_application_run (G_APPLICATION (run.application), 0, NULL), ==, 0);
  /* What was on its way to the window comes to nothing, and lets go of it. */
  ui_wait (is_null, &run.window, 10, "the window to be freed");
  g_object_unref (run.application);
  ui_wait (is_null, &run.desk, 10, "the desk to be freed");
}
