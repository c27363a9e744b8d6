/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Values and conditions over one row.
 *
 * A number literal does not know yet which decimal it will meet; it is held in millionths until its
 * comparison or sum is known, and then settled to the stored units of the field beside it. */

#include "sz-formula-parser-private.h"

#include <math.h>
#include <string.h>

#define LITERAL_SCALE 6
#define LITERAL_UNIT 1000000

static const char *
name_type (SzValueIs is)
{
  switch (is) {
  case SZ_VALUE_IS_INSTANT:
    return _ ("an instant");
  case SZ_VALUE_IS_DURATION:
    return _ ("a duration");
  case SZ_VALUE_IS_NUMBER:
    return _ ("a number");
  case SZ_VALUE_IS_TEXT:
    return _ ("a text");
  case SZ_VALUE_IS_FLAG:
    return _ ("a flag");
  case SZ_VALUE_IS_HASH:
    return _ ("an identity");
  }
  return "";
}

static SzValueType
find_field_type (const SzField *field)
{
  SzValueType type = { SZ_VALUE_IS_NUMBER, FALSE, 0 };

  switch (field->type) {
  case SZ_FIELD_INSTANT:
    type.is = SZ_VALUE_IS_INSTANT;
    break;
  case SZ_FIELD_INTEGER:
    type.is = field->duration ? SZ_VALUE_IS_DURATION : SZ_VALUE_IS_NUMBER;
    break;
  case SZ_FIELD_DECIMAL:
    type.scale = field->scale;
    break;
  case SZ_FIELD_FLAG:
    type.is = SZ_VALUE_IS_FLAG;
    break;
  case SZ_FIELD_HASH:
  case SZ_FIELD_IDENTITY:
    type.is = SZ_VALUE_IS_HASH;
    break;
  case SZ_FIELD_CODE:
  case SZ_FIELD_TEXT:
  case SZ_FIELD_MASK:
    type.is = SZ_VALUE_IS_TEXT;
    break;
  }
  return type;
}

static SzValue *
make_number (SzParser *parser, gboolean negative, SzValueType *type)
{
  SzValue *value = g_new0 (SzValue, 1);
  gboolean duration = parser->token.kind == SZ_TOKEN_DURATION;
  double number = duration ? parser->token.number : parser->token.number * LITERAL_UNIT;

  value->kind = SZ_VALUE_NUMBER;
  value->number = (gint64)llround (negative ? -number : number);
  type->is = duration ? SZ_VALUE_IS_DURATION : SZ_VALUE_IS_NUMBER;
  type->constant = TRUE;
  type->scale = LITERAL_SCALE;
  sz_parser_advance (parser);
  return value;
}

static SzValue *
read_primary (SzParser *parser, SzValueType *type, GError **error)
{
  SzValue *value = NULL;
  gboolean negative = FALSE;
  int field = -1;

  if (sz_parser_accept_sign (parser, "(")) {
    g_autoptr (SzValue) inner = NULL;

    if (!sz_parser_enter (parser, error))
      return NULL;
    inner = sz_parser_read_value (parser, type, error);
    sz_parser_leave (parser);
    if (inner == NULL || !sz_parser_expect_sign (parser, ")", error))
      return NULL;
    return g_steal_pointer (&inner);
  }
  negative = sz_parser_accept_sign (parser, "-");
  if (parser->token.kind == SZ_TOKEN_NUMBER || parser->token.kind == SZ_TOKEN_DURATION)
    return make_number (parser, negative, type);
  if (negative) {
    sz_parser_expected (parser, _ ("a number"), error);
    return NULL;
  }
  if (parser->token.kind == SZ_TOKEN_TEXT) {
    value = g_new0 (SzValue, 1);
    value->kind = SZ_VALUE_TEXT;
    value->text = g_strdup (parser->token.text);
    *type = (SzValueType){ SZ_VALUE_IS_TEXT, TRUE, 0 };
    sz_parser_advance (parser);
    return value;
  }
  field = sz_parser_read_field (parser, error);
  if (field < 0)
    return NULL;
  value = g_new0 (SzValue, 1);
  value->kind = SZ_VALUE_FIELD;
  value->field = (guint)field;
  *type = find_field_type (sz_dataset_field (parser->dataset, (guint)field));
  return value;
}

/* Brings the literals of a number to `scale` stored units; FALSE if one has more decimals than the field. */
static gboolean
settle (SzValue *value, guint scale)
{
  gint64 divisor = 1;

  if (value == NULL || value->kind == SZ_VALUE_FIELD || value->kind == SZ_VALUE_TEXT)
    return TRUE;
  if (value->kind != SZ_VALUE_NUMBER)
    return settle (value->left, scale) && settle (value->right, scale);
  for (guint i = scale; i < LITERAL_SCALE; i++)
    divisor *= 10;
  if (value->number % divisor != 0)
    return FALSE;
  value->number /= divisor;
  return TRUE;
}

/* Two numbers that meet must be in the same units; literals follow the fields. */
static gboolean
align_numbers (SzParser *parser, const char *start, SzValue *a, SzValueType *a_type, SzValue *b,
               SzValueType *b_type, GError **error)
{
  guint scale = a_type->constant ? b_type->scale : a_type->scale;

  if (a_type->is != SZ_VALUE_IS_NUMBER || (a_type->constant && b_type->constant))
    return TRUE;
  if (!a_type->constant && !b_type->constant && a_type->scale != b_type->scale)
    return sz_parser_fail (parser, start, error, _ ("two fields with a different number of decimals"));
  if ((a_type->constant && !settle (a, scale)) || (b_type->constant && !settle (b, scale)))
    return sz_parser_fail (parser, start, error,
                           _ ("a number with more than %u decimals, which the field has"), scale);
  a_type->scale = b_type->scale = scale;
  return TRUE;
}

/* instant − instant = duration; instant ± duration = instant; like ± like. */
static gboolean
combine_types (SzParser *parser, const char *start, gboolean add, SzValueType *left, const SzValueType *right,
               GError **error)
{
  gboolean like = left->is == right->is;

  if (like && left->is == SZ_VALUE_IS_INSTANT && !add)
    left->is = SZ_VALUE_IS_DURATION;
  else if (!(left->is == SZ_VALUE_IS_INSTANT && right->is == SZ_VALUE_IS_DURATION) &&
           !(like && (left->is == SZ_VALUE_IS_DURATION || left->is == SZ_VALUE_IS_NUMBER)))
    return sz_parser_fail (parser, start, error,
                           add ? _ ("%s and %s cannot be added") : _ ("from %s, %s cannot be taken"),
                           name_type (left->is), name_type (right->is));
  left->constant = left->constant && right->constant;
  return TRUE;
}

SzValue *
sz_parser_read_value (SzParser *parser, SzValueType *type, GError **error)
{
  g_autoptr (SzValue) left = read_primary (parser, type, error);

  while (left != NULL && (sz_parser_is_sign (parser, "+") || sz_parser_is_sign (parser, "-"))) {
    gboolean add = sz_parser_is_sign (parser, "+");
    const char *start = parser->token.start;
    SzValueType right_type = { SZ_VALUE_IS_NUMBER, FALSE, 0 };
    g_autoptr (SzValue) right = NULL;
    SzValue *sum = NULL;

    sz_parser_advance (parser);
    right = read_primary (parser, &right_type, error);
    if (right == NULL ||
        (type->is == right_type.is &&
         !align_numbers (parser, start, left, type, right, &right_type, error)) ||
        !combine_types (parser, start, add, type, &right_type, error))
      return NULL;
    sum = g_new0 (SzValue, 1);
    sum->kind = add ? SZ_VALUE_ADD : SZ_VALUE_SUBTRACT;
    sum->left = g_steal_pointer (&left);
    sum->right = g_steal_pointer (&right);
    left = sum;
  }
  return g_steal_pointer (&left);
}

/* --- conditions
 * ---------------------------------------------------------------------------------------------- */

static SzCondition *
make_condition (SzConditionKind kind, SzCondition *left, SzCondition *right)
{
  SzCondition *condition = g_new0 (SzCondition, 1);

  condition->kind = kind;
  condition->left = left;
  condition->right = right;
  return condition;
}

static SzCondition *
make_test (SzConditionKind kind, SzValue *a, SzValue *b)
{
  SzCondition *condition = g_new0 (SzCondition, 1);

  condition->kind = kind;
  condition->a = a;
  condition->b = b;
  return condition;
}

static gboolean
find_comparison (const SzParser *parser, SzConditionKind *kind)
{
  static const struct {
    const char *sign;
    SzConditionKind kind;
  } signs[] = { { "=", SZ_CONDITION_EQ },  { "!=", SZ_CONDITION_NE }, { "<", SZ_CONDITION_LT },
                { "<=", SZ_CONDITION_LE }, { ">", SZ_CONDITION_GT },  { ">=", SZ_CONDITION_GE } };

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (sz_parser_is_sign (parser, signs[i].sign)) {
      *kind = signs[i].kind;
      return TRUE;
    }
  return FALSE;
}

static gboolean
check_comparison (SzParser *parser, const char *start, SzConditionKind kind, SzValueType *a, SzValueType *b,
                  GError **error)
{
  if (a->is != b->is)
    return sz_parser_fail (parser, start, error, _ ("%s and %s cannot be compared"), name_type (a->is),
                           name_type (b->is));
  if (a->constant && b->constant)
    return sz_parser_fail (parser, start, error, _ ("two constants are compared; one side must be a field"));
  if (a->is == SZ_VALUE_IS_FLAG || a->is == SZ_VALUE_IS_HASH)
    return sz_parser_fail (parser, start, error, _ ("%s cannot be compared"), name_type (a->is));
  if (a->is == SZ_VALUE_IS_TEXT && kind != SZ_CONDITION_EQ && kind != SZ_CONDITION_NE)
    return sz_parser_fail (parser, start, error, _ ("texts are only equal or not: use = or !="));
  return TRUE;
}

static SzCondition *
read_comparison (SzParser *parser, SzConditionKind kind, SzValue *left, SzValueType *left_type,
                 GError **error)
{
  g_autoptr (SzValue) right = NULL;
  SzValueType right_type = { SZ_VALUE_IS_NUMBER, FALSE, 0 };
  const char *start = parser->token.start;

  sz_parser_advance (parser);
  right = sz_parser_read_value (parser, &right_type, error);
  if (right == NULL || !check_comparison (parser, start, kind, left_type, &right_type, error) ||
      !align_numbers (parser, start, left, left_type, right, &right_type, error))
    return NULL;
  return make_test (kind, sz_value_copy (left), g_steal_pointer (&right));
}

/* `field in ('a', 'b')` is field = 'a' or field = 'b'. */
static SzCondition *
read_in (SzParser *parser, SzValue *left, SzValueType *left_type, GError **error)
{
  g_autoptr (SzCondition) any = NULL;

  sz_parser_advance (parser);
  if (!sz_parser_expect_sign (parser, "(", error))
    return NULL;
  do {
    g_autoptr (SzValue) item = NULL;
    SzValueType type = { SZ_VALUE_IS_NUMBER, FALSE, 0 };
    const char *start = parser->token.start;
    SzCondition *equal = NULL;

    item = read_primary (parser, &type, error);
    if (item == NULL || !check_comparison (parser, start, SZ_CONDITION_EQ, left_type, &type, error) ||
        !align_numbers (parser, start, left, left_type, item, &type, error))
      return NULL;
    equal = make_test (SZ_CONDITION_EQ, sz_value_copy (left), g_steal_pointer (&item));
    any = any == NULL ? equal : make_condition (SZ_CONDITION_OR, g_steal_pointer (&any), equal);
  } while (sz_parser_accept_sign (parser, ","));
  if (!sz_parser_expect_sign (parser, ")", error))
    return NULL;
  return g_steal_pointer (&any);
}

static SzCondition *
read_test (SzParser *parser, GError **error)
{
  const char *start = parser->token.start;
  SzValueType type = { SZ_VALUE_IS_NUMBER, FALSE, 0 };
  SzConditionKind kind = SZ_CONDITION_TRUE;
  g_autoptr (SzValue) value = sz_parser_read_value (parser, &type, error);

  if (value == NULL)
    return NULL;
  if (find_comparison (parser, &kind))
    return read_comparison (parser, kind, value, &type, error);
  if (sz_parser_is_word (parser, "in"))
    return read_in (parser, value, &type, error);
  if (sz_parser_accept_word (parser, "is")) {
    if (sz_parser_accept_word (parser, "set"))
      kind = SZ_CONDITION_SET;
    else if (sz_parser_accept_word (parser, "missing"))
      kind = SZ_CONDITION_MISSING;
    else
      return sz_parser_expected (parser, _ ("“set” or “missing”"), error), NULL;
    if (type.constant)
      return sz_parser_fail (parser, start, error, _ ("a constant is always set")), NULL;
  } else if (type.is != SZ_VALUE_IS_FLAG || value->kind != SZ_VALUE_FIELD) {
    return sz_parser_expected (parser, _ ("a comparison, “is set”, “is missing” or “in”"), error), NULL;
  }
  return make_test (kind, g_steal_pointer (&value), NULL);
}

/* An opening bracket may hold a condition or a value; what follows its partner tells. */
static gboolean
bracket_is_value (const SzParser *parser)
{
  SzParser look = *parser;
  guint open = 0;
  SzConditionKind kind;

  do {
    if (sz_parser_is_sign (&look, "("))
      open++;
    else if (sz_parser_is_sign (&look, ")"))
      open--;
    sz_parser_advance (&look);
  } while (open > 0 && look.token.kind != SZ_TOKEN_END);
  return find_comparison (&look, &kind) || sz_parser_is_sign (&look, "+") || sz_parser_is_sign (&look, "-") ||
         sz_parser_is_word (&look, "is") || sz_parser_is_word (&look, "in");
}

static SzCondition *
read_not (SzParser *parser, GError **error)
{
  g_autoptr (SzCondition) inner = NULL;
  gboolean negated = FALSE;

  while (sz_parser_accept_word (parser, "not"))
    negated = !negated;
  if (sz_parser_is_sign (parser, "(") && !bracket_is_value (parser)) {
    if (!sz_parser_enter (parser, error))
      return NULL;
    sz_parser_advance (parser);
    inner = sz_parser_read_condition (parser, error);
    sz_parser_leave (parser);
    if (inner == NULL || !sz_parser_expect_sign (parser, ")", error))
      return NULL;
  } else {
    inner = read_test (parser, error);
  }
  if (inner == NULL)
    return NULL;
  /* Twice denied is said plainly, so that equal conditions are spelt alike. */
  if (negated && inner->kind == SZ_CONDITION_NOT) {
    SzCondition *plain = g_steal_pointer (&inner->left);

    return plain;
  }
  return negated ? make_condition (SZ_CONDITION_NOT, g_steal_pointer (&inner), NULL)
                 : g_steal_pointer (&inner);
}

static SzCondition *
read_and (SzParser *parser, GError **error)
{
  g_autoptr (SzCondition) left = read_not (parser, error);

  while (left != NULL && sz_parser_accept_word (parser, "and")) {
    SzCondition *right = read_not (parser, error);

    if (right == NULL)
      return NULL;
    left = make_condition (SZ_CONDITION_AND, g_steal_pointer (&left), right);
  }
  return g_steal_pointer (&left);
}

SzCondition *
sz_parser_read_condition (SzParser *parser, GError **error)
{
  g_autoptr (SzCondition) left = read_and (parser, error);

  while (left != NULL && sz_parser_accept_word (parser, "or")) {
    SzCondition *right = read_and (parser, error);

    if (right == NULL)
      return NULL;
    left = make_condition (SZ_CONDITION_OR, g_steal_pointer (&left), right);
  }
  return g_steal_pointer (&left);
}

static gboolean
holds_field (const SzValue *value, guint field)
{
  if (value == NULL)
    return FALSE;
  return (value->kind == SZ_VALUE_FIELD && value->field == field) || holds_field (value->left, field) ||
         holds_field (value->right, field);
}

/* Whether a row for which the condition is true surely has the field: a comparison with a missing value is
 * not true. */
static gboolean
says_set (const SzCondition *where, guint field)
{
  if (where == NULL)
    return FALSE;
  if (where->kind == SZ_CONDITION_AND)
    return says_set (where->left, field) || says_set (where->right, field);
  if (where->kind == SZ_CONDITION_OR)
    return says_set (where->left, field) && says_set (where->right, field);
  if (where->kind == SZ_CONDITION_NOT || where->kind == SZ_CONDITION_MISSING)
    return FALSE;
  return holds_field (where->a, field) || holds_field (where->b, field);
}

SzCondition *
sz_condition_require (const SzDataset *dataset, guint instant, const SzValue *value, SzCondition *where)
{
  SzCondition *set = NULL;

  if (value == NULL)
    return where;
  if (value->kind != SZ_VALUE_FIELD) {
    where = sz_condition_require (dataset, instant, value->left, where);
    return sz_condition_require (dataset, instant, value->right, where);
  }
  if (value->field == instant || sz_dataset_field (dataset, value->field)->required ||
      says_set (where, value->field))
    return where;
  set = make_test (SZ_CONDITION_SET, sz_value_copy (value), NULL);
  return where == NULL ? set : make_condition (SZ_CONDITION_AND, where, set);
}
