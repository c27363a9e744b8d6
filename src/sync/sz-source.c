/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-source.h"

#include <inttypes.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "sz-http.h"
#include "sz-i18n.h"
#include "sz-keyfile.h"
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

static gboolean
check_mapping (const char *mapping, GError **error)
{
  if (strcmp (mapping, SZ_SOURCE_MAPPING) == 0)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
               _ ("“%.60s” is not a mapping for a hall system; there is “%s”, the hall interface, version 1. "
                  "Files are "
                  "read with shuzhi import."),
               mapping, SZ_SOURCE_MAPPING);
  return FALSE;
}

static char *
source_path (const SzHome *home, const char *name)
{
  g_autofree char *file = g_strconcat (name, SUFFIX, NULL);
  return g_build_filename (home->config, "sources", file, NULL);
}

static SzSource *
load_file (const char *path, const char *name, GError **error)
{
  g_autoptr (SzKeyFile) file = sz_key_file_load (path, error);
  g_autoptr (GError) why = NULL;
  if (file == NULL)
    return NULL;
  const char *url = sz_key_file_get (file, "Source", "Url"),
             *mapping = sz_key_file_get (file, "Source", "Mapping");
  if (url == NULL) {
    sz_key_file_fail (file, "Source", "Url", error, _ ("the address of the hall system is missing"));
    return NULL;
  }
  if (!sz_http_check_url (url, FALSE, &why)) {
    sz_key_file_fail (file, "Source", "Url", error, "%s", why->message);
    return NULL;
  }
  g_autoptr (SzSource) source = sz_source_new (name, url);
  if (mapping != NULL) {
    if (!check_mapping (mapping, &why)) {
      sz_key_file_fail (file, "Source", "Mapping", error, "%s", why->message);
      return NULL;
    }
    g_free (source->mapping);
    source->mapping = g_strdup (mapping);
  }
  if (!sz_key_file_get_flag (file, "Source", "Enabled", &source->enabled, error) ||
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
    SzSource *source = sz_source_check_name (name, &problem) ? load_file (path, name, &problem) : NULL;
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
  return load_file (path, name, error);
}

/* Under one name two halls would mix their rows. On this machine a port is a matter of chance. */
static gboolean
check_same_hall (const SzHome *home, const SzSource *source, GError **error)
{
  g_autofree char *path = source_path (home, source->name);
  g_autoptr (SzSource) known = load_file (path, source->name, NULL);
  if (known == NULL || strcmp (known->url, source->url) == 0 ||
      (sz_http_is_loopback (known->url) && sz_http_is_loopback (source->url)))
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
               _ ("%s is already connected to another address; remove it first."), source->name);
  return FALSE;
}

gboolean
sz_source_add (const SzHome *home, const char *name, const char *url, const char *mapping, GError **error)
{
  if (!sz_source_check_name (name, error) || !sz_http_check_url (url, FALSE, error) ||
      (mapping != NULL && !check_mapping (mapping, error)))
    return FALSE;
  g_autoptr (SzSource) source = sz_source_new (name, url);
  g_autofree char *path = source_path (home, name), *folder = g_path_get_dirname (path);
  g_autofree char *text =
      g_strdup_printf ("[Source]\nUrl=%s\nMapping=%s\nEnabled=yes\n", source->url, source->mapping);
  g_autoptr (GError) cause = NULL;
  if (!check_same_hall (home, source, error))
    return FALSE;
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
  g_autoptr (SzHttp) http = sz_http_new (NULL);
  g_auto (SzHttpResponse) response = { 0 };
  g_autoptr (SzOffer) offer = sz_offer_ask (http, source->url, cancellable, &response, error);
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
