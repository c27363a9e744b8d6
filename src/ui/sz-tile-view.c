/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-tile-view.h"

#include <math.h>

#include "sz-painter.h"
#include "sz-style.h"

/* Narrower than this a chart says nothing. */
#define MIN_WIDTH 120

/* What is shown: the painter may be at it when something else is. */
typedef struct {
  SzTile *tile;    /* (owned) */
  SzPage *context; /* (owned) (nullable) */
} Content;

/* How it is drawn. */
typedef struct {
  Content *content; /* (owned) (nullable) */
  SzThemeId theme;
  int width, height;
} Drawing;

struct _SzTileView {
  GtkWidget parent_instance;

  Content *content;     /* (owned) (nullable) */
  SzPicture *picture;   /* (owned) (nullable) perhaps of what it was before */
  Drawing drawn, asked; /* what the picture is of, and what was last asked for; borrow their content */
  int height;           /* 0: as what it shows needs */
};

G_DEFINE_FINAL_TYPE (SzTileView, sz_tile_view, GTK_TYPE_WIDGET)

static void
clear_content (gpointer data)
{
  Content *content = data;

  sz_tile_free (content->tile);
  g_clear_pointer (&content->context, sz_page_unref);
}

static void
drop_content (Content *content)
{
  g_atomic_rc_box_release_full (content, clear_content);
}

/* --- drawing, on the painter's thread
 * --------------------------------------------------------------------------------------------------------------
 */

static void
free_drawing (gpointer data)
{
  Drawing *drawing = data;

  drop_content (drawing->content);
  g_free (drawing);
}

static void
draw_on_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Drawing *drawing = data;

  g_task_return_pointer (task,
                         sz_draw_tile (drawing->content->tile, drawing->content->context,
                                       sz_theme_get (drawing->theme), drawing->width, drawing->height),
                         (GDestroyNotify)sz_picture_unref);
}

static gboolean
is_same (const Drawing *a, const Drawing *b)
{
  return a->content == b->content && a->theme == b->theme && a->width == b->width && a->height == b->height;
}

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (SzTileView) self = data;
  const Drawing *drawing = g_task_get_task_data (G_TASK (result));
  g_autoptr (SzPicture) picture = g_task_propagate_pointer (G_TASK (result), NULL);
  double before = self->picture != NULL ? self->picture->height : 0;

  /* Something else has been asked for since. */
  if (picture == NULL || !is_same (drawing, &self->asked))
    return;
  g_clear_pointer (&self->picture, sz_picture_unref);
  self->picture = g_steal_pointer (&picture);
  self->drawn = *drawing;
  if (self->height == 0 && self->picture->height != before)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Without a height of its own it is drawn as low as it can be; the picture grows to what it holds. */
static void
ask_picture (SzTileView *self, int width, int height)
{
  const Drawing wanted = { self->content, sz_style_get_theme (sz_style_get ()), width,
                           self->height > 0 ? height : 1 };
  g_autoptr (GTask) task = NULL;
  Drawing *drawing;

  if (is_same (&wanted, &self->asked))
    return;
  self->asked = wanted;
  drawing = g_memdup2 (&wanted, sizeof wanted);
  g_atomic_rc_box_acquire (drawing->content);
  /* Not of the task, the last reference to which may be the painter's. */
  task = g_task_new (NULL, NULL, drawn_cb, g_object_ref (self));
  g_task_set_source_tag (task, ask_picture);
  g_task_set_task_data (task, drawing, free_drawing);
  sz_painter_run (task, draw_on_thread);
}

/* --- on the screen
 * --------------------------------------------------------------------------------------------------------------
 */

/* What is as tall as its content is as tall as when it was last drawn, until it is drawn anew. */
static void
sz_tile_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  const SzTileView *self = SZ_TILE_VIEW (widget);
  const int needed = self->picture != NULL ? (int)ceil (self->picture->height) : 1;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = MIN_WIDTH;
  else
    *minimum = *natural = self->height > 0 || self->content == NULL ? self->height : needed;
}

/* The old picture stands until the new one is there. */
static void
sz_tile_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  SzTileView *self = SZ_TILE_VIEW (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  cairo_t *cr;

  if (self->content == NULL || width < MIN_WIDTH || height <= 0)
    return;
  ask_picture (self, width, height);
  if (self->picture == NULL)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  sz_picture_paint (self->picture, cr, 1);
  cairo_destroy (cr);
}

static void
sz_tile_view_dispose (GObject *object)
{
  SzTileView *self = SZ_TILE_VIEW (object);

  g_clear_pointer (&self->picture, sz_picture_unref);
  g_clear_pointer (&self->content, drop_content);
  G_OBJECT_CLASS (sz_tile_view_parent_class)->dispose (object);
}

static void
sz_tile_view_class_init (SzTileViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = sz_tile_view_dispose;
  widget_class->measure = sz_tile_view_measure;
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
  g_clear_pointer (&self->content, drop_content);
  /* Another content may come to lie where the old one was. */
  self->asked.content = self->drawn.content = NULL;
  if (tile != NULL) {
    g_autofree char *said = sz_draw_tile_sentence (tile);

    self->content = g_atomic_rc_box_new0 (Content);
    self->content->tile = tile;
    self->content->context = context != NULL ? sz_page_ref (context) : NULL;
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, tile->title,
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, said, -1);
  } else {
    g_clear_pointer (&self->picture, sz_picture_unref);
  }
  /* Without a height there is nothing of it to be drawn, nor to ask for its picture. */
  if (self->height == 0 && self->picture == NULL)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

SzTile *
sz_tile_view_get (SzTileView *self)
{
  return self->content != NULL ? self->content->tile : NULL;
}

gboolean
sz_tile_view_is_drawn (SzTileView *self)
{
  return !gtk_widget_get_mapped (GTK_WIDGET (self)) || self->content == NULL ||
         (self->drawn.content == self->content && is_same (&self->drawn, &self->asked));
}
