/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-column-head.h"

#include "sz-put.h"

/* px between name and arrow */
#define SPACING 4

struct _SzColumnHead {
  GtkWidget parent_instance;

  GtkWidget *name, *arrow;
};

G_DEFINE_FINAL_TYPE (SzColumnHead, sz_column_head, GTK_TYPE_WIDGET)

static void
sz_column_head_dispose (GObject *object)
{
  SzColumnHead *self = SZ_COLUMN_HEAD (object);

  g_clear_pointer (&self->name, gtk_widget_unparent);
  g_clear_pointer (&self->arrow, gtk_widget_unparent);
  G_OBJECT_CLASS (sz_column_head_parent_class)->dispose (object);
}

static void
sz_column_head_class_init (SzColumnHeadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_column_head_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "button");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_COLUMN_HEADER);
}

static void
sz_column_head_init (SzColumnHead *self)
{
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), SPACING);
  self->name = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_parent (self->name, GTK_WIDGET (self));
  self->arrow = gtk_image_new ();
  gtk_widget_set_parent (self->arrow, GTK_WIDGET (self));
}

GtkWidget *
sz_column_head_new (void)
{
  return g_object_new (SZ_TYPE_COLUMN_HEAD, NULL);
}

/* Its words stand where those below it do, and its arrow beside them. */
void
sz_column_head_show (SzColumnHead *self, const SzRowsColumn *column, GtkAccessibleSort sort)
{
  gboolean down = sort == GTK_ACCESSIBLE_SORT_DESCENDING;

  sz_put_label (self->name, column->name);
  gtk_widget_set_direction (GTK_WIDGET (self), column->at_end ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->arrow), down ? "pan-down-symbolic" : "pan-up-symbolic");
  gtk_widget_set_visible (self->arrow, sort != GTK_ACCESSIBLE_SORT_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, column->name,
                                  GTK_ACCESSIBLE_PROPERTY_SORT, sort, -1);
}
