/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The view's pointer and keys. */
#include <math.h>

#include "sz-geodesy.h"
#include "sz-map-view-private.h"

#define PAN_PX 90.0

/* What is counted together comes to where it is counted, as near as it must to be seen apart; where the map
 * goes no nearer, the worst of it is chosen. */
static void
open_count (SzMapView *self, const SzMapGroup *group, double x, double y)
{
  g_autofree char *worst = g_strdup (group->mark->id);
  double world, left, top, home_x = group->home_x, home_y = group->home_y, before;

  if (!sz_map_view_window (self, &before, &left, &top))
    return;
  if (!sz_map_view_zoom_at (self, 2, x, y)) {
    sz_map_view_tell_mark (self, worst);
    return;
  }
  if (sz_map_view_window (self, &world, &left, &top))
    sz_map_view_move (self, home_x * world / before - left - x, home_y * world / before - top - y);
}

static void
clicked_cb (SzMapView *self, int presses, double x, double y, GtkGestureClick *click)
{
  GdkDevice *device = gtk_gesture_get_device (GTK_GESTURE (click));
  double world, left, top, longitude, latitude;
  const SzMapGroup *group;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  /* Something may have changed since the last frame. */
  if (presses != 1 || !sz_marks_layer_place (self->marks, &world, &left, &top))
    return;
  group = sz_map_scene_hit (self->scene, left + x, top + y,
                            device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN);
  if (group != NULL && group->count > 1) {
    open_count (self, group, x, y);
  } else if (group != NULL) {
    g_autofree char *id = g_strdup (group->mark->id);

    sz_map_view_tell_mark (self, id);
  } else {
    sz_mercator_unproject ((left + x) / world, (top + y) / world, &longitude, &latitude);
    sz_datum_convert (self->settings->datum, SZ_DATUM_WGS84, &longitude, &latitude);
    sz_map_view_tell_place (self, longitude, latitude);
  }
}

/* What the pointer is on; NULL nothing. Both ask the display something, so they are set only where something
 * changes. */
static void
set_hovered (SzMapView *self, const SzMapGroup *group)
{
  g_autofree char *now = group != NULL ? g_strdup_printf ("%u %s", group->count, group->mark->id) : NULL;

  if (g_strcmp0 (self->hovered, now) == 0)
    return;
  g_free (self->hovered);
  self->hovered = g_steal_pointer (&now);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->map), group != NULL ? "pointer" : NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->map),
                               group != NULL && group->count == 1 ? group->mark->title : NULL);
}

static void
motion_cb (SzMapView *self, double x, double y)
{
  double world, left, top;

  set_hovered (self, sz_map_view_window (self, &world, &left, &top)
                         ? sz_map_scene_hit (self->scene, left + x, top + y, FALSE)
                         : NULL);
}

static gboolean
scrolled_cb (GtkEventControllerScroll *scroll, double dx, double dy, gpointer data)
{
  SzMapView *self = data;
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (scroll));
  double x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
         y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
  double surface_x, surface_y, root_x, root_y;
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));

  self->scrolled += dy;
  int steps = (int)trunc (self->scrolled);
  self->scrolled -= steps;
  if (steps == 0)
    return TRUE;
  if (event != NULL && native != NULL && gdk_event_get_position (event, &surface_x, &surface_y)) {
    gtk_native_get_surface_transform (native, &root_x, &root_y);
    gtk_widget_translate_coordinates (GTK_WIDGET (native), GTK_WIDGET (self), surface_x - root_x,
                                      surface_y - root_y, &x, &y);
  }
  /* Under a pointer that stays lies something else now. */
  if (sz_map_view_zoom_at (self, -CLAMP (steps, -2, 2), x, y))
    set_hovered (self, NULL);
  return TRUE;
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, gpointer data)
{
  SzMapView *self = data;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return FALSE;
  if (key == GDK_KEY_plus || key == GDK_KEY_equal || key == GDK_KEY_KP_Add)
    sz_map_view_zoom (self, 1);
  else if (key == GDK_KEY_minus || key == GDK_KEY_KP_Subtract)
    sz_map_view_zoom (self, -1);
  else if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    sz_map_view_move (self, -PAN_PX, 0);
  else if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    sz_map_view_move (self, PAN_PX, 0);
  else if (key == GDK_KEY_Up || key == GDK_KEY_KP_Up)
    sz_map_view_move (self, 0, -PAN_PX);
  else if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    sz_map_view_move (self, 0, PAN_PX);
  else if (key == GDK_KEY_Home || key == GDK_KEY_KP_Home)
    sz_map_view_fit (self, NULL);
  else
    return FALSE;
  return TRUE;
}

void
sz_map_view_add_controllers (SzMapView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (click, "released", G_CALLBACK (clicked_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->map), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->map), motion);
  /* Before the map itself, which would zoom by parts of a level and blow up its pictures. */
  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scrolled_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
