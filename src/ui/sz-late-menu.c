/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-late-menu.h"

static void
open_cb (GtkMenuButton *button, gpointer model)
{
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_menu_model (button, model);
}

void
sz_late_menu_set (GtkMenuButton *button, GMenuModel *model)
{
  gtk_menu_button_set_create_popup_func (button, open_cb, g_object_ref (model), g_object_unref);
}
