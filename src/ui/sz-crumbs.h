/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-place.h"

G_BEGIN_DECLS

/* "‹ Overview / Efficiency / Average wait / Social insurance": where one is, each step a way back to it.
 * Signal `go` (SzPlace *, borrowed): a step was chosen. */
#define SZ_TYPE_CRUMBS (sz_crumbs_get_type ())
G_DECLARE_FINAL_TYPE (SzCrumbs, sz_crumbs, SZ, CRUMBS, GtkBox)

void sz_crumbs_show (SzCrumbs *self, const SzCatalog *catalog, const SzPlace *place);

G_END_DECLS
