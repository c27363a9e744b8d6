/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#include <glib/gstdio.h>
#include <string.h>

void
scene_init (Scene *scene)
{
  static const guint8 bytes[32] = { 7, 3, 1 };
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  g_autoptr (GError) error = NULL;
  scene->folder = g_dir_make_tmp ("shuzhi-sync-XXXXXX", &error);
  g_assert_no_error (error);
  scene->catalog = sz_catalog_load (NULL, problems, &error);
  g_assert_no_error (error);
  scene->store = sz_store_open (scene->folder, scene->catalog, SZ_STORE_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  scene->key = sz_site_key_new (bytes);
}

void
scene_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *entry;
  while (dir != NULL && (entry = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, entry, NULL);
    if (g_file_test (child, G_FILE_TEST_IS_DIR))
      scene_remove_tree (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

void
scene_clear (Scene *scene)
{
  g_clear_pointer (&scene->store, sz_store_close);
  g_clear_pointer (&scene->catalog, sz_catalog_free);
  g_clear_pointer (&scene->key, sz_site_key_unref);
  if (scene->folder != NULL)
    scene_remove_tree (scene->folder);
  g_clear_pointer (&scene->folder, g_free);
}

static SzSourceState *
find_state (Scene *scene, const char *source, const char *dataset)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SzReader) reader = sz_reader_open (scene->folder, scene->catalog, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) states = sz_reader_source_states (reader, &error);
  SzSourceState *found = NULL;
  g_assert_no_error (error);
  g_ptr_array_set_free_func (states, NULL);
  for (guint i = 0; i < states->len; i++) {
    SzSourceState *state = g_ptr_array_index (states, i);
    if (strcmp (state->source, source) == 0 && strcmp (state->dataset, dataset) == 0)
      found = state;
    else
      sz_source_state_free (state);
  }
  return found;
}

gint64
scene_count (Scene *scene, const char *source, const char *dataset)
{
  SzSourceState *state = find_state (scene, source, dataset);
  const gint64 rows = state != NULL ? state->rows : 0;
  g_clear_pointer (&state, sz_source_state_free);
  return rows;
}

gint64
scene_refused (Scene *scene, const char *source, const char *dataset)
{
  SzSourceState *state = find_state (scene, source, dataset);
  const gint64 refused = state != NULL ? state->refused : 0;
  g_clear_pointer (&state, sz_source_state_free);
  return refused;
}

void
scene_assert_equal (Scene *scene, FakeHall *hall)
{
  static const char *const names[] = { "tickets", "evals" };
  g_autoptr (GError) error = NULL;
  g_autoptr (SzSource) source = sz_source_new ("hall", fake_hall_url (hall));
  g_autoptr (GPtrArray) differences = sz_sync_reconcile (scene->store, source, NULL, 1, 0, NULL, &error);
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  g_assert_no_error (error);
  g_assert_cmpuint (differences->len, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpint (scene_count (scene, "hall", names[i]), ==, fake_hall_rows (hall, names[i]));
  g_assert_true (sz_store_verify (scene->store, findings, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (findings->len, ==, 0);
}
