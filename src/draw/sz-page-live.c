/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-page-parts.h"

#include <math.h>

/* From here on the list of what needs a hand stands right of the windows. */
#define BESIDE_MIN 1120.0
#define LIST_SHARE 0.245

static gboolean
is_list (const SzTile *tile)
{
  return tile->kind == SZ_TILE_ENTRIES || tile->kind == SZ_TILE_NUMBER || tile->kind == SZ_TILE_STRIP ||
         tile->kind == SZ_TILE_RING || tile->kind == SZ_TILE_GAUGE || tile->kind == SZ_TILE_RADAR;
}

/* The windows; beside them what needs a hand, then arrivals and calls, where they are seen without scrolling,
 * then the rest. */
static void
sort_columns (const SzPage *page, GPtrArray *left, GPtrArray *right)
{
  guint lists = 0, flows = 0;

  for (guint i = 0; i < page->tiles->len; i++) {
    SzTile *tile = g_ptr_array_index (page->tiles, i);

    if (tile->kind == SZ_TILE_ENTRIES)
      g_ptr_array_insert (right, (int)lists++, tile);
    else if (tile->kind == SZ_TILE_COLUMNS)
      g_ptr_array_insert (right, (int)(lists + flows++), tile);
    else
      g_ptr_array_add (is_list (tile) ? right : left, tile);
  }
}

static double
draw_stack (SzCanvas *canvas, GPtrArray *tiles, SzPageColumn column, double top, double bottom)
{
  double y = top;

  for (guint i = 0; i < tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (tiles, i);
    double height = sz_page_tile_height (canvas, tile, column.width);

    /* The last chart takes what is left of the screen, within reason. */
    if (i + 1 == tiles->len && tile->kind == SZ_TILE_COLUMNS)
      height = CLAMP (bottom - y, height, height + 140);
    /* The windows alone in their column stand as far apart as the screen allows. */
    if (tiles->len == 1 && tile->kind == SZ_TILE_WINDOWS)
      height = MAX (bottom - y, height);
    y += sz_tile_draw (canvas, tile, column.x, y, column.width, height);
    y += i + 1 < tiles->len ? SZ_PAGE_SECTION : 0;
  }
  return y;
}

double
sz_page_live (SzCanvas *canvas, const SzPage *page, double top, double width, double height)
{
  const SzPageColumn content = sz_page_content (width);
  g_autoptr (GPtrArray) left = g_ptr_array_new ();
  g_autoptr (GPtrArray) right = g_ptr_array_new ();
  SzCanvas probe = sz_canvas_probe (canvas);
  const double foot = sz_page_foot (&probe, page, content.x, 0, content.width);
  double y = top + SZ_PAGE_TOP, bottom = height - SZ_PAGE_TOP - (foot > 0 ? foot + SZ_PAGE_SECTION : 0);

  y += sz_page_head (canvas, page, content.x, y, content.width) + 22;
  sort_columns (page, left, right);
  if (content.width < BESIDE_MIN || left->len == 0 || right->len == 0) {
    y = draw_stack (canvas, page->tiles, content, y, bottom);
  } else {
    const double list = round (content.width * LIST_SHARE);
    const SzPageColumn a = { content.x, content.width - list - 36 },
                       b = { content.x + content.width - list, list };
    const double end_a = draw_stack (canvas, left, a, y, bottom),
                 end_b = draw_stack (canvas, right, b, y, bottom);

    y = MAX (end_a, end_b);
  }
  if (foot > 0) {
    y = MAX (y + SZ_PAGE_SECTION, height - foot - SZ_PAGE_TOP);
    y += sz_page_foot (canvas, page, content.x, y, content.width);
  }
  return y + SZ_PAGE_TOP;
}
