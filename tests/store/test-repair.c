/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "sz-db.h"
#include "store-fixtures.h"

#define BASE G_GINT64_CONSTANT (1773795600000) /* 2026-03-18 09:00 in Shanghai */

static const SzDataset *
visits_of (const Fixture *fixture)
{
  return sz_catalog_dataset (fixture->catalog, "visits", NULL);
}

static SzBatch *
make_visits (const Fixture *fixture, const char *source, int n, gint64 version)
{
  SzBatch *batch = sz_batch_new (visits_of (fixture), source, 1);
  for (int i = 0; i < n; i++) {
    g_autofree char *key = g_strdup_printf ("key-%06d", i);
    SzRow *row = fixture_add_visit (batch, key, version, BASE + (gint64)i * 60000);
    fixture_set_text (batch, row, "area", i % 3 ? "A1" : "A2");
  }
  return batch;
}

static char *
cache_path (const Fixture *fixture)
{
  return g_build_filename (fixture->folder, "cache.db", NULL);
}

static SzReader *
open_reader (const Fixture *fixture)
{
  GError *error = NULL;
  SzReader *reader = sz_reader_open (fixture->folder, fixture->catalog, &error);
  g_assert_no_error (error);
  return reader;
}

/* --- what sources can fill --- */

static gboolean
supplies (SzReader *reader, const Fixture *fixture, const char *field)
{
  int index = sz_dataset_find_field (visits_of (fixture), field);
  g_assert_cmpint (index, >=, 0);
  return sz_reader_supplies (reader, visits_of (fixture), (guint)index);
}

static void
apply_supplying (Fixture *fixture, const char *source, const char *names)
{
  SzBatch *batch = make_visits (fixture, source, 1, 1);
  batch->supplies = names ? g_strsplit (names, ",", -1) : NULL;
  fixture_apply (fixture, batch);
}

static void
test_supplies (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  g_autoptr (SzReader) reader = open_reader (&fixture);
  g_assert_false (supplies (reader, &fixture, "came")); /* nobody supplies the data set */
  apply_supplying (&fixture, "one", "came,area");
  g_assert_true (supplies (reader, &fixture, "came"));
  g_assert_true (supplies (reader, &fixture, "area"));
  g_assert_false (supplies (reader, &fixture, "desk"));
  g_assert_false (supplies (reader, &fixture, "subject_mask"));
  g_assert_false (sz_reader_supplies (reader, visits_of (&fixture), 10000));
  apply_supplying (&fixture, "two", "came,subject");
  g_assert_true (supplies (reader, &fixture, "area")); /* still from the first */
  g_assert_true (supplies (reader, &fixture, "subject_mask"));
  g_assert_false (supplies (reader, &fixture, "desk"));
  apply_supplying (&fixture, "one", "came"); /* its mapping lost a line */
  g_assert_false (supplies (reader, &fixture, "area"));
  apply_supplying (&fixture, "one", NULL);
  g_assert_true (supplies (reader, &fixture, "area"));
  g_assert_true (supplies (reader, &fixture, "desk"));
  g_assert_true (sz_store_forget_source (fixture.store, "one", NULL));
  g_assert_false (supplies (reader, &fixture, "desk"));
  fixture_clear (&fixture);
}

/* A file of the version before is read as it is, and raised by the next writer without loss. */
static void
test_version_before (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  fixture_apply (&fixture, make_visits (&fixture, "hall", 10, 1));
  fixture_close (&fixture);
  g_autofree char *path = cache_path (&fixture);
  SzDb *db = sz_db_open (path, SZ_DB_CREATE, NULL, NULL);
  g_assert_true (
      sz_db_exec (db,
                  "ALTER TABLE feeds DROP COLUMN supplies; DROP INDEX refused_keys; "
                  "ALTER TABLE day_rows DROP COLUMN strays; DROP TABLE row_keys; PRAGMA user_version = 1",
                  NULL));
  sz_db_close (db);
  SzReader *reader = open_reader (&fixture);
  g_assert_true (supplies (reader, &fixture, "desk"));
  sz_reader_close (reader);
  fixture_open (&fixture);
  g_assert_cmpint (fixture_count (&fixture, "visits"), ==, 10);
  apply_supplying (&fixture, "hall", "came");
  reader = open_reader (&fixture);
  g_assert_false (supplies (reader, &fixture, "desk"));
  sz_reader_close (reader);
  fixture_clear (&fixture);
}

/* --- what identities were hashed with --- */

static SzBatch *
make_hashed (Fixture *fixture, const char *source, guint generation, const char *key)
{
  SzBatch *batch = make_visits (fixture, source, 5, generation);
  batch->generation = generation;
  sz_batch_note_key (batch, "hmac-sha256", key);
  sz_batch_note_key (batch, "hmac-sha256", "ffffffff"); /* the first word stays */
  return batch;
}

static void
refuse_hashed (Fixture *fixture, SzBatch *hashed)
{
  g_autoptr (SzBatch) batch = hashed;
  g_autoptr (GError) error = NULL;
  g_assert_false (sz_store_apply (fixture->store, batch, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_KEY);
  g_assert_nonnull (strstr (error->message, "hmac-sha256:aaaaaaaa"));
  g_assert_nonnull (strstr (error->message, "hmac-sha256:bbbbbbbb"));
}

static gint64
count_keys (Fixture *fixture, const char *key)
{
  g_autofree char *path = cache_path (fixture);
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM row_keys WHERE key = '%s'", key);
  SzDb *db = sz_db_open (path, SZ_DB_READ, NULL, NULL);
  gint64 n = -1;
  g_assert_true (sz_db_get_int (db, sql, -1, &n, NULL));
  sz_db_close (db);
  return n;
}

/* Rows of two keys never lie together: not of one source, of a new generation, or of another source. */
static void
test_row_keys (void)
{
  Fixture fixture;
  GError *error = NULL;
  fixture_init (&fixture);
  fixture_open (&fixture);
  fixture_apply (&fixture, make_visits (&fixture, "plain", 3, 1)); /* no identities: no key */
  fixture_apply (&fixture, make_hashed (&fixture, "hall", 1, "aaaaaaaa"));
  fixture_apply (&fixture, make_hashed (&fixture, "hall", 2, "aaaaaaaa"));
  g_assert_cmpint (count_keys (&fixture, "hmac-sha256:aaaaaaaa"), ==, 2);
  gint64 before = fixture_count (&fixture, "visits");
  refuse_hashed (&fixture, make_hashed (&fixture, "hall", 2, "bbbbbbbb"));
  refuse_hashed (&fixture, make_hashed (&fixture, "hall", 3, "bbbbbbbb"));
  refuse_hashed (&fixture, make_hashed (&fixture, "other", 1, "bbbbbbbb"));
  g_assert_cmpint (fixture_count (&fixture, "visits"), ==, before);
  fixture_apply (&fixture, make_visits (&fixture, "plain", 4, 2));
  sz_store_forget_source (fixture.store, "hall", &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_keys (&fixture, "hmac-sha256:aaaaaaaa"), ==, 0);
  fixture_apply (&fixture, make_hashed (&fixture, "hall", 1, "bbbbbbbb"));
  g_assert_cmpint (count_keys (&fixture, "hmac-sha256:bbbbbbbb"), ==, 1);
  fixture_verify (&fixture);
  fixture_clear (&fixture);
}

/* --- masks that are no words --- */

static void
add_masked (Fixture *fixture, const char *key, const char *mask)
{
  SzBatch *batch = sz_batch_new (sz_catalog_dataset (fixture->catalog, "visits", NULL), "hall", 1);
  SzRow *row = fixture_add_visit (batch, key, 1, fixture_instant ("2026-03-18T09:30:00"));
  fixture_set_text (batch, row, "subject_mask", mask);
  fixture_apply (fixture, batch);
}

static gint64
read_int (Fixture *fixture, const char *sql)
{
  g_autofree char *path = cache_path (fixture);
  SzDb *db = sz_db_open (path, SZ_DB_READ, NULL, NULL);
  gint64 n = -1;
  g_assert_true (sz_db_get_int (db, sql, -1, &n, NULL));
  sz_db_close (db);
  return n;
}

/* A mask that an older program made a word stays that word; others of its form become none. */
static void
test_masks (void)
{
  static const char words[] = "SELECT count(*) FROM words WHERE text LIKE '9%*%'";
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  add_masked (&fixture, "a", "91************ABCD");
  add_masked (&fixture, "b", "33**************12");
  g_assert_cmpint (read_int (&fixture, words), ==, 0);
  fixture_close (&fixture);
  g_autofree char *path = cache_path (&fixture);
  SzDb *db = sz_db_open (path, SZ_DB_CREATE, NULL, NULL);
  g_assert_true (sz_db_exec (db, "INSERT INTO words (id, text) VALUES (5000, '92************WXYZ')", NULL));
  sz_db_close (db);
  fixture_open (&fixture);
  add_masked (&fixture, "c", "92************WXYZ");
  add_masked (&fixture, "d", "93************WXYZ");
  g_assert_cmpint (read_int (&fixture, words), ==, 1);
  fixture_verify (&fixture);
  g_assert_cmpint (fixture_count (&fixture, "visits"), ==, 4);
  fixture_clear (&fixture);
}

/* --- the hall's clock --- */

static void
set_clock (Fixture *fixture, const char *source, gint64 now_ms, gint64 asked_ms)
{
  GError *error = NULL;
  sz_store_set_source (fixture->store, source, NULL, NULL, NULL, now_ms, asked_ms, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
expect_now (const Fixture *fixture, gint64 expected)
{
  GError *error = NULL;
  g_autoptr (SzReader) reader = open_reader (fixture);
  g_assert_cmpint (sz_reader_now_ms (reader, &error), ==, expected);
  g_assert_no_error (error);
}

static void
test_clocks (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  sz_clock_set_for_test (BASE);
  expect_now (&fixture, BASE);
  set_clock (&fixture, "file", BASE + 100 * SZ_DAY_MS, 0);
  expect_now (&fixture, BASE + 100 * SZ_DAY_MS);
  set_clock (&fixture, "replay", BASE + 400 * SZ_DAY_MS, BASE - 5000);
  expect_now (&fixture, BASE + 400 * SZ_DAY_MS + 5000); /* the only live one may live in another time */
  set_clock (&fixture, "hall", BASE - 7000, BASE - 2000);
  expect_now (&fixture, BASE - 5000); /* behind by five seconds, and alone to be believed */
  set_clock (&fixture, "second", BASE + SZ_DAY_MS, BASE);
  expect_now (&fixture, BASE + SZ_DAY_MS); /* a day is not yet too much */
  set_clock (&fixture, "second", BASE + SZ_DAY_MS + 1, BASE);
  expect_now (&fixture, BASE - 5000);
  sz_clock_set_for_test (G_MININT64);
  fixture_clear (&fixture);
}

/* --- quarantine --- */

static gint64
count_refusals (const Fixture *fixture, const char *source)
{
  GError *error = NULL;
  g_autoptr (SzReader) reader = open_reader (fixture);
  g_autoptr (SzFrame) frame = sz_reader_refusals (reader, source, NULL, 0, &error);
  g_assert_no_error (error);
  return (gint64)frame->rows;
}

static void
refuse (Fixture *fixture, const char *source, const char *where, const char *key, const char *hash)
{
  SzBatch *batch = sz_batch_new (visits_of (fixture), source, 1);
  sz_batch_refuse (batch, where, "area", "too long", key, 12, hash);
  fixture_apply (fixture, batch);
}

static void
test_corrected (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  refuse (&fixture, "hall", "line 1", "key-000000", "aa");
  refuse (&fixture, "hall", "line 2", "key-000001", "bb");
  refuse (&fixture, "hall", "line 3", "", "cc");
  refuse (&fixture, "other", "line 1", "key-000000", "aa");
  g_assert_cmpint (count_refusals (&fixture, "hall"), ==, 3);
  fixture_apply (&fixture, make_visits (&fixture, "hall", 1, 5));
  g_assert_cmpint (count_refusals (&fixture, "hall"), ==, 2);
  g_assert_cmpint (count_refusals (&fixture, "other"), ==, 1);
  /* A refused correction of a row that is held stays while only the old row comes again. */
  refuse (&fixture, "hall", "line 9", "key-000000", "dd");
  fixture_apply (&fixture, make_visits (&fixture, "hall", 1, 5));
  g_assert_cmpint (count_refusals (&fixture, "hall"), ==, 3);
  SzBatch *batch = sz_batch_new (visits_of (&fixture), "hall", 1);
  SzRow *row = fixture_add_visit (batch, "key-000001", 9, BASE);
  row->deleted = TRUE;
  row->cells = NULL;
  fixture_apply (&fixture, batch);
  g_assert_cmpint (count_refusals (&fixture, "hall"), ==, 2);
  fixture_clear (&fixture);
}

static void
test_refused_again (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  refuse (&fixture, "hall", "line 1", "key-000000", "aa");
  refuse (&fixture, "hall", "line 1", "key-000000", "aa");
  refuse (&fixture, "hall", "line 1", "key-000000", "bb"); /* other bytes, the same trouble */
  g_assert_cmpint (count_refusals (&fixture, "hall"), ==, 1);
  refuse (&fixture, "hall", "line 2", "key-000000", "bb");
  g_assert_cmpint (count_refusals (&fixture, "hall"), ==, 2);
  fixture_clear (&fixture);
}

/* --- damage --- */

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
expect_set_aside (Fixture *fixture)
{
  g_autofree char *aside = NULL;
  GError *error = NULL;
  fixture->store = sz_store_open (fixture->folder, fixture->catalog, SZ_STORE_DEFAULT, &aside, &error);
  g_assert_no_error (error);
  g_assert_nonnull (aside);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  fixture_apply (fixture, make_visits (fixture, "hall", 10, 1));
  g_assert_cmpint (fixture_count (fixture, "visits"), ==, 10);
  fixture_verify (fixture);
}

/* A store of 20,000 rows with a wound in the middle, found by nobody yet. */
static void
init_wounded (Fixture *fixture)
{
  fixture_init (fixture);
  fixture_open (fixture);
  fixture_apply (fixture, make_visits (fixture, "hall", 20000, 1));
  fixture_close (fixture);
  g_autofree char *path = cache_path (fixture);
  GStatBuf info;
  g_stat (path, &info);
  damage (path, info.st_size / 8192 / 2 * 8192, (gsize)info.st_size / 4);
}

static void
test_found_by_verify (void)
{
  Fixture fixture;
  init_wounded (&fixture);
  fixture_open (&fixture); /* nothing in its way */
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  gboolean good = sz_store_verify (fixture.store, findings, NULL, &error);
  g_assert_true (!good || findings->len > 0);
  gboolean said = error && strstr (error->message, "shuzhi sync");
  for (guint i = 0; i < findings->len; i++)
    said = said || strstr (g_ptr_array_index (findings, i), "shuzhi sync");
  g_assert_true (said);
  fixture_close (&fixture);
  expect_set_aside (&fixture);
  fixture_clear (&fixture);
}

/* Every page can be read, but an index lacks a row: only the doctor notices. */
static void
test_found_by_doctor_only (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  refuse (&fixture, "hall", "line 1", "", "aa");
  fixture_close (&fixture);
  g_autofree char *path = cache_path (&fixture);
  static const char sql[] = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
                            "replace (sql, 'key <> ''''', 'key <> ''x''') WHERE name = 'refused_keys'";
  sqlite3 *raw = NULL;
  g_assert_cmpint (sqlite3_open (path, &raw), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (raw, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (raw);
  fixture_open (&fixture);
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  GError *error = NULL;
  g_assert_true (sz_store_verify (fixture.store, findings, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (findings->len, >=, 2);
  g_assert_nonnull (strstr (g_ptr_array_index (findings, findings->len - 1), "shuzhi sync"));
  fixture_close (&fixture);
  expect_set_aside (&fixture);
  fixture_clear (&fixture);
}

static void
test_found_by_reader (void)
{
  Fixture fixture;
  init_wounded (&fixture);
  SzReader *reader = open_reader (&fixture);
  GError *error = NULL;
  g_assert_null (sz_reader_rows (reader, visits_of (&fixture), 0, 0, NULL, NULL, 0, NULL, 30000, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, "shuzhi sync"));
  g_clear_error (&error);
  sz_reader_close (reader);
  expect_set_aside (&fixture);
  fixture_clear (&fixture);
}

static void
test_cut_short (void)
{
  static const goffset lengths[] = { 1, 50, 99, 150, 5000 };
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    Fixture fixture;
    fixture_init (&fixture);
    fixture_open (&fixture);
    fixture_close (&fixture);
    g_autofree char *path = cache_path (&fixture);
    g_assert_cmpint (truncate (path, lengths[i]), ==, 0);
    expect_set_aside (&fixture);
    fixture_clear (&fixture);
  }
}

static void
test_lost_mark (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  fixture_close (&fixture);
  g_autofree char *path = cache_path (&fixture);
  damage (path, 70, 1);
  GError *error = NULL;
  g_assert_null (sz_reader_open (fixture.folder, fixture.catalog, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_STORE);
  g_clear_error (&error);
  expect_set_aside (&fixture);
  fixture_clear (&fixture);
}

static void
test_stranger_is_told (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  g_autofree char *path = cache_path (&fixture), *text = g_strnfill (101, 'x'), *kept = NULL;
  g_assert_true (g_file_set_contents (path, text, 101, NULL));
  GError *error = NULL;
  g_assert_null (sz_store_open (fixture.folder, fixture.catalog, SZ_STORE_DEFAULT, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_FOREIGN);
  g_assert_nonnull (strstr (error->message, "--home"));
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, text);
  fixture_clear (&fixture);
}

/* --- a folder that cannot be written --- */

static void
check_closed_folder (const Fixture *fixture)
{
  g_assert_cmpint (fixture_count ((Fixture *)fixture, "visits"), ==, 100);
  g_autofree char *log = g_build_filename (fixture->folder, "cache.db-wal", NULL);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
}

static void
copy_into (const Fixture *from, const char *folder, const char *name)
{
  g_autofree char *source = g_build_filename (from->folder, name, NULL);
  g_autofree char *target = g_build_filename (folder, name, NULL);
  g_autofree char *bytes = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (source, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (target, bytes, (gssize)length, NULL));
}

/* What a kill leaves, on a disk that cannot be written: changes only in the log. */
static void
check_open_log (const Fixture *fixture, const char *folder)
{
  GError *error = NULL;
  g_assert_null (sz_reader_open (folder, fixture->catalog, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_STORE);
  g_assert_nonnull (strstr (error->message, "cache.db-wal"));
  g_clear_error (&error);
}

static void
test_read_only_folder (void)
{
  Fixture fixture, shut;
  fixture_init (&fixture);
  fixture_init (&shut);
  if (mount ("tmpfs", shut.folder, "tmpfs", 0, "size=28m,mode=0700") != 0) {
    g_test_skip ("no right to mount a small disk");
    fixture_clear (&shut);
    fixture_clear (&fixture);
    return;
  }
  fixture_open (&shut);
  fixture_apply (&shut, make_visits (&shut, "hall", 100, 1));
  fixture_close (&shut);
  g_assert_cmpint (mount (NULL, shut.folder, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
  check_closed_folder (&shut);
  g_assert_cmpint (mount (NULL, shut.folder, NULL, MS_REMOUNT, NULL), ==, 0);
  fixture_open (&fixture);
  fixture_apply (&fixture, make_visits (&fixture, "hall", 100, 1));
  copy_into (&fixture, shut.folder, "cache.db");
  copy_into (&fixture, shut.folder, "cache.db-wal");
  g_assert_cmpint (mount (NULL, shut.folder, NULL, MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
  check_open_log (&fixture, shut.folder);
  umount2 (shut.folder, MNT_DETACH);
  fixture_clear (&shut);
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/repair/row-keys", test_row_keys);
  g_test_add_func ("/repair/masks", test_masks);
  g_test_add_func ("/repair/supplies", test_supplies);
  g_test_add_func ("/repair/version-before", test_version_before);
  g_test_add_func ("/repair/clocks", test_clocks);
  g_test_add_func ("/repair/corrected", test_corrected);
  g_test_add_func ("/repair/refused-again", test_refused_again);
  g_test_add_func ("/repair/found-by-verify", test_found_by_verify);
  g_test_add_func ("/repair/found-by-doctor-only", test_found_by_doctor_only);
  g_test_add_func ("/repair/found-by-reader", test_found_by_reader);
  g_test_add_func ("/repair/cut-short", test_cut_short);
  g_test_add_func ("/repair/lost-mark", test_lost_mark);
  g_test_add_func ("/repair/stranger-is-told", test_stranger_is_told);
  g_test_add_func ("/repair/read-only-folder", test_read_only_folder);
  return g_test_run ();
}
