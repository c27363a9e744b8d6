/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pages-fixture.h"

#include <string.h>

/* A morning in which area B waits 30 minutes and the others 5, and the day before, in which all wait 10.
 * Wednesday. */
void
pages_add_ticket (Fixture *fixture, SzBatch *batch, guint *n, gint64 taken, int wait_min, const char *area)
{
  g_autofree char *key = g_strdup_printf ("T%05u", (*n)++);
  gint64 called = taken + wait_min * SZ_MINUTE_MS;
  Cell cells[] = {
    { "area", 0, area },         { "item", 0, (*n % 3) != 0 ? "i1" : "i2" },   { "called", called, NULL },
    { "started", called, NULL }, { "ended", called + 5 * SZ_MINUTE_MS, NULL }, { NULL, 0, NULL }
  };

  if (called > fixture->now_ms)
    cells[2].field = NULL;
  else if (called + 5 * SZ_MINUTE_MS > fixture->now_ms)
    cells[4].field = NULL;
  fixture_add (fixture, batch, key, taken, cells);
}

void
pages_fill (Fixture *fixture, int wait_b)
{
  static const char *const areas[] = { "综合", "社保医保", "税务" };
  gint64 today = fixture_instant (fixture, "2026-03-18T09:00:00+08:00");
  SzBatch *batch = fixture_batch (fixture, "tickets");
  guint n = 0;

  for (int minute = 0; minute < 330; minute += 3)
    for (guint a = 0; a < 3; a++) {
      pages_add_ticket (fixture, batch, &n, today + minute * SZ_MINUTE_MS, a == 1 ? wait_b : 5, areas[a]);
      pages_add_ticket (fixture, batch, &n, today - SZ_DAY_MS + minute * SZ_MINUTE_MS, 10, areas[a]);
    }
  fixture_apply (fixture, batch);
  fixture_read (fixture);
}

const SzTile *
pages_find_tile (const SzPage *page, SzTileKind kind)
{
  for (guint i = 0; i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    if (tile->kind == kind)
      return tile;
  }
  return NULL;
}

/* The same where it must be there. */
const SzTile *
pages_need_tile (const SzPage *page, SzTileKind kind)
{
  const SzTile *tile = pages_find_tile (page, kind);

  g_assert (tile != NULL);
  return tile;
}

const SzPart *
pages_find_part (const SzTile *tile, const char *code)
{
  for (guint i = 0; i < tile->parts->len; i++) {
    const SzPart *part = g_ptr_array_index (tile->parts, i);

    if (strcmp (part->code, code) == 0)
      return part;
  }
  g_assert (FALSE);
  return NULL;
}

SzPage *
pages_overview (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  SzPage *page =
      sz_figures_board (fixture->reader, sz_catalog_board (fixture->catalog, "overview", NULL), NULL, &error);

  g_assert_no_error (error);
  return page;
}

SzPage *
pages_indicator (Fixture *fixture, const char *id, const char *by)
{
  g_autoptr (GError) error = NULL;
  SzPage *page = sz_figures_indicator (fixture->reader, sz_catalog_indicator (fixture->catalog, id, NULL),
                                       NULL, by, NULL, 0, &error);

  g_assert_no_error (error);
  return page;
}
