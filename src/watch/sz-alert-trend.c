/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an alert's row draws: the watched value as it was kept, from before the episode to its end, in no more
 * points than a row has pixels. Nothing is put in between, and nothing is added. */

#include <math.h>

#include "sz-alert.h"
#include "sz-i18n.h"
#include "sz-number.h"

/* As many columns as a row's line is wide, two pixels each; of each what it begins and ends with and its
 * extremes. */
#define COLUMNS 40
/* Values are kept every minute, and every five before it was noticed: what is further apart was not seen. */
#define HOLE_MS (15 * SZ_MINUTE_MS)

static double
instant (const GArray *evidence, gsize i)
{
  return g_array_index (evidence, double, 2 * i);
}

static double
value (const GArray *evidence, gsize i)
{
  return g_array_index (evidence, double, 2 * i + 1);
}

static gsize
column_end (const GArray *evidence, gsize from, gsize n, double x0, double width)
{
  const double end = x0 + (floor ((instant (evidence, from) - x0) / width) + 1) * width;
  gsize to = from + 1;

  while (to < n && instant (evidence, to) < end)
    to++;
  return to;
}

/* Of [from, to) the first, the last and the extremes, in order of time, each once. */
static void
keep_column (GArray *kept, const GArray *evidence, gsize from, gsize to)
{
  gsize low = from, high = from;

  for (gsize i = from + 1; i < to; i++) {
    if (value (evidence, i) < value (evidence, low))
      low = i;
    if (value (evidence, i) > value (evidence, high))
      high = i;
  }
  const gsize order[] = { from, MIN (low, high), MAX (low, high), to - 1 };
  for (guint k = 0; k < G_N_ELEMENTS (order); k++)
    if (kept->len == 0 || order[k] > g_array_index (kept, gsize, kept->len - 1))
      g_array_append_val (kept, order[k]);
}

static SzSeries *
make_series (const GArray *kept, const GArray *evidence, double width)
{
  const double hole = MAX ((double)HOLE_MS, width);
  SzSeries *series = sz_series_new ("", 2 * kept->len);
  gsize length = 0, before = 0;

  for (guint k = 0; k < kept->len; k++) {
    const gsize at = g_array_index (kept, gsize, k);

    if (k > 0 && at == before + 1 && instant (evidence, at) - instant (evidence, before) > hole)
      series->x[length++] = (instant (evidence, before) + instant (evidence, at)) / 2;
    series->x[length] = instant (evidence, at);
    series->y[length++] = value (evidence, at);
    before = at;
  }
  series->length = length;
  return series;
}

SzSeries *
sz_alert_trend (const GArray *evidence)
{
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (gsize));

  for (gsize i = 0; evidence != NULL && i < evidence->len / 2; i++)
    if (isfinite (value (evidence, i)))
      g_array_append_vals (known, &g_array_index (evidence, double, 2 * i), 2);
  const gsize n = known->len / 2;
  if (n < 2)
    return NULL;
  const double x0 = instant (known, 0), width = MAX ((instant (known, n - 1) - x0) / COLUMNS, 1);
  for (gsize from = 0; from < n;) {
    const gsize to = column_end (known, from, n, x0, width);

    keep_column (kept, known, from, to);
    from = to;
  }
  return make_series (kept, known, width);
}

char *
sz_alert_trend_text (const SzWords *words, const SzSeries *trend, const char *unit)
{
  double low = INFINITY, high = -INFINITY;

  if (trend == NULL)
    return g_strdup ("");
  for (gsize i = 0; i < trend->length; i++)
    if (isfinite (trend->y[i])) {
      low = MIN (low, trend->y[i]);
      high = MAX (high, trend->y[i]);
    }
  const gsize last = trend->length - 1;
  g_autofree char *from = sz_words_time (words, (gint64)trend->x[0]);
  g_autofree char *to = sz_words_time (words, (gint64)trend->x[last]);
  g_autofree char *first_value = sz_number_text (trend->y[0], unit);
  g_autofree char *last_value = sz_number_text (trend->y[last], unit);
  g_autofree char *least = sz_number_text (low, unit);
  g_autofree char *most = sz_number_text (high, unit);

  /* Translators: two times, and the watched value at each; then its range between them. */
  return g_strdup_printf (_ ("%1$s to %2$s: from %3$s to %4$s, between %5$s and %6$s"), from, to, first_value,
                          last_value, least, most);
}
