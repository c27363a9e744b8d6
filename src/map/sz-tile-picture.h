/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A tile that is painted, as GTK draws it: a texture with OpenGL, and what cairo can copy with cairo. Made on
 * any thread, drawn on the main thread. */
#define SZ_TYPE_TILE_PICTURE (sz_tile_picture_get_type ())
G_DECLARE_FINAL_TYPE (SzTilePicture, sz_tile_picture, SZ, TILE_PICTURE, GObject)

/* Takes the pixels, which are not changed any more. (transfer full) */
SzTilePicture *sz_tile_picture_new (cairo_surface_t *pixels);

G_END_DECLS
