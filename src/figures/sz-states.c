/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How things stood at an instant that has passed. A row in force (a window, a device) says how it stands now
 * and since when, and is overwritten when that changes: of an instant before that it says nothing, and what
 * counts such states then is missing, not what it is now. */

#include "sz-live-private.h"

#include <math.h>
#include <string.h>

/* --- what the rows no longer say
 * -----------------------------------------------------------------------------------------------------------
 */

static gboolean
value_reads (const SzValue *value, guint field)
{
  return value != NULL && ((value->kind == SZ_VALUE_FIELD && value->field == field) ||
                           value_reads (value->left, field) || value_reads (value->right, field));
}

static gboolean
condition_reads (const SzCondition *condition, guint field)
{
  return condition != NULL &&
         (condition_reads (condition->left, field) || condition_reads (condition->right, field) ||
          value_reads (condition->a, field) || value_reads (condition->b, field));
}

int
sz_measure_state_since (const SzMeasure *measure)
{
  int state = sz_dataset_find_field (measure->dataset, "state");
  int since = sz_dataset_find_field (measure->dataset, "since");

  if ((measure->kind != SZ_MEASURE_CURRENT && measure->kind != SZ_MEASURE_CURRENT_SUM) || state < 0 ||
      since < 0 || !condition_reads (measure->where, (guint)state))
    return -1;
  return since;
}

SzFrame *
sz_look_ask_changes (SzLook *look, const SzSliceAsk *of, const SzLeaf *leaf, GError **error)
{
  SzValue since = { .kind = SZ_VALUE_FIELD, .field = (guint)sz_measure_state_since (leaf->measure) };
  g_autofree char *text = g_strdup_printf ("max(%s: since)", leaf->measure->dataset->id);
  SzMeasure latest = { .kind = SZ_MEASURE_MAX,
                       .dataset = leaf->measure->dataset,
                       .instant = leaf->measure->dataset->at,
                       .value = &since,
                       .field = -1,
                       .field2 = -1,
                       .text = text,
                       .column = "mlatest" };
  const SzLeaf asked = { &latest, SZ_WINDOW_BUCKET, FALSE };
  SzAsk ask = { .dataset = latest.dataset,
                .leaves = &asked,
                .n_leaves = 1,
                .start_ms = SZ_INSTANT_MIN,
                .end_ms = look->now_ms + 1,
                .now_ms = look->now_ms,
                .zone = look->zone,
                .by = of->by,
                .n_by = leaf->total ? 0 : of->n_by,
                .filters = of->filters,
                .n_filters = of->n_filters };

  return sz_reader_ask (look->reader, &ask, error);
}

/* --- windows open, from what they did
 * -----------------------------------------------------------------------------------------------------------
 */

/* What is asked of the rows of today, once for all areas: as the live hall of that instant shows it. */
static gboolean
read_hall (SzView *view, GError **error)
{
  g_auto (SzLiveHall) hall = { 0 };

  if (view->windows != NULL)
    return TRUE;
  if (!sz_live_hall_read (&hall, view, view->look->now_ms, error))
    return FALSE;
  view->windows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < hall.windows->len; i++) {
    const SzLiveWindow *window = g_ptr_array_index (hall.windows, i);
    SzOpenWindows *area = g_hash_table_lookup (view->windows, window->area);

    if (area == NULL) {
      area = g_new0 (SzOpenWindows, 1);
      g_hash_table_insert (view->windows, g_strdup (window->area), area);
    }
    area->installed++;
    area->open += window->state == SZ_BOOTH_BUSY || window->state == SZ_BOOTH_IDLE ||
                  window->state == SZ_BOOTH_UNATTENDED;
  }
  return TRUE;
}

gboolean
sz_view_open_windows (SzView *view, const SzSlice *slice, int row, const char *area, SzOpenWindows *windows,
                      GError **error)
{
  const SzNode *root = slice != NULL ? slice->indicators[0]->formula->root : NULL;
  const SzOpenWindows *found = NULL;

  windows->open = windows->installed = NAN;
  if (root == NULL || root->kind != SZ_NODE_DIVIDE)
    return TRUE;
  if (row >= 0) {
    windows->open = sz_slice_node (slice, (guint)row, 0, root->left);
    windows->installed = sz_slice_node (slice, (guint)row, 0, root->right);
  }
  if (!isnan (windows->open) || !view->now || !sz_slice_lost_state (slice, 0))
    return TRUE;
  if (!read_hall (view, error))
    return FALSE;
  found = g_hash_table_lookup (view->windows, area);
  if (found != NULL)
    *windows = *found;
  return TRUE;
}
