/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A widget of no height that tells how wide its parent was made, so that a page can be laid out in one way or
 * another. Signal `width` (int): another one, when sizes are no longer being given out and what is visible
 * may be changed. */
#define SZ_TYPE_WIDTH_PROBE (sz_width_probe_get_type ())
G_DECLARE_FINAL_TYPE (SzWidthProbe, sz_width_probe, SZ, WIDTH_PROBE, GtkWidget)

/* Keeps what stands in `page` as narrow as a drawn page becomes, in the middle of `width`, and returns how
 * wide it is then. Call from `width`. */
int sz_width_probe_inset (GtkWidget *page, int width);

G_END_DECLS
