/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-day-table.h"

#include <string.h>

#define LEAST_ROWS 32
/* A value that no narrow column holds: the row has none. */
#define NONE G_MININT32

typedef enum { COLUMN_EMPTY, COLUMN_NARROW, COLUMN_WIDE, COLUMN_TEXT } ColumnKind;

typedef struct {
  ColumnKind kind;
  gint64 base;        /* narrow: what its values are told from */
  gint32 *narrow;     /* (nullable) */
  gint64 *wide;       /* (nullable) */
  guint8 *set;        /* (nullable) of wide ones */
  const char **texts; /* (nullable) in `kept` */
} Column;

struct _SzDayTable {
  guint n_fields, n_rows, room;
  gboolean *is_text; /* of each field */
  Column *columns;   /* one for each field, and the source */
  const char **keys;
  GStringChunk *kept;
  gsize kept_bytes;
  GHashTable *places; /* source and key to the row's number + 1 */
};

SzDayTable *
sz_day_table_new (const SzLayout *layout)
{
  SzDayTable *self = g_new0 (SzDayTable, 1);
  self->n_fields = layout->n_fields;
  self->is_text = g_new0 (gboolean, layout->n_fields + 1);
  for (guint i = 0; i < layout->n_fields; i++)
    self->is_text[i] = sz_dataset_field (layout->dataset, i)->type == SZ_FIELD_TEXT;
  self->columns = g_new0 (Column, layout->n_fields + 1);
  self->kept = g_string_chunk_new (2048);
  self->places = g_hash_table_new (g_str_hash, g_str_equal);
  return self;
}

void
sz_day_table_free (SzDayTable *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i <= self->n_fields; i++) {
    Column *column = &self->columns[i];
    g_free (column->narrow);
    g_free (column->wide);
    g_free (column->set);
    g_free (column->texts);
  }
  g_free (self->columns);
  g_free (self->is_text);
  g_free (self->keys);
  g_string_chunk_free (self->kept);
  g_hash_table_unref (self->places);
  g_free (self);
}

guint
sz_day_table_n_rows (const SzDayTable *self)
{
  return self->n_rows;
}

gsize
sz_day_table_bytes (const SzDayTable *self)
{
  gsize a_row = sizeof (char *);
  for (guint i = 0; i <= self->n_fields; i++) {
    const Column *column = &self->columns[i];
    a_row += (column->narrow ? sizeof *column->narrow : 0) + (column->wide ? sizeof *column->wide + 1 : 0) +
             (column->texts ? sizeof *column->texts : 0);
  }
  /* A place takes about three words of the table of places. */
  return self->room * a_row + self->n_rows * 3 * sizeof (gpointer) + self->kept_bytes;
}

/* --- columns --- */

static void
grow_column (Column *column, guint room)
{
  if (column->narrow)
    column->narrow = g_renew (gint32, column->narrow, room);
  if (column->wide) {
    column->wide = g_renew (gint64, column->wide, room);
    column->set = g_renew (guint8, column->set, room);
  }
  if (column->texts)
    column->texts = g_renew (const char *, column->texts, room);
}

static void
grow (SzDayTable *self)
{
  self->room = MAX (self->room + self->room / 4, LEAST_ROWS);
  for (guint i = 0; i <= self->n_fields; i++)
    grow_column (&self->columns[i], self->room);
  self->keys = g_renew (const char *, self->keys, self->room);
}

static void
make_narrow (const SzDayTable *self, Column *column, gint64 value)
{
  column->kind = COLUMN_NARROW;
  column->base = ABS (value / 2) < G_MAXINT32 / 4 ? 0 : value;
  column->narrow = g_new (gint32, self->room);
  for (guint row = 0; row < self->n_rows; row++)
    column->narrow[row] = NONE;
}

static void
make_wide (const SzDayTable *self, Column *column)
{
  column->kind = COLUMN_WIDE;
  column->wide = g_new (gint64, self->room);
  column->set = g_new (guint8, self->room);
  for (guint row = 0; row < self->n_rows; row++) {
    column->set[row] = column->narrow[row] != NONE;
    column->wide[row] = column->set[row] ? column->base + column->narrow[row] : 0;
  }
  g_clear_pointer (&column->narrow, g_free);
}

static gboolean
fits (const Column *column, gint64 value)
{
  gint64 off;
  return !__builtin_sub_overflow (value, column->base, &off) && off > NONE && off <= G_MAXINT32;
}

static void
write_number (const SzDayTable *self, Column *column, guint row, gboolean set, gint64 value)
{
  if (set && column->kind == COLUMN_EMPTY)
    make_narrow (self, column, value);
  if (set && column->kind == COLUMN_NARROW && !fits (column, value))
    make_wide (self, column);
  if (column->kind == COLUMN_NARROW) {
    column->narrow[row] = set ? (gint32)(value - column->base) : NONE;
  } else if (column->kind == COLUMN_WIDE) {
    column->wide[row] = set ? value : 0;
    column->set[row] = set;
  }
}

/* Few texts differ where they tell rows apart; those that do are long. */
static const char *
keep_text (SzDayTable *self, const char *text)
{
  const char *kept = g_string_chunk_insert_const (self->kept, text);
  self->kept_bytes += strlen (text) + 1;
  return kept;
}

static void
write_text (SzDayTable *self, Column *column, guint row, const char *text)
{
  if (text && column->kind == COLUMN_EMPTY) {
    column->kind = COLUMN_TEXT;
    column->texts = g_new0 (const char *, self->room);
  }
  if (column->kind == COLUMN_TEXT && g_strcmp0 (column->texts[row], text) != 0)
    column->texts[row] = text ? keep_text (self, text) : NULL;
}

static void
move_cell (Column *column, guint from, guint to)
{
  if (column->narrow)
    column->narrow[to] = column->narrow[from];
  if (column->wide) {
    column->wide[to] = column->wide[from];
    column->set[to] = column->set[from];
  }
  if (column->texts)
    column->texts[to] = column->texts[from];
}

/* --- rows --- */

static char *
make_place (gint64 source, const char *key)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %s", source, key);
}

static guint
find_row (const SzDayTable *self, const char *place)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->places, place));
}

/* Every cell of the new row is missing. */
static guint
add_row (SzDayTable *self, gint64 source, const char *place)
{
  if (self->n_rows == self->room)
    grow (self);
  guint row = self->n_rows++;
  char *kept = g_string_chunk_insert (self->kept, place);
  self->kept_bytes += strlen (place) + 1;
  self->keys[row] = kept;
  g_hash_table_insert (self->places, kept, GUINT_TO_POINTER (row + 1));
  for (guint i = 0; i < self->n_fields; i++) {
    if (self->columns[i].texts)
      self->columns[i].texts[row] = NULL;
    write_number (self, &self->columns[i], row, FALSE, 0);
  }
  write_number (self, &self->columns[self->n_fields], row, TRUE, source);
  return row;
}

void
sz_day_table_put (SzDayTable *self, gint64 source, const char *key, const SzRowView *view)
{
  g_autofree char *place = make_place (source, key);
  guint found = find_row (self, place);
  guint row = found > 0 ? found - 1 : add_row (self, source, place);
  for (guint i = 0; i < self->n_fields; i++) {
    if (self->is_text[i])
      write_text (self, &self->columns[i], row, view->set[i] ? view->texts[i] : NULL);
    else
      write_number (self, &self->columns[i], row, view->set[i], view->numbers[i]);
  }
}

void
sz_day_table_drop (SzDayTable *self, gint64 source, const char *key)
{
  g_autofree char *place = make_place (source, key);
  guint found = find_row (self, place);
  if (found == 0)
    return;
  guint row = found - 1, last = --self->n_rows;
  g_hash_table_remove (self->places, place);
  if (row == last)
    return;
  for (guint i = 0; i <= self->n_fields; i++)
    move_cell (&self->columns[i], last, row);
  self->keys[row] = self->keys[last];
  g_hash_table_insert (self->places, (gpointer)self->keys[row], GUINT_TO_POINTER (row + 1));
}

/* --- reading --- */

void
sz_day_cursor_init (SzDayCursor *cursor, const SzDayTable *table, const gboolean *used)
{
  guint n = table->n_fields;
  memset (cursor, 0, sizeof *cursor);
  cursor->table = table;
  cursor->fields = g_new (guint, n + 1);
  for (guint i = 0; i < n; i++)
    if (used[i] && table->columns[i].kind != COLUMN_EMPTY)
      cursor->fields[cursor->n_fields++] = i;
  cursor->view.numbers = g_new0 (gint64, n + 1);
  cursor->view.texts = g_new0 (const char *, n + 1);
  cursor->view.set = g_new0 (guint8, n + 1);
}

void
sz_day_cursor_clear (SzDayCursor *cursor)
{
  g_free (cursor->fields);
  g_free (cursor->view.numbers);
  g_free (cursor->view.texts);
  g_free (cursor->view.set);
  memset (cursor, 0, sizeof *cursor);
}

static gint64
read_narrow (const Column *column, guint row, guint8 *set)
{
  gint32 value = column->narrow[row];
  *set = value != NONE;
  return *set ? column->base + value : 0;
}

void
sz_day_cursor_read (SzDayCursor *cursor, guint row)
{
  const Column *columns = cursor->table->columns;
  for (guint i = 0; i < cursor->n_fields; i++) {
    guint field = cursor->fields[i];
    const Column *column = &columns[field];
    if (column->kind == COLUMN_NARROW) {
      cursor->view.numbers[field] = read_narrow (column, row, &cursor->view.set[field]);
    } else if (column->kind == COLUMN_WIDE) {
      cursor->view.numbers[field] = column->wide[row];
      cursor->view.set[field] = column->set[row];
    } else {
      cursor->view.texts[field] = column->texts[row];
      cursor->view.set[field] = column->texts[row] != NULL;
    }
  }
  const Column *source = &columns[cursor->table->n_fields];
  guint8 set;
  cursor->source = source->kind == COLUMN_NARROW ? read_narrow (source, row, &set) : source->wide[row];
}
