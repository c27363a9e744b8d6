/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sz-keyfile.h"

G_BEGIN_DECLS

/* On which days public offices work: Monday to Friday, but for the notices in the key files of calendars/ (a
 * group a year, `Closed=` and `Open=` with days or spans of days). A day is a count since 1970-01-01 on the
 * hall's wall clock. Years that no file names follow the week alone. Built once, then read-only. */
typedef struct _SzCalendar SzCalendar;

/* Days that notices can name: [first, end); 2015 to 2039. Outside the week alone holds. */
#define SZ_CALENDAR_FIRST_DAY G_GINT64_CONSTANT (16436)
#define SZ_CALENDAR_DAYS 9131

/* The week alone. (transfer full) */
SzCalendar *sz_calendar_new (void);
void sz_calendar_free (SzCalendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzCalendar, sz_calendar_free)

/* Adds the notices of a file; later ones win. SZ_ERROR_BAD_FILE with file and line: what stands before that
 * line is kept. */
gboolean sz_calendar_read (SzCalendar *calendar, SzKeyFile *file, GError **error);

gboolean sz_calendar_is_open (const SzCalendar *calendar, gint64 day);

G_END_DECLS
