/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-pane.h"

G_BEGIN_DECLS

/* The pane that says how to read the others: shapes and colours, comparisons, units, what is missing, ways
 * and keys. */
#define SZ_TYPE_HELP_PAGE (sz_help_page_get_type ())
G_DECLARE_FINAL_TYPE (SzHelpPage, sz_help_page, SZ, HELP_PAGE, GtkBox)

G_END_DECLS
