/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile-table.h"

#include <math.h>

#include "sz-draw.h"
#include "sz-i18n.h"
#include "sz-put.h"
#include "sz-slim-label.h"

#define FIRST_ROWS 24
#define ROWS_A_FRAME 12

/* A frame of draw has numbers and instants; people read them by the rules of their units. */
static char *
cell_text (const SzFrame *frame, gsize row, guint column, SzZone *zone)
{
  const SzColumn *about = sz_frame_column (frame, column);
  double value;

  if (about->type == SZ_COLUMN_TEXT)
    return g_strdup (sz_frame_text (frame, row, column));
  value = sz_frame_number (frame, row, column);
  if (!isfinite (value))
    return g_strdup ("—");
  if (about->type == SZ_COLUMN_INSTANT && zone != NULL) {
    char date[11];
    g_autofree char *clock = sz_clock_text ((gint64)value, zone);

    sz_day_format (sz_zone_day (zone, (gint64)value), date);
    return g_strdup_printf ("%s %s", date, clock);
  }
  /* A mean of sixteen digits says no more than one of three; what is copied has them all. */
  return sz_number_exact (round (value * 100) / 100, about->unit != NULL ? about->unit : "");
}

/* --- window
 * ------------------------------------------------------------------------------------------------------------------
 */

typedef struct {
  SzPage *page;   /* (owned) */
  SzFrame *frame; /* (owned) (nullable) */
  SzZone *zone;   /* (owned) (nullable) */
  GtkWidget *holder, *choose, *grid;
  gsize filled; /* rows of the frame that stand in the grid */
} Tables;

static void
free_tables (gpointer data)
{
  Tables *tables = data;

  sz_page_unref (tables->page);
  g_clear_pointer (&tables->frame, sz_frame_unref);
  g_clear_pointer (&tables->zone, sz_zone_unref);
  g_free (tables);
}

static GtkWidget *
new_cell (const char *text, gboolean head, gboolean first)
{
  GtkWidget *label = sz_slim_label_new_paragraph (head ? "head" : "cell", G_MAXINT, !first);

  sz_slim_label_set_text (SZ_SLIM_LABEL (label), text != NULL ? text : "—");
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

static void
add_row (Tables *tables)
{
  const SzFrame *frame = tables->frame;
  const gsize row = tables->filled++;

  for (guint c = 0; c < sz_frame_n_columns (frame); c++) {
    g_autofree char *text = cell_text (frame, row, c, tables->zone);

    gtk_grid_attach (GTK_GRID (tables->grid), new_cell (text, FALSE, c == 0), (int)c, (int)row + 1, 1, 1);
  }
}

/* A line of a year has hundreds of rows. */
static gboolean
add_rows_cb (GtkWidget *grid, GdkFrameClock *clock, gpointer data)
{
  Tables *tables = data;

  for (guint i = 0; i < ROWS_A_FRAME && tables->filled < tables->frame->rows; i++)
    add_row (tables);
  return tables->filled < tables->frame->rows ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* With the rows that are seen first; the others follow frame by frame. */
static GtkWidget *
make_grid (Tables *tables)
{
  const SzFrame *frame = tables->frame;

  tables->grid = gtk_grid_new ();
  tables->filled = 0;
  gtk_grid_set_column_spacing (GTK_GRID (tables->grid), 24);
  gtk_widget_add_css_class (tables->grid, "data-table");
  for (guint c = 0; c < sz_frame_n_columns (frame); c++)
    gtk_grid_attach (GTK_GRID (tables->grid), new_cell (sz_frame_column (frame, c)->name, TRUE, c == 0),
                     (int)c, 0, 1, 1);
  while (tables->filled < MIN (frame->rows, FIRST_ROWS))
    add_row (tables);
  if (tables->filled < frame->rows)
    gtk_widget_add_tick_callback (tables->grid, add_rows_cb, tables, NULL);
  return tables->grid;
}

static void
show_tile (Tables *tables)
{
  guint index = gtk_drop_down_get_selected (GTK_DROP_DOWN (tables->choose));
  GtkWidget *content;
  const SzTile *tile;

  if (index >= tables->page->tiles->len)
    return;
  tile = g_ptr_array_index (tables->page->tiles, index);
  /* What stands there fills itself from the frame. */
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (tables->holder), NULL);
  g_clear_pointer (&tables->frame, sz_frame_unref);
  tables->frame = sz_draw_tile_table (tile, tables->page);
  if (tables->frame == NULL || tables->frame->rows == 0)
    content = new_cell (*tile->note != '\0' ? tile->note : _ ("There is no data behind this."), TRUE, TRUE);
  else
    content = make_grid (tables);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (tables->holder), content);
}

static void
copy_cb (GtkButton *button, gpointer data)
{
  Tables *tables = data;
  g_autofree char *csv = tables->frame != NULL ? sz_frame_to_csv (tables->frame, TRUE) : NULL;

  if (csv != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), csv);
}

static GtkWidget *
make_choice (const SzPage *page, const char *tile_id)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *choose;
  guint selected = 0;

  for (guint i = 0; i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    gtk_string_list_append (names, tile->title != NULL && *tile->title != '\0' ? tile->title : tile->id);
    if (g_strcmp0 (tile->id, tile_id) == 0)
      selected = i;
  }
  choose = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choose), selected);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choose), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Which chart"),
                                  -1);
  return choose;
}

static gboolean
escape_cb (GtkWidget *window, GVariant *args, gpointer data)
{
  gtk_window_close (GTK_WINDOW (window));
  return TRUE;
}

void
sz_tile_table_present (GtkWindow *parent, SzPage *page, const char *tile_id)
{
  Tables *tables = g_new0 (Tables, 1);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *header = gtk_header_bar_new ();
  GtkWidget *copy = gtk_button_new_with_label (_ ("Copy"));
  GtkEventController *keys = gtk_shortcut_controller_new ();

  tables->page = sz_page_ref (page);
  tables->zone = page->zone != NULL ? sz_zone_new (sz_zone_id (page->zone), NULL) : NULL;
  tables->choose = make_choice (page, tile_id);
  tables->holder = gtk_scrolled_window_new ();
  gtk_header_bar_set_title_widget (GTK_HEADER_BAR (header), tables->choose);
  gtk_header_bar_pack_start (GTK_HEADER_BAR (header), copy);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_callback_action_new (escape_cb, NULL, NULL)));
  gtk_widget_add_controller (window, keys);
  gtk_window_set_titlebar (GTK_WINDOW (window), header);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Data table"));
  gtk_window_set_child (GTK_WINDOW (window), tables->holder);
  gtk_window_set_default_size (GTK_WINDOW (window), 720, 520);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_widget_add_css_class (window, "cockpit");
  gtk_widget_add_css_class (window, "tables");
  g_object_set_data_full (G_OBJECT (window), "tables", tables, free_tables);
  g_signal_connect_swapped (tables->choose, "notify::selected", G_CALLBACK (show_tile), tables);
  g_signal_connect (copy, "clicked", G_CALLBACK (copy_cb), tables);
  show_tile (tables);
  sz_put_window (GTK_WINDOW (window));
}
