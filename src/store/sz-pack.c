/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-pack.h"

#include <string.h>

#include "sz-time.h"

/* --- rows --- */

void
sz_pack_missing (SzBytes *out)
{
  sz_bytes_put (out, 0);
}

void
sz_pack_stored (SzBytes *out, guint64 stored)
{
  sz_bytes_put (out, stored);
}

void
sz_pack_value (SzBytes *out, SzPackManner manner, gint64 value)
{
  switch (manner) {
  case SZ_PACK_WORD:
    sz_bytes_put (out, (guint64)value);
    break;
  case SZ_PACK_NUMBER:
    sz_bytes_put (out, sz_zigzag (value) + 1);
    break;
  case SZ_PACK_HASH:
    sz_bytes_put (out, (guint64)value + 1);
    break;
  case SZ_PACK_TIME:
    sz_bytes_put (out, value % 1000 ? sz_zigzag (value) * 2 + 2 : sz_zigzag (value / 1000) * 2 + 1);
    break;
  case SZ_PACK_FLAG:
    sz_bytes_put (out, (guint64)value + 1);
    break;
  }
}

void
sz_pack_finish (SzBytes *out)
{
  /* The last byte of a number is 0 only for the number 0. */
  while (out->len > 0 && out->data[out->len - 1] == 0)
    out->len--;
}

gboolean
sz_pack_meaning (guint64 stored, guint place, SzPackManner manner, gint64 *value)
{
  if (manner == SZ_PACK_FLAG)
    stored = (stored >> SZ_PLACE_SHIFT (place)) & 3;
  if (stored == 0)
    return FALSE;
  switch (manner) {
  case SZ_PACK_WORD:
    *value = (gint64)stored;
    break;
  case SZ_PACK_NUMBER:
    *value = sz_unzigzag (stored - 1);
    break;
  case SZ_PACK_HASH:
  case SZ_PACK_FLAG:
    *value = (gint64)(stored - 1);
    break;
  case SZ_PACK_TIME:
    *value = (stored - 1) & 1 ? sz_unzigzag ((stored - 1) >> 1) : sz_unzigzag ((stored - 1) >> 1) * 1000;
    break;
  }
  return TRUE;
}

guint64
sz_pack_next (SzPackReader *reader)
{
  guint64 stored;
  return sz_bytes_get (&reader->at, reader->end, &stored) ? stored : 0;
}

gboolean
sz_pack_slot (const guint8 *data, gsize length, guint place, SzPackManner manner, gint64 *value)
{
  SzPackReader reader = { data, data + length };
  for (guint slot = SZ_PLACE_SLOT (place); slot > 0 && reader.at < reader.end; reader.at++)
    slot -= *reader.at < 0x80;
  return sz_pack_meaning (sz_pack_next (&reader), place, manner, value);
}

/* --- cells --- */

enum { CODE_ZERO, CODE_SAME, CODE_NUMBER, CODE_THOUSANDS };

void
sz_pack_cell (SzBytes *out, const gint64 *counters, guint n)
{
  while (n > 0 && counters[n - 1] == 0)
    n--;
  if (n == 0)
    return;
  sz_bytes_put (out, n);
  gsize codes_at = out->len;
  gint64 before = 1;
  sz_bytes_reserve (out, (n + 3) / 4);
  memset (out->data + codes_at, 0, (n + 3) / 4);
  out->len += (n + 3) / 4;
  for (guint i = 0; i < n; i++) {
    gint64 value = counters[i];
    if (value == 0)
      continue;
    guint code = value == before ? CODE_SAME : value % 1000 ? CODE_NUMBER : CODE_THOUSANDS;
    out->data[codes_at + i / 4] |= (guint8)(code << (i % 4 * 2));
    if (code == CODE_NUMBER)
      before = value;
    if (code != CODE_SAME)
      sz_bytes_put (out, sz_zigzag (code == CODE_THOUSANDS ? value / 1000 : value));
  }
}

gboolean
sz_unpack_cell (const guint8 *data, gsize length, gint64 *counters, guint n, guint *n_held)
{
  SzPackReader reader = { data, data + length };
  guint64 held = 0;
  memset (counters, 0, n * sizeof (gint64));
  *n_held = 0;
  if (length == 0)
    return TRUE;
  if (!sz_bytes_get (&reader.at, reader.end, &held) || held > n ||
      (gsize)(reader.end - reader.at) < (held + 3) / 4)
    return FALSE;
  const guint8 *codes = reader.at;
  gint64 before = 1;
  reader.at += (held + 3) / 4;
  for (guint i = 0; i < held; i++) {
    guint code = (codes[i / 4] >> (i % 4 * 2)) & 3;
    guint64 stored;
    if (code == CODE_SAME)
      counters[i] = before;
    if (code < CODE_NUMBER)
      continue;
    if (!sz_bytes_get (&reader.at, reader.end, &stored))
      return FALSE;
    counters[i] = code == CODE_THOUSANDS ? sz_unzigzag (stored) * 1000 : sz_unzigzag (stored);
    if (code == CODE_NUMBER)
      before = counters[i];
  }
  *n_held = (guint)held;
  return reader.at == reader.end;
}

/* --- keys --- */

#define DAY_MARK '\001'
#define RAW_MARK '\002'
/* The day, then only digits to the end: two to a byte; an odd first one stands by itself. */
#define EVEN_MARK '\003'
#define ODD_MARK '\004'
#define MARKS "\001\002\003\004"
#define PAIR_BASE 14

static void
write_day (gint64 nday, char digits[9])
{
  char date[11];
  sz_day_format (-nday, date);
  memcpy (digits, date, 4);
  memcpy (digits + 4, date + 5, 2);
  memcpy (digits + 6, date + 8, 2);
  digits[8] = '\0';
}

static void
pack_tail (const char *tail, GString *out)
{
  gsize length = strlen (tail);
  if (length < 2 || strspn (tail, "0123456789") != length) {
    g_string_append_c (out, DAY_MARK);
    g_string_append (out, tail);
    return;
  }
  g_string_append_c (out, length % 2 ? ODD_MARK : EVEN_MARK);
  if (length % 2)
    g_string_append_c (out, *tail++);
  for (; *tail; tail += 2)
    g_string_append_c (out, (char)(PAIR_BASE + (tail[0] - '0') * 10 + tail[1] - '0'));
}

void
sz_pack_key (const char *key, gint64 nday, GString *out)
{
  static __thread gint64 known_nday = G_MININT64;
  static __thread char digits[9];
  if (nday != known_nday) {
    write_day (nday, digits);
    known_nday = nday;
  }
  g_string_truncate (out, 0);
  const char *day = NULL;
  if (strpbrk (key, MARKS))
    g_string_append_c (out, RAW_MARK);
  else
    day = strstr (key, digits);
  if (day == NULL) {
    g_string_append (out, key);
    return;
  }
  g_string_append_len (out, key, day - key);
  pack_tail (day + 8, out);
}

static void
unpack_tail (const char *tail, char mark, GString *out)
{
  if (mark == ODD_MARK)
    g_string_append_c (out, *tail++);
  if (mark == DAY_MARK) {
    g_string_append (out, tail);
    return;
  }
  for (; *tail; tail++) {
    int pair = *tail - PAIR_BASE;
    g_string_append_c (out, (char)('0' + pair / 10));
    g_string_append_c (out, (char)('0' + pair % 10));
  }
}

void
sz_unpack_key (const char *packed, gint64 nday, GString *out)
{
  g_string_truncate (out, 0);
  const char *mark = packed[0] == RAW_MARK ? NULL : strpbrk (packed, MARKS);
  if (mark == NULL) {
    g_string_append (out, packed[0] == RAW_MARK ? packed + 1 : packed);
    return;
  }
  char digits[9];
  write_day (nday, digits);
  g_string_append_len (out, packed, mark - packed);
  g_string_append (out, digits);
  unpack_tail (mark + 1, *mark, out);
}
