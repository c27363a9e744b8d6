/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include "sz-db.h"
#include "sz-schema.h"
#include "sz-truth.h"
#include "store-fixtures.h"

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
  SzBatch *batch = fixture_make_visits (&fixture, 0, 1, 1);
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
  g_autofree char *path = fixture_cache_path (&fixture);
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
  g_autofree char *path = fixture_cache_path (&fixture);
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
    fixture_apply (&fixture, fixture_make_visits (&fixture, 0, 2000, 1));
    fixture_close (&fixture);
    g_autofree char *path = fixture_cache_path (&fixture), *aside = NULL;
    damage (path, wounds[i].from, wounds[i].length);
    GError *error = NULL;
    fixture.store = sz_store_open (fixture.folder, fixture.catalog, SZ_STORE_DEFAULT, &aside, &error);
    g_assert_no_error (error);
    g_assert_nonnull (aside);
    g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
    g_assert_cmpint (fixture_count (&fixture, "visits"), ==, 0);
    fixture_apply (&fixture, fixture_make_visits (&fixture, 0, 10, 1));
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
  fixture_apply (&fixture, fixture_make_visits (&fixture, 0, 20000, 1));
  fixture_close (&fixture);
  g_autofree char *path = fixture_cache_path (&fixture), *aside = NULL;
  GStatBuf info;
  g_stat (path, &info);
  damage (path, info.st_size / 8192 / 2 * 8192, (gsize)info.st_size / 4);
  fixture_open (&fixture);
  SzBatch *batch = fixture_make_visits (&fixture, 0, 20000, 2);
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
  g_autofree char *path = fixture_cache_path (&fixture);
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
  fixture_apply (&fixture, fixture_make_visits (&fixture, 0, 3000, 1));
  fixture_close (&fixture);
  SzCatalog *first = fixture.catalog;
  fixture.catalog =
      fixture_load_catalog ("catalog-changed"); /* another field, rollup and measure; one rollup gone */
  fixture_open (&fixture);
  fixture_verify (&fixture);
  g_assert_cmpint (fixture_count (&fixture, "visits"), ==, 3000);
  fixture_apply (&fixture, fixture_make_visits (&fixture, 1000, 3000, 2));
  fixture_verify (&fixture);
  fixture_close (&fixture);
  sz_catalog_free (fixture.catalog);
  fixture.catalog = first;
  fixture_open (&fixture);
  g_assert_cmpint (fixture_count (&fixture, "visits"), ==, 4000);
  fixture_verify (&fixture);
  fixture_clear (&fixture);
}

/* --- a full disk --- */

static int
fill_up (Fixture *fixture, int first, GError **error)
{
  for (int n = first; n < first + 2000; n++) {
    SzBatch *batch = fixture_make_visits (fixture, n * 1000, 1000, 1);
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
  fixture_apply (fixture, fixture_make_visits (fixture, stored * 1000, 1000, 1));
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
  g_test_add_func ("/store/second-opener", test_second_opener);
  g_test_add_func ("/store/rights", test_rights);
  g_test_add_func ("/store/foreign", test_foreign);
  g_test_add_func ("/store/newer", test_newer);
  g_test_add_func ("/store/damaged", test_damaged);
  g_test_add_func ("/store/damaged-inside", test_damaged_inside);
  g_test_add_func ("/store/migration-steps", test_migration_steps);
  g_test_add_func ("/store/catalogue-change", test_catalogue_change);
  g_test_add_func ("/store/file-limit", test_file_limit);
  g_test_add_func ("/store/small-disk", test_small_disk);
  return g_test_run ();
}
