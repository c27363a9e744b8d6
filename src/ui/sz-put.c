/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-put.h"

void
sz_put_label (GtkWidget *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (GTK_LABEL (label)), text) != 0)
    gtk_label_set_label (GTK_LABEL (label), text);
}

void
sz_put_menu_label (GtkWidget *menu_button, const char *text)
{
  if (g_strcmp0 (gtk_menu_button_get_label (GTK_MENU_BUTTON (menu_button)), text) != 0)
    gtk_menu_button_set_label (GTK_MENU_BUTTON (menu_button), text);
}

void
sz_put_title (GtkWindow *window, const char *title)
{
  if (g_strcmp0 (gtk_window_get_title (window), title) != 0)
    gtk_window_set_title (window, title);
}

void
sz_put_tooltip (GtkWidget *widget, const char *text)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) != 0)
    gtk_widget_set_tooltip_text (widget, text);
}

/* Its parent, and it with it, may have been closed meanwhile. */
static gboolean
present_cb (gpointer data)
{
  if (gtk_window_get_transient_for (data) != NULL)
    gtk_window_present (data);
  return G_SOURCE_REMOVE;
}

void
sz_put_window (GtkWindow *window)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, present_cb, g_object_ref (window), g_object_unref);
}
