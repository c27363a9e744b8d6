/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scene.h"

static char *
write_file (Scene *scene, const char *name, const char *text, gssize length)
{
  char *path = g_build_filename (scene->folder, name, NULL);
  g_assert_true (g_file_set_contents (path, text, length, NULL));
  return path;
}

static gboolean
import (Scene *scene, const char *path, const char *mapping, SzImportReport *report, GError **error)
{
  const SzImportOptions options = { .path = path, .mapping = mapping };
  return sz_import_file (scene->store, scene->key, &options, report, NULL, error);
}

/* One number over all of a data set. */
static double
ask (Scene *scene, const char *formula_text, const char *dataset_id)
{
  g_autoptr (GError) error = NULL;
  SzFormula *formula = sz_catalog_parse_formula (scene->catalog, formula_text, &error);
  g_assert_no_error (error);
  g_autoptr (SzReader) reader = sz_reader_open (scene->folder, scene->catalog, &error);
  g_assert_no_error (error);
  g_autoptr (SzZone) zone = sz_reader_zone (reader, &error);
  double values[8] = { 0 };
  for (guint i = 0; i < formula->leaves->len; i++) {
    const SzAsk question = { .dataset = sz_catalog_dataset (scene->catalog, dataset_id, NULL),
                             .leaves = &g_array_index (formula->leaves, SzLeaf, i),
                             .n_leaves = 1,
                             .start_ms = SZ_INSTANT_MIN,
                             .end_ms = SZ_INSTANT_MAX - 1,
                             .now_ms = sz_reader_now_ms (reader, NULL),
                             .grain = SZ_GRAIN_NONE,
                             .zone = zone };
    g_autoptr (SzFrame) frame = sz_reader_ask (reader, &question, &error);
    g_assert_no_error (error);
    values[i] = frame->rows > 0 ? sz_frame_number (frame, 0, sz_frame_n_columns (frame) - 1) : NAN;
  }
  const double result = sz_formula_evaluate (formula, values);
  sz_formula_free (formula);
  return result;
}

static char *
shared_file (const char *name)
{
  const char *folder = g_getenv ("SHUZHI_SHARED_DATA");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;
  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_test_skip ("the shared data is not beside this checkout");
  return NULL;
}

static void
test_receipt (void)
{
  g_auto (Scene) scene = { 0 };
  g_auto (SzImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = shared_file ("receipt/receipt.csv");
  if (path == NULL)
    return;
  scene_init (&scene);
  g_assert_true (import (&scene, path, "receipt", &report, &error));
  g_assert_no_error (error);
  g_assert_cmpint (report.lines, ==, 8577);
  g_assert_cmpint (report.taken, ==, 8577 + 1434);
  g_assert_cmpint (report.refused + report.omitted, ==, 0);
  g_assert_cmpfloat (ask (&scene, "count(cases)", "cases"), ==, 1434);
  g_assert_cmpfloat (ask (&scene, "count(case_events)", "case_events"), ==, 8577);
  static const struct {
    const char *channel;
    double count;
  } channels[] = { { "Internet", 1250 }, { "Desk", 109 }, { "Post", 53 }, { "e-mail", 21 }, { "Intern", 1 } };
  for (guint i = 0; i < G_N_ELEMENTS (channels); i++) {
    g_autofree char *formula = g_strdup_printf ("count(cases where channel = '%s')", channels[i].channel);
    g_assert_cmpfloat (ask (&scene, formula, "cases"), ==, channels[i].count);
  }
  const double mean_ms = ask (&scene, "sum(cases: delivered - received)", "cases") / 1434;
  g_assert_cmpfloat_with_epsilon (mean_ms / SZ_DAY_MS, 5.4081, 0.00005);
  g_assert_cmpfloat (ask (&scene, "count(cases where finished > promised)", "cases"), ==, 92);

  /* Once more: nothing changes. */
  g_assert_true (import (&scene, path, "receipt", &report, &error));
  g_assert_cmpint (report.taken, ==, 0);
  g_assert_cmpint (report.unchanged, ==, 8577 + 1434);
}

static void
test_bank_calls (void)
{
  g_auto (Scene) scene = { 0 };
  g_auto (SzImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = shared_file ("bank-calls-log/calls_1999-02-01_14.tsv");
  if (path == NULL)
    return;
  scene_init (&scene);
  g_assert_true (import (&scene, path, "bank-calls", &report, &error));
  g_assert_no_error (error);
  g_assert_cmpint (report.lines, ==, 17456);
  g_assert_cmpint (report.omitted, ==, 143);
  g_assert_cmpint (report.refused, ==, 0);
  g_assert_cmpfloat (ask (&scene, "count(tickets)", "tickets"), ==, 17313);
  g_assert_cmpfloat (ask (&scene, "count(tickets where abandoned is set)", "tickets"), ==, 2908);
  g_assert_cmpfloat (ask (&scene, "count(tickets where started is set)", "tickets"), ==, 14405);
  g_assert_cmpfloat_with_epsilon (ask (&scene, "sum(tickets: called - taken)", "tickets") / 14405 / 1000,
                                  34.4053, 0.00005);
  g_assert_cmpfloat (ask (&scene, "distinct(tickets: staff)", "tickets"), ==, 25);
  g_assert_cmpfloat (ask (&scene, "count(tickets where kind = 'PS')", "tickets") + 0, >, 10000);
  g_assert_cmpfloat_with_epsilon (
      ask (&scene, "sum(tickets: ended - started where staff != 'NO_SERVER')", "tickets") / 14130 / 1000,
      169.4326, 0.00005);
}

/* --- small files
 * ------------------------------------------------------------------------------------------------------ */

static const char small_mapping[] =
    "[Mapping]\nId=small\nFormat=csv\nZone=Asia/Shanghai\nMissing=-\n"
    "[LeaveOut test]\nColumn=kind\nValues=TEST\nReason=a test row\n"
    "[Value at]\nDate=day\nDateFormat=yyyy-mm-dd\nClock=clock\nClockFormat=H:MM\n"
    "[Value called]\nFrom=at\nAddMinutes=wait\n"
    "[Value channel]\nColumn=kind\nCodes=K:kiosk;W:wechat\n"
    "[Rows tickets]\nKey={id}\ntaken=at\ncalled=called\narea=area\nchannel=channel\nsubject=who\n";

#define HEADER "id,day,clock,wait,kind,area,who\n"

typedef struct {
  const char *text;
  gint64 taken, refused, omitted; /* taken < 0: the file is refused */
} Small;

static void
test_small_files (void)
{
  static const Small files[] = {
    { HEADER "1,2026-11-20,9:00,3,K,A,990106199003071239\n", 1, 0, 0 },
    { "\xef\xbb\xbf" HEADER "1,2026-11-20,9:00,3,K,A,\r\n2,2026-11-20,9:01,-,W,\"A, \"\"b\"\"\",\r", 2, 0,
      0 },
    { HEADER "1,2026-11-20,9:00,3,K,\"two\nlines\",\n2,2026-11-20,9:00,3,K,A,\n", 1, 1,
      0 }, /* a line end in a code */
    { HEADER "1,2026-11-20,9:00,3,TEST,A,\n2,2026-11-20,9:00,3,K,A,\n\n\n", 1, 0, 1 },
    { HEADER "1,2026-11-20,9:00,3,Z,A,\n2,2026-11-20,9:00,3,K,A,\n", 1, 1, 0 }, /* a code the table lacks */
    { HEADER "1,2026-11-31,9:00,3,K,A,\n2,2026-11-20,9:00,3,K,A,\n", 1, 1, 0 },
    { HEADER "1,2026-11-20,25:00,3,K,A,\n2,2026-11-20,9:00,3,K,A,\n", 1, 1, 0 },
    { HEADER "1,2026-11-20,9:00,-3,K,A,\n2,2026-11-20,9:00,3,K,A,\n", 1, 1, 0 }, /* called before taken */
    { HEADER "1,2026-11-20,9:00,1e400,K,A,\n2,2026-11-20,9:00,3,K,A,\n", 1, 1, 0 },
    { HEADER "1,2026-11-20,9:00,9e17,K,A,\n2,2026-11-20,9:00,3,K,A,\n", 1, 1, 0 },
    { HEADER "1,2026-11-20,9:00,3,K,A,3.30106E+17\n2,2026-11-20,9:00,3,K,A,\n", 1, 1, 0 },
    { HEADER ",2026-11-20,9:00,3,K,A,\n2,2026-11-20,9:00,3,K,A,\n", 1, 1, 0 },
    { HEADER "1,2026-11-20,9:00,3,K,A\n2,2026-11-20,9:00,3,K,A,\n", 1, 1, 0 },
    { HEADER "1,2026-11-20,9:00,3,K,A,,\n2,2026-11-20,9:00,3,K,A,\n", 1, 1, 0 },
    { HEADER "1,2026-11-20,9:00,3,K,\"A,\n2,2026-11-20,9:00,3,K,A,\n", 1, 1,
      0 }, /* a quote without its end */
    { HEADER "1,2026-11-20,9:00,3,K,A,\n2,2026-11-20,9:00,3,K,\"", 1, 1, 0 },
    { HEADER "1,2026-11-20,9:00,3,K,\"A\"x,\n2,2026-11-20,9:00,3,K,A,\n", 1, 1, 0 },
    { HEADER "1,2026-11-20,9:00,3,K,\xff,\n2,2026-11-20,9:00,3,K,A,\n", 1, 1, 0 },
    { "who,area,kind,wait,clock,day,id,more\n,A,K,3,9:00,2026-11-20,1,x\n", 1, 0,
      0 }, /* another order, one column more */
    { "", -1, 0, 0 },
    { HEADER, -1, 0, 0 },
    { "id,day,clock\n1,2026-11-20,9:00\n", -1, 0, 0 },
    { "id,id,day,clock,wait,kind,area,who\n1,1,2026-11-20,9:00,3,K,A,\n", -1, 0, 0 },
    { HEADER "1,x,9:00,3,K,A,\n2,y,9:00,3,K,A,\n", -1, 0, 0 },
    { "<html><body>no</body></html>\n", -1, 0, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_auto (Scene) scene = { 0 };
    g_auto (SzImportReport) report = { 0 };
    g_autoptr (GError) error = NULL;
    scene_init (&scene);
    g_autofree char *mapping = write_file (&scene, "small.ini", small_mapping, -1);
    g_autofree char *path = write_file (&scene, "small.csv", files[i].text, -1);
    const gboolean ok = import (&scene, path, mapping, &report, &error);
    g_test_message ("%u: %s", i,
                    ok ? report.refusals->len > 0 ? (char *)g_ptr_array_index (report.refusals, 0) : "taken"
                       : error->message);
    if (files[i].taken < 0) {
      g_assert_false (ok);
      g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
      g_assert_nonnull (strstr (error->message, "small.csv"));
      g_assert_cmpint (scene_count (&scene, "small", "tickets"), ==, 0);
      continue;
    }
    g_assert_no_error (error);
    g_assert_cmpint (report.taken, ==, files[i].taken);
    g_assert_cmpint (report.refused, ==, files[i].refused);
    g_assert_cmpint (report.omitted, ==, files[i].omitted);
    g_assert_cmpint (scene_count (&scene, "small", "tickets"), ==, files[i].taken);
    g_assert_cmpint (scene_refused (&scene, "small", "tickets"), ==, files[i].refused);
  }
}

/* What a file of mostly bad lines leaves: nothing, or a bounded quarantine that says how many there were. */
static void
test_many_refusals (void)
{
  static const struct {
    guint good, bad;
    gboolean ok;
  } cases[] = { { 10, 9, TRUE }, { 5, 14, TRUE }, { 9, 11, FALSE }, { 10, 10, TRUE }, { 3000, 2500, TRUE } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Scene) scene = { 0 };
    g_auto (SzImportReport) report = { 0 };
    g_autoptr (GError) error = NULL;
    g_autoptr (GString) text = g_string_new (HEADER);
    scene_init (&scene);
    for (guint j = 0; j < cases[i].good; j++)
      g_string_append_printf (text, "%u,2026-11-20,9:00,3,K,A,\n", j);
    for (guint j = 0; j < cases[i].bad; j++)
      g_string_append (text, "x,x,x,x,x,x,x\n");
    g_autofree char *mapping = write_file (&scene, "small.ini", small_mapping, -1);
    g_autofree char *path = write_file (&scene, "small.csv", text->str, -1);
    g_assert_cmpint (import (&scene, path, mapping, &report, &error), ==, cases[i].ok);
    g_assert_cmpint (scene_count (&scene, "small", "tickets"), ==, cases[i].ok ? cases[i].good : 0);
    if (!cases[i].ok) {
      g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
      g_assert_nonnull (strstr (error->message, "11 of 20"));
      continue;
    }
    g_assert_no_error (error);
    g_assert_cmpint (report.refused, ==, cases[i].bad);
    g_assert_cmpint (scene_refused (&scene, "small", "tickets"), ==,
                     MIN (cases[i].bad, SZ_IMPORT_MAX_REFUSALS + 1));
  }
}

static void
test_endless_cell (void)
{
  for (guint kind = 0; kind < 2; kind++) {
    g_auto (Scene) scene = { 0 };
    g_auto (SzImportReport) report = { 0 };
    g_autoptr (GError) error = NULL;
    g_autoptr (GString) text = g_string_new (HEADER "0,2026-11-20,9:00,3,K,\"");
    scene_init (&scene);
    /* 1,000 short lines and one more, or one cell of more than 64 KiB in long ones. */
    for (guint i = 0; i < (kind == 0 ? 1000 : 65); i++)
      if (kind == 0)
        g_string_append (text, "\n");
      else
        g_string_append_printf (text, "%01023d\n", 0);
    g_string_append (text, kind == 0 ? "\n" : "0\n");
    for (guint i = 1; i <= 40; i++)
      g_string_append_printf (text, "%u,2026-11-20,9:00,3,K,A,\n", i);
    g_autofree char *mapping = write_file (&scene, "small.ini", small_mapping, -1);
    g_autofree char *path = write_file (&scene, "small.csv", text->str, -1);
    g_assert_true (import (&scene, path, mapping, &report, &error));
    g_assert_no_error (error);
    g_assert_cmpint (report.refused, <=, 1 + 2 * kind);
    g_assert_cmpint (report.taken, ==, 40);
    g_assert_nonnull (strstr (g_ptr_array_index (report.refusals, 0), "line 2"));
  }
}

static void
test_no_regular_file (void)
{
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autofree char *mapping = write_file (&scene, "small.ini", small_mapping, -1);
  g_autofree char *fifo = g_build_filename (scene.folder, "pipe", NULL);
  g_autofree char *link = g_build_filename (scene.folder, "link", NULL);
  g_autofree char *data = write_file (&scene, "small.csv", HEADER "1,2026-11-20,9:00,3,K,A,\n", -1);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (symlink (data, link), ==, 0);
  const char *const paths[] = { fifo, "/dev/zero", scene.folder };
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_auto (SzImportReport) report = { 0 };
    g_autoptr (GError) error = NULL;
    g_assert_false (import (&scene, paths[i], mapping, &report, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
  }
  g_auto (SzImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_assert_false (import (&scene, data, fifo, &report, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
  g_clear_error (&error);
  g_assert_true (import (&scene, link, mapping, &report, &error));
  g_assert_no_error (error);
}

/* Where a file is named after a person, neither quarantine nor report tells. */
static void
test_file_name (void)
{
  g_auto (Scene) scene = { 0 };
  g_auto (SzImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  scene_init (&scene);
  g_autofree char *mapping = write_file (&scene, "small.ini", small_mapping, -1);
  g_autofree char *path = write_file (&scene, "13800138000.csv", HEADER "1,2026-11-20,9:00,3,K,A,\nx\n", -1);
  g_assert_true (import (&scene, path, mapping, &report, &error));
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (g_ptr_array_index (report.refusals, 0), "[…].csv"));
  g_autoptr (SzReader) reader = sz_reader_open (scene.folder, scene.catalog, &error);
  g_autoptr (SzFrame) refusals = sz_reader_refusals (reader, NULL, NULL, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (refusals->rows, ==, 1);
  for (guint i = 0; i < sz_frame_n_columns (refusals); i++) {
    const char *cell = sz_frame_text (refusals, 0, i);
    g_assert_true (cell == NULL || strstr (cell, "13800138000") == NULL);
  }
  g_autofree char *empty = write_file (&scene, "13800138000.csv", "", -1);
  g_assert_false (import (&scene, empty, mapping, &report, &error));
  g_assert_null (strstr (error->message, "13800138000"));
}

static void
test_long_mapping (void)
{
  g_auto (Scene) scene = { 0 };
  g_auto (SzImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new (small_mapping);
  scene_init (&scene);
  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (text, "[Value v%u]\nColumn=c%u\n", i, i);
  g_autofree char *mapping = write_file (&scene, "long.ini", text->str, -1);
  g_autofree char *path = write_file (&scene, "a.csv", HEADER, -1);
  g_assert_false (import (&scene, path, mapping, &report, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
  g_assert_nonnull (strstr (error->message, "1,000"));
  g_assert_nonnull (strstr (error->message, "long.ini"));
}

static void
test_binary_and_encodings (void)
{
  static const char row[] = HEADER "1,2026-11-20,9:00,3,K,大厅,\n";
  static const struct {
    const char *encoding, *line;
    gboolean ok;
  } cases[] = {
    { "UTF-16", "", TRUE }, /* by its byte order mark */
    { "GB18030", "Encoding=GB18030\n", TRUE },
    { "GB18030", "", FALSE },
    { "UTF-16LE", "", FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (Scene) scene = { 0 };
    g_auto (SzImportReport) report = { 0 };
    g_autoptr (GError) error = NULL;
    gsize length;
    scene_init (&scene);
    g_auto (GStrv) parts = g_strsplit (small_mapping, "Format=csv\n", 2);
    g_autofree char *with = g_strconcat ("Format=csv\n", cases[i].line, NULL);
    g_autofree char *text = g_strjoinv (with, parts);
    g_autofree char *bytes = g_convert (row, -1, cases[i].encoding, "UTF-8", NULL, &length, NULL);
    g_autofree char *mapping = write_file (&scene, "small.ini", text, -1);
    g_autofree char *path = write_file (&scene, "small.csv", bytes, (gssize)length);
    g_assert_cmpint (import (&scene, path, mapping, &report, &error), ==, cases[i].ok);
    if (cases[i].ok) {
      g_assert_no_error (error);
      g_assert_cmpfloat (ask (&scene, "count(tickets where area = '大厅')", "tickets"), ==, 1);
    } else {
      g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
    }
  }
}

/* A database is no text, whatever it is called and whatever is in it: a whole one, its first page, a log
 * beside it. */
static void
test_database (void)
{
  static const char *const names[] = { "cache.db", "cache.db-wal" };
  for (guint i = 0; i < 3; i++) {
    g_auto (Scene) scene = { 0 };
    g_auto (SzImportReport) report = { 0 };
    g_autoptr (GError) error = NULL;
    g_autofree char *bytes = NULL;
    gsize length;
    scene_init (&scene);
    g_autofree char *from = g_build_filename (scene.folder, names[i % 2], NULL);
    g_assert_true (g_file_get_contents (from, &bytes, &length, &error));
    g_assert_cmpuint (length, >, 4096);
    g_autofree char *mapping = write_file (&scene, "small.ini", small_mapping, -1);
    g_autofree char *path = write_file (&scene, "small.csv", bytes, i == 2 ? 4096 : (gssize)length);
    g_assert_false (import (&scene, path, mapping, &report, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
    g_assert_nonnull (strstr (error->message, "text"));
    g_assert_cmpint (scene_count (&scene, "small", "tickets"), ==, 0);
  }
}

static void
test_corrected_file (void)
{
  g_auto (Scene) scene = { 0 };
  g_auto (SzImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  scene_init (&scene);
  g_autofree char *mapping = write_file (&scene, "small.ini", small_mapping, -1);
  g_autofree char *path =
      write_file (&scene, "a.csv", HEADER "1,2026-11-20,9:00,3,K,A,\nx,x,x,x,x,x,x\n", -1);
  g_assert_true (import (&scene, path, mapping, &report, &error));
  g_assert_true (import (&scene, path, mapping, &report, &error));
  g_assert_cmpint (report.taken, ==, 0);
  g_assert_cmpint (scene_refused (&scene, "small", "tickets"), ==, 1); /* told once */
  g_autofree char *edited =
      write_file (&scene, "a.csv", HEADER "1,2026-11-20,9:00,8,K,B,\n2,2026-11-20,9:00,3,K,A,\n", -1);
  g_assert_true (import (&scene, edited, mapping, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpint (report.taken, ==, 2);
  g_assert_cmpfloat (ask (&scene, "count(tickets where area = 'B')", "tickets"), ==, 1);
  g_assert_cmpfloat (ask (&scene, "count(tickets)", "tickets"), ==, 2);
}

static void
test_ndjson (void)
{
  static const char mapping_text[] =
      "[Mapping]\nId=lines\nFormat=ndjson\nOptional=level\n[Value at]\nColumn=t\nFormat=unix\n"
      "[Rows evals]\nKey={id}\nrated=at\nlevel=level\nautomatic=auto\n";
  g_auto (Scene) scene = { 0 };
  g_auto (SzImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  scene_init (&scene);
  g_autofree char *mapping = write_file (&scene, "lines.ini", mapping_text, -1);
  g_autofree char *path =
      write_file (&scene, "lines.ndjson",
                  "{\"id\":1,\"t\":1700000000,\"level\":5,\"auto\":false}\n"
                  "{\"id\":\"2\",\"t\":1700000000.5,\"level\":\"4\",\"auto\":true,\"x\":[]}\n"
                  "{\"id\":3,\"t\":1700000000,\"level\":9,\"auto\":false}\n"
                  "{\"id\":4,\"t\":[],\"level\":5}\nbroken\n",
                  -1);
  g_assert_true (import (&scene, path, mapping, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpint (report.taken, ==, 2);
  g_assert_cmpint (report.refused, ==, 3);
}

static void
test_bad_mappings (void)
{
  static const struct {
    const char *text, *says;
  } cases[] = {
    { "", "Id" },
    { "[Mapping]\nId=a b\n", "Id" },
    { "[Mapping]\nId=a\nFormat=xls\n", "Format" },
    { "[Mapping]\nId=a\nFormat=csv\nZone=Nowhere/None\n", "Nowhere" },
    { "[Mapping]\nId=a\nFormat=csv\n", "Rows" },
    { "[Mapping]\nId=a\nFormat=csv\n[Rows nothing]\nKey={a}\n", "nothing" },
    { "[Mapping]\nId=a\nFormat=csv\n[Rows tickets]\ntaken=a\n", "Key" },
    { "[Mapping]\nId=a\nFormat=csv\n[Rows tickets]\nKey={a\ntaken=a\n", "enclose" },
    { "[Mapping]\nId=a\nFormat=csv\n[Rows tickets]\nKey={a}\n", "taken" },
    { "[Mapping]\nId=a\nFormat=csv\n[Rows tickets]\nKey={a}\ntaken=a\nwrong=b\n", "wrong" },
    { "[Mapping]\nId=a\nFormat=csv\nFromat=x\n[Rows tickets]\nKey={a}\ntaken=a\n", "Fromat" },
    { "[Mapping]\nId=a\nFormat=csv\n[Value v]\n[Rows tickets]\nKey={a}\ntaken=v\n", "Column=" },
    { "[Mapping]\nId=a\nFormat=csv\n[Value v]\nColumn=a\nConstant=b\n[Rows tickets]\nKey={a}\ntaken=v\n",
      "twice" },
    { "[Mapping]\nId=a\nFormat=csv\n[Value v]\nColumn=a\nFormat=hello\n[Rows tickets]\nKey={a}\ntaken=v\n",
      "hello" },
    { "[Mapping]\nId=a\nFormat=csv\n[Value v]\nDate=a\nDateFormat=yymmdd\n[Rows tickets]\nKey={a}\ntaken=v\n",
      "Clock" },
    { "[Mapping]\nId=a\nFormat=csv\nHeader=no\n[Rows tickets]\nKey={a}\ntaken=a\n", "Columns" },
  };
  g_auto (Scene) scene = { 0 };
  scene_init (&scene);
  g_autofree char *path = write_file (&scene, "a.csv", "a\nb\n", -1);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (SzImportReport) report = { 0 };
    g_autoptr (GError) error = NULL;
    g_autofree char *mapping = write_file (&scene, "m.ini", cases[i].text, -1);
    g_assert_false (import (&scene, path, mapping, &report, &error));
    g_test_message ("%s", error->message);
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
    g_assert_nonnull (strstr (error->message, "m.ini"));
    g_assert_nonnull (strstr (error->message, cases[i].says));
  }
  g_auto (SzImportReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_assert_false (import (&scene, path, "no-such-mapping", &report, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "bank-calls, "));
  g_assert_nonnull (strstr (error->message, ", receipt"));
  g_clear_error (&error);
  g_assert_false (import (&scene, "/nonexistent/file.csv", "receipt", &report, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import/many-refusals", test_many_refusals);
  g_test_add_func ("/import/endless-cell", test_endless_cell);
  g_test_add_func ("/import/no-regular-file", test_no_regular_file);
  g_test_add_func ("/import/file-name", test_file_name);
  g_test_add_func ("/import/long-mapping", test_long_mapping);
  g_test_add_func ("/import/receipt", test_receipt);
  g_test_add_func ("/import/bank-calls", test_bank_calls);
  g_test_add_func ("/import/small-files", test_small_files);
  g_test_add_func ("/import/binary-and-encodings", test_binary_and_encodings);
  g_test_add_func ("/import/database", test_database);
  g_test_add_func ("/import/corrected-file", test_corrected_file);
  g_test_add_func ("/import/ndjson", test_ndjson);
  g_test_add_func ("/import/bad-mappings", test_bad_mappings);
  return g_test_run ();
}
