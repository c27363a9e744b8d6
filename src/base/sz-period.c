/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-period.h"

#include <string.h>

#include "sz-i18n.h"

/* Longest `last-` span; more is a slip of the finger. */
#define LAST_MAX 100000

static const char *const grain_ids[] = {
  [SZ_GRAIN_NONE] = "",           [SZ_GRAIN_QUARTER_HOUR] = "quarter-hour",
  [SZ_GRAIN_HOUR] = "hour",       [SZ_GRAIN_DAY] = "day",
  [SZ_GRAIN_WEEK] = "week",       [SZ_GRAIN_MONTH] = "month",
  [SZ_GRAIN_QUARTER] = "quarter", [SZ_GRAIN_YEAR] = "year",
};

const char *
sz_grain_id (SzGrain grain)
{
  g_return_val_if_fail ((guint)grain < G_N_ELEMENTS (grain_ids), "");
  return grain_ids[grain];
}

gboolean
sz_grain_parse (const char *text, SzGrain *grain)
{
  g_return_val_if_fail (grain != NULL, FALSE);
  for (guint i = 1; text != NULL && i < G_N_ELEMENTS (grain_ids); i++)
    if (strcmp (text, grain_ids[i]) == 0) {
      *grain = (SzGrain)i;
      return TRUE;
    }
  return FALSE;
}

/* --- buckets --- */

/* Months since year 0, so that month arithmetic is plain. */
static gint64
day_month (gint64 day)
{
  int year, month;
  sz_day_to_ymd (day, &year, &month, NULL);
  return (gint64)year * 12 + month - 1;
}

static gint64
month_day (gint64 month)
{
  return sz_day_from_ymd ((int)(month / 12), (int)(month % 12) + 1, 1);
}

static int
grain_months (SzGrain grain)
{
  return grain == SZ_GRAIN_MONTH ? 1 : grain == SZ_GRAIN_QUARTER ? 3 : grain == SZ_GRAIN_YEAR ? 12 : 0;
}

static int
grain_days (SzGrain grain)
{
  return grain == SZ_GRAIN_DAY ? 1 : grain == SZ_GRAIN_WEEK ? 7 : 0;
}

/* First day of the `steps`-th bucket after the one that holds the day. */
static gint64
floor_day (SzGrain grain, gint64 day, int steps)
{
  const int months = grain_months (grain);
  if (months > 0) {
    const gint64 month = day_month (day);
    return month_day (month - month % months + (gint64)steps * months);
  }
  if (grain == SZ_GRAIN_WEEK)
    return day - (sz_day_weekday (day) - 1) + 7 * (gint64)steps;
  return day + steps;
}

static gint64
floor_to (gint64 value, gint64 unit)
{
  return value - ((value % unit) + unit) % unit;
}

/* Where the offset that holds at `inside` begins to hold, or `far_ms` if it already held there. */
static gint64
find_offset_change (SzZone *zone, gint64 inside, gint64 far_ms)
{
  const gint64 offset = sz_zone_offset_s (zone, inside);
  gint64 outside = far_ms;
  if (sz_zone_offset_s (zone, far_ms) == offset)
    return far_ms;
  while (ABS (inside - outside) > 1) {
    const gint64 middle = outside + (inside - outside) / 2;
    if (sz_zone_offset_s (zone, middle) == offset)
      inside = middle;
    else
      outside = middle;
  }
  return MAX (inside, outside);
}

static gint64
clock_unit_ms (SzGrain grain)
{
  return grain == SZ_GRAIN_QUARTER_HOUR ? SZ_HOUR_MS / 4 : SZ_HOUR_MS;
}

/* Buckets of the clock are cut by the wall; where the clock is changed inside one (some zones move by half an
 * hour) it ends there, so that buckets never overlap. */
static gint64
floor_clock (SzZone *zone, gint64 instant_ms, gint64 unit_ms)
{
  const gint64 offset_ms = sz_zone_offset_s (zone, instant_ms) * SZ_SECOND_MS;
  const gint64 start = floor_to (instant_ms + offset_ms, unit_ms) - offset_ms;
  return find_offset_change (zone, instant_ms, start);
}

static gint64
next_clock (SzZone *zone, gint64 start_ms, gint64 unit_ms)
{
  const gint64 offset_ms = sz_zone_offset_s (zone, start_ms) * SZ_SECOND_MS;
  const gint64 next = floor_to (start_ms + offset_ms, unit_ms) + unit_ms - offset_ms;
  return find_offset_change (zone, start_ms, next);
}

gint64
sz_grain_floor (SzGrain grain, SzZone *zone, gint64 instant_ms)
{
  g_return_val_if_fail (zone != NULL, instant_ms);
  switch (grain) {
  case SZ_GRAIN_NONE:
    return SZ_INSTANT_MIN;
  case SZ_GRAIN_QUARTER_HOUR:
  case SZ_GRAIN_HOUR:
    return floor_clock (zone, instant_ms, clock_unit_ms (grain));
  case SZ_GRAIN_DAY:
  case SZ_GRAIN_WEEK:
  case SZ_GRAIN_MONTH:
  case SZ_GRAIN_QUARTER:
  case SZ_GRAIN_YEAR:
    return sz_zone_day_start_ms (zone, floor_day (grain, sz_zone_day (zone, instant_ms), 0));
  }
  g_return_val_if_reached (instant_ms);
}

gint64
sz_grain_next (SzGrain grain, SzZone *zone, gint64 bucket_start_ms)
{
  g_return_val_if_fail (zone != NULL, bucket_start_ms + 1);
  switch (grain) {
  case SZ_GRAIN_NONE:
    return SZ_INSTANT_MAX;
  case SZ_GRAIN_QUARTER_HOUR:
  case SZ_GRAIN_HOUR:
    return next_clock (zone, bucket_start_ms, clock_unit_ms (grain));
  case SZ_GRAIN_DAY:
  case SZ_GRAIN_WEEK:
  case SZ_GRAIN_MONTH:
  case SZ_GRAIN_QUARTER:
  case SZ_GRAIN_YEAR: {
    const gint64 day = sz_zone_day (zone, bucket_start_ms);
    gint64 next;
    /* A zone that crossed the date line left out a whole day; that day is no bucket. */
    for (int steps = 1;
         (next = sz_zone_day_start_ms (zone, floor_day (grain, day, steps))) <= bucket_start_ms;)
      steps++;
    return next;
  }
  }
  g_return_val_if_reached (bucket_start_ms + 1);
}

/* The ISO year and week of a day: the week belongs to the year that holds its Thursday. */
static void
iso_week (gint64 day, int *year, int *week)
{
  const gint64 thursday = day - sz_day_weekday (day) + 4;
  sz_day_to_ymd (thursday, year, NULL, NULL);
  *week = (int)((thursday - sz_day_from_ymd (*year, 1, 1)) / 7) + 1;
}

static char *
clock_label (SzZone *zone, gint64 start_ms)
{
  const gint64 wall = start_ms + sz_zone_offset_s (zone, start_ms) * SZ_SECOND_MS;
  char day[11];
  sz_day_format (floor_to (wall, SZ_DAY_MS) / SZ_DAY_MS, day);
  const int minutes = (int)((wall - floor_to (wall, SZ_DAY_MS)) / SZ_MINUTE_MS);
  g_autofree char *label = g_strdup_printf ("%sT%02d:%02d", day, minutes / 60, minutes % 60);
  /* The hour that autumn repeats says which of the two it is. */
  if (sz_zone_from_wall_ms (zone, wall) != start_ms) {
    g_autofree char *full = sz_instant_format (start_ms, zone);
    return g_strconcat (label, full + strlen (full) - strlen ("+01:00"), NULL);
  }
  return g_steal_pointer (&label);
}

char *
sz_grain_label (SzGrain grain, SzZone *zone, gint64 bucket_start_ms)
{
  g_return_val_if_fail (zone != NULL, g_strdup (""));
  const gint64 day = sz_zone_day (zone, bucket_start_ms);
  int year, month, week;
  char text[11];

  sz_day_to_ymd (day, &year, &month, NULL);
  switch (grain) {
  case SZ_GRAIN_NONE:
    break;
  case SZ_GRAIN_QUARTER_HOUR:
  case SZ_GRAIN_HOUR:
    return clock_label (zone, bucket_start_ms);
  case SZ_GRAIN_DAY:
    sz_day_format (day, text);
    return g_strdup (text);
  case SZ_GRAIN_WEEK:
    iso_week (day, &year, &week);
    return g_strdup_printf ("%04d-W%02d", year, week);
  case SZ_GRAIN_MONTH:
    return g_strdup_printf ("%04d-%02d", year, month);
  case SZ_GRAIN_QUARTER:
    return g_strdup_printf ("%04d-Q%d", year, (month + 2) / 3);
  case SZ_GRAIN_YEAR:
    return g_strdup_printf ("%04d", year);
  }
  return g_strdup ("");
}

/* --- reading --- */

static gboolean
all_digits (const char *text, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  return TRUE;
}

static int
read_int (const char *text, gsize n)
{
  int value = 0;
  for (gsize i = 0; i < n; i++)
    value = value * 10 + (text[i] - '0');
  return value;
}

/* "2026-W47". */
static gboolean
read_week (const char *text, gint64 *first)
{
  if (!all_digits (text + 6, 2))
    return FALSE;
  const int year = read_int (text, 4), week = read_int (text + 6, 2);
  /* Week 1 holds 4 January. */
  const gint64 day = floor_day (SZ_GRAIN_WEEK, sz_day_from_ymd (year, 1, 4), week - 1);
  int iso_year, iso;
  iso_week (day, &iso_year, &iso);
  *first = day;
  return week >= 1 && iso_year == year && iso == week;
}

/* One literal unit of the calendar: a day, week, month, quarter or year. */
static gboolean
read_unit (const char *text, gsize length, SzGrain *unit, gint64 *first)
{
  if (length < 4 || length > 10 || !all_digits (text, 4))
    return FALSE;
  const int year = read_int (text, 4);
  if (year < 1900 || year >= 2200)
    return FALSE;
  if (length == 4) {
    *unit = SZ_GRAIN_YEAR;
    *first = sz_day_from_ymd (year, 1, 1);
    return TRUE;
  }
  if (length == 10) {
    g_autofree char *copy = g_strndup (text, length);
    *unit = SZ_GRAIN_DAY;
    return sz_day_parse (copy, first);
  }
  if (length == 7 && text[4] == '-' && text[5] == 'Q') {
    *unit = SZ_GRAIN_QUARTER;
    *first = sz_day_from_ymd (year, (text[6] - '1') * 3 + 1, 1);
    return text[6] >= '1' && text[6] <= '4';
  }
  if (length == 7 && text[4] == '-' && all_digits (text + 5, 2)) {
    const int month = read_int (text + 5, 2);
    *unit = SZ_GRAIN_MONTH;
    *first = sz_day_from_ymd (year, month, 1);
    return month >= 1 && month <= 12;
  }
  *unit = SZ_GRAIN_WEEK;
  return length == 8 && text[4] == '-' && text[5] == 'W' && read_week (text, first);
}

static void
set_days (SzPeriod *period, SzZone *zone, gint64 first, gint64 after, SzGrain unit, int count)
{
  *period = (SzPeriod){ .start_ms = sz_zone_day_start_ms (zone, first),
                        .end_ms = sz_zone_day_start_ms (zone, after),
                        .unit = unit,
                        .count = count,
                        .aligned = TRUE };
}

/* How many units lie between two first days. */
static gint64
count_units (SzGrain unit, gint64 first, gint64 after)
{
  const int months = grain_months (unit);
  return months > 0 ? (day_month (after) - day_month (first)) / months : (after - first) / grain_days (unit);
}

/* "A..B", both literal units of one kind, ends included; or one unit alone. */
static gboolean
read_range (const char *text, SzZone *zone, SzPeriod *period, GError **error)
{
  const char *dots = strstr (text, "..");
  const gsize first_length = dots != NULL ? (gsize)(dots - text) : strlen (text);
  const char *last_text = dots != NULL ? dots + 2 : text;
  g_autofree char *quote = sz_error_quote (text);
  SzGrain unit, last_unit;
  gint64 first, last;

  if (!read_unit (text, first_length, &unit, &first) ||
      !read_unit (last_text, strlen (last_text), &last_unit, &last)) {
    g_set_error (
        error, SZ_ERROR, SZ_ERROR_USAGE,
        _ ("Unknown period “%s”: expected today, yesterday, all, 2026-11-20, 2026-11, 2026-Q4, 2026, "
           "2026-W47, last-30d, last-8w, last-12m, last-24h, last-30min or 2026-11-01..2026-11-20."),
        quote);
    return FALSE;
  }
  if (unit != last_unit) {
    g_set_error (
        error, SZ_ERROR, SZ_ERROR_USAGE,
        _ ("The period “%s” has two ends of different kinds: expected two days, two months or the like."),
        quote);
    return FALSE;
  }
  if (last < first) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("The period “%s” ends before it starts."), quote);
    return FALSE;
  }
  const gint64 after = floor_day (unit, last, 1);
  set_days (period, zone, first, after, unit, (int)count_units (unit, first, after));
  return TRUE;
}

/* The same place `months` later. A day the target month does not have becomes the first of the month after
 * it, so that "up to the 30th of February" is all of February. */
static gint64
shift_months (SzZone *zone, gint64 instant_ms, gint64 months)
{
  const gint64 wall = instant_ms + sz_zone_offset_s (zone, instant_ms) * SZ_SECOND_MS;
  const gint64 midnight = floor_to (wall, SZ_DAY_MS);
  const gint64 month = day_month (midnight / SZ_DAY_MS) + months;
  int mday;
  sz_day_to_ymd (midnight / SZ_DAY_MS, NULL, NULL, &mday);
  if (mday > sz_month_length ((int)(month / 12), (int)(month % 12) + 1))
    return sz_zone_day_start_ms (zone, month_day (month + 1));
  return sz_zone_from_wall_ms (zone, (month_day (month) + mday - 1) * SZ_DAY_MS + (wall - midnight));
}

/* The same time on the wall `days` later. */
static gint64
shift_days (SzZone *zone, gint64 instant_ms, gint64 days)
{
  const gint64 wall = instant_ms + sz_zone_offset_s (zone, instant_ms) * SZ_SECOND_MS;
  return sz_zone_from_wall_ms (zone, wall + days * SZ_DAY_MS);
}

static gboolean
is_midnight (SzZone *zone, gint64 instant_ms)
{
  return sz_zone_day_start_ms (zone, sz_zone_day (zone, instant_ms)) == instant_ms;
}

/* "30d", what follows "last-". */
static gboolean
read_last (const char *text, gint64 now_ms, SzZone *zone, SzPeriod *period)
{
  char *end;
  if (!g_ascii_isdigit (*text))
    return FALSE;
  const guint64 n = g_ascii_strtoull (text, &end, 10);
  if (n < 1 || n > LAST_MAX)
    return FALSE;
  const gint64 today = sz_zone_day (zone, now_ms), tomorrow = today + 1;
  const int count = (int)n;

  if (strcmp (end, "d") == 0) {
    set_days (period, zone, tomorrow - count, tomorrow, SZ_GRAIN_DAY, count);
  } else if (strcmp (end, "w") == 0) {
    set_days (period, zone, tomorrow - 7 * (gint64)count, tomorrow, SZ_GRAIN_WEEK, count);
  } else if (strcmp (end, "m") == 0 && count <= 1200) {
    set_days (period, zone, tomorrow, tomorrow, SZ_GRAIN_MONTH, count);
    period->start_ms = shift_months (zone, period->end_ms, -count);
  } else if (strcmp (end, "h") == 0 || strcmp (end, "min") == 0) {
    const gboolean hours = *end == 'h';
    const gint64 start = now_ms - count * (hours ? SZ_HOUR_MS : SZ_MINUTE_MS);
    *period = (SzPeriod){ .start_ms = start,
                          .end_ms = now_ms,
                          .unit = hours ? SZ_GRAIN_HOUR : SZ_GRAIN_NONE,
                          .count = hours ? count : 1,
                          .aligned = is_midnight (zone, start) && is_midnight (zone, now_ms) };
  } else {
    return FALSE;
  }
  return period->start_ms >= SZ_INSTANT_MIN;
}

gboolean
sz_period_parse (const char *text, gint64 now_ms, SzZone *zone, SzPeriod *period, GError **error)
{
  g_return_val_if_fail (text != NULL && zone != NULL && period != NULL, FALSE);
  const gint64 today = sz_zone_day (zone, now_ms);
  SzPeriod found;

  if (strcmp (text, "today") == 0) {
    set_days (&found, zone, today, today + 1, SZ_GRAIN_DAY, 1);
  } else if (strcmp (text, "yesterday") == 0) {
    set_days (&found, zone, today - 1, today, SZ_GRAIN_DAY, 1);
  } else if (strcmp (text, "all") == 0) {
    found = (SzPeriod){ .start_ms = SZ_INSTANT_MIN, .end_ms = SZ_INSTANT_MAX, .count = 1, .all = TRUE };
  } else if (g_str_has_prefix (text, "last-")) {
    if (!read_last (text + strlen ("last-"), now_ms, zone, &found)) {
      g_autofree char *quote = sz_error_quote (text);
      g_set_error (
          error, SZ_ERROR, SZ_ERROR_USAGE,
          _ ("Unknown period “%s”: after last- a number from 1 and one of min, h, d, w, m was expected, "
             "as in last-30d."),
          quote);
      return FALSE;
    }
  } else if (!read_range (text, zone, &found, error)) {
    return FALSE;
  }
  *period = found;
  return TRUE;
}

/* A day, or an instant; seconds may be left out as in the labels of hours. */
static gboolean
read_point (const char *text, SzZone *zone, gint64 *instant_ms)
{
  gint64 day;
  if (sz_day_parse (text, &day)) {
    *instant_ms = sz_zone_day_start_ms (zone, day);
    return *instant_ms >= SZ_INSTANT_MIN && *instant_ms < SZ_INSTANT_MAX;
  }
  if (sz_instant_parse (text, -1, zone, instant_ms))
    return TRUE;
  if (strlen (text) < 16)
    return FALSE;
  g_autofree char *with_seconds = g_strdup_printf ("%.16s:00%s", text, text + 16);
  return sz_instant_parse (with_seconds, -1, zone, instant_ms);
}

static gboolean
read_named_point (const char *option, const char *text, SzZone *zone, gint64 *instant_ms, GError **error)
{
  if (text != NULL && read_point (text, zone, instant_ms))
    return TRUE;
  g_autofree char *quote = sz_error_quote (text);
  g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
               _ ("%s “%s” is no point in time: expected a day like 2026-11-20 or an instant like "
                  "2026-11-20T09:30:00+08:00."),
               option, quote);
  return FALSE;
}

gboolean
sz_period_from_to (const char *from, const char *to, SzZone *zone, SzPeriod *period, GError **error)
{
  g_return_val_if_fail (zone != NULL && period != NULL, FALSE);
  gint64 start, end;

  if (!read_named_point ("--from", from, zone, &start, error) ||
      !read_named_point ("--to", to, zone, &end, error))
    return FALSE;
  if (end <= start) {
    g_autofree char *quoted_from = sz_error_quote (from), *quoted_to = sz_error_quote (to);
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                 _ ("--to “%s” is not after --from “%s”: the end itself does not belong to the span."),
                 quoted_to, quoted_from);
    return FALSE;
  }
  if (is_midnight (zone, start) && is_midnight (zone, end)) {
    const gint64 first = sz_zone_day (zone, start), after = sz_zone_day (zone, end);
    set_days (period, zone, first, after, SZ_GRAIN_DAY, (int)(after - first));
    return TRUE;
  }
  *period = (SzPeriod){ .start_ms = start, .end_ms = end, .unit = SZ_GRAIN_NONE, .count = 1 };
  return TRUE;
}

/* --- names --- */

static gboolean
is_whole (const SzPeriod *period, SzZone *zone)
{
  return period->aligned && (grain_months (period->unit) > 0 || grain_days (period->unit) > 0) &&
         sz_grain_floor (period->unit, zone, period->start_ms) == period->start_ms &&
         sz_grain_floor (period->unit, zone, period->end_ms) == period->end_ms;
}

char *
sz_period_label (const SzPeriod *period, SzZone *zone)
{
  g_return_val_if_fail (period != NULL && zone != NULL, NULL);
  g_autofree char *first = NULL, *last = NULL;

  if (period->all)
    return g_strdup ("all");
  if (period->aligned) {
    const SzGrain unit = is_whole (period, zone) ? period->unit : SZ_GRAIN_DAY;
    first = sz_grain_label (unit, zone, period->start_ms);
    last = sz_grain_label (unit, zone, sz_grain_floor (unit, zone, period->end_ms - 1));
    if (strcmp (first, last) == 0)
      return g_steal_pointer (&first);
  } else {
    first = sz_instant_format (period->start_ms, zone);
    last = sz_instant_format (period->end_ms, zone);
  }
  return g_strdup_printf ("%s..%s", first, last);
}

/* --- bases --- */

/* How far back the base lies; exactly one of the three is not zero. */
typedef struct {
  gint64 days, months, ms;
} Shift;

static Shift
choose_shift (const SzPeriod *period, SzCompare how, gint64 now_ms, SzZone *zone, gint64 previous_open_day)
{
  const gint64 months = (gint64)grain_months (period->unit) * period->count;
  const gint64 days = (gint64)grain_days (period->unit) * period->count;

  if (how == SZ_COMPARE_YEAR)
    return months > 0 ? (Shift){ .months = 12 } : (Shift){ .days = 364 };
  if (months > 0)
    return (Shift){ .months = months };
  if (period->unit == SZ_GRAIN_DAY && period->count == 1 && previous_open_day != G_MININT64) {
    const gint64 back = sz_zone_day (zone, period->start_ms) - previous_open_day;
    /* A hall cannot have opened before itself: a later day is not a previous one. */
    return (Shift){ .days = back >= 1 ? back : 1 };
  }
  if (days > 0)
    return (Shift){ .days = days };
  return (Shift){ .ms = period->end_ms - period->start_ms };
}

static gint64
shift_back (SzZone *zone, gint64 instant_ms, const Shift *shift)
{
  if (shift->months != 0)
    return shift_months (zone, instant_ms, -shift->months);
  if (shift->days != 0)
    return shift_days (zone, instant_ms, -shift->days);
  return instant_ms - shift->ms;
}

gboolean
sz_period_base (const SzPeriod *period, SzCompare how, gint64 now_ms, SzZone *zone, gint64 previous_open_day,
                SzPeriod *part, SzPeriod *base)
{
  g_return_val_if_fail (period != NULL && zone != NULL, FALSE);
  SzPeriod ours = *period, theirs = *period;

  if (period->all || period->start_ms >= period->end_ms)
    return FALSE;
  if (now_ms >= period->start_ms && now_ms < period->end_ms) {
    ours.end_ms = now_ms;
    ours.aligned = period->aligned && is_midnight (zone, now_ms);
  }
  const Shift shift = choose_shift (period, how, now_ms, zone, previous_open_day);
  theirs.start_ms = shift_back (zone, period->start_ms, &shift);
  theirs.end_ms = shift_back (zone, ours.end_ms, &shift);
  theirs.aligned = ours.aligned && is_midnight (zone, theirs.start_ms) && is_midnight (zone, theirs.end_ms);
  /* At the very first instant of a period there is nothing to compare yet. */
  if (ours.end_ms <= ours.start_ms || theirs.end_ms <= theirs.start_ms)
    return FALSE;
  if (part != NULL)
    *part = ours;
  if (base != NULL)
    *base = theirs;
  return TRUE;
}
