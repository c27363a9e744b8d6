/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "sz-identity.h"

/* Free text is scrubbed by a rule that is simple on purpose and takes rather too much: whatever has eleven or
 * more digits in a row, blanks and hyphens not counted, goes; so does what has the form of a credit code. */
#define LEAST_DIGITS 11
#define MOST_GAPS 3
#define INVISIBLE 1
#define REMOVED "[…]"

static gboolean
is_invisible (gunichar c)
{
  return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

static gboolean
is_blank (gunichar c)
{
  return c == ' ' || c == '\t' || c == 0x3000 || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f ||
         c == 0x205f;
}

static gboolean
is_separator (gunichar c)
{
  return (c < 128 && c != 0 && strchr ("-.():_~*/,+", (char)c) != NULL) || c == 0x3001 || c == 0xb7 ||
         (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0x301c || c == 0xff5e;
}

/* ① to ⑨, also in brackets, with a full stop, white on black; -1 for other characters. */
static int
read_ringed (gunichar c)
{
  static const gunichar firsts[] = { 0x2460, 0x2474, 0x2488, 0x24f5, 0x2776, 0x2780, 0x278a };
  for (guint i = 0; i < G_N_ELEMENTS (firsts); i++)
    if (c >= firsts[i] && c < firsts[i] + 9)
      return (int)(c - firsts[i]) + 1;
  return c == 0x24ea || c == 0x24ff ? 0 : -1;
}

/* A character of the text as far as the rule goes: an upper-case letter or digit, ' ' for a gap, INVISIBLE
 * for what nobody sees, 0 for anything else. In codes only blanks are gaps, for hyphens divide them. */
static char
fold (gunichar c, gboolean code)
{
  if (c >= 0xff01 && c <= 0xff5e)
    c = c - 0xff01 + '!';
  if (c < 128 && g_ascii_isalnum ((char)c))
    return g_ascii_toupper ((char)c);
  if (is_blank (c) || (!code && is_separator (c)))
    return ' ';
  if (c < 128)
    return 0;
  if (is_invisible (c))
    return INVISIBLE;
  const int digit = g_unichar_digit_value (c), ringed = digit < 0 ? read_ringed (c) : digit;
  return ringed >= 0 ? (char)('0' + ringed) : 0;
}

/* The text as folded characters, with the byte each begins at; one entry more marks the end. */
typedef struct {
  char *chars;
  guint32 *at;
  gsize n;
} Folded;

static void
fold_text (const char *text, gsize length, gboolean code, Folded *folded)
{
  folded->chars = g_malloc (length + 1);
  folded->at = g_new (guint32, length + 1);
  folded->n = 0;
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p)) {
    folded->at[folded->n] = (guint32)(p - text);
    folded->chars[folded->n++] = fold (g_utf8_get_char (p), code);
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
    } else if (c != INVISIBLE) {
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
    if (c == ' ' || c == INVISIBLE) {
      gap += c == ' ';
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

/* Two digits at `at` as a number; -1 if they are none. */
static int
read_two (const char *at)
{
  return g_ascii_isdigit (at[0]) && g_ascii_isdigit (at[1]) ? (at[0] - '0') * 10 + at[1] - '0' : -1;
}

static gboolean
is_day (int year, int month, int mday)
{
  return year >= 1850 && year <= 2199 && month >= 1 && month <= 12 && mday >= 1 &&
         mday <= sz_month_length (year, month);
}

/* "2026-11-20 09:30" or "2026-11-20T09:30:15" is an instant, though it has many digits. Its length in bytes,
 * or 0. */
static gsize
match_instant (const char *text, gsize length)
{
  const gsize least = 16;
  if (length < least || !g_ascii_isdigit (text[0]) || (text[4] != '-' && text[4] != '/') ||
      text[7] != text[4] || (text[10] != ' ' && text[10] != 'T') || text[13] != ':')
    return 0;
  const int hour = read_two (text + 11), minute = read_two (text + 14);
  if (!is_day (read_two (text) * 100 + read_two (text + 2), read_two (text + 5), read_two (text + 8)) ||
      hour < 0 || hour > 24 || minute < 0 || minute > 59)
    return 0;
  const gboolean seconds = length >= 19 && text[16] == ':' && read_two (text + 17) >= 0;
  const gsize end = seconds ? 19 : least;
  return end < length && g_ascii_isdigit (text[end]) ? 0 : end;
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

  fold_text (text, n, FALSE, &folded);
  chars = folded.chars;
  at = folded.at;
  for (gsize i = 0; i < folded.n;) {
    gsize end = 0;
    const gsize instant =
        i == 0 || !g_ascii_isalnum (folded.chars[i - 1]) ? match_instant (text + at[i], n - at[i]) : 0;
    if (instant != 0) {
      g_string_append_len (out, text + at[i], (gssize)instant);
      i += instant;
      continue;
    }
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

/* --- keys, codes and short texts: only what has the whole form of an identity --- */

/* The first two digits of a region: the provinces, 71 81 82 83, 91 of foreign residents, and 99, which no
 * place has and invented people use. */
static gboolean
is_region (const char *digits)
{
  static const char provinces[] = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 "
                                  "50 51 52 53 54 61 62 63 64 65 66 71 81 82 83 91 99";
  const int region = read_two (digits);
  for (const char *p = provinces; *p != '\0'; p += p[2] == ' ' ? 3 : 2)
    if (read_two (p) == region)
      return TRUE;
  return FALSE;
}

/* `wanted` letters and digits from `start`, gaps left out; where they end, or 0. */
static gsize
collect (const Folded *folded, gsize start, gsize wanted, gboolean digits, char *out)
{
  gsize taken = 0, gap = 0;
  for (gsize i = start; i < folded->n && gap <= MOST_GAPS; i++) {
    const char c = folded->chars[i];
    if (c == ' ' || c == INVISIBLE) {
      gap += c == ' ';
      continue;
    }
    if (c == 0 || (digits && !g_ascii_isdigit (c) && !(c == 'X' && taken == 17)))
      return 0;
    gap = 0;
    out[taken++] = c;
    if (taken == wanted) {
      out[taken] = '\0';
      return i + 1;
    }
  }
  return 0;
}

/* How many digits (or letters and digits) stand from `start` on, gaps left out; eighteen is enough to know.
 */
static gsize
count_run (const Folded *folded, gsize start, gboolean digits)
{
  gsize taken = 0, gap = 0;
  for (gsize i = start; i < folded->n && gap <= MOST_GAPS && taken < 18; i++) {
    const char c = folded->chars[i];
    if (c == ' ' || c == INVISIBLE) {
      gap += c == ' ';
      continue;
    }
    if (c == 0 || (digits && !g_ascii_isdigit (c)))
      break;
    gap = 0;
    taken++;
  }
  return taken;
}

/* Most letters and digits begin no credit code; a look at the first two saves collecting eighteen. */
static gboolean
may_begin_credit (const Folded *folded, gsize start)
{
  const char first = folded->chars[start], second = folded->chars[start + 1];
  if (!(first >= '1' && first <= '9') && first != 'A' && first != 'N' && first != 'Y')
    return FALSE;
  return !g_ascii_isalnum (second) || (second >= '1' && second <= '9');
}

static gboolean
is_credit_code (const char *code, gboolean loose)
{
  if (strchr ("123456789ANY", code[0]) == NULL || code[1] < '1' || code[1] > '9')
    return FALSE;
  for (guint i = 2; i < 8; i++)
    if (!g_ascii_isdigit (code[i]))
      return FALSE;
  if (strpbrk (code, "IOSVZ") != NULL)
    return FALSE;
  return loose ||
         ((is_region (code + 2) || strncmp (code + 2, "10", 2) == 0) && sz_identity_credit_check (code));
}

/* Runs of letters and digits that are something else: a hash or UUID in hexadecimal; a catalogue number of 31
 * characters, which begins with the code of the public body that answers for the item. */
static gboolean
is_public_run (const Folded *folded, gsize start)
{
  gsize from = start, to = start, hex = 0;
  char code[19];
  while (from > 0 && g_ascii_isalnum (folded->chars[from - 1]))
    from--;
  for (to = from; to < folded->n && g_ascii_isalnum (folded->chars[to]); to++)
    hex += g_ascii_isxdigit (folded->chars[to]);
  const gsize length = to - from;
  if (hex == length && (length == 32 || length == 40 || length == 64))
    return TRUE;
  return length == 31 && collect (folded, from, 18, FALSE, code) != 0 && code[0] == '1' &&
         (code[1] == '1' || code[1] == '2') && sz_identity_credit_check (code);
}

/* From `start`: the end of what has the form of an identity, or 0. `loose`: a credit code without its check
 * digit counts too. */
static gsize
match_identity (const Folded *folded, gsize start, gboolean loose)
{
  const char *chars = folded->chars;
  const gboolean begins = start == 0 || !g_ascii_isdigit (chars[start - 1]);
  const gsize run = count_run (folded, start, TRUE);
  char number[20];
  gsize end;
  if (run >= 17 && (end = collect (folded, start, 18, TRUE, number)) != 0 && is_region (number) &&
      is_day (read_two (number + 6) * 100 + read_two (number + 8), read_two (number + 10),
              read_two (number + 12)) &&
      !is_public_run (folded, start))
    return end;
  if (begins && run >= 15 && (end = collect (folded, start, 15, TRUE, number)) != 0 &&
      !g_ascii_isdigit (chars[end]) && is_region (number) &&
      is_day (1900 + read_two (number + 6), read_two (number + 8), read_two (number + 10)))
    return end;
  if (begins && run >= 13 && (end = collect (folded, start, 13, TRUE, number)) != 0 &&
      !g_ascii_isdigit (chars[end]) && strncmp (number, "861", 3) == 0 && number[3] >= '3')
    return end;
  if (begins && run >= 11 && (end = collect (folded, start, 11, TRUE, number)) != 0 &&
      !g_ascii_isdigit (chars[end]) && number[0] == '1' && number[1] >= '3')
    return end;
  if (!may_begin_credit (folded, start) || count_run (folded, start, FALSE) < 18)
    return 0;
  end = collect (folded, start, 18, FALSE, number);
  return end != 0 && is_credit_code (number, loose) && !is_public_run (folded, start) ? end : 0;
}

/* Seven digits is the least that any form has. */
static gboolean
may_hold_identity (const char *text, gsize length)
{
  gsize digits = 0;
  if (length < LEAST_DIGITS)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    digits += g_ascii_isdigit (text[i]) || (guchar)text[i] >= 0xc2;
  return digits >= 7;
}

/* Most keys and codes are plain ASCII without blanks: there the lengths of the runs say that no form fits,
 * and nothing has to be folded. A mobile number is a run of exactly 11 digits, or of 13 with 86 before it;
 * the others have 15 digits, or 18 letters and digits. FALSE: look closely. */
static gboolean
is_surely_clean (const char *text, gsize length)
{
  gsize digits = 0, run = 0;
  for (gsize i = 0; i <= length; i++) {
    const char c = i < length ? text[i] : '\0';
    if ((guchar)c >= 0x80 || c == ' ' || c == '\t')
      return FALSE;
    run = g_ascii_isalnum (c) ? run + 1 : 0;
    if (run >= 18)
      return FALSE;
    if (g_ascii_isdigit (c)) {
      digits++;
      continue;
    }
    if (digits == LEAST_DIGITS || digits >= 15 || (digits == 13 && text[i - 13] == '8'))
      return FALSE;
    digits = 0;
  }
  return TRUE;
}

char *
sz_scrub_short (const char *text, gsize length)
{
  if (!may_hold_identity (text, length) || is_surely_clean (text, length))
    return NULL;
  if (!g_utf8_validate_len (text, length, NULL))
    return g_strdup (REMOVED);
  Folded folded;
  gboolean removed = FALSE;
  fold_text (text, length, TRUE, &folded);
  g_autofree char *chars = folded.chars;
  g_autofree guint32 *at = folded.at;
  g_autoptr (GString) out = g_string_sized_new (length);
  for (gsize i = 0; i < folded.n;) {
    gsize end = g_ascii_isalnum (chars[i]) ? match_identity (&folded, i, FALSE) : 0;
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

gboolean
sz_scrub_finds (const char *text, gsize length, gboolean loose)
{
  if (!may_hold_identity (text, length) || (!loose && is_surely_clean (text, length)))
    return FALSE;
  if (!g_utf8_validate_len (text, length, NULL))
    return TRUE;
  Folded folded;
  fold_text (text, length, !loose, &folded);
  g_autofree char *chars = folded.chars;
  g_autofree guint32 *at = folded.at;
  for (gsize i = 0; i < folded.n; i++)
    if (g_ascii_isalnum (chars[i]) && match_identity (&folded, i, loose) != 0)
      return TRUE;
  return FALSE;
}

char *
sz_scrub_code (const SzSiteKey *key, const char *text, gsize length)
{
  char hash[17];
  if (!sz_scrub_finds (text, length, FALSE))
    return NULL;
  if (key == NULL)
    return sz_scrub_short (text, length);
  sz_site_key_line_hash (key, text, (gssize)length, hash);
  return g_strconcat ("h:", hash, NULL);
}
