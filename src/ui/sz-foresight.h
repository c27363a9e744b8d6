/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-painter.h"

G_BEGIN_DECLS

/* The first page of a start, painted before there is a window that could ask for it: at the size and in the
 * theme that the first page had the last time. Who then asks for just that has it at once; otherwise it is
 * painted again, and the next start knows better. */
typedef struct {
  SzThemeId theme;
  int width, height; /* units */
  int scale;         /* pixels a unit */
} SzOutlook;

/* "1216x849@1 light" and back. FALSE: it is nothing of the kind. */
char *sz_outlook_write (const SzOutlook *outlook);
gboolean sz_outlook_read (const char *text, SzOutlook *outlook);

/* Main thread, before sz_foresight_begin. */
void sz_foresight_expect (const SzOutlook *outlook);
/* Any thread: the page that is about to be shown. Does nothing if nothing is expected; once. */
void sz_foresight_begin (SzPage *page);
/* As sz_painter_paint_async with the flags that are usual; main thread. */
void sz_foresight_paint_async (SzPage *page, const SzOutlook *outlook, const SzPainting *before,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
/* The outlook that the first page with figures was asked for; FALSE: none was yet. Main thread. */
gboolean sz_foresight_get_first (SzOutlook *outlook);

G_END_DECLS
