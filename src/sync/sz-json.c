/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-json.h"

#include <string.h>

#include "sz-i18n.h"

#define MAX_MEMBERS 512
#define MAX_DEPTH 32

typedef struct {
  const char *at, *end;
  guint8 *free; /* where the next unescaped string goes; there is room for all of the line */
  const char *why;
} Scan;

gboolean
sz_utf8_is_valid (const char *text, gsize length)
{
  gsize i = 0;
  for (; i + 8 <= length; i += 8) {
    guint64 word;
    memcpy (&word, text + i, 8);
    /* No high bit and no zero byte: plain ASCII. */
    if (((word | (word - G_GUINT64_CONSTANT (0x0101010101010101))) &
         G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
      break;
  }
  return g_utf8_validate_len (text + i, length - i, NULL);
}

static gboolean
fail (Scan *scan, const char *why)
{
  if (scan->why == NULL)
    scan->why = why;
  return FALSE;
}

static void
skip_blanks (Scan *scan)
{
  while (scan->at < scan->end &&
         (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\r' || *scan->at == '\n'))
    scan->at++;
}

static gboolean
take (Scan *scan, char c)
{
  if (scan->at >= scan->end || *scan->at != c)
    return FALSE;
  scan->at++;
  return TRUE;
}

/* --- strings --- */

static gboolean
read_hex4 (Scan *scan, gunichar *unit)
{
  *unit = 0;
  if (scan->end - scan->at < 4)
    return FALSE;
  for (guint i = 0; i < 4; i++) {
    const int digit = g_ascii_xdigit_value (scan->at[i]);
    if (digit < 0)
      return FALSE;
    *unit = *unit << 4 | (gunichar)digit;
  }
  scan->at += 4;
  return TRUE;
}

/* Behind "\u". */
static gboolean
read_unicode (Scan *scan)
{
  gunichar unit, low;
  if (!read_hex4 (scan, &unit))
    return fail (scan, N_ ("is not JSON: a broken escape in a string"));
  if (unit >= 0xd800 && unit < 0xdc00) {
    if (scan->end - scan->at < 2 || scan->at[0] != '\\' || scan->at[1] != 'u')
      return fail (scan, N_ ("holds half a character (a lone surrogate)"));
    scan->at += 2;
    if (!read_hex4 (scan, &low) || low < 0xdc00 || low > 0xdfff)
      return fail (scan, N_ ("holds half a character (a lone surrogate)"));
    unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  } else if (unit >= 0xdc00 && unit <= 0xdfff) {
    return fail (scan, N_ ("holds half a character (a lone surrogate)"));
  }
  if (unit == 0)
    return fail (scan, N_ ("holds a NUL character"));
  scan->free += g_unichar_to_utf8 (unit, (char *)scan->free);
  return TRUE;
}

static gboolean
read_escape (Scan *scan)
{
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  if (scan->at >= scan->end)
    return fail (scan, N_ ("is not JSON: a string has no end"));
  const char c = *scan->at++;
  if (c == 'u')
    return read_unicode (scan);
  const char *known = c != '\0' ? strchr (from, c) : NULL;
  if (known == NULL)
    return fail (scan, N_ ("is not JSON: a broken escape in a string"));
  *scan->free++ = (guint8)to[known - from];
  return TRUE;
}

/* Behind the opening quote. */
static gboolean
read_string (Scan *scan, const char **text, gsize *length)
{
  const char *start = scan->at;
  while (scan->at < scan->end && *scan->at != '"' && *scan->at != '\\' && (guchar)*scan->at >= ' ')
    scan->at++;
  if (scan->at < scan->end && *scan->at == '"') {
    *text = start;
    *length = (gsize)(scan->at++ - start);
    return TRUE;
  }
  guint8 *out = scan->free;
  memcpy (scan->free, start, (gsize)(scan->at - start));
  scan->free += scan->at - start;
  while (scan->at < scan->end) {
    const char c = *scan->at++;
    if (c == '"') {
      *text = (const char *)out;
      *length = (gsize)(scan->free - out);
      return TRUE;
    }
    if ((guchar)c < ' ')
      return fail (scan, N_ ("is not JSON: a control character in a string"));
    if (c != '\\')
      *scan->free++ = (guint8)c;
    else if (!read_escape (scan))
      return FALSE;
  }
  return fail (scan, N_ ("is not JSON: a string has no end"));
}

/* --- numbers and words --- */

static gsize
skip_digits (Scan *scan)
{
  const char *start = scan->at;
  while (scan->at < scan->end && g_ascii_isdigit (*scan->at))
    scan->at++;
  return (gsize)(scan->at - start);
}

static gboolean
read_number (Scan *scan, SzInput *value)
{
  const char *start = scan->at;
  take (scan, '-');
  const char *first = scan->at;
  const gsize digits = skip_digits (scan);
  gboolean ok = digits == 1 || (digits > 1 && *first != '0');
  if (ok && take (scan, '.'))
    ok = skip_digits (scan) > 0;
  if (ok && (take (scan, 'e') || take (scan, 'E'))) {
    if (!take (scan, '+'))
      take (scan, '-');
    ok = skip_digits (scan) > 0;
  }
  if (!ok)
    return fail (scan, N_ ("is not JSON: a broken number"));
  value->kind = SZ_INPUT_NUMBER;
  value->text = start;
  value->length = (gsize)(scan->at - start);
  return TRUE;
}

static gboolean
read_word (Scan *scan, SzInput *value, const char *word, SzInputKind kind)
{
  const gsize length = strlen (word);
  if ((gsize)(scan->end - scan->at) < length || memcmp (scan->at, word, length) != 0)
    return fail (scan, N_ ("is not JSON: an unknown word"));
  scan->at += length;
  value->kind = kind;
  return TRUE;
}

/* --- values --- */

static gboolean skip_nested (Scan *scan, guint depth);

static gboolean
read_value (Scan *scan, SzInput *value, guint depth)
{
  if (scan->at >= scan->end)
    return fail (scan, N_ ("is not JSON: it ends in the middle"));
  switch (*scan->at) {
  case '"':
    scan->at++;
    value->kind = SZ_INPUT_STRING;
    return read_string (scan, &value->text, &value->length);
  case 't':
    return read_word (scan, value, "true", SZ_INPUT_TRUE);
  case 'f':
    return read_word (scan, value, "false", SZ_INPUT_FALSE);
  case 'n':
    return read_word (scan, value, "null", SZ_INPUT_ABSENT);
  case '{':
  case '[':
    value->kind = SZ_INPUT_NESTED;
    value->text = scan->at;
    if (!skip_nested (scan, depth + 1))
      return FALSE;
    value->length = (gsize)(scan->at - value->text);
    return TRUE;
  default:
    return read_number (scan, value);
  }
}

/* An array or object inside a row: its form is checked, its content is not kept. */
static gboolean
skip_nested (Scan *scan, guint depth)
{
  const gboolean object = *scan->at++ == '{';
  const char close = object ? '}' : ']';
  SzInput ignored = { 0 };
  if (depth > MAX_DEPTH)
    return fail (scan, N_ ("is nested too deeply"));
  skip_blanks (scan);
  if (take (scan, close))
    return TRUE;
  for (;;) {
    skip_blanks (scan);
    if (object) {
      if (!take (scan, '"'))
        return fail (scan, N_ ("is not JSON: a name was expected"));
      if (!read_string (scan, &ignored.text, &ignored.length))
        return FALSE;
      skip_blanks (scan);
      if (!take (scan, ':'))
        return fail (scan, N_ ("is not JSON: a colon was expected"));
      skip_blanks (scan);
    }
    if (!read_value (scan, &ignored, depth))
      return FALSE;
    skip_blanks (scan);
    if (take (scan, close))
      return TRUE;
    if (!take (scan, ','))
      return fail (scan, N_ ("is not JSON: a comma was expected"));
  }
}

static gboolean
is_repeated (const GArray *members, const SzMember *member)
{
  const SzMember *known = (const SzMember *)(const void *)members->data;
  for (guint i = 0; i < members->len; i++)
    if (known[i].name_length == member->name_length &&
        memcmp (known[i].name, member->name, member->name_length) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
read_member (Scan *scan, GArray *members)
{
  SzMember member = { 0 };
  skip_blanks (scan);
  if (!take (scan, '"'))
    return fail (scan, N_ ("is not JSON: a name was expected"));
  if (!read_string (scan, &member.name, &member.name_length))
    return FALSE;
  skip_blanks (scan);
  if (!take (scan, ':'))
    return fail (scan, N_ ("is not JSON: a colon was expected"));
  skip_blanks (scan);
  if (!read_value (scan, &member.value, 1))
    return FALSE;
  if (is_repeated (members, &member))
    return fail (scan, N_ ("gives a name twice"));
  if (members->len >= MAX_MEMBERS)
    return fail (scan, N_ ("has too many fields"));
  g_array_append_val (members, member);
  return TRUE;
}

static gboolean
read_object (Scan *scan, GArray *members)
{
  skip_blanks (scan);
  if (!take (scan, '{'))
    return fail (scan, N_ ("is not a JSON object"));
  skip_blanks (scan);
  if (!take (scan, '}')) {
    for (;;) {
      if (!read_member (scan, members))
        return FALSE;
      skip_blanks (scan);
      if (take (scan, '}'))
        break;
      if (!take (scan, ','))
        return fail (scan, N_ ("is not JSON: a comma was expected"));
    }
  }
  skip_blanks (scan);
  return scan->at == scan->end || fail (scan, N_ ("has something behind its JSON object"));
}

void
sz_json_line_init (SzJsonLine *json)
{
  json->members = g_array_sized_new (FALSE, FALSE, sizeof (SzMember), 64);
  json->scratch = g_byte_array_new ();
}

void
sz_json_line_clear (SzJsonLine *json)
{
  g_clear_pointer (&json->members, g_array_unref);
  g_clear_pointer (&json->scratch, g_byte_array_unref);
}

gboolean
sz_json_line_read (SzJsonLine *json, const char *line, gsize length, const char **why)
{
  Scan scan = { .at = line, .end = line + length };
  g_array_set_size (json->members, 0);
  if (!sz_utf8_is_valid (line, length)) {
    *why = N_ ("is not valid UTF-8");
    return FALSE;
  }
  /* An unescaped string is never longer than it was, so nothing moves while the line is read. */
  if (json->scratch->len < length)
    g_byte_array_set_size (json->scratch, (guint)length);
  scan.free = json->scratch->data;
  if (read_object (&scan, json->members))
    return TRUE;
  *why = scan.why;
  return FALSE;
}

gboolean
sz_json_document_check (SzJsonLine *json, const char *text, gsize length, const char **why)
{
  Scan scan = { .at = text, .end = text + length };
  SzInput root = { 0 };
  g_array_set_size (json->members, 0);
  if (!sz_utf8_is_valid (text, length)) {
    *why = N_ ("is not valid UTF-8");
    return FALSE;
  }
  if (json->scratch->len < length)
    g_byte_array_set_size (json->scratch, (guint)length);
  scan.free = json->scratch->data;
  skip_blanks (&scan);
  gboolean ok = read_value (&scan, &root, 0);
  skip_blanks (&scan);
  if (ok && scan.at != scan.end)
    ok = fail (&scan, N_ ("has something behind its end"));
  *why = scan.why;
  return ok;
}

/* --- inside of what has been checked --- */

static const char *
pass_blanks (const char *at, const char *end)
{
  while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
    at++;
  return at;
}

/* Behind the string whose opening quote stands at `at`. */
static const char *
pass_string (const char *at, const char *end)
{
  for (at++; at < end && *at != '"'; at++)
    if (*at == '\\')
      at++;
  return at < end ? at + 1 : end;
}

/* Behind the value at `at`; brackets are counted, for the text is known to be well-formed. */
static const char *
pass_value (const char *at, const char *end)
{
  guint depth = 0;
  if (at < end && *at == '"')
    return pass_string (at, end);
  while (at < end) {
    if (*at == '"') {
      at = pass_string (at, end);
      continue;
    }
    if (*at == '{' || *at == '[')
      depth++;
    else if (depth == 0 && (*at == ',' || *at == '}' || *at == ']' || g_ascii_isspace (*at)))
      return at;
    else if ((*at == '}' || *at == ']') && --depth == 0)
      return at + 1;
    at++;
  }
  return end;
}

gboolean
sz_json_items_begin (SzJsonItems *items, const char *array, gsize length)
{
  const char *end = array + length, *at = pass_blanks (array, end);
  *items = (SzJsonItems){ NULL, NULL };
  if (at >= end || *at != '[')
    return FALSE;
  *items = (SzJsonItems){ at + 1, end };
  return TRUE;
}

gboolean
sz_json_items_next (SzJsonItems *items, const char **item, gsize *length)
{
  const char *at = pass_blanks (items->at, items->end);
  if (at < items->end && *at == ',')
    at = pass_blanks (at + 1, items->end);
  if (at >= items->end || *at == ']')
    return FALSE;
  const char *stop = pass_value (at, items->end);
  *item = at;
  *length = (gsize)(stop - at);
  items->at = stop;
  return TRUE;
}

/* The value of a member; names with escapes are not looked into. */
static const char *
find_member (const char *object, const char *end, const char *name, gsize name_length, const char **stop)
{
  const char *at = pass_blanks (object, end);
  if (at >= end || *at != '{')
    return NULL;
  for (at = pass_blanks (at + 1, end); at < end && *at == '"';) {
    const char *key = at + 1, *behind = pass_string (at, end);
    const gboolean same = (gsize)(behind - key) == name_length + 1 && memcmp (key, name, name_length) == 0;
    at = pass_blanks (behind, end);
    at = pass_blanks (at < end ? at + 1 : end, end); /* the colon */
    *stop = pass_value (at, end);
    if (same)
      return at;
    at = pass_blanks (*stop, end);
    at = at < end && *at == ',' ? pass_blanks (at + 1, end) : end;
  }
  return NULL;
}

static const char *
find_item (const char *array, const char *end, const char *number, gsize digits, const char **stop)
{
  SzJsonItems items;
  const char *item;
  gsize length;
  if (digits == 0 || digits > 6 || strspn (number, "0123456789") < digits ||
      !sz_json_items_begin (&items, array, (gsize)(end - array)))
    return NULL;
  for (guint64 left = g_ascii_strtoull (number, NULL, 10); sz_json_items_next (&items, &item, &length);
       left--)
    if (left == 0) {
      *stop = item + length;
      return item;
    }
  return NULL;
}

gboolean
sz_json_find (const char *text, gsize length, const char *path, const char **found, gsize *found_length)
{
  const char *at = pass_blanks (text, text + length), *end = text + length;
  while (end > at && g_ascii_isspace (end[-1]))
    end--;
  while (*path != '\0') {
    const gsize step = strcspn (path, ".");
    const char *stop = NULL;
    at = at < end && *at == '[' ? find_item (at, end, path, step, &stop)
                                : find_member (at, end, path, step, &stop);
    if (at == NULL)
      return FALSE;
    end = stop;
    path += step + (path[step] == '.');
  }
  *found = at;
  *found_length = (gsize)(end - at);
  return TRUE;
}

char *
sz_json_find_text (const char *text, gsize length, const char *path)
{
  const char *found;
  gsize found_length;
  if (!sz_json_find (text, length, path, &found, &found_length) || found_length == 0 || *found == '{' ||
      *found == '[' || (found_length == 4 && memcmp (found, "null", 4) == 0))
    return NULL;
  if (*found != '"')
    return g_strndup (found, found_length);
  /* Unescaped by the reader of lines, as the one member of an object. */
  g_autofree char *object = g_strdup_printf ("{\"x\":%.*s}", (int)found_length, found);
  SzJsonLine line;
  const char *why;
  char *result = NULL;
  sz_json_line_init (&line);
  if (sz_json_line_read (&line, object, strlen (object), &why)) {
    const SzInput *value = &g_array_index (line.members, SzMember, 0).value;
    result = g_strndup (value->text, value->length);
  }
  sz_json_line_clear (&line);
  return result;
}
