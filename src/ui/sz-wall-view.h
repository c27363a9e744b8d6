/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-page.h"

G_BEGIN_DECLS

/* The wall's picture: a page in the wall's theme, cross-faded into by the next, shifted against burning in,
 * with the progress of the turn below; or, at night and before the first figures, a clock. Nothing in it
 * reacts to anything. */
#define SZ_TYPE_WALL_VIEW (sz_wall_view_get_type ())
G_DECLARE_FINAL_TYPE (SzWallView, sz_wall_view, SZ, WALL_VIEW, GtkWidget)

GtkWidget *sz_wall_view_new (void);
/* Paints the page on the painter's thread and shows it once it is painted. `turn`: it is the next one's turn,
 * so it is faded into; else it takes the place of the same page at once. Signal `painted` then. */
void sz_wall_view_show (SzWallView *self, SzPage *page, gboolean turn);
/* Page `index` of `n`, and how far its time has run. */
void sz_wall_view_set_progress (SzWallView *self, guint index, guint n, double progress);
/* "Figures of 14:22, 14 min ago": the page stands, greyed, with this sentence; NULL: it is as new as can be.
 */
void sz_wall_view_set_stale (SzWallView *self, const char *sentence);
/* Only a clock, at 30 %, that moves: `text` "14:36"; NULL: the page. */
void sz_wall_view_set_night (SzWallView *self, const char *text, gint64 minute);
/* TRUE while there is only the night's clock. */
gboolean sz_wall_view_is_night (SzWallView *self);
/* What stands where there is no page yet. */
void sz_wall_view_set_waiting (SzWallView *self, const char *title, const char *clock);
/* Columns from right to left, from the next painting on. */
void sz_wall_view_set_mirrored (SzWallView *self, gboolean mirrored);
void sz_wall_view_set_shift (SzWallView *self, int x, int y);
SzPage *sz_wall_view_get_page (SzWallView *self); /* (transfer none) (nullable) the page that stands */
gboolean sz_wall_view_is_settled (SzWallView *self);

G_END_DECLS
