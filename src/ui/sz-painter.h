/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-draw.h"

G_BEGIN_DECLS

/* Draws pages off the main thread: a page at a size becomes a picture (its geometry) and a texture of it,
 * ready to be put on the screen. One thread paints for all windows, so that Pango's caches are filled once.
 */
typedef struct {
  SzPicture *picture;  /* (owned) */
  GdkTexture *texture; /* (owned) of the whole picture, at `scale` pixels a unit */
  int scale;
} SzPainting;

void sz_painting_free (SzPainting *painting);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzPainting, sz_painting_free)

/* Main thread; the callback comes in the main context. A painting that was cancelled before its turn costs
 * nothing. */
void sz_painter_paint_async (const SzPage *page, SzThemeId theme, double width, double height, int scale,
                             SzDrawFlags flags, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer data);
/* (transfer full) (nullable) */
SzPainting *sz_painter_paint_finish (GAsyncResult *result, GError **error);

G_END_DECLS
