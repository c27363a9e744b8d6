/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-watch.h"

G_BEGIN_DECLS

/* One alert in the list: the shape of its state, what and where, value and limit, and
 * how the value came there. */
#define SZ_TYPE_ALERT_ROW (sz_alert_row_get_type ())
G_DECLARE_FINAL_TYPE (SzAlertRow, sz_alert_row, SZ, ALERT_ROW, GtkListBoxRow)

GtkWidget *sz_alert_row_new (void);
/* `alert` is one of the list's. */
void sz_alert_row_show (SzAlertRow *self, SzAlertList *list, const SzAlert *alert);
/* It may have come into sight: what is only drawn there is drawn. */
void sz_alert_row_reveal (SzAlertRow *self);
/* Whether something of it that is in sight is still being drawn. */
gboolean sz_alert_row_is_pending (SzAlertRow *self);
/* Whether there is room for all that is said of it on one line below the title. Before it is shown. */
void sz_alert_row_set_wide (SzAlertRow *self, gboolean wide);
const char *sz_alert_row_get_id (SzAlertRow *self);
SzAlertState sz_alert_row_get_state (SzAlertRow *self);

G_END_DECLS
