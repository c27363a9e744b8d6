/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Draws what the window shows into a PNG file, without the help of a desktop. The window must have been drawn
 * once. */
gboolean sz_screenshot_save (GtkWindow *window, const char *path, GError **error);

typedef void (*SzScreenshotFunc) (gboolean done, const char *why, gpointer data);
/* The same as soon as the page stands with its figures; `why` is the reason if it did not within a minute. */
typedef gboolean (*SzSettledFunc) (gpointer window);
void sz_screenshot_when_settled (GtkWindow *window, SzSettledFunc settled, const char *path,
                                 SzScreenshotFunc func, gpointer data);

G_END_DECLS
