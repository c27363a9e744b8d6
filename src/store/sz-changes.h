/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the writer of this process has changed, for the readers of this process: which days of which data set
 * are as they were. A folder has one while a store is open for writing; another process's writer is not known
 * here. Any thread. */
typedef struct _SzChanges SzChanges;

/* The writer's. It ends with sz_changes_close, which also gives the reference back. */
SzChanges *sz_changes_open (const char *folder);
void sz_changes_close (SzChanges *changes);
/* Before a transaction is committed, and after it was or was not. In between, what is noted: a day of a data
 * set (its hall day) with a row of it, or everything. */
void sz_changes_begin (SzChanges *changes);
/* `key`: of the row as its table has it; NULL: some rows of the day. */
void sz_changes_note_row (SzChanges *changes, const char *dataset, gint64 day, gint64 source,
                          const char *key);
void sz_changes_note_all (SzChanges *changes);
void sz_changes_end (SzChanges *changes);

/* Those of a folder; NULL if nobody in this process writes there. (transfer full) */
SzChanges *sz_changes_find (const char *folder);
SzChanges *sz_changes_ref (SzChanges *changes);
void sz_changes_unref (SzChanges *changes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzChanges, sz_changes_unref)
/* How many transactions have ended. FALSE: one is just ending, or the store was closed. A snapshot that was
 * begun between two calls with the same answer holds exactly so many. */
gboolean sz_changes_stamp (SzChanges *changes, guint64 *stamp);
/* Whether a day of a data set, or all of it, has stayed as it was with so many transactions. */
gboolean sz_changes_day_stays (SzChanges *changes, const char *dataset, gint64 day, guint64 stamp);
/* The rows of a day that changed behind so many transactions (element-type SzChangedRow), some of them
 * perhaps behind the caller's snapshot. NULL: they are not told apart. (transfer full) */
typedef struct {
  guint64 stamp;
  gint64 source;
  char *key;
} SzChangedRow;
GArray *sz_changes_rows (SzChanges *changes, const char *dataset, gint64 day, guint64 stamp);
gboolean sz_changes_dataset_stays (SzChanges *changes, const char *dataset, guint64 stamp);

G_END_DECLS
