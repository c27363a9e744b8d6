/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-item.h"

#include <math.h>

#include "sz-style.h"

#define SHAPE_PX 24

struct _SzMapItem {
  GObject parent_instance;

  SzMapData *data; /* (owned) keeps the site alive */
  const SzSite *site;
  double distance_m;
};

G_DEFINE_FINAL_TYPE (SzMapItem, sz_map_item, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

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
  signals[CHANGED] =
      g_signal_new ("changed", SZ_TYPE_MAP_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
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

/* The same point as another moment has it. */
static void
update_item (SzMapItem *self, SzMapData *data, const SzSite *site, double distance_m)
{
  SzMapData *before = self->data;

  self->data = sz_map_data_ref (data);
  self->site = site;
  self->distance_m = distance_m;
  g_signal_emit (self, signals[CHANGED], 0);
  sz_map_data_unref (before);
}

const SzSite *
sz_map_item_get_site (SzMapItem *self)
{
  return self->site;
}

SzMapData *
sz_map_item_get_data (SzMapItem *self)
{
  return self->data;
}

double
sz_map_item_get_distance_m (SzMapItem *self)
{
  return self->distance_m;
}

/* One that is there already stays the same object, and with it the row that shows it. (transfer full) */
static SzMapItem *
reuse_item (GHashTable *known, SzMapData *data, const SzSite *site, double distance_m)
{
  SzMapItem *item = g_hash_table_lookup (known, site->id);

  if (item == NULL)
    return sz_map_item_new (data, site, distance_m);
  update_item (item, data, site, distance_m);
  return g_object_ref (item);
}

static GHashTable *
list_known (GListModel *items)
{
  GHashTable *known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++) {
    SzMapItem *item = g_list_model_get_item (items, i);

    g_hash_table_insert (known, g_strdup (item->site->id), item);
  }
  return known;
}

GPtrArray *
sz_map_items_new (GListModel *known, SzMapData *data, const SzWhereabouts *whereabouts)
{
  g_autoptr (GHashTable) by_id = list_known (known);
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);
  const GPtrArray *sites = data->atlas->sites;

  for (guint i = 0; whereabouts != NULL && i < whereabouts->near->len; i++) {
    const SzNearSite *near = &g_array_index (whereabouts->near, SzNearSite, i);

    g_ptr_array_add (items, reuse_item (by_id, data, near->site, near->distance_m));
  }
  for (guint i = 0; i < sites->len; i++) {
    const SzSite *site = g_ptr_array_index (sites, i);

    if (whereabouts == NULL || isnan (site->longitude))
      g_ptr_array_add (items, reuse_item (by_id, data, site, NAN));
  }
  return items;
}

gboolean
sz_map_items_are (GListModel *list, const GPtrArray *items)
{
  gboolean same = g_list_model_get_n_items (list) == items->len;

  for (guint i = 0; same && i < items->len; i++) {
    g_autoptr (GObject) item = g_list_model_get_item (list, i);

    same = item == g_ptr_array_index (items, i);
  }
  return same;
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

gboolean
sz_map_item_matches (SzMapItem *self, gboolean open_only, int kind)
{
  const SzSite *site = sz_map_item_get_site (self);

  return (!open_only || site->state == SZ_SITE_OPEN) && (kind < 0 || (int)site->kind == kind);
}
