/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-facts.h"

#include <string.h>

#include "sz-feed-table.h"
#include "sz-i18n.h"

/* Rows of a transaction that are told one by one. */
#define MOST_TOUCHED 256

/* Appended rows wait for so many others. */
#define WAITING_ROWS 1024

/* From so many rows on the set of known keys is made for little memory. */
#define MANY_ROWS 100000

/* A row that waits; key and data are places in `waiting_bytes`. */
typedef struct {
  gint64 nday, source;
  SzEdition edition;
  gsize key_at, key_length, data_at, data_length;
} SzWaitingRow;

typedef struct {
  const char *text; /* NULL: the number counts */
  gint64 number;
  gboolean set;
} SzWaitingCell;

/* --- construction --- */

char *
sz_facts_select (const SzLayout *layout, const char *condition)
{
  g_autoptr (GString) sql = g_string_new ("SELECT nday, src, key, gen, ver, data");
  for (guint i = 0; i < layout->n_fields; i++)
    if (layout->slots[i] < 0)
      g_string_append_printf (sql, ", %s", layout->columns[i]);
  g_string_append_printf (sql, " FROM main.%s WHERE %s", layout->facts, condition);
  return g_strdup (sql->str);
}

static char *
write_insert (const SzLayout *layout, gboolean append)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_string_append_printf (sql, "INSERT OR %s INTO %s (nday, src, key, gen, ver, data",
                          append ? "FAIL" : "REPLACE", layout->facts);
  guint n_columns = 0;
  for (guint i = 0; i < layout->n_fields; i++)
    if (layout->slots[i] < 0) {
      g_string_append_printf (sql, ", %s", layout->columns[i]);
      n_columns++;
    }
  g_string_append (sql, ") ");
  if (append) {
    g_autofree char *select = sz_feed_table_select (6 + n_columns);
    g_string_append (sql, select);
    return g_strdup (sql->str);
  }
  g_string_append (sql, "VALUES (?, ?, ?, ?, ?, ?");
  for (guint i = 0; i < n_columns; i++)
    g_string_append (sql, ", ?");
  g_string_append_c (sql, ')');
  return g_strdup (sql->str);
}

static gboolean
prepare (SzFacts *self, GError **error)
{
  const char *f = self->layout->facts, *gone = self->layout->gone;
  g_autofree char *insert = write_insert (self->layout, FALSE);
  g_autofree char *append = write_insert (self->layout, TRUE);
  g_autofree char *row = sz_facts_select (self->layout, "nday = ?1 AND src = ?2 AND key = ?3");
  g_autofree char *version =
      g_strdup_printf ("SELECT gen, ver FROM %s WHERE nday = ?1 AND src = ?2 AND key = ?3", f);
  g_autofree char *remove = g_strdup_printf ("DELETE FROM %s WHERE nday = ?1 AND src = ?2 AND key = ?3", f);
  g_autofree char *find_gone = g_strdup_printf ("SELECT gen, ver FROM %s WHERE src = ?1 AND key = ?2", gone);
  g_autofree char *bury =
      g_strdup_printf ("INSERT OR REPLACE INTO %s (src, key, gen, ver) VALUES (?1, ?2, ?3, ?4)", gone);
  g_autofree char *unbury = g_strdup_printf ("DELETE FROM %s WHERE src = ?1 AND key = ?2", gone);
  return (self->insert = sz_stmt_new (self->db, insert, error)) &&
         (self->append = sz_stmt_new (self->db, append, error)) &&
         (self->find_version = sz_stmt_new (self->db, version, error)) &&
         (self->find_row = sz_stmt_new (self->db, row, error)) &&
         (self->remove = sz_stmt_new (self->db, remove, error)) &&
         (self->find_gone = sz_stmt_new (self->db, find_gone, error)) &&
         (self->insert_gone = sz_stmt_new (self->db, bury, error)) &&
         (self->remove_gone = sz_stmt_new (self->db, unbury, error));
}

static void
clear_touched (gpointer data)
{
  g_free (((SzTouchedRow *)data)->key);
}

static void
make_lists (SzFacts *self)
{
  self->touched = g_array_new (FALSE, FALSE, sizeof (SzTouchedRow));
  g_array_set_clear_func (self->touched, clear_touched);
  self->waiting = g_array_new (FALSE, FALSE, sizeof (SzWaitingRow));
  self->waiting_cells = g_array_new (FALSE, FALSE, sizeof (SzWaitingCell));
}

static void
free_lists (SzFacts *self)
{
  g_clear_pointer (&self->touched, g_array_unref);
  g_clear_pointer (&self->waiting, g_array_unref);
  g_clear_pointer (&self->waiting_cells, g_array_unref);
  sz_bytes_clear (&self->waiting_bytes);
}

SzFacts *
sz_facts_new (SzDb *db, const SzLayout *layout, SzWords *words, GError **error)
{
  g_autoptr (SzFacts) self = g_new0 (SzFacts, 1);
  self->db = db;
  self->layout = layout;
  self->words = words;
  self->days =
      g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)g_hash_table_unref);
  self->last_nday = G_MAXINT64;
  self->crowds = g_new0 (guint, layout->n_fields + 1);
  for (guint i = 0; i < layout->n_fields; i++)
    self->crowds[i] = sz_dataset_field (layout->dataset, i)->type == SZ_FIELD_MASK ? SZ_WORDS_CROWDED : 0;
  self->key = g_string_new (NULL);
  make_lists (self);
  for (guint i = 0; i < layout->n_fields; i++)
    self->n_columns += layout->slots[i] < 0;
  self->by_slot = g_new (int, layout->n_slots + 1);
  for (guint i = 0; i < layout->n_slots; i++)
    self->by_slot[i] = -1;
  self->next_in_slot = g_new (int, layout->n_fields + 1);
  for (guint i = 0; i < layout->n_fields; i++) {
    if (layout->slots[i] < 0)
      continue;
    int *first = &self->by_slot[SZ_PLACE_SLOT (layout->slots[i])];
    self->next_in_slot[i] = *first;
    *first = (int)i;
  }
  return prepare (self, error) ? g_steal_pointer (&self) : NULL;
}

void
sz_facts_free (SzFacts *self)
{
  if (self == NULL)
    return;
  sz_stmt_free (self->insert);
  sz_stmt_free (self->append);
  sz_stmt_free (self->find_version);
  sz_stmt_free (self->find_row);
  sz_stmt_free (self->remove);
  sz_stmt_free (self->find_gone);
  sz_stmt_free (self->insert_gone);
  sz_stmt_free (self->remove_gone);
  sz_bloom_clear (&self->known);
  g_hash_table_unref (self->days);
  g_free (self->crowds);
  g_free (self->by_slot);
  g_free (self->next_in_slot);
  sz_bytes_clear (&self->data);
  free_lists (self);
  g_string_free (self->key, TRUE);
  g_free (self);
}

void
sz_facts_make_room (SzFacts *self)
{
  if (self->waiting->len > 0 || self->touched->len > 0)
    return;
  free_lists (self);
  make_lists (self);
  sz_bytes_clear (&self->data);
}

/* --- known keys --- */

static gboolean
learn_all (SzFacts *self, const char *table, gboolean is_facts, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT src, key%s FROM %s", is_facts ? ", nday" : "", table);
  g_autoptr (SzStmt) stmt = sz_stmt_new (self->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW) {
    const char *key = sz_stmt_text (stmt, 1);
    if (is_facts) {
      sz_unpack_key (key, sz_stmt_int (stmt, 2), self->key);
      key = self->key->str;
    }
    sz_bloom_add (&self->known, sz_bloom_hash (sz_stmt_int (stmt, 0), key));
  }
  return step == SZ_STEP_DONE;
}

static gboolean
build_known (SzFacts *self, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT (SELECT coalesce(sum(rows), 0) FROM day_rows WHERE dataset = '%s') + "
                       "(SELECT count(*) FROM %s)",
                       self->layout->dataset->id, self->layout->gone);
  gint64 rows = 0;
  if (!sz_db_get_int (self->db, sql, 0, &rows, error))
    return FALSE;
  sz_bloom_clear (&self->known);
  /* Much is there already: what is still to come is little beside it, and memory lasts. */
  if (rows > MANY_ROWS)
    sz_bloom_init_spare (&self->known, (guint64)rows / 16 * 17);
  else
    sz_bloom_init (&self->known, (guint64)MAX (rows, 0) * 5 / 4);
  if (learn_all (self, self->layout->facts, TRUE, error) &&
      learn_all (self, self->layout->gone, FALSE, error))
    return TRUE;
  sz_bloom_clear (&self->known);
  return FALSE;
}

gboolean
sz_facts_may_know (SzFacts *self, gint64 source, const char *key, guint64 *hash, gboolean *may,
                   GError **error)
{
  if (self->known.words == NULL && !build_known (self, error))
    return FALSE;
  *hash = sz_bloom_hash (source, key);
  *may = sz_bloom_may_hold (&self->known, *hash);
  return TRUE;
}

void
sz_facts_learn (SzFacts *self, guint64 hash)
{
  if (self->known.words)
    sz_bloom_add (&self->known, hash);
}

/* --- rows --- */

static void
bind_key (SzFacts *self, SzStmt *stmt, gint64 nday, gint64 source, const char *key)
{
  sz_pack_key (key, nday, self->key);
  sz_stmt_bind_int (stmt, 1, nday);
  sz_stmt_bind_int (stmt, 2, source);
  sz_stmt_bind_text (stmt, 3, self->key->str);
}

SzStep
sz_facts_find (SzFacts *self, gint64 nday, gint64 source, const char *key, SzEdition *edition, GError **error)
{
  if (!sz_facts_settle (self, error))
    return SZ_STEP_ERROR;
  bind_key (self, self->find_version, nday, source, key);
  SzStep step = sz_stmt_step (self->find_version, error);
  if (step == SZ_STEP_ROW) {
    edition->generation = sz_stmt_int (self->find_version, 0);
    edition->version = sz_stmt_int (self->find_version, 1);
    sz_stmt_reset (self->find_version);
  }
  return step;
}

static GHashTable *
load_days (SzFacts *self, gint64 source, GError **error)
{
  GHashTable *days = g_hash_table_lookup (self->days, GSIZE_TO_POINTER ((gsize)source));
  if (days)
    return days;
  SzStmt *stmt =
      sz_db_statement (self->db, "SELECT nday FROM day_rows WHERE dataset = ?1 AND src = ?2", error);
  if (stmt == NULL)
    return NULL;
  sz_stmt_bind_text (stmt, 1, self->layout->dataset->id);
  sz_stmt_bind_int (stmt, 2, source);
  days = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW) {
    gint64 nday = sz_stmt_int (stmt, 0);
    g_hash_table_add (days, g_memdup2 (&nday, sizeof nday));
  }
  if (step == SZ_STEP_ERROR) {
    g_hash_table_unref (days);
    return NULL;
  }
  g_hash_table_insert (self->days, GSIZE_TO_POINTER ((gsize)source), days);
  return days;
}

SzStep
sz_facts_find_elsewhere (SzFacts *self, gint64 not_nday, gint64 source, const char *key, gint64 *nday,
                         SzEdition *edition, GError **error)
{
  GHashTable *days = load_days (self, source, error);
  if (days == NULL)
    return SZ_STEP_ERROR;
  GHashTableIter iter;
  gpointer day;
  g_hash_table_iter_init (&iter, days);
  while (g_hash_table_iter_next (&iter, &day, NULL)) {
    *nday = *(const gint64 *)day;
    if (*nday == not_nday)
      continue;
    SzStep step = sz_facts_find (self, *nday, source, key, edition, error);
    if (step != SZ_STEP_DONE)
      return step;
  }
  return SZ_STEP_DONE;
}

gboolean
sz_facts_read (SzFacts *self, gint64 nday, gint64 source, const char *key, SzRowBuffer *buffer,
               GError **error)
{
  if (!sz_facts_settle (self, error))
    return FALSE;
  bind_key (self, self->find_row, nday, source, key);
  SzStep step = sz_stmt_step (self->find_row, error);
  if (step == SZ_STEP_ROW) {
    sz_facts_decode (self->layout, self->find_row, 5, nday, buffer);
    sz_stmt_reset (self->find_row);
  } else if (step == SZ_STEP_DONE) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_STORE, "%s: a row just found is gone", self->layout->facts);
  }
  return step == SZ_STEP_ROW;
}

static guint64
join_flags (const SzFacts *self, int field, const SzRowView *view)
{
  guint64 stored = 0;
  for (; field >= 0; field = self->next_in_slot[field])
    if (view->set[field])
      stored |= (guint64)(view->numbers[field] + 1) << SZ_PLACE_SHIFT (self->layout->slots[field]);
  return stored;
}

static void
pack_row (SzFacts *self, gint64 nday, const SzRowView *view)
{
  const SzLayout *layout = self->layout;
  gint64 at_ms = view->numbers[layout->dataset->at];
  self->data.len = 0;
  for (guint slot = 0; slot < layout->n_slots; slot++) {
    int field = self->by_slot[slot];
    if (field >= 0 && layout->manners[field] == SZ_PACK_FLAG)
      sz_pack_stored (&self->data, join_flags (self, field, view));
    else if (field < 0 || !view->set[field])
      sz_pack_missing (&self->data);
    else
      sz_pack_value (&self->data, layout->manners[field],
                     view->numbers[field] - sz_facts_base (layout, (guint)field, nday, at_ms));
  }
  sz_pack_finish (&self->data);
}

static void
bind_columns (SzFacts *self, int parameter, const SzRowView *view)
{
  for (guint i = 0; i < self->layout->n_fields; i++) {
    if (self->layout->slots[i] >= 0)
      continue;
    if (!view->set[i])
      sz_stmt_bind_null (self->insert, parameter++);
    else if (sz_dataset_field (self->layout->dataset, i)->type == SZ_FIELD_TEXT)
      sz_stmt_bind_text (self->insert, parameter++, view->texts[i]);
    else
      sz_stmt_bind_int (self->insert, parameter++, view->numbers[i]);
  }
}

/* Of a history, which comes day by day, only the days are told; `key` is the row's as packed last. */
static void
touch_row (SzFacts *self, gint64 nday, gint64 source)
{
  guint n = self->touched->len;
  const SzTouchedRow *last = n > 0 ? &g_array_index (self->touched, SzTouchedRow, n - 1) : NULL;
  SzTouchedRow row = { nday, source, n < MOST_TOUCHED ? g_strdup (self->key->str) : NULL };
  if (row.key || last->nday != nday || last->key)
    g_array_append_val (self->touched, row);
}

/* Rows of the source lie on the day from now on. */
static gboolean
learn_day (SzFacts *self, gint64 nday, gint64 source, GError **error)
{
  if (self->last_nday == nday && self->last_source == source)
    return TRUE;
  GHashTable *days = load_days (self, source, error);
  if (days == NULL)
    return FALSE;
  self->last_nday = nday;
  self->last_source = source;
  if (!g_hash_table_contains (days, &nday))
    g_hash_table_add (days, g_memdup2 (&nday, sizeof nday));
  return TRUE;
}

gboolean
sz_facts_write (SzFacts *self, gint64 nday, gint64 source, const char *key, SzEdition edition,
                const SzRowView *view, GError **error)
{
  if (!sz_facts_settle (self, error))
    return FALSE;
  pack_row (self, nday, view);
  bind_key (self, self->insert, nday, source, key);
  touch_row (self, nday, source);
  sz_stmt_bind_int (self->insert, 4, edition.generation);
  sz_stmt_bind_int (self->insert, 5, edition.version);
  sz_stmt_bind_blob (self->insert, 6, self->data.data, self->data.len, FALSE);
  bind_columns (self, 7, view);
  return sz_stmt_run (self->insert, error) && learn_day (self, nday, source, error);
}

/* --- rows that wait --- */

static gsize
keep_bytes (SzFacts *self, const void *bytes, gsize length)
{
  gsize at = self->waiting_bytes.len;
  sz_bytes_reserve (&self->waiting_bytes, length + 1);
  if (length > 0)
    memcpy (self->waiting_bytes.data + at, bytes, length);
  self->waiting_bytes.len += length;
  return at;
}

static void
keep_columns (SzFacts *self, const SzRowView *view)
{
  for (guint i = 0; self->n_columns > 0 && i < self->layout->n_fields; i++) {
    if (self->layout->slots[i] >= 0)
      continue;
    gboolean textual = sz_dataset_field (self->layout->dataset, i)->type == SZ_FIELD_TEXT;
    SzWaitingCell cell = { textual && view->set[i] ? view->texts[i] : NULL, view->numbers[i], view->set[i] };
    g_array_append_val (self->waiting_cells, cell);
  }
}

gboolean
sz_facts_append (SzFacts *self, gint64 nday, gint64 source, const char *key, SzEdition edition,
                 const SzRowView *view, GError **error)
{
  if (self->waiting->len >= WAITING_ROWS && !sz_facts_settle (self, error))
    return FALSE;
  pack_row (self, nday, view);
  sz_pack_key (key, nday, self->key);
  touch_row (self, nday, source);
  SzWaitingRow row = { .nday = nday, .source = source, .edition = edition };
  row.key_length = self->key->len;
  row.key_at = keep_bytes (self, self->key->str, self->key->len);
  row.data_length = self->data.len;
  row.data_at = keep_bytes (self, self->data.data, self->data.len);
  g_array_append_val (self->waiting, row);
  keep_columns (self, view);
  return learn_day (self, nday, source, error);
}

typedef struct {
  SzFeedRows base;
  const SzFacts *facts;
} WaitingRows;

static void
give_column (const WaitingRows *rows, guint row, guint column, sqlite3_context *context)
{
  const SzFacts *facts = rows->facts;
  const SzWaitingCell *cell =
      &g_array_index (facts->waiting_cells, SzWaitingCell, row * facts->n_columns + column);
  if (cell->text)
    sqlite3_result_text (context, cell->text, -1, SQLITE_STATIC);
  else if (cell->set)
    sqlite3_result_int64 (context, cell->number);
}

static void
give_waiting (SzFeedRows *base, guint index, guint column, sqlite3_context *context)
{
  const WaitingRows *rows = (const WaitingRows *)base;
  const SzWaitingRow *row = &g_array_index (rows->facts->waiting, SzWaitingRow, index);
  const guint8 *bytes = rows->facts->waiting_bytes.data;
  switch (column) {
  case 0:
    sqlite3_result_int64 (context, row->nday);
    break;
  case 1:
    sqlite3_result_int64 (context, row->source);
    break;
  case 2:
    sqlite3_result_text (context, (const char *)bytes + row->key_at, (int)row->key_length, SQLITE_STATIC);
    break;
  case 3:
    sqlite3_result_int64 (context, row->edition.generation);
    break;
  case 4:
    sqlite3_result_int64 (context, row->edition.version);
    break;
  case 5:
    if (row->data_length > 0)
      sqlite3_result_blob64 (context, bytes + row->data_at, row->data_length, SQLITE_STATIC);
    break;
  default:
    give_column (rows, index, column - 6, context);
  }
}

void
sz_facts_forget (SzFacts *self)
{
  g_array_set_size (self->waiting, 0);
  g_array_set_size (self->waiting_cells, 0);
  self->waiting_bytes.len = 0;
}

gboolean
sz_facts_settle (SzFacts *self, GError **error)
{
  if (self->waiting->len == 0)
    return TRUE;
  WaitingRows rows = { { self->waiting->len, give_waiting }, self };
  gboolean good = sz_feed_table_run (self->append, &rows.base, error);
  sz_facts_forget (self);
  return good;
}

gboolean
sz_facts_remove (SzFacts *self, gint64 nday, gint64 source, const char *key, GError **error)
{
  if (!sz_facts_settle (self, error))
    return FALSE;
  bind_key (self, self->remove, nday, source, key);
  touch_row (self, nday, source);
  return sz_stmt_run (self->remove, error);
}

/* --- tombstones --- */

SzStep
sz_facts_find_gone (SzFacts *self, gint64 source, const char *key, SzEdition *edition, GError **error)
{
  sz_stmt_bind_int (self->find_gone, 1, source);
  sz_stmt_bind_text (self->find_gone, 2, key);
  SzStep step = sz_stmt_step (self->find_gone, error);
  if (step == SZ_STEP_ROW) {
    edition->generation = sz_stmt_int (self->find_gone, 0);
    edition->version = sz_stmt_int (self->find_gone, 1);
    sz_stmt_reset (self->find_gone);
  }
  return step;
}

gboolean
sz_facts_bury (SzFacts *self, gint64 source, const char *key, SzEdition edition, GError **error)
{
  sz_stmt_bind_int (self->insert_gone, 1, source);
  sz_stmt_bind_text (self->insert_gone, 2, key);
  sz_stmt_bind_int (self->insert_gone, 3, edition.generation);
  sz_stmt_bind_int (self->insert_gone, 4, edition.version);
  return sz_stmt_run (self->insert_gone, error);
}

gboolean
sz_facts_unbury (SzFacts *self, gint64 source, const char *key, GError **error)
{
  sz_stmt_bind_int (self->remove_gone, 1, source);
  sz_stmt_bind_text (self->remove_gone, 2, key);
  return sz_stmt_run (self->remove_gone, error);
}
