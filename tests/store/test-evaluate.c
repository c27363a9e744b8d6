/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "store-fixtures.h"
#include "sz-compile.h"
#include "sz-facts.h"
#include "sz-schema.h"

/* The two evaluators, C over a row in memory and SQL over the row in the file, must agree on any row and any
 * formula. */

typedef struct {
  Fixture fixture;
  SzDb *db;
  SzWords *words;
  SzLayout *layout;
  SzFacts *facts;
  const SzDataset *dataset;
} Bed;

static void
open_bed (Bed *bed)
{
  GError *error = NULL;
  fixture_init (&bed->fixture);
  bed->dataset = sz_catalog_dataset (bed->fixture.catalog, "visits", NULL);
  g_autofree char *path = g_build_filename (bed->fixture.folder, "cache.db", NULL);
  bed->db = sz_db_open (path, SZ_DB_CREATE, NULL, &error);
  g_assert_no_error (error);
  bed->words = sz_words_new (bed->db);
  bed->layout = sz_layout_new (bed->fixture.catalog, bed->dataset);
  g_assert_true (sz_schema_migrate (bed->db, &error));
  g_assert_true (sz_schema_align (bed->db, bed->layout, bed->words, &error));
  bed->facts = sz_facts_new (bed->db, bed->layout, bed->words, &error);
  g_assert_no_error (error);
}

static void
close_bed (Bed *bed)
{
  sz_facts_free (bed->facts);
  sz_layout_free (bed->layout);
  sz_words_free (bed->words);
  sz_db_close (bed->db);
  fixture_clear (&bed->fixture);
}

/* --- random formulas --- */

static void append_condition (GString *text, int depth);

static const char *
pick (const char *const *from, gint32 n)
{
  return from[g_test_rand_int_range (0, n)];
}

static void
append_atom (GString *text)
{
  static const char *const fields[] = { "called", "left",  "due",  "area", "desk",
                                        "level",  "score", "good", "note", "subject" };
  static const char *const codes[] = { "area = 'A1'",
                                       "desk != 'D2'",
                                       "item in ('I1', 'nowhere')",
                                       "area = desk",
                                       "note = 'x'",
                                       "note != 'its'",
                                       "subject_mask = '33**************12'",
                                       "subject_kind != 'person'",
                                       "good",
                                       "not good",
                                       "area != item" };
  static const char *const operators[] = { "=", "!=", "<", "<=", ">", ">=" };
  switch (g_test_rand_int_range (0, 5)) {
  case 0:
    g_string_append_printf (text, "%s is set", pick (fields, G_N_ELEMENTS (fields)));
    return;
  case 1:
    g_string_append_printf (text, "%s is missing", pick (fields, G_N_ELEMENTS (fields)));
    return;
  case 2:
    g_string_append_printf (text, "level %s %d", pick (operators, 6), g_test_rand_int_range (-1, 7));
    return;
  case 3:
    g_string_append_printf (text, "%s - came %s %dmin", g_test_rand_bit () ? "called" : "left",
                            pick (operators, 6), g_test_rand_int_range (0, 90));
    return;
  default:
    g_string_append (text, pick (codes, G_N_ELEMENTS (codes)));
  }
}

static void
append_condition (GString *text, int depth)
{
  if (depth == 0) {
    append_atom (text);
    return;
  }
  gboolean negated = g_test_rand_int_range (0, 3) == 0;
  g_string_append (text, negated ? "not (" : "(");
  append_condition (text, g_test_rand_int_range (0, depth));
  g_string_append (text, g_test_rand_bit () ? " and " : " or ");
  append_condition (text, g_test_rand_int_range (0, depth));
  g_string_append_c (text, ')');
}

static char *
random_formula (void)
{
  static const char *const heads[] = { "count(visits", "sum(visits: score",
                                       "sum(visits: called - came @called", "max(visits: level",
                                       "min(visits: left - called @left" };
  GString *text = g_string_new (pick (heads, G_N_ELEMENTS (heads)));
  g_string_append (text, " where ");
  append_condition (text, g_test_rand_int_range (0, 4));
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

/* --- random rows --- */

static SzRow *
random_row (SzBatch *batch)
{
  gint64 came = fixture_instant ("2026-03-18T09:00:00") + g_test_rand_int_range (0, 86400000);
  SzRow *row = fixture_add_visit (batch, "k", 1, came);
  gint64 step = g_test_rand_bit () ? 1000 : 1;
  if (g_test_rand_bit ())
    fixture_set_number (batch, row, "called", came + g_test_rand_int_range (0, 5400) * step);
  if (g_test_rand_bit ())
    fixture_set_number (batch, row, "left", came + g_test_rand_int_range (-500, 5400) * step);
  if (g_test_rand_bit ())
    fixture_set_number (batch, row, "due", came - 7 * SZ_DAY_MS);
  const char *codes[] = { "area", "A", "desk", "D", "item", "I" };
  for (int i = 0; i < 6; i += 2) {
    g_autofree char *code = g_strdup_printf ("%s%d", codes[i + 1], g_test_rand_int_range (1, 4));
    if (g_test_rand_int_range (0, 4))
      fixture_set_text (batch, row, codes[i], g_test_rand_int_range (0, 5) ? code : "same");
  }
  if (g_test_rand_bit ())
    fixture_set_number (batch, row, "level", g_test_rand_int_range (0, 6));
  if (g_test_rand_bit ())
    fixture_set_number (batch, row, "score", g_test_rand_int_range (-10000, 10001));
  if (g_test_rand_bit ())
    fixture_set_number (batch, row, "good", g_test_rand_int_range (0, 2));
  if (g_test_rand_bit ())
    fixture_set_text (batch, row, "note", g_test_rand_bit () ? "x" : "its");
  if (g_test_rand_bit ()) {
    fixture_set_number (batch, row, "subject",
                        ((gint64)g_test_rand_int_range (0, G_MAXINT32) << 31) ^
                            g_test_rand_int_range (0, G_MAXINT32));
    fixture_set_text (batch, row, "subject_mask", "33**************12");
    fixture_set_text (batch, row, "subject_kind", "person");
  }
  return row;
}

static void
check_formula (Bed *bed, const SzMeasure *measure, const SzRowView *view)
{
  GError *error = NULL;
  SzProgram *program = sz_program_new (measure, bed->words, g_test_rand_bit (), &error);
  g_assert_no_error (error);
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  sz_compile_contribution (sql, bed->layout, measure);
  g_string_append_printf (sql, " FROM %s", bed->layout->facts);
  g_autoptr (SzStmt) stmt = sz_stmt_new (bed->db, sql->str, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sz_stmt_step (stmt, &error), ==, SZ_STEP_ROW);
  gint64 value = 0;
  gboolean counts = sz_program_run (program, view, &value);
  if (counts == sz_stmt_is_null (stmt, 0) || (counts && value != sz_stmt_int (stmt, 0)))
    g_test_message ("%s: C says %d %" G_GINT64_FORMAT ", SQL says %s", measure->text, counts, value,
                    sz_stmt_text (stmt, 0));
  g_assert_cmpint (counts, ==, !sz_stmt_is_null (stmt, 0));
  if (counts)
    g_assert_cmpint (value, ==, sz_stmt_int (stmt, 0));
  sz_program_free (program);
}

static void
test_agreement (void)
{
  Bed bed;
  open_bed (&bed);
  g_autoptr (GPtrArray) formulas = g_ptr_array_new_with_free_func ((GDestroyNotify)sz_formula_free);
  for (int i = 0; i < 300; i++) {
    GError *error = NULL;
    g_autofree char *text = random_formula ();
    SzFormula *formula = sz_catalog_parse_formula (bed.fixture.catalog, text, &error);
    g_assert_no_error (error);
    g_ptr_array_add (formulas, formula);
  }
  SzRowBuffer buffer;
  sz_row_buffer_init (&buffer, bed.layout);
  for (int i = 0; i < 150; i++) {
    SzBatch *batch = sz_batch_new (bed.dataset, "hall", 1);
    SzRow *row = random_row (batch);
    SzFactsRefusal refusal;
    GError *error = NULL;
    g_assert_true (sz_facts_encode (bed.facts, row, &buffer.view, &refusal, &error));
    gint64 nday = -row->at_ms / SZ_DAY_MS;
    SzEdition edition = { 1, 1 };
    g_assert_true (sz_facts_write (bed.facts, nday, 1, "k", edition, &buffer.view, &error));
    for (guint j = 0; j < formulas->len; j++) {
      const SzFormula *formula = g_ptr_array_index (formulas, j);
      check_formula (&bed, g_array_index (formula->leaves, SzLeaf, 0).measure, &buffer.view);
    }
    g_assert_true (sz_facts_remove (bed.facts, nday, 1, "k", &error));
    sz_batch_unref (batch);
  }
  sz_row_buffer_clear (&buffer);
  close_bed (&bed);
}

/* What is written is read back as it was. */
static void
test_row_round_trip (void)
{
  Bed bed;
  open_bed (&bed);
  SzRowBuffer written, read;
  sz_row_buffer_init (&written, bed.layout);
  sz_row_buffer_init (&read, bed.layout);
  for (int i = 0; i < 2000; i++) {
    SzBatch *batch = sz_batch_new (bed.dataset, "hall", 1);
    SzRow *row = random_row (batch);
    SzFactsRefusal refusal;
    GError *error = NULL;
    g_assert_true (sz_facts_encode (bed.facts, row, &written.view, &refusal, &error));
    gint64 nday = -g_test_rand_int_range (20000, 20900);
    SzEdition edition = { 3, (gint64)g_test_rand_int () * 1048576 }, back;
    g_assert_true (sz_facts_write (bed.facts, nday, 1, row->key, edition, &written.view, &error));
    g_assert_cmpint (sz_facts_find (bed.facts, nday, 1, row->key, &back, &error), ==, SZ_STEP_ROW);
    g_assert_cmpint (sz_edition_compare (edition, back), ==, 0);
    g_assert_true (sz_facts_read (bed.facts, nday, 1, row->key, &read, &error));
    for (guint f = 0; f < bed.layout->n_fields; f++) {
      g_assert_cmpint (read.view.set[f], ==, written.view.set[f]);
      if (!read.view.set[f])
        continue;
      if (sz_dataset_field (bed.dataset, f)->type == SZ_FIELD_TEXT)
        g_assert_cmpstr (read.view.texts[f], ==, written.view.texts[f]);
      else
        g_assert_cmpint (read.view.numbers[f], ==, written.view.numbers[f]);
    }
    g_assert_true (sz_facts_remove (bed.facts, nday, 1, row->key, &error));
    sz_batch_unref (batch);
  }
  sz_row_buffer_clear (&written);
  sz_row_buffer_clear (&read);
  close_bed (&bed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/evaluate/agreement", test_agreement);
  g_test_add_func ("/evaluate/row-round-trip", test_row_round_trip);
  return g_test_run ();
}
