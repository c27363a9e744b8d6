/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-window-options.h"

G_BEGIN_DECLS

/* TRUE if a display answers. Initialises the toolkit; call from the main thread, after the language is set.
 */
gboolean sz_ui_display_present (void);
/* What can be done for a window before there is a display, on threads of its own: its first figures. The
 * options' home and catalogue live as long as the process. */
void sz_ui_look_ahead (const SzWindowOptions *options);
/* Opens the window and returns when the last one is closed: the exit status. Main thread. */
int sz_ui_run (const SzWindowOptions *options);
/* Ends what runs on threads of its own, such as what was looked at ahead and nobody came to show. Before the
 * process ends, also when no window was opened; once is enough. Main thread. */
void sz_ui_end (void);

G_END_DECLS
