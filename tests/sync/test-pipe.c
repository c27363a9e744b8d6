/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"
#include "sz-pipe.h"

#define DAY 20000

/* Holds the store's thread at the end of a batch, so that others surely queue up behind it. */
typedef struct {
  GMutex mutex;
  GCond cond;
  gboolean reached, open;
} Gate;

static void
reach_gate_cb (const SzApplied *applied, const GError *error, gpointer data)
{
  Gate *gate = data;
  g_mutex_lock (&gate->mutex);
  gate->reached = TRUE;
  g_cond_broadcast (&gate->cond);
  while (!gate->open)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

static const SzDataset *
tickets (const Scene *scene)
{
  return sz_catalog_dataset (scene->catalog, "tickets", NULL);
}

static SzBatch *
new_batch (Scene *scene, guint first, guint n, const char *row_key)
{
  const SzDataset *dataset = tickets (scene);
  SzBatch *batch = sz_batch_new (dataset, "hall", 1);
  batch->row_key = g_strdup (row_key);
  for (guint i = 0; i < n; i++) {
    char key[16];
    g_snprintf (key, sizeof key, "T%06u", first + i);
    SzRow *row = sz_batch_add_row (batch);
    row->key = sz_batch_text (batch, key, -1);
    row->version = 1;
    row->at_ms = DAY * SZ_DAY_MS + SZ_HOUR_MS;
    row->cells[dataset->at] = (SzCell){ .kind = SZ_CELL_NUMBER, .number = row->at_ms };
  }
  return batch;
}

static void
close_gate (Scene *scene, Gate *gate)
{
  g_autoptr (SzBatch) first = new_batch (scene, 0, 1, "hmac-sha256:0000000a");
  *gate = (Gate){ 0 };
  g_mutex_init (&gate->mutex);
  g_cond_init (&gate->cond);
  sz_store_submit (scene->store, first, reach_gate_cb, gate);
  g_mutex_lock (&gate->mutex);
  while (!gate->reached)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

static void
open_gate (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  gate->open = TRUE;
  g_cond_broadcast (&gate->cond);
  g_mutex_unlock (&gate->mutex);
}

static void
clear_gate (Gate *gate)
{
  g_mutex_clear (&gate->mutex);
  g_cond_clear (&gate->cond);
}

static void
assert_resume (Scene *scene, const char *wanted_cursor, guint wanted_days)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SzReader) reader = sz_reader_open (scene->folder, scene->catalog, &error);
  g_autoptr (GArray) done = NULL;
  g_autofree char *cursor = NULL;
  guint generation;
  g_assert_no_error (error);
  g_assert_true (
      sz_reader_resume_state (reader, "hall", tickets (scene), &cursor, &generation, &done, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (cursor, ==, wanted_cursor);
  g_assert_cmpuint (done->len, ==, wanted_days);
}

/* A batch in the middle cannot be stored: rows, cursor and complete days that wait behind it are left out
 * too, whoever could apply them. */
static void
test_failure (void)
{
  Scene scene = { 0 };
  Gate gate;
  SzPipe pipe;
  g_autoptr (GError) error = NULL;
  scene_init (&scene);
  sz_pipe_init (&pipe, scene.store);
  close_gate (&scene, &gate);
  g_autoptr (SzBatch) good = new_batch (&scene, 10, 5, "hmac-sha256:0000000a");
  g_autoptr (SzBatch) bad = new_batch (&scene, 20, 5, "hmac-sha256:0000000b");
  g_autoptr (SzBatch) behind = new_batch (&scene, 30, 5, "hmac-sha256:0000000a");
  behind->cursor = g_strdup ("c2");
  sz_batch_day_done (behind, DAY);
  g_assert_true (sz_pipe_submit (&pipe, good, &error));
  g_assert_true (sz_pipe_submit (&pipe, bad, &error));
  g_assert_true (sz_pipe_submit (&pipe, behind, &error));
  open_gate (&gate);
  g_assert_false (sz_pipe_wait (&pipe, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_KEY);
  g_clear_error (&error);
  g_assert_cmpint (pipe.taken, ==, 5);
  g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, 6);
  assert_resume (&scene, NULL, 0);

  /* What failed has been told: from here on it is another beginning. */
  g_assert_true (sz_pipe_submit (&pipe, behind, &error));
  g_assert_true (sz_pipe_wait (&pipe, &error));
  g_assert_no_error (error);
  g_assert_cmpint (pipe.taken, ==, 10);
  g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, 11);
  assert_resume (&scene, "c2", 1);
  sz_pipe_clear (&pipe);
  clear_gate (&gate);
  scene_clear (&scene);
}

/* The failure is told by the next hand-over at the latest that waits for room, and that batch is not sent. */
static void
test_failure_at_submit (void)
{
  Scene scene = { 0 };
  Gate gate;
  SzPipe pipe;
  g_autoptr (GError) error = NULL;
  gboolean good = TRUE;
  guint handed = 0;
  scene_init (&scene);
  sz_pipe_init (&pipe, scene.store);
  close_gate (&scene, &gate);
  g_autoptr (SzBatch) bad = new_batch (&scene, 20, 5, "hmac-sha256:0000000b");
  g_assert_true (sz_pipe_submit (&pipe, bad, &error));
  open_gate (&gate);
  for (; good && handed < 100; handed++) {
    g_autoptr (SzBatch) behind = new_batch (&scene, 100 + handed, 1, "hmac-sha256:0000000a");
    good = sz_pipe_submit (&pipe, behind, &error);
  }
  g_assert_false (good);
  g_assert_error (error, SZ_ERROR, SZ_ERROR_KEY);
  g_assert_cmpuint (pipe.on_way, ==, 0);
  g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, 1);
  g_clear_error (&error);
  g_assert_true (sz_pipe_wait (&pipe, &error));
  sz_pipe_clear (&pipe);
  clear_gate (&gate);
  scene_clear (&scene);
}

/* However many are handed over, few are in memory at once, and all arrive. */
static void
test_bounds (void)
{
  Scene scene = { 0 };
  SzPipe pipe;
  g_autoptr (GError) error = NULL;
  const guint batches = (guint)g_test_rand_int_range (20, 40);
  gint64 rows = 0;
  scene_init (&scene);
  sz_pipe_init (&pipe, scene.store);
  for (guint i = 0; i < batches; i++) {
    const guint n = (guint)g_test_rand_int_range (0, 3000);
    g_autoptr (SzBatch) batch = new_batch (&scene, 100000 + i * 3000, n, "hmac-sha256:0000000a");
    rows += n;
    g_assert_true (sz_pipe_submit (&pipe, batch, &error));
    g_mutex_lock (&pipe.mutex);
    g_assert_cmpuint (pipe.on_way, <=, 4);
    g_assert_true (pipe.on_way <= 1 || pipe.cells_on_way <= 800000);
    g_mutex_unlock (&pipe.mutex);
  }
  g_assert_true (sz_pipe_wait (&pipe, &error));
  g_assert_cmpint (pipe.taken, ==, rows);
  g_assert_cmpint (scene_count (&scene, "hall", "tickets"), ==, rows);
  sz_pipe_clear (&pipe);
  scene_clear (&scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipe/failure", test_failure);
  g_test_add_func ("/pipe/failure-at-submit", test_failure_at_submit);
  g_test_add_func ("/pipe/bounds", test_bounds);
  return g_test_run ();
}
