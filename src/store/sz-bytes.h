/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes that grow; what GByteArray does, without a call for every byte. */
typedef struct {
  guint8 *data;
  gsize len, capacity;
} SzBytes;

static inline void
sz_bytes_reserve (SzBytes *bytes, gsize more)
{
  if (G_LIKELY (bytes->capacity - bytes->len >= more))
    return;
  bytes->capacity = MAX (bytes->capacity * 2, bytes->len + more + 64);
  bytes->data = (guint8 *)g_realloc (bytes->data, bytes->capacity);
}

static inline void
sz_bytes_clear (SzBytes *bytes)
{
  g_free (bytes->data);
  bytes->data = NULL;
  bytes->len = bytes->capacity = 0;
}

/* Seven bits a byte, lowest first; the highest bit says that more follow. */
static inline void
sz_bytes_put (SzBytes *bytes, guint64 value)
{
  sz_bytes_reserve (bytes, 10);
  for (; value > 0x7f; value >>= 7)
    bytes->data[bytes->len++] = (guint8)(value | 0x80);
  bytes->data[bytes->len++] = (guint8)value;
}

static inline gboolean
sz_bytes_get (const guint8 **at, const guint8 *end, guint64 *value)
{
  if (G_LIKELY (*at < end && **at < 0x80)) {
    *value = *(*at)++;
    return TRUE;
  }
  guint64 result = 0;
  for (guint shift = 0; shift < 64 && *at < end; shift += 7) {
    guint8 byte = *(*at)++;
    result |= (guint64)(byte & 0x7f) << shift;
    if (!(byte & 0x80)) {
      *value = result;
      return TRUE;
    }
  }
  return FALSE;
}

static inline guint64
sz_zigzag (gint64 value)
{
  return ((guint64)value << 1) ^ (guint64)(value >> 63);
}

static inline gint64
sz_unzigzag (guint64 value)
{
  return (gint64)(value >> 1) ^ -(gint64)(value & 1);
}

static inline void
sz_bytes_free (SzBytes *bytes)
{
  sz_bytes_clear (bytes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SzBytes, sz_bytes_free)

G_END_DECLS
