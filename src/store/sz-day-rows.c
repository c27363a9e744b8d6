/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-day-rows-private.h"

#include <string.h>

#include "sz-facts.h"

/* A hall's busiest days have some ten thousand tickets; more is no single hall's day, and much memory. */
#define MOST_ROWS 20000
#define MOST_DAYS 12
/* What is in force (items, windows, staff) is read out as a whole. */
#define MOST_IN_ALL 3000
/* What is patched leaves its texts behind; then all is read anew. */
#define MOST_PATCHES 20000

typedef struct {
  char *dataset; /* id */
  gint64 day;
  gint64 asked_version; /* the snapshot that asked last */
  gint64 rows_version;  /* a snapshot that `rows` are of */
  SzChanges *changes;   /* (owned) (nullable) by which it can be told whether they still are */
  guint64 stamp;
  guint64 used;    /* serial of the last question */
  SzDayRows *rows; /* (nullable) */
  gboolean wanted; /* a snapshot asked more than once */
  gboolean many;   /* too many to be read out */
} Day;

struct _SzDayShelf {
  GPtrArray *days; /* (element-type Day) */
  guint64 serial;
};

static void
free_rows (SzDayRows *rows)
{
  if (rows == NULL)
    return;
  g_array_unref (rows->numbers);
  g_array_unref (rows->set);
  g_array_unref (rows->sources);
  g_clear_pointer (&rows->texts, g_ptr_array_unref);
  g_hash_table_unref (rows->places);
  g_ptr_array_unref (rows->keys);
  g_string_chunk_free (rows->kept);
  g_free (rows);
}

static void
free_day (gpointer data)
{
  Day *day = data;
  free_rows (day->rows);
  g_clear_pointer (&day->changes, sz_changes_unref);
  g_free (day->dataset);
  g_free (day);
}

SzDayShelf *
sz_day_shelf_new (void)
{
  SzDayShelf *shelf = g_new0 (SzDayShelf, 1);
  shelf->days = g_ptr_array_new_with_free_func (free_day);
  return shelf;
}

void
sz_day_shelf_free (SzDayShelf *shelf)
{
  if (shelf == NULL)
    return;
  g_ptr_array_unref (shelf->days);
  g_free (shelf);
}

/* --- reading out --- */

static gboolean
has_texts (const SzDataset *dataset)
{
  for (guint i = 0; i < dataset->fields->len; i++)
    if (sz_dataset_field (dataset, i)->type == SZ_FIELD_TEXT)
      return TRUE;
  return FALSE;
}

static SzDayRows *
new_rows (const SzLayout *layout)
{
  SzDayRows *rows = g_new0 (SzDayRows, 1);
  rows->n_fields = layout->n_fields;
  rows->numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  rows->set = g_array_new (FALSE, FALSE, sizeof (guint8));
  rows->sources = g_array_new (FALSE, FALSE, sizeof (gint64));
  rows->texts = has_texts (layout->dataset) ? g_ptr_array_new () : NULL;
  rows->kept = g_string_chunk_new (4096);
  rows->places = g_hash_table_new (g_str_hash, g_str_equal);
  rows->keys = g_ptr_array_new ();
  return rows;
}

static char *
make_place (gint64 source, const char *key)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %s", source, key);
}

static void
add_row (SzDayRows *rows, const SzRowView *view, gint64 source, const char *place)
{
  char *kept = g_string_chunk_insert (rows->kept, place);
  g_array_append_vals (rows->numbers, view->numbers, rows->n_fields);
  g_array_append_vals (rows->set, view->set, rows->n_fields);
  g_array_append_val (rows->sources, source);
  for (guint i = 0; rows->texts && i < rows->n_fields; i++)
    g_ptr_array_add (rows->texts, NULL);
  g_ptr_array_add (rows->keys, kept);
  g_hash_table_insert (rows->places, kept, GUINT_TO_POINTER (++rows->n_rows));
}

/* A row that is there, or a new one. */
static void
take_row (SzDayRows *rows, const SzRowView *view, gint64 source, const char *key)
{
  g_autofree char *place = make_place (source, key);
  guint at = GPOINTER_TO_UINT (g_hash_table_lookup (rows->places, place));
  if (at == 0) {
    add_row (rows, view, source, place);
    at = rows->n_rows;
  }
  SzRowView own = sz_day_rows_view (rows, at - 1);
  memcpy (own.numbers, view->numbers, rows->n_fields * sizeof *own.numbers);
  memcpy (own.set, view->set, rows->n_fields);
  for (guint i = 0; rows->texts && i < rows->n_fields; i++) {
    const char *text = view->set[i] ? view->texts[i] : NULL;
    own.texts[i] = text ? g_string_chunk_insert_const (rows->kept, text) : NULL;
  }
}

/* The last one takes its place. */
static void
drop_row (SzDayRows *rows, gint64 source, const char *key)
{
  g_autofree char *place = make_place (source, key);
  guint at = GPOINTER_TO_UINT (g_hash_table_lookup (rows->places, place));
  if (at == 0)
    return;
  guint last = rows->n_rows - 1;
  SzRowView gone = sz_day_rows_view (rows, at - 1), moved = sz_day_rows_view (rows, last);
  g_hash_table_remove (rows->places, place);
  if (at - 1 != last) {
    memmove (gone.numbers, moved.numbers, rows->n_fields * sizeof *gone.numbers);
    memmove (gone.set, moved.set, rows->n_fields);
    if (rows->texts)
      memmove (gone.texts, moved.texts, rows->n_fields * sizeof *gone.texts);
    g_array_index (rows->sources, gint64, at - 1) = g_array_index (rows->sources, gint64, last);
    g_ptr_array_index (rows->keys, at - 1) = g_ptr_array_index (rows->keys, last);
    g_hash_table_insert (rows->places, g_ptr_array_index (rows->keys, last), GUINT_TO_POINTER (at));
  }
  g_array_set_size (rows->numbers, last * rows->n_fields);
  g_array_set_size (rows->set, last * rows->n_fields);
  g_array_set_size (rows->sources, last);
  g_ptr_array_set_size (rows->keys, (int)last);
  if (rows->texts)
    g_ptr_array_set_size (rows->texts, (int)(last * rows->n_fields));
  rows->n_rows = last;
}

/* NULL without an error: there are too many. */
static SzDayRows *
read_rows (SzReader *reader, const SzLayout *layout, gint64 day, GError **error)
{
  guint most = day == SZ_EVERY_DAY ? MOST_IN_ALL : MOST_ROWS;
  g_autofree char *sql = sz_facts_select (layout, day == SZ_EVERY_DAY ? "1" : "nday = ?1");
  SzStmt *stmt = sz_db_statement (reader->db, sql, error);
  if (stmt == NULL)
    return NULL;
  SzDayRows *rows = new_rows (layout);
  SzRowBuffer buffer;
  sz_row_buffer_init (&buffer, layout);
  if (day != SZ_EVERY_DAY)
    sz_stmt_bind_int (stmt, 1, -day);
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW && rows->n_rows < most) {
    gint64 nday = sz_stmt_int (stmt, 0), source = sz_stmt_int (stmt, 1);
    /* Two days may have rows of the same packed key. */
    g_autofree char *key = g_strdup_printf ("%s %" G_GINT64_FORMAT, sz_stmt_text (stmt, 2), nday);
    sz_facts_decode (layout, stmt, 5, nday, &buffer);
    take_row (rows, &buffer.view, source, day == SZ_EVERY_DAY ? key : sz_stmt_text (stmt, 2));
  }
  sz_stmt_reset (stmt);
  sz_row_buffer_clear (&buffer);
  if (step != SZ_STEP_DONE)
    g_clear_pointer (&rows, free_rows);
  return rows;
}

/* Reads again what changed of a day that was read before. */
static gboolean
patch_rows (SzDayRows *rows, SzReader *reader, const SzLayout *layout, gint64 day, const GArray *changed,
            GError **error)
{
  g_autofree char *sql = sz_facts_select (layout, "nday = ?1 AND src = ?2 AND key = ?3");
  SzStmt *stmt = sz_db_statement (reader->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  SzRowBuffer buffer;
  sz_row_buffer_init (&buffer, layout);
  SzStep step = SZ_STEP_DONE;
  for (guint i = 0; step != SZ_STEP_ERROR && i < changed->len; i++) {
    const SzChangedRow *row = &g_array_index (changed, SzChangedRow, i);
    sz_stmt_bind_int (stmt, 1, -day);
    sz_stmt_bind_int (stmt, 2, row->source);
    sz_stmt_bind_text (stmt, 3, row->key);
    step = sz_stmt_step (stmt, error);
    if (step == SZ_STEP_ROW) {
      sz_facts_decode (layout, stmt, 5, -day, &buffer);
      take_row (rows, &buffer.view, row->source, row->key);
    } else if (step == SZ_STEP_DONE) {
      drop_row (rows, row->source, row->key);
    }
    sz_stmt_reset (stmt);
  }
  sz_row_buffer_clear (&buffer);
  rows->n_patches += changed->len;
  return step != SZ_STEP_ERROR;
}

/* --- the shelf --- */

static Day *
find_day (SzDayShelf *shelf, const char *dataset, gint64 number)
{
  guint oldest = 0;
  for (guint i = 0; i < shelf->days->len; i++) {
    Day *day = g_ptr_array_index (shelf->days, i);
    if (day->day == number && g_str_equal (day->dataset, dataset))
      return day;
    if (day->used < ((const Day *)g_ptr_array_index (shelf->days, oldest))->used)
      oldest = i;
  }
  if (shelf->days->len >= MOST_DAYS)
    g_ptr_array_remove_index_fast (shelf->days, oldest);
  Day *day = g_new0 (Day, 1);
  day->dataset = g_strdup (dataset);
  day->day = number;
  day->asked_version = day->rows_version = G_MININT64;
  g_ptr_array_add (shelf->days, day);
  return day;
}

static gboolean
stays (const Day *day, const SzReader *reader)
{
  if (day->changes == NULL || day->changes != reader->changes || !reader->stamped)
    return FALSE;
  return day->day == SZ_EVERY_DAY ? sz_changes_dataset_stays (day->changes, day->dataset, day->stamp)
                                  : sz_changes_day_stays (day->changes, day->dataset, day->day, day->stamp);
}

/* `rows` are of the reader's snapshot now. */
static void
note_version (Day *day, const SzReader *reader)
{
  g_clear_pointer (&day->changes, sz_changes_unref);
  day->changes = reader->stamped ? sz_changes_ref (reader->changes) : NULL;
  day->stamp = reader->stamp;
  day->rows_version = reader->data_version;
}

static gboolean
read_day (Day *day, SzReader *reader, const SzReaderDataset *dataset, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_clear_pointer (&day->rows, free_rows);
  day->rows_version = G_MININT64;
  day->rows = read_rows (reader, dataset->layout, day->day, &problem);
  if (problem) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  day->many = day->rows == NULL;
  note_version (day, reader);
  return TRUE;
}

/* Brings a day to the reader's snapshot: as little as is known to be enough. */
static gboolean
renew_day (Day *day, SzReader *reader, const SzReaderDataset *dataset, GError **error)
{
  if (stays (day, reader)) {
    day->rows_version = reader->data_version;
    return TRUE;
  }
  g_autoptr (GArray) changed = NULL;
  if (day->rows && day->changes && day->changes == reader->changes && reader->stamped &&
      day->day != SZ_EVERY_DAY && day->rows->n_patches < MOST_PATCHES)
    changed = sz_changes_rows (day->changes, day->dataset, day->day, day->stamp);
  if (changed == NULL)
    return read_day (day, reader, dataset, error);
  day->rows_version = G_MININT64;
  if (!patch_rows (day->rows, reader, dataset->layout, day->day, changed, error)) {
    g_clear_pointer (&day->rows, free_rows);
    g_clear_pointer (&day->changes, sz_changes_unref);
    return FALSE;
  }
  note_version (day, reader);
  return TRUE;
}

/* Data versions only tell apart the snapshots of one connection, which is all that is needed here. */
gboolean
sz_day_shelf_find (SzDayShelf *shelf, SzReader *reader, const SzReaderDataset *dataset, gint64 number,
                   const SzDayRows **rows, GError **error)
{
  Day *day = find_day (shelf, dataset->layout->dataset->id, number);
  gint64 version = reader->data_version;
  day->used = ++shelf->serial;
  day->wanted = day->wanted || (number == SZ_EVERY_DAY ? reader->stamped : day->asked_version == version);
  day->asked_version = version;
  *rows = NULL;
  if (!day->wanted || day->many)
    return TRUE;
  if (day->rows_version != version && number == SZ_EVERY_DAY && !reader->stamped)
    return TRUE;
  if (day->rows_version != version && !renew_day (day, reader, dataset, error))
    return FALSE;
  *rows = day->rows;
  return TRUE;
}
