/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-source-edit.h"

#include <stdio.h>
#include <string.h>

#include "sz-http.h"
#include "sz-i18n.h"

#define GROUP "Source"

static void
set_text (GKeyFile *file, const char *key, const char *text)
{
  if (text != NULL && *text != '\0')
    g_key_file_set_string (file, GROUP, key, text);
  else
    g_key_file_remove_key (file, GROUP, key, NULL);
}

static gboolean
write_text (const char *path, const char *text, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &cause))
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("The file %s cannot be written: %s"), path,
               cause->message);
  return FALSE;
}

static gboolean
is_plain (const SzSource *edited)
{
  const char *const texts[] = { edited->url, edited->folder, edited->ca_file, edited->pin };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i] != NULL && strpbrk (texts[i], "\r\n") != NULL)
      return FALSE;
  return TRUE;
}

/* By a file of the same form in another place, so that a bad one never replaces a good one. */
static gboolean
check_text (const SzHome *home, const char *name, const char *text, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("shuzhi-source-XXXXXX", error);
  g_autofree char *inner = folder != NULL ? g_build_filename (folder, "sources", NULL) : NULL;
  g_autofree char *file = g_strconcat (name, ".ini", NULL);
  g_autofree char *path = inner != NULL ? g_build_filename (inner, file, NULL) : NULL;
  SzHome trial = *home;
  gboolean good;

  if (folder == NULL)
    return FALSE;
  trial.config = folder;
  good = g_mkdir_with_parents (inner, 0700) == 0 && write_text (path, text, error);
  if (good) {
    g_autoptr (SzSource) source = sz_source_load (&trial, name, error);

    good = source != NULL;
  }
  remove (path);
  remove (inner);
  remove (folder);
  return good;
}

gboolean
sz_source_edit (const SzHome *home, const SzSource *edited, GError **error)
{
  g_autoptr (SzSource) known = sz_source_load (home, edited->name, error);
  g_autofree char *path = known != NULL ? sz_source_config_path (known) : NULL;
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;

  if (known == NULL || (edited->folder == NULL && !sz_http_check_url (edited->url, FALSE, error)))
    return FALSE;
  if (!is_plain (edited) || !g_key_file_load_from_file (
                                file, path, G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, NULL)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("The file %s cannot be read."), path);
    return FALSE;
  }
  if (edited->folder != NULL)
    set_text (file, "Folder", edited->folder);
  else
    set_text (file, "Url", edited->url);
  set_text (file, "Live", edited->live);
  set_text (file, "CA", edited->ca_file);
  set_text (file, "Pin", edited->pin);
  set_text (file, "Auth", edited->auth);
  text = g_key_file_to_data (file, NULL, NULL);
  /* A mapping of the home's own is known only there; what is checked here is the rest. */
  if (strcmp (known->mapping, SZ_SOURCE_MAPPING) == 0 && !check_text (home, edited->name, text, error))
    return FALSE;
  return write_text (path, text, error);
}
