/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-desk.h"
#include "sz-pane.h"
#include "sz-settings.h"

G_BEGIN_DECLS

/* The pane of the alerts: how many stand where, the list by state, and of the chosen one the evidence, the
 * likely cause, the suggestion, what happened, and what can be done about it. A place's `record` is the alert
 * that is open. */
#define SZ_TYPE_ALERTS_PAGE (sz_alerts_page_get_type ())
G_DECLARE_FINAL_TYPE (SzAlertsPage, sz_alerts_page, SZ, ALERTS_PAGE, GtkBox)

void sz_alerts_page_set_desk (SzAlertsPage *self, SzDesk *desk, SzSettings *settings);
/* The id of the alert whose detail is shown; NULL: none. */
const char *sz_alerts_page_get_selected (SzAlertsPage *self);

G_END_DECLS
