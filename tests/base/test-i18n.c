/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-i18n.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

/* A catalogue of the test's own, so that it does not hang on the wording of the real one: the least MO file
 * there can be, header and one text. */
static const char source_text[] = "sz-test hall", chinese_text[] = "测试大厅";

static void
append_u32 (GByteArray *out, guint32 value)
{
  g_byte_array_append (out, (const guint8 *)&value, sizeof value);
}

static void
write_catalogue (const char *dir)
{
  static const char header[] = "Content-Type: text/plain; charset=UTF-8\n";
  const char *const texts[] = { "", source_text, header, chinese_text };
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  guint32 at = 28 + 4 * 8;

  append_u32 (out, 0x950412de);
  append_u32 (out, 0);
  append_u32 (out, 2);
  append_u32 (out, 28);
  append_u32 (out, 28 + 16);
  append_u32 (out, 0);
  append_u32 (out, 0);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    append_u32 (out, (guint32)strlen (texts[i]));
    append_u32 (out, at);
    at += (guint32)strlen (texts[i]) + 1;
  }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_byte_array_append (out, (const guint8 *)texts[i], (guint)strlen (texts[i]) + 1);

  g_autofree char *folder = g_build_filename (dir, "zh_CN", "LC_MESSAGES", NULL);
  g_autofree char *path = g_build_filename (folder, GETTEXT_PACKAGE ".mo", NULL);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, (const char *)out->data, (gssize)out->len, &error));
  g_assert_no_error (error);
}

static void
remove_catalogue (const char *dir)
{
  static const char *const parts[] = { "zh_CN/LC_MESSAGES/" GETTEXT_PACKAGE ".mo", "zh_CN/LC_MESSAGES",
                                       "zh_CN", "" };
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *path = g_build_filename (dir, parts[i], NULL);
    g_assert_cmpint (g_remove (path), ==, 0);
  }
}

/* Each environment in a process of its own: the language is chosen once. The sub-process prints what it
 * chose. */
static void
test_choose_subprocess (void)
{
  const char *lang = g_getenv ("SZ_TEST_LANG");
  if (!g_test_subprocess ())
    return;
  sz_i18n_init (lang != NULL && *lang != '\0' ? lang : NULL);
  g_print ("lang=%s text=%s point=%s\n", sz_lang () == SZ_LANG_ZH ? "zh" : "en", _ (source_text),
           localeconv ()->decimal_point);
}

static void
test_choose (void)
{
  static const struct {
    const char *language, *lc_all, *lc_messages, *lang, *given;
    gboolean chinese;
  } cases[] = {
    { "zh_CN", "C.UTF-8", "", "", "", TRUE },
    { "zh_CN:en", "C.UTF-8", "", "", "", TRUE },
    { "en:zh_CN", "C.UTF-8", "", "", "", FALSE },
    { "", "zh_CN.UTF-8", "", "", "", TRUE }, /* a locale that is not generated here */
    { "", "", "zh_CN.UTF-8", "", "", TRUE },
    { "", "", "", "zh_CN.UTF-8", "", TRUE },
    { "", "C", "", "zh_CN.UTF-8", "", FALSE },
    { "", "", "en_US.UTF-8", "zh_CN.UTF-8", "", FALSE },
    { "", "C.UTF-8", "", "", "", FALSE },
    { "", "", "", "", "", FALSE },
    { "", "de_DE.UTF-8", "", "", "", FALSE },
    { "", "C", "", "", "zh", TRUE },
    { "zh_CN", "zh_CN.UTF-8", "", "", "en", FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("case %u", i);
    g_setenv ("LANGUAGE", cases[i].language, TRUE);
    g_setenv ("LC_ALL", cases[i].lc_all, TRUE);
    g_setenv ("LC_MESSAGES", cases[i].lc_messages, TRUE);
    g_setenv ("LANG", cases[i].lang, TRUE);
    g_setenv ("SZ_TEST_LANG", cases[i].given, TRUE);
    g_test_trap_subprocess ("/base/i18n/choose/subprocess", 0, 0);
    g_test_trap_assert_passed ();
    g_test_trap_assert_stdout (cases[i].chinese ? "*lang=zh text=测试大厅 point=.*"
                                                : "*lang=en text=sz-test hall point=.*");
  }
}

static void
test_switch_subprocess (void)
{
  if (!g_test_subprocess ())
    return;
  sz_i18n_init ("en");
  for (int i = 0; i < 3; i++) {
    sz_lang_set (SZ_LANG_EN);
    g_assert_cmpstr (_ (source_text), ==, source_text);
    g_assert_cmpint (sz_lang (), ==, SZ_LANG_EN);
    sz_lang_set (SZ_LANG_ZH);
    g_assert_cmpstr (_ (source_text), ==, chinese_text);
    g_assert_cmpint (sz_lang (), ==, SZ_LANG_ZH);
  }
}

static void
test_switch (void)
{
  g_setenv ("LANGUAGE", "", TRUE);
  g_setenv ("LC_ALL", "C", TRUE);
  g_test_trap_subprocess ("/base/i18n/switch/subprocess", 0, 0);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = NULL;
  g_test_init (&argc, &argv, NULL);
  if (!g_test_subprocess ()) {
    dir = g_dir_make_tmp ("sz-i18n-XXXXXX", &error);
    g_assert_no_error (error);
    write_catalogue (dir);
    g_setenv ("SHUZHI_LOCALEDIR", dir, TRUE);
  }
  g_test_add_func ("/base/i18n/choose", test_choose);
  g_test_add_func ("/base/i18n/choose/subprocess", test_choose_subprocess);
  g_test_add_func ("/base/i18n/switch", test_switch);
  g_test_add_func ("/base/i18n/switch/subprocess", test_switch_subprocess);
  const int status = g_test_run ();
  if (dir != NULL)
    remove_catalogue (dir);
  return status;
}
