/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-error.h"

G_BEGIN_DECLS

/* The folder that holds cache.db: whose it is, who works in it, and what is done with a damaged file. */

/* Makes it (0700) or takes it if it is ours; SZ_ERROR_STORE with the reason if it belongs to somebody else or
 * cannot be written. */
gboolean sz_folder_prepare (const char *folder, GError **error);
/* The descriptor that holds the lock, for g_close; -1 and SZ_ERROR_BUSY with the process that has it. */
int sz_folder_lock (const char *folder, GError **error);
/* Whether the lock that was taken still is the folder's: SZ_ERROR_BUSY if another file lies in its place. */
gboolean sz_folder_holds (const char *folder, int lock_fd, GError **error);
/* Makes FOLDER/cache.db (0600) if it is not there, or takes rights of others away from it. (transfer full)
 * path. */
char *sz_folder_cache (const char *folder, GError **error);
/* Whether a file that SQLite cannot read bears our mark all the same, or is too short to bear any: then it is
 * ours, and damaged. */
gboolean sz_folder_is_ours (const char *path, guint32 application_id);
/* Renames cache.db and what belongs to it to cache.db.damaged-TIME. (transfer full): the new name. */
char *sz_folder_set_aside (const char *path, GError **error);
/* A damaged page was met while working: look closely at the next opening. */
void sz_folder_suspect (const char *path);
gboolean sz_folder_is_suspect (const char *path);
void sz_folder_trust (const char *path);

G_END_DECLS
