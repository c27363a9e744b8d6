/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile-view.h"

#include <math.h>

#include "sz-style.h"

/* Narrower than this a chart says nothing. */
#define MIN_WIDTH 120

struct _SzTileView {
  GtkWidget parent_instance;

  SzTile *tile;       /* (owned) (nullable) */
  SzPage *context;    /* (owned) (nullable) */
  SzPicture *picture; /* (owned) (nullable) of the size and theme below */
  SzThemeId theme;
  int drawn_width, drawn_height;
  int height;
};

G_DEFINE_FINAL_TYPE (SzTileView, sz_tile_view, GTK_TYPE_WIDGET)

/* Without a height of its own it is drawn as low as it can be; the picture grows to what it holds. */
static void
draw_picture (SzTileView *self, int width, int height)
{
  SzThemeId theme = sz_style_get_theme (sz_style_get ());

  height = self->height > 0 ? height : 1;
  if (self->picture != NULL && self->theme == theme && self->drawn_width == width &&
      self->drawn_height == height)
    return;
  g_clear_pointer (&self->picture, sz_picture_unref);
  self->picture = sz_draw_tile (self->tile, self->context, sz_theme_get (theme), width, height);
  self->theme = theme;
  self->drawn_width = width;
  self->drawn_height = height;
}

static int
measure_height (SzTileView *self, int width)
{
  if (self->height > 0 || self->tile == NULL)
    return self->height;
  draw_picture (self, MAX (width > 0 ? width : self->drawn_width, MIN_WIDTH), 1);
  return (int)ceil (self->picture->height);
}

static void
sz_tile_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL
                            ? MIN_WIDTH
                            : measure_height (SZ_TILE_VIEW (widget), for_size);
}

static GtkSizeRequestMode
sz_tile_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
sz_tile_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SzTileView *self = SZ_TILE_VIEW (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  cairo_t *cr;

  if (self->tile == NULL || width < MIN_WIDTH || height <= 0)
    return;
  draw_picture (self, width, height);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  sz_picture_paint (self->picture, cr, 1);
  cairo_destroy (cr);
}

static void
sz_tile_view_dispose (GObject *object)
{
  SzTileView *self = SZ_TILE_VIEW (object);

  g_clear_pointer (&self->picture, sz_picture_unref);
  g_clear_pointer (&self->tile, sz_tile_free);
  g_clear_pointer (&self->context, sz_page_unref);
  G_OBJECT_CLASS (sz_tile_view_parent_class)->dispose (object);
}

static void
sz_tile_view_class_init (SzTileViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_tile_view_dispose;
  widget_class->measure = sz_tile_view_measure;
  widget_class->get_request_mode = sz_tile_view_get_request_mode;
  widget_class->snapshot = sz_tile_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "tileview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
sz_tile_view_init (SzTileView *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect_object (sz_style_get (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
sz_tile_view_new (int height)
{
  SzTileView *self = g_object_new (SZ_TYPE_TILE_VIEW, NULL);

  self->height = height;
  return GTK_WIDGET (self);
}

void
sz_tile_view_set (SzTileView *self, SzTile *tile, SzPage *context)
{
  g_clear_pointer (&self->picture, sz_picture_unref);
  g_clear_pointer (&self->tile, sz_tile_free);
  g_clear_pointer (&self->context, sz_page_unref);
  self->tile = tile;
  self->context = context != NULL ? sz_page_ref (context) : NULL;
  if (tile != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, tile->title,
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tile->note, -1);
  if (self->height > 0)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else
    gtk_widget_queue_resize (GTK_WIDGET (self));
}

SzTile *
sz_tile_view_get (SzTileView *self)
{
  return self->tile;
}
