/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-window-options.h"

G_BEGIN_DECLS

/* TRUE if a display answers. Initialises the toolkit; call from the main thread, after the language is set.
 */
gboolean sz_ui_display_present (void);
/* Opens the window and returns when the last one is closed: the exit status. Main thread. */
int sz_ui_run (const SzWindowOptions *options);

G_END_DECLS
