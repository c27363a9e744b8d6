/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-page.h"
#include "sz-watch.h"

G_BEGIN_DECLS

/* What the watch says, as tiles that draw can draw: for the alert page, the overview and the wall. All
 * (transfer full). */

/* Value against limit, with the usual range of that weekday and time behind it. */
SzTile *sz_alert_evidence_tile (const SzAlert *alert, const SzAlertList *list);
/* By how much each cause presses. */
SzTile *sz_alert_causes_tile (const SzAlert *alert);
/* Of one day by `zone` it names the day in its head. */
SzTile *sz_alert_timeline_tile (const SzAlert *alert, SzZone *zone);
SzTile *sz_alert_radar_tile (const SzAlertList *list);
/* The open alerts as a list. `people`: names of those who acknowledged are shown; never on a wall. `pending`:
 * also those that are only watched. `most`: so many. */
SzTile *sz_alert_entries_tile (const SzAlertList *list, gboolean people, gboolean pending, guint most);
/* Puts what is firing first into the page's list of what needs attention; the page is not shared yet. The
 * list's zone is not used: any thread. */
void sz_alert_put_on_page (SzPage *page, const SzAlertList *list, gboolean people);
/* The wall's page of alerts: headline, list, evidence of the worst, radar; NULL if nothing is open. No names
 * of people.
 */
SzPage *sz_alert_wall_page (const SzAlertList *list, const char *hall);

SzStatus sz_alert_status (const SzAlert *alert);
/* The state in a word: "Firing". */
const char *sz_alert_state_word (SzAlertState state);
/* The name of the icon whose shape says the state. */
const char *sz_alert_icon (SzAlertState state, SzSeverity severity);

G_END_DECLS
