/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-desk.h"
#include "sz-pane.h"

G_BEGIN_DECLS

/* The pane of a home without any source: how to get the first figures. */
#define SZ_TYPE_WELCOME_PAGE (sz_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (SzWelcomePage, sz_welcome_page, SZ, WELCOME_PAGE, GtkBox)

void sz_welcome_page_set_desk (SzWelcomePage *self, SzDesk *desk);

G_END_DECLS
