/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile-picture.h"

#include "sz-pixels.h"

struct _SzTilePicture {
  GObject parent_instance;

  cairo_surface_t *pixels; /* (owned) */
  int across, down;
  GskRenderNode *node; /* (owned) (nullable) once it has been drawn */
  double width, height;
};

static void sz_tile_picture_paintable_init (GdkPaintableInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (SzTilePicture, sz_tile_picture, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, sz_tile_picture_paintable_init))

static void
sz_tile_picture_snapshot (GdkPaintable *paintable, GdkSnapshot *snapshot, double width, double height)
{
  SzTilePicture *self = SZ_TILE_PICTURE (paintable);

  if (width != self->width || height != self->height)
    g_clear_pointer (&self->node, gsk_render_node_unref);
  self->width = width;
  self->height = height;
  if (self->node == NULL)
    self->node = sz_pixels_node_new (self->pixels, 0, 0, width, height);
  gtk_snapshot_append_node (snapshot, self->node);
}

static int
get_width (GdkPaintable *paintable)
{
  return SZ_TILE_PICTURE (paintable)->across;
}

static int
get_height (GdkPaintable *paintable)
{
  return SZ_TILE_PICTURE (paintable)->down;
}

static GdkPaintableFlags
get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_SIZE | GDK_PAINTABLE_STATIC_CONTENTS;
}

static void
sz_tile_picture_paintable_init (GdkPaintableInterface *interface)
{
  interface->snapshot = sz_tile_picture_snapshot;
  interface->get_intrinsic_width = get_width;
  interface->get_intrinsic_height = get_height;
  interface->get_flags = get_flags;
}

static void
sz_tile_picture_finalize (GObject *object)
{
  SzTilePicture *self = SZ_TILE_PICTURE (object);

  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->pixels, cairo_surface_destroy);
  G_OBJECT_CLASS (sz_tile_picture_parent_class)->finalize (object);
}

static void
sz_tile_picture_class_init (SzTilePictureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sz_tile_picture_finalize;
}

static void
sz_tile_picture_init (SzTilePicture *self)
{
}

SzTilePicture *
sz_tile_picture_new (cairo_surface_t *pixels)
{
  SzTilePicture *self = g_object_new (SZ_TYPE_TILE_PICTURE, NULL);

  self->pixels = pixels;
  self->across = cairo_image_surface_get_width (pixels);
  self->down = cairo_image_surface_get_height (pixels);
  return self;
}
