/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sums and products of calls. Each call is a measure (mean() is two), interned in the catalogue. */

#include "sz-formula-parser-private.h"

#include <math.h>
#include <string.h>

#define MAX_LENGTH 4000

typedef struct {
  SzNode *node;
  SzQuantity quantity;
} Term;

static void
clear_term (Term *term)
{
  g_clear_pointer (&term->node, sz_node_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Term, clear_term)

static gboolean read_sum (SzParser *parser, Term *term, GError **error);

static SzNode *
make_node (SzNodeKind kind, SzNode *left, SzNode *right)
{
  SzNode *node = g_new0 (SzNode, 1);

  node->kind = kind;
  node->left = left;
  node->right = right;
  return node;
}

static SzNode *
make_number (double number)
{
  SzNode *node = make_node (SZ_NODE_NUMBER, NULL, NULL);

  node->number = number;
  return node;
}

/* Interns the measure (taken) and makes a leaf of it; the same leaf is used once. */
static SzNode *
make_leaf (SzParser *parser, SzMeasure *measure, GError **error)
{
  GArray *leaves = parser->formula->leaves;
  SzLeaf leaf = { sz_catalog_intern (parser->catalog, measure, error), SZ_WINDOW_BUCKET, FALSE };
  SzNode *node = NULL;

  if (leaf.measure == NULL)
    return NULL;
  node = make_node (SZ_NODE_LEAF, NULL, NULL);
  node->leaf = leaves->len;
  g_array_append_val (leaves, leaf);
  return node;
}

/* --- calls
 * --------------------------------------------------------------------------------------------------- */

typedef enum { CALL_MEASURE, CALL_MEAN, CALL_RUNNING, CALL_DAY_RUNNING, CALL_TOTAL } CallKind;

typedef enum { ARGUMENT_NONE, ARGUMENT_VALUE, ARGUMENT_FIELD, ARGUMENT_RECURRING } ArgumentKind;

typedef struct {
  const char *word;
  CallKind call;
  SzMeasureKind measure;
  ArgumentKind argument;
} Call;

static const Call calls[] = {
  { "count", CALL_MEASURE, SZ_MEASURE_COUNT, ARGUMENT_NONE },
  { "sum", CALL_MEASURE, SZ_MEASURE_SUM, ARGUMENT_VALUE },
  { "mean", CALL_MEAN, SZ_MEASURE_SUM, ARGUMENT_VALUE },
  { "min", CALL_MEASURE, SZ_MEASURE_MIN, ARGUMENT_VALUE },
  { "max", CALL_MEASURE, SZ_MEASURE_MAX, ARGUMENT_VALUE },
  { "distinct", CALL_MEASURE, SZ_MEASURE_DISTINCT, ARGUMENT_FIELD },
  { "recurring", CALL_MEASURE, SZ_MEASURE_RECURRING, ARGUMENT_RECURRING },
  { "quantile", CALL_MEASURE, SZ_MEASURE_QUANTILE, ARGUMENT_VALUE },
  { "days", CALL_MEASURE, SZ_MEASURE_DAYS, ARGUMENT_NONE },
  { "current", CALL_MEASURE, SZ_MEASURE_CURRENT, ARGUMENT_NONE },
  { "current_sum", CALL_MEASURE, SZ_MEASURE_CURRENT_SUM, ARGUMENT_VALUE },
  { "running", CALL_RUNNING, SZ_MEASURE_COUNT, ARGUMENT_NONE },
  { "day_running", CALL_DAY_RUNNING, SZ_MEASURE_COUNT, ARGUMENT_NONE },
  { "total", CALL_TOTAL, SZ_MEASURE_COUNT, ARGUMENT_NONE },
};

static const Call *
find_call (SzParser *parser, GError **error)
{
  const char *words[G_N_ELEMENTS (calls)];
  const char *near = NULL;

  if (parser->token.kind != SZ_TOKEN_NAME) {
    sz_parser_expected (parser, _ ("a number, a bracket or a call such as count()"), error);
    return NULL;
  }
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++) {
    words[i] = calls[i].word;
    if (sz_parser_is_word (parser, calls[i].word))
      return &calls[i];
  }
  near = sz_catalog_nearest (parser->token.text, words, G_N_ELEMENTS (calls));
  if (near != NULL)
    sz_parser_fail (parser, parser->token.start, error, _ ("“%s” is no call; did you mean “%s”?"),
                    parser->token.text, near);
  else
    sz_parser_fail (
        parser, parser->token.start, error,
        _ ("“%s” is no call; there are count, sum, mean, min, max, distinct, recurring, quantile, days, "
           "current, current_sum, running, day_running, total"),
        parser->token.text);
  return NULL;
}

static gboolean
read_dataset (SzParser *parser, const Call *call, SzMeasure *measure, GError **error)
{
  const SzDataset *dataset = NULL;
  g_autoptr (GError) unknown = NULL;

  if (parser->token.kind != SZ_TOKEN_NAME)
    return sz_parser_expected (parser, _ ("the name of a data set"), error);
  dataset = sz_catalog_dataset (parser->catalog, parser->token.text, &unknown);
  if (dataset == NULL)
    return sz_parser_fail (parser, parser->token.start, error, "%s", unknown->message);
  if ((call->measure == SZ_MEASURE_CURRENT || call->measure == SZ_MEASURE_CURRENT_SUM) &&
      dataset->valid_from < 0)
    return sz_parser_fail (parser, parser->token.start, error,
                           _ ("%s() needs a data set with Valid=; %s has none"), call->word, dataset->id);
  parser->dataset = measure->dataset = dataset;
  measure->instant = dataset->at;
  sz_parser_advance (parser);
  return TRUE;
}

static gboolean
read_measured_value (SzParser *parser, const Call *call, SzMeasure *measure, SzValueType *type,
                     GError **error)
{
  const char *start = parser->token.start;

  measure->value = sz_parser_read_value (parser, type, error);
  if (measure->value == NULL)
    return FALSE;
  if (type->constant)
    return sz_parser_fail (parser, start, error, _ ("%s() of a constant; expected a field"), call->word);
  if (type->is != SZ_VALUE_IS_NUMBER && type->is != SZ_VALUE_IS_DURATION)
    return sz_parser_fail (
        parser, start, error,
        _ ("%s() needs a number or a duration, such as called - taken; for flags count with where"),
        call->word);
  return TRUE;
}

static gboolean
read_recurring (SzParser *parser, SzMeasure *measure, GError **error)
{
  if (!sz_parser_expect_sign (parser, ",", error))
    return FALSE;
  measure->field2 = -1;
  if (!sz_parser_accept_word (parser, "key")) {
    measure->field2 = sz_parser_read_field (parser, error);
    if (measure->field2 < 0)
      return FALSE;
  }
  if (!sz_parser_expect_sign (parser, ",", error))
    return FALSE;
  if (parser->token.kind != SZ_TOKEN_NUMBER || parser->token.number < 1 || parser->token.number > 1e6 ||
      parser->token.number != floor (parser->token.number))
    return sz_parser_expected (parser, _ ("a whole number, the least that counts"), error);
  measure->least = (gint64)parser->token.number;
  sz_parser_advance (parser);
  return TRUE;
}

static gboolean
read_argument (SzParser *parser, const Call *call, SzMeasure *measure, SzValueType *type, GError **error)
{
  measure->field = measure->field2 = -1;
  if (call->argument == ARGUMENT_NONE)
    return TRUE;
  if (!sz_parser_expect_sign (parser, ":", error))
    return FALSE;
  if (call->argument == ARGUMENT_VALUE)
    return read_measured_value (parser, call, measure, type, error);
  measure->field = sz_parser_read_field (parser, error);
  if (measure->field < 0)
    return FALSE;
  return call->argument == ARGUMENT_FIELD || read_recurring (parser, measure, error);
}

static gboolean
read_instant (SzParser *parser, const Call *call, SzMeasure *measure, GError **error)
{
  const char *start = parser->token.start;
  int field = -1;

  if (!sz_parser_accept_sign (parser, "@"))
    return TRUE;
  if (call->measure == SZ_MEASURE_CURRENT || call->measure == SZ_MEASURE_CURRENT_SUM)
    return sz_parser_fail (parser, start, error, _ ("%s() has no instant: it is what is in force"),
                           call->word);
  start = parser->token.start;
  field = sz_parser_read_field (parser, error);
  if (field < 0)
    return FALSE;
  if (sz_dataset_field (parser->dataset, (guint)field)->type != SZ_FIELD_INSTANT)
    return sz_parser_fail (parser, start, error, _ ("“%s” is no instant"),
                           sz_dataset_field (parser->dataset, (guint)field)->id);
  measure->instant = (guint)field;
  return TRUE;
}

static gboolean
read_probability (SzParser *parser, SzMeasure *measure, GError **error)
{
  if (parser->token.kind != SZ_TOKEN_NUMBER || parser->token.number < 0 || parser->token.number > 1)
    return sz_parser_expected (parser, _ ("a probability from 0 to 1"), error);
  measure->probability = parser->token.number;
  sz_parser_advance (parser);
  return sz_parser_expect_sign (parser, ",", error);
}

/* Everything between the brackets of a call. */
static gboolean
read_measure (SzParser *parser, const Call *call, SzMeasure *measure, SzValueType *type, GError **error)
{
  measure->kind = call->measure;
  if (call->measure == SZ_MEASURE_QUANTILE && !read_probability (parser, measure, error))
    return FALSE;
  if (!read_dataset (parser, call, measure, error) || !read_argument (parser, call, measure, type, error) ||
      !read_instant (parser, call, measure, error))
    return FALSE;
  if (!sz_parser_accept_word (parser, "where"))
    return sz_parser_is_sign (parser, ")") || sz_parser_expected (parser, _ ("“)”, “@” or “where”"), error);
  measure->where = sz_parser_read_condition (parser, error);
  return measure->where != NULL;
}

/* Decimals are summed as whole numbers of their smallest unit; the formula brings them back. */
static SzNode *
scale_decimal (SzNode *node, guint scale)
{
  return node == NULL || scale == 0
             ? node
             : make_node (SZ_NODE_MULTIPLY, node, make_number (pow (10, -(double)scale)));
}

/* mean = sum / count of the rows that have the value. */
static SzNode *
make_mean (SzParser *parser, SzMeasure *sum, GError **error)
{
  g_autoptr (SzMeasure) owned = sum;
  SzMeasure *count = g_new0 (SzMeasure, 1);
  g_autoptr (SzNode) numerator = NULL;
  SzNode *denominator = NULL;

  count->kind = SZ_MEASURE_COUNT;
  count->dataset = sum->dataset;
  count->instant = sum->instant;
  count->field = count->field2 = -1;
  count->where =
      sz_condition_require (sum->dataset, sum->instant, sum->value, sz_condition_copy (sum->where));
  numerator = make_leaf (parser, g_steal_pointer (&owned), error);
  if (numerator == NULL) {
    sz_measure_free (count);
    return NULL;
  }
  denominator = make_leaf (parser, count, error);
  if (denominator == NULL)
    return NULL;
  return make_node (SZ_NODE_DIVIDE, g_steal_pointer (&numerator), denominator);
}

static gboolean
read_measure_call (SzParser *parser, const Call *call, Term *term, GError **error)
{
  g_autoptr (SzMeasure) measure = g_new0 (SzMeasure, 1);
  SzValueType type = { SZ_VALUE_IS_NUMBER, FALSE, 0 };
  const SzDataset *outer = parser->dataset;
  gboolean read = read_measure (parser, call, measure, &type, error);

  parser->dataset = outer;
  if (!read)
    return FALSE;
  term->node = call->call == CALL_MEAN ? make_mean (parser, g_steal_pointer (&measure), error)
                                       : make_leaf (parser, g_steal_pointer (&measure), error);
  if (call->argument == ARGUMENT_VALUE && type.is == SZ_VALUE_IS_NUMBER)
    term->node = scale_decimal (term->node, type.scale);
  term->quantity = call->argument == ARGUMENT_VALUE && type.is == SZ_VALUE_IS_DURATION ? SZ_QUANTITY_DURATION
                                                                                       : SZ_QUANTITY_NUMBER;
  return term->node != NULL;
}

/* running(), day_running() and total() change every leaf inside them. */
static gboolean
read_window_call (SzParser *parser, const Call *call, Term *term, GError **error)
{
  const char *start = parser->token.start;
  guint first = parser->formula->leaves->len;

  if (!read_sum (parser, term, error))
    return FALSE;
  if (parser->formula->leaves->len == first)
    return sz_parser_fail (parser, start, error, _ ("%s() of a constant"), call->word);
  for (guint i = first; i < parser->formula->leaves->len; i++) {
    SzLeaf *leaf = &g_array_index (parser->formula->leaves, SzLeaf, i);

    if (call->call == CALL_TOTAL) {
      leaf->total = TRUE;
      continue;
    }
    if (!sz_measure_is_additive (leaf->measure))
      return sz_parser_fail (parser, start, error, _ ("%s() adds up counts and sums only; here is %s"),
                             call->word, leaf->measure->text);
    if (leaf->window != SZ_WINDOW_BUCKET)
      return sz_parser_fail (parser, start, error, _ ("%s() within running() or day_running()"), call->word);
    leaf->window = call->call == CALL_RUNNING ? SZ_WINDOW_RUNNING : SZ_WINDOW_DAY_RUNNING;
  }
  return TRUE;
}

static gboolean
read_call (SzParser *parser, Term *term, GError **error)
{
  const Call *call = find_call (parser, error);

  if (call == NULL || !sz_parser_enter (parser, error))
    return FALSE;
  sz_parser_advance (parser);
  if (!sz_parser_expect_sign (parser, "(", error))
    return FALSE;
  if (call->call == CALL_MEASURE || call->call == CALL_MEAN ? !read_measure_call (parser, call, term, error)
                                                            : !read_window_call (parser, call, term, error))
    return FALSE;
  sz_parser_leave (parser);
  return sz_parser_expect_sign (parser, ")", error);
}

/* --- arithmetic
 * ---------------------------------------------------------------------------------------------- */

static gboolean
read_factor (SzParser *parser, Term *term, GError **error)
{
  if (parser->token.kind == SZ_TOKEN_NUMBER || parser->token.kind == SZ_TOKEN_DURATION) {
    term->node = make_number (parser->token.number);
    term->quantity = parser->token.kind == SZ_TOKEN_NUMBER ? SZ_QUANTITY_NUMBER : SZ_QUANTITY_DURATION;
    sz_parser_advance (parser);
    return TRUE;
  }
  if (!sz_parser_is_sign (parser, "("))
    return read_call (parser, term, error);
  if (!sz_parser_enter (parser, error))
    return FALSE;
  sz_parser_advance (parser);
  if (!read_sum (parser, term, error))
    return FALSE;
  sz_parser_leave (parser);
  return sz_parser_expect_sign (parser, ")", error);
}

static gboolean
check_product (SzParser *parser, const char *start, gboolean divide, Term *left, const Term *right,
               GError **error)
{
  gboolean left_long = left->quantity == SZ_QUANTITY_DURATION,
           right_long = right->quantity == SZ_QUANTITY_DURATION;

  if (!divide && left_long && right_long)
    return sz_parser_fail (parser, start, error, _ ("two durations cannot be multiplied"));
  if (divide && !left_long && right_long)
    return sz_parser_fail (
        parser, start, error,
        _ ("a number cannot be divided by a duration; divide the duration by 1h first for a number "
           "of hours"));
  left->quantity = left_long != right_long ? SZ_QUANTITY_DURATION : SZ_QUANTITY_NUMBER;
  return TRUE;
}

static gboolean
read_product (SzParser *parser, Term *term, GError **error)
{
  if (!read_factor (parser, term, error))
    return FALSE;
  while (sz_parser_is_sign (parser, "*") || sz_parser_is_sign (parser, "/")) {
    gboolean divide = sz_parser_is_sign (parser, "/");
    const char *start = parser->token.start;
    g_auto (Term) right = { NULL, SZ_QUANTITY_NUMBER };

    sz_parser_advance (parser);
    if (!read_factor (parser, &right, error) || !check_product (parser, start, divide, term, &right, error))
      return FALSE;
    term->node =
        make_node (divide ? SZ_NODE_DIVIDE : SZ_NODE_MULTIPLY, term->node, g_steal_pointer (&right.node));
  }
  return TRUE;
}

static gboolean
read_sum (SzParser *parser, Term *term, GError **error)
{
  if (!read_product (parser, term, error))
    return FALSE;
  while (sz_parser_is_sign (parser, "+") || sz_parser_is_sign (parser, "-")) {
    gboolean add = sz_parser_is_sign (parser, "+");
    const char *start = parser->token.start;
    g_auto (Term) right = { NULL, SZ_QUANTITY_NUMBER };

    sz_parser_advance (parser);
    if (!read_product (parser, &right, error))
      return FALSE;
    if (term->quantity != right.quantity)
      return sz_parser_fail (parser, start, error,
                             _ ("a duration and a number cannot be added or subtracted"));
    term->node = make_node (add ? SZ_NODE_ADD : SZ_NODE_SUBTRACT, term->node, g_steal_pointer (&right.node));
  }
  return TRUE;
}

static void
renumber (SzNode *node, const guint *map)
{
  if (node == NULL)
    return;
  if (node->kind == SZ_NODE_LEAF)
    node->leaf = map[node->leaf];
  renumber (node->left, map);
  renumber (node->right, map);
}

/* A leaf that stands twice is asked once. */
static void
merge_leaves (SzFormula *formula)
{
  g_autoptr (GArray) all = g_steal_pointer (&formula->leaves);
  g_autofree guint *map = g_new0 (guint, all->len + 1);

  formula->leaves = g_array_new (FALSE, FALSE, sizeof (SzLeaf));
  for (guint i = 0; i < all->len; i++) {
    const SzLeaf *leaf = &g_array_index (all, SzLeaf, i);
    guint at = 0;

    for (at = 0; at < formula->leaves->len; at++) {
      const SzLeaf *known = &g_array_index (formula->leaves, SzLeaf, at);

      if (known->measure == leaf->measure && known->window == leaf->window && known->total == leaf->total)
        break;
    }
    if (at == formula->leaves->len)
      g_array_append_val (formula->leaves, *leaf);
    map[i] = at;
  }
  renumber (formula->root, map);
}

SzFormula *
sz_catalog_parse_formula (SzCatalog *catalog, const char *text, GError **error)
{
  g_autoptr (SzFormula) formula = g_new0 (SzFormula, 1);
  g_auto (Term) term = { NULL, SZ_QUANTITY_NUMBER };
  SzParser parser;

  formula->leaves = g_array_new (FALSE, FALSE, sizeof (SzLeaf));
  if (strlen (text) > MAX_LENGTH) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("a formula of more than %d bytes"), MAX_LENGTH);
    return NULL;
  }
  sz_parser_begin (&parser, catalog, text);
  parser.formula = formula;
  if (!read_sum (&parser, &term, error))
    return NULL;
  if (parser.token.kind != SZ_TOKEN_END) {
    sz_parser_expected (&parser, _ ("+, -, *, / or the end"), error);
    return NULL;
  }
  if (formula->leaves->len == 0) {
    sz_parser_fail (&parser, text, error, _ ("a formula without any data"));
    return NULL;
  }
  formula->root = g_steal_pointer (&term.node);
  formula->quantity = term.quantity;
  merge_leaves (formula);
  return g_steal_pointer (&formula);
}
