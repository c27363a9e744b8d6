/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-view-private.h"

#include <math.h>
#include <string.h>

#define MAX_ROWS 7
/* A value that shows many digits. */
#define ANY_VALUE 1234.56
/* A live source that has said nothing for so long is old news. */
#define STALE_MS (15 * SZ_MINUTE_MS)

/* --- cards
 * ------------------------------------------------------------------------------------------------------------------
 */

/* The lead as written, else the first of the list that can be had. */
static const SzIndicator *
find_lead (const SzView *view, const SzBoardTile *spec)
{
  const SzIndicator *lead = sz_catalog_indicator (view->look->catalog, spec->lead, NULL);

  if (lead != NULL && sz_view_has (view, lead))
    return lead;
  for (guint i = 0; spec->indicators[i] != NULL; i++) {
    lead = sz_catalog_indicator (view->look->catalog, spec->indicators[i], NULL);
    if (lead != NULL && sz_view_has (view, lead))
      return lead;
  }
  return NULL;
}

static SzTile *
make_empty_card (const SzView *view, const SzBoardTile *spec)
{
  const SzIndicator *lead = sz_catalog_indicator (view->look->catalog, spec->lead, NULL);
  g_autofree char *lacks = lead != NULL ? sz_look_lacks (view->look, lead, FALSE) : NULL;
  SzTile *tile = sz_tile_new (SZ_TILE_LAYER, spec->id, spec->title);

  tile->state = SZ_STATE_EMPTY;
  g_free (tile->note);
  tile->note = lacks != NULL ? g_strdup_printf (_ ("No source supplies %s"), lacks)
                             : g_strdup (_ ("Nothing to show for so long a span"));
  tile->ways = lacks != NULL ? SZ_WAY_SOURCES : 0;
  return tile;
}

static void
add_spark (const SzView *view, SzFigure *figure, const SzIndicator *indicator, const SzSlice *sparks)
{
  for (guint i = 0; sparks != NULL && i < sparks->n_indicators; i++)
    if (sparks->indicators[i] == indicator) {
      figure->spark = sz_slice_series (sparks, i, indicator->name, 0);
      sz_series_drop_weekends (figure->spark, view->look->zone);
      g_free (figure->spark_scope);
      figure->spark_scope = g_strdup_printf (_ ("last %d days"), SZ_VIEW_SPARK_DAYS);
    }
}

static guint
rank_status (SzStatus status)
{
  return status == SZ_STATUS_ALARM ? 0 : status == SZ_STATUS_ATTENTION ? 1 : 2;
}

/* Exceptions first, else as the board lists them; then the first seven. */
static void
add_figures (const SzView *view, SzTile *tile, const SzBoardTile *spec, const SzIndicator *lead)
{
  g_autoptr (GPtrArray) figures = g_ptr_array_new ();

  for (guint i = 0; spec->indicators[i] != NULL; i++) {
    const SzIndicator *indicator = sz_catalog_indicator (view->look->catalog, spec->indicators[i], NULL);

    if (indicator != NULL && indicator != lead && sz_view_has (view, indicator))
      g_ptr_array_add (figures, sz_view_figure (view, indicator));
  }
  for (guint rank = 0; rank < 3; rank++)
    for (guint i = 0; i < figures->len; i++) {
      SzFigure *figure = g_ptr_array_index (figures, i);

      if (figure == NULL || rank_status (figure->status) != rank)
        continue;
      g_ptr_array_index (figures, i) = NULL;
      if (tile->figures->len < MAX_ROWS)
        g_ptr_array_add (tile->figures, figure);
      else
        sz_figure_free (figure);
    }
}

SzTile *
sz_view_layer (SzView *view, const SzBoardTile *spec, const SzSlice *sparks)
{
  const SzIndicator *lead = find_lead (view, spec);
  SzTile *tile = NULL;

  if (lead == NULL)
    return make_empty_card (view, spec);
  tile = sz_tile_new (SZ_TILE_LAYER, spec->id, spec->title);
  tile->lead = sz_view_figure (view, lead);
  add_spark (view, tile->lead, lead, sparks);
  if (isnan (tile->lead->value))
    sz_view_say_missing (view, tile, lead, sparks);
  add_figures (view, tile, spec, lead);
  g_free (tile->unit);
  g_free (tile->scope);
  tile->unit = g_strdup (lead->unit);
  tile->current = g_strdup (sz_view_period_name (view));
  tile->scope =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u figure", "%u figures", tile->figures->len + 1),
                       tile->figures->len + 1);
  tile->target = lead->target;
  tile->limit = lead->limit;
  return tile;
}

/* --- the page
 * ---------------------------------------------------------------------------------------------------------------
 */

static SzSlice *
compute_sparks (const SzView *view, const SzBoard *board, GError **error)
{
  g_autoptr (GPtrArray) leads = g_ptr_array_new ();
  gint64 end = MIN (view->period.end_ms,
                    sz_grain_next (SZ_GRAIN_DAY, view->look->zone,
                                   sz_grain_floor (SZ_GRAIN_DAY, view->look->zone, view->look->now_ms)));
  gint64 first_day = sz_zone_day (view->look->zone, end - 1) - SZ_VIEW_SPARK_DAYS + 1;
  SzSliceAsk ask = { 0 };

  for (guint i = 0; i < board->tiles->len; i++) {
    const SzBoardTile *spec = g_ptr_array_index (board->tiles, i);
    const SzIndicator *lead = strcmp (spec->kind, "layer") == 0 ? find_lead (view, spec) : NULL;

    if (lead != NULL && !g_ptr_array_find (leads, lead, NULL))
      g_ptr_array_add (leads, (gpointer)lead);
  }
  ask.indicators = (const SzIndicator *const *)leads->pdata;
  ask.n = leads->len;
  ask.start_ms = sz_zone_day_start_ms (view->look->zone, first_day);
  ask.end_ms = end;
  ask.grain = SZ_GRAIN_DAY;
  return sz_slice_compute (view->look, &ask, error);
}

static void
want_all (SzView *view, const SzBoard *board)
{
  static const char *const basis[] = { "ticket_count", "call_count", "case_receive_count",
                                       "case_done_count" };

  for (guint i = 0; i < board->tiles->len; i++) {
    const SzBoardTile *spec = g_ptr_array_index (board->tiles, i);

    sz_view_want (view, spec->lead);
    for (guint j = 0; strcmp (spec->kind, "layer") == 0 && spec->indicators[j] != NULL; j++)
      sz_view_want (view, spec->indicators[j]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (basis); i++)
    sz_view_want (view, basis[i]);
}

/* NULL without an error: there is nothing to show. What needs attention is found when all others are there.
 */
static SzTile *
make_tile (SzView *view, const SzBoardTile *spec, const SzTile *hero, const SzSlice *sparks, GError **error)
{
  if (strcmp (spec->kind, "hero") == 0)
    return sz_view_hero (view, spec, error);
  if (strcmp (spec->kind, "multiples") == 0)
    return sz_view_multiples (view, spec, hero, error);
  if (strcmp (spec->kind, "trend") == 0)
    return hero == NULL ? sz_view_trend (view, spec, error) : NULL;
  if (strcmp (spec->kind, "parts") == 0)
    return sz_view_parts (view, spec, hero, error);
  return strcmp (spec->kind, "layer") == 0 ? sz_view_layer (view, spec, sparks) : NULL;
}

static gboolean
add_tiles (SzView *view, const SzBoard *board, SzPage *page, GError **error)
{
  g_autoptr (SzSlice) own = NULL;
  const SzSlice *sparks = view->memo != NULL ? view->memo->sparks : NULL;
  const SzTile *hero = NULL;
  g_autoptr (GError) first = NULL;
  gboolean stands = FALSE;

  if (sparks == NULL)
    sparks = own = compute_sparks (view, board, error);
  if (own != NULL && view->memo != NULL)
    view->memo->sparks = g_steal_pointer (&own);

  if (sparks == NULL)
    return FALSE;
  for (guint i = 0; i < board->tiles->len; i++) {
    const SzBoardTile *spec = g_ptr_array_index (board->tiles, i);
    GError *failure = NULL;
    SzTile *tile = make_tile (view, spec, hero, sparks, &failure);

    /* Whoever asked no longer wants it; else the neighbours stand all the same. */
    if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
      g_propagate_error (error, failure);
      return FALSE;
    }
    if (failure != NULL)
      tile = sz_view_failed_tile (view, spec, sparks, failure);
    if (failure != NULL && first == NULL)
      first = g_steal_pointer (&failure);
    g_clear_error (&failure);
    if (tile == NULL)
      continue;
    if (tile->kind == SZ_TILE_HERO && tile->state == SZ_STATE_READY)
      hero = tile;
    stands = stands || tile->state != SZ_STATE_ERROR;
    g_ptr_array_add (page->tiles, tile);
  }
  /* Of a page on which nothing stands the page says why. */
  if (first != NULL && !stands) {
    g_propagate_error (error, g_steal_pointer (&first));
    return FALSE;
  }
  return TRUE;
}

static void
add_attention (const SzView *view, const SzBoard *board, SzPage *page)
{
  for (guint i = 0; i < board->tiles->len; i++) {
    const SzBoardTile *spec = g_ptr_array_index (board->tiles, i);
    guint place = 0;

    if (strcmp (spec->kind, "attention") != 0 || view->indicators->len == 0)
      continue;
    while (place < page->tiles->len &&
           ((const SzTile *)g_ptr_array_index (page->tiles, place))->kind != SZ_TILE_LAYER)
      place++;
    g_ptr_array_insert (page->tiles, (int)place, sz_view_attention (view, spec, page->tiles));
  }
}

static void
count_figure (SzPage *page, GHashTable *seen, const SzFigure *figure)
{
  if (figure != NULL && g_hash_table_add (seen, figure->id))
    page->tally[figure->status]++;
}

static void
count_figures (SzPage *page)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < page->tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (page->tiles, i);

    count_figure (page, seen, tile->lead);
    for (guint j = 0; j < tile->figures->len; j++)
      count_figure (page, seen, g_ptr_array_index (tile->figures, j));
  }
}

/* Sources that were asked over the network go on; files stand still and are never late. */
static gboolean
is_stale (SzLook *look, gint64 data_ms)
{
  g_autoptr (GPtrArray) sources = sz_reader_sources (look->reader, NULL);
  gboolean live = FALSE;

  for (guint i = 0; sources != NULL && i < sources->len; i++)
    live = live || ((const SzSourceInfo *)g_ptr_array_index (sources, i))->asked_ms != 0;
  return live && data_ms != 0 && look->now_ms - data_ms > STALE_MS;
}

static void
mark_stale (SzView *view, SzPage *page)
{
  g_autofree char *clock = sz_look_instant_text (view->look, page->data_ms);
  g_autofree char *age = sz_age_text (view->look->now_ms - page->data_ms);

  for (guint i = 0; i < page->tiles->len; i++) {
    SzTile *tile = g_ptr_array_index (page->tiles, i);

    /* "Nothing needs attention" would be a judgement, too. */
    if (tile->state == SZ_STATE_EMPTY && tile->kind == SZ_TILE_ENTRIES) {
      g_free (tile->note);
      g_free (tile->scope);
      tile->note = g_strdup (_ ("Nothing can be judged by data this old."));
      tile->scope = g_strdup ("");
    }
    if (tile->state != SZ_STATE_READY)
      continue;
    tile->state = SZ_STATE_STALE;
    g_free (tile->note);
    tile->note = g_strdup_printf (_ ("stands at %s, %s"), clock, age);
  }
  /* Nothing is judged by old figures, so the sentence says only that they are old. */
  g_free (page->headline);
  g_free (page->action);
  page->says = SZ_STATUS_UNKNOWN;
  page->headline = g_strdup_printf (_ ("The data stopped at %s, %s"), clock, age);
  page->action = g_strdup (_ ("What is shown is what was last known; see the sources for the reason."));
  page->tally[SZ_STATUS_NEUTRAL] +=
      page->tally[SZ_STATUS_GOOD] + page->tally[SZ_STATUS_ATTENTION] + page->tally[SZ_STATUS_ALARM];
  page->tally[SZ_STATUS_GOOD] = page->tally[SZ_STATUS_ATTENTION] = page->tally[SZ_STATUS_ALARM] = 0;
}

void
sz_view_settle_age (SzView *view, SzPage *page)
{
  page->stale = is_stale (view->look, page->data_ms);
  if (page->stale)
    mark_stale (view, page);
}

/* "2026年10月", "11月9日–11月15日": as Chinese read a single span of the calendar; others as they are asked
 * for. */
static char *
name_span (const SzView *view)
{
  const SzPeriod *period = &view->period;
  SzZone *zone = view->look->zone;
  gint64 first = 0, last = 0;
  int year = 0, month = 0, day = 0, last_year = 0, last_month = 0, last_day = 0;

  if (sz_lang () != SZ_LANG_ZH || period->all || !period->aligned || period->count != 1)
    return sz_period_label (period, zone);
  first = sz_zone_day (zone, period->start_ms);
  last = sz_zone_day (zone, period->end_ms - 1);
  sz_day_to_ymd (first, &year, &month, &day);
  sz_day_to_ymd (last, &last_year, &last_month, &last_day);
  switch (period->unit) {
  case SZ_GRAIN_DAY:
    return sz_date_text (first, sz_look_today (view->look));
  case SZ_GRAIN_WEEK:
    return g_strdup_printf ("%d年%d月%d日–%d月%d日", year, month, day, last_month, last_day);
  case SZ_GRAIN_MONTH:
    return g_strdup_printf ("%d年%d月", year, month);
  case SZ_GRAIN_QUARTER:
    return g_strdup_printf ("%d年第%d季度", year, (month + 2) / 3);
  case SZ_GRAIN_YEAR:
    return g_strdup_printf ("%d年", year);
  case SZ_GRAIN_NONE:
  case SZ_GRAIN_QUARTER_HOUR:
  case SZ_GRAIN_HOUR:
    break;
  }
  return sz_period_label (period, zone);
}

static char *
write_where (SzView *view, const SzBoard *board)
{
  g_autofree char *label = NULL;

  if (view->now)
    return sz_look_where (view->look, board->name);
  label = name_span (view);
  return g_strdup_printf (sz_lang () == SZ_LANG_ZH ? "%s·%s" : "%s, %s", board->name, label);
}

SzPage *
sz_figures_board (SzReader *reader, const SzBoard *board, const SzPeriod *period, GError **error)
{
  return sz_figures_board_again (reader, board, period, NULL, error);
}

SzPage *
sz_figures_board_again (SzReader *reader, const SzBoard *board, const SzPeriod *period, SzBoardMemo *memo,
                        GError **error)
{
  g_auto (SzView) view = { 0 };
  g_autoptr (SzPage) page = sz_page_new (board->id);

  if (!sz_view_open (&view, reader, period, error))
    return NULL;
  want_all (&view, board);
  sz_view_remember (&view, board, memo);
  if (!sz_view_compute (&view, board, error) || !add_tiles (&view, board, page, error))
    return NULL;
  g_free (page->where);
  g_free (page->hall);
  page->where = write_where (&view, board);
  page->hall = sz_look_hall (view.look);
  page->zone = sz_zone_ref (view.look->zone);
  page->now_ms = view.look->now_ms;
  page->clock_ms = view.look->clock_ms;
  page->data_ms =
      sz_look_data_ms (view.look, (const SzIndicator *const *)view.indicators->pdata, view.indicators->len);
  add_attention (&view, board, page);
  count_figures (page);
  sz_view_write_headline (&view, page);
  sz_view_settle_age (&view, page);
  return g_steal_pointer (&page);
}

static void
rehearse_layer (const SzCatalog *catalog, const SzBoardTile *spec, SzPage *page)
{
  SzTile *tile = sz_tile_new (SZ_TILE_LAYER, spec->id, spec->title);

  for (guint i = 0; spec->indicators[i] != NULL && tile->figures->len < MAX_ROWS; i++) {
    const SzIndicator *indicator = sz_catalog_indicator (catalog, spec->indicators[i], NULL);

    if (indicator == NULL)
      continue;
    if (tile->lead == NULL)
      tile->lead = sz_figure_judged (indicator, ANY_VALUE, ANY_VALUE / 2, ANY_VALUE / 3);
    else
      g_ptr_array_add (tile->figures, sz_figure_judged (indicator, ANY_VALUE, ANY_VALUE / 2, ANY_VALUE / 3));
  }
  g_ptr_array_add (page->tiles, tile);
}

SzPage *
sz_figures_rehearse_board (const SzCatalog *catalog, const SzBoard *board)
{
  SzPage *page = sz_page_new (board->id);

  g_free (page->headline);
  page->headline = g_strdup (board->name);
  for (guint i = 0; i < board->tiles->len; i++) {
    const SzBoardTile *spec = g_ptr_array_index (board->tiles, i);

    if (strcmp (spec->kind, "layer") == 0)
      rehearse_layer (catalog, spec, page);
  }
  return page;
}
