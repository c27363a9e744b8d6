/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sz-record-reader.h"

#include <string.h>

#include "sz-i18n.h"
#include "sz-identity.h"
#include "sz-sha256.h"
#include "sz-xlsx.h"

#define READ_BYTES (256 * 1024)
#define MAX_RECORD (1024 * 1024)
#define MAX_FIELD (64 * 1024)
#define MAX_FIELD_LINES 1000
#define MAX_CELLS 4096

struct _SzRecordReader {
  char *path;
  SzRecordFormat format;
  char *encoding; /* (nullable) what the stream is decoded from */
  gsize mark;     /* bytes of the byte order mark */
  GBytes *bytes;  /* (nullable) instead of a file */
  GInputStream *stream;
  SzXlsx *sheet; /* (nullable) instead of the stream */
  gint64 size;
  char sha256[65];
  GByteArray *buffer;
  gsize start;  /* of the record in the buffer */
  gsize filled; /* bytes of the buffer that are text */
  gboolean at_end;
  gint64 line;         /* of `start` */
  gint64 passed;       /* bytes taken from the file, about */
  GArray *cells;       /* (element-type SzInput) */
  GByteArray *scratch; /* unquoted cells */
  guint header_cells;  /* of a workbook's first row */
};

/* --- opening --- */

static gboolean
fail_file (const SzRecordReader *reader, GError **error, const char *why)
{
  g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("%s: %s"), reader->path, why);
  return FALSE;
}

/* The bytes as they are, from their beginning. (transfer full) (nullable) */
static GInputStream *
open_raw (const SzRecordReader *reader, GFile *file, GCancellable *cancellable)
{
  if (reader->bytes != NULL)
    return g_memory_input_stream_new_from_bytes (reader->bytes);
  GFileInputStream *stream = g_file_read (file, cancellable, NULL);
  return stream != NULL ? G_INPUT_STREAM (stream) : NULL;
}

static gboolean
read_head (SzRecordReader *reader, GFile *file, GCancellable *cancellable, GError **error)
{
  guint8 head[4] = { 0 };
  gsize n = 0;
  g_autoptr (GInputStream) raw = open_raw (reader, file, cancellable);
  if (raw == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_NOT_FOUND, _ ("The file %s cannot be opened."), reader->path);
    return FALSE;
  }
  if (!g_input_stream_read_all (raw, head, sizeof head, &n, cancellable, NULL))
    return fail_file (reader, error, _ ("it cannot be read"));
  if (n == 0)
    return fail_file (reader, error, _ ("the file is empty"));
  /* A byte order mark says more than the mapping: it was written with the file. */
  if (n >= 3 && memcmp (head, "\xef\xbb\xbf", 3) == 0) {
    reader->mark = 3;
  } else if (n >= 2 && (memcmp (head, "\xff\xfe", 2) == 0 || memcmp (head, "\xfe\xff", 2) == 0)) {
    reader->mark = 2;
    reader->encoding = g_strdup (head[0] == 0xff ? "UTF-16LE" : "UTF-16BE");
  } else if (reader->format.encoding != NULL && g_ascii_strcasecmp (reader->format.encoding, "UTF-8") != 0) {
    reader->encoding = g_strdup (reader->format.encoding);
  }
  return TRUE;
}

static GInputStream *
open_stream (SzRecordReader *reader, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) raw = open_raw (reader, file, cancellable);
  if (raw == NULL || g_input_stream_skip (raw, reader->mark, cancellable, NULL) < 0) {
    fail_file (reader, error, _ ("it cannot be read"));
    return NULL;
  }
  if (reader->encoding == NULL)
    return g_steal_pointer (&raw);
  g_autoptr (GCharsetConverter) converter = g_charset_converter_new ("UTF-8", reader->encoding, NULL);
  if (converter == NULL) {
    g_set_error (error, SZ_ERROR, SZ_ERROR_BAD_FILE, _ ("%s: the encoding “%s” is not known here"),
                 reader->path, reader->encoding);
    return NULL;
  }
  return g_converter_input_stream_new (raw, G_CONVERTER (converter));
}

/* Hashes the raw bytes. */
static gboolean
hash_file (SzRecordReader *reader, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) raw = open_raw (reader, file, cancellable);
  g_autofree guint8 *bytes = g_malloc (READ_BYTES);
  SzSha256 sha;
  guint8 digest[32];
  gssize n = raw != NULL ? 1 : -1;
  sz_sha256_init (&sha);
  while (n > 0) {
    n = g_input_stream_read (raw, bytes, READ_BYTES, cancellable, NULL);
    if (n > 0) {
      sz_sha256_update (&sha, bytes, (gsize)n);
      reader->size += n;
    }
  }
  if (n < 0)
    return g_cancellable_set_error_if_cancelled (cancellable, error)
               ? FALSE
               : fail_file (reader, error, _ ("it cannot be read"));
  sz_sha256_finish (&sha, digest);
  for (guint i = 0; i < 32; i++)
    g_snprintf (reader->sha256 + 2 * i, 3, "%02x", digest[i]);
  return TRUE;
}

/* The whole file is decoded once: a binary file, or one in another encoding, is refused before a row of it is
 * used. */
static gboolean
check_text (SzRecordReader *reader, GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = open_stream (reader, file, cancellable, error);
  g_autofree char *bytes = g_malloc (READ_BYTES);
  gint64 controls = 0, nuls = 0, total = 0;
  if (stream == NULL)
    return FALSE;
  for (;;) {
    g_autoptr (GError) cause = NULL;
    const gssize n = g_input_stream_read (stream, bytes, READ_BYTES, cancellable, &cause);
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
    if (n < 0)
      return fail_file (reader, error, _ ("it is not text in the encoding its mapping states"));
    if (n == 0)
      break;
    total += n;
    for (gssize i = 0; i < n; i++) {
      nuls += bytes[i] == '\0';
      controls += (guchar)bytes[i] < ' ' && (bytes[i] == '\0' || strchr ("\t\r\n\f", bytes[i]) == NULL);
    }
  }
  if (total == 0)
    return fail_file (reader, error, _ ("the file is empty"));
  /* One damaged line is refused by itself; a file full of zeros is no text. */
  if (nuls * 50 > total)
    return fail_file (reader, error,
                      _ ("it is not a text file (or it is in another encoding, such as UTF-16)"));
  if (controls * 50 > total)
    return fail_file (reader, error, _ ("it is not a text file"));
  return TRUE;
}

static SzRecordReader *
new_reader (const char *name, const SzRecordFormat *format)
{
  SzRecordReader *reader = g_new0 (SzRecordReader, 1);
  reader->path = g_path_get_basename (name);
  /* People name files after people. */
  g_autofree char *scrubbed = sz_scrub_text (reader->path, -1);
  if (scrubbed != NULL) {
    g_free (reader->path);
    reader->path = g_steal_pointer (&scrubbed);
  }
  reader->format = *format;
  reader->buffer = g_byte_array_new ();
  reader->scratch = g_byte_array_new ();
  reader->cells = g_array_new (FALSE, TRUE, sizeof (SzInput));
  reader->line = 1;
  return reader;
}

static gboolean
open_all (SzRecordReader *reader, GFile *file, GCancellable *cancellable, GError **error)
{
  if (!read_head (reader, file, cancellable, error) || !hash_file (reader, file, cancellable, error))
    return FALSE;
  if (reader->format.form == SZ_RECORDS_XLSX) {
    g_autofree char *path = g_file_get_path (file);
    reader->sheet = sz_xlsx_open (path, reader->format.sheet, error);
    if (reader->sheet == NULL)
      g_prefix_error (error, "%s: ", reader->path);
    return reader->sheet != NULL;
  }
  if (!check_text (reader, file, cancellable, error))
    return FALSE;
  reader->stream = open_stream (reader, file, cancellable, error);
  return reader->stream != NULL;
}

SzRecordReader *
sz_record_reader_open (const char *path, const SzRecordFormat *format, GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (SzRecordReader) reader = new_reader (path, format);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  const GFileType type = g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, cancellable);
  /* A pipe or device may have no end; one that is not there is told when it is opened. */
  if (type != G_FILE_TYPE_REGULAR && type != G_FILE_TYPE_UNKNOWN) {
    fail_file (reader, error,
               type == G_FILE_TYPE_DIRECTORY ? _ ("it is a folder") : _ ("it is not a regular file"));
    return NULL;
  }
  return open_all (reader, file, cancellable, error) ? g_steal_pointer (&reader) : NULL;
}

SzRecordReader *
sz_record_reader_open_bytes (GBytes *bytes, const char *name, const SzRecordFormat *format,
                             GCancellable *cancellable, GError **error)
{
  g_autoptr (SzRecordReader) reader = new_reader (name, format);
  g_return_val_if_fail (format->form != SZ_RECORDS_XLSX, NULL);
  reader->bytes = g_bytes_ref (bytes);
  return open_all (reader, NULL, cancellable, error) ? g_steal_pointer (&reader) : NULL;
}

void
sz_record_reader_free (SzRecordReader *reader)
{
  if (reader == NULL)
    return;
  g_clear_object (&reader->stream);
  g_clear_pointer (&reader->bytes, g_bytes_unref);
  g_clear_pointer (&reader->sheet, sz_xlsx_close);
  g_byte_array_unref (reader->buffer);
  g_byte_array_unref (reader->scratch);
  g_array_unref (reader->cells);
  g_free (reader->encoding);
  g_free (reader->path);
  g_free (reader);
}

const char *
sz_record_reader_sha256 (const SzRecordReader *reader)
{
  return reader->sha256;
}

double
sz_record_reader_fraction (const SzRecordReader *reader)
{
  return reader->size > 0 ? MIN ((double)reader->passed / (double)reader->size, 1.0) : 1.0;
}

/* --- the buffer --- */

/* More text behind what there is; the record's beginning moves to the front. */
static gboolean
fill (SzRecordReader *reader, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) cause = NULL;
  if (reader->start > 0) {
    memmove (reader->buffer->data, reader->buffer->data + reader->start, reader->filled - reader->start);
    reader->filled -= reader->start;
    reader->start = 0;
  }
  if (reader->buffer->len < reader->filled + READ_BYTES)
    g_byte_array_set_size (reader->buffer, (guint)(reader->filled + READ_BYTES));
  const gssize n = g_input_stream_read (reader->stream, reader->buffer->data + reader->filled, READ_BYTES,
                                        cancellable, &cause);
  if (n < 0) {
    if (!g_cancellable_set_error_if_cancelled (cancellable, error))
      fail_file (reader, error, _ ("it cannot be read to its end"));
    return FALSE;
  }
  reader->at_end = n == 0;
  reader->filled += (gsize)n;
  reader->passed += n;
  return TRUE;
}

static gboolean
is_line_end (char c)
{
  return c == '\n' || c == '\r';
}

/* Behind the end of a physical line that begins at `from`; 0 if it is not all here. A lone CR ends a line
 * too. */
static gsize
find_line_end (const SzRecordReader *reader, gsize from, gsize *length)
{
  const char *text = (const char *)reader->buffer->data;
  gsize i = from;
  while (i < reader->filled && !is_line_end (text[i]))
    i++;
  *length = i - from;
  if (i == reader->filled)
    return reader->at_end && i > from ? i : 0;
  if (text[i] == '\r' && i + 1 == reader->filled && !reader->at_end)
    return 0;
  return i + (text[i] == '\r' && i + 1 < reader->filled && text[i + 1] == '\n' ? 2 : 1);
}

/* --- cells --- */

static void
add_cell (SzRecordReader *reader, const char *text, gsize length)
{
  SzInput cell = { .kind = SZ_INPUT_WORD };
  while (length > 0 && (*text == ' ' || *text == '\t' || *text == '\f'))
    text++, length--;
  while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t' || text[length - 1] == '\f'))
    length--;
  cell.text = text;
  cell.length = length;
  if (length == 0)
    cell.kind = SZ_INPUT_ABSENT;
  g_array_append_val (reader->cells, cell);
}

/* LONG: bad, up to `*at` */
typedef enum { SPLIT_OK, SPLIT_MORE, SPLIT_BAD, SPLIT_LONG } Split;

/* A quoted cell from `*at`, which stands behind the opening quote. */
static Split
split_quoted (SzRecordReader *reader, gsize *at, const char **why)
{
  const char *text = (const char *)reader->buffer->data;
  guint8 *out = reader->scratch->data + reader->scratch->len;
  gsize n = 0;
  guint lines = 0;
  for (gsize i = *at; i < reader->filled; i++) {
    if (n > MAX_FIELD || lines > MAX_FIELD_LINES) {
      *why = N_ ("has a field longer than 64 KiB or 1,000 lines (perhaps a quote without its end)");
      *at = i;
      return SPLIT_LONG;
    }
    if (text[i] != '"') {
      lines += text[i] == '\n' || (text[i] == '\r' && i + 1 < reader->filled && text[i + 1] != '\n');
      out[n++] = (guint8)text[i];
      continue;
    }
    if (i + 1 == reader->filled && !reader->at_end)
      return SPLIT_MORE;
    if (i + 1 < reader->filled && text[i + 1] == '"') {
      out[n++] = '"';
      i++;
      continue;
    }
    add_cell (reader, (const char *)out, n);
    reader->scratch->len += (guint)n;
    *at = i + 1;
    return SPLIT_OK;
  }
  if (!reader->at_end)
    return SPLIT_MORE;
  *why = N_ ("has a quote without its end");
  return SPLIT_BAD;
}

/* Splits the record at `start`; `end` is behind its line end. Nothing that was unquoted moves: there is room
 * for all. */
static Split
split_record (SzRecordReader *reader, gsize *length, gsize *end, const char **why)
{
  const char *text = (const char *)reader->buffer->data;
  gsize at = reader->start;
  g_array_set_size (reader->cells, 0);
  g_byte_array_set_size (reader->scratch, (guint)(reader->filled - reader->start + 1));
  reader->scratch->len = 0;
  for (;;) {
    if (reader->cells->len >= MAX_CELLS) {
      *why = N_ ("has too many fields");
      return SPLIT_BAD;
    }
    if (reader->format.quotes && at < reader->filled && text[at] == '"') {
      at++;
      const Split split = split_quoted (reader, &at, why);
      if (split == SPLIT_LONG)
        *end = at;
      if (split != SPLIT_OK)
        return split;
      if (at < reader->filled && text[at] != reader->format.separator && !is_line_end (text[at])) {
        *why = N_ ("has text behind a closing quote");
        return SPLIT_BAD;
      }
    } else {
      const gsize from = at;
      while (at < reader->filled && text[at] != reader->format.separator && !is_line_end (text[at]))
        at++;
      if (at == reader->filled && !reader->at_end)
        return SPLIT_MORE;
      if (at - from > MAX_FIELD) {
        *why = N_ ("has a field longer than 64 KiB");
        return SPLIT_BAD;
      }
      add_cell (reader, text + from, at - from);
    }
    if (at == reader->filled && !reader->at_end)
      return SPLIT_MORE;
    if (at < reader->filled && text[at] == reader->format.separator) {
      at++;
      continue;
    }
    gsize rest;
    *length = at - reader->start;
    *end = at == reader->filled ? at : find_line_end (reader, at, &rest);
    return *end == 0 ? SPLIT_MORE : SPLIT_OK;
  }
}

/* --- records --- */

static gint64
count_lines (const char *text, gsize length)
{
  gint64 lines = 0;
  for (gsize i = 0; i < length; i++)
    lines += text[i] == '\n' || (text[i] == '\r' && (i + 1 == length || text[i + 1] != '\n'));
  return lines;
}

/* A record that cannot be split costs its first physical line only, for what follows may be well; one with an
 * endless cell also the lines that were read of it, up to `*end`. */
static gboolean
skip_line (SzRecordReader *reader, SzRecord *record, gsize *end, GCancellable *cancellable, GError **error)
{
  gsize length;
  /* Behind the last line end that was read; none: the line goes on. */
  while (*end > reader->start && !is_line_end ((char)reader->buffer->data[*end - 1]))
    (*end)--;
  if (*end > reader->start) {
    record->length = MIN (*end - reader->start, (gsize)MAX_RECORD);
    record->n_cells = 0;
    return TRUE;
  }
  while ((*end = find_line_end (reader, reader->start, &length)) == 0) {
    /* Of an endless line no more is kept than is needed to name it. */
    if (length > MAX_RECORD)
      reader->filled = reader->start + MAX_RECORD;
    if (!fill (reader, cancellable, error))
      return FALSE;
    if (reader->at_end && reader->filled == reader->start)
      break;
  }
  record->length = MIN (length, (gsize)MAX_RECORD);
  record->n_cells = 0;
  return TRUE;
}

static gboolean
take_record (SzRecordReader *reader, SzRecord *record, GCancellable *cancellable, GError **error)
{
  gsize length = 0, end = 0;
  record->why = NULL;
  for (;;) {
    Split split = SPLIT_OK;
    if (reader->format.form == SZ_RECORDS_NDJSON) {
      end = find_line_end (reader, reader->start, &length);
      split = end == 0 ? SPLIT_MORE : SPLIT_OK;
    } else if (reader->start < reader->filled || reader->at_end) {
      split = split_record (reader, &length, &end, &record->why);
    } else {
      split = SPLIT_MORE;
    }
    if (split == SPLIT_OK)
      break;
    if (split == SPLIT_MORE && reader->filled - reader->start > MAX_RECORD) {
      record->why = N_ ("is longer than 1 MiB");
      split = SPLIT_BAD;
    }
    if (split == SPLIT_BAD)
      end = 0;
    if (split == SPLIT_BAD || split == SPLIT_LONG) {
      if (!skip_line (reader, record, &end, cancellable, error))
        return FALSE;
      length = record->length;
      break;
    }
    if (!fill (reader, cancellable, error))
      return FALSE;
    if (reader->at_end && reader->start == reader->filled)
      break;
  }
  record->text = (const char *)reader->buffer->data + reader->start;
  record->length = length;
  record->line = reader->line;
  record->cells = (const SzInput *)(const void *)reader->cells->data;
  record->n_cells = record->why == NULL ? reader->cells->len : 0;
  reader->line += MAX (count_lines (record->text, end - reader->start), 1);
  reader->start = end;
  return TRUE;
}

static gboolean
is_blank (const SzRecord *record)
{
  for (gsize i = 0; i < record->length; i++)
    if (record->text[i] != ' ' && record->text[i] != '\t')
      return FALSE;
  return TRUE;
}

/* A row of a workbook; all its cells are texts by now. */
static gboolean
next_sheet_row (SzRecordReader *reader, SzRecord *record, GCancellable *cancellable, GError **error)
{
  const SzXlsxRow *row;
  g_array_set_size (reader->cells, 0);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  do {
    row = sz_xlsx_next (reader->sheet, error);
    if (row == NULL)
      return FALSE;
  } while (row->n_cells == 0 && row->why == NULL);
  *record = (SzRecord){ .text = row->text, .length = row->length, .line = row->number, .why = row->why };
  for (guint i = 0; i < row->n_cells; i++)
    add_cell (reader, row->text + row->cells[i].at, row->cells[i].length);
  while (reader->header_cells > reader->cells->len) /* rows end with their last filled cell */
    add_cell (reader, "", 0);
  if (reader->header_cells == 0)
    reader->header_cells = reader->cells->len;
  record->cells = (const SzInput *)(const void *)reader->cells->data;
  record->n_cells = record->why == NULL ? reader->cells->len : 0;
  reader->passed = reader->size * row->number / MAX (sz_xlsx_rows (reader->sheet), row->number);
  return TRUE;
}

gboolean
sz_record_reader_next (SzRecordReader *reader, SzRecord *record, GCancellable *cancellable, GError **error)
{
  if (reader->sheet != NULL)
    return next_sheet_row (reader, record, cancellable, error);
  do {
    if (reader->start == reader->filled) {
      if (!reader->at_end && !fill (reader, cancellable, error))
        return FALSE;
      if (reader->start == reader->filled)
        return FALSE;
    }
    if (!take_record (reader, record, cancellable, error))
      return FALSE;
  } while (record->why == NULL && is_blank (record));
  if (record->why == NULL && memchr (record->text, '\0', record->length) != NULL)
    record->why = N_ ("holds a NUL character");
  else if (record->why == NULL && !sz_utf8_is_valid (record->text, record->length))
    record->why = N_ ("is not valid UTF-8");
  return TRUE;
}
