/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-figures.h"

#include <stdlib.h>

#include "sz-figures.h"

#define ROUNDS 9
#define MOST_MS 16

typedef struct {
  const char *id;
  double ms;
} Time;

static int
slower_first (const void *a, const void *b)
{
  double left = ((const Time *)a)->ms, right = ((const Time *)b)->ms;
  return (left < right) - (left > right);
}

/* The median of some rounds; negative on error. */
static double
time_figure (SzReader *reader, const char *id, const char *period, GError **error)
{
  const char *const ids[] = { id, NULL };
  SzFigureWords words = { .ids = ids, .period = period, .compare_previous = TRUE, .compare_year = TRUE };
  Time times[ROUNDS];
  for (guint i = 0; i < ROUNDS; i++) {
    gint64 start = g_get_monotonic_time ();
    g_autoptr (SzFrame) frame = sz_figures_query_words (reader, &words, error);
    if (frame == NULL)
      return -1;
    times[i].ms = (double)(g_get_monotonic_time () - start) / 1000;
  }
  qsort (times, ROUNDS, sizeof (Time), slower_first);
  return times[ROUNDS / 2].ms;
}

/* Each once, though several tiles may show it. */
static GPtrArray *
list_indicators (SzReader *reader, const SzCatalog *catalog)
{
  GPtrArray *ids = g_ptr_array_new ();
  const SzBoard *board = sz_catalog_board (catalog, "overview", NULL);
  for (guint i = 0; board != NULL && i < board->tiles->len; i++) {
    const SzBoardTile *tile = g_ptr_array_index (board->tiles, i);
    guint n = tile->indicators ? g_strv_length (tile->indicators) : 0;
    for (guint k = 0; k <= n; k++) {
      const char *id = k == 0 ? tile->lead : tile->indicators[k - 1];
      const SzIndicator *indicator = id ? sz_catalog_indicator (catalog, id, NULL) : NULL;
      if (indicator != NULL && sz_figures_can (reader, indicator, NULL) &&
          !g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
        g_ptr_array_add (ids, (gpointer)id);
    }
  }
  return ids;
}

gboolean
bench_figures (SzReader *reader, const SzCatalog *catalog, SzZone *zone, gint64 day, GError **error)
{
  static const char *const periods[] = { "today", "2026-W47", "2026-11", "2026" };
  sz_reader_set_now_ms (reader, sz_zone_day_start_ms (zone, day) + 14 * SZ_HOUR_MS + 36 * SZ_MINUTE_MS);
  g_autoptr (GPtrArray) ids = list_indicators (reader, catalog);
  for (guint p = 0; p < G_N_ELEMENTS (periods); p++) {
    g_autofree Time *times = g_new (Time, ids->len + 1);
    guint over = 0;
    for (guint i = 0; i < ids->len; i++) {
      times[i].id = g_ptr_array_index (ids, i);
      times[i].ms = time_figure (reader, times[i].id, periods[p], error);
      if (times[i].ms < 0)
        return FALSE;
      over += times[i].ms >= MOST_MS;
    }
    qsort (times, ids->len, sizeof (Time), slower_first);
    g_print ("figures of the overview, %-8s %u in all, %u over %d ms; slowest:", periods[p], ids->len, over,
             MOST_MS);
    for (guint i = 0; i < MIN (ids->len, MAX (over, 3)); i++)
      g_print (" %s %.2f ms", times[i].id, times[i].ms);
    g_print ("\n");
  }
  sz_reader_set_now_ms (reader, 0);
  return TRUE;
}
