/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes on at the same time for long: a reader that does not come to an end, backups while others write.
 */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "sz-db.h"
#include "sz-truth.h"
#include "store-fixtures.h"

#define BASE G_GINT64_CONSTANT (1773795600000) /* 2026-03-18 09:00 in Shanghai */
#define WAL_LIMIT (64 * 1024 * 1024)
#define ROWS 60000

/* --- a reader that stays --- */

typedef struct {
  const char *path;
  guint deadline_ms;
  gint reading, over;
} Reader;

/* Holds one snapshot with a question that has no end, until its deadline. */
static gpointer
read_on (gpointer data)
{
  Reader *reader = data;
  GError *error = NULL;
  gint64 number;
  SzDb *db = sz_db_open (reader->path, SZ_DB_READ, NULL, &error);
  g_assert_no_error (error);
  sz_db_set_deadline (db, reader->deadline_ms);
  g_assert_true (sz_db_exec (db, "BEGIN", &error));
  g_assert_true (sz_db_get_int (db, "SELECT count(*) FROM sources", 0, &number, &error));
  g_atomic_int_set (&reader->reading, TRUE);
  g_assert_false (sz_db_get_int (
      db, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n", 0,
      &number, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_TIMEOUT);
  g_clear_error (&error);
  sz_db_close (db);
  g_atomic_int_set (&reader->over, TRUE);
  return NULL;
}

/* Every `step`th of the rows: few, but on all pages, so the log grows quickly. */
static void
write_some (Fixture *fixture, guint step, gint64 version)
{
  SzBatch *batch = sz_batch_new (sz_catalog_dataset (fixture->catalog, "visits", NULL), "hall", 1);
  for (guint i = 0; i < ROWS; i += step) {
    g_autofree char *key = g_strdup_printf ("key-%06u", i);
    fixture_add_visit (batch, key, version, BASE + (gint64)i * 60000);
  }
  fixture_apply (fixture, batch);
}

static gint64
wal_size (const Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "cache.db-wal", NULL);
  GStatBuf info;
  return g_stat (path, &info) == 0 ? (gint64)info.st_size : 0;
}

/* The write-ahead log cannot be emptied while a reader looks at it. The deadline ends the reader, and with
 * the next batches the log is small again. */
static void
test_reader_that_stays (void)
{
  Fixture fixture;
  fixture_init (&fixture);
  fixture_open (&fixture);
  g_autofree char *path = g_build_filename (fixture.folder, "cache.db", NULL);
  gint64 version = 1, most = 0;
  write_some (&fixture, 1, version++);
  /* How fast this machine writes is not known: with each round the reader stays longer. */
  for (guint deadline_ms = 2000; most <= WAL_LIMIT + WAL_LIMIT / 16; deadline_ms *= 2) {
    Reader reader = { path, deadline_ms, FALSE, FALSE };
    g_assert_cmpuint (deadline_ms, <, 300 * 1000);
    GThread *thread = g_thread_new ("reader", read_on, &reader);
    while (!g_atomic_int_get (&reader.reading))
      g_usleep (1000);
    while (!g_atomic_int_get (&reader.over) && most <= WAL_LIMIT + WAL_LIMIT / 16) {
      write_some (&fixture, 150, version++);
      most = MAX (most, wal_size (&fixture));
    }
    g_thread_join (thread);
  }
  g_test_message ("the log grew to %" G_GINT64_FORMAT " MiB in %" G_GINT64_FORMAT " batches", most >> 20,
                  version);
  for (guint i = 0; i < 3; i++)
    write_some (&fixture, 150, version++);
  g_assert_cmpint (wal_size (&fixture), <=, WAL_LIMIT);
  fixture_verify (&fixture);
  fixture_clear (&fixture);
}

/* --- backups while others write --- */

typedef struct {
  const char *folder;
  gint stop;
  gint written; /* commits that are certainly in */
} Writer;

static gpointer
write_on (gpointer data)
{
  Writer *writer = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SzTruth) truth = sz_truth_open (writer->folder, SZ_TRUTH_WRITE, &error);
  g_assert_no_error (error);
  while (!g_atomic_int_get (&writer->stop)) {
    g_autoptr (SzTruthEpisode) episode = sz_truth_episode_new ();
    g_snprintf (episode->id, sizeof episode->id, "e%07d", g_atomic_int_get (&writer->written));
    const SzTruthEvent event = { .episode = episode->id, .kind = (char *)"raised", .at_ms = 5 };
    sz_truth_set_text (&episode->rule, "r");
    g_assert_true (sz_truth_begin (truth, NULL, &error));
    g_assert_true (sz_truth_put_episode (truth, episode, &error));
    g_assert_true (sz_truth_add_event (truth, &event, &error));
    g_assert_true (sz_truth_commit (truth, &error));
    g_atomic_int_inc (&writer->written);
  }
  return NULL;
}

/* A backup is whole and a state that there was: of each commit both lines or none, none from before missing,
 * none from after there. */
static void
check_backup (const char *path, gint before, gint after)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("truth-XXXXXX", &error);
  g_autofree char *copy = g_build_filename (folder, "truth.db", NULL);
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);
  g_assert_cmpint (g_rename (path, copy), ==, 0);
  g_autoptr (SzTruth) truth = sz_truth_open (folder, SZ_TRUTH_READ, &error);
  g_assert_no_error (error);
  g_assert_true (sz_truth_verify (truth, findings, &error));
  g_assert_cmpuint (findings->len, ==, 0);
  g_autoptr (GPtrArray) episodes = sz_truth_episodes (truth, 0, 0, &error);
  g_autoptr (GPtrArray) events = sz_truth_events (truth, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (episodes->len, ==, events->len);
  g_assert_cmpint ((gint)events->len, >=, before);
  g_assert_cmpint ((gint)events->len, <=, after + 1); /* in, and not yet counted */
  sz_truth_close (g_steal_pointer (&truth));
  fixture_remove_folder (folder);
}

static void
test_backup_while_writing (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("truth-XXXXXX", &error);
  Writer writer = { folder, FALSE, 0 };
  SzTruth *truth = sz_truth_open (folder, SZ_TRUTH_WRITE, &error);
  g_assert_no_error (error);
  GThread *thread = g_thread_new ("writer", write_on, &writer);
  for (guint i = 0; i < 12; i++) {
    g_autofree char *path = NULL;
    const gint before = g_atomic_int_get (&writer.written);
    g_assert_true (sz_truth_backup (truth, 3, &path, &error));
    g_assert_no_error (error);
    check_backup (path, before, g_atomic_int_get (&writer.written));
    /* Something is written between two of them, however slow the disk is. */
    while (g_atomic_int_get (&writer.written) < before + 5)
      g_usleep (1000);
  }
  g_atomic_int_set (&writer.stop, TRUE);
  g_thread_join (thread);
  sz_truth_close (truth);
  fixture_remove_folder (folder);
}

static char *
write_and_back_up (const char *folder, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SzTruth) truth = sz_truth_open (folder, SZ_TRUTH_WRITE, &error);
  g_assert_no_error (error);
  const SzTruthEvent event = { .episode = (char *)(guintptr)id, .kind = (char *)"raised", .at_ms = 5 };
  char *path = NULL;
  g_assert_true (sz_truth_begin (truth, NULL, &error));
  g_assert_true (sz_truth_add_event (truth, &event, &error));
  g_assert_true (sz_truth_commit (truth, &error));
  sz_clock_set_for_test (sz_clock_now_ms () + 1000); /* backups are called by their time */
  g_assert_true (sz_truth_backup (truth, 9, &path, &error));
  g_assert_no_error (error);
  return path;
}

/* Of several backups the newest that is whole comes back: not one that was cut, nor one with a changed line.
 */
static void
test_damaged_backups (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("truth-XXXXXX", &error);
  g_autofree char *good = write_and_back_up (folder, "one"), *changed = write_and_back_up (folder, "two");
  g_autofree char *cut = write_and_back_up (folder, "three");
  g_autofree char *bytes = NULL, *from = NULL;
  gsize length;
  g_assert_true (g_file_get_contents (cut, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (cut, bytes, (gssize)length / 2, NULL));
  g_clear_pointer (&bytes, g_free);
  g_assert_true (g_file_get_contents (changed, &bytes, &length, NULL));
  char *at = memmem (bytes, length, "raised", 6);
  g_assert_nonnull (at);
  for (; at != NULL; at = memmem (at, length - (gsize)(at - bytes), "raised", 6))
    *at = 'R';
  g_assert_true (g_file_set_contents (changed, bytes, (gssize)length, NULL));
  g_assert_true (sz_truth_restore (folder, &from, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (from, ==, good);
  g_autoptr (SzTruth) truth = sz_truth_open (folder, SZ_TRUTH_READ, &error);
  g_autoptr (GPtrArray) events = sz_truth_events (truth, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, 1);
  sz_truth_close (g_steal_pointer (&truth));
  sz_clock_set_for_test (G_MININT64);
  fixture_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/long/reader-that-stays", test_reader_that_stays);
  g_test_add_func ("/store/long/backup-while-writing", test_backup_while_writing);
  g_test_add_func ("/store/long/damaged-backups", test_damaged_backups);
  return g_test_run ();
}
