/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sz-i18n.h"
#include "sz-mapping.h"

typedef enum { MEMO_NONE, MEMO_VALUE, MEMO_PROBLEM } MemoState;

typedef struct {
  MemoState state;
  SzInput value;
  SzProblem problem;
} Memo;

struct _SzEvaluator {
  const SzMapping *mapping;
  const SzInput *columns;
  SzZone *zone;
  Memo *memos;     /* one for each rule */
  GString **texts; /* one for each rule: what templates made */
  GString *filled;
  GString *scratch;
  GHashTable **seen; /* one for each SEEN rule: set of texts */
};

SzEvaluator *
sz_evaluator_new (const SzMapping *mapping)
{
  SzEvaluator *evaluator = g_new0 (SzEvaluator, 1);
  evaluator->mapping = mapping;
  evaluator->zone = sz_zone_ref (mapping->zone);
  evaluator->memos = g_new0 (Memo, mapping->rules->len + 1);
  evaluator->texts = g_new0 (GString *, mapping->rules->len + 1);
  evaluator->seen = g_new0 (GHashTable *, mapping->rules->len + 1);
  evaluator->filled = g_string_new (NULL);
  evaluator->scratch = g_string_new (NULL);
  for (guint i = 0; i < mapping->rules->len; i++) {
    evaluator->texts[i] = g_string_new (NULL);
    evaluator->seen[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  }
  return evaluator;
}

void
sz_evaluator_free (SzEvaluator *evaluator)
{
  if (evaluator == NULL)
    return;
  for (guint i = 0; i < evaluator->mapping->rules->len; i++) {
    g_string_free (evaluator->texts[i], TRUE);
    g_hash_table_unref (evaluator->seen[i]);
  }
  g_string_free (evaluator->filled, TRUE);
  g_string_free (evaluator->scratch, TRUE);
  sz_zone_unref (evaluator->zone);
  g_free (evaluator->memos);
  g_free (evaluator->texts);
  g_free (evaluator->seen);
  g_free (evaluator);
}

void
sz_evaluator_begin (SzEvaluator *evaluator, const SzInput *columns)
{
  evaluator->columns = columns;
  for (guint i = 0; i < evaluator->mapping->rules->len; i++)
    evaluator->memos[i].state = MEMO_NONE;
}

/* --- small things --- */

static gboolean
fail (SzProblem *problem, const char *field, const char *reason)
{
  problem->field = field;
  problem->reason = reason;
  return FALSE;
}

static gboolean
is_one_of (const SzInput *value, char **texts)
{
  const gsize length = value->kind == SZ_INPUT_ABSENT ? 0 : value->length;
  if (value->kind == SZ_INPUT_INSTANT || value->kind == SZ_INPUT_NESTED)
    return FALSE;
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    if (strlen (texts[i]) == length && memcmp (texts[i], value->text != NULL ? value->text : "", length) == 0)
      return TRUE;
  return FALSE;
}

static const char *
reference_name (const SzMapping *mapping, guint index)
{
  return index < mapping->columns->len
             ? g_ptr_array_index (mapping->columns, index)
             : ((SzRule *)g_ptr_array_index (mapping->rules, index - mapping->columns->len))->name;
}

static SzInput
text_value (const char *text, gsize length)
{
  return (SzInput){ .kind = length > 0 ? SZ_INPUT_WORD : SZ_INPUT_ABSENT, .text = text, .length = length };
}

static gboolean
get_index (SzEvaluator *evaluator, guint index, SzInput *value, SzProblem *problem)
{
  return sz_evaluator_get (evaluator, (SzReference){ TRUE, index }, value, problem);
}

/* --- kinds of values --- */

static gboolean
make_copy (SzEvaluator *evaluator, const SzRule *rule, SzInput *value, SzProblem *problem)
{
  const guint from = g_array_index (rule->from, guint, 0);
  if (!get_index (evaluator, from, value, problem))
    return FALSE;
  if (rule->format == NULL || value->kind == SZ_INPUT_ABSENT || is_one_of (value, rule->missing_if))
    return TRUE;
  gint64 instant_ms;
  if (value->kind != SZ_INPUT_WORD ||
      !sz_wall_format_read (rule->format, value->text, value->length, evaluator->zone, &instant_ms))
    return fail (problem, reference_name (evaluator->mapping, from),
                 _ ("This is not a time in the mapping's format."));
  *value = (SzInput){ .kind = SZ_INPUT_INSTANT, .number = instant_ms };
  return TRUE;
}

static gboolean
make_clock (SzEvaluator *evaluator, const SzRule *rule, SzInput *value, SzProblem *problem)
{
  const guint date_at = g_array_index (rule->from, guint, 0), clock_at = g_array_index (rule->from, guint, 1);
  SzInput date, clock;
  gint64 date_ms, clock_ms;
  *value = (SzInput){ 0 };
  if (!get_index (evaluator, date_at, &date, problem) || !get_index (evaluator, clock_at, &clock, problem))
    return FALSE;
  if (date.kind == SZ_INPUT_ABSENT || clock.kind == SZ_INPUT_ABSENT || is_one_of (&clock, rule->missing_if))
    return TRUE;
  if (date.kind != SZ_INPUT_WORD ||
      !sz_wall_format_read_wall (rule->format, date.text, date.length, &date_ms))
    return fail (problem, reference_name (evaluator->mapping, date_at),
                 _ ("This is not a date in the mapping's format."));
  if (clock.kind != SZ_INPUT_WORD ||
      !sz_wall_format_read_wall (rule->clock_format, clock.text, clock.length, &clock_ms))
    return fail (problem, reference_name (evaluator->mapping, clock_at),
                 _ ("This is not a time in the mapping's format."));
  if (date_ms < SZ_INSTANT_MIN || date_ms >= SZ_INSTANT_MAX)
    return fail (problem, reference_name (evaluator->mapping, date_at), _ ("The time is impossible."));
  *value = (SzInput){ .kind = SZ_INPUT_INSTANT,
                      .number = sz_zone_from_wall_ms (evaluator->zone, date_ms + clock_ms) };
  return TRUE;
}

static gboolean
make_first (SzEvaluator *evaluator, const SzRule *rule, SzInput *value, SzProblem *problem)
{
  *value = (SzInput){ 0 };
  for (guint i = 0; i < rule->from->len && value->kind == SZ_INPUT_ABSENT; i++) {
    if (!get_index (evaluator, g_array_index (rule->from, guint, i), value, problem))
      return FALSE;
    if (is_one_of (value, rule->missing_if))
      *value = (SzInput){ 0 };
  }
  return TRUE;
}

/* Whether a record with the same texts came before in the file. */
static gboolean
make_seen (SzEvaluator *evaluator, const SzRule *rule, guint index, SzInput *value, SzProblem *problem)
{
  GString *text = evaluator->texts[index];
  g_string_truncate (text, 0);
  for (guint i = 0; i < rule->from->len; i++) {
    SzInput part;
    if (!get_index (evaluator, g_array_index (rule->from, guint, i), &part, problem))
      return FALSE;
    if (part.kind == SZ_INPUT_WORD)
      g_string_append_len (text, part.text, (gssize)part.length);
    g_string_append_c (text, '\x1f');
  }
  const gboolean seen = g_hash_table_contains (evaluator->seen[index], text->str);
  if (!seen)
    g_hash_table_add (evaluator->seen[index], g_strndup (text->str, text->len));
  *value = (SzInput){ .kind = seen ? SZ_INPUT_TRUE : SZ_INPUT_FALSE };
  return TRUE;
}

/* FALSE if the text is no number of degrees within the limit. */
static gboolean
read_degrees (SzEvaluator *evaluator, const SzInput *input, double limit, double *degrees)
{
  char *end = NULL;
  if (input->kind != SZ_INPUT_WORD && input->kind != SZ_INPUT_NUMBER)
    return FALSE;
  g_string_truncate (evaluator->scratch, 0);
  g_string_append_len (evaluator->scratch, input->text, (gssize)input->length);
  *degrees = g_ascii_strtod (evaluator->scratch->str, &end);
  return end != evaluator->scratch->str && *end == '\0' && *degrees >= -limit && *degrees <= limit;
}

/* Longitude or latitude in WGS 84, to the six decimals (a tenth of a metre) that positions are kept with. */
static gboolean
make_position (SzEvaluator *evaluator, const SzRule *rule, guint index, SzInput *value, SzProblem *problem)
{
  const guint first = g_array_index (rule->from, guint, 0), second = g_array_index (rule->from, guint, 1);
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  SzInput x, y;
  double longitude, latitude;
  *value = (SzInput){ 0 };
  if (!get_index (evaluator, first, &x, problem) || !get_index (evaluator, second, &y, problem))
    return FALSE;
  if (x.kind == SZ_INPUT_ABSENT && y.kind == SZ_INPUT_ABSENT)
    return TRUE;
  if (!read_degrees (evaluator, &x, 180, &longitude))
    return fail (problem, reference_name (evaluator->mapping, first),
                 _ ("A longitude in degrees was expected."));
  if (!read_degrees (evaluator, &y, 90, &latitude))
    return fail (problem, reference_name (evaluator->mapping, second),
                 _ ("A latitude in degrees was expected."));
  sz_datum_convert (rule->datum, SZ_DATUM_WGS84, &longitude, &latitude);
  g_ascii_formatd (digits, sizeof digits, "%.6f", rule->kind == SZ_RULE_LONGITUDE ? longitude : latitude);
  g_string_assign (evaluator->texts[index], digits);
  *value = text_value (evaluator->texts[index]->str, evaluator->texts[index]->len);
  return TRUE;
}

static gboolean
fill_template (SzEvaluator *evaluator, const char *template_text, GString *out, SzProblem *problem,
               gboolean *whole)
{
  g_string_truncate (out, 0);
  *whole = TRUE;
  for (const char *p = template_text; *p != '\0'; p++) {
    const char *end = *p == '{' ? strchr (p, '}') : NULL;
    if (end == NULL) {
      g_string_append_c (out, *p);
      continue;
    }
    SzInput part = { 0 };
    guint index = 0;
    const guint all = evaluator->mapping->columns->len + evaluator->mapping->rules->len;
    /* Values hide columns of the same name, so they are looked for first, from the end. */
    for (index = all; index > 0; index--) {
      const char *name = reference_name (evaluator->mapping, index - 1);
      if (strncmp (name, p + 1, (gsize)(end - p - 1)) == 0 && name[end - p - 1] == '\0')
        break;
    }
    if (index > 0 && !get_index (evaluator, index - 1, &part, problem))
      return FALSE;
    if (part.kind == SZ_INPUT_INSTANT)
      g_string_append_printf (out, "%" G_GINT64_FORMAT, part.number);
    else if (part.kind == SZ_INPUT_WORD)
      g_string_append_len (out, part.text, (gssize)part.length);
    else
      *whole = FALSE;
    p = end;
  }
  return TRUE;
}

const char *
sz_evaluator_fill (SzEvaluator *evaluator, const char *template_text, SzProblem *problem)
{
  gboolean whole;
  if (!fill_template (evaluator, template_text, evaluator->filled, problem, &whole))
    return NULL;
  if (!whole) {
    fail (problem, "key", _ ("A column the key is made from is empty."));
    return NULL;
  }
  return evaluator->filled->str;
}

/* --- what every kind can have --- */

static gboolean
is_excluded (SzEvaluator *evaluator, const SzRule *rule, gboolean *excluded, SzProblem *problem)
{
  SzInput value;
  *excluded = FALSE;
  if (!rule->only.set)
    return TRUE;
  if (!sz_evaluator_get (evaluator, rule->only, &value, problem))
    return FALSE;
  *excluded = is_one_of (&value, rule->only_values) == rule->only_not;
  return TRUE;
}

static gboolean
look_up (SzEvaluator *evaluator, const SzRule *rule, SzInput *value, SzProblem *problem)
{
  if (rule->table == NULL || value->kind != SZ_INPUT_WORD)
    return TRUE;
  g_string_truncate (evaluator->scratch, 0);
  g_string_append_len (evaluator->scratch, value->text, (gssize)value->length);
  const char *text = g_hash_table_lookup (rule->table, evaluator->scratch->str);
  if (text != NULL)
    *value = text_value (text, strlen (text));
  else if (rule->table_misses)
    *value = (SzInput){ 0 };
  else if (!rule->table_keeps)
    return fail (problem, rule->name, _ ("The mapping's code table does not have this code."));
  return TRUE;
}

/* One part of a text that holds several. */
static void
take_part (const SzRule *rule, SzInput *value)
{
  if (rule->part == 0 || value->kind != SZ_INPUT_WORD)
    return;
  const char *at = value->text, *end = value->text + value->length;
  const gsize by = strlen (rule->part_by);
  for (guint n = 1;; n++) {
    const char *stop = memmem (at, (gsize)(end - at), rule->part_by, by);
    if (n == rule->part) {
      *value = text_value (at, (gsize)((stop != NULL ? stop : end) - at));
      return;
    }
    if (stop == NULL) {
      *value = (SzInput){ 0 };
      return;
    }
    at = stop + by;
  }
}

/* Minutes to milliseconds and the like, exactly: to nine decimals, of which the data set's type may allow
 * fewer.
 */
static gboolean
convert_unit (SzEvaluator *evaluator, const SzRule *rule, guint index, SzInput *value, SzProblem *problem)
{
  gint64 number;
  if (rule->times == 0 || value->kind == SZ_INPUT_ABSENT)
    return TRUE;
  if (value->kind != SZ_INPUT_WORD || !sz_decimal_read (value->text, value->length, 9, &number))
    return fail (problem, rule->name, _ ("A number was expected."));
  const __int128 product = (__int128)number * rule->times;
  if (product % rule->over != 0 || product / rule->over > G_MAXINT64 || product / rule->over < G_MININT64)
    return fail (problem, rule->name, _ ("The number cannot be converted into the unit exactly."));
  number = (gint64)(product / rule->over);
  GString *text = evaluator->texts[index];
  const guint64 size = number < 0 ? (guint64)-number : (guint64)number;
  g_string_printf (text, "%s%" G_GUINT64_FORMAT ".%09u", number < 0 ? "-" : "", size / 1000000000u,
                   (guint)(size % 1000000000u));
  while (text->str[text->len - 1] == '0')
    g_string_truncate (text, text->len - 1);
  if (text->str[text->len - 1] == '.')
    g_string_truncate (text, text->len - 1);
  *value = text_value (text->str, text->len);
  return TRUE;
}

static gboolean
add_duration (SzEvaluator *evaluator, const SzRule *rule, SzInput *value, SzProblem *problem)
{
  SzInput amount;
  gint64 thousandths;
  if (!rule->add.set || value->kind == SZ_INPUT_ABSENT)
    return TRUE;
  const char *name = reference_name (evaluator->mapping, rule->add.index);
  if (!sz_evaluator_get (evaluator, rule->add, &amount, problem))
    return FALSE;
  if (amount.kind == SZ_INPUT_ABSENT) {
    *value = (SzInput){ 0 };
    return TRUE;
  }
  if (value->kind != SZ_INPUT_INSTANT)
    return fail (problem, rule->name, _ ("A duration can only be added to a time."));
  if (amount.kind != SZ_INPUT_WORD || !sz_decimal_read (amount.text, amount.length, 3, &thousandths) ||
      ABS (thousandths) > G_MAXINT64 / rule->add_ms ||
      __builtin_add_overflow (value->number, thousandths * rule->add_ms / 1000, &value->number))
    return fail (problem, name, _ ("A duration was expected, as a number."));
  return TRUE;
}

static gboolean
make (SzEvaluator *evaluator, const SzRule *rule, guint index, SzInput *value, SzProblem *problem)
{
  gboolean whole = TRUE, excluded;
  *value = (SzInput){ 0 };
  if (!is_excluded (evaluator, rule, &excluded, problem))
    return FALSE;
  if (excluded)
    return TRUE;
  switch (rule->kind) {
  case SZ_RULE_COPY:
    if (!make_copy (evaluator, rule, value, problem))
      return FALSE;
    break;
  case SZ_RULE_CLOCK:
    if (!make_clock (evaluator, rule, value, problem))
      return FALSE;
    break;
  case SZ_RULE_FIRST:
    if (!make_first (evaluator, rule, value, problem))
      return FALSE;
    break;
  case SZ_RULE_SEEN:
    if (!make_seen (evaluator, rule, index, value, problem))
      return FALSE;
    break;
  case SZ_RULE_LONGITUDE:
  case SZ_RULE_LATITUDE:
    if (!make_position (evaluator, rule, index, value, problem))
      return FALSE;
    break;
  case SZ_RULE_TEMPLATE:
    if (!fill_template (evaluator, rule->text, evaluator->texts[index], problem, &whole))
      return FALSE;
    if (whole)
      *value = text_value (evaluator->texts[index]->str, evaluator->texts[index]->len);
    break;
  case SZ_RULE_CONSTANT:
    *value = text_value (rule->text, strlen (rule->text));
    break;
  }
  if (is_one_of (value, rule->missing_if))
    *value = (SzInput){ 0 };
  take_part (rule, value);
  return convert_unit (evaluator, rule, index, value, problem) && look_up (evaluator, rule, value, problem) &&
         add_duration (evaluator, rule, value, problem);
}

gboolean
sz_evaluator_get (SzEvaluator *evaluator, SzReference reference, SzInput *value, SzProblem *problem)
{
  const guint columns = evaluator->mapping->columns->len;
  *value = (SzInput){ 0 };
  if (!reference.set)
    return TRUE;
  if (reference.index < columns) {
    *value = evaluator->columns[reference.index];
    if (is_one_of (value, evaluator->mapping->missing))
      *value = (SzInput){ 0 };
    return TRUE;
  }
  const guint index = reference.index - columns;
  Memo *memo = &evaluator->memos[index];
  if (memo->state == MEMO_NONE)
    memo->state = make (evaluator, g_ptr_array_index (evaluator->mapping->rules, index), index, &memo->value,
                        &memo->problem)
                      ? MEMO_VALUE
                      : MEMO_PROBLEM;
  *value = memo->value;
  if (memo->state == MEMO_PROBLEM)
    *problem = memo->problem;
  return memo->state == MEMO_VALUE;
}

gboolean
sz_evaluator_matches (SzEvaluator *evaluator, const SzFilterRule *rule)
{
  SzInput value;
  SzProblem ignored;
  return sz_evaluator_get (evaluator, rule->column, &value, &ignored) && is_one_of (&value, rule->values);
}
