/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-page-parts.h"

#include <math.h>

/* The wall's overview in design pixels, a third of 3840 × 1080: read from eight metres, so few and large. */
#define MARGIN 21.0
/* From the lower edge to the foot's line of text; the wall shows its turns below that. */
#define FOOT 14.0
#define GUTTER 32.0
#define LEADS_MAX 10u
#define CELL_MIN 58.0
#define CELL_WIDTH_MIN 118.0
#define CELL_GAP 24.0

/* Under the list, beside each other; in a second row where the list leaves room. */
#define LEADS_BELOW 3u
#define BELOW_ROWS 2u
#define BELOW_HEIGHT 66.0
#define ENTRIES_MOST 9u

/* What a count is of, if not of a state of windows. */
#define SLOW_BOOTHS (-1)
#define NO_BOOTHS (-2)

typedef struct {
  const SzTile *hero, *multiples, *list; /* (nullable) */
  GPtrArray *leads;                      /* (element-type SzFigure) the worst first */
  GPtrArray *owned;                      /* (element-type SzFigure) those made for this picture */
  int booths[LEADS_BELOW * BELOW_ROWS];  /* the windows that the first leads count */
} WallParts;

static int
severity (const SzFigure *figure)
{
  return figure->status == SZ_STATUS_ALARM ? 0 : figure->status == SZ_STATUS_ATTENTION ? 1 : 2;
}

static void
sort_parts (const SzPage *page, WallParts *parts)
{
  parts->leads = g_ptr_array_new ();
  parts->owned = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_figure_free);
  for (guint i = 0; i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    if (tile->kind == SZ_TILE_ENTRIES && parts->list == NULL)
      parts->list = tile;
    if ((tile->kind == SZ_TILE_HERO || tile->kind == SZ_TILE_WINDOWS) && parts->hero == NULL) {
      parts->hero = tile;
      if (tile->kind == SZ_TILE_WINDOWS)
        parts->multiples = tile;
    } else if ((tile->kind == SZ_TILE_MULTIPLES || tile->kind == SZ_TILE_BARS) && parts->multiples == NULL)
      parts->multiples = tile;
  }
  for (int level = 0; level < 3; level++)
    for (guint i = 0; i < page->tiles->len; i++) {
      const SzTile *tile = g_ptr_array_index (page->tiles, i);

      if (tile != parts->hero && tile->lead != NULL && severity (tile->lead) == level &&
          (tile->kind == SZ_TILE_LAYER || tile->kind == SZ_TILE_NUMBER || tile->kind == SZ_TILE_HERO))
        g_ptr_array_add (parts->leads, tile->lead);
    }
}

static const SzPart *
find_count (const SzPage *page, int booths)
{
  for (guint i = 0; page->counts != NULL && i < page->counts->len; i++) {
    const SzPart *part = g_ptr_array_index (page->counts, i);

    if (part->booth == booths)
      return part;
  }
  return NULL;
}

/* What a page counts stands where else its key figures are, and is the legend of the windows: those that
 * serve, wait and are left; if none is left, those that take long come before it. */
static void
add_counts (const SzPage *page, WallParts *parts)
{
  const SzPart *left = find_count (page, SZ_BOOTH_UNATTENDED);
  const gboolean any_left = left != NULL && left->value > 0;
  const int wanted[] = { SZ_BOOTH_BUSY,
                         SZ_BOOTH_IDLE,
                         any_left ? SZ_BOOTH_UNATTENDED : SLOW_BOOTHS,
                         any_left ? SLOW_BOOTHS : SZ_BOOTH_UNATTENDED,
                         SZ_BOOTH_PAUSED,
                         SZ_BOOTH_CLOSED };

  G_STATIC_ASSERT (G_N_ELEMENTS (wanted) == LEADS_BELOW * BELOW_ROWS);
  for (guint k = 0; k < G_N_ELEMENTS (wanted); k++)
    parts->booths[k] = NO_BOOTHS;
  for (guint k = 0; k < G_N_ELEMENTS (wanted) && parts->leads->len < G_N_ELEMENTS (wanted); k++) {
    const SzPart *part = find_count (page, wanted[k]);
    SzFigure *figure;

    if (part == NULL)
      continue;
    figure = sz_figure_new ("", part->name, "count");
    figure->value = part->value;
    figure->status = SZ_STATUS_NEUTRAL;
    parts->booths[parts->leads->len] = part->booth;
    g_ptr_array_add (parts->owned, figure);
    g_ptr_array_add (parts->leads, figure);
  }
}

/* --- header and footer --- */

/* The sign before the headline is that of what it says. */
static SzStatus
headline_status (const SzPage *page)
{
  return page->stale                            ? SZ_STATUS_UNKNOWN
         : page->says >= 0                      ? (SzStatus)page->says
         : page->tally[SZ_STATUS_ALARM] > 0     ? SZ_STATUS_ALARM
         : page->tally[SZ_STATUS_ATTENTION] > 0 ? SZ_STATUS_ATTENTION
         : page->tally[SZ_STATUS_GOOD] > 0      ? SZ_STATUS_GOOD
                                                : SZ_STATUS_NEUTRAL;
}

/* The hall's name, right-aligned; a long one is cut, for the sentence beside it matters more. Returns its
 * width. */
static double
draw_hall (SzCanvas *canvas, const char *name, SzPen pen, double right, double baseline)
{
  const double most = right * 0.3, natural = ceil (sz_text_width (name, pen.size, pen.bold));

  if (natural <= most)
    return sz_canvas_text (canvas, name, pen, right, baseline, SZ_ALIGN_RIGHT);
  sz_canvas_name (canvas, name, pen, right - most, baseline, most);
  return most;
}

/* Hall and date over each other, the clock beside them; returns the left end. */
static double
draw_clock (SzCanvas *canvas, const SzPage *page, double right, double top)
{
  const SzTheme *theme = canvas->theme;
  const SzPen quiet = SZ_PEN (theme->type.caption + 1, FALSE, theme->text_secondary);

  if (page->zone == NULL || page->now_ms <= 0)
    return right - draw_hall (canvas, page->hall, quiet, right, top + 24);
  const gint64 now_ms = sz_page_clock_ms (page), day = sz_zone_day (page->zone, now_ms);
  g_autofree char *clock = sz_clock_text (now_ms, page->zone);
  g_autofree char *date = sz_date_text (day, day);
  const double wide = sz_text_width (clock, theme->type.clock, TRUE);
  const double left = right - wide - 18;

  sz_canvas_text (canvas, clock, SZ_PEN (theme->type.clock, TRUE, theme->text_primary), right, top + 33,
                  SZ_ALIGN_RIGHT);
  const double hall = draw_hall (canvas, page->hall, quiet, left, top + 14);
  const double under = sz_canvas_text (canvas, date, quiet, left, top + 33, SZ_ALIGN_RIGHT);
  return left - MAX (hall, under);
}

static double
draw_head (SzCanvas *canvas, const SzPage *page, double width)
{
  const SzTheme *theme = canvas->theme;
  const double top = 18, left = draw_clock (canvas, page, width - MARGIN, top) - 24;
  const double room = left - MARGIN - 44;
  const double size =
      fmax (20, sz_text_fit (page->headline != NULL ? page->headline : "", theme->type.title, TRUE, room));
  const SzStatus worst = headline_status (page);
  const SzColour colour = worst == SZ_STATUS_GOOD ? theme->status_good : sz_status_fill (theme, worst);

  sz_status_glyph (canvas, worst, MARGIN + 14, top + 20, 29, colour);
  if (sz_text_width (page->headline, size, TRUE) <= room) {
    sz_canvas_text (canvas, page->headline, SZ_PEN (size, TRUE, theme->text_primary), MARGIN + 44,
                    top + 20 + size * 0.37, SZ_ALIGN_LEFT);
    return top + 48;
  }
  const double used = sz_canvas_paragraph (canvas, page->headline, SZ_PEN (size, TRUE, theme->text_primary),
                                           MARGIN + 44, top, room);
  return top + MAX (48, used + 8);
}

/* What to do about it; where nothing is wrong, which page this is. */
static double
draw_foot (SzCanvas *canvas, const SzPage *page, double width, double bottom)
{
  const SzTheme *theme = canvas->theme;
  const SzPen quiet =
      SZ_PEN (theme->type.caption, FALSE, page->stale ? theme->status_attention : theme->text_tertiary);
  g_autofree char *age = sz_page_age (page);
  const double wide = sz_canvas_text (canvas, age, quiet, width - MARGIN, bottom - FOOT, SZ_ALIGN_RIGHT);

  const gboolean act = !page->stale && (page->says == SZ_STATUS_ATTENTION || page->says == SZ_STATUS_ALARM) &&
                       page->action != NULL && *page->action != '\0';
  const double room = width - 2 * MARGIN - wide - 24;
  const double size = act && sz_text_width (page->action, theme->type.body, FALSE) <= room
                          ? theme->type.body
                          : theme->type.caption;

  sz_canvas_name (canvas, act ? page->action : page->where,
                  SZ_PEN (size, FALSE, act ? theme->text_primary : theme->text_tertiary), MARGIN,
                  bottom - FOOT, room);
  return 30;
}

/* --- columns --- */

/* Name over number; the verdict beside the number as far as it fits, at least its glyph. */
static void
draw_cell (SzCanvas *canvas, const SzFigure *figure, SzRect cell)
{
  const SzTheme *theme = canvas->theme;
  const double baseline = cell.y + round (MIN (cell.height - 8, 56));
  const double number =
      sz_figure_number (canvas, figure, theme->type.stat, cell.x, baseline, cell.width * 0.6);
  const double left = cell.x + number + 18, room = cell.x + cell.width - left;
  SzCanvas probe = sz_canvas_probe (canvas);
  const double line = round (theme->type.table * 1.54);

  sz_canvas_name (canvas, figure->name, SZ_PEN (theme->type.body, FALSE, theme->text_secondary), cell.x,
                  cell.y + round (theme->type.body * 1.35), cell.width);
  if (!canvas->stale && room > 60 && sz_figure_verdict (&probe, figure, left, 0, room) <= line + 0.5)
    sz_figure_verdict (canvas, figure, left, baseline - round (line * 0.76), room);
  else if (!canvas->stale && room > 16)
    sz_status_glyph (canvas, figure->status, left + 8, baseline - 10, 17,
                     figure->status == SZ_STATUS_GOOD ? theme->status_good
                                                      : sz_status_fill (theme, figure->status));
  if (cell.height >= 96)
    sz_figure_changes (canvas, figure, NULL, cell.x, baseline + 12, cell.width);
  if (cell.height >= 140 && figure->spark != NULL)
    sz_figure_spark (canvas, figure,
                     (SzRect){ cell.x, baseline + 40, cell.width, cell.y + cell.height - baseline - 54 });
  sz_figure_hit (canvas, figure, cell);
}

/* In one column while all have room below each other, else in two where the width allows. */
static void
draw_leads (SzCanvas *canvas, GPtrArray *leads, SzRect rect)
{
  const double head = sz_tile_header (canvas, _ ("Key figures"), NULL, rect.x, rect.y, rect.width);
  const double room = rect.height - head;
  const guint most = MIN (leads->len, LEADS_MAX), fit = (guint)MAX (room / CELL_MIN, 1);
  const guint columns = most > fit && rect.width >= 2 * CELL_WIDTH_MIN + CELL_GAP ? 2 : 1;
  const guint n = MIN (most, columns * fit), rows = (n + columns - 1) / columns;
  const double high = MIN (room / MAX (rows, 1), 150),
               wide = (rect.width - (columns - 1) * CELL_GAP) / columns;

  /* Down the columns: the worst stand in the first. */
  for (guint i = 0; i < n; i++) {
    const SzRect cell = { rect.x + i / rows * (wide + CELL_GAP), rect.y + head + i % rows * high, wide,
                          high };

    if (i % rows > 0)
      sz_canvas_hline (canvas, cell.x, cell.x + wide, cell.y, 1, canvas->theme->line_hair);
    draw_cell (canvas, g_ptr_array_index (leads, i), cell);
  }
}

/* --- what needs attention --- */

/* As many whole clauses as there is room for: nobody walks up to a wall to read the end of one. (transfer
 * full) */
static char *
fit_clauses (const char *text, double size, double room)
{
  static const char *const ends[] = { "；", "; ", "，", ", ", "·", " · " };
  g_autofree char *kept = g_strdup (text);

  while (sz_text_width (kept, size, FALSE) > room) {
    char *last = NULL;

    for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
      char *found = g_strrstr (kept, ends[i]);

      if (found != NULL && found > kept && (last == NULL || found > last))
        last = found;
    }
    if (last == NULL)
      return g_strdup (text);
    *last = '\0';
    g_strchomp (kept);
  }
  return g_steal_pointer (&kept);
}

/* One entry: glyph, title, detail; returns its height. The first alarm stands on a tint. */
static double
draw_entry (SzCanvas *canvas, const SzEntry *entry, SzRect place, gboolean tinted)
{
  const SzTheme *theme = canvas->theme;
  const double title = theme->type.section + 1, detail = theme->type.body, pad = 8, air = 4, indent = 28;
  const SzStatus status = canvas->stale ? SZ_STATUS_UNKNOWN : entry->status;
  const SzColour paper = canvas->paper;
  const double height = round (title * 1.45) + round (detail * 1.5) + 2 * air - 4;

  if (tinted) {
    sz_canvas_fill_rounded (canvas, (SzRect){ place.x, place.y, place.width, height }, 5,
                            theme->status_alarm_tint);
    canvas->paper = theme->status_alarm_tint;
  }
  const double left = place.x + pad + indent, room = place.width - indent - 2 * pad;
  const double baseline = place.y + air + round (title * 1.05);
  /* A title that is too long is smaller rather than cut, as far as it can be read. */
  const double size = MAX (sz_text_fit (entry->title, title, TRUE, room), detail);
  g_autofree char *words = fit_clauses (entry->detail, detail, room);
  sz_status_glyph (canvas, status, place.x + pad + 9, baseline - title * 0.36, 18,
                   status == SZ_STATUS_GOOD ? theme->status_good : sz_status_fill (theme, status));
  sz_canvas_name (canvas, entry->title, SZ_PEN (size, TRUE, theme->text_primary), left, baseline, room);
  sz_canvas_name (canvas, words, SZ_PEN (detail, FALSE, theme->text_secondary), left,
                  baseline + round (detail * 1.5), room);
  canvas->paper = paper;
  return height;
}

static double
draw_entries (SzCanvas *canvas, const SzTile *list, guint first, guint most, SzRect place)
{
  const guint end = MIN (list->entries->len, first + most);
  double y = place.y;

  for (guint i = first; i < end; i++) {
    const SzEntry *entry = g_ptr_array_index (list->entries, i);
    SzCanvas probe = sz_canvas_probe (canvas);
    const double height = draw_entry (&probe, entry, (SzRect){ place.x, y, place.width, 0 }, FALSE);

    if (y + height > place.y + place.height + 0.5)
      break;
    y += draw_entry (canvas, entry, (SzRect){ place.x, y, place.width, 0 },
                     i == 0 && entry->status == SZ_STATUS_ALARM && !canvas->stale) +
         2;
  }
  return y - place.y;
}

static void
draw_swatch (SzCanvas *canvas, int booths, SzRect rect)
{
  if (booths == SLOW_BOOTHS)
    sz_canvas_fill (canvas, rect, canvas->theme->status_attention_fill);
  else
    sz_booth_swatch (canvas, (SzBoothState)booths, rect);
}

static void
draw_key_figure (SzCanvas *canvas, const SzFigure *figure, int booths, SzRect place)
{
  const SzTheme *theme = canvas->theme;
  const double x = place.x, wide = place.width;
  const double number = place.y + round (theme->type.body * 1.8) + round (theme->type.stat * 0.95);
  const double line = place.y + round (theme->type.body * 1.5), indent = booths != NO_BOOTHS ? 22 : 0;
  const double size =
      MAX (sz_text_fit (figure->name, theme->type.body, FALSE, wide - indent), theme->type.caption);

  sz_canvas_hline (canvas, x, x + wide, place.y, 1, theme->line_hair);
  if (booths != NO_BOOTHS)
    draw_swatch (canvas, booths, (SzRect){ x, line - 12, 15, 13 });
  sz_canvas_name (canvas, figure->name, SZ_PEN (size, FALSE, theme->text_secondary), x + indent, line,
                  wide - indent);
  sz_figure_number (canvas, figure, theme->type.stat, x, number, wide);
  if (figure->id != NULL && *figure->id != '\0')
    sz_figure_hit (canvas, figure, place);
}

/* Key figures side by side under the list. */
static void
draw_below (SzCanvas *canvas, const WallParts *parts, guint rows, SzRect place)
{
  const guint most = MIN (parts->leads->len, rows * LEADS_BELOW);
  guint n = MIN (most, LEADS_BELOW);

  /* Fewer where a number would not have room. */
  for (guint i = 0; i < most && n > 1;) {
    if (sz_figure_number_width (g_ptr_array_index (parts->leads, i), 18) <=
        (place.width - (n - 1) * CELL_GAP) / n)
      i++;
    else
      n--;
  }
  const double wide = (place.width - (n - 1) * CELL_GAP) / MAX (n, 1);

  for (guint i = 0; i < MIN (most, n * rows); i++)
    draw_key_figure (canvas, g_ptr_array_index (parts->leads, i), parts->booths[i],
                     (SzRect){ place.x + (i % n) * (wide + CELL_GAP), place.y + (i / n) * BELOW_HEIGHT, wide,
                               BELOW_HEIGHT });
}

static void
draw_attention (SzCanvas *canvas, const WallParts *parts, SzRect place)
{
  const SzTile *list = parts->list;
  const double head = sz_tile_header (canvas, list->title, list->scope, place.x, place.y, place.width);
  SzRect room = { place.x, place.y + head, place.width, place.height - head };
  SzCanvas probe = sz_canvas_probe (canvas);
  const double listed = draw_entries (&probe, list, 0, ENTRIES_MOST, room);
  guint rows = MIN ((parts->leads->len + LEADS_BELOW - 1) / LEADS_BELOW, BELOW_ROWS);

  if (rows > 1 && listed + rows * BELOW_HEIGHT > room.height)
    rows = 1;
  room.height -= rows * BELOW_HEIGHT;
  if (list->entries->len == 0)
    sz_canvas_paragraph (canvas, list->note,
                         SZ_PEN (canvas->theme->type.body, FALSE, canvas->theme->text_secondary), place.x,
                         place.y + head + 8, place.width);
  draw_entries (canvas, list, 0, ENTRIES_MOST, room);
  if (rows > 0)
    draw_below (canvas, parts, rows,
                (SzRect){ place.x, room.y + room.height, place.width, rows * BELOW_HEIGHT });
}

/* A page that is a list and nothing else: the list in three columns. */
static double
draw_list_page (SzCanvas *canvas, const SzTile *list, double y, double width, double height)
{
  const double room = MAX (height - y - 34, 220), wide = (width - 2 * MARGIN - 2 * GUTTER) / 3;
  const double head = sz_tile_header (canvas, list->title, list->scope, MARGIN, y, width - 2 * MARGIN);
  SzCanvas probe = sz_canvas_probe (canvas);
  const double row =
      list->entries->len > 0
          ? draw_entry (&probe, g_ptr_array_index (list->entries, 0), (SzRect){ 0, 0, wide, 0 }, FALSE) + 2
          : 1;
  const guint rows = MAX (1, (guint)((room - head) / row));

  for (guint i = 0; i < 3; i++)
    draw_entries (canvas, list, i * rows, rows,
                  (SzRect){ MARGIN + i * (wide + GUTTER), y + head, wide, rows * row + 1 });
  if (list->entries->len == 0)
    sz_canvas_paragraph (canvas, list->note,
                         SZ_PEN (canvas->theme->type.section, FALSE, canvas->theme->text_secondary), MARGIN,
                         y + head + 8, width - 2 * MARGIN);
  return y + room;
}

static int
part_severity (const SzPart *part)
{
  return part->status == SZ_STATUS_ALARM ? 0 : part->status == SZ_STATUS_ATTENTION ? 1 : 2;
}

/* The part that is missed least: the last of the least grave. */
static guint
least_part (const GPtrArray *parts)
{
  guint least = 0;

  for (guint i = 0; i < parts->len; i++)
    if (part_severity (g_ptr_array_index (parts, i)) >= part_severity (g_ptr_array_index (parts, least)))
      least = i;
  return least;
}

/* Nobody scrolls a wall: what has no room goes, comparisons before parts, parts before their table. Returns
 * what `tile` needs then. */
static double
draw_fitting (SzCanvas *canvas, const SzTile *whole, SzRect place)
{
  SzCanvas probe = sz_canvas_probe (canvas);
  SzTile tile = *whole;
  SzFigure lead;
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();

  for (guint i = 0; whole->parts != NULL && i < whole->parts->len; i++)
    g_ptr_array_add (parts, g_ptr_array_index (whole->parts, i));
  /* A copy frees what the original does; these parts are the page's. */
  if (parts != NULL)
    g_ptr_array_set_free_func (parts, NULL);

  for (guint step = 0; sz_tile_draw (&probe, &tile, 0, 0, place.width, place.height) > ceil (place.height);
       step++) {
    if (step == 0 && tile.lead != NULL) {
      lead = *tile.lead;
      lead.reference = NULL;
      lead.year_change = lead.weekday_change = lead.previous_change = NAN;
      tile.lead = &lead;
    } else if (tile.note != NULL && *tile.note != '\0' && tile.state == SZ_STATE_READY)
      tile.note = (char *)"";
    else if (parts->len > 1) {
      g_ptr_array_remove_index (parts, least_part (parts));
      tile.parts = parts;
    } else
      break;
  }
  return sz_tile_draw (canvas, &tile, place.x, place.y, place.width, place.height);
}

double
sz_page_wall (SzCanvas *canvas, const SzPage *page, double width, double height, gboolean mirrored)
{
  WallParts parts = { NULL };
  double y = draw_head (canvas, page, width), bottom = y;

  sort_parts (page, &parts);
  add_counts (page, &parts);
  /* Where there is nothing but figures, an empty list is not the whole wall. */
  if (parts.hero == NULL && parts.multiples == NULL && parts.list != NULL && parts.list->entries->len == 0 &&
      parts.leads->len > 0)
    parts.list = NULL;
  const double room = MAX (height - y - 34, 220);
  const gboolean last = parts.leads->len > 0 || parts.list != NULL;
  const guint columns = MAX (1, (guint)(parts.hero != NULL) + (parts.multiples != NULL) + last);
  const double wide = (width - 2 * MARGIN - (columns - 1) * GUTTER) / columns;
  const double step = mirrored ? -(wide + GUTTER) : wide + GUTTER;
  double x = mirrored ? width - MARGIN - wide : MARGIN;

  if (parts.hero == NULL && parts.multiples == NULL && parts.list != NULL) {
    bottom = draw_list_page (canvas, parts.list, y, width, height);
  } else {
    if (parts.hero != NULL) {
      SzTile first = *parts.hero;

      /* How to read the small print is no matter for a wall, which shows none. */
      if (first.kind == SZ_TILE_WINDOWS ||
          sz_text_width (first.title, canvas->theme->type.section, TRUE) + 12 +
                  sz_text_width (first.scope, canvas->theme->type.caption, FALSE) >
              wide)
        first.scope = (char *)"";
      bottom = fmax (bottom, y + draw_fitting (canvas, &first, (SzRect){ x, y, wide, room }));
      x += step;
    }
    if (parts.multiples != NULL) {
      SzTile bars = *parts.multiples;

      bars.kind = SZ_TILE_BARS;
      if (parts.hero == parts.multiples) {
        bars.title = (char *)_ ("Wait by area");
        bars.scope = (char *)sz_unit_word (bars.unit);
      }
      bottom = fmax (bottom, y + draw_fitting (canvas, &bars, (SzRect){ x, y, wide, room }));
      x += step;
    }
    if (parts.list != NULL)
      draw_attention (canvas, &parts, (SzRect){ x, y, wide, room });
    else if (last)
      draw_leads (canvas, parts.leads, (SzRect){ x, y, wide, room });
    if (last)
      bottom = MAX (bottom, y + room);
  }
  g_ptr_array_unref (parts.leads);
  g_ptr_array_unref (parts.owned);
  /* The foot's room takes what tiles round up to. */
  bottom = bottom + 34 - height < 4 ? height : bottom + 34;
  draw_foot (canvas, page, width, bottom);
  return bottom;
}
