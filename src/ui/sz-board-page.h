/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-desk.h"
#include "sz-page-view.h"
#include "sz-pane.h"

G_BEGIN_DECLS

/* The pane of every drawn page (overview, live hall, directory, an indicator, a timeline), with the ways
 * onward round it. It makes itself anew whenever the data changes while it is shown, keeps what stands until
 * the new page is there, and says what went wrong. Signal `shown` (SzPage *, borrowed): the page that stands
 * now. */
#define SZ_TYPE_BOARD_PAGE (sz_board_page_get_type ())
G_DECLARE_FINAL_TYPE (SzBoardPage, sz_board_page, SZ, BOARD_PAGE, GtkBox)

void sz_board_page_set_desk (SzBoardPage *self, SzDesk *desk);
void sz_board_page_refresh (SzBoardPage *self);
SzPageView *sz_board_page_get_view (SzBoardPage *self);

G_END_DECLS
