/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-changes.h"

/* Above so many days of a data set it is only known that something in it changed. */
#define MOST_DAYS 1000
/* Rows of one day that are told apart. */
#define MOST_ROWS 512
/* … of all days. A history that comes in fills it again and again: whoever reads is then told that whole days
 * changed, once. */
#define MOST_ROWS_IN_ALL 8192

typedef struct {
  guint64 last;  /* the transaction that changed it last */
  guint64 since; /* of all transactions behind this one `rows` knows the rows */
  GArray *rows;  /* (element-type SzChangedRow) */
} Day;

typedef struct {
  guint64 last;     /* the transaction that changed anything in it */
  guint64 last_any; /* … days that were not told apart */
  GHashTable *days; /* day (gint64) to Day */
} Dataset;

struct _SzChanges {
  gatomicrefcount refs;
  char *folder;
  GMutex lock;
  guint64 stamp;
  gboolean ending, closed;
  guint64 last_all;
  GHashTable *datasets; /* id to Dataset */
  guint n_rows;         /* that are told apart */
};

/* Folders to SzChanges, of all stores that are open for writing. */
static GMutex open_lock;
static GHashTable *open_folders;

static void
free_day (gpointer data)
{
  Day *day = data;
  g_array_unref (day->rows);
  g_free (day);
}

static void
free_dataset (gpointer data)
{
  Dataset *dataset = data;
  g_hash_table_unref (dataset->days);
  g_free (dataset);
}

SzChanges *
sz_changes_open (const char *folder)
{
  SzChanges *changes = g_new0 (SzChanges, 1);
  g_atomic_ref_count_init (&changes->refs);
  g_mutex_init (&changes->lock);
  changes->folder = g_canonicalize_filename (folder, NULL);
  changes->datasets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_dataset);
  g_mutex_lock (&open_lock);
  if (open_folders == NULL)
    open_folders = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_replace (open_folders, changes->folder, changes);
  g_mutex_unlock (&open_lock);
  return changes;
}

SzChanges *
sz_changes_ref (SzChanges *changes)
{
  g_atomic_ref_count_inc (&changes->refs);
  return changes;
}

void
sz_changes_unref (SzChanges *changes)
{
  if (!g_atomic_ref_count_dec (&changes->refs))
    return;
  g_hash_table_unref (changes->datasets);
  g_mutex_clear (&changes->lock);
  g_free (changes->folder);
  g_free (changes);
}

void
sz_changes_close (SzChanges *changes)
{
  g_mutex_lock (&open_lock);
  if (g_hash_table_lookup (open_folders, changes->folder) == changes)
    g_hash_table_remove (open_folders, changes->folder);
  if (g_hash_table_size (open_folders) == 0)
    g_clear_pointer (&open_folders, g_hash_table_unref);
  g_mutex_unlock (&open_lock);
  g_mutex_lock (&changes->lock);
  changes->closed = TRUE;
  g_mutex_unlock (&changes->lock);
  sz_changes_unref (changes);
}

SzChanges *
sz_changes_find (const char *folder)
{
  g_autofree char *path = g_canonicalize_filename (folder, NULL);
  g_mutex_lock (&open_lock);
  SzChanges *changes = open_folders ? g_hash_table_lookup (open_folders, path) : NULL;
  if (changes)
    sz_changes_ref (changes);
  g_mutex_unlock (&open_lock);
  return changes;
}

/* --- writing --- */

void
sz_changes_begin (SzChanges *changes)
{
  g_mutex_lock (&changes->lock);
  changes->ending = TRUE;
  g_mutex_unlock (&changes->lock);
}

static Dataset *
need_dataset (SzChanges *changes, const char *id)
{
  Dataset *dataset = g_hash_table_lookup (changes->datasets, id);
  if (dataset == NULL) {
    dataset = g_new0 (Dataset, 1);
    dataset->days = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_day);
    g_hash_table_insert (changes->datasets, g_strdup (id), dataset);
  }
  return dataset;
}

static void
clear_row (gpointer data)
{
  g_free (((SzChangedRow *)data)->key);
}

static GArray *
new_rows (void)
{
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (SzChangedRow));
  g_array_set_clear_func (rows, clear_row);
  return rows;
}

/* Frees the memory, too: setting an array's size keeps it. */
static void
forget_rows (SzChanges *changes, Day *day)
{
  changes->n_rows -= day->rows->len;
  g_array_unref (day->rows);
  day->rows = new_rows ();
  day->since = day->last;
}

static void
forget_days (SzChanges *changes, Dataset *dataset, guint64 now)
{
  GHashTableIter iter;
  gpointer day;
  g_hash_table_iter_init (&iter, dataset->days);
  while (g_hash_table_iter_next (&iter, NULL, &day))
    changes->n_rows -= ((const Day *)day)->rows->len;
  g_hash_table_remove_all (dataset->days);
  dataset->last_any = now;
}

static void
forget_all_rows (SzChanges *changes)
{
  GHashTableIter datasets, days;
  gpointer dataset, day;
  g_hash_table_iter_init (&datasets, changes->datasets);
  while (g_hash_table_iter_next (&datasets, NULL, &dataset)) {
    g_hash_table_iter_init (&days, ((const Dataset *)dataset)->days);
    while (g_hash_table_iter_next (&days, NULL, &day))
      forget_rows (changes, day);
  }
}

static Day *
need_day (SzChanges *changes, Dataset *dataset, gint64 number, guint64 now)
{
  Day *day = g_hash_table_lookup (dataset->days, &number);
  if (day)
    return day;
  if (g_hash_table_size (dataset->days) >= MOST_DAYS)
    forget_days (changes, dataset, now);
  day = g_new0 (Day, 1);
  day->rows = new_rows ();
  g_hash_table_insert (dataset->days, g_memdup2 (&number, sizeof number), day);
  return day;
}

void
sz_changes_note_row (SzChanges *changes, const char *id, gint64 number, gint64 source, const char *key)
{
  g_mutex_lock (&changes->lock);
  Dataset *dataset = need_dataset (changes, id);
  guint64 now = changes->stamp + 1;
  Day *day = need_day (changes, dataset, number, now);
  dataset->last = day->last = now;
  if (key == NULL || day->rows->len >= MOST_ROWS) {
    forget_rows (changes, day);
  } else if (day->since < now) {
    SzChangedRow row = { now, source, g_strdup (key) };
    g_array_append_val (day->rows, row);
    if (++changes->n_rows > MOST_ROWS_IN_ALL)
      forget_all_rows (changes);
  }
  g_mutex_unlock (&changes->lock);
}

void
sz_changes_note_all (SzChanges *changes)
{
  g_mutex_lock (&changes->lock);
  changes->last_all = changes->stamp + 1;
  g_mutex_unlock (&changes->lock);
}

void
sz_changes_end (SzChanges *changes)
{
  g_mutex_lock (&changes->lock);
  changes->stamp++;
  changes->ending = FALSE;
  g_mutex_unlock (&changes->lock);
}

/* --- reading --- */

gboolean
sz_changes_stamp (SzChanges *changes, guint64 *stamp)
{
  g_mutex_lock (&changes->lock);
  gboolean good = !changes->ending && !changes->closed;
  *stamp = changes->stamp;
  g_mutex_unlock (&changes->lock);
  return good;
}

/* Under the lock: whether nothing but what is known of single days changed behind the stamp. */
static gboolean
knows_days (const SzChanges *changes, const Dataset *dataset, guint64 stamp)
{
  return changes->last_all <= stamp && (dataset == NULL || dataset->last_any <= stamp);
}

gboolean
sz_changes_day_stays (SzChanges *changes, const char *id, gint64 number, guint64 stamp)
{
  g_mutex_lock (&changes->lock);
  const Dataset *dataset = g_hash_table_lookup (changes->datasets, id);
  const Day *day = dataset ? g_hash_table_lookup (dataset->days, &number) : NULL;
  gboolean stays = knows_days (changes, dataset, stamp) && (day == NULL || day->last <= stamp);
  g_mutex_unlock (&changes->lock);
  return stays;
}

GArray *
sz_changes_rows (SzChanges *changes, const char *id, gint64 number, guint64 stamp)
{
  GArray *rows = NULL;
  g_mutex_lock (&changes->lock);
  const Dataset *dataset = g_hash_table_lookup (changes->datasets, id);
  const Day *day = dataset ? g_hash_table_lookup (dataset->days, &number) : NULL;
  if (knows_days (changes, dataset, stamp) && (day == NULL || day->since <= stamp))
    rows = new_rows ();
  for (guint i = 0; rows && day && i < day->rows->len; i++) {
    SzChangedRow row = g_array_index (day->rows, SzChangedRow, i);
    if (row.stamp <= stamp)
      continue;
    row.key = g_strdup (row.key);
    g_array_append_val (rows, row);
  }
  g_mutex_unlock (&changes->lock);
  return rows;
}

gboolean
sz_changes_dataset_stays (SzChanges *changes, const char *id, guint64 stamp)
{
  g_mutex_lock (&changes->lock);
  const Dataset *dataset = g_hash_table_lookup (changes->datasets, id);
  gboolean stays = changes->last_all <= stamp && (dataset == NULL || dataset->last <= stamp);
  g_mutex_unlock (&changes->lock);
  return stays;
}
