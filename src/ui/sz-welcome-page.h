/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What a home without any source shows: how to get the first figures. */
#define SZ_TYPE_WELCOME_PAGE (sz_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (SzWelcomePage, sz_welcome_page, SZ, WELCOME_PAGE, GtkBox)

G_END_DECLS
