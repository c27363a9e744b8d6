/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-finder.h"

G_BEGIN_DECLS

/* Puts what a search found into the list below the field, in its order, in place of what was there; `scroll`
 * is made as high as the first six, whole. `found`: (element-type SzFound) (nullable): empties the list. */
void sz_map_results_fill (GtkListBox *list, GtkScrolledWindow *scroll, const GPtrArray *found);

G_END_DECLS
