/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-split-bar.h"

#include "sz-i18n.h"

/* Dimensions offered side by side; further ones are in a menu. */
#define SEGMENTS 6

struct _SzSplitBar {
  GtkBox parent_instance;

  SzPlace *place; /* (owned) (nullable) */
  GtkWidget *by_box, *filter_box;
};

G_DEFINE_FINAL_TYPE (SzSplitBar, sz_split_bar, GTK_TYPE_BOX)

enum { GO, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
empty_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
add_segment (SzSplitBar *self, const SzDimension *dimension)
{
  GtkWidget *button = gtk_toggle_button_new_with_label (dimension->name);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "page.by");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", dimension->id);
  gtk_box_append (GTK_BOX (self->by_box), button);
}

static void
add_menu (SzSplitBar *self, GMenu *menu)
{
  GtkWidget *more = gtk_menu_button_new ();

  gtk_menu_button_set_label (GTK_MENU_BUTTON (more), _ ("More"));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (more), G_MENU_MODEL (menu));
  gtk_box_append (GTK_BOX (self->by_box), more);
}

/* A dimension that is pinned to one value splits nothing more, except the one that is shown. */
static void
fill_dimensions (SzSplitBar *self, const GPtrArray *dimensions)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  guint shown = 0;

  empty_box (self->by_box);
  for (guint i = 0; dimensions != NULL && i < dimensions->len; i++) {
    const SzDimension *dimension = g_ptr_array_index (dimensions, i);
    g_autoptr (GMenuItem) item = NULL;

    if (sz_place_filters_by (self->place, dimension->id) && g_strcmp0 (self->place->by, dimension->id) != 0)
      continue;
    if (shown++ < SEGMENTS) {
      add_segment (self, dimension);
      continue;
    }
    item = g_menu_item_new (dimension->name, NULL);
    g_menu_item_set_action_and_target (item, "page.by", "s", dimension->id);
    g_menu_append_item (menu, item);
  }
  if (g_menu_model_get_n_items (G_MENU_MODEL (menu)) > 0)
    add_menu (self, menu);
  gtk_widget_set_visible (self->by_box, shown > 1);
}

static void
drop_filter_cb (GtkButton *button, gpointer data)
{
  SzSplitBar *self = data;
  const char *dimension = g_object_get_data (G_OBJECT (button), "dimension");
  g_autoptr (SzPlace) target = sz_place_without_filter (self->place, dimension);

  g_signal_emit (self, signals[GO], 0, target);
}

static void
add_chip (SzSplitBar *self, const SzCatalog *catalog, const SzPlaceFilter *filter)
{
  const SzDimension *dimension = sz_catalog_dimension (catalog, filter->dimension, NULL);
  g_autofree char *text =
      g_strdup_printf ("%s: %s", dimension != NULL ? dimension->name : filter->dimension, filter->name);
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *close = gtk_button_new_from_icon_name ("sz-close-symbolic");

  gtk_widget_add_css_class (chip, "chip");
  gtk_box_append (GTK_BOX (chip), gtk_label_new (text));
  gtk_widget_set_tooltip_text (close, _ ("Without this filter"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Without this filter"), -1);
  g_object_set_data_full (G_OBJECT (close), "dimension", g_strdup (filter->dimension), g_free);
  g_signal_connect (close, "clicked", G_CALLBACK (drop_filter_cb), self);
  gtk_box_append (GTK_BOX (chip), close);
  gtk_box_append (GTK_BOX (self->filter_box), chip);
}

static void
sz_split_bar_dispose (GObject *object)
{
  g_clear_pointer (&SZ_SPLIT_BAR (object)->place, sz_place_unref);
  G_OBJECT_CLASS (sz_split_bar_parent_class)->dispose (object);
}

static void
sz_split_bar_class_init (SzSplitBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = sz_split_bar_dispose;
  signals[GO] = g_signal_new ("go", SZ_TYPE_SPLIT_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              G_TYPE_POINTER);
}

static void
sz_split_bar_init (SzSplitBar *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->by_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->filter_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_add_css_class (self->by_box, "segments");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->by_box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Split by"), -1);
  gtk_box_append (GTK_BOX (row), self->by_box);
  gtk_box_append (GTK_BOX (row), self->filter_box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_EXTERNAL, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), row);
  gtk_widget_set_hexpand (scroller, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "split");
  gtk_box_append (GTK_BOX (self), scroller);
}

void
sz_split_bar_show (SzSplitBar *self, const SzCatalog *catalog, const GPtrArray *dimensions,
                   const SzPlace *place)
{
  SzPlace *previous = self->place;

  self->place = sz_place_ref ((SzPlace *)place);
  sz_place_unref (previous);
  fill_dimensions (self, dimensions);
  empty_box (self->filter_box);
  for (guint i = 0; i < place->filters->len; i++)
    add_chip (self, catalog, sz_place_filter (place, i));
  gtk_widget_set_visible (GTK_WIDGET (self),
                          gtk_widget_get_visible (self->by_box) || place->filters->len > 0);
}
