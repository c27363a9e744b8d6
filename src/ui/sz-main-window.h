/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-board-page.h"
#include "sz-desk.h"
#include "sz-settings.h"

G_BEGIN_DECLS

/* The window: header, sidebar, and the page of the place one is at, with the way back. */
#define SZ_TYPE_MAIN_WINDOW (sz_main_window_get_type ())
G_DECLARE_FINAL_TYPE (SzMainWindow, sz_main_window, SZ, MAIN_WINDOW, GtkApplicationWindow)

/* `demo`: says so beside the hall's name. */
SzMainWindow *sz_main_window_new (GtkApplication *application, SzDesk *desk, SzSettings *settings,
                                  gboolean demo);
/* Goes there; what was shown before is a step back. */
void sz_main_window_go (SzMainWindow *self, SzPlace *place);
SzPlace *sz_main_window_get_place (SzMainWindow *self); /* (transfer none) */
SzBoardPage *sz_main_window_get_board_page (SzMainWindow *self);
/* The name of the page on the screen: "board", "rows", "alerts", "library", "sources", "help", "welcome". */
const char *sz_main_window_get_page_name (SzMainWindow *self);
GtkWidget *sz_main_window_get_page (SzMainWindow *self);
/* TRUE if the page stands with its figures, or with the reason why it has none. */
gboolean sz_main_window_is_settled (SzMainWindow *self);

G_END_DECLS
