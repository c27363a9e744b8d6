/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "store-model.h"

/* Random histories (corrections, moved days, deletions, late old versions, generations, several sources and
 * zones) and random questions: the store must say what the naive model says, to the last digit. */

static const char *const formulas[] = {
  "count(visits)",
  "count(visits @called)",
  "count(visits where good)",
  "count(visits where not good or level is missing)",
  "count(visits @called where area = 'A1' and desk != 'D2')",
  "sum(visits: called - came @called)",
  "sum(visits: score where item in ('I1', 'I3') or note = 'x')",
  "count(visits @left where called is set)",
  "count(visits @due where left is missing)",
  "quantile(0.9, visits: called - came @called)",
  "quantile(0.25, visits: score)",
  "days(visits)",
  "days(visits where good)",
  "days(visits @called where level > 3)",
  "distinct(visits: subject)",
  "distinct(visits: note @left)",
  "recurring(visits: subject, desk, 2)",
  "recurring(visits: subject, key, 3)",
  "min(visits: score)",
  "max(visits: called - came @called)",
  "count(visits where note = 'yy' and not area = 'A3')", /* in no rollup */
  "sum(visits: level @due where desk = 'nowhere' or good)",
};

typedef struct {
  SzDataset *dataset;
  GPtrArray *formulas; /* (element-type SzFormula) */
} Questions;

/* At random, with everything below zero as zero. */
static int
often_zero (int low, int end)
{
  int value = g_test_rand_int_range (low, end);
  return MAX (value, 0);
}

static guint64
mix (guint64 x)
{
  x = (x ^ (x >> 31)) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  x = (x ^ (x >> 29)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  return x ^ (x >> 32);
}

/* The day of a fourth of the rows, which is asked about again and again. */
#define BUSY_DAY 30

/* A row is decided by source, key, generation and version, so that equal editions are equal rows. */
static void
make_row (SzBatch *batch, SzRow *row, guint64 seed, gint64 base)
{
  GRand *rand = g_rand_new_with_seed ((guint32)mix (seed));
  gint64 came =
      base + (gint64)g_rand_int_range (rand, 0, 70 * 24) * SZ_HOUR_MS + g_rand_int_range (rand, 0, 3600000);
  if (g_rand_int_range (rand, 0, 4) == 0)
    came = base + BUSY_DAY * SZ_DAY_MS + came % SZ_DAY_MS;
  row->at_ms = came;
  if ((row->deleted = g_rand_int_range (rand, 0, 8) == 0)) {
    row->cells = NULL;
    g_rand_free (rand);
    return;
  }
  fixture_set_number (batch, row, "came", came);
  gint64 called = came + g_rand_int_range (rand, 0, g_rand_boolean (rand) ? 3600000 : 2 * 86400000);
  if (g_rand_int_range (rand, 0, 4))
    fixture_set_number (batch, row, "called", called);
  if (g_rand_int_range (rand, 0, 3))
    fixture_set_number (batch, row, "left", came + (gint64)g_rand_int_range (rand, 0, 900) * SZ_HOUR_MS);
  if (g_rand_boolean (rand))
    fixture_set_number (batch, row, "due", came + (gint64)g_rand_int_range (rand, -48, 2000) * SZ_HOUR_MS);
  const char *codes[] = { "area", "A", "desk", "D", "item", "I" };
  for (int i = 0; i < 6; i += 2) {
    g_autofree char *code = g_strdup_printf ("%s%d", codes[i + 1], g_rand_int_range (rand, 1, 4));
    if (g_rand_int_range (rand, 0, 6))
      fixture_set_text (batch, row, codes[i], code);
  }
  if (g_rand_int_range (rand, 0, 4))
    fixture_set_number (batch, row, "level", g_rand_int_range (rand, 0, 6));
  if (g_rand_int_range (rand, 0, 4))
    fixture_set_number (batch, row, "score", g_rand_int_range (rand, -10000, 10001));
  if (g_rand_int_range (rand, 0, 4))
    fixture_set_number (batch, row, "good", g_rand_boolean (rand));
  if (g_rand_int_range (rand, 0, 3))
    fixture_set_text (batch, row, "note", g_rand_boolean (rand) ? "x" : "yy");
  if (g_rand_int_range (rand, 0, 4)) {
    fixture_set_number (batch, row, "subject", g_rand_int_range (rand, 1, 15));
    fixture_set_text (batch, row, "subject_mask", "33**************12");
    fixture_set_text (batch, row, "subject_kind", g_rand_boolean (rand) ? "person" : "enterprise");
  }
  g_rand_free (rand);
}

static SzBatch *
make_batch (const SzDataset *dataset, guint32 seed, gint64 base)
{
  g_autofree char *source = g_strdup_printf ("hall%d", g_test_rand_int_range (1, 4));
  guint generation = (guint)g_test_rand_int_range (1, 4);
  SzBatch *batch = sz_batch_new (dataset, source, generation);
  int rows = g_test_rand_int_range (0, 50);
  for (int i = 0; i < rows; i++) {
    SzRow *row = sz_batch_add_row (batch);
    int key = g_test_rand_int_range (0, 60);
    /* Some keys bear a day, which is that of the row or not. */
    g_autofree char *text =
        key % 3 ? g_strdup_printf ("k%02d", key) : g_strdup_printf ("T202601%02d%02d", key % 31 + 1, key);
    row->key = sz_batch_text (batch, text, -1);
    row->version = g_test_rand_int_range (1, 6);
    guint64 id = ((guint64)seed << 32) + ((guint64)source[4] << 24) + ((guint64)key << 8) + generation * 16;
    make_row (batch, row, id + (guint64)row->version, base);
  }
  for (int i = g_test_rand_int_range (0, 8); i > 5; i--)
    sz_batch_day_done (batch, base / SZ_DAY_MS + g_test_rand_int_range (0, 71));
  batch->bury_rest = g_test_rand_int_range (0, 25) == 0;
  return batch;
}

static const char *const zones[] = { "Asia/Shanghai", "UTC", "Asia/Kolkata", "America/New_York",
                                     "Australia/Lord_Howe" };

static gint64
random_instant (gint64 base, SzZone *zone)
{
  gint64 instant = base + (gint64)(g_test_rand_double_range (-3, 110) * SZ_DAY_MS);
  switch (g_test_rand_int_range (0, 4)) {
  case 0:
    return instant;
  case 1:
    return sz_grain_floor (SZ_GRAIN_HOUR, zone, instant);
  case 2:
    return sz_grain_floor (SZ_GRAIN_MONTH, zone, instant);
  default:
    return sz_grain_floor (SZ_GRAIN_DAY, zone, instant);
  }
}

typedef struct {
  SzAsk ask;
  SzLeaf leaves[4];
  const SzDimension *by[3];
  SzFilter filters[2];
  char *values[2][4];
} Question;

static void
choose_leaves (Question *question, const Questions *questions)
{
  SzWindow window = (SzWindow)often_zero (-3, 3);
  gboolean total = g_test_rand_int_range (0, 8) == 0;
  int wanted = g_test_rand_int_range (1, 5);
  question->ask.n_leaves = 0;
  while (question->ask.n_leaves < (guint)wanted) {
    const SzFormula *formula =
        g_ptr_array_index (questions->formulas, g_test_rand_int_range (0, (gint32)questions->formulas->len));
    SzLeaf leaf = g_array_index (formula->leaves, SzLeaf, 0);
    if (window == SZ_WINDOW_RUNNING && !sz_measure_is_additive (leaf.measure))
      continue;
    leaf.window = window;
    leaf.total = total;
    question->leaves[question->ask.n_leaves++] = leaf;
  }
}

static void
choose_filters (Question *question, const SzCatalog *catalog)
{
  static const char *const dims[] = { "area", "level", "item", "desk", "hall", "subject_kind" };
  static const char *const codes[][3] = { { "A1", "A2", "" },        { "0", "", "5" },
                                          { "I1", "I2", "nothing" }, { "D3", "", "D1" },
                                          { "hall1", "hall3", "x" }, { "person", "", "" } };
  question->ask.n_filters = (guint)often_zero (-2, 3);
  for (guint i = 0; i < question->ask.n_filters; i++) {
    int dim = g_test_rand_int_range (0, G_N_ELEMENTS (dims));
    int n = g_test_rand_int_range (1, 4);
    for (int j = 0; j < n; j++)
      question->values[i][j] = (char *)codes[dim][j];
    question->values[i][n] = NULL;
    question->filters[i].dimension = sz_catalog_dimension (catalog, dims[dim], NULL);
    question->filters[i].values = question->values[i];
  }
}

static void
choose_question (Question *question, const Questions *questions, const SzCatalog *catalog, gint64 base)
{
  static const char *const dims[] = { "area", "level", "item", "desk", "hall", "subject_kind" };
  SzAsk *ask = &question->ask;
  memset (question, 0, sizeof *question);
  ask->dataset = questions->dataset;
  ask->leaves = question->leaves;
  ask->by = question->by;
  ask->filters = question->filters;
  ask->zone = sz_zone_new (zones[often_zero (-8, G_N_ELEMENTS (zones))], NULL);
  choose_leaves (question, questions);
  ask->n_by = (guint)often_zero (-1, 4);
  int first = g_test_rand_int_range (0, G_N_ELEMENTS (dims));
  for (guint i = 0; i < ask->n_by; i++)
    question->by[i] = sz_catalog_dimension (catalog, dims[((guint)first + i) % G_N_ELEMENTS (dims)], NULL);
  choose_filters (question, catalog);
  ask->start_ms = random_instant (base, ask->zone);
  ask->end_ms = random_instant (base, ask->zone);
  if (ask->start_ms > ask->end_ms) {
    gint64 swap = ask->start_ms;
    ask->start_ms = ask->end_ms;
    ask->end_ms = swap;
  }
  ask->end_ms += ask->start_ms == ask->end_ms ? SZ_HOUR_MS : 0;
  ask->now_ms = random_instant (base, ask->zone);
  ask->grain = (SzGrain)g_test_rand_int_range (SZ_GRAIN_NONE, SZ_GRAIN_YEAR + 1);
  if (ask->grain == SZ_GRAIN_QUARTER_HOUR || ask->grain == SZ_GRAIN_HOUR)
    ask->end_ms = MIN (ask->end_ms, ask->start_ms + 3 * SZ_DAY_MS);
}

/* How many cells one reader answers otherwise. */
static guint
count_differences (SzReader *reader, const SzAsk *ask, GHashTable *expected)
{
  GError *error = NULL;
  g_autoptr (SzFrame) frame = sz_reader_ask (reader, ask, &error);
  g_assert_no_error (error);
  g_assert_false (frame->provenance.approximate);
  g_autoptr (GHashTable) got = model_read_frame (frame, ask);
  return model_compare (expected, got, ask);
}

/* A fresh reader and one that has seen the whole history, which holds a snapshot and is asked twice: it keeps
 * in memory what it was asked before. */
static void
check_question (Fixture *fixture, SzReader *fresh, SzReader *kept, const Model *model,
                const Questions *questions, gint64 base)
{
  Question question;
  choose_question (&question, questions, fixture->catalog, base);
  if (g_test_rand_bit ()) {
    question.ask.start_ms = base + BUSY_DAY * SZ_DAY_MS + g_test_rand_int_range (-SZ_DAY_MS, SZ_DAY_MS);
    question.ask.end_ms = question.ask.start_ms + g_test_rand_int_range (1, SZ_DAY_MS);
  }
  g_autoptr (GHashTable) expected = model_ask (model, &question.ask);
  guint differences = count_differences (fresh, &question.ask, expected);
  if (differences == 0 && (differences = count_differences (kept, &question.ask, expected) +
                                         count_differences (kept, &question.ask, expected)) > 0)
    g_test_message ("the reader that was kept");
  if (differences > 0)
    g_test_message ("window %d total %d grain %s zone %s span %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                    " now %" G_GINT64_FORMAT " by %u filters %u",
                    question.leaves[0].window, question.leaves[0].total, sz_grain_id (question.ask.grain),
                    sz_zone_id (question.ask.zone), question.ask.start_ms, question.ask.end_ms,
                    question.ask.now_ms, question.ask.n_by, question.ask.n_filters);
  g_assert_cmpuint (differences, ==, 0);
  sz_zone_unref (question.ask.zone);
}

static void
set_zone (Fixture *fixture, Model *model, const char *source)
{
  const char *zone = zones[g_test_rand_int_range (0, G_N_ELEMENTS (zones))];
  GError *error = NULL;
  sz_store_set_source (fixture->store, source, source, "epoch", zone, 0, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  model_set_zone (model, source, zone);
}

static void
change_something (Fixture *fixture, Model *model, const SzDataset *dataset, guint32 seed, gint64 base,
                  gboolean travels)
{
  int what = g_test_rand_int_range (0, 30);
  if (what == 0) {
    fixture_close (fixture);
    fixture_open (fixture);
  } else if (what == 1 && travels) {
    set_zone (fixture, model, "hall2");
  } else if (what == 2) {
    GError *error = NULL;
    if (sz_store_forget_source (fixture->store, "hall3", &error))
      model_forget (model, "hall3");
    else
      g_assert_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND);
    g_clear_error (&error);
  } else {
    SzBatch *batch = make_batch (dataset, seed, base);
    model_apply (model, batch);
    fixture_apply (fixture, batch);
  }
}

static void
run_round (const Questions *questions, SzCatalog *catalog, guint32 seed)
{
  Fixture fixture = { .catalog = catalog, .folder = g_dir_make_tmp ("sz-store-XXXXXX", NULL) };
  fixture_open (&fixture);
  Model *model = model_new ();
  gint64 base = fixture_instant ("2026-01-12T00:00:00");
  gboolean travels = g_test_rand_int_range (0, 4) == 0;
  int steps = g_test_rand_int_range (1, 25);
  GError *error = NULL;
  SzReader *kept = sz_reader_open (fixture.folder, catalog, &error);
  g_assert_no_error (error);
  for (int i = 0; i < steps; i++) {
    change_something (&fixture, model, questions->dataset, seed, base, travels);
    g_autoptr (SzReader) reader = sz_reader_open (fixture.folder, catalog, &error);
    g_assert_no_error (error);
    g_assert_true (sz_reader_hold (kept, &error));
    for (int j = 0; j < 12; j++)
      check_question (&fixture, reader, kept, model, questions, base);
    sz_reader_release (kept);
  }
  sz_reader_close (kept);
  g_assert_cmpint (fixture_count (&fixture, "visits"), ==, model_size (model));
  fixture_verify (&fixture);
  model_free (model);
  fixture_close (&fixture);
  fixture_remove_folder (fixture.folder);
  g_free (fixture.folder);
}

static void
test_any_history (void)
{
  SzCatalog *catalog = fixture_load_catalog (NULL);
  Questions questions = { (SzDataset *)sz_catalog_dataset (catalog, "visits", NULL), g_ptr_array_new () };
  for (guint i = 0; i < G_N_ELEMENTS (formulas); i++) {
    GError *error = NULL;
    SzFormula *formula = sz_catalog_parse_formula (catalog, formulas[i], &error);
    g_assert_no_error (error);
    g_ptr_array_add (questions.formulas, formula);
  }
  int rounds = g_getenv ("SHUZHI_TEST_ALL") ? 1000 : 40;
  for (int i = 0; i < rounds; i++) {
    guint32 seed = (guint32)g_test_rand_int ();
    g_test_message ("round %d, seed %u", i, seed);
    run_round (&questions, catalog, seed);
  }
  for (guint i = 0; i < questions.formulas->len; i++)
    sz_formula_free (g_ptr_array_index (questions.formulas, i));
  g_ptr_array_unref (questions.formulas);
  sz_catalog_free (catalog);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/any-history", test_any_history);
  return g_test_run ();
}
