/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "store-fixtures.h"

/* What is in force: a reader that keeps all rows of a data set in memory says what one says that reads the
 * file for each question. (Rows of single days: test-property.c.) */

#define DAYS 20
#define POSTS 25

static const char *const formulas[] = { "current(posts)", "current(posts where area = 'A1' or seats > 3)",
                                        "current(posts where name = 'x' or name is missing)",
                                        "current_sum(posts: seats where desk != 'D2')" };

static SzBatch *
make_batch (const SzDataset *posts, gint64 base)
{
  SzBatch *batch =
      sz_batch_new (posts, g_test_rand_bit () ? "hall1" : "hall2", (guint)g_test_rand_int_range (1, 3));

  for (int i = g_test_rand_int_range (0, 12); i > 0; i--) {
    SzRow *row = sz_batch_add_row (batch);
    gint64 from = base + (gint64)g_test_rand_int_range (0, DAYS * 24) * SZ_HOUR_MS;
    g_autofree char *key = g_strdup_printf ("p%d", g_test_rand_int_range (0, POSTS));
    g_autofree char *desk = g_strdup_printf ("D%d", g_test_rand_int_range (1, 4));

    row->key = sz_batch_text (batch, key, -1);
    row->version = g_test_rand_int_range (1, 40);
    row->at_ms = from;
    row->deleted = g_test_rand_int_range (0, 6) == 0;
    if (row->deleted)
      continue;
    fixture_set_number (batch, row, "valid_from", from);
    fixture_set_text (batch, row, "desk", desk);
    if (g_test_rand_bit ())
      fixture_set_number (batch, row, "valid_to", from + (gint64)g_test_rand_int_range (1, 300) * SZ_HOUR_MS);
    if (g_test_rand_bit ())
      fixture_set_text (batch, row, "area", g_test_rand_bit () ? "A1" : "A2");
    if (g_test_rand_bit ())
      fixture_set_text (batch, row, "name", g_test_rand_bit () ? "x" : "yy");
    if (g_test_rand_bit ())
      fixture_set_number (batch, row, "seats", g_test_rand_int_range (0, 9));
  }
  return batch;
}

static void
compare_frames (const SzFrame *a, const SzFrame *b, guint n_dims)
{
  g_assert_cmpuint (a->rows, ==, b->rows);
  g_assert_cmpuint (a->columns->len, ==, b->columns->len);
  for (gsize row = 0; row < a->rows; row++)
    for (guint column = 0; column < a->columns->len; column++) {
      double x, y;

      if (column < n_dims) {
        g_assert_cmpstr (sz_frame_text (a, row, column), ==, sz_frame_text (b, row, column));
        continue;
      }
      x = sz_frame_number (a, row, column);
      y = sz_frame_number (b, row, column);
      g_assert_true (isnan (x) ? isnan (y) : fabs (x - y) <= 0);
    }
}

static void
check_question (SzReader *kept, SzReader *fresh, const SzCatalog *catalog, GPtrArray *parsed, gint64 base)
{
  static const char *const dims[] = { "desk", "area" };
  static const char *const codes[] = { "D1", "A2" };
  int dim = g_test_rand_int_range (0, 2), filter = g_test_rand_int_range (0, 2);
  const SzDimension *by = sz_catalog_dimension (catalog, dims[dim], NULL);
  char *values[] = { (char *)codes[filter], (char *)"", NULL };
  SzFilter filters = { sz_catalog_dimension (catalog, dims[filter], NULL), values };
  SzLeaf leaves[G_N_ELEMENTS (formulas)];
  SzAsk ask = {
    .dataset = sz_catalog_dataset (catalog, "posts", NULL), .leaves = leaves, .by = &by, .filters = &filters
  };
  GError *error = NULL;

  for (guint i = 0; i < parsed->len; i++)
    leaves[ask.n_leaves++] =
        g_array_index (((const SzFormula *)g_ptr_array_index (parsed, i))->leaves, SzLeaf, 0);
  ask.zone = sz_zone_new ("Asia/Shanghai", NULL);
  ask.start_ms = base + (gint64)g_test_rand_int_range (-2, DAYS) * SZ_DAY_MS;
  ask.end_ms = ask.start_ms + (gint64)g_test_rand_int_range (1, 100) * SZ_HOUR_MS;
  ask.now_ms = base + (gint64)g_test_rand_int_range (0, DAYS * 24) * SZ_HOUR_MS;
  ask.grain = g_test_rand_bit () ? SZ_GRAIN_NONE : SZ_GRAIN_DAY;
  ask.n_by = (guint)g_test_rand_int_range (0, 2);
  ask.n_filters = (guint)g_test_rand_int_range (0, 2);
  g_autoptr (SzFrame) a = sz_reader_ask (kept, &ask, &error);
  g_assert_no_error (error);
  g_autoptr (SzFrame) b = sz_reader_ask (fresh, &ask, &error);
  g_assert_no_error (error);
  compare_frames (a, b, (ask.grain != SZ_GRAIN_NONE ? 1 : 0) + ask.n_by);
  sz_zone_unref (ask.zone);
}

static void
change_something (Fixture *fixture, const SzDataset *posts, gint64 base)
{
  int what = g_test_rand_int_range (0, 16);
  GError *error = NULL;

  if (what == 0) {
    fixture_close (fixture);
    fixture_open (fixture);
  } else if (what == 1) {
    sz_store_forget_source (fixture->store, "hall2", &error);
    g_clear_error (&error);
  } else if (what > 2) {
    fixture_apply (fixture, make_batch (posts, base));
  }
}

static void
run_round (SzCatalog *catalog, GPtrArray *parsed)
{
  Fixture fixture = { .catalog = catalog, .folder = g_dir_make_tmp ("sz-store-XXXXXX", NULL) };
  gint64 base = fixture_instant ("2026-01-12T00:00:00");
  const SzDataset *posts = sz_catalog_dataset (catalog, "posts", NULL);
  GError *error = NULL;
  SzReader *kept = NULL;

  fixture_open (&fixture);
  kept = sz_reader_open (fixture.folder, catalog, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 30; i++) {
    g_autoptr (SzReader) fresh = NULL;

    change_something (&fixture, posts, base);
    fresh = sz_reader_open (fixture.folder, catalog, &error);
    g_assert_no_error (error);
    g_assert_true (sz_reader_hold (kept, &error));
    for (int j = 0; j < 4; j++)
      check_question (kept, fresh, catalog, parsed, base);
    sz_reader_release (kept);
  }
  sz_reader_close (kept);
  fixture_close (&fixture);
  fixture_remove_folder (fixture.folder);
  g_free (fixture.folder);
}

static void
test_in_force (void)
{
  SzCatalog *catalog = fixture_load_catalog (NULL);
  g_autoptr (GPtrArray) parsed = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_formula_free);

  for (guint i = 0; i < G_N_ELEMENTS (formulas); i++) {
    GError *error = NULL;

    g_ptr_array_add (parsed, sz_catalog_parse_formula (catalog, formulas[i], &error));
    g_assert_no_error (error);
  }
  for (int i = 0; i < 8; i++)
    run_round (catalog, parsed);
  g_clear_pointer (&parsed, g_ptr_array_unref);
  sz_catalog_free (catalog);
}

/* --- beside a writer --- */

#define CHANGES 200

typedef struct {
  Fixture fixture;
  GRand *random; /* the writer's */
  gint stop;
} Beside;

static SzBatch *
make_visits (Beside *beside, gint64 base)
{
  const SzDataset *visits = sz_catalog_dataset (beside->fixture.catalog, "visits", NULL);
  SzBatch *batch = sz_batch_new (visits, g_rand_boolean (beside->random) ? "hall1" : "hall2", 1);

  /* Now and then more than are told one by one. */
  for (int i = g_rand_int_range (beside->random, 0, 40) == 0 ? 700 : 5; i > 0; i--) {
    g_autofree char *key = g_strdup_printf ("v%d", g_rand_int_range (beside->random, 0, 900));
    gint64 came = base + (gint64)g_rand_int_range (beside->random, 0, 2 * 24 * 60) * 60000;
    SzRow *row = fixture_add_visit (batch, key, g_get_monotonic_time (), came);

    row->deleted = g_rand_int_range (beside->random, 0, 4) == 0;
    if (!row->deleted)
      fixture_set_number (batch, row, "level", g_rand_int_range (beside->random, 0, 6));
  }
  return batch;
}

static gpointer
keep_writing (gpointer data)
{
  Beside *beside = data;
  gint64 base = fixture_instant ("2026-01-12T00:00:00");
  GError *error = NULL;

  while (!g_atomic_int_get (&beside->stop)) {
    if (g_rand_int_range (beside->random, 0, 100) == 0) {
      sz_store_forget_source (beside->fixture.store, "hall2", &error);
      g_clear_error (&error);
    }
    SzBatch *batch = make_visits (beside, base);
    sz_store_submit (beside->fixture.store, batch, NULL, NULL);
    sz_batch_unref (batch);
  }
  return NULL;
}

/* What the file itself says in the same snapshot. */
static double
count_in_file (SzReader *reader, const SzAsk *ask)
{
  const SzRowsAsk rows = { .dataset = ask->dataset,
                           .instant = -1,
                           .zone = ask->zone,
                           .start_ms = ask->start_ms,
                           .end_ms = ask->end_ms };
  GError *error = NULL;
  gint64 count = sz_reader_count (reader, &rows, &error);

  g_assert_no_error (error);
  return (double)count;
}

static double
ask_one (SzReader *reader, const SzAsk *ask)
{
  GError *error = NULL;
  g_autoptr (SzFrame) frame = sz_reader_ask (reader, ask, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (frame->columns->len, ==, 1);
  return frame->rows > 0 ? sz_frame_number (frame, 0, 0) : 0;
}

/* Transactions end before, while and after a snapshot is begun: the days that are kept are those of the
 * snapshot all the same. */
static void
test_beside_a_writer (void)
{
  Beside beside = { .random = g_rand_new_with_seed ((guint32)g_test_rand_int ()) };
  gint64 base = fixture_instant ("2026-01-12T00:00:00");
  double last[2] = { 0 };
  GError *error = NULL;

  fixture_init (&beside.fixture);
  fixture_open (&beside.fixture);
  SzFormula *formula =
      sz_catalog_parse_formula (beside.fixture.catalog, "count(visits where came is set)", &error);
  g_assert_no_error (error);
  g_autoptr (SzReader) kept = sz_reader_open (beside.fixture.folder, beside.fixture.catalog, &error);
  g_assert_no_error (error);
  SzLeaf leaf = g_array_index (formula->leaves, SzLeaf, 0);
  SzAsk ask = { .dataset = sz_catalog_dataset (beside.fixture.catalog, "visits", NULL),
                .leaves = &leaf,
                .n_leaves = 1 };
  ask.zone = sz_zone_new ("Asia/Shanghai", NULL);
  GThread *writer = g_thread_new ("writer", keep_writing, &beside);
  /* As often as the answer has changed: how quick the writer is does not matter. */
  for (int i = 0, changes = 0; changes < CHANGES; i++) {
    g_assert_true (sz_reader_hold (kept, &error));
    ask.start_ms = base + (i & 1) * SZ_DAY_MS + 7 * 60000;
    ask.end_ms = base + (1 + (i & 1)) * SZ_DAY_MS - 11 * 60000;
    ask.now_ms = ask.end_ms;
    double in_file = count_in_file (kept, &ask);
    for (int j = 0; j < 3; j++)
      g_assert_cmpfloat (ask_one (kept, &ask), ==, in_file);
    sz_reader_release (kept);
    changes += in_file > last[i & 1] || in_file < last[i & 1];
    last[i & 1] = in_file;
  }
  g_atomic_int_set (&beside.stop, 1);
  g_thread_join (writer);
  sz_zone_unref (ask.zone);
  sz_formula_free (formula);
  g_rand_free (beside.random);
  g_clear_pointer (&kept, sz_reader_close);
  fixture_clear (&beside.fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/kept/in-force", test_in_force);
  g_test_add_func ("/store/kept/beside-a-writer", test_beside_a_writer);
  return g_test_run ();
}
