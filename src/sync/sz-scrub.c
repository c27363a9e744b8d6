/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sz-identity.h"

/* Free text is scrubbed by a rule that is simple on purpose and takes rather too much: whatever has eleven or
 * more digits in a row, blanks and hyphens not counted, goes; so does what has the form of a credit code. */
#define LEAST_DIGITS 11
#define MOST_GAPS 2
#define REMOVED "[…]"

/* A character of the text as far as the rule goes: an upper-case letter or digit, ' ' for a separator, 0 for
 * anything else. */
static char
fold (gunichar c)
{
  if (c >= 0xff01 && c <= 0xff5e)
    c = c - 0xff01 + '!';
  if (c < 128 && g_ascii_isalnum ((char)c))
    return g_ascii_toupper ((char)c);
  if (c < 128)
    return c == ' ' || c == '-' || c == '.' || c == '_' || c == '\t' || c == '(' || c == ')' ? ' ' : 0;
  const int digit = g_unichar_digit_value (c);
  if (digit >= 0)
    return (char)('0' + digit);
  if (c == 0x3000 || c == 0xa0 || c == 0xb7 || (c >= 0x2000 && c <= 0x2015) || c == 0xfeff || c == 0x2212)
    return ' ';
  return 0;
}

/* The text as folded characters, with the byte each begins at; one entry more marks the end. */
typedef struct {
  char *chars;
  guint32 *at;
  gsize n;
} Folded;

static void
fold_text (const char *text, gsize length, Folded *folded)
{
  folded->chars = g_malloc (length + 1);
  folded->at = g_new (guint32, length + 1);
  folded->n = 0;
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p)) {
    folded->at[folded->n] = (guint32)(p - text);
    folded->chars[folded->n++] = fold (g_utf8_get_char (p));
  }
  folded->at[folded->n] = (guint32)length;
  folded->chars[folded->n] = 0;
}

/* From `start`, a digit: where the run of digits ends; 0 if it holds too few. */
static gsize
match_digits (const Folded *folded, gsize start)
{
  gsize digits = 0, end = start, gap = 0;
  for (gsize i = start; i < folded->n && gap <= MOST_GAPS; i++) {
    const char c = folded->chars[i];
    if (g_ascii_isdigit (c) || (c == 'X' && digits >= 17)) {
      digits++;
      end = i + 1;
      gap = 0;
      if (c == 'X')
        break;
    } else if (c == ' ') {
      gap++;
    } else {
      break;
    }
  }
  return digits >= LEAST_DIGITS ? end : 0;
}

/* From `start`, a letter or digit: the end of eighteen characters in the form of a credit code; 0 if it is
 * none. */
static gsize
match_credit (const Folded *folded, gsize start)
{
  gsize taken = 0, gap = 0;
  for (gsize i = start; i < folded->n && gap <= MOST_GAPS; i++) {
    const char c = folded->chars[i];
    if (c == ' ') {
      gap++;
      continue;
    }
    if (c == 0 || strchr ("IOSVZ", c) != NULL || (taken >= 2 && taken < 8 && !g_ascii_isdigit (c)))
      return 0;
    gap = 0;
    if (++taken == 18)
      return i + 1;
  }
  return 0;
}

gboolean
sz_scrub_is_needed (const char *text, gsize length)
{
  gsize digits = 0;
  /* Every form has eight or more digits; other scripts' digits are not ASCII, so those texts are looked at
   * closely. */
  for (gsize i = 0; i < length; i++)
    if (g_ascii_isdigit (text[i]) || (guchar)text[i] >= 0xd9)
      digits++;
  return digits >= 8;
}

char *
sz_scrub_text (const char *text, gssize length)
{
  const gsize n = length < 0 ? strlen (text) : (gsize)length;
  if (!sz_scrub_is_needed (text, n))
    return NULL;
  if (!g_utf8_validate_len (text, n, NULL))
    return g_strdup (REMOVED);
  g_autofree char *chars = NULL;
  g_autofree guint32 *at = NULL;
  Folded folded;
  g_autoptr (GString) out = g_string_sized_new (n);
  gboolean removed = FALSE;

  fold_text (text, n, &folded);
  chars = folded.chars;
  at = folded.at;
  for (gsize i = 0; i < folded.n;) {
    gsize end = 0;
    if (g_ascii_isdigit (folded.chars[i]))
      end = match_digits (&folded, i);
    if (end == 0 && g_ascii_isalnum (folded.chars[i]))
      end = match_credit (&folded, i);
    if (end != 0) {
      g_string_append (out, REMOVED);
      removed = TRUE;
    } else {
      end = i + 1;
      g_string_append_len (out, text + at[i], at[end] - at[i]);
    }
    i = end;
  }
  return removed ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

char *
sz_scrub_code (const SzSiteKey *key, const char *text, gsize length)
{
  char number[19];
  gsize run = 0;
  if (length < 18 || key == NULL)
    return NULL;
  for (gsize i = 0; i <= length; i++) {
    if (i < length && g_ascii_isdigit (text[i])) {
      run++;
      continue;
    }
    const gboolean x = i < length && (text[i] == 'X' || text[i] == 'x') && run == 17;
    if (run == 18 || x) {
      SzIdentity identity;
      memcpy (number, text + i - run, 18);
      number[17] = g_ascii_toupper (number[17]);
      number[18] = '\0';
      if (sz_identity_id_check (number) && sz_identity_read (SZ_IDENTITY_ID_NUMBER, number, 18, &identity) &&
          identity.form == SZ_SUBJECT_PERSON) {
        char hash[17];
        sz_site_key_line_hash (key, text, (gssize)length, hash);
        return g_strconcat ("h:", hash, NULL);
      }
    }
    run = 0;
  }
  return NULL;
}
