/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-calendar.h"

#include "sz-i18n.h"
#include "sz-time.h"

struct _SzCalendar {
  guint8 open[SZ_CALENDAR_DAYS];
};

SzCalendar *
sz_calendar_new (void)
{
  SzCalendar *calendar = g_new0 (SzCalendar, 1);

  for (int i = 0; i < SZ_CALENDAR_DAYS; i++)
    calendar->open[i] = sz_day_weekday (SZ_CALENDAR_FIRST_DAY + i) <= 5;
  return calendar;
}

void
sz_calendar_free (SzCalendar *calendar)
{
  g_free (calendar);
}

/* "2026-02-15..2026-02-23" or one day, both ends included. */
static gboolean
mark_span (SzCalendar *calendar, const char *text, gboolean open)
{
  g_auto (GStrv) ends = g_strsplit (text, "..", 2);
  gint64 from, to;

  if (ends[0] == NULL || !sz_day_parse (ends[0], &from))
    return FALSE;
  to = from;
  if (ends[1] != NULL && (!sz_day_parse (ends[1], &to) || to < from))
    return FALSE;
  for (gint64 day = MAX (from, SZ_CALENDAR_FIRST_DAY);
       day <= to && day < SZ_CALENDAR_FIRST_DAY + SZ_CALENDAR_DAYS; day++)
    calendar->open[day - SZ_CALENDAR_FIRST_DAY] = (guint8)open;
  return TRUE;
}

gboolean
sz_calendar_read (SzCalendar *calendar, SzKeyFile *file, GError **error)
{
  static const struct {
    const char *key;
    gboolean open;
  } kinds[] = { { "Closed", FALSE }, { "Open", TRUE } };
  const char *const *years = sz_key_file_groups (file);

  for (guint y = 0; years[y] != NULL; y++)
    for (guint k = 0; k < G_N_ELEMENTS (kinds); k++) {
      g_auto (GStrv) spans = sz_key_file_get_list (file, years[y], kinds[k].key);

      for (guint i = 0; spans != NULL && spans[i] != NULL; i++)
        if (!mark_span (calendar, spans[i], kinds[k].open))
          return sz_key_file_fail (file, years[y], kinds[k].key, error,
                                   _ ("“%.40s” is no day or span of days"), spans[i]);
    }
  return sz_key_file_check_unread (file, error);
}

gboolean
sz_calendar_is_open (const SzCalendar *calendar, gint64 day)
{
  gint64 i = day - SZ_CALENDAR_FIRST_DAY;

  return i >= 0 && i < SZ_CALENDAR_DAYS ? calendar->open[i] : sz_day_weekday (day) <= 5;
}
