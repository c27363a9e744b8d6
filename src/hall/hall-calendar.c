/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-calendar.h"

#include "sz-time.h"

/* 2015 to 2039: far more than any history asked for, and small. */
#define FIRST_DAY G_GINT64_CONSTANT (16436)
#define DAY_COUNT 9131

struct _SzHallCalendar {
  guint8 open[DAY_COUNT];
  gint32 open_before[DAY_COUNT + 1]; /* open days before this one */
  gint64 work_before[DAY_COUNT + 1]; /* working seconds before this day */
  gint32 open_days[DAY_COUNT];       /* the open days, as offsets from FIRST_DAY */
  int n_open;
};

typedef struct {
  const char *from, *to;
} Span;

/* From the yearly notices of the State Council's general office on public holidays. */
static const Span holidays[] = {
  { "2022-12-31", "2023-01-02" }, { "2023-01-21", "2023-01-27" }, { "2023-04-05", "2023-04-05" },
  { "2023-04-29", "2023-05-03" }, { "2023-06-22", "2023-06-24" }, { "2023-09-29", "2023-10-06" },
  { "2024-01-01", "2024-01-01" }, { "2024-02-10", "2024-02-17" }, { "2024-04-04", "2024-04-06" },
  { "2024-05-01", "2024-05-05" }, { "2024-06-10", "2024-06-10" }, { "2024-09-15", "2024-09-17" },
  { "2024-10-01", "2024-10-07" }, { "2025-01-01", "2025-01-01" }, { "2025-01-28", "2025-02-04" },
  { "2025-04-04", "2025-04-06" }, { "2025-05-01", "2025-05-05" }, { "2025-05-31", "2025-06-02" },
  { "2025-10-01", "2025-10-08" }, { "2026-01-01", "2026-01-03" }, { "2026-02-15", "2026-02-23" },
  { "2026-04-04", "2026-04-06" }, { "2026-05-01", "2026-05-05" }, { "2026-06-19", "2026-06-21" },
  { "2026-09-25", "2026-09-27" }, { "2026-10-01", "2026-10-07" },
};

/* Weekend days worked to make up for them. */
static const char *const make_up_days[] = {
  "2023-01-28", "2023-01-29", "2023-04-23", "2023-05-06", "2023-06-25", "2023-10-07", "2023-10-08",
  "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29",
  "2024-10-12", "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04",
  "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
};

static gint64
day_of (const char *text)
{
  gint64 day = 0;
  gboolean good = sz_day_parse (text, &day);
  g_assert (good);
  return day;
}

static void
mark_weekly_pattern (SzHallCalendar *calendar)
{
  for (int i = 0; i < DAY_COUNT; i++) {
    int year, month, mday;
    sz_day_to_ymd (FIRST_DAY + i, &year, &month, &mday);
    /* Years without a notice yet still close on New Year's Day, May Day and the national days. */
    gboolean fixed = (month == 1 && mday == 1) || (month == 5 && mday == 1) || (month == 10 && mday <= 3);
    calendar->open[i] = sz_day_weekday (FIRST_DAY + i) <= 5 && !fixed;
  }
}

static void
mark_notices (SzHallCalendar *calendar)
{
  for (guint i = 0; i < G_N_ELEMENTS (holidays); i++)
    for (gint64 day = day_of (holidays[i].from); day <= day_of (holidays[i].to); day++)
      calendar->open[day - FIRST_DAY] = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (make_up_days); i++)
    calendar->open[day_of (make_up_days[i]) - FIRST_DAY] = TRUE;
}

SzHallCalendar *
sz_hall_calendar_new (void)
{
  SzHallCalendar *calendar = g_new0 (SzHallCalendar, 1);
  mark_weekly_pattern (calendar);
  mark_notices (calendar);
  for (int i = 0; i < DAY_COUNT; i++) {
    gint64 work = 0;
    if (calendar->open[i]) {
      calendar->open_days[calendar->n_open++] = i;
      work =
          SZ_HALL_LUNCH_S - SZ_HALL_OPENS_S + SZ_HALL_CLOSES_S - sz_hall_calendar_afternoon_s (FIRST_DAY + i);
    }
    calendar->open_before[i + 1] = calendar->n_open;
    calendar->work_before[i + 1] = calendar->work_before[i] + work;
  }
  return calendar;
}

void
sz_hall_calendar_free (SzHallCalendar *calendar)
{
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
  gint64 afternoon = sz_hall_calendar_afternoon_s (FIRST_DAY + i);
  return calendar->work_before[i] + morning + CLAMP (s, afternoon, SZ_HALL_CLOSES_S) - afternoon;
}

gint64
sz_hall_calendar_from_work (const SzHallCalendar *calendar, gint64 work_s)
{
  /* An open day has seven hours or half an hour less, so this is the right open day or a few before it. */
  int ordinal = (int)CLAMP (work_s / (7 * 3600), 0, calendar->n_open - 1);
  int step = calendar->n_open / 2;
  while (step > 0) {
    int next = ordinal + step;
    if (next < calendar->n_open && calendar->work_before[calendar->open_days[next]] <= work_s)
      ordinal = next;
    else
      step /= 2;
  }
  int i = calendar->open_days[ordinal];
  gint64 rest = work_s - calendar->work_before[i];
  gint64 morning = SZ_HALL_LUNCH_S - SZ_HALL_OPENS_S;
  gint64 s =
      rest < morning ? SZ_HALL_OPENS_S + rest : sz_hall_calendar_afternoon_s (FIRST_DAY + i) + rest - morning;
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
