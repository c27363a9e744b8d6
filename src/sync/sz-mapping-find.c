/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sz-i18n.h"
#include "sz-import.h"
#include "sz-mapping.h"

static char *
shipped_folder (void)
{
  g_autofree char *catalog = sz_catalog_dir ();
  return catalog != NULL ? g_build_filename (catalog, "mappings", NULL) : NULL;
}

static void
list_folder (const char *folder, GPtrArray *names)
{
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *entry;
  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (entry, ".ini") && *entry != '.') {
      g_autofree char *name = g_strndup (entry, strlen (entry) - 4);
      if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, g_steal_pointer (&name));
    }
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

char **
sz_import_list_mappings (const char *config)
{
  GPtrArray *names = g_ptr_array_new ();
  g_autofree char *own = config != NULL ? g_build_filename (config, "mappings", NULL) : NULL;
  g_autofree char *shipped = shipped_folder ();
  list_folder (own, names);
  list_folder (shipped, names);
  g_ptr_array_sort (names, compare_texts);
  g_ptr_array_add (names, NULL);
  return (char **)g_ptr_array_free (names, FALSE);
}

static char *
find_mapping (const char *name, const char *config, GError **error)
{
  g_autofree char *entry = g_strconcat (name, ".ini", NULL);
  g_autofree char *own = config != NULL ? g_build_filename (config, "mappings", entry, NULL) : NULL;
  g_autofree char *folder = shipped_folder ();
  g_autofree char *shipped = folder != NULL ? g_build_filename (folder, entry, NULL) : NULL;
  if (strchr (name, '/') != NULL || g_str_has_suffix (name, ".ini"))
    return g_strdup (name);
  if (own != NULL && g_file_test (own, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&own);
  if (shipped != NULL && g_file_test (shipped, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&shipped);
  g_auto (GStrv) known = sz_import_list_mappings (config);
  g_autofree char *list = g_strjoinv (", ", known);
  g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND,
               _ ("There is no mapping “%.60s”; there are: %s. A path to a mapping file is possible too."),
               name, list);
  return NULL;
}

SzMapping *
sz_mapping_load (const char *name, const char *config, const SzCatalog *catalog, GError **error)
{
  g_autofree char *path = find_mapping (name, config, error);
  g_autofree char *text = NULL;
  if (path == NULL)
    return NULL;
  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("The mapping file %s is not a regular file."), path);
    return NULL;
  }
  g_autoptr (SzKeyFile) file = sz_key_file_load (path, error);
  if (file == NULL)
    return NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND, _ ("The mapping file %s cannot be read."), path);
    return NULL;
  }
  return sz_mapping_read (file, text, catalog, error);
}
