/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-pack.h"

#include <string.h>

#include "sz-time.h"

/* --- integers ---------------------------------------------------------------------------------------------------------- */

static guint64
zigzag (gint64 value)
{
  return ((guint64)value << 1) ^ (guint64)(value >> 63);
}

static gint64
unzigzag (guint64 value)
{
  return (gint64)(value >> 1) ^ -(gint64)(value & 1);
}

static void
put (GByteArray *out, guint64 value)
{
  guint8 bytes[10];
  guint n = 0;
  for (; value > 0x7f; value >>= 7)
    bytes[n++] = (guint8)(value | 0x80);
  bytes[n++] = (guint8)value;
  g_byte_array_append (out, bytes, n);
}

static gboolean
get (SzPackReader *reader, guint64 *value)
{
  if (reader->at < reader->end && *reader->at < 0x80) {
    *value = *reader->at++;
    return TRUE;
  }
  guint64 result = 0;
  for (guint shift = 0; shift < 64 && reader->at < reader->end; shift += 7) {
    guint8 byte = *reader->at++;
    result |= (guint64)(byte & 0x7f) << shift;
    if (!(byte & 0x80)) {
      *value = result;
      return TRUE;
    }
  }
  return FALSE;
}

/* --- rows -------------------------------------------------------------------------------------------------------------- */

void
sz_pack_missing (GByteArray *out)
{
  put (out, 0);
}

void
sz_pack_value (GByteArray *out, SzPackManner manner, gint64 value)
{
  switch (manner) {
  case SZ_PACK_WORD:
    put (out, (guint64)value);
    break;
  case SZ_PACK_NUMBER:
    put (out, zigzag (value) + 1);
    break;
  case SZ_PACK_HASH:
    put (out, (guint64)value + 1);
    break;
  case SZ_PACK_TIME:
    put (out, value % 1000 ? zigzag (value) * 2 + 2 : zigzag (value / 1000) * 2 + 1);
    break;
  }
}

void
sz_pack_finish (GByteArray *out)
{
  /* The last byte of a number is 0 only for the number 0. */
  while (out->len > 0 && out->data[out->len - 1] == 0)
    g_byte_array_set_size (out, out->len - 1);
}

static gint64
meaning (SzPackManner manner, guint64 stored)
{
  switch (manner) {
  case SZ_PACK_WORD:
    break;
  case SZ_PACK_NUMBER:
    return unzigzag (stored - 1);
  case SZ_PACK_HASH:
    return (gint64)(stored - 1);
  case SZ_PACK_TIME:
    return (stored - 1) & 1 ? unzigzag ((stored - 1) >> 1) : unzigzag ((stored - 1) >> 1) * 1000;
  }
  return (gint64)stored;
}

gboolean
sz_pack_next (SzPackReader *reader, SzPackManner manner, gint64 *value)
{
  guint64 stored;
  if (!get (reader, &stored) || stored == 0)
    return FALSE;
  *value = meaning (manner, stored);
  return TRUE;
}

gboolean
sz_pack_slot (const guint8 *data, gsize length, guint slot, SzPackManner manner, gint64 *value)
{
  SzPackReader reader = { data, data + length };
  for (; slot > 0 && reader.at < reader.end; reader.at++)
    slot -= *reader.at < 0x80;
  return sz_pack_next (&reader, manner, value);
}

/* --- cells ------------------------------------------------------------------------------------------------------------- */

enum { CODE_ZERO, CODE_ONE, CODE_NUMBER, CODE_THOUSANDS };

void
sz_pack_cell (GByteArray *out, const gint64 *counters, guint n)
{
  while (n > 0 && counters[n - 1] == 0)
    n--;
  if (n == 0)
    return;
  guint head = out->len;
  put (out, n);
  guint codes_at = out->len;
  g_byte_array_set_size (out, codes_at + (n + 3) / 4);
  memset (out->data + codes_at, 0, (n + 3) / 4);
  for (guint i = 0; i < n; i++) {
    gint64 value = counters[i];
    if (value == 0)
      continue;
    guint code = value == 1 ? CODE_ONE : value % 1000 ? CODE_NUMBER : CODE_THOUSANDS;
    out->data[codes_at + i / 4] |= (guint8)(code << (i % 4 * 2));
    if (code != CODE_ONE)
      put (out, zigzag (code == CODE_THOUSANDS ? value / 1000 : value));
  }
  g_assert (out->len > head);
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
  if (!get (&reader, &held) || held > n || (gsize)(reader.end - reader.at) < (held + 3) / 4)
    return FALSE;
  const guint8 *codes = reader.at;
  reader.at += (held + 3) / 4;
  for (guint i = 0; i < held; i++) {
    guint code = (codes[i / 4] >> (i % 4 * 2)) & 3;
    guint64 stored;
    if (code == CODE_ONE)
      counters[i] = 1;
    if (code < CODE_NUMBER)
      continue;
    if (!get (&reader, &stored))
      return FALSE;
    counters[i] = code == CODE_THOUSANDS ? unzigzag (stored) * 1000 : unzigzag (stored);
  }
  *n_held = (guint)held;
  return reader.at == reader.end;
}

/* --- keys -------------------------------------------------------------------------------------------------------------- */

#define DAY_MARK '\001'
#define RAW_MARK '\002'

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
  if (strpbrk (key, "\001\002"))
    g_string_append_c (out, RAW_MARK);
  else
    day = strstr (key, digits);
  if (day == NULL) {
    g_string_append (out, key);
    return;
  }
  g_string_append_len (out, key, day - key);
  g_string_append_c (out, DAY_MARK);
  g_string_append (out, day + 8);
}

void
sz_unpack_key (const char *packed, gint64 nday, GString *out)
{
  g_string_truncate (out, 0);
  const char *mark = packed[0] == RAW_MARK ? NULL : strchr (packed, DAY_MARK);
  if (mark == NULL) {
    g_string_append (out, packed[0] == RAW_MARK ? packed + 1 : packed);
    return;
  }
  char digits[9];
  write_day (nday, digits);
  g_string_append_len (out, packed, mark - packed);
  g_string_append (out, digits);
  g_string_append (out, mark + 1);
}
