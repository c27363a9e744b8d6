/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-source.h"

#include <inttypes.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "sz-http.h"
#include "sz-i18n.h"
#include "sz-keyfile.h"
#include "sz-import.h"
#include "sz-offer.h"

#define SUFFIX ".ini"

SzSource *
sz_source_new (const char *name, const char *url)
{
  SzSource *source = g_new0 (SzSource, 1);
  gsize length = strlen (url);
  while (length > 0 && url[length - 1] == '/')
    length--;
  source->name = g_strdup (name);
  source->url = g_strndup (url, length);
  source->mapping = g_strdup (SZ_SOURCE_MAPPING);
  source->enabled = TRUE;
  return source;
}

SzSource *
sz_source_copy (const SzSource *source)
{
  SzSource *copy = sz_source_new (source->name, source->url);
  g_free (copy->mapping);
  copy->mapping = g_strdup (source->mapping);
  copy->enabled = source->enabled;
  copy->folder = g_strdup (source->folder);
  copy->live = g_strdup (source->live);
  copy->live_path = g_strdup (source->live_path);
  copy->ca_file = g_strdup (source->ca_file);
  copy->pin = g_strdup (source->pin);
  copy->certificate = g_strdup (source->certificate);
  copy->auth = g_strdup (source->auth);
  copy->token_path = g_strdup (source->token_path);
  copy->credential = source->credential;
  copy->parameters = g_strdupv (source->parameters);
  copy->config = g_strdup (source->config);
  copy->root = g_strdup (source->root);
  return copy;
}

void
sz_source_free (SzSource *source)
{
  if (source == NULL)
    return;
  g_free (source->name);
  g_free (source->url);
  g_free (source->mapping);
  g_free (source->folder);
  g_free (source->live);
  g_free (source->live_path);
  g_free (source->ca_file);
  g_free (source->pin);
  g_free (source->certificate);
  g_free (source->auth);
  g_free (source->token_path);
  g_strfreev (source->parameters);
  g_free (source->config);
  g_free (source->root);
  g_free (source);
}

gboolean
sz_source_check_name (const char *name, GError **error)
{
  const gsize length = strlen (name);
  if (length >= 1 && length <= 40 && strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
               _ ("“%.60s” cannot be the name of a source: use 1 to 40 of the characters a-z, 0-9 and “-”."),
               name);
  return FALSE;
}

/* Whether it fits the source is found out when the source is read; here only that there is one. */
static gboolean
check_mapping (const SzHome *home, const char *mapping, GError **error)
{
  g_auto (GStrv) known = sz_import_list_mappings (home->config);
  if (strcmp (mapping, SZ_SOURCE_MAPPING) == 0 || g_strv_contains ((const char *const *)known, mapping) ||
      (g_path_is_absolute (mapping) && g_file_test (mapping, G_FILE_TEST_IS_REGULAR)))
    return TRUE;
  g_autofree char *list = g_strjoinv (", ", known);
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
               _ ("There is no mapping “%.60s”; there are “%s”, the hall interface, version 1, and: %s. The "
                  "absolute path of a mapping file is possible too."),
               mapping, SZ_SOURCE_MAPPING, list);
  return FALSE;
}

static char *
config_path (const char *config, const char *name)
{
  g_autofree char *file = g_strconcat (name, SUFFIX, NULL);
  return g_build_filename (config, "sources", file, NULL);
}

static char *
source_path (const SzHome *home, const char *name)
{
  return config_path (home->config, name);
}

char *
sz_source_config_path (const SzSource *source)
{
  return source->config != NULL ? config_path (source->config, source->name) : NULL;
}

gboolean
sz_source_read_enabled (const SzSource *source, gboolean *enabled)
{
  g_autofree char *path = sz_source_config_path (source);
  g_autoptr (SzKeyFile) file = path != NULL ? sz_key_file_load (path, NULL) : NULL;
  *enabled = TRUE;
  return file != NULL && sz_key_file_has_group (file, "Source") &&
         sz_key_file_get_flag (file, "Source", "Enabled", enabled, NULL);
}

static gboolean
read_access (SzKeyFile *file, SzSource *source, GError **error)
{
  static const char *const kinds[] = { "sse", "websocket", "no", NULL };
  static const char *const auths[] = { "basic", "bearer", "oauth2", NULL };
  source->live = g_strdup (sz_key_file_get (file, "Source", "Live"));
  source->live_path = g_strdup (sz_key_file_get (file, "Source", "LivePath"));
  source->ca_file = g_strdup (sz_key_file_get (file, "Source", "CA"));
  source->pin = g_strdup (sz_key_file_get (file, "Source", "Pin"));
  source->certificate = g_strdup (sz_key_file_get (file, "Source", "Certificate"));
  if (source->live != NULL && !g_strv_contains (kinds, source->live))
    return sz_key_file_fail (file, "Source", "Live", error, _ ("sse, websocket or no was expected"));
  if (source->live_path != NULL && *source->live_path != '/')
    return sz_key_file_fail (file, "Source", "LivePath", error,
                             _ ("a path that begins with “/” was expected"));
  source->auth = g_strdup (sz_key_file_get (file, "Source", "Auth"));
  source->token_path = g_strdup (sz_key_file_get (file, "Source", "TokenPath"));
  if (source->auth != NULL && !g_strv_contains (auths, source->auth))
    return sz_key_file_fail (file, "Source", "Auth", error, _ ("basic, bearer or oauth2 was expected"));
  if (source->token_path != NULL && *source->token_path != '/')
    return sz_key_file_fail (file, "Source", "TokenPath", error,
                             _ ("a path that begins with “/” was expected"));
  if (!sz_key_file_get_flag (file, "Source", "Credential", &source->credential, error))
    return FALSE;
  if (!sz_key_file_has_group (file, "Parameters"))
    return TRUE;
  g_autofree const char **keys = sz_key_file_keys (file, "Parameters");
  g_autoptr (GStrvBuilder) parameters = g_strv_builder_new ();
  for (guint i = 0; keys[i] != NULL; i++) {
    g_autofree char *text = g_strdup_printf ("%s=%s", keys[i], sz_key_file_get (file, "Parameters", keys[i]));
    g_strv_builder_add (parameters, text);
  }
  source->parameters = g_strv_builder_end (parameters);
  return TRUE;
}

static SzSource *
load_file (const SzHome *home, const char *path, const char *name, GError **error)
{
  g_autoptr (SzKeyFile) file = sz_key_file_load (path, error);
  g_autoptr (GError) why = NULL;
  if (file == NULL)
    return NULL;
  const char *url = sz_key_file_get (file, "Source", "Url"),
             *mapping = sz_key_file_get (file, "Source", "Mapping"),
             *folder = sz_key_file_get (file, "Source", "Folder");
  if (url == NULL && folder == NULL) {
    sz_key_file_fail (file, "Source", "Url", error, _ ("the address of the hall system is missing"));
    return NULL;
  }
  if (url != NULL && !sz_http_check_url (url, FALSE, &why)) {
    sz_key_file_fail (file, "Source", "Url", error, "%s", why->message);
    return NULL;
  }
  if (folder != NULL && (url != NULL || !g_path_is_absolute (folder) || mapping == NULL)) {
    sz_key_file_fail (file, "Source", "Folder", error,
                      _ ("an absolute path beside Mapping=, and no Url=, was expected"));
    return NULL;
  }
  g_autoptr (SzSource) source = sz_source_new (name, url != NULL ? url : "");
  source->config = g_strdup (home->config);
  source->root = g_strdup (home->root);
  source->folder = g_strdup (folder);
  if (mapping != NULL) {
    if (!check_mapping (home, mapping, &why)) {
      sz_key_file_fail (file, "Source", "Mapping", error, "%s", why->message);
      return NULL;
    }
    g_free (source->mapping);
    source->mapping = g_strdup (mapping);
  }
  if (!read_access (file, source, error) ||
      !sz_key_file_get_flag (file, "Source", "Enabled", &source->enabled, error) ||
      !sz_key_file_check_unread (file, error))
    return NULL;
  return g_steal_pointer (&source);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const SzSource *const *)a)->name, (*(const SzSource *const *)b)->name);
}

GPtrArray *
sz_source_list (const SzHome *home, GPtrArray *problems, GError **error)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_source_free);
  g_autofree char *folder = g_build_filename (home->config, "sources", NULL);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &cause);
  const char *entry;
  if (dir == NULL && g_error_matches (cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return g_steal_pointer (&sources);
  if (dir == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND, _ ("The folder %s cannot be read."), folder);
    return NULL;
  }
  while ((entry = g_dir_read_name (dir)) != NULL) {
    g_autofree char *name =
        g_str_has_suffix (entry, SUFFIX) ? g_strndup (entry, strlen (entry) - strlen (SUFFIX)) : NULL;
    g_autofree char *path = g_build_filename (folder, entry, NULL);
    g_autoptr (GError) problem = NULL;
    if (name == NULL || *name == '.')
      continue;
    SzSource *source = sz_source_check_name (name, &problem) ? load_file (home, path, name, &problem) : NULL;
    if (source != NULL)
      g_ptr_array_add (sources, source);
    else if (problems != NULL)
      g_ptr_array_add (problems, g_steal_pointer (&problem));
  }
  g_ptr_array_sort (sources, compare_names);
  return g_steal_pointer (&sources);
}

static gboolean
fail_unknown (const SzHome *home, const char *name, GError **error)
{
  g_autoptr (GPtrArray) known = sz_source_list (home, NULL, NULL);
  g_autoptr (GString) names = g_string_new (NULL);
  for (guint i = 0; known != NULL && i < known->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            ((SzSource *)g_ptr_array_index (known, i))->name);
  if (names->len > 0)
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND, _ ("There is no source “%.60s”; there are: %s."), name,
                 names->str);
  else
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND,
                 _ ("There is no source “%.60s”; none is configured (shuzhi sources add NAME --url URL)."),
                 name);
  return FALSE;
}

SzSource *
sz_source_load (const SzHome *home, const char *name, GError **error)
{
  if (!sz_source_check_name (name, error))
    return NULL;
  g_autofree char *path = source_path (home, name);
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    fail_unknown (home, name, error);
    return NULL;
  }
  return load_file (home, path, name, error);
}

/* Under one name two halls would mix their rows. On this machine a port is a matter of chance. */
static gboolean
check_same_hall (const SzHome *home, const SzSource *source, GError **error)
{
  g_autofree char *path = source_path (home, source->name);
  g_autoptr (SzSource) known = load_file (home, path, source->name, NULL);
  if (known == NULL || strcmp (known->url, source->url) == 0 ||
      (sz_http_is_loopback (known->url) && sz_http_is_loopback (source->url)))
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
               _ ("%s is already connected to another address; remove it first."), source->name);
  return FALSE;
}

static gboolean
write_file (const char *path, const char *text, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) cause = NULL;
  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("The folder %s cannot be made: %s."), folder,
                 g_strerror (errno));
    return FALSE;
  }
  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &cause)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("The file %s cannot be written: %s"), path,
                 cause->message);
    return FALSE;
  }
  return TRUE;
}

gboolean
sz_source_add (const SzHome *home, const char *name, const char *url, const char *mapping, GError **error)
{
  if (!sz_source_check_name (name, error) || !sz_http_check_url (url, FALSE, error) ||
      (mapping != NULL && !check_mapping (home, mapping, error)))
    return FALSE;
  g_autoptr (SzSource) source = sz_source_new (name, url);
  g_autofree char *path = source_path (home, name);
  g_autofree char *text = g_strdup_printf ("[Source]\nUrl=%s\nMapping=%s\nEnabled=yes\n", source->url,
                                           mapping != NULL ? mapping : source->mapping);
  return check_same_hall (home, source, error) && write_file (path, text, error);
}

gboolean
sz_source_add_folder (const SzHome *home, const char *name, const char *folder, const char *mapping,
                      GError **error)
{
  if (!sz_source_check_name (name, error) || !check_mapping (home, mapping, error))
    return FALSE;
  if (!g_path_is_absolute (folder) || !g_file_test (folder, G_FILE_TEST_IS_DIR) ||
      strpbrk (folder, "\r\n") != NULL || strcmp (mapping, SZ_SOURCE_MAPPING) == 0) {
    g_set_error (
        error, SZ_ERROR, SZ_ERROR_USAGE,
        _ ("The absolute path of a folder that is there, and a mapping for its files, were expected."));
    return FALSE;
  }
  g_autofree char *path = source_path (home, name);
  g_autofree char *text = g_strdup_printf ("[Source]\nFolder=%s\nMapping=%s\nEnabled=yes\n", folder, mapping);
  return write_file (path, text, error);
}

gboolean
sz_source_set_enabled (const SzHome *home, const char *name, gboolean enabled, GError **error)
{
  g_autoptr (SzSource) source = sz_source_load (home, name, error);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = source_path (home, name);
  if (source == NULL)
    return FALSE;
  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS,
                                  NULL)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("The file %s cannot be read."), path);
    return FALSE;
  }
  g_key_file_set_string (file, "Source", "Enabled", enabled ? "yes" : "no");
  g_autofree char *text = g_key_file_to_data (file, NULL, NULL);
  return write_file (path, text, error);
}

gboolean
sz_source_remove (const SzHome *home, const char *name, GError **error)
{
  if (!sz_source_check_name (name, error))
    return FALSE;
  g_autofree char *path = source_path (home, name);
  if (g_unlink (path) == 0)
    return TRUE;
  if (errno == ENOENT)
    return fail_unknown (home, name, error);
  g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("The file %s cannot be removed: %s."), path,
               g_strerror (errno));
  return FALSE;
}

gboolean
sz_source_test (const SzSource *source, GCancellable *cancellable, char **sentence, GError **error)
{
  g_return_val_if_fail (source->folder == NULL, FALSE);
  g_autoptr (SzHttp) http = sz_http_new (NULL);
  g_auto (SzHttpResponse) response = { 0 };
  const SzHttpTrust trust = { source->ca_file, source->pin, source->certificate };
  if ((trust.ca_file != NULL || trust.pin != NULL || trust.certificate != NULL) &&
      !sz_http_set_trust (http, &trust, error))
    return FALSE;
  g_autoptr (SzOffer) offer = sz_offer_ask (http, source->url, NULL, cancellable, &response, error);
  gint64 rows = 0, first = G_MAXINT64, last = G_MININT64;
  if (offer == NULL)
    return FALSE;
  for (guint i = 0; i < offer->datasets->len; i++) {
    const SzOffered *offered = g_ptr_array_index (offer->datasets, i);
    rows += MAX (offered->rows, 0);
    if (offered->earliest <= offered->latest) {
      first = MIN (first, offered->earliest);
      last = MAX (last, offered->latest);
    }
  }
  char from[11] = "", to[11] = "";
  if (first <= last) {
    sz_day_format (first, from);
    sz_day_format (last, to);
  }
  *sentence = g_strdup_printf (_ ("%s: %u data sets, %" PRId64 " rows, %s to %s."),
                               *offer->title != '\0' ? offer->title : source->url, offer->datasets->len, rows,
                               first <= last ? from : "—", first <= last ? to : "—");
  return TRUE;
}
