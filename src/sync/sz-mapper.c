/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-mapper.h"

#include <string.h>

#include "sz-i18n.h"

#define MAX_KEY 200
#define MAX_CODE 200
#define AHEAD_MS SZ_DAY_MS

typedef enum { MAKE_VALUE, MAKE_HASH, MAKE_MASK, MAKE_KIND, MAKE_AGE } Make;

/* How one stored field is made. */
typedef struct {
  const SzField *field;
  const SzField *input;
  guint index; /* of the input */
  Make make;
} Plan;

struct _SzMapper {
  const SzDataset *dataset;
  SzZone *zone;
  SzSiteKey *key;
  gint64 now_ms;
  Plan *plan;             /* one for each stored field */
  SzCell *cells;          /* of the row being mapped */
  SzIdentity *identities; /* one for each input; text "" if absent */
  gint64 doubtful, greatest_ms;
};

static gboolean
fail (SzProblem *problem, const char *field, const char *reason)
{
  problem->field = field;
  problem->reason = reason;
  return FALSE;
}

/* --- making --- */

static void
plan_field (SzMapper *mapper, guint i)
{
  const SzField *field = sz_dataset_field (mapper->dataset, i);
  Plan *plan = &mapper->plan[i];
  const int at = field->source >= 0 ? field->source : sz_dataset_find_input (mapper->dataset, field->id);
  plan->field = field;
  plan->index = (guint)MAX (at, 0);
  plan->input = g_ptr_array_index (mapper->dataset->inputs, plan->index);
  if (field->source < 0)
    plan->make = MAKE_VALUE;
  else if (field->type == SZ_FIELD_HASH)
    plan->make = MAKE_HASH;
  else if (field->type == SZ_FIELD_MASK)
    plan->make = MAKE_MASK;
  else
    plan->make = strcmp (field->id, "age_band") == 0 ? MAKE_AGE : MAKE_KIND;
}

SzMapper *
sz_mapper_new (const SzDataset *dataset, SzZone *zone, SzSiteKey *key, gint64 now_ms)
{
  SzMapper *mapper = g_new0 (SzMapper, 1);
  mapper->dataset = dataset;
  mapper->zone = sz_zone_ref (zone);
  mapper->key = key != NULL ? sz_site_key_ref (key) : NULL;
  mapper->now_ms = now_ms;
  mapper->greatest_ms = G_MININT64;
  mapper->plan = g_new0 (Plan, dataset->fields->len);
  mapper->cells = g_new0 (SzCell, dataset->fields->len);
  mapper->identities = g_new0 (SzIdentity, dataset->inputs->len);
  for (guint i = 0; i < dataset->fields->len; i++)
    plan_field (mapper, i);
  return mapper;
}

void
sz_mapper_free (SzMapper *mapper)
{
  if (mapper == NULL)
    return;
  /* The last row's identities are still in here. */
  explicit_bzero (mapper->identities, mapper->dataset->inputs->len * sizeof *mapper->identities);
  g_free (mapper->identities);
  sz_zone_unref (mapper->zone);
  g_clear_pointer (&mapper->key, sz_site_key_unref);
  g_free (mapper->plan);
  g_free (mapper->cells);
  g_free (mapper);
}

void
sz_mapper_set_now (SzMapper *mapper, gint64 now_ms)
{
  mapper->now_ms = now_ms;
}

const SzDataset *
sz_mapper_dataset (const SzMapper *mapper)
{
  return mapper->dataset;
}

gint64
sz_mapper_doubtful (const SzMapper *mapper)
{
  return mapper->doubtful;
}

gint64
sz_mapper_greatest_ms (const SzMapper *mapper)
{
  return mapper->greatest_ms;
}

/* --- numbers --- */

static gboolean
push_digit (gint64 *value, int digit)
{
  return !__builtin_mul_overflow (*value, (gint64)10, value) &&
         !__builtin_add_overflow (*value, (gint64)digit, value);
}

/* "e-12" at `text`, to its end; a larger exponent than any number here has is no number. */
static gboolean
read_exponent (const char *text, gsize length, int *exponent)
{
  gboolean negative = FALSE;
  gsize i = 1;
  *exponent = 0;
  if (i < length && (text[i] == '+' || text[i] == '-'))
    negative = text[i++] == '-';
  if (i == length || length - i > 3)
    return FALSE;
  for (; i < length; i++) {
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
    *exponent = *exponent * 10 + (text[i] - '0');
  }
  if (negative)
    *exponent = -*exponent;
  return TRUE;
}

gboolean
sz_decimal_read (const char *text, gsize length, guint scale, gint64 *value)
{
  gboolean negative = FALSE;
  gint64 result = 0;
  gsize i = 0, digits = 0;
  int shift = (int)scale; /* digits still to come before the last one kept */
  gsize mantissa = length;

  for (gsize j = 0; j < length; j++)
    if (text[j] == 'e' || text[j] == 'E') {
      int exponent;
      if (!read_exponent (text + j, length - j, &exponent))
        return FALSE;
      shift += exponent;
      mantissa = j;
      break;
    }
  if (i < mantissa && (text[i] == '-' || text[i] == '+'))
    negative = text[i++] == '-';
  gboolean fraction = FALSE;
  for (; i < mantissa; i++) {
    if (text[i] == '.' && !fraction && digits > 0) {
      fraction = TRUE;
      if (i + 1 == mantissa)
        return FALSE;
      continue;
    }
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
    digits++;
    if (fraction)
      shift--;
    if (!push_digit (&result, text[i] - '0'))
      return FALSE;
  }
  if (digits == 0)
    return FALSE;
  for (; shift > 0 && result != 0; shift--)
    if (!push_digit (&result, 0))
      return FALSE;
  for (; shift < 0 && result != 0; shift++) {
    if (result % 10 != 0)
      return FALSE;
    result /= 10;
  }
  *value = negative ? -result : result;
  return TRUE;
}

static gboolean
is_scientific (const char *text, gsize length)
{
  gsize digits = 0, i = 0;
  for (; i < length && (g_ascii_isdigit (text[i]) || text[i] == '.'); i++)
    digits++;
  return digits > 0 && i + 1 < length && (text[i] == 'e' || text[i] == 'E') &&
         (g_ascii_isdigit (text[i + 1]) || text[i + 1] == '+' || text[i + 1] == '-');
}

static gboolean
make_number (const SzField *field, const SzInput *input, SzCell *cell, SzProblem *problem)
{
  const gboolean decimal = field->type == SZ_FIELD_DECIMAL;
  if (input->kind != SZ_INPUT_NUMBER && input->kind != SZ_INPUT_WORD)
    return fail (problem, field->id, _ ("A number was expected."));
  if (!decimal && input->kind == SZ_INPUT_NUMBER && memchr (input->text, '.', input->length) != NULL)
    return fail (problem, field->id, _ ("A whole number was expected."));
  if (!sz_decimal_read (input->text, input->length, decimal ? field->scale : 0, &cell->number))
    return fail (problem, field->id,
                 decimal ? _ ("A number was expected, with no more decimals than the field keeps.")
                         : _ ("A whole number was expected."));
  if (cell->number < field->min || cell->number > field->max)
    return fail (problem, field->id, _ ("The number lies outside the limits of the field."));
  cell->kind = SZ_CELL_NUMBER;
  return TRUE;
}

static gboolean
make_flag (const SzField *field, const SzInput *input, SzCell *cell, SzProblem *problem)
{
  static const char *const yes[] = { "true", "yes", "1", "是", "y", "t", NULL };
  static const char *const no[] = { "false", "no", "0", "否", "n", "f", NULL };
  cell->kind = SZ_CELL_NUMBER;
  cell->number = input->kind == SZ_INPUT_TRUE;
  if (input->kind == SZ_INPUT_TRUE || input->kind == SZ_INPUT_FALSE)
    return TRUE;
  if (input->kind == SZ_INPUT_WORD && input->length < 8) {
    char word[8];
    for (gsize i = 0; i < input->length; i++)
      word[i] = g_ascii_tolower (input->text[i]);
    word[input->length] = '\0';
    cell->number = g_strv_contains (yes, word);
    if (cell->number != 0 || g_strv_contains (no, word))
      return TRUE;
  }
  return fail (problem, field->id, _ ("True or false was expected."));
}

/* --- instants --- */

static gboolean
make_instant (SzMapper *mapper, const SzField *field, const SzInput *input, SzCell *cell, SzProblem *problem)
{
  cell->kind = SZ_CELL_NUMBER;
  if (input->kind == SZ_INPUT_INSTANT)
    cell->number = input->number;
  else if (input->kind != SZ_INPUT_STRING && input->kind != SZ_INPUT_WORD)
    return fail (problem, field->id, _ ("A time was expected."));
  else if (!sz_instant_parse (input->text, (gssize)input->length,
                              input->kind == SZ_INPUT_WORD ? mapper->zone : NULL, &cell->number))
    return fail (problem, field->id, _ ("A time in ISO 8601 with an offset was expected."));
  if (cell->number < SZ_INSTANT_MIN || cell->number >= SZ_INSTANT_MAX)
    return fail (problem, field->id, _ ("The time is impossible."));
  if (field->future)
    return TRUE;
  if (cell->number > mapper->now_ms + AHEAD_MS)
    return fail (problem, field->id, _ ("The time lies more than a day in the future."));
  return TRUE;
}

/* --- texts --- */

/* TRUE if NFC cannot change the text, by a quick look at its bytes: ASCII, Latin, the common Chinese
 * characters, Chinese and general punctuation, full-width forms. */
static gboolean
is_surely_normal (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    const guchar c = (guchar)text[i];
    const guchar next = i + 1 < length ? (guchar)text[i + 1] : 0;
    if (c < 0xcc || (c >= 0xe4 && c <= 0xe9) || (c == 0xe3 && next == 0x80) || (c == 0xef && next >= 0xbc) ||
        (c == 0xe2 && next == 0x80 && i + 2 < length && (guchar)text[i + 2] >= 0x90))
      continue;
    return FALSE;
  }
  return TRUE;
}

/* Line ends and tabs become blanks in free text; any other control character, and these anywhere else, are
 * refused. */
static gboolean
check_controls (const char *text, gsize length, gboolean free_text, gboolean *breaks)
{
  *breaks = FALSE;
  for (gsize i = 0; i < length; i++) {
    const guchar c = (guchar)text[i];
    if (c >= ' ' && c != 0x7f && !(c == 0xc2 && i + 1 < length && (guchar)text[i + 1] < 0xa0))
      continue;
    if (!free_text || (c != '\n' && c != '\r' && c != '\t'))
      return FALSE;
    *breaks = TRUE;
  }
  return TRUE;
}

/* The row's own names are known, so they can be taken out of what was written about it. */
static char *
remove_names (const SzMapper *mapper, char *text)
{
  for (guint i = 0; i < mapper->dataset->inputs->len; i++) {
    const SzField *input = g_ptr_array_index (mapper->dataset->inputs, i);
    const char *name = mapper->identities[i].text;
    if (input->identity != SZ_IDENTITY_NAME || g_utf8_strlen (name, -1) < 2 || strstr (text, name) == NULL)
      continue;
    g_autofree char *old = text;
    g_auto (GStrv) parts = g_strsplit (old, name, -1);
    text = g_strjoinv ("[…]", parts);
  }
  return text;
}

static const char *
make_free_text (SzMapper *mapper, SzBatch *batch, const char *text, gsize length)
{
  g_autofree char *clean = g_strndup (text, length);
  char *scrubbed;
  g_strdelimit (clean, "\n\r\t", ' ');
  scrubbed = sz_scrub_text (clean, -1);
  if (scrubbed != NULL) {
    g_free (clean);
    clean = scrubbed;
  }
  clean = remove_names (mapper, clean);
  return sz_batch_text (batch, clean, -1);
}

static gboolean
make_text (SzMapper *mapper, SzBatch *batch, const SzField *field, const SzInput *input, SzCell *cell,
           SzProblem *problem)
{
  const char *text = input->text;
  gsize length = input->length;
  const guint most = field->max_length != 0 ? field->max_length : MAX_CODE;
  g_autofree char *normal = NULL;
  g_autofree char *safe = NULL;
  gboolean breaks;

  if (input->kind != SZ_INPUT_STRING && input->kind != SZ_INPUT_WORD)
    return fail (problem, field->id, _ ("A text was expected."));
  if (length == 0)
    return TRUE;
  if (length > 4 * (gsize)most)
    return fail (problem, field->id, _ ("The text is longer than the field allows."));
  if (!check_controls (text, length, field->free_text, &breaks))
    return fail (problem, field->id, _ ("The text holds control characters."));
  if (!is_surely_normal (text, length)) {
    normal = g_utf8_normalize (text, (gssize)length, G_NORMALIZE_DEFAULT_COMPOSE);
    if (normal == NULL)
      return fail (problem, field->id, _ ("The text is not valid UTF-8."));
    text = normal;
    length = strlen (normal);
  }
  if (length > most && (gsize)g_utf8_strlen (text, (gssize)length) > most)
    return fail (problem, field->id, _ ("The text is longer than the field allows."));
  if (input->kind == SZ_INPUT_WORD && length >= 7 && is_scientific (text, length) && !field->free_text)
    return fail (problem, field->id,
                 _ ("A number in scientific notation has lost its digits; store the column as text."));
  cell->kind = SZ_CELL_TEXT;
  if (field->free_text) {
    cell->text = make_free_text (mapper, batch, text, length);
    return TRUE;
  }
  /* A text is read by people: only the part goes. A code is a category and stays one. */
  safe = field->type == SZ_FIELD_TEXT ? sz_scrub_short (text, length)
                                      : sz_scrub_code (mapper->key, text, length);
  if (safe != NULL && field->type != SZ_FIELD_TEXT && mapper->key != NULL)
    sz_batch_note_key (batch, SZ_SITE_KEY_ALGORITHM, sz_site_key_name (mapper->key));
  cell->text = safe != NULL ? sz_batch_text (batch, safe, -1) : sz_batch_text (batch, text, (gssize)length);
  return TRUE;
}

/* --- identities --- */

static gboolean
read_identity (SzMapper *mapper, const SzField *field, const SzInput *input, SzIdentity *identity,
               SzProblem *problem)
{
  identity->text[0] = '\0';
  if (input->kind == SZ_INPUT_ABSENT || (input->kind == SZ_INPUT_STRING && input->length == 0))
    return TRUE;
  if (input->kind != SZ_INPUT_STRING && input->kind != SZ_INPUT_WORD)
    return fail (problem, field->id, _ ("An identity must be a text."));
  if (is_scientific (input->text, input->length))
    return fail (problem, field->id,
                 _ ("A number in scientific notation has lost its digits; store the column as text."));
  if (!sz_identity_read (field->identity, input->text, (gssize)input->length, identity)) {
    identity->text[0] = '\0';
    return fail (problem, field->id,
                 _ ("This cannot be an identity: it is too long or has control characters."));
  }
  return TRUE;
}

static void
make_derived (SzMapper *mapper, SzBatch *batch, const Plan *plan, gint64 day, SzCell *cell)
{
  const SzIdentity *identity = &mapper->identities[plan->index];
  const SzIdentityKind kind = plan->input->identity;
  char mask[SZ_IDENTITY_TEXT];
  const char *band;
  if (identity->text[0] == '\0')
    return;
  switch (plan->make) {
  case MAKE_HASH:
    sz_batch_note_key (batch, SZ_SITE_KEY_ALGORITHM, sz_site_key_name (mapper->key));
    cell->kind = SZ_CELL_NUMBER;
    cell->number = sz_site_key_hash (mapper->key, sz_identity_domain (kind), identity->text, -1);
    break;
  case MAKE_MASK:
    sz_identity_mask (kind, identity, mask);
    cell->kind = SZ_CELL_TEXT;
    cell->text = sz_batch_text (batch, mask, -1);
    break;
  case MAKE_KIND:
    cell->kind = SZ_CELL_TEXT;
    cell->text = sz_batch_text (batch, sz_subject_form_code (identity->form), -1);
    break;
  case MAKE_AGE:
    band = sz_identity_age_band (identity, day);
    if (band != NULL) {
      cell->kind = SZ_CELL_TEXT;
      cell->text = sz_batch_text (batch, band, -1);
    }
    break;
  case MAKE_VALUE:
    break;
  }
}

/* --- keys --- */

const char *
sz_mapper_key (SzMapper *mapper, SzBatch *batch, const char *key, gsize key_length, SzProblem *problem)
{
  gboolean breaks;
  if (key_length == 0) {
    fail (problem, "key", _ ("The key is missing."));
    return NULL;
  }
  if (key_length > MAX_KEY) {
    fail (problem, "key", _ ("The key is longer than 200 bytes."));
    return NULL;
  }
  if (!check_controls (key, key_length, FALSE, &breaks)) {
    fail (problem, "key", _ ("The key holds control characters."));
    return NULL;
  }
  g_autofree char *safe = sz_scrub_code (mapper->key, key, key_length);
  if (safe != NULL && mapper->key == NULL) {
    fail (problem, "key", _ ("The key holds an identity, which cannot be taken without the site key."));
    return NULL;
  }
  if (safe == NULL)
    return sz_batch_text (batch, key, (gssize)key_length);
  sz_batch_note_key (batch, SZ_SITE_KEY_ALGORITHM, sz_site_key_name (mapper->key));
  return sz_batch_text (batch, safe, -1);
}

char *
sz_mapper_safe_key (const char *key, gsize key_length)
{
  gsize run = 0;
  if (key_length > 80)
    return g_strdup ("");
  for (gsize i = 0; i <= key_length; i++) {
    if (i < key_length && g_ascii_isdigit (key[i])) {
      run++;
      continue;
    }
    const char next = i < key_length ? key[i] : '\0';
    /* A phone, an old and a new identity number, by their number of digits alone. */
    if (run == 11 || run == 15 || run == 18 || (run == 17 && (next == 'X' || next == 'x')))
      return g_strdup ("");
    run = 0;
    if (next != '\0' && !g_ascii_isalnum (next) && strchr ("-_.:/+", next) == NULL)
      return g_strdup ("");
  }
  /* In any part of it there may still be an identity or credit code. */
  return sz_scrub_finds (key, key_length, TRUE) ? g_strdup ("") : g_strndup (key, key_length);
}

/* --- the row --- */

static gboolean
make_value (SzMapper *mapper, SzBatch *batch, const Plan *plan, const SzInput *input, SzCell *cell,
            SzProblem *problem)
{
  const SzField *field = plan->field;
  if (input->kind == SZ_INPUT_ABSENT)
    return TRUE;
  switch (field->type) {
  case SZ_FIELD_INSTANT:
    return make_instant (mapper, field, input, cell, problem);
  case SZ_FIELD_INTEGER:
  case SZ_FIELD_DECIMAL:
    return make_number (field, input, cell, problem);
  case SZ_FIELD_FLAG:
    return make_flag (field, input, cell, problem);
  case SZ_FIELD_CODE:
  case SZ_FIELD_TEXT:
    return make_text (mapper, batch, field, input, cell, problem);
  case SZ_FIELD_HASH:
  case SZ_FIELD_MASK:
  case SZ_FIELD_IDENTITY:
    break;
  }
  return fail (problem, field->id, _ ("The field cannot be filled."));
}

static gboolean
check_row (SzMapper *mapper, SzProblem *problem)
{
  const SzDataset *dataset = mapper->dataset;
  const SzCell *cells = mapper->cells;
  const gint64 at_ms = cells[dataset->at].number;
  for (guint i = 0; i < dataset->fields->len; i++) {
    const SzField *field = mapper->plan[i].field;
    if (cells[i].kind == SZ_CELL_MISSING) {
      if (field->required)
        return fail (problem, field->id, _ ("The field is required and missing."));
      continue;
    }
    if (field->type == SZ_FIELD_INSTANT && field->within_days > 0 &&
        cells[i].number > at_ms + (gint64)field->within_days * SZ_DAY_MS)
      return fail (problem, field->id, _ ("The time lies too long after the beginning of the row."));
  }
  for (guint i = 0; i < dataset->orders->len; i++) {
    const SzOrder *order = &g_array_index (dataset->orders, SzOrder, i);
    if (cells[order->before].kind != SZ_CELL_MISSING && cells[order->after].kind != SZ_CELL_MISSING &&
        cells[order->before].number > cells[order->after].number)
      return fail (problem, mapper->plan[order->after].field->id,
                   _ ("The time lies before the one it must follow."));
  }
  return TRUE;
}

static void
note_greatest (SzMapper *mapper)
{
  for (guint i = 0; i < mapper->dataset->fields->len; i++) {
    const SzField *field = mapper->plan[i].field;
    if (field->type == SZ_FIELD_INSTANT && !field->future && mapper->cells[i].kind == SZ_CELL_NUMBER)
      mapper->greatest_ms = MAX (mapper->greatest_ms, mapper->cells[i].number);
  }
}

static gboolean
make_cells (SzMapper *mapper, SzBatch *batch, const SzInput *inputs, SzProblem *problem)
{
  const SzDataset *dataset = mapper->dataset;
  SzCell *cells = mapper->cells;
  memset (cells, 0, dataset->fields->len * sizeof *cells);
  for (guint i = 0; i < dataset->inputs->len; i++) {
    const SzField *input = g_ptr_array_index (dataset->inputs, i);
    if (input->type != SZ_FIELD_IDENTITY)
      continue;
    if (!read_identity (mapper, input, &inputs[i], &mapper->identities[i], problem))
      return FALSE;
    if (input->required && mapper->identities[i].text[0] == '\0')
      return fail (problem, input->id, _ ("The field is required and missing."));
  }
  for (guint i = 0; i < dataset->fields->len; i++) {
    const Plan *plan = &mapper->plan[i];
    if (plan->make == MAKE_VALUE &&
        !make_value (mapper, batch, plan, &inputs[plan->index], &cells[i], problem))
      return FALSE;
  }
  if (cells[dataset->at].kind == SZ_CELL_MISSING)
    return fail (problem, mapper->plan[dataset->at].field->id, _ ("The field is required and missing."));
  return check_row (mapper, problem);
}

gboolean
sz_mapper_put (SzMapper *mapper, SzBatch *batch, const char *key, gsize key_length, gint64 version,
               const SzInput *inputs, SzProblem *problem)
{
  const SzDataset *dataset = mapper->dataset;
  if (!make_cells (mapper, batch, inputs, problem))
    return FALSE;
  const char *stored = sz_mapper_key (mapper, batch, key, key_length, problem);
  if (stored == NULL)
    return FALSE;
  const gint64 at_ms = mapper->cells[dataset->at].number;
  const gint64 day = sz_zone_day (mapper->zone, at_ms);
  for (guint i = 0; i < dataset->fields->len; i++)
    if (mapper->plan[i].make != MAKE_VALUE)
      make_derived (mapper, batch, &mapper->plan[i], day, &mapper->cells[i]);
  for (guint i = 0; i < dataset->inputs->len; i++)
    mapper->doubtful += mapper->identities[i].text[0] != '\0' && mapper->identities[i].doubtful;
  note_greatest (mapper);

  SzRow *row = sz_batch_add_row (batch);
  row->key = stored;
  row->version = version;
  row->at_ms = at_ms;
  memcpy (row->cells, mapper->cells, dataset->fields->len * sizeof *row->cells);
  return TRUE;
}
