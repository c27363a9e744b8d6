/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "sz-place.h"

G_BEGIN_DECLS

/* The period a page covers: now, a day, week, month or year as segments (or as a menu where there is little
 * room), and for all but now the one before, the one after, and a calendar. The segments set the action
 * win.span; signal `day` (gint64 hall day, or SZ_PLACE_PRESENT): another one of the same length was chosen.
 */
#define SZ_TYPE_PERIOD_BAR (sz_period_bar_get_type ())
G_DECLARE_FINAL_TYPE (SzPeriodBar, sz_period_bar, SZ, PERIOD_BAR, GtkBox)

void sz_period_bar_set_narrow (SzPeriodBar *self, gboolean narrow);
/* `today`: the hall's day, SZ_PLACE_PRESENT while it is not known yet: then there are no steps. */
void sz_period_bar_show (SzPeriodBar *self, SzSpan span, gint64 day, gint64 today);
/* The period before (-1) or after (1), as its buttons do. */
void sz_period_bar_step (SzPeriodBar *self, int steps);

/* The first day of the span that holds `day`, `steps` spans further on; days and spans of the civil calendar,
 * weeks from Monday. NOW steps like DAY. */
gint64 sz_span_step (SzSpan span, gint64 day, int steps);
/* "18 March", "16–22 March", "March 2026", "2026" in the process language. (transfer full) */
char *sz_span_text (SzSpan span, gint64 day, gint64 today);

G_END_DECLS
