/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sz-preferences.h"

G_BEGIN_DECLS

/* The preferences of the home while the program runs: changed at once, written behind, by one writer at a
 * time. Main thread. Signal `changed`: something is another now. */
#define SZ_TYPE_SETTINGS (sz_settings_get_type ())
G_DECLARE_FINAL_TYPE (SzSettings, sz_settings, SZ, SETTINGS, GObject)

/* Reads the file; the home must outlive it. */
SzSettings *sz_settings_new (const SzHome *home);
const SzHome *sz_settings_get_home (SzSettings *self);
const SzPreferences *sz_settings_get (SzSettings *self);
/* Begins a change: what is set in the returned value holds once sz_settings_commit is called. */
SzPreferences *sz_settings_edit (SzSettings *self);
void sz_settings_commit (SzSettings *self);
void sz_settings_set_text (char **field, const char *value);
/* Why the file could not be written the last time; "" if it was. */
const char *sz_settings_get_trouble (SzSettings *self);
/* Waits until what was chosen is written: at the end of the program. */
void sz_settings_flush (SzSettings *self);

/* Whether the program starts with the session: the file in the autostart folder of the user. The folder is
 * XDG's own, also for an explicit home. Both block for a moment: threads. */
gboolean sz_autostart_enabled (void);
gboolean sz_autostart_enable (gboolean enabled, GError **error);

G_END_DECLS
