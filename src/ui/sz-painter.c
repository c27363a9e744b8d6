/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-painter.h"

#include <math.h>
#include <string.h>

#include "sz-pixels.h"

/* Cairo's image surfaces end at 32767 pixels; a page that long is cut there rather than not shown. */
#define MAX_PIXELS 32000
/* Side of the squares that are compared: small enough for one figure, and few enough to be handled. */
#define CELL 256
#define BYTES_PER_PIXEL 4

typedef struct {
  SzPage *page; /* (owned) */
  SzThemeId theme;
  double width, height;
  int scale;
  SzDrawFlags flags;
  GPtrArray *before; /* (owned) (nullable) cells of the painting before */
} Order;

/* A square of a painting. The paintings that follow each other share the squares in which nothing changed,
 * and with them what they are drawn from; that is made, and looked at, on the main thread alone. */
typedef struct {
  int x, y, width, height; /* pixels */
  cairo_surface_t *pixels; /* (owned) immutable once it is filled */
  GskRenderNode *node;     /* (owned) (nullable) of them, for `scale` pixels a unit */
  int scale;
} Cell;

static void
clear_cell (gpointer data)
{
  Cell *cell = data;

  g_clear_pointer (&cell->node, gsk_render_node_unref);
  cairo_surface_destroy (cell->pixels);
}

static void
free_cell (gpointer data)
{
  g_atomic_rc_box_release_full (data, clear_cell);
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
  g_clear_pointer (&painting->before, g_ptr_array_unref);
  g_free (painting);
}

/* A part of a surface as it lies in memory. */
typedef struct {
  guchar *data;
  gsize stride;
} Pixels;

static Pixels
get_pixels (cairo_surface_t *surface, int x, int y)
{
  gsize stride = (gsize)cairo_image_surface_get_stride (surface);

  return (Pixels){ cairo_image_surface_get_data (surface) + (gsize)y * stride + (gsize)x * BYTES_PER_PIXEL,
                   stride };
}

static gboolean
is_same (const Cell *cell, Pixels now)
{
  Pixels before = get_pixels (cell->pixels, 0, 0);
  gsize length = (gsize)cell->width * BYTES_PER_PIXEL;

  for (gsize y = 0; y < (gsize)cell->height; y++)
    if (memcmp (before.data + y * before.stride, now.data + y * now.stride, length) != 0)
      return FALSE;
  return TRUE;
}

static Cell *
find_cell (const GPtrArray *cells, int x, int y, int width, int height)
{
  for (guint i = 0; cells != NULL && i < cells->len; i++) {
    Cell *cell = g_ptr_array_index (cells, i);

    if (cell->x == x && cell->y == y && cell->width == width && cell->height == height)
      return cell;
  }
  return NULL;
}

/* `strip` holds what lies at (0, y) and right of it. NULL: no memory. */
static Cell *
cut_cell (cairo_surface_t *strip, int x, int y, int width, int height, const GPtrArray *before)
{
  Pixels from = get_pixels (strip, x, 0), to;
  Cell *cell = find_cell (before, x, y, width, height);
  cairo_surface_t *own;

  if (cell != NULL && is_same (cell, from))
    return g_atomic_rc_box_acquire (cell);
  own = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  if (cairo_surface_status (own) != CAIRO_STATUS_SUCCESS) {
    cairo_surface_destroy (own);
    return NULL;
  }
  to = get_pixels (own, 0, 0);
  for (gsize i = 0; i < (gsize)height; i++)
    memcpy (to.data + i * to.stride, from.data + i * from.stride, (gsize)width * BYTES_PER_PIXEL);
  cairo_surface_mark_dirty (own);
  cell = g_atomic_rc_box_new0 (Cell);
  cell->x = x;
  cell->y = y;
  cell->width = width;
  cell->height = height;
  cell->pixels = own;
  return cell;
}

/* A page is painted strip by strip on one surface that is kept: the memory of a whole page would be asked
 * from the system, cleared and given back with every painting. The painter's thread alone uses it. */
static cairo_surface_t *strip;

static gboolean
make_strip (int width)
{
  if (strip != NULL && cairo_image_surface_get_width (strip) == width)
    return TRUE;
  g_clear_pointer (&strip, cairo_surface_destroy);
  strip = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, CELL);
  if (cairo_surface_status (strip) == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_clear_pointer (&strip, cairo_surface_destroy);
  return FALSE;
}

/* As the source that replaces what was there, a recording is played right onto the surface; laid over it, it
 * would be painted on another one first. */
static void
paint_strip (SzPicture *picture, int y, int width, int height, int scale)
{
  cairo_t *cr = cairo_create (strip);

  cairo_translate (cr, 0, -y);
  cairo_rectangle (cr, 0, y, width, height);
  cairo_clip (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  sz_picture_paint (picture, cr, scale);
  cairo_destroy (cr);
  cairo_surface_flush (strip);
}

/* NULL: no memory. */
static GPtrArray *
rasterise (SzPicture *picture, int scale, const GPtrArray *before)
{
  int width = MIN (MAX (1, (int)ceil (picture->width * scale)), MAX_PIXELS);
  int height = MIN (MAX (1, (int)ceil (picture->height * scale)), MAX_PIXELS);
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (free_cell);

  if (!make_strip (width))
    return NULL;
  for (int y = 0; y < height; y += CELL) {
    int tall = MIN (CELL, height - y);

    paint_strip (picture, y, width, tall, scale);
    for (int x = 0; x < width; x += CELL) {
      Cell *cell = cut_cell (strip, x, y, MIN (CELL, width - x), tall, before);

      if (cell == NULL)
        return NULL;
      g_ptr_array_add (cells, cell);
    }
  }
  return g_steal_pointer (&cells);
}

/* --- on the screen
 * ---------------------------------------------------------------------------------------------------------
 */

void
sz_painting_snapshot (const SzPainting *painting, GtkSnapshot *snapshot)
{
  double scale = painting->scale;

  for (guint i = 0; i < painting->cells->len; i++) {
    Cell *cell = g_ptr_array_index (painting->cells, i);

    if (cell->scale != painting->scale)
      g_clear_pointer (&cell->node, gsk_render_node_unref);
    cell->scale = painting->scale;
    if (cell->node == NULL)
      cell->node = sz_pixels_node_new (cell->pixels, cell->x / scale, cell->y / scale, cell->width / scale,
                                       cell->height / scale);
    gtk_snapshot_append_node (snapshot, cell->node);
  }
}

static gboolean
drop_cells_cb (gpointer data)
{
  g_ptr_array_unref (data);
  return G_SOURCE_REMOVE;
}

/* What they are drawn from belongs to the main thread, and this one may be the last that holds them. */
static void
drop_before (Order *order)
{
  if (order->before != NULL)
    g_idle_add (drop_cells_cb, g_steal_pointer (&order->before));
}

static void
paint (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Order *order = data;
  g_autoptr (SzPainting) painting = NULL;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    drop_before (order);
    g_task_return_error_if_cancelled (task);
    return;
  }
  painting = g_new0 (SzPainting, 1);
  painting->scale = order->scale;
  painting->picture =
      sz_draw_page (order->page, sz_theme_get (order->theme), order->width, order->height, order->flags);
  painting->cells = rasterise (painting->picture, order->scale, order->before);
  if (painting->cells == NULL) {
    drop_before (order);
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "no memory to paint %.0f × %.0f",
                             order->width, order->height);
    return;
  }
  painting->before = g_steal_pointer (&order->before);
  g_task_return_pointer (task, g_steal_pointer (&painting), (GDestroyNotify)sz_painting_free);
}

/* The thread is kept for the life of the process: it holds the font map. */
static GThreadPool *pool;

typedef struct {
  GTask *task; /* (owned) */
  GTaskThreadFunc func;
} Turn;

static void
take_turn (gpointer data, gpointer user_data)
{
  g_autofree Turn *turn = data;
  g_autoptr (GTask) task = turn->task;

  turn->func (task, g_task_get_source_object (task), g_task_get_task_data (task),
              g_task_get_cancellable (task));
}

static GThreadPool *
get_pool (void)
{
  static GMutex mutex;

  g_mutex_lock (&mutex);
  if (pool == NULL)
    pool = g_thread_pool_new (take_turn, NULL, 1, TRUE, NULL);
  g_mutex_unlock (&mutex);
  return pool;
}

void
sz_painter_run (GTask *task, GTaskThreadFunc func)
{
  Turn *turn = g_new0 (Turn, 1);

  turn->task = g_object_ref (task);
  turn->func = func;
  g_thread_pool_push (get_pool (), turn, NULL);
}

void
sz_painter_stop (void)
{
  GThreadPool *ended = g_steal_pointer (&pool);

  if (ended != NULL)
    g_thread_pool_free (ended, TRUE, TRUE);
  g_clear_pointer (&strip, cairo_surface_destroy);
}

static void
warmed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  sz_painting_free (sz_painter_paint_finish (result, NULL));
}

void
sz_painter_warm (const SzPage *page, SzThemeId theme, double width, double height)
{
  sz_painter_paint_async (page, theme, width, height, 1, SZ_DRAW_DEFAULT, NULL, NULL, warmed_cb, NULL);
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
  sz_painter_run (task, paint);
  g_object_unref (task);
}

SzPainting *
sz_painter_paint_finish (GAsyncResult *result, GError **error)
{
  SzPainting *painting = g_task_propagate_pointer (G_TASK (result), error);

  if (painting != NULL)
    g_clear_pointer (&painting->before, g_ptr_array_unref);
  return painting;
}
