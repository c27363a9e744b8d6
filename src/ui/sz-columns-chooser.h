/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-rows-columns.h"

G_BEGIN_DECLS

/* The button offers what columns there are, to be shown or hidden; what it opens is made when it is opened.
 * `columns` outlive the button. */
void sz_columns_chooser_set (GtkMenuButton *button, SzRowsColumns *columns);

G_END_DECLS
