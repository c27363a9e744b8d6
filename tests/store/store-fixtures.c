/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixtures.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

SzCatalog *
fixture_load_catalog (const char *name)
{
  const char *source = g_getenv ("SHUZHI_SOURCE_DIR");
  g_assert_nonnull (source);
  g_autofree char *path = g_build_filename (source, "tests", "store", name ? name : "catalog", NULL);
  g_autofree char *before = g_strdup (g_getenv ("SHUZHI_CATALOG_DIR"));
  g_setenv ("SHUZHI_CATALOG_DIR", path, TRUE);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  GError *error = NULL;
  SzCatalog *catalog = sz_catalog_load (NULL, problems, &error);
  g_assert_no_error (error);
  if (before)
    g_setenv ("SHUZHI_CATALOG_DIR", before, TRUE);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", ((GError *)g_ptr_array_index (problems, i))->message);
  g_assert_cmpuint (problems->len, ==, 0);
  return catalog;
}

void
fixture_init (Fixture *fixture)
{
  GError *error = NULL;
  fixture->catalog = fixture_load_catalog (NULL);
  fixture->folder = g_dir_make_tmp ("sz-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->store = NULL;
}

void
fixture_open (Fixture *fixture)
{
  GError *error = NULL;
  fixture->store = sz_store_open (fixture->folder, fixture->catalog, SZ_STORE_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fixture->store);
}

void
fixture_close (Fixture *fixture)
{
  g_clear_pointer (&fixture->store, sz_store_close);
}

void
fixture_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      fixture_remove_folder (path);
    else
      g_unlink (path);
  }
  g_rmdir (folder);
}

void
fixture_clear (Fixture *fixture)
{
  fixture_close (fixture);
  fixture_remove_folder (fixture->folder);
  g_clear_pointer (&fixture->folder, g_free);
  g_clear_pointer (&fixture->catalog, sz_catalog_free);
}

SzCell *
fixture_cell (SzBatch *batch, SzRow *row, const char *field)
{
  int index = sz_dataset_find_field (batch->dataset, field);
  g_assert_cmpint (index, >=, 0);
  return &row->cells[index];
}

void
fixture_set_number (SzBatch *batch, SzRow *row, const char *field, gint64 value)
{
  SzCell *cell = fixture_cell (batch, row, field);
  cell->kind = SZ_CELL_NUMBER;
  cell->number = value;
}

void
fixture_set_text (SzBatch *batch, SzRow *row, const char *field, const char *text)
{
  SzCell *cell = fixture_cell (batch, row, field);
  cell->kind = SZ_CELL_TEXT;
  cell->text = sz_batch_text (batch, text, -1);
}

SzRow *
fixture_add_visit (SzBatch *batch, const char *key, gint64 version, gint64 came_ms)
{
  SzRow *row = sz_batch_add_row (batch);
  row->key = sz_batch_text (batch, key, -1);
  row->version = version;
  row->at_ms = came_ms;
  fixture_set_number (batch, row, sz_dataset_field (batch->dataset, batch->dataset->at)->id, came_ms);
  return row;
}

SzApplied
fixture_apply (Fixture *fixture, SzBatch *batch)
{
  SzApplied applied = { 0 };
  GError *error = NULL;
  gboolean good = sz_store_apply (fixture->store, batch, &applied, &error);
  g_assert_no_error (error);
  g_assert_true (good);
  sz_batch_unref (batch);
  return applied;
}

void
fixture_verify (Fixture *fixture)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  GError *error = NULL;
  gboolean good = sz_store_verify (fixture->store, findings, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (good);
  for (guint i = 0; i < findings->len; i++)
    g_test_message ("%s", (char *)g_ptr_array_index (findings, i));
  g_assert_cmpuint (findings->len, ==, 0);
}

gint64
fixture_count (Fixture *fixture, const char *dataset)
{
  GError *error = NULL;
  g_autoptr (SzReader) reader = sz_reader_open (fixture->folder, fixture->catalog, &error);
  g_assert_no_error (error);
  gint64 count = sz_reader_count_rows (reader, sz_catalog_dataset (fixture->catalog, dataset, NULL), 0, 0,
                                       NULL, NULL, 0, &error);
  g_assert_no_error (error);
  return count;
}

gint64
fixture_instant (const char *text)
{
  g_autoptr (SzZone) zone = sz_zone_new ("Asia/Shanghai", NULL);
  gint64 instant = 0;
  g_assert_true (sz_instant_parse (text, -1, zone, &instant));
  return instant;
}

SzBatch *
fixture_make_visits (const Fixture *fixture, int first, int n, gint64 version)
{
  SzBatch *batch = sz_batch_new (sz_catalog_dataset (fixture->catalog, "visits", NULL), "hall", 1);
  for (int i = first; i < first + n; i++) {
    g_autofree char *key = g_strdup_printf ("key-%06d", i);
    SzRow *row = fixture_add_visit (batch, key, version, VISITS_FROM + (gint64)i * 60000);
    fixture_set_number (batch, row, "called", VISITS_FROM + (gint64)i * 60000 + (i % 97) * 1000);
    fixture_set_text (batch, row, "area", i % 3 ? "A1" : "A2");
    fixture_set_number (batch, row, "level", i % 6);
  }
  return batch;
}

char *
fixture_cache_path (const Fixture *fixture)
{
  return g_build_filename (fixture->folder, "cache.db", NULL);
}
