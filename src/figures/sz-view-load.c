/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be done for an area in which people wait too long: its offered load, which is how many windows are
 * busy at once if nobody is to be added to the queue, against the windows that are open. Counted, not
 * foretold. */

#include "sz-view-private.h"

#include <math.h>

/* Fewer say nothing about a rate. */
#define CAME_LEAST 5
/* "now" for what came and was called. */
#define MINUTES ((double)SZ_VIEW_RECENT_MS / SZ_MINUTE_MS)

typedef struct {
  double came, called, service; /* within the last half hour; minutes each */
  double open, installed;
} Load;

/* The row of `code`; -1. */
static int
ask_part (const SzView *view, const char *id, gint64 from_ms, gint64 end_ms, const SzTile *tile,
          const char *code, SzSlice **slice)
{
  const SzIndicator *indicator = sz_catalog_indicator (view->look->catalog, id, NULL);
  const SzDimension *by = sz_catalog_dimension (view->look->catalog, tile->dimension, NULL);
  g_autofree char *lacks = indicator != NULL ? sz_look_lacks (view->look, indicator, TRUE) : NULL;

  if (indicator == NULL || by == NULL || lacks != NULL)
    return -1;
  /* A suggestion that cannot be computed is left out. */
  *slice = sz_view_ask (view, indicator, from_ms, end_ms, SZ_GRAIN_NONE, by, NULL);
  return *slice != NULL ? sz_slice_find (*slice, from_ms, &code) : -1;
}

static double
ask_value (const SzView *view, const char *id, gint64 from_ms, gint64 end_ms, const SzTile *tile,
           const char *code)
{
  g_autoptr (SzSlice) slice = NULL;
  int row = ask_part (view, id, from_ms, end_ms, tile, code, &slice);

  return row >= 0 ? sz_slice_value (slice, (guint)row, 0) : NAN;
}

static gboolean
read_load (SzView *view, const SzTile *tile, const char *code, Load *load)
{
  const SzIndicator *basis = sz_catalog_indicator (view->look->catalog, "ticket_count", NULL);
  gint64 start = view->period.start_ms, end = view->period.end_ms;
  g_autoptr (SzSlice) windows = NULL;
  int row = ask_part (view, "window_open_rate", start, end, tile, code, &windows);

  SzOpenWindows counted;

  if (basis == NULL || row < 0 || !sz_view_open_windows (view, windows, row, code, &counted, NULL))
    return FALSE;
  const gint64 now = MIN (sz_look_cut (view->look, basis), end), from = now - SZ_VIEW_RECENT_MS;

  load->open = counted.open;
  load->installed = counted.installed;
  load->came = ask_value (view, "ticket_count", from, now, tile, code);
  load->called = ask_value (view, "call_count", from, now, tile, code);
  load->service = ask_value (view, "service_time_avg", start, end, tile, code);
  return from >= start && load->came >= CAME_LEAST && isfinite (load->called) && load->service > 0 &&
         load->open > 0 && load->installed >= load->open;
}

char *
sz_view_suggest (SzView *view, const SzTile *tile, const SzPart *part)
{
  Load load = { NAN, NAN, NAN, NAN, NAN };

  if (!view->now || !read_load (view, tile, part->code, &load))
    return NULL;
  g_autofree char *name = sz_view_part_name (tile, part);
  g_autofree char *each = sz_number_text (load.service, "min");
  const double need = floor (load.came / MINUTES * load.service) + 1;
  g_autofree char *found = g_strdup_printf (
      _ ("%s has %.0f of %.0f windows open; in 30 min %.0f came, %.0f were called; at %s each it takes %.0f"),
      name, load.open, load.installed, load.came, load.called, each, need);

  if (need <= load.open)
    return g_strdup_printf (_ ("%s: enough for whoever comes; clear those who wait first"), found);
  if (need <= load.installed)
    return g_strdup_printf (load.came > load.called ? _ ("%s: open %.0f more, or the queue goes on growing")
                                                    : _ ("%s: open %.0f more"),
                            found, need - load.open);
  if (load.installed > load.open)
    return g_strdup_printf (_ ("%s: all %.0f are too few; open the other %.0f and direct people elsewhere"),
                            found, load.installed, load.installed - load.open);
  return g_strdup_printf (_ ("%s: all %.0f are open and too few; direct people elsewhere"), found,
                          load.installed);
}
