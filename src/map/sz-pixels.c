/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-pixels.h"

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

/* GTK 4.8 takes every texture through floating point numbers each time cairo draws one, changed or not. */
static GskRenderNode *
make_cairo_node (cairo_surface_t *pixels, double x, double y, double width, double height)
{
  static const cairo_user_data_key_t KEY;
  GskRenderNode *node =
      gsk_cairo_node_new (&GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height));
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  cairo_translate (cr, x, y);
  cairo_scale (cr, width / cairo_image_surface_get_width (pixels),
               height / cairo_image_surface_get_height (pixels));
  cairo_set_source_surface (cr, pixels, 0, 0);
  cairo_paint (cr);
  /* The node may outlive who made it; cairo would copy the pixels for it when they are gone. */
  cairo_surface_set_user_data (cairo_get_target (cr), &KEY, cairo_surface_reference (pixels),
                               (cairo_destroy_func_t)cairo_surface_destroy);
  cairo_destroy (cr);
  return node;
}

static GskRenderNode *
make_texture_node (cairo_surface_t *pixels, double x, double y, double width, double height)
{
  int across = cairo_image_surface_get_width (pixels), down = cairo_image_surface_get_height (pixels);
  gsize stride = (gsize)cairo_image_surface_get_stride (pixels);
  g_autoptr (GBytes) bytes =
      g_bytes_new_with_free_func (cairo_image_surface_get_data (pixels), stride * (gsize)down,
                                  (GDestroyNotify)cairo_surface_destroy, cairo_surface_reference (pixels));
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (across, down, GDK_MEMORY_DEFAULT, bytes, stride);

  return gsk_texture_node_new (texture,
                               &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height));
}

GskRenderNode *
sz_pixels_node_new (cairo_surface_t *pixels, double x, double y, double width, double height)
{
  return has_cairo_renderer () ? make_cairo_node (pixels, x, y, width, height)
                               : make_texture_node (pixels, x, y, width, height);
}
