/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-painter.h"

#include <math.h>

/* Cairo's image surfaces end at 32767 pixels; a page that long is cut there rather than not shown. */
#define MAX_PIXELS 32000

typedef struct {
  SzPage *page; /* (owned) */
  SzThemeId theme;
  double width, height;
  int scale;
  SzDrawFlags flags;
} Order;

static void
free_order (gpointer data)
{
  Order *order = data;

  sz_page_unref (order->page);
  g_free (order);
}

void
sz_painting_free (SzPainting *painting)
{
  if (painting == NULL)
    return;
  g_clear_pointer (&painting->picture, sz_picture_unref);
  g_clear_object (&painting->texture);
  g_free (painting);
}

static GdkTexture *
rasterise (SzPicture *picture, int scale)
{
  int width = MIN (MAX (1, (int)ceil (picture->width * scale)), MAX_PIXELS);
  int height = MIN (MAX (1, (int)ceil (picture->height * scale)), MAX_PIXELS);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  int stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = NULL;

  sz_picture_paint (picture, cr, scale);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS) {
    cairo_surface_destroy (surface);
    return NULL;
  }
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), (gsize)stride * (gsize)height,
                                      (GDestroyNotify)cairo_surface_destroy, surface);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, (gsize)stride);
}

static void
paint (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  const Order *order = g_task_get_task_data (task);
  g_autoptr (SzPainting) painting = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  painting = g_new0 (SzPainting, 1);
  painting->scale = order->scale;
  painting->picture =
      sz_draw_page (order->page, sz_theme_get (order->theme), order->width, order->height, order->flags);
  painting->texture = rasterise (painting->picture, order->scale);
  if (painting->texture == NULL) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "no memory to paint %.0f × %.0f",
                             order->width, order->height);
    return;
  }
  g_task_return_pointer (task, g_steal_pointer (&painting), (GDestroyNotify)sz_painting_free);
}

void
sz_painter_paint_async (const SzPage *page, SzThemeId theme, double width, double height, int scale,
                        SzDrawFlags flags, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer data)
{
  static GThreadPool *pool;
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Order *order = g_new0 (Order, 1);

  /* The thread is kept for the life of the process: it holds the font map. */
  if (pool == NULL)
    pool = g_thread_pool_new (paint, NULL, 1, TRUE, NULL);
  order->page = sz_page_ref ((SzPage *)page);
  order->theme = theme;
  order->width = width;
  order->height = height;
  order->scale = scale;
  order->flags = flags;
  g_task_set_source_tag (task, sz_painter_paint_async);
  g_task_set_task_data (task, order, free_order);
  g_thread_pool_push (pool, task, NULL);
}

SzPainting *
sz_painter_paint_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
