/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-home.h"

G_BEGIN_DECLS

/* What a window is opened with: said by the command line, read by the window, which know nothing of each
 * other. Borrowed for the call. */
typedef struct {
  const SzHome *home;
  const struct _SzCatalog *catalog;
  const char *key_file; /* --key-file; NULL: as the home says */
  const char
      *page; /* "overview", "live", "alerts", "indicator:wait_avg", "rows:wait_avg", …; NULL: overview */
  const char *theme;      /* "light", "dark"; NULL: as the desktop has it */
  const char *screenshot; /* render the window to this PNG once its figures stand, then end; NULL */
  int width, height;      /* 0: default */
  gboolean demo;
  gboolean service;          /* watches without a window until one is asked for */
  gboolean kiosk;            /* the wall instead of the window; what follows is the wall's */
  const char *const *boards; /* (nullable) (array zero-terminated=1) its pages; NULL: as preferred */
  guint every_s;             /* how long each stands; 0: as preferred */
  const char *monitor;       /* number from 1, or connector; NULL: the first */
  gboolean windowed;         /* in a window of width × height instead of the whole screen */
} SzWindowOptions;

G_END_DECLS
