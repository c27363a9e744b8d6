/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-ui.h"
#include "sz-main-window.h"
#include "sz-wall-window.h"

G_BEGIN_DECLS

/* One application a home: started again on the same home, the window that is there comes to the front. It
 * watches from its start to its end, with or without a window, and tells the desktop of alerts. */
#define SZ_TYPE_APPLICATION (sz_application_get_type ())
G_DECLARE_FINAL_TYPE (SzApplication, sz_application, SZ, APPLICATION, GtkApplication)

/* The options must outlive it. */
SzApplication *sz_application_new (const SzWindowOptions *options);
/* Before it runs: the desk to work on, of the same home, not started yet. */
void sz_application_take_desk (SzApplication *self, SzDesk *desk);
SzDesk *sz_application_get_desk (SzApplication *self);         /* (nullable) before the start */
SzSettings *sz_application_get_settings (SzApplication *self); /* (nullable) before the start */
SzMainWindow *sz_application_get_window (SzApplication *self); /* (nullable) */
SzWallWindow *sz_application_get_wall (SzApplication *self);   /* (nullable) */
/* 0, or 1 if what was asked for could not be done. */
int sz_application_get_status (SzApplication *self);

G_END_DECLS
