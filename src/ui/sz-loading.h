/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-page.h"
#include "sz-place.h"

G_BEGIN_DECLS

/* The frame of a page whose values are on their way: names at once, grey blocks for the rest. (transfer full)
 */
SzPage *sz_loading_page (const SzCatalog *catalog, const SzPlace *place);

G_END_DECLS
