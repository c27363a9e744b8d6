/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sz-i18n.h"
#include "sz-time.h"

/* --- folder and lock --- */

static gboolean
fail_errno (GError **error, const char *path, int code)
{
  SzErrorCode kind = code == ENOSPC || code == EDQUOT ? SZ_ERROR_DISK_FULL : SZ_ERROR_STORE;
  g_set_error (error, SZ_ERROR, kind, "%s: %s", path, g_strerror (code));
  return FALSE;
}

gboolean
sz_folder_prepare (const char *folder, GError **error)
{
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail_errno (error, folder, errno);
  struct stat info;
  if (stat (folder, &info) != 0)
    return fail_errno (error, folder, errno);
  if (info.st_uid != geteuid ()) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_STORE,
                 _ ("%s belongs to another user (number %u); choose a folder of your own with --home"),
                 folder, (guint)info.st_uid);
    return FALSE;
  }
  if (access (folder, W_OK | X_OK) != 0) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("%s cannot be written: %s"), folder, g_strerror (errno));
    return FALSE;
  }
  if ((info.st_mode & 0077) != 0 && chmod (folder, 0700) != 0)
    return fail_errno (error, folder, errno);
  return TRUE;
}

static void
fail_locked (const char *folder, int fd, GError **error)
{
  char pid[32] = "";
  ssize_t n = pread (fd, pid, sizeof pid - 1, 0);
  pid[MAX (n, 0)] = '\0';
  g_set_error (error, SZ_ERROR, SZ_ERROR_BUSY, _ ("%s is in use by process %s"), folder, g_strstrip (pid));
}

int
sz_folder_lock (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) {
    fail_errno (error, path, errno);
    return -1;
  }
  if (flock (fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK)
      fail_locked (folder, fd, error);
    else
      fail_errno (error, path, errno);
    close (fd);
    return -1;
  }
  /* The number is for people only: a disk too full to write it must not keep the store shut. */
  g_autofree char *pid = g_strdup_printf ("%d\n", (int)getpid ());
  if (ftruncate (fd, 0) != 0 || pwrite (fd, pid, strlen (pid), 0) < 0)
    g_debug ("%s: %s", path, g_strerror (errno));
  return fd;
}

gboolean
sz_folder_holds (const char *folder, int lock_fd, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  GStatBuf there, held;
  if (g_stat (path, &there) == 0 && fstat (lock_fd, &held) == 0 && there.st_ino == held.st_ino &&
      there.st_dev == held.st_dev)
    return TRUE;
  g_set_error (
      error, SZ_ERROR, SZ_ERROR_BUSY,
      _ ("The lock in %s is no longer ours: another process may have taken over; nothing is written any "
         "more. Start again."),
      folder);
  return FALSE;
}

/* --- the file --- */

char *
sz_folder_cache (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "cache.db", NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) {
    fail_errno (error, path, errno);
    return NULL;
  }
  struct stat info;
  gboolean regular = fstat (fd, &info) == 0 && S_ISREG (info.st_mode);
  if (regular && (info.st_mode & 0077) != 0)
    regular = fchmod (fd, 0600) == 0;
  int code = errno;
  close (fd);
  if (!regular) {
    fail_errno (error, path, code ? code : EINVAL);
    return NULL;
  }
  return g_steal_pointer (&path);
}

gboolean
sz_folder_is_ours (const char *path, guint32 application_id)
{
  guint8 header[100];
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return FALSE;
  ssize_t n = read (fd, header, sizeof header);
  close (fd);
  if (n < (ssize_t)sizeof header)
    return n >= 0;
  guint32 mark;
  memcpy (&mark, header + 68, sizeof mark);
  return GUINT32_FROM_BE (mark) == application_id;
}

static gboolean
move_file (const char *from, const char *to, GError **error)
{
  if (g_rename (from, to) == 0 || errno == ENOENT)
    return TRUE;
  return fail_errno (error, from, errno);
}

char *
sz_folder_set_aside (const char *path, GError **error)
{
  static const char *const parts[] = { "-wal", "-shm", "" };
  g_autofree char *aside = NULL;
  for (gint64 time = sz_clock_now_ms ();; time++) {
    g_free (aside);
    aside = g_strdup_printf ("%s.damaged-%" G_GINT64_FORMAT, path, time);
    if (!g_file_test (aside, G_FILE_TEST_EXISTS))
      break;
  }
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *from = g_strconcat (path, parts[i], NULL);
    g_autofree char *to = g_strconcat (aside, parts[i], NULL);
    if (!move_file (from, to, error))
      return NULL;
  }
  sz_folder_trust (path);
  return g_steal_pointer (&aside);
}

static char *
suspicion (const char *path)
{
  return g_strconcat (path, ".suspect", NULL);
}

void
sz_folder_suspect (const char *path)
{
  g_autofree char *mark = suspicion (path);
  int fd = open (mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0)
    close (fd);
}

gboolean
sz_folder_is_suspect (const char *path)
{
  g_autofree char *mark = suspicion (path);
  return g_file_test (mark, G_FILE_TEST_EXISTS);
}

void
sz_folder_trust (const char *path)
{
  g_autofree char *mark = suspicion (path);
  g_unlink (mark);
}
