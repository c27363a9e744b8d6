/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sz-i18n.h"
#include "sz-import-private.h"

#define CURSOR_PREFIX "file:"
#define HASH_DIGITS 16
#define MAX_HASHES 64

SzImportTarget *
sz_import_target_new (const SzTarget *target, const SzMapping *mapping, SzSiteKey *key, gint64 now_ms)
{
  SzImportTarget *self = g_new0 (SzImportTarget, 1);
  self->target = target;
  self->mapper = sz_mapper_new (target->dataset, mapping->zone, key, now_ms);
  self->inputs = g_new0 (SzInput, target->dataset->inputs->len);
  self->seen = g_hash_table_new (NULL, NULL);
  self->first_day = G_MAXINT64;
  self->last_day = G_MININT64;
  if (target->group.set) {
    self->groups = g_hash_table_new (g_str_hash, g_str_equal);
    self->group_order = g_ptr_array_new ();
    self->arena = g_string_chunk_new (64 * 1024);
  }
  return self;
}

void
sz_import_target_free (SzImportTarget *self)
{
  for (guint i = 0; self->group_order != NULL && i < self->group_order->len; i++) {
    SzGroup *group = g_ptr_array_index (self->group_order, i);
    g_free (group->fields);
    g_free (group);
  }
  g_hash_table_unref (self->seen);
  g_clear_pointer (&self->groups, g_hash_table_unref);
  g_clear_pointer (&self->group_order, g_ptr_array_unref);
  g_clear_pointer (&self->arena, g_string_chunk_free);
  g_clear_pointer (&self->batch, sz_batch_unref);
  sz_mapper_free (self->mapper);
  g_free (self->inputs);
  g_free (self);
}

gboolean
sz_import_target_read (SzImportTarget *self, const SzMapping *mapping, SzEvaluator *evaluator,
                       SzProblem *problem)
{
  for (guint i = 0; i < self->target->dataset->inputs->len; i++)
    if (!sz_evaluator_get (evaluator, self->target->fields[i], &self->inputs[i], problem))
      return FALSE;
  return TRUE;
}

/* --- grouping --- */

static SzTake
get_take (const SzMapping *mapping, SzReference reference)
{
  if (!reference.set || reference.index < mapping->columns->len)
    return SZ_TAKE_FIRST;
  return ((const SzRule *)g_ptr_array_index (mapping->rules, reference.index - mapping->columns->len))->take;
}

static SzInput
keep_input (SzImportTarget *self, const SzInput *input)
{
  SzInput kept = *input;
  if (input->text != NULL)
    kept.text = g_string_chunk_insert_len (self->arena, input->text, (gssize)input->length);
  return kept;
}

/* Instants are compared as instants, other values by their bytes, which is right for ISO dates and codes. */
static int
compare_inputs (const SzInput *a, const SzInput *b)
{
  if (a->kind == SZ_INPUT_INSTANT && b->kind == SZ_INPUT_INSTANT)
    return (a->number > b->number) - (a->number < b->number);
  const int order =
      memcmp (a->text != NULL ? a->text : "", b->text != NULL ? b->text : "", MIN (a->length, b->length));
  return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

static void
merge_field (SzImportTarget *self, SzInput *held, const SzInput *fresh, SzTake take)
{
  gboolean replace = FALSE;
  if (take == SZ_TAKE_COUNT) {
    held->kind = SZ_INPUT_INSTANT; /* only as a number; made text when the group is put */
    held->number += fresh->kind != SZ_INPUT_ABSENT;
    return;
  }
  if (fresh->kind == SZ_INPUT_ABSENT)
    return;
  if (held->kind == SZ_INPUT_ABSENT)
    replace = TRUE;
  else if (take == SZ_TAKE_LAST)
    replace = TRUE;
  else if (take == SZ_TAKE_LEAST)
    replace = compare_inputs (fresh, held) < 0;
  else if (take == SZ_TAKE_GREATEST)
    replace = compare_inputs (fresh, held) > 0;
  if (replace)
    *held = keep_input (self, fresh);
}

static SzGroup *
get_group (SzImportTarget *self, const char *text, gsize length, const char *key, gint64 line)
{
  g_autofree char *name = g_strndup (text, length);
  SzGroup *group = g_hash_table_lookup (self->groups, name);
  if (group != NULL)
    return group;
  group = g_new0 (SzGroup, 1);
  group->key = g_string_chunk_insert (self->arena, key);
  group->line = line;
  group->fields = g_new0 (SzInput, self->target->dataset->inputs->len);
  g_hash_table_insert (self->groups, g_string_chunk_insert (self->arena, name), group);
  g_ptr_array_add (self->group_order, group);
  return group;
}

static gboolean
merge_record (SzImportTarget *self, const SzMapping *mapping, SzEvaluator *evaluator, const char *key,
              gint64 line, SzProblem *problem)
{
  SzInput by;
  if (!sz_evaluator_get (evaluator, self->target->group, &by, problem))
    return FALSE;
  if (by.kind != SZ_INPUT_WORD) {
    problem->field = "key";
    problem->reason = _ ("The column that rows are grouped by is empty.");
    return FALSE;
  }
  SzGroup *group = get_group (self, by.text, by.length, key, line);
  for (guint i = 0; i < self->target->dataset->inputs->len; i++)
    merge_field (self, &group->fields[i], &self->inputs[i], get_take (mapping, self->target->fields[i]));
  return TRUE;
}

/* FNV-1a. */
static guint64
hash_bytes (guint64 hash, const void *data, gsize length)
{
  const guint8 *bytes = data;

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ bytes[i]) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

/* The row just put: a line that repeats the key of an earlier one with the same content is the same row, with
 * other content nobody knows which of them is right. The row is taken back then. */
static gboolean
check_repeated (SzImportTarget *self, SzProblem *problem)
{
  const SzRow *row = &g_array_index (self->batch->rows, SzRow, self->batch->rows->len - 1);
  const guint64 seed = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  const gsize key = (gsize)hash_bytes (seed, row->key, strlen (row->key));
  guint64 content = hash_bytes (seed, &row->at_ms, sizeof row->at_ms);
  gpointer held;

  for (guint i = 0; i < self->target->dataset->fields->len; i++) {
    const SzCell *cell = &row->cells[i];

    content = hash_bytes (content, &cell->kind, sizeof cell->kind);
    if (cell->kind == SZ_CELL_NUMBER)
      content = hash_bytes (content, &cell->number, sizeof cell->number);
    else if (cell->kind == SZ_CELL_TEXT)
      content = hash_bytes (content, cell->text, strlen (cell->text) + 1);
  }
  if (!g_hash_table_lookup_extended (self->seen, GSIZE_TO_POINTER (key), NULL, &held)) {
    g_hash_table_insert (self->seen, GSIZE_TO_POINTER (key), GSIZE_TO_POINTER ((gsize)content));
    return TRUE;
  }
  if (GPOINTER_TO_SIZE (held) == (gsize)content)
    return TRUE;
  g_array_set_size (self->batch->rows, self->batch->rows->len - 1);
  problem->field = "";
  problem->reason = _ ("The line repeats the key of an earlier line with other content.");
  return FALSE;
}

/* A row's own version: a whole number, or an instant. */
static gboolean
read_version (const SzImportTarget *self, SzEvaluator *evaluator, gint64 *version, SzProblem *problem)
{
  SzInput value;
  *version = self->version;
  if (!self->target->version.set)
    return TRUE;
  if (!sz_evaluator_get (evaluator, self->target->version, &value, problem))
    return FALSE;
  if (value.kind == SZ_INPUT_INSTANT)
    *version = value.number;
  else if (value.kind != SZ_INPUT_WORD || !sz_decimal_read (value.text, value.length, 0, version))
    *version = -1;
  if (*version >= 0 && *version <= SZ_VERSION_MOST)
    return TRUE;
  problem->field = "ver";
  problem->reason = _ ("A whole number was expected.");
  return FALSE;
}

gboolean
sz_import_target_put_row (SzImportTarget *self, SzEvaluator *evaluator, SzProblem *problem)
{
  gint64 version;
  if (!read_version (self, evaluator, &version, problem))
    return FALSE;
  const char *key = sz_evaluator_fill (evaluator, self->target->key, problem);
  return key != NULL &&
         sz_mapper_put (self->mapper, self->batch, key, strlen (key), version, self->inputs, problem);
}

gboolean
sz_import_target_put (SzImportTarget *self, const SzMapping *mapping, SzEvaluator *evaluator, gint64 line,
                      SzProblem *problem)
{
  if (!self->target->group.set)
    return sz_import_target_put_row (self, evaluator, problem) && check_repeated (self, problem);
  const char *key = sz_evaluator_fill (evaluator, self->target->key, problem);
  return key != NULL && merge_record (self, mapping, evaluator, key, line, problem);
}

/* --- memory --- */

void
sz_import_memory_read (SzImportMemory *memory, const char *cursor, const char *hash)
{
  g_autofree char *own = g_strndup (hash, HASH_DIGITS);
  g_autoptr (GString) hashes = g_string_new (own);
  *memory = (SzImportMemory){ .ordinal = 1 };
  if (cursor != NULL && g_str_has_prefix (cursor, CURSOR_PREFIX)) {
    g_auto (GStrv) parts = g_strsplit (cursor + strlen (CURSOR_PREFIX), ":", 2);
    g_auto (GStrv) known = g_strsplit (parts[0] != NULL && parts[1] != NULL ? parts[1] : "", ",", -1);
    const gint64 last = parts[0] != NULL ? g_ascii_strtoll (parts[0], NULL, 10) : 0;
    memory->same = g_strcmp0 (known[0], own) == 0;
    memory->ordinal = MAX (memory->same ? last : last + 1, 1);
    for (guint i = 0; known[i] != NULL && i < MAX_HASHES; i++) {
      memory->known |= strcmp (known[i], own) == 0;
      if (strcmp (known[i], own) != 0)
        g_string_append_printf (hashes, ",%s", known[i]);
    }
  }
  memory->cursor = g_strdup_printf (CURSOR_PREFIX "%" G_GINT64_FORMAT ":%s", memory->ordinal, hashes->str);
}
