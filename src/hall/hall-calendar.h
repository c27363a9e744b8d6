/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The hall's working calendar and opening hours. Throughout the hall a time is a count of *local seconds*:
 * seconds since 1970-01-01T00:00 on the hall's wall clock (Asia/Shanghai, +08:00 all year since 1991), so
 * that a day is `local / 86400`. Immutable once made; any thread may read. */
#define SZ_HALL_DAY_S 86400
#define SZ_HALL_OFFSET_S 28800
#define SZ_HALL_OPENS_S (9 * 3600)
#define SZ_HALL_LUNCH_S (12 * 3600)
#define SZ_HALL_CLOSES_S (17 * 3600)
/* Windows that still have people waiting go on this long after closing time. */
#define SZ_HALL_CLEARED_S (17 * 3600 + 20 * 60)
/* The queue machines give numbers between these. */
#define SZ_HALL_KIOSK_FROM_S (8 * 3600 + 30 * 60)
#define SZ_HALL_KIOSK_TO_S (16 * 3600 + 45 * 60)

typedef struct _SzHallCalendar SzHallCalendar;

/* Weekends, and the notices of calendars/china.ini in the catalogue if it is found; a bad file is complained
 * of and left where it went wrong. */
SzHallCalendar *sz_hall_calendar_new (void);
void sz_hall_calendar_free (SzHallCalendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SzHallCalendar, sz_hall_calendar_free)

/* Days the calendar covers: [first, end). Everything below is for such days only; others are clamped. */
gint64 sz_hall_calendar_first_day (const SzHallCalendar *calendar);
gint64 sz_hall_calendar_end_day (const SzHallCalendar *calendar);

gboolean sz_hall_calendar_is_open (const SzHallCalendar *calendar, gint64 day);
/* Second of the day at which the afternoon begins: 13:30 from May to September, else 13:00. */
gint32 sz_hall_calendar_afternoon_s (gint64 day);
/* The open day `steps` open days after `day` (before it, if negative). From a closed day, step 1 is the next
 * open one, step 0 too. */
gint64 sz_hall_calendar_open_day (const SzHallCalendar *calendar, gint64 day, int steps);
/* Open days left in the month after this one. */
int sz_hall_calendar_left_in_month (const SzHallCalendar *calendar, gint64 day);

/* Working seconds before an instant, and the first instant with that many behind it. */
gint64 sz_hall_calendar_work_at (const SzHallCalendar *calendar, gint64 local_s);
gint64 sz_hall_calendar_from_work (const SzHallCalendar *calendar, gint64 work_s);

/* How much busier than usual a day is because of the calendar alone (1 = usual). */
double sz_hall_calendar_demand (const SzHallCalendar *calendar, gint64 day);

G_END_DECLS
