/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-evaluate.h"

#include <string.h>

typedef enum { OPERAND_NUMBER, OPERAND_WORD, OPERAND_TEXT } OperandType;

typedef struct _Operand Operand;
struct _Operand {
  SzValueKind kind;
  OperandType type;
  guint field;
  gint64 number; /* literal, or the word number of a literal code (-1: in no row) */
  const char *text;
  Operand *left, *right;
};

typedef struct _Test Test;
struct _Test {
  SzConditionKind kind;
  Test *left, *right;
  Operand *a, *b;
};

struct _SzProgram {
  const SzMeasure *measure;
  SzWords *words;
  Operand *value;
  Test *where;
};

/* --- building --- */

static void
free_operand (Operand *operand)
{
  if (operand == NULL)
    return;
  free_operand (operand->left);
  free_operand (operand->right);
  g_free (operand);
}

static void
free_test (Test *test)
{
  if (test == NULL)
    return;
  free_test (test->left);
  free_test (test->right);
  free_operand (test->a);
  free_operand (test->b);
  g_free (test);
}

static OperandType
type_of_field (const SzField *field)
{
  switch (field->type) {
  case SZ_FIELD_CODE:
  case SZ_FIELD_MASK:
    return OPERAND_WORD;
  case SZ_FIELD_TEXT:
    return OPERAND_TEXT;
  case SZ_FIELD_INSTANT:
  case SZ_FIELD_INTEGER:
  case SZ_FIELD_DECIMAL:
  case SZ_FIELD_FLAG:
  case SZ_FIELD_HASH:
  case SZ_FIELD_IDENTITY:
    break;
  }
  return OPERAND_NUMBER;
}

static Operand *
build_operand (const SzDataset *dataset, const SzValue *value)
{
  if (value == NULL)
    return NULL;
  Operand *operand = g_new0 (Operand, 1);
  operand->kind = value->kind;
  operand->field = value->field;
  operand->number = value->number;
  operand->text = value->text;
  if (value->kind == SZ_VALUE_FIELD)
    operand->type = type_of_field (sz_dataset_field (dataset, value->field));
  else if (value->kind == SZ_VALUE_TEXT)
    operand->type = OPERAND_TEXT;
  operand->left = build_operand (dataset, value->left);
  operand->right = build_operand (dataset, value->right);
  return operand;
}

/* A literal compared with a code becomes the code's number, once. */
static gboolean
resolve_literal (const SzProgram *program, Operand *literal, gboolean intern, GError **error)
{
  g_autoptr (GError) problem = NULL;
  guint crowd = 0;
  gint64 id = intern ? sz_words_intern (program->words, literal->text, &crowd, &problem)
                     : sz_words_find (program->words, literal->text, &problem);
  if (problem) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  literal->type = OPERAND_WORD;
  literal->number = id > 0 ? id : -1;
  return TRUE;
}

static gboolean
resolve_test (const SzProgram *program, Test *test, gboolean intern, GError **error)
{
  if (test->kind != SZ_CONDITION_EQ && test->kind != SZ_CONDITION_NE)
    return TRUE;
  if (test->a->type == OPERAND_WORD && test->b->kind == SZ_VALUE_TEXT)
    return resolve_literal (program, test->b, intern, error);
  if (test->b->type == OPERAND_WORD && test->a->kind == SZ_VALUE_TEXT)
    return resolve_literal (program, test->a, intern, error);
  return TRUE;
}

static gboolean
build_test (const SzProgram *program, const SzCondition *condition, gboolean intern, Test **built,
            GError **error)
{
  *built = NULL;
  if (condition == NULL)
    return TRUE;
  Test *test = *built = g_new0 (Test, 1);
  test->kind = condition->kind;
  test->a = build_operand (program->measure->dataset, condition->a);
  test->b = build_operand (program->measure->dataset, condition->b);
  return build_test (program, condition->left, intern, &test->left, error) &&
         build_test (program, condition->right, intern, &test->right, error) &&
         resolve_test (program, test, intern, error);
}

SzProgram *
sz_program_new (const SzMeasure *measure, SzWords *words, gboolean intern, GError **error)
{
  SzProgram *program = g_new0 (SzProgram, 1);
  program->measure = measure;
  program->words = words;
  program->value = build_operand (measure->dataset, measure->value);
  if (!build_test (program, measure->where, intern, &program->where, error))
    g_clear_pointer (&program, sz_program_free);
  return program;
}

void
sz_program_free (SzProgram *program)
{
  if (program == NULL)
    return;
  free_operand (program->value);
  free_test (program->where);
  g_free (program);
}

static void
mark_operand (const Operand *operand, gboolean *used)
{
  if (operand == NULL)
    return;
  if (operand->kind == SZ_VALUE_FIELD)
    used[operand->field] = TRUE;
  mark_operand (operand->left, used);
  mark_operand (operand->right, used);
}

static void
mark_test (const Test *test, gboolean *used)
{
  if (test == NULL)
    return;
  mark_operand (test->a, used);
  mark_operand (test->b, used);
  mark_test (test->left, used);
  mark_test (test->right, used);
}

void
sz_program_mark_fields (const SzProgram *program, gboolean *used)
{
  mark_operand (program->value, used);
  mark_test (program->where, used);
}

/* --- running --- */

static gboolean
read_number (const Operand *operand, const SzRowView *row, gint64 *value)
{
  gint64 left, right;
  switch (operand->kind) {
  case SZ_VALUE_FIELD:
    *value = row->numbers[operand->field];
    return row->set[operand->field];
  case SZ_VALUE_NUMBER:
  case SZ_VALUE_TEXT:
    *value = operand->number;
    return TRUE;
  case SZ_VALUE_SUBTRACT:
    return read_number (operand->left, row, &left) && read_number (operand->right, row, &right) &&
           !__builtin_sub_overflow (left, right, value);
  case SZ_VALUE_ADD:
    return read_number (operand->left, row, &left) && read_number (operand->right, row, &right) &&
           !__builtin_add_overflow (left, right, value);
  }
  return FALSE;
}

static const char *
read_text (const SzProgram *program, const Operand *operand, const SzRowView *row)
{
  if (operand->kind == SZ_VALUE_TEXT)
    return operand->text;
  if (!row->set[operand->field])
    return NULL;
  if (operand->type == OPERAND_WORD)
    return sz_words_text (program->words, row->numbers[operand->field]);
  return row->texts[operand->field];
}

static gboolean
order_holds (SzConditionKind kind, int order)
{
  switch (kind) {
  case SZ_CONDITION_EQ:
    return order == 0;
  case SZ_CONDITION_NE:
    return order != 0;
  case SZ_CONDITION_LT:
    return order < 0;
  case SZ_CONDITION_LE:
    return order <= 0;
  case SZ_CONDITION_GT:
    return order > 0;
  case SZ_CONDITION_GE:
    return order >= 0;
  case SZ_CONDITION_AND:
  case SZ_CONDITION_OR:
  case SZ_CONDITION_NOT:
  case SZ_CONDITION_SET:
  case SZ_CONDITION_MISSING:
  case SZ_CONDITION_TRUE:
    break;
  }
  return FALSE;
}

static gboolean
compares_numbers (const Test *test)
{
  if (test->a->type == OPERAND_NUMBER && test->b->type == OPERAND_NUMBER)
    return TRUE;
  return test->a->type == OPERAND_WORD && test->b->type == OPERAND_WORD &&
         (test->kind == SZ_CONDITION_EQ || test->kind == SZ_CONDITION_NE);
}

static SzTruth
compare (const SzProgram *program, const Test *test, const SzRowView *row)
{
  if (compares_numbers (test)) {
    gint64 a, b;
    if (!read_number (test->a, row, &a) || !read_number (test->b, row, &b))
      return SZ_UNKNOWN;
    return order_holds (test->kind, (a > b) - (a < b)) ? SZ_TRUE : SZ_FALSE;
  }
  if (test->a->type == OPERAND_NUMBER || test->b->type == OPERAND_NUMBER)
    return SZ_UNKNOWN; /* a number and a text have no order */
  const char *a = read_text (program, test->a, row), *b = read_text (program, test->b, row);
  if (a == NULL || b == NULL)
    return SZ_UNKNOWN;
  return order_holds (test->kind, strcmp (a, b)) ? SZ_TRUE : SZ_FALSE;
}

static gboolean
is_set (const Operand *operand, const SzRowView *row)
{
  if (operand->kind == SZ_VALUE_FIELD)
    return row->set[operand->field];
  gint64 ignored;
  return read_number (operand, row, &ignored);
}

static SzTruth
run_test (const SzProgram *program, const Test *test, const SzRowView *row)
{
  SzTruth left, right;
  switch (test->kind) {
  case SZ_CONDITION_AND:
    left = run_test (program, test->left, row);
    if (left == SZ_FALSE)
      return SZ_FALSE;
    right = run_test (program, test->right, row);
    return right == SZ_FALSE ? SZ_FALSE : left == SZ_UNKNOWN ? SZ_UNKNOWN : right;
  case SZ_CONDITION_OR:
    left = run_test (program, test->left, row);
    if (left == SZ_TRUE)
      return SZ_TRUE;
    right = run_test (program, test->right, row);
    return right == SZ_TRUE ? SZ_TRUE : left == SZ_UNKNOWN ? SZ_UNKNOWN : right;
  case SZ_CONDITION_NOT:
    left = run_test (program, test->left, row);
    return left == SZ_UNKNOWN ? SZ_UNKNOWN : left == SZ_TRUE ? SZ_FALSE : SZ_TRUE;
  case SZ_CONDITION_SET:
    return is_set (test->a, row) ? SZ_TRUE : SZ_FALSE;
  case SZ_CONDITION_MISSING:
    return is_set (test->a, row) ? SZ_FALSE : SZ_TRUE;
  case SZ_CONDITION_TRUE:
    if (!is_set (test->a, row))
      return SZ_UNKNOWN;
    return row->numbers[test->a->field] == 1 ? SZ_TRUE : SZ_FALSE;
  case SZ_CONDITION_EQ:
  case SZ_CONDITION_NE:
  case SZ_CONDITION_LT:
  case SZ_CONDITION_LE:
  case SZ_CONDITION_GT:
  case SZ_CONDITION_GE:
    break;
  }
  return compare (program, test, row);
}

SzTruth
sz_program_where (const SzProgram *program, const SzRowView *row)
{
  return program->where ? run_test (program, program->where, row) : SZ_TRUE;
}

gboolean
sz_program_value (const SzProgram *program, const SzRowView *row, gint64 *value)
{
  if (program->value)
    return read_number (program->value, row, value);
  *value = 1;
  return TRUE;
}

gboolean
sz_program_run (const SzProgram *program, const SzRowView *row, gint64 *value)
{
  return sz_program_value (program, row, value) && sz_program_where (program, row) == SZ_TRUE;
}
