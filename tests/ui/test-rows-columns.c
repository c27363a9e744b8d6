/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a list of rows: whatever people make of them, they stand one behind the other, and are found
 * again after those of another data set. */
#include <pango/pangocairo.h>

#include "sz-rows-columns.h"
#include "sz-rows-head.h"
#include "ui-test.h"

#define CHANGES 500
#define DRAGS 200
#define MOST_COLUMNS 100

/* What the columns should be, by the plainest means. */
typedef struct {
  GPtrArray *ids; /* (element-type utf8) in their order */
  GHashTable *hidden, *widths;
} Plain;

static SzFrame *
make_frame (const SzDataset *dataset)
{
  SzFrame *frame = sz_frame_new ();
  guint n = (guint)g_test_rand_int_range (1, (int)dataset->fields->len + 1);

  sz_frame_add_column (frame, "key", "Record", "", SZ_COLUMN_TEXT);
  for (guint i = 0; i < n; i++)
    if (!g_str_equal (sz_dataset_field (dataset, i)->id, "key"))
      sz_frame_add_column (frame, sz_dataset_field (dataset, i)->id, "Name", "", SZ_COLUMN_TEXT);
  return frame;
}

static guint
find_place (SzRowsColumns *columns, const char *id)
{
  for (guint i = 0; i < sz_rows_columns_count (columns); i++)
    if (g_str_equal (sz_rows_columns_get (columns, i)->id, id))
      return i;
  return G_MAXUINT;
}

/* One behind the other, without what is hidden, each as wide as it was made. */
static void
assert_columns (SzRowsColumns *columns, const Plain *plain, const SzFrame *frame)
{
  guint place = 0;
  int x = 0;

  for (guint i = 0; i < plain->ids->len; i++) {
    const char *id = g_ptr_array_index (plain->ids, i);
    const SzRowsColumn *column;
    gpointer width;

    if (g_hash_table_contains (plain->hidden, id))
      continue;
    column = sz_rows_columns_get (columns, place);
    g_assert_cmpstr (column->id, ==, id);
    g_assert_cmpint (sz_frame_find (frame, id), ==, column->index);
    g_assert_cmpint (column->x, ==, x);
    if (g_hash_table_lookup_extended (plain->widths, id, NULL, &width))
      g_assert_cmpint (column->width, ==, MAX (GPOINTER_TO_INT (width), 64));
    x += column->width + (place == 0 ? SZ_ROWS_COLUMN_LEAD : 0);
    place++;
  }
  g_assert_cmpuint (sz_rows_columns_count (columns), ==, place);
  g_assert_cmpint (sz_rows_columns_get_width (columns), ==, x);
}

static void
change_columns (SzRowsColumns *columns, Plain *plain)
{
  guint n = sz_rows_columns_count (columns), place = (guint)g_test_rand_int_range (0, (int)n);
  guint to = (guint)g_test_rand_int_range (0, (int)n), from_index, to_index;
  const char *id = g_intern_string (sz_rows_columns_get (columns, place)->id);
  const char *any = g_ptr_array_index (plain->ids, (guint)g_test_rand_int_range (0, (int)plain->ids->len));
  int width = g_test_rand_int_range (-10, 500);

  switch (g_test_rand_int_range (0, 5)) {
  case 0:
    g_hash_table_insert (plain->widths, (char *)id, GINT_TO_POINTER (width));
    sz_rows_columns_set_width (columns, place, width);
    break;
  case 1:
    g_hash_table_remove (plain->widths, id);
    sz_rows_columns_fit (columns, place);
    break;
  case 2:
    g_ptr_array_find_with_equal_func (plain->ids, id, g_str_equal, &from_index);
    g_ptr_array_find_with_equal_func (plain->ids, sz_rows_columns_get (columns, to)->id, g_str_equal,
                                      &to_index);
    g_ptr_array_insert (plain->ids, (int)to_index, g_ptr_array_steal_index (plain->ids, from_index));
    sz_rows_columns_move (columns, place, to);
    break;
  case 3:
    if (!g_str_equal (any, "key"))
      g_hash_table_add (plain->hidden, (char *)any);
    sz_rows_columns_set_hidden (columns, any, TRUE);
    break;
  default:
    g_hash_table_remove (plain->hidden, any);
    sz_rows_columns_set_hidden (columns, any, FALSE);
    break;
  }
}

/* --- who is told
 * -----------------------------------------------------------------------------------------------------------
 */

typedef struct {
  guint changed, resized;
} Told;

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
assert_told (Told *told, guint changed, guint resized)
{
  g_assert_cmpuint (told->changed, ==, changed);
  g_assert_cmpuint (told->resized, ==, resized);
  *told = (Told){ 0 };
}

/* Widths are told once, however many, and as nothing else; what is as it was is not told. */
static void
assert_widths (SzRowsColumns *columns)
{
  guint n = sz_rows_columns_count (columns), place = (guint)g_test_rand_int_range (0, (int)n);
  int widths[MOST_COLUMNS];
  int x = 0;
  Told told = { 0 };

  g_assert_cmpuint (n, <, MOST_COLUMNS);
  g_signal_connect_swapped (columns, "changed", G_CALLBACK (count_cb), &told.changed);
  g_signal_connect_swapped (columns, "resized", G_CALLBACK (count_cb), &told.resized);
  for (guint i = 0; i < n; i++)
    widths[i] = g_test_rand_int_range (64, 500);
  widths[place] = sz_rows_columns_get (columns, place)->width + 1;
  sz_rows_columns_set_widths (columns, widths);
  assert_told (&told, 0, 1);
  for (guint i = 0; i < n; i++) {
    g_assert_cmpint (sz_rows_columns_get (columns, i)->width, ==, widths[i]);
    g_assert_cmpint (sz_rows_columns_get (columns, i)->x, ==, x);
    x += widths[i] + (i == 0 ? SZ_ROWS_COLUMN_LEAD : 0);
  }
  sz_rows_columns_set_widths (columns, widths);
  sz_rows_columns_set_width (columns, place, widths[place]);
  sz_rows_columns_set_hidden (columns, sz_rows_columns_get (columns, place)->id, FALSE);
  assert_told (&told, 0, 0);
  sz_rows_columns_set_width (columns, place, widths[place] + 1);
  assert_told (&told, 0, 1);
  sz_rows_columns_move (columns, place, (place + 1) % n);
  assert_told (&told, 1, 0);
  g_signal_handlers_disconnect_by_func (columns, count_cb, &told.changed);
  g_signal_handlers_disconnect_by_func (columns, count_cb, &told.resized);
}

static void
test_told (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  const SzDataset *tickets = sz_catalog_dataset (home->catalog, "tickets", NULL);
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  g_autoptr (SzFrame) frame = make_frame (tickets);
  g_autoptr (SzRowsColumns) columns = sz_rows_columns_new ();

  sz_rows_columns_show (columns, tickets, frame, layout);
  for (guint i = 0; i < 20; i++)
    assert_widths (columns);
  g_object_unref (context);
}

/* --- heads that are drawn
 * -----------------------------------------------------------------------------------------------------------
 */

static GtkEventController *
find_controller (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (all, i);

    if (G_OBJECT_TYPE (controller) == type)
      return controller;
  }
  g_assert_not_reached ();
}

/* The middle of a head. */
static int
middle_of (SzRowsColumns *columns, guint place)
{
  const SzRowsColumn *column = sz_rows_columns_get (columns, place);

  return column->x + (column->width + (place == 0 ? SZ_ROWS_COLUMN_LEAD : 0)) / 2;
}

/* It comes to stand behind all whose middle the pointer has passed, though it came there in one motion. */
static guint
place_for (SzRowsColumns *columns, guint place, int at)
{
  guint to = place;

  for (guint i = place + 1; i < sz_rows_columns_count (columns); i++)
    to += at > middle_of (columns, i);
  for (guint i = 0; i < place; i++)
    to -= at < middle_of (columns, i);
  return to;
}

static void
test_drags (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  const SzDataset *tickets = sz_catalog_dataset (home->catalog, "tickets", NULL);
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  g_autoptr (SzFrame) frame = make_frame (tickets);
  g_autoptr (SzRowsColumns) columns = sz_rows_columns_new ();
  GtkWidget *head = g_object_ref_sink (sz_rows_head_new (columns));
  GtkEventController *drag = find_controller (head, GTK_TYPE_GESTURE_DRAG);

  sz_rows_columns_show (columns, tickets, frame, layout);
  for (guint i = 0; i < DRAGS; i++) {
    guint n = sz_rows_columns_count (columns), place = (guint)g_test_rand_int_range (0, (int)n), to;
    const char *id = g_intern_string (sz_rows_columns_get (columns, place)->id);
    int from, at = g_test_rand_int_range (-50, sz_rows_columns_get_width (columns) + 50);

    sz_rows_columns_set_width (columns, (guint)g_test_rand_int_range (0, (int)n),
                               g_test_rand_int_range (64, 400));
    from = middle_of (columns, place);
    /* Less is a click. */
    if (ABS (at - from) < 8)
      continue;
    to = place_for (columns, place, at);
    g_signal_emit_by_name (drag, "drag-begin", (double)from, 5.0);
    g_signal_emit_by_name (drag, "drag-update", (double)(at - from), 0.0);
    g_signal_emit_by_name (drag, "drag-end", (double)(at - from), 0.0);
    g_assert_cmpuint (find_place (columns, id), ==, to);
    g_assert_null (sz_rows_columns_get_sort (columns));
  }
  g_object_unref (head);
  g_object_unref (context);
}

/* A press sorts up, down, and not at all; another column begins anew. */
static void
assert_presses (SzRowsColumns *columns)
{
  guint last = sz_rows_columns_count (columns) - 1;
  g_autofree char *down = g_strconcat ("-", sz_rows_columns_get (columns, last)->id, NULL);

  sz_rows_columns_set_sort (columns, NULL);
  sz_rows_columns_press (columns, last);
  g_assert_cmpstr (sz_rows_columns_get_sort (columns), ==, down + 1);
  sz_rows_columns_press (columns, last);
  g_assert_cmpstr (sz_rows_columns_get_sort (columns), ==, down);
  if (last > 0) {
    sz_rows_columns_press (columns, 0);
    g_assert_cmpstr (sz_rows_columns_get_sort (columns), ==, sz_rows_columns_get (columns, 0)->id);
    sz_rows_columns_set_sort (columns, down);
  }
  sz_rows_columns_press (columns, last);
  g_assert_null (sz_rows_columns_get_sort (columns));
}

static void
test_columns (void)
{
  g_autoptr (UiHome) home = ui_home_new ();
  const SzDataset *tickets = sz_catalog_dataset (home->catalog, "tickets", NULL);
  const SzDataset *cases = sz_catalog_dataset (home->catalog, "cases", NULL);
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  g_autoptr (SzFrame) frame = make_frame (tickets);
  g_autoptr (SzFrame) other = make_frame (cases);
  g_autoptr (SzRowsColumns) columns = sz_rows_columns_new ();
  Plain plain = { g_ptr_array_new (), g_hash_table_new (g_str_hash, g_str_equal),
                  g_hash_table_new (g_str_hash, g_str_equal) };

  for (guint i = 0; i < sz_frame_n_columns (frame); i++)
    g_ptr_array_add (plain.ids, (char *)g_intern_string (sz_frame_column (frame, i)->id));
  g_assert_cmpuint (sz_rows_columns_count (columns), ==, 0);
  sz_rows_columns_show (columns, tickets, frame, layout);
  assert_columns (columns, &plain, frame);
  for (guint i = 0; i < CHANGES; i++) {
    change_columns (columns, &plain);
    assert_columns (columns, &plain, frame);
  }
  assert_presses (columns);
  /* What was made of them is there again after those of another data set, which know nothing of it. */
  sz_rows_columns_show (columns, cases, other, layout);
  g_assert_cmpuint (sz_rows_columns_count (columns), ==, sz_frame_n_columns (other));
  sz_rows_columns_show (columns, tickets, frame, layout);
  assert_columns (columns, &plain, frame);
  g_assert_cmpuint (find_place (columns, "key"), !=, G_MAXUINT);
  g_object_unref (context);
  g_ptr_array_unref (plain.ids);
  g_hash_table_unref (plain.hidden);
  g_hash_table_unref (plain.widths);
}

int
main (int argc, char **argv)
{
  if (!ui_test_init (&argc, &argv))
    return 0;
  g_test_add_func ("/ui/rows-columns/changes", test_columns);
  g_test_add_func ("/ui/rows-columns/told", test_told);
  g_test_add_func ("/ui/rows-columns/drags", test_drags);
  return g_test_run ();
}
