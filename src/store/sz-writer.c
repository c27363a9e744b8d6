/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-writer.h"

#include <string.h>
#include <sys/statvfs.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "sz-folder.h"
#include "sz-i18n.h"

#define FREE_BYTES_FLOOR (16u * 1024 * 1024)

/* A batch of so many rows is one of a history that is being fetched; so long after the last the rest only
 * follows the present. */
#define MANY_ROWS 500
#define WIDE_US (20 * G_USEC_PER_SEC)

/* --- construction --- */

static void
free_dataset (gpointer data)
{
  SzDatasetWriter *dataset = data;
  sz_facts_free (dataset->facts);
  sz_accumulator_free (dataset->accumulator);
  sz_row_buffer_clear (&dataset->fresh);
  sz_row_buffer_clear (&dataset->old);
  sz_layout_free (dataset->layout);
  g_free (dataset);
}

static gboolean
add_dataset (SzWriter *self, const SzDataset *dataset, GError **error)
{
  SzDatasetWriter *writer = g_new0 (SzDatasetWriter, 1);
  writer->layout = sz_layout_new (self->catalog, dataset);
  sz_row_buffer_init (&writer->fresh, writer->layout);
  sz_row_buffer_init (&writer->old, writer->layout);
  g_hash_table_insert (self->datasets, dataset->id, writer);
  return sz_schema_align (self->db, writer->layout, self->words, error);
}

SzWriter *
sz_writer_new (SzDb *db, const SzCatalog *catalog, const char *folder, GError **error)
{
  g_autoptr (SzWriter) self = g_new0 (SzWriter, 1);
  self->db = db;
  self->catalog = catalog;
  self->folder = g_strdup (folder);
  self->lock_fd = -1;
  self->words = sz_words_new (db);
  self->datasets = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_dataset);
  gboolean good = sz_schema_migrate (db, error);
  const GPtrArray *datasets = sz_catalog_datasets (catalog);
  for (guint i = 0; good && i < datasets->len; i++)
    good = add_dataset (self, g_ptr_array_index (datasets, i), error);
  if (!good) {
    self->db = NULL; /* stays the caller's */
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
sz_writer_free (SzWriter *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->changes, sz_changes_close);
  g_hash_table_unref (self->datasets);
  g_clear_pointer (&self->zones, g_hash_table_unref);
  sz_words_free (self->words);
  sz_db_close (self->db);
  g_free (self->folder);
  g_free (self);
}

SzDatasetWriter *
sz_writer_dataset (SzWriter *self, const SzDataset *dataset, GError **error)
{
  SzDatasetWriter *writer = g_hash_table_lookup (self->datasets, dataset->id);
  if (writer == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("The store has no data set %s"), dataset->id);
    return NULL;
  }
  if (writer->facts == NULL)
    writer->facts = sz_facts_new (self->db, writer->layout, self->words, error);
  if (writer->facts && writer->accumulator == NULL)
    writer->accumulator = sz_accumulator_new (self->db, writer->layout, self->words, "main", NULL, error);
  return writer->accumulator ? writer : NULL;
}

/* --- memory --- */

/* Some fifty tables of sums keep what their largest batch needed: together a quarter of all that the program
 * needs for the present. */
static void
give_back_lists (SzWriter *self)
{
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init (&iter, self->datasets);
  while (g_hash_table_iter_next (&iter, NULL, &data)) {
    SzDatasetWriter *writer = data;
    g_clear_pointer (&writer->accumulator, sz_accumulator_free);
    if (writer->facts)
      sz_facts_make_room (writer->facts);
  }
}

/* A first fetch walks along the ends of its tables: more than 32 MB make it no faster. Following the present
 * touches a few pages of today; what the history needed is given back. */
gboolean
sz_writer_make_room (SzWriter *self, guint n_rows, gint64 now_us, GError **error)
{
  if (n_rows >= MANY_ROWS) {
    self->wide_us = now_us;
    if (!self->wide && !sz_db_exec (self->db, "PRAGMA cache_size = -32768", error))
      return FALSE;
    self->wide = TRUE;
  } else if (self->wide && now_us - self->wide_us > WIDE_US) {
    if (!sz_db_exec (self->db, "PRAGMA cache_size = -4096; PRAGMA shrink_memory", error))
      return FALSE;
    self->wide = FALSE;
    give_back_lists (self);
#ifdef __GLIBC__
    malloc_trim (0);
#endif
  }
  return TRUE;
}

/* --- transactions --- */

/* The last megabytes are left for the write-ahead log, so that a full disk is met before it hurts. */
static gboolean
check_room (SzWriter *self, GError **error)
{
  struct statvfs info;
  if (statvfs (self->folder, &info) != 0)
    return TRUE;
  guint64 room = (guint64)info.f_bavail * info.f_frsize;
  if (room >= FREE_BYTES_FLOOR)
    return TRUE;
  g_set_error (error, SZ_ERROR, SZ_ERROR_DISK_FULL,
               _ ("Only %u MB are left on the disk of %s; nothing was stored"), (guint)(room >> 20),
               self->folder);
  return FALSE;
}

/* A process that was stopped for hours may find that somebody took its lock away and works in its place. It
 * is asked within the transaction, where nobody else can begin to write. */
static gboolean
begin_alone (SzWriter *self, GError **error)
{
  if (!sz_db_exec (self->db, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (self->lock_fd < 0 || sz_folder_holds (self->folder, self->lock_fd, error))
    return TRUE;
  /* From now on somebody else writes what nobody here is told of. */
  g_clear_pointer (&self->changes, sz_changes_close);
  sz_db_exec (self->db, "ROLLBACK", NULL);
  return FALSE;
}

gboolean
sz_writer_begin (SzWriter *self, GError **error)
{
  sz_db_trim_statements (self->db);
  return check_room (self, error) && begin_alone (self, error);
}

/* What the transaction that is about to end has changed, whether it will be committed or not. */
static void
note_changes (SzWriter *self)
{
  if (self->changes)
    sz_changes_begin (self->changes);
  if (self->changes && self->all_changed)
    sz_changes_note_all (self->changes);
  self->all_changed = FALSE;
  GHashTableIter iter;
  gpointer id, data;
  g_hash_table_iter_init (&iter, self->datasets);
  while (g_hash_table_iter_next (&iter, &id, &data)) {
    SzFacts *facts = ((SzDatasetWriter *)data)->facts;
    for (guint i = 0; self->changes && facts && i < facts->touched->len; i++) {
      const SzTouchedRow *row = &g_array_index (facts->touched, SzTouchedRow, i);
      sz_changes_note_row (self->changes, id, -row->nday, row->source, row->key);
    }
    if (facts)
      g_array_set_size (facts->touched, 0);
  }
}

gboolean
sz_writer_end (SzWriter *self, gboolean good, GError **error)
{
  note_changes (self);
  gboolean committed = good && sz_db_exec (self->db, "COMMIT", error);
  if (self->changes)
    sz_changes_end (self->changes);
  if (committed)
    return TRUE;
  if (!sqlite3_get_autocommit (self->db->handle))
    sz_db_exec (self->db, "ROLLBACK", NULL);
  sz_words_forget (self->words);
  g_clear_pointer (&self->zones, g_hash_table_unref);
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init (&iter, self->datasets);
  while (g_hash_table_iter_next (&iter, NULL, &data)) {
    /* Literals of conditions may have got their numbers in what was just undone. */
    SzDatasetWriter *writer = data;
    g_clear_pointer (&writer->accumulator, sz_accumulator_free);
    if (writer->facts)
      sz_facts_forget (writer->facts);
  }
  return FALSE;
}

/* --- sources --- */

static gboolean
insert_source (SzWriter *self, const char *source, gint64 generation, GError **error)
{
  SzStmt *stmt =
      sz_db_statement (self->db,
                       "INSERT INTO sources (source, title, epoch, zone, generation, now_ms, asked_ms) "
                       "VALUES (?1, ?1, NULL, ?2, ?3, 0, 0)",
                       error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_text (stmt, 1, source);
  sz_stmt_bind_text (stmt, 2, SZ_DEFAULT_ZONE);
  sz_stmt_bind_int (stmt, 3, generation);
  g_clear_pointer (&self->zones, g_hash_table_unref);
  self->all_changed = TRUE;
  return sz_stmt_run (stmt, error);
}

static SzStep
find_source (SzWriter *self, const char *source, gint64 *id, gint64 *generation, GError **error)
{
  SzStmt *stmt = sz_db_statement (self->db, "SELECT id, generation FROM sources WHERE source = ?1", error);
  if (stmt == NULL)
    return SZ_STEP_ERROR;
  sz_stmt_bind_text (stmt, 1, source);
  SzStep step = sz_stmt_step (stmt, error);
  if (step == SZ_STEP_ROW) {
    *id = sz_stmt_int (stmt, 0);
    *generation = sz_stmt_int (stmt, 1);
    sz_stmt_reset (stmt);
  }
  return step;
}

gboolean
sz_writer_source (SzWriter *self, const char *source, gint64 generation, gint64 *id, gint64 *known_generation,
                  GError **error)
{
  *id = 0;
  SzStep step = find_source (self, source, id, known_generation, error);
  if (step == SZ_STEP_DONE && generation >= 0) {
    if (!insert_source (self, source, generation, error))
      return FALSE;
    step = find_source (self, source, id, known_generation, error);
  }
  return step != SZ_STEP_ERROR;
}

SzZone *
sz_writer_zone (SzWriter *self, gint64 source, GError **error)
{
  if (self->zones == NULL)
    self->zones = sz_schema_zones (self->db, error);
  return self->zones ? g_hash_table_lookup (self->zones, GSIZE_TO_POINTER ((gsize)source)) : NULL;
}

/* --- what a source says of itself --- */

/* Writes the rows of temp.moving to the days they have in the zone. */
static gboolean
put_moved_rows (SzWriter *self, const SzLayout *layout, gint64 source, SzZone *zone, GError **error)
{
  g_autofree char *select = sz_facts_select (layout, "0");
  g_autoptr (GString) sql = g_string_new (select);
  g_string_truncate (sql, (gsize)(strstr (sql->str, " FROM main.") - sql->str));
  g_string_append (sql, " FROM temp.moving");
  g_autoptr (SzStmt) reader = sz_stmt_new (self->db, sql->str, error);
  g_autoptr (SzFacts) facts = reader ? sz_facts_new (self->db, layout, self->words, error) : NULL;
  g_autoptr (GString) key = g_string_new (NULL);
  SzRowBuffer buffer;
  sz_row_buffer_init (&buffer, layout);
  SzStep step = SZ_STEP_ERROR;
  gboolean good = facts != NULL;
  while (good && (step = sz_stmt_step (reader, error)) == SZ_STEP_ROW) {
    gint64 nday = sz_stmt_int (reader, 0);
    SzEdition edition = { sz_stmt_int (reader, 3), sz_stmt_int (reader, 4) };
    sz_unpack_key (sz_stmt_text (reader, 2), nday, key);
    sz_facts_decode (layout, reader, 5, nday, &buffer);
    nday = -sz_zone_day (zone, buffer.view.numbers[layout->dataset->at]);
    good = sz_facts_write (facts, nday, source, key->str, edition, &buffer.view, error);
  }
  sz_row_buffer_clear (&buffer);
  return good && step == SZ_STEP_DONE;
}

/* The zone decides on which day a row lies: all rows of the source go to their new days, and the rollups
 * follow. */
static gboolean
move_rows (SzWriter *self, const SzLayout *layout, gint64 source, SzZone *zone, GError **error)
{
  g_autofree char *count = g_strdup_printf ("SELECT count(*) FROM day_rows WHERE dataset = '%s' AND src = %d",
                                            layout->dataset->id, (int)source);
  gint64 days = 0;
  if (!sz_db_get_int (self->db, count, 0, &days, error))
    return FALSE;
  if (days == 0)
    return TRUE;
  return sz_db_execf (self->db, error,
                      "CREATE TEMP TABLE moving AS SELECT * FROM main.%s WHERE src = %d; DELETE FROM %s "
                      "WHERE src = %d;",
                      layout->facts, (int)source, layout->facts, (int)source) &&
         put_moved_rows (self, layout, source, zone, error) &&
         sz_db_exec (self->db, "DROP TABLE temp.moving", error) &&
         sz_schema_refill (self->db, layout, self->words, error);
}

static gboolean
change_zone (SzWriter *self, gint64 source, const char *zone_id, GError **error)
{
  g_autoptr (SzZone) zone = sz_zone_new (zone_id, error);
  if (zone == NULL)
    return FALSE;
  self->all_changed = TRUE;
  g_clear_pointer (&self->zones, g_hash_table_unref);
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init (&iter, self->datasets);
  while (g_hash_table_iter_next (&iter, NULL, &data)) {
    SzDatasetWriter *writer = data;
    if (!move_rows (self, writer->layout, source, zone, error))
      return FALSE;
    g_clear_pointer (&writer->facts, sz_facts_free); /* it remembers days */
  }
  return TRUE;
}

/* A new epoch: whatever the source said before about how far we are no longer holds, nor what it refused or
 * left out. */
static gboolean
begin_epoch (SzWriter *self, gint64 source, GError **error)
{
  return sz_db_execf (self->db, error,
                      "UPDATE feeds SET cursor = NULL, watermark_ms = 0 WHERE src = %d;"
                      "DELETE FROM days_done WHERE src = %d; DELETE FROM refusals WHERE src = %d;"
                      "DELETE FROM omissions WHERE src = %d;",
                      (int)source, (int)source, (int)source, (int)source);
}

typedef struct {
  gint64 id, generation;
  char *epoch, *zone;
} Known;

static gboolean
read_known (SzWriter *self, const char *source, Known *known, GError **error)
{
  SzStmt *stmt =
      sz_db_statement (self->db, "SELECT id, generation, epoch, zone FROM sources WHERE source = ?1", error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_text (stmt, 1, source);
  if (sz_stmt_step (stmt, error) != SZ_STEP_ROW)
    return FALSE;
  known->id = sz_stmt_int (stmt, 0);
  known->generation = sz_stmt_int (stmt, 1);
  known->epoch = g_strdup (sz_stmt_text (stmt, 2));
  known->zone = g_strdup (sz_stmt_text (stmt, 3));
  sz_stmt_reset (stmt);
  return TRUE;
}

static gboolean
write_source (SzWriter *self, const SzSourceWords *words, const Known *known, GError **error)
{
  SzStmt *stmt = sz_db_statement (self->db,
                                  "UPDATE sources SET title = ?2, epoch = coalesce(?3, epoch), zone = ?4,"
                                  " generation = ?5, now_ms = ?6, asked_ms = ?7 WHERE id = ?1",
                                  error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_int (stmt, 1, known->id);
  sz_stmt_bind_text (stmt, 2, words->title ? words->title : words->source);
  sz_stmt_bind_text (stmt, 3, words->epoch);
  sz_stmt_bind_text (stmt, 4, words->zone ? words->zone : known->zone);
  sz_stmt_bind_int (stmt, 5, words->generation);
  sz_stmt_bind_int (stmt, 6, words->now_ms);
  sz_stmt_bind_int (stmt, 7, words->asked_ms);
  return sz_stmt_run (stmt, error);
}

static gboolean
set_source (SzWriter *self, SzSourceWords *words, GError **error)
{
  gint64 id, generation;
  Known known = { 0 };
  if (!sz_writer_source (self, words->source, 1, &id, &generation, error) ||
      !read_known (self, words->source, &known, error))
    return FALSE;
  gboolean good = TRUE;
  words->changed = known.epoch && words->epoch && strcmp (known.epoch, words->epoch) != 0;
  words->generation = (guint)known.generation + (words->changed ? 1 : 0);
  if (words->changed)
    good = begin_epoch (self, known.id, error);
  if (good && words->zone && strcmp (words->zone, known.zone) != 0)
    good = write_source (self, words, &known, error) && change_zone (self, known.id, words->zone, error);
  else if (good)
    good = write_source (self, words, &known, error);
  g_free (known.epoch);
  g_free (known.zone);
  return good;
}

gboolean
sz_writer_set_source (SzWriter *self, SzSourceWords *words, GError **error)
{
  if (!sz_writer_begin (self, error))
    return FALSE;
  return sz_writer_end (self, set_source (self, words, error), error);
}

/* --- forgetting --- */

static gboolean
forget_rows (SzWriter *self, const SzLayout *layout, int source, GError **error)
{
  if (!sz_db_execf (self->db, error, "DELETE FROM %s WHERE src = %d; DELETE FROM %s WHERE src = %d;",
                    layout->facts, source, layout->gone, source))
    return FALSE;
  for (guint i = 0; i < layout->rollups->len; i++)
    if (!sz_db_execf (self->db, error, "DELETE FROM %s WHERE src = %d", sz_layout_rollup (layout, i)->table,
                      source))
      return FALSE;
  return TRUE;
}

static gboolean
forget_source (SzWriter *self, const char *source, GError **error)
{
  gint64 id, generation;
  if (!sz_writer_source (self, source, -1, &id, &generation, error))
    return FALSE;
  if (id == 0) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND, _ ("There is no source %s"), source);
    return FALSE;
  }
  self->all_changed = TRUE;
  GHashTableIter iter;
  gpointer data;
  g_hash_table_iter_init (&iter, self->datasets);
  while (g_hash_table_iter_next (&iter, NULL, &data)) {
    SzDatasetWriter *writer = data;
    if (!forget_rows (self, writer->layout, (int)id, error))
      return FALSE;
    g_clear_pointer (&writer->facts, sz_facts_free);
  }
  g_clear_pointer (&self->zones, g_hash_table_unref);
  return sz_db_execf (self->db, error,
                      "DELETE FROM day_rows WHERE src = %d; DELETE FROM days_done WHERE src = %d;"
                      "DELETE FROM refusals WHERE src = %d; DELETE FROM omissions WHERE src = %d;"
                      "DELETE FROM feeds WHERE src = %d; DELETE FROM row_keys WHERE src = %d;"
                      "DELETE FROM sources WHERE id = %d;",
                      (int)id, (int)id, (int)id, (int)id, (int)id, (int)id, (int)id);
}

gboolean
sz_writer_forget_source (SzWriter *self, const char *source, GError **error)
{
  if (!begin_alone (self, error))
    return FALSE;
  return sz_writer_end (self, forget_source (self, source, error), error);
}
