/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hall-json.h"

#include <string.h>

#define DEPTH_MAX 32

typedef struct {
  const char *p, *end;
  char *key; /* (owned) (nullable) */
} Reader;

static gboolean read_value (Reader *reader, int depth);

static void
skip_space (Reader *reader)
{
  while (reader->p < reader->end && strchr (" \t\r\n", *reader->p) != NULL && *reader->p != '\0')
    reader->p++;
}

static gboolean
take (Reader *reader, char c)
{
  if (reader->p == reader->end || *reader->p != c)
    return FALSE;
  reader->p++;
  return TRUE;
}

static gboolean
read_hex (Reader *reader, gunichar *value)
{
  *value = 0;
  for (int i = 0; i < 4; i++, reader->p++) {
    if (reader->p == reader->end || !g_ascii_isxdigit (*reader->p))
      return FALSE;
    *value = *value * 16 + (gunichar)g_ascii_xdigit_value (*reader->p);
  }
  return TRUE;
}

static gboolean
read_escape (Reader *reader, GString *text)
{
  static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
  if (reader->p == reader->end)
    return FALSE;
  char c = *reader->p++;
  if (c != 'u') {
    const char *at = c != '\0' ? strchr (names, c) : NULL;
    if (at != NULL)
      g_string_append_c (text, values[at - names]);
    return at != NULL;
  }
  gunichar high, low;
  if (!read_hex (reader, &high) || high == 0)
    return FALSE;
  if (high >= 0xD800 && high < 0xDC00) {
    if (!take (reader, '\\') || !take (reader, 'u') || !read_hex (reader, &low) || low < 0xDC00 ||
        low > 0xDFFF)
      return FALSE;
    high = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
  } else if (high >= 0xDC00 && high <= 0xDFFF) {
    return FALSE;
  }
  g_string_append_unichar (text, high);
  return TRUE;
}

static gboolean
read_string (Reader *reader, GString *text)
{
  if (!take (reader, '"'))
    return FALSE;
  while (reader->p < reader->end && *reader->p != '"') {
    if ((guchar)*reader->p < 0x20)
      return FALSE;
    if (*reader->p != '\\') {
      g_string_append_c (text, *reader->p++);
      continue;
    }
    reader->p++;
    if (!read_escape (reader, text))
      return FALSE;
  }
  return take (reader, '"');
}

static gboolean
read_digits (Reader *reader)
{
  const char *from = reader->p;
  while (reader->p < reader->end && g_ascii_isdigit (*reader->p))
    reader->p++;
  return reader->p > from;
}

static gboolean
read_number (Reader *reader)
{
  take (reader, '-');
  gboolean zero = reader->p < reader->end && *reader->p == '0';
  if (zero)
    reader->p++;
  else if (!read_digits (reader))
    return FALSE;
  if (take (reader, '.') && !read_digits (reader))
    return FALSE;
  if (take (reader, 'e') || take (reader, 'E')) {
    if (!take (reader, '-'))
      take (reader, '+');
    return read_digits (reader);
  }
  return TRUE;
}

static gboolean
read_word (Reader *reader, const char *word)
{
  gsize length = strlen (word);
  if ((gsize)(reader->end - reader->p) < length || memcmp (reader->p, word, length) != 0)
    return FALSE;
  reader->p += length;
  return TRUE;
}

static gboolean
read_member (Reader *reader, int depth)
{
  g_autoptr (GString) name = g_string_new (NULL);
  if (!read_string (reader, name))
    return FALSE;
  skip_space (reader);
  if (!take (reader, ':'))
    return FALSE;
  skip_space (reader);
  if (depth == 0 && strcmp (name->str, "key") == 0 && reader->p < reader->end && *reader->p == '"') {
    g_autoptr (GString) value = g_string_new (NULL);
    if (!read_string (reader, value))
      return FALSE;
    g_free (reader->key);
    reader->key = g_string_free (g_steal_pointer (&value), FALSE);
    return TRUE;
  }
  return read_value (reader, depth + 1);
}

static gboolean
read_members (Reader *reader, char close, int depth)
{
  skip_space (reader);
  if (take (reader, close))
    return TRUE;
  for (;;) {
    skip_space (reader);
    if (!(close == '}' ? read_member (reader, depth) : read_value (reader, depth + 1)))
      return FALSE;
    skip_space (reader);
    if (take (reader, close))
      return TRUE;
    if (!take (reader, ','))
      return FALSE;
  }
}

static gboolean
read_value (Reader *reader, int depth)
{
  if (depth > DEPTH_MAX || reader->p == reader->end)
    return FALSE;
  g_autoptr (GString) text = NULL;
  switch (*reader->p) {
  case '{':
    reader->p++;
    return read_members (reader, '}', depth);
  case '[':
    reader->p++;
    return read_members (reader, ']', depth);
  case '"':
    text = g_string_new (NULL);
    return read_string (reader, text);
  case 't':
    return read_word (reader, "true");
  case 'f':
    return read_word (reader, "false");
  case 'n':
    return read_word (reader, "null");
  default:
    return read_number (reader);
  }
}

char *
sz_hall_json_find_key (const char *text, gsize length)
{
  if (!g_utf8_validate (text, (gssize)length, NULL))
    return NULL;
  Reader reader = { .p = text, .end = text + length };
  skip_space (&reader);
  gboolean good = reader.p < reader.end && *reader.p == '{' && read_value (&reader, 0);
  skip_space (&reader);
  if (good && reader.p == reader.end && reader.key != NULL && *reader.key != '\0')
    return reader.key;
  g_free (reader.key);
  return NULL;
}
