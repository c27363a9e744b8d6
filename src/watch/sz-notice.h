/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-watch.h"

G_BEGIN_DECLS

/* What an outlet is told, decided from the list alone: one notice an episode that is to be acknowledged or
 * overdue; three of one rule are one notice; more than three notices are one. What did not change is not said
 * again, what is over is withdrawn. */

/* Key to what was last shown under it; starts empty, so that after a start all that stands is shown (rather
 * twice than never). */
GHashTable *sz_notices_new (void);
/* (transfer full) (element-type SzNotice): what is to be done now; withdrawals first. */
GPtrArray *sz_notices_update (GHashTable *shown, const SzAlertList *list);

G_END_DECLS
