/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-error.h"

G_BEGIN_DECLS

/* Where one profile lives. An explicit home (--home DIR, SHUZHI_HOME) holds everything: DIR/config, DIR/data,
 * DIR/keys. Without one: the XDG folders, and the key in the Secret Service. */
typedef struct {
  char *root;     /* NULL without an explicit home */
  char *config;   /* sources, the user's own catalogue files */
  char *data;     /* cache.db, the lock */
  char *key_file; /* root/keys/site.key; NULL without an explicit home */
} SzHome;

/* `root` NULL: SHUZHI_HOME, else XDG. Creates nothing. (transfer full) */
SzHome *sz_home_new (const char *root);
/* Creates the folders, 0700. The error names the folder and why. */
gboolean sz_home_create (const SzHome *home, GError **error);
void sz_home_free (SzHome *home);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzHome, sz_home_free)

G_END_DECLS
