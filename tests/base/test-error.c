/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-error.h"

#include <string.h>

static void
test_quote (void)
{
  static const struct {
    const char *text, *quote;
  } cases[] = {
    { NULL, "" },
    { "", "" },
    { "today", "today" },
    { "时段", "时段" },
    { "a\033[31m\nb", "a\xef\xbf\xbd[31m\xef\xbf\xbd"
                      "b" },
    { "a\xff", "a\xef\xbf\xbd" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *quote = sz_error_quote (cases[i].text);
    g_assert_cmpstr (quote, ==, cases[i].quote);
  }
  /* Cut between characters, and only what is too long. */
  for (gsize n = 59; n <= 62; n++) {
    g_autoptr (GString) text = g_string_new (NULL);
    for (gsize i = 0; i < n; i++)
      g_string_append (text, "段");
    g_autofree char *quote = sz_error_quote (text->str);
    g_assert_true (g_utf8_validate (quote, -1, NULL));
    g_assert_cmpint (g_utf8_strlen (quote, -1), ==, MIN (n, 61));
    g_assert_cmpint (g_str_has_suffix (quote, "…"), ==, n > 60);
  }
}

static void
test_quark (void)
{
  g_assert_cmpstr (g_quark_to_string (SZ_ERROR), ==, "sz-error-quark");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/error/quote", test_quote);
  g_test_add_func ("/base/error/quark", test_quark);
  return g_test_run ();
}
