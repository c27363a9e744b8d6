/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sz-db.h"
#include "sz-schema.h"
#include "sz-truth.h"
#include "store-fixtures.h"

#define BASE G_GINT64_CONSTANT (1773795600000) /* 2026-03-18 09:00 in Shanghai */

static SzBatch *
make_visits (const Fixture *fixture, int first, int n, gint64 version)
{
  SzBatch *batch = sz_batch_new (sz_catalog_dataset (fixture->catalog, "visits", NULL), "hall", 1);
  for (int i = first; i < first + n; i++) {
    g_autofree char *key = g_strdup_printf ("key-%06d", i);
    SzRow *row = fixture_add_visit (batch, key, version, BASE + (gint64)i * 60000);
    fixture_set_number (batch, row, "called", BASE + (gint64)i * 60000 + (i % 97) * 1000);
    fixture_set_text (batch, row, "area", i % 3 ? "A1" : "A2");
    fixture_set_number (batch, row, "level", i % 6);
  }
  return batch;
}

static char *
cache_path (const Fixture *fixture)
{
  return g_build_filename (fixture->folder, "cache.db", NULL);
}

/* --- what a batch does --- */

static void
test_apply_counts (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  SzApplied applied = fixture_apply (&fixture, make_visits (&fixture, 0, 100, 1));
  g_assert_cmpint (applied.taken, ==, 100);
  applied = fixture_apply (&fixture, make_visits (&fixture, 50, 100, 1));
  g_assert_cmpint (applied.taken, ==, 50);
  g_assert_cmpint (applied.unchanged, ==, 50);
  SzBatch *batch = sz_batch_new (sz_catalog_dataset (fixture.catalog, "visits", NULL), "hall", 1);
  SzRow *row = fixture_add_visit (batch, "key-000010", 2, BASE);
  row->deleted = TRUE;
  row->cells = NULL;
  row = fixture_add_visit (batch, "never", 2, BASE);
  row->deleted = TRUE;
  row->cells = NULL;
  applied = fixture_apply (&fixture, batch);
  g_assert_cmpint (applied.deleted, ==, 1);
  g_assert_cmpint (applied.unchanged, ==, 1);
  /* An older put does not bring it back, nor one of the deletion's own version; a newer one does. */
  applied = fixture_apply (&fixture, make_visits (&fixture, 10, 1, 1));
  g_assert_cmpint (applied.unchanged, ==, 1);
  applied = fixture_apply (&fixture, make_visits (&fixture, 10, 1, 2));
  g_assert_cmpint (applied.unchanged, ==, 1);
  applied = fixture_apply (&fixture, make_visits (&fixture, 10, 1, 3));
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
  SzBatch *batch = make_visits (&fixture, 0, 3, 1);
  SzRow *row = &g_array_index (batch->rows, SzRow, 0);
  fixture_set_number (batch, row, "called", BASE + 5 * SZ_DAY_MS); /* farther than Within= */
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
  fixture_apply (&fixture, make_visits (&fixture, 0, 3, 1));
  GError *error = NULL;
  g_autoptr (SzReader) reader = sz_reader_open (fixture.folder, fixture.catalog, &error);
  g_assert_no_error (error);
  const SzDataset *visits = sz_catalog_dataset (fixture.catalog, "visits", NULL);
  g_assert_true (sz_reader_hold (reader, &error));
  g_assert_cmpint (covered_rows (reader, visits), ==, 3);
  fixture_apply (&fixture, make_visits (&fixture, 10, 2, 1));
  g_assert_cmpint (covered_rows (reader, visits), ==, 3);
  sz_reader_release (reader);
  g_assert_cmpint (covered_rows (reader, visits), ==, 5);
  fixture_apply (&fixture, make_visits (&fixture, 20, 1, 1));
  g_assert_cmpint (covered_rows (reader, visits), ==, 6);
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
  g_assert_true (sz_store_set_source (fixture.store, "hall", "Hall", "e1", "Asia/Shanghai", BASE, 1000,
                                      &generation, &changed, &error));
  g_assert_cmpuint (generation, ==, 1);
  g_assert_false (changed);
  SzBatch *batch = make_visits (&fixture, 0, 3, 7);
  gint64 day = sz_day_from_ymd (2026, 3, 18);
  sz_batch_day_done (batch, day);
  batch->cursor = g_strdup ("c1");
  batch->watermark_ms = BASE;
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
  g_assert_true (sz_store_set_source (fixture.store, "hall", "Hall", "e2", "Asia/Shanghai", BASE, 1000,
                                      &generation, &changed, &error));
  g_assert_true (changed);
  g_assert_cmpuint (generation, ==, 2);
  g_assert_true (sz_reader_resume_state (reader, "hall", visits, &cursor, &generation, &done, &error));
  g_assert_null (cursor);
  g_assert_cmpuint (done->len, ==, 0);
  g_array_unref (done);
  g_assert_cmpint (fixture_count (&fixture, "visits"), ==, 3);
  batch = sz_batch_new (visits, "hall", 2);
  fixture_add_visit (batch, "key-000001", 1, BASE);
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
  SzBatch *batch = make_visits (&fixture, 0, 2500, 1);
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
    SzRow *row = fixture_add_visit (batch, key, 1, BASE + i * SZ_DAY_MS);
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
                .start_ms = BASE - SZ_HOUR_MS,
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
  fixture_apply (&fixture, make_visits (&fixture, 0, 38800, 1));
  fixture_apply (&fixture, make_visits (&fixture, 5000, 3000, 2));
  GError *error = NULL;
  g_autoptr (SzReader) reader = sz_reader_open (fixture.folder, fixture.catalog, &error);
  g_assert_no_error (error);
  gint64 few = BASE + 970 * 60000, many = BASE + 38800 * (gint64)60000 + SZ_HOUR_MS;
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
  fixture_apply (&fixture, make_visits (&fixture, 0, 3, 1));
  g_assert_cmpuint (seen.calls, ==, 0); /* only when its context runs */
  run_context (context);
  g_assert_cmpuint (seen.calls, ==, 1);
  g_assert_cmpint (seen.from, ==, BASE);
  g_assert_cmpint (seen.to, ==, BASE + 122000 + 1);
  /* Nothing new: nobody is woken. A correction wakes for where the row was and where it is. */
  fixture_apply (&fixture, make_visits (&fixture, 0, 3, 1));
  run_context (context);
  g_assert_cmpuint (seen.calls, ==, 1);
  SzBatch *batch = sz_batch_new (sz_catalog_dataset (fixture.catalog, "visits", NULL), "hall", 1);
  fixture_add_visit (batch, "key-000000", 2, BASE - SZ_DAY_MS);
  fixture_apply (&fixture, batch);
  run_context (context);
  g_assert_cmpint (seen.from, ==, BASE - SZ_DAY_MS);
  g_assert_cmpint (seen.to, ==, BASE + 1);
  fixture_apply (&fixture, make_visits (&fixture, 5, 3, 1));
  sz_store_unwatch (fixture.store, id);
  run_context (context);
  g_assert_cmpuint (seen.calls, ==, 2);
  g_assert_true (seen.destroyed);
  g_main_context_unref (context);
  fixture_clear (&fixture);
}

/* --- opening --- */

static void
expect_refusal (Fixture *fixture, SzErrorCode code)
{
  g_autofree char *aside = NULL;
  GError *error = NULL;
  SzStore *store = sz_store_open (fixture->folder, fixture->catalog, SZ_STORE_DEFAULT, &aside, &error);
  g_assert_null (store);
  g_assert_error (error, SZ_ERROR, (gint)code);
  g_assert_null (aside);
  g_assert_cmpuint (strlen (error->message), >, 10);
  g_clear_error (&error);
}

static void
test_second_opener (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  GError *error = NULL;
  g_assert_null (sz_store_open (fixture.folder, fixture.catalog, SZ_STORE_DEFAULT, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BUSY);
  g_autofree char *pid = g_strdup_printf ("%d", (int)getpid ());
  g_assert_nonnull (strstr (error->message, pid));
  g_clear_error (&error);
  SzStore *other = sz_store_open (fixture.folder, fixture.catalog, SZ_STORE_READ_ONLY, NULL, &error);
  g_assert_no_error (error);
  SzBatch *batch = make_visits (&fixture, 0, 1, 1);
  g_assert_false (sz_store_apply (other, batch, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
  g_clear_error (&error);
  sz_batch_unref (batch);
  sz_store_close (other);
  fixture_close (&fixture);
  fixture_open (&fixture);
  fixture_clear (&fixture);
}

static void
test_rights (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  g_chmod (fixture.folder, 0755);
  fixture_open (&fixture);
  GStatBuf info;
  g_assert_cmpint (g_stat (fixture.folder, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  static const char *const names[] = { "cache.db", "cache.db-wal", "cache.db-shm", "lock" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (fixture.folder, names[i], NULL);
    g_assert_cmpint (g_stat (path, &info), ==, 0);
    g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  }
  fixture_close (&fixture);
  if (geteuid () != 0) {
    g_chmod (fixture.folder, 0500);
    expect_refusal (&fixture, SZ_ERROR_STORE);
    g_chmod (fixture.folder, 0700);
  } else if (chown (fixture.folder, 12345, (gid_t)-1) == 0) {
    expect_refusal (&fixture, SZ_ERROR_STORE);
    g_assert_cmpint (chown (fixture.folder, 0, (gid_t)-1), ==, 0);
  }
  fixture_clear (&fixture);
}

static void
write_file (const char *path, const char *bytes, gsize length)
{
  GError *error = NULL;
  g_file_set_contents (path, bytes, (gssize)length, &error);
  g_assert_no_error (error);
}

static void
test_foreign (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  g_autofree char *path = cache_path (&fixture);
  g_autofree char *text = g_strnfill (4096, 'x');
  write_file (path, text, 4096);
  expect_refusal (&fixture, SZ_ERROR_FOREIGN);
  g_autofree char *kept = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (path, &kept, &length, NULL));
  g_assert_cmpmem (kept, length, text, 4096);
  g_unlink (path);
  sqlite3 *other = NULL;
  g_assert_cmpint (sqlite3_open (path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "PRAGMA application_id = 77; CREATE TABLE t (a)", NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (other);
  expect_refusal (&fixture, SZ_ERROR_FOREIGN);
  g_unlink (path);
  write_file (path, "", 0); /* what a kill at the very beginning leaves */
  fixture_open (&fixture);
  fixture_clear (&fixture);
}

static void
test_newer (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  fixture_close (&fixture);
  g_autofree char *path = cache_path (&fixture);
  SzDb *db = sz_db_open (path, SZ_DB_CREATE, NULL, NULL);
  g_assert_true (sz_db_execf (db, NULL, "PRAGMA user_version = %d", sz_schema_version () + 1));
  sz_db_close (db);
  expect_refusal (&fixture, SZ_ERROR_NEWER);
  GError *error = NULL;
  g_assert_null (sz_reader_open (fixture.folder, fixture.catalog, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NEWER);
  g_clear_error (&error);
  fixture_clear (&fixture);
}

/* Bytes of the header and of whole pages are turned over. The store must open with a new file, keep the
 * damaged one, and never report a figure from it as sound; or, where the damage is not in its way, find it by
 * verifying. */
static void
damage (const char *path, goffset from, gsize length)
{
  int fd = open (path, O_RDWR);
  g_autofree guint8 *bytes = g_malloc (length);
  ssize_t n = pread (fd, bytes, length, from);
  for (ssize_t i = 0; i < n; i++)
    bytes[i] ^= 0xa5;
  g_assert_cmpint (pwrite (fd, bytes, (gsize)n, from), ==, n);
  close (fd);
}

static void
test_damaged (void)
{
  static const struct {
    goffset from;
    gsize length;
  } wounds[] = { { 0, 16 }, { 100, 400 } };
  for (guint i = 0; i < G_N_ELEMENTS (wounds); i++) {
    Fixture fixture;
    fixture_init (&fixture);
    fixture_open (&fixture);
    fixture_apply (&fixture, make_visits (&fixture, 0, 2000, 1));
    fixture_close (&fixture);
    g_autofree char *path = cache_path (&fixture), *aside = NULL;
    damage (path, wounds[i].from, wounds[i].length);
    GError *error = NULL;
    fixture.store = sz_store_open (fixture.folder, fixture.catalog, SZ_STORE_DEFAULT, &aside, &error);
    g_assert_no_error (error);
    g_assert_nonnull (aside);
    g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
    g_assert_cmpint (fixture_count (&fixture, "visits"), ==, 0);
    fixture_apply (&fixture, make_visits (&fixture, 0, 10, 1));
    fixture_verify (&fixture);
    fixture_clear (&fixture);
  }
}

/* A page deep inside is met only while working: then the next opening looks closely. */
static void
test_damaged_inside (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  fixture_apply (&fixture, make_visits (&fixture, 0, 20000, 1));
  fixture_close (&fixture);
  g_autofree char *path = cache_path (&fixture), *aside = NULL;
  GStatBuf info;
  g_stat (path, &info);
  damage (path, info.st_size / 8192 / 2 * 8192, (gsize)info.st_size / 4);
  fixture_open (&fixture);
  SzBatch *batch = make_visits (&fixture, 0, 20000, 2);
  GError *error = NULL;
  g_assert_false (sz_store_apply (fixture.store, batch, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_STORE);
  g_clear_error (&error);
  fixture_close (&fixture);
  fixture.store = sz_store_open (fixture.folder, fixture.catalog, SZ_STORE_DEFAULT, &aside, &error);
  g_assert_no_error (error);
  g_assert_nonnull (aside);
  g_assert_true (sz_store_apply (fixture.store, batch, NULL, &error));
  sz_batch_unref (batch);
  fixture_verify (&fixture);
  fixture_clear (&fixture);
}

static void
test_migration_steps (void)
{
  static const char *const steps[] = { "CREATE TABLE a (x); INSERT INTO a VALUES (1);",
                                       "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1);" };
  Fixture fixture;
  fixture_init (&fixture);
  g_autofree char *path = cache_path (&fixture);
  SzDb *db = sz_db_open (path, SZ_DB_CREATE, NULL, NULL);
  GError *error = NULL;
  g_assert_false (sz_schema_run_steps (db, steps, 2, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_STORE);
  g_clear_error (&error);
  gint64 value;
  g_assert_true (sz_db_get_int (db, "PRAGMA user_version", 0, &value, NULL));
  g_assert_cmpint (value, ==, 1);
  g_assert_true (sz_db_get_int (db, "SELECT count(*) FROM sqlite_schema WHERE name = 'b'", 0, &value, NULL));
  g_assert_cmpint (value, ==, 0); /* old or new, never between */
  sz_db_close (db);
  fixture_clear (&fixture);
}

/* --- a changed catalogue --- */

static void
test_catalogue_change (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  fixture_apply (&fixture, make_visits (&fixture, 0, 3000, 1));
  fixture_close (&fixture);
  SzCatalog *first = fixture.catalog;
  fixture.catalog =
      fixture_load_catalog ("catalog-changed"); /* another field, rollup and measure; one rollup gone */
  fixture_open (&fixture);
  fixture_verify (&fixture);
  g_assert_cmpint (fixture_count (&fixture, "visits"), ==, 3000);
  fixture_apply (&fixture, make_visits (&fixture, 1000, 3000, 2));
  fixture_verify (&fixture);
  fixture_close (&fixture);
  sz_catalog_free (fixture.catalog);
  fixture.catalog = first;
  fixture_open (&fixture);
  g_assert_cmpint (fixture_count (&fixture, "visits"), ==, 4000);
  fixture_verify (&fixture);
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
                .start_ms = BASE - 400 * SZ_DAY_MS,
                .end_ms = BASE + 400 * SZ_DAY_MS,
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
  fixture_apply (&fixture, make_visits (&fixture, 0, 200000, 1));
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
        make_visits (&fixture, n * 200, 300, n); /* overlaps the batch before, as newer versions */
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

/* --- a full disk --- */

static int
fill_up (Fixture *fixture, int first, GError **error)
{
  for (int n = first; n < first + 2000; n++) {
    SzBatch *batch = make_visits (fixture, n * 1000, 1000, 1);
    batch->cursor = g_strdup_printf ("%d", n + 1);
    gboolean good = sz_store_apply (fixture->store, batch, NULL, error);
    sz_batch_unref (batch);
    if (!good)
      return n;
  }
  return -1;
}

static void
check_full (Fixture *fixture, int stored)
{
  g_assert_cmpint (stored, >, 0);
  g_assert_cmpint (fixture_count (fixture, "visits"), ==, stored * 1000); /* cursor == rows */
  GError *error = NULL;
  g_assert_cmpint (fill_up (fixture, stored, &error), ==, stored); /* still full, still alive */
  g_assert_error (error, SZ_ERROR, SZ_ERROR_DISK_FULL);
  g_clear_error (&error);
}

static void
check_goes_on (Fixture *fixture, int stored)
{
  fixture_apply (fixture, make_visits (fixture, stored * 1000, 1000, 1));
  g_assert_cmpint (fixture_count (fixture, "visits"), ==, (stored + 1) * 1000);
  fixture_verify (fixture);
}

static void
test_file_limit (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  struct rlimit before, limit;
  getrlimit (RLIMIT_FSIZE, &before);
  limit = before;
  limit.rlim_cur = 6 * 1024 * 1024;
  void (*handler) (int) = signal (SIGXFSZ, SIG_IGN);
  setrlimit (RLIMIT_FSIZE, &limit);
  GError *error = NULL;
  int stored = fill_up (&fixture, 0, &error);
  g_assert_error (error, SZ_ERROR, SZ_ERROR_DISK_FULL);
  g_clear_error (&error);
  check_full (&fixture, stored);
  setrlimit (RLIMIT_FSIZE, &before);
  signal (SIGXFSZ, handler);
  check_goes_on (&fixture, stored);
  fixture_clear (&fixture);
}

/* The facts leave room on the disk for what exists only here: the record of alerts goes on. */
static void
check_reserve (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SzTruth) truth = sz_truth_open (fixture->folder, SZ_TRUTH_WRITE, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 100; i++) {
    const SzTruthEvent event = { .kind = (char *)"noted", .at_ms = i };
    g_assert_true (sz_truth_begin (truth, NULL, &error));
    g_assert_true (sz_truth_add_event (truth, &event, &error));
    g_assert_true (sz_truth_commit (truth, &error));
  }
  g_assert_true (sz_truth_backup (truth, 1, NULL, &error));
  g_assert_no_error (error);
}

static void
test_small_disk (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  if (mount ("tmpfs", fixture.folder, "tmpfs", 0, "size=28m,mode=0700") != 0) {
    g_test_skip ("no right to mount a small disk");
    fixture_clear (&fixture);
    return;
  }
  fixture_open (&fixture);
  GError *error = NULL;
  int stored = fill_up (&fixture, 0, &error);
  g_assert_error (error, SZ_ERROR, SZ_ERROR_DISK_FULL);
  g_clear_error (&error);
  check_full (&fixture, stored);
  check_reserve (&fixture);
  /* Even where the floor does not help: somebody else takes the rest. */
  g_autofree char *ballast = g_build_filename (fixture.folder, "ballast", NULL);
  int fd = open (ballast, O_CREAT | O_WRONLY, 0600);
  char block[65536] = "";
  while (write (fd, block, sizeof block) > 0)
    ;
  close (fd);
  check_full (&fixture, stored);
  g_unlink (ballast);
  g_assert_cmpint (mount ("tmpfs", fixture.folder, "tmpfs", MS_REMOUNT, "size=80m"), ==, 0);
  check_goes_on (&fixture, stored);
  fixture_close (&fixture);
  umount2 (fixture.folder, MNT_DETACH);
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
  g_test_add_func ("/store/resume-and-reconcile", test_resume_and_reconcile);
  g_test_add_func ("/store/rows-for-people", test_rows_for_people);
  g_test_add_func ("/store/names", test_names);
  g_test_add_func ("/store/many-quantile", test_many_quantile);
  g_test_add_func ("/store/watch", test_watch);
  g_test_add_func ("/store/second-opener", test_second_opener);
  g_test_add_func ("/store/rights", test_rights);
  g_test_add_func ("/store/foreign", test_foreign);
  g_test_add_func ("/store/newer", test_newer);
  g_test_add_func ("/store/damaged", test_damaged);
  g_test_add_func ("/store/damaged-inside", test_damaged_inside);
  g_test_add_func ("/store/migration-steps", test_migration_steps);
  g_test_add_func ("/store/catalogue-change", test_catalogue_change);
  g_test_add_func ("/store/deadline", test_deadline);
  g_test_add_func ("/store/file-limit", test_file_limit);
  g_test_add_func ("/store/small-disk", test_small_disk);
  return g_test_run ();
}
