/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-scale.h"

#include <math.h>

#define DAY_MS ((double)SZ_DAY_MS)
#define HOUR_MS ((double)SZ_HOUR_MS)

/* --- value axis --- */

gboolean
sz_ticks_want_zero (double min, double max)
{
  return min < 0 || min < 0.6 * max;
}

/* Makes [min, max] a range with room in it. */
static void
widen_range (double *min, double *max, gboolean zero)
{
  const gboolean odd = !isfinite (*min) || !isfinite (*max) || *max < *min;

  *min = odd ? 0 : CLAMP (*min, -1e300, 1e300);
  *max = odd ? 1 : CLAMP (*max, -1e300, 1e300);
  if (zero) {
    *min = MIN (*min, 0);
    *max = MAX (*max, 0);
  }
  if (*max - *min <= MAX (fabs (*max), fabs (*min)) * 1e-9 || *max - *min < 1e-290) {
    const double room = MAX (fabs (*max), fabs (*min)) * 0.1;

    *min = room < 1e-290 ? 0 : *min - room;
    *max = room < 1e-290 ? 1 : *max + room;
  }
}

/* The smallest of 1, 2, 2.5, 5 × 10^k that puts at most four lines above the base; its predecessor put five
 * or more there and is at least half as large, so there are two or more. */
static double
choose_step (double min, double max)
{
  static const double mantissas[] = { 1, 2, 2.5, 5 };
  int exponent = (int)floor (log10 ((max - min) / 8));

  for (;; exponent++)
    for (guint i = 0; i < G_N_ELEMENTS (mantissas); i++) {
      const double step = mantissas[i] * pow (10, exponent);

      if (floor (max / step + 1e-9) - floor (min / step) <= 4)
        return step;
    }
}

void
sz_ticks_for_range (double min, double max, gboolean zero, SzTicks *ticks)
{
  widen_range (&min, &max, zero);
  /* A little air above the highest point, so that a line does not run along the edge. */
  double high = max > 0 || !zero ? max + 0.06 * (max - min) : max;
  const double step = choose_step (min, high);
  const double base = floor (min / step);
  int lines = (int)(floor (high / step + 1e-9) - base);

  if (lines < 3) {
    lines = 3;
    high = (base + 3) * step;
  }
  ticks->step = step;
  ticks->low = base * step;
  ticks->high = MAX (high, (base + lines) * step);
  ticks->n = (guint)CLAMP (lines, 3, 4) + 1;
  for (guint i = 0; i < ticks->n; i++)
    ticks->values[i] = fabs (base + i) < 0.5 ? 0 : (base + i) * step;
}

typedef struct {
  double size;
  const char *word;
} Magnitude;

static const Magnitude *
find_magnitude (double top)
{
  static const Magnitude chinese[] = { { 1e12, "万亿" }, { 1e8, "亿" }, { 1e4, "万" }, { 1, "" } };
  static const Magnitude english[] = { { 1e9, "B" }, { 1e6, "M" }, { 1e4, "k" }, { 1, "" } };
  const Magnitude *found = sz_lang () == SZ_LANG_ZH ? chinese : english;

  while (found->size > 1 && top < found->size)
    found++;
  return found;
}

char *
sz_ticks_label (const SzTicks *ticks, guint index)
{
  const double top = MAX (fabs (ticks->values[0]), fabs (ticks->values[ticks->n - 1]));
  const Magnitude *magnitude = find_magnitude (top);
  const double divisor = magnitude->size == 1e4 && *magnitude->word == 'k' ? 1e3 : magnitude->size;
  const double step = ticks->step / divisor;
  const double value = ticks->values[index] / divisor;
  char text[64];
  int decimals = 0;

  while (decimals < 6 && fabs (step * pow (10, decimals) - rint (step * pow (10, decimals))) > 1e-6)
    decimals++;
  if (step < 1e-6 || top / divisor > 1e7)
    g_ascii_formatd (text, sizeof text, "%.3g", fabs (value));
  else if (ticks->values[index] == 0)
    g_strlcpy (text, "0", sizeof text);
  else {
    char format[8];

    g_snprintf (format, sizeof format, "%%.%df", decimals);
    g_ascii_formatd (text, sizeof text, format, fabs (value));
  }
  return g_strconcat (value < 0 ? "−" : "", text, ticks->values[index] == 0 ? "" : magnitude->word, NULL);
}

/* --- time axis --- */

static double
wall_offset (double instant_ms, SzZone *zone)
{
  return zone != NULL ? (double)sz_zone_offset_s (zone, (gint64)instant_ms) * 1000.0 : 0;
}

static void
add_tick (SzTimeTicks *ticks, double instant, double start, double end)
{
  if (ticks->n + 1 < G_N_ELEMENTS (ticks->instants) && instant > start && instant < end)
    ticks->instants[ticks->n++] = instant;
}

/* First days of months, every `months`-th from January. */
static void
add_month_ticks (SzTimeTicks *ticks, double start, double end, int months, SzZone *zone)
{
  int year, month, mday;
  const gint64 first = (gint64)floor ((start + wall_offset (start, zone)) / DAY_MS);

  sz_day_to_ymd (first, &year, &month, &mday);
  for (int i = year * 12; i < (year + 400) * 12; i += months) {
    const double wall = (double)sz_day_from_ymd (i / 12, i % 12 + 1, 1) * DAY_MS;
    const double instant = wall - wall_offset (wall, zone);

    if (instant >= end || ticks->n + 1 >= G_N_ELEMENTS (ticks->instants))
      break;
    add_tick (ticks, instant, start, end);
  }
}

static double
choose_time_step (double span, gboolean daily, guint want)
{
  static const double hours[] = { 0.25, 0.5, 1, 2, 3, 4, 6, 12 };
  static const double days[] = { 1, 2, 5, 7, 14 };

  for (guint i = 0; !daily && i < G_N_ELEMENTS (hours); i++)
    if (span / (hours[i] * HOUR_MS) <= want)
      return hours[i] * HOUR_MS;
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    if (span / (days[i] * DAY_MS) <= want)
      return days[i] * DAY_MS;
  return 0;
}

void
sz_time_ticks (double start_ms, double end_ms, gboolean daily, guint want, SzZone *zone, SzTimeTicks *ticks)
{
  static const int month_steps[] = { 1, 2, 3, 6, 12, 24, 60, 120 };

  ticks->n = 0;
  ticks->months = FALSE;
  want = CLAMP (want, 2, 24);
  if (!isfinite (start_ms) || !isfinite (end_ms) || end_ms <= start_ms || start_ms < (double)SZ_INSTANT_MIN ||
      end_ms > (double)SZ_INSTANT_MAX)
    return;
  const double step = choose_time_step (end_ms - start_ms, daily, want);
  ticks->instants[ticks->n++] = start_ms;
  if (step > 0) {
    const double offset = wall_offset (start_ms, zone);
    /* Hours on whole hours of the clock; days counted back from the end, which is what people look at. */
    const double anchor = daily ? fmod (end_ms + offset, step) : 0;
    double wall = floor ((start_ms + offset - anchor) / step) * step + anchor;

    for (; wall - offset < end_ms && ticks->n + 1 < G_N_ELEMENTS (ticks->instants); wall += step)
      add_tick (ticks, wall - offset, start_ms, end_ms);
  } else {
    guint i = 0;

    while (i + 1 < G_N_ELEMENTS (month_steps) &&
           (end_ms - start_ms) / (month_steps[i] * 30.4 * DAY_MS) > MIN (want, 20))
      i++;
    ticks->months = TRUE;
    add_month_ticks (ticks, start_ms, end_ms, month_steps[i], zone);
  }
  ticks->instants[ticks->n++] = end_ms;
}

char *
sz_time_label (double instant_ms, gboolean daily, gboolean months, SzZone *zone)
{
  static const char *const names[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  const gboolean chinese = sz_lang () == SZ_LANG_ZH;
  int year, month, mday;

  if (!isfinite (instant_ms) || fabs (instant_ms) > (double)SZ_INSTANT_MAX)
    return g_strdup ("");
  const double wall = instant_ms + wall_offset (instant_ms, zone);
  sz_day_to_ymd ((gint64)floor (wall / DAY_MS), &year, &month, &mday);
  if (!daily && !months) {
    const int minutes = (int)((wall - floor (wall / DAY_MS) * DAY_MS) / 60000.0);

    return g_strdup_printf ("%02d:%02d", minutes / 60, minutes % 60);
  }
  if (!months)
    return chinese ? g_strdup_printf ("%d月%d日", month, mday)
                   : g_strdup_printf ("%d %s", mday, names[month - 1]);
  if (month == 1)
    return g_strdup_printf (chinese ? "%d年" : "%d", year);
  return chinese ? g_strdup_printf ("%d月", month) : g_strdup (names[month - 1]);
}
