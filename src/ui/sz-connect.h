/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-desk.h"

G_BEGIN_DECLS

/* How data comes into a home: forms over a window. What is added is followed at once. */

/* A hall system: name, address, a test of it. */
void sz_connect_hall (GtkWindow *parent, SzDesk *desk);
/* A file: which, and by which mapping. */
void sz_connect_file (GtkWindow *parent, SzDesk *desk);
/* The form for a file that is already chosen. */
void sz_connect_this_file (GtkWindow *parent, SzDesk *desk, const char *path);

G_END_DECLS
