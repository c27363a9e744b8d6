/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store-fixtures.h"
#include "sz-reader-private.h"

/* --- what a batch does --- */

static void
test_apply_counts (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  SzApplied applied = fixture_apply (&fixture, fixture_make_visits (&fixture, 0, 100, 1));
  g_assert_cmpint (applied.taken, ==, 100);
  applied = fixture_apply (&fixture, fixture_make_visits (&fixture, 50, 100, 1));
  g_assert_cmpint (applied.taken, ==, 50);
  g_assert_cmpint (applied.unchanged, ==, 50);
  SzBatch *batch = sz_batch_new (sz_catalog_dataset (fixture.catalog, "visits", NULL), "hall", 1);
  SzRow *row = fixture_add_visit (batch, "key-000010", 2, VISITS_FROM);
  row->deleted = TRUE;
  row->cells = NULL;
  row = fixture_add_visit (batch, "never", 2, VISITS_FROM);
  row->deleted = TRUE;
  row->cells = NULL;
  applied = fixture_apply (&fixture, batch);
  g_assert_cmpint (applied.deleted, ==, 1);
  g_assert_cmpint (applied.unchanged, ==, 1);
  /* An older put does not bring it back, nor one of the deletion's own version; a newer one does. */
  applied = fixture_apply (&fixture, fixture_make_visits (&fixture, 10, 1, 1));
  g_assert_cmpint (applied.unchanged, ==, 1);
  applied = fixture_apply (&fixture, fixture_make_visits (&fixture, 10, 1, 2));
  g_assert_cmpint (applied.unchanged, ==, 1);
  applied = fixture_apply (&fixture, fixture_make_visits (&fixture, 10, 1, 3));
  g_assert_cmpint (applied.taken, ==, 1);
  g_assert_cmpint (fixture_count (&fixture, "visits"), ==, 150);
  fixture_verify (&fixture);
  fixture_clear (&fixture);
}

static void
test_refused_by_the_store (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  SzBatch *batch = fixture_make_visits (&fixture, 0, 3, 1);
  SzRow *row = &g_array_index (batch->rows, SzRow, 0);
  fixture_set_number (batch, row, "called", VISITS_FROM + 5 * SZ_DAY_MS); /* farther than Within= */
  row = &g_array_index (batch->rows, SzRow, 1);
  fixture_set_number (batch, row, "score", G_MAXINT64);
  sz_batch_refuse (batch, "page 1, line 9", "area", "too long", "k9", 1234, "0123456789abcdef");
  sz_batch_omit (batch, "PHANTOM: no call", 3);
  SzApplied applied = fixture_apply (&fixture, batch);
  g_assert_cmpint (applied.taken, ==, 1);
  g_assert_cmpint (applied.refused, ==, 3);
  GError *error = NULL;
  g_autoptr (SzReader) reader = sz_reader_open (fixture.folder, fixture.catalog, &error);
  g_assert_no_error (error);
  g_autoptr (SzFrame) refusals = sz_reader_refusals (reader, "hall", "visits", 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (refusals->rows, ==, 3);
  g_autoptr (SzFrame) omissions = sz_reader_omissions (reader, &error);
  g_assert_cmpuint (omissions->rows, ==, 1);
  g_assert_cmpfloat (sz_frame_number (omissions, 0, 3), ==, 3);
  g_autoptr (GPtrArray) states = sz_reader_source_states (reader, &error);
  g_assert_cmpuint (states->len, ==, 1);
  const SzSourceState *state = g_ptr_array_index (states, 0);
  g_assert_cmpint (state->rows, ==, 1);
  g_assert_cmpint (state->refused, ==, 3);
  g_assert_cmpint (state->omitted, ==, 3);
  fixture_clear (&fixture);
}

static gint64
covered_rows (SzReader *reader, const SzDataset *dataset)
{
  GError *error = NULL;
  SzCoverage coverage;
  g_assert_true (sz_reader_coverage (reader, dataset, &coverage, &error));
  g_assert_no_error (error);
  return coverage.rows;
}

/* What is held stays as it was, whatever is written; after that it is the present again. */
static void
test_hold (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  fixture_apply (&fixture, fixture_make_visits (&fixture, 0, 3, 1));
  GError *error = NULL;
  g_autoptr (SzReader) reader = sz_reader_open (fixture.folder, fixture.catalog, &error);
  g_assert_no_error (error);
  const SzDataset *visits = sz_catalog_dataset (fixture.catalog, "visits", NULL);
  g_assert_true (sz_reader_hold (reader, &error));
  g_assert_cmpint (covered_rows (reader, visits), ==, 3);
  fixture_apply (&fixture, fixture_make_visits (&fixture, 10, 2, 1));
  g_assert_cmpint (covered_rows (reader, visits), ==, 3);
  sz_reader_release (reader);
  g_assert_cmpint (covered_rows (reader, visits), ==, 5);
  fixture_apply (&fixture, fixture_make_visits (&fixture, 20, 1, 1));
  g_assert_cmpint (covered_rows (reader, visits), ==, 6);
  fixture_clear (&fixture);
}

static gint64
covered_until (const Fixture *fixture)
{
  GError *error = NULL;
  SzCoverage coverage;
  g_autoptr (SzReader) reader = sz_reader_open (fixture->folder, fixture->catalog, &error);
  g_assert_no_error (error);
  const SzDataset *visits = sz_catalog_dataset (fixture->catalog, "visits", NULL);
  g_assert_true (sz_reader_coverage (reader, visits, &coverage, &error));
  g_assert_no_error (error);
  return coverage.watermark_ms;
}

/* One more visit by a source, known up to then. */
static void
deliver_until (Fixture *fixture, const char *source, gint64 asked_ms, gint64 watermark_ms)
{
  GError *error = NULL;
  g_autofree char *key = g_strdup_printf ("%s-%" G_GINT64_FORMAT, source, watermark_ms);
  SzBatch *batch = sz_batch_new (sz_catalog_dataset (fixture->catalog, "visits", NULL), source, 1);

  g_assert_true (sz_store_set_source (fixture->store, source, source, "e1", "Asia/Shanghai", VISITS_FROM,
                                      asked_ms, NULL, NULL, &error));
  g_assert_no_error (error);
  fixture_add_visit (batch, key, 1, VISITS_FROM);
  batch->watermark_ms = watermark_ms;
  fixture_apply (fixture, batch);
}

/* A file that was read in the morning, or a year ago, does not stop what halls deliver of the same data set;
 * the slowest of the halls does. Files alone are known as far as the oldest goes. */
static void
test_covered_until (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  g_assert_cmpint (covered_until (&fixture), ==, 0);
  deliver_until (&fixture, "morning", 0, VISITS_FROM + SZ_HOUR_MS);
  g_assert_cmpint (covered_until (&fixture), ==, VISITS_FROM + SZ_HOUR_MS);
  deliver_until (&fixture, "archive", 0, VISITS_FROM - 365 * SZ_DAY_MS);
  g_assert_cmpint (covered_until (&fixture), ==, VISITS_FROM - 365 * SZ_DAY_MS);
  deliver_until (&fixture, "hall", 1000, VISITS_FROM + 3 * SZ_HOUR_MS);
  g_assert_cmpint (covered_until (&fixture), ==, VISITS_FROM + 3 * SZ_HOUR_MS);
  deliver_until (&fixture, "branch", 1000, VISITS_FROM + 2 * SZ_HOUR_MS);
  g_assert_cmpint (covered_until (&fixture), ==, VISITS_FROM + 2 * SZ_HOUR_MS);
  deliver_until (&fixture, "branch", 2000, VISITS_FROM + 4 * SZ_HOUR_MS);
  g_assert_cmpint (covered_until (&fixture), ==, VISITS_FROM + 3 * SZ_HOUR_MS);
  fixture_clear (&fixture);
}

static void
test_resume_and_reconcile (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  GError *error = NULL;
  guint generation = 0;
  gboolean changed = TRUE;
  g_assert_true (sz_store_set_source (fixture.store, "hall", "Hall", "e1", "Asia/Shanghai", VISITS_FROM, 1000,
                                      &generation, &changed, &error));
  g_assert_cmpuint (generation, ==, 1);
  g_assert_false (changed);
  SzBatch *batch = fixture_make_visits (&fixture, 0, 3, 7);
  gint64 day = sz_day_from_ymd (2026, 3, 18);
  sz_batch_day_done (batch, day);
  batch->cursor = g_strdup ("c1");
  batch->watermark_ms = VISITS_FROM;
  fixture_apply (&fixture, batch);
  g_autoptr (SzReader) reader = sz_reader_open (fixture.folder, fixture.catalog, &error);
  const SzDataset *visits = sz_catalog_dataset (fixture.catalog, "visits", NULL);
  char *cursor;
  GArray *done;
  g_assert_true (sz_reader_resume_state (reader, "hall", visits, &cursor, &generation, &done, &error));
  g_assert_cmpstr (cursor, ==, "c1");
  g_assert_cmpuint (done->len, ==, 1);
  g_assert_cmpint (g_array_index (done, gint64, 0), ==, day);
  g_free (cursor);
  g_array_unref (done);
  gint64 count;
  char sum[65];
  g_assert_true (sz_reader_reconcile (reader, "hall", visits, day, &count, sum, &error));
  g_autofree char *expected =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, "key-000000 7\nkey-000001 7\nkey-000002 7\n", -1);
  g_assert_cmpint (count, ==, 3);
  g_assert_cmpstr (sum, ==, expected);
  g_assert_cmpfloat (sz_reader_complete_share (reader, visits, day, day, &error), ==, 1);
  g_assert_cmpint (sz_reader_open_day_before (reader, visits, day + 10, &error), ==, day);
  /* A new epoch: the generation rises, cursor and days are forgotten, the rows stay until they are buried. */
  g_assert_true (sz_store_set_source (fixture.store, "hall", "Hall", "e2", "Asia/Shanghai", VISITS_FROM, 1000,
                                      &generation, &changed, &error));
  g_assert_true (changed);
  g_assert_cmpuint (generation, ==, 2);
  g_assert_true (sz_reader_resume_state (reader, "hall", visits, &cursor, &generation, &done, &error));
  g_assert_null (cursor);
  g_assert_cmpuint (done->len, ==, 0);
  g_array_unref (done);
  g_assert_cmpint (fixture_count (&fixture, "visits"), ==, 3);
  batch = sz_batch_new (visits, "hall", 2);
  fixture_add_visit (batch, "key-000001", 1, VISITS_FROM);
  batch->bury_rest = TRUE;
  SzApplied applied = fixture_apply (&fixture, batch);
  g_assert_cmpint (applied.taken, ==, 1);
  g_assert_cmpint (applied.buried, ==, 2);
  g_assert_cmpint (fixture_count (&fixture, "visits"), ==, 1);
  fixture_verify (&fixture);
  fixture_clear (&fixture);
}

static void
test_rows_for_people (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  SzBatch *batch = fixture_make_visits (&fixture, 0, 2500, 1);
  SzRow *row = &g_array_index (batch->rows, SzRow, 2499);
  fixture_set_number (batch, row, "subject", 42);
  fixture_set_text (batch, row, "subject_mask", "33**************12");
  fixture_set_number (batch, row, "score", -1234);
  fixture_apply (&fixture, batch);
  GError *error = NULL;
  g_autoptr (SzReader) reader = sz_reader_open (fixture.folder, fixture.catalog, &error);
  const SzDataset *visits = sz_catalog_dataset (fixture.catalog, "visits", NULL);
  g_autofree char *after = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  double last = G_MAXDOUBLE;
  for (;;) {
    g_autoptr (SzFrame) frame = sz_reader_rows (reader, visits, 0, 0, NULL, NULL, 0, after, 700, &error);
    g_assert_no_error (error);
    g_assert_cmpint (sz_frame_find (frame, "subject"), ==, -1); /* never hashes */
    for (gsize i = 0; i < frame->rows; i++) {
      g_assert_true (g_hash_table_add (seen, g_strdup (sz_frame_text (frame, i, 0))));
      double came = sz_frame_number (frame, i, (guint)sz_frame_find (frame, "came"));
      g_assert_cmpfloat (came, <=, last);
      last = came;
    }
    if (after == NULL) {
      g_assert_cmpstr (sz_frame_text (frame, 0, (guint)sz_frame_find (frame, "subject_mask")), ==,
                       "33**************12");
      g_assert_cmpfloat (sz_frame_number (frame, 0, (guint)sz_frame_find (frame, "score")), ==, -12.34);
    }
    if (frame->rows < 700)
      break;
    g_free (after);
    after = g_strdup (sz_frame_text (frame, frame->rows - 1, (guint)sz_frame_find (frame, "_token")));
  }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 2500);
  g_assert_null (sz_reader_rows (reader, visits, 0, 0, NULL, NULL, 0, "nonsense", 10, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
  g_clear_error (&error);
  fixture_clear (&fixture);
}

static void
test_names (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  SzBatch *batch = sz_batch_new (sz_catalog_dataset (fixture.catalog, "posts", NULL), "hall", 1);
  for (int i = 0; i < 2; i++) {
    g_autofree char *key = g_strdup_printf ("post-%d", i);
    SzRow *row = fixture_add_visit (batch, key, 1, VISITS_FROM + i * SZ_DAY_MS);
    fixture_set_text (batch, row, "desk", "D1");
    fixture_set_text (batch, row, "name", i ? "New name" : "Old name");
  }
  fixture_apply (&fixture, batch);
  g_autoptr (SzReader) reader = sz_reader_open (fixture.folder, fixture.catalog, NULL);
  g_autofree char *name = sz_reader_value_name (reader, "desk", "D1");
  g_assert_cmpstr (name, ==, "New name");
  g_assert_null (sz_reader_value_name (reader, "desk", "D2"));
  fixture_clear (&fixture);
}

/* --- distributions --- */

static double
ask_quantile (Fixture *fixture, SzReader *reader, gint64 end_ms, gboolean approximate)
{
  SzFormula *formula =
      sz_catalog_parse_formula (fixture->catalog, "quantile(0.9, visits: called - came @called)", NULL);
  SzZone *zone = sz_zone_new ("Asia/Shanghai", NULL);
  SzAsk ask = { .dataset = sz_catalog_dataset (fixture->catalog, "visits", NULL),
                .leaves = &g_array_index (formula->leaves, SzLeaf, 0),
                .n_leaves = 1,
                .start_ms = VISITS_FROM - SZ_HOUR_MS,
                .end_ms = end_ms,
                .zone = zone };
  GError *error = NULL;
  g_autoptr (SzFrame) frame = sz_reader_ask (reader, &ask, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (frame->rows, ==, 1);
  g_assert_cmpint (frame->provenance.approximate, ==, approximate);
  if (approximate)
    g_assert_cmpfloat (frame->provenance.error_bound, <=, 0.005);
  sz_zone_unref (zone);
  sz_formula_free (formula);
  return sz_frame_number (frame, 0, 0);
}

/* Waits are i % 97 s: the ninth decile is 87 s but for the ragged end. Few rows: exact; many: within what is
 * promised, also after corrections. */
static void
test_many_quantile (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  fixture_apply (&fixture, fixture_make_visits (&fixture, 0, 38800, 1));
  fixture_apply (&fixture, fixture_make_visits (&fixture, 5000, 3000, 2));
  GError *error = NULL;
  g_autoptr (SzReader) reader = sz_reader_open (fixture.folder, fixture.catalog, &error);
  g_assert_no_error (error);
  gint64 few = VISITS_FROM + 970 * 60000, many = VISITS_FROM + 38800 * (gint64)60000 + SZ_HOUR_MS;
  g_assert_cmpfloat (fabs (ask_quantile (&fixture, reader, few, FALSE) - 87000), <, 1000);
  g_assert_cmpfloat (fabs (ask_quantile (&fixture, reader, many, TRUE) - 87000), <=, 87000 * 0.005);
  fixture_clear (&fixture);
}

/* --- watching --- */

typedef struct {
  guint calls;
  gint64 from, to;
  gboolean destroyed;
} Seen;

static void
changed_cb (const SzDataset *dataset, gint64 from_ms, gint64 to_ms, gpointer data)
{
  Seen *seen = data;
  seen->calls++;
  seen->from = from_ms;
  seen->to = to_ms;
}

static void
destroyed_cb (gpointer data)
{
  ((Seen *)data)->destroyed = TRUE;
}

static void
run_context (GMainContext *context)
{
  while (g_main_context_iteration (context, FALSE))
    ;
}

static void
test_watch (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  GMainContext *context = g_main_context_new ();
  Seen seen = { 0 };
  guint id = sz_store_watch (fixture.store, context, changed_cb, &seen, destroyed_cb);
  fixture_apply (&fixture, fixture_make_visits (&fixture, 0, 3, 1));
  g_assert_cmpuint (seen.calls, ==, 0); /* only when its context runs */
  run_context (context);
  g_assert_cmpuint (seen.calls, ==, 1);
  g_assert_cmpint (seen.from, ==, VISITS_FROM);
  g_assert_cmpint (seen.to, ==, VISITS_FROM + 122000 + 1);
  /* Nothing new: nobody is woken. A correction wakes for where the row was and where it is. */
  fixture_apply (&fixture, fixture_make_visits (&fixture, 0, 3, 1));
  run_context (context);
  g_assert_cmpuint (seen.calls, ==, 1);
  SzBatch *batch = sz_batch_new (sz_catalog_dataset (fixture.catalog, "visits", NULL), "hall", 1);
  fixture_add_visit (batch, "key-000000", 2, VISITS_FROM - SZ_DAY_MS);
  fixture_apply (&fixture, batch);
  run_context (context);
  g_assert_cmpint (seen.from, ==, VISITS_FROM - SZ_DAY_MS);
  g_assert_cmpint (seen.to, ==, VISITS_FROM + 1);
  fixture_apply (&fixture, fixture_make_visits (&fixture, 5, 3, 1));
  sz_store_unwatch (fixture.store, id);
  run_context (context);
  g_assert_cmpuint (seen.calls, ==, 2);
  g_assert_true (seen.destroyed);
  g_main_context_unref (context);
  fixture_clear (&fixture);
}

/* --- deadline and interrupt --- */

static SzFrame *
ask_long (SzReader *reader, SzCatalog *catalog, GError **error)
{
  SzFormula *formula =
      sz_catalog_parse_formula (catalog, "distinct(visits: note where score > 3 or area = 'A7')", NULL);
  SzZone *zone = sz_zone_new ("Asia/Shanghai", NULL);
  SzAsk ask = { .dataset = sz_catalog_dataset (catalog, "visits", NULL),
                .leaves = &g_array_index (formula->leaves, SzLeaf, 0),
                .n_leaves = 1,
                .start_ms = VISITS_FROM - 400 * SZ_DAY_MS,
                .end_ms = VISITS_FROM + 400 * SZ_DAY_MS,
                .zone = zone };
  SzFrame *frame = NULL;
  for (int i = 0; i < 100000 && (error == NULL || *error == NULL); i++) {
    g_clear_pointer (&frame, sz_frame_unref);
    frame = sz_reader_ask (reader, &ask, error);
  }
  sz_zone_unref (zone);
  sz_formula_free (formula);
  return frame;
}

typedef struct {
  SzReader *reader;
  gint stop;
} Interrupter;

/* Again and again: an interrupt that comes between two questions is none. */
static gpointer
interrupt_soon (gpointer data)
{
  Interrupter *interrupter = data;
  while (!g_atomic_int_get (&interrupter->stop)) {
    g_usleep (5000);
    sz_reader_interrupt (interrupter->reader);
  }
  return NULL;
}

static void
test_deadline (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  fixture_apply (&fixture, fixture_make_visits (&fixture, 0, 200000, 1));
  GError *error = NULL;
  SzReader *reader = sz_reader_open (fixture.folder, fixture.catalog, &error);
  sz_reader_set_deadline_ms (reader, 1);
  g_assert_null (ask_long (reader, fixture.catalog, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_TIMEOUT);
  g_clear_error (&error);
  sz_reader_set_deadline_ms (reader, 0);
  Interrupter interrupter = { reader, FALSE };
  GThread *thread = g_thread_new ("interrupt", interrupt_soon, &interrupter);
  g_assert_null (ask_long (reader, fixture.catalog, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_atomic_int_set (&interrupter.stop, TRUE);
  g_thread_join (thread);
  sz_reader_close (reader);
  fixture_clear (&fixture);
}

static int
give_up_cb (void *data)
{
  return *(const gboolean *)data;
}

/* An interrupt may come in any moment, also in that in which a snapshot is begun or ended: the next question
 * is answered. */
static void
test_interrupted_beginning (void)
{
  Fixture fixture;
  gboolean gives_up = TRUE;
  GError *error = NULL;
  SzCoverage coverage;
  fixture_init (&fixture);
  fixture_open (&fixture);
  fixture_apply (&fixture, fixture_make_visits (&fixture, 0, 20, 1));
  const SzDataset *visits = sz_catalog_dataset (fixture.catalog, "visits", NULL);
  g_autoptr (SzReader) reader = sz_reader_open (fixture.folder, fixture.catalog, &error);
  g_assert_no_error (error);
  sqlite3_progress_handler (reader->db->handle, 1, give_up_cb, &gives_up);
  for (guint i = 0; i < 3; i++) {
    gives_up = TRUE;
    g_assert_false (sz_reader_coverage (reader, visits, &coverage, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_TIMEOUT);
    g_clear_error (&error);
    gives_up = FALSE;
    g_assert_true (sz_reader_coverage (reader, visits, &coverage, &error));
    g_assert_no_error (error);
    g_assert_cmpint (coverage.rows, ==, 20);
    /* The end is broken off as well. */
    g_assert_true (sz_reader_hold (reader, &error));
    gives_up = TRUE;
    sz_reader_release (reader);
  }
  gives_up = FALSE;
  fixture_apply (&fixture, fixture_make_visits (&fixture, 20, 5, 1));
  g_assert_true (sz_reader_coverage (reader, visits, &coverage, &error));
  g_assert_cmpint (coverage.rows, ==, 25);
  g_clear_pointer (&reader, sz_reader_close);
  fixture_clear (&fixture);
}

/* --- kills --- */

static int
read_count (const char *cursor)
{
  gint64 count = 0;
  g_assert_true (cursor == NULL || g_ascii_string_to_signed (cursor, 10, 0, G_MAXINT, &count, NULL));
  return (int)count;
}

static void
apply_until_killed (const Fixture *parent)
{
  Fixture fixture = { .catalog = parent->catalog, .folder = parent->folder };
  fixture_open (&fixture);
  g_autoptr (SzReader) reader = sz_reader_open (fixture.folder, fixture.catalog, NULL);
  char *cursor = NULL;
  guint generation;
  GArray *done = NULL;
  sz_reader_resume_state (reader, "hall", sz_catalog_dataset (fixture.catalog, "visits", NULL), &cursor,
                          &generation, &done, NULL);
  for (int n = read_count (cursor);; n++) {
    SzBatch *batch =
        fixture_make_visits (&fixture, n * 200, 300, n); /* overlaps the batch before, as newer versions */
    batch->cursor = g_strdup_printf ("%d", n + 1);
    if (!sz_store_apply (fixture.store, batch, NULL, NULL))
      _exit (1);
    sz_batch_unref (batch);
  }
}

static void
test_kill (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  int rounds = g_getenv ("SHUZHI_TEST_ALL") ? 100 : 12;
  int last = 0;
  for (int i = 0; i < rounds; i++) {
    pid_t child = fork ();
    if (child == 0)
      apply_until_killed (&fixture);
    g_usleep ((gulong)g_test_rand_int_range (1000, 150000));
    kill (child, SIGKILL);
    int status;
    waitpid (child, &status, 0);
    g_assert_true (WIFSIGNALED (status));
    fixture_open (&fixture);
    GError *error = NULL;
    g_autoptr (SzReader) reader = sz_reader_open (fixture.folder, fixture.catalog, &error);
    g_assert_no_error (error);
    char *cursor;
    guint generation;
    GArray *done;
    g_assert_true (sz_reader_resume_state (reader, "hall",
                                           sz_catalog_dataset (fixture.catalog, "visits", NULL), &cursor,
                                           &generation, &done, &error));
    int n = read_count (cursor);
    g_assert_cmpint (n, >=, last);
    last = n;
    g_assert_cmpint (fixture_count (&fixture, "visits"), ==,
                     n ? n * 200 + 100 : 0); /* rows are what the cursor says */
    fixture_verify (&fixture);
    fixture_close (&fixture);
    g_free (cursor);
    g_array_unref (done);
  }
  g_test_message ("%d kills, %d batches", rounds, last);
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/kill", test_kill); /* first: it forks, before any thread of another test */
  g_test_add_func ("/store/apply-counts", test_apply_counts);
  g_test_add_func ("/store/refused-by-the-store", test_refused_by_the_store);
  g_test_add_func ("/store/hold", test_hold);
  g_test_add_func ("/store/covered-until", test_covered_until);
  g_test_add_func ("/store/resume-and-reconcile", test_resume_and_reconcile);
  g_test_add_func ("/store/rows-for-people", test_rows_for_people);
  g_test_add_func ("/store/names", test_names);
  g_test_add_func ("/store/many-quantile", test_many_quantile);
  g_test_add_func ("/store/watch", test_watch);
  g_test_add_func ("/store/deadline", test_deadline);
  g_test_add_func ("/store/interrupted-beginning", test_interrupted_beginning);
  return g_test_run ();
}
