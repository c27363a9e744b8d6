/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows behind a figure. A figure counts by its measures' own instants and conditions; so must the list
 * that is opened from it, or the two would not agree. */

#include "sz-figures-private.h"

/* Of a share or a mean the rows below the line, else the first measure that there is. */
static const SzLeaf *
find_leaf (const SzFormula *formula, const SzNode *node)
{
  const SzLeaf *found = NULL;

  switch (node->kind) {
  case SZ_NODE_NUMBER:
    return NULL;
  case SZ_NODE_LEAF:
    return &g_array_index (formula->leaves, SzLeaf, node->leaf);
  case SZ_NODE_DIVIDE:
    found = find_leaf (formula, node->right);
    return found != NULL && !found->total ? found : find_leaf (formula, node->left);
  case SZ_NODE_ADD:
  case SZ_NODE_SUBTRACT:
  case SZ_NODE_MULTIPLY:
    found = find_leaf (formula, node->left);
    return found != NULL ? found : find_leaf (formula, node->right);
  }
  return NULL;
}

/* Whether the rows are counted one by one by the formula itself, or by what it divides by. */
static gboolean
is_exact (const SzFormula *formula, const SzLeaf *leaf)
{
  const SzNode *node = formula->root;

  if (node->kind == SZ_NODE_DIVIDE && node->right->kind == SZ_NODE_LEAF)
    node = node->right;
  return node->kind == SZ_NODE_LEAF && &g_array_index (formula->leaves, SzLeaf, node->leaf) == leaf &&
         (leaf->measure->kind == SZ_MEASURE_COUNT || leaf->measure->kind == SZ_MEASURE_CURRENT);
}

static void
set_span (SzLook *look, const SzLeaf *leaf, gint64 cut_ms, const SzPeriod *period, SzFigureRows *rows)
{
  gint64 end = period->end_ms;

  if (period->all) {
    rows->start_ms = SZ_INSTANT_MIN;
    rows->end_ms = cut_ms + 1;
    if (leaf->window == SZ_WINDOW_DAY_RUNNING)
      rows->start_ms = sz_grain_floor (SZ_GRAIN_DAY, look->zone, cut_ms);
    return;
  }
  /* As in a slice: nothing is known behind the cut. */
  if (period->start_ms <= cut_ms)
    end = MIN (end, cut_ms + 1);
  rows->start_ms = period->start_ms;
  rows->end_ms = MAX (end, rows->start_ms);
  switch (leaf->window) {
  case SZ_WINDOW_BUCKET:
    break;
  case SZ_WINDOW_RUNNING:
    rows->start_ms = SZ_INSTANT_MIN;
    break;
  case SZ_WINDOW_DAY_RUNNING:
    rows->start_ms = sz_grain_floor (SZ_GRAIN_DAY, look->zone, MAX (rows->end_ms - 1, rows->start_ms));
    break;
  }
}

gboolean
sz_figures_rows_of (SzReader *reader, const SzIndicator *indicator, const SzPeriod *period,
                    SzFigureRows *rows, GError **error)
{
  g_autoptr (SzLook) look = sz_look_new (reader, error);
  const SzLeaf *leaf = find_leaf (indicator->formula, indicator->formula->root);
  g_autofree char *lacks = NULL;
  SzPeriod today = { 0 };

  if (look == NULL)
    return FALSE;
  lacks = sz_look_lacks (look, indicator, FALSE);
  if (lacks != NULL || leaf == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_CANNOT, _ ("%s has no rows to show: no source supplies %s"),
                 indicator->name, lacks != NULL ? lacks : indicator->id);
    return FALSE;
  }
  if (period == NULL) {
    sz_look_present (look, indicator, &today);
    period = &today;
  }
  rows->dataset = leaf->measure->dataset;
  rows->measure = leaf->measure;
  rows->exact = leaf->window == SZ_WINDOW_BUCKET && is_exact (indicator->formula, leaf);
  set_span (look, leaf, rows->dataset->valid_from >= 0 ? look->now_ms : sz_look_cut (look, indicator), period,
            rows);
  return TRUE;
}

SzRowsAsk
sz_figures_rows_ask (const SzFigureRows *rows, SzZone *zone, const SzFilter *filters, guint n_filters)
{
  return (SzRowsAsk){ .dataset = rows->dataset,
                      .instant = (int)rows->measure->instant,
                      .measure = rows->measure,
                      .start_ms = rows->start_ms,
                      .end_ms = rows->end_ms,
                      .zone = zone,
                      .filters = filters,
                      .n_filters = n_filters };
}
