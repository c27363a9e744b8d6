/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-home.h"

G_BEGIN_DECLS

/* What the person at this computer chose, kept in CONFIG/window.ini; nothing of it changes a figure. Plain
 * values: copied into the window, changed there and written whole. */
typedef struct {
  char *theme;         /* "desktop", "light", "dark" */
  char *language;      /* "en", "zh"; "" as the session has it */
  char *person;        /* the name that acknowledgements are signed with; "" nobody yet */
  gboolean notify;     /* alerts are told to the desktop */
  gboolean background; /* the program keeps watching when its window is closed */
  gboolean told;       /* that it keeps watching has been said once */
  gboolean key_told;   /* that a copy of the site key belongs in a safe place has been understood */
  gboolean demo;       /* the demo hall is started with the program */
  char **boards;       /* the wall's pages (array zero-terminated=1) */
  guint board_s;       /* how long each of them stands */
  guint alarm_s;       /* how long a page stands on which something alarms */
  char *tiles;         /* base map: "", a path of an MBTiles file, or an address with {z}/{x}/{y} */
  char *tiles_credit;  /* whom the tiles are owed to; "" */
  char *outlook;       /* how the first page of the last start was painted, for the next; "" */
} SzPreferences;

#define SZ_WALL_MIN_S 5
#define SZ_WALL_MAX_S 3600

SzPreferences *sz_preferences_new (void); /* what holds without a file */
/* A missing file is what holds without one; a value that makes no sense is as if it were not there. Reads a
 * file of some hundred bytes. (transfer full) */
SzPreferences *sz_preferences_load (const SzHome *home);
SzPreferences *sz_preferences_copy (const SzPreferences *preferences);
/* Writes through a temporary file, 0600. Blocks: not on the main thread. */
gboolean sz_preferences_save (const SzPreferences *preferences, const SzHome *home, GError **error);
void sz_preferences_free (SzPreferences *preferences);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzPreferences, sz_preferences_free)

G_END_DECLS
