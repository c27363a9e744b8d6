/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-frame.h"

#include <math.h>
#include <string.h>

#include "sz-number.h"
#include "sz-time.h"

/* --- plain numbers --- */

/* The shortest digits that read back as the value, as "d.ddde±xx". */
static void
shortest_scientific (double value, char *out, gsize size)
{
  static const char *const formats[] = { "%.14e", "%.15e", "%.16e" };
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_ascii_formatd (out, (int)size, formats[i], value);
    if (g_ascii_strtod (out, NULL) == value)
      return;
  }
}

/* Digits without point, trailing zeros dropped, and the exponent of the first. */
static int
split_digits (const char *scientific, char *digits)
{
  const char *e = strchr (scientific, 'e');
  gsize n = 0;
  for (const char *p = scientific; p < e; p++)
    if (g_ascii_isdigit (*p))
      digits[n++] = *p;
  while (n > 1 && digits[n - 1] == '0')
    n--;
  digits[n] = '\0';
  return (int)g_ascii_strtoll (e + 1, NULL, 10);
}

static void
write_fixed (const char *digits, int exponent, char *out)
{
  const int n = (int)strlen (digits);
  if (exponent < 0) {
    *out++ = '0';
    *out++ = '.';
    for (int i = -1; i > exponent; i--)
      *out++ = '0';
  }
  for (int i = 0; i < MAX (n, exponent + 1); i++) {
    if (i == exponent + 1 && exponent >= 0)
      *out++ = '.';
    *out++ = i < n ? digits[i] : '0';
  }
  *out = '\0';
}

static void
write_integer (gint64 value, char *out)
{
  char reversed[20];
  int n = 0;
  do
    reversed[n++] = (char)('0' + value % 10);
  while ((value /= 10) > 0);
  while (n > 0)
    *out++ = reversed[--n];
  *out = '\0';
}

const char *
sz_number_plain (double value, char *out)
{
  char scientific[G_ASCII_DTOSTR_BUF_SIZE], digits[24];
  const double size = fabs (value);
  char *start = out;

  g_return_val_if_fail (out != NULL, "");
  if (!isfinite (value)) {
    *out = '\0';
    return out;
  }
  if (value < 0)
    *start++ = '-';
  if (size <= 1e15 && size == floor (size)) {
    write_integer ((gint64)size, start);
    return out;
  }
  shortest_scientific (size, scientific, sizeof scientific);
  const int exponent = split_digits (scientific, digits);
  if (size >= 1e-6 && size <= 1e15)
    write_fixed (digits, exponent, start);
  else
    g_snprintf (start, G_ASCII_DTOSTR_BUF_SIZE - 1, "%.1s%s%se%+03d", digits, digits[1] != '\0' ? "." : "",
                digits + 1, exponent);
  return out;
}

/* --- CSV --- */

static void
append_csv_text (GString *out, const char *text, gboolean neutralise)
{
  const gboolean formula = neutralise && *text != '\0' && strchr ("=+-@\t\r", *text) != NULL;
  /* An empty text is quoted, a missing one is not there at all. */
  const gboolean quote = *text == '\0' || strpbrk (text, ",\"\r\n") != NULL;
  if (quote)
    g_string_append_c (out, '"');
  if (formula)
    g_string_append_c (out, '\'');
  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"')
      g_string_append_c (out, '"');
    g_string_append_c (out, *p);
  }
  if (quote)
    g_string_append_c (out, '"');
}

/* An instant cell as ISO 8601 UTC; NULL if missing or no instant at all. */
static char *
instant_text (double ms)
{
  if (!isfinite (ms) || ms < (double)SZ_INSTANT_MIN || ms >= (double)SZ_INSTANT_MAX)
    return NULL;
  return sz_instant_format ((gint64)floor (ms), NULL);
}

static void
append_csv_cell (GString *out, const SzColumn *column, gsize row, gboolean neutralise)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  switch (column->type) {
  case SZ_COLUMN_TEXT:
    if (column->texts[row] != NULL)
      append_csv_text (out, column->texts[row], neutralise);
    break;
  case SZ_COLUMN_NUMBER:
    g_string_append (out, sz_number_plain (column->numbers[row], buffer));
    break;
  case SZ_COLUMN_INSTANT: {
    g_autofree char *text = instant_text (column->numbers[row]);
    g_string_append (out, text != NULL ? text : "");
    break;
  }
  }
}

char *
sz_frame_to_csv (const SzFrame *frame, gboolean neutralise)
{
  g_return_val_if_fail (frame != NULL, NULL);
  GString *out = g_string_new (NULL);
  const guint n = frame->columns->len;
  /* A file for a spreadsheet ends its lines as RFC 4180 says, a pipe as pipes do. */
  const char *end = neutralise ? "\r\n" : "\n";

  for (guint i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    append_csv_text (out, sz_frame_column (frame, i)->id, neutralise);
  }
  g_string_append (out, end);
  for (gsize row = 0; row < frame->rows; row++) {
    for (guint i = 0; i < n; i++) {
      if (i > 0)
        g_string_append_c (out, ',');
      append_csv_cell (out, sz_frame_column (frame, i), row, neutralise);
    }
    g_string_append (out, end);
  }
  return g_string_free (out, FALSE);
}

/* --- JSON --- */

static void
append_json_text (GString *out, const char *text)
{
  if (text == NULL) {
    g_string_append (out, "null");
    return;
  }
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_string_append_c (out, '"');
  for (const char *p = valid; *p != '\0'; p++) {
    const guchar c = (guchar)*p;
    if (c == '"' || c == '\\')
      g_string_append_printf (out, "\\%c", c);
    else if (c < 0x20)
      g_string_append_printf (out, "\\u%04x", c);
    else
      g_string_append_c (out, *p);
  }
  g_string_append_c (out, '"');
}

static void
append_json_number (GString *out, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append (out, isfinite (value) ? sz_number_plain (value, buffer) : "null");
}

static void
append_json_instant (GString *out, double ms)
{
  g_autofree char *text = instant_text (ms);
  append_json_text (out, text);
}

static const char *
type_name (SzColumnType type)
{
  switch (type) {
  case SZ_COLUMN_TEXT:
    return "text";
  case SZ_COLUMN_NUMBER:
    return "number";
  case SZ_COLUMN_INSTANT:
    return "instant";
  }
  g_return_val_if_reached ("");
}

static void
append_json_columns (GString *out, const SzFrame *frame)
{
  for (guint i = 0; i < frame->columns->len; i++) {
    const SzColumn *column = sz_frame_column (frame, i);
    g_string_append (out, i > 0 ? ", {\"name\": " : "{\"name\": ");
    append_json_text (out, column->id);
    g_string_append (out, ", \"title\": ");
    append_json_text (out, column->name);
    g_string_append_printf (out, ", \"type\": \"%s\", \"unit\": ", type_name (column->type));
    append_json_text (out, column->unit);
    g_string_append_c (out, '}');
  }
}

static void
append_json_row (GString *out, const SzFrame *frame, gsize row)
{
  for (guint i = 0; i < frame->columns->len; i++) {
    const SzColumn *column = sz_frame_column (frame, i);
    if (i > 0)
      g_string_append (out, ", ");
    if (column->type == SZ_COLUMN_TEXT)
      append_json_text (out, column->texts[row]);
    else if (column->type == SZ_COLUMN_NUMBER)
      append_json_number (out, column->numbers[row]);
    else
      append_json_instant (out, column->numbers[row]);
  }
}

static void
append_json_provenance (GString *out, const SzProvenance *provenance)
{
  g_string_append (out, "{\"now\": ");
  append_json_instant (out, provenance->now_ms != 0 ? (double)provenance->now_ms : NAN);
  g_string_append (out, ", \"data\": ");
  append_json_instant (out, provenance->data_ms != 0 ? (double)provenance->data_ms : NAN);
  g_string_append (out, ", \"coverage\": ");
  append_json_number (out, provenance->coverage);
  g_string_append (out, ", \"rows\": ");
  append_json_number (out, provenance->rows);
  g_string_append (out, ", \"definition\": ");
  append_json_text (out, provenance->definition);
  g_string_append (out, ", \"missing_reason\": ");
  append_json_text (out, provenance->missing_reason);
  g_string_append_printf (
      out, ", \"approximate\": %s, \"error_bound\": ", provenance->approximate ? "true" : "false");
  append_json_number (out, provenance->error_bound);
  g_string_append_c (out, '}');
}

char *
sz_frame_to_json (const SzFrame *frame)
{
  g_return_val_if_fail (frame != NULL, NULL);
  GString *out = g_string_new ("{\"columns\": [");

  append_json_columns (out, frame);
  g_string_append (out, "],\n \"rows\": [");
  for (gsize row = 0; row < frame->rows; row++) {
    g_string_append (out, row > 0 ? ",\n  [" : "\n  [");
    append_json_row (out, frame, row);
    g_string_append_c (out, ']');
  }
  g_string_append (out, "],\n \"provenance\": ");
  append_json_provenance (out, &frame->provenance);
  g_string_append (out, "}\n");
  return g_string_free (out, FALSE);
}

/* --- table --- */

static int
text_width (const char *text)
{
  int width = 0;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    const gunichar c = g_utf8_get_char (p);
    if (!g_unichar_iszerowidth (c))
      width += g_unichar_iswide (c) ? 2 : 1;
  }
  return width;
}

/* Text from a hall must not steer the terminal: control characters become a visible mark. */
static char *
printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_new (NULL);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    const gunichar c = g_utf8_get_char (p);
    g_string_append_unichar (out, g_unichar_iscntrl (c) ? (c == '\n' || c == '\t' ? ' ' : 0xfffd) : c);
  }
  return g_string_free (out, FALSE);
}

/* Six significant digits at least and every digit before the point: enough to compare, not a wall of noise.
 */
static char *
table_number (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  const double size = fabs (value);
  if (!isfinite (value))
    return g_strdup ("—");
  if (size != floor (size) && size < 1e15) {
    char format[8];
    const int decimals = CLAMP (5 - (int)floor (log10 (size)), 1, 12);
    g_snprintf (format, sizeof format, "%%.%df", decimals);
    g_ascii_formatd (buffer, sizeof buffer, format, value);
    value = g_ascii_strtod (buffer, NULL);
  }
  return g_strdup (sz_number_plain (value, buffer));
}

static char *
table_cell (const SzColumn *column, gsize row)
{
  if (column->type == SZ_COLUMN_NUMBER)
    return table_number (column->numbers[row]);
  if (column->type == SZ_COLUMN_INSTANT) {
    char *text = instant_text (column->numbers[row]);
    return text != NULL ? text : g_strdup ("—");
  }
  return column->texts[row] != NULL ? printable (column->texts[row]) : g_strdup ("—");
}

static char *
table_head (const SzColumn *column)
{
  g_autofree char *name = printable (column->name);
  const char *unit = sz_unit_word (column->unit);
  return *unit != '\0' ? g_strdup_printf ("%s (%s)", name, unit) : g_steal_pointer (&name);
}

static void
append_padded (GString *out, const char *text, int width, gboolean right, gboolean last)
{
  const int pad = width - text_width (text);
  if (right)
    g_string_append_printf (out, "%*s", MAX (pad, 0), "");
  g_string_append (out, text);
  if (!right && !last)
    g_string_append_printf (out, "%*s", MAX (pad, 0), "");
  g_string_append (out, last ? "\n" : "  ");
}

char *
sz_frame_to_table (const SzFrame *frame)
{
  g_return_val_if_fail (frame != NULL, NULL);
  const guint n = frame->columns->len;
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  g_autofree int *widths = g_new0 (int, n + 1);
  GString *out = g_string_new (NULL);

  for (gsize row = 0; row <= frame->rows; row++)
    for (guint i = 0; i < n; i++) {
      const SzColumn *column = sz_frame_column (frame, i);
      char *cell = row == 0 ? table_head (column) : table_cell (column, row - 1);
      g_ptr_array_add (cells, cell);
      widths[i] = MAX (widths[i], text_width (cell));
    }
  for (gsize row = 0; row <= frame->rows; row++)
    for (guint i = 0; i < n; i++) {
      const gboolean right = sz_frame_column (frame, i)->type == SZ_COLUMN_NUMBER;
      append_padded (out, g_ptr_array_index (cells, (guint)(row * n + i)), widths[i], right, i + 1 == n);
    }
  return g_string_free (out, FALSE);
}
