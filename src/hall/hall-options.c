/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-options.h"

#include "hall-calendar.h"
#include "sz-i18n.h"
#include "sz-time.h"

#include <math.h>

#define ZONE "Asia/Shanghai"

void
sz_hall_options_init (SzHallOptions *options)
{
  *options = (SzHallOptions){ .port = 8714, .days = 90, .windows = 156, .seed = 1, .speed = 1 };
  g_autoptr (SzHallCalendar) calendar = sz_hall_calendar_new ();
  gint64 today = (g_get_real_time () / G_USEC_PER_SEC + SZ_HALL_OFFSET_S) / SZ_HALL_DAY_S;
  if (!sz_hall_calendar_is_open (calendar, today))
    today = sz_hall_calendar_open_day (calendar, today, -1);
  gint64 local_s = today * SZ_HALL_DAY_S + 14 * 3600 + 36 * 60;
  options->now_ms = (local_s - SZ_HALL_OFFSET_S) * SZ_SECOND_MS;
}

static gboolean
check_range (const char *name, gint64 value, gint64 low, gint64 high, GError **error)
{
  if (value >= low && value <= high)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("%s must be from %lld to %lld, not %lld."), name,
               (long long)low, (long long)high, (long long)value);
  return FALSE;
}

static gboolean
read_now (const char *text, gint64 *now_ms, GError **error)
{
  g_autoptr (SzZone) zone = sz_zone_new (ZONE, error);
  if (zone == NULL)
    return FALSE;
  gint64 low = sz_day_from_ymd (2016, 1, 1) * SZ_DAY_MS, high = sz_day_from_ymd (2038, 1, 1) * SZ_DAY_MS;
  if (sz_instant_parse (text, -1, zone, now_ms) && *now_ms >= low && *now_ms < high)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
               _ ("--now takes an instant from 2016 to 2037 such as 2026-11-20T14:36:00+08:00, not “%s”."),
               text);
  return FALSE;
}

static gboolean
check_options (const SzHallOptions *options, gint64 seed, GError **error)
{
  gint64 first_day = sz_day_from_ymd (2016, 1, 1);
  gint64 longest = (options->now_ms / SZ_SECOND_MS + SZ_HALL_OFFSET_S) / SZ_HALL_DAY_S - first_day;
  if (!check_range ("--port", options->port, 0, 65535, error) ||
      !check_range ("--days", options->days, 1, longest, error) ||
      !check_range ("--windows", options->windows, 1, 5000, error) ||
      !check_range ("--seed", seed, 0, G_MAXINT64, error))
    return FALSE;
  if (isfinite (options->speed) && options->speed >= 0 && options->speed <= 100000)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("--speed must be from 0 to 100000, not %g."),
               options->speed);
  return FALSE;
}

gboolean
sz_hall_options_parse (SzHallOptions *options, int argc, char **argv, char **help, GError **error)
{
  sz_hall_options_init (options);
  gint64 seed = (gint64)options->seed;
  gboolean wants_help = FALSE;
  g_autofree char *now = NULL;
  const GOptionEntry entries[] = {
    { "port", 'p', 0, G_OPTION_ARG_INT, &options->port, _ ("Port on 127.0.0.1; 0 takes any free one (8714)"),
      "N" },
    { "days", 0, 0, G_OPTION_ARG_INT, &options->days, _ ("Days of history before now (90)"), "N" },
    { "windows", 0, 0, G_OPTION_ARG_INT, &options->windows, _ ("Windows in the hall (156)"), "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, _ ("Which hall: the same seed is the same hall (1)"), "N" },
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &options->speed,
      _ ("Simulated seconds a second; 0 stands still after its history (1)"), "N" },
    { "now", 0, 0, G_OPTION_ARG_STRING, &now, _ ("When it begins (14:36 on the last working day)"), "TIME" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options->quiet, _ ("Say nothing about requests"), NULL },
    { "die-with-parent", 0, 0, G_OPTION_ARG_NONE, &options->die_with_parent,
      _ ("End when the process that started it ends"), NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &wants_help, _ ("Show this help"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
      g_option_context_new (_ ("— a demo hall behind hall interface version 1"));
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, NULL);
  g_autoptr (GError) local = NULL;
  g_auto (GStrv) words = g_strdupv (argv);
  if (!g_option_context_parse_strv (context, &words, &local)) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, "%s", local->message);
    return FALSE;
  }
  if (words[0] != NULL && words[1] != NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("Unknown argument “%s”; --help lists what there is."),
                 words[1]);
    return FALSE;
  }
  *help = wants_help ? g_option_context_get_help (context, TRUE, NULL) : NULL;
  if (wants_help)
    return TRUE;
  if (now != NULL && !read_now (now, &options->now_ms, error))
    return FALSE;
  options->seed = (guint64)seed;
  return check_options (options, seed, error);
}
