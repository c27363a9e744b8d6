/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-i18n.h"
#include "sz-mapping.h"
#include "sz-reader.h"

/* Code tables that are what the store holds: the department of an item, the area of a window. */

#define MAX_JOINED 1000000

/* The columns of the list that is asked for: the key of a row stands first, the fields behind it. */
enum { COLUMN_KEY, COLUMN_TEXT, COLUMN_SINCE, COLUMN_BY };

/* Of several rows with one key (an item whose terms have changed) the newest is meant. */
static void
take_rows (SzRule *rule, const SzFrame *frame, guint by)
{
  g_autoptr (GHashTable) newest = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_hash_table_remove_all (rule->table);
  for (gsize row = 0; row < frame->rows && row < MAX_JOINED; row++) {
    const char *key = sz_frame_text (frame, row, by), *text = sz_frame_text (frame, row, COLUMN_TEXT);
    const double since = sz_frame_number (frame, row, COLUMN_SINCE);
    const double *before = key != NULL ? g_hash_table_lookup (newest, key) : NULL;
    if (key == NULL || text == NULL || (before != NULL && *before >= since))
      continue;
    g_hash_table_insert (newest, (gpointer)key, g_memdup2 (&since, sizeof since));
    g_hash_table_replace (rule->table, g_strdup (key), g_strdup (text));
  }
}

static gboolean
fill_table (SzRule *rule, SzReader *reader, const SzCatalog *catalog, GError **error)
{
  const SzDataset *dataset = sz_catalog_dataset (catalog, rule->join_dataset, error);
  if (dataset == NULL)
    return FALSE;
  const int by = sz_dataset_find_field (dataset, rule->join_key);
  const guint fields[] = { (guint)sz_dataset_find_field (dataset, rule->join_field), dataset->at, (guint)by };
  g_autoptr (SzZone) zone = sz_reader_zone (reader, error);
  if (zone == NULL)
    return FALSE;
  const SzRowsAsk ask = {
    .dataset = dataset, .instant = -1, .zone = zone, .fields = fields, .n_fields = by >= 0 ? 3 : 2
  };
  g_autoptr (SzFrame) frame = sz_reader_list (reader, &ask, NULL, 0, error);
  if (frame == NULL)
    return FALSE;
  take_rows (rule, frame, by >= 0 ? COLUMN_BY : COLUMN_KEY);
  return TRUE;
}

gboolean
sz_mapping_join (SzMapping *mapping, const char *folder, const SzCatalog *catalog, GError **error)
{
  g_autoptr (SzReader) reader = NULL;
  for (guint i = 0; i < mapping->rules->len; i++) {
    SzRule *rule = g_ptr_array_index (mapping->rules, i);
    g_autoptr (GError) cause = NULL;
    if (rule->join_dataset == NULL)
      continue;
    if (reader == NULL)
      reader = sz_reader_open (folder, catalog, &cause);
    if (g_error_matches (cause, SZ_ERROR, SZ_ERROR_NOT_FOUND))
      return TRUE;
    if (reader == NULL) {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
    if (!fill_table (rule, reader, catalog, error))
      return FALSE;
  }
  return TRUE;
}
