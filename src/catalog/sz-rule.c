/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-rule-private.h"

#include <string.h>

void
sz_rule_free (SzRule *rule)
{
  if (rule == NULL)
    return;
  g_free (rule->id);
  g_free (rule->name);
  g_free (rule->title);
  g_free (rule->title_near);
  g_free (rule->definition);
  for (guint i = 0; i < G_N_ELEMENTS (rule->suggest); i++)
    g_free (rule->suggest[i]);
  g_free (rule->cause);
  sz_condition_free (rule->where);
  g_clear_pointer (&rule->activity, g_ptr_array_unref);
  sz_formula_free (rule->with);
  sz_formula_free (rule->during);
  sz_formula_free (rule->unless);
  for (guint i = 0; i < SZ_LOAD_N; i++)
    sz_formula_free (rule->loads[i]);
  g_free (rule->unit);
  g_free (rule->remind_ms);
  g_free (rule->file);
  g_free (rule);
}

const GPtrArray *
sz_catalog_rules (const SzCatalog *catalog)
{
  return catalog->rules;
}

const SzRule *
sz_catalog_rule (const SzCatalog *catalog, const char *id, GError **error)
{
  g_autofree const char **ids = g_new0 (const char *, catalog->rules->len + 1);
  g_autofree char *shown = sz_error_quote (id);
  const char *near = NULL;

  for (guint i = 0; i < catalog->rules->len; i++) {
    const SzRule *rule = g_ptr_array_index (catalog->rules, i);

    if (strcmp (rule->id, id) == 0)
      return rule;
    ids[i] = rule->id;
  }
  near = sz_catalog_nearest (id, ids, catalog->rules->len);
  if (near != NULL)
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("there is no rule “%s”; did you mean “%s”?"), shown,
                 near);
  else
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("there is no rule “%s”"), shown);
  return NULL;
}

GPtrArray *
sz_catalog_read_rules (SzCatalog *catalog, const char *path, GPtrArray *problems, GError **error)
{
  g_autoptr (SzKeyFile) file = sz_key_file_load (path, error);
  const char *const *groups = NULL;
  GPtrArray *rules = NULL;

  if (file == NULL)
    return NULL;
  rules = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_rule_free);
  groups = sz_key_file_groups (file);
  for (guint i = 0; groups[i] != NULL; i++) {
    GError *problem = NULL;
    SzRule *rule = sz_rule_read (catalog, file, groups[i], &problem);

    if (rule != NULL)
      g_ptr_array_add (rules, rule);
    else
      g_ptr_array_add (problems, problem);
  }
  return rules;
}

/* --- as it was at an instant
 * ------------------------------------------------------------------------------------------ */

static SzValue *
make_instant (gint64 at_ms)
{
  SzValue *value = g_new0 (SzValue, 1);

  value->kind = SZ_VALUE_NUMBER;
  value->number = at_ms;
  return value;
}

/* `field` was missing, or it lies ahead of the instant. Takes `missing`. */
static SzCondition *
make_not_yet (SzCondition *missing, gint64 at_ms)
{
  SzCondition *either = g_new0 (SzCondition, 1), *later = g_new0 (SzCondition, 1);

  later->kind = SZ_CONDITION_GT;
  later->a = sz_value_copy (missing->a);
  later->b = make_instant (at_ms);
  either->kind = SZ_CONDITION_OR;
  either->left = missing;
  either->right = later;
  return either;
}

static SzCondition *
make_already (SzCondition *set, gint64 at_ms)
{
  SzCondition *both = g_new0 (SzCondition, 1), *before = g_new0 (SzCondition, 1);

  before->kind = SZ_CONDITION_LE;
  before->a = sz_value_copy (set->a);
  before->b = make_instant (at_ms);
  both->kind = SZ_CONDITION_AND;
  both->left = set;
  both->right = before;
  return both;
}

static gboolean
tests_instant (const SzDataset *dataset, const SzCondition *condition)
{
  return (condition->kind == SZ_CONDITION_MISSING || condition->kind == SZ_CONDITION_SET) &&
         condition->a->kind == SZ_VALUE_FIELD &&
         sz_dataset_field (dataset, condition->a->field)->type == SZ_FIELD_INSTANT;
}

static SzCondition *
see_as_of (const SzDataset *dataset, SzCondition *condition, gint64 at_ms)
{
  if (condition == NULL)
    return NULL;
  if (tests_instant (dataset, condition))
    return condition->kind == SZ_CONDITION_MISSING ? make_not_yet (condition, at_ms)
                                                   : make_already (condition, at_ms);
  condition->left = see_as_of (dataset, condition->left, at_ms);
  condition->right = see_as_of (dataset, condition->right, at_ms);
  return condition;
}

/* Rows that hold for a time: only while they hold. */
static SzCondition *
require_force (const SzDataset *dataset, SzCondition *condition, gint64 at_ms)
{
  SzCondition *missing = NULL, *both = NULL;

  if (dataset->valid_to < 0)
    return condition;
  missing = g_new0 (SzCondition, 1);
  missing->kind = SZ_CONDITION_MISSING;
  missing->a = g_new0 (SzValue, 1);
  missing->a->kind = SZ_VALUE_FIELD;
  missing->a->field = (guint)dataset->valid_to;
  missing = make_not_yet (missing, at_ms);
  if (condition == NULL)
    return missing;
  both = g_new0 (SzCondition, 1);
  both->kind = SZ_CONDITION_AND;
  both->left = condition;
  both->right = missing;
  return both;
}

SzMeasure *
sz_rule_measure (const SzRule *rule, gint64 at_ms)
{
  SzMeasure *measure = g_new0 (SzMeasure, 1);
  SzCondition *where = rule->where != NULL ? sz_condition_copy (rule->where) : NULL;

  measure->kind = SZ_MEASURE_MIN;
  measure->dataset = rule->dataset;
  measure->instant = rule->dataset->at;
  measure->field = measure->field2 = -1;
  measure->value = g_new0 (SzValue, 1);
  measure->value->kind = SZ_VALUE_FIELD;
  measure->value->field = rule->since;
  measure->where = require_force (rule->dataset, see_as_of (rule->dataset, where, at_ms), at_ms);
  measure->text = g_strdup (rule->id);
  g_strlcpy (measure->column, "moldest", sizeof measure->column);
  return measure;
}

void
sz_rule_measure_free (SzMeasure *measure)
{
  sz_measure_free (measure);
}

gboolean
sz_rule_has_history (const SzRule *rule)
{
  if (rule->kind == SZ_RULE_INDICATOR)
    return TRUE;
  return rule->kind == SZ_RULE_STATE && rule->dataset->valid_from < 0;
}

/* --- what it reads
 * ---------------------------------------------------------------------------------------------------- */

static void
add_dataset (GPtrArray *datasets, const SzDataset *dataset)
{
  if (!g_ptr_array_find (datasets, dataset, NULL))
    g_ptr_array_add (datasets, (gpointer)dataset);
}

static void
add_formula (GPtrArray *datasets, const SzFormula *formula)
{
  for (guint i = 0; formula != NULL && i < formula->leaves->len; i++)
    add_dataset (datasets, g_array_index (formula->leaves, SzLeaf, i).measure->dataset);
}

GPtrArray *
sz_rule_datasets (const SzRule *rule)
{
  GPtrArray *datasets = g_ptr_array_new ();

  if (rule->indicator != NULL)
    add_formula (datasets, rule->indicator->formula);
  if (rule->dataset != NULL)
    add_dataset (datasets, rule->dataset);
  for (guint i = 0; rule->activity != NULL && i < rule->activity->len; i++)
    add_dataset (datasets, ((const SzMeasure *)g_ptr_array_index (rule->activity, i))->dataset);
  add_formula (datasets, rule->with);
  add_formula (datasets, rule->during);
  add_formula (datasets, rule->unless);
  return datasets;
}
