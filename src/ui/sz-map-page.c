/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-page.h"

#include <math.h>

#include "sz-i18n.h"
#include "sz-map-body.h"
#include "sz-map-legend.h"
#include "sz-map-page-private.h"
#include "sz-map-words.h"
#include "sz-put.h"
#include "sz-style.h"

/* Below this the legend would lie on the scale; the list shows the same shapes. */
#define LEGEND_MIN_PX 660
/* What it needs beyond the map's own margin. */
#define LEGEND_PX 28

static void sz_map_page_pane_init (SzPaneInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SzMapPage, sz_map_page, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (SZ_TYPE_PANE, sz_map_page_pane_init))

/* --- data --- */

static void
say_headline (SzMapPage *self)
{
  g_autofree char *headline = sz_map_headline (self->data), *subline = sz_map_subline (self->data);
  g_autofree char *problems = sz_map_problems (self->data->atlas);
  g_autofree char *where = sz_map_where (self->data);

  sz_put_label (self->where, where);
  sz_put_label (self->headline, headline);
  sz_put_label (self->subline, subline);
  /* What cannot be drawn is counted in the subline, and told in full to who asks. */
  sz_put_tooltip (self->subline, problems);
}

static void
set_marks (SzMapPage *self)
{
  gboolean shown = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->points_toggle));
  g_autoptr (GPtrArray) marks = sz_map_data_marks (self->data, shown);

  sz_map_view_set_marks (SZ_MAP_VIEW (self->map), marks);
}

static gboolean
show_legend_cb (gpointer data)
{
  SzMapPage *self = data;

  if (self->legend == NULL)
    return G_SOURCE_REMOVE;
  gtk_widget_set_visible (self->legend, self->roomy && gtk_widget_get_first_child (self->legend) != NULL);
  sz_map_view_set_foot (SZ_MAP_VIEW (self->map), gtk_widget_get_visible (self->legend) ? LEGEND_PX : 0);
  return G_SOURCE_REMOVE;
}

static void
show_data (SzMapPage *self, SzMapData *data)
{
  SzMapData *previous = self->data;
  gboolean moved = previous == NULL || previous->atlas != data->atlas;
  gboolean same = !moved && sz_map_data_says_the_same (previous, data);

  self->data = data;
  if (moved) {
    /* What was found points into the old atlas. */
    g_clear_pointer (&self->found, g_ptr_array_unref);
    /* The map keeps out of the legend. */
    sz_map_legend_fill (GTK_BOX (self->legend), data->atlas);
    show_legend_cb (self);
    sz_map_view_set_atlas (SZ_MAP_VIEW (self->map), data->atlas);
  }
  say_headline (self);
  /* New data mostly change nothing that map and list show, and a list made anew every second is work for
   * nobody. */
  if (!same) {
    set_marks (self);
    sz_map_page_show_place (self);
  } else if (self->selected != NULL) {
    sz_map_page_show_card (self);
  }
  if (moved && gtk_widget_get_visible (self->results_scroll))
    sz_map_page_search (self);
  sz_map_data_unref (previous);
}

static void
data_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SzMapPage) self = user_data;
  g_autoptr (GError) error = NULL;
  SzMapData *data = g_task_propagate_pointer (G_TASK (result), &error);

  self->asking = FALSE;
  if (self->desk == NULL || (data == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))) {
    sz_map_data_unref (data);
    return;
  }
  self->settled = TRUE;
  if (data != NULL)
    show_data (self, data);
  else
    gtk_label_set_label (GTK_LABEL (self->subline), error->message);
  if (self->dirty)
    sz_map_page_refresh (self);
}

void
sz_map_page_refresh (SzMapPage *self)
{
  SzWorker *worker = self->desk != NULL ? sz_desk_get_worker (self->desk) : NULL;
  GTask *task;

  if (worker == NULL || (!gtk_widget_get_mapped (GTK_WIDGET (self)) && self->settled))
    return;
  self->dirty = self->asking;
  if (self->asking)
    return;
  self->asking = TRUE;
  task = g_task_new (NULL, NULL, data_cb, g_object_ref (self));
  g_task_set_source_tag (task, sz_map_page_refresh);
  if (self->data != NULL)
    g_task_set_task_data (task, sz_map_data_ref (self->data), (GDestroyNotify)sz_map_data_unref);
  sz_worker_ask (worker, -1, task, sz_answer_map, (GDestroyNotify)sz_map_data_unref);
}

static void
layers_toggled_cb (SzMapPage *self)
{
  sz_map_view_set_zones_shown (SZ_MAP_VIEW (self->map),
                               gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->zones_toggle)));
  if (self->data != NULL)
    set_marks (self);
}

static void
theme_cb (SzMapPage *self)
{
  sz_map_view_set_theme (SZ_MAP_VIEW (self->map), sz_style_get_theme (sz_style_get ()));
}

static gboolean
take_settings (SzMapPage *self, SzMapSettings *settings, const GError *error)
{
  if (settings != NULL)
    sz_map_view_set_settings (SZ_MAP_VIEW (self->map), settings);
  else
    sz_map_page_say_hint (self, error->message);
  return settings != NULL;
}

gboolean
sz_map_page_set_tiles (SzMapPage *self, const char *tiles, const char *credit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SzMapSettings) settings = self->own_tiles ? NULL : sz_map_settings_parse (tiles, credit, &error);

  return self->own_tiles || take_settings (self, settings, error);
}

/* CONFIG/map.ini can say more than a person types, and wins. */
static void
read_own_tiles (SzMapPage *self, const SzHome *home)
{
  g_autofree char *path = g_build_filename (home->config, "map.ini", NULL);
  g_autoptr (GError) error = NULL;

  self->own_tiles = g_file_test (path, G_FILE_TEST_EXISTS);
  if (self->own_tiles) {
    g_autoptr (SzMapSettings) settings = sz_map_settings_load (home->config, &error);

    take_settings (self, settings, error);
  }
}

/* --- the widget --- */

static void
sz_map_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (sz_map_page_parent_class)->map (widget);
  /* The newest data may have come while another page was shown. */
  sz_map_page_refresh (SZ_MAP_PAGE (widget));
}

static void
sized_cb (SzMapPage *self, int width)
{
  if (self->roomy == (width >= LEGEND_MIN_PX))
    return;
  self->roomy = !self->roomy;
  /* Not within the allocation, which must not ask for another one. */
  g_idle_add_full (G_PRIORITY_DEFAULT, show_legend_cb, g_object_ref (self), g_object_unref);
}

static void
sz_map_page_dispose (GObject *object)
{
  SzMapPage *self = SZ_MAP_PAGE (object);

  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  g_clear_object (&self->desk);
  sz_map_page_stop_filling (self);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_object (&self->selection);
  g_clear_object (&self->store);
  g_clear_object (&self->filter);
  /* They go with the template. */
  self->legend = self->card = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), SZ_TYPE_MAP_PAGE);
  g_clear_pointer (&self->data, sz_map_data_unref);
  g_clear_pointer (&self->selected, g_free);
  g_clear_pointer (&self->place_name, g_free);
  g_clear_pointer (&self->answered, g_free);
  G_OBJECT_CLASS (sz_map_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  static const struct {
    const char *name;
    gssize offset;
  } children[] = {
#define CHILD(name) { #name, G_STRUCT_OFFSET (SzMapPage, name) }
    CHILD (where),          CHILD (side),         CHILD (headline),    CHILD (subline),
    CHILD (points_toggle),  CHILD (zones_toggle), CHILD (search),      CHILD (hint),
    CHILD (results_scroll), CHILD (results),      CHILD (answer),      CHILD (answer_title),
    CHILD (list),           CHILD (answer_place), CHILD (answer_text), CHILD (list_title),
    CHILD (open_only),      CHILD (kind),         CHILD (stage),
#undef CHILD
  };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i].name, FALSE, children[i].offset);
}

static void
sz_map_page_class_init (SzMapPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (SZ_TYPE_MAP_BODY);
  G_OBJECT_CLASS (klass)->dispose = sz_map_page_dispose;
  widget_class->map = sz_map_page_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/shuzhi/Cockpit/ui/sz-map-page.ui");
  bind_children (widget_class);
  sz_map_page_bind_search (widget_class);
  sz_map_page_bind_points (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, layers_toggled_cb);
}

static void
spot_cb (SzMapPage *self, double longitude, double latitude)
{
  if (self->data != NULL)
    sz_map_page_ask (self, longitude, latitude, NULL);
}

static void
build_stage (SzMapPage *self)
{
  self->map = sz_map_view_new ();
  self->legend = sz_map_legend_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->stage), self->map);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->stage), self->legend);
  g_signal_connect_swapped (self->map, "mark", G_CALLBACK (sz_map_page_choose_mark), self);
  g_signal_connect_swapped (self->map, "sized", G_CALLBACK (sized_cb), self);
  g_signal_connect_swapped (self->map, "place", G_CALLBACK (spot_cb), self);
}

static void
sz_map_page_init (SzMapPage *self)
{
  self->place_longitude = self->place_latitude = NAN;
  gtk_widget_init_template (GTK_WIDGET (self));
  build_stage (self);
  sz_map_page_build_list (self);
  sz_map_page_build_search (self);
  g_signal_connect_object (sz_style_get (), "changed", G_CALLBACK (theme_cb), self, G_CONNECT_SWAPPED);
  theme_cb (self);
}

void
sz_map_page_set_desk (SzMapPage *self, SzDesk *desk)
{
  g_return_if_fail (self->desk == NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_swapped (desk, "data-changed", G_CALLBACK (sz_map_page_refresh), self);
  read_own_tiles (self, sz_desk_get_home (desk));
}

static void
show_pane (SzPane *pane, const SzPlace *place, double scroll)
{
  sz_map_page_refresh (SZ_MAP_PAGE (pane));
}

static void
refresh_pane (SzPane *pane)
{
  sz_map_page_refresh (SZ_MAP_PAGE (pane));
}

static gboolean
is_settled (SzPane *pane)
{
  return SZ_MAP_PAGE (pane)->settled && SZ_MAP_PAGE (pane)->coming == NULL &&
         sz_map_view_is_settled (SZ_MAP_VIEW (SZ_MAP_PAGE (pane)->map));
}

static gboolean
find_in_pane (SzPane *pane)
{
  return gtk_widget_grab_focus (SZ_MAP_PAGE (pane)->search);
}

static void
sz_map_page_pane_init (SzPaneInterface *interface)
{
  interface->show = show_pane;
  interface->refresh = refresh_pane;
  interface->is_settled = is_settled;
  interface->find = find_in_pane;
}
