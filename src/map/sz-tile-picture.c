/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile-picture.h"

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

/* Which kind of renderer the windows have, once there is one; all have the same. */
static gboolean
has_cairo_renderer (void)
{
  static int known = -1;
  GListModel *windows = known < 0 ? gtk_window_get_toplevels () : NULL;

  for (guint i = 0; windows != NULL && known < 0 && i < g_list_model_get_n_items (windows); i++) {
    g_autoptr (GtkNative) window = g_list_model_get_item (windows, i);
    GskRenderer *renderer = gtk_native_get_renderer (window);

    if (renderer != NULL)
      known = GSK_IS_CAIRO_RENDERER (renderer);
  }
  return known > 0;
}

/* GTK 4.8 takes every texture through floating point numbers each time cairo draws one. */
static GskRenderNode *
make_cairo_node (SzTilePicture *self, const graphene_rect_t *bounds)
{
  static const cairo_user_data_key_t KEY;
  GskRenderNode *node = gsk_cairo_node_new (bounds);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  cairo_scale (cr, self->width / self->across, self->height / self->down);
  cairo_set_source_surface (cr, self->pixels, 0, 0);
  cairo_paint (cr);
  /* The node may outlive the picture; cairo would copy the pixels for it when they are gone. */
  cairo_surface_set_user_data (cairo_get_target (cr), &KEY, cairo_surface_reference (self->pixels),
                               (cairo_destroy_func_t)cairo_surface_destroy);
  cairo_destroy (cr);
  return node;
}

static GskRenderNode *
make_texture_node (SzTilePicture *self, const graphene_rect_t *bounds)
{
  gsize stride = (gsize)cairo_image_surface_get_stride (self->pixels);
  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (
      cairo_image_surface_get_data (self->pixels), stride * (gsize)self->down,
      (GDestroyNotify)cairo_surface_destroy, cairo_surface_reference (self->pixels));
  g_autoptr (GdkTexture) texture =
      gdk_memory_texture_new (self->across, self->down, GDK_MEMORY_DEFAULT, bytes, stride);

  return gsk_texture_node_new (texture, bounds);
}

static void
sz_tile_picture_snapshot (GdkPaintable *paintable, GdkSnapshot *snapshot, double width, double height)
{
  SzTilePicture *self = SZ_TILE_PICTURE (paintable);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height);

  if (width != self->width || height != self->height)
    g_clear_pointer (&self->node, gsk_render_node_unref);
  self->width = width;
  self->height = height;
  if (self->node == NULL)
    self->node = has_cairo_renderer () ? make_cairo_node (self, &bounds) : make_texture_node (self, &bounds);
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
