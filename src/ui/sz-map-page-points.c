/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The points beside the map: their list, and the one that is chosen. */
#include <math.h>

#include "sz-map-card.h"
#include "sz-map-item.h"
#include "sz-map-page-private.h"
#include "sz-map-row.h"
#include "sz-map-words.h"
#include "sz-put.h"

/* What is chosen in the list is so far from the map's edges and from the card. */
#define CLEAR_PX 40

/* A window of usual height shows fewer rows. */
#define ROWS_AT_ONCE 32

/* --- the chosen point --- */

static void
card_closed_cb (SzMapPage *self)
{
  sz_map_page_choose (self, NULL);
  sz_map_page_select (self);
  gtk_widget_grab_focus (self->list);
}

static void
add_card (SzMapPage *self)
{
  self->card = sz_map_card_new ();
  gtk_widget_set_halign (self->card, GTK_ALIGN_END);
  gtk_widget_set_valign (self->card, GTK_ALIGN_START);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->stage), self->card);
  g_signal_connect_swapped (self->card, "close", G_CALLBACK (card_closed_cb), self);
}

/* The map keeps what it shows out of what the card covers. */
static void
clear_of_card (SzMapPage *self, gboolean shown)
{
  GtkRequisition size = { 0, 0 };

  if (shown)
    gtk_widget_get_preferred_size (self->card, NULL, &size);
  sz_map_view_set_inset (SZ_MAP_VIEW (self->map), size.width, size.height);
}

void
sz_map_page_show_card (SzMapPage *self)
{
  const SzSite *site = self->data != NULL ? sz_atlas_site (self->data->atlas, self->selected) : NULL;

  if (self->card == NULL && site != NULL)
    add_card (self);
  if (site != NULL)
    sz_map_card_show (SZ_MAP_CARD (self->card), self->data, site,
                      sz_map_items_distance_m (G_LIST_MODEL (self->store), site));
  if (self->card != NULL)
    gtk_widget_set_visible (self->card, site != NULL);
  clear_of_card (self, site != NULL);
  sz_map_view_set_selected (SZ_MAP_VIEW (self->map), site != NULL ? site->id : NULL);
}

void
sz_map_page_select (SzMapPage *self)
{
  self->filling = TRUE;
  gtk_single_selection_set_selected (self->selection,
                                     sz_map_items_find (G_LIST_MODEL (self->selection), self->selected));
  self->filling = FALSE;
}

void
sz_map_page_scroll (SzMapPage *self, const char *id)
{
  guint position = id != NULL ? sz_map_items_find (G_LIST_MODEL (self->selection), id) : 0;

  if (position < g_list_model_get_n_items (G_LIST_MODEL (self->selection)))
    gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", position);
}

void
sz_map_page_choose (SzMapPage *self, const char *id)
{
  char *chosen = g_strdup (id);

  g_free (self->selected);
  self->selected = chosen;
  sz_map_page_show_card (self);
}

void
sz_map_page_choose_mark (SzMapPage *self, const char *id)
{
  sz_map_page_choose (self, id);
  sz_map_page_select (self);
  sz_map_page_scroll (self, id);
}

/* --- the list --- */

static gboolean
matches (gpointer object, gpointer data)
{
  SzMapPage *self = data;
  guint kind = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->kind));

  return sz_map_item_matches (object, gtk_check_button_get_active (GTK_CHECK_BUTTON (self->open_only)),
                              kind != GTK_INVALID_LIST_POSITION ? (int)kind - 1 : -1);
}

/* A turn puts so many more rows into the list, and the first one fills the window with them. */
static gboolean
fill_cb (gpointer data)
{
  SzMapPage *self = data;
  guint n = MIN (self->coming->len, ROWS_AT_ONCE);

  self->filling = TRUE;
  g_list_store_splice (self->store, g_list_model_get_n_items (G_LIST_MODEL (self->store)), 0,
                       self->coming->pdata, n);
  self->filling = FALSE;
  g_ptr_array_remove_range (self->coming, 0, n);
  if (self->coming->len > 0)
    return G_SOURCE_CONTINUE;
  g_clear_pointer (&self->coming, g_ptr_array_unref);
  self->filler = 0;
  sz_map_page_select (self);
  return G_SOURCE_REMOVE;
}

void
sz_map_page_stop_filling (SzMapPage *self)
{
  g_clear_handle_id (&self->filler, g_source_remove);
  g_clear_pointer (&self->coming, g_ptr_array_unref);
}

void
sz_map_page_fill_list (SzMapPage *self, const SzWhereabouts *whereabouts)
{
  g_autoptr (GPtrArray) items = sz_map_items_new (G_LIST_MODEL (self->store), self->data, whereabouts);
  guint before = g_list_model_get_n_items (G_LIST_MODEL (self->store));

  sz_map_page_stop_filling (self);
  self->filling = TRUE;
  if (sz_map_items_are (G_LIST_MODEL (self->store), items)) {
    /* The same points; which of them are open may be another question. */
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
    self->filling = FALSE;
    return;
  }
  g_list_store_splice (self->store, 0, before, items->pdata,
                       before == 0 ? MIN (items->len, ROWS_AT_ONCE) : items->len);
  self->filling = FALSE;
  if (before > 0 || items->len <= ROWS_AT_ONCE)
    return;
  g_ptr_array_remove_range (items, 0, ROWS_AT_ONCE);
  self->coming = g_steal_pointer (&items);
  self->filler = g_idle_add (fill_cb, self);
}

void
sz_map_page_say_list (SzMapPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  g_autofree char *text = NULL;

  for (guint i = 0; self->coming != NULL && i < self->coming->len; i++)
    n += matches (g_ptr_array_index (self->coming, i), self) ? 1 : 0;
  text = sz_map_list_title (n, !isnan (self->place_longitude));
  sz_put_label (self->list_title, text);
}

static void
filter_changed_cb (SzMapPage *self)
{
  if (self->filter == NULL)
    return;
  self->filling = TRUE;
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  self->filling = FALSE;
  /* What is chosen may have come back into the list. */
  sz_map_page_select (self);
  sz_map_page_say_list (self);
}

static gboolean
is_clear (SzMapPage *self, double x, double y)
{
  int width = gtk_widget_get_width (self->map), height = gtk_widget_get_height (self->map);
  GtkRequisition card;

  gtk_widget_get_preferred_size (self->card, NULL, &card);
  return x >= CLEAR_PX && y >= CLEAR_PX && x <= width - CLEAR_PX && y <= height - CLEAR_PX &&
         (x < width - card.width - CLEAR_PX || y > card.height + CLEAR_PX);
}

/* Going through the list shows each on the map; the map follows only where it must. */
static void
selected_cb (SzMapPage *self)
{
  SzMapItem *item = gtk_single_selection_get_selected_item (self->selection);
  double x, y;

  if (self->filling || item == NULL)
    return;
  const SzSite *site = sz_map_item_get_site (item);
  sz_map_page_choose (self, site->id);
  if (isnan (site->longitude) ||
      !sz_map_view_locate (SZ_MAP_VIEW (self->map), site->longitude, site->latitude, &x, &y))
    return;
  if (!is_clear (self, x, y))
    sz_map_view_show_place (SZ_MAP_VIEW (self->map), site->longitude, site->latitude, INFINITY);
}

static void
row_activated_cb (GtkListView *view, guint position, gpointer data)
{
  SzMapPage *self = data;
  g_autoptr (SzMapItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item == NULL)
    return;
  const SzSite *site = sz_map_item_get_site (item);
  sz_map_page_choose (self, site->id);
  sz_map_page_select (self);
  sz_map_view_show_place (SZ_MAP_VIEW (self->map), site->longitude, site->latitude,
                          SZ_MAP_PLACE_RESOLUTION_M);
}

void
sz_map_page_build_list (SzMapPage *self)
{
  GtkListItemFactory *factory = sz_map_row_factory_new ();
  GtkFilterListModel *filtered;

  self->store = g_list_store_new (SZ_TYPE_MAP_ITEM);
  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  filtered =
      gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->store)), g_object_ref (self->filter));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (filtered));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->list), factory);
  gtk_list_view_set_model (GTK_LIST_VIEW (self->list), GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_unref (factory);
}

void
sz_map_page_bind_points (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}
