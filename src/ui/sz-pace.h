/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the program does when, for measurements: with SHUZHI_PACE in the environment a line "pace NAME
 * SECONDS" (CLOCK_MONOTONIC) on standard error for each mark, and "pace stall SECONDS MS FRAME_MS" for each
 * turn of the main loop of 8 ms and more, where FRAME_MS is what of it GTK took to lay out and paint frames.
 * Without it all of this does nothing. Main thread, except for sz_pace_mark: any thread. */
gboolean sz_pace_is_on (void);
void sz_pace_mark (const char *name);
/* From here on turns of the default main context are timed. */
void sz_pace_begin (void);
/* Times the frames of a window. */
void sz_pace_watch (GtkWidget *window);
/* Sets a mark when the next frame of the widget's window has been handed to the display. */
void sz_pace_mark_shown (GtkWidget *widget, const char *name);

G_END_DECLS
