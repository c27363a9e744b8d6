/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search over the points, regions and zones of the map, and the answer for a place. */
#include <math.h>

#include "sz-finder.h"
#include "sz-i18n.h"
#include "sz-map-page-private.h"
#include "sz-map-results.h"
#include "sz-map-words.h"
#include "sz-put.h"

#define RESULTS_SHOWN 12
/* All points that have a position are ordered by distance from a place. */
#define ALL_SITES G_MAXUINT

static gboolean
has_place (SzMapPage *self)
{
  return !isnan (self->place_longitude);
}

/* --- the place asked for --- */

static void
say_answer (SzMapPage *self, const SzWhereabouts *whereabouts)
{
  g_autofree char *title = sz_map_answer_title (whereabouts);
  g_autofree char *place = sz_map_place_text (whereabouts, self->place_name);
  g_autofree char *zones = sz_map_zones_text (whereabouts);

  sz_put_label (self->answer_title, title);
  sz_put_label (self->answer_place, place);
  sz_put_label (self->answer_text, zones);
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

void
sz_map_page_show_place (SzMapPage *self)
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
  sz_map_page_fill_list (self, whereabouts);
  sz_map_page_say_list (self);
  sz_map_page_select (self);
  sz_map_page_show_card (self);
}

void
sz_map_page_ask (SzMapPage *self, double longitude, double latitude, const char *name)
{
  char *called = g_strdup (name);

  g_free (self->place_name);
  self->place_name = called;
  self->place_is_site = FALSE;
  self->place_longitude = longitude;
  self->place_latitude = latitude;
  if (self->data == NULL)
    return;
  sz_map_page_show_place (self);
  /* The nearest. */
  sz_map_page_scroll (self, NULL);
}

static void
forget_cb (SzMapPage *self)
{
  sz_map_page_ask (self, NAN, NAN, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

/* --- search --- */

static void
hide_results (SzMapPage *self)
{
  gtk_widget_set_visible (self->results_scroll, FALSE);
  gtk_widget_set_visible (self->hint, FALSE);
}

void
sz_map_page_say_hint (SzMapPage *self, const char *text)
{
  gtk_label_set_label (GTK_LABEL (self->hint), text != NULL ? text : "");
  gtk_widget_set_visible (self->hint, text != NULL);
}

void
sz_map_page_search (SzMapPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  sz_map_results_fill (GTK_LIST_BOX (self->results), GTK_SCROLLED_WINDOW (self->results_scroll), NULL);
  g_clear_pointer (&self->found, g_ptr_array_unref);
  /* What was chosen stands, with what was said of it. */
  if (*text != '\0' && g_strcmp0 (text, self->answered) == 0) {
    gtk_widget_set_visible (self->results_scroll, FALSE);
    return;
  }
  g_clear_pointer (&self->answered, g_free);
  if (*text == '\0' || self->data == NULL) {
    hide_results (self);
    return;
  }
  self->found = sz_atlas_search (self->data->atlas, text, RESULTS_SHOWN);
  sz_map_results_fill (GTK_LIST_BOX (self->results), GTK_SCROLLED_WINDOW (self->results_scroll), self->found);
  gtk_widget_set_visible (self->results_scroll, self->found->len > 0);
  sz_map_page_say_hint (self, sz_map_found_hint (self->found));
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
    sz_map_page_say_hint (self, _ ("This is in the data without a position, so it cannot be checked."));
    if (found->site != NULL)
      sz_map_page_choose_mark (self, found->site->id);
    return;
  }
  if (found->region != NULL || found->ban != NULL) {
    sz_map_view_fit (map, found->region != NULL ? found->region->shape : found->ban->shape);
    if (found->ban != NULL)
      sz_map_page_ask (self, found->longitude, found->latitude, found->title);
    return;
  }
  if (found->site != NULL)
    sz_map_page_choose (self, found->site->id);
  sz_map_page_ask (self, found->longitude, found->latitude, found->title);
  if (found->site != NULL) {
    self->place_is_site = TRUE;
    sz_map_view_clear_pin (map);
  }
  sz_map_view_show_place (map, found->longitude, found->latitude, SZ_MAP_PLACE_RESOLUTION_M);
}

static void
search_activate_cb (SzMapPage *self)
{
  /* What was typed within the search's delay counts too. */
  g_clear_pointer (&self->answered, g_free);
  sz_map_page_search (self);
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

void
sz_map_page_build_search (SzMapPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (search_key_cb), self);
  gtk_widget_add_controller (self->search, keys);
}

void
sz_map_page_bind_search (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback_full (widget_class, "search_changed_cb",
                                                G_CALLBACK (sz_map_page_search));
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, result_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_cb);
}
