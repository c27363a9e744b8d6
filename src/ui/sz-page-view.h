/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-draw.h"

G_BEGIN_DECLS

/* Shows one page: the picture that `draw` makes of it, as a cached texture, with an invisible button over
 * each mark that can be opened, so that everything is reached by pointer, keyboard and screen reader alike.
 * It wants the width it is given and as much height as the page needs at that width: put it into a scrolled
 * window. Until a new painting is ready the old one stays. Signal `open` (id): a mark was activated; the ids
 * are those of draw ("figure:wait_avg", "part:area=B"). Signal `painted`: the page last set stands on the
 * screen at the present size. */
#define SZ_TYPE_PAGE_VIEW (sz_page_view_get_type ())
G_DECLARE_FINAL_TYPE (SzPageView, sz_page_view, SZ, PAGE_VIEW, GtkWidget)

GtkWidget *sz_page_view_new (void);
/* NULL: empty. The page is shared. */
void sz_page_view_set_page (SzPageView *self, SzPage *page);
SzPage *sz_page_view_get_page (SzPageView *self); /* (transfer none) (nullable) */
/* TRUE if what was set last is what is on the screen. */
gboolean sz_page_view_is_settled (SzPageView *self);
/* The button of a mark, for tests and to give it the focus; NULL if the page has no such mark. */
GtkWidget *sz_page_view_find_hit (SzPageView *self, const char *id);
/* The id of the tile in which the focus is; NULL: in none. */
const char *sz_page_view_get_focused_tile (SzPageView *self);
/* The words of the card that is shown beside a value; NULL: none is. */
const char *sz_page_view_get_tip (SzPageView *self);
/* How many pages were painted so far. */
guint sz_page_view_get_n_paintings (SzPageView *self);

G_END_DECLS
