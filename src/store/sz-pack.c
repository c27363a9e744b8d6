/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-pack.h"

#include <string.h>

#include "sz-time.h"

/* --- rows
 * --------------------------------------------------------------------------------------------------------------
 */

void
sz_pack_missing (SzBytes *out)
{
  sz_bytes_put (out, 0);
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
  }
}

void
sz_pack_finish (SzBytes *out)
{
  /* The last byte of a number is 0 only for the number 0. */
  while (out->len > 0 && out->data[out->len - 1] == 0)
    out->len--;
}

static gint64
meaning (SzPackManner manner, guint64 stored)
{
  switch (manner) {
  case SZ_PACK_WORD:
    break;
  case SZ_PACK_NUMBER:
    return sz_unzigzag (stored - 1);
  case SZ_PACK_HASH:
    return (gint64)(stored - 1);
  case SZ_PACK_TIME:
    return (stored - 1) & 1 ? sz_unzigzag ((stored - 1) >> 1) : sz_unzigzag ((stored - 1) >> 1) * 1000;
  }
  return (gint64)stored;
}

gboolean
sz_pack_next (SzPackReader *reader, SzPackManner manner, gint64 *value)
{
  guint64 stored;
  if (!sz_bytes_get (&reader->at, reader->end, &stored) || stored == 0)
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

/* --- cells
 * -------------------------------------------------------------------------------------------------------------
 */

enum { CODE_ZERO, CODE_ONE, CODE_NUMBER, CODE_THOUSANDS };

void
sz_pack_cell (SzBytes *out, const gint64 *counters, guint n)
{
  while (n > 0 && counters[n - 1] == 0)
    n--;
  if (n == 0)
    return;
  sz_bytes_put (out, n);
  gsize codes_at = out->len;
  sz_bytes_reserve (out, (n + 3) / 4);
  memset (out->data + codes_at, 0, (n + 3) / 4);
  out->len += (n + 3) / 4;
  for (guint i = 0; i < n; i++) {
    gint64 value = counters[i];
    if (value == 0)
      continue;
    guint code = value == 1 ? CODE_ONE : value % 1000 ? CODE_NUMBER : CODE_THOUSANDS;
    out->data[codes_at + i / 4] |= (guint8)(code << (i % 4 * 2));
    if (code != CODE_ONE)
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
  reader.at += (held + 3) / 4;
  for (guint i = 0; i < held; i++) {
    guint code = (codes[i / 4] >> (i % 4 * 2)) & 3;
    guint64 stored;
    if (code == CODE_ONE)
      counters[i] = 1;
    if (code < CODE_NUMBER)
      continue;
    if (!sz_bytes_get (&reader.at, reader.end, &stored))
      return FALSE;
    counters[i] = code == CODE_THOUSANDS ? sz_unzigzag (stored) * 1000 : sz_unzigzag (stored);
  }
  *n_held = (guint)held;
  return reader.at == reader.end;
}

/* --- keys
 * --------------------------------------------------------------------------------------------------------------
 */

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
