/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-desk.h"
#include "sz-page-view.h"

G_BEGIN_DECLS

/* The overview, and the page of an indicator: a drawn page with the ways onward round it. It makes itself
 * anew whenever the data changes while it is shown, keeps what stands until the new page is there, and says
 * what went wrong. Signals: `go` (SzPlace *, borrowed): leads elsewhere; `shown` (SzPage *, borrowed): the
 * page that stands now. */
#define SZ_TYPE_BOARD_PAGE (sz_board_page_get_type ())
G_DECLARE_FINAL_TYPE (SzBoardPage, sz_board_page, SZ, BOARD_PAGE, GtkBox)

void sz_board_page_set_desk (SzBoardPage *self, SzDesk *desk);
/* An OVERVIEW or INDICATOR. `scroll`: where it was left, 0 for the top. */
void sz_board_page_show (SzBoardPage *self, const SzPlace *place, double scroll);
void sz_board_page_refresh (SzBoardPage *self);
double sz_board_page_get_scroll (SzBoardPage *self);
SzPageView *sz_board_page_get_view (SzBoardPage *self);
/* TRUE if figures (or the reason why there are none) stand on the screen. */
gboolean sz_board_page_is_settled (SzBoardPage *self);

G_END_DECLS
