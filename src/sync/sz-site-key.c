/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sz-i18n.h"
#include "sz-identity.h"
#include "sz-sha256.h"

/* People may have to type a password into the keyring's prompt; nobody does at a wall. */
#define KEYRING_WAIT_S 60

struct _SzSiteKey {
  gatomicrefcount refs;
  SzSha256 inner, outer; /* with the key's pads already in: an HMAC costs two blocks */
  char name[9];
};

/* --- the key itself --- */

/* Whoever has a key has rows with identities in memory, and a core would carry them to the disk. A limit of
 * one byte also keeps a core from programs that the kernel hands it to, which none at all does not. */
static gpointer
forbid_cores (gpointer data)
{
  struct rlimit limit;
  if (getrlimit (RLIMIT_CORE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max = MIN (limit.rlim_max, 1);
    if (setrlimit (RLIMIT_CORE, &limit) != 0)
      g_warning ("cores cannot be forbidden: %s", g_strerror (errno));
  }
  return NULL;
}

SzSiteKey *
sz_site_key_new (const guint8 bytes[32])
{
  static GOnce once = G_ONCE_INIT;
  g_once (&once, forbid_cores, NULL);
  SzSiteKey *key = g_new0 (SzSiteKey, 1);
  guint8 pad[64], digest[32];
  g_atomic_ref_count_init (&key->refs);
  for (guint i = 0; i < 64; i++)
    pad[i] = (i < 32 ? bytes[i] : 0) ^ 0x36;
  sz_sha256_init (&key->inner);
  sz_sha256_update (&key->inner, pad, sizeof pad);
  for (guint i = 0; i < 64; i++)
    pad[i] ^= 0x36 ^ 0x5c;
  sz_sha256_init (&key->outer);
  sz_sha256_update (&key->outer, pad, sizeof pad);
  explicit_bzero (pad, sizeof pad);
  sz_site_key_hmac (key, "key-name:", "", 0, digest);
  g_snprintf (key->name, sizeof key->name, "%02x%02x%02x%02x", digest[0], digest[1], digest[2], digest[3]);
  return key;
}

SzSiteKey *
sz_site_key_ref (SzSiteKey *key)
{
  g_return_val_if_fail (key != NULL, NULL);
  g_atomic_ref_count_inc (&key->refs);
  return key;
}

void
sz_site_key_unref (SzSiteKey *key)
{
  if (key == NULL || !g_atomic_ref_count_dec (&key->refs))
    return;
  explicit_bzero (key, sizeof *key);
  g_free (key);
}

const char *
sz_site_key_name (const SzSiteKey *key)
{
  return key->name;
}

void
sz_site_key_hmac (const SzSiteKey *key, const char *domain, const char *text, gssize length, guint8 out[32])
{
  SzSha256 sha = key->inner;
  sz_sha256_update (&sha, domain, strlen (domain));
  sz_sha256_update (&sha, text, length < 0 ? strlen (text) : (gsize)length);
  sz_sha256_finish (&sha, out);
  sha = key->outer;
  sz_sha256_update (&sha, out, 32);
  sz_sha256_finish (&sha, out);
}

gint64
sz_site_key_hash (const SzSiteKey *key, const char *domain, const char *text, gssize length)
{
  guint8 digest[32];
  guint64 first;
  sz_site_key_hmac (key, domain, text, length, digest);
  memcpy (&first, digest, 8);
  return (gint64)(GUINT64_FROM_BE (first) >> 1);
}

void
sz_site_key_line_hash (const SzSiteKey *key, const char *line, gssize length, char out[17])
{
  guint8 digest[32];
  sz_site_key_hmac (key, "line:", line, length, digest);
  for (guint i = 0; i < 8; i++)
    g_snprintf (out + 2 * i, 3, "%02x", digest[i]);
}

/* --- as text --- */

static gboolean
key_from_text (const char *text, SzSiteKey **key)
{
  guint8 bytes[32];
  for (guint i = 0; i < 64; i++)
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;
  if (text[64] != '\0' && strcmp (text + 64, "\n") != 0)
    return FALSE;
  for (guint i = 0; i < 32; i++)
    bytes[i] = (guint8)(g_ascii_xdigit_value (text[2 * i]) << 4 | g_ascii_xdigit_value (text[2 * i + 1]));
  *key = sz_site_key_new (bytes);
  explicit_bzero (bytes, sizeof bytes);
  return TRUE;
}

/* 64 random hex digits and a line end. */
static gboolean
make_key_text (char text[66], GError **error)
{
  guint8 bytes[32];
  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_KEY, _ ("The system gives no random numbers for a key: %s."),
                 g_strerror (errno));
    return FALSE;
  }
  for (guint i = 0; i < 32; i++)
    g_snprintf (text + 2 * i, 3, "%02x", bytes[i]);
  text[64] = '\n';
  text[65] = '\0';
  explicit_bzero (bytes, sizeof bytes);
  return TRUE;
}

/* --- in a file --- */

/* A key file that has no name yet ends with this and some letters, and is not left so for so long. */
#define NEW_KEY ".new-"
#define UNNAMED_AGE_S 3600

static gboolean
fail_file (const char *path, const char *why, GError **error)
{
  g_set_error (error, SZ_ERROR, SZ_ERROR_KEY, _ ("The key file %s cannot be used: %s."), path, why);
  return FALSE;
}

/* FALSE without an error: there is no such file. */
static gboolean
read_key_file (const char *path, SzSiteKey **key, GError **error)
{
  char text[80];
  struct stat info;
  const int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    return errno == ENOENT ? FALSE : fail_file (path, g_strerror (errno), error);
  const int bad = fstat (fd, &info);
  const gssize n = bad == 0 && S_ISREG (info.st_mode) ? read (fd, text, sizeof text - 1) : -1;
  close (fd);
  if (bad != 0 || !S_ISREG (info.st_mode))
    return fail_file (path, _ ("it is not a regular file"), error);
  if (info.st_uid != geteuid ())
    return fail_file (path, _ ("it belongs to another user"), error);
  if ((info.st_mode & 077) != 0)
    return fail_file (path, _ ("others may read it; make it private with chmod 600"), error);
  text[MAX (n, 0)] = '\0';
  const gboolean ok = n >= 64 && n <= 65 && key_from_text (text, key);
  explicit_bzero (text, sizeof text);
  return ok ? TRUE : fail_file (path, _ ("it does not hold a key (64 hexadecimal digits)"), error);
}

/* A folder's entries outlive a loss of power only once the folder itself is on the disk. */
static void
keep_folder (const char *folder)
{
  const int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return;
  if (fsync (fd) != 0)
    g_debug ("%s: %s", folder, g_strerror (errno));
  close (fd);
}

/* Gives the whole file `fresh` its name at once, and never in the place of another: 0, or why not. */
static int
name_key_file (const char *fresh, const char *path)
{
  if (link (fresh, path) == 0)
    return 0;
  if (errno == EEXIST)
    return errno;
  /* A disk without hard links. */
  return renameat2 (AT_FDCWD, fresh, AT_FDCWD, path, RENAME_NOREPLACE) == 0 ? 0 : errno;
}

/* TRUE too if another process made one in the same moment: then that is the key, of which nobody ever sees a
 * part. `made`: whether it is ours. */
static gboolean
write_key_file (const char *path, gboolean *made, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *fresh = g_strconcat (path, NEW_KEY "XXXXXX", NULL);
  char text[66];
  *made = FALSE;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail_file (path, g_strerror (errno), error);
  if (!make_key_text (text, error))
    return FALSE;
  const int fd = g_mkstemp_full (fresh, O_WRONLY | O_CLOEXEC, 0600);
  const gssize n = fd >= 0 ? write (fd, text, 65) : -1;
  int cause = n == 65 && fsync (fd) == 0 ? 0 : n < 0 || n == 65 ? errno : ENOSPC;
  explicit_bzero (text, sizeof text);
  if (fd < 0)
    return fail_file (path, g_strerror (cause), error);
  if (close (fd) != 0 && cause == 0)
    cause = errno;
  if (cause == 0)
    cause = name_key_file (fresh, path);
  g_unlink (fresh);
  if (cause != 0 && cause != EEXIST)
    return fail_file (path, g_strerror (cause), error);
  keep_folder (folder);
  *made = cause == 0;
  return TRUE;
}

/* Of a process that was killed between writing a key and naming it: a key that nobody uses. What is younger
 * may be about to get its name. */
static void
clear_unnamed (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path), *name = g_path_get_basename (path);
  g_autofree char *start = g_strconcat (name, NEW_KEY, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *entry;

  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (folder, entry, NULL);
    struct stat info;

    if (g_str_has_prefix (entry, start) && lstat (file, &info) == 0 && S_ISREG (info.st_mode) &&
        info.st_mtime < time (NULL) - UNNAMED_AGE_S)
      g_unlink (file);
  }
}

static SzSiteKey *
open_key_file (const char *path, gboolean create, char **notice, GError **error)
{
  SzSiteKey *key = NULL;
  g_autoptr (GError) cause = NULL;
  if (read_key_file (path, &key, &cause)) {
    clear_unnamed (path);
    return key;
  }
  if (cause != NULL) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  if (!create) {
    fail_file (path, _ ("there is no such file"), error);
    return NULL;
  }
  gboolean made;
  if (!write_key_file (path, &made, error))
    return NULL;
  if (!read_key_file (path, &key, error)) {
    if (error != NULL && *error == NULL)
      fail_file (path, made ? _ ("it vanished after it was written") : g_strerror (EEXIST), error);
    return NULL;
  }
  if (notice != NULL && made)
    *notice = g_strdup_printf (
        _ ("A site key was made in %s. Keep a copy in a safe place: without it, people already "
           "known here are not recognised again."),
        path);
  return key;
}

/* --- in the Secret Service --- */

static const SecretSchema *
key_schema (void)
{
  static const SecretSchema schema = {
    SZ_APP_ID ".SiteKey",
    SECRET_SCHEMA_NONE,
    { { "purpose", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
  };
  return &schema;
}

typedef struct {
  GMutex mutex;
  GCond cond;
  gboolean done;
  GCancellable *cancellable;
} Patience;

static gpointer
lose_patience (gpointer data)
{
  Patience *patience = data;
  const gint64 end_us = g_get_monotonic_time () + KEYRING_WAIT_S * G_USEC_PER_SEC;
  gboolean in_time = TRUE;
  g_mutex_lock (&patience->mutex);
  while (!patience->done && in_time)
    in_time = g_cond_wait_until (&patience->cond, &patience->mutex, end_us);
  if (!patience->done)
    g_cancellable_cancel (patience->cancellable);
  g_mutex_unlock (&patience->mutex);
  return NULL;
}

static SzSiteKey *
fail_keyring (const GError *cause, GError **error)
{
  const char *why = _ ("there is no keyring in this session");
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    why = _ ("the keyring did not answer in time; is it locked?");
  else if (cause->domain == SECRET_ERROR ||
           g_error_matches (cause, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT))
    why = _ ("the keyring is locked or has no login collection");
  g_set_error (error, SZ_ERROR, SZ_ERROR_KEY,
               _ ("The key that keeps identities secret cannot be had: %s. Unlock the keyring, or choose a "
                  "key file with "
                  "--key-file FILE, or a home with --home DIR."),
               why);
  return NULL;
}

static SzSiteKey *
ask_keyring (gboolean create, char **notice, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  SzSiteKey *key = NULL;
  char text[66];
  char *held = secret_password_lookup_sync (key_schema (), cancellable, &cause, "purpose", "site-key", NULL);
  if (cause != NULL)
    return fail_keyring (cause, error);
  if (held != NULL) {
    const gboolean ok = strlen (held) >= 64 && key_from_text (held, &key);
    secret_password_free (held);
    if (!ok)
      g_set_error (error, SZ_ERROR, SZ_ERROR_KEY, _ ("What the keyring holds as the site key is not one."));
    return key;
  }
  if (!create) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_KEY, _ ("The keyring holds no site key yet."));
    return NULL;
  }
  if (!make_key_text (text, error))
    return NULL;
  text[64] = '\0';
  const gboolean stored =
      secret_password_store_sync (key_schema (), SECRET_COLLECTION_DEFAULT, "Shuzhi site key", text,
                                  cancellable, &cause, "purpose", "site-key", NULL);
  if (stored)
    key_from_text (text, &key);
  explicit_bzero (text, sizeof text);
  if (!stored)
    return fail_keyring (cause, error);
  if (notice != NULL)
    *notice = g_strdup (_ ("A site key was made in the keyring of this session."));
  return key;
}

static SzSiteKey *
open_keyring (gboolean create, char **notice, GError **error)
{
  Patience patience = { .cancellable = g_cancellable_new () };
  g_mutex_init (&patience.mutex);
  g_cond_init (&patience.cond);
  GThread *thread = g_thread_new ("sz-keyring-wait", lose_patience, &patience);
  SzSiteKey *key = ask_keyring (create, notice, patience.cancellable, error);
  g_mutex_lock (&patience.mutex);
  patience.done = TRUE;
  g_cond_signal (&patience.cond);
  g_mutex_unlock (&patience.mutex);
  g_thread_join (thread);
  g_mutex_clear (&patience.mutex);
  g_cond_clear (&patience.cond);
  g_object_unref (patience.cancellable);
  return key;
}

SzSiteKey *
sz_site_key_open (const char *home_folder, const char *explicit_file, gboolean create, char **notice,
                  GError **error)
{
  if (notice != NULL)
    *notice = NULL;
  if (explicit_file != NULL)
    return open_key_file (explicit_file, create, notice, error);
  if (home_folder != NULL) {
    g_autofree char *path = g_build_filename (home_folder, "keys", "site.key", NULL);
    return open_key_file (path, create, notice, error);
  }
  return open_keyring (create, notice, error);
}

/* --- the key the rows were hashed with --- */

static char *
name_path (const SzHome *home)
{
  return g_build_filename (home->data, "key-name", NULL);
}

/* `name` stays NULL if none is kept yet. */
static gboolean
read_name (const char *path, char **name, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *text = NULL;
  *name = NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) || !g_file_get_contents (path, &text, NULL, &cause)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_KEY,
                 _ ("%s, which names the key of the rows here, cannot be read."), path);
    return FALSE;
  }
  g_strchomp (text);
  if (strlen (text) != 8 || strspn (text, "0123456789abcdef") != 8) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_KEY,
                 _ ("%s does not hold the name of a key (8 hexadecimal digits)."), path);
    return FALSE;
  }
  *name = g_steal_pointer (&text);
  return TRUE;
}

static gboolean
write_name (const char *path, const SzSiteKey *key, GError **error)
{
  g_autofree char *text = g_strconcat (sz_site_key_name (key), "\n", NULL);
  g_autoptr (GError) cause = NULL;
  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                0600, &cause))
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_KEY, _ ("The name of the key cannot be kept: %s"), cause->message);
  return FALSE;
}

char *
sz_site_key_chosen_file (const SzHome *home)
{
  g_autofree char *path = home->root == NULL ? g_build_filename (home->config, "keys", "site.key", NULL)
                                             : g_strdup (home->key_file);
  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

gboolean
sz_site_key_choose_file (const SzHome *home, char **path, GError **error)
{
  g_autofree char *file =
      g_build_filename (home->root == NULL ? home->config : home->root, "keys", "site.key", NULL);
  g_autofree char *name = name_path (home);
  g_autofree char *held = NULL;
  if (!read_name (name, &held, error))
    return FALSE;
  if (held != NULL && !g_file_test (file, G_FILE_TEST_EXISTS)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_KEY,
                 _ ("The rows here were hashed with key %s: put the old key back, or remove the sources and "
                    "fetch anew."),
                 held);
    return FALSE;
  }
  g_autoptr (SzSiteKey) key = open_key_file (file, TRUE, NULL, error);
  if (key != NULL && path != NULL)
    *path = g_steal_pointer (&file);
  return key != NULL;
}

SzSiteKey *
sz_site_key_open_for (const SzHome *home, const char *explicit_file, char **notice, GError **error)
{
  g_autofree char *path = name_path (home);
  g_autofree char *held = NULL;
  g_autoptr (GError) cause = NULL;
  if (notice != NULL)
    *notice = NULL;
  if (!read_name (path, &held, error))
    return NULL;
  g_autofree char *chosen = explicit_file == NULL ? sz_site_key_chosen_file (home) : NULL;
  /* Where rows were hashed before, a fresh key would be the wrong one. */
  g_autoptr (SzSiteKey) key =
      sz_site_key_open (home->root, chosen != NULL ? chosen : explicit_file, held == NULL, notice, &cause);
  if (key == NULL && held != NULL) {
    g_set_error (
        error, SZ_ERROR, SZ_ERROR_KEY,
        _ ("The rows here were hashed with key %s, and there is no key at hand (%s) Put the old key back, "
           "or remove the sources and fetch anew."),
        held, cause->message);
    return NULL;
  }
  if (key == NULL) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return NULL;
  }
  if (held == NULL)
    return write_name (path, key, error) ? g_steal_pointer (&key) : NULL;
  if (strcmp (held, sz_site_key_name (key)) == 0)
    return g_steal_pointer (&key);
  g_set_error (
      error, SZ_ERROR, SZ_ERROR_KEY,
      _ ("The rows here were hashed with key %s; the key at hand is %s: put the old key back, or remove "
         "the sources and fetch anew."),
      held, sz_site_key_name (key));
  return NULL;
}

void
sz_site_key_forget (const SzHome *home)
{
  g_autofree char *path = name_path (home);
  g_unlink (path);
}
