/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-item.h"

#include <math.h>

#include "sz-i18n.h"
#include "sz-style.h"

#define SHAPE_PX 24

struct _SzMapItem {
  GObject parent_instance;

  SzMapData *data; /* (owned) keeps the site alive */
  const SzSite *site;
  double distance_m;
};

G_DEFINE_FINAL_TYPE (SzMapItem, sz_map_item, G_TYPE_OBJECT)

static void
sz_map_item_finalize (GObject *object)
{
  sz_map_data_unref (SZ_MAP_ITEM (object)->data);
  G_OBJECT_CLASS (sz_map_item_parent_class)->finalize (object);
}

static void
sz_map_item_class_init (SzMapItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sz_map_item_finalize;
}

static void
sz_map_item_init (SzMapItem *self)
{
}

SzMapItem *
sz_map_item_new (SzMapData *data, const SzSite *site, double distance_m)
{
  SzMapItem *self = g_object_new (SZ_TYPE_MAP_ITEM, NULL);

  self->data = sz_map_data_ref (data);
  self->site = site;
  self->distance_m = distance_m;
  return self;
}

const SzSite *
sz_map_item_get_site (SzMapItem *self)
{
  return self->site;
}

double
sz_map_item_get_distance_m (SzMapItem *self)
{
  return self->distance_m;
}

GPtrArray *
sz_map_items_new (SzMapData *data, const SzWhereabouts *whereabouts)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  const GPtrArray *sites = data->atlas->sites;

  for (guint i = 0; whereabouts != NULL && i < whereabouts->near->len; i++) {
    const SzNearSite *near = &g_array_index (whereabouts->near, SzNearSite, i);

    g_ptr_array_add (items, sz_map_item_new (data, near->site, near->distance_m));
  }
  for (guint i = 0; i < sites->len; i++) {
    const SzSite *site = g_ptr_array_index (sites, i);

    if (whereabouts == NULL || isnan (site->longitude))
      g_ptr_array_add (items, sz_map_item_new (data, site, NAN));
  }
  return items;
}

guint
sz_map_items_find (GListModel *items, const char *id)
{
  for (guint i = 0; id != NULL && i < g_list_model_get_n_items (items); i++) {
    g_autoptr (SzMapItem) item = g_list_model_get_item (items, i);

    if (g_str_equal (item->site->id, id))
      return i;
  }
  return GTK_INVALID_LIST_POSITION;
}

double
sz_map_items_distance_m (GListModel *items, const SzSite *site)
{
  for (guint i = 0; i < g_list_model_get_n_items (items); i++) {
    g_autoptr (SzMapItem) item = g_list_model_get_item (items, i);

    if (item->site == site)
      return item->distance_m;
  }
  return NAN;
}

/* --- shapes --- */

static void
draw_shape_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  guint code = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (area), "shape"));

  sz_map_mark_paint (cr, sz_theme_get (sz_style_get_theme (sz_style_get ())), code & 0xff, code >> 8, FALSE,
                     width / 2.0, height / 2.0);
}

static void
set_shape (GtkWidget *area, SzSiteKind kind, SzMapStatus status)
{
  g_object_set_data (G_OBJECT (area), "shape", GUINT_TO_POINTER ((guint)kind | (guint)status << 8));
  gtk_widget_queue_draw (area);
}

GtkWidget *
sz_map_shape_new (SzSiteKind kind, SzMapStatus status)
{
  GtkWidget *area = gtk_drawing_area_new ();

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), SHAPE_PX);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), SHAPE_PX);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_shape_cb, NULL, NULL);
  gtk_widget_set_valign (area, GTK_ALIGN_CENTER);
  set_shape (area, kind, status);
  g_signal_connect_object (sz_style_get (), "changed", G_CALLBACK (gtk_widget_queue_draw), area,
                           G_CONNECT_SWAPPED);
  return area;
}

/* --- rows --- */

static GtkWidget *
new_label (const char *css_class, gboolean end)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), end ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), end ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0),
            *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (row, "map-row");
  gtk_widget_set_hexpand (left, TRUE);
  gtk_box_append (GTK_BOX (left), new_label ("map-name", FALSE));
  gtk_box_append (GTK_BOX (left), new_label ("map-detail", FALSE));
  gtk_box_append (GTK_BOX (right), new_label ("map-line", TRUE));
  gtk_box_append (GTK_BOX (right), new_label ("map-detail", TRUE));
  gtk_box_append (GTK_BOX (row), sz_map_shape_new (SZ_SITE_OTHER, SZ_SPOT_GOOD));
  gtk_box_append (GTK_BOX (row), left);
  gtk_box_append (GTK_BOX (row), right);
  gtk_list_item_set_child (item, row);
}

static void
set_status_class (GtkWidget *label, SzMapStatus status)
{
  static const char *const classes[] = { "spot-good", "spot-attention", "spot-alarm", "spot-unknown",
                                         "spot-shut" };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (label, classes[i]);
  gtk_widget_add_css_class (label, classes[status]);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  SzMapItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *row = gtk_list_item_get_child (list_item), *shape = gtk_widget_get_first_child (row);
  GtkWidget *left = gtk_widget_get_next_sibling (shape), *right = gtk_widget_get_next_sibling (left);
  SzMapStatus status = sz_map_data_status (item->data, item->site);
  g_autofree char *line = sz_map_data_line (item->data, item->site);
  g_autofree char *distance = isnan (item->distance_m) ? NULL : sz_distance_text (item->distance_m);
  g_autofree char *detail = *item->site->region_name != '\0' && item->site->kind != SZ_SITE_HALL
                                ? g_strconcat (item->site->kind_name, sz_lang () == SZ_LANG_ZH ? "·" : ", ",
                                               item->site->region_name, NULL)
                                : g_strdup (item->site->kind_name);
  g_autofree char *spoken = NULL;

  set_shape (shape, item->site->kind, status);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (left)), item->site->name);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (left)), detail);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (right)), line);
  set_status_class (gtk_widget_get_first_child (right), status);
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (right)), distance != NULL ? distance : "");
  gtk_widget_set_visible (gtk_widget_get_last_child (right), distance != NULL);
  /* The row of the list, which has the focus and no words of its own. */
  spoken = g_strdup_printf ("%s, %s, %s", item->site->name, detail, line);
  if (gtk_widget_get_parent (row) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (row)),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_widget_set_tooltip_text (row, *item->site->address != '\0' ? item->site->address : item->site->name);
}

GtkListItemFactory *
sz_map_item_factory_new (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  return factory;
}

gboolean
sz_map_item_matches (SzMapItem *self, gboolean open_only, int kind)
{
  const SzSite *site = sz_map_item_get_site (self);

  return (!open_only || site->state == SZ_SITE_OPEN) && (kind < 0 || (int)site->kind == kind);
}
