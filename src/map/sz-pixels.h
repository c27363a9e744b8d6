/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Draws an image surface into a rectangle, as the renderer of the windows likes it: a texture with OpenGL,
 * what cairo can copy with cairo. The pixels are kept as long as the node is, and not changed any more. Main
 * thread. (transfer full) */
GskRenderNode *sz_pixels_node_new (cairo_surface_t *pixels, double x, double y, double width, double height);

G_END_DECLS
