/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-keyfile.h"

#include <glib/gstdio.h>
#include <string.h>

#include "sz-i18n.h"

static const char sample[] = "# a comment\n"
                             "[indicator wait_avg]\r\n"
                             "  Name = Mean wait  \n"
                             "Name[zh_CN]=平均等候\n"
                             "Name[fr]=Attente\n"
                             "Formula=mean(wait) = x\n"
                             "\n"
                             "Empty=\n"
                             "Tab=\\t|\\s|\\n|\\\\|\\;\n"
                             "List= a ; b\\;c;; d e ;\n"
                             "Flag=yes\n"
                             "Off=false\n"
                             "Number=-1.5e3\n"
                             "[other]\n"
                             "Key=1";

static SzKeyFile *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  SzKeyFile *file = sz_key_file_parse (text, -1, "x.catalog", &error);
  g_assert_no_error (error);
  g_assert_nonnull (file);
  return file;
}

static const char group[] = "indicator wait_avg";

static void
test_values (void)
{
  g_autoptr (SzKeyFile) file = parse (sample);
  g_assert_cmpstr (sz_key_file_name (file), ==, "x.catalog");
  g_assert_cmpstr (sz_key_file_groups (file)[0], ==, group);
  g_assert_cmpstr (sz_key_file_groups (file)[1], ==, "other");
  g_assert_null (sz_key_file_groups (file)[2]);
  g_assert_true (sz_key_file_has_group (file, "other"));
  g_assert_false (sz_key_file_has_group (file, "nope"));
  g_assert_cmpstr (sz_key_file_get (file, group, "Name"), ==, "Mean wait");
  g_assert_cmpstr (sz_key_file_get (file, group, "Formula"), ==, "mean(wait) = x");
  g_assert_cmpstr (sz_key_file_get (file, group, "Empty"), ==, "");
  g_assert_cmpstr (sz_key_file_get (file, group, "Tab"), ==, "\t| |\n|\\|;");
  g_assert_cmpstr (sz_key_file_get (file, "other", "Key"), ==, "1");
  g_assert_null (sz_key_file_get (file, group, "name"));
  g_assert_null (sz_key_file_get (file, "nope", "Name"));
}

static void
test_keys (void)
{
  static const char *const wanted[] = { "Name", "Formula", "Empty",  "Tab", "List",
                                        "Flag", "Off",     "Number", NULL };
  g_autoptr (SzKeyFile) file = parse (sample);
  g_autofree const char **keys = sz_key_file_keys (file, group);
  g_autofree const char **none = sz_key_file_keys (file, "nope");
  g_assert_true (g_strv_equal (keys, wanted));
  g_assert_null (none[0]);
}

static void
test_language (void)
{
  g_autoptr (SzKeyFile) file = parse (sample);
  sz_lang_set (SZ_LANG_ZH);
  g_assert_cmpstr (sz_key_file_get_local (file, group, "Name"), ==, "平均等候");
  g_assert_cmpstr (sz_key_file_get_local (file, group, "Formula"), ==, "mean(wait) = x");
  sz_lang_set (SZ_LANG_EN);
  g_assert_cmpstr (sz_key_file_get_local (file, group, "Name"), ==, "Mean wait");
  g_assert_cmpstr (sz_key_file_get_lang (file, group, "Name", "zh_CN"), ==, "平均等候");
  g_assert_cmpstr (sz_key_file_get_lang (file, group, "Name", NULL), ==, "Mean wait");
  g_assert_null (sz_key_file_get_lang (file, group, "Formula", "zh_CN"));
}

static void
test_lists (void)
{
  static const char *const wanted[] = { "a", "b;c", "d e", NULL };
  g_autoptr (SzKeyFile) file = parse (sample);
  g_auto (GStrv) list = sz_key_file_get_list (file, group, "List");
  g_auto (GStrv) empty = sz_key_file_get_list (file, group, "Empty");
  g_auto (GStrv) one = sz_key_file_get_list (file, group, "Name");
  g_assert_true (g_strv_equal ((const char *const *)list, wanted));
  g_assert_nonnull (empty);
  g_assert_null (empty[0]);
  g_assert_cmpstr (one[0], ==, "Mean wait");
  g_assert_null (one[1]);
  g_assert_null (sz_key_file_get_list (file, group, "Nope"));
}

static void
test_typed (void)
{
  g_autoptr (SzKeyFile) file = parse (sample);
  g_autoptr (GError) error = NULL;
  gboolean flag = FALSE;
  double number = 7;
  g_assert_true (sz_key_file_get_flag (file, group, "Flag", &flag, &error));
  g_assert_true (flag);
  g_assert_true (sz_key_file_get_flag (file, group, "Off", &flag, &error));
  g_assert_false (flag);
  flag = TRUE;
  g_assert_true (sz_key_file_get_flag (file, group, "Nope", &flag, &error));
  g_assert_true (flag);
  g_assert_true (sz_key_file_get_number (file, group, "Nope", &number, &error));
  g_assert_cmpfloat (number, ==, 7);
  g_assert_true (sz_key_file_get_number (file, group, "Number", &number, &error));
  g_assert_cmpfloat (number, ==, -1500);
  g_assert_no_error (error);
}

static void
test_typed_refused (void)
{
  static const char *const flags[] = { "", "Yes", "1", "on", "yes no" };
  static const char *const numbers[] = {
    "", "abc", "1,5", "0x10", "inf", "nan", "1e999", "1 2", "--1", "1e"
  };
  for (guint i = 0; i < G_N_ELEMENTS (flags) + G_N_ELEMENTS (numbers); i++) {
    const gboolean is_flag = i < G_N_ELEMENTS (flags);
    const char *value = is_flag ? flags[i] : numbers[i - G_N_ELEMENTS (flags)];
    g_autofree char *text = g_strdup_printf ("[g]\n\nKey=%s\n", value);
    g_autoptr (SzKeyFile) file = parse (text);
    g_autoptr (GError) error = NULL;
    gboolean flag = TRUE;
    double number = 7;
    g_test_message ("%s", value);
    g_assert_false (is_flag ? sz_key_file_get_flag (file, "g", "Key", &flag, &error)
                            : sz_key_file_get_number (file, "g", "Key", &number, &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
    g_assert_true (g_str_has_prefix (error->message, "x.catalog:3: [g] Key: expected a") ||
                   g_str_has_prefix (error->message, "x.catalog:3: [g] Key: expected yes or no"));
    g_assert_true (flag);
    g_assert_cmpfloat (number, ==, 7);
  }
}

static void
test_lines (void)
{
  g_autoptr (SzKeyFile) file = parse (sample);
  g_assert_cmpuint (sz_key_file_line (file, group, NULL), ==, 2);
  g_assert_cmpuint (sz_key_file_line (file, group, "Name"), ==, 3);
  g_assert_cmpuint (sz_key_file_line (file, group, "Name[zh_CN]"), ==, 4);
  g_assert_cmpuint (sz_key_file_line (file, group, "Empty"), ==, 8);
  g_assert_cmpuint (sz_key_file_line (file, "other", "Key"), ==, 15);
  g_assert_cmpuint (sz_key_file_line (file, "other", "Nope"), ==, 0);
  g_assert_cmpuint (sz_key_file_line (file, "nope", NULL), ==, 0);
}

static void
test_fail (void)
{
  static const struct {
    const char *group, *key, *message;
  } cases[] = {
    { group, "Name", "x.catalog:3: [indicator wait_avg] Name: no 7" },
    { group, "Nope", "x.catalog:2: [indicator wait_avg] Nope: no 7" },
    { group, NULL, "x.catalog:2: [indicator wait_avg]: no 7" },
    { "nope", "Key", "x.catalog: [nope] Key: no 7" },
    { NULL, NULL, "x.catalog: no 7" },
  };
  g_autoptr (SzKeyFile) file = parse (sample);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_false (sz_key_file_fail (file, cases[i].group, cases[i].key, &error, "no %d", 7));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
    g_assert_cmpstr (error->message, ==, cases[i].message);
  }
}

static void
test_unread (void)
{
  static const struct {
    const char *text, *message; /* NULL: all well */
  } cases[] = {
    { "[g]\nName=a\nName[zh_CN]=b\nName[fr]=c\n", NULL },
    { "[g]\n", NULL },
    { "", NULL },
    { "[g]\nName=a\nNmae=b\n", "x.catalog:3: [g] Nmae: this key is not known here" },
    { "[g]\nName=a\nName[zh_cn]=b\n", "x.catalog:3: [g] Name[zh_cn]: this key is not known here" },
    { "[g]\nName=a\nOther[zh_CN]=b\n", "x.catalog:3: [g] Other[zh_CN]: this key is not known here" },
    { "[g]\nName=a\n[h]\n", "x.catalog:3: [h]: nothing here is known by this name" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SzKeyFile) file = parse (cases[i].text);
    g_autoptr (GError) error = NULL;
    sz_key_file_has_group (file, "g");
    sz_key_file_get_local (file, "g", "Name");
    /* To look at names and lines is not to read. */
    sz_key_file_groups (file);
    sz_key_file_line (file, "h", NULL);
    sz_key_file_line (file, "g", "Nmae");
    g_free (sz_key_file_keys (file, "g"));
    g_assert_cmpint (sz_key_file_check_unread (file, &error), ==, cases[i].message == NULL);
    if (cases[i].message == NULL) {
      g_assert_no_error (error);
    } else {
      g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
  }
}

static void
test_syntax (void)
{
  static const struct {
    const char *text;
    guint line;
  } cases[] = {
    { "Key=1\n", 1 },
    { "[g]\nno equals sign\n", 2 },
    { "[g]\n=value\n", 2 },
    { "[g\nKey=1\n", 1 },
    { "[]\n", 1 },
    { "[a]b]\n", 1 },
    { "[a[b]\n", 1 },
    { "[g] x\n", 1 },
    { "[g]\nKey=1\n# c\nKey=2\n", 4 },
    { "[g]\nKey[zh_CN]=1\nKey[zh_CN]=2\n", 3 },
    { "[g]\nKey=1\n[h]\n[g]\n", 4 },
    { "[g]\nKey[=1\n", 2 },
    { "[g]\nKey[]=1\n", 2 },
    { "[g]\nKey]=1\n", 2 },
    { "[g]\nKey[a]b=1\n", 2 },
    { "[g]\nKey=\\d+\n", 2 },
    { "[g]\nKey=end\\\n", 2 },
    { "[g]\nKey=\xff\n", 2 },
    { "[g]\n\n\n# \xc3\n", 4 },
    { "[g]\rKey=1\n", 1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *where = g_strdup_printf ("dir/y:%u: ", cases[i].line);
    g_test_message ("case %u", i);
    g_assert_null (sz_key_file_parse (cases[i].text, -1, "dir/y", &error));
    g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
    g_assert_true (g_str_has_prefix (error->message, where));
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  }
  g_autoptr (GError) error = NULL;
  g_assert_null (sz_key_file_parse ("[g]\nK=\0\n", 8, "y", &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
}

static void
test_accepted (void)
{
  g_autoptr (SzKeyFile) marked = parse ("\xef\xbb\xbf[g]\r\nKey=1\r\n");
  g_assert_cmpstr (sz_key_file_get (marked, "g", "Key"), ==, "1");
  g_autoptr (SzKeyFile) empty = parse ("");
  g_assert_null (sz_key_file_groups (empty)[0]);
  /* A NUL would end the text; a length does. */
  g_autoptr (SzKeyFile) cut = sz_key_file_parse ("[g]\nKey=12345", 9, "x", NULL);
  g_assert_cmpstr (sz_key_file_get (cut, "g", "Key"), ==, "1");
}

static void
test_load (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("sz-keyfile-XXXXXX", &error);
  g_assert_no_error (error);
  g_autofree char *path = g_build_filename (dir, "a.catalog", NULL);

  g_assert_null (sz_key_file_load (path, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, path));
  g_clear_error (&error);

  g_assert_null (sz_key_file_load (dir, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, sample, -1, &error));
  g_autoptr (SzKeyFile) file = sz_key_file_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sz_key_file_name (file), ==, path);
  g_assert_cmpstr (sz_key_file_get (file, "other", "Key"), ==, "1");

  g_autofree char *large = g_strnfill (4 * 1024 * 1024 + 1, '#');
  g_assert_true (g_file_set_contents (path, large, -1, &error));
  g_assert_null (sz_key_file_load (path, &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);
  g_clear_error (&error);
  g_assert_null (sz_key_file_parse (large, -1, "large", &error));
  g_assert_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE);

  g_unlink (path);
  g_rmdir (dir);
}

/* GKeyFile is the witness: what both take they read alike, and nothing crashes. */
static void
test_random (void)
{
  static const char *const pieces[] = {
    "[g]\n", "[h]\n", "a=1\n", "b=x y\n", "a[zh_CN]=z\n", "#c\n", "\n",     "c=\\s\\n\\t\n", "d", "=", "\\",
    "[",     "]",     ";",     " ",       "\xc3\xa9",     "\n",   "e=1;2\n"
  };
  guint both = 0;
  for (int n = 0; n < 20000; n++) {
    g_autoptr (GString) text = g_string_new ("[start]\n");
    for (int k = g_test_rand_int_range (0, 8); k > 0; k--)
      g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    g_autoptr (SzKeyFile) file = sz_key_file_parse (text->str, -1, "random", NULL);
    g_autoptr (GKeyFile) witness = g_key_file_new ();
    if (file == NULL ||
        !g_key_file_load_from_data (witness, text->str, text->len, G_KEY_FILE_KEEP_TRANSLATIONS, NULL))
      continue;
    both++;
    for (const char *const *g = sz_key_file_groups (file); *g != NULL; g++) {
      g_autofree const char **keys = sz_key_file_keys (file, *g);
      for (guint i = 0; keys[i] != NULL; i++) {
        g_autofree char *wanted = g_key_file_get_string (witness, *g, keys[i], NULL);
        g_autofree char *raw = g_key_file_get_value (witness, *g, keys[i], NULL);
        /* GKeyFile keeps blanks at the end of a line, and \; outside of lists; here they are resolved. */
        if (wanted != NULL && !g_str_has_suffix (raw, " ") && strstr (raw, "\\;") == NULL)
          g_assert_cmpstr (sz_key_file_get (file, *g, keys[i]), ==, wanted);
      }
    }
  }
  g_assert_cmpuint (both, >, 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/keyfile/values", test_values);
  g_test_add_func ("/base/keyfile/keys", test_keys);
  g_test_add_func ("/base/keyfile/language", test_language);
  g_test_add_func ("/base/keyfile/lists", test_lists);
  g_test_add_func ("/base/keyfile/typed", test_typed);
  g_test_add_func ("/base/keyfile/typed-refused", test_typed_refused);
  g_test_add_func ("/base/keyfile/lines", test_lines);
  g_test_add_func ("/base/keyfile/fail", test_fail);
  g_test_add_func ("/base/keyfile/unread", test_unread);
  g_test_add_func ("/base/keyfile/syntax", test_syntax);
  g_test_add_func ("/base/keyfile/accepted", test_accepted);
  g_test_add_func ("/base/keyfile/load", test_load);
  g_test_add_func ("/base/keyfile/random", test_random);
  return g_test_run ();
}
