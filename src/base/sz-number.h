/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "sz-i18n.h"
#include "sz-time.h"

G_BEGIN_DECLS

/* Figures for people, by the `number` rules of the visual language: 1,286; from 10,000 in Chinese 1.29 万,
 * from 1e8 1.36 亿, in English 12.9k, 1.36M; percentages one decimal, two above 99; minutes below 60 as 13.7,
 * then hours and minutes; U+2212 for minus. Half-even rounding, at display only. Missing is an em dash. */
typedef struct {
  char number[48]; /* "13.7", "1.29", "1:0.42", "—" */
  char unit[24];   /* "分", "万件", "%", "" — set smaller, after the number */
} SzNumberText;

void sz_number_format (double value, const char *unit, SzNumberText *out);
/* Both parts in one text, "13.7 分" / "68.4%". (transfer full) */
char *sz_number_text (double value, const char *unit);
/* The exact value for tooltips: all digits, grouped. (transfer full) */
char *sz_number_exact (double value, const char *unit);
/* A change: sign always (+, U+2212; zero without), in the same unit; percentages in points (点 / pp). For
 * counts give the relative change in percent as unit "rel". Missing: em dash. (transfer full) */
char *sz_number_change (double change, const char *unit);
/* The word of a unit id in the process language: "min" → 分 / min; "case" → 件 / "". */
const char *sz_unit_word (const char *unit);

/* "3月18日 周三" / "Wed 18 Mar"; the year only if it is not that of now. (transfer full) */
char *sz_date_text (gint64 day, gint64 now_day);
/* "14:36". (transfer full) */
char *sz_clock_text (gint64 instant_ms, SzZone *zone);
/* "14:36"; with its day if that is not the day of now; of data by days, which stand at midnight, the day
 * alone. (transfer full) */
char *sz_instant_text (gint64 instant_ms, gint64 now_ms, SzZone *zone);
/* "8 秒前" / "8 s ago", "14 分前", "3 时前", "2 天前". (transfer full) */
char *sz_age_text (gint64 age_ms);

G_END_DECLS
