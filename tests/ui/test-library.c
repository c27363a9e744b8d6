/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of all indicators: what is listed, searched, sorted and opened, and how its columns share the
 * width of small and large windows. */
#include <string.h>

#include "sz-row-line.h"
#include "sz-rows-view.h"
#include "ui-test.h"

static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_widget (child, type);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static SzRowsView *
view_of (SzApplication *application)
{
  GtkWidget *page = sz_main_window_get_page (sz_application_get_window (application));

  return SZ_ROWS_VIEW (find_widget (page, SZ_TYPE_ROWS_VIEW));
}

static void
settle (SzApplication *application)
{
  ui_wait (ui_is_settled, sz_application_get_window (application), 30, "the page to stand");
}

/* (transfer full) (nullable) what a row in sight says. */
static char *
read_row (SzApplication *application, guint position)
{
  g_autoptr (GPtrArray) lines = sz_rows_view_list_lines (view_of (application));

  for (guint i = 0; i < lines->len; i++)
    if (sz_row_line_get_position (g_ptr_array_index (lines, i)) == position)
      return sz_row_line_get_text (g_ptr_array_index (lines, i), "\t");
  return NULL;
}

typedef struct {
  SzApplication *application;
  guint rows; /* from this one on there is none */
  const char *needle;
} Wanted;

/* The rows that are listed come in sight with the next frame. */
static gboolean
is_listed (gpointer data)
{
  const Wanted *wanted = data;
  g_autofree char *first = read_row (wanted->application, 0);
  g_autofree char *beyond = read_row (wanted->application, wanted->rows);

  return (wanted->rows == 0) == (first == NULL) && beyond == NULL &&
         (wanted->needle == NULL || (first != NULL && strstr (first, wanted->needle) != NULL));
}

static void
wait_for_rows (SzApplication *application, guint rows, const char *needle)
{
  Wanted wanted = { application, rows, needle };

  ui_wait (is_listed, &wanted, 20, needle != NULL ? needle : "no row");
}

static void
type (SzApplication *application, const char *text)
{
  GtkWidget *page = sz_main_window_get_page (sz_application_get_window (application));

  gtk_editable_set_text (GTK_EDITABLE (find_widget (page, GTK_TYPE_SEARCH_ENTRY)), text);
}

/* How many a search for one word must find. */
static guint
count_named (const SzCatalog *catalog, const char *word)
{
  const GPtrArray *indicators = sz_catalog_indicators (catalog);
  guint n = 0;

  for (guint i = 0; i < indicators->len; i++) {
    const SzIndicator *indicator = g_ptr_array_index (indicators, i);

    n += strstr (indicator->id, word) != NULL || strstr (indicator->name, word) != NULL ||
         (indicator->layer != NULL && strstr (indicator->layer->name, word) != NULL);
  }
  return n;
}

static void
look (SzApplication *application, gpointer data)
{
  const SzCatalog *catalog = sz_desk_get_catalog (sz_application_get_desk (application));
  guint n = sz_catalog_indicators (catalog)->len;
  g_autofree char *first = NULL;
  const SzIndicator *wait = sz_catalog_indicator (catalog, "wait_avg", NULL);
  SzRowsColumns *columns;

  settle (application);
  columns = sz_rows_view_get_columns (view_of (application));
  wait_for_rows (application, n, NULL);
  first = read_row (application, 0);
  type (application, "wait_avg");
  wait_for_rows (application, count_named (catalog, "wait_avg"), wait->name);
  type (application, "nothing is called like this");
  wait_for_rows (application, 0, NULL);
  type (application, "");
  wait_for_rows (application, n, first);
  /* Sorted by the name, downwards and upwards. */
  for (guint turn = 0; turn < 2; turn++) {
    g_autofree char *one = NULL, *next = NULL;

    sz_rows_columns_press (columns, 0);
    ui_turn (100);
    one = read_row (application, 0);
    next = read_row (application, 1);
    g_assert_nonnull (one);
    g_assert_nonnull (next);
    *strchr (one, '\t') = *strchr (next, '\t') = '\0';
    g_assert_cmpint ((turn == 0 ? 1 : -1) * g_utf8_collate (one, next), <=, 0);
  }
  /* A third time it is the catalogue's order again. */
  sz_rows_columns_press (columns, 0);
  wait_for_rows (application, n, first);
  /* What is opened is what is seen. */
  type (application, "wait_avg");
  wait_for_rows (application, count_named (catalog, "wait_avg"), wait->name);
  g_signal_emit_by_name (view_of (application), "activate", 0u);
  settle (application);
  g_assert_cmpstr (sz_main_window_get_place (sz_application_get_window (application))->indicator, ==,
                   "wait_avg");
}

static void
test_list (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = {
    .home = home->home, .catalog = home->catalog, .page = "library", .width = 1366, .height = 768
  };

  ui_home_fill (home);
  ui_run (&options, look, NULL);
}

static const SzRowsColumn *
find_column (SzRowsColumns *columns, const char *id)
{
  for (guint i = 0; i < sz_rows_columns_count (columns); i++)
    if (g_str_equal (sz_rows_columns_get (columns, i)->id, id))
      return sz_rows_columns_get (columns, i);
  return NULL;
}

static gboolean
fills_width (gpointer data)
{
  int width = gtk_widget_get_width (data);

  return width > 0 && sz_rows_columns_get_width (sz_rows_view_get_columns (data)) == width;
}

/* Everything is in sight at once, and the definition has most of it. */
static void
share (SzApplication *application, gpointer data)
{
  static const int WIDTHS[] = { 900, 1366, 1920, 1000, 900 };

  settle (application);
  for (guint i = 0; i < G_N_ELEMENTS (WIDTHS); i++) {
    SzRowsColumns *columns = sz_rows_view_get_columns (view_of (application));

    gtk_window_set_default_size (GTK_WINDOW (sz_application_get_window (application)), WIDTHS[i], 700);
    ui_turn (100);
    ui_wait (fills_width, view_of (application), 20, "the columns to fill the window");
    g_assert_cmpint (find_column (columns, "definition")->width, >=, 320);
    g_assert_cmpint (find_column (columns, "definition")->width, >, find_column (columns, "name")->width);
    g_assert_cmpint (find_column (columns, "id") != NULL, ==, WIDTHS[i] >= 1366);
  }
}

static void
test_widths (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = {
    .home = home->home, .catalog = home->catalog, .page = "library", .width = 1280, .height = 700
  };

  ui_home_fill (home);
  ui_run (&options, share, NULL);
}

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/ui/library/list", test_list);
  g_test_add_func ("/ui/library/widths", test_widths);
  return g_test_run ();
}
