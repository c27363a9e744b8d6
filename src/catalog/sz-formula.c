/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-catalog-private.h"

#include <math.h>

void
sz_value_free (SzValue *value)
{
  if (value == NULL)
    return;
  sz_value_free (value->left);
  sz_value_free (value->right);
  g_free (value->text);
  g_free (value);
}

void
sz_condition_free (SzCondition *condition)
{
  if (condition == NULL)
    return;
  sz_condition_free (condition->left);
  sz_condition_free (condition->right);
  sz_value_free (condition->a);
  sz_value_free (condition->b);
  g_free (condition);
}

SzValue *
sz_value_copy (const SzValue *value)
{
  SzValue *copy = NULL;

  if (value == NULL)
    return NULL;
  copy = g_new0 (SzValue, 1);
  *copy = *value;
  copy->text = g_strdup (value->text);
  copy->left = sz_value_copy (value->left);
  copy->right = sz_value_copy (value->right);
  return copy;
}

SzCondition *
sz_condition_copy (const SzCondition *condition)
{
  SzCondition *copy = NULL;

  if (condition == NULL)
    return NULL;
  copy = g_new0 (SzCondition, 1);
  copy->kind = condition->kind;
  copy->left = sz_condition_copy (condition->left);
  copy->right = sz_condition_copy (condition->right);
  copy->a = sz_value_copy (condition->a);
  copy->b = sz_value_copy (condition->b);
  return copy;
}

void
sz_measure_free (SzMeasure *measure)
{
  if (measure == NULL)
    return;
  sz_value_free (measure->value);
  sz_condition_free (measure->where);
  g_free (measure->text);
  g_free (measure);
}

gboolean
sz_measure_is_additive (const SzMeasure *measure)
{
  return measure->kind == SZ_MEASURE_COUNT || measure->kind == SZ_MEASURE_SUM;
}

void
sz_node_free (SzNode *node)
{
  if (node == NULL)
    return;
  sz_node_free (node->left);
  sz_node_free (node->right);
  g_free (node);
}

void
sz_formula_free (SzFormula *formula)
{
  if (formula == NULL)
    return;
  g_array_unref (formula->leaves);
  sz_node_free (formula->root);
  g_free (formula);
}

static double
evaluate (const SzNode *node, const double *leaves)
{
  double left = 0, right = 0;

  switch (node->kind) {
  case SZ_NODE_NUMBER:
    return node->number;
  case SZ_NODE_LEAF:
    return leaves[node->leaf];
  case SZ_NODE_ADD:
  case SZ_NODE_SUBTRACT:
  case SZ_NODE_MULTIPLY:
  case SZ_NODE_DIVIDE:
    break;
  }
  left = evaluate (node->left, leaves);
  right = evaluate (node->right, leaves);
  if (node->kind == SZ_NODE_ADD)
    return left + right;
  if (node->kind == SZ_NODE_SUBTRACT)
    return left - right;
  if (node->kind == SZ_NODE_MULTIPLY)
    return left * right;
  return right == 0 ? NAN : left / right;
}

double
sz_formula_evaluate (const SzFormula *formula, const double *leaves)
{
  double value = evaluate (formula->root, leaves);

  return isfinite (value) ? value : NAN;
}
