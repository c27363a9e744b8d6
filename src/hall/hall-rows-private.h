/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hall-names.h"
#include "hall-rows.h"
#include "hall-set.h"

#include <string.h>

G_BEGIN_DECLS

/* Writing at a pointer into room that was made sure of before: rows are served by the hundred thousand a
 * second. */
#define SZ_HALL_ROW_ROOM 24576 /* the outline of a district is the longest */

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

/* `,"name":"text"`; `literal` is the comma, the name and the colon. */
#define put_time(row, literal, value)                                                                        \
  ((row)->p = put_literal ((row)->p, literal "\""),                                                          \
   (row)->p = sz_hall_rows_put_instant ((row)->p, (row)->start + (value)), *(row)->p++ = '"')

/* An instant that has come, or nothing. */
#define put_past(row, literal, value)                                                                        \
  do {                                                                                                       \
    if ((value) != SZ_HALL_NONE && (value) <= (row)->instant)                                                \
      put_time (row, literal, (value));                                                                      \
  } while (0)

/* `head` is `,"name":"`. */
static inline void
put_code (SzHallRow *row, const char *head, const char *code)
{
  row->p = put_string (row->p, head);
  row->p = put_string (row->p, code);
  *row->p++ = '"';
}

/* `head` is `,"name":`. */
static inline void
put_value (SzHallRow *row, const char *head, gint64 value)
{
  row->p = put_string (row->p, head);
  row->p = put_number (row->p, value);
}

static inline void
put_staff (SzHallRow *row, guint16 staff)
{
  if (staff != SZ_HALL_NOBODY)
    put_code (row, ",\"staff\":\"", row->world->staff[staff].code);
}

static inline void
put_person (SzHallRow *row, guint32 person)
{
  row->p = put_literal (row->p, ",\"subject\":\"");
  row->p = sz_hall_names_put_person_id (row->p, row->world->seed, person);
  *row->p++ = '"';
}

static inline void
put_phone (SzHallRow *row, guint32 person)
{
  row->p = put_literal (row->p, ",\"phone\":\"");
  row->p = sz_hall_names_put_phone (row->p, row->world->seed, person);
  *row->p++ = '"';
}

/* The key of another row of the same day; nothing for G_MAXUINT32. */
static inline void
put_link (SzHallRow *row, const char *head, SzHallSet set, guint32 index)
{
  if (index == G_MAXUINT32)
    return;
  row->p = put_string (row->p, head);
  row->p = sz_hall_rows_put_key (row->p, row->world, row->day, set, index);
  *row->p++ = '"';
}

/* The amendment of a row if it already holds. */
static inline const SzHallAmendment *
find_amendment (const SzHallRow *row, SzHallSet set, guint32 index, guint flags)
{
  if (!(flags & SZ_HALL_AMENDED))
    return NULL;
  const SzHallAmendment *amendment = sz_hall_day_amendment (row->day, set, index);
  return amendment != NULL && amendment->instant <= row->instant ? amendment : NULL;
}

static inline gint32
shift_of (const SzHallAmendment *amendment)
{
  return amendment != NULL && amendment->kind == SZ_HALL_MOVE ? -SZ_HALL_DAY_S : 0;
}

G_END_DECLS
