/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What needs attention, in the order in which it should be looked at: areas and figures over their limits,
 * those past attention, then what changed most for the worse without a limit to say so. */

#include "sz-view-private.h"

#include <math.h>
#include <string.h>

#define ENTRIES_MOST 8
#define CHANGES_MOST 4
/* Changes below this are a day like another: per cent of counts, points of shares; and of how few nobody
 * speaks. */
#define CHANGE_LEAST 15.0
#define POINTS_LEAST 2.0
#define COUNT_LEAST 8.0

static int
compare_badness (gconstpointer a, gconstpointer b, gpointer data)
{
  const SzPart *left = *(SzPart *const *)a, *right = *(SzPart *const *)b;
  const SzTile *tile = data;
  const double sign = tile->limit < tile->target ? -1 : 1;
  const double x = isnan (left->value) ? -INFINITY : sign * left->value,
               y = isnan (right->value) ? -INFINITY : sign * right->value;

  return x != y ? (x < y) - (x > y) : strcmp (left->code, right->code);
}

GPtrArray *
sz_view_worst_parts (const SzTile *tile)
{
  GPtrArray *parts = g_ptr_array_copy (tile->parts, NULL, NULL);

  g_ptr_array_set_free_func (parts, NULL);
  g_ptr_array_sort_with_data (parts, compare_badness, (gpointer)tile);
  return parts;
}

typedef struct {
  const SzView *view;
  SzTile *list;
  GHashTable *seen; /* indicator ids */
  guint changes;
} Listing;

static SzEntry *
add_entry (Listing *listing, SzStatus status, const char *open, const char *title, const char *detail)
{
  SzEntry *entry = sz_entry_new (open, title, detail);

  entry->status = status;
  g_ptr_array_add (listing->list->entries, entry);
  return entry;
}

static gboolean
is_full (const Listing *listing)
{
  return listing->list->entries->len >= ENTRIES_MOST;
}

static void
list_part (Listing *listing, const SzTile *tile, const SzPart *part)
{
  gboolean alarm = part->status == SZ_STATUS_ALARM;
  g_autofree char *open = g_strdup_printf ("part:%s=%s", tile->dimension, part->code);
  g_autofree char *name = sz_view_part_name (tile, part);
  g_autofree char *title =
      g_strdup_printf (alarm ? _ ("%s: wait over the limit") : _ ("%s: wait over the target"), name);
  g_autofree char *value = sz_number_text (part->value, tile->unit);
  g_autofree char *against = sz_threshold_text (alarm ? tile->limit : tile->target, tile->unit);
  g_autofree char *judged =
      g_strdup_printf (alarm ? _ ("%s, limit %s") : _ ("%s, target %s"), value, against);
  g_autofree char *detail =
      *part->note != '\0' ? g_strconcat (judged, _ ("; "), part->note, NULL) : g_strdup (judged);

  add_entry (listing, part->status, open, title, detail);
}

static char *
write_value (const SzFigure *figure)
{
  g_autofree char *value = sz_number_text (figure->value, figure->unit);

  if (*figure->reference == '\0')
    return g_steal_pointer (&value);
  return g_strconcat (value, _ (", "), figure->reference, NULL);
}

static void
list_figure (Listing *listing, const SzFigure *figure)
{
  g_autofree char *open = g_strconcat ("figure:", figure->id, NULL);
  g_autofree char *title = NULL;
  g_autofree char *detail = write_value (figure);

  if (!g_hash_table_add (listing->seen, figure->id))
    return;
  title = *figure->verdict != '\0' ? g_strdup_printf (_ ("%s: %s"), figure->name, figure->verdict)
                                   : g_strdup (figure->name);
  add_entry (listing, figure->status, open, title, detail);
}

static void
list_by_status (Listing *listing, const GPtrArray *tiles, SzStatus status)
{
  for (guint i = 0; i < tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (tiles, i);

    g_autoptr (GPtrArray) worst = sz_view_worst_parts (tile);

    for (guint k = 0; tile->kind == SZ_TILE_MULTIPLES && k < worst->len; k++) {
      const SzPart *part = g_ptr_array_index (worst, k);

      if (part->status == status && !is_full (listing))
        list_part (listing, tile, part);
    }
  }
  for (guint i = 0; i < tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (tiles, i);

    if (tile->lead != NULL && tile->lead->status == status && !is_full (listing))
      list_figure (listing, tile->lead);
    for (guint k = 0; k < tile->figures->len; k++) {
      const SzFigure *figure = g_ptr_array_index (tile->figures, k);

      if (figure->status == status && !is_full (listing))
        list_figure (listing, figure);
    }
  }
}

/* --- changes for the worse
 * ---------------------------------------------------------------------------------------------- */

/* How bad a change is, as a multiple of what is worth a word; 0: not worth one. */
static double
weigh_change (const Listing *listing, const SzFigure *figure)
{
  const SzIndicator *indicator = sz_catalog_indicator (listing->view->look->catalog, figure->id, NULL);
  double sign, weight = 0;

  if (indicator == NULL || indicator->direction == SZ_DIRECTION_NEUTRAL || isnan (figure->value) ||
      isnan (figure->previous_change))
    return 0;
  sign = indicator->direction == SZ_DIRECTION_LOWER ? 1 : -1;
  if (strcmp (figure->unit, "%") == 0)
    weight = sign * figure->previous_change / POINTS_LEAST;
  else if (!isnan (figure->previous_relative) &&
           fmax (figure->value, figure->value - figure->previous_change) >= COUNT_LEAST)
    weight = sign * figure->previous_relative / CHANGE_LEAST;
  return weight >= 1 ? weight : 0;
}

static char *
write_change (const Listing *listing, const SzFigure *figure)
{
  g_autofree char *value = sz_number_text (figure->value, figure->unit);
  g_autofree char *change = isnan (figure->previous_relative) || strcmp (figure->unit, "%") == 0
                                ? sz_number_text (fabs (figure->previous_change),
                                                  strcmp (figure->unit, "%") == 0 ? "pp" : figure->unit)
                                : sz_number_text (fabs (figure->previous_relative), "rel");
  gboolean more = figure->previous_change > 0;

  if (listing->view->now)
    return g_strdup_printf (more ? _ ("%s, %s more than the last day at this time")
                                 : _ ("%s, %s less than the last day at this time"),
                            value, change);
  return g_strdup_printf (more ? _ ("%s, %s more than the period before")
                               : _ ("%s, %s less than the period before"),
                          value, change);
}

static const SzFigure *
find_worst_change (const Listing *listing, const GPtrArray *tiles, double *most)
{
  const SzFigure *worst = NULL;

  *most = 0;
  for (guint i = 0; i < tiles->len; i++) {
    const SzTile *tile = g_ptr_array_index (tiles, i);

    for (guint k = 0; tile->kind == SZ_TILE_LAYER && k <= tile->figures->len; k++) {
      const SzFigure *figure = k == 0 ? tile->lead : g_ptr_array_index (tile->figures, k - 1);
      double weight = figure != NULL && !g_hash_table_contains (listing->seen, figure->id)
                          ? weigh_change (listing, figure)
                          : 0;

      if (weight > *most) {
        *most = weight;
        worst = figure;
      }
    }
  }
  return worst;
}

static void
list_changes (Listing *listing, const GPtrArray *tiles)
{
  const SzFigure *figure = NULL;
  double weight = 0;

  while (listing->changes < CHANGES_MOST && !is_full (listing) &&
         (figure = find_worst_change (listing, tiles, &weight)) != NULL) {
    g_autofree char *open = g_strconcat ("figure:", figure->id, NULL);
    g_autofree char *title = g_strdup_printf (
        figure->previous_change > 0 ? _ ("%s: higher than usual") : _ ("%s: lower than usual"), figure->name);
    g_autofree char *detail = write_change (listing, figure);

    g_hash_table_add (listing->seen, figure->id);
    listing->changes++;
    add_entry (listing, SZ_STATUS_NEUTRAL, open, title, detail);
  }
}

SzTile *
sz_view_attention (const SzView *view, const SzBoardTile *spec, const GPtrArray *tiles)
{
  SzTile *tile = sz_tile_new (SZ_TILE_ENTRIES, spec->id, spec->title);
  Listing listing = { view, tile, g_hash_table_new (g_str_hash, g_str_equal), 0 };
  guint judged = 0, noted = 0;

  if (!sz_view_is_unopened (view)) {
    list_by_status (&listing, tiles, SZ_STATUS_ALARM);
    list_by_status (&listing, tiles, SZ_STATUS_ATTENTION);
    judged = tile->entries->len;
    list_changes (&listing, tiles);
    noted = tile->entries->len - judged;
  }
  g_hash_table_unref (listing.seen);
  g_free (tile->scope);
  if (judged > 0)
    /* Translators: how many have to be dealt with, and how many are only unusual. */
    tile->scope = noted > 0 ? g_strdup_printf (_ ("%1$u to see to, %2$u to know"), judged, noted)
                            : g_strdup_printf (_ ("%u to see to"), judged);
  else
    tile->scope = g_strdup (_ ("nothing over a limit"));
  if (tile->entries->len == 0) {
    tile->state = SZ_STATE_EMPTY;
    g_free (tile->note);
    tile->note = g_strdup (sz_view_is_unopened (view)
                               ? _ ("Nobody has taken a ticket yet today.")
                               : _ ("Nothing: no figure is over its limit or much worse than before."));
  }
  return tile;
}
