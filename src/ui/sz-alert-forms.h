/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-desk.h"
#include "sz-settings.h"

G_BEGIN_DECLS

/* What people do with an alert, asked for in small forms. Whoever acts signs with a name, which is asked for
 * once and kept with the preferences. What goes wrong is said in the form, or, where there is none, in
 * `failed` (nullable). `drop` (nullable) is called with `data` when that is not needed any more, perhaps at
 * once. */
typedef void (*SzAlertFailed) (gpointer data, const char *sentence);

void sz_alert_acknowledge (GtkWindow *parent, SzDesk *desk, SzSettings *settings, const char *id,
                           SzAlertFailed failed, gpointer data, GDestroyNotify drop);
/* Who, until when, what, note. */
void sz_alert_dispose (GtkWindow *parent, SzDesk *desk, SzSettings *settings, const SzAlert *alert);
void sz_alert_dismiss (GtkWindow *parent, SzDesk *desk, SzSettings *settings, const char *id);

/* The instant at which the clock of the hall next shows that time of day. */
gint64 sz_alert_until_ms (SzZone *zone, gint64 now_ms, int hour, int minute);

G_END_DECLS
