/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-home.h"

G_BEGIN_DECLS

/* What a window is opened with: said by the command line, read by the window, which know nothing of each
 * other. Borrowed for the call. */
typedef struct {
  const SzHome *home;
  const struct _SzCatalog *catalog;
  const char *key_file;   /* --key-file; NULL: as the home says */
  const char *page;       /* "overview", "indicator:wait_avg", "library", "sources"; NULL: overview */
  const char *theme;      /* "light", "dark"; NULL: as the desktop has it */
  const char *screenshot; /* render the window to this PNG once its figures stand, then end; NULL */
  int width, height;      /* 0: default */
  gboolean demo;
} SzWindowOptions;

G_END_DECLS
