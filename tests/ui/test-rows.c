/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Long lists of rows: read in any order they are the rows that one reading from the top gives, and only a few
 * of them are in memory. */
#include "sz-row-line.h"
#include "sz-rows-page.h"
#include "sz-rows-view.h"
#include "ui-test.h"

#define DAYS 30
#define MOST_A_DAY 900
#define LOOKS 400
#define JUGGLES 80
/* More parts than a model keeps. */
#define MOST_PARTS 17

/* `days` days of up to MOST_A_DAY tickets, some days without any. */
static void
fill (UiHome *home)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SzZone) zone = sz_zone_new ("Asia/Shanghai", NULL);
  gint64 today = sz_zone_day (zone, UI_NOW_MS);
  guint generation;
  gboolean changed;
  SzStore *store = sz_store_open (home->home->data, home->catalog, SZ_STORE_DEFAULT, NULL, &error);

  g_assert_no_error (error);
  sz_store_set_source (store, "hall", "Ningchuan Service Hall", "e1", "Asia/Shanghai", UI_NOW_MS, 0,
                       &generation, &changed, &error);
  g_assert_no_error (error);
  for (int back = 1; back <= DAYS; back++) {
    int count = g_test_rand_int_range (0, 3) == 0 ? 0 : g_test_rand_int_range (1, MOST_A_DAY);
    g_autoptr (SzBatch) batch =
        ui_make_batch (home->catalog, 0, count, 5, sz_zone_day_start_ms (zone, today - back));

    batch->generation = generation;
    sz_batch_day_done (batch, today - back);
    g_assert_true (sz_store_apply (store, batch, NULL, &error));
    g_assert_no_error (error);
  }
  sz_store_close (store);
}

static SzReader *
open_reader (UiHome *home, SzRowsAsk *ask, SzZone **zone)
{
  g_autoptr (GError) error = NULL;
  SzReader *reader = sz_reader_open (home->home->data, home->catalog, &error);

  g_assert_no_error (error);
  *zone = sz_reader_zone (reader, &error);
  g_assert_no_error (error);
  *ask = (SzRowsAsk){ .dataset = sz_catalog_dataset (home->catalog, "tickets", NULL),
                      .instant = -1,
                      .zone = *zone };
  return reader;
}

/* (element-type utf8) from the top, part by part. */
static GPtrArray *
read_from_top (SzReader *reader, const SzRowsAsk *ask)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  guint limit = (guint)g_test_rand_int_range (50, 400);

  for (;;) {
    g_autoptr (SzFrame) part = sz_reader_list (reader, ask, after, limit, &error);

    g_assert_no_error (error);
    for (gsize i = 0; i < part->rows; i++)
      g_ptr_array_add (keys, g_strdup (sz_frame_text (part, i, 0)));
    if (part->rows < limit)
      return keys;
    g_free (after);
    after = g_strdup (sz_frame_text (part, part->rows - 1, (guint)sz_frame_find (part, "_token")));
  }
}

/* --- the store
 * ---------------------------------------------------------------------------------------------------------------------
 */

static void
assert_places (SzReader *reader, const SzRowsAsk *ask, const GArray *days, const GPtrArray *keys)
{
  g_autoptr (GError) error = NULL;
  guint start = 0;

  for (guint i = 0; i < days->len; i++) {
    const SzRowsDay *day = &g_array_index (days, SzRowsDay, i);
    guint skip = (guint)g_test_rand_int_range (0, (int)day->rows);
    guint limit = (guint)g_test_rand_int_range (1, 600);
    g_autoptr (SzFrame) part = sz_reader_list_from (reader, ask, day->day, skip, limit, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (part->rows, ==, MIN (limit, keys->len - start - skip));
    for (gsize row = 0; row < part->rows; row++)
      g_assert_cmpstr (sz_frame_text (part, row, 0), ==, g_ptr_array_index (keys, start + skip + row));
    start += (guint)day->rows;
  }
  g_assert_cmpuint (start, ==, keys->len);
}

static void
assert_outline (SzReader *reader, const SzRowsAsk *ask)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) keys = read_from_top (reader, ask);
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (SzRowsDay));
  gint64 next = G_MAXINT64, last;
  g_autoptr (GArray) days = sz_reader_outline (reader, ask, G_MAXINT64, 0, &last, &error);

  g_assert_no_error (error);
  g_assert_cmpint (last, ==, G_MININT64);
  g_assert_cmpint (sz_reader_count (reader, ask, &error), ==, keys->len);
  assert_places (reader, ask, days, keys);
  /* In pieces, however short, it is the same. */
  do {
    g_autoptr (GArray) piece = sz_reader_outline (reader, ask, next, 1, &next, &error);

    g_assert_no_error (error);
    g_array_append_vals (pieces, piece->data, piece->len);
  } while (next != G_MININT64);
  g_assert_cmpmem (pieces->data, pieces->len * sizeof (SzRowsDay), days->data,
                   days->len * sizeof (SzRowsDay));
}

static void
test_outline (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  g_autoptr (SzZone) zone = NULL;
  char *areas[] = { (char *)"A", (char *)"C", NULL }, *nowhere[] = { (char *)"Z", NULL };
  SzFilter filter = { sz_catalog_dimension (home->catalog, "area", NULL), areas };
  gint64 middle;
  SzRowsAsk ask;
  SzReader *reader;

  fill (home);
  reader = open_reader (home, &ask, &zone);
  assert_outline (reader, &ask);
  middle = UI_NOW_MS - g_test_rand_int_range (2, DAYS) * SZ_DAY_MS;
  ask.start_ms = middle;
  ask.end_ms = UI_NOW_MS - SZ_DAY_MS;
  assert_outline (reader, &ask);
  ask.filters = &filter;
  ask.n_filters = 1;
  assert_outline (reader, &ask);
  filter.values = nowhere;
  assert_outline (reader, &ask);
  sz_reader_close (reader);
}

/* --- the list
 * ------------------------------------------------------------------------------------------------------------------------
 */

typedef struct {
  SzRowsModel *model;
  SzRowItem *item;
} Look;

static gboolean
is_counted (gpointer data)
{
  return sz_rows_model_is_whole (((Look *)data)->model);
}

static gboolean
has_come (gpointer data)
{
  return sz_row_item_is_filled (((Look *)data)->item);
}

static void
look_around (SzApplication *application, gpointer data)
{
  const GPtrArray *keys = data;
  SzMainWindow *window = sz_application_get_window (application);
  g_autoptr (SzPlace) place = sz_place_new_indicator ("wait_avg", SZ_SPAN_YEAR);
  guint key;
  Look look;

  ui_wait (ui_is_settled, window, 30, "the window");
  place->kind = SZ_PLACE_ROWS;
  sz_main_window_go (window, place);
  look.model = sz_rows_page_get_model (SZ_ROWS_PAGE (sz_main_window_get_page (window)));
  ui_wait (is_counted, &look, 30, "the number of rows");
  g_assert_no_error (sz_rows_model_get_error (look.model));
  g_assert_cmpint (sz_rows_model_get_total (look.model), ==, keys->len);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (look.model)), ==, keys->len);
  key = (guint)sz_frame_find (sz_rows_model_get_frame (look.model), "key");
  for (guint i = 0; i < LOOKS && keys->len > 0; i++) {
    guint position = (guint)g_test_rand_int_range (0, (int)keys->len);
    g_autoptr (SzRowItem) item = g_list_model_get_item (G_LIST_MODEL (look.model), position);

    look.item = item;
    ui_wait (has_come, &look, 30, "a row");
    g_assert_cmpstr (sz_row_item_get_text (item, key), ==, g_ptr_array_index (keys, position));
    g_assert_cmpuint (sz_rows_model_count_parts (look.model), <=, MOST_PARTS);
  }
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (look.model), keys->len));
}

static void
test_list (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = { .home = home->home, .catalog = home->catalog, .width = 1280, .height = 800 };
  g_autoptr (SzZone) zone = NULL;
  SzRowsAsk ask;
  SzReader *reader;
  g_autoptr (GPtrArray) keys = NULL;

  fill (home);
  reader = open_reader (home, &ask, &zone);
  keys = read_from_top (reader, &ask);
  sz_reader_close (reader);
  ui_run (&options, look_around, keys);
}

/* --- the page
 * ------------------------------------------------------------------------------------------------------------------------
 */

static SzRowsPage *
page_of (SzApplication *application)
{
  return SZ_ROWS_PAGE (sz_main_window_get_page (sz_application_get_window (application)));
}

static SzRowsView *
view_of (SzApplication *application)
{
  return SZ_ROWS_VIEW (ui_find_widget (GTK_WIDGET (page_of (application)), SZ_TYPE_ROWS_VIEW));
}

static guint
focused_row (SzApplication *application)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (sz_application_get_window (application)));

  return SZ_IS_ROW_LINE (focus) ? sz_row_line_get_position (SZ_ROW_LINE (focus)) : GTK_INVALID_LIST_POSITION;
}

static gboolean
has_focused_row (gpointer application)
{
  return focused_row (application) != GTK_INVALID_LIST_POSITION;
}

/* The row that the keys are at. */
static gboolean
has_come_there (gpointer application)
{
  SzRowsModel *model = sz_rows_page_get_model (page_of (application));
  g_autoptr (SzRowItem) item =
      g_list_model_get_item (G_LIST_MODEL (model), sz_rows_view_get_position (view_of (application)));

  return sz_row_item_is_filled (item);
}

static gboolean
is_whole_page (gpointer application)
{
  return sz_rows_model_is_whole (sz_rows_page_get_model (page_of (application)));
}

static void
go_to_rows (SzApplication *application, SzSpan span, gboolean by_area)
{
  g_autoptr (SzPlace) place = sz_place_new_indicator ("wait_avg", span);
  g_autoptr (SzPlace) filtered = NULL;

  place->kind = SZ_PLACE_ROWS;
  filtered = sz_place_with_filter (place, "area", "A", "A");
  sz_main_window_go (sz_application_get_window (application), by_area ? filtered : place);
  ui_wait (is_whole_page, application, 30, "the rows");
}

typedef struct {
  SzRowsModel *model;
  GtkWidget *view;
  double top, page, line; /* px */
  guint first, last, n;   /* rows in sight, and all */
} Sight;

static Sight
look_at (SzApplication *application)
{
  Sight sight = { .model = sz_rows_page_get_model (page_of (application)),
                  .view = GTK_WIDGET (view_of (application)) };
  GtkAdjustment *down = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (sight.view));

  sight.n = g_list_model_get_n_items (G_LIST_MODEL (sight.model));
  sight.top = gtk_adjustment_get_value (down);
  sight.page = gtk_adjustment_get_page_size (down);
  sight.line = gtk_adjustment_get_step_increment (down);
  sight.first = (guint)(sight.top / sight.line);
  sight.last = (guint)((sight.top + sight.page - 1) / sight.line);
  if (sight.n > 0)
    sight.last = MIN (sight.last, sight.n - 1);
  return sight;
}

/* It shows the row of its position, in that row's place. */
static gboolean
stands_right (const Sight *sight, SzRowLine *line)
{
  guint position = sz_row_line_get_position (line);
  g_autoptr (SzRowItem) item = g_list_model_get_item (G_LIST_MODEL (sight->model), position);
  double body = gtk_widget_get_height (sight->view) - sight->page;
  graphene_rect_t bounds;

  return item != NULL && item == sz_row_line_get_item (line) &&
         gtk_widget_get_child_visible (GTK_WIDGET (line)) &&
         gtk_widget_compute_bounds (GTK_WIDGET (line), sight->view, &bounds) &&
         ABS (bounds.origin.y - body - (position * sight->line - floor (sight->top))) < 0.5;
}

/* The lines are those of the rows in sight, one to one and in their places, whatever they showed before; and
 * perhaps one more, of the row that has the focus. So it is once the frame has come that shows them. */
static gboolean
rows_stand (gpointer application)
{
  Sight sight = look_at (application);
  g_autoptr (GPtrArray) lines = sz_rows_view_list_lines (SZ_ROWS_VIEW (sight.view));
  GtkAdjustment *down = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (sight.view));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  if (gtk_adjustment_get_upper (down) != MAX (sight.n * sight.line, sight.page))
    return FALSE;
  for (guint i = 0; i < lines->len; i++) {
    guint position = sz_row_line_get_position (g_ptr_array_index (lines, i));

    if (position < sight.first || position > sight.last) {
      if (position != focused_row (application))
        return FALSE;
    } else if (!stands_right (&sight, g_ptr_array_index (lines, i)) ||
               !g_hash_table_add (seen, GUINT_TO_POINTER (position))) {
      return FALSE;
    }
  }
  return g_hash_table_size (seen) == (sight.n > 0 ? sight.last - sight.first + 1 : 0);
}

static void
assert_rows (SzApplication *application)
{
  SzRowsModel *model = sz_rows_page_get_model (page_of (application));

  ui_wait (rows_stand, application, 30, "the rows in their places");
  g_assert_no_error (sz_rows_model_get_error (model));
  g_assert_cmpint (sz_rows_model_get_total (model), ==, g_list_model_get_n_items (G_LIST_MODEL (model)));
}

static void
walk_rows (SzApplication *application, gpointer data)
{
  SzMainWindow *window = sz_application_get_window (application);
  SzRowsView *view;
  guint position;

  ui_wait (ui_is_settled, window, 30, "the window");
  go_to_rows (application, SZ_SPAN_YEAR, FALSE);
  ui_wait (has_focused_row, application, 30, "the focus");
  g_assert_cmpuint (focused_row (application), ==, 0);
  assert_rows (application);
  view = view_of (application);
  /* Other rows are shown by the same list. */
  go_to_rows (application, SZ_SPAN_YEAR, TRUE);
  assert_rows (application);
  g_assert_true (view_of (application) == view);
  g_assert_cmpuint (focused_row (application), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  ui_wait (is_whole_page, application, 30, "the rows before");
  assert_rows (application);
  /* To a record and back: the row that was opened has the focus. */
  position = (guint)g_test_rand_int_range (
      0, (int)g_list_model_get_n_items (G_LIST_MODEL (sz_rows_page_get_model (page_of (application)))));
  g_test_message ("row %u", position);
  sz_rows_view_go_to (view, position, TRUE);
  assert_rows (application);
  g_assert_cmpuint (focused_row (application), ==, position);
  ui_wait (ui_is_settled, window, 30, "the row");
  ui_wait (has_come_there, application, 30, "the row's words");
  g_signal_emit_by_name (view, "activate", position);
  ui_wait (ui_is_settled, window, 30, "the record");
  g_assert_cmpstr (sz_main_window_get_page_name (window), ==, "board");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  ui_wait (has_focused_row, application, 30, "the focus");
  g_assert_cmpuint (focused_row (application), ==, position);
}

/* Something at random. */
static void
juggle (SzApplication *application, SzRowsView *view, SzSpan span)
{
  SzMainWindow *window = sz_application_get_window (application);
  GtkAdjustment *down = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
  GtkAdjustment *side = gtk_scrollable_get_hadjustment (GTK_SCROLLABLE (view));
  SzRowsColumns *columns = sz_rows_view_get_columns (view);
  guint n = sz_rows_columns_count (columns), column = n > 0 ? (guint)g_test_rand_int_range (0, (int)n) : 0;
  g_autoptr (SzPlace) place =
      sz_place_new_indicator (g_test_rand_bit () ? "wait_avg" : "case_apply_count", span);

  place->kind = SZ_PLACE_ROWS;
  switch (g_test_rand_int_range (0, 11)) {
  case 0:
    sz_main_window_go (window, place);
    break;
  case 1:
    if (n > 0)
      sz_rows_columns_press (columns, column);
    break;
  case 2:
    gtk_adjustment_set_value (down, g_test_rand_double () * gtk_adjustment_get_upper (down));
    break;
  case 3:
    sz_rows_page_refresh (SZ_ROWS_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (view), SZ_TYPE_ROWS_PAGE)));
    break;
  case 4:
    gtk_widget_grab_focus (GTK_WIDGET (view));
    break;
  case 5:
    sz_rows_view_go_to (view, (guint)g_test_rand_int_range (0, 300), g_test_rand_bit ());
    break;
  case 6:
    gtk_adjustment_set_value (side, g_test_rand_double () * gtk_adjustment_get_upper (side));
    break;
  case 7:
    if (n > 0)
      sz_rows_columns_set_width (columns, column, g_test_rand_int_range (0, 500));
    break;
  case 8:
    if (n > 0)
      sz_rows_columns_move (columns, column, (guint)g_test_rand_int_range (0, (int)n));
    break;
  case 9:
    if (n > 0)
      sz_rows_columns_set_hidden (columns, sz_rows_columns_get (columns, column)->id, TRUE);
    break;
  default:
    gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
    break;
  }
}

/* Whatever comes after what, whole or not, the list is right in the end and GTK has nothing to complain
 * about.
 */
static void
juggle_rows (SzApplication *application, gpointer data)
{
  static const SzSpan SPANS[] = { SZ_SPAN_DAY, SZ_SPAN_MONTH, SZ_SPAN_YEAR };
  SzMainWindow *window = sz_application_get_window (application);
  SzRowsView *view;

  ui_wait (ui_is_settled, window, 30, "the window");
  go_to_rows (application, SZ_SPAN_YEAR, FALSE);
  view = view_of (application);
  for (guint i = 0; i < JUGGLES; i++) {
    juggle (application, view, SPANS[i % 3]);
    ui_turn ((guint)g_test_rand_int_range (0, 60));
  }
  ui_wait (ui_is_settled, window, 30, "the window");
  go_to_rows (application, SZ_SPAN_YEAR, TRUE);
  go_to_rows (application, SZ_SPAN_YEAR, FALSE);
  assert_rows (application);
  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view)), G_MAXINT32);
  assert_rows (application);
}

static void
on_rows (UiBody body)
{
  g_autoptr (UiHome) home = ui_home_new ();
  SzWindowOptions options = { .home = home->home, .catalog = home->catalog, .width = 1280, .height = 800 };

  fill (home);
  ui_run (&options, body, NULL);
}

static void
test_page (void)
{
  on_rows (walk_rows);
}

static void
test_juggle (void)
{
  on_rows (juggle_rows);
}

/* --- the widget alone
 * ------------------------------------------------------------------------------------------------------------------------
 */

#define ALONE 300
#define JUMPS 30

typedef struct {
  GtkWidget *window;
  SzRowsView *view;
  GListStore *items;
  SzFrame *frame;
} Table;

static void
add_rows (Table *table)
{
  for (guint i = 0; i < ALONE; i++) {
    g_autoptr (SzRowItem) item = sz_row_item_new (i, NULL, NULL);

    sz_row_item_fill (item, table->frame, i);
    g_list_store_append (table->items, item);
  }
}

static void
open_table (Table *table, const SzCatalog *catalog)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  table->frame = sz_frame_new ();
  sz_frame_add_column (table->frame, "key", "Record", "", SZ_COLUMN_TEXT);
  for (guint i = 0; i < ALONE; i++) {
    g_autofree char *key = g_strdup_printf ("T%03u", i);

    sz_frame_set_text (table->frame, sz_frame_add_row (table->frame), 0, key);
  }
  table->items = g_list_store_new (SZ_TYPE_ROW_ITEM);
  table->view = g_object_new (SZ_TYPE_ROWS_VIEW, NULL);
  table->window = gtk_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (table->view));
  gtk_window_set_child (GTK_WINDOW (table->window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (table->window), 600, 400);
  sz_rows_view_show_columns (table->view, sz_catalog_dataset (catalog, "tickets", NULL), table->frame);
  sz_rows_view_set_model (table->view, G_LIST_MODEL (table->items));
  add_rows (table);
  gtk_window_present (GTK_WINDOW (table->window));
}

static void
close_table (Table *table)
{
  gtk_window_destroy (GTK_WINDOW (table->window));
  g_object_unref (table->items);
  sz_frame_unref (table->frame);
}

/* The row that the keys are at has the focus. */
static gboolean
is_at_row (gpointer data)
{
  const Table *table = data;
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (table->window));

  return SZ_IS_ROW_LINE (focus) && gtk_widget_get_child_visible (focus) &&
         sz_row_line_get_position (SZ_ROW_LINE (focus)) == sz_rows_view_get_position (table->view);
}

static guint
count_lines_seen (const Table *table)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (table->view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += SZ_IS_ROW_LINE (child) && gtk_widget_get_child_visible (child);
  return n;
}

/* Of a list that becomes empty nothing is left, also not the row that had the focus; the list has it until
 * there are rows again. */
static void
test_gone (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  Table table;

  open_table (&table, home->catalog);
  for (guint i = 0; i < 3; i++) {
    sz_rows_view_go_to (table.view, 0, TRUE);
    ui_wait (is_at_row, &table, 20, "the focus");
    g_list_store_remove_all (table.items);
    ui_turn (50);
    g_assert_cmpuint (count_lines_seen (&table), ==, 0);
    g_assert_true (gtk_root_get_focus (GTK_ROOT (table.window)) == GTK_WIDGET (table.view));
    add_rows (&table);
    ui_wait (is_at_row, &table, 20, "the focus on a row again");
  }
  close_table (&table);
}

static gboolean
is_in_sight (const Table *table)
{
  GtkAdjustment *down = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (table->view));
  double line = gtk_adjustment_get_step_increment (down), top = gtk_adjustment_get_value (down);
  double end = MIN (top + gtk_adjustment_get_page_size (down), ALONE * line);
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (line <= 0 || end <= top)
    return FALSE;
  first = sz_rows_view_get_text (table->view, (guint)(top / line));
  last = sz_rows_view_get_text (table->view, (guint)((end - 1) / line));
  return first != NULL && last != NULL;
}

/* Those that show a row stand in the order of their rows, and the head behind them, where it lies above. */
static gboolean
is_in_order (gpointer data)
{
  const Table *table = data;
  gint64 before = -1;
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (table->view));

  if (!is_in_sight (table))
    return FALSE;
  for (; SZ_IS_ROW_LINE (child); child = gtk_widget_get_next_sibling (child)) {
    guint position = sz_row_line_get_position (SZ_ROW_LINE (child));

    if (position == GTK_INVALID_LIST_POSITION)
      continue;
    if (position <= before)
      return FALSE;
    before = position;
  }
  return child != NULL && gtk_widget_get_next_sibling (child) == NULL;
}

static void
test_order (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  Table table;

  open_table (&table, home->catalog);
  ui_wait (is_in_order, &table, 20, "the first rows");
  for (guint i = 0; i < JUMPS; i++) {
    GtkAdjustment *down = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (table.view));
    guint position = (guint)g_test_rand_int_range (0, ALONE);
    gboolean keys = g_test_rand_bit ();

    if (keys)
      sz_rows_view_go_to (table.view, position, TRUE);
    else
      gtk_adjustment_set_value (down, gtk_adjustment_get_value (down) + g_test_rand_int_range (-200, 200));
    ui_turn ((guint)g_test_rand_int_range (0, 40));
    if (i % 10 != 9)
      continue;
    ui_wait (is_in_order, &table, 20, "the rows in their order");
    g_assert_true (!keys || sz_rows_view_has_focus (table.view));
  }
  close_table (&table);
}

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/ui/rows/outline", test_outline);
  g_test_add_func ("/ui/rows/list", test_list);
  g_test_add_func ("/ui/rows/page", test_page);
  g_test_add_func ("/ui/rows/juggle", test_juggle);
  g_test_add_func ("/ui/rows/gone", test_gone);
  g_test_add_func ("/ui/rows/order", test_order);
  return g_test_run ();
}
