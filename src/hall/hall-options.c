/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-options.h"

#include "hall-incidents.h"
#include "sz-i18n.h"
#include "sz-time.h"

#include <math.h>

#define ZONE "Asia/Shanghai"

/* The middle of a working morning. */
#define BEGINS_S (10 * 3600 + 36 * 60)
/* So many open days back a problem is looked for; then the hall begins on a calm one. */
#define DAYS_BACK 40
/* Closed windows show best what the program is for: people wait, somebody can do something. */
#define CLOSURE_DAYS_BACK 8

void
sz_hall_options_init (SzHallOptions *options)
{
  *options = (SzHallOptions){ .port = 8714, .days = 90, .windows = 156, .halls = 1, .seed = 1, .speed = 1 };
}

static gboolean
has_problem (const SzHallWorld *world, gint64 day, gboolean closure)
{
  SzHallIncident incidents[SZ_HALL_INCIDENTS_MAX];
  guint n = sz_hall_incidents_of_day (world, day, incidents);
  for (guint i = 0; i < n; i++)
    if ((!closure || incidents[i].kind == SZ_HALL_INCIDENT_WINDOWS) &&
        sz_hall_incident_is_visible (&incidents[i], BEGINS_S))
      return TRUE;
  return FALSE;
}

static gboolean
find_day (const SzHallWorld *world, gint64 latest, int most, gboolean closure, gint64 *found)
{
  gint64 day = latest;
  for (int back = 0; back < most; back++, day = sz_hall_calendar_open_day (world->calendar, day, -1))
    if (has_problem (world, day, closure)) {
      *found = day;
      return TRUE;
    }
  return FALSE;
}

gint64
sz_hall_options_usual_now (const SzHallWorld *world, gint64 today)
{
  gint64 latest = today;
  if (!sz_hall_calendar_is_open (world->calendar, latest))
    latest = sz_hall_calendar_open_day (world->calendar, latest, -1);
  gint64 day = 0;
  if (!find_day (world, latest, CLOSURE_DAYS_BACK, TRUE, &day) &&
      !find_day (world, latest, DAYS_BACK, FALSE, &day))
    day = latest;
  return (day * SZ_HALL_DAY_S + BEGINS_S - SZ_HALL_OFFSET_S) * SZ_SECOND_MS;
}

void
sz_hall_options_settle (SzHallOptions *options, const SzHallWorld *world)
{
  if (options->now_ms != 0)
    return;
  gint64 today = (g_get_real_time () / G_USEC_PER_SEC + SZ_HALL_OFFSET_S) / SZ_HALL_DAY_S;
  options->now_ms = sz_hall_options_usual_now (world, today);
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
  gint64 low = (SZ_HALL_FOUNDED + 2) * SZ_DAY_MS, high = sz_day_from_ymd (2038, 1, 1) * SZ_DAY_MS;
  if (sz_instant_parse (text, -1, zone, now_ms) && *now_ms >= low && *now_ms < high)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
               _ ("--now takes an instant from 2023 to 2037 such as 2026-11-20T14:36:00+08:00, not “%s”."),
               text);
  return FALSE;
}

/* As many halls as it takes for so many rows, from what a hall of the usual size has on a usual day. */
static void
set_rows (SzHallOptions *options, gint64 rows)
{
  double a_day = 19000.0 * options->windows / 156;
  double halls = (double)rows / (a_day * options->days);
  options->halls = (int)CLAMP (ceil (halls), 1, SZ_HALL_HALLS_MAX);
}

static gboolean
check_options (const SzHallOptions *options, gint64 seed, gint64 rows, GError **error)
{
  if (!check_range ("--port", options->port, 0, 65535, error) ||
      !check_range ("--days", options->days, 1, 4000, error) ||
      !check_range ("--windows", options->windows, 1, 5000, error) ||
      !check_range ("--halls", options->halls, 1, SZ_HALL_HALLS_MAX, error) ||
      !check_range ("--rows", rows, 0, G_GINT64_CONSTANT (10000000000), error) ||
      !check_range ("--seed", seed, 0, G_MAXINT64, error))
    return FALSE;
  if (isfinite (options->speed) && options->speed >= 0 && options->speed <= 100000)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("--speed must be from 0 to 100000, not %g."),
               options->speed);
  return FALSE;
}

/* "2026-11-20" or "2026-11-01..2026-11-20", both ends included. */
static gboolean
read_truth (const char *text, SzHallOptions *options, GError **error)
{
  g_auto (GStrv) ends = g_strsplit (text, "..", 2);
  gboolean good = sz_day_parse (ends[0] != NULL ? ends[0] : "", &options->truth_from);
  options->truth_to = options->truth_from;
  if (good && ends[1] != NULL)
    good = sz_day_parse (ends[1], &options->truth_to);
  if (good && options->truth_from >= SZ_HALL_FOUNDED && options->truth_to >= options->truth_from)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
               _ ("--truth takes a day from 2023-01-01 or two such as 2026-11-01..2026-11-20, not “%s”."),
               text);
  return FALSE;
}

gboolean
sz_hall_options_parse (SzHallOptions *options, int argc, char **argv, char **help, GError **error)
{
  sz_hall_options_init (options);
  gint64 seed = (gint64)options->seed;
  gboolean wants_help = FALSE;
  gint64 rows = 0;
  g_autofree char *now = NULL, *truth = NULL;
  const GOptionEntry entries[] = {
    { "port", 'p', 0, G_OPTION_ARG_INT, &options->port, _ ("Port on 127.0.0.1; 0 takes any free one (8714)"),
      "N" },
    { "days", 0, 0, G_OPTION_ARG_INT, &options->days, _ ("Days of history before now (90)"), "N" },
    { "windows", 0, 0, G_OPTION_ARG_INT, &options->windows, _ ("Windows in the hall (156)"), "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, _ ("Which hall: the same seed is the same hall (1)"), "N" },
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &options->speed,
      _ ("Simulated seconds a second; 0 stands still after its history (1)"), "N" },
    { "skip-closed", 0, 0, G_OPTION_ARG_NONE, &options->skip_closed,
      _ ("Let nights, weekends and holidays pass quickly"), NULL },
    { "now", 0, 0, G_OPTION_ARG_STRING, &now,
      _ ("When it begins (10:36 on the last working day on which something is wrong)"), "TIME" },
    { "halls", 0, 0, G_OPTION_ARG_INT, &options->halls, _ ("Halls behind the one source (1)"), "N" },
    { "rows", 0, 0, G_OPTION_ARG_INT64, &rows, _ ("As many halls as make about so many rows"), "N" },
    { "truth", 0, 0, G_OPTION_ARG_STRING, &truth,
      _ ("Print what really goes wrong on a day, or DAY..DAY, and end"), "DAY" },
    { "prepare", 0, 0, G_OPTION_ARG_NONE, &options->prepare,
      _ ("Make all pages of the history first, to measure who fetches them"), NULL },
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
  if (truth != NULL && !read_truth (truth, options, error))
    return FALSE;
  options->seed = (guint64)seed;
  if (!check_options (options, seed, rows, error))
    return FALSE;
  if (rows > 0)
    set_rows (options, rows);
  return TRUE;
}
