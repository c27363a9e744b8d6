/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* A file system that fails on purpose, under all of SQLite: it passes everything on to the real one, counts
 * the operations, and makes the n-th fail. It also remembers of each file what it held when it was last
 * synced and every write since, so that a loss of power can be played: any part of what was not synced is
 * gone, in any order, down to single sectors. Main thread and the store's threads; guarded by a lock. */

/* Installs it as SQLite's default, and the failing allocator with it. Before anything else of SQLite. */
void fault_vfs_install (void);

typedef enum {
  FAULT_NONE,
  FAULT_IO,   /* SQLITE_IOERR_* of whatever operation it is */
  FAULT_FULL, /* SQLITE_FULL of writes */
  FAULT_MEMORY,
} FaultKind;

/* The n-th operation from now on (from 1) fails; with `lasting` all after it too. FAULT_NONE: none. */
void fault_vfs_arm (FaultKind kind, guint64 nth, gboolean lasting);
/* Operations (allocations for FAULT_MEMORY) since arming; whether any was made to fail. */
guint64 fault_vfs_count (void);
gboolean fault_vfs_struck (void);

/* From now on files below a folder are remembered; NULL: none are, and all is forgotten. */
void fault_vfs_remember (const char *folder);
/* What a loss of power at this instant leaves of the remembered files, in `target` (an existing folder): each
 * write since a file's last sync survives whole, torn or not at all. */
void fault_vfs_lose_power (const char *target, GRand *rand);

G_END_DECLS
