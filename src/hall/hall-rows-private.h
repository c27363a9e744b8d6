/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-rows.h"

#include <string.h>

G_BEGIN_DECLS

/* Writing at a pointer into room that was made sure of before: rows are served by the hundred thousand a
 * second. */
#define SZ_HALL_ROW_ROOM 3072

#define put_literal(p, literal) (memcpy ((p), (literal), sizeof (literal) - 1), (p) + sizeof (literal) - 1)

static inline char *
put_string (char *p, const char *text)
{
  size_t length = strlen (text);
  memcpy (p, text, length);
  return p + length;
}

static inline char *
put_number (char *p, gint64 value)
{
  char digits[24];
  int n = 0;
  guint64 rest = value < 0 ? (guint64)-value : (guint64)value;
  if (value < 0)
    *p++ = '-';
  do
    digits[n++] = (char)('0' + rest % 10);
  while ((rest /= 10) > 0);
  while (n > 0)
    *p++ = digits[--n];
  return p;
}

static inline char *
put_padded (char *p, guint32 value, int width)
{
  for (int i = width - 1; i >= 0; i--, value /= 10)
    p[i] = (char)('0' + value % 10);
  return p + width;
}

/* `,"name":true`; `literal` holds the comma, the name and the colon. */
#define put_flag(p, literal, value)                                                                          \
  ((value) ? put_literal ((p), literal "true") : put_literal ((p), literal "false"))

static inline char *
begin_row (GString *out)
{
  gsize at = out->len;
  g_string_set_size (out, at + SZ_HALL_ROW_ROOM);
  return out->str + at;
}

static inline void
end_row (GString *out, char *p)
{
  *p = '\0';
  out->len = (gsize)(p - out->str);
}

G_END_DECLS
