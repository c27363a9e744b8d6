/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What takes the first row of a board where its hero cannot be computed, as in a store of files without a
 * queue: how a figure went day by day, and its parts. They are those of the figure's own page. */

#include "sz-view-private.h"

#include "sz-detail-private.h"

#include <string.h>

static const SzIndicator *
find_indicator (SzView *view, const SzBoardTile *spec)
{
  const SzIndicator *indicator = sz_catalog_indicator (view->look->catalog, spec->lead, NULL);

  return indicator != NULL && sz_view_has (view, indicator) ? indicator : NULL;
}

static gboolean
settle (SzView *view, const SzIndicator *indicator, SzDetail *detail, GError **error)
{
  detail->look = view->look;
  detail->indicator = indicator;
  return sz_detail_settle (detail, &view->period, error);
}

static void
take_id (SzTile *tile, const SzBoardTile *spec)
{
  g_free (tile->id);
  tile->id = g_strdup (spec->id);
}

SzTile *
sz_view_trend (SzView *view, const SzBoardTile *spec, GError **error)
{
  const SzIndicator *indicator = find_indicator (view, spec);
  g_auto (SzDetail) detail = { 0 };
  SzTile *tile = NULL;

  if (indicator == NULL || !settle (view, indicator, &detail, error))
    return NULL;
  tile = sz_detail_trend (&detail, error);
  if (tile == NULL)
    return NULL;
  take_id (tile, spec);
  tile->kind = SZ_TILE_HERO;
  tile->lead = sz_view_figure (view, indicator);
  return tile;
}

SzTile *
sz_view_parts (SzView *view, const SzBoardTile *spec, const SzTile *hero, GError **error)
{
  const SzIndicator *indicator = find_indicator (view, spec);
  g_auto (SzDetail) detail = { 0 };
  GError *failure = NULL;
  SzTile *tile = NULL;

  if (indicator == NULL || hero == NULL || hero->lead == NULL ||
      strcmp (hero->lead->id, indicator->id) != 0 || !settle (view, indicator, &detail, error))
    return NULL;
  detail.by = sz_detail_find_by (&detail, &failure);
  if (failure != NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  tile = detail.by != NULL ? sz_detail_breakdown (&detail, error) : NULL;
  if (tile != NULL)
    take_id (tile, spec);
  return tile;
}
