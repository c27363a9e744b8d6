/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-settings.h"

G_BEGIN_DECLS

/* The preferences in a window over `parent`: what is changed holds at once. */
void sz_preferences_window_present (GtkWindow *parent, SzSettings *settings);

G_END_DECLS
