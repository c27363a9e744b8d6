/* SPDX-License-Identifier: GPL-3.0-or-later */

/* truth.db: what was said to be kept is there after a kill, the log cannot be changed unseen, and every way
 * back. */

#include "sz-truth.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sz-time.h"

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("shuzhi-truth-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      remove_folder (path);
    else
      g_unlink (path);
  }
  g_rmdir (folder);
}

static SzTruth *
open_truth (const char *folder)
{
  g_autoptr (GError) error = NULL;
  SzTruth *truth = sz_truth_open (folder, SZ_TRUTH_WRITE, &error);

  g_assert_no_error (error);
  return truth;
}

static void
add (SzTruth *truth, const char *id, int state, const char *kind)
{
  g_autoptr (SzTruthEpisode) e = sz_truth_episode_new ();
  SzTruthEvent event = {
    .episode = (char *)id, .kind = (char *)kind, .at_ms = 5, .value = 26.5, .who = (char *)"周立"
  };
  g_autoptr (GError) error = NULL;

  g_strlcpy (e->id, id, sizeof e->id);
  sz_truth_set_text (&e->rule, "r");
  e->state = state;
  e->value = 26.5;
  g_assert_true (sz_truth_begin (truth, NULL, &error));
  g_assert_true (sz_truth_put_episode (truth, e, &error));
  g_assert_true (sz_truth_add_event (truth, &event, &error));
  g_assert_true (sz_truth_add_evidence (truth, id, state * 1000, state, &error));
  g_assert_true (sz_truth_commit (truth, &error));
  g_assert_no_error (error);
}

static guint
count_findings (SzTruth *truth)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_free);

  g_assert_true (sz_truth_verify (truth, findings, NULL));
  for (guint i = 0; i < findings->len; i++)
    g_test_message ("%s", (char *)g_ptr_array_index (findings, i));
  return findings->len;
}

static void
run_sql (const char *folder, const char *sql)
{
  g_autofree char *path = g_build_filename (folder, "truth.db", NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_test_message ("%s: %s", sql, sqlite3_errmsg (db));
  sqlite3_close (db);
}

static void
test_round_trip (void)
{
  g_autofree char *folder = make_folder ();
  SzTruth *truth = open_truth (folder);
  g_autoptr (SzTruthEpisode) e = sz_truth_episode_new (), back = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GArray) evidence = NULL;
  char id[16];

  g_assert_true (sz_truth_next_id (truth, "20261120", id, NULL));
  g_assert_cmpstr (id, ==, "20261120-001");
  g_strlcpy (e->id, id, sizeof e->id);
  sz_truth_set_text (&e->rule, "wait-area");
  sz_truth_set_text (&e->object, "社保");
  sz_truth_set_text (&e->facts, "1 2");
  e->state = 3;
  e->blind = TRUE;
  e->limit = 25;
  e->since_ms = 11;
  e->raised_ms = 12;
  e->seen_ms = 13;
  e->beyond_ms = 14;
  e->calm_ms = 15;
  e->reminded_ms = 16;
  e->reminded = 2;
  e->until_ms = 17;
  g_assert_true (sz_truth_begin (truth, NULL, NULL));
  g_assert_true (sz_truth_put_episode (truth, e, NULL));
  g_assert_true (sz_truth_commit (truth, NULL));
  g_assert_true (sz_truth_next_id (truth, "20261120", id, NULL));
  g_assert_cmpstr (id, ==, "20261120-002");
  add (truth, id, 2, "raised");
  sz_truth_close (truth);
  truth = open_truth (folder);
  back = sz_truth_episode (truth, e->id, NULL);
  g_assert_cmpstr (back->object, ==, "社保");
  g_assert_cmpstr (back->facts, ==, "1 2");
  g_assert_true (isnan (back->value));
  g_assert_cmpfloat (back->limit, ==, 25);
  g_assert_cmpint (back->state, ==, 3);
  g_assert_true (back->blind);
  g_assert_cmpint (back->since_ms, ==, 11);
  g_assert_cmpint (back->raised_ms, ==, 12);
  g_assert_cmpint (back->seen_ms, ==, 13);
  g_assert_cmpint (back->beyond_ms, ==, 14);
  g_assert_cmpint (back->calm_ms, ==, 15);
  g_assert_cmpint (back->reminded_ms, ==, 16);
  g_assert_cmpint (back->reminded, ==, 2);
  g_assert_cmpint (back->until_ms, ==, 17);
  events = sz_truth_events (truth, id, NULL);
  g_assert_cmpuint (events->len, ==, 1);
  g_assert_cmpstr (((SzTruthEvent *)g_ptr_array_index (events, 0))->who, ==, "周立");
  evidence = sz_truth_evidence (truth, id, NULL);
  g_assert_cmpuint (evidence->len, ==, 2);
  g_assert_cmpuint (count_findings (truth), ==, 0);
  sz_truth_close (truth);
  remove_folder (folder);
}

/* A child writes and says after each commit how far it is; it is killed anywhere. What it said is there. */
static void
test_kill (void)
{
  for (int round = 0; round < 12; round++) {
    g_autofree char *folder = make_folder ();
    g_autoptr (GPtrArray) events = NULL;
    int fds[2], said = 0, got = 0, stop = g_test_rand_int_range (1, 40);
    SzTruth *truth = NULL;
    pid_t child;

    g_assert_cmpint (pipe (fds), ==, 0);
    child = fork ();
    if (child == 0) {
      SzTruth *own = open_truth (folder);

      for (int i = 1;; i++) {
        g_autofree char *id = g_strdup_printf ("20261120-%03d", i % 900 + 1);

        add (own, id, 2, "raised");
        if (write (fds[1], &i, sizeof i) != sizeof i)
          _exit (1);
      }
    }
    close (fds[1]);
    while (said < stop && read (fds[0], &got, sizeof got) == sizeof got)
      said = got;
    kill (child, SIGKILL);
    waitpid (child, NULL, 0);
    while (read (fds[0], &got, sizeof got) == sizeof got)
      said = got;
    close (fds[0]);
    truth = open_truth (folder);
    events = sz_truth_events (truth, NULL, NULL);
    g_assert_cmpint ((int)events->len, >=, said);
    g_assert_cmpint ((int)events->len, <=, said + 1);
    g_assert_cmpuint (count_findings (truth), ==, 0);
    sz_truth_close (truth);
    remove_folder (folder);
  }
}

/* Nobody changes a line unseen: not through the file's own rules, nor around them. */
static void
test_chain (void)
{
  static const char *const attacks[] = {
    "UPDATE log SET who = 'x' WHERE seq = 3",
    "UPDATE log SET value = 1 WHERE seq = 1",
    "DELETE FROM log WHERE seq = 4",
    "DELETE FROM log WHERE seq >= 9",
    "INSERT INTO log (seq, episode, at_ms, wall_ms, kind, who, what, note, value, until_ms, hash)"
    " VALUES (50, 'e', 1, 1, 'raised', '', '', '', 1, 0, 'abc')",
  };

  for (guint i = 0; i < G_N_ELEMENTS (attacks); i++) {
    g_autofree char *folder = make_folder ();
    SzTruth *truth = open_truth (folder);

    for (int j = 0; j < 10; j++)
      add (truth, "20261120-001", j, "raised");
    sz_truth_close (truth);
    run_sql (folder, attacks[i]);
    truth = open_truth (folder);
    if (i < 4)
      g_assert_cmpuint (count_findings (truth), ==, 0);
    sz_truth_close (truth);
    run_sql (folder, "DROP TRIGGER log_is_not_changed; DROP TRIGGER log_is_not_deleted");
    run_sql (folder, attacks[i]);
    truth = open_truth (folder);
    g_assert_cmpuint (count_findings (truth), >, 0);
    sz_truth_close (truth);
    remove_folder (folder);
  }
}

static void
test_two_processes (void)
{
  g_autofree char *folder = make_folder ();
  SzTruth *one = open_truth (folder), *two = open_truth (folder);
  gboolean changed = TRUE;

  g_assert_true (sz_truth_begin (one, &changed, NULL));
  sz_truth_rollback (one);
  g_assert_true (sz_truth_begin (one, &changed, NULL));
  g_assert_false (changed);
  sz_truth_rollback (one);
  add (two, "20261120-001", 2, "acknowledged");
  g_assert_true (sz_truth_begin (one, &changed, NULL));
  g_assert_true (changed);
  sz_truth_rollback (one);
  add (one, "20261120-002", 2, "raised");
  add (two, "20261120-003", 2, "raised");
  g_assert_cmpuint (count_findings (one), ==, 0);
  sz_truth_close (one);
  sz_truth_close (two);
  remove_folder (folder);
}

static void
test_damage_and_restore (void)
{
  g_autofree char *folder = make_folder (), *path = g_build_filename (folder, "truth.db", NULL);
  g_autofree char *from = NULL, *aside = NULL, *first = NULL;
  SzTruth *truth = open_truth (folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;

  g_assert_false (sz_truth_restore (folder, NULL, NULL, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND);
  g_clear_error (&error);
  add (truth, "20261120-001", 2, "raised");
  sz_clock_set_for_test (1000000);
  g_assert_true (sz_truth_backup (truth, 3, &first, &error));
  add (truth, "20261120-002", 2, "raised");
  for (int i = 1; i < 6; i++) {
    sz_clock_set_for_test (1000000 + i);
    g_assert_true (sz_truth_backup (truth, 3, NULL, &error));
  }
  sz_clock_set_for_test (G_MININT64);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  sz_truth_close (truth);
  g_assert_true (g_file_set_contents (path,
                                      "this is no database, and it is longer than nothing at all.........."
                                      "...................................................",
                                      -1, NULL));
  truth = sz_truth_open (folder, SZ_TRUTH_WRITE, &error);
  g_assert_null (truth);
  g_assert_nonnull (strstr (error->message, "shuzhi alerts restore"));
  g_clear_error (&error);
  g_assert_true (sz_truth_restore (folder, &from, &aside, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  truth = open_truth (folder);
  events = sz_truth_events (truth, NULL, NULL);
  g_assert_cmpuint (events->len, ==, 2);
  g_assert_cmpuint (count_findings (truth), ==, 0);
  sz_truth_close (truth);
  remove_folder (folder);
}

static void
test_newer_and_foreign (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (GError) error = NULL;

  g_assert_null (sz_truth_open (folder, SZ_TRUTH_READ, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND);
  g_clear_error (&error);
  sz_truth_close (open_truth (folder));
  run_sql (folder, "PRAGMA user_version = 99");
  g_assert_null (sz_truth_open (folder, SZ_TRUTH_WRITE, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NEWER);
  g_clear_error (&error);
  run_sql (folder, "PRAGMA application_id = 7");
  g_assert_null (sz_truth_open (folder, SZ_TRUTH_WRITE, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_FOREIGN);
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/watch/truth/round-trip", test_round_trip);
  g_test_add_func ("/watch/truth/kill", test_kill);
  g_test_add_func ("/watch/truth/chain", test_chain);
  g_test_add_func ("/watch/truth/two-processes", test_two_processes);
  g_test_add_func ("/watch/truth/damage-and-restore", test_damage_and_restore);
  g_test_add_func ("/watch/truth/newer-and-foreign", test_newer_and_foreign);
  return g_test_run ();
}
