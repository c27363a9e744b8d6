/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-facts.h"

#include "sz-i18n.h"

/* Numbers beyond ±10^13 (300 years in ms) are no measurement; refusing them keeps sums of millions exact. */
#define NUMBER_LIMIT G_GINT64_CONSTANT (10000000000000)

/* --- buffers --- */

void
sz_row_buffer_init (SzRowBuffer *buffer, const SzLayout *layout)
{
  guint n = layout->n_fields;
  buffer->n_fields = n;
  buffer->view.numbers = g_new0 (gint64, n + 1);
  buffer->view.texts = g_new0 (const char *, n + 1);
  buffer->view.set = g_new0 (guint8, n + 1);
  buffer->texts = g_new0 (GString *, n + 1);
  for (guint i = 0; i < n; i++)
    buffer->texts[i] = g_string_new (NULL);
}

void
sz_row_buffer_clear (SzRowBuffer *buffer)
{
  for (guint i = 0; i < buffer->n_fields; i++)
    g_string_free (buffer->texts[i], TRUE);
  g_clear_pointer (&buffer->texts, g_free);
  g_clear_pointer (&buffer->view.numbers, g_free);
  g_clear_pointer (&buffer->view.texts, g_free);
  g_clear_pointer (&buffer->view.set, g_free);
  buffer->n_fields = 0;
}

/* --- into the store --- */

static gboolean
refuse (SzFactsRefusal *refusal, const char *field, const char *reason)
{
  refusal->field = field;
  refusal->reason = reason;
  return FALSE;
}

static gboolean
check_number (const SzField *field, gint64 number, SzFactsRefusal *refusal)
{
  if (field->type == SZ_FIELD_INSTANT && (number < SZ_INSTANT_MIN || number >= SZ_INSTANT_MAX))
    return refuse (refusal, field->id, _ ("the instant lies outside the years 1900 to 2200"));
  gboolean measured = field->type == SZ_FIELD_INTEGER || field->type == SZ_FIELD_DECIMAL;
  if ((field->type == SZ_FIELD_HASH && number < 0) ||
      (field->type == SZ_FIELD_FLAG && number != 0 && number != 1))
    return refuse (refusal, field->id, _ ("the value is not of the field's type"));
  if (measured && (number > NUMBER_LIMIT || number < -NUMBER_LIMIT))
    return refuse (refusal, field->id, _ ("the number is larger than any measurement"));
  return TRUE;
}

static gboolean
encode_cell (SzFacts *self, guint index, const SzCell *cell, SzRowView *view, SzFactsRefusal *refusal,
             GError **error)
{
  const SzField *field = sz_dataset_field (self->layout->dataset, index);
  view->set[index] = cell->kind != SZ_CELL_MISSING;
  if (cell->kind == SZ_CELL_MISSING)
    return TRUE;
  gboolean textual = sz_field_is_word (field) || field->type == SZ_FIELD_TEXT;
  if (textual != (cell->kind == SZ_CELL_TEXT))
    return refuse (refusal, field->id, _ ("the value is not of the field's type"));
  if (sz_field_is_word (field)) {
    view->numbers[index] = sz_words_intern (self->words, cell->text, &self->crowds[index], error);
    return view->numbers[index] > 0;
  }
  view->texts[index] = cell->text;
  view->numbers[index] = cell->number;
  return textual || check_number (field, cell->number, refusal);
}

/* Questions look for an instant only on the days that Within= allows, so nothing may lie elsewhere. */
static gboolean
check_within (const SzLayout *layout, const SzRowView *view, SzFactsRefusal *refusal)
{
  const SzDataset *dataset = layout->dataset;
  gint64 at = view->numbers[dataset->at];
  for (guint i = 0; i < layout->n_fields; i++) {
    const SzField *field = sz_dataset_field (dataset, i);
    if (field->type != SZ_FIELD_INSTANT || field->within_days == 0 || i == dataset->at || !view->set[i])
      continue;
    gint64 after = view->numbers[i] - at;
    if (after < -SZ_DAY_MS || after > (gint64)field->within_days * SZ_DAY_MS)
      return refuse (refusal, field->id,
                     _ ("the instant is farther from the record's own than the data set allows"));
  }
  return TRUE;
}

gboolean
sz_facts_encode (SzFacts *self, const SzRow *row, SzRowView *view, SzFactsRefusal *refusal, GError **error)
{
  g_autoptr (GError) problem = NULL;
  guint at = self->layout->dataset->at;
  for (guint i = 0; i < self->layout->n_fields; i++) {
    if (encode_cell (self, i, &row->cells[i], view, refusal, &problem))
      continue;
    if (problem)
      g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  if (!view->set[at]) {
    view->set[at] = 1;
    view->numbers[at] = row->at_ms;
    if (!check_number (sz_dataset_field (self->layout->dataset, at), row->at_ms, refusal))
      return FALSE;
  }
  return check_within (self->layout, view, refusal);
}

/* --- and out of it --- */

gint64
sz_facts_base (const SzLayout *layout, guint field, gint64 nday, gint64 at_ms)
{
  switch (layout->stored[field]) {
  case SZ_STORED_IN_DAY:
    return -nday * SZ_DAY_MS;
  case SZ_STORED_AFTER_AT:
    return at_ms;
  case SZ_STORED_PLAIN:
    break;
  }
  return 0;
}

static void
decode_column (const SzLayout *layout, guint field, SzStmt *stmt, int column, SzRowBuffer *buffer)
{
  SzRowView *view = &buffer->view;
  view->set[field] = !sz_stmt_is_null (stmt, column);
  if (!view->set[field])
    return;
  if (sz_dataset_field (layout->dataset, field)->type == SZ_FIELD_TEXT) {
    g_string_assign (buffer->texts[field], sz_stmt_text (stmt, column));
    view->texts[field] = buffer->texts[field]->str;
  } else {
    view->numbers[field] = sz_stmt_int (stmt, column);
  }
}

void
sz_facts_decode (const SzLayout *layout, SzStmt *stmt, int first, gint64 nday, SzRowBuffer *buffer)
{
  SzRowView *view = &buffer->view;
  const guint8 *data = sqlite3_column_blob (stmt->raw, first);
  gsize length = (gsize)sqlite3_column_bytes (stmt->raw, first);
  /* Slots mostly stand in the order of the fields: then one walk reads them all. */
  SzPackReader reader = { data, data + length };
  guint next = 0;
  guint64 stored = 0;
  int column = first + 1;
  for (guint i = 0; i < layout->n_fields; i++) {
    int place = layout->slots[i];
    if (place < 0) {
      decode_column (layout, i, stmt, column++, buffer);
      continue;
    }
    if (SZ_PLACE_SLOT (place) == next) {
      stored = sz_pack_next (&reader);
      next++;
    } else if (SZ_PLACE_SLOT (place) + 1 != next) {
      view->set[i] = data && sz_pack_slot (data, length, (guint)place, layout->manners[i], &view->numbers[i]);
      continue;
    }
    view->set[i] = sz_pack_meaning (stored, (guint)place, layout->manners[i], &view->numbers[i]);
  }
  guint at = layout->dataset->at;
  gint64 at_ms = view->numbers[at] - nday * SZ_DAY_MS;
  for (guint i = 0; i < layout->n_fields; i++)
    if (view->set[i])
      view->numbers[i] += sz_facts_base (layout, i, nday, at_ms);
}
