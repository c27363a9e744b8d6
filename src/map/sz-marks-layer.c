/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-marks-layer.h"

#include <math.h>

#include "sz-geodesy.h"
#include "sz-i18n.h"
#include "sz-map-scene-private.h"
#include "sz-tile-painter.h"
#include "sz-whereabouts.h"

#define SCALE_MAX_PX 110.0
#define SCALE_INSET_PX 20.0
#define SCALE_TEXT_PX 18.0
/* The view's buttons in the upper left corner. */
#define BUTTONS_WIDTH_PX 56.0
#define BUTTONS_HEIGHT_PX 140.0

struct _SzMarksLayer {
  ShumateLayer parent_instance;

  SzMapScene *scene;                    /* (not owned) */
  double covered_width, covered_height; /* pixels of the upper right corner that something lies over */
};

G_DEFINE_FINAL_TYPE (SzMarksLayer, sz_marks_layer, SHUMATE_TYPE_LAYER)

gboolean
sz_marks_layer_window (SzMarksLayer *self, double *world, double *left, double *top)
{
  ShumateViewport *viewport = shumate_layer_get_viewport (SHUMATE_LAYER (self));
  ShumateMapSource *source = shumate_viewport_get_reference_map_source (viewport);
  int width = gtk_widget_get_width (GTK_WIDGET (self)), height = gtk_widget_get_height (GTK_WIDGET (self));
  double x, y;

  if (source == NULL || width < 1 || height < 1)
    return FALSE;
  *world = shumate_map_source_get_tile_size (source) * pow (2, shumate_viewport_get_zoom_level (viewport));
  sz_mercator_project (shumate_location_get_longitude (SHUMATE_LOCATION (viewport)),
                       shumate_location_get_latitude (SHUMATE_LOCATION (viewport)), &x, &y);
  *left = x * *world - width / 2.0;
  *top = y * *world - height / 2.0;
  return TRUE;
}

/* 1, 2 or 5 times a power of ten, as long as there is room for. */
static double
round_length_m (double most_m)
{
  double power = pow (10, floor (log10 (most_m)));

  return most_m >= 5 * power ? 5 * power : most_m >= 2 * power ? 2 * power : power;
}

static void
paint_scale (SzMarksLayer *self, cairo_t *cr, double world)
{
  ShumateViewport *viewport = shumate_layer_get_viewport (SHUMATE_LAYER (self));
  double latitude = shumate_location_get_latitude (SHUMATE_LOCATION (viewport));
  double resolution = sz_mercator_resolution_m (latitude, world);
  double length_m = round_length_m (SCALE_MAX_PX * resolution), width = round (length_m / resolution);
  double x = SCALE_INSET_PX + 0.5, y = gtk_widget_get_height (GTK_WIDGET (self)) - SCALE_INSET_PX + 0.5;
  g_autofree char *text =
      length_m >= 1000 ? g_strdup_printf (_ ("%.0f km"), length_m / 1000) : sz_distance_text (length_m);
  SzMapText said = {
    .text = text, .more = "", .size_px = 12, .colour = self->scene->theme->text_secondary, .bare = TRUE
  };

  sz_tile_set_colour (cr, self->scene->theme->map_land, 0.8);
  cairo_rectangle (cr, x - 6, y - SCALE_TEXT_PX - 8, width + 12, SCALE_TEXT_PX + 14);
  cairo_fill (cr);
  sz_tile_set_colour (cr, self->scene->theme->text_secondary, 1);
  cairo_set_line_width (cr, 1.5);
  cairo_move_to (cr, x, y - 5);
  cairo_line_to (cr, x, y);
  cairo_line_to (cr, x + width, y);
  cairo_line_to (cr, x + width, y - 5);
  cairo_stroke (cr);
  sz_map_scene_paint_text (self->scene, cr, &said, x + width / 2, y - SCALE_TEXT_PX / 2 - 5, 0.5);
}

gboolean
sz_marks_layer_place (SzMarksLayer *self, double *world, double *left, double *top)
{
  GtkWidget *widget = GTK_WIDGET (self);

  if (!sz_marks_layer_window (self, world, left, top))
    return FALSE;
  sz_map_scene_set_view (self->scene, *left, *top, gtk_widget_get_width (widget),
                         gtk_widget_get_height (widget));
  sz_map_scene_set_covered (self->scene, BUTTONS_WIDTH_PX, BUTTONS_HEIGHT_PX, self->covered_width,
                            self->covered_height);
  sz_map_scene_place (self->scene, gtk_widget_get_pango_context (widget), *world);
  return TRUE;
}

static void
sz_marks_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SzMarksLayer *self = SZ_MARKS_LAYER (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double world, left, top;
  cairo_t *cr;

  if (!sz_marks_layer_place (self, &world, &left, &top))
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  sz_map_scene_paint (self->scene, cr, left, top, width, height);
  paint_scale (self, cr, world);
  cairo_destroy (cr);
}

static void
sz_marks_layer_constructed (GObject *object)
{
  ShumateViewport *viewport = shumate_layer_get_viewport (SHUMATE_LAYER (object));

  G_OBJECT_CLASS (sz_marks_layer_parent_class)->constructed (object);
  g_signal_connect_object (viewport, "notify", G_CALLBACK (gtk_widget_queue_draw), object, G_CONNECT_SWAPPED);
}

static void
sz_marks_layer_class_init (SzMarksLayerClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = sz_marks_layer_constructed;
  GTK_WIDGET_CLASS (klass)->snapshot = sz_marks_layer_snapshot;
}

static void
sz_marks_layer_init (SzMarksLayer *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  /* Clicks are the view's, which asks the scene what they hit. */
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

SzMarksLayer *
sz_marks_layer_new (ShumateViewport *viewport, SzMapScene *scene)
{
  SzMarksLayer *self = g_object_new (SZ_TYPE_MARKS_LAYER, "viewport", viewport, NULL);

  self->scene = scene;
  return self;
}

void
sz_marks_layer_refresh (SzMarksLayer *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
sz_marks_layer_set_covered (SzMarksLayer *self, double width, double height)
{
  self->covered_width = width;
  self->covered_height = height;
}
