/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-schema.h"

#include <string.h>

#include "sz-accumulate.h"
#include "sz-facts.h"
#include "sz-i18n.h"

#define FLUSH_CELLS 300000

/* --- migrations --- */

/* Each step runs in one transaction with the raising of user_version: a kill leaves the version before or the
 * one after. A step that was released is never edited. */
static const char *const migration_steps[] = {
  "CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;"
  "CREATE TABLE sources (id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, title TEXT NOT NULL, epoch "
  "TEXT,"
  " zone TEXT NOT NULL, generation INTEGER NOT NULL, now_ms INTEGER NOT NULL, asked_ms INTEGER NOT NULL) "
  "STRICT;"
  /* lowest_gen: no row held is of a lower generation; bury_gen: rows below are no longer taken. */
  "CREATE TABLE feeds (src INTEGER NOT NULL REFERENCES sources (id), dataset TEXT NOT NULL, cursor TEXT,"
  " watermark_ms INTEGER NOT NULL DEFAULT 0, lowest_gen INTEGER NOT NULL DEFAULT 0,"
  " bury_gen INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (src, dataset)) WITHOUT ROWID, STRICT;"
  "CREATE TABLE days_done (src INTEGER NOT NULL, dataset TEXT NOT NULL, day INTEGER NOT NULL, gen INTEGER "
  "NOT NULL,"
  " PRIMARY KEY (src, dataset, day)) WITHOUT ROWID, STRICT;"
  "CREATE TABLE day_rows (dataset TEXT NOT NULL, nday INTEGER NOT NULL, src INTEGER NOT NULL, rows INTEGER "
  "NOT NULL,"
  " PRIMARY KEY (dataset, nday, src)) WITHOUT ROWID, STRICT;"
  "CREATE TABLE refusals (id INTEGER PRIMARY KEY, src INTEGER NOT NULL, dataset TEXT NOT NULL, place TEXT "
  "NOT NULL,"
  " field TEXT NOT NULL, reason TEXT NOT NULL, key TEXT NOT NULL, bytes INTEGER NOT NULL, hash TEXT NOT NULL,"
  " at_ms INTEGER NOT NULL, UNIQUE (src, dataset, place, field, key, hash)) STRICT;"
  "CREATE TABLE omissions (src INTEGER NOT NULL, dataset TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER "
  "NOT NULL,"
  " PRIMARY KEY (src, dataset, reason)) WITHOUT ROWID, STRICT;"
  "CREATE TABLE layouts (name TEXT PRIMARY KEY, dataset TEXT NOT NULL, definition TEXT NOT NULL) WITHOUT "
  "ROWID, STRICT;",
  /* Fields that the source's mapping can fill, with blanks between; NULL: all. */
  "ALTER TABLE feeds ADD COLUMN supplies TEXT;"
  /* A row that is taken at last ends what was refused of it. */
  "CREATE INDEX refused_keys ON refusals (src, dataset, key) WHERE key <> '';",
  /* Which instants of the day's rows may lie on another day (sz_layout_stray_bit); -1: any. */
  "ALTER TABLE day_rows ADD COLUMN strays INTEGER NOT NULL DEFAULT -1;",
  /* With which algorithm and key the identities of a source's rows of a generation were hashed. */
  "CREATE TABLE row_keys (src INTEGER NOT NULL, gen INTEGER NOT NULL, key TEXT NOT NULL,"
  " PRIMARY KEY (src, gen)) WITHOUT ROWID, STRICT;",
};

int
sz_schema_version (void)
{
  return G_N_ELEMENTS (migration_steps);
}

gboolean
sz_schema_has_tables (SzDb *db)
{
  gint64 found = 0;
  return sz_db_get_int (db,
                        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('layouts', "
                        "'days_done', 'sources')",
                        0, &found, NULL) &&
         found == 3;
}

/* Our tables under another's mark: a flipped bit in the header. */
static gboolean
fail_unmarked (SzDb *db, GError **error)
{
  db->damaged = sz_schema_has_tables (db);
  if (db->damaged)
    g_set_error (error, SZ_ERROR, SZ_ERROR_STORE,
                 _ ("%s is damaged; the next `shuzhi sync` sets it aside and fetches everything anew"),
                 db->path);
  else
    sz_schema_fail_foreign (db->path, error);
  return FALSE;
}

void
sz_schema_fail_foreign (const char *path, GError **error)
{
  g_set_error (error, SZ_ERROR, SZ_ERROR_FOREIGN,
               _ ("%s was not made by Shuzhi; it is left untouched. Move it away, or choose another folder "
                  "with --home"),
               path);
}

gboolean
sz_schema_check (SzDb *db, gboolean *empty, GError **error)
{
  gint64 id = 0, version = 0, objects = 0;
  if (!sz_db_get_int (db, "PRAGMA application_id", 0, &id, error) ||
      !sz_db_get_int (db, "PRAGMA user_version", 0, &version, error) ||
      !sz_db_get_int (db, "SELECT count(*) FROM sqlite_schema", 0, &objects, error))
    return FALSE;
  *empty = id == 0 && version == 0 && objects == 0;
  if (!*empty && id != SZ_APPLICATION_ID)
    return fail_unmarked (db, error);
  if (version > sz_schema_version ()) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NEWER,
                 _ ("%s was written by a newer version of Shuzhi (format %d, this program knows %d)"),
                 db->path, (int)version, sz_schema_version ());
    return FALSE;
  }
  return TRUE;
}

static gboolean
run_step (SzDb *db, const char *step, int version, GError **error)
{
  if (!sz_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  gboolean good = sz_db_execf (db, error, "PRAGMA application_id = %d", SZ_APPLICATION_ID) &&
                  sz_db_exec (db, step, error) &&
                  sz_db_execf (db, error, "PRAGMA user_version = %d", version) &&
                  sz_db_exec (db, "COMMIT", error);
  if (!good)
    sz_db_exec (db, "ROLLBACK", NULL);
  return good;
}

gboolean
sz_schema_run_steps (SzDb *db, const char *const *steps, guint n_steps, GError **error)
{
  gint64 version = 0;
  if (!sz_db_get_int (db, "PRAGMA user_version", 0, &version, error))
    return FALSE;
  for (guint i = (guint)version; i < n_steps; i++)
    if (!run_step (db, steps[i], (int)i + 1, error))
      return FALSE;
  return TRUE;
}

gboolean
sz_schema_migrate (SzDb *db, GError **error)
{
  return sz_schema_run_steps (db, migration_steps, G_N_ELEMENTS (migration_steps), error);
}

/* --- definitions kept --- */

static char *
read_definition (SzDb *db, const char *name, GError **error)
{
  SzStmt *stmt = sz_db_statement (db, "SELECT definition FROM layouts WHERE name = ?1", error);
  if (stmt == NULL)
    return NULL;
  sz_stmt_bind_text (stmt, 1, name);
  char *definition = NULL;
  if (sz_stmt_step (stmt, error) == SZ_STEP_ROW)
    definition = g_strdup (sz_stmt_text (stmt, 0));
  sz_stmt_reset (stmt);
  return definition;
}

static gboolean
write_definition (SzDb *db, const char *name, const char *dataset, const char *definition, GError **error)
{
  const char *sql = "INSERT OR REPLACE INTO layouts (name, dataset, definition) VALUES (?1, ?2, ?3)";
  SzStmt *stmt = sz_db_statement (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  sz_stmt_bind_text (stmt, 1, name);
  sz_stmt_bind_text (stmt, 2, dataset);
  sz_stmt_bind_text (stmt, 3, definition);
  return sz_stmt_run (stmt, error);
}

/* Names of what is kept for the data set, beginning with `prefix`. */
static GPtrArray *
list_kept (SzDb *db, const char *dataset, const char *prefix, GError **error)
{
  SzStmt *stmt = sz_db_statement (db, "SELECT name FROM layouts WHERE dataset = ?1", error);
  if (stmt == NULL)
    return NULL;
  sz_stmt_bind_text (stmt, 1, dataset);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW)
    if (g_str_has_prefix (sz_stmt_text (stmt, 0), prefix))
      g_ptr_array_add (names, g_strdup (sz_stmt_text (stmt, 0)));
  return step == SZ_STEP_DONE ? g_steal_pointer (&names) : NULL;
}

/* --- facts --- */

static gboolean
create_facts (SzDb *db, const SzLayout *layout, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_string_append_printf (sql,
                          "CREATE TABLE %s (nday INTEGER NOT NULL, src INTEGER NOT NULL, key TEXT NOT NULL,"
                          " gen INTEGER NOT NULL, ver INTEGER NOT NULL, data BLOB",
                          layout->facts);
  for (guint i = 0; i < layout->n_fields; i++)
    if (layout->slots[i] < 0)
      g_string_append_printf (sql, ", %s %s", layout->columns[i], sz_layout_field_sql_type (layout, i));
  g_string_append (sql, ", PRIMARY KEY (nday, src, key)) WITHOUT ROWID, STRICT;");
  g_string_append_printf (sql,
                          "CREATE TABLE %s (src INTEGER NOT NULL, key TEXT NOT NULL, gen INTEGER NOT NULL,"
                          " ver INTEGER NOT NULL, PRIMARY KEY (src, key)) WITHOUT ROWID, STRICT;",
                          layout->gone);
  return sz_db_exec (db, sql->str, error) &&
         write_definition (db, layout->facts, layout->dataset->id, "facts", error);
}

/* A field's definition ends with its slot. */
static char *
read_field (SzDb *db, const SzLayout *layout, const char *column, int *slot, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", layout->facts, column);
  char *definition = read_definition (db, name, error);
  char *tail = definition ? strrchr (definition, '#') : NULL;
  *slot = -1;
  if (tail) {
    *slot = (int)g_ascii_strtoll (tail + 1, NULL, 10);
    *tail = '\0';
  }
  return definition;
}

/* The slots of all fields the file ever knew, whether the catalogue still has them or not. */
static gboolean
count_slots (SzDb *db, const SzLayout *layout, guint *n_slots, GError **error)
{
  g_autofree char *prefix = g_strdup_printf ("%s.", layout->facts);
  g_autoptr (GPtrArray) names = list_kept (db, layout->dataset->id, prefix, error);
  *n_slots = 0;
  for (guint i = 0; names && i < names->len; i++) {
    int slot;
    g_autoptr (GError) problem = NULL;
    g_autofree char *definition =
        read_field (db, layout, (char *)g_ptr_array_index (names, i) + strlen (prefix), &slot, &problem);
    if (problem) {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
    *n_slots = MAX (*n_slots, slot < 0 ? 0 : SZ_PLACE_SLOT (slot) + 1);
  }
  return names != NULL;
}

gboolean
sz_schema_read_slots (SzDb *db, SzLayout *layout, GError **error)
{
  g_autofree int *slots = g_new (int, layout->n_fields + 1);
  guint n_slots;
  if (!count_slots (db, layout, &n_slots, error))
    return FALSE;
  for (guint i = 0; i < layout->n_fields; i++) {
    g_autoptr (GError) problem = NULL;
    g_autofree char *definition = read_field (db, layout, layout->columns[i], &slots[i], &problem);
    if (problem) {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  }
  sz_layout_adopt_slots (layout, slots, n_slots);
  return TRUE;
}

/* Whether a field that exists is kept in another manner than the catalogue now wants. */
static gboolean
fields_conflict (SzDb *db, const SzLayout *layout, gboolean *conflict, GError **error)
{
  *conflict = FALSE;
  for (guint i = 0; i < layout->n_fields; i++) {
    g_autoptr (GError) problem = NULL;
    int slot;
    g_autofree char *kept = read_field (db, layout, layout->columns[i], &slot, &problem);
    g_autofree char *wanted = sz_layout_field_definition (layout, i);
    if (problem) {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
    if (kept && strcmp (kept, wanted) != 0)
      *conflict = TRUE;
  }
  return TRUE;
}

/* The rows cannot be read in the new manner, but they can be fetched again: forget them and how far we were.
 */
static gboolean
drop_dataset (SzDb *db, const SzLayout *layout, GError **error)
{
  const char *id = layout->dataset->id;
  g_autoptr (GPtrArray) rollups = list_kept (db, id, "r_", error);
  if (rollups == NULL)
    return FALSE;
  for (guint i = 0; i < rollups->len; i++)
    if (!sz_db_execf (db, error, "DROP TABLE IF EXISTS %s", (char *)g_ptr_array_index (rollups, i)))
      return FALSE;
  return sz_db_execf (
      db, error,
      "DROP TABLE IF EXISTS %s; DROP TABLE IF EXISTS %s; DELETE FROM layouts WHERE dataset = '%s';"
      "DELETE FROM day_rows WHERE dataset = '%s'; DELETE FROM days_done WHERE dataset = '%s';"
      "DELETE FROM feeds WHERE dataset = '%s';",
      layout->facts, layout->gone, id, id, id, id);
}

static gboolean
align_field (SzDb *db, const SzLayout *layout, guint field, gboolean created, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *name = g_strdup_printf ("%s.%s", layout->facts, layout->columns[field]);
  g_autofree char *kept = read_definition (db, name, &problem);
  if (problem) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  const char *column = layout->columns[field];
  gboolean has_column = layout->slots[field] < 0;
  if (kept == NULL && !created && has_column &&
      !sz_db_execf (db, error, "ALTER TABLE %s ADD COLUMN %s %s", layout->facts, column,
                    sz_layout_field_sql_type (layout, field)))
    return FALSE;
  g_autofree char *manner = sz_layout_field_definition (layout, field);
  g_autofree char *definition = g_strdup_printf ("%s#%d", manner, layout->slots[field]);
  if (!write_definition (db, name, layout->dataset->id, definition, error))
    return FALSE;
  if (!has_column || !sz_dataset_field (layout->dataset, field)->indexed)
    return TRUE;
  return sz_db_execf (db, error, "CREATE INDEX IF NOT EXISTS i_%s_%s ON %s (%s) WHERE %s IS NOT NULL",
                      layout->facts, column, layout->facts, column, column);
}

static gboolean
align_facts (SzDb *db, SzLayout *layout, GError **error)
{
  gboolean conflict;
  if (!fields_conflict (db, layout, &conflict, error) || (conflict && !drop_dataset (db, layout, error)) ||
      !sz_schema_read_slots (db, layout, error))
    return FALSE;
  g_autoptr (GError) problem = NULL;
  g_autofree char *kept = read_definition (db, layout->facts, &problem);
  if (problem) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  gboolean created = kept == NULL;
  if (created && !create_facts (db, layout, error))
    return FALSE;
  for (guint i = 0; i < layout->n_fields; i++)
    if (!align_field (db, layout, i, created, error))
      return FALSE;
  return TRUE;
}

/* --- rollups --- */

gboolean
sz_schema_create_rollup (SzDb *db, const SzLayout *layout, const SzLayoutRollup *rollup, const char *schema,
                         GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GString) key = g_string_new ("nbucket, src");
  g_string_append_printf (sql, "CREATE TABLE %s.%s (nbucket INTEGER NOT NULL, src INTEGER NOT NULL", schema,
                          rollup->table);
  for (guint i = 0; i < rollup->n_dims; i++) {
    g_string_append_printf (sql, ", %s INTEGER NOT NULL", layout->columns[rollup->dims[i]]);
    g_string_append_printf (key, ", %s", layout->columns[rollup->dims[i]]);
  }
  g_string_append (sql, ", cells BLOB");
  for (guint i = 0; rollup->sketches && i < layout->distributions->len; i++)
    g_string_append_printf (sql, ", %s BLOB", sz_layout_distribution (layout, i)->column);
  g_string_append_printf (sql, ", PRIMARY KEY (%s)) WITHOUT ROWID, STRICT", key->str);
  return sz_db_exec (db, sql->str, error);
}

GHashTable *
sz_schema_zones (SzDb *db, GError **error)
{
  g_autoptr (SzStmt) stmt = sz_stmt_new (db, "SELECT id, zone FROM sources", error);
  if (stmt == NULL)
    return NULL;
  GHashTable *zones =
      g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)sz_zone_unref);
  SzStep step;
  while ((step = sz_stmt_step (stmt, error)) == SZ_STEP_ROW) {
    SzZone *zone = sz_zone_new (sz_stmt_text (stmt, 1), NULL);
    if (zone == NULL)
      zone = sz_zone_new (SZ_DEFAULT_ZONE, NULL);
    g_hash_table_insert (zones, GSIZE_TO_POINTER ((gsize)sz_stmt_int (stmt, 0)), zone);
  }
  if (step == SZ_STEP_ERROR)
    g_clear_pointer (&zones, g_hash_table_unref);
  return zones;
}

static gboolean
feed (SzStmt *facts, const SzLayout *layout, GHashTable *zones, SzAccumulator *accumulator, GError **error)
{
  SzRowBuffer buffer;
  sz_row_buffer_init (&buffer, layout);
  gboolean good = TRUE;
  SzStep step = SZ_STEP_DONE;
  while (good && (step = sz_stmt_step (facts, error)) == SZ_STEP_ROW) {
    gint64 nday = sz_stmt_int (facts, 0), source = sz_stmt_int (facts, 1);
    SzZone *zone = g_hash_table_lookup (zones, GSIZE_TO_POINTER ((gsize)source));
    sz_facts_decode (layout, facts, 5, nday, &buffer);
    sz_accumulator_add (accumulator, source, zone, nday, &buffer.view, 1);
    if (sz_accumulator_size (accumulator) > FLUSH_CELLS)
      good = sz_accumulator_flush (accumulator, error);
  }
  sz_row_buffer_clear (&buffer);
  return good && step == SZ_STEP_DONE && sz_accumulator_flush (accumulator, error);
}

gboolean
sz_schema_fill (SzDb *db, const SzLayout *layout, SzWords *words, const SzLayoutRollup *only,
                const char *schema, GError **error)
{
  g_autofree char *sql = sz_facts_select (layout, "1");
  g_autoptr (SzStmt) facts = sz_stmt_new (db, sql, error);
  g_autoptr (SzAccumulator) accumulator =
      facts ? sz_accumulator_new (db, layout, words, schema, only, error) : NULL;
  g_autoptr (GHashTable) zones = accumulator ? sz_schema_zones (db, error) : NULL;
  return zones && feed (facts, layout, zones, accumulator, error);
}

gboolean
sz_schema_refill (SzDb *db, const SzLayout *layout, SzWords *words, GError **error)
{
  for (guint i = 0; i < layout->rollups->len; i++)
    if (!sz_db_execf (db, error, "DELETE FROM %s", sz_layout_rollup (layout, i)->table))
      return FALSE;
  return sz_db_execf (db, error, "DELETE FROM day_rows WHERE dataset = '%s'", layout->dataset->id) &&
         sz_schema_fill (db, layout, words, NULL, "main", error);
}

static gboolean
drop_strangers (SzDb *db, const SzLayout *layout, GError **error)
{
  g_autoptr (GPtrArray) kept = list_kept (db, layout->dataset->id, "r_", error);
  if (kept == NULL)
    return FALSE;
  for (guint i = 0; i < kept->len; i++) {
    const char *name = g_ptr_array_index (kept, i);
    gboolean wanted = FALSE;
    for (guint j = 0; j < layout->rollups->len; j++)
      wanted |= strcmp (sz_layout_rollup (layout, j)->table, name) == 0;
    if (!wanted && !sz_db_execf (db, error, "DROP TABLE IF EXISTS %s; DELETE FROM layouts WHERE name = '%s'",
                                 name, name))
      return FALSE;
  }
  return TRUE;
}

static gboolean
align_rollup (SzDb *db, const SzLayout *layout, const SzLayoutRollup *rollup, SzWords *words, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *kept = read_definition (db, rollup->table, &problem);
  if (problem) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  if (g_strcmp0 (kept, rollup->holds) == 0)
    return TRUE;
  return sz_db_execf (db, error, "DROP TABLE IF EXISTS %s", rollup->table) &&
         sz_schema_create_rollup (db, layout, rollup, "main", error) &&
         sz_schema_fill (db, layout, words, rollup, "main", error) &&
         write_definition (db, rollup->table, layout->dataset->id, rollup->holds, error);
}

gboolean
sz_schema_align (SzDb *db, SzLayout *layout, SzWords *words, GError **error)
{
  if (!sz_db_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;
  gboolean good = align_facts (db, layout, error) && drop_strangers (db, layout, error);
  for (guint i = 0; good && i < layout->rollups->len; i++)
    good = align_rollup (db, layout, sz_layout_rollup (layout, i), words, error);
  sz_db_forget_statements (db);
  if (good)
    good = sz_db_exec (db, "COMMIT", error);
  if (!good) {
    sz_db_exec (db, "ROLLBACK", NULL);
    sz_words_forget (words);
  }
  return good;
}
