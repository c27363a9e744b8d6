/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-compile.h"

#include <sqlite3.h>

/* --- values --- */

static void
append_stored (GString *sql, const SzLayout *layout, guint field)
{
  static const char *const readers[] = { "sz_word", "sz_number", "sz_hash", "sz_time", "sz_flag" };
  if (layout->slots[field] < 0)
    g_string_append (sql, layout->columns[field]);
  else
    g_string_append_printf (sql, "%s (data, %d)", readers[layout->manners[field]], layout->slots[field]);
}

void
sz_compile_field (GString *sql, const SzLayout *layout, const SzDataset *dataset, guint index)
{
  if (layout == NULL) {
    g_string_append (sql, sz_dataset_field (dataset, index)->id);
    return;
  }
  SzStoredAs stored = layout->stored[index];
  if (stored != SZ_STORED_PLAIN)
    g_string_append_c (sql, '(');
  append_stored (sql, layout, index);
  if (stored == SZ_STORED_AFTER_AT) {
    g_string_append (sql, " + ");
    append_stored (sql, layout, dataset->at);
  }
  if (stored != SZ_STORED_PLAIN)
    g_string_append (sql, " - nday * 86400000)");
}

static void
append_quoted (GString *sql, const char *text)
{
  char *quoted = sqlite3_mprintf ("%Q", text);
  g_string_append (sql, quoted ? quoted : "NULL");
  sqlite3_free (quoted);
}

void
sz_compile_value (GString *sql, const SzLayout *layout, const SzDataset *dataset, const SzValue *value)
{
  switch (value->kind) {
  case SZ_VALUE_FIELD:
    sz_compile_field (sql, layout, dataset, value->field);
    break;
  case SZ_VALUE_NUMBER:
    g_string_append_printf (sql, "%" G_GINT64_FORMAT, value->number);
    break;
  case SZ_VALUE_TEXT:
    append_quoted (sql, value->text);
    break;
  case SZ_VALUE_SUBTRACT:
  case SZ_VALUE_ADD:
    g_string_append_c (sql, '(');
    sz_compile_value (sql, layout, dataset, value->left);
    g_string_append (sql, value->kind == SZ_VALUE_ADD ? " + " : " - ");
    sz_compile_value (sql, layout, dataset, value->right);
    g_string_append_c (sql, ')');
    break;
  }
}

/* --- conditions --- */

typedef enum { SIDE_NUMBER, SIDE_CODE, SIDE_TEXT, SIDE_LITERAL } Side;

static Side
side_of (const SzDataset *dataset, const SzValue *value)
{
  if (value->kind == SZ_VALUE_TEXT)
    return SIDE_LITERAL;
  if (value->kind != SZ_VALUE_FIELD)
    return SIDE_NUMBER;
  const SzField *field = sz_dataset_field (dataset, value->field);
  if (sz_field_is_word (field))
    return SIDE_CODE;
  return field->type == SZ_FIELD_TEXT ? SIDE_TEXT : SIDE_NUMBER;
}

static const char *
operator_of (SzConditionKind kind)
{
  switch (kind) {
  case SZ_CONDITION_EQ:
    return "=";
  case SZ_CONDITION_NE:
    return "<>";
  case SZ_CONDITION_LT:
    return "<";
  case SZ_CONDITION_LE:
    return "<=";
  case SZ_CONDITION_GT:
    return ">";
  case SZ_CONDITION_GE:
    return ">=";
  case SZ_CONDITION_AND:
  case SZ_CONDITION_OR:
  case SZ_CONDITION_NOT:
  case SZ_CONDITION_SET:
  case SZ_CONDITION_MISSING:
  case SZ_CONDITION_TRUE:
    break;
  }
  return "=";
}

/* One side of a comparison: `as_word` compares codes by number, else everything is compared as text. */
static void
append_side (GString *sql, const SzLayout *layout, const SzDataset *dataset, const SzValue *value,
             gboolean as_word)
{
  Side side = side_of (dataset, value);
  if (side == SIDE_LITERAL && as_word) {
    g_string_append (sql, "coalesce((SELECT id FROM words WHERE text = ");
    append_quoted (sql, value->text);
    g_string_append (sql, "), sz_mask_number (");
    append_quoted (sql, value->text);
    g_string_append (sql, "), -1)");
  } else if (side == SIDE_CODE && !as_word) {
    g_string_append (sql, "coalesce((SELECT text FROM words WHERE id = ");
    sz_compile_value (sql, layout, dataset, value);
    g_string_append (sql, "), sz_mask_text (");
    sz_compile_value (sql, layout, dataset, value);
    g_string_append (sql, "))");
  } else {
    sz_compile_value (sql, layout, dataset, value);
  }
}

static void
append_comparison (GString *sql, const SzLayout *layout, const SzDataset *dataset,
                   const SzCondition *condition)
{
  Side a = side_of (dataset, condition->a), b = side_of (dataset, condition->b);
  if ((a == SIDE_NUMBER) != (b == SIDE_NUMBER)) {
    g_string_append (sql, "NULL"); /* a number and a text have no order */
    return;
  }
  gboolean equality = condition->kind == SZ_CONDITION_EQ || condition->kind == SZ_CONDITION_NE;
  gboolean as_word = equality && (a == SIDE_CODE || b == SIDE_CODE) &&
                     (a == SIDE_CODE || a == SIDE_LITERAL) && (b == SIDE_CODE || b == SIDE_LITERAL);
  g_string_append_c (sql, '(');
  append_side (sql, layout, dataset, condition->a, as_word);
  g_string_append_printf (sql, " %s ", operator_of (condition->kind));
  append_side (sql, layout, dataset, condition->b, as_word);
  g_string_append_c (sql, ')');
}

void
sz_compile_condition (GString *sql, const SzLayout *layout, const SzDataset *dataset,
                      const SzCondition *condition)
{
  switch (condition->kind) {
  case SZ_CONDITION_AND:
  case SZ_CONDITION_OR:
    g_string_append_c (sql, '(');
    sz_compile_condition (sql, layout, dataset, condition->left);
    g_string_append (sql, condition->kind == SZ_CONDITION_AND ? " AND " : " OR ");
    sz_compile_condition (sql, layout, dataset, condition->right);
    g_string_append_c (sql, ')');
    return;
  case SZ_CONDITION_NOT:
    g_string_append (sql, "(NOT ");
    sz_compile_condition (sql, layout, dataset, condition->left);
    g_string_append_c (sql, ')');
    return;
  case SZ_CONDITION_SET:
  case SZ_CONDITION_MISSING:
    g_string_append_c (sql, '(');
    sz_compile_value (sql, layout, dataset, condition->a);
    g_string_append (sql, condition->kind == SZ_CONDITION_SET ? " IS NOT NULL)" : " IS NULL)");
    return;
  case SZ_CONDITION_TRUE:
    g_string_append_c (sql, '(');
    sz_compile_value (sql, layout, dataset, condition->a);
    g_string_append (sql, " = 1)");
    return;
  case SZ_CONDITION_EQ:
  case SZ_CONDITION_NE:
  case SZ_CONDITION_LT:
  case SZ_CONDITION_LE:
  case SZ_CONDITION_GT:
  case SZ_CONDITION_GE:
    break;
  }
  append_comparison (sql, layout, dataset, condition);
}

void
sz_compile_contribution (GString *sql, const SzLayout *layout, const SzMeasure *measure)
{
  g_autoptr (GString) value = g_string_new (NULL);
  if (measure->field >= 0 && (measure->kind == SZ_MEASURE_DISTINCT || measure->kind == SZ_MEASURE_RECURRING))
    sz_compile_field (value, layout, measure->dataset, (guint)measure->field);
  else if (measure->value && measure->kind == SZ_MEASURE_COUNT) {
    g_string_append (value, "CASE WHEN ");
    sz_compile_value (value, layout, measure->dataset, measure->value);
    g_string_append (value, " IS NOT NULL THEN 1 END");
  } else if (measure->value)
    sz_compile_value (value, layout, measure->dataset, measure->value);
  else
    g_string_append_c (value, '1');
  if (measure->where == NULL) {
    g_string_append (sql, value->str);
    return;
  }
  g_string_append (sql, "CASE WHEN ");
  sz_compile_condition (sql, layout, measure->dataset, measure->where);
  g_string_append_printf (sql, " THEN %s END", value->str);
}

/* --- filters --- */

/* In the facts missing is NULL, in the rollups 0; the caller binds what the table holds. */
static void
append_filter (GString *sql, const SzScan *scan, const SzCompiledFilter *filter, gboolean rollup,
               guint *parameter)
{
  gboolean missing = filter->missing && filter->field >= 0;
  g_autoptr (GString) column = g_string_new (NULL);
  if (filter->field < 0)
    g_string_append (column, "src");
  else if (rollup)
    g_string_append (column, scan->layout->columns[filter->field]);
  else
    sz_compile_field (column, scan->layout, scan->layout->dataset, (guint)filter->field);
  g_string_append_printf (sql, " AND (%s IN (%s", column->str, missing && rollup ? "0" : "");
  for (guint j = 0; j < filter->n_values; j++)
    g_string_append_printf (sql, "%s?%u", j || (missing && rollup) ? ", " : "", (*parameter)++);
  g_string_append_c (sql, ')');
  if (missing && !rollup)
    g_string_append_printf (sql, " OR %s IS NULL", column->str);
  g_string_append_c (sql, ')');
}

static void
append_filters (GString *sql, const SzScan *scan, gboolean rollup, guint parameter)
{
  for (guint i = 0; i < scan->n_filters; i++)
    append_filter (sql, scan, &scan->filters[i], rollup, &parameter);
}

static void
append_by (GString *sql, const SzScan *scan, gboolean rollup)
{
  for (guint i = 0; i < scan->n_by; i++) {
    g_string_append (sql, ", ");
    if (scan->by[i] < 0)
      g_string_append (sql, "src");
    else if (rollup)
      g_string_append (sql, scan->layout->columns[scan->by[i]]);
    else
      sz_compile_field (sql, scan->layout, scan->layout->dataset, (guint)scan->by[i]);
  }
}

/* --- statements --- */

char *
sz_compile_cells (const SzScan *scan, const SzLayoutRollup *rollup, const char *const *columns,
                  guint n_columns)
{
  g_autoptr (GString) sql = g_string_new ("SELECT -nbucket");
  append_by (sql, scan, TRUE);
  g_string_append (sql, ", cells");
  for (guint i = 0; i < n_columns; i++)
    g_string_append_printf (sql, ", %s", columns[i]);
  g_string_append_printf (sql, " FROM %s WHERE nbucket BETWEEN -?2 AND -?1", rollup->table);
  append_filters (sql, scan, TRUE, 3);
  return g_strdup (sql->str);
}

/* An index serves only the bare column with two comparisons; anything else is worked out once. */
static void
append_span (GString *sql, const SzScan *scan, guint instant)
{
  g_autoptr (GString) when = g_string_new (NULL);
  sz_compile_field (when, scan->layout, scan->layout->dataset, instant);
  if (scan->layout->slots[instant] < 0)
    g_string_append_printf (sql, " AND %s >= ?1 AND %s < ?2", when->str, when->str);
  else
    g_string_append_printf (sql, " AND %s BETWEEN ?1 AND ?2 - 1", when->str);
}

char *
sz_compile_rows (const SzScan *scan, int instant, gboolean any_day, const SzMeasure *const *measures,
                 guint n_measures)
{
  const SzDataset *dataset = scan->layout->dataset;
  g_autoptr (GString) when = g_string_new (NULL);
  sz_compile_field (when, scan->layout, dataset, instant >= 0 ? (guint)instant : dataset->at);
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  g_string_append (sql, when->str);
  append_by (sql, scan, FALSE);
  for (guint i = 0; i < n_measures; i++) {
    g_string_append (sql, ", ");
    sz_compile_contribution (sql, scan->layout, measures[i]);
    if (measures[i]->kind == SZ_MEASURE_RECURRING && measures[i]->field2 >= 0) {
      g_string_append (sql, ", ");
      sz_compile_field (sql, scan->layout, dataset, (guint)measures[i]->field2);
    }
  }
  g_string_append_printf (sql, " FROM %s WHERE ", scan->layout->facts);
  g_string_append (sql, any_day ? "?3 = ?3 AND ?4 = ?4" : "nday BETWEEN -?4 AND -?3");
  if (instant >= 0)
    append_span (sql, scan, (guint)instant);
  else
    g_string_append (sql, " AND ?1 = ?1 AND ?2 = ?2");
  append_filters (sql, scan, FALSE, 5);
  return g_strdup (sql->str);
}

/* In force at ?2 − 1. */
static void
append_in_force (GString *sql, const SzScan *scan)
{
  const SzDataset *dataset = scan->layout->dataset;
  g_string_append (sql, " AND ");
  sz_compile_field (sql, scan->layout, dataset, (guint)dataset->valid_from);
  g_string_append (sql, " < ?2");
  if (dataset->valid_to < 0)
    return;
  g_autoptr (GString) to = g_string_new (NULL);
  sz_compile_field (to, scan->layout, dataset, (guint)dataset->valid_to);
  g_string_append_printf (sql, " AND (%s IS NULL OR %s >= ?2)", to->str, to->str);
}

static void
append_listed (GString *sql, const SzScan *scan, const SzListing *listing)
{
  const SzLayout *layout = scan->layout;
  g_string_append_printf (sql, " FROM %s WHERE ?1 = ?1 AND ?2 = ?2 AND ?3 = ?3 AND ?4 = ?4", layout->facts);
  if (listing->span == SZ_SPAN_INSTANT)
    g_string_append (sql, " AND nday BETWEEN -?4 AND -?3");
  if (listing->span == SZ_SPAN_ANY_DAY && listing->in_order && layout->slots[listing->instant] < 0) {
    g_autoptr (GString) when = g_string_new (NULL);
    sz_compile_field (when, layout, layout->dataset, listing->instant);
    g_string_append_printf (sql, " AND +%s >= ?1 AND +%s < ?2", when->str, when->str);
  } else if (listing->span == SZ_SPAN_INSTANT || listing->span == SZ_SPAN_ANY_DAY) {
    append_span (sql, scan, listing->instant);
  } else if (listing->span == SZ_SPAN_IN_FORCE) {
    append_in_force (sql, scan);
  }
  if (listing->measure) {
    g_string_append (sql, " AND (");
    sz_compile_contribution (sql, layout, listing->measure);
    g_string_append (sql, ") IS NOT NULL");
  }
  if (listing->text_field >= 0) {
    g_string_append (sql, " AND ");
    sz_compile_field (sql, layout, layout->dataset, (guint)listing->text_field);
    g_string_append (sql, " = ?10");
  }
  append_filters (sql, scan, FALSE, 11);
}

char *
sz_compile_listing (const SzScan *scan, const SzListing *listing)
{
  const SzDataset *dataset = scan->layout->dataset;
  g_autoptr (GString) sql = g_string_new ("SELECT nday, src, key");
  for (guint i = 0; i < (listing->fields ? listing->n_fields : scan->layout->n_fields); i++) {
    g_string_append (sql, ", ");
    sz_compile_field (sql, scan->layout, dataset, listing->fields ? listing->fields[i] : i);
  }
  append_listed (sql, scan, listing);
  if (listing->fields)
    return g_strdup (sql->str);
  g_autoptr (GString) at = g_string_new (NULL);
  sz_compile_field (at, scan->layout, dataset, dataset->at);
  g_string_append_printf (sql,
                          " AND nday >= ?5 AND (nday > ?5 OR %s < ?6 OR (%s = ?6 AND (src, key) > (?7, ?8)))"
                          " ORDER BY nday, %s DESC, src, key LIMIT ?9",
                          at->str, at->str, at->str);
  return g_strdup (sql->str);
}

char *
sz_compile_outline (const SzScan *scan, const SzListing *listing)
{
  g_autoptr (GString) sql = g_string_new ("SELECT nday, count(*)");
  append_listed (sql, scan, listing);
  g_string_append (sql, " AND nday >= ?5 GROUP BY nday ORDER BY nday");
  return g_strdup (sql->str);
}

char *
sz_compile_row_count (const SzScan *scan, const SzListing *listing)
{
  g_autoptr (GString) sql = g_string_new ("SELECT count(*)");
  append_listed (sql, scan, listing);
  return g_strdup (sql->str);
}

char *
sz_compile_names (const SzLayout *layout)
{
  const SzDataset *dataset = layout->dataset;
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  sz_compile_field (sql, layout, dataset, (guint)dataset->names_code);
  g_string_append (sql, ", ");
  sz_compile_field (sql, layout, dataset, (guint)dataset->names_text);
  g_string_append_printf (sql, " FROM %s ORDER BY nday DESC, ", layout->facts);
  sz_compile_field (sql, layout, dataset, dataset->at);
  return g_strdup (sql->str);
}
