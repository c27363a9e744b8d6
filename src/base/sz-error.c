/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-error.h"

/* Not by G_DEFINE_QUARK: the formatter would take the hyphens of its argument for minus signs. */
GQuark
sz_error_quark (void)
{
  return g_quark_from_static_string ("sz-error-quark");
}

/* Characters of a quotation; enough to recognise what was given. */
#define QUOTE_MAX 60

char *
sz_error_quote (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *out = g_string_new (NULL);
  int n = 0;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    const gunichar c = g_utf8_get_char (p);
    if (n++ == QUOTE_MAX) {
      g_string_append (out, "…");
      break;
    }
    g_string_append_unichar (out, g_unichar_iscntrl (c) ? 0xfffd : c);
  }
  return g_string_free (out, FALSE);
}
