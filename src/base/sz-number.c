/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-number.h"

#include <math.h>
#include <string.h>

#include "sz-frame.h"

#define DASH "—"
#define MINUS "−" /* U+2212 */

typedef enum {
  KIND_COUNT,     /* whole where it is whole; 万, 亿, k, M when large */
  KIND_ONE,       /* one decimal: durations, scores */
  KIND_MINUTES,   /* one decimal below 60, then hours and minutes */
  KIND_PERCENT,   /* one decimal, two above 99 */
  KIND_POINTS,    /* a difference of percentages */
  KIND_RATIO,     /* two decimals */
  KIND_RATIO_ONE, /* 1:0.42 */
} Kind;

typedef struct {
  const char *id, *en, *zh;
  Kind kind;
} Unit;

/* A new unit is a line here. The words are part of the number format, like the 万, and so follow the language
 * of the process without gettext: a unit and its digits can never be of two languages. */
static const Unit units[] = {
  { "", "", "", KIND_COUNT },
  { "count", "", "", KIND_COUNT },
  { "unit", "", "", KIND_COUNT },
  { "min", "min", "分", KIND_MINUTES },
  { "s", "s", "秒", KIND_ONE },
  { "h", "h", "小时", KIND_ONE },
  { "d", "d", "天", KIND_ONE },
  { "wd", "working days", "工作日", KIND_ONE },
  { "month", "months", "个月", KIND_ONE },
  { "year", "years", "年", KIND_ONE },
  { "%", "%", "%", KIND_PERCENT },
  { "rel", "%", "%", KIND_ONE },
  { "pp", "pp", "点", KIND_POINTS },
  { "score", "pts", "分", KIND_ONE },
  { "ratio", "", "", KIND_RATIO },
  { "ratio1", "", "", KIND_RATIO_ONE },
  { "fold", "×", "倍", KIND_RATIO },
  { "erl", "Erl", "Erl", KIND_ONE },
  { "case", "", "件", KIND_COUNT },
  { "ticket", "", "个", KIND_COUNT },
  { "person", "", "人", KIND_COUNT },
  { "staff", "", "人", KIND_COUNT },
  { "place", "", "名", KIND_COUNT },
  { "visit", "", "人次", KIND_COUNT },
  { "times", "times", "次", KIND_COUNT },
  { "item", "", "项", KIND_COUNT },
  { "row", "", "条", KIND_COUNT },
  { "window", "", "个", KIND_COUNT },
  { "piece", "", "个", KIND_COUNT },
  { "copy", "", "份", KIND_COUNT },
  { "device", "", "台", KIND_COUNT },
  { "household", "", "户", KIND_COUNT },
  { "certificate", "", "枚", KIND_COUNT },
  { "issue", "", "期", KIND_COUNT },
  { "order", "", "单", KIND_COUNT },
  { "pair", "pairs", "对", KIND_COUNT },
  { "kind", "", "种", KIND_COUNT },
  { "level", "", "级", KIND_COUNT },
  { "step", "steps", "环节", KIND_COUNT },
  { "yuan", "CNY", "元", KIND_COUNT },
  { "perhead", "/ person", "件/人", KIND_ONE },
  { "perhour", "/ h", "件/时", KIND_ONE },
  { "perday", "/ day", "件/日", KIND_ONE },
  { "perdevice", "/ device", "件/台", KIND_ONE },
  { "rowperday", "/ day", "条/日", KIND_ONE },
  { "timesperhour", "times / h", "次/时", KIND_ONE },
  { "peritem", "/ item", "个/项", KIND_ONE },
  { "copyperitem", "/ item", "份/项", KIND_ONE },
  { "itemperpp", "items / pp", "项/百分点", KIND_ONE },
  { "perarea", "/ m²", "人/㎡", KIND_RATIO },
  { "perhousehold", "/ household", "人/户", KIND_RATIO },
  { "perthousand", "/ 1,000", "户/千人", KIND_ONE },
  /* Spellings of the field that a catalogue may use as well. */
  { "分钟", "min", "分", KIND_MINUTES },
  { "时", "h", "小时", KIND_ONE },
  { "比", "", "", KIND_RATIO },
};

static const Unit *
find_unit (const char *id)
{
  if (id == NULL)
    return &units[0];
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].id, id) == 0)
      return &units[i];
  /* 件 means the same as "case": a catalogue may name a unit by its Chinese word. */
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (*id != '\0' && strcmp (units[i].zh, id) == 0)
      return &units[i];
  return NULL;
}

static Kind
unit_kind (const char *id)
{
  const Unit *unit = find_unit (id);
  return unit != NULL ? unit->kind : KIND_COUNT;
}

const char *
sz_unit_word (const char *unit)
{
  const Unit *found = find_unit (unit);
  if (found == NULL)
    return unit;
  return sz_lang () == SZ_LANG_ZH ? found->zh : found->en;
}

/* --- digits --- */

/* `size` (not negative) with so many decimals, grouped by commas. printf rounds the exact value, ties to
 * even. */
static void
write_grouped (double size, int decimals, char *out, gsize out_size)
{
  static const char *const formats[] = { "%.0f", "%.1f", "%.2f", "%.3f", "%.4f", "%.5f", "%.6f" };
  char plain[400];
  gsize used = 0;

  g_ascii_formatd (plain, sizeof plain, formats[CLAMP (decimals, 0, 6)], size);
  const gsize whole = strcspn (plain, ".");
  for (gsize i = 0; plain[i] != '\0' && used + 2 < out_size; i++) {
    if (i > 0 && i < whole && (whole - i) % 3 == 0)
      out[used++] = ',';
    out[used++] = plain[i];
  }
  out[used] = '\0';
}

static double
round_to (double size, int decimals)
{
  char text[400];
  g_ascii_formatd (text, sizeof text, decimals == 0 ? "%.0f" : decimals == 1 ? "%.1f" : "%.2f", size);
  return g_ascii_strtod (text, NULL);
}

/* Three significant digits of 1 ≤ size: 1.29, 38.6, 1,360. */
static void
write_three (double size, char *out, gsize out_size)
{
  if (round_to (size, 2) < 10) {
    write_grouped (size, 2, out, out_size);
  } else if (round_to (size, 1) < 100) {
    write_grouped (size, 1, out, out_size);
  } else {
    double scale = 1;
    while (rint (size / scale) >= 1000)
      scale *= 10;
    write_grouped (rint (size / scale) * scale, 0, out, out_size);
  }
}

typedef struct {
  double size;
  const char *word;
} Step;

static const Step steps_zh[] = { { 1e12, "万亿" }, { 1e8, "亿" }, { 1e4, "万" } };
static const Step steps_en[] = { { 1e9, "B" }, { 1e6, "M" }, { 1e3, "k" } };

/* The step a size is given in, NULL below ten thousand. A size that three digits round up to the next step
 * takes it: 1.00 亿, not 10,000 万. */
static const Step *
find_step (double size)
{
  const Step *steps = sz_lang () == SZ_LANG_ZH ? steps_zh : steps_en;
  if (round_to (size, 1) < 1e4)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (steps_zh); i++)
    if (size >= steps[i].size * (1 - (i + 1 < G_N_ELEMENTS (steps_zh) ? 0.0005 : 0)))
      return &steps[i];
  return &steps[G_N_ELEMENTS (steps_zh) - 1];
}

static gboolean
is_whole (double size)
{
  return fabs (size - rint (size)) <= 1e-9 * MAX (1.0, size);
}

static void
format_count (double size, SzNumberText *out)
{
  const Step *step = find_step (size);
  char word[sizeof out->unit];

  if (step == NULL) {
    write_grouped (size, is_whole (size) ? 0 : 1, out->number, sizeof out->number);
    return;
  }
  write_three (MAX (size / step->size, 1), out->number, sizeof out->number);
  if (sz_lang () == SZ_LANG_ZH) {
    g_strlcpy (word, out->unit, sizeof word);
    g_snprintf (out->unit, sizeof out->unit, "%s%s", step->word, word);
  } else {
    g_strlcat (out->number, step->word, sizeof out->number);
  }
}

static void
format_minutes (double size, SzNumberText *out)
{
  if (round_to (size, 1) < 60) {
    write_grouped (size, 1, out->number, sizeof out->number);
    return;
  }
  const double total = rint (size);
  const double minutes = fmod (total, 60);
  char text[32];
  write_grouped ((total - minutes) / 60, 0, text, sizeof text);
  g_snprintf (out->number, sizeof out->number, sz_lang () == SZ_LANG_ZH ? "%s 小时 %d" : "%s h %d", text,
              (int)minutes);
}

/* `size` is not negative; the unit word is already in `out`. */
static void
format_size (double size, Kind kind, SzNumberText *out)
{
  /* Nothing in a hall is that large: a value gone wrong is shown as it is instead of cut to the room there
   * is. */
  if (size >= 1e18) {
    sz_number_plain (size, out->number);
    return;
  }
  switch (kind) {
  case KIND_COUNT:
    format_count (size, out);
    break;
  case KIND_MINUTES:
    format_minutes (size, out);
    break;
  case KIND_PERCENT:
    write_grouped (size, size > 99 ? 2 : 1, out->number, sizeof out->number);
    break;
  case KIND_ONE:
  case KIND_POINTS:
    write_grouped (size, 1, out->number, sizeof out->number);
    break;
  case KIND_RATIO:
    write_grouped (size, 2, out->number, sizeof out->number);
    break;
  case KIND_RATIO_ONE:
    g_strlcpy (out->number, "1:", sizeof out->number);
    write_grouped (size, 2, out->number + 2, sizeof out->number - 2);
    break;
  }
}

/* A value that is shown as zero has no sign. */
static gboolean
shows_zero (const char *number)
{
  return strpbrk (number, "123456789") == NULL;
}

static void
prepend (const char *sign, SzNumberText *out)
{
  char number[sizeof out->number];
  g_strlcpy (number, out->number, sizeof number);
  g_snprintf (out->number, sizeof out->number, "%s%s", sign, number);
}

static void
format_signed (double value, const char *unit, Kind kind, gboolean plus, SzNumberText *out)
{
  memset (out, 0, sizeof *out);
  if (!isfinite (value)) {
    g_strlcpy (out->number, DASH, sizeof out->number);
    return;
  }
  const char *end;
  g_strlcpy (out->unit, sz_unit_word (unit), sizeof out->unit);
  format_size (fabs (value), kind, out);
  /* A foreign word that is too long is cut between characters. */
  if (!g_utf8_validate (out->unit, -1, &end))
    out->unit[end - out->unit] = '\0';
  if (shows_zero (out->number) && kind != KIND_RATIO_ONE)
    return;
  if (value < 0)
    prepend (MINUS, out);
  else if (plus && value > 0)
    prepend ("+", out);
}

/* "%" and "×" stand at the number, every other unit after a space. */
static char *
join (const char *number, const char *unit)
{
  const gboolean close = *unit == '\0' || strcmp (unit, "%") == 0 || strcmp (unit, "×") == 0;
  return g_strconcat (number, close ? "" : " ", unit, NULL);
}

void
sz_number_format (double value, const char *unit, SzNumberText *out)
{
  g_return_if_fail (out != NULL);
  format_signed (value, unit, unit_kind (unit), FALSE, out);
}

char *
sz_number_text (double value, const char *unit)
{
  SzNumberText text;
  sz_number_format (value, unit, &text);
  return join (text.number, text.unit);
}

char *
sz_number_change (double change, const char *unit)
{
  SzNumberText text;
  const gboolean relative = g_strcmp0 (unit, "rel") == 0;
  const Kind kind = unit_kind (unit);

  if (kind == KIND_PERCENT && !relative)
    format_signed (change, "pp", KIND_POINTS, TRUE, &text);
  else if (relative)
    format_signed (change, "rel", KIND_ONE, TRUE, &text);
  else
    format_signed (change, unit, kind == KIND_RATIO_ONE ? KIND_RATIO : kind, TRUE, &text);
  return join (text.number, text.unit);
}

char *
sz_number_exact (double value, const char *unit)
{
  SzNumberText text = { { 0 }, { 0 } };
  char plain[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite (value))
    return g_strdup (DASH);
  sz_number_plain (fabs (value), plain);
  const gsize whole = strcspn (plain, ".e");
  gsize used = 0;
  if (strchr (plain, 'e') != NULL) {
    g_strlcpy (text.number, plain, sizeof text.number);
  } else {
    for (gsize i = 0; plain[i] != '\0'; i++) {
      if (i > 0 && i < whole && (whole - i) % 3 == 0)
        text.number[used++] = ',';
      text.number[used++] = plain[i];
    }
  }
  if (value < 0)
    prepend (MINUS, &text);
  return join (text.number, sz_unit_word (unit));
}

/* --- dates --- */

char *
sz_date_text (gint64 day, gint64 now_day)
{
  static const char *const weekdays_zh[] = { "周一", "周二", "周三", "周四", "周五", "周六", "周日" };
  static const char *const weekdays_en[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months_en[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  int year, month, mday, now_year;
  const int weekday = sz_day_weekday (day) - 1;

  sz_day_to_ymd (day, &year, &month, &mday);
  sz_day_to_ymd (now_day, &now_year, NULL, NULL);
  if (sz_lang () == SZ_LANG_ZH)
    return year == now_year ? g_strdup_printf ("%d月%d日 %s", month, mday, weekdays_zh[weekday])
                            : g_strdup_printf ("%d年%d月%d日 %s", year, month, mday, weekdays_zh[weekday]);
  return year == now_year
             ? g_strdup_printf ("%s %d %s", weekdays_en[weekday], mday, months_en[month - 1])
             : g_strdup_printf ("%s %d %s %d", weekdays_en[weekday], mday, months_en[month - 1], year);
}

char *
sz_clock_text (gint64 instant_ms, SzZone *zone)
{
  g_return_val_if_fail (zone != NULL, NULL);
  const gint64 wall = instant_ms + sz_zone_offset_s (zone, instant_ms) * SZ_SECOND_MS;
  const gint64 minutes = ((wall % SZ_DAY_MS + SZ_DAY_MS) % SZ_DAY_MS) / SZ_MINUTE_MS;
  return g_strdup_printf ("%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

char *
sz_instant_text (gint64 instant_ms, gint64 now_ms, SzZone *zone)
{
  const gint64 day = sz_zone_day (zone, instant_ms), today = sz_zone_day (zone, now_ms);
  g_autofree char *date = sz_date_text (day, today);
  g_autofree char *clock = sz_clock_text (instant_ms, zone);

  if (instant_ms == sz_zone_day_start_ms (zone, day))
    return g_steal_pointer (&date);
  return day == today ? g_steal_pointer (&clock) : g_strdup_printf ("%s %s", date, clock);
}

char *
sz_age_text (gint64 age_ms)
{
  static const struct {
    gint64 below_ms, unit_ms;
    const char *en, *zh;
  } steps[] = {
    { SZ_MINUTE_MS, SZ_SECOND_MS, "s ago", "秒前" },
    { SZ_HOUR_MS, SZ_MINUTE_MS, "min ago", "分钟前" },
    { SZ_DAY_MS, SZ_HOUR_MS, "h ago", "小时前" },
    { G_MAXINT64, SZ_DAY_MS, "d ago", "天前" },
  };
  /* Clocks of two machines differ a little; nothing is from the future. */
  const gint64 age = MAX (age_ms, 0);
  guint i = 0;
  while (age >= steps[i].below_ms && i + 1 < G_N_ELEMENTS (steps))
    i++;
  return g_strdup_printf ("%" G_GINT64_FORMAT " %s", age / steps[i].unit_ms,
                          sz_lang () == SZ_LANG_ZH ? steps[i].zh : steps[i].en);
}
