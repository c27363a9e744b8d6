/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "sz-geodesy.h"
#include "sz-i18n.h"
#include "sz-map-view-private.h"

#define PLAIN_TILE 256.0
#define MIN_ZOOM 3
#define FIT_MARGIN_PX 28.0
/* Captions shaped at a time: a few milliseconds. */
#define SHAPED_AT_ONCE 12
/* A server that failed is asked again after this. */
#define RETRY_S 60

G_DEFINE_FINAL_TYPE (SzMapView, sz_map_view, GTK_TYPE_WIDGET)

enum { MARK, PLACE, SIZED, N_SIGNALS };
static guint signals[N_SIGNALS];

static ShumateViewport *
get_viewport (SzMapView *self)
{
  return shumate_map_get_viewport (self->map);
}

/* --- captions in advance --- */

static gboolean
shape_cb (gpointer data)
{
  SzMapView *self = data;
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self->marks));

  if (sz_map_scene_shape_some (self->scene, context, &self->shaped, SHAPED_AT_ONCE))
    return G_SOURCE_CONTINUE;
  self->shaping = 0;
  return G_SOURCE_REMOVE;
}

/* After whatever has them placed anew, since what is long unused is let go; those there are already are
 * only looked up. */
static void
shape_marks (SzMapView *self)
{
  self->shaped = 0;
  if (self->shaping == 0)
    self->shaping = g_idle_add_full (G_PRIORITY_LOW, shape_cb, self, NULL);
}

/* --- base map --- */

static void
update_attribution (SzMapView *self)
{
  const char *text = self->source != NULL ? sz_tile_source_attribution (self->source) : "";

  gtk_label_set_label (GTK_LABEL (self->attribution), text);
  gtk_widget_set_visible (self->attribution, *text != '\0');
}

static void rebuild_base (SzMapView *self);

static gboolean
retry_cb (gpointer data)
{
  SzMapView *self = data;

  self->retry = 0;
  rebuild_base (self);
  return G_SOURCE_REMOVE;
}

static void
problem_cb (SzMapView *self, const char *text)
{
  gtk_label_set_label (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->problem, text != NULL);
  update_attribution (self);
  /* The layer never asks again for a tile that it has, and it has the painted one. */
  if (text != NULL && self->retry == 0 && self->settings->kind == SZ_TILES_SERVER)
    self->retry = g_timeout_add_seconds (RETRY_S, retry_cb, self);
}

/* Its tiles that are under way hold it, and may fail when another one is shown. */
static void
drop_source (SzMapView *self)
{
  if (self->source != NULL)
    g_signal_handlers_disconnect_by_func (self->source, problem_cb, self);
  g_clear_object (&self->source);
}

static void
rebuild_base (SzMapView *self)
{
  ShumateViewport *viewport = get_viewport (self);
  ShumateMapLayer *old = self->base;
  guint max;

  drop_source (self);
  self->source = sz_tile_source_new (self->atlas, self->theme, self->settings, self->tile_size,
                                     gtk_widget_get_scale_factor (GTK_WIDGET (self)));
  g_signal_connect_object (self->source, "problem", G_CALLBACK (problem_cb), self, G_CONNECT_SWAPPED);
  sz_tile_source_set_troubled (self->source, gtk_widget_get_visible (self->problem));
  max = shumate_map_source_get_max_zoom_level (SHUMATE_MAP_SOURCE (self->source));
  shumate_viewport_set_min_zoom_level (viewport, MIN (max, MAX (MIN_ZOOM, self->settings->min_zoom)));
  shumate_viewport_set_max_zoom_level (viewport, max);
  shumate_viewport_set_reference_map_source (viewport, SHUMATE_MAP_SOURCE (self->source));
  shumate_map_set_map_source (self->map, SHUMATE_MAP_SOURCE (self->source));
  self->base = shumate_map_layer_new (SHUMATE_MAP_SOURCE (self->source), viewport);
  shumate_map_insert_layer_behind (self->map, SHUMATE_LAYER (self->base), SHUMATE_LAYER (self->marks));
  if (old != NULL)
    shumate_map_remove_layer (self->map, SHUMATE_LAYER (old));
  sz_map_scene_set_look (self->scene, self->theme, self->settings->datum,
                         gtk_widget_get_scale_factor (GTK_WIDGET (self)));
  shape_marks (self);
  sz_marks_layer_refresh (self->marks);
  update_attribution (self);
}

/* --- where the map is --- */

gboolean
sz_map_view_window (SzMapView *self, double *world, double *left, double *top)
{
  return sz_marks_layer_window (self->marks, world, left, top);
}

void
sz_map_view_set_centre (SzMapView *self, double x, double y)
{
  double longitude, latitude, world, left, top;

  /* On whole pixels, so that neighbouring tiles meet without a seam. */
  if (sz_map_view_window (self, &world, &left, &top)) {
    double width = gtk_widget_get_width (GTK_WIDGET (self)),
           height = gtk_widget_get_height (GTK_WIDGET (self));

    x = (round (x * world - width / 2) + width / 2) / world;
    y = (round (y * world - height / 2) + height / 2) / world;
  }
  sz_mercator_unproject (CLAMP (x, 0, 1), CLAMP (y, 0.05, 0.95), &longitude, &latitude);
  shumate_map_stop_go_to (self->map);
  shumate_location_set_location (SHUMATE_LOCATION (get_viewport (self)), latitude, longitude);
}

/* WGS 84 to Mercator's square in the datum of the pictures. */
static void
project (SzMapView *self, double longitude, double latitude, double *x, double *y)
{
  sz_datum_convert (SZ_DATUM_WGS84, self->settings->datum, &longitude, &latitude);
  sz_mercator_project (longitude, latitude, x, y);
}

gboolean
sz_map_view_zoom_at (SzMapView *self, int steps, double x, double y)
{
  ShumateViewport *viewport = get_viewport (self);
  double world, left, top, before = shumate_viewport_get_zoom_level (viewport),
                           level = round (before) + steps;
  double width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));

  level = CLAMP (level, shumate_viewport_get_min_zoom_level (viewport),
                 shumate_viewport_get_max_zoom_level (viewport));
  if (level == before || !sz_map_view_window (self, &world, &left, &top))
    return FALSE;
  double fixed_x = (left + x) / world, fixed_y = (top + y) / world;
  shumate_viewport_set_zoom_level (viewport, level);
  if (sz_map_view_window (self, &world, &left, &top))
    sz_map_view_set_centre (self, fixed_x + (width / 2 - x) / world, fixed_y + (height / 2 - y) / world);
  return TRUE;
}

static void
fit_box (SzMapView *self, double west, double south, double east, double north)
{
  double x1, y1, x2, y2;
  double width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  double room_x = MAX (50, width - self->inset - 2 * FIT_MARGIN_PX),
         room_y = MAX (50, height - self->foot - 2 * FIT_MARGIN_PX);

  project (self, west, north, &x1, &y1);
  project (self, east, south, &x2, &y2);
  /* A single point still gets a neighbourhood. */
  double world = MIN (room_x / MAX (x2 - x1, 2e-6), room_y / MAX (y2 - y1, 2e-6));
  guint max = self->settings->kind == SZ_TILES_BUILTIN ? 18 : self->settings->max_zoom;
  double level = CLAMP (floor (log2 (world / PLAIN_TILE)), MIN_ZOOM, max);
  /* Files and servers have tiles of one size. */
  guint tile_size = self->settings->kind == SZ_TILES_BUILTIN
                        ? (guint)CLAMP (floor (world / pow (2, level)), PLAIN_TILE, 2 * PLAIN_TILE - 1)
                        : (guint)PLAIN_TILE;
  if (tile_size != self->tile_size) {
    self->tile_size = tile_size;
    rebuild_base (self);
  }
  shumate_viewport_set_zoom_level (get_viewport (self), level);
  world = self->tile_size * pow (2, level);
  sz_map_view_set_centre (self, (x1 + x2) / 2 + self->inset / 2 / world,
                          (y1 + y2) / 2 + self->foot / 2 / world);
}

static gboolean
has_size (SzMapView *self)
{
  return gtk_widget_get_width (GTK_WIDGET (self)) > 1 && gtk_widget_get_height (GTK_WIDGET (self)) > 1 &&
         self->source != NULL;
}

void
sz_map_view_fit (SzMapView *self, const SzShape *shape)
{
  self->want_fit = TRUE;
  self->want_shape = shape;
  self->want_res = NAN;
  if (!has_size (self))
    return;
  self->want_fit = FALSE;
  if (shape != NULL)
    fit_box (self, shape->west, shape->south, shape->east, shape->north);
  else if (self->atlas != NULL && !isnan (self->atlas->west))
    fit_box (self, self->atlas->west, self->atlas->south, self->atlas->east, self->atlas->north);
}

void
sz_map_view_show_place (SzMapView *self, double longitude, double latitude, double resolution_m)
{
  ShumateViewport *viewport = get_viewport (self);
  double world, left, top, x, y;

  if (isnan (longitude) || isnan (latitude))
    return;
  if (!has_size (self) || !sz_map_view_window (self, &world, &left, &top)) {
    self->want_x = longitude;
    self->want_y = latitude;
    self->want_res = resolution_m;
    return;
  }
  double now = sz_mercator_resolution_m (latitude, world);
  if (now > resolution_m)
    shumate_viewport_set_zoom_level (
        viewport, MIN (shumate_viewport_get_zoom_level (viewport) + ceil (log2 (now / resolution_m)),
                       shumate_viewport_get_max_zoom_level (viewport)));
  project (self, longitude, latitude, &x, &y);
  if (sz_map_view_window (self, &world, &left, &top))
    sz_map_view_set_centre (self, x + self->inset / 2 / world, y);
}

void
sz_map_view_set_inset (SzMapView *self, double right, double height)
{
  self->inset = right;
  sz_marks_layer_set_covered (self->marks, right, height);
}

void
sz_map_view_set_foot (SzMapView *self, double bottom)
{
  self->foot = bottom;
}

void
sz_map_view_zoom (SzMapView *self, int steps)
{
  sz_map_view_zoom_at (self, steps, (gtk_widget_get_width (GTK_WIDGET (self)) - self->inset) / 2.0,
                       gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

gboolean
sz_map_view_get_place (SzMapView *self, double *longitude, double *latitude, double *resolution_m)
{
  double world, left, top;

  if (!sz_map_view_window (self, &world, &left, &top))
    return FALSE;
  *longitude = shumate_location_get_longitude (SHUMATE_LOCATION (get_viewport (self)));
  *latitude = shumate_location_get_latitude (SHUMATE_LOCATION (get_viewport (self)));
  *resolution_m = sz_mercator_resolution_m (*latitude, world);
  sz_datum_convert (self->settings->datum, SZ_DATUM_WGS84, longitude, latitude);
  return TRUE;
}

gboolean
sz_map_view_locate (SzMapView *self, double longitude, double latitude, double *x, double *y)
{
  double world, left, top;

  if (!sz_map_view_window (self, &world, &left, &top))
    return FALSE;
  project (self, longitude, latitude, x, y);
  *x = *x * world - left;
  *y = *y * world - top;
  return TRUE;
}

void
sz_map_view_move (SzMapView *self, double dx, double dy)
{
  double world, left, top;

  if (sz_map_view_window (self, &world, &left, &top))
    sz_map_view_set_centre (self, (left + dx + gtk_widget_get_width (GTK_WIDGET (self)) / 2.0) / world,
                            (top + dy + gtk_widget_get_height (GTK_WIDGET (self)) / 2.0) / world);
}

/* --- building --- */

static void
zoom_in_cb (SzMapView *self)
{
  sz_map_view_zoom (self, 1);
}

static void
zoom_out_cb (SzMapView *self)
{
  sz_map_view_zoom (self, -1);
}

static void
fit_cb (SzMapView *self)
{
  sz_map_view_fit (self, NULL);
}

/* North is up: the names, the hatching and the keys count on it. */
static void
rotation_cb (ShumateViewport *viewport)
{
  if (fabs (shumate_viewport_get_rotation (viewport)) > 1e-9)
    shumate_viewport_set_rotation (viewport, 0);
}

static GtkWidget *
new_button (SzMapView *self, const char *label, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "quiet");
  gtk_widget_add_css_class (button, "map-button");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static void
add_over (SzMapView *self, GtkWidget *child, GtkAlign halign, GtkAlign valign)
{
  gtk_widget_set_halign (child, halign);
  gtk_widget_set_valign (child, valign);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), child);
}

static void
build_buttons (SzMapView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_widget_add_css_class (box, "map-zoom");
  gtk_box_append (GTK_BOX (box), new_button (self, "+", _ ("Zoom in"), G_CALLBACK (zoom_in_cb)));
  gtk_box_append (GTK_BOX (box), new_button (self, "−", _ ("Zoom out"), G_CALLBACK (zoom_out_cb)));
  gtk_box_append (GTK_BOX (box), new_button (self, "⤢", _ ("Show everything"), G_CALLBACK (fit_cb)));
  add_over (self, box, GTK_ALIGN_START, GTK_ALIGN_START);
}

static void
build_labels (SzMapView *self)
{
  self->attribution = gtk_label_new ("");
  gtk_widget_add_css_class (self->attribution, "map-attribution");
  gtk_label_set_ellipsize (GTK_LABEL (self->attribution), PANGO_ELLIPSIZE_END);
  gtk_widget_set_visible (self->attribution, FALSE);
  add_over (self, self->attribution, GTK_ALIGN_CENTER, GTK_ALIGN_END);
  self->problem = gtk_label_new ("");
  gtk_widget_add_css_class (self->problem, "map-problem");
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->problem), 60);
  gtk_widget_set_visible (self->problem, FALSE);
  add_over (self, self->problem, GTK_ALIGN_CENTER, GTK_ALIGN_START);
}

void
sz_map_view_tell_mark (SzMapView *self, const char *id)
{
  g_signal_emit (self, signals[MARK], 0, id);
}

void
sz_map_view_tell_place (SzMapView *self, double longitude, double latitude)
{
  g_signal_emit (self, signals[PLACE], 0, longitude, latitude);
}

static void
sz_map_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  SzMapView *self = SZ_MAP_VIEW (widget);

  gtk_widget_allocate (self->overlay, width, height, baseline, NULL);
  if (width != self->width)
    g_signal_emit (self, signals[SIZED], 0, width);
  self->width = width;
}

static void
sz_map_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  *minimum = 120;
  *natural = 400;
}

static gboolean
settle_size_cb (gpointer data)
{
  SzMapView *self = data;

  if (!has_size (self))
    return G_SOURCE_REMOVE;
  if (self->want_fit)
    sz_map_view_fit (self, self->want_shape);
  if (!isnan (self->want_res)) {
    double resolution = self->want_res;

    self->want_res = NAN;
    sz_map_view_show_place (self, self->want_x, self->want_y, resolution);
  }
  return G_SOURCE_REMOVE;
}

/* The first picture is the fitted one: what was wished for before there was a size is done now, outside of
 * the frame that found out about the size. */
static void
sz_map_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SzMapView *self = SZ_MAP_VIEW (widget);

  if (self->want_fit || !isnan (self->want_res))
    g_idle_add_full (G_PRIORITY_HIGH_IDLE, settle_size_cb, g_object_ref (self), g_object_unref);
  gtk_widget_snapshot_child (widget, self->overlay, snapshot);
}

static void
sz_map_view_dispose (GObject *object)
{
  SzMapView *self = SZ_MAP_VIEW (object);

  g_clear_handle_id (&self->retry, g_source_remove);
  g_clear_handle_id (&self->shaping, g_source_remove);
  drop_source (self);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  G_OBJECT_CLASS (sz_map_view_parent_class)->dispose (object);
}

static void
sz_map_view_finalize (GObject *object)
{
  SzMapView *self = SZ_MAP_VIEW (object);

  g_clear_pointer (&self->scene, sz_map_scene_free);
  g_free (self->hovered);
  g_clear_pointer (&self->settings, sz_map_settings_free);
  g_clear_pointer (&self->atlas, sz_atlas_unref);
  G_OBJECT_CLASS (sz_map_view_parent_class)->finalize (object);
}

static void
sz_map_view_class_init (SzMapViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_map_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = sz_map_view_finalize;
  widget_class->size_allocate = sz_map_view_size_allocate;
  widget_class->measure = sz_map_view_measure;
  widget_class->snapshot = sz_map_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "mapview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[MARK] = g_signal_new ("mark", SZ_TYPE_MAP_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_STRING);
  signals[SIZED] = g_signal_new ("sized", SZ_TYPE_MAP_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_INT);
  signals[PLACE] = g_signal_new ("place", SZ_TYPE_MAP_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
sz_map_view_init (SzMapView *self)
{
  self->settings = sz_map_settings_new ();
  self->scene = sz_map_scene_new ();
  self->tile_size = (guint)PLAIN_TILE;
  self->want_res = NAN;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  self->overlay = gtk_overlay_new ();
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  self->map = shumate_map_new ();
  /* The view has the keys, and one stop for the focus is enough. */
  gtk_widget_set_focusable (GTK_WIDGET (self->map), FALSE);
  shumate_map_set_animate_zoom (self->map, FALSE);
  shumate_map_set_zoom_on_double_click (self->map, TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->map));
  self->marks = sz_marks_layer_new (get_viewport (self), self->scene);
  shumate_map_add_layer (self->map, SHUMATE_LAYER (self->marks));
  g_signal_connect (get_viewport (self), "notify::rotation", G_CALLBACK (rotation_cb), NULL);
  g_signal_connect_object (get_viewport (self), "notify::zoom-level", G_CALLBACK (shape_marks), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (rebuild_base), NULL);
  build_buttons (self);
  build_labels (self);
  sz_map_view_add_controllers (self);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Map"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      _ ("Arrow keys move the map, plus and minus zoom, Home shows everything. All points "
         "are in the list beside it."),
      -1);
  rebuild_base (self);
}

GtkWidget *
sz_map_view_new (void)
{
  return g_object_new (SZ_TYPE_MAP_VIEW, NULL);
}

/* --- content --- */

void
sz_map_view_set_atlas (SzMapView *self, SzAtlas *atlas)
{
  if (atlas == self->atlas)
    return;
  g_clear_pointer (&self->atlas, sz_atlas_unref);
  self->atlas = sz_atlas_ref (atlas);
  self->want_shape = NULL;
  sz_map_scene_set_atlas (self->scene, atlas);
  rebuild_base (self);
  if (!self->fitted && !isnan (atlas->west)) {
    self->fitted = TRUE;
    sz_map_view_fit (self, NULL);
  }
}

void
sz_map_view_set_settings (SzMapView *self, const SzMapSettings *settings)
{
  sz_map_settings_free (self->settings);
  self->settings = sz_map_settings_new ();
  self->settings->kind = settings->kind;
  self->settings->datum = settings->datum;
  self->settings->min_zoom = settings->min_zoom;
  self->settings->max_zoom = settings->max_zoom;
  self->settings->location = g_strdup (settings->location);
  g_free (self->settings->attribution);
  self->settings->attribution = g_strdup (settings->attribution);
  if (settings->kind != SZ_TILES_BUILTIN)
    self->tile_size = (guint)PLAIN_TILE;
  problem_cb (self, NULL);
  rebuild_base (self);
}

void
sz_map_view_set_theme (SzMapView *self, SzThemeId theme)
{
  if (theme == self->theme)
    return;
  self->theme = theme;
  rebuild_base (self);
}

void
sz_map_view_set_marks (SzMapView *self, GPtrArray *marks)
{
  sz_map_scene_set_marks (self->scene, marks);
  shape_marks (self);
  sz_marks_layer_refresh (self->marks);
}

void
sz_map_view_set_selected (SzMapView *self, const char *mark)
{
  sz_map_scene_set_selected (self->scene, mark);
  shape_marks (self);
  sz_marks_layer_refresh (self->marks);
}

void
sz_map_view_set_pin (SzMapView *self, double longitude, double latitude, const char *text, gboolean bad)
{
  sz_map_scene_set_pin (self->scene, longitude, latitude, text, bad);
  sz_marks_layer_refresh (self->marks);
}

void
sz_map_view_clear_pin (SzMapView *self)
{
  sz_map_view_set_pin (self, NAN, NAN, NULL, FALSE);
}

void
sz_map_view_set_zones_shown (SzMapView *self, gboolean shown)
{
  sz_map_scene_set_zones_shown (self->scene, shown);
  sz_marks_layer_refresh (self->marks);
}

gboolean
sz_map_view_is_settled (SzMapView *self)
{
  return !self->want_fit && isnan (self->want_res) && self->base != NULL &&
         shumate_map_get_state (self->map) != SHUMATE_STATE_LOADING;
}
