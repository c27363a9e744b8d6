/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-frame.h"

#include <math.h>
#include <string.h>

static void
free_column (gpointer data)
{
  SzColumn *column = data;
  if (column->texts != NULL)
    for (gsize i = 0; i < column->capacity; i++)
      g_free (column->texts[i]);
  g_free (column->texts);
  g_free (column->numbers);
  g_free (column->id);
  g_free (column->name);
  g_free (column->unit);
  g_free (column);
}

SzFrame *
sz_frame_new (void)
{
  SzFrame *frame = g_new0 (SzFrame, 1);
  g_atomic_ref_count_init (&frame->refs);
  frame->columns = g_ptr_array_new_with_free_func (free_column);
  frame->provenance.coverage = NAN;
  frame->provenance.rows = NAN;
  return frame;
}

SzFrame *
sz_frame_ref (SzFrame *frame)
{
  g_return_val_if_fail (frame != NULL, NULL);
  g_atomic_ref_count_inc (&frame->refs);
  return frame;
}

void
sz_frame_unref (SzFrame *frame)
{
  if (frame == NULL || !g_atomic_ref_count_dec (&frame->refs))
    return;
  g_ptr_array_unref (frame->columns);
  g_free (frame->provenance.definition);
  g_free (frame->provenance.missing_reason);
  g_free (frame);
}

static void
grow_column (SzColumn *column, gsize capacity)
{
  if (column->type == SZ_COLUMN_TEXT) {
    column->texts = g_renew (char *, column->texts, capacity);
    memset (column->texts + column->capacity, 0, (capacity - column->capacity) * sizeof (char *));
  } else {
    column->numbers = g_renew (double, column->numbers, capacity);
    for (gsize i = column->capacity; i < capacity; i++)
      column->numbers[i] = NAN;
  }
  column->capacity = capacity;
}

SzColumn *
sz_frame_add_column (SzFrame *frame, const char *id, const char *name, const char *unit, SzColumnType type)
{
  g_return_val_if_fail (frame != NULL && id != NULL, NULL);
  SzColumn *column = g_new0 (SzColumn, 1);
  column->id = g_strdup (id);
  column->name = g_strdup (name != NULL ? name : id);
  column->unit = g_strdup (unit != NULL ? unit : "");
  column->type = type;
  /* A column that comes late is missing in the rows that are there. */
  if (frame->rows > 0)
    grow_column (column, frame->rows);
  g_ptr_array_add (frame->columns, column);
  return column;
}

gsize
sz_frame_add_row (SzFrame *frame)
{
  g_return_val_if_fail (frame != NULL, 0);
  for (guint i = 0; i < frame->columns->len; i++) {
    SzColumn *column = g_ptr_array_index (frame->columns, i);
    if (column->capacity <= frame->rows)
      grow_column (column, MAX (16, column->capacity * 2));
  }
  return frame->rows++;
}

static SzColumn *
get_column (const SzFrame *frame, guint index)
{
  return g_ptr_array_index (frame->columns, index);
}

void
sz_frame_set_number (SzFrame *frame, gsize row, guint column, double value)
{
  g_return_if_fail (frame != NULL && row < frame->rows && column < frame->columns->len);
  SzColumn *target = get_column (frame, column);
  g_return_if_fail (target->type != SZ_COLUMN_TEXT);
  target->numbers[row] = value;
}

void
sz_frame_set_text (SzFrame *frame, gsize row, guint column, const char *text)
{
  g_return_if_fail (frame != NULL && row < frame->rows && column < frame->columns->len);
  SzColumn *target = get_column (frame, column);
  g_return_if_fail (target->type == SZ_COLUMN_TEXT);
  char *copy = g_strdup (text);
  g_free (target->texts[row]);
  target->texts[row] = copy;
}

guint
sz_frame_n_columns (const SzFrame *frame)
{
  g_return_val_if_fail (frame != NULL, 0);
  return frame->columns->len;
}

const SzColumn *
sz_frame_column (const SzFrame *frame, guint index)
{
  g_return_val_if_fail (frame != NULL && index < frame->columns->len, NULL);
  return get_column (frame, index);
}

int
sz_frame_find (const SzFrame *frame, const char *id)
{
  g_return_val_if_fail (frame != NULL && id != NULL, -1);
  for (guint i = 0; i < frame->columns->len; i++)
    if (strcmp (get_column (frame, i)->id, id) == 0)
      return (int)i;
  return -1;
}

double
sz_frame_number (const SzFrame *frame, gsize row, guint column)
{
  g_return_val_if_fail (frame != NULL && row < frame->rows && column < frame->columns->len, NAN);
  const SzColumn *source = get_column (frame, column);
  return source->type == SZ_COLUMN_TEXT ? NAN : source->numbers[row];
}

const char *
sz_frame_text (const SzFrame *frame, gsize row, guint column)
{
  g_return_val_if_fail (frame != NULL && row < frame->rows && column < frame->columns->len, NULL);
  const SzColumn *source = get_column (frame, column);
  return source->type == SZ_COLUMN_TEXT ? source->texts[row] : NULL;
}
