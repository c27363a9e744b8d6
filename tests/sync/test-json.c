/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>
#include <string.h>

#include "sz-json.h"
#include "sz-mapper.h"
#include "sz-wall-format.h"

/* jansson is strict about RFC 8259 too; but it refuses numbers that its C types cannot hold, which are valid
 * JSON and stay text for us. `limited` tells such a refusal. */
static gboolean
jansson_takes (const char *text, gsize length, json_t **root, gboolean *limited)
{
  json_error_t why;
  *root = json_loadb (text, length, JSON_REJECT_DUPLICATES, &why);
  *limited = *root == NULL && json_error_code (&why) == json_error_numeric_overflow;
  if (*root != NULL && !json_is_object (*root))
    g_clear_pointer (root, json_decref);
  return *root != NULL;
}

static void
assert_same_members (const SzJsonLine *json, const json_t *root)
{
  g_assert_cmpuint (json->members->len, ==, json_object_size (root));
  for (guint i = 0; i < json->members->len; i++) {
    const SzMember *member = &g_array_index (json->members, SzMember, i);
    g_autofree char *name = g_strndup (member->name, member->name_length);
    const json_t *value = json_object_get (root, name);
    g_assert_nonnull (value);
    switch (json_typeof (value)) {
    case JSON_STRING:
      g_assert_cmpint (member->value.kind, ==, SZ_INPUT_STRING);
      g_assert_cmpmem (member->value.text, member->value.length, json_string_value (value),
                       json_string_length (value));
      break;
    case JSON_INTEGER:
    case JSON_REAL: {
      g_autofree char *text = g_strndup (member->value.text, member->value.length);
      g_assert_cmpint (member->value.kind, ==, SZ_INPUT_NUMBER);
      g_assert_cmpfloat (g_ascii_strtod (text, NULL), ==, json_number_value (value));
      break;
    }
    case JSON_TRUE:
      g_assert_cmpint (member->value.kind, ==, SZ_INPUT_TRUE);
      break;
    case JSON_FALSE:
      g_assert_cmpint (member->value.kind, ==, SZ_INPUT_FALSE);
      break;
    case JSON_NULL:
      g_assert_cmpint (member->value.kind, ==, SZ_INPUT_ABSENT);
      break;
    case JSON_OBJECT:
    case JSON_ARRAY:
      g_assert_cmpint (member->value.kind, ==, SZ_INPUT_NESTED);
      break;
    }
  }
}

static void
compare (SzJsonLine *json, const char *text, gsize length)
{
  json_t *root = NULL;
  const char *why = NULL;
  const gboolean ours = sz_json_line_read (json, text, length, &why);
  gboolean limited, theirs = jansson_takes (text, length, &root, &limited);
  if (limited)
    return;
  if (ours && !theirs) {
    /* A name given twice inside a nested value, which rows never use: that alone is not looked for. */
    root = json_loadb (text, length, 0, NULL);
    theirs = root != NULL && json_object_size (root) == json->members->len;
  }
  if (ours != theirs)
    g_test_fail_printf ("ours %d (%s), jansson %d: %.*s", ours, why != NULL ? why : "", theirs, (int)length,
                        text);
  if (ours && theirs)
    assert_same_members (json, root);
  if (!ours)
    g_assert_nonnull (why);
  g_clear_pointer (&root, json_decref);
}

static void
test_table (void)
{
  static const char *const texts[] = {
    "{}",
    " { } ",
    "{\"a\":1}",
    "{\"a\":1,}",
    "{,}",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":01}",
    "{\"a\":-0}",
    "{\"a\":1.}",
    "{\"a\":.5}",
    "{\"a\":1e5}",
    "{\"a\":1E+05}",
    "{\"a\":1e}",
    "{\"a\":+1}",
    "{\"a\":0x1}",
    "{\"a\":NaN}",
    "{\"a\":tru}",
    "{\"a\":true}",
    "{\"a\":false,\"b\":null}",
    "{\"a\":'x'}",
    "{a:1}",
    "{\"a\":1} x",
    "{\"a\":1}{}",
    "[1]",
    "1",
    "\"a\"",
    "",
    " ",
    "{\"a\":1,\"a\":2}",
    "{\"a\":1,\"\\u0061\":2}",
    "{\"a\":[1,{\"b\":[]}]}",
    "{\"a\":[1,]}",
    "{\"a\":{\"b\":1,}}",
    "{\"a\":\"\\u4e2d\\ud83d\\ude00\"}",
    "{\"a\":\"\\ud83d\"}",
    "{\"a\":\"\\ude00\"}",
    "{\"a\":\"\\x\"}",
    "{\"a\":\"\\u12\"}",
    "{\"a\":\"\t\"}",
    "{\"a\":\"\\t\\n\\\"\\/\"}",
    "{\"a\":\"\xff\"}",
    "{\"a\":\"中文\"}",
    "{\"a\":\"\xed\xa0\x80\"}",
    "{\"a\":\"x",
    "{\"a\"",
    "{",
    "}",
    "/* c */{\"a\":1}",
    "\xef\xbb\xbf{}",
    "{\"a\":1\f}",
    "{\"\":1}",
  };
  SzJsonLine json;
  sz_json_line_init (&json);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    compare (&json, texts[i], strlen (texts[i]));
  sz_json_line_clear (&json);
}

/* Where we are stricter, or have other limits, than jansson. */
static void
test_stricter (void)
{
  SzJsonLine json;
  const char *why;
  g_autoptr (GString) deep = g_string_new ("{\"a\":");
  sz_json_line_init (&json);
  g_assert_false (sz_json_line_read (&json, "{\"a\":\"\\u0000\"}", 14, &why));
  g_assert_false (sz_json_line_read (&json, "{\"a\":1}\0", 8, &why));
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  g_assert_false (sz_json_line_read (&json, deep->str, deep->len, &why));
  g_assert_cmpstr (why, ==, "is nested too deeply");
  /* Numbers of any size stay as they are written. */
  g_assert_true (sz_json_line_read (&json, "{\"a\":99999999999999999999,\"b\":1e400}", 36, &why));
  sz_json_line_clear (&json);
}

static void
append_random_value (GString *text, guint depth)
{
  static const char *const values[] = { "1",           "-12.5e3", "true",           "false",
                                        "null",        "\"x\"",   "\"中\"",         "\"\\n\"",
                                        "\"\\u00e9\"", "0",       "\"2026-11-20\"", "\"\\\\\"" };
  const gint32 kind = g_test_rand_int_range (0, depth < 3 ? 14 : 12);
  if (kind < 12) {
    g_string_append (text, values[kind]);
  } else if (kind == 12) {
    g_string_append_c (text, '[');
    for (gint32 n = g_test_rand_int_range (0, 3), i = 0; i < n; i++) {
      g_string_append (text, i > 0 ? "," : "");
      append_random_value (text, depth + 1);
    }
    g_string_append_c (text, ']');
  } else {
    g_string_append (text, "{\"k\":");
    append_random_value (text, depth + 1);
    g_string_append_c (text, '}');
  }
}

/* Random objects, then the same with random bytes changed, dropped or doubled: both readers agree on every
 * one. */
static void
test_against_jansson (void)
{
  static const char noise[] = "{}[],:\"\\u0123456789abcdefDd \t.-+eE\xe4\xb8\xad\xff";
  const gboolean all = g_test_slow () || g_strcmp0 (g_getenv ("SHUZHI_TEST_ALL"), "1") == 0;
  const guint rounds = all ? 200000 : 20000;
  SzJsonLine json;
  sz_json_line_init (&json);
  for (guint round = 0; round < rounds; round++) {
    g_autoptr (GString) text = g_string_new ("{");
    const gint32 members = g_test_rand_int_range (0, 5);
    for (gint32 i = 0; i < members; i++) {
      g_string_append_printf (text, "%s\"f%d\":", i > 0 ? "," : "", g_test_rand_int_range (0, 20));
      append_random_value (text, 0);
    }
    g_string_append_c (text, '}');
    compare (&json, text->str, text->len);
    for (gint32 n = g_test_rand_int_range (1, 4); n > 0 && text->len > 0; n--) {
      const gsize at = (gsize)g_test_rand_int_range (0, (gint32)text->len);
      if (g_test_rand_bit ())
        text->str[at] = noise[g_test_rand_int_range (0, sizeof noise - 1)];
      else
        g_string_erase (text, (gssize)at, 1);
    }
    /* jansson refuses what we refuse at \u0000, but also numbers that overflow a double; none arise here. */
    if (strstr (text->str, "\\u0000") == NULL && memchr (text->str, '\0', text->len) == NULL)
      compare (&json, text->str, text->len);
  }
  sz_json_line_clear (&json);
}

static void
test_decimals (void)
{
  static const struct {
    const char *text;
    guint scale;
    gboolean ok;
    gint64 value;
  } cases[] = {
    { "1", 0, TRUE, 1 },
    { "-1", 2, TRUE, -100 },
    { "0.1", 2, TRUE, 10 },
    { "0.10", 1, TRUE, 1 },
    { "0.01", 1, FALSE, 0 },
    { "1e2", 0, TRUE, 100 },
    { "1.5e1", 0, TRUE, 15 },
    { "1e400", 0, FALSE, 0 },
    { "1e-400", 0, FALSE, 0 },
    { "9223372036854775807", 0, TRUE, G_MAXINT64 },
    { "9223372036854775808", 0, FALSE, 0 },
    { "", 2, FALSE, 0 },
    { "-", 2, FALSE, 0 },
    { "1.", 2, FALSE, 0 },
    { ".5", 2, FALSE, 0 },
    { "1,5", 2, FALSE, 0 },
    { "0x10", 0, FALSE, 0 },
    { "1 ", 0, FALSE, 0 },
    { "inf", 0, FALSE, 0 },
    { "0e9999", 0, FALSE, 0 },
    { "0e99", 0, TRUE, 0 },
    { "100e-2", 0, TRUE, 1 },
    { "1.2.3", 3, FALSE, 0 },
    { "--1", 0, FALSE, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 value = 0;
    const gboolean ok = sz_decimal_read (cases[i].text, strlen (cases[i].text), cases[i].scale, &value);
    if (ok != cases[i].ok || (ok && value != cases[i].value))
      g_test_fail_printf ("“%s” scale %u: %d, %" G_GINT64_FORMAT, cases[i].text, cases[i].scale, ok, value);
  }
}

static void
test_wall_formats (void)
{
  static const struct {
    const char *format, *text, *expected; /* expected NULL: refused */
  } cases[] = {
    { "iso", "2026-11-20T09:30:00+08:00", "2026-11-20T01:30:00Z" },
    { "iso", "2026-11-20 09:30:00", "2026-11-20T01:30:00Z" },
    { "yymmdd", "990201", "1999-01-31T16:00:00Z" },
    { "yymmdd", "690201", "2069-01-31T16:00:00Z" },
    { "yymmdd", "990229", NULL },
    { "yymmdd", "9902011", NULL },
    { "dd/mm/yyyy HH:MM", "20/11/2026 09:30", "2026-11-20T01:30:00Z" },
    { "dd/mm/yyyy HH:MM", "20/11/2026 9:30", NULL },
    { "d.m.yyyy H:MM", "2.1.2026 9:30", "2026-01-02T01:30:00Z" },
    { "yyyy-mm-dd HH:MM:SS.F", "2026-11-20 09:30:15.123456", "2026-11-20T01:30:15.123Z" },
    { "yyyy-mm-ddTHH:MM:SSZ", "2026-11-20T09:30:15+0800", "2026-11-20T01:30:15Z" },
    { "yyyy-mm-ddTHH:MM:SSZ", "2026-11-20T09:30:15Z", "2026-11-20T09:30:15Z" },
    { "d Mon yyyy H:MM TT", "3 Nov 2026 12:05 AM", "2026-11-02T16:05:00Z" },
    { "d Mon yyyy H:MM TT", "3 Nov 2026 12:05 pm", "2026-11-03T04:05:00Z" },
    { "d Mon yyyy H:MM TT", "3 Nov 2026 13:05 pm", NULL },
    { "yyyy-mm-dd HH:MM", "2026-11-20 24:00", NULL },
    { "unix", "1.5", "1970-01-01T00:00:01.500Z" },
    { "unix-ms", "1500", "1970-01-01T00:00:01.500Z" },
  };
  static const char *const bad[] = { "", "yyyy-mm", "hello", "MM:SS", "yyyy-mm-dd yyyy", "q" };
  g_autoptr (SzZone) zone = sz_zone_new ("Asia/Shanghai", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SzWallFormat) format = sz_wall_format_new (cases[i].format, &error);
    gint64 instant_ms;
    g_assert_no_error (error);
    const gboolean ok =
        sz_wall_format_read (format, cases[i].text, strlen (cases[i].text), zone, &instant_ms);
    g_autofree char *text = ok ? sz_instant_format (instant_ms, NULL) : NULL;
    g_assert_cmpstr (text, ==, cases[i].expected);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (sz_wall_format_new (bad[i], &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_USAGE);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/table", test_table);
  g_test_add_func ("/json/stricter", test_stricter);
  g_test_add_func ("/json/against-jansson", test_against_jansson);
  g_test_add_func ("/json/decimals", test_decimals);
  g_test_add_func ("/json/wall-formats", test_wall_formats);
  return g_test_run ();
}
