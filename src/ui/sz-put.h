/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For what is shown anew every second and is mostly as before. GTK acts on it all the same: a label is
 * measured again, and a tooltip asks the display where the pointer is and waits for the answer, which takes
 * as long as the display is busy drawing. These do nothing if it is so already. */
void sz_put_label (GtkWidget *label, const char *text);
void sz_put_menu_label (GtkWidget *menu_button, const char *text);
void sz_put_title (GtkWindow *window, const char *title);
void sz_put_tooltip (GtkWidget *widget, const char *text); /* NULL: none */
/* Shows a window above its parent in the next turn of the main loop: to make it and to lay it out in one is
 * longer than two frames. */
void sz_put_window (GtkWindow *window);

G_END_DECLS
