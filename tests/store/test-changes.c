/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

#include "sz-changes.h"

/* What the writer tells its readers it changed, against a list of all that it was told: it may say "changed"
 * too often, and never too seldom. */

#define DATASETS 3
#define DAYS 12
#define KEYS 40

static const char *const datasets[DATASETS] = { "tickets", "cases", "evals" };

typedef struct {
  guint64 stamp; /* the transaction that did it */
  int dataset;   /* -1: all of them */
  gint64 day, source;
  int key; /* -1: some rows of the day */
} Note;

static char *
name_key (int key)
{
  return g_strdup_printf ("k%d", key);
}

static void
note (SzChanges *changes, GArray *notes, guint64 now, int many)
{
  Note made = { now, g_test_rand_int_range (0, DATASETS), g_test_rand_int_range (0, DAYS),
                g_test_rand_int_range (1, 3), g_test_rand_int_range (0, KEYS) };
  if (g_test_rand_int_range (0, 400) == 0)
    made.dataset = -1;
  else if (g_test_rand_int_range (0, 50) == 0)
    made.key = -1;
  for (int i = 0; i < many; i++, made.key++) {
    g_autofree char *key = made.key < 0 ? NULL : name_key (made.key);
    if (made.dataset < 0)
      sz_changes_note_all (changes);
    else
      sz_changes_note_row (changes, datasets[made.dataset], made.day, made.source, key);
    g_array_append_val (notes, made);
  }
}

static gboolean
tells_row (const GArray *rows, const Note *made)
{
  g_autofree char *key = name_key (made->key);
  for (guint i = 0; i < rows->len; i++) {
    const SzChangedRow *row = &g_array_index (rows, SzChangedRow, i);
    if (row->source == made->source && g_str_equal (row->key, key))
      return TRUE;
  }
  return FALSE;
}

/* Whoever read at `stamp` and asks now. */
static void
check (SzChanges *changes, const GArray *notes, guint64 stamp, int dataset, gint64 day, guint *n_told)
{
  gboolean day_stays = sz_changes_day_stays (changes, datasets[dataset], day, stamp);
  gboolean all_stays = sz_changes_dataset_stays (changes, datasets[dataset], stamp);
  g_autoptr (GArray) rows = sz_changes_rows (changes, datasets[dataset], day, stamp);
  for (guint i = 0; i < notes->len; i++) {
    const Note *made = &g_array_index (notes, Note, i);
    if (made->stamp <= stamp || (made->dataset >= 0 && made->dataset != dataset))
      continue;
    g_assert_false (all_stays);
    if (made->dataset >= 0 && made->day != day)
      continue;
    g_assert_false (day_stays);
    g_assert_true (rows == NULL || (made->dataset >= 0 && made->key >= 0 && tells_row (rows, made)));
  }
  *n_told += rows && rows->len > 0;
}

static void
test_never_too_seldom (void)
{
  g_autofree char *folder = g_strdup_printf ("changes-%d", g_test_rand_int ());
  SzChanges *changes = sz_changes_open (folder);
  g_autoptr (GArray) notes = g_array_new (FALSE, FALSE, sizeof (Note));
  guint64 stamp = 0, now = 0;
  guint n_told = 0;

  for (int round = 0; round < 400; round++) {
    /* Now and then as much as a fetched history notes: more rows than are told apart. */
    int many = round % 97 == 96 ? 6000 : 1;
    for (int i = g_test_rand_int_range (0, 6); i > 0; i--)
      note (changes, notes, now + 1, many);
    sz_changes_begin (changes);
    g_assert_false (sz_changes_stamp (changes, &stamp));
    sz_changes_end (changes);
    g_assert_true (sz_changes_stamp (changes, &stamp));
    g_assert_cmpuint (stamp, ==, ++now);
    if (many > 1)
      continue;
    guint64 since = now - (guint64)g_test_rand_int_range (0, (int)MIN (now, 8) + 1);
    check (changes, notes, since, g_test_rand_int_range (0, DATASETS), g_test_rand_int_range (0, DAYS),
           &n_told);
  }
  g_assert_cmpuint (n_told, >, 0);
  sz_changes_close (changes);
}

/* A history of years is fetched: what is kept of it has an end, and a day of today is told apart again behind
 * it. */
static void
test_history (void)
{
  SzChanges *changes = sz_changes_open ("changes-history");
  guint64 stamp = 0;
  guint n_kept = 0;

  for (gint64 day = 0; day < 900; day++) {
    for (int key = 0; key < 100; key++) {
      g_autofree char *name = name_key (key);
      sz_changes_note_row (changes, "tickets", day, 1, name);
    }
    sz_changes_begin (changes);
    sz_changes_end (changes);
  }
  for (gint64 day = 0; day < 900; day++) {
    g_autoptr (GArray) rows = sz_changes_rows (changes, "tickets", day, (guint64)day);
    n_kept += rows ? rows->len : 0;
    g_assert_false (sz_changes_day_stays (changes, "tickets", day, (guint64)day));
    g_assert_true (sz_changes_day_stays (changes, "tickets", day, (guint64)day + 1));
  }
  g_assert_cmpuint (n_kept, <=, 8192);
  g_assert_true (sz_changes_stamp (changes, &stamp));
  sz_changes_note_row (changes, "tickets", 3, 1, "new");
  sz_changes_begin (changes);
  sz_changes_end (changes);
  g_autoptr (GArray) rows = sz_changes_rows (changes, "tickets", 3, stamp);
  g_assert_nonnull (rows);
  g_assert_cmpuint (rows->len, ==, 1);
  g_assert_cmpstr (g_array_index (rows, SzChangedRow, 0).key, ==, "new");
  sz_changes_close (changes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/changes/never-too-seldom", test_never_too_seldom);
  g_test_add_func ("/store/changes/history", test_history);
  return g_test_run ();
}
