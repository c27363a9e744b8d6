/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-identity.h"

#include <string.h>

/* --- check digits --- */

static gboolean
all_digits (const char *text, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
  return TRUE;
}

static char
id_check_digit (const char *text)
{
  static const guint8 weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  guint sum = 0;
  for (guint i = 0; i < 17; i++)
    sum += (guint)(text[i] - '0') * weights[i];
  return "10X98765432"[sum % 11];
}

gboolean
sz_identity_id_check (const char *text)
{
  return strlen (text) == 18 && all_digits (text, 17) && text[17] == id_check_digit (text);
}

/* Value of a character of GB 32100, which leaves out I O S V Z; -1 for others. */
static int
credit_value (char c)
{
  static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const char *at = c != '\0' ? strchr (alphabet, c) : NULL;
  return at != NULL ? (int)(at - alphabet) : -1;
}

gboolean
sz_identity_credit_check (const char *text)
{
  static const guint8 weights[17] = { 1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28 };
  int sum = 0;
  if (strlen (text) != 18)
    return FALSE;
  for (guint i = 0; i < 17; i++) {
    const int value = credit_value (text[i]);
    if (value < 0)
      return FALSE;
    sum += value * weights[i];
  }
  return credit_value (text[17]) == (31 - sum % 31) % 31;
}

/* --- reading --- */

/* One character of an identity in ASCII if it has such a form: full-width letters, digits and blanks. */
static gunichar
to_ascii (gunichar c)
{
  if (c >= 0xff01 && c <= 0xff5e)
    return c - 0xff01 + '!';
  return c == 0x3000 || c == 0x00a0 || c == '\t' ? ' ' : c;
}

static gboolean
is_invisible (gunichar c)
{
  return (c >= 0x200b && c <= 0x200f) || c == 0xfeff || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

/* Trimmed, to ASCII, upper case; inner blanks and hyphens are dropped from numbers and runs of blanks made
 * one in names. */
static gboolean
normalise (const char *text, gsize length, gboolean number, char out[SZ_IDENTITY_TEXT])
{
  gsize n = 0;
  const char *end = text + length;
  if (!g_utf8_validate_len (text, length, NULL))
    return FALSE;
  for (const char *p = text; p < end; p = g_utf8_next_char (p)) {
    gunichar c = to_ascii (g_utf8_get_char (p));
    if (c < 128)
      c = (gunichar)g_ascii_toupper ((char)c);
    if (is_invisible (c) || (c == ' ' && (number || n == 0 || out[n - 1] == ' ')) || (number && c == '-'))
      continue;
    if (c < ' ' || n + 7 > SZ_IDENTITY_TEXT)
      return FALSE;
    n += (gsize)g_unichar_to_utf8 (c, out + n);
  }
  while (n > 0 && out[n - 1] == ' ')
    n--;
  out[n] = '\0';
  return n > 0;
}

/* "19900307" as a day; G_MININT64 if there is no such day or it lies outside what a living or recently dead
 * person has. */
static gint64
read_birth (const char *digits)
{
  const int year =
      (digits[0] - '0') * 1000 + (digits[1] - '0') * 100 + (digits[2] - '0') * 10 + digits[3] - '0';
  const int month = (digits[4] - '0') * 10 + digits[5] - '0', mday = (digits[6] - '0') * 10 + digits[7] - '0';
  if (year < 1850 || year > 2199 || month < 1 || month > 12 || mday < 1 ||
      mday > sz_month_length (year, month))
    return G_MININT64;
  return sz_day_from_ymd (year, month, mday);
}

/* The numbers of before 1999 are the same people's: the century and the check digit are added. */
static void
lengthen (SzIdentity *identity)
{
  char wide[19];
  if (strlen (identity->text) != 15 || !all_digits (identity->text, 15))
    return;
  memcpy (wide, identity->text, 6);
  memcpy (wide + 6, "19", 2);
  memcpy (wide + 8, identity->text + 6, 9);
  if (read_birth (wide + 6) == G_MININT64)
    return;
  wide[17] = id_check_digit (wide);
  wide[18] = '\0';
  memcpy (identity->text, wide, sizeof wide);
}

static gboolean
has_credit_form (const char *text)
{
  if (strlen (text) != 18 || !all_digits (text + 2, 6))
    return FALSE;
  for (guint i = 0; i < 18; i++)
    if (credit_value (text[i]) < 0)
      return FALSE;
  return TRUE;
}

/* Told apart by form; where both forms fit, by which check digit is right. */
static void
classify (SzIdentity *identity)
{
  const char *text = identity->text;
  const gboolean id_form =
      strlen (text) == 18 && all_digits (text, 17) && (g_ascii_isdigit (text[17]) || text[17] == 'X');
  const gint64 birth = id_form ? read_birth (text + 6) : G_MININT64;
  const gboolean credit_form = has_credit_form (text);
  const gboolean credit_right = credit_form && sz_identity_credit_check (text);

  identity->form = SZ_SUBJECT_OTHER;
  if (birth != G_MININT64 && (sz_identity_id_check (text) || !credit_right)) {
    identity->form = SZ_SUBJECT_PERSON;
    identity->birth_day = birth;
    identity->doubtful = !sz_identity_id_check (text);
  } else if (credit_right || (credit_form && !id_form)) {
    /* Early pilot codes fail their check legitimately: never a reason to refuse. */
    identity->form = SZ_SUBJECT_ENTERPRISE;
    identity->doubtful = !credit_right;
  } else if (id_form) {
    identity->doubtful = TRUE;
  }
}

gboolean
sz_identity_read (SzIdentityKind kind, const char *text, gssize length, SzIdentity *identity)
{
  const gsize n = length < 0 ? strlen (text) : (gsize)length;
  identity->form = SZ_SUBJECT_OTHER;
  identity->birth_day = G_MININT64;
  identity->doubtful = FALSE;
  if (!normalise (text, n, kind != SZ_IDENTITY_NAME, identity->text))
    return FALSE;
  if (kind == SZ_IDENTITY_PHONE) {
    const char *digits = identity->text + (identity->text[0] == '+');
    if (strlen (digits) == 13 && g_str_has_prefix (digits, "861") && all_digits (digits, 13))
      memmove (identity->text, digits + 2, 12);
  } else if (kind != SZ_IDENTITY_NAME) {
    lengthen (identity);
    classify (identity);
  }
  return TRUE;
}

const char *
sz_identity_domain (SzIdentityKind kind)
{
  switch (kind) {
  case SZ_IDENTITY_PHONE:
    return "phone:";
  case SZ_IDENTITY_NAME:
    return "name:";
  case SZ_IDENTITY_NONE:
  case SZ_IDENTITY_SUBJECT:
  case SZ_IDENTITY_ID_NUMBER:
  case SZ_IDENTITY_CREDIT_CODE:
    return "id:";
  }
  return "id:";
}

/* --- masks --- */

/* Keeps `first` and `last` characters, a star for each other one, at most twenty. */
static void
mask_between (const char *text, glong first, glong last, char out[SZ_IDENTITY_TEXT])
{
  const glong length = g_utf8_strlen (text, -1);
  const glong stars = CLAMP (length - first - last, 0, 20);
  const char *tail = g_utf8_offset_to_pointer (text, length - last);
  const gsize head_bytes = (gsize)(g_utf8_offset_to_pointer (text, first) - text);
  memcpy (out, text, head_bytes);
  memset (out + head_bytes, '*', (gsize)stars);
  g_strlcpy (out + head_bytes + stars, tail, SZ_IDENTITY_TEXT - head_bytes - (gsize)stars);
}

void
sz_identity_mask (SzIdentityKind kind, const SzIdentity *identity, char out[SZ_IDENTITY_TEXT])
{
  const char *text = identity->text;
  const glong length = g_utf8_strlen (text, -1);
  glong first = 0, last = 0;
  switch (kind) {
  case SZ_IDENTITY_PHONE:
    if (length == 11 && all_digits (text, 11) && text[0] == '1') {
      first = 3;
      last = 2;
    }
    break;
  case SZ_IDENTITY_NAME:
    first = length > 1 ? 1 : 0;
    break;
  case SZ_IDENTITY_NONE:
  case SZ_IDENTITY_SUBJECT:
  case SZ_IDENTITY_ID_NUMBER:
  case SZ_IDENTITY_CREDIT_CODE:
    if (identity->form == SZ_SUBJECT_PERSON)
      first = last = 2;
    else if (identity->form == SZ_SUBJECT_ENTERPRISE) {
      first = 2;
      last = 4;
    }
    break;
  }
  mask_between (text, first, last, out);
}

/* --- what a birth day tells --- */

const char *
sz_identity_age_band (const SzIdentity *identity, gint64 day)
{
  int year, month, mday, birth_year, birth_month, birth_mday;
  if (identity->birth_day == G_MININT64 || identity->birth_day > day)
    return NULL;
  sz_day_to_ymd (day, &year, &month, &mday);
  sz_day_to_ymd (identity->birth_day, &birth_year, &birth_month, &birth_mday);
  const int age = year - birth_year - (month < birth_month || (month == birth_month && mday < birth_mday));
  return age < 18 ? "0-17" : age < 35 ? "18-34" : age < 60 ? "35-59" : age < 80 ? "60-79" : "80+";
}

const char *
sz_subject_form_code (SzSubjectForm form)
{
  return form == SZ_SUBJECT_PERSON ? "person" : form == SZ_SUBJECT_ENTERPRISE ? "enterprise" : "other";
}
