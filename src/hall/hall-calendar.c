/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-calendar.h"

#include "sz-catalog.h"
#include "sz-time.h"

/* Far more than any history asked for, and small. */
#define FIRST_DAY SZ_CALENDAR_FIRST_DAY
#define DAY_COUNT SZ_CALENDAR_DAYS

struct _SzHallCalendar {
  guint8 open[DAY_COUNT];
  gint32 open_before[DAY_COUNT + 1]; /* open days before this one */
  gint64 work_before[DAY_COUNT + 1]; /* working seconds before this day */
  gint32 open_days[DAY_COUNT];       /* the open days, as offsets from FIRST_DAY */
  gint32 afternoon[DAY_COUNT];       /* second at which it begins */
  gint32 *by_work;                   /* (owned) last open day that begins by so many units of work */
  guint n_units;
  int n_open;
};

static void
read_notices (SzCalendar *notices)
{
  g_autofree char *folder = sz_catalog_dir ();
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "calendars", "china.ini", NULL) : NULL;
  g_autoptr (GError) error = NULL;
  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  g_autoptr (SzKeyFile) file = sz_key_file_load (path, &error);
  if (file == NULL || !sz_calendar_read (notices, file, &error))
    g_warning ("%s", error->message);
}

/* Half an open day, so that looking up is one step or two. */
#define WORK_UNIT_S 12600

static void
index_work (SzHallCalendar *calendar)
{
  calendar->n_units = (guint)(calendar->work_before[DAY_COUNT] / WORK_UNIT_S) + 1;
  calendar->by_work = g_new0 (gint32, calendar->n_units);
  gint32 ordinal = 0;
  for (guint u = 0; u < calendar->n_units; u++) {
    while (ordinal + 1 < calendar->n_open &&
           calendar->work_before[calendar->open_days[ordinal + 1]] <= (gint64)u * WORK_UNIT_S)
      ordinal++;
    calendar->by_work[u] = ordinal;
  }
}

SzHallCalendar *
sz_hall_calendar_new (void)
{
  SzHallCalendar *calendar = g_new0 (SzHallCalendar, 1);
  g_autoptr (SzCalendar) notices = sz_calendar_new ();
  read_notices (notices);
  for (int i = 0; i < DAY_COUNT; i++) {
    gint64 work = 0;
    calendar->open[i] = sz_calendar_is_open (notices, FIRST_DAY + i);
    calendar->afternoon[i] = sz_hall_calendar_afternoon_s (FIRST_DAY + i);
    if (calendar->open[i]) {
      calendar->open_days[calendar->n_open++] = i;
      work = SZ_HALL_LUNCH_S - SZ_HALL_OPENS_S + SZ_HALL_CLOSES_S - calendar->afternoon[i];
    }
    calendar->open_before[i + 1] = calendar->n_open;
    calendar->work_before[i + 1] = calendar->work_before[i] + work;
  }
  index_work (calendar);
  return calendar;
}

void
sz_hall_calendar_free (SzHallCalendar *calendar)
{
  if (calendar != NULL)
    g_free (calendar->by_work);
  g_free (calendar);
}

gint64
sz_hall_calendar_first_day (const SzHallCalendar *calendar)
{
  return FIRST_DAY;
}

gint64
sz_hall_calendar_end_day (const SzHallCalendar *calendar)
{
  return FIRST_DAY + DAY_COUNT;
}

static int
index_of (gint64 day)
{
  return (int)CLAMP (day - FIRST_DAY, 0, DAY_COUNT - 1);
}

gboolean
sz_hall_calendar_is_open (const SzHallCalendar *calendar, gint64 day)
{
  return calendar->open[index_of (day)];
}

gint32
sz_hall_calendar_afternoon_s (gint64 day)
{
  int year, month, mday;
  sz_day_to_ymd (day, &year, &month, &mday);
  return month >= 5 && month <= 9 ? 13 * 3600 + 1800 : 13 * 3600;
}

gint64
sz_hall_calendar_open_day (const SzHallCalendar *calendar, gint64 day, int steps)
{
  int i = index_of (day);
  int ordinal = calendar->open_before[i] + steps;
  if (!calendar->open[i] && steps > 0)
    ordinal--;
  return FIRST_DAY + calendar->open_days[CLAMP (ordinal, 0, calendar->n_open - 1)];
}

int
sz_hall_calendar_left_in_month (const SzHallCalendar *calendar, gint64 day)
{
  int year, month, mday;
  sz_day_to_ymd (day, &year, &month, &mday);
  int last = index_of (sz_day_from_ymd (year, month, sz_month_length (year, month)));
  return calendar->open_before[last + 1] - calendar->open_before[index_of (day) + 1];
}

gint64
sz_hall_calendar_work_at (const SzHallCalendar *calendar, gint64 local_s)
{
  int i = index_of (local_s / SZ_HALL_DAY_S);
  if (!calendar->open[i])
    return calendar->work_before[i];
  gint64 s = local_s - (FIRST_DAY + i) * SZ_HALL_DAY_S;
  gint64 morning = CLAMP (s, SZ_HALL_OPENS_S, SZ_HALL_LUNCH_S) - SZ_HALL_OPENS_S;
  gint64 afternoon = calendar->afternoon[i];
  return calendar->work_before[i] + morning + CLAMP (s, afternoon, SZ_HALL_CLOSES_S) - afternoon;
}

gint64
sz_hall_calendar_from_work (const SzHallCalendar *calendar, gint64 work_s)
{
  guint unit = (guint)CLAMP (work_s / WORK_UNIT_S, 0, (gint64)calendar->n_units - 1);
  int ordinal = calendar->by_work[unit];
  while (ordinal + 1 < calendar->n_open && calendar->work_before[calendar->open_days[ordinal + 1]] <= work_s)
    ordinal++;
  int i = calendar->open_days[ordinal];
  gint64 rest = work_s - calendar->work_before[i];
  gint64 morning = SZ_HALL_LUNCH_S - SZ_HALL_OPENS_S;
  gint64 s = rest < morning ? SZ_HALL_OPENS_S + rest : calendar->afternoon[i] + rest - morning;
  return (FIRST_DAY + i) * SZ_HALL_DAY_S + s;
}

double
sz_hall_calendar_demand (const SzHallCalendar *calendar, gint64 day)
{
  static const double by_weekday[8] = { 1, 1.14, 1.03, 0.98, 0.96, 0.92, 0.62, 0.58 };
  double demand = by_weekday[sz_day_weekday (day)];
  gint64 before = sz_hall_calendar_open_day (calendar, day, -1);
  gint64 after = sz_hall_calendar_open_day (calendar, day, 1);
  if (day - before > 3)
    demand *= 1.18; /* the first day after a holiday */
  if (after - day > 3)
    demand *= 0.84; /* the last one before it */
  if (sz_hall_calendar_left_in_month (calendar, day) < 3)
    demand *= 1.07;
  return demand;
}
