/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-columns-chooser.h"

#define MOST_HEIGHT 420

static void
toggled_cb (GtkCheckButton *check, gpointer columns)
{
  sz_rows_columns_set_hidden (columns, gtk_widget_get_name (GTK_WIDGET (check)),
                              !gtk_check_button_get_active (check));
}

static GtkWidget *
make_check (SzRowsColumns *columns, const SzRowsColumn *column)
{
  GtkWidget *check = gtk_check_button_new_with_label (column->name);

  gtk_widget_set_name (check, column->id);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), !column->hidden);
  gtk_widget_set_sensitive (check, sz_rows_columns_can_hide (column));
  g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), columns);
  return check;
}

static void
open_cb (GtkMenuButton *button, gpointer data)
{
  SzRowsColumns *columns = data;
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  g_autoptr (GPtrArray) all = sz_rows_columns_list (columns);

  for (guint i = 0; i < all->len; i++)
    gtk_box_append (GTK_BOX (box), make_check (columns, g_ptr_array_index (all, i)));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MOST_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_menu_button_set_popover (button, popover);
}

void
sz_columns_chooser_set (GtkMenuButton *button, SzRowsColumns *columns)
{
  gtk_menu_button_set_create_popup_func (button, open_cb, columns, NULL);
}
