/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-row-reader.h"

#include <inttypes.h>
#include <string.h>

#include "sz-i18n.h"

/* Versions up to here are exact in any JSON reader. */
#define MAX_VERSION G_GINT64_CONSTANT (9007199254740992)
#define MAX_GUESSES 128
/* A line longer than this is no row. */
#define MAX_LINE (1024 * 1024)

typedef enum {
  MEMBER_KEY = -1,
  MEMBER_VERSION = -2,
  MEMBER_OP = -3,
  MEMBER_AT = -4,
  MEMBER_UNKNOWN = -5
} Special;

struct _SzRowReader {
  SzMapper *mapper;
  SzSiteKey *key;
  SzJsonLine json;
  SzInput *inputs;
  guint at_input;            /* of the data set's own instant */
  GHashTable *names;         /* name → index + 16, also of the special members */
  gint16 guess[MAX_GUESSES]; /* what the n-th member was in the row before: rows of a page look alike */
  gint64 unknown;
  gint64 refused_at_ms;
};

/* The members every row has, whatever its data set. */
typedef struct {
  const SzInput *key, *version, *op, *at;
} Head;

static void
add_name (SzRowReader *reader, const char *name, int index)
{
  g_hash_table_insert (reader->names, g_strdup (name), GINT_TO_POINTER (index + 16));
}

SzRowReader *
sz_row_reader_new (const SzDataset *dataset, SzZone *zone, SzSiteKey *key, gint64 now_ms)
{
  SzRowReader *reader = g_new0 (SzRowReader, 1);
  reader->mapper = sz_mapper_new (dataset, zone, key, now_ms);
  reader->key = key != NULL ? sz_site_key_ref (key) : NULL;
  sz_json_line_init (&reader->json);
  reader->inputs = g_new0 (SzInput, dataset->inputs->len);
  reader->at_input = (guint)sz_dataset_find_input (dataset, sz_dataset_field (dataset, dataset->at)->id);
  reader->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < dataset->inputs->len; i++)
    add_name (reader, ((const SzField *)g_ptr_array_index (dataset->inputs, i))->id, (int)i);
  add_name (reader, "key", MEMBER_KEY);
  add_name (reader, "ver", MEMBER_VERSION);
  add_name (reader, "op", MEMBER_OP);
  add_name (reader, "at", MEMBER_AT);
  return reader;
}

void
sz_row_reader_free (SzRowReader *reader)
{
  if (reader == NULL)
    return;
  sz_mapper_free (reader->mapper);
  g_clear_pointer (&reader->key, sz_site_key_unref);
  sz_json_line_clear (&reader->json);
  g_hash_table_unref (reader->names);
  g_free (reader->inputs);
  g_free (reader);
}

void
sz_row_reader_set_now (SzRowReader *reader, gint64 now_ms)
{
  sz_mapper_set_now (reader->mapper, now_ms);
}

gint64
sz_row_reader_unknown (const SzRowReader *reader)
{
  return reader->unknown;
}

gint64
sz_row_reader_refused_at (const SzRowReader *reader)
{
  return reader->refused_at_ms;
}

void
sz_refuse_line (SzBatch *batch, const SzSiteKey *key, const char *where, const char *field,
                const char *reason, const char *row_key, gsize row_key_length, const char *line, gsize length)
{
  char hash[17] = "";
  g_autofree char *safe = row_key != NULL ? sz_mapper_safe_key (row_key, row_key_length) : NULL;
  if (key != NULL)
    sz_site_key_line_hash (key, line, (gssize)length, hash);
  sz_batch_refuse (batch, where, field, reason, safe != NULL ? safe : "", (gint64)length, hash);
}

static int
look_up (SzRowReader *reader, const SzMember *member)
{
  char name[64];
  if (member->name_length >= sizeof name)
    return MEMBER_UNKNOWN;
  memcpy (name, member->name, member->name_length);
  name[member->name_length] = '\0';
  const int found = GPOINTER_TO_INT (g_hash_table_lookup (reader->names, name));
  return found == 0 ? MEMBER_UNKNOWN : found - 16;
}

static gboolean
is_named (const SzRowReader *reader, int index, const SzMember *member)
{
  static const char *const special[] = { "key", "ver", "op", "at" };
  const SzDataset *dataset = sz_mapper_dataset (reader->mapper);
  const char *name = NULL;
  if (index >= 0 && (guint)index < dataset->inputs->len)
    name = ((const SzField *)g_ptr_array_index (dataset->inputs, (guint)index))->id;
  else if (index < 0 && index > MEMBER_UNKNOWN)
    name = special[-index - 1];
  return name != NULL && strncmp (name, member->name, member->name_length) == 0 &&
         name[member->name_length] == '\0';
}

static void
sort_members (SzRowReader *reader, Head *head)
{
  const GArray *members = reader->json.members;
  memset (reader->inputs, 0, sz_mapper_dataset (reader->mapper)->inputs->len * sizeof *reader->inputs);
  for (guint i = 0; i < members->len; i++) {
    const SzMember *member = &g_array_index (members, SzMember, i);
    int index = i < MAX_GUESSES ? reader->guess[i] : MEMBER_UNKNOWN;
    if (!is_named (reader, index, member)) {
      index = look_up (reader, member);
      if (i < MAX_GUESSES)
        reader->guess[i] = (gint16)index;
    }
    if (index >= 0)
      reader->inputs[index] = member->value;
    else if (index == MEMBER_KEY)
      head->key = &member->value;
    else if (index == MEMBER_VERSION)
      head->version = &member->value;
    else if (index == MEMBER_OP)
      head->op = &member->value;
    else if (index == MEMBER_AT)
      head->at = &member->value;
    else
      reader->unknown++;
  }
}

static gboolean
is_text (const SzInput *input, const char *text)
{
  return input != NULL && input->kind == SZ_INPUT_STRING && input->length == strlen (text) &&
         memcmp (input->text, text, input->length) == 0;
}

static gboolean
fail (SzProblem *problem, const char *field, const char *reason)
{
  problem->field = field;
  problem->reason = reason;
  return FALSE;
}

static gboolean
read_head (const Head *head, gint64 *version, gboolean *deleted, SzProblem *problem)
{
  if (head->key == NULL || head->key->kind == SZ_INPUT_ABSENT)
    return fail (problem, "key", _ ("The key is missing."));
  if (head->key->kind != SZ_INPUT_STRING)
    return fail (problem, "key", _ ("A text was expected."));
  if (head->version == NULL || head->version->kind != SZ_INPUT_NUMBER ||
      memchr (head->version->text, '.', head->version->length) != NULL ||
      !sz_decimal_read (head->version->text, head->version->length, 0, version) || *version < 0 ||
      *version > MAX_VERSION)
    return fail (problem, "ver", _ ("A whole number was expected."));
  *deleted = is_text (head->op, "del");
  if (!*deleted && !is_text (head->op, "put"))
    return fail (problem, "op", _ ("“put” or “del” was expected."));
  return TRUE;
}

/* A deletion needs no more than its key and version; its instant, where given, must be one. */
static gboolean
read_deletion (SzRowReader *reader, SzBatch *batch, const Head *head, gint64 version, SzProblem *problem)
{
  gint64 at_ms = 0;
  if (head->at != NULL && head->at->kind != SZ_INPUT_ABSENT &&
      (head->at->kind != SZ_INPUT_STRING ||
       !sz_instant_parse (head->at->text, (gssize)head->at->length, NULL, &at_ms)))
    return fail (problem, "at", _ ("A time in ISO 8601 with an offset was expected."));
  const char *key = sz_mapper_key (reader->mapper, batch, head->key->text, head->key->length, problem);
  if (key == NULL)
    return FALSE;
  SzRow *row = sz_batch_add_row (batch);
  row->key = key;
  row->version = version;
  row->at_ms = at_ms;
  row->deleted = TRUE;
  row->cells = NULL;
  return TRUE;
}

static gboolean
is_same_instant (const SzInput *a, const SzInput *b)
{
  gint64 a_ms, b_ms;
  if (a->kind != SZ_INPUT_STRING || b->kind != SZ_INPUT_STRING)
    return FALSE;
  if (a->length == b->length && memcmp (a->text, b->text, a->length) == 0)
    return TRUE;
  return sz_instant_parse (a->text, (gssize)a->length, NULL, &a_ms) &&
         sz_instant_parse (b->text, (gssize)b->length, NULL, &b_ms) && a_ms == b_ms;
}

static gboolean
read_row (SzRowReader *reader, SzBatch *batch, Head *head, SzProblem *problem)
{
  gint64 version;
  gboolean deleted;
  sort_members (reader, head);
  if (!read_head (head, &version, &deleted, problem))
    return FALSE;
  if (deleted)
    return read_deletion (reader, batch, head, version, problem);
  SzInput *own = &reader->inputs[reader->at_input];
  if (head->at != NULL && head->at->kind != SZ_INPUT_ABSENT) {
    if (own->kind == SZ_INPUT_ABSENT)
      *own = *head->at;
    else if (!is_same_instant (own, head->at))
      return fail (problem, "at", _ ("It is not the instant that puts the row on its day."));
  }
  return sz_mapper_put (reader->mapper, batch, head->key->text, head->key->length, version, reader->inputs,
                        problem);
}

/* Of a refused row: its own instant, or the one that stands for it. */
static gint64
find_instant (const SzRowReader *reader, const Head *head, gboolean parsed)
{
  const SzInput *candidates[] = { parsed ? &reader->inputs[reader->at_input] : NULL, head->at };
  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++) {
    gint64 at_ms;
    if (candidates[i] != NULL && candidates[i]->kind == SZ_INPUT_STRING &&
        sz_instant_parse (candidates[i]->text, (gssize)candidates[i]->length, NULL, &at_ms))
      return at_ms;
  }
  return G_MININT64;
}

gboolean
sz_row_reader_read (SzRowReader *reader, SzBatch *batch, const char *line, gsize length, const char *page,
                    gint64 number)
{
  Head head = { 0 };
  SzProblem problem = { "", "" };
  const char *why = "";
  gboolean parsed = FALSE;
  g_autofree char *reason = NULL;

  if (length > MAX_LINE) {
    problem.reason = _ ("The line is longer than 1 MiB.");
  } else if (!(parsed = sz_json_line_read (&reader->json, line, length, &why))) {
    reason = g_strdup_printf (_ ("The line %s."), _ (why));
    problem.reason = reason;
  } else if (read_row (reader, batch, &head, &problem)) {
    return TRUE;
  }
  reader->refused_at_ms = find_instant (reader, &head, parsed);
  g_autofree char *where = g_strdup_printf (_ ("%s, line %" PRId64), page, number);
  const gboolean has_key = head.key != NULL && head.key->kind == SZ_INPUT_STRING;
  sz_refuse_line (batch, reader->key, where, problem.field, problem.reason, has_key ? head.key->text : NULL,
                  has_key ? head.key->length : 0, line, length);
  return FALSE;
}
