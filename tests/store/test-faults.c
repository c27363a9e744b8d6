/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fault-vfs.h"
#include "store-fixtures.h"
#include "sz-time.h"
#include "sz-truth.h"

/* Every operation of the disk and every allocation of SQLite fails in turn, once or from then on; the power
 * goes at any of them. Whatever happens: an error in words, no batch half there, none lost that was
 * acknowledged (of truth.db) or out of its order (of cache.db), and afterwards everything goes on. A part of
 * all cases in the usual run, each with SHUZHI_TEST_ALL=1. */

#define BATCHES 5
#define ROWS 12

typedef struct {
  Fixture fixture;
  char *digests[BATCHES + 1]; /* of the store after so many batches */
} Case;

/* --- a small history --- */

static SzBatch *
make_batch (const Case *test, int number)
{
  const SzDataset *dataset = sz_catalog_dataset (test->fixture.catalog, "visits", NULL);
  SzBatch *batch = sz_batch_new (dataset, "hall", 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32)number);
  gint64 base = fixture_instant ("2026-03-02T09:00:00");
  for (int i = 0; i < ROWS; i++) {
    g_autofree char *key = g_strdup_printf ("k%02d", g_rand_int_range (rand, 0, 30));
    gint64 came = base + (gint64)g_rand_int_range (rand, 0, 9 * 24) * SZ_HOUR_MS;
    SzRow *row = fixture_add_visit (batch, key, number * 100 + i, came);
    fixture_set_number (batch, row, "called", came + 600000);
    fixture_set_text (batch, row, "area", i % 2 ? "A1" : "A2");
    fixture_set_number (batch, row, "subject", i + 1);
    if (number > 1 && i == 7) {
      row->deleted = TRUE;
      row->cells = NULL;
    }
  }
  sz_batch_refuse (batch, "line 3", "came", "not an instant", "k99", 20, "0123");
  sz_batch_day_done (batch, base / SZ_DAY_MS + number);
  batch->cursor = g_strdup_printf ("c%d", number);
  return batch;
}

/* What the store holds, read past all of its code. */
static char *
digest (const char *folder)
{
  static const char *const queries[] = {
    "SELECT nday, key, gen, ver FROM %s ORDER BY key",
    "SELECT key, gen, ver FROM %s ORDER BY key",
    "SELECT dataset, cursor FROM feeds",
    "SELECT day FROM days_done ORDER BY day",
    "SELECT place, field, at_ms > 0 FROM refusals",
  };
  static const char *const tables[] = { "f_visits", "gone_visits", "", "", "" };
  g_autofree char *path = g_build_filename (folder, "cache.db", NULL);
  sqlite3 *db = NULL;
  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++) {
    g_autoptr (GString) sql = g_string_new (queries[i]);
    g_string_replace (sql, "%s", tables[i], 0);
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v2 (db, sql->str, -1, &stmt, NULL) != SQLITE_OK) {
      g_string_append_printf (text, "[%s]", sqlite3_errmsg (db)); /* no table yet */
      continue;
    }
    while (sqlite3_step (stmt) == SQLITE_ROW) {
      for (int column = 0; column < sqlite3_column_count (stmt); column++)
        g_string_append_printf (text, "%s|", (const char *)sqlite3_column_text (stmt, column));
      g_string_append_c (text, '\n');
    }
    sqlite3_finalize (stmt);
    g_string_append (text, "--\n");
  }
  sqlite3_close (db);
  return g_strdup (text->str);
}

static SzStore *
open_store (Case *test, const char *folder, GError **error)
{
  g_autofree char *aside = NULL;
  SzStore *store = sz_store_open (folder, test->fixture.catalog, SZ_STORE_DEFAULT, &aside, error);
  if (aside != NULL)
    g_test_message ("set aside as %s", aside);
  /* What fails for a moment is not damage: nothing is thrown away for it. */
  g_assert_null (aside);
  return store;
}

/* Opens and applies until something fails; returns how many batches are in by then. */
static int
run_part (Case *test, const char *folder, int first, int last, GError **error)
{
  g_autoptr (SzStore) store = open_store (test, folder, error);
  int done = first;
  if (store == NULL ||
      !sz_store_set_source (store, "hall", "Hall", "e1", "Asia/Shanghai", 0, 0, NULL, NULL, error))
    return first;
  for (; done < last; done++) {
    g_autoptr (SzBatch) batch = make_batch (test, done + 1);
    if (!sz_store_apply (store, batch, NULL, error))
      break;
  }
  return done;
}

static int
run_history (Case *test, const char *folder, GError **error)
{
  return run_part (test, folder, 0, BATCHES, error);
}

static int
state_of (const Case *test, const char *folder)
{
  g_autofree char *held = digest (folder);
  for (int i = 0; i <= BATCHES; i++)
    if (g_str_equal (held, test->digests[i]))
      return i;
  g_test_message ("holds no whole number of batches:\n%s", held);
  return -1;
}

/* The whole history again; the store must end where it would have without any fault. */
static void
recover (Case *test, const char *folder)
{
  GError *error = NULL;
  int done = run_history (test, folder, &error);
  g_assert_no_error (error);
  g_assert_cmpint (done, ==, BATCHES);
  g_assert_cmpint (state_of (test, folder), ==, BATCHES);
  Fixture reopened = { .catalog = test->fixture.catalog, .folder = (char *)folder };
  fixture_open (&reopened);
  fixture_verify (&reopened);
  fixture_close (&reopened);
}

static void
set_up (Case *test)
{
  fixture_init (&test->fixture);
  GError *error = NULL;
  SzStore *store = open_store (test, test->fixture.folder, &error);
  g_assert_no_error (error);
  g_assert_true (
      sz_store_set_source (store, "hall", "Hall", "e1", "Asia/Shanghai", 0, 0, NULL, NULL, &error));
  for (int i = 0; i <= BATCHES; i++) {
    if (i > 0) {
      g_autoptr (SzBatch) batch = make_batch (test, i);
      g_assert_true (sz_store_apply (store, batch, NULL, &error));
    }
    test->digests[i] = digest (test->fixture.folder);
  }
  sz_store_close (store);
}

static void
tear_down (Case *test)
{
  for (int i = 0; i <= BATCHES; i++)
    g_free (test->digests[i]);
  fixture_clear (&test->fixture);
}

/* --- one operation fails --- */

static guint64
count_operations (Case *test, FaultKind kind)
{
  g_autofree char *folder = g_dir_make_tmp ("sz-faults-XXXXXX", NULL);
  GError *error = NULL;
  fault_vfs_arm (kind, 0, FALSE);
  g_assert_cmpint (run_history (test, folder, &error), ==, BATCHES);
  guint64 count = fault_vfs_count ();
  fault_vfs_arm (FAULT_NONE, 0, FALSE);
  g_assert_no_error (error);
  fixture_remove_folder (folder);
  return count;
}

static void
fail_once (Case *test, FaultKind kind, guint64 nth, gboolean lasting)
{
  g_autofree char *folder = g_dir_make_tmp ("sz-faults-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  fault_vfs_arm (kind, nth, lasting);
  int acknowledged = run_history (test, folder, &error);
  gboolean struck = fault_vfs_struck ();
  fault_vfs_arm (FAULT_NONE, 0, FALSE);
  if (error != NULL) {
    g_assert_true (struck);
    g_assert_true (error->domain == SZ_ERROR);
    g_assert_cmpuint (strlen (error->message), >, 10);
    if (kind == FAULT_FULL)
      g_assert_error (error, SZ_ERROR, SZ_ERROR_DISK_FULL);
  } else {
    g_assert_cmpint (acknowledged, ==, BATCHES);
  }
  g_autofree char *path = g_build_filename (folder, "cache.db", NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS) && acknowledged > 0) {
    int state = state_of (test, folder);
    g_assert_cmpint (state, >=, acknowledged);
    g_assert_cmpint (state, <=, MIN (acknowledged + 1, BATCHES));
  }
  recover (test, folder);
  fixture_remove_folder (folder);
}

static void
fail_everywhere (FaultKind kind, gboolean lasting, guint some)
{
  Case test;
  set_up (&test);
  guint64 total = count_operations (&test, kind);
  g_assert_cmpuint (total, >, 50);
  gboolean all = g_getenv ("SHUZHI_TEST_ALL") != NULL;
  guint64 cases = all ? total : MIN (total, some);
  for (guint64 i = 0; i < cases; i++) {
    guint64 nth = all ? i + 1 : 1 + (guint64)g_test_rand_double_range (0, (double)total);
    if (g_test_verbose ())
      g_test_message ("operation %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, nth, total);
    fail_once (&test, kind, nth, lasting);
  }
  g_test_message ("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " operations failed in turn", cases, total);
  tear_down (&test);
}

static void
test_io_once (void)
{
  fail_everywhere (FAULT_IO, FALSE, 60);
}

static void
test_io_lasting (void)
{
  fail_everywhere (FAULT_IO, TRUE, 60);
}

static void
test_full_once (void)
{
  fail_everywhere (FAULT_FULL, FALSE, 40);
}

static void
test_full_lasting (void)
{
  fail_everywhere (FAULT_FULL, TRUE, 40);
}

/* The disk is full before the program starts: it says so or it starts, what is there can be read, nothing is
 * set aside or begun anew, and when there is room again all goes on. */
static void
test_full_at_start (void)
{
  Case test;
  set_up (&test);
  const int held = BATCHES - 2;
  for (guint64 nth = 1; nth <= 12; nth++) {
    g_autofree char *folder = g_dir_make_tmp ("sz-faults-XXXXXX", NULL);
    g_autoptr (GError) error = NULL;
    g_assert_cmpint (run_part (&test, folder, 0, held, &error), ==, held);
    g_assert_no_error (error);
    fault_vfs_arm (FAULT_FULL, nth, TRUE);
    int done = run_part (&test, folder, held, BATCHES, &error);
    g_autoptr (SzReader) reader = sz_reader_open (folder, test.fixture.catalog, NULL);
    g_assert_true (fault_vfs_struck ());
    fault_vfs_arm (FAULT_NONE, 0, FALSE);
    g_assert_error (error, SZ_ERROR, SZ_ERROR_DISK_FULL);
    g_assert_nonnull (reader);
    g_assert_cmpint (state_of (&test, folder), >=, done);
    g_assert_cmpint (state_of (&test, folder), <=, MIN (done + 1, BATCHES));
    sz_reader_close (g_steal_pointer (&reader));
    recover (&test, folder);
    fixture_remove_folder (folder);
  }
  tear_down (&test);
}

static void
test_memory_once (void)
{
  fail_everywhere (FAULT_MEMORY, FALSE, 60);
}

static void
test_memory_lasting (void)
{
  fail_everywhere (FAULT_MEMORY, TRUE, 40);
}

/* --- the power goes --- */

static void
lose_power_at (Case *test, guint64 nth, GRand *rand)
{
  g_autofree char *folder = g_dir_make_tmp ("sz-faults-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  fault_vfs_remember (folder);
  fault_vfs_arm (FAULT_IO, nth, TRUE);
  run_history (test, folder, &error);
  fault_vfs_arm (FAULT_NONE, 0, FALSE);
  for (int i = 0; i < 3; i++) {
    g_autofree char *after = g_dir_make_tmp ("sz-faults-XXXXXX", NULL);
    fault_vfs_lose_power (after, rand);
    g_autoptr (GError) problem = NULL;
    SzStore *store = open_store (test, after, &problem);
    g_assert_no_error (problem);
    sz_store_close (store);
    g_assert_cmpint (state_of (test, after), >=, 0);
    recover (test, after);
    fixture_remove_folder (after);
  }
  fault_vfs_remember (NULL);
  fixture_remove_folder (folder);
}

static void
test_power (void)
{
  Case test;
  set_up (&test);
  guint64 total = count_operations (&test, FAULT_IO);
  gboolean all = g_getenv ("SHUZHI_TEST_ALL") != NULL;
  guint64 cases = all ? total : MIN (total, 60);
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  for (guint64 i = 0; i < cases; i++)
    lose_power_at (&test, all ? i + 1 : 1 + (guint64)g_test_rand_double_range (0, (double)total), rand);
  tear_down (&test);
}

/* --- truth.db --- */

/* Writes dispositions until something fails; returns how many are in by then. */
static int
write_truth (const char *folder, int first, int wanted, GError **error)
{
  g_autoptr (SzTruth) truth = sz_truth_open (folder, SZ_TRUTH_WRITE, error);
  int done = first;
  for (; truth != NULL && done < wanted; done++) {
    SzTruthEvent event = {
      .at_ms = 1000 + done, .wall_ms = 2000, .kind = (char *)"noted", .who = (char *)"Zhang", .value = done
    };
    if (!sz_truth_begin (truth, NULL, error))
      break;
    if (!sz_truth_add_event (truth, &event, error) || !sz_truth_commit (truth, error)) {
      sz_truth_rollback (truth);
      break;
    }
  }
  return done;
}

/* All that was acknowledged is there, in order, and the chain holds. */
static void
check_truth (const char *folder, int acknowledged, int wanted)
{
  GError *error = NULL;
  g_autoptr (SzTruth) truth = sz_truth_open (folder, SZ_TRUTH_WRITE, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) events = sz_truth_events (truth, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint ((int)events->len, >=, acknowledged);
  g_assert_cmpint ((int)events->len, <=, MIN (acknowledged + 1, wanted));
  for (guint i = 0; i < events->len; i++)
    g_assert_cmpfloat (((SzTruthEvent *)g_ptr_array_index (events, i))->value, ==, i);
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  g_assert_true (sz_truth_verify (truth, findings, &error));
  g_assert_cmpuint (findings->len, ==, 0);
}

static void
test_truth_power (void)
{
  const int wanted = 8;
  g_autofree char *clean = g_dir_make_tmp ("sz-faults-XXXXXX", NULL);
  fault_vfs_arm (FAULT_IO, 0, FALSE);
  g_assert_cmpint (write_truth (clean, 0, wanted, NULL), ==, wanted);
  guint64 total = fault_vfs_count ();
  fault_vfs_arm (FAULT_NONE, 0, FALSE);
  check_truth (clean, wanted, wanted);
  fixture_remove_folder (clean);
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  for (guint64 nth = 1; nth <= total; nth++) {
    g_autofree char *folder = g_dir_make_tmp ("sz-faults-XXXXXX", NULL);
    g_autofree char *after = g_dir_make_tmp ("sz-faults-XXXXXX", NULL);
    fault_vfs_remember (folder);
    fault_vfs_arm (FAULT_IO, nth, TRUE);
    g_autoptr (GError) error = NULL;
    int acknowledged = write_truth (folder, 0, wanted, &error);
    fault_vfs_arm (FAULT_NONE, 0, FALSE);
    g_assert_true (error == NULL || error->domain == SZ_ERROR);
    fault_vfs_lose_power (after, rand);
    fault_vfs_remember (NULL);
    check_truth (after, acknowledged, wanted);
    fixture_remove_folder (folder);
    fixture_remove_folder (after);
  }
}

#define TRUTH_HELD 3
#define TRUTH_WANTED 6

static gboolean
back_up (const char *folder, gint64 at_ms, GError **error)
{
  g_autoptr (SzTruth) truth = sz_truth_open (folder, SZ_TRUTH_WRITE, error);
  sz_clock_set_for_test (at_ms); /* backups are called by their time */
  gboolean good = truth && sz_truth_backup (truth, 2, NULL, error);
  sz_clock_set_for_test (G_MININT64);
  return good;
}

/* Writes and backs up with a fault on the way. What was acknowledged is there, a backup that was reported is
 * whole, and one that failed has not cost the one before. */
static guint64
fail_truth_once (FaultKind kind, guint64 nth, gboolean lasting)
{
  g_autofree char *folder = g_dir_make_tmp ("sz-faults-XXXXXX", NULL);
  g_autoptr (GError) error = NULL, problem = NULL;
  g_assert_cmpint (write_truth (folder, 0, TRUTH_HELD, NULL), ==, TRUTH_HELD);
  g_assert_true (back_up (folder, 1000, NULL));
  fault_vfs_arm (kind, nth, lasting);
  int acknowledged = write_truth (folder, TRUTH_HELD, TRUTH_WANTED, &error);
  gboolean backed_up = back_up (folder, 2000, error ? &problem : &error);
  guint64 count = fault_vfs_count ();
  gboolean struck = fault_vfs_struck ();
  fault_vfs_arm (FAULT_NONE, 0, FALSE);
  g_assert_true (backed_up || struck);
  g_assert_true (error == NULL || (struck && error->domain == SZ_ERROR));
  if (error && kind == FAULT_FULL)
    g_assert_error (error, SZ_ERROR, SZ_ERROR_DISK_FULL);
  check_truth (folder, acknowledged, TRUTH_WANTED);
  g_autofree char *from = NULL;
  g_clear_error (&error);
  g_assert_true (sz_truth_restore (folder, &from, NULL, &error));
  g_assert_no_error (error);
  check_truth (folder, backed_up ? acknowledged : TRUTH_HELD, TRUTH_WANTED);
  fixture_remove_folder (folder);
  return count;
}

static void
test_truth_faults (void)
{
  static const FaultKind kinds[] = { FAULT_IO, FAULT_FULL, FAULT_MEMORY };
  gboolean all = g_getenv ("SHUZHI_TEST_ALL") != NULL;
  for (guint i = 0; i < 2 * G_N_ELEMENTS (kinds); i++) {
    guint64 total = fail_truth_once (kinds[i / 2], 0, FALSE);
    guint64 cases = all ? total : MIN (total, 30);
    g_assert_cmpuint (total, >, 10);
    for (guint64 c = 0; c < cases; c++)
      fail_truth_once (kinds[i / 2], all ? c + 1 : 1 + (guint64)g_test_rand_double_range (0, (double)total),
                       i % 2);
  }
}

/* --- an older file --- */

static void
make_older (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "cache.db", NULL);
  sqlite3 *db = NULL;
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db,
                                 "ALTER TABLE feeds DROP COLUMN supplies; DROP INDEX refused_keys;"
                                 "ALTER TABLE day_rows DROP COLUMN strays; DROP TABLE row_keys;"
                                 "PRAGMA user_version = 1",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);
}

/* Fails while an older file is raised, or loses power there: it holds what it held, and is raised the next
 * time. */
static guint64
raise_once (Case *test, FaultKind kind, guint64 nth, GRand *power)
{
  const int held = BATCHES - 2;
  g_autofree char *folder = g_dir_make_tmp ("sz-faults-XXXXXX", NULL);
  g_autofree char *after = g_dir_make_tmp ("sz-faults-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (run_part (test, folder, 0, held, &error), ==, held);
  make_older (folder);
  if (power)
    fault_vfs_remember (folder);
  fault_vfs_arm (kind, nth, power != NULL);
  sz_store_close (open_store (test, folder, &error));
  guint64 count = fault_vfs_count ();
  g_assert_true (error == NULL || (fault_vfs_struck () && error->domain == SZ_ERROR));
  fault_vfs_arm (FAULT_NONE, 0, FALSE);
  if (power) {
    fault_vfs_lose_power (after, power);
    fault_vfs_remember (NULL);
  }
  const char *left = power ? after : folder;
  g_assert_cmpint (state_of (test, left), ==, held);
  recover (test, left);
  fixture_remove_folder (folder);
  fixture_remove_folder (after);
  return count;
}

static void
test_migration (void)
{
  static const FaultKind kinds[] = { FAULT_IO, FAULT_FULL, FAULT_MEMORY, FAULT_IO };
  gboolean all = g_getenv ("SHUZHI_TEST_ALL") != NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed ((guint32)g_test_rand_int ());
  Case test;
  set_up (&test);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    guint64 total = raise_once (&test, kinds[i], 0, NULL);
    guint64 cases = all ? total : MIN (total, 25);
    g_assert_cmpuint (total, >, 10);
    for (guint64 c = 0; c < cases; c++)
      raise_once (&test, kinds[i], all ? c + 1 : 1 + (guint64)g_test_rand_double_range (0, (double)total),
                  i == 3 ? rand : NULL);
  }
  tear_down (&test);
}

int
main (int argc, char **argv)
{
  fault_vfs_install ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/faults/io-once", test_io_once);
  g_test_add_func ("/store/faults/io-lasting", test_io_lasting);
  g_test_add_func ("/store/faults/full-once", test_full_once);
  g_test_add_func ("/store/faults/full-lasting", test_full_lasting);
  g_test_add_func ("/store/faults/full-at-start", test_full_at_start);
  g_test_add_func ("/store/faults/memory-once", test_memory_once);
  g_test_add_func ("/store/faults/memory-lasting", test_memory_lasting);
  g_test_add_func ("/store/faults/power", test_power);
  g_test_add_func ("/store/faults/truth-power", test_truth_power);
  g_test_add_func ("/store/faults/truth", test_truth_faults);
  g_test_add_func ("/store/faults/migration", test_migration);
  return g_test_run ();
}
