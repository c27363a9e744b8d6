/* SPDX-License-Identifier: GPL-3.0-or-later */

/* webhook.ini, the secrets beside it, and the record of how the outlets fare. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sz-i18n.h"
#include "sz-keyfile.h"
#include "sz-time.h"
#include "sz-webhook-private.h"

#define MOST 8 /* outlets */
#define MAX_FILE 65536

void
sz_webhook_free (SzWebhook *hook)
{
  if (hook == NULL)
    return;
  if (hook->key != NULL)
    explicit_bzero (hook->key, strlen (hook->key));
  g_free (hook->key);
  g_free (hook->secret);
  g_free (hook->url);
  g_free (hook->id);
  g_free (hook);
}

static char *
config_path (const SzHome *home)
{
  return g_build_filename (home->config, "webhook.ini", NULL);
}

static char *
secret_path (const SzHome *home)
{
  return home->root != NULL ? g_build_filename (home->root, "keys", SZ_WEBHOOK_SECRETS ".secret", NULL)
                            : NULL;
}

/* --- secrets
 * ----------------------------------------------------------------------------------------------------------
 */

/* Lines NAME=VALUE; the text after the name's line, NULL if there is none. */
static char *
find_line (const char *text, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  char *found = NULL;

  for (guint i = 0; lines[i] != NULL; i++) {
    char *equal = strchr (lines[i], '=');

    if (equal != NULL && found == NULL && strncmp (lines[i], name, (gsize)(equal - lines[i])) == 0 &&
        name[equal - lines[i]] == '\0')
      found = g_strdup (g_strstrip (equal + 1));
    explicit_bzero (lines[i], strlen (lines[i]));
  }
  return found;
}

static char *
read_private_file (const char *path, GError **error)
{
  struct stat info;
  const int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  const char *why = NULL;
  char *text = NULL;

  if (fd < 0 && errno == ENOENT)
    return g_strdup ("");
  if (fd < 0 || fstat (fd, &info) != 0)
    why = g_strerror (errno);
  else if (!S_ISREG (info.st_mode) || info.st_size > MAX_FILE)
    why = _ ("it is not a regular file of at most 64 KiB");
  else if (info.st_uid != geteuid ())
    why = _ ("it belongs to another user");
  else if ((info.st_mode & 077) != 0)
    why = _ ("others may read it; make it private with chmod 600");
  if (why == NULL) {
    text = g_malloc0 ((gsize)info.st_size + 1);
    if (read (fd, text, (gsize)info.st_size) < 0)
      why = g_strerror (errno);
  }
  if (fd >= 0)
    close (fd);
  if (why == NULL)
    return text;
  g_set_error (error, SZ_ERROR, SZ_ERROR_KEY, _ ("The file of secrets %s cannot be used: %s."), path, why);
  g_free (text);
  return NULL;
}

/* Where `shuzhi alerts secret` puts them: in a home's own file, else in the session's keyring. */
static char *
read_keyring (GError **error)
{
  static const SecretSchema schema = {
    SZ_APP_ID ".Source",
    SECRET_SCHEMA_NONE,
    { { "source", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
  };
  g_autoptr (GError) cause = NULL;
  char *held = secret_password_lookup_sync (&schema, NULL, &cause, "source", SZ_WEBHOOK_SECRETS, NULL);
  char *text = g_strdup (held != NULL ? held : "");

  secret_password_free (held);
  if (cause == NULL)
    return text;
  g_set_error (
      error, SZ_ERROR, SZ_ERROR_KEY,
      _ ("The secrets of the webhooks cannot be had from the keyring; unlock it, or choose a home with "
         "--home DIR."));
  g_free (text);
  return NULL;
}

static gboolean
take_key (const SzHome *home, SzWebhook *hook, GError **error)
{
  g_autofree char *path = secret_path (home);
  char *text = path != NULL ? read_private_file (path, error) : read_keyring (error);

  if (text == NULL)
    return FALSE;
  hook->key = find_line (text, hook->secret);
  explicit_bzero (text, strlen (text));
  g_free (text);
  if (hook->key != NULL && *hook->key != '\0')
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_KEY,
               _ ("The secret “%s” of webhook “%s” is not known; `shuzhi alerts secret %s` takes it."),
               hook->secret, hook->id, hook->secret);
  return FALSE;
}

/* --- the file
 * ------------------------------------------------------------------------------------------------------------
 */

static gboolean
read_severities (SzKeyFile *file, const char *group, SzWebhook *hook, GError **error)
{
  g_auto (GStrv) words = sz_key_file_get_list (file, group, "Severities");

  hook->severities[SZ_SEVERITY_ATTENTION] = hook->severities[SZ_SEVERITY_ALARM] = words == NULL;
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (strcmp (words[i], "alarm") == 0)
      hook->severities[SZ_SEVERITY_ALARM] = TRUE;
    else if (strcmp (words[i], "attention") == 0)
      hook->severities[SZ_SEVERITY_ATTENTION] = TRUE;
    else
      return sz_key_file_fail (file, group, "Severities", error, _ ("expected alarm, attention or both"));
  return TRUE;
}

static gboolean
read_url (SzKeyFile *file, const char *group, SzWebhook *hook, GError **error)
{
  const char *url = sz_key_file_get (file, group, "Url");
  g_autoptr (GError) cause = NULL;

  if (url == NULL)
    return sz_key_file_fail (file, group, NULL, error, _ ("Url= is missing"));
  if (!sz_http_check_url (url, TRUE, &cause))
    return sz_key_file_fail (file, group, "Url", error, "%s", cause->message);
  if (!g_str_has_prefix (url, "https:") && !sz_http_is_loopback (url))
    return sz_key_file_fail (file, group, "Url", error,
                             _ ("what is sent to another machine must be encrypted: https://"));
  hook->url = g_strdup (url);
  return TRUE;
}

static SzWebhook *
read_hook (const SzHome *home, SzKeyFile *file, const char *group, GError **error)
{
  g_autoptr (SzWebhook) hook = g_new0 (SzWebhook, 1);
  const char *id = g_str_has_prefix (group, "Webhook ") ? group + strlen ("Webhook ") : "";

  hook->id = g_strdup (id);
  hook->secret = g_strdup (sz_key_file_get (file, group, "Secret"));
  if (*id == '\0') {
    sz_key_file_fail (file, group, NULL, error, _ ("expected [Webhook name]"));
    return NULL;
  }
  if (!read_url (file, group, hook, error) || !read_severities (file, group, hook, error) ||
      (hook->secret != NULL && !take_key (home, hook, error)))
    return NULL;
  return g_steal_pointer (&hook);
}

static void
add_problem (GPtrArray *problems, GError *error)
{
  if (problems != NULL)
    g_ptr_array_add (problems, g_strdup (error->message));
  g_error_free (error);
}

GPtrArray *
sz_webhooks_read (const SzHome *home, GPtrArray *problems)
{
  GPtrArray *hooks = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_webhook_free);
  g_autofree char *path = config_path (home);
  g_autoptr (SzKeyFile) file = NULL;
  const char *const *groups = NULL;
  GError *error = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return hooks;
  file = sz_key_file_load (path, &error);
  if (file == NULL) {
    add_problem (problems, error);
    return hooks;
  }
  groups = sz_key_file_groups (file);
  for (guint i = 0; groups[i] != NULL && hooks->len < MOST; i++) {
    SzWebhook *hook = read_hook (home, file, groups[i], &error);

    if (hook != NULL)
      g_ptr_array_add (hooks, hook);
    else
      add_problem (problems, g_steal_pointer (&error));
  }
  /* A misspelt key would else be a setting that silently does not hold. */
  if (error == NULL && (problems == NULL || problems->len == 0) && !sz_key_file_check_unread (file, &error)) {
    g_ptr_array_set_size (hooks, 0);
    add_problem (problems, error);
  }
  return hooks;
}

static gint64
stamp_of (const char *path)
{
  GStatBuf about;

  if (path == NULL || g_stat (path, &about) != 0)
    return 0;
  return (gint64)about.st_mtim.tv_sec * 1000000 + about.st_mtim.tv_nsec / 1000 + about.st_size;
}

gint64
sz_webhooks_stamp (const SzHome *home)
{
  g_autofree char *config = config_path (home), *secrets = secret_path (home);
  gint64 stamp = stamp_of (config);

  return stamp == 0 ? 0 : stamp ^ (stamp_of (secrets) << 1);
}

/* --- how they fare
 * ------------------------------------------------------------------------------------------------------- */

static char *
state_path (const SzHome *home)
{
  return g_build_filename (home->data, "webhook.state", NULL);
}

void
sz_webhook_note (const SzHome *home, const SzWebhook *hook, gboolean good, const char *why, guint waiting)
{
  g_autofree char *path = state_path (home);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;

  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL);
  g_key_file_set_int64 (file, hook->id, good ? "delivered" : "failed", sz_clock_now_ms ());
  g_key_file_set_string (file, hook->id, "why", good ? "" : why);
  g_key_file_set_uint64 (file, hook->id, "waiting", waiting);
  text = g_key_file_to_data (file, NULL, NULL);
  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

static void
add_failure (GPtrArray *problems, GKeyFile *file, const char *id)
{
  g_autofree char *why = g_key_file_get_string (file, id, "why", NULL);
  gint64 failed = g_key_file_get_int64 (file, id, "failed", NULL);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (failed / 1000);
  g_autofree char *when = time != NULL ? g_date_time_format (time, "%F %H:%M") : g_strdup ("");

  if (why != NULL && *why != '\0')
    g_ptr_array_add (problems,
                     g_strdup_printf (_ ("Webhook “%s” could not deliver at %s, %u messages wait: %s"), id,
                                      when, (guint)g_key_file_get_uint64 (file, id, "waiting", NULL), why));
}

GPtrArray *
sz_webhooks_check (const SzHome *home, guint *n)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) hooks = sz_webhooks_read (home, problems);
  g_autofree char *path = state_path (home);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (n != NULL)
    *n = hooks->len;
  if (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    for (guint i = 0; i < hooks->len; i++)
      add_failure (problems, file, ((const SzWebhook *)g_ptr_array_index (hooks, i))->id);
  return problems;
}
