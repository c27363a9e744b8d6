/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-draw.h"

G_BEGIN_DECLS

/* Draws pages off the main thread: a page at a size becomes a picture (its geometry) and textures of it,
 * ready to be put on the screen. One thread paints for all windows, so that Pango's caches are filled once.
 * Squares in which nothing has changed since the painting before keep their texture, so that GTK draws only
 * what is new. */
typedef struct {
  SzPicture *picture; /* (owned) */
  GPtrArray *cells;   /* (owned) of the whole picture, in squares, at `scale` pixels a unit; private */
  GPtrArray
      *before; /* (owned) (nullable) the squares of the one before, until this one is taken over; private */
  int scale;
} SzPainting;

void sz_painting_free (SzPainting *painting);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzPainting, sz_painting_free)

/* Any thread; the callback comes in the main context, or in the one that is the thread's own. A painting that
 * was cancelled before its turn costs nothing. `before` (nullable): the painting that stands where this one
 * will. */
void sz_painter_paint_async (const SzPage *page, SzThemeId theme, double width, double height, int scale,
                             SzDrawFlags flags, const SzPainting *before, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer data);
/* Paints a page for nobody, so that the first that somebody waits for finds the fonts loaded, and the words
 * that it has in common with this one shaped. */
void sz_painter_warm (const SzPage *page, SzThemeId theme, double width, double height);
/* The task's function, on the painter's thread, in its turn: what draws something small need not load the
 * fonts once more. Any thread. */
void sz_painter_run (GTask *task, GTaskThreadFunc func);
/* What is being painted is painted to its end, what waits is dropped. Before the process ends. */
void sz_painter_stop (void);
/* (transfer full) (nullable) */
SzPainting *sz_painter_paint_finish (GAsyncResult *result, GError **error);
/* The picture with its top left corner at the origin. */
void sz_painting_snapshot (const SzPainting *painting, GtkSnapshot *snapshot);

G_END_DECLS
