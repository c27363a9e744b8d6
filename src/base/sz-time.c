/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-time.h"

#include <stdio.h>
#include <string.h>

#include "sz-i18n.h"

struct _SzZone {
  gatomicrefcount refs;
  char *id;      /* (owned) */
  GTimeZone *tz; /* (owned) */
  /* The span [lo_ms, hi_ms) around the last answer in which `offset_ms` holds. */
  gint64 lo_ms, hi_ms, offset_ms;
};

/* How far a remembered span reaches at most; longer than a year so that a zone without summer time is cheap.
 */
#define REACH_MS (400 * SZ_DAY_MS)
/* No zone ever jumped by more than a day (Samoa, 2011); nearer to a change than this the slow way decides. */
#define MARGIN_MS (26 * SZ_HOUR_MS)

static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

/* --- zone --- */

static int
find_interval (const SzZone *zone, gint64 instant_ms)
{
  return g_time_zone_find_interval (zone->tz, G_TIME_TYPE_UNIVERSAL, floor_div (instant_ms, SZ_SECOND_MS));
}

static gint64
get_offset_ms (const SzZone *zone, gint64 instant_ms)
{
  const int interval = find_interval (zone, instant_ms);
  return interval < 0 ? 0 : g_time_zone_get_offset (zone->tz, interval) * SZ_SECOND_MS;
}

/* The last instant of the same interval, seen from `from_ms` in `direction`, `far_ms` at most; intervals are
 * numbered in order of time, so bisection finds it. */
static gint64
find_edge (const SzZone *zone, gint64 from_ms, gint64 far_ms)
{
  const int interval = find_interval (zone, from_ms);
  gint64 inside = from_ms, outside = far_ms;
  if (find_interval (zone, far_ms) == interval)
    return far_ms;
  while (ABS (outside - inside) > 1) {
    const gint64 middle = inside + (outside - inside) / 2;
    if (find_interval (zone, middle) == interval)
      inside = middle;
    else
      outside = middle;
  }
  return inside;
}

static void
remember (SzZone *zone, gint64 instant_ms)
{
  const gint64 first = instant_ms - REACH_MS, last = instant_ms + REACH_MS;
  const gint64 offset = get_offset_ms (zone, instant_ms);
  gint64 lo = find_edge (zone, instant_ms, first);
  gint64 hi = find_edge (zone, instant_ms, last);

  /* Intervals that differ by name only ("CST", "CDT" of equal offset) are one to us. */
  while (lo > first && get_offset_ms (zone, lo - 1) == offset)
    lo = find_edge (zone, lo - 1, first);
  while (hi < last && get_offset_ms (zone, hi + 1) == offset)
    hi = find_edge (zone, hi + 1, last);
  zone->lo_ms = lo;
  zone->hi_ms = hi + 1;
  zone->offset_ms = offset;
}

static gint64
zone_offset_ms (SzZone *zone, gint64 instant_ms)
{
  if (G_UNLIKELY (instant_ms < zone->lo_ms || instant_ms >= zone->hi_ms))
    remember (zone, CLAMP (instant_ms, SZ_INSTANT_MIN - 2 * REACH_MS, SZ_INSTANT_MAX + 2 * REACH_MS));
  return zone->offset_ms;
}

/* GLib takes paths and a leading colon too: a zone comes from the network, so only plain names are let
 * through. */
static gboolean
is_plain_zone_name (const char *id)
{
  if (*id == '\0' || strlen (id) > 64 || *id == '/' || *id == ':' || strstr (id, "..") != NULL)
    return FALSE;
  return strspn (id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/:") == strlen (id);
}

/* POSIX reads the sign of "UTC+8" and "CST-8" the other way round than people do. So what people write, UTC
 * or GMT with an offset, becomes that offset, and other letters with an offset are nothing. Names of places
 * have a slash or no digit. (transfer full) (nullable) */
static char *
plain_identifier (const char *id)
{
  const gsize letters = strspn (id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  const char *offset = id + letters;
  int hours = 0, minutes = 0;
  char sign, rest;

  if (letters == 0 || (*offset != '+' && *offset != '-'))
    return g_strdup (id);
  if ((g_ascii_strncasecmp (id, "UTC", letters) != 0 && g_ascii_strncasecmp (id, "GMT", letters) != 0) ||
      letters != 3)
    return NULL;
  if (sscanf (offset, "%c%2d:%2d%c", &sign, &hours, &minutes, &rest) != 3 &&
      sscanf (offset, "%c%2d%2d%c", &sign, &hours, &minutes, &rest) != 3) {
    minutes = 0;
    if (sscanf (offset, "%c%2d%c", &sign, &hours, &rest) != 2)
      return NULL;
  }
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
    return NULL;
  return g_strdup_printf ("%c%02d:%02d", sign, hours, minutes);
}

SzZone *
sz_zone_new (const char *id, GError **error)
{
  g_autoptr (GTimeZone) tz = NULL;
  SzZone *zone;

  if (id != NULL && is_plain_zone_name (id)) {
    g_autofree char *plain = plain_identifier (id);

    tz = plain != NULL ? g_time_zone_new_identifier (plain) : NULL;
  }
  if (tz == NULL) {
    g_autofree char *quote = sz_error_quote (id);
    g_set_error (
        error, SZ_ERROR, SZ_ERROR_USAGE,
        _ ("Unknown time zone “%s”: expected a name like Asia/Shanghai, an offset like +08:00, or UTC."),
        quote);
    return NULL;
  }
  zone = g_new0 (SzZone, 1);
  g_atomic_ref_count_init (&zone->refs);
  zone->id = g_strdup (id);
  zone->tz = g_steal_pointer (&tz);
  zone->lo_ms = zone->hi_ms = 0;
  return zone;
}

SzZone *
sz_zone_ref (SzZone *zone)
{
  g_return_val_if_fail (zone != NULL, NULL);
  g_atomic_ref_count_inc (&zone->refs);
  return zone;
}

void
sz_zone_unref (SzZone *zone)
{
  if (zone == NULL || !g_atomic_ref_count_dec (&zone->refs))
    return;
  g_time_zone_unref (zone->tz);
  g_free (zone->id);
  g_free (zone);
}

const char *
sz_zone_id (const SzZone *zone)
{
  g_return_val_if_fail (zone != NULL, NULL);
  return zone->id;
}

gint64
sz_zone_offset_s (SzZone *zone, gint64 instant_ms)
{
  g_return_val_if_fail (zone != NULL, 0);
  return zone_offset_ms (zone, instant_ms) / SZ_SECOND_MS;
}

gint64
sz_zone_day (SzZone *zone, gint64 instant_ms)
{
  g_return_val_if_fail (zone != NULL, 0);
  const gint64 day = floor_div (instant_ms + zone_offset_ms (zone, instant_ms), SZ_DAY_MS);
  /* Where the clock was put back across midnight some minutes of the new day had already been: a day that has
   * begun stays begun, so that days are spans without holes. */
  if (G_UNLIKELY (instant_ms - zone->lo_ms < MARGIN_MS) && instant_ms >= sz_zone_day_start_ms (zone, day + 1))
    return day + 1;
  return day;
}

gint64
sz_zone_day_start_ms (SzZone *zone, gint64 day)
{
  return sz_zone_from_wall_ms (zone, day * SZ_DAY_MS);
}

gint64
sz_zone_from_wall_ms (SzZone *zone, gint64 wall_ms)
{
  g_return_val_if_fail (zone != NULL, 0);
  const gint64 quick = wall_ms - zone->offset_ms;
  if (G_LIKELY (quick >= zone->lo_ms + MARGIN_MS && quick < zone->hi_ms))
    return quick;

  const gint64 before = zone_offset_ms (zone, wall_ms - MARGIN_MS);
  if (zone_offset_ms (zone, wall_ms - before) == before)
    return wall_ms - before;
  const gint64 after = zone_offset_ms (zone, wall_ms + MARGIN_MS);
  if (zone_offset_ms (zone, wall_ms - after) == after)
    return wall_ms - after;
  /* In the gap: the instant of the change. `wall - before` lies just behind it. */
  zone_offset_ms (zone, wall_ms - before);
  return zone->lo_ms;
}

/* --- calendar --- */

/* Days are counted from 0000-03-01 in eras of 400 years, so that the leap day is the last of its year. */
gint64
sz_day_from_ymd (int year, int month, int day)
{
  const gint64 y = (gint64)year - (month <= 2);
  const gint64 era = floor_div (y, 400);
  const gint64 year_of_era = y - era * 400;
  const gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

void
sz_day_to_ymd (gint64 day, int *year, int *month, int *mday)
{
  const gint64 shifted = day + 719468;
  const gint64 era = floor_div (shifted, 146097);
  const gint64 doe = shifted - era * 146097;
  const gint64 yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const gint64 doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const gint64 mp = (5 * doy + 2) / 153;
  const int m = (int)(mp < 10 ? mp + 3 : mp - 9);

  if (year != NULL)
    *year = (int)(yoe + era * 400 + (m <= 2));
  if (month != NULL)
    *month = m;
  if (mday != NULL)
    *mday = (int)(doy - (153 * mp + 2) / 5 + 1);
}

int
sz_day_weekday (gint64 day)
{
  /* 1970-01-01 was a Thursday. */
  return (int)(day + 3 - floor_div (day + 3, 7) * 7) + 1;
}

int
sz_month_length (int year, int month)
{
  static const guint8 lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  g_return_val_if_fail (month >= 1 && month <= 12, 0);
  const gboolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return lengths[month - 1] + (month == 2 && leap);
}

/* --- text --- */

/* Two digits as a number, -1 if they are none. */
static inline int
read_two (const char *text)
{
  const unsigned a = (unsigned)text[0] - '0', b = (unsigned)text[1] - '0';
  return a > 9 || b > 9 ? -1 : (int)(a * 10 + b);
}

/* "2026-11-20" at `text`, which has ten bytes. */
static gboolean
read_day (const char *text, gint64 *day)
{
  const int century = read_two (text), year2 = read_two (text + 2);
  const int month = read_two (text + 5), mday = read_two (text + 8);
  if (century < 0 || year2 < 0 || text[4] != '-' || text[7] != '-' || month < 1 || month > 12 || mday < 1)
    return FALSE;
  const int year = century * 100 + year2;
  if (year < 1 || (mday > 28 && mday > sz_month_length (year, month)))
    return FALSE;
  *day = sz_day_from_ymd (year, month, mday);
  return TRUE;
}

gboolean
sz_day_parse (const char *text, gint64 *day)
{
  gint64 value;
  g_return_val_if_fail (text != NULL && day != NULL, FALSE);
  if (strnlen (text, 11) != 10 || !read_day (text, &value))
    return FALSE;
  *day = value;
  return TRUE;
}

static void
write_digits (char *out, int value, int n)
{
  for (int i = n - 1; i >= 0; i--, value /= 10)
    out[i] = (char)('0' + value % 10);
}

void
sz_day_format (gint64 day, char out[11])
{
  int year, month, mday;
  sz_day_to_ymd (day, &year, &month, &mday);
  write_digits (out, CLAMP (year, 0, 9999), 4);
  out[4] = '-';
  write_digits (out + 5, month, 2);
  out[7] = '-';
  write_digits (out + 8, mday, 2);
  out[10] = '\0';
}

/* "HH:MM:SS[.f…]" at `text`; sets `used` to the bytes taken. */
static gboolean
read_clock (const char *text, gsize length, gint64 *ms, gsize *used)
{
  if (length < 8 || text[2] != ':' || text[5] != ':')
    return FALSE;
  const int hour = read_two (text), minute = read_two (text + 3), second = read_two (text + 6);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return FALSE;
  gint64 fraction = 0;
  gsize i = 8;
  if (i < length && text[i] == '.') {
    int weight = 100;
    for (i++; i < length && g_ascii_isdigit (text[i]); i++, weight /= 10)
      fraction += (text[i] - '0') * weight;
    if (i == 9)
      return FALSE;
  }
  *ms = hour * SZ_HOUR_MS + minute * SZ_MINUTE_MS + second * SZ_SECOND_MS + fraction;
  *used = i;
  return TRUE;
}

/* "Z" or "±HH:MM", to the end of the text. */
static gboolean
read_offset (const char *text, gsize length, gint64 *offset_ms)
{
  if (length == 1 && text[0] == 'Z') {
    *offset_ms = 0;
    return TRUE;
  }
  if (length != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
    return FALSE;
  const int hour = read_two (text + 1), minute = read_two (text + 4);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59)
    return FALSE;
  *offset_ms = (text[0] == '-' ? -1 : 1) * (hour * SZ_HOUR_MS + minute * SZ_MINUTE_MS);
  return TRUE;
}

gboolean
sz_instant_parse (const char *text, gssize length, SzZone *zone, gint64 *instant_ms)
{
  g_return_val_if_fail (text != NULL && instant_ms != NULL, FALSE);
  const gsize n = length < 0 ? strlen (text) : (gsize)length;
  gint64 day, clock, offset, instant;
  gsize used;

  if (n < 19 || (text[10] != 'T' && text[10] != ' ') || !read_day (text, &day) ||
      !read_clock (text + 11, n - 11, &clock, &used))
    return FALSE;
  const gint64 wall = day * SZ_DAY_MS + clock;
  if (11 + used == n) {
    if (zone == NULL || wall < SZ_INSTANT_MIN - SZ_DAY_MS || wall > SZ_INSTANT_MAX + SZ_DAY_MS)
      return FALSE;
    instant = sz_zone_from_wall_ms (zone, wall);
  } else if (read_offset (text + 11 + used, n - 11 - used, &offset)) {
    instant = wall - offset;
  } else {
    return FALSE;
  }
  if (instant < SZ_INSTANT_MIN || instant >= SZ_INSTANT_MAX)
    return FALSE;
  *instant_ms = instant;
  return TRUE;
}

char *
sz_instant_format (gint64 instant_ms, SzZone *zone)
{
  char out[40], *end = out;
  const gint64 offset_s = zone != NULL ? sz_zone_offset_s (zone, instant_ms) : 0;
  /* Local mean times of a century ago have seconds in their offset; ISO 8601 has no room for them, so the
   * wall clock is given for the whole minute, and the text still names the same instant. */
  const gint64 offset_min = floor_div (offset_s + 30, 60);
  const gint64 wall = instant_ms + offset_min * SZ_MINUTE_MS;
  const gint64 day = floor_div (wall, SZ_DAY_MS);
  const int clock_s = (int)((wall - day * SZ_DAY_MS) / SZ_SECOND_MS);
  const int fraction = (int)(wall - floor_div (wall, SZ_SECOND_MS) * SZ_SECOND_MS);

  sz_day_format (day, out);
  memcpy (out + 10, "T00:00:00", 9);
  write_digits (out + 11, clock_s / 3600, 2);
  write_digits (out + 14, clock_s / 60 % 60, 2);
  write_digits (out + 17, clock_s % 60, 2);
  end = out + 19;
  if (fraction != 0) {
    *end++ = '.';
    write_digits (end, fraction, 3);
    end += 3;
  }
  if (zone == NULL) {
    *end++ = 'Z';
  } else {
    const int minutes = (int)ABS (offset_min);
    *end++ = offset_min < 0 ? '-' : '+';
    write_digits (end, minutes / 60, 2);
    end[2] = ':';
    write_digits (end + 3, minutes % 60, 2);
    end += 5;
  }
  *end = '\0';
  return g_strdup (out);
}

/* --- clock --- */

static gint64 fixed_now_ms = G_MININT64;

gint64
sz_clock_now_ms (void)
{
  const gint64 fixed = __atomic_load_n (&fixed_now_ms, __ATOMIC_RELAXED);
  return fixed != G_MININT64 ? fixed : g_get_real_time () / 1000;
}

void
sz_clock_set_for_test (gint64 now_ms)
{
  __atomic_store_n (&fixed_now_ms, now_ms, __ATOMIC_RELAXED);
}
