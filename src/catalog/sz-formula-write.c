/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The canonical spelling of formulas. Equal measures must be spelt alike, because the spelling is what they
 * are interned by and what names their rollup columns. */

#include "sz-catalog-private.h"

#include "sz-frame.h"

/* --- values
 * -------------------------------------------------------------------------------------------------- */

typedef enum { LITERALS_NUMBER, LITERALS_DURATION } LiteralKind;

/* How the literals of a value are to be spelt follows from the fields beside them. */
static gboolean
find_field (const SzValue *value, const SzDataset *dataset, LiteralKind *kind, guint *scale)
{
  const SzField *field = NULL;

  if (value == NULL)
    return FALSE;
  if (value->kind == SZ_VALUE_FIELD) {
    field = sz_dataset_field (dataset, value->field);
    *kind = field->type == SZ_FIELD_INSTANT || field->duration ? LITERALS_DURATION : LITERALS_NUMBER;
    *scale = field->type == SZ_FIELD_DECIMAL ? field->scale : 0;
    return TRUE;
  }
  return find_field (value->left, dataset, kind, scale) || find_field (value->right, dataset, kind, scale);
}

static void
write_duration (GString *out, gint64 ms)
{
  static const struct {
    gint64 ms;
    const char *unit;
  } units[] = { { SZ_DAY_MS, "d" }, { SZ_HOUR_MS, "h" }, { SZ_MINUTE_MS, "min" }, { SZ_SECOND_MS, "s" } };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (ms != 0 && ms % units[i].ms == 0) {
      g_string_append_printf (out, "%" G_GINT64_FORMAT "%s", ms / units[i].ms, units[i].unit);
      return;
    }
  g_string_append_printf (out, "%" G_GINT64_FORMAT "ms", ms);
}

static void
write_scaled (GString *out, gint64 number, guint scale)
{
  guint64 magnitude = number < 0 ? -(guint64)number : (guint64)number;
  guint64 unit = 1;

  for (guint i = 0; i < scale; i++)
    unit *= 10;
  g_string_append_printf (out, "%s%" G_GUINT64_FORMAT, number < 0 ? "-" : "", magnitude / unit);
  if (magnitude % unit != 0) {
    g_string_append_printf (out, ".%0*" G_GUINT64_FORMAT, (int)scale, magnitude % unit);
    while (out->str[out->len - 1] == '0')
      g_string_truncate (out, out->len - 1);
  }
}

static void
write_value (GString *out, const SzDataset *dataset, const SzValue *value, LiteralKind kind, guint scale)
{
  switch (value->kind) {
  case SZ_VALUE_FIELD:
    g_string_append (out, sz_dataset_field (dataset, value->field)->id);
    return;
  case SZ_VALUE_NUMBER:
    if (kind == LITERALS_DURATION)
      write_duration (out, value->number);
    else
      write_scaled (out, value->number, scale);
    return;
  case SZ_VALUE_TEXT:
    g_string_append_printf (out, "'%s'", value->text);
    return;
  case SZ_VALUE_SUBTRACT:
  case SZ_VALUE_ADD:
    break;
  }
  write_value (out, dataset, value->left, kind, scale);
  g_string_append (out, value->kind == SZ_VALUE_ADD ? " + " : " - ");
  if (value->right->kind == SZ_VALUE_ADD || value->right->kind == SZ_VALUE_SUBTRACT) {
    g_string_append_c (out, '(');
    write_value (out, dataset, value->right, kind, scale);
    g_string_append_c (out, ')');
  } else {
    write_value (out, dataset, value->right, kind, scale);
  }
}

void
sz_value_write (GString *out, const SzDataset *dataset, const SzValue *value)
{
  LiteralKind kind = LITERALS_NUMBER;
  guint scale = 0;

  find_field (value, dataset, &kind, &scale);
  write_value (out, dataset, value, kind, scale);
}

/* --- conditions
 * ---------------------------------------------------------------------------------------------- */

static const char *
find_comparison_sign (SzConditionKind kind)
{
  switch (kind) {
  case SZ_CONDITION_EQ:
    return " = ";
  case SZ_CONDITION_NE:
    return " != ";
  case SZ_CONDITION_LT:
    return " < ";
  case SZ_CONDITION_LE:
    return " <= ";
  case SZ_CONDITION_GT:
    return " > ";
  case SZ_CONDITION_GE:
    return " >= ";
  case SZ_CONDITION_AND:
  case SZ_CONDITION_OR:
  case SZ_CONDITION_NOT:
  case SZ_CONDITION_SET:
  case SZ_CONDITION_MISSING:
  case SZ_CONDITION_TRUE:
    break;
  }
  return NULL;
}

/* Binding strength: or 1, and 2, not 3, the rest 4. */
static guint
find_strength (const SzCondition *condition)
{
  if (condition->kind == SZ_CONDITION_OR)
    return 1;
  if (condition->kind == SZ_CONDITION_AND)
    return 2;
  return condition->kind == SZ_CONDITION_NOT ? 3 : 4;
}

static void
write_inner (GString *out, const SzDataset *dataset, const SzCondition *condition, guint least)
{
  gboolean brackets = find_strength (condition) < least;

  if (brackets)
    g_string_append_c (out, '(');
  sz_condition_write (out, dataset, condition);
  if (brackets)
    g_string_append_c (out, ')');
}

static void
write_comparison (GString *out, const SzDataset *dataset, const SzCondition *condition)
{
  LiteralKind kind = LITERALS_NUMBER;
  guint scale = 0;

  if (!find_field (condition->a, dataset, &kind, &scale))
    find_field (condition->b, dataset, &kind, &scale);
  write_value (out, dataset, condition->a, kind, scale);
  g_string_append (out, find_comparison_sign (condition->kind));
  write_value (out, dataset, condition->b, kind, scale);
}

void
sz_condition_write (GString *out, const SzDataset *dataset, const SzCondition *condition)
{
  if (find_comparison_sign (condition->kind) != NULL) {
    write_comparison (out, dataset, condition);
  } else if (condition->kind == SZ_CONDITION_AND || condition->kind == SZ_CONDITION_OR) {
    guint strength = find_strength (condition);

    write_inner (out, dataset, condition->left, strength);
    g_string_append (out, condition->kind == SZ_CONDITION_AND ? " and " : " or ");
    write_inner (out, dataset, condition->right, strength + 1);
  } else if (condition->kind == SZ_CONDITION_NOT) {
    g_string_append (out, "not ");
    write_inner (out, dataset, condition->left, 3);
  } else {
    sz_value_write (out, dataset, condition->a);
    if (condition->kind != SZ_CONDITION_TRUE)
      g_string_append (out, condition->kind == SZ_CONDITION_SET ? " is set" : " is missing");
  }
}

/* --- measures ----------------------------------------------------------------------------------- */

static const char *
find_measure_word (SzMeasureKind kind)
{
  switch (kind) {
  case SZ_MEASURE_COUNT:
    return "count";
  case SZ_MEASURE_SUM:
    return "sum";
  case SZ_MEASURE_DISTINCT:
    return "distinct";
  case SZ_MEASURE_RECURRING:
    return "recurring";
  case SZ_MEASURE_QUANTILE:
    return "quantile";
  case SZ_MEASURE_MIN:
    return "min";
  case SZ_MEASURE_MAX:
    return "max";
  case SZ_MEASURE_DAYS:
    return "days";
  case SZ_MEASURE_CURRENT:
    return "current";
  case SZ_MEASURE_CURRENT_SUM:
    return "current_sum";
  }
  return "";
}

char *
sz_measure_write (const SzMeasure *measure)
{
  const SzDataset *dataset = measure->dataset;
  GString *out = g_string_new (find_measure_word (measure->kind));
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (out, '(');
  if (measure->kind == SZ_MEASURE_QUANTILE)
    g_string_append_printf (out, "%s, ", sz_number_plain (measure->probability, number));
  g_string_append (out, dataset->id);
  if (measure->value != NULL) {
    g_string_append (out, ": ");
    sz_value_write (out, dataset, measure->value);
  } else if (measure->kind == SZ_MEASURE_DISTINCT || measure->kind == SZ_MEASURE_RECURRING) {
    g_string_append_printf (out, ": %s", sz_dataset_field (dataset, (guint)measure->field)->id);
  }
  if (measure->kind == SZ_MEASURE_RECURRING)
    g_string_append_printf (
        out, ", %s, %" G_GINT64_FORMAT,
        measure->field2 < 0 ? "key" : sz_dataset_field (dataset, (guint)measure->field2)->id, measure->least);
  if (measure->instant != dataset->at)
    g_string_append_printf (out, " @%s", sz_dataset_field (dataset, measure->instant)->id);
  if (measure->where != NULL) {
    g_string_append (out, " where ");
    sz_condition_write (out, dataset, measure->where);
  }
  g_string_append_c (out, ')');
  return g_string_free (out, FALSE);
}
