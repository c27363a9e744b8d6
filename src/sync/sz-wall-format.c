/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-wall-format.h"

#include <string.h>

#include "sz-i18n.h"
#include "sz-mapper.h"

typedef enum {
  PART_LITERAL,
  PART_YEAR,
  PART_MONTH,
  PART_MONTH_NAME,
  PART_DAY,
  PART_HOUR,
  PART_MINUTE,
  PART_SECOND,
  PART_FRACTION,
  PART_HALF, /* AM or PM */
  PART_OFFSET,
} PartKind;

typedef struct {
  PartKind kind;
  guint8 least, most; /* digits */
  char literal;
} Part;

typedef enum { FORM_PARTS, FORM_ISO, FORM_UNIX, FORM_UNIX_MS } Form;

struct _SzWallFormat {
  char *text;
  Form form;
  GArray *parts; /* (element-type Part) */
  guint seen;    /* bits of PartKind */
};

/* Spelled longest first. */
static const struct {
  const char *spelling;
  PartKind kind;
  guint8 least, most;
} spellings[] = {
  { "yyyy", PART_YEAR, 4, 4 }, { "yy", PART_YEAR, 2, 2 },    { "Mon", PART_MONTH_NAME, 3, 3 },
  { "mm", PART_MONTH, 2, 2 },  { "m", PART_MONTH, 1, 2 },    { "dd", PART_DAY, 2, 2 },
  { "d", PART_DAY, 1, 2 },     { "HH", PART_HOUR, 2, 2 },    { "H", PART_HOUR, 1, 2 },
  { "MM", PART_MINUTE, 2, 2 }, { "M", PART_MINUTE, 1, 2 },   { "SS", PART_SECOND, 2, 2 },
  { "S", PART_SECOND, 1, 2 },  { "F", PART_FRACTION, 1, 9 }, { "TT", PART_HALF, 2, 2 },
  { "Z", PART_OFFSET, 1, 6 },
};

static gboolean
add_part (SzWallFormat *format, const char **at, GError **error)
{
  Part part = { PART_LITERAL, 1, 1, **at };
  gsize used = 1;
  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    if (g_str_has_prefix (*at, spellings[i].spelling)) {
      part = (Part){ spellings[i].kind, spellings[i].least, spellings[i].most, 0 };
      used = strlen (spellings[i].spelling);
      break;
    }
  if (part.kind == PART_LITERAL && g_ascii_isalpha (part.literal) && part.literal != 'T') {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                 _ ("“%s” is not a time format: “%c” has no meaning in it; write yyyy mm dd HH MM SS F TT Z, "
                    "or iso, unix, "
                    "unix-ms"),
                 format->text, part.literal);
    return FALSE;
  }
  if (part.kind != PART_LITERAL && (format->seen & 1u << part.kind) != 0) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE, _ ("“%s” is not a time format: a part stands twice"),
                 format->text);
    return FALSE;
  }
  format->seen |= 1u << part.kind;
  g_array_append_val (format->parts, part);
  *at += used;
  return TRUE;
}

static gboolean
has (const SzWallFormat *format, PartKind kind)
{
  return (format->seen & 1u << kind) != 0;
}

SzWallFormat *
sz_wall_format_new (const char *text, GError **error)
{
  g_autoptr (SzWallFormat) format = g_new0 (SzWallFormat, 1);
  const char *at = text;
  format->text = g_strdup (text);
  format->parts = g_array_new (FALSE, FALSE, sizeof (Part));
  format->form = strcmp (text, "iso") == 0       ? FORM_ISO
                 : strcmp (text, "unix") == 0    ? FORM_UNIX
                 : strcmp (text, "unix-ms") == 0 ? FORM_UNIX_MS
                                                 : FORM_PARTS;
  if (format->form != FORM_PARTS)
    return g_steal_pointer (&format);
  while (*at != '\0')
    if (!add_part (format, &at, error))
      return NULL;
  const gboolean month = has (format, PART_MONTH) || has (format, PART_MONTH_NAME);
  const gboolean date = has (format, PART_YEAR) || month || has (format, PART_DAY);
  if ((date && !(has (format, PART_YEAR) && month && has (format, PART_DAY))) ||
      (!date && !has (format, PART_HOUR))) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_USAGE,
                 _ ("“%s” is not a time format: a date needs year, month and day, a clock needs hours"),
                 text);
    return NULL;
  }
  return g_steal_pointer (&format);
}

void
sz_wall_format_free (SzWallFormat *format)
{
  if (format == NULL)
    return;
  g_clear_pointer (&format->parts, g_array_unref);
  g_free (format->text);
  g_free (format);
}

const char *
sz_wall_format_text (const SzWallFormat *format)
{
  return format->text;
}

gboolean
sz_wall_format_has_date (const SzWallFormat *format)
{
  return format->form != FORM_PARTS || has (format, PART_YEAR);
}

gboolean
sz_wall_format_has_clock (const SzWallFormat *format)
{
  return format->form != FORM_PARTS || has (format, PART_HOUR);
}

/* What the parts of a text gave. */
typedef struct {
  int year, month, day, hour, minute, second, ms;
  int half; /* 0 none, 1 AM, 2 PM */
  gboolean has_offset;
  gint64 offset_ms;
} Parts;

static gsize
read_number (const Part *part, const char *text, gsize length, int *value)
{
  gsize n = 0;
  *value = 0;
  while (n < length && n < part->most && g_ascii_isdigit (text[n]))
    *value = *value * 10 + (text[n++] - '0');
  return n >= part->least ? n : 0;
}

static gsize
read_fraction (const char *text, gsize length, int *ms)
{
  gsize n = 0;
  int weight = 100;
  *ms = 0;
  for (; n < length && n < 9 && g_ascii_isdigit (text[n]); n++, weight /= 10)
    *ms += (text[n] - '0') * weight;
  return n;
}

static gsize
read_month_name (const char *text, gsize length, int *month)
{
  static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  for (int i = 0; length >= 3 && i < 12; i++)
    if (g_ascii_strncasecmp (text, names + 3 * i, 3) == 0) {
      *month = i + 1;
      return 3;
    }
  return 0;
}

static gsize
read_offset (const char *text, gsize length, Parts *parts)
{
  parts->has_offset = TRUE;
  if (length >= 1 && *text == 'Z')
    return 1;
  const gsize colon = length >= 6 && text[3] == ':' ? 1 : 0;
  if (length < 5 + colon || (*text != '+' && *text != '-') || !g_ascii_isdigit (text[1]) ||
      !g_ascii_isdigit (text[2]) || !g_ascii_isdigit (text[3 + colon]) || !g_ascii_isdigit (text[4 + colon]))
    return 0;
  const int hours = (text[1] - '0') * 10 + text[2] - '0',
            minutes = (text[3 + colon] - '0') * 10 + text[4 + colon] - '0';
  if (hours > 23 || minutes > 59)
    return 0;
  parts->offset_ms = (*text == '-' ? -1 : 1) * (hours * SZ_HOUR_MS + minutes * SZ_MINUTE_MS);
  return 5 + colon;
}

static gsize
read_part (const Part *part, const char *text, gsize length, Parts *parts)
{
  gsize n;
  switch (part->kind) {
  case PART_LITERAL:
    return length > 0 && *text == part->literal ? 1 : 0;
  case PART_YEAR:
    n = read_number (part, text, length, &parts->year);
    if (part->most == 2)
      parts->year += parts->year < 70 ? 2000 : 1900;
    return n;
  case PART_MONTH:
    return read_number (part, text, length, &parts->month);
  case PART_MONTH_NAME:
    return read_month_name (text, length, &parts->month);
  case PART_DAY:
    return read_number (part, text, length, &parts->day);
  case PART_HOUR:
    return read_number (part, text, length, &parts->hour);
  case PART_MINUTE:
    return read_number (part, text, length, &parts->minute);
  case PART_SECOND:
    return read_number (part, text, length, &parts->second);
  case PART_FRACTION:
    return read_fraction (text, length, &parts->ms);
  case PART_HALF:
    if (length < 2 || (g_ascii_strncasecmp (text, "am", 2) != 0 && g_ascii_strncasecmp (text, "pm", 2) != 0))
      return 0;
    parts->half = g_ascii_tolower (*text) == 'a' ? 1 : 2;
    return 2;
  case PART_OFFSET:
    return read_offset (text, length, parts);
  }
  return 0;
}

static gboolean
read_parts (const SzWallFormat *format, const char *text, gsize length, Parts *parts)
{
  gsize at = 0;
  for (guint i = 0; i < format->parts->len; i++) {
    const gsize used = read_part (&g_array_index (format->parts, Part, i), text + at, length - at, parts);
    if (used == 0)
      return FALSE;
    at += used;
  }
  if (parts->half != 0) {
    if (parts->hour < 1 || parts->hour > 12)
      return FALSE;
    parts->hour = parts->hour % 12 + (parts->half == 2 ? 12 : 0);
  }
  return at == length && parts->hour <= 23 && parts->minute <= 59 && parts->second <= 59;
}

static gboolean
read_all (const SzWallFormat *format, const char *text, gsize length, gint64 *wall_ms, Parts *parts)
{
  *parts = (Parts){ 0 };
  *wall_ms = 0;
  if (!read_parts (format, text, length, parts))
    return FALSE;
  if (sz_wall_format_has_date (format)) {
    if (parts->month < 1 || parts->month > 12 || parts->year < 1 || parts->day < 1 ||
        parts->day > sz_month_length (parts->year, parts->month))
      return FALSE;
    *wall_ms = sz_day_from_ymd (parts->year, parts->month, parts->day) * SZ_DAY_MS;
  }
  *wall_ms +=
      parts->hour * SZ_HOUR_MS + parts->minute * SZ_MINUTE_MS + parts->second * SZ_SECOND_MS + parts->ms;
  return TRUE;
}

gboolean
sz_wall_format_read_wall (const SzWallFormat *format, const char *text, gsize length, gint64 *wall_ms)
{
  Parts parts;
  return format->form == FORM_PARTS && read_all (format, text, length, wall_ms, &parts) && !parts.has_offset;
}

gboolean
sz_wall_format_read (const SzWallFormat *format, const char *text, gsize length, SzZone *zone,
                     gint64 *instant_ms)
{
  Parts parts;
  gint64 wall_ms;
  switch (format->form) {
  case FORM_ISO:
    return sz_instant_parse (text, (gssize)length, zone, instant_ms);
  case FORM_UNIX:
    return sz_decimal_read (text, length, 3, instant_ms);
  case FORM_UNIX_MS:
    return sz_decimal_read (text, length, 0, instant_ms);
  case FORM_PARTS:
    break;
  }
  if (!sz_wall_format_has_date (format) || !read_all (format, text, length, &wall_ms, &parts))
    return FALSE;
  if (wall_ms < SZ_INSTANT_MIN || wall_ms >= SZ_INSTANT_MAX)
    return FALSE;
  *instant_ms = parts.has_offset ? wall_ms - parts.offset_ms : sz_zone_from_wall_ms (zone, wall_ms);
  return TRUE;
}
