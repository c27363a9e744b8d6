/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-number.h"

#include <math.h>
#include <string.h>

typedef struct {
  double value;
  const char *unit, *zh, *en;
} Case;

static void
check_cases (const Case *cases, guint n, char *(*format) (double, const char *))
{
  for (guint i = 0; i < n; i++) {
    sz_lang_set (SZ_LANG_ZH);
    g_autofree char *zh = format (cases[i].value, cases[i].unit);
    sz_lang_set (SZ_LANG_EN);
    g_autofree char *en = format (cases[i].value, cases[i].unit);
    g_assert_cmpstr (zh, ==, cases[i].zh);
    g_assert_cmpstr (en, ==, cases[i].en);
  }
}

static void
test_text (void)
{
  static const Case cases[] = {
    /* Counts. */
    { 0, "count", "0", "0" },
    { 7, "case", "7 件", "7" },
    { 1286, "count", "1,286", "1,286" },
    { 9999, "count", "9,999", "9,999" },
    { 10000, "count", "1.00 万", "10.0k" },
    { 12900, "count", "1.29 万", "12.9k" },
    { 12900, "case", "1.29 万件", "12.9k" },
    { 386000, "count", "38.6 万", "386k" },
    { 1360000, "count", "136 万", "1.36M" },
    { 13600000, "count", "1,360 万", "13.6M" },
    { 12345678, "count", "1,230 万", "12.3M" },
    { 136000000, "count", "1.36 亿", "136M" },
    { 1360000000, "count", "13.6 亿", "1.36B" },
    { 99999999, "count", "1.00 亿", "100M" },
    { 99940000, "count", "9,990 万", "99.9M" },
    { 999600, "count", "100 万", "1.00M" },
    { 99960, "count", "10.0 万", "100k" },
    { 3e12, "count", "3.00 万亿", "3,000B" },
    { 12.34, "case", "12.3 件", "12.3" },
    { 9999.97, "case", "1.00 万件", "10.0k" },
    { -1286, "count", "−1,286", "−1,286" },
    { -12900, "visit", "−1.29 万人次", "−12.9k" },
    /* Minutes. */
    { 13.7, "min", "13.7 分", "13.7 min" },
    { 0, "min", "0.0 分", "0.0 min" },
    { -0.01, "min", "0.0 分", "0.0 min" },
    { 59.94, "min", "59.9 分", "59.9 min" },
    { 59.96, "min", "1 小时 0 分", "1 h 0 min" },
    { 60, "min", "1 小时 0 分", "1 h 0 min" },
    { 83, "min", "1 小时 23 分", "1 h 23 min" },
    { 119.6, "min", "2 小时 0 分", "2 h 0 min" },
    { 83.4, "分钟", "1 小时 23 分", "1 h 23 min" },
    { 60000, "min", "1,000 小时 0 分", "1,000 h 0 min" },
    /* Other durations. */
    { 34.4053, "s", "34.4 秒", "34.4 s" },
    { 9.4, "d", "9.4 天", "9.4 d" },
    { 2, "h", "2.0 小时", "2.0 h" },
    { 3, "wd", "3.0 工作日", "3.0 working days" },
    /* Percentages. */
    { 68.4, "%", "68.4%", "68.4%" },
    { 16.797, "%", "16.8%", "16.8%" },
    { 99, "%", "99.0%", "99.0%" },
    { 99.01, "%", "99.01%", "99.01%" },
    { 99.876, "%", "99.88%", "99.88%" },
    { 100, "%", "100.00%", "100.00%" },
    { -3.25, "%", "−3.2%", "−3.2%" },
    /* Half-even: exact halves only. */
    { 0.25, "score", "0.2 分", "0.2 pts" },
    { 0.75, "score", "0.8 分", "0.8 pts" },
    { 0.35, "score", "0.3 分", "0.3 pts" },
    { 0.125, "ratio", "0.12", "0.12" },
    { 0.42, "ratio", "0.42", "0.42" },
    { 0.42, "ratio1", "1:0.42", "1:0.42" },
    { 2.3, "fold", "2.30 倍", "2.30×" },
    { 1.5, "erl", "1.5 Erl", "1.5 Erl" },
    { 3.14, "perhour", "3.1 件/时", "3.1 / h" },
    /* The Chinese word is an id too; what is not known stands as it is. */
    { 5, "件", "5 件", "5" },
    { 5, "台", "5 台", "5" },
    { 5, "蒲式耳", "5 蒲式耳", "5 蒲式耳" },
    { 5, NULL, "5", "5" },
    { 5, "", "5", "5" },
    /* Missing. */
    { NAN, "min", "—", "—" },
    { INFINITY, "%", "—", "—" },
    { 1e300, "min", "1e+300 分", "1e+300 min" },
  };
  check_cases (cases, G_N_ELEMENTS (cases), sz_number_text);
}

static void
test_change (void)
{
  static const Case cases[] = {
    { 1.3, "min", "+1.3 分", "+1.3 min" },
    { -1.3, "min", "−1.3 分", "−1.3 min" },
    { 0, "min", "0.0 分", "0.0 min" },
    { 0.04, "min", "0.0 分", "0.0 min" },
    { -0.04, "min", "0.0 分", "0.0 min" },
    { 83, "min", "+1 小时 23 分", "+1 h 23 min" },
    { 2.1, "%", "+2.1 点", "+2.1 pp" },
    { -99.5, "%", "−99.5 点", "−99.5 pp" },
    { 12.34, "rel", "+12.3%", "+12.3%" },
    { -100, "rel", "−100.0%", "−100.0%" },
    { 0, "rel", "0.0%", "0.0%" },
    { 1286, "case", "+1,286 件", "+1,286" },
    { 0.1, "ratio1", "+0.10", "+0.10" },
    { NAN, "rel", "—", "—" },
    { NAN, "%", "—", "—" },
  };
  check_cases (cases, G_N_ELEMENTS (cases), sz_number_change);
}

static void
test_exact (void)
{
  static const Case cases[] = {
    { 12345678, "case", "12,345,678 件", "12,345,678" },
    { 1234.5678, "min", "1,234.5678 分", "1,234.5678 min" },
    { -1234567.25, "%", "−1,234,567.25%", "−1,234,567.25%" },
    { 0.57342, "min", "0.57342 分", "0.57342 min" },
    { 999, "count", "999", "999" },
    { 0, "count", "0", "0" },
    { NAN, "count", "—", "—" },
  };
  check_cases (cases, G_N_ELEMENTS (cases), sz_number_exact);
}

static void
test_parts (void)
{
  SzNumberText text;
  sz_lang_set (SZ_LANG_ZH);
  sz_number_format (12900, "case", &text);
  g_assert_cmpstr (text.number, ==, "1.29");
  g_assert_cmpstr (text.unit, ==, "万件");
  sz_number_format (83, "min", &text);
  g_assert_cmpstr (text.number, ==, "1 小时 23");
  g_assert_cmpstr (text.unit, ==, "分");
  sz_number_format (NAN, "min", &text);
  g_assert_cmpstr (text.number, ==, "—");
  g_assert_cmpstr (text.unit, ==, "");
  g_assert_cmpstr (sz_unit_word ("min"), ==, "分");
  g_assert_cmpstr (sz_unit_word ("window"), ==, "个");
  sz_lang_set (SZ_LANG_EN);
  sz_number_format (12900, "min", &text);
  g_assert_cmpstr (text.number, ==, "215 h 0");
  g_assert_cmpstr (text.unit, ==, "min");
  g_assert_cmpstr (sz_unit_word ("case"), ==, "");
  g_assert_cmpstr (sz_unit_word ("furlong"), ==, "furlong");
  g_assert_cmpstr (sz_unit_word (NULL), ==, "");
}

/* A unit longer than its room is cut between characters; texts are valid whatever the value. */
static void
test_property (void)
{
  static const char *const ids[] = { "count", "case",   "min", "%",
                                     "ratio", "ratio1", "s",   "perhour",
                                     "fold",  "rel",    "",    "一二三四五六七八九十一二三四五" };
  SzNumberText text;
  for (int n = 0; n < 20000; n++) {
    const double value = g_test_rand_double_range (-1, 1) * pow (10, g_test_rand_double_range (-9, 25));
    sz_lang_set (n % 2 ? SZ_LANG_ZH : SZ_LANG_EN);
    sz_number_format (value, ids[g_test_rand_int_range (0, G_N_ELEMENTS (ids))], &text);
    g_assert_true (g_utf8_validate (text.number, -1, NULL));
    g_assert_true (g_utf8_validate (text.unit, -1, NULL));
    g_assert_cmpuint (strlen (text.number), >, 0);
    g_assert_null (strchr (text.number, '-'));
  }
  sz_lang_set (SZ_LANG_EN);
}

/* A larger count is never shown as a smaller one. */
static void
test_count_monotone (void)
{
  for (int lang = SZ_LANG_EN; lang <= SZ_LANG_ZH; lang++) {
    sz_lang_set ((SzLang)lang);
    double last = 0;
    for (double value = 1; value < 1e11; value = ceil (value * 1.0007)) {
      SzNumberText text;
      sz_number_format (value, "count", &text);
      g_auto (GStrv) digits = g_strsplit (text.number, ",", -1);
      g_autofree char *plain = g_strjoinv ("", digits);
      char *end;
      double shown = g_ascii_strtod (plain, &end);
      shown *= *end == 'k' ? 1e3 : *end == 'M' ? 1e6 : *end == 'B' ? 1e9 : 1;
      shown *= strcmp (text.unit, "万") == 0 ? 1e4 : strcmp (text.unit, "亿") == 0 ? 1e8 : 1;
      g_assert_cmpfloat (shown, >=, last * (1 - 1e-12));
      g_assert_cmpfloat (fabs (shown - value), <=, value * 0.00501);
      last = shown;
    }
  }
  sz_lang_set (SZ_LANG_EN);
}

static void
test_dates (void)
{
  const gint64 day = sz_day_from_ymd (2026, 3, 18), now = sz_day_from_ymd (2026, 11, 20);
  sz_lang_set (SZ_LANG_ZH);
  g_autofree char *zh = sz_date_text (day, now);
  g_autofree char *zh_old = sz_date_text (sz_day_from_ymd (2025, 11, 30), now);
  sz_lang_set (SZ_LANG_EN);
  g_autofree char *en = sz_date_text (day, now);
  g_autofree char *en_old = sz_date_text (sz_day_from_ymd (2025, 11, 30), now);
  g_assert_cmpstr (zh, ==, "3月18日 周三");
  g_assert_cmpstr (zh_old, ==, "2025年11月30日 周日");
  g_assert_cmpstr (en, ==, "Wed 18 Mar");
  g_assert_cmpstr (en_old, ==, "Sun 30 Nov 2025");

  g_autoptr (SzZone) zone = sz_zone_new ("Asia/Shanghai", NULL);
  gint64 instant = 0;
  g_assert_true (sz_instant_parse ("2026-11-20T06:36:59.999Z", -1, NULL, &instant));
  g_autofree char *clock = sz_clock_text (instant, zone);
  g_autofree char *early = sz_clock_text (-1, zone);
  gint64 midnight = sz_zone_day_start_ms (zone, sz_zone_day (zone, instant));
  g_autofree char *same_day = sz_instant_text (instant, midnight, zone);
  g_autofree char *next_day = sz_instant_text (instant, midnight + SZ_DAY_MS, zone);
  g_autofree char *by_day = sz_instant_text (midnight, instant, zone);
  g_assert_cmpstr (clock, ==, "14:36");
  g_assert_cmpstr (early, ==, "07:59");
  g_assert_cmpstr (same_day, ==, "14:36");
  g_assert_cmpstr (next_day, ==, "Fri 20 Nov 14:36");
  g_assert_cmpstr (by_day, ==, "Fri 20 Nov");
}

static void
test_age (void)
{
  static const struct {
    gint64 ms;
    const char *zh, *en;
  } cases[] = {
    { -5000, "0 秒前", "0 s ago" },
    { 8999, "8 秒前", "8 s ago" },
    { 59999, "59 秒前", "59 s ago" },
    { 60000, "1 分钟前", "1 min ago" },
    { 14 * 60000, "14 分钟前", "14 min ago" },
    { 3 * 3600000, "3 小时前", "3 h ago" },
    { 86399999, "23 小时前", "23 h ago" },
    { 2 * 86400000, "2 天前", "2 d ago" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    sz_lang_set (SZ_LANG_ZH);
    g_autofree char *zh = sz_age_text (cases[i].ms);
    sz_lang_set (SZ_LANG_EN);
    g_autofree char *en = sz_age_text (cases[i].ms);
    g_assert_cmpstr (zh, ==, cases[i].zh);
    g_assert_cmpstr (en, ==, cases[i].en);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/number/text", test_text);
  g_test_add_func ("/base/number/change", test_change);
  g_test_add_func ("/base/number/exact", test_exact);
  g_test_add_func ("/base/number/parts", test_parts);
  g_test_add_func ("/base/number/property", test_property);
  g_test_add_func ("/base/number/count-monotone", test_count_monotone);
  g_test_add_func ("/base/number/dates", test_dates);
  g_test_add_func ("/base/number/age", test_age);
  return g_test_run ();
}
