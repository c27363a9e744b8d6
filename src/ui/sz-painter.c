/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-painter.h"

#include <math.h>
#include <string.h>

/* Cairo's image surfaces end at 32767 pixels; a page that long is cut there rather than not shown. */
#define MAX_PIXELS 32000
/* Side of the squares that are compared: small enough for one figure, and few enough to be handled. */
#define CELL 256
#define BYTES_PER_PIXEL 4

/* About what a window leaves for its page. */
#define WARM_WIDTH 1200
#define WARM_HEIGHT 840

typedef struct {
  SzPage *page; /* (owned) */
  SzThemeId theme;
  double width, height;
  int scale;
  SzDrawFlags flags;
  GPtrArray *before; /* (owned) (nullable) cells of the painting before */
} Order;

/* A square of a painting; immutable. */
typedef struct {
  int x, y, width, height; /* pixels */
  GBytes *pixels;          /* rows without gaps */
  GdkTexture *texture;     /* of them */
} Cell;

static void
free_cell (gpointer data)
{
  Cell *cell = data;

  g_bytes_unref (cell->pixels);
  g_object_unref (cell->texture);
  g_free (cell);
}

static void
free_order (gpointer data)
{
  Order *order = data;

  sz_page_unref (order->page);
  g_clear_pointer (&order->before, g_ptr_array_unref);
  g_free (order);
}

void
sz_painting_free (SzPainting *painting)
{
  if (painting == NULL)
    return;
  g_clear_pointer (&painting->picture, sz_picture_unref);
  g_clear_pointer (&painting->cells, g_ptr_array_unref);
  g_free (painting);
}

static gboolean
is_same (const Cell *cell, const guchar *pixels, gsize stride)
{
  const guchar *rows = g_bytes_get_data (cell->pixels, NULL);
  gsize length = (gsize)cell->width * BYTES_PER_PIXEL;

  for (gsize y = 0; y < (gsize)cell->height; y++)
    if (memcmp (rows + y * length, pixels + y * stride, length) != 0)
      return FALSE;
  return TRUE;
}

static const Cell *
find_cell (const GPtrArray *cells, int x, int y, int width, int height)
{
  for (guint i = 0; cells != NULL && i < cells->len; i++) {
    const Cell *cell = g_ptr_array_index (cells, i);

    if (cell->x == x && cell->y == y && cell->width == width && cell->height == height)
      return cell;
  }
  return NULL;
}

static Cell *
cut_cell (cairo_surface_t *surface, int x, int y, const GPtrArray *before)
{
  gsize stride = (gsize)cairo_image_surface_get_stride (surface);
  const guchar *pixels =
      cairo_image_surface_get_data (surface) + (gsize)y * stride + (gsize)x * BYTES_PER_PIXEL;
  Cell *cell = g_new0 (Cell, 1);
  const Cell *known;
  gsize length;
  guchar *rows;

  cell->x = x;
  cell->y = y;
  cell->width = MIN (CELL, cairo_image_surface_get_width (surface) - x);
  cell->height = MIN (CELL, cairo_image_surface_get_height (surface) - y);
  known = find_cell (before, x, y, cell->width, cell->height);
  if (known != NULL && is_same (known, pixels, stride)) {
    cell->pixels = g_bytes_ref (known->pixels);
    cell->texture = g_object_ref (known->texture);
    return cell;
  }
  length = (gsize)cell->width * BYTES_PER_PIXEL;
  rows = g_malloc (length * (gsize)cell->height);
  for (gsize i = 0; i < (gsize)cell->height; i++)
    memcpy (rows + i * length, pixels + i * stride, length);
  cell->pixels = g_bytes_new_take (rows, length * (gsize)cell->height);
  cell->texture =
      gdk_memory_texture_new (cell->width, cell->height, GDK_MEMORY_DEFAULT, cell->pixels, length);
  return cell;
}

/* NULL: no memory. */
static GPtrArray *
rasterise (SzPicture *picture, int scale, const GPtrArray *before)
{
  int width = MIN (MAX (1, (int)ceil (picture->width * scale)), MAX_PIXELS);
  int height = MIN (MAX (1, (int)ceil (picture->height * scale)), MAX_PIXELS);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  GPtrArray *cells = NULL;

  sz_picture_paint (picture, cr, scale);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS) {
    cells = g_ptr_array_new_with_free_func (free_cell);
    for (int y = 0; y < height; y += CELL)
      for (int x = 0; x < width; x += CELL)
        g_ptr_array_add (cells, cut_cell (surface, x, y, before));
  }
  cairo_surface_destroy (surface);
  return cells;
}

void
sz_painting_snapshot (const SzPainting *painting, GtkSnapshot *snapshot)
{
  float scale = (float)painting->scale;

  for (guint i = 0; i < painting->cells->len; i++) {
    const Cell *cell = g_ptr_array_index (painting->cells, i);

    gtk_snapshot_append_texture (snapshot, cell->texture,
                                 &GRAPHENE_RECT_INIT ((float)cell->x / scale, (float)cell->y / scale,
                                                      (float)cell->width / scale,
                                                      (float)cell->height / scale));
  }
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
  painting->cells = rasterise (painting->picture, order->scale, order->before);
  if (painting->cells == NULL) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "no memory to paint %.0f × %.0f",
                             order->width, order->height);
    return;
  }
  g_task_return_pointer (task, g_steal_pointer (&painting), (GDestroyNotify)sz_painting_free);
}

/* The thread is kept for the life of the process: it holds the font map. */
static GThreadPool *pool;

static GThreadPool *
get_pool (void)
{
  if (pool == NULL)
    pool = g_thread_pool_new (paint, NULL, 1, TRUE, NULL);
  return pool;
}

void
sz_painter_stop (void)
{
  GThreadPool *ended = g_steal_pointer (&pool);

  if (ended != NULL)
    g_thread_pool_free (ended, TRUE, TRUE);
}

static void
warmed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  sz_painting_free (sz_painter_paint_finish (result, NULL));
}

void
sz_painter_warm (const SzPage *page)
{
  sz_painter_paint_async (page, SZ_THEME_LIGHT, WARM_WIDTH, WARM_HEIGHT, 1, SZ_DRAW_DEFAULT, NULL, NULL,
                          warmed_cb, NULL);
}

void
sz_painter_paint_async (const SzPage *page, SzThemeId theme, double width, double height, int scale,
                        SzDrawFlags flags, const SzPainting *before, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  Order *order = g_new0 (Order, 1);

  order->page = sz_page_ref ((SzPage *)page);
  order->theme = theme;
  order->width = width;
  order->height = height;
  order->scale = scale;
  order->flags = flags;
  order->before = before != NULL ? g_ptr_array_ref (before->cells) : NULL;
  g_task_set_source_tag (task, sz_painter_paint_async);
  g_task_set_task_data (task, order, free_order);
  g_thread_pool_push (get_pool (), task, NULL);
}

SzPainting *
sz_painter_paint_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
