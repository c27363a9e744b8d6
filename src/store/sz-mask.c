/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-mask.h"

#include <string.h>

#define KEPT 6 /* characters, of base 36 */
#define STAR_BITS 5
#define FIRST_BITS 3 /* how many of the kept stand before the stars */
#define ALL_KEPT G_GINT64_CONSTANT (2176782336)

static int
digit_of (char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
}

/* How many digits `text` begins with, at most KEPT; they are added to `kept`. */
static guint
read_digits (const char *text, gint64 *kept)
{
  guint n = 0;
  for (int digit; n < KEPT && (digit = digit_of (text[n])) >= 0; n++)
    *kept = *kept * 36 + digit;
  return n;
}

gint64
sz_mask_number (const char *text)
{
  gint64 kept = 0;
  guint first = read_digits (text, &kept);
  gsize stars = strspn (text + first, "*");
  if (stars == 0 || stars >= 1u << STAR_BITS)
    return 0;
  guint last = read_digits (text + first + stars, &kept);
  if (first + last != KEPT || text[first + stars + last] != '\0')
    return 0;
  return SZ_MASK_FIRST + (((kept << FIRST_BITS) | first) << STAR_BITS) + (gint64)stars;
}

gboolean
sz_mask_text (gint64 number, char out[SZ_MASK_BYTES])
{
  if (!sz_mask_is_number (number))
    return FALSE;
  gint64 rest = number - SZ_MASK_FIRST;
  guint stars = (guint)(rest & ((1 << STAR_BITS) - 1));
  guint first = (guint)(rest >> STAR_BITS) & ((1 << FIRST_BITS) - 1);
  gint64 kept = rest >> (STAR_BITS + FIRST_BITS);
  if (stars == 0 || first > KEPT || kept >= ALL_KEPT)
    return FALSE;
  memset (out, '*', stars + KEPT);
  out[stars + KEPT] = '\0';
  for (guint i = KEPT; i > 0; i--, kept /= 36)
    out[i <= first ? i - 1 : i - 1 + stars] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[kept % 36];
  return TRUE;
}
