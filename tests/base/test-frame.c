/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-frame.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#include "sz-i18n.h"

/* period, name, wait, seen; two rows, the second missing but for its period. */
static SzFrame *
make_frame (void)
{
  SzFrame *frame = sz_frame_new ();
  sz_frame_add_column (frame, "period", "Period", NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "window", NULL, NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "wait_avg", "Mean wait", "min", SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "seen", "Seen", NULL, SZ_COLUMN_INSTANT);
  sz_frame_add_row (frame);
  sz_frame_set_text (frame, 0, 0, "2026-11-20");
  sz_frame_set_text (frame, 0, 1, "综合窗口");
  sz_frame_set_number (frame, 0, 2, 0.57342);
  sz_frame_set_number (frame, 0, 3, 1795138200250.0);
  sz_frame_add_row (frame);
  sz_frame_set_text (frame, 1, 0, "2026-11-21");
  return frame;
}

static void
test_build (void)
{
  g_autoptr (SzFrame) frame = make_frame ();
  g_assert_cmpuint (frame->rows, ==, 2);
  g_assert_cmpuint (sz_frame_n_columns (frame), ==, 4);
  g_assert_cmpint (sz_frame_find (frame, "wait_avg"), ==, 2);
  g_assert_cmpint (sz_frame_find (frame, "wait"), ==, -1);
  g_assert_cmpfloat (sz_frame_number (frame, 0, 2), ==, 0.57342);
  g_assert_true (isnan (sz_frame_number (frame, 1, 2)));
  g_assert_true (isnan (sz_frame_number (frame, 0, 0)));
  g_assert_null (sz_frame_text (frame, 1, 1));
  g_assert_null (sz_frame_text (frame, 0, 2));
  g_assert_cmpstr (sz_frame_text (frame, 0, 1), ==, "综合窗口");
  g_assert_cmpstr (sz_frame_column (frame, 1)->name, ==, "window");
  g_assert_cmpstr (sz_frame_column (frame, 1)->unit, ==, "");
  g_assert_true (isnan (frame->provenance.coverage));
  g_assert_true (isnan (frame->provenance.rows));

  /* A text is replaced, also by itself, and taken away. */
  sz_frame_set_text (frame, 0, 1, sz_frame_text (frame, 0, 1));
  g_assert_cmpstr (sz_frame_text (frame, 0, 1), ==, "综合窗口");
  sz_frame_set_text (frame, 0, 1, NULL);
  g_assert_null (sz_frame_text (frame, 0, 1));
}

static void
test_late_column (void)
{
  g_autoptr (SzFrame) frame = make_frame ();
  sz_frame_add_column (frame, "late", NULL, NULL, SZ_COLUMN_NUMBER);
  sz_frame_add_column (frame, "note", NULL, NULL, SZ_COLUMN_TEXT);
  g_assert_true (isnan (sz_frame_number (frame, 1, 4)));
  g_assert_null (sz_frame_text (frame, 1, 5));
  for (int i = 0; i < 100; i++)
    sz_frame_add_row (frame);
  sz_frame_set_number (frame, 101, 4, 1);
  sz_frame_set_text (frame, 101, 5, "x");
  g_assert_true (isnan (sz_frame_number (frame, 100, 4)));
}

/* Against a plain array, through all growths. */
static void
test_many_rows (void)
{
  g_autoptr (SzFrame) frame = sz_frame_new ();
  g_autofree double *wanted = g_new (double, 10000);
  sz_frame_add_column (frame, "t", NULL, NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (frame, "n", NULL, NULL, SZ_COLUMN_NUMBER);
  for (gsize i = 0; i < 10000; i++) {
    g_assert_cmpuint (sz_frame_add_row (frame), ==, i);
    wanted[i] = g_test_rand_bit () ? g_test_rand_double () : NAN;
    if (!isnan (wanted[i])) {
      g_autofree char *text = g_strdup_printf ("%a", wanted[i]);
      sz_frame_set_number (frame, i, 1, wanted[i]);
      sz_frame_set_text (frame, i, 0, text);
    }
  }
  for (gsize i = 0; i < 10000; i++) {
    g_assert_cmpint (isnan (wanted[i]), ==, isnan (sz_frame_number (frame, i, 1)));
    g_assert_cmpint (isnan (wanted[i]), ==, sz_frame_text (frame, i, 0) == NULL);
    if (!isnan (wanted[i]))
      g_assert_cmpfloat (g_strtod (sz_frame_text (frame, i, 0), NULL), ==, sz_frame_number (frame, i, 1));
  }
}

static gpointer
hammer_cb (gpointer data)
{
  SzFrame *frame = data;
  for (int i = 0; i < 20000; i++) {
    sz_frame_ref (frame);
    g_assert_cmpfloat (sz_frame_number (frame, 0, 2), ==, 0.57342);
    sz_frame_unref (frame);
  }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (SzFrame) frame = make_frame ();
  GThread *threads[4];
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("hammer", hammer_cb, frame);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (frame->refs, ==, 1);
}

static void
test_plain (void)
{
  static const struct {
    double value;
    const char *text;
  } cases[] = {
    { 0, "0" },
    { -0.0, "0" },
    { 1, "1" },
    { -17, "-17" },
    { 1434, "1434" },
    { 0.1, "0.1" },
    { 0.57342, "0.57342" },
    { 1.0 / 3, "0.3333333333333333" },
    { 0.1 + 0.2, "0.30000000000000004" },
    { 1e-6, "0.000001" },
    { 1.5e-6, "0.0000015" },
    { 123456.789, "123456.789" },
    { 1e15, "1000000000000000" },
    { 999999999999999.9, "999999999999999.9" },
    { 1e20, "1e+20" },
    { 1.25e-7, "1.25e-07" },
    { -2.5, "-2.5" },
    { 100.5, "100.5" },
    { NAN, "" },
    { INFINITY, "" },
  };
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (sz_number_plain (cases[i].value, text), ==, cases[i].text);
}

static void
test_plain_property (void)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  for (int n = 0; n < 50000; n++) {
    double value = g_test_rand_double_range (-1, 1) * pow (10, g_test_rand_double_range (-30, 30));
    if (n % 3 == 0) /* few digits, as measured values have */
      value = rint (value * 1e3) / 1e3;
    sz_number_plain (value, text);
    g_assert_cmpuint (strlen (text), <, sizeof text);
    g_assert_cmpfloat (g_ascii_strtod (text, NULL), ==, value);
    const double size = fabs (value);
    if (size <= 1e15 && (size >= 1e-6 || size == 0))
      g_assert_null (strchr (text, 'e'));
    g_assert_false (g_str_has_prefix (text, "."));
  }
}

static void
test_csv (void)
{
  g_autoptr (SzFrame) frame = make_frame ();
  g_autofree char *csv = sz_frame_to_csv (frame, TRUE);
  g_assert_cmpstr (csv, ==,
                   "period,window,wait_avg,seen\r\n"
                   "2026-11-20,综合窗口,0.57342,2026-11-20T01:30:00.250Z\r\n"
                   "2026-11-21,,,\r\n");
}

static void
test_csv_quoting (void)
{
  static const struct {
    const char *text, *plain, *neutral;
  } cases[] = {
    { "a,b", "\"a,b\"", "\"a,b\"" },
    { "say \"hi\"", "\"say \"\"hi\"\"\"", "\"say \"\"hi\"\"\"" },
    { "two\nlines", "\"two\nlines\"", "\"two\nlines\"" },
    { "", "\"\"", "\"\"" },
    { NULL, "", "" },
    { "=1+1", "=1+1", "'=1+1" },
    { "+86", "+86", "'+86" },
    { "-5", "-5", "'-5" },
    { "@x", "@x", "'@x" },
    { "\tx", "\tx", "'\tx" },
    { "\rx", "\"\rx\"", "\"'\rx\"" },
    { "=a,\"b\"", "\"=a,\"\"b\"\"\"", "\"'=a,\"\"b\"\"\"" },
    { "a=b", "a=b", "a=b" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SzFrame) frame = sz_frame_new ();
    sz_frame_add_column (frame, "t", NULL, NULL, SZ_COLUMN_TEXT);
    sz_frame_add_row (frame);
    sz_frame_set_text (frame, 0, 0, cases[i].text);
    for (int neutral = 0; neutral < 2; neutral++) {
      g_autofree char *csv = sz_frame_to_csv (frame, neutral);
      g_autofree char *wanted = neutral ? g_strdup_printf ("t\r\n%s\r\n", cases[i].neutral)
                                        : g_strdup_printf ("t\n%s\n", cases[i].plain);
      g_assert_cmpstr (csv, ==, wanted);
    }
  }
  /* A negative number is no formula. */
  g_autoptr (SzFrame) frame = sz_frame_new ();
  sz_frame_add_column (frame, "n", NULL, NULL, SZ_COLUMN_NUMBER);
  sz_frame_add_row (frame);
  sz_frame_set_number (frame, 0, 0, -5);
  g_autofree char *csv = sz_frame_to_csv (frame, TRUE);
  g_assert_cmpstr (csv, ==, "n\r\n-5\r\n");
}

static void
test_json (void)
{
  g_autoptr (SzFrame) frame = make_frame ();
  frame->provenance.now_ms = 1795138200250;
  frame->provenance.coverage = 0.5;
  frame->provenance.definition = g_strdup ("wait_avg v1: mean(\"wait\")\nsecond \\ line\x01");
  frame->provenance.missing_reason = g_strdup ("bad \xff byte");
  g_autofree char *json = sz_frame_to_json (frame);
  g_assert_true (g_utf8_validate (json, -1, NULL));
  g_assert_cmpstr (
      json, ==,
      "{\"columns\": ["
      "{\"name\": \"period\", \"title\": \"Period\", \"type\": \"text\", \"unit\": \"\"}, "
      "{\"name\": \"window\", \"title\": \"window\", \"type\": \"text\", \"unit\": \"\"}, "
      "{\"name\": \"wait_avg\", \"title\": \"Mean wait\", \"type\": \"number\", \"unit\": \"min\"}, "
      "{\"name\": \"seen\", \"title\": \"Seen\", \"type\": \"instant\", \"unit\": \"\"}],\n"
      " \"rows\": [\n"
      "  [\"2026-11-20\", \"综合窗口\", 0.57342, \"2026-11-20T01:30:00.250Z\"],\n"
      "  [\"2026-11-21\", null, null, null]],\n"
      " \"provenance\": {\"now\": \"2026-11-20T01:30:00.250Z\", \"data\": null, \"coverage\": 0.5, "
      "\"rows\": null, "
      "\"definition\": \"wait_avg v1: mean(\\\"wait\\\")\\u000asecond \\\\ line\\u0001\", "
      "\"missing_reason\": \"bad \xef\xbf\xbd byte\", \"approximate\": false, \"error_bound\": 0}}\n");
}

static void
test_table (void)
{
  sz_lang_set (SZ_LANG_EN);
  g_autoptr (SzFrame) frame = make_frame ();
  g_autofree char *table = sz_frame_to_table (frame);
  g_assert_cmpstr (table, ==,
                   "Period      window    Mean wait (min)  Seen\n"
                   "2026-11-20  综合窗口          0.57342  2026-11-20T01:30:00.250Z\n"
                   "2026-11-21  —                       —  —\n");

  /* Six significant digits, all before the point; nothing steers the terminal. */
  g_autoptr (SzFrame) other = sz_frame_new ();
  sz_frame_add_column (other, "t", NULL, NULL, SZ_COLUMN_TEXT);
  sz_frame_add_column (other, "n", NULL, NULL, SZ_COLUMN_NUMBER);
  const double values[] = { 1434, 5.40812345, 16.79699, 12345678.9, 0.00012345678, -2 };
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    sz_frame_add_row (other);
    sz_frame_set_text (other, i, 0, i == 0 ? "\033[31mred" : "x");
    sz_frame_set_number (other, i, 1, values[i]);
  }
  g_autofree char *second = sz_frame_to_table (other);
  g_assert_cmpstr (second, ==,
                   "t                   n\n"
                   "\xef\xbf\xbd[31mred         1434\n"
                   "x             5.40812\n"
                   "x              16.797\n"
                   "x          12345678.9\n"
                   "x         0.000123457\n"
                   "x                  -2\n");
}

static void
test_empty (void)
{
  g_autoptr (SzFrame) frame = sz_frame_new ();
  g_autofree char *csv = sz_frame_to_csv (frame, FALSE);
  g_autofree char *json = sz_frame_to_json (frame);
  g_autofree char *table = sz_frame_to_table (frame);
  g_assert_cmpstr (csv, ==, "\n");
  g_assert_cmpstr (table, ==, "");
  g_assert_true (g_str_has_prefix (json, "{\"columns\": [],\n \"rows\": [],\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/frame/build", test_build);
  g_test_add_func ("/base/frame/late-column", test_late_column);
  g_test_add_func ("/base/frame/many-rows", test_many_rows);
  g_test_add_func ("/base/frame/threads", test_threads);
  g_test_add_func ("/base/frame/plain", test_plain);
  g_test_add_func ("/base/frame/plain-property", test_plain_property);
  g_test_add_func ("/base/frame/csv", test_csv);
  g_test_add_func ("/base/frame/csv-quoting", test_csv_quoting);
  g_test_add_func ("/base/frame/json", test_json);
  g_test_add_func ("/base/frame/table", test_table);
  g_test_add_func ("/base/frame/empty", test_empty);
  return g_test_run ();
}
