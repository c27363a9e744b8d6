/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-page-parts.h"

#include <math.h>
#include <string.h>

/* Widths of the content, without the window's sidebar: 1440 − 176 and 1000 − 176. */
#define WIDE 1264.0
#define COMPACT 824.0
#define SINGLE 1000.0
#define CONTENT_MAX 2144.0
#define LAYER_GAP 26.0

typedef SzPageColumn Column;

SzPageColumn
sz_page_content (double width)
{
  const double pad = width < 600 ? 16 : SZ_PAGE_GUTTER;
  const double content = MIN (width - 2 * pad, CONTENT_MAX - 2 * pad);

  return (SzPageColumn){ round ((width - content) / 2), content };
}

/* --- shared --- */

double
sz_page_tile_height (const SzCanvas *canvas, const SzTile *tile, double width)
{
  SzCanvas probe = sz_canvas_probe (canvas);
  double wish = 0;

  switch (tile->kind) {
  case SZ_TILE_HERO:
    wish = width < 520 ? 340 : 400;
    break;
  case SZ_TILE_LINE:
    wish = width < 520 ? 240 : 300;
    break;
  case SZ_TILE_HISTOGRAM:
  case SZ_TILE_COLUMNS:
    wish = 190;
    break;
  case SZ_TILE_MULTIPLES:
  case SZ_TILE_LAYER:
  case SZ_TILE_BARS:
  case SZ_TILE_HEAT:
  case SZ_TILE_TABLE:
  case SZ_TILE_NUMBER:
  case SZ_TILE_WINDOWS:
  case SZ_TILE_ENTRIES:
  case SZ_TILE_TERMS:
  case SZ_TILE_TIMELINE:
  case SZ_TILE_STRIP:
  case SZ_TILE_RING:
  case SZ_TILE_GAUGE:
  case SZ_TILE_RADAR:
    break;
  }
  if (tile->state != SZ_STATE_READY && tile->state != SZ_STATE_STALE)
    wish = 0;
  return sz_tile_draw (&probe, tile, 0, 0, width, wish);
}

double
sz_page_rows (SzCanvas *canvas, GPtrArray *tiles, guint columns, double gap, double x, double top,
              double width)
{
  const double column = (width - (columns - 1) * gap) / columns;
  double y = top;

  for (guint first = 0; first < tiles->len; first += columns) {
    const guint end = MIN (first + columns, tiles->len);
    double height = 0;

    for (guint i = first; i < end; i++)
      height = fmax (height, sz_page_tile_height (canvas, g_ptr_array_index (tiles, i), column));
    double drawn = height;
    for (guint i = first; i < end; i++)
      drawn = fmax (drawn, sz_tile_draw (canvas, g_ptr_array_index (tiles, i),
                                         x + (i - first) * (column + gap), y, column, height));
    y += drawn + (end < tiles->len ? SZ_PAGE_SECTION : 0);
  }
  return y - top;
}

static gboolean
is_layer (const SzTile *tile)
{
  return tile->kind == SZ_TILE_LAYER;
}

/* --- overview --- */

typedef struct {
  GPtrArray *lead;   /* (element-type SzTile) first row: hero and multiples, or bars */
  SzTile *list;      /* (nullable) what needs attention: right of them */
  GPtrArray *layers; /* (element-type SzTile) */
  GPtrArray *others; /* (element-type SzTile) */
} Overview;

static void
sort_overview (const SzPage *page, Overview *parts)
{
  parts->lead = g_ptr_array_new ();
  parts->layers = g_ptr_array_new ();
  parts->others = g_ptr_array_new ();
  parts->list = NULL;
  for (guint i = 0; i < page->tiles->len; i++) {
    SzTile *tile = g_ptr_array_index (page->tiles, i);
    const gboolean first_row =
        tile->kind == SZ_TILE_HERO || tile->kind == SZ_TILE_MULTIPLES || tile->kind == SZ_TILE_BARS;

    if (tile->kind == SZ_TILE_ENTRIES && parts->list == NULL) {
      parts->list = tile;
      continue;
    }
    g_ptr_array_add (is_layer (tile)                     ? parts->layers
                     : first_row && parts->lead->len < 2 ? parts->lead
                                                         : parts->others,
                     tile);
  }
}

static void
clear_overview (Overview *parts)
{
  g_ptr_array_unref (parts->lead);
  g_ptr_array_unref (parts->layers);
  g_ptr_array_unref (parts->others);
}

static guint
layer_columns (double width, guint layers)
{
  const guint columns = width + 2 * SZ_PAGE_GUTTER >= WIDE      ? 6
                        : width + 2 * SZ_PAGE_GUTTER >= COMPACT ? 3
                                                                : 1;

  return MAX (1, MIN (columns, layers));
}

/* Where three have no room beside each other: the hero and what to do about it above, the areas below. */
static double
draw_lead_rows (SzCanvas *canvas, GPtrArray *tiles, double x, double top, double width)
{
  SzTile *hero = g_ptr_array_index (tiles, 0), *areas = g_ptr_array_index (tiles, 1),
         *list = g_ptr_array_index (tiles, 2);
  const double left = round ((width - SZ_PAGE_GUTTER) * 0.61), right = width - SZ_PAGE_GUTTER - left;
  const double height =
      CLAMP (sz_page_tile_height (canvas, list, right), sz_page_tile_height (canvas, hero, left) - 60, 400);
  const double a = sz_tile_draw (canvas, hero, x, top, left, height);
  const double b = sz_tile_draw (canvas, list, x + left + SZ_PAGE_GUTTER, top, right, height);
  const double y = top + MAX (a, b) + SZ_PAGE_SECTION;

  return y - top + sz_tile_draw (canvas, areas, x, y, width, sz_page_tile_height (canvas, areas, width));
}

/* Hero, multiples and what needs attention share the row; the layers below decide how much height is left for
 * them. */
static double
draw_lead_row (SzCanvas *canvas, const Overview *parts, double x, double top, double width, double room)
{
  g_autoptr (GPtrArray) tiles = g_ptr_array_copy (parts->lead, NULL, NULL);
  double shares[3] = { 0.515, 0.485, 0 }, columns[3], height = CLAMP (floor (room), 340, 560), drawn = 0;

  if (parts->list != NULL)
    g_ptr_array_add (tiles, parts->list);
  if (tiles->len == 0)
    return 0;
  if (tiles->len == 3 && width + 2 * SZ_PAGE_GUTTER < WIDE && width + 2 * SZ_PAGE_GUTTER >= COMPACT)
    return draw_lead_rows (canvas, tiles, x, top, width);
  if (tiles->len == 1 || width + 2 * SZ_PAGE_GUTTER < WIDE)
    return sz_page_rows (canvas, tiles, 1, 0, x, top, width);
  if (tiles->len == 3) {
    shares[0] = 0.392;
    shares[1] = 0.37;
    shares[2] = 0.238;
  } else if (parts->list != NULL) {
    shares[0] = 0.7;
    shares[1] = 0.3;
  }
  SzCanvas probe = sz_canvas_probe (canvas);
  const double free = width - (tiles->len - 1) * SZ_PAGE_GUTTER;
  for (guint i = 0; i < tiles->len; i++) {
    columns[i] = round (free * shares[i]);
    if (i < 2 || parts->list == NULL)
      height = fmax (height, sz_tile_draw (&probe, g_ptr_array_index (tiles, i), 0, 0, columns[i], height));
  }
  for (guint i = 0; i < tiles->len; i++) {
    drawn = fmax (drawn, sz_tile_draw (canvas, g_ptr_array_index (tiles, i), x, top, columns[i], height));
    x += columns[i] + SZ_PAGE_GUTTER;
  }
  return drawn;
}

double
sz_page_overview (SzCanvas *canvas, const SzPage *page, double top, double width, double height)
{
  const Column content = sz_page_content (width);
  SzCanvas probe = sz_canvas_probe (canvas);
  Overview parts;
  double y = top + SZ_PAGE_TOP;

  sort_overview (page, &parts);
  y += sz_page_head (canvas, page, content.x, y, content.width) + 22;
  const guint columns = layer_columns (content.width, parts.layers->len);
  const double layers = sz_page_rows (&probe, parts.layers, columns, LAYER_GAP, content.x, 0, content.width);
  const double foot = sz_page_foot (&probe, page, content.x, 0, content.width);
  const double room =
      height - y - layers - SZ_PAGE_SECTION - (foot > 0 ? foot + SZ_PAGE_SECTION : 0) - SZ_PAGE_TOP;
  const double lead = draw_lead_row (canvas, &parts, content.x, y, content.width, room);
  y += lead > 0 ? lead + SZ_PAGE_SECTION : 0;
  y += sz_page_rows (canvas, parts.layers, columns, LAYER_GAP, content.x, y, content.width);
  if (parts.others->len > 0) {
    y += parts.layers->len > 0 ? SZ_PAGE_SECTION : 0;
    y += sz_page_rows (canvas, parts.others, content.width >= SINGLE ? 2 : 1, SZ_PAGE_GUTTER, content.x, y,
                       content.width);
  }
  if (foot > 0)
    y += SZ_PAGE_SECTION + sz_page_foot (canvas, page, content.x, y + SZ_PAGE_SECTION, content.width);
  clear_overview (&parts);
  return y + SZ_PAGE_TOP;
}

/* --- indicator --- */

static gboolean
stands_right (const SzPage *page, const SzTile *tile)
{
  /* On the page of one case its steps stand left, what is known of it right. */
  if ((tile->kind == SZ_TILE_TERMS || tile->kind == SZ_TILE_ENTRIES) && g_str_has_prefix (page->id, "row:"))
    return TRUE;
  return tile->kind == SZ_TILE_ENTRIES || tile->kind == SZ_TILE_RING || tile->kind == SZ_TILE_GAUGE ||
         tile->kind == SZ_TILE_BARS || tile->kind == SZ_TILE_HISTOGRAM || tile->kind == SZ_TILE_HEAT ||
         tile->kind == SZ_TILE_NUMBER;
}

/* One column of tiles; returns its height. A table at its foot may go on to `fill`: its rows then stand
 * wider. */
static double
draw_stack (SzCanvas *canvas, GPtrArray *tiles, guint first, Column column, double top, double fill)
{
  double y = top;

  for (guint i = first; i < tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (tiles, i);
    double height = sz_page_tile_height (canvas, tile, column.width);

    if (i + 1 == tiles->len && tile->kind == SZ_TILE_TABLE && tile->state == SZ_STATE_READY)
      height = fmax (height, fill - y);
    y += sz_tile_draw (canvas, tile, column.x, y, column.width, height);
    y += i + 1 < tiles->len ? SZ_PAGE_SECTION : 0;
  }
  return y - top;
}

static double
draw_two_columns (SzCanvas *canvas, GPtrArray *left, GPtrArray *right, Column content, double top)
{
  const Column b = { content.x + round (content.width * 0.654),
                     content.width - round (content.width * 0.654) };
  const Column a = { content.x, content.width - b.width - 36 };
  SzTile *first_left = g_ptr_array_index (left, 0), *first_right = g_ptr_array_index (right, 0);
  double height = fmax (sz_page_tile_height (canvas, first_left, a.width), 330);

  /* What is said and what it splits into stand on one line. */
  height = fmax (height, sz_page_tile_height (canvas, first_right, b.width));
  height = fmin (height, fmax (520, sz_page_tile_height (canvas, first_left, a.width)));
  const double ha = sz_tile_draw (canvas, first_left, a.x, top, a.width, height);
  const double hb = sz_tile_draw (canvas, first_right, b.x, top, b.width, height);
  const double ya = top + ha + SZ_PAGE_SECTION, yb = top + hb + SZ_PAGE_SECTION;
  const double bottom_b = right->len > 1 ? yb + draw_stack (canvas, right, 1, b, yb, 0) : top + hb;
  const double bottom_a = left->len > 1 ? ya + draw_stack (canvas, left, 1, a, ya, bottom_b) : top + ha;
  return MAX (bottom_a, bottom_b) - top;
}

double
sz_page_indicator (SzCanvas *canvas, const SzPage *page, double top, double width, double height)
{
  const Column content = sz_page_content (width);
  g_autoptr (GPtrArray) left = g_ptr_array_new ();
  g_autoptr (GPtrArray) right = g_ptr_array_new ();
  SzCanvas probe = sz_canvas_probe (canvas);
  double y = top + SZ_PAGE_TOP;

  y += sz_page_head_figure (canvas, page, content.x, y, content.width) + 22;
  for (guint i = 0; i < page->tiles->len; i++) {
    SzTile *tile = g_ptr_array_index (page->tiles, i);
    g_ptr_array_add (stands_right (page, tile) ? right : left, tile);
  }
  if (width >= SINGLE && left->len > 0 && right->len > 0)
    y += draw_two_columns (canvas, left, right, content, y);
  else
    y += sz_page_rows (canvas, page->tiles, 1, 0, content.x, y, content.width);
  const double foot = sz_page_foot (&probe, page, content.x, 0, content.width);
  if (foot <= 0)
    return y + SZ_PAGE_TOP;
  y = MAX (y + SZ_PAGE_SECTION, height - foot - SZ_PAGE_TOP);
  return y + sz_page_foot (canvas, page, content.x, y, content.width) + SZ_PAGE_TOP;
}

/* --- any other page --- */

static gboolean
is_small (const SzTile *tile)
{
  return tile->kind == SZ_TILE_NUMBER || tile->kind == SZ_TILE_LAYER;
}

double
sz_page_grid (SzCanvas *canvas, const SzPage *page, double top, double width, double height)
{
  const Column content = sz_page_content (width);
  double y = top + SZ_PAGE_TOP;

  y += sz_page_head (canvas, page, content.x, y, content.width) + 22;
  /* Neighbours of one kind of size share rows; a table has the whole width. */
  for (guint i = 0; i < page->tiles->len;) {
    const SzTile *first = g_ptr_array_index (page->tiles, i);
    g_autoptr (GPtrArray) run = g_ptr_array_new ();
    const double least = first->kind == SZ_TILE_TABLE ? 1e6 : is_small (first) ? 250 : 440;

    while (i < page->tiles->len) {
      SzTile *tile = g_ptr_array_index (page->tiles, i);
      if (is_small (tile) != is_small (first) ||
          (tile->kind == SZ_TILE_TABLE) != (first->kind == SZ_TILE_TABLE))
        break;
      g_ptr_array_add (run, tile);
      i++;
    }
    const guint fit = (guint)floor ((content.width + SZ_PAGE_GUTTER) / (least + SZ_PAGE_GUTTER));
    /* Rows as even as they can be: seven on six are 4 + 3. */
    const guint rows = (run->len + CLAMP (fit, 1, 6) - 1) / CLAMP (fit, 1, 6);
    y +=
        sz_page_rows (canvas, run, (run->len + rows - 1) / rows, SZ_PAGE_GUTTER, content.x, y, content.width);
    y += i < page->tiles->len ? SZ_PAGE_SECTION : 0;
  }
  SzCanvas probe = sz_canvas_probe (canvas);
  const double foot = sz_page_foot (&probe, page, content.x, 0, content.width);
  if (foot > 0) {
    y = MAX (y + SZ_PAGE_SECTION, height - foot - SZ_PAGE_TOP);
    y += sz_page_foot (canvas, page, content.x, y, content.width);
  }
  return y + SZ_PAGE_TOP;
}
