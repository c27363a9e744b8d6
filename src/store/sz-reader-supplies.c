/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sz-reader-private.h"

/* What the sources of a data set can fill, one flag for each of its fields. */
typedef struct {
  gboolean *fields;
} Supply;

static void
free_supply (gpointer data)
{
  Supply *supply = data;
  g_free (supply->fields);
  g_free (supply);
}

/* What an identity yields comes with any part of it. */
static gboolean
names_field (const SzDataset *dataset, guint field, const char *const *names)
{
  const SzField *wanted = sz_dataset_field (dataset, field);
  if (g_strv_contains (names, wanted->id))
    return TRUE;
  if (wanted->source < 0)
    return FALSE;
  const SzField *input = g_ptr_array_index (dataset->inputs, (guint)wanted->source);
  return g_strv_contains (names, input->id);
}

static void
add_names (Supply *supply, const SzDataset *dataset, const char *text)
{
  g_auto (GStrv) names = text ? g_strsplit (text, " ", -1) : NULL;
  for (guint i = 0; i < dataset->fields->len; i++)
    if (names == NULL || names_field (dataset, i, (const char *const *)names))
      supply->fields[i] = TRUE;
}

/* A file that no writer of this version has opened yet says nothing: its sources can fill all. */
static SzStmt *
select_supplies (SzReader *self)
{
  SzStmt *columns = sz_db_statement (
      self->db, "SELECT count(*) FROM pragma_table_info ('feeds') WHERE name = 'supplies'", NULL);
  if (columns == NULL || sz_stmt_step (columns, NULL) != SZ_STEP_ROW)
    return NULL;
  gboolean kept = sz_stmt_int (columns, 0) > 0;
  sz_stmt_reset (columns);
  return sz_db_statement (self->db,
                          kept ? "SELECT supplies FROM feeds WHERE dataset = ?1"
                               : "SELECT NULL FROM feeds WHERE dataset = ?1",
                          NULL);
}

static Supply *
read_supply (SzReader *self, const SzDataset *dataset)
{
  SzStmt *stmt = select_supplies (self);
  if (stmt == NULL)
    return NULL;
  Supply *supply = g_new0 (Supply, 1);
  supply->fields = g_new0 (gboolean, dataset->fields->len + 1);
  sz_stmt_bind_text (stmt, 1, dataset->id);
  SzStep step;
  while ((step = sz_stmt_step (stmt, NULL)) == SZ_STEP_ROW)
    add_names (supply, dataset, sz_stmt_is_null (stmt, 0) ? NULL : sz_stmt_text (stmt, 0));
  if (step == SZ_STEP_ERROR)
    g_clear_pointer (&supply, free_supply);
  return supply;
}

static const Supply *
find_supply (SzReader *self, const SzDataset *dataset)
{
  if (self->supplies == NULL)
    self->supplies = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_supply);
  if (self->data_version != self->supplies_version)
    g_hash_table_remove_all (self->supplies);
  self->supplies_version = self->data_version;
  Supply *supply = g_hash_table_lookup (self->supplies, dataset->id);
  if (supply == NULL) {
    supply = read_supply (self, dataset);
    if (supply)
      g_hash_table_insert (self->supplies, dataset->id, supply);
  }
  return supply;
}

gboolean
sz_reader_supplies (SzReader *self, const SzDataset *dataset, guint field)
{
  if (field >= dataset->fields->len || !sz_reader_begin (self, NULL))
    return FALSE;
  const Supply *supply = find_supply (self, dataset);
  gboolean supplied = supply && supply->fields[field];
  sz_reader_end (self);
  return supplied;
}
