/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-rows-view.h"

G_BEGIN_DECLS

/* What keys and pointer do in a list of rows. */
void sz_rows_keys_watch (SzRowsView *view);

G_END_DECLS
