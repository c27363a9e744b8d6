/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-home.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "sz-i18n.h"

SzHome *
sz_home_new (const char *root)
{
  SzHome *home = g_new0 (SzHome, 1);

  if (root == NULL || *root == '\0')
    root = g_getenv ("SHUZHI_HOME");
  if (root != NULL && *root != '\0') {
    home->root = g_canonicalize_filename (root, NULL);
    home->config = g_build_filename (home->root, "config", NULL);
    home->data = g_build_filename (home->root, "data", NULL);
    home->key_file = g_build_filename (home->root, "keys", "site.key", NULL);
  } else {
    home->config = g_build_filename (g_get_user_config_dir (), "shuzhi", NULL);
    home->data = g_build_filename (g_get_user_data_dir (), "shuzhi", NULL);
  }
  return home;
}

static gboolean
create_private_folder (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0700) == 0 && g_access (path, W_OK | X_OK) == 0)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, _ ("The folder %s cannot be used: %s."), path,
               g_strerror (errno));
  return FALSE;
}

gboolean
sz_home_create (const SzHome *home, GError **error)
{
  return create_private_folder (home->config, error) && create_private_folder (home->data, error);
}

void
sz_home_free (SzHome *home)
{
  if (home == NULL)
    return;
  g_free (home->root);
  g_free (home->config);
  g_free (home->data);
  g_free (home->key_file);
  g_free (home);
}
