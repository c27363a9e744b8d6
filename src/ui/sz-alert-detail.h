/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-desk.h"
#include "sz-settings.h"

G_BEGIN_DECLS

/* All that is known of one alert, and what can be done about it. Signals: `figure` (string): its figure is to
 * be opened; `same` (string): another alert of the same rule is. */
#define SZ_TYPE_ALERT_DETAIL (sz_alert_detail_get_type ())
G_DECLARE_FINAL_TYPE (SzAlertDetail, sz_alert_detail, SZ, ALERT_DETAIL, GtkBox)

void sz_alert_detail_set_desk (SzAlertDetail *self, SzDesk *desk, SzSettings *settings);
/* `alert` NULL: there is none; `list` is where it stands. What takes longer to know is asked for and filled
 * in. */
void sz_alert_detail_show (SzAlertDetail *self, const SzAlert *alert, SzAlertList *list);
/* Whether its charts stand there. */
gboolean sz_alert_detail_is_drawn (SzAlertDetail *self);
/* The buttons, for tests: "acknowledge", "dispose", "dismiss". */
GtkWidget *sz_alert_detail_get_button (SzAlertDetail *self, const char *name);
/* One column or two: by the width there is. */
void sz_alert_detail_set_wide (SzAlertDetail *self, gboolean wide);

G_END_DECLS
