/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-formula-parser-private.h"

#include <string.h>

#define MAX_DEPTH 40

static gboolean
is_name_start (char c)
{
  return g_ascii_isalpha (c) || c == '_';
}

static gboolean
is_name_part (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

static void
set_text (SzToken *token, const char *start, gsize length)
{
  length = MIN (length, sizeof token->text - 1);
  memcpy (token->text, start, length);
  token->text[length] = '\0';
}

static const char *
read_name (SzToken *token, const char *c)
{
  const char *start = c;

  while (is_name_part (*c))
    c++;
  token->kind = (gsize)(c - start) < sizeof token->text ? SZ_TOKEN_NAME : SZ_TOKEN_BAD;
  set_text (token, start, (gsize)(c - start));
  return c;
}

/* The unit of a duration stands right behind its number: 30s 15min 2h 3d. */
static double
find_unit_ms (const char *unit, gsize length)
{
  static const struct {
    const char *unit;
    double ms;
  } units[] = {
    { "ms", 1 }, { "s", SZ_SECOND_MS }, { "min", SZ_MINUTE_MS }, { "h", SZ_HOUR_MS }, { "d", SZ_DAY_MS }
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strlen (units[i].unit) == length && strncmp (units[i].unit, unit, length) == 0)
      return units[i].ms;
  return 0;
}

static const char *
read_number (SzToken *token, const char *c)
{
  const char *start = c, *unit = NULL;
  double ms = 0;

  while (g_ascii_isdigit (*c))
    c++;
  if (*c == '.' && g_ascii_isdigit (c[1]))
    for (c++; g_ascii_isdigit (*c);)
      c++;
  token->number = g_ascii_strtod (start, NULL);
  token->kind = c - start <= 16 && token->number <= 1e12 ? SZ_TOKEN_NUMBER : SZ_TOKEN_BAD;
  for (unit = c; is_name_part (*c);)
    c++;
  set_text (token, start, (gsize)(c - start));
  if (c == unit || token->kind == SZ_TOKEN_BAD)
    return c;
  ms = find_unit_ms (unit, (gsize)(c - unit));
  token->number *= ms;
  token->kind = ms > 0 && token->number <= 1e15 ? SZ_TOKEN_DURATION : SZ_TOKEN_BAD;
  return c;
}

static const char *
read_quoted (SzToken *token, const char *c)
{
  const char *start = c + 1, *end = strchr (start, '\'');

  if (end == NULL || (gsize)(end - start) >= sizeof token->text) {
    token->kind = SZ_TOKEN_BAD;
    set_text (token, c, 1);
    return start;
  }
  token->kind = SZ_TOKEN_TEXT;
  set_text (token, start, (gsize)(end - start));
  return end + 1;
}

void
sz_parser_advance (SzParser *parser)
{
  SzToken *token = &parser->token;
  const char *c = parser->next;
  gsize length = 1;

  while (*c == ' ' || *c == '\t' || *c == '\n')
    c++;
  token->start = c;
  token->number = 0;
  token->text[0] = '\0';
  if (*c == '\0') {
    token->kind = SZ_TOKEN_END;
  } else if (is_name_start (*c)) {
    c = read_name (token, c);
  } else if (g_ascii_isdigit (*c)) {
    c = read_number (token, c);
  } else if (*c == '\'') {
    c = read_quoted (token, c);
  } else {
    if ((*c == '<' || *c == '>' || *c == '!') && c[1] == '=')
      length = 2;
    else if ((guchar)*c >= 0x80)
      length = (gsize)(g_utf8_next_char (c) - c);
    token->kind = length == 2 || strchr ("(),:@=<>+-*/", *c) != NULL ? SZ_TOKEN_SIGN : SZ_TOKEN_BAD;
    if ((guchar)*c >= 0x80)
      token->kind = SZ_TOKEN_BAD;
    set_text (token, c, length);
    c += length;
  }
  parser->next = c;
}

void
sz_parser_begin (SzParser *parser, SzCatalog *catalog, const char *text)
{
  memset (parser, 0, sizeof *parser);
  parser->catalog = catalog;
  parser->text = parser->next = text;
  sz_parser_advance (parser);
}

gboolean
sz_parser_is_sign (const SzParser *parser, const char *sign)
{
  return parser->token.kind == SZ_TOKEN_SIGN && strcmp (parser->token.text, sign) == 0;
}

gboolean
sz_parser_is_word (const SzParser *parser, const char *word)
{
  return parser->token.kind == SZ_TOKEN_NAME && strcmp (parser->token.text, word) == 0;
}

gboolean
sz_parser_accept_sign (SzParser *parser, const char *sign)
{
  if (!sz_parser_is_sign (parser, sign))
    return FALSE;
  sz_parser_advance (parser);
  return TRUE;
}

gboolean
sz_parser_accept_word (SzParser *parser, const char *word)
{
  if (!sz_parser_is_word (parser, word))
    return FALSE;
  sz_parser_advance (parser);
  return TRUE;
}

gboolean
sz_parser_fail (const SzParser *parser, const char *start, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("character %ld: %s"),
               g_utf8_pointer_to_offset (parser->text, start) + 1, message);
  return FALSE;
}

gboolean
sz_parser_expected (const SzParser *parser, const char *what, GError **error)
{
  if (parser->token.kind == SZ_TOKEN_END)
    return sz_parser_fail (parser, parser->token.start, error, _ ("expected %s, found the end"), what);
  return sz_parser_fail (parser, parser->token.start, error, _ ("expected %s, found “%s”"), what,
                         parser->token.text);
}

gboolean
sz_parser_expect_sign (SzParser *parser, const char *sign, GError **error)
{
  g_autofree char *quoted = NULL;

  if (sz_parser_accept_sign (parser, sign))
    return TRUE;
  quoted = g_strdup_printf ("“%s”", sign);
  return sz_parser_expected (parser, quoted, error);
}

gboolean
sz_parser_enter (SzParser *parser, GError **error)
{
  if (++parser->depth <= MAX_DEPTH)
    return TRUE;
  return sz_parser_fail (parser, parser->token.start, error, _ ("more than %d levels of brackets"),
                         MAX_DEPTH);
}

void
sz_parser_leave (SzParser *parser)
{
  parser->depth--;
}

int
sz_parser_read_field (SzParser *parser, GError **error)
{
  const SzDataset *dataset = parser->dataset;
  g_autofree const char **ids = NULL;
  const char *near = NULL;
  int index = -1;

  if (parser->token.kind != SZ_TOKEN_NAME) {
    g_autofree char *what = g_strdup_printf (_ ("a field of %s"), dataset->id);

    sz_parser_expected (parser, what, error);
    return -1;
  }
  index = sz_dataset_find_field (dataset, parser->token.text);
  if (index >= 0) {
    sz_parser_advance (parser);
    return index;
  }
  ids = g_new0 (const char *, dataset->fields->len + 1);
  for (guint i = 0; i < dataset->fields->len; i++)
    ids[i] = sz_dataset_field (dataset, i)->id;
  near = sz_catalog_nearest (parser->token.text, ids, dataset->fields->len);
  if (near != NULL)
    sz_parser_fail (parser, parser->token.start, error, _ ("%s has no field “%s”; did you mean “%s”?"),
                    dataset->id, parser->token.text, near);
  else
    sz_parser_fail (parser, parser->token.start, error, _ ("%s has no field “%s”"), dataset->id,
                    parser->token.text);
  return -1;
}
