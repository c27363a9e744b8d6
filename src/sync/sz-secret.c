/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sz-i18n.h"
#include "sz-secret.h"

/* What signs us in lies beside no mapping and no configuration: lines NAME=VALUE in HOME/keys/SOURCE.secret
 * (0600, ours), or one item of the Secret Service, or a credential of systemd where the source says so. */

#define MAX_FILE 65536

static char *
secret_path (const SzSource *source)
{
  g_autofree char *name = g_strconcat (source->name, ".secret", NULL);
  if (source->credential) {
    const char *folder = g_getenv ("CREDENTIALS_DIRECTORY");
    return g_build_filename (folder != NULL ? folder : "/run/credentials", name, NULL);
  }
  return source->root != NULL ? g_build_filename (source->root, "keys", name, NULL) : NULL;
}

static const SecretSchema *
secret_schema (void)
{
  static const SecretSchema schema = {
    SZ_APP_ID ".Source",
    SECRET_SCHEMA_NONE,
    { { "source", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
  };
  return &schema;
}

void
sz_secrets_free (GHashTable *secrets)
{
  if (secrets != NULL)
    g_hash_table_unref (secrets);
}

static void
free_text (gpointer text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static GHashTable *
parse_secrets (const char *text)
{
  GHashTable *secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_text);
  for (const char *line = text; *line != '\0';) {
    const char *end = strchrnul (line, '\n');
    const char *equal = memchr (line, '=', (gsize)(end - line));
    if (equal != NULL && *line != '#') {
      char *name = g_strstrip (g_strndup (line, (gsize)(equal - line)));
      g_hash_table_insert (secrets, name, g_strstrip (g_strndup (equal + 1, (gsize)(end - equal - 1))));
    }
    line = *end != '\0' ? end + 1 : end;
  }
  return secrets;
}

static gboolean
fail_file (const char *path, const char *why, GError **error)
{
  g_set_error (error, SZ_ERROR, SZ_ERROR_KEY, _ ("The file of secrets %s cannot be used: %s."), path, why);
  return FALSE;
}

/* "" if there is none. (transfer full) (nullable) */
static char *
read_secret_file (const char *path, gboolean any_mode, GError **error)
{
  struct stat info;
  const int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 && errno == ENOENT)
    return g_strdup ("");
  if (fd < 0) {
    fail_file (path, g_strerror (errno), error);
    return NULL;
  }
  const gboolean known = fstat (fd, &info) == 0;
  const char *why = NULL;
  if (!known || !S_ISREG (info.st_mode) || info.st_size > MAX_FILE)
    why = _ ("it is not a regular file of at most 64 KiB");
  else if (!any_mode && info.st_uid != geteuid ())
    why = _ ("it belongs to another user");
  else if (!any_mode && (info.st_mode & 077) != 0)
    why = _ ("others may read it; make it private with chmod 600");
  char *text = why == NULL ? g_malloc0 ((gsize)info.st_size + 1) : NULL;
  if (text != NULL && read (fd, text, (gsize)info.st_size) < 0)
    why = g_strerror (errno);
  close (fd);
  if (why == NULL)
    return text;
  fail_file (path, why, error);
  g_free (text);
  return NULL;
}

static char *
read_keyring (const SzSource *source, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  char *held =
      secret_password_lookup_sync (secret_schema (), cancellable, &cause, "source", source->name, NULL);
  if (cause != NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_KEY,
                 _ ("The secrets of %s cannot be had from the keyring; unlock it, or choose a home with "
                    "--home DIR."),
                 source->name);
    return NULL;
  }
  char *text = g_strdup (held != NULL ? held : "");
  secret_password_free (held);
  return text;
}

static char *
read_text (const SzSource *source, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = secret_path (source);
  return path != NULL ? read_secret_file (path, source->credential, error)
                      : read_keyring (source, cancellable, error);
}

GHashTable *
sz_secrets_open (const SzSource *source, GCancellable *cancellable, GError **error)
{
  char *text = read_text (source, cancellable, error);
  if (text == NULL)
    return NULL;
  GHashTable *secrets = parse_secrets (text);
  free_text (text);
  return secrets;
}

const char *
sz_secrets_get (GHashTable *secrets, const SzSource *source, const char *name, GError **error)
{
  const char *text = secrets != NULL ? g_hash_table_lookup (secrets, name) : NULL;
  if (text != NULL && *text != '\0')
    return text;
  g_set_error (error, SZ_ERROR, SZ_ERROR_KEY,
               _ ("The secret “%s” of %s is not known; `shuzhi sources secret %s %s` takes it."), name,
               source->name, source->name, name);
  return NULL;
}

static gboolean
write_secret_file (const char *path, const char *text, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) cause = NULL;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail_file (path, g_strerror (errno), error);
  /* Made beside it with 0600 and renamed: at no time is it wider, or half there. */
  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_DURABLE | G_FILE_SET_CONTENTS_CONSISTENT,
                                 0600, &cause))
    return fail_file (path, cause->message, error);
  return TRUE;
}

gboolean
sz_secrets_set (const SzSource *source, const char *name, const char *text, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *path = secret_path (source);
  if (strpbrk (name, "=\n#") != NULL || *name == '\0' || strpbrk (text, "\r\n") != NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("A secret is one line, and its name has no “=”."));
    return FALSE;
  }
  if (source->credential)
    return fail_file (path, _ ("a credential of the system cannot be changed from here"), error);
  g_autoptr (SzSecrets) secrets = sz_secrets_open (source, cancellable, error);
  g_autoptr (GString) whole = g_string_new (NULL);
  GHashTableIter iter;
  gpointer key, value;
  if (secrets == NULL)
    return FALSE;
  g_hash_table_replace (secrets, g_strdup (name), g_strdup (text));
  g_hash_table_iter_init (&iter, secrets);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_string_append_printf (whole, "%s=%s\n", (char *)key, (char *)value);
  gboolean ok = path != NULL ? write_secret_file (path, whole->str, error)
                             : secret_password_store_sync (secret_schema (), SECRET_COLLECTION_DEFAULT,
                                                           "Shuzhi source", whole->str, cancellable, &cause,
                                                           "source", source->name, NULL);
  explicit_bzero (whole->str, whole->len);
  if (!ok && cause != NULL)
    g_set_error (
        error, SZ_ERROR, SZ_ERROR_KEY,
        _ ("The keyring cannot keep the secrets of %s; unlock it, or choose a home with --home DIR."),
        source->name);
  return ok;
}

void
sz_secrets_forget (const SzSource *source)
{
  g_autofree char *path = secret_path (source);
  if (source->credential)
    return;
  if (path != NULL)
    g_unlink (path);
  else
    secret_password_clear_sync (secret_schema (), NULL, NULL, "source", source->name, NULL);
}

gint64
sz_source_secret_stamp (const SzSource *source)
{
  g_autofree char *path = secret_path (source);
  GStatBuf about;
  if (path == NULL || g_stat (path, &about) != 0)
    return 0;
  return (gint64)about.st_mtim.tv_sec * 1000000 + about.st_mtim.tv_nsec / 1000 + 1;
}
