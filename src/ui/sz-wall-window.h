/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-desk.h"
#include "sz-settings.h"
#include "sz-wall-view.h"

G_BEGIN_DECLS

/* The wall: the boards in turn over a whole monitor. It needs no hand for weeks: what goes wrong leaves the
 * last figures standing, greyed and with their age; there is no dialog, no error and no name of a person on
 * it. */
#define SZ_TYPE_WALL_WINDOW (sz_wall_window_get_type ())
G_DECLARE_FINAL_TYPE (SzWallWindow, sz_wall_window, SZ, WALL_WINDOW, GtkApplicationWindow)

typedef struct {
  const char *const *boards; /* (nullable) (array zero-terminated=1) words of places; NULL: as preferred */
  guint every_s;             /* 0: as preferred */
  const char *monitor;       /* number from 1, or connector; NULL: the first */
  int width, height;         /* of a window instead of a monitor; 0: a monitor */
  gboolean closable;         /* Escape closes it: it was opened from the window */
} SzWallOptions;

/* (element-type SzPlace) the places of the words; SZ_ERROR_USAGE names one that no wall can show. (transfer
 * full) */
GPtrArray *sz_wall_parse_boards (const char *const *boards, const SzCatalog *catalog, GError **error);
/* NULL and an error as sz_wall_parse_boards; boards of the preferences that make no sense are left out. */
SzWallWindow *sz_wall_window_new (GtkApplication *application, SzDesk *desk, SzSettings *settings,
                                  const SzWallOptions *options, GError **error);
void sz_wall_window_present (SzWallWindow *self);
SzWallView *sz_wall_window_get_view (SzWallWindow *self);
/* TRUE if a page stands. */
gboolean sz_wall_window_is_settled (SzWallWindow *self);

G_END_DECLS
