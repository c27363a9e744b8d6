/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-watch.h"

G_BEGIN_DECLS

/* How an alert's value came to where it is, as a line in its row. It is drawn when it is in sight of the
 * scrolled window it stands in, on a thread; until then, and without two kept values, it is empty. */
#define SZ_TYPE_ALERT_SPARK (sz_alert_spark_get_type ())
G_DECLARE_FINAL_TYPE (SzAlertSpark, sz_alert_spark, SZ, ALERT_SPARK, GtkWidget)

GtkWidget *sz_alert_spark_new (void);
void sz_alert_spark_set_size (SzAlertSpark *self, int width, int height);
/* `alert` is one of the list's, which is kept as long as it is shown. What is as before is not drawn again.
 */
void sz_alert_spark_show (SzAlertSpark *self, SzAlertList *list, const SzAlert *alert);
/* Draws what was out of sight when it was last asked to, if it no longer is. */
void sz_alert_spark_reveal (SzAlertSpark *self);
/* Whether the line of what it shows stands there. */
gboolean sz_alert_spark_is_drawn (SzAlertSpark *self);
/* Whether a line in sight is still to come. */
gboolean sz_alert_spark_is_pending (SzAlertSpark *self);

G_END_DECLS
