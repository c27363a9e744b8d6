/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Which monitor a wall covers. Positions and sizes are those of the desktop, in logical pixels. */
typedef struct {
  const char *name; /* (nullable) of its socket: "HDMI-1" */
  GdkRectangle area;
} SzWallScreen;

/* The one that is `wanted`: a number from 1, counted from the left and then from the top, or a name; NULL:
 * number 1. -1 if there is no such one. Pure. */
int sz_wall_screen_choose (const SzWallScreen *screens, guint n, const char *wanted);
/* What lies around all of them. Pure. */
GdkRectangle sz_wall_screen_union (const SzWallScreen *screens, guint n);
/* "There is no monitor “HDMI-9”; …": what is said when it is not there. (transfer full) */
char *sz_wall_screen_complaint (const SzWallScreen *screens, guint n, const char *wanted);

/* The part of a window of this size that the wall takes: all of it, unless the compositor (cage) has
 * stretched the window over all monitors though one was asked for, or left it so when one of them was pulled
 * out. Pure. */
GdkRectangle sz_wall_screen_part (const SzWallScreen *screens, guint n, const char *wanted, int width,
                                  int height);

/* (element-type SzWallScreen) what a display has, in its list's order; names are borrowed. (transfer full) */
GArray *sz_wall_screens (GdkDisplay *display);

G_END_DECLS
