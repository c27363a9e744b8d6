/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-window-options.h"

G_BEGIN_DECLS

typedef int (*SzWindowFunc) (const SzWindowOptions *options);
/* TRUE if a window can be opened (a display answers). */
typedef gboolean (*SzDisplayFunc) (void);

/* Begins, before there is a display, what a window will need; nothing if it cannot. */
typedef void (*SzAheadFunc) (const SzWindowOptions *options);

/* Who is told that a window is about to be opened, before the display is asked for. */
void sz_cli_set_ahead (SzAheadFunc ahead);
/* Parses the command line and runs the command; `window` is called when one is asked for (no command, `demo`
 * with a display). The window is passed in, so that this layer needs no toolkit. Returns the exit status. */
int sz_cli_main (int argc, char **argv, SzWindowFunc window, SzDisplayFunc display);

G_END_DECLS
