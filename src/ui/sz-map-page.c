/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-map-page.h"

#include <math.h>

#include "sz-finder.h"
#include "sz-i18n.h"
#include "sz-map-card.h"
#include "sz-map-item.h"
#include "sz-map-legend.h"
#include "sz-map-results.h"
#include "sz-map-view.h"
#include "sz-map-words.h"
#include "sz-style.h"
#include "sz-whereabouts.h"

#define RESULTS_SHOWN 12
/* What is found is shown at least so near, in metres a pixel. */
#define PLACE_RESOLUTION_M 6.0
/* The card and its margins. */
#define CARD_PX 300.0
/* Below this the legend would lie on the scale; the list shows the same shapes. */
#define LEGEND_MIN_PX 660
/* All points that have a position are ordered by distance from a place. */
#define ALL_SITES G_MAXUINT

struct _SzMapPage {
  GtkBox parent_instance;

  SzDesk *desk;                  /* (owned) (nullable) */
  SzMapData *data;               /* (owned) (nullable) */
  GListStore *store;             /* (owned) (element-type SzMapItem) */
  GtkFilter *filter;             /* (owned) */
  GtkSingleSelection *selection; /* (owned) */
  GPtrArray *found;              /* (nullable) (element-type SzFound) of `data` */
  char *selected;                /* (nullable) id of the chosen point */
  char *answered;   /* (nullable) what was typed when something was chosen: it is not searched again */
  char *place_name; /* (nullable) what the place asked for is called */
  double place_longitude, place_latitude; /* NAN: none is asked for */
  gboolean own_tiles;                     /* map.ini says where the pictures come from */
  gboolean roomy;                         /* there is room for the legend */
  gboolean place_is_site;                 /* its own mark shows where it is */
  gboolean asking, dirty, settled, filling;

  GtkWidget *where, *side, *headline, *subline, *points_toggle, *zones_toggle;
  GtkWidget *search, *hint, *results_scroll, *results, *answer, *answer_title, *answer_place, *answer_text;
  GtkWidget *list_title, *open_only, *kind, *list, *stage;
  GtkWidget *map, *card, *legend; /* on the stage */
};

static void sz_map_page_pane_init (SzPaneInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SzMapPage, sz_map_page, GTK_TYPE_BOX,
                               G_IMPLEMENT_INTERFACE (SZ_TYPE_PANE, sz_map_page_pane_init))

static gboolean
has_place (SzMapPage *self)
{
  return !isnan (self->place_longitude);
}

/* --- the chosen point --- */

static void
show_card (SzMapPage *self)
{
  const SzSite *site = self->data != NULL ? sz_atlas_site (self->data->atlas, self->selected) : NULL;

  gtk_widget_set_visible (self->card, site != NULL);
  sz_map_view_set_inset (SZ_MAP_VIEW (self->map), site != NULL ? CARD_PX : 0);
  sz_map_view_set_selected (SZ_MAP_VIEW (self->map), site != NULL ? site->id : NULL);
  if (site != NULL)
    sz_map_card_show (SZ_MAP_CARD (self->card), self->data, site,
                      sz_map_items_distance_m (G_LIST_MODEL (self->store), site));
}

/* Puts the list's selection where the chosen point is, if the filter lets it be seen. */
static void
select_in_list (SzMapPage *self)
{
  guint position = sz_map_items_find (G_LIST_MODEL (self->selection), self->selected);

  self->filling = TRUE;
  gtk_single_selection_set_selected (self->selection, position);
  self->filling = FALSE;
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", position);
}

static void
choose_site (SzMapPage *self, const char *id)
{
  char *chosen = g_strdup (id);

  g_free (self->selected);
  self->selected = chosen;
  show_card (self);
}

static void
mark_cb (SzMapPage *self, const char *id)
{
  choose_site (self, id);
  select_in_list (self);
}

static void
card_closed_cb (SzMapPage *self)
{
  choose_site (self, NULL);
  select_in_list (self);
  gtk_widget_grab_focus (self->list);
}

/* --- the place asked for --- */

static void
say_answer (SzMapPage *self, const SzWhereabouts *whereabouts)
{
  g_autofree char *title = sz_map_answer_title (whereabouts);
  g_autofree char *place = sz_map_place_text (whereabouts, self->place_name);
  g_autofree char *zones = sz_map_zones_text (whereabouts);

  gtk_label_set_label (GTK_LABEL (self->answer_title), title);
  gtk_label_set_label (GTK_LABEL (self->answer_place), place);
  gtk_label_set_label (GTK_LABEL (self->answer_text), zones);
  if (sz_map_count_inside (whereabouts) > 0)
    gtk_widget_add_css_class (self->answer, "inside");
  else
    gtk_widget_remove_css_class (self->answer, "inside");
  gtk_widget_set_visible (self->answer, TRUE);
}

static void
pin_answer (SzMapPage *self, const SzWhereabouts *whereabouts)
{
  g_autofree char *text = sz_map_pin_text (whereabouts);

  if (self->place_is_site)
    sz_map_view_clear_pin (SZ_MAP_VIEW (self->map));
  else
    sz_map_view_set_pin (SZ_MAP_VIEW (self->map), whereabouts->longitude, whereabouts->latitude, text,
                         sz_map_count_inside (whereabouts) > 0);
}

static void
fill_list (SzMapPage *self, const SzWhereabouts *whereabouts)
{
  g_autoptr (GPtrArray) items = sz_map_items_new (self->data, whereabouts);

  self->filling = TRUE;
  g_list_store_splice (self->store, 0, g_list_model_get_n_items (G_LIST_MODEL (self->store)), items->pdata,
                       items->len);
  self->filling = FALSE;
}

static void
say_list (SzMapPage *self)
{
  g_autofree char *text =
      sz_map_list_title (g_list_model_get_n_items (G_LIST_MODEL (self->selection)), has_place (self));

  gtk_label_set_label (GTK_LABEL (self->list_title), text);
}

/* Everything that depends on the place: answer, pin, list, card. */
static void
show_place (SzMapPage *self)
{
  g_autoptr (SzWhereabouts) whereabouts =
      has_place (self)
          ? sz_whereabouts_new (self->data->atlas, self->place_longitude, self->place_latitude, ALL_SITES)
          : NULL;

  if (whereabouts != NULL) {
    say_answer (self, whereabouts);
    pin_answer (self, whereabouts);
  } else {
    gtk_widget_set_visible (self->answer, FALSE);
    sz_map_view_clear_pin (SZ_MAP_VIEW (self->map));
  }
  fill_list (self, whereabouts);
  say_list (self);
  select_in_list (self);
  show_card (self);
}

static void
ask_place (SzMapPage *self, double longitude, double latitude, const char *name)
{
  char *called = g_strdup (name);

  g_free (self->place_name);
  self->place_name = called;
  self->place_is_site = FALSE;
  self->place_longitude = longitude;
  self->place_latitude = latitude;
  if (self->data != NULL)
    show_place (self);
}

static void
forget_cb (SzMapPage *self)
{
  ask_place (self, NAN, NAN, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
spot_cb (SzMapPage *self, double longitude, double latitude)
{
  if (self->data != NULL)
    ask_place (self, longitude, latitude, NULL);
}

/* --- search --- */

static void
hide_results (SzMapPage *self)
{
  gtk_widget_set_visible (self->results_scroll, FALSE);
  gtk_widget_set_visible (self->hint, FALSE);
}

static void
say_hint (SzMapPage *self, const char *text)
{
  gtk_label_set_label (GTK_LABEL (self->hint), text != NULL ? text : "");
  gtk_widget_set_visible (self->hint, text != NULL);
}

static void
search_changed_cb (SzMapPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  sz_map_results_fill (GTK_LIST_BOX (self->results), GTK_SCROLLED_WINDOW (self->results_scroll), NULL);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  if (*text == '\0' || self->data == NULL || g_strcmp0 (text, self->answered) == 0) {
    hide_results (self);
    return;
  }
  self->found = sz_atlas_search (self->data->atlas, text, RESULTS_SHOWN);
  sz_map_results_fill (GTK_LIST_BOX (self->results), GTK_SCROLLED_WINDOW (self->results_scroll), self->found);
  gtk_widget_set_visible (self->results_scroll, self->found->len > 0);
  say_hint (self, sz_map_found_hint (self->found));
}

static void
choose_found (SzMapPage *self, guint index)
{
  const SzFound *found =
      self->found != NULL && index < self->found->len ? g_ptr_array_index (self->found, index) : NULL;
  SzMapView *map = SZ_MAP_VIEW (self->map);

  if (found == NULL)
    return;
  hide_results (self);
  g_free (self->answered);
  self->answered = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  if (isnan (found->longitude)) {
    say_hint (self, _ ("This is in the data without a position, so it cannot be checked."));
    if (found->site != NULL)
      mark_cb (self, found->site->id);
    return;
  }
  if (found->region != NULL || found->ban != NULL) {
    sz_map_view_fit (map, found->region != NULL ? found->region->shape : found->ban->shape);
    if (found->ban != NULL)
      ask_place (self, found->longitude, found->latitude, found->title);
    return;
  }
  if (found->site != NULL)
    choose_site (self, found->site->id);
  ask_place (self, found->longitude, found->latitude, found->title);
  if (found->site != NULL) {
    self->place_is_site = TRUE;
    sz_map_view_clear_pin (map);
  }
  sz_map_view_show_place (map, found->longitude, found->latitude, PLACE_RESOLUTION_M);
}

static void
search_activate_cb (SzMapPage *self)
{
  /* What was typed within the search's delay counts too. */
  g_clear_pointer (&self->answered, g_free);
  search_changed_cb (self);
  choose_found (self, 0);
}

static void
search_stop_cb (SzMapPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  hide_results (self);
}

static void
result_activated_cb (SzMapPage *self, GtkListBoxRow *row)
{
  choose_found (self, (guint)gtk_list_box_row_get_index (row));
}

/* Down leads from the field into what was found. */
static gboolean
search_key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, gpointer data)
{
  SzMapPage *self = data;
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->results), 0);

  if (key != GDK_KEY_Down || first == NULL || !gtk_widget_get_visible (self->results_scroll))
    return FALSE;
  gtk_list_box_select_row (GTK_LIST_BOX (self->results), first);
  gtk_widget_grab_focus (GTK_WIDGET (first));
  return TRUE;
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

static void
filter_changed_cb (SzMapPage *self)
{
  if (self->filter == NULL)
    return;
  self->filling = TRUE;
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  self->filling = FALSE;
  say_list (self);
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
  choose_site (self, site->id);
  if (isnan (site->longitude) ||
      !sz_map_view_locate (SZ_MAP_VIEW (self->map), site->longitude, site->latitude, &x, &y))
    return;
  if (x < 40 || y < 40 || x > gtk_widget_get_width (self->map) - 40 ||
      y > gtk_widget_get_height (self->map) - 40)
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
  choose_site (self, site->id);
  sz_map_view_show_place (SZ_MAP_VIEW (self->map), site->longitude, site->latitude, PLACE_RESOLUTION_M);
}

/* --- data --- */

static void
say_headline (SzMapPage *self)
{
  g_autofree char *headline = sz_map_headline (self->data), *subline = sz_map_subline (self->data);
  g_autofree char *problems = sz_map_problems (self->data->atlas);
  g_autofree char *where = sz_map_where (self->data);

  gtk_label_set_label (GTK_LABEL (self->where), where);
  gtk_label_set_label (GTK_LABEL (self->headline), headline);
  gtk_label_set_label (GTK_LABEL (self->subline), subline);
  /* What cannot be drawn is counted in the subline, and told in full to who asks. */
  gtk_widget_set_tooltip_text (self->subline, problems);
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

  if (self->legend != NULL)
    gtk_widget_set_visible (self->legend, self->roomy && gtk_widget_get_first_child (self->legend) != NULL);
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
    sz_map_view_set_atlas (SZ_MAP_VIEW (self->map), data->atlas);
    sz_map_legend_fill (GTK_BOX (self->legend), data->atlas);
    show_legend_cb (self);
  }
  say_headline (self);
  /* New data mostly change nothing that map and list show, and a list made anew every second is work for
   * nobody. */
  if (!same) {
    set_marks (self);
    show_place (self);
  } else if (self->selected != NULL) {
    show_card (self);
  }
  if (moved && gtk_widget_get_visible (self->results_scroll))
    search_changed_cb (self);
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
  task = g_task_new (self, NULL, data_cb, g_object_ref (self));
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
    say_hint (self, error->message);
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
  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_object (&self->selection);
  g_clear_object (&self->store);
  g_clear_object (&self->filter);
  self->legend = NULL; /* goes with the template */
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

  G_OBJECT_CLASS (klass)->dispose = sz_map_page_dispose;
  widget_class->map = sz_map_page_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/shuzhi/Cockpit/ui/sz-map-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, result_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, layers_toggled_cb);
}

static void
build_stage (SzMapPage *self)
{
  self->map = sz_map_view_new ();
  self->card = sz_map_card_new ();
  self->legend = sz_map_legend_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->stage), self->map);
  gtk_widget_set_halign (self->card, GTK_ALIGN_END);
  gtk_widget_set_valign (self->card, GTK_ALIGN_START);
  gtk_widget_set_visible (self->card, FALSE);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->stage), self->card);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->stage), self->legend);
  g_signal_connect_swapped (self->map, "mark", G_CALLBACK (mark_cb), self);
  g_signal_connect_swapped (self->map, "sized", G_CALLBACK (sized_cb), self);
  g_signal_connect_swapped (self->map, "place", G_CALLBACK (spot_cb), self);
  g_signal_connect_swapped (self->card, "close", G_CALLBACK (card_closed_cb), self);
}

static void
build_list (SzMapPage *self)
{
  GtkListItemFactory *factory = sz_map_item_factory_new ();
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

static void
sz_map_page_init (SzMapPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->place_longitude = self->place_latitude = NAN;
  gtk_widget_init_template (GTK_WIDGET (self));
  build_stage (self);
  build_list (self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (search_key_cb), self);
  gtk_widget_add_controller (self->search, keys);
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
  return SZ_MAP_PAGE (pane)->settled && sz_map_view_is_settled (SZ_MAP_VIEW (SZ_MAP_PAGE (pane)->map));
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
