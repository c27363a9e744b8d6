/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file is read in the background: behind a writer that was killed, and once a week. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

#include "sz-db.h"
#include "sz-inspection.h"
#include "store-fixtures.h"

#define BASE G_GINT64_CONSTANT (1773795600000) /* 2026-03-18 09:00 in Shanghai */
#define PAGE 8192
#define ROWS 20000
#define DAY_S (24 * 3600)

static char *
beside (const Fixture *fixture, const char *ending)
{
  g_autofree char *name = g_strconcat ("cache.db", ending, NULL);
  return g_build_filename (fixture->folder, name, NULL);
}

static gboolean
there (const Fixture *fixture, const char *ending)
{
  g_autofree char *path = beside (fixture, ending);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
await (const Fixture *fixture, const char *ending)
{
  for (guint i = 0; !there (fixture, ending); i++) {
    g_assert_cmpuint (i, <, 300 * 1000);
    g_usleep (1000);
  }
}

static SzBatch *
make_visits (const Fixture *fixture, int n)
{
  SzBatch *batch = sz_batch_new (sz_catalog_dataset (fixture->catalog, "visits", NULL), "hall", 1);
  for (int i = 0; i < n; i++) {
    g_autofree char *key = g_strdup_printf ("key-%06d", i);
    SzRow *row = fixture_add_visit (batch, key, 1, BASE + (gint64)i * 60000);
    fixture_set_text (batch, row, "area", i % 3 ? "A1" : "A2");
  }
  return batch;
}

/* A writer that was killed in the middle of its work. */
static void
kill_a_writer (Fixture *fixture)
{
  int status;
  pid_t child = fork ();
  if (child == 0) {
    fixture_open (fixture);
    fixture_apply (fixture, make_visits (fixture, ROWS));
    raise (SIGKILL);
  }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  g_assert_true (there (fixture, ".open"));
}

/* Pages in the middle of the file, which nothing reads that opens or writes it. */
static void
wound (const Fixture *fixture)
{
  g_autofree char *path = beside (fixture, "");
  GStatBuf info;
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_autofree char *noise = g_malloc ((gsize)info.st_size / 4);
  memset (noise, 0x5a, (gsize)info.st_size / 4);
  int fd = open (path, O_WRONLY);
  g_assert_cmpint (pwrite (fd, noise, (gsize)info.st_size / 4, info.st_size / PAGE / 2 * PAGE), ==,
                   info.st_size / 4);
  close (fd);
}

static void
expect_set_aside (Fixture *fixture)
{
  g_autofree char *aside = NULL;
  g_autoptr (GError) error = NULL;
  fixture->store = sz_store_open (fixture->folder, fixture->catalog, SZ_STORE_DEFAULT, &aside, &error);
  g_assert_no_error (error);
  g_assert_nonnull (aside);
  fixture_apply (fixture, make_visits (fixture, 10));
  g_assert_cmpint (fixture_count (fixture, "visits"), ==, 10);
  fixture_verify (fixture);
}

static void
set_checked (const Fixture *fixture, int days_ago)
{
  g_autofree char *path = beside (fixture, ".checked");
  struct utimbuf times = { 0 };
  times.modtime = time (NULL) - days_ago * DAY_S;
  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_cmpint (g_utime (path, &times), ==, 0);
}

/* Nobody asks for the damaged pages, and the file is opened and written as ever: behind its back they are
 * found.
 */
static void
test_after_a_kill (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  kill_a_writer (&fixture);
  set_checked (&fixture, 1);
  fixture_open (&fixture); /* what lay in the log comes into the file */
  fixture_close (&fixture);
  g_assert_true (there (&fixture, ".open")); /* nobody has looked so far */
  wound (&fixture);
  g_test_expect_message (NULL, G_LOG_LEVEL_MESSAGE, "*damaged*");
  sz_inspection_set_delay_for_test (0);
  fixture_open (&fixture);
  await (&fixture, ".suspect");
  fixture_close (&fixture);
  g_test_assert_expected_messages ();
  sz_inspection_set_delay_for_test (-1);
  expect_set_aside (&fixture);
  fixture_clear (&fixture);
}

/* Every page can be read, but an index lacks a row: found within a week. */
static void
test_once_a_week (void)
{
  static const char sql[] = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
                            "replace (sql, 'key <> ''''', 'key <> ''x''') WHERE name = 'refused_keys'";
  Fixture fixture;
  sqlite3 *raw = NULL;
  fixture_init (&fixture);
  fixture_open (&fixture);
  SzBatch *batch = make_visits (&fixture, 1);
  sz_batch_refuse (batch, "line 1", "came", "not an instant", "", 10, "0123");
  fixture_apply (&fixture, batch);
  fixture_close (&fixture);
  g_assert_false (there (&fixture, ".open"));
  g_autofree char *path = beside (&fixture, "");
  g_assert_cmpint (sqlite3_open (path, &raw), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (raw, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (raw);
  sz_inspection_set_delay_for_test (0);
  set_checked (&fixture, 6);
  fixture_open (&fixture);
  g_usleep (50000);
  fixture_close (&fixture);
  g_assert_false (there (&fixture, ".suspect")); /* not due */
  set_checked (&fixture, 8);
  g_test_expect_message (NULL, G_LOG_LEVEL_MESSAGE, "*damaged*");
  fixture_open (&fixture);
  await (&fixture, ".suspect");
  fixture_close (&fixture);
  g_test_assert_expected_messages ();
  sz_inspection_set_delay_for_test (-1);
  expect_set_aside (&fixture);
  fixture_clear (&fixture);
}

/* A sound file is trusted, whenever the reading is broken off; one whole look and it is not due for a week.
 */
static void
test_sound (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  kill_a_writer (&fixture);
  for (int i = 0; i < 20; i++) {
    sz_inspection_set_delay_for_test (g_test_rand_int_range (0, 3000));
    fixture_open (&fixture);
    g_usleep ((gulong)g_test_rand_int_range (0, 20000));
    fixture_close (&fixture);
    g_assert_false (there (&fixture, ".suspect"));
  }
  set_checked (&fixture, 8);
  sz_inspection_set_delay_for_test (0);
  fixture_open (&fixture);
  g_autofree char *checked = beside (&fixture, ".checked");
  GStatBuf info = { 0 };
  for (guint i = 0; g_stat (checked, &info) == 0 && info.st_mtime < time (NULL) - DAY_S; i++) {
    g_assert_cmpuint (i, <, 300 * 1000);
    g_usleep (1000);
  }
  fixture_verify (&fixture);
  fixture_close (&fixture);
  g_assert_false (there (&fixture, ".open"));
  g_assert_false (there (&fixture, ".suspect"));
  sz_inspection_set_delay_for_test (-1);
  fixture_open (&fixture);
  g_assert_cmpint (fixture_count (&fixture, "visits"), ==, ROWS);
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/inspection/after-a-kill", test_after_a_kill);
  g_test_add_func ("/store/inspection/once-a-week", test_once_a_week);
  g_test_add_func ("/store/inspection/sound", test_sound);
  return g_test_run ();
}
