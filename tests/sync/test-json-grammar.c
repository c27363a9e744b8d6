/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What our reader of JSON takes and refuses, against the grammar of RFC 8259 written down once more as a
 * regular expression that calls itself: on every text of a few tokens, and on the public parsing suite where
 * it is at hand. Where we are stricter than the RFC, on purpose, the strict grammar below says so. */
#include <gio/gio.h>
#include <string.h>

#include "sz-json.h"

/* Sections 2 to 7, in their order. %s: what may stand in a string behind a backslash and “u”. */
static const char grammar[] = "(?(DEFINE)"
                              "(?<ws>[\\x20\\x09\\x0A\\x0D]*+)"
                              "(?<number>-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)"
                              "(?<char>[^\\x00-\\x1F\"\\\\]|\\\\[\"\\\\/bfnrt]|%s)"
                              "(?<string>\"(?&char)*\")"
                              "(?<member>(?&string)(?&ws):(?&ws)(?&value))"
                              "(?<object>\\{(?&ws)(?:(?&member)(?&ws)(?:,(?&ws)(?&member)(?&ws))*)?\\})"
                              "(?<array>\\[(?&ws)(?:(?&value)(?&ws)(?:,(?&ws)(?&value)(?&ws))*)?\\])"
                              "(?<value>true|false|null|(?&number)|(?&string)|(?&object)|(?&array)))"
                              "\\A(?&ws)(?&value)(?&ws)\\z";
#define RFC "\\\\u[0-9a-fA-F]{4}"
/* Neither a NUL nor half of a surrogate pair. */
#define STRICT                                                                                               \
  "\\\\u(?!0000)(?![dD][89a-fA-F])[0-9a-fA-F]{4}|"                                                           \
  "\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}"

typedef struct {
  GRegex *rfc, *strict;
  SzJsonLine json;
  guint64 taken, refused, stricter;
} Check;

static GRegex *
make_grammar (const char *escape)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *pattern = g_strdup_printf (grammar, escape);
  GRegex *regex = g_regex_new (pattern, G_REGEX_RAW | G_REGEX_OPTIMIZE, 0, &error);
  g_assert_no_error (error);
  return regex;
}

static void
check_init (Check *check)
{
  *check = (Check){ .rfc = make_grammar (RFC), .strict = make_grammar (STRICT) };
  sz_json_line_init (&check->json);
}

static void
check_clear (Check *check)
{
  g_test_message ("%" G_GUINT64_FORMAT " texts taken, %" G_GUINT64_FORMAT
                  " refused, of which %" G_GUINT64_FORMAT " the RFC would take",
                  check->taken, check->refused, check->stricter);
  g_assert_cmpuint (check->taken, >, 0);
  g_assert_cmpuint (check->refused, >, 0);
  g_regex_unref (check->rfc);
  g_regex_unref (check->strict);
  sz_json_line_clear (&check->json);
}

static gboolean
matches (const GRegex *regex, const char *text, gsize length)
{
  return g_regex_match_full (regex, text, (gssize)length, 0, 0, NULL, NULL);
}

static void
check_document (Check *check, const char *text, gsize length)
{
  const char *why = NULL;
  const gboolean ours = sz_json_document_check (&check->json, text, length, &why);
  const gboolean strict = matches (check->strict, text, length);
  if (ours != strict)
    g_test_fail_printf ("ours %d (%s), the grammar %d: %.*s", ours, why != NULL ? why : "", strict,
                        (int)length, text);
  g_assert_true (ours || why != NULL);
  check->taken += ours;
  check->refused += !ours;
  if (!ours && matches (check->rfc, text, length))
    check->stricter++;
  /* A row is a document that is an object, and gives no name twice. */
  const gboolean row = sz_json_line_read (&check->json, text, length, &why);
  g_assert_true (!row || ours);
}

/* Every sequence of up to `most` tokens between `before` and `after`. */
static void
check_all (Check *check, const char *const *tokens, guint n, guint most, const char *before,
           const char *after)
{
  guint at[16] = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);
  g_assert_cmpuint (most, <, G_N_ELEMENTS (at));
  for (guint length = 0; length <= most; length++) {
    memset (at, 0, sizeof at);
    for (gboolean more = TRUE; more;) {
      g_string_assign (text, before);
      for (guint i = 0; i < length; i++)
        g_string_append (text, tokens[at[i]]);
      g_string_append (text, after);
      check_document (check, text->str, text->len);
      guint place = 0;
      while (place < length && ++at[place] == n)
        at[place++] = 0;
      more = place < length;
    }
  }
}

static guint
one_more_if_all (guint most)
{
  return most + (g_test_slow () || g_strcmp0 (g_getenv ("SHUZHI_TEST_ALL"), "1") == 0);
}

static void
test_structure (void)
{
  static const char *const tokens[] = { "{", "}", "[", "]", ",", ":", "\"a\"", "1", "null", " " };
  Check check;
  check_init (&check);
  check_all (&check, tokens, G_N_ELEMENTS (tokens), one_more_if_all (6), "", "");
  check_clear (&check);
}

static void
test_objects (void)
{
  static const char *const tokens[] = { "\"a\"", "\"b\"", ":", ",", "1", "{}", "[" };
  Check check;
  check_init (&check);
  check_all (&check, tokens, G_N_ELEMENTS (tokens), one_more_if_all (7), "{", "}");
  check_clear (&check);
}

static void
test_numbers (void)
{
  static const char *const tokens[] = { "0", "1", "9", "-", "+", ".", "e", "E" };
  Check check;
  check_init (&check);
  check_all (&check, tokens, G_N_ELEMENTS (tokens), one_more_if_all (6), "", "");
  check_all (&check, tokens, G_N_ELEMENTS (tokens), 4, "[", "]");
  check_clear (&check);
}

static void
test_words (void)
{
  static const char *const tokens[] = { "true", "false", "null",     "nul", "l",
                                        "True", "NaN",   "Infinity", "-",   " " };
  Check check;
  check_init (&check);
  check_all (&check, tokens, G_N_ELEMENTS (tokens), 3, "", "");
  check_all (&check, tokens, G_N_ELEMENTS (tokens), 3, "[", "]");
  check_clear (&check);
}

static void
test_strings (void)
{
  static const char *const tokens[] = { "\\u0000", "\\ud83d", "\\uDE00", "\\u4e2D", "\\u12",  "\\",
                                        "\"",      "n",       "u",       "'",       "\n",     "\x1f",
                                        "\x7f",    "\\/",     "\\x",     "é",       "\\u00e9" };
  Check check;
  check_init (&check);
  check_all (&check, tokens, G_N_ELEMENTS (tokens), one_more_if_all (3), "\"", "\"");
  check_all (&check, tokens, G_N_ELEMENTS (tokens), 3, "{\"", "\":0}");
  g_assert_cmpuint (check.stricter, >, 0);
  check_clear (&check);
}

/* Every single byte in every place of a small document. */
static void
test_bytes (void)
{
  static const char base[] = " {\"a\" : [ 1 , \"\\u4e2d\" ] } ";
  Check check;
  check_init (&check);
  for (gsize i = 0; i + 1 < sizeof base; i++)
    for (guint byte = 0; byte < 128; byte++) {
      char text[sizeof base];
      memcpy (text, base, sizeof base);
      text[i] = (char)byte;
      check_document (&check, text, sizeof base - 1);
    }
  check_clear (&check);
}

/* The Unicode standard's table of well-formed byte sequences (3-7). */
static gboolean
is_well_formed (const guint8 *bytes, gsize length)
{
  static const guint8 table[][8] = {
    { 0xc2, 0xdf, 0x80, 0xbf },
    { 0xe0, 0xe0, 0xa0, 0xbf, 0x80, 0xbf },
    { 0xe1, 0xec, 0x80, 0xbf, 0x80, 0xbf },
    { 0xed, 0xed, 0x80, 0x9f, 0x80, 0xbf },
    { 0xee, 0xef, 0x80, 0xbf, 0x80, 0xbf },
    { 0xf0, 0xf0, 0x90, 0xbf, 0x80, 0xbf, 0x80, 0xbf },
    { 0xf1, 0xf3, 0x80, 0xbf, 0x80, 0xbf, 0x80, 0xbf },
    { 0xf4, 0xf4, 0x80, 0x8f, 0x80, 0xbf, 0x80, 0xbf },
  };
  for (gsize i = 0; i < length;) {
    gsize width = bytes[i] >= 0x20 && bytes[i] < 0x80 && bytes[i] != '"' && bytes[i] != '\\';
    for (guint row = 0; row < G_N_ELEMENTS (table) && width == 0; row++) {
      gsize n = 0;
      while (n < 4 && table[row][2 * n] != 0 && i + n < length && bytes[i + n] >= table[row][2 * n] &&
             bytes[i + n] <= table[row][2 * n + 1])
        n++;
      if (n == 4 || (n > 0 && table[row][2 * n] == 0))
        width = n;
    }
    if (width == 0)
      return FALSE;
    i += width;
  }
  return TRUE;
}

/* Bytes beyond ASCII at the edges of every range, at every place of a word of eight. */
static void
test_utf8 (void)
{
  static const guint8 edges[] = { 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf,
                                  0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff };
  const guint n = G_N_ELEMENTS (edges);
  SzJsonLine json;
  guint taken = 0;
  sz_json_line_init (&json);
  for (guint code = 0; code < n * n * n * n; code++) {
    const guint8 bytes[] = { edges[code % n], edges[code / n % n], edges[code / n / n % n],
                             edges[code / n / n / n % n] };
    char text[32] = "\"0123456789";
    const gsize before = 1 + code % 9;
    const char *why = NULL;
    memcpy (text + before, bytes, 4);
    text[before + 4] = '"';
    const gboolean ours = sz_json_document_check (&json, text, before + 5, &why);
    if (ours != is_well_formed (bytes, 4))
      g_test_fail_printf ("ours %d: %02x %02x %02x %02x", ours, bytes[0], bytes[1], bytes[2], bytes[3]);
    taken += ours;
  }
  g_assert_cmpuint (taken, >, 100);
  sz_json_line_clear (&json);
}

/* --- the public suite --- */

/* Files that a parser must take by the RFC, and that we refuse: no text of ours holds a NUL. */
static const char *const stricter[] = { "y_string_null_escape.json", "y_object_escaped_null_in_key.json",
                                        NULL };

static char *
find_suite (void)
{
  const char *named = g_getenv ("SHUZHI_JSON_SUITE"), *shared = g_getenv ("SHUZHI_SHARED_DATA");
  g_autofree char *beside =
      g_build_filename (shared != NULL ? shared : "", "json-suite", "test_parsing", NULL);
  if (named != NULL && *named != '\0')
    return g_strdup (named);
  return shared != NULL && g_file_test (beside, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&beside) : NULL;
}

static void
test_public_suite (void)
{
  g_autofree char *folder = find_suite ();
  g_autoptr (GError) error = NULL;
  guint must = 0, may = 0;
  SzJsonLine json;
  if (folder == NULL) {
    g_test_skip ("SHUZHI_JSON_SUITE names no folder of y_, n_ and i_ files");
    return;
  }
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  sz_json_line_init (&json);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;) {
    g_autofree char *path = g_build_filename (folder, name, NULL), *text = NULL;
    gsize length;
    const char *why = "";
    if (!g_str_has_suffix (name, ".json"))
      continue;
    g_assert_true (g_file_get_contents (path, &text, &length, NULL));
    const gboolean taken = sz_json_document_check (&json, text, length, &why);
    sz_json_line_read (&json, text, length, &why); /* whatever comes of it: no crash */
    may += *name == 'i';
    if (*name == 'i')
      continue;
    must++;
    if (taken != (*name == 'y' && !g_strv_contains (stricter, name)))
      g_test_fail_printf ("%s was %s (%s)", name, taken ? "taken" : "refused", why != NULL ? why : "");
  }
  g_test_message ("%u files that must be taken or refused, %u of either", must, may);
  g_assert_cmpuint (must, >, 100);
  sz_json_line_clear (&json);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-grammar/structure", test_structure);
  g_test_add_func ("/json-grammar/objects", test_objects);
  g_test_add_func ("/json-grammar/numbers", test_numbers);
  g_test_add_func ("/json-grammar/words", test_words);
  g_test_add_func ("/json-grammar/strings", test_strings);
  g_test_add_func ("/json-grammar/bytes", test_bytes);
  g_test_add_func ("/json-grammar/utf8", test_utf8);
  g_test_add_func ("/json-grammar/public-suite", test_public_suite);
  return g_test_run ();
}
