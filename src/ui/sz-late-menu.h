/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* As gtk_menu_button_set_menu_model, but the popover with its rows is made when it is first opened: it takes
 * more than the rest of a header together. */
void sz_late_menu_set (GtkMenuButton *button, GMenuModel *model);

G_END_DECLS
