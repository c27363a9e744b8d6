/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-main-window.h"

G_BEGIN_DECLS

/* Draws what the window shows into a PNG file, without the help of a desktop. The window must have been drawn
 * once. */
gboolean sz_screenshot_save (SzMainWindow *window, const char *path, GError **error);

typedef void (*SzScreenshotFunc) (gboolean done, const char *why, gpointer data);
/* The same as soon as the page stands with its figures; `why` is the reason if it did not within a minute. */
void sz_screenshot_when_settled (SzMainWindow *window, const char *path, SzScreenshotFunc func,
                                 gpointer data);

G_END_DECLS
