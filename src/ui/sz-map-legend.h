/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-atlas.h"

G_BEGIN_DECLS

/* At the lower right of a map, empty and invisible at first. */
GtkWidget *sz_map_legend_new (void);
/* What the shapes on the map mean, and how many there are of each; only what is there. Empties the box first.
 */
void sz_map_legend_fill (GtkBox *legend, const SzAtlas *atlas);

G_END_DECLS
