/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-source-row.h"

#include "sz-i18n.h"

struct _SzSourceRow {
  GtkListBoxRow parent_instance;

  char *name;
  GtkWidget *icon, *title, *id, *line;
};

G_DEFINE_FINAL_TYPE (SzSourceRow, sz_source_row, GTK_TYPE_LIST_BOX_ROW)

static const char *const CLASSES[] = { "good", "attention", "alarm", "unknown", "neutral" };

static GtkWidget *
new_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
sz_source_row_finalize (GObject *object)
{
  g_free (SZ_SOURCE_ROW (object)->name);
  G_OBJECT_CLASS (sz_source_row_parent_class)->finalize (object);
}

static void
sz_source_row_class_init (SzSourceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sz_source_row_finalize;
}

static void
sz_source_row_init (SzSourceRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->icon = gtk_image_new ();
  self->title = new_label ("title");
  self->line = new_label ("word");
  gtk_widget_set_valign (self->icon, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  self->id = new_label ("sub");
  gtk_label_set_ellipsize (GTK_LABEL (self->id), PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_box_append (GTK_BOX (head), self->title);
  gtk_box_append (GTK_BOX (head), self->id);
  gtk_box_append (GTK_BOX (words), head);
  gtk_box_append (GTK_BOX (words), self->line);
  gtk_box_append (GTK_BOX (box), self->icon);
  gtk_box_append (GTK_BOX (box), words);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_widget_add_css_class (GTK_WIDGET (self), "alert-row");
}

GtkWidget *
sz_source_row_new (void)
{
  return g_object_new (SZ_TYPE_SOURCE_ROW, NULL);
}

void
sz_source_row_show (SzSourceRow *self, const SzSourceEntry *entry)
{
  const char *css_class = sz_source_stand_class (entry->stand);
  g_autofree char *line = sz_source_line_text (entry, sz_clock_now_ms ());
  g_autofree char *spoken = g_strdup_printf (_ ("%1$s, %2$s"), entry->title, line);

  if (g_strcmp0 (self->name, entry->name) != 0) {
    g_free (self->name);
    self->name = g_strdup (entry->name);
  }
  for (guint i = 0; i < G_N_ELEMENTS (CLASSES); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), CLASSES[i]);
  /* A source that is level is no success to be dimmed, as a closed alert is. */
  if (!g_str_equal (css_class, "good"))
    gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
  gtk_widget_remove_css_class (self->icon, "good");
  if (g_str_equal (css_class, "good"))
    gtk_widget_add_css_class (self->icon, "good");
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), sz_source_stand_icon (entry->stand));
  gtk_label_set_label (GTK_LABEL (self->title), entry->title);
  /* Two halls may have one title, and no two sources one name. */
  gtk_label_set_label (GTK_LABEL (self->id), g_str_equal (entry->title, entry->name) ? "" : entry->name);
  gtk_label_set_label (GTK_LABEL (self->line), line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

const char *
sz_source_row_get_name (SzSourceRow *self)
{
  return self->name;
}
