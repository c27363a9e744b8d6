/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-results.h"

#include "sz-map-words.h"

/* Seen at once; the rest is scrolled to. */
#define ROWS_SEEN 6

static GtkWidget *
new_content (const SzFound *found)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const char *texts[] = { found->title, found->detail };
  static const char *const classes[] = { "map-name", "map-detail" };

  gtk_widget_add_css_class (box, "map-row");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    GtkWidget *label = gtk_label_new (texts[i]);

    gtk_label_set_xalign (GTK_LABEL (label), 0);
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    gtk_widget_add_css_class (label, classes[i]);
    gtk_box_append (GTK_BOX (box), label);
  }
  return box;
}

static void
add_row (GtkListBox *list, const SzFound *found)
{
  GtkWidget *row = gtk_list_box_row_new ();
  const char *const texts[] = { found->title, found->detail, NULL };
  g_autofree char *spoken = sz_map_spoken (texts);

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), new_content (found));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_list_box_append (list, row);
}

/* No row is cut: the list's own height, less the rows that are scrolled to. */
static int
seen_height (GtkListBox *list)
{
  GtkListBoxRow *row;
  int height = 0, hidden = 0;

  gtk_widget_measure (GTK_WIDGET (list), GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  for (int i = ROWS_SEEN; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++) {
    int one = 0;

    gtk_widget_measure (GTK_WIDGET (row), GTK_ORIENTATION_VERTICAL, -1, NULL, &one, NULL, NULL);
    hidden += one;
  }
  return MAX (1, height - hidden);
}

void
sz_map_results_fill (GtkListBox *list, GtkScrolledWindow *scroll, const GPtrArray *found)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, child);
  for (guint i = 0; found != NULL && i < found->len; i++)
    add_row (list, g_ptr_array_index (found, i));
  gtk_scrolled_window_set_max_content_height (scroll, seen_height (list));
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (scroll), 0);
}
