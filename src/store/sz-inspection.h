/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads all of cache.db in the background, a minute after a writer has opened it, where the last writer did
 * not end by itself (every page), or where nobody has done so for a week (the indices too). Never on the way
 * of a start: a gigabyte takes seconds. What is damaged leaves word for the next writer (sz_folder_suspect),
 * who looks and sets the file aside. */
typedef struct _SzInspection SzInspection;

/* A writer begins with the file, whose folder it has locked. (transfer full) */
SzInspection *sz_inspection_new (const char *path);
/* The writer ends by itself: what is under way is broken off, and due again the next time. */
void sz_inspection_free (SzInspection *self);

/* Only for tests: how long after the opening. */
void sz_inspection_set_delay_for_test (gint64 delay_us);

G_END_DECLS
