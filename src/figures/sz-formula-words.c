/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A formula as a sentence: so that who reads a figure need not read the catalogue. */

#include "sz-figures-private.h"

#include <math.h>
#include <string.h>

static char *write_condition (const SzCatalog *catalog, const SzDataset *dataset,
                              const SzCondition *condition);

/* --- values
 * ----------------------------------------------------------------------------------------------------------
 */

static gboolean
is_instant (const SzDataset *dataset, const SzValue *value)
{
  return value != NULL && value->kind == SZ_VALUE_FIELD &&
         sz_dataset_field (dataset, value->field)->type == SZ_FIELD_INSTANT;
}

/* The time between two instants, and what is compared with it, are durations. */
static gboolean
is_duration (const SzDataset *dataset, const SzValue *value)
{
  if (value == NULL)
    return FALSE;
  if (value->kind == SZ_VALUE_FIELD)
    return sz_dataset_field (dataset, value->field)->duration;
  return value->kind == SZ_VALUE_SUBTRACT && is_instant (dataset, value->left) &&
         is_instant (dataset, value->right);
}

static char *
write_number (gint64 number, gboolean duration)
{
  double minutes = (double)number / (double)SZ_MINUTE_MS;

  if (!duration)
    return g_strdup_printf ("%" G_GINT64_FORMAT, number);
  if (number % SZ_DAY_MS == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT " %s", number / SZ_DAY_MS, sz_unit_word ("d"));
  if (number % SZ_HOUR_MS == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT " %s", number / SZ_HOUR_MS, sz_unit_word ("h"));
  return g_strdup_printf ("%g %s", minutes, sz_unit_word ("min"));
}

static char *
write_value (const SzDataset *dataset, const SzValue *value, gboolean duration)
{
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;

  switch (value->kind) {
  case SZ_VALUE_FIELD:
    return g_strdup (sz_dataset_field (dataset, value->field)->name);
  case SZ_VALUE_NUMBER:
    return write_number (value->number, duration);
  case SZ_VALUE_TEXT:
    return g_strdup_printf ("“%s”", value->text);
  case SZ_VALUE_SUBTRACT:
  case SZ_VALUE_ADD:
    left = write_value (dataset, value->left, duration);
    right = write_value (dataset, value->right, duration);
    return g_strdup_printf (value->kind == SZ_VALUE_ADD ? "%s + %s" : "%s − %s", left, right);
  }
  return g_strdup ("");
}

/* --- conditions
 * ------------------------------------------------------------------------------------------------------ */

/* A code is read by its word, if the other side says whose code it is. */
static char *
write_side (const SzCatalog *catalog, const SzDataset *dataset, const SzValue *side, const SzValue *other)
{
  const char *word = NULL;

  if (side->kind == SZ_VALUE_TEXT && other->kind == SZ_VALUE_FIELD) {
    const char *dimension = sz_dataset_field (dataset, other->field)->dimension;

    word = dimension != NULL ? sz_catalog_value_name (catalog, dimension, side->text) : NULL;
    return g_strdup_printf ("“%s”", word != NULL ? word : side->text);
  }
  return write_value (dataset, side, is_duration (dataset, other) || is_duration (dataset, side));
}

static const char *
sign_of (SzConditionKind kind)
{
  switch (kind) {
  case SZ_CONDITION_EQ:
    return "=";
  case SZ_CONDITION_NE:
    return "≠";
  case SZ_CONDITION_LT:
    return "<";
  case SZ_CONDITION_LE:
    return "≤";
  case SZ_CONDITION_GT:
    return ">";
  case SZ_CONDITION_GE:
    return "≥";
  case SZ_CONDITION_AND:
  case SZ_CONDITION_OR:
  case SZ_CONDITION_NOT:
  case SZ_CONDITION_SET:
  case SZ_CONDITION_MISSING:
  case SZ_CONDITION_TRUE:
    break;
  }
  return "";
}

static char *
write_comparison (const SzCatalog *catalog, const SzDataset *dataset, const SzCondition *condition)
{
  g_autofree char *a = write_side (catalog, dataset, condition->a, condition->b);
  g_autofree char *b = write_side (catalog, dataset, condition->b, condition->a);

  return g_strdup_printf ("%s %s %s", a, sign_of (condition->kind), b);
}

static char *
write_both (const SzCatalog *catalog, const SzDataset *dataset, const SzCondition *condition)
{
  g_autofree char *left = write_condition (catalog, dataset, condition->left);
  g_autofree char *right = write_condition (catalog, dataset, condition->right);

  /* Translators: two conditions of a formula. */
  return g_strdup_printf (condition->kind == SZ_CONDITION_AND ? _ ("%s and %s") : _ ("%s or %s"), left,
                          right);
}

static char *
write_condition (const SzCatalog *catalog, const SzDataset *dataset, const SzCondition *condition)
{
  g_autofree char *inner = NULL;

  switch (condition->kind) {
  case SZ_CONDITION_AND:
  case SZ_CONDITION_OR:
    return write_both (catalog, dataset, condition);
  case SZ_CONDITION_NOT:
    inner = write_condition (catalog, dataset, condition->left);
    return g_strdup_printf (_ ("not (%s)"), inner);
  case SZ_CONDITION_SET:
    inner = write_value (dataset, condition->a, FALSE);
    return g_strdup_printf (_ ("with %s"), inner);
  case SZ_CONDITION_MISSING:
    inner = write_value (dataset, condition->a, FALSE);
    return g_strdup_printf (_ ("without %s"), inner);
  case SZ_CONDITION_TRUE:
    return write_value (dataset, condition->a, FALSE);
  case SZ_CONDITION_EQ:
  case SZ_CONDITION_NE:
  case SZ_CONDITION_LT:
  case SZ_CONDITION_LE:
  case SZ_CONDITION_GT:
  case SZ_CONDITION_GE:
    break;
  }
  return write_comparison (catalog, dataset, condition);
}

/* --- measures
 * ---------------------------------------------------------------------------------------------------------
 */

/* "tickets (with service start; by first call)" */
static char *
write_rows (const SzCatalog *catalog, const SzMeasure *measure)
{
  const SzDataset *dataset = measure->dataset;
  g_autofree char *condition =
      measure->where != NULL ? write_condition (catalog, dataset, measure->where) : NULL;
  g_autofree char *instant =
      measure->instant != dataset->at && measure->kind != SZ_MEASURE_CURRENT &&
              measure->kind != SZ_MEASURE_CURRENT_SUM
          ? g_strdup_printf (_ ("by %s"), sz_dataset_field (dataset, measure->instant)->name)
          : NULL;

  if (condition != NULL && instant != NULL)
    return g_strdup_printf (_ ("%s (%s; %s)"), dataset->name, condition, instant);
  if (condition != NULL || instant != NULL)
    return g_strdup_printf (_ ("%s (%s)"), dataset->name, condition != NULL ? condition : instant);
  return g_strdup (dataset->name);
}

static char *
write_measure (const SzCatalog *catalog, const SzMeasure *measure)
{
  g_autofree char *rows = write_rows (catalog, measure);
  g_autofree char *value =
      measure->value != NULL ? write_value (measure->dataset, measure->value, FALSE) : NULL;
  const char *field =
      measure->field >= 0 ? sz_dataset_field (measure->dataset, (guint)measure->field)->name : "";

  switch (measure->kind) {
  case SZ_MEASURE_COUNT:
    return g_strdup_printf (_ ("number of %s"), rows);
  case SZ_MEASURE_SUM:
    return g_strdup_printf (_ ("total %2$s of %1$s"), rows, value != NULL ? value : "");
  case SZ_MEASURE_DISTINCT:
    return g_strdup_printf (_ ("number of different %2$s among %1$s"), rows, field);
  case SZ_MEASURE_RECURRING:
    return g_strdup_printf (_ ("number of %2$s that occur at least %3$d times among %1$s"), rows, field,
                            (int)measure->least);
  case SZ_MEASURE_QUANTILE:
    return g_strdup_printf (_ ("%2$s that %3$.0f%% of %1$s do not exceed"), rows, value != NULL ? value : "",
                            100 * measure->probability);
  case SZ_MEASURE_MIN:
    return g_strdup_printf (_ ("least %2$s of %1$s"), rows, value != NULL ? value : "");
  case SZ_MEASURE_MAX:
    return g_strdup_printf (_ ("greatest %2$s of %1$s"), rows, value != NULL ? value : "");
  case SZ_MEASURE_DAYS:
    return g_strdup_printf (_ ("number of days with %s"), rows);
  case SZ_MEASURE_CURRENT:
    return g_strdup_printf (_ ("number of %s in force"), rows);
  case SZ_MEASURE_CURRENT_SUM:
    return g_strdup_printf (_ ("total %2$s of %1$s in force"), rows, value != NULL ? value : "");
  }
  return g_strdup (rows);
}

static char *
write_leaf (const SzCatalog *catalog, const SzLeaf *leaf)
{
  g_autofree char *measure = write_measure (catalog, leaf->measure);
  g_autofree char *windowed = NULL;

  switch (leaf->window) {
  case SZ_WINDOW_BUCKET:
    windowed = g_steal_pointer (&measure);
    break;
  case SZ_WINDOW_RUNNING:
    windowed = g_strdup_printf (_ ("all so far: %s"), measure);
    break;
  case SZ_WINDOW_DAY_RUNNING:
    windowed = g_strdup_printf (_ ("today so far: %s"), measure);
    break;
  }
  return leaf->total ? g_strdup_printf (_ ("whole: %s"), windowed) : g_steal_pointer (&windowed);
}

/* --- the formula
 * ----------------------------------------------------------------------------------------------------- */

/* The sum of a value over the number of the same rows. */
static const SzMeasure *
find_mean (const SzCatalog *catalog, const SzFormula *formula, const SzNode *node)
{
  const SzMeasure *sum = NULL, *count = NULL;
  g_autofree char *summed = NULL;
  g_autofree char *counted = NULL;

  if (node->kind != SZ_NODE_DIVIDE || node->left->kind != SZ_NODE_LEAF || node->right->kind != SZ_NODE_LEAF)
    return NULL;
  sum = g_array_index (formula->leaves, SzLeaf, node->left->leaf).measure;
  count = g_array_index (formula->leaves, SzLeaf, node->right->leaf).measure;
  if (sum->kind != SZ_MEASURE_SUM || count->kind != SZ_MEASURE_COUNT || sum->dataset != count->dataset)
    return NULL;
  summed = write_rows (catalog, sum);
  counted = write_rows (catalog, count);
  return strcmp (summed, counted) == 0 ? sum : NULL;
}

static char *
write_node (const SzCatalog *catalog, const SzFormula *formula, const SzNode *node, gboolean inner)
{
  const SzMeasure *mean = find_mean (catalog, formula, node);
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;
  g_autofree char *both = NULL;
  const char *sign = "";
  gboolean product = node->kind == SZ_NODE_MULTIPLY || node->kind == SZ_NODE_DIVIDE;

  if (mean != NULL) {
    left = write_rows (catalog, mean);
    right = write_value (mean->dataset, mean->value, FALSE);
    return g_strdup_printf (_ ("mean %2$s of %1$s"), left, right);
  }
  switch (node->kind) {
  case SZ_NODE_NUMBER:
    return g_strdup_printf ("%g", node->number);
  case SZ_NODE_LEAF:
    return write_leaf (catalog, &g_array_index (formula->leaves, SzLeaf, node->leaf));
  case SZ_NODE_ADD:
    sign = "+";
    break;
  case SZ_NODE_SUBTRACT:
    sign = "−";
    break;
  case SZ_NODE_MULTIPLY:
    sign = "×";
    break;
  case SZ_NODE_DIVIDE:
    sign = "÷";
    break;
  }
  left = write_node (catalog, formula, node->left, product);
  right = write_node (catalog, formula, node->right, product);
  both = g_strdup_printf ("%s %s %s", left, sign, right);
  return inner && !product ? g_strdup_printf (_ ("(%s)"), both) : g_steal_pointer (&both);
}

char *
sz_figures_formula_words (const SzCatalog *catalog, const SzIndicator *indicator)
{
  return write_node (catalog, indicator->formula, indicator->formula->root, FALSE);
}
