/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-day-rows-private.h"

#include "sz-facts.h"

/* A hall's busiest days have some ten thousand tickets; more is no single hall's day, and much memory. */
#define MOST_ROWS 20000
#define MOST_DAY_BYTES (4u << 20)
#define MOST_DAYS 24
/* Three days of tickets, cases and calls of a busy hall need half of it. */
#define MOST_BYTES (10u << 20)
/* What is in force (items, windows, staff) is read out as a whole. */
#define MOST_IN_ALL 3000
/* Behind midnight nobody asks any more what was asked of the day before yesterday. */
#define UNASKED_US (10 * 60 * G_USEC_PER_SEC)
/* What is patched leaves its texts behind; when so much has come, all is read anew. */
#define MOST_WASTE (256u << 10)

typedef struct {
  char *dataset; /* id */
  gint64 day;
  gint64 asked_version; /* the snapshot that asked last */
  gint64 rows_version;  /* a snapshot that `rows` are of */
  SzChanges *changes;   /* (owned) (nullable) by which it can be told whether they still are */
  guint64 stamp;
  gint64 used_us;   /* monotonic, the last question */
  SzDayTable *rows; /* (nullable) */
  gsize read_bytes; /* of them, when all were read */
  gboolean wanted;  /* a snapshot asked more than once */
  gboolean many;    /* too many to be read out */
} Day;

struct _SzDayShelf {
  GPtrArray *days; /* (element-type Day) the one asked last is the last */
};

static void
free_day (gpointer data)
{
  Day *day = data;
  sz_day_table_free (day->rows);
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

/* NULL without an error: there are too many. */
static SzDayTable *
read_rows (SzReader *reader, const SzLayout *layout, gint64 day, GError **error)
{
  guint most = day == SZ_EVERY_DAY ? MOST_IN_ALL : MOST_ROWS;
  g_autofree char *sql = sz_facts_select (layout, day == SZ_EVERY_DAY ? "1" : "nday = ?1");
  SzStmt *stmt = sz_db_statement (reader->db, sql, error);
  if (stmt == NULL)
    return NULL;
  SzDayTable *rows = sz_day_table_new (layout);
  SzRowBuffer buffer;
  sz_row_buffer_init (&buffer, layout);
  if (day != SZ_EVERY_DAY)
    sz_stmt_bind_int (stmt, 1, -day);
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW && sz_day_table_n_rows (rows) < most &&
         sz_day_table_bytes (rows) < MOST_DAY_BYTES) {
    gint64 nday = sz_stmt_int (stmt, 0), source = sz_stmt_int (stmt, 1);
    /* Two days may have rows of the same packed key. */
    g_autofree char *key = g_strdup_printf ("%s %" G_GINT64_FORMAT, sz_stmt_text (stmt, 2), nday);
    sz_facts_decode (layout, stmt, 5, nday, &buffer);
    sz_day_table_put (rows, source, day == SZ_EVERY_DAY ? key : sz_stmt_text (stmt, 2), &buffer.view);
  }
  sz_stmt_reset (stmt);
  sz_row_buffer_clear (&buffer);
  if (step != SZ_STEP_DONE)
    g_clear_pointer (&rows, sz_day_table_free);
  return rows;
}

/* Reads again what changed of a day that was read before. */
static gboolean
patch_rows (SzDayTable *rows, SzReader *reader, const SzLayout *layout, gint64 day, const GArray *changed,
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
      sz_day_table_put (rows, row->source, row->key, &buffer.view);
    } else if (step == SZ_STEP_DONE) {
      sz_day_table_drop (rows, row->source, row->key);
    }
    sz_stmt_reset (stmt);
  }
  sz_row_buffer_clear (&buffer);
  return step != SZ_STEP_ERROR;
}

/* --- the shelf --- */

static Day *
add_day (SzDayShelf *shelf, const char *dataset, gint64 number)
{
  Day *day = g_new0 (Day, 1);
  day->dataset = g_strdup (dataset);
  day->day = number;
  day->asked_version = day->rows_version = G_MININT64;
  g_ptr_array_add (shelf->days, day);
  return day;
}

static Day *
find_day (SzDayShelf *shelf, const char *dataset, gint64 number)
{
  for (guint i = 0; i < shelf->days->len; i++) {
    const Day *day = g_ptr_array_index (shelf->days, i);
    if (day->day != number || !g_str_equal (day->dataset, dataset))
      continue;
    Day *found = g_ptr_array_steal_index (shelf->days, i);
    g_ptr_array_add (shelf->days, found);
    return found;
  }
  return add_day (shelf, dataset, number);
}

/* All but the one asked last may go, those first that were asked longest ago. */
static void
make_room (SzDayShelf *shelf, gint64 now_us)
{
  gsize bytes = 0;
  guint kept = 0;
  while (kept < shelf->days->len) {
    const Day *day = g_ptr_array_index (shelf->days, shelf->days->len - 1 - kept);
    bytes += day->rows ? sz_day_table_bytes (day->rows) : 0;
    if (kept > 0 && (bytes > MOST_BYTES || kept >= MOST_DAYS || now_us - day->used_us > UNASKED_US))
      break;
    kept++;
  }
  if (kept < shelf->days->len)
    g_ptr_array_remove_range (shelf->days, 0, shelf->days->len - kept);
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
  g_clear_pointer (&day->rows, sz_day_table_free);
  g_clear_pointer (&day->changes, sz_changes_unref);
  day->rows_version = G_MININT64;
  day->rows = read_rows (reader, dataset->layout, day->day, &problem);
  if (problem) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  day->many = day->rows == NULL;
  day->read_bytes = day->rows ? sz_day_table_bytes (day->rows) : 0;
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
      day->day != SZ_EVERY_DAY && sz_day_table_bytes (day->rows) < 2 * day->read_bytes + MOST_WASTE)
    changed = sz_changes_rows (day->changes, day->dataset, day->day, day->stamp);
  if (changed == NULL)
    return read_day (day, reader, dataset, error);
  day->rows_version = G_MININT64;
  if (!patch_rows (day->rows, reader, dataset->layout, day->day, changed, error)) {
    g_clear_pointer (&day->rows, sz_day_table_free);
    g_clear_pointer (&day->changes, sz_changes_unref);
    return FALSE;
  }
  note_version (day, reader);
  return TRUE;
}

/* Data versions only tell apart the snapshots of one connection, which is all that is needed here. */
gboolean
sz_day_shelf_find (SzDayShelf *shelf, SzReader *reader, const SzReaderDataset *dataset, gint64 number,
                   const SzDayTable **rows, GError **error)
{
  Day *day = find_day (shelf, dataset->layout->dataset->id, number);
  gint64 version = reader->data_version;
  day->used_us = g_get_monotonic_time ();
  make_room (shelf, day->used_us);
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
