/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-pinyin.h"

#include <string.h>
#include <unicode/utrans.h>

/* What a character becomes at most, with room for the blank. */
#define GROWTH 8

/* (transfer full) (nullable) UTF-16, NUL-terminated */
static UChar *
transliterate (const char *text)
{
  static const char rules[] = "Han-Latin; Latin-ASCII; Lower";
  UErrorCode code = U_ZERO_ERROR;
  g_autofree gunichar2 *id = g_utf8_to_utf16 (rules, -1, NULL, NULL, NULL);
  glong length = 0;
  g_autofree gunichar2 *in = g_utf8_to_utf16 (text, -1, NULL, &length, NULL);
  UTransliterator *table;

  if (in == NULL || length > G_MAXINT32 / GROWTH)
    return NULL;
  table = utrans_openU ((const UChar *)id, -1, UTRANS_FORWARD, NULL, 0, NULL, &code);
  if (U_FAILURE (code))
    return NULL;
  int32_t capacity = (int32_t)length * GROWTH + 1, used = (int32_t)length, limit = (int32_t)length;
  UChar *buffer = g_new0 (UChar, (gsize)capacity);
  memcpy (buffer, in, (gsize)length * sizeof *buffer);
  utrans_transUChars (table, buffer, &used, capacity, 0, &limit, &code);
  utrans_close (table);
  if (U_FAILURE (code) || used >= capacity)
    g_clear_pointer (&buffer, g_free);
  return buffer;
}

static char **
empty_texts (guint n)
{
  char **texts = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    texts[i] = g_strdup ("");
  return texts;
}

char **
sz_pinyin_of (const char *const *texts)
{
  guint n = g_strv_length ((char **)texts);
  g_autofree char *joined = g_strjoinv ("\n", (char **)texts);
  g_autofree UChar *letters = n > 0 ? transliterate (joined) : NULL;
  g_autofree char *utf8 =
      letters != NULL ? g_utf16_to_utf8 ((const gunichar2 *)letters, -1, NULL, NULL, NULL) : NULL;
  g_auto (GStrv) parts = utf8 != NULL ? g_strsplit (utf8, "\n", -1) : NULL;

  /* A line break inside a text would shift all that follow it. */
  if (parts == NULL || g_strv_length (parts) != n)
    return empty_texts (n);
  return g_steal_pointer (&parts);
}
