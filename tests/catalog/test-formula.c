/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-catalog.h"
#include "sz-i18n.h"

#include <math.h>
#include <string.h>

static SzCatalog *catalog;

/* --- good: what leaves a formula has, in canonical spelling
 * ------------------------------------------------------------- */

typedef struct {
  const char *text;
  const char *leaves; /* joined with " ; ", each "WINDOW TOTAL text" where not plain */
  SzQuantity quantity;
} Good;

static const Good good[] = {
  { "count(tickets)", "count(tickets)", SZ_QUANTITY_NUMBER },
  { "count( tickets @ taken )", "count(tickets)", SZ_QUANTITY_NUMBER },
  { "count(tickets @called where started is set)", "count(tickets @called where started is set)",
    SZ_QUANTITY_NUMBER },
  { "mean(tickets: called - taken @called where started is set)",
    "sum(tickets: called - taken @called where started is set) ; count(tickets @called where started is set)",
    SZ_QUANTITY_DURATION },
  { "mean(tickets: ended - started @ended)",
    "sum(tickets: ended - started @ended) ; count(tickets @ended where started is set)",
    SZ_QUANTITY_DURATION },
  { "mean(evals: level where level > 1)", "sum(evals: level where level > 1) ; count(evals where level > 1)",
    SZ_QUANTITY_NUMBER },
  { "mean(cases: suspended @accepted where suspended > 0s)",
    "sum(cases: suspended @accepted where suspended > 0ms) ; count(cases @accepted where suspended > 0ms)",
    SZ_QUANTITY_DURATION },
  { "quantile(0.90, tickets: called - taken @called)", "quantile(0.9, tickets: called - taken @called)",
    SZ_QUANTITY_DURATION },
  { "max(tickets: called - taken)", "max(tickets: called - taken)", SZ_QUANTITY_DURATION },
  { "distinct(tickets: subject where area = 'A''')", NULL, SZ_QUANTITY_NUMBER },
  { "distinct(tickets: subject where area = '社保')", "distinct(tickets: subject where area = '社保')",
    SZ_QUANTITY_NUMBER },
  { "recurring(tickets: subject, key, 2)", "recurring(tickets: subject, key, 2)", SZ_QUANTITY_NUMBER },
  { "recurring(tickets: subject, window, 2 where called - taken > 90s)",
    "recurring(tickets: subject, window, 2 where called - taken > 90s)", SZ_QUANTITY_NUMBER },
  { "days(cases @finished)", "days(cases @finished)", SZ_QUANTITY_NUMBER },
  { "current(items where online and not (visits > 0 or depth = 4))",
    "current(items where online and not (visits > 0 or depth = 4))", SZ_QUANTITY_NUMBER },
  { "current_sum(items: legal_days - promised_days where legal_days > 2.50)",
    "current_sum(items: legal_days - promised_days where legal_days > 2.5)", SZ_QUANTITY_NUMBER },
  { "running(count(cases @accepted) - count(cases @closed where accepted is set))",
    "RUNNING count(cases @accepted) ; RUNNING count(cases @closed where accepted is set)",
    SZ_QUANTITY_NUMBER },
  { "day_running(sum(flow: entered) - sum(flow: left))", "DAY sum(flow: entered) ; DAY sum(flow: left)",
    SZ_QUANTITY_NUMBER },
  { "count(cases) / total(count(cases))", "count(cases) ; TOTAL count(cases)", SZ_QUANTITY_NUMBER },
  { "count(cases) / count(cases) + count(cases)", "count(cases)", SZ_QUANTITY_NUMBER },
  { "count(evals where level in (4, 5))", "count(evals where level = 4 or level = 5)", SZ_QUANTITY_NUMBER },
  { "count(evals where (level in (4, 5)) and automatic)",
    "count(evals where (level = 4 or level = 5) and automatic)", SZ_QUANTITY_NUMBER },
  { "count(cases where (promised - finished) >= 1d)", "count(cases where promised - finished >= 1d)",
    SZ_QUANTITY_NUMBER },
  { "count(cases where promised - (finished - received) > received)",
    "count(cases where promised - (finished - received) > received)", SZ_QUANTITY_NUMBER },
  { "count(tickets) / (sum(tickets: ended - started @ended) / 1h)",
    "count(tickets) ; sum(tickets: ended - started @ended)", SZ_QUANTITY_NUMBER },
  { "2 * sum(tickets: ended - started) + 30s", "sum(tickets: ended - started)", SZ_QUANTITY_DURATION },
  { "count(cases where closed is missing or closed > promised)",
    "count(cases where closed is missing or closed > promised)", SZ_QUANTITY_NUMBER },
};

static char *
list_leaves (const SzFormula *formula)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < formula->leaves->len; i++) {
    const SzLeaf *leaf = &g_array_index (formula->leaves, SzLeaf, i);

    g_string_append_printf (out, "%s%s%s%s", i > 0 ? " ; " : "", leaf->total ? "TOTAL " : "",
                            leaf->window == SZ_WINDOW_RUNNING       ? "RUNNING "
                            : leaf->window == SZ_WINDOW_DAY_RUNNING ? "DAY "
                                                                    : "",
                            leaf->measure->text);
  }
  return g_string_free (out, FALSE);
}

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    SzFormula *formula = sz_catalog_parse_formula (catalog, good[i].text, &error);
    g_autofree char *leaves = NULL;

    if (good[i].leaves == NULL) {
      g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
      continue;
    }
    g_assert_no_error (error);
    leaves = list_leaves (formula);
    g_assert_cmpstr (leaves, ==, good[i].leaves);
    g_assert_cmpint (formula->quantity, ==, good[i].quantity);
    sz_formula_free (formula);
  }
}

/* --- bad: at which character, and what it says
 * ----------------------------------------------------------------------------- */

static const struct {
  const char *text, *message;
} bad[] = {
  { "", "character 1: expected a number, a bracket or a call such as count(), found the end" },
  { "42", "character 1: a formula without any data" },
  { "cuont(tickets)", "character 1: “cuont” is no call; did you mean “count”?" },
  { "count(tickts)", "character 7: there is no data set “tickts”; did you mean “tickets”?" },
  { "count(tickets", "character 14: expected “)”, “@” or “where”, found the end" },
  { "count(tickets) count(tickets)", "character 16: expected +, -, *, / or the end, found “count”" },
  { "count(tickets where)", "character 20: expected a field of tickets, found “)”" },
  { "count(tickets where caled is set)",
    "character 21: tickets has no field “caled”; did you mean “called”?" },
  { "count(tickets where called is)", "character 30: expected “set” or “missing”, found “)”" },
  { "count(tickets where called)",
    "character 27: expected a comparison, “is set”, “is missing” or “in”, found “)”" },
  { "count(tickets where called > 3)", "character 28: an instant and a number cannot be compared" },
  { "count(tickets where recalls > 1min)", "character 29: a number and a duration cannot be compared" },
  { "count(tickets where recalls = 'x')", "character 29: a number and a text cannot be compared" },
  { "count(tickets where area < 'x')", "character 26: texts are only equal or not: use = or !=" },
  { "count(tickets where 1 = 1)", "character 23: two constants are compared; one side must be a field" },
  { "count(tickets where face = face)", "character 26: a flag cannot be compared" },
  { "count(tickets where 区 is set)", "character 21: expected a field of tickets, found “区”" },
  { "count(tickets @area)", "character 16: “area” is no instant" },
  { "current(items @valid_from)", "character 15: current() has no instant: it is what is in force" },
  { "current(tickets)", "character 9: current() needs a data set with Valid=; tickets has none" },
  { "sum(tickets)", "character 12: expected “:”, found “)”" },
  { "sum(tickets: taken)",
    "character 14: sum() needs a number or a duration, such as called - taken; for flags count with where" },
  { "sum(tickets: 5)", "character 14: sum() of a constant; expected a field" },
  { "sum(tickets: called + taken)", "character 21: an instant and an instant cannot be added" },
  { "sum(tickets: called - recalls)", "character 21: from an instant, a number cannot be taken" },
  { "quantile(1.5, tickets: recalls)", "character 10: expected a probability from 0 to 1, found “1.5”" },
  { "recurring(tickets: subject, key, 0)",
    "character 34: expected a whole number, the least that counts, found “0”" },
  { "mean(tickets: called - taken) + count(tickets)",
    "character 31: a duration and a number cannot be added or subtracted" },
  { "count(tickets) / sum(tickets: called - taken)",
    "character 16: a number cannot be divided by a duration; divide the duration by 1h first for a number of "
    "hours" },
  { "sum(tickets: called - taken) * 2h", "character 30: two durations cannot be multiplied" },
  { "running(distinct(tickets: subject))",
    "character 9: running() adds up counts and sums only; here is distinct(tickets: subject)" },
  { "running(day_running(count(tickets)))", "character 9: running() within running() or day_running()" },
  { "total(5)", "character 7: total() of a constant" },
  { "current_sum(items: legal_days where legal_days > 1.234)",
    "character 48: a number with more than 2 decimals, which the field has" },
  { "count(tickets) + 5 ?", "character 20: expected +, -, *, / or the end, found “?”" },
  { "count(tickets where area = 'x)", "character 28: expected a field of tickets, found “'”" },
  { "5x * count(tickets)",
    "character 1: expected a number, a bracket or a call such as count(), found “5x”" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (sz_catalog_parse_formula (catalog, bad[i].text, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
    g_assert_cmpstr (error->message, ==, bad[i].message);
  }
}

static void
test_limits (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GString) longer = g_string_new ("count(tickets)");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_c (deep, '(');
  g_assert_null (sz_catalog_parse_formula (catalog, deep->str, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
  g_clear_error (&error);
  for (guint i = 0; i < 4000; i++)
    g_string_append (longer, "+1");
  g_assert_null (sz_catalog_parse_formula (catalog, longer->str, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
}

/* --- evaluation
 * --------------------------------------------------------------------------------------------------------------
 */

static double
evaluate (const char *text, const double *leaves)
{
  g_autoptr (GError) error = NULL;
  SzFormula *formula = sz_catalog_parse_formula (catalog, text, &error);
  double value = 0;

  g_assert_no_error (error);
  value = sz_formula_evaluate (formula, leaves);
  sz_formula_free (formula);
  return value;
}

static void
test_evaluate (void)
{
  const double some[] = { 30, 4, 7, 2 }, none[] = { 0, 0, 0, 0 }, missing[] = { NAN, 4, 7, 2 };

  g_assert_cmpfloat (evaluate ("count(tickets) - count(cases) - count(evals)", some), ==, 19);
  g_assert_cmpfloat (evaluate ("count(tickets) - (count(cases) - count(evals))", some), ==, 33);
  g_assert_cmpfloat (evaluate ("count(tickets) / count(cases) / count(evals where automatic)", some), ==,
                     30.0 / 4 / 7);
  g_assert_cmpfloat (evaluate ("count(tickets) + 2 * count(cases)", some), ==, 38);
  g_assert_cmpfloat (evaluate ("(count(tickets) + 2) * count(cases)", some), ==, 128);
  g_assert_cmpfloat_with_epsilon (evaluate ("current_sum(items: legal_days)", some), 0.3, 1e-12);
  g_assert_true (isnan (evaluate ("count(tickets) / count(cases)", none)));
  g_assert_true (isnan (evaluate ("1 / count(cases)", none)));
  g_assert_cmpfloat (evaluate ("count(tickets) / 5", none), ==, 0);
  g_assert_true (isnan (evaluate ("count(tickets) + count(cases)", missing)));
}

/* --- random conditions, written and read again
 * -------------------------------------------------------------------------------- */

static void write_condition (GString *out, int depth);

static void
write_comparison (GString *out)
{
  static const char *const signs[] = { "=", "!=", "<", "<=", ">", ">=" };
  const char *sign = signs[g_test_rand_int_range (0, 6)];

  switch (g_test_rand_int_range (0, 7)) {
  case 0:
    g_string_append_printf (out, "recalls %s %d", sign, g_test_rand_int_range (-50, 50));
    break;
  case 1:
    g_string_append_printf (out, "called - taken %s %d%s", sign, g_test_rand_int_range (0, 500),
                            g_test_rand_bit () ? "min" : "s");
    break;
  case 2:
    g_string_append_printf (out, "area %s 'c%d'",
                            g_test_rand_bit () ? "=" : "!=", g_test_rand_int_range (0, 9));
    break;
  case 3:
    g_string_append_printf (out, "ended - (started - taken) %s called + %dms", sign,
                            g_test_rand_int_range (1, 999));
    break;
  case 4:
    g_string_append (out, g_test_rand_bit () ? "face" : "special");
    break;
  case 5:
    g_string_append_printf (out, "channel in ('a', 'b', 'c%d')", g_test_rand_int_range (0, 9));
    break;
  default:
    g_string_append (out, g_test_rand_bit () ? "abandoned is set" : "started - called is missing");
  }
}

static void
write_condition (GString *out, int depth)
{
  int kind = depth == 0 ? 0 : g_test_rand_int_range (0, 5);

  if (kind == 0) {
    write_comparison (out);
  } else if (kind == 1) {
    g_string_append (out, "not (");
    write_condition (out, depth - 1);
    g_string_append_c (out, ')');
  } else {
    g_string_append_c (out, '(');
    write_condition (out, depth - 1);
    g_string_append (out, kind < 4 ? ") and (" : ") or (");
    write_condition (out, depth - 1);
    g_string_append_c (out, ')');
  }
}

/* The meaning of a condition, independent of how it is held: a text with every bracket, made from the tree.
 */
static void
dump_value (GString *out, const SzValue *value)
{
  if (value->kind == SZ_VALUE_FIELD)
    g_string_append_printf (out, "f%u", value->field);
  else if (value->kind == SZ_VALUE_NUMBER)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, value->number);
  else if (value->kind == SZ_VALUE_TEXT)
    g_string_append (out, value->text);
  else {
    g_string_append_printf (out, "[%d ", value->kind);
    dump_value (out, value->left);
    g_string_append_c (out, ' ');
    dump_value (out, value->right);
    g_string_append_c (out, ']');
  }
}

static void
dump_condition (GString *out, const SzCondition *condition)
{
  g_string_append_printf (out, "{%d ", condition->kind);
  if (condition->left != NULL)
    dump_condition (out, condition->left);
  if (condition->right != NULL)
    dump_condition (out, condition->right);
  if (condition->a != NULL)
    dump_value (out, condition->a);
  g_string_append_c (out, ',');
  if (condition->b != NULL)
    dump_value (out, condition->b);
  g_string_append_c (out, '}');
}

static void
test_random_round_trip (void)
{
  for (guint round = 0; round < 2000; round++) {
    g_autoptr (GString) text = g_string_new ("count(tickets where ");
    g_autoptr (GString) first = g_string_new (NULL);
    g_autoptr (GString) second = g_string_new (NULL);
    g_autoptr (GError) error = NULL;
    SzFormula *formula = NULL, *again = NULL;
    const SzMeasure *measure = NULL;

    write_condition (text, 4);
    g_string_append_c (text, ')');
    formula = sz_catalog_parse_formula (catalog, text->str, &error);
    if (formula == NULL && strstr (error->message, "bytes") != NULL)
      continue;
    g_assert_no_error (error);
    measure = g_array_index (formula->leaves, SzLeaf, 0).measure;
    again = sz_catalog_parse_formula (catalog, measure->text, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (g_array_index (again->leaves, SzLeaf, 0).measure->text, ==, measure->text);
    /* The same spelling is the same measure; and the spelling holds the whole tree. */
    g_assert_true (g_array_index (again->leaves, SzLeaf, 0).measure == measure);
    dump_condition (first, measure->where);
    dump_condition (second, g_array_index (again->leaves, SzLeaf, 0).measure->where);
    g_assert_cmpstr (first->str, ==, second->str);
    sz_formula_free (formula);
    sz_formula_free (again);
  }
}

/* Brackets that the spelling leaves out must not change the tree. */
static void
test_spelling_keeps_tree (void)
{
  static const char *const texts[] = {
    "count(tickets where (face and special) or appointment)",
    "count(tickets where face and (special or appointment))",
    "count(tickets where face and (special and appointment))",
    "count(tickets where not (face and special))",
    "count(tickets where (not face) and special)",
    "count(tickets where ended - (started - taken) > called)",
    "count(tickets where (ended - started) > 5min)",
  };
  g_autoptr (GPtrArray) seen = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    SzFormula *formula = sz_catalog_parse_formula (catalog, texts[i], NULL);
    g_autoptr (SzCatalog) other = sz_catalog_load (NULL, NULL, NULL);
    SzFormula *again = NULL;
    g_autoptr (GString) first = g_string_new (NULL);
    g_autoptr (GString) second = g_string_new (NULL);

    g_assert_nonnull (formula);
    dump_condition (first, g_array_index (formula->leaves, SzLeaf, 0).measure->where);
    /* Another catalogue has no memory of the first tree. */
    again = sz_catalog_parse_formula (other, g_array_index (formula->leaves, SzLeaf, 0).measure->text, NULL);
    dump_condition (second, g_array_index (again->leaves, SzLeaf, 0).measure->where);
    g_assert_cmpstr (first->str, ==, second->str);
    for (guint j = 0; j < seen->len; j++)
      g_assert_cmpstr (g_ptr_array_index (seen, j), !=, first->str);
    g_ptr_array_add (seen, g_strdup (first->str));
    sz_formula_free (formula);
    sz_formula_free (again);
  }
}

static void
test_random_noise (void)
{
  static const char *const bits[] = { "count", "sum",  "(",        ")",   "tickets",   "where", "called",
                                      "-",     "+",    "taken",    ":",   "@",         "is",    "set",
                                      "and",   "or",   "not",      "5",   "3min",      "'x'",   "=",
                                      "in",    ",",    "quantile", "0.5", "*",         "/",     "running",
                                      "total", "mean", "字",       "\"",  "recurring", "key" };

  for (guint round = 0; round < 20000; round++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GError) error = NULL;
    SzFormula *formula = NULL;

    for (int i = g_test_rand_int_range (0, 20); i > 0; i--)
      g_string_append_printf (text, "%s ", bits[g_test_rand_int_range (0, G_N_ELEMENTS (bits))]);
    formula = sz_catalog_parse_formula (catalog, text->str, &error);
    if (formula == NULL)
      g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
    else
      g_assert_no_error (error);
    sz_formula_free (formula);
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result = 0;

  sz_i18n_init ("en");
  g_test_init (&argc, &argv, NULL);
  catalog = sz_catalog_load (NULL, NULL, &error);
  g_assert_no_error (error);
  g_test_add_func ("/formula/good", test_good);
  g_test_add_func ("/formula/bad", test_bad);
  g_test_add_func ("/formula/limits", test_limits);
  g_test_add_func ("/formula/evaluate", test_evaluate);
  g_test_add_func ("/formula/round-trip", test_random_round_trip);
  g_test_add_func ("/formula/spelling", test_spelling_keeps_tree);
  g_test_add_func ("/formula/noise", test_random_noise);
  result = g_test_run ();
  sz_catalog_free (catalog);
  return result;
}
